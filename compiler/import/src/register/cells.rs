//! Cells of a register as values of fields. What says no value is kept as words, and told.

use std::collections::{BTreeMap, BTreeSet};

use annexa_core::Model;
use annexa_core::model::{Decl, View};
use annexa_core::prelude::{RiskMethod, Role};
use annexa_formats::tables::Table;

use super::columns::{Layout, Use};
use super::rows::{self, EntryRow};
use super::{Column, Reads, Register, Target};
use crate::dates::{DateReading, read_date};
use crate::report::{Remark, RemarkKind, UnusedCell};
use crate::soa::answers::{is_stand_in, vocabulary};
use crate::soa::ids::read_ids;
use crate::source::{Names, kebab, line_text, one_line};
use crate::words::{answer_text, plain};

/// The key of how often something is done, in the library's table of words.
const OFTEN: &str = "frequency.";

/// A declaration to be.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub name: String,
    pub title: String,
    pub id: String,
    /// Fields in the order of the register: the name, and the parts, each with the word that begins it.
    pub facts: Vec<(String, Vec<(String, String)>)>,
    /// Paragraphs.
    pub body: Vec<String>,
    /// Cells without a field: the heading and the text.
    pub words: Vec<(String, String)>,
}

/// What the rows gave.
#[derive(Default)]
pub(super) struct Read {
    pub entries: Vec<Entry>,
    /// Roles that the package does not have: name and title.
    pub roles: Vec<(String, String)>,
    pub remarks: Vec<Remark>,
    pub unused: Vec<UnusedCell>,
    /// Cells below the headings that hold something.
    pub cells: u32,
    /// Those above.
    pub above: u32,
}

/// The roles of a package, and those that a file adds.
pub(crate) struct Roles {
    names: Names,
    /// Names by what the roles are called.
    known: BTreeMap<String, String>,
    /// Roles that the package does not have: name and title.
    pub new: Vec<(String, String)>,
}

impl Roles {
    /// Those of the package, less what the file declares that is written anew.
    pub(crate) fn new(target: Target<'_>) -> Self {
        let gone = |decl: &Decl<'_>| target.declares_anew(*decl);
        let mut names = Names::default();
        for decl in target.model.decls().filter(|decl| decl.parent().is_none() && !gone(decl)) {
            names.unique(decl.name());
        }
        let mut known = BTreeMap::new();
        for role in target.model.all::<Role<'_>>().map(View::decl).filter(|decl| !gone(decl)) {
            known.insert(plain(role.name()), role.name().to_owned());
            known.insert(plain(&role.title()), role.name().to_owned());
        }
        Roles { names, known, new: Vec::new() }
    }

    /// A name that nothing has yet.
    pub(crate) fn free_name(&mut self, title: &str, kind: &str) -> String {
        self.names.unique(&kebab(title, kind))
    }

    /// The role that is called so; a new one where the package has none.
    pub(crate) fn role(&mut self, text: &str, kind: &str) -> String {
        let title = one_line(text);
        if let Some(name) = self.known.get(&plain(&title)) {
            return name.clone();
        }
        let name = self.free_name(&title, kind);
        self.known.insert(plain(&title), name.clone());
        self.new.push((name.clone(), title));
        name
    }
}

/// What the words of cells can mean in a package.
pub(crate) struct Values<'m> {
    model: &'m Model,
    /// The only risk method.
    method: Option<RiskMethod<'m>>,
    /// The fields of the method whose steps the register counts otherwise: its numbers mean something else.
    other_scales: BTreeSet<&'static str>,
}

impl<'m> Values<'m> {
    pub(crate) fn new(model: &'m Model) -> Self {
        let mut methods = model.all::<RiskMethod<'m>>();
        let method = methods.next().filter(|_| methods.next().is_none());
        Values { model, method, other_scales: BTreeSet::new() }
    }

    /// The steps of the method that a field of it names.
    fn steps(&self, field: &str) -> Vec<&'m str> {
        let name = self.model.names.get(field);
        let decl = self.method.map(View::decl).zip(name);
        let found =
            decl.and_then(|(decl, name)| Some((decl, self.model.schema.field_of(decl.kind(), name)?)));
        found.map_or_else(Vec::new, |(decl, field)| decl.values(field).map(|step| step.source()).collect())
    }

    /// Compares how far the numbers of a register go with the steps of the method. Where they go further, none is read:
    /// the fourth of five is not the fourth of four.
    fn compare_scales(&mut self, table: &Table, layout: &Layout) -> Vec<Remark> {
        let mut highest: BTreeMap<&'static str, (usize, Vec<String>)> = BTreeMap::new();
        let first = layout.heading.map_or(0, |at| at + 1);
        for (at, found) in layout.columns.iter().enumerate() {
            let Use::For(column, _) = &found.used else { continue };
            if column.reads != Reads::Step {
                continue;
            }
            let numbers = |text: &str| -> Vec<usize> {
                text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
            };
            let below = table.rows.iter().skip(first).filter_map(|row| row.cells.get(at));
            let counted = below.filter_map(|cell| numbers(cell).first().copied());
            // `Likelihood (1-5)`
            let most = counted.chain(numbers(&found.name)).max().unwrap_or_default();
            let of = highest.entry(&column.of).or_default();
            of.0 = of.0.max(most);
            of.1.push(found.name.clone());
        }
        let mut remarks = Vec::new();
        for (field, (most, columns)) in highest {
            let steps = self.steps(field);
            if most <= steps.len() || steps.is_empty() {
                continue;
            }
            self.other_scales.insert(field);
            remarks.push(Remark {
                line: None,
                more_lines: Vec::new(),
                column: Some(columns.join(", ")),
                kind: RemarkKind::OtherScale,
                message: format!(
                    "the register counts up to {most}, and the risk method has {} steps of {field} ({}): no number was read \
                     as a step; bring the two together and import again",
                    steps.len(),
                    steps.join(", ")
                ),
            });
        }
        remarks
    }

    /// Whether a cell says a value of the column; any does where the values are texts.
    pub(super) fn can_read(&self, column: &Column, cell: &str) -> bool {
        match column.reads {
            Reads::Title
            | Reads::Given
            | Reads::Family
            | Reads::Id
            | Reads::Body
            | Reads::Text
            | Reads::Role
            | Reads::Derived => true,
            // Without a method nobody can say yet, and the report will.
            Reads::Step => self.value(column, cell).is_some() || cell.parse::<u32>().is_ok(),
            Reads::Flag | Reads::Day | Reads::Word | Reads::Often | Reads::Controls | Reads::Document => {
                self.value(column, cell).is_some()
            }
        }
    }

    /// The value that a cell says, as source, and whether it says it word for word. Roles are for the caller.
    pub(crate) fn value(&self, column: &Column, cell: &str) -> Option<(String, bool)> {
        let uses = |prefix: &str| {
            let of = |key: &&'static str| key.strip_prefix(prefix).map(|value| value.trim_end_matches('?'));
            vocabulary().uses(&answer_text(cell)).iter().find_map(of)
        };
        match column.reads {
            Reads::Text => Some((line_text(cell), true)),
            Reads::Document => (!names_nothing(cell)).then(|| (line_text(cell), true)),
            Reads::Flag => match (uses("answer-yes"), uses("answer-no")) {
                (Some(_), _) => Some(("yes".to_owned(), true)),
                (_, Some(_)) => Some(("no".to_owned(), true)),
                _ => None,
            },
            Reads::Day => match read_date(cell) {
                DateReading::Day(day) => {
                    let same = day == cell;
                    Some((day, same))
                }
                DateReading::Ambiguous | DateReading::None => None,
            },
            Reads::Word => {
                let name = self.model.names.get(&column.of)?;
                let list = self.model.schema.enums.iter().find(|list| list.name == name)?;
                let wanted = plain(cell);
                let text = |value: &annexa_core::schema::EnumValue| self.model.names.text(value.name);
                let own = list.values.iter().find(|v| plain(text(v)) == wanted || plain(&v.title) == wanted);
                match own {
                    Some(value) => Some((text(value).to_owned(), true)),
                    None => uses(&format!("{}.", column.of)).map(|value| (value.to_owned(), false)),
                }
            }
            Reads::Often => uses(OFTEN).map(|often| (format!("every {often}"), false)),
            Reads::Controls => {
                let reading = read_ids(cell);
                let known = |id: &str| self.model.find_entry(id).is_some();
                let whole = reading.ranges.is_empty() && reading.ids.iter().all(|id| known(&id.id));
                let ids: Vec<String> = reading.ids.into_iter().map(|id| id.id).collect();
                (whole && !ids.is_empty() && reading.rest.is_empty()).then(|| (ids.join(", "), true))
            }
            Reads::Step => self.step(&column.of, cell),
            Reads::Title
            | Reads::Given
            | Reads::Family
            | Reads::Id
            | Reads::Body
            | Reads::Role
            | Reads::Derived => None,
        }
    }

    /// The step of the risk method that a cell names, or counts from 1.
    fn step(&self, field: &str, cell: &str) -> Option<(String, bool)> {
        let steps = self.steps(field);
        let wanted = plain(cell);
        if let Some(step) = steps.iter().find(|step| plain(step) == wanted) {
            return Some(((*step).to_owned(), true));
        }
        if self.other_scales.contains(field) {
            return None;
        }
        // `4`, and `4 - likely`.
        let digits: String = cell.chars().take_while(char::is_ascii_digit).collect();
        let behind = plain(cell.get(digits.len()..)?);
        let at: usize = digits.parse().ok()?;
        let step = steps.get(at.checked_sub(1)?)?;
        (behind.is_empty() || behind == plain(step)).then(|| ((*step).to_owned(), false))
    }

    /// Whether numbers can stand for the steps that a field of the risk method names.
    fn can_count(&self, field: &str) -> bool {
        self.method.is_some() && !self.other_scales.contains(field)
    }
}

/// Whether a cell says whether there is something, or how far it is, and not what it is.
fn names_nothing(cell: &str) -> bool {
    let uses = vocabulary().uses(&answer_text(cell));
    uses.iter().any(|key| key.starts_with("answer-") || key.starts_with("state-") || *key == "no-name")
}

/// Reads the rows below the headings.
pub(super) fn read(register: &'static Register, table: &Table, layout: &Layout, target: Target<'_>) -> Read {
    let same_kind = |decl: &Decl<'_>| decl.kind_name() == register.kind && !target.declares_anew(*decl);
    let there = target
        .model
        .decls()
        .filter(same_kind)
        .map(|d| (plain(&d.title()), (d.name().to_owned(), target.model.files.get(d.file()).path.clone())))
        .collect();
    let mut values = Values::new(target.model);
    let remarks = values.compare_scales(table, layout);
    let mut reader = Reader {
        register,
        layout,
        values,
        roles: Roles::new(target),
        there,
        read: Read { remarks, ..Read::default() },
        seen: BTreeSet::new(),
    };
    for row in table.rows.iter().take(layout.first().saturating_sub(1)) {
        let filled = row.cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
        for (at, cell) in filled {
            reader.read.above += 1;
            reader.unused(row.line, at, cell.trim().to_owned(), "it stands above the headings");
        }
    }
    let (rows, told) = rows::rows(table, layout);
    for (kind, line, at, message) in told {
        reader.tell(kind, line, at, message);
    }
    for row in &rows {
        reader.row(row);
    }
    let steps =
        |c: &super::columns::Found| matches!(&c.used, Use::For(column, _) if column.reads == Reads::Step);
    if layout.columns.iter().any(steps) && reader.values.method.is_none() {
        reader.read.remarks.push(Remark {
            line: None,
            more_lines: Vec::new(),
            column: None,
            kind: RemarkKind::UnknownValue,
            message: "what the numbers stand for is said by a risk method, and the package has none, or several: write one \
                      (`annexa explain risk-method`) and import again; until then they are kept as words"
                .to_owned(),
        });
    }
    reader.read.roles = reader.roles.new;
    reader.read
}

struct Reader<'a> {
    register: &'static Register,
    layout: &'a Layout,
    values: Values<'a>,
    roles: Roles,
    /// What the package has of the kind in other files, by title: name and file.
    there: BTreeMap<String, (String, String)>,
    read: Read,
    /// Titles and ids of the rows above.
    seen: BTreeSet<(Reads, String)>,
}

impl Reader<'_> {
    fn row(&mut self, row: &EntryRow) {
        let line = row.line;
        let own = row.cells.iter().flatten().filter(|piece| !piece.lent);
        self.read.cells += u32::try_from(own.count()).unwrap_or(u32::MAX);
        let filled: Vec<usize> = (0..row.cells.len()).filter(|at| !row.text(*at).is_empty()).collect();
        if let Some((kind, why)) = row.no_entry {
            self.tell(kind, line, None, why.to_owned());
            for at in filled {
                self.leave(row, at, why);
            }
            return;
        }
        let title_at = self.layout.of(Reads::Title);
        let title = self.layout.name(|at| row.text(at));
        let mut entry = Entry {
            name: self.roles.free_name(&title, &self.register.kind),
            title: title.clone(),
            ..Entry::default()
        };
        self.once(Reads::Title, line, &title);
        if let Some((name, file)) = self.there.get(&plain(&title)) {
            let shown = crate::report::shown(&title);
            let why = format!(
                "the package has \u{201c}{shown}\u{201d} already, `{name}` in `{file}`: if that is the same, take one of them out"
            );
            self.tell(RemarkKind::DoubledRow, line, title_at, why);
        }
        let mut parts: BTreeMap<&str, Vec<(&'static Column, String, usize, String)>> = BTreeMap::new();
        for at in filled {
            let Some(found) = self.layout.columns.get(at) else { continue };
            let text = row.text(at);
            match &found.used {
                _ if self.layout.names.contains(&at) => {}
                Use::Nothing(why) => self.leave(row, at, why),
                _ if is_stand_in(&text) => {
                    self.tell(
                        RemarkKind::Placeholder,
                        line,
                        Some(at),
                        format!("`{text}` only holds a place"),
                    );
                    self.leave(row, at, "it only holds a place");
                }
                Use::Words => entry.words.push((found.name.clone(), text)),
                Use::For(column, _) => match column.reads {
                    Reads::Id => {
                        self.once(Reads::Id, line, &text);
                        entry.id = text;
                    }
                    Reads::Body => entry.body.push(text),
                    _ => match self.value(column, at, line, &text) {
                        Some(value) => {
                            parts.entry(&column.field).or_default().push((column, value, at, text));
                        }
                        None => entry.words.push((found.name.clone(), text)),
                    },
                },
            }
        }
        for column in &self.register.column {
            let Some(mut of_field) = parts.remove(column.field.as_str()) else { continue };
            of_field.sort_by_key(|(column, ..)| {
                self.register.column.iter().position(|other| other.key == column.key)
            });
            if self.is_whole(&of_field) {
                let fact = of_field.into_iter().map(|(c, value, ..)| (c.part.clone(), value)).collect();
                entry.facts.push((column.field.clone(), fact));
                continue;
            }
            for (column, _, at, text) in of_field {
                if column.reads != Reads::Step || self.values.other_scales.is_empty() {
                    let why = format!("{} says little without the rest, and is kept as words", column.means);
                    self.tell(RemarkKind::UnknownValue, line, Some(at), why);
                }
                entry.words.push((self.heading(at), text));
            }
        }
        self.read.entries.push(entry);
    }

    /// Whether the parts of a field make a fact: what leads it is there, and of two steps both.
    fn is_whole(&self, parts: &[(&'static Column, String, usize, String)]) -> bool {
        let Some((first, ..)) = parts.first() else { return false };
        let all = || self.register.column.iter().filter(|column| column.field == first.field);
        let has_lead = all().any(|column| column.part.is_empty());
        let leads = parts.iter().any(|(column, ..)| column.part.is_empty());
        let steps = all().filter(|column| column.reads == Reads::Step).count();
        let said = parts.iter().filter(|(column, ..)| column.reads == Reads::Step).count();
        (leads || !has_lead) && said == steps
    }

    /// The value of a cell as source.
    fn value(&mut self, column: &'static Column, at: usize, line: u32, text: &str) -> Option<String> {
        if column.reads == Reads::Role {
            return Some(self.roles.role(text, &self.register.kind));
        }
        match self.values.value(column, text) {
            Some((value, true)) => Some(value),
            Some((value, false)) => {
                self.tell(RemarkKind::ReadAs, line, Some(at), format!("`{text}` was read as `{value}`"));
                Some(value)
            }
            // Told once, for the whole column.
            None if column.reads == Reads::Step && !self.values.can_count(&column.of) => None,
            None => {
                let kind = match column.reads {
                    Reads::Day => RemarkKind::UnknownDate,
                    _ => RemarkKind::UnknownValue,
                };
                let shown = crate::report::shown(text);
                let why =
                    format!("`{shown}` does not say {} in a known way, and is kept as words", column.means);
                self.tell(kind, line, Some(at), why);
                None
            }
        }
    }

    /// Tells a title or an id that a row above has.
    fn once(&mut self, what: Reads, line: u32, text: &str) {
        if !self.seen.insert((what, plain(text))) {
            let at = self.layout.of(what);
            let why = format!("`{}` stands on a row above, too", crate::report::shown(text));
            self.tell(RemarkKind::DoubledRow, line, at, why);
        }
    }

    fn heading(&self, at: usize) -> String {
        self.layout.columns.get(at).map_or_else(String::new, |found| found.name.clone())
    }

    /// Adds a remark, or a line to one that says the same.
    fn tell(&mut self, kind: RemarkKind, line: u32, at: Option<usize>, message: String) {
        let column = at.map(|at| self.heading(at));
        let same = |r: &&mut Remark| r.kind == kind && r.column == column && r.message == message;
        match self.read.remarks.iter_mut().find(same) {
            Some(remark) => remark.more_lines.push(line),
            None => self.read.remarks.push(Remark::of_kind(kind, line, column.as_deref(), message)),
        }
    }

    /// Lists the cells that a row has in a column as not used.
    fn leave(&mut self, row: &EntryRow, at: usize, why: &str) {
        let own = row.cells.get(at).into_iter().flatten().filter(|piece| !piece.lent);
        for piece in own {
            self.unused(piece.line, at, piece.text.clone(), why);
        }
    }

    fn unused(&mut self, line: u32, at: usize, text: String, why: &str) {
        let column = self.heading(at);
        self.read.unused.push(UnusedCell { line, column, text, why: why.to_owned() });
    }
}
