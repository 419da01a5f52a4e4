//! What is to come in `examples/tour`, as people and programs read it.

mod common;

use std::collections::BTreeSet;

use annexa_analysis::{Analysis, Context};
use annexa_core::time::Date;
use annexa_publish::forecast::{Forecast, forecast};
use annexa_publish::terminal::{Look, status};
use common::{analyse, from_disk};

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

const FROM: &str = "2026-11-01";
const UNTIL: &str = "2027-12-31";

fn ahead() -> Forecast {
    let built = from_disk("examples/tour");
    forecast(&built.model, None, &built.problems, (day(FROM), day(UNTIL)))
}

#[test]
fn table() {
    insta::assert_snapshot!(ahead().table(Look::default()));
}

#[test]
fn csv() {
    insta::assert_snapshot!(ahead().csv().replace("\r\n", "\n"));
}

#[test]
fn json() {
    let json: serde_json::Value = serde_json::from_str(&ahead().json()).expect("JSON");
    assert_eq!((&json["as_of"], &json["until"]), (&FROM.into(), &UNTIL.into()));
    let days = json["days"].as_array().expect("days");
    let dates: Vec<&str> = days.iter().filter_map(|d| d["date"].as_str()).collect();
    assert!(dates.is_sorted() && dates.iter().all(|d| FROM < *d && *d <= UNTIL), "{dates:?}");
    insta::assert_snapshot!(serde_json::to_string_pretty(&days[days.len() - 2]).expect("JSON"));
}

/// Whatever changes by itself changes on a day that is listed.
#[test]
fn no_word_changes_on_another_day() {
    let built = from_disk("examples/tour");
    let listed: BTreeSet<String> = ahead().days.into_iter().map(|d| d.date).collect();
    let words = |date: Date| -> Vec<_> {
        let analysis = Analysis::new(&built.model, Context { as_of: date });
        analysis.coverages.iter().flat_map(|c| &c.rows).map(|r| r.word).collect()
    };
    let mut date = day(FROM);
    let mut before = words(date);
    let mut changed = 0;
    while date < day(UNTIL) {
        date = date.tomorrow().expect("a day");
        let now = words(date);
        if now != before {
            changed += 1;
            assert!(listed.contains(&date.to_string()), "{date} is not listed");
        }
        before = now;
    }
    assert!(changed > 1, "{changed} days change a word");
}

#[test]
fn status_says_when_it_was_recorded() {
    let built = from_disk("examples/tour");
    analyse(&built, |analysis| {
        let on = |recorded: Date| status(analysis, recorded, Look::default());
        let day = analysis.context.as_of;
        let (before, after) = (day.yesterday().expect("a day"), day.tomorrow().expect("a day"));
        assert!(on(day).contains(&format!("State on {day}\nDraft: ")));
        assert!(on(after).contains(&format!("As recorded on {after} about {day}\nDraft: ")));
        assert!(on(before).contains(&format!("As expected on {before} about {day}\nDraft: ")));
    });
}
