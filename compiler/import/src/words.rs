//! The vocabularies that foreign files are read with, and how words are compared.
//!
//! The words lie in `soa/words/*.txt`, and those for values of the prelude in the library's `words.txt`, one use a line: a
//! language is added there, not here.

use std::collections::HashMap;

use annexa_core::spelling;
use unicode_normalization::UnicodeNormalization;

/// The vocabulary of text files: which uses a phrase has, in the order of the files.
pub(crate) struct Vocabulary {
    uses: HashMap<String, Vec<&'static str>>,
    /// The most words that a phrase has.
    longest: usize,
}

impl Vocabulary {
    /// Reads `use: phrase | phrase` lines.
    pub(crate) fn load(texts: &[&'static str], normal: fn(&str) -> String) -> Self {
        let mut uses: HashMap<String, Vec<&'static str>> = HashMap::new();
        let mut longest = 1;
        for (key, phrases) in texts.iter().flat_map(|text| spelling::lines(text)) {
            for phrase in phrases {
                let phrase = normal(phrase);
                if phrase.is_empty() {
                    continue;
                }
                longest = longest.max(phrase.split(' ').count());
                let known = uses.entry(phrase).or_default();
                if !known.contains(&key) {
                    known.push(key);
                }
            }
        }
        Vocabulary { uses, longest }
    }

    /// The uses of a phrase that is already in normal form.
    pub(crate) fn uses(&self, phrase: &str) -> &[&'static str] {
        self.uses.get(phrase).map_or(&[], Vec::as_slice)
    }

    /// Whether the phrase has this use.
    pub(crate) fn has(&self, phrase: &str, key: &str) -> bool {
        self.uses(phrase).contains(&key)
    }

    /// The most words that a phrase has.
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }
}

/// Lower case, one space between words, nothing but letters and digits: how headings and titles are compared.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut lower_before = false;
    for c in text.nfkc() {
        if c.is_alphanumeric() {
            // `controlId` is two words.
            if c.is_uppercase() && lower_before && !out.ends_with(' ') {
                out.push(' ');
            }
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
        lower_before = c.is_lowercase();
    }
    out.truncate(out.trim_end().len());
    out
}

/// The words of a title that carry meaning.
pub(crate) fn title_words(title: &str) -> Vec<String> {
    const SMALL: [&str; 8] = ["and", "of", "the", "for", "or", "in", "to", "a"];
    let text: String = title.nfkc().flat_map(char::to_lowercase).collect();
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !SMALL.contains(word))
        .map(str::to_owned)
        .collect();
    words
}

/// How cells with an answer are compared: lower case, no outer punctuation, no variation marks, hyphens as spaces.
pub(crate) fn answer_text(text: &str) -> String {
    let lower: String = text
        .nfkc()
        .filter(|c| !matches!(c, '\u{FE0F}' | '\u{FE0E}' | '\u{200D}'))
        .flat_map(char::to_lowercase)
        .collect();
    let spaced: String = lower
        .chars()
        .map(|c| if matches!(c, '-' | '_' | '\u{2010}'..='\u{2015}') { ' ' } else { c })
        .collect();
    let joined = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    let outer = |c: char| {
        matches!(c, '.' | ',' | ';' | ':' | '!' | '*' | '(' | ')' | '[' | ']' | '"' | '\'' | '`' | '<' | '>')
    };
    let trimmed = joined.trim_matches(outer).trim();
    if trimmed.is_empty() { joined } else { trimmed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_without_dress() {
        assert_eq!(plain("  Control-ID (ISO)\n27001 "), "control id iso 27001");
        assert_eq!(plain("controlId"), "control id");
        assert_eq!(plain("LR"), "lr");
        assert_eq!(answer_text("✔️"), "✔");
        assert_eq!(answer_text(" Not-Applicable. "), "not applicable");
        assert_eq!(answer_text("..."), "...");
        assert_eq!(title_words("Monitoring, review and change"), ["monitoring", "review", "change"]);
    }
}
