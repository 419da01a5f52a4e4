//! The rules of a package: what breaks them, with the message that each says.
//!
//! [`Broken::new`] runs every rule whose own text is sound. For each combination of what a rule binds and is about, all
//! that it requires must be so; where something is undecided because a value is absent, the rule is broken, and the breach
//! says what is absent. Where a value is unknown, because a problem has been told about it, nothing is said.

use annexa_core::condition::{CheckedRule, MessagePiece};
use annexa_core::model::{Anchor, Decl, View};
use annexa_core::prelude::Rule;
use annexa_core::reads;
use annexa_core::source::{PackageId, Place};
use rayon::prelude::*;

mod kept;

use crate::Analysis;
use crate::eval::scalar::Scalar;
use crate::eval::{Evaluator, MAX_STEPS, Truth, Why};
pub use kept::Kept;
use kept::{Before, KeptRule, Quiet};

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
        let given = vec![(); analysis.model.rules().len()];
        Self::run(analysis, steps, runs, given, |run, ()| run.bind(0)).0
    }

    /// Runs the rules that `runs` asks for, but for what kept them in an earlier model and is what it was. Gives what keeps
    /// them now.
    pub fn again(
        analysis: &Analysis<'m>,
        runs: impl Fn(Rule<'m>) -> bool,
        earlier: Option<Kept>,
    ) -> (Self, Kept) {
        let mut before = earlier.map_or_else(Vec::new, |kept| kept.before(analysis));
        before.resize_with(analysis.model.rules().len(), || None);
        let (broken, rules) = Self::run(analysis, MAX_STEPS, runs, before, Run::bind_again);
        let rules = rules.into_iter().map(Option::unwrap_or_default).collect();
        (broken, Kept { serial: analysis.model.serial(), day: analysis.context.as_of, rules })
    }

    /// Runs the rules that `runs` asks for by `bind`, which is given what there is in `given` for each. What it gives is
    /// given for each rule.
    fn run<'a, G: Send, T: Send>(
        analysis: &'a Analysis<'m>,
        steps: u64,
        runs: impl Fn(Rule<'m>) -> bool,
        given: Vec<G>,
        bind: impl Fn(&mut Run<'m, 'a>, G) -> T + Sync,
    ) -> (Self, Vec<Option<T>>) {
        let model = analysis.model;
        let rule = |checked: &CheckedRule| Rule::of(model.decl(checked.decl)).filter(|rule| runs(*rule));
        let asked: Vec<_> = model.rules().iter().map(|checked| (rule(checked), checked)).zip(given).collect();
        let run = |((rule, checked), given): ((Option<Rule<'m>>, &'m CheckedRule), G)| {
            let evaluator = Evaluator::new(model, &checked.code, Some(analysis), steps);
            let mut run = Run { rule: rule?, checked, evaluator, breaches: Vec::new(), more: 0 };
            let result = checked.sound.then(|| bind(&mut run, given));
            Some((run, result))
        };
        let ran: Vec<Option<(Run<'m, 'a>, Option<T>)>> = asked.into_par_iter().map(run).collect();
        let mut broken = Broken::default();
        let mut results = Vec::with_capacity(ran.len());
        for ran in ran {
            let Some((run, result)) = ran else {
                results.push(None);
                continue;
            };
            results.push(result);
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
        (broken, results)
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
            self.bind_to(index, value);
            if self.evaluator.too_costly() {
                return;
            }
        }
    }

    /// Binds what the rule looks at, the `index`th to `value`.
    fn bind_to(&mut self, index: usize, value: Scalar<'m>) {
        self.evaluator.bound.truncate(index);
        self.evaluator.bound.push(value);
        let meant = self.checked.each[index].filter.is_none_or(|f| self.evaluator.truth(f) == Truth::Yes);
        if meant && !self.evaluator.too_costly() {
            self.bind(index + 1);
        }
    }

    /// Binds what the rule looks at, but for what kept the rule before and is what it was. Gives what keeps it now.
    fn bind_again(&mut self, mut before: Option<Before<'m>>) -> KeptRule {
        let mut kept = KeptRule::default();
        let Some(binding) = self.checked.each.first() else { return kept };
        for value in self.evaluator.found(binding.set).values {
            let decl = match &value {
                Scalar::Decl(decl) => Some(*decl),
                _ => None,
            };
            let quiet = before.as_mut().zip(decl).and_then(|(b, decl)| b.quiet(decl, &mut self.evaluator));
            match quiet {
                Some(quiet) => {
                    self.evaluator.spend(quiet.steps);
                    kept.quiet.push(quiet);
                }
                None => {
                    kept.judged += 1;
                    kept.quiet.extend(self.bind_recorded(value, decl));
                }
            }
            if self.evaluator.too_costly() {
                return KeptRule::default();
            }
        }
        kept
    }

    /// Binds the outermost of what the rule looks at, and takes note of what was read. Gives that if nothing is wrong.
    fn bind_recorded(&mut self, value: Scalar<'m>, decl: Option<Decl<'m>>) -> Option<Quiet> {
        let (left, broken) = (self.evaluator.left(), self.breaches.len() + self.more);
        self.evaluator.note_asked();
        let ((), reads) = reads::record(|| self.bind_to(0, value));
        let asked = self.evaluator.take_asked();
        let is_quiet = self.breaches.len() + self.more == broken && !reads.all;
        let steps = left - self.evaluator.left();
        is_quiet.then_some(Quiet {
            decl: decl?.id,
            steps,
            decls: reads.decls.into(),
            kinds: reads.kinds.into(),
            asked,
        })
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
