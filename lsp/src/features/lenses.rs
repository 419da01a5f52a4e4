//! Lines above declarations: how far a statement of applicability is, how old evidence is, whether a document is approved.

use annexa_analysis::approval::State;
use annexa_core::DeclId;
use annexa_core::model::Decl;
use annexa_core::prelude::EvidenceState;
use annexa_core::source::{FileId, Span};
use annexa_core::time::Date;
use serde::Deserialize;

use crate::Snapshot;

/// Which lenses are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// How far statements of applicability are.
    pub coverage: bool,
    /// How old evidence is.
    pub evidence: bool,
    /// Whether documents are approved and risks accepted.
    pub approvals: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        Wanted { coverage: true, evidence: true, approvals: true }
    }
}

/// What a lens is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The statement of applicability.
    Coverage,
    /// Evidence.
    Evidence,
    /// An approval that is there.
    Approved,
    /// An approval that is missing.
    Approve,
}

/// A line above a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lens {
    /// The name of the declaration.
    pub span: Span,
    /// The declaration.
    pub decl: DeclId,
    /// What it is about.
    pub about: About,
    /// What it says.
    pub text: String,
}

/// The lenses of `file`, in the order of its text.
pub fn lenses(snapshot: &Snapshot, file: FileId, wanted: Wanted) -> Vec<Lens> {
    if !snapshot.notices.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for decl in snapshot.model.decls_in(file) {
        let mut add = |about, text| found.push(Lens { span: decl.node().name, decl: decl.id, about, text });
        if wanted.coverage
            && let Some(text) = coverage(snapshot, decl)
        {
            add(About::Coverage, text);
        }
        if wanted.evidence
            && let Some(text) = age(snapshot, decl)
        {
            add(About::Evidence, text);
        }
        if wanted.approvals
            && let Some((about, text)) = approval(snapshot, decl)
        {
            add(about, text);
        }
    }
    found
}

fn coverage(snapshot: &Snapshot, decl: Decl<'_>) -> Option<String> {
    let totals = snapshot.standing().totals.get(&decl.id)?;
    let mut text = format!("{} of {} controls implemented", totals.implemented, totals.included);
    if totals.excluded > 0 {
        text.push_str(&format!(", {} excluded", totals.excluded));
    }
    if totals.undecided > 0 {
        text.push_str(&format!(", {} undecided", totals.undecided));
    }
    Some(text)
}

fn age(snapshot: &Snapshot, decl: Decl<'_>) -> Option<String> {
    let age = snapshot.standing().evidence.get(&decl.id)?;
    let days = age.last.until(snapshot.as_of).ok()?.get_days();
    let gathered = match days {
        0 => "gathered today".to_owned(),
        1 => "gathered yesterday".to_owned(),
        days => format!("gathered {days} days ago"),
    };
    Some(match (age.state, age.until) {
        (Some(EvidenceState::Stale), Some(until)) => format!("{gathered}, stale since {until}"),
        (Some(EvidenceState::Failing), _) => format!("{gathered}, and not as expected"),
        (_, Some(until)) => format!("{gathered}, good until {until}"),
        (_, None) => gathered,
    })
}

fn approval(snapshot: &Snapshot, decl: Decl<'_>) -> Option<(About, String)> {
    let approval = snapshot.standing().approvals.get(&decl.id)?;
    let on = |on: Option<Date>| on.map_or_else(String::new, |on| format!(" on {on}"));
    let missing: Vec<String> =
        approval.missing.iter().map(|id| snapshot.model.decl(*id).title().into_owned()).collect();
    Some(match approval.state {
        State::NotAsked | State::Unknown => return None,
        State::Approved => (About::Approved, format!("approved{}", on(approval.on))),
        State::Changed => (About::Approve, format!("changed since it was approved{}", on(approval.on))),
        State::Partly => (About::Approve, format!("not yet approved by {}", missing.join(", "))),
        State::Never => (About::Approve, "not approved".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::testing::package;

    const TEXT: &str = "role ceo \"CEO😀\" { holder: \"Runa\" }
scope c \"C\"
soa s \"S\" for c against iso27001 { include: A.5.* because \"x\"  exclude: A.7.* because \"y\" }
policy p \"P\" { approver: ceo  version: \"1\" }
evidence e \"E\" { collected: 2026-10-01  valid: for 3 months }
evidence f \"F\" { collected: 2026-01-01  valid: for 3 months }
";

    #[test]
    fn above_declarations() {
        let (snapshot, file) = package(TEXT);
        let found = lenses(&snapshot, file, Wanted::default());
        let shown: Vec<(&str, &str)> = found.iter().map(|l| (l.span.of(TEXT), l.text.as_str())).collect();
        let expected = [
            ("s", "0 of 37 controls implemented, 14 excluded, 42 undecided"),
            ("p", "not approved"),
            ("e", "gathered 31 days ago, good until 2027-01-01"),
            ("f", "gathered 304 days ago, stale since 2026-04-01"),
        ];
        assert_eq!(shown, expected);
        let some = Wanted { coverage: false, approvals: false, ..Wanted::default() };
        assert_eq!(lenses(&snapshot, file, some).len(), 2);
    }
}
