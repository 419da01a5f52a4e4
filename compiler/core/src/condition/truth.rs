//! What is yes or no: comparisons, membership, `and`, `or`, `not`.

use annexa_diagnostics::Safety;
use annexa_syntax::tree::{BinaryOp, ExprId, ExprKind, UnaryOp};

use super::check::*;
use super::types::*;
use super::{Comparison, Node, NodeId};
use crate::edit;
use crate::problems;
use crate::schema::{Alternative, Builtin};
use crate::source::Span;

impl Checker<'_, '_> {
    /// Checks an expression that is true or false.
    pub fn truth(&mut self, id: ExprId) -> NodeId {
        let mut id = self.bare(id);
        let span = self.expr(id).span;
        let mut negated = false;
        while let ExprKind::Unary(UnaryOp::Not, inner) = self.expr(id).kind {
            negated = !negated;
            id = self.bare(inner);
        }
        let node = if self.deeper(span) { self.plain_truth(id) } else { self.push(Node::Unknown, span) };
        self.depth -= 1;
        match negated {
            true => self.push(Node::Not(node), span),
            false => node,
        }
    }

    pub(super) fn plain_truth(&mut self, id: ExprId) -> NodeId {
        let expr = self.expr(id);
        let (span, kind) = (expr.span, expr.kind);
        match kind {
            ExprKind::Binary(op @ (BinaryOp::And | BinaryOp::Or), ..) => {
                // A long chain leans to the left; it is read without going deeper.
                let mut operands = Vec::new();
                let mut rest = id;
                while let ExprKind::Binary(inner, left, right) = self.expr(rest).kind
                    && inner == op
                {
                    operands.push(right);
                    rest = left;
                }
                operands.push(rest);
                operands.reverse();
                let nodes: Vec<NodeId> = operands.into_iter().map(|o| self.truth(o)).collect();
                let node = match op {
                    BinaryOp::And => Node::And(nodes.into()),
                    _ => Node::Or(nodes.into()),
                };
                self.push(node, span)
            }
            ExprKind::Binary(BinaryOp::In, item, set) => self.membership(span, item, set, false),
            ExprKind::Binary(BinaryOp::NotIn, item, set) => self.membership(span, item, set, true),
            ExprKind::Binary(op, left, right) if comparison(op).is_some() => {
                let op = comparison(op).unwrap_or(Comparison::Equal);
                self.comparison(span, op, left, right)
            }
            ExprKind::Condition(op, _) => {
                let problem = self.problem(
                    &problems::WRONG_TYPE,
                    span,
                    format!("nothing stands before `{}`", op.text()),
                    "compares nothing",
                );
                self.tell(problem.help("write the field that is compared on its left"));
                self.push(Node::Unknown, span)
            }
            _ => {
                let operand = self.operand(id);
                if operand.ty.is_empty() || operand.ty.contains(&Alternative::Builtin(Builtin::Bool)) {
                    if !operand.many {
                        return operand.node;
                    }
                    let problem = self.problem(
                        &problems::WRONG_TYPE,
                        span,
                        format!("`{}` may have several values", self.text(span)),
                        "a set",
                    );
                    self.tell(problem.help("ask for them with `any`, `all` or `count`"));
                    return self.push(Node::Unknown, span);
                }
                let text = self.text(span);
                let is = self.says(&operand);
                let problem = self.problem(
                    &problems::WRONG_TYPE,
                    span,
                    format!("`{text}` is {is}, and says neither yes nor no"),
                    "not a condition",
                );
                let help = match operand.many {
                    true => format!("ask whether there is one with `any({text})`"),
                    false => {
                        format!("compare it with something, or ask whether it is given: `{text} != none`")
                    }
                };
                self.tell(problem.help(help));
                self.push(Node::Unknown, span)
            }
        }
    }

    pub(super) fn comparison(&mut self, span: Span, op: Comparison, left: ExprId, right: ExprId) -> NodeId {
        let (left, right) = (self.bare(left), self.bare(right));
        let none = |id| self.expr(id).kind == ExprKind::None;
        let other = match (none(left), none(right)) {
            (false, false) => None,
            (true, _) => Some(right),
            (_, true) => Some(left),
        };
        if let Some(other) = other {
            if !matches!(op, Comparison::Equal | Comparison::NotEqual) {
                let problem = self.problem(
                    &problems::WRONG_TYPE,
                    span,
                    "`none` is neither less nor more than anything",
                    "has no order",
                );
                self.tell(
                    problem.help("`== none` asks whether there is no value, `!= none` whether there is one"),
                );
                return self.push(Node::Unknown, span);
            }
            let operand = self.operand(other);
            let is = self.push(Node::IsNone(operand.node), span);
            return match op {
                Comparison::NotEqual => self.push(Node::Not(is), span),
                _ => is,
            };
        }
        let (l, r) = if self.refers(left) {
            let l = self.operand(left);
            let r = self.beside(right, &l, false);
            (l, r)
        } else if self.refers(right) || self.near_field(right) && !self.near_field(left) {
            let r = self.operand(right);
            let l = self.beside(left, &r, false);
            (l, r)
        } else {
            let l = self.operand(left);
            let r = self.beside(right, &l, false);
            (l, r)
        };
        for (set, other) in [(&l, right), (&r, left)] {
            if set.many {
                self.compared_set(span, op, set, other);
                return self.push(Node::Unknown, span);
            }
        }
        if l.ty.is_empty() || r.ty.is_empty() {
            return self.push(Node::Unknown, span);
        }
        if !self.comparable(&l, &r) {
            let message = format!(
                "`{}` is {}, and `{}` is {}",
                self.text(l.span),
                self.says(&l),
                self.text(r.span),
                self.says(&r)
            );
            let problem = self.problem(&problems::WRONG_TYPE, span, message, "cannot be compared");
            self.tell(problem);
            return self.push(Node::Unknown, span);
        }
        if !matches!(op, Comparison::Equal | Comparison::NotEqual) {
            for operand in [&l, &r] {
                if let Some(why) = self.without_order(operand) {
                    let problem = self.problem(&problems::WRONG_TYPE, span, why, "has no order");
                    self.tell(problem.help("compare with `==`, `!=` or `in`"));
                    return self.push(Node::Unknown, span);
                }
            }
        }
        self.push(Node::Compare(op, l.node, r.node), span)
    }

    /// A set where one value is compared.
    pub(super) fn compared_set(&mut self, span: Span, op: Comparison, set: &Typed, other: ExprId) {
        let text = self.text(set.span);
        let other_expr = self.expr(other);
        let other_text = self.text(other_expr.span);
        let message = match self.code.node(set.node) {
            Node::Values(_) => format!("`{text}` stands for several values, and a comparison takes one"),
            _ => format!("`{text}` may have several values, and a comparison takes one"),
        };
        let mut problem = self.problem(&problems::WRONG_TYPE, set.span, message, "a set");
        let whole = self.anchor(span);
        problem = match op {
            Comparison::Equal => edit::replace(
                problem.help(format!("write `{other_text} in {text}`; or ask with `any`, `all` or `count`")),
                whole,
                &format!("{other_text} in {text}"),
                Safety::Review,
            ),
            Comparison::NotEqual => edit::replace(
                problem
                    .help(format!("write `{other_text} not in {text}`; or ask with `any`, `all` or `count`")),
                whole,
                &format!("{other_text} not in {text}"),
                Safety::Review,
            ),
            _ => problem.help(format!(
                "ask with `any(x in {text} where x {} {other_text})`, `all`, `count`, `min` or `max`",
                symbol(op)
            )),
        };
        self.tell(problem);
    }

    pub(super) fn membership(&mut self, span: Span, item: ExprId, set: ExprId, negated: bool) -> NodeId {
        let (item, set) = (self.bare(item), self.bare(set));
        let set_expr = self.expr(set);
        let node = match set_expr.kind {
            ExprKind::Range(low, high) => {
                let i = self.operand(item);
                if i.many {
                    self.set_in_set(span, &i);
                    return self.push(Node::Unknown, span);
                }
                if i.ty.iter().any(is_entry) {
                    let set = self.constant(set, &i, true);
                    self.contains(span, &i, &set)
                } else {
                    let low = self.beside(low, &i, false);
                    let high = self.beside(high, &i, false);
                    if let Some(why) = self.without_order(&i) {
                        let problem = self.problem(&problems::WRONG_TYPE, span, why, "has no order");
                        self.tell(problem.help("list the values: `in [a, b]`"));
                    }
                    let from = self.push(Node::Compare(Comparison::AtLeast, i.node, low.node), span);
                    let to = self.push(Node::Compare(Comparison::AtMost, i.node, high.node), span);
                    self.push(Node::And([from, to].into()), span)
                }
            }
            ExprKind::List(elems) => {
                let i = self.operand(item);
                if i.many {
                    self.set_in_set(span, &i);
                    return self.push(Node::Unknown, span);
                }
                let set = self.list(elems, set_expr.span, Some(&i));
                self.contains(span, &i, &set)
            }
            _ if self.refers(set) => {
                let s = self.operand(set);
                let period = Alternative::Builtin(Builtin::Period);
                let element = Typed {
                    ty: match s.ty.as_slice() {
                        [only] if *only == period => vec![Alternative::Builtin(Builtin::Date)],
                        _ => s.ty.clone(),
                    },
                    ..s.clone()
                };
                let i = self.beside(item, &element, false);
                if i.many {
                    self.set_in_set(span, &i);
                    return self.push(Node::Unknown, span);
                }
                if s.ty == [period.clone()] && !i.ty.contains(&period) {
                    self.push(Node::Within(i.node, s.node), span)
                } else {
                    if !s.ty.is_empty() && !i.ty.is_empty() && !self.comparable(&i, &s) {
                        let message = format!(
                            "`{}` is {}, and `{}` holds {}",
                            self.text(i.span),
                            self.says(&i),
                            self.text(s.span),
                            self.says(&s)
                        );
                        let problem = self.problem(&problems::WRONG_TYPE, span, message, "never holds it");
                        self.tell(problem);
                    }
                    self.contains(span, &i, &s)
                }
            }
            _ => {
                let i = self.operand(item);
                if i.many {
                    self.set_in_set(span, &i);
                    return self.push(Node::Unknown, span);
                }
                let set = match self.first(set) {
                    Some(First::All(_)) => self.operand(set),
                    _ => self.constant(set, &i, true),
                };
                self.contains(span, &i, &set)
            }
        };
        match negated {
            true => self.push(Node::Not(node), span),
            false => node,
        }
    }

    /// `x in set`, where the set may also be a single value.
    pub(super) fn contains(&mut self, span: Span, item: &Typed, set: &Typed) -> NodeId {
        match set.many {
            true => self.push(Node::In(item.node, set.node), span),
            false => self.push(Node::Compare(Comparison::Equal, item.node, set.node), span),
        }
    }

    pub(super) fn set_in_set(&mut self, span: Span, item: &Typed) {
        let text = self.text(item.span);
        let problem = self.problem(
            &problems::WRONG_TYPE,
            item.span,
            format!("`{text}` may have several values, and `in` takes one on its left"),
            "a set",
        );
        let whole = self.text(span);
        let rest = whole.strip_prefix(text.as_str()).unwrap_or("in …").trim_start();
        self.tell(problem.help(format!("ask with `any(x in {text} where x {rest})`, or with `all`")));
    }
}
