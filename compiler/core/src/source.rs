//! The files of a package as they were read, and places in them.

use std::sync::Arc;

use annexa_diagnostics::Sources;
pub use annexa_diagnostics::{FileId, Place};
pub use annexa_syntax::Span;
use annexa_syntax::{SyntaxError, Tree};

/// Which package a file belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct PackageId(pub u16);

impl PackageId {
    /// The standard library.
    pub const LIBRARY: PackageId = PackageId(0);
    /// The package that is checked.
    pub const MAIN: PackageId = PackageId(1);
}

/// A file and its tree.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Its path from the package's folder, with `/`; library files begin with `std/`.
    pub path: String,
    /// Its text.
    pub text: Arc<str>,
    /// Its tree; empty for a file that is not Annexa.
    pub tree: Arc<Tree>,
    /// What could not be read in it.
    pub errors: Arc<[SyntaxError]>,
    /// Where its syntax errors lie: what stands there is unknown, not missing.
    pub faults: Arc<[Span]>,
    /// The package that it belongs to.
    pub package: PackageId,
}

impl SourceFile {
    /// The same text at a path, as it was read: without what was found unknown in it later.
    pub(crate) fn again(&self, path: String, package: PackageId) -> SourceFile {
        let is_error = |e: &&SyntaxError| crate::syntax_kind(e).level == annexa_diagnostics::Level::Error;
        let faults = self.errors.iter().filter(is_error).map(|e| e.span).collect();
        SourceFile { path, package, faults, ..self.clone() }
    }

    /// Reads `text`, with what there is of an earlier text of the file.
    pub(crate) fn parse(
        path: String,
        text: Arc<str>,
        package: PackageId,
        earlier: Option<&SourceFile>,
    ) -> SourceFile {
        let sound = earlier.filter(|e| e.errors.is_empty());
        if let Some(tree) = sound.and_then(|e| annexa_syntax::parse_again(&e.text, &e.tree, &text)) {
            let (errors, faults) = (Arc::default(), Arc::default());
            return SourceFile { path, text, tree: Arc::new(tree), errors, faults, package };
        }
        let parsed = annexa_syntax::parse(&text);
        let is_error = |e: &&SyntaxError| crate::syntax_kind(e).level == annexa_diagnostics::Level::Error;
        SourceFile {
            path,
            text,
            tree: Arc::new(parsed.tree),
            faults: parsed.errors.iter().filter(is_error).map(|e| e.span).collect(),
            errors: parsed.errors.into(),
            package,
        }
    }

    /// A file that is not Annexa.
    pub(crate) fn foreign(path: &str, text: &str, package: PackageId) -> SourceFile {
        let (path, text) = (path.into(), text.into());
        SourceFile {
            path,
            text,
            tree: Arc::default(),
            errors: Arc::default(),
            faults: Arc::default(),
            package,
        }
    }
}

/// All files of a model.
#[derive(Debug, Default, Clone)]
pub struct SourceFiles {
    files: Vec<SourceFile>,
}

impl SourceFiles {
    /// Adds a file.
    pub fn push(&mut self, file: SourceFile) -> FileId {
        self.files.push(file);
        FileId(self.files.len() as u32 - 1)
    }

    /// Adds a place of `id` where what stands is unknown, not missing.
    pub fn add_fault(&mut self, id: FileId, fault: Span) {
        let Some(file) = self.files.get_mut(id.0 as usize) else { return };
        file.faults = file.faults.iter().copied().chain([fault]).collect();
    }

    /// The file at `id`.
    pub fn get(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(i, f)| (FileId(i as u32), f))
    }

    /// The text at a place.
    pub fn slice(&self, place: Place) -> &str {
        place.span.of(&self.get(place.file).text)
    }
}

impl Sources for SourceFiles {
    fn path(&self, file: FileId) -> &str {
        self.files.get(file.0 as usize).map_or("", |f| &f.path)
    }

    fn text(&self, file: FileId) -> &str {
        self.files.get(file.0 as usize).map_or("", |f| &f.text)
    }
}
