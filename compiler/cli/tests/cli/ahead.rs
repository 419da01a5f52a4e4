//! `annexa certify`, `handover`, `impact`, `what-if`: the way to a certificate, and what would follow from a change.

use crate::{DAY, Place, SOUND};

/// A small package with a certification, and what is decided on for it.
fn place() -> Place {
    let more = "\
        person otto \"Otto\"\n\
        risk theft \"Theft\" { owner: head  assets: notes  inherent: likely with great  residual: rare with small\n\
        treat: modify with A.7.1 by head due 2027-03-31 }\n\
        certification first \"First certificate\" for office against iso27001 {\n\
        stage-1: 2027-02-01  stage-2: 2027-04-01  audit-days: 5\n\
        time-adjustment: -20% because \"One room\" }\n";
    Place::package(&[("small.isms", &format!("{SOUND}{more}"))])
}

fn json(place: &Place, arguments: &[&str]) -> serde_json::Value {
    let run = place.run(&[arguments, &["--format", "json", "--as-of", DAY]].concat()).code(0);
    serde_json::from_str(&run.out).expect("one object")
}

#[test]
fn the_seven_steps_and_the_estimate() {
    let place = place();
    let steps = place.run(&["certify", "--as-of", DAY]).code(0).out;
    assert!(steps.starts_with(&format!("First certificate, on {DAY}")), "{steps}");
    let heads: Vec<&str> = steps.lines().filter(|l| l.starts_with(|c: char| c.is_ascii_digit())).collect();
    assert_eq!(heads.len(), 7, "{steps}");
    // Five days for up to ten people, less a fifth.
    let time = place.run(&["certify", "--audit-time"]).code(0).out;
    assert!(
        time.contains("the body decides") && time.contains("5 days") && time.contains("4 days"),
        "{time}"
    );
    let calendar = place.run(&["certify", "--calendar", "--as-of", DAY]).code(0).out;
    assert!(calendar.contains("2027-02-01") && calendar.contains("2027-04-01"), "{calendar}");
    let past = place.run(&["certify", "--calendar", "--as-of", "2027-03-01"]).code(0).out;
    assert!(!past.contains("2027-02-01") && past.contains("2027-04-01"), "{past}");
    let ics = place.run(&["certify", "--ics", "--as-of", DAY]).code(0).out;
    assert!(ics.starts_with("BEGIN:VCALENDAR") && ics.contains("DTSTART;VALUE=DATE:20270201"), "{ics}");
}

#[test]
fn a_certificate_that_has_ended_was_there() {
    let place = place();
    let text = place.read("small.isms").replace(
        "stage-1: 2027-02-01  stage-2: 2027-04-01",
        "stage-1: 2024-02-01  stage-2: 2024-04-01  certificate paper \"No. 1\" since 2024-04-20 until 2027-04-19 {}",
    );
    place.write("small.isms", text);
    let steps = |day: &str| place.run(&["certify", "--as-of", day]).code(0).out;
    let during = steps(DAY);
    assert!(during.contains("6. Certificate: done on 2024-04-20"), "{during}");
    assert!(during.contains("7. Keeping it: under way"), "{during}");
    let after = steps("2027-04-20");
    assert!(after.contains("6. Certificate: ended on 2027-04-19"), "{after}");
    assert!(after.contains("7. Keeping it: ended on 2027-04-19"), "{after}");
}

#[test]
fn impact_of_a_let_and_of_a_part_says_what_it_unapproves() {
    let place = place();
    let text = place.read("small.isms");
    let more = "
let cycle = 6 months
let often = \"every {cycle}\"
policy rooms \"Rooms\" { statement locked \"Locked\" { \"\"\"Rooms are looked at {often}.\"\"\" } }
policy cellar \"Cellar\" extends rooms { review: every cycle }
";
    place.write("small.isms", format!("{text}{more}"));
    let impact = json(&place, &["impact", "cycle"]);
    let names: Vec<&str> =
        impact["direct"].as_array().expect("a list").iter().filter_map(|r| r["name"].as_str()).collect();
    assert_eq!(names, ["rooms.locked", "cellar"], "{impact}");
}

#[test]
fn a_certification_that_is_not_there_is_told() {
    let place = place();
    let err = place.run(&["certify", "--of", "frist"]).code(2).err;
    assert!(err.contains("no certification named `frist`") && err.contains("did you mean `first`?"), "{err}");
    let err = place.run(&["certify", "--as-of", "next year"]).code(2).err;
    assert!(err.contains("year-month-day"), "{err}");
    place.run(&["certify", "--ics", "--requests"]).code(2);
    let without = Place::package(&[("small.isms", SOUND)]);
    let err = without.run(&["certify"]).code(2).err;
    assert!(err.contains("declares no certification"), "{err}");
    // What needs none is there all the same.
    without.run(&["certify", "--requests"]).code(0);
}

#[test]
fn the_checklist_says_what_to_look_at() {
    let place = place();
    let all = place.run(&["certify", "--checklist", "--as-of", DAY]).code(0).out;
    let row = |id: &str| {
        let start = format!("{id},");
        all.lines().find(|l| l.starts_with(&start)).unwrap_or_else(|| panic!("no {id} in {all}")).to_owned()
    };
    assert_eq!(all.lines().count(), 94, "a head, and every control that applies");
    assert!(row("A.8.13").contains("Examination, Interview, Test"), "{}", row("A.8.13"));
    assert!(
        row("A.5.1").contains("\"Examination, Interview\"") && !row("A.5.1").contains("Test"),
        "{}",
        row("A.5.1")
    );
    let whole = place.run(&["certify", "--checklist=whole", "--as-of", DAY]).code(0).out;
    assert!(whole.lines().any(|l| l.starts_with("5.3,")), "an audit of the clauses asks for them: {whole}");
    let err = place.run(&["certify", "--checklist=hole"]).code(2).err;
    assert!(err.contains("no audit named `hole`") && err.contains("did you mean `whole`?"), "{err}");
}

#[test]
fn a_handover_ends_one_line_and_begins_another() {
    let place = place();
    let handover = |more: &[&str]| place.run(&[&["handover"][..], more].concat());
    let err = handover(&["idaa", "--to", "otto"]).code(2).err;
    assert!(err.contains("no person named `idaa`") && err.contains("did you mean `ida`?"), "{err}");
    let err = handover(&["ida", "--to", "Otto"]).code(2).err;
    assert!(err.contains("the name of Otto is `otto`"), "{err}");
    let err = handover(&["ida", "--to", "ida"]).code(2).err;
    assert!(err.contains("cannot hand over to itself"), "{err}");
    handover(&["ida", "--to", "otto", "--on", "31.12.2026"]).code(2);
    let before = place.read("small.isms");
    let dry = handover(&["ida", "--to", "otto", "--on", "2026-12-31", "--dry-run"]).code(0).out;
    assert!(dry.contains("+") && dry.contains("until 2026-12-31"), "{dry}");
    assert_eq!(place.read("small.isms"), before, "nothing is written");
    handover(&["ida", "--to", "otto", "--on", "2026-12-31"]).code(0);
    let after = place.read("small.isms");
    assert!(after.contains("holder: ida since 2020-01-01 until 2026-12-31"), "{after}");
    assert!(after.contains("holder: otto since 2027-01-01"), "{after}");
}

#[test]
fn a_handover_to_a_role_keeps_four_eyes_and_passes_tasks() {
    let place = place();
    let text = place.read("small.isms");
    place.write("hr/export.csv", "person,role\notto,clerk\n");
    place.write(
        "small.isms",
        format!(
            "{text}
role desk \"Desk\" {{ holder: ida }}
role boss \"Boss\"
role clerk \"Clerk\"
organization little \"Little\" {{ people: \"hr/export.csv\" }}
policy keys \"Keys\" {{ approver: desk, boss }}
risk wet \"Rain\" {{ residual: rare with small  owner: desk  treat: modify with A.7.5 by desk due 2027-01-01 }}
"
        ),
    );
    let told = place.run(&["handover", "ida", "--to", "boss", "--on", "2026-12-31"]).code(0).out;
    let after = place.read("small.isms");
    assert!(after.contains("approver: desk, boss"), "two stay two: {after}");
    assert!(told.contains("left to decide: `approver` of `keys`"), "{told}");
    assert!(after.contains("owner: boss  treat: modify with A.7.5 by boss due"), "{after}");
    // What a file says is ended in the file.
    let told = place.run(&["handover", "otto", "--to", "ida", "--on", "2026-12-31"]).code(0).out;
    assert!(told.contains("`clerk` is held by line 2 of `hr/export.csv`"), "{told}");
}

#[test]
fn impact_says_what_rests_on_a_name() {
    let place = place();
    let impact = json(&place, &["impact", "notes"]);
    let direct: Vec<&str> =
        impact["direct"].as_array().expect("a list").iter().filter_map(|r| r["name"].as_str()).collect();
    assert!(direct.contains(&"office") && direct.contains(&"theft"), "{impact}");
    let err = place.run(&["impact", "note"]).code(2).err;
    assert!(err.contains("nothing named `note`") && err.contains("did you mean `notes`?"), "{err}");
    place.run(&["impact", "notes", "--as-of", "soon"]).code(2);
    place.run(&["impact", "notes", "--format", "yaml"]).code(2);
}

#[test]
fn what_if_says_what_would_change() {
    let place = place();
    let excluded = json(&place, &["what-if", "--exclude", "A.7.1"]);
    assert!(excluded.to_string().contains("excluded-but-needed"), "{excluded}");
    assert_eq!(place.files().iter().filter(|(path, _)| path.ends_with(".isms")).count(), 1);
    // Two beside each other: each finds the text as the other leaves it.
    let both = json(&place, &["what-if", "--exclude", "A.7.1", "--exclude", "A.7.2"]);
    assert_eq!(both["supposed"].as_array().map(Vec::len), Some(2), "{both}");
    let both = both["controls"].to_string();
    assert!(both.contains("A.7.1") && both.contains("A.7.2"), "{both}");
    let err = place.run(&["what-if", "--drop", "theef"]).code(2).err;
    assert!(err.contains("nothing named `theef`"), "{err}");
    let err = place.run(&["what-if", "--move", "theft=later"]).code(2).err;
    assert!(err.contains("--move NAME=YYYY-MM-DD") || err.contains("year-month-day"), "{err}");
    place.run(&["what-if"]).code(2);
}

#[test]
fn why_of_a_risk_and_of_a_measure() {
    let place = place();
    let risk = place.run(&["why", "theft", "--as-of", DAY]).code(0).out;
    assert!(risk.starts_with("theft Theft\n\nhigh, on 2026-11-23\n"), "{risk}");
    for words in [
        "if nothing were done: high",
        "today: high, for its treatment is not all in force",
        "once all of its treatment is in force: low",
        "modify, by `head`, due 2027-03-31: to come",
        "A.7.1 Physical security perimeters: to come",
        "`head` has not accepted it",
    ] {
        assert!(risk.contains(words), "{words} in {risk}");
    }
    // By its title, and beside a control.
    let both = place.run(&["why", "A.7.1", "Theft", "--as-of", DAY]).code(0).out;
    assert!(both.starts_with("A.7.1 ") && both.contains("\ntheft Theft\n"), "{both}");
    let late = place.run(&["why", "theft", "--as-of", "2027-04-30"]).code(0).out;
    assert!(late.contains("overdue since 2027-03-31"), "{late}");
    let measure = place.run(&["why", "misses", "--as-of", DAY]).code(0).out;
    assert!(measure.contains("0 on 2026-01-10"), "{measure}");
}

#[test]
fn status_has_the_plan_and_the_measures() {
    let place = place();
    let text = place.run(&["status", "--as-of", DAY]).code(0).out;
    assert!(text.contains("Risk treatment plan (0 in force, 1 open)"), "{text}");
    assert!(text.contains("2027-03-31  Theft (high, then low): modify with A.7.1, by head"), "{text}");
    assert!(text.contains("Notes that went missing: 0 on 2026-01-10"), "{text}");
    let status = json(&place, &["status"]);
    assert_eq!(status["treatments"][0]["risk"], "theft");
    assert_eq!(status["treatments"][0]["in_force"], false);
    assert_eq!(status["measures"][0]["periods"][0]["value"], "0");
    assert_eq!(status["statements"][0]["controls"]["planned"], 93);
    assert_eq!(status["objectives"][0]["measured_by"][0], "misses");
}
