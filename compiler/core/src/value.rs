//! The values of fields, checked against their types.

use annexa_syntax::tree::{BinaryOp, ExprId};
use rust_decimal::Decimal;

use crate::condition::ConditionId;
use crate::model::DeclId;
use crate::names::Name;
use crate::schema::{AspectId, EnumId, KindId};
use crate::source::{FileId, Place};
use crate::time::{Date, Duration};

/// A checked value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// It did not resolve or fit its type; a problem has said so, and nothing else is said about it.
    Unknown,
    /// The word `none`.
    None,
    /// A declaration.
    Decl(DeclId),
    /// Several entries of a catalog: `A.8.*`, `A.5.1 .. A.5.4`.
    Pattern(Pattern),
    /// All declarations of a kind, perhaps restricted: `asset where category == system`.
    Query(Query),
    /// The value of an enum, by its index.
    Enum(EnumId, u16),
    /// A name that this value declares or refers to, with its index among the names of its field.
    Step(Name, u16),
    /// A text or prose literal.
    Text(Place),
    /// An address without quotes.
    Url(Place),
    /// A number.
    Number(Decimal),
    /// A percentage: 95 for `95%`.
    Percent(Decimal),
    /// An amount and where its currency stands.
    Money(Decimal, Place),
    /// A day.
    Date(Date),
    /// A first and a last day.
    Period(Date, Date),
    /// A length of time.
    Duration(Duration),
    /// `yes` or `no`
    Bool(bool),
    /// `>= 95%`: the operator, and the other side as an expression.
    Condition(BinaryOp, FileId, ExprId),
    /// A formula, as an expression.
    Formula(FileId, ExprId),
    /// The name of a problem.
    Problem(Name),
}

/// A run of entries of a catalog, in its order: of all declarations from `start` to before `end`, those of the kinds
/// that the field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// The first declaration.
    pub start: DeclId,
    /// The declaration after the last; past all of them where everything is meant.
    pub end: DeclId,
    /// Whether controls belong to it.
    pub controls: bool,
    /// Whether requirements belong to it.
    pub requirements: bool,
}

/// The set of declarations that are of a kind or an aspect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Query {
    /// Of what.
    pub of: SetOf,
    /// The condition after `where`.
    pub filter: Option<ConditionId>,
}

/// What a set is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SetOf {
    /// Declarations of a kind.
    Kind(KindId),
    /// Declarations that are an aspect.
    Aspect(AspectId),
}
