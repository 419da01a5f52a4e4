//! What holds for the layout of every text, and cases that are too small or too odd for the specification.

use annexa_syntax::format::{Formatted, format, format_range};
use annexa_syntax::{TokenKind, literal, parse, tokenize};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

mod texts;

use texts::{fragments, mutated, real_files};

fn formatted(text: &str) -> String {
    format(text).unwrap_or_else(|fault| panic!("{fault}:\n{text}")).text(text).to_owned()
}

/// Everything that must hold for the layout of a text.
fn check(text: &str) -> Formatted {
    let formatted = format(text).unwrap_or_else(|fault| panic!("{fault}:\n{text}"));
    let mut last = 0;
    for edit in &formatted.edits {
        assert!(edit.span.start >= last && text.get(edit.span.range()).is_some(), "{edit:?} in {text:?}");
        assert_ne!(edit.span.of(text), edit.text, "an edit changes something");
        last = edit.span.end;
    }
    let result = formatted.text(text);
    let again = format(result).unwrap_or_else(|fault| panic!("{fault}:\n{result}"));
    assert!(
        again.is_clean(),
        "formatting again changes something\n{text}\n── once\n{result}\n── twice\n{}",
        again.text(result)
    );
    assert_eq!(words(text), words(result), "the words stay\n{text}\n──\n{result}");
    for span in &formatted.left {
        assert!(result.contains(span.of(text)), "what is left is left as it is");
    }
    let (before, after) = (parse(text), parse(result));
    let errors = |parsed: &annexa_syntax::Parsed| {
        parsed
            .errors
            .iter()
            .filter(|e| !e.kind.is_hint())
            .map(|e| (e.kind, e.message.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(errors(&before), errors(&after), "{text}\n──\n{result}");
    assert_eq!(before.tree.decls.len(), after.tree.decls.len());
    formatted
}

/// The words of a text without its layout and the marks that are mended.
fn words(text: &str) -> Vec<String> {
    let is_quote = |c: char| "\"“”„‟«»".contains(c);
    let words = tokenize(text);
    let words = words.iter().filter(|token| token.kind != TokenKind::Space).map(|token| {
        let word = token.span.of(text).trim_end();
        match token.kind {
            TokenKind::Prose | TokenKind::ProseMarked => literal::prose_value(word),
            TokenKind::Text | TokenKind::TextMarked => {
                literal::text_value(word).trim_matches(is_quote).to_owned()
            }
            TokenKind::NumberComma | TokenKind::QuantityComma | TokenKind::Quantity => {
                word.replace(',', ".").replace(['\u{A0}', '\u{202F}'], " ")
            }
            TokenKind::PathMarked | TokenKind::FieldMarked => word.replace(['‐', '‑'], "-"),
            TokenKind::Range | TokenKind::RangeMarked | TokenKind::Minus | TokenKind::MinusMarked => {
                "..".to_owned()
            }
            TokenKind::CompareMarked => word.replace('≤', "<=").replace('≥', ">=").replace('≠', "!="),
            _ => word.to_owned(),
        }
    });
    words.collect()
}

/// The lines of a range, and those of the entries that they touch, change; no other does.
fn check_range(text: &str, first: u32, count: u32) {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let formatted =
        format_range(text, first..=first + count).unwrap_or_else(|fault| panic!("{fault}:\n{text}"));
    let result = formatted.text(text);
    if formatted.is_clean() {
        return;
    }
    // What is above and below the changed lines is what it was.
    let line_of = |at: u32| text[..at as usize].matches('\n').count();
    let (Some(from), Some(to)) = (formatted.edits.first(), formatted.edits.last()) else { return };
    let (from, to) = (line_of(from.span.start), line_of(to.span.end));
    assert!(result.starts_with(&lines[..from].concat()), "{text}\n──\n{result}");
    assert!(result.ends_with(&lines[(to + 1).min(lines.len())..].concat()), "{text}\n──\n{result}");
    // Entries that the range does not touch: none of the words on lines outside of what was touched moved.
    let whole = format(text).unwrap_or_else(|fault| panic!("{fault}:\n{text}"));
    for edit in &formatted.edits {
        let known = whole
            .edits
            .iter()
            .any(|other| other.span.start <= edit.span.start && edit.span.end <= other.span.end);
        assert!(
            known || !whole.left.is_empty(),
            "a range changes nothing that the whole would not: {edit:?}\n{text}"
        );
    }
}

#[test]
fn line_ends_are_those_of_the_first_line() {
    let text = "\u{FEFF}role  a \"A\" {\r\n  \"\"\"\r\n  x\r\n\r\n    y\n  \"\"\"\n}";
    let lines = ["role a \"A\" {", "    \"\"\"", "    x", "", "      y", "    \"\"\"", "}", ""];
    assert_eq!(formatted(text), lines.join("\r\n"));
    assert_eq!(formatted(&text.replacen("\r\n", "\n", 1)), lines.join("\n"));
    assert_eq!(formatted("\u{FEFF}"), "");
    assert_eq!(formatted("\n \n"), "");
    assert_eq!(formatted("// x  \r\n\r\n\r\n"), "// x\r\n");
}

#[test]
fn a_lone_carriage_return_is_somebody_elses_line_end() {
    let text = "role  a\rrole  b\r";
    let formatted = check(text);
    assert!(formatted.is_clean() && formatted.left.len() == 1);
}

#[test]
fn prose_moves_as_a_block() {
    // What its lines share is two characters; a blank line that has more keeps the rest, and so do ends of lines.
    let text = "a b {\n\t\"\"\"  \n\t  one  \n \t \n\t\ttwo\n\n\t\"\"\"\n}\n";
    assert_eq!(formatted(text), "a b {\n    \"\"\"\n     one  \n     \n    two\n\n    \"\"\"\n}\n");
    check(text);
}

#[test]
fn more_errors_than_are_kept_leave_the_file() {
    let text = format!("policy  p \"P\" {{\n{}}}\n", "  owner:\n".repeat(1_500));
    let formatted = check(&text);
    assert!(formatted.is_clean() && formatted.left.len() == 1);
    // Hints are no errors, however many.
    let text = "site  a “A”\n".repeat(1_500);
    assert_eq!(self::formatted(&text), "site a \"A\"\n".repeat(1_500));
}

#[test]
fn quotes_inside_of_curly_quotes() {
    assert_eq!(formatted("site a “‘A’ site”\n"), "site a \"‘A’ site\"\n");
}

#[test]
fn a_name_with_a_digit_and_parentheses() {
    // Without the blank this would be one name.
    assert_eq!(formatted("let x = f1  (a)\n"), "let x = f1 (a)\n");
    assert_eq!(formatted("let x = f  (a)\n"), "let x = f(a)\n");
}

#[test]
fn a_mark_of_byte_order_inside_of_a_name_is_left() {
    let text = "let x = a\u{FEFF}b\nlet  y = c\n";
    assert_eq!(formatted(text), "let x = a\u{FEFF}b\nlet y = c\n");
}

#[test]
fn much_on_one_line_takes_linear_time() {
    for piece in ["a b {} ", "a { ", "// x\n", "x, ", "/// x\n", "x: y ", "and ", "[", "a b { c: d } "] {
        for before in ["", "policy p \"P\" { x: ", "enum e { ", "let x = ", "kind k {\n"] {
            let text = format!("{before}{}", piece.repeat(20_000 / piece.len()));
            let start = std::time::Instant::now();
            drop(format(&text));
            let seconds = start.elapsed().as_secs_f64();
            assert!(seconds < 5.0, "{piece:?} behind {before:?} takes {seconds} s");
        }
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_fragments(text in fragments()) {
        check(&text);
    }

    #[test]
    fn any_change_of_a_real_file(text in mutated(4)) {
        check(&text);
    }

    #[test]
    fn any_layout_of_a_real_file(text in relaid()) {
        check(&text);
    }

    #[test]
    fn any_range(text in relaid(), first in 0u32..200, count in 0u32..10) {
        check_range(&text, first, count);
    }

    #[test]
    fn any_range_of_what_is_broken(text in mutated(4), first in 0u32..200, count in 0u32..10) {
        check_range(&text, first, count);
    }
}

/// The same 1,000 texts in every run; where `PROPTEST_CASES` asks for more, others each time.
fn config() -> ProptestConfig {
    let more = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    ProptestConfig {
        cases: more.unwrap_or(1_000),
        rng_seed: more.map_or(RngSeed::Fixed(27001), |_| RngSeed::Random),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// A real file with other white space.
fn relaid() -> impl Strategy<Value = String> {
    let gaps = prop::sample::select(
        &[
            " ",
            "  ",
            "\n",
            "\n\n\n",
            "\n    ",
            "\t",
            "\r\n",
            "\u{A0}",
            " \n\t  ",
            "\n// note\n",
            "  // note\n",
        ][..],
    );
    (prop::sample::select(real_files()), prop::collection::vec((any::<prop::sample::Index>(), gaps), 1..40))
        .prop_map(|(text, changes)| {
            let tokens: Vec<_> = tokenize(&text).iter().collect();
            let mut texts: Vec<&str> = tokens.iter().map(|token| token.span.of(&text)).collect();
            let spaces: Vec<usize> =
                (0..tokens.len()).filter(|at| tokens[*at].kind == TokenKind::Space).collect();
            for (index, gap) in changes {
                if spaces.is_empty() {
                    break;
                }
                let at = *index.get(&spaces);
                // A comment and a doc comment end with their line.
                let after_comment =
                    at > 0 && matches!(tokens[at - 1].kind, TokenKind::Comment | TokenKind::Doc);
                if !after_comment || gap.starts_with('\n') {
                    texts[at] = gap;
                }
            }
            texts.concat()
        })
}
