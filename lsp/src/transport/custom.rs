//! Requests beyond the protocol; `docs/lsp.md` describes them for those who write clients.

use std::collections::BTreeMap;
use std::sync::Arc;

use annexa_checks::explain;
use annexa_core::DeclId;
use annexa_core::source::Place;
use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{Range, TextDocumentIdentifier, TextDocumentPositionParams, Uri, WorkspaceEdit};

use super::handlers::Backend;
use super::pages::{PROBLEMS, Pages};
use super::view::View;
use super::{Core, library_path, lock};
use crate::features::{preview, soa, table, trace, tree};
use crate::workspace::Home;

/// Names a document, or any file of a package.
#[derive(Debug, Deserialize)]
pub struct Named {
    uri: Uri,
}

/// The text of a document that lies in the server.
#[derive(Debug, Serialize)]
pub struct Text {
    text: String,
}

/// A declaration and where it is. Without a name for the file, the client cannot open it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Link {
    name: String,
    title: String,
    uri: Option<Uri>,
    range: Range,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<String>,
}

/// The statements of applicability.
#[derive(Debug, Serialize)]
pub struct SoaTables {
    tables: Vec<SoaTable>,
}

#[derive(Debug, Serialize)]
struct SoaTable {
    soa: String,
    scope: String,
    title: String,
    rows: Vec<SoaRow>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SoaRow {
    control: String,
    title: String,
    theme: String,
    state: String,
    applicable: Option<bool>,
    reasons: Vec<&'static str>,
    justification: String,
    implemented_by: Vec<Link>,
    evidence: Vec<Link>,
    uri: Option<Uri>,
    range: Range,
}

/// A node of a trace.
#[derive(Debug, Serialize)]
pub struct TraceNode {
    title: String,
    detail: String,
    kind: String,
    uri: Option<Uri>,
    range: Range,
    children: Vec<TraceNode>,
}

/// Asks for a preview.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Previewed {
    text_document: TextDocumentIdentifier,
}

/// A file as it is read.
#[derive(Debug, Serialize)]
pub struct Preview {
    title: String,
    html: String,
}

/// Asks for a table.
#[derive(Debug, Deserialize)]
pub struct TableParams {
    uri: Uri,
    kind: String,
}

/// The declarations of a kind.
#[derive(Debug, Serialize)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Column {
    field: String,
    title: String,
    #[serde(rename = "type")]
    takes: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<String>,
    required: bool,
}

#[derive(Debug, Serialize)]
struct Row {
    name: String,
    title: String,
    uri: Option<Uri>,
    range: Range,
    cells: BTreeMap<String, Cell>,
}

#[derive(Debug, Serialize)]
struct Cell {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

/// Asks for the edit of a cell.
#[derive(Debug, Deserialize)]
pub struct CellParams {
    uri: Uri,
    name: String,
    /// The field; without one, the title.
    field: Option<String>,
    text: String,
}

/// The package as a tree.
#[derive(Debug, Serialize)]
pub struct Tree {
    sections: Vec<Section>,
}

#[derive(Debug, Serialize)]
struct Section {
    title: &'static str,
    kinds: Vec<Kind>,
}

#[derive(Debug, Serialize)]
struct Kind {
    kind: String,
    title: String,
    declarations: Vec<TreeNode>,
}

#[derive(Debug, Serialize)]
struct TreeNode {
    name: String,
    title: String,
    kind: String,
    uri: Option<Uri>,
    range: Range,
    children: Vec<TreeNode>,
}

impl Backend {
    /// `annexa/document`
    pub async fn document(&self, named: Named) -> Result<Option<Text>> {
        let Some(path) = library_path(&named.uri) else { return Ok(None) };
        let text = match path.strip_prefix(PROBLEMS).and_then(|p| p.strip_prefix('/')?.strip_suffix(".md")) {
            Some(name) => self.0.page(name).await?,
            None => annexa_stdlib::file(path).map(str::to_owned),
        };
        Ok(text.map(|text| Text { text }))
    }

    /// `annexa/soa`
    pub async fn soa(&self, named: Named) -> Result<Option<SoaTables>> {
        self.0.of_package("the statement of applicability", &named.uri, |view| Some(view.soa())).await
    }

    /// `annexa/trace`
    pub async fn trace(&self, params: TextDocumentPositionParams) -> Result<Option<TraceNode>> {
        let position = params.position;
        let trace = move |view: &View| {
            let offset = view.offset(position);
            let node = trace::trace(&view.snapshot, view.file, offset)?;
            Some(trace_node(&mut view.pages(), node))
        };
        self.0.answer("the trace", &params.text_document.uri, trace).await
    }

    /// `annexa/preview`
    pub async fn preview(&self, params: Previewed) -> Result<Option<Preview>> {
        let page = |view: &View| {
            let preview::Preview { title, html } = preview::preview(&view.snapshot, view.file)?;
            Some(Preview { title, html })
        };
        self.0.answer("the preview", &params.text_document.uri, page).await
    }

    /// `annexa/table`
    pub async fn table(&self, params: TableParams) -> Result<Option<Table>> {
        self.0.of_package("the table", &params.uri, move |view| view.table(&params.kind)).await
    }

    /// `annexa/setCell`
    pub async fn set_cell(&self, params: CellParams) -> Result<Option<WorkspaceEdit>> {
        let CellParams { uri, name, field, text } = params;
        let edit = move |view: &View| {
            let edits = match field {
                Some(field) => table::set_cell(&view.snapshot, &name, &field, &text)?,
                None => table::set_title(&view.snapshot, &name, &text)?,
            };
            view.pages().edit(edits.into_iter().map(|edit| (edit.place, edit.text)))
        };
        self.0.of_package("the edit", &uri, edit).await
    }

    /// `annexa/tree`
    pub async fn tree(&self, named: Named) -> Result<Option<Tree>> {
        self.0.of_package("the tree", &named.uri, |view| Some(view.tree())).await
    }
}

impl Core {
    /// The page of a problem, or of a rule that one of the open packages has.
    async fn page(self: &Arc<Self>, name: &str) -> Result<Option<String>> {
        if let Some(page) = explain::page(name) {
            return Ok(Some(page.to_owned()));
        }
        let homes: Vec<Home> = lock(&self.workspace).homes().cloned().collect();
        for home in homes {
            let Some(snapshot) = self.snapshot(&home).await? else { continue };
            if let Some(page) = explain::own(&snapshot.model, name) {
                return Ok(Some(page));
            }
        }
        Ok(None)
    }
}

impl View {
    fn link(&self, pages: &mut Pages<'_>, id: DeclId, state: Option<String>) -> Link {
        let decl = self.snapshot.model.decl(id);
        let (uri, range) = pages.spot(self.snapshot.model.place(decl.anchor()));
        Link { name: decl.path(), title: decl.title().into_owned(), uri, range, state }
    }

    fn soa(&self) -> SoaTables {
        let model = &self.snapshot.model;
        let mut pages = self.pages();
        let mut row = |row: soa::Row| {
            let control = model.decl(row.control);
            let (uri, range) = pages.spot(row.place);
            let evidence = row.evidence.into_iter().map(|(id, state)| {
                self.link(&mut pages, id, state.map(|state| state.title(model).to_owned()))
            });
            let evidence = evidence.collect();
            SoaRow {
                control: control.path(),
                title: control.title().into_owned(),
                theme: row.theme,
                state: row.state.title(model).to_owned(),
                applicable: row.applicable,
                reasons: row.reasons,
                justification: row.justification,
                implemented_by: row.doers.into_iter().map(|id| self.link(&mut pages, id, None)).collect(),
                evidence,
                uri,
                range,
            }
        };
        let mut table = |table: soa::Soa| SoaTable {
            soa: model.decl(table.decl).path(),
            scope: table.scope,
            title: table.title,
            rows: table.rows.into_iter().map(&mut row).collect(),
        };
        SoaTables { tables: soa::soa(&self.snapshot).into_iter().map(&mut table).collect() }
    }

    fn table(&self, kind: &str) -> Option<Table> {
        let table::Table { columns, rows } = table::table(&self.snapshot, kind)?;
        let mut pages = self.pages();
        let column = |c: table::Column| Column {
            field: c.field,
            title: c.title,
            takes: c.takes,
            values: c.values,
            required: c.required,
        };
        let mut row = |row: table::Row| {
            let Link { name, title, uri, range, .. } = self.link(&mut pages, row.decl, None);
            let cell = |(field, cell): (String, table::Cell)| {
                let range = cell.place.map(|Place { file, span }| pages.range(file, span));
                (field, Cell { text: cell.text, range })
            };
            let cells = row.cells.into_iter().map(cell).collect();
            Row { name, title, uri, range, cells }
        };
        let rows = rows.into_iter().map(&mut row).collect();
        Some(Table { columns: columns.into_iter().map(column).collect(), rows })
    }

    fn tree(&self) -> Tree {
        let mut pages = self.pages();
        let mut kind = |kind: tree::Kind| Kind {
            kind: kind.name,
            title: kind.title,
            declarations: kind.decls.into_iter().map(|node| self.tree_node(&mut pages, node)).collect(),
        };
        let sections = tree::tree(&self.snapshot).into_iter().map(|section| Section {
            title: section.title,
            kinds: section.kinds.into_iter().map(&mut kind).collect(),
        });
        Tree { sections: sections.collect() }
    }

    fn tree_node(&self, pages: &mut Pages<'_>, node: tree::Node) -> TreeNode {
        let Link { name, title, uri, range, .. } = self.link(pages, node.decl, None);
        let kind = self.snapshot.model.decl(node.decl).kind_name().to_owned();
        let children = node.children.into_iter().map(|child| self.tree_node(pages, child)).collect();
        TreeNode { name, title, kind, uri, range, children }
    }
}

fn trace_node(pages: &mut Pages<'_>, node: trace::Node) -> TraceNode {
    let (uri, range) = pages.spot(node.place);
    let children = node.children.into_iter().map(|child| trace_node(pages, child)).collect();
    TraceNode { title: node.title, detail: node.detail, kind: node.kind, uri, range, children }
}
