//! A site: static files that work from a folder, without a server and without a request to anywhere. One style sheet, one
//! script; without the script everything can still be read.
//!
//! Everything that a page says comes from the document model. [`links`] alone knows at which address something is, [`page`]
//! what surrounds every page, [`write`] how blocks, tables and cells look; [`home`] and [`control`] put what the documents say
//! together anew. Texts are escaped by the templates (`maud`), and by nothing else.

mod control;
mod home;
mod links;
mod page;
mod pictures;
mod search;
mod write;

use maud::{Markup, html};

use crate::document::{Document, Sort, Status};
use crate::formats::OutputFile;
use crate::reports::REPORT;
use links::Links;
use page::{Crumb, Page};

/// The folder of the site.
const FOLDER: &str = "site";
/// The page that it begins with.
const HOME: &str = "index.html";
/// The page of the search.
const SEARCH: &str = "search.html";

/// A site in the making.
struct Site<'d> {
    documents: &'d [Document],
    stems: &'d [String],
    links: Links<'d>,
}

/// Writes the site of `documents`, whose pages begin with their stems.
pub fn render(documents: &[Document], stems: &[String]) -> Vec<OutputFile> {
    if documents.is_empty() {
        return Vec::new();
    }
    let site = Site { documents, stems, links: Links::new(documents, stems) };
    let file =
        |path: &str, bytes: &[u8]| OutputFile { path: format!("{FOLDER}/{path}"), bytes: bytes.to_vec() };
    let mut files = vec![
        file("annexa.css", include_bytes!("annexa.css")),
        file("annexa.js", include_bytes!("annexa.js")),
        file("search-index.js", search::index(&site).as_bytes()),
    ];
    let mut add = |path: &str, markup: Markup| files.push(file(path, markup.into_string().as_bytes()));
    add(HOME, home::page(&site));
    add(SEARCH, search::page(&site));
    for (document, stem) in documents.iter().zip(stems) {
        add(&format!("{stem}.html"), of_document(&site, document, stem));
    }
    for control in site.links.controls() {
        add(&control.path, control::page(&site, control));
    }
    files
}

/// The page of a document.
fn of_document(site: &Site<'_>, document: &Document, stem: &str) -> Markup {
    let page = Page::new(site, &format!("{stem}.html"));
    let trail = match document.sort {
        Sort::Soa => Vec::new(),
        Sort::Text => vec![Crumb { title: "Documents", url: "index.html#_documents" }],
        Sort::Register if document.of == REPORT => {
            vec![Crumb { title: "Reports", url: "index.html#_reports" }]
        }
        Sort::Register => vec![Crumb { title: "Registers", url: "index.html#_registers" }],
    };
    let body = write::blocks(&page, document, &document.blocks);
    let contents = page.contents();
    let main = html! {
        header.title {
            p.eyebrow { @if document.lists.is_some() { "Register" } @else { (document.of_title) } }
            h1 { (document.title) }
            (write::status(document))
        }
        (write::filters(&page, document))
        div.columns.wide[document.sort != Sort::Text] {
            article.prose { (body) }
            div.beside {
                @if document.sort == Sort::Text && contents.len() > 2 {
                    nav.contents aria-labelledby="_contents" {
                        h2 #_contents { "On this page" }
                        ul {
                            @for (level, id, title) in &contents {
                                li class=(format!("l{level}")) { a href=(format!("#{id}")) { (title) } }
                            }
                        }
                    }
                }
                section.control-block aria-labelledby="_control" {
                    h2 #_control { "Document control" }
                    (write::facts(&page, &document.facts, true))
                }
            }
        }
    };
    page.shell(&document.title, &trail, Some(document), main)
}

/// The mark of what is not approved as it stands.
fn mark(document: &Document) -> Option<&'static str> {
    (document.status == Status::Draft).then(|| document.status.title())
}
