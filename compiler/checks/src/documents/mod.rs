//! Documents: what extends what, exceptions, approval, and translations.

mod approval;
mod reuse;
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
}
