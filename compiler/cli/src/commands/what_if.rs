//! `annexa what-if`: what would be different.

use std::collections::BTreeMap;

use annexa_analysis::Analysis;
use annexa_analysis::what_if::{Supposition, edits};
use annexa_core::model::{Decl, Model, View};
use annexa_core::prelude::Control;
use annexa_core::schema::FieldId;
use annexa_core::time::Date;
use annexa_core::{Built, Input};
use annexa_diagnostics::apply::apply;
use annexa_diagnostics::{Edit, Fix, Safety};
use annexa_publish::terminal::Look;
use annexa_publish::what_if::{Difference, Side};

use crate::args::{OnDay, TextOrJson, Where};
use crate::commands::Exit;
use crate::date;
use crate::failure::Failure;
use crate::records;
use crate::session;
use crate::ui::Ui;

/// Say what would be different if something were dropped, excluded or moved
///
/// Checks the package as it is, and as it would be, and prints what differs: the words of controls, the levels of risks,
/// problems that come and go, and documents that would have to be approved again. Nothing is written.
#[derive(clap::Args, Debug)]
#[command(group(clap::ArgGroup::new("what").required(true).multiple(true)))]
#[command(after_help = "\
Examples:
  annexa what-if --drop cloud-host              a supplier goes, with everything that names it
  annexa what-if --exclude A.8.11
  annexa what-if --move automate-leavers=2027-03-31
  annexa what-if --drop emil --exclude A.8.30   both at once")]
pub struct Args {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    day: OnDay,
    /// Suppose that the declaration is not there, nor what names it; may stand several times
    #[arg(long, value_name = "NAME", group = "what")]
    drop: Vec<String>,
    /// Suppose that the control does not apply; may stand several times
    #[arg(long, value_name = "CONTROL", group = "what")]
    exclude: Vec<String>,
    /// Suppose that what is planned, or what a field says, falls on another day; may stand several times
    #[arg(long = "move", value_name = "NAME[.FIELD]=YYYY-MM-DD", group = "what")]
    move_to: Vec<String>,
    /// How it is printed: text or json
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = TextOrJson::Text)]
    #[arg(hide_possible_values = true)]
    format: TextOrJson,
}

/// Runs the command.
///
/// # Errors
/// Where the package cannot be read, or has nothing of the sort.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    let as_of = date::as_of(args.day.as_of)?;
    let loaded = session::load(&args.place.path, ui)?;
    let model = &loaded.model;
    let analysis = session::analyse(model, &loaded.data, as_of);
    let mut supposed = Vec::new();
    let mut suppositions: Vec<Supposition<'_>> = Vec::new();
    for name in &args.drop {
        let decl = records::any(model, name)?;
        if decl.package() != annexa_core::source::PackageId::MAIN {
            return Err(Failure::new(format!("`{name}` is not declared in this package"))
                .help("a control is left out with `--exclude`"));
        }
        supposed.push(format!("`{}` were not there", decl.path()));
        suppositions.push(Supposition::Drop(decl));
    }
    for name in &args.exclude {
        let decl = records::any(model, name)?;
        let Some(control) = Control::of(decl) else {
            return Err(Failure::new(format!("`{name}` is no control: only controls are excluded")));
        };
        supposed.push(format!("`{}` ({}) did not apply", decl.path(), decl.title()));
        suppositions.push(Supposition::Exclude(control));
    }
    for words in &args.move_to {
        let (decl, of, day) = moved(model, words)?;
        supposed.push(format!("what `{}` plans fell on {day}", decl.path()));
        suppositions.push(Supposition::Move(decl, of, day));
    }
    let input = edited(&analysis, &loaded.package.input, &suppositions, &supposed)?;
    let Built { model: other, problems } = annexa_core::build(input, &annexa_stdlib::files());
    let would_be = session::analyse(&other, &loaded.data, as_of);
    let options = annexa_checks::Options::default();
    let is = annexa_checks::check(&analysis, loaded.found.clone(), options).problems;
    let then = annexa_checks::check(&would_be, problems, options).problems;
    let difference = Difference::new(
        supposed,
        &Side { analysis: &analysis, problems: is },
        &Side { analysis: &would_be, problems: then },
    );
    ui.print(&match args.format {
        TextOrJson::Text => difference.table(Look { width: ui.width, color: ui.color }),
        TextOrJson::Json => difference.json(),
    });
    session::warn_of_errors(&analysis, loaded.found, ui);
    Ok(Exit::Clean)
}

/// `NAME=DAY` or `NAME.FIELD=DAY`
fn moved<'m>(model: &'m Model, words: &str) -> Result<(Decl<'m>, Option<FieldId>, Date), Failure> {
    let usage = || {
        Failure::new(format!("`{words}` does not say what is moved to which day"))
            .help("write `--move NAME=YYYY-MM-DD`, or `--move NAME.FIELD=YYYY-MM-DD`")
    };
    let (path, day) = words.rsplit_once('=').ok_or_else(usage)?;
    let day = date::parse(day.trim()).map_err(Failure::new)?;
    if model.find(path).is_none()
        && let Some((outer, last)) = path.rsplit_once('.')
        && let Some(decl) = model.find(outer)
        && let Some(of) = model.names.get(last).and_then(|name| model.schema.field_of(decl.kind(), name))
    {
        return Ok((decl, Some(of), day));
    }
    Ok((records::any(model, path)?, None, day))
}

/// The texts as they would be.
fn edited(
    analysis: &Analysis<'_>,
    input: &Input,
    suppositions: &[Supposition<'_>],
    supposed: &[String],
) -> Result<Input, Failure> {
    let model = analysis.model;
    let mut fixes = Vec::new();
    for (supposition, words) in suppositions.iter().zip(supposed) {
        let edits = edits(analysis, *supposition);
        if edits.is_empty() {
            return Err(Failure::new(format!("there is nothing that would have to change if {words}")));
        }
        let edits = edits.into_iter().map(|e| Edit { place: model.place(e.place), text: e.text }).collect();
        fixes.push(Fix { title: words.clone(), safety: Safety::Review, edits });
    }
    let applied = apply(&fixes, &model.files);
    if let Some(skipped) = applied.skipped.first() {
        let words = supposed.get(skipped.fix).map_or("", String::as_str);
        return Err(Failure::new(format!("it cannot be supposed beside the rest that {words}"))
            .help("ask for one after the other"));
    }
    let texts: BTreeMap<String, String> = applied.files.into_iter().map(|f| (f.path, f.text)).collect();
    let mut input = input.clone();
    for (path, text) in &mut input.files {
        if let Some(now) = texts.get(path) {
            text.clone_from(now);
        }
    }
    Ok(input)
}
