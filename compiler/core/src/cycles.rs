//! Declarations that refer to each other in a circle where the relation must come to an end.

use annexa_diagnostics::Problem;
use annexa_syntax::tree::Prep;

use crate::model::{Anchor, Decl, Model, ValueRef};
use crate::prelude::{aspect, field, kind};
use crate::problems::CYCLIC_REFERENCE;
use crate::schema::KindId;

/// Reports each circle once, at its first declaration, with the others beside it.
pub(crate) fn find(model: &Model, problems: &mut Vec<Problem<Anchor>>) {
    let subjects = (0..model.schema.kinds.len())
        .map(|k| KindId(k as u16))
        .filter(|k| model.schema.is(*k, aspect::SUBJECT));
    let subjects: Vec<KindId> = subjects.collect();
    circles(model, &subjects, |d| d.values(field::SUBJECT_PART_OF).next(), "is part of itself", problems);
    circles(model, &[kind::ROLE], |d| d.values(field::ROLE_REPORTS_TO).next(), "reports to itself", problems);
    for extending in [kind::POLICY, kind::PROCEDURE, kind::SOA] {
        circles(model, &[extending], |d| d.head(Prep::Extends).next(), "extends itself", problems);
    }
}

fn circles<'m>(
    model: &'m Model,
    kinds: &[KindId],
    next: impl Fn(Decl<'m>) -> Option<ValueRef<'m>>,
    what: &str,
    problems: &mut Vec<Problem<Anchor>>,
) {
    let all: Vec<Decl<'m>> = kinds.iter().flat_map(|k| model.of_kind_everywhere(*k)).collect();
    let mut state: rustc_hash::FxHashMap<Decl<'m>, bool> = rustc_hash::FxHashMap::default();
    for start in all {
        let mut path: Vec<(Decl<'m>, Anchor)> = Vec::new();
        let mut decl = start;
        loop {
            match state.get(&decl) {
                Some(true) => break,
                Some(false) => {
                    let from = path.iter().position(|(d, _)| *d == decl).unwrap_or(0);
                    let circle = &path[from..];
                    let names: Vec<String> = circle.iter().map(|(d, _)| format!("`{}`", d.path())).collect();
                    let mut problem = Problem::new(
                        &CYCLIC_REFERENCE,
                        circle[0].1,
                        match names.as_slice() {
                            [one] => format!("{one} {what}"),
                            [first, others @ ..] => {
                                format!("{first} {what}, by way of {}", others.join(", "))
                            }
                            [] => what.to_string(),
                        },
                        "the circle begins here",
                    );
                    for (_, anchor) in &circle[1..] {
                        problem = problem.related(*anchor, "and goes on here");
                    }
                    problems.push(problem);
                    break;
                }
                None => {
                    state.insert(decl, false);
                    let Some(value) = next(decl) else {
                        break;
                    };
                    path.push((decl, value.anchor()));
                    match value.decl() {
                        Some(target) => decl = target,
                        None => break,
                    }
                }
            }
        }
        for (decl, _) in &path {
            state.insert(*decl, true);
        }
        state.insert(start, true);
        let last = path.last().map_or(start, |(d, _)| *d);
        state.insert(last, true);
        if let Some(end) = state.get_mut(&decl) {
            *end = true;
        }
    }
}
