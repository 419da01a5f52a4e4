//! A document as the data that the layout reads: what is shown, in which order, in which columns.

use std::cell::{Cell as Slot, RefCell};

use annexa_publish::document::{
    Block, BlockKind, Cell, Column, Content, Document, Drawing, Fact, Inline, Row, Section, Shown, Sort,
    Source, Status, Table, plain,
};
use annexa_publish::drawings::draw;
use serde_json::{Value, json};

use crate::Missing;
use crate::widths::{self, UNBROKEN};

/// So many columns stand side by side; of more, each row is a list of what it says.
const COLUMNS: usize = 7;
/// How many signs of a table stand in a line, of a page that stands and of one that lies.
const UPRIGHT: usize = 100;
const LYING: usize = 150;
/// How wide both columns of a list of records are, beside each other.
const RECORD: [usize; 2] = [10, 36];
/// What heads what is said of something, line by line.
const WHAT_IS_SAID: &str = "What is said of it";
/// A place where a line may be broken.
const BREAK: char = '\u{200B}';

/// A line of the package: the path of its file, and its number from 1.
type Line = (String, u32);

/// The data of `document`. What has no glyph is shown by its number, and told in `missing`.
pub(crate) fn of(document: &Document, has_glyph: &dyn Fn(char) -> bool, missing: &mut Vec<Missing>) -> Value {
    let wide = document.sort != Sort::Text;
    let mut setter = Setter {
        document,
        has_glyph,
        level: 0,
        headings: 0,
        room: Slot::new(if wide { LYING } else { UPRIGHT }),
        place: RefCell::default(),
        missing: RefCell::new(Vec::new()),
    };
    let control = setter.facts(document.facts.iter().collect(), true);
    let blocks = setter.blocks(&document.blocks);
    let day = document.as_of;
    let version = document.facts.iter().find(|f| f.key == "version").map(|f| f.cell.content.plain());
    let version = version.filter(|v| !v.is_empty()).map(|v| format!("version {v}"));
    let edges: Vec<String> =
        [version, document.classification.clone()].into_iter().flatten().map(|e| setter.text(&e)).collect();
    let organization = document.facts.iter().find(|f| f.key == "organization");
    let organization = organization.map_or_else(String::new, |f| f.cell.content.plain());
    // What is no code of a language would be refused.
    let language = Some(document.language.clone()).filter(|l| l.len() == 2 && l.is_ascii());
    let data = json!({
        "title": setter.text(&document.title),
        "kind": setter.text(&document.of_title),
        "organization": setter.text(&organization),
        "language": language.unwrap_or_else(|| "en".to_string()).to_lowercase(),
        "draft": document.status == Status::Draft,
        "status": document.status.title(),
        "status_says": [setter.text(&document.status_says)],
        "edges": edges,
        "day": [day.year(), day.month(), day.day()],
        "as_of": day.to_string(),
        "wide": wide,
        "contents": setter.headings > 3,
        "control": [control],
        "blocks": blocks,
    });
    for (sign, place) in setter.missing.into_inner() {
        let found = missing.iter_mut().find(|m| m.place == place && m.document == document.title);
        match found {
            Some(found) => _ = found.signs.insert(sign),
            None => missing.push(Missing { document: document.title.clone(), place, signs: [sign].into() }),
        }
    }
    data
}

struct Setter<'d> {
    document: &'d Document,
    has_glyph: &'d dyn Fn(char) -> bool,
    /// The level of the last heading: none may be left out between two.
    level: u8,
    headings: usize,
    /// How many signs stand in a line of a table here.
    room: Slot<usize>,
    /// The line that what is set just now comes from.
    place: RefCell<Option<Line>>,
    /// The signs without a glyph, with their lines.
    missing: RefCell<Vec<(char, Option<Line>)>>,
}

impl Setter<'_> {
    /// Sets what comes from the first of `sources`, where there is one.
    fn from<T>(&self, sources: &[Source], set: impl FnOnce() -> T) -> T {
        let Some(source) = sources.first() else { return set() };
        let before = self.place.replace(Some((source.path.to_string(), source.line)));
        let made = set();
        self.place.replace(before);
        made
    }

    /// Sets what stands in a part of the line: `part` of `of`.
    fn in_part<T>(&self, part: usize, of: usize, set: impl FnOnce() -> T) -> T {
        let before = self.room.replace(self.room.get() * part / of.max(1));
        let made = set();
        self.room.set(before);
        made
    }

    // ----- words ---------------------------------------------------------------------------------------------------

    /// A text as it can be set: every sign has a glyph, and every line can be broken.
    fn text(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut run = 0;
        for c in text.chars() {
            if c == '\n' || c.is_whitespace() {
                run = 0;
                out.push(if c == '\n' || c == '\t' { ' ' } else { c });
                continue;
            }
            if run >= UNBROKEN {
                out.push(BREAK);
                run = 0;
            }
            run += 1;
            match (self.has_glyph)(c) {
                true => out.push(c),
                false => {
                    out.push_str(&format!("[U+{:04X}]", c as u32));
                    self.missing.borrow_mut().push((c, self.place.borrow().clone()));
                    run += 7;
                }
            }
        }
        out
    }

    fn words(&self, inlines: &[Inline]) -> Value {
        let mut out: Vec<Value> = Vec::new();
        self.push_words(inlines, &mut out);
        Value::Array(out)
    }

    fn push_words(&self, inlines: &[Inline], out: &mut Vec<Value>) {
        for inline in inlines {
            let of = |is: &str, inner: &[Inline]| json!({ "is": is, "of": self.words(inner) });
            match inline {
                Inline::Text(text) => {
                    for (i, line) in text.split('\n').enumerate() {
                        if i > 0 {
                            out.push(json!({ "is": "break" }));
                        }
                        if !line.is_empty() {
                            out.push(self.text(line).into());
                        }
                    }
                }
                Inline::Code(text) => out.push(json!({ "is": "code", "text": self.text(text) })),
                Inline::Emph(inner) => out.push(of("emph", inner)),
                Inline::Strong(inner) => out.push(of("strong", inner)),
                Inline::Strike(inner) => out.push(of("strike", inner)),
                Inline::Link { to, words } => {
                    let own = [Inline::Text(to.clone())];
                    let words = if plain(words).trim().is_empty() { &own[..] } else { words };
                    out.push(json!({ "is": "link", "to": to, "of": self.words(words) }));
                }
                // On paper there is nothing to follow.
                Inline::Reference { words, .. } => self.push_words(words, out),
                Inline::Break => out.push(json!({ "is": "break" })),
            }
        }
    }

    // ----- running text --------------------------------------------------------------------------------------------

    fn heading(&mut self, level: u8, text: &[Inline]) -> Option<Value> {
        if plain(text).trim().is_empty() {
            return None;
        }
        // The title of the document is no heading, so the first are of level 1.
        self.level = level.saturating_sub(1).clamp(1, self.level + 1);
        self.headings += 1;
        Some(json!({ "is": "heading", "level": self.level, "of": self.words(text) }))
    }

    fn blocks(&mut self, all: &[Block]) -> Vec<Value> {
        all.iter().flat_map(|one| self.block(one)).collect()
    }

    fn block(&mut self, block: &Block) -> Vec<Value> {
        let before = self.place.borrow().clone();
        if let Some(source) = block.sources.first() {
            self.place.replace(Some((source.path.to_string(), source.line)));
        }
        let made = self.made_of(block);
        self.place.replace(before);
        made
    }

    fn made_of(&mut self, block: &Block) -> Vec<Value> {
        let one = match &block.kind {
            BlockKind::Heading { level, text } => return self.heading(*level, text).into_iter().collect(),
            BlockKind::Table(shown) => {
                let table = self.document.table(&shown.table);
                return table.map_or_else(Vec::new, |t| self.table(t, shown));
            }
            BlockKind::Drawing { table, as_a } => return self.drawings(table, *as_a),
            BlockKind::Origins { table } => {
                let table = self.document.table(table);
                return table.and_then(|t| self.origins(t)).into_iter().collect();
            }
            BlockKind::Section(section) => return self.section(section),
            _ => self.in_cell(block),
        };
        one.into_iter().collect()
    }

    fn drawings(&self, table: &str, kind: Drawing) -> Vec<Value> {
        let drawn = draw(self.document, table, kind);
        let pictures: Vec<Value> = drawn
            .into_iter()
            // The font of a picture is that of the text.
            .map(|one| json!({ "svg": self.signs(&one.svg), "says": self.signs(&one.says), "width": one.width }))
            .collect();
        if pictures.is_empty() { Vec::new() } else { vec![json!({ "is": "pictures", "of": pictures })] }
    }

    /// A text in which every sign has a glyph.
    fn signs(&self, text: &str) -> String {
        text.chars().map(|c| if c == '\n' || (self.has_glyph)(c) { c } else { '\u{FFFD}' }).collect()
    }

    fn section(&mut self, section: &Section) -> Vec<Value> {
        let mut out = Vec::new();
        if !section.name.is_empty() {
            let name = [Inline::text(format!("{} ", section.kind)), Inline::Code(section.name.clone())];
            out.push(json!({ "is": "eyebrow", "of": self.words(&name) }));
        }
        out.extend(self.heading(section.level, &[Inline::text(&section.title)]));
        if !section.inherited.is_empty() {
            out.push(
                json!({ "is": "paragraph", "of": self.words(&[Inline::Emph(section.inherited.clone())]) }),
            );
        }
        out.extend(self.blocks(&section.blocks));
        if !section.facts.is_empty() {
            out.push(self.facts(section.facts.iter().collect(), false));
        }
        out
    }

    /// A block of running text that may also stand in a cell, where a heading is but strong.
    fn in_cell(&self, block: &Block) -> Option<Value> {
        self.from(&block.sources, || self.running(block))
    }

    fn running(&self, block: &Block) -> Option<Value> {
        let inner =
            |blocks: &[Block]| -> Vec<Value> { blocks.iter().filter_map(|b| self.in_cell(b)).collect() };
        Some(match &block.kind {
            BlockKind::Heading { text, .. } => {
                json!({ "is": "paragraph", "of": self.words(&[Inline::Strong(text.clone())]) })
            }
            BlockKind::Paragraph(text) => json!({ "is": "paragraph", "of": self.words(text) }),
            BlockKind::Note(text) => json!({ "is": "note", "of": self.words(text) }),
            BlockKind::List { start, items } => {
                let items: Vec<Vec<Value>> = items.iter().map(|item| inner(item)).collect();
                json!({ "is": "list", "start": start, "items": items })
            }
            BlockKind::Quote(of) => json!({ "is": "quote", "of": inner(of) }),
            BlockKind::Code(text) => {
                let lines: Vec<String> = text.trim_end().split('\n').map(|line| self.code(line)).collect();
                json!({ "is": "code", "lines": lines })
            }
            BlockKind::Rule => json!({ "is": "line" }),
            BlockKind::Grid(rows) => self.grid(rows)?,
            BlockKind::Table(_)
            | BlockKind::Drawing { .. }
            | BlockKind::Origins { .. }
            | BlockKind::Section(_) => return None,
        })
    }

    /// A line of code: the blanks that put it in its place stay.
    fn code(&self, line: &str) -> String {
        let line = self.text(line);
        let words = line.trim_start_matches(' ');
        format!("{}{}", "\u{A0}".repeat(line.len() - words.len()), words.replace("  ", "\u{A0} "))
    }

    /// A table of the author's. Where its columns do not fit beside each other, each row is a list of what it says.
    fn grid(&self, rows: &[Vec<Vec<Inline>>]) -> Option<Value> {
        let (head, rows) = rows.split_first()?;
        let columns = head.len().max(1);
        let empty: &[Inline] = &[];
        let of = |row: &'_ [Vec<Inline>], c: usize| -> Vec<Inline> {
            row.get(c).map_or(empty, |cell| cell).to_vec()
        };
        let heads: Vec<String> = (0..columns).map(|c| plain(&of(head, c))).collect();
        let said: Vec<Vec<String>> =
            (0..columns).map(|c| rows.iter().map(|row| plain(&of(row, c))).collect()).collect();
        let widths = widths::of(&heads, &said, self.room.get()).filter(|_| columns <= COLUMNS);
        let paragraph = |words: Vec<Inline>| json!({ "is": "paragraph", "of": self.words(&words) });
        let labelled = |row: &[Vec<Inline>], c: usize| {
            let label = Inline::Strong(vec![Inline::text(format!("{}: ", heads[c]))]);
            paragraph([vec![label], of(row, c)].concat())
        };
        let (head, widths, rows): (Vec<String>, Vec<u64>, Vec<Vec<Vec<Value>>>) = match widths {
            Some(widths) => {
                let cells =
                    |row: &Vec<Vec<Inline>>| (0..columns).map(|c| vec![paragraph(of(row, c))]).collect();
                (heads.iter().map(|h| self.text(h)).collect(), widths, rows.iter().map(cells).collect())
            }
            None => {
                let cells = |row: &Vec<Vec<Inline>>| {
                    let said = (1..columns).filter(|c| !plain(&of(row, *c)).is_empty());
                    vec![vec![paragraph(of(row, 0))], said.map(|c| labelled(row, c)).collect()]
                };
                let head = vec![self.text(heads.first().map_or("", |h| h)), WHAT_IS_SAID.to_string()];
                (head, RECORD.map(|w| w as u64).to_vec(), rows.iter().map(cells).collect())
            }
        };
        let rows: Vec<Value> = rows
            .into_iter()
            .map(|cells| {
                let cells: Vec<Value> =
                    cells.into_iter().map(|of| json!({ "heat": null, "of": of })).collect();
                json!({ "group": null, "cells": cells })
            })
            .collect();
        Some(json!({ "is": "table", "head": head, "widths": widths, "rows": rows }))
    }

    /// What is said beside a text. `all`: also what has no value.
    fn facts(&self, facts: Vec<&Fact>, all: bool) -> Value {
        let shown = facts.into_iter().filter(|f| all || !f.cell.content.is_empty());
        let facts: Vec<Value> = shown
            .map(|fact| {
                let of = match fact.cell.content.is_empty() {
                    true => vec![json!({ "is": "paragraph", "of": ["not stated"] })],
                    false => self.cell(&fact.cell),
                };
                json!({ "title": self.text(&fact.title), "of": of })
            })
            .collect();
        json!({ "is": "facts", "facts": facts })
    }

    // ----- cells ---------------------------------------------------------------------------------------------------

    fn cell(&self, cell: &Cell) -> Vec<Value> {
        self.from(&cell.sources, || self.content(&cell.content))
    }

    fn content(&self, content: &Content) -> Vec<Value> {
        let line = |words: Value| json!({ "is": "paragraph", "of": words });
        match content {
            Content::Empty => Vec::new(),
            Content::Text(inlines) => vec![line(self.words(inlines))],
            Content::Blocks(blocks) => blocks.iter().filter_map(|b| self.in_cell(b)).collect(),
            Content::Date(_) | Content::Number(_) => vec![line(json!([content.plain()]))],
            Content::List { word, items } => {
                let mut out: Vec<Value> = Vec::new();
                if let Some(word) = word {
                    let text = Inline::text(&word.text);
                    let strong = if items.is_empty() { text } else { Inline::Strong(vec![text]) };
                    out.push(line(self.words(&[strong])));
                }
                let mark = if items.len() > 1 { "• " } else { "" };
                out.extend(items.iter().map(|item| {
                    let mut words = vec![Inline::text(mark)];
                    words.extend(item.text.iter().cloned());
                    self.from(&item.sources, || line(self.words(&words)))
                }));
                out
            }
        }
    }

    // ----- tables --------------------------------------------------------------------------------------------------

    fn table(&mut self, table: &Table, shown: &Shown) -> Vec<Value> {
        let group_of = |row: &Row| row.group.and_then(|g| table.groups.get(g));
        let is_in = |row: &&Row| shown.section.is_none_or(|s| group_of(row).is_none_or(|g| g.section == s));
        let rows: Vec<&Row> = table.rows.iter().filter(is_in).collect();
        let said = |c: usize| rows.iter().any(|r| r.cells.get(c).is_some_and(|c| !c.content.is_empty()));
        let columns: Vec<(usize, &Column)> = table
            .columns
            .iter()
            .enumerate()
            .filter(|(c, column)| {
                let here = column.names || shown.part.is_none_or(|p| p == column.part);
                here && (!column.optional || said(*c))
            })
            .collect();
        if rows.is_empty() || columns.is_empty() {
            return Vec::new();
        }
        // A picture stays one, however wide it is.
        let is_picture = !table.scale.is_empty();
        let heads: Vec<String> = columns.iter().map(|(_, c)| c.title.to_string()).collect();
        let said_in: Vec<Vec<String>> = columns.iter().map(|(c, _)| words_of(&rows, *c)).collect();
        let widths = widths::of(&heads, &said_in, self.room.get());
        let widths = match widths {
            _ if is_picture => Some(widths.unwrap_or_else(|| vec![1; columns.len()])),
            widths => widths.filter(|_| columns.len() <= COLUMNS),
        };
        let narrow = widths.is_some();
        let names: Vec<&(usize, &Column)> = columns.iter().filter(|(_, c)| c.names).collect();
        let head: Vec<String> = match narrow {
            true => columns.iter().map(|(_, c)| self.text(&c.title)).collect(),
            false => {
                let names: Vec<&str> = names.iter().map(|(_, c)| &*c.title).collect();
                vec![self.text(&names.join(", ")), WHAT_IS_SAID.to_string()]
            }
        };
        let mut lines: Vec<Value> = Vec::new();
        let mut last = None;
        // One group alone is what the heading above says.
        let several = rows.iter().any(|r| r.group != rows[0].group);
        for row in &rows {
            if let Some(group) = group_of(row).filter(|_| several && row.group != last) {
                lines.push(
                    json!({ "group": self.text(&format!("{} {}", group.key, group.title)), "cells": [] }),
                );
                last = row.group;
            }
            let cells: Vec<Value> = self.from(&row.sources, || match narrow {
                true => self.in_part(1, columns.len(), || {
                    columns.iter().map(|(c, _)| self.table_cell(table, row, *c)).collect()
                }),
                false => self.record(row, &columns),
            });
            lines.push(json!({ "group": null, "cells": cells }));
        }
        let widths = widths.unwrap_or_else(|| RECORD.map(|w| w as u64).to_vec());
        vec![json!({ "is": "table", "head": head, "widths": widths, "rows": lines })]
    }

    fn table_cell(&self, table: &Table, row: &Row, c: usize) -> Value {
        let Some(cell) = row.cells.get(c) else { return json!({ "heat": null, "of": [] }) };
        let last = table.scale.len().saturating_sub(1).max(1);
        let heat = match &cell.content {
            Content::List { word: Some(word), .. } if !table.scale.is_empty() => {
                table.scale.iter().position(|s| *s == word.word).map(|at| (at * 4 / last).min(4))
            }
            _ => None,
        };
        json!({ "heat": heat, "of": self.cell(cell) })
    }

    /// A row of many columns: what names it, and beside it line by line what is said of it.
    fn record(&self, row: &Row, columns: &[(usize, &Column)]) -> Vec<Value> {
        let mut names: Vec<Value> = Vec::new();
        let mut said: Vec<Value> = Vec::new();
        for (c, column) in columns {
            let Some(cell) = row.cells.get(*c).filter(|c| !c.content.is_empty()) else { continue };
            if column.names {
                names.extend(self.cell(cell));
                continue;
            }
            let [first, second] = RECORD;
            let mut of = self.in_part(second, first + second, || self.cell(cell));
            let label = self.words(&[Inline::Strong(vec![Inline::text(format!("{}:", column.title))])]);
            // What is one line stands behind its label.
            match of.as_mut_slice() {
                [one] if one["is"] == "paragraph" => {
                    let mut words: Vec<Value> = label.as_array().cloned().unwrap_or_default();
                    words.push(" ".into());
                    words.extend(one["of"].as_array().cloned().unwrap_or_default());
                    said.push(json!({ "is": "paragraph", "of": words }));
                }
                _ => {
                    said.push(json!({ "is": "paragraph", "of": label }));
                    said.extend(of);
                }
            }
        }
        vec![json!({ "heat": null, "of": names }), json!({ "heat": null, "of": said })]
    }

    fn origins(&self, table: &Table) -> Option<Value> {
        let name = table.columns.iter().position(|c| c.names)?;
        let rows: Vec<Value> = table
            .rows
            .iter()
            .map(|row| {
                let mut places: Vec<String> = Vec::new();
                for source in &row.sources {
                    let place = format!("{}:{}", source.path, source.line);
                    if !places.contains(&place) {
                        places.push(place);
                    }
                }
                let named = row.cells.get(name).map_or_else(Vec::new, |c| self.cell(c));
                let places = [Inline::text(places.join(", "))];
                let of = json!([{ "is": "paragraph", "of": self.words(&places) }]);
                json!({ "group": null, "cells": [{ "heat": null, "of": named }, { "heat": null, "of": of }] })
            })
            .collect();
        let head = [self.text(&table.columns[name].title), "Lines".to_string()];
        Some(json!({ "is": "table", "head": head, "widths": RECORD, "rows": rows }))
    }
}

/// What the cells of a column say, in plain words.
fn words_of(rows: &[&Row], c: usize) -> Vec<String> {
    rows.iter().filter_map(|r| r.cells.get(c)).map(|c| c.content.plain()).collect()
}
