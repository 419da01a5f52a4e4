//! How far work is at a date: the repeated `status:` of statements, and whether suppliers' assurance holds.
//!
//! Periods hold on their first and last day; no `since` is always, no `until` is open.

use annexa_core::model::{Anchor, Decl, Phrase};
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

    /// Whether it holds on `day`.
    pub fn holds(&self, day: Date) -> bool {
        self.since.is_none_or(|s| s <= day) && self.until.is_none_or(|u| day <= u)
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
    let naming = |s: &&Status<'m>| match (&s.on, subject) {
        (Some(on), Some(subject)) => wholes(subject).any(|w| on.contains(&w)),
        _ => false,
    };
    let holding = || statuses.iter().filter(|s| s.holds(day));
    let mut candidates: Vec<&Status<'m>> = holding().filter(naming).collect();
    if candidates.is_empty() {
        candidates = holding().filter(|s| s.on.is_none()).collect();
    }
    let Some(latest) = candidates.iter().map(|s| s.since).max() else {
        return Effective::Silent;
    };
    let mut best = candidates.into_iter().filter(|s| s.since == latest);
    let Some(first) = best.next() else {
        return Effective::Silent;
    };
    match best.find(|s| s.progress != first.progress) {
        Some(other) => Effective::Conflict(first, other),
        None => Effective::Says(first),
    }
}

/// Why what a supplier carries out does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lapse {
    /// There never was an agreement.
    NoAgreement,
    /// The last agreement ended on the day; or the first has not begun.
    AgreementEnded(Option<Date>, Anchor),
    /// No certificate is in force, and there was never an assessment.
    NeverAssessed,
    /// No certificate is in force, and the last assessment is older than the interval.
    AssessmentOld(Date, Anchor),
    /// A certificate was there and has run out, and there is no fresh assessment.
    CertificateEnded(Date, Anchor),
}

/// Why what `supplier` carries out does not count on `day`; `None` where it counts: an agreement is in force, and a
/// certificate is too or an assessment is fresh.
pub fn lapse(supplier: Supplier<'_>, day: Date) -> Option<Lapse> {
    let decl = {
        use annexa_core::model::View;
        supplier.decl()
    };
    let agreements: Vec<_> = decl.phrases(field::SUPPLIER_AGREEMENT).collect();
    let date = |p: &Phrase<'_>, prep| p.part(prep).find_map(|v| v.date());
    let in_force = |p: &Phrase<'_>| {
        date(p, Prep::Since).is_none_or(|s| s <= day) && date(p, Prep::Until).is_none_or(|u| day <= u)
    };
    if !agreements.iter().any(in_force) {
        let last = agreements.iter().max_by_key(|p| date(p, Prep::Until));
        return Some(
            last.map_or(Lapse::NoAgreement, |p| Lapse::AgreementEnded(date(p, Prep::Until), p.anchor())),
        );
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
        None => {
            let ended = decl
                .children_of::<Certificate>()
                .filter_map(|c| {
                    use annexa_core::model::View;
                    Some((c.head_until()?, c.decl().anchor()))
                })
                .max_by_key(|(d, _)| *d);
            Some(ended.map_or(Lapse::NeverAssessed, |(d, a)| Lapse::CertificateEnded(d, a)))
        }
    }
}

/// A certificate of `supplier` that is in force on `day`.
pub fn certificate_in_force<'m>(supplier: Supplier<'m>, day: Date) -> Option<Certificate<'m>> {
    use annexa_core::model::View;
    supplier.decl().children_of::<Certificate>().find(|c| {
        let suspended = c.decl().phrases(field::CERTIFICATE_SUSPENDED).any(|p| {
            let date = |prep| p.part(prep).find_map(|v| v.date());
            date(Prep::Since).is_none_or(|s| s <= day) && date(Prep::Until).is_none_or(|u| day <= u)
        });
        c.head_since().is_none_or(|s| s <= day) && c.head_until().is_none_or(|u| day <= u) && !suspended
    })
}
