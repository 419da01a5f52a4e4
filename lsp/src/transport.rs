//! The protocol: everything about tower-lsp, JSON, lines and UTF-16 is here and nowhere else, and so is the day.
//!
//! Document changes are taken in the order of the wire ([`ordered`]). After each, one task makes a snapshot of every
//! package that changed and publishes its problems, once for a revision; what was overtaken meanwhile is dropped. Requests
//! run on snapshots, each on a thread of its own for heavy work; one that panics is logged and answered with an error, and
//! one that the document overtook is answered with "content modified", so that the client asks again.

mod ordered;
mod position;

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use annexa_core::source::{FileId, Place, Span};
use annexa_core::time::Date;
use annexa_diagnostics::Level;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Notify;
use tower_lsp::jsonrpc::{Error, Request, Result};
use tower_lsp::ls_types::*;
use tower_lsp::{Client, LanguageServer, LspService, Server};

use crate::Snapshot;
use crate::features::symbols::SymbolClass;
use crate::features::{self, diagnostics, fixes, hover, symbols};
use crate::workspace::{Home, Workspace};
use ordered::{ARRIVED, Ordered};
use position::{Encoding, Lines};

/// What the server is started with.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// The day to speak about, instead of today.
    pub as_of: Option<Date>,
}

impl Options {
    /// The clock is read here and nowhere else, at each change, for servers run for weeks.
    fn day(self) -> Date {
        self.as_of.unwrap_or_else(|| jiff::ZonedDateTime::now().date())
    }
}

/// Serves one client on standard input and output until it takes leave or goes away. Blocks; builds its own runtime, and
/// sets a panic hook that only writes to standard error. Gives whether the client asked for the shutdown before it left.
///
/// # Errors
/// Where the runtime cannot be built.
pub fn run(options: Options) -> io::Result<bool> {
    std::panic::set_hook(Box::new(|info| {
        eprintln!("annexa lsp: a fault of the server, which goes on: {info}")
    }));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let orderly = runtime.block_on(serve(tokio::io::stdin(), tokio::io::stdout(), options));
    // A thread may still wait for standard input.
    runtime.shutdown_background();
    Ok(orderly)
}

/// Serves one client on any pair of streams. Gives whether it asked for the shutdown before it left.
pub async fn serve<I, O>(input: I, output: O, options: Options) -> bool
where
    I: AsyncRead + Unpin,
    O: AsyncWrite,
{
    let (service, socket) = LspService::new(|client| Backend(Arc::new(Core::new(client, options))));
    let core = service.inner().0.clone();
    let checker = tokio::spawn(core.clone().check_forever());
    Server::new(input, output, socket).serve(Ordered::new(service, core.clone())).await;
    checker.abort();
    core.orderly.load(Ordering::Relaxed)
}

/// What was agreed on with the client.
#[derive(Clone, Copy, Debug)]
struct Session {
    encoding: Encoding,
    /// Whether it takes edits with the version of the document that they are for.
    versioned_edits: bool,
    /// Whether it shows an outline as a tree.
    nested_symbols: bool,
}

/// What is published of a file: the version of the document, if it is open, and the problems.
type Published = (Option<i32>, Vec<Diagnostic>);

/// Everything that the server holds.
#[derive(Debug)]
pub(crate) struct Core {
    client: Client,
    options: Options,
    session: OnceLock<Session>,
    workspace: Mutex<Workspace>,
    /// The documents as the client names them.
    names: Mutex<BTreeMap<PathBuf, Uri>>,
    changed: Notify,
    /// The last snapshot of each package. Held while one is made, so that each is made once.
    snapshots: tokio::sync::Mutex<BTreeMap<Home, Arc<Snapshot>>>,
    orderly: AtomicBool,
}

/// A notification that changes something.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Change {
    Open,
    Edit,
    Close,
    Disk,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while it was held cannot leave more than one document behind the client's.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The path of a document that lies on disk.
fn path_of(uri: &Uri) -> Option<PathBuf> {
    let on_disk = uri.scheme().as_str().eq_ignore_ascii_case("file");
    on_disk.then(|| uri.to_file_path().map(std::borrow::Cow::into_owned)).flatten()
}

impl Core {
    fn new(client: Client, options: Options) -> Self {
        Core {
            client,
            options,
            session: OnceLock::new(),
            workspace: Mutex::default(),
            names: Mutex::default(),
            changed: Notify::new(),
            snapshots: tokio::sync::Mutex::default(),
            orderly: AtomicBool::new(false),
        }
    }

    /// How many changes there were.
    pub(crate) fn changes(&self) -> u64 {
        lock(&self.workspace).changes()
    }

    /// Whether a method changes something, and what.
    pub(crate) fn change_of(method: &str) -> Option<Change> {
        match method {
            "textDocument/didOpen" => Some(Change::Open),
            "textDocument/didChange" => Some(Change::Edit),
            "textDocument/didClose" => Some(Change::Close),
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => Some(Change::Disk),
            _ => None,
        }
    }

    /// Takes a change. One that cannot be read, or comes before `initialize`, changes nothing.
    pub(crate) fn take(&self, change: Change, request: Request) {
        let (method, _, params) = request.into_parts();
        let taken = catch_unwind(AssertUnwindSafe(|| self.apply(change, params.unwrap_or_default())));
        match taken {
            Ok(Ok(())) => self.changed.notify_one(),
            Ok(Err(error)) => eprintln!("annexa lsp: {method} cannot be read: {error}"),
            Err(_) => eprintln!("annexa lsp: {method} was not taken"),
        }
    }

    fn apply(&self, change: Change, params: serde_json::Value) -> serde_json::Result<()> {
        let Some(session) = self.session.get() else { return Ok(()) };
        match change {
            Change::Open => {
                let document = serde_json::from_value::<DidOpenTextDocumentParams>(params)?.text_document;
                if let Some(path) = path_of(&document.uri) {
                    lock(&self.names).insert(path.clone(), document.uri);
                    lock(&self.workspace).open(path, document.version, document.text);
                }
            }
            Change::Edit => {
                let params: DidChangeTextDocumentParams = serde_json::from_value(params)?;
                let Some(path) = path_of(&params.text_document.uri) else { return Ok(()) };
                let mut workspace = lock(&self.workspace);
                for change in params.content_changes {
                    let text = workspace.text(&path).unwrap_or_default();
                    let part = change.range.map(|range| Lines::new(text, session.encoding).span(range));
                    workspace.edit(&path, params.text_document.version, part, &change.text);
                }
            }
            Change::Close => {
                let params: DidCloseTextDocumentParams = serde_json::from_value(params)?;
                if let Some(path) = path_of(&params.text_document.uri) {
                    lock(&self.workspace).close(&path);
                    lock(&self.names).remove(&path);
                }
            }
            Change::Disk => lock(&self.workspace).disk_changed(),
        }
        Ok(())
    }

    fn encoding(&self) -> Encoding {
        self.session.get().map_or(Encoding::Utf16, |s| s.encoding)
    }

    /// The name of a file: as the client wrote it, else made of its path.
    fn uri(&self, path: &Path) -> Option<Uri> {
        let known = lock(&self.names).get(path).cloned();
        known.or_else(|| Uri::from_file_path(path))
    }

    /// Runs heavy work beside the tasks. A panic in it is logged and becomes an error.
    async fn apart<T: Send + 'static>(
        &self,
        what: &str,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        match tokio::task::spawn_blocking(work).await {
            Ok(done) => Ok(done),
            Err(error) => {
                let message = format!("annexa met a fault of its own in {what}, and goes on: {error}");
                self.client.log_message(MessageType::ERROR, &message).await;
                Err(Error { message: message.into(), ..Error::internal_error() })
            }
        }
    }

    /// The snapshot of a package as it is now. Gives nothing for a package that is not known (any more).
    async fn snapshot(&self, home: &Home) -> Result<Option<Arc<Snapshot>>> {
        let mut snapshots = self.snapshots.lock().await;
        let day = self.options.day();
        let Some(job) = lock(&self.workspace).job(home) else {
            snapshots.remove(home);
            return Ok(None);
        };
        if let Some(last) = snapshots.get(home)
            && last.revision == job.revision
            && last.as_of == day
        {
            return Ok(Some(last.clone()));
        }
        // Taken out, so that after a fault the next one is made from nothing.
        let earlier = snapshots.remove(home);
        let made = self.apart("reading the package", move || job.run(day, earlier.as_deref())).await?;
        let snapshot = Arc::new(made);
        snapshots.insert(home.clone(), snapshot.clone());
        Ok(Some(snapshot))
    }

    /// Answers a request about a document: with nothing where it is not part of a package, with "content modified" where
    /// it changed since the request arrived.
    async fn answer<T: Send + 'static>(
        self: &Arc<Self>,
        what: &'static str,
        uri: &Uri,
        work: impl FnOnce(&View) -> Option<T> + Send + 'static,
    ) -> Result<Option<T>> {
        let Some(path) = path_of(uri) else { return Ok(None) };
        let Some(home) = lock(&self.workspace).home(&path).cloned() else { return Ok(None) };
        let Some(snapshot) = self.snapshot(&home).await? else { return Ok(None) };
        // The snapshot is that of a later text, or of the very one that the client saw.
        let current = lock(&self.workspace).changes();
        if ARRIVED.try_with(|arrived| *arrived != current).unwrap_or(false) {
            return Err(Error::content_modified());
        }
        let core = self.clone();
        let answer = move || {
            let file = snapshot.file(&annexa_files::relative(home.folder(), &path)?)?;
            work(&View { core, snapshot, file })
        };
        self.apart(what, answer).await
    }

    /// Publishes the problems of every package that changed, for as long as the server runs.
    async fn check_forever(self: Arc<Self>) {
        let mut checked: BTreeMap<Home, u64> = BTreeMap::new();
        let mut published: BTreeMap<Home, BTreeMap<PathBuf, Published>> = BTreeMap::new();
        loop {
            self.changed.notified().await;
            let homes: Vec<Home> = lock(&self.workspace).homes().cloned().collect();
            let gone: Vec<Home> = published.keys().filter(|home| !homes.contains(home)).cloned().collect();
            for home in gone {
                checked.remove(&home);
                self.publish(published.remove(&home).unwrap_or_default(), &BTreeMap::new()).await;
            }
            for home in homes {
                let revision = lock(&self.workspace).revision(&home);
                if checked.get(&home).copied() == revision {
                    continue;
                }
                let Ok(Some(snapshot)) = self.snapshot(&home).await else { continue };
                let (core, folder, at) = (self.clone(), home.folder().to_path_buf(), snapshot.revision);
                let work = move || core.files(&folder, &snapshot);
                let Ok(files) = self.apart("checking the package", work).await else { continue };
                // Overtaken: the change that did it has called again.
                if lock(&self.workspace).revision(&home) != Some(at) {
                    continue;
                }
                let old = published.remove(&home).unwrap_or_default();
                self.publish(old, &files).await;
                checked.insert(home.clone(), at);
                published.insert(home, files);
            }
        }
    }

    /// What is to be published of the files of a package: of those that are open, and those with problems.
    fn files(&self, folder: &Path, snapshot: &Arc<Snapshot>) -> BTreeMap<PathBuf, Published> {
        let mut files: BTreeMap<PathBuf, Published> = BTreeMap::new();
        for (path, version) in &snapshot.open {
            files.insert(folder.join(path), (Some(*version), Vec::new()));
        }
        let mut pages = Pages::new(self, snapshot);
        for found in diagnostics::diagnostics(snapshot) {
            let path = folder.join(&snapshot.model.files.get(found.place.file).path);
            files.entry(path).or_default().1.push(pages.diagnostic(&found));
        }
        files
    }

    /// Tells the client what changed between `old` and `new`.
    async fn publish(&self, old: BTreeMap<PathBuf, Published>, new: &BTreeMap<PathBuf, Published>) {
        for (path, files) in new {
            if old.get(path) != Some(files)
                && let Some(uri) = self.uri(path)
            {
                self.client.publish_diagnostics(uri, files.1.clone(), files.0).await;
            }
        }
        for path in old.keys().filter(|path| !new.contains_key(*path)) {
            if let Some(uri) = self.uri(path) {
                self.client.publish_diagnostics(uri, Vec::new(), None).await;
            }
        }
    }
}

/// The file that a request is about.
struct View {
    core: Arc<Core>,
    snapshot: Arc<Snapshot>,
    file: FileId,
}

impl View {
    fn lines(&self) -> Lines<'_> {
        Lines::new(self.snapshot.text(self.file), self.core.encoding())
    }

    fn hover(&self, position: Position) -> Option<Hover> {
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

    fn symbols(&self, uri: Uri, nested: bool) -> DocumentSymbolResponse {
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

    fn actions(&self, range: Range, versioned: bool) -> CodeActionResponse {
        let range = self.lines().span(range);
        let mut pages = Pages::new(&self.core, &self.snapshot);
        let actions = features::fixes::actions(&self.snapshot, self.file, range);
        let actions = actions.into_iter().filter_map(|action| pages.action(action, versioned));
        actions.map(CodeActionOrCommand::CodeAction).collect()
    }
}

/// The file that lies at `path` from `root`. Clients compare names letter by letter, so there is no `..` in it.
fn joined(root: &Path, path: &str) -> PathBuf {
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

/// Translates places of a snapshot, with the lines of each file found once.
struct Pages<'s> {
    core: &'s Core,
    snapshot: &'s Snapshot,
    lines: HashMap<FileId, Lines<'s>>,
}

impl<'s> Pages<'s> {
    fn new(core: &'s Core, snapshot: &'s Snapshot) -> Self {
        Pages { core, snapshot, lines: HashMap::new() }
    }

    fn range(&mut self, file: FileId, span: Span) -> Range {
        let new = || Lines::new(self.snapshot.text(file), self.core.encoding());
        self.lines.entry(file).or_insert_with(new).range(span)
    }

    fn uri(&self, file: FileId) -> Option<Uri> {
        self.core.uri(&joined(&self.snapshot.root, &self.snapshot.model.files.get(file).path))
    }

    fn diagnostic(&mut self, found: &diagnostics::Diagnostic) -> Diagnostic {
        let mut related = Vec::new();
        for (Place { file, span }, message) in &found.related {
            if let Some(uri) = self.uri(*file) {
                let location = Location { uri, range: self.range(*file, *span) };
                related.push(DiagnosticRelatedInformation { location, message: message.clone() });
            }
        }
        let Place { file, span } = found.place;
        Diagnostic {
            range: self.range(file, span),
            severity: Some(match found.level {
                Level::Error => DiagnosticSeverity::ERROR,
                Level::Warning => DiagnosticSeverity::WARNING,
                Level::Hint => DiagnosticSeverity::HINT,
            }),
            code: found.name.clone().map(NumberOrString::String),
            source: Some("annexa".into()),
            message: found.message.clone(),
            related_information: (!related.is_empty()).then_some(related),
            ..Diagnostic::default()
        }
    }

    fn action(&mut self, action: fixes::Action, versioned: bool) -> Option<CodeAction> {
        let mut files: BTreeMap<FileId, Vec<TextEdit>> = BTreeMap::new();
        for (Place { file, span }, new_text) in action.edits {
            let range = self.range(file, span);
            files.entry(file).or_default().push(TextEdit { range, new_text });
        }
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
        Some(CodeAction {
            title: action.title,
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![self.diagnostic(&action.problem)]),
            edit: Some(edit),
            is_preferred: Some(action.safe),
            ..CodeAction::default()
        })
    }
}

fn symbol_kind(class: SymbolClass) -> SymbolKind {
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

/// The handlers of requests.
struct Backend(Arc<Core>);

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let client = params.capabilities;
        let general = client.general.and_then(|g| g.position_encodings).unwrap_or_default();
        let encoding =
            if general.contains(&PositionEncodingKind::UTF8) { Encoding::Utf8 } else { Encoding::Utf16 };
        let edits = client.workspace.and_then(|w| w.workspace_edit).and_then(|e| e.document_changes);
        let symbols = client
            .text_document
            .and_then(|t| t.document_symbol)
            .and_then(|s| s.hierarchical_document_symbol_support);
        let session = Session {
            encoding,
            versioned_edits: edits.unwrap_or(false),
            nested_symbols: symbols.unwrap_or(false),
        };
        // tower-lsp refuses a second `initialize`.
        let _ = self.0.session.set(session);
        Ok(InitializeResult {
            capabilities: ServerCapabilities {
                position_encoding: Some(match encoding {
                    Encoding::Utf8 => PositionEncodingKind::UTF8,
                    Encoding::Utf16 => PositionEncodingKind::UTF16,
                }),
                text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
                    open_close: Some(true),
                    change: Some(TextDocumentSyncKind::INCREMENTAL),
                    save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions {
                        include_text: Some(false),
                    })),
                    ..TextDocumentSyncOptions::default()
                })),
                hover_provider: Some(HoverProviderCapability::Simple(true)),
                document_symbol_provider: Some(OneOf::Left(true)),
                code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
                    code_action_kinds: Some(vec![CodeActionKind::QUICKFIX]),
                    ..CodeActionOptions::default()
                })),
                ..ServerCapabilities::default()
            },
            server_info: Some(ServerInfo {
                name: "annexa".into(),
                version: Some(env!("CARGO_PKG_VERSION").into()),
            }),
            ..InitializeResult::default()
        })
    }

    async fn initialized(&self, _: InitializedParams) {}

    async fn shutdown(&self) -> Result<()> {
        self.0.orderly.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
        self.0.answer("hover", &text_document.uri, move |view| view.hover(position)).await
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        let nested = self.0.session.get().is_some_and(|s| s.nested_symbols);
        let uri = params.text_document.uri;
        let named = uri.clone();
        self.0.answer("the outline", &uri, move |view| Some(view.symbols(named, nested))).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let wanted = |kinds: &Vec<CodeActionKind>| {
            kinds.iter().any(|k| k.as_str().is_empty() || *k == CodeActionKind::QUICKFIX)
        };
        if !params.context.only.as_ref().is_none_or(wanted) {
            return Ok(None);
        }
        let versioned = self.0.session.get().is_some_and(|s| s.versioned_edits);
        let (uri, range) = (params.text_document.uri, params.range);
        self.0.answer("fixes", &uri, move |view| Some(view.actions(range, versioned))).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_error_and_the_next_request_works() {
        let (service, _socket) =
            LspService::new(|client| Backend(Arc::new(Core::new(client, Options::default()))));
        let core = service.inner().0.clone();
        drop(service);
        // Nobody listens to the log here.
        drop(_socket);
        let failed: Result<u32> = core.apart("a test", || panic!("on purpose")).await;
        let error = failed.expect_err("a panic");
        assert!(error.message.contains("a test"), "{}", error.message);
        assert_eq!(core.apart("a test", || 7).await.ok(), Some(7));
    }
}
