//! The rules of a package: what breaks them, with the message that each says.
//!
//! [`Broken::new`] runs every rule whose own text is sound. For each combination of what a rule binds and is about, all
//! that it requires must be so; where something is undecided because a value is absent, the rule is broken, and the breach
//! says what is absent. Where a value is unknown, because a problem has been told about it, nothing is said.

use annexa_core::condition::{CheckedRule, MessagePiece};
use annexa_core::model::{Anchor, Decl, View};
use annexa_core::prelude::Rule;
use annexa_core::source::{PackageId, Place};
use rayon::prelude::*;

use crate::Analysis;
use crate::eval::scalar::Scalar;
use crate::eval::{Evaluator, MAX_STEPS, Truth, Why};

/// So many breaches of one rule are kept; the others are counted.
pub const MAX_BREACHES: usize = 200;

/// One breach of a rule.
#[derive(Clone, Debug)]
pub struct RuleBreach<'m> {
    /// The rule.
    pub rule: Rule<'m>,
    /// What it was bound to, from the outermost inwards.
    pub bound: Vec<Decl<'m>>,
    /// What the rule says, filled in.
    pub message: String,
    /// What it says at the place; empty where its author does not say.
    pub label: String,
    /// What to do about it; empty where its author does not say.
    pub help: String,
    /// Where it would be mended: the name of the innermost bound declaration that is the package's own, else the rule.
    pub anchor: Anchor,
    /// What is required and is not so.
    pub require: Place,
    /// Why it could not be decided; `None` where it is plainly not so.
    pub lack: Option<Lack>,
}

/// Why a requirement could not be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// What the path here leads to is absent.
    Absent(Place),
    /// What stands here is of another sort than what it is compared with.
    Unlike(Place),
}

/// What breaks the rules of a package.
#[derive(Debug, Default)]
pub struct Broken<'m> {
    /// The breaches, by rule in model order, then in the order of what is bound.
    pub breaches: Vec<RuleBreach<'m>>,
    /// Rules with more breaches than are kept, and how many more.
    pub more: Vec<(Rule<'m>, usize)>,
    /// Rules that took more steps than the limit. They have no breaches.
    pub too_costly: Vec<Rule<'m>>,
    /// Rules that were not run, since there is a problem with their own text.
    pub not_run: Vec<Rule<'m>>,
}

impl<'m> Broken<'m> {
    /// Runs all rules.
    pub fn new(analysis: &Analysis<'m>) -> Self {
        Self::of(analysis, |_| true)
    }

    /// Runs the rules that `runs` asks for.
    pub fn of(analysis: &Analysis<'m>, runs: impl Fn(Rule<'m>) -> bool) -> Self {
        Self::within(analysis, MAX_STEPS, runs)
    }

    /// Runs the rules that `runs` asks for, each with at most `steps` steps.
    pub fn within(analysis: &Analysis<'m>, steps: u64, runs: impl Fn(Rule<'m>) -> bool) -> Self {
        let model = analysis.model;
        let asked = |checked: &'m CheckedRule| {
            Some((Rule::of(model.decl(checked.decl)).filter(|rule| runs(*rule))?, checked))
        };
        let rules: Vec<(Rule<'m>, &'m CheckedRule)> = model.rules().iter().filter_map(asked).collect();
        let run = |(rule, checked): (Rule<'m>, &'m CheckedRule)| {
            let evaluator = Evaluator::new(model, &checked.code, Some(analysis), steps);
            let mut run = Run { rule, checked, evaluator, breaches: Vec::new(), more: 0 };
            if checked.sound {
                run.bind(0);
            }
            run
        };
        let ran: Vec<Run<'m, '_>> = rules.into_par_iter().map(run).collect();
        let mut broken = Broken::default();
        for run in ran {
            if !run.checked.sound {
                broken.not_run.push(run.rule);
            } else if run.evaluator.too_costly() {
                broken.too_costly.push(run.rule);
            } else {
                broken.breaches.extend(run.breaches);
                if run.more > 0 {
                    broken.more.push((run.rule, run.more));
                }
            }
        }
        broken
    }
}

/// A rule at work.
struct Run<'m, 'a> {
    rule: Rule<'m>,
    checked: &'m CheckedRule,
    evaluator: Evaluator<'m, 'a>,
    breaches: Vec<RuleBreach<'m>>,
    more: usize,
}

impl<'m> Run<'m, '_> {
    /// Binds what the rule looks at, from the `index`th on, and judges each combination.
    fn bind(&mut self, index: usize) {
        let checked = self.checked;
        let Some(binding) = checked.each.get(index) else {
            return self.judge();
        };
        self.evaluator.bound.truncate(index);
        for value in self.evaluator.found(binding.set).values {
            self.evaluator.bound.truncate(index);
            self.evaluator.bound.push(value);
            let meant = binding.filter.is_none_or(|f| self.evaluator.truth(f) == Truth::Yes);
            if self.evaluator.too_costly() {
                return;
            }
            if meant {
                self.bind(index + 1);
            }
        }
    }

    fn judge(&mut self) {
        let checked = self.checked;
        if checked.filter.is_some_and(|f| self.evaluator.truth(f) != Truth::Yes) {
            return;
        }
        for require in &checked.require {
            let lack = match self.evaluator.truth(*require) {
                Truth::Yes | Truth::Undecided(Why::Unknown) => continue,
                Truth::No => None,
                Truth::Undecided(Why::Absent(place)) => Some(Lack::Absent(place)),
                Truth::Undecided(Why::Unlike(place)) => Some(Lack::Unlike(place)),
            };
            if self.evaluator.too_costly() {
                return;
            }
            let bound: Vec<Decl<'m>> = self
                .evaluator
                .bound
                .iter()
                .filter_map(|value| match value {
                    Scalar::Decl(decl) => Some(*decl),
                    _ => None,
                })
                .collect();
            let own = bound.iter().rev().find(|d| d.package() == PackageId::MAIN);
            // What the library demands is said where it can be mended.
            if own.is_none() && self.rule.decl().package() == PackageId::LIBRARY {
                return;
            }
            if self.breaches.len() >= MAX_BREACHES {
                self.more += 1;
                return;
            }
            let [message, label, help] =
                [&checked.message, &checked.label, &checked.help].map(|pieces| self.text(pieces));
            self.breaches.push(RuleBreach {
                rule: self.rule,
                anchor: own.map_or(self.rule.decl().anchor(), |d| d.anchor()),
                bound,
                message,
                label,
                help,
                require: checked.code.place(*require),
                lack,
            });
            return;
        }
    }

    /// A text of the rule, of what is bound at present.
    fn text(&mut self, pieces: &'m [MessagePiece]) -> String {
        let model = self.rule.decl().model;
        let mut text = String::new();
        for piece in pieces {
            match piece {
                MessagePiece::Text(words) => text += words,
                MessagePiece::Value(node) => {
                    let found = self.evaluator.found(*node);
                    let values: Vec<String> = found.values.iter().map(|v| v.shown(model)).collect();
                    match values.is_empty() {
                        true => text += "none",
                        false => text += &values.join(", "),
                    }
                }
            }
        }
        text
    }
}
