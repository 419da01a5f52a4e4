//! temporary
use annexa_import::{CatalogIndex, import_soa};
fn rows(path: &str) -> Vec<Vec<String>> {
    annexa_formats::csv::read(&std::fs::read(path).unwrap())
        .rows
        .into_iter()
        .skip(1)
        .map(|r| r.cells)
        .collect()
}
fn main() {
    let f = "/work/shared/facts/";
    let mut succ: Vec<(String, Vec<String>)> = vec![];
    for r in rows(&format!("{f}iso27002-2013-to-2022.csv")) {
        if r[0].is_empty() {
            continue;
        }
        match succ.iter_mut().find(|s| s.0 == r[0]) {
            Some(s) => s.1.push(r[1].clone()),
            None => succ.push((r[0].clone(), vec![r[1].clone()])),
        }
    }
    let cats = [
        CatalogIndex {
            name: "iso27001".into(),
            edition: "2022".into(),
            controls: rows(&format!("{f}iso27001-2022-annex-a.csv"))
                .into_iter()
                .map(|r| (r[0].clone(), r[1].clone()))
                .collect(),
            successors: vec![],
        },
        CatalogIndex {
            name: "iso27001".into(),
            edition: "2013".into(),
            controls: rows(&format!("{f}iso27001-2013-annex-a.csv"))
                .into_iter()
                .map(|r| (r[0].clone(), r[1].clone()))
                .collect(),
            successors: succ,
        },
    ];
    let mut files = false;
    for path in std::env::args().skip(1) {
        if path == "-f" {
            files = true;
            continue;
        }
        let got = import_soa(&std::fs::read(&path).unwrap(), &path, &cats);
        println!("================ {path}\n{}", got.report.to_text());
        if files {
            for (p, t) in &got.files {
                println!("-------- {p}\n{t}");
            }
        }
    }
}
