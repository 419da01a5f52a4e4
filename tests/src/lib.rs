//! What the tests of the whole share: packages in memory, the specification's harness, the slow references.

pub mod coverage;
pub mod fuzz;
pub mod lock;
pub mod package;
pub mod reference;
pub mod spec;
