//! Statements and procedures by themselves: who carries them out, why they are not done yet, what they serve.

use annexa_analysis::coverage::Worker;
use annexa_analysis::document::Resolved;
use annexa_analysis::status::Status;
use annexa_core::model::{Anchor, Decl, DeclId, Phrase, ValueRef, View};
use annexa_core::prelude::{Implements, Progress, field};
use annexa_core::source::PackageId;
use annexa_diagnostics::Problem;
use annexa_syntax::tree::Prep;
use rustc_hash::FxHashSet;

use crate::Cx;
use crate::problems;
use crate::words::count;

/// Finds them all.
pub(super) fn check(cx: &mut Cx<'_, '_>) {
    let analysis = cx.analysis;
    let needs: FxHashSet<DeclId> = cx
        .model
        .of_kind(annexa_core::prelude::kind::NEED)
        .flat_map(|d| d.values(field::NEED_MET_BY))
        .filter_map(ValueRef::decl)
        .map(|d| d.id)
        .collect();
    let mut without_doer = Vec::new();
    let mut unmapped = Vec::new();
    let mut without_reason = Vec::new();
    for worker in &analysis.work.workers {
        let decl = worker.item.decl();
        if worker.is_inherited() || decl.package() != PackageId::MAIN || cx.doubt.unread_in(decl) {
            continue;
        }
        let path = decl.path();
        let alone = |kind, message: String, label| {
            Problem::new(kind, decl.anchor(), message, label).about([decl.path()])
        };
        if lacks_doer(cx, worker) {
            let message = format!("`{path}` is implemented, and nobody is named who carries it out");
            without_doer.push((decl, alone(&problems::RULE_WITHOUT_DOER, message, NOBODY)));
        }
        if serves_nothing(&worker.resolved, &needs) {
            let message = format!("`{path}` serves no control, requirement, obligation or need");
            unmapped.push((
                decl,
                alone(&problems::UNMAPPED_STATEMENT, message, "serves nothing that is asked for"),
            ));
        }
        without_reason.extend(plans_without_reason(cx, worker).map(|problem| (decl, problem)));
    }
    grouped(
        cx,
        without_doer,
        |outer, n| format!("{n} of `{outer}` are implemented, and nobody is named who carries them out"),
        "name a team, a role, a service or a supplier: `carried-out-by: …`",
    );
    grouped(
        cx,
        unmapped,
        |outer, n| format!("{n} of `{outer}` serve no control, requirement, obligation or need"),
        "say what it is for: `implements: A.…`, `contributes-to: A.…` or `fulfils: …`; or leave it as prose",
    );
    grouped(
        cx,
        without_reason,
        |outer, n| {
            format!("{n} of `{outer}` are not implemented yet, and neither a reason nor a day is given")
        },
        "say `due` with the day, or `because` with what it waits for",
    );
}

const NOBODY: &str = "nobody is named who carries it out";

/// One problem for a statement alone, one for all of a policy. One that speaks of the problem in an `allow:` of its own is
/// told alone, so that its allowance meets it. `found` are the statements, each with the problem that it is alone.
fn grouped<'m>(
    cx: &mut Cx<'_, 'm>,
    found: Vec<(Decl<'m>, Problem<Anchor>)>,
    many: impl Fn(&str, String) -> String,
    help: &str,
) {
    type Found<'m> = (Decl<'m>, Problem<Anchor>);
    let mut groups: Vec<(Option<Decl<'m>>, Vec<Found<'m>>)> = Vec::new();
    for (decl, problem) in found {
        let allows = decl
            .phrases(field::DECLARATION_ALLOW)
            .flat_map(Phrase::lead)
            .any(|v| v.problem() == Some(&*problem.name));
        let outer = decl.parent().filter(|_| !allows);
        match groups.iter_mut().find(|(o, _)| outer.is_some() && *o == outer) {
            Some((_, all)) => all.push((decl, problem)),
            None => groups.push((outer, vec![(decl, problem)])),
        }
    }
    for (outer, mut all) in groups {
        let problem = match outer {
            Some(outer) if all.len() > 1 => {
                let what = count(all.len(), &all[0].0.kind_title().to_lowercase());
                let Some(kind) = problems::kind(&all[0].1.name) else { continue };
                let mut problem = Problem::new(kind, outer.anchor(), many(&outer.path(), what), "holds them");
                for (_, alone) in &all {
                    problem = problem.related(alone.primary.place, alone.primary.text.clone());
                }
                problem
                    .items(all.iter().map(|(d, _)| d.name().to_string()))
                    .about(all.iter().map(|(d, _)| d.path()))
            }
            _ => match all.pop() {
                Some((_, alone)) => alone,
                None => continue,
            },
        };
        cx.out.push(problem.help(help));
    }
}

fn lacks_doer(cx: &Cx<'_, '_>, worker: &Worker<'_>) -> bool {
    let says = |d: Decl<'_>| d.phrases(field::IMPLEMENTS_CARRIED_OUT_BY).next().is_some();
    let done = worker.statuses.iter().any(|s| {
        s.progress == Progress::Implemented && s.holds(cx.day) && !superseded(s, &worker.statuses, cx)
    });
    let mut outer = Some(worker.item.decl());
    while let Some(decl) = outer {
        if says(decl) {
            return false;
        }
        outer = decl.parent();
    }
    done
}

fn serves_nothing(resolved: &Resolved<'_>, needs: &FxHashSet<DeclId>) -> bool {
    let mapped = |r: &Resolved<'_>| {
        let fields =
            [field::IMPLEMENTS_IMPLEMENTS, field::IMPLEMENTS_CONTRIBUTES_TO, field::IMPLEMENTS_FULFILS];
        fields.iter().any(|f| !r.phrases(*f).is_empty()) || r.layers.iter().any(|d| needs.contains(&d.id))
    };
    let parts = resolved.children().into_iter().filter(|c| Implements::of(c.decl()).is_some());
    !mapped(resolved) && !parts.into_iter().any(|c| mapped(&c))
}

/// Whether another status of the same standing has taken the place of `status` by now.
fn superseded(status: &Status<'_>, all: &[Status<'_>], cx: &Cx<'_, '_>) -> bool {
    all.iter().any(|other| {
        let same = match (&status.on, &other.on) {
            (None, None) => true,
            (Some(a), Some(b)) => a.iter().all(|s| b.contains(s)),
            _ => false,
        };
        same && other.since > status.since && other.holds(cx.day)
    })
}

/// Planned or partial, with neither a reason nor a date.
fn plans_without_reason(cx: &Cx<'_, '_>, worker: &Worker<'_>) -> Option<Problem<Anchor>> {
    let bare: Vec<&Status<'_>> = worker
        .statuses
        .iter()
        .filter(|s| s.progress != Progress::Implemented && s.holds(cx.day))
        .filter(|s| !s.phrase.says(Prep::Because) && !s.phrase.says(Prep::Due) && !s.phrase.is_spoiled())
        .filter(|s| !superseded(s, &worker.statuses, cx))
        .collect();
    let first = bare.first()?;
    let path = worker.item.decl().path();
    let how = match first.progress {
        Progress::Planned => "planned",
        _ => "implemented in part",
    };
    let on: Vec<String> = first.on.iter().flatten().map(|d| format!("`{}`", d.path())).collect();
    let on = if on.is_empty() { String::new() } else { format!(" for {}", crate::words::some(&on, 3)) };
    let mut problem = Problem::new(
        &problems::MISSING_REASON_FOR_PLAN,
        lead(first.phrase),
        format!("`{path}` is {how}{on}, and neither a reason nor a day is given"),
        "why, and until when?",
    )
    .about([path]);
    for other in &bare[1..] {
        problem = problem.related(lead(other.phrase), "nor here");
    }
    Some(problem)
}

fn lead(phrase: Phrase<'_>) -> Anchor {
    phrase.lead().next().map_or(phrase.anchor(), ValueRef::anchor)
}
