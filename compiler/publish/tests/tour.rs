//! The documents of `examples/tour`, as an auditor reads them.

mod common;

use annexa_publish::terminal::{Look, soa_table, status};
use common::{analyse, file, files, from_disk};

#[test]
fn markdown() {
    let files = files(&from_disk("examples/tour"));
    insta::assert_snapshot!(file(&files, "clinic-cloud-soa.md"));
}

#[test]
fn csv() {
    let files = files(&from_disk("examples/tour"));
    insta::assert_snapshot!(file(&files, "clinic-cloud-soa.csv").replace("\r\n", "\n"));
    insta::assert_snapshot!("totals", file(&files, "clinic-cloud-soa-totals.csv").replace("\r\n", "\n"));
    insta::assert_snapshot!("clauses", file(&files, "clinic-cloud-soa-clauses.csv").replace("\r\n", "\n"));
}

#[test]
fn json() {
    let files = files(&from_disk("examples/tour"));
    insta::assert_snapshot!(file(&files, "clinic-cloud-soa.json"));
}

#[test]
fn terminal() {
    let built = from_disk("examples/tour");
    analyse(&built, |analysis| {
        insta::assert_snapshot!("status", status(analysis, analysis.context.as_of, Look::default()));
        let look = Look { width: 72, color: false };
        insta::assert_snapshot!("soa_table", soa_table(&analysis.coverages[0], look));
    });
}

#[test]
fn the_same_package_gives_the_same_bytes() {
    assert_eq!(files(&from_disk("examples/tour")), files(&from_disk("examples/tour")));
}
