//! Declarations and lets that refer to each other in a circle where the relation must come to an end.

use annexa_diagnostics::Problem;
use annexa_syntax::tree::{ExprKind, Prep};

use crate::builder::Builder;
use crate::model::{Anchor, Decl, Item, LetData, LetId, Model, ValueRef};
use crate::prelude::{aspect, field, kind};
use crate::problems::CYCLIC_REFERENCE;
use crate::schema::KindId;
use crate::source::Place;

impl Builder<'_> {
    /// Reports lets that stand for themselves, each circle once. Runs before any value is read.
    pub(crate) fn find_circular_lets(&mut self) {
        // What each let stands for that is a let itself, and where it says so.
        let next: Vec<Vec<(LetId, Anchor)>> = self.lets.iter().map(|data| self.lets_in(data)).collect();
        let mut told = vec![false; next.len()];
        for start in 0..next.len() {
            // The way back to `start`, if there is one: breadth first, so that it is the shortest.
            let mut from: Vec<Option<usize>> = vec![None; next.len()];
            let mut queue = std::collections::VecDeque::from([start]);
            let mut closes = false;
            while let Some(at) = queue.pop_front().filter(|_| !told[start] && !closes) {
                for (to, _) in &next[at] {
                    let to = to.0 as usize;
                    if from[to].is_none() {
                        from[to] = Some(at);
                        closes |= to == start;
                        queue.push_back(to);
                    }
                }
            }
            if !closes {
                continue;
            }
            let mut circle = vec![start];
            while let Some(before) = from[circle[circle.len() - 1]].filter(|before| *before != start) {
                circle.push(before);
            }
            circle[1..].reverse();
            circle.iter().for_each(|at| told[*at] = true);
            let names: Vec<String> =
                circle.iter().map(|at| format!("`{}`", self.names.text(self.lets[*at].name))).collect();
            let message = match names.as_slice() {
                [first, others @ ..] if !others.is_empty() => {
                    format!("{first} stands for itself, by way of {}", others.join(", "))
                }
                _ => format!("{} stands for itself", names.concat()),
            };
            let places: Vec<Anchor> = (0..circle.len())
                .filter_map(|i| {
                    let to = circle[(i + 1) % circle.len()];
                    next[circle[i]].iter().find(|(id, _)| id.0 as usize == to).map(|(_, anchor)| *anchor)
                })
                .collect();
            let Some((first, others)) = places.split_first() else { continue };
            let mut problem = Problem::new(&CYCLIC_REFERENCE, *first, message, "never comes to a value")
                .help("write the value itself");
            for anchor in others {
                problem = problem.related(*anchor, "and goes on here");
            }
            self.report(problem);
        }
    }

    fn lets_in(&self, data: &LetData) -> Vec<(LetId, Anchor)> {
        let source = self.files.get(data.file);
        let elems = source.tree.seq(source.tree.lets[data.node as usize].phrase.lead);
        let named = elems.iter().map(|elem| source.tree.expr(elem.expr)).filter(|e| e.kind == ExprKind::Path);
        named
            .filter_map(|expr| match self.lookup(expr.span.of(&source.text), None, data.package) {
                Some(Item::Let(id)) => Some((id, Anchor::Place(Place { file: data.file, span: expr.span }))),
                _ => None,
            })
            .collect()
    }
}

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
        // Most lead nowhere.
        if next(start).is_none() {
            continue;
        }
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
