//! People: who holds which role on a day (ISO/IEC 27001, 5.3), what they are known to be able to do (7.2), and which teams
//! were in an awareness training (7.3).

use std::borrow::Cow;

use annexa_core::condition::Reads;
use annexa_core::model::{Anchor, Decl, DeclId, Model, Phrase, ValueRef, View};
use annexa_core::prelude::{
    Acknowledgement, Competence, Owned, Person, Role, Team, Training, TrainingKind, field, kind,
};
use annexa_core::source::PackageId;
use annexa_core::time::{Date, Duration};
use annexa_formats::data::Rows;
use annexa_syntax::tree::Prep;
use rust_decimal::prelude::ToPrimitive;
use rustc_hash::FxHashMap;

use crate::data::{Data, Outcome};
use crate::eval::{self, cells::convert, scalar::Scalar};
use crate::scope::wholes;

/// How long an awareness training counts where it does not say how often it is given.
pub const AWARENESS: Duration = Duration { months: 12, days: 0, seconds: 0 };

/// One who holds a role, as one line `holder:` says it, or one row of the organization's file of people.
#[derive(Clone, Debug)]
pub struct Holding<'m> {
    /// What says so.
    pub said: Said<'m>,
    /// The person, where one is declared.
    pub person: Option<Person<'m>>,
    /// The first day.
    pub since: Option<Date>,
    /// The last day that the line or the row gives.
    pub until: Option<Date>,
    /// The person's last day in the organization.
    pub left: Option<Date>,
}

/// What says that somebody holds a role.
#[derive(Clone, Debug)]
pub enum Said<'m> {
    /// A line `holder:`, with the value that names the person, or the text for somebody who is not declared.
    Line(Phrase<'m>, ValueRef<'m>),
    /// A row of the file that `people:` of the organization names.
    Row {
        /// The value that names the file.
        names: ValueRef<'m>,
        /// Who it is, in the words of the file.
        name: String,
        /// Where in the file it stands, for people: `line 3 of hr/export.csv`.
        at: String,
    },
}

impl<'m> Holding<'m> {
    /// Where it is said.
    pub fn anchor(&self) -> Anchor {
        match &self.said {
            Said::Line(_, value) => value.anchor(),
            Said::Row { names, .. } => names.anchor(),
        }
    }

    /// The name of whoever holds the role, for people.
    pub fn name(&self) -> Cow<'m, str> {
        match (&self.said, self.person) {
            (_, Some(person)) => person.decl().title(),
            (Said::Line(_, value), None) => value.text().unwrap_or_default(),
            (Said::Row { name, .. }, None) => Cow::Owned(name.clone()),
        }
    }

    /// Whether the line says that the role is held on `day`.
    pub fn is_said(&self, day: Date) -> bool {
        self.since.is_none_or(|s| s <= day) && self.until.is_none_or(|u| day <= u)
    }

    /// Whether the person is still there on `day`.
    pub fn is_there(&self, day: Date) -> bool {
        self.left.is_none_or(|left| day <= left)
    }
}

/// All that the lines `holder:` of `role` say, and what the file of people says of it.
pub fn holdings<'m>(role: Role<'m>, data: &Data<'m>) -> impl Iterator<Item = Holding<'m>> {
    let lines = role.decl().phrases(field::ROLE_HOLDER).flat_map(|phrase| {
        let date = move |prep| phrase.part(prep).find_map(|v| v.date());
        let known = phrase.lead().filter(|v| v.is_known());
        known.map(move |value| {
            let person = value.view::<Person<'m>>();
            let left = person.and_then(|p| p.left());
            let said = Said::Line(phrase, value);
            Holding { said, person, since: date(Prep::Since), until: date(Prep::Until), left }
        })
    });
    lines.chain(data.staff.of(role).iter().cloned())
}

/// Who holds `role` on `day`, of those who are declared.
pub fn holders<'m>(role: Role<'m>, day: Date, data: &Data<'m>) -> Vec<Person<'m>> {
    let mut found: Vec<Person<'m>> = Vec::new();
    for person in holdings(role, data).filter(|h| h.is_said(day)).filter_map(|h| h.person) {
        // Both a line and a row may say it.
        if !found.contains(&person) {
            found.push(person);
        }
    }
    found
}

/// Whether anybody holds `role` on `day`, declared or not; `None` where a file would say so that could not be read.
pub fn is_held<'m>(role: Role<'m>, day: Date, data: &Data<'m>) -> Option<bool> {
    let held = holdings(role, data).any(|h| h.is_said(day) && h.is_there(day));
    (held || !data.staff.is_hidden).then_some(held)
}

/// What the file says that `people:` of the organization names: who holds which role.
#[derive(Debug, Default)]
pub struct Staff<'m> {
    /// Whether there is such a file, and it was not looked at or cannot be read.
    pub is_hidden: bool,
    /// Rows whose role is none of the package: where they stand, and the cell.
    pub strange: Vec<(ValueRef<'m>, Vec<(u32, String)>)>,
    by_role: FxHashMap<DeclId, Vec<Holding<'m>>>,
}

impl<'m> Staff<'m> {
    /// What it says of `role`.
    pub fn of(&self, role: Role<'m>) -> &[Holding<'m>] {
        self.by_role.get(&role.decl().id).map_or(&[], |all| all)
    }

    /// Takes over the rows of a file. What is wrong with its columns and its dates is told in `told`.
    pub(crate) fn read(&mut self, names: ValueRef<'m>, path: &str, rows: &Rows, told: &mut Outcome<'m>) {
        let model = names.model;
        let place = model.place(names.anchor());
        let index = |name: StaffColumn| rows.column(name.title(model));
        let needed = [StaffColumn::Person, StaffColumn::Role];
        for column in needed.into_iter().filter(|c| index(*c).is_none()) {
            told.missing.push((column.title(model).to_owned(), place));
        }
        if !told.missing.is_empty() {
            self.is_hidden = true;
            return;
        }
        let roles = ByName::new(model.all::<Role<'m>>());
        let persons = ByName::new(model.all::<Person<'m>>());
        let mut strange: Vec<(u32, String)> = Vec::new();
        for row in &rows.rows {
            let cell = |column| index(column).and_then(|i| row.cells.get(i)).map_or("", |c| c.trim());
            let said = cell(StaffColumn::Role);
            // Who holds no role may stand in the file as well.
            if said.is_empty() {
                continue;
            }
            let Some(role) = roles.of(said) else {
                strange.push((row.number, said.to_owned()));
                continue;
            };
            let mut date = |column: StaffColumn| match cell(column) {
                "" => None,
                text => match convert(text, Reads::Date) {
                    Some(Scalar::Date(date)) => Some(date),
                    _ => {
                        told.is_no_date(rows, index(column), row, place);
                        None
                    }
                },
            };
            let (joined, left) = (date(StaffColumn::Joined), date(StaffColumn::Left));
            let (since, until) = (date(StaffColumn::Since), date(StaffColumn::Until));
            let (id, name) = (cell(StaffColumn::Person), cell(StaffColumn::Name));
            let person = persons.of(id).or_else(|| persons.of(name));
            let shown = if name.is_empty() { id } else { name };
            let at = format!("{} {} of `{path}`", rows.counted_by, row.number);
            let holding = Holding {
                said: Said::Row { names, name: shown.to_owned(), at },
                person,
                since: since.or(joined),
                until,
                left: left.into_iter().chain(person.and_then(|p| p.left())).min(),
            };
            self.by_role.entry(role.decl().id).or_default().push(holding);
        }
        if !strange.is_empty() {
            self.strange.push((names, strange));
        }
    }
}

/// The columns of the file of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StaffColumn {
    Person,
    Role,
    Name,
    Since,
    Until,
    Joined,
    Left,
}

impl StaffColumn {
    /// What the column is called: as kinds, fields and prepositions of the language are.
    fn title(self, model: &Model) -> &str {
        let of_kind = |id| model.schema.kind(id).map_or("", |k| model.names.text(k.name));
        let of_field = |id| model.schema.field(id).map_or("", |f| model.names.text(f.name));
        match self {
            StaffColumn::Person => of_kind(kind::PERSON),
            StaffColumn::Role => of_kind(kind::ROLE),
            StaffColumn::Name => "name",
            StaffColumn::Since => Prep::Since.word(),
            StaffColumn::Until => Prep::Until.word(),
            StaffColumn::Joined => of_field(field::PERSON_JOINED),
            StaffColumn::Left => of_field(field::PERSON_LEFT),
        }
    }
}

/// Declarations of a kind as a file names them: by name, else by title where only one has it.
struct ByName<V> {
    names: FxHashMap<String, V>,
    titles: FxHashMap<String, Option<V>>,
}

impl<'m, V: View<'m> + Copy> ByName<V> {
    fn new(all: impl Iterator<Item = V>) -> Self {
        let mut found = ByName { names: FxHashMap::default(), titles: FxHashMap::default() };
        for view in all {
            found.names.insert(view.decl().path(), view);
            let title = view.decl().title().to_lowercase();
            found.titles.entry(title).and_modify(|only| *only = None).or_insert(Some(view));
        }
        found
    }

    fn of(&self, said: &str) -> Option<V> {
        let by_title = || self.titles.get(&said.to_lowercase()).copied().flatten();
        self.names.get(said).copied().or_else(by_title)
    }
}

/// What the roles of a package own and approve, in the order of the model.
#[derive(Debug, Default)]
pub struct Belongings<'m>(FxHashMap<DeclId, Vec<Decl<'m>>>);

impl<'m> Belongings<'m> {
    /// Gathers it, of what the package itself declares.
    pub fn new(model: &'m Model) -> Self {
        let mut found: FxHashMap<DeclId, Vec<Decl<'m>>> = FxHashMap::default();
        for owned in model.all::<Owned>().map(View::decl).filter(|d| d.package() == PackageId::MAIN) {
            let roles = owned.values(field::OWNED_OWNER).chain(owned.values(field::APPROVABLE_APPROVER));
            eval::each(roles, |role| {
                let all = found.entry(role.id).or_default();
                if all.last() != Some(&owned) {
                    all.push(owned);
                }
            });
        }
        Belongings(found)
    }

    /// What `role` owns or approves.
    pub fn of(&self, role: Role<'m>) -> &[Decl<'m>] {
        self.0.get(&role.decl().id).map_or(&[], |all| all)
    }
}

/// Whether `person` is known to have `competence` on `day`: a line `shows:` names it, holds, and says from what.
pub fn shows(person: Person<'_>, competence: Competence<'_>, day: Date) -> bool {
    person.decl().phrases(field::PERSON_SHOWS).any(|phrase| {
        let date = |prep| phrase.part(prep).find_map(|v| v.date());
        phrase.lead().any(|v| v.decl() == Some(competence.decl()))
            && phrase.says(Prep::From)
            && date(Prep::Since).is_none_or(|s| s <= day)
            && date(Prep::Until).is_none_or(|u| day <= u)
    })
}

/// The trainings of a package that raise awareness.
pub fn awareness(model: &Model) -> impl Iterator<Item = Training<'_>> {
    model.all::<Training<'_>>().filter(|t| t.kind() == Some(TrainingKind::Awareness))
}

/// The last day up to `day` on which `training` was given to `team` or to what it is part of.
pub fn given_to(training: Training<'_>, team: Team<'_>, day: Date) -> Option<Date> {
    let decl = training.decl();
    let audience = eval::members_of(decl.values(field::TRAINING_AUDIENCE));
    let is_among = |all: &[Decl<'_>]| all.is_empty() || wholes(team.decl()).any(|w| all.contains(&w));
    let given = decl.phrases(field::TRAINING_GIVEN).filter_map(|phrase| {
        let on = phrase.lead().find_map(|v| v.date()).filter(|on| *on <= day)?;
        let to = eval::members_of(phrase.part(Prep::To));
        is_among(if to.is_empty() { &audience } else { &to }).then_some(on)
    });
    given.max()
}

/// How long `training` counts once it was given.
pub fn counts_for(training: Training<'_>) -> Duration {
    let said = training.decl().phrases(field::TRAINING_REPEATS).flat_map(|p| p.part(Prep::Every));
    said.into_iter().find_map(|v| v.duration()).unwrap_or(AWARENESS)
}

/// The share of those who were asked that acknowledged a document by `day`, and where that stands: what the rows of a file
/// give, else the last count.
pub fn acknowledged<'m>(of: Acknowledgement<'m>, data: &Data<'m>, day: Date) -> Option<(Scalar<'m>, Anchor)> {
    let decl = of.decl();
    if let Some(value) = decl.values(field::ACKNOWLEDGEMENT_VALUE).next() {
        let (gives, _) = data.of(decl)?.formulas.first()?.gives.as_ref()?;
        return Some((gives.clone(), value.anchor()));
    }
    let counts = decl.phrases(field::ACKNOWLEDGEMENT_ACKNOWLEDGED);
    let counts = counts.filter_map(|p| Some((p.part(Prep::On).find_map(|v| v.date())?, p)));
    let (_, last) = counts.filter(|(on, _)| *on <= day).max_by_key(|(on, _)| *on)?;
    let number = |v: Option<ValueRef<'_>>| v?.number()?.to_u64();
    let (n, of) = (number(last.lead().next())?, number(last.part(Prep::Of).next())?);
    (of > 0).then(|| (Scalar::Share(n, of), last.anchor()))
}
