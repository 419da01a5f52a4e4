//! Names compared with the slow reference, on random packages: every reference in every text leads where it must.

use std::collections::BTreeSet;

use annexa_core::model::TextTarget;
use annexa_core::prelude::Statement as Found;
use annexa_core::value::Value;
use annexa_core::{Model, View};
use annexa_tests::package::Package;
use annexa_tests::reference::names::*;
use proptest::prelude::*;

use crate::config;

fn word() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(WORDS)
}

fn path() -> impl Strategy<Value = Vec<&'static str>> {
    let any = proptest::sample::select(&["a", "b", "c", "d", "owner", "review", "A", "g", "x-1", "x-2"][..]);
    let fixed: &[&[&str]] = &[
        &["A", "8", "13"],
        &["A", "5"],
        &["A", "5", "99"],
        &["iso27001", "A", "8", "13"],
        &["iso27001", "6", "1", "2"],
    ];
    prop_oneof![
        6 => proptest::collection::vec(any, 1..4),
        2 => proptest::sample::select(fixed).prop_map(<[&str]>::to_vec),
    ]
}

fn statement() -> impl Strategy<Value = Statement> {
    (word(), proptest::collection::vec(path(), 1..6)).prop_map(|(name, paths)| Statement { name, paths })
}

fn thing() -> impl Strategy<Value = Thing> {
    let group =
        (proptest::sample::select(IDS), proptest::collection::vec(proptest::sample::select(IDS), 0..3));
    prop_oneof![
        2 => word().prop_map(Thing::Asset),
        1 => word().prop_map(Thing::Let),
        4 => (word(), any::<bool>(), proptest::collection::vec(statement(), 0..4))
            .prop_map(|(name, owner, statements)| Thing::Policy(name, owner, statements)),
        1 => (word(), proptest::collection::vec(group, 0..3))
            .prop_map(|(name, groups)| Thing::Catalog(name, groups)),
    ]
}

/// Names are unique where they are declared: which of two is meant, nobody can say.
fn tidy(mut files: Vec<Vec<Thing>>) -> World {
    let mut top = BTreeSet::new();
    for things in &mut files {
        things.retain(|t| top.insert(t.name()));
        for thing in things {
            let mut inner = BTreeSet::new();
            match thing {
                Thing::Policy(_, _, statements) => statements.retain(|s| inner.insert(s.name)),
                Thing::Catalog(_, groups) => {
                    groups.retain(|(g, _)| inner.insert(g));
                    for (_, controls) in groups {
                        controls.retain(|c| inner.insert(c));
                    }
                }
                _ => {}
            }
        }
    }
    World { files }
}

fn world() -> impl Strategy<Value = World> {
    proptest::collection::vec(proptest::collection::vec(thing(), 0..4), 1..4).prop_map(tidy)
}

/// What the compiler found that `path` means, written at `at` of the text.
fn found(model: &Model, statement: Found<'_>, path: &str, nth: usize) -> Meaning {
    let decl = statement.decl();
    let text = decl.entries().flat_map(|p| p.lead()).find_map(|v| match v.value() {
        Value::Text(place) => Some(*place),
        _ => None,
    });
    let Some(place) = text else { return Meaning::Nothing };
    // The nth reference of the text: where its brace opens.
    let written = model.files.slice(place);
    let at = written.match_indices('{').nth(nth).map_or(0, |(at, _)| place.span.start + at as u32 + 1);
    let Some(reference) = model.text_references(place).iter().find(|r| r.place.span.start == at) else {
        return Meaning::Nothing;
    };
    assert_eq!(model.files.slice(reference.place), path);
    let title = |id| model.decl(id).title().into_owned();
    match reference.target {
        TextTarget::Decl(id) => Meaning::Declaration(title(id)),
        TextTarget::Let(id) => {
            let name = model.lets().find(|(i, _)| *i == id).map(|(_, l)| model.names.text(l.name).to_owned());
            Meaning::Let(name.unwrap_or_default())
        }
        TextTarget::Field(id, field) => {
            let name = model.schema.field(field).map_or("", |f| model.names.text(f.name));
            Meaning::Field(title(id), name.to_owned())
        }
    }
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn every_name_leads_where_the_language_says(world in world()) {
        let checked = Package::new(source(&world)).check();
        let all: Vec<Found<'_>> = checked.model.all::<Found>().collect();
        for (_, policy, statement) in world.statements() {
            let title = statement_title(policy, statement.name);
            let Some(made) = all.iter().find(|s| s.decl().title() == title) else {
                return Err(TestCaseError::fail(format!("there is no {title}")));
            };
            for (nth, path) in statement.paths.iter().enumerate() {
                let written = path.join(".");
                prop_assert_eq!(
                    found(&checked.model, *made, &written, nth),
                    world.meaning(policy, path),
                    "{} in {}",
                    written,
                    title,
                );
            }
        }
    }
}
