//! `annexa new`, and the packages that it writes.

use std::fs;
use std::path::Path;

use crate::{DAY, Place};

#[test]
fn the_example_is_the_starter_example() {
    let place = Place::new();
    place.run(&["new", "starter", "--example"]).code(0);
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/starter");
    let files = place.files();
    assert!(files.len() >= 5);
    for (path, bytes) in &files {
        let path = path.strip_prefix("starter/").expect("in its folder");
        let same = fs::read(example.join(path)).is_ok_and(|b| b == *bytes);
        assert!(same, "{path} is the example's");
    }
    let mut count = 0;
    let mut folders = vec![example];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            if entry.path().is_dir() {
                folders.extend((entry.file_name() != "out").then(|| entry.path()));
            } else {
                count += 1;
            }
        }
    }
    assert_eq!(count, files.len(), "the example has no other files");
}

#[test]
fn the_first_check_shows_what_the_tool_is_for() {
    let place = Place::new();
    place.run(&["new", "my-company", "--example"]).code(0);
    for day in [DAY, "2031-02-01", "2055-07-01"] {
        let run = place.run(&["check", "my-company", "--message-format", "json", "--as-of", day]).code(1);
        let problems = run.objects();
        assert!(problems.len() <= 12, "{} problems on {day}:\n{}", problems.len(), run.out);
        let errors = problems.iter().filter(|p| p["level"] == "error").count();
        assert!(errors <= 2, "{errors} errors on {day}:\n{}", run.out);
        for problem in &problems {
            let way_out =
                problem["help"].is_string() || problem["fixes"].as_array().is_some_and(|f| !f.is_empty());
            assert!(way_out, "a way out of {problem}");
        }
        let contradiction = problems.iter().any(|p| p["name"] == "excluded-but-needed");
        assert!(contradiction, "a caught contradiction on {day}:\n{}", run.out);
    }
}

#[test]
fn each_way_out_of_the_first_check_works() {
    let place = Place::new();
    place.run(&["new", "acme", "--example"]).code(0);
    let mend = |file: &str, old: &str, new: &str| {
        let path = format!("acme/{file}");
        let text = place.read(&path);
        assert!(text.contains(old), "{old} in {text}");
        place.write(&path, text.replace(old, new));
    };
    let plan = "not-yet: A.* due 2190-12-31 by security-officer because \"We do the riskiest first\"\n}";
    mend("soa.isms", "    exclude: A.7.9 because \"Nobody takes equipment out of {workshop-loft}\"\n", "");
    mend(
        "soa.isms",
        "\"Not relevant\"",
        "\"Nobody tests {booking-app} for an audit: auditors look at records only\"",
    );
    mend("soa.isms", "\n}", &format!("\n    {plan}"));
    mend("organization.isms", " until 2024-06-30", "");
    mend("policies/access.isms", "implements: A.8.1, A.8.24", "implements: A.7.9, A.8.1, A.8.24");
    let given = "// Say on which day it was given: ";
    mend("assurance.isms", given, "");
    mend("policies/access.isms", "applies-to: booking-app\n", "applies-to: booking-app, back-office\n");
    for document in ["access", "information-security", "our-method", "booking-service-soa"] {
        let minutes = ["--on", "2024-07-01", "--record", "Minutes of 1 July, item 2"];
        place.run(&[&["approve", document, "acme", "--by", "mara"][..], &minutes].concat()).code(0);
    }
    for (risk, person) in
        [("stolen-laptop", "tomas"), ("guessed-password", "tomas"), ("lost-bookings", "mara")]
    {
        let minutes = ["--on", "2024-07-01", "--record", "Minutes of 1 July, item 3"];
        place.run(&[&["accept", risk, "acme", "--by", person][..], &minutes].concat()).code(0);
    }
    let run = place.run(&["check", "acme", "--as-of", DAY]).code(0);
    assert!(run.out.starts_with("no problems in 6 files"), "{}", run.out);
}

#[test]
fn the_name_is_that_of_the_folder_or_the_one_asked_for() {
    let place = Place::new();
    place.run(&["new", "My Company", "--example"]).code(0);
    assert!(place.read("My Company/annexa.toml").contains("name = \"my-company\""));
    place.run(&["new", "b", "--name", "acme", "--example"]).code(0);
    assert!(place.read("b/annexa.toml").contains("name = \"acme\""));
    let run = place.run(&["new", "c", "--name", "A \"quoted\" name"]).code(2);
    assert!(run.err.contains("--name a-quoted-name"), "{}", run.err);
    assert!(!place.at("c").exists());
}

#[test]
fn nothing_is_written_over() {
    let place = Place::new();
    place.run(&["new", "--example"]).code(0);
    let before = place.files();
    place.run(&["new", "--example"]).code(2);
    place.run(&["new", ".", "--example"]).code(2);
    assert_eq!(place.files(), before);
    let place = Place::new();
    place.write("soa.isms", "mine");
    let run = place.run(&["new", ".", "--example"]).code(2);
    assert!(run.err.contains("soa.isms"), "{}", run.err);
    assert_eq!(place.files().len(), 1);
    let place = Place::new();
    place.write("photo.jpg", "");
    place.run(&["new", "--example"]).code(2);
    place.run(&["new", ".", "--example"]).code(0);
    let place = Place::new();
    place.write("taken", "a file");
    place.run(&["new", "taken", "--example"]).code(2);
}

/// The answers of an organization that does not exist.
fn answers(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../stdlib/starter/answers").join(name);
    fs::read_to_string(path).expect("answers")
}

#[test]
fn answers_from_a_file_make_a_package_without_errors() {
    let place = Place::new();
    place.write("answers.toml", answers("remote-software.toml"));
    let run = place.run(&["new", "tidewater", "--answers", "answers.toml"]).code(0);
    assert!(run.out.contains("  policies/access-control.isms"), "{}", run.out);
    let manifest = place.read("tidewater/annexa.toml");
    assert!(manifest.contains("name = \"tidewater\"") && manifest.contains("gdpr@2016"), "{manifest}");
    assert!(!manifest.contains("#?"), "{manifest}");
    place.run(&["check", "tidewater", "--as-of", "2026-11-30"]).code(0);
    place.run(&["fmt", "tidewater", "--check"]).code(0);
    let before = place.files();
    let run = place.run(&["new", "tidewater", "--answers", "answers.toml"]).code(2);
    assert!(run.err.contains("there is a package"), "{}", run.err);
    assert_eq!(place.files(), before);
}

#[test]
fn wrong_answers_are_told_all_at_once_and_nothing_is_written() {
    let place = Place::new();
    let text = answers("engineering-office.toml")
        .replace("premises = \"own\"", "premises = \"castle\"")
        .replace("people = 60", "peple = 60");
    place.write("answers.toml", text);
    let run = place.run(&["new", "office", "--answers", "answers.toml"]).code(2);
    for told in [
        "Where do you work? (`premises`): `castle` is none of `own`, `shared`, `none`",
        "`peple` is no question; is `people` meant?",
        "(`people`): there must be an answer",
    ] {
        assert!(run.err.contains(told), "{told}: {}", run.err);
    }
    assert!(!place.at("office").exists());
}

#[test]
fn without_a_terminal_it_says_how_to_answer() {
    let place = Place::new();
    let run = place.run(&["new", "office"]).code(2);
    assert!(run.err.contains("--answers") && run.err.contains("--example"), "{}", run.err);
    assert!(!place.at("office").exists());
    // What it prints to fill in asks for what there is no default of, and for nothing else.
    place.write("answers.toml", place.run(&["new", "--questions"]).code(0).out);
    let run = place.run(&["new", "office", "--answers", "answers.toml"]).code(2);
    let open = [
        "organization",
        "sector",
        "country",
        "people",
        "director",
        "premises",
        "development",
        "personal-data",
    ];
    assert_eq!(run.err.matches("(`").count(), open.len(), "{}", run.err);
    for key in open {
        assert!(run.err.contains(&format!("(`{key}`)")), "{key}: {}", run.err);
    }
}
