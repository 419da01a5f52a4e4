//! Documents: what extends what, exceptions, approval, translations, what is asked for in writing, reviews, what is quoted
//! where it should not be, and acknowledgement. What can be said in a rule is in `stdlib/rules/documents.isms`.

mod acknowledged;
mod approval;
mod classification;
mod required;
mod reuse;
mod review;
mod translation;

use annexa_core::Anchor;
use annexa_diagnostics::{Level, Problem, Section};

use crate::Cx;

pub(crate) use approval::part_name;

/// Finds them all. `found` are the problems that making the model found.
pub(crate) fn check(cx: &mut Cx<'_, '_>, found: &[Problem<Anchor>]) {
    reuse::check(cx);
    // What could not be read is not what was approved or translated, and is told as what it is.
    let unread = found.iter().any(|p| p.section == Section::Language && p.level == Level::Error);
    approval::check(cx, unread);
    translation::check(cx, unread);
    required::check(cx);
    review::check(cx);
    classification::check(cx);
    acknowledged::check(cx);
}
