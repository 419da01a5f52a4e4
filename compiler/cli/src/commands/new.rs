//! `annexa new`: a small package to start from.

use std::path::{Path, PathBuf};

use annexa_core::manifest::FILE_NAME;
use include_dir::{Dir, DirEntry, include_dir};

use crate::commands::Exit;
use crate::failure::Failure;
use crate::package;
use crate::ui::{Style, Ui, count};

static STARTER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../examples/starter");

/// The name of the starter package, as its manifest has it.
const NAME: &str = "starter";

/// Write a small package to start from
///
/// The package is that of a small company that does not exist. It takes five minutes to read, and its first check
/// shows a few problems, each with its way out.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  annexa new my-company
  cd my-company && annexa check")]
pub struct Args {
    /// The folder to write it into; without it, the current one, which then has to be empty
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// The name of the package, where it is not that of the folder
    #[arg(long)]
    name: Option<String>,
}

/// The files of the starter package: path and bytes, sorted.
pub fn files() -> Vec<(String, &'static [u8])> {
    fn walk(dir: &Dir<'static>, found: &mut Vec<(String, &'static [u8])>) {
        for entry in dir.entries() {
            match entry {
                DirEntry::Dir(dir) => walk(dir, found),
                DirEntry::File(file) => {
                    let parts: Option<Vec<&str>> =
                        file.path().components().map(|c| c.as_os_str().to_str()).collect();
                    found.extend(parts.map(|p| (p.join("/"), file.contents())));
                }
            }
        }
    }
    let mut found = Vec::new();
    walk(&STARTER, &mut found);
    found.retain(|(path, _)| path == FILE_NAME || path.ends_with(&format!(".{}", annexa_files::EXTENSION)));
    found.sort();
    found
}

/// Runs the command.
///
/// # Errors
/// Where the folder holds a package already, or cannot be written to.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    let dir = args.dir.as_deref().unwrap_or(Path::new("."));
    let name = name(args, dir)?;
    if dir.join(FILE_NAME).exists() {
        return Err(Failure::new(format!("there is a package in `{}` already", dir.display()))
            .help("`annexa check` says what is wrong in it; `annexa new DIR` writes a new one elsewhere"));
    }
    let files = files();
    let taken: Vec<&str> =
        files.iter().map(|(path, _)| path.as_str()).filter(|path| dir.join(path).exists()).collect();
    if !taken.is_empty() {
        return Err(Failure::new(format!("`{}` holds {} already", dir.display(), taken.join(", ")))
            .help("name another folder: `annexa new DIR`"));
    }
    if args.dir.is_none() && !package::is_empty(dir) {
        return Err(Failure::new("this folder is not empty, so nothing was written").help(
            "`annexa new my-company` writes into a new folder; `annexa new .` into this one all the same",
        ));
    }
    package::make_folder(dir)?;
    for (path, bytes) in &files {
        let named;
        let bytes = if path == FILE_NAME {
            let text = String::from_utf8_lossy(bytes);
            named = text.replacen(&format!("name = \"{NAME}\""), &format!("name = \"{name}\""), 1);
            named.as_bytes()
        } else {
            bytes
        };
        package::write(dir, path, bytes)?;
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
    let check = if here { "annexa check".to_owned() } else { format!("annexa check {}", quoted(dir)) };
    ui.line(&format!("Read the files, they take five minutes; then `{check}` shows what is wrong in them."));
    Ok(Exit::Clean)
}

/// A path as one types it in a shell.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    if text.contains(|c: char| c.is_whitespace() || "'\"$&;()".contains(c)) {
        format!("\"{text}\"")
    } else {
        text
    }
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
