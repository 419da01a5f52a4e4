//! The answer to a query: declarations with their columns, or values.

use annexa_core::condition::query::{Asks, CheckedQuery};
use annexa_core::model::Decl;

use crate::Analysis;
use crate::eval::scalar::Scalar;
use crate::eval::{Evaluator, Found, Values};

/// How many steps a query may take, its columns among them.
pub const MAX_STEPS: u64 = 20_000_000;
/// So many rows are given; the others are counted.
pub const MAX_ROWS: usize = 100_000;

/// What a package answers.
#[derive(Debug)]
pub enum Answer<'m> {
    /// Declarations.
    Rows {
        /// The names of the columns behind name and title.
        columns: Vec<Heading>,
        /// The rows, in model order.
        rows: Vec<Row<'m>>,
        /// How many more there are.
        more: usize,
        /// Whether there may be others: something in the package is unknown, since a problem has been told about it.
        unknown: bool,
    },
    /// Values; none where what is asked for is absent.
    Values {
        /// They.
        values: Values<'m>,
        /// Whether there may be others.
        unknown: bool,
    },
    /// It takes more steps than the limit.
    TooCostly,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// As it is written.
    pub name: String,
    /// Whether there may be several values in a cell.
    pub many: bool,
}

/// A row.
#[derive(Debug)]
pub struct Row<'m> {
    /// What it is about.
    pub decl: Decl<'m>,
    /// A cell for each column.
    pub cells: Vec<Values<'m>>,
}

impl<'m> Answer<'m> {
    /// Answers `query`; `None` where it could not be understood.
    pub fn new(analysis: &Analysis<'m>, query: &'m CheckedQuery) -> Option<Self> {
        Self::within(analysis, query, MAX_STEPS)
    }

    /// Answers `query` in at most `steps` steps.
    pub fn within(analysis: &Analysis<'m>, query: &'m CheckedQuery, steps: u64) -> Option<Self> {
        let mut evaluator = Evaluator::new(analysis.model, &query.code, Some(analysis), steps);
        let answer = match query.asks.as_ref()? {
            Asks::Values(node) => {
                let Found { values, unknown } = evaluator.found(*node);
                Answer::Values { values, unknown }
            }
            Asks::Declarations { set, slot, columns } => {
                let Found { values, unknown } = evaluator.found(*set);
                let mut rows = Vec::new();
                let mut more = 0;
                for value in values {
                    let Scalar::Decl(decl) = value else { continue };
                    if rows.len() == MAX_ROWS {
                        more += 1;
                        continue;
                    }
                    evaluator.bound.truncate(slot.0 as usize);
                    evaluator.bound.push(Scalar::Decl(decl));
                    let cells = columns.iter().map(|c| evaluator.found(c.node).values).collect();
                    rows.push(Row { decl, cells });
                    if evaluator.too_costly() {
                        break;
                    }
                }
                rows.sort_by_key(|row| row.decl.id);
                let columns =
                    columns.iter().map(|c| Heading { name: c.name.clone(), many: c.many }).collect();
                Answer::Rows { columns, rows, more, unknown }
            }
        };
        Some(match evaluator.too_costly() {
            true => Answer::TooCostly,
            false => answer,
        })
    }
}
