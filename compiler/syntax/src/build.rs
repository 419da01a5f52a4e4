//! Building the tree: what the grammar's actions call.
//!
//! The builder owns the tree of a file. A piece that cannot be read leaves nothing behind: [`Builder::mark`] before,
//! [`Builder::rewind`] after it failed.

use crate::span::Span;
use crate::tree::*;

/// Why the builder refuses what the grammar accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A declaration that neither begins a line nor follows a brace; where it begins.
    InsideLine(u32),
    /// A declaration whose name is `yes` or `no`: a field without its colon; where the name begins.
    NoName(u32),
    /// A field of a declaration with a mark that only fields of kinds have; where it begins.
    Marked(u32),
}

/// Which piece the grammar has read; what it is lies on the builder's stacks.
#[derive(Clone, Copy, Debug)]
pub enum Start {
    Items,
    Entry,
    KindField,
    Head(Seq<Span>),
    KindHead(Seq<Span>),
    Elem,
}

/// A piece of a file that was read.
#[derive(Debug)]
pub enum Piece {
    /// Items, already in the tree.
    Items,
    /// One entry of a declaration.
    Entry(Entry),
    /// One field of a kind.
    KindField(KindField),
    /// A declaration without its body.
    Head(Seq<Span>, Head),
    /// A kind without its body.
    KindHead(Seq<Span>, KindHead),
    /// One element, as in a query.
    Elem(Elem),
}

/// A declaration without docs and body.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    pub span: Span,
    pub kind: Span,
    pub name: Span,
    pub title: Option<Span>,
    pub parts: Seq<Part>,
}

/// A kind without docs and fields.
#[derive(Clone, Copy, Debug)]
pub struct KindHead {
    pub span: Span,
    pub word: KindWord,
    pub name: Span,
    pub title: Option<Span>,
    pub within: Seq<Span>,
    pub head: Seq<TypePart>,
    pub aspects: Seq<Span>,
}

/// The tree of a file while it is read.
#[derive(Debug)]
pub struct Builder<'t> {
    pub text: &'t str,
    pub tree: Tree,
    /// Whether a declaration may begin inside of a line, because that has been reported.
    pub anywhere: bool,
    waiting: Waiting,
}

/// Nodes of lists and bodies that are not complete. The innermost are last.
#[derive(Debug, Default)]
struct Waiting {
    heads: Vec<Head>,
    entries: Vec<Entry>,
    parts: Vec<Part>,
    elems: Vec<Elem>,
    kind_head: Option<KindHead>,
    kind_fields: Vec<KindField>,
    type_parts: Vec<TypePart>,
    enum_values: Vec<EnumValue>,
}

/// How many of the last nodes on a stack belong to a list or a body.
pub type Count = u32;

/// What the parser's actions give back where they refuse.
pub type Refused = lalrpop_util::ParseError<u32, crate::token::TokenKind, Fault>;

/// How far the arenas were filled.
#[derive(Clone, Copy, Debug)]
pub struct Mark([usize; 15]);

macro_rules! marks {
    ($($index:literal $arena:ident),* $(,)?) => {
        impl Builder<'_> {
            /// How far the arenas are filled.
            pub fn mark(&self) -> Mark {
                Mark([$(self.tree.$arena.len()),*])
            }

            /// Takes out what was added since `mark`.
            pub fn rewind(&mut self, mark: Mark) {
                $(self.tree.$arena.truncate(mark.0[$index]);)*
                self.waiting = Waiting::default();
            }
        }
    };
}
marks! {
    0 items, 1 decls, 2 lets, 3 kinds, 4 enums, 5 entries, 6 parts, 7 elems, 8 exprs, 9 kind_fields, 10 type_parts,
    11 types, 12 type_atoms, 13 enum_values, 14 spans,
}

impl<'t> Builder<'t> {
    pub fn new(text: &'t str) -> Self {
        Builder { text, tree: Tree::default(), anywhere: false, waiting: Waiting::default() }
    }

    /// What the grammar has read, taken from the stacks.
    pub fn finish(&mut self, start: Start) -> Option<Piece> {
        Some(match start {
            Start::Items => Piece::Items,
            Start::Entry => Piece::Entry(self.waiting.entries.pop()?),
            Start::KindField => Piece::KindField(self.waiting.kind_fields.pop()?),
            Start::Head(docs) => Piece::Head(docs, self.waiting.heads.pop()?),
            Start::KindHead(docs) => Piece::KindHead(docs, self.waiting.kind_head.take()?),
            Start::Elem => Piece::Elem(self.waiting.elems.pop()?),
        })
    }

    pub fn docs(&mut self, docs: Vec<Span>) -> Seq<Span> {
        if docs.is_empty() {
            return Seq::EMPTY;
        }
        let text = self.text;
        self.tree.push_seq(docs.into_iter().map(|doc| {
            let carriage_return = u32::from(doc.of(text).ends_with('\r'));
            Span::new(doc.start, doc.end - carriage_return)
        }))
    }

    pub fn prep(&self, word: Span) -> Prep {
        // The lexer makes a preposition of nothing else, and a repair of the same with a capital.
        let word = word.of(self.text);
        Prep::from_word(word).or_else(|| Prep::from_word(&word.to_lowercase())).unwrap_or(Prep::By)
    }

    pub fn compare(&self, sign: Span) -> BinaryOp {
        match sign.of(self.text) {
            "!=" | "≠" => BinaryOp::NotEqual,
            "<=" | "≤" => BinaryOp::AtMost,
            ">=" | "≥" => BinaryOp::AtLeast,
            ">" => BinaryOp::Greater,
            _ => BinaryOp::Equal,
        }
    }

    pub fn expr(&mut self, start: u32, end: u32, kind: ExprKind) -> ExprId {
        ExprId(self.tree.push(Expr { span: Span::new(start, end), kind }))
    }

    pub fn binary(&mut self, op: BinaryOp, left: ExprId, right: ExprId) -> ExprId {
        let span = self.tree.expr(left).span.to(self.tree.expr(right).span);
        self.expr(span.start, span.end, ExprKind::Binary(op, left, right))
    }

    pub fn call(&mut self, span: Span, function: Span, args: Count, members: Vec<Span>) -> ExprId {
        let args = self.elems(args);
        let members = self.tree.push_seq(members);
        self.expr(span.start, span.end, ExprKind::Call { function, args, members })
    }

    pub fn elem(&mut self, expr: ExprId, filter: Option<ExprId>) {
        self.waiting.elems.push(Elem { expr, filter });
    }

    pub fn elems(&mut self, count: Count) -> Seq<Elem> {
        settle(&mut self.tree.elems, &mut self.waiting.elems, count)
    }

    pub fn phrase(&mut self, span: Span, lead: Count, parts: Count) -> Phrase {
        let lead = self.elems(lead);
        Phrase { span, lead, parts: settle(&mut self.tree.parts, &mut self.waiting.parts, parts) }
    }

    pub fn part(&mut self, span: Span, word: Span, values: Count) {
        let values = self.elems(values);
        let prep = self.prep(word);
        self.waiting.parts.push(Part { span, prep, prep_span: word, values });
    }

    pub fn field(&mut self, docs: Seq<Span>, name: Span, phrase: Phrase) -> Result<(), Refused> {
        let (name, occurs) = self.field_name(name);
        if occurs != Occurs::Once {
            return Err(Refused::User { error: Fault::Marked(name.start) });
        }
        self.waiting.entries.push(Entry::Field(Field { docs, name, phrase }));
        Ok(())
    }

    /// The name in a field's token, without mark and colon, and what the mark says.
    pub fn field_name(&self, token: Span) -> (Span, Occurs) {
        let name = token.of(self.text).trim_end_matches(':');
        let occurs = match name.as_bytes().last() {
            Some(b'?') => Occurs::Optional,
            Some(b'*') => Occurs::Any,
            Some(b'+') => Occurs::AtLeastOnce,
            _ => Occurs::Once,
        };
        let length = name.len() - usize::from(occurs != Occurs::Once);
        (Span::new(token.start, token.start + length as u32), occurs)
    }

    pub fn prose(&mut self, docs: Seq<Span>, prose: Span) {
        let value = self.expr(prose.start, prose.end, ExprKind::Prose);
        self.waiting.entries.push(Entry::Prose { docs, value });
    }

    pub fn nested(&mut self, decl: DeclId) {
        self.waiting.entries.push(Entry::Decl(decl));
    }

    /// A head is refused where no declaration may begin: inside of a line, behind a value.
    pub fn head(&mut self, kind: Span, name: Span, title: Option<Span>, parts: Count) -> Result<(), Refused> {
        if !self.anywhere && !begins_line(self.text, kind.start) {
            return Err(Refused::User { error: Fault::InsideLine(kind.start) });
        }
        if matches!(name.of(self.text), "yes" | "no" | "true" | "false") {
            return Err(Refused::User { error: Fault::NoName(name.start) });
        }
        let parts = settle(&mut self.tree.parts, &mut self.waiting.parts, parts);
        let end = self.tree.seq(parts).last().map_or(title.unwrap_or(name).end, |part| part.span.end);
        self.waiting.heads.push(Head { span: Span::new(kind.start, end), kind, name, title, parts });
        Ok(())
    }

    /// The declaration whose head was read last, and for its body: where it begins, its closing brace, how many entries.
    pub fn decl(&mut self, docs: Seq<Span>, body: Option<(u32, Span, Count)>) -> DeclId {
        let body = body.map(|(start, close, count)| Body {
            span: Span::new(start, close.end),
            close: written(close),
            entries: settle(&mut self.tree.entries, &mut self.waiting.entries, count),
        });
        match self.waiting.heads.pop() {
            Some(head) => self.whole_decl(docs, head, body),
            // The grammar reads no body without a head.
            None => DeclId(0),
        }
    }

    pub fn whole_decl(&mut self, docs: Seq<Span>, head: Head, body: Option<Body>) -> DeclId {
        let span = body.map_or(head.span, |body| head.span.to(body.span));
        let Head { kind, name, title, parts, .. } = head;
        DeclId(self.tree.push(Decl { span, docs, kind, name, title, head: parts, body }))
    }

    pub fn let_(&mut self, docs: Seq<Span>, span: Span, name: Span, phrase: Phrase) -> Item {
        Item::Let(self.tree.push(Let { span, docs, name, phrase }))
    }

    pub fn kind_head(
        &mut self,
        span: Span,
        word: KindWord,
        (name, title): (Span, Option<Span>),
        within: Option<Vec<Span>>,
        head: Count,
        aspects: Option<Vec<Span>>,
    ) {
        let within = self.tree.push_seq(within.unwrap_or_default());
        let head = settle(&mut self.tree.type_parts, &mut self.waiting.type_parts, head);
        let aspects = self.tree.push_seq(aspects.unwrap_or_default());
        self.waiting.kind_head = Some(KindHead { span, word, name, title, within, head, aspects });
    }

    /// The kind whose head was read last, and `count` fields.
    pub fn kind(&mut self, docs: Seq<Span>, count: Count, end: u32) -> Item {
        let fields = settle(&mut self.tree.kind_fields, &mut self.waiting.kind_fields, count);
        match self.waiting.kind_head.take() {
            Some(head) => self.whole_kind(docs, head, fields, end),
            // The grammar reads no fields without a head.
            None => Item::Kind(0),
        }
    }

    pub fn whole_kind(&mut self, docs: Seq<Span>, head: KindHead, fields: Seq<KindField>, end: u32) -> Item {
        let KindHead { span, word, name, title, within, head, aspects } = head;
        let span = Span::new(span.start, end.max(span.end));
        Item::Kind(self.tree.push(KindDecl { span, docs, word, name, title, within, head, aspects, fields }))
    }

    pub fn kind_field(
        &mut self,
        docs: Seq<Span>,
        span: Span,
        derived: bool,
        name: Span,
        (lead, parts): (Option<TypeId>, Count),
        value: Option<ExprId>,
    ) {
        let (name, occurs) = self.field_name(name);
        let parts = settle(&mut self.tree.type_parts, &mut self.waiting.type_parts, parts);
        self.waiting.kind_fields.push(KindField { span, docs, derived, name, occurs, lead, parts, value });
    }

    pub fn type_part(&mut self, span: Span, word: Span, optional: bool, ty: TypeId) {
        let prep = self.prep(word);
        self.waiting.type_parts.push(TypePart { span, prep, optional, ty });
    }

    pub fn ty(&mut self, span: Span, alternatives: Vec<TypeAtom>) -> TypeId {
        let alternatives = self.tree.push_seq(alternatives);
        TypeId(self.tree.push(Type { span, alternatives }))
    }

    pub fn enum_value(&mut self, docs: Seq<Span>, name: Span, title: Option<Span>) {
        self.waiting.enum_values.push(EnumValue { docs, name, title });
    }

    pub fn enum_(
        &mut self,
        docs: Seq<Span>,
        span: Span,
        open: bool,
        (name, title): (Span, Option<Span>),
        (ordered, values): (bool, Count),
    ) -> Item {
        let values = settle(&mut self.tree.enum_values, &mut self.waiting.enum_values, values);
        Item::Enum(self.tree.push(EnumDecl { span, docs, open, name, title, ordered, values }))
    }
}

/// The last `count` nodes that waited go to their arena, side by side.
fn settle<T>(arena: &mut Vec<T>, waiting: &mut Vec<T>, count: Count) -> Seq<T> {
    let start = arena.len();
    let from = waiting.len().saturating_sub(count as usize);
    arena.extend(waiting.drain(from..));
    Seq::behind(start, arena.len())
}

/// Whether `at` begins its line, or follows a brace: where a declaration may begin.
pub fn begins_line(text: &str, at: u32) -> bool {
    let before = text.get(..at as usize).unwrap_or("");
    // The blanks of ASCII first: they are nearly all.
    let mut rest = before.as_bytes();
    while let [head @ .., b' ' | b'\t' | b'\r'] = rest {
        rest = head;
    }
    match rest.last() {
        None | Some(b'\n' | b'{' | b'}') => true,
        Some(b) if b.is_ascii() => before.trim_end().ends_with("*/"),
        Some(_) => {
            let trimmed = before.trim_end_matches(|c: char| {
                (c.is_whitespace() && c != '\n') || c == '\u{FEFF}' || crate::view::is_direction_mark(c)
            });
            trimmed.is_empty() || trimmed.ends_with(['\n', '{', '}'])
        }
    }
}

/// A token that stands in the text; `None` for one that was put in where it is forgotten.
pub fn written(token: Span) -> Option<Span> {
    (token.start < token.end).then_some(token)
}
