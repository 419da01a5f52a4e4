//! `annexa fix`: mends what a machine can mend.

use std::collections::BTreeMap;
use std::path::Path;

use annexa_core::source::PackageId;
use annexa_core::{Built, Input, Model, manifest};
use annexa_diagnostics::apply::{Applied, apply, diff};
use annexa_diagnostics::render::summary;
use annexa_diagnostics::{Fix, Problem, Safety};

use crate::args::{OnDay, Where};
use crate::commands::Exit;
use crate::date::{self, AsOf};
use crate::failure::Failure;
use crate::package;
use crate::session::{self, Problems};
use crate::ui::{Ui, count, show_diff};

/// How often it checks and mends again: one fix can make room for another.
const ROUNDS: usize = 10;

/// Mend what a machine can mend
///
/// Carries out the safe fixes of problems: those that keep the meaning of the text. With `--unsafe` also the others,
/// whose result a person has to look at. Checks again afterwards and says what is left.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  annexa fix --dry-run              show what would change, and write nothing
  annexa fix
  annexa fix --unsafe --dry-run     also what a person has to look at")]
pub struct Args {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    day: OnDay,
    /// Carry out fixes whose result a person has to look at, too
    #[arg(long = "unsafe")]
    review: bool,
    /// Show what would change, as a unified diff, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Runs the command.
///
/// # Errors
/// Where the package cannot be read or written.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    let as_of = date::as_of(args.day.as_of)?;
    let loaded = session::load(&args.place.path, ui)?;
    let root = loaded.package.root;
    let before = loaded.package.input;
    let worst = if args.review { Safety::Review } else { Safety::Safe };

    let mut now = before.clone();
    let mut state = State::of(&root, &now, as_of);
    let first_errors = state.problems.errors();
    let mut done: BTreeMap<(String, String), usize> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let mended = mend(&state, worst);
        if mended.applied.files.is_empty() {
            break;
        }
        for key in mended.told {
            *done.entry(key).or_default() += 1;
        }
        for changed in mended.applied.files {
            if changed.path == manifest::FILE_NAME {
                now.manifest = Some(changed.text);
            } else if let Some(file) = now.files.iter_mut().find(|(path, _)| *path == changed.path) {
                file.1 = changed.text;
            }
        }
        state = State::of(&root, &now, as_of);
    }

    let changed = changed(&before, &now);
    if args.dry_run {
        for (path, old, new) in &changed {
            show_diff(ui, &diff(path, old, new));
        }
    } else {
        for (path, _, new) in &changed {
            package::write(&root, path, new.as_bytes())?;
        }
    }
    report(args, ui, &changed, &done, &state, first_errors);
    Ok(Exit::by_errors(state.problems.failed()))
}

/// A package as it is after a round.
struct State {
    model: Model,
    problems: Problems,
}

impl State {
    fn of(root: &Path, input: &Input, as_of: AsOf) -> Self {
        let Built { model, problems } = annexa_core::build(input.clone(), &annexa_stdlib::files());
        let data = annexa_files::data(root, &annexa_analysis::data::paths(&model));
        let analysis = session::analyse(&model, &data, as_of);
        let problems = session::check(&analysis, problems, annexa_checks::Options::default());
        State { model, problems }
    }

    fn is_own(&self, problem: &Problem, fix: &Fix) -> bool {
        let own = |p: &annexa_diagnostics::Place| self.model.files.get(p.file).package == PackageId::MAIN;
        own(&problem.primary.place) && fix.edits.iter().all(|e| own(&e.place))
    }
}

/// One round of mending.
struct Mended {
    applied: Applied,
    /// Name of the problem and title of the fix, for each that was carried out.
    told: Vec<(String, String)>,
}

fn mend(state: &State, worst: Safety) -> Mended {
    let mut keys = Vec::new();
    let mut fixes = Vec::new();
    for problem in &state.problems.told {
        // The first way out is the likeliest; a safe one comes before one that a person has to look at.
        let best = problem.fixes.iter().filter(|f| f.safety <= worst).min_by_key(|f| f.safety);
        if let Some(fix) = best.filter(|f| state.is_own(problem, f)) {
            keys.push((problem.name.to_string(), fix.title.clone()));
            fixes.push(fix.clone());
        }
    }
    let applied = apply(&fixes, &state.model.files);
    let told = applied.done.iter().filter_map(|i| keys.get(*i).cloned()).collect();
    Mended { applied, told }
}

/// The files that are different now: path, old text, new text.
fn changed<'i>(before: &'i Input, now: &'i Input) -> Vec<(&'i str, &'i str, &'i str)> {
    let manifest = before.manifest.as_deref().zip(now.manifest.as_deref());
    let manifest = manifest.map(|(old, new)| (manifest::FILE_NAME, old, new));
    let files = before
        .files
        .iter()
        .zip(&now.files)
        .map(|(old, new)| (old.0.as_str(), old.1.as_str(), new.1.as_str()));
    manifest.into_iter().chain(files).filter(|(_, old, new)| old != new).collect()
}

fn report(
    args: &Args,
    ui: &mut Ui,
    changed: &[(&str, &str, &str)],
    done: &BTreeMap<(String, String), usize>,
    state: &State,
    first_errors: usize,
) {
    // The diff alone is on standard output, so that `annexa fix --dry-run | patch -p1` works.
    let mut lines = Vec::new();
    if changed.is_empty() {
        lines.push("nothing to mend by machine".to_owned());
    } else {
        let files: Vec<&str> = changed.iter().map(|c| c.0).collect();
        let verb = if args.dry_run { "would mend" } else { "mended" };
        let total: usize = done.values().sum();
        lines.push(format!(
            "{verb} {} in {}: {}",
            count(total, "problem"),
            count(files.len(), "file"),
            files.join(", ")
        ));
        for ((name, title), times) in done {
            let times = if *times == 1 { String::new() } else { format!(" ({times} times)") };
            lines.push(format!("  {name}: {title}{times}"));
        }
    }
    let errors = state.problems.errors();
    if errors > first_errors && !changed.is_empty() {
        lines.push(format!(
            "errors before: {first_errors}, now: {errors}; a fix left something to fill in, or text can be read now \
             that could not be read before"
        ));
    }
    let left = &state.problems.told;
    let person: usize =
        left.iter().filter(|p| !args.review && p.fixes.iter().any(|f| f.safety == Safety::Review)).count();
    let mut line = format!("left: {}", summary::counts(left));
    if person > 0 {
        line.push_str(&format!("; `annexa fix --unsafe` has a proposal for {person} of them"));
    }
    lines.push(line);
    for line in lines {
        if args.dry_run {
            ui.aside(&line);
        } else {
            ui.line(&line);
        }
    }
}
