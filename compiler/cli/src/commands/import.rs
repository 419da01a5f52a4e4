//! `annexa import`: what others wrote, as a package or as a file of one.

mod bring;
mod soa;

use std::path::PathBuf;

use annexa_core::model::{Decl, View};
use annexa_core::prelude::{Control, Group, Requirement};
use annexa_core::{Input, editions, successors};
use annexa_formats::docx::is_docx;
use annexa_import::framework::{FrameworkImport, import_framework};
use annexa_import::policy::{PolicyImport, import_policy};
use annexa_import::register::{Mapping, Register, RegisterImport, Target, import_register, registers};
use annexa_import::source::kebab;
use annexa_import::{CatalogIndex, Report, TakenFor, import_soa};
use clap::Subcommand;

use crate::commands::Exit;
use crate::commands::import::bring::{Agreed, Made, Record, show, stays_inside};
use crate::failure::Failure;
use crate::package;
use crate::ui::{Style, Ui};

/// The folder of a package that registers are imported into.
const FOLDER: &str = "imported";
/// The endings of files that other tools keep their frameworks in.
const FRAMEWORKS: [&str; 4] = [".json", ".yaml", ".yml", ".xml"];
/// How well a file must fit a register to be taken for one where nobody says what it is: two columns that only such a
/// register has.
const FIT: usize = 6;
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
    Soa(soa::Args),
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
    /// A framework of another tool, as a catalog, a crosswalk or statements
    #[command(after_help = "\
Files are libraries of CISO Assistant, standards and components of OpenControl, frameworks of Probo, and catalogs, mappings and \
component definitions of OSCAL, in JSON or YAML.")]
    Framework(RegisterArgs),
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
    /// Write the report into a file, too: Markdown (.md), or a page to be shown (.html)
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// Where the file cannot be read or is no Statement of Applicability, or the package cannot be written.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    match &args.what {
        None => look(&args.paths, ui),
        Some(What::Soa(args)) => soa::run(args, ui),
        Some(What::Assets(args)) => register("assets", args, ui),
        Some(What::Suppliers(args)) => register("suppliers", args, ui),
        Some(What::People(args)) => register("people", args, ui),
        Some(What::Obligations(args)) => register("obligations", args, ui),
        Some(What::Risks(args)) => register("risks", args, ui),
        Some(What::Policy(args)) => policy(args, ui),
        Some(What::Framework(args)) => framework(args, ui),
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
        if FRAMEWORKS.iter().any(|ending| name.to_lowercase().ends_with(ending)) {
            let framework = import_framework(&bytes, &name, target).report.taken_for;
            ui.line(&format!("{}: {framework}", ui.paint(Style::Bold, &name)));
            if framework.is_import() {
                ui.line(&format!("  annexa import framework {}", package::quoted(path)));
            }
            continue;
        }
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

/// The name that a package has for a file of its own sort, after the file.
fn own_name(args: &RegisterArgs, fallback: &str) -> Result<String, Failure> {
    let stem = args.file.file_stem().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let what = kebab(&stem, fallback);
    if what == soa::WHAT || registers().iter().any(|register| register.name == what) {
        return Err(Failure::new(format!("`imported/{what}.isms` is for a register of {what}"))
            .help("give the file another name"));
    }
    Ok(what)
}

/// Takes the framework of another tool into a package.
fn framework(args: &RegisterArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    take_in(&own_name(args, "framework")?, true, args, ui, |bytes, file, _, target| {
        let FrameworkImport { text, report } = import_framework(bytes, file, target);
        (text, report, Mapping::new())
    })
}

/// Takes a policy into a package.
fn policy(args: &RegisterArgs, ui: &mut Ui) -> Result<Exit, Failure> {
    let what = own_name(args, "policy")?;
    take_in(&what, false, args, ui, |bytes, file, _, target| {
        let PolicyImport { text, report } = import_policy(bytes, file, target);
        (text, report, Mapping::new())
    })
}

/// Makes a file of the package with what `import` makes of the bytes. A register `comes_again`; what was a policy elsewhere is
/// changed here.
fn take_in(
    what: &str,
    comes_again: bool,
    args: &RegisterArgs,
    ui: &mut Ui,
    import: impl FnOnce(&[u8], &str, &Mapping, Target<'_>) -> (String, Report, Mapping),
) -> Result<Exit, Failure> {
    let bytes = package::read_bytes(&args.file)?;
    let package = package::read(&args.into)?;
    stays_inside(&package.root, FOLDER)?;
    let record = Record::read(&package.root)?;
    let path = format!("{FOLDER}/{what}.isms");
    let others = package.input.files.iter().filter(|(own, _)| *own != path);
    let others: Vec<String> = others.map(|(_, text)| text.clone()).collect();
    let model = annexa_core::build(package.input, &annexa_stdlib::files()).model;
    let file = args.file.display().to_string();
    let target = Target { model: &model, path: &path };
    let (text, report, mapping) = import(&bytes, &file, &record.columns(what), target);
    if !report.taken_for.is_import() {
        ui.print(&report.to_text());
        show(args.report.as_deref(), &report, ui)?;
        return Err(Failure::new(format!("`{file}` was not imported: nothing was written"))
            .help("`annexa import FILE` says what a file would be taken for"));
    }
    let made = Made {
        what: what.to_owned(),
        file,
        mapping,
        files: vec![(path, text)],
        report,
        page: format!("{FOLDER}/{what}-report.md"),
        shown: args.report.clone(),
        comes_again,
        others,
    };
    let agreed = Agreed { yes: args.yes, replace: args.replace, flag: "--replace" };
    if !made.bring(record, agreed, ui)? {
        return Ok(Exit::Errors);
    }
    ui.line("Next: `annexa check` says what is wrong in it");
    Ok(Exit::Clean)
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
                let mut all = successors(&library, standard, edition, newest);
                controls.iter().map(|(id, _)| (id.clone(), all.remove(id).unwrap_or_default())).collect()
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
