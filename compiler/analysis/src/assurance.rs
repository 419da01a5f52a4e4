//! Whether what is declared is evidenced and effective, as far as the date and the declarations tell: evidence by its age,
//! suppliers' certificates, measures by their readings, audits by their findings.

use annexa_core::model::{Decl, DeclId, Model, ValueRef, View};
use annexa_core::prelude::{
    Audit, Certificate, Control, CoverageState, Evidence, EvidenceState, Finding, FindingGrade, Measure,
    MeasureResult, Scope, field,
};
use annexa_core::time::{Date, Duration};
use annexa_formats::data::DataFile;
use annexa_syntax::tree::Prep;
use rustc_hash::FxHashMap;

use crate::Context;
use crate::coverage::{Part, SubjectState, Work};
use crate::data::Data;
use crate::eval;
use crate::eval::scalar::{self, Scalar};
use crate::scope::Scopes;
use crate::{measure, status};

/// How often audits come round where no programme says it: the three years of a certificate.
const CYCLE: Duration = Duration { months: 36, days: 0, seconds: 0 };

/// What is known about whether a control works.
#[derive(Clone, Debug, Default)]
pub struct Assurance<'m> {
    /// The evidence that its statements name, with its state; `None` where it cannot be known.
    pub evidence: Vec<(Evidence<'m>, Option<EvidenceState>)>,
    /// Certificates in force of suppliers who alone carry out a statement that makes it implemented: evidence for their work.
    pub certificates: Vec<Certificate<'m>>,
    /// Whether each statement that makes it implemented has fresh evidence.
    pub evidenced: bool,
    /// The measures of it, and of the statements that make it implemented, with their result; `None` where none is known.
    pub measures: Vec<(Measure<'m>, Option<MeasureResult>)>,
    /// The last audit within the cycle that covers it.
    pub audited: Option<Audit<'m>>,
    /// Findings that breach it and are open nonconformities.
    pub nonconformities: Vec<Finding<'m>>,
    /// Whether an audit within the cycle found it in order.
    pub in_order: bool,
}

impl Assurance<'_> {
    /// The word for a control that is implemented.
    pub fn word(&self) -> CoverageState {
        if !self.evidenced {
            return CoverageState::Implemented;
        }
        let met =
            !self.measures.is_empty() && self.measures.iter().all(|(_, r)| *r == Some(MeasureResult::Met));
        let missed = self.measures.iter().any(|(_, r)| *r == Some(MeasureResult::Missed));
        if (met || self.in_order) && !missed && self.nonconformities.is_empty() {
            CoverageState::Effective
        } else {
            CoverageState::Evidenced
        }
    }
}

/// The last day on which `evidence` counts as fresh, if it was gathered or seen by `day`; `None` inside where it has no end.
pub fn fresh_until(evidence: Evidence<'_>, day: Date) -> Option<(Date, Option<Date>)> {
    let decl = evidence.decl();
    let dates = [field::EVIDENCE_COLLECTED, field::EVIDENCE_SEEN];
    let last =
        dates.iter().flat_map(|f| decl.values(*f)).filter_map(|v| v.date()).filter(|d| *d <= day).max()?;
    let valid =
        decl.phrases(field::EVIDENCE_VALID).flat_map(|p| p.part(Prep::For)).find_map(|v| v.duration());
    Some((last, valid.map(|valid| valid.after(last))))
}

/// How `evidence` stands on `day`; `None` where nothing was gathered or seen, where its file is not there, and where what
/// is expected of its rows cannot be told.
pub fn evidence_state(evidence: Evidence<'_>, day: Date, data: &Data<'_>) -> Option<EvidenceState> {
    let (_, until) = fresh_until(evidence, day)?;
    if until.is_some_and(|until| until < day) {
        return Some(EvidenceState::Stale);
    }
    let decl = evidence.decl();
    let expects = decl.values(field::EVIDENCE_EXPECT).next().is_some();
    match data.of(decl) {
        None => (!expects).then_some(EvidenceState::Fresh),
        Some(shown) if matches!(*shown.file, DataFile::Missing | DataFile::Refused(_)) => None,
        Some(_) if !expects => Some(EvidenceState::Fresh),
        Some(shown) => shown.as_expected().map(|so| match so {
            true => EvidenceState::Fresh,
            false => EvidenceState::Failing,
        }),
    }
}

/// Whether a value meets a target.
pub(crate) fn met(value: &Scalar<'_>, target: ValueRef<'_>) -> Option<MeasureResult> {
    let met = scalar::meets(value, target)?;
    Some(if met { MeasureResult::Met } else { MeasureResult::Missed })
}

/// The audits, findings and measures of a scope, by what they are about.
pub struct Sources<'m, 'd> {
    day: Date,
    data: &'d Data<'m>,
    measures: FxHashMap<DeclId, Vec<Measure<'m>>>,
    audits: FxHashMap<DeclId, Vec<Audit<'m>>>,
    breaches: FxHashMap<DeclId, Vec<Finding<'m>>>,
}

impl<'m, 'd> Sources<'m, 'd> {
    /// Gathers them.
    pub fn new(
        model: &'m Model,
        context: Context,
        scope: Option<Scope<'m>>,
        scopes: &Scopes<'m>,
        data: &'d Data<'m>,
    ) -> Self {
        let day = context.as_of;
        let mut sources = Sources {
            day,
            data,
            measures: FxHashMap::default(),
            audits: FxHashMap::default(),
            breaches: FxHashMap::default(),
        };
        let speaks = |d: Decl<'m>| scopes.tie(d, scope).is_some();
        for measure in model.all::<Measure>().filter(|m| speaks(m.decl())) {
            for control in eval::members_of(measure.decl().values(field::MEASURE_MEASURES)) {
                sources.measures.entry(control.id).or_default().push(measure);
            }
        }
        for audit in model.all::<Audit>().filter(|a| speaks(a.decl())) {
            // One that still runs has found nothing in order yet.
            if performed(audit).is_none_or(|ended| ended > day || !within_cycle(audit, ended, day)) {
                continue;
            }
            let except = eval::members_of(
                audit.decl().phrases(field::AUDIT_COVERS).flat_map(|p| p.part(Prep::Except)),
            );
            for control in eval::members_of(audit.decl().values(field::AUDIT_COVERS)) {
                if !except.contains(&control) {
                    sources.audits.entry(control.id).or_default().push(audit);
                }
            }
        }
        for finding in model.all::<Finding>().filter(|f| speaks(f.decl())) {
            if finding.decl().values(field::FINDING_FOUND).find_map(|v| v.date()).is_some_and(|d| d > day) {
                continue;
            }
            for control in eval::members_of(finding.decl().values(field::FINDING_BREACHES)) {
                sources.breaches.entry(control.id).or_default().push(finding);
            }
        }
        sources
    }

    /// What is known about `control`.
    pub fn of(
        &self,
        control: Control<'m>,
        parts: &[Part],
        subjects: &[SubjectState<'m>],
        work: &Work<'m>,
    ) -> Assurance<'m> {
        let id = control.decl().id;
        let mut assurance = Assurance::default();
        for part in parts {
            for evidence in work.workers[part.worker].evidence.iter().copied() {
                if !assurance.evidence.iter().any(|(e, _)| *e == evidence) {
                    assurance.evidence.push((evidence, evidence_state(evidence, self.day, self.data)));
                }
            }
        }
        // Each statement that makes it implemented has fresh evidence; a supplier's certificate is evidence for its work.
        let mut makers: Vec<usize> = subjects.iter().flat_map(|s| s.by.iter().map(|(w, _)| *w)).collect();
        makers.sort_unstable();
        makers.dedup();
        for worker in makers.iter().map(|w| &work.workers[*w]).filter(|w| w.supplier_only()) {
            for supplier in &worker.suppliers {
                if let Some(certificate) = status::certificate_in_force(*supplier, self.day)
                    && !assurance.certificates.contains(&certificate)
                {
                    assurance.certificates.push(certificate);
                }
            }
        }
        assurance.evidenced = !makers.is_empty()
            && makers.iter().all(|w| {
                let worker = &work.workers[*w];
                let is_fresh = |e| evidence_state(e, self.day, self.data) == Some(EvidenceState::Fresh);
                let fresh = worker.evidence.iter().any(|e| is_fresh(*e));
                let certified = worker.supplier_only()
                    && worker.suppliers.iter().all(|s| status::certificate_in_force(*s, self.day).is_some());
                fresh || certified
            });
        let audits = self.audits.get(&id).map_or(&[][..], |a| a);
        assurance.audited = audits.iter().copied().max_by_key(|a| performed(*a));
        // What is known of a statement that makes it implemented is known of the control.
        let mut known_of = vec![id];
        for maker in &makers {
            let mut outer = Some(work.workers[*maker].item.decl());
            while let Some(decl) = outer {
                known_of.push(decl.id);
                outer = decl.parent();
            }
        }
        let mut measures: Vec<Measure<'m>> =
            known_of.iter().filter_map(|d| self.measures.get(d)).flatten().copied().collect();
        measures.sort_by_key(|m| m.decl());
        measures.dedup();
        assurance.measures =
            measures.into_iter().map(|m| (m, measure::result(m, self.day, self.data))).collect();
        let mut breaches: Vec<Finding<'m>> =
            known_of.iter().filter_map(|d| self.breaches.get(d)).flatten().copied().collect();
        breaches.sort_by_key(|f| f.decl());
        breaches.dedup();
        assurance.nonconformities =
            breaches.iter().copied().filter(|f| is_open_nonconformity(*f, self.day)).collect();
        assurance.in_order =
            audits.iter().any(|a| !breaches.iter().any(|f| f.decl().parent() == Some(a.decl())));
        assurance
    }
}

/// Whether `finding` is a nonconformity (minor or major) that was not closed by `day`.
pub fn is_open_nonconformity(finding: Finding<'_>, day: Date) -> bool {
    let nonconformity = matches!(finding.grade(), Some(FindingGrade::Minor | FindingGrade::Major));
    let closed =
        finding.decl().values(field::FINDING_CLOSED).find_map(|v| v.date()).is_some_and(|d| d <= day);
    nonconformity && !closed
}

/// The day on which an audit ended.
pub(crate) fn performed(audit: Audit<'_>) -> Option<Date> {
    let phrase = audit.decl().phrases(field::AUDIT_PERFORMED).next()?;
    phrase.part(Prep::Until).chain(phrase.lead()).find_map(|v| v.date())
}

/// Whether an audit that was performed on the day lies in the cycle of its programme that holds `day`: cycles follow each
/// other from the day on which the first begins. Before that day, and without a programme, so long back from `day`.
pub(crate) fn within_cycle(audit: Audit<'_>, performed: Date, day: Date) -> bool {
    let (length, first) = cycle(audit);
    match first {
        Some(first) if first <= day => {
            first <= performed && cycle_of(first, length, day) == cycle_of(first, length, performed)
        }
        _ => day <= length.after(performed),
    }
}

/// How long a cycle of an audit's programme lasts, and when the first began.
fn cycle(audit: Audit<'_>) -> (Duration, Option<Date>) {
    let cycle = audit.programme().and_then(|p| p.decl().phrases(field::AUDIT_PROGRAMME_CYCLE).next());
    let length = cycle.and_then(|c| c.lead().find_map(|v| v.duration())).unwrap_or(CYCLE);
    (length, cycle.and_then(|c| c.part(Prep::Since).find_map(|v| v.date())))
}

/// The first day on which an audit that was performed on the day tells nothing any more.
pub(crate) fn leaves_cycle(audit: Audit<'_>, performed: Date) -> Option<Date> {
    let (length, first) = cycle(audit);
    match first {
        Some(first) if first <= performed => {
            Some(start_of(first, length, cycle_of(first, length, performed).saturating_add(1)))
        }
        first => {
            let next = length.after(performed).tomorrow().ok()?;
            Some(first.map_or(next, |first| first.min(next)))
        }
    }
}

/// The first day of the cycle with the number, of those of `length` from `first` on.
fn start_of(first: Date, length: Duration, n: u32) -> Date {
    let times = |part: u32| part.saturating_mul(n);
    let (months, days, seconds) = (times(length.months), times(length.days), times(length.seconds));
    Duration { months, days, seconds }.after(first)
}

/// The number of the cycle that holds `day`, of those of `length` from `first` on.
fn cycle_of(first: Date, length: Duration, day: Date) -> u32 {
    let start = |n: u32| start_of(first, length, n);
    // No calendar has as many days.
    let (mut before, mut after) = (0, 4_000_000);
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        if start(middle) <= day { before = middle } else { after = middle }
    }
    before
}
