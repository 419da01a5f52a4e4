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
}

/// The documents of a package, in the order of the model: a statement of applicability for each `soa`.
pub fn documents(analysis: &Analysis<'_>, options: &Options) -> Vec<Document> {
    let texts = text::Texts::new(analysis);
    analysis
        .coverages
        .iter()
        .map(|coverage| reports::soa::document(analysis, coverage, &texts, options.problems.as_ref()))
        .collect()
}

/// The files of all documents of a package, sorted by path.
pub fn build(analysis: &Analysis<'_>, options: &Options) -> Vec<OutputFile> {
    let documents = documents(analysis, options);
    let mut taken: Vec<String> = Vec::new();
    let mut files = Vec::new();
    for document in &documents {
        let stem = stem(&document.name, &mut taken);
        for format in &options.formats {
            files.extend(formats::render(document, *format, &stem));
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The name of a document's files: the document's own, where every system can hold it. Names that differ only by case are
/// told apart by a number, since some systems do not.
fn stem(name: &str, taken: &mut Vec<String>) -> String {
    const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];
    // What is put behind the name for tables in files of their own.
    const TABLES: [&str; 3] = ["", "-totals", "-clauses"];
    let mut stem: String =
        name.chars().map(|c| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '-' }).collect();
    let lower = stem.to_lowercase();
    let numbered = |l: &str| matches!(l.get(..3), Some("com" | "lpt")) && l.len() == 4;
    if stem.is_empty() || RESERVED.contains(&lower.as_str()) || numbered(&lower) {
        stem = format!("soa-{stem}");
    }
    let first = stem.clone();
    let mut n = 2;
    let names = |stem: &str| TABLES.map(|table| format!("{stem}{table}").to_lowercase());
    while names(&stem).iter().any(|name| taken.contains(name)) {
        stem = format!("{first}-{n}");
        n += 1;
    }
    taken.extend(names(&stem));
    stem
}
