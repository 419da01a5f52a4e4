//! What is wrong: turns the model and the results into problems, one module for each section of the problem index.
//!
//! [`check`] is the way in. It takes the problems that were found up to the model, adds those of the checks, sets aside
//! what the package allows, and gives each the level that the package and the occasion ask for. [`next_steps`] says what
//! to do first, and [`explain`] holds the page about each problem.

mod allow;
mod audit;
pub mod baseline;
mod context;
mod coverage;
mod documents;
mod doubt;
mod evidence;
pub mod explain;
mod identity;
mod language;
mod only;
mod owners;
pub mod problems;
mod risk;
mod rules;
mod steps;
mod words;

use annexa_analysis::{Analysis, Coverage};
use annexa_core::model::{Anchor, DeclId, Model, Phrase, View};
use annexa_core::prelude::field;
use annexa_core::schema::FieldId;
use annexa_core::source::PackageId;
use annexa_core::time::Date;
use annexa_diagnostics::{Problem, Section};
use annexa_syntax::tree::Prep;
use rustc_hash::FxHashSet;

pub use allow::{Aside, MAX_PROBLEMS};
use baseline::Baseline;
use doubt::Doubt;
pub use only::Only;
pub use steps::next_steps;

/// So many other places are shown with a problem.
const MAX_PLACES: usize = 5;

/// The occasion of a check.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'b> {
    /// Whether what is checked is about to be published or shown to an auditor: some warnings become errors.
    pub release: bool,
    /// What is looked at; everything without it.
    pub only: Option<&'b Only>,
    /// The baseline.
    pub baseline: baseline::Use<'b>,
}

impl Options<'_> {
    fn runs(&self, section: Section) -> bool {
        self.only.is_none_or(|only| only.runs(section))
    }
}

/// The problems of a package.
#[derive(Debug, Default)]
pub struct Checked {
    /// What is told, in no order.
    pub problems: Vec<Problem<Anchor>>,
    /// How many errors there are, also those beyond [`MAX_PROBLEMS`].
    pub errors: usize,
    /// What an `allow:` set aside.
    pub set_aside: Vec<Aside>,
    /// What the baseline holds back.
    pub held_back: Vec<Problem<Anchor>>,
    /// The baseline that was made, or what of the given one is still needed; empty without one.
    pub baseline: Baseline,
}

/// What a check leaves to the next one, of the model that is made after an edit, so that it need not look at everything
/// again. It says nothing about a package, and a check with it gives what a check without it does.
#[derive(Debug, Default)]
pub struct Earlier {
    rules: Option<annexa_analysis::rules::Kept>,
}

/// Checks a package. `found` are the problems that making the model found.
pub fn check(analysis: &Analysis<'_>, found: Vec<Problem<Anchor>>, options: Options<'_>) -> Checked {
    run(analysis, found, options, None)
}

/// The same, sooner, where `earlier` comes from the check of the model before this one. What it leaves to the next check
/// is put there.
pub fn check_again(
    analysis: &Analysis<'_>,
    found: Vec<Problem<Anchor>>,
    options: Options<'_>,
    earlier: &mut Earlier,
) -> Checked {
    run(analysis, found, options, Some(earlier))
}

fn run(
    analysis: &Analysis<'_>,
    found: Vec<Problem<Anchor>>,
    options: Options<'_>,
    earlier: Option<&mut Earlier>,
) -> Checked {
    let doubt = Doubt::new(analysis.model, &found);
    let cx = || Cx {
        analysis,
        model: analysis.model,
        day: analysis.context.as_of,
        doubt: &doubt,
        out: Vec::new(),
        told: FxHashSet::default(),
    };
    let some = || {
        let mut cx = cx();
        if options.runs(Section::Language) {
            language::check(&mut cx);
        }
        if options.runs(Section::Risk) {
            risk::check(&mut cx);
        }
        rules::check(&mut cx, |rule| options.runs(rules::section(rule)), earlier);
        cx.out
    };
    let others = || {
        let mut cx = cx();
        if options.runs(Section::Coverage) {
            coverage::check(&mut cx);
        }
        if options.runs(Section::Context) {
            context::check(&mut cx);
        }
        if options.runs(Section::Documents) {
            documents::check(&mut cx, &found);
        }
        if options.runs(Section::Evidence) {
            evidence::check(&mut cx);
        }
        if options.runs(Section::Audit) {
            audit::check(&mut cx);
        }
        cx.out
    };
    let (mut some, mut others) = rayon::join(some, others);
    let mut all = found;
    all.append(&mut some);
    all.append(&mut others);
    allow::settle(analysis, all, options)
}

/// What every check has at hand.
struct Cx<'a, 'm> {
    analysis: &'a Analysis<'m>,
    model: &'m Model,
    day: Date,
    doubt: &'a Doubt,
    out: Vec<Problem<Anchor>>,
    /// Suppliers of which a problem of coverage has said already that what they do does not count.
    told: FxHashSet<DeclId>,
}

impl<'a, 'm> Cx<'a, 'm> {
    /// The coverage of each statement of applicability that the package itself declares.
    fn own_coverages(&self) -> impl Iterator<Item = &'a Coverage<'m>> + use<'a, 'm> {
        let own = |c: &&Coverage<'m>| c.soa.decl().package() == PackageId::MAIN;
        self.analysis.coverages.iter().filter(own)
    }

    /// Whether a decision of one of `fields` may stand where the compiler could not read it.
    fn decisions_hidden(&self, coverage: &Coverage<'m>, fields: &[FieldId]) -> bool {
        coverage.layers.iter().map(|l| l.decl()).any(|d| {
            fields.iter().flat_map(|f| d.phrases(*f)).any(|p| self.doubt.hides(p))
                || self.doubt.vague_in(d)
                || d.head(Prep::Extends).any(|v| !v.is_known())
        })
    }

    /// Whether what a statement implements could not be read as `is_hidden` has it.
    fn work_hidden(&self, is_hidden: impl Fn(Phrase<'m>) -> bool) -> bool {
        if self.doubt.is_clear() {
            return false;
        }
        let fields = [field::IMPLEMENTS_IMPLEMENTS, field::IMPLEMENTS_CONTRIBUTES_TO];
        let workers = &self.analysis.work.workers;
        workers.iter().any(|w| fields.iter().flat_map(|f| w.item.decl().phrases(*f)).any(&is_hidden))
            || self.doubt.vague_elsewhere()
    }
}
