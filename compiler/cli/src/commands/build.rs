//! `annexa build`: the documents of a package, as files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use annexa_core::Model;
use annexa_core::manifest::Readers;
use annexa_diagnostics::Level;
use annexa_diagnostics::render::summary;
use annexa_publish::edition::Edition;
use annexa_publish::{Format, OutputFile};
use annexa_publish_pdf::Missing;

use crate::args::{OnDay, Where};
use crate::commands::Exit;
use crate::date;
use crate::failure::Failure;
use crate::output::{self, Written};
use crate::package;
use crate::progress::Progress;
use crate::session;
use crate::ui::{Style, Ui, count};

/// So many places are named where something is told that stands in many.
const PLACES: usize = 5;

/// Write the documents of a package: the Statement of Applicability, policies, registers
///
/// As a site that needs no server (`html`), as PDF, as one workbook (`xlsx`), and as Markdown, CSV and JSON. Open
/// `site/index.html` to begin with.
///
/// With `--reader` an edition for readers that `[readers]` in `annexa.toml` names, such as `customer = "public"`: nothing
/// classified above their level is in it, and what has no classification counts as internal.
///
/// Writes into the folder that `output` in `annexa.toml` names, or `--out`; an edition into a folder of its own. What an
/// earlier build wrote there and this one does not is removed, such as a document that its readers may no longer have;
/// nothing else there is touched. What has problems is built all the same, as far as it goes; the exit code is 1 if a
/// problem has the level error. The same package and day give the same bytes, and a file that would not change is not
/// written.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  annexa build
  annexa build --as-of 2026-12-31 --format csv
  annexa build --reader customer
  annexa build isms --format html --out public")]
pub struct Args {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    day: OnDay,
    /// The formats, with commas between: html, pdf, xlsx, md, csv, json. Without it, those of `annexa.toml`
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', value_parser = format)]
    format: Vec<Format>,
    /// The folder to write into, instead of the one in `annexa.toml`
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// An edition for these readers, by their name in `[readers]` of `annexa.toml`
    #[arg(long, value_name = "NAME")]
    reader: Option<String>,
}

fn format(word: &str) -> Result<Format, String> {
    Format::from_word(word.trim()).ok_or_else(|| {
        let words: Vec<&str> = Format::ALL.iter().map(|f| f.word()).collect();
        format!("the formats are {}", words.join(", "))
    })
}

/// Runs the command.
///
/// # Errors
/// Where the package cannot be read, or the files cannot be written.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    let as_of = date::as_of(args.day.as_of)?;
    let loaded = session::load(&args.place.path, ui)?;
    let reader = args.reader.as_deref().map(|name| reader(&loaded.model, name)).transpose()?;
    let progress = Progress::start("building", loaded.package.bytes());
    let analysis = session::analyse(&loaded.model, &loaded.data, as_of);
    let problems = session::check(&analysis, loaded.found, annexa_checks::Options::default());
    let manifest = &loaded.model.manifest;
    let mut formats = if args.format.is_empty() {
        manifest.formats.iter().filter_map(|word| Format::from_word(word)).collect()
    } else {
        args.format.clone()
    };
    formats.sort_unstable();
    formats.dedup();
    let told = told(&problems);
    let options = annexa_publish::Options { formats, problems: Some(told), reader };
    let (files, missing) = session::build(&analysis, &options)?;
    progress.end();

    if as_of.is_today {
        ui.line(&format!(
            "As of {}, since no day was given: `--as-of {}` builds the same again",
            as_of.date, as_of.date
        ));
    }
    if let Some(reader) = &options.reader {
        told_of(&loaded.model, reader, ui);
    }
    if files.is_empty() {
        ui.line(match options.formats.is_empty() {
            true => "Nothing to build: `annexa.toml` names no formats",
            false => "Nothing to build: the package declares nothing",
        });
    }
    let output = match &options.reader {
        None => manifest.output.clone(),
        Some(reader) => format!("{}/for-{}", manifest.output, reader.name),
    };
    // What an earlier build wrote is removed also where nothing is left to build.
    let is_there = args.out.as_deref().unwrap_or(&loaded.package.root.join(&output)).is_dir();
    if !options.formats.is_empty() && (!files.is_empty() || is_there) {
        let (folder, shown) = match &args.out {
            Some(out) => {
                package::make_folder(out)?;
                (out.clone(), out.display().to_string())
            }
            None => {
                let folder = package::folder_inside(&loaded.package.root, &output)?;
                let shown = session::shown(&folder);
                (folder, shown)
            }
        };
        let written = output::write(&folder, &files)?;
        tell(&files, &written, &shown, ui);
        match options.reader.is_some() {
            true => not_of_this(&output::others(&folder, &files), "so look before you hand it on", ui),
            false => not_of_this(&written.kept, "and somebody changed what an earlier one wrote", ui),
        }
    }
    without_signs(&missing, ui);
    if !problems.told.is_empty() {
        ui.line(&format!("{}: `annexa check` shows them", summary::counts(&problems.told)));
    }
    Ok(Exit::by_errors(problems.failed()))
}

/// How much the check told, as documents mention it.
pub fn told(problems: &session::Problems) -> annexa_publish::Problems {
    annexa_publish::Problems {
        errors: problems.errors,
        warnings: problems.told.iter().filter(|p| p.level == Level::Warning).count(),
    }
}

/// The readers that the manifest calls `name`.
///
/// # Errors
/// Where it calls none so, or there is no such level.
pub fn reader(model: &Model, name: &str) -> Result<Readers, Failure> {
    let readers = &model.manifest.readers;
    let Some(found) = readers.iter().find(|r| r.name == name) else {
        let names: Vec<&str> = readers.iter().map(|r| r.name.as_str()).collect();
        let help = match names.as_slice() {
            [] => format!(
                "name them in annexa.toml with the highest level that they may read: `[readers]`, and below it `{name} = \"public\"`"
            ),
            names => format!("the readers are {}", names.join(", ")),
        };
        return Err(Failure::new(format!("`[readers]` in annexa.toml has no `{name}`")).help(help));
    };
    match Edition::new(model, &found.name, &found.level) {
        Some(_) => Ok(found.clone()),
        None => Err(Failure::new(format!("there is no level of confidentiality `{}`", found.level))
            .help("`annexa check` tells which there are")),
    }
}

/// Says how much an edition leaves out, to who builds it; its readers are not told.
fn told_of(model: &Model, reader: &Readers, ui: &mut Ui) {
    if let Some(edition) = Edition::new(model, &reader.name, &reader.level) {
        let (hidden, all) = edition.counts();
        ui.line(&format!(
            "For {}, up to {}: {hidden} of {} are left out",
            reader.name,
            reader.level,
            count(all, "declaration")
        ));
    }
}

/// Names what lies in the folder and was not built with it: in that of an edition, it may be from a time when it could be read.
fn not_of_this(others: &[String], why: &str, ui: &mut Ui) {
    if others.is_empty() {
        return;
    }
    let some: Vec<String> = others.iter().take(5).map(|p| format!("`{p}`")).collect();
    ui.line(&format!(
        "{} in the folder {} not of this build, {why}: {}{}",
        count(others.len(), "file"),
        if others.len() == 1 { "is" } else { "are" },
        some.join(", "),
        if others.len() > some.len() { " …" } else { "" }
    ));
}

/// Tells which signs of the texts the fonts of PDF lack, and where they stand.
fn without_signs(missing: &[Missing], ui: &mut Ui) {
    // What a line says stands in several documents.
    let mut told: BTreeMap<String, BTreeSet<char>> = BTreeMap::new();
    for one in missing {
        let place = match &one.place {
            Some((path, line)) => format!("{path}:{line}"),
            None => format!("in \u{201C}{}\u{201D}", one.document),
        };
        told.entry(place).or_default().extend(&one.signs);
    }
    if told.is_empty() {
        return;
    }
    ui.line("The fonts for PDF lack some signs, which are shown by their numbers there; the other formats have them:");
    for (place, signs) in told.iter().take(PLACES) {
        let some: Vec<String> =
            signs.iter().take(PLACES).map(|c| format!("`{c}` (U+{:04X})", *c as u32)).collect();
        let more = signs.len().saturating_sub(PLACES);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        ui.line(&format!("  {place}: {}{more}", annexa_publish::text::visible(&some.join(", "))));
    }
    if told.len() > PLACES {
        ui.line(&format!("  and in {}", count(told.len() - PLACES, "more place")));
    }
}

/// Tells what was written and removed.
fn tell(files: &[OutputFile], done: &Written, shown: &str, ui: &mut Ui) {
    // A line for each file at the top, and one for each folder.
    let mut told: Vec<(&str, usize, usize)> = Vec::new();
    for (file, is_new) in files.iter().zip(&done.is_new) {
        let name = file.path.split_once('/').map_or(&*file.path, |(folder, _)| folder);
        match told.last_mut().filter(|(last, ..)| *last == name) {
            Some((_, new, all)) => (*new, *all) = (*new + usize::from(*is_new), *all + 1),
            None => told.push((name, usize::from(*is_new), 1)),
        }
    }
    for (name, new, all) in told {
        let path = format!("{}/{name}", shown.trim_end_matches('/'));
        let of = if all > 1 { format!(", {new} of {}", count(all, "file")) } else { String::new() };
        match new {
            0 => ui.line(&format!("  {}  {path}", ui.paint(Style::Dim, "as it was"))),
            _ => ui.line(&format!("  {}  {path}{of}", ui.paint(Style::Good, "written"))),
        }
    }
    let written = done.is_new.iter().filter(|is_new| **is_new).count();
    let removed = match done.removed.len() {
        0 => String::new(),
        n => format!(", {} of an earlier build removed", count(n, "file")),
    };
    ui.line(&format!("{} written, {} as before{removed}", count(written, "file"), files.len() - written));
}
