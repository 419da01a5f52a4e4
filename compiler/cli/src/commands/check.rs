//! `annexa check`: what is wrong, where, and what to do.

use annexa_analysis::Analysis;
use annexa_core::prelude::CoverageState;
use annexa_diagnostics::render::{self, Format, summary};

use crate::args::{OnDay, Where};
use crate::commands::Exit;
use crate::date;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::session;
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
  annexa check --message-format short          one line a problem
  annexa check --message-format json | jq .    for programs: one object a line")]
pub struct Args {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    day: OnDay,
    /// Check what is about to be published or shown to an auditor
    #[arg(long)]
    release: bool,
    /// How problems are printed: rich (with the lines of the files), short (one line each), plain (rich, in ASCII and
    /// without colour) or json (one object a line, and nothing else)
    #[arg(long, value_name = "FORMAT", default_value_t = Format::Rich, value_parser = format)]
    message_format: Format,
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
    let loaded = session::load(&args.place.path, ui)?;
    let progress = Progress::start("checking", loaded.package.bytes());
    let analysis = session::analyse(&loaded.model, &loaded.data, as_of);
    let problems = session::check(&analysis, loaded.found, annexa_checks::Options { release: args.release });
    progress.end();
    let mut text = Vec::new();
    let options = session::options(&loaded.model, ui);
    render::render(args.message_format, &problems.told, &loaded.model.files, &options, &mut text)
        .map_err(|e| Failure::new(e.to_string()))?;
    ui.bytes(&text);
    if args.message_format.is_human() {
        let mut text = Vec::new();
        if problems.told.is_empty() {
            let line = all_well(&analysis);
            ui.line(&format!("{}{}", ui.paint(Style::Good, "no problems"), line));
        } else {
            summary::render(&problems.told, &problems.steps, &mut text)
                .map_err(|e| Failure::new(e.to_string()))?;
            ui.bytes(&text);
        }
        if problems.set_aside > 0 {
            ui.line(&format!("{} set aside by `allow:`", count(problems.set_aside, "problem")));
        }
    }
    Ok(Exit::by_errors(problems.failed()))
}

/// ` in 9 files, 143 declarations; 92 of 93 controls apply: 40 implemented, 52 planned`
fn all_well(analysis: &Analysis<'_>) -> String {
    let mut line = format!(" in {}", session::size(analysis.model));
    for coverage in &analysis.coverages {
        let rows = coverage.rows.len();
        let applied = coverage.rows.iter().filter(|r| r.included()).count();
        let words: Vec<String> = CoverageState::ALL
            .iter()
            .rev()
            .filter(|word| !matches!(word, CoverageState::Excluded | CoverageState::Undecided))
            .map(|word| (word, coverage.rows.iter().filter(|r| r.word == *word).count()))
            .filter(|(_, n)| *n > 0)
            .map(|(word, n)| format!("{n} {}", word.title(analysis.model)))
            .collect();
        line.push_str(&format!("; {applied} of {rows} controls apply: {}", words.join(", ")));
    }
    line
}
