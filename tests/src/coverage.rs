//! Rows of a statement of applicability in one line each, as the specification shows them.

use annexa_analysis::Analysis;
use annexa_analysis::coverage::{Applies, Coverage, Decision, Row};
use annexa_core::View;
use annexa_core::prelude::{CoverageState, Progress};

/// The row of the control `id` in the statement of applicability `soa`; of the one that no other extends, where `soa` is
/// empty: `A.8.13  included  risk, legal  partial: shop implemented, wiki none`.
pub fn row(analysis: &Analysis<'_>, soa: &str, id: &str) -> String {
    let coverages = &analysis.coverages;
    let extended = |c: &&Coverage<'_>| coverages.iter().any(|o| o.soa.head_extends() == Some(c.soa));
    let coverage = match soa {
        "" => coverages.iter().find(|c| !extended(c)),
        name => coverages.iter().find(|c| c.soa.decl().path() == name),
    };
    let Some(coverage) = coverage else {
        return format!("{id}  (there is no such statement of applicability)");
    };
    match coverage.rows.iter().find(|r| r.control.decl().path() == id) {
        Some(row) => one(coverage, row),
        None => format!("{id}  (the statement of applicability has no such control)"),
    }
}

fn one(coverage: &Coverage<'_>, row: &Row<'_>) -> String {
    let id = row.control.decl().path();
    let decision = match &row.decision {
        Decision::Undecided => return format!("{id}  undecided"),
        Decision::Conflict(_) => return format!("{id}  conflict"),
        Decision::Excluded(patterns) => {
            debug_assert!(patterns.iter().all(|p| coverage.patterns[*p].applies == Some(Applies::No)));
            return format!("{id}  excluded");
        }
        Decision::Included(_) => "included",
    };
    let kinds = row.reason_kinds();
    let reasons = match kinds.is_empty() {
        true => "no reason".to_owned(),
        false => kinds.iter().map(|k| k.word()).collect::<Vec<_>>().join(", "),
    };
    let subjects: Vec<String> = row
        .subjects
        .iter()
        .map(|s| {
            let name = s.subject.map_or("the scope".to_owned(), |d| d.path());
            format!("{name} {}", progress(s.progress))
        })
        .collect();
    format!("{id}  {decision}  {reasons}  {}: {}", word(row.word), subjects.join(", "))
}

fn progress(progress: Option<Progress>) -> &'static str {
    match progress {
        None => "none",
        Some(Progress::Planned) => "planned",
        Some(Progress::Partial) => "partial",
        Some(Progress::Implemented) => "implemented",
    }
}

/// The word that is printed.
pub fn word(state: CoverageState) -> &'static str {
    match state {
        CoverageState::Undecided => "undecided",
        CoverageState::Excluded => "excluded",
        CoverageState::Missing => "missing",
        CoverageState::Planned => "planned",
        CoverageState::Partial => "partial",
        CoverageState::Implemented => "implemented",
        CoverageState::Evidenced => "evidenced",
        CoverageState::Effective => "effective",
    }
}
