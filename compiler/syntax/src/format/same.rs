//! Whether two texts say the same: their trees are equal but for places, their literals have the same values, and their
//! comments are the same.

use std::borrow::Cow;

use crate::error::SyntaxErrorKind;
use crate::literal;
use crate::parse::Parsed;
use crate::span::Span;
use crate::token::TokenKind;
use crate::tree::{Entry, Expr, ExprKind, Node, Part, Phrase, Tree, TypeAtomKind};

type Side<'a> = (&'a str, &'a Parsed);

/// Whether two texts say the same.
pub fn same(a: Side<'_>, b: Side<'_>) -> bool {
    let (left, right) = (Reading { text: a.0, tree: &a.1.tree }, Reading { text: b.0, tree: &b.1.tree });
    errors(a.1).eq(errors(b.1)) && comments(a).eq(comments(b)) && left.says(&right)
}

/// What is wrong with a text, in source order.
fn errors(parsed: &Parsed) -> impl Iterator<Item = (SyntaxErrorKind, &str)> {
    parsed.errors.iter().map(|error| (error.kind, error.message.as_str()))
}

/// The comments of a text, in source order.
fn comments<'a>((text, parsed): Side<'a>) -> impl Iterator<Item = &'a str> {
    let is_comment = |kind| {
        matches!(kind, TokenKind::Comment | TokenKind::Doc | TokenKind::HashComment | TokenKind::BlockComment)
    };
    parsed
        .tokens
        .iter()
        .filter(move |token| is_comment(token.kind))
        .map(|token| token.span.of(text).trim_end())
}

struct Reading<'a> {
    text: &'a str,
    tree: &'a Tree,
}

impl Reading<'_> {
    /// Whether all arenas are equal. The arenas of equal texts are filled in the same order, so indices can be compared.
    fn says(&self, other: &Self) -> bool {
        let (a, b) = (self, other);
        let same_name = |x: Span, y: Span| a.name(x, b, y);
        let same_title = |x: Option<Span>, y: Option<Span>| match (x, y) {
            (Some(x), Some(y)) => a.string(x, b, y),
            (None, None) => true,
            _ => false,
        };
        let same_phrase = |x: Phrase, y: Phrase| x.lead == y.lead && x.parts == y.parts;
        a.tree.items == b.tree.items
            && all(a.tree, b.tree, |x: &Span, y| same_name(*x, *y))
            && all(a.tree, b.tree, |x: &Expr, y| a.expr(x, b, y))
            && all(a.tree, b.tree, |x: &crate::tree::Elem, y| x == y)
            && all(a.tree, b.tree, |x: &Part, y| x.prep == y.prep && x.values == y.values)
            && all(a.tree, b.tree, |x: &Entry, y| match (x, y) {
                (Entry::Field(x), Entry::Field(y)) => {
                    x.docs == y.docs && same_name(x.name, y.name) && same_phrase(x.phrase, y.phrase)
                }
                _ => x == y,
            })
            && all(a.tree, b.tree, |x: &crate::tree::Decl, y| {
                let entries = |decl: &crate::tree::Decl| decl.body.map(|body| body.entries);
                (x.docs, x.head, entries(x)) == (y.docs, y.head, entries(y))
                    && same_name(x.kind, y.kind)
                    && same_name(x.name, y.name)
                    && same_title(x.title, y.title)
            })
            && all(a.tree, b.tree, |x: &crate::tree::Let, y| {
                x.docs == y.docs && same_name(x.name, y.name) && same_phrase(x.phrase, y.phrase)
            })
            && all(a.tree, b.tree, |x: &crate::tree::KindDecl, y| {
                (x.docs, x.word, x.within, x.head, x.aspects, x.fields)
                    == (y.docs, y.word, y.within, y.head, y.aspects, y.fields)
                    && same_name(x.name, y.name)
                    && same_title(x.title, y.title)
            })
            && all(a.tree, b.tree, |x: &crate::tree::KindField, y| {
                (x.docs, x.derived, x.occurs, x.lead, x.parts, x.value)
                    == (y.docs, y.derived, y.occurs, y.lead, y.parts, y.value)
                    && same_name(x.name, y.name)
            })
            && all(a.tree, b.tree, |x: &crate::tree::TypePart, y| {
                (x.prep, x.optional, x.ty) == (y.prep, y.optional, y.ty)
            })
            && all(a.tree, b.tree, |x: &crate::tree::Type, y| x.alternatives == y.alternatives)
            && all(a.tree, b.tree, |x: &crate::tree::TypeAtom, y| {
                x.occurs == y.occurs
                    && match (x.kind, y.kind) {
                        (
                            TypeAtomKind::Name { name: x, args },
                            TypeAtomKind::Name { name: y, args: other },
                        ) => args == other && same_name(x, y),
                        (x, y) => x == y,
                    }
            })
            && all(a.tree, b.tree, |x: &crate::tree::EnumDecl, y| {
                (x.docs, x.open, x.ordered, x.values) == (y.docs, y.open, y.ordered, y.values)
                    && same_name(x.name, y.name)
                    && same_title(x.title, y.title)
            })
            && all(a.tree, b.tree, |x: &crate::tree::EnumValue, y| {
                x.docs == y.docs && same_name(x.name, y.name) && same_title(x.title, y.title)
            })
    }

    fn expr(&self, x: &Expr, other: &Self, y: &Expr) -> bool {
        use ExprKind::*;
        let (text, words) = (x.span.of(self.text), y.span.of(other.text));
        match (x.kind, y.kind) {
            (Path, Path) | (Id, Id) => self.name(x.span, other, y.span),
            (Below(x), Below(y)) => self.name(x, other, y),
            // The edition stands behind its path.
            (Edition(_), Edition(_)) => without_space(text) == without_space(words),
            (Number, Number) => text == words || literal::number_text(text) == literal::number_text(words),
            (Quantity, Quantity) => text == words || literal::quantity(text) == literal::quantity(words),
            (Date, Date) | (Url, Url) => text == words,
            (Text, Text) => self.string(x.span, other, y.span),
            (Prose, Prose) => text == words || literal::prose_value(text) == literal::prose_value(words),
            (
                Call { function, args, members },
                Call { function: other_function, args: other_args, members: other_members },
            ) => (args, members) == (other_args, other_members) && self.name(function, other, other_function),
            (x, y) => x == y,
        }
    }

    /// Names are equal as they are compared everywhere; doc comments but for white space at their end.
    fn name(&self, x: Span, other: &Self, y: Span) -> bool {
        let (x, y) = (x.of(self.text).trim_end(), y.of(other.text).trim_end());
        x == y || literal::path_text(x) == literal::path_text(y)
    }

    fn string(&self, x: Span, other: &Self, y: Span) -> bool {
        let (x, y) = (x.of(self.text), y.of(other.text));
        x == y || literal::text_value(x) == literal::text_value(y)
    }
}

fn without_space(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_whitespace) {
        Cow::Owned(text.chars().filter(|c| !c.is_whitespace()).collect())
    } else {
        Cow::Borrowed(text)
    }
}

fn all<T: Node>(a: &Tree, b: &Tree, same: impl Fn(&T, &T) -> bool) -> bool {
    let (a, b) = (T::arena(a), T::arena(b));
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}

#[cfg(test)]
mod tests {
    use crate::parse::{Parsed, parse_plainly};

    /// What no formatter may do is told from what it may.
    #[test]
    fn what_is_the_same() {
        let read = |text: &str| -> Parsed { parse_plainly(text).expect("not too large").0 };
        let same = |a: &str, b: &str| super::same((a, &read(a)), (b, &read(b)));
        let text = "/// D\nrole a \"A\" { x: b, 1_200 by c  y: \"\"\"\n p\n q\n\"\"\" } // n\n";
        assert!(same(text, text));
        assert!(same(text, &text.replace("  ", " \t ").replace(", ", " ,")));
        assert!(same(text, &text.replace(" p\n q\n", "   p\n   q\n")));
        for (from, to) in [
            ("role", "site"),
            (" a ", " e "),
            ("\"A\"", "\"B\""),
            ("\"A\"", ""),
            ("x:", "z:"),
            ("b, 1_200", "1_200, b"),
            ("1_200", "1_201"),
            ("by c", "to c"),
            ("by c", "by c, c"),
            (" p\n", "  p\n"),
            (" q\n", ""),
            ("/// D", "/// E"),
            ("/// D", "// D"),
            ("// n", "// m"),
            ("// n", ""),
            ("x: b", "x: (b)"),
            ("by c", "by c where d"),
        ] {
            let other = text.replacen(from, to, 1);
            assert_ne!(other, text);
            assert!(!same(text, &other), "{from} → {to}");
        }
        assert!(same("site a “x”", "site a \"x\"") && !same("site a “x”", "site a \"“x”\""));
        assert!(
            same("kind k { x: a+ }", "kind k { x: a + }") && !same("kind k { x: a+ }", "kind k { x: a? }")
        );
        assert!(!same("kind k { x: a }", "kind k { x?: a }") && !same("enum e { a, b }", "enum e { a < b }"));
        assert!(!same("let x = a .. b", "let x = a - b") && !same("let x = a@1", "let x = a@2"));
        assert!(!same("let x = f(a).b", "let x = f(a).c") && !same("let x = not a", "let x = a"));
    }
}
