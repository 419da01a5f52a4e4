//! Sets with `where`: what is in them, and what is said of wrong ones.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use annexa_analysis::eval::{self, Truth};
use annexa_core::prelude::field;
use annexa_core::value::{Query, Value};
use annexa_core::{Built, Model};
use common::{package, problems};

const WORLD: &str = r#"
person runa "Runa Dahl" { email: "runa@example.org" }
person emil "Emil Strand"
role ceo "Chief Executive Officer" { holder: runa since 2021-01-01 }
role cto "Chief Technology Officer" { holder: emil since 2022-01-01  reports-to: ceo }
role dpo "Data protection officer"

enum data-location "Where data lives" { norway, eea, elsewhere }
extend kind supplier { location?: data-location }
kind vessel "Vessel" is subject, owned { length: number  flag?: text  budget?: money }

asset wiki "Wiki" { category: system  owner: cto  classification: internal  availability: low }
asset shop "Shop" { category: system  owner: ceo  classification: confidential  availability: high  acquired: 2020-05-01  depends-on: wiki, ledger }
asset ledger "Ledger" { category: information  owner: ceo  classification: secret  part-of: shop }
asset paper "Paper" { category: information  depends-on: oslo }
team platform "Platform" { lead: cto  people: 41  works-at: oslo }
team people "People" { lead: ceo  people: 9 }
site oslo "Oslo" { country: "NO"  owner: ceo }
site nice "Nice" { country: "FR" }
supplier host "Host" { location: eea  review: every 6 months  agreement: "MSA" since 2023-01-01 until 2028-12-31 }
supplier mail "Mail" { location: elsewhere  review: every 2 years }
supplier cleaner "Cleaner" { agreement: "A" until 2020-01-01  agreement: "B" until 2030-01-01 }
vessel fram "Fram" { length: 39.5  flag: "NO"  owner: ceo  budget: 1_000 EUR }
vessel gjoa "Gjøa" { length: 21  budget: 900 USD }
"#;

fn with(set: &str) -> Built {
    package(&format!(
        "{WORLD}\npolicy p \"P\" {{ statement s \"S\" {{ implements: A.5.15\n applies-to: {set} }} }}\n"
    ))
}

/// The names of what is in the set.
fn names(set: &str) -> Vec<String> {
    let built = with(set);
    assert_eq!(problems(&built), Vec::<String>::new(), "{set}");
    let s = built.model.find("p.s").unwrap();
    let members = eval::members_of(s.values(field::IMPLEMENTS_APPLIES_TO));
    members.into_iter().map(|d| d.path()).collect()
}

#[track_caller]
fn holds(set: &str, members: &str) {
    assert_eq!(names(set).join(" "), members, "{set}");
}

/// The problems of a set, without the position.
#[track_caller]
fn wrong(set: &str, told: &[&str]) {
    let built = with(set);
    let line = WORLD.lines().count() + 3;
    let found: Vec<String> = problems(&built)
        .into_iter()
        .map(|p| {
            let (at, rest) = p.split_once(' ').unwrap();
            let column: usize = at.strip_prefix(&format!("{line}:")).unwrap_or("0").parse().unwrap();
            let text: String = set.chars().skip(column.saturating_sub(14)).take(8).collect();
            format!("[{text}] {rest}")
        })
        .collect();
    assert_eq!(found, told, "{set}");
    let s = built.model.find("p.s").unwrap();
    let unknown = s.values(field::IMPLEMENTS_APPLIES_TO).any(|v| *v.value() == Value::Unknown);
    assert!(unknown, "a set with a problem is unknown: {set}");
}

#[test]
fn enums() {
    holds("asset where category == system", "wiki shop");
    holds("asset where system == category", "wiki shop");
    holds("asset where category != system", "ledger paper");
    holds("asset where (category == system)", "wiki shop");
    holds("asset where category == system or category == information", "wiki shop ledger paper");
    holds("asset where category == system and owner == ceo", "shop");
    holds("asset where not category == system", "ledger paper");
    holds("supplier where location == eea", "host");
}

#[test]
fn order_of_an_enum() {
    holds("asset where classification >= confidential", "shop ledger");
    holds("asset where classification < confidential", "wiki");
    holds("asset where not classification < confidential", "shop ledger");
    holds("asset where confidential <= classification", "shop ledger");
    holds("asset where availability in low .. medium", "wiki");
}

#[test]
fn absent_values_are_left_out() {
    holds("asset where availability != high", "wiki");
    holds("asset where not (availability == high)", "wiki");
    holds("asset where availability == high or availability == none", "shop ledger paper");
    holds("asset where owner == none", "paper");
    holds("asset where owner != none", "wiki shop ledger");
    holds("asset where none == owner", "paper");
    holds("asset where depends-on == none", "wiki ledger");
    // One side decides, whatever the other would be.
    holds("asset where owner == cto or category == information", "wiki ledger paper");
    holds("asset where not (owner == cto and category == system)", "shop ledger paper");
}

#[test]
fn lists() {
    holds("asset where category in [system, service]", "wiki shop");
    holds("asset where category not in [system, service]", "ledger paper");
    holds("asset where owner in [ceo, dpo]", "shop ledger");
    holds("asset where owner not in [ceo, dpo]", "wiki");
    holds("asset where owner in [ceo] or owner == none", "shop ledger paper");
    holds("supplier where location in [norway, eea]", "host");
}

#[test]
fn sets_in_fields() {
    holds("asset where wiki in depends-on", "shop");
    holds("asset where wiki not in depends-on", "wiki ledger paper");
    holds("asset where any(depends-on where category == system)", "shop");
    holds("asset where any(d in depends-on where d.category == system)", "shop");
    holds("asset where any(d in depends-on where d in [wiki, oslo])", "shop paper");
    holds("asset where all(d in depends-on where d == oslo)", "wiki ledger paper");
    holds("asset where count(depends-on) >= 2", "shop");
    holds("asset where any(depends-on)", "shop paper");
    holds("asset where share(depends-on where part-of == none) >= 50%", "shop paper");
    holds("asset where share(depends-on where part-of == none) > 50%", "paper");
    holds("supplier where max(agreement.until) > 2029-01-01", "cleaner");
    holds("supplier where min(agreement.until) < 2021-01-01", "cleaner");
    holds("supplier where any(u in agreement.until where u < 2021-01-01)", "cleaner");
    holds("team where oslo in works-at", "platform");
    holds("asset where count(x in asset where x.owner == ceo) == 2 and category == system", "wiki shop");
    holds("vessel where length > sum(team.people) - 20", "fram");
}

#[test]
fn paths() {
    holds("asset where owner.reports-to == ceo", "wiki");
    holds("asset where owner.reports-to == none", "shop ledger paper");
    holds("asset where part-of.category == system", "ledger");
    holds("team where \"runa@example.org\" in lead.holder.email", "people");
    holds("team where emil in lead.holder", "platform");
    holds("asset where owner == shop.owner", "shop ledger");
    holds("supplier where 2023-01-01 in agreement.since", "host");
}

#[test]
fn a_field_that_begins_with_a_preposition() {
    holds("supplier where review <= 12 months", "host");
    holds("supplier where review > 1 year", "mail");
    holds("supplier where review == 24 months", "mail");
    holds("supplier where review.every == none", "cleaner");
}

#[test]
fn aspects() {
    holds("subject where owner == ceo", "shop ledger oslo fram");
    holds("subject where country == \"NO\"", "oslo");
    holds("subject where owner == none and category == information", "paper");
    holds("subject where people > 5", "platform people");
}

#[test]
fn own_kinds_numbers_and_texts() {
    holds("vessel where length > 21", "fram");
    holds("vessel where length >= 21.0", "fram gjoa");
    holds("vessel where length * 2 > 70 + 8.99", "fram");
    holds("vessel where length in 20 .. 30", "gjoa");
    holds("vessel where flag == \"NO\"", "fram");
    holds("vessel where flag in [\"NO\", \"SE\"]", "fram");
    holds("vessel where budget >= 1_000 EUR", "fram");
    holds("vessel where budget == 900 USD", "gjoa");
    holds("vessel where -length < -30", "fram");
}

#[test]
fn texts_are_compared_in_normal_form() {
    let built = package(
        "asset a \"A\" { category: system }\nsite x \"X\" { country: \"A\u{30a}land\" }\n\
         policy p \"P\" { statement s \"S\" { applies-to: site where country == \"\u{c5}land\" } }\n",
    );
    assert_eq!(problems(&built), Vec::<String>::new());
    let s = built.model.find("p.s").unwrap();
    assert_eq!(eval::members_of(s.values(field::IMPLEMENTS_APPLIES_TO)).len(), 1);
}

#[test]
fn dates() {
    holds("asset where acquired < 2021-01-01", "shop");
    holds("asset where acquired in 2020-01-01 .. 2020-12-31", "shop");
    holds("asset where acquired + 12 months >= 2021-05-01", "shop");
    holds("asset where acquired - 1 month == 2020-04-01", "shop");
    holds("asset where 2020-06-01 - acquired == 31 days", "shop");
}

#[test]
fn a_let_stands_for_its_value() {
    let built = package(&format!(
        "{WORLD}\nlet core = asset where category == system\nlet strict = confidential\nlet many = ceo, dpo\n\
         policy p \"P\" {{\n statement s \"S\" {{ applies-to: core, asset where classification == strict }}\n\
         statement t \"T\" {{ applies-to: core, asset where owner in many }} }}\n"
    ));
    assert_eq!(problems(&built), Vec::<String>::new());
    let in_field = |path: &str| {
        let s = built.model.find(path).unwrap();
        let members = eval::members_of(s.values(field::IMPLEMENTS_APPLIES_TO));
        members.iter().map(|d| d.path()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(in_field("p.s"), "wiki shop");
    assert_eq!(in_field("p.t"), "wiki shop ledger");
    assert_eq!(built.model.conditions().len(), 3, "a `let` is one set wherever it is used");
}

#[test]
fn defaults_count() {
    let built = package(
        "role ceo \"CEO\"\naction a \"A\" { owner: ceo }\naction b \"B\" { status: done }\n\
         kind box \"Box\" is subject { state: action-status = open  holds*: action+ }\n\
         box x \"X\" { holds: a, b }\nbox y \"Y\" { state: done }\n\
         policy p \"P\" { statement s \"S\" { applies-to: box where state == open and any(holds where status == open) } }\n",
    );
    assert_eq!(problems(&built), Vec::<String>::new());
    let s = built.model.find("p.s").unwrap();
    let members = eval::members_of(s.values(field::IMPLEMENTS_APPLIES_TO));
    assert_eq!(members.iter().map(|d| d.path()).collect::<Vec<_>>(), ["x"]);
}

#[test]
fn unknown_words() {
    wrong(
        "asset where catgory == system",
        &[
            "[catgory ] unknown-field: `catgory` is no field of an asset, and nothing in the package is named so; help: did you mean `category`?; fix (review): catgory -> category",
        ],
    );
    wrong(
        "asset where category == sistem",
        &[
            "[sistem] unknown-value: `sistem` is none of the values that `category` takes; help: did you mean `system`?; note: it takes `information`, `system`, `equipment`, `service` or `people`; fix (safe): sistem -> system",
        ],
    );
    wrong(
        "asset where owner == ceoo",
        &[
            "[ceoo] unknown-name: nothing is named `ceoo`; `owner` takes a role; help: did you mean `ceo` (Chief Executive Officer)?; fix (review): ceoo -> ceo",
        ],
    );
    wrong(
        "asset where owner == shop",
        &[
            "[shop] wrong-kind: `owner` takes a role, and `shop` is an asset; help: the owner of `shop` is `ceo`",
        ],
    );
    wrong(
        "asset where owner.holders == none",
        &[
            "[holders ] unknown-field: a role has no field `holders`, and nothing of that name in it; help: did you mean `holder`?; fix (safe): holders -> holder",
        ],
    );
    wrong(
        "asset where category in [system, servise]",
        &[
            "[servise]] unknown-value: `servise` is none of the values that `category` takes; help: did you mean `service`?; note: it takes `information`, `system`, `equipment`, `service` or `people`; fix (safe): servise -> service",
        ],
    );
    wrong(
        "asset where acquired > 2020",
        &[
            "[2020] wrong-type: `acquired` takes a date, such as `2026-03-01`, and this is a number; help: write year, month and day, as in `2026-03-01`",
        ],
    );
    wrong(
        "asset where acquired.year > 2020",
        &["[year > 2] unknown-field: `acquired` is a date, such as `2026-03-01`, and has no `year`"],
    );
    wrong(
        "asset where cuont(depends-on) > 1",
        &[
            "[cuont(de] unknown-name: there is no function `cuont`; help: did you mean `count`?; fix (safe): cuont -> count",
        ],
    );
}

#[test]
fn wrong_forms() {
    wrong(
        "asset where depends-on == wiki",
        &[
            "[depends-] wrong-type: `depends-on` may have several values, and a comparison takes one; help: write `wiki in depends-on`; or ask with `any`, `all` or `count`; fix (review): depends-on == wiki -> wiki in depends-on",
        ],
    );
    wrong(
        "asset where category >= system",
        &[
            "[category] wrong-type: the values of `asset-category` have no order: none is less than another; help: compare with `==`, `!=` or `in`",
        ],
    );
    wrong(
        "site where country > \"A\"",
        &[
            "[country ] wrong-type: `country` is a text in quotes, such as `\"Oslo\"`, and such values have no order; help: compare with `==`, `!=` or `in`",
        ],
    );
    wrong(
        "asset where category",
        &[
            "[category] wrong-type: `category` is `information`, `system`, `equipment`, `service` or `people`, and says neither yes nor no; help: compare it with something, or ask whether it is given: `category != none`",
        ],
    );
    wrong(
        "asset where owner > none",
        &[
            "[owner > ] wrong-type: `none` is neither less nor more than anything; help: `== none` asks whether there is no value, `!= none` whether there is one",
        ],
    );
    wrong(
        "asset where >= 5",
        &[
            "[>= 5] wrong-type: nothing stands before `>=`; help: write the field that is compared on its left",
        ],
    );
    wrong(
        "asset where owner == category",
        &[
            "[owner ==] wrong-type: `owner` is a role, and `category` is `information`, `system`, `equipment`, `service` or `people`",
        ],
    );
    wrong(
        "asset where owner + 1 == 2",
        &["[owner + ] wrong-type: `owner` is a role, and one cannot reckon with it"],
    );
    wrong(
        "asset where count(depends-on) == \"two\"",
        &[
            "[\"two\"] wrong-type: `count(depends-on)` is a number, such as `12` or `99.9`, and this is a text",
        ],
    );
    wrong(
        "asset where depends-on in [wiki]",
        &[
            "[depends-] wrong-type: `depends-on` may have several values, and `in` takes one on its left; help: ask with `any(x in depends-on where x in [wiki])`, or with `all`",
        ],
    );
    wrong(
        "asset where all(depends-on)",
        &[
            "[all(depe] wrong-type: `all` does not say of what; help: say what must hold: `all(depends-on where …)`",
        ],
    );
    wrong(
        "asset where acquired == today",
        &[
            "[today] wrong-type: `acquired` takes a date, such as `2026-03-01`, and `today` is a word; help: write the day itself: year, month and day, so that it means the same whenever it is read",
        ],
    );
}

#[test]
fn derived_fields_are_not_read() {
    let built = package(
        "kind plan \"Plan\" is subject, implements\npolicy p \"P\" { statement s \"S\" { applies-to: plan where state == implemented } }\n",
    );
    assert_eq!(
        problems(&built),
        [
            "2:57 unknown-field: `state` is worked out by the compiler, and a `where` in a field of a declaration reads no derived field; help: ask for a field that is written; rules and queries read derived ones; note: `state:` How far the work has come at the date of the check, everything considered. Absent where nothing is begun."
        ]
    );
}

#[test]
fn sets_that_rest_on_themselves() {
    let built = package(
        "asset a \"A\" { category: system  depends-on: asset where any(depends-on where category == system) }\n\
         asset b \"B\" { category: system  depends-on: a }\n\
         asset c \"C\" { category: system  depends-on: asset where category == system }\n",
    );
    assert_eq!(
        problems(&built),
        [
            "1:57 cyclic-reference: `depends-on` is filled by a `where` that reads `depends-on` itself; help: name the declarations one by one, or ask for something else"
        ]
    );
    // What rests on other sets, and not on itself, is fine.
    let built = package(
        "asset a \"A\" { category: system  depends-on: asset where category == information }\n\
         asset b \"B\" { category: information }\n\
         policy p \"P\" { statement s \"S\" { applies-to: asset where b in depends-on } }\n",
    );
    assert_eq!(problems(&built), Vec::<String>::new());
    let s = built.model.find("p.s").unwrap();
    let members = eval::members_of(s.values(field::IMPLEMENTS_APPLIES_TO));
    assert_eq!(members.iter().map(|d| d.path()).collect::<Vec<_>>(), ["a"]);
}

#[test]
fn steps_of_a_scale() {
    let built = package(
        "risk-method m \"M\" { likelihood: rare, likely\n consequence: minor, severe\n level: low from 1\n level: high from 3\n acceptable: low }\n\
         risk r \"R\" { residual: rare with severe }\nrisk q \"Q\" { residual: likely with minor }\n\
         kind heap \"Heap\" is subject { holds*: risk+ }\nheap one \"One\" { holds: r }\nheap two \"Two\" { holds: q }\n\
         policy p \"P\" {\n statement s \"S\" { applies-to: heap where any(holds where residual >= likely) }\n\
         statement t \"T\" { applies-to: heap where any(holds where residual.with == severe) }\n\
         statement u \"U\" { applies-to: heap where any(holds where residual == likly) } }\n",
    );
    assert_eq!(
        problems(&built),
        [
            "14:70 off-scale: `likly` is not a step of the scale of `residual`; help: did you mean `likely`?; note: the steps are rare, likely; fix (review): likly -> likely"
        ]
    );
    let in_field = |path: &str| {
        let s = built.model.find(path).unwrap();
        let members = eval::members_of(s.values(field::IMPLEMENTS_APPLIES_TO));
        members.iter().map(|d| d.path()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(in_field("p.s"), "two");
    assert_eq!(in_field("p.t"), "one");
}

/// Conditions of many forms, some of them nonsense.
fn conditions() -> Vec<String> {
    let operands = [
        "category",
        "owner",
        "classification",
        "availability",
        "acquired",
        "depends-on",
        "part-of",
        "owner.reports-to",
        "part-of.depends-on",
        "system",
        "ceo",
        "wiki",
        "none",
        "\"text\"",
        "12",
        "95%",
        "6 months",
        "2026-01-01",
        "high",
        "count(depends-on)",
        "any(depends-on)",
        "share(depends-on where part-of == none)",
        "max(depends-on.people)",
        "sum(team.people)",
        "[system, service]",
        "[ceo, cto]",
        "A.5.15",
        "A.5.*",
        "1 .. 3",
        "yes",
        "nothing-such",
        "*",
        "acquired + 1 month",
        "kept-at.country",
        "allow",
        "reviewed",
    ];
    let mut all = Vec::new();
    for (i, left) in operands.iter().enumerate() {
        for (j, right) in operands.iter().enumerate() {
            let op =
                ["==", "!=", "<", "<=", ">", ">=", "in", "not in", "+", "and", "or"][(i * 7 + j * 3) % 11];
            all.push(format!("{left} {op} {right}"));
        }
    }
    all
}

fn truths(model: &Model, path: &str) -> Vec<Option<Vec<Truth>>> {
    let s = model.find(path).unwrap();
    s.values(field::IMPLEMENTS_APPLIES_TO)
        .map(|v| match v.value() {
            Value::Query(Query { filter: Some(id), .. }) => Some(
                ["wiki", "shop", "ledger", "paper"]
                    .map(|n| eval::holds(model, *id, model.find(n).unwrap()))
                    .to_vec(),
            ),
            _ => None,
        })
        .collect()
}

/// `where x`, `where not x` and what is undecided are apart, and together they are everything.
#[test]
fn a_condition_and_its_contrary_part_the_set() {
    let mut text = WORLD.to_string();
    text += "policy p \"P\" { statement s \"S\" {\n";
    let conditions = conditions();
    for condition in &conditions {
        text += &format!("applies-to: asset where {condition}\napplies-to: asset where not ({condition})\n");
        text += &format!("applies-to: asset where ({condition}) or category == system\n");
    }
    text += "} }\n";
    let built = package(&text);
    let truths = truths(&built.model, "p.s");
    assert_eq!(truths.len(), conditions.len() * 3);
    let mut checked = 0;
    for (condition, chunk) in conditions.iter().zip(truths.chunks(3)) {
        let [Some(plain), Some(not), Some(or)] = chunk else {
            assert!(chunk.iter().all(Option::is_none), "{condition}");
            continue;
        };
        checked += 1;
        for ((plain, not), or) in plain.iter().zip(not).zip(or) {
            match plain {
                Truth::Yes => assert_eq!(*not, Truth::No, "{condition}"),
                Truth::No => assert_eq!(*not, Truth::Yes, "{condition}"),
                Truth::Undecided(_) => assert!(matches!(not, Truth::Undecided(_)), "{condition}"),
            }
            if *plain == Truth::Yes {
                assert_eq!(*or, Truth::Yes, "{condition}");
            }
        }
        assert_eq!(or[..2], [Truth::Yes, Truth::Yes], "{condition}");
    }
    assert!(checked > 40, "only {checked} of the conditions check");
}

#[test]
fn deep_and_long_conditions_do_not_overflow() {
    let long = vec!["category == system"; 200].join(" or ");
    let built = with(&format!("asset where {long}"));
    assert_eq!(problems(&built), Vec::<String>::new());
    let not = "not ".repeat(201);
    holds(&format!("asset where {not}category == system"), "ledger paper");
    let sum = vec!["1"; 200].join(" + ");
    let told = problems(&with(&format!("vessel where length == {sum}")));
    assert!(told.len() == 1 && told[0].contains("too-deep"), "{told:?}");
    let deep = format!("{}category == system{}", "any(depends-on where ".repeat(80), ")".repeat(80));
    let told = problems(&with(&format!("asset where {deep}")));
    assert!(told.len() == 1 && told[0].contains("too-deep"), "{told:?}");
}

#[test]
fn the_same_words_are_worked_out_once() {
    let built = package(
        "role ceo \"CEO\"\nasset a \"A\" { category: system }\nasset b \"B\" { category: information  part-of: a }\n\
         policy p \"P\" {\n statement s \"S\" { applies-to: asset where category == system }\n\
         statement t \"T\" { applies-to: asset where category == system }\n\
         statement u \"U\" { applies-to: asset where catgory == system }\n\
         statement v \"V\" { applies-to: asset where catgory == system } }\n",
    );
    assert_eq!(problems(&built).len(), 1, "one slip, told once");
    let same: Vec<_> = built.model.conditions().iter().map(|c| c.same_as.map(|id| id.0)).collect();
    assert_eq!(same, [None, Some(0), None, None]);
    let t = built.model.find("p.t").unwrap();
    assert_eq!(eval::members_of(t.values(field::IMPLEMENTS_APPLIES_TO)).len(), 1);
}
