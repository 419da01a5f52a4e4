//! What is compared: values beside their type, lists, functions, arithmetic.

use annexa_syntax::tree::{BinaryOp, Elem, Expr, ExprId, ExprKind, Prep, Seq, UnaryOp};
use rust_decimal::Decimal;

use super::check::*;
use super::types::*;
use super::{Function, Node, Operation};
use crate::lower::expr_text;
use crate::model::EntryId;
use crate::names::Name;
use crate::prelude;
use crate::problems;
use crate::schema::{Alternative, Builtin, FieldId, Type};
use crate::source::Span;
use crate::suggest::{self, Near};
use crate::time::Duration;
use crate::value::Value;

impl Checker<'_, '_> {
    /// Checks an expression that has a value, of whatever type.
    pub fn operand(&mut self, id: ExprId) -> Typed {
        let id = self.bare(id);
        let span = self.expr(id).span;
        let typed = if self.deeper(span) { self.plain_operand(id) } else { self.unknown(span) };
        self.depth -= 1;
        typed
    }

    pub(super) fn plain_operand(&mut self, id: ExprId) -> Typed {
        let Expr { span, kind } = self.expr(id);
        match kind {
            ExprKind::Path => self.path(span),
            ExprKind::Call { function, args, members } => self.call(span, function, args, members),
            ExprKind::List(elems) => self.list(elems, span, None),
            ExprKind::Binary(op, left, right) if operation(op).is_some() => {
                let op = operation(op).unwrap_or(Operation::Plus);
                let (l, r) = (self.operand(left), self.operand(right));
                self.arithmetic(span, op, l, r)
            }
            ExprKind::Unary(UnaryOp::Minus, inner) => {
                let inner = self.operand(inner);
                if inner.many || inner.ty.iter().any(|t| !is_amount(t)) {
                    return self.no_amount(&inner);
                }
                let node = self.push(Node::Negative(inner.node), span);
                Typed { node, span, ..inner }
            }
            ExprKind::Binary(..) | ExprKind::Unary(UnaryOp::Not, _) | ExprKind::Condition(..) => {
                let node = self.truth(id);
                Typed { node, ty: vec![Alternative::Builtin(Builtin::Bool)], many: false, field: None, span }
            }
            ExprKind::Below(_) | ExprKind::Range(..) | ExprKind::Id | ExprKind::Everything => {
                let ty = vec![
                    Alternative::Kind(prelude::kind::CONTROL),
                    Alternative::Kind(prelude::kind::REQUIREMENT),
                ];
                self.read(id, Type { alternatives: ty, many: true }, None)
            }
            _ => {
                let any = Type { alternatives: vec![Alternative::Builtin(Builtin::Value)], many: false };
                self.read(id, any, None)
            }
        }
    }

    /// Reads the other side of a comparison with `other`.
    pub(super) fn beside(&mut self, id: ExprId, other: &Typed, many: bool) -> Typed {
        let id = self.bare(id);
        let expr = self.expr(id);
        if expr.kind == ExprKind::Path
            && let Some(value) = self.value_word(&self.text(expr.span), &other.ty)
        {
            let node = self.push(Node::Values([value].into()), expr.span);
            return Typed { node, ty: other.ty.clone(), many: false, field: other.field, span: expr.span };
        }
        if self.refers(id) {
            return self.operand(id);
        }
        self.constant(id, other, many)
    }

    /// Reads a literal, or the name of a declaration, as a value of what `other` is.
    pub(super) fn constant(&mut self, id: ExprId, other: &Typed, many: bool) -> Typed {
        let expr = self.expr(id);
        if other.ty.is_empty() {
            return self.unknown(expr.span);
        }
        let text = self.text(expr.span);
        let scales: Vec<String> = self.scale_words(&other.ty);
        let rest: Vec<Alternative> = other
            .ty
            .iter()
            .filter(|a| !matches!(a, Alternative::OneOf(_) | Alternative::Names))
            .cloned()
            .collect();
        if rest.is_empty() && expr.kind == ExprKind::Path && !self.is_let(&text) {
            let scale = other
                .field
                .and_then(|(f, _)| self.b.schema.field(f))
                .map_or(String::new(), |f| format!(" of `{}`", self.b.names.text(f.name)));
            let near = suggest::by_spelling(&text, scales.iter().map(String::as_str));
            let near = near.map(|name| Near { name, sure: false });
            let waits = self.b.any_scale_in_doubt();
            let mut problem = self.problem(
                &problems::OFF_SCALE,
                expr.span,
                format!("`{text}` is not a step of the scale{scale}"),
                "not on the scale",
            );
            if !scales.is_empty() {
                problem = problem.note(format!("the steps are {}", scales.join(", ")));
            }
            let problem = self.b.did_you_mean(problem, self.anchor(expr.span), near, waits);
            self.tell(problem);
            return self.unknown(expr.span);
        }
        if rest.is_empty() {
            let message = format!(
                "`{}` is {}, and this is {}",
                self.text(other.span),
                self.says(other),
                expr_text(expr.kind)
            );
            let problem = self.problem(&problems::WRONG_TYPE, expr.span, message, "does not fit");
            self.tell(problem);
            return self.unknown(expr.span);
        }
        if rest.iter().all(|a| matches!(a, Alternative::Builtin(Builtin::Formula | Builtin::Condition))) {
            let message =
                format!("`{}` is {}, and is compared with nothing", self.text(other.span), self.says(other));
            let problem = self.problem(&problems::WRONG_TYPE, other.span, message, "cannot be compared");
            self.tell(problem);
            return self.unknown(expr.span);
        }
        let named = expr.kind == ExprKind::Path && self.is_let(&text);
        if other.field.is_none() && !named && !literal_fits(expr.kind, &rest) {
            let message = format!(
                "`{}` is {}, and this is {}",
                self.text(other.span),
                self.says(other),
                expr_text(expr.kind)
            );
            let problem = self.problem(&problems::WRONG_TYPE, expr.span, message, "cannot be compared");
            self.tell(problem);
            return self.unknown(expr.span);
        }
        let ty = Type {
            alternatives: rest
                .into_iter()
                .filter(|a| !matches!(a, Alternative::Builtin(Builtin::Formula)))
                .collect(),
            many,
        };
        self.read(id, ty, other.field)
    }

    /// Reads a value by its type, as a field of a declaration would.
    pub(super) fn read(&mut self, id: ExprId, ty: Type, field: Option<(FieldId, Option<Prep>)>) -> Typed {
        let expr = self.expr(id);
        let (start, told) = (self.b.values.len(), self.b.problems.len());
        (self.cx.field, self.cx.prep) = match field {
            Some((field, prep)) => (field, prep),
            None => (FieldId::HEAD, None),
        };
        let elem = Elem { expr: id, filter: None };
        self.b.lower_elem(&self.cx, EntryId(0), elem, expr.span, &ty, false);
        let values: Vec<Value> = self.b.values.drain(start..).map(|v| v.value).collect();
        if values.is_empty() || values.contains(&Value::Unknown) || self.b.problems.len() > told {
            return self.unknown(expr.span);
        }
        let many =
            values.len() > 1 || values.iter().any(|v| matches!(v, Value::Pattern(_) | Value::Query(_)));
        let ty = match ty.alternatives.as_slice() {
            [Alternative::Builtin(Builtin::Value)] => {
                let mut found: Vec<Alternative> = Vec::new();
                for value in &values {
                    self.b.type_of(value, &mut found);
                }
                found
            }
            _ => ty.alternatives,
        };
        let node = self.push(Node::Values(values.into()), expr.span);
        Typed { node, ty, many, field, span: expr.span }
    }

    /// `[a, b]`, each read beside `item`, or by itself.
    pub(super) fn list(&mut self, elems: Seq<Elem>, span: Span, item: Option<&Typed>) -> Typed {
        let tree = self.cx.tree.clone();
        let mut nodes = Vec::new();
        let mut ty: Vec<Alternative> = Vec::new();
        for elem in tree.seq(elems) {
            let inner = self.bare(elem.expr);
            let mut part = match (item, self.first(inner)) {
                (Some(item), Some(First::All(_))) if !self.is_value(inner, item) => self.operand(inner),
                (Some(item), _) => self.beside(inner, item, true),
                (None, _) => self.operand(inner),
            };
            if let Some(filter) = elem.filter {
                let slot = self.bind(None, part.ty.clone());
                let filter = self.truth(filter);
                self.unbind();
                let set = part.node;
                part.node = self.push(Node::Where { set, slot, filter }, part.span);
            }
            if part.ty.is_empty() {
                self.sound = false;
            }
            for alternative in part.ty {
                if !ty.contains(&alternative) {
                    ty.push(alternative);
                }
            }
            nodes.push(part.node);
        }
        let node = self.push(Node::Union(nodes.into()), span);
        Typed { node, ty, many: true, field: None, span }
    }

    pub(super) fn is_value(&self, id: ExprId, item: &Typed) -> bool {
        let text = self.text(self.expr(id).span);
        self.value_word(&text, &item.ty).is_some()
    }

    pub(super) fn call(&mut self, span: Span, function: Span, args: Seq<Elem>, members: Seq<Span>) -> Typed {
        let word = self.text(function);
        let tree = self.cx.tree.clone();
        let Some(which) = Function::ALL.iter().copied().find(|f| f.word() == word) else {
            let near = suggest::nearest(&word, Function::ALL.iter().map(|f| f.word()));
            let problem = self.problem(
                &problems::UNKNOWN_NAME,
                function,
                format!("there is no function `{word}`"),
                "not a function",
            );
            let problem = match near {
                Some(_) => self.b.did_you_mean(problem, self.anchor(function), near, false),
                None => {
                    let all: Vec<String> = Function::ALL.iter().map(|f| format!("`{}`", f.word())).collect();
                    problem.note(format!("there are {}", all.join(", ")))
                }
            };
            self.tell(problem);
            return self.unknown(span);
        };
        let [elem] = tree.seq(args) else {
            let count = tree.seq(args).len();
            let problem = self.problem(
                &problems::WRONG_TYPE,
                span,
                match count {
                    0 => format!("`{word}` has nothing to look at"),
                    _ => format!("`{word}` takes one set, and here are {count}"),
                },
                "takes one set",
            );
            self.tell(problem.help(format!("write the set in the brackets: `{word}(x in set where …)`")));
            return self.unknown(span);
        };
        if let Some(member) = tree.seq(members).first() {
            let problem = self.problem(
                &problems::UNKNOWN_FIELD,
                *member,
                format!("what `{word}` gives has no fields"),
                "not a field of it",
            );
            self.tell(problem);
            return self.unknown(span);
        }
        let (set, name) = self.binding(elem.expr);
        let slot = self.bind(name, set.ty.clone());
        let filter = elem.filter.map(|f| self.truth(f));
        self.unbind();
        if filter.is_none() && matches!(which, Function::All | Function::Share) {
            let problem = self.problem(
                &problems::WRONG_TYPE,
                span,
                format!("`{word}` does not say of what"),
                "needs a `where`",
            );
            let text = self.text(set.span);
            self.tell(problem.help(format!("say what must hold: `{word}({text} where …)`")));
            return self.unknown(span);
        }
        if set.ty.is_empty() {
            return self.unknown(span);
        }
        let ty = match which {
            Function::Any | Function::All => vec![Alternative::Builtin(Builtin::Bool)],
            Function::Count => vec![Alternative::Builtin(Builtin::Number)],
            Function::Share => vec![Alternative::Builtin(Builtin::Percent)],
            Function::Sum => {
                if let Some(wrong) = set.ty.iter().find(|t| !is_amount(t)) {
                    let is = self.b.type_text(&Type { alternatives: vec![wrong.clone()], many: false });
                    let problem = self.problem(
                        &problems::WRONG_TYPE,
                        set.span,
                        format!("`sum` adds numbers, and here is {is}"),
                        "cannot be added up",
                    );
                    self.tell(
                        problem.help("lead the path on to a field with numbers, such as `sum(team.people)`"),
                    );
                    return self.unknown(span);
                }
                set.ty.clone()
            }
            Function::Min | Function::Max => {
                if let Some(why) = self.without_order(&set) {
                    let problem = self.problem(&problems::WRONG_TYPE, set.span, why, "has no order");
                    self.tell(problem);
                    return self.unknown(span);
                }
                set.ty.clone()
            }
        };
        let empty = match (which, ty.as_slice()) {
            (Function::Sum, [Alternative::Builtin(b) | Alternative::Bounded(b, ..)]) => match b {
                Builtin::Number => Some(Value::Number(Decimal::ZERO)),
                Builtin::Percent => Some(Value::Percent(Decimal::ZERO)),
                Builtin::Duration => Some(Value::Duration(Duration::default())),
                _ => None,
            },
            _ => None,
        };
        let field = match which {
            Function::Min | Function::Max => set.field,
            _ => None,
        };
        let node = Node::Over { function: which, set: set.node, slot, filter, empty };
        let node = self.push(node, span);
        Typed { node, ty, many: false, field, span }
    }

    /// `NAME in SET`, or a set by itself.
    pub fn binding(&mut self, id: ExprId) -> (Typed, Option<Name>) {
        let id = self.bare(id);
        if let ExprKind::Binary(BinaryOp::In, name, set) = self.expr(id).kind
            && let expr = self.expr(name)
            && expr.kind == ExprKind::Path
            && !self.text(expr.span).contains('.')
        {
            let text = self.text(expr.span);
            let name = self.b.names.intern(&text);
            return (self.operand(set), Some(name));
        }
        (self.operand(id), None)
    }

    pub(super) fn no_amount(&mut self, operand: &Typed) -> Typed {
        if !operand.ty.is_empty() {
            let text = self.text(operand.span);
            let is = self.says(operand);
            let message = match operand.many {
                true => format!("`{text}` may have several values, and one can only reckon with one"),
                false => format!("`{text}` is {is}, and one cannot reckon with it"),
            };
            let problem = self.problem(&problems::WRONG_TYPE, operand.span, message, "not an amount");
            self.tell(problem);
        }
        self.unknown(operand.span)
    }

    pub(super) fn arithmetic(&mut self, span: Span, op: Operation, l: Typed, r: Typed) -> Typed {
        use Builtin::{Date, Duration, Money, Number, Percent};
        for side in [&l, &r] {
            let date = Alternative::Builtin(Date);
            if side.many || side.ty.is_empty() || side.ty.iter().any(|t| !is_amount(t) && *t != date) {
                return self.no_amount(side);
            }
        }
        let builtin = |t: &Typed| match t.ty.as_slice() {
            [Alternative::Builtin(b) | Alternative::Bounded(b, ..)] => Some(*b),
            _ => None,
        };
        let result = match (builtin(&l), op, builtin(&r)) {
            (Some(Date), Operation::Plus | Operation::Minus, Some(Duration)) => Some(Date),
            (Some(Date), Operation::Minus, Some(Date)) => Some(Duration),
            (Some(Date), ..) | (_, _, Some(Date)) => None,
            (Some(a), Operation::Plus | Operation::Minus, Some(b)) if a == b => Some(a),
            (
                Some(a @ (Number | Percent | Money | Duration)),
                Operation::Times | Operation::Divide,
                Some(Number),
            ) => Some(a),
            (Some(Number), Operation::Times, Some(b @ (Percent | Money | Duration))) => Some(b),
            (Some(a), Operation::Divide, Some(b)) if a == b => Some(Number),
            _ => None,
        };
        let Some(result) = result else {
            let message = format!(
                "`{}` is {}, and `{}` is {}",
                self.text(l.span),
                self.says(&l),
                self.text(r.span),
                self.says(&r)
            );
            let problem = self.problem(&problems::WRONG_TYPE, span, message, "do not go together");
            self.tell(problem);
            return self.unknown(span);
        };
        self.typed(Node::Arithmetic(op, l.node, r.node), span, Alternative::Builtin(result))
    }
}
