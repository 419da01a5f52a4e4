//! Places, problems and edits as the protocol writes them.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use annexa_core::source::{FileId, Place, Span};
use annexa_diagnostics::Level;
use tower_lsp::ls_types::*;

use super::Core;
use super::position::Lines;
use crate::Snapshot;
use crate::features::actions::{self, What};
use crate::features::definition::Jump;
use crate::features::{diagnostics, fixes};
use crate::snapshot::LIBRARY_FOLDER;

/// The scheme of documents that lie in the server: files of the standard library, and the pages of problems.
pub const LIBRARY: &str = "annexa-stdlib";

/// The folder of the pages of problems among them.
pub const PROBLEMS: &str = "problems";

/// The file that lies at `path` from `root`. Clients compare names letter by letter, so there is no `..` in it.
pub fn joined(root: &Path, path: &str) -> PathBuf {
    let mut at = root.to_path_buf();
    for part in path.split('/') {
        match part {
            ".." => drop(at.pop()),
            part => at.push(part),
        }
    }
    let written = root.join(path);
    // Above a folder that is a link lies something else.
    if at.is_file() || !written.is_file() { at } else { written.canonicalize().unwrap_or(written) }
}

/// Translates places of a snapshot, with the name and the lines of each file found once.
pub struct Pages<'s> {
    core: &'s Core,
    snapshot: &'s Snapshot,
    lines: HashMap<FileId, Lines<'s>>,
    uris: HashMap<FileId, Option<Uri>>,
}

impl<'s> Pages<'s> {
    /// Of a snapshot.
    pub fn new(core: &'s Core, snapshot: &'s Snapshot) -> Self {
        Pages { core, snapshot, lines: HashMap::new(), uris: HashMap::new() }
    }

    /// The range of a span of a file.
    pub fn range(&mut self, file: FileId, span: Span) -> Range {
        let new = || Lines::new(self.snapshot.text(file), self.core.encoding());
        self.lines.entry(file).or_insert_with(new).range(span)
    }

    /// The name of a file. One of the standard library has a name only where the client can open it.
    pub fn uri(&mut self, file: FileId) -> Option<Uri> {
        if let Some(known) = self.uris.get(&file) {
            return known.clone();
        }
        let found = self.named(file);
        self.uris.insert(file, found.clone());
        found
    }

    fn named(&self, file: FileId) -> Option<Uri> {
        let path = &self.snapshot.model.files.get(file).path;
        match self.snapshot.is_on_disk(file) {
            true => self.core.uri(&joined(&self.snapshot.root, path)),
            false => self.library(path.strip_prefix(LIBRARY_FOLDER)?),
        }
    }

    /// The name of a document that lies in the server, where the client can open it.
    fn library(&self, path: &str) -> Option<Uri> {
        let opens = self.core.session.get().is_some_and(|s| s.library);
        opens.then(|| Uri::from_str(&format!("{LIBRARY}:/{path}")).ok()).flatten()
    }

    /// A place with the name of its file.
    pub fn location(&mut self, place: Place) -> Option<Location> {
        Some(Location { uri: self.uri(place.file)?, range: self.range(place.file, place.span) })
    }

    /// A place, also one whose file the client cannot open.
    pub fn spot(&mut self, place: Place) -> (Option<Uri>, Range) {
        (self.uri(place.file), self.range(place.file, place.span))
    }

    /// A problem.
    pub fn diagnostic(&mut self, found: &diagnostics::Diagnostic) -> Diagnostic {
        let mut related = Vec::new();
        for (place, message) in &found.related {
            if let Some(location) = self.location(*place) {
                related.push(DiagnosticRelatedInformation { location, message: message.clone() });
            }
        }
        let page = found.name.as_deref().and_then(|name| self.library(&format!("{PROBLEMS}/{name}.md")));
        let Place { file, span } = found.place;
        Diagnostic {
            range: self.range(file, span),
            severity: Some(match found.level {
                Level::Error => DiagnosticSeverity::ERROR,
                Level::Warning => DiagnosticSeverity::WARNING,
                Level::Hint => DiagnosticSeverity::HINT,
            }),
            code: found.name.clone().map(NumberOrString::String),
            code_description: page.map(|href| CodeDescription { href }),
            source: Some("annexa".into()),
            message: found.message.clone(),
            related_information: (!related.is_empty()).then_some(related),
            ..Diagnostic::default()
        }
    }

    /// Edits of the package's texts, as the client takes them.
    pub fn edit(&mut self, edits: impl IntoIterator<Item = (Place, String)>) -> Option<WorkspaceEdit> {
        let mut files: BTreeMap<FileId, Vec<TextEdit>> = BTreeMap::new();
        for (Place { file, span }, new_text) in edits {
            let range = self.range(file, span);
            files.entry(file).or_default().push(TextEdit { range, new_text });
        }
        let versioned = self.core.session.get().is_some_and(|s| s.versioned_edits);
        let mut edit = WorkspaceEdit::default();
        let mut documents = Vec::new();
        let mut changes = HashMap::new();
        for (file, edits) in files {
            let uri = self.uri(file)?;
            let version = self.snapshot.open.get(&self.snapshot.model.files.get(file).path).copied();
            if versioned {
                documents.push(TextDocumentEdit {
                    text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
                    edits: edits.into_iter().map(OneOf::Left).collect(),
                });
            } else {
                changes.insert(uri, edits);
            }
        }
        if versioned {
            edit.document_changes = Some(DocumentChanges::Edits(documents));
        } else {
            edit.changes = Some(changes);
        }
        Some(edit)
    }

    /// Edits after which files get other paths. A client that moves no files changes only what is in them.
    pub fn moving_edit(
        &mut self,
        edits: impl IntoIterator<Item = (Place, String)>,
        moves: &[(String, String)],
    ) -> Option<WorkspaceEdit> {
        let edit = self.edit(edits)?;
        let may = self.core.session.get().is_some_and(|s| s.moves_files && s.versioned_edits);
        let (true, Some(DocumentChanges::Edits(edits))) = (may && !moves.is_empty(), &edit.document_changes)
        else {
            return Some(edit);
        };
        let mut operations: Vec<DocumentChangeOperation> =
            edits.iter().cloned().map(DocumentChangeOperation::Edit).collect();
        for (from, to) in moves {
            let [old_uri, new_uri] = [from, to].map(|path| self.core.uri(&joined(&self.snapshot.root, path)));
            operations.push(DocumentChangeOperation::Op(ResourceOp::Rename(RenameFile {
                old_uri: old_uri?,
                new_uri: new_uri?,
                options: None,
                annotation_id: None,
            })));
        }
        Some(WorkspaceEdit {
            document_changes: Some(DocumentChanges::Operations(operations)),
            ..WorkspaceEdit::default()
        })
    }

    /// A jump, as the client takes it.
    pub fn jump(&mut self, file: FileId, jump: Jump) -> Option<GotoDefinitionResponse> {
        let links = self.core.session.get().is_some_and(|s| s.links);
        if !links {
            let places = jump.to.into_iter().filter_map(|(place, _)| self.location(place));
            let places: Vec<Location> = places.collect();
            return (!places.is_empty()).then_some(GotoDefinitionResponse::Array(places));
        }
        let from = self.range(file, jump.from);
        let links = jump.to.into_iter().filter_map(|(place, whole)| {
            Some(LocationLink {
                origin_selection_range: Some(from),
                target_uri: self.uri(place.file)?,
                target_range: self.range(place.file, whole),
                target_selection_range: self.range(place.file, place.span),
            })
        });
        let links: Vec<LocationLink> = links.collect();
        (!links.is_empty()).then_some(GotoDefinitionResponse::Link(links))
    }

    /// Something else that can be done.
    pub fn other_action(&mut self, action: actions::Action) -> Option<CodeAction> {
        Some(CodeAction {
            title: action.title,
            kind: Some(match action.what {
                What::FixAll => CodeActionKind::SOURCE_FIX_ALL,
                What::Rewrite => CodeActionKind::REFACTOR_REWRITE,
                What::Extract => CodeActionKind::REFACTOR_EXTRACT,
            }),
            edit: Some(self.edit(action.edits)?),
            ..CodeAction::default()
        })
    }

    /// A way out of a problem.
    pub fn action(&mut self, action: fixes::Action) -> Option<CodeAction> {
        Some(CodeAction {
            title: action.title,
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![self.diagnostic(&action.problem)]),
            edit: Some(self.edit(action.edits)?),
            is_preferred: Some(action.safe),
            ..CodeAction::default()
        })
    }
}
