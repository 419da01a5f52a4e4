//! `annexa new`: a package to begin with, made of answers to questions.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use annexa_core::manifest::FILE_NAME;
use annexa_import::starter::{self, Answers, Interview};
use include_dir::{Dir, DirEntry, include_dir};

use crate::commands::Exit;
use crate::failure::Failure;
use crate::interview;
use crate::package;
use crate::ui::{Style, Ui, count};

static EXAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../examples/starter");

/// The name of the example, as its manifest has it.
const EXAMPLE_NAME: &str = "starter";
/// The name of a package where the folder's gives none.
const NAME: &str = "isms";

/// Write a package to begin with
///
/// Asks about two dozen things: what the organization does, who answers for what, where people work, whether software is
/// developed, whose data is handled. The answers decide what is written: a scope, roles, assets, suppliers, risks with a
/// method, about 20 policies and procedures that together carry all 93 controls, and a Statement of Applicability whose
/// exclusions follow from the answers. All of it is a proposal, planned from the day on which you begin: read it, and
/// change what is different with you.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  annexa new my-company                          asks, then writes
  annexa new my-company --answers answers.toml   asks nothing
  annexa new --questions > answers.toml          a file of answers to fill in
  annexa new my-company --example                a small package that shows how things are written")]
pub struct Args {
    /// The folder to write it into; without it, the current one, which then has to be empty
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// The name of the package, where it is not that of the folder
    #[arg(long)]
    name: Option<String>,
    /// A file with the answers, for where nobody is there to be asked
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// Print a file of answers to fill in, and write no package
    #[arg(long, conflicts_with_all = ["dir", "name", "answers", "example"])]
    questions: bool,
    /// Ask nothing, and write a small example instead: five minutes to read, with a few problems to find
    #[arg(long, conflicts_with = "answers")]
    example: bool,
}

/// Runs the command.
///
/// # Errors
/// Where there is nobody to answer, an answer is wrong, the folder holds a package already, or cannot be written to.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    if args.questions {
        ui.print(&questions()?.to_fill_in());
        return Ok(Exit::Clean);
    }
    let dir = args.dir.as_deref().unwrap_or(Path::new("."));
    let name = name(args, dir)?;
    // Before anybody answers two dozen questions for nothing.
    guard(args, dir)?;
    let files = if args.example {
        example(&name)
    } else {
        starter::package(&answers(args)?, &name).map_err(at_fault)?
    };
    package::make_folder(dir)?;
    for (path, text) in &files {
        package::write(dir, path, text.as_bytes())?;
    }
    let here = dir == Path::new(".");
    let place = if here { "this folder".to_owned() } else { format!("`{}`", dir.display()) };
    ui.line(&format!(
        "{} in {place}: the package `{name}`, {}",
        ui.paint(Style::Good, "Written"),
        count(files.len(), "file")
    ));
    for (path, _) in &files {
        ui.line(&format!("  {path}"));
    }
    ui.line("");
    let check =
        if here { "annexa check".to_owned() } else { format!("annexa check {}", package::quoted(dir)) };
    ui.line(&if args.example {
        format!("Read the files, they take five minutes; then `{check}` shows what is wrong in them.")
    } else {
        format!(
            "Read the files, and change what is different with you; `{check}` says what there is to do first."
        )
    });
    Ok(Exit::Clean)
}

/// The answers of the file, else of whoever sits at the terminal.
fn answers(args: &Args) -> Result<Answers, Failure> {
    let today = crate::date::today()?;
    let questions = questions()?;
    if let Some(path) = &args.answers {
        let bytes = package::read_bytes(path)?;
        let text = package::as_text(&bytes, &path.display().to_string())?;
        return questions.read(text, today).map_err(|wrong| {
            let file = path.display();
            let failure =
                Failure::new(format!("`{file}` does not answer the questions; nothing was written"))
                    .help("`annexa new --questions` prints all questions, with what can be said");
            wrong
                .into_iter()
                .flat_map(|w| w.lines().map(str::to_owned).collect::<Vec<_>>())
                .fold(failure, Failure::note)
        });
    }
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(Failure::new("`annexa new` asks questions, and there is no terminal to ask them on")
            .help("`annexa new --questions > answers.toml` writes them into a file; fill it in, and give it with `--answers answers.toml`. `--example` writes a small example and asks nothing"));
    }
    interview::conduct(&questions, today, &mut io::stdin().lock(), &mut io::stdout().lock())
}

fn questions() -> Result<Interview, Failure> {
    Interview::new().map_err(at_fault)
}

/// A fault of the starter set, which its tests find before any user does.
fn at_fault(why: String) -> Failure {
    Failure::new(format!("the starter set of annexa itself is at fault: {why}"))
}

/// The files of the example: paths and texts, sorted.
fn example(name: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![&EXAMPLE];
    while let Some(folder) = folders.pop() {
        for entry in folder.entries() {
            match entry {
                DirEntry::Dir(inner) => folders.push(inner),
                DirEntry::File(file) => {
                    let parts: Option<Vec<&str>> =
                        file.path().components().map(|c| c.as_os_str().to_str()).collect();
                    if let (Some(parts), Some(text)) = (parts, file.contents_utf8()) {
                        files.push((parts.join("/"), text.to_owned()));
                    }
                }
            }
        }
    }
    files.retain(|(path, _)| path == FILE_NAME || path.ends_with(&format!(".{}", annexa_files::EXTENSION)));
    files.sort();
    for (_, text) in files.iter_mut().filter(|(path, _)| path == FILE_NAME) {
        let said = |name: &str| format!("name = \"{name}\"");
        *text = text.replacen(&said(EXAMPLE_NAME), &said(name), 1);
    }
    files
}

/// Refuses to write over what is there already.
fn guard(args: &Args, dir: &Path) -> Result<(), Failure> {
    if dir.join(FILE_NAME).exists() {
        return Err(Failure::new(format!("there is a package in `{}` already", dir.display()))
            .help("`annexa check` says what is wrong in it; `annexa new DIR` writes a new one elsewhere"));
    }
    let paths: Vec<String> = if args.example {
        example(EXAMPLE_NAME).into_iter().map(|(path, _)| path).collect()
    } else {
        annexa_stdlib::starter_package().into_iter().map(|(path, _)| path.to_owned()).collect()
    };
    let taken: Vec<String> = paths.into_iter().filter(|path| dir.join(path).exists()).collect();
    if !taken.is_empty() {
        return Err(Failure::new(format!("`{}` holds {} already", dir.display(), taken.join(", ")))
            .help("name another folder: `annexa new DIR`"));
    }
    if args.dir.is_none() && !package::is_empty(dir) {
        return Err(Failure::new("this folder is not empty, so nothing was written").help(
            "`annexa new my-company` writes into a new folder; `annexa new .` into this one all the same",
        ));
    }
    Ok(())
}

/// The name of the package: the one that is asked for, else one made of the folder's.
fn name(args: &Args, dir: &Path) -> Result<String, Failure> {
    if let Some(name) = &args.name {
        let kebab = annexa_import::source::kebab(name, NAME);
        if kebab != *name {
            return Err(Failure::new(format!("`{name}` cannot be the name of a package"))
                .help(format!("names are written in small letters with hyphens: `--name {kebab}`")));
        }
        return Ok(kebab);
    }
    let folder = std::path::absolute(dir).map_err(|e| Failure::io("found", dir, &e))?;
    let folder = folder.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    Ok(annexa_import::source::kebab(&folder, NAME))
}
