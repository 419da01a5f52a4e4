//! `examples/group`: a parent company and two that extend what it has written.

use std::path::PathBuf;

use annexa_diagnostics::Sources;
use annexa_tests::lock;
use annexa_tests::package::{Checked, Package, root};

fn folder(name: &str) -> PathBuf {
    root().join("examples/group").join(name)
}

fn lines(checked: &Checked) -> Vec<String> {
    checked.problems.iter().map(|p| checked.line(p)).collect()
}

#[test]
fn all_three_check() {
    for name in ["group", "sweden", "poland"] {
        assert_eq!(lines(&Package::read(&folder(name)).check()), Vec::<String>::new(), "{name}");
    }
}

/// What each company has approved and translated, in the order of the days.
const APPROVALS: [(&str, &[&str]); 3] = [
    (
        "group",
        &[
            "annexa approve information-security --by ditte --on 2025-05-12 --record \"Minutes of the board, 12 May 2025, item 4\"",
            "annexa approve access-control --by ditte --on 2025-05-12 --record \"Minutes of the board, 12 May 2025, item 5\"",
            "annexa approve backup --by ditte --on 2025-05-12 --record \"Minutes of the board, 12 May 2025, item 6\"",
            "annexa approve group-soa --by ditte --on 2026-04-20 --record \"Minutes of the board, 20 April 2026, item 2\"",
        ],
    ),
    (
        "sweden",
        &[
            "annexa approve information-security --by elin --on 2025-08-25 --record \"Beslut 2025:31\"",
            "annexa approve access-control --by elin --on 2026-02-16 --record \"Beslut 2026:8\"",
            "annexa approve backup --by elin --on 2025-08-25 --record \"Beslut 2025:33\"",
            "annexa approve laboratories-soa --by elin --on 2026-05-18 --record \"Beslut 2026:19\"",
        ],
    ),
    (
        "poland",
        &[
            "annexa approve information-security --by agnieszka --on 2025-10-06 --record \"Uchwała zarządu 14/2025\"",
            "annexa approve access-control --by agnieszka --on 2026-01-28 --record \"Uchwała zarządu 2/2026\"",
            "annexa approve backup --by agnieszka --on 2025-10-06 --record \"Uchwała zarządu 15/2025\"",
            "annexa approve old-systems --by agnieszka --on 2026-01-28 --record \"Uchwała zarządu 3/2026\"",
            "annexa approve laboratories-soa --by agnieszka --on 2026-05-27 --record \"Uchwała zarządu 9/2026\"",
            "annexa translated access-control-pl --by pawel --on 2026-02-03",
        ],
    ),
];

/// The records in the locks are what `annexa approve` writes. `ANNEXA_SPEC_UPDATE=1` writes them anew.
#[test]
fn what_is_approved_is_approved_as_it_stands() {
    for (name, commands) in APPROVALS {
        let package = Package::read(&folder(name));
        let mut input = package.input();
        input.lock.clear();
        for command in commands {
            input.lock = lock::run(&input, command);
        }
        input.lock.sort();
        if std::env::var_os("ANNEXA_SPEC_UPDATE").is_some_and(|v| v == "1") {
            for (path, text) in &input.lock {
                let path = folder(name).join(path);
                std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder of the lock");
                std::fs::write(path, text).expect("the record");
            }
            continue;
        }
        assert_eq!(package.lock, input.lock, "{name}");
    }
}

/// Each line that is weakened is found, where it stands, and nothing else is.
#[test]
fn weakenings_are_found_where_they_are() {
    let weakenings = [
        ("sweden", "review: every 6 months", "review: every 24 months", 1),
        ("sweden", "classification: confidential  // stricter", "classification: public // stricter", 1),
        ("sweden", "set: review-cycle to 3 months", "set: review-cycle to 12 months", 1),
        ("sweden", "set: review-cycle to 3 months", "set: leaver-days to 5 days", 1),
        ("sweden", "statement direction {", "statement direction {\n        applies-to: local-it\n", 1),
        (
            "sweden",
            "statement second-factor {",
            "statement second-factor {\n        applies-to: samples-register except analysers\n",
            1,
        ),
        ("poland", "set: restore-test to 3 months", "set: restore-test to 18 months", 1),
        // The exception permits what it was approved for, and no more.
        ("poland", "waives: access-control.review-cycle since", "waives: backup.restore-test since", 1),
        ("poland", "be collected by hand until", "be collected by hand, as ever, until", 1),
        ("poland", "approver: president\n    classification: internal", "classification: internal", 1),
    ];
    for (name, from, to, count) in weakenings {
        let mut package = Package::read(&folder(name));
        let file = package.files.iter_mut().find(|(_, text)| text.contains(from));
        let (path, text) = file.unwrap_or_else(|| panic!("{name} does not say `{from}`"));
        *text = text.replacen(from, to, 1);
        let path = path.clone();
        let checked = package.check();
        let found: Vec<_> = checked.problems.iter().filter(|p| p.name == "weaker-than-parent").collect();
        assert_eq!(found.len(), count, "{name}: `{to}`\n{:#?}", lines(&checked));
        assert_eq!(checked.path(found[0]), path, "{name}: `{to}`");
        let line = checked.position(found[0].primary.place).line as usize;
        let text = &package.files.iter().find(|(p, _)| *p == path).expect("the file").1;
        let said = text.lines().nth(line - 1).unwrap_or_default();
        let words = to.lines().find(|l| l.contains(':')).unwrap_or_default().trim();
        let changed = said.contains(words) || said.contains("set: review-cycle to 9 months");
        assert!(changed, "{name}: `{to}` was told at `{said}`");
    }
}

/// What the group writes anew, a company approves and translates anew: each is told once, with the group's line.
#[test]
fn a_change_of_the_group_is_told_in_a_company() {
    let mut package = Package::read(&folder("poland"));
    let files = package.packages.iter_mut().flat_map(|p| &mut p.files);
    let (_, text) = files.into_iter().find(|(p, _)| p == "policies.isms").expect("the group's policies");
    *text = text.replace("MUST use two factors", "MUST use two factors, one of them a key");
    let checked = package.check();
    let told: Vec<(&str, &str)> = checked
        .problems
        .iter()
        .map(|p| (&*p.name, checked.model.files.path(p.related[0].place.file)))
        .collect();
    let policies = "../group/policies.isms";
    assert_eq!(
        told,
        [("changed-since-approval", policies), ("stale-translation", policies)],
        "{:#?}",
        lines(&checked)
    );
    for problem in &checked.problems {
        assert_eq!(checked.path(problem), "policies.isms");
        assert!(problem.message.contains("`second-factor`"), "{}", problem.message);
    }
}

/// After its last day the exception is told, and what it permitted is weaker.
#[test]
fn the_exception_ends() {
    let mut package = Package::read(&folder("poland"));
    package.as_of = annexa_tests::package::date("2027-02-01");
    let names: Vec<String> = package.check().problems.iter().map(|p| p.name.to_string()).collect();
    let count = |name: &str| names.iter().filter(|n| *n == name).count();
    assert_eq!((count("expired-exception"), count("weaker-than-parent")), (2, 1), "{names:?}");
}

/// The order of packages and of files makes no difference.
#[test]
fn order_makes_no_difference() {
    let package = Package::read(&folder("poland"));
    let mut other = package.clone();
    other.files.reverse();
    other.packages.reverse();
    for inner in &mut other.packages {
        inner.files.reverse();
    }
    // A parameter that is named elsewhere, so that there is something to tell.
    let (mut a, mut b) = (package, other);
    for package in [&mut a, &mut b] {
        let file =
            package.packages[0].files.iter_mut().find(|(p, _)| p == "policies.isms").expect("policies");
        file.1 = file.1.replace("review-cycle", "cycle");
    }
    let (a, b) = (lines(&a.check()), lines(&b.check()));
    assert!(!a.is_empty());
    assert_eq!(a, b);
}
