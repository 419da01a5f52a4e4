//! The command line: what `annexa --help` shows.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use annexa_core::time::Date;
use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};

use crate::commands::{
    approve, build, catalog, certify, check, completions, explain, fix, fmt, forecast, handover, impact,
    import, lsp, new, query, serve, soa, status, translated, what_if, why,
};
use crate::date;
use crate::ui::When;

/// Checks and publishes an information security management system that is written in Annexa
#[derive(Parser, Debug)]
#[command(
    name = "annexa",
    version,
    long_about = "Annexa checks an information security management system (ISMS) that is written as text, as a compiler \
                  checks a program, and publishes what auditors read.\n\n\
                  A folder of `.isms` files with an `annexa.toml` is a package. Commands look for `annexa.toml` in the \
                  folder that they are given, or in the current one, and above it.",
    after_help = "\
Examples:
  annexa new my-company        answer questions, and have a package to begin with
  annexa check                 say what is wrong, where, and what to do
  annexa why A.8.13            say why a control stands as it does, line by line
  annexa query 'risk where level >= high'
                               list what is so in the package
  annexa build                 write the Statement of Applicability

Exit codes: 0 without a problem of level error, 1 with one (or where `fmt --check` would change something), 2 for a \
wrong command line or a package that cannot be read, 101 for a fault of annexa itself.",
    max_term_width = 100
)]
pub struct Cli {
    /// When to use colour: auto (on a terminal, and not if NO_COLOR is set), always or never
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = When::Auto)]
    #[arg(hide_possible_values = true)]
    pub color: When,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands. Each brings its own words of help.
#[derive(Subcommand, Debug)]
#[expect(missing_docs, reason = "a comment here would take the place of the command's help")]
pub enum Command {
    New(new::Args),
    Check(check::Args),
    Fix(fix::Args),
    Fmt(fmt::Args),
    Build(build::Args),
    Serve(serve::Args),
    Approve(approve::Args),
    Accept(approve::AcceptArgs),
    Translated(translated::Args),
    Handover(handover::Args),
    Soa(soa::Args),
    Status(status::Args),
    Forecast(forecast::Args),
    Certify(certify::Args),
    Why(why::Args),
    Impact(impact::Args),
    WhatIf(what_if::Args),
    Query(query::Args),
    Explain(explain::Args),
    Catalog(catalog::Args),
    Import(import::Args),
    Lsp(lsp::Args),
    Completions(completions::Args),
}

/// Where the package is.
#[derive(Args, Debug)]
pub struct Where {
    /// The package: its folder, or anything in it
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,
}

/// The day.
#[derive(Args, Debug)]
pub struct OnDay {
    /// The day to speak about, instead of today (or of SOURCE_DATE_EPOCH)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date::parse)]
    pub as_of: Option<Date>,
}

/// Names, and the package behind them: of several words, a last one that names a file or folder is the package.
pub fn names_and_path(words: &[String]) -> (&[String], PathBuf) {
    let is_path = |word: &str| Path::new(word).exists() || word.contains(['/', '\\']);
    match words {
        [names @ .., last] if !names.is_empty() && is_path(last) => (names, PathBuf::from(last)),
        names => (names, PathBuf::from(".")),
    }
}

/// How something is printed that has no rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TextOrJson {
    /// Text for people
    Text,
    /// One object
    Json,
}

/// The colour of help and of errors in the command line itself, which is wanted before it is read.
pub fn help_color(arguments: impl Iterator<Item = OsString>) -> ColorChoice {
    let mut choice = ColorChoice::Auto;
    let mut arguments = arguments.skip(1).peekable();
    while let Some(argument) = arguments.next() {
        let word = match argument.to_str() {
            Some("--") => break,
            Some("--color") => arguments.peek().and_then(|next| next.to_str()),
            Some(argument) => argument.strip_prefix("--color="),
            None => None,
        };
        match word {
            Some("always") => choice = ColorChoice::Always,
            Some("never") => choice = ColorChoice::Never,
            _ => {}
        }
    }
    choice
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn colour_of_help() {
        let choice = |line: &str| help_color(line.split(' ').map(OsString::from));
        assert_eq!(choice("annexa check --color never"), ColorChoice::Never);
        assert_eq!(choice("annexa --color=always"), ColorChoice::Always);
        assert_eq!(choice("annexa check"), ColorChoice::Auto);
        assert_eq!(choice("annexa why -- --color=never"), ColorChoice::Auto);
    }
}
