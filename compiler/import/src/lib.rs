//! What others wrote, turned into Annexa source, with a report of every cell; and the package to begin with.
//!
//! [`import_soa`] reads a Statement of Applicability from CSV bytes and gives an [`SoaImport`]: the files of a package,
//! and a [`Report`] of what each column was taken for and of everything that was odd, changed, left out or not
//! understood, by line and column. Nothing here touches the file system: the caller reads and writes; [`again`] keeps what
//! people wrote into a file that is made anew.
//!
//! INVARIANT: every cell of the input is written into the package, checked against the catalog, or listed in the
//! report. Nothing is shifted, dropped or guessed silently.
//!
//! [`starter`] makes a package of answers to questions, for those who have nothing yet.
//!
//! Start reading in [`soa`]. [`catalog`] is what an importer must know of a standard; [`report`] is the report and its
//! renderings; [`source`] writes names and texts as Annexa source.

pub mod again;
mod broken;
pub mod catalog;
mod dates;
pub mod framework;
mod hidden;
mod merged;
pub mod policy;
pub mod register;
pub mod report;
mod sheets;
pub mod soa;
pub mod source;
pub mod starter;
mod words;

pub use catalog::CatalogIndex;
pub use report::{ColumnRole, ColumnUse, Counts, How, Remark, RemarkKind, Report, TakenFor, UnusedCell};
pub use soa::{SoaImport, import_soa, migrate_soa};
