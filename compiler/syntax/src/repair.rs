//! What is wrong with a piece that cannot be read, and reading it as it was meant.
//!
//! A [`Repair`] reads one piece: an entry, a head, a field of a kind. Where the parser stops, it looks at what stands
//! around that place, says what a person forgot (a colon, a comma, quotes, a value), changes its own copy of the tokens
//! to what was meant, and reads again. Where it is not sure what was meant, it says what is wrong and gives up: the
//! entry is then unknown, its neighbours are not touched.
//!
//! INVARIANT: one slip gives one error. A second error of one piece is only reported if it has a rule of its own.

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
        Repair { text, toks: toks.to_vec(), place, quiet, failed: None, found: Vec::new() }
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
            self.found.iter_mut().filter_map(|error| error.fix.as_mut()).for_each(|fix| fix.safe = false);
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
        if error.fix.as_ref().is_some_and(|fix| !fix.edits.iter().any(changes)) {
            if !self.found.is_empty() {
                return;
            }
            error.fix = None;
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

    fn entry(&mut self, head: usize, at: usize) -> Step {
        let Some(first) = self.tok(head) else {
            return Step::Stop;
        };
        if first.kind == TokenKind::Field {
            let marked = self.word(head).trim_end_matches(':');
            let name = bare(marked);
            if at == head && name != marked {
                return self.marked(head, name);
            }
            return self.field_value(head + 1, at);
        }
        if first.is_word() {
            return self.without_colon(head, at);
        }
        if matches!(first.kind, TokenKind::Minus | TokenKind::Star)
            && self.kind(head + 1) == Some(TokenKind::Field)
        {
            return self.dash(head);
        }
        if first.kind.is_reserved() {
            let word = self.word(head);
            return match self.kind(head + 1) {
                Some(TokenKind::Colon) => self.spaced_colon(head),
                _ => self.stop(
                    self.error(
                        Problem::SyntaxError,
                        head,
                        format!("`{word}` continues nothing"),
                        "no fact stands before it",
                    )
                    .help("a field begins with a word and a colon, as in `owner: ciso`"),
                ),
            };
        }
        if matches!(
            first.kind,
            TokenKind::Text | TokenKind::Url | TokenKind::Date | TokenKind::Quantity | TokenKind::Number
        ) {
            let what = if first.kind == TokenKind::Text { "this text" } else { "this value" };
            let error = self
                .error(
                    Problem::SyntaxError,
                    head,
                    format!("{what} belongs to no field"),
                    "no field's name stands before it",
                )
                .help("write a field's name and a colon before it, or `\"\"\"` around words that are prose");
            return self.stop(error);
        }
        self.generic(at)
    }

    /// `owner?: ciso` in a declaration
    fn marked(&mut self, head: usize, name: &str) -> Step {
        let Some(tok) = self.tok(head) else { return Step::Stop };
        let end = tok.start + name.len() as u32;
        let error = self
            .error(
                Problem::SyntaxError,
                head,
                format!("`{}` is written in kinds only", self.word(head)),
                format!("write `{name}:`"),
            )
            .help(format!("write `{name}:`; the mark says in a kind how often a field may stand"))
            .safe_fix(format!("write `{name}:`"), vec![(Span::new(end, tok.end - 1), String::new())]);
        self.toks[head].end = end;
        self.again(error)
    }

    /// `owner : ciso`
    fn spaced_colon(&mut self, at: usize) -> Step {
        let (Some(word), Some(colon)) = (self.tok(at), self.tok(at + 1)) else {
            return Step::Stop;
        };
        let name = self.word(at);
        let error = SyntaxError::new(
            Problem::MissingColon,
            word.span().to(colon.span()),
            format!("the colon stands directly behind `{name}`"),
            format!("write `{name}:`"),
        )
        .help("take out the blank before the colon")
        .safe_fix(format!("write `{name}:`"), vec![(Span::new(word.end, colon.start), String::new())]);
        self.set(at, TokenKind::Field);
        self.toks.remove(at + 1);
        self.again(error)
    }

    fn missing_colon(&mut self, head: usize, behind: usize) -> Step {
        let name = self.word(head);
        let Some(tok) = self.tok(head) else {
            return Step::Stop;
        };
        let end = self.tok(behind - 1).map_or(tok.end, |tok| tok.end);
        let span = Span::new(tok.start, end);
        let name = if behind > head + 1 { span.of(self.text) } else { name };
        let equal = self.kind(behind) == Some(TokenKind::Equal);
        let (message, edit) = if equal {
            let sign = self.tok(behind).map_or(end, |tok| tok.end);
            (format!("`{name}` needs a colon here, not `=`"), (Span::new(end, sign), ":".to_owned()))
        } else {
            (format!("`{name}` needs a colon here"), (Span::at(end), ":".to_owned()))
        };
        let error = SyntaxError::new(Problem::MissingColon, span, message, format!("write `{name}:`"))
            .help(format!("write `{name}:`, with the colon directly behind the word"))
            .safe_fix(format!("write `{name}:`"), vec![edit]);
        if equal {
            self.toks.remove(behind);
        }
        self.join(head, behind, TokenKind::Field);
        self.again(error)
    }

    /// An entry that begins with a word: a field without its colon, or a declaration.
    fn without_colon(&mut self, head: usize, at: usize) -> Step {
        let next = self.tok(head + 1);
        let Some(next) = next else {
            let name = self.word(head);
            let Some(tok) = self.tok(head) else {
                return Step::Stop;
            };
            let error = self
                .error(
                    Problem::MissingColon,
                    head,
                    format!("`{name}` needs a colon and a value here"),
                    format!("write `{name}: …`"),
                )
                .help("a field is a word, a colon and its value: `owner: ciso`")
                .fix(format!("write `{name}:`"), vec![(Span::at(tok.end), ":".to_owned())]);
            self.set(head, TokenKind::Field);
            return self.stop(error);
        };
        if self.word(head).contains(['.', '(']) {
            return self.generic(head);
        }
        if next.kind == TokenKind::Colon {
            return self.spaced_colon(head);
        }
        if next.kind == TokenKind::Field {
            // `statement mfa: "…"`
            return self.head(head, at);
        }
        // A sentence in the middle of fields.
        let line =
            self.toks[head..].iter().take_while(|tok| !tok.first || tok.start == self.toks[head].start);
        let line = line.filter(|tok| tok.is_word() || tok.kind.is_reserved()).count();
        if self.is_capital(head)
            && line >= 3
            && self.toks[head..].iter().all(|tok| tok.kind != TokenKind::Text)
        {
            return self.sentence(head);
        }
        if !next.is_name() {
            return self.missing_colon(head, head + 1);
        }
        let fits = self.tok(at).map(|tok| tok.kind);
        let name = self.word(head + 1);
        let title = at == head + 2
            && name.starts_with(char::is_lowercase)
            && self.word(at).starts_with(char::is_uppercase)
            && self.tok(at).is_some_and(Tok::is_word)
            && !self.word(at).contains('.');
        match fits {
            Some(TokenKind::Text) | Some(TokenKind::Prose) | None => self.head(head, at),
            Some(TokenKind::Colon) if at == head + 2 => self.head(head, at),
            _ if title => self.head(head, at),
            _ if at > head + 2 && self.kind(head + 2) == Some(TokenKind::Text) => self.head(head, at),
            _ if at > head + 2 && self.kind(head + 2) == Some(TokenKind::Prep) => self.value(head + 3, at),
            _ => self.missing_colon(head, head + 1),
        }
    }

    /// Prose without its quotes.
    fn sentence(&mut self, head: usize) -> Step {
        let (Some(first), Some(last)) = (self.tok(head), self.toks.last().copied()) else {
            return Step::Stop;
        };
        let span = first.span().to(last.span());
        let words = span.of(self.text);
        let error = SyntaxError::new(
            Problem::MissingQuotes,
            span,
            format!("the words `{}` belong to no field", short(words)),
            "prose is meant",
        )
        .help("put prose between `\"\"\"` and `\"\"\"`; a note for yourself begins with `//`");
        let fixed = if words.contains('\n') {
            error
        } else {
            error.fix("make it prose", vec![(span, format!("\"\"\"{words}\"\"\""))])
        };
        self.stop(fixed)
    }

    /// `- owner: ciso`
    fn dash(&mut self, head: usize) -> Step {
        let (Some(tok), Some(field)) = (self.tok(head), self.tok(head + 1)) else { return Step::Stop };
        let sign = self.word(head);
        let error = self
            .error(Problem::SyntaxError, head, format!("`{sign}` is not needed before a field"), "not needed")
            .help(format!("take out `{sign}`: each field begins with its name"))
            .safe_fix(format!("take out `{sign}`"), vec![(Span::new(tok.start, field.start), String::new())]);
        self.toks.remove(head);
        self.again(error)
    }

    /// The value of a field, from `from` on.
    fn field_value(&mut self, from: usize, at: usize) -> Step {
        if at > from {
            return self.value(from, at);
        }
        let name = bare(self.word(from - 1));
        match self.kind(at) {
            None if !self.found.iter().all(|error| error.kind.is_hint()) => Step::Stop,
            None => {
                let what = if self.place == Place::KindField { "type" } else { "value" };
                let error = self.error(
                    Problem::MissingValue,
                    from - 1,
                    format!("`{}` has no {what}", self.word(from - 1)),
                    format!("its {what} is missing"),
                );
                self.stop(error.help(format!("write the {what} behind the colon, or take the field out")))
            }
            Some(kind @ (TokenKind::Equal | TokenKind::Colon)) => {
                let sign = if kind == TokenKind::Equal { "=" } else { ":" };
                let Some(tok) = self.tok(at) else {
                    return Step::Stop;
                };
                let error = self
                    .error(
                        Problem::SyntaxError,
                        at,
                        format!("`{sign}` is not needed behind `{name}:`"),
                        "not needed",
                    )
                    .help(format!("take out `{sign}`"))
                    .safe_fix(format!("take out `{sign}`"), vec![self.without(tok)]);
                self.toks.remove(at);
                self.again(error)
            }
            Some(TokenKind::Comma) => self.stray_comma(at, "before"),
            _ => self.value(from, at),
        }
    }

    fn stray_comma(&mut self, at: usize, side: &str) -> Step {
        let Some(tok) = self.tok(at) else {
            return Step::Stop;
        };
        let error = self
            .error(
                Problem::MissingValue,
                at,
                format!("a value is missing {side} this comma"),
                "nothing to separate here",
            )
            .help(if side == "behind" && at + 1 == self.toks.len() {
                "take out the comma, or write the value; nothing separates one field from the next"
            } else {
                "take out the comma, or write the value"
            })
            .safe_fix("take out `,`", vec![self.without(tok)]);
        self.toks.remove(at);
        self.again(error)
    }

    /// The first two values in `from..=at` that nothing separates: the index of the second.
    fn juxtaposed(&self, from: usize, at: usize) -> Option<usize> {
        (from + 1..=at.min(self.toks.len().saturating_sub(1))).find(|at| self.is_juxtaposed(from, *at))
    }

    fn is_juxtaposed(&self, from: usize, at: usize) -> bool {
        let (Some(left), Some(right)) = (self.before(at), self.tok(at)) else {
            return false;
        };
        let call = left.kind == TokenKind::Path && right.kind == TokenKind::OpenParen;
        let times = left.kind == TokenKind::Star && at >= from + 2 && self.toks[at - 2].ends_value();
        left.ends_value() && right.begins_value() && !call && !times
    }

    /// What is wrong at `at` with values that begin at `from`.
    fn value(&mut self, from: usize, at: usize) -> Step {
        if let Some(at) = self.juxtaposed(from, at) {
            return self.unseparated(from, at);
        }
        let Some(tok) = self.tok(at) else {
            return self.end(from);
        };
        let before = self.before(at);
        let before_kind = before.map(|tok| tok.kind);
        let word = self.word(at);
        match tok.kind {
            TokenKind::CloseParen | TokenKind::CloseBracket => self.closing(from, at),
            TokenKind::Equal if matches!(before_kind, Some(TokenKind::Compare | TokenKind::Less)) => {
                let Some(left) = before else { return Step::Stop };
                let sign = format!("{}=", self.word(at - 1));
                let error = self
                    .error(
                        Problem::SyntaxError,
                        at,
                        format!("`{sign}` is written without a blank"),
                        format!("write `{sign}`"),
                    )
                    .help(format!("write `{sign}`"))
                    .safe_fix(
                        format!("write `{sign}`"),
                        vec![(Span::new(left.end, tok.start), String::new())],
                    );
                self.stop(error)
            }
            TokenKind::Equal => {
                let error = self
                    .error(Problem::SyntaxError, at, "`=` does not compare", "write `==`")
                    .help("write `==` to ask whether two values are the same")
                    .safe_fix("write `==`", vec![(tok.span(), "==".to_owned())]);
                self.set(at, TokenKind::Compare);
                self.again(error)
            }
            TokenKind::Field if before.is_some_and(Tok::wants_more) || at == from => self.colon_compares(at),
            TokenKind::Colon if before.is_some_and(Tok::ends_value) => {
                let error = self
                    .error(Problem::SyntaxError, at, "a colon does not compare", "write `==`")
                    .help("write `==` to ask whether two values are the same; only a field's name takes a colon")
                    .fix("write `==`", vec![(tok.span(), " ==".to_owned())]);
                self.set(at, TokenKind::Compare);
                self.again(error)
            }
            TokenKind::Comma if before_kind == Some(TokenKind::Comma) => self.stray_comma(at, "before"),
            TokenKind::Comma if before_kind == Some(TokenKind::Prep) => self.stray_comma(at, "before"),
            TokenKind::Prep if before_kind == Some(TokenKind::Comma) => self.stray_comma(at - 1, "behind"),
            TokenKind::Prep if before_kind == Some(TokenKind::Prep) => self.missing_behind(at - 1),
            TokenKind::Amp | TokenKind::Unknown if self.reads_as_words(from, at) => self.words(from, at),
            // `R&D`
            TokenKind::Amp
                if before.is_some_and(|left| left.end == tok.start && left.is_word())
                    && self.tok(at + 1).is_some_and(|right| right.start == tok.end && right.is_word()) =>
            {
                self.words(from, at)
            }
            TokenKind::Amp => {
                let condition = self.toks[..at].iter().any(|tok| {
                    matches!(
                        tok.kind,
                        TokenKind::Where | TokenKind::Compare | TokenKind::Less | TokenKind::In
                    )
                });
                let (sign, kind) = if condition { ("and", TokenKind::And) } else { (",", TokenKind::Comma) };
                let span = match before {
                    Some(left) if !condition => Span::new(left.end, tok.end),
                    _ => tok.span(),
                };
                let glued = self.text[..span.start as usize].ends_with(|c: char| !c.is_whitespace());
                let open = if condition && glued { " " } else { "" };
                let tight = self.text[tok.end as usize..].starts_with(|c: char| !c.is_whitespace());
                let close = if tight { " " } else { "" };
                let error = self
                    .error(Problem::SyntaxError, at, "`&` has no meaning here", format!("write `{sign}`"))
                    .help(format!("write `{sign}`"))
                    .fix(format!("write `{sign}`"), vec![(span, format!("{open}{sign}{close}"))]);
                self.set(at, kind);
                self.again(error)
            }
            TokenKind::Unknown if matches!(word, "€" | "$" | "£") => {
                let code = match word {
                    "€" => "EUR",
                    "$" => "USD",
                    _ => "GBP",
                };
                let number = if before_kind == Some(TokenKind::Number) {
                    self.word(at - 1)
                } else {
                    self.word(at + 1)
                };
                let mended = format!("{number} {code}");
                let span = match (before, self.tok(at + 1)) {
                    (Some(left), _) if left.kind == TokenKind::Number => left.span().to(tok.span()),
                    (_, Some(right)) if right.kind == TokenKind::Number => tok.span().to(right.span()),
                    _ => return self.generic(at),
                };
                let error = SyntaxError::new(
                    Problem::BadNumber,
                    span,
                    format!("`{}` is not written as amounts are written here", span.of(self.text)),
                    format!("write `{mended}`"),
                )
                .help("write the currency's three letters behind the number")
                .fix(format!("write `{mended}`"), vec![(span, mended)]);
                self.stop(error)
            }
            TokenKind::Dot
                if before_kind == Some(TokenKind::Path) && self.tok(at + 1).is_some_and(Tok::is_name) =>
            {
                let (Some(left), Some(right)) = (before, self.tok(at + 1)) else {
                    return Step::Stop;
                };
                let span = left.span().to(right.span());
                let mended: String = span.of(self.text).split_whitespace().collect();
                let error = SyntaxError::new(
                    Problem::SyntaxError,
                    span,
                    format!("`{}` has a blank in it", span.of(self.text)),
                    format!("write `{mended}`"),
                )
                .help(format!("write `{mended}`"))
                .safe_fix(format!("write `{mended}`"), vec![(span, mended)]);
                self.stop(error)
            }
            // An operator, and then something that is no value.
            _ if before.is_some_and(Tok::wants_more)
                && !tok.begins_value()
                && before_kind != Some(TokenKind::Field) =>
            {
                let kind = before_kind.unwrap_or(TokenKind::Unknown);
                let nothing = matches!(
                    tok.kind,
                    TokenKind::And | TokenKind::Or | TokenKind::Comma | TokenKind::Prep | TokenKind::Where
                );
                if nothing && kind != TokenKind::OpenParen && kind != TokenKind::OpenBracket {
                    return self.missing_behind(at - 1);
                }
                self.generic(at)
            }
            _ => self.generic(at),
        }
    }

    /// `where category: system`
    fn colon_compares(&mut self, at: usize) -> Step {
        let Some(tok) = self.tok(at) else {
            return Step::Stop;
        };
        let name = bare(self.word(at));
        let colon = Span::new(tok.start + name.len() as u32, tok.end);
        let error = self
            .error(
                Problem::SyntaxError,
                at,
                format!("`{name}:` begins a field and does not compare"),
                format!("write `{name} ==`"),
            )
            .help("write `==` to ask whether two values are the same")
            .fix("write `==`", vec![(colon, " ==".to_owned())]);
        self.toks[at] = Tok { end: colon.start, kind: TokenKind::Path, ..tok };
        self.toks.insert(
            at + 1,
            Tok { start: colon.start, end: colon.end, kind: TokenKind::Compare, first: false },
        );
        self.again(error)
    }

    /// Nothing follows a preposition, an operator.
    fn missing_behind(&mut self, at: usize) -> Step {
        let word = self.word(at);
        let error = self
            .error(
                Problem::MissingValue,
                at,
                format!("a value is missing behind `{word}`"),
                format!("what `{word}` says is missing"),
            )
            .help(format!("write what comes behind `{word}`, or take it out"));
        if self.kind(at) == Some(TokenKind::Prep) && self.before(at).is_some_and(Tok::ends_value) {
            self.toks.remove(at);
            return self.again(error);
        }
        self.stop(error)
    }

    /// The piece ends where something is missing.
    fn end(&mut self, from: usize) -> Step {
        let mut open = Vec::new();
        for (at, tok) in self.toks.iter().enumerate().skip(from.min(self.toks.len())) {
            match tok.kind {
                TokenKind::OpenParen | TokenKind::OpenBracket => open.push(at),
                TokenKind::CloseParen | TokenKind::CloseBracket => drop(open.pop()),
                _ => {}
            }
        }
        let Some(last) = self.toks.len().checked_sub(1) else {
            return Step::Stop;
        };
        let Some(tok) = self.tok(last) else {
            return Step::Stop;
        };
        if tok.kind == TokenKind::Comma {
            return self.stray_comma(last, "behind");
        }
        if let Some(at) = open.pop().filter(|_| {
            tok.ends_value() || tok.kind == TokenKind::OpenParen || tok.kind == TokenKind::OpenBracket
        }) {
            let (sign, kind) = match self.kind(at) {
                Some(TokenKind::OpenParen) => (")", TokenKind::CloseParen),
                _ => ("]", TokenKind::CloseBracket),
            };
            let opening = self.word(at);
            let error = self
                .error(Problem::SyntaxError, at, format!("`{opening}` is not closed"), "left open")
                .related(Span::new(tok.start, tok.end), format!("a `{sign}` belongs behind this"))
                .help(format!("close it with `{sign}`"))
                .fix(format!("write `{sign}`"), vec![(Span::at(tok.end), sign.to_owned())]);
            self.insert(last + 1, kind);
            return self.again(error);
        }
        if tok.wants_more() || matches!(tok.kind, TokenKind::Plus | TokenKind::Star) {
            return self.missing_behind(last);
        }
        self.generic(self.toks.len())
    }

    /// A `)` or `]` that does not fit.
    fn closing(&mut self, from: usize, at: usize) -> Step {
        let Some(tok) = self.tok(at) else {
            return Step::Stop;
        };
        let mut open = Vec::new();
        for tok in &self.toks[from.min(at)..at] {
            match tok.kind {
                TokenKind::OpenParen | TokenKind::OpenBracket => open.push(*tok),
                TokenKind::CloseParen | TokenKind::CloseBracket => drop(open.pop()),
                _ => {}
            }
        }
        let word = self.word(at);
        let Some(opening) = open.pop() else {
            let error = self
                .error(Problem::SyntaxError, at, format!("this `{word}` closes nothing"), "one too many")
                .help(format!(
                    "take it out, or look before it for a `{}` that is missing",
                    if word == ")" { "(" } else { "[" }
                ))
                .fix(format!("take out `{word}`"), vec![self.without(tok)]);
            // Several in a row are one slip.
            let many = self.toks[at..].iter().take_while(|other| other.kind == tok.kind).count();
            self.toks.drain(at..at + many);
            return self.again(error);
        };
        let before = self.before(at);
        if before.is_some_and(|tok| tok.kind == TokenKind::Comma) {
            return self.stray_comma(at - 1, "behind");
        }
        let wanted = if opening.kind == TokenKind::OpenParen { ")" } else { "]" };
        if wanted != word && before.is_some_and(Tok::ends_value) {
            let error = self
                .error(
                    Problem::SyntaxError,
                    at,
                    format!(
                        "`{}` is closed with `{wanted}`, not with `{word}`",
                        opening.span().of(self.text)
                    ),
                    format!("write `{wanted}`"),
                )
                .related(opening.span(), "opened here")
                .help(format!("write `{wanted}`"))
                .safe_fix(format!("write `{wanted}`"), vec![(tok.span(), wanted.to_owned())]);
            self.set(at, if wanted == ")" { TokenKind::CloseParen } else { TokenKind::CloseBracket });
            return self.again(error);
        }
        match before {
            Some(tok) if tok.kind == TokenKind::OpenParen => {
                let error = self.error(
                    Problem::MissingValue,
                    at,
                    "nothing stands between these parentheses",
                    "a value is meant",
                );
                self.stop(error.help("write the value, or take out the parentheses"))
            }
            Some(tok) if tok.wants_more() => self.missing_behind(at - 1),
            _ => self.generic(at),
        }
    }

    // ── values side by side ──

    /// Whether a word is one of a text rather than a reference: no dot, no digit; a hyphen only after a capital.
    fn is_plain(&self, at: usize) -> bool {
        let word = self.word(at);
        let capital = word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase);
        self.tok(at).is_some_and(Tok::is_word)
            && !word.contains(|c: char| c == '.' || c.is_numeric())
            && (capital || !word.contains('-'))
    }

    fn is_capital(&self, at: usize) -> bool {
        let word = self.word(at);
        self.is_plain(at) && word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase)
    }

    /// Two values that nothing separates, the second at `at`.
    fn unseparated(&mut self, from: usize, at: usize) -> Step {
        let (Some(left), Some(right)) = (self.before(at), self.tok(at)) else {
            return Step::Stop;
        };
        let (left_word, right_word) = (self.word(at - 1), self.word(at));
        let both = left.span().to(right.span());
        let near = !right.first;
        // `owner is none`
        if right.kind == TokenKind::Is && near {
            let not = self.kind(at + 1) == Some(TokenKind::Not);
            let sign = if not { "!=" } else { "==" };
            let end = if not { self.tok(at + 1).map_or(right.end, |tok| tok.end) } else { right.end };
            let span = Span::new(right.start, end);
            let error = SyntaxError::new(
                Problem::SyntaxError,
                span,
                format!("`{}` does not compare", span.of(self.text)),
                format!("write `{sign}`"),
            )
            .help("write `==` to ask whether two values are the same, and `!=` whether they differ")
            .fix(format!("write `{sign}`"), vec![(span, sign.to_owned())]);
            if not {
                return self.stop(error);
            }
            self.set(at, TokenKind::Compare);
            return self.again(error);
        }
        // A number and what belongs to it.
        if left.kind == TokenKind::Number && near {
            let unit = right_word.to_lowercase();
            if right.is_word() && (literal::is_unit(&unit) || literal::is_unit(right_word)) {
                let unit = if literal::is_unit(right_word) { right_word } else { &unit };
                let mended = format!("{left_word} {unit}");
                let error = SyntaxError::new(Problem::BadNumber, both, format!("`{}` is not written as quantities are written here", short(both.of(self.text))), format!("write `{mended}`"))
                    .help("one blank stands between a number and its unit, and units are written small: `12 months`")
                    .safe_fix(format!("write `{mended}`"), vec![(both, mended)]);
                if unit == right_word {
                    self.join(at - 1, at + 1, TokenKind::Quantity);
                    return self.again(error);
                }
                return self.stop(error);
            }
            if right.is_word() && self.is_plain(at) {
                let percent = matches!(unit.as_str(), "percent" | "pct" | "prozent");
                let mended = format!("{left_word} %");
                let error = SyntaxError::new(
                    Problem::BadNumber,
                    right.span(),
                    format!("`{right_word}` is no unit"),
                    if percent { "write `%`" } else { "not a unit" },
                )
                .help("units are `%`, days, weeks, months, years, hours, minutes, seconds, and currencies such as `EUR`");
                return self.stop(if percent { error.fix("write `%`", vec![(both, mended)]) } else { error });
            }
            let thousands = right_word.len() >= 3
                && right_word.bytes().take(3).all(|b| b.is_ascii_digit())
                && !right_word.as_bytes().get(3).is_some_and(u8::is_ascii_digit)
                && matches!(right.kind, TokenKind::Number | TokenKind::Quantity);
            if thousands {
                let mended = format!("{left_word}_{right_word}");
                let error = SyntaxError::new(
                    Problem::BadNumber,
                    both,
                    format!("`{}` has a blank in it", both.of(self.text)),
                    format!("write `{mended}`"),
                )
                .help(format!("write `{mended}`, or a comma between two numbers"))
                .fix(format!("write `{mended}`"), vec![(both, mended)]);
                return self.stop(error);
            }
        }
        // `A 8.13`
        if left.kind == TokenKind::Path
            && near
            && left_word.len() == 1
            && left_word.starts_with(char::is_uppercase)
            && matches!(right.kind, TokenKind::Number | TokenKind::Id)
        {
            let mended = format!("{left_word}.{right_word}");
            let error = SyntaxError::new(
                Problem::SyntaxError,
                both,
                format!("`{left_word} {right_word}` has a blank in it"),
                format!("write `{mended}`"),
            )
            .help(format!("write `{mended}`"))
            .safe_fix(format!("write `{mended}`"), vec![(both, mended)]);
            return self.stop(error);
        }
        // Quotes inside of a text.
        if (left.kind == TokenKind::Text || right.kind == TokenKind::Text) && left.end == right.start {
            let line = self.toks[at..].iter().enumerate().take_while(|(k, tok)| *k == 0 || !tok.first);
            let last = line.filter(|(_, tok)| tok.kind == TokenKind::Text).last().map(|(k, _)| at + k);
            let from = (left.kind == TokenKind::Text && left_word.starts_with('"')).then_some(at - 1);
            let last = last.filter(|last| self.word(*last).ends_with('"') && *last >= at);
            if let (Some(from), Some(last)) = (from, last) {
                let span = self.toks[from].span().to(self.toks[last].span());
                let inside = span.of(self.text);
                let inside = inside.get(1..inside.len() - 1).unwrap_or("");
                let mended = format!("\"{}\"", inside.replace('"', "\\\""));
                let error = SyntaxError::new(
                    Problem::SyntaxError,
                    right.span(),
                    "a quote inside of a text ends it",
                    "outside of the text before it",
                )
                .related(span, "the text is meant to go on up to here")
                .help("write `\\\"` for a quote inside of a text")
                .fix("write `\\\"` inside", vec![(span, mended)]);
                self.join(from, last + 1, TokenKind::Text);
                return self.again(error);
            }
        }
        if self.reads_as_words(from, at) {
            return self.words(from, at);
        }
        let dated = matches!(right.kind, TokenKind::Date | TokenKind::Quantity) && left.kind != right.kind;
        if dated {
            let error = self
                .error(
                    Problem::SyntaxError,
                    at,
                    format!("nothing joins `{right_word}` to what stands before it"),
                    "a word such as `since`, `until`, `due` or `on` is missing before this",
                )
                .help("a value is continued by a word: `since`, `until`, `due`, `on`, `every`, `for`, …");
            return self.stop(error);
        }
        let mut error = comma(self.text, left.span(), right.span(), ",");
        if self.is_plain(at - 1) && self.is_plain(at) {
            error = error.help("a comma separates the values of a list; if this is a text, put it in quotes");
        }
        self.commas(from, at, &mut error);
        self.again(error)
    }

    /// Writes a comma before `at`, and wherever else the list goes on without one in the same way.
    fn commas(&mut self, from: usize, at: usize, error: &mut SyntaxError) {
        let alike = |left: Tok, right: Tok| left.kind == right.kind;
        let all_alike = self.before(at).zip(self.tok(at)).is_some_and(|(left, right)| alike(left, right));
        let mut toks = Vec::with_capacity(self.toks.len() + 1);
        let mut edits = Vec::new();
        for (k, tok) in self.toks.iter().enumerate() {
            let more = k > at && all_alike && self.is_juxtaposed(from, k) && alike(self.toks[k - 1], *tok);
            if let Some(left) = self.before(k).filter(|_| k == at || more) {
                edits.push((Span::at(left.end), ",".to_owned()));
                toks.push(Tok { start: left.end, end: left.end, kind: TokenKind::Comma, first: false });
            }
            toks.push(*tok);
        }
        self.toks = toks;
        if edits.len() > 1 {
            error.message = format!("{} commas are missing in this list", edits.len());
        }
        if let Some(fix) = &mut error.fix {
            fix.title = if edits.len() > 1 { "write the commas".to_owned() } else { "write `,`".to_owned() };
            fix.edits = edits;
        }
    }

    /// Whether what stands around `at` is a text without its quotes, rather than a list without its commas.
    fn reads_as_words(&self, from: usize, at: usize) -> bool {
        let range = self.line_words(from, at);
        let words: Vec<usize> = range.clone().filter(|k| self.tok(*k).is_some_and(Tok::is_word)).collect();
        if words.is_empty() || !words.iter().all(|k| self.is_plain(*k)) {
            return false;
        }
        // Only words side by side count: `ciso, ceo` are none.
        let side_by_side = range.filter(|k| *k > from && self.is_juxtaposed(from, *k)).count();
        let odd = matches!(self.kind(at), Some(TokenKind::Unknown | TokenKind::Amp));
        let capital = words.iter().any(|k| self.is_capital(*k));
        (capital && (side_by_side >= 1 || odd))
            || side_by_side >= 2
            || (odd && self.kind(at) == Some(TokenKind::Unknown) && side_by_side >= 1)
    }

    /// The tokens around `at`, on its line, that would be within the quotes.
    fn line_words(&self, from: usize, at: usize) -> std::ops::Range<usize> {
        let within = |k: usize| {
            self.tok(k).is_some_and(|tok| {
                tok.is_word()
                    || matches!(
                        tok.kind,
                        TokenKind::Number
                            | TokenKind::Amp
                            | TokenKind::Unknown
                            | TokenKind::And
                            | TokenKind::Or
                    )
                    || matches!(
                        tok.kind,
                        TokenKind::In
                            | TokenKind::Not
                            | TokenKind::Slash
                            | TokenKind::Minus
                            | TokenKind::None
                    )
            })
        };
        let mut start = at.saturating_sub(1).max(from.min(at));
        while start > from && !self.toks[start].first && within(start - 1) {
            start -= 1;
        }
        // Over prepositions only where the text plainly begins further ahead, with a capital.
        if start > from
            && self.is_capital(from)
            && self.toks[from + 1..=at.min(self.toks.len() - 1)].iter().all(|tok| !tok.first)
            && (from..start).all(|k| within(k) || self.kind(k) == Some(TokenKind::Prep))
        {
            start = from;
        }
        let mut end = at;
        while let Some(tok) = self.tok(end).filter(|tok| !tok.first || end == at) {
            let next = self.tok(end + 1).filter(|tok| !tok.first);
            let goes_on = within(end)
                || (tok.kind == TokenKind::Prep && next.is_some_and(Tok::is_word))
                || (tok.kind == TokenKind::Comma && next.is_some() && self.is_plain(end + 1));
            if !goes_on {
                break;
            }
            end += 1;
        }
        start..end.max(at + 1).min(self.toks.len())
    }

    /// Words without quotes become a text.
    fn words(&mut self, from: usize, at: usize) -> Step {
        let range = self.line_words(from, at);
        let (Some(first), Some(last)) = (self.tok(range.start), self.tok(range.end - 1)) else {
            return Step::Stop;
        };
        let error = quotes(self.text, first.span().to(last.span()), "the text");
        self.join(range.start, range.end, TokenKind::Text);
        self.again(error)
    }

    // ── heads ──

    fn head(&mut self, head: usize, at: usize) -> Step {
        let Some(first) = self.tok(head) else {
            return Step::Stop;
        };
        let kind = self.word(head);
        if first.kind == TokenKind::Field {
            let error = no_colon(self.text, first.span(), "the kind of a declaration");
            let name = bare(kind);
            self.toks[head] = Tok { end: first.start + name.len() as u32, kind: TokenKind::Path, ..first };
            return self.again(error);
        }
        if first.kind.is_declaration_word() {
            let error = self.error(
                Problem::SyntaxError,
                head,
                format!("`{kind}` does not fit here"),
                "a word of the language",
            );
            return self
                .stop(error.help("a declaration begins with the name of its kind, as in `role ciso`"));
        }
        if at <= head + 1 {
            return self.name(head, at);
        }
        let Some(tok) = self.tok(at) else {
            return self.end(head + 2);
        };
        let word = self.word(at);
        let before = self.before(at).map(|tok| tok.kind);
        match tok.kind {
            TokenKind::Colon | TokenKind::Equal | TokenKind::Comma
                if matches!(before, Some(TokenKind::Text)) || at == head + 2 =>
            {
                let error = self
                    .error(Problem::SyntaxError, at, format!("`{word}` is not needed here"), "not needed")
                    .help("a declaration is a kind, a name, a title and its fields between braces")
                    .safe_fix(format!("take out `{word}`"), vec![self.without(tok)]);
                self.toks.remove(at);
                self.again(error)
            }
            _ if at == head + 2
                && (tok.is_word() || tok.kind == TokenKind::Number || tok.kind.is_reserved()) =>
            {
                self.long_name_or_title(head, at)
            }
            TokenKind::Text if before == Some(TokenKind::Text) => {
                let error =
                    self.error(Problem::SyntaxError, at, "a declaration has one title", "a second title");
                let error = error.help("write one text behind the name");
                self.toks.remove(at);
                self.again(error)
            }
            TokenKind::Text => {
                let error = self
                    .error(
                        Problem::SyntaxError,
                        at,
                        "the title stands directly behind the name",
                        "belongs further ahead",
                    )
                    .help("write the name, then the title, then words such as `for` and `against`");
                self.toks.remove(at);
                self.again(error)
            }
            TokenKind::OpenParen | TokenKind::OpenBracket
                if before == Some(TokenKind::Text) || at == head + 2 =>
            {
                let error = self.error(
                    Problem::SyntaxError,
                    at,
                    format!("`{word}` does not fit behind the head of a declaration"),
                    "a `{` is meant",
                );
                self.stop(error.help("fields stand between braces: `{ owner: ciso }`"))
            }
            _ => self.value(head + 3, at),
        }
    }

    /// The name of a declaration is missing, or is none.
    fn name(&mut self, head: usize, at: usize) -> Step {
        let kind = self.word(head);
        if at == head {
            return self.generic(at);
        }
        let Some(tok) = self.tok(at) else {
            let error = self.error(
                Problem::SyntaxError,
                head,
                format!("`{kind}` needs a name"),
                "a name belongs behind this",
            );
            let error = error
                .help(format!("write a name and a title behind it, as in `{kind} short-name \"Its title\"`"));
            if self.place == Place::HeadWithBody {
                self.insert(at, TokenKind::Path);
                return self.again(error);
            }
            return self.stop(error);
        };
        let word = self.word(at);
        match tok.kind {
            TokenKind::Text => {
                let name = slug(&literal::text_value(word));
                let error = self
                    .error(
                        Problem::SyntaxError,
                        head,
                        format!("`{kind}` needs a name before its title"),
                        "a name belongs behind this",
                    )
                    .help(format!(
                        "write a short name that others refer to, as in `{kind} {name} {}`",
                        short(word)
                    ))
                    .fix(format!("name it `{name}`"), vec![(Span::at(tok.start), format!("{name} "))]);
                self.insert(at, TokenKind::Path);
                self.again(error)
            }
            TokenKind::Field => {
                let error = no_colon(self.text, tok.span(), "the name of a declaration");
                let name = bare(word);
                self.toks[at] = Tok { end: tok.start + name.len() as u32, kind: TokenKind::Path, ..tok };
                self.again(error)
            }
            TokenKind::Colon | TokenKind::Equal => {
                let error = self
                    .error(Problem::SyntaxError, at, format!("`{word}` is not needed here"), "not needed")
                    .help("a declaration is a kind, a name, a title and its fields between braces")
                    .safe_fix(format!("take out `{word}`"), vec![self.without(tok)]);
                self.toks.remove(at);
                self.again(error)
            }
            kind if kind.is_reserved()
                && self.kind(at + 1).is_none_or(|next| matches!(next, TokenKind::Text)) =>
            {
                let error = self
                    .error(
                        Problem::SyntaxError,
                        at,
                        format!("`{word}` is a word of the language and cannot be a name"),
                        "another name is needed",
                    )
                    .help("join it with another word by a hyphen");
                self.set(at, TokenKind::Path);
                self.again(error)
            }
            kind_of if kind_of.is_reserved() => {
                let error = self
                    .error(
                        Problem::SyntaxError,
                        head,
                        format!("`{kind}` needs a name before `{word}`"),
                        "a name belongs behind this",
                    )
                    .help(format!(
                        "write a short name that others refer to, as in `{kind} short-name {word} …`"
                    ));
                self.insert(at, TokenKind::Path);
                self.again(error)
            }
            TokenKind::Date | TokenKind::Quantity | TokenKind::Url => {
                let error = self
                    .error(
                        Problem::SyntaxError,
                        at,
                        format!("`{}` cannot be a name", short(word)),
                        "a name is meant",
                    )
                    .help("a name begins with a letter and has no blanks; words are joined by hyphens");
                self.set(at, TokenKind::Path);
                self.again(error)
            }
            _ => self.generic(at),
        }
    }

    /// Behind the name stand more words: a name of several words, or a title without quotes.
    fn long_name_or_title(&mut self, head: usize, at: usize) -> Step {
        let mut end = at;
        while let Some(tok) = self.tok(end).filter(|tok| !tok.first) {
            let next_capital = self.tok(end + 1).is_some_and(|next| !next.first) && self.is_capital(end + 1);
            let joins = matches!(
                tok.kind,
                TokenKind::Prep | TokenKind::And | TokenKind::Or | TokenKind::In | TokenKind::Amp
            ) && (next_capital
                || (tok.kind != TokenKind::Prep && self.tok(end + 1).is_some_and(Tok::is_word)));
            if !(tok.is_word()
                || tok.kind == TokenKind::Number
                || joins
                || tok.kind == TokenKind::Unknown
                || tok.kind == TokenKind::Not)
            {
                break;
            }
            end += 1;
        }
        if end == at {
            return self.generic(at);
        }
        if self.kind(end) == Some(TokenKind::Text) && (at..end).all(|k| self.tok(k).is_some_and(Tok::is_name))
        {
            let (Some(first), Some(last)) = (self.tok(head + 1), self.tok(end - 1)) else {
                return Step::Stop;
            };
            let span = first.span().to(last.span());
            let words: Vec<&str> = (head + 1..end).map(|k| self.word(k)).collect();
            let joined = words.join("-").to_lowercase();
            let error =
                SyntaxError::new(Problem::SyntaxError, span, "a name is one word", "more than one word");
            let error = if literal::is_path(&joined) {
                error
                    .help(format!("join the words with hyphens: `{joined}`"))
                    .safe_fix(format!("write `{joined}`"), vec![(span, joined)])
            } else {
                error.help("a name begins with a letter and has no blanks; words are joined by hyphens")
            };
            self.join(head + 1, end, TokenKind::Path);
            return self.again(error);
        }
        let (Some(first), Some(last)) = (self.tok(at), self.tok(end - 1)) else {
            return Step::Stop;
        };
        let error = quotes(self.text, first.span().to(last.span()), "the title");
        self.join(at, end, TokenKind::Text);
        self.again(error)
    }

    // ── let ──

    fn let_(&mut self, head: usize, at: usize) -> Step {
        let second = self.tok(head + 1);
        match second.map(|tok| tok.kind) {
            Some(TokenKind::Field) => {
                let Some(tok) = second else { return Step::Stop };
                let name = bare(self.word(head + 1));
                let colon = Span::new(tok.start + name.len() as u32, tok.end);
                let doubled = self.kind(head + 2) == Some(TokenKind::Equal);
                let edit = if doubled { String::new() } else { " =".to_owned() };
                let error = self
                    .error(
                        Problem::SyntaxError,
                        head + 1,
                        format!("`let {name}` takes `=`, not a colon"),
                        format!("write `{name} =`"),
                    )
                    .help(format!("write `let {name} = …`"))
                    .safe_fix(format!("write `{name} =`"), vec![(colon, edit)]);
                self.toks[head + 1] = Tok { end: colon.start, kind: TokenKind::Path, ..tok };
                if !doubled {
                    self.insert(head + 2, TokenKind::Equal);
                }
                return self.again(error);
            }
            Some(TokenKind::Path) => {}
            _ => {
                let error = self.error(
                    Problem::SyntaxError,
                    head,
                    "`let` needs a name",
                    "a name belongs behind this",
                );
                return self
                    .stop(error.help("write a name, `=` and the value: `let review-cycle = 6 months`"));
            }
        }
        let name = self.word(head + 1);
        match self.kind(head + 2) {
            Some(TokenKind::Equal) => {}
            None => {
                let error = self.error(
                    Problem::MissingValue,
                    head + 1,
                    format!("`let {name}` has no value"),
                    "its value is missing",
                );
                return self.stop(error.help(format!("write `let {name} = ` and the value")));
            }
            Some(sign) => {
                let Some(tok) = self.tok(head + 1) else {
                    return Step::Stop;
                };
                let colon = sign == TokenKind::Colon;
                let edit = match self.tok(head + 2) {
                    Some(colon_tok) if colon => (colon_tok.span(), "=".to_owned()),
                    _ => (Span::at(tok.end), " =".to_owned()),
                };
                let error = self
                    .error(
                        Problem::SyntaxError,
                        head + 1,
                        format!("`let {name}` needs `=` here"),
                        format!("write `{name} =`"),
                    )
                    .help(format!("write `let {name} = …`"))
                    .safe_fix("write `=`", vec![edit]);
                if colon {
                    self.set(head + 2, TokenKind::Equal);
                } else {
                    self.insert(head + 2, TokenKind::Equal);
                }
                return self.again(error);
            }
        }
        if at == head + 3 && self.tok(at).is_none() {
            let error = self.error(
                Problem::MissingValue,
                head + 2,
                format!("`let {name} =` has no value"),
                "its value is missing",
            );
            return self.stop(error.help("write the value behind `=`"));
        }
        self.value(head + 3, at)
    }

    // ── kinds ──

    fn kind_field(&mut self, head: usize, at: usize) -> Step {
        let head = head + usize::from(self.kind(head) == Some(TokenKind::Derived));
        let Some(first) = self.tok(head) else {
            return self.generic(at);
        };
        if first.is_word() && self.word(head).contains(['.', '(']) {
            return self.generic(head);
        }
        if first.is_word() {
            let mark =
                matches!(self.kind(head + 1), Some(TokenKind::Question | TokenKind::Star | TokenKind::Plus))
                    && self.tok(head + 1).is_some_and(|mark| mark.start == first.end);
            let behind = head + 1 + usize::from(mark);
            return match self.kind(behind) {
                Some(TokenKind::Colon) if !mark => self.spaced_colon(head),
                _ => self.missing_colon(head, behind),
            };
        }
        if first.kind != TokenKind::Field {
            return self.generic(at);
        }
        if at == head + 1 && self.tok(at).is_none() {
            return self.field_value(head + 1, at);
        }
        if self.toks[head..at.min(self.toks.len())].iter().any(|tok| tok.kind == TokenKind::Equal) {
            return self.value(head + 1, at);
        }
        let Some(tok) = self.tok(at) else {
            return self.end(head + 1);
        };
        let before = self.before(at);
        match tok.kind {
            TokenKind::Comma | TokenKind::Or | TokenKind::Slash => {
                let word = self.word(at);
                let error = self
                    .error(Problem::SyntaxError, at, format!("`{word}` does not join types"), "write `|`")
                    .help("write `|` between types of which a value has one")
                    .safe_fix(
                        "write `|`",
                        vec![(tok.span(), if tok.kind == TokenKind::Comma { " |" } else { "|" }.to_owned())],
                    );
                self.set(at, TokenKind::Bar);
                self.again(error)
            }
            _ if tok.begins_value() && before.is_some_and(|tok| tok.kind == TokenKind::Path) => {
                let word = short(self.word(at));
                let error = self
                    .error(Problem::SyntaxError, at, format!("nothing joins `{word}` to the type before it"), "a word such as `by`, or `|`, is missing before this")
                    .help("a type is continued by a preposition and a further type, as in `date by role`; alternatives are joined with `|`");
                self.stop(error)
            }
            _ if !tok.is_word()
                && before.is_some_and(|tok| {
                    matches!(tok.kind, TokenKind::Field | TokenKind::Prep | TokenKind::Bar)
                }) =>
            {
                let word = short(self.word(at));
                let error =
                    self.error(Problem::SyntaxError, at, format!("`{word}` is no type"), "a type is meant");
                self.stop(error.help("write the name of a type, a kind or an enum, as in `owner?: role`"))
            }
            _ => self.generic(at),
        }
    }

    fn kind_head(&mut self, head: usize, at: usize) -> Step {
        let extend = self.kind(head) == Some(TokenKind::Extend);
        let name = head + 1 + usize::from(extend);
        let word = self.word(head);
        if extend && self.kind(head + 1) != Some(TokenKind::Kind) {
            let Some(tok) = self.tok(head) else {
                return Step::Stop;
            };
            let error = self
                .error(Problem::SyntaxError, head, "`extend` needs `kind` behind it", "write `extend kind`")
                .help("write `extend kind` and the name of the kind")
                .safe_fix("write `extend kind`", vec![(Span::at(tok.end), " kind".to_owned())]);
            self.insert(head + 1, TokenKind::Kind);
            return self.again(error);
        }
        let Some(tok) = self.tok(at) else {
            if at <= name {
                let error = self.error(
                    Problem::SyntaxError,
                    head,
                    format!("`{word}` needs a name"),
                    "a name belongs behind this",
                );
                return self.stop(error.help(format!("write `{word} short-name \"Its title\" {{ … }}`")));
            }
            return self.end(name + 1);
        };
        if at == name {
            return match tok.kind {
                TokenKind::Field => {
                    let error = no_colon(self.text, tok.span(), "the name of a kind");
                    let length = bare(self.word(at)).len() as u32;
                    self.toks[at] = Tok { end: tok.start + length, kind: TokenKind::Path, ..tok };
                    self.again(error)
                }
                _ => {
                    let found = short(self.word(at));
                    let error = self.error(
                        Problem::SyntaxError,
                        at,
                        format!("`{found}` cannot be the name of a kind"),
                        "a name is meant",
                    );
                    self.stop(error.help(format!("write `{word} short-name \"Its title\" {{ … }}`")))
                }
            };
        }
        let before = self.before(at);
        if at == name + 1 && tok.is_word() {
            return self.long_name_or_title(name - 1, at);
        }
        if tok.kind == TokenKind::Path && before.is_some_and(|tok| tok.kind == TokenKind::Path) {
            let error = comma(self.text, self.toks[at - 1].span(), tok.span(), ",");
            self.insert(at, TokenKind::Comma);
            return self.again(error);
        }
        if matches!(tok.kind, TokenKind::Colon | TokenKind::Equal) {
            let sign = self.word(at);
            let error = self
                .error(Problem::SyntaxError, at, format!("`{sign}` is not needed here"), "not needed")
                .help("a kind is a name, a title and its fields between braces")
                .safe_fix(format!("take out `{sign}`"), vec![self.without(tok)]);
            self.toks.remove(at);
            return self.again(error);
        }
        self.generic(at)
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
