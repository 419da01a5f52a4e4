//! `annexa status`: how far everything is.

use annexa_publish::status::Status;
use annexa_publish::terminal::{Look, status};

use crate::args::{OnDay, TextOrJson, Where};
use crate::commands::Exit;
use crate::date;
use crate::failure::Failure;
use crate::session;
use crate::ui::Ui;

/// Show how far everything is: controls by theme, clauses, treatment plan, measures
///
/// What is declared stands here, and what is shown by evidence; whether that is enough is for people to judge.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  annexa status
  annexa status isms --as-of 2027-01-01
  annexa status --format json            the numbers, the treatment plan, measures and objectives")]
pub struct Args {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    day: OnDay,
    /// How it is printed: text or json
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = TextOrJson::Text)]
    #[arg(hide_possible_values = true)]
    format: TextOrJson,
}

/// Runs the command.
///
/// # Errors
/// Where the package cannot be read.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    let as_of = date::as_of(args.day.as_of)?;
    let loaded = session::load(&args.place.path, ui)?;
    let analysis = session::analyse(&loaded.model, &loaded.data, as_of);
    ui.print(&match args.format {
        TextOrJson::Text => status(&analysis, date::today()?, Look { width: ui.width, color: ui.color }),
        TextOrJson::Json => Status::new(&analysis).json(),
    });
    session::warn_of_errors(&analysis, loaded.found, ui);
    Ok(Exit::Clean)
}
