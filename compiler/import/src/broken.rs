//! What spreadsheets write into a cell whose formula fails: `#REF!`, `#DIV/0!`, `Err:502`. It says nothing, so it is taken out
//! before anything is looked for, and told.

use annexa_formats::tables::Table;

use crate::report::{Counts, Remark, RemarkKind, UnusedCell};

/// Failures that do not end in a mark: of a value that is not there.
const NOT_THERE: [&str; 5] = ["#N/A", "#NV", "#N/D", "#I/T", "#N/B"];

/// A cell whose formula failed.
pub(crate) struct Broken {
    line: u32,
    column: usize,
    text: String,
}

/// Takes out what failed formulas left.
pub(crate) fn take_out_broken(table: &mut Table) -> Vec<Broken> {
    let mut broken = Vec::new();
    for row in &mut table.rows {
        for (column, cell) in row.cells.iter_mut().enumerate().filter(|(_, cell)| is_broken(cell)) {
            broken.push(Broken { line: row.line, column, text: std::mem::take(cell).trim().to_owned() });
        }
    }
    broken
}

/// Tells them, once for each column and failure, lists them, and counts them; `names` are those of the columns.
pub(crate) fn say_broken(
    broken: Vec<Broken>,
    names: &[String],
    remarks: &mut Vec<Remark>,
    unused: &mut Vec<UnusedCell>,
    counts: &mut Counts,
) {
    for Broken { line, column, text } in broken {
        let column = names.get(column).cloned().unwrap_or_else(|| format!("column {}", column + 1));
        let message = format!("a formula failed: `{text}` says nothing");
        let same = |r: &&mut Remark| r.message == message && r.column.as_ref() == Some(&column);
        match remarks.iter_mut().find(same) {
            Some(remark) => remark.more_lines.push(line),
            None => remarks.push(Remark::of_kind(RemarkKind::BrokenFormula, line, Some(&column), message)),
        }
        counts.cells += 1;
        counts.cells_not_used += 1;
        unused.push(UnusedCell { line, column, text, why: "its formula failed".to_owned() });
    }
    unused.sort_by_key(|cell| cell.line);
}

/// Whether a cell holds nothing but the failure of a formula, in whatever language the spreadsheet speaks.
fn is_broken(cell: &str) -> bool {
    let cell = cell.trim();
    if let Some(number) = cell.strip_prefix("Err:") {
        return number.len() == 3 && number.bytes().all(|b| b.is_ascii_digit());
    }
    let shouted = |c: char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '/' | '_' | '¡' | '¿');
    let name = cell.strip_prefix('#').and_then(|name| name.strip_suffix(['!', '?']));
    NOT_THERE.contains(&cell)
        || name.is_some_and(|name| name.chars().count() > 2 && name.chars().all(shouted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_of_formulas_in_many_languages() {
        for cell in [
            "#REF!",
            "#DIV/0!",
            "#N/A",
            "#NAME?",
            "#VALUE!",
            "#NUM!",
            "#NULL!",
            "#BEZUG!",
            "#WERT!",
            "#NV",
            "#VALEUR!",
            "#NOM?",
            "#¡REF!",
            "#¿NOMBRE?",
            "#¡DIV/0!",
            "#VERW!",
            "#VERDI!",
            "Err:502",
            " #REF! ",
            "#GETTING_DATA!",
        ] {
            assert!(is_broken(cell), "{cell}");
        }
        for cell in [
            "",
            "#1",
            "#ref",
            "Wow!",
            "#REF",
            "# heading?",
            "Err: none",
            "#!",
            "N/A",
            "C#",
            "#WERT! siehe oben",
        ] {
            assert!(!is_broken(cell), "{cell}");
        }
    }
}
