//! `annexa import assets` and its like: a register that somebody keeps as a table becomes declarations, one a row.
//!
//! The way of a file: bytes → tables (`annexa_formats::tables`) → columns (`columns`) → entries, cell by cell (`cells`) →
//! the text of a file of the package (`write`). Which registers there are, and how their columns are called in which
//! language, stands in `registers.toml`.
//!
//! What is taken for what:
//! - A cell becomes a value only where it says that value, in one of the known languages. Any other cell is kept in its
//!   declaration as words, with the heading of its column, and the report says so.
//! - An owner is a role: one of the package that is called so, else a new one.
//! - Names are made of titles, so that a register that is imported again gives the same names.

pub(crate) mod cells;
pub(crate) mod columns;
mod rows;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use annexa_core::Model;
use annexa_core::model::Decl;
use annexa_formats::tables::{self, Table};
use serde::Deserialize;

use crate::broken::{say_broken, take_out_broken};
use crate::hidden::{say_hidden, take_out_hidden};
use crate::report::{Counts, Remark, RemarkKind, Report, TakenFor};
use crate::sheets::{Joined, join};
use crate::soa::MAX_ROWS;
use crate::source::{base_name, line};

static REGISTERS: LazyLock<Registers> = LazyLock::new(|| {
    toml::from_str(include_str!("register/registers.toml")).expect("registers.toml follows its own rules")
});

#[derive(Deserialize)]
struct Registers {
    register: Vec<Register>,
}

/// A sort of register.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// What it is a register of, in the plural.
    pub name: String,
    /// The kind that its rows become.
    pub(crate) kind: String,
    /// One of them.
    one: String,
    pub(crate) column: Vec<Column>,
}

/// A column that a register may have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Column {
    pub key: String,
    pub means: String,
    pub reads: Reads,
    #[serde(default)]
    of: String,
    #[serde(default)]
    pub field: String,
    #[serde(default)]
    part: String,
    pub names: Vec<String>,
}

/// How the cells of a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Reads {
    Title,
    Given,
    Family,
    Id,
    Body,
    Text,
    Document,
    Flag,
    Day,
    Role,
    Word,
    Often,
    Controls,
    Step,
    Derived,
}

impl Register {
    /// What one of its entries is called.
    pub(crate) fn one(&self) -> &str {
        &self.one
    }

    /// What a column can be taken for.
    fn keys(&self) -> impl Iterator<Item = &str> {
        self.column.iter().map(|column| column.key.as_str()).chain([AS_WORDS, NOT_AT_ALL])
    }

    fn has_key(&self, key: &str) -> bool {
        self.keys().any(|known| known == key)
    }
}

/// All registers that can be imported.
pub fn registers() -> &'static [Register] {
    &REGISTERS.register
}

/// The package that a register is imported into.
#[derive(Clone, Copy)]
pub struct Target<'m> {
    /// The package as it is.
    pub model: &'m Model,
    /// The file that the import writes, by its path: what it declared before counts as gone.
    pub path: &'m str,
}

impl Target<'_> {
    /// Whether a declaration stands in the file that the import writes.
    fn declares_anew(self, decl: Decl<'_>) -> bool {
        self.model.files.get(decl.file()).path == self.path
    }

    /// How many declarations of the file are not among the names that it is written with.
    pub(crate) fn gone<'n>(self, names: impl Iterator<Item = &'n str>) -> u32 {
        let names: BTreeSet<&str> = names.collect();
        let gone =
            self.model.decls().filter(|decl| self.declares_anew(*decl) && !names.contains(decl.name()));
        u32::try_from(gone.count()).unwrap_or(u32::MAX)
    }
}

/// What columns are taken for, by their headings: a `key` of `registers.toml`, [`AS_WORDS`] or [`NOT_AT_ALL`].
pub type Mapping = BTreeMap<String, String>;

/// The key of a column whose cells are kept as words.
pub const AS_WORDS: &str = "words";
/// The key of a column that is left out.
pub const NOT_AT_ALL: &str = "nothing";

/// A file made of a register, and the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterImport {
    /// The text of the file. Empty where the register was refused.
    pub text: String,
    /// What was taken for what, and everything odd.
    pub report: Report,
    /// What each column was taken for, to be kept for the next time.
    pub mapping: Mapping,
    /// How many of the columns are known by their headings, those that only such a register has counting more.
    pub fit: usize,
}

/// Makes declarations of the rows of a register. `mapping` comes before what headings say.
pub fn import_register(
    register: &'static Register,
    bytes: &[u8],
    file_name: &str,
    mapping: &Mapping,
    target: Target<'_>,
) -> RegisterImport {
    if let Some((name, key)) = mapping.iter().find(|(_, key)| !register.has_key(key)) {
        let keys: Vec<&str> = register.keys().collect();
        let why =
            format!("import.toml takes `{name}` for `{key}`, and can take a column for {}", keys.join(", "));
        return refused(register, file_name, why);
    }
    let tables = match tables::read(file_name, bytes) {
        Ok(tables) => tables,
        Err(why) => return refused(register, file_name, format!("the file {why}")),
    };
    let imports = tables.iter().map(|table| of_table(register, table.clone(), file_name, mapping, target));
    let best = imports
        .enumerate()
        .max_by_key(|(at, import)| (import.report.taken_for.is_import(), import.fit, std::cmp::Reverse(*at)));
    let Some((taken, mut import)) = best else {
        return refused(register, file_name, "the file has no table".to_owned());
    };
    let mut used = BTreeSet::from([taken]);
    if let Some(joined) = joined(register, &tables, taken, mapping, target) {
        let whole = of_table(register, joined.table, file_name, mapping, target);
        if whole.report.taken_for.is_import() {
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

/// The table that was taken, with what other sheets have of the same register.
fn joined(
    register: &'static Register,
    tables: &[Table],
    taken: usize,
    mapping: &Mapping,
    target: Target<'_>,
) -> Option<Joined> {
    let table = tables.get(taken).filter(|_| tables.len() > 1)?;
    let layout = columns::detect(register, table, mapping, target.model);
    let keys: Vec<usize> = [Reads::Id, Reads::Title].iter().filter_map(|reads| layout.of(*reads)).collect();
    join(tables, taken, layout.heading?, &keys)
}

fn of_table(
    register: &'static Register,
    mut table: Table,
    file_name: &str,
    mapping: &Mapping,
    target: Target<'_>,
) -> RegisterImport {
    let hidden = take_out_hidden(&mut table);
    let broken = take_out_broken(&mut table);
    if table.rows.len() > MAX_ROWS {
        let why = format!("the file has {} rows, and at most {MAX_ROWS} are read", table.rows.len());
        return refused(register, file_name, why);
    }
    let layout = columns::detect(register, &table, mapping, target.model);
    let names: Vec<String> = layout.columns.iter().map(|column| column.name.clone()).collect();
    let mut remarks: Vec<Remark> = table.problems.iter().map(Remark::of_bytes).collect();
    remarks.extend(say_hidden(&hidden, &names));
    let mut report = Report {
        file: base_name(file_name),
        taken_for: TakenFor::Register { of: &register.name },
        read_as: match layout.heading.and_then(|at| table.rows.get(at)) {
            Some(row) => format!("read {}, headings in {}", table.read_as, line(row.line)),
            None => format!("read {}, no headings", table.read_as),
        },
        columns: layout.uses(&table),
        remarks,
        unused: Vec::new(),
        counts: Counts { rows: u32::try_from(table.rows.len()).unwrap_or(u32::MAX), ..Counts::default() },
    };
    if let Err(missing) = layout.is_sound(register) {
        report.taken_for =
            TakenFor::Refused { what: format!("register of {}", register.name), missing: vec![missing] };
        return RegisterImport { text: String::new(), report, mapping: layout.mapping(), fit: layout.fit };
    }
    let read = cells::read(register, &table, &layout, target);
    report.counts.declarations = u32::try_from(read.entries.len()).unwrap_or(u32::MAX);
    report.counts.roles = u32::try_from(read.roles.len()).unwrap_or(u32::MAX);
    let entries = read.entries.iter().map(|entry| entry.name.as_str());
    report.counts.gone = target.gone(entries.chain(read.roles.iter().map(|(name, _)| name.as_str())));
    let not_used = u32::try_from(read.unused.len()).unwrap_or(u32::MAX);
    report.counts.cells = read.cells;
    report.counts.cells_above = read.above;
    report.counts.cells_not_used = not_used;
    report.counts.cells_used = (read.cells + read.above).saturating_sub(not_used);
    report.remarks.extend(read.remarks);
    report.unused = read.unused;
    say_broken(broken, &names, &mut report.remarks, &mut report.unused, &mut report.counts);
    report.remarks.sort_by(|a, b| {
        (a.kind.weight(), a.kind, a.line, &a.column).cmp(&(b.kind.weight(), b.kind, b.line, &b.column))
    });
    let text = write::write(register, &report.file, &read.entries, &read.roles);
    RegisterImport { text, report, mapping: layout.mapping(), fit: layout.fit }
}

fn refused(register: &Register, file_name: &str, why: String) -> RegisterImport {
    let what = format!("register of {}", register.name);
    let report = Report::refused(base_name(file_name), what, why);
    RegisterImport { text: String::new(), report, mapping: Mapping::new(), fit: 0 }
}

impl Remark {
    pub(crate) fn of_kind(kind: RemarkKind, line: u32, column: Option<&str>, message: String) -> Self {
        Remark { line: Some(line), more_lines: Vec::new(), column: column.map(str::to_owned), kind, message }
    }
}
