//! The starter set: whatever is answered, the package checks without an error and decides all controls.

#![allow(missing_docs, reason = "tests")]

use std::fmt::Write as _;
use std::fs;

use annexa_core::model::View;
use annexa_core::prelude::{Control, CoverageState, Person, Scope};
use annexa_import::starter::{Answers, Interview, QuestionKind, package};
use annexa_tests::package::{Checked, Package, date, root};

/// The day on which all packages begin.
const DAY: &str = "2026-11-30";

fn interview() -> Interview {
    Interview::new().expect("the questions")
}

/// The package of a file of answers.
fn written(answers: &str) -> Package {
    let answers: Answers =
        interview().read(answers, date(DAY)).unwrap_or_else(|wrong| panic!("{wrong:#?}\n{answers}"));
    let mut files = package(&answers, "sample").unwrap_or_else(|fault| panic!("{fault}\n{answers:?}"));
    let manifest = files.iter().position(|(path, _)| path == "annexa.toml").expect("a manifest");
    let (_, manifest) = files.remove(manifest);
    Package { manifest, as_of: date(DAY), ..Package::new(files) }
}

/// What must be so of every package that is written.
#[track_caller]
fn is_sound(package: &Package, checked: &Checked, answers: &str) {
    let errors: Vec<String> =
        checked.problems.iter().map(|p| checked.line(p)).filter(|line| line.contains(": error[")).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{answers}");
    let analysis = package.analysis(&checked.model);
    let scope = checked.model.all::<Scope<'_>>().next().expect("a scope");
    let controls: Vec<Control<'_>> = checked.model.all().collect();
    assert_eq!(controls.len(), 93);
    for control in controls {
        let (_, row) = analysis.row_of(scope, control.decl()).expect("a row");
        let name = control.decl().name();
        let planned = row.included() && row.word == CoverageState::Planned && !row.parts.is_empty();
        assert!(planned || row.excluded(), "{name} is {:?}\n{answers}", row.word);
        let reasoned = if planned { !row.reasons.is_empty() } else { !row.justification.is_empty() };
        assert!(reasoned, "{name} has no reason\n{answers}");
    }
}

#[test]
fn the_three_organizations() {
    let folder = root().join("stdlib/starter/answers");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("the answers")
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    assert_eq!(names, ["clinic.toml", "engineering-office.toml", "remote-software.toml"]);
    for name in names {
        let answers = fs::read_to_string(folder.join(&name)).expect("answers");
        let package = written(&answers);
        let checked = package.check();
        is_sound(&package, &checked, &answers);
        let analysis = package.analysis(&checked.model);
        let scope = checked.model.all::<Scope<'_>>().next().expect("a scope");
        let controls: Vec<Control<'_>> = checked.model.all().collect();
        let excluded =
            controls.iter().filter_map(|c| analysis.row_of(scope, c.decl())).filter(|(_, r)| r.excluded());
        let excluded: Vec<&str> = excluded.map(|(_, row)| row.control.decl().name()).collect();
        for (path, text) in &package.files {
            assert!(!text.contains("//?") && !text.contains("{{"), "{path}: {text}");
        }
        let files: String = package.files.iter().fold(String::new(), |mut list, (path, _)| {
            let _ = writeln!(list, "{path}");
            list
        });
        insta::assert_snapshot!(name, format!("excluded: {}\n\n{files}", excluded.join(", ")));
    }
}

/// Texts that would end a text, name a declaration, open a mark or a placeholder, or leave a folder.
const HOSTILE: &[&str] = &[
    "Plain Ltd",
    "A \"B\" {director} \\ & Co",
    "“Quoted” GmbH",
    "\"\"\" } policy own-goal \"X\" {",
    "//? premises is none",
    "{{people}} {{",
    "../../etc/passwd",
    "\\",
    "a | b | c",
    "株式会社 例",
    "none of your business",
    "\u{202e}drawkcab\u{7}",
];

/// Whatever is chosen, with the texts and the rest in turn.
#[test]
fn whatever_is_answered() {
    let interview = interview();
    let choices: Vec<(&str, Vec<&str>)> = interview
        .questions
        .iter()
        .filter(|question| question.kind == QuestionKind::Choice)
        .map(|q| (q.key.as_str(), q.choices.iter().map(|choice| choice.word.as_str()).collect()))
        .collect();
    let combinations: usize = choices.iter().map(|(_, words)| words.len()).product();
    assert_eq!(combinations, 36);
    let mut earlier: Option<Checked> = None;
    for number in 0..combinations {
        let mut rest = number;
        let mut said = Vec::new();
        for (key, words) in &choices {
            said.push((*key, words[rest % words.len()]));
            rest /= words.len();
        }
        let word = |key: &str| said.iter().find(|(k, _)| *k == key).map_or("", |(_, word)| *word);
        // Mixes the bits of the number, so that neighbours differ.
        let mut state = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut pick = |of: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            usize::try_from(state >> 33).unwrap_or_default() % of
        };
        let mut answers = toml::Table::new();
        for question in &interview.questions {
            let value: toml::Value = match question.kind {
                QuestionKind::Choice => word(&question.key).into(),
                QuestionKind::YesNo => (pick(2) == 0).into(),
                QuestionKind::Number => [1, 9, 24, 25, 2000][pick(5)].into(),
                QuestionKind::Country => "NL".into(),
                QuestionKind::Date => DAY.into(),
                QuestionKind::Text if question.may_be_nothing() && pick(2) == 0 => continue,
                QuestionKind::Text => HOSTILE[pick(HOSTILE.len())].into(),
            };
            answers.insert(question.key.clone(), value);
        }
        // What is not asked is not answered.
        let left_out = |key: &str, why: bool, answers: &mut toml::Table| {
            if why {
                answers.remove(key);
            }
        };
        let no_rooms = word("premises") == "none";
        for key in ["servers", "remote-work", "landlord"] {
            left_out(key, no_rooms, &mut answers);
        }
        left_out("software-house", word("development") != "outsourced", &mut answers);
        left_out("gdpr", word("personal-data") == "none", &mut answers);
        let no_cloud = answers["cloud"].as_bool() == Some(false);
        for key in ["hosting", "office-suite"] {
            left_out(key, no_cloud, &mut answers);
        }
        let text = answers.to_string();
        let package = written(&text);
        let checked = match &earlier {
            Some(earlier) => package.check_again(earlier),
            None => package.check(),
        };
        is_sound(&package, &checked, &text);
        // A text is a text: it declares nothing, and stands as it was given, less what nobody sees.
        let given = answers["director"].as_str().expect("a text").replace(['\u{202e}', '\u{7}'], "");
        let leader = checked.model.all::<Person<'_>>().find(|p| p.decl().name() == "leader");
        assert_eq!(leader.expect("who leads").decl().title(), given, "{text}");
        assert!(checked.model.find("own-goal").is_none(), "{text}");
        earlier = Some(checked);
    }
}

#[test]
fn wrong_answers_name_their_question_and_what_can_be_said() {
    let wrong = interview()
        .read(
            "organization = \"\"\nsector = \"none\"\ncountry = \"Narnia\"\npeople = 0\ndirector = [1]\npremises = \"none\"\n\
             servers = true\ndevelopment = \"perhaps\"\nsoftware-house = \"X\"\ncloud = \"maybe\"\nhosting = \"X\"\n\
             personal-data = \"staff\"\nstart = 1812-01-01\nstaff = 3\n",
            date(DAY),
        )
        .expect_err("hardly anything is right");
    insta::assert_snapshot!(wrong.join("\n"));
}

#[test]
fn a_file_that_is_no_toml_is_told_so() {
    let wrong = interview().read("people = ", date(DAY)).expect_err("no TOML");
    assert_eq!(wrong.len(), 1, "{wrong:?}");
}

#[test]
fn conditions_speak_of_questions_that_stand_before() {
    let interview = interview();
    for (number, question) in interview.questions.iter().enumerate() {
        for condition in &question.when {
            let before = interview.questions[..number].iter().any(|earlier| earlier.key == condition.key);
            assert!(before, "{}: {}", question.key, condition.key);
        }
        assert_eq!(question.when.is_empty(), question.otherwise.is_none(), "{}", question.key);
    }
}
