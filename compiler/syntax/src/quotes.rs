//! A line with one quote too few, or without the three that open its prose: where were they meant?
//!
//! A text ends on its line, so a line whose last text is not closed lacks one quote, at the start of some words or at
//! their end. Each place where it could stand is tried: the line is cut into tokens anew, and the place that leaves the
//! fewest oddities (words side by side, a text that begins with a blank or holds a field) is taken.

use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::slice::short;
use crate::span::Span;
use crate::token::{self, Token, TokenKind, Tokens, tokenize};
use crate::tree::Prep;

/// A longer line is closed at its end.
const LONGEST: usize = 400;
/// A text that nobody closed does not go on over more lines than this.
const MORE_LINES: usize = 6;
/// Prose that nothing opens is not looked for over more lines than this.
const MOST_LINES: usize = 100;
/// In a file with more sentences that nothing opens the rest is read as it stands.
const UNOPENED: usize = 20;
/// On a line with more places the rest is not tried.
const PLACES: usize = 60;

/// A line, or several, with the quote where it was meant.
struct Mended {
    tokens: Vec<Token>,
    error: SyntaxError,
    /// Where its last line ends.
    end: u32,
}

/// Whether all that stands behind a lost quote is cut into tokens anew.
pub(crate) fn reads_anew(text: &str, tokens: &Tokens) -> bool {
    let is_lost = |t: Token| match t.kind {
        TokenKind::TextUnclosed => over_lines(text, t.span).is_some(),
        _ => unopened(text, t).is_some(),
    };
    tokens.iter().any(is_lost)
}

/// The tokens of `text` with the quotes that its lines lack, and what is to be said about each; `None` where none lacks.
pub fn mend(text: &str, tokens: &Tokens) -> Option<(Vec<Token>, Vec<SyntaxError>)> {
    if !tokens.iter().any(|t| t.kind == TokenKind::TextUnclosed || unopened(text, t).is_some()) {
        return None;
    }
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut errors = Vec::new();
    let mut skip = 0;
    let mut unopened_so_far = 0;
    let mut ahead = tokens.iter().collect::<Vec<Token>>().into_iter();
    while let Some(token) = ahead.next() {
        if token.span.start < skip {
            // The blank that ends the line goes on with the next one.
            if token.kind == TokenKind::Space && token.span.end > skip {
                out.push(token);
            }
            continue;
        }
        if token.kind == TokenKind::TextUnclosed
            && let Some(line) = over_lines(text, token.span).or_else(|| mended(text, token.span))
        {
            let start = token::line_start(text, token.span.start as usize) as u32;
            let whole = out.iter().rposition(|t| t.span.start < start).map_or(0, |at| at + 1);
            // What reaches into the line from above is not cut.
            if out
                .get(whole.wrapping_sub(1))
                .is_none_or(|t| t.span.end <= start || t.kind == TokenKind::Space)
            {
                out.truncate(whole);
                out.extend(line.tokens);
                errors.push(line.error);
                skip = line.end;
                continue;
            }
        }
        if unopened_so_far < UNOPENED
            && let Some(prose) = unopened(text, token)
        {
            unopened_so_far += 1;
            while out.pop_if(|t| t.span.end > prose.start).is_some() {}
            out.push(Token { kind: TokenKind::Prose, span: prose });
            errors.push(
                SyntaxError::new(
                    SyntaxErrorKind::MissingQuotes,
                    prose,
                    format!("`\"\"\"` is missing before `{}`", short(prose.of(text).trim_end_matches('"'))),
                    "this prose is not opened",
                )
                .help("prose stands between `\"\"\"` and `\"\"\"`")
                .fix("open the prose", vec![(Span::at(prose.start), opening(text, prose))]),
            );
            // What closes it was taken for what opens the next one, and so on to the end.
            ahead = cut(text, prose.end as usize, text.len()).into_iter();
            continue;
        }
        out.push(token);
    }
    Some((out, errors))
}

/// The tokens of a piece of `text`, cut as if it stood alone.
fn cut(text: &str, start: usize, end: usize) -> Vec<Token> {
    let moved = |at: u32| at + start as u32;
    let tokens = tokenize(&text[start..end]);
    let tokens = tokens
        .iter()
        .map(|t| Token { kind: t.kind, span: Span::new(moved(t.span.start), moved(t.span.end)) });
    tokens.collect()
}

/// A text that goes on over the end of its line and is closed on one of the next, before anything that looks like Annexa.
fn over_lines(text: &str, unclosed: Span) -> Option<Mended> {
    let start = unclosed.start as usize;
    let opened = text[start..].starts_with('"');
    let mut at = start + text[start..].find('\n')?;
    if !opened || text[start + 1..at].contains('"') {
        return None;
    }
    let mut edits = Vec::new();
    for _ in 0..MORE_LINES {
        let line = text.get(at + 1..)?.lines().next()?;
        let words = line.trim_start();
        if words.trim_end().is_empty() || !words.starts_with(char::is_alphanumeric) || token::is_code(words) {
            return None;
        }
        let begins = at + 1 + line.len() - words.len();
        let before = text[..at].trim_end().len();
        edits.push((Span::new(before as u32, begins as u32), " ".to_owned()));
        match words.matches('"').count() {
            0 => at += 1 + line.len(),
            1 => {
                let end = begins + words.find('"')? + 1;
                let whole = Span::new(unclosed.start, end as u32);
                let error = SyntaxError::new(
                    SyntaxErrorKind::UnclosedText,
                    Span::new(unclosed.start, before as u32),
                    "this text goes on over the end of its line",
                    "a text ends on its line",
                )
                .help("write it on one line, or between `\"\"\"` and `\"\"\"` where it is prose")
                .fix("write it on one line", edits);
                // No other quote stands on the line, so the next one is cut as it was.
                let line_end = at + 1 + line.len();
                let before = cut(text, token::line_start(text, start), start).into_iter();
                let mut tokens: Vec<Token> = before.skip_while(|t| t.kind == TokenKind::Space).collect();
                tokens.push(Token { kind: TokenKind::Text, span: whole });
                tokens.extend(cut(text, end, line_end));
                return Some(Mended { tokens, error, end: line_end as u32 });
            }
            _ => return None,
        }
    }
    None
}

/// What opens a prose: on a line of its own where the prose has several.
fn opening(text: &str, prose: Span) -> String {
    let line = token::line_start(text, prose.start as usize);
    let indent = &text[line..prose.start as usize];
    if prose.of(text).contains('\n') { format!("\"\"\"\n{indent}") } else { "\"\"\"".to_owned() }
}

/// Prose that `\"\"\"` closes and nothing opens, where `token` is that `\"\"\"` with all that it was taken to open.
fn unopened(text: &str, token: Token) -> Option<Span> {
    use TokenKind::{Prose, ProseCrooked, ProseUnclosed};
    if !matches!(token.kind, Prose | ProseCrooked | ProseUnclosed) {
        return None;
    }
    let open = token.span.start as usize;
    let begin = match token::begins_line(text, open) {
        true => lines_before(text, open),
        false => sentence_before(text, open),
    }?;
    let literal = token.span.of(text);
    let quotes = token::triple(literal)?;
    let mut lines = literal[quotes..].lines();
    let nothing_behind = lines.next().is_none_or(|line| line.trim().is_empty());
    let holds_code = token.kind == ProseUnclosed || lines.any(|line| token::is_code(line.trim_start()));
    (nothing_behind && holds_code).then(|| Span::new(begin as u32, (open + quotes) as u32))
}

/// Where prose of several lines begins that would end on the line before `open`.
fn lines_before(text: &str, open: usize) -> Option<usize> {
    let mut at = token::line_start(text, open);
    let indent = token::indent_width(&text[at..]);
    let mut begin = None;
    for _ in 0..MOST_LINES {
        let Some(end) = at.checked_sub(1) else { break };
        let start = token::line_start(text, end);
        let line = &text[start..end];
        let words = line.trim();
        at = start;
        if words.is_empty() {
            continue;
        }
        let is_fact = token::is_code(words) || words.ends_with(['{', '}']) && !balanced(words);
        let is_other = words.contains("\"\"\"") || words.starts_with("//");
        if is_fact || is_other || token::indent_width(line) < indent {
            break;
        }
        begin = Some(start + line.len() - line.trim_start().len());
    }
    let begin = begin.filter(|at| text[*at..].starts_with(|c: char| c.is_uppercase() || c == '#'))?;
    // A value may go on below its field, and `Alpha,` is no prose.
    (!text[..begin].trim_end().ends_with([':', ','])).then_some(begin)
}

/// Where a sentence begins that ends right before `open`, on the same line.
fn sentence_before(text: &str, open: usize) -> Option<usize> {
    let is_end = |c: char| c.is_alphanumeric() || matches!(c, '.' | '!' | '?' | ')' | '}');
    if !text[..open].ends_with(is_end) {
        return None;
    }
    let from = (open.saturating_sub(LONGEST)..open).find(|at| text.is_char_boundary(*at))?;
    let start = text[from..open].rfind('\n').map(|at| from + at + 1).or((from == 0).then_some(0))?;
    let before = &text[start..open];
    if !balanced(before) {
        return None;
    }
    let tokens = tokenize(before);
    // A fact's name and the word that continues it stand before the prose.
    let because =
        tokens.iter().rfind(|t| t.kind == TokenKind::Prep && t.span.of(before) == Prep::Because.word());
    let field = tokens.iter().find(|t| t.kind != TokenKind::Space).filter(|t| t.kind == TokenKind::Field);
    let from = because.or(field).map_or(0, |t| t.span.end as usize);
    let words = before[from..].trim_start();
    let sentence =
        words.starts_with(|c: char| c.is_uppercase() || c == '{') && words.split_whitespace().count() > 1;
    sentence.then(|| start + before.len() - words.len())
}

fn mended(text: &str, unclosed: Span) -> Option<Mended> {
    let start = token::line_start(text, unclosed.start as usize);
    let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let line = text[start..end].trim_end();
    if line.len() > LONGEST {
        return None;
    }
    if let Some(mended) = doubled(line, start) {
        return Some(mended);
    }
    let open = unclosed.start as usize - start;
    let below_its_field = text[..start].trim_end().ends_with(':');
    let (place, opens) = behind_because(line, below_its_field).or_else(|| best(line, open))?;
    let candidate = format!("{}\"{}", &line[..place], &line[place..]);
    let back = |at: u32| start as u32 + if at as usize > place { at - 1 } else { at };
    let tokens: Vec<Token> = tokenize(&candidate)
        .iter()
        .skip_while(|t| t.kind == TokenKind::Space)
        .map(|t| Token { kind: t.kind, span: Span::new(back(t.span.start), back(t.span.end)) })
        .collect();
    let at = (start + place) as u32;
    let meant = tokens.iter().find(|t| match opens {
        true => t.span.start == at,
        false => t.span.end == at && t.kind == TokenKind::Text,
    })?;
    let error = if opens {
        let words = meant.span.of(text);
        let words = words.strip_suffix('"').unwrap_or(words);
        SyntaxError::new(
            SyntaxErrorKind::UnclosedText,
            meant.span,
            format!("a quote is missing before `{}`", short(words)),
            "this text is not opened",
        )
        .help("a text stands between two quotes")
        .fix("open the text", vec![(Span::at(at), "\"".to_owned())])
    } else {
        SyntaxError::new(
            SyntaxErrorKind::UnclosedText,
            meant.span,
            "this text is not closed on its line",
            "a quote is missing at its end",
        )
        .help("close the text with `\"`; a text of several lines stands between `\"\"\"` and `\"\"\"`")
        .fix("close the text", vec![(Span::at(at), "\"".to_owned())])
    };
    Some(Mended { tokens, error, end: (start + line.len()) as u32 })
}

/// `because ""No tests touch it"`, `because "No tests touch it""`: a line that reads well with one quote less.
fn doubled(line: &str, start: usize) -> Option<Mended> {
    let is_doubled = |at: &usize| {
        let (before, behind) = (line[..*at].chars().next_back(), line[at + 2..].chars().next());
        let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | ')' | '%'));
        let three = before == Some('"') || behind == Some('"');
        !three && word(before) != word(behind)
    };
    let at = line.match_indices("\"\"").map(|(at, _)| at).find(is_doubled)?;
    let opens = line[at + 2..].starts_with(char::is_alphanumeric);
    let candidate = format!("{}{}", &line[..at], &line[at + 1..]);
    let tokens = tokenize(&candidate);
    let odd = |t: &Token| matches!(t.kind, TokenKind::TextUnclosed | TokenKind::Unknown);
    if tokens.iter().any(|t| odd(&t)) {
        return None;
    }
    let from = |place: u32| start as u32 + place + u32::from(place as usize >= at);
    let to = |place: u32| start as u32 + place + u32::from(place as usize > at);
    let tokens = tokens.iter().skip_while(|t| t.kind == TokenKind::Space);
    let tokens = tokens.map(|t| Token { kind: t.kind, span: Span::new(from(t.span.start), to(t.span.end)) });
    let place = Span::new((start + at) as u32, (start + at) as u32 + 2);
    let error = SyntaxError::new(
        SyntaxErrorKind::UnclosedText,
        place,
        if opens { "this text opens with two quotes" } else { "this text closes with two quotes" },
        "one too many",
    )
    .help("take one of them out: a text stands between two quotes")
    .fix("take out one quote", vec![(Span::new(place.start, place.start + 1), String::new())]);
    Some(Mended { tokens: tokens.collect(), error, end: (start + line.len()) as u32 })
}

/// A reason without the quote that opens it, or a text on the line below its field: where it begins.
fn behind_because(line: &str, below_its_field: bool) -> Option<(usize, bool)> {
    let tokens: Vec<Token> = tokenize(line).iter().filter(|t| t.kind != TokenKind::Space).collect();
    let is_text = |t: &Token| matches!(t.kind, TokenKind::Text | TokenKind::TextUnclosed | TokenKind::Prose);
    let because = |t: &Token| t.kind == TokenKind::Prep && t.span.of(line) == Prep::Because.word();
    let first = tokens.first().filter(|t| below_its_field && !is_text(t) && !because(t));
    let behind = tokens.windows(2).find(|pair| because(&pair[0]) && !is_text(&pair[1]));
    let at = first.copied().or(behind.map(|pair| pair[1]))?.span.start as usize;
    let candidate = format!("{}\"{}", &line[..at], &line[at..]);
    tokenize(&candidate).iter().all(|t| t.kind != TokenKind::TextUnclosed).then_some((at, true))
}

/// Where in the line the quote is missing, and whether it opens a text there.
fn best(line: &str, unclosed: usize) -> Option<(usize, bool)> {
    let blank = |c: char| c.is_whitespace();
    let mut places: Vec<(usize, bool)> = Vec::new();
    for (at, c) in line.char_indices() {
        let before = line[..at].chars().next_back();
        if !blank(c) && c != '"' && before.is_none_or(|b| blank(b) || b == '{') {
            places.push((at, true));
        }
        if before.is_some_and(|b| !blank(b) && b != '"' && b != '{') && (blank(c) || matches!(c, ',' | '}')) {
            places.push((at, false));
        }
    }
    places.push((line.len(), false));
    places.truncate(PLACES);
    places
        .into_iter()
        .filter_map(|(at, opens)| {
            let candidate = format!("{}\"{}", &line[..at], &line[at..]);
            let (odd, longest) = oddities(&candidate, at, opens)?;
            Some((odd, usize::MAX - longest, !opens, at))
        })
        .min()
        // Where nothing reads well, the text is rather left open by whoever began it.
        .filter(|(odd, ..)| *odd <= 4 || unclosed == 0)
        .map(|(_, _, closes, at)| (at, !closes))
}

/// How many oddities a line has, and how long the text is that the quote at `at` bounds; `None` where it bounds none.
fn oddities(line: &str, at: usize, opens: bool) -> Option<(usize, usize)> {
    let tokens: Vec<Token> = tokenize(line).iter().filter(|t| t.kind != TokenKind::Comment).collect();
    let mut odd = 0;
    let mut bounded = None;
    let mut seen = 0;
    let because = format!(" {} ", Prep::Because.word());
    let heads =
        tokens.iter().find(|t| t.kind != TokenKind::Space).is_some_and(|t| t.kind != TokenKind::Field);
    let mut before: Option<Token> = None;
    let value = |kind: TokenKind| {
        use TokenKind::*;
        matches!(kind, Path | Number | Text | Date | Quantity | Url | Id | Unknown)
    };
    for token in &tokens {
        use TokenKind::{CloseBrace, Comma, OpenParen, Path, Prep, Space, Text, TextUnclosed, Unknown};
        let words = token.span.of(line);
        match token.kind {
            Space => continue,
            TextUnclosed => return None,
            Text => {
                let (from, to) = (token.span.start as usize, token.span.end as usize);
                if from == at && opens || to == at + 1 && !opens {
                    bounded = Some(to - from);
                    // What stands before a comma is rather the start of the text.
                    odd += usize::from(opens && before.is_some_and(|t| t.kind == Comma));
                }
                let inside = &words[1..words.len() - 1];
                let bare = inside.starts_with(char::is_whitespace) || inside.ends_with(char::is_whitespace);
                // The sign before a value belongs to what it is the value of.
                let sign = inside.starts_with('=');
                odd += usize::from(bare || sign || inside.is_empty()) * 6;
                // A word such as `because` stands before a text, not at its start.
                let continues = tokenize(inside).iter().next().is_some_and(|t| t.kind == TokenKind::Prep);
                let over = inside.contains(because.as_str());
                odd += usize::from((continues || over) && from == at && opens);
                odd += usize::from(inside.ends_with(['{', '}']) && !balanced(inside)) * 3;
                odd += inside.split_whitespace().filter(|word| is_field(word)).count() * 4;
            }
            Unknown => odd += 3,
            _ => {}
        }
        if let Some(before) = before {
            let glued = before.span.end == token.span.start;
            let text = before.kind == Text || token.kind == Text;
            odd += usize::from(glued && text && !matches!(token.kind, Comma | CloseBrace)) * 6;
            // A kind, its name and its title stand side by side at the start of a line, and nowhere else.
            let head = heads && seen <= 2 && before.kind == Path && (seen == 1 || token.kind == Text);
            odd += usize::from(value(before.kind) && value(token.kind) && !head) * 2;
            // A title is followed by a part, a brace or nothing.
            odd += usize::from(before.kind == Prep && !value(token.kind) && token.kind != OpenParen);
        }
        // Neither a text nor one where the name is begins a line.
        odd += usize::from(token.kind == Text) * if seen == 0 { 5 } else { usize::from(seen == 1 && heads) };
        seen += 1;
        before = Some(*token);
    }
    bounded.map(|longest| (odd, longest))
}

fn balanced(text: &str) -> bool {
    text.matches('{').count() == text.matches('}').count()
}

/// Whether a word is a field's name with its colon, as it stands outside of texts.
fn is_field(word: &str) -> bool {
    word.strip_suffix(':')
        .is_some_and(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))
}
