//! `annexa status`: how far everything is.

use annexa_publish::terminal::{Look, status};

use crate::args::{OnDay, Where};
use crate::commands::Exit;
use crate::date;
use crate::failure::Failure;
use crate::session;
use crate::ui::Ui;

/// Show how far everything is: controls by theme, clauses, what is missing
///
/// What is declared stands here, and what is shown by evidence; whether that is enough is for people to judge.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  annexa status
  annexa status isms --as-of 2027-01-01")]
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
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    let as_of = date::as_of(args.day.as_of)?;
    let loaded = session::load(&args.place.path, ui)?;
    let analysis = session::analyse(&loaded.model, &loaded.data, as_of);
    let look = Look { width: ui.width, color: ui.color };
    ui.print(&status(&analysis, date::today()?, look));
    session::warn_of_errors(&analysis, loaded.found, ui);
    Ok(Exit::Clean)
}
