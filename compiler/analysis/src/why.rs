//! Where a row of a statement of applicability, or the level of a risk, comes from: the lines that made it so.

use annexa_core::model::{Anchor, Phrase, ValueRef, View};
use annexa_core::prelude::{Derived, Progress, Supplier, field};
use annexa_core::schema::FieldId;
use annexa_core::time::Date;
use annexa_syntax::tree::Prep;

use crate::Analysis;
use crate::approval::State;
use crate::coverage::Work;
use crate::coverage::{Bearing, Coverage, Decision, Row};
use crate::risk::{Assessment, Force, Ground, Judgement, Treatment};
use crate::status::Lapse;

/// One line that made a row so.
#[derive(Clone, Debug)]
pub struct Line {
    /// The line.
    pub anchor: Anchor,
    /// What it decides or gives.
    pub text: String,
}

/// Why what `supplier` carries out does not count, in words, and the line that makes it so with what it is.
pub fn lapse(supplier: Supplier<'_>, lapse: &Lapse) -> (String, Anchor, &'static str) {
    let path = supplier.decl().path();
    let own = supplier.decl().anchor();
    match lapse {
        Lapse::NoAgreement => {
            (format!("`{path}` carries it out, and has no agreement"), own, "has no `agreement:`")
        }
        Lapse::AgreementEnded(on, anchor) => {
            (format!("the agreement of `{path}` ended on {on}"), *anchor, "the last agreement")
        }
        Lapse::AgreementNotBegun(on, anchor) => {
            (format!("the agreement of `{path}` begins on {on}"), *anchor, "the agreement")
        }
        Lapse::NeverAssessed => (
            format!("`{path}` shows no certificate, and was never assessed"),
            own,
            "neither certificate nor assessment",
        ),
        Lapse::AssessmentOld(on, anchor) => (
            format!("`{path}` was last assessed on {on}, and shows no certificate in force"),
            *anchor,
            "the last assessment",
        ),
        Lapse::CertificateEnded(on, anchor) => (
            format!("the certificate of `{path}` ended on {on}, and it was never assessed"),
            *anchor,
            "the certificate",
        ),
        Lapse::CertificateSuspended(until, anchor) => {
            let until = until.map_or_else(String::new, |d| format!(" until {d}"));
            (
                format!("the certificate of `{path}` is suspended{until}, and it was never assessed"),
                *anchor,
                "suspended here",
            )
        }
        Lapse::CertificateNotBegun(on, anchor) => (
            format!("the certificate of `{path}` begins on {on}, and it was never assessed"),
            *anchor,
            "the certificate",
        ),
    }
}

/// How far a control or a supplier that treats a risk is in force, in words.
pub fn force(force: Force) -> String {
    match force {
        Force::InForce => "in force".to_owned(),
        Force::Coming(Some(day)) => format!("to come, by {day}"),
        Force::Coming(None) => "to come, and nothing says by when".to_owned(),
        Force::Lapsed => "in force in part, for what a supplier does does not count".to_owned(),
        Force::Overdue(day) => format!("overdue since {day}"),
        Force::Missing => "nothing says that it is done".to_owned(),
        Force::Ended => "what was done has ended".to_owned(),
        Force::Waived(Some(day)) => format!("waived by an exception until {day}"),
        Force::Waived(None) => "waived by an exception".to_owned(),
        Force::Excluded => "excluded by the statement of applicability".to_owned(),
    }
}

/// How far a line `treat:` is, in words: its own day counts, whatever the plans for its controls say.
pub fn standing(treatment: &Treatment<'_>, day: Date) -> String {
    match (treatment.due, treatment.force) {
        (Some(due), Force::Coming(coming)) if due < day => {
            let then = coming.filter(|coming| *coming > due);
            let then = then.map_or_else(String::new, |coming| format!(", and to come by {coming}"));
            format!("overdue since {due}{then}")
        }
        (Some(due), Force::Overdue(planned)) if due < planned => {
            format!("overdue since {due}, and was to come by {planned}")
        }
        (_, other) => force(other),
    }
}

/// The lines behind the standing of a risk: its judgements and what they rest on, its treatment with all that this counts
/// on, and its acceptance. `words` gives a text as its reader gets it.
pub fn of_risk<'m>(
    analysis: &Analysis<'m>,
    assessment: &Assessment<'m>,
    words: &dyn Fn(ValueRef<'m>) -> String,
) -> Vec<Line> {
    let model = analysis.model;
    let decl = assessment.risk.decl();
    let mut lines = Vec::new();
    let mut say = |anchor: Anchor, text: String| lines.push(Line { anchor, text });
    let level = |judged: Option<Judgement>| match judged.and_then(|j| j.level) {
        Some((name, _)) => model.names.text(name).to_owned(),
        None => "no level".to_owned(),
    };
    let said = |of: FieldId| decl.phrases(of).next();
    if let Some(phrase) = said(field::RISK_INHERENT) {
        say(phrase.anchor(), format!("if nothing were done: {}", level(assessment.inherent)));
    }
    let today = level(assessment.current);
    match assessment.ground {
        Ground::Stated(phrase) => say(phrase.anchor(), format!("today: {today}, as the risk says it")),
        Ground::Treated => {
            say(decl.anchor(), format!("today: {today}, for all of its treatment is in force"))
        }
        Ground::Untouched => {
            say(decl.anchor(), format!("today: {today}, what remains: nothing is done about it"))
        }
        Ground::Step(phrase) => {
            say(phrase.anchor(), format!("today: {today}, for this step of its treatment is in force"));
        }
        Ground::Untreated if !assessment.treatments.iter().any(Treatment::acts) => {
            say(decl.anchor(), format!("today: {today}, for nothing is done about it"));
        }
        Ground::Untreated => {
            say(decl.anchor(), format!("today: {today}, for its treatment is not all in force"));
        }
    }
    if let Some(phrase) = said(field::RISK_RESIDUAL) {
        say(
            phrase.anchor(),
            format!("once all of its treatment is in force: {}", level(assessment.residual)),
        );
    }
    let scopes: Vec<_> = analysis.scopes.ties(decl).into_iter().map(|(scope, _)| scope).collect();
    for treatment in &assessment.treatments {
        let response = treatment.response.map_or("treatment", |r| r.title(model)).to_lowercase();
        let by: Vec<String> = treatment.by.iter().map(|role| format!("`{}`", role.decl().path())).collect();
        let by = if by.is_empty() { String::new() } else { format!(", by {}", by.join(" and ")) };
        let due = treatment.due.map_or_else(String::new, |day| format!(", due {day}"));
        let state = match treatment.acts() {
            true => format!(": {}", standing(treatment, analysis.context.as_of)),
            false => String::new(),
        };
        let because = treatment.phrase.part(Prep::Because).find(|v| v.is_known());
        let because = because.map_or_else(String::new, |v| format!(", because “{}”", words(v)));
        say(treatment.phrase.anchor(), format!("{response}{by}{due}{state}{because}"));
        for means in &treatment.means {
            let title = means.decl.title();
            say(means.value.anchor(), format!("{} {title}: {}", means.decl.path(), force(means.force)));
            for (coverage, row) in scopes.iter().filter_map(|scope| analysis.row_of(*scope, means.decl)) {
                for part in &row.parts {
                    let item = analysis.work.workers[part.worker].item;
                    let state = analysis.implements_state(item);
                    let state = state
                        .map_or_else(|| "nothing says how far".to_owned(), |s| s.title(model).to_lowercase());
                    say(
                        item.decl().anchor(),
                        format!("`{}`, {}: {state}", item.decl().path(), item.decl().title()),
                    );
                }
                for plan in &row.plans {
                    let phrase = coverage.patterns[plan.pattern].phrase;
                    say(phrase.anchor(), format!("plan{}", planned(phrase, words)));
                }
            }
        }
    }
    if assessment.needs_acceptance()
        && let Some(standing) = analysis.approvals.of(decl)
    {
        for (role, record) in standing.counting() {
            let now = if standing.state == State::Changed { ", and has changed since" } else { "" };
            let anchor = record.place.map_or(decl.anchor(), Anchor::Place);
            say(
                anchor,
                format!("accepted by {} as `{}` on {}{now}", record.name, role.decl().path(), record.on),
            );
        }
        for role in standing.missing() {
            say(role.decl().anchor(), format!("`{}` has not accepted it", role.decl().path()));
        }
    }
    lines
}

/// `, due 2027-01-31, because “…”`
fn planned<'m>(phrase: Phrase<'m>, words: &dyn Fn(ValueRef<'m>) -> String) -> String {
    let due = phrase.part(Prep::Due).find_map(|v| v.date()).map(|d| format!(", due {d}"));
    let because = phrase.part(Prep::Because).find(|v| v.is_known());
    let because = because.map(|v| format!(", because “{}”", words(v)));
    [due, because].into_iter().flatten().collect()
}

/// The lines behind `row`: decision, reasons, implementation, plan, assurance. `words` gives a text as its reader gets it,
/// with what its references stand for.
pub fn lines<'m>(
    coverage: &Coverage<'m>,
    row: &Row<'m>,
    work: &Work<'m>,
    words: &dyn Fn(ValueRef<'m>) -> String,
) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut say = |anchor: Anchor, text: String| lines.push(Line { anchor, text });
    match &row.decision {
        Decision::Undecided => say(coverage.soa.decl().anchor(), "no pattern here reaches it".into()),
        Decision::Conflict(at) => {
            let conflict = &coverage.conflicts[*at];
            say(coverage.patterns[conflict.include].value.anchor(), "includes it".into());
            say(
                coverage.patterns[conflict.exclude].value.anchor(),
                "and excludes it: neither set is the smaller".into(),
            );
        }
        Decision::Included(patterns) | Decision::Excluded(patterns) => {
            let verb = if row.included() { "includes it" } else { "excludes it" };
            for p in patterns {
                let pattern = &coverage.patterns[*p];
                let layer = if pattern.layer == coverage.soa {
                    String::new()
                } else {
                    format!(", inherited from `{}`", pattern.layer.decl().path())
                };
                let of = match pattern.set.len() {
                    1 => String::new(),
                    n => format!(", as one of {n}"),
                };
                say(pattern.value.anchor(), format!("{verb}{of}{layer}"));
            }
            // The wider patterns that this one beat.
            let index = coverage.rows.iter().position(|r| r.control == row.control);
            for (p, pattern) in coverage.patterns.iter().enumerate() {
                let holds = index.is_some_and(|i| pattern.applies.is_some() && pattern.set.contains(i));
                if holds && !patterns.contains(&p) {
                    let why = if pattern.layer == coverage.soa {
                        "a smaller set decides"
                    } else {
                        "a nearer layer decides"
                    };
                    say(pattern.value.anchor(), format!("also names it, but {why}"));
                }
            }
        }
    }
    for reason in &row.reasons {
        let text = match reason.source {
            Some(source) => format!("reason ({}): {}", reason.kind.word(), source.title()),
            None => format!("reason ({}): the justification", reason.kind.word()),
        };
        say(reason.anchor, text);
    }
    for need in &row.needed_by {
        let Some(source) = need.source else { continue };
        let what = source.kind_name();
        say(need.anchor, format!("is needed by the {what} `{}`: {}", source.path(), source.title()));
    }
    for justification in &row.justification {
        say(justification.anchor(), "justification".into());
    }
    for part in &row.parts {
        let worker = &work.workers[part.worker];
        let how = match part.bearing {
            Bearing::Implements => "implements it",
            Bearing::ContributesTo => "contributes to it: at most partly",
        };
        let inherited = match (worker.is_inherited(), worker.resolved.within) {
            (true, Some(document)) => format!(", inherited by `{}`", document.path()),
            _ => String::new(),
        };
        say(part.anchor, format!("{how}: {}{inherited}", worker.item.decl().title()));
        for (supplier, why) in &worker.lapses {
            let (text, anchor, _) = lapse(*supplier, why);
            say(anchor, text);
        }
    }
    for state in &row.subjects {
        let name = state.subject.map_or_else(|| "the scope".to_string(), |s| format!("`{}`", s.path()));
        let word = match state.progress {
            None => "none",
            Some(Progress::Planned) => "planned",
            Some(Progress::Partial) => "partial",
            Some(Progress::Implemented) => "implemented",
        };
        if let Some(waived) = state.waived {
            say(waived.anchor(), format!("{name}: what is done does not count while this exception lasts"));
        }
        match (state.by.first(), state.planned_by) {
            (Some((_, phrase)), _) => {
                // A plan says by when and why not yet.
                let plan = if state.progress == Some(Progress::Implemented) {
                    String::new()
                } else {
                    planned(*phrase, words)
                };
                say(phrase.anchor(), format!("{name}: {word}{plan}"));
            }
            (None, Some(pattern)) => {
                say(coverage.patterns[pattern].value.anchor(), format!("{name}: {word}"))
            }
            (None, None) => {
                let anchor = state.subject.map_or(coverage.soa.decl().anchor(), |s| s.anchor());
                say(anchor, format!("{name}: nothing"));
            }
        }
    }
    for plan in &row.plans {
        let phrase = coverage.patterns[plan.pattern].phrase;
        say(phrase.anchor(), format!("plan{}", planned(phrase, words)));
    }
    for (evidence, state) in &row.assurance.evidence {
        let state = match state {
            Some(annexa_core::prelude::EvidenceState::Fresh) => "fresh",
            Some(annexa_core::prelude::EvidenceState::Stale) => "too old",
            Some(annexa_core::prelude::EvidenceState::Failing) => "failing",
            None => "not known",
        };
        say(evidence.decl().anchor(), format!("evidence ({state}): {}", evidence.decl().title()));
    }
    for certificate in &row.assurance.certificates {
        let decl = certificate.decl();
        let of = decl.parent().map_or_else(String::new, |s| format!(" of {}", s.title()));
        let until = certificate.head_until().map_or_else(String::new, |d| format!(" until {d}"));
        say(decl.anchor(), format!("certificate `{}`{of}, in force{until}", decl.name()));
    }
    if let Some(audit) = row.assurance.audited {
        say(audit.decl().anchor(), format!("looked at by {}", audit.decl().title()));
    }
    for finding in &row.assurance.nonconformities {
        say(finding.decl().anchor(), format!("open nonconformity: {}", finding.decl().title()));
    }
    lines
}
