//! Common ways out of a problem.

use annexa_diagnostics::{Edit, Problem, Safety};

use crate::model::Anchor;

/// Adds "did you mean" with the replacement as a fix, if there is a near name.
pub fn did_you_mean(
    problem: Problem<Anchor>,
    anchor: Anchor,
    near: Option<&str>,
    safety: Safety,
) -> Problem<Anchor> {
    match near {
        Some(near) => replace(problem.help(format!("did you mean `{near}`?")), anchor, near, safety),
        None => problem,
    }
}

/// Adds the fix that writes `text` in the place of what stands at `anchor`.
pub fn replace(problem: Problem<Anchor>, anchor: Anchor, text: &str, safety: Safety) -> Problem<Anchor> {
    problem.fix(format!("write `{text}`"), safety, vec![Edit { place: anchor, text: text.to_string() }])
}
