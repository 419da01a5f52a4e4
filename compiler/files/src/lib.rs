//! Packages on the disk: where one begins, and what it holds.
//!
//! The command line and the language server both read packages here, so that they check the same text. Reading stays
//! inside the package's folder: hidden files, what a `.gitignore` of the package leaves out, the output folder, packages
//! within the package and symbolic links are passed over. Settings of the machine (a global `.gitignore`) play no part, so
//! that a package is the same everywhere. The packages that it stands on are read in the same way, each inside its own
//! folder. What cannot be read is told, with the path, and never fatal here.

use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use annexa_core::lock;
use annexa_core::manifest::{self, FILE_NAME};
use annexa_core::source::FileId;
use annexa_core::{Input, MAX_FILES, PackageInput, packages};
use annexa_formats::data::{self, DataFile, DataFiles};
use annexa_syntax::{LineIndex, MAX_FILE_SIZE};
use ignore::WalkBuilder;
use rayon::prelude::*;

/// The ending of Annexa's files.
pub const EXTENSION: &str = "isms";

/// What a package's folder holds.
#[derive(Debug, Default)]
pub struct Files {
    /// The text of `annexa.toml`.
    pub manifest: Option<String>,
    /// The `.isms` files: path from the package's folder with `/`, and text; sorted by path.
    pub files: Vec<(String, String)>,
    /// The files of the lock: path from the package's folder with `/`, and text; sorted by path.
    pub lock: Vec<(String, String)>,
    /// Files that could not be read.
    pub unread: Vec<Unread>,
    /// Symbolic links to `.isms` files and folders, which were not followed; sorted.
    pub links: Vec<String>,
    /// The packages that it stands on, and those that these stand on.
    pub packages: Vec<PackageInput>,
    /// Where the folder is, as [`annexa_core::Input::home`] wants it.
    pub home: String,
}

/// A file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its path from the package's folder; the manifest's for the folder itself.
    pub path: String,
    /// A sentence that says why.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Files {
    /// What the compiler takes.
    pub fn input(self) -> Input {
        let Files { manifest, files, lock, packages, home, .. } = self;
        Input { manifest, files, lock, packages, home }
    }
}

impl Unread {
    fn new(path: &str, message: String) -> Self {
        Unread { path: path.to_owned(), message, help: None }
    }
}

/// The folder of the package that the file at `path` is in: the nearest one above with an `annexa.toml`.
pub fn root(path: &Path) -> Option<PathBuf> {
    path.ancestors().skip(1).find(|folder| folder.join(FILE_NAME).is_file()).map(Path::to_path_buf)
}

/// `path` from `root`, with `/`; `None` where it is not below, or not written in Unicode.
pub fn relative(root: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> =
        path.strip_prefix(root).ok()?.components().map(|c| c.as_os_str().to_str()).collect();
    parts.map(|p| p.join("/")).filter(|p| !p.is_empty())
}

/// Whether `path` ends as Annexa's files do.
pub fn is_ours(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case(EXTENSION))
}

/// Reads the package in the folder `root`, and those that it stands on. What cannot be read is told, not fatal.
pub fn read(root: &Path) -> Files {
    let mut found = read_alone(root);
    // What another package approves is that package's.
    for path in locked(root) {
        match text(root, &path) {
            Ok(text) => found.lock.push((path, text)),
            Err(why) => found.unread.push(why),
        }
    }
    found.home = home(root);
    let mut met = vec![String::new()];
    let mut open = vec![(String::new(), found.manifest.clone().unwrap_or_default())];
    while let Some((from, manifest)) = open.pop() {
        for line in manifest::read(FileId(0), &manifest).0.dependencies {
            let folder = packages::folder(&found.home, &from, &line.path);
            let known = met.contains(&folder) || !packages::is_relative(&line.path);
            let path = root.join(&folder);
            // A link might lead anywhere, and round in a circle.
            if known || met.len() >= packages::MAX_PACKAGES || !is_folder(&path) {
                continue;
            }
            met.push(folder.clone());
            let Files { manifest, files, unread, links, .. } = match path.join(FILE_NAME).is_file() {
                true => read_alone(&path),
                false => Files::default(),
            };
            let shown = |path: &str| format!("{folder}/{path}");
            found.links.extend(links.iter().map(|l| shown(l)));
            found.unread.extend(unread.into_iter().map(|u| Unread {
                message: u.message.replacen(&format!("`{}`", u.path), &format!("`{}`", shown(&u.path)), 1),
                path: shown(&u.path),
                help: u.help,
            }));
            open.push((folder.clone(), manifest.clone().unwrap_or_default()));
            found.packages.push(PackageInput { folder, manifest, files });
        }
    }
    found
}

fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|m| m.is_dir())
}

/// The names of the folders that lead to `root`.
fn home(root: &Path) -> String {
    let root = std::path::absolute(root).unwrap_or_else(|_| root.to_path_buf());
    let names = root.components().filter_map(|c| match c {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    names.collect::<Vec<_>>().join("/")
}

fn read_alone(root: &Path) -> Files {
    let mut found = Files::default();
    match text(root, FILE_NAME) {
        Ok(text) => found.manifest = Some(text),
        Err(why) => found.unread.push(why),
    }
    let output = manifest::read(FileId(0), found.manifest.as_deref().unwrap_or_default()).0.output;
    let paths = walk(root, &output, &mut found);
    let texts: Vec<Result<String, Unread>> = paths
        .par_iter()
        .enumerate()
        .map(|(index, path)| match index {
            // The compiler says how many were left out.
            MAX_FILES.. => Ok(String::new()),
            _ => text(root, path),
        })
        .collect();
    for (path, text) in paths.into_iter().zip(texts) {
        match text {
            Ok(text) => found.files.push((path, text)),
            Err(why) => found.unread.push(why),
        }
    }
    found
}

/// The paths of the files of the lock, sorted. They lie directly in its folder; links are passed over.
fn locked(root: &Path) -> Vec<String> {
    let folder = root.join(lock::FOLDER);
    let entries = is_folder(&folder).then(|| std::fs::read_dir(&folder).ok());
    let entries = entries.flatten().into_iter().flatten().flatten();
    let mut paths: Vec<String> = entries
        .filter(|e| e.file_type().is_ok_and(|t| t.is_file()))
        .map(|e| e.path())
        .filter(|p| p.extension().is_some_and(|e| e == lock::EXTENSION))
        .filter_map(|p| relative(root, &p))
        .collect();
    paths.sort();
    paths
}

/// The paths of the package's `.isms` files, sorted.
fn walk(root: &Path, output: &str, found: &mut Files) -> Vec<String> {
    let output = root.join(output);
    let top = root.to_path_buf();
    let walk = WalkBuilder::new(root)
        .standard_filters(false)
        .hidden(true)
        .git_ignore(true)
        .require_git(false)
        .follow_links(false)
        .filter_entry(move |entry| {
            let path = entry.path();
            let folder = entry.file_type().is_some_and(|t| t.is_dir());
            path == top || !folder || (path != output && !path.join(FILE_NAME).is_file())
        })
        .build();
    let mut paths = Vec::new();
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                found.unread.push(Unread::new(FILE_NAME, format!("the package cannot be read: {error}")));
                continue;
            }
        };
        let Some(kind) = entry.file_type() else { continue };
        let link = kind.is_symlink() && (is_ours(entry.path()) || entry.path().is_dir());
        let file = kind.is_file() && is_ours(entry.path());
        if !file && !link {
            continue;
        }
        match relative(root, entry.path()) {
            Some(path) if link => found.links.push(path),
            Some(path) => paths.push(path),
            None => found.unread.push(Unread {
                help: Some("give it another name".to_owned()),
                ..Unread::new(
                    FILE_NAME,
                    format!("the name of the file `{}` is not written in Unicode", entry.path().display()),
                )
            }),
        }
    }
    paths.sort();
    found.links.sort();
    paths
}

/// Reads the data files at `paths`, from the package's folder. A path that leads out of it, also by a symbolic link, leads
/// nowhere.
pub fn data(root: &Path, paths: &[String]) -> DataFiles {
    let home = std::fs::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
    let read = |(index, path): (usize, &String)| {
        let file = match index {
            data::MAX_FILES.. => {
                DataFile::Unread(format!("was not read: at most {} data files are", data::MAX_FILES))
            }
            _ => data_file(&home, path),
        };
        (path.clone(), Arc::new(file))
    };
    DataFiles(paths.par_iter().enumerate().map(read).collect())
}

fn data_file(home: &Path, path: &str) -> DataFile {
    let Some(inside) = manifest::inside(path) else { return DataFile::Missing };
    let Ok(real) = std::fs::canonicalize(home.join(inside)) else { return DataFile::Missing };
    if !real.starts_with(home) || !real.is_file() {
        return DataFile::Missing;
    }
    let mut bytes = Vec::new();
    // One byte more than is taken, so that a file that is too large shows.
    let read = File::open(&real).and_then(|f| f.take(data::MAX_BYTES as u64 + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) => DataFile::read(path, &bytes),
        Err(error) => DataFile::Unread(format!("cannot be read: {error}")),
    }
}

/// The text of a file of the package, or why there is none.
fn text(root: &Path, relative: &str) -> Result<String, Unread> {
    let failed =
        |error: std::io::Error| Unread::new(relative, format!("`{relative}` cannot be read: {error}"));
    let mut bytes = Vec::new();
    // One byte more than the compiler takes, so that it says that the file is too large.
    let file = File::open(root.join(relative)).map_err(failed)?;
    file.take(MAX_FILE_SIZE as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > MAX_FILE_SIZE {
        // The cut may lie inside a character; the text is not looked at.
        return Ok(" ".repeat(MAX_FILE_SIZE + 1));
    }
    if let Err(error) = annexa_syntax::decode(&bytes) {
        let good = bytes.get(..error.span.start as usize).unwrap_or_default();
        let good = String::from_utf8_lossy(good);
        let at = LineIndex::new(&good).line_column(&good, error.span.start);
        let what = error.message.replace("this file", "it");
        let message = format!("`{relative}` cannot be read: {what} (line {}, column {})", at.line, at.column);
        return Err(Unread { help: error.help.clone(), ..Unread::new(relative, message) });
    }
    String::from_utf8(bytes).map_err(|_| Unread::new(relative, format!("`{relative}` is not in UTF-8")))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn data_files_lie_inside_the_package() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("package");
        fs::create_dir_all(root.join("evidence")).unwrap();
        fs::write(root.join("evidence/a.csv"), "Name,Done\nann,yes\n").unwrap();
        fs::write(folder.path().join("outside.csv"), "Name\nann\n").unwrap();
        let mut paths = vec!["evidence/a.csv", "evidence", "none.csv", "../outside.csv", "/etc/hostname"];
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path().join("outside.csv"), root.join("link.csv")).unwrap();
            paths.push("link.csv");
        }
        let paths: Vec<String> = paths.into_iter().map(str::to_owned).collect();
        let found = super::data(&root, &paths);
        let read: Vec<&str> = found
            .0
            .iter()
            .filter(|(_, file)| matches!(***file, DataFile::Read { .. }))
            .map(|(path, _)| path.as_str())
            .collect();
        assert_eq!(read, ["evidence/a.csv"]);
        assert!(found.0.iter().all(|(p, f)| p == "evidence/a.csv" || **f == DataFile::Missing));
    }

    #[test]
    fn reads_what_the_command_line_reads() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let put = |path: &str, bytes: &[u8]| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        };
        put("annexa.toml", b"[package]\nname = \"x\"\n\n[build]\noutput = \"built\"\n");
        put(".gitignore", b"scratch.isms\n");
        for path in ["b.isms", "a/c.ISMS", "scratch.isms", ".hidden/d.isms", "built/e.isms", "notes.md"] {
            put(path, b"");
        }
        put("other/annexa.toml", b"");
        put("other/f.isms", b"");
        put("broken.isms", b"ok\n\xFF");
        for path in
            ["annexa.lock/b.toml", "annexa.lock/a.toml", "annexa.lock/notes.md", "annexa.lock/old/c.toml"]
        {
            put(path, b"x");
        }
        let files = read(root);
        let locked: Vec<&str> = files.lock.iter().map(|(p, _)| p.as_str()).collect();
        assert_eq!(locked, ["annexa.lock/a.toml", "annexa.lock/b.toml"]);
        let paths: Vec<&str> = files.files.iter().map(|(p, _)| p.as_str()).collect();
        assert_eq!(paths, ["a/c.ISMS", "b.isms"]);
        assert_eq!(files.unread.len(), 1);
        assert!(files.unread[0].message.contains("(line 2, column 1)"), "{}", files.unread[0].message);
        assert_eq!(super::root(&root.join("a/c.ISMS")).as_deref(), Some(root));
        assert_eq!(super::root(&root.join("other/f.isms")), Some(root.join("other")));
    }

    #[test]
    fn packages_are_read_with_those_that_they_stand_on() {
        let folder = tempfile::tempdir().unwrap();
        let put = |path: &str, bytes: &[u8]| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        };
        let manifest = |name: &str, lines: &str| {
            format!("[package]\nname = \"{name}\"\n\n[dependencies]\n{lines}").into_bytes()
        };
        put(
            "norway/annexa.toml",
            &manifest("norway", "group = { path = \"../group\" }\nnone = { path = \"../none\" }\n"),
        );
        put("norway/a.isms", b"");
        put(
            "group/annexa.toml",
            &manifest("group", "holding = { path = \"../holding\" }\nback = { path = \"../norway\" }\n"),
        );
        put("group/policies/b.isms", b"");
        put("group/broken.isms", b"\xFF");
        put("holding/annexa.toml", &manifest("holding", ""));
        put("holding/c.isms", b"");
        put("beside.isms", b"");
        let files = read(&folder.path().join("norway"));
        let found: Vec<(&str, Vec<&str>)> = files
            .packages
            .iter()
            .map(|p| (p.folder.as_str(), p.files.iter().map(|(path, _)| path.as_str()).collect()))
            .collect();
        assert_eq!(found, [("../group", vec!["policies/b.isms"]), ("../holding", vec!["c.isms"])]);
        assert_eq!(files.unread.len(), 1);
        assert_eq!(files.unread[0].path, "../group/broken.isms");
        assert!(files.unread[0].message.contains("`../group/broken.isms`"), "{}", files.unread[0].message);
    }
}
