//! Colours: what the words of a file are, as far as their meaning tells it.
//!
//! Texts and comments are left to the editor's own grammar, but for the references in texts.

use annexa_core::prelude::kind;
use annexa_core::source::{FileId, PackageId, Span};
use annexa_syntax::TokenKind;

use super::words::{self, Role, Target};
use crate::Snapshot;

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Class {
    Kind,
    Field,
    Declaration,
    Parameter,
    Entry,
    Constant,
    EnumValue,
    Word,
    Number,
}

/// A coloured word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands, within one line.
    pub span: Span,
    /// What it is.
    pub class: Class,
    /// Whether it is declared here.
    pub declares: bool,
    /// Whether it is the standard library's.
    pub library: bool,
}

/// The coloured words of `file` that touch `range`, in the order of its text.
pub fn tokens(snapshot: &Snapshot, file: FileId, range: Span) -> Vec<Token> {
    let model = &snapshot.model;
    let text = snapshot.text(file);
    let mut found: Vec<Token> = Vec::new();
    for word in words::words(snapshot, file) {
        let class = match word.target {
            Target::Decl(id) => match model.decl(id) {
                decl if decl.catalog().is_some() => Class::Entry,
                decl if decl.kind() == kind::PARAM => Class::Parameter,
                _ => Class::Declaration,
            },
            Target::Let(_) => Class::Constant,
            Target::Item(_) => Class::Kind,
            Target::Field(_) => Class::Field,
            Target::Value(..) | Target::Step(..) => Class::EnumValue,
        };
        let place = words::declared(model, word.target);
        let library = place.is_some_and(|p| model.files.get(p.file).package == PackageId::LIBRARY);
        found.push(Token { span: word.span, class, declares: word.role == Role::Names, library });
    }
    let words = found.len();
    for token in annexa_syntax::tokenize(text).iter() {
        let class = match token.kind {
            TokenKind::Prep | TokenKind::Let => Class::Word,
            TokenKind::Number | TokenKind::Quantity | TokenKind::Date => Class::Number,
            kind if kind.is_reserved() => Class::Word,
            _ => continue,
        };
        let known = found[..words].partition_point(|word| word.span.end <= token.span.start);
        if found[..words].get(known).is_none_or(|word| token.span.end <= word.span.start) {
            found.push(Token { span: token.span, class, declares: false, library: false });
        }
    }
    found.retain(|token| token.span.start < range.end && range.start < token.span.end);
    found.retain(|token| !token.span.of(text).contains('\n'));
    found.sort_by_key(|token| token.span.start);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::testing::package;

    #[test]
    fn what_words_are() {
        let text = "role ciso \"CISO 😀\"\nlet key = \"a\"\nrisk r \"R\" {\n    owner: ciso\n    treat: modify with A.8.13 due 2026-12-31\n    \"\"\"{ciso} by {key}\"\"\"\n}\n";
        let (snapshot, file) = package(text);
        let all = Span::new(0, text.len() as u32);
        let found = tokens(&snapshot, file, all);
        let shown: Vec<(&str, Class)> = found.iter().map(|t| (t.span.of(text), t.class)).collect();
        let expected = [
            ("role", Class::Kind),
            ("ciso", Class::Declaration),
            ("let", Class::Word),
            ("key", Class::Constant),
            ("risk", Class::Kind),
            ("r", Class::Declaration),
            ("owner", Class::Field),
            ("ciso", Class::Declaration),
            ("treat", Class::Field),
            ("modify", Class::EnumValue),
            ("with", Class::Word),
            ("A.8.13", Class::Entry),
            ("due", Class::Word),
            ("2026-12-31", Class::Number),
            ("ciso", Class::Declaration),
            ("key", Class::Constant),
        ];
        assert_eq!(shown, expected);
        assert!(found[0].library && !found[1].library && found[1].declares && !found[7].declares);
        let some = tokens(&snapshot, file, Span::new(0, 4));
        assert_eq!(some, found[..1]);
    }
}
