//! The pages of `annexa explain`: `docs/problems/NAME.md`, which stand in the binary.

use include_dir::{Dir, include_dir};

static PAGES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../docs/problems");

/// The page about the problem `name`, in Markdown.
pub fn page(name: &str) -> Option<&'static str> {
    PAGES.get_file(format!("{name}.md"))?.contents_utf8()
}

/// The names of all pages, sorted.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> =
        PAGES.files().filter_map(|f| f.path().file_name()?.to_str()?.strip_suffix(".md")).collect();
    names.sort_unstable();
    names
}
