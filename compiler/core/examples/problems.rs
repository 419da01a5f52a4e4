//! Prints the language's problems of the package in a folder: `cargo run -p annexa-core --example problems -- DIR`.

use std::path::Path;

use annexa_core::{Input, build};
use annexa_diagnostics::Sources;
use annexa_syntax::LineIndex;

fn main() {
    let dir = std::env::args().nth(1).unwrap_or_else(|| ".".into());
    let mut input = Input {
        manifest: std::fs::read_to_string(Path::new(&dir).join("annexa.toml")).ok(),
        files: Vec::new(),
        ..Input::default()
    };
    walk(Path::new(&dir), Path::new(&dir), &mut input.files);
    let library = annexa_stdlib::files();
    let start = std::time::Instant::now();
    let built = build(input, &library);
    eprintln!("{:?}", start.elapsed());
    for problem in built.problems {
        let place = built.model.place(problem.primary.place);
        let text = built.model.files.text(place.file);
        let at = LineIndex::new(text).line_column(text, place.span.start);
        let path = built.model.files.path(place.file);
        println!(
            "{path}:{}:{}: {}[{}]: {}",
            at.line,
            at.column,
            problem.level.word(),
            problem.name,
            problem.message
        );
        if let Some(help) = problem.help {
            println!("    help: {help}");
        }
        for note in problem.notes {
            println!("    note: {note}");
        }
    }
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
