//! What stands in cells: whether a control applies, and how far it is put into practice.

use std::sync::LazyLock;

use crate::words::{Vocabulary, answer_text};

static WORDS: LazyLock<Vocabulary> = LazyLock::new(|| {
    let values = annexa_stdlib::file(annexa_core::spelling::WORDS).unwrap_or_default();
    Vocabulary::load(&[include_str!("words/answers.txt"), values], answer_text)
});

/// The words of answers.
pub(crate) fn vocabulary() -> &'static Vocabulary {
    &WORDS
}

/// Whether a control applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
    Partly,
}

/// How far a control is put into practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Full,
    Part,
    GoingOn,
    Planned,
    NotDone,
    NotAsked,
}

/// What a cell was read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reading<T> {
    /// The cell is empty.
    Empty,
    /// It says this.
    Says(T),
    /// It says this, and it takes a reader to see it; the words tell how.
    Means(T, String),
    /// It is not understood.
    Unknown,
}

impl<T: Copy> Reading<T> {
    /// What it was read as, if it was.
    pub(crate) fn value(&self) -> Option<T> {
        match self {
            Reading::Says(value) | Reading::Means(value, _) => Some(*value),
            _ => None,
        }
    }

    /// Whether it is neither empty nor understood.
    pub(super) fn is_unknown(&self) -> bool {
        matches!(self, Reading::Unknown)
    }
}

fn answer_of(phrase: &str) -> Option<Answer> {
    WORDS.uses(phrase).iter().find_map(|key| match *key {
        "answer-yes" => Some(Answer::Yes),
        "answer-no" => Some(Answer::No),
        "answer-partly" => Some(Answer::Partly),
        _ => None,
    })
}

fn state_of(phrase: &str) -> Option<State> {
    WORDS.uses(phrase).iter().find_map(|key| match *key {
        "state-full" | "progress.implemented" => Some(State::Full),
        "state-part" | "progress.partial" => Some(State::Part),
        "state-going-on" | "progress.partial?" => Some(State::GoingOn),
        "state-planned" | "progress.planned" => Some(State::Planned),
        "state-none" => Some(State::NotDone),
        "state-not-asked" => Some(State::NotAsked),
        _ => None,
    })
}

/// Reads a cell that says whether a control applies.
pub(super) fn read_answer(cell: &str) -> Reading<Answer> {
    let phrase = answer_text(cell);
    if !cell.trim().is_empty() && is_dash(cell) {
        return Reading::Means(Answer::No, "a dash was read as no".to_owned());
    }
    read(cell, &phrase, answer_of)
}

/// Reads a cell that says how far a control is put into practice.
pub(crate) fn read_state(cell: &str) -> Reading<State> {
    let phrase = answer_text(cell);
    if is_dash(cell) {
        return Reading::Empty;
    }
    if let Some(share) = percentage(&phrase) {
        return match share {
            0.0 => Reading::Says(State::NotDone),
            100.0 => Reading::Says(State::Full),
            _ => Reading::Means(State::Part, "a percentage was read as partly implemented".to_owned()),
        };
    }
    match read(cell, &phrase, state_of) {
        Reading::Says(State::GoingOn) => Reading::Means(
            State::GoingOn,
            "what is going on was read as planned: nothing says that a part of it works".to_owned(),
        ),
        reading => reading,
    }
}

fn read<T: Copy + PartialEq>(cell: &str, phrase: &str, of: fn(&str) -> Option<T>) -> Reading<T> {
    if cell.trim().is_empty() {
        return Reading::Empty;
    }
    if let Some(value) = of(phrase) {
        return Reading::Says(value);
    }
    // A symbol beside words that say the same: `✅ Implemented`.
    let words: Vec<&str> = phrase.split(' ').collect();
    let is_symbol = |word: &&str| !word.chars().any(char::is_alphanumeric);
    let symbols: Vec<&str> = words.iter().copied().filter(|word| is_symbol(word)).collect();
    let letters =
        answer_text(&words.iter().copied().filter(|word| !is_symbol(word)).collect::<Vec<_>>().join(" "));
    let meant: Vec<T> = symbols.iter().filter_map(|symbol| of(symbol)).collect();
    if !symbols.is_empty() && !letters.is_empty() {
        return match of(&letters) {
            Some(value) if meant.iter().all(|symbol| *symbol == value) => Reading::Says(value),
            _ => Reading::Unknown,
        };
    }
    // An answer, and then more: `No (see note 3)`.
    let text = cell.trim();
    let cut = [" (", "(", ", ", ";", ":", " - ", " – ", " — ", ". ", "\n"]
        .iter()
        .filter_map(|mark| text.find(mark).map(|at| (at, mark.len())))
        .filter(|(at, _)| *at > 0)
        .min();
    let Some((at, length)) = cut else {
        return Reading::Unknown;
    };
    let (head, rest) = (text.get(..at).unwrap_or_default(), text.get(at + length..).unwrap_or_default());
    let value = of(&answer_text(head));
    // What follows must not take the answer back, nor give another one.
    let contradicts = answer_text(rest).split([' ', ',', ';', '.']).any(|word| {
        WORDS.has(word, "takes-it-back")
            || answer_of(word).is_some_and(|answer| answer == Answer::Partly)
            || (state_of(word).is_some() && word.chars().count() > 1)
    });
    match value {
        Some(value) if !contradicts => Reading::Means(
            value,
            format!("it was read as \"{}\"; what follows is kept beside it", head.trim()),
        ),
        _ => Reading::Unknown,
    }
}

/// `60 %`, as a number.
fn percentage(phrase: &str) -> Option<f64> {
    let number = phrase.strip_suffix('%')?.trim().replace(',', ".");
    let share: f64 = number.parse().ok()?;
    (0.0..=100.0).contains(&share).then_some(share)
}

/// Whether a cell holds nothing but a dash.
pub(super) fn is_dash(cell: &str) -> bool {
    let cell = cell.trim();
    !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '_'))
}

/// Whether a text only holds a place: `TBD`, `[insert text]`.
pub(crate) fn is_stand_in(text: &str) -> bool {
    let bare = text.trim();
    let bracketed = bare.len() > 2
        && ((bare.starts_with('[') && bare.ends_with(']')) || (bare.starts_with('<') && bare.ends_with('>')))
        && bare.matches(['[', '<']).count() == 1;
    bracketed || is_dash(bare) || WORDS.has(&answer_text(bare), "stand-in")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no_in_their_usual_spellings() {
        for cell in [
            "Yes",
            "Y",
            "x",
            "X",
            "✓",
            "✔️",
            "●",
            "true",
            "TRUE",
            "1",
            "Applicable",
            "ja",
            "Oui",
            "sí",
            "JA.",
            "✅ Yes",
            "van toepassing",
        ] {
            assert_eq!(read_answer(cell), Reading::Says(Answer::Yes), "{cell}");
        }
        for cell in [
            "No",
            "N",
            "n.a.",
            "N/A",
            "Not applicable",
            "not-applicable",
            "Excluded",
            "nein",
            "non",
            "0",
            "❌",
            "nicht anwendbar",
        ] {
            assert_eq!(read_answer(cell), Reading::Says(Answer::No), "{cell}");
        }
        assert_eq!(read_answer("–").value(), Some(Answer::No));
        assert_eq!(read_answer("No (see note 3)").value(), Some(Answer::No));
        assert_eq!(read_answer(" "), Reading::Empty);
        for cell in ["maybe", "No idea", "Yes, but not for the office", "✅ No", "Yes/No"] {
            assert_eq!(read_answer(cell), Reading::Unknown, "{cell}");
        }
    }

    #[test]
    fn states_in_their_usual_spellings() {
        for (cell, state) in [
            ("Implemented", State::Full),
            ("✅ Implemented", State::Full),
            ("Fully implemented", State::Full),
            ("100 %", State::Full),
            ("🟢", State::Full),
            ("umgesetzt", State::Full),
            ("Partially implemented", State::Part),
            ("⚠️ Partial", State::Part),
            ("🟡", State::Part),
            ("60%", State::Part),
            ("In progress", State::GoingOn),
            ("Planned", State::Planned),
            ("Geplant", State::Planned),
            ("Not implemented", State::NotDone),
            ("❌ Gap", State::NotDone),
            ("0%", State::NotDone),
            ("N/A", State::NotAsked),
            ("Implemented (2024)", State::Full),
        ] {
            assert_eq!(read_state(cell).value(), Some(state), "{cell}");
        }
        for cell in ["3 - Defined", "Implemented, not tested", "✅ Planned", "Implemented - planned", "soon"]
        {
            assert_eq!(read_state(cell), Reading::Unknown, "{cell}");
        }
    }

    #[test]
    fn stand_ins() {
        for text in ["TBD", "tbc.", "[insert reason]", "<owner>", "xxx", "-", "?"] {
            assert!(is_stand_in(text), "{text}");
        }
        assert!(!is_stand_in("Required by law"));
    }
}
