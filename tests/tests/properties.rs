//! What holds for every package, however broken: nothing panics, the order of files makes no difference, problems point
//! at characters, and safe fixes add no error.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use annexa_core::source::PackageId;
use annexa_core::{Input, Model, build, editions};
use annexa_diagnostics::render::{Format, Options, Report, render};
use annexa_diagnostics::{Fix, Level, Place, Problem, Safety, Section, Sources};
use annexa_tests::package::{Checked, Package, root};
use annexa_tests::spec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Packages that are whole: the examples, and the blocks of the specification that expect nothing.
fn packages() -> &'static [Package] {
    static PACKAGES: std::sync::LazyLock<Vec<Package>> = std::sync::LazyLock::new(|| {
        let mut folders: Vec<PathBuf> = std::fs::read_dir(root().join("examples"))
            .into_iter()
            .flatten()
            .flatten()
            .map(|e| e.path())
            .filter(|p| p.join("annexa.toml").is_file())
            .collect();
        // Two that stand on a third.
        folders.extend(["sweden", "poland"].map(|p| root().join("examples/group").join(p)));
        folders.sort();
        let mut packages: Vec<Package> = folders.iter().map(|f| Package::read(f)).collect();
        for chapter in ["03-phrases", "04-kinds", "06-catalogs", "08-prose", "10-coverage", "16-reuse"] {
            packages.extend(spec::open(chapter).packages());
        }
        packages
    });
    &PACKAGES
}

/// A change somebody might make by accident.
#[derive(Clone, Debug)]
enum Mutation {
    Delete(usize, usize),
    Insert(usize, &'static str),
    Swap(usize, usize),
    CopyLine(usize),
    DeleteLine(usize),
}

const PIECES: &[&str] = &[
    "\"",
    "\"\"\"",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ":",
    ",",
    "..",
    ".",
    "*",
    " ",
    "\n",
    "//",
    "///",
    "-",
    "=",
    "<",
    ">=",
    "where",
    "because",
    "by ",
    "until 2026-01-01",
    "12 months",
    "95%",
    "“",
    "–",
    "\u{202e}",
    "\u{feff}",
    "\r\n",
    "é",
    "A.8.",
    "A.9.4.2",
    "none",
    "kind x {",
    "let x = x\n",
    "enum",
    "policy p \"P\" {\n",
    "status:",
    "{nobody}",
    "\0",
    "\u{10ffff}",
];

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        (any::<usize>(), 1usize..12).prop_map(|(at, n)| Mutation::Delete(at, n)),
        (any::<usize>(), proptest::sample::select(PIECES))
            .prop_map(|(at, piece)| Mutation::Insert(at, piece)),
        (any::<usize>(), any::<usize>()).prop_map(|(a, b)| Mutation::Swap(a, b)),
        any::<usize>().prop_map(Mutation::CopyLine),
        any::<usize>().prop_map(Mutation::DeleteLine),
    ]
}

fn mutate(text: &str, mutation: &Mutation) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    match mutation {
        Mutation::Delete(at, n) if !chars.is_empty() => {
            let at = at % chars.len();
            chars.drain(at..(at + n).min(chars.len()));
            chars.into_iter().collect()
        }
        Mutation::Insert(at, piece) => {
            let at = at % (chars.len() + 1);
            let mut out: String = chars[..at].iter().collect();
            out.push_str(piece);
            out.extend(&chars[at..]);
            out
        }
        Mutation::Swap(a, b) if !lines.is_empty() => {
            let (a, b) = (a % lines.len(), b % lines.len());
            lines.swap(a, b);
            lines.concat()
        }
        Mutation::CopyLine(at) if !lines.is_empty() => {
            let at = at % lines.len();
            lines.insert(at, lines[at]);
            lines.concat()
        }
        Mutation::DeleteLine(at) if !lines.is_empty() => {
            lines.remove(at % lines.len());
            lines.concat()
        }
        _ => text.to_owned(),
    }
}

/// A package with some accidents in some of its files.
fn mutated() -> impl Strategy<Value = Package> {
    (
        any::<proptest::sample::Index>(),
        proptest::collection::vec((any::<proptest::sample::Index>(), mutation()), 1..4),
    )
        .prop_map(|(package, mutations)| {
            let mut package = package.get(packages()).clone();
            for (file, mutation) in mutations {
                let file = file.index(package.files.len());
                package.files[file].1 = mutate(&package.files[file].1, &mutation);
            }
            package
        })
}

fn shown(checked: &Checked) -> Vec<String> {
    checked.problems.iter().map(|p| checked.line(p)).collect()
}

fn is_whole(place: Place, model: &Model) -> bool {
    let span = place.span;
    let text = model.files.text(place.file);
    span.start <= span.end && text.get(span.range()).is_some()
}

/// Everything that must hold of the problems of any package.
fn inspect(checked: &Checked) -> Result<(), TestCaseError> {
    for problem in &checked.problems {
        let places = std::iter::once(&problem.primary)
            .chain(&problem.related)
            .map(|l| l.place)
            .chain(problem.fixes.iter().flat_map(|f| &f.edits).map(|e| e.place));
        for place in places {
            prop_assert!(is_whole(place, &checked.model), "{place:?} of {problem:?} is no piece of its file");
        }
        prop_assert!(!problem.message.is_empty(), "{problem:?} says nothing");
        prop_assert!(!problem.message.ends_with('.'), "{:?} ends with a full stop", problem.message);
        prop_assert!(!problem.primary.text.is_empty(), "{problem:?} has no words at its place");
        // Waits for the compiler: a field whose value cannot be read, and a declaration without a name, are called ``.
        let waits = ["missing-value", "duplicate-name"].contains(&problem.name.as_ref());
        let quoted =
            checked.model.files.iter().any(|(_, f)| f.package == PackageId::MAIN && f.text.contains('`'));
        prop_assert!(
            waits || quoted || !problem.message.contains("``"),
            "{:?} names nothing",
            problem.message
        );
        prop_assert!(
            !checked.path(problem).starts_with("std/"),
            "a problem inside the standard library: {}",
            checked.line(problem)
        );
    }
    for format in Format::ALL {
        let mut out = Vec::new();
        let done = render(
            format,
            &Report::of(&checked.problems),
            &checked.model.files,
            &Options::default(),
            &mut out,
        );
        prop_assert!(done.is_ok(), "{format}: {done:?}");
        let text = String::from_utf8(out);
        prop_assert!(text.is_ok(), "{format} is not text");
        let text = text.unwrap_or_default().to_lowercase();
        prop_assert!(!text.contains("compliant"), "{format} prints a word that is never printed");
    }
    Ok(())
}

/// The same 96 packages in every run; where `PROPTEST_CASES` asks for more, others each time.
fn config() -> ProptestConfig {
    let more = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    ProptestConfig {
        cases: more.unwrap_or(96),
        rng_seed: more.map_or(RngSeed::Fixed(27001), |_| RngSeed::Random),
        failure_persistence: None,
        max_shrink_iters: 400,
        ..ProptestConfig::default()
    }
}

fn errors(problems: &[Problem]) -> usize {
    problems.iter().filter(|p| p.level == Level::Error).count()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text_is_checked_without_panic(text in "(?s).{0,400}", manifest in proptest::option::weighted(0.1, "(?s).{0,80}")) {
        let mut package = Package::of(&text);
        if let Some(manifest) = manifest {
            package.manifest = manifest;
        }
        inspect(&package.check())?;
    }

    #[test]
    fn any_bytes_are_checked_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        inspect(&Package::of(&String::from_utf8_lossy(&bytes)).check())?;
    }

    #[test]
    fn any_words_of_the_language_are_checked_without_panic(
        words in proptest::collection::vec(proptest::sample::select(PIECES), 0..80),
    ) {
        inspect(&Package::of(&words.concat()).check())?;
    }

    #[test]
    fn accidents_are_checked_without_panic(package in mutated()) {
        inspect(&package.check())?;
    }

    #[test]
    fn the_order_of_files_makes_no_difference(package in mutated(), seed in any::<u64>()) {
        let mut other = package.clone();
        // A shuffle by a seed, small and good enough.
        let mut state = seed | 1;
        for i in (1..other.files.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            other.files.swap(i, (state >> 33) as usize % (i + 1));
        }
        let (one, two) = (package.check(), other.check());
        prop_assert_eq!(shown(&one), shown(&two));
    }

    #[test]
    fn safe_fixes_add_no_error(package in mutated()) {
        let checked = package.check();
        let fixes: Vec<Fix> = checked
            .problems
            .iter()
            // Wait for the compiler: the right field or kind may not take what stands there.
            .filter(|p| !["unknown-field", "unknown-kind"].contains(&p.name.as_ref()))
            .filter_map(|p| p.fixes.iter().find(|f| f.safety == Safety::Safe).cloned())
            .collect();
        if fixes.is_empty() {
            return Ok(());
        }
        let fixed = package.fixed(&checked, &fixes);
        let after = fixed.check();
        let changed: Vec<&(String, String)> = fixed.files.iter().filter(|f| !package.files.contains(f)).collect();
        // An error of the language hides others, which come to light when it is mended.
        let hides = |p: &&Problem| p.level == Level::Error && p.section == Section::Language;
        let mends = checked.problems.iter().filter(hides).any(|p| p.fixes.iter().any(|f| fixes.contains(f)));
        let count = |problems: &[Problem]| match mends {
            true => problems.iter().filter(hides).count(),
            false => errors(problems),
        };
        prop_assert!(
            count(&after.problems) <= count(&checked.problems),
            "before:\n{:#?}\nafter:\n{:#?}\n{changed:#?}",
            shown(&checked),
            shown(&after),
        );
    }
}

/// The standard library has no problem of its own, each catalog alone and all of them together.
#[test]
fn the_standard_library_has_no_problem() {
    let library = annexa_stdlib::files();
    let known = editions(&library);
    let mut all: Vec<String> = Vec::new();
    let mut manifests = Vec::new();
    for (name, editions) in &known {
        for edition in editions {
            let standard = format!("{name}@{edition}");
            manifests.push(format!("[package]\nname = \"one\"\n[standards]\nmain = \"{standard}\"\n"));
            all.push(standard);
        }
    }
    assert!(all.len() >= 3, "the standards of the library: {all:?}");
    let also: Vec<String> = all.iter().enumerate().map(|(i, s)| format!("\"{s} as standard-{i}\"")).collect();
    manifests.push(format!("[package]\nname = \"all\"\n[standards]\nalso = [{}]\n", also.join(", ")));
    for manifest in manifests {
        let mut package = Package::of("");
        package.manifest = manifest.clone();
        let checked = package.check();
        assert!(shown(&checked).is_empty(), "{manifest}\n{:#?}", shown(&checked));
    }
}

/// Every file of the library reads without a problem, those too that no manifest can name.
#[test]
fn every_file_of_the_library_reads() {
    for (path, text) in annexa_stdlib::files().into_iter().filter(|(path, _)| path.ends_with(".isms")) {
        let parsed = annexa_syntax::parse(text);
        let errors: Vec<&str> = parsed.errors.iter().map(|e| e.message.as_str()).collect();
        assert!(errors.is_empty(), "{path}: {errors:#?}");
    }
}

/// The table of words speaks of values, fields and prepositions that there are, of each word once, as words are compared.
#[test]
fn the_words_for_values_are_of_values() {
    let model = build(Input::default(), &annexa_stdlib::files()).model;
    let mut meant: BTreeMap<(String, &str), String> = BTreeMap::new();
    let table = annexa_stdlib::file(annexa_core::spelling::WORDS).expect("the table");
    for (key, phrases) in annexa_core::spelling::lines(table) {
        let (name, value) = key.trim_end_matches('?').split_once('.').expect("an enum and its value");
        let of = |e: &&annexa_core::schema::Enum| model.names.text(e.name) == name;
        let values: Vec<&str> = match name {
            "between" => vec!["range", "list", "except"],
            "preposition" => {
                annexa_syntax::tree::Prep::from_word(value).map(|prep| prep.word()).into_iter().collect()
            }
            "frequency" => vec![
                "1 day",
                "1 week",
                "2 weeks",
                "1 month",
                "3 months",
                "6 months",
                "12 months",
                "24 months",
            ],
            "kind" => model.schema.kinds.iter().map(|k| model.names.text(k.name)).collect(),
            "field" => {
                model.schema.fields.iter().map(|f| model.names.text(f.name)).chain(["title"]).collect()
            }
            _ => {
                let found = model.schema.enums.iter().find(of).unwrap_or_else(|| panic!("no enum `{name}`"));
                found.values.iter().map(|v| model.names.text(v.name)).collect()
            }
        };
        assert!(values.contains(&value), "`{name}` has no `{value}`");
        for phrase in phrases {
            let plain = phrase.to_lowercase().replace('-', " ");
            assert_eq!(plain.split_whitespace().collect::<Vec<_>>().join(" "), phrase, "{key}");
            assert!(
                name == "field" || phrase == value || !values.contains(&phrase),
                "`{phrase}` is a value of `{name}` itself"
            );
            // One word stands for several that continue a fact; what follows it tells which.
            let other = meant.insert((name.to_owned(), phrase), key.to_owned());
            assert!(
                other.is_none() || name == "preposition",
                "`{phrase}` stands twice, the second time for {key}"
            );
        }
    }
}

/// What takes more room than a page of the specification has.
#[test]
fn what_is_too_large_or_too_deep_is_said() {
    let named = |text: &str| -> BTreeSet<String> {
        let checked = Package::of(text).check();
        checked.problems.iter().map(|p| p.name.to_string()).collect()
    };
    let deep = format!("team ops \"Operations\" {{ people: {}12{} }}\n", "(".repeat(300), ")".repeat(300));
    assert!(named(&deep).contains("too-deep"));
    let level = format!("team ops \"Operations\" {{ people: {}12{} }}\n", "(".repeat(100), ")".repeat(100));
    assert!(!named(&level).contains("too-deep"));
    let large = " ".repeat(annexa_syntax::MAX_FILE_SIZE + 1);
    assert_eq!(named(&large), ["too-large".to_owned()].into());
    assert!(named(&" ".repeat(1000)).is_empty());
}

/// Nothing is too much for the stack.
#[test]
fn brackets_without_end_do_not_overflow() {
    for open in ["(", "[", "{", "team a { ", "x: (", "a.", "not ", "- ", "\"{", "a where "] {
        let text = format!("team ops \"Operations\" {{ people: {}", open.repeat(20_000));
        let checked = Package::of(&text).check();
        assert!(!checked.problems.is_empty());
    }
}

/// Ready for a file that is in no package: the model is there, whatever the input.
#[test]
fn nothing_is_a_package_too() {
    let built = build(Input::default(), &annexa_stdlib::files());
    assert!(built.problems.is_empty());
}
