//! The program `annexa`: reads the command line, reads packages, calls the compiler, prints and writes.
//!
//! [`main`] is the way in. [`args`] is the command line, with one file a command in [`commands`]; [`package`] is the one
//! place that reads and writes packages, [`output`] keeps the folder of what is built; [`interview`] asks on a terminal; [`session`] takes a package to its problems; [`ui`] is the terminal.
//! Nothing here knows what a problem or a control is beyond how it is shown.

pub mod args;
pub mod commands;
pub mod date;
pub mod failure;
pub mod fault;
pub mod git;
pub mod interview;
pub mod markdown;
pub mod output;
pub mod package;
pub mod preview;
pub mod progress;
pub mod records;
pub mod session;
pub mod ui;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use args::{Cli, Command};
use commands::Exit;
use failure::Failure;
use ui::Ui;

/// Runs the program on the process's command line.
pub fn main() -> ExitCode {
    fault::install();
    let color = args::help_color(std::env::args_os());
    let matches = Cli::command().color(color).get_matches();
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let mut ui = Ui::new(cli.color);
    let result = run(&cli.command, &mut ui);
    let result = ui.finish().and(result);
    match result {
        Ok(exit) => exit.code(),
        Err(failure) => {
            ui.fail(&failure);
            ExitCode::from(failure::CODE)
        }
    }
}

fn run(command: &Command, ui: &mut Ui) -> Result<Exit, Failure> {
    match command {
        Command::New(args) => commands::new::run(args, ui),
        Command::Check(args) => commands::check::run(args, ui),
        Command::Approve(args) => commands::approve::run(args, ui),
        Command::Accept(args) => commands::approve::accept(args, ui),
        Command::Fix(args) => commands::fix::run(args, ui),
        Command::Fmt(args) => commands::fmt::run(args, ui),
        Command::Build(args) => commands::build::run(args, ui),
        Command::Serve(args) => commands::serve::run(args, ui),
        Command::Translated(args) => commands::translated::run(args, ui),
        Command::Soa(args) => commands::soa::run(args, ui),
        Command::Status(args) => commands::status::run(args, ui),
        Command::Forecast(args) => commands::forecast::run(args, ui),
        Command::Certify(args) => commands::certify::run(args, ui),
        Command::Handover(args) => commands::handover::run(args, ui),
        Command::Impact(args) => commands::impact::run(args, ui),
        Command::WhatIf(args) => commands::what_if::run(args, ui),
        Command::Why(args) => commands::why::run(args, ui),
        Command::Query(args) => commands::query::run(args, ui),
        Command::Explain(args) => commands::explain::run(args, ui),
        Command::Catalog(args) => commands::catalog::run(args, ui),
        Command::Import(args) => commands::import::run(args, ui),
        Command::Lsp(args) => commands::lsp::run(args),
        Command::Completions(args) => commands::completions::run(args, ui),
    }
}
