//! Policies are acknowledged by those whom they are for (ISO/IEC 27001, A.5.1): by how many, and which version.

use annexa_analysis::document::Resolved;
use annexa_analysis::eval::scalar::{self, Scalar};
use annexa_analysis::{calendar, people};
use annexa_core::model::{Decl, View};
use annexa_core::prelude::{Acknowledgement, Policy, field, kind};
use annexa_core::source::PackageId;
use annexa_diagnostics::Problem;
use annexa_syntax::tree::Prep;

use crate::problems;
use crate::words::{count, some};
use crate::{Cx, MAX_PLACES};

/// The control that asks for acknowledgement, and the clause that the policy at the top fulfils.
const ASKING: &str = "A.5.1";
const AT_THE_TOP: &str = "5.2";

/// Finds what is not: one problem for an acknowledgement that falls short, one for a version that nobody was asked about,
/// and one for all policies of which nothing says that anybody acknowledged them.
pub(super) fn check(cx: &mut Cx<'_, '_>) {
    if cx.doubt.unread_kinds(&[kind::ACKNOWLEDGEMENT]) {
        return;
    }
    let own = |d: &Decl<'_>| d.package() == PackageId::MAIN;
    let all: Vec<Acknowledgement<'_>> =
        cx.model.all::<Acknowledgement>().filter(|a| own(&a.decl())).collect();
    // Whom a line that could not be read was about, nobody knows.
    if all.iter().any(|a| a.decl().head(Prep::Of).any(|v| !v.is_known())) || !is_asked(cx) {
        return;
    }
    for acknowledgement in all.iter().filter(|a| is_present(a.decl())) {
        short(cx, *acknowledgement);
    }
    let mut never: Vec<Decl<'_>> = Vec::new();
    for policy in cx.model.all::<Policy>().map(View::decl).filter(own) {
        if Resolved::of(policy).values(field::POLICY_AUDIENCE).next().is_none() {
            continue;
        }
        // One that counts nobody yet says nothing.
        let of = |a: &&Acknowledgement<'_>| {
            a.decl().head(Prep::Of).any(|v| v.decl() == Some(policy))
                && people::acknowledged(**a, &cx.analysis.data, cx.day).is_some()
        };
        let of: Vec<&Acknowledgement<'_>> = all.iter().filter(of).collect();
        let version = annexa_analysis::approval::version(policy);
        let is_it = |a: &&&Acknowledgement<'_>| version.is_none() || said_version(a.decl()) == version;
        match (of.last(), of.iter().find(is_it)) {
            (None, _) if unheard(cx, policy) => {}
            (None, _) => never.push(policy),
            (Some(_), Some(_)) => {}
            (Some(last), None) => other_version(cx, policy, last.decl()),
        }
    }
    let Some(first) = never.first() else { return };
    let names: Vec<String> = never.iter().map(|d| format!("`{}`", d.path())).collect();
    let message = match names.as_slice() {
        [one] => format!("nothing says that those whom {one} is for have acknowledged it"),
        many => format!(
            "nothing says that those whom they are for have acknowledged {}: {}",
            if many.len() == 1 { "it".to_owned() } else { format!("{} policies", many.len()) },
            some(many, 4)
        ),
    };
    let place = |d: Decl<'_>| d.phrases(field::POLICY_AUDIENCE).next().map_or(d.anchor(), |p| p.anchor());
    let mut problem =
        Problem::new(&problems::UNACKNOWLEDGED_POLICY, place(*first), message, "have they acknowledged it?");
    for other in never.iter().skip(1).take(MAX_PLACES) {
        problem = problem.related(place(*other), "and they?");
    }
    if never.len() > 1 {
        problem = problem.items(never.iter().map(|d| d.path()));
    }
    cx.out.push(problem.help(format!(
        "declare it: `acknowledgement … of {} {{ version: \"…\"  acknowledged: 171 of 184 on 2026-10-01 }}`",
        first.path()
    )));
}

/// Whether the control that asks for it applies in a scope of the package, or no statement of applicability speaks of it.
fn is_asked(cx: &Cx<'_, '_>) -> bool {
    let rows = cx.own_coverages().flat_map(|c| c.last_word());
    let mut asking = rows.filter(|r| r.control.decl().name() == ASKING).peekable();
    asking.peek().is_none() || asking.any(|r| !r.excluded())
}

/// Whether an acknowledgement is of the version of a document that there is now.
fn is_present(decl: Decl<'_>) -> bool {
    let version = said_version(decl);
    decl.head(Prep::Of).filter_map(|v| v.decl()).any(|of| {
        let now = annexa_analysis::approval::version(of);
        now.is_none() || now == version
    })
}

/// Whether no communication shows that the policy at the top was made known. Where nobody acknowledged it either, that is
/// told as such.
fn unheard(cx: &Cx<'_, '_>, policy: Decl<'_>) -> bool {
    let at_the_top = |d: Decl<'_>| d.name() == AT_THE_TOP && d.catalog().is_some_and(|c| c.has_clauses());
    let fulfils = policy.values(field::DOCUMENTED_FULFILS).flat_map(|v| v.decls()).any(at_the_top);
    let mut told = cx.model.of_kind(kind::COMMUNICATION).filter(|c| {
        c.values(field::COMMUNICATION_COMMUNICATES).any(|v| v.decl() == Some(policy))
            && calendar::last(*c, field::COMMUNICATION_SENT, cx.day).is_some()
    });
    fulfils && told.next().is_none()
}

fn said_version(decl: Decl<'_>) -> Option<String> {
    decl.values(field::ACKNOWLEDGEMENT_VERSION).find_map(|v| v.text()).map(|t| t.into_owned())
}

fn other_version(cx: &mut Cx<'_, '_>, policy: Decl<'_>, acknowledgement: Decl<'_>) {
    let version = annexa_analysis::approval::version(policy).unwrap_or_default();
    let theirs = said_version(acknowledgement).unwrap_or_default();
    let place = policy.phrases(field::APPROVABLE_VERSION).next().map_or(policy.anchor(), |p| p.anchor());
    cx.out.push(
        Problem::new(
            &problems::UNACKNOWLEDGED_POLICY,
            place,
            format!(
                "nothing says that anybody acknowledged version {version} of `{}`; version {theirs} was",
                policy.path()
            ),
            "acknowledged by nobody yet",
        )
        .related(acknowledgement.anchor(), "the last acknowledgement")
        .help("ask its audience again, and declare what came of it"),
    );
}

/// An acknowledgement by fewer than there were to be.
fn short(cx: &mut Cx<'_, '_>, acknowledgement: Acknowledgement<'_>) {
    let decl = acknowledgement.decl();
    if cx.doubt.unread_in(decl) || decl.entries().any(|p| p.is_spoiled()) {
        return;
    }
    let Some((share, place)) = people::acknowledged(acknowledgement, &cx.analysis.data, cx.day) else {
        return;
    };
    let target = decl.values(field::ACKNOWLEDGEMENT_TARGET).next();
    let met = match target {
        Some(target) => scalar::meets(&share, target),
        None => Some(matches!(share, Scalar::Share(n, of) if n >= of)),
    };
    if met != Some(false) {
        return;
    }
    let of: Vec<String> =
        decl.head(Prep::Of).filter_map(|v| v.decl()).map(|d| format!("`{}`", d.path())).collect();
    let so_many = match share {
        Scalar::Share(n, all) => {
            format!("{n} of {}", count(all as usize, "person")).replace("persons", "people")
        }
        ref other => other.shown(cx.model),
    };
    let wanted = target.map_or_else(|| "everybody".to_owned(), |t| format!("a share of {}", t.source()));
    let mut problem = Problem::new(
        &problems::UNACKNOWLEDGED_POLICY,
        place,
        format!("{so_many} acknowledged {}, and {wanted} was to", some(&of, 3)),
        "not enough",
    );
    if let Some(target) = target {
        problem = problem.related(target.anchor(), "the share to reach");
    }
    cx.out.push(problem.help("ask those who are missing, and write down the new count with its day"));
}
