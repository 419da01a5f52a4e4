//! JSON: one object a document, by the schemas in `schema/`. Keys are stable and in a fixed order. What people
//! read stands in `text`; beside it, the same for machines.

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};

use crate::document::{
    Block, BlockKind, Cell, Content, Datum, Document, Inline, Item, Shape, Sort, Source, Table, plain,
};

/// The version of the form of these files. It is raised when a key changes its meaning or goes away.
pub const SCHEMA_VERSION: u32 = 1;

/// The JSON Schema of statements of applicability.
pub const SOA_SCHEMA: &str = include_str!("../../schema/soa.schema.json");

/// The JSON Schema of texts and registers.
pub const DOCUMENTS_SCHEMA: &str = include_str!("../../schema/documents.schema.json");

/// A value of JSON whose keys keep their order.
enum Json<'d> {
    Null,
    Number(i64),
    Text(Cow<'d, str>),
    List(Vec<Json<'d>>),
    Object(Vec<(&'d str, Json<'d>)>),
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => to.serialize_unit(),
            Json::Number(n) => to.serialize_i64(*n),
            Json::Text(text) => to.serialize_str(text),
            Json::List(items) => {
                let mut seq = to.serialize_seq(Some(items.len()))?;
                for item in items {
                    seq.serialize_element(item)?;
                }
                seq.end()
            }
            Json::Object(entries) => {
                let mut map = to.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

fn text<'d>(text: impl Into<Cow<'d, str>>) -> Json<'d> {
    Json::Text(text.into())
}

/// Writes `document`.
pub fn render(document: &Document) -> Vec<u8> {
    let mut header: Vec<(&str, Json<'_>)> = vec![("name", text(&document.name))];
    for fact in &document.facts {
        header.push((&fact.key, cell(fact.shape, &fact.cell)));
        if fact.key == "status" {
            header.push(("status_says", text(&document.status_says)));
        }
    }
    let mut entries = vec![
        ("schema", text(format!("annexa/{}", document.sort.word()))),
        ("schema_version", Json::Number(i64::from(SCHEMA_VERSION))),
        ("header", Json::Object(header)),
    ];
    let check = document.problems.map_or(Json::Null, |p| {
        let number = |n| Json::Number(i64::try_from(n).unwrap_or(i64::MAX));
        // Errors make drafts of documents. How many warnings there are elsewhere is nothing that a document says.
        Json::Object(vec![("errors", number(p.errors))])
    });
    entries.push(("check", check));
    if document.sort == Sort::Text {
        entries.push(("content", blocks(&document.blocks)));
    }
    for (i, table) in document.tables.iter().enumerate() {
        if i == 0 {
            let columns = table.columns.iter().map(|c| {
                Json::Object(vec![
                    ("key", text(&*c.key)),
                    ("title", text(&*c.title)),
                    ("part", text(c.part.word())),
                ])
            });
            entries.push(("columns", Json::List(columns.collect())));
            let groups = table.groups.iter().map(|g| {
                Json::Object(vec![
                    ("key", text(&g.key)),
                    ("title", text(&g.title)),
                    ("section", text(g.section)),
                ])
            });
            entries.push(("groups", Json::List(groups.collect())));
            entries.push(("rows", rows(table)));
        } else {
            entries.push((&table.key, rows(table)));
        }
    }
    // Nothing of this can fail: the keys are texts, and writing to memory has no errors.
    let mut bytes = serde_json::to_vec_pretty(&Json::Object(entries)).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn blocks(blocks: &[Block]) -> Json<'_> {
    Json::List(blocks.iter().map(block).collect())
}

/// A block: its kind, what it holds, and its lines.
fn block(block: &Block) -> Json<'_> {
    let words = |inlines: &[Inline]| text(plain(inlines));
    let (kind, mut entries) = match &block.kind {
        BlockKind::Heading { level, text: title } => {
            ("heading", vec![("level", Json::Number(i64::from(*level))), ("text", words(title))])
        }
        BlockKind::Paragraph(of) => ("paragraph", vec![("text", words(of))]),
        BlockKind::Note(of) => ("remark", vec![("text", words(of))]),
        BlockKind::List { start, items } => {
            let start = start.map_or(Json::Null, |n| Json::Number(i64::try_from(n).unwrap_or(i64::MAX)));
            let items = items.iter().map(|item| blocks(item)).collect();
            ("list", vec![("start", start), ("items", Json::List(items))])
        }
        BlockKind::Quote(of) => ("quotation", vec![("content", blocks(of))]),
        BlockKind::Code(of) => ("code", vec![("text", text(of))]),
        BlockKind::Rule => ("line", Vec::new()),
        BlockKind::Grid(rows) => {
            let rows = rows.iter().map(|row| Json::List(row.iter().map(|cell| words(cell)).collect()));
            ("grid", vec![("rows", Json::List(rows.collect()))])
        }
        BlockKind::Table(shown) => ("table", vec![("table", text(&*shown.table))]),
        BlockKind::Drawing { table, .. } => ("drawing", vec![("table", text(&**table))]),
        BlockKind::Origins { table } => ("origins", vec![("table", text(&**table))]),
        BlockKind::Section(section) => {
            let facts = section.facts.iter().map(|fact| {
                Json::Object(vec![
                    ("key", text(&*fact.key)),
                    ("title", text(&*fact.title)),
                    ("value", cell(fact.shape, &fact.cell)),
                    ("sources", sources(&fact.cell.sources)),
                ])
            });
            let inherited = match section.inherited.is_empty() {
                true => Json::Null,
                false => words(&section.inherited),
            };
            let entries = vec![
                ("name", text(&section.name)),
                ("of", text(&section.kind)),
                ("level", Json::Number(i64::from(section.level))),
                ("title", text(&section.title)),
                ("inherited", inherited),
                ("content", blocks(&section.blocks)),
                ("facts", Json::List(facts.collect())),
            ];
            ("section", entries)
        }
    };
    entries.insert(0, ("is", text(kind)));
    entries.push(("sources", sources(&block.sources)));
    Json::Object(entries)
}

fn rows(table: &Table) -> Json<'_> {
    let rows = table.rows.iter().map(|row| {
        let mut entries: Vec<(&str, Json<'_>)> = vec![("key", text(&row.key))];
        if !table.grouped_by.is_empty() {
            let group = row.group.and_then(|g| table.groups.get(g));
            entries.push((table.grouped_by, group.map_or(Json::Null, |g| text(&g.key))));
        }
        for (column, value) in table.columns.iter().zip(&row.cells) {
            entries.push((&column.key, cell(column.shape, value)));
        }
        entries.push(("sources", sources(&row.sources)));
        Json::Object(entries)
    });
    Json::List(rows.collect())
}

fn cell(shape: Shape, cell: &Cell) -> Json<'_> {
    match (shape, &cell.content) {
        (Shape::List, Content::List { items, .. }) => Json::List(items.iter().map(item).collect()),
        (Shape::List, _) => Json::List(Vec::new()),
        (_, Content::Empty) => Json::Null,
        (Shape::WordAndList, Content::List { word, items }) => Json::Object(vec![
            ("word", word.as_ref().map_or(Json::Null, |w| text(&*w.word))),
            ("details", Json::List(items.iter().map(item).collect())),
        ]),
        (Shape::Word, Content::List { word: Some(word), .. }) => text(&*word.word),
        (_, Content::Number(n)) => Json::Number(i64::try_from(*n).unwrap_or(i64::MAX)),
        (_, content) => text(content.plain()),
    }
}

fn item(item: &Item) -> Json<'_> {
    let mut entries: Vec<(&str, Json<'_>)> = vec![("text", text(plain(&item.text)))];
    entries.extend(item.facts.iter().map(|(key, datum)| (*key, fact(datum))));
    if !item.sources.is_empty() {
        entries.push(("sources", sources(&item.sources)));
    }
    Json::Object(entries)
}

fn fact(datum: &Datum) -> Json<'_> {
    match datum {
        Datum::None => Json::Null,
        Datum::Text(t) => text(t),
        Datum::Date(date) => text(date.to_string()),
        Datum::Number(n) => Json::Number(*n),
        Datum::Texts(texts) => Json::List(texts.iter().map(text).collect()),
    }
}

fn sources(sources: &[Source]) -> Json<'_> {
    let sources = sources.iter().map(|s| {
        let mut entries = vec![("path", text(&*s.path)), ("line", Json::Number(i64::from(s.line)))];
        if !s.says.is_empty() {
            entries.push(("says", text(&s.says)));
        }
        Json::Object(entries)
    });
    Json::List(sources.collect())
}
