//! The machine formats: valid by their schemas, the same problems in each, and known by the same fingerprints after the
//! text has moved.
//!
//! The judges: `tests/schemas/sarif-2.1.0.json` is the schema of OASIS, `tests/schemas/gitlab-code-quality.json` is ours
//! after GitLab's documentation, and both are held by the crate `jsonschema`; JUnit XML is read back by `quick-junit`.
//! Where each comes from stands in `tests/schemas/README.md`. Cargo fetches all of them.

use std::collections::BTreeSet;

use annexa_analysis::query::Answer;
use annexa_core::ask;
use annexa_core::condition::query::Question;
use annexa_core::source::PackageId;
use annexa_diagnostics::hidden;
use annexa_diagnostics::index::Index;
use annexa_diagnostics::render::{Format, Options, Report, Rule, render};
use annexa_diagnostics::{Level, Problem, Sources};
use annexa_publish::query;
use annexa_publish::terminal::Look;
use annexa_tests::package::{Checked, Package, root};
use annexa_tests::spec;
use jsonschema::Validator;
use serde_json::Value;

/// A problem as every format can tell it: name, level, path of the file, first line.
type Told = (String, Level, String, u64);

fn shown(checked: &Checked, format: Format) -> String {
    shown_with(checked, &annexa_checks::explain::index(&checked.model), format)
}

fn shown_with(checked: &Checked, rules: &[Rule], format: Format) -> String {
    let report = Report {
        problems: &checked.problems,
        set_aside: &checked.set_aside,
        held_back: &[],
        rules,
        package: &checked.model.manifest.name,
        folder: "",
        version: "1.2.3",
        day: "2026-11-01",
    };
    let mut out = Vec::new();
    render(format, &report, &checked.model.files, &Options::default(), &mut out).expect("memory");
    String::from_utf8(out).expect("UTF-8")
}

/// The examples, the packages of the tests, and every package of the specification.
fn packages() -> Vec<(String, Package)> {
    let mut all = Vec::new();
    for folder in ["examples", "tests/packages"] {
        let folders = std::fs::read_dir(root().join(folder)).expect("the folder").flatten();
        for package in folders.filter(|f| f.path().join("annexa.toml").is_file()) {
            all.push((package.path().display().to_string(), Package::read(&package.path())));
        }
    }
    for file in std::fs::read_dir(spec::folder()).expect("the chapters").flatten() {
        let name = file.file_name();
        let Some(name) = name.to_str().and_then(|n| n.strip_suffix(".md")) else { continue };
        let chapter = spec::open(name).packages();
        all.extend(chapter.into_iter().enumerate().map(|(i, p)| (format!("{name}, block {i}"), p)));
    }
    assert!(all.len() > 200, "{} packages", all.len());
    all
}

fn schema(name: &str) -> Validator {
    let path = root().join("tests/schemas").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    // An expression in the schema of OASIS has a bracket too many, which strict readers refuse.
    let text = text.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    let schema: Value = serde_json::from_str(&text).expect("a schema is JSON");
    jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema")
}

#[track_caller]
fn valid(schema: &Validator, text: &str, name: &str) -> Value {
    let value: Value = serde_json::from_str(text).unwrap_or_else(|e| panic!("{name}: {e}"));
    let errors: Vec<String> =
        schema.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}");
    value
}

fn level(word: &str) -> Level {
    match word {
        "error" | "critical" => Level::Error,
        "warning" | "minor" => Level::Warning,
        "hint" | "note" | "notice" | "info" => Level::Hint,
        _ => panic!("`{word}` is no level"),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text instead of {value}")).to_owned()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("a number instead of {value}"))
}

fn decoded(uri: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = uri.as_bytes();
    while let [first, after @ ..] = rest {
        match (first, after) {
            (b'%', [a, b, after @ ..]) => {
                let digits = [*a, *b];
                let digits = std::str::from_utf8(&digits).expect("hexadecimal digits");
                bytes.push(u8::from_str_radix(digits, 16).expect("hexadecimal digits"));
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

fn of_problems(checked: &Checked) -> Vec<Told> {
    let index = Index::new(&checked.problems, &checked.model.files);
    let told = |p: &Problem| {
        let file = index.file(p.primary.place.file);
        let line = file.position(file.clamp(p.primary.place.span).start).line;
        (p.name.to_string(), p.level, file.path().to_owned(), u64::from(line))
    };
    checked.problems.iter().map(told).collect()
}

/// From `level[name]: …`, as it begins a problem in the formats for people.
fn head(line: &str) -> Option<(String, Level)> {
    let (head, _) = line.split_once("]:")?;
    let (word, name) = head.split_once('[')?;
    ["error", "warning", "hint"].contains(&word).then(|| (name.to_owned(), level(word)))
}

fn of_people(text: &str) -> Vec<(String, Level)> {
    text.lines().filter_map(head).collect()
}

fn of_short(text: &str) -> Vec<Told> {
    let line = |line: &str| {
        let mut parts = line.splitn(4, ':');
        let path = parts.next().expect("a path").to_owned();
        let number = parts.next().and_then(|n| n.parse().ok()).expect("a line");
        let (name, level) =
            parts.nth(1).and_then(|rest| head(rest.trim_start())).expect("a level and a name");
        (name, level, path, number)
    };
    text.lines().map(line).collect()
}

fn of_json(out: &str) -> Vec<Told> {
    let object = |line: &str| {
        let o: Value = serde_json::from_str(line).expect("an object a line");
        (text(&o["name"]), level(&text(&o["level"])), text(&o["file"]), number(&o["line"]))
    };
    out.lines().map(object).collect()
}

fn of_sarif(log: &Value) -> Vec<Told> {
    let results = log["runs"][0]["results"].as_array().expect("results");
    let shown = results.iter().filter(|r| r["suppressions"].as_array().is_some_and(Vec::is_empty));
    let told = |r: &Value| {
        let place = &r["locations"][0]["physicalLocation"];
        let path = decoded(&text(&place["artifactLocation"]["uri"]));
        let line = number(&place["region"]["startLine"]);
        (text(&r["ruleId"]), level(&text(&r["level"])), path, line)
    };
    shown.map(told).collect()
}

fn of_gitlab(report: &Value) -> Vec<Told> {
    let told = |v: &Value| {
        let place = &v["location"];
        let (path, line) = (text(&place["path"]), number(&place["lines"]["begin"]));
        (text(&v["check_name"]), level(&text(&v["severity"])), path, line)
    };
    report.as_array().expect("an array").iter().map(told).collect()
}

fn of_github(out: &str) -> Vec<Told> {
    let plain = |t: &str| t.replace("%2C", ",").replace("%3A", ":").replace("%0A", "\n").replace("%25", "%");
    let command = |line: &str| {
        let (word, rest) = line.strip_prefix("::").and_then(|l| l.split_once(' ')).expect("a command");
        let (properties, message) = rest.split_once("::").expect("a message");
        assert!(!message.is_empty());
        let get = |name: &str| {
            let value = properties.split(',').find_map(|p| p.strip_prefix(name)?.strip_prefix('='));
            plain(value.unwrap_or_else(|| panic!("{name} in {line}")))
        };
        (get("title"), level(word), get("file"), get("line").parse().expect("a line"))
    };
    out.lines().map(command).collect()
}

fn of_junit(out: &str) -> Vec<(String, Level, String)> {
    let report = quick_junit::Report::deserialize_from_str(out).unwrap_or_else(|e| panic!("{e}\n{out}"));
    assert!(!report.test_suites.is_empty(), "no suite in {out}");
    let mut told = Vec::new();
    for suite in &report.test_suites {
        assert!(!suite.test_cases.is_empty(), "an empty suite in {out}");
        for case in &suite.test_cases {
            let name = case.name.as_str();
            let path = case.classname.as_ref().expect("a class").as_str().to_owned();
            match &case.status {
                quick_junit::TestCaseStatus::NonSuccess { ty, .. } => {
                    let level = level(ty.as_ref().expect("a type").as_str());
                    told.push((name.split(' ').next().unwrap_or(name).to_owned(), level, path));
                }
                _ if case.system_out.is_some() => {
                    told.push((name.split(' ').next().unwrap_or(name).to_owned(), Level::Hint, path));
                }
                _ => assert_eq!(name, "no problems"),
            }
        }
    }
    told
}

fn sorted<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort();
    all
}

/// Only what an author wrote is not ASCII.
fn plain_is_ascii(checked: &Checked, plain: &str, name: &str) {
    let files = checked.model.files.iter().filter(|(_, file)| file.package != PackageId::LIBRARY);
    let written: BTreeSet<char> = files.flat_map(|(_, file)| file.text.chars()).collect();
    for line in plain.lines() {
        let ours: String = line.chars().filter(|c| !c.is_ascii() && !written.contains(c)).collect();
        assert!(ours.is_empty(), "{name}: {ours:?} in {line}");
    }
}

#[test]
fn every_format_is_valid_and_tells_the_same_problems() {
    let sarif = schema("sarif-2.1.0.json");
    let gitlab = schema("gitlab-code-quality.json");
    let mut problems = 0;
    for (name, package) in packages() {
        let checked = package.check();
        let told = sorted(of_problems(&checked));
        problems += told.len();
        let bare = sorted(told.iter().map(|(name, level, ..)| (name.clone(), *level)).collect());
        // Pages are long: of the rules those that are told, and the first of each section. Whole logs are looked at below.
        let mut rules = annexa_checks::explain::index(&checked.model);
        let mut sections = Vec::new();
        rules.retain(|rule| {
            let first = !sections.contains(&rule.section);
            sections.push(rule.section);
            first || checked.problems.iter().any(|p| p.name == rule.name)
        });
        let show = |format| shown_with(&checked, &rules, format);
        assert_eq!(sorted(of_people(&show(Format::Rich))), bare, "{name}: rich");
        let plain = show(Format::Plain);
        assert_eq!(sorted(of_people(&plain)), bare, "{name}: plain");
        plain_is_ascii(&checked, &plain, &name);
        assert_eq!(sorted(of_short(&show(Format::Short))), told, "{name}: short");
        assert_eq!(sorted(of_json(&show(Format::Json))), told, "{name}: json");
        assert_eq!(sorted(of_github(&show(Format::Github))), told, "{name}: github");
        let log = valid(&sarif, &show(Format::Sarif), &format!("{name}: sarif"));
        assert_eq!(sorted(of_sarif(&log)), told, "{name}: sarif");
        let report = valid(&gitlab, &show(Format::Gitlab), &format!("{name}: gitlab"));
        assert_eq!(sorted(of_gitlab(&report)), told, "{name}: gitlab");
        let files = sorted(told.iter().map(|(n, l, path, _)| (n.clone(), *l, path.clone())).collect());
        assert_eq!(sorted(of_junit(&show(Format::Junit))), files, "{name}: junit");
        distinct(&name, &checked);
    }
    assert!(problems > 300, "{problems} problems were compared");
}

/// No two problems of a package share a fingerprint, and each says where it stands.
fn distinct(name: &str, checked: &Checked) {
    let prints: BTreeSet<String> = checked.problems.iter().map(Problem::fingerprint).collect();
    assert_eq!(prints.len(), checked.problems.len(), "{name}: two problems with one fingerprint");
    for problem in &checked.problems {
        assert!(problem.identity.is_known(), "{name}: {} is not named", problem.name);
        assert!(!problem.identity.anchor.is_empty(), "{name}: {} stands nowhere", problem.name);
    }
}

fn fingerprints(package: &Package) -> BTreeSet<(String, String)> {
    fingerprints_of(&package.check())
}

fn fingerprints_of(checked: &Checked) -> BTreeSet<(String, String)> {
    checked.problems.iter().map(|p| (p.name.to_string(), p.fingerprint())).collect()
}

/// Edits that move what stands in a package and change nothing of it.
#[test]
fn text_that_moves_keeps_its_fingerprints() {
    let mut compared = 0;
    // A third of them is enough, and takes a third of the time.
    for (name, package) in packages().into_iter().step_by(3) {
        let checked = package.check();
        let before = fingerprints_of(&checked);
        // A file whose brackets do not balance is cut by its lines, so its text does not move freely.
        let torn = checked.problems.iter().any(|p| {
            ["syntax-error", "unclosed-prose", "unclosed-text", "too-deep", "missing-quotes"]
                .contains(&&*p.name)
        });
        if before.is_empty() || torn {
            continue;
        }
        compared += before.len();
        let mut down = package.clone();
        for (_, text) in &mut down.files {
            *text = format!("// Moved down by a comment.\n\n\n{text}\n\n// And something after it.\n");
        }
        assert_eq!(fingerprints(&down), before, "{name}: two lines further down");
    }
    assert!(compared > 60, "{compared} problems were compared");
}

const TWO: &str = "\
person ida \"Ida\"
role head \"Head\" { holder: ida }
asset notes \"Notes\" { category: information  owner: haed }
asset files \"Files\" { category: information  owner: hedd  kept-at: here, there }
";

#[test]
fn declarations_that_move_keep_their_fingerprints() {
    let one_file = Package::of(TWO);
    let mut lines: Vec<&str> = TWO.lines().collect();
    lines.reverse();
    let mut two_files = Package::of(&lines[..2].join("\n"));
    two_files.files.push(("elsewhere/people.isms".to_owned(), lines[2..].join("\n")));
    assert_eq!(fingerprints(&one_file).len(), 4);
    assert_eq!(fingerprints(&two_files), fingerprints(&one_file), "in another order, in two files");
    // Mending one leaves the others as they are, and is seen.
    let mended = Package::of(&TWO.replace("owner: haed", "owner: head"));
    let (left, all) = (fingerprints(&mended), fingerprints(&one_file));
    assert!(left.is_subset(&all) && left.len() == 3, "{left:?} of {all:?}");
}

/// What is set aside is a suppressed result with its reason and its place, and told in no other format.
#[test]
fn what_is_set_aside_is_suppressed() {
    let package = Package::of(
        "person ida \"Ida\"
role head \"Head\" { holder: ida }
policy access \"Access\" {
    statement keys \"Keys\" {
        allow: unmapped-statement because \"It is being written by {head} for {access}\" by head until 2027-03-31
    }
}
",
    );
    let checked = package.check();
    assert!(checked.problems.is_empty(), "{:#?}", checked.problems);
    let log = valid(&schema("sarif-2.1.0.json"), &shown(&checked, Format::Sarif), "sarif");
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len(), 1);
    let suppression = &results[0]["suppressions"][0];
    assert_eq!(results[0]["ruleId"], "unmapped-statement");
    assert_eq!(suppression["kind"], "inSource");
    assert_eq!(
        suppression["justification"],
        "It is being written by Head for Access. Decided by Head. Until 2027-03-31."
    );
    assert_eq!(suppression["location"]["physicalLocation"]["region"]["startLine"], 5);
    assert_eq!(shown(&checked, Format::Github), "");
    assert_eq!(shown(&checked, Format::Gitlab), "[]\n");
    assert!(of_junit(&shown(&checked, Format::Junit)).is_empty());
}

/// Rules of the package stand among the rules with their own words; results find theirs by number.
#[test]
fn rules_of_the_package_are_rules_of_the_log() {
    let checked = Package::read(&root().join("examples/tour")).check();
    let log = valid(&schema("sarif-2.1.0.json"), &shown(&checked, Format::Sarif), "sarif");
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    let named = |name: &str| rules.iter().find(|r| r["id"] == name).unwrap_or_else(|| panic!("{name}"));
    assert!(text(&named("processors-stay-near")["help"]["markdown"]).contains("require"));
    let undecided = named("undecided-control");
    let tags = undecided["properties"]["tags"].as_array().expect("tags");
    assert_eq!(tags.len(), 3, "{tags:?}");
    assert!(text(&undecided["help"]["markdown"]).contains("## Wrong"));
    for result in log["runs"][0]["results"].as_array().expect("results") {
        let rule = &rules[number(&result["ruleIndex"]) as usize];
        assert_eq!(rule["id"], result["ruleId"]);
    }
}

/// Whatever stands in a package, nothing of it ends a line, a property or an element of a format.
#[test]
fn hostile_text_stays_text() {
    let hostile = "role r \"]]> &lt; <b> \\u{7} ::error::x %0A\" { holder: \"a,b:c%\" }
asset a \"A\" { owner: ::x  category: ]]> }
asset “<![CDATA[” \"\u{202e}\u{1}\" { nonsense: \"\u{0}\" }
role odd \"\u{9b}31m\u{2028}\u{1b}]0;\u{7f}\" { holder: \"\u{9b}31m\u{2028}\u{1b}]0;\u{7f}\"  owner: \u{1b} }
asset o \"O\" { owner: \"\u{9b}31m\u{2028}\u{1b}]0;\u{7f}\"  owner: \u{2066} }
role q \"Q\" { holder: nobody%0A::error }
";
    let mut package = Package::of(hostile);
    package.files[0].0 = "a b,c:d%/“é”.isms".to_owned();
    let checked = package.check();
    let told = sorted(of_problems(&checked));
    assert!(told.len() > 2, "{told:?}");
    for format in Format::ALL {
        let hidden = shown(&checked, format).chars().find(|c| *c != '\n' && hidden::is_hidden(*c));
        assert_eq!(hidden, None, "{format:?}");
    }
    assert_eq!(sorted(of_github(&shown(&checked, Format::Github))), told);
    let log = valid(&schema("sarif-2.1.0.json"), &shown(&checked, Format::Sarif), "sarif");
    assert_eq!(sorted(of_sarif(&log)), told);
    let report = valid(&schema("gitlab-code-quality.json"), &shown(&checked, Format::Gitlab), "gitlab");
    assert_eq!(sorted(of_gitlab(&report)), told);
    assert_eq!(of_junit(&shown(&checked, Format::Junit)).len(), told.len());
    assert!(checked.model.files.path(checked.problems[0].primary.place.file).contains('é'));
}

/// The same of what a query is answered.
#[test]
fn hostile_text_stays_text_in_answers() {
    let hostile =
        "role r \"\u{9b}31m\u{2028}\u{1b}]0;\u{7f}=1\" { holder: p }\nperson p \"=\u{1b}\u{7}\u{61c}\"\n";
    let package = Package::of(hostile);
    let question = Question { query: "role".to_owned(), columns: Some("holder".to_owned()) };
    let (built, asked) = ask(package.input(), &annexa_stdlib::files(), &[question]);
    let analysis = package.analysis(&built.model);
    let answer = Answer::new(&analysis, &asked[0]).expect("a query without problems");
    let model = &built.model;
    let csv = query::csv(model, &answer);
    let json = query::json(model, "role", analysis.context.as_of, &answer);
    for text in [query::table(model, &answer, Look::default()), csv.replace("\r\n", "\n"), json.clone()] {
        assert_eq!(text.chars().find(|c| *c != '\n' && hidden::is_hidden(*c)), None, "{text:?}");
    }
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["rows"][0]["title"], "\u{9b}31m\u{2028}\u{1b}]0;\u{7f}=1", "data are as they are");
}
