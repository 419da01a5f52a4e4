//! What coverage, scopes, statuses and exceptions say of small packages, finer than what is told of it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use annexa_analysis::exception::Line;
use annexa_analysis::scope::{ScopeContent, wholes};
use annexa_analysis::status::{self, Effective, Lapse, Status};
use annexa_analysis::{Analysis, Context, Row};
use annexa_core::Model;
use annexa_core::model::{Decl, View};
use annexa_core::prelude::{Circumstance, Concern, Progress, Scope, Supplier};
use annexa_core::time::{Date, parse_date};
use common::{day, package};

fn analysis(model: &Model) -> Analysis<'_> {
    Analysis::new(model, Context { as_of: day() })
}

fn named<'m>(model: &'m Model, name: &str) -> Decl<'m> {
    model.decls().find(|d| d.name() == name).unwrap()
}

fn row<'a, 'm>(analysis: &'a Analysis<'m>, control: &str) -> &'a Row<'m> {
    analysis.coverages[0].row(named(analysis.model, control)).unwrap()
}

fn date(text: &str) -> Date {
    parse_date(text).unwrap()
}

// ---- Scopes --------------------------------------------------------------------------------------------------------

/// Asks something of the scope `all` in a package with some subjects.
fn of_scope<T>(text: &str, ask: impl Fn(&Model, &ScopeContent<'_>) -> T) -> T {
    let world = "asset shop \"Shop\" { category: system  part-of: platform }
asset platform \"Platform\" { category: system  part-of: group }
asset group \"Group's systems\" { category: system }
asset laptop \"Laptop\" { category: equipment }
supplier host \"Host\"
site oslo \"Oslo\"
team ops \"Operations\"
";
    let built = package(&format!("{world}{text}"));
    let analysis = analysis(&built.model);
    let scope = built.model.all::<Scope>().next().unwrap();
    ask(&built.model, analysis.scopes.content(scope).unwrap())
}

#[test]
fn a_scope_depends_on_what_is_outside_and_on_its_suppliers() {
    let on =
        |scope: &str, name: &str| of_scope(scope, |model, content| content.depends_on(named(model, name)));
    let outside = "scope all \"All\" { includes: shop  depends-on: host, laptop }";
    assert!(on(outside, "host") && on(outside, "laptop"));
    assert!(!on(outside, "shop") && !on(outside, "oslo"));
    let inside = "scope all \"All\" { includes: shop, host }";
    assert!(on(inside, "host"));
    assert!(!on("scope all \"All\" { includes: shop }", "host"));
    let counts = |name: &str| of_scope(outside, |model, content| content.counts(named(model, name)));
    assert!(counts("shop") && counts("host") && !counts("oslo"));
}

#[test]
fn a_part_in_the_scope_is_one_of_every_whole_around_it() {
    let part = |name: &str| {
        let scope = "scope all \"All\" { includes: shop }";
        of_scope(scope, |model, content| content.holds_part_of(named(model, name)))
    };
    assert!(part("platform") && part("group"));
    assert!(!part("shop") && !part("laptop"));
}

#[test]
fn controls_about_suppliers_are_asked_of_suppliers() {
    let scope = "scope all \"All\" { includes: shop  depends-on: host, laptop }";
    let about = of_scope(scope, |_, content| {
        let about = content.about(Some(Concern::Supplier)).into_iter();
        about.map(|s| s.decl().name().to_owned()).collect::<Vec<_>>()
    });
    assert_eq!(about, ["host"]);
}

#[test]
fn parts_in_a_circle_come_to_an_end() {
    let built = package(
        "asset a \"A\" { category: system  part-of: b }\nasset b \"B\" { category: system  part-of: a }",
    );
    assert!(wholes(named(&built.model, "a")).take(1_000).count() < 1_000);
}

#[test]
fn what_a_scope_involves_follows_from_what_it_holds() {
    let involves = |text: &str| {
        let all = [
            Circumstance::Supplier,
            Circumstance::Employees,
            Circumstance::OwnPremises,
            Circumstance::MediaOrEquipment,
            Circumstance::RemoteWork,
        ];
        of_scope(text, |_, content| all.into_iter().filter(|c| content.involves(*c)).collect::<Vec<_>>())
    };
    let scope = |fields: &str| format!("scope all \"All\" {{ includes: shop  {fields} }}");
    assert_eq!(involves(&scope("")), []);
    assert_eq!(involves(&scope("includes: host")), [Circumstance::Supplier]);
    assert_eq!(involves(&scope("depends-on: host, laptop")), [Circumstance::Supplier]);
    assert_eq!(involves(&scope("depends-on: laptop")), []);
    assert_eq!(involves(&scope("includes: ops")), [Circumstance::Employees]);
    assert_eq!(involves(&scope("includes: oslo")), [Circumstance::OwnPremises]);
    assert_eq!(involves(&scope("includes: laptop")), [Circumstance::MediaOrEquipment]);
    assert_eq!(involves(&scope("involves: remote-work")), [Circumstance::RemoteWork]);
    assert_eq!(involves(&scope("people: 3")), [Circumstance::Employees]);
    assert_eq!(involves(&scope("people: 0")), []);
    let organization = |n: u32| format!("organization us \"Us\" {{ people-in-scope: {n} }}\n{}", scope(""));
    assert_eq!(involves(&organization(3)), [Circumstance::Employees]);
    assert_eq!(involves(&organization(0)), []);
}

// ---- Rows ----------------------------------------------------------------------------------------------------------

const SOA: &str = "scope all \"All\" { includes: shop, wiki }
asset shop \"Shop\" { category: system }
asset wiki \"Wiki\" { category: system }
";

#[test]
fn patterns_know_how_many_controls_they_hold() {
    let built = package(&format!(
        "{SOA}soa s \"S\" for all against iso27001 {{ include: A.5.1 .. A.5.3 except A.5.2 }}"
    ));
    let analysis = analysis(&built.model);
    let pattern = &analysis.coverages[0].patterns[0];
    assert_eq!((pattern.written.len(), pattern.set.len()), (3, 2));
}

#[test]
fn of_two_that_bring_it_equally_far_both_do() {
    let built = package(&format!(
        "{SOA}soa s \"S\" for all against iso27001 {{ include: A.8.13 }}
policy p \"P\" {{
    statement one \"One\" {{ implements: A.8.13  applies-to: shop  status: implemented }}
    statement two \"Two\" {{ implements: A.8.13  applies-to: shop  status: implemented }}
    statement three \"Three\" {{ implements: A.8.13  applies-to: shop  status: partial }}
}}"
    ));
    let analysis = analysis(&built.model);
    let row = row(&analysis, "A.8.13");
    let by = |name: &str| {
        let subject = named(&built.model, name);
        let state = row.subjects.iter().find(|s| s.subject == Some(subject)).unwrap();
        let names = state.by.iter().map(|(w, _)| analysis.work.workers[*w].item.decl().name().to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(by("shop"), ["one", "two"]);
    assert_eq!(row.left_out().map(|s| s.subject.unwrap().name()).collect::<Vec<_>>(), ["wiki"]);
}

#[test]
fn a_reason_is_given_once_and_only_where_it_is_known() {
    let reasons = |lines: &str| {
        let built = package(&format!("{SOA}soa s \"S\" for all against iso27001 {{ {lines} }}"));
        let analysis = analysis(&built.model);
        row(&analysis, "A.8.13").justification.len()
    };
    assert_eq!(reasons("include: A.8.13, A.8.13 .. A.8.13 because \"Orders must come back\""), 1);
    assert_eq!(reasons("include: A.8.13 because \"Orders\" \n include: A.8.13 because \"Law\""), 2);
    assert_eq!(reasons("include: A.8.13 because 12"), 0);
}

#[test]
fn what_names_no_scope_does_not_contradict_an_exclusion() {
    let built = package(
        "asset shop \"Shop\" { category: system }
asset wiki \"Wiki\" { category: system }
scope one \"One\" { includes: shop }
scope two \"Two\" { includes: wiki }
soa s \"S\" for one against iso27001 { exclude: A.8.13 because \"None\" }
obligation law \"Law\" for one { basis: legal  requires: A.8.13 }
obligation any \"Any\" { basis: legal  requires: A.8.13 }
obligation other \"Other\" for two { basis: legal  requires: A.8.13 }",
    );
    let analysis = analysis(&built.model);
    let needed = row(&analysis, "A.8.13").needed_by.iter().map(|r| r.source.unwrap().name());
    assert_eq!(needed.collect::<Vec<_>>(), ["law"]);
}

#[test]
fn an_obligation_binds_from_its_first_to_its_last_day() {
    let gives = |period: &str| {
        let built = package(&format!(
            "{SOA}soa s \"S\" for all against iso27001 {{ include: A.8.13 }}
obligation law \"Law\" {{ basis: legal  requires: A.8.13  {period} }}"
        ));
        assert_eq!(built.problems.len(), 0, "{period}");
        let analysis = analysis(&built.model);
        !row(&analysis, "A.8.13").reasons.is_empty()
    };
    assert!(gives(""));
    assert!(gives("in-force: since 2026-11-01") && gives("in-force: since 2020-01-01 until 2026-11-01"));
    assert!(!gives("in-force: since 2026-11-02") && !gives("in-force: since 2020-01-01 until 2026-10-31"));
}

#[test]
fn a_plan_that_another_takes_the_place_of_is_none() {
    let plans = |lines: &str| {
        let built =
            package(&format!("{SOA}soa s \"S\" for all against iso27001 {{ include: A.8.13 \n {lines} }}"));
        let analysis = analysis(&built.model);
        row(&analysis, "A.8.13").plans.len()
    };
    assert_eq!(plans("not-yet: A.8.13 on shop due 2027-01-01 \n not-yet: A.8.13 on shop due 2028-01-01"), 1);
    assert_eq!(plans("not-yet: A.8.13 on shop due 2027-01-01 \n not-yet: A.8.13 on wiki due 2028-01-01"), 2);
}

#[test]
fn without_a_scope_everything_is_about_it() {
    let built = package(
        "asset shop \"Shop\" { category: system }
soa s \"S\" for nowhere against iso27001 { include: A.5.1, A.5.2 }
policy p \"P\" {
    statement one \"One\" { implements: A.5.1, A.5.2  applies-to: shop  status: implemented }
}
exception x \"X\" { waives: A.5.2 until 2030-01-01 because \"Moving\" }",
    );
    let analysis = analysis(&built.model);
    assert_eq!(row(&analysis, "A.5.1").progress, Some(Progress::Implemented));
    assert_eq!(row(&analysis, "A.5.2").progress, None);
    assert!(row(&analysis, "A.5.2").subjects[0].waived.is_some());
}

#[test]
fn what_is_inherited_would_be_mended_where_it_is_inherited() {
    let built = package(
        "policy a \"A\" { statement one \"One\" { implements: A.8.13  status: implemented } }
policy b \"B\" extends a { statement two \"Two\" { implements: A.8.14  status: implemented } }",
    );
    let analysis = analysis(&built.model);
    let b = named(&built.model, "b");
    let of_b = analysis.work.workers.iter().filter(|w| w.resolved.home().within(b));
    let spots = of_b.map(|w| (w.is_inherited(), w.spot(w.item.decl().anchor()) == b.anchor()));
    let mut spots: Vec<(bool, bool)> = spots.collect();
    spots.sort_unstable();
    assert_eq!(spots, [(false, false), (true, true)]);
}

// ---- Statuses ------------------------------------------------------------------------------------------------------

#[test]
fn two_statuses_that_agree_are_no_conflict() {
    let conflict = |statuses: &str| {
        let built = package(&format!(
            "policy p \"P\" {{ statement one \"One\" {{ implements: A.8.13  {statuses} }} }}"
        ));
        let statuses = Status::all(named(&built.model, "one"));
        let effective = status::effective(&statuses, None, day());
        matches!(effective, Effective::Conflict(..))
    };
    assert!(!conflict("status: partial \n status: partial"));
    assert!(conflict("status: partial \n status: implemented"));
    assert!(!conflict("status: partial \n status: implemented since 2026-01-01"));
}

/// Why a supplier with these fields does not count.
fn lapse(fields: &str) -> Option<Lapse> {
    let built = package(&format!("supplier host \"Host\" {{\n{fields}\n}}"));
    assert_eq!(built.problems.len(), 0, "{fields}");
    status::lapse(built.model.all::<Supplier>().next().unwrap(), day())
}

#[test]
fn of_several_agreements_the_nearest_in_time_is_told() {
    let ended = lapse(
        "agreement: \"A\" until 2024-01-01 \n agreement: \"B\" until 2025-01-01 \n agreement: \"C\" until 2023-01-01",
    );
    assert!(matches!(ended, Some(Lapse::AgreementEnded(d, _)) if d == date("2025-01-01")), "{ended:?}");
    let begins = lapse(
        "agreement: \"A\" since 2028-01-01 until 2030-01-01 \n agreement: \"B\" since 2027-01-01 until 2030-01-01",
    );
    assert!(matches!(begins, Some(Lapse::AgreementNotBegun(d, _)) if d == date("2027-01-01")), "{begins:?}");
}

#[test]
fn the_latest_assessment_counts() {
    let agreed = "agreement: \"A\"";
    assert_eq!(
        lapse(&format!("{agreed} \n assessed: 2020-01-01 \n assessed: 2026-06-01 \n assessed: 2021-01-01")),
        None
    );
    let old = lapse(&format!("{agreed} \n assessed: 2020-01-01 \n assessed: 2021-01-01"));
    assert!(matches!(old, Some(Lapse::AssessmentOld(d, _)) if d == date("2021-01-01")), "{old:?}");
}

#[test]
fn of_several_certificates_the_nearest_in_time_is_told() {
    let with = |certificates: &str| lapse(&format!("agreement: \"A\" \n {certificates}"));
    let ended = with(
        "certificate a \"1\" until 2024-01-01 \n certificate b \"2\" until 2025-01-01 \n certificate c \"3\" until 2023-01-01",
    );
    assert!(matches!(ended, Some(Lapse::CertificateEnded(d, _)) if d == date("2025-01-01")), "{ended:?}");
    let begins = with("certificate a \"1\" since 2028-01-01 \n certificate b \"2\" since 2027-01-01");
    assert!(
        matches!(begins, Some(Lapse::CertificateNotBegun(d, _)) if d == date("2027-01-01")),
        "{begins:?}"
    );
    // One that has ended anyway is not suspended.
    let suspended = "{ suspended: since 2020-01-01 until 2030-01-01 because \"A complaint\" }";
    let ended = with(&format!("certificate a \"1\" until 2024-01-01 {suspended}"));
    assert!(matches!(ended, Some(Lapse::CertificateEnded(..))), "{ended:?}");
    let suspended = with(&format!("certificate a \"1\" until 2028-01-01 {suspended}"));
    assert!(matches!(suspended, Some(Lapse::CertificateSuspended(..))), "{suspended:?}");
}

// ---- Exceptions ----------------------------------------------------------------------------------------------------

#[test]
fn an_exception_is_renewed_by_one_that_waives_all_of_it() {
    let renewed = |first: &str, second: &str| {
        let built = package(&format!(
            "{SOA}exception one \"One\" {{ waives: {first} }}\nexception two \"Two\" {{ waives: {second} }}"
        ));
        let lines = Line::all(&built.model);
        assert_eq!(lines.len(), 2, "{first}, {second}");
        lines[0].is_renewed_by(&lines[1])
    };
    let (early, late) = ("until 2026-12-31", "until 2027-12-31");
    assert!(renewed(&format!("A.8.13 {early}"), &format!("A.8.13 {late}")));
    assert!(!renewed(&format!("A.8.13, A.8.14 {early}"), &format!("A.8.13 {late}")));
    assert!(renewed(&format!("A.8.13 on shop, wiki {early}"), &format!("A.8.13 on wiki, shop {late}")));
    assert!(!renewed(&format!("A.8.13 on shop, wiki {early}"), &format!("A.8.13 on shop {late}")));
    assert!(!renewed(&format!("A.8.13 {early}"), &format!("A.8.13 on shop {late}")));
    assert!(!renewed(&format!("A.8.13 {late}"), &format!("A.8.13 {late}")));
}
