//! The statements of applicability as tables: each control with its decision, its state, and what made them so.

use annexa_analysis::coverage::{Decision, Row as Covered};
use annexa_analysis::{Analysis, Coverage};
use annexa_core::DeclId;
use annexa_core::model::{Anchor, Decl, View};
use annexa_core::prelude::{CoverageState, EvidenceState, kind};
use annexa_core::source::Place;
use annexa_publish::text::Texts;

use crate::Snapshot;

/// A statement of applicability.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Soa {
    /// Its declaration.
    pub decl: DeclId,
    /// The title of its scope; empty where that did not resolve.
    pub scope: String,
    /// Its title.
    pub title: String,
    /// One for each control, in the order of the catalogs.
    pub rows: Vec<Row>,
}

/// A control in a statement of applicability.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The control.
    pub control: DeclId,
    /// The title of the group that it stands in.
    pub theme: String,
    /// How it stands.
    pub state: CoverageState,
    /// Whether it applies; `None` where that is not decided.
    pub applicable: Option<bool>,
    /// Why it does or does not.
    pub justification: String,
    /// Why it is necessary: `risk`, `legal`, `contractual`, `business`.
    pub reasons: Vec<&'static str>,
    /// Who does something for it.
    pub doers: Vec<DeclId>,
    /// The evidence, with its state where that is known.
    pub evidence: Vec<(DeclId, Option<EvidenceState>)>,
    /// Where it is decided: the element of a list, else the statement of applicability.
    pub place: Place,
}

/// All statements of applicability of the package.
pub fn soa(snapshot: &Snapshot) -> Vec<Soa> {
    snapshot.ask(tables)
}

fn tables<'m>(analysis: &Analysis<'m>) -> Vec<Soa> {
    let texts = Texts::new(analysis);
    let table = |coverage: &Coverage<'m>| {
        let row = |row: &Covered<'m>| {
            let control = row.control.decl();
            let because = row.justification.iter().map(|value| texts.plain(*value)).collect::<Vec<_>>();
            let sources = row.reasons.iter().filter_map(|r| r.source).map(|d| d.title().into_owned());
            let justification = if because.is_empty() { sources.collect() } else { because };
            let mut doers: Vec<DeclId> = Vec::new();
            for part in &row.parts {
                let doer = analysis.work.workers[part.worker].item.decl().id;
                if !doers.contains(&doer) {
                    doers.push(doer);
                }
            }
            let evidence =
                row.assurance.evidence.iter().map(|(evidence, state)| (evidence.decl().id, *state));
            Row {
                control: control.id,
                theme: group(control).map_or_else(String::new, |group| group.title().into_owned()),
                state: row.word,
                applicable: row.included().then_some(true).or(row.excluded().then_some(false)),
                justification: justification.join("; "),
                reasons: row.reason_kinds().into_iter().map(|kind| kind.word()).collect(),
                doers,
                evidence: evidence.collect(),
                place: analysis.model.place(decided(coverage, row)),
            }
        };
        Soa {
            decl: coverage.soa.decl().id,
            scope: coverage.scope.map_or_else(String::new, |scope| scope.decl().title().into_owned()),
            title: coverage.soa.decl().title().into_owned(),
            rows: coverage.rows.iter().map(row).collect(),
        }
    };
    analysis.coverages.iter().map(table).collect()
}

/// Where a control is decided.
pub(super) fn decided(coverage: &Coverage<'_>, row: &Covered<'_>) -> Anchor {
    let pattern = match &row.decision {
        Decision::Included(patterns) | Decision::Excluded(patterns) => patterns.first().copied(),
        Decision::Conflict(at) => coverage.conflicts.get(*at).map(|conflict| conflict.include),
        Decision::Undecided => None,
    };
    let pattern = pattern.and_then(|at| coverage.patterns.get(at));
    pattern.map_or(coverage.soa.decl().anchor(), |pattern| pattern.value.anchor())
}

/// The group that an entry of a catalog stands in.
fn group(decl: Decl<'_>) -> Option<Decl<'_>> {
    std::iter::successors(decl.parent(), |d| d.parent()).find(|d| d.kind() == kind::GROUP)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::testing::package;

    #[test]
    fn a_row_for_each_control() {
        let text = "scope cloud \"Cloud\" { }
soa s \"SoA\" for cloud against iso27001 {
    include: A.5.* because \"All of it\"
    exclude: A.8.30 because \"No development for us by others\"
}
policy p \"P\" { statement x \"We back up\" { implements: A.5.1  status: implemented  evidence: list } }
evidence list \"The list\" { collected: 2026-10-01  valid: for 3 months }
";
        let (snapshot, _) = package(text);
        let tables = soa(&snapshot);
        let [table] = tables.as_slice() else { panic!("one statement of applicability") };
        assert_eq!((table.scope.as_str(), table.title.as_str(), table.rows.len()), ("Cloud", "SoA", 93));
        let row = |id: &str| table.rows.iter().find(|r| snapshot.model.decl(r.control).path() == id).unwrap();
        let first = row("A.5.1");
        assert_eq!((first.applicable, first.state), (Some(true), CoverageState::Evidenced));
        assert_eq!(
            (first.justification.as_str(), first.theme.as_str()),
            ("All of it", "Organizational controls")
        );
        assert_eq!(first.place.span.of(text), "A.5.*");
        assert_eq!(first.doers, [snapshot.model.find("p.x").unwrap().id]);
        assert_eq!(first.evidence, [(snapshot.model.find("list").unwrap().id, Some(EvidenceState::Fresh))]);
        assert_eq!(row("A.8.30").applicable, Some(false));
        assert_eq!((row("A.8.1").applicable, row("A.8.1").place.span.of(text)), (None, "s"));
    }
}
