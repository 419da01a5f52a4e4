//! Rules of a package: what breaks them, what they say, and what is wrong with their own text.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use annexa_analysis::rules::{Broken, Lack};
use annexa_analysis::{Analysis, Context};
use annexa_core::Built;
use annexa_core::model::View;
use common::{day, package, problems};

const TOUR: &str = r#"
enum data-location "Where data may live" { norway, eea, elsewhere }
extend kind supplier { location?: data-location }
kind processor "Processor of personal data" is owned { supplier: supplier  data-agreement?: date by role }
role ceo "Chief Executive Officer"
supplier near "Near Host" { location: norway }
supplier far "Far Host" { location: elsewhere }
supplier somewhere "Some Host"
"#;

const NEAR: &str = r#"
rule processors-stay-near "Processors keep data in the EEA" {
    each: p in processor
    require: p.supplier.location in [norway, eea]
    level: warning
    message: "{p.supplier} keeps data in {p.supplier.location}"
}
"#;

const OFTEN: &str = r#"
rule privileged-access-often "Privileged access is reviewed at least twice a year" {
    each: p in policy
    where: any(s in p.statement where A.8.2 in s.implements)
    require: p.review-cycle <= 6 months
    level: error
    message: "{p} covers privileged access, and its review cycle is {p.review-cycle}"
}
"#;

fn analysis(built: &Built) -> Analysis<'_> {
    Analysis::new(&built.model, Context { as_of: day() })
}

/// The breaches, one line each; `?` before what could not be decided, and why.
fn breaches(built: &Built) -> Vec<String> {
    let broken = Broken::new(&analysis(built));
    broken
        .breaches
        .iter()
        .map(|b| {
            let bound: Vec<String> = b.bound.iter().map(|d| d.path()).collect();
            let why = match b.lack {
                None => String::new(),
                Some(Lack::Absent(place)) => format!(" ?absent {}", built.model.files.slice(place)),
                Some(Lack::Unlike(place)) => format!(" ?unlike {}", built.model.files.slice(place)),
            };
            format!("{} [{}]{why}: {}", b.rule.decl().name(), bound.join(", "), b.message)
        })
        .collect()
}

#[track_caller]
fn breaks(text: &str, told: &[&str]) {
    let built = package(text);
    assert_eq!(problems(&built), Vec::<String>::new());
    assert_eq!(breaches(&built), told);
}

/// A rule about suppliers with this requirement, on three of them.
#[track_caller]
fn requires(require: &str, broken_by: &str) {
    let text = format!(
        "{TOUR}\nrule r \"R\" {{ each: s in supplier\n require: {require}\n level: hint\n message: \"{{s}}\" }}\n"
    );
    let built = package(&text);
    assert_eq!(problems(&built), Vec::<String>::new(), "{require}");
    let broken = Broken::new(&analysis(&built));
    let names: Vec<String> = broken.breaches.iter().map(|b| b.message.clone()).collect();
    assert_eq!(names.join(", "), broken_by, "{require}");
}

#[test]
fn a_rule_of_the_tour() {
    breaks(&format!("{TOUR}{NEAR}"), &[]);
    breaks(
        &format!(
            "{TOUR}{NEAR}\nprocessor a \"A\" {{ supplier: near }}\nprocessor b \"B\" {{ supplier: far }}\nprocessor c \"C\" {{ supplier: somewhere }}\n"
        ),
        &[
            "processors-stay-near [b]: Far Host keeps data in elsewhere",
            "processors-stay-near [c] ?absent p.supplier.location: Some Host keeps data in none",
        ],
    );
}

#[test]
fn nested_declarations_by_name_and_by_kind() {
    let statement = "statement admins \"Admins\" { implements: A.8.* }";
    breaks(
        &format!(
            "{OFTEN}\npolicy a \"Access\" {{ param review-cycle \"Reviewed\" {{ default: 12 months  allows: <= 24 months }} {statement} }}\n\
             policy b \"Bring your own\" {{ {statement} }}\n\
             policy c \"Clean desk\" {{ param review-cycle \"Reviewed\" {{ default: 36 months }} }}\n\
             policy d \"Desks\" {{ param review-cycle \"Reviewed\" {{ default: 26 weeks }} {statement} }}\n"
        ),
        &[
            "privileged-access-often [a]: Access covers privileged access, and its review cycle is 12 months",
            "privileged-access-often [b] ?absent p.review-cycle: Bring your own covers privileged access, and its review cycle is none",
        ],
    );
}

#[test]
fn what_extends_has_and_sets_the_parameters_of_the_other() {
    breaks(
        &format!(
            "{OFTEN}\npolicy base \"Base\" {{ param review-cycle \"Reviewed\" {{ default: 12 months }} }}\n\
             policy a \"A\" extends base {{ statement s \"S\" {{ implements: A.8.2 }} }}\n\
             policy b \"B\" extends base {{ set: base.review-cycle to 3 months\n statement s \"S\" {{ implements: A.8.2 }} }}\n"
        ),
        &["privileged-access-often [a]: A covers privileged access, and its review cycle is 12 months"],
    );
}

#[test]
fn a_rule_whose_own_text_has_a_problem_is_not_run() {
    let without_level = OFTEN.replace("    level: error\n", "");
    let built = package(&format!(
        "{without_level}\npolicy a \"Access\" {{ param review-cycle \"R\" {{ default: 12 months }} statement s \"S\" {{ implements: A.8.2 }} }}\n"
    ));
    let told = problems(&built);
    assert!(told.len() == 1 && told[0].contains("missing-field"), "{told:?}");
    let broken = Broken::new(&analysis(&built));
    assert!(broken.breaches.is_empty());
    assert_eq!(broken.not_run.len(), 1);
    assert_eq!(broken.not_run[0].decl().name(), "privileged-access-often");
}

#[test]
fn requirements() {
    requires("s.location == norway", "Far Host, Some Host");
    requires("s.location != none", "Some Host");
    requires("not (s.location == elsewhere)", "Far Host, Some Host");
    requires("s.location == none or s.location != elsewhere", "Far Host");
    requires("s in [near, far]", "Some Host");
    requires("count(x in supplier where x.location == s.location) == 1", "Some Host");
    requires("share(x in supplier where x.location != none) >= 66%", "");
    requires("share(x in supplier where x.location != none) > 67%", "Near Host, Far Host, Some Host");
    requires("any(p in processor where p.supplier == s)", "Near Host, Far Host, Some Host");
    requires("all(p in processor where p.supplier == s)", "");
    requires("today == 2026-11-01 and today - 2026-10-01 < 32 days", "");
    requires("min(p in processor.data-agreement) == none", "");
}

#[test]
fn several_bindings() {
    breaks(
        "policy a \"A\" { owner: ceo\n statement s \"S\" { owner: ceo }\n statement t \"T\" { owner: cto } }\n\
         policy b \"B\" { statement u \"U\" { owner: cto } }\nrole ceo \"CEO\"\nrole cto \"CTO\"\n\
         rule same-owner \"One owner\" {\n each: p in policy where p.owner != none\n each: s in p.statement\n\
         require: s.owner == p.owner\n level: error\n message: \"{s.owner} owns {s}, and {p.owner} owns {p}\" }\n",
        &["same-owner [a, a.t]: CTO owns T, and CEO owns A"],
    );
}

#[test]
fn derived_fields() {
    breaks(
        "risk-method m \"M\" { likelihood: rare, likely\n consequence: minor, severe\n level: low from 1\n level: high from 3\n acceptable: low }\n\
         role o \"Owner\"\n\
         risk r \"Fire\" { owner: o  inherent: likely with severe  residual: rare with minor  treat: modify }\n\
         risk q \"Flood\" { owner: o  inherent: rare with severe  residual: rare with minor  treat: modify }\n\
         evidence old \"Old\" { collected: 2020-01-01  valid: for 90 days }\n\
         policy p \"P\" { statement s \"S\" { status: planned } }\n\
         rule bad-risks \"Risks\" { each: r in risk\n require: r.inherent-level < high\n level: hint\n message: \"{r} is {r.inherent-level}\" }\n\
         rule fresh \"Fresh\" { each: e in evidence\n require: e.state == fresh\n level: hint\n message: \"{e} is {e.state}\" }\n\
         rule done \"Done\" { each: s in statement\n require: s.state >= partial\n level: hint\n message: \"{s} is {s.state}\" }\n",
        &["bad-risks [r]: Fire is high", "fresh [old]: Old is Stale", "done [p.s]: S is Planned"],
    );
}

#[test]
fn of_what_is_unknown_nothing_is_said() {
    let built = package(&format!("{TOUR}{NEAR}\nprocessor a \"A\" {{ supplier: neer }}\n"));
    assert_eq!(problems(&built).len(), 1);
    assert_eq!(breaches(&built), Vec::<String>::new());
    // What the rows of a file say is not known before they are read.
    breaks(
        "evidence rows \"Rows\" { file: \"a.csv\"  collected: 2026-10-01  expect: share(rows where ok) >= 98% }\n\
         rule fresh \"Fresh\" { each: e in evidence\n require: e.state == fresh\n level: hint\n message: \"{e}\" }\n",
        &[],
    );
}

#[test]
fn a_day_lies_in_a_period_from_its_first_to_its_last_day() {
    let evidence = |name: &str, day: &str| {
        format!(
            "evidence {name} \"E\" {{ file: \"a.csv\"  collected: {day}  covers: 2026-04-01 .. 2026-09-30 }}\n"
        )
    };
    let all =
        [("before", "2026-03-31"), ("first", "2026-04-01"), ("last", "2026-09-30"), ("after", "2026-10-01")];
    let all: String = all.map(|(name, day)| evidence(name, day)).concat();
    breaks(
        &format!(
            "{all}rule r \"R\" {{ each: e in evidence\n require: e.collected in e.covers\n level: hint\n message: \"{{e.collected}}\" }}\n"
        ),
        &["r [before]: 2026-03-31", "r [after]: 2026-10-01"],
    );
}

#[test]
fn a_parameter_has_its_value() {
    let rule = "rule r \"R\" { each: t in team\n require: t.people <= p.most\n level: hint\n message: \"{t.people}\" }\n";
    breaks(
        &format!(
            "policy p \"P\" {{ param most \"Most\" {{ default: 5 }} }}\nteam a \"A\" {{ people: 5 }}\nteam b \"B\" {{ people: 6 }}\n{rule}"
        ),
        &["r [b]: 6"],
    );
}

#[test]
fn a_pattern_of_clauses_holds_their_requirements() {
    let rule = "rule r \"R\" { each: o in role\n require: not (any(d in o.duty where d in iso27001.5.*))\n level: hint\n message: \"{o}\" }\n";
    breaks(
        &format!("role a \"A\" {{ duty: iso27001.5.3 }}\nrole b \"B\" {{ duty: iso27001.9.2.1 }}\n{rule}"),
        &["r [a]: A"],
    );
}

#[test]
fn the_state_of_a_control_is_that_of_each_scope() {
    let rule = "rule r \"R\" { each: c in control\n require: not (excluded in c.state)\n level: hint\n message: \"{c.state}\" }\n";
    let built = package(&format!(
        "asset a \"A\" {{ category: system }}\nscope one \"One\" {{ includes: a }}\nsoa s \"S\" for one against iso27001 {{ include: A.* except A.8.30 \n exclude: A.8.30 because \"Nothing is developed\" }}\n{rule}"
    ));
    let told = breaches(&built).into_iter().filter(|b| b.starts_with("r ["));
    assert_eq!(told.collect::<Vec<_>>(), ["r [A.8.30]: excluded"]);
}

#[test]
fn the_cost_is_bounded() {
    let mut text = String::new();
    for i in 0..60 {
        text += &format!("asset a{i} \"A{i}\" {{ category: system }}\n");
    }
    text += "rule slow \"Slow\" { each: a in asset\n each: b in asset\n each: c in asset\n require: a == b or b == c or a != c or c == none\n level: hint\n message: \"{a}\" }\n";
    let built = package(&text);
    assert_eq!(problems(&built), Vec::<String>::new());
    let analysis = analysis(&built);
    let broken = Broken::within(&analysis, 10_000, |_| true);
    assert_eq!(broken.too_costly.len(), 1);
    assert!(broken.breaches.is_empty());
    assert!(Broken::within(&analysis, 10_000_000, |_| true).too_costly.is_empty());
}

/// The problems of a rule about suppliers.
#[track_caller]
fn wrong(lines: &str, told: &[&str]) {
    let built = package(&format!("{TOUR}\nrule r \"R\" {{ {lines}\n level: hint }}\n"));
    let found: Vec<String> = problems(&built)
        .into_iter()
        .map(|p| p.split_once(' ').map(|(_, rest)| rest.to_string()).unwrap_or_default())
        .collect();
    assert_eq!(found, told, "{lines}");
    assert_eq!(Broken::new(&analysis(&built)).not_run.len(), 1);
}

#[test]
fn what_is_wrong_with_a_rule() {
    let message = "message: \"{s}\"";
    wrong(
        &format!("each: s in supplier\n require: s.locaton == norway\n {message}"),
        &[
            "unknown-field: a supplier has no field `locaton`, and nothing of that name in it; help: did you mean `location`?; fix (safe): locaton -> location",
        ],
    );
    wrong(
        &format!("each: s in suplier\n require: s.location == norway\n {message}"),
        &[
            "unknown-name: nothing is named `suplier` here; help: did you mean `supplier`?; fix (review): suplier -> supplier",
        ],
    );
    wrong(
        &format!("each: s in supplier\n require: location == norway\n {message}"),
        &[
            "unknown-name: nothing is named `location` here; help: a field is read through the bound name: `s.location`; fix (safe): location -> s.location",
        ],
    );
    wrong(
        &format!("each: s in supplier\n require: s.location == norge\n {message}"),
        &[
            "unknown-value: `norge` is none of the values that `location` takes; note: it takes `norway`, `eea` or `elsewhere`",
        ],
    );
    wrong(
        "each: supplier\n require: far.location == norway\n message: \"x\"",
        &[
            "wrong-type: `supplier` has no name by which the rule can speak of each; help: write `x in supplier`",
        ],
    );
    wrong(
        "each: s in supplier\n require: s.owner != none\n message: \"{t} has no owner\"",
        &["unknown-name: nothing is named `t` here"],
    );
    wrong(
        "each: s in supplier\n require: s.owner != none\n message: \"{s.ownr} owns {s}\"",
        &[
            "unknown-field: a supplier has no field `ownr`, and nothing of that name in it; help: did you mean `owner`?; fix (review): ownr -> owner",
        ],
    );
    wrong(
        &format!("each: s in supplier.country\n require: s == \"NO\"\n {message}"),
        &[
            "wrong-type: a rule looks at declarations, and `s in supplier.country` holds a text in quotes, such as `\"Oslo\"`",
        ],
    );
    wrong(
        &format!("each: s in supplier\n each: s in role\n require: s.owner != none\n {message}"),
        &["duplicate-name: `s` is bound twice in this rule"],
    );
}
