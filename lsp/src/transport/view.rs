//! What is asked about a file, answered by the features and written as the protocol writes it.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use annexa_core::source::FileId;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;

use super::pages::Pages;
use super::position::Lines;
use super::{Core, lock, path_of};
use crate::Snapshot;
use crate::features::completion::{self, Class};
use crate::features::definition::Jump;
use crate::features::symbols::SymbolClass;
use crate::features::{actions, fixes, formatting, hover, references, rename, symbols};
use crate::workspace::Home;

/// Which lines are laid out.
#[derive(Clone, Copy, Debug)]
pub enum Layout {
    /// All.
    Whole,
    /// Those of a range.
    Range(Range),
    /// What was finished before a position.
    Typed(Position),
}

/// Finds where a jump leads.
pub type JumpFeature = fn(&Snapshot, FileId, u32) -> Option<Jump>;

/// The file that a request is about.
pub struct View {
    /// The server.
    pub core: Arc<Core>,
    /// The package of the file.
    pub snapshot: Arc<Snapshot>,
    /// The file.
    pub file: FileId,
}

impl View {
    /// The byte at a position of the file.
    pub fn offset(&self, position: Position) -> u32 {
        self.lines().offset(position)
    }

    /// Translates places of the package.
    pub fn pages(&self) -> Pages<'_> {
        Pages::new(&self.core, &self.snapshot)
    }

    /// The lines of the file.
    pub fn lines(&self) -> Lines<'_> {
        Lines::new(self.snapshot.text(self.file), self.core.encoding())
    }

    pub fn hover(&self, position: Position) -> Option<Hover> {
        let lines = self.lines();
        let found = hover::hover(&self.snapshot, self.file, lines.offset(position))?;
        Some(Hover {
            contents: HoverContents::Markup(MarkupContent {
                kind: MarkupKind::Markdown,
                value: found.markdown,
            }),
            range: Some(lines.range(found.span)),
        })
    }

    pub fn completion(&self, position: Position, templates: bool) -> Option<CompletionList> {
        let lines = self.lines();
        let found = completion::completion(&self.snapshot, self.file, lines.offset(position))?;
        let range = lines.range(found.span);
        let items = found.items.into_iter().enumerate().filter_map(|(order, item)| {
            let whole = item.class == Class::Snippet && !templates;
            (!whole).then(|| completion_item(item, order, range, templates))
        });
        Some(CompletionList { is_incomplete: found.incomplete, items: items.collect() })
    }

    pub fn jump(&self, position: Position, feature: JumpFeature) -> Option<GotoDefinitionResponse> {
        let jump = feature(&self.snapshot, self.file, self.offset(position))?;
        self.pages().jump(self.file, jump)
    }

    pub fn references(&self, position: Position, declaration: bool) -> Vec<Location> {
        let offset = self.offset(position);
        let places = references::references(&self.snapshot, self.file, offset, declaration);
        let mut pages = self.pages();
        places.into_iter().filter_map(|place| pages.location(place)).collect()
    }

    pub fn highlights(&self, position: Position) -> Vec<DocumentHighlight> {
        let lines = self.lines();
        let found = references::highlights(&self.snapshot, self.file, lines.offset(position));
        let highlight = |(span, declared)| DocumentHighlight {
            range: lines.range(span),
            kind: Some(if declared { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ }),
        };
        found.into_iter().map(highlight).collect()
    }

    pub fn prepare_rename(&self, position: Position) -> std::result::Result<PrepareRenameResponse, String> {
        let lines = self.lines();
        let (span, placeholder) = rename::prepare(&self.snapshot, self.file, lines.offset(position))?;
        Ok(PrepareRenameResponse::RangeWithPlaceholder { range: lines.range(span), placeholder })
    }

    /// The edit, and the documents that are to be approved again.
    pub fn rename(
        &self,
        position: Position,
        new: &str,
    ) -> std::result::Result<(WorkspaceEdit, Vec<String>), String> {
        let offset = self.offset(position);
        let renamed = rename::rename(&self.snapshot, self.file, offset, new)?;
        let edit = self.pages().moving_edit(renamed.edits, &renamed.moves);
        let edit = edit.ok_or("a file in which the name stands has no name that the editor knows")?;
        Ok((edit, renamed.unapproved))
    }

    pub fn symbols(&self, uri: Uri, nested: bool) -> DocumentSymbolResponse {
        let lines = self.lines();
        let found = symbols::symbols(&self.snapshot, self.file);
        if nested {
            return DocumentSymbolResponse::Nested(
                found.into_iter().map(|s| nested_symbol(&lines, s)).collect(),
            );
        }
        let mut flat = Vec::new();
        for symbol in found {
            flat_symbol(&lines, &uri, symbol, None, &mut flat);
        }
        DocumentSymbolResponse::Flat(flat)
    }

    /// Of the kinds that are `wanted`: those, and what is more exactly one of them.
    pub fn actions(&self, range: Range, wanted: Option<&[CodeActionKind]>) -> CodeActionResponse {
        let wants = |kind: &CodeActionKind| {
            let within = |outer: &CodeActionKind| {
                let rest = kind.as_str().strip_prefix(outer.as_str());
                outer.as_str().is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            wanted.is_none_or(|wanted| wanted.iter().any(within))
        };
        let span = self.lines().span(range);
        let mut pages = self.pages();
        let mut found = Vec::new();
        if wants(&CodeActionKind::QUICKFIX) {
            let fixes = fixes::actions(&self.snapshot, self.file, span);
            found.extend(fixes.into_iter().filter_map(|action| pages.action(action)));
        }
        let mut others = actions::actions(&self.snapshot, self.file, span);
        // To mend everything is no answer to a question about a place.
        if wanted.is_some() {
            others.extend(actions::fix_all(&self.snapshot, self.file));
        }
        let others = others.into_iter().filter_map(|action| pages.other_action(action));
        found.extend(others.filter(|action| action.kind.as_ref().is_some_and(wants)));
        found.into_iter().map(CodeActionOrCommand::CodeAction).collect()
    }

    /// Edits of the layout.
    pub fn format(&self, what: Layout) -> std::result::Result<Vec<TextEdit>, String> {
        let lines = self.lines();
        let edits = match what {
            Layout::Whole => formatting::whole(&self.snapshot, self.file),
            Layout::Range(range) => formatting::range(&self.snapshot, self.file, lines.span(range)),
            Layout::Typed(at) => formatting::typed(&self.snapshot, self.file, lines.offset(at)),
        };
        let edits = edits.map_err(|fault| fault.to_string())?;
        let edit = |edit: annexa_syntax::format::Edit| TextEdit {
            range: lines.range(edit.span),
            new_text: edit.text,
        };
        Ok(edits.into_iter().map(edit).collect())
    }
}

fn completion_item(item: completion::Item, order: usize, range: Range, templates: bool) -> CompletionItem {
    let template = item.template && templates;
    let new_text = if item.template && !templates { completion::plain(&item.insert) } else { item.insert };
    CompletionItem {
        kind: Some(match item.class {
            Class::Kind => CompletionItemKind::CLASS,
            Class::Field => CompletionItemKind::FIELD,
            Class::Declaration => CompletionItemKind::REFERENCE,
            Class::Control => CompletionItemKind::EVENT,
            Class::Constant => CompletionItemKind::CONSTANT,
            Class::EnumValue => CompletionItemKind::ENUM_MEMBER,
            Class::Word => CompletionItemKind::KEYWORD,
            Class::Value => CompletionItemKind::VALUE,
            Class::Snippet => CompletionItemKind::SNIPPET,
            Class::File => CompletionItemKind::FILE,
        }),
        label: item.label,
        detail: (!item.detail.is_empty()).then_some(item.detail),
        documentation: (!item.doc.is_empty()).then_some(Documentation::MarkupContent(MarkupContent {
            kind: MarkupKind::Markdown,
            value: item.doc,
        })),
        sort_text: Some(format!("{order:05}")),
        filter_text: item.filter,
        insert_text_format: template.then_some(InsertTextFormat::SNIPPET),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text })),
        ..CompletionItem::default()
    }
}

/// How a thing with a name is drawn.
pub fn symbol_kind(class: SymbolClass) -> SymbolKind {
    match class {
        SymbolClass::Declaration => SymbolKind::OBJECT,
        SymbolClass::Constant => SymbolKind::CONSTANT,
        SymbolClass::Kind => SymbolKind::CLASS,
        SymbolClass::Field => SymbolKind::FIELD,
        SymbolClass::Enum => SymbolKind::ENUM,
        SymbolClass::Value => SymbolKind::ENUM_MEMBER,
    }
}

#[expect(deprecated, reason = "the old mark of what is deprecated must be written to be left out")]
fn nested_symbol(lines: &Lines<'_>, symbol: symbols::Symbol) -> DocumentSymbol {
    let children: Vec<DocumentSymbol> =
        symbol.children.into_iter().map(|s| nested_symbol(lines, s)).collect();
    DocumentSymbol {
        name: symbol.name,
        detail: (!symbol.detail.is_empty()).then_some(symbol.detail),
        kind: symbol_kind(symbol.class),
        tags: None,
        deprecated: None,
        range: lines.range(symbol.span),
        selection_range: lines.range(symbol.selection),
        children: (!children.is_empty()).then_some(children),
    }
}

#[expect(deprecated, reason = "the old mark of what is deprecated must be written to be left out")]
fn flat_symbol(
    lines: &Lines<'_>,
    uri: &Uri,
    symbol: symbols::Symbol,
    within: Option<&str>,
    flat: &mut Vec<SymbolInformation>,
) {
    flat.push(SymbolInformation {
        name: symbol.name.clone(),
        kind: symbol_kind(symbol.class),
        tags: None,
        deprecated: None,
        location: Location { uri: uri.clone(), range: lines.range(symbol.span) },
        container_name: within.map(str::to_owned),
    });
    for child in symbol.children {
        flat_symbol(lines, uri, child, Some(&symbol.name), flat);
    }
}

impl Core {
    /// What all packages that are known declare, by words of names and titles.
    pub(super) async fn search(self: &Arc<Self>, query: String) -> Result<Vec<WorkspaceSymbol>> {
        let homes: Vec<Home> = lock(&self.workspace).homes().cloned().collect();
        let mut found = Vec::new();
        for home in homes {
            let Some(snapshot) = self.snapshot(&home).await? else { continue };
            let (core, query) = (self.clone(), query.clone());
            let search = move || {
                let mut pages = Pages::new(&core, &snapshot);
                let symbols = symbols::search(&snapshot, &query).into_iter().filter_map(|found| {
                    Some(WorkspaceSymbol {
                        name: found.name,
                        kind: symbol_kind(found.class),
                        tags: None,
                        container_name: Some(found.kind),
                        location: OneOf::Left(pages.location(found.place)?),
                        data: None,
                    })
                });
                symbols.collect::<Vec<_>>()
            };
            found.extend(self.apart("looking for names", search).await?);
        }
        Ok(found)
    }

    /// What keeps packages right when files get other paths.
    pub(super) async fn moved(self: &Arc<Self>, files: Vec<FileRename>) -> Result<Option<WorkspaceEdit>> {
        let path = |uri: &str| Uri::from_str(uri).ok().as_ref().and_then(path_of);
        let moved: Vec<(PathBuf, PathBuf)> =
            files.iter().filter_map(|file| Some((path(&file.old_uri)?, path(&file.new_uri)?))).collect();
        let homes: Vec<Home> = lock(&self.workspace).homes().cloned().collect();
        let mut all = WorkspaceEdit::default();
        for home in homes {
            let within = |(from, to): &(PathBuf, PathBuf)| {
                let relative = |path| annexa_files::relative(home.folder(), path);
                Some((relative(from)?, relative(to)?))
            };
            let moved: Vec<(String, String)> = moved.iter().filter_map(within).collect();
            if moved.is_empty() {
                continue;
            }
            let Some(snapshot) = self.snapshot(&home).await? else { continue };
            let core = self.clone();
            let edit = move || Pages::new(&core, &snapshot).edit(rename::paths(&snapshot, &moved));
            let Some(edit) = self.apart("what names files", edit).await? else { continue };
            all.changes = match (all.changes, edit.changes) {
                (Some(mut changes), Some(more)) => {
                    changes.extend(more);
                    Some(changes)
                }
                (some, more) => some.or(more),
            };
            all.document_changes = match (all.document_changes, edit.document_changes) {
                (Some(DocumentChanges::Edits(mut edits)), Some(DocumentChanges::Edits(more))) => {
                    edits.extend(more);
                    Some(DocumentChanges::Edits(edits))
                }
                (some, more) => some.or(more),
            };
        }
        let nothing = all == WorkspaceEdit::default();
        Ok((!nothing).then_some(all))
    }
}
