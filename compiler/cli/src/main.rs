//! The program `annexa`.

use std::process::ExitCode;

fn main() -> ExitCode {
    annexa_cli::main()
}
