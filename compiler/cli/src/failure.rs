//! Why a command could not do its work: usage, or a package that cannot be read. Ends with 2.

use std::fmt;
use std::io;
use std::path::Path;

use annexa_files::reason;

/// The exit code of a failure.
pub const CODE: u8 = 2;

/// Why a command could not do its work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong, in one sentence: lower case, no full stop.
    pub message: String,
    /// More about it, a line each.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Option<String>,
}

impl Failure {
    /// A failure with its sentence.
    pub fn new(message: impl Into<String>) -> Self {
        Failure { message: message.into(), notes: Vec::new(), help: None }
    }

    /// What could not be done with a file or folder, and what the system says about it.
    pub fn io(doing: &str, path: &Path, error: &io::Error) -> Self {
        let failure = Failure::new(format!("`{}` cannot be {doing}: {}", path.display(), reason(error)));
        match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                failure.help("see who may read and write it")
            }
            io::ErrorKind::StorageFull => failure.help("make room on the disk"),
            _ => failure,
        }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a line about it.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}
