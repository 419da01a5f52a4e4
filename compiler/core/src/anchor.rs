//! How a place is called, whatever line it stands on: `policy access-control/statement mfa/status`.
//!
//! The name is made of what people declared, so it stays when text moves within a file or to another one.

use annexa_syntax::tree;

use crate::lower::BODY;
use crate::model::{Anchor, Decl, Model, Phrase, ValueRef};
use crate::schema::FieldId;
use crate::source::{Place, Span};

/// A written value that is longer than this, or has several lines, names nothing.
const MAX_NAME: usize = 60;

/// How a place is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnchorName {
    /// The declaration, from the outermost inwards, and the field: `soa clinic-cloud-soa/include`. For what stands in no
    /// declaration, the file.
    pub path: String,
    /// Which of the field's entries or values it is, as it is written: `A.7.*`. Empty where the place is a declaration,
    /// or a text.
    pub what: String,
}

impl Model {
    /// How `anchor` is called.
    pub fn anchor_name(&self, anchor: Anchor) -> AnchorName {
        match anchor {
            Anchor::Decl(id) | Anchor::Whole(id) | Anchor::End(id) => {
                AnchorName { path: path_of(self.decl(id)), what: String::new() }
            }
            Anchor::Entry(id) => self.entry_name(Phrase { model: self, id }),
            Anchor::Value(id) => {
                let value = ValueRef { model: self, id };
                let phrase = value.phrase();
                let mut name = self.entry_name(phrase);
                // Behind a preposition stands a reason or a day; it is the entry that it belongs to.
                if phrase.lead().next().is_none() || phrase.lead().any(|v| v.id == id) {
                    name.what = short(value.source());
                }
                name
            }
            Anchor::Place(place) => self.place_name(place),
        }
    }

    fn entry_name(&self, phrase: Phrase<'_>) -> AnchorName {
        let decl = path_of(phrase.decl());
        let path = match self.schema.field(phrase.field()).filter(|_| phrase.field() != FieldId::HEAD) {
            Some(field) => format!("{decl}/{}", self.names.text(field.name)),
            None => decl,
        };
        let lead: Vec<&str> = phrase.lead().map(ValueRef::source).collect();
        AnchorName { path, what: short(&lead.join(", ")) }
    }

    /// Of bytes: the field or declaration around them, a `let`, a kind or an enum, else the file.
    fn place_name(&self, place: Place) -> AnchorName {
        let file = self.files.get(place.file);
        let what = short(self.files.slice(place));
        if let Some(decl) = self.at(place.file, place.span.start) {
            let path = path_of(decl);
            let path =
                self.field_around(decl, place.span).map_or(path.clone(), |field| format!("{path}/{field}"));
            return AnchorName { path, what };
        }
        let tree = &file.tree;
        let of = |word: &str, span: Span, name: Span| {
            within(place.span, span).then(|| format!("{word} {}", name.of(&file.text)))
        };
        let path = tree.items.iter().find_map(|item| match *item {
            tree::Item::Let(i) => tree.lets.get(i as usize).and_then(|l| of("let", l.span, l.name)),
            tree::Item::Kind(i) => tree.kinds.get(i as usize).and_then(|k| of(word(k), k.span, k.name)),
            tree::Item::Enum(i) => tree.enums.get(i as usize).and_then(|e| of("enum", e.span, e.name)),
            // One that the model does not hold: what it is called stands in the text.
            tree::Item::Decl(id) => {
                let decl = tree.decl(id);
                of(decl.kind.of(&file.text), decl.span, decl.name)
            }
        });
        AnchorName { path: path.unwrap_or_else(|| file.path.clone()), what }
    }
}

impl<'m> Model {
    /// The name of the field of `decl` whose entry holds `span`. A declaration may have very many entries, and each of them a
    /// problem: they stand in source order.
    fn field_around(&'m self, decl: Decl<'m>, span: Span) -> Option<&'m str> {
        let file = self.files.get(decl.file());
        let entries = file.tree.seq(decl.node().body?.entries);
        let place = |entry: &tree::Entry| match entry {
            tree::Entry::Field(field) => field.name.to(field.phrase.span),
            tree::Entry::Prose { value, .. } => file.tree.expr(*value).span,
            tree::Entry::Decl(id) => file.tree.decl(*id).span,
        };
        let before = entries.partition_point(|entry| place(entry).start <= span.start);
        let entry = entries[..before].last().filter(|entry| within(span, place(entry)))?;
        let name = match entry {
            tree::Entry::Field(field) => self.names.get(field.name.of(&file.text))?,
            tree::Entry::Prose { .. } => self.schema.field(BODY)?.name,
            tree::Entry::Decl(_) => return None,
        };
        self.schema.field_of(decl.kind(), name).map(|_| self.names.text(name))
    }
}

const fn word(kind: &tree::KindDecl) -> &'static str {
    match kind.word {
        tree::KindWord::Kind => "kind",
        tree::KindWord::Aspect => "aspect",
        tree::KindWord::Extend => "extend kind",
    }
}

/// `policy access-control/statement mfa`
fn path_of(decl: Decl<'_>) -> String {
    let file = decl.model.files.get(decl.file());
    let kind = decl.node().kind.of(&file.text);
    let own = format!("{kind} {}", decl.name());
    match decl.parent() {
        Some(parent) => format!("{}/{own}", path_of(parent)),
        None => own,
    }
}

fn within(inner: Span, outer: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// What is written, on one line; nothing where it is a long text.
fn short(text: &str) -> String {
    let text = text.trim();
    let is_name = text.len() <= MAX_NAME && !text.contains(['\n', '\r']) && !text.starts_with("\"\"\"");
    if is_name { text.to_owned() } else { String::new() }
}
