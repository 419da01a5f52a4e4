//! Which problem it is: the same from run to run, however the text around it moves.
//!
//! Programs that compare two runs (a dashboard, a merge request, a baseline) have to know whether a problem is the one
//! of last time. Lines and words are no help: an edit above moves every line, and messages are bettered. So a problem is
//! known by its name, by the declaration and field that it stands in, by what is written there, and by the control that
//! it is about.

use sha2::{Digest, Sha256};

use crate::Problem;

/// What a problem is known by beside its name and the control that it is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Identity {
    /// The declaration and the field that it stands in: `policy access-control/statement mfa/status`. For what stands in
    /// no declaration, the file.
    pub anchor: String,
    /// Which of the values or entries of the field, as it is written: `A.7.*`. Empty where it is the only one.
    pub what: String,
    /// Which of those that are alike in all else, from 1, in the order of the text.
    pub nth: u32,
}

impl Identity {
    /// Whether the check has said which problem it is.
    pub fn is_known(&self) -> bool {
        self.nth > 0
    }
}

impl<P> Problem<P> {
    /// The one control or declaration that it is about; empty where there is none, or where there are several, of which
    /// some may be mended while the problem stays the same.
    pub fn sole(&self) -> &str {
        match self.about.as_slice() {
            [only] => only,
            _ => "",
        }
    }

    /// 32 hexadecimal digits that are the same for the same problem in every run, whatever moved.
    pub fn fingerprint(&self) -> String {
        let Identity { anchor, what, nth } = &self.identity;
        let mut digest = Sha256::new();
        for part in [&*self.name, anchor, what, self.sole(), &nth.to_string()] {
            digest.update(part.as_bytes());
            digest.update([0]);
        }
        digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}
