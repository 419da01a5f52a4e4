//! Checks expressions: finds what each word leads to, and of which type it is.
//!
//! [`Checker`] walks one expression (or those of one rule) and makes its [`Code`]. Literals and bare values are read by
//! the same functions that read the values of fields, so they take the same values and have the same problems.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use annexa_diagnostics::{Problem, ProblemKind, Safety};
use annexa_syntax::tree::{BinaryOp, Elem, Expr, ExprId, ExprKind, Occurs, Prep, Seq, UnaryOp};
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use super::{
    Code, Comparison, Condition, ConditionId, Function, MAX_DEPTH, Node, NodeId, Operation, Pending, Root,
    Slot, Step,
};
use crate::builder::{Builder, Cx, Resolution, takes};
use crate::declare::article;
use crate::edit;
use crate::lower::expr_text;
use crate::model::{Anchor, DeclId, EntryId, Item, Scope};
use crate::names::Name;
use crate::prelude;
use crate::problems;
use crate::schema::{Alternative, Builtin, FieldId, KindId, SchemaItem, Type};
use crate::source::{FileId, PackageId, Place, Span};
use crate::suggest;
use crate::time::Duration;
use crate::value::{Query, SetOf, Value};

/// How many lets may stand for each other where the type of one is looked for.
const SUBSTITUTIONS: u32 = 64;
/// The day about which is spoken, in rules.
const TODAY: &str = "today";

/// A checked operand: its node, its type and how it is spoken of.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub node: NodeId,
    /// What it may be; empty where that is not known, so that nothing more is said about it.
    pub ty: Vec<Alternative>,
    /// Whether it is a set.
    pub many: bool,
    /// The field that it reads, for the words of problems.
    field: Option<(FieldId, Option<Prep>)>,
    span: Span,
}

/// What a name, or the roots of paths, are bound to.
struct Frame {
    /// `None` after a `where` without a bound name: roots are fields then.
    name: Option<Name>,
    ty: Vec<Alternative>,
    slot: Slot,
}

/// Where an expression stands, and what may stand in it.
pub(super) struct Site {
    pub file: FileId,
    /// The declaration that it belongs to.
    pub decl: DeclId,
    /// Names are looked up from here outwards.
    pub from: Option<DeclId>,
    pub package: PackageId,
    /// A rule reads derived fields and the day; a field of a declaration does not.
    pub rule: bool,
}

/// Where the first word of a path leads.
enum First {
    /// Something bound; the number of segments that are used up.
    Bound(Slot, Vec<Alternative>, usize),
    Decl(DeclId, usize),
    Let(crate::model::LetId),
    All(SetOf),
    Today,
    Nothing,
}

pub(super) struct Checker<'b, 'l> {
    pub b: &'b mut Builder<'l>,
    cx: Cx,
    from: Option<DeclId>,
    package: PackageId,
    rule: bool,
    frames: Vec<Frame>,
    pub code: Code,
    /// Fields that hold sets and that the expression reads, with the kinds of what is read.
    reads: Vec<(KindId, FieldId)>,
    pub sound: bool,
    depth: u32,
}

impl Builder<'_> {
    /// Puts a condition aside until all values are read.
    pub(crate) fn add_condition(&mut self, cx: &Cx, of: SetOf, expr: ExprId) -> ConditionId {
        let kind = self.decls[cx.decl.0 as usize].kind;
        let at = (kind, cx.field);
        // A `let` with a `where` stands for the same set wherever it is used.
        if cx.via.is_some()
            && let Some(index) =
                self.pending.iter().position(|p| (p.file, p.expr, p.of) == (cx.file, expr, of))
        {
            if !self.pending[index].stands_in.contains(&at) {
                self.pending[index].stands_in.push(at);
            }
            return ConditionId(index as u32);
        }
        self.pending.push(Pending {
            of,
            file: cx.file,
            expr,
            decl: cx.decl,
            from: cx.via.is_none().then_some(cx.decl),
            package: self.decls[cx.decl.0 as usize].package,
            stands_in: vec![at],
        });
        ConditionId(self.pending.len() as u32 - 1)
    }

    /// Checks all conditions of fields. Runs after all values are read.
    pub(crate) fn check_conditions(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        let mut all_reads = Vec::new();
        // Many fields ask for the same; what words mean depends on the declarations that names stand for, and no more.
        let mut known: FxHashMap<(SetOf, PackageId, String, Vec<DeclId>), ConditionId> = FxHashMap::default();
        for condition in &pending {
            let at = Site {
                file: condition.file,
                decl: condition.decl,
                from: condition.from,
                package: condition.package,
                rule: false,
            };
            let mut checker = Checker::new(self, &at);
            let ty = match condition.of {
                SetOf::Kind(kind) => Alternative::Kind(kind),
                SetOf::Aspect(aspect) => Alternative::Aspect(aspect),
            };
            let slot = checker.bind(None, vec![ty]);
            let place = checker.place(checker.expr(condition.expr).span);
            let root = checker.truth(condition.expr);
            checker.unbind();
            debug_assert_eq!(slot, Slot(0));
            let words = checker.text(place.span);
            let (code, sound, reads) = (checker.code, checker.sound, checker.reads);
            let id = ConditionId(self.conditions.len() as u32);
            let first =
                *known.entry((condition.of, condition.package, words, code.declarations())).or_insert(id);
            self.conditions.push(Condition {
                of: condition.of,
                place,
                code,
                root,
                sound,
                same_as: (first != id && sound).then_some(first),
                members: OnceLock::new(),
            });
            all_reads.push(reads);
        }
        self.find_circles(&pending, &all_reads);
        // What did not check is unknown, as any other value.
        for data in &mut self.values {
            if let Value::Query(Query { filter: Some(id), .. }) = data.value
                && !self.conditions[id.0 as usize].sound
            {
                data.value = Value::Unknown;
            }
        }
    }

    /// Conditions that rest on themselves, by way of the fields that they stand in, and those that rest on too many.
    fn find_circles(&mut self, pending: &[Pending], reads: &[Vec<(KindId, FieldId)>]) {
        type At = (KindId, FieldId);
        let mut standing: BTreeMap<At, Vec<usize>> = BTreeMap::new();
        for (index, condition) in pending.iter().enumerate() {
            for at in &condition.stands_in {
                standing.entry(*at).or_default().push(index);
            }
        }
        let mut next: BTreeMap<At, Vec<At>> = BTreeMap::new();
        for (at, conditions) in &standing {
            let mut read: Vec<At> = conditions
                .iter()
                .flat_map(|c| reads[*c].iter().copied())
                .filter(|r| standing.contains_key(r))
                .collect();
            read.sort_unstable();
            read.dedup();
            next.insert(*at, read);
        }
        // In each round, the places all of whose reads are settled.
        let mut settled: Vec<At> = Vec::new();
        for _ in 0..MAX_DEPTH {
            let round: Vec<At> = next
                .iter()
                .filter(|(at, read)| !settled.contains(at) && read.iter().all(|r| settled.contains(r)))
                .map(|(at, _)| *at)
                .collect();
            if round.is_empty() {
                break;
            }
            settled.extend(round);
        }
        let open: Vec<At> = next.keys().copied().filter(|at| !settled.contains(at)).collect();
        let reached = |from: At| {
            let mut seen: Vec<At> = Vec::new();
            let mut todo = next[&from].clone();
            while let Some(at) = todo.pop() {
                if !seen.contains(&at) {
                    seen.push(at);
                    todo.extend(&next[&at]);
                }
            }
            seen
        };
        let mut told: Vec<At> = Vec::new();
        for at in &open {
            for index in &standing[at] {
                self.conditions[*index].sound = false;
            }
            let from_here = reached(*at);
            if told.contains(at) || !from_here.contains(at) {
                continue;
            }
            let circle: Vec<At> =
                from_here.into_iter().filter(|other| reached(*other).contains(at)).collect();
            told.extend(&circle);
            let mut conditions: Vec<usize> = circle.iter().flat_map(|c| standing[c].clone()).collect();
            conditions.sort_unstable();
            conditions.dedup();
            let field = self.names.text(self.schema.fields[at.1.0 as usize].name);
            let message = format!("`{field}` is filled by a `where` that reads `{field}` itself");
            let anchor = |b: &Self, index: usize| Anchor::Place(b.conditions[index].place);
            let mut problem = Problem::new(
                &problems::CYCLIC_REFERENCE,
                anchor(self, conditions[0]),
                message,
                "never comes to an end",
            )
            .help("name the declarations one by one, or ask for something else");
            for other in conditions.iter().skip(1).take(8) {
                problem = problem.related(anchor(self, *other), "and this one takes part");
            }
            self.report(problem);
        }
        if told.is_empty()
            && let Some(at) = open.first()
        {
            let problem = Problem::new(
                &problems::TOO_DEEP,
                Anchor::Place(self.conditions[standing[at][0]].place),
                format!("this `where` rests on others, more than {MAX_DEPTH} of them one behind the other"),
                "rests on too many",
            );
            self.report(problem);
        }
    }
}

impl<'b, 'l> Checker<'b, 'l> {
    pub fn new(b: &'b mut Builder<'l>, at: &Site) -> Self {
        let source = b.files.get(at.file);
        let cx = Cx {
            file: at.file,
            tree: source.tree.clone(),
            text: source.text.clone(),
            decl: at.decl,
            field: FieldId::HEAD,
            prep: None,
            via: None,
            depth: 0,
        };
        Checker {
            b,
            cx,
            from: at.from,
            package: at.package,
            rule: at.rule,
            frames: Vec::new(),
            code: Code::default(),
            reads: Vec::new(),
            sound: true,
            depth: 0,
        }
    }

    /// Goes on in another file: the message of a rule may come from a `let`.
    pub fn read_in(&mut self, file: FileId) {
        let source = self.b.files.get(file);
        self.cx.file = file;
        self.cx.tree = source.tree.clone();
        self.cx.text = source.text.clone();
    }

    pub fn bind(&mut self, name: Option<Name>, ty: Vec<Alternative>) -> Slot {
        let slot = Slot(self.frames.len() as u32);
        self.frames.push(Frame { name, ty, slot });
        slot
    }

    pub fn unbind(&mut self) {
        self.frames.pop();
    }

    pub fn expr(&self, id: ExprId) -> Expr {
        self.cx.tree.expr(id)
    }

    pub fn text(&self, span: Span) -> String {
        span.of(&self.cx.text).to_string()
    }

    pub fn place(&self, span: Span) -> Place {
        Place { file: self.cx.file, span }
    }

    fn anchor(&self, span: Span) -> Anchor {
        Anchor::Place(self.place(span))
    }

    fn push(&mut self, node: Node, span: Span) -> NodeId {
        let place = self.place(span);
        self.code.push(node, place)
    }

    fn unknown(&mut self, span: Span) -> Typed {
        self.sound = false;
        let node = self.push(Node::Unknown, span);
        Typed { node, ty: Vec::new(), many: false, field: None, span }
    }

    fn typed(&mut self, node: Node, span: Span, ty: Alternative) -> Typed {
        let node = self.push(node, span);
        Typed { node, ty: vec![ty], many: false, field: None, span }
    }

    pub fn tell(&mut self, problem: Problem<Anchor>) {
        self.sound = false;
        self.b.report(problem);
    }

    fn problem(
        &self,
        kind: &'static ProblemKind,
        span: Span,
        message: impl Into<String>,
        label: &str,
    ) -> Problem<Anchor> {
        Problem::new(kind, self.anchor(span), message, label)
    }

    /// The expression without the brackets around it.
    fn bare(&self, mut id: ExprId) -> ExprId {
        while let ExprKind::Group(inner) = self.expr(id).kind {
            id = inner;
        }
        id
    }

    /// Goes one level deeper, if that is not too deep.
    fn deeper(&mut self, span: Span) -> bool {
        self.depth += 1;
        // Each pair of brackets takes a few levels of the grammar.
        if self.depth <= 4 * MAX_DEPTH {
            return true;
        }
        if self.sound {
            let problem = self.problem(
                &problems::TOO_DEEP,
                span,
                "the brackets of this expression are nested too deeply",
                "too deep",
            );
            self.tell(problem.help("give the inner part a name of its own, or say it in two rules"));
        }
        self.sound = false;
        false
    }

    // ---- Yes or no -------------------------------------------------------------------------------------------------

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

    fn plain_truth(&mut self, id: ExprId) -> NodeId {
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

    fn comparison(&mut self, span: Span, op: Comparison, left: ExprId, right: ExprId) -> NodeId {
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
    fn compared_set(&mut self, span: Span, op: Comparison, set: &Typed, other: ExprId) {
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

    fn membership(&mut self, span: Span, item: ExprId, set: ExprId, negated: bool) -> NodeId {
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
    fn contains(&mut self, span: Span, item: &Typed, set: &Typed) -> NodeId {
        match set.many {
            true => self.push(Node::In(item.node, set.node), span),
            false => self.push(Node::Compare(Comparison::Equal, item.node, set.node), span),
        }
    }

    fn set_in_set(&mut self, span: Span, item: &Typed) {
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

    // ---- Values ----------------------------------------------------------------------------------------------------

    /// Checks an expression that has a value, of whatever type.
    pub fn operand(&mut self, id: ExprId) -> Typed {
        let id = self.bare(id);
        let span = self.expr(id).span;
        let typed = if self.deeper(span) { self.plain_operand(id) } else { self.unknown(span) };
        self.depth -= 1;
        typed
    }

    fn plain_operand(&mut self, id: ExprId) -> Typed {
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
    fn beside(&mut self, id: ExprId, other: &Typed, many: bool) -> Typed {
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
    fn constant(&mut self, id: ExprId, other: &Typed, many: bool) -> Typed {
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
            let near = suggest::by_spelling(&text, scales.iter().map(String::as_str)).map(str::to_string);
            let mut problem = self.problem(
                &problems::OFF_SCALE,
                expr.span,
                format!("`{text}` is not a step of the scale{scale}"),
                "not on the scale",
            );
            if !scales.is_empty() {
                problem = problem.note(format!("the steps are {}", scales.join(", ")));
            }
            let problem = edit::did_you_mean(problem, self.anchor(expr.span), near.as_deref(), Safety::Safe);
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
    fn read(&mut self, id: ExprId, ty: Type, field: Option<(FieldId, Option<Prep>)>) -> Typed {
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
    fn list(&mut self, elems: Seq<Elem>, span: Span, item: Option<&Typed>) -> Typed {
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

    fn is_value(&self, id: ExprId, item: &Typed) -> bool {
        let text = self.text(self.expr(id).span);
        self.value_word(&text, &item.ty).is_some()
    }

    // ---- Functions and arithmetic ----------------------------------------------------------------------------------

    fn call(&mut self, span: Span, function: Span, args: Seq<Elem>, members: Seq<Span>) -> Typed {
        let word = self.text(function);
        let tree = self.cx.tree.clone();
        let Some(which) = Function::ALL.iter().copied().find(|f| f.word() == word) else {
            let near = suggest::by_spelling(&word, Function::ALL.iter().map(|f| f.word()));
            let problem = self.problem(
                &problems::UNKNOWN_NAME,
                function,
                format!("there is no function `{word}`"),
                "not a function",
            );
            let problem = match near {
                Some(near) => edit::did_you_mean(problem, self.anchor(function), Some(near), Safety::Safe),
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

    fn no_amount(&mut self, operand: &Typed) -> Typed {
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

    fn arithmetic(&mut self, span: Span, op: Operation, l: Typed, r: Typed) -> Typed {
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

    // ---- Paths -----------------------------------------------------------------------------------------------------

    /// Whether an expression reads something, rather than being a value that is written there.
    fn refers(&self, id: ExprId) -> bool {
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

    fn refers_inside(&self, id: ExprId) -> bool {
        // One level is enough: `- (a + b)`; deeper ones are binary again.
        let id = self.bare(id);
        !matches!(self.expr(id).kind, ExprKind::Number | ExprKind::Quantity | ExprKind::Unary(..))
    }

    /// Whether the word is nearly a field of the innermost set: a slip of the pen.
    fn near_field(&self, id: ExprId) -> bool {
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
    fn root_words(&self) -> Vec<String> {
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
    fn field_words(&self, ty: &[Alternative]) -> Vec<String> {
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

    fn is_header(&self, path: &[Name]) -> bool {
        matches!(path, [only] if Prep::from_word(self.b.names.text(*only)).is_some())
    }

    /// Where the first words of a path lead; `None` for what is no path.
    fn first(&self, id: ExprId) -> Option<First> {
        let expr = self.expr(id);
        (expr.kind == ExprKind::Path).then(|| self.first_of(&self.text(expr.span)))
    }

    fn first_of(&self, word: &str) -> First {
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
            Resolution::Item(Item::Decl(id)) => return First::Decl(id, word.split('.').count()),
            Resolution::Item(Item::Let(id)) => return First::Let(id),
            Resolution::Unknown { segment, within: Some(id) } => return First::Decl(id, segment),
            Resolution::Unknown { .. } => {}
        }
        if self.rule && word == TODAY {
            return First::Today;
        }
        match name.and_then(|n| self.b.schema.items.get(&n)) {
            Some(SchemaItem::Kind(kind)) => First::All(SetOf::Kind(*kind)),
            Some(SchemaItem::Aspect(aspect)) => First::All(SetOf::Aspect(*aspect)),
            _ => First::Nothing,
        }
    }

    fn is_let(&self, word: &str) -> bool {
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
            First::Nothing => {
                self.nothing_named(span, &text);
                return self.unknown(span);
            }
        };
        self.steps(span, root, ty, many, used)
    }

    /// The segments of a path with their places.
    fn segments(&self, span: Span) -> Vec<(String, Span)> {
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

    fn steps(
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
    fn step(
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
    fn nested_kind(&self, kinds: &[KindId], name: Name) -> Option<KindId> {
        match self.b.schema.items.get(&name) {
            Some(SchemaItem::Kind(kind))
                if self.b.schema.kinds[kind.0 as usize].within.iter().any(|w| kinds.contains(w)) =>
            {
                Some(*kind)
            }
            _ => None,
        }
    }

    fn no_step(&mut self, kinds: &[KindId], word: &str, place: Span) {
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
            true => suggest::by_spelling(word, words.iter().map(String::as_str)).map(str::to_string),
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
            Some(near) => {
                problem = edit::did_you_mean(problem, self.anchor(place), Some(&near), Safety::Safe);
            }
            None if kinds.len() == 1 => {
                problem = problem.note(format!("the fields of {what}: {}", words[..fields].join(", ")));
            }
            None => {}
        }
        self.tell(problem);
    }

    /// A path that begins with a word that nothing here has.
    fn nothing_named(&mut self, span: Span, text: &str) {
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
        let problem = edit::did_you_mean(problem, self.anchor(place), near.as_deref(), Safety::Safe);
        self.tell(problem);
    }

    /// A `let` where no other side gives a type: what it stands for, as it is written.
    fn named_value(&mut self, span: Span, id: crate::model::LetId) -> Typed {
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

    // ---- Types -----------------------------------------------------------------------------------------------------

    /// The value of an enum, or the step of a scale, that `word` is in one of these types.
    fn value_word(&self, word: &str, ty: &[Alternative]) -> Option<Value> {
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
    fn scales<'s>(
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

    fn scale_words(&self, ty: &[Alternative]) -> Vec<String> {
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
    fn without_order(&self, operand: &Typed) -> Option<String> {
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
    fn comparable(&self, l: &Typed, r: &Typed) -> bool {
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
struct Found {
    ty: Vec<Alternative>,
    many: bool,
    field: Option<(FieldId, Option<Prep>)>,
    parts_used: usize,
}

impl Found {
    fn add(&mut self, alternative: Alternative) {
        if !self.ty.contains(&alternative) {
            self.ty.push(alternative);
        }
    }
}

impl Builder<'_> {
    /// The declarations named `name` directly within those of `kinds`.
    fn named_children(&self, kinds: &[KindId], name: Name) -> Vec<DeclId> {
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
    fn names_within(&self, kind: KindId) -> Vec<String> {
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
    fn param_type(&self, id: DeclId, found: &mut Vec<Alternative>) {
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
    fn type_of(&self, value: &Value, found: &mut Vec<Alternative>) {
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
    fn let_type(&self, id: crate::model::LetId, depth: u32) -> Option<Alternative> {
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

    /// The values that hold where a declaration does not say the field.
    fn default_of(&self, id: FieldId) -> Box<[Value]> {
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
fn is_entry(alternative: &Alternative) -> bool {
    matches!(alternative, Alternative::Kind(k) if [prelude::kind::CONTROL, prelude::kind::REQUIREMENT].contains(k))
}

/// Whether one can reckon with values of the type.
fn is_amount(alternative: &Alternative) -> bool {
    matches!(
        alternative,
        Alternative::Builtin(b) | Alternative::Bounded(b, ..)
            if matches!(b, Builtin::Number | Builtin::Percent | Builtin::Duration | Builtin::Money)
    )
}

/// Values of one class are compared with each other.
#[derive(PartialEq, Eq)]
enum Class {
    Text,
    Step,
    Of(Builtin),
    Enum(u16),
}

fn class(alternative: &Alternative) -> Option<Class> {
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

fn any_value(alternative: &Alternative) -> bool {
    *alternative == Alternative::Builtin(Builtin::Value)
}

/// Whether an expression of this form can be a value of one of the types. Names may be anything.
fn literal_fits(kind: ExprKind, ty: &[Alternative]) -> bool {
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

fn comparison(op: BinaryOp) -> Option<Comparison> {
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

fn symbol(op: Comparison) -> &'static str {
    match op {
        Comparison::Equal => "==",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::Greater => ">",
        Comparison::AtLeast => ">=",
    }
}

fn operation(op: BinaryOp) -> Option<Operation> {
    Some(match op {
        BinaryOp::Plus => Operation::Plus,
        BinaryOp::Minus => Operation::Minus,
        BinaryOp::Times => Operation::Times,
        BinaryOp::Divide => Operation::Divide,
        _ => return None,
    })
}
