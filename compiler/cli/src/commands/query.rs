//! `annexa query`: what is so in the package, as a table, as CSV or as JSON.

use std::path::PathBuf;

use annexa_analysis::query::{Answer, MAX_STEPS};
use annexa_core::condition::query::Question;
use annexa_diagnostics::render;
use annexa_publish::query;
use annexa_publish::terminal::Look;
use clap::ValueEnum;

use crate::args::OnDay;
use crate::commands::Exit;
use crate::date;
use crate::failure::Failure;
use crate::session;
use crate::ui::Ui;

/// Ask for what is so in the package
///
/// A query is a kind or an aspect with what must be true of each: `risk where level >= high and owner == ciso`. It is
/// written as conditions and rules are, and reads what they read, derived fields among them. An expression that has one
/// value is answered by that value: `count(risk where level >= high)`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  annexa query 'risk where level >= high and owner == ciso'
  annexa query 'policy where review == none'
  annexa query 'implements where state == planned' --columns state,status.due
  annexa query 'count(asset where classification >= confidential)'
  annexa query 'share(control where any(x in implements where A.8.13 in x.implements))'
  annexa query 'supplier' --format csv > suppliers.csv

Exit codes: 0 with an answer, also an empty one; 2 for a query that cannot be understood.")]
pub struct Args {
    /// The query
    #[arg(value_name = "QUERY")]
    query: String,
    /// The package: its folder, or anything in it
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    #[command(flatten)]
    day: OnDay,
    /// How the answer is printed: table, csv or json
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Table)]
    #[arg(hide_possible_values = true)]
    format: Format,
    /// What to show of each behind its name and title, such as owner,level,owner.holder
    #[arg(long, value_name = "COLUMNS")]
    columns: Option<String>,
}

/// How an answer is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table for people
    Table,
    /// Comma-separated values
    Csv,
    /// One object
    Json,
}

/// Runs the command.
///
/// # Errors
/// Where the package cannot be read, or the query not be understood.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    let as_of = date::as_of(args.day.as_of)?;
    let question = Question { query: args.query.clone(), columns: args.columns.clone() };
    let (loaded, asked) = session::ask(&args.path, &question, ui)?;
    let analysis = session::analyse(&loaded.model, &loaded.data, as_of);
    let told: Vec<_> =
        asked.problems.iter().cloned().map(|p| p.map_places(|a| loaded.model.place(a))).collect();
    let Some(answer) = Answer::new(&analysis, &asked) else {
        let mut text = Vec::new();
        let options = session::options(&loaded.model, ui);
        render::render(
            render::Format::Rich,
            &render::Report::of(&told),
            &loaded.model.files,
            &options,
            &mut text,
        )
        .map_err(|e| Failure::new(e.to_string()))?;
        ui.aside(String::from_utf8_lossy(&text).trim_end());
        return Err(Failure::new("the query cannot be understood")
            .help("`annexa explain KIND` shows the fields of a kind, such as `annexa explain risk`"));
    };
    match answer {
        Answer::TooCostly => {
            return Err(Failure::new(format!("the query takes more than {MAX_STEPS} steps"))
                .help("look at fewer things, or ask less of each of them"));
        }
        Answer::Rows { unknown: true, .. } | Answer::Values { unknown: true, .. } => {
            ui.note("the answer may not be whole: something that it reads has a problem");
        }
        _ => {}
    }
    match args.format {
        Format::Table => {
            let look = Look { width: ui.width, color: ui.color };
            ui.print(&query::table(&loaded.model, &answer, look));
        }
        Format::Csv => ui.print(&query::csv(&loaded.model, &answer)),
        Format::Json => ui.print(&query::json(&loaded.model, &args.query, as_of.date, &answer)),
    }
    session::warn_of_errors(&analysis, loaded.found, ui);
    Ok(Exit::Clean)
}
