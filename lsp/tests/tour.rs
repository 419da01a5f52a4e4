//! The features on a whole package, at every place.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::fs;
use std::path::PathBuf;

use annexa_core::Model;
use annexa_core::source::{PackageId, Span};
use annexa_lsp::features::{diagnostics, fixes, hover, symbols};
use annexa_lsp::{Snapshot, Workspace};

fn tour() -> Snapshot {
    let root = fs::canonicalize(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../examples/tour")).unwrap();
    let path = root.join("soa.isms");
    let mut workspace = Workspace::default();
    workspace.open(path.clone(), 1, fs::read_to_string(&path).unwrap());
    let home = workspace.home(&path).unwrap();
    workspace.job(&home).unwrap().run(annexa_core::time::parse_date("2026-11-01").unwrap(), None)
}

fn own(model: &Model) -> impl Iterator<Item = (annexa_core::source::FileId, &str)> {
    let files = model.files.iter().filter(|(_, f)| f.package == PackageId::MAIN);
    files.map(|(id, f)| (id, &*f.text))
}

#[test]
fn no_place_fails() {
    let snapshot = tour();
    let mut hovers = 0;
    for (file, text) in own(&snapshot.model) {
        for offset in 0..=text.len() as u32 {
            if let Some(found) = hover::hover(&snapshot, file, offset) {
                assert!(found.span.start <= offset && offset <= found.span.end, "{found:?} at {offset}");
                assert!(!found.markdown.is_empty());
                hovers += 1;
            }
        }
        symbols::symbols(&snapshot, file);
        fixes::actions(&snapshot, file, Span::new(0, text.len() as u32));
    }
    assert!(hovers > 1000, "only {hovers}");
}

#[test]
fn the_problems_are_those_of_the_checks() {
    let snapshot = tour();
    let found = diagnostics::diagnostics(&snapshot);
    assert_eq!(found.len(), snapshot.problems().len());
    for (shown, problem) in found.iter().zip(snapshot.problems()) {
        assert_eq!(shown.name.as_deref(), Some(&*problem.name));
        assert_eq!(shown.level, problem.level);
        assert!(shown.message.starts_with(&problem.message));
    }
}
