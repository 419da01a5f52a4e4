//! What comes round: how often something is to be done, when it was done last, and when it is due again.

use annexa_core::model::{Decl, Model, Phrase, View};
use annexa_core::prelude::{Action, ActionStatus, field, kind};
use annexa_core::schema::FieldId;
use annexa_core::source::PackageId;
use annexa_core::time::{Date, Duration};
use annexa_syntax::tree::Prep;

use crate::document::Resolved;

/// How soon management looks at the system again where nothing says it (ISO/IEC 27001, 9.3: at planned intervals).
pub const MANAGEMENT_REVIEW: Duration = Duration { months: 12, days: 0, seconds: 0 };

/// The days that a field gives, with their lines.
pub fn dates_of<'m>(decl: Decl<'m>, field: FieldId) -> impl Iterator<Item = (Date, Phrase<'m>)> {
    decl.phrases(field).flat_map(|p| p.lead().filter_map(move |v| Some((v.date()?, p))))
}

/// The last of the days that a field gives, up to `day`.
pub fn last(decl: Decl<'_>, field: FieldId, day: Date) -> Option<Date> {
    dates_of(decl, field).map(|(on, _)| on).filter(|on| *on <= day).max()
}

/// The length of time that a field such as `review: every 12 months` gives.
pub fn every(decl: Decl<'_>, field: FieldId) -> Option<Duration> {
    decl.phrases(field).flat_map(|p| p.part(Prep::Every)).find_map(|v| v.duration())
}

/// How often `decl` is to be looked at again, by itself or by what it extends, and where that is said.
pub fn review<'m>(decl: Decl<'m>) -> Option<(Duration, Phrase<'m>)> {
    let resolved = Resolved::of(decl);
    let said = resolved.phrases(field::REVIEWED_REVIEW);
    said.into_iter().find_map(|p| Some((p.part(Prep::Every).find_map(|v| v.duration())?, p)))
}

/// The management reviews of the package itself that took place up to `day`, with their day, the latest last.
pub fn management_reviews(model: &Model, day: Date) -> Vec<(Date, Decl<'_>)> {
    let own = model.of_kind(kind::MANAGEMENT_REVIEW).filter(|d| d.package() == PackageId::MAIN);
    let held = own.filter_map(|d| Some((last(d, field::MANAGEMENT_REVIEW_PERFORMED, day)?, d)));
    let mut held: Vec<(Date, Decl<'_>)> = held.collect();
    held.sort_by_key(|(on, d)| (*on, d.id));
    held
}

/// The day by which management is to review the system again, after the latest review up to `day`.
pub fn next_management_review(model: &Model, day: Date) -> Option<(Date, Decl<'_>)> {
    let (on, latest) = management_reviews(model, day).pop()?;
    Some((management_review_after(on, latest), latest))
}

/// The day by which management is to review the system again after the review that took place on a day.
pub(crate) fn management_review_after(on: Date, review: Decl<'_>) -> Date {
    every(review, field::MANAGEMENT_REVIEW_REPEATS).unwrap_or(MANAGEMENT_REVIEW).after(on)
}

/// Whether `decl` was over by `day`, so that nobody looks at it again.
pub fn is_over(decl: Decl<'_>, day: Date) -> bool {
    let over = [field::CHANGE_COMPLETED, field::OBJECTIVE_REACHED, field::EXCEPTION_CLOSED];
    over.iter().any(|f| last(decl, *f, day).is_some())
}

/// The audits of a programme.
pub fn audits_of<'m>(programme: Decl<'m>) -> impl Iterator<Item = Decl<'m>> {
    let all = programme.model.of_kind(kind::AUDIT);
    all.filter(move |audit| audit.values(field::AUDIT_PROGRAMME).any(|v| v.decl() == Some(programme)))
}

/// Whether an action says that it is done, or given up, and not when.
pub fn is_closed(action: Action<'_>) -> bool {
    matches!(action.status(), Some(ActionStatus::Done | ActionStatus::Dropped))
        && dates_of(action.decl(), field::ACTION_COMPLETED).next().is_none()
}
