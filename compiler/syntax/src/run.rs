//! Running the generated parser on a piece of a view.

use std::cell::Cell;

use lalrpop_util::ParseError;

use crate::build::{Builder, Fault, Piece};
use crate::token::TokenKind;
use crate::view::Tok;

#[expect(clippy::all, clippy::unwrap_used, reason = "generated")]
mod grammar {
    include!(concat!(env!("OUT_DIR"), "/grammar.rs"));
}

/// Where a piece cannot be read on: the index of the first token that does not fit, or their number at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure(pub usize);

/// Reads `toks` as the piece that `start` names. A failure leaves the tree as it was.
pub fn run(builder: &mut Builder<'_>, start: TokenKind, toks: &[Tok]) -> Result<Piece, Failure> {
    let mark = builder.mark();
    let taken = Cell::new(0usize);
    let at = toks.first().map_or(0, |tok| tok.start);
    let stream = std::iter::once((at, start, at)).chain(toks.iter().map(|tok| {
        taken.set(taken.get() + 1);
        (tok.start, tok.kind, tok.end)
    }));
    match grammar::PieceParser::new().parse(builder, stream.map(Ok)) {
        Ok(start) => builder.finish(start).ok_or(Failure(0)),
        Err(error) => {
            builder.rewind(mark);
            let index = match error {
                ParseError::UnrecognizedEof { .. } => toks.len(),
                ParseError::User { error: Fault::InsideLine(at) | Fault::NoName(at) | Fault::Marked(at) } => {
                    toks.iter().position(|tok| tok.start == at).unwrap_or(0)
                }
                _ => taken.get().saturating_sub(1),
            };
            Err(Failure(index))
        }
    }
}
