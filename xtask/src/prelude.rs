//! From `stdlib/prelude.isms` to `compiler/core/src/prelude.rs`: constant ids, enums and typed views.
//!
//! [`read`] makes the small [`schema`] of the prelude from its tree, [`rust`] writes it as Rust.

mod names;
mod read;
mod rust;
mod schema;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The prelude, from the root of the repository.
pub const SOURCE: &str = "stdlib/prelude.isms";
/// What is generated from it.
pub const TARGET: &str = "compiler/core/src/prelude.rs";

/// The root of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// The Rust of the prelude whose source is `text`, formatted if there is a `rustfmt`.
///
/// # Panics
/// If `text` is no prelude: where it does not parse, or names what it does not declare.
pub fn generate(text: &str) -> String {
    match read::prelude(text).and_then(|prelude| rust::write(&prelude)) {
        Ok(code) => format(&code).unwrap_or(code),
        Err(message) => panic!("{SOURCE}: {message}"),
    }
}

/// Whether two files of Rust are the same but for their layout.
pub fn same(a: &str, b: &str) -> bool {
    // A formatter moves white space and adds or drops a comma at the end of a list.
    let plain = |c: &char| !c.is_whitespace() && *c != ',';
    a.chars().filter(plain).eq(b.chars().filter(plain))
}

fn format(code: &str) -> Option<String> {
    // In the root, so that its `rustfmt.toml` is found.
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let mut input = rustfmt.stdin.take()?;
    let code = code.to_string();
    let writer = std::thread::spawn(move || input.write_all(code.as_bytes()));
    let output = rustfmt.wait_with_output().ok()?;
    let _ = writer.join();
    output.status.success().then(|| String::from_utf8(output.stdout).ok()).flatten()
}
