//! The language server of Annexa: problems, hover, suggestions, jumps, changes and views while you type.
//!
//! [`run`] is the way in. [`workspace`] owns the open documents and applies edits in the order of the wire; a [`Snapshot`]
//! is a package as it was at one moment, and never changes; [`features`] are pure functions over a snapshot, in bytes.
//! [`transport`] is the one module that knows the protocol: tower-lsp, JSON, lines and UTF-16. `annexa-files` reads packages.
//!
//! What is wrong with a package is said by `core`, `analysis` and `checks`, here as in `annexa check`.

mod analyst;
pub mod features;
pub mod snapshot;
pub mod standing;
pub mod transport;
pub mod workspace;

pub use snapshot::Snapshot;
pub use transport::{Options, run, serve};
pub use workspace::Workspace;
