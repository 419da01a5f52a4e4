//! The protocol: everything about tower-lsp, JSON, lines and UTF-16 is here and nowhere else, and so is the day.
//!
//! Document changes are taken in the order of the wire ([`ordered`]). After each, one task makes a snapshot of every
//! package that changed and publishes its problems, once for a revision; what was overtaken meanwhile is dropped. Requests
//! run on snapshots, each on a thread of its own for heavy work; one that panics is logged and answered with an error, and
//! one that the document overtook is answered with "content modified", so that the client asks again.

mod custom;
mod drawing;
mod handlers;
mod hierarchy;
mod ordered;
mod pages;
mod position;
mod publish;
mod session;
mod settings;
mod view;

use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use annexa_core::source::FileId;
use annexa_core::time::Date;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Notify;
use tower_lsp::jsonrpc::{Error, Request, Result};
use tower_lsp::ls_types::*;
use tower_lsp::{Client, LspService, Server};

use crate::Snapshot;
use crate::workspace::{Home, Workspace};
use handlers::Backend;
use ordered::{ARRIVED, Ordered};
use position::{Encoding, Lines};
use session::Session;
use settings::Settings;
use view::View;

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
    let (service, socket) = LspService::build(|client| Backend(Arc::new(Core::new(client, options))))
        .custom_method("annexa/document", Backend::document)
        .custom_method("annexa/soa", Backend::soa)
        .custom_method("annexa/trace", Backend::trace)
        .custom_method("annexa/preview", Backend::preview)
        .custom_method("annexa/table", Backend::table)
        .custom_method("annexa/setCell", Backend::set_cell)
        .custom_method("annexa/tree", Backend::tree)
        .finish();
    let core = service.inner().0.clone();
    let checker = tokio::spawn(core.clone().check_forever());
    Server::new(input, output, socket).serve(Ordered::new(service, core.clone())).await;
    checker.abort();
    core.orderly.load(Ordering::Relaxed)
}

/// Everything that the server holds.
#[derive(Debug)]
pub(crate) struct Core {
    client: Client,
    options: Options,
    session: OnceLock<Session>,
    settings: Mutex<Settings>,
    workspace: Mutex<Workspace>,
    /// The documents as the client names them.
    names: Mutex<BTreeMap<PathBuf, Uri>>,
    /// The colours that the client has, by document.
    colours: Mutex<BTreeMap<Uri, SemanticTokens>>,
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

/// The path of a file of the standard library that lies in the server.
fn library_path(uri: &Uri) -> Option<&str> {
    let in_server = uri.scheme().as_str().eq_ignore_ascii_case(pages::LIBRARY);
    in_server.then(|| uri.path().as_str().trim_start_matches('/'))
}

impl Core {
    fn new(client: Client, options: Options) -> Self {
        Core {
            client,
            options,
            session: OnceLock::new(),
            settings: Mutex::default(),
            workspace: Mutex::default(),
            names: Mutex::default(),
            colours: Mutex::default(),
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
    pub(crate) fn take(self: &Arc<Self>, change: Change, request: Request) {
        let (method, _, params) = request.into_parts();
        let taken = catch_unwind(AssertUnwindSafe(|| self.apply(change, params.unwrap_or_default())));
        match taken {
            Ok(Ok(())) => {
                self.changed.notify_one();
                if matches!(change, Change::Disk) {
                    self.draw_again();
                }
            }
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
                lock(&self.colours).remove(&params.text_document.uri);
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
        let (path, library) = (path_of(uri), library_path(uri));
        let home = match &path {
            Some(path) => lock(&self.workspace).home(path),
            // The standard library is the same in all packages.
            None => library.and_then(|_| lock(&self.workspace).homes().next().cloned()),
        };
        let Some(home) = home else { return Ok(None) };
        let Some(snapshot) = self.snapshot(&home).await? else { return Ok(None) };
        self.unless_overtaken()?;
        let file = match path {
            Some(path) => snapshot.file_at(&path),
            None => library.and_then(|path| snapshot.library_file(path)),
        };
        let Some(file) = file else { return Ok(None) };
        self.view(what, snapshot, file, work).await
    }

    /// Answers a request about the package that a file is in, be it open or not.
    async fn of_package<T: Send + 'static>(
        self: &Arc<Self>,
        what: &'static str,
        uri: &Uri,
        work: impl FnOnce(&View) -> Option<T> + Send + 'static,
    ) -> Result<Option<T>> {
        let Some(path) = path_of(uri) else { return Ok(None) };
        let home = lock(&self.workspace).visit(&path);
        self.changed.notify_one();
        let Some(snapshot) = self.snapshot(&home).await? else { return Ok(None) };
        let file = snapshot.file_at(&path).unwrap_or(FileId(0));
        self.view(what, snapshot, file, work).await
    }

    async fn view<T: Send + 'static>(
        self: &Arc<Self>,
        what: &'static str,
        snapshot: Arc<Snapshot>,
        file: FileId,
        work: impl FnOnce(&View) -> Option<T> + Send + 'static,
    ) -> Result<Option<T>> {
        let view = View { core: self.clone(), snapshot, file };
        self.apart(what, move || work(&view)).await
    }

    /// Finds the packages in folders, and has them checked.
    fn look_into(self: &Arc<Self>, folders: Vec<PathBuf>) {
        let core = self.clone();
        tokio::spawn(async move {
            let find = move || folders.iter().flat_map(|folder| annexa_files::packages(folder)).collect();
            let roots: Vec<PathBuf> = core.apart("looking for packages", find).await.unwrap_or_default();
            for root in roots {
                lock(&core.workspace).visit(&root);
            }
            core.changed.notify_one();
        });
    }

    /// The snapshot of a later text than the client saw answers nothing.
    fn unless_overtaken(&self) -> Result<()> {
        let current = lock(&self.workspace).changes();
        match ARRIVED.try_with(|arrived| *arrived != current) {
            Ok(true) => Err(Error::content_modified()),
            Ok(false) | Err(_) => Ok(()),
        }
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
