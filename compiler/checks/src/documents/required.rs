//! Documented information that clauses and controls ask for, and that is declared nowhere (ISO/IEC 27001, 7.5.1).

use annexa_analysis::required::{self, Lacking};
use annexa_core::model::{Phrase, View};
use annexa_core::prelude::field;
use annexa_diagnostics::{Level, Problem};

use crate::Cx;
use crate::problems;
use crate::words::some;

/// Finds it: for each statement of applicability one problem for what is asked for in so many words, and one for the rest.
pub(super) fn check(cx: &mut Cx<'_, '_>) {
    let hides = |p: Phrase<'_>| cx.doubt.hides(p);
    let decided = [field::SOA_EXCLUDE, field::SOA_INCLUDE, field::SOA_NOT_YET];
    let several = cx.analysis.scopes.all.len() > 1;
    for coverage in cx.own_coverages() {
        // What is asked for may stand where the compiler could not read it.
        if coverage.last_word().next().is_none()
            || cx.decisions_hidden(coverage, &decided)
            || cx.work_hidden(hides)
            || cx.doubt.vague_elsewhere()
        {
            continue;
        }
        let (explicit, implied): (Vec<_>, Vec<_>) =
            required::lacking(cx.analysis, coverage).into_iter().partition(|l| l.explicit);
        let soa = coverage.soa.decl();
        let scope =
            coverage.scope.filter(|_| several).map(|s| format!(" for the scope `{}`", s.decl().path()));
        for (lacking, level) in [(explicit, Level::Error), (implied, Level::Warning)] {
            if lacking.is_empty() {
                continue;
            }
            let what: Vec<String> = lacking.iter().map(said).collect();
            let message = format!(
                "documented information that is asked for is declared nowhere{}: {}",
                scope.clone().unwrap_or_default(),
                some(&what, 6)
            );
            let label = "asked for by its standard";
            cx.out.push(
                Problem::new(&problems::MISSING_DOCUMENT, soa.anchor(), message, label)
                    .at_level(level)
                    .items(lacking.iter().map(item))
                    .help(
                        "say `fulfils:` with the clause in the document or record that is it, or declare what gives it: `objective`, `measure`, \
                         `audit-programme` and others do by what they are; what is kept elsewhere says `held:` as well",
                    ),
            );
        }
    }
}

/// `6.2 (objectives)`
fn said(lacking: &Lacking<'_>) -> String {
    format!("{} ({})", lacking.of.name(), lacking.what)
}

/// The same for lists, with what gives it.
fn item(lacking: &Lacking<'_>) -> String {
    match lacking.by {
        "" => format!("{}: {}", lacking.of.path(), lacking.what),
        by => format!("{}: {}, given by {by}", lacking.of.path(), lacking.what),
    }
}
