//! placeholder

use crate::args::{OnDay, Where};
use crate::commands::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

/// placeholder
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    day: OnDay,
}

/// Runs the command.
///
/// # Errors
/// Where the package cannot be read.
pub fn run(_args: &Args, _ui: &mut Ui) -> Result<Exit, Failure> {
    Ok(Exit::Clean)
}
