//! Statements and procedures by themselves: who carries them out, why they are not done yet, what they serve.

use annexa_analysis::coverage::Worker;
use annexa_analysis::document::Resolved;
use annexa_analysis::status::Status;
use annexa_core::model::{Anchor, Decl, DeclId, Phrase, ValueRef, View};
use annexa_core::prelude::{Implements, Progress, field};
use annexa_core::source::PackageId;
use annexa_diagnostics::{Problem, ProblemKind};
use annexa_syntax::tree::Prep;
use rustc_hash::FxHashSet;

use crate::Cx;
use crate::allow;
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
        if lacks_doer(cx, worker) {
            without_doer.push((worker, vec![decl.anchor()]));
        }
        if serves_nothing(&worker.resolved, &needs) {
            unmapped.push((worker, vec![decl.anchor()]));
        }
        let plans: Vec<Anchor> = plans_without_reason(cx, worker).map(|s| lead(s.phrase)).collect();
        if !plans.is_empty() {
            without_reason.push((worker, plans));
        }
    }
    let told = Told {
        kind: &problems::RULE_WITHOUT_DOER,
        label: "nobody is named who carries it out",
        help: "name a team, a role, a service or a supplier: `carried-out-by: …`",
    };
    let mut found = told.grouped(
        without_doer,
        |path, _| format!("`{path}` is implemented, and nobody is named who carries it out"),
        |outer, n| format!("{n} of `{outer}` are implemented, and nobody is named who carries them out"),
    );
    let told = Told {
        kind: &problems::UNMAPPED_STATEMENT,
        label: "serves nothing that is asked for",
        help: "say what it is for: `implements: A.…`, `contributes-to: A.…` or `fulfils: …`; or leave it as prose",
    };
    found.extend(told.grouped(
        unmapped,
        |path, _| format!("`{path}` serves no control, requirement, obligation or need"),
        |outer, n| format!("{n} of `{outer}` serve no control, requirement, obligation or need"),
    ));
    let told = Told {
        kind: &problems::MISSING_REASON_FOR_PLAN,
        label: "why, and until when?",
        help: "say `due` with the day, or `because` with what it waits for",
    };
    let alone = told.grouped(
        without_reason,
        |path, worker| plan_without_reason(cx, path, worker),
        |outer, n| {
            format!("{n} of `{outer}` are not implemented yet, and neither a reason nor a day is given")
        },
    );
    found.extend(alone);
    cx.out.append(&mut found);
}

/// A problem of statements, and how it is told.
struct Told {
    kind: &'static ProblemKind,
    /// The words at a statement.
    label: &'static str,
    help: &'static str,
}

/// A statement, and the places of it that are at fault.
type Found<'a, 'm> = (&'a Worker<'m>, Vec<Anchor>);

impl Told {
    /// One problem for a statement alone, one for all of a policy. One that speaks of the problem in an `allow:` of its own
    /// is told alone, so that its allowance meets it. `alone` is the sentence about one, `many` that about several.
    fn grouped<'a, 'm>(
        &self,
        found: Vec<Found<'a, 'm>>,
        alone: impl Fn(&str, &'a Worker<'m>) -> String,
        many: impl Fn(&str, String) -> String,
    ) -> Vec<Problem<Anchor>> {
        let mut groups: Vec<(Option<Decl<'m>>, Vec<Found<'a, 'm>>)> = Vec::new();
        for (worker, places) in found {
            let decl = worker.item.decl();
            let allows = allow::speaks_of(decl, self.kind.name);
            let outer = decl.parent().filter(|_| !allows);
            // Those of one policy follow each other.
            match groups.iter_mut().rev().find(|(o, _)| outer.is_some() && *o == outer) {
                Some((_, all)) => all.push((worker, places)),
                None => groups.push((outer, vec![(worker, places)])),
            }
        }
        let problem = |(outer, all): (Option<Decl<'m>>, Vec<Found<'a, 'm>>)| {
            let decls = || all.iter().map(|(worker, _)| worker.item.decl());
            let mut places = all.iter().flat_map(|(_, places)| places.iter().copied());
            let problem = match (outer, all.as_slice()) {
                (Some(outer), [_, _, ..]) => {
                    let what = count(all.len(), &all[0].0.item.decl().kind_title().to_lowercase());
                    let message = many(&outer.path(), what);
                    let firsts = all.iter().filter_map(|(_, places)| places.first());
                    let problem = Problem::new(self.kind, outer.anchor(), message, "holds them");
                    firsts
                        .fold(problem, |problem, place| problem.related(*place, self.label))
                        .items(decls().map(|d| d.name().to_string()))
                }
                (_, [(worker, _)]) => {
                    let message = alone(&worker.item.decl().path(), worker);
                    let problem = Problem::new(self.kind, places.next()?, message, self.label);
                    places.fold(problem, |problem, place| problem.related(place, "nor here"))
                }
                _ => return None,
            };
            Some(problem.about(decls().map(Decl::path)).help(self.help))
        };
        groups.into_iter().filter_map(problem).collect()
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
        fields.iter().any(|f| r.phrases(*f).next().is_some())
            || r.layers.iter().any(|d| needs.contains(&d.id))
    };
    let is_part = |c: &Resolved<'_>| Implements::of(c.decl()).is_some();
    !mapped(resolved) && !resolved.children().iter().any(|c| is_part(c) && mapped(c))
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

/// The statuses that say planned or partial, with neither a reason nor a date.
fn plans_without_reason<'a, 'm>(
    cx: &Cx<'_, 'm>,
    worker: &'a Worker<'m>,
) -> impl Iterator<Item = &'a Status<'m>> {
    worker
        .statuses
        .iter()
        .filter(|s| s.progress != Progress::Implemented && s.holds(cx.day))
        .filter(|s| !s.phrase.says(Prep::Because) && !s.phrase.says(Prep::Due) && !s.phrase.is_spoiled())
        .filter(|s| !superseded(s, &worker.statuses, cx))
}

/// The sentence about the first of them.
fn plan_without_reason(cx: &Cx<'_, '_>, path: &str, worker: &Worker<'_>) -> String {
    let first = plans_without_reason(cx, worker).next();
    let how = match first.map(|s| s.progress) {
        Some(Progress::Planned) => "planned",
        _ => "implemented in part",
    };
    let on: Vec<String> =
        first.iter().flat_map(|s| &s.on).flatten().map(|d| format!("`{}`", d.path())).collect();
    let on = if on.is_empty() { String::new() } else { format!(" for {}", crate::words::some(&on, 3)) };
    format!("`{path}` is {how}{on}, and neither a reason nor a day is given")
}

fn lead(phrase: Phrase<'_>) -> Anchor {
    phrase.lead().next().map_or(phrase.anchor(), ValueRef::anchor)
}
