//! `annexa fix`.

use crate::{DAY, Place, SOUND, faulty};

#[test]
fn a_dry_run_shows_a_diff_and_writes_nothing() {
    let place = Place::package(&[("small.isms", &faulty())]);
    let before = place.files();
    let run = place.run(&["fix", "--dry-run", "--as-of", DAY]);
    assert!(run.out.starts_with("--- a/small.isms\n+++ b/small.isms\n@@ "), "{}", run.out);
    assert!(run.out.contains("\n-asset notes “Notes”"), "{}", run.out);
    assert!(run.out.contains("\n+asset notes \"Notes\""), "{}", run.out);
    assert!(run.err.contains("would mend"), "{}", run.err);
    assert_eq!(place.files(), before);
}

#[test]
fn fixing_twice_is_fixing_once() {
    let place = Place::package(&[("small.isms", &faulty())]);
    let run = place.run(&["fix", "--as-of", DAY]);
    assert!(run.out.contains("mended"), "{}", run.out);
    let once = place.files();
    assert!(!String::from_utf8_lossy(&once[1].1).contains('“'));
    let run = place.run(&["fix", "--as-of", DAY]);
    assert!(run.out.contains("nothing to mend"), "{}", run.out);
    assert_eq!(place.files(), once);
    assert_eq!(once.len(), 2, "nothing beside the files");
}

#[test]
fn unsafe_fixes_are_asked_for() {
    let place = Place::package(&[("small.isms", &faulty())]);
    place.run(&["fix", "--unsafe", "--as-of", DAY]).code(0);
    assert_eq!(place.read("small.isms"), SOUND);
    place.run(&["check", "--as-of", DAY]).code(0);
}

/// A misspelt kind hides what is wrong in its braces: with the right word there would be two errors instead of one.
#[test]
fn a_fix_that_adds_errors_is_left_out() {
    let text = "asset notes “Notes” { category: information }\nassset db \"Database\" { category: nothing  owner: nobody }\n";
    let place = Place::package(&[("small.isms", text)]);
    let run = place.run(&["fix", "--as-of", DAY]);
    assert!(run.out.contains("left out: 1 fix, since with it there would be more errors"), "{}", run.out);
    assert_eq!(place.read("small.isms"), text.replace(['“', '”'], "\""));
    let run = place.run(&["fix", "--unsafe", "--as-of", DAY]);
    assert!(run.out.contains("mended"), "{}", run.out);
    assert!(place.read("small.isms").contains("\nasset db"));
}

/// What a name was meant to be is guessed when the names are there: `till` is not `mill`.
#[test]
fn guesses_wait_for_what_is_sure() {
    let text = "asset till system \"Till system\" { category: system }\nasset mill \"Mill\" { category: equipment }\n\
                asset shop \"Shop\" { category: system  depends-on: till, mill }\n";
    let place = Place::package(&[("small.isms", text)]);
    place.run(&["fix", "--unsafe", "--as-of", DAY]);
    let mended = place.read("small.isms");
    assert!(mended.contains("asset till-system"), "{mended}");
    assert!(mended.contains("depends-on: till-system, mill"), "{mended}");
}

/// Two fixes for one word: which of them is right shows after the other.
#[test]
fn fixes_beside_each_other_go_one_after_the_other() {
    let text = "asset db \"Database\" { category: sys\u{202e}temm }\n";
    let place = Place::package(&[("small.isms", text)]);
    place.run(&["fix", "--as-of", DAY]).code(0);
    assert_eq!(place.read("small.isms"), "asset db \"Database\" { category: system }\n");
}

/// Behind what is told there are more errors, and each that is mended brings another in sight.
#[test]
fn more_errors_than_are_told_are_mended() {
    let line = |colon: &str| {
        (0..1_200).map(|n| format!("asset a{n} \"A\" {{ category{colon} system }}\n")).collect::<String>()
    };
    let place = Place::package(&[("small.isms", &line(""))]);
    let run = place.run(&["fix", "--as-of", DAY]);
    assert!(run.out.contains("mended 1200 problems"), "{}", run.out);
    assert_eq!(place.read("small.isms"), line(":"));
}

#[test]
fn nothing_to_mend() {
    let place = Place::package(&[("small.isms", SOUND)]);
    let before = place.files();
    let run = place.run(&["fix", "--as-of", DAY]).code(0);
    assert!(run.out.contains("nothing to mend"), "{}", run.out);
    assert!(run.out.contains("no problems"), "{}", run.out);
    assert_eq!(place.files(), before);
}

#[cfg(unix)]
#[test]
fn a_file_keeps_who_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::package(&[("small.isms", &faulty())]);
    let path = place.at("small.isms");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("permissions");
    place.run(&["fix", "--as-of", DAY]);
    assert_eq!(std::fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o640);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_written_is_2() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::package(&[("small.isms", &faulty())]);
    let path = place.at("small.isms");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).expect("permissions");
    let run = place.run(&["fix", "--as-of", DAY]).code(2);
    assert!(run.err.contains("small.isms"), "{}", run.err);
    assert_eq!(place.read("small.isms"), faulty());
    assert_eq!(place.files().len(), 2, "nothing is left behind");
}
