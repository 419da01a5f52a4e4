//! What hangs together, as a tree: control ← statement ← evidence, risk → control, and what refers to anything.

use annexa_analysis::backward::{Backward, How};
use annexa_analysis::{Analysis, why};
use annexa_core::model::{Anchor, Decl, ValueRef, View};
use annexa_core::prelude::{Control, Evidence, Implements, Risk, field};
use annexa_core::source::{FileId, Place};
use annexa_core::{DeclId, Model};
use annexa_publish::text::Texts;

use super::words::{self, Target};
use crate::Snapshot;

/// How many branches a node has at most.
const MAX_BRANCHES: usize = 200;

/// A node of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is called.
    pub title: String,
    /// How it stands, or how it hangs on the node before it.
    pub detail: String,
    /// The name of its kind; empty for a line of reasons.
    pub kind: String,
    /// Its declaration, if it is one.
    pub decl: Option<DeclId>,
    /// Where it is.
    pub place: Place,
    /// What hangs on it.
    pub children: Vec<Node>,
}

/// The declaration that the cursor is about: the one that it points at, else the one around it.
pub fn subject(snapshot: &Snapshot, file: FileId, offset: u32) -> Option<DeclId> {
    let named = words::at(snapshot, file, offset).and_then(|word| match word.target {
        Target::Decl(id) => Some(id),
        _ => None,
    });
    named.or_else(|| snapshot.model.at(file, offset).map(|decl| decl.id))
}

/// What hangs together with the declaration at `offset`.
pub fn trace(snapshot: &Snapshot, file: FileId, offset: u32) -> Option<Node> {
    let subject = subject(snapshot, file, offset)?;
    Some(snapshot.ask(move |analysis| Tracer::new(analysis).whole(analysis.model.decl(subject))))
}

/// What carries a declaration: of a control what is done for it, of what is done its evidence, of all else what refers to
/// it.
pub fn carriers(snapshot: &Snapshot, decl: DeclId) -> Vec<Node> {
    snapshot.ask(move |analysis| {
        let (tracer, decl) = (Tracer::new(analysis), analysis.model.decl(decl));
        match Risk::of(decl) {
            None if Control::of(decl).is_some() || Implements::of(decl).is_some() => tracer.branches(decl, 1),
            _ => tracer.referring(decl),
        }
    })
}

/// What a declaration carries: a risk counts on its controls, what is done implements controls, evidence shows what is done.
pub fn carried(snapshot: &Snapshot, decl: DeclId) -> Vec<Node> {
    snapshot.ask(move |analysis| {
        let (tracer, decl) = (Tracer::new(analysis), analysis.model.decl(decl));
        if Risk::of(decl).is_some() {
            return tracer.branches(decl, 1);
        }
        if Evidence::of(decl).is_some() {
            return tracer.referring(decl);
        }
        let fields = [field::IMPLEMENTS_IMPLEMENTS, field::IMPLEMENTS_CONTRIBUTES_TO];
        let values = fields.into_iter().flat_map(|field| decl.values(field));
        values
            .flat_map(|value| value.decls().map(move |to| (to, value.anchor())))
            .map(|(to, anchor)| tracer.node(to, tracer.state(to), anchor))
            .collect()
    })
}

struct Tracer<'m, 'a> {
    model: &'m Model,
    analysis: &'a Analysis<'m>,
    backward: Backward<'m>,
}

impl<'m, 'a> Tracer<'m, 'a> {
    fn new(analysis: &'a Analysis<'m>) -> Self {
        Tracer { model: analysis.model, analysis, backward: Backward::new(analysis.model) }
    }

    fn node(&self, decl: Decl<'m>, detail: String, anchor: Anchor) -> Node {
        Node {
            title: decl.title().into_owned(),
            detail,
            kind: decl.kind_name().to_owned(),
            decl: Some(decl.id),
            place: self.model.place(anchor),
            children: Vec::new(),
        }
    }

    fn whole(&self, decl: Decl<'m>) -> Node {
        let mut node = self.node(decl, decl.path(), decl.anchor());
        node.children = self.reasons(decl);
        node.children.extend(self.branches(decl, 3));
        let known: Vec<Option<DeclId>> = node.children.iter().map(|child| child.decl).collect();
        let others = self.referring(decl).into_iter().filter(|other| !known.contains(&other.decl));
        node.children.extend(others);
        node.children.truncate(MAX_BRANCHES);
        node
    }

    /// For a control, how it stands in each scope, and the lines that made it so.
    fn reasons(&self, decl: Decl<'m>) -> Vec<Node> {
        let texts = Texts::new(self.analysis);
        let rows =
            self.analysis.coverages.iter().filter_map(|coverage| Some((coverage, coverage.row(decl)?)));
        rows.map(|(coverage, row)| {
            let soa = coverage.soa.decl();
            let detail = row.word.title(self.model).to_owned();
            let mut node = self.node(soa, detail, super::soa::decided(coverage, row));
            let lines = why::lines(coverage, row, &self.analysis.work, &|value| texts.plain(value));
            node.children = lines
                .into_iter()
                .map(|line| Node {
                    title: line.text,
                    detail: String::new(),
                    kind: String::new(),
                    decl: None,
                    place: self.model.place(line.anchor),
                    children: Vec::new(),
                })
                .collect();
            node
        })
        .collect()
    }

    /// What hangs on it, `depth` steps down.
    fn branches(&self, decl: Decl<'m>, depth: usize) -> Vec<Node> {
        if depth == 0 {
            return Vec::new();
        }
        let mut found: Vec<(Decl<'m>, String, Anchor)> = Vec::new();
        if let Some(control) = Control::of(decl) {
            for row in self.analysis.coverages.iter().filter_map(|coverage| coverage.row(control.decl())) {
                for part in &row.parts {
                    let doer = self.analysis.work.workers[part.worker].item.decl();
                    found.push((doer, self.state(doer), part.anchor));
                }
            }
        }
        if Risk::of(decl).is_some() {
            for phrase in decl.phrases(field::RISK_TREAT) {
                for (_, value) in annexa_analysis::backward::values_of(phrase) {
                    found.extend(value.decls().map(|to| (to, self.state(to), value.anchor())));
                }
            }
        }
        if Implements::of(decl).is_some() {
            let evidence = decl.values(field::IMPLEMENTS_EVIDENCE).filter_map(ValueRef::decl);
            found.extend(evidence.map(|evidence| (evidence, self.state(evidence), evidence.anchor())));
        }
        let mut nodes: Vec<Node> = Vec::new();
        for (to, detail, anchor) in found {
            if nodes.iter().all(|node| node.decl != Some(to.id)) {
                let mut node = self.node(to, detail, anchor);
                node.children = self.branches(to, depth - 1);
                nodes.push(node);
            }
        }
        nodes
    }

    /// How something stands, in a word or two.
    fn state(&self, decl: Decl<'m>) -> String {
        if Control::of(decl).is_some() {
            let rows = self.analysis.coverages.iter().filter_map(|coverage| coverage.row(decl));
            let words: Vec<&str> = rows.map(|row| row.word.title(self.model)).collect();
            return words.join(", ");
        }
        if let Some(evidence) = Evidence::of(decl) {
            let day = self.analysis.context.as_of;
            let state = annexa_analysis::assurance::evidence_state(evidence, day, &self.analysis.data);
            return state.map_or("nothing gathered", |state| state.title(self.model)).to_owned();
        }
        let statuses = decl.values(field::IMPLEMENTS_STATUS).map(|value| value.source().to_owned());
        statuses.collect::<Vec<_>>().join(", ")
    }

    /// What refers to it, each by how it does.
    fn referring(&self, decl: Decl<'m>) -> Vec<Node> {
        let mut nodes: Vec<Node> = Vec::new();
        for tie in self.backward.to(decl) {
            let name = |field| self.model.schema.field(field).map_or("", |f| self.model.names.text(f.name));
            let how = match tie.how {
                How::Within => continue,
                How::Text => "in a text".to_owned(),
                How::Field(field, None) => name(field).to_owned(),
                How::Field(field, Some(prep)) => format!("{} {}", name(field), prep.word()).trim().to_owned(),
            };
            match nodes.iter_mut().find(|node| node.decl == Some(tie.from.id)) {
                Some(node) if !node.detail.contains(&how) => node.detail.push_str(&format!(", {how}")),
                Some(_) => {}
                None => nodes.push(self.node(tie.from, how, tie.anchor)),
            }
        }
        nodes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::testing::at_cursor;

    fn shown(marked: &str) -> String {
        fn write(node: &Node, depth: usize, out: &mut String) {
            out.push_str(&format!("{}{} [{}] {}\n", "  ".repeat(depth), node.title, node.kind, node.detail));
            node.children.iter().for_each(|child| write(child, depth + 1, out));
        }
        let (snapshot, file, cursor) = at_cursor(marked);
        let mut out = String::new();
        write(&trace(&snapshot, file, cursor).expect("a declaration"), 0, &mut out);
        out
    }

    const TEXT: &str = "scope cloud \"Cloud\" { }
soa s \"SoA\" for cloud against iso27001 { include: A.* because \"All\" }
policy p \"P\" { statement x \"We back up\" { implements: A.8.13  status: implemented  evidence: list } }
evidence list \"The list\" { collected: 2026-10-01  valid: for 3 months }
risk loss \"Loss\" { treat: modify with A.8.13 }
";

    #[test]
    fn from_a_control_to_its_evidence() {
        let tree = shown(&TEXT.replace("implements: A.8.13", "implements: A.8.‸13"));
        assert!(
            tree.starts_with("Information backup [control] A.8.13\n  SoA [soa] evidenced\n    "),
            "{tree}"
        );
        let chain = "  We back up [statement] implemented\n    The list [evidence] Fresh\n";
        assert!(tree.contains(chain), "{tree}");
        assert!(tree.contains("  Loss [risk] treat with\n"), "{tree}");
    }

    #[test]
    fn what_carries_what() {
        let (snapshot, _, _) = at_cursor(&format!("‸{TEXT}"));
        let id = |path: &str| snapshot.model.find(path).expect("a declaration").id;
        let names = |nodes: Vec<Node>| nodes.into_iter().map(|node| node.title).collect::<Vec<_>>();
        assert_eq!(names(carriers(&snapshot, id("A.8.13"))), ["We back up"]);
        assert_eq!(names(carriers(&snapshot, id("p.x"))), ["The list"]);
        assert_eq!(names(carried(&snapshot, id("loss"))), ["Information backup"]);
        assert_eq!(names(carried(&snapshot, id("p.x"))), ["Information backup"]);
        assert_eq!(names(carried(&snapshot, id("list"))), ["We back up"]);
        assert_eq!(names(carriers(&snapshot, id("cloud"))), ["SoA"]);
    }

    #[test]
    fn from_a_risk_to_what_is_done() {
        let tree = shown(&TEXT.replace("risk loss", "risk lo‸ss"));
        let chain = "Loss [risk] loss\n  Information backup [control] evidenced\n    We back up [statement] implemented\n      The list [evidence] Fresh\n";
        assert!(tree.starts_with(chain), "{tree}");
        let tree = shown(&TEXT.replace("evidence list", "evidence li‸st"));
        assert_eq!(tree, "The list [evidence] list\n  We back up [statement] evidence\n");
    }
}
