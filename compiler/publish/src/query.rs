//! The answer to a query as a table for a terminal, as CSV and as JSON.
//!
//! JSON keeps types: numbers are numbers where nothing is lost by it, dates are ISO 8601, a reference has kind and name, a
//! share keeps both of its numbers, and a cell in which several values may stand is a list even where there is one.

use std::fmt::Write as _;

use annexa_analysis::eval::scalar::Scalar;
use annexa_analysis::query::{Answer, Heading, Row};
use annexa_core::model::{Anchor, Decl, Model};
use annexa_core::time::{Date, Duration};
use annexa_diagnostics::hidden::escaped;
use annexa_syntax::LineIndex;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json, json};
use unicode_width::UnicodeWidthStr;

use crate::formats::csv::write_row;
use crate::terminal::{Look, write_cells};
use crate::text::visible;

/// The narrowest that a column of a table becomes, and the longest word that is not broken for room.
const NARROWEST: usize = 8;
const UNBROKEN: usize = 28;

/// The answer for a terminal: a table, and how many rows it has; or a value.
pub fn table(model: &Model, answer: &Answer<'_>, look: Look) -> String {
    match answer {
        Answer::TooCostly => String::new(),
        Answer::Values { values, .. } => {
            let shown: Vec<String> = values.iter().map(|v| visible(&v.shown(model))).collect();
            match shown.is_empty() {
                true => "none\n".to_string(),
                false => format!("{}\n", shown.join("\n")),
            }
        }
        Answer::Rows { columns, rows, more, .. } => {
            if rows.is_empty() {
                return "nothing in the package is so\n".to_string();
            }
            let heads: Vec<String> = heads(columns);
            let cells: Vec<Vec<String>> =
                rows.iter().map(|row| line(model, row).iter().map(|c| visible(c)).collect()).collect();
            let widths = widths(&heads, &cells, look);
            let mut out = String::new();
            write_cells(&mut out, &heads, &widths, |_, text| look.bold(text));
            for row in &cells {
                write_cells(&mut out, row, &widths, |_, text| text.to_string());
            }
            let n = rows.len();
            let _ = match (n, more) {
                (1, 0) => writeln!(out, "\n1 row"),
                (_, 0) => writeln!(out, "\n{n} rows"),
                (_, more) => writeln!(out, "\n{n} rows, and {more} more that are not shown"),
            };
            out
        }
    }
}

/// Widths that together fit the terminal: the widest columns give way first.
fn widths(heads: &[String], cells: &[Vec<String>], look: Look) -> Vec<usize> {
    let mut widths: Vec<usize> = (0..heads.len())
        .map(|c| cells.iter().map(|r| r[c].width()).chain([heads[c].width()]).max().unwrap_or(0))
        .collect();
    let longest = |text: &String| text.split_whitespace().map(UnicodeWidthStr::width).max().unwrap_or(0);
    let least: Vec<usize> = (0..heads.len())
        .map(|c| cells.iter().map(|r| longest(&r[c])).max().unwrap_or(0).clamp(NARROWEST, UNBROKEN))
        .collect();
    let room = look.width.max(50) + 2;
    loop {
        let total: usize = widths.iter().map(|w| w + 2).sum();
        let widest = (0..widths.len()).filter(|c| widths[*c] > least[*c]).max_by_key(|c| widths[*c]);
        let Some(widest) = widest.filter(|_| total > room) else { break };
        widths[widest] -= 1;
    }
    widths
}

fn heads(columns: &[Heading]) -> Vec<String> {
    ["name", "title"].map(String::from).into_iter().chain(columns.iter().map(|c| c.name.clone())).collect()
}

fn line(model: &Model, row: &Row<'_>) -> Vec<String> {
    let cell = |values: &[Scalar<'_>]| {
        let shown: Vec<String> = values.iter().map(|v| word(model, v)).collect();
        shown.join(", ")
    };
    let head = [row.decl.path(), row.decl.title().into_owned()];
    head.into_iter().chain(row.cells.iter().map(|values| cell(values))).collect()
}

/// A value in a cell: the name of a declaration, by which one asks on, and the word of an enum as it is written.
fn word(model: &Model, value: &Scalar<'_>) -> String {
    match value {
        Scalar::Decl(decl) => decl.path(),
        Scalar::Enum(id, index) => enum_word(model, *id, *index),
        other => other.shown(model),
    }
}

fn enum_word(model: &Model, id: annexa_core::schema::EnumId, index: u16) -> String {
    let values = &model.schema.enumeration(id).values;
    values.get(usize::from(index)).map_or_else(String::new, |v| model.names.text(v.name).to_string())
}

/// The answer as CSV, by the rules of [`crate::formats::csv`]; a declaration's file and line stand in the last columns.
pub fn csv(model: &Model, answer: &Answer<'_>) -> String {
    let mut out = String::new();
    match answer {
        Answer::TooCostly => {}
        Answer::Values { values, .. } => {
            write_row(&mut out, ["values"].into_iter());
            for value in values {
                let shown = visible(&word(model, value));
                write_row(&mut out, [shown.as_str()].into_iter());
            }
        }
        Answer::Rows { columns, rows, .. } => {
            let mut head = heads(columns);
            head.extend(["path", "line"].map(String::from));
            write_row(&mut out, head.iter().map(String::as_str));
            for row in rows {
                let mut cells = line(model, row);
                let (file, at) = source(model, row.decl);
                cells.extend([file.to_string(), at.to_string()]);
                let cells: Vec<String> = cells.iter().map(|cell| visible(cell)).collect();
                write_row(&mut out, cells.iter().map(String::as_str));
            }
        }
    }
    out
}

/// The answer as JSON: one object with the query, the day, and `rows` or `values`.
pub fn json(model: &Model, query: &str, day: Date, answer: &Answer<'_>) -> String {
    let mut object = Map::new();
    object.insert("query".into(), json!(query));
    object.insert("as_of".into(), json!(day.to_string()));
    match answer {
        Answer::TooCostly => {}
        Answer::Values { values, unknown } => {
            object.insert("values".into(), values.iter().map(|v| typed(model, v)).collect());
            object.insert("complete".into(), json!(!unknown));
        }
        Answer::Rows { columns, rows, more, unknown } => {
            object.insert("columns".into(), columns.iter().map(|c| json!(c.name)).collect());
            object.insert("rows".into(), rows.iter().map(|row| json_row(model, columns, row)).collect());
            object.insert("complete".into(), json!(!unknown && *more == 0));
        }
    }
    let mut text = escaped(serde_json::to_string_pretty(&Json::Object(object)).unwrap_or_default());
    text.push('\n');
    text
}

fn json_row(model: &Model, columns: &[Heading], row: &Row<'_>) -> Json {
    let (file, line) = source(model, row.decl);
    let mut cells = Map::new();
    for (column, values) in columns.iter().zip(&row.cells) {
        let mut values = values.iter().map(|v| typed(model, v));
        let cell = match column.many {
            true => values.collect(),
            false => values.next().unwrap_or(Json::Null),
        };
        cells.insert(column.name.clone(), cell);
    }
    json!({
        "kind": row.decl.kind_name(),
        "name": row.decl.path(),
        "title": row.decl.title(),
        "values": cells,
        "source": { "path": file, "line": line },
    })
}

fn typed(model: &Model, value: &Scalar<'_>) -> Json {
    match value {
        Scalar::Decl(decl) => json!({ "kind": decl.kind_name(), "name": decl.path(), "title": decl.title() }),
        Scalar::Enum(id, index) => json!(enum_word(model, *id, *index)),
        Scalar::Number(n) => number(*n),
        Scalar::Percent(n) => json!({ "percent": number(*n) }),
        Scalar::Share(n, of) => json!({ "count": n, "of": of }),
        Scalar::Money(n, currency) => json!({ "amount": number(*n), "currency": currency }),
        Scalar::Period(first, last) => json!({ "first": first.to_string(), "last": last.to_string() }),
        Scalar::Length { length, negative } => json!(iso(*length, *negative)),
        Scalar::Bool(so) => json!(so),
        Scalar::Step { .. } | Scalar::Text(_) | Scalar::Date(_) | Scalar::Problem(_) | Scalar::Row(_) => {
            json!(value.shown(model))
        }
    }
}

/// A number as JSON; as a text where a program that reads it as a binary number would lose digits.
fn number(n: Decimal) -> Json {
    let text = n.normalize().to_string();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    match serde_json::from_str::<serde_json::Number>(&text) {
        Ok(number) if digits <= 15 => Json::Number(number),
        _ => Json::String(text),
    }
}

/// A length of time by ISO 8601: `P6M`, `P14D`, `PT4H`.
fn iso(length: Duration, negative: bool) -> String {
    let mut text = String::from(if negative { "-P" } else { "P" });
    let empty = length == Duration::default();
    for (n, unit) in [(length.months, 'M'), (length.days, 'D')] {
        if n > 0 {
            let _ = write!(text, "{n}{unit}");
        }
    }
    if length.seconds > 0 || empty {
        text.push('T');
        let (hours, minutes, seconds) =
            (length.seconds / 3600, length.seconds / 60 % 60, length.seconds % 60);
        for (n, unit) in [(hours, 'H'), (minutes, 'M'), (seconds, 'S')] {
            if n > 0 || (empty && unit == 'S') {
                let _ = write!(text, "{n}{unit}");
            }
        }
    }
    text
}

/// The file and the line, from 1, where a declaration stands.
fn source<'m>(model: &'m Model, decl: Decl<'m>) -> (&'m str, u32) {
    let place = model.place(Anchor::Decl(decl.id));
    let file = model.files.get(place.file);
    (&file.path, LineIndex::new(&file.text).line(place.span.start) + 1)
}
