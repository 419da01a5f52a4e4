//! Where the cursor stands, by the tokens before it: half-typed text has no tree worth asking.
//!
//! The text is read from the last closing brace of a whole item, so that a long file costs no more than a short one, and
//! only up to the word that is being typed. What stands behind the cursor may be anything.

use annexa_core::Model;
use annexa_core::schema::{Alternative, Builtin, FieldId, KindId, PartType, SchemaItem, Type};
use annexa_core::source::{FileId, Span};
use annexa_syntax::tree::{Item, Prep, Tree};
use annexa_syntax::{Token, TokenKind as T};

/// What may be written at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// Something at top level.
    Item,
    /// A field, a nested declaration or prose in a declaration of a kind.
    Entry(KindId),
    /// What follows on the kind of a declaration and its name.
    Head {
        /// The kind.
        kind: KindId,
        /// Whether it has a title, or it is too late for one.
        titled: bool,
        /// The prepositions that stand there.
        said: Vec<Prep>,
        /// Whether a declaration may as well begin here.
        fresh: bool,
    },
    /// A value.
    Value(Place),
    /// What follows on a value.
    After {
        /// The value.
        place: Place,
        /// The prepositions that stand behind it.
        said: Vec<Prep>,
    },
    /// A condition behind `where`.
    Filter {
        /// The word before it: a kind, an aspect.
        set: String,
        /// The field that is compared, where a value is to follow.
        compared: Option<String>,
    },
    /// The path of a file of the package, in quotes.
    File,
    /// The path of a reference between the braces of a text.
    Reference,
    /// The words of a reference with words of its own: behind `[` in a text.
    Words,
    /// A type in the field of a kind.
    Type,
    /// The name of a kind or an aspect, behind `in` and `is`.
    Schema {
        /// Whether it is an aspect.
        aspect: bool,
    },
    /// The value of a `let`.
    Let,
}

/// Where a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The kind of the declaration.
    pub kind: KindId,
    /// The field; [`FieldId::HEAD`] for the header.
    pub field: FieldId,
    /// The preposition before the value.
    pub prep: Option<Prep>,
    /// Whether there is a value before the preposition, so that it is no longer the field's first.
    pub first: bool,
}

/// The cursor: what may be written there, and what of it stands there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// What may be written.
    pub spot: Spot,
    /// What is replaced.
    pub span: Span,
    /// The fields that the declaration says before the cursor.
    pub said: Vec<FieldId>,
}

/// Finds out what may be written at `offset`; `None` in comments, numbers and names.
pub fn find(model: &Model, file: FileId, offset: u32) -> Option<Cursor> {
    let source = model.files.get(file);
    let text = source.text.get(..offset as usize)?;
    let from = closed_before(&source.tree, offset);
    let read = text.get(from as usize..)?;
    let shifted = |t: Token| Token { span: Span::new(t.span.start + from, t.span.end + from), ..t };
    let tokens: Vec<Token> = annexa_syntax::tokenize(read).iter().map(shifted).collect();
    let typed = text.len() - text.trim_end_matches(is_path_char).len();
    let span = Span::new(offset - typed as u32, offset);
    let reader_until = |end: u32| {
        let mut reader =
            Reader { model, text, levels: Vec::new(), now: Now::Start, last: None, line: true, depth: 0 };
        for token in tokens.iter().filter(|token| token.span.start < end) {
            reader.take(*token);
        }
        reader
    };
    if let Some(last) = tokens.iter().rfind(|token| token.kind != T::Space) {
        let between = Span::new(last.span.end, offset).of(text);
        let in_line = !between.contains('\n') && !last.span.of(text).ends_with('\n');
        match last.kind {
            T::Comment | T::Doc | T::HashComment | T::TextUnclosed if !in_line => {}
            T::Comment | T::Doc | T::HashComment => return None,
            T::BlockComment if !last.span.of(text).ends_with("*/") => return None,
            T::TextUnclosed => {
                let opened = Span::new(last.span.start, last.span.start);
                let before = reader_until(opened.start).cursor(opened);
                return match before.map(|cursor| cursor.spot) {
                    Some(Spot::Value(place)) if place.takes(model, Builtin::Path) => {
                        let quote = text[opened.start as usize..].chars().next().map_or(0, char::len_utf8);
                        let span = Span::new(opened.start + quote as u32, offset);
                        Some(Cursor { spot: Spot::File, span, said: Vec::new() })
                    }
                    _ => in_text(last.span, text, span),
                };
            }
            T::ProseUnclosed if indent(text, offset) >= indent(text, last.span.start) => {
                return in_text(last.span, text, span);
            }
            _ => {}
        }
    }
    reader_until(span.start).cursor(span)
}

/// The end of the last item before `offset` that has a closing brace; the start of the text where there is none.
fn closed_before(tree: &Tree, offset: u32) -> u32 {
    let close = |item: &Item| match item {
        Item::Decl(id) => tree.decl(*id).body.and_then(|body| body.close).map(|close| close.end),
        Item::Let(_) | Item::Kind(_) | Item::Enum(_) => None,
    };
    tree.items.iter().rev().filter_map(close).find(|end| *end <= offset).unwrap_or(0)
}

/// Whether a path may hold it.
pub fn is_path_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.')
}

/// How far the line of `offset` is indented, up to there.
fn indent(text: &str, offset: u32) -> usize {
    let before = text.get(..offset as usize).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.len() - line.trim_start().len()
}

fn in_text(literal: Span, text: &str, span: Span) -> Option<Cursor> {
    let before = Span::new(literal.start, span.start).of(text);
    let cursor = |spot, span| Some(Cursor { spot, span, said: Vec::new() });
    if before.ends_with('{') && !before.ends_with("\\{") {
        return cursor(Spot::Reference, span);
    }
    let line = Span::new(literal.start, span.end).of(text).rsplit('\n').next().unwrap_or_default();
    let words =
        line.rsplit_once('[').map(|(_, words)| words).filter(|words| !words.contains([']', '{', '}']))?;
    cursor(Spot::Words, Span::new(span.end - words.len() as u32, span.end))
}

/// What the entry at hand is so far.
#[derive(Clone, Debug)]
enum Now {
    /// Nothing has begun.
    Start,
    /// The header of a declaration.
    Head { kind: Option<KindId>, words: usize, titled: bool, phrase: Phrase },
    /// A field.
    Field { field: Option<FieldId>, phrase: Phrase },
    /// A `let`, and whether its sign of equality has come.
    Let { value: bool, phrase: Phrase },
    /// `kind`, `aspect`, `extend kind`, `enum` and what follows; the last word among them that matters.
    Schema { enumeration: bool, after: Option<T> },
    /// The field of a kind.
    KindField,
}

#[derive(Clone, Debug, Default)]
struct Phrase {
    /// The preposition that came last.
    prep: Option<Prep>,
    /// Those that came.
    said: Vec<Prep>,
    /// The words of the value at hand.
    run: Vec<Span>,
    /// Whether they are words only.
    plain: bool,
    /// Whether there was a value before the first preposition.
    led: bool,
    /// What stands behind `where`.
    filter: Option<Filter>,
}

#[derive(Clone, Debug)]
struct Filter {
    set: String,
    compared: Option<String>,
    last: Option<String>,
}

/// What the braces around the entry at hand are of.
#[derive(Clone, Debug)]
enum Body {
    Decl(Option<KindId>),
    Kind,
    Enum,
}

struct Reader<'m> {
    model: &'m Model,
    text: &'m str,
    levels: Vec<(Body, Vec<FieldId>)>,
    now: Now,
    last: Option<T>,
    /// Whether the next token begins a line.
    line: bool,
    /// How many round and square brackets are open.
    depth: usize,
}

impl<'m> Reader<'m> {
    fn kind(&self, span: Span) -> Option<KindId> {
        let name = self.model.names.get(span.of(self.text))?;
        match self.model.schema.items.get(&name)? {
            SchemaItem::Kind(kind) => Some(*kind),
            SchemaItem::Aspect(_) | SchemaItem::Enum(_) => None,
        }
    }

    fn body(&self) -> Option<&Body> {
        self.levels.last().map(|(body, _)| body)
    }

    /// Whether a value may go on behind the last token, so that a new line begins nothing.
    fn wants_more(&self) -> bool {
        matches!(
            self.last,
            Some(
                T::Comma
                    | T::Prep
                    | T::Equal
                    | T::Field
                    | T::Where
                    | T::And
                    | T::Or
                    | T::Not
                    | T::In
                    | T::Range
            )
        ) || matches!(self.last, Some(T::Compare | T::Less | T::Plus | T::Minus | T::Slash))
    }

    fn take(&mut self, token: Token) {
        if token.kind.is_trivia() || token.kind == T::Doc {
            self.line |= token.span.of(self.text).contains('\n') || token.kind != T::Space;
            return;
        }
        let begins = std::mem::take(&mut self.line);
        match token.kind {
            T::OpenBrace => self.open(),
            T::CloseBrace => {
                self.levels.pop();
                (self.now, self.depth) = (Now::Start, 0);
            }
            T::OpenParen | T::OpenBracket => self.depth += 1,
            T::CloseParen | T::CloseBracket => {
                self.depth = self.depth.saturating_sub(1);
                self.value(token);
            }
            T::Field | T::FieldMarked | T::FieldPrep => self.field(token),
            _ if begins && self.depth == 0 && self.begins(token) => self.begin(token),
            _ if matches!(self.now, Now::Start) => self.begin(token),
            _ => self.go_on(token),
        }
        self.last = Some(token.kind);
    }

    fn open(&mut self) {
        let body = match &self.now {
            Now::Head { kind, .. } => Body::Decl(*kind),
            Now::Schema { enumeration: true, .. } => Body::Enum,
            Now::Schema { enumeration: false, .. } => Body::Kind,
            Now::Start | Now::Field { .. } | Now::Let { .. } | Now::KindField => Body::Decl(None),
        };
        self.levels.push((body, Vec::new()));
        (self.now, self.depth) = (Now::Start, 0);
    }

    fn field(&mut self, token: Token) {
        self.depth = 0;
        let Some((body, said)) = self.levels.last_mut() else {
            self.now = Now::Field { field: None, phrase: Phrase::default() };
            return;
        };
        self.now = match body {
            Body::Decl(kind) => {
                let name = token.span.of(self.text).trim_end_matches([':', '?', '*', '+']).trim_end();
                let name = self.model.names.get(name);
                let field = kind.zip(name).and_then(|(kind, name)| self.model.schema.field_of(kind, name));
                said.extend(field);
                Now::Field { field, phrase: Phrase { plain: true, ..Phrase::default() } }
            }
            Body::Kind => Now::KindField,
            Body::Enum => Now::Start,
        };
    }

    /// Whether a token that begins a line begins something.
    fn begins(&self, token: Token) -> bool {
        if self.wants_more() {
            return false;
        }
        match token.kind {
            T::Let | T::Kind | T::Enum | T::Aspect | T::Extend | T::Open => self.levels.is_empty(),
            T::Path => match self.body() {
                None | Some(Body::Decl(_)) => self.kind(token.span).is_some(),
                Some(Body::Kind | Body::Enum) => false,
            },
            T::Prose | T::ProseCrooked | T::ProseMarked => {
                matches!(&self.now, Now::Field { phrase, .. } if phrase.has_value())
            }
            _ => false,
        }
    }

    fn begin(&mut self, token: Token) {
        let top = self.levels.is_empty();
        self.now = match token.kind {
            T::Let if top => Now::Let { value: false, phrase: Phrase::default() },
            T::Enum if top => Now::Schema { enumeration: true, after: None },
            T::Kind | T::Aspect | T::Extend if top => Now::Schema { enumeration: false, after: None },
            T::Open if top => Now::Start,
            T::Derived => Now::Start,
            T::Path if matches!(self.body(), None | Some(Body::Decl(_))) => {
                let phrase = Phrase { plain: true, led: true, ..Phrase::default() };
                Now::Head { kind: self.kind(token.span), words: 0, titled: false, phrase }
            }
            _ => Now::Start,
        };
    }

    fn go_on(&mut self, token: Token) {
        match &mut self.now {
            Now::Head { words, titled, .. }
                if matches!(token.kind, T::Text | T::TextMarked | T::TextSingle) =>
            {
                (*words, *titled) = ((*words).max(1), true);
            }
            Now::Head { words, phrase, .. }
                if *words == 0 && phrase.prep.is_none() && token.kind != T::Prep =>
            {
                *words = 1;
            }
            Now::Let { value, .. } if token.kind == T::Equal => *value = true,
            Now::Schema { after, .. } if matches!(token.kind, T::Is | T::In | T::Prep) => {
                *after = Some(token.kind)
            }
            Now::Start | Now::Schema { .. } | Now::KindField => {}
            Now::Head { .. } | Now::Field { .. } | Now::Let { .. } => self.value(token),
        }
    }

    fn value(&mut self, token: Token) {
        let (Now::Head { phrase, .. } | Now::Field { phrase, .. } | Now::Let { phrase, .. }) = &mut self.now
        else {
            return;
        };
        let words = token.span.of(self.text);
        match token.kind {
            T::Prep if self.depth == 0 => {
                phrase.led |= phrase.has_value() && phrase.prep.is_none();
                phrase.prep = annexa_syntax::tree::Prep::from_word(words);
                phrase.said.extend(phrase.prep);
                (phrase.run, phrase.plain, phrase.filter) = (Vec::new(), true, None);
            }
            T::Comma if self.depth == 0 => {
                phrase.led |= phrase.prep.is_none();
                (phrase.run, phrase.plain, phrase.filter) = (Vec::new(), true, None);
            }
            T::Where => {
                let set = phrase.run.last().map_or("", |span| span.of(self.text)).to_owned();
                phrase.filter = Some(Filter { set, compared: None, last: None });
            }
            _ => {
                if let Some(filter) = &mut phrase.filter {
                    match token.kind {
                        T::Compare | T::Less | T::In => filter.compared = filter.last.take(),
                        T::And | T::Or | T::Not => (filter.compared, filter.last) = (None, None),
                        _ => filter.last = Some(words.to_owned()),
                    }
                }
                phrase.plain &= token.kind == T::Path;
                phrase.run.push(token.span);
            }
        }
    }

    fn cursor(mut self, span: Span) -> Option<Cursor> {
        let wants_more = self.wants_more();
        let top = self.levels.is_empty();
        let said = self.levels.last().map_or(Vec::new(), |(_, said)| said.clone());
        let kind = match self.body() {
            Some(Body::Decl(kind)) => *kind,
            _ => None,
        };
        let entry = match self.body() {
            None => Some(Spot::Item),
            Some(Body::Decl(kind)) => kind.map(Spot::Entry),
            Some(Body::Kind | Body::Enum) => None,
        };
        let mut span = span;
        let spot = match std::mem::replace(&mut self.now, Now::Start) {
            Now::Start => entry?,
            Now::KindField => Spot::Type,
            Now::Schema { after: Some(T::Is), .. } => Spot::Schema { aspect: true },
            Now::Schema { after: Some(T::In), .. } => Spot::Schema { aspect: false },
            Now::Schema { after: Some(_), .. } => Spot::Type,
            Now::Schema { after: None, .. } => return None,
            Now::Let { value: false, .. } => return None,
            Now::Let { value: true, .. } if self.line && top && !wants_more => Spot::Item,
            Now::Let { value: true, .. } => Spot::Let,
            Now::Head { words: 0, .. } => return None,
            Now::Head { kind, titled, phrase, .. } => {
                let place = Place { kind: kind?, field: FieldId::HEAD, prep: phrase.prep, first: false };
                match phrase.prep {
                    Some(_) if !phrase.has_value() => Spot::Value(place),
                    _ => {
                        let late = titled || phrase.prep.is_some();
                        Spot::Head { kind: place.kind, titled: late, said: phrase.said, fresh: self.line }
                    }
                }
            }
            Now::Field { field, phrase } => {
                // A new line after a whole value may begin anything.
                let Some((field, kind)) = field.zip(kind) else {
                    return entry.filter(|_| self.line).map(|spot| Cursor { spot, span, said });
                };
                let place = Place { kind, field, prep: phrase.prep, first: !phrase.led };
                match phrase.filter {
                    Some(filter) => {
                        let compared = filter.compared.filter(|_| wants_more || filter.last.is_none());
                        Spot::Filter { set: filter.set, compared }
                    }
                    None if wants_more || !phrase.has_value() => Spot::Value(place),
                    // Words of a title, which are no name: `information back`.
                    None if phrase.plain && !self.line && self.is_nothing(place, &phrase.run) => {
                        span = phrase.run.first().map_or(span, |first| first.to(span));
                        Spot::Value(place)
                    }
                    None => Spot::After { place, said: phrase.said },
                }
            }
        };
        Some(Cursor { spot, span, said })
    }

    /// Whether no word of a value is a name, where the name of something with a title is expected.
    fn is_nothing(&self, place: Place, run: &[Span]) -> bool {
        let titled = |a: &Alternative| matches!(a, Alternative::Kind(_) | Alternative::Aspect(_));
        let model = self.model;
        place.ty(model).is_some_and(|ty| ty.alternatives.iter().any(titled))
            && run.iter().filter_map(|span| model.names.get(span.of(self.text))).all(|name| {
                !model.schema.items.contains_key(&name)
                    && model.decls().all(|decl| decl.name_id() != name)
                    && model.lets().all(|(_, data)| data.name != name)
            })
            && run.iter().all(|span| model.find(span.of(self.text)).is_none())
    }
}

impl Place {
    /// The type of the value.
    pub fn ty(self, model: &Model) -> Option<&Type> {
        let parts = self.parts(model)?;
        match (self.prep, self.field) {
            (None, FieldId::HEAD) => None,
            (None, field) => model.schema.field(field)?.lead.as_ref(),
            (Some(prep), _) => parts.iter().find(|part| part.prep == prep).map(|part| &part.ty),
        }
    }

    /// Whether the value may be one of this sort.
    fn takes(self, model: &Model, builtin: Builtin) -> bool {
        self.ty(model).is_some_and(|ty| ty.alternatives.contains(&Alternative::Builtin(builtin)))
    }

    /// What may follow behind prepositions.
    pub fn parts(self, model: &Model) -> Option<&[PartType]> {
        Some(match self.field {
            FieldId::HEAD => &model.schema.kind(self.kind)?.head,
            field => &model.schema.field(field)?.parts,
        })
    }
}

impl Phrase {
    fn has_value(&self) -> bool {
        !self.run.is_empty()
    }
}
