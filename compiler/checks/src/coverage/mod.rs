//! The statement of applicability and coverage: what is decided, why, and how far it is done (ISO/IEC 27001, 4.3 and
//! 6.1.3).

mod decisions;
mod implementation;
mod reasons;
mod scope;
mod statements;

use annexa_analysis::Coverage;
use annexa_analysis::coverage::PatternUse;
use annexa_core::model::{Anchor, Decl, View};
use annexa_core::prelude::{Catalog, Soa, kind};
use annexa_core::source::PackageId;
use annexa_diagnostics::Problem;

use crate::Cx;
use crate::problems;
use crate::words::list;

/// Finds them all.
pub(crate) fn check(cx: &mut Cx<'_, '_>) {
    let duplicates = duplicate_soa(cx);
    for coverage in cx.own_coverages() {
        decisions::conflicts(cx, coverage);
        decisions::clauses(cx, coverage.soa);
        let outsourced = reasons::patterns(cx, coverage);
        // What another of its scope decides on as well is judged there.
        if duplicates.later.contains(&coverage.soa) || coverage.last_word().next().is_none() {
            continue;
        }
        let before = cx.out.len();
        if !duplicates.first.contains(&coverage.soa) {
            decisions::undecided(cx, coverage);
        }
        let needed = decisions::needed(cx, coverage);
        decisions::against_scope(cx, coverage, &needed, &outsourced);
        reasons::inclusions(cx, coverage);
        implementation::check(cx, coverage);
        name_scope(cx, coverage, before);
    }
    statements::check(cx);
    scope::leaks(cx);
}

/// Of several scopes, says of which one the problems from `before` on speak, where they do not say it themselves.
fn name_scope(cx: &mut Cx<'_, '_>, coverage: &Coverage<'_>, before: usize) {
    let Some(scope) = coverage.scope.map(View::decl) else { return };
    if cx.analysis.scopes.all.len() < 2 {
        return;
    }
    let named = format!("scope `{}`", scope.path());
    for problem in cx.out[before..].iter_mut().filter(|p| !p.message.contains(&named)) {
        problem.message = format!("in the {named}, {}", problem.message);
    }
}

/// Whether `decl` is a clause of 4 to 10 of ISO/IEC 27001.
pub(crate) fn is_clause(decl: Decl<'_>) -> bool {
    decl.kind() == kind::REQUIREMENT && decl.catalog().is_some_and(|c| c.has_clauses())
}

/// Statements of applicability of one scope and catalog.
struct Duplicates<'m> {
    /// The first of each.
    first: Vec<Soa<'m>>,
    /// The others.
    later: Vec<Soa<'m>>,
}

fn duplicate_soa<'m>(cx: &mut Cx<'_, 'm>) -> Duplicates<'m> {
    let mut duplicates = Duplicates { first: Vec::new(), later: Vec::new() };
    let analysis = cx.analysis;
    let heads: Vec<&Coverage<'m>> = analysis
        .coverages
        .iter()
        .filter(|c| c.scope.is_some())
        // What it extends did not resolve: it may be the other one.
        .filter(|c| !c.soa.decl().head(annexa_syntax::tree::Prep::Extends).any(|v| !v.is_known()))
        .collect();
    for (i, one) in heads.iter().enumerate() {
        if duplicates.later.contains(&one.soa) {
            continue;
        }
        let shared = |other: &Coverage<'m>| -> Vec<String> {
            let last = |of: &Coverage<'m>, c: &Catalog<'m>| of.catalogs.contains(c) && !of.nearer.contains(c);
            one.catalogs
                .iter()
                .filter(|c| last(one, c) && last(other, c))
                .map(|c| c.decl().title().into_owned())
                .collect()
        };
        let others: Vec<&&Coverage<'m>> = heads[i + 1..]
            .iter()
            .filter(|o| o.scope == one.scope && !duplicates.later.contains(&o.soa) && !shared(o).is_empty())
            .collect();
        let (Some(first), Some(scope)) = (others.first(), one.scope) else {
            continue;
        };
        let catalogs = shared(first);
        let mut problem = Problem::new(
            &problems::DUPLICATE_SOA,
            first.soa.decl().anchor(),
            format!(
                "`{}` has {} statements of applicability against {}",
                scope.decl().path(),
                others.len() + 1,
                list(&catalogs)
            ),
            "another one",
        )
        .related(one.soa.decl().anchor(), "the first one");
        for other in &others[1..] {
            problem = problem.related(other.soa.decl().anchor(), "and another");
        }
        let decl = first.soa.decl();
        cx.out.push(problem.help(format!(
            "move the lines of `{}` into `{}`, or let it extend it: `extends {}`",
            decl.path(),
            one.soa.decl().path(),
            one.soa.decl().path()
        )));
        duplicates.first.push(one.soa);
        duplicates.later.extend(others.iter().map(|o| o.soa));
    }
    duplicates
}

/// Where a pattern is to be mended: at itself, or at the name of the statement that inherits it from elsewhere.
fn spot(coverage: &Coverage<'_>, pattern: &PatternUse<'_>) -> (Anchor, bool) {
    if pattern.layer.decl().package() == PackageId::MAIN && pattern.layer == coverage.soa {
        (pattern.value.anchor(), false)
    } else {
        (coverage.soa.decl().anchor(), true)
    }
}
