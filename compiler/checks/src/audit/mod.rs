//! Audit, improvement, certification (ISO/IEC 27001, clauses 9.2, 9.3 and 10). What can be said in a rule is in
//! `stdlib/rules/audit.isms`.

mod actions;
mod certification;
mod findings;
mod incidents;
mod programme;
mod review;

use annexa_analysis::certification::certificate;
use annexa_core::model::{Decl, View};
use annexa_core::prelude::Certification;
use annexa_core::source::PackageId;
use annexa_core::time::Duration;

use crate::Cx;

/// So long before the first audit of a certification, internal audits and reviews have to have taken place.
const NEAR: Duration = Duration { months: 0, days: 60, seconds: 0 };

/// Finds them all.
pub(crate) fn check(cx: &mut Cx<'_, '_>) {
    programme::check(cx);
    findings::check(cx);
    actions::check(cx);
    review::check(cx);
    incidents::check(cx);
    certification::check(cx);
}

/// A certification whose first stage is near, or whose certificate is in force, on the day.
fn near_certification<'m>(cx: &Cx<'_, 'm>) -> Option<Certification<'m>> {
    let own = cx.model.all::<Certification>().filter(|c| c.decl().package() == PackageId::MAIN);
    own.into_iter().find(|c| {
        let soon = c.stage_1().is_some_and(|on| cx.day <= on && on < NEAR.after(cx.day));
        let under_way = c.stage_1().is_some_and(|on| on <= cx.day)
            && c.stage_2().is_none_or(|on| cx.day <= NEAR.after(on));
        soon || under_way || certificate(*c, cx.day).is_some()
    })
}

fn named(decl: Decl<'_>) -> String {
    format!("`{}`", decl.path())
}
