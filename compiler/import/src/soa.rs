//! `annexa import soa`: a Statement of Applicability in a table becomes a package.
//!
//! The way of a file: bytes → tables (`annexa_formats::tables`) → columns (`columns`) → rows about controls (`rows`) →
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

pub(crate) mod answers;
mod clauses;
mod columns;
pub(crate) mod ids;
mod judge;
mod migrate;
mod rows;
mod write;

use std::collections::BTreeSet;

use annexa_formats::tables::{self, Table};
use annexa_syntax::format::format;

use crate::broken::{say_broken, take_out_broken};
use crate::catalog::{CatalogIndex, Catalogs};
use crate::hidden::{say_hidden, take_out_hidden};
use crate::merged::lend;
use crate::report::{ColumnRole, ColumnUse, Counts, How, Remark, Report, TakenFor};
use crate::sheets::{Joined, join};
use crate::source::{base_name, line};

pub use columns::HEADING_ROWS;

/// The most rows of a file that is taken for a Statement of Applicability; real ones have some hundred.
pub const MAX_ROWS: usize = 10_000;

/// What a file is not that is refused.
const WHAT: &str = "Statement of Applicability";

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
/// `file_name` says by its ending how to read the bytes, names the package and stands in comments; `catalogs` are the
/// editions that ids may belong to, the newest first. The package is written against the one that has most of the file's
/// ids. Of several tables, that which has most controls is taken, and the report names the others.
pub fn import_soa(bytes: &[u8], file_name: &str, catalogs: &[CatalogIndex]) -> SoaImport {
    import(bytes, file_name, catalogs, false)
}

/// The same, against the newest edition, where the file is of an older one.
pub fn migrate_soa(bytes: &[u8], file_name: &str, catalogs: &[CatalogIndex]) -> SoaImport {
    import(bytes, file_name, catalogs, true)
}

fn import(bytes: &[u8], file_name: &str, catalogs: &[CatalogIndex], migrates: bool) -> SoaImport {
    let tables = match tables::read(file_name, bytes) {
        Ok(tables) => tables,
        Err(why) => return refused(file_name, format!("the file {why}")),
    };
    let of_table = |table: Table| import_table(table, file_name, catalogs, migrates);
    let imports = tables.iter().map(|table| of_table(table.clone())).enumerate();
    let best = imports.max_by_key(|(at, import)| {
        let report = &import.report;
        (report.taken_for.is_import(), report.counts.control_rows, std::cmp::Reverse(*at))
    });
    let Some((taken, mut import)) = best else {
        return refused(file_name, "the file has no table".to_owned());
    };
    let mut used = BTreeSet::from([taken]);
    if let Some(joined) = joined(&tables, taken, catalogs) {
        let whole = of_table(joined.table);
        if whole.report.taken_for.is_import() && whole.report.counts.controls >= import.report.counts.controls
        {
            import = whole;
            import.report.remarks.extend(joined.remarks);
            used = joined.of;
        }
    }
    let others = tables.iter().enumerate().filter(|(at, _)| !used.contains(at));
    import
        .report
        .remarks
        .extend(others.map(|(_, table)| Remark::other_table(&table.title, table.rows.len())));
    import
}

/// The table that was taken, with what other sheets have of the same controls.
fn joined(tables: &[Table], taken: usize, catalogs: &[CatalogIndex]) -> Option<Joined> {
    let mut table = tables.get(taken).filter(|_| tables.len() > 1)?.clone();
    take_out_hidden(&mut table);
    let layout = columns::detect(&table, &Catalogs::new(catalogs)).ok()?;
    // Headings over headings are no names that another sheet could have.
    let heading = layout.heading.filter(|heading| heading + 1 == layout.first)?;
    join(tables, taken, heading, &[layout.the(ColumnRole::Id)?])
}

/// A file that cannot be read at all.
fn refused(file_name: &str, why: String) -> SoaImport {
    SoaImport { files: Vec::new(), report: Report::refused(base_name(file_name), WHAT.to_owned(), why) }
}

fn import_table(mut table: Table, file_name: &str, catalogs: &[CatalogIndex], migrates: bool) -> SoaImport {
    let hidden = take_out_hidden(&mut table);
    let broken = take_out_broken(&mut table);
    let file = base_name(file_name);
    let mut remarks: Vec<Remark> = table.problems.iter().map(Remark::of_bytes).collect();
    let rows_in_file = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    let refuse = |table: &Table,
                  missing: Vec<String>,
                  columns: Vec<ColumnUse>,
                  remarks: Vec<Remark>,
                  heading: Option<usize>| SoaImport {
        files: Vec::new(),
        report: Report {
            file: file.clone(),
            taken_for: TakenFor::Refused { what: WHAT.to_owned(), missing },
            read_as: read_as(table, heading),
            columns,
            remarks,
            unused: Vec::new(),
            counts: Counts { rows: rows_in_file, ..Counts::default() },
        },
    };
    if table.rows.is_empty() {
        return refuse(&table, vec!["the file has no rows".to_owned()], Vec::new(), remarks, None);
    }
    if table.rows.len() > MAX_ROWS {
        let missing = format!("the file has {rows_in_file} rows, and at most {MAX_ROWS} are read as one");
        return refuse(&table, vec![missing], Vec::new(), remarks, None);
    }
    if catalogs.iter().all(|catalog| catalog.controls.is_empty()) {
        return refuse(&table, vec!["no catalog of controls is known".to_owned()], Vec::new(), remarks, None);
    }
    let known = Catalogs::new(catalogs);
    let mut layout = match columns::detect(&table, &known) {
        Ok(layout) => layout,
        Err(refusal) => {
            remarks.extend(say_hidden(&hidden, &names(&refusal.columns)));
            let columns = column_uses(&refusal.columns, &table, refusal.heading.map_or(0, |row| row + 1));
            return refuse(&table, refusal.missing, columns, remarks, refusal.heading);
        }
    };
    remarks.extend(say_hidden(&hidden, &names(&layout.columns)));
    let columns = column_uses(&layout.columns, &table, layout.first);
    let key = layout.the(ColumnRole::Id).unwrap_or_default();
    let (lent, told) = lend(&mut table, layout.first, key, &names(&layout.columns));
    remarks.extend(told);
    let mut read = rows::read_rows(&table, &layout, &known);
    remarks.append(&mut read.remarks);
    if read.rows.is_empty() {
        let label = catalogs.get(layout.catalog).map_or_else(String::new, CatalogIndex::label);
        return refuse(
            &table,
            vec![format!("no row is about a control of {label}")],
            columns,
            remarks,
            layout.heading,
        );
    }
    let mut judged = judge::judge(&layout, &known, &mut read);
    let marked =
        if migrates { migrate::migrate(&mut layout, &known, &mut read, &mut judged) } else { Vec::new() };
    remarks.append(&mut judged.remarks);
    let mut counts = judged.counts;
    let mut written = write::write(&file, &layout, &known, &read.rows, &judged, &marked);
    for (_, text) in written.files.iter_mut().filter(|(path, _)| path.ends_with(".isms")) {
        // What cannot be laid out can be read as it stands, too.
        if let Ok(laid_out) = format(text) {
            *text = laid_out.text(text).to_owned();
        }
    }
    remarks.extend(written.remarks);
    let settled = read.ledger.settle(&table, &layout, &lent);
    counts.rows = rows_in_file;
    counts.unknown = read.unknown;
    counts.statements = written.statements;
    counts.plans = written.plans;
    counts.roles = written.roles;
    counts.cells_above = settled.above;
    counts.cells = settled.below;
    counts.cells_used = settled.used;
    counts.cells_not_used = u32::try_from(settled.unused.len()).unwrap_or(u32::MAX);
    let mut unused = settled.unused;
    say_broken(broken, &names(&layout.columns), &mut remarks, &mut unused, &mut counts);
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
        unused,
        counts,
    };
    SoaImport { files: written.files, report }
}

fn names(columns: &[columns::Column]) -> Vec<String> {
    columns.iter().map(|column| column.name.clone()).collect()
}

fn read_as(table: &Table, heading: Option<usize>) -> String {
    let heading = match heading.and_then(|heading| table.rows.get(heading)) {
        Some(row) => format!("headings in {}", line(row.line)),
        None => "no headings".to_owned(),
    };
    format!("read {}, {heading}", table.read_as)
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
