//! The one layout of a text: `annexa fmt`, and formatting in an editor.
//!
//! [`format()`] gives the edits that lay a text out as every text is laid out; [`format_range`] those of some lines. Only
//! white space changes, and the marks of a word processor that are read as meant anyway. Words, comments and their order
//! stay, and prose keeps every line: only the indentation that its lines share moves with the entry that it stands in.
//!
//! ```text
//! text ─▶ parse ─▶ places (where entries begin, what is left alone) ─▶ layout ─▶ edits ─▶ parse again ─▶ same?
//! ```
//!
//! The style, in short: four blanks for each brace, one entry a line, two blanks between entries that share a line,
//! at most one empty line. Where an author had a choice the choice stays: a body on one line stays on one line while it
//! fits ([`LINE_WIDTH`]), and so do entries beside each other, lists with one element a line, and parts on lines of their
//! own. Everything else inside an entry is filled up to [`LINE_WIDTH`].
//!
//! Line ends: those of the first line, `\n` or `\r\n`, for all lines, and one at the end of the file. A byte order mark
//! at the start is taken out.
//!
//! What cannot be read is left, byte for byte, with all of its entry; around it everything is laid out.
//!
//! INVARIANTS: the result reads as the text did, which is tried before it is given ([`same`]); formatting it again
//! changes nothing; edits are in source order and do not overlap.

mod layout;
mod places;
mod same;

use std::ops::RangeInclusive;

use crate::error::MAX_ERRORS;
use crate::parse::{Parsed, parse_plainly};
use crate::quotes;
use crate::span::Span;
use crate::view::Tok;

/// How many columns a line has before it is broken where it can be.
pub const LINE_WIDTH: usize = 120;

/// How many blanks a brace moves what is inside it.
pub const INDENT: usize = 4;

/// A change of a text: what to replace, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What stands there instead.
    pub text: String,
}

/// What formatting changes, and what it leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Formatted {
    /// The changes, in source order; none where the text is laid out well.
    pub edits: Vec<Edit>,
    /// What cannot be read and was left as it is, in source order.
    pub left: Vec<Span>,
    /// The text with the changes, which was made to see that it reads the same.
    changed: Option<String>,
}

/// The result would not have read as the text does. That is a fault of the formatter, and the text is to be left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault;

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the formatted text would not read as this one does")
    }
}

impl std::error::Error for Fault {}

impl Formatted {
    /// Whether nothing is to be changed.
    pub fn is_clean(&self) -> bool {
        self.edits.is_empty()
    }

    /// The text as it is laid out; `text` is the one that was formatted.
    pub fn text<'t>(&'t self, text: &'t str) -> &'t str {
        self.changed.as_deref().unwrap_or(text)
    }
}

/// Lays a text out.
///
/// # Errors
/// Where the result would not read as the text does: a fault of this program.
pub fn format(text: &str) -> Result<Formatted, Fault> {
    formatted(text, None)
}

/// Lays out the entries that the lines `lines` touch (counted from 0), and leaves all other lines as they are.
///
/// # Errors
/// Where the result would not read as the text does: a fault of this program.
pub fn format_range(text: &str, lines: RangeInclusive<u32>) -> Result<Formatted, Fault> {
    formatted(text, Some(lines))
}

/// How much around what cannot be read is left alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leave {
    /// The entry.
    Entries,
    /// The declaration at top level.
    Items,
}

fn formatted(text: &str, lines: Option<RangeInclusive<u32>>) -> Result<Formatted, Fault> {
    let whole = || Formatted { left: vec![Span::new(0, text.len() as u32)], ..Formatted::default() };
    let Some((parsed, toks)) = parse_plainly(text) else {
        return Ok(whole());
    };
    // More errors than are recorded: nobody knows what is well. And a lone carriage return is a line end to some.
    // Behind a lost quote the text is not read as its tokens stand.
    if parsed.errors.len() >= MAX_ERRORS || has_lone_return(text) || quotes::reads_anew(text, &parsed.tokens)
    {
        return Ok(whole());
    }
    for leave in [Leave::Entries, Leave::Items] {
        let places = places::find(text, &parsed, leave);
        let (edits, range) = layout::edits(text, &parsed.tokens, &toks, &places, lines.as_ref());
        let mut left = places.left;
        left.retain(|span| span.start < range.end && range.start < span.end);
        if edits.is_empty() {
            return Ok(Formatted { edits, left, changed: None });
        }
        let result = apply(text, &edits);
        // Indentation can make a file too large.
        let Some((again, toks)) = parse_plainly(&result) else { return Ok(whole()) };
        let same = same::same((text, &parsed), (&result, &again));
        let sound = parsed.errors.is_empty();
        // Where something is broken, layout may decide how it is read: then less is touched.
        if same && (sound || lines.is_some() || is_clean(&result, &again, &toks, leave)) {
            return Ok(Formatted { edits, left, changed: Some(result) });
        }
        if sound {
            return Err(Fault);
        }
    }
    Ok(whole())
}

fn is_clean(text: &str, parsed: &Parsed, toks: &[Tok], leave: Leave) -> bool {
    let places = places::find(text, parsed, leave);
    layout::edits(text, &parsed.tokens, toks, &places, None).0.is_empty()
}

fn has_lone_return(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(at, byte)| *byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
}

fn apply(text: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut from = 0;
    for edit in edits {
        out.push_str(Span::new(from, edit.span.start).of(text));
        out.push_str(&edit.text);
        from = edit.span.end;
    }
    out.push_str(Span::new(from, text.len() as u32).of(text));
    out
}
