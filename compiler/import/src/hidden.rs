//! Characters that nobody sees: they make `Yes` another word, so they are taken out before anything is looked for.

use annexa_formats::tables::Table;

use crate::report::{Remark, RemarkKind};
use crate::source::visible;

/// A cell that held characters that nobody sees.
pub(crate) struct Hidden {
    line: u32,
    column: usize,
    /// Whether it held a NUL byte, as no text does.
    nul: bool,
}

/// Takes out the characters that nobody sees.
pub(crate) fn take_out_hidden(table: &mut Table) -> Vec<Hidden> {
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

/// What was taken out of which column, once for each column; `names` are those of the columns.
pub(crate) fn say_hidden(hidden: &[Hidden], names: &[String]) -> Vec<Remark> {
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
        let column = names.get(cell.column).cloned();
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
