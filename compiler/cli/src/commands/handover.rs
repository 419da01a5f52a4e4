//! `annexa handover`: what a person holds goes over to somebody else.

use annexa_analysis::data::Data;
use annexa_analysis::handover::{ByFile, Change, Handover, Successor};
use annexa_core::model::{Model, View};
use annexa_core::prelude::{Person, Role};
use annexa_core::time::Date;
use annexa_diagnostics::apply::{apply, diff};
use annexa_diagnostics::{Fix, Safety};

use crate::args::Where;
use crate::commands::Exit;
use crate::date;
use crate::failure::Failure;
use crate::package;
use crate::records;
use crate::session;
use crate::ui::{Ui, count, show_diff};

/// Hand over what a person holds
///
/// Every role that the person holds gets a last day, and is held by the other person from the next day on. Where a role is
/// named instead, what the person's roles own and approve is given to it. What else names the person – deputies, audits to
/// come – is listed, for people to decide.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  annexa handover emil --to ines --dry-run          show what would change, and write nothing
  annexa handover emil --to ines --on 2026-12-31    the last day of emil
  annexa handover emil --to head-of-platform        give what his roles own to another role")]
pub struct Args {
    /// The person who hands over, by name
    #[arg(value_name = "PERSON")]
    person: String,
    #[command(flatten)]
    place: Where,
    /// The person, or the role, that takes over, by name
    #[arg(long, value_name = "PERSON|ROLE")]
    to: String,
    /// The last day of the person, instead of today
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date::parse)]
    on: Option<Date>,
    /// Show what would change, as a unified diff, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Runs the command.
///
/// # Errors
/// Where the package cannot be read or written, or has no such person.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    let last = date::as_of(args.on)?.date;
    let loaded = session::load(&args.place.path, ui)?;
    let model = &loaded.model;
    let person = records::named::<Person>(model, &args.person)?;
    let to = successor(model, &args.to)?;
    if matches!(to, Successor::Person(other) if other == person) {
        return Err(Failure::new(format!("`{}` cannot hand over to itself", args.person)));
    }
    records::sound(&loaded, person.decl())?;
    let handover = Handover::new(&Data::new(model, last, Some(&loaded.data)), person, to, last);
    let last = handover.last;
    let fixes: Vec<Fix> = handover.changes.iter().map(|change| fix(model, change)).collect();
    let applied = apply(&fixes, &model.files);
    for file in &applied.files {
        if args.dry_run {
            let old = loaded.package.input.files.iter().find(|(path, _)| *path == file.path);
            show_diff(ui, &diff(&file.path, old.map_or("", |(_, text)| text), &file.text));
        } else {
            package::write(&loaded.package.root, &file.path, file.text.as_bytes())?;
        }
    }
    let held = handover.changes.iter().filter(|c| c.given.is_none()).count();
    let given = handover.changes.iter().filter(|c| c.given.is_some()).count();
    let mut lines = vec![match (held, given) {
        (0, 0) if handover.by_file.is_empty() => format!("`{}` holds no role on {last}", args.person),
        (0, 0) => format!("nothing in the text says what `{}` holds", args.person),
        (_, 0) => format!("{} until {last}", count(held, "role")),
        _ => format!(
            "{} until {last}, and what they answer for in {} is given to `{}`",
            count(held, "role"),
            count(given, "place"),
            args.to
        ),
    }];
    for ByFile { role, at } in &handover.by_file {
        lines.push(format!(
            "`{}` is held by {at}: end it there, where the file comes from",
            role.decl().path()
        ));
    }
    for left in &handover.left {
        let (place, _) = session::place(model, left.anchor);
        let field = model.schema.field(left.field).map_or("", |f| model.names.text(f.name));
        lines.push(format!("left to decide: `{field}` of `{}`, {place}", left.decl.path()));
    }
    for line in lines {
        if args.dry_run {
            ui.aside(&line);
        } else {
            ui.line(&line);
        }
    }
    Ok(Exit::Clean)
}

fn successor<'m>(model: &'m Model, name: &str) -> Result<Successor<'m>, Failure> {
    if let Some(role) = model.find(name).and_then(Role::of) {
        return Ok(Successor::Role(role));
    }
    records::named::<Person>(model, name).map(Successor::Person)
}

fn fix(model: &Model, change: &Change<'_>) -> Fix {
    let edits = change.edits.iter().cloned();
    let edits = edits.map(|e| annexa_diagnostics::Edit { place: model.place(e.place), text: e.text });
    Fix { title: change.role.decl().path(), safety: Safety::Review, edits: edits.collect() }
}
