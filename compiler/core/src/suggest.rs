//! Did you mean: the nearest name by spelling, or the declaration whose title the words are from; and when a guess can
//! hardly be wrong.
//!
//! `annexa fix` writes what is sure without asking anybody. A guess that is wrong there says something else in the author's
//! name, so what is sure is decided here and nowhere else. Words of a title only ever guess.

use annexa_diagnostics::Safety;

/// What was meant, by its spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Near<'a> {
    /// The candidate.
    pub name: &'a str,
    /// Whether it can hardly be another.
    pub sure: bool,
}

impl Near<'_> {
    /// How safe it is to write it.
    pub fn safety(self) -> Safety {
        if self.sure { Safety::Safe } else { Safety::Review }
    }
}

/// The candidate nearest to `word` by spelling: at most a third of its length away, case aside.
pub fn by_spelling<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest(word, candidates).map(|near| near.name)
}

/// The one candidate of which `word` is the beginning, up to a hyphen: `till` of `till-system`.
fn begun<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let begins = |name: &&str| {
        let head = name.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word));
        head.is_some_and(|_| name[word.len()..].starts_with('-'))
    };
    let mut found = candidates.filter(begins);
    found.next().filter(|_| word.chars().count() > 2 && found.next().is_none())
}

/// [`by_spelling`], and whether it can hardly be another.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<Near<'a>> {
    let candidates: Vec<&'a str> = candidates.into_iter().collect();
    let found = nearest_spelt(word, candidates.iter().copied());
    // A whole part of one name is nearer than another name with a slip.
    match begun(word, candidates.into_iter()) {
        Some(name) if !found.is_some_and(|near| near.sure) => Some(Near { name, sure: false }),
        _ => found,
    }
}

fn nearest_spelt<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<Near<'a>> {
    let wanted = word.to_lowercase();
    let limit = (wanted.chars().count() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    let mut near: Vec<(usize, &str)> = Vec::new();
    for candidate in candidates {
        let name = candidate.to_lowercase();
        if denies(&wanted, &name) || denies(&name, &wanted) {
            continue;
        }
        // One farther than the limit is still a rival of one at the limit.
        if candidate.chars().count().abs_diff(wanted.chars().count()) > limit + 1 {
            continue;
        }
        let distance = strsim::osa_distance(&wanted, &name);
        if distance > limit + 1 {
            continue;
        }
        near.push((distance, candidate));
        if distance <= limit
            && distance < wanted.chars().count()
            && best.is_none_or(|(d, c)| (distance, candidate) < (d, c))
        {
            best = Some((distance, candidate));
        }
    }
    let (distance, name) = best?;
    let same = is_same(word, name);
    let alone = near.iter().filter(|(_, other)| *other != name).all(|(d, other)| match same {
        true => letters(&other.to_lowercase()) != letters(&wanted),
        false => *d > distance + 1,
    });
    Some(Near { name, sure: alone && (same || is_slip(&wanted, &name.to_lowercase(), distance)) })
}

/// What is put before a word to say its opposite.
const DENIALS: [&str; 13] =
    ["not", "non", "un", "in", "il", "im", "ir", "de", "dis", "nicht", "kein", "keine", "no"];

/// Whether `word` is the opposite of `name`: `not-implemented`, `unlikely`. It never means it.
fn denies(word: &str, name: &str) -> bool {
    let before = word.strip_suffix(name).map(|before| before.trim_end_matches(JOINTS));
    before.is_some_and(|before| DENIALS.contains(&before))
}

/// Whether `word` is `name` with a slip of the hand in one of its parts, and no other word. What begins otherwise is rather
/// its opposite (`nonconfidential`, `external` for `internal`), and so is what has something before it; another part or
/// another number is another thing; and short words are near to each other as they are.
fn is_slip(word: &str, name: &str, distance: usize) -> bool {
    let (parts, meant): (Vec<&str>, Vec<&str>) = (word.split(JOINTS).collect(), name.split(JOINTS).collect());
    let mut others = parts.iter().zip(&meant).filter(|(part, meant)| part != meant);
    let (Some((part, meant_part)), None) = (others.next(), others.next()) else { return false };
    let length = part.chars().count();
    let digits = |s: &str| s.chars().filter(|c| c.is_numeric()).collect::<String>();
    parts.len() == meant.len()
        && (length > SHORT || length == SHORT && parts.len() > 1)
        && part.chars().next() == meant_part.chars().next()
        && !part.ends_with(meant_part)
        && !meant_part.ends_with(part)
        && digits(part) == digits(meant_part)
        && (distance == 1 || distance == 2 && length > 2 * SHORT)
}

/// Words up to this length are near to too many others.
const SHORT: usize = 4;

/// What joins the parts of a name.
const JOINTS: [char; 4] = ['-', '_', '.', ' '];

/// A name without what joins its parts: `patient_db` and `patient db` are `patient-db`.
fn letters(name: &str) -> String {
    name.replace(JOINTS, "")
}

/// Whether the two are the same, but for case and for what joins their parts.
pub fn is_same(word: &str, name: &str) -> bool {
    letters(&word.to_lowercase()) == letters(&name.to_lowercase())
}

/// Whether all words of `text` are among those of `title`.
pub fn is_part(text: &str, title: &str) -> bool {
    let have = words(title);
    words(text).iter().all(|word| have.contains(word))
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
    fn what_is_sure() {
        let sure =
            |word, candidates: &[&'static str]| nearest(word, candidates.iter().copied()).unwrap().sure;
        assert!(sure("implmented", &["implemented", "planned"]));
        assert!(sure("confidental", &["public", "internal", "confidential"]));
        assert!(sure("CEO", &["ceo", "cfo"]));
        assert!(sure("patient_db", &["patient-db", "patient-dbs"]));
        assert!(sure("acces-control", &["access-control"]));
        // A negation is cut off, or something else stands before it.
        for word in ["not-implemented", "unimplemented", "nonimplemented", "un-implemented"] {
            assert_eq!(nearest(word, ["implemented"]), None, "{word}");
        }
        assert_eq!(nearest("nonconfidential", ["confidential"]), None);
        assert_eq!(nearest("illegal", ["legal"]), None);
        assert!(!sure("external", &["internal"]));
        // Two are about as near.
        assert!(!sure("emila", &["emil", "emilia"]));
        assert!(!sure("posible", &["possible", "passible"]));
        // Short words, other parts, other numbers.
        assert!(!sure("cfo", &["ceo"]));
        assert!(!sure("patient-db-prod", &["patient-db-test", "patient-db"]));
        assert!(!sure("backup2", &["backup1"]));
    }

    #[test]
    fn words_of_a_title() {
        let titles = [(1, "Information backup"), (2, "Clear desk and clear screen")];
        assert_eq!(by_title("backup", titles), Some(1));
        assert_eq!(by_title("clear desk", titles), Some(2));
        assert_eq!(by_title("ba", titles), None);
    }
}
