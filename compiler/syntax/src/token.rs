//! Tokens: the text cut into pieces that together are the text.
//!
//! [`tokenize`] never fails and loses nothing: white space, comments and what has no meaning are tokens too, so a
//! formatter or an editor can work on the full stream ([`Tokens`]), and the parser on a filtered view of it. A token
//! is a kind and a start; its text is read back from the source.
//!
//! What is written wrong but can be read as meant has a kind of its own here ([`TokenKind::DateBad`],
//! [`TokenKind::TextUnclosed`], …); `view.rs` says what is wrong with it and hands the parser the kind that was meant.
//! Everything that regular expressions say badly (numbers, texts, prose, dotted paths) is scanned by hand below.
//!
//! INVARIANT: the spans of the tokens, joined, are the text; no token is empty; scanning is linear in the text.

use std::ops::Range;

use logos::{Lexer, Logos};

use crate::literal;
use crate::span::Span;
use crate::tree::Prep;

/// What a token is.
#[derive(Logos, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[logos(extras = Memory)]
#[repr(u8)]
pub enum TokenKind {
    // ── what the parser does not see ──
    /// White space: blanks, tabs, line ends, no-break spaces, a byte order mark.
    #[regex(r"[ \t\r\n\x0B\x0C\u{85}\u{A0}\u{1680}\u{2000}-\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}\u{FEFF}]+")]
    Space,
    /// `// …`, and four slashes or more.
    #[regex(r"//[^\n]*", comment, allow_greedy = true)]
    Comment,
    /// `/* … */` and `<!-- … -->`, which the language does not have.
    #[token("/*", block_comment)]
    #[token("<!--", block_comment)]
    BlockComment,
    /// `# …` and `-- …`, which the language does not have.
    #[regex(r"#[^\n]*", allow_greedy = true)]
    HashComment,
    /// A hidden mark that turns the direction of writing, or an invisible letter.
    #[regex(r"[\u{200E}\u{200F}\u{202A}-\u{202E}\u{2066}-\u{2069}\u{E0000}-\u{E007F}]+")]
    Hidden,

    // ── words ──
    /// `/// …`, up to the end of its line.
    Doc,
    /// An identifier, or several joined by dots: `ciso`, `A.8.13`, `nis2.21(2)(a)`.
    #[regex(r"\p{XID_Start}\p{XID_Continue}*(-\p{XID_Continue}+)*", word)]
    Path,
    /// A path with hyphens of a word processor: `head‑of‑platform`.
    PathMarked,
    /// `owner:`, `owner?:`, `include*:`, `level+:`
    Field,
    /// A field's name with hyphens of a word processor.
    FieldMarked,
    /// A preposition with a colon, `by:`.
    FieldPrep,
    /// `by`, `on`, `for`, …
    Prep,
    /// `let`
    Let,
    /// `kind`
    Kind,
    /// `enum`
    Enum,
    /// `aspect`
    Aspect,
    /// `extend`
    Extend,
    /// `is`
    Is,
    /// `open`
    Open,
    /// `derived`
    Derived,
    /// `and`
    And,
    /// `or`
    Or,
    /// `not`
    Not,
    /// `in`
    In,
    /// `where`
    Where,
    /// `none`
    None,

    // ── literals ──
    /// `12`, `1_200`, `99.9`
    #[regex(r"[0-9]", number)]
    Number,
    /// `99,9`
    NumberComma,
    /// `1,200`, `1__2`
    NumberBad,
    /// `12 months`, `95 %`, `120_000 EUR`
    Quantity,
    /// `99,9 %`
    QuantityComma,
    /// `1,200 EUR`
    QuantityBad,
    /// `2026-03-01`
    Date,
    /// `01.03.2026`, `2026-13-40`, `1 March 2026`
    DateBad,
    /// `6.1.2`, `21(2)(a)`
    Id,
    /// `@2022`
    #[regex(r"@[0-9A-Za-z_]+([.\-][0-9A-Za-z_]+)*")]
    Edition,
    /// `https://…`
    Url,
    /// `"text"`
    #[token("\"", text)]
    Text,
    /// `“text”`
    #[regex("[“”„‟«»]", text)]
    TextMarked,
    /// `'text'`, `‘text’`
    #[regex("['‘‚‛]", single)]
    TextSingle,
    /// A text that its line does not close.
    TextUnclosed,
    /// `"""prose"""`
    Prose,
    /// Prose between typographic quotes.
    ProseMarked,
    /// Prose that can be read, though its quotes do not stand where they should.
    ProseCrooked,
    /// Prose that nothing closes.
    ProseUnclosed,

    // ── signs ──
    /// `{`
    #[token("{")]
    OpenBrace,
    /// `}`
    #[token("}")]
    CloseBrace,
    /// `(`
    #[token("(")]
    OpenParen,
    /// `)`
    #[token(")")]
    CloseParen,
    /// `[`
    #[token("[")]
    OpenBracket,
    /// `]`
    #[token("]")]
    CloseBracket,
    /// `,`
    #[token(",")]
    Comma,
    /// `..`
    #[token("..")]
    Range,
    /// `…`, `...`, or a long dash.
    #[regex(r"…|\.\.\.+|[–—―]")]
    RangeMarked,
    /// `.*`
    #[token(".*")]
    DotStar,
    /// `.`
    #[token(".")]
    Dot,
    /// `=`
    #[token("=")]
    Equal,
    /// `==`, `!=`, `<=`, `>=`, `>`
    #[regex("==|!=|<=|>=|>")]
    Compare,
    /// `≤`, `≥`, `≠`
    #[regex("[≤≥≠]")]
    CompareMarked,
    /// `<`
    #[token("<")]
    Less,
    /// `+`
    #[token("+")]
    Plus,
    /// `-`
    #[token("-", minus)]
    Minus,
    /// `−`, `‐`, `‑`
    #[regex("[−‐‑]")]
    MinusMarked,
    /// `*`
    #[token("*")]
    Star,
    /// `/`
    #[token("/")]
    Slash,
    /// `?`
    #[token("?")]
    Question,
    /// `|`
    #[token("|")]
    Bar,

    // ── what has no meaning in the language ──
    /// `;`
    #[token(";")]
    Semicolon,
    /// `:` that no field name stands before.
    #[token(":")]
    Colon,
    /// `&`
    #[token("&")]
    Amp,
    /// `&&`
    #[token("&&")]
    AmpAmp,
    /// `||`
    #[token("||")]
    BarBar,
    /// `!`
    #[token("!")]
    Bang,
    /// Anything else.
    Unknown,

    // ── which piece of a file is to be read; never in a text, always before what the parser is given ──
    #[doc(hidden)]
    StartItems,
    #[doc(hidden)]
    StartEntry,
    #[doc(hidden)]
    StartKindField,
    #[doc(hidden)]
    StartHead,
    #[doc(hidden)]
    StartKindHead,
    #[doc(hidden)]
    StartElem,
}

impl TokenKind {
    /// Whether the parser does not see it: white space, comments, hidden marks.
    pub fn is_trivia(self) -> bool {
        self <= TokenKind::Hidden
    }

    /// Whether it is one of the words `let kind enum aspect extend is open derived`, which are ordinary words
    /// wherever no declaration or kind's field begins.
    pub fn is_declaration_word(self) -> bool {
        (TokenKind::Let..=TokenKind::Derived).contains(&self)
    }

    /// Whether a value may end with it, as the parser sees it.
    pub(crate) fn ends_value(self) -> bool {
        use TokenKind::*;
        self.is_declaration_word()
            || matches!(self, Path | Number | Quantity | Date | Id | Edition | Url | Text | Prose)
            || matches!(self, None | CloseParen | CloseBracket | Star | DotStar)
    }

    /// Whether a value may begin with it, as the parser sees it (and nothing else may: no sign, no `not`).
    pub(crate) fn begins_value(self) -> bool {
        use TokenKind::*;
        self == Path
            || self.is_declaration_word()
            || matches!(self, Number | Quantity | Date | Id | Url | Text | Prose | None)
            || matches!(self, OpenParen | OpenBracket)
    }

    /// Whether it is a word that is reserved everywhere: a preposition, or one of `and or not in where none`.
    pub fn is_reserved(self) -> bool {
        self == TokenKind::Prep || (TokenKind::And..=TokenKind::None).contains(&self)
    }
}

/// The tokens of a text: kinds and starts side by side, five bytes a token.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tokens {
    kinds: Vec<TokenKind>,
    starts: Vec<u32>,
    end: u32,
}

/// A token with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Span,
}

impl Tokens {
    /// How many tokens there are, white space and comments included.
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether the text was empty.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// The token at `index`.
    pub fn get(&self, index: usize) -> Option<Token> {
        let kind = *self.kinds.get(index)?;
        let start = *self.starts.get(index)?;
        let end = self.starts.get(index + 1).copied().unwrap_or(self.end);
        Some(Token { kind, span: Span::new(start, end) })
    }

    /// All tokens, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Token> + ExactSizeIterator + '_ {
        (0..self.len()).map(|index| Token {
            kind: self.kinds[index],
            span: Span::new(self.starts[index], self.starts.get(index + 1).copied().unwrap_or(self.end)),
        })
    }

    /// The index of the token that holds `offset`; of the last one at the end of the text.
    pub fn at(&self, offset: u32) -> Option<usize> {
        self.starts.partition_point(|start| *start <= offset).checked_sub(1)
    }

    /// One token over the whole text, for a text that is not read.
    pub(crate) fn unread(text: &str) -> Tokens {
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        Tokens { kinds: vec![TokenKind::Unknown], starts: vec![0], end }
    }
}

/// Cuts `text` into tokens. The text must be shorter than 4 GiB ([`crate::MAX_FILE_SIZE`] is far below).
pub fn tokenize(text: &str) -> Tokens {
    // A token is about four bytes of real text; starting near that saves most of the growing.
    let guess = text.len() / 4 + 16;
    let mut tokens = Tokens {
        kinds: Vec::with_capacity(guess),
        starts: Vec::with_capacity(guess),
        end: text.len() as u32,
    };
    let mut lexer = TokenKind::lexer(text);
    while let Some(kind) = lexer.next() {
        let kind = kind.unwrap_or(TokenKind::Unknown);
        let start = lexer.span().start as u32;
        // What has no meaning is reported once for a run.
        if kind == TokenKind::Unknown && tokens.kinds.last() == Some(&TokenKind::Unknown) {
            continue;
        }
        tokens.kinds.push(kind);
        tokens.starts.push(start);
    }
    tokens.kinds.shrink_to_fit();
    tokens.starts.shrink_to_fit();
    tokens
}

/// What the lexer remembers, so that a search to the end of the text is made once and not for each token.
#[derive(Clone, Debug)]
pub struct Memory {
    /// What opens in here has been seen to find no three quotes that close it.
    no_prose_end: Range<usize>,
    /// From here on there is no `*/`.
    no_comment_end: usize,
}

impl Default for Memory {
    fn default() -> Self {
        Memory { no_prose_end: 0..0, no_comment_end: usize::MAX }
    }
}

type Lex<'t> = Lexer<'t, TokenKind>;

fn comment(lex: &mut Lex<'_>) -> TokenKind {
    let text = lex.slice();
    if text.starts_with("///") && !text.starts_with("////") { TokenKind::Doc } else { TokenKind::Comment }
}

fn block_comment(lex: &mut Lex<'_>) -> TokenKind {
    let rest = lex.remainder();
    let here = lex.span().end;
    let close = if lex.slice() == "/*" { "*/" } else { "-->" };
    let end = if here >= lex.extras.no_comment_end { None } else { rest.find(close) };
    match end {
        Some(end) => lex.bump(end + close.len()),
        None => {
            lex.extras.no_comment_end = lex.extras.no_comment_end.min(here);
            lex.bump(line_length(rest));
        }
    }
    TokenKind::BlockComment
}

/// `-`, or a comment of SQL where two of them begin a line or stand between blanks.
fn minus(lex: &mut Lex<'_>) -> TokenKind {
    let rest = lex.remainder();
    let before = &lex.source()[..lex.span().start];
    let is_comment = rest.strip_prefix('-').is_some_and(|rest| rest.starts_with([' ', '\t', '-']))
        && (before.ends_with([' ', '\t']) || begins_line(lex.source(), before.len()));
    if is_comment {
        lex.bump(line_length(rest));
        return TokenKind::HashComment;
    }
    TokenKind::Minus
}

/// Whether only blanks stand before `at` on its line.
pub(crate) fn begins_line(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\t']);
    before.is_empty() || before.ends_with('\n')
}

/// The length of the line at the start of `rest`, without its end.
fn line_length(rest: &str) -> usize {
    let line = rest.find('\n').unwrap_or(rest.len());
    if rest[..line].ends_with('\r') { line - 1 } else { line }
}

/// One character that may continue an identifier; the lexer's own notion of it, for the scanners by hand.
#[derive(Logos, Clone, Copy, PartialEq)]
enum Continue {
    #[regex(r"\p{XID_Continue}")]
    One,
}

/// The length of the character at `at`, if it may continue an identifier.
fn continues(text: &str, at: usize) -> Option<usize> {
    match text.as_bytes().get(at) {
        Some(b) if b.is_ascii_alphanumeric() || *b == b'_' => Some(1),
        Some(b) if b.is_ascii() => None,
        Some(_) => {
            let mut lexer = Continue::lexer(text.get(at..)?);
            matches!(lexer.next(), Some(Ok(Continue::One))).then(|| lexer.span().end)
        }
        None => None,
    }
}

/// The hyphens of a word processor.
pub(crate) const HYPHENS: [char; 2] = ['‐', '‑'];

/// Where the path segment that begins at `at` ends; `at` itself where none does.
fn segment(text: &str, at: usize) -> usize {
    let mut end = at;
    loop {
        while let Some(length) = continues(text, end) {
            end += length;
        }
        let hyphen = match text.as_bytes().get(end) {
            Some(b'-') => 1,
            Some(0xE2) if text[end..].starts_with(HYPHENS) => 3,
            _ => 0,
        };
        if hyphen == 0 || end == at || continues(text, end + hyphen).is_none() {
            return end;
        }
        end += hyphen;
    }
}

/// Where the parentheses glued to the segment `start..end` end; `end` where it holds no digit or has none.
fn glued(text: &str, start: usize, mut end: usize) -> usize {
    let bytes = text.as_bytes();
    if bytes.get(end) != Some(&b'(') || !bytes[start..end].iter().any(u8::is_ascii_digit) {
        return end;
    }
    while bytes.get(end) == Some(&b'(') {
        let inner = bytes[end + 1..]
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
            .count();
        if inner == 0 || bytes.get(end + 1 + inner) != Some(&b')') {
            break;
        }
        end += inner + 2;
    }
    end
}

/// An identifier has been read: a word of the language, a field's name, a path, or the scheme of a URL.
fn word(lex: &mut Lex<'_>) -> TokenKind {
    let text = lex.source();
    let bytes = text.as_bytes();
    let (start, read) = (lex.span().start, lex.span().end);
    let mut first = read;
    if text[read..].starts_with(HYPHENS) && bytes[read] == 0xE2 {
        first = segment(text, start);
        lex.bump(first - read);
    }
    let marked = first > read;
    match bytes.get(first) {
        Some(b':') => {
            if bytes[first..].starts_with(b"://") && url_length(&text[first + 3..]) > 0 {
                lex.bump(3 + url_length(&text[first + 3..]));
                return TokenKind::Url;
            }
            lex.bump(1);
            return if marked {
                TokenKind::FieldMarked
            } else if Prep::from_word(&text[start..first]).is_some() {
                TokenKind::FieldPrep
            } else {
                TokenKind::Field
            };
        }
        Some(b'?' | b'*' | b'+') if bytes.get(first + 1) == Some(&b':') => {
            lex.bump(2);
            return if marked { TokenKind::FieldMarked } else { TokenKind::Field };
        }
        Some(b'.' | b'(') => {
            let mut end = glued(text, start, first);
            while bytes.get(end) == Some(&b'.') && continues(text, end + 1).is_some() {
                let next = segment(text, end + 1);
                end = glued(text, end + 1, next);
            }
            if end > first {
                lex.bump(end - first);
                let marked =
                    marked || (bytes[first..end].contains(&0xE2) && text[first..end].contains(HYPHENS));
                return if marked { TokenKind::PathMarked } else { TokenKind::Path };
            }
        }
        _ => {}
    }
    if marked {
        return TokenKind::PathMarked;
    }
    match &text[start..first] {
        "by" | "on" | "for" | "from" | "to" | "of" | "with" | "since" | "until" | "due" | "every"
        | "because" | "against" | "extends" | "at" | "except" => TokenKind::Prep,
        "let" => TokenKind::Let,
        "kind" => TokenKind::Kind,
        "enum" => TokenKind::Enum,
        "aspect" => TokenKind::Aspect,
        "extend" => TokenKind::Extend,
        "is" => TokenKind::Is,
        "open" => TokenKind::Open,
        "derived" => TokenKind::Derived,
        "and" => TokenKind::And,
        "or" => TokenKind::Or,
        "not" => TokenKind::Not,
        "in" => TokenKind::In,
        "where" => TokenKind::Where,
        "none" => TokenKind::None,
        _ => TokenKind::Path,
    }
}

/// The length of what follows `://`: up to white space, a comma or a quote.
fn url_length(rest: &str) -> usize {
    rest.find(|c: char| {
        c.is_whitespace() || matches!(c, ',' | '"' | '“' | '”' | '„' | '\u{FEFF}' | ';' | '}')
    })
    .unwrap_or(rest.len())
}

// ── numbers, dates, ids ─────────────────────────────────────────────────────────────────────────────────────────────

/// The most digits that an exact decimal holds.
pub const MAX_DIGITS: usize = 28;

fn number(lex: &mut Lex<'_>) -> TokenKind {
    let text = lex.source();
    let start = lex.span().start;
    let (length, kind) = scan_number(text, start);
    lex.bump(length.saturating_sub(1));
    kind
}

/// Length and kind of what begins with the digit at `start`.
fn scan_number(text: &str, start: usize) -> (usize, TokenKind) {
    let rest = &text[start..];
    if let Some(date) = literal::date_like(rest) {
        return (date.length, if date.is_written_right() { TokenKind::Date } else { TokenKind::DateBad });
    }
    let bytes = rest.as_bytes();
    let digits_at =
        |at: usize| bytes[at.min(bytes.len())..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut end = bytes.iter().take_while(|b| b.is_ascii_digit() || **b == b'_').count();
    let mut bad = bytes[..end].ends_with(b"_") || bytes[..end].windows(2).any(|pair| pair == b"__");

    // Letters glued to the digits: a unit, or an id such as `5a`.
    let letters = bytes[end..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    if letters > 0 && unit_length(rest, end) == 0 {
        end += letters;
        if bytes[..end].contains(&b'_') {
            return (end, TokenKind::NumberBad);
        }
        return (id_end(rest, end), TokenKind::Id);
    }
    // Parentheses or a third part make an id.
    let mut decimals = 0;
    if letters == 0 {
        let glued_end = glued(rest, 0, end);
        if glued_end > end {
            return (id_end(rest, glued_end), TokenKind::Id);
        }
        if bytes.get(end) == Some(&b'.') && digits_at(end + 1) > 0 {
            decimals = digits_at(end + 1);
            let after = end + 1 + decimals;
            let more = bytes.get(after).is_some_and(|b| b.is_ascii_alphabetic())
                && unit_length(rest, after) == 0
                || bytes.get(after) == Some(&b'.')
                    && bytes.get(after + 1).is_some_and(u8::is_ascii_alphanumeric)
                || glued(rest, 0, after) > after;
            if more {
                return (id_end(rest, end), TokenKind::Id);
            }
            end = after;
        }
    }
    // Commas and apostrophes within: a decimal comma, or thousands.
    let mut comma = false;
    let in_tight_list = {
        let before = &text.as_bytes()[..start];
        before.ends_with(b",") && before.len() > 1 && before[before.len() - 2].is_ascii_digit()
    };
    if !in_tight_list && letters == 0 {
        let group = digits_at(end + 1);
        let sign = bytes.get(end).copied();
        if (sign == Some(b',') && group > 0) || (sign == Some(b'\'') && group == 3) {
            let mut groups = 1;
            let mut thousands = group == 3;
            let mut after = end + 1 + group;
            while groups <= MAX_DIGITS && bytes.get(after).copied() == sign && digits_at(after + 1) > 0 {
                thousands &= digits_at(after + 1) == 3;
                groups += 1;
                after += 1 + digits_at(after + 1);
            }
            let fraction = bytes.get(after) == Some(&b'.') && digits_at(after + 1) > 0;
            if decimals == 3 && groups == 1 {
                // 1.234,56
                (bad, end) = (true, after);
            } else if decimals == 0 && thousands {
                // 1,200 or 1,200,000 or 1,200.50
                (bad, end) = (true, if fraction { after + 1 + digits_at(after + 1) } else { after });
            } else if decimals == 0 && groups == 1 && !fraction {
                (comma, end) = (true, after);
            }
        }
    }
    bad |= bytes[..end].iter().filter(|b| b.is_ascii_digit()).count() > MAX_DIGITS;
    let unit = unit_length(rest, end);
    let kind = match (unit > 0, bad, comma) {
        (false, true, _) => TokenKind::NumberBad,
        (false, false, true) => TokenKind::NumberComma,
        (false, false, false) => TokenKind::Number,
        (true, true, _) => TokenKind::QuantityBad,
        (true, false, true) => TokenKind::QuantityComma,
        (true, false, false) => TokenKind::Quantity,
    };
    (end + unit, kind)
}

/// Where an id goes on behind `end`: further parts with dots, parentheses.
fn id_end(rest: &str, mut end: usize) -> usize {
    let bytes = rest.as_bytes();
    let mut start = 0;
    loop {
        end = glued(rest, start, end);
        if bytes.get(end) != Some(&b'.') || !bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric) {
            return end;
        }
        start = end + 1;
        end = start + bytes[start..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    }
}

/// The length of the unit behind a number, with the one space before it; 0 where there is none.
fn unit_length(rest: &str, at: usize) -> usize {
    let tail = &rest[at..];
    let space = match tail.chars().next() {
        Some(c @ (' ' | '\u{A0}' | '\u{202F}')) => c.len_utf8(),
        _ => 0,
    };
    let tail = &tail[space..];
    if tail.starts_with('%') {
        return space + 1;
    }
    let letters = tail.bytes().take_while(u8::is_ascii_alphabetic).count();
    let unit = &tail[..letters];
    if !literal::is_unit(unit) || continues(tail, letters).is_some() {
        return 0;
    }
    let mut behind = tail[letters..].bytes();
    match (behind.next(), behind.next()) {
        // The word goes on, or is a name or a field of its own.
        (Some(b'-' | b'.'), Some(b)) if b.is_ascii_alphanumeric() => 0,
        (Some(b':' | b'('), _) | (Some(b'?' | b'*' | b'+'), Some(b':')) => 0,
        _ => space + letters,
    }
}

// ── texts and prose ─────────────────────────────────────────────────────────────────────────────────────────────────

/// Whether `c` is a double quote, straight or typographic.
pub(crate) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟')
}

/// The length of the three quotes that `text` begins with, if it does.
pub(crate) fn triple(text: &str) -> Option<usize> {
    let mut chars = text.char_indices();
    for _ in 0..3 {
        let (_, c) = chars.next()?;
        if !is_quote(c) {
            return None;
        }
    }
    Some(text.len() - chars.as_str().len())
}

fn text(lex: &mut Lex<'_>) -> TokenKind {
    let source = lex.source();
    let start = lex.span().start;
    if let Some(quotes) = triple(&source[start..]) {
        let (end, kind) = prose(source, start, quotes, &mut lex.extras);
        lex.bump(end - lex.span().end);
        return kind;
    }
    let rest = lex.remainder();
    let opened = lex.slice();
    if matches!(opened, "”" | "»" | "«") && source[..start].ends_with(char::is_alphanumeric) {
        return TokenKind::Unknown;
    }
    // What opens also closes, so that nothing is searched for twice on a line.
    let closes: &[char] = match opened {
        "\"" => &['"'],
        "“" => &['”', '"', '“'],
        "„" => &['“', '”', '"', '‟', '„'],
        "«" => &['»', '"', '«'],
        "»" => &['«', '"', '»'],
        _ => &['”', '"', '‟'],
    };
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        if c == '\n' {
            break;
        } else if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if closes.contains(&c) {
            lex.bump(at + c.len_utf8());
            return if opened == "\"" { TokenKind::Text } else { TokenKind::TextMarked };
        }
    }
    let line = &rest[..line_length(rest)];
    // Opened straight and closed by a word processor.
    if let Some(at) = line.rfind(['”', '“']).filter(|_| opened == "\"") {
        lex.bump(at + '”'.len_utf8());
        return TokenKind::TextMarked;
    }
    lex.bump(unclosed_length(line));
    TokenKind::TextUnclosed
}

/// How much of the line an unclosed text takes: all, but a brace at its end that belongs to the declaration.
fn unclosed_length(line: &str) -> usize {
    let code = line.trim_end();
    let mut depth = 0usize;
    for (at, c) in code.char_indices() {
        match c {
            '{' => {
                if at + 1 == code.len() {
                    return code[..at].trim_end().len();
                }
                depth += 1;
            }
            '}' if depth == 0 => return code[..at].trim_end().len(),
            '}' => depth -= 1,
            _ => {}
        }
    }
    code.len()
}

/// `'text'`: not of the language, but plainly meant as a text where a second quote follows on the line.
fn single(lex: &mut Lex<'_>) -> TokenKind {
    let start = lex.span().start;
    let before = lex.source()[..start].chars().next_back();
    if before.is_some_and(char::is_alphanumeric) {
        return TokenKind::Unknown;
    }
    let straight = lex.slice() == "'";
    // `''text''`, and three around prose: signs that stand together open and close together.
    let more = lex.remainder().bytes().take(3).take_while(|b| *b == b'\'').count();
    let inside = &lex.remainder()[more..];
    let opens = inside.starts_with(|c: char| !c.is_whitespace() && !matches!(c, ',' | ')' | ']' | '}'));
    if straight && (more == 1 && opens || more == 2) {
        let sign = &"'''"[..=more];
        let end = inside.find(sign).filter(|end| more == 2 || !inside[..*end].contains('\n'));
        lex.bump(end.map_or(more, |end| more + end + sign.len()));
        return if end.is_some() { TokenKind::TextSingle } else { TokenKind::Unknown };
    }
    let closes: &[char] = if straight { &['\''] } else { &['’', '‘', '\'', '‚', '‛'] };
    match lex.remainder().char_indices().find(|(_, c)| *c == '\n' || closes.contains(c)) {
        Some((at, c)) if c != '\n' => {
            lex.bump(at + c.len_utf8());
            TokenKind::TextSingle
        }
        _ => TokenKind::Unknown,
    }
}

/// How far a line is indented, a tab up to the next multiple of four.
pub(crate) fn indent_width(line: &str) -> usize {
    let mut width = 0;
    for c in line.chars() {
        match c {
            '\t' => width = (width / 4 + 1) * 4,
            '\r' | '\n' => break,
            c if c.is_whitespace() => width += 1,
            '\u{FEFF}' => {}
            _ => break,
        }
    }
    width
}

/// The start of the line that holds `at`.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().rposition(|b| *b == b'\n').map_or(0, |newline| newline + 1)
}

fn trim_line_start(line: &str) -> &str {
    line.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
}

/// How many lines are searched for the end of prose that begins behind its quotes.
const CROOKED_LINES: usize = 40;
/// How many lines behind the head of a declaration are searched for the end of prose.
const LINES_BEHIND_HEAD: usize = 400;

/// Where the prose that opens at `start` with `quotes` bytes of quotes ends, and what is to be said about it.
///
/// Three quotes that begin a line close it, unless they rather open the next prose: behind the head of a declaration,
/// and further in than the line that opened this one, or with words behind them. What nothing closes ends where the
/// lines look like fields and declarations again, so that a forgotten quote does not turn the rest of a file inside out.
fn prose(text: &str, start: usize, quotes: usize, memory: &mut Memory) -> (usize, TokenKind) {
    let after = start + quotes;
    let straight = |end: usize| {
        let closing = text[..end].ends_with("\"\"\"");
        if text[start..].starts_with("\"\"\"") && closing { TokenKind::Prose } else { TokenKind::ProseMarked }
    };
    if let Some(length) = to_triple(&text[after..]) {
        return (after + length, straight(after + length));
    }
    let line_end = after + line_length(&text[after..]);
    let first = &text[after..line_end];
    let opened_well = first.trim().is_empty();
    let indent = indent_width(&text[line_start(text, start)..]);
    let mut lines = Lines { text, at: line_end };
    lines.next();
    let hopeless = memory.no_prose_end.contains(&after);
    let (mut last, mut crooked, mut seen) = (after + first.trim_end().len(), None, 0);
    // Where the prose ends if nothing closes it: before the first line that is none; and the first head among these.
    let (mut code, mut head) = (None, None);
    let mut searched = Some(text.len());
    // Where a line stands further out than the quotes, and where the line before it ends.
    let mut margin: Option<(usize, usize)> = None;
    for (at, line) in &mut lines {
        seen += 1;
        let content = trim_line_start(line);
        if content.trim_end().is_empty() {
            continue;
        }
        let width = indent_width(line);
        if let Some(length) = triple(content) {
            let opens = head.is_some() && (width > indent || !content[length..].trim().is_empty());
            if opens {
                searched = None;
                break;
            }
            let end = at + (line.len() - content.len()) + length;
            return (end, if opened_well { straight(end) } else { TokenKind::ProseCrooked });
        }
        if width < indent {
            // Prose that was pasted at the margin is closed not far below, and no fact comes before that.
            let pasted = opened_well
                && !hopeless
                && seen <= CROOKED_LINES
                && content.starts_with(char::is_alphanumeric);
            if !pasted || code.is_some() || code_line(content).is_some() {
                searched = Some(margin.map_or(at, |(at, _)| at));
                break;
            }
            margin.get_or_insert((at, last));
        }
        if margin.is_some() && (seen > CROOKED_LINES || code_line(content).is_some()) {
            searched = margin.map(|(at, _)| at);
            break;
        }
        let far = head.is_some_and(|head| seen > head + LINES_BEHIND_HEAD);
        if far || (!opened_well && seen > CROOKED_LINES) {
            searched = None;
            break;
        }
        if width == indent
            && let Some(sort) = code_line(content)
        {
            code.get_or_insert(last);
            if sort == CodeLine::Head {
                head.get_or_insert(seen);
            }
            // Words behind the quotes are rather one line; and where no end is known to follow, none is looked for.
            if hopeless || !opened_well {
                searched = None;
                break;
            }
        }
        last = at + line.trim_end().len();
        let closes = |content: &str| content.ends_with("\"\"\"") && content.matches("\"\"\"").count() == 1;
        if crooked.is_none() && code.is_none() && closes(content.trim_end()) {
            crooked = Some(last);
            if hopeless {
                searched = None;
                break;
            }
        }
    }
    if let (Some((at, before)), None) = (margin, crooked) {
        (searched, last) = (Some(at), before);
    }
    if let Some(end) = searched
        && !hopeless
    {
        memory.no_prose_end = after..end;
    }
    match crooked {
        Some(end) => (end, TokenKind::ProseCrooked),
        // Without quotes, a line in column 0 that goes on with the text is not told from one that does not.
        None if !opened_well && code.is_none() && (indent == 0 || searched.is_none()) => {
            (after + first.trim_end().len(), TokenKind::ProseUnclosed)
        }
        None => (code.unwrap_or(last), TokenKind::ProseUnclosed),
    }
}

/// What a line looks like that is no prose.
#[derive(Clone, Copy, PartialEq)]
enum CodeLine {
    /// A field, a declaration without braces, or a brace that closes one.
    Fact,
    /// A declaration whose brace opens here.
    Head,
}

/// Whether a line looks like Annexa rather than prose.
pub(crate) fn is_code(line: &str) -> bool {
    code_line(line).is_some()
}

/// Whether a line looks like a field or a declaration, or closes one.
fn code_line(line: &str) -> Option<CodeLine> {
    let line = line.trim_end();
    if line == "}" {
        return Some(CodeLine::Fact);
    }
    let mut words = line.split_whitespace();
    let first = words.next()?;
    let is_name = |word: &str| {
        word.starts_with(char::is_lowercase)
            && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    if first.strip_suffix(':').is_some_and(is_name) {
        return Some(CodeLine::Fact);
    }
    let second = words.next()?;
    if !is_name(first) || !second.starts_with(char::is_alphanumeric) || second.ends_with([':', ',', '.']) {
        return None;
    }
    match line.ends_with('{') {
        true => Some(CodeLine::Head),
        false => words.next()?.starts_with(is_quote).then_some(CodeLine::Fact),
    }
}

/// How far it is up to and with the next three quotes on this line.
fn to_triple(rest: &str) -> Option<usize> {
    let quote = |(_, c): &(usize, char)| *c == '\n' || is_quote(*c);
    rest.char_indices()
        .filter(quote)
        .take_while(|(_, c)| *c != '\n')
        .find_map(|(at, _)| triple(&rest[at..]).map(|length| at + length))
}

/// The lines of a text from an offset on, each with its start, without its end.
struct Lines<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Iterator for Lines<'t> {
    type Item = (usize, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.text.len() {
            return None;
        }
        let start = self.at;
        let rest = &self.text[start..];
        let length = rest.find('\n').unwrap_or(rest.len());
        self.at = start + length + 1;
        Some((start, &rest[..length]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(TokenKind, &str)> {
        let tokens = tokenize(text);
        let seen: Vec<Token> = tokens.iter().filter(|token| token.kind != TokenKind::Space).collect();
        seen.into_iter().map(|token| (token.kind, token.span.of(text))).collect()
    }

    fn one(text: &str) -> TokenKind {
        let tokens = kinds(text);
        assert_eq!(tokens.len(), 1, "{text}: {tokens:?}");
        tokens[0].0
    }

    #[test]
    fn each_is_one_token() {
        use TokenKind::*;
        for (kind, texts) in [
            (
                Path,
                &["ciso", "patient-db", "überwachung", "A.8.13", "nist-csf.PR.AA-01", "nist-800-53.AC-2(1)"]
                    [..],
            ),
            (Path, &["nis2.21(2)(a)", "iso27001.6.1.2", "open.x", "yes", "x1", "a_b", "ISO", "AC-2(1)"]),
            (Field, &["owner:", "owner?:", "include*:", "level+:", "kind:", "where:", "stage-1:"]),
            (FieldPrep, &["by:", "since:"]),
            (Prep, &["by", "except"]),
            (Number, &["12", "1_200", "99.9", "6.10"]),
            (Id, &["6.1.2", "21(2)(a)", "164.308(a)(1)", "3.1.1e", "5a"]),
            (
                Quantity,
                &[
                    "12 months",
                    "95%",
                    "95 %",
                    "24 hours",
                    "120_000 EUR",
                    "99.9%",
                    "1 day",
                    "95\u{A0}%",
                    "7days",
                ],
            ),
            (Date, &["2026-03-01"]),
            (
                DateBad,
                &[
                    "2026-13-40",
                    "2026-02-30",
                    "01.03.2026",
                    "2026/03/01",
                    "1 March 2026",
                    "2026-3-1",
                    "2026-03",
                ],
            ),
            (NumberBad, &["1,200", "1__2", "1.234,56", "1,200,000", "1'200", "12_x"]),
            (QuantityBad, &["1,200 EUR"]),
            (NumberComma, &["99,9"]),
            (Url, &["https://eur-lex.europa.eu/eli/reg/2016/679", "http://a.b?c=d#e"]),
            (Text, &["\"a\"", "\"a \\\" b\"", "\"\"", "\"//\""]),
            (TextMarked, &["“a”", "„a“", "\"a”", "»a«"]),
            (TextSingle, &["'a'", "‘a’"]),
            (TextUnclosed, &["\"a", "“a"]),
            (Prose, &["\"\"\"a\"\"\"", "\"\"\"\na\n\"\"\"", "  \"\"\"\r\n  a\r\n  \"\"\"", "\"\"\"\"\"\""]),
            (ProseMarked, &["“””a“””"]),
            (ProseCrooked, &["\"\"\"a\nb\n\"\"\"", "\"\"\"\na\"\"\""]),
            (ProseUnclosed, &["\"\"\"a", "\"\"\"\na\nb"]),
            (Comment, &["// a", "//// a"]),
            (Doc, &["/// a", "///"]),
            (Edition, &["@2022", "@1.1"]),
            (Space, &[]),
        ] {
            for text in texts {
                assert_eq!(one(text.trim_start()), kind, "{text}");
            }
        }
    }

    #[test]
    fn what_is_not_swallowed() {
        let words = |text| kinds(text).into_iter().map(|(_, word)| word).collect::<Vec<_>>();
        assert_eq!(words("12 and"), ["12", "and"]);
        assert_eq!(words("12 months-end"), ["12", "months-end"]);
        assert_eq!(words("3 days: 5"), ["3", "days:", "5"]);
        assert_eq!(words("1 .. 10"), ["1", "..", "10"]);
        assert_eq!(words("1..10"), ["1", "..", "10"]);
        assert_eq!(words("A.7.1..A.7.6"), ["A.7.1", "..", "A.7.6"]);
        assert_eq!(words("A.8.*"), ["A.8", ".*"]);
        assert_eq!(words("1,2,3"), ["1", ",", "2", ",", "3"]);
        assert_eq!(words("count(x)"), ["count", "(", "x", ")"]);
        assert_eq!(words("source: https://a.b, c"), ["source:", "https://a.b", ",", "c"]);
        assert_eq!(words("owner:// who"), ["owner:", "// who"]);
        assert_eq!(words("2026-01-01 .. 2026-06-30"), ["2026-01-01", "..", "2026-06-30"]);
        assert_eq!(words("12 EURO"), ["12", "EURO"]);
        assert_eq!(words("a--b"), ["a", "-", "-", "b"]);
        assert_eq!(words("role x \"Chief {"), ["role", "x", "\"Chief", "{"]);
        assert_eq!(words("{ holder: \"runa }"), ["{", "holder:", "\"runa", "}"]);
    }

    #[test]
    fn unclosed_prose_ends_where_a_line_is_indented_less() {
        let text = "a {\n    \"\"\"\n    prose\n\n      more\n  owner: x\n}\n";
        let prose = kinds(text)[2];
        assert_eq!(prose, (TokenKind::ProseUnclosed, "\"\"\"\n    prose\n\n      more"));
        let flat = "a b {\n\"\"\"\nprose\n}\nrole x \"X\" {\n}\n";
        assert_eq!(kinds(flat)[3], (TokenKind::ProseUnclosed, "\"\"\"\nprose"));
    }

    #[test]
    fn found_by_place() {
        let tokens = tokenize("owner: ciso");
        assert_eq!(tokens.at(0), Some(0));
        assert_eq!(tokens.at(6), Some(1));
        assert_eq!(tokens.at(8), Some(2));
        assert_eq!(tokens.at(11), Some(2));
        assert_eq!(tokenize("").at(0), None);
    }
}
