//! `annexa import`: what others wrote, as a package.

use std::path::{Path, PathBuf};

use annexa_core::manifest::FILE_NAME;
use annexa_core::model::{Decl, View};
use annexa_core::prelude::{Control, Group, Requirement};
use annexa_core::{Input, Written, editions, other_edition};
use annexa_import::{CatalogIndex, SoaImport, import_soa};
use clap::Subcommand;
use rayon::prelude::*;

use crate::commands::Exit;
use crate::failure::Failure;
use crate::package;
use crate::ui::{Style, Ui, count};

/// The page that keeps what an import had to say.
const REPORT: &str = "import-report.md";

/// Turn what others wrote into a package
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

/// What is imported.
#[derive(Subcommand, Debug)]
enum What {
    /// A Statement of Applicability in a CSV file, as a spreadsheet saves it
    ///
    /// Columns are matched by their names, and what each was taken for is shown. Every cell is written into the package,
    /// checked against the standard, or listed with its line; nothing is guessed in silence.
    #[command(after_help = "\
Examples:
  annexa import soa soa-2025.csv
  annexa import soa soa-2025.csv --out isms && annexa check isms")]
    Soa(SoaArgs),
}

/// The arguments of `annexa import soa`.
#[derive(clap::Args, Debug)]
struct SoaArgs {
    /// The CSV file
    #[arg(value_name = "FILE.csv")]
    file: PathBuf,
    /// The folder to write the package into; without it, one named after the file
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write over a package that is there already
    #[arg(long)]
    force: bool,
}

/// Runs the command.
///
/// # Errors
/// Where the file cannot be read or is no Statement of Applicability, or the package cannot be written.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    match &args.what {
        What::Soa(args) => soa(args, ui),
    }
}

fn soa(args: &SoaArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let bytes = package::read_bytes(&args.file)?;
    let name = args.file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let out = args.out.clone().unwrap_or_else(|| {
        let stem = args.file.file_stem().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        PathBuf::from(annexa_import::source::kebab(&stem, "isms"))
    });
    let SoaImport { files, report } = import_soa(&bytes, &name, &catalogs());
    ui.print(&report.to_text());
    if !report.taken_for.is_import() {
        return Err(Failure::new(format!("`{}` was not imported: nothing was written", args.file.display()))
            .help("a Statement of Applicability has a column with the ids of controls, and one that says whether each applies"));
    }
    let mut files = files;
    files.push((REPORT.to_owned(), report.to_markdown()));
    guard(args, &out, &files)?;
    package::make_folder(&out)?;
    for (path, text) in &files {
        package::write(&out, path, text.as_bytes())?;
    }
    ui.line("");
    ui.line(&format!(
        "{} into `{}`: {}",
        ui.paint(Style::Good, "Written"),
        out.display(),
        count(files.len(), "file")
    ));
    for (path, _) in &files {
        ui.line(&format!("  {path}"));
    }
    // What `annexa check` reads with the new files, in folders too.
    let read = annexa_files::read(&out);
    let unread =
        read.unread.into_iter().map(|unread| unread.path).filter(|path| annexa_files::is_ours(path.as_ref()));
    let mut others: Vec<String> = read.files.into_iter().map(|(path, _)| path).chain(unread).collect();
    others.retain(|path| files.iter().all(|(written, _)| written != path));
    others.sort();
    if !others.is_empty() {
        ui.note(&format!("`{}` holds {} from before, too", out.display(), others.join(", ")));
    }
    ui.line(&format!("Next: `annexa check {}` says what is wrong in it", out.display()));
    Ok(Exit::Clean)
}

/// Refuses to write over what is there already.
fn guard(args: &SoaArgs, out: &Path, files: &[(String, String)]) -> Result<(), Failure> {
    if args.force {
        return Ok(());
    }
    if out.join(FILE_NAME).exists() {
        return Err(Failure::new(format!(
            "there is a package in `{}` already, and nothing was written",
            out.display()
        ))
        .help("name another folder with `--out DIR`, or write over it with `--force`"));
    }
    let taken: Vec<&str> =
        files.iter().map(|(path, _)| path.as_str()).filter(|path| out.join(path).exists()).collect();
    if taken.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "`{}` holds {} already, and nothing was written",
        out.display(),
        taken.join(", ")
    ))
    .help("name another folder with `--out DIR`, or write over them with `--force`"))
}

/// What the importer has to know of the standards: the editions of each that has controls, the newest first.
fn catalogs() -> Vec<CatalogIndex> {
    let library = annexa_stdlib::files();
    let mut found = Vec::new();
    for (standard, editions) in editions(&library) {
        let newest = editions.last().copied().unwrap_or_default();
        for edition in editions.iter().rev() {
            let manifest =
                format!("[package]\nname = \"catalog\"\n[standards]\nmain = \"{standard}@{edition}\"\n");
            let input = Input { manifest: Some(manifest), ..Input::default() };
            let model = annexa_core::build(input, &library).model;
            let named = |d: Decl<'_>| (d.name().to_owned(), d.title().into_owned());
            let controls: Vec<(String, String)> =
                model.all::<Control<'_>>().map(|c| named(c.decl())).collect();
            // Also those that only hold further clauses, such as 6.1.
            let holds_clauses = |g: &Group<'_>| {
                let requirements = model.all::<Requirement<'_>>();
                requirements.into_iter().any(|r| r.decl().within(g.decl()))
            };
            let groups = model.all::<Group<'_>>().filter(holds_clauses).map(|g| g.decl());
            let clauses = groups.chain(model.all::<Requirement<'_>>().map(|r| r.decl())).map(named).collect();
            let successors = if *edition == newest {
                Vec::new()
            } else {
                controls
                    .par_iter()
                    .filter_map(|(id, _)| {
                        let other = other_edition(&library, standard, newest, Written::One(id))?;
                        (other.edition == **edition).then(|| (id.clone(), other.successors))
                    })
                    .collect()
            };
            if !controls.is_empty() {
                found.push(CatalogIndex {
                    name: standard.to_owned(),
                    edition: (*edition).to_owned(),
                    controls,
                    clauses,
                    successors,
                });
            }
        }
    }
    found
}
