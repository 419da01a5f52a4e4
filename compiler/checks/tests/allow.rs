//! Allowances, levels, releases, the limit, and the next steps.

mod common;

use annexa_checks::MAX_PROBLEMS;
use annexa_diagnostics::Level;
use common::{MANIFEST, package, package_of};

/// A package with one problem that may be set aside, and `lines` in the policy or in its statement.
fn copies(policy: &str, statement: &str) -> String {
    format!(
        "role ciso \"CISO\"\npolicy backup \"Backup policy\" {{\n    {policy}\n    statement copies \"Copies\" {{\n        implements: A.8.13\n        status: implemented\n        {statement}\n    }}\n}}\n"
    )
}

const ALLOW: &str = "allow: rule-without-doer because \"The team starts in January\" by ciso";

#[test]
fn an_allowance_sets_a_problem_aside_in_its_declaration_and_within() {
    for text in [copies("", ALLOW), copies(ALLOW, "")] {
        let found = package(&text);
        assert!(found.names().is_empty(), "{}", found.shown());
        assert_eq!(found.set_aside.len(), 1);
    }
}

#[test]
fn it_holds_on_its_last_day_and_not_after() {
    let until = |day: &str| package(&copies("", &format!("{ALLOW} until {day}")));
    assert!(until("2026-11-01").names().is_empty());
    let found = until("2026-10-31");
    assert_eq!(found.names(), ["expired-allow", "rule-without-doer"]);
    assert_eq!(
        found.lines("expired-allow"),
        ["warning: the allowance of `rule-without-doer` in `backup.copies` ended on 2026-10-31"]
    );
    assert_eq!(found.at("expired-allow"), "2026-10-31");
}

#[test]
fn one_that_silences_nothing() {
    let found = package(&copies("", &format!("carried-out-by: ciso\n        {ALLOW}")));
    assert_eq!(
        found.lines("unused-allow"),
        ["warning: `backup.copies` allows `rule-without-doer`, and there is no such problem in it"]
    );
}

#[test]
fn requirements_and_errors_of_the_language_cannot_be_allowed() {
    for name in
        ["uncovered-control", "no-implementation-status", "unknown-name", "untreated-risk", "bad-lock"]
    {
        let found =
            package(&copies("", &format!("carried-out-by: ciso\n        allow: {name} because \"Later\"")));
        assert_eq!(found.names(), ["not-allowable"], "{name}");
    }
    for name in ["unused-let", "weak-justification", "empty-pattern"] {
        let found =
            package(&copies("", &format!("carried-out-by: ciso\n        allow: {name} because \"Later\"")));
        assert_eq!(found.names(), ["unused-allow"], "{name}");
    }
}

#[test]
fn a_name_that_is_no_problem() {
    let found = package(&copies("", "allow: rule-without-doers because \"Later\""));
    assert_eq!(found.names(), ["rule-without-doer", "unknown-problem"]);
    assert!(found.fixed("unknown-problem").contains("allow: rule-without-doer because"));
}

#[test]
fn a_rule_of_the_package_is_a_problem_by_its_name() {
    let rule = "rule two-people \"Two people\" { each: p in policy  require: p.owner != none  level: warning  message: \"{p}\" }\n";
    let found =
        package(&format!("{rule}{}", copies("allow: two-people because \"Later\"", "carried-out-by: ciso")));
    assert!(found.named("unknown-problem").is_empty(), "{}", found.shown());
}

fn with_levels(levels: &str, release: bool) -> common::Found {
    package_of(&format!("{MANIFEST}\n[levels]\n{levels}\n"), &copies("", ""), release)
}

#[test]
fn the_manifest_gives_levels() {
    let level = |level: &str| {
        with_levels(&format!("rule-without-doer = \"{level}\""), false).level("rule-without-doer")
    };
    assert_eq!(level("error"), Some(Level::Error));
    assert_eq!(level("hint"), Some(Level::Hint));
    assert_eq!(level("off"), None);
}

#[test]
fn requirements_can_be_raised_and_not_lowered() {
    assert!(with_levels("uncovered-control = \"error\"", false).named("not-allowable").is_empty());
    assert!(with_levels("uncovered-control = \"warning\"", false).named("not-allowable").is_empty());
    assert!(with_levels("review-overdue = \"error\"", false).named("unknown-problem").is_empty());
    assert_eq!(
        with_levels("uncovered-control = \"hint\"", false).lines("not-allowable"),
        ["error: `uncovered-control` cannot be lowered to `hint`"]
    );
    assert_eq!(
        with_levels("undecided-control = \"off\"", false).lines("not-allowable"),
        ["error: `undecided-control` cannot be turned off"]
    );
    assert_eq!(
        with_levels("undecided-contrl = \"off\"", false).lines("unknown-problem"),
        ["error: there is no problem named `undecided-contrl`"]
    );
}

#[test]
fn what_the_manifest_says_of_a_level_holds_in_a_release_too() {
    let text = "asset web \"Web\" { category: system }\nsite store \"Store\"\nscope shop \"Shop\" { includes: web, store }\nsoa s \"SoA\" for shop against iso27001 {\n    include: A.* because \"Agreed in the spring\"\n    exclude: A.7.2 because \"Nothing to lock\"\n}\n";
    let level = |levels: &str, release| {
        package_of(&format!("{MANIFEST}\n[levels]\n{levels}\n"), text, release)
            .level("exclusion-contradicts-scope")
    };
    assert_eq!(level("", false), Some(Level::Warning));
    assert_eq!(level("", true), Some(Level::Error));
    assert_eq!(level("exclusion-contradicts-scope = \"hint\"", true), Some(Level::Hint));
}

#[test]
fn there_is_a_limit() {
    let text: String = (0..MAX_PROBLEMS + 200)
        .map(|i| format!("policy p{i} \"Policy\" {{ owner: nobody-{i} }}\n"))
        .collect();
    let found = package(&text);
    assert_eq!(found.problems.len(), MAX_PROBLEMS + 1);
    assert_eq!(
        found.lines("too-many"),
        [format!("error: there are more than {MAX_PROBLEMS} problems; the others are not shown")]
    );
}

#[test]
fn the_limit_is_told_where_there_is_more_and_only_there() {
    let owners: fn(usize) -> String =
        |n| (0..n).map(|i| format!("policy p{i} \"Policy\" {{ owner: nobody-{i} }}\n")).collect();
    // So many errors of one file are not even kept.
    let units: fn(usize) -> String =
        |n| (0..n).map(|i| format!("policy p{i} \"Policy\" {{ review: every 12 monthz }}\n")).collect();
    for text in [owners, units] {
        let told = |n: usize| package(&text(n)).lines("too-many").len();
        assert_eq!((told(MAX_PROBLEMS), told(MAX_PROBLEMS + 1), told(3 * MAX_PROBLEMS)), (0, 1, 1));
    }
}

#[test]
fn next_steps_begin_with_what_helps_most() {
    let found = package(
        "asset web \"Web\" { category: system }\nscope shop \"Shop\" { includes: web }\nsoa s \"SoA\" for shop against iso27001 {\n    include: A.5.*, A.6.*, A.7.* because \"Agreed in the spring\"\n    owner: cisso\n}\nrole ciso \"CISO\"\npolicy p \"Policy\" { statement t \"Rules\" { implements: A.5.1  status: implemented } }\n",
    );
    assert_eq!(
        found.steps,
        [
            "Mend 1 error of the language: `annexa fix` does it",
            "Decide 34 controls: `annexa fix --unsafe` writes a line for each theme in `main.isms`",
            "Say how far 58 controls are: `status:` in statements, or `annexa fix --unsafe` writes a `not-yet:` for each theme in `main.isms`",
        ]
    );
    assert!(package("role ciso \"CISO\"\n").steps.is_empty());
}
