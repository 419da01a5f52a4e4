//! Packages as they lie on disk: where one begins, and what it holds.
//!
//! INVARIANT: the files of a package are those that `annexa check` reads (`compiler/cli/src/package.rs`): `.isms` files
//! below the folder of `annexa.toml`, without hidden files, what the package's `.gitignore` files name, the output folder,
//! links, and folders that are a package of their own.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use annexa_core::MAX_FILES;
use annexa_core::manifest::{self, FILE_NAME};
use annexa_core::source::FileId;
use annexa_syntax::{LineIndex, MAX_FILE_SIZE};
use ignore::WalkBuilder;

/// The ending of Annexa's files.
pub const EXTENSION: &str = "isms";

/// What a package's folder holds.
#[derive(Debug, Default)]
pub struct Files {
    /// The text of `annexa.toml`.
    pub manifest: Option<String>,
    /// The `.isms` files: path from the package's folder with `/`, and text; sorted by path.
    pub files: Vec<(String, String)>,
    /// Files that could not be read: path, and a sentence that says why.
    pub unread: Vec<(String, String)>,
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

/// Reads the package in the folder `root`. What cannot be read is told, not fatal.
pub fn read(root: &Path) -> Files {
    let mut found = Files::default();
    match text(root, FILE_NAME) {
        Ok(text) => found.manifest = Some(text),
        Err(why) => found.unread.push((FILE_NAME.to_owned(), why)),
    }
    let output = manifest::read(FileId(0), found.manifest.as_deref().unwrap_or_default()).0.output;
    for (index, path) in walk(root, &output, &mut found.unread).into_iter().enumerate() {
        // The compiler says how many were left out.
        if index >= MAX_FILES {
            found.files.push((path, String::new()));
            continue;
        }
        match text(root, &path) {
            Ok(text) => found.files.push((path, text)),
            Err(why) => found.unread.push((path, why)),
        }
    }
    found
}

fn walk(root: &Path, output: &str, unread: &mut Vec<(String, String)>) -> Vec<String> {
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
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|t| t.is_file()) && is_ours(entry.path()) => {
                match relative(root, entry.path()) {
                    Some(path) => paths.push(path),
                    None => unread.push((
                        FILE_NAME.to_owned(),
                        format!(
                            "the name of the file `{}` is not written in Unicode",
                            entry.path().display()
                        ),
                    )),
                }
            }
            Ok(_) => {}
            Err(error) => unread.push((FILE_NAME.to_owned(), format!("the package cannot be read: {error}"))),
        }
    }
    paths.sort();
    paths
}

/// The text of a file of the package, or a sentence that says why there is none.
fn text(root: &Path, relative: &str) -> Result<String, String> {
    let mut bytes = Vec::new();
    // One byte more than the compiler takes, so that it says that the file is too large.
    File::open(root.join(relative))
        .and_then(|file| file.take(MAX_FILE_SIZE as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| format!("`{relative}` cannot be read: {error}"))?;
    if bytes.len() > MAX_FILE_SIZE {
        // The cut may lie inside a character; the text is not looked at.
        return Ok(" ".repeat(MAX_FILE_SIZE + 1));
    }
    match annexa_syntax::decode(&bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => {
            let good = bytes.get(..error.span.start as usize).unwrap_or_default();
            let good = String::from_utf8_lossy(good);
            let at = LineIndex::new(&good).line_column(&good, error.span.start);
            let what = error.message.replace("this file", "it");
            let help = error.help.map_or_else(String::new, |help| format!("; {help}"));
            Err(format!("`{relative}` cannot be read: {what} (line {}, column {}){help}", at.line, at.column))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

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
        let files = read(root);
        let paths: Vec<&str> = files.files.iter().map(|(p, _)| p.as_str()).collect();
        assert_eq!(paths, ["a/c.ISMS", "b.isms"]);
        assert_eq!(files.unread.len(), 1);
        assert!(files.unread[0].1.contains("(line 2, column 1)"), "{}", files.unread[0].1);
        assert_eq!(super::root(&root.join("a/c.ISMS")).as_deref(), Some(root));
        assert_eq!(super::root(&root.join("other/f.isms")), Some(root.join("other")));
    }
}
