//! The standard library's files, embedded: `.isms`, the words that people write for values, and the starter set. No logic:
//! what a kind or a control is, and what a package begins with, stands in the files.

use include_dir::{Dir, DirEntry, include_dir};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR");

/// The folder of the starter set: Annexa too, and no part of the library.
const STARTER: &str = "starter/";
/// Where the files of the package stand in it.
const STARTER_PACKAGE: &str = "starter/package/";

/// The text of a file of the standard library, by its path from `stdlib/`: `prelude.isms`, `iso27001/2022.isms`, `words.txt`.
pub fn file(path: &str) -> Option<&'static str> {
    is_library(path).then(|| text(path)).flatten()
}

fn is_library(path: &str) -> bool {
    !path.starts_with(STARTER) && (path.ends_with(".isms") || path == "words.txt")
}

/// All files with their paths, sorted by path.
pub fn files() -> Vec<(&'static str, &'static str)> {
    found(is_library)
}

/// The questions of the starter set, as TOML. `starter/README.md` says how they are written.
pub fn interview() -> &'static str {
    text("starter/interview.toml").unwrap_or_default()
}

/// The files of the starter set's package with their paths in it, sorted by path, with marks and placeholders.
pub fn starter_package() -> Vec<(&'static str, &'static str)> {
    found(|path| path.starts_with(STARTER_PACKAGE))
        .into_iter()
        .filter_map(|(path, text)| Some((path.strip_prefix(STARTER_PACKAGE)?, text)))
        .collect()
}

fn text(path: &str) -> Option<&'static str> {
    FILES.get_file(path)?.contents_utf8()
}

/// The files that are asked for, sorted by path.
fn found(wanted: impl Fn(&str) -> bool) -> Vec<(&'static str, &'static str)> {
    let mut found = Vec::new();
    let mut folders = vec![&FILES];
    while let Some(folder) = folders.pop() {
        for entry in folder.entries() {
            match entry {
                DirEntry::Dir(inner) => folders.push(inner),
                DirEntry::File(file) => {
                    if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8())
                        && wanted(path)
                    {
                        found.push((path, text));
                    }
                }
            }
        }
    }
    found.sort_unstable();
    found
}
