//! `annexa lsp`: the language server, for editors.

use crate::args::OnDay;
use crate::commands::Exit;
use crate::failure::Failure;

/// Run the language server, for editors
///
/// Speaks the language server protocol on standard input and output. Editors start it; `editors/` has their settings.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    day: OnDay,
    /// Many editors say how they speak; there is only one way
    #[arg(long, hide = true)]
    stdio: bool,
}

/// Runs the server until the editor ends it.
///
/// # Errors
/// Where it cannot start.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    let orderly = annexa_lsp::run(annexa_lsp::Options { as_of: args.day.as_of })
        .map_err(|error| Failure::new(format!("the language server cannot start: {error}")))?;
    Ok(Exit::by_errors(!orderly))
}
