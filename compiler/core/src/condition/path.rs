//! Paths: what each word of one leads to.

use annexa_diagnostics::Safety;
use annexa_syntax::tree::{ExprId, ExprKind, Occurs, Prep};

use super::check::*;
use super::types::*;
use super::{Node, Root, Step};
use crate::builder::{Resolution, Within};
use crate::declare::article;
use crate::edit;
use crate::model::{EntryId, Item};
use crate::names::Name;
use crate::prelude;
use crate::problems;
use crate::schema::{Alternative, Builtin, FieldId, KindId, SchemaItem, Type};
use crate::source::Span;
use crate::suggest::{self, Near};
use crate::value::{SetOf, Value};

impl Checker<'_, '_> {
    /// Whether an expression reads something, rather than being a value that is written there.
    pub(super) fn refers(&self, id: ExprId) -> bool {
        let id = self.bare(id);
        match self.expr(id).kind {
            ExprKind::Call { .. } => true,
            ExprKind::Binary(..) => true,
            ExprKind::Unary(_, inner) => self.refers_inside(inner),
            ExprKind::Path => match self.first(id) {
                Some(First::Bound(..) | First::Today) => true,
                Some(First::All(_)) => self.text(self.expr(id).span).contains('.'),
                Some(First::Decl(decl, used)) => {
                    let segments = self.text(self.expr(id).span).split('.').count();
                    used < segments || self.b.decls[decl.0 as usize].kind == prelude::kind::PARAM
                }
                _ => false,
            },
            _ => false,
        }
    }

    pub(super) fn refers_inside(&self, id: ExprId) -> bool {
        // One level is enough: `- (a + b)`; deeper ones are binary again.
        let id = self.bare(id);
        !matches!(self.expr(id).kind, ExprKind::Number | ExprKind::Quantity | ExprKind::Unary(..))
    }

    /// Whether the word is nearly a field of the innermost set: a slip of the pen.
    pub(super) fn near_field(&self, id: ExprId) -> bool {
        let expr = self.expr(id);
        if expr.kind != ExprKind::Path {
            return false;
        }
        let text = self.text(expr.span);
        let first = text.split('.').next().unwrap_or("");
        let fields = self.root_words();
        suggest::by_spelling(first, fields.iter().map(String::as_str)).is_some()
    }

    /// The words with which a path may begin here: fields of the innermost set, bound names.
    pub(super) fn root_words(&self) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        let mut fields_seen = false;
        for frame in self.frames.iter().rev() {
            match frame.name {
                Some(name) => words.push(self.b.names.text(name).to_string()),
                None if !fields_seen => {
                    fields_seen = true;
                    words.extend(self.field_words(&frame.ty));
                }
                None => {}
            }
        }
        words.sort();
        words.dedup();
        words
    }

    /// The fields that declarations of these kinds have, where a condition may read them.
    pub(super) fn field_words(&self, ty: &[Alternative]) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for kind in self.kinds(ty) {
            for id in &self.b.schema.kinds[kind.0 as usize].fields {
                let field = &self.b.schema.fields[id.0 as usize];
                if self.rule || !field.derived {
                    words.push(self.b.names.text(field.name).to_string());
                }
            }
        }
        words.sort();
        words.dedup();
        words
    }

    /// The kinds of declarations that a type takes.
    pub fn kinds(&self, ty: &[Alternative]) -> Vec<KindId> {
        let mut kinds = Vec::new();
        for alternative in ty {
            match alternative {
                Alternative::Kind(kind) => kinds.push(*kind),
                Alternative::Aspect(aspect) => kinds.extend(
                    (0..self.b.schema.kinds.len())
                        .map(|k| KindId(k as u16))
                        .filter(|k| self.b.schema.is(*k, *aspect)),
                ),
                // An entry of a catalog.
                Alternative::OneOf(path) if self.is_header(path) => {
                    kinds.extend([prelude::kind::CONTROL, prelude::kind::REQUIREMENT]);
                }
                _ => {}
            }
        }
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    pub(super) fn is_header(&self, path: &[Name]) -> bool {
        matches!(path, [only] if Prep::from_word(self.b.names.text(*only)).is_some())
    }

    /// Where the first words of a path lead; `None` for what is no path.
    pub(super) fn first(&self, id: ExprId) -> Option<First> {
        let expr = self.expr(id);
        (expr.kind == ExprKind::Path).then(|| self.first_of(&self.text(expr.span)))
    }

    pub(super) fn first_of(&self, word: &str) -> First {
        let segment = word.split('.').next().unwrap_or("");
        let name = self.b.names.get(segment);
        let mut fields_seen = false;
        for frame in self.frames.iter().rev() {
            match frame.name {
                Some(bound) if Some(bound) == name => {
                    return First::Bound(frame.slot, frame.ty.clone(), 1);
                }
                None if !fields_seen => {
                    fields_seen = true;
                    let Some(name) = name else { continue };
                    let kinds = self.kinds(&frame.ty);
                    let field = kinds.iter().any(|k| self.b.schema.field_of(*k, name).is_some());
                    if field || self.nested_kind(&kinds, name).is_some() {
                        return First::Bound(frame.slot, frame.ty.clone(), 0);
                    }
                }
                _ => {}
            }
        }
        match self.b.resolve(word, self.from, self.package) {
            Resolution::Item(Item::Decl(id)) => {
                let used = word.split('.').count();
                // A parameter is read in the document that the path leads through, which may set it.
                if self.b.decls[id.0 as usize].kind == prelude::kind::PARAM
                    && let Some((outer, _)) = word.rsplit_once('.')
                    && let Some(Item::Decl(document)) = self.b.lookup(outer, self.from, self.package)
                {
                    return First::Decl(document, used - 1);
                }
                return First::Decl(id, used);
            }
            Resolution::Item(Item::Let(id)) => return First::Let(id),
            Resolution::Unknown { segment, within: Within::Decl(id) } => return First::Decl(id, segment),
            Resolution::Unread => return First::Unread,
            Resolution::Unknown { .. } => {}
        }
        if self.rule && word == TODAY {
            return First::Today;
        }
        match name.and_then(|n| self.b.schema_item(n, self.package)) {
            Some(SchemaItem::Kind(kind)) => First::All(SetOf::Kind(kind)),
            Some(SchemaItem::Aspect(aspect)) => First::All(SetOf::Aspect(aspect)),
            _ => First::Nothing,
        }
    }

    pub(super) fn is_let(&self, word: &str) -> bool {
        matches!(self.b.resolve(word, self.from, self.package), Resolution::Item(Item::Let(_)))
    }

    /// Checks a path. `span` is all of it.
    pub fn path(&mut self, span: Span) -> Typed {
        let text = self.text(span);
        match text.as_str() {
            "yes" | "true" | "no" | "false" if matches!(self.first_of(&text), First::Nothing) => {
                let value = Value::Bool(matches!(text.as_str(), "yes" | "true"));
                return self.typed(Node::Values([value].into()), span, Alternative::Builtin(Builtin::Bool));
            }
            _ => {}
        }
        let (root, ty, many, used) = match self.first_of(&text) {
            First::Bound(slot, ty, used) => (Root::Bound(slot), ty, false, used),
            First::All(of) => {
                let ty = match of {
                    SetOf::Kind(kind) => Alternative::Kind(kind),
                    SetOf::Aspect(aspect) => Alternative::Aspect(aspect),
                };
                (Root::All(of), vec![ty], true, 1)
            }
            First::Decl(id, used) => {
                self.b.mark_used(Item::Decl(id));
                let kind = self.b.decls[id.0 as usize].kind;
                if kind == KindId::UNKNOWN {
                    return self.unknown(span);
                }
                (Root::Decl(id), vec![Alternative::Kind(kind)], false, used)
            }
            First::Let(id) => return self.named_value(span, id),
            First::Today => {
                return self.typed(Node::Today, span, Alternative::Builtin(Builtin::Date));
            }
            First::Unread => return self.unknown(span),
            First::Nothing => {
                self.nothing_named(span, &text);
                return self.unknown(span);
            }
        };
        self.steps(span, root, ty, many, used)
    }

    /// The segments of a path with their places.
    pub(super) fn segments(&self, span: Span) -> Vec<(String, Span)> {
        let text = self.text(span);
        let mut at = span.start;
        text.split('.')
            .map(|segment| {
                let place = Span::new(at, at + segment.len() as u32);
                at = place.end + 1;
                (segment.to_string(), place)
            })
            .collect()
    }

    pub(super) fn steps(
        &mut self,
        span: Span,
        root: Root,
        mut ty: Vec<Alternative>,
        mut many: bool,
        used: usize,
    ) -> Typed {
        let segments = self.segments(span);
        let mut steps: Vec<Step> = Vec::new();
        let mut field = None;
        let mut at = used;
        while at < segments.len() {
            if ty.is_empty() {
                return self.unknown(span);
            }
            let (word, place) = &segments[at];
            at += 1;
            let kinds = self.kinds(&ty);
            // A declaration that is one of several kinds of value leads on; a text or a date does not.
            if kinds.is_empty() {
                let before = Span::new(span.start, place.start.saturating_sub(1));
                let is = self.b.type_text(&Type { alternatives: ty.clone(), many: false });
                let problem = self.problem(
                    &problems::UNKNOWN_FIELD,
                    *place,
                    format!("`{}` is {is}, and has no `{word}`", self.text(before)),
                    "leads nowhere",
                );
                self.tell(problem);
                return self.unknown(span);
            }
            let part = segments.get(at).map(|(next, _)| next.as_str());
            let Some((step, found)) = self.step(&kinds, word, *place, part) else {
                return self.unknown(span);
            };
            at += found.parts_used;
            many |= found.many;
            ty = found.ty;
            field = found.field;
            steps.push(step);
        }
        // A parameter stands for its value.
        let param = Alternative::Kind(prelude::kind::PARAM);
        if let (Root::Decl(id), true) = (root, steps.is_empty() && ty == [param]) {
            let mut found = Vec::new();
            self.b.param_type(id, &mut found);
            ty = found;
        }
        let node = self.push(Node::Path { root, steps: steps.into() }, span);
        Typed { node, ty, many, field, span }
    }

    /// One step: what `word` leads to from a declaration of one of `kinds`. `part` is the word after it.
    pub(super) fn step(
        &mut self,
        kinds: &[KindId],
        word: &str,
        place: Span,
        part: Option<&str>,
    ) -> Option<(Step, Found)> {
        let mut step =
            Step { child: None, fields: Box::default(), part: None, default: Box::default(), kind: None };
        let mut found = Found::default();
        let name = self.b.names.get(word);
        let mut fields: Vec<FieldId> = Vec::new();
        if let Some(name) = name {
            fields = kinds.iter().filter_map(|k| self.b.schema.field_of(*k, name)).collect();
            fields.sort_unstable();
            fields.dedup();
            for id in self.b.named_children(kinds, name) {
                step.child = Some(name);
                let kind = self.b.decls[id.0 as usize].kind;
                match kind {
                    prelude::kind::PARAM if part.is_none() => self.b.param_type(id, &mut found.ty),
                    KindId::UNKNOWN => {}
                    _ => found.add(Alternative::Kind(kind)),
                }
            }
        }
        if let Some(derived) = fields.iter().find(|f| self.b.schema.fields[f.0 as usize].derived)
            && !self.rule
        {
            let doc = self.b.schema.fields[derived.0 as usize].doc.lines().next().unwrap_or("").to_string();
            let mut problem = self.problem(
                &problems::UNKNOWN_FIELD,
                place,
                format!("`{word}` is worked out by the compiler, and a `where` in a field of a declaration reads no derived field"),
                "a derived field",
            );
            if !doc.is_empty() {
                problem = problem.note(format!("`{word}:` {doc}"));
            }
            self.tell(problem.help("ask for a field that is written; rules and queries read derived ones"));
            return None;
        }
        for id in &fields {
            let data = &self.b.schema.fields[id.0 as usize];
            if data.derived {
                self.derived_reads.push(*id);
            }
            let repeated = matches!(data.occurs, Occurs::Any | Occurs::AtLeastOnce);
            let prep = part.and_then(Prep::from_word);
            let of_part = data.parts.iter().find(|p| Some(p.prep) == prep);
            let ty = match (of_part, &data.lead) {
                (Some(part), _) => {
                    step.part = Some(part.prep);
                    found.parts_used = 1;
                    &part.ty
                }
                (None, Some(lead)) => lead,
                // A field that begins with a preposition is read as its first part.
                (None, None) => match data.parts.first() {
                    Some(first) => {
                        step.part = Some(first.prep);
                        &first.ty
                    }
                    None => continue,
                },
            };
            found.many |= repeated || ty.many;
            found.field = Some((*id, step.part));
            let ty = ty.clone();
            if ty.many && ty.alternatives.iter().any(|a| matches!(a, Alternative::Aspect(_))) {
                let read = kinds.iter().filter(|k| self.b.schema.kinds[k.0 as usize].fields.contains(id));
                self.reads.extend(read.map(|k| (*k, *id)));
            }
            for alternative in ty.alternatives.iter().cloned() {
                found.add(alternative);
            }
            if step.part.is_none() && step.default.is_empty() {
                step.default = self.b.default_of(*id);
                if step.default.is_empty() {
                    let only = self.b.only_one_meant(kinds, *id, self.package);
                    step.default = only.map(Value::Decl).into_iter().collect();
                }
            }
        }
        step.fields = fields.into();
        if step.fields.is_empty()
            && let Some(name) = name
            && let Some(kind) = self.nested_kind(kinds, name)
        {
            step.kind = Some(kind);
            found.many = true;
            found.add(Alternative::Kind(kind));
        }
        // A part of the header: `s.against`.
        if step.fields.is_empty()
            && step.child.is_none()
            && let Some(prep) = Prep::from_word(word)
        {
            for kind in kinds {
                let head = &self.b.schema.kinds[kind.0 as usize].head;
                if let Some(part) = head.iter().find(|p| p.prep == prep) {
                    found.many |= part.ty.many;
                    found.field = Some((FieldId::HEAD, Some(prep)));
                    for alternative in part.ty.alternatives.iter().cloned() {
                        found.add(alternative);
                    }
                    step.fields = [FieldId::HEAD].into();
                    step.part = Some(prep);
                }
            }
        }
        if step.child.is_none() && step.fields.is_empty() && step.kind.is_none() {
            self.no_step(kinds, word, place);
            return None;
        }
        Some((step, found))
    }

    /// The kind `name`, if its declarations stand in those of one of `kinds`.
    pub(super) fn nested_kind(&self, kinds: &[KindId], name: Name) -> Option<KindId> {
        match self.b.schema_item(name, self.package) {
            Some(SchemaItem::Kind(kind))
                if self.b.schema.kinds[kind.0 as usize].within.iter().any(|w| kinds.contains(w)) =>
            {
                Some(kind)
            }
            _ => None,
        }
    }

    pub(super) fn no_step(&mut self, kinds: &[KindId], word: &str, place: Span) {
        let alternatives: Vec<Alternative> = kinds.iter().map(|k| Alternative::Kind(*k)).collect();
        let mut words = self.field_words(&alternatives);
        let fields = words.len();
        for kind in kinds {
            words.extend(self.b.names_within(*kind));
            words.extend(
                self.b
                    .schema
                    .kinds
                    .iter()
                    .filter(|k| k.within.contains(kind))
                    .map(|k| self.b.names.text(k.name).to_string()),
            );
        }
        let near = match self.b.may_suggest() {
            true => suggest::nearest(word, words.iter().map(String::as_str)),
            false => None,
        };
        let (what, has) = match kinds {
            [one] => {
                let kind = self.b.kind_text(*one);
                (format!("{} {kind}", article(&kind)), "has")
            }
            many => (format!("none of the {} kinds that can stand here", many.len()), "has"),
        };
        let mut problem = self.problem(
            &problems::UNKNOWN_FIELD,
            place,
            match kinds.len() {
                1 => format!("{what} {has} no field `{word}`, and nothing of that name in it"),
                _ => format!("{what} {has} a field `{word}`"),
            },
            "leads nowhere",
        );
        match near {
            Some(_) => {
                problem = self.b.did_you_mean(problem, self.anchor(place), near, self.b.names_in_doubt);
            }
            None if kinds.len() == 1 => {
                problem = problem.note(format!("the fields of {what}: {}", words[..fields].join(", ")));
            }
            None => {}
        }
        self.tell(problem);
    }

    /// A path that begins with a word that nothing here has.
    pub(super) fn nothing_named(&mut self, span: Span, text: &str) {
        let segments = self.segments(span);
        let Some((word, place)) = segments.first().cloned() else {
            return;
        };
        let words = self.root_words();
        let fields = self.frames.last().filter(|f| f.name.is_none()).map(|f| f.ty.clone());
        let bound = self.frames.last().and_then(|f| f.name.map(|n| (n, f.ty.clone())));
        let near = match self.b.may_suggest() {
            true => suggest::by_spelling(&word, words.iter().map(String::as_str)).map(str::to_string),
            false => None,
        };
        let problem = match (&fields, &bound) {
            (Some(ty), _) if !ty.is_empty() => {
                let of = self.b.type_text(&Type { alternatives: ty.clone(), many: false });
                let mut problem = self.problem(
                    &problems::UNKNOWN_FIELD,
                    place,
                    format!("`{word}` is no field of {of}, and nothing in the package is named so"),
                    "not found",
                );
                if near.is_none() {
                    problem = problem.note(format!("the fields of {of}: {}", words.join(", ")));
                }
                problem
            }
            (_, Some((name, ty))) => {
                let name = self.b.names.text(*name).to_string();
                let problem = self.problem(
                    &problems::UNKNOWN_NAME,
                    place,
                    format!("nothing is named `{text}` here"),
                    "not found",
                );
                if near.is_none() && self.field_words(ty).contains(&word) {
                    let anchor = self.anchor(place);
                    let problem =
                        problem.help(format!("a field is read through the bound name: `{name}.{word}`"));
                    let problem = edit::replace(problem, anchor, &format!("{name}.{word}"), Safety::Safe);
                    self.tell(problem);
                    return;
                }
                problem
            }
            _ => self.problem(
                &problems::UNKNOWN_NAME,
                place,
                format!("nothing is named `{text}` here"),
                "not found",
            ),
        };
        let near = near.or_else(|| {
            let kinds: Vec<&str> = match segments.len() == 1 && bound.is_none() && fields.is_none() {
                true => self.b.schema.kinds.iter().map(|k| self.b.names.text(k.name)).collect(),
                false => Vec::new(),
            };
            suggest::by_spelling(&word, kinds).map(str::to_string)
        });
        let near = near.as_deref().map(|name| Near { name, sure: false });
        let problem = self.b.did_you_mean(problem, self.anchor(place), near, self.b.names_in_doubt);
        self.tell(problem);
    }

    /// A `let` where no other side gives a type: what it stands for, as it is written.
    pub(super) fn named_value(&mut self, span: Span, id: crate::model::LetId) -> Typed {
        let Some(alternative) = self.b.let_type(id, 0) else {
            let word = self.text(span);
            let problem = self.problem(
                &problems::WRONG_TYPE,
                span,
                format!("`{word}` stands for a value that cannot stand here"),
                "does not fit",
            );
            self.tell(problem);
            return self.unknown(span);
        };
        let (start, told) = (self.b.values.len(), self.b.problems.len());
        (self.cx.field, self.cx.prep) = (FieldId::HEAD, None);
        let ty = Type { alternatives: vec![alternative.clone()], many: true };
        self.b.mark_used(Item::Let(id));
        self.b.substitute(&self.cx, EntryId(0), Item::Let(id), span, &ty, false);
        let values: Vec<Value> = self.b.values.drain(start..).map(|v| v.value).collect();
        if values.is_empty() || values.contains(&Value::Unknown) || self.b.problems.len() > told {
            return self.unknown(span);
        }
        let many =
            values.len() > 1 || values.iter().any(|v| matches!(v, Value::Pattern(_) | Value::Query(_)));
        let node = self.push(Node::Values(values.into()), span);
        Typed { node, ty: vec![alternative], many, field: None, span }
    }
}
