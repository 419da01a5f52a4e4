//! What is due, late, stale or in force on a day compared with the slow reference, and the days on which that changes.

use std::collections::{BTreeMap, BTreeSet};

use annexa_analysis::forecast::{self, What};
use annexa_analysis::{Analysis, Context};
use annexa_checks::{Options, check};
use annexa_core::time::Date;
use annexa_core::{Built, Input, build};
use annexa_diagnostics::{Level, Sources};
use annexa_tests::coverage::word;
use annexa_tests::package::date;
use annexa_tests::reference::calendar::*;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::config;

/// Days at the ends of months, of leap years too, and any others.
fn day() -> impl Strategy<Value = Day> {
    (2023u32..2027, 1u32..13, prop_oneof![Just(1u32), Just(31), 1u32..32])
        .prop_map(|(year, month, day)| (year, month, day.min(length_of((year, month)))))
}

fn days(most: usize) -> impl Strategy<Value = Vec<Day>> {
    proptest::collection::vec(day(), 0..=most)
}

fn length() -> impl Strategy<Value = Length> {
    prop_oneof![(1u32..19).prop_map(Length::Months), (1u32..200).prop_map(Length::Days)]
}

fn period() -> impl Strategy<Value = Period> {
    (proptest::option::of(day()), proptest::option::of(day())).prop_map(|(a, b)| match (a, b) {
        (Some(a), Some(b)) => (Some(a.min(b)), Some(a.max(b))),
        open => open,
    })
}

fn thing() -> impl Strategy<Value = Thing> {
    let maybe = || proptest::option::of(day());
    prop_oneof![
        (maybe(), maybe(), length()).prop_map(|(a, b, length)| Thing::Evidence(a, b, length)),
        (length(), days(3)).prop_map(|(length, days)| Thing::Policy(length, days)),
        (length(), maybe(), days(3)).prop_map(|(length, found, days)| Thing::Risk(length, found, days)),
        (day(), maybe()).prop_map(|(deadline, done)| Thing::Action(deadline, done)),
        (proptest::collection::vec(period(), 0..3), days(3), proptest::option::of(length()))
            .prop_map(|(agreements, days, length)| Thing::Supplier(agreements, days, length)),
    ]
}

fn world() -> impl Strategy<Value = World> {
    let status = (0..PROGRESS.len(), proptest::option::of(0..ASSETS), period())
        .prop_map(|(progress, on, period)| Status { progress, on, period });
    (proptest::collection::vec(thing(), 0..5), proptest::collection::vec(status, 0..5)).prop_map(
        |(things, statuses)| {
            let mut kept: Vec<Status> = Vec::new();
            for status in statuses {
                // Two that tie have no winner.
                if !kept.iter().any(|k| k.on == status.on && k.period.0 == status.period.0) {
                    kept.push(status);
                }
            }
            World { things, statuses: kept }
        },
    )
}

fn built(world: &World) -> Built {
    let manifest = Some("[package]\nname = \"calendar\"\n".to_owned());
    build(Input { manifest, files: source(world), ..Input::default() }, &annexa_stdlib::files())
}

fn as_date(day: Day) -> Date {
    date(&written(day))
}

fn text(world: &World) -> String {
    source(world).into_iter().map(|(path, text)| format!("// {path}\n{text}")).collect()
}

fn number(name: &str) -> Option<usize> {
    name.strip_prefix("thing-")?.trim_end_matches(".isms").parse().ok()
}

/// The problems of a day that speak of things: each name with the number of the thing.
fn told(built: Built, day: Day) -> Result<BTreeSet<(&'static str, usize)>, TestCaseError> {
    let analysis = Analysis::new(&built.model, Context { as_of: as_date(day) });
    let mut found = BTreeSet::new();
    for problem in check(&analysis, built.problems.clone(), Options::default()).problems {
        let path = built.model.files.path(built.model.place(problem.primary.place).file);
        prop_assert!(
            problem.level != Level::Error || !problem.name.starts_with("unknown"),
            "{}",
            problem.message
        );
        let kinds = [
            "stale-evidence",
            "review-overdue",
            "risk-review-overdue",
            "overdue-action",
            "uncontrolled-external",
        ];
        let Some(name) = kinds.into_iter().find(|name| problem.name == *name) else { continue };
        let items: Vec<&str> = match (problem.items.is_empty(), problem.about.is_empty()) {
            (false, _) => problem.items.iter().map(String::as_str).collect(),
            (true, false) => problem.about.iter().map(String::as_str).collect(),
            (true, true) => vec![path],
        };
        for item in items {
            let Some(number) = number(item) else {
                return Err(TestCaseError::fail(format!("{name} speaks of {item}")));
            };
            prop_assert!(found.insert((name, number)), "{name} tells {item} twice");
        }
    }
    Ok(found)
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn what_is_late_on_a_day_is_told(world in world(), days in proptest::collection::vec(day(), 2)) {
        // Where something changes is where a day too many or too few would show.
        let all = world.changes((2022, 12, 31), (2029, 1, 1));
        let turns = all.iter().map(|(day, ..)| *day).take(2);
        for day in turns.chain(days) {
            let found = told(built(&world), day)?;
            let wanted = world.told(day);
            prop_assert!(found == wanted, "{day:?}:\n   found {found:?}\n  wanted {wanted:?}\n{}", text(&world));
        }
    }

    #[test]
    fn a_forecast_finds_each_day_on_which_something_changes(world in world(), from in day()) {
        let until = after(from, Length::Months(30));
        let built = built(&world);
        let mut found = BTreeSet::new();
        for event in forecast::events(&built.model, as_date(from), as_date(until)) {
            let what = match event.what {
                What::Begins => "begins",
                What::Ended => "ended",
                What::Stale => "stale",
                What::AssessmentOld => "assessment old",
                What::Overdue => "overdue",
                What::DueAgain => "due again",
                _ => continue,
            };
            if let Some(number) = number(&event.decl.path()) {
                let on = event.date.to_string();
                let parts: Vec<u32> = on.split('-').map(|n| n.parse().expect("a number")).collect();
                found.insert(((parts[0], parts[1], parts[2]), what, number));
            }
        }
        let wanted = world.changes(from, until);
        prop_assert!(found == wanted, "from {from:?}:\n   found {found:?}\n  wanted {wanted:?}\n{}", text(&world));
    }

    #[test]
    fn a_forecast_finds_each_day_on_which_a_word_changes(world in world(), from in day()) {
        let until = after(from, Length::Months(20));
        let built = built(&world);
        let (days, more) = forecast::days(&built.model, None, (as_date(from), as_date(until)), |_| {});
        prop_assert_eq!(more, 0);
        let found: Vec<(String, &str, &str)> = days
            .iter()
            .flat_map(|day| day.changes.iter().map(|c| (day.date.to_string(), word(c.before), word(c.after))))
            .collect();
        let wanted = world.words(from, until);
        let wanted: Vec<(String, &str, &str)> = wanted.into_iter().map(|(d, a, b)| (written(d), a, b)).collect();
        prop_assert!(found == wanted, "from {from:?}:\n   found {found:?}\n  wanted {wanted:?}\n{}", text(&world));
    }
}

/// The generator reaches everything that it is there to try.
#[test]
fn the_calendars_are_varied() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen: BTreeMap<&'static str, usize> = BTreeMap::new();
    for _ in 0..60 {
        let world = world().new_tree(&mut runner).expect("a world").current();
        for (_, what, _) in world.changes((2022, 12, 31), (2028, 1, 1)) {
            *seen.entry(what).or_default() += 1;
        }
        for (_, before, after) in world.words((2022, 12, 31), (2028, 1, 1)) {
            *seen.entry(before).or_default() += 1;
            *seen.entry(after).or_default() += 1;
        }
        for (name, _) in world.told((2025, 6, 30)) {
            *seen.entry(name).or_default() += 1;
        }
    }
    for wanted in [
        "begins",
        "ended",
        "stale",
        "assessment old",
        "overdue",
        "due again",
        "missing",
        "planned",
        "partial",
        "implemented",
        "stale-evidence",
        "review-overdue",
        "risk-review-overdue",
        "overdue-action",
        "uncontrolled-external",
    ] {
        assert!(seen.get(wanted).is_some_and(|n| *n >= 5), "too few of {wanted}: {seen:#?}");
    }
}
