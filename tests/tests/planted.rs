//! Faults planted by hand in a package that checks: each is found, at its place, with the fix where one is possible.
//!
//! The packages are in `tests/packages/`: `clean` checks without a problem, `own-kind` declares a kind of its own.

use annexa_diagnostics::{Fix, Level, Problem, Safety, Section};
use annexa_tests::package::{Checked, Package, root};

fn clean() -> Package {
    Package::read(&root().join("tests/packages/clean"))
}

/// The clean package with `from` replaced by `to` in `file`.
fn planted(file: &str, from: &str, to: &str) -> Package {
    let mut package = clean();
    let (_, text) = package.files.iter_mut().find(|(path, _)| path == file).expect("the file is there");
    assert!(text.contains(from), "{file} holds {from:?}");
    *text = text.replacen(from, to, 1);
    package
}

/// The one problem of the name, with the line that it points at.
fn only<'c>(checked: &'c Checked, name: &str) -> (&'c Problem, String) {
    let lines: Vec<String> = checked.problems.iter().map(|p| checked.line(p)).collect();
    let mut found = checked.problems.iter().filter(|p| p.name == name);
    let problem = found.next().unwrap_or_else(|| panic!("{name} is found, beside {lines:#?}"));
    assert!(found.next().is_none(), "{name} is told once, among {lines:#?}");
    (problem, checked.line(problem))
}

/// After all fixes of `problem`'s kind, nothing of that name is left.
fn mended(package: &Package, checked: &Checked, problem: &Problem) -> Package {
    let fix: Vec<Fix> = problem.fixes.first().cloned().into_iter().collect();
    assert!(!fix.is_empty(), "{} has a fix", problem.name);
    let after = package.fixed(checked, &fix);
    let left = after.check();
    assert!(left.problems.iter().all(|p| p.name != problem.name), "the fix mends {}", problem.name);
    after
}

#[test]
fn the_clean_package_has_no_problem() {
    let checked = clean().check();
    let lines: Vec<String> = checked.problems.iter().map(|p| checked.line(p)).collect();
    assert!(lines.is_empty(), "{lines:#?}");
}

#[test]
fn a_decision_removed() {
    let package =
        planted("soa.isms", "include: A.*", "include: A.5.*, A.6.*, A.7.*, A.8.* except A.8.12, A.8.23");
    let checked = package.check();
    let (problem, line) = only(&checked, "undecided-control");
    assert!(line.starts_with("soa.isms:1:5"), "{line}");
    assert_eq!(problem.level, Level::Error);
    assert_eq!(problem.items, ["A.8.12", "A.8.23"]);
    mended(&package, &checked, problem);
}

#[test]
fn a_needed_control_excluded() {
    let package = planted(
        "soa.isms",
        "exclude: A.8.30",
        "exclude: A.8.13 because \"We keep no backups at all\"\n    exclude: A.8.30",
    );
    let checked = package.check();
    let (problem, line) = only(&checked, "excluded-but-needed");
    assert!(line.starts_with("soa.isms:7:14"), "{line}");
    assert_eq!(problem.level, Level::Error);
    assert!(problem.message.contains("A.8.13"), "{}", problem.message);
    assert!(problem.related.iter().any(|r| checked.model.files.get(r.place.file).path == "risks.isms"));
    mended(&package, &checked, problem);
}

#[test]
fn an_owner_misspelt() {
    let package = planted(
        "organization.isms",
        "category: information  owner: security-lead",
        "category: information  owner: security-leed",
    );
    let checked = package.check();
    let (problem, line) = only(&checked, "unknown-name");
    assert!(line.starts_with("organization.isms:14:59"), "{line}");
    assert_eq!(problem.fixes[0].safety, Safety::Safe);
    let after = mended(&package, &checked, problem);
    assert!(after.check().problems.is_empty());
}

#[test]
fn a_brace_dropped() {
    let package =
        planted("risks.isms", "    residual: possible with minor\n}", "    residual: possible with minor\n");
    let checked = package.check();
    let (problem, _) = only(&checked, "syntax-error");
    assert!(
        problem.message.contains("stolen-laptop") && problem.message.contains("not closed"),
        "{}",
        problem.message
    );
    assert_eq!(problem.related.len(), 1, "both places are named");
    assert_eq!(
        checked.problems.len(),
        1,
        "{:#?}",
        checked.problems.iter().map(|p| checked.line(p)).collect::<Vec<_>>()
    );
    assert!(mended(&package, &checked, problem).check().problems.is_empty());
}

#[test]
fn an_id_of_the_old_edition() {
    let package = planted("risks.isms", "with A.8.1, A.8.24", "with A.9.4.2, A.8.24");
    let checked = package.check();
    let (problem, line) = only(&checked, "other-edition-control");
    assert!(line.starts_with("risks.isms:15:24"), "{line}");
    assert!(problem.help.as_deref().is_some_and(|h| h.contains("A.8.5")), "{:?}", problem.help);
    mended(&package, &checked, problem);
}

#[test]
fn a_reason_lost() {
    let package =
        planted("soa.isms", " because \"All software is written by {everyone}; nobody develops for us\"", "");
    let checked = package.check();
    let (problem, line) = only(&checked, "missing-justification");
    assert!(line.starts_with("soa.isms:7:"), "{line}");
    assert_eq!(problem.level, Level::Error);
}

#[test]
fn applies_to_narrowed() {
    let package = planted(
        "policies/information-security.isms",
        "        implements: A.7.*\n",
        "        implements: A.7.*\n        applies-to: laptops\n",
    );
    let checked = package.check();
    let (problem, line) = only(&checked, "partly-covered-control");
    assert!(line.starts_with("policies/information-security.isms:22:21"), "{line}");
    assert!(problem.items.iter().any(|i| i.contains("quay")), "{:?}", problem.items);
}

#[test]
fn a_suppliers_agreement_run_out() {
    let mut package = planted("organization.isms", "until 2030-12-31", "until 2026-06-30");
    let (_, text) =
        package.files.iter_mut().find(|(p, _)| p.ends_with("information-security.isms")).expect("the policy");
    *text = text.replacen(
        "implements: A.7.*\n        carried-out-by: everyone",
        "implements: A.7.*\n        carried-out-by: cloud-host",
        1,
    );
    let checked = package.check();
    let found =
        checked.problems.iter().find(|p| p.name == "uncovered-control").expect("uncovered-control is found");
    let said = format!("{} {:?} {:?}", found.message, found.notes, found.related);
    assert!(said.contains("2026-06-30"), "the cause is named: {said}");
}

#[test]
fn an_asset_where_a_role_belongs() {
    let package = planted(
        "organization.isms",
        "category: information  owner: security-lead",
        "category: information  owner: laptops",
    );
    let checked = package.check();
    let (problem, line) = only(&checked, "wrong-kind");
    assert!(line.starts_with("organization.isms:14:59"), "{line}");
    assert_eq!(problem.related.len(), 1, "both ends are shown");
}

#[test]
fn a_text_left_open() {
    let package = planted("organization.isms", "\"Servers and storage\"", "\"Servers and storage");
    let checked = package.check();
    let (problem, line) = only(&checked, "unclosed-text");
    assert!(line.starts_with("organization.isms:19:15"), "{line}");
    assert_eq!(
        checked.problems.len(),
        1,
        "{:#?}",
        checked.problems.iter().map(|p| checked.line(p)).collect::<Vec<_>>()
    );
    mended(&package, &checked, problem);
}

#[test]
fn a_kind_of_ones_own_is_covered() {
    let package = Package::read(&root().join("tests/packages/own-kind"));
    let checked = package.check();
    assert!(
        checked
            .problems
            .iter()
            .filter(|p| [Section::Language, Section::Coverage].contains(&p.section))
            .all(|p| p.level < Level::Error),
        "{:#?}",
        checked.problems.iter().map(|p| checked.line(p)).collect::<Vec<_>>()
    );
    let (problem, line) = only(&checked, "partly-covered-control");
    assert!(line.starts_with("main.isms:30:21") && problem.message.contains("A.8.15"), "{line}");
}
