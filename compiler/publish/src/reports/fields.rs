//! What a declaration says in its fields, as cells: one way for every kind, also for those that an organization adds.

use annexa_analysis::backward::values_of;
use annexa_analysis::document::Resolved;
use annexa_core::Model;
use annexa_core::model::{Phrase, ValueRef};
use annexa_core::schema::{Alternative, Builtin, Field, FieldId, KindId};
use annexa_syntax::tree::{Occurs, Prep};

use crate::document::{Cell, Content, Fact, Item, Key, Part, Shape};
use crate::text::{Texts, join, visible};

/// Something that declarations of a kind can say.
pub(crate) struct Saying<'m> {
    /// Its stable key.
    pub key: Key,
    /// Its heading.
    pub title: Key,
    /// What its cells hold.
    pub shape: Shape,
    /// Whether it belongs to an overview.
    pub brief: bool,
    /// Whether it is declared or worked out.
    pub part: Part,
    /// The field; `FieldId::HEAD` for a part of the header.
    pub field: FieldId,
    what: What<'m>,
}

#[derive(Clone, Copy)]
enum What<'m> {
    Head(Prep),
    Field(&'m Field),
}

/// All that declarations of `kind` can say: the parts of the header, their own fields, those that they have in common with
/// others; then what is worked out.
pub(crate) fn of_kind(model: &Model, kind: KindId) -> Vec<Saying<'_>> {
    let Some(of) = model.schema.kind(kind) else { return Vec::new() };
    let head = of.head.iter().map(|part| Saying {
        key: part.prep.word().into(),
        title: title(part.prep.word()),
        shape: Shape::List,
        brief: false,
        part: Part::Declared,
        field: FieldId::HEAD,
        what: What::Head(part.prep),
    });
    let fields = of.fields.iter().filter_map(|id| {
        let field = model.schema.field(*id)?;
        let name = model.names.text(field.name);
        // These columns are there for every kind.
        let key = match name {
            "name" | "title" | "within" | "key" | "sources" => format!("{name}-said"),
            name => name.to_string(),
        };
        Some(Saying {
            key: key.into(),
            title: title(name),
            shape: shape(field),
            brief: is_short(field),
            part: if field.derived { Part::State } else { Part::Declared },
            field: *id,
            what: What::Field(field),
        })
    });
    let mut all: Vec<Saying<'_>> = head.chain(fields).collect();
    all.sort_by_key(|s| s.part == Part::State);
    all
}

/// A name as a heading: `next-review` is "Next review".
fn title(name: &str) -> Key {
    let words = visible(&name.replace('-', " "));
    let mut chars = words.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), chars.as_str()).into()
}

fn alternatives(field: &Field) -> &[Alternative] {
    field.lead.as_ref().map_or(&[], |ty| &ty.alternatives)
}

fn is_once(field: &Field) -> bool {
    matches!(field.occurs, Occurs::Once | Occurs::Optional) && !field.lead.as_ref().is_some_and(|ty| ty.many)
}

fn is_prose(field: &Field) -> bool {
    field.parts.is_empty() && alternatives(field).contains(&Alternative::Builtin(Builtin::Prose))
}

fn shape(field: &Field) -> Shape {
    let is_date = alternatives(field) == [Alternative::Builtin(Builtin::Date)];
    match () {
        () if is_prose(field) => Shape::Text,
        () if field.derived || !is_once(field) || !field.parts.is_empty() => Shape::List,
        () if is_date => Shape::Date,
        () => Shape::Text,
    }
}

/// Whether what a field says is one thing of a few words.
fn is_short(field: &Field) -> bool {
    is_once(field)
        && !alternatives(field).is_empty()
        && alternatives(field).iter().all(|a| match a {
            Alternative::Builtin(b) => matches!(
                b,
                Builtin::Number
                    | Builtin::Percent
                    | Builtin::Date
                    | Builtin::Duration
                    | Builtin::Money
                    | Builtin::Bool
            ),
            Alternative::Bounded(..)
            | Alternative::Enum(_)
            | Alternative::Kind(_)
            | Alternative::Aspect(_)
            | Alternative::OneOf(_) => true,
            Alternative::Names => false,
        })
}

/// What `decl` says of it, with what it extends; empty where it says nothing.
pub(crate) fn cell<'m>(texts: &Texts<'m, '_>, of: &Resolved<'m>, saying: &Saying<'_>) -> Cell {
    let decl = of.decl();
    let field = match saying.what {
        What::Head(prep) => {
            let items = decl.head(prep).map(|v| value_item(texts, v)).collect();
            return Content::items(items).into();
        }
        What::Field(field) => field,
    };
    if field.derived {
        let values = of.own().map_or_else(Vec::new, |own| texts.derived(own, saying.field));
        return Content::items(values.into_iter().map(Item::new).collect()).into();
    }
    let mut phrases: Vec<Phrase<'m>> = of.phrases(saying.field).collect();
    if phrases.is_empty() {
        // `none because …` says nothing, and is an answer all the same.
        phrases.extend(of.own().into_iter().flat_map(|d| d.entries()).filter(|p| p.field() == saying.field));
    }
    let sources: Vec<_> = phrases.iter().map(|p| texts.source(p.anchor(), "")).collect();
    if phrases.is_empty() {
        let default = texts.default_of(saying.field);
        let content = match saying.shape {
            _ if default.is_empty() => Content::Empty,
            Shape::List => Content::items(vec![Item::new(default)]),
            _ => Content::Text(default),
        };
        return content.into();
    }
    let content = match saying.shape {
        _ if is_prose(field) => {
            let blocks = phrases.iter().flat_map(|p| p.lead()).flat_map(|v| texts.blocks(v)).collect();
            Content::Blocks(blocks)
        }
        Shape::List if field.parts.is_empty() => {
            Content::items(phrases.iter().flat_map(|p| p.lead()).map(|v| value_item(texts, v)).collect())
        }
        Shape::List => {
            let items = phrases.iter().map(|p| {
                let names = values_of(*p).into_iter().filter_map(|(_, v)| v.decl());
                Item::new(texts.line(*p))
                    .with("refers_to", names.map(|d| d.path()).collect::<Vec<_>>())
                    .from_source(texts.source(p.anchor(), ""))
            });
            Content::items(items.collect())
        }
        Shape::Date => match phrases.iter().flat_map(|p| p.lead()).find_map(|v| v.date()) {
            Some(date) => Content::Date(date),
            None => Content::Text(join(phrases.iter().map(|p| texts.line(*p)), "; ")),
        },
        _ => Content::Text(join(phrases.iter().map(|p| texts.line(*p)), "; ")),
    };
    Cell { content, sources }
}

fn value_item<'m>(texts: &Texts<'m, '_>, value: ValueRef<'m>) -> Item {
    let words = match value.is_known() {
        true => texts.inlines(value),
        false => vec![texts.unread(value.source())],
    };
    let item = Item::new(words).from_source(texts.source(value.anchor(), ""));
    match value.decl() {
        Some(decl) => item.with("kind", decl.kind_name()).with("name", decl.path()),
        None => item,
    }
}

/// All that a part of a document says beside its text, of what is not left out.
pub(crate) fn facts<'m>(
    texts: &Texts<'m, '_>,
    of: &Resolved<'m>,
    leave_out: impl Fn(FieldId) -> bool,
) -> Vec<Fact> {
    let decl = of.decl();
    of_kind(texts.model, decl.kind())
        .into_iter()
        .filter(|saying| !leave_out(saying.field))
        .filter_map(|saying| {
            let cell = cell(texts, of, &saying);
            if cell.content.is_empty() {
                return None;
            }
            let title = match saying.part {
                Part::State => format!("{} (computed, on {})", saying.title, texts.day).into(),
                _ => saying.title,
            };
            Some(Fact { key: saying.key, title, shape: saying.shape, cell })
        })
        .collect()
}
