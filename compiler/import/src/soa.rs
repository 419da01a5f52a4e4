//! `annexa import soa`: a Statement of Applicability in CSV becomes a package.
//!
//! The way of a file: bytes → table (`annexa_formats::csv`) → columns (`columns`) → rows about controls (`rows`) →
//! decisions, with everything that does not add up (`judge`) → the files of a package (`write`). Each stage adds
//! remarks; none changes what stands in a cell. What cells mean is in `answers` and `ids`, the words of the languages
//! in `words/`.
//!
//! What is taken for what:
//! - A decision is what a column says word for word. A row without a clear yes or no stays undecided, so that
//!   `annexa check` tells.
//! - Two rows of one control are both written. Where they disagree, `annexa check` reports the conflict.
//! - "Partly implemented" becomes `implements:` with `status: partial`, not `contributes-to:`: the file says that the
//!   control is partly in place today, not that it could never be more.
//! - "In progress" counts as planned: the file does not say that a part works.
//! - "Planned" and "not implemented" become `not-yet:` where the row has a date, and else a comment, since a plan
//!   without a date is none.
//! - An id whose last zero a spreadsheet ate is mended only where the title, or a doubled id in its place, proves it.

mod answers;
mod clauses;
mod columns;
mod ids;
mod judge;
mod rows;
mod write;

use annexa_formats::csv::{self, Table, delimiter_name};

use crate::catalog::{CatalogIndex, Catalogs};
use crate::report::{ColumnUse, Counts, How, Remark, RemarkKind, Report, TakenFor};
use crate::source::visible;

pub use columns::HEADING_ROWS;

/// The most rows of a file that is taken for a Statement of Applicability; real ones have some hundred.
pub const MAX_ROWS: usize = 10_000;

/// A package made of a Statement of Applicability, and the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoaImport {
    /// The files of the package: path within it, and text. None where the file was refused.
    pub files: Vec<(String, String)>,
    /// What was taken for what, and everything odd.
    pub report: Report,
}

/// Makes a package of a Statement of Applicability.
///
/// `file_name` names the package and stands in comments; `catalogs` are the editions that ids may belong to, the newest
/// first. The package is written against the one that has most of the file's ids.
pub fn import_soa(bytes: &[u8], file_name: &str, catalogs: &[CatalogIndex]) -> SoaImport {
    let mut table = csv::read(bytes);
    let hidden = take_out_hidden(&mut table);
    let file = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name).to_owned();
    let mut remarks: Vec<Remark> = table
        .problems
        .iter()
        .map(|problem| Remark {
            line: Some(problem.line),
            more_lines: Vec::new(),
            column: None,
            kind: RemarkKind::FileProblem,
            message: problem.message.clone(),
        })
        .collect();
    let rows_in_file = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    let refuse = |missing: Vec<String>,
                  columns: Vec<ColumnUse>,
                  remarks: Vec<Remark>,
                  heading: Option<usize>| SoaImport {
        files: Vec::new(),
        report: Report {
            file: file.clone(),
            taken_for: TakenFor::Refused { missing },
            read_as: read_as(&table, heading),
            columns,
            remarks,
            unused: Vec::new(),
            counts: Counts { rows: rows_in_file, ..Counts::default() },
        },
    };
    if table.rows.is_empty() {
        return refuse(vec!["the file has no rows".to_owned()], Vec::new(), remarks, None);
    }
    if table.rows.len() > MAX_ROWS {
        let missing = format!("the file has {rows_in_file} rows, and at most {MAX_ROWS} are read as one");
        return refuse(vec![missing], Vec::new(), remarks, None);
    }
    if catalogs.iter().all(|catalog| catalog.controls.is_empty()) {
        return refuse(vec!["no catalog of controls is known".to_owned()], Vec::new(), remarks, None);
    }
    let known = Catalogs::new(catalogs);
    let layout = match columns::detect(&table, &known) {
        Ok(layout) => layout,
        Err(refusal) => {
            remarks.extend(say_hidden(&hidden, &refusal.columns));
            let columns = column_uses(&refusal.columns, &table, refusal.heading.map_or(0, |row| row + 1));
            return refuse(refusal.missing, columns, remarks, refusal.heading);
        }
    };
    remarks.extend(say_hidden(&hidden, &layout.columns));
    let columns = column_uses(&layout.columns, &table, layout.first);
    let mut read = rows::read_rows(&table, &layout, &known);
    remarks.append(&mut read.remarks);
    if read.rows.is_empty() {
        let label = catalogs.get(layout.catalog).map_or_else(String::new, CatalogIndex::label);
        return refuse(
            vec![format!("no row is about a control of {label}")],
            columns,
            remarks,
            layout.heading,
        );
    }
    let mut judged = judge::judge(&layout, &known, &mut read);
    remarks.append(&mut judged.remarks);
    let mut counts = judged.counts;
    let written = write::write(&file, &layout, &known, &read.rows, &judged);
    remarks.extend(written.remarks);
    let settled = read.ledger.settle(&table, &layout);
    counts.rows = rows_in_file;
    counts.unknown = read.unknown;
    counts.statements = written.statements;
    counts.plans = written.plans;
    counts.roles = written.roles;
    counts.cells_above = settled.above;
    counts.cells = settled.below;
    counts.cells_used = settled.used;
    counts.cells_not_used = u32::try_from(settled.unused.len()).unwrap_or(u32::MAX);
    remarks.sort_by(|a, b| {
        (a.kind.weight(), a.kind, a.line, &a.column).cmp(&(b.kind.weight(), b.kind, b.line, &b.column))
    });
    let catalog = catalogs.get(layout.catalog).map_or_else(String::new, CatalogIndex::label);
    let taken_for =
        if layout.decides { TakenFor::Soa { catalog } } else { TakenFor::StateOfControls { catalog } };
    let report = Report {
        file,
        taken_for,
        read_as: read_as(&table, layout.heading),
        columns,
        remarks,
        unused: settled.unused,
        counts,
    };
    SoaImport { files: written.files, report }
}

/// A cell that held characters that nobody sees.
struct Hidden {
    line: u32,
    column: usize,
    /// Whether it held a NUL byte, as no text does.
    nul: bool,
}

/// Takes out the characters that nobody sees, which make `Yes` another word, before anything is looked for in the cells.
fn take_out_hidden(table: &mut Table) -> Vec<Hidden> {
    let mut hidden = Vec::new();
    for row in &mut table.rows {
        for (column, cell) in row.cells.iter_mut().enumerate() {
            let nul = cell.contains('\0');
            let (text, changed) = visible(cell);
            *cell = text;
            if changed {
                hidden.push(Hidden { line: row.line, column, nul });
            }
        }
    }
    hidden
}

/// What was taken out of which column, once for each column.
fn say_hidden(hidden: &[Hidden], columns: &[columns::Column]) -> Vec<Remark> {
    let mut remarks: Vec<Remark> = Vec::new();
    for cell in hidden {
        let (kind, message) = if cell.nul {
            (
                RemarkKind::FileProblem,
                "a NUL byte, which no text has, was taken out; the file may be damaged, or no CSV",
            )
        } else {
            (
                RemarkKind::HiddenCharacters,
                "characters that nobody sees (controls, direction marks) were taken out",
            )
        };
        let column = columns.get(cell.column).map(|column| column.name.clone());
        match remarks.iter_mut().find(|remark| remark.kind == kind && remark.column == column) {
            Some(remark) => remark.more_lines.push(cell.line),
            None => remarks.push(Remark {
                line: Some(cell.line),
                more_lines: Vec::new(),
                column,
                kind,
                message: message.to_owned(),
            }),
        }
    }
    remarks
}

fn read_as(table: &Table, heading: Option<usize>) -> String {
    let heading = match heading.and_then(|heading| table.rows.get(heading)) {
        Some(row) => format!("headings in line {}", row.line),
        None => "no headings".to_owned(),
    };
    format!("read as {}, cells separated by {}, {heading}", table.encoding, delimiter_name(table.delimiter))
}

fn column_uses(columns: &[columns::Column], table: &Table, first: usize) -> Vec<ColumnUse> {
    columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let filled = table
                .rows
                .iter()
                .skip(first)
                .filter(|row| row.cells.get(at).is_some_and(|cell| !cell.trim().is_empty()));
            let cells = u32::try_from(filled.count()).unwrap_or(u32::MAX);
            let empty = cells == 0 && column.role.is_none();
            ColumnUse {
                name: column.name.clone(),
                role: column.role,
                how: if empty { How::NotUsed("it is empty".to_owned()) } else { column.how.clone() },
                cells,
            }
        })
        .collect()
}
