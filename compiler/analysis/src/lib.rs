//! What follows from the model at a date: which subjects a scope holds, how far statements are, how controls are covered.
//!
//! [`Analysis::new`] is the way in. Results are data with anchors into the model; nothing here makes problems or knows a
//! document. What is wrong is kept as data (a conflict, a lapse) for the checks to word.

pub mod approval;
pub mod assurance;
pub mod audit;
pub mod backward;
pub mod calendar;
pub mod certification;
pub mod checklist;
pub mod coverage;
pub mod data;
pub mod derived;
pub mod digest;
pub mod document;
pub mod eval;
pub mod exception;
pub mod forecast;
pub mod handover;
pub mod measure;
pub mod people;
pub mod prose;
pub mod query;
pub mod required;
pub mod risk;
pub mod rules;
pub mod scope;
pub mod status;
pub mod translation;
pub mod what_if;
pub mod why;

use annexa_core::Model;
use annexa_core::model::Decl;
use annexa_core::prelude::{Scope, Soa};
use annexa_core::time::Date;
use annexa_formats::data::DataFiles;

pub use coverage::{Coverage, Row};

/// What an analysis depends on beside the model.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// The day about which it speaks; there is no clock.
    pub as_of: Date,
}

/// The results for a package.
pub struct Analysis<'m> {
    /// The model.
    pub model: &'m Model,
    /// The day.
    pub context: Context,
    /// What the data files show.
    pub data: data::Data<'m>,
    /// Which subjects and declarations belong to which scope.
    pub scopes: scope::Scopes<'m>,
    /// The statements, procedures and others that implement something, with how far they are.
    pub work: coverage::Work<'m>,
    /// One for each statement of applicability, in the order of the model.
    pub coverages: Vec<Coverage<'m>>,
    /// How the risks of the package stand.
    pub risks: risk::Risks<'m>,
    /// Which documents are approved, and which risks are accepted.
    pub approvals: approval::Approvals<'m>,
}

impl<'m> Analysis<'m> {
    /// Works everything out, without looking at data files: what rests on their rows is unknown.
    pub fn new(model: &'m Model, context: Context) -> Self {
        Self::with(model, context, None)
    }

    /// Works everything out. `files` are those that [`data::paths`] names; of `None`, what rests on rows is unknown.
    pub fn with(model: &'m Model, context: Context, files: Option<&DataFiles>) -> Self {
        let data = data::Data::new(model, context.as_of, files);
        let scopes = scope::Scopes::new(model);
        let work = coverage::Work::new(model, context, &scopes);
        let mut coverages: Vec<Coverage<'m>> =
            model.all::<Soa>().map(|soa| Coverage::new(soa, context, &scopes, &work, &data)).collect();
        Coverage::note_nearer(&mut coverages);
        let risks = risk::Risks::new(model, context, &scopes, &work, &coverages);
        let approvals = approval::Approvals::new(model, context, &coverages, &risks);
        Analysis { model, context, data, scopes, work, coverages, risks, approvals }
    }

    /// The row of `control` that is the last word on it in `scope`, with the coverage that it stands in.
    pub fn row_of(&self, scope: Scope<'m>, control: Decl<'m>) -> Option<(&Coverage<'m>, &Row<'m>)> {
        let of_scope = self.coverages.iter().filter(|c| c.scope == Some(scope));
        let mut rows = of_scope.filter_map(|c| Some((c, c.row(control)?)));
        rows.find(|(coverage, _)| coverage.has_last_word(control))
    }
}
