//! Coverage: for a scope, its catalogs and its statement of applicability, what is decided of each control, for which
//! reasons, how far it is implemented and for which subjects (ISO/IEC 27001, 6.1.3 b to e).
//!
//! Decisions are sets of controls; the smallest set wins. Implementation is asked of each relevant subject. A statement of
//! applicability that extends another is a nearer layer: what it decides wins, and of the rest it inherits.

use std::cmp::{Ordering, Reverse};

use annexa_core::model::{Anchor, Decl, DeclId, Model, Phrase, ValueRef, View};
use annexa_core::prelude::{
    Basis, Catalog, Concern, Control, CoverageState, Evidence, Implements, Obligation, Progress, Risk, Role,
    Scope, Soa, Supplier, field, kind,
};
use annexa_core::source::PackageId;
use annexa_core::time::Date;
use annexa_core::value::Value;
use annexa_syntax::tree::Prep;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::Context;
use crate::assurance::{self, Assurance};
use crate::data::Data;
use crate::document::{self, Resolved};
use crate::eval;
use crate::exception::Line;
use crate::scope::{ScopeContent, Scopes, Tie, wholes};
use crate::status::{self, Lapse, Status};

/// A set of controls, by their index among those of a coverage.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ControlSet(Vec<u64>);

impl ControlSet {
    fn new(controls: usize) -> Self {
        ControlSet(vec![0; controls.div_ceil(64)])
    }

    fn insert(&mut self, index: usize) {
        self.0[index / 64] |= 1 << (index % 64);
    }

    /// Whether it holds the control at `index`.
    pub fn contains(&self, index: usize) -> bool {
        self.0[index / 64] & (1 << (index % 64)) != 0
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|w| *w == 0)
    }

    /// How many it holds.
    pub fn len(&self) -> usize {
        self.0.iter().map(|w| w.count_ones() as usize).sum()
    }

    /// The indices that it holds, in order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.0.len() * 64).filter(|i| self.contains(*i))
    }

    fn proper_subset_of(&self, other: &ControlSet) -> bool {
        self != other && self.0.iter().zip(&other.0).all(|(a, b)| a & !b == 0)
    }

    fn without(&self, other: &ControlSet) -> ControlSet {
        ControlSet(self.0.iter().zip(&other.0).map(|(a, b)| a & !b).collect())
    }
}

/// What a pattern decides.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum Applies {
    /// `include:`
    Yes,
    /// `exclude:`
    No,
}

/// One element of an `include:`, `exclude:` or `not-yet:` list, less its `except`.
#[derive(Clone, Debug)]
pub struct PatternUse<'m> {
    /// What it decides; `None` for a plan (`not-yet:`).
    pub applies: Option<Applies>,
    /// The field that it stands in.
    pub phrase: Phrase<'m>,
    /// The element.
    pub value: ValueRef<'m>,
    /// The statement of applicability that says it.
    pub layer: Soa<'m>,
    /// The controls before `except` takes any away.
    pub written: ControlSet,
    /// The controls that it denotes.
    pub set: ControlSet,
    /// How many controls it decides, or for a plan, how many it raises.
    pub effect: usize,
}

/// What is decided of a control.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// No pattern reaches it.
    Undecided,
    /// Two patterns of equal standing disagree; indices into [`Coverage::conflicts`].
    Conflict(usize),
    /// It applies; the patterns that say so, indices into [`Coverage::patterns`].
    Included(Vec<usize>),
    /// It does not apply.
    Excluded(Vec<usize>),
}

/// Two patterns that disagree, and the controls about which they do.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// The pattern that includes, an index into [`Coverage::patterns`].
    pub include: usize,
    /// The pattern that excludes.
    pub exclude: usize,
    /// The controls that both hold and no smaller pattern decides.
    pub controls: Vec<usize>,
}

/// Why a control is necessary; the codes of the statement of applicability.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord, Hash)]
pub enum ReasonKind {
    /// A risk is treated with it.
    Risk,
    /// A law or regulation asks for it.
    Legal,
    /// A contract asks for it.
    Contractual,
    /// The organization decided so.
    Business,
}

impl ReasonKind {
    /// As it is printed: `risk`, `legal`, `contractual`, `business`.
    pub const fn word(self) -> &'static str {
        match self {
            ReasonKind::Risk => "risk",
            ReasonKind::Legal => "legal",
            ReasonKind::Contractual => "contractual",
            ReasonKind::Business => "business",
        }
    }
}

/// A reason for a control.
#[derive(Clone, Debug)]
pub struct Reason<'m> {
    /// Its code.
    pub kind: ReasonKind,
    /// The risk or obligation; `None` where a `because` alone is the reason.
    pub source: Option<Decl<'m>>,
    /// Where the control is named.
    pub anchor: Anchor,
    /// Whether the source is tied to the scope by more than naming none.
    pub tie: Tie,
}

/// How a statement bears on a control.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum Bearing {
    /// `contributes-to:`, at most partly.
    ContributesTo,
    /// `implements:`
    Implements,
}

/// A statement, procedure or declaration of one's own that implements something.
#[derive(Debug)]
pub struct Worker<'m> {
    /// It; where it is inherited as it stands, the one that is inherited.
    pub item: Implements<'m>,
    /// It with what it extends, for the document that it stands in.
    pub resolved: Resolved<'m>,
    /// The statuses that it says.
    pub statuses: Vec<Status<'m>>,
    /// Suppliers that carry it out.
    pub suppliers: Vec<Supplier<'m>>,
    /// Who else carries it out: teams, roles, services.
    pub own: Vec<Decl<'m>>,
    /// Why a supplier's part does not count.
    pub lapses: Vec<(Supplier<'m>, Lapse)>,
    /// The subjects that `applies-to:` names; `None` without the field.
    pub applies_to: Option<Vec<Decl<'m>>>,
    /// The subjects that `applies-to: … except` takes out.
    pub applies_except: Vec<Decl<'m>>,
    /// Whether its status could not be read, so that nothing is said about it.
    pub spoiled: bool,
    /// What is named as its evidence.
    pub evidence: Vec<Evidence<'m>>,
    /// The day on which it is looked at.
    day: Date,
    /// What counts for every subject, where its statuses name none; `None` where one does.
    for_all: Option<Option<(Progress, Phrase<'m>)>>,
}

impl<'m> Worker<'m> {
    fn new(item: Implements<'m>, resolved: Resolved<'m>, context: Context) -> Self {
        let carriers = eval::members_of(resolved.values(field::IMPLEMENTS_CARRIED_OUT_BY));
        let suppliers: Vec<Supplier<'m>> = carriers.iter().filter_map(|d| Supplier::of(*d)).collect();
        let own = carriers.into_iter().filter(|d| d.kind() != kind::SUPPLIER).collect();
        let lapses = suppliers.iter().filter_map(|s| Some((*s, status::lapse(*s, context.as_of)?))).collect();
        let applies: Vec<Phrase<'m>> = resolved.phrases(field::IMPLEMENTS_APPLIES_TO).collect();
        let spoiled =
            [field::IMPLEMENTS_STATUS, field::IMPLEMENTS_APPLIES_TO, field::IMPLEMENTS_CARRIED_OUT_BY]
                .iter()
                .any(|f| resolved.phrases(*f).any(|p| p.is_spoiled()));
        let statuses = resolved.own().map(Status::all).unwrap_or_default();
        let evidence = resolved.values(field::IMPLEMENTS_EVIDENCE).filter_map(|v| v.view()).collect();
        let names_none = statuses.iter().all(|s| s.on.is_none());
        let for_all = names_none.then(|| status::counting(&statuses, None, context.as_of));
        let (mut named, mut except) = (Vec::new(), Vec::new());
        for (at, phrase) in applies.iter().enumerate() {
            named.extend(eval::members_of(phrase.lead()));
            // What a nearer layer names is covered, whatever a farther one leaves out.
            let nearer = applies[at..].iter().filter(|p| p.decl() != phrase.decl());
            let named_nearer = eval::members_of(nearer.flat_map(|p| p.lead()));
            let out = eval::members_of(phrase.part(Prep::Except)).into_iter();
            except.extend(out.filter(|d| !named_nearer.contains(d)));
        }
        Worker {
            item,
            statuses,
            suppliers,
            own,
            lapses,
            applies_to: (!applies.is_empty()).then_some(named),
            applies_except: except,
            spoiled,
            evidence,
            day: context.as_of,
            for_all,
            resolved,
        }
    }

    /// Whether it is inherited as it stands: nothing is said about it in the document itself.
    pub fn is_inherited(&self) -> bool {
        self.resolved.own().is_none()
    }

    /// Where something about it would be mended: `anchor` if that lies in the document itself, else what inherits it.
    pub fn spot(&self, anchor: Anchor) -> Anchor {
        let own = self.resolved.own();
        let here = own.is_some_and(|own| own.model.enclosing(anchor).is_some_and(|d| d.within(own)));
        if here { anchor } else { self.resolved.home().anchor() }
    }

    /// Whether only suppliers carry it out.
    pub fn supplier_only(&self) -> bool {
        !self.suppliers.is_empty() && self.own.is_empty()
    }

    /// Whether it is of the scope: it says of no subjects that it applies to them, or applies to one that is in the scope
    /// or that the scope depends on.
    pub fn is_of(&self, content: &ScopeContent<'m>) -> bool {
        let Some(named) = &self.applies_to else { return true };
        let counts = |d: Decl<'m>| content.counts(d) && self.covers(Some(d));
        named.iter().any(|d| counts(*d))
            || named.iter().any(|d| content.holds_part_of(*d))
                && content.subjects.iter().any(|s| self.covers(Some(s.decl())))
    }

    /// Whether it covers `subject` (`None`: the scope itself).
    pub fn covers(&self, subject: Option<Decl<'m>>) -> bool {
        match (&self.applies_to, subject) {
            (Some(named), Some(subject)) => {
                // The nearest word counts, as in a scope.
                for whole in wholes(subject) {
                    if self.applies_except.contains(&whole) {
                        return false;
                    }
                    if named.contains(&whole) {
                        return true;
                    }
                }
                false
            }
            (Some(_), None) => false,
            (None, Some(subject)) => {
                !self.supplier_only() || self.suppliers.iter().any(|s| s.decl() == subject)
            }
            (None, None) => true,
        }
    }

    /// How far it is: where it names subjects, the least of them counts; else what it says of all.
    pub fn state(&self) -> Option<Progress> {
        if let Some(said) = self.for_all {
            return said.map(|(progress, _)| progress);
        }
        let named = self.statuses.iter().filter_map(|s| s.on.as_ref()).flatten();
        let mut subjects: Vec<Option<Decl<'m>>> =
            self.applies_to.iter().flatten().chain(named).copied().map(Some).collect();
        // The sets that it names may be empty.
        if subjects.is_empty() {
            subjects.push(None);
        }
        let of_subject = |s| status::counting(&self.statuses, s, self.day).map(|(progress, _)| progress);
        let states: Vec<Option<Progress>> = subjects.into_iter().map(of_subject).collect();
        let best = states.iter().flatten().max().copied()?;
        let all = states.iter().all(|s| *s == Some(best));
        Some(if all { best } else { best.min(Progress::Partial) })
    }

    /// How far it brings a control for `subject`, which it covers, and the status that says so.
    pub fn progress(&self, subject: Option<Decl<'m>>, bearing: Bearing) -> Option<(Progress, Phrase<'m>)> {
        let said = self.for_all.unwrap_or_else(|| status::counting(&self.statuses, subject, self.day));
        let (mut progress, phrase) = said?;
        if bearing == Bearing::ContributesTo {
            progress = progress.min(Progress::Partial);
        }
        if !self.own.is_empty() && !self.lapses.is_empty() {
            progress = progress.min(Progress::Partial);
        }
        // Of several suppliers and nobody of one's own, each answers for itself.
        let concerned =
            |s: &Supplier<'m>| subject.is_none_or(|x| x.kind() != kind::SUPPLIER || x == s.decl());
        if self.own.is_empty() && self.lapses.iter().any(|(s, _)| concerned(s)) {
            return None;
        }
        Some((progress, phrase))
    }
}

/// Everything in a package that implements something, with the controls that it names.
#[derive(Debug)]
pub struct Work<'m> {
    /// The day on which it is looked at.
    pub day: Date,
    /// Those that are declared, in model order; then what documents inherit as it stands.
    pub workers: Vec<Worker<'m>>,
    /// How many of them are declared.
    declared: usize,
    /// What exceptions in force waive, in model order.
    pub waivers: Vec<Waiver<'m>>,
    /// For each control, the workers that name it, how, and where.
    by_control: FxHashMap<DeclId, Vec<(usize, Bearing, Anchor)>>,
    ties: Vec<Vec<(Scope<'m>, Tie)>>,
}

/// One line of an exception that is in force: while it lasts, what it waives does not count as done.
#[derive(Debug)]
pub struct Waiver<'m> {
    /// The line.
    pub line: Line<'m>,
    scopes: Vec<(Scope<'m>, Tie)>,
}

impl<'m> Waiver<'m> {
    /// The lines of exceptions that are in force on the day.
    fn in_force(model: &'m Model, day: Date, scopes: &Scopes<'m>) -> Vec<Self> {
        let lines = Line::all(model).into_iter().filter(|line| line.holds(day));
        lines.map(|line| Waiver { scopes: scopes.ties(line.exception.decl()), line }).collect()
    }

    /// Whether it waives what `item` does for `control` and `subject` in `scope`.
    fn holds(
        &self,
        scope: Option<Scope<'m>>,
        control: Control<'m>,
        item: &Resolved<'m>,
        subject: Option<Decl<'m>>,
    ) -> bool {
        let here = scope.is_none_or(|scope| self.scopes.iter().any(|(s, _)| *s == scope));
        let waived = |w: &Decl<'m>| *w == control.decl() || item.is_within(*w);
        here && self.line.is_about(subject) && self.line.waived.iter().any(waived)
    }
}

impl<'m> Work<'m> {
    /// Gathers it.
    pub fn new(model: &'m Model, context: Context, scopes: &Scopes<'m>) -> Self {
        let mut by_control: FxHashMap<DeclId, Vec<(usize, Bearing, Anchor)>> = FxHashMap::default();
        let mut items: Vec<(Implements<'m>, Resolved<'m>)> =
            model.all::<Implements>().map(|item| (item, Resolved::of(item.decl()))).collect();
        let declared = items.len();
        // What a document inherits as it stands.
        let own = model.extending().filter(|d| d.package() == PackageId::MAIN && d.parent().is_none());
        for document in own {
            items.extend(document::inherited::<Implements<'m>>(&Resolved::of(document)));
        }
        let (workers, ties): (Vec<Worker<'m>>, Vec<Vec<(Scope<'m>, Tie)>>) = items
            .into_par_iter()
            .map(|(item, resolved)| {
                let ties = scopes.ties(resolved.home());
                (Worker::new(item, resolved, context), ties)
            })
            .unzip();
        for (index, worker) in workers.iter().enumerate() {
            for (field, bearing) in [
                (field::IMPLEMENTS_IMPLEMENTS, Bearing::Implements),
                (field::IMPLEMENTS_CONTRIBUTES_TO, Bearing::ContributesTo),
            ] {
                for value in worker.resolved.values(field) {
                    for control in value.decls() {
                        let uses = by_control.entry(control.id).or_default();
                        // What it carries out in full it need not help with. Its own uses are the last.
                        if uses.last().is_none_or(|(w, ..)| *w != index) {
                            uses.push((index, bearing, value.anchor()));
                        }
                    }
                }
            }
        }
        let waivers = Waiver::in_force(model, context.as_of, scopes);
        Work { day: context.as_of, workers, declared, waivers, by_control, ties }
    }

    /// What `item` does, where it is declared.
    pub fn of(&self, item: Implements<'m>) -> Option<&Worker<'m>> {
        let declared = &self.workers[..self.declared];
        let at = declared.binary_search_by_key(&item.decl().id, |w| w.item.decl().id).ok()?;
        Some(&declared[at])
    }

    /// The workers that name `control` and speak for `scope`: index, how, and where they name it.
    pub fn on(
        &self,
        control: Control<'m>,
        scope: Option<Scope<'m>>,
    ) -> impl Iterator<Item = (usize, Bearing, Anchor, Tie)> {
        let uses = self.by_control.get(&control.decl().id).map_or(&[][..], |u| u);
        uses.iter().filter_map(move |(index, bearing, anchor)| {
            let tie = match scope {
                Some(scope) => self.ties[*index].iter().find(|(s, _)| *s == scope)?.1,
                None => Tie::Unnamed,
            };
            Some((*index, *bearing, *anchor, tie))
        })
    }

    /// What statements do for a control in a scope.
    pub(crate) fn parts(&self, control: Control<'m>, scope: Option<Scope<'m>>) -> Vec<Part> {
        let all = self.on(control, scope);
        all.map(|(worker, bearing, anchor, tie)| Part { worker, bearing, anchor, tie }).collect()
    }
}

/// What a statement does for a control.
#[derive(Clone, Debug)]
pub struct Part {
    /// The statement, an index into [`Work::workers`].
    pub worker: usize,
    /// How it bears on the control.
    pub bearing: Bearing,
    /// Where it names the control.
    pub anchor: Anchor,
    /// How it speaks for the scope.
    pub tie: Tie,
}

/// How far a control is for one subject.
#[derive(Clone, Debug)]
pub struct SubjectState<'m> {
    /// The subject; `None` is the scope itself.
    pub subject: Option<Decl<'m>>,
    /// How far; `None` where nothing is begun.
    pub progress: Option<Progress>,
    /// The statements that bring it as far as it is, indices into [`Work::workers`], with their status.
    pub by: Vec<(usize, Phrase<'m>)>,
    /// The pattern of the `not-yet` that counts for it, an index into [`Coverage::patterns`].
    pub plan: Option<usize>,
    /// The same, where it raised the subject to planned.
    pub planned_by: Option<usize>,
    /// The exception's line because of which something that is done does not count.
    pub waived: Option<Phrase<'m>>,
}

/// What `not-yet:` says of a control.
#[derive(Clone, Debug)]
pub struct Plan<'m> {
    /// The pattern, an index into [`Coverage::patterns`].
    pub pattern: usize,
    /// The deadline.
    pub due: Option<Date>,
    /// Who sees to it.
    pub by: Option<Role<'m>>,
    /// Why it is not implemented yet.
    pub because: Option<ValueRef<'m>>,
    /// The subjects that it is about; `None` for all.
    pub on: Option<Vec<Decl<'m>>>,
}

impl<'m> Plan<'m> {
    /// Whether it is about `subject` (`None`: the scope itself).
    pub fn is_about(&self, subject: Option<Decl<'m>>) -> bool {
        match (&self.on, subject) {
            (None, _) => true,
            (Some(on), Some(subject)) => wholes(subject).any(|w| on.contains(&w)),
            (Some(_), None) => false,
        }
    }
}

/// One row of the statement of applicability.
#[derive(Clone, Debug)]
pub struct Row<'m> {
    /// The control.
    pub control: Control<'m>,
    /// What is decided.
    pub decision: Decision,
    /// Why it is necessary; empty where it is excluded, undecided, or without a reason.
    pub reasons: Vec<Reason<'m>>,
    /// The risks and obligations, tied to the scope by name, that ask for it although it is excluded.
    pub needed_by: Vec<Reason<'m>>,
    /// What the deciding patterns give as their `because`.
    pub justification: Vec<ValueRef<'m>>,
    /// The statements and procedures that name it.
    pub parts: Vec<Part>,
    /// How far it is for each relevant subject.
    pub subjects: Vec<SubjectState<'m>>,
    /// How far it is in all; `None` where nothing is begun.
    pub progress: Option<Progress>,
    /// What is planned, less plans that smaller or nearer ones take the place of.
    pub plans: Vec<Plan<'m>>,
    /// What is known about whether it works.
    pub assurance: Assurance<'m>,
    /// The word that is printed.
    pub word: CoverageState,
}

impl<'m> Row<'m> {
    /// Whether it applies.
    pub fn included(&self) -> bool {
        matches!(self.decision, Decision::Included(_))
    }

    /// Whether it does not apply.
    pub fn excluded(&self) -> bool {
        matches!(self.decision, Decision::Excluded(_))
    }

    /// The codes of its reasons, each once.
    pub fn reason_kinds(&self) -> Vec<ReasonKind> {
        let mut kinds: Vec<ReasonKind> = self.reasons.iter().map(|r| r.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// The plan of the statement of applicability that counts for `state`.
    pub fn plan_for(&self, state: &SubjectState<'m>) -> Option<&Plan<'m>> {
        self.plans.iter().find(|p| Some(p.pattern) == state.plan)
    }

    /// The relevant subjects that it is not implemented for.
    pub fn left_out(&self) -> impl Iterator<Item = &SubjectState<'m>> {
        self.subjects.iter().filter(|s| s.progress != Some(Progress::Implemented))
    }
}

/// The coverage of a scope by one statement of applicability.
#[derive(Debug)]
pub struct Coverage<'m> {
    /// The statement of applicability.
    pub soa: Soa<'m>,
    /// Its scope; `None` where it did not resolve.
    pub scope: Option<Scope<'m>>,
    /// The statement itself, then those that it extends, nearest first.
    pub layers: Vec<Soa<'m>>,
    /// The catalogs that it is against, each once.
    pub catalogs: Vec<Catalog<'m>>,
    /// Those of them that a nearer layer of the same scope is against too, so that it has the last word.
    pub nearer: Vec<Catalog<'m>>,
    /// One for each control of the catalogs that it is against, in their order.
    pub rows: Vec<Row<'m>>,
    /// Every element of its lists and of those that it extends.
    pub patterns: Vec<PatternUse<'m>>,
    /// Patterns that disagree.
    pub conflicts: Vec<Conflict>,
    index: FxHashMap<DeclId, usize>,
}

impl<'m> Coverage<'m> {
    /// The row of `control`.
    pub fn row(&self, control: Decl<'m>) -> Option<&Row<'m>> {
        self.index_of(control).map(|i| &self.rows[i])
    }

    /// Where the row of `control` stands among the rows.
    pub(crate) fn index_of(&self, control: Decl<'m>) -> Option<usize> {
        self.index.get(&control.id).copied()
    }

    /// The rows in which it has the last word: no nearer layer of the scope decides on their controls too.
    pub fn last_word(&self) -> impl Iterator<Item = &Row<'m>> {
        self.rows.iter().filter(|r| self.has_last_word(r.control.decl()))
    }

    /// Whether no nearer layer of the scope decides on `control` too.
    pub fn has_last_word(&self, control: Decl<'m>) -> bool {
        !self.nearer.iter().any(|c| control.within(c.decl()))
    }

    /// Finds for each of `all` what nearer layers of its scope decide on too.
    pub(crate) fn note_nearer(all: &mut [Coverage<'m>]) {
        for i in 0..all.len() {
            let of = &all[i];
            let extends =
                |c: &&Coverage<'m>| c.soa != of.soa && c.scope == of.scope && c.layers.contains(&of.soa);
            let theirs: Vec<Catalog<'m>> =
                all.iter().filter(extends).flat_map(|c| c.catalogs.iter().copied()).collect();
            let nearer = of.catalogs.iter().copied().filter(|c| theirs.contains(c)).collect();
            all[i].nearer = nearer;
        }
    }

    /// Works out the coverage of `soa`.
    pub fn new(
        soa: Soa<'m>,
        context: Context,
        scopes: &Scopes<'m>,
        work: &Work<'m>,
        data: &Data<'m>,
    ) -> Self {
        let model = soa.decl().model;
        let scope = soa.head_for();
        let layers = layers(soa);
        let mut catalogs: Vec<Catalog<'m>> = Vec::new();
        for catalog in soa.head_against() {
            // One that is named twice is still one.
            if !catalogs.contains(&catalog) {
                catalogs.push(catalog);
            }
        }
        let controls: Vec<Control<'m>> = catalogs
            .iter()
            .flat_map(|catalog| (catalog.decl().id.0..catalog.decl().end().0).map(|i| model.decl(DeclId(i))))
            .filter_map(Control::of)
            .collect();
        let index: FxHashMap<DeclId, usize> =
            controls.iter().enumerate().map(|(i, c)| (c.decl().id, i)).collect();
        let mut patterns: Vec<PatternUse<'m>> = Vec::new();
        for layer in &layers {
            gather_patterns(*layer, &index, &mut patterns);
        }
        let mut coverage = Coverage {
            soa,
            scope,
            layers,
            catalogs,
            nearer: Vec::new(),
            rows: Vec::new(),
            patterns,
            conflicts: Vec::new(),
            index,
        };
        let decisions = coverage.decide(controls.len());
        let content = scope.and_then(|s| scopes.content(s));
        let reasons = reasons(model, scope, scopes, context.as_of);
        let evidence = assurance::Sources::new(model, context, scope, scopes, data);
        let decided: Vec<(Control<'m>, Decision)> = controls.into_iter().zip(decisions).collect();
        let row = |(i, (control, decision))| {
            coverage.row_of(i, control, decision, content, work, &reasons, &evidence)
        };
        coverage.rows = decided.into_par_iter().enumerate().map(row).collect();
        for row in &coverage.rows {
            let mut raised: Vec<usize> = row.subjects.iter().filter_map(|s| s.planned_by).collect();
            raised.sort_unstable();
            raised.dedup();
            raised.into_iter().for_each(|p| coverage.patterns[p].effect += 1);
        }
        coverage
    }

    /// The decision on each control, and how many each pattern decides.
    fn decide(&mut self, controls: usize) -> Vec<Decision> {
        let mut decisions = vec![Decision::Undecided; controls];
        let mut conflicts: Vec<Conflict> = Vec::new();
        // Which patterns hold each control, nearest layer first.
        let mut holding: Vec<Vec<usize>> = vec![Vec::new(); controls];
        for (p, pattern) in self.patterns.iter().enumerate() {
            if pattern.applies.is_some() {
                for c in pattern.set.iter() {
                    holding[c].push(p);
                }
            }
        }
        for (c, holding) in holding.iter().enumerate() {
            let Some(first) = holding.first() else { continue };
            let layer = self.patterns[*first].layer;
            let layer_of = |p: &&usize| self.patterns[**p].layer == layer;
            let same: Vec<usize> = holding.iter().filter(layer_of).copied().collect();
            let unbeaten: Vec<usize> = same
                .iter()
                .copied()
                .filter(|p| {
                    !same.iter().any(|q| self.patterns[*q].set.proper_subset_of(&self.patterns[*p].set))
                })
                .collect();
            let with = |a: Applies| {
                unbeaten.iter().copied().filter(|p| self.patterns[*p].applies == Some(a)).collect::<Vec<_>>()
            };
            let (include, exclude) = (with(Applies::Yes), with(Applies::No));
            decisions[c] = match (include.is_empty(), exclude.is_empty()) {
                (false, true) => Decision::Included(include),
                (true, _) => Decision::Excluded(exclude),
                (false, false) => {
                    let (include, exclude) = (include[0], exclude[0]);
                    let known = conflicts.iter().position(|k| (k.include, k.exclude) == (include, exclude));
                    let at = known.unwrap_or_else(|| {
                        conflicts.push(Conflict { include, exclude, controls: Vec::new() });
                        conflicts.len() - 1
                    });
                    conflicts[at].controls.push(c);
                    Decision::Conflict(at)
                }
            };
            for p in unbeaten {
                self.patterns[p].effect += 1;
            }
        }
        self.conflicts = conflicts;
        decisions
    }

    #[expect(clippy::too_many_arguments, reason = "a row is where everything comes together")]
    fn row_of(
        &self,
        index: usize,
        control: Control<'m>,
        decision: Decision,
        content: Option<&ScopeContent<'m>>,
        work: &Work<'m>,
        reasons: &FxHashMap<DeclId, Vec<Reason<'m>>>,
        evidence: &assurance::Sources<'m, '_>,
    ) -> Row<'m> {
        let deciding: Vec<usize> = match &decision {
            Decision::Included(p) | Decision::Excluded(p) => p.clone(),
            _ => Vec::new(),
        };
        let mut justification: Vec<ValueRef<'m>> = Vec::new();
        for p in &deciding {
            let because = self.patterns[*p].phrase.part(Prep::Because).filter(|v| v.is_known());
            justification
                .extend(because.filter(|v| !justification.iter().any(|j| j.id == v.id)).collect::<Vec<_>>());
        }
        let mut row_reasons = Vec::new();
        if matches!(decision, Decision::Included(_)) {
            row_reasons = reasons.get(&control.decl().id).cloned().unwrap_or_default();
            if row_reasons.is_empty()
                && let Some(because) = justification.first()
            {
                row_reasons.push(Reason {
                    kind: ReasonKind::Business,
                    source: None,
                    anchor: because.anchor(),
                    tie: Tie::Named,
                });
            }
        }
        let parts = work.parts(control, self.scope);
        let mut row = Row {
            control,
            decision,
            reasons: row_reasons,
            needed_by: Vec::new(),
            justification,
            parts,
            subjects: Vec::new(),
            progress: None,
            plans: Vec::new(),
            assurance: Assurance::default(),
            word: CoverageState::Undecided,
        };
        match row.decision {
            Decision::Undecided | Decision::Conflict(_) => return row,
            Decision::Excluded(_) => {
                row.word = CoverageState::Excluded;
                let all = reasons.get(&control.decl().id).into_iter().flatten();
                // What asks for it without naming the scope never contradicts an exclusion.
                row.needed_by = all.filter(|r| r.tie == Tie::Named).cloned().collect();
                return row;
            }
            Decision::Included(_) => {}
        }
        for subject in relevant(control, content, &row.parts, work) {
            row.subjects.push(subject_state(control, content, subject, &row.parts, work));
        }
        self.plan(index, &mut row, &deciding);
        row.progress = in_all(&row.subjects);
        row.assurance = evidence.of(control, &row.parts, &row.subjects, work);
        row.word = match row.progress {
            None => CoverageState::Missing,
            Some(Progress::Planned) => CoverageState::Planned,
            Some(Progress::Partial) => CoverageState::Partial,
            Some(Progress::Implemented) => row.assurance.word(),
        };
        row
    }

    /// What `not-yet:` says of the control at `index`: for each subject one plan counts, and raises it to planned.
    fn plan(&self, index: usize, row: &mut Row<'m>, deciding: &[usize]) {
        let layer_of = |pattern: &PatternUse<'m>| self.layers.iter().position(|l| *l == pattern.layer);
        // What decides together is of one layer.
        let deciding_layer = deciding.first().and_then(|p| layer_of(&self.patterns[*p]));
        let mut plans: Vec<Plan<'m>> = Vec::new();
        for (p, pattern) in self.patterns.iter().enumerate() {
            // A plan of a farther layer is inherited with the decision, never past one of a nearer layer.
            let inherited = layer_of(pattern) <= deciding_layer;
            if pattern.applies.is_none() && inherited && pattern.set.contains(index) {
                plans.push(plan(p, pattern));
            }
        }
        let beats = |a: &Plan<'m>, b: &Plan<'m>| {
            let (a, b) = (&self.patterns[a.pattern], &self.patterns[b.pattern]);
            match layer_of(a).cmp(&layer_of(b)) {
                Ordering::Less => true,
                Ordering::Equal => a.set.proper_subset_of(&b.set),
                Ordering::Greater => false,
            }
        };
        let mut used = vec![false; self.patterns.len()];
        for state in &mut row.subjects {
            let about: Vec<&Plan<'m>> = plans.iter().filter(|p| p.is_about(state.subject)).collect();
            let unbeaten = about.iter().filter(|p| !about.iter().any(|q| beats(q, p)));
            // Of what is left one that names the subject comes first, and then the latest day; no day is open.
            let counts =
                unbeaten.min_by_key(|p| (p.on.is_none(), p.due.is_some(), Reverse(p.due), p.pattern));
            let Some(plan) = counts else { continue };
            state.plan = Some(plan.pattern);
            used[plan.pattern] = true;
            if state.progress.is_none() {
                state.progress = Some(Progress::Planned);
                state.planned_by = Some(plan.pattern);
            }
        }
        plans.retain(|p| used[p.pattern] || !row.subjects.iter().any(|s| p.is_about(s.subject)));
        row.plans = plans;
    }
}

/// `soa` and those that it extends, nearest first; a circle ends where it closes.
fn layers<'m>(soa: Soa<'m>) -> Vec<Soa<'m>> {
    let mut layers = vec![soa];
    let mut next = soa.head_extends();
    while let Some(layer) = next
        && !layers.contains(&layer)
    {
        layers.push(layer);
        next = layer.head_extends();
    }
    layers
}

fn gather_patterns<'m>(layer: Soa<'m>, index: &FxHashMap<DeclId, usize>, patterns: &mut Vec<PatternUse<'m>>) {
    let decl = layer.decl();
    let fields = [
        (field::SOA_INCLUDE, Some(Applies::Yes)),
        (field::SOA_EXCLUDE, Some(Applies::No)),
        (field::SOA_NOT_YET, None),
    ];
    let set_of = |values: &mut dyn Iterator<Item = ValueRef<'m>>| {
        let mut set = ControlSet::new(index.len());
        for value in values {
            for control in value.decls() {
                if let Some(i) = index.get(&control.id) {
                    set.insert(*i);
                }
            }
        }
        set
    };
    for (field, applies) in fields {
        for phrase in decl.phrases(field) {
            let except = set_of(&mut phrase.part(Prep::Except));
            for value in phrase.lead() {
                if *value.value() == Value::Unknown {
                    continue;
                }
                let written = set_of(&mut std::iter::once(value));
                let set = written.without(&except);
                patterns.push(PatternUse { applies, phrase, value, layer, written, set, effect: 0 });
            }
        }
    }
}

/// The reasons that the risks and obligations of a scope give on `day`, by control.
fn reasons<'m>(
    model: &'m Model,
    scope: Option<Scope<'m>>,
    scopes: &Scopes<'m>,
    day: Date,
) -> FxHashMap<DeclId, Vec<Reason<'m>>> {
    let mut found: FxHashMap<DeclId, Vec<Reason<'m>>> = FxHashMap::default();
    let mut add = |control: Decl<'m>, reason: Reason<'m>| {
        // One source after the other gives its reasons.
        let all = found.entry(control.id).or_default();
        if all.last().is_none_or(|r| r.source != reason.source) {
            all.push(reason);
        }
    };
    let risks: Vec<Risk<'m>> = model.all::<Risk>().collect();
    let ties: Vec<Option<Tie>> = risks.par_iter().map(|r| scopes.tie(r.decl(), scope)).collect();
    for (risk, tie) in risks.into_iter().zip(ties) {
        let Some(tie) = tie else { continue };
        for phrase in risk.decl().phrases(field::RISK_TREAT) {
            // Suppliers stand here too; nobody asks for theirs.
            for value in phrase.part(Prep::With) {
                for control in value.decls() {
                    add(
                        control,
                        Reason {
                            kind: ReasonKind::Risk,
                            source: Some(risk.decl()),
                            anchor: value.anchor(),
                            tie,
                        },
                    );
                }
            }
        }
    }
    for obligation in model.all::<Obligation>().filter(|o| binds(*o, day)) {
        let Some(tie) = scopes.tie(obligation.decl(), scope) else {
            continue;
        };
        let kind = match obligation.basis() {
            Some(Basis::Contractual) => ReasonKind::Contractual,
            Some(Basis::Internal) => ReasonKind::Business,
            Some(Basis::Legal | Basis::Regulatory) => ReasonKind::Legal,
            None => continue,
        };
        for value in obligation.decl().values(field::OBLIGATION_REQUIRES) {
            for control in value.decls() {
                add(control, Reason { kind, source: Some(obligation.decl()), anchor: value.anchor(), tie });
            }
        }
    }
    found
}

/// Whether an obligation asks for something on the day: it has begun, and has not ended.
pub fn binds(obligation: Obligation<'_>, day: Date) -> bool {
    obligation.decl().phrases(field::OBLIGATION_IN_FORCE).all(|p| {
        let date = |prep| p.part(prep).find_map(|v| v.date());
        date(Prep::Since).is_none_or(|s| s <= day) && date(Prep::Until).is_none_or(|u| day <= u)
    })
}

/// The subjects that coverage of `control` is asked for; the scope itself (`None`) where there are no others.
pub(crate) fn relevant<'m>(
    control: Control<'m>,
    content: Option<&ScopeContent<'m>>,
    parts: &[Part],
    work: &Work<'m>,
) -> Vec<Option<Decl<'m>>> {
    let Some(content) = content else { return vec![None] };
    let mut all: Vec<Decl<'m>> = content.about(control.about()).into_iter().map(|s| s.decl()).collect();
    for part in parts {
        let worker = &work.workers[part.worker];
        let named = worker.applies_to.iter().flatten().filter(|d| !worker.applies_except.contains(d));
        let named = named.chain(worker.statuses.iter().filter_map(|s| s.on.as_ref()).flatten());
        all.extend(named.copied().filter(|d| content.counts(*d)));
        if worker.applies_to.is_none() && worker.supplier_only() {
            all.extend(worker.suppliers.iter().map(|s| s.decl()));
        }
    }
    all.sort_unstable();
    all.dedup();
    let whole = all.is_empty() || asks_the_scope(control);
    whole.then_some(None).into_iter().chain(all.into_iter().map(Some)).collect()
}

/// Whether a control is about the scope itself, and any statement of the scope covers it.
fn asks_the_scope(control: Control<'_>) -> bool {
    matches!(control.about(), Some(Concern::Organization | Concern::RemoteWork | Concern::Development))
}

/// Whether `worker`, which names `control`, is about `subject` (`None`: the scope itself, which holds `content`), whether
/// it counts or not.
pub fn bears_on<'m>(
    worker: &Worker<'m>,
    control: Control<'m>,
    content: Option<&ScopeContent<'m>>,
    subject: Option<Decl<'m>>,
) -> bool {
    let of_scope = || content.is_none_or(|content| worker.is_of(content));
    worker.covers(subject) || (subject.is_none() && asks_the_scope(control) && of_scope())
}

/// How far `parts`, which are for `control`, bring it for `subject` (`None`: the scope itself, which holds `content`).
pub(crate) fn subject_state<'m>(
    control: Control<'m>,
    content: Option<&ScopeContent<'m>>,
    subject: Option<Decl<'m>>,
    parts: &[Part],
    work: &Work<'m>,
) -> SubjectState<'m> {
    let scope = content.map(|c| c.scope);
    let mut best: Option<Progress> = None;
    let mut by = Vec::new();
    let mut waived = None;
    for part in parts {
        let worker = &work.workers[part.worker];
        if !bears_on(worker, control, content, subject) {
            continue;
        }
        let Some((progress, phrase)) = worker.progress(subject, part.bearing) else {
            continue;
        };
        let waiver = work.waivers.iter().find(|w| w.holds(scope, control, &worker.resolved, subject));
        if let Some(waiver) = waiver {
            waived.get_or_insert(waiver.line.phrase);
            continue;
        }
        if best.is_none_or(|b| progress > b) {
            best = Some(progress);
            by.clear();
        }
        if best == Some(progress) {
            by.push((part.worker, phrase));
        }
    }
    SubjectState { subject, progress: best, by, plan: None, planned_by: None, waived }
}

/// Implemented if all subjects are, none if all are none, planned if some are planned and none is more, else partial.
fn in_all(subjects: &[SubjectState<'_>]) -> Option<Progress> {
    let all = |p: Option<Progress>| subjects.iter().all(|s| s.progress == p);
    if all(Some(Progress::Implemented)) {
        Some(Progress::Implemented)
    } else if all(None) {
        None
    } else if subjects.iter().all(|s| s.progress.is_none_or(|p| p == Progress::Planned)) {
        Some(Progress::Planned)
    } else {
        Some(Progress::Partial)
    }
}

fn plan<'m>(index: usize, pattern: &PatternUse<'m>) -> Plan<'m> {
    let phrase = pattern.phrase;
    Plan {
        pattern: index,
        due: phrase.part(Prep::Due).find_map(|v| v.date()),
        by: phrase.part(Prep::By).find_map(|v| v.view()),
        because: phrase.part(Prep::Because).find(|v| v.is_known()),
        on: phrase.says(Prep::On).then(|| eval::members_of(phrase.part(Prep::On))),
    }
}
