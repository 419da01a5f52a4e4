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
}

/// What the grammar hands back for a piece of a file.
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
}

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
        Builder {
            text,
            tree: Tree::default(),
            anywhere: false,
        }
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
        // The lexer makes a preposition of nothing else.
        Prep::from_word(word.of(self.text)).unwrap_or(Prep::By)
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
        ExprId(self.tree.push(Expr {
            span: Span::new(start, end),
            kind,
        }))
    }

    pub fn binary(&mut self, op: BinaryOp, left: ExprId, right: ExprId) -> ExprId {
        let span = self.tree.expr(left).span.to(self.tree.expr(right).span);
        self.expr(span.start, span.end, ExprKind::Binary(op, left, right))
    }

    pub fn call(&mut self, span: Span, function: Span, args: Vec<Elem>, members: Vec<Span>) -> ExprId {
        let args = self.tree.push_seq(args);
        let members = self.tree.push_seq(members);
        self.expr(
            span.start,
            span.end,
            ExprKind::Call {
                function,
                args,
                members,
            },
        )
    }

    pub fn phrase(&mut self, span: Span, lead: Vec<Elem>, parts: Vec<Part>) -> Phrase {
        Phrase {
            span,
            lead: self.tree.push_seq(lead),
            parts: self.tree.push_seq(parts),
        }
    }

    pub fn part(&mut self, span: Span, word: Span, values: Vec<Elem>) -> Part {
        Part {
            span,
            prep: self.prep(word),
            prep_span: word,
            values: self.tree.push_seq(values),
        }
    }

    pub fn field(&mut self, docs: Seq<Span>, name: Span, phrase: Phrase) -> Entry {
        let (name, _) = self.field_name(name);
        Entry::Field(Field { docs, name, phrase })
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

    pub fn prose(&mut self, docs: Seq<Span>, prose: Span) -> Entry {
        Entry::Prose {
            docs,
            value: self.expr(prose.start, prose.end, ExprKind::Prose),
        }
    }

    /// A head is refused where no declaration may begin: inside of a line, behind a value.
    pub fn head(
        &mut self,
        kind: Span,
        name: Span,
        title: Option<Span>,
        parts: Vec<Part>,
    ) -> Result<Head, lalrpop_util::ParseError<u32, crate::token::TokenKind, Fault>> {
        if !self.anywhere && !begins_line(self.text, kind.start) {
            return Err(lalrpop_util::ParseError::User {
                error: Fault::InsideLine(kind.start),
            });
        }
        if matches!(name.of(self.text), "yes" | "no" | "true" | "false") {
            return Err(lalrpop_util::ParseError::User {
                error: Fault::NoName(name.start),
            });
        }
        let end = parts
            .last()
            .map_or(title.unwrap_or(name).end, |part| part.span.end);
        let parts = self.tree.push_seq(parts);
        Ok(Head {
            span: Span::new(kind.start, end),
            kind,
            name,
            title,
            parts,
        })
    }

    pub fn decl(&mut self, docs: Seq<Span>, head: Head, body: Option<(Span, Vec<Entry>)>) -> DeclId {
        let body = body.map(|(span, entries)| Body {
            span,
            entries: self.tree.push_seq(entries),
        });
        let span = body.map_or(head.span, |body| head.span.to(body.span));
        let Head {
            kind,
            name,
            title,
            parts,
            ..
        } = head;
        DeclId(self.tree.push(Decl {
            span,
            docs,
            kind,
            name,
            title,
            head: parts,
            body,
        }))
    }

    pub fn let_(&mut self, docs: Seq<Span>, span: Span, name: Span, phrase: Phrase) -> Item {
        Item::Let(self.tree.push(Let {
            span,
            docs,
            name,
            phrase,
        }))
    }

    #[expect(clippy::too_many_arguments, reason = "one for each part of the production")]
    pub fn kind_head(
        &mut self,
        span: Span,
        word: KindWord,
        name: Span,
        title: Option<Span>,
        within: Option<Vec<Span>>,
        head: Vec<TypePart>,
        aspects: Option<Vec<Span>>,
    ) -> KindHead {
        let within = self.tree.push_seq(within.unwrap_or_default());
        let head = self.tree.push_seq(head);
        let aspects = self.tree.push_seq(aspects.unwrap_or_default());
        KindHead {
            span,
            word,
            name,
            title,
            within,
            head,
            aspects,
        }
    }

    pub fn kind(&mut self, docs: Seq<Span>, head: KindHead, fields: Vec<KindField>, end: u32) -> Item {
        let KindHead {
            span,
            word,
            name,
            title,
            within,
            head,
            aspects,
        } = head;
        let span = Span::new(span.start, end.max(span.end));
        let fields = self.tree.push_seq(fields);
        Item::Kind(self.tree.push(KindDecl {
            span,
            docs,
            word,
            name,
            title,
            within,
            head,
            aspects,
            fields,
        }))
    }

    pub fn kind_field(
        &mut self,
        docs: Seq<Span>,
        span: Span,
        derived: bool,
        name: Span,
        (lead, parts): (Option<TypeId>, Vec<TypePart>),
        value: Option<ExprId>,
    ) -> KindField {
        let (name, occurs) = self.field_name(name);
        KindField {
            span,
            docs,
            derived,
            name,
            occurs,
            lead,
            parts: self.tree.push_seq(parts),
            value,
        }
    }

    pub fn ty(&mut self, span: Span, alternatives: Vec<TypeAtom>) -> TypeId {
        let alternatives = self.tree.push_seq(alternatives);
        TypeId(self.tree.push(Type { span, alternatives }))
    }

    pub fn enum_(
        &mut self,
        docs: Seq<Span>,
        span: Span,
        open: bool,
        name: Span,
        title: Option<Span>,
        values: Vec<EnumValue>,
    ) -> Item {
        self.any_enum(docs, span, open, name, title, (false, values))
    }

    pub fn ordered_enum(
        &mut self,
        docs: Seq<Span>,
        span: Span,
        open: bool,
        name: Span,
        title: Option<Span>,
        values: Vec<EnumValue>,
    ) -> Item {
        self.any_enum(docs, span, open, name, title, (true, values))
    }

    pub fn any_enum(
        &mut self,
        docs: Seq<Span>,
        span: Span,
        open: bool,
        name: Span,
        title: Option<Span>,
        (ordered, values): (bool, Vec<EnumValue>),
    ) -> Item {
        let values = self.tree.push_seq(values);
        Item::Enum(self.tree.push(EnumDecl {
            span,
            docs,
            open,
            name,
            title,
            ordered,
            values,
        }))
    }
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
