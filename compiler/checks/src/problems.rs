//! The kinds of problems that the checks find, and the list of all that the compiler knows.

use annexa_core::model::{Model, View};
use annexa_core::prelude::Rule;
use annexa_core::problems as language;
use annexa_core::source::PackageId;
use annexa_diagnostics::{Basis, Level, ProblemKind, Section};

use crate::rules;

macro_rules! release {
    () => {
        None
    };
    ($level:ident) => {
        Some(Level::$level)
    };
}

macro_rules! section {
    ($list:ident $section:ident $about:literal; $($id:ident $name:literal $level:ident $(-> $release:ident)? $basis:ident $clause:literal $summary:literal;)*) => {
        $(
            #[doc = $summary]
            pub static $id: ProblemKind = ProblemKind {
                name: $name,
                level: Level::$level,
                release: release!($($release)?),
                basis: Basis::$basis,
                clause: $clause,
                section: Section::$section,
                summary: $summary,
            };
        )*
        #[doc = $about]
        pub static $list: &[&ProblemKind] = &[$(&$id),*];
    };
}
section! {
    COVERAGE Coverage "The section \"Statement of applicability and coverage\", in the order of the index.";
    UNDECIDED_CONTROL "undecided-control" Error Requirement "6.1.3 c), d)"
        "a statement of applicability says nothing about a control";
    CONFLICTING_DECISION "conflicting-decision" Error Language ""
        "two patterns of equal standing include and exclude the same control";
    DUPLICATE_SOA "duplicate-soa" Error Language ""
        "a scope has two statements of applicability against one catalog";
    EXCLUDED_BUT_NEEDED "excluded-but-needed" Error Requirement "6.1.3"
        "a control is excluded that a risk treatment, an obligation or a statement of the scope names";
    CLAUSE_EXCLUDED "clause-excluded" Error Requirement "1"
        "a clause of 4 to 10 is excluded";
    MISSING_JUSTIFICATION "missing-justification" Error Requirement "6.1.3 d)"
        "a control is excluded without a reason, or included though nothing says why";
    EXCLUSION_CONTRADICTS_SCOPE "exclusion-contradicts-scope" Warning -> Error Guidance ""
        "a control is excluded although the scope holds what it is for";
    EXCLUDED_AS_OUTSOURCED "excluded-as-outsourced" Warning Guidance ""
        "a control is excluded because a supplier carries it out";
    BROAD_EXCLUSION "broad-exclusion" Warning Advice ""
        "one reason stands for more than three exclusions";
    WEAK_JUSTIFICATION "weak-justification" Warning Advice ""
        "a justification says nothing about the control";
    NO_IMPLEMENTATION_STATUS "no-implementation-status" Error Requirement "6.1.3 d)"
        "nothing says whether an included control is implemented";
    UNCOVERED_CONTROL "uncovered-control" Warning -> Error Requirement "6.1.3 d), e)"
        "what was to implement a control does not count any more, or its date has passed";
    PARTLY_COVERED_CONTROL "partly-covered-control" Warning Guidance ""
        "a control is implemented for some of what it asks for";
    RULE_WITHOUT_DOER "rule-without-doer" Warning Guidance ""
        "something is implemented, and nobody is named who carries it out";
    MISSING_REASON_FOR_PLAN "missing-reason-for-plan" Warning Advice ""
        "something is planned or done in part, without a reason or a date";
    UNMAPPED_STATEMENT "unmapped-statement" Hint Advice ""
        "a statement serves no control, requirement, obligation or need";
    SCOPE_LEAK "scope-leak" Error Requirement "4.3 c)"
        "something in the scope depends on something that is neither in it nor dealt with at its edge";
}

section! {
    RISK Risk "The section \"Risk\", in the order of the index. Its other problems are rules of the library.";
    INCOMPLETE_RISK_METHOD "incomplete-risk-method" Warning Requirement "6.1.2 d)"
        "a risk method gives no level to some likelihood with some consequence";
    CONFLICTING_RISK_METHOD "conflicting-risk-method" Warning Requirement "6.1.2 b)"
        "a risk method gives several levels to a likelihood with a consequence, or its levels do not rise";
    IDLE_STEP "idle-step" Warning Rule ""
        "a step of a risk can never count, or says more than its treatment";
    NOT_ACCEPTED_BY_OWNER "not-accepted-by-owner" Warning -> Error Requirement "6.1.3 f)"
        "the owner of a risk has not accepted its treatment and what remains of it";
    ACCEPTED_WITHOUT_AUTHORITY "accepted-without-authority" Warning Rule ""
        "the method asks for somebody beside the owner who has not accepted a risk";
    CHANGED_SINCE_ACCEPTANCE "changed-since-acceptance" Warning -> Error Requirement "8.2, 8.3"
        "a risk or its treatment is not what was accepted";
    EXPIRED_ACCEPTANCE "expired-acceptance" Warning -> Error Requirement "8.2, 8.3"
        "the last day of an acceptance has passed";
    RESIDUAL_ON_A_BROKEN_PLAN "residual-on-a-broken-plan" Warning Guidance ""
        "what remains of a risk counts on something that has ended, is waived or is overdue";
    RESIDUAL_NOT_REACHED "residual-not-reached" Hint Guidance ""
        "what remains of a risk counts on something that is still to come";
    PLAN_WITHOUT_OWNER_OR_DATE "plan-without-owner-or-date" Warning Requirement "6.1.3 e)"
        "treatment is still to come, and nothing says who sees to it or by when";
    TREATMENT_OVERDUE "treatment-overdue" Warning Requirement "6.1.3 e)"
        "the day of a treatment has passed, and it is not in force";
    RISK_REVIEW_OVERDUE "risk-review-overdue" Warning Requirement "8.2"
        "a risk was to be assessed again";
    SHARE_WITHOUT_AGREEMENT "share-without-agreement" Warning Requirement "6.1.3 e)"
        "a risk is shared, and no agreement in force says so";
}

section! {
    CONTEXT Context "The section \"Context, leadership, support\", in the order of the index, as far as it is found.";
    CLIMATE_NOT_DETERMINED "climate-not-determined" Error Requirement "4.1 (Amd 1:2024)"
        "nothing says whether climate change is relevant";
    AWARENESS_GAP "awareness-gap" Warning Requirement "7.3"
        "a team in the scope was in no awareness training in the last period";
    COMPETENCE_GAP "competence-gap" Warning Requirement "7.2"
        "a role asks for a competence, and nothing shows that its holder has it";
    UNCONTROLLED_EXTERNAL "uncontrolled-external" Error Requirement "8.1"
        "nothing controls a supplier that the scope depends on, or its agreement or assessment has lapsed";
    CERTIFICATE_LAPSED "certificate-lapsed" Warning Requirement "8.1"
        "the certificate of a supplier that the scope depends on is not in force, and nothing takes its place";
    VACANT_ROLE "vacant-role" Warning Requirement "5.3"
        "nobody holds a role that answers for something";
    UNMATCHED_ROLE "unmatched-role" Hint Advice ""
        "the file of people gives somebody a role that the package does not have";
    LEFT_HOLDER "left-holder" Warning Requirement "5.3"
        "a person who has left is still said to hold a role";
}

section! {
    DOCUMENTS Documents "The section \"Documents\", in the order of the index.";
    MISSING_DOCUMENT "missing-document" Error Requirement "7.5.1"
        "documented information that a clause or a control asks for is declared nowhere";
    NEVER_APPROVED "never-approved" Warning -> Error Requirement "7.5.2"
        "a document names who must approve it, and nobody has";
    CHANGED_SINCE_APPROVAL "changed-since-approval" Warning -> Error Requirement "7.5.2"
        "a document is not the text that was approved";
    VERSION_NOT_RAISED "version-not-raised" Warning -> Error Requirement "7.5.2"
        "one version of a document was approved with two different texts";
    UNPROVEN_APPROVAL "unproven-approval" Warning -> Error Requirement "7.5.2"
        "nothing proves that a document was approved";
    APPROVER_NOT_IN_ROLE "approver-not-in-role" Error Requirement "7.5.3"
        "a person approved a document in a role that the person did not hold on the day";
    APPROVAL_MISMATCH "approval-mismatch" Error Requirement "7.5.3"
        "a record of approval is of another version, or by another role, than the document says";
    REWRITTEN_APPROVAL "rewritten-approval" Error Requirement "7.5.3"
        "a record of the lock was changed after it was written, or is gone";
    SELF_APPROVAL "self-approval" Warning Advice ""
        "a person approves a document that the same person owns or wrote";
    REVIEW_OVERDUE "review-overdue" Warning Rule ""
        "something was to be reviewed again by now";
    SECRET_IN_PUBLIC "secret-in-public" Error Rule ""
        "a document quotes what is classified higher than it is itself";
    WEAKER_THAN_PARENT "weaker-than-parent" Error Rule ""
        "a document is weaker than the one that it extends, and no exception lets it be";
    EXPIRED_EXCEPTION "expired-exception" Error Rule ""
        "an exception has ended, and nothing says what came of it";
    STALE_TRANSLATION "stale-translation" Warning Advice ""
        "what a translation translates has changed since, or nothing says which text it was";
    UNACKNOWLEDGED_POLICY "unacknowledged-policy" Warning Requirement "A.5.1"
        "those whom a policy is for have not all acknowledged it as it is";
}

section! {
    EVIDENCE Evidence "The section \"Evidence and measurement\", in the order of the index.";
    MISSING_EVIDENCE_FILE "missing-evidence-file" Error Language ""
        "a file that a declaration names is not in the package";
    UNREADABLE_EVIDENCE "unreadable-evidence" Error Language ""
        "the rows of a file are asked for, and it cannot be read as a table";
    BAD_CELL "bad-cell" Error Language ""
        "a cell of a file is not what it is compared with";
    STALE_EVIDENCE "stale-evidence" Warning Rule ""
        "evidence is older than it may be";
    EVIDENCE_EXPIRES_SOON "evidence-expires-soon" Hint Rule ""
        "evidence will be too old within 30 days";
    FAILED_EXPECTATION "failed-expectation" Warning Rule ""
        "what is expected of the rows of an evidence file is not so";
    CHANGED_EVIDENCE "changed-evidence" Warning Requirement "7.5.3"
        "a file is not the one whose digest was recorded";
    IMPLEMENTED_WITHOUT_EVIDENCE "implemented-without-evidence" Warning Advice ""
        "something is implemented, and no evidence is named that would show it";
    MISSED_TARGET_WITHOUT_ACTION "missed-target-without-action" Warning Requirement "9.1, 10.1"
        "a target was missed, and nothing is done about it";
    MEASURE_WITHOUT_FIGURES "measure-without-figures" Warning Requirement "9.1"
        "nothing was counted or read in the last full period of a measure";
    PERSONAL_DATA_IN_EVIDENCE "personal-data-in-evidence" Hint Advice ""
        "a file seems to hold personal data, and nothing says why it must";
}

section! {
    AUDIT Audit "The section \"Audit, improvement, certification\", in the order of the index. Its other problems are rules.";
    AUDIT_OVERDUE "audit-overdue" Warning -> Error Requirement "9.2"
        "an internal audit was to take place by now";
    MANAGEMENT_REVIEW_OVERDUE "management-review-overdue" Warning -> Error Requirement "9.3"
        "management was to review the system by now";
    AUDIT_GAP "audit-gap" Warning Requirement "9.2"
        "no audit of the cycle looks at some clauses or controls";
    AUDITOR_NOT_INDEPENDENT "auditor-not-independent" Error Requirement "9.2.2"
        "somebody audits what they answer for";
    UNANSWERED_FINDING "unanswered-finding" Warning Requirement "10.2"
        "nothing says what is done about a nonconformity, or why nothing is";
    RECURRING_NONCONFORMITY "recurring-nonconformity" Warning Requirement "10.2"
        "a nonconformity that was closed has come back";
    OVERDUE_ACTION "overdue-action" Warning Requirement "10.2"
        "the day by which something was to be done has passed";
    UNVERIFIED_ACTION "unverified-action" Warning Requirement "10.2 d)"
        "what was done about a nonconformity was not looked at again";
    MISSING_REVIEW_INPUT "missing-review-input" Warning Requirement "9.3.2"
        "a management review says nothing about something that it has to look at";
    LATE_NOTIFICATION "late-notification" Error Requirement "A.5.26"
        "an incident was not reported in time to those to whom it is owed";
    SURVEILLANCE_DUE "surveillance-due" Warning Guidance ""
        "no day is set for the next surveillance audit, or it has passed";
}

/// Every kind of problem that this compiler can report, in the order of the index: what `annexa explain`, `allow:` and
/// `[levels]` know.
pub fn all() -> Vec<&'static ProblemKind> {
    let sections = [language::ALL, COVERAGE, RISK, CONTEXT, DOCUMENTS, EVIDENCE, AUDIT];
    sections.into_iter().flatten().copied().collect()
}

/// A line of the problem index.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name.
    pub name: String,
    /// The level.
    pub level: Level,
    /// What it rests on.
    pub basis: Basis,
    /// The clause, as printed; empty where there is none.
    pub clause: String,
    /// The section.
    pub section: Section,
    /// One line.
    pub summary: String,
}

/// The problem index: the kinds that the compiler finds, and the rules of the standard library that `model` was built with.
pub fn index(model: &Model) -> Vec<Entry> {
    let found = all().into_iter().map(|kind| Entry {
        name: kind.name.to_string(),
        level: kind.level,
        basis: kind.basis,
        clause: kind.clause.to_string(),
        section: kind.section,
        summary: kind.summary.to_string(),
    });
    let rules = model.all::<Rule>().filter(|r| r.decl().package() == PackageId::LIBRARY);
    let ruled = rules.map(|rule| Entry {
        name: rule.decl().name().to_string(),
        level: rules::level(rule),
        basis: rules::basis(rule),
        clause: rules::clause(rule).map_or_else(String::new, |c| c.into_owned()),
        section: rules::section(rule),
        summary: rule.decl().doc(),
    });
    found.chain(ruled).collect()
}

/// The kind that has `name`.
pub fn kind(name: &str) -> Option<&'static ProblemKind> {
    all().into_iter().find(|k| k.name == name)
}

/// A name of the index whose checks are still to come. It may be written in `allow:` and `[levels]` by what it rests on,
/// and nothing is said about whether it silences anything.
pub fn reserved(name: &str) -> Option<Basis> {
    RESERVED.iter().find(|(n, _)| *n == name).map(|(_, basis)| *basis)
}

const RESERVED: &[(&str, Basis)] = &[
    ("dangling-mapping", Basis::Language),
    ("duplicate-mapping", Basis::Language),
    ("contradicting-mapping", Basis::Language),
    ("only-possibly-covered", Basis::Language),
];
