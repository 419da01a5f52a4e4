//! The page of a control: what is decided of it and why, how far it is, and everything that names it.

use maud::{Markup, html};

use super::links::ControlPage;
use super::page::{Crumb, Page};
use super::{Site, mark, write};
use crate::document::{Document, Fact, Part, Row, Sort, Table};
use crate::reports::soa::CONTROLS;

/// Makes the page.
pub(super) fn page(site: &Site<'_>, control: &ControlPage<'_>) -> Markup {
    let page = Page::new(site, &control.path);
    let said: Vec<(&Document, &String, &Table, &Row)> = site
        .documents
        .iter()
        .zip(site.stems)
        .filter(|(d, _)| d.sort == Sort::Soa)
        .filter_map(|(d, stem)| {
            let table = d.table(CONTROLS)?;
            Some((d, stem, table, table.rows.iter().find(|r| r.key == control.key)?))
        })
        .collect();
    let names: Vec<String> = said
        .first()
        .map(|(_, _, _, row)| row.cells.iter().take(2).map(|c| c.content.plain()).collect())
        .unwrap_or_default();
    let title = names.join(" ");
    let all = site.links.controls();
    let at = all.iter().position(|c| c.path == control.path);
    let near = |step: isize| at.and_then(|at| all.get(at.checked_add_signed(step)?));
    let named_by = site.links.named_by(control.key);
    let main = html! {
        header.title {
            p.eyebrow { "Control" }
            h1 { (title) }
        }
        @for (document, stem, table, row) in &said {
            section.trace {
                h2 { a href=(page.href(&format!("{stem}.html"))) { (document.title) } }
                (write::status(document))
                div.halves {
                    section.decision {
                        h3 { "Decision" }
                        p.eyebrow { "The approved part" }
                        (write::facts(&page, &facts(table, row, Part::Approved), false))
                    }
                    section.state {
                        h3 { "State on " (document.as_of) }
                        p.eyebrow { "Computed, not part of the approved version" }
                        (write::facts(&page, &facts(table, row, Part::State), false))
                    }
                }
                (write::source_details(&page, &row.sources, write::ORIGIN))
            }
        }
        @if let Some((_, _, table, row)) = said.first() {
            @let attributes = facts(table, row, Part::Declared);
            @if attributes.iter().any(|f| !f.cell.content.is_empty()) {
                section {
                    h2 { "Attributes" }
                    (write::facts(&page, &attributes, false))
                }
            }
        }
        @if !named_by.is_empty() {
            section {
                h2 { "What names it" }
                ul.named {
                    @for (of, url, title) in named_by {
                        li { a href=(page.href(url)) { (title) } " " small { (of) } }
                    }
                }
            }
        }
        nav.near aria-label="Controls beside this one" {
            @if let Some(before) = near(-1) { a rel="prev" href=(page.href(&before.path)) { "← " (before.key) } }
            @if let Some(after) = near(1) { a rel="next" href=(page.href(&after.path)) { (after.key) " →" } }
        }
    };
    // Where any decision on it is a draft, the page is.
    let of = said.iter().find(|(d, ..)| mark(d).is_some()).or(said.first()).map(|(d, ..)| *d);
    page.shell(&title, &[Crumb { title: "Applicability", url: "index.html#_soas" }], of, main)
}

/// The cells of a row, as terms and values.
fn facts(table: &Table, row: &Row, part: Part) -> Vec<Fact> {
    let cells = table.columns.iter().zip(&row.cells).filter(|(c, _)| c.part == part && !c.names);
    cells
        .map(|(column, cell)| Fact {
            key: column.key.clone(),
            title: column.title.clone(),
            shape: column.shape,
            cell: cell.clone(),
        })
        .collect()
}
