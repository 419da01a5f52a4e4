//! Documents: what extends what, exceptions, and approval.

mod approval;
mod reuse;

use annexa_core::Anchor;
use annexa_diagnostics::Problem;

use crate::Cx;

/// Finds them all. `found` are the problems that making the model found.
pub(crate) fn check(cx: &mut Cx<'_, '_>, found: &[Problem<Anchor>]) {
    reuse::check(cx);
    approval::check(cx, found);
}
