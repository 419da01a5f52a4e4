//! `annexa why`: the lines that made a control stand as it does.

use std::path::{Path, PathBuf};

use annexa_analysis::{Analysis, Coverage, Row, why};
use annexa_core::model::View;
use annexa_core::prelude::{self, Control};
use annexa_core::{Decl, Model, suggest};
use annexa_publish::text::Texts;

use crate::args::OnDay;
use crate::commands::Exit;
use crate::date::{self, AsOf};
use crate::failure::Failure;
use crate::session;
use crate::ui::{Style, Ui, clipped, wrapped};

/// Say why a control stands as it does, line by line
///
/// Shows the decision of each statement of applicability, the reasons, and how far it is for each subject, with the
/// place and the line of the files that each rests on.
#[derive(clap::Args, Debug)]
#[command(
    override_usage = "annexa why [OPTIONS] <CONTROL>... [PATH]",
    after_help = "\
Examples:
  annexa why A.8.13
  annexa why 8.13                  the leading letter may be left out
  annexa why clear desk            words of the title
  annexa why A.8.13 A.8.14         several, one after the other
  annexa why A.5.19 isms --as-of 2027-01-01"
)]
pub struct Args {
    /// The controls: their ids, or the words of a title; behind them, the package
    #[arg(value_name = "CONTROL", required = true)]
    control: Vec<String>,
    #[command(flatten)]
    day: OnDay,
}

impl Args {
    /// What is asked for, and the package: a last word that names a file or folder is the package.
    fn parts(&self) -> (&[String], PathBuf) {
        match self.control.as_slice() {
            [words @ .., last] if !words.is_empty() && is_path(last) => (words, PathBuf::from(last)),
            words => (words, PathBuf::from(".")),
        }
    }
}

/// The controls that are asked for. An id, and what was given in quotes, is one by itself; other words in a row are a title.
fn targets(model: &Model, words: &[String]) -> Vec<String> {
    let whole = words.join(" ");
    // `A 8.13` is two words, and one id.
    if by_id(model, &whole).is_some() {
        return vec![whole];
    }
    let stands_alone = |word: &str| {
        let numbered = word.contains('.') && word.contains(|c: char| c.is_ascii_digit());
        numbered || word.contains(char::is_whitespace) || by_id(model, word).is_some()
    };
    let mut targets: Vec<String> = Vec::new();
    let mut open = false;
    for word in words {
        let alone = stands_alone(word);
        match targets.last_mut() {
            Some(title) if open && !alone => {
                title.push(' ');
                title.push_str(word);
            }
            _ => targets.push(word.clone()),
        }
        open = !alone;
    }
    targets
}

fn is_path(word: &str) -> bool {
    Path::new(word).exists() || word.contains(['/', '\\'])
}

/// Runs the command.
///
/// # Errors
/// Where the package cannot be read, or has no such control.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    let as_of = date::as_of(args.day.as_of)?;
    let (words, path) = args.parts();
    let loaded = session::load(&path, ui)?;
    let mut controls: Vec<Decl<'_>> = Vec::new();
    for target in targets(&loaded.model, words) {
        let control = find(&loaded.model, &target)?;
        if controls.iter().all(|known| known.id != control.id) {
            controls.push(control);
        }
    }
    let analysis = session::analyse(&loaded.model, &loaded.data, as_of);
    for (i, control) in controls.into_iter().enumerate() {
        if i > 0 {
            ui.line("");
        }
        show(control, &analysis, as_of, ui);
    }
    session::warn_of_errors(&analysis, loaded.found, ui);
    Ok(Exit::Clean)
}

/// One control, and the lines that made its rows so.
fn show(control: Decl<'_>, analysis: &Analysis<'_>, as_of: AsOf, ui: &mut Ui) {
    let model = analysis.model;
    let rows: Vec<(&Coverage<'_>, &Row<'_>)> =
        analysis.coverages.iter().filter_map(|coverage| Some((coverage, coverage.row(control)?))).collect();
    let name = control.path();
    ui.line(&format!("{} {}", ui.paint(Style::Bold, &name), ui.paint(Style::Bold, &control.title())));
    if let Some(purpose) = Control::of(control).and_then(Control::purpose).and_then(|p| p.text()) {
        for line in wrapped(&purpose, ui.width.saturating_sub(2)) {
            ui.line(&format!("  {}", ui.paint(Style::Dim, &line)));
        }
    }
    if rows.is_empty() {
        ui.line("");
        ui.line("No statement of applicability of the package is against the catalog that it stands in.");
    }
    let texts = Texts::new(analysis);
    for (coverage, row) in rows {
        let word = row.word.title(model);
        let soa = coverage.soa.decl();
        ui.line("");
        ui.line(&format!(
            "{}, on {}, by {} ({})",
            ui.paint(Style::Bold, word),
            as_of.date,
            soa.title(),
            soa.path()
        ));
        let mut last = String::new();
        for line in why::lines(coverage, row, &analysis.work, &|v| texts.plain(v)) {
            let (place, source) = session::place(model, line.anchor);
            ui.line("");
            for (i, text) in wrapped(&line.text, ui.width.saturating_sub(4)).iter().enumerate() {
                ui.line(&format!("{}{text}", if i == 0 { "  " } else { "    " }));
            }
            ui.line(&format!("    {}", ui.paint(Style::Code, &place)));
            if !source.is_empty() && last != place {
                let source = clipped(&source, ui.width.saturating_sub(6));
                ui.line(&format!("      {}", ui.paint(Style::Dim, &source)));
            }
            last = place;
        }
    }
}

fn entry<'m>(model: &'m Model, path: &str) -> Option<Decl<'m>> {
    model.find_entry(path).map(|id| model.decl(id))
}

/// The control with this id, as it is or as people write it.
fn by_id<'m>(model: &'m Model, words: &str) -> Option<Decl<'m>> {
    let is_control = |decl: &Decl<'_>| decl.kind() == prelude::kind::CONTROL;
    let written = entry(model, words).filter(is_control);
    // `8.1` is a clause as well as how people write A.8.1; a clause is never decided, so the control is meant.
    let meant = || annexa_core::respelled(words, |id| entry(model, id).as_ref().is_some_and(is_control));
    written.or_else(|| entry(model, &meant()?))
}

/// The control that the words are for: by id, by id as people write it, by title.
fn find<'m>(model: &'m Model, words: &str) -> Result<Decl<'m>, Failure> {
    if let Some(control) = by_id(model, words) {
        return Ok(control);
    }
    if let Some(decl) = entry(model, words) {
        return Err(Failure::new(format!(
            "`{}` is {} {}, not a control: only controls are decided in a statement of applicability",
            decl.path(),
            annexa_core::article(decl.kind_name()),
            decl.kind_name()
        ))
        .help(format!("`annexa catalog show {}` says what it is about", decl.path())));
    }
    let controls: Vec<(Decl<'m>, String)> =
        model.of_kind(prelude::kind::CONTROL).map(|c| (c, c.title().into_owned())).collect();
    let exact = controls.iter().find(|(_, title)| title.eq_ignore_ascii_case(words.trim()));
    if let Some((control, _)) = exact {
        return Ok(*control);
    }
    let named: Vec<&(Decl<'m>, String)> = controls
        .iter()
        .filter(|(_, title)| suggest::by_title(words, [((), title.as_str())]).is_some())
        .collect();
    match named.as_slice() {
        [(control, _)] => Ok(*control),
        [] => Err(unknown(model, words, &controls)),
        many => {
            let mut failure = Failure::new(format!("{} controls have `{words}` in their title", many.len()));
            failure.notes = many.iter().map(|(c, title)| format!("{:<8} {title}", c.path())).collect();
            Err(failure.help("say which by its id"))
        }
    }
}

fn unknown(model: &Model, words: &str, controls: &[(Decl<'_>, String)]) -> Failure {
    let failure = Failure::new(format!("the standards of this package have no control `{words}`"));
    if let Some(main) = model.catalogs.iter().find(|c| c.main)
        && let Some(other) = annexa_core::other_edition(
            &annexa_stdlib::files(),
            &main.standard,
            &main.edition,
            annexa_core::Written::One(words.trim()),
        )
    {
        let failure =
            failure.note(format!("{words} is “{}” in the edition of {}", other.title, other.edition));
        return match other.successors.is_empty() {
            true => failure.help("the edition of this package has nothing in its place"),
            false => {
                failure.help(format!("in the edition of this package it is {}", other.successors.join(", ")))
            }
        };
    }
    let paths: Vec<String> = controls.iter().map(|(c, _)| c.path()).collect();
    let near =
        suggest::by_spelling(words, paths.iter().map(String::as_str)).map(str::to_owned).or_else(|| {
            let titles = controls.iter().map(|(_, t)| t.as_str());
            let title = suggest::by_spelling(words, titles)?;
            let (control, _) = controls.iter().find(|(_, t)| t == title)?;
            Some(control.path())
        });
    let title = |path: &str| {
        controls.iter().find(|(c, _)| c.path() == path).map_or_else(String::new, |(_, t)| format!(" “{t}”"))
    };
    match near {
        Some(near) => failure.help(format!("did you mean {near}{}?", title(&near))),
        None => failure.help("`annexa catalog search WORDS` finds a control by what it is about"),
    }
}
