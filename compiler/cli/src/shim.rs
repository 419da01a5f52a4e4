//! Stands in for what `annexa-checks` is about to have.
#![allow(missing_docs)]

use annexa_diagnostics::{Problem, ProblemKind};

pub mod problems {
    use super::ProblemKind;
    pub fn all() -> impl Iterator<Item = &'static ProblemKind> {
        annexa_core::problems::ALL.iter().copied()
    }
}
pub mod explain {
    pub fn page(name: &str) -> Option<String> {
        let kind = super::problems::all().find(|k| k.name == name)?;
        Some(format!("# {name}\n\n{}", kind.summary))
    }
}
pub mod steps {
    use super::Problem;
    pub fn next_steps(_: &annexa_analysis::Analysis<'_>, _: &[Problem]) -> Vec<String> {
        Vec::new()
    }
}
