//! What the tree says about layout: where entries begin, and what is left alone because it cannot be read.

use crate::format::Leave;
use crate::parse::Parsed;
use crate::span::Span;
use crate::token::TokenKind;
use crate::tree::{Decl, Entry, EnumDecl, Item, KindDecl, Let, Phrase, Seq, Tree};

/// Where entries begin and what is left alone, both in source order.
#[derive(Debug, Default)]
pub struct Places {
    /// The first byte of each item, entry, field of a kind and value of an enum; doc comments belong to it.
    pub begins: Vec<u32>,
    /// From the first to the last token of what cannot be read.
    pub left: Vec<Span>,
}

/// Finds the places of a text.
pub fn find(text: &str, parsed: &Parsed, leave: Leave) -> Places {
    let errors = parsed.errors.iter().map(|error| error.span.start).collect();
    let mut finder = Finder { text, parsed, leave, errors, at: 0, places: Places::default(), pending: None };
    finder.file();
    finder.places
}

struct Finder<'a> {
    text: &'a str,
    parsed: &'a Parsed,
    leave: Leave,
    /// Where something is wrong, in source order.
    errors: Vec<u32>,
    /// The first token that has not been looked at.
    at: usize,
    places: Places,
    /// What cannot be read and may go on.
    pending: Option<Span>,
}

impl<'a> Finder<'a> {
    fn file(&mut self) {
        let tree = &self.parsed.tree;
        let mut from = 0;
        for item in &tree.items {
            let place = self.item_place(*item);
            self.gap(from, place.start);
            let sound = !self.faulty(place)
                || self.leave == Leave::Entries
                    && self.braces_match(place)
                    && self.item_is_sound(*item, place);
            if !sound {
                self.leave(place);
            } else {
                self.item(*item, place);
            }
            from = place.end;
        }
        self.gap(from, self.text.len() as u32);
        self.flush();
    }

    fn item_place(&self, item: Item) -> Span {
        let tree = &self.parsed.tree;
        match item {
            Item::Decl(id) => {
                let Decl { docs, span, .. } = tree.decl(id);
                self.with_docs(*docs, *span)
            }
            Item::Let(at) => {
                let Let { docs, span, .. } = &tree.lets[at as usize];
                self.with_docs(*docs, *span)
            }
            Item::Kind(at) => {
                let KindDecl { docs, span, .. } = &tree.kinds[at as usize];
                self.with_docs(*docs, *span)
            }
            Item::Enum(at) => {
                let EnumDecl { docs, span, .. } = &tree.enums[at as usize];
                self.with_docs(*docs, *span)
            }
        }
    }

    /// Whether the braces of an item are all written.
    fn braces_match(&self, place: Span) -> bool {
        let tokens = &self.parsed.tokens;
        let mut depth = 0usize;
        let mut at = tokens.at(place.start).unwrap_or(0);
        while let Some(token) = tokens.get(at).filter(|token| token.span.start < place.end) {
            match token.kind {
                TokenKind::OpenBrace => depth += 1,
                TokenKind::CloseBrace if depth == 0 => return false,
                TokenKind::CloseBrace => depth -= 1,
                _ => {}
            }
            at += 1;
        }
        depth == 0
    }

    /// Whether what is wrong with a faulty item is wrong with some of its entries only.
    fn item_is_sound(&self, item: Item, place: Span) -> bool {
        let tree = &self.parsed.tree;
        match item {
            Item::Decl(id) => self.decl_is_sound(tree.decl(id), place),
            Item::Kind(at) => {
                let kind = &tree.kinds[at as usize];
                let first = tree.seq(kind.fields).first().map(|field| self.with_docs(field.docs, field.span));
                first.is_some_and(|first| !self.faulty(Span::new(place.start, first.start.saturating_sub(1))))
                    && self.text[..place.end as usize].ends_with('}')
                    && self.lines_apart(place)
            }
            Item::Let(_) | Item::Enum(_) => false,
        }
    }

    /// Whether the head and the braces of a declaration are well, and its entries stand on lines of their own.
    fn decl_is_sound(&self, decl: &Decl, place: Span) -> bool {
        let Some(body) = decl.body else { return false };
        !self.faulty(Span::new(place.start, body.span.start))
            && body.span.len() >= 2
            && body.span.of(self.text).starts_with('{')
            && body.span.of(self.text).ends_with('}')
            && self.lines_apart(place)
    }

    fn lines_apart(&self, place: Span) -> bool {
        place.of(self.text).contains('\n')
    }

    fn item(&mut self, item: Item, place: Span) {
        let tree: &'a Tree = &self.parsed.tree;
        self.begin(place);
        match item {
            Item::Decl(id) => self.decl(tree.decl(id)),
            Item::Let(_) => {}
            Item::Kind(at) => {
                let kind = &tree.kinds[at as usize];
                let fields = tree.seq(kind.fields);
                let mut from =
                    fields.first().map_or(place.end, |field| self.with_docs(field.docs, field.span).start);
                for field in fields {
                    let place = self.with_docs(field.docs, field.span);
                    self.gap(from, place.start);
                    if self.faulty(place) {
                        self.leave(place);
                    } else {
                        self.begin(place);
                    }
                    from = place.end;
                }
                self.gap(from, place.end.saturating_sub(1));
                self.flush();
            }
            Item::Enum(at) => {
                for value in tree.seq(tree.enums[at as usize].values) {
                    let place = self.with_docs(value.docs, value.name);
                    self.begin(place);
                }
            }
        }
    }

    fn decl(&mut self, decl: &Decl) {
        let tree: &'a Tree = &self.parsed.tree;
        let Some(body) = decl.body else { return };
        let mut from = body.span.start + 1;
        let mut entries = tree.seq(body.entries).iter().peekable();
        while let Some(entry) = entries.next() {
            let apart = |entry: &Entry| matches!(entry, Entry::Decl(id) if self.reads_apart(tree.decl(*id)));
            let unsure = apart(entry) || entries.peek().is_some_and(|next| apart(next));
            let place = match entry {
                Entry::Field(field) => self.with_docs(field.docs, self.field_place(field.name, field.phrase)),
                Entry::Prose { docs, value } => self.with_docs(*docs, tree.expr(*value).span),
                Entry::Decl(id) => self.with_docs(tree.decl(*id).docs, tree.decl(*id).span),
            };
            self.gap(from, place.start);
            match entry {
                _ if unsure => self.leave(place),
                Entry::Decl(id) if !self.faulty(place) || self.decl_is_sound(tree.decl(*id), place) => {
                    self.begin(place);
                    self.decl(tree.decl(*id));
                }
                Entry::Decl(_) => self.leave(place),
                _ if self.faulty(place) => self.leave(place),
                _ => self.begin(place),
            }
            from = place.end;
        }
        self.gap(from, body.span.end.saturating_sub(1));
        self.flush();
    }

    /// Whether the name of a declaration stands on another line than its kind: these are rather values of a list without
    /// its commas, which are not told from a declaration any more when they stand side by side.
    fn reads_apart(&self, decl: &Decl) -> bool {
        Span::new(decl.kind.end, decl.name.start.max(decl.kind.end)).of(self.text).contains('\n')
    }

    fn field_place(&self, name: Span, phrase: Phrase) -> Span {
        Span::new(name.start, phrase.span.end.max(name.end))
    }

    fn with_docs(&self, docs: Seq<Span>, span: Span) -> Span {
        self.parsed.tree.seq(docs).first().map_or(span, |doc| doc.to(span))
    }

    /// Whether something is wrong in `place`, its end included.
    fn faulty(&self, place: Span) -> bool {
        let at = self.errors.partition_point(|error| *error < place.start);
        self.errors.get(at).is_some_and(|error| *error <= place.end)
    }

    fn begin(&mut self, place: Span) {
        self.flush();
        self.places.begins.push(place.start);
    }

    fn leave(&mut self, place: Span) {
        self.pending = Some(self.pending.map_or(place, |pending| pending.to(place)));
    }

    fn flush(&mut self) {
        self.places.left.extend(self.pending.take());
    }

    /// What stands between two entries belongs to none: comments, and what cannot be read.
    fn gap(&mut self, from: u32, to: u32) {
        if self.errors.is_empty() {
            return;
        }
        while let Some(token) = self.parsed.tokens.get(self.at).filter(|token| token.span.start < to) {
            self.at += 1;
            let trivia = matches!(token.kind, TokenKind::Space | TokenKind::Comment | TokenKind::Doc);
            if token.span.start >= from && !trivia {
                self.leave(token.span);
            }
        }
    }
}
