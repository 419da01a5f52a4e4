//! Findings are answered in time, do not come back, and what was done about them is looked at again (10.2).

use annexa_analysis::audit;
use annexa_analysis::calendar;
use annexa_core::model::{Decl, DeclId, View};
use annexa_core::prelude::{Action, ActionStatus, Finding, field};
use annexa_core::source::PackageId;
use annexa_core::time::{Date, Duration};
use annexa_diagnostics::{Level, Problem};
use rustc_hash::{FxHashMap, FxHashSet};

use super::named;
use crate::Cx;
use crate::problems;

pub(super) fn check(cx: &mut Cx<'_, '_>) {
    let own = cx.model.all::<Finding>().filter(|f| f.decl().package() == PackageId::MAIN);
    let known = own.filter(|f| !cx.doubt.unread_in(f.decl()) && !f.decl().entries().any(|p| p.is_spoiled()));
    let findings: Vec<(Finding<'_>, Date)> = known
        .filter(|f| audit::is_nonconformity(*f))
        .filter_map(|f| Some((f, audit::found_on(f).filter(|on| *on <= cx.day)?)))
        .collect();
    for (finding, found) in &findings {
        unanswered(cx, *finding, *found);
    }
    recurring(cx, &findings);
    unverified(cx, &findings);
}

/// The same length of time twice.
fn twice(length: Duration) -> Duration {
    let Duration { months, days, seconds } = length;
    Duration {
        months: months.saturating_mul(2),
        days: days.saturating_mul(2),
        seconds: seconds.saturating_mul(2),
    }
}

fn unanswered(cx: &mut Cx<'_, '_>, finding: Finding<'_>, found: Date) {
    if audit::is_answered(finding, cx.day) {
        return;
    }
    let decl = finding.decl();
    let (time, line) = audit::response(finding);
    let due = time.after(found);
    let level = match cx.day {
        day if day <= due => Level::Hint,
        day if day <= twice(time).after(found) => Level::Warning,
        _ => Level::Error,
    };
    let (message, label) = match level {
        Level::Hint => {
            (format!("the finding {} is to be answered by {due}", named(decl)), format!("found on {found}"))
        }
        _ => (
            format!("the finding {} of {found} was to be answered by {due}, and was not", named(decl)),
            format!("was due on {due}"),
        ),
    };
    let mut problem =
        Problem::new(&problems::UNANSWERED_FINDING, decl.anchor(), message, label).at_level(level);
    problem = match line {
        Some(line) => problem.related(line.anchor(), "how soon"),
        None => problem.note(format!("nothing says how soon with `respond-within:`, so {time} are taken")),
    };
    cx.out.push(problem.help(
        "name what is done so that it does not come back: `corrective-action: …`; or say why nothing is needed: \
         `corrective-action: none because \"…\"`",
    ));
}

/// A nonconformity that was closed, and was found again.
fn recurring(cx: &mut Cx<'_, '_>, findings: &[(Finding<'_>, Date)]) {
    let mut of_item: FxHashMap<DeclId, Vec<(Finding<'_>, Date)>> = FxHashMap::default();
    for (finding, found) in findings {
        for item in finding.decl().values(field::FINDING_BREACHES).flat_map(|v| v.decls()) {
            of_item.entry(item.id).or_default().push((*finding, *found));
        }
    }
    for (finding, found) in findings.iter().filter(|(f, _)| f.recurs().is_none()) {
        let items = finding.decl().values(field::FINDING_BREACHES).flat_map(|v| v.decls());
        let earlier = items.into_iter().find_map(|item| {
            let others = of_item.get(&item.id)?.iter();
            let closed = |f: Finding<'_>| calendar::last(f.decl(), field::FINDING_CLOSED, *found);
            let before = others.filter(|(f, on)| f != finding && on < found);
            let before = before.filter_map(|(f, _)| Some((closed(*f)?, *f)));
            before.max_by_key(|(on, f)| (*on, f.decl().id)).map(|(on, f)| (item, on, f))
        });
        let Some((item, closed, other)) = earlier else { continue };
        cx.out.push(
            Problem::new(
                &problems::RECURRING_NONCONFORMITY,
                finding.decl().anchor(),
                format!(
                    "the finding {} breaches {} again, after {} was closed on {closed}",
                    named(finding.decl()),
                    named(item),
                    named(other.decl())
                ),
                "has come back",
            )
            .related(other.decl().anchor(), "the earlier one")
            .help(format!(
                "say so with `recurs: {}`, and find out why what was done before did not last",
                other.decl().path()
            )),
        );
    }
}

/// What was done about a nonconformity, and nobody made sure that it worked.
fn unverified(cx: &mut Cx<'_, '_>, findings: &[(Finding<'_>, Date)]) {
    let of = |f: &Finding<'_>| {
        let said = f.decl().values(field::FINDING_CORRECTIVE_ACTION);
        said.filter_map(|v| v.decl()).map(|d| d.id).collect::<Vec<_>>()
    };
    let named_by: FxHashSet<DeclId> = findings.iter().flat_map(|(f, _)| of(f)).collect();
    let all: FxHashSet<DeclId> = findings.iter().map(|(f, _)| f.decl().id).collect();
    for action in cx.model.all::<Action>().filter(|a| a.decl().package() == PackageId::MAIN) {
        let decl: Decl<'_> = action.decl();
        let answers = decl.values(field::ACTION_ANSWERS).flat_map(|v| v.decls()).any(|d| all.contains(&d.id));
        // On the day itself nobody can have looked again.
        let completed = calendar::last(decl, field::ACTION_COMPLETED, Date::MAX);
        let done = completed.map_or(action.status() == Some(ActionStatus::Done), |on| on < cx.day);
        let verified = decl.phrases(field::ACTION_VERIFIED).next().is_some();
        if !done || verified || !(answers || named_by.contains(&decl.id)) || cx.doubt.unread_in(decl) {
            continue;
        }
        cx.out.push(
            Problem::new(
                &problems::UNVERIFIED_ACTION,
                decl.anchor(),
                format!("{} is done, and nobody has made sure that it worked", named(decl)),
                "did it work?",
            )
            .help("look at it again, and write `verified:` with the day and the role, and `effective: yes` or `no because \"…\"`"),
        );
    }
}
