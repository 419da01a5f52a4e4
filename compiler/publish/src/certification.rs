//! `annexa certify`: the seven steps of a certification, the estimate of audit time, the auditor's list of requests, and the
//! calendar; as text, CSV and iCalendar.

use std::fmt::Write as _;

use annexa_analysis::certification::{Appointment, AuditTime, MOST_OFF, Progress, Step};
use annexa_analysis::{Analysis, checklist};
use annexa_core::model::{Decl, View};
use annexa_core::prelude::{Approvable, Audit, Evidence, Role, field};
use annexa_core::source::PackageId;
use annexa_core::time::Date;
use annexa_diagnostics::Sources;

use crate::formats::csv::write_row;
use crate::reports::printed_id;
use crate::reports::soa::word;
use crate::terminal::{Look, paragraph};
use crate::text::visible;

/// The steps as text for a terminal.
pub fn steps(title: &str, day: Date, steps: &[Step], look: Look) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}, on {day}", look.bold(&visible(title)));
    for (n, step) in steps.iter().enumerate() {
        let state = match step.progress {
            Progress::Open => "not begun".to_owned(),
            Progress::Planned(on) => format!("planned for {on}"),
            Progress::Done(on) => format!("done on {on}"),
            Progress::Holds => "in order".to_owned(),
            Progress::UnderWay => "under way".to_owned(),
            Progress::Ended(on) => format!("ended on {on}"),
        };
        let _ = writeln!(out, "\n{}. {}: {state}", n + 1, look.bold(step.title));
        for note in &step.notes {
            paragraph(&mut out, "   ", &visible(note), look);
        }
    }
    out
}

/// The estimate of audit time as text for a terminal.
pub fn audit_time(time: &AuditTime<'_>, look: Look) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{}",
        look.bold("Audit time for the first certification, an estimate: the body decides")
    );
    let _ = writeln!(out, "\n  people within the scope     {} (`{}`)", time.people, time.said.path());
    let days = |n: rust_decimal::Decimal| format!("{} days", n.normalize());
    let chart =
        time.chart.map_or_else(|| "above the chart: the body continues the progression".to_owned(), days);
    let _ = writeln!(out, "  days of the chart           {chart}");
    for (percent, why) in &time.adjustments {
        let lead = format!("  adjustment                  {}%: ", percent.normalize());
        paragraph(&mut out, &lead, &visible(why), look);
    }
    if time.is_too_little {
        let most = MOST_OFF.normalize();
        let _ = writeln!(out, "  a body takes at most {most}% off: so much is reckoned with");
    }
    if let Some(n) = time.days {
        let _ = writeln!(out, "  estimate, in half days      {}", days(n));
    }
    if let Some(n) = time.offered {
        let _ = writeln!(out, "  offered by the body         {}", days(n));
    }
    let _ = writeln!(out, "\nThe chart is that of ISO/IEC 27006-1:2024, Annex C.");
    out
}

/// What an auditor asks for: each document and each piece of evidence with its owner, where it is, and what it is a part of.
/// As CSV.
pub fn requests(analysis: &Analysis<'_>) -> String {
    let model = analysis.model;
    let mut out = String::new();
    let heads = [
        "kind",
        "name",
        "title",
        "version",
        "owner",
        "held by",
        "where",
        "out of",
        "part looked at",
        "as of",
    ];
    write_row(&mut out, heads.into_iter());
    let day = analysis.context.as_of.to_string();
    let own = |d: &Decl<'_>| d.package() == PackageId::MAIN;
    let documents = model.all::<Approvable>().map(View::decl).filter(own);
    let evidence = model.all::<Evidence>().map(View::decl).filter(own);
    for decl in documents.chain(evidence) {
        let text = |f| {
            decl.values(f).filter_map(|v| v.text()).map(|t| t.into_owned()).collect::<Vec<_>>().join(", ")
        };
        let owner = decl.values(field::OWNED_OWNER).find_map(|v| v.view::<Role<'_>>());
        let holders = owner.map_or_else(Vec::new, |role| {
            let held = annexa_analysis::people::holdings(role, &analysis.data);
            let held = held.filter(|h| h.is_said(analysis.context.as_of));
            held.map(|h| h.name().into_owned()).collect::<Vec<_>>()
        });
        let place = model.files.path(decl.file());
        let kept = [text(field::EVIDENCE_FILE), text(field::EVIDENCE_HELD), text(field::APPROVABLE_HELD)];
        let kept = kept.into_iter().find(|k| !k.is_empty()).unwrap_or_else(|| place.to_owned());
        let row = [
            decl.kind_title().to_owned(),
            decl.path(),
            decl.title().into_owned(),
            annexa_analysis::approval::version(decl).unwrap_or_default(),
            owner.map_or_else(String::new, |r| r.decl().title().into_owned()),
            holders.join(", "),
            kept,
            text(field::EVIDENCE_POPULATION),
            text(field::EVIDENCE_SAMPLE),
            day.clone(),
        ];
        write_row(&mut out, row.iter().map(String::as_str));
    }
    out
}

/// What an auditor looks at for each control, and how, with room for what was found. As CSV.
pub fn checklist<'m>(analysis: &Analysis<'m>, audit: Option<Audit<'m>>) -> String {
    let model = analysis.model;
    let mut out = String::new();
    let heads = [
        "id",
        "title",
        "state",
        "methods",
        "read",
        "evidence",
        "ask",
        "done for",
        "found in order by",
        "open nonconformities",
        "result",
        "remarks",
    ];
    write_row(&mut out, heads.into_iter());
    let paths = |decls: &[Decl<'m>]| decls.iter().map(|d| d.path()).collect::<Vec<_>>().join(", ");
    for item in checklist::items(analysis, audit) {
        let methods: Vec<&str> = item.methods.iter().map(|m| m.title(model)).collect();
        let evidence = item.evidence.iter().map(|(evidence, state)| {
            let state = state.map_or("not known", |s| s.title(model)).to_lowercase();
            format!("{} ({state})", evidence.decl().path())
        });
        let open: Vec<Decl<'m>> = item.open.iter().map(|f| f.decl()).collect();
        let row = [
            printed_id(item.of),
            item.of.title().into_owned(),
            item.word.map_or_else(String::new, |state| word(state).to_owned()),
            methods.join(", "),
            paths(&item.read),
            evidence.collect::<Vec<_>>().join(", "),
            paths(&item.ask),
            paths(&item.subjects),
            item.audited.map_or_else(String::new, |audit| audit.decl().path()),
            paths(&open),
            String::new(),
            String::new(),
        ];
        write_row(&mut out, row.iter().map(String::as_str));
    }
    out
}

/// The calendar as text for a terminal.
pub fn calendar(appointments: &[Appointment<'_>], look: Look) -> String {
    let mut out = String::new();
    if appointments.is_empty() {
        out.push_str("No audit, review or certification is planned.\n");
    }
    for a in appointments {
        paragraph(
            &mut out,
            &format!("{}  ", a.on),
            &format!("{} (`{}`)", visible(&a.title), a.decl.path()),
            look,
        );
    }
    out
}

/// The calendar as iCalendar (RFC 5545): an event of a whole day for each appointment. The same package and day give the same
/// bytes.
pub fn ics(analysis: &Analysis<'_>, appointments: &[Appointment<'_>]) -> String {
    let model = analysis.model;
    let compact = |day: Date| day.to_string().replace('-', "");
    let stamp = format!("{}T000000Z", compact(analysis.context.as_of));
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Annexa//certify//EN".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
    ];
    for a in appointments {
        let of = model.schema.field(a.field).map_or("", |f| model.names.text(f.name));
        let Ok(next) = a.on.tomorrow() else { continue };
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            format!(
                "UID:{}.{of}.{}@{}",
                escaped(&a.decl.path()),
                compact(a.on),
                escaped(&model.manifest.name)
            ),
            format!("DTSTAMP:{stamp}"),
            format!("DTSTART;VALUE=DATE:{}", compact(a.on)),
            format!("DTEND;VALUE=DATE:{}", compact(next)),
            format!("SUMMARY:{}", escaped(&a.title)),
            "TRANSP:TRANSPARENT".to_owned(),
            "END:VEVENT".to_owned(),
        ]);
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

/// A text value: marks that mean something in iCalendar are escaped, and what is no visible character is left out.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A line in pieces of at most 75 bytes, as RFC 5545 asks for (3.1).
fn folded(line: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out + "\r\n"
}
