//! Which row holds the headings of a register, and what each column is for.

use annexa_core::Model;
use annexa_formats::csv::Row;
use annexa_formats::tables::Table;

use super::cells::Values;
use super::{AS_WORDS, Column, Mapping, NOT_AT_ALL, Reads, Register};
use crate::report::{ColumnRole, ColumnUse, How};
use crate::soa::HEADING_ROWS;
use crate::source::one_line;
use crate::words::plain;

/// How much a column counts that only such a register has, against one that others have too.
const TELLING: usize = 3;

/// What a column is for.
#[derive(Clone, Debug)]
pub(super) enum Use {
    /// For a column of the register; how that was seen.
    For(&'static Column, How),
    /// Its cells are kept as words.
    Words,
    /// It is left out, because …
    Nothing(String),
}

/// A column of the file.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub name: String,
    pub used: Use,
}

/// Where things stand.
pub(super) struct Layout {
    pub heading: Option<usize>,
    pub columns: Vec<Found>,
    pub fit: usize,
    /// The columns that the name of an entry stands in: one, or two for a person's first and last name.
    pub names: Vec<usize>,
}

impl Layout {
    /// The place of the first row below the headings.
    pub(super) fn first(&self) -> usize {
        self.heading.map_or(0, |at| at + 1)
    }

    /// The name of an entry, whose cells `text` gives.
    pub(super) fn name(&self, text: impl Fn(usize) -> String) -> String {
        let mut parts: Vec<String> =
            self.names.iter().map(|at| one_line(&text(*at))).filter(|part| !part.is_empty()).collect();
        // Where names are written without letters of an alphabet, the family comes first.
        if parts.iter().all(|part| part.chars().all(|c| c >= '\u{3000}')) {
            parts.reverse();
        }
        parts.join(" ")
    }

    /// The place of the column that is read so.
    pub(super) fn of(&self, reads: Reads) -> Option<usize> {
        if reads == Reads::Title {
            return self.names.last().copied();
        }
        self.columns.iter().position(|c| matches!(&c.used, Use::For(column, _) if column.reads == reads))
    }

    /// Whether rows can become declarations.
    pub(super) fn is_sound(&self, register: &Register) -> Result<(), String> {
        let for_something = self.columns.iter().filter(|c| matches!(c.used, Use::For(..))).count();
        match self.of(Reads::Title) {
            None => {
                let names: Vec<&str> = register
                    .column
                    .iter()
                    .filter(|column| column.reads == Reads::Title)
                    .flat_map(phrases)
                    .take(3)
                    .collect();
                Err(format!("no column has the name of each {} ({})", register.one, names.join(", ")))
            }
            Some(_) if for_something < 2 => {
                Err(format!("beside the names, no column says anything about {}", register.name))
            }
            Some(_) => Ok(()),
        }
    }

    /// What the report says about the columns.
    pub(super) fn uses(&self, table: &Table) -> Vec<ColumnUse> {
        let below = table.rows.iter().skip(self.first());
        let cells = |at: usize| {
            let filled = |row: &&Row| row.cells.get(at).is_some_and(|cell| !cell.trim().is_empty());
            u32::try_from(below.clone().filter(filled).count()).unwrap_or(u32::MAX)
        };
        self.columns
            .iter()
            .enumerate()
            .map(|(at, found)| {
                let cells = cells(at);
                let (role, how) = match &found.used {
                    Use::For(column, how) => (Some(ColumnRole::OfRegister(&column.means)), how.clone()),
                    Use::Words if cells == 0 => (None, How::NotUsed("it is empty".to_owned())),
                    Use::Words => (Some(ColumnRole::OfRegister("kept as words")), How::ByName),
                    Use::Nothing(why) => (None, How::NotUsed(why.clone())),
                };
                ColumnUse { name: found.name.clone(), role, how, cells }
            })
            .collect()
    }

    /// What columns were taken for, to be kept.
    pub(super) fn mapping(&self) -> Mapping {
        let key = |found: &Found| match &found.used {
            Use::For(column, _) => column.key.clone(),
            Use::Words => AS_WORDS.to_owned(),
            Use::Nothing(_) => NOT_AT_ALL.to_owned(),
        };
        self.columns.iter().map(|found| (found.name.clone(), key(found))).collect()
    }
}

/// Finds the headings, and what each column is for.
pub(super) fn detect(register: &'static Register, table: &Table, mapping: &Mapping, model: &Model) -> Layout {
    let known = |cell: &str| {
        mapping.contains_key(&one_line(cell))
            || register.column.iter().any(|column| rank(column, cell).is_some())
    };
    let recognized = |row: &Row| row.cells.iter().filter(|cell| known(cell)).count();
    let rows = table.rows.iter().take(HEADING_ROWS).enumerate();
    let heading = rows
        .map(|(at, row)| (recognized(row), std::cmp::Reverse(at)))
        .max()
        .filter(|(count, _)| *count >= 2)
        .map(|(_, at)| at.0);
    let width = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    let heads = heading.and_then(|at| table.rows.get(at)).map_or(&[][..], |row| &row.cells);
    let mut columns: Vec<Found> = Vec::new();
    for at in 0..width {
        let written = heads.get(at).map_or_else(String::new, |name| one_line(name));
        let name = if written.is_empty() { format!("column {}", at + 1) } else { written };
        let again = columns.iter().filter(|other| other.name == name).count();
        let name = if again > 0 { format!("{name} ({})", at + 1) } else { name };
        columns.push(Found { name, used: Use::Words });
    }
    let mut open: Vec<bool> = vec![true; width];
    // What was said before comes first.
    for (at, found) in columns.iter_mut().enumerate() {
        let Some(key) = mapping.get(&found.name) else { continue };
        if let Some(column) = register.column.iter().find(|column| column.key == *key) {
            found.used = Use::For(column, How::ByName);
        } else if key == NOT_AT_ALL {
            found.used = Use::Nothing("import.toml says so".to_owned());
        }
        open[at] = false;
    }
    let values = Values::new(model);
    let below = || table.rows.iter().skip(heading.map_or(0, |at| at + 1));
    for column in &register.column {
        let many = column.reads == Reads::Derived;
        let taken = columns.iter().any(|c| matches!(&c.used, Use::For(other, _) if other.key == column.key));
        if taken && !many {
            continue;
        }
        let mut candidates: Vec<(bool, usize, usize)> = Vec::new();
        for (at, found) in columns.iter().enumerate() {
            let (true, Some(rank)) = (open[at], rank(column, &found.name)) else { continue };
            let cells: Vec<&str> = below()
                .filter_map(|row| row.cells.get(at))
                .map(|cell| cell.trim())
                .filter(|cell| !cell.is_empty())
                .collect();
            let readable = cells.iter().filter(|cell| values.can_read(column, cell)).count();
            let little = readable * 2 < cells.len() && has_rival(register, column, &found.name);
            if (readable > 0 && !little) || cells.is_empty() {
                // Most of it first, then by the name, then by the place.
                candidates.push((readable * 2 < cells.len(), rank, at));
            }
        }
        candidates.sort_unstable();
        let most = if many { candidates.len() } else { 1 };
        for (_, _, at) in candidates.into_iter().take(most) {
            open[at] = false;
            columns[at].used = match column.reads {
                Reads::Derived => Use::Nothing(format!("{}: it is worked out anew", column.means)),
                _ => Use::For(column, How::ByName),
            };
        }
    }
    let names = names(register, &mut columns, || below().map(|row| row.cells.as_slice()));
    let fit = columns.iter().map(|found| telling(register, found)).sum();
    Layout { heading, columns, fit, names }
}

/// Whether a heading may be that of another column, too.
fn has_rival(register: &Register, column: &Column, heading: &str) -> bool {
    register.column.iter().any(|other| other.key != column.key && rank(other, heading).is_some())
}

/// The columns of the name. Of a person it may stand in two, and what is called *Name* be the last name beside a first one.
fn names<'r, R: Iterator<Item = &'r [String]>>(
    register: &'static Register,
    columns: &mut [Found],
    below: impl Fn() -> R,
) -> Vec<usize> {
    let place = |columns: &[Found], reads: Reads| {
        columns.iter().position(|c| matches!(&c.used, Use::For(column, _) if column.reads == reads))
    };
    let [title, given, family] =
        [Reads::Title, Reads::Given, Reads::Family].map(|reads| place(columns, reads));
    let is_given = |at: usize| {
        let mut of_given = register.column.iter().filter(|column| column.reads == Reads::Given);
        of_given.any(|column| rank(column, &columns[at].name).is_some())
    };
    let both = |title: usize, given: usize| {
        let text = |row: &[String], at: usize| row.get(at).map_or_else(String::new, |cell| plain(cell));
        let filled = below().filter(|row| !text(row, title).is_empty() && !text(row, given).is_empty());
        let (mut all, mut within) = (0, 0);
        for row in filled {
            all += 1;
            within += usize::from(text(row, title).contains(&text(row, given)));
        }
        within * 2 <= all
    };
    let found = match (title, given, family) {
        (None, given, family) => given.into_iter().chain(family).collect(),
        // *Nombre* beside *Apellidos* is the first name.
        (Some(title), None, Some(family)) if is_given(title) => vec![title, family],
        (Some(title), Some(given), None) if both(title, given) => vec![given, title],
        (Some(title), _, _) => vec![title],
    };
    for part in [given, family].into_iter().flatten().filter(|part| !found.contains(part)) {
        columns[part].used = Use::Words;
    }
    found
}

/// How much a column tells that the file is such a register.
fn telling(register: &Register, found: &Found) -> usize {
    let Use::For(column, _) = &found.used else { return 0 };
    let others = super::registers().iter().filter(|other| other.name != register.name);
    let elsewhere = others.flat_map(|other| &other.column).any(|other| rank(other, &found.name).is_some());
    match (rank(column, &found.name), elsewhere) {
        (None, _) => 0,
        (Some(_), true) => 1,
        (Some(_), false) => TELLING,
    }
}

fn phrases(column: &Column) -> impl Iterator<Item = &str> {
    column.names.iter().flat_map(|names| names.split(" | "))
}

/// The place of a heading among the names of a column: the first is the surest.
pub(crate) fn rank(column: &Column, heading: &str) -> Option<usize> {
    let whole = plain(heading);
    // `Likelihood (1-5)`
    let bare = heading.split_once(['(', '[']).map(|(bare, _)| plain(bare)).unwrap_or_default();
    if whole.is_empty() {
        return None;
    }
    phrases(column).position(|phrase| phrase == whole || phrase == bare)
}
