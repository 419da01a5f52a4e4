//! Literals, the values of enums, and the steps of scales.

use annexa_diagnostics::Problem;
use annexa_syntax::literal;
use annexa_syntax::tree::{ExprId, ExprKind, Prep, UnaryOp};
use rust_decimal::Decimal;

use crate::builder::{Builder, Cx, Resolution, takes, takes_entries, takes_kind};
use crate::declare::{literal_number, number_text, quantity};
use crate::manifest::{self};
use crate::model::{Anchor, DeclId, Item};
use crate::names::Name;
use crate::prelude;
use crate::problems;
use crate::schema::{Alternative, Builtin, EnumId, FieldId, KindId, Type};
use crate::source::{Place, Span};
use crate::suggest::{self, Near};
use crate::time::{self, Duration};
use crate::value::{Query, SetOf, Value};

impl Builder<'_> {
    /// A value that needs no name of the package: `yes`, the value of an enum, a new name, the name of a problem.
    pub(crate) fn local_value(&mut self, cx: &Cx, word: &str, ty: &Type) -> Option<Value> {
        for alternative in &ty.alternatives {
            match alternative {
                Alternative::Builtin(Builtin::Bool | Builtin::Value) => match word {
                    "yes" | "true" => return Some(Value::Bool(true)),
                    "no" | "false" => return Some(Value::Bool(false)),
                    _ => {}
                },
                Alternative::Enum(id) => {
                    if let Some(index) = self.enum_value(*id, word) {
                        return Some(Value::Enum(*id, index));
                    }
                }
                Alternative::Names => {
                    let name = self.names.intern(word);
                    let steps = self.local_names.get(&(cx.decl, cx.field));
                    let index = steps.and_then(|s| s.iter().position(|n| *n == name)).unwrap_or(0);
                    return Some(Value::Step(name, index as u16));
                }
                Alternative::Builtin(Builtin::Problem) => {
                    return Some(Value::Problem(self.names.intern(word)));
                }
                _ => {}
            }
        }
        None
    }

    pub(crate) fn enum_value(&self, id: EnumId, word: &str) -> Option<u16> {
        let name = self.names.get(word)?;
        self.schema.enumeration(id).values.iter().position(|v| v.name == name).map(|i| i as u16)
    }

    /// A step of a scale, or an entry of the catalog that the header names. `None` if the type has other alternatives
    /// that may fit.
    pub(crate) fn scale_value(&mut self, cx: &Cx, word: &str, span: Span, ty: &Type) -> Option<Value> {
        let others = ty.alternatives.iter().any(|a| !matches!(a, Alternative::OneOf(_)));
        for alternative in &ty.alternatives {
            let Alternative::OneOf(path) = alternative else {
                continue;
            };
            if let [only] = path.as_slice()
                && let Some(prep) = Prep::from_word(self.names.text(*only))
            {
                return Some(self.header_entry(cx, word, span, prep));
            }
            let Some((owner, field)) = self.scale(cx, path) else {
                if others {
                    continue;
                }
                return Some(Value::Unknown);
            };
            let steps = self.local_names.get(&(owner, field)).map_or(&[][..], |s| s);
            if let Some(name) = self.names.get(word)
                && let Some(index) = steps.iter().position(|s| *s == name)
            {
                return Some(Value::Step(name, index as u16));
            }
            if others {
                continue;
            }
            if matches!(self.resolve_at(cx, word), Resolution::Item(Item::Let(_))) {
                continue;
            }
            let steps = self.local_names.get(&(owner, field)).map_or(&[][..], |s| s);
            let steps: Vec<String> = steps.iter().map(|s| self.names.text(*s).to_string()).collect();
            let scale = self.names.text(self.schema.fields[field.0 as usize].name).to_string();
            let anchor = Anchor::Place(Place { file: cx.file, span });
            let mut problem = Problem::new(
                &problems::OFF_SCALE,
                anchor,
                format!("`{word}` is not a step of the scale `{scale}`"),
                "not on the scale",
            )
            .related(Anchor::Decl(owner), "the scale is declared here")
            .note(format!("the steps are {}", steps.join(", ")));
            let near = suggest::nearest(word, steps.iter().map(String::as_str));
            // The step is perhaps what is misspelt.
            let near = near.map(|near| Near { sure: suggest::is_same(word, near.name), ..near });
            problem = self.did_you_mean(problem, anchor, near, self.scale_in_doubt(owner, field));
            self.report(problem);
            return Some(Value::Unknown);
        }
        None
    }

    /// The declaration and field whose names a `one-of` means.
    pub(crate) fn scale(&mut self, cx: &Cx, path: &[Name]) -> Option<(DeclId, FieldId)> {
        let kind = self.decls[cx.decl.0 as usize].kind;
        match path {
            [field] => Some((cx.decl, self.schema.field_of(kind, *field)?)),
            [through, field] => {
                let through_id = self.schema.field_of(kind, *through)?;
                let target_kind =
                    self.schema.fields[through_id.0 as usize].lead.as_ref()?.alternatives.iter().find_map(
                        |a| match a {
                            Alternative::Kind(k) => Some(*k),
                            _ => None,
                        },
                    )?;
                let target_field = self.schema.field_of(target_kind, *field)?;
                let owner = match self.entry_of(cx.decl, through_id) {
                    Some(node) => {
                        // The value may come from a `let` of another file; the field does not.
                        let source = self.files.get(self.decls[cx.decl.0 as usize].file).clone();
                        let elem = source.tree.seq(node.phrase.lead).first().copied()?;
                        let expr = source.tree.expr(elem.expr);
                        match self.resolve_at(cx, expr.span.of(&source.text)) {
                            Resolution::Item(Item::Decl(id))
                                if self.decls[id.0 as usize].kind == target_kind =>
                            {
                                id
                            }
                            _ => return None,
                        }
                    }
                    None => self.only_one(cx, target_kind, *through)?,
                };
                Some((owner, target_field))
            }
            _ => None,
        }
    }

    /// Where a declaration does not say which, the only one of the kind is meant.
    pub(crate) fn only_one(&mut self, cx: &Cx, kind: KindId, through: Name) -> Option<DeclId> {
        self.look_up(self.schema.kinds[kind.0 as usize].name);
        let package = self.package_of(cx.decl);
        let all = self.by_kind.get(kind.0 as usize).into_iter().flatten();
        let mut all = all.copied().filter(|id| self.package_of(*id) == package);
        if let (Some(only), None) = (all.next(), all.next()) {
            return Some(only);
        }
        let all = self.by_kind.get(kind.0 as usize).into_iter().flatten();
        let all: Vec<DeclId> = all.copied().filter(|id| self.package_of(*id) == package).collect();
        // It is told of the first declaration only.
        self.settled = false;
        if self.told_no_scale.contains(&package) {
            return None;
        }
        self.told_no_scale.push(package);
        let kind_text = self.kind_text(kind);
        let what = self.what(cx);
        let field = self.names.text(through).to_string();
        let anchor = Anchor::Decl(cx.decl);
        let problem = if all.is_empty() {
            let own = self.decls[cx.decl.0 as usize].kind;
            let waiting = self.by_kind.get(own.0 as usize).into_iter().flatten();
            let waiting = waiting.filter(|id| self.package_of(**id) == package).count();
            let asked = &self.schema.kinds[kind.0 as usize];
            let doc = asked.doc.lines().next().unwrap_or("");
            let why = format!("`{}`: {doc}", self.names.text(asked.name));
            Problem::new(
                &problems::MISSING_FIELD,
                anchor,
                format!("{what} is judged on the scale of a {kind_text}, and the package declares none"),
                "judged without a scale",
            )
            .note(why)
            .note(match waiting {
                1 => "nothing can be judged without it".to_owned(),
                n => format!("{n} declarations of this kind cannot be judged without it"),
            })
            .help(format!(
                "declare a `{}` with its scales",
                self.names.text(self.schema.kinds[kind.0 as usize].name)
            ))
        } else {
            let name = self.names.text(self.decls[cx.decl.0 as usize].name).to_string();
            all.iter().fold(
                Problem::new(
                    &problems::MISSING_FIELD,
                    anchor,
                    format!(
                        "`{name}` does not say which {kind_text} it is judged by, and there are {}",
                        all.len()
                    ),
                    format!("needs `{field}:`"),
                ),
                |problem, id| problem.related(Anchor::Decl(*id), "one of them"),
            )
        };
        self.report(problem);
        None
    }

    pub(crate) fn literal(&mut self, cx: &Cx, id: ExprId, ty: &Type) -> Value {
        let expr = cx.tree.expr(id);
        let word = expr.span.of(&cx.text);
        let any = takes(ty, Builtin::Value);
        match expr.kind {
            ExprKind::Group(inner) => return self.literal(cx, inner, ty),
            ExprKind::Path => return self.path(cx, expr.span, ty),
            ExprKind::Date if any || takes(ty, Builtin::Date) => {
                return time::parse_date(word).map_or(Value::Unknown, Value::Date);
            }
            ExprKind::Date if takes(ty, Builtin::Period) => {
                return time::parse_date(word).map_or(Value::Unknown, |d| Value::Period(d, d));
            }
            ExprKind::Url if any || takes(ty, Builtin::Url) || takes(ty, Builtin::Text) => {
                return Value::Url(Place { file: cx.file, span: expr.span });
            }
            ExprKind::Number => {
                for alternative in &ty.alternatives {
                    match alternative {
                        Alternative::Builtin(Builtin::Number | Builtin::Value) => {
                            return number_text(word).map_or(Value::Unknown, Value::Number);
                        }
                        Alternative::Bounded(Builtin::Number, low, high) => {
                            return self.bounded(
                                cx,
                                expr.span,
                                number_text(word),
                                *low,
                                *high,
                                Value::Number,
                            );
                        }
                        _ => {}
                    }
                }
            }
            ExprKind::Unary(UnaryOp::Minus, inner) if cx.tree.expr(inner).kind == ExprKind::Quantity => {
                let positive = crate::declare::literal_value(&cx.tree, &cx.text, inner);
                if let Some(Value::Percent(n)) = positive {
                    for alternative in &ty.alternatives {
                        match alternative {
                            Alternative::Builtin(Builtin::Percent | Builtin::Value) => {
                                return Value::Percent(-n);
                            }
                            Alternative::Bounded(Builtin::Percent, low, high) => {
                                return self.bounded(cx, expr.span, Some(-n), *low, *high, Value::Percent);
                            }
                            _ => {}
                        }
                    }
                }
            }
            ExprKind::Unary(UnaryOp::Minus, inner) => {
                let number = literal_number(&cx.tree, &cx.text, inner).map(|n| -n);
                if number.is_none() && cx.tree.expr(inner).kind == ExprKind::Number {
                    return Value::Unknown;
                }
                for alternative in &ty.alternatives {
                    match alternative {
                        Alternative::Builtin(Builtin::Number | Builtin::Value) if number.is_some() => {
                            return number.map_or(Value::Unknown, Value::Number);
                        }
                        Alternative::Bounded(Builtin::Number, low, high) if number.is_some() => {
                            return self.bounded(cx, expr.span, number, *low, *high, Value::Number);
                        }
                        _ => {}
                    }
                }
            }
            ExprKind::Quantity => {
                if let Some(value) = self.quantity(cx, expr.span, ty) {
                    return value;
                }
            }
            ExprKind::Condition(op, side) if any || takes(ty, Builtin::Condition) => {
                return Value::Condition(op, cx.file, side);
            }
            ExprKind::Range(low, high) => {
                let (l, h) = (cx.tree.expr(low), cx.tree.expr(high));
                if takes(ty, Builtin::Period) && l.kind == ExprKind::Date && h.kind == ExprKind::Date {
                    let dates =
                        (time::parse_date(l.span.of(&cx.text)), time::parse_date(h.span.of(&cx.text)));
                    let (Some(from), Some(to)) = dates else {
                        return Value::Unknown;
                    };
                    if from > to {
                        self.report(Problem::new(
                            &problems::OUT_OF_BOUNDS,
                            Anchor::Place(Place { file: cx.file, span: expr.span }),
                            format!("the period ends on {to}, before it begins on {from}"),
                            "runs backwards",
                        ));
                        return Value::Unknown;
                    }
                    return Value::Period(from, to);
                }
                if takes_entries(ty) {
                    return self.range(cx, l, h, ty);
                }
            }
            ExprKind::Below(group) if takes_entries(ty) => {
                let text = group.of(&cx.text);
                return match self.resolve_at(cx, text) {
                    Resolution::Item(Item::Decl(id)) if self.decl_catalog[id.0 as usize].is_some() => {
                        self.pattern(DeclId(id.0 + 1), self.decls[id.0 as usize].end, ty)
                    }
                    Resolution::Item(_) => {
                        self.report(Problem::new(
                            &problems::WRONG_KIND,
                            Anchor::Place(Place { file: cx.file, span: group }),
                            format!("`{text}` is no group of controls"),
                            "not a group",
                        ));
                        Value::Unknown
                    }
                    Resolution::Unknown { .. } => {
                        self.unknown_entries(cx, group, expr.span, ty);
                        Value::Unknown
                    }
                    Resolution::Unread => Value::Unknown,
                };
            }
            ExprKind::Everything => {
                if takes_entries(ty) {
                    return self.pattern(DeclId(0), DeclId(u32::MAX), ty);
                }
                if ty.many
                    && let Some(Alternative::Aspect(of)) =
                        ty.alternatives.iter().find(|a| matches!(a, Alternative::Aspect(_)))
                {
                    return Value::Query(Query { of: SetOf::Aspect(*of), filter: None });
                }
            }
            ExprKind::Edition(name) if takes_kind(ty, prelude::kind::CATALOG) => {
                return match self.catalog_of(expr, &cx.text, cx) {
                    Some(index) => {
                        let id = self.catalogs[index].decl;
                        self.mark_used(Item::Decl(id));
                        Value::Decl(id)
                    }
                    None => {
                        self.unknown_edition(cx, expr.span, name);
                        Value::Unknown
                    }
                };
            }
            ExprKind::Id if takes_entries(ty) => {
                self.unknown_entry(cx, expr.span, ty);
                return Value::Unknown;
            }
            _ => {}
        }
        self.mismatch(cx, expr, ty);
        Value::Unknown
    }

    pub(crate) fn bounded(
        &mut self,
        cx: &Cx,
        span: Span,
        number: Option<Decimal>,
        low: Decimal,
        high: Decimal,
        made: fn(Decimal) -> Value,
    ) -> Value {
        let Some(number) = number else {
            return Value::Unknown;
        };
        if (low..=high).contains(&number) {
            return made(number);
        }
        let what = self.what(cx);
        self.report(Problem::new(
            &problems::OUT_OF_BOUNDS,
            self.use_anchor(cx, span),
            format!("{what} is {number}, and must lie between {low} and {high}"),
            "out of bounds",
        ));
        Value::Unknown
    }

    pub(crate) fn quantity(&mut self, cx: &Cx, span: Span, ty: &Type) -> Option<Value> {
        let word = span.of(&cx.text);
        let Some((amount, unit)) = quantity(word) else { return Some(Value::Unknown) };
        let any = takes(ty, Builtin::Value);
        if unit == "%" {
            for alternative in &ty.alternatives {
                if let Alternative::Bounded(Builtin::Percent, low, high) = alternative {
                    return Some(self.bounded(cx, span, Some(amount), *low, *high, Value::Percent));
                }
            }
            return (any || takes(ty, Builtin::Percent)).then_some(Value::Percent(amount));
        }
        let whole = amount
            .is_integer()
            .then(|| u32::try_from(amount.mantissa() / 10_i128.pow(amount.scale())).ok())
            .flatten();
        if let Some(duration) = Duration::from_unit(whole.unwrap_or(1), unit) {
            if !(any || takes(ty, Builtin::Duration)) {
                return None;
            }
            return Some(match whole {
                Some(_) => Value::Duration(duration),
                None => {
                    self.report(
                        Problem::new(
                            &problems::OUT_OF_BOUNDS,
                            self.use_anchor(cx, span),
                            format!("`{word}` is not a whole number of {unit}"),
                            "not a whole number",
                        )
                        .help("use a smaller unit, such as `18 months` for one and a half years"),
                    );
                    Value::Unknown
                }
            });
        }
        let at = span.start + (word.len() - unit.len()) as u32;
        (any || takes(ty, Builtin::Money))
            .then_some(Value::Money(amount, Place { file: cx.file, span: Span::new(at, span.end) }))
    }

    pub(crate) fn check_path(&mut self, cx: &Cx, span: Span) {
        let path = literal::text_value(span.of(&cx.text)).into_owned();
        if manifest::inside(&path).is_none() {
            let problem = Problem::new(
                &problems::OUT_OF_BOUNDS,
                Anchor::Place(Place { file: cx.file, span }),
                format!("the file `{path}` does not lie inside the package"),
                "leads out of the package",
            );
            self.report(problem.help(
                "name a file by its path from the folder of `annexa.toml`, such as `evidence/list.csv`",
            ));
        }
    }
}
