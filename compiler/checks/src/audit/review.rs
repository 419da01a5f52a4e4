//! Management reviews the system in time, and looks at everything that it has to (9.3).

use annexa_analysis::calendar;
use annexa_core::edit::insert;
use annexa_core::model::{Decl, Phrase, View};
use annexa_core::prelude::{ManagementReview, Response, field, kind};
use annexa_core::schema::FieldId;
use annexa_core::source::PackageId;
use annexa_core::time::Date;
use annexa_core::value::Value;
use annexa_diagnostics::{Level, Problem, Safety};
use annexa_syntax::tree::Prep;

use super::{named, near_certification};
use crate::problems;
use crate::words::{TO_FILL, list, some};
use crate::{Cx, MAX_PLACES};

/// What a review has to look at, with its letters in 9.3.2.
const INPUTS: &[(FieldId, &str)] = &[
    (field::MANAGEMENT_REVIEW_PREVIOUS_ACTIONS, "a"),
    (field::MANAGEMENT_REVIEW_CHANGED_ISSUES, "b"),
    (field::MANAGEMENT_REVIEW_CHANGED_NEEDS, "c"),
    (field::MANAGEMENT_REVIEW_NONCONFORMITIES, "d"),
    (field::MANAGEMENT_REVIEW_MEASUREMENTS, "d"),
    (field::MANAGEMENT_REVIEW_AUDIT_RESULTS, "d"),
    (field::MANAGEMENT_REVIEW_OBJECTIVES, "d"),
    (field::MANAGEMENT_REVIEW_PARTY_FEEDBACK, "e"),
    (field::MANAGEMENT_REVIEW_RISK_AND_PLAN, "f"),
    (field::MANAGEMENT_REVIEW_IMPROVEMENTS, "g"),
];

pub(super) fn check(cx: &mut Cx<'_, '_>) {
    let own = |r: &ManagementReview<'_>| r.decl().package() == PackageId::MAIN;
    let reviews: Vec<ManagementReview<'_>> = cx.model.all::<ManagementReview>().filter(own).collect();
    if !cx.doubt.unread_kinds(&[kind::MANAGEMENT_REVIEW]) {
        overdue(cx, &reviews);
    }
    for review in reviews {
        let decl = review.decl();
        let performed = calendar::last(decl, field::MANAGEMENT_REVIEW_PERFORMED, cx.day);
        if let Some(on) = performed.filter(|_| !cx.doubt.unread_in(decl)) {
            inputs(cx, decl);
            overdue_treatments(cx, decl, on);
        }
    }
}

fn overdue(cx: &mut Cx<'_, '_>, reviews: &[ManagementReview<'_>]) {
    let near = near_certification(cx);
    let before = cx.out.len();
    for review in reviews {
        let decl = review.decl();
        let planned = decl.phrases(field::MANAGEMENT_REVIEW_PLANNED).next();
        let on = planned.and_then(|p| p.lead().find_map(|v| v.date())).filter(|on| *on < cx.day);
        let held = decl.phrases(field::MANAGEMENT_REVIEW_PERFORMED).next().is_some();
        if let (Some(phrase), Some(on), false) = (planned, on, held) {
            cx.out.push(
                Problem::new(
                    &problems::MANAGEMENT_REVIEW_OVERDUE,
                    phrase.anchor(),
                    format!(
                        "the management review {} was planned for {on}, and nothing says that it took place",
                        named(decl)
                    ),
                    "has passed",
                )
                .help("say when it took place with `performed:`, or plan it for another day"),
            );
        }
    }
    let next = calendar::next_management_review(cx.model, cx.day);
    if let Some((due, latest)) = next.filter(|(due, _)| *due < cx.day)
        && cx.out.len() == before
    {
        let last = latest.phrases(field::MANAGEMENT_REVIEW_PERFORMED).next();
        cx.out.push(
            Problem::new(
                &problems::MANAGEMENT_REVIEW_OVERDUE,
                last.map_or(latest.anchor(), Phrase::anchor),
                format!(
                    "management last reviewed the system in {}, and was to do so again by {due}",
                    named(latest)
                ),
                format!("the next was due on {due}"),
            )
            .help("declare the review that took place, with `performed:`"),
        );
    }
    let Some(certification) = near else { return };
    let decl = certification.decl();
    let soon = |r: &ManagementReview<'_>| {
        let planned = r.decl().values(field::MANAGEMENT_REVIEW_PLANNED).filter_map(|v| v.date());
        planned.max().is_some_and(|on| on >= cx.day && certification.stage_1().is_none_or(|s| on <= s))
    };
    if next.is_none() && cx.out.len() == before && !reviews.iter().any(soon) {
        cx.out.push(
            Problem::new(
                &problems::MANAGEMENT_REVIEW_OVERDUE,
                decl.phrases(field::CERTIFICATION_STAGE_1).next().map_or(decl.anchor(), Phrase::anchor),
                format!(
                    "management has not reviewed the system yet, and the certification {} rests on it",
                    named(decl)
                ),
                "asks for a review before it",
            )
            .help("declare the review that took place, with `performed:`, or plan one in time"),
        );
    }
    for problem in &mut cx.out[before..] {
        problem.level = Level::Error;
    }
}

/// Inputs that a review says nothing about: one problem for a review.
fn inputs(cx: &mut Cx<'_, '_>, decl: Decl<'_>) {
    // `none` by itself is no answer, nor is a reason that is still to be written.
    let reason = |e: &Phrase<'_>| e.part(Prep::Because).any(|v| v.text().is_none_or(|t| t.trim() != TO_FILL));
    let names_something = |e: &Phrase<'_>| e.lead().any(|v| *v.value() != Value::None);
    let said = |f: FieldId| decl.entries().any(|e| e.field() == f && (names_something(&e) || reason(&e)));
    let missing: Vec<&(FieldId, &str)> = INPUTS.iter().filter(|(f, _)| !said(*f)).collect();
    if missing.is_empty() {
        return;
    }
    let word = |f: FieldId| decl.model.names.text(decl.model.schema.fields[f.0 as usize].name).to_owned();
    let names: Vec<String> = missing.iter().map(|(f, letter)| format!("`{}` ({letter})", word(*f))).collect();
    let lines: Vec<String> =
        missing.iter().map(|(f, _)| format!("{}: none because \"{TO_FILL}\"", word(*f))).collect();
    let what = if missing.len() == 1 { "an input" } else { "several inputs" };
    cx.out.push(
        Problem::new(
            &problems::MISSING_REVIEW_INPUT,
            decl.anchor(),
            format!("the management review {} says nothing about {what}: {}", named(decl), list(&names)),
            format!("{} of {} inputs", missing.len(), INPUTS.len()),
        )
        .items(missing.iter().map(|(f, _)| word(*f)))
        .help("name what was looked at, or say why there was nothing: `party-feedback: none because \"…\"`")
        .fix(
            format!("write {}", if lines.len() == 1 { "the line" } else { "the lines" }),
            Safety::Review,
            insert(decl, &lines),
        ),
    );
}

/// Treatment that was overdue when management met, and that the review does not name.
fn overdue_treatments(cx: &mut Cx<'_, '_>, decl: Decl<'_>, on: Date) {
    let named_there: Vec<Decl<'_>> =
        annexa_analysis::eval::members_of(decl.values(field::MANAGEMENT_REVIEW_RISK_AND_PLAN));
    let latest = calendar::management_reviews(cx.model, cx.day).pop().is_some_and(|(_, d)| d == decl);
    let said = decl.entries().find(|e| e.field() == field::MANAGEMENT_REVIEW_RISK_AND_PLAN);
    // That nothing is said is told as such. Where the whole assessment was looked at, all of its risks were.
    if !latest || said.is_none() || named_there.iter().any(|d| d.kind() == kind::RISK_METHOD) {
        return;
    }
    let mut absent: Vec<(Decl<'_>, Phrase<'_>)> = Vec::new();
    for assessment in &cx.analysis.risks.all {
        let risk = assessment.risk.decl();
        for treatment in &assessment.treatments {
            let due = treatment.phrase.part(Prep::Due).find_map(|v| v.date());
            let open = treatment.response != Some(Response::Retain) && !treatment.force.holds();
            if open && due.is_some_and(|due| due < on) && !named_there.contains(&risk) {
                absent.push((risk, treatment.phrase));
            }
        }
    }
    absent.dedup_by_key(|(risk, _)| risk.id);
    if absent.is_empty() {
        return;
    }
    let names: Vec<String> = absent.iter().map(|(r, _)| named(*r)).collect();
    let mut problem = Problem::new(
        &problems::MISSING_REVIEW_INPUT,
        said.map_or(decl.anchor(), Phrase::anchor),
        format!(
            "treatment was overdue when the management review {} took place, and it does not name {}",
            named(decl),
            some(&names, 4)
        ),
        "overdue treatment belongs here",
    );
    for (_, phrase) in absent.iter().take(MAX_PLACES) {
        problem = problem.related(phrase.anchor(), "was overdue then");
    }
    cx.out.push(
        problem.items(absent.iter().map(|(r, _)| r.path())).help("name these risks, and decide about them"),
    );
}
