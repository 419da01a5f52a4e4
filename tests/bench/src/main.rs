//! Measures what the project promises, side by side with its reference in the same run: lexing and parsing the same
//! bytes on one core.
//!
//! `cargo run --release -p annexa-bench` prints the table; `-- --declarations N --write DIR` writes a package to look at;
//! `-- --replay target/release/annexa` replays an editing session through the language server ([`replay`]).

mod replay;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use annexa_analysis::{Analysis, Context};
use annexa_bench::edits::{Change, Edit};
use annexa_bench::{Dice, Package, generate};
use annexa_checks::Earlier;
use annexa_core::time::parse_date;
use annexa_core::{Anchor, Input, Model};
use annexa_diagnostics::Problem;
use clap::Parser;

/// So many declarations are about 100,000 lines.
const LINES_100_000: usize = 10_000;

/// Measures reading and checking of generated packages.
#[derive(Parser)]
struct Args {
    /// How many declarations the largest package has.
    #[arg(long, default_value_t = 100_000)]
    declarations: usize,
    /// Writes the package into a folder, and measures nothing.
    #[arg(long)]
    write: Option<PathBuf>,
    /// Checks one package once and prints the peak of memory; the other figures are left out.
    #[arg(long)]
    memory: bool,
    /// How many edits are checked; with 0 they are left out.
    #[arg(long, default_value_t = 2_000)]
    edits: usize,
    /// Replays an editing session through the language server of this program; the other figures are left out.
    #[arg(long, value_name = "ANNEXA")]
    replay: Option<PathBuf>,
    /// So many edits follow the session, to see whether memory grows.
    #[arg(long, default_value_t = 0, requires = "replay")]
    then: usize,
}

fn main() -> std::io::Result<()> {
    let args = Args::parse();
    if let Some(folder) = args.write {
        let package = generate(args.declarations);
        package.write(&folder)?;
        println!(
            "{} declarations in {} files, {} bytes",
            package.declarations,
            package.files.len(),
            package.bytes()
        );
        return Ok(());
    }
    if args.memory {
        let package = generate(args.declarations);
        let before = memory_kb("self", "VmRSS:");
        let (found, _) = check(&package);
        let peak = memory_kb("self", "VmHWM:").saturating_sub(before);
        let source = package.bytes() as f64 / 1024.0;
        println!(
            "memory: {peak} KiB above the texts of {source:.0} KiB, {:.1} times ({found} problems)",
            peak as f64 / source
        );
        return Ok(());
    }
    if let Some(program) = args.replay {
        return replay::replay(&program, args.edits, args.then);
    }
    println!(
        "declarations      bytes   lex+parse    MB/s      check   ratio   ns/declaration      rules   of check   fmt MB/s   of flat text"
    );
    let mut size = 1_000;
    while size <= args.declarations {
        let package = generate(size);
        let rounds = (200_000 / size).clamp(3, 50);
        let parse = best(rounds, || {
            for (_, text) in &package.files {
                std::hint::black_box(annexa_syntax::parse(text));
            }
        });
        let whole = best(rounds, || {
            std::hint::black_box(check(&package));
        });
        let rules = rules(&package, rounds);
        // Text that is laid out, and the same text with every line moved, so that all of it is written and read again.
        let flat: Vec<String> = package.files.iter().map(|(_, text)| text.replace("\n    ", "\n")).collect();
        let format = best(rounds, || {
            for (_, text) in &package.files {
                std::hint::black_box(annexa_syntax::format::format(text))
                    .expect("a layout that reads the same");
            }
        });
        let format_flat = best(rounds, || {
            for text in &flat {
                let formatted = annexa_syntax::format::format(text).expect("a layout that reads the same");
                std::hint::black_box(formatted.text(text));
            }
        });
        let speed = |bytes: usize, time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
        println!(
            "{:>12} {:>10} {:>8.2} ms {:>7.1} {:>7.2} ms {:>7.2} {:>16.0} {:>7.2} ms {:>8.1} % {:>10.1} {:>14.1}",
            package.declarations,
            package.bytes(),
            parse.as_secs_f64() * 1e3,
            speed(package.bytes(), parse),
            whole.as_secs_f64() * 1e3,
            whole.as_secs_f64() / parse.as_secs_f64(),
            whole.as_nanos() as f64 / package.declarations as f64,
            rules.as_secs_f64() * 1e3,
            rules.as_secs_f64() / whole.as_secs_f64() * 100.0,
            speed(package.bytes(), format),
            speed(flat.iter().map(String::len).sum(), format_flat),
        );
        size *= 10;
    }
    if args.edits > 0 {
        edits(args.edits);
    }
    Ok(())
}

/// How long the check after an edit takes, on a package of 100,000 lines: of every kind of edit, and of all.
fn edits(count: usize) {
    let package = generate(LINES_100_000);
    let lines: usize = package.files.iter().map(|(_, text)| text.lines().count()).sum();
    let parse = best(5, || {
        for (_, text) in &package.files {
            std::hint::black_box(annexa_syntax::parse(text));
        }
    });
    println!(
        "\n{count} edits of a package of {lines} lines ({} declarations; lex+parse {:.2} ms), each checked again:",
        package.declarations,
        parse.as_secs_f64() * 1e3
    );
    heading("edit");
    let mut session = Session::new(package);
    let mut dice = Dice::new(7);
    let mut times: Vec<(Edit, Took)> = Vec::new();
    while times.len() < count {
        let edit = Edit::ALL[dice.roll(Edit::ALL.len())];
        let Some(change) = edit.on(&session.package, &mut dice) else { continue };
        times.push((edit, session.check(&change)));
        // What was edited is taken back, which is an edit too.
        times.push((edit, session.check(&change.undone())));
    }
    for edit in Edit::ALL {
        let of: Vec<Took> = times.iter().filter(|(e, _)| e == edit).map(|(_, t)| *t).collect();
        percentiles(edit.says(), &of);
    }
    let all: Vec<Took> = times.iter().map(|(_, t)| *t).collect();
    percentiles("all", &all);
}

/// How long a check took.
#[derive(Clone, Copy)]
struct Took {
    /// By the clock.
    clock: Duration,
    /// What all threads had of the processor: the figure to look at where other programs run.
    processor: Duration,
}

/// The heads of the columns of [`percentiles`].
fn heading(what: &str) {
    println!("{:<34} {:>6} {:^19} {:^19}", "", "", "ms by the clock", "ms of the processor");
    println!("{what:<34} {:>6} {:>9} {:>9} {:>9} {:>9}", "times", "p50", "p99", "p50", "p99");
}

fn percentiles(name: &str, times: &[Took]) {
    let at = |share: f64, of: &dyn Fn(&Took) -> Duration| {
        let mut times: Vec<Duration> = times.iter().map(of).collect();
        times.sort_unstable();
        let index = ((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1));
        times.get(index).map_or(0.0, |t| t.as_secs_f64() * 1e3)
    };
    let (clock, processor) = (|t: &Took| t.clock, |t: &Took| t.processor);
    println!(
        "{name:<34} {:>6} {:>9.2} {:>9.2} {:>9.2} {:>9.2}",
        times.len(),
        at(0.5, &clock),
        at(0.99, &clock),
        at(0.5, &processor),
        at(0.99, &processor)
    );
}

/// The time that all threads of a process had of the processor so far; zero where the system does not say.
fn processor(process: &str) -> Duration {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let nanoseconds = threads.filter_map(|thread| {
        let text = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(nanoseconds.sum())
}

/// A package that is edited, and its model.
struct Session {
    package: Package,
    library: Vec<(&'static str, &'static str)>,
    model: Model,
    earlier: Earlier,
}

impl Session {
    fn new(package: Package) -> Self {
        let library = annexa_stdlib::files();
        let model = annexa_core::build(input(&package), &library).model;
        Session { package, library, model, earlier: Earlier::default() }
    }

    /// Makes the change, and measures from the new text to the problems.
    fn check(&mut self, change: &Change) -> Took {
        self.package.files[change.file].1 = change.after.clone();
        let input = input(&self.package);
        let (start, before) = (Instant::now(), processor("self"));
        let built = annexa_core::rebuild(&self.model, input, &self.library);
        let analysis = analysis(&built.model);
        let options = annexa_checks::Options::default();
        let checked = annexa_checks::check_again(&analysis, built.problems, options, &mut self.earlier);
        std::hint::black_box(checked);
        let took = Took { clock: start.elapsed(), processor: processor("self").saturating_sub(before) };
        self.model = built.model;
        took
    }
}

fn input(package: &Package) -> Input {
    Input { manifest: Some(package.manifest.clone()), files: package.files.clone(), ..Input::default() }
}

/// Everything that `annexa check` does between reading files and printing. Gives the number of problems, and of rows.
fn check(package: &Package) -> (usize, usize) {
    let built = annexa_core::build(input(package), &annexa_stdlib::files());
    problems(&built.model, built.problems)
}

fn analysis(model: &Model) -> Analysis<'_> {
    let as_of = parse_date("2026-11-01").unwrap_or_default();
    Analysis::new(model, Context { as_of })
}

fn problems(model: &Model, found: Vec<Problem<Anchor>>) -> (usize, usize) {
    let analysis = analysis(model);
    let checked = annexa_checks::check(&analysis, found, annexa_checks::Options::default());
    (checked.problems.len(), analysis.coverages.iter().map(|c| c.rows.len()).sum())
}

/// How long the rules of the standard library take.
fn rules(package: &Package, rounds: usize) -> Duration {
    let input =
        Input { manifest: Some(package.manifest.clone()), files: package.files.clone(), ..Input::default() };
    let built = annexa_core::build(input, &annexa_stdlib::files());
    let analysis = analysis(&built.model);
    best(rounds, || {
        std::hint::black_box(annexa_analysis::rules::Broken::new(&analysis));
    })
}

/// The shortest of `rounds` runs: what the machine can do when nothing else disturbs it.
fn best(rounds: usize, mut run: impl FnMut()) -> Duration {
    (0..rounds)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .min()
        .unwrap_or_default()
}

/// A line of the memory figures of a process, in KiB; 0 where the system gives none.
fn memory_kb(process: &str, key: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with(key));
    line.and_then(|l| l.split_whitespace().nth(1)).and_then(|n| n.parse().ok()).unwrap_or(0)
}
