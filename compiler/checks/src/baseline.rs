//! A baseline: the problems that a package had on the day when somebody began to use Annexa on it. They are held back, so
//! that a check fails by new ones only. A baseline never grows.
//!
//! It is a file of one JSON object a line, sorted, so that git merges it and people read it. A problem is found again by
//! what it is known by ([`annexa_diagnostics::Identity`]), never by its line or its words. One that is about several
//! controls is held back as long as it is about no other than those that were written down.

use std::collections::BTreeSet;
use std::fmt;

use annexa_diagnostics::Problem;
use serde::{Deserialize, Serialize};

/// The problems that are held back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    known: Vec<Known>,
}

/// What a check does with a baseline.
#[derive(Clone, Copy, Debug, Default)]
pub enum Use<'b> {
    /// There is none.
    #[default]
    Nothing,
    /// One is made of all problems, which are told nevertheless.
    Make,
    /// This one holds back what it knows.
    Hold(&'b Baseline),
}

/// One line of the file. The order of the fields is the order in which lines are sorted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    /// The name of the problem.
    problem: String,
    /// The declaration and field: `soa clinic-cloud-soa/include`.
    anchor: String,
    /// Which of the field's values.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    what: String,
    /// The controls or other declarations that it is about.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    about: BTreeSet<String>,
    /// What was told, for people.
    message: String,
}

/// A line that is none of a baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// From 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

impl fmt::Display for BadLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for BadLine {}

/// What a baseline did.
#[derive(Debug)]
pub(crate) struct Split<P> {
    /// New problems.
    pub told: Vec<Problem<P>>,
    /// Those that it holds back.
    pub held_back: Vec<Problem<P>>,
    /// What of it is still needed.
    pub needed: Baseline,
}

impl Baseline {
    /// Reads the text of a baseline.
    ///
    /// # Errors
    /// The first line that is no entry of one.
    pub fn read(text: &str) -> Result<Self, BadLine> {
        let mut known = Vec::new();
        for (i, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let bad = |message: String| BadLine { line: i + 1, message };
            if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| line.starts_with(mark)) {
                return Err(bad(
                    "a conflict of a merge is not solved here; keep the lines of both sides".into()
                ));
            }
            let entry: Known = serde_json::from_str(line).map_err(|error| {
                // The place within the line is told by serde as one of a text of one line.
                let message = error.to_string();
                let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
                bad(format!("{message}, at column {}", error.column()))
            })?;
            known.push(entry);
        }
        known.sort();
        Ok(Baseline { known })
    }

    /// The baseline that holds back all of `problems`.
    pub fn of<P>(problems: &[Problem<P>]) -> Self {
        let mut known: Vec<Known> = problems
            .iter()
            .map(|problem| Known {
                problem: problem.name.to_string(),
                anchor: problem.identity.anchor.clone(),
                what: problem.identity.what.clone(),
                about: members(problem).iter().cloned().collect(),
                message: problem.message.clone(),
            })
            .collect();
        known.sort();
        Baseline { known }
    }

    /// The text of its file.
    pub fn write(&self) -> String {
        let lines = self.known.iter().map(|known| serde_json::to_string(known).unwrap_or_default() + "\n");
        lines.collect()
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether it holds nothing back.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Holds back what is known of `problems`.
    pub(crate) fn split<P>(&self, problems: Vec<Problem<P>>) -> Split<P> {
        // Of each entry, what no problem has used so far: the controls that are left, and whether it was used at all.
        let mut left: Vec<(BTreeSet<String>, bool)> =
            self.known.iter().map(|known| (known.about.clone(), false)).collect();
        let mut split = Split { told: Vec::new(), held_back: Vec::new(), needed: Baseline::default() };
        for problem in problems {
            let own = members(&problem);
            // Those with its name stand side by side.
            let start = self.known.partition_point(|known| *known.problem < *problem.name);
            let found = (start..self.known.len())
                .take_while(|i| self.known[*i].problem == problem.name)
                .find(|i| self.known[*i].covers(&problem, own, &left[*i]));
            match found {
                Some(i) => {
                    left[i].1 = true;
                    own.iter().for_each(|one| {
                        left[i].0.remove(one);
                    });
                    split.held_back.push(problem);
                }
                None => split.told.push(problem),
            }
        }
        // One that has grown is new, and what was known of it is not mended all the same.
        for problem in &split.told {
            let own = members(problem);
            let start = self.known.partition_point(|known| *known.problem < *problem.name);
            let same = self.known[start..].iter().zip(&mut left[start..]);
            for (known, (rest, used)) in same.take_while(|(known, _)| known.problem == problem.name) {
                if !*used && own.iter().any(|one| known.about.contains(one)) {
                    *rest = known.about.iter().filter(|one| !own.contains(one)).cloned().collect();
                    *used = true;
                }
            }
        }
        for (known, (rest, used)) in self.known.iter().zip(left).filter(|(_, (_, used))| *used) {
            debug_assert!(used);
            let about = known.about.difference(&rest).cloned().collect();
            split.needed.known.push(Known { about, ..known.clone() });
        }
        split.needed.known.sort();
        split
    }

    /// Those of `now` that were not among `before`.
    pub fn new_since<P>(before: &[Problem<P>], now: Vec<Problem<P>>) -> Vec<Problem<P>> {
        Baseline::of(before).split(now).told
    }

    /// How many entries of `self` are not in `needed` as they are: mended, or about fewer controls now.
    pub fn surplus(&self, needed: &Baseline) -> usize {
        let needed: BTreeSet<&Known> = needed.known.iter().collect();
        self.known.iter().filter(|known| !needed.contains(known)).count()
    }
}

impl Known {
    /// Whether it holds back `problem`, which is about `own`; `left` is what earlier problems left of it.
    fn covers<P>(
        &self,
        problem: &Problem<P>,
        own: &[String],
        (left, used): &(BTreeSet<String>, bool),
    ) -> bool {
        let identity = &problem.identity;
        if own.is_empty() {
            return !used
                && self.about.is_empty()
                && self.anchor == identity.anchor
                && self.what == identity.what;
        }
        // What was told of a declaration with many controls may be told of a line of it when fewer are left.
        let inner = identity.anchor.strip_prefix(&*self.anchor).is_some_and(|rest| rest.starts_with('/'));
        let here = self.anchor == identity.anchor && self.what == identity.what;
        (here || inner && self.what.is_empty()) && own.iter().all(|one| left.contains(one))
    }
}

/// What a problem is about, one by one.
fn members<P>(problem: &Problem<P>) -> &[String] {
    if problem.about.is_empty() { &problem.items } else { &problem.about }
}
