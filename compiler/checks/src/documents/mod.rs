//! Documents: what extends what, and exceptions.

mod reuse;

use crate::Cx;

/// Finds them all.
pub(crate) fn check(cx: &mut Cx<'_, '_>) {
    reuse::check(cx);
}
