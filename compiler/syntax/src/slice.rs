//! From a view to the tree, piece by piece, so that a fault spoils only its own entry.
//!
//! A file is cut into slices where its braces close. A slice is read whole; one that fails, or that is long, is cut
//! into its items, these into head and entries, and these again, and each piece is read with its own start symbol.
//! What cannot be read then is one entry, and `repair.rs` says what is wrong with it.
//!
//! INVARIANTS: pieces of a text that the grammar accepts are cut where the grammar would, so cutting does not change
//! what it means. A piece in which a fault is known is cut without being tried, so the time is linear.

use std::ops::Range;

use crate::brackets;
use crate::build::{Builder, Head, KindHead, Piece, begins_line, written};
use crate::error::{Errors, MAX_ERRORS, SyntaxError, SyntaxErrorKind as Problem};
use crate::repair::{self, Place, Repair};
use crate::run::{Failure, run};
use crate::span::Span;
use crate::token::{self, TokenKind};
use crate::tree::*;
use crate::view::{Tok, indentation};

/// Slices with more tokens are cut into entries at once.
const LONG: usize = 500;

/// Reads the view of a file.
pub fn file(text: &str, toks: Vec<Tok>, errors: &mut Errors) -> Tree {
    let balanced = brackets::balance(text, toks, errors);
    let toks = balanced.toks;
    let mut reader = Reader {
        b: Builder::new(text),
        toks: &toks,
        quiet: balanced.quiet,
        errors,
        mates: Vec::new(),
        stray: None,
    };
    let (mut from, mut depth) = (0, 0usize);
    for (at, tok) in toks.iter().enumerate() {
        match tok.kind {
            TokenKind::OpenBrace => depth += 1,
            TokenKind::CloseBrace => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    reader.slice(from..at + 1);
                    let cut = reader.b.tree.cut(tok.end);
                    reader.b.tree.cuts.push(cut);
                    from = at + 1;
                }
            }
            _ => {}
        }
    }
    if from < toks.len() {
        reader.slice(from..toks.len());
    }
    let mut tree = reader.b.tree;
    tree.shrink();
    tree
}

/// Reads a view as one element of a list.
pub fn query(b: &mut Builder<'_>, toks: Vec<Tok>, errors: &mut Errors) -> Option<Elem> {
    let mut quiet = Vec::new();
    let toks = brackets::cut_too_deep(b.text, toks, errors, &mut quiet);
    match Repair::new(b.text, &toks, Place::Query, !quiet.is_empty()).read(b, TokenKind::StartElem, errors) {
        Some(Piece::Elem(elem)) => Some(elem),
        _ => None,
    }
}

/// What stands around a piece.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    /// Nothing: items.
    Top,
    /// A declaration: entries.
    Body,
    /// A kind: its fields.
    Kind,
}

struct Reader<'a, 't> {
    b: Builder<'t>,
    toks: &'a [Tok],
    quiet: Vec<u32>,
    errors: &'a mut Errors,
    /// For each `{` the index of its `}`; made when first needed.
    mates: Vec<u32>,
    /// Where the last run of tokens ended that belong to no declaration.
    stray: Option<usize>,
}

impl Reader<'_, '_> {
    fn slice(&mut self, range: Range<usize>) {
        if range.len() > LONG {
            return self.items(range, None);
        }
        if let Err(Failure(at)) = run(&mut self.b, TokenKind::StartItems, &self.toks[range.clone()]) {
            let bad = range.start + at;
            self.items(range, Some(bad));
        }
    }

    fn items(&mut self, range: Range<usize>, bad: Option<usize>) {
        for piece in self.cut(range, Level::Top) {
            let known = bad.filter(|bad| piece.start < *bad && *bad < piece.end);
            // Nothing else begins an item; a piece without is not tried.
            let begins = self.toks.get(self.behind_docs(&piece)).is_some_and(|tok| tok.is_word());
            if begins && known.is_none() && piece.len() <= LONG {
                match run(&mut self.b, TokenKind::StartItems, &self.toks[piece.clone()]) {
                    Ok(_) => continue,
                    Err(Failure(at)) => {
                        let bad = piece.start + at;
                        self.item(piece, Some(bad));
                        continue;
                    }
                }
            }
            self.item(piece, known);
        }
    }

    /// An item that is cut further, because it is long or cannot be read whole.
    fn item(&mut self, piece: Range<usize>, bad: Option<usize>) {
        let head = self.behind_docs(&piece);
        let Some(first) = self.toks.get(head).copied().filter(|_| head < piece.end) else {
            return;
        };
        let second = self.toks.get(head + 1).filter(|_| head + 1 < piece.end).map(|tok| tok.kind);
        match first.kind {
            TokenKind::Let if second != Some(TokenKind::OpenBrace) => self.let_item(piece, head),
            TokenKind::Kind | TokenKind::Aspect | TokenKind::Extend => self.kind_item(piece),
            TokenKind::Enum => self.enum_item(piece, head),
            TokenKind::Open if second == Some(TokenKind::Enum) => self.enum_item(piece, head),
            _ if first.is_word() && self.reads_as_prose(&piece, head) => self.stray(piece),
            _ if first.is_word() || self.kind_with_colon(&piece) => {
                self.inside_line(&piece, head);
                if let Some(decl) = self.decl(piece, bad) {
                    self.b.tree.items.push(Item::Decl(decl));
                }
            }
            _ => self.stray(piece),
        }
    }

    /// Whether the declaration that begins at `at` begins inside of a line; if so, that is reported.
    fn inside_line(&mut self, piece: &Range<usize>, at: usize) -> bool {
        let text = self.b.text;
        let tok = self.toks[at];
        if begins_line(text, tok.start) || at == 0 {
            return false;
        }
        let name =
            self.toks.get(at + 1).filter(|_| at + 1 < piece.end).map_or(tok.span(), |name| name.span());
        let gap = Span::new(self.toks[at - 1].end, tok.start);
        let newline = format!("\n{}", indentation(text, tok.start));
        if !self.is_quiet(piece) {
            self.errors.add(
                SyntaxError::new(
                    Problem::SyntaxError,
                    tok.span().to(name),
                    "a declaration begins on a line of its own",
                    "begins inside of a line",
                )
                .help("begin a new line before it")
                .safe_fix("begin a new line", vec![(gap, newline)]),
            );
        }
        true
    }

    /// Whether words at top level are a letter or notes rather than a declaration.
    fn reads_as_prose(&self, piece: &Range<usize>, head: usize) -> bool {
        let toks = &self.toks[piece.clone()];
        let word = self.toks[head].span().of(self.b.text);
        let declares = |tok: &Tok| matches!(tok.kind, TokenKind::OpenBrace | TokenKind::Text);
        word.starts_with(char::is_uppercase) && !toks.iter().any(declares)
    }

    /// Whether braces at top level hold what JSON has in them: a name in quotes, and a colon.
    fn begins_data(&self, piece: &Range<usize>) -> bool {
        let mut kinds = self.toks[piece.clone()].iter().map(|tok| tok.kind);
        [TokenKind::OpenBrace, TokenKind::Text, TokenKind::Colon]
            .iter()
            .all(|kind| kinds.next() == Some(*kind))
    }

    /// Whether a field stands alone on its line, with another one on the next.
    fn is_heading(&self, piece: &Range<usize>) -> bool {
        let next = self.toks[self.behind_docs(piece)..].get(1);
        next.is_some_and(|next| next.first && next.kind == TokenKind::Field)
    }

    /// What belongs to no declaration: reported once for a run.
    fn stray(&mut self, piece: Range<usize>) {
        let goes_on = self.stray == Some(piece.start);
        self.stray = Some(piece.end);
        if goes_on || self.is_quiet(&piece) {
            return;
        }
        let first = self.toks[self.behind_docs(&piece).min(piece.end - 1)];
        let word = first.span().of(self.b.text);
        if repair::begins_table(word) {
            self.errors.add(repair::table(first.span(), "stands outside of any declaration"));
            return;
        }
        let (message, help) = match first.kind {
            // `asset:`, and its fields on the lines below
            TokenKind::Field if self.is_heading(&piece) => (
                format!("`{word}` stands outside of any declaration"),
                "a declaration has a kind, a name and a title, without a colon, and its fields between braces: `role ciso \"Security officer\" { holder: runa }`",
            ),
            TokenKind::Field => (
                format!("`{word}` stands outside of any declaration"),
                "a field stands between the braces of a declaration; look for a `}` before it that is one too many",
            ),
            TokenKind::Prose => (
                "this prose stands outside of any declaration".to_owned(),
                "prose stands between the braces of a declaration; a note for yourself begins with `//`",
            ),
            // `{"policy": "backup"}`
            TokenKind::OpenBrace if self.begins_data(&piece) => (
                "this is data of another tool (JSON), and no declaration".to_owned(),
                "write the kind and the name before the brace, and the fields without quotes: `policy backup { owner: ciso }`",
            ),
            _ => (
                format!("no declaration begins with `{}`", short(word)),
                "a declaration is a kind, a name and a title, as in `role ciso \"Chief Information Security Officer\"`",
            ),
        };
        let error =
            SyntaxError::new(Problem::SyntaxError, first.span(), message, "belongs to nothing").help(help);
        self.errors.add(error);
    }

    fn let_item(&mut self, piece: Range<usize>, head: usize) {
        let quiet = self.is_quiet(&piece);
        let mut repair = Repair::new(self.b.text, &self.toks[piece.clone()], Place::Let, quiet);
        if repair.read(&mut self.b, TokenKind::StartItems, self.errors).is_some() {
            return;
        }
        // A let whose value cannot be read is still a name.
        let (Some(name), last) = (self.toks.get(head + 1), self.toks[piece.end - 1]) else {
            return;
        };
        if head + 1 < piece.end && matches!(name.kind, TokenKind::Path | TokenKind::Field) {
            let (name, _) = self.b.field_name(name.span());
            let span = Span::new(self.toks[head].start, last.end);
            let docs = self.docs(piece.start..head);
            let phrase = unread(last.end);
            let item = self.b.let_(docs, span, name, phrase);
            self.b.tree.items.push(item);
        }
    }

    // ── declarations ──

    /// A declaration, its head and its entries read one by one.
    fn decl(&mut self, piece: Range<usize>, bad: Option<usize>) -> Option<DeclId> {
        let open = self.brace(&piece);
        let head_end = open.unwrap_or(piece.end);
        let (docs, head) = self.head(piece.start..head_end, open.is_some())?;
        let body = open.map(|open| {
            let close = self.mate(open).min(piece.end - 1);
            let entries = self.entries(open + 1..close, bad);
            if close + 1 < piece.end {
                self.stray(close + 1..piece.end);
            }
            let closing = self.toks[close].span();
            let span = self.toks[open].span().to(closing);
            Body { span, close: written(closing), entries: self.b.tree.push_seq(entries) }
        });
        Some(self.b.whole_decl(docs, head, body))
    }

    fn head(&mut self, range: Range<usize>, body: bool) -> Option<(Seq<Span>, Head)> {
        let quiet = self.is_quiet(&range);
        let place = if body { Place::HeadWithBody } else { Place::Head };
        let toks = &self.toks[range.clone()];
        self.b.anywhere = true;
        let piece =
            Repair::new(self.b.text, toks, place, quiet).read(&mut self.b, TokenKind::StartHead, self.errors);
        self.b.anywhere = false;
        if let Some(Piece::Head(docs, head)) = piece {
            return Some((docs, head));
        }
        // Kind and name are enough to hang the body on.
        let at = self.behind_docs(&range);
        let kind = self
            .toks
            .get(at)
            .filter(|tok| at < range.end && (tok.is_word() || tok.kind == TokenKind::Field))?;
        let last = self.toks[range.end - 1];
        let (kind, _) = self.b.field_name(kind.span());
        let name = self.toks[at + 1..range.end].first().filter(|tok| tok.is_name());
        let name = name.map_or(Span::at(kind.end), |name| name.span());
        if !body && name.is_empty() {
            return None;
        }
        let title = self.toks[at + 1..range.end].iter().take(2).find(|tok| tok.kind == TokenKind::Text);
        let docs = self.docs(range.start..at);
        let span = Span::new(kind.start, last.end);
        Some((docs, Head { span, kind, name, title: title.map(|tok| tok.span()), parts: Seq::EMPTY }))
    }

    fn entries(&mut self, range: Range<usize>, bad: Option<usize>) -> Vec<Entry> {
        let mut entries = Vec::new();
        for piece in self.cut(range, Level::Body) {
            self.entry(piece, bad, &mut entries);
        }
        entries
    }

    fn entry(&mut self, piece: Range<usize>, bad: Option<usize>, entries: &mut Vec<Entry>) {
        let known = bad.filter(|bad| piece.start < *bad && *bad < piece.end);
        let brace = self.brace(&piece);
        let whole = brace.is_none() || (known.is_none() && piece.len() <= LONG);
        let mut inner = known;
        if whole {
            match run(&mut self.b, TokenKind::StartEntry, &self.toks[piece.clone()]) {
                Ok(Piece::Entry(entry)) => return entries.push(entry),
                Ok(_) => return,
                Err(Failure(at)) => inner = Some(piece.start + at),
            }
        }
        let head = self.behind_docs(&piece);
        if head >= piece.end {
            return;
        }
        if self.toks[head].is_word() && self.inside_line(&piece, head) {
            if let Some(decl) = self.decl(piece, inner) {
                entries.push(Entry::Decl(decl));
            }
            return;
        }
        let Some(open) = brace else {
            if let Some(entry) =
                self.faulty_entry(piece.clone(), head, inner.map(|at| Failure(at - piece.start)))
            {
                entries.push(entry);
            }
            return;
        };
        let first = self.toks[head];
        if first.is_word() || self.kind_with_colon(&piece) {
            if matches!(first.kind, TokenKind::Kind | TokenKind::Enum | TokenKind::Aspect | TokenKind::Extend)
            {
                return self.misplaced_kind(&piece, first);
            }
            if let Some(decl) = self.decl(piece, inner) {
                entries.push(Entry::Decl(decl));
            }
            return;
        }
        if let Some(at) = self.decl_inside(head, open) {
            self.inside_line(&piece, at);
            self.entry(piece.start..at, None, entries);
            if let Some(decl) = self.decl(at..piece.end, inner) {
                entries.push(Entry::Decl(decl));
            }
            return;
        }
        // Braces where a value is meant, or around nothing known.
        if !self.is_quiet(&piece) {
            let brace = self.toks[open].span();
            let word = first.span().of(self.b.text);
            let close = self.mate(open);
            let inside = &self.toks[open + 1..close.max(open + 1)];
            let values = !inside.is_empty()
                && inside.iter().all(|tok| tok.kind == TokenKind::Comma || tok.begins_value());
            let edits = vec![(brace, String::new()), (self.toks[close].span(), String::new())];
            self.errors.add(if first.kind == TokenKind::Field {
                let error = SyntaxError::new(
                    Problem::SyntaxError,
                    brace,
                    format!("`{word}` takes a value, not braces"),
                    "a value is meant",
                )
                .help("write the value behind the colon; several values are separated by commas");
                if values { error.fix("take out the braces", edits) } else { error }
            } else {
                SyntaxError::new(
                    Problem::SyntaxError,
                    first.span(),
                    format!("`{}` does not fit here", short(word)),
                    "neither a field nor a declaration",
                )
                .help("a field is a word, a colon and its value: `owner: ciso`")
            });
        }
        if first.kind == TokenKind::Field {
            let entry = self.unread_field(piece.start..head, first, self.toks[piece.end - 1].end);
            entries.push(entry);
        }
    }

    /// An entry without braces that cannot be read as it is.
    fn faulty_entry(&mut self, piece: Range<usize>, head: usize, failed: Option<Failure>) -> Option<Entry> {
        let first = self.toks[head];
        let quiet = self.is_quiet(&piece);
        let toks = &self.toks[piece.clone()];
        if matches!(
            first.kind,
            TokenKind::Kind | TokenKind::Enum | TokenKind::Aspect | TokenKind::Extend | TokenKind::Let
        ) && self.toks.get(head + 1).is_some_and(|next| head + 1 < piece.end && next.is_name())
        {
            self.misplaced_kind(&piece, first);
            return None;
        }
        let mut repair = Repair::new(self.b.text, toks, Place::Entry, quiet).failed(failed);
        match repair.read(&mut self.b, TokenKind::StartEntry, self.errors) {
            Some(Piece::Entry(entry)) => Some(entry),
            _ => {
                // A field whose value cannot be read is still there.
                let field = repair.field()?;
                Some(self.unread_field(piece.start..head, field, self.toks[piece.end - 1].end))
            }
        }
    }

    fn unread_field(&mut self, docs: Range<usize>, field: Tok, end: u32) -> Entry {
        let docs = self.docs(docs);
        let (name, _) = self.b.field_name(field.span());
        Entry::Field(Field { docs, name, phrase: unread(end) })
    }

    fn misplaced_kind(&mut self, piece: &Range<usize>, first: Tok) {
        if self.is_quiet(piece) {
            return;
        }
        let word = first.span().of(self.b.text);
        let error = SyntaxError::new(
            Problem::SyntaxError,
            first.span(),
            format!("`{word}` cannot stand inside of a declaration"),
            "belongs at the top level of a file",
        );
        self.errors
            .add(error.help(format!("move it out of the braces; a field of this name is written `{word}:`")));
    }

    /// Whether the piece is a declaration whose kind has a colon: `statement: mfa "…" {`.
    fn kind_with_colon(&self, piece: &Range<usize>) -> bool {
        let at = self.behind_docs(piece);
        let field =
            self.toks[at].kind == TokenKind::Field && self.toks.get(at + 1).is_some_and(|tok| tok.is_name());
        let Some(open) = self.brace(piece) else {
            let title = self.toks.get(at + 2).filter(|_| at + 2 < piece.end);
            return field && title.is_some_and(|tok| tok.kind == TokenKind::Text);
        };
        field
            && (at + 2 == open
                || (at + 3 <= open && matches!(self.toks[at + 2].kind, TokenKind::Text | TokenKind::Prep)))
    }

    /// The last place before the brace at `open` where the head of a declaration may begin.
    fn decl_inside(&self, head: usize, open: usize) -> Option<usize> {
        (head + 2..open.saturating_sub(1)).rev().find(|at| {
            let (kind, name, next) = (self.toks[*at], self.toks[at + 1], self.toks[at + 2]);
            kind.is_word()
                && name.is_name()
                && (at + 2 == open || matches!(next.kind, TokenKind::Text | TokenKind::Prep))
                && self.toks[at - 1].ends_value()
        })
    }

    // ── kinds ──

    fn kind_item(&mut self, piece: Range<usize>) {
        let open = self.brace(&piece);
        let head_range = piece.start..open.unwrap_or(piece.end);
        let quiet = self.is_quiet(&head_range);
        let toks = &self.toks[head_range.clone()];
        let read = Repair::new(self.b.text, toks, Place::KindHead, quiet).read(
            &mut self.b,
            TokenKind::StartKindHead,
            self.errors,
        );
        let (docs, head) = match read {
            Some(Piece::KindHead(docs, head)) => (docs, head),
            _ => {
                let at = self.behind_docs(&head_range);
                let extend = self.toks[at].kind == TokenKind::Extend;
                let word = match self.toks[at].kind {
                    TokenKind::Aspect => KindWord::Aspect,
                    TokenKind::Extend => KindWord::Extend,
                    _ => KindWord::Kind,
                };
                let rest = &self.toks[(at + 1 + usize::from(extend)).min(head_range.end)..head_range.end];
                let Some(name) = rest.first().filter(|tok| tok.kind == TokenKind::Path).map(|tok| tok.span())
                else {
                    return;
                };
                let title = rest.get(1).filter(|tok| tok.kind == TokenKind::Text).map(|tok| tok.span());
                let span = Span::new(self.toks[at].start, self.toks[head_range.end - 1].end);
                let docs = self.docs(head_range.start..at);
                let empty = (Seq::EMPTY, Seq::EMPTY, Seq::EMPTY);
                (docs, KindHead { span, word, name, title, within: empty.0, head: empty.1, aspects: empty.2 })
            }
        };
        let mut fields = Vec::new();
        let mut end = head.span.end;
        if let Some(open) = open {
            let close = self.mate(open).min(piece.end - 1);
            end = self.toks[close].end;
            for piece in self.cut(open + 1..close, Level::Kind) {
                self.kind_field(piece, &mut fields);
            }
            if close + 1 < piece.end {
                self.stray(close + 1..piece.end);
            }
        }
        let fields = self.b.tree.push_seq(fields);
        let item = self.b.whole_kind(docs, head, fields, end);
        self.b.tree.items.push(item);
    }

    fn kind_field(&mut self, piece: Range<usize>, fields: &mut Vec<KindField>) {
        let head = self.behind_docs(&piece);
        if head >= piece.end {
            return;
        }
        let quiet = self.is_quiet(&piece);
        if let Some(open) = self.brace(&piece) {
            if !quiet {
                let error = SyntaxError::new(
                    Problem::SyntaxError,
                    self.toks[open].span(),
                    "a field of a kind takes a type, not braces",
                    "a type is meant",
                );
                self.errors.add(error.help("a kind holds fields and their types only: `owner?: role`"));
            }
            return;
        }
        let mut repair = Repair::new(self.b.text, &self.toks[piece.clone()], Place::KindField, quiet);
        match repair.read(&mut self.b, TokenKind::StartKindField, self.errors) {
            Some(Piece::KindField(field)) => fields.push(field),
            _ => {
                let Some(field) = repair.field() else { return };
                let derived = self.toks[head].kind == TokenKind::Derived;
                let span = Span::new(self.toks[head].start, self.toks[piece.end - 1].end);
                let docs = self.docs(piece.start..head);
                let (name, occurs) = self.b.field_name(field.span());
                let (lead, parts, value) = (None, Seq::EMPTY, None);
                fields.push(KindField { span, docs, derived, name, occurs, lead, parts, value });
            }
        }
    }

    // ── enums ──

    fn enum_item(&mut self, piece: Range<usize>, head: usize) {
        let text = self.b.text;
        let open_word = self.toks[head].kind == TokenKind::Open;
        let at = head + 1 + usize::from(open_word);
        let open = self.brace(&piece);
        let quiet = self.is_quiet(&piece);
        let mut faults = Vec::new();
        let header = &self.toks[at.min(piece.end)..open.unwrap_or(piece.end)];
        let word = self.toks[at - 1].span();
        let mut name = None;
        let mut title = None;
        for tok in header {
            match tok.kind {
                _ if name.is_none() && (tok.kind == TokenKind::Path || tok.kind == TokenKind::Field) => {
                    let (span, _) = self.b.field_name(tok.span());
                    if tok.kind == TokenKind::Field {
                        faults.push(no_colon(text, tok.span(), "the name of an enum"));
                    }
                    name = Some(span);
                }
                TokenKind::Text if name.is_some() && title.is_none() => title = Some(tok.span()),
                _ if faults.is_empty() => {
                    let words = tok.span().of(text);
                    faults.push(if name.is_none() {
                        SyntaxError::new(
                            Problem::SyntaxError,
                            tok.span(),
                            format!("`{words}` is no name for an enum"),
                            "a name is meant",
                        )
                        .help("a name is one word, as in `enum rating { low < medium < high }`")
                    } else if tok.is_word() && title.is_none() {
                        let end = header.last().map_or(tok.end, |last| last.end);
                        quotes(text, Span::new(tok.start, end), "the title")
                    } else {
                        SyntaxError::new(
                            Problem::SyntaxError,
                            tok.span(),
                            format!("`{}` does not fit here", short(words)),
                            "does not fit here",
                        )
                        .help("an enum is a name, a title and its values between braces")
                    });
                }
                _ => {}
            }
        }
        let mut values = Vec::new();
        let mut ordered = false;
        let mut end = self.toks[piece.end - 1].end;
        match open {
            Some(open) => {
                let close = self.mate(open).min(piece.end - 1);
                end = self.toks[close].end;
                ordered = self.enum_values(open + 1..close, self.toks[close].span(), &mut values, &mut faults);
                if close + 1 < piece.end {
                    self.stray(close + 1..piece.end);
                }
            }
            None if faults.is_empty() => faults.push(
                SyntaxError::new(Problem::MissingValue, word, "this enum has no values", "values between braces are meant")
                    .help("write the values between braces: `{ low, medium, high }`, or `{ low < medium < high }` if they are ordered"),
            ),
            None => {}
        }
        if !quiet {
            faults.into_iter().for_each(|fault| self.errors.add(fault));
        }
        let Some(name) = name else { return };
        let docs = self.docs(piece.start..head);
        let span = Span::new(self.toks[head].start, end);
        let values = self.b.tree.push_seq(values);
        let item = EnumDecl { span, docs, open: open_word, name, title, ordered, values };
        let item = Item::Enum(self.b.tree.push(item));
        self.b.tree.items.push(item);
    }

    /// The values between the braces of an enum; says whether they are ordered.
    fn enum_values(
        &mut self,
        range: Range<usize>,
        close: Span,
        values: &mut Vec<EnumValue>,
        faults: &mut Vec<SyntaxError>,
    ) -> bool {
        let text = self.b.text;
        let first_sign = self.toks[range.clone()].iter().map(|tok| tok.kind).find(|kind| is_separator(*kind));
        let mut order: Option<(TokenKind, Span)> = None;
        let mut at = range.start;
        let mut separated = true;
        while at < range.end && faults.len() < MAX_ERRORS {
            let docs_from = at;
            while at < range.end && self.toks[at].kind == TokenKind::Doc {
                at += 1;
            }
            let Some(tok) = self.toks.get(at).copied().filter(|_| at < range.end) else {
                break;
            };
            at += 1;
            match tok.kind {
                TokenKind::Comma | TokenKind::Less => {
                    let sign = tok.span().of(text);
                    if separated {
                        faults.push(
                            SyntaxError::new(
                                Problem::MissingValue,
                                tok.span(),
                                format!("a value is missing before `{sign}`"),
                                "a value is meant before this",
                            )
                            .help(format!("take out `{sign}`, or write the value"))
                            .fix(format!("take out `{sign}`"), vec![(tok.span(), String::new())]),
                        );
                    }
                    match order {
                        None => order = Some((tok.kind, tok.span())),
                        Some((kind, first)) if kind != tok.kind => {
                            let other = first.of(text);
                            faults.push(
                                SyntaxError::new(
                                    Problem::SyntaxError,
                                    tok.span(),
                                    "the values of an enum are either ordered or not",
                                    format!("`{sign}` here"),
                                )
                                .related(first, format!("and `{other}` here"))
                                .help("write `<` between all values if they are ordered, else `,`"),
                            );
                            order = Some((tok.kind, tok.span()));
                        }
                        Some(_) => {}
                    }
                    separated = true;
                }
                _ if tok.is_word() || tok.kind == TokenKind::Field => {
                    let (name, _) = self.b.field_name(tok.span());
                    if tok.kind == TokenKind::Field {
                        faults.push(no_colon(text, tok.span(), "a value of an enum"));
                    }
                    if !separated {
                        let last =
                            values.last().map_or(name, |value: &EnumValue| value.title.unwrap_or(value.name));
                        let untitled = values.last().is_some_and(|value| value.title.is_none());
                        let capital = tok.span().of(text).starts_with(char::is_uppercase);
                        if untitled && capital {
                            let mut end = tok.end;
                            while at < range.end && self.toks[at].is_word() && !self.toks[at].first {
                                end = self.toks[at].end;
                                at += 1;
                            }
                            faults.push(quotes(text, Span::new(tok.start, end), "the title"));
                            continue;
                        }
                        let known = order.map(|(kind, _)| kind).or(first_sign);
                        let sign = if known == Some(TokenKind::Less) { " <" } else { "," };
                        let mut fault = comma(text, last, tok.span(), sign);
                        // Where the others have a sign between them, these two are perhaps one value: `Very low`.
                        if known.is_some() {
                            fault.doubt();
                        }
                        faults.push(fault);
                    }
                    let title = self.toks.get(at).filter(|tok| at < range.end && tok.kind == TokenKind::Text);
                    let title = title.map(|tok| tok.span());
                    at += usize::from(title.is_some());
                    let docs = self.docs(docs_from..docs_from + self.doc_count(docs_from, range.end));
                    values.push(EnumValue { docs, name, title });
                    separated = false;
                }
                _ => {
                    let word = tok.span().of(text);
                    faults.push(
                        SyntaxError::new(Problem::SyntaxError, tok.span(), format!("`{}` is no value of an enum", short(word)), "a name is meant")
                            .help("a value is one word, with or without a title: `{ open \"Open\", done \"Done\" }`"),
                    );
                    while at < range.end && !matches!(self.toks[at].kind, TokenKind::Comma | TokenKind::Less)
                    {
                        at += 1;
                    }
                    separated = false;
                }
            }
        }
        if separated && faults.is_empty() {
            let (message, place) = match order {
                Some((_, sign)) if !values.is_empty() => {
                    ("a value is missing behind this sign", sign_before(self.toks, range.end).unwrap_or(sign))
                }
                _ => ("this enum has no values", close),
            };
            let mut fault = SyntaxError::new(Problem::MissingValue, place, message, "a value is meant");
            fault = if values.is_empty() {
                fault.help("write the values between the braces: `{ low, medium, high }`")
            } else {
                fault
                    .help("take it out, or write the value")
                    .safe_fix("take it out", vec![(place, String::new())])
            };
            faults.push(fault);
        }
        matches!(order, Some((TokenKind::Less, _)))
    }

    fn doc_count(&self, from: usize, end: usize) -> usize {
        self.toks[from..end].iter().take_while(|tok| tok.kind == TokenKind::Doc).count()
    }

    // ── places ──

    /// The index of the first token that is no doc comment.
    fn behind_docs(&self, range: &Range<usize>) -> usize {
        range.start + self.doc_count(range.start, range.end)
    }

    /// The doc comments at the start of a piece.
    fn docs(&mut self, range: Range<usize>) -> Seq<Span> {
        let docs: Vec<Span> = self.toks[range].iter().map(|tok| tok.span()).collect();
        self.b.docs(docs)
    }

    /// The first `{` of a piece.
    fn brace(&self, piece: &Range<usize>) -> Option<usize> {
        let at = self.toks[piece.clone()].iter().position(|tok| tok.kind == TokenKind::OpenBrace)?;
        Some(piece.start + at)
    }

    /// The `}` of the `{` at `open`.
    fn mate(&mut self, open: usize) -> usize {
        if self.mates.is_empty() {
            self.mates = vec![0; self.toks.len()];
            let mut stack = Vec::new();
            for (at, tok) in self.toks.iter().enumerate() {
                match tok.kind {
                    TokenKind::OpenBrace => stack.push(at),
                    TokenKind::CloseBrace => {
                        if let Some(open) = stack.pop() {
                            self.mates[open] = at as u32;
                        }
                    }
                    _ => {}
                }
            }
        }
        (self.mates[open] as usize).max(open)
    }

    /// Whether what is wrong with a piece has been reported already.
    fn is_quiet(&self, piece: &Range<usize>) -> bool {
        let (Some(first), Some(last)) =
            (self.toks.get(piece.start), self.toks.get(piece.end.wrapping_sub(1)))
        else {
            return false;
        };
        let next = self.toks.get(piece.end).map_or(u32::MAX, |tok| tok.start);
        let at = self.quiet.partition_point(|place| *place < first.start);
        self.quiet.get(at).is_some_and(|place| *place < next.max(last.end))
    }

    // ── cutting ──

    /// Cuts tokens into pieces: each an item, an entry, or a field of a kind.
    fn cut(&mut self, range: Range<usize>, level: Level) -> Vec<Range<usize>> {
        let mut pieces = Vec::new();
        let mut start = range.start;
        let mut at = range.start;
        let mut parentheses = 0usize;
        // How far the piece is indented; found when first asked for.
        let mut indent = None;
        while at < range.end {
            if at > start && self.begins_piece(start, at, range.end, level, parentheses, &mut indent) {
                pieces.push(start..at);
                start = at;
                parentheses = 0;
                indent = None;
            }
            match self.toks[at].kind {
                TokenKind::OpenBrace => {
                    at = self.mate(at).min(range.end - 1) + 1;
                    pieces.push(start..at);
                    start = at;
                    parentheses = 0;
                    indent = None;
                    continue;
                }
                TokenKind::OpenParen | TokenKind::OpenBracket => parentheses += 1,
                TokenKind::CloseParen | TokenKind::CloseBracket => {
                    parentheses = parentheses.saturating_sub(1)
                }
                _ => {}
            }
            at += 1;
        }
        if start < range.end {
            pieces.push(start..range.end);
        }
        pieces
    }

    /// Whether a new piece begins at `at`, the last one having begun at `start`.
    fn begins_piece(
        &self,
        start: usize,
        at: usize,
        end: usize,
        level: Level,
        parentheses: usize,
        indent: &mut Option<usize>,
    ) -> bool {
        let toks = self.toks;
        let (tok, before) = (toks[at], toks[at - 1]);
        if before.kind == TokenKind::Doc {
            return false;
        }
        let next = |ahead: usize| toks.get(at + ahead).copied().filter(|_| at + ahead < end);
        let on_line = |ahead: usize| next(ahead).filter(|tok| !tok.first);
        // Whether the piece is a single word so far: a kind that waits for its name.
        let single = before.is_word() && (at == start + 1 || toks[at - 2].kind == TokenKind::Doc);
        match tok.kind {
            TokenKind::Doc => parentheses == 0 && !before.wants_more() || before.kind == TokenKind::Plus,
            // `- owner: ciso`
            TokenKind::Minus | TokenKind::Star if tok.first && level != Level::Top => {
                next(1).is_some_and(|next| next.kind == TokenKind::Field && !next.first)
            }
            TokenKind::Field
                if !tok.first
                    && before.first
                    && matches!(before.kind, TokenKind::Minus | TokenKind::Star) =>
            {
                false
            }
            TokenKind::Derived if level == Level::Kind => {
                next(1).is_some_and(|next| next.kind == TokenKind::Field)
            }
            TokenKind::Field if tok.first => !(level == Level::Kind && before.kind == TokenKind::Derived),
            // No field stands at top level: this one is a slip within what stands before it.
            TokenKind::Field if level == Level::Top => false,
            TokenKind::Field => {
                if level == Level::Kind && before.kind == TokenKind::Derived {
                    return false;
                }
                // `where category: system`, and `statement mfa: "…" {`
                let condition =
                    matches!(before.kind, TokenKind::Where | TokenKind::And | TokenKind::Or | TokenKind::Not);
                let name = single
                    && next(1).is_none_or(|next| {
                        matches!(next.kind, TokenKind::Text | TokenKind::OpenBrace | TokenKind::Equal)
                    })
                    || before.kind == TokenKind::Let
                    || before.kind == TokenKind::Enum;
                !condition && !name && parentheses == 0
            }
            TokenKind::Prose => level == Level::Body && parentheses == 0 && before.ends_value() && !single,
            _ if !tok.is_word() => false,
            // `person runa "Runa Dahl" person emil "Emil Strand"`, `until 2027-01-31 certificate iso "No 4711"`
            _ if !tok.first => {
                let title =
                    on_line(2).is_some_and(|tok| matches!(tok.kind, TokenKind::Text | TokenKind::OpenBrace));
                // Behind a bare word it could be a name of several words.
                let value = match before.kind {
                    TokenKind::Text | TokenKind::Date | TokenKind::Quantity | TokenKind::Url => true,
                    TokenKind::Path => at > start + 1 && toks[at - 2].kind == TokenKind::Prep,
                    _ => false,
                };
                level != Level::Kind
                    && tok.kind == TokenKind::Path
                    && value
                    && title
                    && on_line(1).is_some_and(Tok::is_name)
            }
            // Neither a kind nor a field has a dot in its name: this goes on with the list above.
            _ if tok.span().of(self.b.text).contains('.') => false,
            _ if level == Level::Kind && parentheses > 0 => false,
            _ if level == Level::Kind => {
                before.ends_value() || matches!(before.kind, TokenKind::Question | TokenKind::Plus)
            }
            _ => {
                let named = on_line(1).is_some_and(Tok::is_name);
                let titled = |ahead: usize| {
                    on_line(ahead)
                        .is_some_and(|tok| matches!(tok.kind, TokenKind::Text | TokenKind::OpenBrace))
                };
                if single {
                    return named;
                }
                if before.wants_more() || parentheses > 0 {
                    let binds = tok.kind == TokenKind::Let
                        && on_line(2).is_some_and(|tok| tok.kind == TokenKind::Equal);
                    return named && (titled(2) || binds);
                }
                if !before.ends_value() {
                    return true;
                }
                let below = next(1).is_some_and(Tok::is_name)
                    && next(2).is_some_and(|tok| matches!(tok.kind, TokenKind::Text | TokenKind::OpenBrace));
                if named || titled(1) || below || on_line(1).is_some_and(|tok| tok.kind == TokenKind::Colon) {
                    return true;
                }
                // A word alone on its line: further in, it goes on with the list above.
                let indent = *indent.get_or_insert_with(|| self.indent(self.behind_docs(&(start..at))));
                self.indent(at) <= indent
            }
        }
    }

    fn indent(&self, at: usize) -> usize {
        let text = self.b.text;
        token::indent_width(&text[token::line_start(text, self.toks[at].start as usize)..])
    }
}

fn is_separator(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Comma | TokenKind::Less)
}

/// A phrase that could not be read.
fn unread(end: u32) -> Phrase {
    Phrase { span: Span::at(end), lead: Seq::EMPTY, parts: Seq::EMPTY }
}

fn sign_before(toks: &[Tok], end: usize) -> Option<Span> {
    let tok = toks.get(end.checked_sub(1)?)?;
    is_separator(tok.kind).then(|| tok.span())
}

/// A word as a message shows it: not longer than a glance takes in.
pub fn short(word: &str) -> String {
    const GLANCE: usize = 40;
    let line = word.lines().next().unwrap_or("");
    if line.chars().count() <= GLANCE && line.len() == word.len() {
        return word.to_owned();
    }
    let mut out: String = line.chars().take(GLANCE - 1).collect();
    out.push('…');
    out
}

/// The name in a field's token, without mark and colon.
pub fn bare(field: &str) -> &str {
    field.trim_end_matches(':').trim_end_matches(['?', '*', '+'])
}

/// A colon behind what takes none.
pub fn no_colon(text: &str, field: Span, what: &str) -> SyntaxError {
    let word = field.of(text);
    let name = bare(word);
    let colon = Span::new(field.start + name.len() as u32, field.end);
    SyntaxError::new(Problem::SyntaxError, field, format!("{what} takes no colon"), format!("write `{name}`"))
        .help(format!("write `{name}` without the colon"))
        .safe_fix(format!("write `{name}`"), vec![(colon, String::new())])
}

/// Words where a text is meant.
pub fn quotes(text: &str, words: Span, what: &str) -> SyntaxError {
    let quoted = words.of(text).replace('\\', "\\\\").replace('"', "\\\"");
    SyntaxError::new(
        Problem::MissingQuotes,
        words,
        format!("{what} `{}` needs quotes", short(words.of(text))),
        "quotes are missing around this",
    )
    .help(format!("write `\"{}\"`", short(&quoted)))
    .fix("put it in quotes", vec![(words, format!("\"{quoted}\""))])
}

/// Two values without a separator.
pub fn comma(text: &str, before: Span, after: Span, sign: &str) -> SyntaxError {
    let (left, right) = (short(before.of(text)), short(after.of(text)));
    let word = sign.trim();
    let what = if word == "," { "a comma" } else { "a `<`" };
    SyntaxError::new(
        Problem::MissingComma,
        before,
        format!("{what} is missing between `{left}` and `{right}`"),
        format!("write `{left}{sign}`"),
    )
    .help(format!("{what} separates the values of a list"))
    .with_fix(
        format!("write `{word}`"),
        vec![(Span::at(before.end), sign.to_owned())],
        before.end < after.start,
    )
}
