//! What is provided from outside is controlled (ISO/IEC 27001, 8.1).

use annexa_analysis::scope::ScopeContent;
use annexa_analysis::status::{self, Lapse};
use annexa_analysis::why;
use annexa_core::model::{Anchor, Decl, DeclId, View};
use annexa_core::prelude::{Certificate, Supplier, field, kind};
use annexa_core::source::PackageId;
use annexa_diagnostics::{Level, Problem};
use rustc_hash::FxHashSet;

use crate::Cx;
use crate::problems;
use crate::words::{count, some};

/// Suppliers that a scope depends on, and whose agreement or assurance does not hold.
pub(super) fn check(cx: &mut Cx<'_, '_>) {
    let analysis = cx.analysis;
    let mut seen: FxHashSet<DeclId> = FxHashSet::default();
    for content in &analysis.scopes.all {
        let scope = content.scope.decl();
        if scope.package() != PackageId::MAIN {
            continue;
        }
        let mut never: Vec<Supplier<'_>> = Vec::new();
        for supplier in depended_on(content) {
            let decl = supplier.decl();
            if !seen.insert(decl.id) || unknown(cx, decl) || cx.told.contains(&decl.id) {
                continue;
            }
            match status::lapse(supplier, cx.day) {
                None => {}
                Some(Lapse::NeverAssessed) => never.push(supplier),
                Some(lapse) => lapsed(cx, content, supplier, &lapse),
            }
        }
        never_assessed(cx, scope, &never);
    }
}

/// The suppliers in the scope, and those that it or something in it depends on.
fn depended_on<'m>(content: &ScopeContent<'m>) -> Vec<Supplier<'m>> {
    let within = content.subjects.iter().map(|s| s.decl()).filter(|d| d.kind() == kind::SUPPLIER);
    within.chain(content.outside.iter().copied()).filter_map(Supplier::of).collect()
}

/// Whether part of what the supplier says could not be read.
fn unknown(cx: &Cx<'_, '_>, decl: Decl<'_>) -> bool {
    let fields = [field::SUPPLIER_AGREEMENT, field::SUPPLIER_ASSESSED, field::REVIEWED_REVIEW];
    cx.doubt.unread_in(decl)
        || fields.iter().any(|f| decl.phrases(*f).any(|p| p.is_spoiled()))
        || decl.children_of::<Certificate>().any(|c| c.decl().entries().any(|p| p.is_spoiled()))
}

fn lapsed<'m>(cx: &mut Cx<'_, 'm>, content: &ScopeContent<'m>, supplier: Supplier<'m>, lapse: &Lapse) {
    let path = supplier.decl().path();
    let scope = content.scope.decl();
    let (why, anchor, label) = why::lapse(supplier, lapse);
    let depends = format!("and the scope `{}` depends on it", scope.path());
    let (kind, message, level) = match lapse {
        Lapse::NoAgreement => {
            // Where something in the scope depends on it, that is where the scope leaks.
            if content.subjects.iter().any(|s| {
                s.decl().values(field::SUBJECT_DEPENDS_ON).any(|v| v.decls().any(|d| d == supplier.decl()))
            }) {
                return;
            }
            let message = format!("nothing controls `{path}`, which has no agreement, {depends}");
            (&problems::UNCONTROLLED_EXTERNAL, message, Level::Error)
        }
        Lapse::CertificateEnded(..) | Lapse::CertificateSuspended(..) | Lapse::CertificateNotBegun(..) => {
            (&problems::CERTIFICATE_LAPSED, format!("{why}, {depends}"), Level::Warning)
        }
        _ => (&problems::UNCONTROLLED_EXTERNAL, format!("{why}, {depends}"), Level::Warning),
    };
    let problem = Problem::new(kind, anchor, message, label)
        .at_level(level)
        .about([path.clone()])
        .related(depends_at(content, supplier.decl()), "depends on it");
    cx.out.push(problem.help(match lapse {
        Lapse::NoAgreement => format!("name the contract in `{path}`: `agreement: \"…\" since …`"),
        Lapse::AgreementEnded(..) | Lapse::AgreementNotBegun(..) => {
            format!("write the agreement that holds into `{path}`, or take out what depends on it")
        }
        _ => format!(
            "assess `{path}` and write `assessed:`, or declare the certificate that is in force within it"
        ),
    }));
}

/// Where it is said that the scope, or something in it, depends on the supplier.
fn depends_at(content: &ScopeContent<'_>, supplier: Decl<'_>) -> Anchor {
    let scope = content.scope.decl();
    let said = scope
        .values(field::SCOPE_DEPENDS_ON)
        .chain(content.subjects.iter().flat_map(|s| s.decl().values(field::SUBJECT_DEPENDS_ON)));
    let mut said = said.filter(|v| v.decls().any(|d| d.id == supplier.id));
    said.next().map_or(scope.anchor(), |v| v.anchor())
}

/// Suppliers under an agreement of whom nobody knows how they do: one problem for all of a scope.
fn never_assessed(cx: &mut Cx<'_, '_>, scope: Decl<'_>, never: &[Supplier<'_>]) {
    let paths: Vec<String> = never.iter().map(|s| s.decl().path()).collect();
    let problem = match never {
        [] => return,
        [one] => Problem::new(
            &problems::UNCONTROLLED_EXTERNAL,
            one.decl().anchor(),
            format!(
                "`{}` shows no certificate, and was never assessed, and the scope `{}` depends on it",
                paths[0],
                scope.path()
            ),
            "neither certificate nor assessment",
        )
        .related(scope.anchor(), "the scope"),
        many => Problem::new(
            &problems::UNCONTROLLED_EXTERNAL,
            scope.anchor(),
            format!(
                "the scope `{}` depends on {} that show no certificate and were never assessed",
                scope.path(),
                count(many.len(), "supplier")
            ),
            some(&paths, 3),
        ),
    };
    let problem = problem.at_level(Level::Warning).about(paths.iter().cloned()).items(paths);
    let each = if never.len() == 1 { "it" } else { "each of them" };
    cx.out.push(problem.help(format!(
        "assess {each} and write `assessed:` with the day, or declare within it the certificate that it shows",
    )));
}
