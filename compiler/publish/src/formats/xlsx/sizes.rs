//! How wide columns and how high rows are. Programs for spreadsheets do not all work that out when they open a workbook, and
//! a row without a height hides all but its first line in some.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Worksheet, XlsxError};

/// How wide columns are, in characters; wider where a text would be higher than a row can be.
const WIDTHS: std::ops::RangeInclusive<f64> = 9.0..=60.0;
/// The widest column.
const WIDEST: f64 = 240.0;
/// How high a line is, and the highest row, in points.
const LINE: f64 = 15.0;
const HIGHEST: f64 = 409.0;
/// So many lines of a row are seen.
const LINES: usize = 27;

/// The sizes of a sheet in the making.
#[derive(Default)]
pub(super) struct Sizes {
    widths: Vec<f64>,
    /// What the cells say, by row.
    says: BTreeMap<u32, Vec<(u16, String)>>,
}

impl Sizes {
    /// A sheet whose columns have these widths.
    pub(super) fn fixed(widths: &[f64]) -> Self {
        Sizes { widths: widths.to_vec(), says: BTreeMap::new() }
    }

    /// Notes what a cell says.
    pub(super) fn says(&mut self, row: u32, column: u16, text: &str) {
        self.says.entry(row).or_default().push((column, text.to_string()));
    }

    /// Makes every column as wide as it needs to be, and at least so wide as `least` says.
    pub(super) fn widen(&mut self, least: &[usize]) {
        self.widths = least.iter().map(|w| *w as f64).collect();
        for (column, text) in self.says.values().flatten() {
            if let Some(width) = self.widths.get_mut(usize::from(*column)) {
                let widest = text.lines().map(|l| l.chars().count()).max().unwrap_or(0);
                *width = width.max((widest + 2) as f64);
            }
        }
        for width in &mut self.widths {
            *width = width.clamp(*WIDTHS.start(), *WIDTHS.end());
        }
        let high: Vec<(u16, &str)> =
            self.says.values().flatten().map(|(c, text)| (*c, text.as_str())).collect();
        for (column, text) in high {
            let Some(width) = self.widths.get_mut(usize::from(column)) else { continue };
            while *width < WIDEST && lines(text, *width) > LINES {
                *width = (*width * 1.25).min(WIDEST);
            }
        }
    }

    /// The widths of all columns together.
    pub(super) fn all(&self) -> f64 {
        self.widths.iter().sum()
    }

    /// Gives the sheet its sizes.
    pub(super) fn apply(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for (c, width) in (0u16..).zip(&self.widths) {
            sheet.set_column_width(c, *width)?;
        }
        for (row, cells) in &self.says {
            let width = |c: u16| self.widths.get(usize::from(c)).copied().unwrap_or(*WIDTHS.start());
            let most = cells.iter().map(|(c, text)| lines(text, width(*c))).max().unwrap_or(1);
            if most > 1 {
                sheet.set_row_height(*row, (most as f64 * LINE + 2.0).min(HIGHEST))?;
            }
        }
        Ok(())
    }
}

/// How many lines a text has in a column of a width, broken between words, and within those that are longer.
fn lines(text: &str, width: f64) -> usize {
    // Widths are in digits, and some letters are wider.
    let room = ((width - 1.0) * 0.95).max(1.0) as usize;
    let of_line = |line: &str| {
        let (mut lines, mut used) = (1, 0);
        for word in line.split(' ') {
            let length = word.chars().count();
            if used > 0 && used + 1 + length > room {
                lines += 1;
                used = 0;
            }
            used += length + usize::from(used > 0);
            lines += used.saturating_sub(1) / room;
            used = if used > room { (used - 1) % room + 1 } else { used };
        }
        lines
    };
    text.split('\n').map(of_line).sum()
}

#[cfg(test)]
mod tests {
    use super::{LINES, Sizes, lines};

    #[test]
    fn lines_are_broken_between_words_and_within_long_ones() {
        assert_eq!(lines("", 20.0), 1);
        assert_eq!(lines("one two", 20.0), 1);
        assert_eq!(lines("one\ntwo\n", 20.0), 3);
        assert_eq!(lines("sixteen letters. and as many more", 18.0), 2);
        assert_eq!(lines(&"w".repeat(100), 22.0), 6);
    }

    #[test]
    fn what_would_be_higher_than_a_row_gets_a_wider_column() {
        let mut sizes = Sizes::default();
        let long = "some words and more ".repeat(150);
        sizes.says(4, 0, "short");
        sizes.says(4, 1, &long);
        sizes.widen(&[4, 4]);
        assert!(sizes.widths[0] < 10.0 && sizes.widths[1] > 60.0, "{:?}", sizes.widths);
        assert!(lines(&long, sizes.widths[1]) <= LINES);
    }
}
