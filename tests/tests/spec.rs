//! Runs the specification, a test for each chapter.

use std::collections::BTreeSet;

use annexa_diagnostics::Section;
use annexa_tests::spec;

macro_rules! chapters {
    ($($test:ident $name:literal,)*) => {
        $(
            #[test]
            fn $test() {
                spec::test($name);
            }
        )*

        const CHAPTERS: &[&str] = &[$($name),*];
    };
}

chapters! {
    how_to_read "00-how-to-read",
    lexical "01-lexical",
    declarations "02-declarations",
    phrases "03-phrases",
    kinds "04-kinds",
    names "05-names",
    catalogs "06-catalogs",
    sets "07-sets",
    prose "08-prose",
    time "09-time",
    coverage "10-coverage",
    soa_checks "11-soa-checks",
    language_checks "12-language-checks",
    allow_and_levels "13-allow-and-levels",
    broken_files "14-broken-files",
    first_hour "15-first-hour",
    slips "16-slips",
    poor_messages "poor-messages",
    reuse "16-reuse",
    approval "17-approval",
    context_checks "18-context-checks",
    evidence "19-evidence",
    rules_and_queries "20-rules-and-queries",
    library_rules "21-rules-of-the-library",
    layout "22-layout",
    safe_fixes "23-safe-fixes",
    risk "24-risk",
    documents "25-documents",
    audit "26-audit",
    tour "tour",
}

/// Every chapter of the folder is run.
#[test]
fn every_chapter_is_run() {
    let files: BTreeSet<String> = spec::names().into_iter().collect();
    let run: BTreeSet<String> = CHAPTERS.iter().map(|c| (*c).to_owned()).collect();
    assert_eq!(files, run, "chapters in the folder (left) and in tests/tests/spec.rs (right)");
}

/// Each problem of a section that is checked has a wrong and a right case under a heading of its name.
#[test]
fn every_problem_has_its_cases() {
    // Held by `tests/tests/properties.rs`: they take more room than a page has.
    const ELSEWHERE: &[&str] = &["too-deep", "too-large"];
    let mut missing = Vec::new();
    for kind in annexa_checks::problems::all() {
        // What goes between packages stands in a chapter of its own.
        let chapters = match kind.section {
            Section::Language => ["12-language-checks", "16-reuse"].as_slice(),
            Section::Coverage => &["11-soa-checks", "16-reuse"],
            Section::Risk => &["24-risk"],
            Section::Documents => &["17-approval", "25-documents", "16-reuse"],
            Section::Context => &["18-context-checks", "16-reuse"],
            Section::Evidence => &["19-evidence", "16-reuse"],
            Section::Audit => &["26-audit"],
            Section::Crosswalks | Section::Rules => continue,
        };
        if !ELSEWHERE.contains(&kind.name) && !chapters.iter().any(|c| spec::open(c).expects(kind.name)) {
            missing.push(format!("{}: {}", chapters[0], kind.name));
        }
    }
    assert!(missing.is_empty(), "these have no case under a heading of their name: {missing:#?}");
}

/// The specification is as large as it has to be.
#[test]
fn there_are_enough_blocks() {
    let blocks: usize = CHAPTERS.iter().map(|c| spec::open(c).blocks).sum();
    println!("the specification has {blocks} blocks");
    assert!(blocks >= 300, "{blocks} blocks of at least 300");
}
