//! Control ids in their usual spellings: `A.8.13`, `8.13`, `A8.13`, `A 8.13`, `ISO 27001 A.8.13`, several in one cell.

use super::answers::vocabulary;
use crate::catalog::Catalogs;
use crate::words::answer_text;

/// An id in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IdText {
    /// In the catalog's spelling: `A.8.13`.
    pub id: String,
    /// The `A` stands before it.
    pub lettered: bool,
    /// A zero or a comma was changed: more than a missing `A.` or a space.
    pub unusual: bool,
}

/// What a cell says about ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct IdReading {
    /// The ids, in order.
    pub ids: Vec<IdText>,
    /// Pairs of places in `ids` that a dash joins: `A.5.1 – A.5.4`.
    pub ranges: Vec<(usize, usize)>,
    /// What is left when the ids and the words around them are taken away, such as a title.
    pub rest: String,
}

/// Reads the ids of a cell.
pub(crate) fn read_ids(cell: &str) -> IdReading {
    let cell = cell.trim();
    if let Some(id) = decimal_comma(cell) {
        return IdReading {
            ids: vec![IdText { id, lettered: cell.starts_with(['A', 'a']), unusual: true }],
            ..IdReading::default()
        };
    }
    let chars: Vec<char> = cell.chars().collect();
    let mut reading = IdReading::default();
    let mut rest = String::new();
    let mut gap = String::new();
    let mut at = 0;
    while at < chars.len() {
        let free = at == 0 || !chars.get(at - 1).is_some_and(|c| c.is_alphanumeric());
        let scanned = if free { scan(&chars, at) } else { None };
        match scanned {
            Some((id, end)) => {
                if !reading.ids.is_empty() && is_range(&gap) {
                    reading.ranges.push((reading.ids.len() - 1, reading.ids.len()));
                }
                rest.push_str(&gap);
                rest.push(' ');
                gap.clear();
                reading.ids.push(id);
                at = end;
            }
            None => {
                // A run of digits is passed whole: 27001 holds no 01.
                let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
                let start = at;
                while digit(at) || (at > start && chars.get(at) == Some(&'.') && digit(at + 1)) {
                    at += 1;
                }
                at = at.max(start + 1);
                gap.extend(&chars[start..at]);
            }
        }
    }
    rest.push_str(&gap);
    reading.rest = without_small_words(&rest);
    reading
}

/// The group that a cell begins with: `A.5 Organizational controls`, `5`.
pub(crate) fn group(cell: &str) -> Option<String> {
    let bare = cell.trim();
    let (bare, lettered) = match bare.strip_prefix(['A', 'a']) {
        Some(rest) => (rest.trim_start_matches(['.', ' ', '-']), true),
        None => (bare, false),
    };
    let digits: String = bare.chars().take_while(char::is_ascii_digit).collect();
    let behind = bare.get(digits.len()..)?;
    let ends = behind.trim_start_matches(['.', ':', ')']).chars().next().is_none_or(|c| !c.is_alphanumeric());
    let sensible =
        matches!(digits.len(), 1 | 2) && (lettered || behind.trim().chars().all(|c| !c.is_ascii_digit()));
    if sensible && ends { Some(format!("A.{}", digits.trim_start_matches('0'))) } else { None }
}

/// Whether a cell holds an id that a catalog has.
pub(crate) fn holds_known_id(catalogs: &Catalogs<'_>, cell: &str) -> bool {
    ids_in(catalogs, cell).ids.iter().any(|id| catalogs.catalog_with(&id.id).is_some())
}

/// Reads the ids of a cell; a cell that is word for word an id of a catalog is that id, whatever its form.
pub(crate) fn ids_in(catalogs: &Catalogs<'_>, cell: &str) -> IdReading {
    let literal = cell.trim();
    if !literal.is_empty() && catalogs.catalog_with(literal).is_some() {
        return IdReading {
            ids: vec![IdText { id: literal.to_uppercase(), lettered: true, unusual: false }],
            ..IdReading::default()
        };
    }
    read_ids(cell)
}

/// An id from here on: the id, and where it ends.
fn scan(chars: &[char], at: usize) -> Option<(IdText, usize)> {
    let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let mut from = at;
    if matches!(chars.get(at), Some('A' | 'a')) {
        from += 1;
        while matches!(chars.get(from), Some('.' | ' ' | '-' | '\u{a0}')) && from - at <= 3 {
            from += 1;
        }
    } else if at >= 1 && matches!(chars.get(at - 1), Some('.' | ':')) && at >= 2 && digit(at - 2) {
        // The rest of a longer number.
        return None;
    }
    let mut groups: Vec<String> = Vec::new();
    let mut end = from;
    loop {
        let start = end;
        while digit(end) {
            end += 1;
        }
        if end == start || end - start > 2 {
            return None;
        }
        groups.push(chars.get(start..end)?.iter().collect());
        // A space behind the point is a slip: `A.8. 13`.
        if chars.get(end) == Some(&'.') && digit(end + 1) {
            end += 1;
        } else {
            break;
        }
    }
    if !(2..=3).contains(&groups.len()) || chars.get(end).is_some_and(|c| c.is_alphanumeric()) {
        return None;
    }
    let unusual = groups.iter().any(|group| group.len() > 1 && group.starts_with('0'));
    let plain: Vec<&str> = groups.iter().map(|group| group.trim_start_matches('0')).collect();
    if plain.iter().any(|group| group.is_empty()) {
        return None;
    }
    Some((IdText { id: format!("A.{}", plain.join(".")), lettered: from > at, unusual }, end))
}

/// `8,13`: a spreadsheet took the id for a number, where decimals have a comma.
fn decimal_comma(cell: &str) -> Option<String> {
    let bare = cell.strip_prefix(['A', 'a']).map_or(cell, |rest| rest.trim_start_matches(['.', ' ']));
    let (theme, number) = bare.split_once(',')?;
    let digits = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    (digits(theme) && digits(number) && !number.starts_with('0')).then(|| format!("A.{theme}.{number}"))
}

fn is_range(gap: &str) -> bool {
    matches!(gap.trim(), "-" | "–" | "—" | "‑" | ".." | "…" | "to" | "bis" | "à" | "a" | "tot" | "til")
}

/// What is left of a text without the words that stand around ids, in its own spelling.
fn without_small_words(text: &str) -> String {
    let separator =
        |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '&' | '+' | '(' | ')' | ':' | '|');
    let mut left = text.trim();
    loop {
        let before = left;
        left = left.trim_start_matches(|c: char| separator(c) || matches!(c, '-' | '–' | '—' | '.' | '•'));
        let word_end = left.find(separator).unwrap_or(left.len());
        let word = left.get(..word_end).unwrap_or_default();
        let small = vocabulary().has(&answer_text(word), "around-an-id")
            || word.starts_with("27001")
            || word.starts_with("27002")
            || (word.len() == 4 && word.starts_with("20") && word.bytes().all(|b| b.is_ascii_digit()));
        if small && !word.is_empty() {
            left = left.get(word_end..).unwrap_or_default();
        }
        if left == before {
            break;
        }
    }
    left.trim_end_matches(|c: char| separator(c) || matches!(c, '-' | '–' | '—' | '.')).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(cell: &str) -> Vec<String> {
        read_ids(cell).ids.into_iter().map(|id| id.id).collect()
    }

    #[test]
    fn the_usual_spellings() {
        for cell in [
            "A.8.13",
            "8.13",
            "A8.13",
            "A 8.13",
            "a.8.13",
            "A. 8.13",
            "ISO 27001 A.8.13",
            "ISO/IEC 27001:2022 A.8.13",
            "ISO 27001:2022 - A.8.13",
            "Annex A 8.13",
            "Annex A - 8.13",
            "A.8.13.",
            "A-8.13",
            "8,13",
            "A.08.13",
            "(A.8.13)",
            "\u{a0}A.8.13 ",
        ] {
            assert_eq!(
                (ids(cell), read_ids(cell).rest),
                (vec!["A.8.13".to_owned()], String::new()),
                "{cell}"
            );
        }
        assert_eq!(ids("A.9.4.2"), ["A.9.4.2"]);
    }

    #[test]
    fn several_and_ranges() {
        assert_eq!(ids("A.5.1, A.5.2"), ["A.5.1", "A.5.2"]);
        assert_eq!(ids("A 5.17 A 8.5"), ["A.5.17", "A.8.5"]);
        assert_eq!(ids("5.1\n5.2; 5.3/5.4"), ["A.5.1", "A.5.2", "A.5.3", "A.5.4"]);
        let range = read_ids("A.5.1 – A.5.4");
        assert_eq!((range.ids.len(), range.ranges, range.rest.as_str()), (2, vec![(0, 1)], ""));
        assert_eq!(read_ids("A.5.1-5.4").ranges, [(0, 1)]);
    }

    #[test]
    fn a_title_behind_the_id_is_kept() {
        assert_eq!(read_ids("A.8.13 Information backup").rest, "Information backup");
        assert_eq!(read_ids("8.13: Information backup").rest, "Information backup");
    }

    #[test]
    fn what_is_no_id() {
        for cell in [
            "A.8",
            "R-001",
            "27001:2022",
            "01.05.2026",
            "1.2.3.4",
            "POL-5",
            "x8.13",
            "8.13b",
            "2026-01-05",
            "",
            "A.",
        ] {
            assert_eq!(ids(cell), Vec::<String>::new(), "{cell}");
        }
    }

    #[test]
    fn groups() {
        assert_eq!(group("A.5 Organizational controls").as_deref(), Some("A.5"));
        assert_eq!(group("A 5").as_deref(), Some("A.5"));
        assert_eq!(group("5").as_deref(), Some("A.5"));
        assert_eq!(group("5. People").as_deref(), Some("A.5"));
        assert_eq!(group("Assets"), None);
        assert_eq!(group("A.5.1"), None);
    }
}
