//! `annexa serve`: the site of a package, to be looked at while it is written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use std::{fs, thread};

use annexa_publish::Format;

use crate::args::{OnDay, Where};
use crate::commands::{Exit, build};
use crate::date::{self, AsOf};
use crate::failure::Failure;
use crate::preview::Server;
use crate::ui::{Ui, count};
use crate::{package, session};

/// How often it is looked whether a file changed.
const PACE: Duration = Duration::from_millis(400);
/// The folder of the site among the files of a build.
const SITE: &str = "site/";

/// Show the site of a package, and follow every change
///
/// Open the address that it prints. Whenever a file of the package is saved, the page that is open loads again. Nothing is
/// written to the disk, and nobody but this machine can open it. Ctrl+C ends it.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  annexa serve
  annexa serve isms --port 8000
  annexa serve --reader customer")]
pub struct Args {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    day: OnDay,
    /// The port to listen at; 0 for any that is free
    #[arg(long, value_name = "NUMBER", default_value_t = 4270)]
    port: u16,
    /// The edition for these readers, by their name in `[readers]` of `annexa.toml`
    #[arg(long, value_name = "NAME")]
    reader: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// Where the package cannot be read, or the port is taken.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    let as_of = date::as_of(args.day.as_of)?;
    let root = package::find(&args.place.path)?;
    // What changes while it is built for the first time is seen, too.
    let mut seen = stamps(&root);
    let files = site(args, as_of, ui)?;
    let server = Server::start(args.port).map_err(|error| {
        Failure::new(format!("nothing can listen at port {}: {error}", args.port))
            .help("name another: `--port 0` takes any that is free")
    })?;
    let pages = files.keys().filter(|path| path.ends_with(".html")).count();
    server.show(files);
    ui.line(&format!(
        "{} at http://127.0.0.1:{}/, for this machine alone; Ctrl+C ends it",
        count(pages, "page"),
        server.port
    ));
    ui.flush();
    loop {
        thread::sleep(PACE);
        let now = stamps(&root);
        if now == seen {
            continue;
        }
        seen = now;
        match site(args, as_of, ui) {
            Ok(files) => {
                server.show(files);
                ui.line("Built again");
            }
            // What was shown stays until the package can be read again.
            Err(failure) => ui.fail(&failure),
        }
        ui.flush();
    }
}

/// The files of the site, by their paths.
fn site(args: &Args, as_of: AsOf, ui: &mut Ui) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let loaded = session::load(&args.place.path, ui)?;
    let reader = args.reader.as_deref().map(|name| build::reader(&loaded.model, name)).transpose()?;
    let analysis = session::analyse(&loaded.model, &loaded.data, as_of);
    let problems = session::check(&analysis, loaded.found, annexa_checks::Options::default());
    let options = annexa_publish::Options {
        formats: vec![Format::Html],
        problems: Some(build::told(&problems)),
        reader,
    };
    let files = annexa_publish::build(&analysis, &options).into_iter();
    let files = files.filter_map(|file| Some((file.path.strip_prefix(SITE)?.to_owned(), file.bytes)));
    Ok(files.collect())
}

/// A file, when it was changed, and how long it is.
type Stamp = (PathBuf, Option<SystemTime>, u64);

/// The files of a package, without what is hidden.
fn stamps(root: &Path) -> Vec<Stamp> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            match entry.metadata() {
                Ok(of) if of.is_dir() => folders.push(entry.path()),
                Ok(of) => found.push((entry.path(), of.modified().ok(), of.len())),
                Err(_) => {}
            }
        }
    }
    found.sort();
    found
}
