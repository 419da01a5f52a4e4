//! The document model: what a document says, before it is a file of any format.
//!
//! Reports make documents, and formats write them; all that is said, its order and its words are settled here, so that
//! every format says the same. Texts are plain, without marks of any format: `*`, `<` and `=` are characters. Every block,
//! cell and item knows the lines of the package that made it ([`Source`]).
//!
//! Tables lie in [`Document::tables`], each once, and blocks show them ([`Shown`]): the columns of the statement of
//! applicability's approved part in one place, those of the computed state in another. A format of rows (CSV, a workbook)
//! writes the tables and leaves the blocks.

use std::borrow::Cow;
use std::sync::Arc;

use annexa_core::schema::KindId;
use annexa_core::source::Place;
use annexa_core::time::Date;

use crate::Problems;

/// A stable key or a heading: the layout's own, or one that follows from the package.
pub type Key = Cow<'static, str>;

/// A line of the package (or of a standard) that made something so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The bytes.
    pub place: Place,
    /// The file, from the package's folder.
    pub path: Arc<str>,
    /// The line, from 1.
    pub line: u32,
    /// What the line decides or gives; empty where that is plain.
    pub says: String,
}

/// Whether a document is approved as it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// It is not: every page says so.
    Draft,
    /// A record of approval holds for exactly this content.
    Approved,
    /// It is worked out from the package, and nobody is asked to approve it.
    Computed,
}

impl Status {
    /// As it is printed.
    pub const fn title(self) -> &'static str {
        match self {
            Status::Draft => "Draft",
            Status::Approved => "Approved",
            Status::Computed => "Computed",
        }
    }

    /// As it stands in formats for machines.
    pub const fn word(self) -> &'static str {
        match self {
            Status::Draft => "draft",
            Status::Approved => "approved",
            Status::Computed => "computed",
        }
    }
}

/// What a document is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// A statement of applicability.
    Soa,
    /// A text of the organization's own: a policy, a procedure.
    Text,
    /// A list that is worked out: everything of a kind, or what is due.
    Register,
}

impl Sort {
    /// As it stands in formats for machines.
    pub const fn word(self) -> &'static str {
        match self {
            Sort::Soa => "soa",
            Sort::Text => "document",
            Sort::Register => "register",
        }
    }
}

/// A document.
#[derive(Clone, Debug)]
pub struct Document {
    /// What it is.
    pub sort: Sort,
    /// The kind of declaration that it is of, as it is written: `policy`; its files lie in a folder of that name.
    pub of: String,
    /// The title of that kind.
    pub of_title: String,
    /// The declaration that it is; `None` where it is of many.
    pub about: Option<String>,
    /// The kind whose declarations it lists, of a register.
    pub lists: Option<KindId>,
    /// Its name in the package; files are named after it.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Whether it is approved.
    pub status: Status,
    /// The status in words: by whom and when, or why not; and that the package has errors, where it has some.
    pub status_says: String,
    /// How confidential it is, as printed, if that is said.
    pub classification: Option<String>,
    /// The language of its labels, such as `en`.
    pub language: String,
    /// The day of what is computed in it.
    pub as_of: Date,
    /// What the check of the package told, if there was one.
    pub problems: Option<Problems>,
    /// The control block (clause 7.5.2).
    pub facts: Vec<Fact>,
    /// What it says, in order.
    pub blocks: Vec<Block>,
    /// Its tables; the first is the one that it is about.
    pub tables: Vec<Table>,
}

impl Document {
    /// The table with `key`.
    pub fn table(&self, key: &str) -> Option<&Table> {
        self.tables.iter().find(|t| t.key == key)
    }
}

/// A line of the control block, or of what a part of the document says beside its text.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Its stable key.
    pub key: Key,
    /// Its label.
    pub title: Key,
    /// What kind of content it has.
    pub shape: Shape,
    /// Its value.
    pub cell: Cell,
}

/// A part of the running text, and the lines that made it.
#[derive(Clone, Debug)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it comes from; empty for words of the layout.
    pub sources: Vec<Source>,
}

impl From<BlockKind> for Block {
    fn from(kind: BlockKind) -> Self {
        Block { kind, sources: Vec::new() }
    }
}

/// The kinds of blocks.
#[derive(Clone, Debug)]
pub enum BlockKind {
    /// A heading; the title of the document is level 1.
    Heading {
        /// From 2.
        level: u8,
        /// Its text.
        text: Vec<Inline>,
    },
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list.
    List {
        /// The number of the first item, in a numbered list.
        start: Option<usize>,
        /// The items.
        items: Vec<Vec<Block>>,
    },
    /// A quotation.
    Quote(Vec<Block>),
    /// Lines kept as they are.
    Code(String),
    /// A line across the page.
    Rule,
    /// Something to keep in mind while reading.
    Note(Vec<Inline>),
    /// A table of the author's, whose first row is its head.
    Grid(Vec<Vec<Vec<Inline>>>),
    /// A table of the document.
    Table(Shown),
    /// A picture of a table of the document.
    Drawing {
        /// The key of the table.
        table: Key,
        /// As which.
        as_a: Drawing,
    },
    /// Where each row of a table comes from, for formats that cannot show it on demand.
    Origins {
        /// The key of the table.
        table: Key,
    },
    /// A part of a text that has a name of its own, such as a statement of a policy.
    Section(Section),
}

/// What a table is drawn as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Drawing {
    /// Totals, a bar for each row.
    Bars,
    /// Figures over time, a line for each group.
    Trends,
    /// What comes, day by day.
    Calendar,
}

/// A part of a text that has a name of its own.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its name in the package; empty for a part of the layout.
    pub name: String,
    /// The title of its kind.
    pub kind: String,
    /// The level of its heading.
    pub level: u8,
    /// Its title.
    pub title: String,
    /// Where it is inherited from, in words, where it is.
    pub inherited: Vec<Inline>,
    /// Its text, and the parts within it.
    pub blocks: Vec<Block>,
    /// What else it says.
    pub facts: Vec<Fact>,
}

/// A part of running text within a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Inline {
    /// Words.
    Text(String),
    /// Emphasis.
    Emph(Vec<Inline>),
    /// Strong emphasis.
    Strong(Vec<Inline>),
    /// Struck out.
    Strike(Vec<Inline>),
    /// Code.
    Code(String),
    /// The address of something outside.
    Link {
        /// The address: http, https or mailto.
        to: String,
        /// Its words.
        words: Vec<Inline>,
    },
    /// Something of the package.
    Reference {
        /// Its name in the package.
        to: String,
        /// Its words: a title, or the author's.
        words: Vec<Inline>,
    },
    /// A new line.
    Break,
}

impl Inline {
    /// Words.
    pub fn text(text: impl Into<String>) -> Inline {
        Inline::Text(text.into())
    }
}

/// Which part of a document a column belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// What is approved, and what the digest of an approval holds.
    Approved,
    /// What the package declares, in a register; or a catalog of its controls.
    Declared,
    /// The state on the document's day: computed, and no part of what is approved.
    State,
}

impl Part {
    /// As it stands in formats for machines.
    pub const fn word(self) -> &'static str {
        match self {
            Part::Approved => "approved",
            Part::Declared => "declared",
            Part::State => "state",
        }
    }
}

/// What the cells of a column hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Words.
    Text,
    /// One of a few words.
    Word,
    /// A day.
    Date,
    /// A count.
    Number,
    /// Several things.
    List,
    /// One of a few words, and several things that belong to it.
    WordAndList,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its stable key.
    pub key: Key,
    /// Its heading.
    pub title: Key,
    /// The part of the document that it belongs to.
    pub part: Part,
    /// What its cells hold.
    pub shape: Shape,
    /// Whether it names the row, and so is shown with every part.
    pub names: bool,
    /// Whether it belongs to an overview that leaves out what is long.
    pub brief: bool,
    /// Whether it is left out where none of the rows shown has a value.
    pub optional: bool,
    /// What formats of plain cells put into columns of their own: the column's key, and the fact of the items.
    pub facets: &'static [(&'static str, &'static str)],
}

impl Column {
    /// A column of text that a package declares, and that says what a row is about.
    pub(crate) fn naming(key: &'static str, title: &'static str) -> Self {
        Column {
            key: key.into(),
            title: title.into(),
            part: Part::Declared,
            shape: Shape::Text,
            names: true,
            brief: true,
            optional: false,
            facets: &[],
        }
    }
}

/// Rows that belong together.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its stable key, such as `A.5`.
    pub key: String,
    /// Its title, such as `Organizational controls`.
    pub title: String,
    /// The section of the table that it is in.
    pub section: &'static str,
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its stable key.
    pub key: Key,
    /// What it is called.
    pub title: String,
    /// What its groups are called (`theme`); empty where it has none.
    pub grouped_by: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// The words of its cells from the least to the most, where a picture shows them by colour.
    pub scale: Vec<String>,
    /// Its groups, in order.
    pub groups: Vec<Group>,
    /// Its rows; those of a group stand together.
    pub rows: Vec<Row>,
}

impl Table {
    /// The index of the column with `key`.
    pub fn column(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.key == key)
    }
}

/// A row.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its stable key: unique in the table.
    pub key: String,
    /// Its group, an index into [`Table::groups`].
    pub group: Option<usize>,
    /// One for each column.
    pub cells: Vec<Cell>,
    /// The lines that made it so.
    pub sources: Vec<Source>,
}

/// What of a table is shown in one place.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The key of the table.
    pub table: Key,
    /// The columns of one part; else all.
    pub part: Option<Part>,
    /// The groups of one section; else all.
    pub section: Option<&'static str>,
    /// The level of the headings of groups.
    pub level: u8,
}

/// What a table holds in one place.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// Its content.
    pub content: Content,
    /// Where it comes from, where that is narrower than the row's.
    pub sources: Vec<Source>,
}

impl From<Content> for Cell {
    fn from(content: Content) -> Self {
        Cell { content, sources: Vec::new() }
    }
}

/// The content of a cell.
#[derive(Clone, Debug, Default)]
pub enum Content {
    /// Nothing.
    #[default]
    Empty,
    /// Words.
    Text(Vec<Inline>),
    /// Paragraphs.
    Blocks(Vec<Block>),
    /// A day.
    Date(Date),
    /// A count.
    Number(u64),
    /// A word, or several things, or both.
    List {
        /// The word.
        word: Option<Word>,
        /// The things.
        items: Vec<Item>,
    },
}

impl Content {
    /// Words; nothing if there are none.
    pub fn text(text: impl Into<String>) -> Content {
        let text = text.into();
        if text.is_empty() { Content::Empty } else { Content::Text(vec![Inline::Text(text)]) }
    }

    /// A word with no more to it.
    pub fn word(word: impl Into<Key>, text: impl Into<String>) -> Content {
        Content::List { word: Some(Word { word: word.into(), text: text.into() }), items: Vec::new() }
    }

    /// Several things; nothing if there are none.
    pub fn items(items: Vec<Item>) -> Content {
        if items.is_empty() { Content::Empty } else { Content::List { word: None, items } }
    }

    /// Whether it is nothing.
    pub fn is_empty(&self) -> bool {
        matches!(self, Content::Empty)
    }

    /// As plain text: paragraphs by line breaks, several things by `; `.
    pub fn plain(&self) -> String {
        match self {
            Content::Empty => String::new(),
            Content::Text(inlines) => plain(inlines),
            Content::Blocks(blocks) => plain_blocks(blocks),
            Content::Date(date) => date.to_string(),
            Content::Number(n) => n.to_string(),
            Content::List { word, items } => {
                let items: Vec<String> = items.iter().map(|i| plain(&i.text)).collect();
                match word {
                    None => items.join("; "),
                    Some(word) if items.is_empty() => word.text.clone(),
                    Some(word) => format!("{}: {}", word.text, items.join("; ")),
                }
            }
        }
    }
}

/// One of a few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As it stands in formats for machines.
    pub word: Key,
    /// As it is printed.
    pub text: String,
}

/// One of several things in a cell.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// As it is printed.
    pub text: Vec<Inline>,
    /// What it says, for machines, by stable keys.
    pub facts: Vec<(&'static str, Datum)>,
    /// Where it comes from.
    pub sources: Vec<Source>,
}

impl Item {
    /// An item with its words.
    pub fn new(text: Vec<Inline>) -> Item {
        Item { text, ..Item::default() }
    }

    /// Adds a fact.
    #[must_use]
    pub fn with(mut self, key: &'static str, datum: impl Into<Datum>) -> Item {
        self.facts.push((key, datum.into()));
        self
    }

    /// Says where it comes from.
    #[must_use]
    pub fn from_source(mut self, source: Source) -> Item {
        self.sources.push(source);
        self
    }

    /// The fact with `key`.
    pub fn fact(&self, key: &str) -> Option<&Datum> {
        self.facts.iter().find(|(k, _)| *k == key).map(|(_, d)| d)
    }
}

/// A value for machines.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    /// Nothing.
    None,
    /// Words.
    Text(String),
    /// A day.
    Date(Date),
    /// A count.
    Number(i64),
    /// Several words.
    Texts(Vec<String>),
}

impl Datum {
    /// As plain text.
    pub fn plain(&self) -> String {
        match self {
            Datum::None => String::new(),
            Datum::Text(text) => text.clone(),
            Datum::Date(date) => date.to_string(),
            Datum::Number(n) => n.to_string(),
            Datum::Texts(texts) => texts.join("; "),
        }
    }
}

impl From<&str> for Datum {
    fn from(text: &str) -> Self {
        Datum::Text(text.to_string())
    }
}
impl From<String> for Datum {
    fn from(text: String) -> Self {
        Datum::Text(text)
    }
}
impl From<Date> for Datum {
    fn from(date: Date) -> Self {
        Datum::Date(date)
    }
}
impl From<i64> for Datum {
    fn from(n: i64) -> Self {
        Datum::Number(n)
    }
}
impl From<Vec<String>> for Datum {
    fn from(texts: Vec<String>) -> Self {
        Datum::Texts(texts)
    }
}
impl<T: Into<Datum>> From<Option<T>> for Datum {
    fn from(value: Option<T>) -> Self {
        value.map_or(Datum::None, Into::into)
    }
}

/// The words of `inlines`, without their marks.
pub fn plain(inlines: &[Inline]) -> String {
    let mut out = String::new();
    plain_into(inlines, &mut out);
    out
}

fn plain_into(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::Emph(inner) | Inline::Strong(inner) | Inline::Strike(inner) => plain_into(inner, out),
            Inline::Link { to, words } => {
                let words = plain(words);
                out.push_str(&words);
                // An address behind other words would be lost.
                if words != *to && !words.is_empty() {
                    out.push_str(&format!(" ({to})"));
                }
            }
            Inline::Reference { words, .. } => plain_into(words, out),
            Inline::Break => out.push('\n'),
        }
    }
}

/// The words of `blocks`, without their marks; paragraphs are parted by an empty line.
pub fn plain_blocks(blocks: &[Block]) -> String {
    let mut paragraphs: Vec<String> = Vec::new();
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { text, .. } | BlockKind::Paragraph(text) | BlockKind::Note(text) => {
                paragraphs.push(plain(text));
            }
            BlockKind::List { start, items } => {
                let items = items.iter().enumerate().map(|(i, item)| {
                    let mark = match start {
                        Some(start) => format!("{}. ", start + i),
                        None => "• ".to_string(),
                    };
                    format!("{mark}{}", plain_blocks(item).replace("\n\n", "\n"))
                });
                paragraphs.push(items.collect::<Vec<_>>().join("\n"));
            }
            BlockKind::Quote(inner) => paragraphs.push(plain_blocks(inner)),
            BlockKind::Code(text) => paragraphs.push(text.trim_end().to_string()),
            BlockKind::Grid(rows) => {
                let rows = rows.iter().map(|row| {
                    let cells: Vec<String> = row.iter().map(|cell| plain(cell)).collect();
                    cells.join(" | ")
                });
                paragraphs.push(rows.collect::<Vec<_>>().join("\n"));
            }
            BlockKind::Section(section) => {
                paragraphs.push(section.title.clone());
                paragraphs.push(plain_blocks(&section.blocks));
                let facts = section.facts.iter().map(|f| format!("{}: {}", f.title, f.cell.content.plain()));
                paragraphs.push(facts.collect::<Vec<_>>().join("\n"));
            }
            BlockKind::Rule | BlockKind::Table(_) | BlockKind::Drawing { .. } | BlockKind::Origins { .. } => {
            }
        }
    }
    paragraphs.retain(|p| !p.is_empty());
    paragraphs.join("\n\n")
}
