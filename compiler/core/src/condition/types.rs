//! The types of operands: what a value may be, which steps a scale has, what can be compared.

use annexa_syntax::tree::{BinaryOp, ExprKind, Prep, UnaryOp};

use super::check::*;
use super::{Comparison, Operation};
use crate::builder::{Builder, Resolution, takes};
use crate::model::{DeclId, Item, Scope};
use crate::names::Name;
use crate::prelude;
use crate::schema::{Alternative, Builtin, FieldId, KindId, Type};
use crate::source::{PackageId, Place};
use crate::value::{SetOf, Value};

impl<'b, 'l> Checker<'b, 'l> {
    /// The value of an enum, or the step of a scale, that `word` is in one of these types.
    pub(super) fn value_word(&self, word: &str, ty: &[Alternative]) -> Option<Value> {
        let name = self.b.names.get(word)?;
        ty.iter().find_map(|alternative| match alternative {
            Alternative::Enum(id) => self.b.enum_value(*id, word).map(|index| Value::Enum(*id, index)),
            Alternative::Builtin(Builtin::Bool) => match word {
                "yes" | "true" => Some(Value::Bool(true)),
                "no" | "false" => Some(Value::Bool(false)),
                _ => None,
            },
            Alternative::OneOf(_) | Alternative::Names => self
                .scales(alternative)
                .find_map(|steps| steps.iter().position(|s| *s == name))
                .map(|index| Value::Step(name, index as u16)),
            _ => None,
        })
    }

    /// The scales whose steps a type takes. Each declaration may be judged on its own.
    pub(super) fn scales<'s>(
        &'s self,
        alternative: &Alternative,
    ) -> impl Iterator<Item = &'s Vec<Name>> + use<'s, 'b, 'l> {
        let last = match alternative {
            Alternative::OneOf(path) => path.last().copied(),
            _ => None,
        };
        let mut scales: Vec<(&(DeclId, FieldId), &Vec<Name>)> = self
            .b
            .local_names
            .iter()
            .filter(|((_, field), _)| {
                last.is_none_or(|name| self.b.schema.fields[field.0 as usize].name == name)
            })
            .collect();
        scales.sort_by_key(|(key, _)| **key);
        scales.into_iter().map(|(_, steps)| steps)
    }

    pub(super) fn scale_words(&self, ty: &[Alternative]) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for alternative in ty {
            if matches!(alternative, Alternative::OneOf(_) | Alternative::Names) {
                for steps in self.scales(alternative) {
                    for step in steps {
                        let text = self.b.names.text(*step).to_string();
                        if !words.contains(&text) {
                            words.push(text);
                        }
                    }
                }
            }
        }
        words
    }

    /// What an operand is, in words.
    pub fn says(&self, operand: &Typed) -> String {
        self.b.type_text(&Type { alternatives: operand.ty.clone(), many: false })
    }

    /// Why values of these types cannot be put in order; `None` if they can.
    pub(super) fn without_order(&self, operand: &Typed) -> Option<String> {
        let text = self.text(operand.span);
        operand.ty.iter().find_map(|alternative| match alternative {
            Alternative::Builtin(b) | Alternative::Bounded(b, ..) => match b {
                Builtin::Number
                | Builtin::Percent
                | Builtin::Date
                | Builtin::Duration
                | Builtin::Money
                | Builtin::Value => None,
                _ => Some(format!("`{text}` is {}, and such values have no order", b.says())),
            },
            Alternative::Enum(id) => {
                let e = self.b.schema.enumeration(*id);
                (!e.ordered).then(|| {
                    format!(
                        "the values of `{}` have no order: none is less than another",
                        self.b.names.text(e.name)
                    )
                })
            }
            Alternative::OneOf(path) if !self.is_header(path) => None,
            Alternative::Names => None,
            Alternative::Kind(_) | Alternative::Aspect(_) | Alternative::OneOf(_) => {
                Some(format!("`{text}` is {}, and such things have no order", self.says(operand)))
            }
        })
    }

    /// Whether a value of the one may be one of the other.
    pub(super) fn comparable(&self, l: &Typed, r: &Typed) -> bool {
        let (left, right) = (self.kinds(&l.ty), self.kinds(&r.ty));
        if left.iter().any(|k| right.contains(k)) {
            return true;
        }
        l.ty.iter().any(|a| {
            r.ty.iter().any(|b| class(a).is_some() && class(a) == class(b) || any_value(a) || any_value(b))
        })
    }
}

/// What a step leads to.
#[derive(Default)]
pub(super) struct Found {
    pub(super) ty: Vec<Alternative>,
    pub(super) many: bool,
    pub(super) field: Option<(FieldId, Option<Prep>)>,
    pub(super) parts_used: usize,
}

impl Found {
    pub(super) fn add(&mut self, alternative: Alternative) {
        if !self.ty.contains(&alternative) {
            self.ty.push(alternative);
        }
    }
}

impl Builder<'_> {
    /// The declarations named `name` directly within those of `kinds`.
    pub(super) fn named_children(&self, kinds: &[KindId], name: Name) -> Vec<DeclId> {
        let mut found = Vec::new();
        for kind in kinds {
            for id in self.by_kind.get(kind.0 as usize).into_iter().flatten() {
                if let Some(Item::Decl(child)) = self.scope.get(&(Scope::Decl(*id), name)) {
                    found.push(*child);
                }
            }
        }
        found
    }

    /// The names of all declarations directly within those of `kind`.
    pub(super) fn names_within(&self, kind: KindId) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for id in self.by_kind.get(kind.0 as usize).into_iter().flatten() {
            let mut next = id.0 + 1;
            while next < self.decls[id.0 as usize].end.0 {
                names.push(self.names.text(self.decls[next as usize].name).to_string());
                next = self.decls[next as usize].end.0;
            }
        }
        names.sort();
        names.dedup();
        names
    }

    /// Adds the type of a parameter's value to `found`.
    pub(super) fn param_type(&self, id: DeclId, found: &mut Vec<Alternative>) {
        let (start, len) = self.decls[id.0 as usize].entries;
        for entry in &self.entries[start as usize..(start + len) as usize] {
            if entry.field != prelude::field::PARAM_DEFAULT {
                continue;
            }
            for part in &self.parts[entry.parts.0 as usize..(entry.parts.0 + entry.parts.1) as usize] {
                for value in &self.values[part.values.0 as usize..(part.values.0 + part.values.1) as usize] {
                    self.type_of(&value.value, found);
                }
            }
        }
    }

    /// Adds the type of a value to `found`.
    pub(super) fn type_of(&self, value: &Value, found: &mut Vec<Alternative>) {
        let builtin = match value {
            Value::Unknown | Value::None => return,
            Value::Decl(id) => {
                let kind = Alternative::Kind(self.decls[id.0 as usize].kind);
                if !found.contains(&kind) {
                    found.push(kind);
                }
                return;
            }
            Value::Pattern(pattern) => {
                for (takes, kind) in [
                    (pattern.controls, prelude::kind::CONTROL),
                    (pattern.requirements, prelude::kind::REQUIREMENT),
                ] {
                    if takes && !found.contains(&Alternative::Kind(kind)) {
                        found.push(Alternative::Kind(kind));
                    }
                }
                return;
            }
            Value::Query(query) => {
                found.push(match query.of {
                    SetOf::Kind(kind) => Alternative::Kind(kind),
                    SetOf::Aspect(aspect) => Alternative::Aspect(aspect),
                });
                return;
            }
            Value::Enum(id, _) => {
                found.push(Alternative::Enum(*id));
                return;
            }
            Value::Step(..) => {
                found.push(Alternative::Names);
                return;
            }
            Value::Text(_) => Builtin::Text,
            Value::Url(_) => Builtin::Url,
            Value::Number(_) => Builtin::Number,
            Value::Percent(_) => Builtin::Percent,
            Value::Money(..) => Builtin::Money,
            Value::Date(_) => Builtin::Date,
            Value::Period(..) => Builtin::Period,
            Value::Duration(_) => Builtin::Duration,
            Value::Bool(_) => Builtin::Bool,
            Value::Condition(..) => Builtin::Condition,
            Value::Formula(..) => Builtin::Formula,
            Value::Problem(_) => Builtin::Problem,
        };
        if !found.contains(&Alternative::Builtin(builtin)) {
            found.push(Alternative::Builtin(builtin));
        }
    }

    /// The type of what a `let` stands for, as far as its text tells.
    pub(super) fn let_type(&self, id: crate::model::LetId, depth: u32) -> Option<Alternative> {
        let data = &self.lets[id.0 as usize];
        let source = self.files.get(data.file);
        let phrase = source.tree.lets.get(data.node as usize)?.phrase;
        let elem = source.tree.seq(phrase.lead).first()?;
        let mut expr = source.tree.expr(elem.expr);
        while let ExprKind::Group(inner) = expr.kind {
            expr = source.tree.expr(inner);
        }
        let word = expr.span.of(&source.text);
        let builtin = match expr.kind {
            ExprKind::Number => Builtin::Number,
            ExprKind::Quantity if word.trim_end().ends_with('%') => Builtin::Percent,
            ExprKind::Quantity => {
                let unit =
                    word.rsplit(|c: char| c.is_whitespace() || c.is_ascii_digit()).next().unwrap_or("");
                match crate::time::Duration::from_unit(1, unit) {
                    Some(_) => Builtin::Duration,
                    None => Builtin::Money,
                }
            }
            ExprKind::Date => Builtin::Date,
            ExprKind::Text | ExprKind::Prose => Builtin::Text,
            ExprKind::Url => Builtin::Url,
            ExprKind::Unary(UnaryOp::Minus, _) => Builtin::Number,
            ExprKind::Path if matches!(word, "yes" | "no" | "true" | "false") => Builtin::Bool,
            ExprKind::Path => {
                return match self.resolve(word, None, data.package) {
                    Resolution::Item(Item::Decl(id)) => {
                        let kind = self.decls[id.0 as usize].kind;
                        (kind != KindId::UNKNOWN).then_some(Alternative::Kind(kind))
                    }
                    Resolution::Item(Item::Let(id)) if depth < SUBSTITUTIONS => self.let_type(id, depth + 1),
                    _ => None,
                };
            }
            _ => return None,
        };
        Some(Alternative::Builtin(builtin))
    }

    /// The declaration that is meant where one of `kinds` does not say the field `id`, on the scales of which it is judged:
    /// the only one of its kind (decision 0002).
    pub(super) fn only_one_meant(&self, kinds: &[KindId], id: FieldId, package: PackageId) -> Option<DeclId> {
        let field = &self.schema.fields[id.0 as usize];
        let [Alternative::Kind(of)] = field.lead.as_ref()?.alternatives.as_slice() else { return None };
        let through = |ty: &Type| {
            ty.alternatives.iter().any(
                |a| matches!(a, Alternative::OneOf(path) if path.len() > 1 && path.first() == Some(&field.name)),
            )
        };
        let own = kinds.iter().flat_map(|k| &self.schema.kinds[k.0 as usize].fields);
        own.map(|f| &self.schema.fields[f.0 as usize]).find(|f| f.lead.as_ref().is_some_and(through))?;
        // The library speaks of what the main package declares.
        let package = package.max(PackageId::MAIN);
        let all = self.by_kind.get(of.0 as usize).into_iter().flatten();
        let mut all = all.copied().filter(|id| self.package_of(*id) == package);
        all.next().filter(|_| all.next().is_none())
    }

    /// The values that hold where a declaration does not say the field.
    pub(super) fn default_of(&self, id: FieldId) -> Box<[Value]> {
        let field = &self.schema.fields[id.0 as usize];
        let (Some((file, expr)), Some(ty), false) = (field.value, &field.lead, field.derived) else {
            return Box::default();
        };
        let source = self.files.get(file);
        let expr = source.tree.expr(expr);
        let word = expr.span.of(&source.text);
        let value = ty.alternatives.iter().find_map(|a| match (a, expr.kind) {
            (Alternative::Enum(id), ExprKind::Path) => {
                self.enum_value(*id, word).map(|i| Value::Enum(*id, i))
            }
            (Alternative::Builtin(Builtin::Bool), ExprKind::Path) => match word {
                "yes" | "true" => Some(Value::Bool(true)),
                "no" | "false" => Some(Value::Bool(false)),
                _ => None,
            },
            (
                Alternative::Builtin(Builtin::Number) | Alternative::Bounded(Builtin::Number, ..),
                ExprKind::Number,
            ) => crate::declare::number_text(word).map(Value::Number),
            (Alternative::Builtin(Builtin::Date), ExprKind::Date) => {
                crate::time::parse_date(word).map(Value::Date)
            }
            (Alternative::Builtin(Builtin::Text | Builtin::Prose), ExprKind::Text | ExprKind::Prose) => {
                Some(Value::Text(Place { file, span: expr.span }))
            }
            _ => None,
        });
        value.into_iter().collect()
    }
}

/// Whether a type is one of which entries of catalogs are values.
pub(super) fn is_entry(alternative: &Alternative) -> bool {
    matches!(alternative, Alternative::Kind(k) if [prelude::kind::CONTROL, prelude::kind::REQUIREMENT].contains(k))
}

/// Whether one can reckon with values of the type.
pub(super) fn is_amount(alternative: &Alternative) -> bool {
    matches!(
        alternative,
        Alternative::Builtin(b) | Alternative::Bounded(b, ..)
            if matches!(b, Builtin::Number | Builtin::Percent | Builtin::Duration | Builtin::Money)
    )
}

/// Values of one class are compared with each other.
#[derive(PartialEq, Eq)]
pub(super) enum Class {
    Text,
    Step,
    Of(Builtin),
    Enum(u16),
}

pub(super) fn class(alternative: &Alternative) -> Option<Class> {
    Some(match alternative {
        Alternative::Builtin(b) | Alternative::Bounded(b, ..) => match b {
            Builtin::Text | Builtin::Prose | Builtin::Path | Builtin::Url => Class::Text,
            Builtin::Formula | Builtin::Condition => return None,
            other => Class::Of(*other),
        },
        Alternative::Enum(id) => Class::Enum(id.0),
        Alternative::OneOf(_) | Alternative::Names => Class::Step,
        Alternative::Kind(_) | Alternative::Aspect(_) => return None,
    })
}

pub(super) fn any_value(alternative: &Alternative) -> bool {
    *alternative == Alternative::Builtin(Builtin::Value)
}

/// Whether an expression of this form can be a value of one of the types. Names may be anything.
pub(super) fn literal_fits(kind: ExprKind, ty: &[Alternative]) -> bool {
    let ty = Type { alternatives: ty.to_vec(), many: false };
    let any = |of: &[Builtin]| takes(&ty, Builtin::Value) || of.iter().any(|b| takes(&ty, *b));
    match kind {
        ExprKind::Number | ExprKind::Unary(UnaryOp::Minus, _) => any(&[Builtin::Number]),
        ExprKind::Quantity => any(&[Builtin::Percent, Builtin::Duration, Builtin::Money]),
        ExprKind::Date => any(&[Builtin::Date, Builtin::Period]),
        ExprKind::Text | ExprKind::Prose => any(&[Builtin::Text, Builtin::Prose, Builtin::Path]),
        ExprKind::Url => any(&[Builtin::Url, Builtin::Text]),
        ExprKind::Path => {
            ty.alternatives.iter().any(|a| !matches!(a, Alternative::Builtin(_) | Alternative::Bounded(..)))
        }
        _ => true,
    }
}

pub(super) fn comparison(op: BinaryOp) -> Option<Comparison> {
    Some(match op {
        BinaryOp::Equal => Comparison::Equal,
        BinaryOp::NotEqual => Comparison::NotEqual,
        BinaryOp::Less => Comparison::Less,
        BinaryOp::AtMost => Comparison::AtMost,
        BinaryOp::Greater => Comparison::Greater,
        BinaryOp::AtLeast => Comparison::AtLeast,
        _ => return None,
    })
}

pub(super) fn symbol(op: Comparison) -> &'static str {
    match op {
        Comparison::Equal => "==",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::Greater => ">",
        Comparison::AtLeast => ">=",
    }
}

pub(super) fn operation(op: BinaryOp) -> Option<Operation> {
    Some(match op {
        BinaryOp::Plus => Operation::Plus,
        BinaryOp::Minus => Operation::Minus,
        BinaryOp::Times => Operation::Times,
        BinaryOp::Divide => Operation::Divide,
        _ => return None,
    })
}
