//! From text to a typed tree.
//!
//! [`parse()`] is the way in: it cuts the text into tokens ([`token`]), the tokens into slices and entries, and reads
//! each with the grammar (`grammar.lalrpop`). What cannot be read becomes a [`SyntaxError`] and spoils only its own entry.
//! [`literal`] says what the literals in the tree mean. Nothing here knows what a policy is.
//!
//! ```text
//! text ─▶ token ─▶ view ─▶ brackets ─▶ slice ─▶ run (grammar) ─▶ build ─▶ tree
//!                  what is meant       pieces    ▲
//!                                        └─▶ repair: what a person forgot
//! ```

mod again;
mod brackets;
mod build;
mod conflict;
pub mod error;
pub mod format;
pub mod literal;
mod numbers;
pub mod parse;
mod quotes;
mod repair;
mod run;
mod slice;
pub mod span;
pub mod token;
pub mod tree;
mod view;

pub use again::parse_again;
pub use brackets::MAX_DEPTH;
pub use error::{SyntaxError, SyntaxErrorKind, SyntaxFix};
pub use parse::{MAX_FILE_SIZE, Parsed, ParsedQuery, decode, field_without_colon, parse, parse_query};
pub use repair::slug;
pub use span::{LineColumn, LineIndex, Span};
pub use token::{MAX_DIGITS, Token, TokenKind, Tokens, tokenize};
pub use tree::Tree;
