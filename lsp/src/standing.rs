//! What analysis found, kept beside the model without borrowing from it, so that requests need not work it out anew.

use annexa_analysis::approval::State;
use annexa_analysis::assurance;
use annexa_analysis::risk::Judgement;
use annexa_analysis::{Analysis, Coverage, people};
use annexa_core::DeclId;
use annexa_core::model::{ValueId, View};
use annexa_core::names::Name;
use annexa_core::prelude::{CoverageState, Evidence, EvidenceState, Role};
use annexa_core::source::PackageId;
use annexa_core::time::Date;
use rustc_hash::FxHashMap;

/// How things stand on the day.
#[derive(Debug, Default)]
pub struct Standing {
    /// How a control stands: the scopes whose statement of applicability decides on it, and its state there.
    pub states: FxHashMap<DeclId, Vec<(DeclId, CoverageState)>>,
    /// Who does something for a control, in any scope.
    pub doers: FxHashMap<DeclId, Vec<DeclId>>,
    /// How many controls an element of a list of a statement of applicability decides, or as a plan raises.
    pub effects: FxHashMap<ValueId, usize>,
    /// The controls of a statement of applicability, counted.
    pub totals: FxHashMap<DeclId, Totals>,
    /// The levels of a risk.
    pub risks: FxHashMap<DeclId, Levels>,
    /// How the approval of a document, or the acceptance of a risk, stands.
    pub approvals: FxHashMap<DeclId, Approval>,
    /// How old evidence is.
    pub evidence: FxHashMap<DeclId, Age>,
    /// Who holds a role: the names.
    pub holders: FxHashMap<DeclId, Vec<String>>,
}

/// Controls, counted by what is decided and done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Those that apply.
    pub included: usize,
    /// Those that do not.
    pub excluded: usize,
    /// Those on which nothing decides, or two patterns disagree.
    pub undecided: usize,
    /// Of those that apply, how many are implemented or more.
    pub implemented: usize,
}

/// The levels of a risk, where the method gives them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    /// If nothing were done.
    pub inherent: Option<Name>,
    /// On the day.
    pub current: Option<Name>,
    /// Once all is done.
    pub residual: Option<Name>,
}

/// How the approval of a document, or the acceptance of a risk, stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The state.
    pub state: State,
    /// The day of the newest record that counts.
    pub on: Option<Date>,
    /// Who approves, and has not.
    pub missing: Vec<DeclId>,
}

/// How old evidence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Age {
    /// When it was last gathered or seen.
    pub last: Date,
    /// The last day on which it is fresh, if there is one.
    pub until: Option<Date>,
    /// Its state, where it can be known.
    pub state: Option<EvidenceState>,
}

impl Standing {
    /// Keeps what `analysis` found.
    pub fn new(analysis: &Analysis<'_>) -> Self {
        let mut standing = Standing::default();
        for coverage in &analysis.coverages {
            standing.take_coverage(analysis, coverage);
        }
        for assessment in &analysis.risks.all {
            let level = |j: Option<Judgement>| j.and_then(|j| j.level).map(|(name, _)| name);
            let levels = Levels {
                inherent: level(assessment.inherent),
                current: level(assessment.current),
                residual: level(assessment.residual),
            };
            standing.risks.insert(assessment.risk.decl().id, levels);
        }
        for one in analysis.approvals.all() {
            let approval = Approval {
                state: one.state,
                on: one.records.iter().map(|(_, record)| record.on).max(),
                missing: one.missing().map(|role| role.decl().id).collect(),
            };
            standing.approvals.insert(one.decl.id, approval);
        }
        let day = analysis.context.as_of;
        for evidence in analysis.model.all::<Evidence<'_>>() {
            if evidence.decl().package() == PackageId::MAIN
                && let Some((last, until)) = assurance::fresh_until(evidence, day)
            {
                let state = assurance::evidence_state(evidence, day, &analysis.data);
                standing.evidence.insert(evidence.decl().id, Age { last, until, state });
            }
        }
        for role in analysis.model.all::<Role<'_>>() {
            let held = people::holdings(role, &analysis.data).filter(|h| h.is_said(day) && h.is_there(day));
            standing.holders.insert(role.decl().id, held.map(|h| h.name().into_owned()).collect());
        }
        standing
    }

    fn take_coverage(&mut self, analysis: &Analysis<'_>, coverage: &Coverage<'_>) {
        for pattern in coverage.patterns.iter().filter(|p| p.layer == coverage.soa) {
            self.effects.insert(pattern.value.id, pattern.effect);
        }
        let mut totals = Totals::default();
        for row in &coverage.rows {
            match (row.included(), row.excluded()) {
                (true, _) => totals.included += 1,
                (_, true) => totals.excluded += 1,
                _ => totals.undecided += 1,
            }
            totals.implemented += usize::from(row.included() && row.word >= CoverageState::Implemented);
        }
        self.totals.insert(coverage.soa.decl().id, totals);
        let Some(scope) = coverage.scope else { return };
        for row in coverage.last_word() {
            let control = row.control.decl().id;
            self.states.entry(control).or_default().push((scope.decl().id, row.word));
            let doers = self.doers.entry(control).or_default();
            for part in &row.parts {
                let doer = analysis.work.workers[part.worker].item.decl().id;
                if !doers.contains(&doer) {
                    doers.push(doer);
                }
            }
        }
    }
}
