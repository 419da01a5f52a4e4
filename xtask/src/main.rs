//! `cargo xtask prelude [--check]`

use std::path::Path;
use std::process::ExitCode;

use xtask::prelude;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let result = match args[..] {
        ["prelude"] => write_prelude(),
        ["prelude", "--check"] => check_prelude(),
        _ => Err("usage: cargo xtask prelude [--check]".into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn write_prelude() -> Result<(), String> {
    let (source, target) = (
        prelude::root().join(prelude::SOURCE),
        prelude::root().join(prelude::TARGET),
    );
    let text = prelude::generate(&read(&source)?);
    std::fs::write(&target, text).map_err(|e| format!("{}: {e}", target.display()))
}

fn check_prelude() -> Result<(), String> {
    let text = prelude::generate(&read(&prelude::root().join(prelude::SOURCE))?);
    if prelude::same(&text, &read(&prelude::root().join(prelude::TARGET))?) {
        return Ok(());
    }
    Err(format!(
        "{} does not follow {}: run `cargo xtask prelude`",
        prelude::TARGET,
        prelude::SOURCE
    ))
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}
