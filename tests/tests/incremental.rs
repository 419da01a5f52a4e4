//! A check after an edit gives what a check from nothing gives, byte for byte: over random scripts of edits, on the
//! examples, on the specification's packages, and on a package in which everything leans on everything.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::LazyLock;

use annexa_analysis::rules::Broken;
use annexa_analysis::{Analysis, Context};
use annexa_core::source::PackageId;
use annexa_core::value::Value;
use annexa_core::{Model, View};
use annexa_diagnostics::render::{Format, Options, Report, render};
use annexa_tests::coverage::word;
use annexa_tests::package::{Checked, Package, root};
use annexa_tests::spec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Files that lean on each other: scales, `let`s, parameters, patterns of a catalog of one's own, sets, kinds, references
/// in texts, names that hide others.
const TANGLE: &[(&str, &str)] = &[
    (
        "a.isms",
        "let owner-of-all = ciso\nlet often = 6 months\nlet seldom = often\n\
         risk-method main-method \"Method\" {\n    likelihood: rare, possible, likely\n    consequence: minor, major\n    \
         level: low from 1\n    level: high from 4\n    acceptable: low\n    accept: high by ciso\n    review: every often\n}\n\
         catalog own \"Own\" {\n    edition: \"1\"\n    group own-g \"G\" {\n        control own-1 \"One\" {}\n        control own-2 \"Two\" {}\n        control own-3 \"Three\" {}\n    }\n}\n",
    ),
    (
        "b.isms",
        "role ciso \"CISO\" { holder: \"Ann\" since 2024-01-01 }\nrole head \"Head\" { reports-to: ciso }\n\
         team ops \"Operations\" { lead: head  people: 4 }\n\
         asset crm \"CRM\" {\n    category: system\n    owner: owner-of-all\n    classification: internal\n}\n\
         asset crm-data \"Data of {crm}\" {\n    category: information\n    owner: head\n    classification: confidential\n    part-of: crm\n}\n",
    ),
    (
        "c.isms",
        "risk leak \"Somebody copies {crm-data}\" {\n    assets: crm, crm-data\n    affects: confidentiality\n    owner: owner-of-all\n    \
         inherent: likely with major\n    treat: modify with A.8.12, own.own-1 by head due 2031-12-31\n    residual: rare with minor\n}\n\
         scope all \"All\" {\n    includes: asset where category == system\n    includes: ops\n}\n\
         soa main-soa \"SoA\" for all against iso27001 {\n    owner: ciso\n    include: A.5.1 .. A.5.9, A.8.* because \"Needed\"\n    exclude: A.7.* except A.7.4 because \"No premises\"\n}\n",
    ),
    (
        "d.isms",
        "policy access \"Access\" for all {\n    owner: owner-of-all\n    version: \"1\"\n    review: every seldom\n    \
         statement mfa \"MFA\" {\n        \"\"\"\n        Who uses {crm} MUST say so to {ciso}; see {access.review}, {mfa} and {rooms.mfa}.\n        \"\"\"\n        \
         implements: A.8.5, own.own-2 .. own.own-3\n        carried-out-by: ops\n        applies-to: crm\n        status: implemented since 2025-01-01\n    }\n}\n\
         policy rooms \"Rooms\" for all {\n    owner: head\n    statement mfa \"Also MFA\" {\n        \"\"\"It is done.\"\"\"\n        implements: A.7.1, A.7.2\n        status: planned since 2025-01-01\n    }\n    \
         statement crm \"Hides the asset\" {\n        \"\"\"It is {crm}.\"\"\"\n        implements: A.7.3\n        applies-to: crm-data\n        status: partial since 2025-01-01\n    }\n}\n",
    ),
    (
        "e.isms",
        "enum colour { red, green }\nkind gadget \"Gadget\" is owned {\n    weight: number\n    tint?: colour\n    about+: asset+\n}\n\
         gadget spoon \"Spoon\" { owner: head  weight: 4  tint: red  about: crm }\n\
         rule light \"Gadgets are light\" {\n    each: g in gadget\n    require: g.weight < 10\n    level: warning\n    message: \"{g} is heavy\"\n}\n",
    ),
    (
        "g.isms",
        "policy base \"Base\" for all {\n    owner: head\n    param cycle \"Cycle\" { default: 6 months  allows: <= 12 months }\n    review: every cycle\n    \
         statement keys \"Keys\" {\n        \"\"\"Keys are counted.\"\"\"\n        implements: A.7.2\n        status: planned since 2025-01-01\n    }\n}\n",
    ),
    ("h.isms", "policy middle \"Middle\" extends base {\n    set: cycle to 3 months\n}\n"),
    (
        "i.isms",
        "policy nearest \"Nearest\" extends middle {\n    review: every cycle\n    \
         statement more \"More\" {\n        \"\"\"As {keys} and {nearest.keys} say, every {cycle}.\"\"\"\n        implements: A.7.3\n        status: planned since 2025-01-01\n    }\n}\n",
    ),
    ("f.isms", "gadget fork \"Fork\" { owner: ciso  weight: 12  about: crm-data, crm }\n"),
];

fn packages() -> &'static [Package] {
    static PACKAGES: LazyLock<Vec<Package>> = LazyLock::new(|| {
        let tangle = TANGLE.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())).collect();
        let mut folders: Vec<PathBuf> = std::fs::read_dir(root().join("examples"))
            .into_iter()
            .flatten()
            .flatten()
            .map(|e| e.path())
            .filter(|p| p.join("annexa.toml").is_file())
            .collect();
        folders.sort();
        let mut packages: Vec<Package> = folders.iter().map(|f| Package::read(f)).collect();
        // What leans on much is tried most.
        packages.extend(std::iter::repeat_n(Package::new(tangle), 8));
        for chapter in ["03-phrases", "04-kinds", "06-catalogs", "08-prose", "10-coverage"] {
            let several = spec::open(chapter).packages().into_iter().filter(|p| p.files.len() > 1);
            packages.extend(several.take(2));
        }
        packages
    });
    &PACKAGES
}

/// An edit, as people make them.
#[derive(Clone, Debug)]
enum Edit {
    /// A word, wherever a number leads, is written anew.
    Rename(usize, usize, &'static str),
    /// A word is written anew in all files.
    RenameAll(usize, usize, &'static str),
    /// Something is typed.
    Type(usize, usize, &'static str),
    /// A few characters are deleted.
    Delete(usize, usize, usize),
    /// A line goes from one place to another, perhaps of another file.
    Move(usize, usize, usize, usize),
    /// A line is copied.
    Copy(usize, usize),
    /// A line is deleted.
    Cut(usize, usize),
    /// What starts at the margin, up to the next that does, goes to another file.
    MoveBlock(usize, usize, usize),
    /// It is deleted.
    CutBlock(usize, usize),
    /// A declaration is written at the margin.
    Declare(usize, usize, &'static str),
    /// What was edited last is taken back.
    Undo,
    /// A file is added, or goes.
    File(&'static str),
}

const WORDS: &[&str] = &[
    "crm",
    "ciso",
    "head",
    "x",
    "mfa",
    "asset",
    "likely",
    "minor",
    "A.8.5",
    "own.own-2",
    "often",
    "1",
    "red",
    "ops",
];
const DECLARED: &[&str] = &[
    "asset crm \"Another\" { category: system  owner: head  classification: internal }\n",
    "let crm = ops\n",
    "let head = ciso\n",
    "role ciso \"Another\" { holder: \"Bob\" since 2024-01-01 }\n",
    "team mfa \"Another\" { lead: head  people: 1 }\n",
    "risk-method second \"Another\" { likelihood: rare, likely  consequence: major, minor  level: low from 1  acceptable: low }\n",
    "asset A \"Hides a theme\" { category: system  owner: head  classification: internal }\n",
    "kind thing \"Thing\" { size: number }\n",
];
const TYPED: &[&str] = &[
    "a",
    " ",
    "\n",
    "word ",
    "}",
    "{",
    "{crm}",
    ",",
    "\"",
    "x: y\n",
    "role new \"New\" {}\n",
    "// note\n",
    ".",
    "-2",
    "let crm = ops\n",
    "kind thing \"T\" {}\n",
    "asset crm \"Again\" {}\n",
];

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<usize>;
    prop_oneof![
        3 => (at(), at(), proptest::sample::select(WORDS)).prop_map(|(f, w, to)| Edit::Rename(f, w, to)),
        2 => (at(), at(), proptest::sample::select(WORDS)).prop_map(|(f, w, to)| Edit::RenameAll(f, w, to)),
        3 => (at(), at(), proptest::sample::select(TYPED)).prop_map(|(f, p, s)| Edit::Type(f, p, s)),
        1 => (at(), at(), 1usize..8).prop_map(|(f, p, n)| Edit::Delete(f, p, n)),
        1 => (at(), at(), at(), at()).prop_map(|(f, l, g, m)| Edit::Move(f, l, g, m)),
        1 => (at(), at()).prop_map(|(f, l)| Edit::Copy(f, l)),
        1 => (at(), at()).prop_map(|(f, l)| Edit::Cut(f, l)),
        2 => (at(), at(), at()).prop_map(|(f, b, g)| Edit::MoveBlock(f, b, g)),
        2 => (at(), at()).prop_map(|(f, b)| Edit::CutBlock(f, b)),
        4 => (at(), at(), proptest::sample::select(DECLARED)).prop_map(|(f, b, d)| Edit::Declare(f, b, d)),
        3 => Just(Edit::Undo),
        1 => proptest::sample::select(&["aa.isms", "zz.isms"][..]).prop_map(Edit::File),
    ]
}

fn words(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric() || c == '-', start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push((from, &text[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// Pieces that begin at the margin.
fn blocks(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in text.split_inclusive('\n') {
        match found.last_mut() {
            Some(block) if line.starts_with([' ', '}']) => block.push_str(line),
            _ => found.push(line.to_owned()),
        }
    }
    found
}

fn apply(package: &mut Package, edit: &Edit) {
    let count = package.files.len();
    let boundary =
        |text: &str, at: usize| (at % (text.len() + 1)..).find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    match *edit {
        _ if count == 0 => {}
        Edit::Rename(f, w, to) => {
            let text = &mut package.files[f % count].1;
            let words = words(text);
            if let Some((at, word)) = words.get(w % words.len().max(1)).copied() {
                let range = at..at + word.len();
                text.replace_range(range, to);
            }
        }
        Edit::RenameAll(f, w, to) => {
            let all = words(&package.files[f % count].1);
            if let Some((_, word)) = all.get(w % all.len().max(1)).copied() {
                let word = word.to_owned();
                for (_, text) in &mut package.files {
                    let places: Vec<usize> =
                        words(text).into_iter().filter(|(_, w)| *w == word).map(|(at, _)| at).collect();
                    for at in places.into_iter().rev() {
                        text.replace_range(at..at + word.len(), to);
                    }
                }
            }
        }
        Edit::Type(f, p, typed) => {
            let text = &mut package.files[f % count].1;
            let at = boundary(text, p);
            text.insert_str(at, typed);
        }
        Edit::Delete(f, p, n) => {
            let text = &mut package.files[f % count].1;
            let from = boundary(text, p);
            let to = boundary(text, (from + n).min(text.len()));
            text.replace_range(from..to, "");
        }
        Edit::Move(f, l, g, m) => {
            let mut lines: Vec<String> =
                package.files[f % count].1.split_inclusive('\n').map(str::to_owned).collect();
            if !lines.is_empty() {
                let line = lines.remove(l % lines.len());
                package.files[f % count].1 = lines.concat();
                let mut lines: Vec<String> =
                    package.files[g % count].1.split_inclusive('\n').map(str::to_owned).collect();
                lines.insert(m % (lines.len() + 1), line);
                package.files[g % count].1 = lines.concat();
            }
        }
        Edit::Copy(f, l) | Edit::Cut(f, l) => {
            let text = &mut package.files[f % count].1;
            let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
            if !lines.is_empty() {
                let at = l % lines.len();
                match edit {
                    Edit::Copy(..) => lines.insert(at, lines[at].clone()),
                    _ => drop(lines.remove(at)),
                }
                *text = lines.concat();
            }
        }
        Edit::MoveBlock(f, b, _) | Edit::CutBlock(f, b) => {
            let mut all = blocks(&package.files[f % count].1);
            if !all.is_empty() {
                let block = all.remove(b % all.len());
                package.files[f % count].1 = all.concat();
                if let Edit::MoveBlock(_, _, g) = *edit {
                    package.files[g % count].1.insert_str(0, &block);
                }
            }
        }
        Edit::Declare(f, b, declared) => {
            let mut all = blocks(&package.files[f % count].1);
            all.insert(b % (all.len() + 1), declared.to_owned());
            package.files[f % count].1 = all.concat();
        }
        Edit::File(path) => match package.files.iter().position(|(p, _)| p == path) {
            Some(index) => drop(package.files.remove(index)),
            None => package.files.push((path.to_owned(), "asset crm-2 \"New\" { owner: ciso }\n".to_owned())),
        },
        Edit::Undo => {}
    }
}

/// Everything that a model and its problems say, with nothing of how it was made.
fn told(package: &Package, checked: &Checked) -> String {
    let model = &checked.model;
    let mut out = Vec::new();
    render(Format::Json, &Report::of(&checked.problems), &model.files, &Options::default(), &mut out)
        .unwrap_or_default();
    let mut text = String::from_utf8(out).unwrap_or_default();
    let _ = write!(text, "{:#?}", checked.problems);
    declared(model, &mut text);
    let analysis = Analysis::new(model, Context { as_of: package.as_of });
    for coverage in &analysis.coverages {
        for row in &coverage.rows {
            let _ = writeln!(text, "{} {}", row.control.decl().path(), word(row.word));
        }
    }
    text
}

fn declared(model: &Model, text: &mut String) {
    for decl in model.decls().filter(|d| d.package() == PackageId::MAIN) {
        let _ = writeln!(text, "{} {} used {}", decl.kind_name(), decl.path(), decl.used());
        for phrase in decl.entries() {
            let _ = writeln!(text, "  {:?} {:?}", phrase.field(), model.place(phrase.anchor()));
            let parts = std::iter::once(None).chain(annexa_syntax::tree::Prep::ALL.iter().copied().map(Some));
            for prep in parts {
                let values: Vec<_> = match prep {
                    Some(prep) => phrase.part(prep).collect(),
                    None => phrase.lead().collect(),
                };
                for value in values {
                    let place = model.place(value.anchor());
                    let _ = match value.value() {
                        Value::Step(name, index) => {
                            writeln!(text, "    {prep:?} {place:?} step {} {index}", model.names.text(*name))
                        }
                        Value::Problem(name) => {
                            writeln!(text, "    {prep:?} {place:?} problem {}", model.names.text(*name))
                        }
                        other => writeln!(text, "    {prep:?} {place:?} {other:?}"),
                    };
                }
            }
        }
    }
    let _ = writeln!(text, "{:#?}", model.all_text_references());
}

/// The same scripts in every run; where `PROPTEST_CASES` asks for more, others each time.
fn config() -> ProptestConfig {
    let more = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok());
    ProptestConfig {
        cases: more.unwrap_or(48),
        rng_seed: more.map_or(RngSeed::Fixed(27001), |_| RngSeed::Random),
        failure_persistence: None,
        max_shrink_iters: 400,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn after_any_edits_the_result_is_that_from_nothing(
        package in any::<proptest::sample::Index>(),
        edits in proptest::collection::vec(edit(), 1..8),
    ) {
        let mut package = package.get(packages()).clone();
        let mut earlier = vec![package.clone()];
        let mut checked = package.check();
        for edit in &edits {
            match edit {
                Edit::Undo => package = earlier.pop().unwrap_or(package),
                _ => {
                    earlier.push(package.clone());
                    apply(&mut package, edit);
                }
            }
            let again = package.check_again(&checked);
            let whole = package.check();
            prop_assert_eq!(told(&package, &again), told(&package, &whole), "after {:?}", edit);
            checked = again;
        }
    }
}

/// Edits of one file that change what others say: what to replace, by what.
const REACHING: &[(&str, &str, &str)] = &[
    ("a.isms", "let often = 6 months", "let often = 7 months"),
    ("a.isms", "let often = 6 months", "\n\nlet often = 6 months"),
    ("a.isms", "let owner-of-all = ciso", "let owner-of-all = head"),
    ("a.isms", "let owner-of-all = ciso", "let owner-of-all = ops"),
    ("a.isms", "rare, possible, likely", "possible, rare, likely"),
    ("a.isms", "minor, major", "minor, severe"),
    ("a.isms", "minor, major", "minor, middling, major"),
    ("a.isms", "risk-method main-method", "risk-method other-method"),
    ("a.isms", "risk-method main-method", "asset main-method"),
    (
        "a.isms",
        "let often",
        "risk-method second \"Second\" { likelihood: likely  consequence: major  level: low from 1  acceptable: low }\nlet often",
    ),
    (
        "a.isms",
        "let often",
        "asset crm \"First\" { category: system  owner: ciso  classification: internal }\nlet often",
    ),
    ("a.isms", "let often", "let crm = ops\nlet often"),
    (
        "a.isms",
        "let often",
        "asset A \"Theme\" { category: system  owner: ciso  classification: internal }\nlet often",
    ),
    (
        "a.isms",
        "let often",
        "asset access \"Access\" { category: system  owner: ciso  classification: internal }\nlet often",
    ),
    (
        "a.isms",
        "control own-2 \"Two\" {}\n        control own-3 \"Three\" {}",
        "control own-3 \"Three\" {}\n        control own-2 \"Two\" {}",
    ),
    ("a.isms", "control own-3", "control own-25 \"And a half\" {}\n        control own-3"),
    ("a.isms", "catalog own", "catalog owned"),
    ("a.isms", "own-1", "own-9"),
    ("b.isms", "role ciso", "team ciso"),
    ("b.isms", "role ciso", "rule ciso"),
    ("b.isms", "role ciso", "rolle ciso"),
    ("b.isms", "asset crm \"", "asset crm-2 \""),
    ("b.isms", "asset crm-data \"Data", "asset crm-dates \"Data"),
    ("b.isms", "role ciso \"CISO\"", "role ciso \"Chief\""),
    ("b.isms", "role head", "asset new \"New\" { owner: head }\nrole head"),
    ("b.isms", "    category: system\n", "    category: equipment\n"),
    ("b.isms", "    owner: owner-of-all\n", ""),
    ("d.isms", "policy access", "policy accesses"),
    ("d.isms", "statement mfa \"Also", "statement other \"Also"),
    ("d.isms", "    review: every seldom\n", ""),
    ("d.isms", "statement crm", "statement crm-2"),
    ("g.isms", "default: 6 months", "default: 5 months"),
    ("g.isms", "param cycle", "param circle"),
    ("g.isms", "statement keys", "statement locks"),
    ("g.isms", "policy base", "policy basis"),
    ("h.isms", "to 3 months", "to 4 months"),
    ("h.isms", "    set: cycle to 3 months\n", ""),
    ("h.isms", "extends base", ""),
    ("h.isms", "extends base", "extends access"),
    (
        "h.isms",
        "policy middle \"Middle\" extends base {\n",
        "policy middle \"Middle\" extends base {\n    review: every cycle\n",
    ),
    ("i.isms", "extends middle", "extends base"),
    ("e.isms", "kind gadget", "kind gadgets"),
    ("e.isms", "weight: number", "weight: text"),
    ("e.isms", "{ red, green }", "{ green, blue }"),
    ("e.isms", "tint?: colour\n", "tint: colour\n"),
    ("e.isms", "< 10", "< 20"),
];

/// Each of these edits, and after it each of them again, so that files with problems are edited too.
#[test]
fn edits_that_reach_other_files_reach_them() {
    let tangle = TANGLE.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())).collect();
    let package = Package::new(tangle);
    let whole = package.check();
    let edited = |package: &Package, (path, from, to): (&str, &str, &str)| {
        let mut after = package.clone();
        if let Some((_, text)) = after.files.iter_mut().find(|(p, _)| p == path) {
            *text = text.replacen(from, to, 1);
        }
        after
    };
    let before = told(&package, &whole);
    for (index, edit) in REACHING.iter().enumerate() {
        let after = edited(&package, *edit);
        let again = after.check_again(&whole);
        let now = told(&after, &again);
        assert_ne!(now, before, "{edit:?} changes nothing");
        assert_eq!(now, told(&after, &after.check()), "after {edit:?}");
        assert_eq!(told(&package, &package.check_again(&again)), before, "after {edit:?} was taken back");
        for second in [index + 1, index + 7, index + 20] {
            let second = REACHING[second % REACHING.len()];
            let later = edited(&after, second);
            let again = later.check_again(&again);
            assert_eq!(told(&later, &again), told(&later, &later.check()), "after {edit:?}, then {second:?}");
        }
    }
}

/// An edit within the text of one policy: everything else is known to be what it was, and no rule judges it again.
#[test]
fn what_an_edit_does_not_reach_is_kept() {
    let files = |text: &str| -> Vec<(String, String)> {
        let assets = (0..50).map(|i| format!("asset a{i} \"A\" {{ owner: head  category: system }}\n"));
        let policy =
            format!("policy p \"P\" {{ owner: head  statement s \"S\" {{ \"\"\"{text}\"\"\" }} }}\n");
        let rule = "rule owned-assets \"R\" {\n    each: a in asset\n    require: a.owner == head\n    level: warning\n    message: \"{a}\"\n}\n";
        let b = format!("role head \"Head\" {{ holder: \"Ann\" }}\n{rule}{}", assets.collect::<String>());
        vec![("a.isms".to_owned(), policy), ("b.isms".to_owned(), b)]
    };
    let day = |model| Analysis::new(model, Context { as_of: annexa_tests::package::date("2026-11-30") });
    let library = annexa_stdlib::files();
    let input = |text: &str| Package::new(files(text)).input();
    let first = annexa_core::build(input("It is done."), &library).model;
    let (_, kept) = Broken::again(&day(&first), |_| true, None);
    let all = kept.judged();
    let rules = first.rules().iter().map(|r| (first.decl(r.decl).path(), r.sound));
    assert!(all > 50, "{all} of {:?}", rules.collect::<Vec<_>>());
    let second = annexa_core::rebuild(&first, input("It was done."), &library).model;
    let since = second.since().expect("the same declarations");
    let changed: Vec<&str> =
        first.decls().filter(|d| since.same[d.id.0 as usize].is_none()).map(|d| d.name()).collect();
    assert_eq!(changed, ["p", "s"]);
    assert!(since.rules.iter().all(Option::is_some) && !since.kinds.contains(&true));
    let (_, again) = Broken::again(&day(&second), |_| true, Some(kept));
    assert!(again.judged() * 2 < all, "{} of {all} are judged again", again.judged());
    // The day is part of what everything rests on.
    let third = annexa_core::rebuild(&second, input("It is done."), &library).model;
    let later = Analysis::new(&third, Context { as_of: annexa_tests::package::date("2026-12-01") });
    assert_eq!(Broken::again(&later, |_| true, Some(again)).1.judged(), all);
}

/// The package that everything leans on is sound, so that an edit of it shows.
#[test]
fn the_tangle_has_no_error() {
    let tangle = TANGLE.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())).collect();
    let checked = Package::new(tangle).check();
    let errors: Vec<String> = checked
        .problems
        .iter()
        .filter(|p| {
            p.level == annexa_diagnostics::Level::Error && p.basis == annexa_diagnostics::Basis::Language
        })
        .map(|p| checked.line(p))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}
