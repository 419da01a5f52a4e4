//! Everything that refers to the thing at the cursor, in all files or in one.

use annexa_core::source::{FileId, PackageId, Place, Span};

use super::words::{self, Role, Target, Word};
use crate::Snapshot;

/// All places that refer to the thing at `offset`, in the package and in those that it stands on; with the place where it is
/// declared where that is `wanted`.
pub fn references(snapshot: &Snapshot, file: FileId, offset: u32, wanted: bool) -> Vec<Place> {
    let Some(word) = words::at(snapshot, file, offset) else { return Vec::new() };
    let found = everywhere(snapshot, &[word.target]);
    let found = found.into_iter().filter(|(_, word)| wanted || word.role != Role::Names);
    found.map(|(file, word)| Place { file, span: word.span }).collect()
}

/// The words that stand for one of `targets`, in all files but the standard library's.
pub fn everywhere(snapshot: &Snapshot, targets: &[Target]) -> Vec<(FileId, Word)> {
    let model = &snapshot.model;
    let files =
        model.files.iter().filter(|(_, f)| f.package != PackageId::LIBRARY && f.path.ends_with(EXTENSION));
    let mut found = Vec::new();
    for (file, _) in files {
        let words = words::words(snapshot, file).into_iter();
        found.extend(words.filter(|word| targets.contains(&word.target)).map(|word| (file, word)));
    }
    found
}

const EXTENSION: &str = annexa_files::EXTENSION;

/// The places of `file` that stand for the thing at `offset`, and whether each is where it is declared.
pub fn highlights(snapshot: &Snapshot, file: FileId, offset: u32) -> Vec<(Span, bool)> {
    let words = words::words(snapshot, file);
    let touches = |word: &&Word| word.span.start <= offset && offset <= word.span.end;
    let Some(target) = words.iter().find(touches).map(|word| word.target) else { return Vec::new() };
    let same = words.into_iter().filter(|word| word.target == target);
    same.map(|word| (word.span, word.role == Role::Names)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::testing::at_cursor;

    const TEXT: &str = "role ci‸so \"CISO\"
asset db \"DB\" { category: system  owner: ciso }
policy p \"P\" { owner: ciso  \"\"\"Ask {ciso} or [our chief]({ciso}).\"\"\" }
rule r \"R\" { each: a in asset  require: a.owner == ciso  message: \"no\" }
scope s \"S\" { includes: asset where owner == ciso }
";

    #[test]
    fn all_kinds_of_places() {
        let (snapshot, file, cursor) = at_cursor(TEXT);
        let found = references(&snapshot, file, cursor, true);
        let text = snapshot.text(file);
        assert!(found.iter().all(|place| place.span.of(text) == "ciso"), "{found:?}");
        assert_eq!(found.len(), text.matches("ciso").count());
        assert_eq!(references(&snapshot, file, cursor, false).len(), found.len() - 1);
        let highlights = highlights(&snapshot, file, cursor);
        assert_eq!(highlights.len(), found.len());
        assert_eq!(highlights.iter().filter(|(_, declared)| *declared).count(), 1);
    }

    #[test]
    fn fields_kinds_and_values() {
        for (word, count) in [("ow‸ner: ciso }", 4), ("as‸set db", 3), ("sys‸tem", 1)] {
            let text = TEXT.replacen('‸', "", 1).replacen(&word.replace('‸', ""), word, 1);
            let (snapshot, file, cursor) = at_cursor(&text);
            assert_eq!(references(&snapshot, file, cursor, true).len(), count, "{word}");
        }
    }
}
