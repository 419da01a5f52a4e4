//! `annexa certify`: the way to a certificate, and of keeping it.

use std::path::{Path, PathBuf};

use annexa_analysis::certification::{self, appointments};
use annexa_core::lock::hex;
use annexa_core::model::{Model, View};
use annexa_core::prelude::{Audit, Certification};
use annexa_core::source::PackageId;
use annexa_publish::Format;
use annexa_publish::certification::{audit_time, calendar, checklist, ics, requests, steps};
use annexa_publish::terminal::Look;
use sha2::{Digest, Sha256};

use crate::args::{OnDay, Where};
use crate::commands::Exit;
use crate::date;
use crate::failure::Failure;
use crate::package;
use crate::records;
use crate::session::{self, Loaded};
use crate::ui::{Ui, count};

/// Show the way to a certificate, and of keeping it
///
/// The seven steps from self-assessment to keeping the certificate, with what there is for each of them on the day. With an
/// option, one thing of it: the estimate of audit time, what an auditor asks for, the calendar, or a pack of all that.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  annexa certify
  annexa certify --audit-time                 days of audit by ISO/IEC 27006-1, an estimate
  annexa certify --requests > requests.csv    what an auditor asks for, with owner and place
  annexa certify --checklist=internal-2026    what to read, whom to ask, what to try, for each control
  annexa certify --calendar                   what is planned; --ics as a file for calendars
  annexa certify --pack stage-1               the documents, evidence and lists in a folder")]
pub struct Args {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    day: OnDay,
    /// Which certification, where the package has several
    #[arg(long, value_name = "NAME")]
    of: Option<String>,
    /// Estimate the days of audit
    #[arg(long, group = "what")]
    audit_time: bool,
    /// List what an auditor asks for, as CSV
    #[arg(long, group = "what")]
    requests: bool,
    /// List for each control what an auditor looks at, and how, as CSV; of an audit, for what it covers
    #[arg(long, value_name = "AUDIT", num_args = 0..=1, require_equals = true, group = "what")]
    checklist: Option<Option<String>>,
    /// List what is planned
    #[arg(long, group = "what")]
    calendar: bool,
    /// The calendar in the format of calendars (iCalendar)
    #[arg(long, group = "what")]
    ics: bool,
    /// Write the documents, the evidence and the lists into a folder, with a digest of each file
    #[arg(long, value_name = "FOLDER", group = "what")]
    pack: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// Where the package cannot be read, or declares no certification.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    let as_of = date::as_of(args.day.as_of)?;
    let loaded = session::load(&args.place.path, ui)?;
    let model = &loaded.model;
    let analysis = session::analyse(model, &loaded.data, as_of);
    let look = Look { width: ui.width, color: ui.color };
    if args.requests {
        ui.print(&requests(&analysis));
    } else if let Some(of) = &args.checklist {
        let audit = of.as_deref().map(|name| records::named::<Audit>(model, name)).transpose()?;
        ui.print(&checklist(&analysis, audit));
    } else if args.calendar {
        ui.print(&calendar(&appointments(&analysis, as_of.date), look));
    } else if args.ics {
        ui.print(&ics(&analysis, &appointments(&analysis, as_of.date)));
    } else if let Some(folder) = &args.pack {
        pack(&loaded, &analysis, folder, ui)?;
    } else {
        let certification = certification_of(model, args.of.as_deref())?;
        if args.audit_time {
            let Some(time) = certification::audit_time(certification) else {
                return Err(Failure::new("nothing says how many people work within the scope")
                    .help("write `people-in-scope:` into the `organization`, or `people:` into the scope"));
            };
            ui.print(&audit_time(&time, look));
        } else {
            let options = annexa_checks::Options { release: true, ..Default::default() };
            let errors = annexa_checks::check(&analysis, loaded.found.clone(), options).errors;
            let title = certification.decl().title();
            ui.print(&steps(
                &title,
                as_of.date,
                &certification::steps(&analysis, certification, errors),
                look,
            ));
        }
    }
    session::warn_of_errors(&analysis, loaded.found, ui);
    Ok(Exit::Clean)
}

fn certification_of<'m>(model: &'m Model, name: Option<&str>) -> Result<Certification<'m>, Failure> {
    if let Some(name) = name {
        return records::named::<Certification>(model, name);
    }
    let own = model.all::<Certification>().filter(|c| c.decl().package() == PackageId::MAIN);
    let all: Vec<Certification<'m>> = own.collect();
    match all.as_slice() {
        [only] => Ok(*only),
        [] => Err(Failure::new("the package declares no certification")
            .help("declare one: `certification first \"ISO/IEC 27001 certification\" for SCOPE against iso27001 { … }`")),
        many => {
            let names: Vec<String> = many.iter().map(|c| c.decl().path()).collect();
            Err(Failure::new(format!("the package declares {} certifications", many.len()))
                .help(format!("say which with `--of`: {}", names.join(", "))))
        }
    }
}

/// Everything that an auditor takes, in one folder: what is built, the files of evidence, the lists, and the digests.
fn pack(
    loaded: &Loaded,
    analysis: &annexa_analysis::Analysis<'_>,
    folder: &Path,
    ui: &mut Ui,
) -> Result<(), Failure> {
    let options =
        annexa_publish::Options { formats: Format::ALL.to_vec(), ..annexa_publish::Options::default() };
    let mut files: Vec<(String, Vec<u8>)> = session::build(analysis, &options)?
        .0
        .into_iter()
        .map(|f| (format!("documents/{}", f.path), f.bytes))
        .collect();
    let day = analysis.context.as_of;
    files.push(("requests.csv".to_owned(), requests(analysis).into_bytes()));
    files.push(("checklist.csv".to_owned(), checklist(analysis, None).into_bytes()));
    files.push(("calendar.ics".to_owned(), ics(analysis, &appointments(analysis, day)).into_bytes()));
    for path in annexa_analysis::data::paths(&loaded.model) {
        // What is not there is told by a check.
        if let Ok(bytes) = package::read_bytes(&loaded.package.root.join(&path)) {
            files.push((path, bytes));
        }
    }
    for (path, text) in &loaded.package.input.files {
        files.push((format!("source/{path}"), text.clone().into_bytes()));
    }
    files.sort();
    let digests: String =
        files.iter().map(|(path, bytes)| format!("{}  {path}\n", hex(&Sha256::digest(bytes)))).collect();
    files.push(("SHA256SUMS".to_owned(), digests.into_bytes()));
    package::make_folder(folder)?;
    for (path, bytes) in &files {
        package::write(folder, path, bytes)?;
    }
    ui.line(&format!(
        "{} in `{}`; `sha256sum -c SHA256SUMS` there proves them",
        count(files.len(), "file"),
        folder.display()
    ));
    Ok(())
}
