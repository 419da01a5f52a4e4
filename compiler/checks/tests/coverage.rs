//! Coverage and what goes with it, where the pages of `annexa explain` do not show it: ties, groups, layers, what is
//! unknown, fixes.

mod common;

use annexa_diagnostics::Level;
use common::{MANIFEST, package, package_of};

/// A catalog of six controls, so that packages stay short, and a scope with two systems.
const HOUSE: &str = r#"
catalog house "House rules" {
    edition: "1"
    group H "All rules" {
        group H.1 "Rules" {
            control H.1.1 "Rules are written down" { about: organization }
            control H.1.2 "Rules are known" { about: people  presumes: employees }
            control H.1.3 "Rules are kept" { about: organization }
        }
        group H.2 "Systems" {
            control H.2.1 "Sign-in is strong" { about: system }
            control H.2.2 "Copies are made" { about: system }
            control H.2.3 "Rooms are locked" { about: site  presumes: own-premises }
        }
    }
}
role ciso "Chief Information Security Officer"
team ops "Operations"
asset shop "Shop" { category: system }
asset wiki "Wiki" { category: system }
scope all "Everything" { includes: shop, wiki }
"#;

fn house(text: &str) -> common::Found {
    package(&format!("{HOUSE}{text}"))
}

/// A statement of applicability with `lines`.
fn soa(lines: &str) -> String {
    format!("soa table \"House rules that apply\" for all against house {{\n{lines}\n}}\n")
}

const INCLUDED: &str = "include: house.* because \"Agreed in the spring\"";
const PLANNED: &str = "not-yet: house.* due 2027-06-30 because \"The move comes first\"";

fn planned() -> String {
    soa(&format!("    {INCLUDED}\n    {PLANNED}"))
}

// ---- Decisions -----------------------------------------------------------------------------------------------------

#[test]
fn undecided_controls_are_one_problem_and_one_fix() {
    let found = house(&soa(
        "    include: house.H.1.* because \"Agreed in the spring\"\n    include: house.H.2.2 because \"Agreed\"",
    ));
    assert_eq!(
        found.lines("undecided-control"),
        [
            "error: `table` does not decide on `house.H.2.1` (Sign-in is strong) and `house.H.2.3` (Rooms are locked)"
        ]
    );
    assert_eq!(found.at("undecided-control"), "table");
    let fixed = found.fixed("undecided-control");
    assert!(fixed.ends_with(
        "    include: house.H.2.2 because \"Agreed\"\n    include: house.H.2.1, house.H.2.3 because \"TODO: say why\"\n}\n"
    ));
    let again = package(&fixed);
    assert!(again.named("undecided-control").is_empty());
    assert_eq!(
        again.lines("weak-justification"),
        ["warning: the reason is still to be written: “TODO: say why”"]
    );
}

#[test]
fn a_fix_writes_whole_themes_and_a_body_where_there_is_none() {
    let found = house("soa table \"House rules that apply\" for all against house\n");
    assert_eq!(found.named("undecided-control")[0].message, "`table` decides on none of its 6 controls");
    assert!(found.fixed("undecided-control").ends_with(
        "against house {\n    include: house.H.1.* because \"TODO: say why\"\n    include: house.H.2.* because \"TODO: say why\"\n}\n"
    ));
}

#[test]
fn what_could_not_be_read_is_not_missing() {
    // The pattern that did not resolve is perhaps the one that decides.
    let found = house(&soa(
        "    include: house.H.1.* because \"Agreed\"\n    include: house.H.9.* because \"Agreed\"\n    not-yet: house.H.1.* due 2027-06-30 because \"The move comes first\"",
    ));
    assert_eq!(found.names(), ["unknown-control"]);
    // Where a fix says what was meant, only that is left out of the list.
    let found = package(
        "asset web \"Web\" { category: system }\nscope shop \"Shop\" { includes: web }\nsoa s \"SoA\" for shop against iso27001 { include: A.5.*, A.6.*, A.7.*, 8.1 because \"Agreed\" }\n",
    );
    assert_eq!(found.named("undecided-control")[0].message, "`s` does not decide on 33 controls");
}

#[test]
fn a_conflict_is_told_once_and_is_not_undecided() {
    let found = house(&soa(&format!(
        "    {INCLUDED}\n    exclude: house.H.2.* because \"No systems\"\n    include: house.H.2.* because \"Systems\"\n    {PLANNED}"
    )));
    assert_eq!(
        found.lines("conflicting-decision"),
        ["error: 3 controls are both included and excluded [house.H.2.1, house.H.2.2, house.H.2.3]"]
    );
    assert!(found.named("undecided-control").is_empty());
    assert!(found.named("shadowed-pattern").is_empty());
}

#[test]
fn an_excluded_control_that_is_needed() {
    let text = soa(&format!(
        "    {INCLUDED}\n    exclude: house.H.2.1, house.H.2.2 because \"We have nothing to sign in to\"\n    {PLANNED}"
    ));
    let law = "obligation law \"The law\" { basis: legal  requires: house.H.2.1 }\n";
    let found = house(&format!("{text}{law}"));
    assert_eq!(
        found.lines("excluded-but-needed"),
        ["error: `house.H.2.1` (Sign-in is strong) is excluded, and the obligation `law` requires it"]
    );
    assert_eq!(found.at("excluded-but-needed"), "house.H.2.1");
    let fixed = found.fixed("excluded-but-needed");
    assert!(fixed.contains("exclude: house.H.2.2 because"), "{fixed}");
    assert!(fixed.contains("    include: house.H.2.1\n}"), "{fixed}");
    let again = package(&fixed);
    assert!(again.named("excluded-but-needed").is_empty() && again.named("conflicting-decision").is_empty());
}

#[test]
fn a_line_that_excludes_only_what_is_needed_is_turned() {
    let text = soa(&format!(
        "    {INCLUDED}\n    exclude: house.H.2.1 because \"Nothing to sign in to\"\n    {PLANNED}"
    ));
    let law = "obligation law \"The law\" { basis: legal  requires: house.H.2.1 }\n";
    let fixed = house(&format!("{text}{law}")).fixed("excluded-but-needed");
    assert!(fixed.contains("\n    include: house.H.2.1\n"), "{fixed}");
    assert!(!fixed.contains("exclude:"), "{fixed}");
}

#[test]
fn a_statement_alone_is_a_warning() {
    let text = soa(&format!(
        "    {INCLUDED}\n    exclude: house.H.2.1 because \"Nothing to sign in to\"\n    {PLANNED}"
    ));
    let policy = "policy p \"Policy\" { statement s \"Sign-in\" { implements: house.H.2.1  carried-out-by: ops  status: implemented } }\n";
    let found = house(&format!("{text}{policy}"));
    assert_eq!(
        found.lines("excluded-but-needed"),
        ["warning: `house.H.2.1` (Sign-in is strong) is excluded, and `p.s` implements it"]
    );
}

#[test]
fn an_obligation_that_does_not_bind_today_contradicts_nothing() {
    let text = soa(&format!(
        "    {INCLUDED}\n    exclude: house.H.2.1 because \"Nothing to sign in to\"\n    {PLANNED}"
    ));
    for days in ["since 2020-01-01 until 2026-10-31", "since 2027-01-01"] {
        let law = format!(
            "obligation law \"The law\" {{ basis: legal  requires: house.H.2.1  in-force: {days} }}\n"
        );
        let found = house(&format!("{text}{law}"));
        assert!(found.named("excluded-but-needed").is_empty(), "{days}");
    }
}

#[test]
fn what_names_no_scope_contradicts_no_exclusion_where_there_are_several() {
    let text = soa(&format!(
        "    {INCLUDED}\n    exclude: house.H.2.1 because \"Nothing to sign in to\"\n    {PLANNED}"
    ));
    let more = "asset till \"Till\" { category: equipment }\nscope store \"The store\" { includes: till }\n";
    let law = "obligation law \"The law\" { basis: legal  requires: house.H.2.1 }\n";
    assert!(house(&format!("{text}{more}{law}")).named("excluded-but-needed").is_empty());
    let law = "obligation law \"The law\" for all { basis: legal  requires: house.H.2.1 }\n";
    assert_eq!(house(&format!("{text}{more}{law}")).named("excluded-but-needed").len(), 1);
    let law = "obligation law \"The law\" for store { basis: legal  requires: house.H.2.1 }\n";
    assert!(house(&format!("{text}{more}{law}")).named("excluded-but-needed").is_empty());
}

#[test]
fn an_inherited_exclusion_is_told_where_it_can_be_mended() {
    let text = "soa base \"House rules of the group\" for all against house {\n    include: house.* because \"Agreed\"\n    exclude: house.H.2.1 because \"Nothing to sign in to\"\n}\nsoa table \"Ours\" for all against house extends base {\n    not-yet: house.* due 2027-06-30 because \"The move comes first\"\n}\nobligation law \"The law\" { basis: legal  requires: house.H.2.1 }\n";
    let found = house(text);
    assert_eq!(found.named("excluded-but-needed").len(), 1);
    assert_eq!(found.at("excluded-but-needed"), "table");
    assert!(found.named("duplicate-soa").is_empty());
    let again = package(&found.fixed("excluded-but-needed"));
    assert!(again.named("excluded-but-needed").is_empty());
    assert!(again.named("conflicting-decision").is_empty());
}

#[test]
fn exclusions_against_the_scope_are_one_problem_a_line() {
    let text = soa(&format!(
        "    {INCLUDED}\n    exclude: house.H.1.2, house.H.2.3 because \"We are only two\"\n    {PLANNED}"
    ));
    let scope = "site oslo \"Oslo\" { part-of: shop }\nteam two \"The two of us\" { part-of: shop }\n";
    let found = house(&format!("{text}{scope}"));
    assert_eq!(
        found.lines("exclusion-contradicts-scope"),
        [
            "warning: `house.H.1.2` (Rules are known) and `house.H.2.3` (Rooms are locked) are excluded, and the scope `all` \
             has people working in it and has premises of its own",
        ]
    );
    let release = package_of(MANIFEST, &format!("{HOUSE}{text}{scope}"), true);
    assert_eq!(release.level("exclusion-contradicts-scope"), Some(Level::Error));
    assert_eq!(release.level("partly-covered-control"), None);
    assert!(house(&text).named("exclusion-contradicts-scope").is_empty());
}

#[test]
fn an_exclusion_that_rests_on_a_supplier() {
    let supplier = "supplier host \"Hosting Partner\" { agreement: \"Contract 17\"  assessed: 2026-03-14 }\n";
    let named = |reason: &str| {
        let text =
            soa(&format!("    {INCLUDED}\n    exclude: house.H.2.3 because \"{reason}\"\n    {PLANNED}"));
        house(&format!("{text}{supplier}"))
    };
    assert_eq!(named("{host} locks its rooms").named("excluded-as-outsourced").len(), 1);
    assert_eq!(named("Our hosting partner locks its rooms").named("excluded-as-outsourced").len(), 1);
    // Never by words such as "outsourced": only what is declared counts.
    assert!(named("Outsourced to a provider").named("excluded-as-outsourced").is_empty());
    let fixed = named("{host} locks its rooms").fixed("excluded-as-outsourced");
    assert!(fixed.contains("    include: house.H.2.3 because \"{host} locks its rooms\""), "{fixed}");
}

// ---- Reasons -------------------------------------------------------------------------------------------------------

#[test]
fn controls_without_a_reason_are_one_problem_a_line() {
    let text = soa(&format!("    include: house.*\n    {PLANNED}"));
    let law = "obligation law \"The law\" { basis: legal  requires: house.H.2.1, house.H.1.1 }\n";
    let found = house(&format!("{text}{law}"));
    assert_eq!(
        found.lines("missing-justification"),
        [
            "error: 4 controls are included, and nothing says why [house.H.1.2, house.H.1.3, house.H.2.2, house.H.2.3]"
        ]
    );
    let again = package(&found.fixed("missing-justification"));
    assert!(again.named("missing-justification").is_empty());
}

#[test]
fn a_reason_that_could_not_be_read_is_not_missing() {
    let text = soa(&format!("    include: house.*\n    {PLANNED}"));
    let law = "obligation law \"The law\" { basis: legal  requires: house.nothing-like-it }\n";
    assert!(house(&format!("{text}{law}")).named("missing-justification").is_empty());
    let text = soa(&format!("    include: house.* because {{}}\n    {PLANNED}"));
    assert!(house(&text).named("missing-justification").is_empty());
}

#[test]
fn the_same_words_in_many_lines() {
    let lines: String = ["H.1.1", "H.1.2", "H.1.3"]
        .iter()
        .map(|c| format!("    include: house.{c} because \"We want it\"\n"))
        .collect();
    let found =
        house(&soa(&format!("{lines}    include: house.H.2.* because \"Systems fail\"\n    {PLANNED}")));
    assert_eq!(found.lines("weak-justification"), ["warning: the same reason stands in 3 lines"]);
    assert_eq!(found.named("weak-justification")[0].related.len(), 2);
}

#[test]
fn words_that_are_no_reason() {
    for (words, weak) in [
        ("TBC", true),
        ("n/a", true),
        ("Best practice.", true),
        ("Rooms are locked", true),
        ("There are no rooms", false),
        ("Best practice of the sector asks for none where nobody works", false),
    ] {
        let text =
            soa(&format!("    {INCLUDED}\n    exclude: house.H.2.3 because \"{words}\"\n    {PLANNED}"));
        assert_eq!(!house(&text).named("weak-justification").is_empty(), weak, "{words}");
    }
}

// ---- Implementation ------------------------------------------------------------------------------------------------

#[test]
fn silence_about_implementation_is_one_problem() {
    let policy =
        "policy p \"Policy\" { statement s \"Rules\" { implements: house.H.1.1  carried-out-by: ops } }\n";
    let found = house(&format!("{}{policy}", soa(&format!("    {INCLUDED}"))));
    assert_eq!(
        found.named("no-implementation-status")[0].message,
        "nothing says whether any of the 6 included controls is implemented"
    );
    // The statement that forgot its status is shown.
    assert_eq!(found.named("no-implementation-status")[0].related.len(), 1);
    assert!(found.fixed("no-implementation-status").contains(
        "    not-yet: house.H.1.* due YYYY-MM-DD because \"TODO: say why it is not done yet\"\n    not-yet: house.H.2.* due"
    ));
}

#[test]
fn a_statement_whose_id_is_misspelt_is_not_silence() {
    let policy = "policy p \"Policy\" { statement s \"Rules\" { implements: house.H.1.4  carried-out-by: ops  status: implemented } }\n";
    let text = soa(&format!(
        "    {INCLUDED}\n    not-yet: house.H.2.*, house.H.1.2, house.H.1.3 due 2027-06-30 because \"The move\""
    ));
    let found = house(&format!("{text}{policy}"));
    assert_eq!(found.names(), ["unknown-control"]);
}

#[test]
fn what_has_ended_is_told_at_the_statement_with_its_cause() {
    let host = |agreement: &str| {
        format!(
            "supplier host \"Host\" {{ {agreement} }}\npolicy p \"Policy\" {{ statement s \"Rooms\" {{ implements: house.H.2.3, house.H.1.1, house.H.1.3  carried-out-by: host  status: implemented }} }}\n{}",
            soa(&format!(
                "    {INCLUDED}\n    not-yet: house.H.1.2, house.H.2.1, house.H.2.2 due 2027-06-30 because \"The move\""
            ))
        )
    };
    let found = house(&host("agreement: \"One\" until 2026-05-31  assessed: 2026-03-01"));
    assert_eq!(
        found.lines("uncovered-control"),
        ["warning: 3 controls are no longer implemented: the agreement of `host` ended on 2026-05-31 \
          [house.H.1.1, house.H.1.3, house.H.2.3]"]
    );
    assert_eq!(found.at("uncovered-control"), "s");
    let found = house(&host("agreement: \"One\"  assessed: 2024-03-01"));
    assert!(found.named("uncovered-control")[0].message.contains("was last assessed on 2024-03-01"));
    let found = house(&host("agreement: \"One\""));
    assert!(found.named("uncovered-control")[0].message.contains("was never assessed"));
    let found = house(&host("agreement: \"One\"\n    certificate c \"1\" until 2026-10-31\n"));
    assert!(
        found.named("uncovered-control")[0].message.contains("certificate of `host` ended on 2026-10-31")
    );
    let found = house(&host("agreement: \"One\"  assessed: 2026-03-01"));
    assert!(found.named("uncovered-control").is_empty());
}

#[test]
fn a_status_that_has_ended_or_not_begun() {
    let policy = |status: &str| {
        format!(
            "policy p \"Policy\" {{ statement s \"Rules\" {{ implements: house.H.1.1  carried-out-by: ops  status: {status} }} }}\n{}",
            soa(&format!(
                "    {INCLUDED}\n    not-yet: house.H.1.2, house.H.1.3, house.H.2.* due 2027-06-30 because \"The move\""
            ))
        )
    };
    assert_eq!(
        house(&policy("implemented until 2026-09-30")).lines("uncovered-control"),
        [
            "warning: `house.H.1.1` (Rules are written down) is no longer implemented: the status of `p.s` ended on 2026-09-30"
        ]
    );
    assert_eq!(
        house(&policy("implemented since 2027-01-01")).lines("uncovered-control"),
        [
            "warning: `house.H.1.1` (Rules are written down) is not implemented: the status of `p.s` begins on 2027-01-01"
        ]
    );
    assert_eq!(
        house(&policy("planned due 2026-09-30")).lines("uncovered-control"),
        [
            "warning: `house.H.1.1` (Rules are written down) was to be implemented by 2026-09-30, and is still planned"
        ]
    );
    assert_eq!(house(&policy("planned due 2026-09-30")).at("uncovered-control"), "2026-09-30");
    assert!(house(&policy("planned due 2026-11-01")).named("uncovered-control").is_empty());
    // What cannot be read is unknown.
    assert_eq!(house(&policy("don")).names(), ["unknown-value"]);
}

#[test]
fn what_an_exception_waives_does_not_count_while_it_lasts() {
    let package = |waives: &str| {
        house(&format!(
            "policy p \"Policy\" {{ statement s \"Sign-in\" {{ implements: house.H.2.1  carried-out-by: ops  status: implemented }} }}\nexception old \"Old systems\" {{ waives: {waives} because \"They cannot do it\" }}\n{}",
            soa(&format!(
                "    {INCLUDED}\n    not-yet: house.H.1.*, house.H.2.2, house.H.2.3 due 2027-06-30 because \"The move\""
            ))
        ))
    };
    for waived in ["p.s", "house.H.2.1", "p"] {
        let found = package(&format!("{waived} until 2027-01-31"));
        assert_eq!(
            found.lines("uncovered-control"),
            [
                "warning: `house.H.2.1` (Sign-in is strong) is not implemented: the exception `old` waives it until 2027-01-31"
            ]
        );
    }
    assert_eq!(
        package("p.s on wiki until 2027-01-31").lines("partly-covered-control"),
        [
            "warning: `house.H.2.1` (Sign-in is strong) is not implemented for `wiki`: the exception `old` waives it until 2027-01-31"
        ]
    );
    let ended = package("p.s until 2026-10-31");
    assert!(ended.names().is_empty());
    assert_eq!(ended.named("expired-exception").len(), 1);
    assert!(package("p.s since 2026-12-01 until 2027-01-31").names().is_empty());
}

#[test]
fn a_later_day_in_the_statement_of_applicability_moves_a_plan() {
    let policy = "policy p \"Policy\" { statement s \"Rules\" { implements: house.H.1.1  carried-out-by: ops  status: planned due 2026-09-30 } }\n";
    assert!(house(&format!("{}{policy}", planned())).named("uncovered-control").is_empty());
}

#[test]
fn a_plan_that_is_late_for_some() {
    let policy = "policy p \"Policy\" { statement s \"Sign-in\" {\n    implements: house.H.2.1\n    carried-out-by: ops\n    status: implemented on shop\n    status: planned on wiki due 2026-09-30\n} }\n";
    let text = soa(&format!(
        "    {INCLUDED}\n    not-yet: house.H.1.*, house.H.2.2, house.H.2.3 due 2027-06-30 because \"The move\""
    ));
    let found = house(&format!("{text}{policy}"));
    assert_eq!(
        found.lines("uncovered-control"),
        [
            "warning: `house.H.2.1` (Sign-in is strong) was to be implemented for `wiki` by 2026-09-30, and is still planned"
        ]
    );
    assert!(found.named("partly-covered-control").is_empty());
}

#[test]
fn partly_covered_controls_of_one_statement_are_one_problem() {
    let policy = "policy p \"Policy\" { statement s \"Sign-in\" {\n    implements: house.H.2.1, house.H.2.2\n    contributes-to: house.H.1.1\n    applies-to: shop\n    carried-out-by: ops\n    status: implemented\n} }\n";
    let text = soa(&format!(
        "    {INCLUDED}\n    not-yet: house.H.1.2, house.H.1.3, house.H.2.3 due 2027-06-30 because \"The move\""
    ));
    let found = house(&format!("{text}{policy}"));
    assert_eq!(
        found.lines("partly-covered-control"),
        ["warning: `p.s` implements 3 controls, each in part \
          [house.H.1.1 (only helped with), house.H.2.1 (wiki), house.H.2.2 (wiki)]"]
    );
    assert_eq!(found.at("partly-covered-control"), "s");
}

#[test]
fn where_several_statements_bear_on_a_control_the_pattern_is_the_place() {
    let policy = "policy p \"Policy\" {\n    statement s \"Sign-in\" { contributes-to: house.H.2.1  carried-out-by: ops  status: implemented }\n    statement t \"Keys\" { contributes-to: house.H.2.1  carried-out-by: ops  status: implemented }\n}\n";
    let text = soa(&format!(
        "    {INCLUDED}\n    not-yet: house.H.1.*, house.H.2.2, house.H.2.3 due 2027-06-30 because \"The move\""
    ));
    let found = house(&format!("{text}{policy}"));
    assert_eq!(
        found.lines("partly-covered-control"),
        [
            "warning: `house.H.2.1` (Sign-in is strong) is only helped with, and nothing carries it out in full"
        ]
    );
    assert_eq!(found.at("partly-covered-control"), "house.*");
}

#[test]
fn what_the_author_says_is_partial_is_no_discovery() {
    let policy = "policy p \"Policy\" { statement s \"Sign-in\" { implements: house.H.2.1  carried-out-by: ops  status: partial because \"The wiki's logs are missing\" } }\n";
    let text = soa(&format!(
        "    {INCLUDED}\n    not-yet: house.H.1.*, house.H.2.2, house.H.2.3 due 2027-06-30 because \"The move\""
    ));
    assert!(house(&format!("{text}{policy}")).named("partly-covered-control").is_empty());
}

#[test]
fn a_supplier_that_does_not_count_makes_shared_work_partial() {
    let policy = "supplier host \"Host\" { agreement: \"One\" until 2026-05-31 }\npolicy p \"Policy\" { statement s \"Rules\" { implements: house.H.1.1  carried-out-by: ops, host  status: implemented } }\n";
    let text = soa(&format!(
        "    {INCLUDED}\n    not-yet: house.H.1.2, house.H.1.3, house.H.2.* due 2027-06-30 because \"The move\""
    ));
    let found = house(&format!("{text}{policy}"));
    assert_eq!(
        found.lines("partly-covered-control"),
        [
            "warning: `house.H.1.1` (Rules are written down) is implemented in part: what `host` does for it does not count"
        ]
    );
    assert_eq!(
        found.named("partly-covered-control")[0].notes,
        ["the agreement of `host` ended on 2026-05-31"]
    );
}

#[test]
fn a_plan_that_changes_nothing() {
    let policy = "policy p \"Policy\" { statement s \"Rules\" { implements: house.H.1.1  carried-out-by: ops  status: implemented } }\n";
    let found = house(&format!(
        "{}{policy}",
        soa(&format!(
            "    {INCLUDED}\n    exclude: house.H.1.3 because \"Rules never change here\"\n    not-yet: house.H.1.1, house.H.1.3 due 2027-06-30 because \"The move\"\n    not-yet: house.H.1.2, house.H.2.* due 2027-06-30 because \"The move\""
        ))
    ));
    assert_eq!(
        found.lines("shadowed-pattern"),
        [
            "warning: `not-yet` changes nothing: a status already says how far `house.H.1.1` (Rules are written down) is",
            "warning: `not-yet` plans `house.H.1.3` (Rules are kept), which is excluded",
        ]
    );
}

#[test]
fn a_pattern_of_the_base_that_a_nearer_layer_takes_over_is_not_its_problem() {
    let found = house(&format!(
        "soa base \"Base\" for all against house {{\n    {INCLUDED}\n    {PLANNED}\n}}\nsoa table \"Ours\" for all against house extends base {{\n    include: house.* because \"Ours too\"\n    not-yet: house.* due 2027-12-31 because \"We need longer\"\n}}\n"
    ));
    assert!(found.names().is_empty(), "{}", found.shown());
}

// ---- Statements ----------------------------------------------------------------------------------------------------

#[test]
fn statements_of_one_policy_are_one_problem() {
    let found = house(&format!(
        "{}policy p \"Policy\" {{\n    statement s \"Rules\" {{ implements: house.H.1.1  status: implemented }}\n    statement t \"More rules\" {{ implements: house.H.1.2  status: implemented }}\n    statement u \"Words\" {{}}\n}}\n",
        soa(&format!(
            "    {INCLUDED}\n    not-yet: house.H.1.3, house.H.2.* due 2027-06-30 because \"The move\""
        ))
    ));
    assert_eq!(
        found.lines("rule-without-doer"),
        ["warning: 2 statements of `p` are implemented, and nobody is named who carries them out [s, t]"]
    );
    assert_eq!(
        found.lines("unmapped-statement"),
        ["hint: `p.u` serves no control, requirement, obligation or need"]
    );
}

#[test]
fn a_procedure_serves_through_its_statements_and_its_doer_is_theirs() {
    let found = house(&format!(
        "{}procedure p \"Procedure\" {{\n    carried-out-by: ops\n    statement s \"Rules\" {{ implements: house.H.1.1  status: implemented }}\n}}\n",
        soa(&format!(
            "    {INCLUDED}\n    not-yet: house.H.1.2, house.H.1.3, house.H.2.* due 2027-06-30 because \"The move\""
        ))
    ));
    assert!(found.names().is_empty(), "{}", found.shown());
}

#[test]
fn a_statement_that_meets_a_need_serves_it() {
    let found = house(&format!(
        "{}policy p \"Policy\" {{ statement s \"Answers\" {{ carried-out-by: ops  status: implemented }} }}\ninterested-party customers \"Customers\" {{ need answers \"Quick answers\" {{ met-by: p.s }} }}\n",
        planned()
    ));
    assert!(found.names().is_empty(), "{}", found.shown());
}

#[test]
fn an_older_plan_needs_no_reason_any_more() {
    let found = house(&format!(
        "{}policy p \"Policy\" {{ statement s \"Rules\" {{\n    implements: house.H.1.1\n    carried-out-by: ops\n    status: planned since 2025-01-01\n    status: implemented since 2026-01-01\n}} }}\n",
        soa(&format!(
            "    {INCLUDED}\n    not-yet: house.H.1.2, house.H.1.3, house.H.2.* due 2027-06-30 because \"The move\""
        ))
    ));
    assert!(found.names().is_empty(), "{}", found.shown());
}

#[test]
fn a_plan_for_something_else_leaves_controls_without_a_status() {
    let found = house(&soa(&format!(
        "    {INCLUDED}\n    not-yet: house.* on shop due 2027-06-30 because \"The move comes first\""
    )));
    assert_eq!(
        found.lines("no-implementation-status"),
        [
            "error: nothing says whether 4 of the 6 included controls are implemented [house.H.1.1, house.H.1.2, house.H.1.3, house.H.2.3]"
        ]
    );
    assert!(
        found.shown().contains("a plan for `shop` alone, which is not what these controls ask about"),
        "{}",
        found.shown()
    );
}

#[test]
fn a_status_that_speaks_of_nothing_asked_for_is_told() {
    for (applies, status) in [
        ("applies-to: shop except shop", "status: implemented"),
        ("applies-to: shop", "status: implemented on wiki"),
    ] {
        let found = house(&format!(
            "{}policy p \"Policy\" {{ statement s \"Signs in\" {{ implements: house.H.2.1  carried-out-by: ops  {applies}  {status} }} }}\n",
            soa(&format!(
                "    {INCLUDED}\n    not-yet: house.H.1.*, house.H.2.2, house.H.2.3 due 2027-06-30 because \"The move\""
            ))
        ));
        let told = found.problems.iter().any(|p| p.items.iter().any(|i| i == "house.H.2.1"));
        assert!(told, "{applies} {status}\n{}", found.shown());
    }
}

#[test]
fn what_is_left_out_is_named_where_it_is_the_scope_itself() {
    let found = house(&format!(
        "{}policy p \"Policy\" {{ statement s \"Rules\" {{ implements: house.H.1.1  carried-out-by: ops  status: implemented on wiki }} }}\n",
        soa(&format!(
            "    {INCLUDED}\n    not-yet: house.H.1.2, house.H.1.3, house.H.2.* due 2027-06-30 because \"The move\""
        ))
    ));
    assert_eq!(
        found.lines("partly-covered-control"),
        ["warning: `house.H.1.1` (Rules are written down) is not implemented for the scope itself"]
    );
}

#[test]
fn a_plan_for_the_rest_of_what_is_helped_with_has_an_effect() {
    let found = house(&format!(
        "{}policy p \"Policy\" {{ statement s \"Signs in\" {{ contributes-to: house.H.2.1  carried-out-by: ops  status: implemented }} }}\n",
        soa(&format!(
            "    {INCLUDED}\n    not-yet: house.H.1.*, house.H.2.2, house.H.2.3 due 2027-06-30 because \"The move\"\n    not-yet: house.H.2.1 due 2027-06-30 because \"Keys are bought\""
        ))
    ));
    assert!(found.names().is_empty(), "{}", found.shown());
}

#[test]
fn a_wrong_day_or_name_beside_it_leaves_what_a_plan_is_about_known() {
    for wrong in ["due soon", "due 2027-13-01", "due 2027-01-01 by nobody"] {
        let found = house(&soa(&format!(
            "    {INCLUDED}\n    not-yet: house.H.1.1 {wrong} because \"The move comes first\""
        )));
        assert_eq!(
            found.lines("no-implementation-status"),
            [
                "error: nothing says whether 5 of the 6 included controls are implemented [house.H.1.2, house.H.1.3, house.H.2.1, house.H.2.2, house.H.2.3]"
            ],
            "{wrong}"
        );
    }
}

// ---- Reasons over time ----------------------------------------------------------------------------------------------

#[test]
fn an_obligation_gives_a_reason_only_while_it_is_in_force() {
    let reason = |in_force: &str| {
        house(&format!(
            "{}obligation law \"Data law\" {{ basis: legal  requires: house.H.2.1  in-force: {in_force} }}\n",
            soa(&format!(
                "    include: house.H.2.1\n    include: house.* except house.H.2.1 because \"Agreed\"\n    {PLANNED}"
            ))
        ))
    };
    assert!(reason("since 2020-01-01").lines("missing-justification").is_empty());
    for period in ["since 2000-01-01 until 2018-05-24", "since 2030-01-01"] {
        let found = reason(period);
        assert_eq!(
            found.lines("missing-justification"),
            ["error: `house.H.2.1` (Sign-in is strong) is included, and nothing says why"],
            "{period}"
        );
        assert!(found.shown().contains("`law` is not in force on"), "{}", found.shown());
    }
}

#[test]
fn one_reason_is_enough_for_lines_that_exclude_the_same() {
    let found = house(&soa(&format!(
        "    {INCLUDED}\n    exclude: house.H.2.3 because \"We rent no rooms\"\n    exclude: house.H.2.3\n    {PLANNED}"
    )));
    assert!(found.lines("missing-justification").is_empty(), "{}", found.shown());
}

// ---- The scope -----------------------------------------------------------------------------------------------------

#[test]
fn what_a_scope_needs() {
    let leaks = |text: &str, scope: &str| {
        package(&format!(
            "asset web \"Web\" {{ category: system  depends-on: stock }}\nasset mail \"Mail\" {{ category: system  depends-on: stock }}\n{text}\nscope shop \"Shop\" {{ includes: web, mail  {scope} }}\n"
        ))
        .lines("scope-leak")
    };
    let stock = "asset stock \"Stock\" { category: system }";
    assert_eq!(
        leaks(stock, ""),
        ["error: `web` and `mail` are in the scope and depend on `stock`, which is not in it"]
    );
    for dealt in
        ["includes: stock", "excludes: stock because \"Sold\"", "interface: stock because \"Read only\""]
    {
        assert!(leaks(stock, dealt).is_empty(), "{dealt}");
    }
    // A whole that is excluded takes its parts with it.
    let part = "asset stock \"Stock\" { category: system  part-of: depot }\nasset depot \"Depot\" { category: system }";
    assert!(leaks(part, "excludes: depot because \"Sold\"").is_empty());
    let supplier = "supplier stock \"Stock\"";
    assert_eq!(
        leaks(supplier, ""),
        ["error: `web` and `mail` are in the scope and depend on `stock`, a supplier without an agreement"]
    );
    assert!(leaks("supplier stock \"Stock\" { agreement: \"One\" until 2020-01-01 }", "").is_empty());
    // What the scope says of its edge and could not be read may be just this.
    assert!(leaks(stock, "interface: stok because \"Read only\"").is_empty());
}

// ---- The fixes leave nothing behind ----------------------------------------------------------------------------------

#[test]
fn one_statement_of_applicability_for_a_scope() {
    let found = house(&format!(
        "{}soa other \"Another\" for all against house {{ include: house.H.1.* because \"Agreed\" }}\n",
        planned()
    ));
    assert_eq!(
        found.lines("duplicate-soa"),
        ["error: `all` has 2 statements of applicability against House rules"]
    );
    // The other is not judged as well.
    assert_eq!(found.names(), ["duplicate-soa"]);
}

#[test]
fn a_package_in_order_has_no_problems() {
    let found = house(&planned());
    assert!(found.names().is_empty(), "{}", found.shown());
}

// ---- What is left out, with and without a plan ---------------------------------------------------------------------

/// The statement of applicability in which only `house.H.2.1` is open, with more lines.
fn only_sign_in(lines: &str) -> String {
    soa(&format!(
        "    {INCLUDED}\n    not-yet: house.H.1.*, house.H.2.2, house.H.2.3 due 2027-06-30 because \"The move\"\n{lines}"
    ))
}

#[test]
fn what_is_planned_with_a_day_and_a_reason_is_not_left_out() {
    let policy = |more: &str| {
        format!(
            "policy p \"Policy\" {{ statement s \"Sign-in\" {{\n    implements: house.H.2.1\n    carried-out-by: ops\n    status: implemented on shop\n{more}\n}} }}\n"
        )
    };
    let lines = |soa_line: &str, more: &str| {
        house(&format!("{}{}", only_sign_in(soa_line), policy(more))).lines("partly-covered-control")
    };
    let left = ["warning: `house.H.2.1` (Sign-in is strong) is not implemented for `wiki`"];
    let none: [&str; 0] = [];
    assert_eq!(lines("", ""), left);
    assert_eq!(
        lines("    not-yet: house.H.2.1 on wiki due 2027-01-31 because \"The wiki is old\"", ""),
        none
    );
    assert_eq!(
        lines("    not-yet: house.H.2.1 on shop due 2027-01-31 because \"The wiki is old\"", ""),
        left
    );
    assert_eq!(lines("", "    status: planned on wiki due 2027-01-31 because \"The wiki is old\""), none);
    assert_eq!(lines("", "    status: planned on wiki due 2027-01-31"), left);
    // Of one with neither, another problem speaks.
    assert_eq!(lines("", "    status: planned on wiki"), none);
}

#[test]
fn only_what_is_left_out_without_a_plan_is_named() {
    let policy = "asset mail \"Mail\" { category: system }\nscope more \"More\" { includes: shop, wiki, mail }\npolicy p \"Policy\" { statement s \"Sign-in\" {\n    implements: house.H.2.1\n    carried-out-by: ops\n    status: implemented on shop\n    status: planned on wiki due 2027-01-31 because \"The wiki is old\"\n} }\n";
    let text = only_sign_in("").replace("for all against", "for more against");
    assert_eq!(
        house(&format!("{text}{policy}")).lines("partly-covered-control"),
        ["warning: in the scope `more`, `house.H.2.1` (Sign-in is strong) is not implemented for `mail`"]
    );
}

#[test]
fn a_plan_for_the_rest_of_what_only_helps() {
    let policy = "policy p \"Policy\" { statement s \"Sign-in\" { contributes-to: house.H.2.1  carried-out-by: ops  status: implemented } }\n";
    let plan = "    not-yet: house.H.2.1 due 2027-01-31 because \"The keys are ordered\"";
    assert_eq!(house(&format!("{}{policy}", only_sign_in(""))).named("partly-covered-control").len(), 1);
    assert!(house(&format!("{}{policy}", only_sign_in(plan))).named("partly-covered-control").is_empty());
}

#[test]
fn a_lapse_behind_another_statement_is_told_where_it_is() {
    let package = |host: &str, by: &str, status: &str| {
        let policy = format!(
            "supplier host \"Host\" {{ {host} }}\npolicy p \"Policy\" {{\n    statement s \"Own\" {{ implements: house.H.2.1  applies-to: shop  carried-out-by: ops  status: implemented }}\n    statement h \"Hosted\" {{ implements: house.H.2.1  applies-to: wiki  carried-out-by: {by}  {status} }}\n}}\n"
        );
        house(&format!("{}{policy}", only_sign_in("")))
    };
    let found = package("agreement: \"One\" until 2026-05-31", "host", "status: implemented");
    assert_eq!(
        found.lines("partly-covered-control"),
        [
            "warning: `house.H.2.1` (Sign-in is strong) is not implemented for `wiki`: the agreement of `host` ended on 2026-05-31"
        ]
    );
    let problem = found.named("partly-covered-control")[0];
    assert!(
        problem.help.as_deref().is_some_and(|h| h.starts_with("write the agreement that holds into `host`"))
    );
    assert_eq!(problem.related.len(), 1);
    // At the statement `h`, which names the control second.
    assert_eq!(found.at("partly-covered-control"), "house.H.2.1");

    let found = package("", "ops", "status: implemented until 2026-05-31");
    assert_eq!(
        found.lines("partly-covered-control"),
        [
            "warning: `house.H.2.1` (Sign-in is strong) is not implemented for `wiki`: the status of `p.h` ended on 2026-05-31"
        ]
    );
    let problem = found.named("partly-covered-control")[0];
    assert!(problem.help.as_deref().is_some_and(|h| h.starts_with("say with a new `status:`")));
}

#[test]
fn of_how_many_nothing_is_said() {
    let policy = "policy p \"Policy\" { statement s \"Rules\" { implements: house.H.1.*  carried-out-by: ops  status: implemented } }\n";
    let found = house(&format!("{}{policy}", soa(&format!("    {INCLUDED}"))));
    assert_eq!(found.named("no-implementation-status")[0].primary.text, "3 of the 6 that it includes");
    let found = house(&soa(&format!("    {INCLUDED}")));
    assert_eq!(found.named("no-implementation-status")[0].primary.text, "includes 6 controls");
}

#[test]
fn the_next_step_for_a_plan_is_no_bringing_back() {
    let policy = |status: &str| {
        format!(
            "policy p \"Policy\" {{ statement s \"Sign-in\" {{ implements: house.H.2.1  carried-out-by: ops  {status} }} }}\n"
        )
    };
    let steps = |status: &str| {
        // What the package lacks beside coverage has steps of its own.
        let found = house(&format!("{}{}", only_sign_in(""), policy(status)));
        found.steps.into_iter().find(|step| !step.starts_with("Look at"))
    };
    assert_eq!(
        steps("status: planned due 2026-09-30 because \"The wiki is old\"").as_deref(),
        Some("Say how far 1 control is whose day has passed, or set a new day, beginning in `main.isms`")
    );
    assert_eq!(
        steps("status: implemented until 2026-09-30").as_deref(),
        Some("See to 1 control of which nothing counts today, beginning in `main.isms`")
    );
}
