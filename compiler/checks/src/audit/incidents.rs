//! Incidents are reported in time to those to whom it is owed (A.5.26, A.5.31, and the obligation itself).

use annexa_analysis::coverage::binds;
use annexa_core::model::{Decl, Phrase, View};
use annexa_core::prelude::{Incident, Obligation, field};
use annexa_core::source::PackageId;
use annexa_core::time::{Date, Duration};
use annexa_diagnostics::Problem;
use annexa_syntax::tree::Prep;

use super::named;
use crate::Cx;
use crate::problems;

pub(super) fn check(cx: &mut Cx<'_, '_>) {
    for incident in cx.model.all::<Incident>().filter(|i| i.decl().package() == PackageId::MAIN) {
        let decl = incident.decl();
        if cx.doubt.unread_in(decl) || decl.entries().any(|p| p.is_spoiled()) {
            continue;
        }
        for value in decl.values(field::INCIDENT_NOTIFIABLE) {
            for obligation in value.decls().filter_map(Obligation::of) {
                late(cx, decl, obligation);
            }
        }
    }
}

/// The last day on which something that may take `length` from `day` on is in time. Hours count to the end of the day.
fn deadline(length: Duration, day: Date) -> Date {
    let whole_days = length.seconds.div_ceil(86_400);
    Duration { months: length.months, days: length.days.saturating_add(whole_days), seconds: 0 }.after(day)
}

/// The stages of an obligation in their order: by when, and the line.
fn stages<'m>(obligation: Obligation<'m>, detected: Date) -> Vec<(Date, Duration, Phrase<'m>)> {
    let lines = obligation.decl().phrases(field::OBLIGATION_NOTIFY_WITHIN);
    let with = lines.filter_map(|p| {
        let length = p.lead().find_map(|v| v.duration())?;
        Some((deadline(length, detected), length, p))
    });
    let mut all: Vec<(Date, Duration, Phrase<'m>)> = with.collect();
    all.sort_by_key(|(on, ..)| *on);
    all
}

/// Each stage asks for a report to those whom it is for; the first that is late is told.
fn late<'m>(cx: &mut Cx<'_, 'm>, incident: Decl<'m>, obligation: Obligation<'m>) {
    let detected = incident.phrases(field::INCIDENT_DETECTED).next();
    let Some(on) = detected.and_then(|p| p.lead().find_map(|v| v.date())) else { return };
    // What bound nobody when it was noticed asks for no report.
    if !binds(obligation, on) {
        return;
    }
    let owed: Vec<Decl<'m>> =
        obligation.decl().values(field::OBLIGATION_OWED_TO).flat_map(|v| v.decls()).collect();
    let mut reports: Vec<(Date, Vec<Decl<'m>>, Phrase<'m>)> = incident
        .phrases(field::INCIDENT_NOTIFIED)
        .filter_map(|p| Some((p.part(Prep::On).find_map(|v| v.date())?, p)))
        .filter(|(day, _)| *day <= cx.day)
        .map(|(day, p)| (day, p.lead().flat_map(|v| v.decls()).collect(), p))
        .collect();
    reports.sort_by_key(|(day, ..)| *day);
    // Stages that are for the same parties ask for one report after the other.
    let stages = stages(obligation, on);
    let recipients = |line: &Phrase<'m>| -> Vec<Decl<'m>> {
        let named: Vec<Decl<'m>> = line.part(Prep::To).flat_map(|v| v.decls()).collect();
        if named.is_empty() { owed.clone() } else { named }
    };
    for (at, (by, within, line)) in stages.iter().enumerate() {
        let to = recipients(line);
        let before = stages[..at].iter().filter(|(.., earlier)| recipients(earlier) == to).count();
        let mut of = reports
            .iter()
            .filter(|(_, told, _)| told.iter().any(|d| *d == obligation.decl() || to.contains(d)))
            .map(|(day, _, phrase)| (*day, *phrase));
        let report = of.nth(before);
        let (message, label, place) = match report {
            Some((day, _)) if day <= *by => continue,
            Some((day, phrase)) => (
                format!(
                    "the incident {} was reported on {day}, and was to be reported by {by} under {}",
                    named(incident),
                    named(obligation.decl())
                ),
                format!("after {by}"),
                phrase.anchor(),
            ),
            None if cx.day <= *by => continue,
            None => (
                format!(
                    "the incident {} was to be reported by {by} under {}, and nothing says that it was",
                    named(incident),
                    named(obligation.decl())
                ),
                format!("was due on {by}"),
                detected.map_or(incident.anchor(), Phrase::anchor),
            ),
        };
        let mut problem = Problem::new(&problems::LATE_NOTIFICATION, place, message, label)
            .about([obligation.decl().path()])
            .related(line.anchor(), format!("within {within}"));
        if report.is_some()
            && let Some(detected) = detected
        {
            problem = problem.related(detected.anchor(), "the time begins here");
        }
        cx.out.push(problem.help(match report {
            Some(_) => "record why it was late, as a finding or in `lessons:`, with what is done about it",
            None => "report it, and write `notified:` with the day; if it was reported, write down when",
        }));
        return;
    }
}
