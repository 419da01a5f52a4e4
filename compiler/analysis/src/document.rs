//! A document as its reader gets it: what it says itself, and what it inherits from the documents that it extends.
//!
//! [`Resolved::of`] is the way in. What a field says is gathered by one rule. The fields of a document's life (who owns and
//! approves it, which version it is, when it was reviewed, how far the work has come) are always its own. Of all others, a
//! field that may stand many times gathers what every layer says, and one that stands once is said by the nearest layer that
//! says it. A statement that has the name of an inherited one extends it by the same rule, so it may add and never drop.

use annexa_core::model::{Decl, Phrase, TextReference, ValueRef, View};
use annexa_core::prelude::{field, kind};
use annexa_core::schema::FieldId;
use annexa_core::source::{PackageId, Place};
use annexa_core::value::Value;
use annexa_syntax::tree::{Occurs, Prep};

/// A declaration with what it extends, or a part of one that is inherited as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved<'m> {
    /// The declaration that it stands in for its reader; `None` at top level.
    pub within: Option<Decl<'m>>,
    /// The layers from the nearest. The first is the declaration itself, or where it is inherited as it stands, the one
    /// that is inherited.
    pub layers: Vec<Decl<'m>>,
}

/// What stands in a document, in the order in which it is printed.
#[derive(Clone, Debug)]
pub enum Content<'m> {
    /// A paragraph of its own text, or of one that it extends.
    Prose(ValueRef<'m>),
    /// A statement, a parameter or another part.
    Part(Resolved<'m>),
}

impl<'m> Resolved<'m> {
    /// `decl` with what it extends.
    pub fn of(decl: Decl<'m>) -> Self {
        Resolved { within: decl.parent(), layers: decl.layers().collect() }
    }

    /// `decl` without what it extends.
    pub fn alone(decl: Decl<'m>) -> Self {
        Resolved { within: decl.parent(), layers: vec![decl] }
    }

    /// The nearest layer, which says what it is called.
    pub fn decl(&self) -> Decl<'m> {
        self.layers[0]
    }

    /// The declaration that stands in the document itself; `None` where it is inherited as it stands.
    pub fn own(&self) -> Option<Decl<'m>> {
        let first = self.layers[0];
        (first.parent() == self.within).then_some(first)
    }

    /// Where it would be changed: the declaration itself, or the document that inherits it.
    pub fn home(&self) -> Decl<'m> {
        self.own().or(self.within).unwrap_or(self.layers[0])
    }

    /// Whether it inherits anything.
    pub fn inherits(&self) -> bool {
        self.own().is_none() || self.layers.len() > 1
    }

    /// Whether `decl` is one of its layers, or a document around one.
    pub fn is_within(&self, decl: Decl<'m>) -> bool {
        self.layers.iter().any(|l| l.within(decl)) || self.within.is_some_and(|w| w.within(decl))
    }

    /// What it says of a field. Of a field that every layer may add to, the farthest layer comes first.
    pub fn phrases(&self, of: FieldId) -> impl Iterator<Item = Phrase<'m>> + Clone + use<'_, 'm> {
        self.saying(of).iter().rev().flat_map(move |d| d.phrases(of))
    }

    /// The layers whose word on a field counts.
    fn saying(&self, of: FieldId) -> &[Decl<'m>] {
        if !self.inherits() {
            return &self.layers;
        }
        let schema = &self.layers[0].model.schema;
        if schema.is_of_its_life(of) {
            return if self.own().is_some() { &self.layers[..1] } else { &[] };
        }
        if schema.field(of).is_some_and(|f| matches!(f.occurs, Occurs::Any | Occurs::AtLeastOnce)) {
            return &self.layers;
        }
        let nearest = self.layers.iter().position(|d| d.phrases(of).next().is_some());
        nearest.map_or(&[], |at| &self.layers[at..=at])
    }

    /// The values before the first preposition of all that it says of a field.
    pub fn values(&self, of: FieldId) -> impl Iterator<Item = ValueRef<'m>> + use<'_, 'm> {
        self.phrases(of).flat_map(|p| p.lead())
    }

    /// What stands directly within it: what it inherits in the place where it was first said, then its own.
    pub fn children(&self) -> Vec<Resolved<'m>> {
        let content = self.content().into_iter();
        content
            .filter_map(|c| match c {
                Content::Part(part) => Some(part),
                Content::Prose(_) => None,
            })
            .collect()
    }

    /// Its paragraphs and parts in the order in which they are printed: the farthest layer's first, and a part of a nearer
    /// layer in the place of the one that it extends.
    pub fn content(&self) -> Vec<Content<'m>> {
        let document = self.home();
        let mut content: Vec<Content<'m>> = Vec::new();
        for layer in self.layers.iter().rev() {
            let body = body(*layer);
            let paragraphs = body.into_iter().flat_map(|f| layer.phrases(f)).flat_map(|p| p.lead());
            let paragraphs = paragraphs.map(|v| (start(v.model.place(v.anchor())), Content::Prose(v)));
            let parts = layer.children().map(|d| {
                let part = Resolved { within: Some(document), layers: d.layers().collect() };
                (start(d.model.place(d.anchor())), Content::Part(part))
            });
            let mut here: Vec<(u32, Content<'m>)> = paragraphs.chain(parts).collect();
            here.sort_by_key(|(start, _)| *start);
            for (_, item) in here {
                let earlier = match &item {
                    Content::Part(part) => content.iter().position(
                        |c| matches!(c, Content::Part(e) if part.layers[1..].contains(&e.layers[0])),
                    ),
                    Content::Prose(_) => None,
                };
                match earlier {
                    Some(at) => content[at] = item,
                    None => content.push(item),
                }
            }
        }
        content
    }

    /// Its parameters, with the value that holds in it.
    pub fn params(&self) -> Vec<Param<'m>> {
        let document = self.home();
        let params = self.children().into_iter().map(|c| c.decl()).filter(|d| d.kind() == kind::PARAM);
        params.map(|param| Param::of(param, document)).collect()
    }

    /// The values that hold for one: of what stands for a parameter, the parameter's value in this document.
    pub fn effective(&self, value: ValueRef<'m>) -> Vec<ValueRef<'m>> {
        let document = top(self.home());
        match stands_for(value) {
            Some(param) => Param::of(param, document).values,
            None => vec![value],
        }
    }
}

/// A parameter as it holds in a document.
#[derive(Clone, Debug)]
pub struct Param<'m> {
    /// The parameter.
    pub decl: Decl<'m>,
    /// Its value there; several where it is a list.
    pub values: Vec<ValueRef<'m>>,
    /// The line that sets it; `None` where its default holds.
    pub set: Option<Phrase<'m>>,
}

impl<'m> Param<'m> {
    /// The parameter as it holds in `document`: what it, or the nearest document that it extends, sets; else its default.
    pub fn of(param: Decl<'m>, document: Decl<'m>) -> Self {
        let sets = document.layers().flat_map(|d| sets(d).collect::<Vec<_>>());
        let set = sets.into_iter().find(|p| p.lead().any(|v| v.decl() == Some(param)));
        let values = match set {
            Some(phrase) => phrase.part(Prep::To).collect(),
            None => param.values(field::PARAM_DEFAULT).collect(),
        };
        Param { decl: param, values, set }
    }
}

/// The parameter that a text refers to, as it holds in the document that the path leads through (`access-control.cycle`),
/// else in `document`, else in the one that the text stands in.
pub fn shown<'m>(reference: TextReference, param: Decl<'m>, document: Option<Decl<'m>>) -> Param<'m> {
    let model = param.model;
    let around = model.at(reference.place.file, reference.place.span.start);
    let path = model.files.slice(reference.place);
    let own = around.is_some_and(|d| d.package() == PackageId::MAIN);
    let through = path.rsplit_once('.').filter(|_| own).and_then(|(outer, _)| model.find(outer));
    let inherits = |d: &Decl<'m>| d.layers().any(|layer| Some(layer) == param.parent());
    let found = [through, document, around.map(top)].into_iter().flatten().find(inherits);
    Param::of(param, found.or(param.parent()).unwrap_or(param))
}

/// What a text that names `decl` speaks of where it stands in `document`: of what the document inherits, the part that
/// extends it there.
pub fn read_in<'m>(decl: Decl<'m>, document: Decl<'m>) -> Decl<'m> {
    let is_layer = |d: &Decl<'m>| document.layers().any(|layer| layer == *d);
    let around = |d: &Decl<'m>| d.parent();
    let steps: Vec<Decl<'m>> =
        std::iter::successors(Some(decl), around).take_while(|d| !is_layer(d)).collect();
    if steps.last().is_some_and(|d| d.parent().is_none()) {
        return decl;
    }
    let mut here = document;
    for step in steps.iter().rev() {
        let name = decl.model.names.get(step.name());
        let found = name.and_then(|name| here.layers().find_map(|layer| layer.child(name)));
        let Some(found) = found else { return decl };
        here = found;
    }
    here
}

/// What a text in `document` shows of a field of `decl`: of what the document inherits, what holds there.
pub fn shown_field<'m>(decl: Decl<'m>, of: FieldId, document: Option<Decl<'m>>) -> Vec<Phrase<'m>> {
    let here = document.map_or(decl, |document| read_in(decl, document));
    let found: Vec<Phrase<'m>> = Resolved::of(here).phrases(of).collect();
    match found.is_empty() {
        true => Resolved::of(decl).phrases(of).collect(),
        false => found,
    }
}

/// The lines of a document that set a parameter.
pub fn sets<'m>(document: Decl<'m>) -> impl Iterator<Item = Phrase<'m>> {
    let schema = &document.model.schema;
    let name = schema.field(field::POLICY_SET).map(|f| f.name);
    let of = name.and_then(|name| schema.field_of(document.kind(), name));
    of.into_iter().flat_map(move |of| document.phrases(of))
}

/// The parameter that a value stands for, where it is written by a parameter's name.
fn stands_for<'m>(value: ValueRef<'m>) -> Option<Decl<'m>> {
    if matches!(value.value(), Value::Decl(_) | Value::Enum(..) | Value::Step(..) | Value::Bool(_)) {
        return None;
    }
    let name = value.model.names.get(value.source())?;
    let document = top(value.phrase().decl());
    document.layers().find_map(|layer| layer.child(name)).filter(|d| d.kind() == kind::PARAM)
}

/// The field that holds the text of a declaration.
fn body(decl: Decl<'_>) -> Option<FieldId> {
    let schema = &decl.model.schema;
    schema.field_of(decl.kind(), schema.field(field::POLICY_BODY)?.name)
}

fn top(decl: Decl<'_>) -> Decl<'_> {
    let mut top = decl;
    while let Some(parent) = top.parent() {
        top = parent;
    }
    top
}

fn start(place: Place) -> u32 {
    place.span.start
}

/// The views of what stands in `resolved` and is inherited as it stands.
pub fn inherited<'m, V: View<'m>>(resolved: &Resolved<'m>) -> Vec<(V, Resolved<'m>)> {
    let parts = resolved.children().into_iter().filter(|c| c.own().is_none());
    parts.filter_map(|c| Some((V::of(c.decl())?, c))).collect()
}
