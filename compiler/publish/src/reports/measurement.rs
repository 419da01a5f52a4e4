//! The measurement report (ISO/IEC 27001, 9.1; 6.2): each measure with its target, its last result and which way it goes; each
//! figure that it rests on, also as a picture; and the objectives that rest on them.

use std::cmp::Ordering;

use annexa_analysis::Analysis;
use annexa_analysis::eval::scalar::Scalar;
use annexa_analysis::measure::{History, Point, objective_result};
use annexa_core::model::{Decl, View};
use annexa_core::prelude::{Measure, MeasureResult, Objective, Role, field};
use annexa_core::source::PackageId;

use crate::Problems;
use crate::document::{
    BlockKind, Cell, Column, Content, Document, Drawing, Group, Inline, Item, Part, Row, Shape, Table,
};
use crate::reports::registers::shown;
use crate::reports::{column, heading, item, paragraph, plain_table, report, roles};
use crate::text::{Texts, join, visible};

/// Its name, and the key of the table of measures.
pub const MEASUREMENT: &str = "measurement";
/// The key of the table of figures.
pub const FIGURES: &str = "figures";
/// The fact of a figure that is its number, and of a target that is its bound.
pub const NUMBER: &str = "number";

/// Makes the document; `None` where nothing is measured.
pub fn document<'m>(
    analysis: &Analysis<'m>,
    texts: &Texts<'m, '_>,
    problems: Option<&Problems>,
) -> Option<Document> {
    let day = texts.day;
    let own = |d: Decl<'m>| d.package() == PackageId::MAIN;
    let measures: Vec<(Measure<'m>, History<'m>)> = analysis
        .model
        .all::<Measure>()
        .filter(|m| own(m.decl()))
        .map(|m| (m, History::new(m, day, &analysis.data)))
        .collect();
    if measures.is_empty() {
        return None;
    }
    let rows = measures.iter().map(|(m, history)| row(texts, *m, history)).collect();
    let mut tables = vec![plain_table(MEASUREMENT, "Measures", columns(), rows), figures(texts, &measures)];
    let objectives = analysis.model.all::<Objective>().filter(|o| own(o.decl()));
    let objectives: Vec<Row> = objectives
        .map(|objective| {
            let decl = objective.decl();
            let result = objective_result(objective, day, &analysis.data);
            let by = decl.values(field::OBJECTIVE_MEASURED_BY).flat_map(|v| v.decls());
            let cells: Vec<Cell> = vec![
                Content::items(vec![item(texts, decl)]).into(),
                Content::items(by.map(|d| item(texts, d)).collect()).into(),
                result_cell(texts, result),
                roles(texts, decl.values(field::OWNED_OWNER).filter_map(|v| v.view::<Role>())).into(),
            ];
            let sources = vec![texts.source(decl.anchor(), "")];
            Row { key: visible(&decl.path()), group: None, cells, sources }
        })
        .collect();
    let mut blocks = vec![
        paragraph("What is measured, against which target, and what the figures say up to this day."),
        heading(2, "Measures"),
        shown(&tables[0]),
        heading(2, "Over time"),
        BlockKind::Drawing { table: FIGURES.into(), as_a: Drawing::Trends }.into(),
        shown(&tables[1]),
    ];
    if !objectives.is_empty() {
        let columns = vec![
            Column { names: true, ..column("objective", "Objective", Part::Declared, Shape::List) },
            column("measured_by", "Measured by", Part::Declared, Shape::List),
            column("result", "Result", Part::State, Shape::Word),
            column("owner", "Owner", Part::Declared, Shape::List),
        ];
        let table = plain_table("objectives", "Objectives", columns, objectives);
        blocks.extend([heading(2, "Objectives"), shown(&table)]);
        tables.push(table);
    }
    Some(report(texts, problems, MEASUREMENT, "Measurement report", blocks, tables))
}

fn result_cell(texts: &Texts<'_, '_>, result: Option<MeasureResult>) -> Cell {
    match result {
        Some(result) => {
            let title = result.title(texts.model);
            Content::word(title.to_lowercase(), title).into()
        }
        None => Content::word("not-known", "Not known").into(),
    }
}

fn row<'m>(texts: &Texts<'m, '_>, measure: Measure<'m>, history: &History<'m>) -> Row {
    let decl = measure.decl();
    let last = history.0.last();
    let about = decl.values(field::MEASURE_MEASURES).flat_map(|v| v.decls());
    let target = join(decl.values(field::MEASURE_TARGET).map(|v| texts.inlines(v)), ", ");
    let period = join(decl.phrases(field::MEASURE_PERIOD).map(|p| texts.line(p)), ", ");
    let text = |words: Vec<Inline>| if words.is_empty() { Content::Empty } else { Content::Text(words) };
    let trend = history.trend(measure).map_or("", |trend| match trend {
        Ordering::Less => "down",
        Ordering::Equal => "the same",
        Ordering::Greater => "up",
    });
    let cells: Vec<Cell> = vec![
        Content::items(vec![item(texts, decl)]).into(),
        Content::items(about.map(|d| item(texts, d)).collect()).into(),
        text(target).into(),
        text(period).into(),
        Content::text(last.map_or_else(String::new, |p| value(texts, p))).into(),
        result_cell(texts, last.and_then(|p| p.result)),
        Content::text(trend).into(),
        history.missed_since().map_or(Content::Empty, Content::Date).into(),
        roles(texts, decl.values(field::OWNED_OWNER).filter_map(|v| v.view::<Role>())).into(),
    ];
    Row { key: visible(&decl.path()), group: None, cells, sources: vec![texts.source(decl.anchor(), "")] }
}

fn columns() -> Vec<Column> {
    use Part::{Declared, State};
    vec![
        Column { names: true, ..column("measure", "Measure", Declared, Shape::List) },
        column("of", "Of what", Declared, Shape::List),
        column("target", "Target", Declared, Shape::Text),
        Column { optional: true, ..column("period", "Period", Declared, Shape::Text) },
        column("last", "Last figure", State, Shape::Text),
        column("result", "Result", State, Shape::Word),
        column("trend", "Trend", State, Shape::Text),
        Column { optional: true, ..column("missed_since", "Missed since", State, Shape::Date) },
        column("owner", "Owner", Declared, Shape::List),
    ]
}

/// Every figure, by measure.
fn figures<'m>(texts: &Texts<'m, '_>, measures: &[(Measure<'m>, History<'m>)]) -> Table {
    let mut groups = Vec::new();
    let mut rows = Vec::new();
    for (measure, history) in measures.iter().filter(|(_, history)| !history.0.is_empty()) {
        let decl = measure.decl();
        let path = visible(&decl.path());
        let target = decl.values(field::MEASURE_TARGET).next();
        let bound = target.map(|t| t.source()).and_then(number_in);
        for (n, point) in history.0.iter().enumerate() {
            let days = |which: fn((_, _)) -> _| {
                point.days.map_or(Cell::from(Content::Empty), |days| Content::Date(which(days)).into())
            };
            let figure = Item::new(vec![Inline::Text(value(texts, point))])
                .with(NUMBER, point.value.as_ref().and_then(|v| number(texts, v)));
            let aim = target.map(|t| Item::new(texts.inlines(t)).with(NUMBER, bound.clone()));
            let cells: Vec<Cell> = vec![
                Content::items(vec![item(texts, decl)]).into(),
                days(|(first, _)| first),
                days(|(_, last)| last),
                Content::items(vec![figure]).into(),
                Content::items(aim.into_iter().collect()).into(),
                result_cell(texts, point.result),
            ];
            let sources = vec![texts.source(decl.anchor(), "")];
            rows.push(Row { key: format!("{path}-{}", n + 1), group: Some(groups.len()), cells, sources });
        }
        groups.push(Group { key: path, title: texts.title(decl), section: FIGURES });
    }
    let columns = vec![
        Column { names: true, ..column("measure", "Measure", Part::State, Shape::List) },
        column("from", "From", Part::State, Shape::Date),
        column("to", "To", Part::State, Shape::Date),
        column("figure", "Figure", Part::State, Shape::List),
        column("target", "Target", Part::State, Shape::List),
        column("result", "Result", Part::State, Shape::Word),
    ];
    Table { groups, grouped_by: "of", ..plain_table(FIGURES, "Figures", columns, rows) }
}

fn value(texts: &Texts<'_, '_>, point: &Point<'_>) -> String {
    // What was divided has more places than anybody reads.
    let says = |value: &Scalar<'_>| match value {
        Scalar::Number(n) => n.round_dp(3).normalize().to_string(),
        other => visible(&other.shown(texts.model)),
    };
    point.value.as_ref().map_or_else(|| "no figure".to_string(), says)
}

/// The number of a figure, as it is shown; lengths of time and the like have none.
fn number(texts: &Texts<'_, '_>, value: &Scalar<'_>) -> Option<String> {
    match value {
        Scalar::Number(_) | Scalar::Percent(_) | Scalar::Share(..) | Scalar::Money(..) => {
            number_in(&value.shown(texts.model))
        }
        _ => None,
    }
}

/// The number in a text such as `>= 95%`.
fn number_in(text: &str) -> Option<String> {
    let words = text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '_')));
    let numbers: Vec<String> =
        words.map(|w| w.replace('_', "")).filter(|w| w.parse::<f64>().is_ok()).collect();
    // Of several bounds, none is the one.
    if let [one] = numbers.as_slice() { Some(one.clone()) } else { None }
}
