//! How far work is at a date: the repeated `status:` of statements, and whether suppliers' assurance holds.
//!
//! Periods hold on their first and last day; no `since` is always, no `until` is open.

use annexa_core::model::{Anchor, Decl, Phrase, View};
use annexa_core::prelude::{Certificate, Progress, Supplier, field};
use annexa_core::time::{Date, Duration};
use annexa_syntax::tree::Prep;

use crate::eval;
use crate::scope::wholes;

/// How long an assessment of a supplier counts where the supplier says no `review:`.
pub const ASSESSMENT: Duration = Duration { months: 12, days: 0, seconds: 0 };

/// One `status:` of a statement.
#[derive(Clone, Debug)]
pub struct Status<'m> {
    /// Where it stands.
    pub phrase: Phrase<'m>,
    /// How far.
    pub progress: Progress,
    /// The subjects that it names; `None` where it has no `on`.
    pub on: Option<Vec<Decl<'m>>>,
    /// Its first day.
    pub since: Option<Date>,
    /// Its last day.
    pub until: Option<Date>,
    /// Its deadline.
    pub due: Option<Date>,
}

impl<'m> Status<'m> {
    /// All statuses that `decl` says and that are known.
    pub fn all(decl: Decl<'m>) -> Vec<Status<'m>> {
        decl.phrases(field::IMPLEMENTS_STATUS)
            .filter_map(|phrase| {
                let progress =
                    phrase.lead().find_map(|v| v.enumeration()).and_then(|(_, i)| Progress::from_index(i))?;
                let date = |prep| phrase.part(prep).find_map(|v| v.date());
                Some(Status {
                    phrase,
                    progress,
                    on: phrase.says(Prep::On).then(|| eval::members_of(phrase.part(Prep::On))),
                    since: date(Prep::Since),
                    until: date(Prep::Until),
                    due: date(Prep::Due),
                })
            })
            .collect()
    }

    /// Whether it speaks of `subject` (`None`: the scope itself): it names it or a whole that it is part of, or names
    /// nothing.
    pub fn speaks_of(&self, subject: Option<Decl<'m>>) -> bool {
        self.on.is_none() || self.names(subject)
    }

    /// Whether it names `subject` or a whole that it is part of.
    fn names(&self, subject: Option<Decl<'m>>) -> bool {
        match (&self.on, subject) {
            (Some(on), Some(subject)) => wholes(subject).any(|w| on.contains(&w)),
            _ => false,
        }
    }

    /// Whether it holds on `day`.
    pub fn holds(&self, day: Date) -> bool {
        in_force((self.since, self.until), day)
    }
}

/// The status that counts for a subject, or the two that tie and differ.
#[derive(Clone, Debug)]
pub enum Effective<'a, 'm> {
    /// No status speaks of the subject on the day.
    Silent,
    /// This one counts.
    Says(&'a Status<'m>),
    /// Two of equal standing differ.
    Conflict(&'a Status<'m>, &'a Status<'m>),
}

/// Which of `statuses` counts for `subject` (`None`: the scope itself) on `day`.
pub fn effective<'a, 'm>(
    statuses: &'a [Status<'m>],
    subject: Option<Decl<'m>>,
    day: Date,
) -> Effective<'a, 'm> {
    // What names the subject comes before what names nothing, and of those the latest.
    let mut best: Option<((bool, Option<Date>), &Status<'m>)> = None;
    let mut other = None;
    for status in statuses.iter().filter(|s| s.holds(day)) {
        let named = status.names(subject);
        if !named && status.on.is_some() {
            continue;
        }
        let standing = (named, status.since);
        match best {
            Some((of, _)) if of > standing => {}
            Some((of, first)) if of == standing => {
                if other.is_none() && status.progress != first.progress {
                    other = Some(status);
                }
            }
            _ => (best, other) = (Some((standing, status)), None),
        }
    }
    match (best, other) {
        (None, _) => Effective::Silent,
        (Some((_, first)), None) => Effective::Says(first),
        (Some((_, first)), Some(other)) => Effective::Conflict(first, other),
    }
}

/// How far `statuses` bring a subject (`None`: the scope itself) on `day`, and the one that says so. Of two that tie and
/// differ the lesser counts until somebody says which holds.
pub(crate) fn counting<'m>(
    statuses: &[Status<'m>],
    subject: Option<Decl<'m>>,
    day: Date,
) -> Option<(Progress, Phrase<'m>)> {
    let said = match effective(statuses, subject, day) {
        Effective::Says(status) => status,
        Effective::Conflict(a, b) if a.progress <= b.progress => a,
        Effective::Conflict(_, b) => b,
        Effective::Silent => return None,
    };
    Some((said.progress, said.phrase))
}

/// Why what a supplier carries out does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lapse {
    /// There never was an agreement.
    NoAgreement,
    /// The last agreement ended on the day.
    AgreementEnded(Date, Anchor),
    /// The first agreement begins on the day.
    AgreementNotBegun(Date, Anchor),
    /// There is no certificate, and there was never an assessment.
    NeverAssessed,
    /// No certificate is in force, and the last assessment is older than the interval.
    AssessmentOld(Date, Anchor),
    /// The last certificate ended on the day, and there was never an assessment.
    CertificateEnded(Date, Anchor),
    /// The certificate is suspended, until the day if one is given, and there was never an assessment.
    CertificateSuspended(Option<Date>, Anchor),
    /// The certificate holds from the day on, and there was never an assessment.
    CertificateNotBegun(Date, Anchor),
}

/// The first and last day that a phrase gives.
fn days(phrase: Phrase<'_>) -> (Option<Date>, Option<Date>) {
    let date = |prep| phrase.part(prep).find_map(|v| v.date());
    (date(Prep::Since), date(Prep::Until))
}

/// Whether a period with these first and last days holds on `day`.
fn in_force((since, until): (Option<Date>, Option<Date>), day: Date) -> bool {
    since.is_none_or(|s| s <= day) && until.is_none_or(|u| day <= u)
}

/// Why what `supplier` carries out does not count on `day`; `None` where it counts: an agreement is in force, and a
/// certificate is too or an assessment is fresh.
pub fn lapse(supplier: Supplier<'_>, day: Date) -> Option<Lapse> {
    let decl = supplier.decl();
    let agreements: Vec<Phrase<'_>> = decl.phrases(field::SUPPLIER_AGREEMENT).collect();
    if !agreements.iter().any(|p| in_force(days(*p), day)) {
        let ended = agreements.iter().filter_map(|p| Some((days(*p).1.filter(|u| *u < day)?, p.anchor())));
        let begins = agreements.iter().filter_map(|p| Some((days(*p).0.filter(|s| *s > day)?, p.anchor())));
        let ended = ended.max_by_key(|(d, _)| *d).map(|(d, a)| Lapse::AgreementEnded(d, a));
        let begins = || begins.min_by_key(|(d, _)| *d).map(|(d, a)| Lapse::AgreementNotBegun(d, a));
        return Some(ended.or_else(begins).unwrap_or(Lapse::NoAgreement));
    }
    if certificate_in_force(supplier, day).is_some() {
        return None;
    }
    let interval =
        decl.phrases(field::REVIEWED_REVIEW).flat_map(|p| p.part(Prep::Every)).find_map(|v| v.duration());
    let assessed = decl
        .phrases(field::SUPPLIER_ASSESSED)
        .filter_map(|p| Some((p.lead().find_map(|v| v.date())?, p.anchor())))
        .filter(|(d, _)| *d <= day)
        .max_by_key(|(d, _)| *d);
    match assessed {
        Some((on, _)) if day <= interval.unwrap_or(ASSESSMENT).after(on) => None,
        Some((on, anchor)) => Some(Lapse::AssessmentOld(on, anchor)),
        None => Some(certificate_lapse(supplier, day).unwrap_or(Lapse::NeverAssessed)),
    }
}

/// Why none of the certificates of `supplier` is in force on `day`: one that is suspended, else the last that ended, else the
/// next that begins; `None` where it has none.
fn certificate_lapse(supplier: Supplier<'_>, day: Date) -> Option<Lapse> {
    let all = || supplier.decl().children_of::<Certificate>().map(|c| (c, (c.head_since(), c.head_until())));
    let suspended = all().filter(|(_, days)| in_force(*days, day)).find_map(|(c, _)| {
        let phrase = suspension(c, day)?;
        Some(Lapse::CertificateSuspended(days(phrase).1, phrase.anchor()))
    });
    let ended = || {
        let ended =
            all().filter_map(|(c, (_, until))| Some((until.filter(|u| *u < day)?, c.decl().anchor())));
        ended.max_by_key(|(d, _)| *d).map(|(d, a)| Lapse::CertificateEnded(d, a))
    };
    let begins = || {
        let begins =
            all().filter_map(|(c, (since, _))| Some((since.filter(|s| *s > day)?, c.decl().anchor())));
        begins.min_by_key(|(d, _)| *d).map(|(d, a)| Lapse::CertificateNotBegun(d, a))
    };
    suspended.or_else(ended).or_else(begins)
}

/// Where it is said that `certificate` is suspended on `day`.
pub(crate) fn suspension(certificate: Certificate<'_>, day: Date) -> Option<Phrase<'_>> {
    certificate.decl().phrases(field::CERTIFICATE_SUSPENDED).find(|p| in_force(days(*p), day))
}

/// A certificate of `supplier` that is in force on `day`.
pub fn certificate_in_force<'m>(supplier: Supplier<'m>, day: Date) -> Option<Certificate<'m>> {
    supplier
        .decl()
        .children_of::<Certificate>()
        .find(|c| in_force((c.head_since(), c.head_until()), day) && suspension(*c, day).is_none())
}
