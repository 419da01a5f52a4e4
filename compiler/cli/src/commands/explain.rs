//! `annexa explain`: what a problem means, with an example that is wrong and one that is mended; and, in a package, what
//! its rules demand and what a kind holds.

use annexa_checks::problems::{self, Entry};
use annexa_core::suggest;
use annexa_diagnostics::{Basis, Section};

use crate::args::Where;
use crate::commands::Exit;
use crate::failure::Failure;
use crate::markdown;
use crate::session;
use crate::ui::{Style, Ui, columns, padded, wrapped};

/// Explain a problem, a rule of your own, or a kind, by its name
///
/// Shows what the problem means, what it rests on, and an example that is wrong beside one that is mended. Of a rule, what
/// it demands and why; of a kind, an aspect or an enum, what it is and what it holds. Without a name, lists all problems by
/// section.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  annexa explain undecided-control
  annexa explain asset                what an asset is, and its fields
  annexa explain                      all problems by section")]
pub struct Args {
    /// The name of the problem, as it stands behind `error`, `warning` or `hint`; or of a rule or a kind
    name: Option<String>,
    #[command(flatten)]
    package: Where,
}

/// Runs the command.
///
/// # Errors
/// Where there is no problem of the name.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    let Some(name) = &args.name else {
        index(ui);
        return Ok(Exit::Clean);
    };
    // As it is printed: `error[undecided-control]`.
    let bare = name.split_once('[').map_or(name.as_str(), |(_, rest)| rest.trim_end_matches([']', ':']));
    let bare = bare.trim().to_lowercase().replace([' ', '_'], "-");
    match annexa_checks::explain::page(&bare) {
        Some(page) => {
            let text = markdown::render(page, ui.color, ui.width);
            ui.print(&text);
            Ok(Exit::Clean)
        }
        None => {
            // Without a package there are the standard library's kinds.
            let model = match session::load_anyhow(&args.package.path, ui) {
                Ok(loaded) => loaded.model,
                Err(_) => annexa_core::build(annexa_core::Input::default(), &annexa_stdlib::files()).model,
            };
            if let Some(page) = annexa_checks::explain::own(&model, name.trim()) {
                let text = markdown::render(&page, ui.color, ui.width);
                ui.print(&text);
                return Ok(Exit::Clean);
            }
            let failure = Failure::new(format!("there is no problem, rule or kind called `{name}`"));
            let all = kinds();
            let pairs = |f: fn(&Entry) -> &str| all.iter().map(move |k| (k.name.as_str(), f(k)));
            let near = suggest::by_spelling(&bare, all.iter().map(|k| k.name.as_str()))
                .or_else(|| suggest::by_title(&bare, pairs(|k| &k.name)))
                .or_else(|| suggest::by_title(&bare, pairs(|k| &k.summary)));
            Err(match near {
                Some(near) => failure.help(format!("did you mean `annexa explain {near}`?")),
                None => failure.help("`annexa explain` lists all problems"),
            })
        }
    }
}

/// The problem index, with the rules of the standard library.
fn kinds() -> Vec<Entry> {
    let model = annexa_core::build(annexa_core::Input::default(), &annexa_stdlib::files()).model;
    problems::index(&model)
}

/// All problems by section.
fn index(ui: &mut Ui) {
    let all = kinds();
    let wide = all.iter().map(|k| columns(&k.name)).max().unwrap_or(0);
    for section in Section::ALL {
        let of_section: Vec<&Entry> = all.iter().filter(|k| k.section == section).collect();
        if of_section.is_empty() {
            continue;
        }
        ui.line(&ui.paint(Style::Heading, section.title()));
        for kind in of_section {
            let basis = match kind.basis {
                Basis::Language => String::new(),
                _ if kind.clause.is_empty() => format!(" ({})", kind.basis.phrase()),
                _ => format!(" ({} {})", kind.basis.phrase(), kind.clause),
            };
            let style = match kind.level {
                annexa_diagnostics::Level::Error => Style::Error,
                annexa_diagnostics::Level::Warning => Style::Warning,
                annexa_diagnostics::Level::Hint => Style::Dim,
            };
            let level = padded(kind.level.word(), 7);
            let indent = wide + 12;
            let summary = format!("{}{basis}", kind.summary);
            let lines = wrapped(&summary, ui.width.saturating_sub(indent));
            for (i, line) in lines.iter().enumerate() {
                match i {
                    0 => ui.line(&format!(
                        "  {}  {} {line}",
                        ui.paint(style, &level),
                        ui.paint(Style::Bold, &padded(&kind.name, wide))
                    )),
                    _ => ui.line(&format!("{}{line}", " ".repeat(indent))),
                }
            }
        }
        ui.line("");
    }
    ui.line("`annexa explain NAME` shows one of them with examples.");
}
