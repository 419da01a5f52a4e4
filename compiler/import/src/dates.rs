//! Dates as people type them, read only where no other reading is possible.

use jiff::civil::Date;

/// What a cell says as a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DateReading {
    /// One day: `2026-09-30`.
    Day(String),
    /// It could be two different days (`03/04/2026`).
    Ambiguous,
    /// No day.
    None,
}

/// The first letters of the months' names, in six languages.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene"],
    &["feb", "fév", "fev"],
    &["mar", "mär", "maa", "mrt"],
    &["apr", "avr", "abr"],
    &["may", "mai", "mei"],
    &["jun", "juin"],
    &["jul", "juil"],
    &["aug", "aoû", "aou", "ago"],
    &["sep"],
    &["oct", "okt"],
    &["nov"],
    &["dec", "dez", "déc", "dic", "des"],
];

/// Reads a whole cell as a date.
pub(crate) fn read_date(text: &str) -> DateReading {
    let text = text.trim().trim_end_matches('.');
    // A time of day behind the date, as databases write it.
    let text = match text.split_once(['T', ' ']) {
        Some((day, time)) if time.contains(':') && !time.contains(char::is_alphabetic) => day,
        Some((day, time)) if time.contains(':') && time.ends_with('Z') => day,
        _ => text,
    };
    let lower = text.to_lowercase();
    let parts: Vec<&str> =
        lower.split(['-', '/', '.', ' ', ',', '\u{a0}']).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts.as_slice() else {
        return DateReading::None;
    };
    let number = |part: &str| {
        let digits =
            part.trim_end_matches("st").trim_end_matches("nd").trim_end_matches("rd").trim_end_matches("th");
        if digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit()) {
            digits.parse::<i16>().ok()
        } else {
            None
        }
    };
    let day_of = |year: i16, month: i16, day: i16| {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Date::new(year, month, day).ok().map(|date| date.to_string())
    };
    let sensible = |year: i16| (1990..=2200).contains(&year);
    let reading = |day: Option<String>| day.map_or(DateReading::None, DateReading::Day);
    match (number(first), number(second), number(third)) {
        (Some(year), Some(month), Some(day)) if first.len() == 4 && sensible(year) => {
            reading(day_of(year, month, day))
        }
        (Some(a), Some(b), Some(year)) if third.len() == 4 && sensible(year) => {
            let dotted = text.contains('.');
            match (day_of(year, b, a), day_of(year, a, b)) {
                (Some(day), _) if dotted => DateReading::Day(day),
                (Some(one), Some(other)) if one != other => DateReading::Ambiguous,
                (Some(day), _) => DateReading::Day(day),
                (None, Some(day)) if !dotted => DateReading::Day(day),
                _ => DateReading::None,
            }
        }
        (Some(day), None, Some(year)) if sensible(year) => {
            reading(month(second).and_then(|month| day_of(year, month, day)))
        }
        (None, Some(day), Some(year)) if sensible(year) => {
            reading(month(first).and_then(|month| day_of(year, month, day)))
        }
        _ => DateReading::None,
    }
}

/// The month that a word names.
fn month(word: &str) -> Option<i16> {
    if !word.chars().all(char::is_alphabetic) {
        return None;
    }
    let at = MONTHS.iter().position(|names| names.iter().any(|name| word.starts_with(name)))?;
    i16::try_from(at + 1).ok()
}

/// Whether a spreadsheet may have made a date of a control's id: `05. Jan`, `5-Jan`, `2026-01-05`.
pub(crate) fn looks_like_a_mangled_id(text: &str) -> bool {
    if matches!(read_date(text), DateReading::Day(_) | DateReading::Ambiguous) {
        return true;
    }
    let lower = text.trim().to_lowercase();
    let parts: Vec<&str> = lower.split(['-', '/', '.', ' ']).filter(|part| !part.is_empty()).collect();
    let digits = |part: &str| part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit());
    matches!(parts.as_slice(), [a, b] if (digits(a) && month(b).is_some()) || (month(a).is_some() && digits(b)))
}

/// The only ISO date in a text, where a word of the list stands before it (`by 2026-09-30`).
pub(crate) fn deadline_in(text: &str, is_deadline_word: impl Fn(&str) -> bool) -> Option<String> {
    let mut found = None;
    let words: Vec<&str> = text.split_whitespace().collect();
    for (at, word) in words.iter().enumerate() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if bare.len() != 10 || !bare.starts_with("20") || bare.matches('-').count() != 2 {
            continue;
        }
        let DateReading::Day(day) = read_date(bare) else {
            continue;
        };
        let before = |count: usize| {
            at.checked_sub(count)
                .and_then(|from| words.get(from..at))
                .map(|words| words.join(" ").to_lowercase())
        };
        let deadline = (1..=2).filter_map(before).any(|words| is_deadline_word(&words));
        if found.is_some() || !deadline {
            return None;
        }
        found = Some(day);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_where_they_can_mean_one_day() {
        for (text, day) in [
            ("2026-09-30", "2026-09-30"),
            ("2026/9/3", "2026-09-03"),
            ("30.09.2026", "2026-09-30"),
            ("03.04.2026", "2026-04-03"),
            ("30/09/2026", "2026-09-30"),
            ("09/30/2026", "2026-09-30"),
            ("04/04/2026", "2026-04-04"),
            ("30 September 2026", "2026-09-30"),
            ("30. Sept. 2026", "2026-09-30"),
            ("Sep 30, 2026", "2026-09-30"),
            ("1er mai 2026", ""),
            ("31.02.2026", ""),
            ("Q3 2026", ""),
            ("2026", ""),
            ("soon", ""),
            ("2026-09-30 00:00:00", "2026-09-30"),
        ] {
            let expected = if day.is_empty() { DateReading::None } else { DateReading::Day(day.to_owned()) };
            assert_eq!(read_date(text), expected, "{text}");
        }
        assert_eq!(read_date("03/04/2026"), DateReading::Ambiguous);
    }

    #[test]
    fn a_deadline_in_prose_needs_its_word() {
        let by = |word: &str| word == "by" || word == "bis zum";
        assert_eq!(deadline_in("set up by 2026-09-30.", by).as_deref(), Some("2026-09-30"));
        assert_eq!(deadline_in("fertig bis zum 2026-09-30", by).as_deref(), Some("2026-09-30"));
        assert_eq!(deadline_in("since 2026-09-30", by), None);
        assert_eq!(deadline_in("by 2026-09-30 or by 2026-10-30", by), None);
    }

    #[test]
    fn ids_that_became_dates() {
        assert!(looks_like_a_mangled_id("05. Jan"));
        assert!(looks_like_a_mangled_id("8-Mar"));
        assert!(looks_like_a_mangled_id("2026-01-05"));
        assert!(!looks_like_a_mangled_id("Human resources"));
    }
}
