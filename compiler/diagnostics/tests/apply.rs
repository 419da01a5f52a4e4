//! Fixes applied to texts.

mod common;

use annexa_diagnostics::apply::{Reason, Skipped, apply, diff, dry_run};
use annexa_diagnostics::{Edit, Fix, Safety};
use common::{Files, ORGANIZATION, SOA, package, place, problems};

fn fix(edits: &[(usize, usize, &str)]) -> Fix {
    let edits =
        edits.iter().map(|(s, e, t)| Edit { place: place(0, *s, *e), text: (*t).to_owned() }).collect();
    Fix { title: "mend it".to_owned(), safety: Safety::Safe, edits }
}

fn text(fixes: &[Fix]) -> (String, Vec<usize>, Vec<Skipped>) {
    let files = Files(vec![("a.isms", "0123456789ü".to_owned())]);
    let applied = apply(fixes, &files);
    (applied.files.into_iter().next().map_or(String::new(), |f| f.text), applied.done, applied.skipped)
}

#[test]
fn fixes_that_do_not_touch() {
    let (text, done, skipped) = text(&[fix(&[(8, 9, "H")]), fix(&[(0, 1, ""), (3, 3, "+"), (3, 5, "cd")])]);
    assert_eq!(text, "12+cd567H9ü");
    assert_eq!((done, skipped), (vec![0, 1], vec![]));
}

#[test]
fn a_fix_right_beside_another_waits() {
    let (text, done, skipped) =
        text(&[fix(&[(3, 5, "x")]), fix(&[(5, 7, "y")]), fix(&[(3, 3, "z")]), fix(&[(6, 7, "w")])]);
    assert_eq!(text, "012x5w789ü");
    assert_eq!(done, [0, 3]);
    assert_eq!(
        skipped,
        [Skipped { fix: 1, reason: Reason::Touches(0) }, Skipped { fix: 2, reason: Reason::Touches(0) }]
    );
}

#[test]
fn an_overlapping_fix_is_left_out_as_a_whole() {
    let (text, done, skipped) =
        text(&[fix(&[(2, 6, "x")]), fix(&[(0, 1, "a"), (5, 7, "y")]), fix(&[(4, 4, "z")])]);
    assert_eq!(text, "01x6789ü");
    assert_eq!(done, [0]);
    assert_eq!(
        skipped,
        [Skipped { fix: 1, reason: Reason::Touches(0) }, Skipped { fix: 2, reason: Reason::Touches(0) }]
    );
}

#[test]
fn insertions_at_one_place() {
    let (text, _, skipped) =
        text(&[fix(&[(3, 3, "a"), (3, 3, "b")]), fix(&[(3, 3, "c")]), fix(&[(3, 3, "a"), (3, 3, "b")])]);
    assert_eq!(text, "012ab3456789ü");
    assert_eq!(
        skipped,
        [Skipped { fix: 1, reason: Reason::Touches(0) }, Skipped { fix: 2, reason: Reason::Same(0) }]
    );
}

#[test]
fn unsound_fixes() {
    let fixes =
        [fix(&[(90, 91, "x")]), fix(&[(11, 12, "x")]), fix(&[(1, 4, "x"), (3, 5, "y")]), fix(&[(5, 2, "x")])];
    let (text, done, skipped) = text(&fixes);
    assert_eq!((text.as_str(), done.len()), ("", 0));
    assert!(skipped.iter().all(|s| s.reason == Reason::Unsound), "{skipped:?}");
}

#[test]
fn what_would_change() {
    let files = package();
    let fixes: Vec<_> = problems(&files)
        .into_iter()
        .flat_map(|(_, p)| p.fixes)
        .filter(|f| f.safety == Safety::Safe)
        .collect();
    let applied = apply(&fixes, &files);
    assert_eq!(applied.done.len(), 3);
    insta::assert_snapshot!(dry_run(&applied, &files));
    let again = apply(&fixes, &Files(vec![("a", String::new())]));
    assert!(again.files.is_empty() && again.done.is_empty());
    let _ = (SOA, ORGANIZATION);
}

#[test]
fn the_same_text_has_no_diff() {
    assert_eq!(diff("a", "x\n", "x\n"), "");
}
