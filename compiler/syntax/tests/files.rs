//! Files as people write them are read without a problem.

use std::path::{Path, PathBuf};

use annexa_syntax::parse;

fn check(path: &Path, text: &str) {
    let parsed = parse(text);
    assert!(parsed.errors.is_empty(), "{}: {:#?}", path.display(), parsed.errors);
    assert!(!parsed.tree.items.is_empty(), "{}", path.display());
}

fn folder(path: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            folder(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "isms") {
            found.push(path);
        }
    }
}

#[test]
fn fixtures() {
    let mut found = Vec::new();
    folder(Path::new("tests/fixtures"), &mut found);
    assert_eq!(found.len(), 2);
    for path in found {
        check(&path, &std::fs::read_to_string(&path).expect("a fixture"));
    }
}

/// The tour is the acceptance example of the syntax.
#[test]
fn tour() {
    let mut found = Vec::new();
    folder(Path::new("../../examples/tour"), &mut found);
    for path in found {
        check(&path, &std::fs::read_to_string(&path).expect("a file of the tour"));
    }
}
