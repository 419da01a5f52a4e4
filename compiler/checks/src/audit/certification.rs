//! Keeping a certificate: surveillance audits come round every year (ISO/IEC 27006-1, ISO/IEC 17021-1).

use annexa_analysis::certification::certificate;
use annexa_core::model::{Phrase, View};
use annexa_core::prelude::{Certification, field};
use annexa_core::source::PackageId;
use annexa_core::time::{Date, Duration};
use annexa_diagnostics::Problem;

use super::named;
use crate::Cx;
use crate::problems;

/// The first surveillance audit takes place within so long of the certificate.
const FIRST: Duration = Duration { months: 12, days: 0, seconds: 0 };
/// So long before the last day it is told that no day is set.
const AHEAD: Duration = Duration { months: 3, days: 0, seconds: 0 };

pub(super) fn check(cx: &mut Cx<'_, '_>) {
    for certification in cx.model.all::<Certification>().filter(|c| c.decl().package() == PackageId::MAIN) {
        let decl = certification.decl();
        if cx.doubt.unread_in(decl) || decl.entries().any(|p| p.is_spoiled()) {
            continue;
        }
        let Some(certificate) = certificate(certification, cx.day) else { continue };
        let Some(since) = certificate.head_since() else { continue };
        let days: Vec<Date> = certification.surveillance().chain(certification.recertification()).collect();
        let first = FIRST.after(since);
        // The first within a year of the certificate, then one in each calendar year.
        let (from, by) = if cx.day <= first || !days.iter().any(|d| *d > since && *d <= cx.day) {
            (since, first)
        } else {
            // Of the years that have gone by without one, the first; else the year at hand.
            let is_without = |year: &i16| days.iter().all(|d| d.year() != *year);
            let year = (since.year() + 1..cx.day.year()).find(is_without).unwrap_or(cx.day.year());
            let (Ok(begins), Ok(ends)) = (Date::new(year, 1, 1), Date::new(year, 12, 31)) else { continue };
            (begins, ends)
        };
        let until = certificate.head_until();
        let planned = days.iter().any(|d| *d >= from && *d <= by);
        if planned || AHEAD.after(cx.day) < by || until.is_some_and(|until| until < by) {
            continue;
        }
        let what = if cx.day <= by { "none is planned" } else { "none took place" };
        let place =
            decl.phrases(field::CERTIFICATION_SURVEILLANCE).last().map_or(decl.anchor(), Phrase::anchor);
        cx.out.push(
            Problem::new(
                &problems::SURVEILLANCE_DUE,
                place,
                format!(
                    "the certificate {} rests on a surveillance audit by {by}, and {what}",
                    named(certificate.decl())
                ),
                format!("due by {by}"),
            )
            .related(certificate.decl().anchor(), "in force")
            .help("agree on the day with the certification body, and write `surveillance:` with it"),
        );
    }
}
