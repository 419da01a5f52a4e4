//! Named limits: each is told with its number, and the page of its problem says it too.

use annexa_analysis::{eval, forecast, query, rules};
use annexa_core::condition::query::Question;
use annexa_core::{MAX_FILES, PackageInput, ask, build, condition, packages};
use annexa_formats::csv;
use annexa_formats::data::{self, DataFile};
use annexa_syntax::{MAX_DEPTH, MAX_DIGITS, MAX_FILE_SIZE};
use annexa_tests::package::{Package, date};

/// What is told of `name`.
fn told(package: &Package, name: &str) -> Vec<String> {
    package.check().problems.into_iter().filter(|p| p.name == name).map(|p| p.message).collect()
}

/// `1000000` as a page writes it: `1,000,000`.
fn written(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[test]
fn the_pages_say_the_numbers() {
    let limits: &[(&str, &[usize])] = &[
        ("too-deep", &[MAX_DEPTH, condition::MAX_DEPTH as usize]),
        ("too-large", &[MAX_FILE_SIZE >> 20]),
        ("too-many", &[MAX_FILES, annexa_checks::MAX_PROBLEMS]),
        ("bad-number", &[MAX_DIGITS]),
        ("bad-manifest", &[packages::MAX_PACKAGES]),
        ("rule-too-costly", &[eval::MAX_STEPS as usize]),
        (
            "unreadable-evidence",
            &[data::MAX_BYTES >> 20, csv::MAX_ROWS, csv::MAX_CELLS, data::MAX_COLUMNS, data::MAX_FILES],
        ),
    ];
    for (name, numbers) in limits {
        let page = annexa_checks::explain::page(name).expect("a page");
        for number in *numbers {
            let number = written(*number);
            assert!(page.contains(&number), "the page of `{name}` does not say {number}");
        }
    }
}

#[test]
fn files_of_a_package() {
    let files = |n: usize| Package::new((0..n).map(|i| (format!("{i}.isms"), String::new())).collect());
    assert_eq!(
        told(&files(MAX_FILES + 2), "too-many"),
        [format!("the package has more than {MAX_FILES} files; 2 were not read")]
    );
}

#[test]
fn packages_that_stand_on_each_other() {
    let with = |n: usize| {
        let mut package = Package::of("");
        package.manifest.push_str("\n[dependencies]\n");
        for i in 0..n {
            package.manifest.push_str(&format!("p{i} = {{ path = \"../p{i}\" }}\n"));
            package.packages.push(PackageInput {
                folder: format!("../p{i}"),
                manifest: Some(format!("[package]\nname = \"p{i}\"\n")),
                ..PackageInput::default()
            });
        }
        package
    };
    // The package itself is one of them.
    let most = packages::MAX_PACKAGES - 1;
    assert!(told(&with(most), "bad-manifest").is_empty());
    assert_eq!(
        told(&with(most + 1), "bad-manifest"),
        [format!("more than {} packages stand on each other", packages::MAX_PACKAGES)]
    );
}

#[test]
fn formulas_that_rest_on_each_other() {
    let deep = condition::MAX_DEPTH as usize;
    let formulas = |n: usize| {
        let fields = (1..n).map(|i| format!("    derived d{i}: number = d{} + 1\n", i - 1));
        let fields: String = fields.collect();
        Package::of(&format!(
            "kind robot \"Robot\" {{\n    weight: number\n    derived d0: number = weight + 1\n{fields}}}\n"
        ))
    };
    assert!(told(&formulas(deep), "too-deep").is_empty());
    assert_eq!(
        told(&formulas(deep + 1), "too-deep"),
        [format!("this formula rests on others, more than {deep} of them one behind the other")]
    );
}

#[test]
fn digits_of_a_number() {
    let of = |n: usize| Package::of(&format!("measure m \"M\" {{ value: {} }}\n", "9".repeat(n)));
    assert!(told(&of(MAX_DIGITS), "bad-number").is_empty());
    assert_eq!(told(&of(MAX_DIGITS + 1), "bad-number"), ["this number is too long"]);
}

#[test]
fn data_files() {
    let read = |path: &str, text: String| match DataFile::read(path, text.as_bytes()) {
        DataFile::Unread(why) | DataFile::Read { rows: Err(why), .. } => why,
        _ => String::new(),
    };
    let wide = |n: usize| (0..n).map(|i| format!("a{i}")).collect::<Vec<_>>();
    assert_eq!(read("a.csv", wide(data::MAX_COLUMNS).join(",") + "\n"), "");
    let more = format!("has more than {} columns", data::MAX_COLUMNS);
    assert_eq!(read("a.csv", wide(data::MAX_COLUMNS + 1).join(",") + "\n"), more);
    let object = |n: usize| format!("[{{\"{}\":1}}]", wide(n).join("\":1,\""));
    assert_eq!(read("a.json", object(data::MAX_COLUMNS)), "");
    assert_eq!(read("a.json", object(data::MAX_COLUMNS + 1)), more);
    let rows = |n: usize| "a\n".repeat(n + 1);
    assert_eq!(read("a.csv", rows(csv::MAX_ROWS - 1)), "");
    assert_ne!(read("a.csv", rows(csv::MAX_ROWS + 1)), "");
    let paths: Vec<String> = (0..=data::MAX_FILES).map(|i| format!("{i:05}.csv")).collect();
    let found = annexa_files::data(&annexa_tests::package::root().join("examples/starter"), &paths);
    let unread = |at: usize| match found.0.get(&paths[at]).map(|f| &**f) {
        Some(DataFile::Unread(why)) => why.clone(),
        _ => String::new(),
    };
    assert_eq!(unread(data::MAX_FILES), format!("was not read: at most {} data files are", data::MAX_FILES));
    assert!(!unread(data::MAX_FILES - 1).contains("at most"));
}

#[test]
fn conditions_that_rest_on_each_other() {
    let deep = condition::MAX_DEPTH as usize;
    let conditions = |n: usize| {
        let fields: String = (0..n).map(|i| format!("    f{i}*: subject+\n")).collect();
        let first = "    f0: robot where weight == none\n".to_owned();
        let lines: String = std::iter::once(first)
            .chain((1..n).map(|i| format!("    f{i}: robot where f{} == none\n", i - 1)))
            .collect();
        Package::of(&format!(
            "kind robot \"Robot\" is subject {{\n    weight?: number\n{fields}}}\nrobot a \"A\" {{\n{lines}}}\n"
        ))
    };
    assert!(told(&conditions(deep), "too-deep").is_empty());
    assert_eq!(
        told(&conditions(deep + 1), "too-deep"),
        [format!("this `where` rests on others, more than {deep} of them one behind the other")]
    );
}

#[test]
fn brackets_of_a_condition() {
    let deep = condition::MAX_DEPTH as usize;
    let rule = |n: usize| {
        let (open, close) = ("any(b in asset where ".repeat(n), ")".repeat(n));
        Package::of(&format!(
            "rule r \"R\" {{ each: a in asset\n require: {open}a.owner == none{close}\n level: hint\n message: \"m\" }}\n"
        ))
    };
    // A call takes two levels of the four times as many that there are.
    assert!(told(&rule(2 * deep - 1), "too-deep").is_empty());
    assert_eq!(told(&rule(2 * deep), "too-deep"), ["the brackets of this expression are nested too deeply"]);
}

#[test]
fn breaches_of_a_rule() {
    let broken = |n: usize| {
        let sites: String = (0..n).map(|i| format!("site s{i} \"S\"\n")).collect();
        let rule = "rule r \"R\" { each: s in site\n require: s == none\n level: hint\n message: \"{s}\" }\n";
        let problems = Package::of(&format!("{sites}{rule}")).check().problems;
        let of_rule: Vec<_> = problems.into_iter().filter(|p| p.name == "r").collect();
        let notes = of_rule.iter().flat_map(|p| p.notes.clone());
        (of_rule.len(), notes.filter(|note| note.contains("more")).collect::<Vec<_>>())
    };
    let most = rules::MAX_BREACHES;
    assert_eq!(broken(most), (most, Vec::new()));
    assert_eq!(broken(most + 1), (most, vec!["1 more break this rule and are not listed".to_owned()]));
}

#[test]
fn rows_of_an_answer() {
    let answer = |n: usize| {
        let sites: String = (0..n).map(|i| format!("site s{i} \"\"\n")).collect();
        Package::of(&sites).answer("site").lines().last().unwrap_or_default().to_owned()
    };
    let most = query::MAX_ROWS;
    assert_eq!(answer(most), format!("{most} rows"));
    assert_eq!(answer(most + 1), format!("{most} rows, and 1 more that are not shown"));
}

#[test]
fn steps_of_a_query() {
    let sites: String = (0..20).map(|i| format!("site s{i} \"S\"\n")).collect();
    let package = Package::of(&sites);
    let question = Question { query: "count(a in site where a.owner == none)".to_owned(), columns: None };
    let (built, asked) = ask(package.input(), &annexa_stdlib::files(), &[question]);
    let analysis = package.analysis(&built.model);
    let costly = |steps| {
        let answer = query::Answer::within(&analysis, &asked[0], steps).expect("a query that is understood");
        matches!(answer, query::Answer::TooCostly)
    };
    let enough = (0..1_000).find(|steps| !costly(*steps)).expect("a query that comes to an end");
    assert!(enough > 20, "{enough} steps for 20 sites");
    assert!(costly(enough - 1) && !costly(query::MAX_STEPS));
}

#[test]
fn days_of_a_forecast() {
    let days = |n: usize| {
        let mut text = String::from("person p \"P\"\nrole r \"R\" {\n");
        for i in 0..n {
            let day = date(&format!("{}-{:02}-{:02}", 2027 + i / 336, i / 28 % 12 + 1, i % 28 + 1));
            text += &format!("    holder: p until {day}\n");
        }
        let package = Package::of(&(text + "}\n"));
        let model = build(package.input(), &annexa_stdlib::files()).model;
        let (days, more) = forecast::days(&model, None, (package.as_of, date("2040-01-01")), |_| {});
        (days.len(), more)
    };
    assert_eq!(days(forecast::MAX_DAYS), (forecast::MAX_DAYS, 0));
    assert_eq!(days(forecast::MAX_DAYS + 1), (forecast::MAX_DAYS, 1));
}
