//! The open documents, and the packages that they are in: the one owner of everything that changes.
//!
//! Edits are applied in the order in which they arrive, and cost no more than the edit of a text. Reading the disk and
//! making a model are left to a [`Job`], which is cut from the workspace in an instant and runs anywhere.
//!
//! INVARIANT: what an editor has open counts, not what lies on disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use annexa_core::Input;
use annexa_core::manifest::FILE_NAME;
use annexa_core::source::Span;
use annexa_core::time::Date;
use annexa_diagnostics::Level;

use crate::snapshot::{Notice, Snapshot};
use annexa_files::{self as disk, Files};
use annexa_formats::data::DataFiles;

/// Where a document belongs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Home {
    /// To the package in this folder.
    Package(PathBuf),
    /// To no package: the file stands for itself.
    Alone(PathBuf),
}

impl Home {
    fn of(path: &Path) -> Home {
        disk::root(path).map_or_else(|| Home::Alone(path.to_path_buf()), Home::Package)
    }

    /// The folder that paths are relative to.
    pub fn folder(&self) -> &Path {
        match self {
            Home::Package(root) => root,
            Home::Alone(path) => path.parent().unwrap_or(path),
        }
    }
}

#[derive(Debug)]
struct Document {
    text: Arc<String>,
    version: i32,
    home: Home,
}

#[derive(Debug, Default)]
struct Package {
    revision: u64,
    disk: Arc<OnceLock<Files>>,
    /// The data files that were read since the disk last changed.
    data: Arc<Mutex<Arc<DataFiles>>>,
}

/// The open documents and their packages.
#[derive(Debug, Default)]
pub struct Workspace {
    /// Counts what happened to documents.
    changes: u64,
    /// Counts what happened to packages.
    revisions: u64,
    documents: BTreeMap<PathBuf, Document>,
    packages: BTreeMap<Home, Package>,
}

/// All that is needed to make the snapshot of a package.
#[derive(Debug)]
pub struct Job {
    /// Which package.
    pub home: Home,
    /// Which of its revisions.
    pub revision: u64,
    disk: Arc<OnceLock<Files>>,
    data: Arc<Mutex<Arc<DataFiles>>>,
    open: Vec<(String, i32, Arc<String>)>,
}

impl Workspace {
    /// Counts everything that ever changed in documents. What changes on disk the client has not seen either.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// The packages that documents were opened in, and the documents that are in none.
    pub fn homes(&self) -> impl Iterator<Item = &Home> {
        self.packages.keys()
    }

    /// Where the file at `path` belongs: open, or in a package that is known.
    pub fn home(&self, path: &Path) -> Option<Home> {
        let open = self.documents.get(path).map(|d| d.home.clone());
        open.or_else(|| Some(Home::of(path)).filter(|home| self.packages.contains_key(home)))
    }

    /// Where the file at `path` belongs. Its package is known from now on.
    pub fn visit(&mut self, path: &Path) -> Home {
        let home = match self.documents.get(path) {
            Some(document) => document.home.clone(),
            None if path.is_dir() => Home::of(&path.join(FILE_NAME)),
            None => Home::of(path),
        };
        if matches!(home, Home::Package(_)) && !self.packages.contains_key(&home) {
            self.touch(&home, true);
        }
        home
    }

    /// A folder is no longer looked at: its packages are forgotten, but for those of which documents are open.
    pub fn leave(&mut self, folder: &Path) {
        let documents = &self.documents;
        self.packages.retain(|home, _| {
            !home.folder().starts_with(folder) || documents.values().any(|document| document.home == *home)
        });
    }

    /// The text of the document at `path`, if it is open.
    pub fn text(&self, path: &Path) -> Option<&str> {
        self.documents.get(path).map(|d| d.text.as_str())
    }

    /// How often the package changed; `None` where it is not known.
    pub fn revision(&self, home: &Home) -> Option<u64> {
        self.packages.get(home).map(|p| p.revision)
    }

    /// A document was opened. The disk is read again, for opening a document often follows on changing others.
    pub fn open(&mut self, path: PathBuf, version: i32, text: String) {
        let home = Home::of(&path);
        self.documents.insert(path, Document { text: Arc::new(text), version, home: home.clone() });
        self.changes += 1;
        self.touch(&home, true);
    }

    /// A part of a document, or all of it, was replaced. A document that is not open, and a part that it does not have,
    /// change nothing.
    pub fn edit(&mut self, path: &Path, version: i32, part: Option<Span>, with: &str) {
        let Some(document) = self.documents.get_mut(path) else { return };
        document.version = version;
        let text = Arc::make_mut(&mut document.text);
        match part {
            None => with.clone_into(text),
            Some(span) if text.get(span.range()).is_some() => text.replace_range(span.range(), with),
            Some(_) => {}
        }
        let home = document.home.clone();
        self.changes += 1;
        self.touch(&home, false);
    }

    /// A document was closed: what lies on disk counts again.
    pub fn close(&mut self, path: &Path) {
        let Some(document) = self.documents.remove(path) else { return };
        self.changes += 1;
        if document.home == Home::Alone(path.to_path_buf()) {
            self.packages.remove(&document.home);
        } else {
            self.touch(&document.home, true);
        }
    }

    /// Files changed on disk: packages are read again, and documents may have come into another package.
    pub fn disk_changed(&mut self) {
        for (path, document) in &mut self.documents {
            document.home = Home::of(path);
        }
        let mut homes: Vec<Home> = self.documents.values().map(|d| d.home.clone()).collect();
        self.packages.retain(|home, _| match home {
            Home::Package(root) => homes.contains(home) || root.join(FILE_NAME).is_file(),
            Home::Alone(_) => homes.contains(home),
        });
        homes.extend(self.packages.keys().cloned());
        homes.sort();
        homes.dedup();
        for home in homes {
            self.touch(&home, true);
        }
    }

    fn touch(&mut self, home: &Home, disk: bool) {
        self.revisions += 1;
        let package = self.packages.entry(home.clone()).or_default();
        // Never the number of an earlier package at the same place.
        package.revision = self.revisions;
        if disk {
            package.disk = Arc::default();
            package.data = Arc::default();
        }
    }

    /// What is needed to make the snapshot of a package as it is now.
    pub fn job(&self, home: &Home) -> Option<Job> {
        let package = self.packages.get(home)?;
        let open = self
            .documents
            .iter()
            .filter(|(_, d)| d.home == *home)
            .filter_map(|(path, d)| Some((disk::relative(home.folder(), path)?, d.version, d.text.clone())))
            .collect();
        let (disk, data) = (package.disk.clone(), package.data.clone());
        Some(Job { home: home.clone(), revision: package.revision, disk, data, open })
    }
}

impl Job {
    /// Makes the snapshot, with what the one before it has that did not change. Reads the disk where nobody did since it
    /// last changed.
    pub fn run(self, as_of: Date, earlier: Option<&Snapshot>) -> Snapshot {
        let mut notices = Vec::new();
        let input = match &self.home {
            Home::Package(root) => {
                let files = self.disk.get_or_init(|| disk::read(root));
                overlay(root, files, &self.open, &mut notices)
            }
            Home::Alone(_) => {
                let mut input = Input::default();
                for (path, _, text) in &self.open {
                    input.files.push((path.clone(), text.to_string()));
                    notices.push(Notice {
                        path: path.clone(),
                        level: Level::Warning,
                        message: format!(
                            "there is no `{FILE_NAME}` in this folder or above it, so there is no package to check\n\
                             help: `annexa new my-company` writes a package to start from"
                        ),
                    });
                }
                input
            }
        };
        let mut snapshot = Snapshot::new(input, as_of, earlier);
        if let Home::Package(root) = &self.home {
            snapshot.others = self.disk.get().map(|files| files.others.clone()).unwrap_or_default();
            let paths = annexa_analysis::data::paths(&snapshot.model);
            let mut known = self.data.lock().unwrap_or_else(PoisonError::into_inner);
            let new: Vec<String> = paths.into_iter().filter(|p| !known.0.contains_key(p)).collect();
            if !new.is_empty() {
                Arc::make_mut(&mut known).0.extend(disk::data(root, &new).0);
            }
            snapshot.data = Some(known.clone());
        }
        snapshot.root = self.home.folder().to_path_buf();
        snapshot.revision = self.revision;
        snapshot.notices = notices;
        snapshot.open = self.open.into_iter().map(|(path, version, _)| (path, version)).collect();
        snapshot
    }
}

/// The texts of a package: those on disk, and over them those that are open.
fn overlay(
    root: &Path,
    files: &Files,
    open: &[(String, i32, Arc<String>)],
    notices: &mut Vec<Notice>,
) -> Input {
    let open: BTreeMap<&str, &String> = open.iter().map(|(path, _, text)| (path.as_str(), &**text)).collect();
    let mut input = Input {
        manifest: files.manifest.clone(),
        files: Vec::with_capacity(files.files.len() + 1),
        lock: files.lock.clone(),
        packages: files.packages.clone(),
        home: files.home.clone(),
    };
    if let Some(text) = open.get(FILE_NAME) {
        input.manifest = Some((*text).clone());
    }
    for (path, text) in &files.files {
        let text = open.get(path.as_str()).copied().unwrap_or(text);
        input.files.push((path.clone(), text.clone()));
    }
    for disk::Unread { path, message, help } in &files.unread {
        match open.get(path.as_str()) {
            Some(text) if path != FILE_NAME => input.files.push((path.clone(), (*text).clone())),
            Some(_) => {}
            None => {
                if path != FILE_NAME {
                    input.files.push((path.clone(), String::new()));
                }
                let help = help.as_ref().map_or_else(String::new, |help| format!("; {help}"));
                let message = format!("{message}{help}");
                notices.push(Notice { path: path.clone(), level: Level::Error, message });
            }
        }
    }
    for (path, text) in open {
        let known = input.files.iter().any(|(p, _)| p == path);
        let full = root.join(path);
        // What lies on disk and was not read is no part of the package; what was never saved will be.
        if !known && disk::is_ours(&full) && !full.exists() {
            input.files.push((path.to_owned(), text.clone()));
        }
    }
    input
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn snapshot(workspace: &Workspace, path: &Path) -> Snapshot {
        let home = workspace.home(path).unwrap();
        workspace.job(&home).unwrap().run(Date::constant(2026, 11, 1), None)
    }

    #[test]
    fn open_documents_lie_over_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join(FILE_NAME), "[package]\nname = \"x\"\n").unwrap();
        fs::write(root.join("a.isms"), "role disk \"On disk\"\n").unwrap();
        let (a, new) = (root.join("a.isms"), root.join("new.isms"));
        let mut workspace = Workspace::default();
        workspace.open(a.clone(), 1, "role open \"Open\"\n".into());
        workspace.edit(&a, 2, Some(Span::new(5, 9)), "edited");
        workspace.open(new.clone(), 1, "role unsaved \"Unsaved\"\n".into());
        let now = snapshot(&workspace, &a);
        assert_eq!(now.text(now.file("a.isms").unwrap()), "role edited \"Open\"\n");
        assert_eq!(now.open.get("a.isms"), Some(&2));
        assert!(now.model.find("unsaved").is_some());
        workspace.close(&a);
        let now = snapshot(&workspace, &new);
        assert!(now.model.find("disk").is_some());
    }

    #[test]
    fn edits_that_fit_nowhere_change_nothing() {
        let path = Path::new("/nowhere/a.isms");
        let mut workspace = Workspace::default();
        workspace.edit(path, 1, None, "x");
        assert_eq!(workspace.text(path), None);
        workspace.open(path.to_path_buf(), 1, "ä".into());
        workspace.edit(path, 2, Some(Span::new(1, 2)), "x");
        workspace.edit(path, 3, Some(Span::new(0, 9)), "x");
        assert_eq!(workspace.text(path), Some("ä"));
        let alone = snapshot(&workspace, path);
        assert_eq!(alone.notices.len(), 1);
        workspace.close(path);
        assert_eq!(workspace.homes().count(), 0);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_told_until_it_is_open() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join(FILE_NAME), "[package]\nname = \"x\"\n").unwrap();
        fs::write(root.join("a.isms"), b"\xFF").unwrap();
        fs::write(root.join("b.isms"), "").unwrap();
        let mut workspace = Workspace::default();
        let b = root.join("b.isms");
        workspace.open(b.clone(), 1, String::new());
        let now = snapshot(&workspace, &b);
        assert_eq!(now.notices.len(), 1);
        assert_eq!(now.notices[0].path, "a.isms");
        workspace.open(root.join("a.isms"), 1, String::new());
        assert!(snapshot(&workspace, &b).notices.is_empty());
    }
}
