//! The package as a tree: sections, the kinds in them, the declarations of each.

use annexa_core::DeclId;
use annexa_core::model::Decl;
use annexa_core::prelude::kind;
use annexa_core::schema::KindId;
use annexa_core::source::PackageId;

use crate::Snapshot;

/// A section of the management system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its title.
    pub title: &'static str,
    /// The kinds of which there are declarations.
    pub kinds: Vec<Kind>,
}

/// A kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its title.
    pub title: String,
    /// Its name.
    pub name: String,
    /// The declarations at top level.
    pub decls: Vec<Node>,
}

/// A declaration with those in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The declaration.
    pub decl: DeclId,
    /// Those that stand in it.
    pub children: Vec<Node>,
}

/// Which kinds stand in which section. What is in none stands in the last.
const SECTIONS: &[(&str, &[KindId])] = &[
    (
        "Organization and context",
        &[
            kind::ORGANIZATION,
            kind::SCOPE,
            kind::ISSUE,
            kind::INTERESTED_PARTY,
            kind::OBLIGATION,
            kind::PROCESS,
        ],
    ),
    ("People and roles", &[kind::PERSON, kind::ROLE, kind::TEAM, kind::SITE, kind::COMPETENCE]),
    (
        "Policies and documents",
        &[kind::POLICY, kind::PROCEDURE, kind::EXCEPTION, kind::EXTERNAL_DOCUMENT, kind::TERM],
    ),
    ("Assets and suppliers", &[kind::ASSET, kind::SERVICE, kind::SUPPLIER]),
    ("Risks and opportunities", &[kind::RISK_METHOD, kind::RISK, kind::OPPORTUNITY]),
    ("Statement of applicability", &[kind::SOA, kind::CONFIRMATION]),
    (
        "Evidence and measurement",
        &[kind::EVIDENCE, kind::OBJECTIVE, kind::MEASURE, kind::TRAINING, kind::COMMUNICATION],
    ),
    (
        "Audit and improvement",
        &[
            kind::AUDIT_PROGRAMME,
            kind::AUDIT,
            kind::MANAGEMENT_REVIEW,
            kind::INCIDENT,
            kind::ACTION,
            kind::CHANGE,
            kind::CERTIFICATION,
        ],
    ),
    ("Other", &[]),
];

/// The package as a tree. Sections and kinds without declarations are left out.
pub fn tree(snapshot: &Snapshot) -> Vec<Section> {
    let model = &snapshot.model;
    let placed = |id: &KindId| SECTIONS.iter().any(|(_, kinds)| kinds.contains(id));
    let all = || (0..model.schema.kinds.len()).map(|k| KindId(k as u16));
    let sections = SECTIONS.iter().map(|(title, kinds)| {
        let kinds: Vec<KindId> = match kinds {
            [] => all().filter(|id| !placed(id)).collect(),
            kinds => kinds.to_vec(),
        };
        let kinds = kinds.into_iter().filter_map(|id| {
            let data = model.schema.kind(id)?;
            let own = model.of_kind(id).filter(|d| d.package() == PackageId::MAIN && d.parent().is_none());
            let decls: Vec<Node> = own.map(node).collect();
            let (title, name) = (data.title.clone(), model.names.text(data.name).to_owned());
            (!decls.is_empty()).then_some(Kind { title, name, decls })
        });
        Section { title, kinds: kinds.collect() }
    });
    sections.filter(|section| !section.kinds.is_empty()).collect()
}

/// Depth is bounded by that of brackets.
fn node(decl: Decl<'_>) -> Node {
    Node { decl: decl.id, children: decl.children().map(node).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::testing::package;

    #[test]
    fn sections_kinds_and_declarations() {
        let text = "role ciso \"CISO\"\nkind vessel \"Vessel\" { }\nvessel v \"V\"\npolicy p \"P\" { statement s \"S\" { } }\n";
        let (snapshot, _) = package(text);
        let tree = tree(&snapshot);
        let titles: Vec<&str> = tree.iter().map(|s| s.title).collect();
        assert_eq!(titles, ["People and roles", "Policies and documents", "Other"]);
        assert_eq!((tree[2].kinds[0].name.as_str(), tree[2].kinds[0].decls.len()), ("vessel", 1));
        assert_eq!(tree[1].kinds[0].decls[0].children.len(), 1);
    }
}
