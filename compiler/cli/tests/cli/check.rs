//! `annexa check`.

use std::io::Read;
use std::process::{Command, Stdio};

use crate::{DAY, Place, SOUND, faulty};

#[test]
fn no_problem_is_0_and_a_friendly_line() {
    let place = Place::package(&[("small.isms", SOUND)]);
    let run = place.run(&["check", "--as-of", DAY]).code(0);
    assert_eq!(run.out, "no problems in 1 file, 7 declarations; 93 of 93 controls apply: 93 planned\n");
    let json = place.run(&["check", "--message-format", "json", "--as-of", DAY]).code(0);
    assert_eq!(json.out, "");
}

#[test]
fn an_error_is_1() {
    let place = Place::package(&[("small.isms", &faulty())]);
    let run = place.run(&["check", "--as-of", DAY]).code(1);
    assert!(run.out.contains("unknown-name"), "{}", run.out);
    assert!(run.out.contains("did you mean `head` (Head)?"), "{}", run.out);
    assert!(run.out.contains("1 error"), "{}", run.out);
    assert!(!run.out.contains('\u{1b}'), "no colour in a pipe");
}

#[test]
fn json_is_one_object_a_line_with_every_field() {
    let place = Place::package(&[("small.isms", &faulty())]);
    let run = place.run(&["check", "--message-format", "json", "--as-of", DAY]).code(1);
    let objects = run.objects();
    assert!(objects.len() >= 2, "{}", run.out);
    for object in &objects {
        for key in ["name", "level", "basis", "message", "file"] {
            assert!(object[key].is_string(), "{key} in {object}");
        }
        for key in ["line", "column", "end_line", "end_column"] {
            assert!(object[key].as_u64().is_some_and(|n| n >= 1), "{key} in {object}");
        }
        for key in ["items", "related", "fixes"] {
            assert!(object[key].is_array(), "{key} in {object}");
        }
        assert!(object.get("clause").is_some());
    }
    let unknown = objects.iter().find(|o| o["name"] == "unknown-name").expect("the misspelt owner");
    assert_eq!((&unknown["line"], &unknown["column"]), (&6.into(), &36.into()));
    assert_eq!(unknown["level"], "error");
    assert_eq!(unknown["basis"], "language");
}

#[test]
fn short_and_plain() {
    let place = Place::package(&[("small.isms", &faulty())]);
    let short = place.run(&["check", "--message-format", "short", "--as-of", DAY]).code(1);
    assert!(short.out.contains("small.isms:6:36: error[unknown-name]"), "{}", short.out);
    let plain =
        place.run(&["check", "--message-format", "plain", "--color", "always", "--as-of", DAY]).code(1);
    assert!(plain.out.contains("unknown-name"), "{}", plain.out);
    assert!(!plain.out.contains('\u{1b}'), "plain is without colour");
}

#[test]
fn colour() {
    let place = Place::package(&[("small.isms", &faulty())]);
    assert!(place.run(&["check", "--color", "always"]).out.contains('\u{1b}'));
    assert!(!place.run(&["check", "--color", "never"]).out.contains('\u{1b}'));
    assert!(place.run_with(&["--color=always", "check"], &[("NO_COLOR", "1")]).out.contains('\u{1b}'));
}

#[test]
fn the_same_from_everywhere_and_in_every_run() {
    let place =
        Place::package(&[("b/small.isms", &faulty()), ("a.isms", "person bo \"Bo\" { email: 12 }\n")]);
    let first = place.run(&["check", "--as-of", DAY]).code(1);
    for path in [".", "b"] {
        assert_eq!(place.run(&["check", path, "--as-of", DAY]).out, first.out);
    }
    let elsewhere = Place::new();
    let path = place.path().display().to_string();
    assert_eq!(elsewhere.run(&["check", &path, "--as-of", DAY]).out, first.out);
}

#[test]
fn a_reader_who_leaves_is_no_trouble() {
    let many: String = (0..3000).map(|i| format!("person p{i} \"P\" {{ nonsense{i}: 1 }}\n")).collect();
    let place = Place::package(&[("many.isms", &many)]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_annexa"))
        .args(["check", "--message-format", "json"])
        .current_dir(place.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut out = child.stdout.take().expect("a pipe");
    let mut start = [0; 100];
    out.read_exact(&mut start).expect("some output");
    drop(out);
    let mut errors = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut errors).expect("UTF-8");
    assert_eq!(child.wait().expect("it ends").code(), Some(1), "{errors}");
    assert_eq!(errors, "");
}
