//! Risks compared with the slow reference: levels, treatment in force for what is threatened, acceptance.

use std::collections::{BTreeMap, BTreeSet};

use annexa_analysis::approval::State;
use annexa_analysis::risk::{Assessment, Judgement};
use annexa_analysis::{Analysis, Context};
use annexa_core::prelude::{AcceptanceState, Derived};
use annexa_core::{Input, Model, View, build};
use annexa_tests::lock;
use annexa_tests::package::date;
use annexa_tests::reference::coverage::{Catalog, Element, Line, Progress, World, day, source, today};
use annexa_tests::reference::risk::*;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::config;
use crate::coverage::{MANIFEST, world};

/// Worlds of coverage, half of which decide on more and have done more.
fn risky() -> impl Strategy<Value = World> {
    (world(), any::<bool>()).prop_map(|(mut world, done)| {
        if done {
            for soa in &mut world.soas {
                let all = vec![Element::All(Catalog::K), Element::All(Catalog::L)];
                soa.lines.push(Line { include: true, elements: all, except: Vec::new(), because: true });
            }
            for statement in &mut world.statements {
                statement.implements.push(Element::Group(0));
                statement.applies_to = None;
                statement.statuses.truncate(1);
                for status in &mut statement.statuses {
                    (status.since, status.until, status.progress) = (None, None, Progress::Implemented);
                }
            }
        }
        world
    })
}

fn input(world: &World, lock: Vec<(String, String)>) -> Input {
    Input {
        manifest: Some(MANIFEST.to_owned()),
        files: vec![("main.isms".to_owned(), source(world))],
        lock,
        ..Input::default()
    }
}

/// The files of the lock after all that was accepted, as it was then.
fn accepted(world: &World) -> Vec<(String, String)> {
    let mut then = world.clone();
    for risk in &mut then.risks {
        if let Some(residual) = risk.accepted.as_ref().and_then(|a| a.residual) {
            risk.residual = residual;
        }
    }
    // The first of each risk, then the second, … by their months, for a newer record stands behind an older.
    let mut turns: Vec<Vec<(usize, usize, u32)>> = Vec::new();
    for (i, risk) in then.risks.iter().enumerate() {
        let mut by = risk.accepted.as_ref().map_or_else(Vec::new, |a| a.by.clone());
        by.sort_by_key(|(_, month)| *month);
        let asked = then.method.asked(risk.residual);
        let mut seen = BTreeSet::new();
        by.retain(|(role, _)| asked.contains(role) && seen.insert(*role));
        for (turn, (role, month)) in by.into_iter().enumerate() {
            if turns.len() == turn {
                turns.push(Vec::new());
            }
            turns[turn].push((i, role, month));
        }
    }
    let mut lock = Vec::new();
    for turn in turns {
        let commands: Vec<String> = turn
            .iter()
            .map(|(i, role, month)| format!("annexa accept risk-{i} --by person-{role} --on {}", day(*month)))
            .collect();
        let commands: Vec<&str> = commands.iter().map(String::as_str).collect();
        lock = lock::run_all(&input(&then, lock), &commands);
    }
    lock
}

fn level(model: &Model, judgement: Option<Judgement>) -> Option<usize> {
    let (name, _) = judgement?.level?;
    let word = model.names.text(name);
    Some(LEVELS.iter().position(|level| *level == word).expect("a level of the world"))
}

fn found(analysis: &Analysis<'_>, of: &Assessment<'_>) -> Standing {
    let model = analysis.model;
    let acceptance = analysis.risk_acceptance(of.risk).map(|state| match state {
        AcceptanceState::NotAccepted => Acceptance::NotAccepted,
        AcceptanceState::PartlyAccepted => Acceptance::PartlyAccepted,
        AcceptanceState::ChangedSince => Acceptance::ChangedSince,
        AcceptanceState::PastItsDay => Acceptance::PastItsDay,
        AcceptanceState::AcceptedByAll => Acceptance::AcceptedByAll,
    });
    let means = |path: String| means_of(&path).unwrap_or_else(|| panic!("`{path}` is nothing of the world"));
    Standing {
        inherent: level(model, of.inherent),
        current: of.current.map(|j| {
            let steps = (usize::from(j.likelihood), usize::from(j.consequence));
            (steps, level(model, Some(j)).expect("every step has a level"))
        }),
        residual: level(model, of.residual).expect("every risk says what remains"),
        in_force: of.means().filter(|m| m.force.holds()).map(|m| means(m.decl.path())).collect(),
        lines: of.treatments.iter().map(|t| t.force.holds()).collect(),
        eased: of.is_eased(),
        acceptance,
    }
}

fn compare(world: &World) -> Result<(), TestCaseError> {
    let lock = accepted(world);
    let built = build(input(world, lock), &annexa_stdlib::files());
    let analysis = Analysis::new(&built.model, Context { as_of: date(&today()) });
    prop_assert_eq!(analysis.risks.all.len(), world.risks.len());
    for (i, (of, risk)) in analysis.risks.all.iter().zip(&world.risks).enumerate() {
        prop_assert_eq!(of.risk.decl().path(), format!("risk-{i}"));
        let standing = analysis.approvals.of(of.risk.decl()).expect("the risk has a standing");
        prop_assert!(standing.state != State::Unknown);
        let (found, wanted) = (found(&analysis, of), world.standing(risk));
        prop_assert!(
            found == wanted,
            "risk-{i}:\n   found {found:?}\n  wanted {wanted:?}\n{}",
            source(world)
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(160))]

    #[test]
    fn risks_stand_as_the_text_says(world in risky()) {
        compare(&world)?;
    }
}

/// The generator reaches everything that it is there to try.
#[test]
fn the_risks_are_varied() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..1_600 {
        let world = risky().new_tree(&mut runner).expect("a world").current();
        for risk in &world.risks {
            let standing = world.standing(risk);
            let mut count = |what: String| *seen.entry(what).or_default() += 1;
            count(format!("{:?}", standing.acceptance));
            count(format!("eased {}", standing.eased));
            for means in &standing.in_force {
                count(if matches!(means, Means::Control(_)) { "control" } else { "supplier" }.to_owned());
            }
            let current = standing.current.map(|(judged, _)| judged);
            if risk.current.is_none() && !risk.treat.is_empty() && risk.inherent != Some(risk.residual) {
                let earned = risk.steps.iter().any(|s| Some(s.judged) == current);
                count(format!("residual {}", current == Some(risk.residual)));
                count(format!("step {}", earned && current != risk.inherent));
            }
        }
    }
    for wanted in [
        "None",
        "Some(NotAccepted)",
        "Some(PartlyAccepted)",
        "Some(ChangedSince)",
        "Some(PastItsDay)",
        "Some(AcceptedByAll)",
        "eased true",
        "eased false",
        "control",
        "supplier",
        "residual true",
        "residual false",
        "step true",
    ] {
        assert!(seen.get(wanted).is_some_and(|n| *n >= 5), "too few of {wanted}: {seen:#?}");
    }
}
