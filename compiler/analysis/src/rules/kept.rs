//! What keeps the rules, so that after an edit only that is judged anew which the edit reaches.
//!
//! Of everything that a rule looked at and found in order, it is known what of the model was read for it
//! ([`annexa_core::reads`]) and what fields that are worked out were found to be. As long as all of that is the same, it is
//! in order still. Breaches are judged anew each time: there are few, and their words may show anything.

use std::vec::IntoIter;

use annexa_core::earlier::Since;
use annexa_core::model::{Decl, DeclId, Model};
use annexa_core::schema::KindId;
use annexa_core::time::Date;
use smallvec::SmallVec;

use crate::Analysis;
use crate::eval::{Asked, Evaluator};

/// What keeps the rules of a model on a day.
#[derive(Debug)]
pub struct Kept {
    /// The model's [`Model::serial`].
    pub(super) serial: u64,
    pub(super) day: Date,
    /// By rule, in the order of the model.
    pub(super) rules: Vec<KeptRule>,
}

/// What keeps a rule: what it looked at and found in order, in the order of looking.
#[derive(Debug, Default)]
pub(super) struct KeptRule {
    pub quiet: Vec<Quiet>,
    /// How often something was judged, rather than taken over.
    pub judged: usize,
}

/// Something that a rule looked at, and found in order.
#[derive(Debug)]
pub(super) struct Quiet {
    /// The outermost that was bound.
    pub decl: DeclId,
    /// The steps that it took.
    pub steps: u64,
    /// The declarations whose content was read.
    pub decls: SmallVec<[DeclId; 4]>,
    /// The kinds whose declarations were listed.
    pub kinds: SmallVec<[KindId; 2]>,
    /// The fields that are worked out.
    pub asked: SmallVec<[Asked; 1]>,
}

impl Kept {
    /// How often a rule judged something, rather than that it was taken over from an earlier model.
    pub fn judged(&self) -> usize {
        self.rules.iter().map(|rule| rule.judged).sum()
    }

    /// What is known for each rule of the model that is looked at now; nothing where it is not made after the one that this
    /// speaks of, or speaks about another day.
    pub(super) fn before<'m>(self, analysis: &Analysis<'m>) -> Vec<Option<Before<'m>>> {
        let model: &'m Model = analysis.model;
        let since = model.since().filter(|s| s.earlier == self.serial && self.day == analysis.context.as_of);
        let Some(since) = since else { return Vec::new() };
        let mut before: Vec<Option<Before<'m>>> = Vec::new();
        before.resize_with(model.rules().len(), || None);
        for (kept, now) in self.rules.into_iter().zip(&since.rules) {
            if let Some(index) = *now {
                before[index as usize] =
                    Some(Before { model, since, quiet: kept.quiet.into_iter(), next: None });
            }
        }
        before
    }
}

/// What kept a rule before an edit.
pub(super) struct Before<'m> {
    model: &'m Model,
    since: &'m Since,
    quiet: IntoIter<Quiet>,
    /// What is looked at next, with its present id.
    next: Option<(DeclId, Quiet)>,
}

impl<'m> Before<'m> {
    /// What keeps the rule from being broken by `decl`, if all of it is what it was. To be asked in the order of
    /// declarations.
    pub fn quiet(&mut self, decl: Decl<'m>, evaluator: &mut Evaluator<'m, '_>) -> Option<Quiet> {
        loop {
            if self.next.is_none() {
                let quiet = self.quiet.next()?;
                self.next = self.now(quiet.decl).map(|now| (now, quiet));
                continue;
            }
            let (now, quiet) = self.next.take()?;
            if now == decl.id {
                return self.still(now, quiet, evaluator);
            }
            if now > decl.id {
                self.next = Some((now, quiet));
                return None;
            }
        }
    }

    fn now(&self, id: DeclId) -> Option<DeclId> {
        self.since.decls.get(id.0 as usize).copied().flatten()
    }

    /// The same with present ids, if it holds.
    fn still(&self, now: DeclId, mut quiet: Quiet, evaluator: &mut Evaluator<'m, '_>) -> Option<Quiet> {
        quiet.decl = now;
        for id in &mut quiet.decls {
            *id = self.since.same.get(id.0 as usize).copied().flatten()?;
        }
        if quiet.kinds.iter().any(|kind| self.since.kinds.get(kind.0 as usize) != Some(&false)) {
            return None;
        }
        for asked in &mut quiet.asked {
            asked.decl = self.now(asked.decl)?;
            let print = evaluator.print(self.model.decl(asked.decl), asked.field, asked.part);
            if print != asked.print {
                return None;
            }
        }
        Some(quiet)
    }
}
