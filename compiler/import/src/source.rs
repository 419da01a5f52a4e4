//! Names and texts as Annexa source: whatever stands in a foreign cell, what is written here can be read back.

use std::collections::BTreeSet;

use annexa_syntax::literal::{is_path, path_text};
use unicode_normalization::UnicodeNormalization;

/// The widest line that lists are wrapped to.
pub const WIDTH: usize = 110;
/// The longest name that is made of a text.
const LONGEST_NAME: usize = 60;
/// Words that no declaration can be called.
const RESERVED: &str = "by on for from to of with since until due every because against extends at except and or not \
                        in where none let kind aspect enum extend is open derived yes no true false today a";

/// Names that are taken; hands out new ones.
#[derive(Default)]
pub struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// A name that nobody has yet: `wanted`, else with a number behind it.
    pub fn unique(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        let mut number = 2;
        while !self.taken.insert(name.clone()) {
            name = format!("{wanted}-{number}");
            number += 1;
        }
        name
    }
}

/// A kebab-case name made of a text; `fallback` where the text holds nothing that a name can be made of, and in front
/// of what cannot begin one.
pub fn kebab(text: &str, fallback: &str) -> String {
    let mut name = String::new();
    for c in text.nfkc().flat_map(char::to_lowercase).nfc() {
        if may_name(c) {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('-') && !matches!(c, '\'' | '’') {
            name.push('-');
        }
        if name.len() > LONGEST_NAME {
            break;
        }
    }
    let name = name.trim_end_matches('-');
    let whole = is_path(name);
    let reserved = RESERVED.split_whitespace().any(|word| word == name);
    match name {
        "" => fallback.to_owned(),
        _ if !whole || reserved => format!("{fallback}-{name}"),
        _ => name.to_owned(),
    }
}

/// Whether a name may hold the character, and shows it: the lexer is asked, since editions of Unicode differ.
fn may_name(c: char) -> bool {
    let in_name = || {
        let name = format!("a{c}");
        is_path(&name) && path_text(&name) != "a"
    };
    c.is_ascii_lowercase() || c.is_ascii_digit() || (!c.is_ascii() && !c.is_numeric() && in_name())
}

/// The text without characters that source must not hold: controls, hidden direction marks and invisible letters. Says
/// whether any was taken out. Tabs become spaces.
pub fn visible(text: &str) -> (String, bool) {
    let mut changed = false;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push('\n'),
            '\t' => out.push(' '),
            '\u{061C}'
            | '\u{200B}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}' => changed = true,
            c if c.is_control() => changed = true,
            c => out.push(c),
        }
    }
    (out, changed)
}

/// A text on one line, in quotes. Line ends become spaces: use [`text`] where they matter.
pub fn line_text(value: &str) -> String {
    format!("\"{}\"", within_text(value, true))
}

/// A text as it stands within quotes, or within a line of prose; `opens` where the quotes open right before it.
pub fn within_text(value: &str, opens: bool) -> String {
    let mut out = String::with_capacity(value.len());
    for (at, c) in one_line(value).chars().enumerate() {
        // A quote of any sort right behind the opening one may read as the start of prose.
        if matches!(c, '"' | '\\' | '{') || (at == 0 && opens && is_quote(c)) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A text: in quotes on one line, or as prose where it has several. `indent` is at least the indentation of the line that
/// it stands in.
pub fn text(value: &str, indent: usize) -> String {
    if value.trim().contains('\n') { prose(value, indent) } else { line_text(value) }
}

/// Prose: on one line where it has one, else as a block whose lines are indented by `indent`, which is at least the
/// indentation of the line where the prose opens.
pub fn prose(value: &str, indent: usize) -> String {
    let value = value.trim();
    let mut escaped = String::with_capacity(value.len());
    let mut slashes = 0usize;
    for c in value.chars() {
        match c {
            // Before a brace, backslashes would be read as its escape: each is doubled, as Markdown has it.
            '{' | '}' if slashes > 0 => {
                escaped.push_str(&"\\".repeat(slashes));
                escaped.push('\\');
            }
            '{' => escaped.push('\\'),
            _ => {}
        }
        slashes = if c == '\\' { slashes + 1 } else { 0 };
        escaped.push(c);
    }
    let three_quotes = |text: &str| {
        let quotes: Vec<bool> = text.chars().map(is_quote).collect();
        quotes.windows(3).any(|three| three.iter().all(|quote| *quote))
    };
    if !escaped.contains('\n')
        && !escaped.ends_with(is_quote)
        && !escaped.starts_with(is_quote)
        && !three_quotes(&escaped)
    {
        return format!("\"\"\"{escaped}\"\"\"");
    }
    let pad = " ".repeat(indent);
    let mut out = String::from("\"\"\"\n");
    for line in escaped.lines() {
        let line = line.trim_end();
        if !line.is_empty() {
            out.push_str(&pad);
            // Three quotes that begin a line would close the prose. In Markdown, `\"` is a quote.
            let first: String = line.trim_start().chars().take(3).collect();
            if three_quotes(&first) {
                out.push('\\');
            }
            out.push_str(line);
        }
        out.push('\n');
    }
    out.push_str(&pad);
    out.push_str("\"\"\"");
    out
}

/// A double quote, straight or typographic.
fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟')
}

/// The name of a file, without its folders, as it can stand in a comment or a report: a file may be named with line ends.
pub fn base_name(path: &str) -> String {
    one_line(&visible(path.rsplit(['/', '\\']).next().unwrap_or(path)).0)
}

/// The text on one line, for a comment or a title.
pub fn one_line(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `first` and then the items with commas, wrapped, further lines indented by `indent`.
pub fn list(first: &str, items: &[String], indent: usize) -> String {
    let mut out = first.to_owned();
    let mut width = first.chars().count();
    for (at, item) in items.iter().enumerate() {
        let piece = if at + 1 < items.len() { format!("{item},") } else { item.clone() };
        if at > 0 && width + 1 + piece.chars().count() > WIDTH {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            width = indent;
        } else {
            out.push(' ');
            width += 1;
        }
        width += piece.chars().count();
        out.push_str(&piece);
    }
    out
}

/// What the number of a line grows by from one sheet of a workbook to the next, where several were joined: their lines are told
/// with the number of the sheet.
pub const SHEET: u32 = 1 << 21;

/// A line number in words: `line 2`, `line 5 of sheet 3`.
pub fn line(number: u32) -> String {
    match number / SHEET {
        0 => format!("line {number}"),
        sheet => format!("line {} of sheet {sheet}", number % SHEET),
    }
}

/// Line numbers in words: `line 2`, `lines 2–4, 9`, `line 5 of sheet 3`.
pub fn lines(numbers: &[u32]) -> String {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let of_sheets = sorted.chunk_by(|a, b| a / SHEET == b / SHEET);
    let words: Vec<String> = of_sheets
        .map(|numbers| {
            let sheet = numbers.first().map_or(0, |number| number / SHEET);
            let plain: Vec<u32> = numbers.iter().map(|number| number % SHEET).collect();
            if sheet == 0 {
                lines_of_one(&plain)
            } else {
                format!("{} of sheet {sheet}", lines_of_one(&plain))
            }
        })
        .collect();
    words.join("; ")
}

fn lines_of_one(sorted: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in sorted.iter().copied() {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let words: Vec<String> = runs
        .iter()
        .map(|(first, last)| match last - first {
            0 => first.to_string(),
            1 => format!("{first}, {last}"),
            _ => format!("{first}–{last}"),
        })
        .collect();
    let word = if matches!(runs.as_slice(), [(first, last)] if first == last) { "line" } else { "lines" };
    format!("{word} {}", words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kebab_and_free() {
        assert_eq!(kebab("Head of IT (Ops)", "role"), "head-of-it-ops");
        assert_eq!(kebab("Überwachung", "role"), "überwachung");
        assert_eq!(kebab("2026 SoA", "isms"), "isms-2026-soa");
        assert_eq!(kebab("—", "isms"), "isms");
        assert_eq!(kebab("Open", "role"), "role-open");
        assert_eq!(kebab("soa_en.v2", "isms"), "soa-en-v2");
        let mut names = Names::default();
        assert_eq!([names.unique("x"), names.unique("x"), names.unique("x")], ["x", "x-2", "x-3"]);
    }

    #[test]
    fn texts_are_escaped() {
        assert_eq!(line_text(r#"a "b" {c} \d"#), r#""a \"b\" \{c} \\d""#);
        assert_eq!(line_text("“so”"), "\"\\“so”\"");
        assert_eq!(prose("one", 4), r#""""one""""#);
        assert_eq!(prose(r"C:\dir \{x}", 4), r#""""C:\dir \\\{x}""""#);
        assert_eq!(prose("a\n\"\"\"b", 4), "\"\"\"\n    a\n    \\\"\"\"b\n    \"\"\"");
        assert_eq!(prose("say \"no\"", 4), "\"\"\"\n    say \"no\"\n    \"\"\"");
        assert_eq!(prose("a\n\n{b}", 4), "\"\"\"\n    a\n\n    \\{b}\n    \"\"\"");
    }

    #[test]
    fn line_numbers_are_runs() {
        assert_eq!(lines(&[4, 2, 3, 9]), "lines 2–4, 9");
        assert_eq!(lines(&[7]), "line 7");
        assert_eq!(lines(&[SHEET + 7, 3, SHEET + 8]), "line 3; lines 7, 8 of sheet 1");
        assert_eq!(line(3 * SHEET + 7), "line 7 of sheet 3");
    }
}
