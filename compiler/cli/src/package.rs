//! Packages for the command line: finds them, and writes files into them; they are read by `annexa-files`.
//!
//! Writing goes through [`write()`], which puts a
//! finished file in the place of the old one, so that nobody ever sees half of one.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use annexa_core::Input;
use annexa_core::manifest::{self, FILE_NAME};
use annexa_files::Passed;

use crate::failure::Failure;

/// The texts of a package, and where they are.
#[derive(Debug, Clone)]
pub struct Package {
    /// Its folder.
    pub root: PathBuf,
    /// Its texts.
    pub input: Input,
    /// What was passed over although it seems to belong to the package.
    pub passed: Vec<Passed>,
}

impl Package {
    /// How many bytes of text it has.
    pub fn bytes(&self) -> usize {
        self.input.files.iter().map(|(_, text)| text.len()).sum()
    }
}

/// The folder of a package in the repository that it lies in, with `/` at its end; empty where it is the repository's own,
/// or lies in none. Programs that annotate a repository want their paths from there.
pub fn folder_in_repository(root: &Path) -> String {
    // In a linked worktree or a submodule it is a file.
    let Some(repository) = root.ancestors().find(|folder| folder.join(".git").exists()) else {
        return String::new();
    };
    let between = root.strip_prefix(repository).unwrap_or(Path::new(""));
    between.components().map(|folder| format!("{}/", folder.as_os_str().to_string_lossy())).collect()
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
                .help("`annexa new my-company` writes a package to start from; `annexa import soa FILE` makes one of a Statement of Applicability")
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
    let mut found = annexa_files::read(&root);
    let failures: Vec<Failure> = std::mem::take(&mut found.unread)
        .into_iter()
        .map(|unread| Failure { help: unread.help, ..Failure::new(unread.message) })
        .collect();
    match all(failures) {
        Some(failure) => Err(failure),
        None => Ok(Package { root, passed: std::mem::take(&mut found.passed), input: found.input() }),
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

/// A path as one types it in a shell.
pub fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    if text.contains(|c: char| c.is_whitespace() || "'\"$&;()".contains(c)) {
        format!("\"{text}\"")
    } else {
        text
    }
}

/// The text of a file, which is `shown` to the user so.
///
/// # Errors
/// Where the bytes are no text.
pub fn as_text<'b>(bytes: &'b [u8], shown: &str) -> Result<&'b str, Failure> {
    annexa_syntax::decode(bytes).map_err(|error| {
        let failure = Failure::new(format!("`{shown}`: {}", error.message));
        match error.help {
            Some(help) => failure.help(help),
            None => failure,
        }
    })
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

/// The files of a folder and those below it, from the folder, with `/`, in order.
pub fn files_in(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(&at).into_iter().flatten().flatten() {
            let path = entry.path();
            if entry.file_type().is_ok_and(|t| t.is_dir()) {
                folders.push(path);
            } else if let Ok(relative) = path.strip_prefix(folder) {
                found.push(relative.display().to_string().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
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
