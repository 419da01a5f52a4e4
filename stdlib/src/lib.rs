//! The standard library's files, embedded: `.isms`, and the words that people write for values. No logic: what a kind or a
//! control is stands in the files.

use include_dir::{Dir, DirEntry, include_dir};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR");

/// The text of a file of the standard library, by its path from `stdlib/`: `prelude.isms`, `iso27001/2022.isms`, `words.txt`.
pub fn file(path: &str) -> Option<&'static str> {
    is_library(path).then(|| FILES.get_file(path)?.contents_utf8()).flatten()
}

fn is_library(path: &str) -> bool {
    path.ends_with(".isms") || path == "words.txt"
}

/// All files with their paths, sorted by path.
pub fn files() -> Vec<(&'static str, &'static str)> {
    fn walk(dir: &'static Dir<'static>, found: &mut Vec<(&'static str, &'static str)>) {
        for entry in dir.entries() {
            match entry {
                DirEntry::Dir(d) => walk(d, found),
                DirEntry::File(f) => {
                    if let (Some(path), Some(text)) = (f.path().to_str(), f.contents_utf8())
                        && is_library(path)
                    {
                        found.push((path, text));
                    }
                }
            }
        }
    }
    let mut found = Vec::new();
    walk(&FILES, &mut found);
    found.sort_unstable();
    found
}
