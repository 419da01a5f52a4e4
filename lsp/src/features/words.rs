//! What the words of a file stand for. Hover, jumps, references, renaming and colours all start here.
//!
//! Only words that the model understood are given: what is broken, or names nothing, is no word. A path gives one word for
//! each of its segments that has a meaning of its own: `access-control.mfa` is the document, and the statement in it.

use annexa_analysis::backward::values_of;
use annexa_core::condition::{Code, Node, Root, Step};
use annexa_core::model::{Decl, Item, LetId, Phrase, TextTarget, ValueRef};
use annexa_core::names::Name;
use annexa_core::schema::{Alternative, EnumId, FieldId, KindId, SchemaItem, Type};
use annexa_core::source::{FileId, PackageId, Place, Span};
use annexa_core::value::SetOf;
use annexa_core::{Anchor, DeclId, Model, Value};
use annexa_syntax::tree::{self, Entry, ExprKind, KindWord, Prep, Tree, TypeAtomKind};

use crate::Snapshot;

/// What a word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A declaration.
    Decl(DeclId),
    /// A `let`.
    Let(LetId),
    /// A kind, an aspect, an enum.
    Item(SchemaItem),
    /// A field of a kind or an aspect.
    Field(FieldId),
    /// A value of an enum.
    Value(EnumId, u16),
    /// A name that a field of a declaration declares: a step of a scale.
    Step(DeclId, FieldId, Name),
}

/// What a word does where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It declares what it stands for.
    Names,
    /// It begins a declaration of its kind.
    Begins,
    /// It says which field a value is of.
    Field,
    /// It refers.
    Refers,
    /// It refers, between the braces of a text.
    InText,
}

/// A word that stands for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands.
    pub span: Span,
    /// What it stands for.
    pub target: Target,
    /// What it does there.
    pub role: Role,
    /// The declaration that is spoken of, where it is one's field.
    pub of: Option<DeclId>,
}

/// The words of `file`, in the order of its text. None overlap.
pub fn words(snapshot: &Snapshot, file: FileId) -> Vec<Word> {
    let model = &snapshot.model;
    let source = model.files.get(file);
    let mut words = Words { model, file, text: &source.text, tree: &source.tree, found: Vec::new() };
    words.declarations();
    words.schema();
    words.lets();
    words.texts();
    words.codes();
    let mut found = words.found;
    found.sort_by_key(|word| (word.span.start, word.span.end));
    let mut end = 0;
    found.retain(|word| {
        let fits = word.span.start >= end && !word.span.is_empty();
        if fits {
            end = word.span.end;
        }
        fits
    });
    found
}

/// The word that the cursor touches: the one before it, where it stands between two.
pub fn at(snapshot: &Snapshot, file: FileId, offset: u32) -> Option<Word> {
    let words = words(snapshot, file);
    let after = words.partition_point(|word| word.span.start < offset);
    let touches = |word: &&Word| word.span.start <= offset && offset <= word.span.end;
    let before = after.checked_sub(1).and_then(|i| words.get(i)).filter(touches);
    before.or_else(|| words.get(after).filter(touches)).copied()
}

/// Where `target` is declared.
pub fn declared(model: &Model, target: Target) -> Option<Place> {
    match target {
        Target::Decl(id) => {
            let place = model.place(Anchor::Decl(id));
            let node = model.decl(id).node();
            Some(if place.span.is_empty() { Place { span: node.kind, ..place } } else { place })
        }
        Target::Let(id) => {
            let (_, data) = model.lets().find(|(other, _)| *other == id)?;
            let node = model.files.get(data.file).tree.lets.get(data.node as usize)?;
            Some(Place { file: data.file, span: node.name })
        }
        Target::Item(item) => Some(model.schema.place_of(item)),
        Target::Field(id) => model.schema.field(id).map(|field| field.place),
        Target::Value(id, index) => {
            let place = model.schema.enumeration(id).place;
            let tree = &model.files.get(place.file).tree;
            let node = tree.enums.iter().find(|node| node.name == place.span)?;
            let value = tree.seq(node.values).get(usize::from(index))?;
            Some(Place { file: place.file, span: value.name })
        }
        Target::Step(decl, field, name) => {
            let mut values = model.decl(decl).values(field);
            let value = values.find(|v| v.step().is_some_and(|(step, _)| step == name))?;
            Some(model.place(value.anchor()))
        }
    }
}

/// The declaration and the field whose names the values of `ty` in `decl` are.
pub fn scale<'m>(decl: Decl<'m>, ty: &Type) -> Option<(Decl<'m>, FieldId)> {
    let model = decl.model;
    let path = ty.alternatives.iter().find_map(|a| match a {
        Alternative::OneOf(path) => Some(path.as_slice()),
        _ => None,
    })?;
    match path {
        [only] => Some((decl, model.schema.field_of(decl.kind(), *only)?)),
        [first, rest @ ..] => {
            let through = model.schema.field_of(decl.kind(), *first)?;
            let last = *rest.last()?;
            let said = decl.values(through).find_map(ValueRef::decl);
            let owner = said.or_else(|| the_only_one(decl, model.schema.field(through)?.lead.as_ref()?))?;
            Some((owner, model.schema.field_of(owner.kind(), last)?))
        }
        [] => None,
    }
}

/// The only declaration of the kind that a field takes: what is meant where the field is left out.
fn the_only_one<'m>(decl: Decl<'m>, ty: &Type) -> Option<Decl<'m>> {
    let kind = ty.alternatives.iter().find_map(|a| match a {
        Alternative::Kind(kind) => Some(*kind),
        _ => None,
    })?;
    let mut all = decl.model.of_kind(kind).filter(|d| d.package() == decl.package());
    let only = all.next()?;
    all.next().is_none().then_some(only)
}

/// The type of what stands behind `prep` in a phrase; before the first one where it is `None`.
pub fn type_of<'m>(phrase: Phrase<'m>, prep: Option<Prep>) -> Option<&'m Type> {
    let schema = &phrase.model.schema;
    let parts = match phrase.field() {
        FieldId::HEAD => &schema.kind(phrase.decl().kind())?.head,
        field => {
            let field = schema.field(field)?;
            if prep.is_none() {
                return field.lead.as_ref();
            }
            &field.parts
        }
    };
    parts.iter().find(|part| Some(part.prep) == prep).map(|part| &part.ty)
}

struct Words<'m> {
    model: &'m Model,
    file: FileId,
    text: &'m str,
    tree: &'m Tree,
    found: Vec<Word>,
}

impl<'m> Words<'m> {
    fn push(&mut self, span: Span, target: Target, role: Role) {
        self.found.push(Word { span, target, role, of: None });
    }

    fn declarations(&mut self) {
        let model = self.model;
        for decl in model.decls_in(self.file) {
            let node = decl.node();
            self.push(node.name, Target::Decl(decl.id), Role::Names);
            if decl.kind() != KindId::UNKNOWN {
                self.push(node.kind, Target::Item(SchemaItem::Kind(decl.kind())), Role::Begins);
            }
            for entry in node.body.map_or(&[][..], |body| self.tree.seq(body.entries)) {
                let Entry::Field(field) = entry else { continue };
                let name = model.names.get(field.name.of(self.text));
                if let Some(id) = name.and_then(|name| model.schema.field_of(decl.kind(), name)) {
                    let target = Target::Field(id);
                    self.found.push(Word { span: field.name, target, role: Role::Field, of: Some(decl.id) });
                }
            }
            for phrase in decl.entries() {
                for (prep, value) in values_of(phrase) {
                    self.value(decl, phrase, prep, value);
                }
            }
        }
    }

    fn value(&mut self, decl: Decl<'m>, phrase: Phrase<'m>, prep: Option<Prep>, value: ValueRef<'m>) {
        let place = self.model.place(value.anchor());
        if place.file != self.file {
            return;
        }
        let ty = type_of(phrase, prep);
        match value.value() {
            Value::Step(name, _) => {
                let names = ty.is_some_and(|ty| ty.alternatives.contains(&Alternative::Names));
                let (owner, role) = match names {
                    true => (Some((decl, phrase.field())), Role::Names),
                    false => (ty.and_then(|ty| scale(decl, ty)), Role::Refers),
                };
                match owner {
                    _ if self.is_let(place.span, Some(decl)) => {}
                    Some((owner, field)) => self.push(place.span, Target::Step(owner.id, field, *name), role),
                    None => {}
                }
            }
            known => self.known(place.span, known, Some(decl)),
        }
    }

    /// A `let` where a value stands is the let, whatever it says.
    fn is_let(&mut self, span: Span, from: Option<Decl<'m>>) -> bool {
        let path = span.of(self.text);
        let item = match from {
            Some(decl) => self.model.lookup(path, decl),
            None => self.model.lookup_in_let(path, self.package()),
        };
        match item {
            Some(Item::Let(id)) => {
                self.push(span, Target::Let(id), Role::Refers);
                true
            }
            Some(Item::Decl(_)) | None => false,
        }
    }

    fn package(&self) -> PackageId {
        self.model.files.get(self.file).package
    }

    /// What `value`, which is written at `span`, refers to.
    fn known(&mut self, span: Span, value: &Value, from: Option<Decl<'m>>) {
        let model = self.model;
        match value {
            Value::Decl(id) => {
                if !self.is_let(span, from) {
                    self.path(span, *id, Role::Refers);
                }
            }
            Value::Enum(id, index) => {
                let named = model.schema.enumeration(*id).values.get(usize::from(*index));
                if named.is_some_and(|v| model.names.get(span.of(self.text)) == Some(v.name)) {
                    self.push(span, Target::Value(*id, *index), Role::Refers);
                } else {
                    self.is_let(span, from);
                }
            }
            Value::Step(name, _) => {
                let mut owners = model.decls().filter_map(|d| Some((d, self.scale_with(d, *name)?)));
                let owner = owners.next().filter(|_| owners.next().is_none());
                if let Some((owner, field)) = owner {
                    self.push(span, Target::Step(owner.id, field, *name), Role::Refers);
                }
            }
            Value::Pattern(_) => self.pattern(span),
            Value::Query(query) => {
                let word = span.of(self.text).split(char::is_whitespace).next().unwrap_or_default();
                let word = Span::new(span.start, span.start + word.len() as u32);
                self.set(word, query.of);
            }
            Value::Text(_) => {
                if !span.of(self.text).starts_with(['"', '“', '„', '«', '\'']) {
                    self.is_let(span, from);
                }
            }
            Value::Unknown | Value::None | Value::Url(_) | Value::Condition(..) | Value::Formula(..) => {}
            Value::Problem(_) => {}
            _ => {
                self.is_let(span, from);
            }
        }
    }

    /// The field of `decl` that declares `name`.
    fn scale_with(&self, decl: Decl<'m>, name: Name) -> Option<FieldId> {
        let kind = self.model.schema.kind(decl.kind())?;
        kind.fields.iter().copied().find(|field| {
            let field_data = self.model.schema.field(*field);
            let names = field_data
                .and_then(|f| f.lead.as_ref())
                .is_some_and(|ty| ty.alternatives.contains(&Alternative::Names));
            names && decl.values(*field).any(|v| v.step().is_some_and(|(step, _)| step == name))
        })
    }

    fn set(&mut self, span: Span, of: SetOf) {
        let (item, name) = match of {
            SetOf::Kind(id) => (SchemaItem::Kind(id), self.model.schema.kind(id).map(|k| k.name)),
            SetOf::Aspect(id) => (SchemaItem::Aspect(id), Some(self.model.schema.aspect(id).name)),
        };
        if name.is_some() && self.model.names.get(span.of(self.text)) == name {
            self.push(span, Target::Item(item), Role::Refers);
        }
    }

    /// The paths in a pattern: `A.8.*`, `A.5.1 .. A.5.4`.
    fn pattern(&mut self, span: Span) {
        let model = self.model;
        let within = |s: Span| span.start <= s.start && s.end <= span.end;
        for expr in self.tree.exprs.iter().filter(|e| within(e.span)) {
            let path = match expr.kind {
                ExprKind::Path | ExprKind::Id => expr.span,
                ExprKind::Below(path) => path,
                _ => continue,
            };
            if let Some(id) = model.find_entry(path.of(self.text)) {
                self.path(path, id, Role::Refers);
            } else if let Some(decl) = model.find(path.of(self.text)) {
                self.path(path, decl.id, Role::Refers);
            }
        }
    }

    /// A path that leads to `id`: a word for each segment that names what stands around it.
    fn path(&mut self, span: Span, id: DeclId, role: Role) {
        let model = self.model;
        let decl = model.decl(id);
        let text = span.of(self.text);
        let text = text.split('@').next().unwrap_or(text);
        let end = span.start + text.len() as u32;
        if decl.parent().is_some()
            && let Some(catalog) = decl.catalog()
        {
            // `iso27001.A.5.3`: the dots of an id are its own.
            let alias = text.split_once('.').filter(|(alias, _)| {
                model.names.get(alias) == Some(catalog.alias) && model.find_entry(text).is_some()
            });
            let start = match alias {
                Some((alias, _)) if alias.len() + decl.name().len() < text.len() => {
                    let end = span.start + alias.len() as u32;
                    self.push(Span::new(span.start, end), Target::Decl(catalog.decl), role);
                    end + 1
                }
                _ => span.start,
            };
            return self.push(Span::new(start, end), Target::Decl(id), role);
        }
        let mut rest = text;
        let mut at = Some(decl);
        while let Some(decl) = at {
            let segment = rest.rsplit('.').next().unwrap_or(rest);
            let is_named = model.names.get(segment) == Some(decl.name_id());
            if !is_named && decl.id != id {
                break;
            }
            let start = span.start + (rest.len() - segment.len()) as u32;
            self.push(Span::new(start, span.start + rest.len() as u32), Target::Decl(decl.id), role);
            let Some(before) = rest[..rest.len() - segment.len()].strip_suffix('.') else { break };
            rest = before;
            at = decl.parent();
        }
    }

    fn schema(&mut self) {
        for node in &self.tree.kinds {
            let role = if node.word == KindWord::Extend { Role::Refers } else { Role::Names };
            self.item(node.name, role);
            for span in self.tree.seq(node.within).iter().chain(self.tree.seq(node.aspects)) {
                self.item(*span, Role::Refers);
            }
            for part in self.tree.seq(node.head) {
                self.ty(self.tree.ty(part.ty), 0);
            }
            for field in self.tree.seq(node.fields) {
                for ty in field.lead.into_iter().chain(self.tree.seq(field.parts).iter().map(|p| p.ty)) {
                    self.ty(self.tree.ty(ty), 0);
                }
            }
        }
        let model = self.model;
        for (index, field) in model.schema.fields.iter().enumerate() {
            if field.place.file != self.file {
                continue;
            }
            let id = FieldId(index as u16);
            self.push(field.place.span, Target::Field(id), Role::Names);
            // `status: action-status = open`
            let Some((_, value)) = field.value else { continue };
            let expr = self.tree.expr(value);
            for alternative in field.lead.iter().flat_map(|ty| &ty.alternatives) {
                let Alternative::Enum(id) = alternative else { continue };
                let name = model.names.get(expr.span.of(self.text));
                let values = &model.schema.enumeration(*id).values;
                if let Some(at) = values.iter().position(|v| Some(v.name) == name) {
                    self.push(expr.span, Target::Value(*id, at as u16), Role::Refers);
                }
            }
        }
        for node in &self.tree.enums {
            self.item(node.name, Role::Names);
            let declared = model.names.get(node.name.of(self.text)).and_then(|n| model.schema.items.get(&n));
            let Some(SchemaItem::Enum(id)) = declared else { continue };
            if model.schema.enumeration(*id).place == (Place { file: self.file, span: node.name }) {
                for (at, value) in self.tree.seq(node.values).iter().enumerate() {
                    self.push(value.name, Target::Value(*id, at as u16), Role::Names);
                }
            }
        }
    }

    fn item(&mut self, span: Span, role: Role) {
        let name = self.model.names.get(span.of(self.text));
        if let Some(item) = name.and_then(|name| self.model.schema.items.get(&name)) {
            self.push(span, Target::Item(*item), role);
        }
    }

    /// The names in a type. How deep it may be is limited by the brackets of the text.
    fn ty(&mut self, ty: &'m tree::Type, depth: usize) {
        for atom in self.tree.seq(ty.alternatives) {
            match atom.kind {
                TypeAtomKind::Group(inner) if depth < annexa_syntax::MAX_DEPTH => {
                    self.ty(self.tree.ty(inner), depth + 1);
                }
                TypeAtomKind::Group(_) => {}
                TypeAtomKind::Name { name, args } => {
                    self.item(name, Role::Refers);
                    for arg in self.tree.seq(args) {
                        let expr = self.tree.expr(arg.expr);
                        if expr.kind == ExprKind::Path {
                            self.item(expr.span, Role::Refers);
                        }
                    }
                }
            }
        }
    }

    fn lets(&mut self) {
        let (model, file) = (self.model, self.file);
        for (id, data) in model.lets().filter(|(_, data)| data.file == file) {
            let Some(node) = self.tree.lets.get(data.node as usize) else { continue };
            self.push(node.name, Target::Let(id), Role::Names);
            let parts = self.tree.seq(node.phrase.parts).iter().flat_map(|part| self.tree.seq(part.values));
            let said: Vec<Span> = self
                .tree
                .seq(node.phrase.lead)
                .iter()
                .chain(parts)
                .map(|elem| self.tree.expr(elem.expr))
                .filter(|expr| expr.kind == ExprKind::Path)
                .map(|expr| expr.span)
                .collect();
            for span in said {
                if !self.is_let(span, None)
                    && let Some(Item::Decl(id)) = model.lookup_in_let(span.of(self.text), data.package)
                {
                    self.path(span, id, Role::Refers);
                }
            }
        }
    }

    fn texts(&mut self) {
        let (model, file) = (self.model, self.file);
        let all = model.all_text_references();
        let from = all.partition_point(|r| r.place.file < self.file);
        for reference in all[from..].iter().take_while(|r| r.place.file == file) {
            let span = reference.place.span;
            match reference.target {
                TextTarget::Decl(id) => self.path(span, id, Role::InText),
                TextTarget::Let(id) => self.push(span, Target::Let(id), Role::InText),
                TextTarget::Field(of, field) => {
                    let path = span.of(self.text);
                    let Some((before, _)) = path.rsplit_once('.') else { continue };
                    let dot = span.start + before.len() as u32;
                    self.path(Span::new(span.start, dot), of, Role::InText);
                    let span = Span::new(dot + 1, span.end);
                    let target = Target::Field(field);
                    self.found.push(Word { span, target, role: Role::InText, of: Some(of) });
                }
            }
        }
    }

    /// Conditions, rules and formulas.
    fn codes(&mut self) {
        let (model, file) = (self.model, self.file);
        let conditions = model.conditions().iter().filter(|c| c.place.file == self.file).map(|c| &c.code);
        let rules = model.rules().iter().filter(|r| model.decl(r.decl).file() == self.file).map(|r| &r.code);
        let formulas = model.formulas().filter(|f| f.place.file == self.file).map(|f| &f.code);
        let rows = model.row_formulas().map(|f| &f.code);
        let codes: Vec<&Code> = conditions.chain(rules).chain(formulas).chain(rows).collect();
        for code in codes {
            for (node, place) in code.spots().filter(|(_, place)| place.file == file) {
                let from = model.at(self.file, place.span.start);
                match node {
                    Node::Values(values) => {
                        if let [value] = &**values {
                            self.known(place.span, value, from);
                        }
                    }
                    Node::Path { root, steps } => self.steps(place.span, *root, steps, from),
                    _ => {}
                }
            }
        }
    }

    fn steps(&mut self, span: Span, root: Root, steps: &[Step], from: Option<Decl<'m>>) {
        let model = self.model;
        let mut segments = Vec::new();
        let mut start = span.start;
        for segment in span.of(self.text).split('.') {
            let end = start + segment.len() as u32;
            segments.push(Span::new(start, end));
            start = end + 1;
        }
        let text = self.text;
        let word = |at: usize| segments.get(at).map(|s| s.of(text));
        let mut at = match root {
            Root::All(of) => {
                self.set(segments[0], of);
                1
            }
            Root::Decl(id) => {
                let leads = |n: &usize| {
                    let path = Span::new(span.start, segments[n - 1].end).of(text);
                    let found = match from {
                        Some(decl) => model.lookup(path, decl),
                        None => model.lookup_in_let(path, self.package()),
                    };
                    found == Some(Item::Decl(id))
                };
                let Some(count) = (1..=segments.len()).find(leads) else { return };
                self.path(Span::new(span.start, segments[count - 1].end), id, Role::Refers);
                count
            }
            // A bound name, or at once what the bound declaration says.
            Root::Bound(_) => {
                usize::from(segments.len() > steps.len() && !self.is_step(word(0), steps.first()))
            }
        };
        for step in steps {
            let Some(span) = segments.get(at) else { break };
            let name = model.names.get(span.of(text));
            let named = |id: &&FieldId| model.schema.field(**id).map(|f| f.name) == name;
            if let Some(field) = step.fields.iter().find(named) {
                self.push(*span, Target::Field(*field), Role::Refers);
            } else if let Some(kind) = step.kind
                && model.schema.kind(kind).map(|k| k.name) == name
            {
                self.push(*span, Target::Item(SchemaItem::Kind(kind)), Role::Refers);
            }
            at += 1;
            if step.part.is_some() && step.part.map(Prep::word) == word(at) {
                at += 1;
            }
        }
    }

    fn is_step(&self, word: Option<&str>, step: Option<&Step>) -> bool {
        let (Some(word), Some(step)) = (word, step) else { return false };
        let name = self.model.names.get(word);
        step.fields.iter().any(|id| self.model.schema.field(*id).map(|f| f.name) == name)
    }
}
