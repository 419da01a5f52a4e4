//! The trace as a hierarchy of calls: what carries a declaration "calls" it, and it "calls" what it carries.

use serde_json::{Value, json};
use tower_lsp::ls_types::*;

use super::pages::Pages;
use super::view::View;
use crate::features::trace::{self, Node};

/// Where the steps of a hierarchy go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To what carries it.
    In,
    /// To what it carries.
    Out,
}

/// The document through which a hierarchy was begun, and the name of the declaration, as items keep them.
pub fn kept(item: &CallHierarchyItem) -> Option<(Uri, String)> {
    let data = item.data.as_ref()?;
    let uri = serde_json::from_value(data.get("through")?.clone()).ok()?;
    Some((uri, data.get("name")?.as_str()?.to_owned()))
}

impl View {
    pub fn hierarchy(&self, uri: &Uri, position: Position) -> Option<Vec<CallHierarchyItem>> {
        let lines = self.lines();
        let id = trace::subject(&self.snapshot, self.file, lines.offset(position))?;
        let decl = self.snapshot.model.decl(id);
        let place = self.snapshot.model.place(decl.anchor());
        let node = Node {
            title: decl.title().into_owned(),
            detail: decl.path(),
            kind: decl.kind_name().to_owned(),
            decl: Some(id),
            place,
            children: Vec::new(),
        };
        let at = (uri.clone(), Range::new(position, position));
        Some(vec![self.item(&mut self.pages(), &node, uri, at)?])
    }

    /// One step from the declaration called `name`, with the ranges by which each thing is reached.
    pub fn step(&self, uri: &Uri, name: &str, way: Way) -> Option<Vec<(CallHierarchyItem, Vec<Range>)>> {
        let model = &self.snapshot.model;
        let decl = model.find(name)?;
        let nodes = match way {
            Way::In => trace::carriers(&self.snapshot, decl.id),
            Way::Out => trace::carried(&self.snapshot, decl.id),
        };
        let mut pages = self.pages();
        let from = (uri.clone(), pages.range(self.file, annexa_core::source::Span::at(0)));
        let items = nodes.iter().filter_map(|node| {
            let (_, range) = pages.spot(node.place);
            Some((self.item(&mut pages, node, uri, from.clone())?, vec![range]))
        });
        Some(items.collect())
    }

    /// An item of a hierarchy. What the editor cannot open is shown where it was asked from.
    fn item(
        &self,
        pages: &mut Pages<'_>,
        node: &Node,
        document: &Uri,
        at: (Uri, Range),
    ) -> Option<CallHierarchyItem> {
        let decl = self.snapshot.model.decl(node.decl?);
        let name = self.snapshot.model.place(decl.anchor());
        let (uri, range, selection_range) = match pages.spot(name) {
            (Some(uri), range) => (uri, pages.range(name.file, decl.node().span), range),
            (None, _) => (at.0, at.1, at.1),
        };
        let data: Value = json!({ "through": document, "name": decl.path() });
        Some(CallHierarchyItem {
            name: node.title.clone(),
            kind: SymbolKind::OBJECT,
            tags: None,
            detail: Some(format!("{} {}", node.kind, node.detail).trim_end().to_owned()),
            uri,
            range,
            selection_range,
            data: Some(data),
        })
    }
}
