//! Workbooks (XLSX, ODS) as rows: the first sheet that holds anything, its first row that does as the names of the columns.

use std::io::Cursor;

use calamine::{Data, Range, Reader, open_workbook_auto_from_rs};

use crate::csv;
use crate::data::{Row, Rows, columns};

/// The largest number that a cell may hold and still be taken for a whole one.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// Reads the workbook.
///
/// # Errors
/// Says why it holds no table.
pub(crate) fn rows(bytes: &[u8]) -> Result<Rows, String> {
    let broken = |error: calamine::Error| format!("is no workbook that can be read: {error}");
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(broken)?;
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(broken)?;
        if !range.is_empty() {
            return table(&range);
        }
    }
    Err("is empty: the first row names the columns".to_owned())
}

fn table(range: &Range<Data>) -> Result<Rows, String> {
    let (height, width) = range.get_size();
    if height > csv::MAX_ROWS {
        return Err(format!("has more than {} rows", csv::MAX_ROWS));
    }
    if height.saturating_mul(width) > csv::MAX_CELLS {
        return Err(format!("has more than {} cells", csv::MAX_CELLS));
    }
    let first = range.start().map_or(0, |(row, _)| row);
    let mut lines = (first + 1..).zip(range.rows());
    let Some((_, head)) = lines.find(|(_, row)| row.iter().any(|c| *c != Data::Empty)) else {
        return Err("is empty: the first row names the columns".to_owned());
    };
    let columns = columns(head.iter().map(cell))?;
    let rows = lines.filter(|(_, row)| row.iter().any(|c| *c != Data::Empty));
    let rows = rows.map(|(number, row)| Row { number, cells: row.iter().map(cell).collect() });
    Ok(Rows { columns, rows: rows.collect(), counted_by: "row" })
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
