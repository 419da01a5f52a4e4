//! Brackets, before anything is parsed: not too deep, bodies in braces, every `{` with its `}`.
//!
//! After [`balance`] the braces of a view match; the parser and `slice.rs` rely on it. Where an author's braces do not,
//! the text is cut where a declaration begins in column 0, and within such a segment indentation says which brace is
//! missing or one too many. A file whose braces match is never touched: layout does not change what it means.

use crate::error::{Errors, SyntaxError, SyntaxErrorKind};
use crate::span::Span;
use crate::token::{self, TokenKind};
use crate::view::{Tok, indentation};

/// The most brackets and operators inside each other that are read.
pub const MAX_DEPTH: usize = 256;

/// A view whose braces match.
#[derive(Debug)]
pub struct Balanced {
    pub toks: Vec<Tok>,
    /// Places where an error has been reported and tokens left out: pieces that hold one report nothing more.
    pub quiet: Vec<u32>,
}

/// Makes the braces of `toks` match, and says what was wrong.
pub fn balance(text: &str, toks: Vec<Tok>, errors: &mut Errors) -> Balanced {
    let mut toks = toks;
    let mut quiet = Vec::new();
    let found = scan(&toks);
    if found.parenthesized {
        bodies_in_parentheses(text, &mut toks, errors);
    }
    if found.too_deep {
        toks = cut_off(text, &toks, errors, &mut quiet);
    }
    if !braces_match(&toks) {
        toks = mend(text, &toks, errors, &quiet);
    } else if let Some(bodies) = bodies_without(text, &toks) {
        toks = embrace(text, toks, &bodies, errors);
    }
    Balanced { toks, quiet }
}

/// Leaves out what is too deep; for a view that is one expression.
pub fn cut_too_deep(text: &str, toks: Vec<Tok>, errors: &mut Errors, quiet: &mut Vec<u32>) -> Vec<Tok> {
    if scan(&toks).too_deep { cut_off(text, &toks, errors, quiet) } else { toks }
}

fn braces_match(toks: &[Tok]) -> bool {
    let mut depth = 0usize;
    for tok in toks {
        match tok.kind {
            TokenKind::OpenBrace => depth += 1,
            TokenKind::CloseBrace => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            _ => {}
        }
    }
    depth == 0
}

struct Found {
    too_deep: bool,
    parenthesized: bool,
}

/// How deep the tree of an expression or body gets: brackets inside each other, and operators in a row.
#[derive(Default)]
struct Depth {
    /// The open brackets and how many operators stand before each in its expression.
    open: Vec<(bool, usize)>,
    operators: usize,
    depth: usize,
}

impl Depth {
    /// Takes the next token, and says whether it is too deep. If so, it is not counted.
    fn take(&mut self, tok: Tok) -> bool {
        use TokenKind::*;
        match tok.kind {
            OpenBrace | OpenParen | OpenBracket => {
                if tok.kind == OpenBrace {
                    self.leave_parentheses();
                }
                if self.depth >= MAX_DEPTH {
                    return true;
                }
                self.open.push((tok.kind == OpenBrace, self.operators));
                self.operators = 0;
                self.depth += 1;
            }
            CloseBrace => {
                self.leave_parentheses();
                self.pop();
            }
            CloseParen | CloseBracket if self.open.last().is_some_and(|(brace, _)| !brace) => self.pop(),
            Comma | Prep | Where | Field => {
                if tok.kind == Field && tok.first {
                    self.leave_parentheses();
                }
                self.depth -= self.operators;
                self.operators = 0;
            }
            And | Or | Not | Plus | Minus | Star | Slash => {
                if self.depth >= MAX_DEPTH {
                    return true;
                }
                self.operators += 1;
                self.depth += 1;
            }
            _ => {}
        }
        false
    }

    fn leave_parentheses(&mut self) {
        while self.open.last().is_some_and(|(brace, _)| !brace) {
            self.pop();
        }
    }

    fn pop(&mut self) {
        let Some((_, operators)) = self.open.pop() else {
            return;
        };
        self.depth -= self.operators + 1;
        self.operators = operators;
    }
}

fn scan(toks: &[Tok]) -> Found {
    let mut found = Found { too_deep: false, parenthesized: false };
    let mut depth = Depth::default();
    for (at, tok) in toks.iter().enumerate() {
        found.too_deep = found.too_deep || depth.take(*tok);
        if matches!(tok.kind, TokenKind::OpenParen | TokenKind::OpenBracket) {
            found.parenthesized |= opens_body(toks, at);
        }
    }
    found
}

/// Whether the parenthesis at `at` opens what should be a body: a field follows it, and a head stands before it.
fn opens_body(toks: &[Tok], at: usize) -> bool {
    let field = toks[at + 1..].iter().find(|tok| tok.kind != TokenKind::Doc);
    let Some(field) = field.filter(|tok| tok.kind == TokenKind::Field) else {
        return false;
    };
    let before = |back: usize| at.checked_sub(back).map(|at| toks[at]);
    let title = before(1).is_some_and(|tok| tok.kind == TokenKind::Text);
    let head = before(1).is_some_and(Tok::is_name) && before(2).is_some_and(|tok| tok.is_word() && tok.first);
    field.first || title || head
}

/// Turns parentheses around fields into braces.
fn bodies_in_parentheses(text: &str, toks: &mut [Tok], errors: &mut Errors) {
    // The open brackets, and whether each is to become a brace.
    let mut open: Vec<(usize, bool)> = Vec::new();
    for at in 0..toks.len() {
        match toks[at].kind {
            TokenKind::OpenParen | TokenKind::OpenBracket => open.push((at, opens_body(toks, at))),
            TokenKind::CloseParen | TokenKind::CloseBracket => {
                let Some((from, body)) = open.pop() else { continue };
                if !body {
                    continue;
                }
                let (opening, closing) = (toks[from].span(), toks[at].span());
                toks[from].kind = TokenKind::OpenBrace;
                toks[at].kind = TokenKind::CloseBrace;
                errors.add(
                    SyntaxError::new(
                        SyntaxErrorKind::SyntaxError,
                        opening,
                        format!("fields stand between braces, not behind `{}`", opening.of(text)),
                        "a `{` is meant",
                    )
                    .related(closing, "and a `}` here")
                    .help("write `{` and `}` around the fields of a declaration")
                    .safe_fix("write braces", vec![(opening, "{".to_owned()), (closing, "}".to_owned())]),
                );
            }
            _ => {}
        }
    }
}

/// Leaves out what is too deep, and reports each place.
fn cut_off(text: &str, toks: &[Tok], errors: &mut Errors, quiet: &mut Vec<u32>) -> Vec<Tok> {
    let mut kept = Vec::with_capacity(toks.len());
    let mut depth = Depth::default();
    // Whether a brace has been found that nothing closes; then none is looked for to the end again.
    let mut unmatched = false;
    let mut at = 0;
    while let Some(tok) = toks.get(at) {
        if !depth.take(*tok) {
            kept.push(*tok);
            at += 1;
            continue;
        }
        errors.add(
            SyntaxError::new(
                SyntaxErrorKind::TooDeep,
                tok.span(),
                format!("more than {MAX_DEPTH} brackets or operators stand inside each other here"),
                "what is inside is not read",
            )
            .help("split it: declare parts of their own, or use lists"),
        );
        quiet.push(tok.start);
        at = region_end(text, toks, at, &mut unmatched);
    }
    kept
}

/// Where what begins with the bracket or operator at `at` ends.
fn region_end(text: &str, toks: &[Tok], at: usize, unmatched: &mut bool) -> usize {
    use TokenKind::*;
    if toks[at].kind == OpenBrace {
        let mut depth = 0usize;
        for (end, tok) in toks.iter().enumerate().skip(at) {
            match tok.kind {
                OpenBrace => depth += 1,
                CloseBrace if depth == 1 => return end + 1,
                CloseBrace => depth -= 1,
                _ if *unmatched && end > at && begins_declaration(text, toks, end) => return end,
                _ => {}
            }
        }
        if *unmatched {
            return toks.len();
        }
        *unmatched = true;
        return region_end(text, toks, at, unmatched);
    }
    let bracket = matches!(toks[at].kind, OpenParen | OpenBracket);
    let mut depth = 0usize;
    for (end, tok) in toks.iter().enumerate().skip(at) {
        match tok.kind {
            OpenBrace | CloseBrace => return end,
            Field if tok.first && end > at => return end,
            OpenParen | OpenBracket => depth += 1,
            // A bracket that closes what stands around an operator.
            CloseParen | CloseBracket if depth == 0 => return end,
            CloseParen | CloseBracket => {
                depth -= 1;
                if depth == 0 && bracket {
                    return end + 1;
                }
            }
            Comma | Prep | Field | Where if depth == 0 => return end,
            _ => {}
        }
    }
    toks.len()
}

/// Whether a declaration begins at `at`, in column 0.
fn begins_declaration(text: &str, toks: &[Tok], at: usize) -> bool {
    let tok = toks[at];
    if !tok.first || !tok.is_word() || column(text, tok) != 0 {
        return false;
    }
    toks.get(at + 1).is_some_and(|next| !next.first && (next.is_name() || next.kind == TokenKind::Text))
}

/// How far the line of `tok`, which is its first token, is indented.
fn column(text: &str, tok: Tok) -> usize {
    token::indent_width(&text[token::line_start(text, tok.start as usize)..])
}

struct Open {
    brace: Tok,
    /// The words before it, from its kind on.
    head: Span,
    /// How far the line is indented on which its declaration begins.
    indent: usize,
    /// Whether what is inside stands further in, so that a line further out ends it.
    inside: bool,
    /// Whether its first entry stands on the same line.
    inline: bool,
}

/// A body that layout alone shows: the tokens before its first field and behind its last one, and the head's indentation.
struct Layout {
    head: usize,
    from: usize,
    to: usize,
}

/// The bodies that stand further in than their head and have no braces, as another language writes them; `None` where
/// there are none.
fn bodies_without(text: &str, toks: &[Tok]) -> Option<Vec<Layout>> {
    let mut found: Vec<Layout> = Vec::new();
    // The head that no brace has followed so far.
    let mut head: Option<usize> = None;
    for (at, tok) in toks.iter().enumerate() {
        if !tok.first {
            if matches!(
                tok.kind,
                TokenKind::OpenBrace | TokenKind::Field | TokenKind::Prose | TokenKind::Equal
            ) {
                head = None;
            }
            continue;
        }
        let begins = matches!(tok.kind, TokenKind::Field | TokenKind::Prose);
        if let Some(of) = head.filter(|of| begins && column(text, *tok) > column(text, toks[*of])) {
            let indent = column(text, toks[of]);
            let ends =
                |tok: &Tok| tok.kind == TokenKind::CloseBrace || tok.first && column(text, *tok) <= indent;
            let to = toks[at..].iter().position(ends).map_or(toks.len(), |n| at + n);
            // What has braces of its own is not cut.
            if toks[at..to].iter().all(|tok| tok.kind != TokenKind::OpenBrace)
                && found.last().is_none_or(|last| last.to <= of)
            {
                found.push(Layout { head: of, from: at, to });
            }
        }
        let named = toks.get(at + 1).is_some_and(|n| !n.first && (n.is_name() || n.kind == TokenKind::Text));
        let titled = toks.get(at + 2).is_some_and(|t| !t.first && t.kind == TokenKind::Text)
            || toks.get(at + 1).is_some_and(|t| t.kind == TokenKind::Text);
        head = match tok.kind {
            TokenKind::Prep => head,
            TokenKind::Doc => None,
            _ => (tok.is_word() && named && titled).then_some(at),
        };
    }
    (!found.is_empty()).then_some(found)
}

/// Writes the braces of the bodies that have none.
fn embrace(text: &str, toks: Vec<Tok>, bodies: &[Layout], errors: &mut Errors) -> Vec<Tok> {
    let mut out = Vec::with_capacity(toks.len() + 2 * bodies.len());
    let brace = |at: u32, kind: TokenKind| Tok { start: at, end: at, kind, first: false };
    for (at, tok) in toks.iter().enumerate() {
        if let Some(body) = bodies.iter().find(|body| body.to == at) {
            out.push(brace(toks[body.to - 1].end, TokenKind::CloseBrace));
        }
        if let Some(body) = bodies.iter().find(|body| body.from == at) {
            let colon = out.last().copied().filter(|last: &Tok| last.kind == TokenKind::Colon);
            if colon.is_some() {
                out.pop();
            }
            let Some(last) = out.last().copied() else { continue };
            let opening = colon.map_or(Span::at(last.end), |colon| colon.span());
            let closing = format!("\n{}}}", indentation(text, toks[body.head].start));
            let what = named(Span::new(toks[body.head].start, last.end).of(text));
            errors.add(
                SyntaxError::new(
                    SyntaxErrorKind::SyntaxError,
                    last.span(),
                    format!("the body of {what} has no braces"),
                    "a `{` belongs behind this",
                )
                .related(toks[body.to - 1].span(), "and a `}` behind this")
                .help("fields stand between braces; how far they are indented says nothing")
                .fix(
                    "write braces",
                    vec![(opening, " {".to_owned()), (Span::at(toks[body.to - 1].end), closing)],
                ),
            );
            out.push(brace(last.end, TokenKind::OpenBrace));
        }
        out.push(*tok);
    }
    if bodies.iter().any(|body| body.to == toks.len()) {
        out.push(brace(toks.last().map_or(0, |last| last.end), TokenKind::CloseBrace));
    }
    out
}

/// Mends the braces of a whole view.
fn mend(text: &str, toks: &[Tok], errors: &mut Errors, quiet: &[u32]) -> Vec<Tok> {
    let mut out = Vec::with_capacity(toks.len() + 8);
    let mut from = 0;
    for at in 1..=toks.len() {
        // Doc comments go with the declaration that they describe.
        if at < toks.len() {
            let begins = if toks[at].kind == TokenKind::Doc {
                toks[at - 1].kind != TokenKind::Doc && {
                    let described = toks[at..].iter().position(|tok| tok.kind != TokenKind::Doc);
                    described.is_some_and(|next| begins_declaration(text, toks, at + next))
                }
            } else {
                toks[at - 1].kind != TokenKind::Doc && begins_declaration(text, toks, at)
            };
            if !begins {
                continue;
            }
        }
        let segment = &toks[from..at];
        if braces_match(segment) {
            out.extend_from_slice(segment);
        } else {
            let silent = segment.first().zip(segment.last()).is_some_and(|(first, last)| {
                let after = quiet.partition_point(|place| *place < first.start);
                quiet.get(after).is_some_and(|place| *place <= last.end || at == toks.len())
            });
            let (open, bare) = (Vec::new(), None);
            Mend { text, errors, silent, out: &mut out, open, bare, missing: 0, extra: 0 }.segment(segment);
        }
        from = at;
    }
    out
}

/// A declaration as a message names it, from the text of its head: by its kind and its name.
fn named(head: &str) -> String {
    let words: Vec<&str> = head.split_whitespace().take(2).collect();
    if words.is_empty() || head.contains('\n') || words.iter().any(|word| word.contains('"')) {
        "this declaration".to_owned()
    } else {
        format!("`{}`", words.join(" "))
    }
}

struct Mend<'a> {
    text: &'a str,
    errors: &'a mut Errors,
    /// Whether the reason was reported already.
    silent: bool,
    out: &'a mut Vec<Tok>,
    open: Vec<Open>,
    /// The head of a declaration that no `{` has followed so far: its indentation and its first words.
    bare: Option<(usize, Span)>,
    /// How many `}` the segment lacks, and how many it has too many.
    missing: usize,
    extra: usize,
}

impl Mend<'_> {
    fn segment(mut self, toks: &[Tok]) {
        for tok in toks {
            match tok.kind {
                TokenKind::OpenBrace => self.missing += 1,
                TokenKind::CloseBrace if self.missing > 0 => self.missing -= 1,
                TokenKind::CloseBrace => self.extra += 1,
                _ => {}
            }
        }
        let mut head = (0, Span::default());
        for (at, &tok) in toks.iter().enumerate() {
            let next = toks.get(at + 1).copied();
            if tok.first && tok.kind != TokenKind::CloseBrace {
                let indent = column(self.text, tok);
                while self.missing > 0
                    && self.open.len() > 1
                    && self.open.last().is_some_and(|open| open.inside && indent <= open.indent)
                {
                    self.close();
                }
                if self.body_begins(tok, toks.get(at + 1).copied(), toks.get(at + 2).copied()) {
                    self.open_forgotten(false);
                }
                if !matches!(tok.kind, TokenKind::Prep | TokenKind::OpenBrace) {
                    head = (indent, tok.span());
                    let named = next
                        .is_some_and(|next| !next.first && (next.is_name() || next.kind == TokenKind::Text));
                    self.bare = (tok.is_word() && named).then_some(head);
                }
            } else if tok.kind == TokenKind::Field
                && self.bare.is_some()
                && self.extra > 0
                && self.out.last().is_some_and(|last| last.ends_value())
            {
                self.open_forgotten(true);
            }
            match tok.kind {
                TokenKind::OpenBrace => {
                    self.bare = None;
                    let inline = next.is_some_and(|next| !next.first);
                    let inside = inline || next.is_some_and(|next| column(self.text, next) > head.0);
                    self.open.push(Open { brace: tok, head: head.1, indent: head.0, inside, inline });
                    self.out.push(tok);
                }
                TokenKind::CloseBrace => {
                    if self.closes(tok, next) {
                        self.open.pop();
                        self.out.push(tok);
                    } else {
                        self.one_too_many(tok);
                    }
                }
                _ => {
                    // Behind a brace on the same line a new declaration may begin.
                    if self.out.last().is_some_and(|last| {
                        !tok.first && matches!(last.kind, TokenKind::OpenBrace | TokenKind::CloseBrace)
                    }) {
                        head.1 = tok.span();
                    }
                    self.out.push(tok);
                }
            }
        }
        while !self.open.is_empty() {
            self.close();
        }
    }

    /// Whether the body of a declaration without `{` begins at `tok`, the first of its line: further in, with a field,
    /// prose, or a declaration of its own; and a `}` further on is too many.
    fn body_begins(&self, tok: Tok, second: Option<Tok>, third: Option<Tok>) -> bool {
        let Some((indent, _)) = self.bare.filter(|_| self.extra > 0) else {
            return false;
        };
        let titled = third.is_some_and(|third| matches!(third.kind, TokenKind::Text | TokenKind::OpenBrace));
        let declares = tok.is_word() && second.is_some_and(|s| s.is_name() && !s.first) && titled;
        // `owner = ciso`
        let field = tok.is_word()
            && second.is_some_and(|s| !s.first && matches!(s.kind, TokenKind::Equal | TokenKind::Colon));
        (matches!(tok.kind, TokenKind::Field | TokenKind::Prose) || declares || field)
            && column(self.text, tok) > indent
    }

    /// Writes the `{` of the declaration whose head has been read, which its author forgot.
    fn open_forgotten(&mut self, inline: bool) {
        let Some((indent, head)) = self.bare.take() else { return };
        self.extra = self.extra.saturating_sub(1);
        let Some(last) = self.out.last().copied() else { return };
        let brace = Tok { start: last.end, end: last.end, kind: TokenKind::OpenBrace, first: false };
        self.open.push(Open { brace, head, indent, inside: true, inline });
        self.out.push(brace);
        if self.silent || self.errors.is_full() {
            return;
        }
        let what = named(Span::new(head.start, last.end).of(self.text));
        self.errors.add(
            SyntaxError::new(
                SyntaxErrorKind::SyntaxError,
                last.span(),
                format!("the body of {what} is not opened"),
                "a `{` belongs behind this",
            )
            .help("fields stand between braces: write `{` before the first of them")
            .fix("write `{`", vec![(Span::at(last.end), " {".to_owned())]),
        );
    }

    /// Whether the `}` closes the innermost `{`; those further in that it cannot mean are closed before.
    fn closes(&mut self, tok: Tok, next: Option<Tok>) -> bool {
        if !tok.first {
            let Some(open) = self.open.last() else {
                return false;
            };
            let goes_on = next.is_some_and(|next| {
                next.first && next.kind != TokenKind::CloseBrace && column(self.text, next) > open.indent
            });
            return !(self.extra > 0 && !open.inline && goes_on);
        }
        let indent = column(self.text, tok);
        while self.missing > 0
            && self.open.len() > 1
            && self.open.last().is_some_and(|open| open.inside && open.indent > indent)
        {
            self.close();
        }
        match self.open.last() {
            None => false,
            Some(open) => !(self.extra > 0 && indent > open.indent && next.is_some()),
        }
    }

    /// Closes the innermost `{`, which its author forgot.
    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        self.missing = self.missing.saturating_sub(1);
        let end = self.out.last().map_or(open.brace.end, |last| last.end);
        self.out.push(Tok { start: end, end, kind: TokenKind::CloseBrace, first: false });
        if self.silent || self.errors.is_full() {
            return;
        }
        let before = &self.text[..end as usize];
        let last = before.chars().next_back().map_or(0, |c| c.len_utf8() as u32);
        let head = Span::new(open.head.start, open.brace.start).of(self.text);
        let what = named(head);
        let indent = indentation(self.text, open.head.start);
        let closing = if open.inline { " }".to_owned() } else { format!("\n{indent}}}") };
        self.errors.add(
            SyntaxError::new(
                SyntaxErrorKind::SyntaxError,
                Span::new(end - last, end),
                format!("{what} is not closed"),
                "a `}` belongs behind this",
            )
            .related(open.brace.span(), "this `{` is left open")
            .help("close it with `}`, indented as the line that opens it")
            .fix("write `}`", vec![(Span::at(end), closing)]),
        );
    }

    fn one_too_many(&mut self, tok: Tok) {
        self.extra = self.extra.saturating_sub(1);
        if self.silent || self.errors.is_full() {
            return;
        }
        let line = token::line_start(self.text, tok.start as usize) as u32;
        let rest = &self.text[tok.end as usize..];
        let alone = tok.first && rest.lines().next().unwrap_or("").trim().is_empty();
        let whole = if alone && rest.contains('\n') {
            Span::new(line, tok.end + rest.find('\n').map_or(0, |newline| newline as u32 + 1))
        } else {
            tok.span()
        };
        self.errors.add(
            SyntaxError::new(
                SyntaxErrorKind::SyntaxError,
                tok.span(),
                "this `}` closes nothing",
                "one too many",
            )
            .help("take it out, or look before it for a `{` that is missing")
            .fix("take out `}`", vec![(whole, String::new())]),
        );
    }
}
