//! The digest of a document that extends others: what it inherits is in it as its reader gets it, and what changed there
//! is named.

mod common;

use annexa_analysis::digest::{Digest, Part};
use annexa_core::{Input, PackageInput, build};

/// What the group says.
const GROUP: &str = r#"
let factors = "a hardware key"
role ciso "Officer of the group"
policy base "Rules of the group" { param days "Days" { default: 5 days  allows: <= 10 days } }
policy access "Access" extends base {
    owner: ciso
    classification: internal
    retention: 3 years
    review: every 12 months
    param cycle "Cycle" { default: 6 months  allows: <= 12 months }
    """First. Classified as {access.classification}."""
    """Second, within {days}."""
    """Third; see {mfa}."""
    statement mfa "Several ways" { implements: A.8.5  """Everybody signs in with {factors}.""" }
    statement rights "Rights" {
        implements: A.5.18
        carried-out-by: ciso
        status: implemented
        """Every {cycle}, rights are reviewed."""
    }
}
"#;

/// What the company says.
const COMPANY: &str = r#"
let factors = "a telephone"
role boss "Boss"
policy access "Access" extends group.access {
    approver: boss
    set: cycle to 3 months
    statement mfa { implements: A.5.17 }
    """Our own."""
}
policy visitors "Visitors" extends group.access { approver: boss }
"#;

fn digest(group: &str, company: &str, name: &str) -> Digest {
    let manifest =
        |rest: &str| format!("[package]\nname = \"p\"\n\n[standards]\nmain = \"iso27001@2022\"\n{rest}");
    let input = Input {
        manifest: Some(manifest("\n[dependencies]\ngroup = { path = \"../group\" }\n")),
        files: vec![("main.isms".into(), company.into())],
        packages: vec![PackageInput {
            folder: "../group".into(),
            manifest: Some(manifest("").replace("\"p\"", "\"group\"")),
            files: vec![("group.isms".into(), group.into())],
        }],
        ..Input::default()
    };
    let built = build(input, &annexa_stdlib::files());
    let told = common::problems(&built);
    assert!(built.problems.iter().all(|p| p.level < annexa_diagnostics::Level::Error), "{told:#?}");
    Digest::of_text(built.model.find(name).expect(name))
}

/// The keys of what of `name` changed: its own parts, what is gone, what lies outside. Empty where the digest stays.
fn changed(name: &str, group: (&str, &str), company: (&str, &str)) -> String {
    let after = |text: &str, (from, to): (&str, &str)| {
        assert!(text.contains(from), "nothing is `{from}`");
        text.replacen(from, to, if from.is_empty() { 0 } else { usize::MAX })
    };
    let old = digest(GROUP, COMPANY, name);
    let new = digest(&after(GROUP, group), &after(COMPANY, company), name);
    if old.whole == new.whole {
        return String::new();
    }
    let changes = new.changes(&old.kept());
    let keys = |parts: &[Part]| parts.iter().map(|p| p.key.clone()).collect::<Vec<_>>().join(", ");
    format!("{} | {} | {}", keys(&changes.own), changes.gone.join(", "), keys(&changes.outside))
}

fn in_group(name: &str, from: &str, to: &str) -> String {
    changed(name, (from, to), ("", ""))
}

fn in_company(name: &str, from: &str, to: &str) -> String {
    changed(name, ("", ""), (from, to))
}

#[test]
fn what_the_parent_says_is_in_the_digest_and_named() {
    for name in ["access", "visitors"] {
        let cause = |from, to| in_group(name, from, to);
        assert_eq!(cause("Everybody signs", "Admins sign"), " |  | {group.access} mfa");
        assert_eq!(cause("Several ways", "Ways"), " |  | {group.access} mfa");
        assert_eq!(cause("implements: A.8.5", "implements: A.8.5, A.8.2"), " |  | {group.access} mfa");
        assert_eq!(cause("Second,", "2,"), " |  | {group.access} #paragraph-2");
        assert_eq!(
            cause("classification: internal", "classification: secret"),
            " |  | {group.access} classification:"
        );
        assert_eq!(cause("a hardware key", "a passkey"), " |  | {group.factors}");
        assert_eq!(cause("default: 5 days", "default: 4 days"), " |  | {group.base} days");
        // What is new, what is gone, another order.
        let more = "    statement more \"More\" { \"\"\"More.\"\"\" }\n    statement rights";
        assert_eq!(cause("    statement rights", more), " |  | {group.access} more");
        assert_eq!(cause("    \"\"\"Third; see {mfa}.\"\"\"\n", ""), " |  | {group.access} #paragraph-3");
        let second = "    \"\"\"Second, within {days}.\"\"\"\n";
        assert_eq!(cause(second, ""), " |  | {group.access} #paragraphs");
        let swapped = format!("    \"\"\"Third; see {{mfa}}.\"\"\"\n{second}");
        let order = format!("{second}    \"\"\"Third; see {{mfa}}.\"\"\"\n");
        assert_eq!(cause(&order, &swapped), " |  | {group.access} #paragraphs");
    }
    let rights = &GROUP[GROUP.find("    statement rights").unwrap()..GROUP.rfind('}').unwrap()];
    assert_eq!(in_group("visitors", rights, ""), " |  | {group.access} rights");
}

/// What is set here holds here, whatever the parent says.
#[test]
fn parameters_have_the_value_that_holds() {
    assert_eq!(in_group("access", "default: 6 months", "default: 9 months"), "");
    assert_eq!(in_group("visitors", "default: 6 months", "default: 9 months"), " |  | {group.access} cycle");
    assert_eq!(in_company("access", "to 3 months", "to 4 months"), "cycle |  | ");
    assert_eq!(in_company("access", "    set: cycle to 3 months\n", ""), "cycle |  | ");
    assert_eq!(
        in_company("visitors", "approver: boss }", "approver: boss  set: days to 4 days }"),
        "days |  | "
    );
    let middle = "policy access \"Access\" extends base {\n    set: days to 3 days";
    let extends = "policy access \"Access\" extends base {";
    assert_eq!(in_group("visitors", extends, middle), " |  | {group.access} days");
}

#[test]
fn the_life_of_the_parent_is_its_own_and_names_play_no_part() {
    for name in ["access", "visitors"] {
        let same = |from, to| assert_eq!(in_group(name, from, to), "", "{from}");
        same("status: implemented", "status: planned due 2027-01-01");
        same("carried-out-by: ciso", "");
        same("owner: ciso", "version: \"2\"  approver: ciso");
        same("retention: 3 years", "");
        same("factors", "second-factors");
        same("Rules of the group", "Rules");
        same("\"\"\"Second, within {days}.", "\"\"\"\n    Second,\n    within {days}.\n    ");
        same(
            "    classification: internal\n    retention: 3 years\n",
            "    retention: 3 years\n    classification: internal\n",
        );
    }
}

/// What is inherited is read where it is inherited: a `let` is the parent's, a field and a statement are one's own.
#[test]
fn references_are_read_where_they_are_inherited() {
    assert_eq!(in_company("access", "a telephone", "a passkey"), "");
    let own = in_company("access", "approver: boss\n", "approver: boss\n    classification: secret\n");
    assert_eq!(own, "classification: |  | ");
    assert_eq!(in_company("access", "statement mfa {", "statement mfa \"Two\" {"), "mfa |  | ");
    // It says so itself now, and the parent may change.
    let (from, to) = ("approver: boss\n", "approver: boss\n    classification: secret\n");
    let company = COMPANY.replace(from, to);
    let before = digest(GROUP, &company, "access");
    let group = GROUP.replace("classification: internal", "classification: confidential");
    assert_eq!(digest(&group, &company, "access").whole, before.whole);
}

/// A chain of any length has an end.
#[test]
fn long_chains() {
    let mut text = String::from("policy p0 \"P\" { \"\"\"Zero.\"\"\" }\n");
    for i in 1..200 {
        text += &format!("policy p{i} \"P\" extends p{} {{ \"\"\"More.\"\"\" }}\n", i - 1);
    }
    assert!(digest(GROUP, &text, "p199").parts.len() > 200);
}
