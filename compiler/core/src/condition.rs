//! Expressions over declarations, checked: what stands after `where`, and the formulas of rules.
//!
//! A condition is written in words: `asset where category == system`. Here it becomes [`Code`], in which every word is
//! either a step from a declaration to what it says ([`Step`]) or a checked [`Value`]; nothing is looked up by text after
//! this. The conditions of fields are put aside while values are read, and checked when all of them are known, since a
//! path may lead anywhere. `annexa_analysis::eval` works the result out.
//!
//! # How a word is read
//! - The first word of a path is a bound name (`p in policy`), else, after a `where` without a bound name, a field of the
//!   set's kind, a nested declaration's kind, or what the package calls by that name.
//! - In a comparison, the other side gives the type of a bare value: `system` beside `category` is a category. A value
//!   comes before a field of the same name.
//! - A field that begins with a preposition (`review: every 12 months`) is read as its first part; any part is read by
//!   its preposition (`s.agreement.until`).
//!
//! INVARIANT: a condition never reads, by way of other conditions, the field that it stands in; so sets have an end.

mod check;
mod formula;
mod operand;
mod path;
pub mod query;
mod rows;
mod rule;
mod truth;
mod types;

pub(crate) use rule::set_broken_rules_aside;

use std::sync::OnceLock;

use annexa_syntax::tree::{ExprId, Prep};

use crate::model::DeclId;
use crate::names::Name;
use crate::schema::{FieldId, KindId};
use crate::source::{FileId, PackageId, Place};
use crate::time::{Date, Duration};
use crate::value::{SetOf, Value};

/// How deeply brackets and calls may stand in each other in an expression, and conditions rest on each other.
pub const MAX_DEPTH: u32 = 32;

/// A checked condition of the model.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ConditionId(pub u32);

/// A node of [`Code`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct NodeId(u32);

/// What a name is bound to: the place in a list, from the outermost binding inwards.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Slot(pub u32);

/// The nodes of expressions that belong together, and where each stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Code {
    nodes: Vec<Node>,
    places: Vec<Place>,
}

impl Code {
    /// Without a node.
    pub const EMPTY: &'static Code = &Code { nodes: Vec::new(), places: Vec::new() };

    /// The node at `id`.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// Where the node stands.
    pub fn place(&self, id: NodeId) -> Place {
        self.places[id.0 as usize]
    }

    /// All nodes.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter()
    }

    /// All nodes, each with where it stands.
    pub fn spots(&self) -> impl Iterator<Item = (&Node, Place)> {
        self.nodes.iter().zip(self.places.iter().copied())
    }

    /// The declarations that it names, in the order of the words.
    fn declarations(&self) -> Vec<DeclId> {
        let mut found = Vec::new();
        for node in &self.nodes {
            match node {
                Node::Path { root: Root::Decl(id), .. } => found.push(*id),
                Node::Values(values) => {
                    for value in values {
                        match value {
                            Value::Decl(id) => found.push(*id),
                            Value::Pattern(pattern) => found.extend([pattern.start, pattern.end]),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        found
    }

    fn push(&mut self, node: Node, place: Place) -> NodeId {
        self.nodes.push(node);
        self.places.push(place);
        NodeId(self.nodes.len() as u32 - 1)
    }
}

/// A form of expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// It did not check; a problem has said so, and it is neither true nor false.
    Unknown,
    /// Values as they are written; patterns and sets among them stand for what they hold.
    Values(Box<[Value]>),
    /// The day about which is spoken.
    Today,
    /// What a path leads to.
    Path {
        /// Where it begins.
        root: Root,
        /// What it goes through.
        steps: Box<[Step]>,
    },
    /// `[a, b]`: all that its elements hold.
    Union(Box<[NodeId]>),
    /// The elements of a set for which the condition holds.
    Where {
        /// The set.
        set: NodeId,
        /// What each element is bound to in the condition.
        slot: Slot,
        /// The condition.
        filter: NodeId,
    },
    /// `x == none`
    IsNone(NodeId),
    /// `not x`
    Not(NodeId),
    /// `a and b`
    And(Box<[NodeId]>),
    /// `a or b`
    Or(Box<[NodeId]>),
    /// `a <= b`, of two single values.
    Compare(Comparison, NodeId, NodeId),
    /// `x in set`
    In(NodeId, NodeId),
    /// A day in a period.
    Within(NodeId, NodeId),
    /// `any(p.statement where …)` and its like.
    Over {
        /// Which.
        function: Function,
        /// The set.
        set: NodeId,
        /// What each element is bound to in the condition.
        slot: Slot,
        /// The condition.
        filter: Option<NodeId>,
        /// What it gives for no elements, where that is something.
        empty: Option<Value>,
    },
    /// The rows of a file.
    Rows,
    /// The cells of a column, of a set of rows; those that are empty are left out.
    Column {
        /// The rows.
        set: NodeId,
        /// The column.
        column: Name,
        /// How its cells are read.
        reads: Reads,
    },
    /// The cell of a row.
    Cell {
        /// What the row is bound to.
        slot: Slot,
        /// The column.
        column: Name,
        /// How it is read.
        reads: Reads,
    },
    /// `a + b`
    Arithmetic(Operation, NodeId, NodeId),
    /// `- a`
    Negative(NodeId),
}

/// Where a path begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Root {
    /// What a name, or the `where` of a set, is bound to.
    Bound(Slot),
    /// All declarations of a kind or an aspect.
    All(SetOf),
    /// A declaration of the package.
    Decl(DeclId),
}

/// A step from a declaration to what it holds or says. The first of these that the declaration has is meant: a nested
/// declaration, a field, nested declarations of a kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// A nested declaration of this name, of the declaration or of one that it extends.
    pub child: Option<Name>,
    /// The field; several where kinds have one of the same name each. [`FieldId::HEAD`] is the header.
    pub fields: Box<[FieldId]>,
    /// The part of the field that is read; `None` for what stands before the first preposition.
    pub part: Option<Prep>,
    /// What holds where the declaration does not say the field.
    pub default: Box<[Value]>,
    /// Nested declarations of this kind.
    pub kind: Option<KindId>,
}

/// Comparisons of two single values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// Operations on numbers, lengths of time and dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Operation {
    Plus,
    Minus,
    Times,
    Divide,
}

macro_rules! functions {
    ($($(#[$doc:meta])* $variant:ident $word:literal),* $(,)?) => {
        /// Functions of a set.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Function { $($(#[$doc])* $variant),* }

        impl Function {
            /// All of them.
            pub const ALL: &'static [Function] = &[$(Function::$variant),*];

            /// As it is written.
            pub const fn word(self) -> &'static str {
                match self { $(Function::$variant => $word),* }
            }
        }
    };
}
functions! {
    /// Whether there is one.
    Any "any",
    /// Whether it holds for each.
    All "all",
    /// How many there are.
    Count "count",
    /// Which part of the set it holds for; of no elements it is none.
    Share "share",
    /// All of them added up.
    Sum "sum",
    /// The least.
    Min "min",
    /// The greatest.
    Max "max",
}

/// The condition of a set: `category == system`.
#[derive(Debug)]
pub struct Condition {
    /// What the set is made of. Its elements are bound to the first slot.
    pub of: SetOf,
    /// Where it stands, without the `where`.
    pub place: Place,
    /// Its nodes.
    pub code: Code,
    /// The node that says whether a declaration is in the set.
    pub root: NodeId,
    /// Whether all of it checked. What did not is undecided for every declaration.
    pub sound: bool,
    /// An earlier condition of the same words that means the same; its members are these.
    pub same_as: Option<ConditionId>,
    members: OnceLock<Members>,
}

impl Condition {
    /// What is in the set, if that has been worked out.
    pub fn members(&self) -> Option<&Members> {
        self.members.get()
    }

    /// Keeps what is in the set, which follows from the model alone, so that it is worked out once.
    pub fn keep_members(&self, members: Members) -> &Members {
        self.members.get_or_init(|| members)
    }
}

/// What is in the set of a condition.
#[derive(Debug)]
pub struct Members {
    /// The declarations for which the condition holds, in model order.
    pub decls: Box<[DeclId]>,
    /// Whether finding them took more steps than the limit. There are none then.
    pub too_costly: bool,
}

/// A rule of the package, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedRule {
    /// The declaration.
    pub decl: DeclId,
    /// Its nodes.
    pub code: Code,
    /// What it looks at, from the outermost inwards; each has the slot of its index.
    pub each: Vec<Binding>,
    /// Which of them it is about.
    pub filter: Option<NodeId>,
    /// What must be true of each.
    pub require: Vec<NodeId>,
    /// What it says when it is broken.
    pub message: Vec<MessagePiece>,
    /// What it says at the place; empty where its author does not say.
    pub label: Vec<MessagePiece>,
    /// What to do about it; empty where its author does not say.
    pub help: Vec<MessagePiece>,
    /// Whether nothing is wrong with its own text, so that it can be run.
    pub sound: bool,
}

impl CheckedRule {
    /// The sets that it searches for each thing that it looks at: of `any(t in training where …)`, all trainings.
    pub fn searches(&self) -> impl Iterator<Item = SetOf> {
        let looked_at = self.each.iter().map(|b| self.code.node(b.set));
        let looked_at: Vec<&Node> = looked_at.collect();
        self.code.nodes().filter(move |n| !looked_at.iter().any(|l| std::ptr::eq(*l, *n))).filter_map(
            |node| match node {
                Node::Path { root: Root::All(of), .. } => Some(*of),
                _ => None,
            },
        )
    }
}

impl CheckedRule {
    /// The rule with the present ids of what it names; `None` where one of them is gone, or its words rest on a condition
    /// of a field, which has no id that lasts.
    pub(crate) fn moved(&self, now: impl Fn(DeclId) -> Option<DeclId>) -> Option<CheckedRule> {
        let value = |value: &mut Value| {
            match value {
                Value::Decl(id) => *id = now(*id)?,
                Value::Pattern(pattern) if pattern.end.0 != u32::MAX => {
                    let length = pattern.end.0 - pattern.start.0;
                    pattern.start = now(pattern.start)?;
                    pattern.end.0 = pattern.start.0 + length;
                }
                Value::Query(query) if query.filter.is_some() => return None,
                _ => {}
            }
            Some(())
        };
        let mut rule = self.clone();
        rule.decl = now(rule.decl)?;
        for node in &mut rule.code.nodes {
            match node {
                Node::Values(values) => values.iter_mut().try_for_each(value)?,
                Node::Path { root, steps } => {
                    if let Root::Decl(id) = root {
                        *id = now(*id)?;
                    }
                    steps.iter_mut().flat_map(|step| &mut step.default).try_for_each(value)?;
                }
                Node::Over { empty, .. } => empty.iter_mut().try_for_each(value)?,
                _ => {}
            }
        }
        Some(rule)
    }
}

/// `p in policy`
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// The set.
    pub set: NodeId,
    /// Its `where`.
    pub filter: Option<NodeId>,
}

/// A piece of the message of a rule.
#[derive(Clone, Debug, PartialEq)]
pub enum MessagePiece {
    /// Words.
    Text(String),
    /// What a path between braces leads to.
    Value(NodeId),
}

/// The formula of a derived field that a package declares, checked.
#[derive(Debug)]
pub struct Formula {
    /// Its nodes; the declaration is bound to the first slot.
    pub code: Code,
    /// What the field is.
    pub root: NodeId,
    /// Where it stands.
    pub place: Place,
    /// Whether all of it checked.
    pub sound: bool,
}

/// A formula over the rows of a file, checked.
#[derive(Debug)]
pub struct RowFormula {
    /// Its nodes.
    pub code: Code,
    /// What it gives.
    pub root: NodeId,
    /// Whether all of it checked.
    pub sound: bool,
}

/// How a cell is read: what stands beside it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reads {
    /// As it stands.
    Text,
    /// As yes or no.
    Bool,
    /// As a number.
    Number,
    /// As a percentage.
    Percent,
    /// As a day.
    Date,
    /// As a length of time.
    Duration,
    /// As an amount of money.
    Money,
    /// By how it looks: two columns are compared with each other.
    Look,
}

impl Reads {
    /// What it is, for people.
    pub const fn says(self) -> &'static str {
        match self {
            Reads::Text => "a text",
            Reads::Bool => "yes or no",
            Reads::Number => "a number",
            Reads::Percent => "a percentage",
            Reads::Date => "a date",
            Reads::Duration => "a length of time",
            Reads::Money => "an amount of money",
            Reads::Look => "a number, a percentage or a date",
        }
    }
}

/// A condition that waits for all values to be read.
#[derive(Debug)]
pub(crate) struct Pending {
    pub of: SetOf,
    pub file: FileId,
    pub expr: ExprId,
    pub decl: DeclId,
    /// Names are looked up from here outwards; from the package where the condition stands in a `let`.
    pub from: Option<DeclId>,
    pub package: PackageId,
    /// The fields that the set is a value of.
    pub stands_in: Vec<(KindId, FieldId)>,
}

/// `date` less `duration`: months by the calendar, clamped to the month's end.
pub fn before(date: Date, duration: Duration) -> Date {
    let days = i64::from(duration.days) + i64::from(duration.seconds / 86_400);
    date.saturating_sub(jiff::Span::new().months(i64::from(duration.months.min(100_000))))
        .saturating_sub(jiff::Span::new().days(days.min(3_000_000)))
}

/// The days from `first` to `last`; negative where `last` comes first.
pub fn days_between(first: Date, last: Date) -> i64 {
    first.until(last).map_or(0, |span| i64::from(span.get_days()))
}
