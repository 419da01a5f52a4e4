//! The way to a certificate and of keeping it, in seven steps, and how long the audit may take (ISO/IEC 27006-1).

use annexa_core::model::{Decl, View};
use annexa_core::prelude::{
    Audit, AuditKind, Certificate, Certification, Finding, Organization, Scope, field, kind,
};
use annexa_core::source::PackageId;
use annexa_core::time::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::Analysis;
use crate::{assurance, audit, calendar, status};

/// How many days of audit the chart of ISO/IEC 27006-1:2024, Annex C (as Table B.1 of ISO/IEC 27006:2015) begins from for the
/// first certification: up to so many people under the organization's control, in tenths of a day.
const AUDIT_TIME: &[(u32, u32)] = &[
    (10, 50),
    (15, 60),
    (25, 70),
    (45, 85),
    (65, 100),
    (85, 110),
    (125, 120),
    (175, 130),
    (275, 140),
    (425, 150),
    (625, 165),
    (875, 175),
    (1175, 185),
    (1550, 195),
    (2025, 210),
    (2675, 220),
    (3450, 230),
    (4350, 240),
    (5450, 250),
    (6800, 260),
    (8500, 270),
    (10_700, 280),
];

/// So much of the time of the chart a body takes off at most, in percent.
pub const MOST_OFF: Decimal = Decimal::from_parts(30, 0, 0, false, 0);

/// An estimate of the days of audit for the first certification. The certification body decides.
#[derive(Clone, Debug)]
pub struct AuditTime<'m> {
    /// How many people work under the organization's control within the scope.
    pub people: u32,
    /// Where that is said.
    pub said: Decl<'m>,
    /// The days of the chart; `None` above its last line, where the body continues the progression.
    pub chart: Option<Decimal>,
    /// What the organization expects to be added or taken off, in percent, with the reason.
    pub adjustments: Vec<(Decimal, String)>,
    /// Whether more is to be taken off than a body takes off.
    pub is_too_little: bool,
    /// The chart's days with the adjustments, rounded up to half a day.
    pub days: Option<Decimal>,
    /// The days that the body has offered.
    pub offered: Option<Decimal>,
}

/// The estimate for `certification`; `None` where nothing says how many people there are.
pub fn audit_time<'m>(certification: Certification<'m>) -> Option<AuditTime<'m>> {
    let decl = certification.decl();
    let scopes: Vec<Scope<'m>> = certification.head_for().collect();
    let of_scopes: Option<Decimal> = scopes.iter().map(|s| s.people()).sum();
    let (people, said) = match of_scopes.filter(|n| *n > Decimal::ZERO) {
        Some(people) => (people, scopes.first()?.decl()),
        None => {
            let mut all = decl.model.all::<Organization>().filter(|o| o.decl().package() == PackageId::MAIN);
            all.find_map(|o| Some((o.people_in_scope()?, o.decl())))?
        }
    };
    let people = people.to_u32()?;
    let chart = AUDIT_TIME.iter().find(|(upto, _)| people <= *upto);
    let chart = chart.map(|(_, tenths)| Decimal::from(*tenths) / Decimal::TEN);
    let adjustments: Vec<(Decimal, String)> = decl
        .phrases(field::CERTIFICATION_TIME_ADJUSTMENT)
        .filter_map(|p| {
            let percent = p.lead().find_map(|v| v.number())?;
            let why = p.part(annexa_syntax::tree::Prep::Because).find_map(|v| v.text());
            Some((percent, why.map_or_else(String::new, |t| t.into_owned())))
        })
        .collect();
    let sum: Decimal = adjustments.iter().map(|(percent, _)| *percent).sum();
    let is_too_little = sum < -MOST_OFF;
    let sum = sum.max(-MOST_OFF);
    let days = chart.map(|days| {
        let exact = days * (Decimal::ONE_HUNDRED + sum) / Decimal::ONE_HUNDRED;
        (exact * Decimal::TWO).ceil() / Decimal::TWO
    });
    let offered = certification.audit_days();
    Some(AuditTime { people, said, chart, adjustments, is_too_little, days, offered })
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing is said about it.
    Open,
    /// A day is set.
    Planned(Date),
    /// It was done on the day.
    Done(Date),
    /// It is so now, and was on no single day.
    Holds,
    /// It goes on.
    UnderWay,
    /// It was so until the day, and is no more.
    Ended(Date),
}

/// One of the seven steps.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its title.
    pub title: &'static str,
    /// How far it is.
    pub progress: Progress,
    /// What there is to say about it, a line each.
    pub notes: Vec<String>,
}

/// The certificate of a certification that is in force on the day.
pub fn certificate<'m>(certification: Certification<'m>, day: Date) -> Option<Certificate<'m>> {
    certification.decl().children_of::<Certificate>().find(|c| {
        c.head_since().is_none_or(|s| s <= day)
            && c.head_until().is_none_or(|u| day <= u)
            && status::suspension(*c, day).is_none()
    })
}

/// The seven steps of `certification`. `errors` is how many a check with the levels of a release tells.
pub fn steps<'m>(analysis: &Analysis<'m>, certification: Certification<'m>, errors: usize) -> Vec<Step> {
    let day = analysis.context.as_of;
    let on = |date: Option<Date>| match date {
        Some(date) if date <= day => Progress::Done(date),
        Some(date) => Progress::Planned(date),
        None => Progress::Open,
    };
    let certificate = certificate(certification, day);
    let all = analysis.model.all::<Audit>();
    let own: Vec<Audit<'m>> = all.filter(|a| a.decl().package() == PackageId::MAIN).collect();
    let internal = own.iter().filter(|a| audit::is_internal(**a));
    let internal = internal.filter_map(|a| audit::performed_by(*a, day)).max();
    let review = calendar::management_reviews(analysis.model, day).pop().map(|(on, _)| on);
    let said = |what: &str, on: Option<Date>| match on {
        Some(on) => format!("{what}: last on {on}"),
        None => format!("{what}: none yet"),
    };
    let certificates = certification.decl().children_of::<Certificate>();
    let ended = certificates.filter_map(|c| c.head_until()).filter(|until| *until < day).max();
    let ended = ended.filter(|_| certificate.is_none());
    let scopes: Vec<String> = certification.head_for().map(|s| s.decl().title().into_owned()).collect();
    let soas = analysis.coverages.iter().filter(|c| c.soa.decl().package() == PackageId::MAIN);
    let soas: Vec<String> = soas
        .map(|c| {
            let version = crate::approval::version(c.soa.decl());
            let version = version.map_or_else(String::new, |v| format!(", version {v}"));
            format!("statement of applicability: `{}`{version}", c.soa.decl().path())
        })
        .collect();
    let mut application: Vec<String> = scopes.into_iter().map(|title| format!("scope: {title}")).collect();
    application.extend(soas);
    if let Some(time) = audit_time(certification) {
        application.push(format!("people: {}", time.people));
        if let Some(days) = time.days {
            application
                .push(format!("audit time: about {} days (an estimate; the body decides)", days.normalize()));
        }
    }
    let findings = findings(certification, &own);
    let open = findings.iter().filter(|f| assurance::is_open_nonconformity(**f, day)).count();
    let stages = [certification.stage_1(), certification.stage_2()];
    let stage = |n: &str, date: Option<Date>| match on(date) {
        Progress::Done(date) => format!("stage {n}: took place on {date}"),
        Progress::Planned(date) => format!("stage {n}: planned for {date}"),
        _ => format!("stage {n}: no day is set"),
    };
    let audited = match stages {
        [_, Some(second)] if second <= day => Progress::Done(second),
        [Some(first), _] if first <= day => Progress::UnderWay,
        [first, second] => first.or(second).map_or(Progress::Open, Progress::Planned),
    };
    let mut kept: Vec<String> = Vec::new();
    for date in certification.surveillance() {
        kept.push(match date <= day {
            // The day was planned; nothing else says what came of it.
            true => format!("surveillance audit: set for {date}"),
            false => format!("surveillance audit: planned for {date}"),
        });
    }
    if let Some(date) = certification.recertification() {
        kept.push(format!("audit for the next certificate: {date}"));
    }
    let held = certificate.map(|c| {
        let days =
            [c.head_since().map(|d| format!(" since {d}")), c.head_until().map(|d| format!(" until {d}"))];
        format!("{}{}", c.decl().title(), days.into_iter().flatten().collect::<String>())
    });
    vec![
        Step {
            title: "Self-assessment",
            progress: if errors == 0 { Progress::Holds } else { Progress::UnderWay },
            notes: vec![match errors {
                0 => "`annexa check --release` has no error".to_owned(),
                1 => "`annexa check --release` has 1 error".to_owned(),
                n => format!("`annexa check --release` has {n} errors"),
            }],
        },
        Step { title: "Application", progress: on(certification.applied()), notes: application },
        Step {
            title: "Pre-audit",
            progress: on(certification.pre_audit()),
            notes: vec![
                "may be left out".to_owned(),
                said("internal audit", internal),
                said("management review", review),
            ],
        },
        Step {
            title: "Certification audit",
            progress: audited,
            notes: vec![stage("1", stages[0]), stage("2", stages[1])],
        },
        Step {
            title: "Report",
            progress: match (findings.is_empty(), open, stages[1]) {
                (false, 0, _) => Progress::Holds,
                (false, ..) => Progress::UnderWay,
                (true, _, Some(second)) if second <= day => Progress::Holds,
                _ => Progress::Open,
            },
            notes: vec![match findings.len() {
                0 => "findings of the body: none declared".to_owned(),
                n => match open {
                    0 => format!("findings of the body: {n}, no nonconformity of them is open"),
                    1 => format!("findings of the body: {n}, one nonconformity of them is open"),
                    _ => format!("findings of the body: {n}, {open} nonconformities of them are open"),
                },
            }],
        },
        Step {
            title: "Certificate",
            progress: match certificate.and_then(|c| c.head_since()) {
                Some(since) => Progress::Done(since),
                None if certificate.is_some() => Progress::Holds,
                None => ended.map_or(Progress::Open, Progress::Ended),
            },
            notes: held.into_iter().collect(),
        },
        Step {
            title: "Keeping it",
            progress: match (certificate, ended) {
                (Some(_), _) => Progress::UnderWay,
                (None, Some(until)) => Progress::Ended(until),
                (None, None) => Progress::Open,
            },
            notes: kept,
        },
    ]
}

/// What the certification body found: in the certification itself, and in audits of it.
fn findings<'m>(certification: Certification<'m>, audits: &[Audit<'m>]) -> Vec<Finding<'m>> {
    let of_body = audits.iter().filter(|a| a.kind() == Some(AuditKind::Certification));
    let nested = of_body.flat_map(|a| a.decl().children_of::<Finding>());
    certification.decl().children_of::<Finding>().chain(nested).collect()
}

/// A day of the calendar of a management system.
#[derive(Clone, Debug)]
pub struct Appointment<'m> {
    /// The day.
    pub on: Date,
    /// What is on that day.
    pub title: String,
    /// What says it.
    pub decl: Decl<'m>,
    /// The field that says it.
    pub field: annexa_core::schema::FieldId,
}

/// The days that audits, reviews and certification are planned for, from `from` on, in their order.
pub fn appointments<'m>(analysis: &Analysis<'m>, from: Date) -> Vec<Appointment<'m>> {
    const FIELDS: &[annexa_core::schema::FieldId] = &[
        field::AUDIT_PLANNED,
        field::MANAGEMENT_REVIEW_PLANNED,
        field::CERTIFICATION_PRE_AUDIT,
        field::CERTIFICATION_STAGE_1,
        field::CERTIFICATION_STAGE_2,
        field::CERTIFICATION_SURVEILLANCE,
        field::CERTIFICATION_RECERTIFICATION,
    ];
    let model = analysis.model;
    let mut found: Vec<Appointment<'m>> = Vec::new();
    for decl in model.decls().filter(|d| d.package() == PackageId::MAIN) {
        let held = [field::AUDIT_PERFORMED, field::MANAGEMENT_REVIEW_PERFORMED];
        if held.iter().any(|f| decl.phrases(*f).next().is_some()) {
            continue;
        }
        for of in FIELDS {
            for (on, _) in calendar::dates_of(decl, *of).filter(|(on, _)| *on >= from) {
                let name = model.schema.field(*of).map_or("", |f| model.names.text(f.name)).replace('-', " ");
                let title = match decl.kind() {
                    kind::CERTIFICATION => format!("{}: {name}", decl.title()),
                    _ => decl.title().into_owned(),
                };
                found.push(Appointment { on, title, decl, field: *of });
            }
        }
        if let Some(certificate) = Certificate::of(decl)
            .filter(|c| c.decl().parent().is_some_and(|p| p.kind() == kind::CERTIFICATION))
            && let Some(on) = certificate.head_until().filter(|on| *on >= from)
        {
            let title = format!("{} ends", decl.title());
            found.push(Appointment { on, title, decl, field: annexa_core::schema::FieldId::HEAD });
        }
    }
    if let Some((on, latest)) = calendar::next_management_review(model, analysis.context.as_of)
        && on >= from
    {
        let title = "The next management review is due".to_owned();
        found.push(Appointment { on, title, decl: latest, field: field::MANAGEMENT_REVIEW_REPEATS });
    }
    found.sort_by_key(|a| (a.on, a.decl.id, a.field));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of the chart as the standard prints them, from the first number of people to the last, with the days: the first
    /// rows, those on either side of each change of step, and the last.
    #[test]
    fn the_chart_is_the_one_of_the_standard() {
        let days = |people: u32| {
            let row = AUDIT_TIME.iter().find(|(upto, _)| people <= *upto);
            row.map(|(_, tenths)| f64::from(*tenths) / 10.0)
        };
        for (from, to, printed) in [
            (1, 10, 5.0),
            (11, 15, 6.0),
            (16, 25, 7.0),
            (26, 45, 8.5),
            (46, 65, 10.0),
            (66, 85, 11.0),
            (176, 275, 14.0),
            (426, 625, 16.5),
            (876, 1175, 18.5),
            (1551, 2025, 21.0),
            (3451, 4350, 24.0),
            (8501, 10_700, 28.0),
        ] {
            assert_eq!(days(from), Some(printed), "{from}");
            assert_eq!(days(to), Some(printed), "{to}");
        }
        assert_eq!(days(10_701), None);
        let rises = |pair: &[(u32, u32)]| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1;
        assert!(AUDIT_TIME.windows(2).all(rises));
    }
}
