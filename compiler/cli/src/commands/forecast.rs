//! `annexa forecast`: what will end, grow old or fall due, and what that does.

use annexa_core::time::Date;
use annexa_publish::forecast::forecast;
use annexa_publish::terminal::Look;
use clap::ValueEnum;

use crate::args::{OnDay, Where};
use crate::commands::Exit;
use crate::date;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::session;
use crate::ui::Ui;

/// List what will end, grow old or fall due, by day
///
/// Agreements, certificates, holders, allowances, exceptions, statuses, evidence and assessments, plans and deadlines,
/// audits, reviews and certification. Below each day stands what it does: the controls whose word changes, the problems that
/// are told from that day on (+), and those that are told no more (-). A thing that holds until a day changes on the day after
/// it. Nothing is assumed to be done in the meantime.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  annexa forecast --until 2027-12-31
  annexa forecast isms --as-of 2027-01-01 --until 2027-06-30
  annexa forecast --until 2027-12-31 --format csv > calendar.csv")]
pub struct Args {
    #[command(flatten)]
    place: Where,
    /// The last day to look at
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date::parse)]
    until: Date,
    #[command(flatten)]
    day: OnDay,
    /// How it is printed: table, csv or json
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Table)]
    #[arg(hide_possible_values = true)]
    format: Format,
}

/// How a forecast is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for people
    Table,
    /// Comma-separated values
    Csv,
    /// One object
    Json,
}

/// Runs the command.
///
/// # Errors
/// Where the package cannot be read, or the last day comes before the first.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    let as_of = date::as_of(args.day.as_of)?;
    if args.until <= as_of.date {
        return Err(Failure::new(format!("{} is not after {}", args.until, as_of.date))
            .help("say a later day with `--until`, or an earlier one to begin from with `--as-of`"));
    }
    let loaded = session::load(&args.place.path, ui)?;
    let progress = Progress::start("looking ahead", loaded.package.bytes());
    let ahead = forecast(&loaded.model, Some(&loaded.data), &loaded.found, (as_of.date, args.until));
    progress.end();
    ui.print(&match args.format {
        Format::Table => ahead.table(Look { width: ui.width, color: ui.color }),
        Format::Csv => ahead.csv(),
        Format::Json => ahead.json(),
    });
    session::warn_of_errors(&session::analyse(&loaded.model, &loaded.data, as_of), loaded.found, ui);
    Ok(Exit::Clean)
}
