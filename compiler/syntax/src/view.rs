//! What the parser sees of the tokens: without white space and comments, and with everything that can be read as meant
//! turned into what was meant.
//!
//! Whatever is wrong with a single token is said here, once, and no longer shows: `01.03.2026` is reported and goes on
//! as a date, `by:` as a preposition, `“text”` as a text. So one faulty token never costs its entry.
//!
//! INVARIANT: the tokens of a view are in source order and do not overlap.

use std::borrow::Cow;

use crate::error::{Errors, SyntaxError, SyntaxErrorKind as Problem};
use crate::literal;
use crate::numbers;
use crate::quotes;
use crate::span::Span;
use crate::token::{self, Token, TokenKind, Tokens};

/// A token as the parser sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tok {
    pub start: u32,
    pub end: u32,
    pub kind: TokenKind,
    /// Whether it is the first of its line.
    pub first: bool,
}

impl Tok {
    pub fn span(self) -> Span {
        Span::new(self.start, self.end)
    }

    /// Whether a value may end with it.
    pub fn ends_value(self) -> bool {
        self.kind.ends_value()
    }

    /// Whether a value may begin with it (and nothing else may: no sign, no `not`).
    pub fn begins_value(self) -> bool {
        self.kind.begins_value()
    }

    /// Whether it is a word that may name something: a path or a declaration word.
    pub fn is_word(self) -> bool {
        self.kind == TokenKind::Path || self.kind.is_declaration_word()
    }

    /// Whether a declaration may have it as its name.
    pub fn is_name(self) -> bool {
        self.is_word() || matches!(self.kind, TokenKind::Number | TokenKind::Id)
    }

    /// Whether something must follow it: a comma, an operator, a preposition, a field's name.
    pub fn wants_more(self) -> bool {
        use TokenKind::*;
        matches!(
            self.kind,
            Field | Prep | Comma | Range | Dot | Equal | Compare | Less | Plus | Minus | Slash | Bar
        ) || matches!(self.kind, And | Or | Not | In | Where | OpenParen | OpenBracket)
    }
}

/// Whether `c` is a hidden mark that turns the direction of writing.
pub fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether `c` is a tag: an invisible letter, meant for flags.
fn is_tag(c: char) -> bool {
    matches!(c, '\u{E0000}'..='\u{E007F}')
}

/// Whether `c` is a character that nobody sees in a name, direction marks apart: a soft hyphen, a blank or a joiner without
/// width, a filler, a selector of variants, a tag. Unicode calls them default-ignorable.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{3164}' | '\u{FFA0}'
    ) || matches!(c, '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}')
        || matches!(c, '\u{206A}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether `text` is a bullet of a list.
fn is_bullet(text: &str) -> bool {
    matches!(text, "•" | "·" | "▪" | "◦" | "‣" | "●" | "○" | "■" | "□" | "✓" | "➢")
}

/// Makes the view of `tokens`, and says what is wrong with single tokens.
pub fn view(text: &str, tokens: &Tokens, errors: &mut Errors) -> Vec<Tok> {
    hidden_marks(text, errors);
    let mut view = View {
        text,
        errors,
        toks: Vec::with_capacity(tokens.len() / 2 + 1),
        first: true,
        docs: None,
        depth: 0,
        skip: 0,
    };
    match quotes::mend(text, tokens) {
        Some((mended, faults)) => {
            faults.into_iter().for_each(|fault| view.errors.add(fault));
            mended.into_iter().for_each(|token| view.token(token));
        }
        None => tokens.iter().for_each(|token| view.token(token)),
    }
    view.end();
    view.toks
}

struct View<'a> {
    text: &'a str,
    errors: &'a mut Errors,
    toks: Vec<Tok>,
    first: bool,
    /// Where in `toks` the doc comments begin that wait for what they belong to.
    docs: Option<usize>,
    /// How many braces are open.
    depth: usize,
    /// What stands before is read already.
    skip: u32,
}

impl View<'_> {
    fn token(&mut self, token: Token) {
        use TokenKind::*;
        let Token { kind, span } = token;
        if span.start < self.skip {
            return;
        }
        match kind {
            Space => {
                self.first |= self.text.as_bytes()[span.range()].contains(&b'\n');
                return;
            }
            Comment | Hidden => return,
            Unknown if is_bullet(span.of(self.text)) && self.begins_fact_or_value() => {
                return self.bullet(span);
            }
            Unknown if span.of(self.text).chars().all(is_invisible) => return self.invisible(span),
            BlockComment | HashComment => return self.foreign_comment(kind, span),
            Doc => self.docs = self.docs.or(Some(self.toks.len())),
            Semicolon => return self.semicolon(span),
            Field | FieldPrep => {
                if let Some(from) = self.name_of_words(span) {
                    return self.join_name(from, span);
                }
            }
            OpenBrace => self.depth += 1,
            CloseBrace => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        let span_text = span.of(self.text);
        let mut start = span.start;
        let (kind, end) = match kind {
            FieldPrep => {
                self.prep_with_colon(span);
                (Prep, span.end - 1)
            }
            PathMarked | FieldMarked => {
                let what = format!("`{span_text}` has typographic hyphens");
                self.mended(kind, span, what);
                (if kind == PathMarked { Path } else { Field }, span.end)
            }
            NumberComma | QuantityComma => {
                let what = format!("`{span_text}` has a decimal comma");
                self.mended(kind, span, what);
                (if kind == NumberComma { Number } else { Quantity }, span.end)
            }
            NumberBad | QuantityBad => {
                self.bad_number(span);
                (if kind == NumberBad { Number } else { Quantity }, span.end)
            }
            DateBad => {
                self.bad_date(span);
                (Date, span.end)
            }
            TextMarked | ProseMarked => {
                let (what, meant) = match kind {
                    TextMarked => ("this text stands between typographic quotes", Text),
                    _ => ("this prose stands between typographic quotes", Prose),
                };
                if let Some(mended) = mended(kind, span_text, false) {
                    self.typographic(span, what, "straight quotes", mended);
                }
                (meant, span.end)
            }
            TextSingle => {
                self.single_quotes(span);
                (if span_text.starts_with("'''") { Prose } else { Text }, span.end)
            }
            TextUnclosed => {
                self.unclosed_text(span);
                (Text, span.end)
            }
            ProseCrooked => {
                self.crooked_prose(span);
                (Prose, span.end)
            }
            ProseUnclosed => {
                self.unclosed_prose(span);
                (Prose, span.end)
            }
            // `A.8.30 – no development`
            RangeMarked if !is_range(self.text, span, self.toks.last().copied()) => (Unknown, span.end),
            RangeMarked => {
                let sign = range_sign(span_text, self.toks.last().is_some_and(|tok| tok.ends_value()));
                let range = sign == "..";
                let what = if range { "a range" } else { "a minus" };
                let before = self.text[..span.start as usize].ends_with(char::is_whitespace) || !range;
                let after = self.text[span.end as usize..].starts_with(char::is_whitespace) || !range;
                let text = format!("{}{sign}{}", if before { "" } else { " " }, if after { "" } else { " " });
                self.typographic(
                    span,
                    format!("`{span_text}` stands for {what}"),
                    &format!("`{sign}`"),
                    text,
                );
                (if range { Range } else { Minus }, span.end)
            }
            CompareMarked | MinusMarked => {
                let sign = mended(kind, span_text, false).unwrap_or_default();
                let what = match kind {
                    CompareMarked => format!("`{span_text}` stands for `{sign}`"),
                    _ => format!("`{span_text}` stands for a minus"),
                };
                self.typographic(span, what, &format!("`{sign}`"), sign);
                (if kind == CompareMarked { Compare } else { Minus }, span.end)
            }
            AmpAmp | BarBar | Bang => {
                let (word, kind) = match kind {
                    AmpAmp => ("and", And),
                    BarBar => ("or", Or),
                    _ => ("not", Not),
                };
                self.word_for_sign(span, word);
                (kind, span.end)
            }
            Text => {
                self.escapes(span);
                if let Some(end) = self.doubled_quotes(span) {
                    // What stands between the inner ones is the text.
                    (self.skip, start) = (end, span.start + 1);
                    (Text, end - 1)
                } else {
                    (Text, span.end)
                }
            }
            Unknown if is_bullet(span_text) && self.is_in_list() => {
                self.bullet_for_comma(span);
                (Comma, span.end)
            }
            _ => (kind, span.end),
        };
        if matches!(kind, Path | Field) && !span_text.is_ascii() {
            self.invisible_within(span);
        }
        if matches!(kind, Text | Prose) && !span_text.is_ascii() {
            self.invisible_in_text(span);
        }
        if kind != Doc {
            self.settle_docs(Some(kind));
        }
        let first = std::mem::take(&mut self.first);
        if let Some(joined) = self.joined(span.start, end).filter(|_| !first)
            && let Some(last) = self.toks.last_mut()
        {
            let gap = Span::new(last.end, span.start);
            (last.end, last.kind) = (end, joined);
            self.marks_of_order(gap);
            return;
        }
        self.toks.push(Tok { start, end, kind, first });
    }

    /// What the last token and the one from `start` to `end` are together, where only hidden marks stand between them and
    /// they are seen as one name.
    fn joined(&self, start: u32, end: u32) -> Option<TokenKind> {
        let last = self.toks.last().filter(|last| last.end < start)?;
        let is_hidden = |c| is_direction_mark(c) || is_invisible(c);
        if !Span::new(last.end, start).of(self.text).chars().all(is_hidden) {
            return None;
        }
        let seen = literal::path_text(Span::new(last.start, end).of(self.text));
        let tokens = token::tokenize(&seen);
        let mut tokens = tokens.iter();
        let (Some(one), None) = (tokens.next(), tokens.next()) else { return None };
        matches!(one.kind, TokenKind::Path | TokenKind::Field).then_some(one.kind)
    }

    fn end(&mut self) {
        self.settle_docs(None);
    }

    /// Doc comments belong to what follows: never to a closing bracket, nor into the middle of a value.
    fn settle_docs(&mut self, next: Option<TokenKind>) {
        let Some(at) = self.docs.take() else { return };
        let closes = matches!(
            next,
            None | Some(
                TokenKind::CloseBrace | TokenKind::CloseParen | TokenKind::CloseBracket | TokenKind::Comma
            )
        );
        // Behind `,` and `<` a value of an enum may follow; behind `+` a field of a kind.
        let inside = at.checked_sub(1).and_then(|at| self.toks.get(at)).is_some_and(|tok| {
            tok.wants_more() && !matches!(tok.kind, TokenKind::Comma | TokenKind::Less | TokenKind::Plus)
        });
        if !closes && !inside {
            return;
        }
        let docs: Vec<Span> = self.toks.drain(at..).map(Tok::span).collect();
        if closes {
            self.first = true;
        }
        self.errors.add(dangling_doc(self.text, &docs));
    }

    fn mended(&mut self, kind: TokenKind, span: Span, what: String) {
        if !self.errors.takes_hints() {
            return;
        }
        if let Some(mended) = mended(kind, span.of(self.text), false) {
            self.typographic(span, what, &format!("`{mended}`"), mended);
        }
    }

    fn typographic(&mut self, span: Span, what: impl Into<String>, instead: &str, text: String) {
        if !self.errors.takes_hints() {
            return;
        }
        let error = SyntaxError::new(Problem::TypographicMark, span, what, format!("read as {instead}"))
            .help(format!("write {instead}; `annexa fix` does it"));
        self.errors.add(error.safe_fix(format!("write {instead}"), vec![(span, text)]));
    }

    /// Whether a fact or a value may begin here.
    fn begins_fact_or_value(&self) -> bool {
        let last = self.toks.last();
        self.first || last.is_some_and(|tok| matches!(tok.kind, TokenKind::Field | TokenKind::Comma))
    }

    /// Whether a value of a field has just ended.
    fn is_in_list(&self) -> bool {
        const FAR: usize = 100;
        let outer =
            |tok: &&Tok| matches!(tok.kind, TokenKind::Field | TokenKind::OpenBrace | TokenKind::CloseBrace);
        let within = self.toks.iter().rev().take(FAR).find(outer).is_some_and(|t| t.kind == TokenKind::Field);
        within && self.toks.last().is_some_and(|tok| tok.ends_value())
    }

    /// `A.5.1 • A.5.2`
    fn bullet_for_comma(&mut self, span: Span) {
        let sign = span.of(self.text);
        let from = self.toks.last().map_or(span.start, |tok| tok.end);
        let message = format!("a list is written with commas between its values, not with `{sign}`");
        let error = SyntaxError::new(Problem::SyntaxError, span, message, "write `,`");
        self.errors.add(
            error
                .help(format!("write a comma instead of `{sign}`"))
                .safe_fix("write `,`", vec![(Span::new(from, span.end), ",".to_owned())]),
        );
    }

    /// `""Access policy""`, as spreadsheets write a text that has quotes: where it ends, if the two quotes at `span` are the
    /// first of such.
    fn doubled_quotes(&mut self, span: Span) -> Option<u32> {
        let rest = (span.of(self.text) == "\"\"").then(|| &self.text[span.end as usize..])?;
        let words = &rest[..rest.find(['"', '\n'])?];
        let behind = rest[words.len()..].strip_prefix("\"\"")?;
        if words.is_empty() || words.starts_with(char::is_whitespace) || behind.starts_with('"') {
            return None;
        }
        let end = span.end + words.len() as u32 + 2;
        let whole = Span::new(span.start, end);
        let error = SyntaxError::new(
            Problem::SyntaxError,
            whole,
            "the quotes around this text are doubled",
            "one on each side is meant",
        );
        self.errors.add(
            error
                .help("spreadsheets double quotes when they write a text; here one on each side is enough")
                .safe_fix("write single ones", vec![(whole, format!("\"{words}\""))]),
        );
        Some(end)
    }

    /// `• owner: ciso`, as it is pasted from a word processor.
    fn bullet(&mut self, span: Span) {
        let rest = &self.text[span.end as usize..];
        let blank = (rest.len() - rest.trim_start_matches([' ', '\t', '\u{A0}']).len()) as u32;
        let sign = span.of(self.text);
        let error = SyntaxError::new(
            Problem::SyntaxError,
            span,
            format!("`{sign}` is not needed here"),
            "not needed",
        );
        let help = "facts begin on lines of their own, and values have commas between";
        self.errors.add(error.help(format!("take out `{sign}`: {help}")).safe_fix(
            format!("take out `{sign}`"),
            vec![(Span::new(span.start, span.end + blank), String::new())],
        ));
    }

    /// A byte order mark between words is a blank; inside of a name it is not seen by anybody.
    fn marks_of_order(&mut self, gap: Span) {
        for (at, mark) in gap.of(self.text).match_indices('\u{FEFF}') {
            let start = gap.start + at as u32;
            self.invisible(Span::new(start, start + mark.len() as u32));
        }
    }

    /// Invisible characters that Unicode lets stand in a word.
    fn invisible_within(&mut self, span: Span) {
        for (at, mark) in span.of(self.text).char_indices().filter(|(_, c)| is_invisible(*c)) {
            let start = span.start + at as u32;
            self.invisible(Span::new(start, start + mark.len_utf8() as u32));
        }
    }

    /// Blanks without width beside letters of the keyboard: there they come from a web page and do nothing. Scripts that
    /// write no blanks part their words with them.
    fn invisible_in_text(&mut self, span: Span) {
        const BLANKS: [&str; 3] = ["\u{200B}", "\u{2060}", "\u{FEFF}"];
        let text = span.of(self.text);
        let latin = |c: Option<char>| c.is_none_or(|c| c.is_ascii());
        let mut found: Vec<Span> = Vec::new();
        for blank in BLANKS {
            for (at, _) in text.match_indices(blank) {
                let behind = text[at + blank.len()..].chars().next();
                if latin(text[..at].chars().next_back()) || latin(behind) {
                    let start = span.start + at as u32;
                    found.push(Span::new(start, start + blank.len() as u32));
                }
            }
        }
        found.sort_unstable_by_key(|span| span.start);
        let Some(first) = found.first().copied().filter(|_| self.errors.takes_hints()) else { return };
        let mark = first.of(self.text).chars().next().map_or(0, u32::from);
        let message = match found.len() {
            1 => format!("an invisible character stands in this text (U+{mark:04X})"),
            n => format!("{n} invisible characters stand in this text (U+{mark:04X})"),
        };
        let edits = found.into_iter().map(|span| (span, String::new())).collect();
        let error = SyntaxError::new(Problem::TypographicMark, first, message, "nothing to be seen");
        self.errors.add(
            error.help("take it out; it comes along where a text is copied").safe_fix("take it out", edits),
        );
    }

    /// A soft hyphen and its like, which nobody sees.
    fn invisible(&mut self, span: Span) {
        let mark = span.of(self.text).chars().next().unwrap_or(' ');
        let error = SyntaxError::new(
            Problem::SyntaxError,
            span,
            format!("an invisible character stands here (U+{:04X})", u32::from(mark)),
            "nothing to be seen",
        );
        self.errors.add(
            error
                .help("take it out; word processors put it inside of words")
                .safe_fix("take it out", vec![(span, String::new())]),
        );
    }

    fn foreign_comment(&mut self, kind: TokenKind, span: Span) {
        let text = span.of(self.text);
        self.first |= text.contains('\n');
        if self.errors.is_full() {
            return;
        }
        let mut error = SyntaxError::new(
            Problem::SyntaxError,
            span,
            match kind {
                TokenKind::HashComment => {
                    let mark = if text.starts_with('#') { "#" } else { "--" };
                    format!("a comment does not begin with `{mark}`")
                }
                _ if text.starts_with('<') => "a comment does not stand between `<!--` and `-->`".to_owned(),
                _ => "a comment does not stand between `/*` and `*/`".to_owned(),
            },
            "a comment begins with `//`",
        );
        error = error.help("begin each line of a comment with `//`");
        if kind == TokenKind::HashComment {
            let marks = text.bytes().take_while(|b| matches!(b, b'#' | b'-')).count() as u32;
            let place = Span::new(span.start, span.start + marks);
            // `## Purpose` is rather the heading of a prose.
            let sure = marks == 1 || text.starts_with('-');
            error = error.with_fix("write `//`", vec![(place, "//".to_owned())], sure);
        } else {
            let alone = ahead(self.text, span.end).lines().next().unwrap_or("").trim().is_empty();
            if alone {
                let open = ["/*", "<!--"].iter().find_map(|open| text.strip_prefix(open)).unwrap_or(text);
                let inside = ["*/", "-->"].iter().find_map(|close| open.strip_suffix(close)).unwrap_or(open);
                let lines: Vec<String> = inside
                    .lines()
                    .map(|line| line.trim().trim_start_matches('*').trim())
                    .filter(|line| !line.is_empty())
                    .map(|line| format!("// {line}"))
                    .collect();
                let indent = indentation(self.text, span.start);
                error = error.safe_fix("write `//`", vec![(span, lines.join(&format!("\n{indent}")))]);
            }
        }
        self.errors.add(error);
    }

    fn semicolon(&mut self, span: Span) {
        let line = ahead(self.text, span.end).lines().next().unwrap_or("").trim();
        let first = line.split([' ', '\t', '{', ',']).next().unwrap_or("");
        let goes_on = line.starts_with(|c: char| c.is_alphanumeric() || token::is_quote(c))
            && !first.ends_with(':')
            && self.toks.last().is_some_and(|tok| tok.ends_value())
            && !literal_preposition(first)
            && !token::begins_line(self.text, span.start as usize);
        let blank = if ahead(self.text, span.end).starts_with(char::is_alphanumeric) { " " } else { "" };
        let error = SyntaxError::new(Problem::SyntaxError, span, "`;` has no meaning here", "not needed");
        if goes_on {
            self.errors.add(
                SyntaxError { label: "a comma is meant".to_owned(), ..error }
                    .help("write a comma between two values")
                    .safe_fix("write `,`", vec![(span, format!(",{blank}"))]),
            );
            self.settle_docs(Some(TokenKind::Semicolon));
            let first = std::mem::take(&mut self.first);
            self.toks.push(Tok { start: span.start, end: span.end, kind: TokenKind::Comma, first });
        } else {
            self.errors.add(
                error
                    .help("take it out: nothing is written at the end of a field")
                    .safe_fix("take out `;`", vec![(span, blank.to_owned())]),
            );
        }
    }

    /// Where in `toks` the words of the line begin, if they are the name of a field together with the one at `span` that has
    /// the colon: `carried out by:`.
    fn name_of_words(&self, span: Span) -> Option<usize> {
        if self.first || self.depth == 0 {
            return None;
        }
        let joins = |tok: &Tok| matches!(tok.kind, TokenKind::Path | TokenKind::Prep | TokenKind::Not);
        let more = self.toks.iter().rev().take_while(|tok| joins(tok) && !tok.first).count();
        let from = self.toks.len().checked_sub(more + 1)?;
        let first = self.toks[from];
        if !first.first || !matches!(first.kind, TokenKind::Path | TokenKind::Not) {
            return None;
        }
        // `The owner: ciso` has a word too many, and `statement mfa: "Sign-in"` a colon too many.
        let value = ahead(self.text, span.end).lines().next().unwrap_or("").trim_start();
        let other = first.span().of(self.text).starts_with(char::is_uppercase)
            || value.is_empty()
            || value.starts_with(['"', '{', '=']);
        let goes_on = from.checked_sub(1).is_some_and(|above| self.toks[above].wants_more());
        (!(goes_on || more == 0 && other)).then_some(from)
    }

    /// Reads the words from `from` on and the one at `last`, which has the colon, as the one name that they were meant to be.
    fn join_name(&mut self, from: usize, last: Span) {
        let Some(first) = self.toks.get(from).copied() else { return };
        let span = Span::new(first.start, last.end - 1);
        let name: Vec<&str> = span.of(self.text).split_whitespace().collect();
        let error = SyntaxError::new(
            Problem::SyntaxError,
            span,
            format!("the name of a field is one word, and `{}` is several", span.of(self.text)),
            "one name",
        );
        self.errors.add(error.help(format!("its words are joined by hyphens, as in `{}:`", name.join("-"))));
        self.settle_docs(Some(TokenKind::Field));
        self.toks.truncate(from);
        self.toks.push(Tok { end: last.end, kind: TokenKind::Field, ..first });
    }

    fn prep_with_colon(&mut self, span: Span) {
        if self.errors.is_full() {
            return;
        }
        let word = span.of(self.text).trim_end_matches(':');
        let colon = Span::new(span.end - 1, span.end);
        self.errors.add(
            SyntaxError::new(
                Problem::PrepositionWithColon,
                span,
                format!("`{word}` takes no colon"),
                "continues the fact before it",
            )
            .help(format!("write `{word}` without the colon: a word with a colon starts a fact, a word such as `{word}` continues one"))
            .safe_fix(format!("write `{word}`"), vec![(colon, String::new())]),
        );
    }

    fn bad_number(&mut self, span: Span) {
        if self.errors.is_full() {
            return;
        }
        let text = span.of(self.text);
        let digits = text.rfind(|c: char| c.is_ascii_digit() || c == '_').map_or(text.len(), |at| at + 1);
        let (number, unit) = text.split_at(digits);
        let place = Span::new(span.start, span.start + digits as u32);
        if number.bytes().filter(u8::is_ascii_digit).count() > 28 {
            self.errors.add(
                SyntaxError::new(
                    Problem::BadNumber,
                    place,
                    "this number is too long",
                    "more than 28 digits",
                )
                .help(
                    "numbers have 28 digits at most; an account or serial number is a text: put it in quotes",
                ),
            );
            return;
        }
        if !unit.is_empty() && !literal::is_unit(unit.trim_start()) && unit != "%" && unit.trim_start() != "%"
        {
            let error =
                SyntaxError::new(Problem::BadNumber, span, format!("`{text}` is no number"), "not a number");
            let help =
                "numbers are written `1_200` or `99.9`; a unit stands behind a blank, as in `12 months`";
            return self.errors.add(error.help(help));
        }
        let group = |text: &str| text.replace([',', '.', '\''], "_");
        let (message, mended, safe) = if let Some((whole, fraction)) =
            number.split_once(',').filter(|(whole, _)| whole.contains('.'))
        {
            ("mixes a point and a comma", format!("{}.{fraction}", group(whole)), true)
        } else if number.contains('\'') {
            ("has an apostrophe in it", group(number), true)
        } else if number.contains(',') {
            let (whole, fraction) = number.split_once('.').map_or((number, ""), |(a, b)| (a, b));
            let dot = if fraction.is_empty() { "" } else { "." };
            let sure = !fraction.is_empty() || whole.matches(',').count() > 1;
            let message = if sure { "has commas in it" } else { "can be read in two ways" };
            (message, format!("{}{dot}{fraction}", group(whole)), sure)
        } else {
            let words: Vec<&str> = number.split('_').filter(|part| !part.is_empty()).collect();
            let all_digits = words.iter().all(|word| word.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
            ("is no number", if all_digits { words.join("_") } else { String::new() }, true)
        };
        let label =
            if mended.is_empty() { "not a number".to_owned() } else { format!("write `{mended}{unit}`") };
        let mut error = SyntaxError::new(Problem::BadNumber, span, format!("`{text}` {message}"), label);
        if mended.is_empty() {
            error = error.help(
                "numbers are written `1_200` or `99.9`; a unit stands behind a blank, as in `12 months`",
            );
        } else {
            error = match safe {
                true => error
                    .help(format!("write `{mended}{unit}`"))
                    .safe_fix(format!("write `{mended}`"), vec![(place, mended)]),
                false => numbers::two_readings(error, place, number, unit),
            };
        }
        self.errors.add(error);
    }

    fn bad_date(&mut self, span: Span) {
        if self.errors.is_full() {
            return;
        }
        let text = span.of(self.text);
        let Some(date) = literal::date_like(text) else {
            return;
        };
        let (year, month, day) = (date.year, date.month, date.day);
        let name = literal::MONTHS.get(usize::from(month).wrapping_sub(1));
        if !date.has_day {
            let error = SyntaxError::new(
                Problem::BadDate,
                span,
                format!("`{text}` names no day"),
                "the day is missing",
            );
            self.errors
                .add(error.help(format!("write year, month and day, as in `{year:04}-{month:02}-01`")));
            return;
        }
        if !date.exists() {
            let why = match name {
                None => format!("there is no month {month}"),
                Some(_) if day == 0 => "there is no day 0".to_owned(),
                Some(name) => format!("{name} {year} has {} days", literal::days_in_month(year, month)),
            };
            let error = SyntaxError::new(Problem::BadDate, span, format!("there is no date `{text}`"), why);
            self.errors.add(error.help("write year, month and day, as in `2026-03-01`"));
            return;
        }
        let mended = format!("{year:04}-{month:02}-{day:02}");
        let error = SyntaxError::new(
            Problem::BadDate,
            span,
            format!("`{text}` is not written as dates are written here"),
            format!("year, month, day: `{mended}`"),
        );
        let edits = vec![(span, mended.clone())];
        let title = format!("write `{mended}`");
        self.errors.add(if date.ambiguous {
            let other = format!("{year:04}-{day:02}-{month:02}");
            error.help(format!("write `{mended}`, or `{other}` if the month stands first")).fix(title, edits)
        } else {
            error.help(format!("write `{mended}`")).safe_fix(title, edits)
        });
    }

    fn single_quotes(&mut self, span: Span) {
        if self.errors.is_full() {
            return;
        }
        let text = span.of(self.text);
        if let Some(inside) = text.strip_prefix("'''").and_then(|text| text.strip_suffix("'''")) {
            let (open, close) = (Span::new(span.start, span.start + 3), Span::new(span.end - 3, span.end));
            let error = SyntaxError::new(
                Problem::SyntaxError,
                open,
                "prose stands between three double quotes",
                "single quotes",
            )
            .related(close, "and here")
            .help("write `\"\"\"` before and behind it");
            let quotes = |place| (place, "\"\"\"".to_owned());
            return self.errors.add(match inside.contains('"') {
                true => error,
                false => error.safe_fix("write double quotes", vec![quotes(open), quotes(close)]),
            });
        }
        let error = SyntaxError::new(
            Problem::SyntaxError,
            span,
            "a text stands between double quotes",
            "single quotes",
        );
        let mended = straight_quotes(text, "\"");
        self.errors.add(
            error.help(format!("write `{mended}`")).safe_fix("write double quotes", vec![(span, mended)]),
        );
    }

    fn unclosed_text(&mut self, span: Span) {
        if self.errors.is_full() {
            return;
        }
        let end = Span::at(span.end);
        self.errors.add(
            SyntaxError::new(
                Problem::UnclosedText,
                span,
                "this text is not closed on its line",
                "a quote is missing at its end",
            )
            .help("close the text with `\"`; a text of several lines stands between `\"\"\"` and `\"\"\"`")
            .fix("close the text at the end of the line", vec![(end, "\"".to_owned())]),
        );
    }

    /// `"C:\Users"`: what follows a backslash is none of the signs that one is written before.
    fn escapes(&mut self, span: Span) {
        let text = span.of(self.text);
        if !text.contains('\\') || self.errors.is_full() {
            return;
        }
        let mut unknown: Vec<(Span, char)> = Vec::new();
        let mut chars = text.char_indices();
        while let Some((at, c)) = chars.next() {
            if c == '\\'
                && let Some((_, escaped)) = chars.next()
                && !literal::is_escape(escaped)
            {
                let at = span.start + at as u32;
                unknown.push((Span::new(at, at + 1 + escaped.len_utf8() as u32), escaped));
            }
        }
        let Some((first, escaped)) = unknown.first().copied() else { return };
        let edits = unknown.iter().map(|(at, _)| (Span::at(at.start), "\\".to_owned())).collect();
        self.errors.add(
            SyntaxError::new(
                Problem::SyntaxError,
                first,
                format!("`\\{escaped}` stands for no sign"),
                format!("write `\\\\{escaped}` for a backslash"),
            )
            .help("a backslash stands before `\"`, `{`, `}`, `n` (a new line), `t` (a tab) or another backslash")
            .safe_fix("double the backslash", edits),
        );
    }

    fn crooked_prose(&mut self, span: Span) {
        if self.errors.is_full() {
            return;
        }
        let text = span.of(self.text);
        let indent = indentation(self.text, span.start);
        let open = token::triple(text).unwrap_or(3);
        let first = text[open..].lines().next().unwrap_or("");
        let mut edits = Vec::new();
        let mut place = Span::new(span.end - 3, span.end);
        let last = text.rsplit('\n').next().unwrap_or("");
        if last.trim_start().len() > 5 || token::triple(last.trim_start()).is_none() {
            edits.push((Span::at(span.end - 3), format!("\n{indent}")));
        }
        let well = first.trim().is_empty();
        if !well {
            place = Span::new(span.start, span.start + open as u32);
            edits.insert(0, (Span::at(place.end), format!("\n{indent}")));
        }
        let (message, label) = if well {
            ("the closing `\"\"\"` does not begin its line", "move it to a line of its own")
        } else {
            ("prose of several lines begins on the line below its `\"\"\"`", "the prose begins here")
        };
        self.errors.add(
            SyntaxError::new(Problem::UnclosedProse, place, message, label)
                .help("`\"\"\"` opens and closes on one line, or each stands on a line of its own")
                .safe_fix("put each `\"\"\"` on a line of its own", edits),
        );
    }

    fn unclosed_prose(&mut self, span: Span) {
        if self.errors.is_full() {
            return;
        }
        let text = span.of(self.text);
        let open = Span::new(span.start, span.start + token::triple(text).unwrap_or(3) as u32);
        let one_line = !text.contains('\n');
        let indent = indentation(self.text, span.start);
        let first = text[open.len() as usize..].lines().next().unwrap_or("");
        let mut edits = Vec::new();
        if !one_line && !first.trim().is_empty() {
            edits.push((Span::at(open.end), format!("\n{indent}")));
        }
        let closing = if one_line && text.len() as u32 > open.len() {
            // `"""Rights."` has the first of the three.
            let quotes = text.len() - text.trim_end_matches('"').len();
            "\"".repeat(3 - quotes.min(2))
        } else {
            format!("\n{indent}\"\"\"")
        };
        let mut error =
            SyntaxError::new(Problem::UnclosedProse, open, "this prose is not closed", "opened here");
        if !one_line {
            let end = self.text[..span.end as usize].chars().next_back().map_or(0, |c| c.len_utf8() as u32);
            error = error.related(Span::new(span.end - end, span.end), "read up to here");
        }
        edits.push((Span::at(span.end), closing));
        self.errors.add(
            error
                .help("close it with `\"\"\"` at the start of a line of its own")
                .fix("close the prose", edits),
        );
    }

    fn word_for_sign(&mut self, span: Span, word: &str) {
        if self.errors.is_full() {
            return;
        }
        let sign = span.of(self.text);
        let before = self.text[..span.start as usize].ends_with(|c: char| c.is_whitespace() || c == '(');
        let after = self.text[span.end as usize..].starts_with(char::is_whitespace);
        let mended = format!("{}{word}{}", if before { "" } else { " " }, if after { "" } else { " " });
        self.errors.add(
            SyntaxError::new(
                Problem::SyntaxError,
                span,
                format!("`{sign}` has no meaning here"),
                format!("write `{word}`"),
            )
            .help(format!("conditions are joined with words: write `{word}`"))
            .safe_fix(format!("write `{word}`"), vec![(span, mended)]),
        );
    }
}

/// The next few characters, which is as far as it is worth looking.
fn ahead(text: &str, at: u32) -> &str {
    const FAR: usize = 120;
    let rest = &text[at as usize..];
    let end = (0..=FAR.min(rest.len())).rev().find(|end| rest.is_char_boundary(*end));
    &rest[..end.unwrap_or(0)]
}

fn literal_preposition(word: &str) -> bool {
    crate::tree::Prep::from_word(word).is_some()
}

/// Doc comments that belong to nothing.
pub fn dangling_doc(text: &str, docs: &[Span]) -> SyntaxError {
    let span = docs.iter().copied().reduce(Span::to).unwrap_or_default();
    let carriage_return = u32::from(span.of(text).ends_with('\r'));
    let span = Span::new(span.start, span.end - carriage_return);
    let edits = docs.iter().map(|doc| (Span::new(doc.start, doc.start + 3), "//".to_owned())).collect();
    SyntaxError::new(
        Problem::DanglingDoc,
        span,
        "this comment describes nothing",
        "no declaration, field or value follows it",
    )
    .help("`///` describes what follows it; a note for yourself begins with `//`")
    .safe_fix("write `//`", edits)
}

/// A token with the marks of a word processor as it was meant; `None` for every other kind. `after_value` says whether
/// what stands before it ends a value.
pub fn mended(kind: TokenKind, text: &str, after_value: bool) -> Option<String> {
    Some(match kind {
        TokenKind::PathMarked | TokenKind::FieldMarked => text.replace(token::HYPHENS, "-"),
        TokenKind::NumberComma | TokenKind::QuantityComma => text.replacen(',', ".", 1),
        TokenKind::TextMarked => straight_quotes(text, "\""),
        TokenKind::ProseMarked => straight_quotes(text, "\"\"\""),
        TokenKind::RangeMarked => range_sign(text, after_value).to_owned(),
        TokenKind::CompareMarked => match text {
            "≤" => "<=".to_owned(),
            "≥" => ">=".to_owned(),
            _ => "!=".to_owned(),
        },
        TokenKind::MinusMarked => "-".to_owned(),
        _ => return None,
    })
}

/// Whether a dash or an ellipsis stands between what begins and what ends a range, ids, numbers or dates, and not between
/// words; a dash before a value is a minus.
fn is_range(text: &str, sign: Span, before: Option<Tok>) -> bool {
    let Some(before) = before.filter(|tok| tok.ends_value() && !sign.of(text).starts_with(['…', '.']))
    else {
        return true;
    };
    let has_digit = |word: &str| word.contains(|c: char| c.is_ascii_digit());
    has_digit(before.span().of(text))
        && ahead(text, sign.end).split_whitespace().next().is_some_and(has_digit)
}

/// What a dash or an ellipsis stands for: a range, or a dash before a value a minus.
fn range_sign(text: &str, after_value: bool) -> &'static str {
    if after_value || text.starts_with(['…', '.']) { ".." } else { "-" }
}

/// A literal between straight quotes, straight quotes within it escaped.
fn straight_quotes(literal: &str, quote: &str) -> String {
    let (_, inside) = literal::inner(literal);
    if quote.len() > 1 || !inside.contains('"') {
        return format!("{quote}{inside}{quote}");
    }
    let mut out = String::from(quote);
    let mut escaped = false;
    for c in inside.chars() {
        if c == '"' && !escaped {
            out.push('\\');
        }
        escaped = c == '\\' && !escaped;
        out.push(c);
    }
    out.push_str(quote);
    out
}

/// The white space that the line of `at` begins with.
pub fn indentation(text: &str, at: u32) -> Cow<'_, str> {
    let line = &text[token::line_start(text, at as usize)..];
    let end = line.find(|c: char| !matches!(c, ' ' | '\t')).unwrap_or(line.len());
    Cow::Borrowed(&line[..end])
}

/// Reports hidden marks, wherever they stand: one problem for each line that has some.
fn hidden_marks(text: &str, errors: &mut Errors) {
    const BLOCK: usize = 4096;
    let bytes = text.as_bytes();
    let mut line: Option<(usize, Vec<Span>)> = None;
    let mut flag_ends = 0;
    for (number, block) in bytes.chunks(BLOCK).enumerate() {
        // All of them begin with one of these bytes in UTF-8; most blocks have none.
        if !block.contains(&0xE2) && !block.contains(&0xF3) {
            continue;
        }
        for (at, byte) in block.iter().enumerate() {
            let at = number * BLOCK + at;
            if !matches!(byte, 0xE2 | 0xF3) {
                continue;
            }
            let Some(mark) = text[at..].chars().next().filter(|c| is_direction_mark(*c) || is_tag(*c)) else {
                continue;
            };
            let end = at + mark.len_utf8();
            // The flags of some countries are a black flag and tags.
            if is_tag(mark) && (at == flag_ends || text[..at].ends_with('\u{1F3F4}')) {
                flag_ends = end;
                continue;
            }
            let span = Span::new(at as u32, end as u32);
            match &mut line {
                Some((from, marks)) if !bytes[*from..at].contains(&b'\n') => {
                    *from = at;
                    marks.push(span);
                }
                _ => {
                    tell_hidden(text, &line.take().unwrap_or_default().1, errors);
                    line = Some((at, vec![span]));
                }
            }
        }
    }
    tell_hidden(text, &line.unwrap_or_default().1, errors);
}

/// Tells the hidden marks of a line, those that turn the direction of writing and others apart.
fn tell_hidden(text: &str, marks: &[Span], errors: &mut Errors) {
    let (tags, turns): (Vec<Span>, Vec<Span>) =
        marks.iter().partition(|mark| mark.of(text).starts_with(is_tag));
    let label = |mark: Span| {
        let mark = mark.of(text).chars().next().map_or(0, u32::from);
        format!("the invisible character U+{mark:04X}")
    };
    let edits = |marks: &[Span]| marks.iter().map(|mark| (*mark, String::new())).collect();
    if let Some(first) = turns.first().copied() {
        let message = match turns.len() {
            1 => "a hidden mark turns the direction of writing here".to_owned(),
            n => format!("{n} hidden marks turn the direction of writing in this line"),
        };
        errors.add(
            SyntaxError::new(Problem::HiddenDirection, first, message, label(first))
                .help("take it out: with it, a text can read differently from what is checked")
                .safe_fix("take out hidden marks", edits(&turns)),
        );
    }
    if let Some(first) = tags.first().copied() {
        let message = match tags.len() {
            1 => "an invisible letter stands here".to_owned(),
            n => format!("{n} invisible letters stand in this line"),
        };
        errors.add(
            SyntaxError::new(Problem::SyntaxError, first, message, label(first))
                .help("take them out: programs read them, and people do not see them")
                .safe_fix("take out the invisible letters", edits(&tags)),
        );
    }
}
