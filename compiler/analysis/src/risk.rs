//! Risks on a day (ISO/IEC 27001, 6.1.2, 6.1.3, 8.2 and 8.3; ISO/IEC 27005): how likely and how bad each is by the
//! organization's own method, what its treatment counts on, how far that is in force, and who sees to it by when.
//!
//! [`Risks`] is the way in. `inherent` and `residual` are judgements of people. `current` is one too where it is said; else
//! it follows: residual when all of the treatment is in force for what the risk threatens, inherent before that, and
//! between them what the risk says step by step where its method counts so. The treatment plan is derived: who and when
//! come from statements and from `not-yet:` where a line `treat:` gives neither.

use std::sync::OnceLock;

use annexa_core::model::{Decl, DeclId, Model, Phrase, ValueRef, View};
use annexa_core::names::Name;
use annexa_core::prelude::{
    Combination, Control, Credit, Progress, Response, Risk, RiskMethod, Role, Scope, Supplier, field, kind,
};
use annexa_core::schema::FieldId;
use annexa_core::source::PackageId;
use annexa_core::time::{Date, Duration};
use annexa_syntax::tree::Prep;
use rayon::prelude::*;
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use crate::Context;
use crate::calendar;
use crate::coverage::{
    Bearing, Coverage, Part, Row, SubjectState, Work, Worker, bears_on, relevant, subject_state,
};
use crate::eval;
use crate::scope::{ScopeContent, Scopes, wholes};
use crate::status::{self, Lapse};

/// A level of risk: its name, and its index among the levels of the method, from the lowest.
pub type LevelOf = (Name, u16);

/// The method by which `risk` is judged: the one that it names, or the only one of the package.
pub fn method(risk: Risk<'_>) -> Option<RiskMethod<'_>> {
    let decl = risk.decl();
    if decl.phrases(field::RISK_METHOD).next().is_some() {
        return risk.method();
    }
    let mut all = decl.model.of_kind(kind::RISK_METHOD).filter(|m| m.package() == decl.package());
    let only = all.next()?;
    if all.next().is_some() { None } else { RiskMethod::of(only) }
}

/// How a method combines a likelihood and a consequence into a level, read once.
#[derive(Clone, Debug)]
pub struct Levels {
    combine: Combination,
    /// From which score a level holds; of a matrix none.
    from: Vec<(Decimal, LevelOf)>,
    /// The cells of a matrix: the steps of likelihood and of consequence, and the level.
    cells: Vec<(Vec<u16>, Vec<u16>, Option<LevelOf>)>,
}

impl Levels {
    /// Reads the lines of `method`.
    pub fn of(method: RiskMethod<'_>) -> Self {
        let decl = method.decl();
        let combine = decl.values(field::RISK_METHOD_COMBINE).find_map(Combination::from_value);
        let combine = combine.unwrap_or(Combination::Product);
        let from = decl.phrases(field::RISK_METHOD_LEVEL).filter_map(|p| {
            let from = p.part(Prep::From).find_map(|v| v.number())?;
            Some((from, p.lead().find_map(|v| v.step())?))
        });
        let cells = decl.phrases(field::RISK_METHOD_MATRIX).map(|p| {
            let likelihoods = p.lead().filter_map(|v| v.step()).map(|(_, index)| index).collect();
            let consequences = p.part(Prep::With).filter_map(|v| v.step()).map(|(_, index)| index).collect();
            (likelihoods, consequences, p.part(Prep::To).find_map(|v| v.step()))
        });
        match combine {
            Combination::Matrix => Levels { combine, from: Vec::new(), cells: cells.collect() },
            Combination::Product | Combination::Sum => {
                Levels { combine, from: from.collect(), cells: Vec::new() }
            }
        }
    }

    /// The level of a likelihood and a consequence, by their indices on the scales; `None` where the method gives none.
    pub fn at(&self, likelihood: u16, consequence: u16) -> Option<LevelOf> {
        let (l, c) = (u64::from(likelihood) + 1, u64::from(consequence) + 1);
        let score = match self.combine {
            Combination::Product => Decimal::from(l * c),
            Combination::Sum => Decimal::from(l + c),
            // Of two lines that speak of a cell the first that gives it a level counts.
            Combination::Matrix => return self.given(likelihood, consequence).next(),
        };
        let reached = self.from.iter().filter(|(from, _)| *from <= score);
        reached.max_by_key(|(from, _)| *from).map(|(_, level)| *level)
    }

    /// The levels that the lines of a matrix give to a cell, in their order.
    pub fn given(&self, likelihood: u16, consequence: u16) -> impl Iterator<Item = LevelOf> {
        let holds = move |(ls, cs, _): &&(Vec<u16>, Vec<u16>, _)| {
            ls.contains(&likelihood) && cs.contains(&consequence)
        };
        self.cells.iter().filter(holds).filter_map(|(.., level)| *level)
    }
}

/// How likely and how bad: the indices on the scales of the method, and the level that it gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The step of likelihood, from 0.
    pub likelihood: u16,
    /// The step of consequence, from 0.
    pub consequence: u16,
    /// The level; `None` where the method gives none.
    pub level: Option<LevelOf>,
}

impl Judgement {
    /// What a phrase such as `likely with severe` says by a method.
    pub fn of(levels: &Levels, said: Phrase<'_>) -> Option<Judgement> {
        let likelihood = said.lead().find_map(|v| v.step())?.1;
        let consequence = said.part(Prep::With).find_map(|v| v.step())?.1;
        Some(Judgement { likelihood, consequence, level: levels.at(likelihood, consequence) })
    }

    /// Whether it is less likely or less bad than `other`.
    pub fn is_below(&self, other: &Judgement) -> bool {
        self.likelihood < other.likelihood || self.consequence < other.consequence
    }

    /// What orders judgements from the lowest: the level, then both steps.
    pub fn standing(&self) -> (Option<u16>, u32) {
        (self.level.map(|(_, index)| index), u32::from(self.likelihood) + u32::from(self.consequence))
    }
}

/// The level of a judgement such as `likely with severe`.
pub fn judged(risk: Risk<'_>, said: Option<Phrase<'_>>) -> Option<LevelOf> {
    Judgement::of(&Levels::of(method(risk)?), said?)?.level
}

/// How far a control or a supplier that treats a risk is in force, for what the risk threatens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Force {
    /// It is.
    InForce,
    /// Part of it, or nothing yet: all of it by the day, where one is said.
    Coming(Option<Date>),
    /// Part of it: what a supplier does for it does not count, for want of an agreement or an assurance.
    Lapsed,
    /// It was to be by the day.
    Overdue(Date),
    /// Nothing says that anything is done for it.
    Missing,
    /// It was, and what was done has ended: a status, an agreement, a certificate.
    Ended,
    /// An exception waives it, up to the day.
    Waived(Option<Date>),
    /// The statement of applicability excludes it.
    Excluded,
}

impl Force {
    /// Of two that are both needed, the one that is further from being in force.
    fn and(self, other: Force) -> Force {
        match (self, other) {
            // Both come when the later has come, and nobody knows when if nobody says it of one.
            (Force::Coming(a), Force::Coming(b)) => Force::Coming(a.zip(b).map(|(a, b)| a.max(b))),
            (Force::Overdue(a), Force::Overdue(b)) => Force::Overdue(a.min(b)),
            _ if other.rank() > self.rank() => other,
            _ => self,
        }
    }

    /// How far it is from being in force.
    const fn rank(self) -> u8 {
        match self {
            Force::InForce => 0,
            Force::Coming(_) => 1,
            Force::Lapsed => 2,
            Force::Overdue(_) => 3,
            Force::Missing => 4,
            Force::Ended => 5,
            Force::Waived(_) => 6,
            Force::Excluded => 7,
        }
    }

    /// Whether it is in force.
    pub fn holds(self) -> bool {
        self == Force::InForce
    }
}

/// A control or a supplier that a line `treat:` names.
#[derive(Clone, Debug)]
pub struct Means<'m> {
    /// Where it is named.
    pub value: ValueRef<'m>,
    /// It.
    pub decl: Decl<'m>,
    /// How far it is in force.
    pub force: Force,
}

/// A line `treat:`, as it stands in the treatment plan.
#[derive(Clone, Debug)]
pub struct Treatment<'m> {
    /// The line.
    pub phrase: Phrase<'m>,
    /// What is done; `None` where it could not be read.
    pub response: Option<Response>,
    /// With what.
    pub means: Vec<Means<'m>>,
    /// How far it is in force, all its means together. What is done without any is in force from its day on.
    pub force: Force,
    /// Who sees to it: the role that the line names, else those that own what implements its controls.
    pub by: Vec<Role<'m>>,
    /// By when: the day that the line names, else the last of those that statements and `not-yet:` give.
    pub due: Option<Date>,
}

impl Treatment<'_> {
    /// Whether it does something about the risk, rather than keep it.
    pub fn acts(&self) -> bool {
        self.response != Some(Response::Retain)
    }
}

/// What the judgement of a risk today rests on.
#[derive(Clone, Copy, Debug)]
pub enum Ground<'m> {
    /// The risk says it.
    Stated(Phrase<'m>),
    /// All of its treatment is in force.
    Treated,
    /// Nothing is done about it, and nothing was judged without treatment: what remains is what there is.
    Untouched,
    /// A line `step:`: so much of its treatment is in force.
    Step(Phrase<'m>),
    /// Not all of its treatment is in force, and no step is reached.
    Untreated,
}

/// A risk on the day.
#[derive(Clone, Debug)]
pub struct Assessment<'m> {
    /// The risk.
    pub risk: Risk<'m>,
    /// The method by which it is judged.
    pub method: Option<RiskMethod<'m>>,
    /// If nothing were done.
    pub inherent: Option<Judgement>,
    /// Today, as the risk itself says it.
    pub stated: Option<Judgement>,
    /// Today: stated, else derived.
    pub current: Option<Judgement>,
    /// What `current` rests on.
    pub ground: Ground<'m>,
    /// Once the treatment is in force.
    pub residual: Option<Judgement>,
    /// What is done about it, in the order in which it is written.
    pub treatments: Vec<Treatment<'m>>,
}

impl<'m> Assessment<'m> {
    /// Whether anything is done about the risk, and all of that is in force.
    pub fn is_treated(&self) -> bool {
        let mut acting = self.treatments.iter().filter(|t| t.acts()).peekable();
        acting.peek().is_some() && acting.all(|t| t.force.holds())
    }

    /// What the treatment counts on: the controls and suppliers of the lines that do something.
    pub fn means(&self) -> impl Iterator<Item = &Means<'m>> {
        self.treatments.iter().filter(|t| t.acts()).flat_map(|t| &t.means)
    }

    /// Whether its method counts each part of the treatment that is in force (`credit: step-by-step`).
    pub fn counts_steps(&self) -> bool {
        let said = self.method.into_iter().flat_map(|m| m.decl().values(field::RISK_METHOD_CREDIT));
        said.filter_map(Credit::from_value).next() == Some(Credit::StepByStep)
    }

    /// Whether any part of what is done about it is in force.
    pub fn is_eased(&self) -> bool {
        let acting = || self.treatments.iter().filter(|t| t.acts());
        acting().any(|t| t.force.holds()) || self.means().any(|m| m.force.holds())
    }

    /// The day after `day` by which all of the treatment is to be in force, where that is known of all of it.
    pub fn reached_on(&self, day: Date) -> Option<Date> {
        let open = self.treatments.iter().filter(|t| t.acts() && !t.force.holds());
        let days: Option<Vec<Date>> = open
            .map(|t| match t.force {
                Force::Coming(coming) => coming.max(t.due).filter(|_| t.due.is_none_or(|due| due >= day)),
                _ => None,
            })
            .collect();
        days?.into_iter().max()
    }

    /// Whether somebody has to accept it: the plan where something is done about it, and what remains where that is more
    /// than the method accepts by itself (6.1.3 f).
    pub fn needs_acceptance(&self) -> bool {
        let remains = self.residual.and_then(|r| r.level).map(|(_, index)| index);
        self.treatments.iter().any(Treatment::acts) || (remains.is_some() && remains > self.acceptable())
    }

    /// Whether it stands above what the method accepts, and nothing is done about it.
    pub fn is_untreated(&self) -> bool {
        let stands = self.current.and_then(|c| c.level).map(|(_, index)| index);
        stands.is_some() && stands > self.acceptable() && !self.treatments.iter().any(Treatment::acts)
    }

    /// The index of the highest level that the method accepts by itself.
    fn acceptable(&self) -> Option<u16> {
        let method = self.method?.decl();
        method.values(field::RISK_METHOD_ACCEPTABLE).find_map(|v| v.step()).map(|(_, index)| index)
    }
}

/// All risks of the package itself, in the order of the model.
#[derive(Debug, Default)]
pub struct Risks<'m> {
    /// In the order of the model.
    pub all: Vec<Assessment<'m>>,
    index: FxHashMap<DeclId, usize>,
}

impl<'m> Risks<'m> {
    /// Works them out.
    pub fn new(
        model: &'m Model,
        context: Context,
        scopes: &Scopes<'m>,
        work: &Work<'m>,
        coverages: &[Coverage<'m>],
    ) -> Self {
        let rows = coverages.iter().map(|c| c.rows.iter().map(|_| OnceLock::new()).collect()).collect();
        let levels = model.everywhere::<RiskMethod>().map(|m| (m.decl().id, Levels::of(m))).collect();
        let cx = Cx { day: context.as_of, scopes, work, coverages, levels, rows };
        let risks: Vec<Risk<'m>> =
            model.all::<Risk>().filter(|r| r.decl().package() == PackageId::MAIN).collect();
        let all: Vec<Assessment<'m>> = risks.into_par_iter().map(|risk| cx.assess(risk)).collect();
        let index = all.iter().enumerate().map(|(i, a)| (a.risk.decl().id, i)).collect();
        Risks { all, index }
    }

    /// How `risk` stands.
    pub fn of(&self, risk: Risk<'m>) -> Option<&Assessment<'m>> {
        self.index.get(&risk.decl().id).map(|i| &self.all[*i])
    }
}

/// What an assessment rests on.
struct Cx<'a, 'm> {
    day: Date,
    scopes: &'a Scopes<'m>,
    work: &'a Work<'m>,
    coverages: &'a [Coverage<'m>],
    /// By method.
    levels: FxHashMap<DeclId, Levels>,
    /// The rows of each coverage, worked out once, for many risks ask for the same.
    rows: Vec<Vec<OnceLock<Done<'m>>>>,
}

/// What is done for a control in a scope.
struct Done<'m> {
    /// How far it is for each subject that is asked for (`None`: the scope itself), in model order.
    subjects: Vec<(Option<Decl<'m>>, Force)>,
    /// Where the subjects stand that are something, or part of it.
    parts_of: FxHashMap<DeclId, Vec<usize>>,
    /// How far for all of them.
    all: Force,
    /// Who owns it.
    owners: Vec<Role<'m>>,
}

impl<'m> Cx<'_, 'm> {
    fn assess(&self, risk: Risk<'m>) -> Assessment<'m> {
        let decl = risk.decl();
        let method = method(risk);
        let levels = method.and_then(|m| self.levels.get(&m.decl().id));
        let judgement = |of: FieldId| decl.phrases(of).next().and_then(|said| Judgement::of(levels?, said));
        let scopes: Vec<Scope<'m>> = self.scopes.ties(decl).into_iter().map(|(scope, _)| scope).collect();
        let threatened = eval::members_of(decl.values(field::RISK_ASSETS));
        let treatments = decl.phrases(field::RISK_TREAT);
        let treatments = treatments.map(|phrase| self.treatment(phrase, &scopes, &threatened)).collect();
        let mut assessment = Assessment {
            risk,
            method,
            inherent: judgement(field::RISK_INHERENT),
            stated: judgement(field::RISK_CURRENT),
            current: None,
            ground: Ground::Untreated,
            residual: judgement(field::RISK_RESIDUAL),
            treatments,
        };
        (assessment.current, assessment.ground) = match decl.phrases(field::RISK_CURRENT).next() {
            Some(said) => (assessment.stated, Ground::Stated(said)),
            None => derived(&assessment, levels),
        };
        assessment
    }

    fn treatment(&self, phrase: Phrase<'m>, scopes: &[Scope<'m>], threatened: &[Decl<'m>]) -> Treatment<'m> {
        let said_due = phrase.part(Prep::Due).find_map(|v| v.date());
        let mut by: Vec<Role<'m>> = phrase.part(Prep::By).filter_map(|v| v.view()).collect();
        let says_who = !by.is_empty();
        let mut means = Vec::new();
        for value in phrase.part(Prep::With) {
            for decl in value.decls() {
                let force = match (Control::of(decl), Supplier::of(decl)) {
                    (Some(control), _) => self.control(control, scopes, threatened, |done| {
                        if !says_who {
                            by.extend(&done.owners);
                        }
                    }),
                    (None, Some(supplier)) => supplied(supplier, self.day),
                    (None, None) => continue,
                };
                means.push(Means { value, decl, force });
            }
        }
        if !says_who {
            by.sort_unstable();
            by.dedup();
        }
        let response = phrase.lead().find_map(Response::from_value);
        let force = match means.iter().map(|m| m.force).reduce(Force::and) {
            Some(force) => force,
            // Nothing but its day tells when what is done without a control is done; and without a control nothing tells
            // that a risk was modified, or with whom it is shared.
            None => match said_due {
                Some(due) if due < self.day => Force::Overdue(due),
                Some(due) => Force::Coming(Some(due)),
                None => match response {
                    Some(Response::Avoid) => Force::InForce,
                    Some(Response::Share) if phrase.says(Prep::Because) => Force::InForce,
                    _ => Force::Missing,
                },
            },
        };
        let due = said_due.or(match force {
            Force::Coming(day) => day,
            Force::Overdue(day) => Some(day),
            _ => None,
        });
        Treatment { phrase, response, means, force, by, due }
    }

    /// How far a control is in force in all of `scopes` for what is threatened. Tells what is done for it in each.
    fn control(
        &self,
        control: Control<'m>,
        scopes: &[Scope<'m>],
        threatened: &[Decl<'m>],
        mut tell: impl FnMut(&Done<'m>),
    ) -> Force {
        let mut force: Option<Force> = None;
        for scope in scopes {
            let mut of_scope = self.coverages.iter().enumerate().filter(|(_, c)| c.scope == Some(*scope));
            let found = of_scope.find_map(|(at, c)| {
                let row = c.index_of(control.decl()).filter(|_| c.has_last_word(control.decl()))?;
                Some((at, row))
            });
            let here = match found {
                // Where no statement of applicability decides on it, what statements say of it themselves counts.
                None => self.undecided(control, *scope).in_force(threatened),
                Some((at, index)) => {
                    let coverage = &self.coverages[at];
                    let row = &coverage.rows[index];
                    let done = self.rows[at][index].get_or_init(|| self.done(coverage, row));
                    tell(done);
                    if row.excluded() { Force::Excluded } else { done.in_force(threatened) }
                }
            };
            force = Some(force.map_or(here, |force| force.and(here)));
        }
        force.unwrap_or(Force::Missing)
    }

    fn done(&self, coverage: &Coverage<'m>, row: &Row<'m>) -> Done<'m> {
        let content = coverage.scope.and_then(|s| self.scopes.content(s));
        let states = row.subjects.iter().map(|state| {
            let planned = row.plan_for(state).and_then(|plan| plan.due);
            (state.subject, self.state(row.control, content, &row.parts, state, planned))
        });
        Done::new(states.collect(), self.owners(row))
    }

    /// What is done for a control where no statement of applicability decides on it.
    fn undecided(&self, control: Control<'m>, scope: Scope<'m>) -> Done<'m> {
        let content = self.scopes.content(scope);
        let parts = self.work.parts(control, Some(scope));
        let states = relevant(control, content, &parts, self.work).into_iter().map(|subject| {
            let state = subject_state(control, content, subject, &parts, self.work);
            (subject, self.state(control, content, &parts, &state, None))
        });
        Done::new(states.collect(), Vec::new())
    }

    /// How far a control is for one subject, for which there may be a plan.
    fn state(
        &self,
        control: Control<'m>,
        content: Option<&ScopeContent<'m>>,
        parts: &[Part],
        state: &SubjectState<'m>,
        planned: Option<Date>,
    ) -> Force {
        if state.progress == Some(Progress::Implemented) {
            return Force::InForce;
        }
        if let Some(waived) = state.waived {
            return Force::Waived(waived.part(Prep::Until).find_map(|v| v.date()));
        }
        let bears = |w: &&Worker<'m>| bears_on(w, control, content, state.subject);
        let workers = || parts.iter().map(|p| &self.work.workers[p.worker]).filter(bears);
        let lapsed = || workers().any(|w| !w.lapses.is_empty());
        if state.progress.is_none() {
            if let Some(day) = self.begins(control, content, parts, state.subject) {
                return Force::Coming(Some(day));
            }
            let ended = || workers().flat_map(|w| &w.statuses).filter_map(|s| s.until);
            return match lapsed() || ended().any(|until| until < self.day) {
                true => Force::Ended,
                false => Force::Missing,
            };
        }
        // The first statement that is done is enough; a plan speaks where no statement gives a day.
        let said = state.by.iter().filter_map(|(_, p)| p.part(Prep::Due).find_map(|v| v.date())).min();
        let begins = || self.begins(control, content, parts, state.subject);
        match said.or(planned).or_else(begins) {
            Some(due) if due < self.day => Force::Overdue(due),
            None if lapsed() => Force::Lapsed,
            due => Force::Coming(due),
        }
    }

    /// The first day after the day at hand from which on a control is said to be implemented for a subject.
    fn begins(
        &self,
        control: Control<'m>,
        content: Option<&ScopeContent<'m>>,
        parts: &[Part],
        subject: Option<Decl<'m>>,
    ) -> Option<Date> {
        let fully = parts.iter().filter(|p| p.bearing != Bearing::ContributesTo);
        let workers = fully.map(|p| &self.work.workers[p.worker]);
        let statuses = workers.filter(|w| bears_on(w, control, content, subject)).flat_map(|w| &w.statuses);
        let done = statuses.filter(|s| s.progress == Progress::Implemented && s.speaks_of(subject));
        done.filter_map(|s| s.since).filter(|since| *since > self.day).min()
    }

    /// The roles that own the statements for a control, or the documents that these stand in, and those that plans name.
    fn owners(&self, row: &Row<'m>) -> Vec<Role<'m>> {
        let mut owners = Vec::new();
        for part in &row.parts {
            let worker = &self.work.workers[part.worker];
            let owned = |d: Decl<'m>| d.values(field::OWNED_OWNER).find_map(|v| v.view::<Role<'m>>());
            let own = worker.resolved.values(field::OWNED_OWNER).find_map(|v| v.view::<Role<'m>>());
            owners.extend(own.or_else(|| worker.resolved.within.and_then(owned)));
        }
        owners.extend(row.plans.iter().filter_map(|p| p.by));
        owners.sort_unstable();
        owners.dedup();
        owners
    }
}

impl<'m> Done<'m> {
    fn new(subjects: Vec<(Option<Decl<'m>>, Force)>, owners: Vec<Role<'m>>) -> Self {
        let all = subjects.iter().map(|(_, force)| *force).reduce(Force::and).unwrap_or(Force::Missing);
        let mut parts_of: FxHashMap<DeclId, Vec<usize>> = FxHashMap::default();
        for (at, (subject, _)) in subjects.iter().enumerate() {
            for whole in subject.iter().copied().flat_map(wholes) {
                parts_of.entry(whole.id).or_default().push(at);
            }
        }
        Done { subjects, parts_of, all, owners }
    }

    /// How far it is for the subjects that are threatened, their parts, and what they are part of; for all, where there is
    /// none of them.
    fn in_force(&self, threatened: &[Decl<'m>]) -> Force {
        let parts = threatened.iter().filter_map(|t| self.parts_of.get(&t.id)).flatten().copied();
        let at = |d: Decl<'m>| self.subjects.binary_search_by_key(&Some(d), |(subject, _)| *subject).ok();
        let around = threatened.iter().flat_map(|t| wholes(*t).skip(1)).filter_map(at);
        parts.chain(around).map(|at| self.subjects[at].1).reduce(Force::and).unwrap_or(self.all)
    }
}

/// Whether what a supplier takes over holds on `day`: an agreement is in force, and something shows that it is kept.
fn supplied(supplier: Supplier<'_>, day: Date) -> Force {
    match status::lapse(supplier, day) {
        None => Force::InForce,
        Some(Lapse::NoAgreement) => Force::Missing,
        Some(Lapse::AgreementNotBegun(since, _)) => Force::Coming(Some(since)),
        Some(_) => Force::Ended,
    }
}

/// How likely and how bad a risk is today, where it does not say so itself, and what that rests on.
fn derived<'m>(of: &Assessment<'m>, levels: Option<&Levels>) -> (Option<Judgement>, Ground<'m>) {
    if of.is_treated() {
        return (of.residual, Ground::Treated);
    }
    // Where nothing is done about it, and nothing was judged without treatment, what remains is what there is.
    if of.inherent.is_none() && !of.treatments.iter().any(Treatment::acts) {
        return (of.residual, Ground::Untouched);
    }
    let by_steps = of.counts_steps();
    let steps = of.risk.decl().phrases(field::RISK_STEP).filter(|_| by_steps);
    let earned = steps.filter(|step| {
        let mut from = step.part(Prep::From).flat_map(|v| v.decls()).peekable();
        from.peek().is_some() && from.all(|d| of.means().any(|m| m.decl == d && m.force.holds()))
    });
    let earned = earned.filter_map(|step| Some((Judgement::of(levels?, step)?, step)));
    // A part of the treatment never earns more than all of it.
    let floor = |judged: Judgement| match of.residual {
        Some(residual) if judged.standing() < residual.standing() => residual,
        _ => judged,
    };
    let earned = earned.map(|(judged, step)| (floor(judged), step));
    match (earned.min_by_key(|(judged, _)| judged.standing()), of.inherent) {
        // A step never makes worse what is untreated.
        (Some((step, _)), Some(inherent)) if inherent.standing() < step.standing() => {
            (Some(inherent), Ground::Untreated)
        }
        (Some((judged, step)), _) => (Some(judged), Ground::Step(step)),
        (None, inherent) => (inherent, Ground::Untreated),
    }
}

/// How often a risk is assessed again, and where that is said: by itself, else by its method (8.2).
pub fn interval(risk: Risk<'_>) -> Option<(Duration, Phrase<'_>)> {
    let said = |decl: Decl<'_>, of: FieldId| {
        let phrase = decl.phrases(of).next()?;
        Some((phrase.part(Prep::Every).find_map(|v| v.duration())?, phrase.id))
    };
    let decl = risk.decl();
    let found =
        said(decl, field::REVIEWED_REVIEW).or_else(|| said(method(risk)?.decl(), field::RISK_METHOD_REPEATS));
    found.map(|(interval, id)| (interval, Phrase { model: decl.model, id }))
}

/// The last day up to `day` on which a risk was assessed.
pub fn assessed(risk: Risk<'_>, day: Date) -> Option<Date> {
    assessments(risk).into_iter().filter(|on| *on <= day).max()
}

/// The days on which a risk was assessed: found, reviewed, or accepted.
pub(crate) fn assessments(risk: Risk<'_>) -> Vec<Date> {
    let decl = risk.decl();
    let records = decl.model.lock.of(&decl.path()).into_iter().flat_map(|file| &file.records);
    let days = [field::REVIEWED_REVIEWED, field::RISK_IDENTIFIED];
    let said = days.iter().flat_map(|of| calendar::dates_of(decl, *of)).map(|(day, _)| day);
    said.chain(records.map(|r| r.on)).collect()
}
