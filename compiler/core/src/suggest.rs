//! Did you mean: the nearest name by spelling, or the declaration whose title the words are from.

/// The candidate nearest to `word` by spelling: at most a third of its length away, case aside.
pub fn by_spelling<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = word.to_lowercase();
    let limit = (wanted.chars().count() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate.chars().count().abs_diff(wanted.chars().count()) > limit {
            continue;
        }
        let distance = strsim::osa_distance(&wanted, &candidate.to_lowercase());
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
    fn words_of_a_title() {
        let titles = [(1, "Information backup"), (2, "Clear desk and clear screen")];
        assert_eq!(by_title("backup", titles), Some(1));
        assert_eq!(by_title("clear desk", titles), Some(2));
        assert_eq!(by_title("ba", titles), None);
    }
}
