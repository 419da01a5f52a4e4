//! What `annexa status` shows beside coverage: the risk treatment plan (6.1.3 e), measures with their history (9.1) and
//! objectives (6.2); all of it as JSON too.

use std::cmp::Ordering;
use std::fmt::Write as _;

use annexa_analysis::Analysis;
use annexa_analysis::eval::scalar::Scalar;
use annexa_analysis::measure::{History, Point, without_figures};
use annexa_analysis::risk::{Assessment, LevelOf, Treatment};
use annexa_analysis::why::{force, standing};
use annexa_core::model::{Decl, Model, View};
use annexa_core::names::Name;
use annexa_core::prelude::{Derived, Measure, MeasureResult, Objective, field};
use annexa_core::source::PackageId;
use annexa_core::time::Date;
use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::reports::soa::{Counts, word};
use crate::terminal::{Look, ORDER, paragraph};
use crate::text::visible;

/// So many digits of a number are given behind the point.
const DIGITS: u32 = 4;
/// So many periods of a measure are given.
const PERIODS: usize = 12;

/// How a package stands.
#[derive(Debug, Serialize)]
pub struct Status {
    /// The day.
    pub as_of: String,
    /// The statements of applicability.
    pub statements: Vec<Statement>,
    /// The risk treatment plan: every line `treat:` that does something.
    pub treatments: Vec<Planned>,
    /// The measures.
    pub measures: Vec<Measured>,
    /// The objectives.
    pub objectives: Vec<Aim>,
}

/// How many controls of a statement of applicability have each word.
#[derive(Debug, Serialize)]
pub struct Statement {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The number of controls by their word.
    pub controls: Map<String, Json>,
}

/// A line of the treatment plan.
#[derive(Debug, Serialize)]
pub struct Planned {
    /// The risk.
    pub risk: String,
    /// Its title.
    pub title: String,
    /// Its level today.
    pub level: Option<String>,
    /// Its level once the treatment is in force.
    pub residual_level: Option<String>,
    /// What is done.
    pub response: Option<String>,
    /// With what.
    pub with: Vec<Means>,
    /// The roles that see to it.
    pub by: Vec<String>,
    /// By when.
    pub due: Option<String>,
    /// Whether it is in force.
    pub in_force: bool,
    /// How far it is, in words.
    pub state: String,
}

/// A control or a supplier that treats a risk.
#[derive(Debug, Serialize)]
pub struct Means {
    /// Its name.
    pub name: String,
    /// How far it is in force, in words.
    pub state: String,
}

/// How a measure stands.
#[derive(Debug, Serialize)]
pub struct Measured {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its target, as it is written.
    pub target: Option<String>,
    /// Whether the target was met.
    pub result: Option<&'static str>,
    /// The first day since which it was missed without a break.
    pub missed_since: Option<String>,
    /// The last number against the one before: `up`, `down`, `steady`.
    pub trend: Option<&'static str>,
    /// The last full period, where it has no figures.
    pub without_figures: Option<[String; 2]>,
    /// The last periods or readings, from the earliest.
    pub periods: Vec<Period>,
}

/// What a period gave.
#[derive(Debug, Serialize)]
pub struct Period {
    /// Its first day.
    pub from: Option<String>,
    /// Its last day.
    pub to: Option<String>,
    /// The number.
    pub value: Option<String>,
    /// Whether the target was met.
    pub result: Option<&'static str>,
}

/// How an objective stands.
#[derive(Debug, Serialize)]
pub struct Aim {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The day by which it is to be reached.
    pub deadline: Option<String>,
    /// By its measures.
    pub result: Option<&'static str>,
    /// Its measures.
    pub measured_by: Vec<String>,
}

fn result_word(result: MeasureResult) -> &'static str {
    match result {
        MeasureResult::Missed => "missed",
        MeasureResult::Met => "met",
    }
}

fn trend_word(trend: Ordering) -> &'static str {
    match trend {
        Ordering::Less => "down",
        Ordering::Equal => "steady",
        Ordering::Greater => "up",
    }
}

fn own(decl: Decl<'_>) -> bool {
    decl.package() == PackageId::MAIN
}

fn titled(decl: Decl<'_>) -> String {
    visible(&decl.title())
}

impl Status {
    /// Works it out.
    pub fn new(analysis: &Analysis<'_>) -> Status {
        let model = analysis.model;
        let measures = model.all::<Measure<'_>>().filter(|m| own(m.decl()));
        let objectives = model.all::<Objective<'_>>().filter(|o| own(o.decl()));
        Status {
            as_of: analysis.context.as_of.to_string(),
            statements: analysis.coverages.iter().filter(|c| own(c.soa.decl())).map(Statement::new).collect(),
            treatments: analysis
                .risks
                .all
                .iter()
                .flat_map(|risk| risk.treatments.iter().map(move |t| (risk, t)))
                .filter(|(_, treatment)| treatment.acts())
                .map(|(risk, treatment)| Planned::new(model, analysis.context.as_of, risk, treatment))
                .collect(),
            measures: measures.map(|m| Measured::new(analysis, m)).collect(),
            objectives: objectives.map(|o| Aim::new(analysis, o)).collect(),
        }
    }

    /// As one JSON object.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// The treatment plan, measures and objectives, as text for a terminal.
    pub(crate) fn write(&self, out: &mut String, look: Look) {
        self.write_plan(out, look);
        self.write_measures(out, look);
    }

    fn write_plan(&self, out: &mut String, look: Look) {
        if self.treatments.is_empty() {
            return;
        }
        let mut open: Vec<&Planned> = self.treatments.iter().filter(|t| !t.in_force).collect();
        open.sort_by_key(|t| (t.due.is_none(), t.due.clone()));
        let _ = writeln!(
            out,
            "\n{} ({} in force, {} open)",
            look.bold("Risk treatment plan"),
            self.treatments.len() - open.len(),
            open.len()
        );
        for treatment in open {
            let with: Vec<&str> = treatment.with.iter().map(|m| m.name.as_str()).collect();
            let with = if with.is_empty() { String::new() } else { format!(" with {}", with.join(", ")) };
            let by = match treatment.by.as_slice() {
                [] => "nobody named".to_owned(),
                all => all.join(", "),
            };
            let level = match (&treatment.level, &treatment.residual_level) {
                (Some(now), Some(then)) => format!(" ({now}, then {then})"),
                _ => String::new(),
            };
            let text = format!(
                "{}{level}: {}{with}, by {by}: {}",
                treatment.title,
                treatment.response.as_deref().unwrap_or("treatment"),
                treatment.state
            );
            let due = treatment.due.as_deref().unwrap_or("no date");
            paragraph(out, &format!("  {due:<10}  "), &text, look);
        }
    }

    fn write_measures(&self, out: &mut String, look: Look) {
        if !self.measures.is_empty() {
            let _ = writeln!(out, "\n{}", look.bold("Measures"));
        }
        for measure in &self.measures {
            let mark = match measure.result {
                Some("met") => "+",
                Some(_) => "!",
                None => "-",
            };
            paragraph(out, &format!("  {mark} "), &format!("{}: {}", measure.title, measure.words()), look);
        }
        if !self.objectives.is_empty() {
            let _ = writeln!(out, "\n{}", look.bold("Objectives"));
        }
        for aim in &self.objectives {
            let mark = match aim.result {
                Some("met") => "+",
                Some(_) => "!",
                None => "-",
            };
            let result = match aim.result {
                Some(result) => format!("its measures: {result}"),
                None if aim.measured_by.is_empty() => "no measure".to_owned(),
                None => "its measures say nothing yet".to_owned(),
            };
            let by = aim.deadline.as_ref().map_or_else(String::new, |day| format!(", by {day}"));
            paragraph(out, &format!("  {mark} "), &format!("{}{by}: {result}", aim.title), look);
        }
    }
}

impl Statement {
    fn new(coverage: &annexa_analysis::Coverage<'_>) -> Statement {
        let mut counts = Counts::default();
        for row in &coverage.rows {
            counts.count(row.word);
        }
        let of = ORDER.iter().map(|(state, _)| (word(*state).to_owned(), counts.of(*state).into()));
        let soa = coverage.soa.decl();
        Statement { name: soa.path(), title: titled(soa), controls: of.collect() }
    }
}

impl Planned {
    fn new(model: &Model, day: Date, risk: &Assessment<'_>, treatment: &Treatment<'_>) -> Planned {
        let decl = risk.risk.decl();
        let name = |name: Name| model.names.text(name).to_owned();
        let level = |level: Option<LevelOf>| level.map(|(n, _)| name(n));
        Planned {
            risk: decl.path(),
            title: titled(decl),
            level: level(risk.current.and_then(|c| c.level)),
            residual_level: level(risk.residual.and_then(|r| r.level)),
            response: treatment.response.map(|r| r.title(model).to_lowercase()),
            with: treatment
                .means
                .iter()
                .map(|m| Means { name: m.decl.path(), state: force(m.force) })
                .collect(),
            by: treatment.by.iter().map(|role| role.decl().path()).collect(),
            due: treatment.due.map(|due| due.to_string()),
            in_force: treatment.force.holds(),
            state: standing(treatment, day),
        }
    }
}

impl Measured {
    fn new<'m>(analysis: &Analysis<'m>, measure: Measure<'m>) -> Measured {
        let (day, data) = (analysis.context.as_of, &analysis.data);
        let decl = measure.decl();
        let history = History::new(measure, day, data);
        let from = history.0.len().saturating_sub(PERIODS);
        let without = without_figures(measure, day, data);
        Measured {
            name: decl.path(),
            title: titled(decl),
            target: decl.values(field::MEASURE_TARGET).next().map(|t| t.source().to_owned()),
            result: analysis.measure_result(measure).map(result_word),
            missed_since: history.missed_since().map(|day| day.to_string()),
            trend: history.trend(measure).map(trend_word),
            without_figures: without.map(|(first, last)| [first.to_string(), last.to_string()]),
            periods: history.0[from..].iter().map(|point| Period::new(analysis.model, point)).collect(),
        }
    }

    /// `93% on 2026-10-31, target >= 95%, missed since 2026-08-01, up`
    fn words(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        match (self.periods.last(), &self.without_figures) {
            (_, Some([first, last])) => words.push(format!("no figures for {first} to {last}")),
            (Some(period), None) => words.push(period.words()),
            (None, None) => words.push("no figures yet".to_owned()),
        }
        words.extend(self.target.as_ref().map(|target| format!("target {target}")));
        match (&self.missed_since, self.result) {
            (Some(since), Some("missed")) => words.push(format!("missed since {since}")),
            (_, Some(result)) => words.push(result.to_owned()),
            (_, None) => {}
        }
        if self.without_figures.is_none() {
            words.extend(self.trend.map(str::to_owned));
        }
        words.join(", ")
    }
}

impl Period {
    fn new(model: &Model, point: &Point<'_>) -> Period {
        Period {
            from: point.days.map(|(first, _)| first.to_string()),
            to: point.days.map(|(_, last)| last.to_string()),
            value: point.value.as_ref().map(|v| match v {
                Scalar::Number(n) => n.round_dp(DIGITS).normalize().to_string(),
                other => visible(&other.shown(model)),
            }),
            result: point.result.map(result_word),
        }
    }

    /// `93% from 2026-10-01 to 2026-10-31`
    fn words(&self) -> String {
        let value = self.value.as_deref().unwrap_or("no figures");
        match (&self.from, &self.to) {
            (Some(from), Some(to)) if from == to => format!("{value} on {from}"),
            (Some(from), Some(to)) => format!("{value} from {from} to {to}"),
            _ => value.to_owned(),
        }
    }
}

impl Aim {
    fn new<'m>(analysis: &Analysis<'m>, objective: Objective<'m>) -> Aim {
        let decl = objective.decl();
        let measures = decl.values(field::OBJECTIVE_MEASURED_BY).flat_map(|v| v.decls());
        Aim {
            name: decl.path(),
            title: titled(decl),
            deadline: objective.deadline().map(|day| day.to_string()),
            result: analysis.objective_result(objective).map(result_word),
            measured_by: measures.map(|m| m.path()).collect(),
        }
    }
}

/// The history of a measure, a line for each of its last periods: `annexa why` shows it.
pub fn measure<'m>(analysis: &Analysis<'m>, measure: Measure<'m>, look: Look) -> String {
    let measured = Measured::new(analysis, measure);
    let mut out = String::new();
    paragraph(&mut out, "", &measured.words(), look);
    if measured.periods.len() > 1 {
        let _ = writeln!(out);
    }
    for period in measured.periods.iter().filter(|_| measured.periods.len() > 1) {
        let result = period.result.map_or_else(String::new, |result| format!(", {result}"));
        paragraph(&mut out, "  ", &format!("{}{result}", period.words()), look);
    }
    out
}
