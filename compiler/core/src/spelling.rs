//! What people write, also in other languages, for the values of enums, for fields, for how often something is done,
//! between ids and for the words that continue a fact: the library's table of words.

use crate::Library;
use crate::suggest::Near;

/// The path of the table in the library.
pub const WORDS: &str = "words.txt";

/// The lines of a table of words, each its use and its phrases: `use: phrase | phrase`. `#` begins a comment.
pub fn lines(table: &str) -> impl Iterator<Item = (&str, impl Iterator<Item = &str>)> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(": ")).map(|(key, phrases)| (key, phrases.split(" | ")))
}

/// The value of `enumeration`, or of another key of the table, that somebody means who writes `words`.
pub(crate) fn meant(library: Library<'_>, enumeration: &str, words: &str) -> Option<Near<'static>> {
    all_meant(library, enumeration, words).next()
}

/// All of them, in the order of the table.
pub(crate) fn all_meant(library: Library<'_>, key: &str, words: &str) -> impl Iterator<Item = Near<'static>> {
    let table = library.iter().find(|(path, _)| *path == WORDS).map_or("", |(_, table)| *table);
    let words = plain(words);
    lines(table).filter_map(move |(line, mut phrases)| {
        let value = line.strip_prefix(key)?.strip_prefix('.')?;
        phrases.any(|phrase| phrase == words).then(|| match value.strip_suffix('?') {
            Some(value) => Near { name: value, sure: false },
            None => Near { name: value, sure: true },
        })
    })
}

/// As the table has words: in small letters, with one blank between them.
fn plain(words: &str) -> String {
    let spaced: String = words.to_lowercase().replace(['-', '_'], " ");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_dress() {
        let library = &[(WORDS, "# states\nstate.done: umgesetzt | en place\nstate.begun?: in arbeit\n")];
        let meant = |words| meant(library, "state", words).map(|m| (m.name, m.sure));
        assert_eq!(meant("Umgesetzt"), Some(("done", true)));
        assert_eq!(meant("en-place"), Some(("done", true)));
        assert_eq!(meant(" In  Arbeit"), Some(("begun", false)));
        assert_eq!(meant("arbeit"), None);
        assert_eq!(super::meant(library, "stat", "umgesetzt"), None);
    }
}
