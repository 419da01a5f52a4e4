//! What an auditor looks at for each control, and how (ISO/IEC 27007, ISO/IEC TS 27008): what to read, whom to ask, what to
//! try out.
//!
//! Which ways of finding out suit a control follows from what it is about, from what sort of control it is, and from what
//! the package has to show for it. An audit that says its own `method:` is done in those ways alone.

use annexa_core::model::{Decl, View};
use annexa_core::prelude::{
    Audit, AuditMethod, Concern, Control, ControlType, CoverageState, Evidence, EvidenceState, Finding,
    Requirement, field,
};
use annexa_core::source::PackageId;

use crate::Analysis;
use crate::audit::{self, Owners};
use crate::coverage::Row;

/// What there is to look at for a control or a clause.
#[derive(Clone, Debug)]
pub struct Item<'m> {
    /// The control, or the clause.
    pub of: Decl<'m>,
    /// How far it is, of a control.
    pub word: Option<CoverageState>,
    /// The ways of finding out that suit it.
    pub methods: Vec<AuditMethod>,
    /// What says how it is done: statements, procedures, documents.
    pub read: Vec<Decl<'m>>,
    /// What shows that it is done, with how it stands.
    pub evidence: Vec<(Evidence<'m>, Option<EvidenceState>)>,
    /// Who does it, or answers for it.
    pub ask: Vec<Decl<'m>>,
    /// What it is done for.
    pub subjects: Vec<Decl<'m>>,
    /// The audit that found it in order in this cycle.
    pub audited: Option<Audit<'m>>,
    /// Nonconformities that are open.
    pub open: Vec<Finding<'m>>,
}

/// The checklist of `audit`: what it covers. Without one, every control that applies.
pub fn items<'m>(analysis: &Analysis<'m>, audit: Option<Audit<'m>>) -> Vec<Item<'m>> {
    let owners = Owners::new(analysis);
    let covered: Option<Vec<Decl<'m>>> = audit.map(audit::covered);
    let is_covered = |of: Decl<'m>| covered.as_ref().is_none_or(|all| all.contains(&of));
    let said: Vec<AuditMethod> = audit.into_iter().flat_map(|a| a.method()).collect();
    let methods = |suited: Vec<AuditMethod>| if said.is_empty() { suited } else { said.clone() };
    let mut found: Vec<Item<'m>> = Vec::new();
    let clauses = covered.iter().flatten().copied().filter(|d| Requirement::of(*d).is_some());
    for of in clauses {
        let mut item = Item::new(of, &owners);
        item.read = fulfilling(analysis, of);
        item.methods = methods(vec![AuditMethod::Examination, AuditMethod::Interview]);
        found.push(item);
    }
    for coverage in &analysis.coverages {
        let apart = audit.is_some_and(|a| analysis.scopes.tie(a.decl(), coverage.scope).is_none());
        if coverage.soa.decl().package() != PackageId::MAIN || apart {
            continue;
        }
        for row in coverage.last_word().filter(|r| r.included() && is_covered(r.control.decl())) {
            let mut item = of_control(analysis, row, &owners);
            item.methods = methods(std::mem::take(&mut item.methods));
            found.push(item);
        }
    }
    found
}

impl<'m> Item<'m> {
    fn new(of: Decl<'m>, owners: &Owners<'m>) -> Self {
        Item {
            of,
            word: None,
            methods: Vec::new(),
            read: Vec::new(),
            evidence: Vec::new(),
            ask: owners.of(of).iter().map(|role| role.decl()).collect(),
            subjects: Vec::new(),
            audited: None,
            open: Vec::new(),
        }
    }
}

fn of_control<'m>(analysis: &Analysis<'m>, row: &Row<'m>, owners: &Owners<'m>) -> Item<'m> {
    let mut item = Item::new(row.control.decl(), owners);
    item.word = Some(row.word);
    item.evidence.clone_from(&row.assurance.evidence);
    item.audited = row.assurance.audited;
    item.open.clone_from(&row.assurance.nonconformities);
    item.subjects = row.subjects.iter().filter_map(|state| state.subject).collect();
    for worker in row.parts.iter().map(|part| &analysis.work.workers[part.worker]) {
        item.read.push(worker.item.decl());
        item.ask.extend(worker.own.iter().copied());
        item.ask.extend(worker.suppliers.iter().map(|s| s.decl()));
    }
    for all in [&mut item.read, &mut item.ask, &mut item.subjects] {
        all.sort_unstable();
        all.dedup();
    }
    item.methods = suited(row.control, &item);
    item
}

/// The ways of finding out that suit a control. What is written and recorded can always be read.
fn suited<'m>(control: Control<'m>, item: &Item<'m>) -> Vec<AuditMethod> {
    let decl = control.decl();
    let about = |wanted: &[Concern]| {
        decl.values(field::CONTROL_ABOUT).filter_map(Concern::from_value).any(|c| wanted.contains(&c))
    };
    let is = |wanted: ControlType| {
        decl.values(field::CONTROL_CONTROL_TYPE).filter_map(ControlType::from_value).any(|t| t == wanted)
    };
    let by_people = [
        Concern::Organization,
        Concern::People,
        Concern::Supplier,
        Concern::RemoteWork,
        Concern::Development,
    ];
    let mut methods = vec![AuditMethod::Examination];
    // What people do is best told by those who do it; where nothing is recorded, by them alone.
    if about(&by_people) || item.evidence.is_empty() {
        methods.push(AuditMethod::Interview);
    }
    // Machines and locks show what they do when they are tried; so does what has to notice or to mend something.
    let technical = about(&[Concern::System, Concern::Equipment, Concern::Site]);
    if technical || is(ControlType::Detective) || is(ControlType::Corrective) {
        methods.push(AuditMethod::Test);
    }
    methods
}

/// What the package declares to fulfil a clause.
fn fulfilling<'m>(analysis: &Analysis<'m>, clause: Decl<'m>) -> Vec<Decl<'m>> {
    let names = |decl: &Decl<'m>| {
        let fields = [field::DOCUMENTED_FULFILS, field::IMPLEMENTS_FULFILS];
        fields.iter().any(|f| decl.values(*f).flat_map(|v| v.decls()).any(|d| d == clause))
    };
    analysis.model.decls().filter(|d| d.package() == PackageId::MAIN).filter(names).collect()
}
