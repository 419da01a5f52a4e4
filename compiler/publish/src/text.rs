//! The author's texts as readers get them: references are replaced by titles and values, Markdown becomes blocks, and
//! what could not be seen on paper (control characters, marks that turn the direction of writing) is made visible.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use annexa_analysis::eval::derived;
use annexa_analysis::eval::scalar::Scalar;
use annexa_analysis::people::{self, Holding, Said};
use annexa_analysis::prose::{self, CLOSE, HIDDEN, Markdown, OPEN};
use annexa_analysis::{Analysis, document};
use annexa_core::model::{
    Anchor, Decl, Item, LetId, Model, Phrase, TextReference, TextTarget, ValueRef, View,
};
use annexa_core::prelude::{Organization, Role, kind};
use annexa_core::schema::{Alternative, FieldId};
use annexa_core::source::{FileId, Place};
use annexa_core::time::Date;
use annexa_core::value::Value;
use annexa_diagnostics::hidden;
use annexa_syntax::LineIndex;
use annexa_syntax::literal::{self, PieceKind};
use annexa_syntax::tree::ExprKind;
use comrak::nodes::{AstNode, ListType, NodeValue};

use crate::document::{Block, BlockKind, Inline, Source, plain, plain_blocks};
use crate::edition::{Edition, LEFT_OUT};
use crate::reports::printed_id;

/// How many references may lead from text to text.
const DEPTH: usize = 8;
/// How many references one value may follow in all.
const REFERENCES: u32 = 5_000;
/// How deep quotations, lists and emphasis may be nested before they are shown as plain words.
const NESTING: usize = 24;

/// Reads the texts of a model for documents of a day.
pub struct Texts<'m, 'a> {
    /// What derived fields are.
    analysis: &'a Analysis<'m>,
    /// The model.
    pub model: &'m Model,
    /// The day: who holds a role depends on it.
    pub day: Date,
    lines: RefCell<BTreeMap<FileId, (Arc<str>, LineIndex)>>,
    /// How many references the value at hand may still follow: texts that name each other many times would grow without end.
    left: Cell<u32>,
    /// The document that is read, where that is not the one that a text stands in: what it inherits has its values there.
    document: Cell<Option<Decl<'m>>>,
    /// For whom the texts are: what they may not read has no words.
    edition: Option<&'a Edition<'m>>,
}

impl<'m, 'a> Texts<'m, 'a> {
    /// Texts of a package on the day of `analysis`.
    pub fn new(analysis: &'a Analysis<'m>) -> Self {
        Texts::of_edition(analysis, None)
    }

    /// Texts of a package on the day of `analysis`, for the readers of an edition.
    pub fn of_edition(analysis: &'a Analysis<'m>, edition: Option<&'a Edition<'m>>) -> Self {
        let (model, day) = (analysis.model, analysis.context.as_of);
        Texts {
            analysis,
            model,
            day,
            lines: RefCell::default(),
            left: Cell::new(0),
            document: Cell::new(None),
            edition,
        }
    }

    /// Whether the readers may not know of `decl`.
    pub(crate) fn is_left_out(&self, decl: Decl<'m>) -> bool {
        self.edition.is_some_and(|e| !e.names(decl))
    }

    /// Whether a piece of the text at `place` that names nothing is hidden: for the readers of an edition, every path, since
    /// it may be of what they may not read or nearly so, and braces with words of such. The message of a rule names what the
    /// rule is about, which stands for many.
    fn hides(&self, place: Place, piece: &PieceKind<'_>) -> bool {
        let of_rule = || self.model.at(place.file, place.span.start).is_some_and(|d| d.kind() == kind::RULE);
        self.edition.is_some_and(|edition| match piece {
            PieceKind::Text(_) => false,
            PieceKind::Braces(words) => edition.is_named_in(words),
            PieceKind::Reference { path, .. } | PieceKind::Worded { path, .. } => {
                !of_rule() || edition.is_named_in(path)
            }
        })
    }

    /// Words that should name something and do not, as they are written.
    pub fn unread(&self, words: &str) -> Inline {
        match self.edition {
            Some(_) => Inline::text(LEFT_OUT),
            None => Inline::Code(visible(words)),
        }
    }

    /// Reads texts as they stand in `document`, which may inherit them.
    pub fn within<T>(&self, document: Decl<'m>, read: impl FnOnce() -> T) -> T {
        let before = self.document.replace(Some(document));
        let read = read();
        self.document.set(before);
        read
    }

    /// The line at `anchor`.
    pub fn source(&self, anchor: Anchor, says: impl Into<String>) -> Source {
        self.source_of(self.model.place(anchor), says)
    }

    fn source_of(&self, place: Place, says: impl Into<String>) -> Source {
        let mut lines = self.lines.borrow_mut();
        let (path, index) = lines.entry(place.file).or_insert_with(|| {
            let file = self.model.files.get(place.file);
            (file.path.as_str().into(), LineIndex::new(&file.text))
        });
        Source { place, path: path.clone(), line: index.line(place.span.start) + 1, says: says.into() }
    }

    /// The title of a declaration.
    pub fn title(&self, decl: Decl<'m>) -> String {
        match self.is_left_out(decl) {
            true => LEFT_OUT.to_string(),
            false => visible(&decl.title()),
        }
    }

    /// The title of a declaration, as a reference to it.
    pub fn reference(&self, decl: Decl<'m>) -> Vec<Inline> {
        vec![Inline::Reference { to: decl.path(), words: vec![Inline::Text(self.title(decl))] }]
    }

    /// A declaration as values name it: by its title; an entry of a catalog by its number, as the catalog prints it.
    fn named(&self, decl: Decl<'m>) -> Inline {
        let is_entry = matches!(decl.kind(), kind::CONTROL | kind::REQUIREMENT);
        let words = match decl.catalog() {
            // What can be called by its number alone is.
            Some(catalog) if is_entry && !self.is_left_out(decl) => match decl.path() == decl.name() {
                true => printed_id(decl),
                false => format!("{}, {}", self.title(self.model.decl(catalog.decl)), printed_id(decl)),
            },
            _ => self.title(decl),
        };
        Inline::Reference { to: decl.path(), words: vec![Inline::Text(words)] }
    }

    /// What a field says as it stands once: its value, then its parts with their prepositions.
    pub fn line(&self, phrase: Phrase<'m>) -> Vec<Inline> {
        self.left.set(REFERENCES);
        if phrase.is_spoiled() {
            return self.phrase(phrase, 0);
        }
        let mut line = self.joined(phrase.lead().map(|v| self.inlines_at(v, 0)));
        let parts = self.model.schema.field(phrase.field()).map_or(&[][..], |f| &f.parts);
        for part in parts.iter().filter(|part| phrase.says(part.prep)) {
            let lead = if line.is_empty() { "" } else { " " };
            line.push(Inline::text(format!("{lead}{} ", part.prep.word())));
            line.extend(self.joined(phrase.part(part.prep).map(|v| self.inlines_at(v, 0))));
        }
        line
    }

    /// What a derived field is; nothing where it is absent.
    pub fn derived(&self, decl: Decl<'m>, field: FieldId) -> Vec<Vec<Inline>> {
        derived(self.analysis, decl, field).values.iter().map(|v| self.derived_value(v)).collect()
    }

    /// A text, Markdown or any other value, within a line.
    pub fn inlines(&self, value: ValueRef<'m>) -> Vec<Inline> {
        self.left.set(REFERENCES);
        self.inlines_at(value, 0)
    }

    /// A text, Markdown or any other value, as plain words.
    pub fn plain(&self, value: ValueRef<'m>) -> String {
        match value.value() {
            Value::Text(place) if self.is_prose(*place) => plain_blocks(&self.blocks(value)),
            _ => plain(&self.inlines(value)),
        }
    }

    /// The paragraphs of a text: of prose, its Markdown; of a text in quotes, one.
    pub fn blocks(&self, value: ValueRef<'m>) -> Vec<Block> {
        self.left.set(REFERENCES);
        self.blocks_at(value, 0)
    }

    /// Who holds `role` on the day; several, or nobody.
    pub fn holders(&self, role: Decl<'m>) -> Vec<Vec<Inline>> {
        let holdings = Role::of(role).into_iter().flat_map(|r| people::holdings(r, &self.analysis.data));
        let shown = |holding: Holding<'m>| match (&holding.said, holding.person) {
            (Said::Line(_, value), _) => self.inlines(*value),
            (Said::Row { .. }, Some(person)) => self.reference(person.decl()),
            (Said::Row { name, .. }, None) => vec![Inline::Text(visible(name))],
        };
        holdings.filter(|h| h.is_said(self.day)).map(shown).collect()
    }

    /// The organization, where the package declares one.
    pub fn organization(&self) -> Option<Organization<'m>> {
        self.model.all::<Organization>().next()
    }

    fn is_prose(&self, place: Place) -> bool {
        literal::is_prose(self.model.files.slice(place))
    }

    fn blocks_at(&self, value: ValueRef<'m>, depth: usize) -> Vec<Block> {
        match value.value() {
            Value::Text(place) if self.is_prose(*place) => self.prose(*place, depth),
            _ => vec![Block {
                kind: BlockKind::Paragraph(self.inlines_at(value, depth)),
                sources: vec![self.source(value.anchor(), "")],
            }],
        }
    }

    fn inlines_at(&self, value: ValueRef<'m>, depth: usize) -> Vec<Inline> {
        let text = |text: String| vec![Inline::Text(text)];
        match value.value() {
            Value::Unknown => Vec::new(),
            Value::None => text("none".into()),
            Value::Decl(id) => {
                vec![self.named(self.model.decl(*id))]
            }
            Value::Enum(id, index) => {
                let values = &self.model.schema.enumeration(*id).values;
                text(values.get(*index as usize).map_or_else(String::new, |v| visible(&v.title)))
            }
            Value::Step(name, _) => text(visible(self.model.names.text(*name))),
            Value::Problem(name) => vec![Inline::Code(visible(self.model.names.text(*name)))],
            Value::Text(place) if self.is_prose(*place) => flat(&self.prose(*place, depth)),
            Value::Text(place) => self.pieces(*place, depth),
            Value::Url(_) => link(value.source()),
            Value::Number(n) => text(n.to_string()),
            Value::Percent(n) => text(format!("{n} %")),
            Value::Money(n, currency) => text(format!("{n} {}", visible(self.model.files.slice(*currency)))),
            Value::Date(date) => text(date.to_string()),
            Value::Period(a, b) => text(format!("{a} to {b}")),
            Value::Duration(d) => text(d.to_string()),
            Value::Bool(b) => text(if *b { "yes" } else { "no" }.into()),
            Value::Pattern(_) | Value::Query(_) | Value::Condition(..) | Value::Formula(..) => {
                vec![Inline::Code(visible(value.source()))]
            }
        }
    }

    /// The pieces of a text in quotes.
    fn pieces(&self, place: Place, depth: usize) -> Vec<Inline> {
        let mut out = Vec::new();
        for piece in literal::pieces(self.model.files.slice(place), place.span.start) {
            let target = match piece.kind {
                PieceKind::Reference { span, .. } | PieceKind::Worded { span, .. } => {
                    self.target(Place { file: place.file, span })
                }
                PieceKind::Text(_) | PieceKind::Braces(_) => None,
            };
            match (&piece.kind, target) {
                (PieceKind::Text(words), _) => push_lines(&mut out, words),
                (PieceKind::Worded { words, .. }, Some(target)) => {
                    out.push(self.worded(target, vec![Inline::Text(visible(words))]));
                }
                (_, Some(target)) => out.extend(self.shown(target, depth)),
                (PieceKind::Worded { words, .. }, None) if self.hides(place, &piece.kind) => {
                    push_lines(&mut out, words)
                }
                (_, None) if self.hides(place, &piece.kind) => out.push(Inline::text(LEFT_OUT)),
                (PieceKind::Worded { words, path, .. }, None) => {
                    push_lines(&mut out, &format!("[{words}]({{{path}}})"));
                }
                (PieceKind::Reference { path: words, .. } | PieceKind::Braces(words), None) => {
                    push_lines(&mut out, &format!("{{{words}}}"));
                }
            }
        }
        out
    }

    /// The Markdown of prose.
    fn prose(&self, place: Place, depth: usize) -> Vec<Block> {
        let markdown = Markdown::without(self.model, place, |piece| self.hides(place, piece));
        let mut source = self.source_of(place, "");
        // The text begins on the line below the quotes, or behind them.
        let opening = self.model.files.slice(place).trim_start_matches('"');
        if opening.trim_start_matches([' ', '\t', '\r']).starts_with('\n') {
            source.line += 1;
        }
        let reader = Reader { texts: self, markdown: &markdown, depth, source };
        let arena = comrak::Arena::new();
        let mut options = prose::options();
        options.extension.footnotes = true;
        let root = comrak::parse_document(&arena, &markdown.text, &options);
        reader.blocks(root, 0)
    }

    fn target(&self, place: Place) -> Option<TextReference> {
        prose::target(self.model, place)
    }

    /// What a reference shows.
    fn shown(&self, reference: TextReference, depth: usize) -> Vec<Inline> {
        if depth >= DEPTH || self.left.get() == 0 {
            return vec![Inline::text("…")];
        }
        self.left.set(self.left.get() - 1);
        if let TextTarget::Decl(id) | TextTarget::Field(id, _) = reference.target
            && self.is_left_out(self.model.decl(id))
        {
            return self.reference(self.model.decl(id));
        }
        match reference.target {
            TextTarget::Decl(id) => {
                let decl = self.model.decl(id);
                if decl.kind() == kind::PARAM {
                    let values = document::shown(reference, decl, self.document.get()).values.into_iter();
                    return self.joined(values.map(|v| self.inlines_at(v, depth + 1)));
                }
                self.reference(decl)
            }
            TextTarget::Let(id) => self.let_value(id, depth + 1),
            TextTarget::Field(id, field) => {
                let decl = self.model.decl(id);
                if self.model.schema.field(field).is_some_and(|f| f.derived) {
                    return self.joined(self.derived(decl, field).into_iter());
                }
                let phrases = document::shown_field(decl, field, self.document.get());
                if phrases.is_empty() {
                    return self.default_of(field);
                }
                let phrases: Vec<Vec<Inline>> =
                    phrases.into_iter().map(|p| self.phrase(p, depth + 1)).collect();
                self.joined(phrases.into_iter())
            }
        }
    }

    /// What a field is where nobody says it, if the schema says what.
    pub fn default_of(&self, field: FieldId) -> Vec<Inline> {
        let Some(data) = self.model.schema.field(field) else { return Vec::new() };
        let Some((file, expr)) = data.value else { return Vec::new() };
        let words = self.model.files.get(file).tree.expr(expr).span.of(&self.model.files.get(file).text);
        let of_an_enum = data.lead.iter().flat_map(|lead| &lead.alternatives).find_map(|a| match a {
            Alternative::Enum(id) => {
                let values = &self.model.schema.enumeration(*id).values;
                values.iter().find(|v| self.model.names.text(v.name) == words)
            }
            _ => None,
        });
        vec![Inline::Text(visible(of_an_enum.map_or(words, |v| v.title.as_str())))]
    }

    /// A value that was worked out.
    fn derived_value(&self, value: &Scalar<'m>) -> Vec<Inline> {
        match value {
            Scalar::Decl(decl) => vec![self.named(*decl)],
            other => vec![Inline::Text(visible(&other.shown(self.model)))],
        }
    }

    fn worded(&self, reference: TextReference, words: Vec<Inline>) -> Inline {
        let to = match reference.target {
            TextTarget::Decl(id) => self.model.decl(id).path(),
            TextTarget::Field(id, field) => {
                let field = self.model.schema.field(field);
                let name = field.map_or("", |f| self.model.names.text(f.name));
                format!("{}.{name}", self.model.decl(id).path())
            }
            TextTarget::Let(id) => self.let_name(id),
        };
        Inline::Reference { to, words }
    }

    fn let_name(&self, id: LetId) -> String {
        let data = self.model.lets().find(|(l, _)| *l == id);
        data.map_or_else(String::new, |(_, data)| self.model.names.text(data.name).to_string())
    }

    /// What a field says as it stands once: its values, or where there are none before the first preposition, its words.
    fn phrase(&self, phrase: Phrase<'m>, depth: usize) -> Vec<Inline> {
        let mut lead = phrase.lead().filter(|v| v.is_known()).peekable();
        if lead.peek().is_some() {
            return self.joined(lead.map(|v| self.inlines_at(v, depth)));
        }
        let words = self.model.files.slice(self.model.place(phrase.anchor()));
        let words = words.split_once(':').map_or("", |(_, rest)| rest.trim());
        // `none because …` is an answer, too.
        match phrase.is_spoiled() {
            true => vec![self.unread(words)],
            false => vec![Inline::Code(visible(words))],
        }
    }

    fn let_value(&self, id: LetId, depth: usize) -> Vec<Inline> {
        let Some((_, data)) = self.model.lets().find(|(l, _)| *l == id) else {
            return Vec::new();
        };
        let file = self.model.files.get(data.file);
        let Some(node) = file.tree.lets.get(data.node as usize) else {
            return Vec::new();
        };
        if depth >= DEPTH {
            return vec![Inline::text("…")];
        }
        let values = file.tree.seq(node.phrase.lead).iter().map(|elem| {
            let expr = file.tree.expr(elem.expr);
            let place = Place { file: data.file, span: expr.span };
            match expr.kind {
                ExprKind::Text => self.pieces(place, depth),
                ExprKind::Prose => flat(&self.prose(place, depth)),
                ExprKind::Url => link(self.model.files.slice(place)),
                ExprKind::Path => match self.model.lookup_in_let(self.model.files.slice(place), data.package)
                {
                    Some(Item::Decl(decl)) => self.reference(self.model.decl(decl)),
                    Some(Item::Let(id)) => self.let_value(id, depth + 1),
                    None => vec![self.unread(self.model.files.slice(place))],
                },
                // A number, a day, a set.
                _ => match self.model.files.slice(place) {
                    words if self.edition.is_some_and(|e| e.is_named_in(words)) => vec![self.unread(words)],
                    words => vec![Inline::Text(visible(words))],
                },
            }
        });
        self.joined(values)
    }

    fn joined(&self, values: impl Iterator<Item = Vec<Inline>>) -> Vec<Inline> {
        join(values, ", ")
    }
}

/// `parts` one after the other, with `between` them.
pub fn join(parts: impl Iterator<Item = Vec<Inline>>, between: &str) -> Vec<Inline> {
    let mut out = Vec::new();
    for (i, part) in parts.enumerate() {
        if i > 0 {
            out.push(Inline::text(between));
        }
        out.extend(part);
    }
    out
}

/// Words with line breaks.
fn push_lines(out: &mut Vec<Inline>, words: &str) {
    for (i, line) in words.split('\n').enumerate() {
        if i > 0 {
            out.push(Inline::Break);
        }
        let line = visible(line);
        if !line.is_empty() {
            out.push(Inline::Text(line));
        }
    }
}

/// An address, as a link where it is one that may be followed.
fn link(address: &str) -> Vec<Inline> {
    let address = visible(address.trim());
    if is_safe(&address) {
        vec![Inline::Link { to: address.clone(), words: vec![Inline::Text(address)] }]
    } else {
        vec![Inline::Text(address)]
    }
}

/// Whether an address may be followed from a document.
fn is_safe(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme))
        && !address.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"'`\\".contains(c))
}

/// Words in which names of the package stand between backticks.
pub(crate) fn in_backticks(text: &str) -> Vec<Inline> {
    if text.matches('`').count() % 2 == 1 {
        return vec![Inline::text(text)];
    }
    let parts = text.split('`').enumerate().filter(|(_, part)| !part.is_empty());
    parts
        .map(|(i, part)| match i % 2 {
            0 => Inline::text(part),
            _ => Inline::Code(part.to_string()),
        })
        .collect()
}

/// "1 error", "3 errors"
pub(crate) fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// `text` with what cannot be seen made visible: control characters as `␛`-like pictures, marks that turn the direction of
/// writing by their number. Tabs are spaces; line breaks are kept.
pub fn visible(text: &str) -> String {
    if !text.chars().any(is_hidden) {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push(' '),
            '\u{7F}' => out.push('\u{2421}'),
            c if (c as u32) < 0x20 => out.push(char::from_u32(0x2400 + c as u32).unwrap_or('\u{FFFD}')),
            OPEN | CLOSE => out.push('\u{FFFD}'),
            c if is_hidden(c) => out.push_str(&format!("[U+{:04X}]", c as u32)),
            c => out.push(c),
        }
    }
    out
}

fn is_hidden(c: char) -> bool {
    c != '\n' && hidden::is_hidden(c) || matches!(c, '\u{FEFF}' | OPEN | CLOSE)
}

/// Blocks as one line: paragraphs are parted by line breaks.
pub fn flat(blocks: &[Block]) -> Vec<Inline> {
    if let [block] = blocks
        && let BlockKind::Paragraph(inlines) = &block.kind
    {
        return inlines.clone();
    }
    let mut out = Vec::new();
    push_lines(&mut out, &plain_blocks(blocks));
    out
}

/// Turns the Markdown of a prose into blocks.
struct Reader<'t, 'm> {
    texts: &'t Texts<'m, 't>,
    markdown: &'t Markdown,
    depth: usize,
    /// The first line of the prose.
    source: Source,
}

impl Reader<'_, '_> {
    fn blocks<'a>(&self, parent: &'a AstNode<'a>, level: usize) -> Vec<Block> {
        let mut out: Vec<Block> = Vec::new();
        // The notes stand behind the text that they are of, in the order of their numbers.
        let mut notes: Vec<Vec<Block>> = Vec::new();
        for node in parent.children() {
            if level >= NESTING {
                out.push(BlockKind::Paragraph(self.words(node)).into());
                continue;
            }
            let value = &node.data().value;
            if let NodeValue::FootnoteDefinition(_) = value {
                notes.push(self.blocks(node, level + 1));
                continue;
            }
            let kind = match value {
                NodeValue::Paragraph => BlockKind::Paragraph(self.inlines(node, level)),
                NodeValue::Heading(heading) => {
                    BlockKind::Heading { level: heading.level, text: self.inlines(node, level) }
                }
                NodeValue::List(list) => BlockKind::List {
                    start: (list.list_type == ListType::Ordered).then_some(list.start),
                    items: node.children().map(|item| self.blocks(item, level + 1)).collect(),
                },
                NodeValue::BlockQuote => BlockKind::Quote(self.blocks(node, level + 1)),
                NodeValue::CodeBlock(code) => BlockKind::Code(visible(&code.literal)),
                // Tags are text: what they would do is nobody's to decide here.
                NodeValue::HtmlBlock(html) => {
                    let mut words = Vec::new();
                    self.push_text(&mut words, html.literal.trim_end());
                    BlockKind::Paragraph(words)
                }
                NodeValue::ThematicBreak => BlockKind::Rule,
                NodeValue::Table(_) => BlockKind::Grid(
                    node.children()
                        .map(|row| row.children().map(|cell| self.inlines(cell, level)).collect())
                        .collect(),
                ),
                _ => BlockKind::Paragraph(self.words(node)),
            };
            let below = node.data().sourcepos.start.line.saturating_sub(1);
            let line = self.source.line.saturating_add(u32::try_from(below).unwrap_or(0));
            let source = Source { line, ..self.source.clone() };
            out.push(Block { kind, sources: vec![source] });
        }
        if !notes.is_empty() {
            let list = BlockKind::List { start: Some(1), items: notes };
            out.extend([BlockKind::Rule.into(), Block { kind: list, sources: vec![self.source.clone()] }]);
        }
        out
    }

    fn inlines<'a>(&self, parent: &'a AstNode<'a>, level: usize) -> Vec<Inline> {
        let mut out = Vec::new();
        for node in parent.children() {
            if level >= NESTING {
                out.extend(self.words(node));
                continue;
            }
            let inner = || self.inlines(node, level + 1);
            match &node.data().value {
                NodeValue::Text(text) => self.push_text(&mut out, text),
                NodeValue::SoftBreak => out.push(Inline::text(" ")),
                NodeValue::LineBreak => out.push(Inline::Break),
                NodeValue::Code(code) => out.push(Inline::Code(visible(&code.literal).replace('\n', " "))),
                NodeValue::Emph => out.push(Inline::Emph(inner())),
                NodeValue::Strong => out.push(Inline::Strong(inner())),
                NodeValue::Strikethrough => out.push(Inline::Strike(inner())),
                NodeValue::HtmlInline(html) => self.push_text(&mut out, html),
                NodeValue::Link(link) => match self.markdown.linked(&link.url) {
                    Some(target) => out.push(self.texts.worded(target, inner())),
                    None if is_safe(&link.url) => {
                        out.push(Inline::Link { to: link.url.clone(), words: inner() })
                    }
                    None => {
                        out.extend(inner());
                        out.push(Inline::Text(visible(&format!(" ({})", link.url))));
                    }
                },
                NodeValue::FootnoteReference(note) => out.push(Inline::Text(format!("[{}]", note.ix))),
                // Pictures are not fetched: their words stand for them.
                NodeValue::Image(_) => out.extend(inner()),
                _ => out.extend(self.words(node)),
            }
        }
        out
    }

    /// All words of `node`, without marks; does not recurse, so depth does not matter.
    fn words<'a>(&self, node: &'a AstNode<'a>) -> Vec<Inline> {
        let mut out = Vec::new();
        for inner in node.descendants() {
            match &inner.data().value {
                NodeValue::Text(text) => self.push_text(&mut out, text),
                NodeValue::Code(code) => out.push(Inline::Code(visible(&code.literal))),
                NodeValue::HtmlInline(html) => self.push_text(&mut out, html),
                NodeValue::CodeBlock(code) => self.push_text(&mut out, &code.literal),
                NodeValue::HtmlBlock(html) => self.push_text(&mut out, &html.literal),
                NodeValue::SoftBreak | NodeValue::LineBreak | NodeValue::Paragraph if !out.is_empty() => {
                    out.push(Inline::text(" "));
                }
                _ => {}
            }
        }
        out
    }

    /// Words in which references stand by their number.
    fn push_text(&self, out: &mut Vec<Inline>, text: &str) {
        for (words, target) in self.markdown.cut(text) {
            for (i, words) in words.split(HIDDEN).enumerate() {
                if i > 0 {
                    out.push(Inline::text(LEFT_OUT));
                }
                push_lines(out, words);
            }
            out.extend(target.into_iter().flat_map(|t| self.texts.shown(t, self.depth)));
        }
    }
}
