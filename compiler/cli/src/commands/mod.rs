//! The commands, one file each: its arguments, and what it does with them.

pub mod approve;
pub mod build;
pub mod catalog;
pub mod check;
pub mod completions;
pub mod explain;
pub mod fix;
pub mod import;
pub mod lsp;
pub mod new;
pub mod query;
pub mod soa;
pub mod status;
pub mod why;

use std::process::ExitCode;

/// How a command ended that could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Without a problem of level error.
    Clean,
    /// With one.
    Errors,
}

impl Exit {
    /// By whether there is a problem of level error.
    pub const fn by_errors(any: bool) -> Self {
        if any { Exit::Errors } else { Exit::Clean }
    }

    /// The code of the process: 0 or 1.
    pub fn code(self) -> ExitCode {
        match self {
            Exit::Clean => ExitCode::SUCCESS,
            Exit::Errors => ExitCode::FAILURE,
        }
    }
}
