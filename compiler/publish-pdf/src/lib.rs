//! Documents as PDF, set by typst. A crate of its own, that only the command line links: the typesetter takes longer to build
//! than everything else together.
//!
//! [`data`] turns a document into plain data; `layout.typ` says how it looks. Nothing of a document is ever read as markup.
//! Every file conforms to PDF/UA-1 and PDF/A-2a, or there is none: the exporter refuses what does not. The fonts are our own,
//! the day is the document's, so the same document gives the same bytes.

mod data;
mod widths;

use std::collections::BTreeSet;

use annexa_publish::{Document, OutputFile};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

const LAYOUT: &str = include_str!("layout.typ");
/// The faces that text is set in; a sign that one of them lacks is looked for in those for signs.
const FACES: [&[u8]; 4] = [
    include_bytes!("../fonts/NotoSans-Regular.ttf"),
    include_bytes!("../fonts/NotoSans-Italic.ttf"),
    include_bytes!("../fonts/NotoSans-Bold.ttf"),
    include_bytes!("../fonts/NotoSans-BoldItalic.ttf"),
];
const SIGNS: [&[u8]; 4] = [
    include_bytes!("../fonts/NotoSansMath-Regular.ttf"),
    include_bytes!("../fonts/NotoSansSymbols-Regular.ttf"),
    include_bytes!("../fonts/NotoSansSymbols2-Regular.ttf"),
    include_bytes!("../fonts/NotoSansMono-Regular.ttf"),
];

/// Documents that were set.
#[derive(Debug, PartialEq, Eq)]
pub struct Set {
    /// The files, in the order of the documents.
    pub files: Vec<OutputFile>,
    /// The signs that the fonts lack, and where they stand; they are shown by their numbers.
    pub missing: Vec<Missing>,
}

/// Signs that the fonts lack.
#[derive(Debug, PartialEq, Eq)]
pub struct Missing {
    /// The title of the document.
    pub document: String,
    /// The file and the line that say them, where that is known.
    pub place: Option<(String, u32)>,
    /// The signs.
    pub signs: BTreeSet<char>,
}

/// The files of `documents`, whose names begin with their stems.
///
/// # Errors
/// Where the typesetter refuses a document: its title, and why.
pub fn files(documents: &[Document], stems: &[String]) -> Result<Set, String> {
    let mut press = Press::new()?;
    let mut set = Set { files: Vec::new(), missing: Vec::new() };
    for (document, stem) in documents.iter().zip(stems) {
        let bytes = press
            .set(document, &mut set.missing)
            .map_err(|why| format!("`{}` cannot be set: {why}", document.title))?;
        set.files.push(OutputFile { path: format!("{stem}.pdf"), bytes });
    }
    Ok(set)
}

/// What typst asks for: the layout, the data of the document at hand, the fonts.
struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    layout: Source,
    data_id: FileId,
    data: Bytes,
    standards: PdfStandards,
}

impl Press {
    fn new() -> Result<Press, String> {
        let id = |path: &str| -> Result<FileId, String> {
            let path = VirtualPath::new(path).map_err(|e| format!("{path}: {e:?}"))?;
            Ok(RootedPath::new(VirtualRoot::Project, path).intern())
        };
        let fonts: Vec<Font> =
            FACES.iter().chain(&SIGNS).flat_map(|data| Font::iter(Bytes::new(*data))).collect();
        let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a]);
        Ok(Press {
            library: LazyHash::new(Library::builder().build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            layout: Source::new(id("layout.typ")?, LAYOUT.to_string()),
            data_id: id("data.json")?,
            data: Bytes::new([]),
            standards: standards.map_err(|e| e.message().to_string())?,
        })
    }

    fn set(&mut self, document: &Document, missing: &mut Vec<Missing>) -> Result<Vec<u8>, String> {
        let has_glyph = |c: char| {
            let has = |font: &Font| font.info().coverage.contains(c as u32);
            let (faces, signs) = self.fonts.split_at(FACES.len());
            faces.iter().all(has) || signs.iter().any(has)
        };
        let data = data::of(document, &has_glyph, missing);
        self.data = Bytes::from_string(data.to_string());
        let set = typst::compile::<PagedDocument>(self).output.map_err(|all| said(&all))?;
        let options = PdfOptions {
            ident: Smart::Custom(format!("annexa {} {}", document.of, document.name)),
            creator: Smart::Custom(Some("Annexa".to_string())),
            standards: self.standards.clone(),
            ..PdfOptions::default()
        };
        let bytes = typst_pdf::pdf(&set, &options).map_err(|all| said(&all))?;
        // What is remembered between documents grows with every page.
        typst::comemo::evict(0);
        Ok(bytes)
    }
}

fn said(all: &[SourceDiagnostic]) -> String {
    let says = all.iter().map(|one| {
        let hints: Vec<String> = one.hints.iter().map(|hint| format!(" ({})", hint.v)).collect();
        format!("{}{}", one.message, hints.concat())
    });
    says.collect::<Vec<_>>().join("; ")
}

impl World for Press {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.layout.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.layout.id() { Ok(self.layout.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data_id { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    /// There is no clock.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
