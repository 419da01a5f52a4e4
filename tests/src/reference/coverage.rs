//! A slow, obvious reference of coverage, written from the text of LANGUAGE.md ("Coverage, precisely") and from nothing
//! else: small worlds, plain loops, no cleverness. [`source`] writes a world as Annexa; [`rows`] says what must come out.
//!
//! Every date is the fifteenth of a month, counted in months from year 0, and the day of the check is one too, so that
//! first and last days are tried.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::risk::{self, Method, Risk};

/// The month of the check: November 2026.
pub const TODAY: u32 = 2026 * 12 + 10;

/// The day of the check.
pub fn today() -> String {
    day(TODAY)
}

/// The fifteenth of a month.
pub fn day(month: u32) -> String {
    format!("{:04}-{:02}-15", month / 12, month % 12 + 1)
}

/// How many groups the catalogs have, and how many controls each; the last is a catalog of its own.
pub const GROUPS: usize = 3;
/// Controls of a group.
pub const EACH: usize = 3;
/// All controls.
pub const CONTROLS: usize = GROUPS * EACH;

/// What a control is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the language")]
pub enum About {
    Nothing,
    Organization,
    RemoteWork,
    Development,
    Information,
    System,
    Equipment,
    People,
    Site,
    Supplier,
}

/// What a subject is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the language")]
pub enum What {
    Information,
    System,
    Equipment,
    ServiceAsset,
    PeopleAsset,
    Service,
    Team,
    Site,
}

/// An asset, service, team or site.
#[derive(Clone, Debug)]
pub struct Subject {
    /// What it is.
    pub what: What,
    /// The subject that it is part of; one of lower number.
    pub part_of: Option<usize>,
    /// Suppliers that it depends on.
    pub depends_on: BTreeSet<usize>,
}

/// A supplier.
#[derive(Clone, Debug)]
pub struct Supplier {
    /// Agreements: since, until.
    pub agreements: Vec<(Option<u32>, Option<u32>)>,
    /// Certificates: since, until.
    pub certificates: Vec<(Option<u32>, Option<u32>)>,
    /// Assessments.
    pub assessed: Vec<u32>,
    /// Months between assessments.
    pub review: Option<u32>,
}

/// A scope.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Subjects named in `includes:`.
    pub includes: BTreeSet<usize>,
    /// Subjects named in `excludes:`.
    pub excludes: BTreeSet<usize>,
    /// Suppliers named in `depends-on:`.
    pub depends_on: BTreeSet<usize>,
}

/// A catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Catalog {
    /// `k`: all groups but the last.
    K,
    /// `l`: the last group.
    L,
}

/// The catalog of a control.
pub fn catalog(control: usize) -> Catalog {
    if control / EACH + 1 < GROUPS { Catalog::K } else { Catalog::L }
}

/// An element of a list of controls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element {
    /// One control.
    One(usize),
    /// The controls of a group.
    Group(usize),
    /// All controls of a catalog.
    All(Catalog),
    /// Two controls of a group, and those between.
    Range(usize, usize),
}

/// A line of `include:` or `exclude:`.
#[derive(Clone, Debug)]
pub struct Line {
    /// Whether it is `include:`.
    pub include: bool,
    /// What stands in it.
    pub elements: Vec<Element>,
    /// What its `except` takes away.
    pub except: Vec<Element>,
    /// Whether it gives a reason.
    pub because: bool,
}

/// A line of `not-yet:`.
#[derive(Clone, Debug)]
pub struct NotYet {
    /// What stands in it.
    pub elements: Vec<Element>,
    /// The subjects of `on`.
    pub on: BTreeSet<usize>,
    /// The day.
    pub due: u32,
}

/// A statement of applicability.
#[derive(Clone, Debug)]
pub struct Soa {
    /// Its scope.
    pub scope: usize,
    /// The catalogs that it is against, as they are written: one may stand twice.
    pub against: Vec<Catalog>,
    /// The one that it extends.
    pub extends: Option<usize>,
    /// Its decisions.
    pub lines: Vec<Line>,
    /// Its plans.
    pub not_yet: Vec<NotYet>,
}

/// How far something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the words of the language")]
pub enum Progress {
    Planned,
    Partial,
    Implemented,
}

/// A `status:`.
#[derive(Clone, Debug)]
pub struct Status {
    /// How far.
    pub progress: Progress,
    /// The subjects of `on`.
    pub on: BTreeSet<usize>,
    /// The first day.
    pub since: Option<u32>,
    /// The last day.
    pub until: Option<u32>,
}

/// How a piece of evidence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the language")]
pub enum Evidence {
    Fresh,
    Stale,
}

/// A statement, in a policy of its own.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The scopes of its policy; empty where it names none.
    pub scopes: BTreeSet<usize>,
    /// `implements:`
    pub implements: Vec<Element>,
    /// `contributes-to:`
    pub contributes_to: Vec<Element>,
    /// `applies-to:`, if it stands, and its `except`.
    pub applies_to: Option<(BTreeSet<usize>, BTreeSet<usize>)>,
    /// Whether a team of one's own carries it out.
    pub team: bool,
    /// The supplier that carries it out.
    pub supplier: Option<usize>,
    /// Its statuses.
    pub statuses: Vec<Status>,
    /// Its evidence.
    pub evidence: Option<Evidence>,
}

/// What an obligation rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the language")]
pub enum Basis {
    Legal,
    Regulatory,
    Contractual,
    Internal,
}

/// An obligation.
#[derive(Clone, Debug)]
pub struct Obligation {
    /// The scopes that it names.
    pub scopes: BTreeSet<usize>,
    /// What it rests on.
    pub basis: Basis,
    /// The controls that it requires.
    pub requires: Vec<Element>,
}

/// The first day of the audit programme's cycle of three years.
pub const CYCLE: u32 = TODAY - 10;

/// An audit of the programme.
#[derive(Clone, Debug)]
pub struct Audit {
    /// The scopes that it names.
    pub scopes: BTreeSet<usize>,
    /// The day on which it began.
    pub performed: u32,
    /// The day on which it ended, where that is another.
    pub until: Option<u32>,
    /// What it covers.
    pub covers: Vec<Element>,
    /// The controls that its nonconformities breach, and whether each is closed.
    pub findings: Vec<(usize, bool)>,
}

/// A package.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the words of the language")]
pub struct World {
    pub about: Vec<About>,
    pub subjects: Vec<Subject>,
    pub suppliers: Vec<Supplier>,
    pub scopes: Vec<Scope>,
    pub soas: Vec<Soa>,
    pub statements: Vec<Statement>,
    pub obligations: Vec<Obligation>,
    pub method: Method,
    pub risks: Vec<Risk>,
    pub audits: Vec<Audit>,
    /// Whether what is absent is written as `FIELD: none`.
    pub nones: bool,
}

// ---------------------------------------------------------------------------------------------------------------
// What must come out
// ---------------------------------------------------------------------------------------------------------------

/// What is decided of a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the language")]
pub enum Decision {
    Undecided,
    Conflict,
    Included,
    Excluded,
}

/// Something that coverage is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// The scope itself.
    Scope,
    /// A subject.
    Subject(usize),
    /// A supplier.
    Supplier(usize),
}

/// A row of the statement of applicability.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What is decided.
    pub decision: Decision,
    /// The codes of its reasons; for an included control only.
    pub reasons: BTreeSet<&'static str>,
    /// How far it is for each relevant subject; for an included control only.
    pub subjects: BTreeMap<Asked, Option<Progress>>,
    /// The day of the plan that counts for each of them.
    pub due: BTreeMap<Asked, u32>,
    /// How far it is in all; for an included control only.
    pub progress: Option<Progress>,
    /// The word that is printed.
    pub word: &'static str,
    /// Whether the statement of applicability has the last word on the control.
    pub last_word: bool,
}

/// The controls of an element.
pub fn controls(element: &Element) -> BTreeSet<usize> {
    match element {
        Element::One(c) => [*c].into(),
        Element::Group(g) => (g * EACH..(g + 1) * EACH).collect(),
        Element::All(which) => (0..CONTROLS).filter(|c| catalog(*c) == *which).collect(),
        Element::Range(a, b) => (*a..=*b).collect(),
    }
}

/// The controls of all elements.
pub fn union(elements: &[Element]) -> BTreeSet<usize> {
    elements.iter().flat_map(controls).collect()
}

/// "no `since` is always, no `until` is open", and both days hold.
fn holds(since: Option<u32>, until: Option<u32>) -> bool {
    since.is_none_or(|s| s <= TODAY) && until.is_none_or(|u| TODAY <= u)
}

impl World {
    /// The subject, what it is part of, what that is part of, …
    pub(super) fn wholes(&self, subject: usize) -> Vec<usize> {
        let mut wholes = vec![subject];
        while let Some(whole) = self.subjects[*wholes.last().expect("one at least")].part_of {
            wholes.push(whole);
        }
        wholes
    }

    /// "in-scope subjects (`includes:`, their parts, less `excludes:`)", and "what applies to a whole applies to its parts".
    fn in_scope(&self, scope: usize, subject: usize) -> bool {
        let scope = &self.scopes[scope];
        let wholes = self.wholes(subject);
        wholes.iter().any(|w| scope.includes.contains(w))
            && !wholes.iter().any(|w| scope.excludes.contains(w))
    }

    fn members(&self, scope: usize) -> Vec<usize> {
        (0..self.subjects.len()).filter(|s| self.in_scope(scope, *s)).collect()
    }

    /// "Policies, procedures, risks, obligations and objectives may say `for scope+` … Without it: … else the only
    /// scope, else all."
    pub(super) fn speaks_for(&self, named: &BTreeSet<usize>, scope: usize) -> bool {
        named.is_empty() || named.contains(&scope)
    }

    /// "Without it: the scopes that hold one of a risk's `assets:`, else the only scope, else all."
    pub(super) fn risk_speaks_for(&self, risk: &Risk, scope: usize) -> bool {
        if !risk.scopes.is_empty() {
            return risk.scopes.contains(&scope);
        }
        let holds_one = |s: usize| risk.assets.iter().any(|a| self.in_scope(s, *a));
        if (0..self.scopes.len()).any(holds_one) { holds_one(scope) } else { true }
    }

    /// The statement of applicability, the one that it extends, and so on.
    fn layers(&self, soa: usize) -> Vec<usize> {
        let mut layers = vec![soa];
        while let Some(next) = self.soas[*layers.last().expect("one at least")].extends {
            layers.push(next);
        }
        layers
    }

    /// What a layer decides of a control, and whether a pattern that decides it gives a reason.
    fn decide(&self, soa: usize, control: usize) -> (Decision, bool) {
        // "Each element of an `include:` or `exclude:` list, less its `except`, is a pattern: a set of controls."
        let mut patterns: Vec<(bool, bool, BTreeSet<usize>)> = Vec::new();
        for line in &self.soas[soa].lines {
            let except = union(&line.except);
            for element in &line.elements {
                let set: BTreeSet<usize> = controls(element).difference(&except).copied().collect();
                patterns.push((line.include, line.because, set));
            }
        }
        let holding: Vec<_> = patterns.iter().filter(|(_, _, set)| set.contains(&control)).collect();
        // "The smallest wins: p beats q where p ⊊ q."
        let unbeaten: Vec<_> = holding
            .iter()
            .filter(|(_, _, q)| !holding.iter().any(|(_, _, p)| p != q && p.is_subset(q)))
            .collect();
        let because = unbeaten.iter().any(|(_, because, _)| *because);
        let yes = unbeaten.iter().any(|(include, _, _)| *include);
        let no = unbeaten.iter().any(|(include, _, _)| !*include);
        let decision = match (yes, no) {
            (false, false) => Decision::Undecided,
            (true, true) => Decision::Conflict,
            (true, false) => Decision::Included,
            (false, true) => Decision::Excluded,
        };
        (decision, because)
    }

    pub(super) fn supplier_counts(&self, supplier: usize) -> bool {
        let supplier = &self.suppliers[supplier];
        let agreed = supplier.agreements.iter().any(|(s, u)| holds(*s, *u));
        let certified = supplier.certificates.iter().any(|(s, u)| holds(*s, *u));
        let review = supplier.review.unwrap_or(12);
        let assessed = supplier.assessed.iter().any(|m| *m <= TODAY && TODAY < *m + review);
        agreed && (certified || assessed)
    }

    /// How the statement bears on a control: fully, partly at most, or not.
    fn bears(&self, statement: &Statement, control: usize) -> Option<bool> {
        if union(&statement.implements).contains(&control) {
            Some(true)
        } else if union(&statement.contributes_to).contains(&control) {
            Some(false)
        } else {
            None
        }
    }

    fn supplier_alone(&self, statement: &Statement) -> Option<usize> {
        statement.supplier.filter(|_| !statement.team)
    }

    pub(super) fn relevant(&self, scope: usize, control: usize) -> BTreeSet<Asked> {
        let mut relevant = BTreeSet::new();
        let members = self.members(scope);
        // The table in CHECKS.
        let wanted: &[What] = match self.about[control] {
            About::Information => &[What::Information],
            About::System => &[What::System, What::ServiceAsset, What::Service],
            About::Equipment => &[What::Equipment],
            About::People => &[What::Team, What::PeopleAsset],
            About::Site => &[What::Site],
            About::Supplier => {
                let suppliers = members
                    .iter()
                    .flat_map(|m| &self.subjects[*m].depends_on)
                    .chain(&self.scopes[scope].depends_on);
                relevant.extend(suppliers.map(|s| Asked::Supplier(*s)));
                &[]
            }
            About::Organization | About::RemoteWork | About::Development => {
                relevant.insert(Asked::Scope);
                &[]
            }
            About::Nothing => &[],
        };
        for member in &members {
            if wanted.contains(&self.subjects[*member].what) {
                relevant.insert(Asked::Subject(*member));
            }
        }
        for statement in &self.statements {
            if !self.speaks_for(&statement.scopes, scope) || self.bears(statement, control).is_none() {
                continue;
            }
            // "those that a statement for it names in `applies-to:` or `status: … on`"
            let named = statement
                .applies_to
                .iter()
                .flat_map(|(named, _)| named)
                .chain(statement.statuses.iter().flat_map(|s| &s.on));
            for subject in named {
                if members.contains(subject) {
                    relevant.insert(Asked::Subject(*subject));
                }
            }
            // "suppliers who alone carry out a statement for it that has no `applies-to:`"
            if let (None, Some(supplier)) = (&statement.applies_to, self.supplier_alone(statement)) {
                relevant.insert(Asked::Supplier(supplier));
            }
        }
        // "where there are none, the scope itself is the one subject"
        if relevant.is_empty() {
            relevant.insert(Asked::Scope);
        }
        relevant
    }

    fn covers(&self, scope: usize, statement: &Statement, control: usize, asked: Asked) -> bool {
        // "organization, remote-work, development: the scope itself: any statement of the scope covers it"; one that
        // applies to nothing in the scope is not of the scope.
        let everywhere = [About::Organization, About::RemoteWork, About::Development];
        if asked == Asked::Scope && everywhere.contains(&self.about[control]) {
            return statement.applies_to.is_none()
                || self
                    .members(scope)
                    .iter()
                    .any(|m| self.covers(scope, statement, control, Asked::Subject(*m)));
        }
        match (&statement.applies_to, asked) {
            (Some((named, except)), Asked::Subject(subject)) => {
                let wholes = self.wholes(subject);
                wholes.iter().any(|w| named.contains(w)) && !wholes.iter().any(|w| except.contains(w))
            }
            (Some(_), _) => false,
            // "one that only suppliers carry out covers those suppliers and the scope itself, no other subject"
            (None, _) => match (self.supplier_alone(statement), asked) {
                (None, _) | (Some(_), Asked::Scope) => true,
                (Some(supplier), asked) => asked == Asked::Supplier(supplier),
            },
        }
    }

    /// "for each subject one whose `on` names it (or a whole it is part of) comes before one without `on`, and among
    /// these the latest `since` that holds counts"
    fn status(&self, statement: &Statement, asked: Asked) -> Option<Progress> {
        let holding = || statement.statuses.iter().filter(|s| holds(s.since, s.until));
        let mut candidates: Vec<&Status> = match asked {
            Asked::Subject(subject) => {
                let wholes = self.wholes(subject);
                holding().filter(|s| wholes.iter().any(|w| s.on.contains(w))).collect()
            }
            Asked::Scope | Asked::Supplier(_) => Vec::new(),
        };
        if candidates.is_empty() {
            candidates = holding().filter(|s| s.on.is_empty()).collect();
        }
        let latest = candidates.iter().map(|s| s.since.unwrap_or(0)).max()?;
        candidates.iter().filter(|s| s.since.unwrap_or(0) == latest).map(|s| s.progress).min()
    }

    /// "As with decisions the nearest layer counts, and there the smallest set": of equal sets one that names the subject, and
    /// of what is left the latest day.
    fn due(&self, layers: &[usize], control: usize, asked: Asked) -> Option<u32> {
        for layer in layers {
            let mut plans: Vec<(BTreeSet<usize>, bool, u32)> = Vec::new();
            for plan in &self.soas[*layer].not_yet {
                let about = plan.on.is_empty()
                    || matches!(asked, Asked::Subject(s) if self.wholes(s).iter().any(|w| plan.on.contains(w)));
                for element in &plan.elements {
                    if about && controls(element).contains(&control) {
                        plans.push((controls(element), !plan.on.is_empty(), plan.due));
                    }
                }
            }
            let smallest = |set: &BTreeSet<usize>| !plans.iter().any(|(p, ..)| p != set && p.is_subset(set));
            let left: Vec<_> = plans.iter().filter(|(set, ..)| smallest(set)).collect();
            let naming: Vec<_> = left.iter().filter(|(_, names, _)| *names).collect();
            let latest = match naming.is_empty() {
                true => left.iter().map(|(.., due)| *due).max(),
                false => naming.iter().map(|(.., due)| *due).max(),
            };
            if latest.is_some() {
                return latest;
            }
        }
        None
    }

    /// "Where it does not repeat a catalog, the one that it extends has the last word."
    fn last_word(&self, soa: usize, control: usize) -> bool {
        !(0..self.soas.len()).any(|other| {
            other != soa
                && self.layers(other).contains(&soa)
                && self.soas[other].against.contains(&catalog(control))
        })
    }

    pub(super) fn progress(
        &self,
        scope: usize,
        statement: &Statement,
        control: usize,
        asked: Asked,
    ) -> Option<Progress> {
        let fully = self.bears(statement, control)?;
        if !self.covers(scope, statement, control, asked) {
            return None;
        }
        let mut progress = self.status(statement, asked)?;
        if !fully {
            progress = progress.min(Progress::Partial);
        }
        if let Some(supplier) = statement.supplier
            && !self.supplier_counts(supplier)
        {
            // "shared with a team of one's own it is then partial"
            if !statement.team {
                return None;
            }
            progress = progress.min(Progress::Partial);
        }
        Some(progress)
    }

    pub(super) fn row(&self, soa: usize, control: usize) -> Row {
        let scope = self.soas[soa].scope;
        let layers = self.layers(soa);
        let (decision, because) = layers
            .iter()
            .map(|layer| self.decide(*layer, control))
            .find(|(decision, _)| *decision != Decision::Undecided)
            .unwrap_or((Decision::Undecided, false));
        // "of the rest it inherits decision, ground and `not-yet`": plans of layers behind the one that decides are not
        // inherited.
        let nearest = layers
            .iter()
            .position(|layer| self.decide(*layer, control).0 != Decision::Undecided)
            .unwrap_or(0);
        let mut row = Row {
            decision,
            reasons: BTreeSet::new(),
            subjects: BTreeMap::new(),
            due: BTreeMap::new(),
            progress: None,
            last_word: self.last_word(soa, control),
            word: match decision {
                Decision::Excluded => "excluded",
                _ => "undecided",
            },
        };
        if decision != Decision::Included {
            return row;
        }
        for risk in &self.risks {
            if self.risk_speaks_for(risk, scope) && risk.controls().contains(&control) {
                row.reasons.insert("risk");
            }
        }
        for obligation in &self.obligations {
            if self.speaks_for(&obligation.scopes, scope) && union(&obligation.requires).contains(&control) {
                row.reasons.insert(match obligation.basis {
                    Basis::Legal | Basis::Regulatory => "legal",
                    Basis::Contractual => "contractual",
                    Basis::Internal => "business",
                });
            }
        }
        if row.reasons.is_empty() && because {
            row.reasons.insert("business");
        }

        // The statements that make it implemented somewhere.
        let mut makers: Vec<&Statement> = Vec::new();
        for asked in self.relevant(scope, control) {
            let mut best = None;
            for statement in &self.statements {
                if !self.speaks_for(&statement.scopes, scope) {
                    continue;
                }
                let progress = self.progress(scope, statement, control, asked);
                if progress == Some(Progress::Implemented) {
                    makers.push(statement);
                }
                best = best.max(progress);
            }
            if let Some(due) = self.due(&layers[..=nearest], control, asked) {
                best = best.max(Some(Progress::Planned));
                row.due.insert(asked, due);
            }
            row.subjects.insert(asked, best);
        }
        let states: Vec<Option<Progress>> = row.subjects.values().copied().collect();
        row.progress = if states.iter().all(|s| *s == Some(Progress::Implemented)) {
            Some(Progress::Implemented)
        } else if states.iter().all(Option::is_none) {
            None
        } else if states.iter().all(|s| *s <= Some(Progress::Planned)) {
            Some(Progress::Planned)
        } else {
            Some(Progress::Partial)
        };
        row.word = match row.progress {
            None => "missing",
            Some(Progress::Planned) => "planned",
            Some(Progress::Partial) => "partial",
            Some(Progress::Implemented) => {
                // "evidenced (implemented, and each statement that makes it so has fresh evidence)"; "a supplier's
                // certificate in force is evidence for what it carries out"
                let evidenced = makers.iter().all(|s| {
                    let certified = self.supplier_alone(s).is_some_and(|supplier| {
                        let certificates = &self.suppliers[supplier].certificates;
                        certificates.iter().any(|(s, u)| holds(*s, *u))
                    });
                    s.evidence == Some(Evidence::Fresh) || certified
                });
                let audits = || self.audits.iter().filter(|a| self.speaks_for(&a.scopes, scope));
                // "an audit performed within the cycle covers it and has no finding that breaches it"
                let in_order = audits().any(|a| {
                    // It ended in the cycle that holds the day, and not after the day.
                    (CYCLE..=TODAY).contains(&a.until.unwrap_or(a.performed))
                        && union(&a.covers).contains(&control)
                        && !a.findings.iter().any(|(c, _)| *c == control)
                });
                let open = audits().any(|a| a.findings.contains(&(control, false)));
                match (evidenced, in_order && !open) {
                    (true, true) => "effective",
                    (true, false) => "evidenced",
                    (false, _) => "implemented",
                }
            }
        };
        row
    }
}

/// The rows of a statement of applicability, by control.
pub fn rows(world: &World, soa: usize) -> BTreeMap<usize, Row> {
    let against = &world.soas[soa].against;
    (0..CONTROLS).filter(|c| against.contains(&catalog(*c))).map(|c| (c, world.row(soa, c))).collect()
}

/// How the statuses of a statement and what it covers meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meeting {
    /// It does not bear on the control in the scope, or has no status.
    Silent,
    /// A status, of whatever day, speaks of something that is asked for and that it covers.
    Meet,
    /// It names things, and none of them is in the scope; or what it covers is not asked for.
    Elsewhere,
    /// Its statuses speak of other things than it covers.
    Apart,
}

/// How the statuses of a statement and what it covers meet, for a control in a scope.
pub fn meeting(world: &World, scope: usize, statement: usize, control: usize) -> Meeting {
    let statement = &world.statements[statement];
    if !world.speaks_for(&statement.scopes, scope)
        || world.bears(statement, control).is_none()
        || statement.statuses.is_empty()
    {
        return Meeting::Silent;
    }
    for asked in world.relevant(scope, control) {
        for status in &statement.statuses {
            let names =
                matches!(asked, Asked::Subject(s) if world.wholes(s).iter().any(|w| status.on.contains(w)));
            if (status.on.is_empty() || names) && world.covers(scope, statement, control, asked) {
                return Meeting::Meet;
            }
        }
    }
    let mut on = statement.statuses.iter().map(|s| &s.on);
    if on.clone().all(BTreeSet::is_empty) {
        return Meeting::Elsewhere;
    }
    let narrowed = statement.applies_to.is_some() || on.clone().all(|on| !on.is_empty());
    let members = world.members(scope);
    // A whole of which a part is in the scope is not elsewhere.
    let here = |s: &usize| members.iter().any(|m| world.wholes(*m).contains(s));
    let applies = statement.applies_to.as_ref().is_some_and(|(named, _)| named.iter().any(here));
    if narrowed && !applies && !on.any(|on| on.iter().any(here)) {
        Meeting::Elsewhere
    } else {
        Meeting::Apart
    }
}

/// Whether what a statement says counts for nothing, because only a supplier carries it out and nothing assures it.
pub fn is_lapsed(world: &World, statement: usize) -> bool {
    world.supplier_alone(&world.statements[statement]).is_some_and(|s| !world.supplier_counts(s))
}

/// Whether two statuses of a statement tie and differ, for which the text names no winner.
pub fn has_ties(world: &World) -> bool {
    world.statements.iter().any(|s| {
        s.statuses.iter().enumerate().any(|(i, a)| {
            s.statuses[..i].iter().any(|b| a.since == b.since && a.on.is_empty() == b.on.is_empty())
        })
    })
}

// ---------------------------------------------------------------------------------------------------------------
// The same world as Annexa
// ---------------------------------------------------------------------------------------------------------------

/// The name of a control.
pub fn control_name(control: usize) -> String {
    format!("{}.{}", group_name(control / EACH), control % EACH + 1)
}

fn group_name(group: usize) -> String {
    match catalog(group * EACH) {
        Catalog::K => format!("k.G.{}", group + 1),
        Catalog::L => format!("l.L.{}", group + 1),
    }
}

/// The name of what coverage is asked for; empty for the scope itself.
pub fn asked_name(asked: Asked) -> String {
    match asked {
        Asked::Scope => String::new(),
        Asked::Subject(s) => format!("subject-{s}"),
        Asked::Supplier(s) => format!("supplier-{s}"),
    }
}

fn element(e: &Element) -> String {
    match e {
        Element::One(c) => control_name(*c),
        Element::Group(g) => format!("{}.*", group_name(*g)),
        Element::All(Catalog::K) => "k.*".to_owned(),
        Element::All(Catalog::L) => "l.*".to_owned(),
        Element::Range(a, b) => format!("{} .. {}", control_name(*a), control_name(*b)),
    }
}

pub(super) fn elements(list: &[Element]) -> String {
    list.iter().map(element).collect::<Vec<_>>().join(", ")
}

pub(super) fn names(prefix: &str, set: &BTreeSet<usize>) -> String {
    let names: Vec<String> = set.iter().map(|s| format!("{prefix}-{s}")).collect();
    names.join(", ")
}

pub(super) fn headed(scopes: &BTreeSet<usize>) -> String {
    if scopes.is_empty() { String::new() } else { format!(" for {}", names("scope", scopes)) }
}

fn period(since: Option<u32>, until: Option<u32>) -> String {
    let mut text = String::new();
    if let Some(since) = since {
        let _ = write!(text, " since {}", day(since));
    }
    if let Some(until) = until {
        let _ = write!(text, " until {}", day(until));
    }
    text
}

/// Writes a world as Annexa.
pub fn source(world: &World) -> String {
    let mut out = String::new();
    for which in [Catalog::K, Catalog::L] {
        let (name, top) = if which == Catalog::K { ("k", "G") } else { ("l", "L") };
        let _ = writeln!(out, "catalog {name} \"{top}\" {{\n    edition: \"1\"\n    group {top} \"All\" {{");
        for group in (0..GROUPS).filter(|g| catalog(g * EACH) == which) {
            let _ = writeln!(out, "        group {} \"Group\" {{", &group_name(group)[2..]);
            for control in group * EACH..(group + 1) * EACH {
                let about = match world.about[control] {
                    About::Nothing => "",
                    About::Organization => "about: organization",
                    About::RemoteWork => "about: remote-work",
                    About::Development => "about: development",
                    About::Information => "about: information",
                    About::System => "about: system",
                    About::Equipment => "about: equipment",
                    About::People => "about: people",
                    About::Site => "about: site",
                    About::Supplier => "about: supplier",
                };
                let id = &control_name(control)[2..];
                let _ = writeln!(out, "            control {id} \"Control\" {{ {about} }}");
            }
            out.push_str("        }\n");
        }
        out.push_str("    }\n}\n");
    }
    out.push_str("team own \"Our team\"\n");
    let none = |field: &str| if world.nones { format!("  {field}: none\n") } else { String::new() };
    for (i, subject) in world.subjects.iter().enumerate() {
        let (kind, category) = match subject.what {
            What::Information => ("asset", "category: information"),
            What::System => ("asset", "category: system"),
            What::Equipment => ("asset", "category: equipment"),
            What::ServiceAsset => ("asset", "category: service"),
            What::PeopleAsset => ("asset", "category: people"),
            What::Service => ("service", ""),
            What::Team => ("team", ""),
            What::Site => ("site", ""),
        };
        let _ = write!(out, "{kind} subject-{i} \"Subject {i}\" {{ {category}");
        if let Some(whole) = subject.part_of {
            let _ = write!(out, "  part-of: subject-{whole}");
        }
        if !subject.depends_on.is_empty() {
            let _ = write!(out, "  depends-on: {}", names("supplier", &subject.depends_on));
        }
        out.push_str(&if subject.depends_on.is_empty() { none("depends-on") } else { String::new() });
        out.push_str(" }\n");
    }
    for (i, supplier) in world.suppliers.iter().enumerate() {
        let _ = writeln!(out, "supplier supplier-{i} \"Supplier {i}\" {{");
        for (since, until) in &supplier.agreements {
            let _ = writeln!(out, "    agreement: \"Contract\"{}", period(*since, *until));
        }
        for (n, (since, until)) in supplier.certificates.iter().enumerate() {
            let _ = writeln!(out, "    certificate c-{n} \"No {n}\"{}", period(*since, *until));
        }
        if supplier.agreements.is_empty() {
            out.push_str(&none("agreement"));
        }
        if supplier.assessed.is_empty() {
            out.push_str(&none("assessed"));
        }
        for month in &supplier.assessed {
            let _ = writeln!(out, "    assessed: {}", day(*month));
        }
        if let Some(review) = supplier.review {
            let _ = writeln!(out, "    review: every {review} months");
        }
        out.push_str("}\n");
    }
    for (i, scope) in world.scopes.iter().enumerate() {
        let _ = writeln!(out, "scope scope-{i} \"Scope {i}\" {{");
        let _ = writeln!(out, "    includes: {}", names("subject", &scope.includes));
        if !scope.excludes.is_empty() {
            let _ = writeln!(out, "    excludes: {} because \"Not ours\"", names("subject", &scope.excludes));
        }
        if !scope.depends_on.is_empty() {
            let _ = writeln!(out, "    depends-on: {}", names("supplier", &scope.depends_on));
        } else {
            out.push_str(&none("depends-on"));
        }
        out.push_str("}\n");
    }
    for (i, soa) in world.soas.iter().enumerate() {
        let against = soa.against.iter().map(|c| if *c == Catalog::K { "k" } else { "l" });
        let against = against.collect::<Vec<_>>().join(", ");
        let _ = write!(out, "soa soa-{i} \"Table {i}\" for scope-{} against {against}", soa.scope);
        if let Some(base) = soa.extends {
            let _ = write!(out, " extends soa-{base}");
        }
        out.push_str(" {\n");
        for line in &soa.lines {
            let field = if line.include { "include" } else { "exclude" };
            let _ = write!(out, "    {field}: {}", elements(&line.elements));
            if !line.except.is_empty() {
                let _ = write!(out, " except {}", elements(&line.except));
            }
            if line.because {
                out.push_str(" because \"A reason\"");
            }
            out.push('\n');
        }
        if soa.not_yet.is_empty() {
            out.push_str(&none("not-yet"));
        }
        for plan in &soa.not_yet {
            let _ = write!(out, "    not-yet: {}", elements(&plan.elements));
            if !plan.on.is_empty() {
                let _ = write!(out, " on {}", names("subject", &plan.on));
            }
            let _ = writeln!(out, " due {} because \"It takes time\"", day(plan.due));
        }
        out.push_str("}\n");
    }
    for (i, statement) in world.statements.iter().enumerate() {
        write_statement(&mut out, i, statement, world.nones);
    }
    for (i, obligation) in world.obligations.iter().enumerate() {
        let basis = match obligation.basis {
            Basis::Legal => "legal",
            Basis::Regulatory => "regulatory",
            Basis::Contractual => "contractual",
            Basis::Internal => "internal",
        };
        let _ = writeln!(
            out,
            "obligation obligation-{i} \"Obligation {i}\"{} {{ basis: {basis}  requires: {} }}",
            headed(&obligation.scopes),
            elements(&obligation.requires)
        );
    }
    risk::write(&mut out, &world.method, &world.risks);
    let _ =
        writeln!(out, "audit-programme programme \"Programme\" {{ cycle: 36 months since {} }}", day(CYCLE));
    for (i, audit) in world.audits.iter().enumerate() {
        let _ = writeln!(out, "audit audit-{i} \"Audit {i}\"{} {{", headed(&audit.scopes));
        let _ = writeln!(
            out,
            "    programme: programme\n    performed: {}{}",
            day(audit.performed),
            period(None, audit.until)
        );
        let _ = writeln!(out, "    covers: {}", elements(&audit.covers));
        for (n, (control, closed)) in audit.findings.iter().enumerate() {
            let _ = write!(
                out,
                "    finding finding-{n} \"Finding {n}\" {{ grade: minor  breaches: {}",
                control_name(*control)
            );
            if *closed {
                let _ = write!(out, "  closed: {}", day(TODAY - 1));
            }
            out.push_str(" }\n");
        }
        out.push_str("}\n");
    }
    out
}

fn write_statement(out: &mut String, i: usize, statement: &Statement, nones: bool) {
    let _ = writeln!(
        out,
        "policy policy-{i} \"Policy {i}\"{} {{\n    statement s \"Statement\" {{",
        headed(&statement.scopes)
    );
    for (field, absent) in [
        ("implements", statement.implements.is_empty()),
        ("contributes-to", statement.contributes_to.is_empty()),
        ("applies-to", statement.applies_to.is_none()),
        ("carried-out-by", !statement.team && statement.supplier.is_none()),
        ("status", statement.statuses.is_empty()),
        ("evidence", statement.evidence.is_none()),
    ] {
        if nones && absent {
            let _ = writeln!(out, "        {field}: none");
        }
    }
    if !statement.implements.is_empty() {
        let _ = writeln!(out, "        implements: {}", elements(&statement.implements));
    }
    if !statement.contributes_to.is_empty() {
        let _ = writeln!(out, "        contributes-to: {}", elements(&statement.contributes_to));
    }
    if let Some((named, except)) = &statement.applies_to {
        let _ = write!(out, "        applies-to: {}", names("subject", named));
        if !except.is_empty() {
            let _ = write!(out, " except {}", names("subject", except));
        }
        out.push('\n');
    }
    let mut carriers = Vec::new();
    if statement.team {
        carriers.push("own".to_owned());
    }
    carriers.extend(statement.supplier.map(|s| format!("supplier-{s}")));
    if !carriers.is_empty() {
        let _ = writeln!(out, "        carried-out-by: {}", carriers.join(", "));
    }
    for status in &statement.statuses {
        let progress = match status.progress {
            Progress::Planned => "planned",
            Progress::Partial => "partial",
            Progress::Implemented => "implemented",
        };
        let _ = write!(out, "        status: {progress}");
        if !status.on.is_empty() {
            let _ = write!(out, " on {}", names("subject", &status.on));
        }
        let _ = writeln!(out, "{}", period(status.since, status.until));
    }
    if statement.evidence.is_some() {
        let _ = writeln!(out, "        evidence: proof-{i}");
    }
    out.push_str("    }\n}\n");
    if let Some(evidence) = statement.evidence {
        let collected = match evidence {
            Evidence::Fresh => TODAY - 1,
            Evidence::Stale => TODAY - 9,
        };
        let _ = writeln!(
            out,
            "evidence proof-{i} \"Proof {i}\" {{ held: \"Archive\"  collected: {}  valid: for 3 months }}",
            day(collected)
        );
    }
}
