//! What a selection grows to: the word, the value, the line of a field, the declaration, the file.

use annexa_core::source::{FileId, Span};
use annexa_syntax::tree::Entry;

use super::words;
use crate::Snapshot;

/// What stands around `offset`, from the narrowest outwards. Each holds the one before it; the last is the file.
pub fn selection(snapshot: &Snapshot, file: FileId, offset: u32) -> Vec<Span> {
    let source = snapshot.model.files.get(file);
    let tree = &source.tree;
    let mut spans: Vec<Span> = Vec::new();
    spans.extend(words::at(snapshot, file, offset).map(|word| word.span));
    spans.extend(tree.exprs.iter().map(|expr| expr.span));
    spans.extend(tree.parts.iter().map(|part| part.span));
    for decl in &tree.decls {
        spans.extend([decl.span, decl.name]);
        spans.extend(decl.title);
        if let Some(body) = decl.body {
            spans.push(body.span);
            // What stands between the braces.
            spans.push(Span::new(body.span.start + 1, body.close.map_or(body.span.end, |close| close.start)));
        }
    }
    for entry in &tree.entries {
        if let Entry::Field(field) = entry {
            spans.extend([field.phrase.span, field.name.to(field.phrase.span)]);
        }
    }
    for item in &tree.kinds {
        spans.push(item.span);
        spans.extend(tree.seq(item.fields).iter().map(|field| field.span));
    }
    spans.extend(tree.enums.iter().map(|item| item.span));
    spans.extend(tree.lets.iter().map(|item| item.span));
    let whole = Span::new(0, source.text.len() as u32);
    spans.retain(|s| s.start <= offset && offset <= s.end && !s.is_empty() && *s != whole);
    spans.sort_by_key(|span| (span.len(), span.start));
    spans.push(whole);
    let mut chain: Vec<Span> = Vec::new();
    for span in spans {
        let grows = |inner: &Span| span.start <= inner.start && inner.end <= span.end && span != *inner;
        if chain.last().is_none_or(grows) {
            chain.push(span);
        }
    }
    chain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::testing::at_cursor;

    #[test]
    fn outwards() {
        let (snapshot, file, cursor) =
            at_cursor("// é😀\nrisk r \"R\" {\n    treat: modify with A.8.13, A.8.‸14 by ciso\n}\n");
        let text = snapshot.text(file);
        let found: Vec<&str> = selection(&snapshot, file, cursor).iter().map(|span| span.of(text)).collect();
        assert_eq!(found[..2], ["A.8.14", "with A.8.13, A.8.14"]);
        assert_eq!(found[2], "modify with A.8.13, A.8.14 by ciso");
        assert!(found[3].starts_with("treat:") && found[4].starts_with('\n') && found[5].starts_with('{'));
        assert!(found[6].starts_with("risk r"));
        assert_eq!((found.len(), found[7]), (8, text));
        let (snapshot, file, cursor) = at_cursor("‸");
        assert_eq!(selection(&snapshot, file, cursor), [Span::at(0)]);
    }
}
