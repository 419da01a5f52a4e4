//! The rows of a register below its headings: which are entries, and which only look so.
//!
//! Rows that go on with the one above are one with it. What stands in merged cells is said of every row that they cover.

use annexa_formats::csv::Row;
use annexa_formats::tables::{Merged, Table};

use super::Reads;
use super::columns::{Layout, Use};
use crate::report::RemarkKind;
use crate::soa::answers::{is_stand_in, vocabulary};
use crate::source::line;
use crate::words::plain;

/// How many cells a row may have that goes on with the one above, where no merged cells say so.
const GOES_ON: usize = 2;

/// A row, with those that go on with it.
pub(super) struct EntryRow {
    pub line: u32,
    /// What stands in each column.
    pub cells: Vec<Vec<Piece>>,
    /// Why it is no entry.
    pub no_entry: Option<(RemarkKind, &'static str)>,
}

/// What stands in a cell.
pub(super) struct Piece {
    pub line: u32,
    pub text: String,
    /// The row has it from merged cells that begin above.
    pub lent: bool,
}

impl EntryRow {
    /// The text of a column; that of rows that go on below it.
    pub(super) fn text(&self, at: usize) -> String {
        let pieces: Vec<&str> =
            self.cells.get(at).into_iter().flatten().map(|piece| piece.text.as_str()).collect();
        pieces.join("\n")
    }
}

/// Something to tell about a row: the sort, the line, the column, and the words.
pub(super) type Told = (RemarkKind, u32, Option<usize>, String);

/// The rows below the headings, and what is to be told of them.
pub(super) fn rows(table: &Table, layout: &Layout) -> (Vec<EntryRow>, Vec<Told>) {
    let heads = layout.heading.and_then(|at| table.rows.get(at));
    let surplus = Surplus::new(table, layout);
    let mut found: Vec<EntryRow> = Vec::new();
    let mut told: Vec<Told> = Vec::new();
    for row in table.rows.iter().skip(layout.first()) {
        let mut cells: Vec<Vec<Piece>> = row.cells.iter().map(|cell| own(row.line, cell)).collect();
        let filled: Vec<usize> =
            cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()).map(|(at, _)| at).collect();
        if filled.is_empty() {
            continue;
        }
        if surplus.is_in(row) {
            let why = "there are more cells than headings: a text may stand in the wrong column";
            told.push((RemarkKind::RaggedRow, row.line, None, why.to_owned()));
        }
        let no_entry = match heads.is_some_and(|heads| heads.cells == row.cells) {
            true => Some((RemarkKind::RepeatedHeader, "the headings again")),
            false => no_entry(table, layout, row, &filled),
        };
        let above = found.last_mut().filter(|above| above.no_entry.is_none());
        if let Some(above) = above.filter(|_| goes_on(table, layout, row, &filled, no_entry)) {
            let message = format!("no name of its own: it goes on with {}", line(above.line));
            told.push((RemarkKind::Continuation, row.line, None, message));
            above.cells.resize_with(above.cells.len().max(cells.len()), Vec::new);
            for (pieces, more) in above.cells.iter_mut().zip(cells) {
                pieces.extend(more);
            }
            continue;
        }
        if no_entry.is_none_or(|(kind, _)| kind == RemarkKind::RowWithoutName) {
            for merged in table.merged.iter().filter(|merged| covers(merged, row.line)) {
                let top = table.rows.iter().find(|row| row.line == merged.top);
                let text = top.and_then(|top| top.cells.get(merged.left)).map_or("", |cell| cell.trim());
                let cell = cells.get_mut(merged.left).filter(|cell| cell.is_empty() && !text.is_empty());
                if let Some(cell) = cell {
                    cell.push(Piece { line: merged.top, text: text.to_owned(), lent: true });
                    let why = "what stands in merged cells was taken for each row that they cover";
                    told.push((RemarkKind::ReadAs, row.line, Some(merged.left), why.to_owned()));
                }
            }
        }
        let named = layout.names.iter().any(|at| cells.get(*at).is_some_and(|cell| !cell.is_empty()));
        let no_entry = no_entry.filter(|(kind, _)| *kind != RemarkKind::RowWithoutName || !named);
        found.push(EntryRow { line: row.line, cells, no_entry });
    }
    (found, told)
}

fn own(line: u32, cell: &str) -> Vec<Piece> {
    let text = cell.trim();
    if text.is_empty() { Vec::new() } else { vec![Piece { line, text: text.to_owned(), lent: false }] }
}

/// Whether a row lies in merged cells, below their first.
fn covers(merged: &Merged, line: u32) -> bool {
    merged.top < line && line <= merged.bottom
}

/// Why nothing can be made of a row.
fn no_entry(
    table: &Table,
    layout: &Layout,
    row: &Row,
    filled: &[usize],
) -> Option<(RemarkKind, &'static str)> {
    let title = layout.name(|at| row.cells.get(at).cloned().unwrap_or_default());
    let cells: Vec<&str> =
        filled.iter().filter_map(|at| row.cells.get(*at)).map(|cell| cell.trim()).collect();
    let over_columns =
        |merged: &Merged| merged.top == row.line && merged.right > merged.left && filled == [merged.left];
    if is_of_sums(&cells) {
        return Some((RemarkKind::TotalsRow, "a row of sums, and none of the register"));
    }
    if table.merged.iter().any(over_columns) {
        return Some((RemarkKind::SectionRow, "a heading of a group of rows"));
    }
    match title.as_str() {
        "" if filled.len() == 1 => Some((RemarkKind::SectionRow, "a heading of a group of rows")),
        "" => Some((RemarkKind::RowWithoutName, "the row has no name, so nothing was made of it")),
        title if is_stand_in(title) => {
            Some((RemarkKind::Placeholder, "the name only holds a place, so nothing was made of the row"))
        }
        _ => None,
    }
}

/// Whether the row goes on with the one above: merged cells around both say so, or it has neither name nor id, and little
/// text where text can stand.
fn goes_on(
    table: &Table,
    layout: &Layout,
    row: &Row,
    filled: &[usize],
    no_entry: Option<(RemarkKind, &'static str)>,
) -> bool {
    let nameless = [RemarkKind::RowWithoutName, RemarkKind::SectionRow];
    if !no_entry.is_some_and(|(kind, _)| nameless.contains(&kind)) {
        return false;
    }
    let keys: Vec<usize> = layout.names.iter().copied().chain(layout.of(Reads::Id)).collect();
    if keys.iter().any(|key| filled.contains(key)) {
        return false;
    }
    if table.merged.iter().any(|merged| covers(merged, row.line) && keys.contains(&merged.left)) {
        return true;
    }
    let holds_text = |at: &usize| match layout.columns.get(*at).map(|found| &found.used) {
        Some(Use::For(column, _)) => matches!(column.reads, Reads::Body | Reads::Text | Reads::Controls),
        Some(Use::Words) => true,
        _ => false,
    };
    filled.len() <= GOES_ON && filled != [0] && filled.iter().all(holds_text)
}

/// Whether the cells of a row are sums: figures, and at most a word such as *Total* before them.
fn is_of_sums(cells: &[&str]) -> bool {
    let figure = |cell: &&str| {
        cell.chars().any(|c| c.is_ascii_digit())
            && cell.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || ".,%€$£¥'+-".contains(c))
    };
    let Some((first, others)) = cells.split_first() else { return false };
    let label = plain(first);
    let begins = label.split(' ').next().is_some_and(|word| vocabulary().has(word, "sums"));
    let whole = vocabulary().has(&label, "sums");
    let counted = first.split_once(':').is_some_and(|(_, number)| figure(&number.trim()));
    match others {
        [] => whole || (begins && counted),
        _ => (whole || begins || figure(first)) && others.iter().all(figure),
    }
}

/// Cells beyond the last heading. Where most rows have some, a column has lost its heading, and no row stands out.
struct Surplus {
    columns: Vec<usize>,
}

impl Surplus {
    fn new(table: &Table, layout: &Layout) -> Self {
        let heads = layout.heading.and_then(|at| table.rows.get(at)).map_or(&[][..], |row| &row.cells);
        let named = heads.iter().rposition(|head| !head.trim().is_empty()).map_or(usize::MAX, |at| at + 1);
        let below = table.rows.get(layout.first()..).unwrap_or_default();
        let rare = |at: &usize| {
            let filled =
                below.iter().filter(|row| row.cells.get(*at).is_some_and(|cell| !cell.trim().is_empty()));
            filled.count() * 2 <= below.len()
        };
        let widest = below.iter().map(|row| row.cells.len()).max().unwrap_or_default();
        Surplus { columns: (named..widest).filter(rare).collect() }
    }

    fn is_in(&self, row: &Row) -> bool {
        let filled = |at: &usize| row.cells.get(*at).is_some_and(|cell| !cell.trim().is_empty());
        self.columns.iter().any(filled)
    }
}
