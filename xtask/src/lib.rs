//! Work on the repository itself: what is generated from other files and committed.

pub mod prelude;
pub mod reference;

/// A file that is generated and committed.
pub struct Generated {
    /// The word on the command line.
    pub command: &'static str,
    /// What it is made from, from the root of the repository.
    pub source: &'static str,
    /// The file itself.
    pub target: &'static str,
    /// Makes it from the text of the source.
    pub generate: fn(&str) -> String,
    /// Whether two texts of it say the same.
    pub same: fn(&str, &str) -> bool,
}

/// All of them.
pub const GENERATED: &[Generated] = &[
    Generated {
        command: "prelude",
        source: prelude::SOURCE,
        target: prelude::TARGET,
        generate: prelude::generate,
        same: prelude::same,
    },
    Generated {
        command: "reference",
        source: prelude::SOURCE,
        target: reference::TARGET,
        generate: reference::generate,
        same: |a, b| a == b,
    },
];

impl Generated {
    /// Writes the file.
    ///
    /// # Errors
    /// If the source cannot be read or the file not written.
    pub fn write(&self) -> Result<(), String> {
        let target = prelude::root().join(self.target);
        std::fs::write(&target, (self.generate)(&read(self.source)?))
            .map_err(|e| format!("{}: {e}", self.target))
    }

    /// Whether the committed file follows its source.
    ///
    /// # Errors
    /// If it does not, or a file cannot be read.
    pub fn check(&self) -> Result<(), String> {
        if (self.same)(&(self.generate)(&read(self.source)?), &read(self.target)?) {
            return Ok(());
        }
        Err(format!("{} does not follow {}: run `cargo xtask {}`", self.target, self.source, self.command))
    }
}

fn read(path: &str) -> Result<String, String> {
    std::fs::read_to_string(prelude::root().join(path)).map_err(|e| format!("{path}: {e}"))
}
