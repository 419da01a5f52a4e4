//! CSV by RFC 4180: UTF-8 without a byte order mark, commas, lines that end with CR LF, a header of stable keys, one line a
//! row. Several things in a cell are parted by `; `; paragraphs are lines within the cell.
//!
//! **Formulas.** A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return (or with the wide
//! form of one of the first four) for a formula. Such a cell gets an apostrophe in front, which spreadsheets read as "this
//! is text". So that nothing is lost, a cell whose own apostrophes stand before such a character gets one more;
//! [`unguard`] takes it away again.

use std::borrow::Cow;

use crate::document::{Document, Part, Table};
use crate::formats::flat;

/// Writes `table`.
pub fn render(document: &Document, table: &Table) -> String {
    let mut out = String::new();
    let columns = flat::columns(table);
    // The date stands where the approved part ends and the state begins; without an approved part, at the end.
    let boundary = columns.iter().position(|c| c.part == Part::State).filter(|i| *i > 0);
    let state = boundary.unwrap_or(columns.len());
    let with_day = |row: Vec<String>, day: String| -> Vec<String> {
        let mut row = row;
        row.insert(state.min(row.len()), day);
        row
    };
    let mut head =
        with_day(columns.iter().map(|c| c.key.clone().into_owned()).collect(), "state_on".to_string());
    head.extend(["document_version", "document_status", "package_errors", "sources"].map(String::from));
    write_row(&mut out, head.iter().map(String::as_str));
    let version = document
        .facts
        .iter()
        .find(|f| f.key == "version")
        .map_or_else(String::new, |f| f.cell.content.plain());
    for row in &table.rows {
        let cells = flat::cells(table, row, "; ").into_iter().map(|c| c.plain()).collect();
        let mut cells = with_day(cells, document.as_of.to_string());
        cells.push(version.clone());
        cells.push(document.status.word().to_string());
        cells.push(document.problems.map_or_else(String::new, |p| p.errors.to_string()));
        cells.push(flat::places(row).join("; "));
        write_row(&mut out, cells.iter().map(String::as_str));
    }
    out
}

/// Writes a line of cells.
pub(crate) fn write_row<'c>(out: &mut String, cells: impl Iterator<Item = &'c str>) {
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            out.push(',');
        }
        let cell = guard(cell);
        if cell.contains(['"', ',', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ') {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}

/// Whether a cell that begins so is taken for a formula.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

/// `cell` as no spreadsheet takes it for a formula.
pub fn guard(cell: &str) -> Cow<'_, str> {
    if is_formula(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// What [`guard`] was given.
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(cell) => rest,
        _ => cell,
    }
}
