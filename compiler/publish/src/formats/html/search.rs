//! The search: what it looks through, as a script, since a page on the disk may read nothing else; and its page.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::page::Page;
use super::write;
use super::{SEARCH, Site};
use crate::document::{Block, BlockKind, Content, Document, Sort, plain_blocks};
use crate::reports::soa::CONTROLS;

/// What is found by the search: title, address, kind, words.
pub(super) fn index(site: &Site<'_>) -> String {
    let mut entries: Vec<Value> = Vec::new();
    let mut add = |title: &str, url: &str, kind: &str, words: &str| {
        let words: Vec<&str> = words.split_whitespace().collect();
        entries.push(json!([title, url, kind, words.join(" ")]));
    };
    for (document, stem) in site.documents.iter().zip(site.stems) {
        let page = format!("{stem}.html");
        match document.sort {
            Sort::Text => {
                add(&document.title, &page, &document.of_title, &own_words(&document.blocks));
                sections(site, &document.blocks, &mut add);
            }
            Sort::Soa => add(&document.title, &page, &document.of_title, &plain_blocks(&document.blocks)),
            Sort::Register => {
                add(&document.title, &page, "Register", "");
                register(site, document, &page, &mut add);
            }
        }
    }
    for control in site.links.controls() {
        let soas = site.documents.iter().filter(|d| d.sort == Sort::Soa);
        let rows = soas.filter_map(|d| d.table(CONTROLS)).flat_map(|t| &t.rows);
        if let Some(row) = rows.into_iter().find(|r| r.key == control.key) {
            let title: Vec<String> = row.cells.iter().take(2).map(|c| c.content.plain()).collect();
            add(&title.join(" "), &control.path, "Control", &write::words(row));
        }
    }
    // Texts stand in quotes with everything escaped that could end them.
    format!("window.annexaIndex = {};\n", Value::Array(entries))
}

/// The words of a text that stand in no section of their own.
fn own_words(blocks: &[Block]) -> String {
    let is_own = |b: &&Block| !matches!(&b.kind, BlockKind::Section(s) if !s.name.is_empty());
    plain_blocks(&blocks.iter().filter(is_own).cloned().collect::<Vec<_>>())
}

fn sections(site: &Site<'_>, blocks: &[Block], add: &mut impl FnMut(&str, &str, &str, &str)) {
    for block in blocks {
        if let BlockKind::Section(section) = &block.kind {
            if let Some(url) = site.links.to(&section.name).filter(|_| !section.name.is_empty()) {
                add(&section.title, url, &section.kind, &own_words(&section.blocks));
            }
            sections(site, &section.blocks, add);
        }
    }
}

/// The rows of a register that are found nowhere else.
fn register(site: &Site<'_>, document: &Document, page: &str, add: &mut impl FnMut(&str, &str, &str, &str)) {
    let kind = &document.of_title;
    for row in document.tables.first().into_iter().flat_map(|t| &t.rows) {
        let title = row.cells.get(1).map(|c| &c.content);
        let title = title.filter(|t| matches!(t, Content::Text(_))).map_or(String::new(), Content::plain);
        if let Some(url) = site.links.to(&row.key).filter(|url| url.starts_with(page) && !title.is_empty()) {
            add(&title, url, kind, &write::words(row));
        }
    }
}

/// The page of the search.
pub(super) fn page(site: &Site<'_>) -> Markup {
    let page = Page::new(site, SEARCH);
    let main = html! {
        header.title { h1 { "Search" } }
        noscript { p.note { "The search needs scripts, which this browser does not run. The lists of the overview lead everywhere." } }
        p #_found role="status" {}
        ol #_results.results {}
        script src="search-index.js" {}
    };
    page.shell("Search", &[], None, main)
}
