//! Packages on the disk: the one place that finds, reads and writes them.
//!
//! Reading stays inside the package's folder: hidden files, what a `.gitignore` of the package leaves out, the output
//! folder, packages within the package and symbolic links are passed over. Settings of the machine (a global
//! `.gitignore`) play no part, so that a package is the same everywhere. Writing goes through [`write`], which puts a
//! finished file in the place of the old one, so that nobody ever sees half of one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use annexa_core::manifest::{self, FILE_NAME};
use annexa_core::source::FileId;
use annexa_core::{Input, MAX_FILES};
use annexa_syntax::{LineIndex, MAX_FILE_SIZE};
use ignore::WalkBuilder;
use rayon::prelude::*;

use crate::failure::Failure;

/// The ending of Annexa's files.
pub const EXTENSION: &str = "isms";

/// The texts of a package, and where they are.
#[derive(Debug, Clone)]
pub struct Package {
    /// Its folder.
    pub root: PathBuf,
    /// Its texts.
    pub input: Input,
    /// Symbolic links to `.isms` files and folders, which were not followed.
    pub links: Vec<String>,
}

impl Package {
    /// How many bytes of text it has.
    pub fn bytes(&self) -> usize {
        self.input.files.iter().map(|(_, text)| text.len()).sum()
    }
}

/// The folder of the package that `path` is in.
///
/// # Errors
/// Where there is nothing at `path`, or no `annexa.toml` in it or above.
pub fn find(path: &Path) -> Result<PathBuf, Failure> {
    let start = fs::canonicalize(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Failure::new(format!("there is no file or folder `{}`", path.display())),
        _ => Failure::io("read", path, &error),
    })?;
    let folder = if start.is_dir() { start.as_path() } else { start.parent().unwrap_or(&start) };
    folder
        .ancestors()
        .find(|folder| folder.join(FILE_NAME).is_file())
        .map(Path::to_path_buf)
        .ok_or_else(|| {
            let shown = if path == Path::new(".") {
                "this folder".to_owned()
            } else {
                format!("`{}`", path.display())
            };
            Failure::new(format!("there is no `{FILE_NAME}` in {shown} or above it, so there is no package"))
                .help("`annexa new my-company` writes a package to start from; `annexa import soa FILE.csv` makes one of a Statement of Applicability")
        })
}

/// Reads the package that `path` is in.
///
/// # Errors
/// Where there is none, or a file of it cannot be read.
pub fn read(path: &Path) -> Result<Package, Failure> {
    let root = find(path)?;
    let manifest_path = root.join(FILE_NAME);
    let real = fs::canonicalize(&manifest_path).map_err(|e| Failure::io("read", &manifest_path, &e))?;
    if !real.starts_with(&root) {
        return Err(Failure::new(format!(
            "`{FILE_NAME}` is a link that leads out of the package, to `{}`",
            real.display()
        ))
        .help("put the file itself into the package's folder"));
    }
    let manifest = read_text(&root, FILE_NAME)?;
    let output = manifest::read(FileId(0), &manifest).0.output;
    let (paths, links) = walk(&root, &output)?;
    let texts: Vec<Result<String, Failure>> = paths
        .par_iter()
        .enumerate()
        .map(|(index, path)| match index {
            // The compiler says how many were left out.
            MAX_FILES.. => Ok(String::new()),
            _ => read_text(&root, path),
        })
        .collect();
    let mut files = Vec::with_capacity(paths.len());
    let mut failures = Vec::new();
    for (path, text) in paths.into_iter().zip(texts) {
        match text {
            Ok(text) => files.push((path, text)),
            Err(failure) => failures.push(failure),
        }
    }
    match all(failures) {
        Some(failure) => Err(failure),
        None => Ok(Package { root, input: Input { manifest: Some(manifest), files }, links }),
    }
}

/// Several failures as one.
fn all(mut failures: Vec<Failure>) -> Option<Failure> {
    if failures.len() < 2 {
        return failures.pop();
    }
    let mut whole = Failure::new(format!("{} files of the package cannot be read", failures.len()));
    whole.notes = failures.iter().map(|f| f.message.clone()).collect();
    whole.help = failures.into_iter().find_map(|f| f.help);
    Some(whole)
}

/// The paths of the package's `.isms` files, sorted, and the links that were passed over.
fn walk(root: &Path, output: &str) -> Result<(Vec<String>, Vec<String>), Failure> {
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
    let (mut paths, mut links) = (Vec::new(), Vec::new());
    for entry in walk {
        let entry = entry.map_err(|error| Failure::new(format!("the package cannot be read: {error}")))?;
        let Some(kind) = entry.file_type() else { continue };
        let ours = entry.path().extension().is_some_and(|e| e.eq_ignore_ascii_case(EXTENSION));
        let link = kind.is_symlink() && (ours || entry.path().is_dir());
        let file = kind.is_file() && ours;
        if !file && !link {
            continue;
        }
        let path = relative(root, entry.path())?;
        if link { links.push(path) } else { paths.push(path) }
    }
    paths.sort();
    links.sort();
    Ok((paths, links))
}

/// `path` from the package's folder, with `/`.
fn relative(root: &Path, path: &Path) -> Result<String, Failure> {
    let parts: Option<Vec<&str>> =
        path.strip_prefix(root).unwrap_or(path).components().map(|c| c.as_os_str().to_str()).collect();
    parts.map(|p| p.join("/")).ok_or_else(|| {
        Failure::new(format!("the name of the file `{}` is not written in Unicode", path.display()))
            .help("give it another name")
    })
}

/// The text of a file of the package.
fn read_text(root: &Path, relative: &str) -> Result<String, Failure> {
    let path = root.join(relative);
    let failed = |error: &io::Error| Failure::io("read", Path::new(relative), error);
    let file = File::open(&path).map_err(|e| failed(&e))?;
    let mut bytes = Vec::new();
    // One byte more than the compiler takes, so that it says that the file is too large.
    file.take(MAX_FILE_SIZE as u64 + 1).read_to_end(&mut bytes).map_err(|e| failed(&e))?;
    if bytes.len() > MAX_FILE_SIZE {
        // The cut may lie inside a character; the text is not looked at.
        return Ok(" ".repeat(MAX_FILE_SIZE + 1));
    }
    match annexa_syntax::decode(&bytes) {
        Ok(_) => {}
        Err(error) => {
            let good = bytes.get(..error.span.start as usize).unwrap_or_default();
            let good = String::from_utf8_lossy(good);
            let at = LineIndex::new(&good).line_column(&good, error.span.start);
            let failure = Failure::new(format!(
                "`{relative}` cannot be read: {} (line {}, column {})",
                error.message.replace("this file", "it"),
                at.line,
                at.column
            ));
            return Err(match error.help {
                Some(help) => failure.help(help),
                None => failure,
            });
        }
    }
    String::from_utf8(bytes).map_err(|_| Failure::new(format!("`{relative}` is not in UTF-8")))
}

/// Reads a file that the user names.
///
/// # Errors
/// Where it cannot be read.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Failure::new(format!("there is no file `{}`", path.display())),
        io::ErrorKind::IsADirectory => Failure::new(format!("`{}` is a folder, not a file", path.display())),
        _ => Failure::io("read", path, &error),
    })
}

/// The paths of the `.isms` files that lie directly in `folder`, sorted.
pub fn own_files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|e| e.file_name().into_string().ok());
    let mut names: Vec<String> =
        names.filter(|n| Path::new(n).extension().is_some_and(|e| e == EXTENSION)).collect();
    names.sort();
    names
}

/// Whether there is nothing in `folder`, hidden files aside.
pub fn is_empty(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.into_iter().all(|e| e.file_name().to_string_lossy().starts_with('.'))
}

/// Makes `folder` inside of `root`, and gives the folder.
///
/// # Errors
/// Where it cannot be made, or a link leads it out of `root`.
pub fn folder_inside(root: &Path, folder: &str) -> Result<PathBuf, Failure> {
    let path = root.join(folder);
    let there = path.ancestors().find(|p| p.exists()).unwrap_or(root);
    let real = fs::canonicalize(there).map_err(|e| Failure::io("read", there, &e))?;
    let home = fs::canonicalize(root).map_err(|e| Failure::io("read", root, &e))?;
    if !real.starts_with(home) {
        return Err(Failure::new(format!(
            "`{folder}` is a link that leads out of the package, to `{}`",
            real.display()
        ))
        .help("remove the link, or say where to write with `--out`"));
    }
    make_folder(&path)?;
    Ok(path)
}

/// Makes a folder and those above it, where they are not there.
///
/// # Errors
/// Where it cannot be made.
pub fn make_folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            Failure::new(format!("`{}` cannot be made: there is a file in its place", path.display()))
        }
        _ => Failure::io("made", path, &error),
    })
}

/// Writes `bytes` to `folder`/`relative`, whole or not at all. Says whether anything changed: a file that holds these
/// bytes already is not touched.
///
/// # Errors
/// Where it cannot be written, or `relative` leads out of `folder`.
pub fn write(folder: &Path, relative: &str, bytes: &[u8]) -> Result<bool, Failure> {
    let Some(relative) = manifest::inside(relative) else {
        return Err(Failure::new(format!("`{relative}` leads out of `{}`", folder.display())));
    };
    let path = folder.join(&relative);
    if fs::read(&path).is_ok_and(|old| old == bytes) {
        return Ok(false);
    }
    let Some((parent, name)) = path.parent().zip(path.file_name()) else {
        return Err(Failure::new(format!("`{}` is no file", path.display())));
    };
    make_folder(parent)?;
    let temporary = parent.join(format!(".{}.{}.annexa", name.to_string_lossy(), std::process::id()));
    let written = (|| {
        let mut file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        if let Ok(old) = fs::symlink_metadata(&path)
            && old.is_file()
        {
            if old.permissions().readonly() {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            fs::set_permissions(&temporary, old.permissions())?;
        }
        fs::rename(&temporary, &path)
    })();
    written.map(|()| true).map_err(|error| {
        // It may not be there.
        let _ = fs::remove_file(&temporary);
        Failure::io("written", &path, &error)
    })
}
