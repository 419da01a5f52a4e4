//! `annexa forecast`: what ends, grows old or falls due, by day, and what each day does to controls and problems; as text
//! for a terminal, as CSV and as JSON.

use std::fmt::Write as _;

use annexa_analysis::Context;
use annexa_analysis::forecast::{self, Event, What};
use annexa_core::Model;
use annexa_core::model::{Anchor, Decl, View};
use annexa_core::prelude::field;
use annexa_core::schema::FieldId;
use annexa_core::time::Date;
use annexa_diagnostics::hidden::escaped;
use annexa_diagnostics::{Problem, Sources};
use annexa_formats::data::DataFiles;
use annexa_syntax::LineIndex;
use annexa_syntax::tree::Prep;
use serde::Serialize;

use crate::changed::{Control, Told};
use crate::formats::csv::write_row;
use crate::reports::printed_id;
use crate::terminal::{Look, paragraph};
use crate::text::visible;

/// A text that is quoted in a sentence is at most so long.
const QUOTED: usize = 60;

/// What is to come.
#[derive(Debug, Serialize)]
pub struct Forecast {
    /// The day from which it looks ahead.
    pub as_of: String,
    /// The last day that it looks at.
    pub until: String,
    /// The days on which something changes.
    pub days: Vec<Day>,
    /// How many more such days there are.
    pub more: usize,
}

/// A day on which something changes.
#[derive(Debug, Serialize)]
pub struct Day {
    /// The first day on which things are so.
    pub date: String,
    /// What changes by itself.
    pub events: Vec<Line>,
    /// The controls whose word changes, in the order of their catalogs.
    pub controls: Vec<Control>,
    /// Problems that are told from this day on.
    pub new_problems: Vec<Told>,
    /// Problems that are not told any more.
    pub gone_problems: Vec<Told>,
}

/// Something that changes by itself.
#[derive(Debug, Serialize)]
pub struct Line {
    /// What sort of change it is: `ended`, `overdue`.
    pub what: &'static str,
    /// The declaration.
    pub name: String,
    /// It in words.
    pub text: String,
    /// The day that is written, or that follows from what is written.
    pub written: String,
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
}

/// Looks ahead from `from` to `until`. `found` are the problems that making the model found.
pub fn forecast(
    model: &Model,
    files: Option<&DataFiles>,
    found: &[Problem<Anchor>],
    (from, until): (Date, Date),
) -> Forecast {
    // The problems of `from`, and of each day.
    let mut problems: Vec<(Date, Vec<Problem<Anchor>>)> = Vec::new();
    let (days, more) = forecast::days(model, files, (from, until), |analysis| {
        let Context { as_of } = analysis.context;
        let checked = annexa_checks::check(analysis, found.to_vec(), annexa_checks::Options::default());
        problems.push((as_of, checked.problems));
    });
    let days = days.into_iter().map(|day| {
        let at = problems.iter().position(|(date, _)| *date == day.date);
        let pair = at.and_then(|at| Some((&problems.get(at.checked_sub(1)?)?.1, &problems.get(at)?.1)));
        Day {
            date: day.date.to_string(),
            events: day.events.iter().map(|event| Line::new(model, event)).collect(),
            controls: day
                .changes
                .iter()
                .map(|change| {
                    let (soa, of) = (change.soa.decl().path(), printed_id(change.control.decl()));
                    Control::new(soa, of, change.before, change.after)
                })
                .collect(),
            new_problems: pair.map_or_else(Vec::new, |(before, now)| Told::since(before, now)),
            gone_problems: pair.map_or_else(Vec::new, |(before, now)| Told::since(now, before)),
        }
    });
    // A day on which something may have changed, and nothing did, is none.
    let changes = |day: &Day| {
        let told = day.new_problems.len() + day.gone_problems.len();
        day.events.len() + day.controls.len() + told > 0
    };
    let days = days.filter(changes).collect();
    Forecast { as_of: from.to_string(), until: until.to_string(), days, more }
}

impl Line {
    fn new(model: &Model, event: &Event<'_>) -> Self {
        let place = model.place(event.anchor());
        let lines = LineIndex::new(model.files.text(place.file));
        Line {
            what: key(event.what),
            name: event.decl.path(),
            text: sentence(model, event),
            written: event.day.to_string(),
            path: model.files.path(place.file).to_owned(),
            line: lines.line(place.span.start) + 1,
        }
    }
}

/// The word of a sort of change.
pub(crate) const fn key(what: What) -> &'static str {
    match what {
        What::Planned => "on-the-day",
        What::Begins => "begins",
        What::Ended => "ended",
        What::Stale => "too-old",
        What::AssessmentOld => "assessment-too-old",
        What::AuditOld => "audit-too-old",
        What::AllowanceEnded => "allowance-ended",
        What::Overdue => "overdue",
        What::DueAgain => "due-again",
        What::Counts => "counts",
    }
}

/// What a field says before its first preposition, and of which subjects, on one line.
fn said(event: &Event<'_>) -> String {
    let Some(phrase) = event.phrase else { return String::new() };
    let values: Vec<&str> = phrase.lead().map(|v| v.source()).collect();
    let on: Vec<&str> = phrase.part(Prep::On).map(|v| v.source()).collect();
    let on = if on.is_empty() { String::new() } else { format!(" on {}", on.join(", ")) };
    let text = visible(&format!("{}{on}", values.join(", "))).replace('\n', " ");
    if text.chars().count() <= QUOTED {
        return text;
    }
    let short: String = text.chars().take(QUOTED - 1).collect();
    format!("{short}…")
}

/// `cloud-host` (Fjord Hosting)
fn named(decl: Decl<'_>) -> String {
    let title = visible(&decl.title()).replace('\n', " ");
    match title == decl.name() {
        true => format!("`{}`", decl.path()),
        false => format!("`{}` ({title})", decl.path()),
    }
}

/// What the sentences about an event are made of.
struct Words<'m> {
    who: String,
    kind: String,
    said: String,
    day: Date,
    field: FieldId,
    field_name: &'m str,
}

impl<'m> Words<'m> {
    fn of(model: &'m Model, event: &Event<'_>) -> Self {
        let field = event.phrase.map_or(FieldId::HEAD, |p| p.field());
        Words {
            who: named(event.decl),
            kind: event.decl.kind_title().to_lowercase(),
            said: said(event),
            day: event.day,
            field,
            field_name: model.schema.field(field).map_or("", |f| model.names.text(f.name)),
        }
    }
}

/// An event in words, without its day.
pub fn sentence(model: &Model, event: &Event<'_>) -> String {
    let Words { who, kind, said, day, field, field_name } = Words::of(model, event);
    match event.what {
        What::Planned => format!("{who}: `{field_name}` is on this day"),
        What::Begins => match field {
            field::ROLE_HOLDER => format!("{said} holds {who}"),
            FieldId::HEAD => format!("the {kind} {who} begins"),
            _ => format!("{who}: `{field_name}` {said} begins").replace("  ", " "),
        },
        What::Ended => match field {
            field::ROLE_HOLDER => {
                let vacant = if held_on(event) { "" } else { ", and nobody else holds it" };
                format!("{said} no longer holds {who}{vacant}; the last day is {day}")
            }
            field::PERSON_LEFT => format!("{who} has left; the last day is {day}"),
            FieldId::HEAD => format!("the {kind} {who} has ended; its last day is {day}"),
            _ if said.is_empty() => format!("{who}: `{field_name}` has ended; the last day is {day}"),
            _ if said == day.to_string() => {
                format!("{who}: `{field_name}` has passed; the last day is {day}")
            }
            _ => format!("{who}: `{field_name}` {said} has ended; the last day is {day}"),
        },
        What::Stale => format!("the {kind} {who} is too old; it was good until {day}"),
        What::AssessmentOld => format!("the last assessment of {who} is too old; it was good until {day}"),
        What::AuditOld => format!("{who} is longer ago than a cycle lasts, and tells nothing any more"),
        What::AllowanceEnded => format!("{who} no longer allows {said}; the last day is {day}"),
        What::Overdue => match said == day.to_string() {
            true => format!("the {kind} {who} is overdue unless it is done; it was due on {day}"),
            false => {
                format!("{who}: `{field_name}` {said} is overdue unless it is done; it was due on {day}")
            }
        },
        What::DueAgain => format!("{who} is due again; the day for it was {day}"),
        What::Counts if said.is_empty() => format!("{who} counts from now on"),
        What::Counts => format!("{who}: `{field_name}` {said} counts from now on").replace("  ", " "),
    }
}

/// The word of a sort of change that is still to come, for people.
pub(crate) fn word_ahead(what: What) -> String {
    match what {
        What::Ended | What::AllowanceEnded => "ends".to_owned(),
        What::Stale | What::AssessmentOld | What::AuditOld => "grows too old".to_owned(),
        What::Overdue | What::DueAgain => "due".to_owned(),
        What::Planned | What::Begins | What::Counts => key(what).replace('-', " "),
    }
}

/// An event that is still to come, in words.
pub(crate) fn sentence_ahead(model: &Model, event: &Event<'_>) -> String {
    let Words { who, kind, said, day, field, field_name } = Words::of(model, event);
    match event.what {
        What::Planned | What::Begins | What::Counts => sentence(model, event),
        What::Ended => match field {
            field::ROLE_HOLDER => {
                let vacant = if held_on(event) { "" } else { ", and nobody is named for the day after" };
                format!("{said} holds {who} until {day}{vacant}")
            }
            field::PERSON_LEFT => format!("{who} leaves; the last day is {day}"),
            FieldId::HEAD => format!("the {kind} {who} ends; its last day is {day}"),
            _ if said.is_empty() || said == day.to_string() => {
                format!("{who}: `{field_name}` ends; the last day is {day}")
            }
            _ => format!("{who}: `{field_name}` {said} ends; the last day is {day}"),
        },
        What::Stale => format!("the {kind} {who} is good until {day}"),
        What::AssessmentOld => format!("the last assessment of {who} is good until {day}"),
        What::AuditOld => {
            format!("{who} tells something until {day}; from then on it is longer ago than a cycle")
        }
        What::AllowanceEnded => format!("{who} allows {said} until {day}"),
        What::Overdue => match said == day.to_string() {
            true => format!("the {kind} {who} is due on {day}"),
            false => format!("{who}: `{field_name}` {said} is due on {day}"),
        },
        What::DueAgain => format!("{who} is due again; the last day for it is {day}"),
    }
}

/// Whether somebody holds the role on the day of the event.
fn held_on(event: &Event<'_>) -> bool {
    event.decl.phrases(field::ROLE_HOLDER).any(|p| {
        let date = |prep| p.part(prep).find_map(|v| v.date());
        date(Prep::Since).is_none_or(|s| s <= event.date) && date(Prep::Until).is_none_or(|u| event.date <= u)
    })
}

impl Forecast {
    /// As text for a terminal.
    pub fn table(&self, look: Look) -> String {
        let mut out = String::new();
        let Forecast { as_of, until, .. } = self;
        if self.days.is_empty() {
            let _ = writeln!(out, "Nothing changes by itself after {as_of} and until {until}");
            return out;
        }
        let _ = writeln!(out, "What changes by itself after {as_of} and until {until}, if nothing is done");
        for day in &self.days {
            let _ = writeln!(out, "\n{}", look.bold(&day.date));
            for event in &day.events {
                let text = format!("{}, {}:{}", event.text, event.path, event.line);
                paragraph(&mut out, "  ", &text, look);
            }
            let several = day.controls.iter().any(|c| c.soa != day.controls[0].soa);
            for (control, ids) in Control::alike(&day.controls) {
                let of = if several { format!(" in `{}`", control.soa) } else { String::new() };
                let change = format!("{} → {}", control.before, control.after);
                let lead = format!("    {}: ", look.state(control.state, &change));
                let indent = format!("    {change}: ");
                out.push_str(&wrapped(&lead, &indent, &format!("{}{of}", ids.join(", ")), look));
            }
            Told::write(&mut out, "    ", &day.new_problems, &day.gone_problems, look);
        }
        if self.days.iter().any(|d| !d.new_problems.is_empty() || !d.gone_problems.is_empty()) {
            let _ = writeln!(out, "\n+ a problem from that day on, - a problem no more");
        }
        if self.more > 0 {
            let _ = writeln!(out, "\n{} more days are not shown", self.more);
        }
        out
    }

    /// As CSV: a row for each event, for each control that changes, and for each problem that is new or gone.
    pub fn csv(&self) -> String {
        let mut out = String::new();
        write_row(&mut out, ["date", "what", "name", "text", "written", "path", "line"].into_iter());
        for day in &self.days {
            for e in &day.events {
                let line = e.line.to_string();
                let written = visible(&e.written);
                let row = [&*day.date, e.what, &e.name, &e.text, &written, &e.path, &line];
                write_row(&mut out, row.into_iter());
            }
            for c in &day.controls {
                let text = format!("{} → {} in {}", c.before, c.after, c.soa);
                write_row(&mut out, [&*day.date, "control-changes", &c.id, &text, "", "", ""].into_iter());
            }
            for (what, problems) in [("new-problem", &day.new_problems), ("gone-problem", &day.gone_problems)]
            {
                for p in problems {
                    let message = visible(&p.message);
                    write_row(&mut out, [&*day.date, what, &p.name, &message, "", "", ""].into_iter());
                }
            }
        }
        out
    }

    /// As one JSON object.
    pub fn json(&self) -> String {
        escaped(serde_json::to_string_pretty(self).unwrap_or_default()) + "\n"
    }
}

/// Like a paragraph, with colour in its lead, whose width `indent` has.
fn wrapped(lead: &str, indent: &str, text: &str, look: Look) -> String {
    let mut plain = String::new();
    paragraph(&mut plain, indent, text, look);
    plain.replacen(indent, lead, 1)
}
