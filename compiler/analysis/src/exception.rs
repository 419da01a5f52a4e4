//! Exceptions: what need not be followed, on what, and until when.
//!
//! While a line of an exception is in force, what it waives does not count as done: coverage asks [`Line::holds`]. That
//! something may be weaker than what it extends is another matter, for which the exception must have been approved:
//! [`Line::permits`].

use annexa_core::model::{Decl, Model, Phrase, View};
use annexa_core::prelude::{Exception, field};
use annexa_core::time::Date;
use annexa_syntax::tree::Prep;

use crate::approval;
use crate::eval;
use crate::scope::wholes;

/// One line `waives:` of an exception.
#[derive(Clone, Debug)]
pub struct Line<'m> {
    /// The exception.
    pub exception: Exception<'m>,
    /// The line.
    pub phrase: Phrase<'m>,
    /// The controls, statements, parameters, policies and procedures that it waives.
    pub waived: Vec<Decl<'m>>,
    /// The subjects that it names; `None` for all.
    pub on: Option<Vec<Decl<'m>>>,
    /// Its first day; always, where there is none.
    pub since: Option<Date>,
    /// Its last day.
    pub until: Option<Date>,
    /// The day on which the rule was followed again.
    pub closed: Option<Date>,
}

impl<'m> Line<'m> {
    /// The lines of the package's exceptions. What could not be read in one is not known, so it is left out.
    pub fn all(model: &'m Model) -> Vec<Line<'m>> {
        let lines = model.all::<Exception>().flat_map(|exception| {
            let decl = exception.decl();
            decl.phrases(field::EXCEPTION_WAIVES).map(move |phrase| (exception, phrase))
        });
        lines
            .filter(|(_, phrase)| !phrase.is_spoiled())
            .map(|(exception, phrase)| {
                let date = |prep| phrase.part(prep).find_map(|v| v.date());
                Line {
                    exception,
                    phrase,
                    waived: eval::members_of(phrase.lead()),
                    on: phrase.says(Prep::On).then(|| eval::members_of(phrase.part(Prep::On))),
                    since: date(Prep::Since),
                    until: date(Prep::Until),
                    closed: exception.decl().values(field::EXCEPTION_CLOSED).find_map(|v| v.date()),
                }
            })
            .collect()
    }

    /// Whether it is in force on `day`.
    pub fn holds(&self, day: Date) -> bool {
        let begun = self.since.is_none_or(|s| s <= day);
        begun && self.until.is_none_or(|u| day <= u) && !self.is_closed(day)
    }

    /// Whether the rule is followed again by `day`.
    pub fn is_closed(&self, day: Date) -> bool {
        self.closed.is_some_and(|c| c <= day)
    }

    /// Whether it is about `subject` (`None`: the scope itself).
    pub fn is_about(&self, subject: Option<Decl<'m>>) -> bool {
        match (&self.on, subject) {
            (None, _) => true,
            (Some(on), Some(subject)) => wholes(subject).any(|w| on.contains(&w)),
            (Some(_), None) => false,
        }
    }

    /// Whether what it waives may be weaker on `day`: it is in force, and all who are asked have approved it as it stands.
    pub fn permits(&self, day: Date) -> bool {
        self.holds(day) && approval::is_approved(self.exception.decl(), day)
    }

    /// Whether `later` has taken its place: it lasts longer, and waives all that this one does.
    pub fn is_renewed_by(&self, later: &Line<'m>) -> bool {
        let on = match (&self.on, &later.on) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(mine), Some(_)) => mine.iter().all(|s| later.is_about(Some(*s))),
        };
        later.until > self.until && on && self.waived.iter().all(|w| later.waived.contains(w))
    }
}
