//! What surrounds every page: the head, the navigation, the mark of a draft, the foot.

use std::cell::RefCell;

use maud::{DOCTYPE, Markup, html};
use rustc_hash::FxHashSet;

use super::{HOME, SEARCH, Site, mark};
use crate::document::{Document, Sort};
use crate::reports::agenda::AGENDA;
use crate::text::count;

/// A page in the making.
pub(super) struct Page<'s, 'd> {
    /// The site that it is part of.
    pub site: &'s Site<'d>,
    path: String,
    /// The way from the page to the folder of the site.
    root: String,
    ids: RefCell<FxHashSet<String>>,
    contents: RefCell<Vec<(u8, String, String)>>,
}

/// A step of the way to a page.
pub(super) struct Crumb {
    /// Its words.
    pub title: &'static str,
    /// Its address, from the folder of the site.
    pub url: &'static str,
}

impl<'s, 'd> Page<'s, 'd> {
    /// A page at `path`.
    pub(super) fn new(site: &'s Site<'d>, path: &str) -> Self {
        let root = "../".repeat(path.matches('/').count());
        Page { site, path: path.to_string(), root, ids: RefCell::default(), contents: RefCell::default() }
    }

    /// The address `url`, which is one from the folder of the site, from this page.
    pub(super) fn href(&self, url: &str) -> String {
        format!("{}{url}", self.root)
    }

    /// Whether `url`, from the folder of the site, is on this page.
    pub(super) fn is_on(&self, url: &str) -> bool {
        url.split('#').next() == Some(&*self.path)
    }

    /// The address of what is called `name`.
    pub(super) fn to(&self, name: &str) -> Option<String> {
        self.site.links.to(name).map(|url| self.href(url))
    }

    /// `id`, unless the page has it already: then with a number behind it.
    pub(super) fn claim(&self, id: &str) -> String {
        let mut ids = self.ids.borrow_mut();
        let mut free = id.to_string();
        let mut n = 2;
        while !ids.insert(free.clone()) {
            free = format!("{id}-{n}");
            n += 1;
        }
        free
    }

    /// Remembers a heading for the table of contents.
    pub(super) fn note(&self, level: u8, id: &str, title: &str) {
        if level <= 3 {
            self.contents.borrow_mut().push((level, id.to_string(), title.to_string()));
        }
    }

    /// The headings so far: level, id, words.
    pub(super) fn contents(&self) -> Vec<(u8, String, String)> {
        self.contents.borrow().clone()
    }

    /// The whole page. `of` is the document that it shows.
    pub(super) fn shell(&self, title: &str, trail: &[Crumb], of: Option<&Document>, main: Markup) -> Markup {
        let documents = self.site.documents;
        let first = &documents[0];
        let organization = organization(documents);
        let draft = of.and_then(mark);
        html! {
            (DOCTYPE)
            html lang=(of.map_or(&first.language, |d| &d.language)) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { @if let Some(draft) = draft { (draft) ": " } (title) " – " (organization) }
                    link rel="icon" href="data:,";
                    link rel="stylesheet" href=(self.href("annexa.css"));
                    script src=(self.href("annexa.js")) {}
                }
                // Registers and statements of applicability are wide.
                body class=[of.is_some_and(|d| d.sort != Sort::Text).then_some("lies")] {
                    a.skip href="#_main" { "Skip to the content" }
                    header.top {
                        a.brand href=(self.href(HOME)) { (organization) }
                        nav aria-label="Main" { (self.navigation()) }
                        form.search role="search" action=(self.href(SEARCH)) method="get" {
                            label.unseen for="_q" { "Search" }
                            input #_q type="search" name="q" placeholder="Search";
                        }
                        button #_sources.quiet type="button" aria-pressed="false" hidden { "Sources" }
                        button #_theme.quiet type="button" hidden { "Dark" }
                    }
                    @if let Some(draft) = draft { p.watermark aria-hidden="true" { (draft) } }
                    main #_main tabindex="-1" {
                        @if !trail.is_empty() {
                            nav.trail aria-label="Where you are" {
                                ol {
                                    li { a href=(self.href(HOME)) { "Overview" } }
                                    @for crumb in trail { li { a href=(self.href(crumb.url)) { (crumb.title) } } }
                                }
                            }
                        }
                        (main)
                    }
                    footer.foot {
                        p {
                            "As declared and worked out on " time datetime=(first.as_of) { (first.as_of) } ". "
                            "This says what is declared, evidenced and effective; whether it conforms, people judge."
                        }
                        @if let Some(problems) = first.problems.filter(|p| p.errors > 0) {
                            p { strong { "The check of the package told " (count(problems.errors, "error")) "." } }
                        }
                    }
                }
            }
        }
    }

    fn navigation(&self) -> Markup {
        let site = self.site;
        let all = || site.documents.iter().zip(site.stems);
        let soas: Vec<_> = all().filter(|(d, _)| d.sort == Sort::Soa).collect();
        let agenda = all().find(|(d, _)| d.sort == Sort::Register && d.name == AGENDA);
        let glossary = all().find(|(d, _)| super::write::is_glossary(d));
        html! {
            ul {
                li { a href=(self.href(HOME)) { "Overview" } }
                @match soas.as_slice() {
                    [] => {}
                    [(_, stem)] => li { a href=(self.href(&format!("{stem}.html"))) { "Applicability" } },
                    _ => li { a href=(self.href("index.html#_soas")) { "Applicability" } },
                }
                @if all().any(|(d, _)| d.sort == Sort::Text) {
                    li { a href=(self.href("index.html#_documents")) { "Documents" } }
                }
                li { a href=(self.href("index.html#_registers")) { "Registers" } }
                @if let Some((_, stem)) = agenda {
                    li { a href=(self.href(&format!("{stem}.html"))) { "Agenda" } }
                }
                @if let Some((_, stem)) = glossary {
                    li { a href=(self.href(&format!("{stem}.html"))) { "Glossary" } }
                }
            }
        }
    }
}

/// The name of the organization, or of what the first document is.
fn organization(documents: &[Document]) -> String {
    let facts = documents.iter().flat_map(|d| &d.facts);
    let mut names = facts.filter(|f| f.key == "organization").map(|f| f.cell.content.plain());
    names.find(|n| !n.is_empty()).unwrap_or_else(|| "Information security".to_string())
}
