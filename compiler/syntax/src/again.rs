//! Reading a text again that was edited in one place: what stands before and behind the edit gives the nodes that it gave.
//!
//! A tree knows where its text can be cut in two ([`Cut`]). Between the last cut before the edit and the first one behind
//! it the text is read, and the nodes of the rest are moved. That is done only where nothing is wrong with either text:
//! what is wrong may reach far.
//!
//! INVARIANT: the tree is the one that [`parse`] gives.

use crate::conflict;
use crate::parse::{MAX_FILE_SIZE, parse};
use crate::span::Span;
use crate::tree::*;

/// The tree of `text`, made of the tree of `before`, with which nothing was wrong. `None` where it has to be read from the
/// start, perhaps since something is wrong with it now.
pub fn parse_again(before: &str, tree: &Tree, text: &str) -> Option<Tree> {
    if has_schema(tree) || text.len() > MAX_FILE_SIZE || conflict::is_in(text) {
        return None;
    }
    let same = |(a, b): &(&u8, &u8)| a == b;
    let shorter = before.len().min(text.len());
    let start = before.as_bytes().iter().zip(text.as_bytes()).take_while(same).count();
    let room = shorter - start;
    let end =
        before.as_bytes().iter().rev().zip(text.as_bytes().iter().rev()).take(room).take_while(same).count();
    // The line goes on behind some braces, and what begins inside of a line is not what begins one.
    let ends_line = |at: u32| text.get(at as usize..).is_some_and(|t| t.starts_with(['\n', '\r']));
    let known = &tree.cuts[..tree.cuts.partition_point(|cut| cut.at as usize <= start)];
    let first = known.iter().rev().copied().find(|cut| ends_line(cut.at)).unwrap_or_default();
    let behind = tree.cuts.partition_point(|cut| (cut.at as usize) < before.len() - end);
    let last = tree.cuts.get(behind).copied();
    let until = last.map_or(text.len(), |last| text.len() - (before.len() - last.at as usize));
    let piece = text.get(first.at as usize..until)?;
    let read = parse(piece);
    let is_closed = |cut: &Cut| cut.at as usize == piece.len();
    if !read.errors.is_empty()
        || has_schema(&read.tree)
        || last.is_some() && !read.tree.cuts.last().is_some_and(is_closed)
    {
        return None;
    }
    let mut made = Tree::default();
    made.append(tree, Cut::default(), first, 0);
    made.append(&read.tree, Cut::default(), read.tree.cut(piece.len() as u32), first.at);
    if let Some(last) = last {
        made.append(tree, last, tree.cut(before.len() as u32), until as u32);
    }
    made.shrink();
    Some(made)
}

/// Whether the tree has more than declarations and `let`s.
fn has_schema(tree: &Tree) -> bool {
    !tree.kinds.is_empty() || !tree.enums.is_empty()
}

impl Tree {
    /// Adds the nodes of `other` from one cut to another, the first of which is at `at` here.
    fn append(&mut self, other: &Tree, from: Cut, to: Cut, at: u32) {
        let here = self.cut(at);
        // Indices and places are moved around zero.
        let by = By(Cut {
            at: here.at.wrapping_sub(from.at),
            items: here.items.wrapping_sub(from.items),
            decls: here.decls.wrapping_sub(from.decls),
            lets: here.lets.wrapping_sub(from.lets),
            entries: here.entries.wrapping_sub(from.entries),
            parts: here.parts.wrapping_sub(from.parts),
            elems: here.elems.wrapping_sub(from.elems),
            exprs: here.exprs.wrapping_sub(from.exprs),
            spans: here.spans.wrapping_sub(from.spans),
        });
        macro_rules! append {
            ($($arena:ident $moved:ident)*) => {
                $(self.$arena.extend(
                    other.$arena[from.$arena as usize..to.$arena as usize].iter().map(|node| by.$moved(node)),
                );)*
            };
        }
        append!(items item decls decl lets let_ entries entry parts part elems elem exprs expr spans span);
        let cuts = other.cuts.iter().filter(|cut| from.at < cut.at && cut.at <= to.at);
        self.cuts.extend(cuts.map(|cut| by.cut(cut)));
    }
}

/// How far nodes move: in the text, and in each arena.
struct By(Cut);

impl By {
    fn seq<T>(&self, seq: Seq<T>, by: u32) -> Seq<T> {
        if seq.is_empty() { seq } else { Seq::new(seq.start.wrapping_add(by), seq.len) }
    }

    fn docs(&self, docs: Seq<Span>) -> Seq<Span> {
        self.seq(docs, self.0.spans)
    }

    fn id(&self, id: ExprId) -> ExprId {
        ExprId(id.0.wrapping_add(self.0.exprs))
    }

    fn decl_id(&self, id: DeclId) -> DeclId {
        DeclId(id.0.wrapping_add(self.0.decls))
    }

    fn span(&self, span: &Span) -> Span {
        Span::new(span.start.wrapping_add(self.0.at), span.end.wrapping_add(self.0.at))
    }

    fn cut(&self, cut: &Cut) -> Cut {
        Cut {
            at: cut.at.wrapping_add(self.0.at),
            items: cut.items.wrapping_add(self.0.items),
            decls: cut.decls.wrapping_add(self.0.decls),
            lets: cut.lets.wrapping_add(self.0.lets),
            entries: cut.entries.wrapping_add(self.0.entries),
            parts: cut.parts.wrapping_add(self.0.parts),
            elems: cut.elems.wrapping_add(self.0.elems),
            exprs: cut.exprs.wrapping_add(self.0.exprs),
            spans: cut.spans.wrapping_add(self.0.spans),
        }
    }

    fn item(&self, item: &Item) -> Item {
        match *item {
            Item::Decl(id) => Item::Decl(self.decl_id(id)),
            Item::Let(index) => Item::Let(index.wrapping_add(self.0.lets)),
            // There are none where this is done.
            Item::Kind(_) | Item::Enum(_) => *item,
        }
    }

    fn decl(&self, decl: &Decl) -> Decl {
        Decl {
            span: self.span(&decl.span),
            docs: self.docs(decl.docs),
            kind: self.span(&decl.kind),
            name: self.span(&decl.name),
            title: decl.title.map(|title| self.span(&title)),
            head: self.seq(decl.head, self.0.parts),
            body: decl.body.map(|body| Body {
                span: self.span(&body.span),
                close: body.close.map(|close| self.span(&close)),
                entries: self.seq(body.entries, self.0.entries),
            }),
        }
    }

    fn let_(&self, node: &Let) -> Let {
        Let {
            span: self.span(&node.span),
            docs: self.docs(node.docs),
            name: self.span(&node.name),
            phrase: self.phrase(&node.phrase),
        }
    }

    fn entry(&self, entry: &Entry) -> Entry {
        match entry {
            Entry::Field(field) => Entry::Field(Field {
                docs: self.docs(field.docs),
                name: self.span(&field.name),
                phrase: self.phrase(&field.phrase),
            }),
            Entry::Prose { docs, value } => Entry::Prose { docs: self.docs(*docs), value: self.id(*value) },
            Entry::Decl(id) => Entry::Decl(self.decl_id(*id)),
        }
    }

    fn phrase(&self, phrase: &Phrase) -> Phrase {
        Phrase {
            span: self.span(&phrase.span),
            lead: self.seq(phrase.lead, self.0.elems),
            parts: self.seq(phrase.parts, self.0.parts),
        }
    }

    fn part(&self, part: &Part) -> Part {
        Part {
            span: self.span(&part.span),
            prep: part.prep,
            prep_span: self.span(&part.prep_span),
            values: self.seq(part.values, self.0.elems),
        }
    }

    fn elem(&self, elem: &Elem) -> Elem {
        Elem { expr: self.id(elem.expr), filter: elem.filter.map(|filter| self.id(filter)) }
    }

    fn expr(&self, expr: &Expr) -> Expr {
        use ExprKind::*;
        let kind = match expr.kind {
            Below(span) => Below(self.span(&span)),
            Edition(span) => Edition(self.span(&span)),
            Group(inner) => Group(self.id(inner)),
            List(elems) => List(self.seq(elems, self.0.elems)),
            Call { function, args, members } => Call {
                function: self.span(&function),
                args: self.seq(args, self.0.elems),
                members: self.docs(members),
            },
            Unary(op, inner) => Unary(op, self.id(inner)),
            Condition(op, inner) => Condition(op, self.id(inner)),
            Binary(op, left, right) => Binary(op, self.id(left), self.id(right)),
            Range(left, right) => Range(self.id(left), self.id(right)),
            Path | Everything | Id | Number | Quantity | Date | Text | Prose | Url | None => expr.kind,
        };
        Expr { span: self.span(&expr.span), kind }
    }
}
