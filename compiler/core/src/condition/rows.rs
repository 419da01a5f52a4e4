//! Checks the formulas over the rows of a file: `share(rows where mfa-enrolled) >= 98%`.
//!
//! Within `rows where` a word is a column of the file and nothing else, so what a cell is compared with is written out, or
//! is another column. What a column holds is not known here: a cell is text, and its use says how it is read ([`Reads`]).
//! Outside of the brackets an expression is as in a rule, without derived fields.

use annexa_syntax::tree::{BinaryOp, Elem, ExprId, ExprKind, Prep, Seq, UnaryOp};
use rust_decimal::Decimal;

use super::check::{Checker, Site, Typed};
use super::types::{comparison, operation, symbol};
use super::{Comparison, Function, Node, NodeId, Operation, Reads, RowFormula, Slot};
use crate::builder::Builder;
use crate::model::ValueId;
use crate::names::Name;
use crate::prelude::{field, kind};
use crate::problems;
use crate::schema::{Alternative, Builtin, FieldId};
use crate::source::{PackageId, Span};
use crate::time::Duration;
use crate::value::Value;

/// The rows of the file that a declaration names.
const ROWS: &str = "rows";

/// What the words of a condition on rows lead to.
#[derive(Clone, Copy)]
struct Row {
    slot: Slot,
    /// The name that a row is bound to: `r in rows where r.open`.
    name: Option<Name>,
}

/// What is asked of a formula.
enum Wanted {
    /// Yes or no.
    Truth,
    /// An amount, to be compared with the target of the same declaration.
    Amount(Option<Reads>),
    /// A column with dates.
    Day,
}

impl Builder<'_> {
    /// Checks the formulas over rows of all declarations. Runs after all values are read.
    pub(crate) fn check_row_formulas(&mut self) {
        let of: [(_, FieldId, Option<Prep>); 5] = [
            (kind::EVIDENCE, field::EVIDENCE_EXPECT, None),
            (kind::MEASURE, field::MEASURE_VALUE, None),
            (kind::MEASURE, field::MEASURE_PERIOD, Some(Prep::On)),
            (kind::ACKNOWLEDGEMENT, field::ACKNOWLEDGEMENT_VALUE, None),
            (kind::TRAINING, field::TRAINING_VALUE, None),
        ];
        for (kind, said, prep) in of {
            for decl in self.by_kind.get(kind.0 as usize).cloned().unwrap_or_default() {
                if self.decls[decl.0 as usize].package == PackageId::LIBRARY {
                    continue;
                }
                let target = self.target_of(decl);
                for id in self.formula_values(decl, said, prep) {
                    let Value::Formula(file, expr) = self.values[id.0 as usize].value else { continue };
                    let wanted = match (said, prep) {
                        (_, Some(_)) => Wanted::Day,
                        (field::EVIDENCE_EXPECT, _) => Wanted::Truth,
                        _ => Wanted::Amount(target),
                    };
                    let package = self.decls[decl.0 as usize].package;
                    let site = Site { file, decl, from: Some(decl), package, rule: false };
                    let told = self.problems.len();
                    let mut checker = Checker::new(self, &site);
                    let row = Row { slot: Slot(0), name: None };
                    if let Wanted::Amount(Some(target)) = wanted
                        && let Some(gives) = checker.guess(expr).filter(|g| *g != target)
                    {
                        checker.misses_target(expr, gives, target);
                        continue;
                    }
                    let root = match wanted {
                        Wanted::Truth => checker.row_truth(expr, None),
                        Wanted::Amount(reads) => checker.row_operand(expr, None, reads),
                        Wanted::Day => checker.row_operand(expr, Some(row), Some(Reads::Date)),
                    };
                    let (code, sound) = (checker.code, checker.sound);
                    let sound = sound && self.problems.len() == told;
                    self.row_formulas.insert(id, RowFormula { code, root, sound });
                }
            }
        }
    }

    fn formula_values(&self, decl: crate::model::DeclId, said: FieldId, prep: Option<Prep>) -> Vec<ValueId> {
        let (start, len) = self.decls[decl.0 as usize].entries;
        let entries = self.entries[start as usize..(start + len) as usize].iter();
        let mut found = Vec::new();
        for entry in entries.filter(|e| e.field == said) {
            for part in &self.parts[entry.parts.0 as usize..(entry.parts.0 + entry.parts.1) as usize] {
                if part.prep == prep {
                    found.extend((part.values.0..part.values.0 + part.values.1).map(ValueId));
                }
            }
        }
        found
    }

    /// What the target of a measure or an acknowledgement is written in.
    fn target_of(&self, decl: crate::model::DeclId) -> Option<Reads> {
        let fields = [field::MEASURE_TARGET, field::ACKNOWLEDGEMENT_TARGET, field::TRAINING_TARGET];
        let id = fields.iter().flat_map(|f| self.formula_values(decl, *f, None)).next()?;
        let Value::Condition(_, file, side) = self.values[id.0 as usize].value else { return None };
        let source = self.files.get(file);
        literal_reads(source.tree.expr(side).kind, source.tree.expr(side).span.of(&source.text))
    }
}

/// How a literal is read.
fn literal_reads(kind: ExprKind, text: &str) -> Option<Reads> {
    Some(match kind {
        ExprKind::Number => Reads::Number,
        ExprKind::Date => Reads::Date,
        ExprKind::Text | ExprKind::Prose | ExprKind::Url => Reads::Text,
        ExprKind::Quantity if text.trim_end().ends_with('%') => Reads::Percent,
        ExprKind::Quantity => {
            let unit = text.rsplit(|c: char| c.is_whitespace() || c.is_ascii_digit()).next().unwrap_or("");
            match Duration::from_unit(1, unit) {
                Some(_) => Reads::Duration,
                None => Reads::Money,
            }
        }
        ExprKind::Path if matches!(text, "yes" | "no" | "true" | "false") => Reads::Bool,
        _ => return None,
    })
}

fn builtin(reads: Reads) -> Option<Builtin> {
    Some(match reads {
        Reads::Text => Builtin::Text,
        Reads::Bool => Builtin::Bool,
        Reads::Number => Builtin::Number,
        Reads::Percent => Builtin::Percent,
        Reads::Date => Builtin::Date,
        Reads::Duration => Builtin::Duration,
        Reads::Money => Builtin::Money,
        Reads::Look => return None,
    })
}

fn of_builtin(builtin: Builtin) -> Option<Reads> {
    Some(match builtin {
        Builtin::Text | Builtin::Prose | Builtin::Url | Builtin::Path => Reads::Text,
        Builtin::Bool => Reads::Bool,
        Builtin::Number => Reads::Number,
        Builtin::Percent => Reads::Percent,
        Builtin::Date => Reads::Date,
        Builtin::Duration => Reads::Duration,
        Builtin::Money => Reads::Money,
        _ => return None,
    })
}

impl Checker<'_, '_> {
    /// How an expression is read, as far as its text tells; `None` for columns, which are read as what stands beside them.
    fn guess(&self, id: ExprId) -> Option<Reads> {
        let id = self.bare(id);
        let expr = self.expr(id);
        let text = self.text(expr.span);
        match expr.kind {
            ExprKind::Binary(op @ (BinaryOp::Plus | BinaryOp::Minus), l, r) => {
                match (self.guess(l), self.guess(r)) {
                    (Some(Reads::Date), Some(Reads::Date)) => Some(Reads::Duration),
                    (Some(Reads::Date), None) if op == BinaryOp::Minus => Some(Reads::Duration),
                    (None, Some(Reads::Date)) => Some(Reads::Duration),
                    (Some(Reads::Date), _) | (None, Some(Reads::Duration)) => Some(Reads::Date),
                    (one, other) => one.or(other),
                }
            }
            ExprKind::Binary(BinaryOp::Times | BinaryOp::Divide, l, r) => {
                let (l, r) = (self.guess(l), self.guess(r));
                l.filter(|l| *l != Reads::Number).or(r).or(l)
            }
            ExprKind::Binary(..) | ExprKind::Unary(UnaryOp::Not, _) => Some(Reads::Bool),
            ExprKind::Unary(UnaryOp::Minus, inner) => self.guess(inner),
            ExprKind::Call { function, .. } => {
                let word = self.text(function);
                let which = Function::ALL.iter().find(|f| f.word() == word)?;
                match which {
                    Function::Any | Function::All => Some(Reads::Bool),
                    Function::Count => Some(Reads::Number),
                    Function::Share => Some(Reads::Percent),
                    Function::Sum | Function::Min | Function::Max => None,
                }
            }
            kind => literal_reads(kind, &text),
        }
    }

    /// Tells a formula that gives something else than its target is.
    fn misses_target(&mut self, id: ExprId, gives: Reads, target: Reads) {
        let span = self.expr(id).span;
        let message =
            format!("`{}` gives {}, and the target is {}", self.text(span), gives.says(), target.says());
        let problem = self.problem(&problems::WRONG_TYPE, span, message, "never meets its target");
        self.tell(match (gives, target) {
            (Reads::Percent, Reads::Number) => {
                problem.help("a percentage is written with its sign: `target: >= 95%`")
            }
            _ => problem,
        });
    }

    /// A condition on rows, or one about what functions give of them.
    fn row_truth(&mut self, id: ExprId, row: Option<Row>) -> NodeId {
        let id = self.bare(id);
        let span = self.expr(id).span;
        let node = match self.deeper(span) {
            true => self.plain_row_truth(id, row),
            false => self.push(Node::Unknown, span),
        };
        self.depth -= 1;
        node
    }

    fn plain_row_truth(&mut self, id: ExprId, row: Option<Row>) -> NodeId {
        let expr = self.expr(id);
        let span = expr.span;
        match expr.kind {
            ExprKind::Unary(UnaryOp::Not, inner) => {
                let inner = self.row_truth(inner, row);
                self.push(Node::Not(inner), span)
            }
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
                let nodes: Vec<NodeId> = operands.into_iter().map(|o| self.row_truth(o, row)).collect();
                let node = match op {
                    BinaryOp::And => Node::And(nodes.into()),
                    _ => Node::Or(nodes.into()),
                };
                self.push(node, span)
            }
            ExprKind::Binary(BinaryOp::In, item, set) => self.row_membership(span, item, set, row),
            ExprKind::Binary(BinaryOp::NotIn, item, set) => {
                let inner = self.row_membership(span, item, set, row);
                self.push(Node::Not(inner), span)
            }
            ExprKind::Binary(op, left, right) if comparison(op).is_some() => {
                let op = comparison(op).unwrap_or(Comparison::Equal);
                self.row_comparison(span, op, left, right, row)
            }
            ExprKind::Condition(op, _) => {
                let problem = self.problem(
                    &problems::WRONG_TYPE,
                    span,
                    format!("nothing stands before `{}`", op.text()),
                    "compares nothing",
                );
                self.tell(problem.help("write what is compared on its left, such as `share(rows where …)`"));
                self.push(Node::Unknown, span)
            }
            _ => {
                let guessed = self.guess(id);
                if let (Some(reads), None) = (guessed.filter(|r| *r != Reads::Bool), row) {
                    let says = reads.says();
                    let text = self.text(span);
                    let problem = self.problem(
                        &problems::WRONG_TYPE,
                        span,
                        format!("`{text}` gives {says}, and says neither yes nor no"),
                        "not a condition",
                    );
                    self.tell(problem.help(format!("say what it has to be: `{text} >= …`")));
                    return self.push(Node::Unknown, span);
                }
                self.row_operand(id, row, Some(Reads::Bool))
            }
        }
    }

    fn row_comparison(
        &mut self,
        span: Span,
        op: Comparison,
        left: ExprId,
        right: ExprId,
        row: Option<Row>,
    ) -> NodeId {
        let (left, right) = (self.bare(left), self.bare(right));
        let none = |id| self.expr(id).kind == ExprKind::None;
        let equal = matches!(op, Comparison::Equal | Comparison::NotEqual);
        if none(left) || none(right) {
            if !equal {
                let problem = self.problem(
                    &problems::WRONG_TYPE,
                    span,
                    "`none` is neither less nor more than anything",
                    "has no order",
                );
                self.tell(
                    problem.help("`== none` asks whether a cell is empty, `!= none` whether it is not"),
                );
                return self.push(Node::Unknown, span);
            }
            let other = if none(left) { right } else { left };
            let operand = self.row_operand(other, row, Some(self.guess(other).unwrap_or(Reads::Text)));
            let is = self.push(Node::IsNone(operand), span);
            return match op {
                Comparison::NotEqual => self.push(Node::Not(is), span),
                _ => is,
            };
        }
        let (l, r) = (self.guess(left), self.guess(right));
        if let (Some(a), Some(b)) = (l, r)
            && a != b
        {
            let message = format!(
                "`{}` is {}, and `{}` is {}",
                self.text(self.expr(left).span),
                a.says(),
                self.text(self.expr(right).span),
                b.says()
            );
            let problem = self.problem(&problems::WRONG_TYPE, span, message, "cannot be compared");
            self.tell(match (a, b) {
                (Reads::Percent, Reads::Number) | (Reads::Number, Reads::Percent) => {
                    problem.help("a percentage is written with its sign: `95%`")
                }
                _ => problem,
            });
            return self.push(Node::Unknown, span);
        }
        let reads = l.or(r);
        if let Some(reads @ (Reads::Text | Reads::Bool)) = reads
            && !equal
        {
            let message = format!("{} has no order, and `{}` asks for one", reads.says(), symbol(op));
            let problem = self.problem(&problems::WRONG_TYPE, span, message, "has no order");
            self.tell(problem.help("compare with `==`, `!=` or `in`"));
            return self.push(Node::Unknown, span);
        }
        // Two columns are read by how they look; where only sameness is asked for, as texts.
        let reads = reads.or(match (row.is_some(), equal) {
            (true, true) => Some(Reads::Text),
            (true, false) => Some(Reads::Look),
            (false, _) => None,
        });
        let (l, r) = (self.row_operand(left, row, reads), self.row_operand(right, row, reads));
        self.push(Node::Compare(op, l, r), span)
    }

    fn row_membership(&mut self, span: Span, item: ExprId, set: ExprId, row: Option<Row>) -> NodeId {
        let set = self.bare(set);
        let set_expr = self.expr(set);
        match set_expr.kind {
            ExprKind::Range(low, high) => {
                let reads = self.guess(low).or_else(|| self.guess(high));
                let item_node = self.row_operand(item, row, reads);
                let low = self.row_operand(low, row, reads);
                let high = self.row_operand(high, row, reads);
                let from = self.push(Node::Compare(Comparison::AtLeast, item_node, low), span);
                let to = self.push(Node::Compare(Comparison::AtMost, item_node, high), span);
                self.push(Node::And([from, to].into()), span)
            }
            ExprKind::List(elems) => {
                let tree = self.cx.tree.clone();
                let elems: Vec<ExprId> = tree.seq(elems).iter().map(|e| e.expr).collect();
                let reads = elems.iter().find_map(|e| self.guess(*e)).or(Some(Reads::Text));
                let item = self.row_operand(item, row, reads);
                let nodes: Vec<NodeId> = elems.iter().map(|e| self.row_operand(*e, row, reads)).collect();
                let union = self.push(Node::Union(nodes.into()), set_expr.span);
                self.push(Node::In(item, union), span)
            }
            _ => {
                let problem = self.problem(
                    &problems::WRONG_TYPE,
                    set_expr.span,
                    "`in` takes a list or a range here",
                    "neither a list nor a range",
                );
                self.tell(problem.help("write `in [\"a\", \"b\"]`, or `in 1 .. 5`"));
                self.push(Node::Unknown, span)
            }
        }
    }

    /// An expression with a value, read as `reads`.
    fn row_operand(&mut self, id: ExprId, row: Option<Row>, reads: Option<Reads>) -> NodeId {
        let id = self.bare(id);
        let span = self.expr(id).span;
        let node = match self.deeper(span) {
            true => self.plain_row_operand(id, row, reads),
            false => self.push(Node::Unknown, span),
        };
        self.depth -= 1;
        node
    }

    fn plain_row_operand(&mut self, id: ExprId, row: Option<Row>, reads: Option<Reads>) -> NodeId {
        let expr = self.expr(id);
        let span = expr.span;
        let text = self.text(span);
        match expr.kind {
            ExprKind::Path if literal_reads(expr.kind, &text).is_some() => {
                let value = Value::Bool(matches!(text.as_str(), "yes" | "true"));
                self.fits(span, Reads::Bool, reads);
                self.push(Node::Values([value].into()), span)
            }
            ExprKind::Path => match row {
                Some(row) => self.cell(span, &text, row, reads.unwrap_or(Reads::Look)),
                None if text == ROWS || text.starts_with("rows.") => {
                    let problem = self.problem(
                        &problems::WRONG_TYPE,
                        span,
                        format!("`{text}` may be many, and one value is asked for"),
                        "many",
                    );
                    self.tell(problem.help(match text == ROWS {
                        true => "count them: `count(rows where …)`, or `share(rows where …)`".to_string(),
                        false => format!("write `sum({text})`, `min({text})` or `max({text})`"),
                    }));
                    self.push(Node::Unknown, span)
                }
                None => self.outside(id, span, reads),
            },
            ExprKind::Binary(op, l, r) if operation(op).is_some() => {
                let op = operation(op).unwrap_or(Operation::Plus);
                let (a, b) = (self.guess(l), self.guess(r));
                let (left, right) = match (op, reads.or_else(|| self.guess(id)).unwrap_or(Reads::Number)) {
                    (Operation::Plus | Operation::Minus, Reads::Date) => (Reads::Date, Reads::Duration),
                    (Operation::Minus, Reads::Duration)
                        if a != Some(Reads::Duration) && b != Some(Reads::Duration) =>
                    {
                        (Reads::Date, Reads::Date)
                    }
                    (Operation::Plus | Operation::Minus, all) => (all, all),
                    (Operation::Times | Operation::Divide, all) => match (a, b) {
                        (Some(Reads::Number), _) if op == Operation::Times => (Reads::Number, all),
                        (Some(x), Some(y)) if x == y => (x, y),
                        _ => (all, Reads::Number),
                    },
                };
                let left = self.row_operand(l, row, Some(left));
                let right = self.row_operand(r, row, Some(right));
                self.push(Node::Arithmetic(op, left, right), span)
            }
            ExprKind::Unary(UnaryOp::Minus, inner) => {
                let inner = self.row_operand(inner, row, reads);
                self.push(Node::Negative(inner), span)
            }
            ExprKind::Call { function, args, members } => {
                self.row_call(id, span, function, args, members, row, reads)
            }
            ExprKind::Binary(..) | ExprKind::Unary(UnaryOp::Not, _) | ExprKind::Condition(..) => {
                self.fits(span, Reads::Bool, reads);
                self.row_truth(id, row)
            }
            _ => {
                let literal = literal_reads(expr.kind, &text);
                if let Some(literal) = literal
                    && !self.fits(span, literal, reads)
                {
                    return self.push(Node::Unknown, span);
                }
                self.outside(id, span, literal.or(reads))
            }
        }
    }

    /// Tells a literal that is of another type than what stands beside it.
    fn fits(&mut self, span: Span, is: Reads, wanted: Option<Reads>) -> bool {
        match wanted {
            Some(wanted) if wanted != is && wanted != Reads::Look => {
                let text = self.text(span);
                let message = format!("`{text}` is {}, and {} is asked for here", is.says(), wanted.says());
                let problem = self.problem(&problems::WRONG_TYPE, span, message, "does not fit");
                self.tell(problem);
                false
            }
            _ => true,
        }
    }

    /// What does not speak of rows: a literal, a named value, a field of a declaration.
    fn outside(&mut self, id: ExprId, span: Span, reads: Option<Reads>) -> NodeId {
        let wanted = reads.and_then(builtin);
        let typed = match wanted {
            Some(wanted) if !self.refers(id) => {
                let other = Typed {
                    node: NodeId(0),
                    ty: vec![Alternative::Builtin(wanted)],
                    many: false,
                    field: None,
                    span,
                };
                self.constant(id, &other, false)
            }
            _ => self.operand(id),
        };
        if typed.many {
            let text = self.text(span);
            let problem = self.problem(
                &problems::WRONG_TYPE,
                span,
                format!("`{text}` may have several values, and one is asked for"),
                "a set",
            );
            self.tell(problem);
        } else if let (Some(wanted), [Alternative::Builtin(b) | Alternative::Bounded(b, ..)]) =
            (reads.filter(|r| *r != Reads::Look), typed.ty.as_slice())
            && of_builtin(*b).is_some_and(|is| is != wanted)
        {
            self.fits(span, of_builtin(*b).unwrap_or(wanted), Some(wanted));
        }
        typed.node
    }

    /// Tells a column that would be read as money: which currency a cell is in, a table seldom says.
    fn no_money(&mut self, span: Span, reads: Reads) -> bool {
        if reads == Reads::Money {
            let problem = self.problem(
                &problems::WRONG_TYPE,
                span,
                "cells are not read as amounts of money",
                "compared with money",
            );
            self.tell(
                problem.help("keep the currency in the title of the column, and compare with a number"),
            );
        }
        reads == Reads::Money
    }

    /// A column of a row.
    fn cell(&mut self, span: Span, text: &str, row: Row, reads: Reads) -> NodeId {
        let column = match row.name {
            None => Some(text),
            Some(name) => text.strip_prefix(self.b.names.text(name)).and_then(|rest| rest.strip_prefix('.')),
        };
        let Some(column) = column.filter(|c| !c.contains('.')) else {
            let problem = match row.name {
                None => self.problem(
                    &problems::UNKNOWN_FIELD,
                    span,
                    format!("`{text}` is no column: within `rows where` a word is a column, and a cell has no fields"),
                    "leads nowhere",
                ),
                Some(name) => {
                    let name = self.b.names.text(name).to_string();
                    self.problem(
                        &problems::UNKNOWN_FIELD,
                        span,
                        format!("`{text}` is no column: a column is read through the bound name"),
                        "not a column",
                    )
                    .help(format!("write `{name}.{}`", text.rsplit('.').next().unwrap_or(text)))
                }
            };
            self.tell(problem);
            return self.push(Node::Unknown, span);
        };
        if self.no_money(span, reads) {
            return self.push(Node::Unknown, span);
        }
        let column = self.b.names.intern(column);
        self.push(Node::Cell { slot: row.slot, column, reads }, span)
    }

    #[expect(clippy::too_many_arguments, reason = "a call has as many parts")]
    fn row_call(
        &mut self,
        id: ExprId,
        span: Span,
        function: Span,
        args: Seq<Elem>,
        members: Seq<Span>,
        row: Option<Row>,
        reads: Option<Reads>,
    ) -> NodeId {
        let word = self.text(function);
        let tree = self.cx.tree.clone();
        let about_rows = match tree.seq(args) {
            [elem] => self.rows_of(elem.expr),
            _ => None,
        };
        let which = Function::ALL.iter().copied().find(|f| f.word() == word);
        let (Some(which), Some((name, column)), [elem], true) =
            (which, about_rows, tree.seq(args), members.is_empty())
        else {
            // Of something else than rows, or wrong: as in a rule.
            if row.is_some() {
                let problem = self.problem(
                    &problems::WRONG_TYPE,
                    span,
                    format!("`{word}` cannot stand within `rows where`, where a word is a column"),
                    "asks about something else than the row",
                );
                self.tell(problem);
                return self.push(Node::Unknown, span);
            }
            return self.operand(id).node;
        };
        if row.is_some() {
            let problem = self.problem(
                &problems::WRONG_TYPE,
                span,
                "a question about rows cannot stand within another",
                "within `rows where`",
            );
            self.tell(problem.help("write the number out, or ask twice and join the two with `and`"));
            return self.push(Node::Unknown, span);
        }
        let amounts = matches!(which, Function::Sum | Function::Min | Function::Max);
        let is = match which {
            Function::Any | Function::All => Some(Reads::Bool),
            Function::Count => Some(Reads::Number),
            Function::Share => Some(Reads::Percent),
            _ => None,
        };
        if let Some(is) = is
            && !self.fits(span, is, reads)
        {
            return self.push(Node::Unknown, span);
        }
        let complaint = match (which, &column, elem.filter) {
            (Function::All | Function::Share, _, None) => Some((
                format!("`{word}` does not say of what"),
                format!("say what must hold: `{word}(rows where …)`"),
            )),
            (_, None, _) if amounts => Some((
                format!("`{word}` does not say of which column"),
                format!("name the column: `{word}(rows.days-open)`"),
            )),
            (_, Some(_), _) if !amounts => Some((
                format!("`{word}` looks at rows, and this is a column"),
                format!("write `{word}(rows where …)`"),
            )),
            _ => None,
        };
        if let Some((message, help)) = complaint {
            let problem = self.problem(&problems::WRONG_TYPE, span, message, "cannot be worked out");
            self.tell(problem.help(help));
            return self.push(Node::Unknown, span);
        }
        let slot = Slot(0);
        let filter = elem.filter.map(|f| self.row_truth(f, Some(Row { slot, name })));
        let set_span = self.expr(elem.expr).span;
        let rows = self.push(Node::Rows, set_span);
        let Some(column) = column else {
            return self.push(Node::Over { function: which, set: rows, slot, filter, empty: None }, span);
        };
        let kept = match filter {
            Some(filter) => self.push(Node::Where { set: rows, slot, filter }, set_span),
            None => rows,
        };
        let reads = reads.filter(|r| *r != Reads::Look).unwrap_or(Reads::Number);
        if self.no_money(set_span, reads) {
            return self.push(Node::Unknown, span);
        }
        let column = self.b.names.intern(&column);
        let cells = self.push(Node::Column { set: kept, column, reads }, set_span);
        let empty = match (which, reads) {
            (Function::Sum, Reads::Number) => Some(Value::Number(Decimal::ZERO)),
            (Function::Sum, Reads::Percent) => Some(Value::Percent(Decimal::ZERO)),
            (Function::Sum, Reads::Duration) => Some(Value::Duration(Duration::default())),
            _ => None,
        };
        self.push(Node::Over { function: which, set: cells, slot, filter: None, empty }, span)
    }

    /// Whether an argument is `rows`, `rows.column` or `r in rows`: the bound name, and the column.
    fn rows_of(&mut self, id: ExprId) -> Option<(Option<Name>, Option<String>)> {
        let id = self.bare(id);
        let mut name = None;
        let mut set = id;
        if let ExprKind::Binary(BinaryOp::In, left, right) = self.expr(id).kind {
            let left = self.expr(left);
            let word = self.text(left.span);
            if left.kind != ExprKind::Path || word.contains('.') {
                return None;
            }
            name = Some(self.b.names.intern(&word));
            set = self.bare(right);
        }
        let expr = self.expr(set);
        let text = (expr.kind == ExprKind::Path).then(|| self.text(expr.span))?;
        match text.strip_prefix(ROWS)? {
            "" => Some((name, None)),
            rest => {
                let column = rest.strip_prefix('.')?;
                (!column.contains('.')).then(|| (name, Some(column.to_string())))
            }
        }
    }
}
