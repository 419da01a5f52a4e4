//! Work on the repository itself: `cargo xtask prelude` writes what Rust knows of the prelude.

pub mod prelude;
