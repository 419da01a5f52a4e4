//! Workbooks (XLSX, XLSM, XLSB, XLS, ODS): their sheets as rows of cells as CSV would hold them.

use std::io::{self, Cursor, Read, Seek};

use calamine::{Data, Reader, Sheets, open_workbook_auto_from_rs};
use zip::ZipArchive;

use crate::csv::{self, Row as Cells};
use crate::data::{MAX_BYTES, Row, Rows, columns};

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
    let (_, cells) = sheets(bytes, 1)?.into_iter().next().ok_or(empty)?;
    let mut lines = cells.into_iter();
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

/// The names and the rows of the sheets that hold anything, at most so many. A row is counted as the workbook counts it,
/// rows without anything are none, and all rows of a sheet have as many cells as its widest.
///
/// # Errors
/// Says why it cannot be read.
pub(crate) fn sheets(bytes: &[u8], most: usize) -> Result<Vec<(String, Vec<Cells>)>, String> {
    let broken = |error: calamine::Error| format!("is no workbook that can be read: {error}");
    within(bytes, MAX_UNPACKED)?;
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(broken)?;
    let mut found = Vec::new();
    for name in book.sheet_names() {
        let rows = match &mut book {
            // Cell by cell: one cell in the last column of the last row is no reason to lay all others out.
            Sheets::Xlsx(book) => {
                let mut reader = book
                    .worksheet_cells_reader(&name)
                    .map_err(|error| broken(calamine::Error::Xlsx(error)))?;
                let mut cells = Vec::new();
                while let Some(next) =
                    reader.next_cell().map_err(|error| broken(calamine::Error::Xlsx(error)))?
                {
                    let (row, column) = next.get_position();
                    let text = cell(&Data::from(next.get_value().clone()));
                    if !text.is_empty() {
                        cells.push((row, column, text));
                    }
                    if cells.len() > csv::MAX_CELLS {
                        return Err(too_many_cells());
                    }
                }
                laid_out(cells)?
            }
            other => laid_out(of_range(other, &name).map_err(broken)?)?,
        };
        if !rows.is_empty() {
            found.push((name, rows));
        }
        if found.len() == most {
            break;
        }
    }
    Ok(found)
}

fn of_range<R: Read + Seek>(
    book: &mut Sheets<R>,
    name: &str,
) -> Result<Vec<(u32, u32, String)>, calamine::Error> {
    let range = book.worksheet_range(name)?;
    let (top, left) = range.start().unwrap_or_default();
    let place = |at: usize, first: u32| first.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
    Ok(range
        .used_cells()
        .map(|(row, column, data)| (place(row, top), place(column, left), cell(data)))
        .filter(|(_, _, text)| !text.is_empty())
        .collect())
}

/// Cells in their rows, from the first column that holds anything.
fn laid_out(mut cells: Vec<(u32, u32, String)>) -> Result<Vec<Cells>, String> {
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
    Ok(rows)
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
        Data::Float(n) => n.to_string(),
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
