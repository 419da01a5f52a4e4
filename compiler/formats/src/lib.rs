//! Foreign data: what other programs write, read as it is.
//!
//! Each module reads one format and gives a typed result *and* what it found wrong with the bytes; none panics on any
//! bytes, and each has its limits as named constants. Nothing here knows what a policy, a control or a Statement of
//! Applicability is: what a table means is for `annexa-import` and `annexa-analysis` to say.

pub mod csv;
pub mod data;
pub mod docx;
mod ods;
mod oscal;
mod results;
mod sheet;
pub mod tables;
pub mod tree;
mod xml;
