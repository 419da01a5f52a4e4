//! `annexa what-if`: what would be different.

use annexa_analysis::what_if::{Supposition, edits};
use annexa_core::Built;
use annexa_core::model::{Decl, Model, View};
use annexa_core::prelude::Control;
use annexa_core::schema::FieldId;
use annexa_core::source::PackageId;
use annexa_core::time::Date;
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
    let wanted = args.drop.iter().map(Wanted::Drop);
    let wanted = wanted.chain(args.exclude.iter().map(Wanted::Exclude));
    let wanted = wanted.chain(args.move_to.iter().map(Wanted::Move));
    let mut supposed = Vec::new();
    let mut input = loaded.package.input.clone();
    // One after the other: each finds the texts as those before it leave them.
    for wanted in wanted {
        let so_far = annexa_core::build(input.clone(), &annexa_stdlib::files()).model;
        let (supposition, words) = wanted.found_in(&so_far)?;
        let edits = edits(&session::analyse(&so_far, &loaded.data, as_of), supposition);
        if edits.is_empty() {
            return Err(Failure::new(format!("there is nothing that would have to change if {words}")));
        }
        let edits = edits.into_iter().map(|e| Edit { place: so_far.place(e.place), text: e.text }).collect();
        let fix = Fix { title: words.clone(), safety: Safety::Review, edits };
        for changed in apply(&[fix], &so_far.files).files {
            if let Some((_, text)) = input.files.iter_mut().find(|(path, _)| *path == changed.path) {
                *text = changed.text;
            }
        }
        supposed.push(words);
    }
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

/// What a user asks to suppose, in the words of the command line.
enum Wanted<'a> {
    Drop(&'a String),
    Exclude(&'a String),
    Move(&'a String),
}

impl Wanted<'_> {
    /// What that is in a model, and the words that stand behind "if".
    fn found_in<'m>(&self, model: &'m Model) -> Result<(Supposition<'m>, String), Failure> {
        Ok(match self {
            Wanted::Drop(name) => {
                let decl = records::any(model, name)?;
                if decl.package() != PackageId::MAIN {
                    return Err(Failure::new(format!("`{name}` is not declared in this package"))
                        .help("a control is left out with `--exclude`"));
                }
                (Supposition::Drop(decl), format!("`{}` were not there", decl.path()))
            }
            Wanted::Exclude(name) => {
                let decl = records::any(model, name)?;
                let Some(control) = Control::of(decl) else {
                    return Err(Failure::new(format!("`{name}` is no control: only controls are excluded")));
                };
                let words = format!("`{}` ({}) did not apply", decl.path(), decl.title());
                (Supposition::Exclude(control), words)
            }
            Wanted::Move(words) => {
                let (decl, of, day) = moved(model, words)?;
                let words = format!("what `{}` plans fell on {day}", decl.path());
                (Supposition::Move(decl, of, day), words)
            }
        })
    }
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
