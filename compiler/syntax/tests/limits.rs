//! Nothing overflows, hangs or is read without end.

use annexa_syntax::error::MAX_ERRORS;
use annexa_syntax::format::format;
use annexa_syntax::{MAX_FILE_SIZE, SyntaxErrorKind, parse, parse_query, tokenize};

fn kinds(text: &str) -> Vec<&'static str> {
    parse(text).errors.iter().map(|error| error.kind.name()).collect()
}

#[test]
fn a_hundred_thousand_comments() {
    let text = "// one line\n".repeat(100_000) + "role x \"X\"\n";
    let parsed = parse(&text);
    assert!(parsed.errors.is_empty());
    assert_eq!(parsed.tree.items.len(), 1);
    assert_eq!(parsed.tokens.len(), 200_006);
    assert_eq!(kinds(&"/// one line\n".repeat(100_000)), ["dangling-doc"]);
}

#[test]
fn a_million_brackets() {
    for (bracket, count) in
        [("{", 1_000_000), ("(", 1_000_000), ("a b {\n", 100_000), ("a: (", 100_000), ("- ", 100_000)]
    {
        let brackets = bracket.repeat(count);
        assert!(!parse(&brackets).errors.is_empty(), "{bracket}");
        assert!(!parse(&format!("policy p \"P\" {{\n    a: {brackets}")).errors.is_empty(), "{bracket}");
    }
    for bracket in ["[", "}", ")", "]", "not "] {
        let brackets = bracket.repeat(100_000);
        assert!(!parse(&brackets).errors.is_empty(), "{bracket}");
        parse_query(&brackets);
    }
}

#[test]
fn brackets_inside_each_other() {
    let deep = |depth: usize| format!("let x = {}1{}\n", "(".repeat(depth), ")".repeat(depth));
    assert!(kinds(&deep(256)).is_empty());
    assert_eq!(kinds(&deep(257)), ["too-deep"]);
    assert_eq!(kinds(&deep(100_000)), ["too-deep"]);
    let nested = |depth: usize| "a b {\n".repeat(depth) + &"}\n".repeat(depth) + "role x \"X\"\n";
    assert!(kinds(&nested(256)).is_empty());
    for depth in [257, 1_000, 100_000] {
        assert_eq!(kinds(&nested(depth)), ["too-deep"], "{depth}");
        assert_eq!(parse(&nested(depth)).tree.items.len(), 2, "{depth}");
    }
    // Operators in a row make a deep tree as well.
    for operator in ["- ", "not ", "1 + ", "a and "] {
        let text = format!("policy p \"P\" {{\n    a: {}x\n    b: c\n}}\n", operator.repeat(5_000));
        assert!(kinds(&text).len() <= 1, "{operator} {:?}", kinds(&text));
        assert!(parse(&text).tree.decls.len() == 1);
    }
    assert_eq!(kinds(&format!("let x = {}y\n", "a or ".repeat(5_000))), ["too-deep"]);
    let wide = "a, ".repeat(5_000);
    assert!(kinds(&format!("let x = {wide}y\n")).is_empty(), "a long list is not deep");
}

#[test]
fn a_deep_fault_is_found_in_a_small_stack() {
    // As deep as it may be, with a fault at the bottom, so that every level is cut.
    let text = "a b {\n".repeat(255) + "c d, e\n" + &"}\n".repeat(255);
    let thread = std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(move || kinds(&text).len());
    assert_eq!(thread.expect("a thread").join().expect("no overflow"), 1);
}

#[test]
fn a_file_too_large() {
    let text = " ".repeat(MAX_FILE_SIZE + 1);
    let parsed = parse(&text);
    assert_eq!(parsed.errors[0].kind, SyntaxErrorKind::TooLarge);
    assert_eq!(parsed.tokens.len(), 1);
}

#[test]
fn problems_are_counted() {
    let errors =
        |n: usize| parse(&format!("policy p \"P\" {{\n{}}}\n", "    owner:\n".repeat(n))).errors.len();
    assert_eq!(errors(MAX_ERRORS - 1), MAX_ERRORS - 1);
    assert_eq!(errors(MAX_ERRORS), MAX_ERRORS);
    assert_eq!(errors(MAX_ERRORS + 1), MAX_ERRORS);
    assert_eq!(errors(5 * MAX_ERRORS), MAX_ERRORS);
}

/// Where errors may be missing from the list, nobody knows what is well, so nothing is laid out.
#[test]
fn what_has_too_many_errors_is_not_laid_out() {
    let laid_out = |n: usize| {
        let text = format!("role  ceo  \"C\"\npolicy p \"P\" {{\n{}}}\n", "    owner:\n".repeat(n));
        !format(&text).expect("a text that reads as before").edits.is_empty()
    };
    assert!(laid_out(MAX_ERRORS - 1));
    assert!(!laid_out(MAX_ERRORS));
}

/// What would be slow if each token looked to the end of the file or of its line.
#[test]
fn repetitions_take_linear_time() {
    let pieces = [
        "\"",
        "'",
        "“",
        "„ } ",
        "« ",
        "\"\"\"",
        "\"\"\"\n",
        " a: \"\"\"x\n",
        "/* ",
        "/*\n",
        ";",
        "1,2,",
        "1'200'20'",
        "A1(",
        "a ",
        "a\n",
        "a b\n",
        "a: ",
        "a:\n",
        "by: ",
        "\u{202E}",
        "{a}",
        "}",
        "a \"\"",
        "a {",
        "/// a\n a\n",
        "&",
        "…",
        "‑a",
        "a: \"b\nc\"\n",
        "Some words.\"\"\"\na: b\n",
        "Some words\n\"\"\"\na: b\n",
        "  \"\"\"\nsome words\n",
        "a \"\"b\"\n",
        "-- a\n",
        "<!-- ",
        "The a: b\n",
        "A.1.1 - Some words, ",
        "A.1.1 as we do not ",
        "a b by: c\n",
        "a (b: c) ",
        "a – b ",
    ];
    for piece in pieces {
        for before in ["", "policy p \"P\" {\n  x: ", "kind k {\n", "enum e { ", "let x = ", "policy "] {
            let text = format!("{before}{}", piece.repeat(20_000 / piece.len()));
            let start = std::time::Instant::now();
            parse(&text);
            tokenize(&text);
            let seconds = start.elapsed().as_secs_f64();
            assert!(seconds < 5.0, "{piece:?} behind {before:?} takes {seconds} s");
        }
    }
}

/// What stands behind a text over several lines is cut into tokens once, not again for each of them.
#[test]
fn many_texts_over_their_lines_take_linear_time() {
    let text = format!(
        "policy p \"P\" {{\n{}}}\n",
        "    note: \"a text that goes\n        over two lines\"\n".repeat(20_000)
    );
    let start = std::time::Instant::now();
    assert!(kinds(&text).contains(&"unclosed-text"));
    let seconds = start.elapsed().as_secs_f64();
    assert!(seconds < 30.0, "it takes {seconds} s");
}
