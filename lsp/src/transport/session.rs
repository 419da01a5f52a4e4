//! What was agreed on with the client when it introduced itself.

use tower_lsp::ls_types::*;

use super::position::Encoding;

/// How problems come to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problems {
    /// All of them are published.
    Pushed,
    /// Those of open documents are asked for; those of all other files are published.
    PulledWhereOpen,
    /// All of them are asked for.
    Pulled,
}

/// What was agreed on with the client.
#[derive(Clone, Debug)]
pub struct Session {
    /// What it counts columns in.
    pub encoding: Encoding,
    /// Whether it takes edits with the version of the document that they are for.
    pub versioned_edits: bool,
    /// Whether it gives files other names as part of an edit.
    pub moves_files: bool,
    /// Whether it takes jumps that say where they begin.
    pub links: bool,
    /// Whether it shows an outline as a tree.
    pub nested_symbols: bool,
    /// Whether it fills in templates.
    pub templates: bool,
    /// How problems come to it.
    pub problems: Problems,
    /// Whether it can be told to ask for problems again.
    pub refreshes_problems: bool,
    /// Whether it opens documents of the standard library, which lie on no disk.
    pub library: bool,
    /// Whether it can be asked for settings.
    pub has_settings: bool,
    /// Whether it can be told which files to watch.
    pub watches: bool,
    /// Whether it shows how far long work is.
    pub progress: bool,
    /// Whether it can be told to draw lenses again.
    pub redraws_lenses: bool,
    /// Whether it can be told to draw hints again.
    pub redraws_hints: bool,
    /// Whether it can be told to draw colours again.
    pub redraws_colours: bool,
    /// The commands that it has for lenses.
    pub commands: Vec<String>,
}

/// What a client may say of itself beyond the protocol, in `initializationOptions`.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Wishes {
    /// It opens `annexa-stdlib:` documents with the request `annexa/document`.
    library_documents: bool,
    /// It asks for the problems of the whole workspace.
    workspace_diagnostics: bool,
    /// The commands that it has for lenses.
    commands: Vec<String>,
}

impl Session {
    /// What `params` ask for, as far as there is such a thing.
    pub fn new(params: &InitializeParams) -> Session {
        let options = params.initialization_options.clone().unwrap_or_default();
        let wishes: Wishes = serde_json::from_value(options).unwrap_or_default();
        let client = &params.capabilities;
        let workspace = client.workspace.as_ref();
        let document = client.text_document.as_ref();
        let edits = workspace.and_then(|w| w.workspace_edit.as_ref());
        let symbols = document.and_then(|t| t.document_symbol.as_ref());
        let completion =
            document.and_then(|t| t.completion.as_ref()).and_then(|c| c.completion_item.as_ref());
        let refreshes = workspace.and_then(|w| w.diagnostics.as_ref()).and_then(|d| d.refresh_support);
        let problems = match document.and_then(|t| t.diagnostic.as_ref()) {
            None => Problems::Pushed,
            Some(_) if wishes.workspace_diagnostics => Problems::Pulled,
            Some(_) => Problems::PulledWhereOpen,
        };
        Session {
            encoding: encoding(client),
            versioned_edits: edits.and_then(|e| e.document_changes).unwrap_or(false),
            moves_files: edits
                .and_then(|e| e.resource_operations.as_ref())
                .is_some_and(|all| all.contains(&ResourceOperationKind::Rename)),
            links: document.and_then(|t| t.definition).and_then(|d| d.link_support).unwrap_or(false),
            nested_symbols: symbols.and_then(|s| s.hierarchical_document_symbol_support).unwrap_or(false),
            templates: completion.and_then(|c| c.snippet_support).unwrap_or(false),
            problems,
            refreshes_problems: refreshes.unwrap_or(false),
            library: wishes.library_documents,
            has_settings: workspace.and_then(|w| w.configuration).unwrap_or(false),
            watches: workspace
                .and_then(|w| w.did_change_watched_files)
                .and_then(|w| w.dynamic_registration)
                .unwrap_or(false),
            progress: client.window.as_ref().and_then(|w| w.work_done_progress).unwrap_or(false),
            redraws_lenses: workspace
                .and_then(|w| w.code_lens.as_ref())
                .and_then(|l| l.refresh_support)
                .unwrap_or(false),
            redraws_hints: workspace
                .and_then(|w| w.inlay_hint.as_ref())
                .and_then(|h| h.refresh_support)
                .unwrap_or(false),
            redraws_colours: workspace
                .and_then(|w| w.semantic_tokens.as_ref())
                .and_then(|t| t.refresh_support)
                .unwrap_or(false),
            commands: wishes.commands,
        }
    }
}

/// Bytes where the client knows them, else what it names first, else UTF-16, which every client knows.
fn encoding(client: &ClientCapabilities) -> Encoding {
    let known = client.general.as_ref().and_then(|g| g.position_encodings.as_deref()).unwrap_or_default();
    if known.contains(&PositionEncodingKind::UTF8) {
        return Encoding::Utf8;
    }
    known.iter().find_map(Encoding::of).unwrap_or(Encoding::Utf16)
}
