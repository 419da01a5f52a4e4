//! Internal audits take place as planned, look at everything in a cycle, and nobody audits what they answer for (9.2).

use annexa_analysis::audit::{self, Owners};
use annexa_analysis::calendar;
use annexa_core::model::{Anchor, Decl, Phrase, View};
use annexa_core::prelude::{Audit, AuditProgramme, field, kind};
use annexa_core::source::PackageId;
use annexa_core::time::{Date, Duration};
use annexa_diagnostics::{Basis, Level, Problem};

use super::{named, near_certification};
use crate::problems;
use crate::words::{controls, count, some, themes};
use crate::{Cx, MAX_PLACES};

/// How long an internal audit counts where a certification asks for one and no programme says how often.
const YEARLY: Duration = Duration { months: 12, days: 0, seconds: 0 };

pub(super) fn check(cx: &mut Cx<'_, '_>) {
    let own = |d: &Decl<'_>| d.package() == PackageId::MAIN;
    let programmes: Vec<AuditProgramme<'_>> =
        cx.model.all::<AuditProgramme>().filter(|p| own(&p.decl())).collect();
    let audits: Vec<Audit<'_>> = cx.model.all::<Audit>().filter(|a| own(&a.decl())).collect();
    let unread = cx.doubt.unread_kinds(&[kind::AUDIT, kind::AUDIT_PROGRAMME]);
    if !unread {
        overdue(cx, &programmes, &audits);
        for programme in &programmes {
            gap(cx, *programme);
        }
    }
    let mut internal = audits.iter().filter(|a| audit::is_internal(**a)).peekable();
    if internal.peek().is_some() {
        let owners = Owners::new(cx.analysis);
        internal.for_each(|audit| independent(cx, *audit, &owners));
    }
}

// ---- Overdue -----------------------------------------------------------------------------------------------------------

fn overdue(cx: &mut Cx<'_, '_>, programmes: &[AuditProgramme<'_>], audits: &[Audit<'_>]) {
    let day = cx.day;
    let near = near_certification(cx);
    let before = cx.out.len();
    for audit in audits.iter().filter(|a| audit::is_internal(**a)) {
        let decl = audit.decl();
        let planned = decl.phrases(field::AUDIT_PLANNED).next();
        let on = planned.and_then(|p| p.lead().find_map(|v| v.date()));
        let (Some(phrase), Some(on)) = (planned, on.filter(|on| *on < day)) else { continue };
        if decl.phrases(field::AUDIT_PERFORMED).next().is_some() {
            continue;
        }
        cx.out.push(
            Problem::new(
                &problems::AUDIT_OVERDUE,
                phrase.anchor(),
                format!(
                    "the audit {} was planned for {on}, and nothing says that it took place",
                    named(decl)
                ),
                "has passed",
            )
            .help("say when it took place with `performed:`, or plan it for another day"),
        );
    }
    // Where an audit was missed, that its programme asks for one is no news.
    let missed: Vec<Decl<'_>> = audits
        .iter()
        .filter(|a| a.planned().is_some_and(|on| on < day) && a.performed().is_none())
        .filter_map(|a| a.programme())
        .map(View::decl)
        .collect();
    for programme in programmes.iter().filter(|p| !missed.contains(&p.decl())) {
        let decl = programme.decl();
        let Some(interval) = calendar::every(decl, field::AUDIT_PROGRAMME_REPEATS) else { continue };
        let held = calendar::audits_of(decl).filter_map(Audit::of);
        let last = held.filter_map(|a| audit::performed_by(a, day)).max();
        let begins = decl.phrases(field::AUDIT_PROGRAMME_CYCLE).next();
        let begins = begins.and_then(|p| p.part(annexa_syntax::tree::Prep::Since).find_map(|v| v.date()));
        let Some(due) = last.or(begins).map(|from| interval.after(from)).filter(|due| *due < day) else {
            continue;
        };
        let when = match last {
            Some(last) => format!("the last was performed on {last}"),
            None => "none was performed yet".to_owned(),
        };
        let place = decl.phrases(field::AUDIT_PROGRAMME_REPEATS).next().map_or(decl.anchor(), Phrase::anchor);
        cx.out.push(
            Problem::new(
                &problems::AUDIT_OVERDUE,
                place,
                format!("{} asks for an audit every {interval}, and {when}", named(decl)),
                format!("was due on {due}"),
            )
            .help("declare the audit that took place, with `programme:` and `performed:`"),
        );
    }
    let Some(certification) = near else { return };
    if cx.out.len() == before {
        let last =
            audits.iter().filter(|a| audit::is_internal(**a)).filter_map(|a| audit::performed_by(*a, day));
        let last: Option<Date> = last.max();
        let in_time = |a: &Audit<'_>| {
            let stage = certification.stage_1().filter(|on| *on >= day);
            audit::is_internal(*a) && a.planned().is_some_and(|on| on >= day && stage.is_none_or(|s| on <= s))
        };
        let said =
            programmes.iter().any(|p| calendar::every(p.decl(), field::AUDIT_PROGRAMME_REPEATS).is_some());
        let late = last.is_none_or(|last| !said && YEARLY.after(last) < day);
        if late && !audits.iter().any(in_time) {
            let decl = certification.decl();
            let when = match last {
                Some(last) => format!("the last internal audit was performed on {last}"),
                None => "no internal audit was performed yet".to_owned(),
            };
            cx.out.push(
                Problem::new(
                    &problems::AUDIT_OVERDUE,
                    stage(decl),
                    format!("{when}, and the certification {} rests on one", named(decl)),
                    "asks for an internal audit before it",
                )
                .help("declare the audit that took place with `performed:`, or plan one in time"),
            );
        }
    }
    // Shortly before an audit of the certification body, and while a certificate is in force, there is no more time.
    for problem in &mut cx.out[before..] {
        problem.level = Level::Error;
        let note = format!("the certification {} rests on it", named(certification.decl()));
        if !problem.message.contains("rests on") {
            problem.notes.push(note);
        }
    }
}

/// Where a certification says when it is next.
fn stage(decl: Decl<'_>) -> Anchor {
    decl.phrases(field::CERTIFICATION_STAGE_1).next().map_or(decl.anchor(), Phrase::anchor)
}

// ---- Gaps --------------------------------------------------------------------------------------------------------------

fn gap(cx: &mut Cx<'_, '_>, programme: AuditProgramme<'_>) {
    let decl = programme.decl();
    if cx.doubt.unread_in(decl) || decl.entries().any(|p| p.is_spoiled()) {
        return;
    }
    let Some(gap) = audit::gap(cx.analysis, programme) else { return };
    let cycle = decl.phrases(field::AUDIT_PROGRAMME_CYCLE).next().map_or(decl.anchor(), Phrase::anchor);
    let help = "plan an audit within the cycle that `covers:` them, with `programme:` and `planned:`";
    if !gap.clauses.is_empty() {
        let ids: Vec<String> = gap.clauses.iter().map(|d| d.name().to_owned()).collect();
        let message = format!(
            "no audit of {}, performed or planned in its cycle, looks at {}: {}",
            named(decl),
            count(gap.clauses.len(), "clause"),
            some(&ids, 6)
        );
        cx.out.push(
            Problem::new(&problems::AUDIT_GAP, cycle, message, "leaves out clauses")
                .items(gap.clauses.iter().map(|d| d.path()))
                .help(help),
        );
    }
    if !gap.controls.is_empty() {
        let by_theme: Vec<String> = themes(&gap.controls)
            .into_iter()
            .map(|(theme, all)| match theme {
                Some(theme) => format!("{} of {}", count(all.len(), "control"), theme.title()),
                None => controls(&all),
            })
            .collect();
        let message = format!(
            "no audit of {}, performed or planned in its cycle, looks at {}: {}",
            named(decl),
            controls(&gap.controls),
            some(&by_theme, 6)
        );
        let mut problem = Problem::new(&problems::AUDIT_GAP, cycle, message, "leaves out controls")
            .items(gap.controls.iter().map(|d| d.path()))
            .help(help);
        // The standard asks that the programme covers the management system; that its controls are all looked at is advised.
        problem.basis = Basis::Guidance;
        problem.clause = None;
        cx.out.push(problem);
    }
}

// ---- Independence ------------------------------------------------------------------------------------------------------

fn independent<'m>(cx: &mut Cx<'_, 'm>, audit: Audit<'m>, owners: &Owners<'m>) {
    let decl = audit.decl();
    let fields = [field::AUDIT_LED_BY, field::AUDIT_AUDITORS, field::AUDIT_COVERS];
    if fields.iter().any(|f| decl.phrases(*f).any(|p| p.is_spoiled())) {
        return;
    }
    let day = audit::performed_by(audit, cx.day).or(audit.planned()).unwrap_or(cx.day);
    let items = audit::covered(audit);
    for auditor in audit::auditors(audit) {
        let own: Vec<Decl<'m>> = items
            .iter()
            .copied()
            // Whoever runs the programme has to see to 9.2 itself.
            .filter(|item| !(item.kind() == kind::REQUIREMENT && item.name().starts_with("9.2")))
            .filter(|item| {
                owners.of(*item).iter().any(|role| audit::is_one(auditor, *role, day, &cx.analysis.data))
            })
            .collect();
        let Some(first) = own.first() else { continue };
        let who = auditor.decl().map_or_else(|| auditor.source().to_owned(), named);
        let ids: Vec<String> = own.iter().map(|d| format!("`{}`", d.path())).collect();
        let role =
            owners.of(*first).iter().find(|role| audit::is_one(auditor, **role, day, &cx.analysis.data));
        let as_role = role
            .filter(|r| Some(r.decl()) != auditor.decl())
            .map_or_else(String::new, |r| format!(", as {}", named(r.decl())));
        let message =
            format!("{who} audits in {} what {who} answers for{as_role}: {}", named(decl), some(&ids, 5));
        let mut problem = Problem::new(
            &problems::AUDITOR_NOT_INDEPENDENT,
            auditor.anchor(),
            message,
            "answers for what is audited",
        );
        for line in decl.phrases(field::AUDIT_COVERS).take(MAX_PLACES) {
            problem = problem.related(line.anchor(), "looks at this");
        }
        cx.out.push(problem.items(own.iter().map(|d| d.path())).help(
            "let somebody else look at these, or take them out of this audit with `except` and cover them in another",
        ));
    }
}
