//! The edge of a scope (ISO/IEC 27001, 4.3 c): what it needs is in it, or dealt with where it ends.

use annexa_analysis::eval;
use annexa_analysis::scope::wholes;
use annexa_core::edit;
use annexa_core::model::{Anchor, Decl, View};
use annexa_core::prelude::{Scope, field, kind};
use annexa_core::source::PackageId;
use annexa_diagnostics::{Problem, Safety};

use crate::Cx;
use crate::problems;
use crate::words;

/// What subjects in a scope depend on and nobody has dealt with; and clauses that a scope leaves out.
pub(super) fn leaks(cx: &mut Cx<'_, '_>) {
    let analysis = cx.analysis;
    for content in &analysis.scopes.all {
        let scope = content.scope.decl();
        if scope.package() != PackageId::MAIN {
            continue;
        }
        for phrase in scope.phrases(field::SCOPE_EXCLUDES) {
            super::decisions::clause_in(cx, phrase);
        }
        let edge = [field::SCOPE_INCLUDES, field::SCOPE_EXCLUDES, field::SCOPE_INTERFACE];
        if edge.iter().any(|f| scope.phrases(*f).any(|p| p.is_spoiled())) || cx.doubt.unread_in(scope) {
            continue;
        }
        let handled =
            eval::members_of(scope.values(field::SCOPE_EXCLUDES).chain(scope.values(field::SCOPE_INTERFACE)));
        let mut leaks: Vec<(Decl<'_>, Vec<(Decl<'_>, Anchor)>)> = Vec::new();
        for subject in &content.subjects {
            let subject = subject.decl();
            for value in subject.values(field::SUBJECT_DEPENDS_ON) {
                for needed in eval::members_of(std::iter::once(value)) {
                    if content.holds(needed)
                        || wholes(needed).any(|w| handled.contains(&w))
                        || needed.kind() == kind::SUPPLIER && under_agreement(needed)
                        || needed.phrases(field::SUBJECT_PART_OF).any(|p| p.is_spoiled())
                    {
                        continue;
                    }
                    match leaks.iter_mut().find(|(d, _)| *d == needed) {
                        Some((_, by)) => by.push((subject, value.anchor())),
                        None => leaks.push((needed, vec![(subject, value.anchor())])),
                    }
                }
            }
        }
        for (needed, by) in leaks {
            leak(cx, content.scope, needed, &by);
        }
    }
}

/// Whether there is or was an agreement. One that has run out is a lack of control, not of a boundary.
fn under_agreement(supplier: Decl<'_>) -> bool {
    supplier.phrases(field::SUPPLIER_AGREEMENT).next().is_some()
}

fn leak<'m>(cx: &mut Cx<'_, 'm>, scope: Scope<'m>, needed: Decl<'m>, by: &[(Decl<'m>, Anchor)]) {
    let Some((first, anchor)) = by.first() else { return };
    let path = needed.path();
    let names: Vec<String> = by.iter().map(|(d, _)| format!("`{}`", d.path())).collect();
    let supplier = needed.kind() == kind::SUPPLIER;
    let own = scope.decl().path();
    // Where there is one scope, everybody knows which.
    let the_scope = match cx.analysis.scopes.all.len() {
        1 => "the scope".to_string(),
        _ => format!("the scope `{own}`"),
    };
    let lacks = if supplier { "a supplier without an agreement" } else { "which is not in it" };
    let message = match by.len() {
        1 => format!("`{}` is in {the_scope} and depends on `{path}`, {lacks}", first.path()),
        _ => format!("{} are in {the_scope} and depend on `{path}`, {lacks}", words::some(&names, 3)),
    };
    let mut problem = Problem::new(&problems::SCOPE_LEAK, *anchor, message, "leads out of the scope")
        .about([needed.path()]);
    for (_, other) in &by[1..] {
        problem = problem.related(*other, "and here");
    }
    problem = problem.related(scope.decl().anchor(), "the scope");
    if supplier {
        cx.out.push(
            problem
                .related(needed.anchor(), "the supplier")
                .help(format!("name the contract in `{path}`: `agreement: \"…\" since …`")),
        );
        return;
    }
    cx.out.push(
        problem
            .help(format!(
                "in `{own}` say `includes: {path}`, or `interface: {path} because …` with how the edge is handled, or `excludes: {path} because …`"
            ))
            .fix(
                format!("include `{path}` in the scope"),
                Safety::Review,
                edit::insert(scope.decl(), &[format!("includes: {path}")]),
            ),
    );
}
