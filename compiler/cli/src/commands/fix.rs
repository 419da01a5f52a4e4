//! `annexa fix`: mends what a machine can mend.

use std::collections::BTreeMap;
use std::path::Path;

use annexa_core::source::PackageId;
use annexa_core::{Built, Input, Model, manifest};
use annexa_diagnostics::apply::{apply, diff};
use annexa_diagnostics::render::summary;
use annexa_diagnostics::{Fix, Level, Problem, Safety, Section};

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
    let check = |input: &Input| State::of(&root, input, as_of);
    let mut now = Step { state: check(&before), input: before.clone(), done: Vec::new() };
    let first_errors = now.state.problems.errors;
    let mut done: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut left_out = 0;
    for _ in 0..ROUNDS {
        let safe = proposals(&now.state, Safety::Safe);
        let mut all: Vec<&Proposal> = safe.iter().collect();
        let mut step = now.try_out(&all, &check);
        // What is only a guess is guessed when all else is mended: what was meant may be what could not be read before. Who
        // looks at the result may take what leaves something to fill in.
        let guessed =
            if args.review && step.is_none() { proposals(&now.state, Safety::Review) } else { Vec::new() };
        if args.review && step.is_none() {
            all = guessed.iter().collect();
            step = now.carry_out(&all, &check);
        }
        let Some(step) = step else {
            left_out = if args.review { 0 } else { all.len() };
            break;
        };
        for fix in &step.done {
            *done.entry(fix.key.clone()).or_default() += 1;
        }
        now = step;
    }
    let Step { state, input: now, .. } = now;

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
    report(args, ui, &changed, &Told { done, left_out, first_errors }, &state);
    Ok(Exit::by_errors(state.problems.failed()))
}

/// A package as it is after a round.
struct State {
    model: Model,
    problems: Problems,
    /// How many errors of the language there are. They hide others, which come to light when they are mended.
    faults: usize,
}

impl State {
    fn of(root: &Path, input: &Input, as_of: AsOf) -> Self {
        let Built { model, problems } = annexa_core::build(input.clone(), &annexa_stdlib::files());
        let faults = problems.iter().filter(|p| p.level == Level::Error).count();
        let data = annexa_files::data(root, &annexa_analysis::data::paths(&model));
        let analysis = session::analyse(&model, &data, as_of);
        let problems = session::check(&analysis, problems, annexa_checks::Options::default());
        State { model, problems, faults }
    }

    fn is_own(&self, problem: &Problem, fix: &Fix) -> bool {
        let own = |p: &annexa_diagnostics::Place| self.model.files.get(p.file).package == PackageId::MAIN;
        own(&problem.primary.place) && fix.edits.iter().all(|e| own(&e.place))
    }
}

/// A fix that may be carried out, with its problem.
struct Proposal {
    name: String,
    is_fault: bool,
    fix: Fix,
}

fn proposals(state: &State, worst: Safety) -> Vec<Proposal> {
    let mut proposals = Vec::new();
    for problem in &state.problems.told {
        // The first way out is the likeliest; a safe one comes before one that a person has to look at.
        let best = problem.fixes.iter().filter(|f| f.safety <= worst).min_by_key(|f| f.safety);
        if let Some(fix) = best.filter(|f| state.is_own(problem, f)) {
            let is_fault = problem.level == Level::Error && problem.section == Section::Language;
            proposals.push(Proposal { name: problem.name.to_string(), is_fault, fix: fix.clone() });
        }
    }
    proposals
}

/// The package on its way.
struct Step {
    input: Input,
    state: State,
    /// What was carried out to come here.
    done: Vec<Done>,
}

/// A fix that was carried out.
struct Done {
    /// The name of its problem, and its title.
    key: (String, String),
    /// Whether that was an error of the language.
    was_fault: bool,
}

impl Step {
    /// The package with `proposals` carried out, as many as do not touch each other; `None` where that changes nothing.
    fn carry_out(&self, proposals: &[&Proposal], check: &dyn Fn(&Input) -> State) -> Option<Step> {
        let fixes: Vec<Fix> = proposals.iter().map(|p| p.fix.clone()).collect();
        let applied = apply(&fixes, &self.state.model.files);
        if applied.files.is_empty() {
            return None;
        }
        let mut input = self.input.clone();
        for changed in applied.files {
            if changed.path == manifest::FILE_NAME {
                input.manifest = Some(changed.text);
            } else if let Some(file) = input.files.iter_mut().find(|(path, _)| *path == changed.path) {
                file.1 = changed.text;
            }
        }
        let done = applied.done.iter().filter_map(|i| proposals.get(*i));
        let done = done.map(|p| Done { key: (p.name.clone(), p.fix.title.clone()), was_fault: p.is_fault });
        let done = done.collect();
        Some(Step { state: check(&input), input, done })
    }

    /// [`Step::carry_out`] of those proposals after which there are no more errors of the language than before, and no more
    /// of any other sort where they mend none of the language. The others are found by
    /// halving: most often there is none. What did not go together with the rest is tried again in the next round.
    fn try_out(&self, proposals: &[&Proposal], check: &dyn Fn(&Input) -> State) -> Option<Step> {
        self.tried(proposals, check).map(|(step, _)| step)
    }

    fn tried<'p>(
        &self,
        proposals: &[&'p Proposal],
        check: &dyn Fn(&Input) -> State,
    ) -> Option<(Step, Vec<&'p Proposal>)> {
        let step = self.carry_out(proposals, check)?;
        // Together each has to mend its own error, so that none hides behind what another mends.
        let mended = if proposals.len() > 1 { step.done.iter().filter(|d| d.was_fault).count() } else { 0 };
        let faults = step.state.faults + mended <= self.state.faults;
        if faults && (step.done.iter().any(|d| d.was_fault) || step.errors() <= self.errors()) {
            return Some((step, proposals.to_vec()));
        }
        if proposals.len() == 1 {
            return None;
        }
        let (left, right) = proposals.split_at(proposals.len() / 2);
        match (self.tried(left, check), self.tried(right, check)) {
            (Some(left), Some(right)) => {
                let both = [left.1.as_slice(), &right.1].concat();
                let step = self.carry_out(&both, check).filter(|s| s.state.faults <= self.state.faults);
                Some(step.map_or(left, |step| (step, both)))
            }
            (left, right) => left.or(right),
        }
    }

    fn errors(&self) -> usize {
        self.state.problems.errors
    }
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

/// What the rounds came to.
struct Told {
    /// How often each fix was carried out, by the name of its problem and its title.
    done: BTreeMap<(String, String), usize>,
    /// How many fixes were left out.
    left_out: usize,
    /// How many errors there were before.
    first_errors: usize,
}

fn report(args: &Args, ui: &mut Ui, changed: &[(&str, &str, &str)], told: &Told, state: &State) {
    let Told { done, left_out, first_errors } = told;
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
    if *left_out > 0 {
        let (what, with, them) =
            if *left_out == 1 { ("fix", "it", "it") } else { ("fixes", "each of them", "them") };
        lines.push(format!(
            "left out: {left_out} {what}, since with {with} there would be more errors; `annexa fix --unsafe` carries \
             {them} out all the same"
        ));
    }
    let errors = state.problems.errors;
    if errors > *first_errors && !changed.is_empty() {
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
