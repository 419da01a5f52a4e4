//! What changes after a day, by the dates that the package itself gives: what ends or begins, grows old or falls due.
//!
//! A period holds on its first and last day, so what ends changes on the day after its last, and what is due is overdue on
//! the day after its deadline. What is planned for a day stands on that day.

use annexa_core::model::{Anchor, Decl, Model, Phrase, View};
use annexa_core::prelude::{
    Action, Audit, Certificate, Control, CoverageState, Measure, Progress, Risk, Soa, field, kind,
};
use annexa_core::schema::FieldId;
use annexa_core::source::PackageId;
use annexa_core::time::{Date, Duration};
use annexa_formats::data::DataFiles;
use annexa_syntax::tree::Prep;

use crate::calendar::{self, dates_of, every};
use crate::status::{ASSESSMENT, Status};
use crate::{Analysis, Context, assurance, data, measure, risk};

/// So many days are looked at.
pub const MAX_DAYS: usize = 1_000;

/// Something that changes on a day.
#[derive(Clone, Debug)]
pub struct Event<'m> {
    /// The first day on which it is so.
    pub date: Date,
    /// What changes.
    pub what: What,
    /// The declaration that says it.
    pub decl: Decl<'m>,
    /// The line, where it is one of several.
    pub phrase: Option<Phrase<'m>>,
    /// The day that is written, or that follows from what is written: a last day, a deadline.
    pub day: Date,
}

impl Event<'_> {
    /// Where it is written.
    pub fn anchor(&self) -> Anchor {
        self.phrase.map_or(self.decl.anchor(), Phrase::anchor)
    }
}

/// What changes. The order is the order in which events of a day are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// A certification, an audit or a review is planned for the day.
    Planned,
    /// A period begins: of a status, an agreement, a certificate, a holder, an exception, an obligation.
    Begins,
    /// A period has ended.
    Ended,
    /// Evidence is too old.
    Stale,
    /// A supplier's assessment is too old.
    AssessmentOld,
    /// An audit is longer ago than the cycle, and tells nothing any more.
    AuditOld,
    /// An allowance has run out.
    AllowanceEnded,
    /// Something was due and is not done: a status, a plan, a treatment, an action, an objective, a change.
    Overdue,
    /// It is to be looked at, held or given again.
    DueAgain,
    /// What is written down for the day counts from then on: evidence, a reading, the closing of a finding.
    Counts,
}

/// A control whose word changes.
#[derive(Clone, Debug)]
pub struct Change<'m> {
    /// The statement of applicability that prints it.
    pub soa: Soa<'m>,
    /// The control.
    pub control: Control<'m>,
    /// The word on the day before.
    pub before: CoverageState,
    /// The word from the day on.
    pub after: CoverageState,
}

/// A day on which something changes.
#[derive(Clone, Debug)]
pub struct Day<'m> {
    /// The day.
    pub date: Date,
    /// What changes.
    pub events: Vec<Event<'m>>,
    /// What that does to controls.
    pub changes: Vec<Change<'m>>,
}

/// The days after `from` and up to `until` on which something may change, and how many more there are: also those without
/// an event on which the period of a measure is over, for its figures count from then on, or are wanting. `files` are the data
/// files as they are today; `look` is given the analysis of `from`, then that of each day.
pub fn days<'m>(
    model: &'m Model,
    files: Option<&DataFiles>,
    (from, until): (Date, Date),
    mut look: impl FnMut(&Analysis<'m>),
) -> (Vec<Day<'m>>, usize) {
    let mut all: Vec<Day<'m>> = Vec::new();
    for event in events(model, from, until) {
        match all.last_mut().filter(|day| day.date == event.date) {
            Some(day) => day.events.push(event),
            None => all.push(Day { date: event.date, events: vec![event], changes: Vec::new() }),
        }
    }
    for day in periods(model, from, until) {
        if let Err(at) = all.binary_search_by_key(&day, |d| d.date) {
            all.insert(at, Day { date: day, events: Vec::new(), changes: Vec::new() });
        }
    }
    let more = all.len().saturating_sub(MAX_DAYS);
    all.truncate(MAX_DAYS);
    let mut before = Analysis::with(model, Context { as_of: from }, files);
    look(&before);
    for day in &mut all {
        let analysis = Analysis::with(model, Context { as_of: day.date }, files);
        look(&analysis);
        for (old, new) in before.coverages.iter().zip(&analysis.coverages) {
            let soa = new.soa;
            let rows = old.rows.iter().zip(&new.rows).filter(|(old, new)| old.word != new.word);
            day.changes.extend(rows.map(|(old, new)| Change {
                soa,
                control: new.control,
                before: old.word,
                after: new.word,
            }));
        }
        day.events.retain(|event| !is_moot(event, &analysis));
        before = analysis;
    }
    (all, more)
}

/// The days on which the periods of measures begin, each once.
fn periods(model: &Model, from: Date, until: Date) -> Vec<Date> {
    let own = model.all::<Measure>().filter(|m| m.decl().package() == PackageId::MAIN);
    let mut lengths: Vec<Duration> = own.filter_map(measure::period).collect();
    lengths.sort_unstable_by_key(|l| (l.months, l.days, l.seconds));
    lengths.dedup();
    let mut days: Vec<Date> =
        lengths.into_iter().flat_map(|length| data::period_begins(length, from, until)).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// What says by when something is to be done, and what says when it was.
const DEADLINES: &[(FieldId, FieldId)] = &[
    (field::ACTION_DEADLINE, field::ACTION_COMPLETED),
    (field::OBJECTIVE_DEADLINE, field::OBJECTIVE_REACHED),
    (field::CHANGE_DEADLINE, field::CHANGE_COMPLETED),
];

/// Whether `decl`, of which the field `done` says when it was done, was done or given up by `day`.
fn is_done(decl: Decl<'_>, done: FieldId, day: Date) -> bool {
    match dates_of(decl, done).next() {
        Some((done, _)) => done <= day,
        None => Action::of(decl).is_some_and(calendar::is_closed),
    }
}

/// Whether what was due is done, or given up, by the day.
fn is_moot(event: &Event<'_>, analysis: &Analysis<'_>) -> bool {
    let Some(phrase) = event.phrase.filter(|_| event.what == What::Overdue) else { return false };
    match phrase.field() {
        field::IMPLEMENTS_STATUS => {
            let all = Status::all(event.decl);
            let Some(due) = all.iter().find(|s| s.phrase.id == phrase.id) else { return false };
            let later = |s: &&Status<'_>| s.holds(event.date) && s.since > due.since && s.on == due.on;
            due.progress == Progress::Implemented || !due.holds(event.date) || all.iter().any(|s| later(&s))
        }
        field::ACTION_DEADLINE | field::OBJECTIVE_DEADLINE | field::CHANGE_DEADLINE => {
            let of = |(deadline, _): &&(FieldId, FieldId)| *deadline == phrase.field();
            DEADLINES
                .iter()
                .find(of)
                .is_some_and(|(_, done)| is_done(event.decl, *done, analysis.context.as_of))
        }
        // A plan that raises nothing any more.
        field::SOA_NOT_YET => {
            let patterns = || analysis.coverages.iter().flat_map(|c| &c.patterns);
            let mut own = patterns().filter(|p| p.phrase.id == phrase.id).peekable();
            own.peek().is_some() && own.all(|p| p.effect == 0)
        }
        _ => false,
    }
}

/// What fell due, grew old or was to come round up to the day of `analysis`, and is still to be done.
pub fn late<'m>(analysis: &Analysis<'m>) -> Vec<Event<'m>> {
    let mut all = events(analysis.model, Date::MIN, analysis.context.as_of);
    let is_waiting = |event: &Event<'m>| match event.what {
        What::Overdue if event.phrase.is_some_and(|p| p.field() == field::RISK_TREAT) => {
            let treatments = Risk::of(event.decl).and_then(|risk| analysis.risks.of(risk));
            let mut treatments = treatments.into_iter().flat_map(|a| &a.treatments);
            treatments.any(|t| Some(t.phrase.id) == event.phrase.map(|p| p.id) && !t.force.holds())
        }
        What::Overdue => !is_moot(event, analysis),
        // What took place of an audit or a review is told by another field; of a certification it is not.
        What::Planned => event.decl.kind() != kind::CERTIFICATION,
        What::DueAgain | What::Stale | What::AssessmentOld => {
            let same = |held: &Held<'m>| held.decl == event.decl && held.until == event.day;
            let later = |held: &Held<'m>| event.day < held.on && held.on <= analysis.context.as_of;
            let rounds = rounds(event.decl).into_iter().filter(|(what, _)| *what == event.what);
            !rounds.into_iter().any(|(_, all)| all.iter().any(same) && all.iter().any(later))
        }
        _ => false,
    };
    all.retain(is_waiting);
    all
}

/// Everything that changes after `from` and up to `until`, by day, then in model order.
pub fn events(model: &Model, from: Date, until: Date) -> Vec<Event<'_>> {
    let own = model.decls().filter(|d| d.package() != PackageId::LIBRARY);
    events_of(own, from, until)
}

/// What changes of `decls` after `from` and up to `until`, by day, then in model order.
pub fn events_of<'m>(decls: impl Iterator<Item = Decl<'m>>, from: Date, until: Date) -> Vec<Event<'m>> {
    let mut found = Found { from, until, events: Vec::new() };
    for decl in decls {
        found.periods(decl);
        found.deadlines(decl);
        found.planned(decl);
        found.rounds(decl);
        found.leaves(decl);
    }
    let mut events = found.events;
    events.sort_by_key(|e| (e.date, e.what, e.decl.id, e.phrase.map(|p| p.id)));
    events.dedup_by_key(|e| (e.date, e.what, e.decl.id, e.phrase.map(|p| p.id)));
    events
}

struct Found<'m> {
    from: Date,
    until: Date,
    events: Vec<Event<'m>>,
}

/// The day in a phrase behind `prep`.
fn date(phrase: Phrase<'_>, prep: Prep) -> Option<Date> {
    phrase.part(prep).find_map(|v| v.date())
}

impl<'m> Found<'m> {
    /// `day` is written; what follows is so from `date`.
    fn push(&mut self, date: Date, day: Date, what: What, decl: Decl<'m>, phrase: Option<Phrase<'m>>) {
        if self.from < date && date <= self.until {
            self.events.push(Event { date, what, decl, phrase, day });
        }
    }

    /// On the day after the last.
    fn after(&mut self, last: Date, what: What, decl: Decl<'m>, phrase: Option<Phrase<'m>>) {
        // The calendar has a last day, after which nothing comes.
        if let Ok(next) = last.tomorrow() {
            self.push(next, last, what, decl, phrase);
        }
    }

    fn periods(&mut self, decl: Decl<'m>) {
        const FIELDS: &[FieldId] = &[
            field::IMPLEMENTS_STATUS,
            field::SUPPLIER_AGREEMENT,
            field::ROLE_HOLDER,
            field::PERSON_SHOWS,
            field::EXCEPTION_WAIVES,
            field::OBLIGATION_IN_FORCE,
            field::CERTIFICATE_SUSPENDED,
        ];
        for phrase in FIELDS.iter().flat_map(|f| decl.phrases(*f)) {
            if let Some(since) = date(phrase, Prep::Since) {
                self.push(since, since, What::Begins, decl, Some(phrase));
            }
            if let Some(until) = date(phrase, Prep::Until) {
                self.after(until, What::Ended, decl, Some(phrase));
            }
        }
        if let Some(certificate) = Certificate::of(decl) {
            if let Some(since) = certificate.head_since() {
                self.push(since, since, What::Begins, decl, None);
            }
            if let Some(until) = certificate.head_until() {
                self.after(until, What::Ended, decl, None);
            }
        }
        for (left, phrase) in dates_of(decl, field::PERSON_LEFT) {
            self.after(left, What::Ended, decl, Some(phrase));
        }
        for phrase in decl.phrases(field::DECLARATION_ALLOW) {
            if let Some(until) = date(phrase, Prep::Until) {
                self.after(until, What::AllowanceEnded, decl, Some(phrase));
            }
        }
        for (until, phrase) in dates_of(decl, field::RISK_ACCEPTED_UNTIL) {
            self.after(until, What::Ended, decl, Some(phrase));
        }
        // What is written down ahead of its day.
        const COUNTS: &[FieldId] = &[
            field::EVIDENCE_COLLECTED,
            field::EVIDENCE_SEEN,
            field::SUPPLIER_ASSESSED,
            field::FINDING_CLOSED,
            field::REVIEWED_REVIEWED,
            field::ACTION_COMPLETED,
            field::OBJECTIVE_REACHED,
            field::CHANGE_COMPLETED,
            field::TRAINING_GIVEN,
            field::COMMUNICATION_SENT,
        ];
        for field in COUNTS.iter().copied() {
            for (day, phrase) in dates_of(decl, field) {
                self.push(day, day, What::Counts, decl, Some(phrase));
            }
        }
        for phrase in decl.phrases(field::MEASURE_READING) {
            if let Some(on) = date(phrase, Prep::On) {
                self.push(on, on, What::Counts, decl, Some(phrase));
            }
        }
    }

    fn deadlines(&mut self, decl: Decl<'m>) {
        for field in [field::IMPLEMENTS_STATUS, field::SOA_NOT_YET, field::RISK_TREAT] {
            for phrase in decl.phrases(field) {
                if let Some(due) = date(phrase, Prep::Due) {
                    self.after(due, What::Overdue, decl, Some(phrase));
                }
            }
        }
        for (deadline, done) in DEADLINES {
            for (day, phrase) in dates_of(decl, *deadline) {
                // What is done on the day after is not late on that day.
                if day.tomorrow().is_ok_and(|next| !is_done(decl, *done, next)) {
                    self.after(day, What::Overdue, decl, Some(phrase));
                }
            }
        }
    }

    fn planned(&mut self, decl: Decl<'m>) {
        const FIELDS: &[FieldId] = &[
            field::CERTIFICATION_PRE_AUDIT,
            field::CERTIFICATION_STAGE_1,
            field::CERTIFICATION_STAGE_2,
            field::CERTIFICATION_SURVEILLANCE,
            field::CERTIFICATION_RECERTIFICATION,
            field::AUDIT_PLANNED,
            field::MANAGEMENT_REVIEW_PLANNED,
        ];
        let held = [field::AUDIT_PERFORMED, field::MANAGEMENT_REVIEW_PERFORMED];
        if held.iter().any(|f| dates_of(decl, *f).next().is_some()) {
            return;
        }
        for (day, phrase) in FIELDS.iter().flat_map(|f| dates_of(decl, *f)) {
            self.push(day, day, What::Planned, decl, Some(phrase));
        }
    }

    /// What took place, and was not followed by the next before its time was over.
    fn rounds(&mut self, decl: Decl<'m>) {
        for (what, mut all) in rounds(decl) {
            all.sort_by_key(|held| held.on);
            for (i, held) in all.iter().enumerate().filter(|(_, held)| held.decl == decl) {
                let next = all[i + 1..].iter().map(|next| next.on).next();
                let taken_over = next.is_some_and(|next| held.until.tomorrow().is_ok_and(|day| next <= day));
                if !taken_over {
                    self.after(held.until, what, decl, held.phrase);
                }
            }
        }
    }

    /// Audits leave the cycle.
    fn leaves(&mut self, decl: Decl<'m>) {
        if let Some(audit) = Audit::of(decl)
            && let Some(performed) = assurance::performed(audit)
            && let Some(leaves) = assurance::leaves_cycle(audit, performed)
        {
            self.push(performed, performed, What::Counts, decl, None);
            self.push(leaves, performed, What::AuditOld, decl, None);
        }
    }
}

/// Something that took place and is good up to a day: a review, an assessment, the gathering of evidence.
struct Held<'m> {
    on: Date,
    /// The last day on which nothing is to be done again.
    until: Date,
    /// What says so.
    decl: Decl<'m>,
    phrase: Option<Phrase<'m>>,
}

impl<'m> Held<'m> {
    fn of(decl: Decl<'m>, every: Duration, (on, phrase): (Date, Option<Phrase<'m>>)) -> Self {
        Held { on, until: every.after(on), decl, phrase }
    }
}

/// What comes round for `decl`, and what grows old: what that is called once its time is over, and when it took place.
fn rounds<'m>(decl: Decl<'m>) -> Vec<(What, Vec<Held<'m>>)> {
    let mut rounds = Vec::new();
    let mut round = |what, every: Option<Duration>, days: Vec<(Date, Option<Phrase<'m>>)>| {
        if let Some(every) = every {
            let held = days.into_iter().map(|day| Held::of(decl, every, day));
            rounds.push((what, held.collect()));
        }
    };
    let said = |fields: &[FieldId]| -> Vec<(Date, Option<Phrase<'m>>)> {
        fields.iter().flat_map(|f| dates_of(decl, *f)).map(|(day, phrase)| (day, Some(phrase))).collect()
    };
    match decl.kind() {
        kind::RISK => {
            if let Some(risk) = Risk::of(decl) {
                let every = risk::interval(risk);
                let line = every.map(|(_, line)| line).filter(|line| line.decl() == decl);
                let days = risk::assessments(risk).into_iter().map(|day| (day, line)).collect();
                round(What::DueAgain, every.map(|(every, _)| every), days);
            }
        }
        kind::SUPPLIER => {
            let every = every(decl, field::REVIEWED_REVIEW).unwrap_or(ASSESSMENT);
            round(What::AssessmentOld, Some(every), said(&[field::SUPPLIER_ASSESSED]));
        }
        kind::EVIDENCE => {
            let valid = decl.phrases(field::EVIDENCE_VALID).flat_map(|p| p.part(Prep::For));
            let valid = valid.filter_map(|v| v.duration()).next();
            round(What::Stale, valid, said(&[field::EVIDENCE_COLLECTED, field::EVIDENCE_SEEN]));
        }
        kind::AUDIT_PROGRAMME => {
            let days = calendar::audits_of(decl).flat_map(|a| dates_of(a, field::AUDIT_PERFORMED));
            let days = days.map(|(day, _)| (day, None)).collect();
            round(What::DueAgain, every(decl, field::AUDIT_PROGRAMME_REPEATS), days);
        }
        // Any of them says when the next is due, and is followed by any other.
        kind::MANAGEMENT_REVIEW => {
            let all = calendar::management_reviews(decl.model, Date::MAX).into_iter();
            let held = all.map(|(on, review)| Held {
                on,
                until: calendar::management_review_after(on, review),
                decl: review,
                phrase: None,
            });
            rounds.push((What::DueAgain, held.collect()));
        }
        _ => {
            let every_said = |field| every(decl, field);
            if !calendar::is_over(decl, Date::MAX) {
                let mut days = said(&[field::REVIEWED_REVIEWED]);
                // Who approves a document has looked at it.
                let records = decl.model.lock.of(&decl.path()).into_iter().flat_map(|file| &file.records);
                let line = calendar::review(decl).map(|(_, line)| line).filter(|line| line.decl() == decl);
                days.extend(records.map(|record| (record.on, line)));
                round(What::DueAgain, calendar::review(decl).map(|(every, _)| every), days);
            }
            round(What::DueAgain, every_said(field::TRAINING_REPEATS), said(&[field::TRAINING_GIVEN]));
            let sent = said(&[field::COMMUNICATION_SENT]);
            round(What::DueAgain, every_said(field::COMMUNICATION_REPEATS), sent);
        }
    }
    rounds
}
