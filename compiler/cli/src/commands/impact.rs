//! `annexa impact`: what rests on a declaration.

use annexa_publish::impact::Impact;
use annexa_publish::terminal::Look;

use crate::args::{OnDay, TextOrJson, Where};
use crate::commands::Exit;
use crate::date;
use crate::failure::Failure;
use crate::records;
use crate::session;
use crate::ui::Ui;

/// Say what rests on a declaration
///
/// Shows everything that refers to it, in fields and in texts, and what is reached through that, step by step; and which
/// approved documents and accepted risks a change of what it says would un-approve. Look before you rename, retire or
/// rewrite something.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  annexa impact ciso
  annexa impact access-control.mfa
  annexa impact A.8.13 isms --format json")]
pub struct Args {
    /// The declaration, the `let` or the control, by its name
    #[arg(value_name = "NAME")]
    name: String,
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
/// Where the package cannot be read, or nothing has the name.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    let as_of = date::as_of(args.day.as_of)?;
    let loaded = session::load(&args.place.path, ui)?;
    let analysis = session::analyse(&loaded.model, &loaded.data, as_of);
    let impact = match records::own_let(&loaded.model, &args.name) {
        Some(id) => Impact::of_let(&analysis, id),
        None => Impact::new(&analysis, records::any(&loaded.model, &args.name)?),
    };
    ui.print(&match args.format {
        TextOrJson::Text => impact.table(Look { width: ui.width, color: ui.color }),
        TextOrJson::Json => impact.json(),
    });
    session::warn_of_errors(&analysis, loaded.found, ui);
    Ok(Exit::Clean)
}
