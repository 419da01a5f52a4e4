//! The layout of real texts: what is published is laid out well, and every block of the specification can be.

use std::path::{Path, PathBuf};

use annexa_syntax::format::format;
use annexa_syntax::{TokenKind, tokenize};
use annexa_tests::package::root;
use annexa_tests::spec;

/// The `.isms` files below a folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "isms") {
            found.push(path);
        }
    }
}

#[test]
fn examples_and_library_are_laid_out_well() {
    let mut found = Vec::new();
    for folder in ["examples", "stdlib", "tests/packages"] {
        files(&root().join(folder), &mut found);
    }
    assert!(found.len() > 15, "the files are found: {}", found.len());
    let wrong: Vec<&PathBuf> = found
        .iter()
        .filter(|path| {
            let text = std::fs::read_to_string(path).expect("the file is there");
            !format(&text).expect("a layout that reads the same").is_clean()
        })
        .collect();
    assert!(wrong.is_empty(), "`annexa fmt` lays these out otherwise: {wrong:#?}");
}

/// Comments of a text, and how many other words it has.
fn words(text: &str) -> (Vec<&str>, usize) {
    let tokens = tokenize(text);
    let comment = |kind| matches!(kind, TokenKind::Comment | TokenKind::Doc);
    let comments = tokens.iter().filter(|t| comment(t.kind)).map(|t| t.span.of(text).trim_end()).collect();
    (comments, tokens.iter().filter(|t| t.kind != TokenKind::Space && !comment(t.kind)).count())
}

#[test]
fn every_block_of_the_specification_is_laid_out_once() {
    let mut blocks = 0;
    for chapter in spec::names() {
        for package in spec::open(&chapter).packages() {
            for (path, text) in &package.files {
                let formatted = format(text).unwrap_or_else(|e| panic!("{chapter}, {path}: {e}\n{text}"));
                let laid_out = formatted.text(text);
                let again = format(laid_out).unwrap_or_else(|e| panic!("{chapter}, {path}: {e}\n{laid_out}"));
                assert_eq!(laid_out, again.text(laid_out), "{chapter}, {path}");
                assert_eq!(words(text), words(laid_out), "{chapter}, {path}");
                blocks += 1;
            }
        }
    }
    assert!(blocks > 300, "{blocks} blocks");
}
