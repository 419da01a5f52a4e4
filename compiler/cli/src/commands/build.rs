//! `annexa build`: the documents of a package, as files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use annexa_core::Model;
use annexa_core::manifest::Readers;
use annexa_diagnostics::Level;
use annexa_diagnostics::render::summary;
use annexa_publish::edition::Edition;
use annexa_publish::{Format, OutputFile};

use crate::args::{OnDay, Where};
use crate::commands::Exit;
use crate::date;
use crate::failure::Failure;
use crate::package;
use crate::progress::Progress;
use crate::session;
use crate::ui::{Style, Ui, count};

/// Write the documents of a package: the Statement of Applicability, policies, registers
///
/// As a site that needs no server (`html`), as PDF, as one workbook (`xlsx`), and as Markdown, CSV and JSON. Open
/// `site/index.html` to begin with.
///
/// With `--reader` an edition for readers that `[readers]` in `annexa.toml` names, such as `customer = "public"`: nothing
/// classified above their level is in it, and what has no classification counts as internal.
///
/// Writes into the folder that `output` in `annexa.toml` names, or `--out`; an edition into a folder of its own. What has problems is built all the same, as
/// far as it goes; the exit code is 1 if a problem has the level error. The same package and day give the same bytes,
/// and a file that would not change is not touched.
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
    let told = annexa_publish::Problems {
        errors: problems.errors,
        warnings: problems.told.iter().filter(|p| p.level == Level::Warning).count(),
    };
    let options = annexa_publish::Options { formats, problems: Some(told), reader };
    let files = session::build(&analysis, &options)?;
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
    } else {
        let (folder, shown) = match &args.out {
            Some(out) => {
                package::make_folder(out)?;
                (out.clone(), out.display().to_string())
            }
            None => {
                let output = match &options.reader {
                    None => manifest.output.clone(),
                    Some(reader) => format!("{}/for-{}", manifest.output, reader.name),
                };
                let folder = package::folder_inside(&loaded.package.root, &output)?;
                let shown = session::shown(&folder);
                (folder, shown)
            }
        };
        write(&files, &folder, &shown, ui)?;
        if options.reader.is_some() {
            left_from_before(&files, &folder, ui);
        }
    }
    if !problems.told.is_empty() {
        ui.line(&format!("{}: `annexa check` shows them", summary::counts(&problems.told)));
    }
    Ok(Exit::by_errors(problems.failed()))
}

/// The readers that the manifest calls `name`.
fn reader(model: &Model, name: &str) -> Result<Readers, Failure> {
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

/// Names what lies in the folder of an edition and was not built with it: it may be from a time when it could be read.
fn left_from_before(files: &[OutputFile], folder: &Path, ui: &mut Ui) {
    let built: BTreeSet<&str> = files.iter().map(|f| f.path.as_str()).collect();
    let others: Vec<String> =
        package::files_in(folder).into_iter().filter(|p| !built.contains(p.as_str())).collect();
    if others.is_empty() {
        return;
    }
    let some: Vec<String> = others.iter().take(5).map(|p| format!("`{p}`")).collect();
    ui.line(&format!(
        "{} in the folder {} not of this edition, so look before you hand it on: {}{}",
        count(others.len(), "file"),
        if others.len() == 1 { "is" } else { "are" },
        some.join(", "),
        if others.len() > some.len() { " …" } else { "" }
    ));
}

fn write(files: &[OutputFile], folder: &Path, shown: &str, ui: &mut Ui) -> Result<(), Failure> {
    let mut written = 0;
    // A line for each file at the top, and one for each folder.
    let mut told: Vec<(&str, usize, usize)> = Vec::new();
    for file in files {
        let is_new = package::write(folder, &file.path, &file.bytes)?;
        written += usize::from(is_new);
        let name = file.path.split_once('/').map_or(&*file.path, |(folder, _)| folder);
        match told.last_mut().filter(|(last, ..)| *last == name) {
            Some((_, new, all)) => (*new, *all) = (*new + usize::from(is_new), *all + 1),
            None => told.push((name, usize::from(is_new), 1)),
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
    ui.line(&format!("{} written, {} as before", count(written, "file"), files.len() - written));
    Ok(())
}
