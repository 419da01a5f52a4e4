//! `annexa soa`: the Statement of Applicability on the terminal.

use annexa_core::model::View;
use annexa_publish::terminal::{Look, soa_table};

use crate::args::{OnDay, Where};
use crate::commands::Exit;
use crate::date;
use crate::failure::Failure;
use crate::session;
use crate::ui::{Style, Ui};

/// Show the Statement of Applicability
///
/// One line a control: whether it applies, for which reasons, how far it is, and when what is missing is due.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  annexa soa
  annexa soa isms --as-of 2027-01-01
  annexa soa | less -R")]
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
    if analysis.coverages.is_empty() {
        ui.line("The package has no statement of applicability yet.");
    }
    for (i, coverage) in analysis.coverages.iter().enumerate() {
        if i > 0 {
            ui.line("");
        }
        let decl = coverage.soa.decl();
        ui.line(&format!("{} ({}), on {}", ui.paint(Style::Bold, &decl.title()), decl.path(), as_of.date));
        ui.print(&soa_table(coverage, look));
    }
    session::warn_of_errors(&analysis, loaded.found, ui);
    Ok(Exit::Clean)
}
