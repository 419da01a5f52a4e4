//! `annexa import`: what others wrote, as a package or as a file of one.

use std::collections::BTreeMap;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use annexa_core::manifest::FILE_NAME;
use annexa_core::model::{Decl, View};
use annexa_core::prelude::{Control, Group, Requirement};
use annexa_core::{Input, Written, editions, other_edition};
use annexa_diagnostics::apply::diff;
use annexa_formats::docx::is_docx;
use annexa_import::policy::{PolicyImport, import_policy};
use annexa_import::register::{Mapping, Register, RegisterImport, Target, import_register, registers};
use annexa_import::source::base_name;
use annexa_import::{CatalogIndex, Report, SoaImport, TakenFor, import_soa};
use clap::Subcommand;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::commands::Exit;
use crate::failure::Failure;
use crate::package;
use crate::ui::{Style, Ui, count, show_diff};

/// The page that keeps what an import had to say.
const REPORT: &str = "import-report.md";
/// The folder of a package that registers are imported into.
const FOLDER: &str = "imported";
/// How well a file must fit a register to be taken for one where nobody says what it is: two columns that only such a
/// register has.
const FIT: usize = 6;
/// What to do where a file may be another than the one that was imported.
const REPLACE: &str = "`--replace` writes it all the same; two registers of one sort belong into one file, and a policy of \
                       its own needs a file name of its own";
/// Where a package keeps what was imported, and what each column was taken for.
const RECORD: &str = "import.toml";

/// Turn what others wrote into a package, or into a part of one
///
/// Without a word for what a file is, says what it would take each file for, and writes nothing. Files are CSV of any
/// delimiter and encoding, workbooks (XLSX, XLS, ODS), Word documents (DOCX) and Markdown.
#[derive(clap::Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    arg_required_else_help = true,
    after_help = "\
Examples:
  annexa import *.xlsx                       says what each file is taken for
  annexa import soa soa-2025.xlsx            a new package from a Statement of Applicability
  annexa import assets assets.csv            into the package of the current folder
  annexa import policy access.docx           a policy, headings, lists and tables included"
)]
pub struct Args {
    /// Files to look at
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(subcommand)]
    what: Option<What>,
}

/// What is imported.
#[derive(Subcommand, Debug)]
enum What {
    /// A Statement of Applicability, as a new package
    ///
    /// Columns are matched by their names, and what each was taken for is shown. Every cell is written into the package,
    /// checked against the standard, or listed with its line; nothing is guessed in silence.
    #[command(after_help = "\
Examples:
  annexa import soa soa-2025.csv
  annexa import soa soa-2025.xlsx --out isms && annexa check isms")]
    Soa(SoaArgs),
    /// A register of assets, as a file of a package
    Assets(RegisterArgs),
    /// A register of suppliers, as a file of a package
    Suppliers(RegisterArgs),
    /// A list of people, as a file of a package
    People(RegisterArgs),
    /// A register of laws, contracts and other obligations, as a file of a package
    Obligations(RegisterArgs),
    /// A register of risks, as a file of a package that has a risk method
    Risks(RegisterArgs),
    /// A policy in Word (DOCX) or Markdown, as a file of a package
    #[command(after_help = "\
Headings, lists, tables and emphasis stay. A block of document control becomes fields; sentences that oblige somebody are \
offered as statements, as comments to be confirmed, with the controls that the text names.")]
    Policy(RegisterArgs),
}

/// The arguments of what is imported into a package.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Columns are matched by their names, and what each was taken for is shown and kept in import.toml, where it can be changed. \
A cell that says no value is kept as words, and listed with its line. Taken in again, the register shows what would be \
different in the file that was made of it.")]
struct RegisterArgs {
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The package, where it is not the one that the current folder is in
    #[arg(long, value_name = "DIR", default_value = ".")]
    into: PathBuf,
    /// Write without asking
    #[arg(long)]
    yes: bool,
    /// Write without asking, over what was made of another file or changed here, too
    #[arg(long)]
    replace: bool,
}

/// The arguments of `annexa import soa`.
#[derive(clap::Args, Debug)]
struct SoaArgs {
    /// The file: CSV, a workbook, or Markdown
    #[arg(value_name = "FILE")]
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
        None => look(&args.paths, ui),
        Some(What::Soa(args)) => soa(args, ui),
        Some(What::Assets(args)) => register("assets", args, ui),
        Some(What::Suppliers(args)) => register("suppliers", args, ui),
        Some(What::People(args)) => register("people", args, ui),
        Some(What::Obligations(args)) => register("obligations", args, ui),
        Some(What::Risks(args)) => register("risks", args, ui),
        Some(What::Policy(args)) => policy(args, ui),
    }
}

/// Says what files would be taken for.
fn look(paths: &[PathBuf], ui: &mut Ui) -> Result<Exit, Failure> {
    let catalogs = catalogs();
    let nothing = annexa_core::build(Input::default(), &annexa_stdlib::files()).model;
    let none = Mapping::new();
    for path in paths {
        let bytes = package::read_bytes(path)?;
        let name = path.display().to_string();
        let soa = import_soa(&bytes, &name, &catalogs).report.taken_for;
        let target = Target { model: &nothing, path: "" };
        let as_registers = registers().iter().map(|r| (r, import_register(r, &bytes, &name, &none, target)));
        let best = as_registers
            .filter(|(_, import)| import.report.taken_for.is_import() && import.fit >= FIT)
            .max_by_key(|(_, import)| import.fit);
        let is_page = name.ends_with(".md") || name.ends_with(".markdown");
        let is_policy = is_docx(&name, &bytes) || (is_page && best.is_none() && !soa.is_import());
        if is_policy {
            let policy = import_policy(&bytes, &name, target).report.taken_for;
            ui.line(&format!("{}: {policy}", ui.paint(Style::Bold, &name)));
            if policy.is_import() {
                ui.line(&format!("  annexa import policy {}", package::quoted(path)));
            }
            continue;
        }
        let (taken_for, command) = match (soa, best) {
            (soa @ TakenFor::Soa { .. }, _) => (soa, "soa"),
            (_, Some((register, import))) => (import.report.taken_for, register.name.as_str()),
            (soa, None) if soa.is_import() => (soa, "soa"),
            (soa, None) => (soa, ""),
        };
        ui.line(&format!("{}: {taken_for}", ui.paint(Style::Bold, &name)));
        if !command.is_empty() {
            ui.line(&format!("  annexa import {command} {}", package::quoted(path)));
        }
    }
    Ok(Exit::Clean)
}

/// What a package keeps of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Taken {
    /// The file.
    file: String,
    /// What each of its columns is taken for.
    #[serde(default, skip_serializing_if = "Mapping::is_empty")]
    columns: Mapping,
}

/// Takes a register into a package.
fn register(what: &str, args: &RegisterArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let known = |register: &&'static Register| register.name == what;
    let register =
        registers().iter().find(known).ok_or_else(|| Failure::new(format!("{what} cannot be imported")))?;
    take_in(what, true, args, ui, |bytes, file, kept, target| {
        let RegisterImport { text, report, mapping, .. } =
            import_register(register, bytes, file, kept, target);
        (text, report, mapping)
    })
}

/// Takes a policy into a package.
fn policy(args: &RegisterArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let stem = args.file.file_stem().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let what = annexa_import::source::kebab(&stem, "policy");
    if registers().iter().any(|register| register.name == what) {
        return Err(Failure::new(format!("`imported/{what}.isms` is for a register of {what}"))
            .help("give the file of the policy another name"));
    }
    take_in(&what, false, args, ui, |bytes, file, _, target| {
        let PolicyImport { text, report } = import_policy(bytes, file, target);
        (text, report, Mapping::new())
    })
}

/// Makes a file of the package with what `import` makes of the bytes, and shows what would be different before it changes one.
/// A register `comes_again`; what was a policy elsewhere is changed here.
fn take_in(
    what: &str,
    comes_again: bool,
    args: &RegisterArgs,
    ui: &mut Ui,
    import: impl FnOnce(&[u8], &str, &Mapping, Target<'_>) -> (String, Report, Mapping),
) -> Result<Exit, Failure> {
    let bytes = package::read_bytes(&args.file)?;
    let package = package::read(&args.into)?;
    if package.root.join(FOLDER).is_symlink() {
        return Err(Failure::new(format!(
            "`{FOLDER}` is a link, and may lead out of the package: nothing was written"
        ))
        .help("remove the link, and import again: a folder is made in its place"));
    }
    let mut record = record(&package.root)?;
    let path = format!("{FOLDER}/{what}.isms");
    let before = package.input.files.iter().find(|(own, _)| *own == path).map(|(_, text)| text.clone());
    let model = annexa_core::build(package.input, &annexa_stdlib::files()).model;
    let there = model.decls().filter(|decl| model.files.get(decl.file()).path == path).count();
    let kept = record.get(what).map(|taken| taken.columns.clone()).unwrap_or_default();
    let file = args.file.display().to_string();
    let (text, report, mapping) = import(&bytes, &file, &kept, Target { model: &model, path: &path });
    ui.print(&report.to_text());
    if !report.taken_for.is_import() {
        return Err(Failure::new(format!("`{file}` was not imported: nothing was written"))
            .help("`annexa import FILE` says what a file would be taken for"));
    }
    ui.line("");
    match &before {
        Some(before) if *before == text => {
            ui.line(&format!("Nothing is different in `{path}`"));
        }
        Some(before) => show_diff(ui, &diff(&path, before, &text)),
        None => {}
    }
    let is_new = before.is_none();
    let is_other = before.as_ref() != Some(&text);
    let was = record.get(what).map(|taken| base_name(&taken.file));
    let doubt = if is_new || !is_other {
        None
    } else if !comes_again {
        Some("what was changed there since the policy was taken in would be lost".to_owned())
    } else if was.as_ref() != Some(&report.file) {
        let was = was.map_or("something else".to_owned(), |was| format!("`{was}`"));
        Some(format!("it was made of {was}, and `{}` may be another register", report.file))
    } else {
        let none_stays = there > 0 && usize::try_from(report.counts.gone) == Ok(there);
        none_stays.then(|| format!("nothing of what it declares is in `{}`", report.file))
    };
    if let Some(doubt) = doubt.as_ref().filter(|_| !args.replace) {
        let why = format!("`{path}` is there already, and {doubt}");
        if args.yes {
            return Err(Failure::new(format!("{why}: nothing was written")).help(REPLACE));
        }
        ui.note(&why);
    }
    if is_other && !args.yes && !args.replace && !agreed(&path, is_new, ui)? {
        let flag = if doubt.is_some() { "--replace" } else { "--yes" };
        ui.line(&format!("Nothing was written; `{flag}` writes `{path}`"));
        return Ok(Exit::Errors);
    }
    // Columns of earlier files stay known: the next may have them again.
    let mut columns = kept;
    columns.extend(mapping);
    record.insert(what.to_owned(), Taken { file, columns });
    let pages = [
        (path, text),
        (format!("{FOLDER}/{what}-report.md"), report.to_markdown()),
        (RECORD.to_owned(), kept_text(&record)?),
    ];
    for (path, text) in &pages {
        if package::write(&package.root, path, text.as_bytes())? {
            ui.line(&format!("{} {path}", ui.paint(Style::Good, "Written")));
        }
    }
    ui.line("Next: `annexa check` says what is wrong in it");
    Ok(Exit::Clean)
}

/// Whether whoever sits at the terminal agrees. Where nobody does, a new file is written, and none is changed.
fn agreed(path: &str, is_new: bool, ui: &mut Ui) -> Result<bool, Failure> {
    if !io::stdin().is_terminal() || !ui.terminal {
        return Ok(is_new);
    }
    let lost = |error: io::Error| Failure::io("asked", Path::new("terminal"), &error);
    ui.print(&format!("Write `{path}`? [y/N] "));
    ui.finish()?;
    io::stdout().flush().map_err(lost)?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(lost)?;
    Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// What the package keeps of earlier imports.
fn record(root: &Path) -> Result<BTreeMap<String, Taken>, Failure> {
    let path = root.join(RECORD);
    if !path.exists() {
        return Ok(BTreeMap::new());
    }
    let bytes = package::read_bytes(&path)?;
    let text = package::as_text(&bytes, RECORD)?;
    toml::from_str(text).map_err(|error| {
        let failure = Failure::new(format!("`{RECORD}` cannot be read"));
        error.to_string().lines().fold(failure, Failure::note)
    })
}

fn kept_text(record: &BTreeMap<String, Taken>) -> Result<String, Failure> {
    let text = toml::to_string(record)
        .map_err(|error| Failure::new(format!("`{RECORD}` cannot be written: {error}")))?;
    Ok(format!(
        "# What was imported, and what each column was taken for. Change the word behind a column and import again:\n\
         # `words` keeps its cells as words, `nothing` leaves them out.\n\n{text}"
    ))
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
