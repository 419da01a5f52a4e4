//! Words on a terminal: made harmless, measured, wrapped; and the lines that stand below the author's text.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

use super::Options;
use crate::hidden::is_hidden;
use crate::{Basis, Problem, Safety};

/// How a character of somebody's text is shown: nothing that a terminal would act on.
pub(super) enum Shown {
    /// As it is.
    Same,
    /// As nothing.
    Nothing,
    /// As another character.
    Picture(char),
    /// By its number.
    Code,
}

/// What to show for `c`.
pub(super) fn shown(c: char) -> Shown {
    match c {
        '\u{feff}' => Shown::Nothing,
        '\0'..='\x1f' => Shown::Picture(char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}')),
        '\x7f' => Shown::Picture('\u{2421}'),
        _ if is_hidden(c) || takes_no_room(c) => Shown::Code,
        _ => Shown::Same,
    }
}

/// Adds `c` to `out` as it is shown.
pub(super) fn push(out: &mut String, c: char) {
    match shown(c) {
        Shown::Same => out.push(c),
        Shown::Nothing => {}
        Shown::Picture(picture) => out.push(picture),
        Shown::Code => out.push_str(&format!("<U+{:04X}>", c as u32)),
    }
}

/// Whether `c` is a blank without width, a soft hyphen or an invisible letter: a message about one shows it.
fn takes_no_room(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{e0000}'..='\u{e007f}')
}

/// Columns that `c` takes as it is shown (tabs are expanded elsewhere).
pub(super) fn width_of(c: char) -> usize {
    match shown(c) {
        Shown::Same => c.width().unwrap_or(1),
        Shown::Nothing => 0,
        Shown::Picture(_) => 1,
        Shown::Code if c > '\u{ffff}' => 9,
        Shown::Code => 8,
    }
}

/// Columns that `text` takes.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

/// `text` with our marks as ASCII writes them. What stands between backticks or curly quotes is somebody's: it stays, and of
/// what is not found written so (a form to fill in, a text that was cut) only the ellipses are ours.
pub(super) fn ascii(text: &str, is_written: impl Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let close = match first {
            '`' => Some('`'),
            '“' => Some('”'),
            _ => None,
        };
        let after = &rest[first.len_utf8()..];
        let mark = close.map_or(first, |c| if c == '”' { '"' } else { c });
        match close.and_then(|close| after.split_once(close)) {
            Some((theirs, behind)) => {
                out.push(mark);
                match is_written(theirs) {
                    true => out.push_str(theirs),
                    false => out.push_str(&theirs.replace('…', "...")),
                }
                out.push(mark);
                rest = behind;
            }
            None => {
                match first {
                    '…' => out.push_str("..."),
                    '“' | '”' | '„' => out.push('"'),
                    '‘' | '’' => out.push('\''),
                    '–' | '—' | '−' => out.push('-'),
                    '·' => out.push(','),
                    '≥' => out.push_str(">="),
                    '≤' => out.push_str("<="),
                    '≠' => out.push_str("!="),
                    '→' => out.push_str("->"),
                    _ => out.push(first),
                }
                rest = after;
            }
        }
    }
    out
}

/// `text` on one line, harmless.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| matches!(shown(c), Shown::Same)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for (i, line) in text.lines().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        line.chars().for_each(|c| if c == '\t' { out.push(' ') } else { push(&mut out, c) });
    }
    Cow::Owned(out)
}

/// Breaks `text` at spaces and line ends into lines of at most `width` columns. A word that is wider stays whole, so
/// that it can be copied, unless it is of a script that is written without spaces. Short code in backticks stays together,
/// and so does what a no-break space joins.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for given in text.lines() {
        let given = join_code(&one_line(given), width / 2);
        let (mut line, mut used) = (String::new(), 0);
        for word in given.split(' ').filter(|w| !w.is_empty()) {
            let wide = self::width(word);
            let spaceless = wide > width && word.chars().any(|c| c.width() == Some(2));
            if used > 0 && !spaceless && used + 1 + wide > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            for c in word.chars() {
                if spaceless && used + width_of(c) > width {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                line.push(if c == NO_BREAK { ' ' } else { c });
                used += width_of(c);
            }
        }
        lines.push(line);
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// Keeps code in backticks together where it is at most `longest` columns wide.
fn join_code(text: &str, longest: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let parts: Vec<&str> = text.split('`').collect();
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            out.push('`');
        }
        // Every second part stands between two backticks.
        if i % 2 == 1 && i + 1 < parts.len() && width(part) <= longest {
            out.push_str(&part.replace(' ', "\u{a0}"));
        } else {
            out.push_str(part);
        }
    }
    out
}

/// A space at which no line is broken.
const NO_BREAK: char = '\u{a0}';

/// What a line below the author's text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Note,
    Basis,
    These,
    Help,
    Fix,
    More,
}

impl Kind {
    /// The word that the line begins with.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Kind::Note => "note",
            Kind::Basis => "basis",
            Kind::These => "these",
            Kind::Help => "help",
            Kind::Fix => "fix",
            Kind::More => "for more",
        }
    }
}

/// What stands below the author's text, in order. `hidden` is how many related places are not shown.
pub(super) fn below(problem: &Problem, options: &Options, hidden: usize) -> Vec<(Kind, String)> {
    let mut lines = Vec::new();
    if hidden > 0 {
        lines.push((
            Kind::Note,
            format!("{hidden} more {} not shown", if hidden == 1 { "place" } else { "places" }),
        ));
    }
    lines.extend(problem.notes.iter().map(|note| (Kind::Note, note.clone())));
    lines.push((Kind::Basis, basis(problem, options)));
    if !problem.names_items() {
        lines.push((Kind::These, these(&problem.items, options.items)));
    }
    lines.extend(problem.help.iter().map(|help| (Kind::Help, help.clone())));
    lines.extend(problem.fixes.iter().map(|fix| {
        let how = match fix.safety {
            Safety::Safe => "annexa fix",
            Safety::Review => "annexa fix --unsafe",
        };
        (Kind::Fix, format!("{} ({})", fix.title, how.replace(' ', "\u{a0}")))
    }));
    lines.push((Kind::More, format!("annexa explain {}", problem.name)));
    lines
}

/// All that is told about a problem, for formats that show the place by themselves: the message, and a line for each of
/// the rest.
pub(super) fn told(problem: &Problem, options: &Options) -> String {
    let mut text = one_line(&problem.message).into_owned();
    for (kind, line) in below(problem, options, 0) {
        text.push_str(&format!("\n{}: {}", kind.word(), one_line(&line).replace(NO_BREAK, " ")));
    }
    text
}

/// The message and what to do as sentences, with the reasons between them.
pub(super) fn sentences(problem: &Problem) -> String {
    let these = (!problem.items.is_empty()).then(|| format!("these are {}", problem.items.join(", ")));
    let parts = [&problem.message].into_iter().chain(&these).chain(&problem.notes).chain(&problem.help);
    parts.map(|part| sentence(part)).collect::<Vec<_>>().join(" ")
}

/// Words as a sentence: a capital and a full stop.
pub(super) fn sentence(words: &str) -> String {
    let words = one_line(words.trim());
    let mut letters = words.chars();
    let mut out: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    if !out.is_empty() && !out.ends_with(['.', '!', '?', '…']) {
        out.push('.');
    }
    out
}

/// `requirement, ISO/IEC 27001:2022, 6.1.3 d)`
fn basis(problem: &Problem, options: &Options) -> String {
    let phrase = problem.basis.phrase();
    match problem.clause.as_deref().filter(|clause| !clause.is_empty() && problem.basis != Basis::Language) {
        None => phrase.to_owned(),
        // A clause or an Annex A control stands by its number alone; what names its standard is complete.
        Some(clause)
            if problem.basis == Basis::Requirement
                && (clause.starts_with(|c: char| c.is_ascii_digit()) || clause.starts_with("A.")) =>
        {
            format!("{phrase}, {}, {}", options.standard, clause.replace(' ', "\u{a0}"))
        }
        Some(clause) => format!("{phrase}, {clause}"),
    }
}

/// `A.5.1, A.5.2, … and 72 more`
fn these(items: &[String], most: usize) -> String {
    // "and 1 more" takes the room of the one.
    let shown = if items.len() <= most + 1 { items.len() } else { most };
    let mut text = items.iter().take(shown).map(|i| one_line(i)).collect::<Vec<_>>().join(", ");
    if shown < items.len() {
        text.push_str(&format!(" and\u{a0}{}\u{a0}more", items.len() - shown));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_at_spaces_and_never_inside_a_word() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("https://example.org/long a", 8), ["https://example.org/long", "a"]);
        assert_eq!(wrap("a\n\nb", 8), ["a", "", "b"]);
        assert_eq!(wrap("日本語日本語", 6), ["日本語", "日本語"]);
        assert_eq!(wrap("", 8), [""]);
        assert_eq!(wrap("write `a: b` now", 12), ["write `a: b`", "now"]);
        assert_eq!(wrap("also `a: b` now", 5), ["also", "`a:", "b`", "now"]);
        assert_eq!(wrap("日本", 0), ["", "日", "本"]);
    }

    #[test]
    fn our_own_words_in_ascii() {
        let written = |part: &str| ["A.5.1…A.5.3", "“"].contains(&part);
        for (text, plain) in [
            ("“Größe – klein” of `überall` … is", "\"Größe – klein\" of `überall` ... is"),
            ("`due …` for `A.5.1…A.5.3`", "`due ...` for `A.5.1…A.5.3`"),
            ("`“` is no quote", "`“` is no quote"),
            ("6.2 i) – l), it’s", "6.2 i) - l), it's"),
            ("an open ` and “", "an open ` and \""),
        ] {
            assert_eq!(ascii(text, written), plain);
        }
    }

    #[test]
    fn nothing_that_a_terminal_acts_on() {
        assert_eq!(one_line("a\x1b[31m\u{202e}b\nc\td"), "a␛[31m<U+202E>b c d");
    }
}
