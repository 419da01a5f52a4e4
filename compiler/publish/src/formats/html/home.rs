//! The page that a site begins with: the state at a glance, and the way to everything.

use maud::{Markup, html};

use super::page::Page;
use super::{HOME, Site, pictures, write};
use crate::document::{Document, Row, Sort, Status, Table};
use crate::reports::REPORT;
use crate::reports::agenda::{AGENDA, AHEAD, LATE};
use crate::reports::soa::TOTALS;

/// So many things of the agenda are shown.
const FIRST: usize = 8;

/// Makes the page.
pub(super) fn page(site: &Site<'_>) -> Markup {
    let page = Page::new(site, HOME);
    let of = |sort| site.documents.iter().zip(site.stems).filter(move |(d, _)| d.sort == sort);
    let soas: Vec<_> = of(Sort::Soa).collect();
    let texts: Vec<_> = of(Sort::Text).collect();
    let (reports, registers): (Vec<_>, Vec<_>) = of(Sort::Register).partition(|(d, _)| d.of == REPORT);
    let matrices: Vec<&Table> =
        registers.iter().flat_map(|(d, _)| &d.tables).filter(|t| !t.scale.is_empty()).collect();
    let day = site.documents[0].as_of;
    let main = html! {
        header.title.hero {
            p.eyebrow { "State on " time datetime=(day) { (day) } }
            h1 { "Information security at a glance" }
            @if let Some(problems) = site.documents[0].problems.filter(|p| p.errors > 0) {
                p.status.draft { strong { "Errors" } " " span { "The check of the package told " (problems.errors) "; until they are mended, what is shown may change." } }
            }
        }
        (figures(&page, &soas, &texts, &registers))
        @if !soas.is_empty() {
            section #_soas {
                h2 { "How far the controls are" }
                @for (document, stem) in &soas {
                    h3 { a href=(page.href(&format!("{stem}.html"))) { (document.title) } " " (badge(document)) }
                    (pictures::coverage(document))
                }
            }
        }
        @if let Some((document, _)) = soas.first() {
            @let clauses = pictures::clauses(&page, document);
            @if !clauses.0.is_empty() {
                section {
                    h2 { "What is declared for the clauses" }
                    p { "Whether what is declared is enough, people judge." }
                    (clauses)
                }
            }
        }
        @if !matrices.is_empty() {
            section {
                h2 { "Risks before and after treatment" }
                div.matrices {
                    @for table in matrices.iter().filter(|t| !t.key.contains("today")) { (pictures::matrix(&page, table, false)) }
                }
            }
        }
        @if let Some((document, stem)) = registers.iter().find(|(d, _)| d.name == AGENDA) {
            div.halves {
                section { h2 { "Overdue" } (agenda(&page, document, stem, LATE)) }
                section { h2 { "What changes in the next three months" } (agenda(&page, document, stem, AHEAD)) }
            }
        }
        @if !texts.is_empty() {
            section #_documents {
                h2 { "Documents" }
                @for kind in kinds(&texts) {
                    h3 { (kind) }
                    ul.cards {
                        @for (document, stem) in texts.iter().filter(|(d, _)| d.of_title == kind) {
                            li {
                                a href=(page.href(&format!("{stem}.html"))) { (document.title) } " " (badge(document))
                            }
                        }
                    }
                }
            }
        }
        @if !reports.is_empty() {
            section #_reports {
                h2 { "Reports" }
                ul.cards {
                    @for (document, stem) in &reports {
                        li { a href=(page.href(&format!("{stem}.html"))) { (document.title) } }
                    }
                }
            }
        }
        section #_registers {
            h2 { "Registers" }
            ul.cards.small {
                @for (document, stem) in &registers {
                    li {
                        a href=(page.href(&format!("{stem}.html"))) { (document.title) }
                        " " small { (document.tables.first().map_or(0, |t| t.rows.len())) }
                    }
                }
            }
        }
    };
    page.shell("Overview", &[], None, main)
}

fn kinds<'d>(texts: &[(&'d Document, &String)]) -> Vec<&'d str> {
    let mut kinds: Vec<&str> = Vec::new();
    for (document, _) in texts {
        if !kinds.contains(&document.of_title.as_str()) {
            kinds.push(&document.of_title);
        }
    }
    kinds
}

fn badge(document: &Document) -> Markup {
    let class = if document.status == Status::Draft { "draft" } else { "approved" };
    html! { span.badge.(class) { (document.status.title()) } }
}

/// The figures that matter most.
fn figures(
    page: &Page<'_, '_>,
    soas: &[(&Document, &String)],
    texts: &[(&Document, &String)],
    registers: &[(&Document, &String)],
) -> Markup {
    let totals = soas.first().and_then(|(d, stem)| {
        let table = d.table(TOTALS)?;
        let row = table.rows.last()?;
        let done = ["implemented", "evidenced", "effective"]
            .iter()
            .map(|w| write::number(table, row, w))
            .sum::<u64>();
        Some((done, write::number(table, row, "applicable"), format!("{stem}.html")))
    });
    let approved = texts.iter().chain(soas).filter(|(d, _)| d.status == Status::Approved).count();
    let all = texts.len() + soas.len();
    let agenda = registers.iter().find(|(d, _)| d.name == AGENDA);
    let documents = if texts.is_empty() { "#_soas" } else { "#_documents" };
    let late = agenda.and_then(|(d, _)| d.tables.first()).map_or(0, |t| section(t, LATE).len());
    html! {
        ul.figures {
            @if let Some((done, applicable, url)) = totals {
                li { a href=(page.href(&url)) { strong { (done) small { " of " (applicable) } } span { "controls that apply are implemented" } } }
            }
            @if all > 0 {
                li { a href=(documents) { strong { (approved) small { " of " (all) } } span { "documents are approved as they stand" } } }
            }
            @if let Some((_, stem)) = agenda {
                li { a href=(page.href(&format!("{stem}.html"))) { strong { (late) } span { "things are overdue" } } }
            }
        }
    }
}

fn section<'t>(table: &'t Table, section: &str) -> Vec<&'t Row> {
    let is_in =
        |row: &&Row| row.group.and_then(|g| table.groups.get(g)).is_some_and(|g| g.section == section);
    table.rows.iter().filter(is_in).collect()
}

/// The first things of a section of the agenda.
fn agenda(page: &Page<'_, '_>, document: &Document, stem: &str, of: &str) -> Markup {
    let Some(table) = document.tables.first() else { return html! {} };
    let rows = section(table, of);
    let cell = |row: &Row, key: &str| {
        let found = table.column(key).and_then(|c| row.cells.get(c));
        found.map_or_else(|| html! {}, |c| write::content(page, &c.content))
    };
    // What is longest overdue is told in the agenda; what is newest matters here.
    let first: Vec<&&Row> = match of {
        LATE => rows.iter().rev().take(FIRST).collect(),
        _ => rows.iter().take(FIRST).collect(),
    };
    html! {
        @if rows.is_empty() { p { "Nothing." } }
        ul.agenda {
            @for row in &first {
                li { (cell(row, "day")) " " (cell(row, "of")) " " small { (cell(row, "sort")) ", " (cell(row, "how")) } }
            }
        }
        @if rows.len() > first.len() {
            p { a href=(page.href(&format!("{stem}.html"))) { "All " (rows.len()) } }
        }
    }
}
