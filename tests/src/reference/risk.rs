//! A slow, obvious reference of risk, written from the text of LANGUAGE.md, CHECKS.md ("Risk") and the words of the prelude:
//! how far the treatment of a risk is in force for what it threatens, how likely and how bad it is today, and who has to
//! accept it. What is done for a control is taken from the reference of coverage, with whose worlds it shares.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::coverage::{
    Asked, CONTROLS, Decision, Element, Progress, TODAY, World, catalog, control_name, day, elements, headed,
    names, union,
};

/// How many steps each scale has, and how many levels there are.
pub const STEPS: usize = 3;
/// The roles that a method may ask beside the owner; the owner of every risk is a role of its own, with the number `ROLES`.
pub const ROLES: usize = 2;
/// The number of the role that owns the risks.
pub const OWNER: usize = ROLES;

/// A step of likelihood and one of consequence, from 0.
pub type Judged = (usize, usize);

/// How a method combines them.
#[derive(Clone, Debug)]
pub enum Combine {
    /// One multiplied by the other, and the scores at which the second and the third level begin.
    Product(usize, usize),
    /// One added to the other, and the scores.
    Sum(usize, usize),
    /// The level of each cell, by likelihood and then by consequence.
    Matrix(Vec<usize>),
}

/// The organization's own method.
#[derive(Clone, Debug)]
pub struct Method {
    /// How it combines likelihood and consequence.
    pub combine: Combine,
    /// The highest level that needs nothing.
    pub acceptable: usize,
    /// At which level who must accept, beside the owner, who is named too where it says so.
    pub accept: Vec<(usize, bool, BTreeSet<usize>)>,
    /// Whether treatment earns step by step.
    pub step_by_step: bool,
}

/// What is done about a risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the language")]
pub enum Response {
    Modify,
    Retain,
    Avoid,
    Share,
}

/// A line `treat:`.
#[derive(Clone, Debug)]
pub struct Treat {
    /// What is done.
    pub response: Response,
    /// With which controls.
    pub with: Vec<Element>,
    /// With which suppliers.
    pub suppliers: BTreeSet<usize>,
    /// By when.
    pub due: Option<u32>,
    /// Whether it gives a reason.
    pub because: bool,
}

/// A line `step:`.
#[derive(Clone, Debug)]
pub struct Step {
    /// How likely and how bad it is then.
    pub judged: Judged,
    /// Which controls have to be in force.
    pub from: BTreeSet<usize>,
    /// Which suppliers.
    pub suppliers: BTreeSet<usize>,
}

/// What `annexa accept` recorded.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The role, and the month.
    pub by: Vec<(usize, u32)>,
    /// What was said to remain then, where that was something else.
    pub residual: Option<Judged>,
}

/// A risk.
#[derive(Clone, Debug)]
pub struct Risk {
    /// The scopes that it names.
    pub scopes: BTreeSet<usize>,
    /// The subjects that it threatens.
    pub assets: BTreeSet<usize>,
    /// If nothing were done.
    pub inherent: Option<Judged>,
    /// Today, where it says so.
    pub current: Option<Judged>,
    /// Once the treatment is in force.
    pub residual: Judged,
    /// What is done about it.
    pub treat: Vec<Treat>,
    /// What parts of that earn.
    pub steps: Vec<Step>,
    /// Until when an acceptance holds.
    pub accepted_until: Option<u32>,
    /// Its acceptance.
    pub accepted: Option<Accepted>,
}

/// Something that a risk is treated with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Means {
    /// A control.
    Control(usize),
    /// A supplier.
    Supplier(usize),
}

/// How the acceptance of a risk stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the words of the language")]
pub enum Acceptance {
    NotAccepted,
    PartlyAccepted,
    ChangedSince,
    PastItsDay,
    AcceptedByAll,
}

/// What must come out of a risk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The level if nothing were done.
    pub inherent: Option<usize>,
    /// How likely and how bad it is today, and its level.
    pub current: Option<(Judged, usize)>,
    /// The level once the treatment is in force.
    pub residual: usize,
    /// Of what it is treated with, what is in force for what it threatens.
    pub in_force: BTreeSet<Means>,
    /// Whether each line `treat:` is in force.
    pub lines: Vec<bool>,
    /// Whether any part of what is done is in force.
    pub eased: bool,
    /// How its acceptance stands, where somebody is asked for one.
    pub acceptance: Option<Acceptance>,
}

impl Method {
    /// "Scales, combination (product, sum, table), levels": the steps count 1, 2, 3.
    pub fn level(&self, (likelihood, consequence): Judged) -> usize {
        let (score, second, third) = match &self.combine {
            Combine::Product(second, third) => ((likelihood + 1) * (consequence + 1), second, third),
            Combine::Sum(second, third) => (likelihood + consequence + 2, second, third),
            Combine::Matrix(cells) => return cells[likelihood * STEPS + consequence],
        };
        usize::from(score >= *second) + usize::from(score >= *third)
    }

    /// "Acceptance is judged at the level of `residual`, a level that the method does not name taking the nearest named
    /// below it, else the owner alone"; "somebody higher adds to it and never replaces it".
    pub fn asked(&self, residual: Judged) -> BTreeSet<usize> {
        let mut asked = BTreeSet::from([OWNER]);
        let mut level = Some(self.level(residual));
        while let Some(at) = level {
            let lines: Vec<_> = self.accept.iter().filter(|(named, ..)| *named == at).collect();
            if !lines.is_empty() {
                asked.extend(lines.iter().flat_map(|(_, _, roles)| roles));
                break;
            }
            level = at.checked_sub(1);
        }
        asked
    }
}

impl Risk {
    /// The controls that it is treated with.
    pub fn controls(&self) -> BTreeSet<usize> {
        self.treat.iter().flat_map(|line| union(&line.with)).collect()
    }
}

impl World {
    /// Whether a control is in force for what a risk threatens, in one scope.
    fn control_in_force(&self, risk: &Risk, scope: usize, control: usize) -> bool {
        // "Where it does not repeat a catalog, the one that it extends has the last word."
        let decides = (0..self.soas.len()).find(|soa| {
            self.soas[*soa].scope == scope
                && self.soas[*soa].against.contains(&catalog(control))
                && self.row(*soa, control).last_word
        });
        let subjects: BTreeMap<Asked, Option<Progress>> = match decides {
            // Nothing decides on it: what statements say of what coverage would ask for.
            None => {
                let statements = || self.statements.iter().filter(|s| self.speaks_for(&s.scopes, scope));
                let best =
                    |asked| statements().map(|s| self.progress(scope, s, control, asked)).max().flatten();
                self.relevant(scope, control).into_iter().map(|asked| (asked, best(asked))).collect()
            }
            // "Counts on a control that is excluded … earns nothing"; what nobody decided is not in force either.
            Some(soa) => {
                let row = self.row(soa, control);
                if row.decision != Decision::Included {
                    return false;
                }
                row.subjects
            }
        };
        // What is threatened, its parts and what it is part of, as far as the control is asked for them; where it is asked for
        // none of them, all that it is asked for.
        let touched = |asked: &Asked| match asked {
            Asked::Subject(s) => risk.assets.iter().any(|threatened| {
                self.wholes(*s).contains(threatened) || self.wholes(*threatened).contains(s)
            }),
            Asked::Scope | Asked::Supplier(_) => false,
        };
        let mut concerned: Vec<Asked> = subjects.keys().copied().filter(touched).collect();
        if concerned.is_empty() {
            concerned = subjects.keys().copied().collect();
        }
        concerned.iter().all(|asked| subjects[asked] == Some(Progress::Implemented))
    }

    fn means_in_force(&self, risk: &Risk, means: Means) -> bool {
        match means {
            // In every scope for which the risk speaks.
            Means::Control(control) => (0..self.scopes.len())
                .filter(|scope| self.risk_speaks_for(risk, *scope))
                .all(|scope| self.control_in_force(risk, scope, control)),
            Means::Supplier(supplier) => self.supplier_counts(supplier),
        }
    }

    fn line_in_force(&self, risk: &Risk, line: &Treat) -> bool {
        let all = means(line);
        if !all.is_empty() {
            return all.iter().all(|m| self.means_in_force(risk, *m));
        }
        // Without a control or a supplier nothing tells that a risk was modified; what has a day is done once the day is taken
        // out; a share that says why it has no agreement stands.
        line.due.is_none()
            && match line.response {
                Response::Avoid => true,
                Response::Share => line.because,
                Response::Modify | Response::Retain => false,
            }
    }

    /// How a risk stands.
    pub fn standing(&self, risk: &Risk) -> Standing {
        let level = |judged: Judged| (judged, self.method.level(judged));
        let acting: Vec<&Treat> = risk.treat.iter().filter(|l| l.response != Response::Retain).collect();
        let in_force: BTreeSet<Means> =
            acting.iter().flat_map(|line| means(line)).filter(|m| self.means_in_force(risk, *m)).collect();
        let lines: Vec<bool> = risk.treat.iter().map(|line| self.line_in_force(risk, line)).collect();
        let treated = !acting.is_empty() && acting.iter().all(|line| self.line_in_force(risk, line));
        let eased = !in_force.is_empty() || acting.iter().any(|line| self.line_in_force(risk, line));
        Standing {
            inherent: risk.inherent.map(|j| self.method.level(j)),
            current: self.current(risk, treated, acting.is_empty(), &in_force).map(level),
            residual: self.method.level(risk.residual),
            in_force,
            lines,
            eased,
            acceptance: self.acceptance(risk, !acting.is_empty()),
        }
    }

    /// "`current` is derived (residual when every treatment is in force for the risk's assets in scope, else inherent; step by
    /// step where the method says so) or stated and then checked."
    fn current(
        &self,
        risk: &Risk,
        treated: bool,
        untouched: bool,
        in_force: &BTreeSet<Means>,
    ) -> Option<Judged> {
        if risk.current.is_some() {
            return risk.current;
        }
        // Where nothing is done and nothing else was judged, what remains is what there is.
        if treated || untouched && risk.inherent.is_none() {
            return Some(risk.residual);
        }
        // The lowest of what is earned and of what there was: by the level, then by both steps together.
        let mut best: Option<Judged> = None;
        let lowness = |j: Judged| (self.method.level(j), j.0 + j.1);
        for step in risk.steps.iter().filter(|_| self.method.step_by_step) {
            let controls = step.from.iter().map(|c| Means::Control(*c));
            let earned = controls
                .chain(step.suppliers.iter().map(|s| Means::Supplier(*s)))
                .all(|m| in_force.contains(&m));
            // A part of the treatment earns no more than all of it.
            let residual = risk.residual;
            let judged = if lowness(step.judged) < lowness(residual) { residual } else { step.judged };
            if earned && best.is_none_or(|best| lowness(judged) < lowness(best)) {
                best = Some(judged);
            }
        }
        match (best, risk.inherent) {
            (Some(best), Some(inherent)) if lowness(inherent) < lowness(best) => Some(inherent),
            (Some(best), _) => Some(best),
            (None, inherent) => inherent,
        }
    }

    /// "Plan and residual risk not accepted by the risk's owner"; what the method finds acceptable needs nobody.
    fn acceptance(&self, risk: &Risk, acts: bool) -> Option<Acceptance> {
        if !acts && self.method.level(risk.residual) <= self.method.acceptable {
            return None;
        }
        let asked = self.method.asked(risk.residual);
        let Some(accepted) = &risk.accepted else { return Some(Acceptance::NotAccepted) };
        let before = accepted.residual.unwrap_or(risk.residual);
        // Only those who were asked then could accept, and a later day does not count yet.
        let who: BTreeSet<usize> = accepted
            .by
            .iter()
            .filter(|(role, month)| self.method.asked(before).contains(role) && *month <= TODAY)
            .map(|(role, _)| *role)
            .filter(|role| asked.contains(role))
            .collect();
        Some(if who.is_empty() {
            Acceptance::NotAccepted
        } else if before != risk.residual {
            Acceptance::ChangedSince
        } else if who != asked {
            Acceptance::PartlyAccepted
        } else if risk.accepted_until.is_some_and(|until| until < TODAY) {
            Acceptance::PastItsDay
        } else {
            Acceptance::AcceptedByAll
        })
    }
}

/// The controls and suppliers of a line.
fn means(line: &Treat) -> BTreeSet<Means> {
    let controls = union(&line.with).into_iter().map(Means::Control);
    controls.chain(line.suppliers.iter().map(|s| Means::Supplier(*s))).collect()
}

/// The name of something that a risk is treated with.
pub fn means_name(means: Means) -> String {
    match means {
        Means::Control(c) => control_name(c),
        Means::Supplier(s) => format!("supplier-{s}"),
    }
}

/// What a path names, which a risk is treated with.
pub fn means_of(path: &str) -> Option<Means> {
    let supplier = path.strip_prefix("supplier-").and_then(|n| n.parse().ok());
    supplier
        .map(Means::Supplier)
        .or_else(|| (0..CONTROLS).find(|c| control_name(*c) == path).map(Means::Control))
}

/// The name of a role.
pub fn role_name(role: usize) -> String {
    if role == OWNER { "owner-role".to_owned() } else { format!("role-{role}") }
}

const LIKELIHOOD: [&str; STEPS] = ["rare", "possible", "likely"];
const CONSEQUENCE: [&str; STEPS] = ["small", "great", "severe"];
/// The levels, from the lowest.
pub const LEVELS: [&str; STEPS] = ["low", "middle", "high"];

fn judged((likelihood, consequence): Judged) -> String {
    format!("{} with {}", LIKELIHOOD[likelihood], CONSEQUENCE[consequence])
}

/// Writes the method and the risks as Annexa.
pub(super) fn write(out: &mut String, method: &Method, risks: &[Risk]) {
    for role in 0..=ROLES {
        let _ = writeln!(out, "person person-{role} \"Person {role}\"");
        let _ = writeln!(out, "role {} \"Role {role}\" {{ holder: person-{role} }}", role_name(role));
    }
    let (word, second, third) = match &method.combine {
        Combine::Product(second, third) => ("product", *second, *third),
        Combine::Sum(second, third) => ("sum", *second, *third),
        Combine::Matrix(_) => ("matrix", 2, 3),
    };
    let _ = writeln!(
        out,
        "risk-method method \"Method\" {{\n    likelihood: {}\n    consequence: {}\n    combine: {word}\n    \
         level: low from 1\n    level: middle from {second}\n    level: high from {third}\n    acceptable: {}\n    \
         credit: {}",
        LIKELIHOOD.join(", "),
        CONSEQUENCE.join(", "),
        LEVELS[method.acceptable],
        if method.step_by_step { "step-by-step" } else { "whole" },
    );
    if let Combine::Matrix(cells) = &method.combine {
        for (likelihood, row) in LIKELIHOOD.iter().zip(cells.chunks(STEPS)) {
            for (consequence, level) in CONSEQUENCE.iter().zip(row) {
                let _ = writeln!(out, "    matrix: {likelihood} with {consequence} to {}", LEVELS[*level]);
            }
        }
    }
    for (level, owner, roles) in &method.accept {
        let owner = owner.then(|| "owner".to_owned());
        let by: Vec<String> = owner.into_iter().chain(roles.iter().map(|r| role_name(*r))).collect();
        let _ = writeln!(out, "    accept: {} by {}", LEVELS[*level], by.join(", "));
    }
    out.push_str("}\n");
    for (i, risk) in risks.iter().enumerate() {
        write_risk(out, i, risk);
    }
}

fn write_risk(out: &mut String, i: usize, risk: &Risk) {
    let _ = writeln!(
        out,
        "risk risk-{i} \"Risk {i}\"{} {{\n    owner: {}",
        headed(&risk.scopes),
        role_name(OWNER)
    );
    if !risk.assets.is_empty() {
        let _ = writeln!(out, "    assets: {}", names("subject", &risk.assets));
    }
    for (field, said) in
        [("inherent", risk.inherent), ("current", risk.current), ("residual", Some(risk.residual))]
    {
        if let Some(said) = said {
            let _ = writeln!(out, "    {field}: {}", judged(said));
        }
    }
    for line in &risk.treat {
        let response = match line.response {
            Response::Modify => "modify",
            Response::Retain => "retain",
            Response::Avoid => "avoid",
            Response::Share => "share",
        };
        let _ = write!(out, "    treat: {response}");
        let mut with = line.with.iter().map(|e| elements(std::slice::from_ref(e))).collect::<Vec<_>>();
        with.extend(line.suppliers.iter().map(|s| means_name(Means::Supplier(*s))));
        if !with.is_empty() {
            let _ = write!(out, " with {}", with.join(", "));
        }
        if let Some(due) = line.due {
            let _ = write!(out, " due {}", day(due));
        }
        out.push_str(if line.because { " because \"It is so\"\n" } else { "\n" });
    }
    for step in &risk.steps {
        let from = step.from.iter().map(|c| Means::Control(*c));
        let from: Vec<String> =
            from.chain(step.suppliers.iter().map(|s| Means::Supplier(*s))).map(means_name).collect();
        let _ = writeln!(out, "    step: {} from {}", judged(step.judged), from.join(", "));
    }
    if let Some(until) = risk.accepted_until {
        let _ = writeln!(out, "    accepted-until: {}", day(until));
    }
    out.push_str("}\n");
}
