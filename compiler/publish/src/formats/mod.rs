//! One renderer a format. Each takes the document model and nothing else; the last step is all that differs.

pub mod csv;
mod flat;
pub mod html;
pub mod json;
pub mod md;
pub mod xlsx;

use crate::document::Document;

/// A format that documents are written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
pub enum Format {
    /// A site, as static files.
    Html,
    /// Markdown, as GitHub reads it.
    Markdown,
    /// CSV (RFC 4180), a file for each table.
    Csv,
    /// JSON, by the schema that is published with it.
    Json,
    /// One workbook of statements of applicability and registers, for Excel and LibreOffice.
    Xlsx,
    /// PDF, a file for each document; set by the crate `annexa-publish-pdf`, which few link.
    Pdf,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 6] =
        [Format::Html, Format::Markdown, Format::Csv, Format::Json, Format::Xlsx, Format::Pdf];

    /// As the manifest names it: `html`, `md`, `csv`, `json`, `xlsx`, `pdf`.
    pub const fn word(self) -> &'static str {
        match self {
            Format::Html => "html",
            Format::Markdown => "md",
            Format::Csv => "csv",
            Format::Json => "json",
            Format::Xlsx => "xlsx",
            Format::Pdf => "pdf",
        }
    }

    /// The format that the manifest names `word`.
    pub fn from_word(word: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|f| f.word() == word)
    }
}

/// A file that was built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Its path from the folder of outputs, with `/`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Writes `documents` as `format` into files whose names begin with their stems. PDF is written elsewhere.
pub fn render(documents: &[Document], stems: &[String], format: Format) -> Vec<OutputFile> {
    match format {
        Format::Html => return html::render(documents, stems),
        Format::Xlsx => return xlsx::render(documents),
        _ => {}
    }
    let mut files = Vec::new();
    for (document, stem) in documents.iter().zip(stems) {
        let mut file =
            |suffix: &str, bytes: Vec<u8>| files.push(OutputFile { path: format!("{stem}{suffix}"), bytes });
        match format {
            Format::Markdown => file(".md", md::render(document).into_bytes()),
            Format::Json => file(".json", json::render(document)),
            // The site and the workbook are one work of all documents.
            Format::Html | Format::Xlsx | Format::Pdf => {}
            Format::Csv => {
                for (i, table) in document.tables.iter().enumerate() {
                    // The first table is what the document is about.
                    let suffix = if i == 0 { ".csv".to_string() } else { format!("-{}.csv", table.key) };
                    file(&suffix, csv::render(document, table).into_bytes());
                }
            }
        }
    }
    files
}
