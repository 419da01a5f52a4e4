//! Cells of a file as values.
//!
#![doc = include_str!("cells.md")]

use std::borrow::Cow;

use annexa_core::condition::{NodeId, Reads};
use annexa_core::model::Model;
use annexa_core::names::Name;
use annexa_core::source::Place;
use annexa_core::time::{Duration, parse_date};
use annexa_formats::data::Rows;
use rust_decimal::Decimal;
use rustc_hash::{FxHashMap, FxHashSet};

use super::scalar::Scalar;
use super::{Evaluator, Found};

/// So many bad cells of one place are kept; the others are counted.
const KEPT: usize = 20;

/// The rows that a formula is about, and what was wrong with them.
pub(crate) struct Table<'a> {
    pub rows: &'a Rows,
    columns: FxHashMap<Name, Option<usize>>,
    /// Cells that could not be read, by the place of the formula that reads them.
    pub bad: Vec<BadCells>,
    /// Columns that the file does not have.
    pub missing: Vec<(Name, Place)>,
}

/// Cells of one column that could not be read.
#[derive(Clone, Debug)]
pub struct BadCells {
    /// Where the formula reads the column.
    pub place: Place,
    /// The index of the column.
    pub column: usize,
    /// How its cells are read there.
    pub reads: Reads,
    /// The first of them: the index of the row.
    pub rows: Vec<u32>,
    /// All of them: a formula may read a cell several times.
    pub all: FxHashSet<u32>,
}

impl<'a> Table<'a> {
    fn column(&mut self, name: Name, model: &Model, place: Place) -> Option<usize> {
        let rows = self.rows;
        let found = *self.columns.entry(name).or_insert_with(|| rows.column(model.names.text(name)));
        if found.is_none() && !self.missing.iter().any(|(n, _)| *n == name) {
            self.missing.push((name, place));
        }
        found
    }

    fn bad(&mut self, place: Place, column: usize, reads: Reads, row: u32) {
        let at = match self.bad.iter().position(|b| b.place == place) {
            Some(at) => at,
            None => {
                self.bad.push(BadCells { place, column, reads, rows: Vec::new(), all: FxHashSet::default() });
                self.bad.len() - 1
            }
        };
        if let Some(bad) = self.bad.get_mut(at)
            && bad.all.insert(row)
            && bad.rows.len() < KEPT
        {
            bad.rows.push(row);
        }
    }
}

impl<'m, 'a> Evaluator<'m, 'a> {
    /// Lets formulas speak of these rows.
    pub(crate) fn over_rows(mut self, rows: &'a Rows) -> Self {
        self.table =
            Some(Table { rows, columns: FxHashMap::default(), bad: Vec::new(), missing: Vec::new() });
        self
    }

    /// The rows, and what was wrong with them.
    pub(crate) fn table(&mut self) -> Option<&mut Table<'a>> {
        self.table.as_mut()
    }

    /// The value of a cell.
    pub(super) fn cell(
        &mut self,
        row: &Scalar<'m>,
        column: Name,
        reads: Reads,
        at: NodeId,
        found: &mut Found<'m>,
    ) {
        let place = self.code.place(at);
        let (Scalar::Row(row), Some(table)) = (row, &mut self.table) else {
            found.unknown = true;
            return;
        };
        let Some(column) = table.column(column, self.model, place) else {
            found.unknown = true;
            return;
        };
        let cell =
            table.rows.rows.get(*row as usize).and_then(|r| r.cells.get(column)).map_or("", |c| c.trim());
        if cell.is_empty() {
            return;
        }
        match convert(cell, reads) {
            Some(value) => found.values.push(value),
            None => {
                found.unknown = true;
                table.bad(place, column, reads, *row);
            }
        }
    }
}

/// What a cell that is not empty means; `None` where it does not fit.
pub(crate) fn convert<'m>(cell: &str, reads: Reads) -> Option<Scalar<'m>> {
    Some(match reads {
        Reads::Text => Scalar::Text(Cow::Owned(cell.to_owned())),
        Reads::Bool => Scalar::Bool(match cell.to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" => true,
            "no" | "n" | "false" | "0" => false,
            _ => return None,
        }),
        Reads::Number => Scalar::Number(number(cell)?),
        Reads::Percent => Scalar::Percent(number(cell.strip_suffix('%')?.trim_end())?),
        Reads::Date => {
            let day = cell.get(..10)?;
            let shaped = day.bytes().enumerate().all(|(i, b)| match i {
                4 | 7 => b == b'-',
                _ => b.is_ascii_digit(),
            });
            let rest = &cell[10..];
            let time = rest.strip_prefix(['T', 't', ' ']).is_some_and(|t| {
                t.starts_with(|c: char| c.is_ascii_digit())
                    && t.chars().all(|c| c.is_ascii_digit() || ":.,+-Zz ".contains(c))
            });
            if !shaped || !(rest.is_empty() || time) {
                return None;
            }
            Scalar::Date(parse_date(day)?)
        }
        Reads::Duration => {
            let (amount, unit) = cell.split_once(|c: char| c.is_whitespace())?;
            let length = Duration::from_unit(amount.parse().ok()?, unit.trim_start())?;
            Scalar::Length { length, negative: false }
        }
        // A condition never asks for it.
        Reads::Money => return None,
        Reads::Look => {
            [Reads::Date, Reads::Percent, Reads::Number].into_iter().find_map(|r| convert(cell, r))?
        }
    })
}

/// A number with one decimal mark at most. A comma before exactly three digits may be meant to part thousands: it is not
/// read.
fn number(text: &str) -> Option<Decimal> {
    let (sign, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = match digits.split_once([',', '.']) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let thousands = digits.contains(',') && fraction.is_some_and(|f| f.len() == 3) && whole != "0";
    if !all_digits(whole) || fraction.is_some_and(|f| !all_digits(f)) || thousands {
        return None;
    }
    match fraction {
        Some(fraction) => format!("{sign}{whole}.{fraction}").parse().ok(),
        None => format!("{sign}{whole}").parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(cell: &str, reads: Reads) -> String {
        let model = annexa_core::build(annexa_core::Input::default(), &[]).model;
        convert(cell, reads).map_or("bad".into(), |v| v.shown(&model))
    }

    /// The table that people read says what the code does: each example is taken as its row says, or is bad.
    #[test]
    fn the_table_in_words() {
        let examples =
            |cell: &str| -> Vec<String> { cell.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
        let rows = include_str!("cells.md").lines().filter(|line| line.starts_with("| ")).skip(2);
        let mut readings = [
            ("a yes or no", Reads::Bool),
            ("a number", Reads::Number),
            ("a percentage", Reads::Percent),
            ("a date", Reads::Date),
            ("a length of time", Reads::Duration),
            ("a text", Reads::Text),
            ("what it looks like", Reads::Look),
        ]
        .into_iter();
        for row in rows {
            let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
            let [name, _, taken, bad] = cells.as_slice() else { panic!("{row}") };
            let (expected, reads) = readings.next().expect("a reading for each row");
            assert_eq!(*name, expected);
            for cell in examples(taken) {
                assert_ne!(shown(&cell, reads), "bad", "{cell} as {name}");
            }
            for cell in examples(bad) {
                assert_eq!(shown(&cell, reads), "bad", "{cell} as {name}");
            }
        }
        assert_eq!(readings.next(), None, "every reading has its row");
    }

    #[test]
    fn the_table_of_conversions() {
        for (reads, cells) in [
            (
                Reads::Bool,
                &[
                    ("yes", "yes"),
                    ("Y", "yes"),
                    ("TRUE", "yes"),
                    ("1", "yes"),
                    ("no", "no"),
                    ("N", "no"),
                    ("False", "no"),
                    ("0", "no"),
                    ("maybe", "bad"),
                    ("2", "bad"),
                    ("ja", "bad"),
                    ("-", "bad"),
                ][..],
            ),
            (
                Reads::Number,
                &[
                    ("12", "12"),
                    ("-3.5", "-3.5"),
                    ("+4", "4"),
                    ("−2", "-2"),
                    ("0,25", "0.25"),
                    ("7,5", "7.5"),
                    ("0,125", "0.125"),
                    ("1.125", "1.125"),
                    ("1,200", "bad"),
                    ("1,2345", "1.2345"),
                    ("1.2.3", "bad"),
                    ("1,234.5", "bad"),
                    ("12 days", "bad"),
                    ("1e3", "bad"),
                    ("0x1", "bad"),
                    (".5", "bad"),
                    ("5.", "bad"),
                    ("--1", "bad"),
                    ("1_000", "bad"),
                    ("99999999999999999999999999999999", "bad"),
                ],
            ),
            (
                Reads::Percent,
                &[("98%", "98%"), ("98.5 %", "98.5%"), ("98,5%", "98.5%"), ("0.98", "bad"), ("%", "bad")],
            ),
            (
                Reads::Date,
                &[
                    ("2026-03-01", "2026-03-01"),
                    ("2026-03-01T08:30:00Z", "2026-03-01"),
                    ("2026-03-01 08:30", "2026-03-01"),
                    ("2026-02-30", "bad"),
                    ("01.03.2026", "bad"),
                    ("3/1/2026", "bad"),
                    ("2026-3-1", "bad"),
                    ("2026-03-01x", "bad"),
                    ("2026-03-01T", "bad"),
                    ("äääääää", "bad"),
                    ("+026-03-01", "bad"),
                ],
            ),
            (
                Reads::Duration,
                &[
                    ("14 days", "14 days"),
                    ("1 month", "1 month"),
                    ("14", "bad"),
                    ("1.5 days", "bad"),
                    ("3 EUR", "bad"),
                ],
            ),
            (Reads::Text, &[("a", "a"), ("=1", "=1")]),
            (Reads::Look, &[("2026-03-01", "2026-03-01"), ("5%", "5%"), ("5", "5"), ("five", "bad")]),
        ] {
            for (cell, value) in cells {
                assert_eq!(shown(cell, reads), *value, "{cell} as {reads:?}");
            }
        }
    }
}
