//! `annexa fmt`: lays files out.

use std::fs;
use std::io::Read;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use annexa_diagnostics::apply::diff;
use annexa_syntax::LineIndex;
use annexa_syntax::format::{Fault, Formatted, format, format_range};
use rayon::prelude::*;

use crate::commands::Exit;
use crate::failure::Failure;
use crate::fault;
use crate::package;
use crate::ui::{Ui, count, show_diff};

/// Lay files out as all files are laid out
///
/// Changes white space only, and mends the marks of a word processor that are read as meant anyway: curly quotes around
/// texts, long dashes and ellipses in ranges, decimal commas, no-break spaces. Words, comments, prose and their order
/// stay. What cannot be read is left as it is, and around it everything is laid out.
///
/// Without a path, all files of the package that the current folder is in.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  annexa fmt
  annexa fmt policies soa.isms
  annexa fmt --check                  for CI: writes nothing, and ends with 1 where something would change
  annexa fmt --diff                   show what would change, and write nothing
  annexa fmt soa.isms --lines 10:20   only the entries on these lines
  annexa fmt --stdin < soa.isms       for editors: the text that is laid out on standard output")]
pub struct Args {
    /// Files, or folders of a package
    #[arg(value_name = "PATH", conflicts_with = "stdin")]
    paths: Vec<PathBuf>,
    /// Write nothing, list the files that would change, and end with 1 if there are any
    #[arg(long)]
    check: bool,
    /// Write nothing, show what would change as a unified diff, and end with 1 if there is anything
    #[arg(long)]
    diff: bool,
    /// Read a text from standard input, and write it to standard output
    #[arg(long)]
    stdin: bool,
    /// Only the entries on these lines of one file, counted from 1
    #[arg(long, value_name = "FIRST:LAST", value_parser = lines)]
    lines: Option<RangeInclusive<u32>>,
}

/// Runs the command.
///
/// # Errors
/// Where a file cannot be read or written.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    if args.stdin {
        return stdin(args, ui);
    }
    let files = files(&args.paths)?;
    if args.lines.is_some() && files.len() != 1 {
        return Err(Failure::new(format!("`--lines` is about one file, and these are {}", files.len()))
            .help("name the file: `annexa fmt soa.isms --lines 10:20`"));
    }
    let results: Vec<_> = files.par_iter().map(|file| lay_out(args, &file.text)).collect();
    let mut changed = Vec::new();
    let mut faults = 0;
    for (file, result) in files.iter().zip(results) {
        match result {
            Err(fault) => {
                faults += 1;
                tell(ui, fault, &file.shown);
            }
            Ok(formatted) => {
                tell_left(ui, &file.shown, &file.text, &formatted);
                if !formatted.is_clean() {
                    changed.push((file, formatted.text(&file.text).to_owned()));
                }
            }
        }
    }
    let dry = args.check || args.diff;
    if args.diff {
        for (file, new) in &changed {
            show_diff(ui, &diff(&file.shown, &file.text, new));
        }
    }
    if !dry {
        for (file, new) in &changed {
            package::write(&file.folder, &file.path, new.as_bytes())?;
        }
    }
    report(args, ui, files.len() - faults, &changed);
    Ok(match (faults, dry && !changed.is_empty()) {
        (1.., _) => Exit::Fault,
        (0, true) => Exit::Errors,
        (0, false) => Exit::Clean,
    })
}

fn stdin(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    const NAME: &str = "standard input";
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| Failure::io("read", Path::new(NAME), &error))?;
    let text = package::as_text(&bytes, NAME)?;
    let formatted = match lay_out(args, text) {
        Ok(formatted) => formatted,
        Err(fault) => {
            // The editor that replaces its text by the output keeps what it has.
            ui.print(if args.check || args.diff { "" } else { text });
            tell(ui, fault, NAME);
            return Ok(Exit::Fault);
        }
    };
    tell_left(ui, NAME, text, &formatted);
    let new = formatted.text(text);
    if args.diff {
        show_diff(ui, &diff("stdin", text, new));
    } else if !args.check {
        ui.print(new);
    }
    Ok(Exit::by_errors((args.check || args.diff) && !formatted.is_clean()))
}

/// A file to lay out.
struct File {
    /// As the user is told.
    shown: String,
    folder: PathBuf,
    /// The path from `folder`.
    path: String,
    text: String,
}

/// The files that `paths` name, each once.
fn files(paths: &[PathBuf]) -> Result<Vec<File>, Failure> {
    let mut files = Vec::new();
    if paths.is_empty() {
        of_package(Path::new("."), None, &mut files)?;
    }
    for path in paths {
        if path.is_dir() {
            let folder = fs::canonicalize(path).map_err(|error| Failure::io("read", path, &error))?;
            of_package(path, Some(&folder), &mut files)?;
        } else {
            files.push(of_path(path)?);
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    files.retain(|file| seen.insert(file.folder.join(&file.path)));
    Ok(files)
}

/// The files of the package that `path` is in: all, or those below a folder.
fn of_package(path: &Path, below: Option<&Path>, files: &mut Vec<File>) -> Result<(), Failure> {
    let package = package::read(path)?;
    for (path, text) in package.input.files {
        if below.is_none_or(|folder| package.root.join(&path).starts_with(folder)) {
            files.push(File { shown: path.clone(), folder: package.root.clone(), path, text });
        }
    }
    Ok(())
}

/// A file that the user names, in a package or not.
fn of_path(path: &Path) -> Result<File, Failure> {
    let shown = path.display().to_string().replace('\\', "/");
    let bytes = package::read_bytes(path)?;
    let text = package::as_text(&bytes, &shown)?.to_owned();
    // A link stays one: what it leads to is written.
    let real = fs::canonicalize(path).map_err(|error| Failure::io("read", path, &error))?;
    match (real.parent(), real.file_name().and_then(|name| name.to_str())) {
        (Some(folder), Some(name)) => {
            Ok(File { shown, folder: folder.to_owned(), path: name.to_owned(), text })
        }
        _ => Err(Failure::new(format!("`{shown}` is no file"))),
    }
}

fn lay_out(args: &Args, text: &str) -> Result<Formatted, Fault> {
    match &args.lines {
        Some(lines) => format_range(text, lines.start() - 1..=lines.end() - 1),
        None => format(text),
    }
}

/// `10:20`, or `10` for one line.
fn lines(text: &str) -> Result<RangeInclusive<u32>, String> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let number = |text: &str| text.parse().map_err(|_| format!("`{text}` is no number of a line"));
    let (first, last): (u32, u32) = (number(first)?, number(last)?);
    if first == 0 || last < first {
        return Err(
            "lines are counted from 1, and the first stands before the last, as in `10:20`".to_owned()
        );
    }
    Ok(first..=last)
}

/// A fault of the formatter; the file stays as it is.
fn tell(ui: &mut Ui, fault: Fault, shown: &str) {
    ui.aside(&format!("`{shown}` is left as it is: {}", fault::report(&fault.to_string(), "annexa fmt")));
}

/// What could not be read, and was left.
fn tell_left(ui: &mut Ui, shown: &str, text: &str, formatted: &Formatted) {
    let Some(first) = formatted.left.first() else { return };
    if first.len() as usize == text.len() {
        ui.note(&format!(
            "`{shown}` is left as it is: too much of it cannot be read (`annexa check` says why)"
        ));
        return;
    }
    let index = LineIndex::new(text);
    let lines: Vec<String> =
        formatted.left.iter().map(|span| (index.line(span.start) + 1).to_string()).collect();
    let what = match lines.as_slice() {
        [line] => format!("`{shown}`: what begins on line {line} cannot be read and is left as it is"),
        [.., _] if lines.len() <= 5 => {
            format!(
                "`{shown}`: what begins on lines {} cannot be read and is left as it is",
                lines.join(", ")
            )
        }
        _ => format!("`{shown}`: {} places cannot be read and are left as they are", lines.len()),
    };
    ui.note(&format!("{what} (`annexa check` says why)"));
}

fn report(args: &Args, ui: &mut Ui, files: usize, changed: &[(&File, String)]) {
    let line = if changed.is_empty() {
        match files {
            1 => "1 file is laid out well".to_owned(),
            files => format!("{files} files are laid out well"),
        }
    } else {
        let verb = if args.check || args.diff { "would lay out" } else { "laid out" };
        let names: Vec<&str> = changed.iter().map(|(file, _)| file.shown.as_str()).collect();
        format!("{verb} {}: {}", count(changed.len(), "file"), names.join(", "))
    };
    // A diff alone is on standard output, so that it can be applied.
    if args.diff { ui.aside(&line) } else { ui.line(&line) }
}
