//! What holds for every text: the tokens are the text, nothing panics, every place lies in the text.

use annexa_syntax::tree::{Entry, ExprKind, Item};
use annexa_syntax::{Parsed, Span, Tree, literal, parse, parse_query, tokenize};
use proptest::prelude::*;

mod texts;

use texts::{fragments, mutated};

fn check(text: &str) -> Parsed {
    let joined: String = tokenize(text).iter().map(|token| token.span.of(text)).collect();
    assert_eq!(joined, text, "the tokens are the text");
    assert!(tokenize(text).iter().all(|token| !token.span.is_empty()), "no token is empty");
    let parsed = parse(text);
    check_places(text, &parsed.tree);
    for error in &parsed.errors {
        check_place(text, error.span);
        assert!(!error.message.is_empty() && !error.label.is_empty(), "{error:?}");
        assert!(error.related.iter().all(|(_, label)| !label.is_empty()));
        error.related.iter().for_each(|(span, _)| check_place(text, *span));
        for fix in &error.fixes {
            let mut last = 0;
            for (span, _) in &fix.edits {
                check_place(text, *span);
                assert!(span.start >= last, "edits overlap: {error:?}");
                last = span.end;
            }
        }
    }
    parsed
}

fn check_place(text: &str, span: Span) {
    assert!(text.get(span.range()).is_some(), "{span:?} is no place in {text:?}");
}

/// Every span lies in the text, every index in its arena.
fn check_places(text: &str, tree: &Tree) {
    let places = tree.spans.iter().copied();
    let places =
        places.chain(tree.exprs.iter().map(|expr| expr.span)).chain(tree.parts.iter().map(|part| part.span));
    let places = places.chain(tree.decls.iter().flat_map(|decl| [decl.span, decl.kind, decl.name]));
    let places = places.chain(tree.kinds.iter().flat_map(|kind| [kind.span, kind.name]));
    places.for_each(|span| check_place(text, span));
    for decl in &tree.decls {
        let entries = decl.body.map_or(&[][..], |body| tree.seq(body.entries));
        for entry in entries {
            match entry {
                Entry::Field(field) => {
                    check_place(text, field.name);
                    assert!(tree.seq(field.phrase.lead).len() == field.phrase.lead.len as usize);
                }
                Entry::Prose { value, .. } => {
                    assert_eq!(tree.expr(*value).kind, ExprKind::Prose);
                    literal::pieces(tree.expr(*value).span.of(text), tree.expr(*value).span.start);
                }
                Entry::Decl(id) => assert!(decl.span.start <= tree.decl(*id).span.start),
            }
        }
    }
    for expr in &tree.exprs {
        let words = expr.span.of(text);
        match expr.kind {
            ExprKind::Text | ExprKind::Prose => {
                literal::text_value(words);
                literal::prose_value(words);
                for piece in literal::pieces(words, expr.span.start) {
                    check_place(text, piece.span);
                }
            }
            ExprKind::Number => drop(literal::number_text(words)),
            ExprKind::Quantity => drop(literal::quantity(words)),
            ExprKind::Date => drop(literal::date(words)),
            ExprKind::List(elems) => assert_eq!(tree.seq(elems).len(), elems.len as usize),
            _ => {}
        }
    }
    let mut last = 0;
    for item in &tree.items {
        let start = match item {
            Item::Decl(id) => tree.decl(*id).span.start,
            Item::Let(at) => tree.lets[*at as usize].span.start,
            Item::Kind(at) => tree.kinds[*at as usize].span.start,
            Item::Enum(at) => tree.enums[*at as usize].span.start,
        };
        assert!(last <= start, "items are in source order");
        last = start;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in any::<String>()) {
        check(&text);
        parse_query(&text);
    }

    #[test]
    fn any_fragments(text in fragments()) {
        check(&text);
        parse_query(&text);
    }

    #[test]
    fn any_change_of_a_real_file(text in mutated(6)) {
        check(&text);
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        match annexa_syntax::decode(&bytes) {
            Ok(text) => drop(check(text)),
            Err(error) => assert!(error.span.start as usize <= bytes.len()),
        }
    }

    #[test]
    fn literals_of_any_text(text in any::<String>()) {
        literal::text_value(&text);
        literal::prose_value(&text);
        literal::number_text(&text);
        literal::quantity(&text);
        literal::date(&text);
        literal::path_text(&text);
        literal::doc_text(&text);
        literal::pieces(&text, 0);
        literal::pieces(&format!("\"\"\"{text}\"\"\""), 0);
    }

    /// A safe fix takes its error away, and adds none.
    #[test]
    fn safe_fixes_mend(text in mutated(1)) {
        let parsed = check(&text);
        let fixes = parsed.errors.iter().flat_map(|error| error.fixes.iter().map(move |fix| (error, fix)));
        for (error, fix) in fixes.filter(|(_, fix)| fix.safe) {
            let mut mended = text.clone();
            for (span, new) in fix.edits.iter().rev() {
                mended.replace_range(span.range(), new);
            }
            prop_assert!(mended != text, "{:#?}", error);
            // Where much is wrong, mending one thing may bring another to light.
            // Where much is wrong, mending one thing may bring the next to light.
            if parsed.errors.len() == 1 {
                let after = parse(&mended).errors;
                let same = after.iter().any(|other| (other.kind, &other.message) == (error.kind, &error.message));
                prop_assert!(!same && after.len() <= 1, "{:#?}\n{}\n{:#?}", parsed.errors, mended, after);
            }
        }
    }
}
