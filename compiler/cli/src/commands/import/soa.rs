//! `annexa import soa`: a Statement of Applicability as a new package, or anew into the package that it was made into.

use std::path::{Path, PathBuf};

use annexa_checks::baseline::Use;
use annexa_core::manifest::FILE_NAME;
use annexa_import::register::Mapping;
use annexa_import::source::kebab;
use annexa_import::{SoaImport, import_soa, migrate_soa};

use super::bring::{Agreed, Made, Record, show};
use super::catalogs;
use crate::args::OnDay;
use crate::commands::Exit;
use crate::date;
use crate::failure::Failure;
use crate::package;
use crate::session;
use crate::ui::{Style, Ui, count};

/// The name of the import in the record.
pub(super) const WHAT: &str = "soa";
/// The page that keeps what an import had to say.
const REPORT: &str = "import-report.md";
/// The file that holds back what there is to mend from the start.
const BASELINE: &str = "import-baseline.jsonl";

/// The arguments of `annexa import soa`.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// The file: CSV, a workbook, or Markdown
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The folder to write the package into; without it, one named after the file
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write without asking what the file says anew
    #[arg(long)]
    yes: bool,
    /// Write over a package that is there already, and over what was changed in it
    #[arg(long)]
    force: bool,
    /// Take the controls of an older edition to the newest one; a control that became several is marked
    #[arg(long)]
    migrate: bool,
    /// Write the report into a file, too: Markdown (.md), or a page to be shown (.html)
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    #[command(flatten)]
    day: OnDay,
}

pub(super) fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    let bytes = package::read_bytes(&args.file)?;
    let name = args.file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let out = args.out.clone().unwrap_or_else(|| {
        let stem = args.file.file_stem().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        PathBuf::from(kebab(&stem, "isms"))
    });
    let read = if args.migrate { migrate_soa } else { import_soa };
    let SoaImport { files, report } = read(&bytes, &name, &catalogs());
    if !report.taken_for.is_import() {
        ui.print(&report.to_text());
        show(args.report.as_deref(), &report, ui)?;
        return Err(Failure::new(format!("`{}` was not imported: nothing was written", args.file.display()))
            .help("a Statement of Applicability has a column with the ids of controls, and one that says whether each applies"));
    }
    let record = Record::read(&out)?;
    let again = record.get(WHAT).is_some();
    if !again {
        guard(args, &out, &files)?;
    }
    let paths: Vec<String> = files.iter().map(|(path, _)| path.clone()).collect();
    let own = |path: &str| paths.iter().any(|own| own == path);
    let read = annexa_files::read(&out);
    let others = read.files.iter().filter(|(path, _)| !own(path));
    let others: Vec<String> = others.map(|(_, text)| text.clone()).collect();
    package::make_folder(&out)?;
    let made = Made {
        what: WHAT.to_owned(),
        file: args.file.display().to_string(),
        mapping: Mapping::new(),
        files,
        report,
        page: REPORT.to_owned(),
        shown: args.report.clone(),
        comes_again: true,
        others,
    };
    let agreed = Agreed { yes: args.yes, replace: args.force, flag: "--force" };
    if !made.bring(record, agreed, ui)? {
        return Ok(Exit::Errors);
    }
    // What `annexa check` reads with the new files, in folders too.
    let unread =
        read.unread.into_iter().map(|unread| unread.path).filter(|path| annexa_files::is_ours(path.as_ref()));
    let mut beside: Vec<String> = read.files.into_iter().map(|(path, _)| path).chain(unread).collect();
    beside.retain(|path| !own(path));
    beside.sort();
    if !beside.is_empty() && (!again || args.force) {
        ui.note(&format!("`{}` holds {} from before, too", out.display(), beside.join(", ")));
    }
    hold_back(args, &out, ui)?;
    Ok(Exit::Clean)
}

/// Writes a baseline of what there is to mend, where there is none: from then on it only shrinks.
fn hold_back(args: &Args, out: &Path, ui: &mut Ui) -> Result<(), Failure> {
    let path = out.join(BASELINE);
    let check = format!("annexa check {} --baseline {}", package::quoted(out), package::quoted(&path));
    if !path.exists() {
        let loaded = session::load(out, ui)?;
        let analysis = session::analyse(&loaded.model, &loaded.data, date::as_of(args.day.as_of)?);
        let options = annexa_checks::Options { baseline: Use::Make, ..annexa_checks::Options::default() };
        let baseline = session::check(&analysis, loaded.found, options).baseline;
        package::write(out, BASELINE, baseline.write().as_bytes())?;
        ui.line(&format!(
            "{} {BASELINE}, which holds back {} that there are to begin with",
            ui.paint(Style::Good, "Written"),
            count(baseline.len(), "problem")
        ));
    }
    ui.line(&format!("Next: `annexa check {}` says what is wrong in it", package::quoted(out)));
    ui.line(&format!("  `{check}` fails by new problems only; with `--update-baseline`"));
    ui.line("  what is mended is taken out of the baseline, and nothing is ever added to it");
    Ok(())
}

/// Refuses to write over what is there already.
fn guard(args: &Args, out: &Path, files: &[(String, String)]) -> Result<(), Failure> {
    if args.force {
        return Ok(());
    }
    if out.join(FILE_NAME).exists() {
        return Err(Failure::new(format!(
            "there is a package in `{}` already, which was not made of a file, and nothing was written",
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
