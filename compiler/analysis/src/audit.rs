//! Internal audits over the years (ISO/IEC 27001, 9.2; ISO/IEC 27007): what a programme covers in its present cycle, who
//! owns what is audited, and by when findings are to be answered (10.2).

use annexa_core::model::{Decl, DeclId, Phrase, ValueRef, View};
use annexa_core::prelude::{
    Action, ActionStatus, Audit, AuditKind, AuditProgramme, Catalog, Finding, FindingGrade, Person,
    Requirement, Role, field, kind,
};
use annexa_core::source::PackageId;
use annexa_core::time::{Date, Duration};
use annexa_syntax::tree::Prep;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Analysis;
use crate::assurance::{self, within_cycle};
use crate::calendar;
use crate::data::Data;
use crate::eval;
use crate::people;

/// How soon a finding is to be answered where its programme does not say it.
pub const RESPONSE: Duration = Duration { months: 0, days: 30, seconds: 0 };

/// The controls and clauses that an audit looks at, less its exceptions.
pub fn covered<'m>(audit: Audit<'m>) -> Vec<Decl<'m>> {
    let decl = audit.decl();
    let except: FxHashSet<DeclId> =
        eval::members_of(decl.phrases(field::AUDIT_COVERS).flat_map(|p| p.part(Prep::Except)))
            .iter()
            .map(|d| d.id)
            .collect();
    let mut all = eval::members_of(decl.values(field::AUDIT_COVERS));
    all.retain(|d| !except.contains(&d.id));
    all
}

/// The day on which an audit ended, up to `day`.
pub fn performed_by(audit: Audit<'_>, day: Date) -> Option<Date> {
    assurance::performed(audit).filter(|on| *on <= day)
}

/// What the audits of a programme leave out in the cycle that holds `day`, those that are still planned counted in.
#[derive(Clone, Debug, Default)]
pub struct Gap<'m> {
    /// Clauses of 4 to 10.
    pub clauses: Vec<Decl<'m>>,
    /// Controls that apply in a scope of the programme.
    pub controls: Vec<Decl<'m>>,
}

/// Works it out; `None` where an audit of the cycle does not say what it looks at.
pub fn gap<'m>(analysis: &Analysis<'m>, programme: AuditProgramme<'m>) -> Option<Gap<'m>> {
    let day = analysis.context.as_of;
    let decl = programme.decl();
    let mut seen: FxHashSet<DeclId> = FxHashSet::default();
    for audit in calendar::audits_of(decl).filter_map(Audit::of) {
        let planned = audit.planned().filter(|_| assurance::performed(audit).is_none());
        let counts = match assurance::performed(audit) {
            Some(on) => within_cycle(audit, on, day),
            None => planned.is_some_and(|on| on >= day && within_cycle(audit, on, day)),
        };
        if counts {
            let covered = covered(audit);
            if covered.is_empty() {
                return None;
            }
            seen.extend(covered.iter().map(|d| d.id));
        }
    }
    let mut gap = Gap::default();
    let within = |d: Decl<'m>| std::iter::successors(Some(d), |d| d.parent()).any(|d| seen.contains(&d.id));
    for coverage in &analysis.coverages {
        if coverage.soa.decl().package() != PackageId::MAIN
            || analysis.scopes.tie(decl, coverage.scope).is_none()
        {
            continue;
        }
        let against: Vec<Catalog<'m>> = programme.head_against().collect();
        let asked = |c: &Catalog<'m>| against.is_empty() || against.contains(c);
        for catalog in coverage.catalogs.iter().filter(|c| asked(c)) {
            if !catalog.decl().catalog().is_some_and(|c| c.has_clauses()) {
                continue;
            }
            let entries = (catalog.decl().id.0..catalog.decl().end().0).map(DeclId);
            let clauses = entries.filter_map(|id| Requirement::of(analysis.model.decl(id))).map(View::decl);
            gap.clauses.extend(clauses.filter(|d| !within(*d)));
        }
        let controls = coverage.last_word().filter(|r| r.included()).map(|r| r.control.decl());
        let of = |d: &Decl<'m>| coverage.catalogs.iter().any(|c| asked(c) && d.within(c.decl()));
        gap.controls.extend(controls.filter(of).filter(|d| !within(*d)));
    }
    for all in [&mut gap.clauses, &mut gap.controls] {
        all.sort_unstable();
        all.dedup();
    }
    Some(gap)
}

/// Who answers for each control and clause: the roles that own what implements or fulfils it, those that carry it out, and
/// those whose duty it is.
#[derive(Debug, Default)]
pub struct Owners<'m>(FxHashMap<DeclId, Vec<Role<'m>>>);

impl<'m> Owners<'m> {
    /// Gathers them.
    pub fn new(analysis: &Analysis<'m>) -> Self {
        let mut found: FxHashMap<DeclId, Vec<Role<'m>>> = FxHashMap::default();
        let mut add = |item: Decl<'m>, roles: &[Role<'m>]| {
            let all = found.entry(item.id).or_default();
            for role in roles {
                if !all.contains(role) {
                    all.push(*role);
                }
            }
        };
        let owned = |d: Decl<'m>| d.values(field::OWNED_OWNER).find_map(|v| v.view::<Role<'m>>());
        for worker in &analysis.work.workers {
            let own = worker.resolved.values(field::OWNED_OWNER).find_map(|v| v.view::<Role<'m>>());
            let mut roles: Vec<Role<'m>> =
                own.or_else(|| worker.resolved.within.and_then(owned)).into_iter().collect();
            roles.extend(worker.own.iter().filter_map(|d| Role::of(*d)));
            let fields =
                [field::IMPLEMENTS_IMPLEMENTS, field::IMPLEMENTS_CONTRIBUTES_TO, field::IMPLEMENTS_FULFILS];
            for value in fields.iter().flat_map(|f| worker.resolved.values(*f).collect::<Vec<_>>()) {
                value.decls().for_each(|item| add(item, &roles));
            }
        }
        for decl in analysis.model.decls().filter(|d| d.package() == PackageId::MAIN) {
            if let Some(role) = Role::of(decl) {
                decl.values(field::ROLE_DUTY).flat_map(|v| v.decls()).for_each(|item| add(item, &[role]));
            }
            if let Some(role) = owned(decl) {
                let said = decl.values(field::DOCUMENTED_FULFILS);
                said.flat_map(|v| v.decls()).for_each(|item| add(item, &[role]));
            }
        }
        Owners(found)
    }

    /// The roles that answer for `item`.
    pub fn of(&self, item: Decl<'m>) -> &[Role<'m>] {
        self.0.get(&item.id).map_or(&[], |all| all)
    }
}

/// Those who audit, with where they are named.
pub fn auditors<'m>(audit: Audit<'m>) -> impl Iterator<Item = ValueRef<'m>> {
    let decl = audit.decl();
    decl.values(field::AUDIT_LED_BY).chain(decl.values(field::AUDIT_AUDITORS)).filter(|v| v.is_known())
}

/// Whether whoever is named as an auditor answers for something as `role` on `day`: it is that role, or a person who holds
/// it.
pub fn is_one<'m>(auditor: ValueRef<'m>, role: Role<'m>, day: Date, data: &Data<'m>) -> bool {
    let Some(decl) = auditor.decl() else { return false };
    if decl == role.decl() {
        return true;
    }
    let persons: Vec<Person<'m>> = match (Role::of(decl), Person::of(decl)) {
        (Some(auditing), _) => people::holders(auditing, day, data),
        (None, Some(person)) => vec![person],
        (None, None) => return false,
    };
    people::holders(role, day, data).iter().any(|p| persons.contains(p))
}

/// Whether an audit is one that the organization does itself, or has done (9.2).
pub fn is_internal(audit: Audit<'_>) -> bool {
    audit.kind().unwrap_or(AuditKind::Internal) == AuditKind::Internal
}

/// Whether a finding departs from a requirement.
pub fn is_nonconformity(finding: Finding<'_>) -> bool {
    finding.grade() >= Some(FindingGrade::Minor)
}

/// The day on which a finding was found: as it says, or the day of the audit, review or incident that it stands in.
pub fn found_on(finding: Finding<'_>) -> Option<Date> {
    let decl = finding.decl();
    calendar::last(decl, field::FINDING_FOUND, Date::MAX).or_else(|| {
        let outer = decl.parent()?;
        let of = match outer.kind() {
            kind::AUDIT => return assurance::performed(Audit::of(outer)?),
            kind::MANAGEMENT_REVIEW => field::MANAGEMENT_REVIEW_PERFORMED,
            kind::INCIDENT => field::INCIDENT_DETECTED,
            _ => return None,
        };
        calendar::last(outer, of, Date::MAX)
    })
}

/// How soon a finding is to be answered, and where its programme says so: for its grade, else for all.
pub fn response(finding: Finding<'_>) -> (Duration, Option<Phrase<'_>>) {
    let audit = finding.decl().parent().and_then(Audit::of);
    let programme = audit.and_then(|a| a.programme());
    let lines =
        || programme.into_iter().flat_map(|p| p.decl().phrases(field::AUDIT_PROGRAMME_RESPOND_WITHIN));
    let of_grade = |p: &Phrase<'_>| {
        p.part(Prep::For).filter_map(FindingGrade::from_value).any(|g| Some(g) == finding.grade())
    };
    let said = lines().find(of_grade).or_else(|| lines().find(|p| !p.says(Prep::For)));
    let length = said.and_then(|p| p.lead().find_map(|v| v.duration()));
    (length.unwrap_or(RESPONSE), said.filter(|_| length.is_some()))
}

/// Whether an answer to a finding is there by `day`: what is done so that it does not come back, or why nothing is.
pub fn is_answered(finding: Finding<'_>, day: Date) -> bool {
    let decl = finding.decl();
    let given_up =
        |action: Decl<'_>| Action::of(action).and_then(|a| a.status()) == Some(ActionStatus::Dropped);
    let answer = decl.entries().any(|e| {
        e.field() == field::FINDING_CORRECTIVE_ACTION
            && (e.lead().filter_map(|v| v.decl()).any(|a| !given_up(a)) || e.says(Prep::Because))
    });
    let on = decl.values(field::FINDING_ANSWERED).find_map(|v| v.date());
    let closed = calendar::last(decl, field::FINDING_CLOSED, day).is_some();
    closed || (answer && on.is_none_or(|on| on <= day))
}
