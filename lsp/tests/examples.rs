//! The features on whole packages, at places all over them, also in text that is cut off there.
//!
//! A sample runs in every test run; `cargo test --release -p annexa-lsp --test examples -- --ignored` takes every place.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::fs;
use std::path::PathBuf;

use annexa_core::Model;
use annexa_core::source::{FileId, PackageId, Span};
use annexa_lsp::features::{
    actions, completion, definition, diagnostics, fixes, folding, formatting, hints, hover, lenses, links,
    preview, references, rename, selection, symbols, table, tokens, tree,
};
use annexa_lsp::{Snapshot, Workspace};

/// At how many places of an example something is asked.
const PLACES: usize = 300;
/// About how many files of it everything is asked.
const FILES: usize = 6;
/// At how many places its text is cut off.
const CUTS: usize = 12;

fn open(example: &str) -> (Workspace, PathBuf) {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../examples").join(example);
    let root = fs::canonicalize(root).unwrap();
    let path = root.join("soa.isms");
    let mut workspace = Workspace::default();
    workspace.open(path.clone(), 1, fs::read_to_string(&path).unwrap());
    (workspace, path)
}

fn snapshot(workspace: &Workspace, path: &std::path::Path, earlier: Option<&Snapshot>) -> Snapshot {
    let home = workspace.home(path).unwrap();
    let day = annexa_core::time::parse_date("2026-11-01").unwrap();
    workspace.job(&home).unwrap().run(day, earlier)
}

fn own(model: &Model) -> Vec<(FileId, &str)> {
    let files = model.files.iter().filter(|(_, f)| f.package == PackageId::MAIN && f.path.ends_with(".isms"));
    files.map(|(id, f)| (id, &*f.text)).collect()
}

/// Places spread over all files; the step is no round number, so that they fall on every kind of place.
fn places(files: &[(FileId, &str)], count: usize) -> Vec<(FileId, u32)> {
    let all: usize = files.iter().map(|(_, text)| text.len() + 1).sum();
    let step = (all / count).max(1) | 1;
    let mut found = Vec::new();
    let mut at = 0;
    for (file, text) in files {
        while at <= text.len() {
            found.push((*file, at as u32));
            at += step;
        }
        at -= text.len() + 1;
    }
    found
}

fn ask(snapshot: &Snapshot, file: FileId, offset: u32) -> (usize, usize) {
    let hovers = hover::hover(snapshot, file, offset).map_or(0, |found| {
        assert!(found.span.start <= offset && offset <= found.span.end, "{found:?} at {offset}");
        assert!(!found.markdown.is_empty());
        1
    });
    let text = snapshot.text(file);
    let suggestions = completion::completion(snapshot, file, offset).map_or(0, |found| {
        assert!(text.get(found.span.range()).is_some(), "{:?} at {offset}", found.span);
        assert!(found.span.start <= offset && offset <= found.span.end);
        found.items.len()
    });
    for span in selection::selection(snapshot, file, offset) {
        assert!(span.start <= offset && offset <= span.end, "{span:?} at {offset}");
    }
    definition::definition(snapshot, file, offset);
    references::highlights(snapshot, file, offset);
    let _ = rename::prepare(snapshot, file, offset);
    (hovers, suggestions)
}

/// What is asked about a whole file.
fn ask_of_file(snapshot: &Snapshot, file: FileId) {
    let text = snapshot.text(file);
    let all = Span::new(0, text.len() as u32);
    let is_there = |span: Span| text.get(span.range()).is_some();
    symbols::symbols(snapshot, file);
    fixes::actions(snapshot, file, all);
    actions::actions(snapshot, file, all);
    actions::fix_all(snapshot, file);
    preview::preview(snapshot, file);
    assert!(folding::folding(snapshot, file).iter().all(|fold| is_there(fold.span)));
    assert!(links::links(snapshot, file).iter().all(|link| is_there(link.span)));
    assert!(formatting::whole(snapshot, file).is_ok());
    let mut end = 0;
    for token in tokens::tokens(snapshot, file, all) {
        assert!(is_there(token.span) && token.span.start >= end, "{token:?}");
        end = token.span.end;
    }
    assert!(hints::hints(snapshot, file, all, hints::Wanted::default()).iter().all(|h| h.offset <= all.end));
    assert!(lenses::lenses(snapshot, file, lenses::Wanted::default()).iter().all(|lens| is_there(lens.span)));
}

fn no_place_fails(example: &str, count: usize, cuts: usize) {
    let (mut workspace, path) = open(example);
    let whole = snapshot(&workspace, &path, None);
    let files = own(&whole.model);
    let (mut hovers, mut suggestions) = (0, 0);
    for (file, offset) in places(&files, count) {
        let (h, s) = ask(&whole, file, offset);
        (hovers, suggestions) = (hovers + h, suggestions + s);
    }
    assert!(
        hovers > PLACES / 10 && suggestions > PLACES,
        "{example}: {hovers} hovers, {suggestions} suggestions"
    );
    for (file, _) in files.iter().take(FILES) {
        ask_of_file(&whole, *file);
    }
    for section in tree::tree(&whole) {
        for kind in section.kinds {
            let table = table::table(&whole, &kind.name).unwrap();
            assert!(table.rows.len() >= kind.decls.len(), "{}", kind.name);
        }
    }
    // The open file, cut off all over, as if the rest were still to be typed.
    let text = fs::read_to_string(&path).unwrap();
    let mut last = snapshot(&workspace, &path, None);
    for (version, cut) in (0..cuts).map(|i| i * text.len() / cuts + i).enumerate() {
        let Some(start) = text.get(..cut) else { continue };
        workspace.edit(&path, version as i32 + 2, None, start);
        last = snapshot(&workspace, &path, Some(&last));
        let file = last.file("soa.isms").unwrap();
        ask(&last, file, cut as u32);
        ask(&last, file, cut as u32 / 2);
        ask_of_file(&last, file);
    }
}

#[test]
fn no_place_of_the_tour_fails() {
    no_place_fails("tour", PLACES, CUTS);
}

#[test]
fn no_place_of_the_starter_fails() {
    no_place_fails("starter", PLACES, CUTS);
}

#[test]
fn no_place_of_fjordlight_fails() {
    no_place_fails("fjordlight", PLACES, CUTS);
}

#[test]
fn no_place_of_a_company_of_the_group_fails() {
    no_place_fails("group/sweden", PLACES, CUTS);
}

#[test]
#[ignore = "takes minutes"]
fn no_place_at_all_fails() {
    for example in ["tour", "starter", "fjordlight", "group/group", "group/poland", "group/sweden"] {
        no_place_fails(example, usize::MAX, 10 * CUTS);
    }
}

/// Names change in texts, conditions and the lock, and what was approved stays so.
#[test]
fn what_is_approved_gets_another_name() {
    let (workspace, path) = open("fjordlight");
    let snapshot = snapshot(&workspace, &path, None);
    for (name, new, files, moves) in [("ciso", "security-chief", 5, 0), ("acceptable-use", "fair-use", 1, 1)]
    {
        let decl = snapshot.model.find(name).unwrap();
        let renamed = rename::rename(&snapshot, decl.file(), decl.node().name.start, new).unwrap();
        let mut touched: Vec<FileId> = renamed.edits.iter().map(|(place, _)| place.file).collect();
        touched.sort();
        touched.dedup();
        assert!(touched.len() >= files, "{name}: {touched:?}");
        assert_eq!((renamed.moves.len(), &renamed.unapproved), (moves, &Vec::<String>::new()), "{name}");
        assert!(rename::rename(&snapshot, decl.file(), decl.node().name.start, "ceo").is_err());
    }
}

#[test]
fn the_problems_are_those_of_the_checks() {
    let (workspace, path) = open("tour");
    let snapshot = snapshot(&workspace, &path, None);
    let found = diagnostics::diagnostics(&snapshot);
    assert_eq!(found.len(), snapshot.problems().len());
    for (shown, problem) in found.iter().zip(snapshot.problems()) {
        assert_eq!(shown.name.as_deref(), Some(&*problem.name));
        assert_eq!(shown.level, problem.level);
        assert!(shown.message.starts_with(&problem.message));
    }
}
