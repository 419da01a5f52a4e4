//! From records to rows about controls: ragged rows, rows that go on, headings again, groups, sums, ids.
//!
//! Every cell has a fate in the [`Ledger`]: written or checked, or left out for a reason. What nobody spoke for at the
//! end is left out too, and listed.

use std::collections::BTreeMap;

use annexa_formats::csv::Row;
use annexa_formats::tables::Table;

use super::answers::{Answer, Reading, read_answer, read_state, vocabulary};
use super::clauses::{About, clause_rows};
use super::columns::Layout;
use super::ids::{IdReading, IdText, group, ids_in};
use crate::catalog::{Catalogs, ClauseFit};
use crate::dates::{DateReading, looks_like_a_mangled_id, read_date};
use crate::merged::Lent;
use crate::report::{COLUMN_NOT_USED, ColumnRole, Remark, RemarkKind, UnusedCell, shown};
use crate::source::line;
use crate::words::plain;

/// A quoted cell of more line ends than this is looked at for rows that it swallowed.
const SWALLOW_LINES: usize = 3;

/// A row about one or more controls.
pub(super) struct ControlRow {
    /// The line where it starts.
    pub line: u32,
    /// The lines of rows that go on with it.
    pub more_lines: Vec<u32>,
    /// Its controls, by their place in the catalog.
    pub controls: Vec<usize>,
    /// What it says in each column.
    pub texts: Vec<String>,
    /// A title that stands behind the id.
    pub inline_title: String,
}

impl ControlRow {
    /// Its text in the only column of a role.
    pub(super) fn the(&self, layout: &Layout, role: ColumnRole) -> &str {
        layout.the(role).and_then(|at| self.texts.get(at)).map_or("", String::as_str)
    }

    /// Its texts in the columns of a role, with the headings; empty ones are left out.
    pub(super) fn all<'a>(
        &'a self,
        layout: &'a Layout,
        role: ColumnRole,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        layout.of_role(role).filter_map(|at| {
            let text = self.texts.get(at)?.as_str();
            let name = layout.columns.get(at)?.name.as_str();
            (!text.is_empty()).then_some((name, text))
        })
    }

    /// Its title, from its column or from behind the id.
    pub(super) fn title(&self, layout: &Layout) -> &str {
        let title = self.the(layout, ColumnRole::Title);
        if title.is_empty() { &self.inline_title } else { title }
    }
}

#[derive(Clone)]
enum Fate {
    Open,
    Used,
    Left(String),
}

/// What became of every cell.
pub(super) struct Ledger {
    fates: Vec<Vec<Fate>>,
}

impl Ledger {
    fn new(table: &Table) -> Self {
        Ledger { fates: table.rows.iter().map(|row| vec![Fate::Open; row.cells.len()]).collect() }
    }

    pub(super) fn used(&mut self, row: usize, cell: usize) {
        self.set(row, cell, Fate::Used);
    }

    pub(super) fn left(&mut self, row: usize, cell: usize, why: &str) {
        self.set(row, cell, Fate::Left(why.to_owned()));
    }

    fn left_row(&mut self, row: usize, why: &str) {
        let width = self.fates.get(row).map_or(0, Vec::len);
        for cell in 0..width {
            self.left(row, cell, why);
        }
    }

    fn set(&mut self, row: usize, cell: usize, fate: Fate) {
        if let Some(slot) = self.fates.get_mut(row).and_then(|row| row.get_mut(cell)) {
            *slot = fate;
        }
    }

    /// The cells that were left, and how many there are and were used, headings aside.
    /// What merged cells lent to a row is none of its own.
    pub(super) fn settle(self, table: &Table, layout: &Layout, lent: &Lent) -> Settled {
        let mut settled = Settled::default();
        for (at, (row, fates)) in table.rows.iter().zip(self.fates).enumerate() {
            let heading = layout.heading.is_some_and(|heading| (heading..layout.first).contains(&at));
            if heading {
                continue;
            }
            for (cell, (text, fate)) in row.cells.iter().zip(fates).enumerate() {
                if text.trim().is_empty() || lent.contains(&(row.line, cell)) {
                    continue;
                }
                if layout.heading.is_some_and(|heading| at < heading) {
                    settled.above += 1;
                } else {
                    settled.below += 1;
                }
                let why = match fate {
                    Fate::Used => {
                        settled.used += 1;
                        continue;
                    }
                    Fate::Left(why) => why,
                    Fate::Open => COLUMN_NOT_USED.to_owned(),
                };
                let column = layout
                    .columns
                    .get(cell)
                    .map_or_else(|| format!("column {}", cell + 1), |column| column.name.clone());
                let text = text.trim().to_owned();
                settled.unused.push(UnusedCell { line: row.line, column, text, why });
            }
        }
        settled
    }
}

/// What became of every cell, in numbers, and those that are in no file.
#[derive(Default)]
pub(super) struct Settled {
    pub unused: Vec<UnusedCell>,
    pub above: u32,
    pub below: u32,
    pub used: u32,
}

/// A cell under its heading: its text, and the cells of the file that it is made of.
#[derive(Clone, Default)]
struct Cell {
    text: String,
    from: Vec<usize>,
}

/// What reading the rows gave.
pub(super) struct Rows {
    pub rows: Vec<ControlRow>,
    pub ledger: Ledger,
    pub remarks: Vec<Remark>,
    /// Ids that are no control of the catalog.
    pub unknown: u32,
    /// Controls that stand in rows of which nothing could be used, with the first of these lines.
    pub unusable: BTreeMap<usize, u32>,
}

struct Reader<'a> {
    table: &'a Table,
    layout: &'a Layout,
    catalogs: &'a Catalogs<'a>,
    out: Rows,
    /// The rows with numbers of clauses, and what they are about.
    clauses: BTreeMap<usize, About>,
    /// Rows with the same columns missing at their end: (width, lines).
    short: Vec<(usize, Vec<u32>)>,
    /// Columns beyond the last heading in which few rows have something.
    surplus: Vec<usize>,
}

/// Reads the rows below the headings.
pub(super) fn read_rows(table: &Table, layout: &Layout, catalogs: &Catalogs<'_>) -> Rows {
    let out = Rows {
        rows: Vec::new(),
        ledger: Ledger::new(table),
        remarks: Vec::new(),
        unknown: 0,
        unusable: BTreeMap::new(),
    };
    let mut reader = Reader {
        table,
        layout,
        catalogs,
        out,
        clauses: clause_rows(table, layout, catalogs),
        short: Vec::new(),
        surplus: surplus(table, layout),
    };
    reader.preamble();
    for (at, row) in table.rows.iter().enumerate().skip(layout.first) {
        reader.row(at, row);
    }
    reader.say_short_rows();
    reader.out
}

impl Reader<'_> {
    fn remark(&mut self, line: u32, column: Option<usize>, kind: RemarkKind, message: String) {
        let column = column.and_then(|at| self.layout.columns.get(at)).map(|column| column.name.clone());
        self.out.remarks.push(Remark { line: Some(line), more_lines: Vec::new(), column, kind, message });
    }

    /// A row that names controls could not be used: they are in the file all the same.
    fn unusable(&mut self, line: u32, controls: impl IntoIterator<Item = usize>) {
        for control in controls {
            self.out.unusable.entry(control).or_insert(line);
        }
    }

    /// The controls whose ids stand in the id's cell, or in one that it may have been pushed to.
    fn named_in(&self, row: &Row) -> Vec<usize> {
        let first = self.layout.the(ColumnRole::Id).unwrap_or(0);
        let last = first + row.cells.len().saturating_sub(self.layout.columns.len());
        let cells = row.cells.iter().take(last + 1).skip(first);
        let found = cells.map(|cell| self.controls_of(cell)).find(|controls| !controls.is_empty());
        found.unwrap_or_default()
    }

    fn controls_of(&self, text: &str) -> Vec<usize> {
        let ids = ids_in(self.catalogs, text).ids;
        ids.iter().filter_map(|id| self.catalogs.find(self.layout.catalog, &id.id)).collect()
    }

    fn preamble(&mut self) {
        let Some(heading) = self.layout.heading else {
            return;
        };
        for (at, row) in self.table.rows.iter().enumerate().take(heading) {
            let text: Vec<&str> =
                row.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
            if !text.is_empty() {
                self.out.ledger.left_row(at, "it stands above the headings");
                let message = format!("above the headings, not used: \"{}\"", shown(&text.join(" · ")));
                self.remark(row.line, None, RemarkKind::OtherRow, message);
            }
        }
    }

    fn row(&mut self, at: usize, row: &Row) {
        if row.cells.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        if self.is_heading_again(row) {
            for cell in 0..row.cells.len() {
                self.out.ledger.used(at, cell);
            }
            let known = self.out.remarks.iter_mut().find(|remark| remark.kind == RemarkKind::RepeatedHeader);
            match known {
                Some(remark) => remark.more_lines.push(row.line),
                None => {
                    self.remark(row.line, None, RemarkKind::RepeatedHeader, "the headings again".to_owned())
                }
            }
            return;
        }
        let Some(cells) = self.align(at, row) else {
            return;
        };
        self.look_for_swallowed_rows(row);
        self.say_surplus(&cells, row.line);
        let text = |role: ColumnRole| {
            self.layout.the(role).and_then(|column| cells.get(column)).map_or("", |cell| cell.text.as_str())
        };
        let id_cell = text(ColumnRole::Id).to_owned();
        let filled: Vec<usize> =
            (0..cells.len()).filter(|at| cells.get(*at).is_some_and(|cell| !cell.text.is_empty())).collect();
        let first = filled.first().and_then(|at| cells.get(*at)).map_or("", |cell| cell.text.as_str());
        let marked = [ColumnRole::MarkOfNeed, ColumnRole::MarkOfState].into_iter().any(|role| {
            let mut columns = self.layout.of_role(role);
            columns.any(|column| read_answer(cell_text(&cells, Some(column))).value() == Some(Answer::Yes))
        });
        let answered = marked
            || read_answer(text(ColumnRole::Applies)).value().is_some()
            || read_state(text(ColumnRole::State)).value().is_some();
        let first_word = plain(first);
        let sums = vocabulary().has(&first_word, "sums")
            || first_word.split(' ').next().is_some_and(|word| vocabulary().has(word, "sums"));
        if sums && ids_in(self.catalogs, &id_cell).ids.is_empty() {
            self.out.ledger.left_row(at, "a row of sums");
            let message = format!("a row of sums, not used: \"{}\"", row_text(row));
            self.remark(row.line, None, RemarkKind::TotalsRow, message);
            return;
        }
        if id_cell.is_empty() {
            self.row_without_id(at, row, &cells, &filled, answered);
            return;
        }
        let reading = ids_in(self.catalogs, &id_cell);
        if reading.ids.is_empty() {
            self.row_with_other_id(at, row, &cells, &filled, answered);
            return;
        }
        if self.is_clause_row(at, row, &reading) {
            return;
        }
        self.control_row(at, row, cells, reading, &filled, answered);
    }

    /// Whether the row is about a clause of the standard, as far as that can be told; what is doubtful is said.
    fn is_clause_row(&mut self, at: usize, row: &Row, reading: &IdReading) -> bool {
        let Some(about) = self.clauses.get(&at).copied() else { return false };
        let ids: Vec<&str> = reading.ids.iter().map(|id| id.id.as_str()).collect();
        let numbers: Vec<&str> = ids.iter().map(|id| id.strip_prefix("A.").unwrap_or(id)).collect();
        let (ids, numbers) = (ids.join(", "), numbers.join(", "));
        let both = format!("{numbers} is a clause of the standard, and {ids} a control");
        let (kind, why, message) = match about {
            About::Clause => (
                RemarkKind::ClauseRow,
                "a clause of the standard",
                format!("clause {numbers} of the standard, and no control: \"{}\"", row_text(row)),
            ),
            About::PerhapsControl(because) => (
                RemarkKind::ClauseOrControl,
                "perhaps a clause of the standard",
                format!(
                    "{both}: taken for the clause, since {because}, and nothing of the row was used: \"{}\"",
                    row_text(row)
                ),
            ),
            About::PerhapsClause => {
                let message =
                    format!("{both}, and the row does not say which is meant: taken for the control");
                self.remark(row.line, self.layout.the(ColumnRole::Id), RemarkKind::ClauseOrControl, message);
                return false;
            }
        };
        self.out.ledger.left_row(at, why);
        self.remark(row.line, self.layout.the(ColumnRole::Id), kind, message);
        if kind == RemarkKind::ClauseOrControl {
            let named: Vec<usize> =
                reading.ids.iter().filter_map(|id| self.catalogs.find(self.layout.catalog, &id.id)).collect();
            self.unusable(row.line, named);
        }
        true
    }

    fn row_without_id(&mut self, at: usize, row: &Row, cells: &[Cell], filled: &[usize], answered: bool) {
        let title_column = self.layout.the(ColumnRole::Title);
        let title = title_column.and_then(|column| cells.get(column)).map_or("", |cell| cell.text.as_str());
        let titled = self.catalogs.control_titled(self.layout.catalog, title).filter(|_| !title.is_empty());
        if answered || titled.is_some() {
            self.out.ledger.left_row(at, "the row has no id");
            let hint = titled
                .map(|control| {
                    format!("; its title is that of {}", self.catalogs.id(self.layout.catalog, control))
                })
                .unwrap_or_default();
            let message =
                format!("the row has no id, so nothing of it was used: \"{}\"{hint}", row_text(row));
            self.remark(row.line, self.layout.the(ColumnRole::Id), RemarkKind::RowWithoutId, message);
            let named = self.named_in(row);
            self.unusable(row.line, titled.into_iter().chain(named));
            return;
        }
        // A lone text before the first control, or in the first column: a heading of a group, a signature.
        let lone_first = matches!(filled, [0]) && self.layout.the(ColumnRole::Id) != Some(0);
        let only_theme = filled.iter().all(|column| {
            self.layout
                .columns
                .get(*column)
                .is_some_and(|column| column.role == Some(ColumnRole::ThemeOfControl))
        });
        let continues: Vec<usize> = filled.to_vec();
        let Some(previous) = self.out.rows.last_mut().filter(|_| !lone_first && !only_theme) else {
            self.out.ledger.left_row(at, "the row is about no control");
            let message = format!("about no control, not used: \"{}\"", row_text(row));
            self.remark(row.line, None, RemarkKind::OtherRow, message);
            return;
        };
        let mut names = Vec::new();
        for column in continues {
            let (Some(cell), Some(text)) = (cells.get(column), previous.texts.get_mut(column)) else {
                continue;
            };
            let role = self.layout.columns.get(column).and_then(|column| column.role);
            if role.is_none_or(|role| role == ColumnRole::ThemeOfControl) {
                continue;
            }
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&cell.text);
            for from in &cell.from {
                self.out.ledger.used(at, *from);
            }
            names.extend(self.layout.columns.get(column).map(|column| format!("`{}`", column.name)));
        }
        previous.more_lines.push(row.line);
        let above = previous.line;
        let message = if names.is_empty() {
            "no id, and text in columns that are not used".to_owned()
        } else {
            format!("no id: its text was joined to {} of {}", names.join(", "), line(above))
        };
        self.remark(row.line, None, RemarkKind::Continuation, message);
    }

    /// The chapter of the standard that a cell begins with the number of: `4`, `10 Improvement`. `5` is that of a theme of
    /// controls, too, and the title decides.
    fn chapter<'c>(&self, id_cell: &'c str, title: &str, is_group: bool) -> Option<&'c str> {
        let (number, rest) = id_cell.split_once(char::is_whitespace).unwrap_or((id_cell, ""));
        let number = number.trim_end_matches(['.', ':', ')']);
        let catalog = self.layout.catalog;
        let title = if title.is_empty() { rest } else { title };
        let titled = || self.catalogs.clause_fit(catalog, number, title) == ClauseFit::Titled;
        (self.catalogs.is_clause(catalog, number) && (!is_group || titled())).then_some(number)
    }

    fn row_with_other_id(&mut self, at: usize, row: &Row, cells: &[Cell], filled: &[usize], answered: bool) {
        let id_cell = cell_text(cells, self.layout.the(ColumnRole::Id));
        let title = cell_text(cells, self.layout.the(ColumnRole::Title));
        let id_column = self.layout.the(ColumnRole::Id);
        let group = group(id_cell).filter(|group| self.catalogs.is_group(self.layout.catalog, group));
        if let Some(number) = self.chapter(id_cell, title, group.is_some()) {
            self.out.ledger.left_row(at, "a clause of the standard");
            let message = format!("clause {number} of the standard, and no control: \"{}\"", row_text(row));
            self.remark(row.line, id_column, RemarkKind::ClauseRow, message);
            return;
        }
        if !answered && (group.is_some() || filled.len() == 1) {
            let why = if group.is_some() { "a heading of a group" } else { "the row is about no control" };
            self.out.ledger.left_row(at, why);
            let (kind, what) = match &group {
                Some(group) => (RemarkKind::SectionRow, format!("a heading of {group}")),
                None => (RemarkKind::OtherRow, "about no control, not used".to_owned()),
            };
            let message = format!("{what}: \"{}\"", row_text(row));
            self.remark(row.line, id_column, kind, message);
            return;
        }
        self.out.unknown += 1;
        self.out.ledger.left_row(at, "its id is no control's");
        let (kind, message) = if looks_like_a_mangled_id(id_cell) {
            (
                RemarkKind::MangledId,
                format!(
                    "\"{}\" may be an id that a spreadsheet turned into a date; nothing of the row was used",
                    shown(id_cell)
                ),
            )
        } else if let Some(group) = group {
            (
                RemarkKind::UnknownControl,
                format!(
                    "\"{}\" is a group of controls ({group}), and no control; nothing of the row was used",
                    shown(id_cell)
                ),
            )
        } else {
            (
                RemarkKind::UnknownControl,
                format!("\"{}\" is no id of a control; nothing of the row was used", shown(id_cell)),
            )
        };
        self.remark(row.line, id_column, kind, message);
    }

    fn control_row(
        &mut self,
        at: usize,
        row: &Row,
        cells: Vec<Cell>,
        reading: IdReading,
        filled: &[usize],
        answered: bool,
    ) {
        let id_column = self.layout.the(ColumnRole::Id);
        let catalog = self.layout.catalog;
        let mut controls: Vec<usize> = Vec::new();
        let mut section = None;
        for (place, id) in reading.ids.iter().enumerate() {
            let Some(control) = self.catalogs.find(catalog, &id.id) else {
                if self.catalogs.is_group(catalog, &id.id) && !answered && filled.len() <= 3 {
                    section = Some(id.id.clone());
                    continue;
                }
                self.out.unknown += 1;
                let (kind, message) = self.unknown_id(id);
                self.remark(row.line, id_column, kind, message);
                continue;
            };
            if id.unusual {
                self.unusual_id(row.line, cell_text(&cells, id_column), &id.id);
            }
            let range_from = reading
                .ranges
                .iter()
                .find(|(_, last)| *last == place)
                .and_then(|(first, _)| reading.ids.get(*first));
            if let Some(from) = range_from.and_then(|from| self.catalogs.find(catalog, &from.id)) {
                let theme = |control: usize| {
                    self.catalogs.id(catalog, control).rsplit_once('.').map(|(theme, _)| theme.to_owned())
                };
                if from < control && theme(from) == theme(control) {
                    controls.extend(from + 1..control);
                }
            }
            controls.push(control);
        }
        let mut seen = Vec::new();
        controls.retain(|control| {
            let new = !seen.contains(control);
            seen.push(*control);
            new
        });
        if controls.is_empty() {
            let why = if section.is_some() {
                "a heading of a group"
            } else {
                "its id is no control's of this edition"
            };
            self.out.ledger.left_row(at, why);
            if let Some(group) = section {
                let message = format!("a heading of {group}: \"{}\"", row_text(row));
                self.remark(row.line, id_column, RemarkKind::SectionRow, message);
            }
            return;
        }
        if controls.len() > 1 {
            let ids: Vec<&str> = controls.iter().map(|control| self.catalogs.id(catalog, *control)).collect();
            let message = format!("one row about {} controls: {}", ids.len(), ids.join(", "));
            self.remark(row.line, id_column, RemarkKind::SeveralIds, message);
        }
        for (column, cell) in cells.iter().enumerate() {
            let used = self.layout.columns.get(column).and_then(|column| column.role);
            let used = used.is_some_and(|role| role != ColumnRole::ThemeOfControl);
            for from in &cell.from {
                if used {
                    self.out.ledger.used(at, *from);
                } else if self
                    .layout
                    .columns
                    .get(column)
                    .is_some_and(|column| column.role == Some(ColumnRole::ThemeOfControl))
                {
                    self.out.ledger.left(at, *from, "the catalog knows the theme");
                }
            }
        }
        self.out.rows.push(ControlRow {
            line: row.line,
            more_lines: Vec::new(),
            controls,
            texts: cells.into_iter().map(|cell| cell.text).collect(),
            inline_title: reading.rest,
        });
    }

    /// Ids with a decimal comma or a zero in front: said once, with all lines.
    fn unusual_id(&mut self, line: u32, written: &str, id: &str) {
        const SAID: &str = "an id with a comma or a zero in front was read without it";
        let known = self.out.remarks.iter_mut().find(|remark| remark.message.starts_with(SAID));
        match known {
            Some(remark) => remark.more_lines.push(line),
            None => {
                let message = format!("{SAID}: \"{}\" as {id}", shown(written));
                self.remark(line, self.layout.the(ColumnRole::Id), RemarkKind::ReadAs, message);
            }
        }
    }

    /// What an id is that the catalog does not have.
    fn unknown_id(&self, read: &IdText) -> (RemarkKind, String) {
        let id = read.id.as_str();
        let main =
            self.catalogs.all.get(self.layout.catalog).map_or_else(String::new, |catalog| catalog.label());
        let others = || (0..self.catalogs.all.len()).filter(|catalog| *catalog != self.layout.catalog);
        if let Some(other) = others().find(|catalog| self.catalogs.find(*catalog, id).is_some()) {
            let label = self.catalogs.all.get(other).map_or_else(String::new, |catalog| catalog.label());
            let successors = self.catalogs.successors(other, id);
            let became = if successors.is_empty() {
                String::new()
            } else {
                format!("; it became {}", successors.join(" and "))
            };
            return (
                RemarkKind::OtherEdition,
                format!("{id} is a control of {label}, not of {main}{became}; it was not used"),
            );
        }
        let theme = id.split('.').nth(1).and_then(|theme| theme.parse::<u8>().ok()).unwrap_or_default();
        if !read.lettered && (4..=10).contains(&theme) {
            let bare = id.trim_start_matches("A.");
            return (
                RemarkKind::UnknownControl,
                format!(
                    "{bare} is no control of {main}; if the clause is meant, it always applies; it was not used"
                ),
            );
        }
        if let Some(other) = others().find(|catalog| self.catalogs.is_group(*catalog, id)) {
            let label = self.catalogs.all.get(other).map_or_else(String::new, |catalog| catalog.label());
            return (
                RemarkKind::OtherEdition,
                format!("{id} is a group of controls of {label}; it was not used"),
            );
        }
        (RemarkKind::UnknownControl, format!("{id} is no control of {main}; it was not used"))
    }

    fn is_heading_again(&self, row: &Row) -> bool {
        let Some(heading) = self.layout.heading.and_then(|heading| self.table.rows.get(heading)) else {
            return false;
        };
        let normal = |cells: &[String]| -> Vec<String> {
            cells.iter().map(|cell| plain(cell)).filter(|cell| !cell.is_empty()).collect()
        };
        let (names, cells) = (normal(&heading.cells), normal(&row.cells));
        cells.len() >= 2 && cells == names
    }

    /// A row of a workbook has no more cells than the others, but one may stand where there is no heading.
    fn say_surplus(&mut self, cells: &[Cell], line: u32) {
        let texts: Vec<&str> = self
            .surplus
            .iter()
            .map(|at| cell_text(cells, Some(*at)))
            .filter(|text| !text.is_empty())
            .collect();
        if !texts.is_empty() {
            let message = format!(
                "more cells than headings: what stands behind the last heading was not used, and a text may stand in the \
                 wrong column: \"{}\"",
                shown(&texts.join(" · "))
            );
            self.remark(line, None, RemarkKind::RaggedRow, message);
        }
    }

    /// The cells under their headings. Rows with too many cells are mended where only one reading is possible, and
    /// otherwise used as far as all readings agree; the rest is left, and said.
    fn align(&mut self, at: usize, row: &Row) -> Option<Vec<Cell>> {
        let width = self.layout.columns.len();
        let single = |from: usize| Cell { text: trimmed(row.cells.get(from)), from: vec![from] };
        if row.cells.len() <= width {
            if row.cells.len() < width {
                if let Some(cells) = self.align_around_a_gap(at, row) {
                    return Some(cells);
                }
                match self.short.iter_mut().find(|(width, _)| *width == row.cells.len()) {
                    Some((_, lines)) => lines.push(row.line),
                    None => self.short.push((row.cells.len(), vec![row.line])),
                }
            }
            return Some(
                (0..width)
                    .map(|column| if column < row.cells.len() { single(column) } else { Cell::default() })
                    .collect(),
            );
        }
        let extra = row.cells.len() - width;
        let readings = self.readings(row, extra);
        let cells_word = format!("{} cells under {width} headings", row.cells.len());
        match readings.as_slice() {
            [None] => {
                // Where most rows are so, the headings have a delimiter less than the rows.
                let alike =
                    self.table.rows.iter().filter(|other| other.cells.len() == row.cells.len()).count();
                if alike * 2 <= self.table.rows.len() {
                    let message = format!(
                        "{cells_word}; what is too much is empty, and was taken for delimiters at the end"
                    );
                    self.remark(row.line, None, RemarkKind::RaggedRow, message);
                }
                Some((0..width).map(single).collect())
            }
            [Some(merged)] => {
                let cells: Vec<Cell> = (0..width)
                    .map(|column| match column.cmp(merged) {
                        std::cmp::Ordering::Less => single(column),
                        std::cmp::Ordering::Equal => {
                            let from: Vec<usize> = (column..=column + extra).collect();
                            let parts: Vec<&str> = from
                                .iter()
                                .filter_map(|from| row.cells.get(*from))
                                .map(String::as_str)
                                .collect();
                            Cell {
                                text: parts.join(&self.table.delimiter.to_string()).trim().to_owned(),
                                from,
                            }
                        }
                        std::cmp::Ordering::Greater => single(column + extra),
                    })
                    .collect();
                let text = cells.get(*merged).map_or("", |cell| cell.text.as_str());
                let message = format!(
                    "{cells_word}: \"{}\" was read as one cell, since a delimiter within it is not in quotes; no other \
                     reading fits",
                    shown(text)
                );
                self.remark(row.line, Some(*merged), RemarkKind::RaggedRow, message);
                Some(cells)
            }
            [] => {
                self.out.ledger.left_row(at, "the row has too many cells, and no reading fits");
                let message = format!(
                    "{cells_word}, and no way to join them fits; nothing of the row was used: \"{}\"",
                    row_text(row)
                );
                self.remark(row.line, None, RemarkKind::RaggedRow, message);
                let named = self.named_in(row);
                self.unusable(row.line, named);
                None
            }
            _ => {
                // Before the first possible join and behind the last, all readings agree.
                let places: Vec<usize> = readings.iter().map(|reading| reading.unwrap_or(width)).collect();
                let (low, high) = (places.iter().copied().min()?, places.iter().copied().max()?);
                let unsure: Vec<usize> = (low..(high + 1 + extra).min(row.cells.len())).collect();
                for cell in &unsure {
                    self.out.ledger.left(at, *cell, "the row has too many cells, and several readings fit");
                }
                let texts: Vec<&str> =
                    unsure.iter().filter_map(|cell| row.cells.get(*cell)).map(|cell| cell.trim()).collect();
                let names: Vec<String> = self
                    .layout
                    .columns
                    .iter()
                    .take(high + 1)
                    .skip(low)
                    .map(|column| format!("`{}`", column.name))
                    .collect();
                let message = format!(
                    "{cells_word}: which of {} holds a delimiter that is not in quotes cannot be told, so they were not \
                     used: \"{}\"",
                    names.join(", "),
                    shown(&texts.join(" · "))
                );
                self.remark(row.line, None, RemarkKind::RaggedRow, message);
                let cells: Vec<Cell> = (0..width)
                    .map(|column| {
                        if column < low {
                            single(column)
                        } else if column > high {
                            single(column + extra)
                        } else {
                            Cell::default()
                        }
                    })
                    .collect();
                Some(cells)
            }
        }
    }

    /// The cells of a row with too few, where they fit their headings better with the lack somewhere before the end:
    /// an answer under "applicable", a state under "status". `None` where nothing speaks against a lack at the end.
    fn align_around_a_gap(&mut self, at: usize, row: &Row) -> Option<Vec<Cell>> {
        let width = self.layout.columns.len();
        let lack = width - row.cells.len();
        let cell = |from: usize| trimmed(row.cells.get(from));
        let from = |column: usize, gap: usize| match column {
            _ if column < gap => Some(column),
            _ if column < gap + lack => None,
            _ => Some(column - lack),
        };
        // How many cells are what their heading says, as far as a cell shows it; `None` where one cannot be it.
        let score = |gap: usize| {
            let mut understood = 0;
            for (column, known) in self.layout.columns.iter().enumerate() {
                let text = from(column, gap).map(cell).unwrap_or_default();
                if text.is_empty() {
                    continue;
                }
                if !self.can_hold(known.role, &text) {
                    return None;
                }
                understood += usize::from(shows_its_use(known.role));
            }
            Some(understood)
        };
        let holds_an_id = self.layout.the(ColumnRole::Id).is_some_and(|id| {
            (0..=row.cells.len()).any(|gap| {
                from(id, gap).is_some_and(|from| !ids_in(self.catalogs, &cell(from)).ids.is_empty())
            })
        });
        if !holds_an_id || score(row.cells.len()).is_some() {
            return None;
        }
        let scores: Vec<(usize, usize)> =
            (0..row.cells.len()).filter_map(|gap| Some((gap, score(gap)?))).collect();
        let best = scores.iter().map(|(_, score)| *score).max()?;
        let at_the_end = (0..row.cells.len())
            .filter(|column| {
                let role = self.layout.columns.get(*column).and_then(|column| column.role);
                shows_its_use(role) && !cell(*column).is_empty() && self.can_hold(role, &cell(*column))
            })
            .count();
        if best <= at_the_end {
            return None;
        }
        let gaps: Vec<usize> =
            scores.iter().filter(|(_, score)| *score == best).map(|(gap, _)| *gap).collect();
        let (low, high) = (*gaps.first()?, *gaps.last()?);
        // Before the first possible lack and behind the last, all readings agree.
        let cells: Vec<Cell> = (0..width)
            .map(|column| match column {
                _ if column < low => Cell { text: cell(column), from: vec![column] },
                _ if column < high + lack => Cell::default(),
                _ => Cell { text: cell(column - lack), from: vec![column - lack] },
            })
            .collect();
        for unsure in low..high {
            self.out.ledger.left(at, unsure, "the row has too few cells, and several readings fit");
        }
        let names: Vec<String> = self
            .layout
            .columns
            .iter()
            .take(high + lack)
            .skip(low)
            .map(|column| format!("`{}`", column.name))
            .collect();
        let words = format!("{} cells under {width} headings", row.cells.len());
        let message = match low == high {
            true => format!("{words}: what stands there fits only if {} is missing", names.join(", ")),
            false => format!(
                "{words}: which of {} is missing cannot be told, so they were not used: \"{}\"",
                names.join(", "),
                shown(&(low..high).map(cell).collect::<Vec<_>>().join(" · "))
            ),
        };
        self.remark(row.line, None, RemarkKind::RaggedRow, message);
        Some(cells)
    }

    /// The ways to read a row with too many cells: the column whose text was cut in pieces, or `None` where the cells
    /// too many stand at the end and are empty.
    fn readings(&self, row: &Row, extra: usize) -> Vec<Option<usize>> {
        let width = self.layout.columns.len();
        let cell = |from: usize| trimmed(row.cells.get(from));
        let mut readings: Vec<Option<usize>> = Vec::new();
        for merged in 0..width {
            let role = self.layout.columns.get(merged).and_then(|column| column.role);
            let may_hold_text = !matches!(
                role,
                Some(
                    ColumnRole::Applies
                        | ColumnRole::DoesNotApply
                        | ColumnRole::State
                        | ColumnRole::DueOn
                        | ColumnRole::MarkOfNeed
                )
            );
            let mut whole = true;
            for (column, known) in self.layout.columns.iter().enumerate() {
                if column == merged {
                    continue;
                }
                let text = cell(if column < merged { column } else { column + extra });
                whole &= text.is_empty() || self.can_hold(known.role, &text);
            }
            if role == Some(ColumnRole::Id) {
                let joined: Vec<String> = (merged..=merged + extra).map(cell).collect();
                whole &= joined.iter().all(|part| !ids_in(self.catalogs, part).ids.is_empty());
            }
            if may_hold_text && whole {
                readings.push(Some(merged));
            }
        }
        // In running text a comma is followed by a blank: pieces that begin with one belong to the piece before.
        let begins_blank = |from: usize| {
            row.cells
                .get(from)
                .is_some_and(|cell| cell.starts_with([' ', '\u{a0}']) && !cell.trim().is_empty())
        };
        let usual_blanks =
            self.table.rows.iter().skip(self.layout.first).filter(|other| other.cells.len() <= width).any(
                |other| {
                    other.cells.iter().skip(1).any(|cell| cell.starts_with(' ') && !cell.trim().is_empty())
                },
            );
        if !usual_blanks && (1..row.cells.len()).any(begins_blank) {
            let running = |merged: usize| (merged + 1..=merged + extra).all(begins_blank);
            let all_within = |merged: usize| {
                (1..row.cells.len())
                    .filter(|from| begins_blank(*from))
                    .all(|from| (merged + 1..=merged + extra).contains(&from))
            };
            let better: Vec<Option<usize>> = readings
                .iter()
                .copied()
                .filter(|reading| reading.is_some_and(|merged| running(merged) && all_within(merged)))
                .collect();
            if !better.is_empty() {
                return better;
            }
        }
        let tail_empty = (width..row.cells.len()).all(|from| cell(from).is_empty());
        let in_place = self.layout.columns.iter().enumerate().all(|(column, known)| {
            let text = cell(column);
            text.is_empty() || self.can_hold(known.role, &text)
        });
        if tail_empty && in_place {
            return vec![None];
        }
        readings
    }

    fn can_hold(&self, role: Option<ColumnRole>, text: &str) -> bool {
        match role {
            Some(ColumnRole::Id) => !ids_in(self.catalogs, text).ids.is_empty() || group(text).is_some(),
            Some(ColumnRole::Applies | ColumnRole::DoesNotApply) => !read_answer(text).is_unknown(),
            Some(ColumnRole::State) => !read_state(text).is_unknown(),
            Some(ColumnRole::DueOn) => read_date(text) != DateReading::None,
            Some(ColumnRole::MarkOfNeed | ColumnRole::MarkOfState) => {
                matches!(read_answer(text), Reading::Says(Answer::Yes | Answer::No) | Reading::Empty)
            }
            _ => true,
        }
    }

    fn say_short_rows(&mut self) {
        let width = self.layout.columns.len();
        for (cells, lines) in std::mem::take(&mut self.short) {
            let missing: Vec<String> =
                self.layout.columns.iter().skip(cells).map(|column| format!("`{}`", column.name)).collect();
            let rows =
                if lines.len() == 1 { "1 row has".to_owned() } else { format!("{} rows have", lines.len()) };
            let message = format!(
                "{rows} {cells} {} under {width} headings; {} {} empty there",
                if cells == 1 { "cell" } else { "cells" },
                missing.join(", "),
                if missing.len() == 1 { "is" } else { "are" }
            );
            let mut lines = lines.into_iter();
            let line = lines.next();
            self.out.remarks.push(Remark {
                line,
                more_lines: lines.collect(),
                column: None,
                kind: RemarkKind::RaggedRow,
                message,
            });
        }
    }

    /// A quote that closes too late makes one cell of many rows.
    fn look_for_swallowed_rows(&mut self, row: &Row) {
        for (column, cell) in row.cells.iter().enumerate() {
            if cell.matches('\n').count() < SWALLOW_LINES {
                continue;
            }
            let swallowed: Vec<&str> = cell
                .lines()
                .skip(1)
                .filter_map(|line| Some(line.split_once(self.table.delimiter)?.0))
                .filter(|first| !ids_in(self.catalogs, first).ids.is_empty())
                .collect();
            if swallowed.len() >= 2 {
                let message = format!(
                    "a quoted cell holds {} lines that look like rows of their own; a closing quote may be missing",
                    swallowed.len()
                );
                let named: Vec<usize> = swallowed.iter().flat_map(|first| self.controls_of(first)).collect();
                self.unusable(row.line, named);
                self.remark(row.line, Some(column), RemarkKind::SwallowedRows, message);
            }
        }
    }
}

/// The columns beyond the last heading that hold something in few rows. Where most rows have it, a column has lost its
/// heading.
fn surplus(table: &Table, layout: &Layout) -> Vec<usize> {
    let named =
        layout.columns.iter().rposition(|column| !column.own.is_empty()).map_or(usize::MAX, |at| at + 1);
    let below = table.rows.get(layout.first..).unwrap_or_default();
    let rare = |at: &usize| {
        let filled =
            below.iter().filter(|row| row.cells.get(*at).is_some_and(|cell| !cell.trim().is_empty()));
        filled.count() * 2 <= below.len()
    };
    let unused = |at: &usize| layout.columns.get(*at).is_some_and(|column| column.role.is_none());
    (named..layout.columns.len()).filter(unused).filter(rare).collect()
}

/// Whether a cell of a column with this use shows by itself that it belongs there.
fn shows_its_use(role: Option<ColumnRole>) -> bool {
    matches!(
        role,
        Some(
            ColumnRole::Id
                | ColumnRole::Applies
                | ColumnRole::DoesNotApply
                | ColumnRole::State
                | ColumnRole::DueOn
        )
    )
}

fn cell_text(cells: &[Cell], column: Option<usize>) -> &str {
    column.and_then(|column| cells.get(column)).map_or("", |cell| cell.text.as_str())
}

fn trimmed(cell: Option<&String>) -> String {
    cell.map_or("", |cell| cell.trim()).to_owned()
}

fn row_text(row: &Row) -> String {
    let cells: Vec<&str> = row.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    shown(&cells.join(" · "))
}
