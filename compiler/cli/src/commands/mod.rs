//! The commands, one file each: its arguments, and what it does with them.

pub mod approve;
pub mod build;
pub mod catalog;
pub mod certify;
pub mod check;
pub mod completions;
pub mod explain;
pub mod fix;
pub mod fmt;
pub mod forecast;
pub mod handover;
pub mod impact;
pub mod import;
pub mod lsp;
pub mod new;
pub mod query;
pub mod serve;
pub mod soa;
pub mod status;
pub mod translated;
pub mod what_if;
pub mod why;

use std::process::ExitCode;

use crate::{failure, fault};

/// How a command ended that could do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Without a problem of level error.
    Clean,
    /// With one, or with something to be done where a command was asked whether there is.
    Errors,
    /// The package cannot be read; where and why has been told.
    Unreadable,
    /// Something of the program itself is at fault; it has been told.
    Fault,
}

impl Exit {
    /// By whether there is a problem of level error.
    pub const fn by_errors(any: bool) -> Self {
        if any { Exit::Errors } else { Exit::Clean }
    }

    /// The code of the process.
    pub fn code(self) -> ExitCode {
        match self {
            Exit::Clean => ExitCode::SUCCESS,
            Exit::Errors => ExitCode::FAILURE,
            Exit::Unreadable => ExitCode::from(failure::CODE),
            Exit::Fault => ExitCode::from(fault::CODE),
        }
    }
}
