//! People: who holds which role on a day (ISO/IEC 27001, 5.3), what they are known to be able to do (7.2), and which teams
//! were in an awareness training (7.3).

use annexa_core::model::{Anchor, Decl, DeclId, Model, Phrase, ValueRef, View};
use annexa_core::prelude::{
    Acknowledgement, Competence, Owned, Person, Role, Team, Training, TrainingKind, field,
};
use annexa_core::source::PackageId;
use annexa_core::time::{Date, Duration};
use annexa_syntax::tree::Prep;
use rust_decimal::prelude::ToPrimitive;
use rustc_hash::FxHashMap;

use crate::data::Data;
use crate::eval::{self, scalar::Scalar};
use crate::scope::wholes;

/// How long an awareness training counts where it does not say how often it is given.
pub const AWARENESS: Duration = Duration { months: 12, days: 0, seconds: 0 };

/// One who holds a role, as one line `holder:` says it.
#[derive(Clone, Copy, Debug)]
pub struct Holding<'m> {
    /// The person, or the text that names somebody who is not declared.
    pub value: ValueRef<'m>,
    /// The person, where one is declared.
    pub person: Option<Person<'m>>,
    /// The line.
    pub phrase: Phrase<'m>,
    /// The first day.
    pub since: Option<Date>,
    /// The last day that the line gives.
    pub until: Option<Date>,
    /// The person's last day in the organization.
    pub left: Option<Date>,
}

impl Holding<'_> {
    /// Whether the line says that the role is held on `day`.
    pub fn is_said(&self, day: Date) -> bool {
        self.since.is_none_or(|s| s <= day) && self.until.is_none_or(|u| day <= u)
    }

    /// Whether the person is still there on `day`.
    pub fn is_there(&self, day: Date) -> bool {
        self.left.is_none_or(|left| day <= left)
    }
}

/// All that the lines `holder:` of `role` say.
pub fn holdings<'m>(role: Role<'m>) -> impl Iterator<Item = Holding<'m>> {
    role.decl().phrases(field::ROLE_HOLDER).flat_map(|phrase| {
        let date = move |prep| phrase.part(prep).find_map(|v| v.date());
        let known = phrase.lead().filter(|v| v.is_known());
        known.map(move |value| {
            let person = value.view::<Person<'m>>();
            let left = person.and_then(|p| p.left());
            Holding { value, person, phrase, since: date(Prep::Since), until: date(Prep::Until), left }
        })
    })
}

/// Who holds `role` on `day`, of those who are declared.
pub fn holders<'m>(role: Role<'m>, day: Date) -> Vec<Person<'m>> {
    holdings(role).filter(|h| h.is_said(day)).filter_map(|h| h.person).collect()
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
