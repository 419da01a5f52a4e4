//! The typed tree of a file: what the grammar recognises, with the place of everything and the text of nothing.
//!
//! Nodes lie in arenas of their [`Tree`] and refer to each other by index ([`Seq`], [`ExprId`], [`DeclId`]), so a tree
//! of any shape is dropped without recursion and scanned without pointers. Text is read back from the source by
//! [`Span`]. The tree knows no policy: a `policy` and a `risk` are both a [`Decl`].
//!
//! INVARIANT: the elements of a `Seq` lie side by side in source order; every span lies on character boundaries.

use std::marker::PhantomData;

pub use crate::span::Span;

/// A run of nodes of type `T` in its arena.
pub struct Seq<T> {
    /// Index of the first node.
    pub start: u32,
    /// How many nodes there are.
    pub len: u32,
    of: PhantomData<fn() -> T>,
}

impl<T> Seq<T> {
    /// The run without nodes.
    pub const EMPTY: Self = Seq { start: 0, len: 0, of: PhantomData };

    /// A run of `len` nodes from `start`.
    pub const fn new(start: u32, len: u32) -> Self {
        Seq { start, len, of: PhantomData }
    }

    /// The nodes of an arena from `start` to before `end`. All runs without nodes are the same.
    pub(crate) fn behind(start: usize, end: usize) -> Self {
        if start == end { Self::EMPTY } else { Seq::new(start as u32, (end - start) as u32) }
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len == 0
    }

    /// The indices of the nodes.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..(self.start + self.len) as usize
    }
}

impl<T> Clone for Seq<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Seq<T> {}
impl<T> PartialEq for Seq<T> {
    fn eq(&self, other: &Self) -> bool {
        (self.start, self.len) == (other.start, other.len)
    }
}
impl<T> std::fmt::Debug for Seq<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}+{}", self.start, self.len)
    }
}

/// Index of an [`Expr`] in its tree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ExprId(pub u32);

/// Index of a [`Decl`] in its tree. Nested declarations lie in the same arena as the outermost.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct DeclId(pub u32);

/// A piece of a file that stands on its own: a declaration, a `let`, a kind, an enum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Item {
    /// `policy access-control "…" { … }`
    Decl(DeclId),
    /// `let name = …`
    Let(u32),
    /// `kind`, `aspect`, `extend kind`
    Kind(u32),
    /// `enum`, `open enum`
    Enum(u32),
}

/// A declaration: a kind's name, a name of its own, a title, prepositional parts and a body.
#[derive(Clone, Debug, PartialEq)]
pub struct Decl {
    /// From the kind's name to the closing brace, without doc comments.
    pub span: Span,
    /// The `///` lines before it, each from its slashes to the end of its line.
    pub docs: Seq<Span>,
    /// The kind's name.
    pub kind: Span,
    /// Its own name: a path, an id such as `6.1.2`, or a number. Empty where it is missing, which is reported.
    pub name: Span,
    /// The title with its quotes, if there is one.
    pub title: Option<Span>,
    /// `for clinic-cloud against iso27001`
    pub head: Seq<Part>,
    /// The body; `None` without braces.
    pub body: Option<Body>,
}

/// What stands between the braces of a declaration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Body {
    /// From `{` to `}`.
    pub span: Span,
    /// The `}`; `None` where it is forgotten.
    pub close: Option<Span>,
    /// The entries, in source order.
    pub entries: Seq<Entry>,
}

/// One entry of a declaration's body.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// `owner: ciso`
    Field(Field),
    /// Bare prose: a value of the field `body`.
    Prose {
        /// The `///` lines before it.
        docs: Seq<Span>,
        /// The prose as an expression (of kind [`ExprKind::Prose`]).
        value: ExprId,
    },
    /// A nested declaration.
    Decl(DeclId),
}

/// `owner: ciso since 2026-01-01`
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The `///` lines before it.
    pub docs: Seq<Span>,
    /// The name, without the colon.
    pub name: Span,
    /// What it says.
    pub phrase: Phrase,
}

/// A value with prepositional parts. One without any ([`Phrase::is_unread`]) stands for what could not be read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Phrase {
    /// From its first token to its last.
    pub span: Span,
    /// The values before the first preposition; may be empty.
    pub lead: Seq<Elem>,
    /// The prepositional parts, in source order.
    pub parts: Seq<Part>,
}

impl Phrase {
    /// Whether the value could not be read, or is missing. That is reported; the value is unknown, not absent.
    pub fn is_unread(self) -> bool {
        self.lead.is_empty() && self.parts.is_empty()
    }
}

/// `by ciso, ceo`
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// From the preposition to the last value.
    pub span: Span,
    /// Which preposition.
    pub prep: Prep,
    /// Where the preposition stands.
    pub prep_span: Span,
    /// The values after it.
    pub values: Seq<Elem>,
}

/// An element of a list: an expression, perhaps restricted (`asset where category == system`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Elem {
    /// The expression.
    pub expr: ExprId,
    /// The condition after `where`.
    pub filter: Option<ExprId>,
}

/// An expression and its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expr {
    /// From its first token to its last.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// The forms of expressions. Literals keep their text in the source.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ExprKind {
    /// `A.8.13`, `access-control.mfa`, `yes`, `no`; also a declaration word where a value stands.
    Path,
    /// `A.8.*`; the span of the path before `.*`.
    Below(Span),
    /// `iso27001@2022`; the span of the path before `@`.
    Edition(Span),
    /// `*`
    Everything,
    /// An id that begins with a digit: `6.1.2`, `21(2)(a)`. (A single number, also `99.9`, is [`ExprKind::Number`].)
    Id,
    /// `12`, `1_200`, `99.9`, `99,9`
    Number,
    /// `12 months`, `95 %`, `120_000 EUR`: a number and its unit in one token.
    Quantity,
    /// `2026-03-01`
    Date,
    /// `"text"`, with its quotes (also typographic ones).
    Text,
    /// `"""prose"""`, with its quotes.
    Prose,
    /// `https://…`
    Url,
    /// `none`
    None,
    /// `( … )`
    Group(ExprId),
    /// `[ …, … ]`
    List(Seq<Elem>),
    /// `share(rows where …).name`: the function, its arguments, and the dotted names behind the call.
    Call {
        /// The function's name.
        function: Span,
        /// The arguments.
        args: Seq<Elem>,
        /// `.name` parts after the call, each without its dot.
        members: Seq<Span>,
    },
    /// `- x`, `not x`
    Unary(UnaryOp, ExprId),
    /// `>= 95%`: a comparison without a left side.
    Condition(BinaryOp, ExprId),
    /// `a + b`, `a == b`, `a in b`, …
    Binary(BinaryOp, ExprId, ExprId),
    /// `a .. b`
    Range(ExprId, ExprId),
}

/// Operators with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `-`
    Minus,
    /// `not`
    Not,
}

/// Operators with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum BinaryOp {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
    In,
    NotIn,
    Plus,
    Minus,
    Times,
    Divide,
}

impl BinaryOp {
    /// As it is written.
    pub const fn text(self) -> &'static str {
        match self {
            BinaryOp::Or => "or",
            BinaryOp::And => "and",
            BinaryOp::Equal => "==",
            BinaryOp::NotEqual => "!=",
            BinaryOp::Less => "<",
            BinaryOp::AtMost => "<=",
            BinaryOp::Greater => ">",
            BinaryOp::AtLeast => ">=",
            BinaryOp::In => "in",
            BinaryOp::NotIn => "not in",
            BinaryOp::Plus => "+",
            BinaryOp::Minus => "-",
            BinaryOp::Times => "*",
            BinaryOp::Divide => "/",
        }
    }
}

macro_rules! prepositions {
    ($($variant:ident $word:literal),* $(,)?) => {
        /// The prepositions: a closed class of words that continue a fact.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "the names say it")]
        #[repr(u8)]
        pub enum Prep { $($variant),* }

        impl Prep {
            /// All of them, in the order of the language reference.
            pub const ALL: &'static [Prep] = &[$(Prep::$variant),*];

            /// As it is written.
            pub const fn word(self) -> &'static str {
                match self { $(Prep::$variant => $word),* }
            }

            /// The preposition that `word` is.
            pub fn from_word(word: &str) -> Option<Prep> {
                match word { $($word => Some(Prep::$variant),)* _ => None }
            }
        }
    };
}
prepositions! {
    By "by", On "on", For "for", From "from", To "to", Of "of", With "with", Since "since", Until "until",
    Due "due", Every "every", Because "because", Against "against", Extends "extends", At "at", Except "except",
}

/// `let name = phrase`
#[derive(Clone, Debug, PartialEq)]
pub struct Let {
    /// From `let` to the end of the phrase.
    pub span: Span,
    /// The `///` lines before it.
    pub docs: Seq<Span>,
    /// The name.
    pub name: Span,
    /// The value.
    pub phrase: Phrase,
}

/// Which of the three declarations of kinds it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KindWord {
    /// `kind`
    Kind,
    /// `aspect`
    Aspect,
    /// `extend kind`
    Extend,
}

/// `kind statement "Statement" in policy is implements { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct KindDecl {
    /// From its first word to its closing brace.
    pub span: Span,
    /// The `///` lines before it.
    pub docs: Seq<Span>,
    /// `kind`, `aspect` or `extend kind`.
    pub word: KindWord,
    /// The name.
    pub name: Span,
    /// The title with its quotes.
    pub title: Option<Span>,
    /// The kinds that it may stand in (`in policy, procedure`).
    pub within: Seq<Span>,
    /// The header's parts (`for? scope+ against catalog+`).
    pub head: Seq<TypePart>,
    /// The aspects that it is (`is owned, reviewed`).
    pub aspects: Seq<Span>,
    /// The fields.
    pub fields: Seq<KindField>,
}

/// How often a field may stand in a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occurs {
    /// `owner:` exactly once
    Once,
    /// `owner?:` at most once
    Optional,
    /// `include*:` any number of times
    Any,
    /// `level+:` at least once
    AtLeastOnce,
}

/// `holder*: person since? date`
#[derive(Clone, Debug, PartialEq)]
pub struct KindField {
    /// From `derived` or the name to the end of the type.
    pub span: Span,
    /// The `///` lines before it.
    pub docs: Seq<Span>,
    /// Whether the compiler, or a formula, computes it.
    pub derived: bool,
    /// The name, without mark and colon.
    pub name: Span,
    /// How often it may stand.
    pub occurs: Occurs,
    /// The type of the value before the first preposition; `None` where the type begins with a preposition. Where
    /// there are no `parts` either, the type could not be read, which is reported.
    pub lead: Option<TypeId>,
    /// The prepositional parts.
    pub parts: Seq<TypePart>,
    /// The default value, or the formula of a derived field.
    pub value: Option<ExprId>,
}

/// `since? date`
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TypePart {
    /// From the preposition to the end of the type.
    pub span: Span,
    /// Which preposition.
    pub prep: Prep,
    /// Whether the part may be absent.
    pub optional: bool,
    /// The type.
    pub ty: TypeId,
}

/// Index of a [`Type`] in its tree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct TypeId(pub u32);

/// A type as written: one or more alternatives.
#[derive(Clone, Debug, PartialEq)]
pub struct Type {
    /// All of it.
    pub span: Span,
    /// The alternatives, in source order.
    pub alternatives: Seq<TypeAtom>,
}

/// One alternative of a type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TypeAtom {
    /// All of it.
    pub span: Span,
    /// What it is.
    pub kind: TypeAtomKind,
    /// `?`, `*` or `+` behind it.
    pub occurs: Occurs,
}

/// A name with arguments, or a type in parentheses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TypeAtomKind {
    /// `text`, `number(1 .. 10)`
    Name {
        /// The name (a path).
        name: Span,
        /// The arguments; empty without parentheses.
        args: Seq<Elem>,
    },
    /// `( role | person )`
    Group(TypeId),
}

/// `enum classification "Classification" { public < internal }`
#[derive(Clone, Debug, PartialEq)]
pub struct EnumDecl {
    /// From its first word to its closing brace.
    pub span: Span,
    /// The `///` lines before it.
    pub docs: Seq<Span>,
    /// Whether a package may replace it.
    pub open: bool,
    /// The name.
    pub name: Span,
    /// The title with its quotes.
    pub title: Option<Span>,
    /// Whether the values are ordered (`<` between them).
    pub ordered: bool,
    /// The values, in source order.
    pub values: Seq<EnumValue>,
}

/// One value of an enum.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumValue {
    /// The `///` lines before it.
    pub docs: Seq<Span>,
    /// The name.
    pub name: Span,
    /// The title with its quotes.
    pub title: Option<Span>,
}

/// A place behind the closing brace of an item, and how far the arenas were filled there. What stands before and what
/// stands behind give the same nodes when they are read apart.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "one count for each arena of declarations")]
pub struct Cut {
    /// The place.
    pub at: u32,
    pub items: u32,
    pub decls: u32,
    pub lets: u32,
    pub entries: u32,
    pub parts: u32,
    pub elems: u32,
    pub exprs: u32,
    pub spans: u32,
}

/// The arenas of one file, and its items in source order.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "one arena for each node type")]
pub struct Tree {
    /// What stands at top level, in source order.
    pub items: Vec<Item>,
    pub decls: Vec<Decl>,
    pub lets: Vec<Let>,
    pub kinds: Vec<KindDecl>,
    pub enums: Vec<EnumDecl>,
    pub entries: Vec<Entry>,
    pub parts: Vec<Part>,
    pub elems: Vec<Elem>,
    pub exprs: Vec<Expr>,
    pub kind_fields: Vec<KindField>,
    pub type_parts: Vec<TypePart>,
    pub types: Vec<Type>,
    pub type_atoms: Vec<TypeAtom>,
    pub enum_values: Vec<EnumValue>,
    /// Places of words: docs, names in lists, members.
    pub spans: Vec<Span>,
    /// Where the text can be cut in two, in source order.
    pub cuts: Vec<Cut>,
}

/// A node type that has an arena in [`Tree`].
pub trait Node: Sized {
    /// Its arena.
    fn arena(tree: &Tree) -> &Vec<Self>;
    /// Its arena, to add to.
    fn arena_mut(tree: &mut Tree) -> &mut Vec<Self>;
}

macro_rules! nodes {
    ($($ty:ty => $field:ident),* $(,)?) => {
        $(impl Node for $ty {
            fn arena(tree: &Tree) -> &Vec<Self> { &tree.$field }
            fn arena_mut(tree: &mut Tree) -> &mut Vec<Self> { &mut tree.$field }
        })*
    };
}
nodes! {
    Decl => decls, Let => lets, KindDecl => kinds, EnumDecl => enums, Entry => entries, Part => parts, Elem => elems,
    Expr => exprs, KindField => kind_fields, TypePart => type_parts, Type => types, TypeAtom => type_atoms,
    EnumValue => enum_values, Span => spans,
}

impl Tree {
    /// The nodes of a run.
    pub fn seq<T: Node>(&self, seq: Seq<T>) -> &[T] {
        T::arena(self).get(seq.range()).unwrap_or(&[])
    }

    /// Adds nodes side by side.
    pub fn push_seq<T: Node>(&mut self, nodes: impl IntoIterator<Item = T>) -> Seq<T> {
        let arena = T::arena_mut(self);
        let start = arena.len();
        arena.extend(nodes);
        Seq::behind(start, arena.len())
    }

    /// Adds one node and gives its index.
    pub fn push<T: Node>(&mut self, node: T) -> u32 {
        let arena = T::arena_mut(self);
        arena.push(node);
        arena.len() as u32 - 1
    }

    /// Gives back the memory that the arenas do not need; for a tree that is complete.
    pub fn shrink(&mut self) {
        macro_rules! shrink {
            ($($arena:ident)*) => { $(self.$arena.shrink_to_fit();)* };
        }
        shrink!(items decls lets kinds enums entries parts elems exprs kind_fields type_parts types type_atoms);
        shrink!(enum_values spans cuts);
    }

    /// Where the text can be cut at `at`, behind all nodes that there are so far.
    pub(crate) fn cut(&self, at: u32) -> Cut {
        Cut {
            at,
            items: self.items.len() as u32,
            decls: self.decls.len() as u32,
            lets: self.lets.len() as u32,
            entries: self.entries.len() as u32,
            parts: self.parts.len() as u32,
            elems: self.elems.len() as u32,
            exprs: self.exprs.len() as u32,
            spans: self.spans.len() as u32,
        }
    }

    /// The declaration at `id`.
    pub fn decl(&self, id: DeclId) -> &Decl {
        &self.decls[id.0 as usize]
    }

    /// The expression at `id`.
    pub fn expr(&self, id: ExprId) -> Expr {
        self.exprs[id.0 as usize]
    }

    /// The type at `id`.
    pub fn ty(&self, id: TypeId) -> &Type {
        &self.types[id.0 as usize]
    }
}
