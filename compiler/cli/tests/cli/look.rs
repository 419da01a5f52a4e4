//! `annexa why`, `explain`, `catalog`, `soa`, `status`: what is looked at.

use crate::{DAY, Place, SOUND, faulty};

#[test]
fn why_shows_places_and_lines() {
    let place = Place::package(&[("small.isms", SOUND)]);
    for words in [&["A.8.13"][..], &["8.13"], &["a8.13"], &["information", "backup"], &["Backup"]] {
        let mut arguments = vec!["why"];
        arguments.extend(words);
        arguments.extend(["--as-of", DAY]);
        let run = place.run(&arguments).code(0);
        assert!(run.out.starts_with("A.8.13 Information backup\n"), "{words:?}: {}", run.out);
        assert!(run.out.contains("planned, on 2026-11-23"), "{}", run.out);
        assert!(run.out.contains("small.isms:9:14"), "{}", run.out);
        assert!(run.out.contains("include: A.* because"), "{}", run.out);
    }
    let elsewhere = Place::new();
    let path = place.path().display().to_string();
    elsewhere.run(&["why", "clear", "desk", &path, "--as-of", DAY]).code(0);
}

#[test]
fn why_of_several() {
    let place = Place::package(&[("small.isms", SOUND)]);
    let heads = |words: &[&str]| {
        let arguments: Vec<&str> = ["why"].iter().chain(words).copied().collect();
        let run = place.run(&arguments).code(0);
        let ids = run.out.lines().filter(|l| l.starts_with("A.")).filter_map(|l| l.split(' ').next());
        ids.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(heads(&["A.8.13", "A.5.1"]), ["A.8.13", "A.5.1"]);
    assert_eq!(heads(&["8.13", "clear", "desk", "a.5.1", "."]), ["A.8.13", "A.7.7", "A.5.1"]);
    assert_eq!(heads(&["clear desk", "information backup", "A.7.7"]), ["A.7.7", "A.8.13"]);
    assert_eq!(heads(&["A", "8.13"]), ["A.8.13"]);
    // One that is not there is told by itself, and nothing else is shown.
    let run = place.run(&["why", "A.8.13", "A.8.99"]).code(2);
    assert!(run.out.is_empty() && run.err.contains("no control `A.8.99`"), "{}", run.err);
}

#[test]
fn why_says_what_was_meant() {
    let place = Place::package(&[("small.isms", SOUND)]);
    let why = |words: &str| place.run(&["why", words]).code(2).err;
    assert!(why("A.9.4.2").contains("A.8.5"), "{}", why("A.9.4.2"));
    assert!(why("bakcup of information").contains("catalog search"), "{}", why("bakcup of information"));
    assert!(why("Informaton backup").contains("did you mean A.8.13"), "{}", why("Informaton backup"));
    assert!(why("access").contains("A.5.15"), "{}", why("access"));
    assert!(why("6.1.3").contains("requirement"), "{}", why("6.1.3"));
    // A clause has the number too, and is never decided.
    assert!(place.run(&["why", "8.1"]).code(0).out.starts_with("A.8.1 "));
}

#[test]
fn explain_has_a_page_for_every_problem() {
    let place = Place::new();
    let index = place.run(&["explain"]).code(0);
    let names: Vec<&str> = index
        .out
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let level = words.next()?;
            ["error", "warning", "hint"].contains(&level).then(|| words.next())?
        })
        .collect();
    assert!(names.len() > 40, "{}", index.out);
    for name in ["undecided-control", "unknown-name", "typographic-mark"] {
        assert!(names.contains(&name), "{name}");
    }
    for name in names {
        let page = place.run(&["explain", name]).code(0);
        assert!(page.out.len() > 80, "{name}: {}", page.out);
    }
    place.run(&["explain", "error[unknown-name]"]).code(0);
    let run = place.run(&["explain", "undecided-contorl"]).code(2);
    assert!(run.err.contains("undecided-control"), "{}", run.err);
}

#[test]
fn the_catalog_has_93_controls_with_their_attributes() {
    let place = Place::new();
    let run = place.run(&["catalog", "list", "--format", "json"]).code(0);
    let json: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let controls = json["controls"].as_array().expect("controls");
    assert_eq!(controls.len(), 93);
    for control in controls {
        assert!(control["id"].as_str().is_some_and(|id| id.starts_with("A.")), "{control}");
        for key in ["title", "theme", "purpose"] {
            assert!(control[key].as_str().is_some_and(|t| !t.is_empty()), "{key} in {control}");
        }
        for key in ["control_type", "properties", "concepts", "capabilities", "domains"] {
            assert!(control[key].as_array().is_some_and(|a| !a.is_empty()), "{key} in {control}");
        }
    }
    let themes = |theme: &str| controls.iter().filter(|c| c["theme"] == theme).count();
    assert_eq!(themes("Organizational controls"), 37);
    assert_eq!(themes("People controls"), 8);
    assert_eq!(themes("Physical controls"), 14);
    assert_eq!(themes("Technological controls"), 34);
    assert_eq!(json["requirements"].as_array().map(Vec::len), Some(30));
}

#[test]
fn the_catalog_of_other_standards() {
    let place = Place::new();
    let list = |standard: &str| -> serde_json::Value {
        let run = place.run(&["catalog", "list", "--standard", standard, "--format", "json"]).code(0);
        serde_json::from_str(&run.out).expect("JSON")
    };
    assert_eq!(list("iso27001@2013")["controls"].as_array().map(Vec::len), Some(114));
    assert_eq!(list("gdpr@2016")["requirements"].as_array().map(Vec::len), Some(99));
    assert_eq!(list("iso27001")["standard"], "iso27001@2022");
    let run = place.run(&["catalog", "list", "--standard", "iso27002@2022"]).code(2);
    assert!(run.err.contains("iso27001@2022"), "{}", run.err);
}

#[test]
fn the_catalog_is_searched_and_shown() {
    let place = Place::new();
    let run = place.run(&["catalog", "search", "backup"]).code(0);
    assert!(run.out.contains("A.8.13  Information backup"), "{}", run.out);
    let run = place.run(&["catalog", "search", "suppliers", "agreements"]).code(0);
    assert!(run.out.contains("A.5.20"), "{}", run.out);
    place.run(&["catalog", "search", "unicorns"]).code(2);
    let run = place.run(&["catalog", "show", "8.13"]).code(0);
    assert!(run.out.starts_with("A.8.13 Information backup"), "{}", run.out);
    assert!(run.out.contains("corrective"), "{}", run.out);
    let run = place.run(&["catalog", "show", "A.9.4.2"]).code(2);
    assert!(run.err.contains("A.8.5"), "{}", run.err);
    assert_eq!(place.run(&["catalog", "show", "A.7"]).code(0).out.matches("A.7.").count(), 14);
}

#[test]
fn tables() {
    let place = Place::package(&[("small.isms", SOUND)]);
    let soa = place.run(&["soa", "--as-of", DAY]).code(0);
    assert!(soa.out.contains("A.8.34"), "{}", soa.out);
    assert_eq!(soa.err, "");
    let status = place.run(&["status", "--as-of", DAY]).code(0);
    assert!(status.out.contains("93"), "{}", status.out);
    let faulty = Place::package(&[("small.isms", &faulty())]);
    let status = faulty.run(&["status", "--as-of", DAY]).code(0);
    assert!(status.err.contains("1 error"), "{}", status.err);
}

#[test]
fn forecast_lists_what_changes_by_itself() {
    let soon = SOUND.replace("due 2190-12-31", "due 2026-12-31");
    let place = Place::package(&[("small.isms", &soon)]);
    let forecast = |more: &[&str]| {
        let mut arguments = vec!["forecast", "--as-of", DAY];
        arguments.extend(more);
        place.run(&arguments)
    };
    let table = forecast(&["--until", "2027-01-31"]).code(0).out;
    assert!(table.contains("\n2027-01-01\n"), "{table}");
    assert!(table.contains("`not-yet` A.* is overdue unless it is done"), "{table}");
    assert!(table.contains("    + warning[uncovered-control]: "), "{table}");
    // The last day of a deadline is in time.
    let nothing = forecast(&["--until", "2026-12-31"]).code(0).out;
    assert_eq!(nothing, "Nothing changes by itself after 2026-11-23 and until 2026-12-31\n");
    let csv = forecast(&["--until", "2027-01-31", "--format", "csv"]).code(0).out;
    assert!(csv.contains("2027-01-01,overdue,office-soa,"), "{csv}");
    let json = forecast(&["--until", "2027-01-31", "--format", "json"]).code(0).out;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["days"][0]["new_problems"][0]["name"], "uncovered-control");
    let before = forecast(&["--until", DAY]).code(2).err;
    assert!(before.contains("2026-11-23 is not after 2026-11-23"), "{before}");
    place.run(&["forecast"]).code(2);
}

#[test]
fn status_of_a_past_day_says_when_it_was_recorded() {
    let place = Place::package(&[("small.isms", SOUND)]);
    // 23 November 2026.
    let today = [("SOURCE_DATE_EPOCH", "1795392000")];
    let status = |day: &str| place.run_with(&["status", "--as-of", day], &today).code(0).out;
    assert!(
        status("2026-03-01").contains("As recorded on 2026-11-23 about 2026-03-01"),
        "{}",
        status("2026-03-01")
    );
    assert!(status(DAY).contains("State on 2026-11-23"), "{}", status(DAY));
}
