//! What a person holds goes over to somebody else on a day: the lines of text to write, and what is left to people.

use annexa_core::edit::Edit;
use annexa_core::model::{Anchor, Decl, ValueRef, View};
use annexa_core::prelude::{Audit, Person, Risk, Role, Soa, field};
use annexa_core::schema::FieldId;
use annexa_core::source::{PackageId, Place, Span};
use annexa_core::time::Date;
use annexa_syntax::tree::Prep;

use crate::assurance;
use crate::backward::{Backward, How};
use crate::data::Data;
use crate::people::{self, Belongings, Holding, Said};

/// Who takes over.
#[derive(Clone, Copy, Debug)]
pub enum Successor<'m> {
    /// Another person holds the roles from the next day on.
    Person(Person<'m>),
    /// What the roles answer for is given to another role.
    Role(Role<'m>),
}

/// A line that changes.
#[derive(Clone, Debug)]
pub struct Change<'m> {
    /// The role.
    pub role: Role<'m>,
    /// What is given to another role; `None` where the role is held by somebody else.
    pub given: Option<Decl<'m>>,
    /// What is written.
    pub edits: Vec<Edit<Anchor>>,
}

/// Something that names the person and is for people to decide.
#[derive(Clone, Debug)]
pub struct Left<'m> {
    /// What names the person.
    pub decl: Decl<'m>,
    /// The field.
    pub field: FieldId,
    /// Where.
    pub anchor: Anchor,
}

/// A role that a file says the person holds: the line ends where the file comes from.
#[derive(Clone, Debug)]
pub struct ByFile<'m> {
    /// The role.
    pub role: Role<'m>,
    /// The row: `line 3 of `hr/export.csv``.
    pub at: String,
}

/// A handover.
#[derive(Clone, Debug)]
pub struct Handover<'m> {
    /// The last day: the one that was given, or the earlier one on which the person left.
    pub last: Date,
    /// The roles that a file says the person holds.
    pub by_file: Vec<ByFile<'m>>,
    /// What changes, in the order of the roles.
    pub changes: Vec<Change<'m>>,
    /// What is left.
    pub left: Vec<Left<'m>>,
}

impl<'m> Handover<'m> {
    /// What `person` holds on `last`, the last day, goes over to `to`. Whoever left before handed over on the day of leaving.
    pub fn new(data: &Data<'m>, person: Person<'m>, to: Successor<'m>, last: Date) -> Self {
        let model = person.decl().model;
        let last = person.left().map_or(last, |left| left.min(last));
        let mut handover = Handover { last, by_file: Vec::new(), changes: Vec::new(), left: Vec::new() };
        let belongings = Belongings::new(model);
        for role in model.all::<Role>() {
            let held: Vec<Holding<'m>> = people::holdings(role, data)
                .filter(|h| h.person == Some(person) && h.is_said(last) && h.until.is_none_or(|u| u > last))
                .collect();
            for holding in &held {
                handover.hold(role, holding, to, last);
            }
            if let (Successor::Role(other), false) = (to, held.is_empty()) {
                for owned in belongings.of(role) {
                    handover.give(role, *owned, other);
                }
                handover.give_tasks(role, other);
            }
        }
        let backward = Backward::new(model);
        for tie in backward.to(person.decl()) {
            let How::Field(of, _) = tie.how else { continue };
            if still_to_come(tie.from, of, last) {
                handover.left.push(Left { decl: tie.from, field: of, anchor: tie.anchor });
            }
        }
        handover
    }

    /// The line `holder:` ends on the last day, and the successor's begins on the next.
    fn hold(&mut self, role: Role<'m>, holding: &Holding<'m>, to: Successor<'m>, last: Date) {
        let model = role.decl().model;
        let phrase = match &holding.said {
            Said::Line(phrase, _) => phrase,
            Said::Row { at, .. } => {
                self.by_file.push(ByFile { role, at: at.clone() });
                return;
            }
        };
        let several = phrase.lead().count() > 1;
        let line = model.place(phrase.anchor());
        if several || holding.until.is_some() {
            // A line of several holders, or one with a last day of its own, is for people to divide.
            let anchor = holding.anchor();
            self.left.push(Left { decl: role.decl(), field: field::ROLE_HOLDER, anchor });
            return;
        }
        let text = &model.files.get(line.file).text;
        let start = text.get(..line.span.start as usize).and_then(|t| t.rfind('\n')).map_or(0, |i| i + 1);
        let before = text.get(start..line.span.start as usize).unwrap_or("");
        let indent = if before.trim().is_empty() { format!("\n{before}") } else { "  ".to_owned() };
        let said = model.names.text(model.schema.fields[field::ROLE_HOLDER.0 as usize].name);
        let mut written = format!(" until {last}");
        if let (Successor::Person(next), Ok(first)) = (to, last.tomorrow()) {
            written.push_str(&format!("{indent}{said}: {} since {first}", next.decl().path()));
        }
        let end = Place { file: line.file, span: Span::at(line.span.end) };
        let edits = vec![Edit { place: Anchor::Place(end), text: written }];
        self.changes.push(Change { role, given: None, edits });
    }

    /// What is owned by one role is owned by the other. Where the other has to approve it already, one of four eyes would
    /// be lost, and people decide.
    fn give(&mut self, role: Role<'m>, owned: Decl<'m>, other: Role<'m>) {
        for of in [field::OWNED_OWNER, field::APPROVABLE_APPROVER] {
            let is_there = owned.values(of).any(|v| v.decl() == Some(other.decl()));
            for value in owned.values(of).filter(|v| v.decl() == Some(role.decl())) {
                match is_there {
                    true => self.left.push(Left { decl: owned, field: of, anchor: value.anchor() }),
                    false => self.pass(role, owned, other, value),
                }
            }
        }
    }

    /// What one role is to do about a control or a risk, the other is.
    fn give_tasks(&mut self, role: Role<'m>, other: Role<'m>) {
        let model = role.decl().model;
        let own = |d: &Decl<'m>| d.package() == PackageId::MAIN;
        let soas = model.all::<Soa>().map(|soa| (soa.decl(), field::SOA_NOT_YET));
        let risks = model.all::<Risk>().map(|risk| (risk.decl(), field::RISK_TREAT));
        for (decl, of) in soas.chain(risks).filter(|(decl, _)| own(decl)) {
            let by = decl.phrases(of).flat_map(|phrase| phrase.part(Prep::By));
            for value in by.filter(|v| v.decl() == Some(role.decl())) {
                self.pass(role, decl, other, value);
            }
        }
    }

    fn pass(&mut self, role: Role<'m>, given: Decl<'m>, other: Role<'m>, value: ValueRef<'m>) {
        let edits = vec![Edit { place: value.anchor(), text: other.decl().path() }];
        self.changes.push(Change { role, given: Some(given), edits });
    }
}

/// Whether what `decl` says of a person is about what comes, rather than a record of what was.
fn still_to_come(decl: Decl<'_>, of: FieldId, last: Date) -> bool {
    if of == field::ROLE_DEPUTY {
        return true;
    }
    let audits = [field::AUDIT_LED_BY, field::AUDIT_AUDITORS, field::AUDIT_INTERVIEWS];
    let open = |audit: Audit<'_>| assurance::performed(audit).is_none_or(|on| on > last);
    audits.contains(&of) && Audit::of(decl).is_some_and(open)
}
