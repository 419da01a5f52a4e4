//! `annexa check`.

use std::io::Read;
use std::process::{Command, Stdio};

use crate::{DAY, Place, SOUND, faulty};

#[test]
fn no_problem_is_0_and_a_friendly_line() {
    let place = Place::package(&[("small.isms", SOUND)]);
    let run = place.run(&["check", "--as-of", DAY]).code(0);
    assert_eq!(run.out, "no problems in 1 file, 21 declarations; 93 of 93 controls apply: 93 planned\n");
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

#[test]
fn machine_formats_name_files_from_the_root_of_the_repository() {
    let place = Place::new();
    place.write(".git", "gitdir: elsewhere");
    place.write("company/isms/annexa.toml", crate::MANIFEST);
    place.write("company/isms/small.isms", faulty());
    let check = |format: &str, from: &str| {
        place.run(&["check", from, "--message-format", format, "--as-of", DAY]).code(1).out
    };
    for format in ["sarif", "github", "gitlab", "junit"] {
        let out = check(format, "company/isms");
        assert!(out.contains("company/isms/small.isms"), "{format}: {out}");
        assert!(!out.contains(&place.path().display().to_string()), "{format}: an absolute path");
        assert_eq!(out, check(format, "company/isms/small.isms"), "{format}: the same in every run");
    }
    assert!(check("short", "company/isms").starts_with("small.isms:"), "people are in the package");
}

/// A problem about several that grows is new; what was known of it is not mended.
#[test]
fn a_baseline_keeps_what_a_problem_that_has_grown_still_tells() {
    let two =
        format!("{SOUND}policy one \"One\" {{ approver: head }}\npolicy two \"Two\" {{ approver: head }}\n");
    let place = Place::package(&[("small.isms", &two)]);
    let check = |more: &[&str]| {
        let start = ["check", "--as-of", DAY, "--baseline", "known.jsonl"];
        place.run(&[&start[..], more].concat())
    };
    check(&["--write-baseline"]).code(0);
    let known = place.read("known.jsonl");
    place.write("more.isms", "policy three \"Three\" { approver: head }\n");
    let grown = check(&["--update-baseline"]);
    assert!(grown.out.contains("3 documents"), "{}", grown.out);
    assert_eq!(place.read("known.jsonl"), known);
    place.write("more.isms", "");
    assert!(check(&[]).out.contains("no new problems"));
}

#[test]
fn a_baseline_holds_back_what_it_knows() {
    let place = Place::package(&[("small.isms", &faulty())]);
    let check = |more: &[&str]| {
        let mut arguments = vec!["check", "--message-format", "short", "--as-of", DAY];
        arguments.extend(["--baseline", "known.jsonl"]);
        arguments.extend(more);
        place.run(&arguments)
    };
    let missing = check(&[]).code(2);
    assert!(missing.err.contains("--write-baseline"), "{}", missing.err);
    let written = check(&["--write-baseline"]).code(0);
    assert!(written.out.contains("holds back 2 problems"), "{}", written.out);
    let text = place.read("known.jsonl");
    assert_eq!(text.lines().count(), 2);
    assert!(
        text.contains(r#"{"problem":"unknown-name","anchor":"scope office/owner","what":"haed","#),
        "{text}"
    );
    let again = check(&["--write-baseline"]).code(2);
    assert!(again.err.contains("never grows"), "{}", again.err);

    // Nothing new, wherever the old ones stand now.
    place.write("small.isms", format!("// Moved.\n\n{}", faulty()));
    let held = check(&[]).code(0);
    assert!(held.out.contains("no new problems"), "{}", held.out);
    assert!(held.out.contains("2 problems held back by the baseline\n"), "{}", held.out);
    assert!(
        held.out.contains("  error[unknown-name] in scope office/owner (the language)\n"),
        "{}",
        held.out
    );

    // A new one beside them fails, and is told alone.
    place.write("more.isms", "asset shed \"Shed\" { category: equipment  owner: nobody }\n");
    let new = check(&[]).code(1);
    assert!(new.out.starts_with("more.isms:1:"), "{}", new.out);
    assert_eq!(new.out.matches("]: ").count(), 1, "{}", new.out);
    let log = place.run(&["check", "--message-format", "sarif", "--baseline", "known.jsonl", "--as-of", DAY]);
    let log: serde_json::Value = serde_json::from_str(&log.code(1).out).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let kinds: Vec<_> = results.iter().map(|r| r["suppressions"][0]["kind"].as_str()).collect();
    assert_eq!(kinds, [None, Some("external"), Some("external")]);

    // What cannot be read hides problems, so nothing is taken out.
    place.write("small.isms", faulty().replace("“Notes”", "\"Notes\""));
    assert!(check(&["--update-baseline"]).code(1).err.contains("is left as it is"));
    assert_eq!(place.read("known.jsonl"), text);

    // What is mended is taken out, and told again when it comes back.
    place.write("more.isms", "");
    place.write("small.isms", faulty().replace("haed", "head"));
    let gone = check(&[]).code(0);
    assert!(gone.err.contains("1 entry of `known.jsonl` is mended"), "{}", gone.err);
    assert_eq!(place.read("known.jsonl"), text, "and nothing is written unasked");
    check(&["--update-baseline"]).code(0);
    assert_eq!(place.read("known.jsonl").lines().count(), 1);
    place.write("small.isms", faulty());
    check(&["--update-baseline"]).code(1);
    assert_eq!(place.read("known.jsonl").lines().count(), 1, "nothing is ever added");
}

#[test]
fn a_bad_baseline_is_told_by_its_line() {
    let place = Place::package(&[("small.isms", SOUND)]);
    let good = r#"{"problem":"unknown-name","anchor":"scope office/owner","message":"x"}"#;
    for (bad, words) in [
        ("not json", "line 2: "),
        ("<<<<<<< ours", "line 2: a conflict of a merge is not solved"),
        (r#"{"problem":"x","anchor":"y"}"#, "line 2: missing field `message`"),
        (r#"{"problem":"x","anchor":"y","message":"z","line":3}"#, "line 2: unknown field `line`"),
    ] {
        place.write("known.jsonl", format!("{good}\n{bad}\n"));
        let run = place.run(&["check", "--baseline", "known.jsonl"]).code(2);
        assert!(run.err.contains("`known.jsonl` is no baseline"), "{}", run.err);
        assert!(run.err.contains(words), "{words} in {}", run.err);
    }
    place.run(&["check", "--write-baseline"]).code(2);
    place.run(&["check", "--update-baseline"]).code(2);
}

#[test]
fn a_baseline_of_many_controls_shrinks_with_them() {
    let some = |patterns: &str| SOUND.replace("include: A.*", &format!("include: {patterns}"));
    let place = Place::package(&[("small.isms", &some("A.5.*, A.6.*"))]);
    let check = |more: &[&str]| {
        let mut arguments = vec!["check", "--message-format", "short", "--as-of", DAY];
        arguments.extend(["--baseline", "known.jsonl"]);
        arguments.extend(more);
        place.run(&arguments)
    };
    check(&["--write-baseline"]).code(0);
    assert!(place.read("known.jsonl").contains("\"A.8.34\""));
    // Fewer are the same problem, and one that was decided before is new.
    place.write("small.isms", some("A.5.*, A.6.*, A.8.*"));
    check(&["--update-baseline"]).code(0);
    let text = place.read("known.jsonl");
    assert!(text.contains("\"A.7.1\"") && !text.contains("\"A.8.34\""), "{text}");
    place.write("small.isms", some("A.5.*, A.6.*"));
    assert!(check(&[]).code(1).out.contains("undecided-control"));
}

#[test]
fn a_manifest_that_cannot_be_read_is_2_and_told_with_its_place_in_every_format() {
    for (text, line, column) in
        [("[package\nname = \"small\"\n", 1, 9), ("[package]\nname = \"small\"\nname = \"smaller\"\n", 3, 1)]
    {
        let place = Place::package(&[("small.isms", SOUND)]);
        place.write("annexa.toml", text);
        for format in ["rich", "short", "plain", "json", "sarif", "github", "gitlab", "junit"] {
            let run = place.run(&["check", "--message-format", format, "--as-of", DAY]).code(2);
            let at = match format {
                "json" => format!("\"file\":\"annexa.toml\",\"line\":{line},\"column\":{column}"),
                "sarif" => format!("\"startLine\": {line}"),
                "github" => format!("file=annexa.toml,line={line},"),
                "gitlab" => format!("\"begin\": {line}"),
                _ => format!("annexa.toml:{line}:{column}"),
            };
            assert!(run.out.contains("bad-manifest") && run.out.contains(&at), "{format}\n{}", run.out);
            assert_eq!(run.err, "", "{format}");
        }
        let at = format!("annexa.toml:{line}:{column}: `annexa.toml` cannot be read: ");
        for command in [
            "status",
            "soa",
            "build",
            "fix",
            "why A.5.1",
            "query risk",
            "forecast --until 2027-01-01",
            "check --baseline known.jsonl --write-baseline",
        ] {
            let arguments: Vec<&str> = command.split(' ').collect();
            let run = place.run(&arguments).code(2);
            assert!(run.err.contains(&at), "{command}\n{}", run.err);
            assert_eq!(run.out, "", "{command}");
        }
    }
}

#[test]
fn a_manifest_with_a_faulty_line_is_read_but_for_it() {
    let place = Place::package(&[("small.isms", SOUND)]);
    let manifest = |line: &str| format!("{}{line}\n", crate::MANIFEST);
    for (text, line, column) in [
        (manifest("colour = \"blue\""), 6, 1),
        (manifest("[levels]\nunused-let = 3"), 7, 14),
        (manifest("[build]\nformats = 3"), 7, 11),
        (crate::MANIFEST.replace("[package]\nname = \"small\"\n", ""), 1, 1),
    ] {
        place.write("annexa.toml", &text);
        let run = place.run(&["check", "--message-format", "short", "--as-of", DAY]).code(1);
        let at = format!("annexa.toml:{line}:{column}: error[bad-manifest]");
        assert!(run.out.contains(&at) && run.out.contains("\n1 error"), "{text}\n{}", run.out);
        assert!(place.run(&["why", "A.5.1"]).code(0).out.contains("A.5.1"));
    }
}
