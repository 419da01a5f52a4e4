//! The derived fields of the prelude, worked out. The trait is generated from the prelude, so a field that is declared
//! there and not worked out here does not compile.

use annexa_core::model::{Decl, View};
use annexa_core::names::Name;
use annexa_core::prelude::{
    AcceptanceState, Approvable, ApprovalState, Control, CoverageState, Derived, Evidence, EvidenceState,
    Implements, Measure, MeasureResult, Objective, Person, Progress, Risk, Role, Scope, field,
};
use annexa_core::schema::FieldId;

use annexa_core::time::Date;

use crate::approval::State;
use crate::measure::{self, History};
use crate::risk::{self, Assessment, Judgement};
use crate::{Analysis, assurance, people};

impl<'m> Analysis<'m> {
    /// The level of a judgement about a risk, also where the risk is of another package and was not assessed.
    fn judged(
        &self,
        of: Risk<'m>,
        said: FieldId,
        assessed: impl Fn(&Assessment<'m>) -> Option<Judgement>,
    ) -> Option<(Name, u16)> {
        match self.risks.of(of) {
            Some(assessment) => assessed(assessment)?.level,
            None => risk::judged(of, of.decl().phrases(said).next()),
        }
    }
}

impl<'m> Derived<'m> for Analysis<'m> {
    fn implements_state(&self, of: Implements<'m>) -> Option<Progress> {
        self.work.of(of)?.state()
    }

    fn role_held_by(&self, of: Role<'m>) -> Vec<Person<'m>> {
        people::holders(of, self.context.as_of, &self.data)
    }

    fn role_held(&self, of: Role<'m>) -> Option<bool> {
        people::is_held(of, self.context.as_of, &self.data)
    }

    fn risk_inherent_level(&self, of: Risk<'m>) -> Option<(Name, u16)> {
        self.judged(of, field::RISK_INHERENT, |a| a.inherent)
    }

    fn risk_level(&self, of: Risk<'m>) -> Option<(Name, u16)> {
        self.risks.of(of)?.current?.level
    }

    fn risk_residual_level(&self, of: Risk<'m>) -> Option<(Name, u16)> {
        self.judged(of, field::RISK_RESIDUAL, |a| a.residual)
    }

    fn risk_in_force(&self, of: Risk<'m>) -> Vec<Decl<'m>> {
        let means = self.risks.of(of).into_iter().flat_map(|a| a.means());
        means.filter(|m| m.force.holds()).map(|m| m.decl).collect()
    }

    fn risk_eased(&self, of: Risk<'m>) -> Option<bool> {
        Some(self.risks.of(of)?.is_eased())
    }

    fn risk_acceptance(&self, of: Risk<'m>) -> Option<AcceptanceState> {
        self.risks.of(of).filter(|a| a.needs_acceptance())?;
        let standing = self.approvals.of(of.decl())?;
        let ended = of.decl().values(field::RISK_ACCEPTED_UNTIL).find_map(|until| until.date());
        match standing.state {
            State::NotAsked | State::Unknown => None,
            State::Never => Some(AcceptanceState::NotAccepted),
            State::Partly => Some(AcceptanceState::PartlyAccepted),
            State::Changed => Some(AcceptanceState::ChangedSince),
            State::Approved if ended.is_some_and(|day| day < self.context.as_of) => {
                Some(AcceptanceState::PastItsDay)
            }
            State::Approved => Some(AcceptanceState::AcceptedByAll),
        }
    }

    fn approvable_approval_state(&self, of: Approvable<'m>) -> Option<ApprovalState> {
        match self.approvals.of(of.decl())?.state {
            State::NotAsked | State::Unknown => None,
            State::Never => Some(ApprovalState::NotApproved),
            State::Partly => Some(ApprovalState::PartlyApproved),
            State::Changed => Some(ApprovalState::ChangedSince),
            State::Approved => Some(ApprovalState::ApprovedByAll),
        }
    }

    fn measure_result(&self, of: Measure<'m>) -> Option<MeasureResult> {
        measure::result(of, self.context.as_of, &self.data)
    }

    fn measure_missed_since(&self, of: Measure<'m>) -> Option<Date> {
        History::new(of, self.context.as_of, &self.data).missed_since()
    }

    fn objective_result(&self, of: Objective<'m>) -> Option<MeasureResult> {
        measure::objective_result(of, self.context.as_of, &self.data)
    }

    fn evidence_state(&self, of: Evidence<'m>) -> Option<EvidenceState> {
        assurance::evidence_state(of, self.context.as_of, &self.data)
    }

    fn control_state(&self, of: Control<'m>, scope: Scope<'m>) -> Option<CoverageState> {
        Some(self.row_of(scope, of.decl())?.1.word)
    }
}
