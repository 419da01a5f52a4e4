//! `annexa check`: what is wrong, where, and what to do.

use std::path::{Path, PathBuf};

use annexa_analysis::Analysis;
use annexa_checks::Only;
use annexa_checks::baseline::{Baseline, Use};
use annexa_core::prelude::CoverageState;
use annexa_diagnostics::render::short::plain;
use annexa_diagnostics::render::{self, Format, Report, summary};
use annexa_diagnostics::{Basis, Level, Problem, Section};

use crate::args::{OnDay, Where};
use crate::commands::Exit;
use crate::date;
use crate::failure::Failure;
use crate::package;
use crate::progress::Progress;
use crate::session::{self, Problems};
use crate::ui::{Style, Ui, count};

/// Say what is wrong, where, and what to do
///
/// Reads the package, works out what its statements of applicability cover on the day, and prints every problem with
/// the line where one would mend it, what it rests on, and the way out. A summary by section and the next three steps
/// close the list. The exit code is 1 if a problem has the level error.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  annexa check
  annexa check isms --as-of 2027-01-01         what will be wrong then
  annexa check --release                       before an audit: some warnings are errors then
  annexa check --only coverage,stale-evidence  one section, and one problem
  annexa check --message-format short          one line a problem
  annexa check --message-format json | jq .    for programs: one object a line
  annexa check --message-format sarif > annexa.sarif
  annexa check --baseline known.jsonl --write-baseline    hold back what there is today
  annexa check --baseline known.jsonl                     fail by new problems only")]
pub struct Args {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    day: OnDay,
    /// Check what is about to be published or shown to an auditor
    #[arg(long)]
    release: bool,
    /// Look at these alone: sections (language, coverage, risk, context, documents, evidence, audit, rules) and problems,
    /// with commas between. What cannot be read is always told
    #[arg(long, value_name = "NAMES", value_delimiter = ',', conflicts_with_all = ["baseline"])]
    only: Vec<String>,
    /// How problems are printed: rich (with the lines of the files), short (one line each), plain (rich, in ASCII and
    /// without colour), json (one object a line, and nothing else); sarif (SARIF 2.1.0), github (annotations of GitHub
    /// Actions), gitlab (a Code Quality report) or junit (JUnit XML). The last four name files from the root of the
    /// repository
    #[arg(long, value_name = "FORMAT", default_value_t = Format::Rich, value_parser = format)]
    message_format: Format,
    /// Hold back the problems that stand in the file, so that only new ones are told and fail
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write all problems that there are into the file of `--baseline`, which must not be there yet
    #[arg(long, requires = "baseline")]
    write_baseline: bool,
    /// Take out of the file of `--baseline` what is mended. Nothing is ever added to it
    #[arg(long, requires = "baseline", conflicts_with = "write_baseline")]
    update_baseline: bool,
}

fn format(word: &str) -> Result<Format, String> {
    word.parse().map_err(|_| {
        let words: Vec<&str> = Format::ALL.iter().map(|f| f.word()).collect();
        format!("the formats are {}", words.join(", "))
    })
}

/// Runs the command.
///
/// # Errors
/// Where the package cannot be read.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    let as_of = date::as_of(args.day.as_of)?;
    let known = known(args)?;
    // A baseline of a package that cannot be read would hold nothing back.
    let load = if args.write_baseline { session::load } else { session::load_anyhow };
    let loaded = load(&args.place.path, ui)?;
    let progress = Progress::start("checking", loaded.package.bytes());
    let analysis = session::analyse(&loaded.model, &loaded.data, as_of);
    let baseline = match &known {
        Some(known) => Use::Hold(known),
        None if args.write_baseline => Use::Make,
        None => Use::Nothing,
    };
    let only = match args.only.as_slice() {
        [] => None,
        words => Some(Only::new(&loaded.model, words).map_err(Failure::new)?),
    };
    let options = annexa_checks::Options { release: args.release, only: only.as_ref(), baseline };
    let problems = session::check(&analysis, loaded.found, options);
    progress.end();
    if args.write_baseline
        && let Some(path) = &args.baseline
    {
        write(path, &problems.baseline)?;
        ui.line(&format!(
            "`{}` holds back {}; from now on a check with `--baseline` fails by new ones only",
            path.display(),
            count(problems.baseline.len(), "problem")
        ));
        return Ok(Exit::Clean);
    }
    let mut text = Vec::new();
    let options = session::options(&loaded.model, ui);
    let report = Report {
        problems: &problems.told,
        set_aside: &problems.set_aside,
        held_back: &problems.held_back,
        rules: &annexa_checks::explain::index(&loaded.model),
        package: &loaded.model.manifest.name,
        folder: &package::folder_in_repository(&loaded.package.root),
        version: env!("CARGO_PKG_VERSION"),
        day: &as_of.date.to_string(),
    };
    render::render(args.message_format, &report, &loaded.model.files, &options, &mut text)
        .map_err(|e| Failure::new(e.to_string()))?;
    ui.bytes(&text);
    if args.message_format.is_human() {
        let mut text = Vec::new();
        if problems.told.is_empty() {
            let line = all_well(&analysis);
            let none = if problems.held_back.is_empty() { "no problems" } else { "no new problems" };
            ui.line(&format!("{}{}", ui.paint(Style::Good, none), line));
        } else {
            let steps: Vec<String> = match args.message_format {
                Format::Plain => problems.steps.iter().map(|step| plain(step)).collect(),
                _ => problems.steps.clone(),
            };
            summary::render(&problems.told, &steps, &mut text).map_err(|e| Failure::new(e.to_string()))?;
            ui.bytes(&text);
        }
        let set_aside = problems.set_aside.len();
        if set_aside > 0 {
            ui.line(&format!("{} set aside by `allow:`", count(set_aside, "problem")));
        }
        if !problems.held_back.is_empty() {
            held_back(&problems.held_back, ui);
        }
    }
    if let (Some(path), Some(known)) = (&args.baseline, &known) {
        shrink(args, path, known, &problems, ui)?;
    }
    Ok(match loaded.model.manifest.unreadable {
        true => Exit::Unreadable,
        false => Exit::by_errors(problems.failed()),
    })
}

/// The baseline that is to hold back what it knows.
fn known(args: &Args) -> Result<Option<Baseline>, Failure> {
    let Some(path) = &args.baseline else { return Ok(None) };
    let text = match std::fs::read_to_string(path) {
        Ok(_) if args.write_baseline => {
            return Err(Failure::new(format!(
                "`{}` is there already, and a baseline never grows",
                path.display()
            ))
            .help("take out of it what is mended with `--update-baseline`, or delete it to begin anew"));
        }
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if args.write_baseline {
                return Ok(None);
            }
            return Err(Failure::new(format!("there is no baseline `{}`", path.display()))
                .help("`--write-baseline` writes one with the problems that there are today"));
        }
        Err(error) => return Err(Failure::io("read", path, &error)),
    };
    Baseline::read(&text).map(Some).map_err(|bad| {
        Failure::new(format!("`{}` is no baseline: {bad}", path.display()))
            .help("mend the line, or take it out: what it held back is then told again")
    })
}

fn write(path: &Path, baseline: &Baseline) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    package::write(folder, &name, baseline.write().as_bytes()).map(|_| ())
}

/// How many problems the baseline holds back; those by name that would fail the check, or that are requirements.
fn held_back(held: &[Problem], ui: &mut Ui) {
    ui.line(&format!("{} held back by the baseline", count(held.len(), "problem")));
    for problem in held.iter().filter(|p| p.level == Level::Error || p.basis == Basis::Requirement) {
        let basis = match &problem.clause {
            Some(clause) => format!("{}, {clause}", problem.basis.phrase()),
            None => problem.basis.phrase().to_owned(),
        };
        ui.line(&format!(
            "  {}[{}] in {} ({basis})",
            problem.level.word(),
            problem.name,
            problem.identity.anchor
        ));
    }
}

/// Takes out of the baseline what is mended, or says that it could be.
fn shrink(
    args: &Args,
    path: &Path,
    known: &Baseline,
    problems: &Problems,
    ui: &mut Ui,
) -> Result<(), Failure> {
    let surplus = known.surplus(&problems.baseline);
    if surplus == 0 {
        return Ok(());
    }
    let entries = if surplus == 1 { "entry" } else { "entries" };
    let shown = path.display();
    // What stands in a text that cannot be read is not mended.
    let unread = problems
        .told
        .iter()
        .chain(&problems.held_back)
        .any(|p| p.section == Section::Language && p.level == Level::Error);
    if unread {
        if args.update_baseline {
            ui.note(&format!("`{shown}` is left as it is while the package has errors of the language"));
        }
        return Ok(());
    }
    let are = if surplus == 1 { "is" } else { "are" };
    if args.update_baseline {
        write(path, &problems.baseline)?;
        ui.note(&format!("{surplus} {entries} of `{shown}` {are} mended, and taken out"));
    } else {
        ui.note(&format!(
            "{surplus} {entries} of `{shown}` {are} mended: `--update-baseline` takes out what is no longer needed"
        ));
    }
    Ok(())
}

/// ` in 9 files, 143 declarations; 92 of 93 controls apply: 40 implemented, 52 planned`
fn all_well(analysis: &Analysis<'_>) -> String {
    let mut line = format!(" in {}", session::size(analysis.model));
    for coverage in &analysis.coverages {
        // What a nearer layer decides on is counted there, and a law has no controls.
        let rows = coverage.last_word().count();
        if rows == 0 {
            continue;
        }
        let applied = coverage.last_word().filter(|r| r.included()).count();
        let words: Vec<String> = CoverageState::ALL
            .iter()
            .rev()
            .filter(|word| !matches!(word, CoverageState::Excluded | CoverageState::Undecided))
            .map(|word| (word, coverage.last_word().filter(|r| r.word == *word).count()))
            .filter(|(_, n)| *n > 0)
            .map(|(word, n)| format!("{n} {}", word.title(analysis.model)))
            .collect();
        let words = if words.is_empty() { String::new() } else { format!(": {}", words.join(", ")) };
        line.push_str(&format!("; {applied} of {rows} controls apply{words}"));
    }
    line
}
