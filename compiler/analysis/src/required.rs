//! Documented information that clauses 4 to 10 of ISO/IEC 27001 and the controls that apply ask for in so many words or by
//! what they are, and that nothing in the package is.
//!
//! Some kinds are a document or a record by what they are: a scope, a risk method, an audit. Others say so with `fulfils:`.
//! What a policy or a procedure carries out is written down by that.

use annexa_core::model::{Decl, DeclId, View};
use annexa_core::prelude::{
    DocumentNeed, Progress, Requirement, Training, TrainingKind, aspect, field, kind,
};
use annexa_core::schema::{FieldId, KindId};
use annexa_core::source::PackageId;
use annexa_syntax::tree::Prep;
use rustc_hash::FxHashSet;

use crate::Analysis;
use crate::calendar;
use crate::coverage::Coverage;
use crate::document::Resolved;

/// A clause or a control that asks for documented information which nothing in the package is.
#[derive(Clone, Debug)]
pub struct Lacking<'m> {
    /// The clause or control.
    pub of: Decl<'m>,
    /// What it asks for, in our words; of a control, its title.
    pub what: String,
    /// What gives it, where a kind or a field does; empty where something has to say that it is it.
    pub by: &'static str,
    /// Whether it asks for it in so many words.
    pub explicit: bool,
}

/// What is, by its kind, a document or a record that a clause asks for.
enum Giver {
    /// Any declaration of the kind.
    Kind(KindId),
    /// One that says the field.
    Says(KindId, FieldId),
    /// Anything that shows a competence: a training that was given, or what a person shows.
    Competence,
}

/// By the ids of the edition of 2022. Where several stand for one clause, each of them is asked for.
const BY_KIND: &[(&str, Giver, &str, &str)] = &[
    ("4.3", Giver::Kind(kind::SCOPE), "the scope", "`scope`"),
    ("6.1.2", Giver::Kind(kind::RISK_METHOD), "how risks are assessed", "`risk-method`"),
    ("6.1.3", Giver::Says(kind::RISK, field::RISK_TREAT), "risk treatment plan", "`treat:` in risks"),
    ("6.2", Giver::Kind(kind::OBJECTIVE), "the objectives", "`objective`"),
    (
        "7.2",
        Giver::Competence,
        "evidence of competence",
        "`shows:` in persons, or a `training` of `kind: skill`",
    ),
    (
        "8.1",
        Giver::Says(kind::PROCESS, field::PROCESS_EVIDENCE),
        "evidence that processes run as planned",
        "`evidence:` in processes",
    ),
    ("8.2", Giver::Kind(kind::RISK), "results of risk assessments", "`risk`"),
    ("8.3", Giver::Says(kind::RISK, field::RISK_TREAT), "results of risk treatment", "`treat:` in risks"),
    ("9.1", Giver::Kind(kind::MEASURE), "results of measurement", "`measure`"),
    ("9.2.2", Giver::Kind(kind::AUDIT_PROGRAMME), "audit programme", "`audit-programme`"),
];

/// Clauses whose records are asked for elsewhere: which documents from outside are needed is the organization's to say, a
/// review and an audit are overdue before their results are missing, and findings are answered one by one.
const ELSEWHERE: &[&str] = &["7.5.3", "9.3.3", "10.2"];

/// What the clauses of the catalogs of `coverage`, and the controls that apply, ask for and the package does not have.
pub fn lacking<'m>(analysis: &Analysis<'m>, coverage: &Coverage<'m>) -> Vec<Lacking<'m>> {
    let model = analysis.model;
    let fulfilled = fulfilled(analysis, coverage);
    let mut found = Vec::new();
    for catalog in coverage.catalogs.iter().filter(|c| c.decl().catalog().is_some_and(|c| c.has_clauses())) {
        let entries = (catalog.decl().id.0..catalog.decl().end().0).map(|i| model.decl(DeclId(i)));
        let clauses = entries.filter_map(Requirement::of).filter(|r| !fulfilled.contains(&r.decl().id));
        found.extend(clauses.filter_map(|requirement| clause(analysis, coverage, requirement)));
    }
    for row in coverage.last_word().filter(|r| r.included() && r.progress > Some(Progress::Planned)) {
        let Some(need) = row.control.document() else { continue };
        let written = row.parts.iter().any(|part| {
            let home = analysis.work.workers[part.worker].resolved.home();
            std::iter::successors(Some(home), |d| d.parent())
                .any(|d| model.schema.is(d.kind(), aspect::APPROVABLE))
        });
        let of = row.control.decl();
        if !written && !fulfilled.contains(&of.id) {
            let explicit = need == DocumentNeed::Explicit;
            found.push(Lacking { of, what: of.title().into_owned(), by: "", explicit });
        }
    }
    found
}

/// The clauses and controls for which something of the scope says that it is their document or record.
fn fulfilled(analysis: &Analysis<'_>, coverage: &Coverage<'_>) -> FxHashSet<DeclId> {
    let fields = [field::DOCUMENTED_FULFILS, field::IMPLEMENTS_FULFILS];
    let says = |d: &Decl<'_>| {
        [aspect::DOCUMENTED, aspect::IMPLEMENTS].iter().any(|a| analysis.model.schema.is(d.kind(), *a))
    };
    let mut found = FxHashSet::default();
    for decl in analysis.model.decls().filter(|d| d.package() != PackageId::LIBRARY).filter(says) {
        // What it inherits, it is as well.
        let resolved = Resolved::of(decl);
        let mut said = fields.iter().flat_map(|f| resolved.values(*f)).peekable();
        if said.peek().is_some() && analysis.scopes.tie(decl, coverage.scope).is_some() {
            found.extend(said.flat_map(|v| v.decls()).map(|d| d.id));
        }
    }
    found
}

fn clause<'m>(
    analysis: &Analysis<'m>,
    coverage: &Coverage<'m>,
    requirement: Requirement<'m>,
) -> Option<Lacking<'m>> {
    let of = requirement.decl();
    if requirement.document_need() != Some(DocumentNeed::Explicit) || ELSEWHERE.contains(&of.name()) {
        return None;
    }
    let mut of_clause = BY_KIND.iter().filter(|(id, ..)| *id == of.name()).peekable();
    let (what, by) = if of_clause.peek().is_some() {
        let (.., what, by) = of_clause.find(|(_, giver, ..)| !is_given(analysis, coverage, giver))?;
        ((*what).to_owned(), *by)
    } else {
        let said = of.values(field::REQUIREMENT_DOCUMENT).filter_map(|v| v.text());
        (said.collect::<Vec<_>>().join(", "), "")
    };
    Some(Lacking { of, what, by, explicit: true })
}

fn is_given(analysis: &Analysis<'_>, coverage: &Coverage<'_>, giver: &Giver) -> bool {
    let of_kind = |k: KindId| {
        let all = analysis.model.of_kind(k);
        all.filter(|d| analysis.scopes.tie(*d, coverage.scope).is_some())
    };
    match giver {
        // A method of another package, where risks of the scope are assessed by it.
        Giver::Kind(kind::RISK_METHOD) => {
            of_kind(kind::RISK_METHOD).next().is_some()
                || of_kind(kind::RISK).any(|r| r.phrases(field::RISK_METHOD).next().is_some())
        }
        Giver::Kind(k) => of_kind(*k).next().is_some(),
        Giver::Says(k, field) => of_kind(*k).any(|d| d.phrases(*field).next().is_some()),
        Giver::Competence => {
            let given = of_kind(kind::TRAINING)
                .filter(|d| calendar::last(*d, field::TRAINING_GIVEN, analysis.context.as_of).is_some());
            let mut skills = given.filter_map(Training::of).filter(|t| t.kind() == Some(TrainingKind::Skill));
            skills.next().is_some()
                || analysis
                    .model
                    .of_kind(kind::PERSON)
                    .any(|person| person.phrases(field::PERSON_SHOWS).any(|shows| shows.says(Prep::From)))
        }
    }
}
