//! Workbooks (XLSX, XLSM, XLSB, XLS, ODS): their sheets as rows of cells as CSV would hold them.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Cursor, Read, Seek};

use calamine::{
    Data, DataRef, Dimensions, Reader, Sheets, Style, Xlsx, XlsxError, open_workbook_auto_from_rs,
};
use zip::ZipArchive;

use crate::csv::{self, Problem, ProblemKind, Row as Cells};
use crate::data::{MAX_BYTES, Row, Rows, columns};
use crate::ods;
use crate::tables::Merged;

/// So much may a workbook unpack to, in bytes.
pub(crate) const MAX_UNPACKED: u64 = 16 * MAX_BYTES as u64;
/// The largest number that a cell may hold and still be taken for a whole one.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// Reads the first sheet that holds anything; its first row that does has the names of the columns.
///
/// # Errors
/// Says why it holds no table.
pub(crate) fn rows(bytes: &[u8]) -> Result<Rows, String> {
    let empty = "is empty: the first row names the columns";
    let sheet = sheets(bytes, 1)?.into_iter().next().ok_or(empty)?;
    let mut lines = sheet.rows.into_iter();
    let head = lines.next().ok_or(empty)?;
    let columns = columns(head.cells.into_iter())?;
    let width = columns.len();
    let rows = lines.map(|row| {
        let mut cells = row.cells;
        cells.resize(width, String::new());
        Row { number: row.line, cells }
    });
    Ok(Rows { columns, rows: rows.collect(), counted_by: "row" })
}

/// A sheet that holds anything.
pub(crate) struct Sheet {
    pub name: String,
    /// A row is counted as the workbook counts it, rows without anything are none, and all have as many cells as the widest.
    pub rows: Vec<Cells>,
    /// Cells that were made one.
    pub merged: Vec<Merged>,
    /// What was odd, by line.
    pub problems: Vec<Problem>,
}

/// The sheets that hold anything, at most so many.
///
/// # Errors
/// Says why it cannot be read.
pub(crate) fn sheets(bytes: &[u8], most: usize) -> Result<Vec<Sheet>, String> {
    let broken = |error: calamine::Error| format!("is no workbook that can be read: {error}");
    within(bytes, MAX_UNPACKED)?;
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(broken)?;
    let mut of_ods = if matches!(book, Sheets::Ods(_)) { ods::merged(bytes) } else { BTreeMap::new() };
    let mut found = Vec::new();
    for name in book.sheet_names() {
        let mut problems = Vec::new();
        let merged;
        let (rows, first) = match &mut book {
            // Cell by cell: one cell in the last column of the last row is no reason to lay all others out.
            Sheets::Xlsx(book) => {
                let broken = |error| broken(calamine::Error::Xlsx(error));
                let shares = percentages(book, &name).map_err(broken)?;
                let mut reader = book.worksheet_cells_reader(&name).map_err(broken)?;
                let mut cells = Vec::new();
                while let Some(next) = reader.next_cell_with_formula_metadata().map_err(broken)? {
                    let (row, column) = next.pos;
                    if next.formula.is_some() && next.value == DataRef::Empty {
                        problems.push(without_value(row, column));
                    }
                    let text = match next.value {
                        DataRef::Float(n) if shares.contains(&next.pos) => percentage(n),
                        value => cell(&Data::from(value)),
                    };
                    if !text.is_empty() {
                        cells.push((row, column, text));
                    }
                    if cells.len() > csv::MAX_CELLS || problems.len() > csv::MAX_CELLS {
                        return Err(too_many_cells());
                    }
                }
                drop(reader);
                // A sheet whose merged cells cannot be read is read without them.
                merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
                laid_out(cells)?
            }
            Sheets::Xls(book) => {
                merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
                laid_out(of_range(book, &name).map_err(|error| broken(calamine::Error::Xls(error)))?)?
            }
            other => {
                merged = of_ods.remove(&name).unwrap_or_default();
                laid_out(of_range(other, &name).map_err(broken)?)?
            }
        };
        if !rows.is_empty() {
            let merged = merged.iter().filter_map(|region| made_one(region, first)).collect();
            found.push(Sheet { name, rows, merged, problems });
        }
        if found.len() == most {
            break;
        }
    }
    Ok(found)
}

/// The cells of a sheet that are shown as percentages.
fn percentages<R: Read + Seek>(book: &mut Xlsx<R>, name: &str) -> Result<HashSet<(u32, u32)>, XlsxError> {
    let mut reader = book.worksheet_cells_reader(name)?;
    let is_share = |style: &Style| {
        let mut quoted = false;
        let code = style.number_format.as_ref().map_or("", |format| &format.format_code);
        code.chars().any(|c| {
            quoted ^= c == '"';
            c == '%' && !quoted
        })
    };
    let shares: Vec<bool> = reader.styles().iter().map(is_share).collect();
    let mut found = HashSet::new();
    if shares.contains(&true) {
        while let Some((row, column, style)) = reader.next_style_id()? {
            if shares.get(style) == Some(&true) && found.len() <= csv::MAX_CELLS {
                found.insert((row, column));
            }
        }
    }
    Ok(found)
}

/// Programs that write workbooks leave the reckoning to those that open them.
fn without_value(row: u32, column: u32) -> Problem {
    let message = format!(
        "cell {}{} holds a formula, and the file does not have what it gives: open it in a spreadsheet program, save it, and \
         import it again",
        letters(column),
        row.saturating_add(1)
    );
    Problem { line: row.saturating_add(1), kind: ProblemKind::NoValue, message }
}

/// The name of a column: `A`, `Z`, `AA`.
fn letters(column: u32) -> String {
    let mut name = Vec::new();
    let mut left = u64::from(column) + 1;
    while left > 0 {
        let letter = u8::try_from((left - 1) % 26).unwrap_or_default();
        name.push(char::from(b'A' + letter));
        left = (left - 1) / 26;
    }
    name.iter().rev().collect()
}

/// A region of merged cells, its columns counted from the `first` that holds anything.
fn made_one(region: &Dimensions, first: u32) -> Option<Merged> {
    let column = |at: u32| usize::try_from(at.checked_sub(first)?).ok();
    Some(Merged {
        top: region.start.0.checked_add(1)?,
        bottom: region.end.0.checked_add(1)?,
        left: column(region.start.1)?,
        right: column(region.end.1)?,
    })
}

fn of_range<R: Read + Seek, B: Reader<R>>(
    book: &mut B,
    name: &str,
) -> Result<Vec<(u32, u32, String)>, B::Error> {
    let range = book.worksheet_range(name)?;
    let (top, left) = range.start().unwrap_or_default();
    let place = |at: usize, first: u32| first.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
    Ok(range
        .used_cells()
        .map(|(row, column, data)| (place(row, top), place(column, left), cell(data)))
        .filter(|(_, _, text)| !text.is_empty())
        .collect())
}

/// Cells in their rows, from the first column that holds anything, and which that is.
fn laid_out(mut cells: Vec<(u32, u32, String)>) -> Result<(Vec<Cells>, u32), String> {
    cells.sort_by_key(|(row, column, _)| (*row, *column));
    let first = cells.iter().map(|(_, column, _)| *column).min().unwrap_or_default();
    let last = cells.iter().map(|(_, column, _)| *column).max().unwrap_or_default();
    let width = usize::try_from(last - first).unwrap_or(usize::MAX).saturating_add(1);
    let mut rows: Vec<Cells> = Vec::new();
    for (row, column, text) in cells {
        let line = row.saturating_add(1);
        if rows.last().is_none_or(|last| last.line != line) {
            if rows.len() == csv::MAX_ROWS {
                return Err(format!("has more than {} rows", csv::MAX_ROWS));
            }
            if width.saturating_mul(rows.len() + 1) > csv::MAX_CELLS {
                return Err(too_many_cells());
            }
            rows.push(Cells { line, cells: vec![String::new(); width] });
        }
        let at = usize::try_from(column - first).unwrap_or(usize::MAX);
        if let Some(place) = rows.last_mut().and_then(|row| row.cells.get_mut(at)) {
            *place = text;
        }
    }
    Ok((rows, first))
}

fn too_many_cells() -> String {
    format!("has more than {} cells", csv::MAX_CELLS)
}

/// Tells a workbook that unpacks to more than `limit` bytes: its parts are unpacked, as the reader of workbooks will unpack
/// them, and nothing of them is kept.
pub(crate) fn within(bytes: &[u8], limit: u64) -> Result<(), String> {
    // What is no archive is told by the reader of workbooks.
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(()) };
    let mut left = limit;
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index(index) else { continue };
        // A part that breaks off counts as far as it goes.
        let mut part = part.take(left + 1);
        let _ = io::copy(&mut part, &mut io::sink());
        let read = left + 1 - part.limit();
        if read > left {
            return Err(format!("unpacks to more than {} MB", limit >> 20));
        }
        left -= read;
    }
    Ok(())
}

/// A cell as CSV would hold it: days as `2026-03-01`, `yes` and `no`, numbers without needless digits.
fn cell(data: &Data) -> String {
    match data {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Bool(so) => if *so { "yes" } else { "no" }.to_owned(),
        Data::Int(n) => n.to_string(),
        Data::Float(n) if n.fract() == 0.0 && n.abs() < WHOLE => format!("{n:.0}"),
        Data::Float(n) => short(*n),
        Data::DateTime(when) => match when.is_datetime() {
            true => {
                let (year, month, day, ..) = when.to_ymd_hms_milli();
                format!("{year:04}-{month:02}-{day:02}")
            }
            false => when.as_f64().to_string(),
        },
        Data::DateTimeIso(text) => text.split('T').next().unwrap_or(text).to_owned(),
        Data::DurationIso(text) => text.clone(),
        Data::Error(error) => error.to_string(),
    }
}

/// A number with the digits that a spreadsheet program shows: 0.1 + 0.2 is 0.3 there.
fn short(n: f64) -> String {
    format!("{n:.14e}").parse().unwrap_or(n).to_string()
}

/// A number that is shown as a percentage, as people read it: `97%` of 0.97.
fn percentage(n: f64) -> String {
    format!("{}%", short(n * 100.0))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn packed(parts: &[usize]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (i, size) in parts.iter().enumerate() {
            writer.start_file(format!("part{i}"), SimpleFileOptions::default()).unwrap();
            writer.write_all(&vec![b' '; *size]).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn numbers_have_the_digits_that_people_see() {
        assert_eq!(cell(&Data::Float(0.1 + 0.2)), "0.3");
        assert_eq!(cell(&Data::Float(1234.5)), "1234.5");
        assert_eq!(cell(&Data::Float(1.0 / 3.0)), "0.333333333333333");
        for (n, text) in [(0.97, "97%"), (0.985, "98.5%"), (1.0, "100%"), (0.07, "7%"), (0.0, "0%")] {
            assert_eq!(percentage(n), text);
        }
    }

    #[test]
    fn what_unpacks_to_too_much_is_not_read() {
        let bytes = packed(&[600_000, 500_000]);
        assert!(bytes.len() < 10_000, "blanks pack well: {}", bytes.len());
        assert_eq!(within(&bytes, 1_100_000), Ok(()));
        assert_eq!(within(&bytes, 1 << 20), Err("unpacks to more than 1 MB".to_owned()));
        // The parts together count, and one alone.
        assert!(within(&bytes, 599_999).is_err());
        assert_eq!(within(b"no archive", 1), Ok(()));
    }
}
