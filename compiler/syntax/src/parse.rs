//! The way in: [`parse`] for a file, [`parse_query`] for one expression, [`decode`] for bytes.

use crate::build::Builder;
use crate::error::{Errors, SyntaxError, SyntaxErrorKind};
use crate::span::Span;
use crate::token::{Tokens, tokenize};
use crate::tree::{Decl, Elem, Tree};
use crate::view::Tok;
use crate::{conflict, numbers, slice, view};

/// The largest file that is read, in bytes.
pub const MAX_FILE_SIZE: usize = 64 * 1024 * 1024;

/// A file as it was read: all that could be made of it, and all that is wrong with it.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// What could be read.
    pub tree: Tree,
    /// The full stream of tokens, with white space and comments.
    pub tokens: Tokens,
    /// What is wrong, in source order.
    pub errors: Vec<SyntaxError>,
}

/// A query as it was read.
#[derive(Clone, Debug)]
pub struct ParsedQuery {
    /// The tree that `elem` points into.
    pub tree: Tree,
    /// The full stream of tokens.
    pub tokens: Tokens,
    /// The query: an expression, perhaps with a `where`; `None` where it could not be read.
    pub elem: Option<Elem>,
    /// What is wrong, in source order.
    pub errors: Vec<SyntaxError>,
}

/// Reads a file. Takes any text, and time linear in its length.
pub fn parse(text: &str) -> Parsed {
    if let Some(error) = too_large(text) {
        return Parsed { tree: Tree::default(), tokens: Tokens::unread(text), errors: vec![error] };
    }
    let merge = conflict::read(text);
    let text = merge.as_ref().map_or(text, |merge| &merge.text);
    let tokens = tokenize(text);
    let mut errors = Errors::default();
    merge.iter().flat_map(|merge| &merge.errors).for_each(|error| errors.add(error.clone()));
    let toks = view::view(text, &tokens, &mut errors);
    let tree = slice::file(text, toks, &mut errors);
    numbers::ambiguous(text, &tree, &mut errors);
    Parsed { tree, tokens, errors: errors.in_order() }
}

/// Reads a file without its hints, and gives also the tokens as the parser saw them. `None` where it is too large, or two
/// versions of it stand one below the other.
pub(crate) fn parse_plainly(text: &str) -> Option<(Parsed, Vec<Tok>)> {
    if too_large(text).is_some() || conflict::is_in(text) {
        return None;
    }
    let tokens = tokenize(text);
    let mut errors = Errors::without_hints();
    let toks = view::view(text, &tokens, &mut errors);
    let tree = slice::file(text, toks.clone(), &mut errors);
    Some((Parsed { tree, tokens, errors: errors.in_order() }, toks))
}

/// Reads one expression, perhaps with a `where`, as `annexa query` takes it: `risk where level >= high`.
pub fn parse_query(text: &str) -> ParsedQuery {
    if let Some(error) = too_large(text) {
        return ParsedQuery {
            tree: Tree::default(),
            tokens: Tokens::unread(text),
            elem: None,
            errors: vec![error],
        };
    }
    let tokens = tokenize(text);
    let mut errors = Errors::default();
    let toks = view::view(text, &tokens, &mut errors);
    let mut builder = Builder::new(text);
    let elem = slice::query(&mut builder, toks, &mut errors);
    numbers::ambiguous(text, &builder.tree, &mut errors);
    ParsedQuery { tree: builder.tree, tokens, elem, errors: errors.in_order() }
}

/// What is to be said where a nested declaration was meant as a field: `owner ciso` or `version is "1"`.
///
/// The grammar reads two words on a line as a declaration without title and body; whether the first names a kind or a
/// field, only who knows the kinds can tell. Gives `None` where the declaration has a title or a body, and so is one.
pub fn field_without_colon(text: &str, decl: &Decl) -> Option<SyntaxError> {
    let name = decl.kind.of(text);
    if decl.name.of(text) == "is" && decl.body.is_none() {
        let edit = (Span::new(decl.kind.end, decl.name.end), ":".to_owned());
        return Some(
            SyntaxError::new(
                SyntaxErrorKind::MissingColon,
                decl.kind,
                format!("`{name}` needs a colon here, not `is`"),
                format!("write `{name}:`"),
            )
            .help(format!("write `{name}:`, with the colon directly behind the word"))
            .safe_fix(format!("write `{name}:`"), vec![edit]),
        );
    }
    if decl.title.is_some() || decl.body.is_some() {
        return None;
    }
    Some(
        SyntaxError::new(
            SyntaxErrorKind::MissingColon,
            decl.kind,
            format!("`{name}` needs a colon here"),
            format!("write `{name}:`"),
        )
        .help(format!("write `{name}:`, with the colon directly behind the word"))
        .safe_fix(format!("write `{name}:`"), vec![(Span::at(decl.kind.end), ":".to_owned())]),
    )
}

/// Bytes as text, or what is wrong with them and where.
pub fn decode(bytes: &[u8]) -> Result<&str, Box<SyntaxError>> {
    std::str::from_utf8(bytes).map_err(|error| {
        let at = u32::try_from(error.valid_up_to()).unwrap_or(u32::MAX);
        let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
        let (message, help) = if utf16 {
            ("this file is in UTF-16", "save it as UTF-8 (in the editor's `Save as`, under `Encoding`)")
        } else {
            (
                "this file is not in UTF-8",
                "save it as UTF-8; up to here it is read, and this character is of another encoding",
            )
        };
        let span = Span::new(at, at.saturating_add(1));
        Box::new(
            SyntaxError::new(SyntaxErrorKind::SyntaxError, span, message, "not UTF-8 from here on")
                .help(help),
        )
    })
}

fn too_large(text: &str) -> Option<SyntaxError> {
    let limit = MAX_FILE_SIZE / (1024 * 1024);
    (text.len() > MAX_FILE_SIZE).then(|| {
        SyntaxError::new(
            SyntaxErrorKind::TooLarge,
            Span::at(0),
            format!("this file is larger than {limit} MB and is not read"),
            "too large",
        )
        .help("split it into several files; every `.isms` file of the package is read")
    })
}
