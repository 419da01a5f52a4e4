//! Blocks, tables and cells of the document model as HTML.

use std::collections::BTreeMap;

use maud::{Markup, PreEscaped, html};

use super::links::id;
use super::page::Page;
use super::pictures;
use crate::document::{
    Block, BlockKind, Cell, Column, Content, Document, Drawing, Fact, Group, Inline, Item, Part, Row,
    Section, Shape, Shown, Sort, Source, Status, Table, plain, plain_blocks,
};
use crate::drawings::draw;
use crate::reports::registers::ENTRIES;
use crate::reports::soa::CONTROLS;
use crate::text::in_backticks;

/// So many columns of an overview are shown beside those that name the row.
const OVERVIEW: usize = 5;
/// What opens the lines that something comes from.
pub(super) const ORIGIN: &str = "Where this comes from";

/// Whether a register is one of terms, and so reads as a glossary.
pub(super) fn is_glossary(document: &Document) -> bool {
    let terms = annexa_core::prelude::kind::TERM;
    document.lists == Some(terms)
}

/// How a document stands, visibly.
pub(super) fn status(document: &Document) -> Markup {
    let class = match document.status {
        Status::Draft => "draft",
        Status::Approved => "approved",
        Status::Computed => "computed",
    };
    html! {
        p.status.(class) {
            strong { (document.status.title()) }
            " " span { (says(document)) }
        }
        @if let Some(classification) = &document.classification {
            p.classification { "Classification: " strong { (classification) } }
        }
    }
}

/// The status in words, without the word that stands before it.
fn says(document: &Document) -> &str {
    let rest = document.status_says.strip_prefix(document.status.title());
    rest.map_or(&*document.status_says, |rest| rest.trim_start_matches([':', ' ']))
}

/// Where something comes from, seen when sources are switched on.
pub(super) fn source_marks(sources: &[Source]) -> Markup {
    html! {
        @if !sources.is_empty() {
            small.src { @for (i, place) in places(sources).iter().enumerate() { @if i > 0 { ", " } (place) } }
        }
    }
}

/// Where something comes from, line by line, to be opened at `summary`.
pub(super) fn source_details(page: &Page<'_, '_>, sources: &[Source], summary: &str) -> Markup {
    html! {
        @if !sources.is_empty() {
            details.origin {
                summary { (summary) }
                ul {
                    @for place in places(sources) {
                        li {
                            code { (place) }
                            @for says in sources.iter().filter(|s| at(s) == place && !s.says.is_empty()) {
                                " " (inlines(page, &in_backticks(&says.says))) ";"
                            }
                        }
                    }
                }
            }
        }
    }
}

fn at(source: &Source) -> String {
    format!("{}:{}", source.path, source.line)
}

fn places(sources: &[Source]) -> Vec<String> {
    let mut places: Vec<String> = Vec::new();
    for place in sources.iter().map(at) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

// ----- running text ----------------------------------------------------------------------------------------------------

/// Blocks of a document.
pub(super) fn blocks(page: &Page<'_, '_>, document: &Document, all: &[Block]) -> Markup {
    html! { @for one in all { (block(page, document, one)) } }
}

fn block(page: &Page<'_, '_>, document: &Document, block: &Block) -> Markup {
    let marks = || source_marks(&block.sources);
    match &block.kind {
        BlockKind::Heading { level, text } => heading(page, *level, text, &block.sources),
        BlockKind::Paragraph(text) => html! { p { (inlines(page, text)) } (marks()) },
        BlockKind::Note(text) => html! { p.note role="note" { (inlines(page, text)) } (marks()) },
        BlockKind::List { start, items } => html! {
            @match start {
                Some(start) => ol start=[(*start != 1).then_some(start)] {
                    @for item in items { li { (blocks(page, document, item)) } }
                },
                None => ul { @for item in items { li { (blocks(page, document, item)) } } },
            }
            (marks())
        },
        BlockKind::Quote(inner) => html! { blockquote { (blocks(page, document, inner)) } (marks()) },
        BlockKind::Code(text) => html! { pre tabindex="0" { code { (text) } } (marks()) },
        BlockKind::Rule => html! { hr; },
        BlockKind::Grid(rows) => html! { (grid(page, rows)) (marks()) },
        BlockKind::Table(shown) => match document.table(&shown.table) {
            Some(table) if !table.scale.is_empty() => pictures::matrix(page, table, true),
            Some(table) if &*table.key == ENTRIES && document.sort == Sort::Register => {
                entries(page, document, table)
            }
            Some(table) => self::table(page, document, table, shown),
            None => html! {},
        },
        BlockKind::Drawing { table, as_a } => drawings(document, table, *as_a),
        // Every row tells for itself where it comes from.
        BlockKind::Origins { .. } => html! {},
        BlockKind::Section(of) => section(page, document, of, &block.sources),
    }
}

fn heading(page: &Page<'_, '_>, level: u8, text: &[Inline], sources: &[Source]) -> Markup {
    let words = plain(text);
    let id = page.claim(&format!("_{}", id(&words.to_lowercase())));
    page.note(level, &id, &words);
    let inner = html! { (inlines(page, text)) (permalink(&id, &words)) };
    html! { (tag(level, Some(&id), inner)) (source_marks(sources)) }
}

/// A heading of a level.
fn tag(level: u8, id: Option<&str>, inner: Markup) -> Markup {
    match level {
        0..=2 => html! { h2 id=[id] { (inner) } },
        3 => html! { h3 id=[id] { (inner) } },
        4 => html! { h4 id=[id] { (inner) } },
        5 => html! { h5 id=[id] { (inner) } },
        _ => html! { h6 id=[id] { (inner) } },
    }
}

fn permalink(id: &str, words: &str) -> Markup {
    html! { " " a.anchor href=(format!("#{id}")) aria-label=(format!("Link to {words}")) { "#" } }
}

fn section(page: &Page<'_, '_>, document: &Document, of: &Section, sources: &[Source]) -> Markup {
    if of.name.is_empty() {
        return html! {
            (heading(page, of.level, &[Inline::text(&of.title)], sources))
            (blocks(page, document, &of.blocks))
            (facts(page, &of.facts, false))
        };
    }
    let id = page.claim(&id(&of.name));
    page.note(of.level, &id, &of.title);
    html! {
        section.part id=(id) {
            p.eyebrow { (of.kind) " " code { (of.name) } }
            (tag(of.level, None, html! { (of.title) (permalink(&id, &of.title)) }))
            @if !of.inherited.is_empty() { p.inherited { (inlines(page, &of.inherited)) } }
            (blocks(page, document, &of.blocks))
            (facts(page, &of.facts, false))
            (source_details(page, sources, ORIGIN))
        }
    }
}

fn grid(page: &Page<'_, '_>, rows: &[Vec<Vec<Inline>>]) -> Markup {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cell = |row: &[Vec<Inline>], c: usize| inlines(page, row.get(c).map_or(&[][..], |cell| cell));
    // Each region has a name of its own.
    let label = page.claim("_table");
    html! {
        div.scroll role="region" aria-label=(capital(label.trim_start_matches('_'))) tabindex="0" {
            table.grid {
                @if let Some(head) = rows.first() {
                    thead { tr { @for c in 0..columns { th scope="col" { (cell(head, c)) } } } }
                }
                tbody { @for row in rows.iter().skip(1) { tr { @for c in 0..columns { td { (cell(row, c)) } } } } }
            }
        }
    }
}

/// Pictures of a table.
pub(super) fn drawings(document: &Document, table: &str, kind: Drawing) -> Markup {
    let drawn = draw(document, table, kind);
    html! {
        @if !drawn.is_empty() {
            div.drawings { @for one in drawn { (PreEscaped(one.svg)) } }
        }
    }
}

/// What is said beside a text, as terms and values. `all`: also what has no value.
pub(super) fn facts(page: &Page<'_, '_>, facts: &[Fact], all: bool) -> Markup {
    let shown: Vec<&Fact> = facts.iter().filter(|f| all || !f.cell.content.is_empty()).collect();
    html! {
        @if !shown.is_empty() {
            dl.facts {
                @for fact in shown {
                    div {
                        dt { (fact.title) }
                        dd {
                            @if fact.cell.content.is_empty() { span.none { "not stated" } }
                            @else { (cell(page, &fact.cell)) }
                        }
                    }
                }
            }
        }
    }
}

/// So many characters in a row without a blank may be broken anywhere.
const UNBROKEN: usize = 30;

/// A text that can be broken where a word is too long for any column.
fn breakable(text: &str) -> Markup {
    let is_long = |word: &str| word.chars().count() > UNBROKEN;
    if !text.split(' ').any(is_long) {
        return html! { (text) };
    }
    let mut parts = vec![String::new()];
    let mut run = 0;
    for c in text.chars() {
        run = if c == ' ' { 0 } else { run + 1 };
        if run > UNBROKEN {
            parts.push(String::new());
            run = 1;
        }
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    html! { @for (i, part) in parts.iter().enumerate() { @if i > 0 { wbr; } (part) } }
}

/// Words.
pub(super) fn inlines(page: &Page<'_, '_>, all: &[Inline]) -> Markup {
    html! {
        @for inline in all {
            @match inline {
                Inline::Text(text) => (breakable(text)),
                Inline::Emph(inner) => em { (inlines(page, inner)) },
                Inline::Strong(inner) => strong { (inlines(page, inner)) },
                Inline::Strike(inner) => s { (inlines(page, inner)) },
                Inline::Code(text) => code { (text) },
                Inline::Link { to, words } => a href=(to) rel="noopener noreferrer" {
                    @if words.is_empty() { (to) } @else { (inlines(page, words)) }
                },
                Inline::Reference { to, words } => {
                    @match page.to(to) {
                        Some(href) => a href=(href) { (inlines(page, words)) },
                        None => (inlines(page, words)),
                    }
                }
                Inline::Break => br;,
            }
        }
    }
}

// ----- cells -----------------------------------------------------------------------------------------------------------

/// What a cell holds.
pub(super) fn content(page: &Page<'_, '_>, content: &Content) -> Markup {
    match content {
        Content::Empty => html! {},
        Content::Text(words) => inlines(page, words),
        Content::Blocks(all) => html! { @for one in all { (in_cell(page, one)) } },
        Content::Date(date) => html! { time datetime=(date) { (date) } },
        Content::Number(n) => html! { (n) },
        Content::List { word, items } => html! {
            @if let Some(word) = word {
                span.word data-word=(word.word) { (word.text) }
            }
            @match items.as_slice() {
                [] => {}
                [one] => { @if word.is_some() { " " } (self::item(page, one)) }
                all => ul.items { @for one in all { li { (self::item(page, one)) } } },
            }
        },
    }
}

fn item(page: &Page<'_, '_>, item: &Item) -> Markup {
    html! { (inlines(page, &item.text)) (source_marks(&item.sources)) }
}

/// A block within a cell, where headings would be out of place.
fn in_cell(page: &Page<'_, '_>, block: &Block) -> Markup {
    let marks = source_marks(&block.sources);
    match &block.kind {
        BlockKind::Heading { text, .. } => html! { p { strong { (inlines(page, text)) } } (marks) },
        BlockKind::Paragraph(text) | BlockKind::Note(text) => html! { p { (inlines(page, text)) } (marks) },
        BlockKind::List { start, items } => html! {
            @match start {
                Some(start) => ol start=[(*start != 1).then_some(start)] {
                    @for item in items { li { @for one in item { (in_cell(page, one)) } } }
                },
                None => ul { @for item in items { li { @for one in item { (in_cell(page, one)) } } } },
            }
        },
        BlockKind::Quote(inner) => html! { blockquote { @for one in inner { (in_cell(page, one)) } } },
        BlockKind::Code(text) => html! { pre tabindex="0" { code { (text) } } },
        BlockKind::Grid(rows) => grid(page, rows),
        BlockKind::Rule
        | BlockKind::Table(_)
        | BlockKind::Drawing { .. }
        | BlockKind::Origins { .. }
        | BlockKind::Section(_) => html! {},
    }
}

fn cell(page: &Page<'_, '_>, of: &Cell) -> Markup {
    // What the parts of a cell tell is not told again.
    let told: Vec<&Source> = match &of.content {
        Content::List { items, .. } => items.iter().flat_map(|i| &i.sources).collect(),
        Content::Blocks(all) => all.iter().flat_map(|b| &b.sources).collect(),
        _ => Vec::new(),
    };
    let is_new = |s: &&Source| told.iter().all(|t| at(t) != at(s));
    let own: Vec<Source> = of.sources.iter().filter(is_new).cloned().collect();
    html! { (content(page, &of.content)) (source_marks(&own)) }
}

// ----- tables ----------------------------------------------------------------------------------------------------------

fn said(rows: &[&Row], column: usize) -> bool {
    rows.iter().any(|r| r.cells.get(column).is_some_and(|c| !c.content.is_empty()))
}

/// The columns of `table` that are shown.
fn columns(table: &Table, rows: &[&Row], shown: &Shown) -> Vec<usize> {
    let is_shown = |c: &usize| {
        let column = &table.columns[*c];
        let here = column.names || shown.part.is_none_or(|p| p == column.part);
        here && (!column.optional || said(rows, *c))
    };
    (0..table.columns.len()).filter(is_shown).collect()
}

fn table(page: &Page<'_, '_>, document: &Document, table: &Table, shown: &Shown) -> Markup {
    let group_of = |row: &Row| row.group.and_then(|g| table.groups.get(g));
    let in_section =
        |row: &&Row| shown.section.is_none_or(|section| group_of(row).is_none_or(|g| g.section == section));
    let rows: Vec<&Row> = table.rows.iter().filter(in_section).collect();
    if rows.is_empty() {
        return html! {};
    }
    let columns = columns(table, &rows, shown);
    let part = shown.part;
    let groups = in_groups(table, &rows);
    // Of a section that stands for itself, its groups tell which it is.
    let is_first = shown.section == table.groups.first().map(|g| g.section) && groups.len() > 1;
    let of: Vec<&str> = groups.iter().filter_map(|(group, _)| Some(&*(*group)?.title)).collect();
    let of = match shown.section {
        Some(_) if !is_first => format!("{}, {}", table.title, of.join(", ")),
        _ => table.title.clone(),
    };
    let title = match part {
        Some(Part::Approved) => format!("{of}: the approved part"),
        Some(Part::State) => {
            format!("{of}: state on {}, computed, not part of the approved version", document.as_of)
        }
        _ => of,
    };
    let class = match part {
        Some(Part::State) => "state",
        _ => "said",
    };
    let several = groups.len() > 1;
    html! {
        div.scroll role="region" aria-label=(title) tabindex="0" {
            table.grid.(class) data-table=(table.key) {
                caption { (title) }
                thead {
                    tr {
                        @for c in &columns {
                            th scope="col" data-col=(table.columns[*c].key) { (table.columns[*c].title) }
                        }
                        th.origins scope="col" { "From" }
                    }
                }
                @for (group, rows) in groups {
                    tbody {
                        @if let Some(group) = group.filter(|_| several) {
                            tr.group {
                                th scope="rowgroup" colspan=(columns.len() + 1) { (group.key) " " (group.title) }
                            }
                        }
                        @for row in rows { (tr(page, document, table, row, &columns)) }
                    }
                }
            }
        }
    }
}

fn in_groups<'t>(table: &'t Table, rows: &[&'t Row]) -> Vec<(Option<&'t Group>, Vec<&'t Row>)> {
    let mut groups: Vec<(Option<usize>, Vec<&Row>)> = Vec::new();
    for row in rows {
        match groups.last_mut().filter(|(group, _)| *group == row.group) {
            Some((_, all)) => all.push(row),
            None => groups.push((row.group, vec![row])),
        }
    }
    groups.into_iter().map(|(group, rows)| (group.and_then(|g| table.groups.get(g)), rows)).collect()
}

fn tr(page: &Page<'_, '_>, document: &Document, table: &Table, row: &Row, columns: &[usize]) -> Markup {
    let filters = filters_of(table, row).into_iter().map(|(key, value)| format!("{key}={value}"));
    // What is filtered is what the document is about.
    let is_first = document.tables.first().is_some_and(|first| first.key == table.key);
    let filters = is_first.then(|| filters.collect::<Vec<_>>().join("\n"));
    // The first table of a page that shows the row has its address; rows that have a page of their own have none here.
    let id = (&*table.key != CONTROLS).then(|| page.claim(&id(&row.key)));
    let first = columns.iter().find(|c| table.columns[**c].names);
    html! {
        tr id=[id] data-row=[filters] {
            @for c in columns {
                @let column = &table.columns[*c];
                @let inner = row.cells.get(*c).map_or_else(|| html! {}, |of| cell(page, of));
                @if Some(c) == first {
                    th scope="row" data-col=(column.key) {
                        @match page.to(&row.key).filter(|_| &*table.key == CONTROLS) {
                            Some(href) => a href=(href) { (inner) },
                            None => (inner),
                        }
                    }
                } @else {
                    td data-col=(column.key) class=[is_number(column)] { (inner) }
                }
            }
            td.origins { (source_details(page, &row.sources, "Lines")) }
        }
    }
}

fn is_number(column: &Column) -> Option<&'static str> {
    (column.shape == Shape::Number).then_some("number")
}

// ----- filters ---------------------------------------------------------------------------------------------------------

/// What rows can be told apart by: the group, words, and the codes of items.
fn filters_of(table: &Table, row: &Row) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if let Some(group) = row.group.and_then(|g| table.groups.get(g)).filter(|_| !table.grouped_by.is_empty())
    {
        found.push((table.grouped_by.to_string(), format!("{} {}", group.key, group.title)));
    }
    for (column, cell) in table.columns.iter().zip(&row.cells) {
        let Content::List { word, items } = &cell.content else { continue };
        if let Some(word) = word.as_ref().filter(|_| matches!(column.shape, Shape::Word | Shape::WordAndList))
        {
            found.push((column.title.to_string(), word.word.to_string()));
        }
        let codes = items.iter().filter_map(|i| i.fact("code"));
        found.extend(codes.map(|code| (column.title.to_string(), code.plain())));
    }
    found
}

/// The choices by which the rows of a document's first table are filtered. They show once the script runs.
pub(super) fn filters(page: &Page<'_, '_>, document: &Document) -> Markup {
    let Some(table) = document.tables.first().filter(|t| t.rows.len() > 3) else { return html! {} };
    // In the order of the columns; the values in theirs.
    let mut names: Vec<String> = Vec::new();
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in table.rows.iter().flat_map(|row| filters_of(table, row)) {
        if !names.contains(&name) {
            names.push(name.clone());
        }
        let of = values.entry(name).or_default();
        if !of.contains(&value) {
            of.push(value);
        }
    }
    names.retain(|name| values.get(name).is_some_and(|v| v.len() > 1));
    // In a statement of applicability, what the catalog declares of its controls is no column that is seen.
    let is_seen = |c: &&Column| document.sort != Sort::Soa || c.part != Part::Declared;
    let shown: Vec<&Column> = table.columns.iter().filter(is_seen).collect();
    let is_of_catalog = |name: &String| table.columns.iter().any(|c| !is_seen(&c) && *c.title == **name);
    let (of_catalog, of_package): (Vec<String>, Vec<String>) = names.into_iter().partition(is_of_catalog);
    html! {
        form.filters hidden aria-label="Filter the rows" {
            div {
                label for=(page.claim("_filter")) { "Words" }
                input #_filter type="search" autocomplete="off";
            }
            @if document.sort == Sort::Soa {
                div {
                    label for="_filter-in" { "In the column" }
                    select #_filter-in {
                        option value="" { "All" }
                        @for column in &shown { option value=(column.key) { (column.title) } }
                    }
                }
            }
            @for (i, name) in of_package.iter().enumerate() { (choice(i, name, &values)) }
            button type="reset" { "Clear" }
            p role="status" { (table.rows.len()) " rows" }
            @if !of_catalog.is_empty() {
                details.choose {
                    summary { "By attributes of the controls" }
                    div.choices {
                        @for (i, name) in of_catalog.iter().enumerate() { (choice(of_package.len() + i, name, &values)) }
                    }
                }
            }
            @if document.sort == Sort::Soa {
                details.choose {
                    summary { "Columns" }
                    fieldset {
                        legend.unseen { "Columns that are shown" }
                        @for column in shown.iter().filter(|c| !c.names) {
                            label { input type="checkbox" checked data-column=(column.key); " " (column.title) }
                        }
                    }
                }
            }
        }
    }
}

/// One choice: of all rows, or those that say a value.
fn choice(n: usize, name: &str, values: &BTreeMap<String, Vec<String>>) -> Markup {
    let id = format!("_filter-{n}");
    html! {
        div {
            label for=(id) { (capital(name)) }
            select id=(id) data-by=(name) {
                option value="" { "All" }
                @for value in values.get(name).into_iter().flatten() {
                    option value=(value) { (value.replace('-', " ")) }
                }
            }
        }
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().collect::<String>() + chars.as_str())
}

// ----- registers -------------------------------------------------------------------------------------------------------

/// The entries of a register: what is short as an overview, then each with all that it says.
fn entries(page: &Page<'_, '_>, document: &Document, table: &Table) -> Markup {
    if is_glossary(document) {
        return glossary(page, table);
    }
    let rows: Vec<&Row> = table.rows.iter().collect();
    let brief: Vec<usize> = (0..table.columns.len())
        .filter(|c| table.columns[*c].brief && !table.columns[*c].names && said(&rows, *c))
        .take(OVERVIEW)
        .collect();
    let title = table.columns.iter().position(|c| c.names && &*c.key != "name");
    html! {
        div.scroll role="region" aria-label=(document.title) tabindex="0" {
            table.grid.said {
                caption { "Overview" }
                thead {
                    tr {
                        th scope="col" { "Title" }
                        @for c in &brief { th scope="col" { (table.columns[*c].title) } }
                    }
                }
                tbody {
                    @for row in &rows {
                        tr data-row="" data-of=(id(&row.key)) {
                            th scope="row" {
                                a href=(format!("#{}", id(&row.key))) {
                                    (title.and_then(|c| row.cells.get(c)).map_or(row.key.clone(), |c| c.content.plain()))
                                }
                            }
                            @for c in &brief { td { @if let Some(of) = row.cells.get(*c) { (content(page, &of.content)) } } }
                        }
                    }
                }
            }
        }
        @for row in &rows { (record(page, table, row, title)) }
    }
}

/// One entry of a register with all that it says.
fn record(page: &Page<'_, '_>, table: &Table, row: &Row, title: Option<usize>) -> Markup {
    let id = page.claim(&id(&row.key));
    let words = title.and_then(|c| row.cells.get(c)).map_or_else(|| row.key.clone(), |c| c.content.plain());
    let own_page = page.site.links.to(&row.key).filter(|url| !page.is_on(url));
    let named_by = page.site.links.named_by(&row.key);
    let fields = table.columns.iter().zip(&row.cells).skip(2).filter(|(_, cell)| !cell.content.is_empty());
    html! {
        section.part.record id=(id) {
            p.eyebrow { code { (row.key) } }
            h3 {
                @match own_page {
                    Some(url) => a href=(page.href(url)) { (words) },
                    None => (words),
                }
                (permalink(&id, &words))
            }
            dl.facts {
                @for (column, of) in fields {
                    div.worked-out[column.part == Part::State] {
                        dt { (column.title) }
                        dd { (cell(page, of)) }
                    }
                }
            }
            @if !named_by.is_empty() {
                details.origin {
                    summary { "Named by " (named_by.len()) }
                    ul { @for (of, url, title) in named_by { li { a href=(page.href(url)) { (title) } " " small { (of) } } } }
                }
            }
            (source_details(page, &row.sources, ORIGIN))
        }
    }
}

fn glossary(page: &Page<'_, '_>, table: &Table) -> Markup {
    let mut rows: Vec<&Row> = table.rows.iter().collect();
    let title = |row: &Row| row.cells.get(1).map_or_else(String::new, |c| c.content.plain());
    rows.sort_by_key(|row| (title(row).to_lowercase(), row.key.clone()));
    html! { @for row in rows { (record(page, table, row, Some(1))) } }
}

/// A count in a row.
pub(super) fn number(table: &Table, row: &Row, key: &str) -> u64 {
    match table.column(key).and_then(|c| row.cells.get(c)).map(|c| &c.content) {
        Some(Content::Number(n)) => *n,
        _ => 0,
    }
}

/// All words of a row, for the search.
pub(super) fn words(row: &Row) -> String {
    let cells = row.cells.iter().skip(2).map(|c| match &c.content {
        Content::Blocks(all) => plain_blocks(all),
        other => other.plain(),
    });
    cells.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ")
}
