//! `annexa why`: the lines that made a control, a risk or a measure stand as it does.

use annexa_analysis::risk::LevelOf;
use annexa_analysis::{Analysis, Coverage, Row, why};
use annexa_core::model::View;
use annexa_core::prelude::{self, Control, Derived, Measure, Risk};
use annexa_core::{Decl, Model, suggest};
use annexa_publish::status;
use annexa_publish::terminal::Look;
use annexa_publish::text::Texts;

use crate::args::{OnDay, names_and_path};
use crate::commands::Exit;
use crate::date::{self, AsOf};
use crate::failure::Failure;
use crate::session;
use crate::ui::{Style, Ui, clipped, wrapped};

/// Say why a control, a risk or a measure stands as it does, line by line
///
/// Of a control, the decision of each statement of applicability, the reasons, and how far it is for each subject; of a
/// risk, its levels and what earns them, its treatment and its acceptance; of a measure, its history. With the place and
/// the line of the files that each rests on.
#[derive(clap::Args, Debug)]
#[command(
    override_usage = "annexa why [OPTIONS] <NAME>... [PATH]",
    after_help = "\
Examples:
  annexa why A.8.13
  annexa why 8.13                  the leading letter may be left out
  annexa why clear desk            words of the title
  annexa why A.8.13 A.8.14         several, one after the other
  annexa why ransomware            a risk or a measure, by its name or its title
  annexa why A.5.19 isms --as-of 2027-01-01"
)]
pub struct Args {
    /// Controls by their ids, risks and measures by their names, or the words of a title; behind them, the package
    #[arg(value_name = "NAME", required = true)]
    name: Vec<String>,
    #[command(flatten)]
    day: OnDay,
}

/// What is asked for. An id or a name, and what was given in quotes, is one by itself; other words in a row are a title.
fn targets(model: &Model, words: &[String]) -> Vec<String> {
    let whole = words.join(" ");
    // `A 8.13` is two words, and one id.
    if by_name(model, &whole).is_some() {
        return vec![whole];
    }
    let stands_alone = |word: &str| {
        let numbered = word.contains('.') && word.contains(|c: char| c.is_ascii_digit());
        numbered || word.contains(char::is_whitespace) || by_name(model, word).is_some()
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

/// Runs the command.
///
/// # Errors
/// Where the package cannot be read, or has no such control.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    let as_of = date::as_of(args.day.as_of)?;
    let (words, path) = names_and_path(&args.name);
    let loaded = session::load(&path, ui)?;
    let mut decls: Vec<Decl<'_>> = Vec::new();
    for target in targets(&loaded.model, words) {
        let decl = find(&loaded.model, &target)?;
        if decls.iter().all(|known| known.id != decl.id) {
            decls.push(decl);
        }
    }
    let analysis = session::analyse(&loaded.model, &loaded.data, as_of);
    for (i, decl) in decls.into_iter().enumerate() {
        if i > 0 {
            ui.line("");
        }
        ui.line(&format!("{} {}", ui.paint(Style::Bold, &decl.path()), ui.paint(Style::Bold, &decl.title())));
        match (Risk::of(decl), Measure::of(decl)) {
            (Some(risk), _) => show_risk(risk, &analysis, as_of, ui),
            (None, Some(measure)) => {
                let look = Look { width: ui.width, color: ui.color };
                ui.line("");
                ui.print(&status::measure(&analysis, measure, look));
            }
            (None, None) => show(decl, &analysis, as_of, ui),
        }
    }
    session::warn_of_errors(&analysis, loaded.found, ui);
    Ok(Exit::Clean)
}

/// One control, and the lines that made its rows so.
fn show(control: Decl<'_>, analysis: &Analysis<'_>, as_of: AsOf, ui: &mut Ui) {
    let model = analysis.model;
    let rows: Vec<(&Coverage<'_>, &Row<'_>)> =
        analysis.coverages.iter().filter_map(|coverage| Some((coverage, coverage.row(control)?))).collect();
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
        show_lines(&why::lines(coverage, row, &analysis.work, &|v| texts.plain(v)), model, ui);
    }
}

/// A risk: its level, and the lines that made it so.
fn show_risk<'m>(risk: Risk<'m>, analysis: &Analysis<'m>, as_of: AsOf, ui: &mut Ui) {
    let model = analysis.model;
    let Some(assessment) = analysis.risks.of(risk) else {
        ui.line("");
        ui.line("It is a risk of another package, and stands as that package says.");
        return;
    };
    let level = |level: Option<LevelOf>| level.map_or("no level", |(name, _)| model.names.text(name));
    let today = level(analysis.risk_level(risk));
    ui.line("");
    ui.line(&format!("{}, on {}", ui.paint(Style::Bold, today), as_of.date));
    let texts = Texts::new(analysis);
    show_lines(&why::of_risk(analysis, assessment, &|v| texts.plain(v)), model, ui);
}

/// What each line says, and where it stands.
fn show_lines(lines: &[why::Line], model: &Model, ui: &mut Ui) {
    let mut last = String::new();
    for line in lines {
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

/// The risk or the measure with this name, or the control with this id.
fn by_name<'m>(model: &'m Model, words: &str) -> Option<Decl<'m>> {
    let named = || model.find(words).filter(|d| Risk::of(*d).is_some() || Measure::of(*d).is_some());
    by_id(model, words).or_else(named)
}

/// What the words are for: by id, by id as people write it, by name, by title.
fn find<'m>(model: &'m Model, words: &str) -> Result<Decl<'m>, Failure> {
    if let Some(found) = by_name(model, words) {
        return Ok(found);
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
    let kinds = [prelude::kind::CONTROL, prelude::kind::RISK, prelude::kind::MEASURE];
    let controls: Vec<(Decl<'m>, String)> =
        kinds.iter().flat_map(|k| model.of_kind(*k)).map(|c| (c, c.title().into_owned())).collect();
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
            let mut failure = Failure::new(format!("{} have `{words}` in their title", many.len()));
            failure.notes = many.iter().map(|(c, title)| format!("{:<8} {title}", c.path())).collect();
            Err(failure.help("say which by its id, or its name"))
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
