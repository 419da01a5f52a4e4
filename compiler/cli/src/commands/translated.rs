//! `annexa translated`: the record that a translation says what its original says, in the lock.

use std::path::PathBuf;

use annexa_analysis::translation::{self, Refusal};
use annexa_core::model::{Model, View};
use annexa_core::prelude::{Person, Translation};
use annexa_core::time::Date;

use crate::commands::Exit;
use crate::date;
use crate::failure::Failure;
use crate::records;
use crate::session;
use crate::ui::{Style, Ui};

/// Record that a translation says what its original says
///
/// Writes a record into the folder `annexa.lock`, one small file for each translation: which text of the original was
/// translated. From then on `annexa check` tells where the original has changed. Once the translation says so too, record it
/// again.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  annexa translated access-control-pl --by agnieszka
  annexa translated access-control-pl --by agnieszka --on 2026-02-03")]
pub struct Args {
    /// The translation, by its name
    #[arg(value_name = "NAME")]
    name: String,
    /// The package: its folder, or anything in it
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    /// The person who made it or looked at it, by name
    #[arg(long, value_name = "PERSON")]
    by: String,
    /// The day on which it was found to say the same, instead of today
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date::parse)]
    on: Option<Date>,
}

/// Runs `annexa translated`.
///
/// # Errors
/// Where the package cannot be read, or there is nothing to record.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    let on = records::day(args.on)?;
    let loaded = session::load(&args.path, ui)?;
    let model = &loaded.model;
    let translation = find(model, &args.name)?;
    let decl = translation.decl();
    records::sound(&loaded, decl)?;
    let person = records::named::<Person>(model, &args.by)?;
    let path = decl.path();
    let record = translation::record(translation, person, on).map_err(|refusal| match refusal {
        Refusal::Unwritable(why) => records::unwritable(&path, why),
        Refusal::AlreadyDone(on) => Failure::new(format!(
            "it is recorded already, on {on}, that `{path}` says what its original says"
        )),
    })?;
    let file = records::write(&loaded, decl, &record)?;
    let original = translation::original(translation).map_or_else(String::new, |d| d.path());
    let version = record.version.as_ref().map_or_else(String::new, |v| format!(", version {v}"));
    ui.line(&format!(
        "{} {} ({path}) says what {original}{version} says, by {}, on {}",
        ui.paint(Style::Good, "recorded"),
        decl.title(),
        record.name,
        record.on
    ));
    ui.line(&format!("  in        {file}; commit it with the package"));
    Ok(Exit::Clean)
}

/// The translation that is meant. Whoever names the document is told what its translations are called.
fn find<'m>(model: &'m Model, name: &str) -> Result<Translation<'m>, Failure> {
    let document = model.find(name).filter(|d| Translation::of(*d).is_none());
    let of = |t: &Translation<'m>| document.is_some() && translation::original(*t) == document;
    let its: Vec<String> =
        model.all::<Translation>().filter(of).map(|t| format!("`{}`", t.decl().path())).collect();
    records::named(model, name).map_err(|failure| match its.as_slice() {
        [] => failure,
        [one] => failure.help(format!("the translation of `{name}` is {one}")),
        _ => failure.help(format!("the translations of `{name}` are {}", its.join(", "))),
    })
}
