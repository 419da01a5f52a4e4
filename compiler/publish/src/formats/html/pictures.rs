//! Pictures: how far controls are as bars, where risks stand as a coloured table. Each says in words what it shows.

use maud::{Markup, html};

use super::page::Page;
use super::write;
use crate::document::{Content, Document, Row, Table};
use crate::reports::clauses::CLAUSES;
use crate::reports::soa::{TOTALS, WORDS, word};

/// How far the controls of a statement of applicability are, a bar for each theme.
pub(super) fn coverage(document: &Document) -> Markup {
    let Some(table) = document.table(TOTALS) else { return html! {} };
    let number = |row: &Row, key: &str| write::number(table, row, key);
    // From the most to the least, so that what is done grows from the left.
    let words: Vec<&str> = WORDS.iter().rev().map(|w| word(*w)).collect();
    let lines = table.rows.iter().map(|row| Line {
        title: html! { (row.cells.get(1).map_or_else(String::new, |c| c.content.plain())) },
        parts: words.iter().map(|w| (*w, number(row, w))).collect(),
        all: number(row, "applicable"),
        done: words.iter().take(3).map(|w| number(row, w)).sum(),
    });
    let lines: Vec<Line<'_>> = lines.collect();
    html! {
        (bars("How far the controls are, by theme", ["Theme", "How far", "Done"], &lines, "no control applies"))
        ul.legend aria-label="Colours" {
            @for word in &words { li { span.dot data-word=(word) {} " " (word) } }
        }
    }
}

/// For how many requirements of each clause the package declares something.
pub(super) fn clauses(page: &Page<'_, '_>, document: &Document) -> Markup {
    let Some(table) = document.table(CLAUSES).filter(|t| !t.groups.is_empty()) else { return html! {} };
    let declared = table.column("declared");
    let is_declared =
        |row: &&&Row| declared.and_then(|c| row.cells.get(c)).is_some_and(|cell| !cell.content.is_empty());
    let lines = table.groups.iter().enumerate().filter_map(|(g, group)| {
        let rows: Vec<&Row> = table.rows.iter().filter(|r| r.group == Some(g)).collect();
        let done = rows.iter().filter(is_declared).count() as u64;
        let title = format!("{} {}", group.key, group.title);
        Some(Line {
            title: match page.to(&rows.first()?.key) {
                Some(url) => html! { a href=(url) { (title) } },
                None => html! { (title) },
            },
            parts: vec![("declared", done), ("not declared", rows.len() as u64 - done)],
            all: rows.len() as u64,
            done,
        })
    });
    let lines: Vec<Line<'_>> = lines.collect();
    bars(
        "For how many requirements something is declared, by clause",
        ["Clause", "How many of its requirements", "Declared"],
        &lines,
        "no requirement",
    )
}

/// A line of a picture of bars.
struct Line<'w> {
    title: Markup,
    /// From the left: a word and how many.
    parts: Vec<(&'w str, u64)>,
    all: u64,
    done: u64,
}

fn bars(says: &str, heads: [&str; 3], lines: &[Line<'_>], nothing: &str) -> Markup {
    html! {
        div.scroll role="region" aria-label=(says) tabindex="0" {
            table.coverage {
                caption.unseen { (says) }
                thead { tr { @for head in heads { th scope="col" { (head) } } } }
                tbody {
                    @for line in lines {
                        tr {
                            th scope="row" { (line.title) }
                            td { (bar(&line.parts, line.all, nothing)) }
                            td.number { (line.done) " of " (line.all) }
                        }
                    }
                }
            }
        }
    }
}

fn bar(parts: &[(&str, u64)], all: u64, nothing: &str) -> Markup {
    let says: Vec<String> = parts.iter().filter(|(_, n)| *n > 0).map(|(w, n)| format!("{n} {w}")).collect();
    let says = if says.is_empty() { nothing.to_string() } else { says.join(", ") };
    let mut at = 0;
    let parts = parts.iter().filter(|(_, n)| *n > 0).map(|(word, n)| {
        let from = at;
        at += n;
        (*word, from, *n)
    });
    html! {
        svg.bar role="img" aria-label=(says) viewBox=(format!("0 0 {} 1", all.max(1))) preserveAspectRatio="none" {
            title { (says) }
            @for (word, from, n) in parts { rect data-word=(word) x=(from) y="0" width=(n) height="1" vector-effect="non-scaling-stroke" {} }
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
