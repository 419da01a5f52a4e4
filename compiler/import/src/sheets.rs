//! One register over several sheets: rows that go on on sheets with the same headings (a sheet for each theme), and columns
//! that stand on another sheet, by the same id.

use std::collections::{BTreeMap, BTreeSet};

use annexa_formats::csv::Row;
use annexa_formats::tables::Table;

use crate::report::{Remark, RemarkKind, shown};
use crate::soa::HEADING_ROWS;
use crate::source::{SHEET, line};
use crate::words::plain;

/// Of so many ids of another sheet in five, four must be known for its columns to be taken.
const FIVE: usize = 5;
const OF_FIVE: usize = 4;

/// A table made of several.
pub(crate) struct Joined {
    pub table: Table,
    /// The tables that it is made of, by their places.
    pub of: BTreeSet<usize>,
    pub remarks: Vec<Remark>,
}

/// Joins to the table that was `taken` those whose headings are the same, and those that have one of its `keys` and more.
/// `heading` is the place of its headings. `None` where there is nothing to join.
pub(crate) fn join(tables: &[Table], taken: usize, heading: usize, keys: &[usize]) -> Option<Joined> {
    let base = tables.get(taken)?;
    let heads = base.rows.get(heading)?;
    let width = base.rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    let mut remarks = Vec::new();
    let mut of = BTreeSet::from([taken]);
    let mut head = numbered(heads, taken);
    head.cells.resize(width, String::new());
    let above: Vec<Row> = base.rows.iter().take(heading).map(|row| numbered(row, taken)).collect();
    let mut below: Vec<Row> = Vec::new();
    for (at, table) in tables.iter().enumerate() {
        if at == taken {
            below.extend(table.rows.iter().skip(heading + 1).map(|row| numbered(row, at)));
        } else if let Some((first, places)) = same_headings(&head, table) {
            of.insert(at);
            say_above(table, at, first, &mut remarks);
            below.extend(table.rows.iter().skip(first + 1).map(|row| moved(row, at, &places, width)));
        }
    }
    below.iter_mut().for_each(|row| row.cells.resize(width.max(row.cells.len()), String::new()));
    for (at, table) in tables.iter().enumerate().filter(|(at, _)| *at != taken) {
        if !of.contains(&at) && add_columns(table, at, keys, &mut head, &mut below, &mut remarks) {
            of.insert(at);
        }
    }
    if of.len() < 2 {
        return None;
    }
    let sheets: Vec<String> =
        of.iter().map(|at| format!("{} \u{201c}{}\u{201d}", at + 1, tables[*at].title)).collect();
    let offset = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX).saturating_mul(SHEET);
    let merged = of.iter().flat_map(|at| {
        let own = tables[*at].merged.iter().copied();
        own.map(|mut merged| {
            merged.top += offset(*at);
            merged.bottom += offset(*at);
            merged
        })
    });
    let problems = of.iter().flat_map(|at| {
        tables[*at].problems.iter().cloned().map(|mut problem| {
            problem.line += offset(*at);
            problem
        })
    });
    let table = Table {
        title: base.title.clone(),
        read_as: format!("as one table of the sheets {}, whose rows are the lines", sheets.join(", ")),
        delimiter: base.delimiter,
        rows: above.into_iter().chain([head]).chain(below).collect(),
        problems: problems.collect(),
        merged: merged.collect(),
    };
    Some(Joined { table, of, remarks })
}

/// A row with the number of its sheet in the number of its line.
fn numbered(row: &Row, sheet: usize) -> Row {
    let offset = u32::try_from(sheet + 1).unwrap_or(u32::MAX).saturating_mul(SHEET);
    Row { line: row.line.saturating_add(offset), cells: row.cells.clone() }
}

/// The same, with its cells where the first sheet has them; what has no place there stands behind.
fn moved(row: &Row, sheet: usize, places: &BTreeMap<usize, usize>, width: usize) -> Row {
    let mut moved = numbered(row, sheet);
    let cells = std::mem::replace(&mut moved.cells, vec![String::new(); width]);
    for (at, cell) in cells.into_iter().enumerate() {
        match places.get(&at).and_then(|place| moved.cells.get_mut(*place)) {
            Some(place) => *place = cell,
            None if cell.trim().is_empty() => {}
            None => moved.cells.push(cell),
        }
    }
    moved
}

fn names(row: &Row) -> BTreeMap<usize, String> {
    let named = row.cells.iter().enumerate().map(|(at, cell)| (at, plain(cell)));
    named.filter(|(_, name)| !name.is_empty()).collect()
}

/// Where a table has the same headings, in whatever order: their row, and where each column stands in the first table.
fn same_headings(head: &Row, table: &Table) -> Option<(usize, BTreeMap<usize, usize>)> {
    let wanted = names(head);
    let all: BTreeSet<&String> = wanted.values().collect();
    if all.len() < 2 || all.len() < wanted.len() {
        return None;
    }
    table.rows.iter().take(HEADING_ROWS).enumerate().find_map(|(first, row)| {
        let own = names(row);
        let same = own.len() == wanted.len() && own.values().collect::<BTreeSet<_>>() == all;
        let place = |name: &String| wanted.iter().find(|(_, wanted)| *wanted == name).map(|(at, _)| *at);
        same.then(|| (first, own.iter().filter_map(|(at, name)| Some((*at, place(name)?))).collect()))
    })
}

/// What stands above the headings of a further sheet is in no file.
fn say_above(table: &Table, at: usize, first: usize, remarks: &mut Vec<Remark>) {
    for row in table.rows.iter().take(first).map(|row| numbered(row, at)) {
        let said: Vec<&str> =
            row.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        let message = format!("above the headings, not used: \u{201c}{}\u{201d}", shown(&said.join(" · ")));
        remarks.push(Remark::of_kind(RemarkKind::OtherRow, row.line, None, message));
    }
}

/// Adds the columns that another table has for the same ids. Says whether there are some.
fn add_columns(
    table: &Table,
    at: usize,
    keys: &[usize],
    head: &mut Row,
    below: &mut [Row],
    remarks: &mut Vec<Remark>,
) -> bool {
    for key in keys {
        let name = head.cells.get(*key).map(|name| plain(name)).filter(|name| !name.is_empty());
        let Some(name) = name else { continue };
        let rows = table.rows.iter().take(HEADING_ROWS).enumerate();
        let found = rows.filter(|(_, row)| names(row).len() > 1).find_map(|(first, row)| {
            let own = names(row).into_iter().find(|(_, own)| *own == name)?.0;
            Some((first, own))
        });
        let Some((first, own_key)) = found else { continue };
        // Rows of the other table by their ids.
        let mut others: BTreeMap<String, Row> = BTreeMap::new();
        let mut doubled = false;
        for row in table.rows.iter().skip(first + 1) {
            let id = row.cells.get(own_key).map_or_else(String::new, |cell| plain(cell));
            doubled |= !id.is_empty() && others.insert(id, numbered(row, at)).is_some();
        }
        let id_of = |row: &Row| row.cells.get(*key).map_or_else(String::new, |cell| plain(cell));
        let known = below.iter().map(id_of).filter(|id| others.contains_key(id)).collect::<BTreeSet<_>>();
        if doubled || others.len() < 2 || known.len() * FIVE < others.len() * OF_FIVE {
            continue;
        }
        let Some(heads) = table.rows.get(first) else { continue };
        let same = |column: usize, place: usize| {
            below.iter().all(|row| {
                let other = others.get(&id_of(row)).and_then(|other| other.cells.get(column));
                other.is_none_or(|other| {
                    other.trim().is_empty() || row.cells.get(place).map(|c| c.trim()) == Some(other.trim())
                })
            })
        };
        let own_names = names(head);
        let mut added: Vec<(usize, String)> = Vec::new();
        for (column, other) in names(heads).into_iter().filter(|(column, _)| *column != own_key) {
            let written = heads.cells.get(column).cloned().unwrap_or_default();
            match own_names.iter().find(|(_, name)| **name == other) {
                Some((place, _)) if same(column, *place) => {}
                Some(_) => added.push((column, format!("{} ({})", written.trim(), table.title))),
                None => added.push((column, written)),
            }
        }
        if added.is_empty() {
            continue;
        }
        for row in below.iter_mut() {
            let other = others.get(&id_of(row));
            let cell =
                |column: &usize| other.and_then(|row| row.cells.get(*column)).cloned().unwrap_or_default();
            // What stands beyond the headings stays beyond them.
            let surplus = row.cells.split_off(head.cells.len().min(row.cells.len()));
            row.cells.extend(added.iter().map(|(column, _)| cell(column)));
            row.cells.extend(surplus);
        }
        head.cells.extend(added.iter().map(|(_, name)| name.clone()));
        say_above(table, at, first, remarks);
        let written: Vec<String> = added.iter().map(|(_, name)| format!("`{}`", shown(name))).collect();
        remarks.push(Remark {
            line: None,
            more_lines: Vec::new(),
            column: None,
            kind: RemarkKind::ReadAs,
            message: format!(
                "{} of the sheet \u{201c}{}\u{201d} were joined by `{}`; the lines are those of the sheet that has the rows",
                written.join(", "),
                table.title,
                head.cells.get(*key).map_or("", |name| name.trim())
            ),
        });
        for row in others.iter().filter(|(id, _)| !known.contains(*id)).map(|(_, row)| row) {
            let said: Vec<&str> =
                row.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
            let message = format!(
                "{} has an id that the other sheet does not have, and was not used: \u{201c}{}\u{201d}",
                line(row.line),
                shown(&said.join(" · "))
            );
            remarks.push(Remark::of_kind(RemarkKind::OtherRow, row.line, None, message));
        }
        return true;
    }
    false
}
