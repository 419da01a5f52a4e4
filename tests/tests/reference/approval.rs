//! Approval compared with the slow reference: a change un-approves what reads differently after it, and nothing else; a text
//! that is written in another way un-approves nothing.

use std::collections::BTreeMap;

use annexa_analysis::approval::State;
use annexa_analysis::digest::Digest;
use annexa_analysis::{Analysis, Context};
use annexa_checks::{Options, check};
use annexa_core::{Built, Input, build};
use annexa_diagnostics::Level;
use annexa_tests::lock;
use annexa_tests::package::date;
use annexa_tests::reference::approval::*;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::config;

const APPROVED: &str = "2026-10-01";
const TODAY: &str = "2026-11-15";

fn text(documents: usize) -> impl Strategy<Value = Vec<Piece>> {
    let piece = prop_oneof![
        3 => (0..WORD_COUNT).prop_map(Piece::Word),
        1 => (0..LETS).prop_map(Piece::Let),
        1 => (0..ROLES).prop_map(Piece::Role),
        1 => (0..documents).prop_map(Piece::Document),
    ];
    // A text begins with a word, so that nothing in it is taken for something of Markdown.
    (0..WORD_COUNT, proptest::collection::vec(piece, 0..4))
        .prop_map(|(first, rest)| std::iter::once(Piece::Word(first)).chain(rest).collect())
}

fn document(documents: usize) -> impl Strategy<Value = Document> {
    let statement =
        (0..WORD_COUNT, text(documents), proptest::collection::btree_set(0..CONTROLS, 0..3), any::<bool>())
            .prop_map(|(title, text, implements, implemented)| Statement {
                title,
                text,
                implements,
                implemented,
            });
    (
        0..WORD_COUNT,
        proptest::option::weighted(0.3, 0..LETS),
        proptest::option::weighted(0.4, 0..documents),
        proptest::collection::vec(text(documents), 1..4),
        proptest::collection::btree_set(0..ROLES, 0..3),
        proptest::collection::vec(statement, 1..3),
        0..ROLES,
    )
        .prop_map(|(title, titled_with, extends, paragraphs, audience, statements, owner)| Document {
            title,
            titled_with,
            extends,
            paragraphs,
            audience,
            statements,
            owner,
            version: 1,
        })
}

fn world() -> impl Strategy<Value = World> {
    (1usize..4).prop_flat_map(|documents| {
        let risk = (
            0..WORD_COUNT,
            (0usize..2, 0usize..2),
            proptest::collection::btree_set(0..CONTROLS, 0..3),
            0..ROLES,
            0..WORD_COUNT,
        )
            .prop_map(|(title, residual, treat, owner, threat)| Risk {
                title,
                residual,
                treat,
                owner,
                threat,
            });
        let decision =
            (any::<bool>(), proptest::option::of(0..WORD_COUNT), proptest::option::weighted(0.3, 0usize..3))
                .prop_map(|(applies, because, plan)| Decision { applies, because, plan });
        (
            proptest::collection::vec(1usize..5, LETS),
            proptest::collection::vec(0..WORD_COUNT, ROLES),
            2usize..5,
            proptest::collection::vec(document(documents), documents),
            proptest::collection::vec(risk, 1..3),
            proptest::collection::vec(decision, CONTROLS),
        )
            .prop_map(|(lets, roles, high_from, mut documents, risks, decisions)| {
                for (i, document) in documents.iter_mut().enumerate() {
                    document.extends = document.extends.filter(|parent| *parent < i);
                }
                World { lets, roles, high_from, documents, risks, decisions }
            })
    })
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    proptest::collection::vec((0..CHANGES, 0usize..12, 0usize..12, 0usize..12), 0..3)
}

fn layout() -> impl Strategy<Value = Layout> {
    (0usize..3, any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(files, backwards, renamed, comments, broken, apart)| Layout {
            files,
            backwards,
            renamed,
            comments,
            broken,
            apart,
        },
    )
}

fn input(world: &World, layout: &Layout, lock: Vec<(String, String)>) -> Input {
    Input {
        manifest: Some("[package]\nname = \"approval\"\n".to_owned()),
        files: source(world, layout),
        lock,
        ..Input::default()
    }
}

fn built(input: Input) -> Result<Built, TestCaseError> {
    let written: String = input.files.iter().map(|(_, text)| text.as_str()).collect();
    let built = build(input, &annexa_stdlib::files());
    let wrong: Vec<&str> =
        built.problems.iter().filter(|p| p.level == Level::Error).map(|p| p.message.as_str()).collect();
    prop_assert!(wrong.is_empty(), "{wrong:?}\n{written}");
    Ok(built)
}

fn compare(before: &World, changes: &[Change], layout: &Layout) -> Result<(), TestCaseError> {
    let mut now = before.clone();
    changes.iter().for_each(|c| change(&mut now, *c));
    let first = input(before, &Layout::default(), Vec::new());
    let commands: Vec<String> = all(before)
        .into_iter()
        .map(|of| {
            let verb = if matches!(of, Of::Risk(_)) { "accept" } else { "approve" };
            format!("annexa {verb} {} --by head --on {APPROVED}", name(of))
        })
        .collect();
    let commands: Vec<&str> = commands.iter().map(String::as_str).collect();
    let lock = lock::run_all(&first, &commands);
    let (old, new) = (built(first)?, built(input(&now, layout, lock))?);
    let as_of = date(TODAY);
    let old_analysis = Analysis::new(&old.model, Context { as_of });
    let analysis = Analysis::new(&new.model, Context { as_of });
    let mut changed = Vec::new();
    for of in all(before) {
        let named = name(of);
        let digest = |analysis: &Analysis<'_>| {
            let decl = analysis.model.find(&named).expect("it is declared");
            Digest::of(&analysis.coverages, decl).whole
        };
        let same = reads(before, of) == reads(&now, of);
        prop_assert!(
            (digest(&old_analysis) == digest(&analysis)) == same,
            "{named} reads {} after {changes:?} as {layout:?}:\n{:#?}\n{:#?}",
            if same {
                "the same, and its digest is another"
            } else {
                "differently, and its digest is the same"
            },
            source(before, &Layout::default()),
            source(&now, layout),
        );
        let decl = new.model.find(&named).expect("it is declared");
        let state = analysis.approvals.of(decl).expect("it is asked").state;
        // The owner of a risk is asked beside the head, and has accepted nothing.
        let kept = if matches!(of, Of::Risk(_)) { State::Partly } else { State::Approved };
        prop_assert_eq!(state, if same { kept } else { State::Changed }, "{}", named);
        if !same && !matches!(of, Of::Risk(_)) {
            changed.push(named);
        }
    }
    told(&new, &analysis, &changed)
}

/// Each document that is no longer approved is told once, and no other is.
fn told(built: &Built, analysis: &Analysis<'_>, changed: &[String]) -> Result<(), TestCaseError> {
    let found = check(analysis, built.problems.clone(), Options::default());
    let mut times: BTreeMap<&str, usize> = changed.iter().map(|name| (name.as_str(), 0)).collect();
    for problem in found.problems.iter().filter(|p| p.name == "changed-since-approval") {
        for (name, times) in &mut times {
            if problem.message.contains(&format!("`{name}`")) || problem.items.iter().any(|i| i == name) {
                *times += 1;
            }
        }
    }
    prop_assert!(times.values().all(|n| *n >= 1), "{times:?}");
    let all = found.problems.iter().filter(|p| p.name == "changed-since-approval").count();
    prop_assert!(all <= changed.len(), "{all} problems for {changed:?}");
    Ok(())
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn a_change_unapproves_what_reads_differently(
        world in world(), changes in changes(), layout in layout()
    ) {
        compare(&world, &changes, &layout)?;
    }

    #[test]
    fn what_is_written_in_another_way_stays_approved(world in world(), layout in layout()) {
        compare(&world, &[], &layout)?;
    }
}

/// The changes reach every kind of document, and leave some as they were.
#[test]
fn the_changes_are_varied() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..600 {
        let (before, changes) = (world(), changes()).new_tree(&mut runner).expect("a world").current();
        let mut now = before.clone();
        changes.iter().for_each(|c| change(&mut now, *c));
        for of in all(&before) {
            let what = match of {
                Of::Document(_) => "document",
                Of::Risk(_) => "risk",
                Of::Table => "table",
            };
            *seen.entry(format!("{what} {}", reads(&before, of) == reads(&now, of))).or_default() += 1;
        }
    }
    for wanted in ["document true", "document false", "risk true", "risk false", "table true", "table false"]
    {
        assert!(seen.get(wanted).is_some_and(|n| *n >= 20), "too few of {wanted}: {seen:#?}");
    }
}
