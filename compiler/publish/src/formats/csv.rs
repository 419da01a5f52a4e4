//! CSV by RFC 4180: UTF-8 without a byte order mark, commas, lines that end with CR LF, a header of stable keys, one line a
//! row. Several things in a cell are parted by `; `; paragraphs are lines within the cell.
//!
//! **Formulas.** A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return (or with the wide
//! form of one of the first four) for a formula. Such a cell gets an apostrophe in front, which spreadsheets read as "this
//! is text". So that nothing is lost, a cell whose own apostrophes stand before such a character gets one more;
//! [`unguard`] takes it away again.

use std::borrow::Cow;

use crate::document::{Content, Document, Part, Shape, Table};

/// Writes `table`.
pub fn render(document: &Document, table: &Table) -> String {
    let mut out = String::new();
    let mut head: Vec<Cow<'_, str>> = Vec::new();
    let grouped = !table.grouped_by.is_empty();
    // The date stands where the approved part ends and the state begins; without an approved part, at the end.
    let state = table.columns.iter().position(|c| c.part == Part::State).filter(|i| *i > 0);
    for (i, column) in table.columns.iter().enumerate() {
        if state == Some(i) {
            head.push("state_on".into());
        }
        head.push(Cow::from(&*column.key));
        if column.shape == Shape::WordAndList {
            head.push(format!("{}_details", column.key).into());
        }
        head.extend(column.facets.iter().map(|(key, _)| Cow::from(*key)));
        // The group stands behind what names the row.
        if grouped && column.names && table.columns.get(i + 1).is_some_and(|c| !c.names) {
            head.push(table.grouped_by.into());
            head.push(format!("{}_title", table.grouped_by).into());
        }
    }
    if state.is_none() {
        head.push("state_on".into());
    }
    head.extend(["document_version", "document_status", "package_errors", "sources"].map(Cow::from));
    write_row(&mut out, head.iter().map(|h| h.as_ref()));
    let version = document
        .facts
        .iter()
        .find(|f| f.key == "version")
        .map_or_else(String::new, |f| f.cell.content.plain());
    for row in &table.rows {
        let mut cells: Vec<String> = Vec::new();
        for (i, column) in table.columns.iter().enumerate() {
            let content = row.cells.get(i).map_or(&Content::Empty, |c| &c.content);
            if state == Some(i) {
                cells.push(document.as_of.to_string());
            }
            match (column.shape, content) {
                (Shape::WordAndList, Content::List { word, items }) => {
                    cells.push(word.as_ref().map_or_else(String::new, |w| w.word.to_string()));
                    let items: Vec<String> = items.iter().map(|i| crate::document::plain(&i.text)).collect();
                    cells.push(items.join("; "));
                }
                (Shape::WordAndList, _) => cells.extend([content.plain(), String::new()]),
                (Shape::Word, Content::List { word: Some(word), .. }) => cells.push(word.word.to_string()),
                _ => cells.push(content.plain()),
            }
            for (_, fact) in column.facets {
                let mut all: Vec<String> = Vec::new();
                if let Content::List { items, .. } = content {
                    for item in items {
                        let text = item.fact(fact).map_or_else(String::new, |d| d.plain());
                        if !text.is_empty() && !all.contains(&text) {
                            all.push(text);
                        }
                    }
                }
                cells.push(all.join("; "));
            }
            if grouped && column.names && table.columns.get(i + 1).is_some_and(|c| !c.names) {
                let group = row.group.and_then(|g| table.groups.get(g));
                cells.push(group.map_or_else(String::new, |g| g.key.clone()));
                cells.push(group.map_or_else(String::new, |g| g.title.clone()));
            }
        }
        if state.is_none() {
            cells.push(document.as_of.to_string());
        }
        cells.push(version.clone());
        cells.push(document.status.word().to_string());
        cells.push(document.problems.map_or_else(String::new, |p| p.errors.to_string()));
        let mut sources: Vec<String> = Vec::new();
        for source in &row.sources {
            let text = format!("{}:{}", source.path, source.line);
            if !sources.contains(&text) {
                sources.push(text);
            }
        }
        cells.push(sources.join("; "));
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
