//! `cargo xtask prelude`, `cargo xtask reference`: writes what is generated; with `--check`, says whether it is current.

use std::process::ExitCode;

use xtask::GENERATED;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (command, check) = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [command] => (command.to_string(), false),
        [command, "--check"] => (command.to_string(), true),
        _ => (String::new(), false),
    };
    let Some(generated) = GENERATED.iter().find(|g| g.command == command) else {
        let commands: Vec<&str> = GENERATED.iter().map(|g| g.command).collect();
        eprintln!("usage: cargo xtask {} [--check]", commands.join("|"));
        return ExitCode::FAILURE;
    };
    match if check { generated.check() } else { generated.write() } {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
