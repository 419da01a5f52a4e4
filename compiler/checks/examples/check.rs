//! Prints the problems of the package in a folder as a terminal shows them:
//! `cargo run -p annexa-checks --example check -- DIR [AS-OF] [short]`.

use std::io::Write;
use std::path::Path;

use annexa_analysis::{Analysis, Context};
use annexa_checks::{Options, check, next_steps};
use annexa_core::{Input, build, time};
use annexa_diagnostics::render::{self, Format, Report};

fn main() -> std::io::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let dir = args.first().map_or(".", String::as_str);
    let as_of = args.get(1).map_or("2026-11-01", String::as_str);
    let format = args.get(2).map_or(Format::Rich, |f| f.parse().unwrap_or_default());
    let mut input = Input {
        manifest: std::fs::read_to_string(Path::new(dir).join("annexa.toml")).ok(),
        files: Vec::new(),
        ..Input::default()
    };
    walk(Path::new(dir), Path::new(dir), &mut input.files);
    let library = annexa_stdlib::files();
    let built = build(input, &library);
    let Some(as_of) = time::parse_date(as_of) else {
        return Err(std::io::Error::other("not a date"));
    };
    let analysis = Analysis::new(&built.model, Context { as_of });
    let release = args.iter().any(|a| a == "release");
    let checked = check(&analysis, built.problems, Options { release, ..Options::default() });
    let steps = next_steps(&built.model, &checked.problems);
    let mut problems: Vec<_> =
        checked.problems.into_iter().map(|p| p.map_places(|a| built.model.place(a))).collect();
    annexa_diagnostics::sort(&mut problems, &built.model.files);
    let mut out = std::io::stdout().lock();
    render::render(
        format,
        &Report::of(&problems),
        &built.model.files,
        &render::Options::default(),
        &mut out,
    )?;
    render::summary::render(&problems, &steps, &mut out)?;
    writeln!(out, "set aside: {}", checked.set_aside.len())
}

fn walk(root: &Path, dir: &Path, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(root, &path, files);
        } else if path.extension().is_some_and(|e| e == "isms")
            && let (Ok(relative), Ok(text)) = (path.strip_prefix(root), std::fs::read_to_string(&path))
        {
            files.push((relative.display().to_string(), text));
        }
    }
}
