//! What differs between two states of a package: controls whose word is another one, and problems that come and go.

use std::collections::{BTreeMap, BTreeSet};

use annexa_checks::baseline::Baseline;
use annexa_core::model::Anchor;
use annexa_core::prelude::CoverageState;
use annexa_diagnostics::Problem;
use serde::Serialize;

use crate::reports::soa::word;
use crate::terminal::{Look, paragraph};
use crate::text::visible;

/// A control whose word is another one.
#[derive(Debug, Serialize)]
pub struct Control {
    /// The statement of applicability.
    pub soa: String,
    /// The control.
    pub id: String,
    /// The word before.
    pub before: &'static str,
    /// The word from then on.
    pub after: &'static str,
    #[serde(skip)]
    pub(crate) state: CoverageState,
}

impl Control {
    /// The control `id` of the statement `soa`.
    pub(crate) fn new(soa: String, id: String, before: CoverageState, after: CoverageState) -> Self {
        Control { soa, id, before: word(before), after: word(after), state: after }
    }

    /// Controls that change alike, with the ids of each group, in the order of the first of each.
    pub(crate) fn alike(all: &[Control]) -> Vec<(&Control, Vec<&str>)> {
        let mut groups: Vec<(&Control, Vec<&str>)> = Vec::new();
        for control in all {
            match groups.iter_mut().find(|(first, _)| first.change() == control.change()) {
                Some((_, ids)) => ids.push(&control.id),
                None => groups.push((control, vec![&control.id])),
            }
        }
        groups
    }

    /// What changes, without the control.
    pub(crate) fn change(&self) -> (&str, &str, &str) {
        (&self.soa, self.before, self.after)
    }
}

/// A problem.
#[derive(Debug, Serialize)]
pub struct Told {
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: &'static str,
    /// Where it stands.
    pub anchor: String,
    /// What it says.
    pub message: String,
}

/// How the problems of two packages differ.
pub(crate) struct Differing {
    /// Those that came.
    pub new: Vec<Told>,
    /// Those that went.
    pub gone: Vec<Told>,
    /// Those that say something else, as they say it now.
    pub changed: Vec<Told>,
}

impl Told {
    fn new(problem: &Problem<Anchor>) -> Self {
        Told {
            name: problem.name.to_string(),
            level: problem.level.word(),
            anchor: problem.identity.anchor.clone(),
            message: problem.message.clone(),
        }
    }

    /// What differs between the problems of `before` and of `now`. One that stands where it stood and says something else,
    /// such as another number, neither came nor went.
    pub(crate) fn between(before: &[Problem<Anchor>], now: &[Problem<Anchor>]) -> Differing {
        let key =
            |p: &Problem<Anchor>| (p.name.to_string(), p.identity.anchor.clone(), p.identity.what.clone());
        let counts = |all: &[Problem<Anchor>]| {
            let mut counts: BTreeMap<_, usize> = BTreeMap::new();
            all.iter().for_each(|p| *counts.entry(key(p)).or_default() += 1);
            counts
        };
        let (then_counts, now_counts) = (counts(before), counts(now));
        let stays = |p: &Problem<Anchor>| then_counts.get(&key(p)) == now_counts.get(&key(p));
        let (mut new, mut gone): (Vec<_>, Vec<_>) =
            (Baseline::new_since(before, now.to_vec()), Baseline::new_since(now, before.to_vec()));
        let touched: BTreeSet<_> = new.iter().chain(&gone).filter(|p| stays(p)).map(key).collect();
        new.retain(|p| !stays(p));
        gone.retain(|p| !stays(p));
        let says = |p: &&Problem<Anchor>| !before.iter().any(|b| key(b) == key(p) && b.message == p.message);
        let changed: Vec<_> =
            now.iter().filter(|p| touched.contains(&key(p))).filter(says).cloned().collect();
        Differing { new: Told::sorted(&new), gone: Told::sorted(&gone), changed: Told::sorted(&changed) }
    }

    fn sorted(problems: &[Problem<Anchor>]) -> Vec<Told> {
        let mut told: Vec<Told> = problems.iter().map(Told::new).collect();
        told.sort_by(|a, b| (&a.name, &a.anchor, &a.message).cmp(&(&b.name, &b.anchor, &b.message)));
        told
    }

    /// The problems of `now` that are not in `before`.
    pub(crate) fn since(before: &[Problem<Anchor>], now: &[Problem<Anchor>]) -> Vec<Told> {
        Told::sorted(&Baseline::new_since(before, now.to_vec()))
    }

    /// Writes the new ones behind a plus and the gone ones behind a minus, as text for a terminal.
    pub(crate) fn write(out: &mut String, indent: &str, new: &[Told], gone: &[Told], look: Look) {
        Self::write_marked(out, indent, &[("+", new), ("-", gone)], look);
    }

    /// Writes problems, each behind its mark, as text for a terminal.
    pub(crate) fn write_marked(out: &mut String, indent: &str, marked: &[(&str, &[Told])], look: Look) {
        for (mark, all) in marked {
            for problem in *all {
                let text = format!("{}[{}]: {}", problem.level, problem.name, problem.message);
                paragraph(out, &format!("{indent}{mark} "), &visible(&text), look);
            }
        }
    }
}
