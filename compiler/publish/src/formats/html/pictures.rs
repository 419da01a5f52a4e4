//! Pictures: how far controls are as bars, where risks stand as a coloured table. Each says in words what it shows.

use maud::{Markup, html};

use super::page::Page;
use super::write;
use crate::document::{Content, Document, Row, Table};
use crate::reports::soa::{TOTALS, WORDS, word};

/// How far the controls of a statement of applicability are, a bar for each theme.
pub(super) fn coverage(document: &Document) -> Markup {
    let Some(table) = document.table(TOTALS) else { return html! {} };
    let number = |row: &Row, key: &str| write::number(table, row, key);
    // From the most to the least, so that what is done grows from the left.
    let words: Vec<&str> = WORDS.iter().rev().map(|w| word(*w)).collect();
    let text = |row: &Row, c: usize| row.cells.get(c).map_or_else(String::new, |c| c.content.plain());
    html! {
        div.scroll role="region" aria-label="How far the controls are" tabindex="0" {
            table.coverage {
                caption.unseen { "How far the controls are, by theme" }
                thead {
                    tr {
                        th scope="col" { "Theme" }
                        th scope="col" { "How far" }
                        th scope="col" { "Done" }
                    }
                }
                tbody {
                    @for row in &table.rows {
                        @let all = number(row, "applicable");
                        @let done: u64 = words.iter().take(3).map(|w| number(row, w)).sum();
                        tr {
                            th scope="row" { (text(row, 1)) }
                            td { (bar(&words.iter().map(|w| (*w, number(row, w))).collect::<Vec<_>>(), all)) }
                            td.number { (done) " of " (all) }
                        }
                    }
                }
            }
        }
        ul.legend aria-label="Colours" {
            @for word in &words { li { span.dot data-word=(word) {} " " (word) } }
        }
    }
}

fn bar(parts: &[(&str, u64)], all: u64) -> Markup {
    let says: Vec<String> = parts.iter().filter(|(_, n)| *n > 0).map(|(w, n)| format!("{n} {w}")).collect();
    let says = if says.is_empty() { "no control applies".to_string() } else { says.join(", ") };
    let mut at = 0;
    let parts = parts.iter().filter(|(_, n)| *n > 0).map(|(word, n)| {
        let from = at;
        at += n;
        (*word, from, *n)
    });
    html! {
        svg.bar role="img" aria-label=(says) viewBox=(format!("0 0 {} 1", all.max(1))) preserveAspectRatio="none" {
            title { (says) }
            @for (word, from, n) in parts { rect data-word=(word) x=(from) y="0" width=(n) height="1" {} }
        }
    }
}

/// Where risks stand: a table whose cells have the colour of their level. `named`: with the risks, not only their number.
pub(super) fn matrix(page: &Page<'_, '_>, table: &Table, named: bool) -> Markup {
    let last = table.scale.len().saturating_sub(1).max(1);
    html! {
        div.scroll role="region" aria-label=(table.title) tabindex="0" {
            table.matrix {
                caption.unseen[named] { (table.title) }
                thead {
                    tr {
                        @for (i, column) in table.columns.iter().enumerate() {
                            th scope="col" { @if i == 0 { span.unseen { (column.title) } } @else { (column.title) } }
                        }
                    }
                }
                tbody {
                    @for row in &table.rows {
                        tr {
                            th scope="row" { (row.key) }
                            @for of in row.cells.iter().skip(1) {
                                @if let Content::List { word, items } = &of.content {
                                    @let level = word.as_ref().map_or("", |w| &*w.word);
                                    @let heat = table.scale.iter().position(|s| s == level).map_or(0, |i| i * 4 / last);
                                    td class=(format!("h{heat}")) {
                                        small { (level) }
                                        @if !items.is_empty() {
                                            @if named { ul { @for item in items { li { (write::inlines(page, &item.text)) } } } }
                                            @else { strong { (items.len()) } }
                                        }
                                    }
                                } @else { td {} }
                            }
                        }
                    }
                }
            }
        }
    }
}
