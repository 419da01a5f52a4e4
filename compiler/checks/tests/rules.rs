//! The package's own rules as problems.

mod common;

use annexa_diagnostics::{Basis, Level, Section};
use common::package;

const RULE: &str = "\
role ciso \"CISO\"
rule owned-suppliers \"Every supplier has an owner\" {
    each: s in supplier
    require: s.owner == ciso
    level: warning
    message: \"{s} is owned by {s.owner}\"
}
role buyer \"Head of Purchasing\"
supplier paper \"Paper AS\" { owner: buyer }
supplier host \"Host AS\" { owner: ciso }
supplier mail \"Mail AS\"
";

#[test]
fn a_breach_is_a_problem_of_the_rule() {
    let found = package(RULE);
    let told = found.named("owned-suppliers");
    let [paper, mail] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!(paper.message, "Paper AS is owned by Head of Purchasing");
    assert_eq!((paper.level, paper.basis, paper.section), (Level::Warning, Basis::Rule, Section::Rules));
    assert_eq!(paper.primary.text, "breaks the rule");
    assert_eq!(paper.related[0].text, "the rule");
    assert_eq!(paper.notes, ["required: `s.owner == ciso`"]);
    assert_eq!(mail.message, "Mail AS is owned by none");
    assert_eq!(mail.notes, ["`s.owner` is not given for `mail`, so nobody can tell"]);
}

#[test]
fn a_rule_rests_on_what_it_says() {
    let found =
        package(&RULE.replace("level: warning", "level: error\n basis: guidance\n clause: A.5.19, A.5.9"));
    let told = found.named("owned-suppliers");
    assert_eq!(told.len(), 2);
    assert_eq!((told[0].level, told[0].basis), (Level::Error, Basis::Guidance));
    assert_eq!(told[0].clause.as_deref(), Some("A.5.19, A.5.9"));
}

#[test]
fn a_breach_can_be_allowed_and_its_level_set() {
    let allowed = RULE.replace(
        "{ owner: buyer }",
        "{ owner: buyer  allow: owned-suppliers because \"Bought in bulk\" until 2027-01-01 }",
    );
    let found = package(&allowed);
    assert_eq!(found.named("owned-suppliers").len(), 1);
    assert_eq!(found.set_aside.len(), 1);
    let manifest = format!("{}\n[levels]\nowned-suppliers = \"off\"\n", common::MANIFEST);
    assert!(common::package_of(&manifest, RULE, false).named("owned-suppliers").is_empty());
}

#[test]
fn what_is_not_the_package_s_own_is_told_at_the_rule() {
    let found = package(
        "rule short \"Short\" {\n    each: c in control where c in [A.5.1]\n    require: c.label == \"x\"\n    level: hint\n    message: \"{c}\"\n}\n",
    );
    let told = found.named("short");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].message, "Policies for information security");
    assert_eq!(told[0].primary.text, "this rule is broken");
}
