//! What the fuzz targets do with bytes: nothing may panic or hang, and what must hold for every text is asserted.
//!
//! `tests/fuzz` hands these functions to libFuzzer; `tests/tests/fuzz.rs` calls them with the corpus that is kept and with
//! the seeds, so that what was found once stays found.

use std::path::PathBuf;

use annexa_syntax::format::{format, format_range};
use annexa_syntax::{SyntaxError, TokenKind, decode, literal, parse, parse_query, tokenize};

use crate::package::{Package, root};
use crate::spec;

/// A target: what is tried, how, and from what the search begins.
#[derive(Debug)]
pub struct Target {
    /// Its name, which is that of its file in `tests/fuzz/fuzz_targets` and of its folder in `tests/fuzz/corpus`.
    pub name: &'static str,
    /// Tries some bytes.
    ///
    /// # Panics
    /// Where something does not hold.
    pub run: fn(&[u8]),
    /// Texts to begin with: those of the specification and the examples.
    pub seeds: fn() -> Vec<String>,
}

/// All targets.
pub const TARGETS: &[Target] = &[
    Target { name: "lexer", run: lexer, seeds: texts },
    Target { name: "parser", run: parser, seeds: texts },
    Target { name: "formatter", run: formatter, seeds: texts },
    Target { name: "checker", run: checker, seeds: packages },
    Target { name: "query", run: query, seeds: queries },
];

/// The folder of the corpus of a target.
pub fn corpus(target: &str) -> PathBuf {
    root().join("tests/fuzz/corpus").join(target)
}

// ── targets ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/// The tokens are the text, and every literal has a value or none.
///
/// # Panics
/// Where that does not hold.
pub fn lexer(bytes: &[u8]) {
    let text = match decode(bytes) {
        Ok(text) => text,
        Err(error) => return assert!(error.span.start as usize <= bytes.len(), "{error:?}"),
    };
    let mut end = 0;
    for token in tokenize(text).iter() {
        assert!(token.span.start == end && !token.span.is_empty(), "tokens follow each other: {token:?}");
        end = token.span.end;
        let word = token.span.of(text);
        match token.kind {
            TokenKind::Text | TokenKind::Prose => {
                literal::text_value(word);
                literal::prose_value(word);
                for piece in literal::pieces(word, token.span.start) {
                    assert!(text.get(piece.span.range()).is_some(), "{piece:?} is no place");
                }
            }
            TokenKind::Number => drop(literal::number_text(word)),
            TokenKind::Quantity => drop(literal::quantity(word)),
            TokenKind::Date => assert!(literal::date(word).is_some(), "`{word}` is no date"),
            _ => {}
        }
    }
    assert_eq!(end as usize, text.len(), "the tokens are the text");
}

/// Every error of a file and of a query lies in the text, with edits that can be made.
///
/// # Panics
/// Where that does not hold.
pub fn parser(bytes: &[u8]) {
    let Ok(text) = decode(bytes) else { return };
    for errors in [parse(text).errors, parse_query(text).errors] {
        for error in &errors {
            well_placed(text, error);
        }
    }
}

fn well_placed(text: &str, error: &SyntaxError) {
    let places = error.related.iter().map(|(span, _)| *span).chain([error.span]);
    for span in places {
        assert!(text.get(span.range()).is_some(), "{span:?} is no place: {error:?}");
    }
    for fix in &error.fixes {
        let mut end = 0;
        for (span, _) in &fix.edits {
            assert!(span.start >= end && text.get(span.range()).is_some(), "edits overlap: {error:?}");
            end = span.end;
        }
    }
}

/// A layout reads as its text, is laid out, and keeps the comments.
///
/// # Panics
/// Where that does not hold.
pub fn formatter(bytes: &[u8]) {
    let Ok(text) = decode(bytes) else { return };
    let comments = |text: &str| -> Vec<String> {
        let tokens = tokenize(text);
        let comments = tokens.iter().filter(|t| matches!(t.kind, TokenKind::Comment | TokenKind::Doc));
        comments.map(|t| t.span.of(text).trim_end().to_owned()).collect()
    };
    let result = format(text).unwrap_or_else(|fault| panic!("{fault}")).text(text).to_owned();
    let again = format(&result).unwrap_or_else(|fault| panic!("{fault}"));
    assert!(again.is_clean(), "a layout of a layout: {result:?}, then {:?}", again.text(&result));
    assert_eq!(comments(text), comments(&result), "comments are kept");
    let first = text.len() as u32 % (text.lines().count() as u32 + 1);
    let part = format_range(text, first..=first + 2).unwrap_or_else(|fault| panic!("{fault}"));
    let part = part.text(text).to_owned();
    assert_eq!(comments(text), comments(&part), "comments are kept in a part");
}

/// A package of up to four files (a zero byte between them) is checked, its problems are shown, and its fixes made.
///
/// # Panics
/// Where the compiler does.
pub fn checker(bytes: &[u8]) {
    let Ok(text) = decode(bytes) else { return };
    let files =
        text.split('\0').take(4).enumerate().map(|(at, text)| (format!("{at}.isms"), text.to_owned()));
    let package = Package::new(files.collect());
    let checked = package.check();
    for problem in checked.problems.iter().take(20) {
        checked.rich(problem);
    }
    let fixes: Vec<_> = checked.problems.iter().flat_map(|problem| problem.fixes.clone()).collect();
    if !fixes.is_empty() {
        package.fixed(&checked, &fixes).check();
    }
}

/// Each line is a query about a package that has a bit of everything.
///
/// # Panics
/// Where the compiler does.
pub fn query(bytes: &[u8]) {
    static TOUR: std::sync::LazyLock<Package> =
        std::sync::LazyLock::new(|| Package::read(&root().join("examples/tour")));
    let Ok(text) = decode(bytes) else { return };
    for line in text.lines().take(4) {
        TOUR.answer(line);
    }
}

// ── seeds ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/// Every file of the specification and the examples.
fn texts() -> Vec<String> {
    let files = whole().into_iter().flat_map(|package| package.files);
    files.map(|(_, text)| text).collect()
}

/// Every package of the specification and the examples.
fn packages() -> Vec<String> {
    let texts = |package: Package| package.files.into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    whole().into_iter().map(|package| texts(package).join("\0")).collect()
}

fn whole() -> Vec<Package> {
    let mut packages: Vec<Package> =
        ["examples/starter", "examples/tour"].map(|folder| Package::read(&root().join(folder))).into();
    for name in spec::names() {
        packages.extend(spec::open(&name).packages());
    }
    packages
}

/// Every query of the specification.
fn queries() -> Vec<String> {
    spec::names().iter().flat_map(|name| spec::open(name).queries()).collect()
}
