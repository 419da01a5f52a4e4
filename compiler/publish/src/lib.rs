//! From results to documents: [`reports`] make the [`document`] model from an analysis, and [`formats`] write it.
//!
//! [`build`] is the way in for files, [`terminal`] for tables at a prompt. Everything here is a pure function of the
//! analysis: the same package and date give the same bytes. There is no clock, no path of the machine, and no name of who
//! ran it.
//!
//! What is approved and what is computed stay visibly apart in every format ([`document::Part`]), every row names the lines
//! that made it so ([`document::Source`]), and nothing claims conformity: documents say what is declared, evidenced and
//! effective, and people judge.

pub mod certification;
pub mod changed;
pub mod document;
pub mod drawings;
pub mod edition;
pub mod forecast;
pub mod formats;
pub mod impact;
pub mod query;
pub mod reports;
pub mod status;
pub mod terminal;
pub mod text;
pub mod what_if;

use annexa_analysis::Analysis;
use annexa_core::manifest::Readers;
use annexa_core::model::View;

use document::Sort;
use edition::Edition;

pub use document::Document;
pub use formats::{Format, OutputFile};

/// How many problems a check of the package told. Documents mention them, so that nobody takes a package with faults for one
/// without.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// Of level error.
    pub errors: usize,
    /// Of level warning.
    pub warnings: usize,
}

/// What may be chosen about what is built.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The formats, in the order in which files are given.
    pub formats: Vec<Format>,
    /// What the check told, if there was one.
    pub problems: Option<Problems>,
    /// For whom: readers of the manifest. Without them, everything is in the documents.
    pub reader: Option<Readers>,
}

/// The documents of a package: a statement of applicability for each `soa`, the texts of its own, what is due, reports, and a
/// register for every kind that it declares something of; each in the order of the model.
///
/// For readers whose level the package does not have, there are none.
pub fn documents(analysis: &Analysis<'_>, options: &Options) -> Vec<Document> {
    let edition = match &options.reader {
        None => None,
        Some(reader) => match Edition::new(analysis.model, &reader.name, &reader.level) {
            None => return Vec::new(),
            edition => edition,
        },
    };
    let texts = text::Texts::of_edition(analysis, edition.as_ref());
    // How much is wrong counts what an edition leaves out, too.
    let problems = options.problems.as_ref().filter(|_| edition.is_none());
    let soas = analysis.coverages.iter();
    let mut all: Vec<Document> =
        soas.map(|coverage| reports::soa::document(analysis, coverage, &texts, problems)).collect();
    all.extend(reports::texts::documents(analysis, &texts, problems));
    let registers = reports::registers::documents(analysis, &texts, problems);
    if !registers.is_empty() {
        all.push(reports::agenda::document(analysis, &texts, problems));
    }
    // A manual is called by its statement, and not made where nobody may know of that.
    let soas = analysis.coverages.iter().filter(|c| !texts.is_left_out(c.soa.decl()));
    all.extend(soas.filter_map(|c| reports::manual::document(analysis, c, &texts, problems)));
    all.extend(reports::treatment::document(analysis, &texts, problems));
    all.extend(reports::measurement::document(analysis, &texts, problems));
    all.extend(reports::checklist::document(analysis, &texts, problems));
    all.extend(registers);
    match &edition {
        Some(edition) => edition::redact(edition, &texts, all),
        None => all,
    }
}

/// The files of all documents of a package, sorted by path.
pub fn build(analysis: &Analysis<'_>, options: &Options) -> Vec<OutputFile> {
    files(&documents(analysis, options), &options.formats)
}

/// The files of `documents`, sorted by path; PDF is written by a crate of its own.
pub fn files(documents: &[Document], formats: &[Format]) -> Vec<OutputFile> {
    let stems = stems(documents);
    let mut files: Vec<OutputFile> =
        formats.iter().flat_map(|format| formats::render(documents, &stems, *format)).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The names of the files of each document, without what a format puts behind them. Statements of applicability lie at the
/// top, all others in a folder of their kind.
pub fn stems(documents: &[Document]) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    let stem = |document: &Document, taken: &mut Vec<String>| {
        let tables: Vec<&str> = document.tables.iter().skip(1).map(|t| &*t.key).collect();
        let name = file_name(&document.name, document.sort.word());
        match document.sort {
            Sort::Soa => free(&name, &tables, taken),
            Sort::Text | Sort::Register => {
                free(&format!("{}/{name}", file_name(&document.of, document.sort.word())), &tables, taken)
            }
        }
    };
    documents.iter().map(|d| stem(d, &mut taken)).collect()
}

/// `name` as every system can hold it. Where it cannot, `sort` stands in front.
pub(crate) fn file_name(name: &str, sort: &str) -> String {
    const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];
    let safe: String =
        name.chars().map(|c| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '-' }).collect();
    let lower = safe.to_lowercase();
    let numbered = matches!(lower.get(..3), Some("com" | "lpt")) && lower.len() == 4;
    match safe.is_empty() || numbered || RESERVED.contains(&lower.as_str()) {
        true => format!("{sort}-{safe}"),
        false => safe,
    }
}

/// `stem`, or where it is taken, with a number behind it. `tables` have files of their own. Names that differ only by case
/// are told apart, since some systems do not.
pub(crate) fn free(stem: &str, tables: &[&str], taken: &mut Vec<String>) -> String {
    let names = |stem: &str| -> Vec<String> {
        let all = tables.iter().map(|table| format!("{stem}-{table}"));
        std::iter::once(stem.to_string()).chain(all).map(|name| name.to_lowercase()).collect()
    };
    let mut free = stem.to_string();
    let mut n = 2;
    while names(&free).iter().any(|name| taken.contains(name)) {
        free = format!("{stem}-{n}");
        n += 1;
    }
    taken.extend(names(&free));
    free
}
