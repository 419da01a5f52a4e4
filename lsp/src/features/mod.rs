//! What the server can do, one file a feature: pure functions over a [`crate::Snapshot`], places in bytes.

pub mod actions;
pub mod completion;
pub mod definition;
pub mod diagnostics;
pub mod fixes;
pub mod folding;
pub mod formatting;
pub mod hints;
pub mod hover;
pub mod lenses;
pub mod links;
pub mod preview;
pub mod references;
pub mod rename;
pub mod selection;
pub mod soa;
pub mod symbols;
pub mod table;
pub mod tokens;
pub mod trace;
pub mod tree;
pub mod words;

/// Packages for tests, with a mark where the cursor is.
#[cfg(test)]
pub(crate) mod testing {
    use annexa_core::Input;
    use annexa_core::source::FileId;
    use annexa_core::time::Date;

    use crate::Snapshot;

    /// The package of one file `a.isms`, and the place of the mark `‸` in it.
    pub fn at_cursor(marked: &str) -> (Snapshot, FileId, u32) {
        let cursor = marked.find('‸').expect("the text has a mark");
        let (snapshot, file) = package(&marked.replacen('‸', "", 1));
        (snapshot, file, cursor as u32)
    }

    /// The package of one file `a.isms`.
    pub fn package(text: &str) -> (Snapshot, FileId) {
        made(text, None)
    }

    /// The package after an edit of its file.
    pub fn again(earlier: &Snapshot, text: &str) -> (Snapshot, FileId) {
        made(text, Some(earlier))
    }

    fn made(text: &str, earlier: Option<&Snapshot>) -> (Snapshot, FileId) {
        let manifest = "[package]\nname = \"test\"\n\n[standards]\nmain = \"iso27001@2022\"\n";
        let input = Input {
            manifest: Some(manifest.into()),
            files: vec![("a.isms".into(), text.into())],
            ..Input::default()
        };
        let snapshot = Snapshot::new(input, Date::constant(2026, 11, 1), earlier);
        let file = snapshot.file("a.isms").expect("the file is there");
        (snapshot, file)
    }
}
