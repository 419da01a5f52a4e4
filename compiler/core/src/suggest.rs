//! Did you mean: the nearest name by spelling, or the declaration whose title the words are from.

/// The candidate nearest to `word` by spelling: at most a third of its length away, case aside.
pub fn by_spelling<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = word.to_lowercase();
    // `not-implemented` and `unplanned` say the opposite, and are no misspellings.
    let other_word = |candidate: &str| {
        let before = wanted.strip_suffix(candidate).unwrap_or("");
        before.ends_with('-') || matches!(before, "un" | "non" | "not" | "in")
    };
    let limit = (wanted.chars().count() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate.chars().count().abs_diff(wanted.chars().count()) > limit {
            continue;
        }
        let lower = candidate.to_lowercase();
        let distance = strsim::osa_distance(&wanted, &lower);
        if other_word(&lower) {
            continue;
        }
        if distance <= limit
            && distance < wanted.chars().count()
            && best.is_none_or(|(d, c)| (distance, candidate) < (d, c))
        {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The candidate `(key, title)` whose title holds all words of `text`, or begins with the text; the shortest such title.
pub fn by_title<'a, K: Copy>(text: &str, candidates: impl IntoIterator<Item = (K, &'a str)>) -> Option<K> {
    let wanted = words(text);
    if wanted.is_empty() || text.trim().chars().count() < 3 {
        return None;
    }
    let mut best: Option<(usize, K)> = None;
    for (key, title) in candidates {
        let have = words(title);
        let all =
            wanted.iter().all(|w| have.iter().any(|h| h == w || (w.len() >= 4 && h.starts_with(w.as_str()))));
        if all && best.as_ref().is_none_or(|(length, _)| title.len() < *length) {
            best = Some((title.len(), key));
        }
    }
    best.map(|(_, key)| key)
}

/// The candidate `(key, title)` whose title is `text`, case and blanks aside.
pub fn by_whole_title<'a, K: Copy>(
    text: &str,
    candidates: impl IntoIterator<Item = (K, &'a str)>,
) -> Option<K> {
    let wanted = words(text);
    candidates.into_iter().find(|(_, title)| words(title) == wanted).map(|(key, _)| key)
}

/// What stands before the words that a value is also called by, in its doc comment.
const ALSO_SAID: &str = "Also said:";

/// The candidate `(key, doc)` that is also called `text`, as its doc comment says: `Also said: to do, not yet ….` Three
/// dots stand for whatever follows. Gives whether all words of `text` are among those of the doc comment.
pub fn by_saying<'a, K: Copy>(
    text: &str,
    candidates: impl IntoIterator<Item = (K, &'a str)> + Clone,
) -> Option<(K, bool)> {
    let mut wanted = words(text);
    loop {
        let mut best: Option<(usize, bool, K)> = None;
        for (key, doc) in candidates.clone() {
            let Some((_, said)) = doc.split_once(ALSO_SAID) else { continue };
            for said in said.split('.').next().unwrap_or("").split(',') {
                let open = said.trim_end().ends_with('…');
                let have = words(said);
                let fits = if open { wanted.starts_with(&have) } else { wanted == have };
                if fits && best.is_none_or(|(length, ..)| have.len() > length) {
                    best = Some((have.len(), !open, key));
                }
            }
        }
        if let Some((_, sure, key)) = best {
            return Some((key, sure));
        }
        // `already in place`
        if wanted.len() < 2 || !is_filler(&wanted[0]) {
            return None;
        }
        wanted.remove(0);
    }
}

/// Words that may be left out before a value: what it says is the same without them.
const FILLERS: &str = " a an the our about approximately roughly around ca circa exactly \
                       fully completely entirely already now currently still ";

/// Whether `word` says nothing that the value behind it does not say.
pub fn is_filler(word: &str) -> bool {
    FILLERS.contains(&format!(" {} ", word.to_lowercase()))
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_spelling() {
        assert_eq!(by_spelling("cisco", ["ceo", "ciso", "auditor"]), Some("ciso"));
        assert_eq!(by_spelling("CISO", ["ceo", "ciso"]), Some("ciso"));
        assert_eq!(by_spelling("x", ["ceo", "ciso"]), None);
    }

    #[test]
    fn the_opposite_is_no_misspelling() {
        for word in ["unimplemented", "not-implemented", "semi-implemented"] {
            assert_eq!(by_spelling(word, ["planned", "implemented"]), None, "{word}");
        }
        assert_eq!(by_spelling("implementd", ["planned", "implemented"]), Some("implemented"));
    }

    #[test]
    fn what_a_value_is_also_called() {
        let docs = [
            (1, "Not begun. Also said: to do, not ….\nMore."),
            (2, "Also said: in\nprogress, not fully …, partly …."),
            (3, "Begun and done. Also said: done, in place."),
        ];
        for (text, meant) in [
            ("to do", Some((1, true))),
            ("To-Do", Some((1, true))),
            ("not", Some((1, false))),
            ("not implemented", Some((1, false))),
            ("not fully implemented", Some((2, false))),
            ("in progress", Some((2, true))),
            ("already in place", Some((3, true))),
            ("never in place", None),
            ("begun", None),
            ("", None),
        ] {
            assert_eq!(by_saying(text, docs), meant, "{text}");
        }
    }

    #[test]
    fn words_of_a_title() {
        let titles = [(1, "Information backup"), (2, "Clear desk and clear screen")];
        assert_eq!(by_title("backup", titles), Some(1));
        assert_eq!(by_title("clear desk", titles), Some(2));
        assert_eq!(by_title("ba", titles), None);
    }
}
