//! Cells of a workbook that were made one over several rows: what stands in the first is said of each row that they cover.

use std::collections::BTreeSet;

use annexa_formats::tables::Table;

use crate::report::{Remark, RemarkKind};

/// The cells that a table has from merged ones above: line and column.
pub(crate) type Lent = BTreeSet<(u32, usize)>;

/// Fills what merged cells cover, below the row `first`, in rows that have something in the column `key`: where that is merged,
/// too, a row goes on with the one above, and has nothing of its own. `names` are those of the columns.
pub(crate) fn lend(table: &mut Table, first: usize, key: usize, names: &[String]) -> (Lent, Vec<Remark>) {
    let mut lent = Lent::new();
    let mut remarks: Vec<Remark> = Vec::new();
    for merged in table.merged.iter().filter(|merged| merged.bottom > merged.top) {
        let top = table.rows.iter().skip(first).find(|row| row.line == merged.top);
        let text = top.and_then(|row| row.cells.get(merged.left)).cloned().unwrap_or_default();
        if text.trim().is_empty() {
            continue;
        }
        let covered = |line: u32| merged.top < line && line <= merged.bottom;
        for row in table.rows.iter_mut().skip(first).filter(|row| covered(row.line)) {
            let has_key = row.cells.get(key).is_some_and(|cell| !cell.trim().is_empty());
            let Some(cell) = row.cells.get_mut(merged.left).filter(|cell| has_key && cell.trim().is_empty())
            else {
                continue;
            };
            cell.clone_from(&text);
            lent.insert((row.line, merged.left));
            let column = names.get(merged.left).map(String::as_str);
            match remarks.iter_mut().find(|remark| remark.column.as_deref() == column) {
                Some(remark) => remark.more_lines.push(row.line),
                None => {
                    let why = "what stands in merged cells was taken for each row that they cover";
                    remarks.push(Remark::of_kind(RemarkKind::ReadAs, row.line, column, why.to_owned()));
                }
            }
        }
    }
    (lent, remarks)
}
