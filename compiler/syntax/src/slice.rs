//! slices
use crate::build::{Builder, Piece};
use crate::error::*;
use crate::run::{Failure, run};
use crate::token::TokenKind;
use crate::tree::*;
use crate::view::Tok;

pub fn file(text: &str, toks: Vec<Tok>, errors: &mut Errors) -> Tree {
    let mut b = Builder::new(text);
    if let Err(Failure(i)) = run(&mut b, TokenKind::StartItems, &toks) {
        let span = toks.get(i).map_or(Span::at(text.len() as u32), |t| t.span());
        errors.add(SyntaxError::new(SyntaxErrorKind::SyntaxError, span, format!("`{}` does not fit here", span.of(text)), "here"));
    }
    b.tree
}

pub fn query(b: &mut Builder<'_>, toks: Vec<Tok>, errors: &mut Errors) -> Option<Elem> {
    match run(b, TokenKind::StartElem, &toks) {
        Ok(Piece::Elem(e)) => Some(e),
        Ok(_) => None,
        Err(Failure(i)) => {
            let span = toks.get(i).map_or(Span::at(b.text.len() as u32), |t| t.span());
            errors.add(SyntaxError::new(SyntaxErrorKind::SyntaxError, span, "does not fit here", "here"));
            None
        }
    }
}
