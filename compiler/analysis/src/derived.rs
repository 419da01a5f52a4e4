//! The derived fields of the prelude, worked out. The trait is generated from the prelude, so a field that is declared
//! there and not worked out here does not compile.

use annexa_core::model::View;
use annexa_core::names::Name;
use annexa_core::prelude::{
    Control, CoverageState, Derived, Evidence, EvidenceState, Implements, Measure, MeasureResult, Progress,
    Risk, Scope, field,
};

use crate::{Analysis, assurance, risk, status};

impl<'m> Derived<'m> for Analysis<'m> {
    fn implements_state(&self, of: Implements<'m>) -> Option<Progress> {
        let worker = self.work.workers.iter().find(|w| w.item.decl() == of.decl())?;
        // Where it names subjects, the least of them counts; else what it says of all.
        let named = worker.statuses.iter().filter_map(|s| s.on.as_ref()).flatten();
        let mut subjects: Vec<_> =
            worker.applies_to.iter().flatten().chain(named).copied().map(Some).collect();
        if subjects.is_empty() {
            subjects.push(None);
        }
        let day = self.context.as_of;
        let of_subject = |s| status::counting(&worker.statuses, s, day).map(|(progress, _)| progress);
        let states: Vec<Option<Progress>> = subjects.into_iter().map(of_subject).collect();
        let best = states.iter().flatten().max().copied()?;
        let all = states.iter().all(|s| *s == Some(best));
        Some(if all { best } else { best.min(Progress::Partial) })
    }

    fn risk_inherent_level(&self, of: Risk<'m>) -> Option<(Name, u16)> {
        risk::judged(of, of.decl().phrases(field::RISK_INHERENT).next())
    }

    fn risk_level(&self, of: Risk<'m>) -> Option<(Name, u16)> {
        if let Some(stated) = of.decl().phrases(field::RISK_CURRENT).next() {
            return risk::judged(of, Some(stated));
        }
        match self.treated(of) {
            true => self.risk_residual_level(of),
            false => self.risk_inherent_level(of),
        }
    }

    fn risk_residual_level(&self, of: Risk<'m>) -> Option<(Name, u16)> {
        risk::judged(of, of.decl().phrases(field::RISK_RESIDUAL).next())
    }

    fn measure_result(&self, of: Measure<'m>) -> Option<MeasureResult> {
        assurance::measure_result(of, self.context.as_of, &self.data)
    }

    fn evidence_state(&self, of: Evidence<'m>) -> Option<EvidenceState> {
        assurance::evidence_state(of, self.context.as_of, &self.data)
    }

    fn control_state(&self, of: Control<'m>, scope: Scope<'m>) -> Option<CoverageState> {
        Some(self.row_of(scope, of.decl())?.1.word)
    }
}
