//! How problems come to the client: published for each package that changed, or asked for.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use annexa_core::source::FileId;
use rustc_hash::FxHasher;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::*;
use tower_lsp::{NotCancellable, OngoingProgress, Unbounded};

use super::pages::Pages;
use super::session::Problems;
use super::view::View;
use super::{Core, lock};
use crate::Snapshot;
use crate::features::diagnostics;
use crate::workspace::Home;

/// How long a client has to say that it shows how far work is.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is told of a file: the version of the document, if it is open, and the problems.
type Published = (Option<i32>, Vec<Diagnostic>);

impl Core {
    /// Publishes the problems of every package that changed, for as long as the server runs.
    pub(super) async fn check_forever(self: Arc<Self>) {
        let mut checked: BTreeMap<Home, u64> = BTreeMap::new();
        let mut published: BTreeMap<Home, BTreeMap<PathBuf, Published>> = BTreeMap::new();
        let mut marks: BTreeMap<Home, u64> = BTreeMap::new();
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
                let progress = match checked.contains_key(&home) {
                    true => None,
                    false => self.progress(&home, revision.unwrap_or_default()).await,
                };
                let snapshot = self.snapshot(&home).await;
                if let Some(progress) = progress {
                    progress.finish().await;
                }
                let Ok(Some(snapshot)) = snapshot else { continue };
                let (core, folder, at) = (self.clone(), home.folder().to_path_buf(), snapshot.revision);
                let work = move || core.files(&folder, &snapshot);
                let Ok((files, mark)) = self.apart("checking the package", work).await else { continue };
                // Overtaken: the change that did it has called again.
                if lock(&self.workspace).revision(&home) != Some(at) {
                    continue;
                }
                let old = published.remove(&home).unwrap_or_default();
                self.publish(old, &files).await;
                if marks.insert(home.clone(), mark) != Some(mark) {
                    self.call_for_problems();
                }
                checked.insert(home.clone(), at);
                published.insert(home, files);
            }
        }
    }

    /// Shows that a package is being read for the first time, where the client shows such a thing.
    async fn progress(
        &self,
        home: &Home,
        revision: u64,
    ) -> Option<OngoingProgress<Unbounded, NotCancellable>> {
        if !self.session.get().is_some_and(|s| s.progress) {
            return None;
        }
        let folder = home.folder().file_name().unwrap_or_default().to_string_lossy().into_owned();
        // A change may have overtaken the first reading, and a token may be used once.
        let token = ProgressToken::String(format!("annexa/{revision}/{}", home.folder().display()));
        // A client that does not answer must not keep the checks waiting.
        let created = self.client.create_work_done_progress(token.clone());
        tokio::time::timeout(PATIENCE, created).await.ok()?.ok()?;
        Some(self.client.progress(token, "Annexa").with_message(format!("reading {folder}")).begin().await)
    }

    /// What is to be published of the files of a package: of those that are open, and those with problems. And a mark of
    /// what is to be asked for, which is another when that is.
    fn files(&self, folder: &Path, snapshot: &Arc<Snapshot>) -> (BTreeMap<PathBuf, Published>, u64) {
        let mut files: BTreeMap<PathBuf, Published> = BTreeMap::new();
        let mut mark = FxHasher::default();
        let pushed = self.problems() == Problems::Pushed;
        if self.problems() != Problems::Pulled {
            for (path, version) in &snapshot.open {
                files.insert(folder.join(path), (pushed.then_some(*version), Vec::new()));
            }
        }
        let mut pages = Pages::new(self, snapshot);
        for found in diagnostics::diagnostics(snapshot) {
            let path = &snapshot.model.files.get(found.place.file).path;
            let told = pages.diagnostic(&found);
            if pushed || (self.problems() == Problems::PulledWhereOpen && !snapshot.open.contains_key(path)) {
                files.entry(folder.join(path)).or_default().1.push(told);
            } else {
                (path, serde_json::to_string(&told).unwrap_or_default()).hash(&mut mark);
            }
        }
        (files, mark.finish())
    }

    fn problems(&self) -> Problems {
        self.session.get().map_or(Problems::Pushed, |s| s.problems)
    }

    /// Tells a client that asks for problems that there may be others now.
    fn call_for_problems(self: &Arc<Self>) {
        if self.problems() == Problems::Pushed || !self.session.get().is_some_and(|s| s.refreshes_problems) {
            return;
        }
        let core = self.clone();
        // Its answer says nothing, and nobody waits for it.
        tokio::spawn(async move { core.client.workspace_diagnostic_refresh().await });
    }

    /// The problems of all packages that are known, file by file; of files whose problems the client has, only that.
    pub(super) async fn all_problems(
        self: &Arc<Self>,
        known: Vec<PreviousResultId>,
    ) -> Result<Vec<WorkspaceDocumentDiagnosticReport>> {
        let mut known: BTreeMap<Uri, String> = known.into_iter().map(|k| (k.uri, k.value)).collect();
        let mut reports = Vec::new();
        let homes: Vec<Home> = lock(&self.workspace).homes().cloned().collect();
        for home in homes {
            let Some(snapshot) = self.snapshot(&home).await? else { continue };
            let core = self.clone();
            let work = move || core.problems_by_file(&snapshot);
            for (uri, version, items) in self.apart("the problems of the workspace", work).await? {
                let before = known.remove(&uri);
                reports.push(match report(items, before) {
                    DocumentDiagnosticReportKind::Full(report) => {
                        WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
                            uri,
                            version,
                            full_document_diagnostic_report: report,
                        })
                    }
                    DocumentDiagnosticReportKind::Unchanged(report) => {
                        WorkspaceDocumentDiagnosticReport::Unchanged(
                            WorkspaceUnchangedDocumentDiagnosticReport {
                                uri,
                                version,
                                unchanged_document_diagnostic_report: report,
                            },
                        )
                    }
                });
            }
        }
        // What the client shows of files that are no part of a package any more.
        reports.extend(known.into_keys().map(|uri| {
            WorkspaceDocumentDiagnosticReport::Full(WorkspaceFullDocumentDiagnosticReport {
                uri,
                version: None,
                full_document_diagnostic_report: FullDocumentDiagnosticReport::default(),
            })
        }));
        Ok(reports)
    }

    /// The problems of every file of a package, also of those that have none.
    fn problems_by_file(
        self: &Arc<Self>,
        snapshot: &Arc<Snapshot>,
    ) -> Vec<(Uri, Option<i64>, Vec<Diagnostic>)> {
        let mut pages = Pages::new(self, snapshot);
        let mut files: BTreeMap<FileId, Vec<Diagnostic>> =
            snapshot.own_files().map(|file| (file, Vec::new())).collect();
        for found in diagnostics::diagnostics(snapshot) {
            files.entry(found.place.file).or_default().push(pages.diagnostic(&found));
        }
        let version = |file| snapshot.open.get(&snapshot.model.files.get(file).path).copied().map(i64::from);
        let named =
            files.into_iter().filter_map(|(file, items)| Some((pages.uri(file)?, version(file), items)));
        named.collect()
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

impl View {
    /// The problems of the file, where they are not those that the client has.
    pub(super) fn problems(&self, known: Option<String>) -> DocumentDiagnosticReport {
        let mut pages = self.pages();
        let all = diagnostics::diagnostics(&self.snapshot);
        let own = all.iter().filter(|found| found.place.file == self.file);
        match report(own.map(|found| pages.diagnostic(found)).collect(), known) {
            DocumentDiagnosticReportKind::Full(report) => {
                DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
                    related_documents: None,
                    full_document_diagnostic_report: report,
                })
            }
            DocumentDiagnosticReportKind::Unchanged(report) => {
                DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
                    related_documents: None,
                    unchanged_document_diagnostic_report: report,
                })
            }
        }
    }
}

/// Problems under a name that is made of them, or only the name, where it is that of the problems `known` before.
fn report(items: Vec<Diagnostic>, known: Option<String>) -> DocumentDiagnosticReportKind {
    let mut hasher = FxHasher::default();
    serde_json::to_string(&items).unwrap_or_default().hash(&mut hasher);
    let id = format!("{:016x}", hasher.finish());
    if known.as_ref() == Some(&id) {
        return UnchangedDocumentDiagnosticReport { result_id: id }.into();
    }
    FullDocumentDiagnosticReport { result_id: Some(id), items }.into()
}
