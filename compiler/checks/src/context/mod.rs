//! Context, leadership, support (ISO/IEC 27001, clauses 4, 5, 6, 7 and 8). What can be said in a rule is in
//! `stdlib/rules/context.isms`, and what speaks of clauses in `stdlib/rules/iso27001`.

mod people;
mod suppliers;

use annexa_core::model::{Decl, View};
use annexa_core::prelude::{Issue, IssueTopic, Scope, field, kind};
use annexa_core::source::PackageId;
use annexa_diagnostics::Problem;

use crate::Cx;
use crate::problems;

/// The edition of ISO/IEC 27001 that Amendment 1:2024 changes.
const AMENDED: &str = "2022";

/// Finds them all.
pub(crate) fn check(cx: &mut Cx<'_, '_>) {
    climate(cx);
    people::check(cx);
    suppliers::check(cx);
}

/// The scopes that the package itself declares.
fn own_scopes<'m>(cx: &Cx<'_, 'm>) -> impl Iterator<Item = Scope<'m>> {
    cx.model.all::<Scope>().filter(|s| s.decl().package() == PackageId::MAIN)
}

/// Whether climate change is relevant is determined, whatever the answer (4.1 as amended in 2024).
fn climate(cx: &mut Cx<'_, '_>) {
    let amended = cx.model.catalogs.iter().any(|c| c.has_clauses() && c.edition == AMENDED);
    let Some(scope) = own_scopes(cx).next().filter(|_| amended) else { return };
    if cx.doubt.unread_kinds(&[kind::ISSUE]) {
        return;
    }
    let about: Vec<Issue<'_>> = cx.model.all::<Issue>().filter(is_about_climate).collect();
    if about.iter().any(|i| i.decl().values(field::ISSUE_RELEVANT).next().is_some()) {
        return;
    }
    let problem = match about.first() {
        Some(issue) => Problem::new(
            &problems::CLIMATE_NOT_DETERMINED,
            issue.decl().anchor(),
            format!("`{}` is about climate change, and does not say whether that is relevant", issue.decl().path()),
            "is it relevant?",
        )
        .help("write `relevant: yes because \"…\"`, or `relevant: no because \"…\"`"),
        None => Problem::new(
            &problems::CLIMATE_NOT_DETERMINED,
            scope.decl().anchor(),
            "nothing says whether climate change is relevant to the management system".to_owned(),
            "is climate change relevant?",
        )
        .help(
            "declare an issue that says so, with the reason; that it is not relevant is an answer too: \
             `issue climate \"Climate change\" { kind: external  topic: climate-change  relevant: no because \"…\" }`",
        ),
    };
    cx.out.push(problem);
}

/// Whether an issue is about climate change: by its topic, or where it gives none by its title or name.
fn is_about_climate(issue: &Issue<'_>) -> bool {
    let decl: Decl<'_> = issue.decl();
    if decl.phrases(field::ISSUE_TOPIC).next().is_some() {
        return issue.topic() == Some(IssueTopic::ClimateChange);
    }
    let topic = decl.model.schema.enumeration(IssueTopic::ID);
    let Some(value) = topic.values.get(usize::from(IssueTopic::ClimateChange.index())) else { return false };
    decl.title().eq_ignore_ascii_case(&value.title) || decl.name() == decl.model.names.text(value.name)
}
