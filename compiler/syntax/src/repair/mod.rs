//! What is wrong with a piece that cannot be read, and reading it as it was meant.
//!
//! A [`Repair`] reads one piece: an entry, a head, a field of a kind. Where the parser stops, it looks at what stands
//! around that place, says what a person forgot (a colon, a comma, quotes, a value), changes its own copy of the tokens
//! to what was meant, and reads again. Where it is not sure what was meant, it says what is wrong and gives up: the
//! entry is then unknown, its neighbours are not touched.
//!
//! The steps are in a module for each place: [`entry`], [`value`], [`words`] (values side by side), `head`, `lets`,
//! [`kinds`].
//!
//! INVARIANT: one slip gives one error. A second error of one piece is only reported if it has a rule of its own.

mod entry;
mod head;
mod kinds;
mod lets;
mod value;
mod words;

use crate::build::{Builder, Piece};
use crate::error::{Errors, SyntaxError, SyntaxErrorKind as Problem};
use crate::literal;
use crate::run::{Failure, run};
use crate::slice::{bare, comma, no_colon, quotes, short};
use crate::span::Span;
use crate::token::TokenKind;
use crate::view::{Tok, dangling_doc};

/// How often a piece is mended before it is given up.
const MAX_REPAIRS: usize = 8;

/// Where a piece stands, and so what may be wrong with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// In the body of a declaration, without braces.
    Entry,
    /// Before a body, or a declaration without one at top level.
    Head,
    /// Before a body.
    HeadWithBody,
    /// In the braces of a kind.
    KindField,
    /// Before the braces of a kind.
    KindHead,
    /// `let …`
    Let,
    /// A query.
    Query,
}

/// Reads one piece and mends it on the way.
pub struct Repair<'t> {
    text: &'t str,
    toks: Vec<Tok>,
    place: Place,
    quiet: bool,
    /// Where reading it failed, if that was tried.
    failed: Option<Failure>,
    found: Vec<SyntaxError>,
    /// Whether the piece says nothing that the next one does not say.
    void: bool,
}

/// A token that is none.
const NOTHING: Tok = Tok { start: 0, end: 0, kind: TokenKind::Unknown, first: false };

enum Step {
    /// The tokens were changed: read again.
    Again,
    /// It is not known what was meant.
    Stop,
}

impl<'t> Repair<'t> {
    /// Prepares to read `toks`. A quiet repair reports nothing, because what is wrong has been reported.
    pub fn new(text: &'t str, toks: &[Tok], place: Place, quiet: bool) -> Self {
        Repair { text, toks: toks.to_vec(), place, quiet, failed: None, found: Vec::new(), void: false }
    }

    /// The piece has been tried, and could not be read on at `failed`.
    pub fn failed(mut self, failed: Option<Failure>) -> Self {
        self.failed = failed;
        self
    }

    /// Reads the piece; what is wrong with it goes to `errors`.
    pub fn read(&mut self, b: &mut Builder<'_>, start: TokenKind, errors: &mut Errors) -> Option<Piece> {
        let mut piece = None;
        let mut reached = 0;
        let mut known = self.failed.take().map(Err);
        for _ in 0..=MAX_REPAIRS {
            // Where no more is kept, it need not be found out either.
            if errors.is_full() && known.is_some() {
                break;
            }
            match known.take().unwrap_or_else(|| run(b, start, &self.toks)) {
                Ok(read) => {
                    piece = Some(read);
                    break;
                }
                Err(_) if errors.is_full() => break,
                Err(Failure(at)) => {
                    // A repair that leads back, or to what a repair has put there, was not what was meant.
                    let tok = self.tok(at).unwrap_or(Tok { start: u32::MAX, end: 0, ..NOTHING });
                    if self.is_reported(at) {
                        errors.doubt(tok.span().start);
                        break;
                    }
                    if tok.start < reached || tok.start == tok.end {
                        break;
                    }
                    reached = tok.start;
                    match self.step(at) {
                        Step::Again => {}
                        Step::Stop => break,
                    }
                }
            }
        }
        // What could not be read in the end, or only with several repairs, was perhaps meant otherwise.
        if piece.is_none() || self.found.iter().filter(|error| !error.kind.is_hint()).count() > 1 {
            self.found.iter_mut().for_each(SyntaxError::doubt);
        }
        if !self.quiet {
            self.found.drain(..).for_each(|error| errors.add(error));
        }
        piece
    }

    /// Whether what is wrong at `at` was reported with its token: a preposition with a colon that begins a fact.
    fn is_reported(&self, at: usize) -> bool {
        self.tok(at).is_some_and(|tok| {
            tok.kind == TokenKind::Prep && self.text.as_bytes().get(tok.end as usize) == Some(&b':')
        })
    }

    /// The name of the field, if the piece is one.
    pub fn field(&self) -> Option<Tok> {
        if self.void {
            return None;
        }
        let tok = self.toks.iter().find(|tok| !matches!(tok.kind, TokenKind::Doc | TokenKind::Derived))?;
        (tok.kind == TokenKind::Field).then_some(*tok)
    }

    // ── small helpers ──

    fn tok(&self, at: usize) -> Option<Tok> {
        self.toks.get(at).copied()
    }

    fn kind(&self, at: usize) -> Option<TokenKind> {
        self.tok(at).map(|tok| tok.kind)
    }

    fn word(&self, at: usize) -> &'t str {
        self.tok(at).map_or("", |tok| tok.span().of(self.text))
    }

    fn before(&self, at: usize) -> Option<Tok> {
        at.checked_sub(1).and_then(|at| self.tok(at))
    }

    fn say(&mut self, mut error: SyntaxError) {
        // A fix that changes nothing comes from what a repair before it made of the tokens.
        let changes = |(span, new): &(Span, String)| span.of(self.text) != new;
        let before = error.fixes.len();
        error.fixes.retain(|fix| fix.edits.iter().any(changes));
        if error.fixes.len() < before && !self.found.is_empty() {
            return;
        }
        self.found.push(error);
    }

    fn again(&mut self, error: SyntaxError) -> Step {
        self.say(error);
        Step::Again
    }

    fn stop(&mut self, error: SyntaxError) -> Step {
        self.say(error);
        Step::Stop
    }

    /// Reads `from..to` as one token of another kind.
    /// The arrow `->`, `=>` or `→` that the sign at `at` is, or is a part of.
    fn arrow(&self, at: usize) -> Option<Span> {
        let pair = |first: usize| {
            let (left, right) = (self.tok(first)?, self.tok(first + 1)?);
            let both = left.span().to(right.span());
            matches!(both.of(self.text), "->" | "=>").then_some(both)
        };
        let whole =
            || self.tok(at).map(|tok| tok.span()).filter(|span| matches!(span.of(self.text), "→" | "⇒"));
        whole().or_else(|| pair(at)).or_else(|| pair(at.checked_sub(1)?))
    }

    fn join(&mut self, from: usize, to: usize, kind: TokenKind) {
        let (Some(first), Some(last)) = (self.tok(from), self.tok(to - 1)) else {
            return;
        };
        let tok = Tok { start: first.start, end: last.end, kind, first: first.first };
        self.toks.splice(from..to, [tok]);
    }

    fn insert(&mut self, at: usize, kind: TokenKind) {
        let end = self.before(at).map_or(0, |tok| tok.end);
        self.toks.insert(at, Tok { start: end, end, kind, first: false });
    }

    fn set(&mut self, at: usize, kind: TokenKind) {
        if let Some(tok) = self.toks.get_mut(at) {
            tok.kind = kind;
        }
    }

    /// Whether the token at `at` is the one before it once more.
    fn is_twice(&self, at: usize) -> bool {
        at > 0 && !self.word(at).is_empty() && self.kind(at) == self.kind(at - 1) && {
            self.word(at) == self.word(at - 1)
        }
    }

    /// A word that stands twice where it can stand once.
    fn twice(&mut self, at: usize) -> Step {
        let (Some(first), Some(tok)) = (self.before(at), self.tok(at)) else {
            return Step::Stop;
        };
        let word = short(self.word(at));
        let error = self
            .error(Problem::SyntaxError, at, format!("`{word}` stands twice"), "a second time here")
            .help("take one of them out")
            .safe_fix("take one out", vec![(Span::new(first.end, tok.end), String::new())]);
        self.toks.remove(at);
        self.again(error)
    }

    fn error(
        &self,
        kind: Problem,
        at: usize,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> SyntaxError {
        let span = match self.tok(at) {
            Some(tok) => tok.span(),
            None => self.toks.last().map_or(Span::at(self.text.len() as u32), |tok| tok.span()),
        };
        SyntaxError::new(kind, span, message, label)
    }

    /// The text without `tok`; a blank stays where words would run together.
    fn without(&self, tok: Tok) -> (Span, String) {
        let before = self.text[..tok.start as usize].ends_with(|c: char| !c.is_whitespace());
        let behind = self.text[tok.end as usize..].starts_with(|c: char| c.is_alphanumeric());
        (tok.span(), if before && behind { " ".to_owned() } else { String::new() })
    }

    // ── the steps ──

    fn step(&mut self, at: usize) -> Step {
        let head = self.toks.iter().take_while(|tok| tok.kind == TokenKind::Doc).count();
        let inside: Vec<Span> =
            self.toks[head..].iter().filter(|tok| tok.kind == TokenKind::Doc).map(|tok| tok.span()).collect();
        if !inside.is_empty() {
            let mut seen = 0;
            self.toks.retain(|tok| {
                seen += 1;
                seen <= head || tok.kind != TokenKind::Doc
            });
            return self.again(dangling_doc(self.text, &inside));
        }
        if head >= self.toks.len() {
            let docs: Vec<Span> = self.toks.iter().map(|tok| tok.span()).collect();
            return match self.place {
                Place::Query => self.stop(
                    self.error(Problem::MissingValue, 0, "there is no query", "nothing to look for")
                        .help("write what to look for, as in `risk where level >= high`"),
                ),
                _ => self.stop(dangling_doc(self.text, &docs)),
            };
        }
        match self.place {
            Place::Entry => self.entry(head, at),
            Place::Head | Place::HeadWithBody => self.head(head, at),
            Place::KindField => self.kind_field(head, at),
            Place::KindHead => self.kind_head(head, at),
            Place::Let => self.let_(head, at),
            Place::Query => self.value(0, at),
        }
    }

    // ── nothing better to say ──

    fn generic(&mut self, at: usize) -> Step {
        if !self.found.iter().all(|error| error.kind.is_hint()) {
            return Step::Stop;
        }
        let help = match self.place {
            Place::Entry => "a field is a word, a colon and its value: `owner: ciso`",
            Place::Head | Place::HeadWithBody => {
                "a declaration is a kind, a name and a title: `role ciso \"Chief Information Security Officer\"`"
            }
            Place::KindField => "a field of a kind is a word, a colon and a type: `owner?: role`",
            Place::KindHead => {
                "a kind is a name, a title, and its fields between braces: `kind site \"Site\" { … }`"
            }
            Place::Let => "a let is a name, `=` and a value: `let review-cycle = 6 months`",
            Place::Query => "a query is what to look for, as in `risk where level >= high`",
        };
        if let Some(arrow) = self.arrow(at) {
            let message = format!("`{}` joins nothing here", arrow.of(self.text));
            let error = SyntaxError::new(Problem::SyntaxError, arrow, message, "an arrow");
            return self.stop(error.help(
                "a field says how one thing belongs to another, with its name and a colon: `depends-on: shop`",
            ));
        }
        let error = match self.tok(at) {
            None => {
                let last = self.toks.len().saturating_sub(1);
                let word = short(self.word(last));
                self.error(
                    Problem::SyntaxError,
                    last,
                    format!("something is missing behind `{word}`"),
                    "breaks off behind this",
                )
            }
            Some(tok) if tok.kind.is_reserved() => {
                let word = self.word(at);
                self.error(
                    Problem::SyntaxError,
                    at,
                    format!("`{word}` does not fit here"),
                    "a word of the language",
                )
            }
            Some(tok) if tok.first && begins_table(self.word(at)) => {
                return self.stop(table(tok.span(), "stands where a field is expected"));
            }
            Some(_) => {
                let word = short(self.word(at));
                self.error(
                    Problem::SyntaxError,
                    at,
                    format!("`{word}` does not fit here"),
                    "does not fit here",
                )
            }
        };
        self.stop(error.help(help))
    }
}

/// Whether what cannot be read begins a row of a table, as Markdown has them.
pub(crate) fn begins_table(word: &str) -> bool {
    word.starts_with('|') && !word.starts_with("||")
}

/// What is said of a table of Markdown outside of prose.
pub(crate) fn table(at: Span, label: &str) -> SyntaxError {
    SyntaxError::new(Problem::SyntaxError, at, "this is a table, as Markdown has them", label).help(
        "a table stands in prose: open it with `\"\"\"` at the end of a line, and close it with `\"\"\"` below the table; \
         what is to be checked is declared, each thing with its fields",
    )
}

/// A name made of a title: its first words, in small letters, joined by hyphens.
pub fn slug(title: &str) -> String {
    const WORDS: usize = 3;
    let words: Vec<String> = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(WORDS)
        .map(str::to_lowercase)
        .collect();
    let name = words.join("-");
    if name.starts_with(char::is_alphabetic) { name } else { "short-name".to_owned() }
}
