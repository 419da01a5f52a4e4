//! The level of risks by the organization's own method (ISO/IEC 27001, 6.1.2 d): inherent, today's, and residual.

use annexa_core::model::{Decl, Phrase, View};
use annexa_core::names::Name;
use annexa_core::prelude::{Combination, Progress, Response, Risk, RiskMethod, field, kind};
use annexa_syntax::tree::Prep;
use rust_decimal::Decimal;

use crate::Analysis;

/// A level of risk: its name, and its index among the levels of the method, from the lowest.
pub type LevelOf = (Name, u16);

/// The method by which `risk` is judged: the one that it names, or the only one of the package.
pub fn method(risk: Risk<'_>) -> Option<RiskMethod<'_>> {
    let decl = risk.decl();
    if decl.phrases(field::RISK_METHOD).next().is_some() {
        return risk.method();
    }
    let mut all = decl.model.of_kind(kind::RISK_METHOD);
    let only = all.next()?;
    if all.next().is_some() { None } else { RiskMethod::of(only) }
}

/// The level that `method` gives to a likelihood and a consequence, by their indices on the scales.
pub fn level(method: RiskMethod<'_>, likelihood: u16, consequence: u16) -> Option<LevelOf> {
    let decl = method.decl();
    let combine = decl
        .values(field::RISK_METHOD_COMBINE)
        .find_map(Combination::from_value)
        .unwrap_or(Combination::Product);
    let (l, c) = (u64::from(likelihood) + 1, u64::from(consequence) + 1);
    let score = match combine {
        Combination::Product => l * c,
        Combination::Sum => l + c,
        Combination::Matrix => return matrix(decl, likelihood, consequence),
    };
    decl.phrases(field::RISK_METHOD_LEVEL)
        .filter_map(|p| {
            let from = p.part(Prep::From).find_map(|v| v.number())?;
            Some((from, p.lead().find_map(|v| v.step())?))
        })
        .filter(|(from, _)| *from <= Decimal::from(score))
        .max_by_key(|(from, _)| *from)
        .map(|(_, step)| step)
}

fn matrix(method: Decl<'_>, likelihood: u16, consequence: u16) -> Option<LevelOf> {
    method.phrases(field::RISK_METHOD_MATRIX).find_map(|p| {
        let row = p.lead().filter_map(|v| v.step()).any(|(_, i)| i == likelihood);
        let column = p.part(Prep::With).filter_map(|v| v.step()).any(|(_, i)| i == consequence);
        (row && column).then(|| p.part(Prep::To).find_map(|v| v.step())).flatten()
    })
}

/// The level of a judgement such as `likely with severe`.
pub fn judged(risk: Risk<'_>, judgement: Option<Phrase<'_>>) -> Option<LevelOf> {
    let judgement = judgement?;
    let likelihood = judgement.lead().find_map(|v| v.step())?.1;
    let consequence = judgement.part(Prep::With).find_map(|v| v.step())?.1;
    level(method(risk)?, likelihood, consequence)
}

impl<'m> Analysis<'m> {
    /// Whether every treatment of `risk` is in force: each control implemented in every scope that the risk belongs to,
    /// each supplier under an agreement that holds.
    pub fn treated(&self, risk: Risk<'m>) -> bool {
        let scopes = self.scopes.ties(risk.decl());
        let mut any = false;
        for phrase in risk.decl().phrases(field::RISK_TREAT) {
            let response = phrase.lead().find_map(Response::from_value);
            if response == Some(Response::Retain) {
                continue;
            }
            for decl in phrase.part(Prep::With).flat_map(|v| v.decls()) {
                any = true;
                let in_force = if decl.kind() == kind::CONTROL {
                    scopes.iter().all(|(scope, _)| {
                        let row = self.row_of(*scope, decl);
                        row.is_some_and(|(_, r)| r.included() && r.progress == Some(Progress::Implemented))
                    })
                } else {
                    annexa_core::prelude::Supplier::of(decl)
                        .is_none_or(|s| crate::status::lapse(s, self.context.as_of).is_none())
                };
                if !in_force {
                    return false;
                }
            }
        }
        any
    }
}
