//! From tokens and places to edits: decides the white space before every word, from left to right.
//!
//! A *word* is a token other than white space, or all of a place that is left alone. What stands before a word follows
//! from where it stands: where an entry begins and at the braces a line ends, unless the body stands on one line;
//! inside an entry the kinds of the two words say whether a blank stands between them, and where a line may be broken.
//!
//! INVARIANT: what is decided hangs on the words and on those breaks of the source that the decisions keep. So the
//! layout of a layout is the same.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use crate::format::places::Places;
use crate::format::{Edit, INDENT, LINE_WIDTH};
use crate::literal;
use crate::span::{LineIndex, Span};
use crate::token::{self, TokenKind, Tokens};
use crate::view::{Tok, mended};

/// A token other than white space, or a place that is left alone.
#[derive(Clone, Copy, Debug)]
struct Word {
    start: u32,
    end: u32,
    /// What was meant; a doc comment that describes nothing is a comment.
    kind: TokenKind,
    /// What was written.
    raw: TokenKind,
    /// How many line ends stand before it; two for more.
    lines: u8,
    /// Whether an entry begins here, or goes on below a doc comment.
    begins: bool,
    /// Whether it is left as it is.
    left: bool,
    /// Whether the author's line break before it is kept.
    hard: bool,
    /// For a comment: whether the entry goes on behind it.
    inside: bool,
}

/// What stands before a word.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Gap {
    /// What stands there now.
    Keep,
    /// So many blanks.
    Blanks(usize),
    /// So many line ends, and then so many blanks.
    Lines(u8, usize),
    /// So many line ends, and then the indentation that stands there now.
    LinesKeepIndent(u8),
}

/// A body that is open.
#[derive(Clone, Copy, Debug)]
struct Block {
    /// Whether it stands on one line.
    inline: bool,
    /// Whether entries that stand beside each other may stay so.
    beside: bool,
}

/// The edits that lay a text out: all of it, or the entries that some lines touch (counted from 0). Also what of the text
/// that is.
pub fn edits(
    text: &str,
    tokens: &Tokens,
    toks: &[Tok],
    places: &Places,
    lines: Option<&RangeInclusive<u32>>,
) -> (Vec<Edit>, Span) {
    let mut words = words(text, tokens, toks, places);
    let range = lines.map(|lines| touched(text, lines, &words));
    keep_breaks(&mut words);
    let line_end = match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    };
    let mut layout = Layout {
        text,
        words,
        line_end,
        edits: Vec::new(),
        blocks: Vec::new(),
        column: 0,
        indent: 0,
        broken: false,
        value: false,
        sign: false,
    };
    layout.run();
    match range {
        None => (layout.edits, Span::new(0, text.len() as u32)),
        Some(range) => (within(text, layout.edits, range), range),
    }
}

// ── words ───────────────────────────────────────────────────────────────────────────────────────────────────────────

fn words(text: &str, tokens: &Tokens, toks: &[Tok], places: &Places) -> Vec<Word> {
    let bytes = text.as_bytes();
    let mut words: Vec<Word> = Vec::with_capacity(tokens.len() / 2 + 1);
    let mut toks = toks.iter().peekable();
    let mut begins = places.begins.iter().copied().peekable();
    let mut left = places.left.iter().copied().peekable();
    let mut lines = 0;
    // Where the comments begin behind which the entry may go on.
    let mut comments = None;
    let mut below_doc = false;
    for token in tokens.iter() {
        let Span { start, end } = token.span;
        if token.kind == TokenKind::Space {
            lines = bytes[token.span.range()].iter().filter(|byte| **byte == b'\n').take(2).count() as u8;
            continue;
        }
        if let Some(last) = words.last_mut().filter(|word| word.left && start < word.end) {
            // A node may end inside of a token: `by:` is read without its colon.
            last.end = last.end.max(end);
            continue;
        }
        while left.next_if(|left| left.end <= start).is_some() {}
        let place = left.next_if(|left| left.start <= start);
        // A brace that nobody wrote has no place of its own.
        while toks.next_if(|tok| tok.start < start || tok.end == tok.start).is_some() {}
        let tok = toks.next_if(|tok| tok.start == start);
        while begins.next_if(|begin| *begin < start).is_some() {}
        let begin = begins.next_if(|begin| *begin == start).is_some();
        let mut word = Word {
            start,
            end: place.map_or(end, |place| place.end.max(end)),
            kind: tok.map_or(TokenKind::Comment, |tok| tok.kind),
            raw: token.kind,
            lines: std::mem::take(&mut lines),
            begins: begin || below_doc,
            left: place.is_some(),
            hard: false,
            inside: false,
        };
        if word.left {
            word.kind = TokenKind::Unknown;
            comments = None;
            below_doc = false;
        } else if word.kind == TokenKind::Comment {
            word.begins = false;
            word.end -= (token.span.of(text).len() - token.span.of(text).trim_end().len()) as u32;
            comments = comments.or(Some(words.len()));
        } else {
            let goes_on = !word.begins && !matches!(word.kind, TokenKind::OpenBrace | TokenKind::CloseBrace);
            if let Some(from) = comments.take() {
                words[from..].iter_mut().for_each(|comment| comment.inside = goes_on);
            }
            below_doc = word.kind == TokenKind::Doc;
            if below_doc {
                word.begins = true;
                word.end -= (token.span.of(text).len() - token.span.of(text).trim_end().len()) as u32;
            }
        }
        words.push(word);
    }
    words
}

/// Finds the breaks inside of entries that are kept: before each element of a list that has one element a line, before
/// each part, before `is`, and before each `and` and `or`, where all of them begin a line; and before a sign that may be a
/// bullet.
fn keep_breaks(words: &mut [Word]) {
    let mut from = 0;
    while from < words.len() {
        let ends = |word: &Word| {
            word.begins || word.left || matches!(word.kind, TokenKind::OpenBrace | TokenKind::CloseBrace)
        };
        let length = words[from + 1..].iter().position(ends);
        let to = length.map_or(words.len(), |length| from + 1 + length);
        if words[from].begins && words[from + 1..to].iter().any(|word| word.lines > 0) {
            keep_breaks_of_entry(&mut words[from..to]);
        }
        from = to;
    }
}

fn keep_breaks_of_entry(words: &mut [Word]) {
    use TokenKind::{
        And, CloseBracket, CloseParen, Comma, Comment, Equal, Field, Is, Minus, OpenBracket, OpenParen, Or,
        Prep, Star,
    };
    let mut depth = 0usize;
    // Where the list began, its separators and those behind which a line ends.
    let (mut list, mut commas, mut broken_commas) = (0, 0, 0);
    let (mut parts, mut aspects, mut joints, mut lists) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut before = None;
    for at in 0..words.len() {
        let kind = words[at].kind;
        match kind {
            OpenParen | OpenBracket => depth += 1,
            CloseParen | CloseBracket => depth = depth.saturating_sub(1),
            Comma if depth == 0 => {
                commas += 1;
                let next = words[at + 1..].iter().find(|word| word.kind != Comment);
                broken_commas += usize::from(next.is_some_and(|next| next.lines > 0));
            }
            Field | Equal if depth == 0 => list = at + 1,
            Prep if depth == 0 && at > 0 => {
                if commas > 0 && commas == broken_commas {
                    lists.push(list..at);
                }
                (list, commas, broken_commas) = (at + 1, 0, 0);
                if before != Some(Field) {
                    parts.push(at);
                }
            }
            Is if at > 1 => aspects.push(at),
            And | Or if depth == 0 => joints.push(at),
            // A list as elsewhere, with a sign before each value.
            Minus | Star => words[at].hard |= words[at].lines > 0,
            _ => {}
        }
        if kind != Comment {
            before = Some(kind);
        }
    }
    if commas > 0 && commas == broken_commas {
        lists.push(list..words.len());
    }
    for group in [parts, aspects, joints] {
        if group.iter().all(|at| words[*at].lines > 0) {
            group.iter().for_each(|at| words[*at].hard = true);
        }
    }
    for list in lists {
        let first = list.start;
        let lead = first > 0 && matches!(words[first - 1].kind, Field | Equal);
        let mut depth = 0usize;
        let mut behind_comma = lead && words.get(first).is_some_and(|word| word.lines > 0);
        for word in &mut words[list] {
            match word.kind {
                Comment => continue,
                OpenParen | OpenBracket => depth += 1,
                CloseParen | CloseBracket => depth = depth.saturating_sub(1),
                _ => {}
            }
            word.hard |= behind_comma;
            behind_comma = word.kind == Comma && depth == 0;
        }
    }
}

// ── layout ──────────────────────────────────────────────────────────────────────────────────────────────────────────

struct Layout<'a> {
    text: &'a str,
    words: Vec<Word>,
    line_end: &'static str,
    edits: Vec<Edit>,
    blocks: Vec<Block>,
    /// How far the line that is being written goes.
    column: usize,
    /// How far it is indented.
    indent: usize,
    /// Whether the entry that is being written has more than one line.
    broken: bool,
    /// Whether the last word ends a value.
    value: bool,
    /// Whether the last word is a minus before a value.
    sign: bool,
}

impl Layout<'_> {
    fn run(&mut self) {
        for at in 0..self.words.len() {
            let gap = self.gap(at);
            self.write_gap(at, gap);
            self.write_word(at);
        }
        let end = self.words.last().map_or(0, |word| word.end);
        let rest = Span::new(end, self.text.len() as u32);
        let wanted = if self.words.is_empty() { "" } else { self.line_end };
        if rest.of(self.text) != wanted {
            self.edits.push(Edit { span: rest, text: wanted.to_owned() });
        }
    }

    /// How far a line is indented on which an entry begins.
    fn entry_indent(&self) -> usize {
        self.blocks.len() * INDENT
    }

    fn gap(&self, at: usize) -> Gap {
        use TokenKind::*;
        let word = self.words[at];
        let Some(before) = at.checked_sub(1).map(|at| self.words[at]) else {
            return if word.left { Gap::Keep } else { Gap::Blanks(0) };
        };
        // One empty line is kept, between entries.
        let lines = |most: u8| if before.kind == OpenBrace { 1 } else { word.lines.clamp(1, most) };
        if word.left || before.left {
            return match (word.lines, word.left, word.kind) {
                (0, ..) => Gap::Keep,
                (_, true, _) => Gap::LinesKeepIndent(lines(2)),
                (_, false, CloseBrace) => Gap::Lines(1, self.entry_indent().saturating_sub(INDENT)),
                (_, false, Comment) => Gap::Lines(lines(2), self.entry_indent()),
                (_, false, _) if word.begins => Gap::Lines(lines(2), self.entry_indent()),
                _ => Gap::Lines(1, self.entry_indent() + INDENT),
            };
        }
        if word.kind == Comment {
            if word.lines == 0 && !matches!(before.kind, Comment | Doc) {
                return Gap::Blanks(2);
            }
            return match word.inside {
                true => Gap::Lines(1, self.entry_indent() + INDENT),
                false => Gap::Lines(lines(2), self.entry_indent()),
            };
        }
        let block = self.blocks.last().copied().unwrap_or(Block { inline: false, beside: false });
        let below = matches!(before.kind, Comment | Doc);
        match word.kind {
            OpenBrace if below => Gap::Lines(1, self.entry_indent()),
            OpenBrace => Gap::Blanks(1),
            CloseBrace if before.kind == OpenBrace => Gap::Blanks(0),
            CloseBrace if block.inline => Gap::Blanks(1),
            CloseBrace => Gap::Lines(1, self.entry_indent().saturating_sub(INDENT)),
            _ if word.begins => {
                let separated = matches!(before.kind, Comma | Less);
                let blanks = if separated || before.kind == OpenBrace { 1 } else { 2 };
                // A separator that begins a line goes to the end of the line before.
                let breaks = word.lines > 0 || (separated && before.lines > 0);
                if !below && (block.inline || (!breaks && block.beside && self.fits_beside(at, blanks))) {
                    Gap::Blanks(blanks)
                } else {
                    Gap::Lines(lines(if before.kind == Doc { 1 } else { 2 }), self.entry_indent())
                }
            }
            _ if below => Gap::Lines(1, self.entry_indent() + INDENT),
            _ => {
                let blanks = self.blanks(at);
                let breaks = word.hard || (self.may_break(at) && !self.fits(at, blanks, self.column));
                if breaks && !block.inline {
                    Gap::Lines(1, self.entry_indent() + INDENT)
                } else {
                    Gap::Blanks(blanks)
                }
            }
        }
    }

    /// How many blanks stand before a word inside of an entry.
    fn blanks(&self, at: usize) -> usize {
        use TokenKind::*;
        let (before, word) = (self.words[at - 1], self.words[at]);
        match (before.kind, word.kind) {
            (OpenParen | OpenBracket | Dot, _) => 0,
            (_, Comma | CloseParen | CloseBracket | DotStar | Edition | Dot | Question) => 0,
            // Parentheses right behind a name with a digit would become part of the name.
            (Path, OpenParen) => usize::from(before.end < word.start && self.has_digit(before)),
            _ if self.sign => 0,
            // `role+` in a kind; a sign between two values has something behind it.
            (_, Plus | Star) if self.value => usize::from(self.operand_follows(at)),
            _ => 1,
        }
    }

    fn has_digit(&self, word: Word) -> bool {
        Span::new(word.start, word.end).of(self.text).bytes().any(|byte| byte.is_ascii_digit())
    }

    fn operand_follows(&self, at: usize) -> bool {
        use TokenKind::*;
        let next = self.words[at + 1..].iter().find(|word| word.kind != Comment);
        // `is` after a type goes on with a kind's head.
        let operand = |kind: TokenKind| kind != Is && kind.begins_value() || matches!(kind, Minus | Star);
        next.is_some_and(|next| !next.begins && !next.left && operand(next.kind))
    }

    /// Whether a line may be broken before a word inside of an entry.
    fn may_break(&self, at: usize) -> bool {
        use TokenKind::*;
        let (before, word) = (self.words[at - 1].kind, self.words[at].kind);
        match word {
            Prep => !matches!(before, Field | OpenParen | Equal),
            And | Or | Where | Is => true,
            _ => before == Comma,
        }
    }

    /// Whether the words up to the next possible break fit behind `column`.
    fn fits(&self, at: usize, blanks: usize, column: usize) -> bool {
        let mut width = column + blanks + self.width(at).0;
        for next in at + 1..self.words.len() {
            let word = self.words[next];
            if width > LINE_WIDTH {
                return false;
            }
            let ends = word.begins || word.left || word.hard;
            if ends || matches!(word.kind, TokenKind::Comment | TokenKind::CloseBrace) || self.may_break(next)
            {
                break;
            }
            width += 1 + self.width(next).0;
            if word.kind == TokenKind::OpenBrace {
                break;
            }
            // Glued words were counted with a blank.
            width -= usize::from(self.is_glued(next));
        }
        width <= LINE_WIDTH
    }

    /// Whether no blank stands before a word; what `blanks` says, as far as the words alone can tell.
    fn is_glued(&self, at: usize) -> bool {
        use TokenKind::*;
        matches!(self.words[at - 1].kind, OpenParen | OpenBracket | Dot)
            || matches!(
                self.words[at].kind,
                Comma | CloseParen | CloseBracket | DotStar | Edition | Dot | Question
            )
            || matches!((self.words[at - 1].kind, self.words[at].kind), (Path, OpenParen))
    }

    /// Whether an entry may stand behind the one before it on a line.
    fn fits_beside(&self, at: usize, blanks: usize) -> bool {
        use TokenKind::{CloseBrace, Comma, Derived, Field, Less, OpenBrace, Prose};
        let (word, before) = (self.words[at], self.words[at - 1]);
        let separated = matches!(before.kind, Comma | Less);
        let may = separated || matches!(word.kind, Field | Derived | Prose);
        if !may || self.broken || matches!(before.kind, OpenBrace | CloseBrace) {
            return false;
        }
        self.flat_width(at, None).is_some_and(|width| self.column + blanks + width <= LINE_WIDTH)
    }

    /// How wide the words from `at` on are on one line: up to the end of the entry, or up to the word `to`. `None` where
    /// they cannot stand on one line, or are wider than one.
    fn flat_width(&self, at: usize, to: Option<usize>) -> Option<usize> {
        let mut width = 0;
        for next in at..self.words.len() {
            let word = self.words[next];
            match to {
                Some(to) if next > to => break,
                Some(_) if word.lines > 0 && next > at => return None,
                Some(_) => {}
                None if next == at => {}
                None if word.begins || word.kind == TokenKind::CloseBrace => break,
                None if word.kind == TokenKind::Comment && word.lines == 0 && !word.inside => break,
                None if word.lines > 0 => return None,
                None => {}
            }
            let (length, flat) = self.width(next);
            if !flat
                || word.left
                || matches!(word.kind, TokenKind::Comment | TokenKind::Doc)
                || width > LINE_WIDTH
            {
                return None;
            }
            let blanks = match next == at || self.is_glued(next) {
                true => 0,
                false => 1 + usize::from(self.stands_beside(next)),
            };
            width += blanks + length;
        }
        Some(width)
    }

    /// Whether a word begins an entry that two blanks separate from the one before it, where they share a line.
    fn stands_beside(&self, at: usize) -> bool {
        use TokenKind::*;
        self.words[at].begins && !matches!(self.words[at - 1].kind, OpenBrace | Comma | Less)
    }

    /// How wide a word is on its first line, and whether it has one line only.
    fn width(&self, at: usize) -> (usize, bool) {
        let word = self.words[at];
        let text = Span::new(word.start, word.end).of(self.text);
        match text.split_once('\n') {
            Some((first, _)) => (first.trim_end().chars().count(), false),
            None => match self.mended(word, text) {
                Some(mended) => (mended.chars().count(), true),
                None => (text.chars().count(), true),
            },
        }
    }

    fn mended(&self, word: Word, text: &str) -> Option<String> {
        use TokenKind::{
            CompareMarked, FieldMarked, MinusMarked, NumberComma, PathMarked, ProseMarked, Quantity,
        };
        use TokenKind::{QuantityComma, Range, RangeMarked, TextMarked};
        match word.raw {
            _ if word.left => None,
            PathMarked | FieldMarked | NumberComma | TextMarked | ProseMarked | RangeMarked
            | CompareMarked | MinusMarked => mended(word.raw, text, word.kind == Range),
            Quantity | QuantityComma if !text.is_ascii() || word.raw == QuantityComma => {
                let mended = mended(word.raw, text, false).map_or(Cow::Borrowed(text), Cow::Owned);
                Some(mended.replace(['\u{A0}', '\u{202F}'], " "))
            }
            _ => None,
        }
    }

    fn write_gap(&mut self, at: usize, gap: Gap) {
        let from = at.checked_sub(1).map_or(0, |at| self.words[at].end);
        let span = Span::new(from, self.words[at].start);
        let now = span.of(self.text);
        let behind_line = |text: &str| text.rfind('\n').map_or(0, |newline| newline + 1);
        let (lines, indent) = match gap {
            Gap::Keep => {
                if now.contains('\n') || at == 0 {
                    self.indent = token::indent_width(&now[behind_line(now)..]);
                    self.column = self.indent;
                } else {
                    self.column += now.chars().count();
                }
                return;
            }
            Gap::Blanks(blanks) => {
                self.column += blanks;
                if now.len() != blanks || now.bytes().any(|byte| byte != b' ') {
                    self.edits.push(Edit { span, text: " ".repeat(blanks) });
                }
                return;
            }
            Gap::Lines(lines, indent) => (lines, Cow::Owned(" ".repeat(indent))),
            Gap::LinesKeepIndent(lines) => (lines, Cow::Borrowed(&now[behind_line(now)..])),
        };
        self.indent = token::indent_width(&indent);
        self.column = self.indent;
        self.broken = true;
        let lines = usize::from(lines);
        let ends = self.line_end.len() * lines;
        let is_so = now.len() == ends + indent.len()
            && now.ends_with(&*indent)
            && now[..ends].bytes().filter(|byte| *byte == b'\n').count() == lines
            && (self.line_end.len() == 2 || !now[..ends].contains('\r'));
        if !is_so {
            let text = format!("{}{indent}", self.line_end.repeat(lines));
            self.edits.push(Edit { span, text });
        }
    }

    fn write_word(&mut self, at: usize) {
        use TokenKind::*;
        let word = self.words[at];
        let span = Span::new(word.start, word.end);
        let text = span.of(self.text);
        if word.begins {
            self.broken = false;
        }
        if word.left {
            self.broken = true;
            let last = text.rfind('\n').map(|newline| &text[newline + 1..]);
            self.column = last.map_or(self.column + text.chars().count(), |line| line.chars().count());
            self.indent = last.map_or(self.indent, token::indent_width);
            return;
        }
        let mut written = self.mended(word, text).map_or(Cow::Borrowed(text), Cow::Owned);
        if word.kind == Prose && text.contains('\n') {
            self.broken = true;
            if let Some(prose) = literal::indent_prose(&written, self.indent, self.line_end) {
                written = Cow::Owned(prose);
            }
        }
        match written.rfind('\n') {
            Some(newline) => self.column = written[newline + 1..].chars().count(),
            _ => self.column += written.chars().count(),
        }
        if written != text {
            self.edits.push(Edit { span, text: written.into_owned() });
        }
        match word.kind {
            Comment => return,
            OpenBrace => {
                let block = self.block(at);
                self.blocks.push(block);
            }
            CloseBrace => drop(self.blocks.pop()),
            _ => {}
        }
        // A minus and a star are signs between two values where one stands before them.
        let behind_value = self.value && !word.begins;
        // One that begins a line of its own is a bullet, as those below it are.
        self.sign = word.kind == Minus && !behind_value && !word.hard;
        self.value = match word.kind {
            Star => !(behind_value && self.operand_follows(at)),
            Plus => behind_value && !self.operand_follows(at),
            kind => kind.ends_value(),
        };
    }

    /// How the body that the brace at `at` opens is written.
    fn block(&self, at: usize) -> Block {
        let outer = self.blocks.last().is_some_and(|block| block.inline);
        if outer {
            return Block { inline: true, beside: false };
        }
        let inline = self.mate(at).and_then(|mate| self.flat_width(at, Some(mate)));
        Block {
            inline: inline.is_some_and(|width| self.column - 1 + width <= LINE_WIDTH),
            beside: self.words.get(at + 1).is_some_and(|next| next.lines > 0),
        }
    }

    /// The brace that closes the one at `at`, where it stands on the same line.
    fn mate(&self, at: usize) -> Option<usize> {
        let mut depth = 0usize;
        for (next, word) in self.words.iter().enumerate().skip(at) {
            if (next > at && word.lines > 0) || next - at > LINE_WIDTH {
                return None;
            }
            match word.kind {
                TokenKind::OpenBrace => depth += 1,
                TokenKind::CloseBrace if depth == 1 => return Some(next),
                TokenKind::CloseBrace => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        None
    }
}

// ── ranges ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/// The lines of all entries that `lines` touch, in bytes. A head, a field and a closing brace are each touched by
/// themselves, and with them all that shares a line with them.
fn touched(text: &str, lines: &RangeInclusive<u32>, words: &[Word]) -> Span {
    let index = LineIndex::new(text);
    let (mut first, mut last) = (*lines.start(), (*lines.end()).min(index.len() - 1));
    let mut pieces: Vec<(u32, u32)> = Vec::new();
    for word in words {
        let place = (index.line(word.start), index.line(word.end.saturating_sub(1)));
        let comment = word.kind == TokenKind::Comment && !word.inside;
        let begins = word.begins || word.left || comment || word.kind == TokenKind::CloseBrace;
        match pieces.last_mut() {
            Some(piece) if !begins => piece.1 = place.1,
            _ => pieces.push(place),
        }
    }
    for piece in pieces.iter().filter(|piece| piece.1 >= *lines.start()) {
        if piece.0 <= last {
            last = last.max(piece.1);
        }
    }
    for piece in pieces.iter().rev().filter(|piece| piece.0 <= *lines.end()) {
        if piece.1 >= first {
            first = first.min(piece.0);
        }
    }
    let size = text.len() as u32;
    let start = index.line_start(first).unwrap_or(size);
    // Behind the last line all that is left are line ends.
    let end = match index.line_start(last + 1) {
        Some(next) if next < size => {
            let line = Span::new(start.min(next), next).of(text);
            next - (line.len() - line.trim_end_matches(['\r', '\n']).len()) as u32
        }
        _ => size,
    };
    Span::new(start, end.max(start))
}

/// The edits that change nothing outside of `range`, which begins where a line does and ends where a line does.
fn within(text: &str, edits: Vec<Edit>, range: Span) -> Vec<Edit> {
    let inside = |edit: Edit| {
        let Span { start, end } = edit.span;
        if range.start <= start && end <= range.end {
            return Some(edit);
        }
        if end <= range.start || range.end <= start || (start < range.start && range.end < end) {
            return None;
        }
        // White space that the range begins or ends in: what of it lies on lines of the range.
        let (span, text_there) = if start < range.start {
            (Span::new(range.start, end), edit.text.rsplit_once('\n')?.1)
        } else {
            edit.text.starts_with(['\r', '\n']).then_some((Span::new(start, range.end), ""))?
        };
        (span.of(text) != text_there).then(|| Edit { span, text: text_there.to_owned() })
    };
    edits.into_iter().filter_map(inside).collect()
}
