//! Measures what the project promises, side by side with its reference in the same run: lexing and parsing the same
//! bytes on one core.
//!
//! `cargo run --release -p annexa-bench` prints the table; `-- --declarations N --write DIR` writes a package to look at.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use annexa_analysis::{Analysis, Context};
use annexa_bench::{Package, generate};
use annexa_core::Input;
use annexa_core::time::parse_date;
use clap::Parser;

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
}

fn main() -> std::io::Result<()> {
    let args = Args::parse();
    if let Some(folder) = args.write {
        let package = generate(args.declarations);
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("annexa.toml"), &package.manifest)?;
        for (path, text) in &package.files {
            let path = folder.join(path);
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(path, text)?;
        }
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
        let before = resident_kb("VmRSS:");
        let (found, _) = check(&package);
        let peak = resident_kb("VmHWM:").saturating_sub(before);
        let source = package.bytes() as f64 / 1024.0;
        println!(
            "memory: {peak} KiB above the texts of {source:.0} KiB, {:.1} times ({found} problems)",
            peak as f64 / source
        );
        return Ok(());
    }
    println!(
        "declarations      bytes   lex+parse    MB/s      check   ratio   ns/declaration   fmt MB/s   of flat text"
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
            "{:>12} {:>10} {:>8.2} ms {:>7.1} {:>7.2} ms {:>7.2} {:>16.0} {:>10.1} {:>14.1}",
            package.declarations,
            package.bytes(),
            parse.as_secs_f64() * 1e3,
            speed(package.bytes(), parse),
            whole.as_secs_f64() * 1e3,
            whole.as_secs_f64() / parse.as_secs_f64(),
            whole.as_nanos() as f64 / package.declarations as f64,
            speed(package.bytes(), format),
            speed(flat.iter().map(String::len).sum(), format_flat),
        );
        size *= 10;
    }
    Ok(())
}

/// Everything that `annexa check` does between reading files and printing. Gives the number of problems, and of rows.
fn check(package: &Package) -> (usize, usize) {
    let library = annexa_stdlib::files();
    let input =
        Input { manifest: Some(package.manifest.clone()), files: package.files.clone(), ..Input::default() };
    let built = annexa_core::build(input, &library);
    let as_of = parse_date("2026-11-01").unwrap_or_default();
    let analysis = Analysis::new(&built.model, Context { as_of });
    let checked = annexa_checks::check(&analysis, built.problems, annexa_checks::Options::default());
    (checked.problems.len(), analysis.coverages.iter().map(|c| c.rows.len()).sum())
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

/// A line of the process's own memory figures, in KiB; 0 where the system gives none.
fn resident_kb(key: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with(key));
    line.and_then(|l| l.split_whitespace().nth(1)).and_then(|n| n.parse().ok()).unwrap_or(0)
}
