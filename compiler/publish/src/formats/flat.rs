//! Tables for formats whose cells hold one plain thing each (CSV, workbooks): what is two things in one cell has two columns.

use std::borrow::Cow;

use crate::document::{Column, Content, Part, Row, Shape, Table, plain};

/// A column of plain cells.
pub(crate) struct FlatColumn<'t> {
    /// Its stable key.
    pub key: Cow<'t, str>,
    /// Its heading.
    pub title: String,
    /// The part of the document that it belongs to.
    pub part: Part,
    /// Whether it names the row.
    pub names: bool,
}

/// Whether the columns of a row's group stand behind the column at `at`: behind the last that names the row.
fn groups_follow(table: &Table, at: usize) -> bool {
    let names = |c: Option<&Column>| c.is_some_and(|c| c.names);
    let next = table.columns.get(at + 1);
    !table.grouped_by.is_empty() && names(table.columns.get(at)) && next.is_some() && !names(next)
}

/// A key as a heading: `plan_due` is "Plan due".
fn heading(key: &str) -> String {
    let words = key.replace(['_', '-'], " ");
    let mut chars = words.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), chars.as_str())
}

/// The columns of `table`.
pub(crate) fn columns(table: &Table) -> Vec<FlatColumn<'_>> {
    let mut all = Vec::new();
    for (i, column) in table.columns.iter().enumerate() {
        let mut add = |key: Cow<'static, str>, title: String| {
            all.push(FlatColumn { key, title, part: column.part, names: column.names });
        };
        add(column.key.clone(), column.title.clone().into_owned());
        if column.shape == Shape::WordAndList {
            add(format!("{}_details", column.key).into(), format!("{}: details", column.title));
        }
        for (key, _) in column.facets {
            add((*key).into(), heading(key));
        }
        if groups_follow(table, i) {
            let by = table.grouped_by;
            add(by.into(), heading(by));
            let key = format!("{by}_title");
            add(key.clone().into(), heading(&key));
        }
    }
    all
}

/// The cells of `row`, one for each of [`columns`]; several things in one are parted by `between`.
pub(crate) fn cells(table: &Table, row: &Row, between: &str) -> Vec<Content> {
    let mut all = Vec::new();
    for (i, column) in table.columns.iter().enumerate() {
        let content = row.cells.get(i).map_or(&Content::Empty, |c| &c.content);
        let items = match content {
            Content::List { items, .. } => items.as_slice(),
            _ => &[],
        };
        let listed = || items.iter().map(|i| plain(&i.text)).collect::<Vec<_>>().join(between);
        match (column.shape, content) {
            (Shape::WordAndList, Content::List { word, .. }) => {
                all.push(Content::text(word.as_ref().map_or_else(String::new, |w| w.word.to_string())));
                all.push(Content::text(listed()));
            }
            (Shape::WordAndList, _) => all.extend([Content::text(content.plain()), Content::Empty]),
            (Shape::Word, Content::List { word: Some(word), .. }) => {
                all.push(Content::text(word.word.to_string()));
            }
            (_, Content::List { word: None, .. }) => all.push(Content::text(listed())),
            (_, Content::Date(_) | Content::Number(_)) => all.push(content.clone()),
            _ => all.push(Content::text(content.plain())),
        }
        for (_, fact) in column.facets {
            let mut said: Vec<String> = Vec::new();
            for item in items {
                let text = item.fact(fact).map_or_else(String::new, |d| d.plain());
                if !text.is_empty() && !said.contains(&text) {
                    said.push(text);
                }
            }
            all.push(Content::text(said.join(between)));
        }
        if groups_follow(table, i) {
            let group = row.group.and_then(|g| table.groups.get(g));
            all.push(Content::text(group.map_or("", |g| &g.key)));
            all.push(Content::text(group.map_or("", |g| &g.title)));
        }
    }
    all
}

/// The places that made a row so, each once.
pub(crate) fn places(row: &Row) -> Vec<String> {
    let mut places: Vec<String> = Vec::new();
    for source in &row.sources {
        let place = format!("{}:{}", source.path, source.line);
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}
