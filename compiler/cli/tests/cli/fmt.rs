//! `annexa fmt`.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::{Place, Run, SOUND};

/// The package's file with its lines moved and a curly quote.
fn crooked() -> String {
    SOUND.replace("\n    ", "\n").replace("\"Notes\"", "“Notes”")
}

fn with_input(place: &Place, arguments: &[&str], input: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_annexa"))
        .args(arguments)
        .current_dir(place.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    child.stdin.take().expect("its input").write_all(input).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

#[test]
fn files_are_laid_out_once() {
    let place = Place::package(&[("small.isms", &crooked()), ("more/sites.isms", "site  oslo \"Oslo\"\n")]);
    let run = place.run(&["fmt"]).code(0);
    assert_eq!(run.out, "laid out 2 files: more/sites.isms, small.isms\n");
    assert_eq!(place.read("small.isms"), SOUND);
    assert_eq!(place.read("more/sites.isms"), "site oslo \"Oslo\"\n");
    let run = place.run(&["fmt"]).code(0);
    assert_eq!(run.out, "2 files are laid out well\n");
    assert_eq!(place.files().len(), 3, "nothing is left beside the files");
}

#[test]
fn check_and_diff_write_nothing_and_end_with_1() {
    let place = Place::package(&[("small.isms", &crooked())]);
    let before = place.files();
    let run = place.run(&["fmt", "--check"]).code(1);
    assert_eq!(run.out, "would lay out 1 file: small.isms\n");
    let run = place.run(&["fmt", "--diff"]).code(1);
    assert!(run.out.starts_with("--- a/small.isms\n+++ b/small.isms\n@@ "), "{}", run.out);
    assert!(run.out.contains("\n-asset notes “Notes”"), "{}", run.out);
    assert_eq!(run.err, "would lay out 1 file: small.isms\n");
    assert_eq!(place.files(), before);
    place.write("small.isms", SOUND);
    assert_eq!(place.run(&["fmt", "--check"]).code(0).out, "1 file is laid out well\n");
    assert_eq!(place.run(&["fmt", "--diff"]).code(0).out, "");
}

#[test]
fn files_and_folders_may_be_named() {
    let crooked = crooked();
    let place = Place::package(&[("a.isms", &crooked), ("b.isms", &crooked), ("sub/c.isms", &crooked)]);
    place.run(&["fmt", "sub"]).code(0);
    assert_eq!((place.read("a.isms"), place.read("sub/c.isms")), (crooked.clone(), SOUND.to_owned()));
    let run = place.run(&["fmt", "b.isms", "./b.isms", "sub"]).code(0);
    assert_eq!(run.out, "laid out 1 file: b.isms\n");
    assert_eq!((place.read("a.isms"), place.read("b.isms")), (crooked.clone(), SOUND.to_owned()));
    // A file need not be in a package.
    let alone = Place::new();
    alone.write("alone.isms", &crooked);
    alone.run(&["fmt", "alone.isms"]).code(0);
    assert_eq!(alone.read("alone.isms"), SOUND);
    let run = alone.run(&["fmt"]).code(2);
    assert!(run.err.contains("there is no `annexa.toml`"), "{}", run.err);
    let run = alone.run(&["fmt", "nowhere.isms"]).code(2);
    assert!(run.err.contains("there is no file `nowhere.isms`"), "{}", run.err);
}

#[test]
fn some_lines_only() {
    let text = "site  a  \"A\"\nsite  b  \"B\"\nsite  c  \"C\"\n";
    let place = Place::package(&[("sites.isms", text)]);
    place.run(&["fmt", "sites.isms", "--lines", "2:2"]).code(0);
    assert_eq!(place.read("sites.isms"), "site  a  \"A\"\nsite b \"B\"\nsite  c  \"C\"\n");
    place.run(&["fmt", "--lines", "3"]).code(0);
    assert_eq!(place.read("sites.isms"), "site  a  \"A\"\nsite b \"B\"\nsite c \"C\"\n");
    for wrong in ["0:1", "3:2", "x", "1:"] {
        place.run(&["fmt", "--lines", wrong]).code(2);
    }
    place.write("more.isms", text);
    let run = place.run(&["fmt", "--lines", "1:1"]).code(2);
    assert!(run.err.contains("`--lines` is about one file, and these are 2"), "{}", run.err);
}

#[test]
fn standard_input() {
    let place = Place::new();
    let run = with_input(&place, &["fmt", "--stdin"], crooked().as_bytes()).code(0);
    assert_eq!(run.out, SOUND);
    assert_eq!(with_input(&place, &["fmt", "--stdin", "--check"], crooked().as_bytes()).code(1).out, "");
    assert_eq!(with_input(&place, &["fmt", "--stdin", "--check"], SOUND.as_bytes()).code(0).out, "");
    let run = with_input(&place, &["fmt", "--stdin", "--lines", "1:1"], b"site  a\nsite  b\n").code(0);
    assert_eq!(run.out, "site a\nsite  b\n");
    let run = with_input(&place, &["fmt", "--stdin"], b"site \xFF").code(2);
    assert!(run.err.contains("not in UTF-8"), "{}", run.err);
    place.run(&["fmt", "--stdin", "x.isms"]).code(2);
}

#[test]
fn what_cannot_be_read_is_left_and_told() {
    let text = "role  a \"A\" {\n  owner  b, c d:\n  holder:   x\n}\n";
    let place = Place::package(&[("roles.isms", text)]);
    let run = place.run(&["fmt"]).code(0);
    assert_eq!(place.read("roles.isms"), "role a \"A\" {\n  owner  b, c d:\n    holder: x\n}\n");
    assert!(
        run.err.contains("`roles.isms`: what begins on line 2 cannot be read and is left"),
        "{}",
        run.err
    );
    place.run(&["fmt", "--check"]).code(0);
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link() {
    let place = Place::new();
    place.write("real.isms", crooked());
    std::os::unix::fs::symlink(place.at("real.isms"), place.at("link.isms")).expect("a link");
    place.run(&["fmt", "link.isms"]).code(0);
    assert_eq!(place.read("real.isms"), SOUND);
    assert!(std::fs::symlink_metadata(place.at("link.isms")).expect("there").is_symlink());
}
