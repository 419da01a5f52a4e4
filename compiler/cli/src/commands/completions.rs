//! `annexa completions`: what makes a shell complete commands.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::args::Cli;
use crate::commands::Exit;
use crate::failure::Failure;
use crate::ui::Ui;

/// Print what makes a shell complete commands
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  annexa completions bash > ~/.local/share/bash-completion/completions/annexa
  annexa completions fish > ~/.config/fish/completions/annexa.fish")]
pub struct Args {
    /// The shell
    shell: Shell,
}

/// Runs the command.
///
/// # Errors
/// None.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "annexa", &mut text);
    ui.bytes(&text);
    Ok(Exit::Clean)
}
