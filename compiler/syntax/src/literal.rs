//! What literals say: the value of texts, prose, numbers, quantities and dates, and the references in prose.
//!
//! The tree keeps only the place of a literal. These functions take the text at that place. They never fail on a
//! literal that the parser accepted; where the literal was reported as wrong (`2026-13-40`), they give `None`, and the
//! caller treats the value as unknown, without a further problem.

use std::borrow::Cow;
use std::collections::BTreeSet;

use logos::Logos;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::span::Span;
use crate::token::{self, MAX_DIGITS, TokenKind};
use crate::view;

// ── names ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/// A name as names are compared: in Unicode's normal form C, with the hyphen of the keyboard, and without what nobody sees.
pub fn path_text(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        return Cow::Borrowed(name);
    }
    let hidden = |c: char| view::is_direction_mark(c) || view::is_invisible(c);
    let name: Cow<'_, str> = match name.contains(|c| hidden(c) || token::HYPHENS.contains(&c)) {
        true => {
            let seen = name.chars().filter(|c| !hidden(*c));
            Cow::Owned(seen.map(|c| if token::HYPHENS.contains(&c) { '-' } else { c }).collect())
        }
        false => Cow::Borrowed(name),
    };
    if is_nfc(&name) { name } else { Cow::Owned(name.nfc().collect()) }
}

/// Whether `text` is one path (`ciso`, `access-control.mfa`, `nis2.21(2)(a)`), reserved words excluded.
pub fn is_path(text: &str) -> bool {
    let mut lexer = TokenKind::lexer(text);
    let path = lexer.next().is_some_and(|kind| {
        kind.is_ok_and(|kind| {
            matches!(kind, TokenKind::Path | TokenKind::PathMarked) || kind.is_declaration_word()
        })
    });
    path && lexer.span().end == text.len()
}

/// The words of a doc comment's line: without its slashes, one blank behind them, and blanks at its end.
pub fn doc_text(line: &str) -> &str {
    let words = line.trim_start_matches('/');
    words.strip_prefix(' ').unwrap_or(words).trim_end()
}

// ── numbers, quantities, dates ──────────────────────────────────────────────────────────────────────────────────────

/// The units of time, as they may stand behind a number.
pub const DURATION_UNITS: &[&str] = &[
    "second", "seconds", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month",
    "months", "year", "years",
];

/// Whether `word` may stand behind a number as its unit: a unit of time, or a currency's three capitals.
pub fn is_unit(word: &str) -> bool {
    DURATION_UNITS.contains(&word) || (word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase()))
}

/// Whether a number before `unit` can be read in two ways: one to three digits, a point, and three digits of which the last is
/// 0, as in `1.500` and `12.000 EUR`. Where a point parts thousands that is more than a thousand, and as a fraction nobody
/// needs the 0. Everything else with a point is a fraction: `1.234`, `0.250`, `1500.000`; so is a percentage, since some are
/// given to three digits (`99.990%`) and none is in the thousands.
pub fn is_ambiguous(number: &str, unit: &str) -> bool {
    let Some((whole, fraction)) = number.split_once('.').filter(|_| unit.trim_start() != "%") else {
        return false;
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    (1..=3).contains(&whole.len())
        && !whole.starts_with('0')
        && digits(whole)
        && fraction.len() == 3
        && digits(fraction)
        && fraction.ends_with('0')
}

/// The digits of a number as a decimal is read: without underscores, with a point. `None` if it was reported as wrong.
pub fn number_text(number: &str) -> Option<Cow<'_, str>> {
    amount(number, "")
}

fn amount<'t>(number: &'t str, unit: &str) -> Option<Cow<'t, str>> {
    let bytes = number.as_bytes();
    let plain = bytes.iter().all(|b| b.is_ascii_digit() || *b == b'.');
    let dots = bytes.iter().filter(|b| matches!(b, b'.' | b',')).count();
    let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
    if dots > 1 || digits == 0 || digits > MAX_DIGITS || is_ambiguous(number, unit) {
        return None;
    }
    if plain {
        return Some(Cow::Borrowed(number));
    }
    if !bytes.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'_')) {
        return None;
    }
    if number.split_once(',').is_some_and(|(_, fraction)| fraction.len() == 3) {
        return None;
    }
    if number.split('_').any(str::is_empty) {
        return None;
    }
    Some(Cow::Owned(number.chars().filter(|c| *c != '_').map(|c| if c == ',' { '.' } else { c }).collect()))
}

/// The number of a quantity, as by [`number_text`], and its unit: `%`, a unit of time, a currency.
pub fn quantity(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let unit = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let (number, unit) = text.split_at(unit);
    Some((amount(number, unit)?, unit.trim_start()))
}

/// Year, month and day of a date such as `2026-03-01`; `None` if the calendar has no such day.
pub fn date(text: &str) -> Option<(u16, u8, u8)> {
    let date = date_like(text)?;
    (date.length == text.len() && date.is_written_right()).then_some((
        date.year,
        date.month as u8,
        date.day as u8,
    ))
}

/// How many days a month has.
pub const fn days_in_month(year: u16, month: u16) -> u16 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

/// The English names of the months.
pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The names of the months in other languages that policies are written in, each with its usual short forms.
const MONTHS_ELSEWHERE: [&str; 12] = [
    "januar jänner jan janvier janv enero januari",
    "februar feber feb février févr febrero februari",
    "märz mär mars marzo maart mrt mar",
    "april avril avr abril abr apr",
    "mai mayo mei may",
    "juni juin junio jun",
    "juli juillet juil julio jul",
    "august août agosto augustus aug ago",
    "september septembre sept septiembre sep",
    "oktober octobre octubre okt oct",
    "november novembre noviembre nov",
    "dezember décembre diciembre december desember dez déc dic des dec",
];

/// Which month, from 1, `word` names in any of these languages.
pub(crate) fn month_named(word: &str) -> Option<u16> {
    let word = word.to_lowercase();
    let english = |month: &&str| {
        word.len() >= 3 && (month.eq_ignore_ascii_case(&word) || month[..3].eq_ignore_ascii_case(&word))
    };
    let elsewhere = |months: &&str| months.split(' ').any(|month| month == word);
    let at = MONTHS.iter().position(english).or_else(|| MONTHS_ELSEWHERE.iter().position(elsewhere))?;
    Some(at as u16 + 1)
}

/// How long the time of day is that `text` begins with, behind a date: `T10:00:00Z`, ` 00:00`. 0 where there is none.
fn time_of_day(text: &str) -> usize {
    let Some(rest) = text.strip_prefix(['T', ' ']) else { return 0 };
    let is_clock = |b: &u8| b.is_ascii_digit() || *b == b':';
    let clock = rest.bytes().take_while(|b| is_clock(b)).count();
    let parts: Vec<&str> = rest[..clock].split(':').collect();
    if !(2..=3).contains(&parts.len()) || !parts.iter().all(|part| part.len() == 2) {
        return 0;
    }
    let mut length = 1 + clock;
    if let Some(fraction) = text[length..].strip_prefix('.') {
        length += 1 + fraction.bytes().take_while(u8::is_ascii_digit).count();
    }
    length += usize::from(text[length..].starts_with('Z'));
    length
}

/// Something that is a date for a person, however it is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DateLike {
    /// How long it is.
    pub length: usize,
    pub year: u16,
    pub month: u16,
    pub day: u16,
    /// Whether it is written year, month, day with hyphens and two digits each.
    pub in_order: bool,
    /// Whether day and month may have been meant the other way round.
    pub ambiguous: bool,
    /// Whether a day is given at all.
    pub has_day: bool,
}

impl DateLike {
    /// Whether there is such a day.
    pub fn exists(&self) -> bool {
        self.has_day && (1..=days_in_month(self.year, self.month)).contains(&self.day)
    }

    /// Whether it is a date of the language.
    pub fn is_written_right(&self) -> bool {
        self.in_order && self.exists()
    }
}

/// The date that `text` begins with, in any of the ways people write dates.
pub(crate) fn date_like(text: &str) -> Option<DateLike> {
    let bytes = text.as_bytes();
    let digits = |at: usize| bytes[at.min(bytes.len())..].iter().take_while(|b| b.is_ascii_digit()).count();
    let value = |at: usize, length: usize| text[at..at + length].parse::<u16>().unwrap_or(0);
    let first = digits(0);
    if !matches!(first, 1 | 2 | 4) {
        return None;
    }
    // Nothing of a word, and no further part, may follow.
    let ends = |at: usize, separator: char| {
        let mut behind = text[at..].chars();
        match (behind.next(), behind.next()) {
            (Some(c), _) if c.is_alphanumeric() || c == '_' => false,
            (Some(c), Some(d)) if c == separator && c != '.' && c != ',' => !d.is_alphanumeric(),
            (Some('.'), Some(d)) => !d.is_ascii_digit(),
            _ => true,
        }
    };
    let separator = text[first..].chars().next()?;
    let hyphen = matches!(separator, '-' | '‐' | '‑' | '–' | '−');
    if hyphen || matches!(separator, '/' | '.') {
        let second_at = first + separator.len_utf8();
        let second = digits(second_at);
        if separator == '.' && text[second_at..].starts_with(' ') && digits(second_at + 1) > 0 {
            return date_in_parts(text, first);
        }
        // `1. March 2026`, `01-Mar-2026`
        if second == 0 && matches!(separator, '.' | '-' | '/') && first <= 2 {
            return date_in_words(text, first);
        }
        if !(1..=2).contains(&second) {
            return None;
        }
        let third_at = second_at + second;
        if first == 4 && separator == '-' && second == 2 && ends(third_at, separator) {
            let year = value(0, 4);
            if !(1900..2200).contains(&year) {
                return None;
            }
            return Some(DateLike {
                length: third_at,
                year,
                month: value(second_at, 2),
                day: 0,
                in_order: false,
                ambiguous: false,
                has_day: false,
            });
        }
        if !text[third_at..].starts_with(separator) {
            return None;
        }
        let third_at = third_at + separator.len_utf8();
        let third = digits(third_at);
        let length = third_at + third;
        let time = if first == 4 && third == 2 { time_of_day(&text[length..]) } else { 0 };
        if time == 0 && !ends(length, separator) {
            return None;
        }
        if first == 4 && (1..=2).contains(&third) {
            let year = value(0, 4);
            let length = length + time;
            let in_order = separator == '-' && second == 2 && third == 2 && time == 0;
            if separator != '-' && !(1900..2200).contains(&year) {
                return None;
            }
            let (month, day) = (value(second_at, second), value(third_at, third));
            return Some(DateLike { length, year, month, day, in_order, ambiguous: false, has_day: true });
        }
        if first <= 2 && third == 4 {
            let (a, b, year) = (value(0, first), value(second_at, second), value(third_at, 4));
            if !(1900..2200).contains(&year) {
                return None;
            }
            let (day, month) = if b > 12 && a <= 12 { (b, a) } else { (a, b) };
            let ambiguous = separator != '.' && a <= 12 && b <= 12 && a != b;
            return Some(DateLike { length, year, month, day, in_order: false, ambiguous, has_day: true });
        }
        return None;
    }
    date_in_words(text, first)
}

/// `01. 03. 2026`, the day being the first `first` characters.
fn date_in_parts(text: &str, first: usize) -> Option<DateLike> {
    let mut parts = text.splitn(3, ". ");
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let year = year.get(..4)?;
    let is_number = |part: &str, most: usize| part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
    if day.len() != first
        || !is_number(day, 2)
        || month.is_empty()
        || !is_number(month, 2)
        || !is_number(year, 4)
    {
        return None;
    }
    let length = first + 2 + month.len() + 2 + 4;
    (!text[length..].starts_with(|c: char| c.is_alphanumeric() || c == '_')).then_some(DateLike {
        length,
        year: year.parse().ok()?,
        month: month.parse().ok()?,
        day: day.parse().ok()?,
        in_order: false,
        ambiguous: false,
        has_day: true,
    })
}

/// How the date that `text` writes in another way is written here: `01.03.2026`, `20260301`. `None` where it is none, or
/// can be read in two ways.
pub fn date_meant(text: &str) -> Option<String> {
    let compact = |text: &str| {
        let digits = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
        digits
            .then(|| format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]))
            .filter(|date| self::date(date).is_some())
    };
    let like =
        || date_like(text).filter(|date| date.length == text.len() && date.exists() && !date.ambiguous);
    compact(text).or_else(|| like().map(|d| format!("{:04}-{:02}-{:02}", d.year, d.month, d.day)))
}

/// `1 March 2026`, `1st March 2026`, `1. März 2026`, `1 de marzo de 2026`, `01-Mar-2026`, the day being the first `first`
/// characters.
fn date_in_words(text: &str, first: usize) -> Option<DateLike> {
    let bytes = text.as_bytes();
    if first > 2 {
        return None;
    }
    let mut at = first;
    for suffix in ["st", "nd", "rd", "th", "."] {
        if text[at..].starts_with(suffix) {
            at += suffix.len();
            break;
        }
    }
    let blank = |at: usize| {
        let parts = |c: &char| matches!(c, ' ' | '\u{A0}' | '-' | '/');
        let at = at + text[at..].chars().next().filter(parts).map(char::len_utf8)?;
        Some(at + if text[at..].starts_with("de ") { 3 } else { 0 })
    };
    at = blank(at)?;
    let letters: usize = text[at..].chars().take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
    let month = month_named(&text[at..at + letters])?;
    at += letters;
    at += usize::from(text[at..].starts_with(['.', ',']));
    at = blank(at)?;
    let year = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
    if year != 4 || text[at + 4..].starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    Some(DateLike {
        length: at + 4,
        year: text[at..at + 4].parse().unwrap_or(0),
        month,
        day: text[..first].parse().unwrap_or(0),
        in_order: false,
        ambiguous: false,
        has_day: true,
    })
}

// ── texts and prose ─────────────────────────────────────────────────────────────────────────────────────────────────

/// The literal without the quotes it opens and closes with (one, or three for prose), and where that begins.
pub(crate) fn inner(literal: &str) -> (usize, &str) {
    let mut chars = literal.chars();
    let opening = |c: char| token::is_quote(c) || matches!(c, '«' | '»' | '\'' | '‘' | '’' | '‚' | '‛');
    let Some(first) = chars.next().filter(|c| opening(*c)) else {
        return (0, literal);
    };
    if let Some(open) = token::triple(literal) {
        let rest = &literal[open..];
        let mut end = rest.len();
        let closed = rest.char_indices().rev().take(3).filter(|(_, c)| token::is_quote(*c)).count() == 3;
        if closed {
            end = rest.char_indices().rev().nth(2).map_or(end, |(at, _)| at);
        }
        return (open, &rest[..end]);
    }
    // `''text''`
    let doubled = literal.strip_prefix("''").and_then(|rest| rest.strip_suffix("''"));
    if let Some(inside) = doubled.filter(|inside| !inside.is_empty()) {
        return (2, inside);
    }
    let rest = chars.as_str();
    let open = first.len_utf8();
    let mut end = rest.len();
    if let Some(last) = rest.chars().next_back().filter(|c| opening(*c)) {
        let slashes = rest[..end - last.len_utf8()].bytes().rev().take_while(|b| *b == b'\\').count();
        if slashes % 2 == 0 {
            end -= last.len_utf8();
        }
    }
    (open, &rest[..end])
}

/// Whether a literal is prose, `"""…"""`.
pub fn is_prose(literal: &str) -> bool {
    token::triple(literal).is_some()
}

/// Whether nothing stands between the quotes of a literal, or only blanks.
pub fn is_blank(literal: &str) -> bool {
    inner(literal).1.trim().is_empty()
}

/// The value of a text: without its quotes (typographic ones too), escapes resolved. References stay as written,
/// `\{` becomes `{`; where the difference counts, see [`pieces`]. Words without quotes are their own value.
pub fn text_value(literal: &str) -> Cow<'_, str> {
    unescape(inner(literal).1)
}

/// Units as people of several countries write them, by the unit that is meant.
const UNITS: &[(&str, &str)] = &[
    ("%", " percent pct prozent prosent pourcent "),
    ("days", " d tag tage tagen jour jours día días dia dias dag dager dage "),
    ("weeks", " w wk wks woche wochen semaine semaines semana semanas uke uker "),
    ("months", " m mo mos mth mths monat monate monaten mois mes meses måned måneder "),
    ("years", " y yr yrs jahr jahre jahren an ans année années año años år "),
    ("hours", " h hr hrs std stunde stunden heure heures hora horas time timer "),
    ("minutes", " min mins minuten minuto minutos minutter "),
    ("EUR", " euro euros "),
    ("USD", " dollar dollars "),
];

/// The unit that `word`, which is none, stands for: `Monate`, `yr`.
pub fn unit_meant(word: &str) -> Option<&'static str> {
    let word = format!(" {} ", word.to_lowercase());
    UNITS.iter().find(|(_, words)| words.contains(&word)).map(|(unit, _)| *unit)
}

/// Whether a backslash may stand before `c` in a text. Every quote that opens or closes a text is among them.
pub fn is_escape(c: char) -> bool {
    matches!(c, 'n' | 't' | '\\' | '{' | '}' | '\'' | '«' | '»') || crate::token::is_quote(c)
}

fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some(c) if is_escape(c) => out.push(c),
            Some(c) => out.extend(['\\', c]),
            None => out.push('\\'),
        }
    }
    Cow::Owned(out)
}

/// The Markdown of prose: without its quotes, without the indentation that all its lines share, without the line
/// break behind the opening and before the closing quotes. References and `\{` stay as written (see [`pieces`]).
pub fn prose_value(literal: &str) -> String {
    let (_, inner) = inner(literal);
    let (from, to, indent) = prose_frame(inner);
    dedent(&inner[from..to], indent)
}

/// Prose of several lines as it is written where its line is indented by `indent` blanks: its quotes and the
/// indentation that its lines share move there, and [`prose_value`] stays what it is. `None` for prose of one line.
pub(crate) fn indent_prose(literal: &str, indent: usize, line_end: &str) -> Option<String> {
    let (open, inner) = inner(literal);
    let (first, body) = inner.split_once('\n')?;
    let quotes = literal.get(..open)?;
    if !first.trim().is_empty() {
        return None;
    }
    let (_, _, shared) = prose_frame(inner);
    let blanks = " ".repeat(indent);
    let lines: Vec<&str> = body.split('\n').collect();
    let written = lines.iter().rposition(|line| !line.trim().is_empty()).map_or(0, |last| last + 1);
    let mut out = String::with_capacity(literal.len() + lines.len() * indent);
    out.push_str(quotes);
    for (at, line) in lines.iter().enumerate() {
        out.push_str(line_end);
        let closing = at + 1 == lines.len();
        let line = if closing { line } else { line.strip_suffix('\r').unwrap_or(line) };
        let content = without_indent(line, shared);
        if closing && at >= written {
            out.push_str(&blanks);
        } else if at < written && !content.is_empty() {
            out.push_str(&blanks);
            out.push_str(content);
        }
    }
    out.push_str(literal.get(open + inner.len()..)?);
    Some(out)
}

/// What of the inside of prose is its text, and how many characters of indentation its lines share.
fn prose_frame(inner: &str) -> (usize, usize, usize) {
    let (from, to) = prose_ends(inner);
    if !inner.contains('\n') {
        return (from, to, 0);
    }
    // Text right behind the opening quotes has no indentation to share.
    let indent = inner[from..]
        .lines()
        .skip(usize::from(from == 0))
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.chars().take_while(|c| c.is_whitespace()).count())
        .min()
        .unwrap_or(0);
    (from, to, indent)
}

/// Where prose begins and ends: without a first line that is blank, and without white space behind it.
fn prose_ends(inner: &str) -> (usize, usize) {
    let from = match inner.split_once('\n') {
        Some((first, _)) if first.trim().is_empty() => first.len() + 1,
        Some(_) => 0,
        None => inner.len() - inner.trim_start().len(),
    };
    (from, inner.trim_end().len().max(from))
}

/// `text`, which begins a line, without `indent` characters of white space at the start of each line.
fn dedent(text: &str, indent: usize) -> String {
    let mut out = String::with_capacity(text.len());
    dedent_into(&mut out, text, indent, true);
    out
}

fn dedent_into(out: &mut String, text: &str, indent: usize, at_line_start: bool) {
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let rest = if number > 0 || at_line_start { without_indent(line, indent) } else { line };
        match rest.strip_suffix("\r\n") {
            Some(line) => {
                out.push_str(line);
                out.push('\n');
            }
            None => out.push_str(rest),
        }
    }
}

/// A line without up to `indent` characters of white space at its start.
fn without_indent(line: &str, indent: usize) -> &str {
    let mut rest = line;
    for _ in 0..indent {
        match rest.chars().next() {
            Some(c) if c.is_whitespace() && c != '\n' => rest = &rest[c.len_utf8()..],
            _ => break,
        }
    }
    rest
}

/// A piece of a text or of prose.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece<'t> {
    /// Where it stands in the file.
    pub span: Span,
    /// What it is.
    pub kind: PieceKind<'t>,
}

/// The kinds of pieces. The texts of all pieces, joined, are the value of the literal.
#[derive(Clone, Debug, PartialEq)]
pub enum PieceKind<'t> {
    /// Words: escapes resolved, in prose also dedented.
    Text(Cow<'t, str>),
    /// `{path}`
    Reference {
        /// The path, as written.
        path: &'t str,
        /// Where the path stands in the file.
        span: Span,
    },
    /// `[words]({path})`
    Worded {
        /// The words between the brackets, as written.
        words: &'t str,
        /// The path, as written.
        path: &'t str,
        /// Where the path stands in the file.
        span: Span,
    },
    /// Braces that hold no path (`{Head of People}`): text, unless they hold a title. What is between them, as written.
    Braces(&'t str),
}

/// Cuts a text or prose into words and references. `literal` is the literal with its quotes, `start` its place in the
/// file. In prose nothing is a reference inside of Markdown's code spans and fences. `\{` is a brace.
pub fn pieces(literal: &str, start: u32) -> Vec<Piece<'_>> {
    cut(literal, start, true).0
}

/// What stands in braces in a text or prose, without the words around it; and where a brace opens that nothing closes on
/// its line.
pub fn braces(literal: &str, start: u32) -> (Vec<Piece<'_>>, Vec<u32>) {
    cut(literal, start, false)
}

fn cut(literal: &str, start: u32, with_words: bool) -> (Vec<Piece<'_>>, Vec<u32>) {
    let (open, inner) = inner(literal);
    let prose = is_prose(literal);
    let (from, to, indent) = match prose {
        true if with_words => prose_frame(inner),
        true => {
            let (from, to) = prose_ends(inner);
            (from, to, 0)
        }
        false => (0, inner.len(), 0),
    };
    let mut scan = Scan {
        text: &inner[from..to],
        base: start + (open + from) as u32,
        prose,
        indent,
        line_start: prose && inner[..from].ends_with('\n'),
        with_words,
        begin: 0,
        pieces: Vec::new(),
        open: Vec::new(),
    };
    scan.run();
    (scan.pieces, scan.open)
}

struct Scan<'t> {
    text: &'t str,
    base: u32,
    prose: bool,
    indent: usize,
    /// Whether the text itself begins a line.
    line_start: bool,
    /// Whether words become pieces.
    with_words: bool,
    /// Where the words begin that are not yet in a piece.
    begin: usize,
    pieces: Vec<Piece<'t>>,
    /// Where braces open that nothing closes.
    open: Vec<u32>,
}

impl<'t> Scan<'t> {
    fn span(&self, from: usize, to: usize) -> Span {
        Span::new(self.base + from as u32, self.base + to as u32)
    }

    /// The words up to `end` become a piece.
    fn words(&mut self, end: usize) {
        let text = self.text;
        let raw = &text[self.begin..end];
        if raw.is_empty() || !self.with_words {
            return;
        }
        let words = if !self.prose {
            unescape(raw)
        } else if !(raw.contains(['\n', '\\']) || self.begin == 0 && self.line_start && self.indent > 0) {
            Cow::Borrowed(raw)
        } else {
            let mut out = String::with_capacity(raw.len());
            dedent_into(&mut out, raw, self.indent, self.begin == 0 && self.line_start);
            Cow::Owned(out.replace("\\{", "{").replace("\\}", "}"))
        };
        let span = self.span(self.begin, end);
        self.pieces.push(Piece { span, kind: PieceKind::Text(words) });
    }

    fn run(&mut self) {
        let text = self.text;
        let bytes = text.as_bytes();
        let mut at = 0;
        // The last `[` of the paragraph, for `[words]({path})`.
        let mut bracket: Option<usize> = None;
        let mut fence: Option<(u8, usize)> = None;
        // Lengths of runs of backticks that have no partner in the rest of this paragraph.
        let mut alone: BTreeSet<usize> = BTreeSet::new();
        let mut line_start = true;
        while let Some(&byte) = bytes.get(at) {
            if self.prose && line_start {
                line_start = false;
                let line = text[at..].split('\n').next().unwrap_or("");
                let content = line.trim();
                if content.is_empty() {
                    bracket = None;
                    alone.clear();
                }
                let mark = content.as_bytes().first().copied().unwrap_or(0);
                let run = content.bytes().take_while(|b| *b == mark).count();
                match fence {
                    Some((open, length)) => {
                        if mark == open && run >= length && content.len() == run {
                            fence = None;
                        }
                        at += line.len();
                        continue;
                    }
                    None if (mark == b'`' || mark == b'~') && run >= 3 && !content[run..].contains('`') => {
                        fence = Some((mark, run));
                        at += line.len();
                        continue;
                    }
                    None => {}
                }
            }
            match byte {
                b'\n' => {
                    line_start = true;
                    at += 1;
                }
                b'\\' => at += 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
                b'`' if self.prose => {
                    let run = bytes[at..].iter().take_while(|b| **b == b'`').count();
                    at = match closing_ticks(text, at + run, run, &mut alone) {
                        Some(end) => end,
                        None => at + run,
                    };
                }
                b'[' => {
                    bracket = Some(at);
                    at += 1;
                }
                b'{' => {
                    let line = text[at..].split('\n').next().unwrap_or("");
                    let Some(length) =
                        line[1..].find(['}', '{']).filter(|end| line[1 + end..].starts_with('}'))
                    else {
                        self.open.push(self.base + at as u32);
                        at += 1;
                        continue;
                    };
                    let inside = &line[1..1 + length];
                    let end = at + length + 2;
                    let path = inside.trim();
                    let path_at = at + 1 + (inside.len() - inside.trim_start().len());
                    let span = self.span(path_at, path_at + path.len());
                    if !is_path(path) {
                        self.words(at);
                        let all = self.span(at, end);
                        self.pieces.push(Piece { span: all, kind: PieceKind::Braces(inside) });
                    } else if let Some(open) = bracket.filter(|open| {
                        *open >= self.begin && text[..at].ends_with("](") && text[end..].starts_with(')')
                    }) {
                        self.words(open);
                        let words = text.get(open + 1..at - 2).unwrap_or("");
                        let all = self.span(open, end + 1);
                        self.pieces.push(Piece { span: all, kind: PieceKind::Worded { words, path, span } });
                        bracket = None;
                        self.begin = end + 1;
                        at = end + 1;
                        continue;
                    } else {
                        self.words(at);
                        let all = self.span(at, end);
                        self.pieces.push(Piece { span: all, kind: PieceKind::Reference { path, span } });
                    }
                    self.begin = end;
                    at = end;
                }
                _ => {
                    let is_plain = |b: &&u8| !matches!(**b, b'\n' | b'\\' | b'`' | b'[' | b'{');
                    at += 1 + bytes[at + 1..].iter().take_while(is_plain).count();
                }
            }
        }
        self.words(text.len());
    }
}

/// Where the code span ends that a run of `run` backticks opens, `from` being behind it; `None` if nothing in the
/// paragraph closes it.
fn closing_ticks(text: &str, from: usize, run: usize, alone: &mut BTreeSet<usize>) -> Option<usize> {
    if alone.contains(&run) {
        return None;
    }
    let bytes = text.as_bytes();
    let mut at = from;
    let mut blank = false;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'`' => {
                let length = bytes[at..].iter().take_while(|b| **b == b'`').count();
                if length == run {
                    return Some(at + length);
                }
                at += length;
                blank = false;
            }
            b'\n' => {
                if blank {
                    break;
                }
                blank = true;
                at += 1;
            }
            b' ' | b'\t' | b'\r' => at += 1,
            _ => {
                blank = false;
                at += 1;
            }
        }
    }
    alone.insert(run);
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        assert_eq!(date("2026-03-01"), Some((2026, 3, 1)));
        assert_eq!(date("2024-02-29"), Some((2024, 2, 29)));
        for none in [
            "2026-02-29",
            "2026-13-01",
            "2026-3-1",
            "01.03.2026",
            "2026/03/01",
            "1 March 2026",
            "2026-03",
            "x",
        ] {
            assert_eq!(date(none), None, "{none}");
        }
        assert_eq!(days_in_month(1900, 2), 28);
        assert_eq!(days_in_month(2000, 2), 29);
        let like = |text| date_like(text).map(|date| (date.year, date.month, date.day, date.ambiguous));
        assert_eq!(like("31/12/2026"), Some((2026, 12, 31, false)));
        assert_eq!(like("12/31/2026"), Some((2026, 12, 31, false)));
        assert_eq!(like("1st Mar. 2026"), Some((2026, 3, 1, false)));
        assert_eq!(like("1. March 2026 by"), Some((2026, 3, 1, false)));
        for none in [
            "6.1.2",
            "12 months",
            "1.2.3.2026",
            "1 market 2026",
            "12-2020",
            "2026-03-01-x",
            "1 March",
            "9.9.1500",
        ] {
            assert!(like(none).is_none(), "{none}");
        }
    }

    #[test]
    fn numbers() {
        for (text, number) in [("12", "12"), ("1_200", "1200"), ("99.9", "99.9"), ("99,9", "99.9")] {
            assert_eq!(number_text(text).as_deref(), Some(number));
        }
        for none in ["1,200", "1__2", "1.2.3", "1_", "", "x", "12345678901234567890123456789"] {
            assert_eq!(number_text(none), None, "{none}");
        }
        assert_eq!(quantity("12 months"), Some((Cow::Borrowed("12"), "months")));
        assert_eq!(quantity("95%"), Some((Cow::Borrowed("95"), "%")));
        assert_eq!(quantity("99,9\u{A0}%"), Some((Cow::Borrowed("99.9"), "%")));
        assert_eq!(quantity("1_200 EUR"), Some((Cow::Borrowed("1200"), "EUR")));
        assert_eq!(quantity("1,200 EUR"), None);
    }

    #[test]
    fn texts() {
        for (literal, text) in [
            ("\"plain\"", "plain"),
            ("“curly”", "curly"),
            ("„deutsch“", "deutsch"),
            ("'single'", "single"),
            ("\"unclosed", "unclosed"),
            ("without quotes", "without quotes"),
            (r#""a \"b\" \\ \n \{c}""#, "a \"b\" \\ \n {c}"),
            (r#""ends with \\""#, "ends with \\"),
            ("\"\"", ""),
            ("\"", ""),
        ] {
            assert_eq!(text_value(literal), text, "{literal}");
        }
    }

    #[test]
    fn prose() {
        assert_eq!(prose_value("\"\"\"One line.\"\"\""), "One line.");
        let literal = "\"\"\"\n    ## Purpose\n\n      - a\r\n    b\n    \"\"\"";
        assert_eq!(prose_value(literal), "## Purpose\n\n  - a\nb");
        assert_eq!(prose_value("\"\"\"Begins here\n    and goes on.\n\"\"\""), "Begins here\nand goes on.");
        assert_eq!(prose_value("\"\"\"\n    unclosed\n    prose"), "unclosed\nprose");
        assert_eq!(prose_value("\"\"\"\"\"\""), "");
    }

    fn shown(literal: &str) -> Vec<String> {
        let show = |piece: Piece<'_>| match piece.kind {
            PieceKind::Text(text) => text.into_owned(),
            PieceKind::Reference { path, span } => {
                assert_eq!(&literal[span.start as usize - 7..span.end as usize - 7], path);
                format!("<{path}>")
            }
            PieceKind::Worded { words, path, .. } => format!("<{words}|{path}>"),
            PieceKind::Braces(inside) => format!("<?{inside}>"),
        };
        pieces(literal, 7).into_iter().map(show).collect()
    }

    #[test]
    fn references() {
        assert_eq!(shown("\"{p} covers {p.review-cycle}.\""), ["<p>", " covers ", "<p.review-cycle>", "."]);
        assert_eq!(shown(r#""by \{x} and {Head of People}""#), ["by {x} and ", "<?Head of People>"]);
        assert_eq!(shown("\"[ours]({ cloud }) [a](b) {}\""), ["<ours|cloud>", " [a](b) ", "<?>"]);
        assert_eq!(
            shown("\"{A.8.13} {nis2.21(2)(a)} {open} {in}\""),
            ["<A.8.13>", " ", "<nis2.21(2)(a)>", " ", "<open>", " ", "<?in>"]
        );
        assert_eq!(shown("\"`{code}` in a text\""), ["`", "<code>", "` in a text"]);
    }

    #[test]
    fn references_in_prose() {
        let literal = "\"\"\"\n    See {a},\n    `{b}` and ``{c`}`` and {d}.\n\n    ```\n    {e}\n    ```\n    {f} ` {g}\n    \"\"\"";
        let shown = shown(literal);
        assert_eq!(
            shown,
            ["See ", "<a>", ",\n`{b}` and ``{c`}`` and ", "<d>", ".\n\n```\n{e}\n```\n", "<f>", " ` ", "<g>"]
        );
        let text = shown.concat().replace(['<', '>'], "");
        assert_eq!(
            text,
            prose_value(literal)
                .replace("{a}", "a")
                .replace("{d}", "d")
                .replace("{f}", "f")
                .replace("{g}", "g")
        );
    }

    #[test]
    fn names() {
        assert_eq!(path_text("u\u{308}berwachung"), "\u{FC}berwachung");
        assert_eq!(path_text("head\u{2011}of"), "head-of");
        assert_eq!(path_text("he\u{202e}ad\u{ad}-of"), "head-of");
        assert!(matches!(path_text("ciso"), Cow::Borrowed("ciso")));
        assert!(
            is_path("access-control.mfa")
                && is_path("open")
                && !is_path("in")
                && !is_path("a b")
                && !is_path("6.1.2")
        );
        assert_eq!(doc_text("/// What it is. "), "What it is.");
    }
}
