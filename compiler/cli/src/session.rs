//! From a path to a package's problems: what most commands begin with.

use std::path::Path;

use annexa_analysis::{Analysis, Context};
use annexa_checks::baseline::Baseline;
use annexa_checks::{Checked, Options};
use annexa_core::condition::query::{CheckedQuery, Question};
use annexa_core::manifest::FILE_NAME;
use annexa_core::source::PackageId;
use annexa_core::{Anchor, Built, Model};
use annexa_diagnostics::{Problem, SetAside, Sources, render};
use annexa_files::{Passed, What};
use annexa_formats::data::DataFiles;
use annexa_publish::text::Texts;
use annexa_publish::{Format, OutputFile};
use annexa_publish_pdf::Missing;

use crate::date::AsOf;
use crate::failure::Failure;
use crate::package::{self, Package};
use crate::progress::Progress;
use crate::ui::{Ui, count};

/// A package that was read, and its model.
pub struct Loaded {
    /// The package.
    pub package: Package,
    /// Its model.
    pub model: Model,
    /// The data files that it names.
    pub data: DataFiles,
    /// The problems that making the model found.
    pub found: Vec<Problem<Anchor>>,
}

/// Reads the package that `path` is in, and makes its model.
///
/// # Errors
/// Where there is none, or a file of it cannot be read, the manifest among them.
pub fn load(path: &Path, ui: &mut Ui) -> Result<Loaded, Failure> {
    readable(load_anyhow(path, ui)?)
}

/// Reads the package that `path` is in, and makes its model, also where the manifest cannot be read: its problem is among
/// those found.
///
/// # Errors
/// Where there is none, or another file of it cannot be read.
pub fn load_anyhow(path: &Path, ui: &mut Ui) -> Result<Loaded, Failure> {
    Ok(read(path, &[], ui)?.0)
}

/// What was loaded, if its manifest could be read.
fn readable(loaded: Loaded) -> Result<Loaded, Failure> {
    let model = &loaded.model;
    if !model.manifest.unreadable {
        return Ok(loaded);
    }
    let is_manifest = |p: &&Problem<Anchor>| model.files.path(model.place(p.primary.place).file) == FILE_NAME;
    Err(match loaded.found.iter().find(is_manifest) {
        Some(problem) => Failure {
            help: problem.help.clone(),
            ..Failure::new(format!("{}: {}", place(model, problem.primary.place).0, problem.message))
        },
        None => Failure::new(format!("`{FILE_NAME}` cannot be read")),
    })
}

/// Reads the package that `path` is in, makes its model, and checks a question that is put to it.
///
/// # Errors
/// Where there is none, or a file of it cannot be read.
pub fn ask(path: &Path, question: &Question, ui: &mut Ui) -> Result<(Loaded, CheckedQuery), Failure> {
    let (loaded, mut asked) = read(path, std::slice::from_ref(question), ui)?;
    match asked.pop() {
        Some(asked) => Ok((readable(loaded)?, asked)),
        None => Err(Failure::new("nothing was asked")),
    }
}

/// Says what was passed over.
fn passed_over(passed: &[Passed], ui: &mut Ui) {
    for what in [What::Link, What::Folder, What::NoFile, What::Output, What::Ending] {
        let paths: Vec<&str> = passed.iter().filter(|p| p.what == what).map(|p| p.path.as_str()).collect();
        let one = paths.len() == 1;
        let words = match what {
            _ if paths.is_empty() => continue,
            What::Link if one => "a symbolic link was not followed",
            What::Link => "symbolic links were not followed",
            What::Folder if one => "a folder is named as a file, and only what lies in it is read",
            What::Folder => "folders are named as files, and only what lies in them is read",
            What::NoFile if one => "it is no file, and was not read",
            What::NoFile => "these are no files, and were not read",
            What::Output => {
                "the output folder holds sources, which are not read; let `output` in `annexa.toml` name another"
            }
            What::Ending => "a name that ends with `.isms.txt` is not read: take away the `.txt`",
        };
        ui.note(&format!("{words}: {}", paths.join(", ")));
    }
}

fn read(path: &Path, questions: &[Question], ui: &mut Ui) -> Result<(Loaded, Vec<CheckedQuery>), Failure> {
    let package = package::read(path)?;
    passed_over(&package.passed, ui);
    let progress = Progress::start("reading", package.bytes());
    let (Built { model, problems }, asked) =
        annexa_core::ask(package.input.clone(), &annexa_stdlib::files(), questions);
    let data = annexa_files::data(&package.root, &annexa_analysis::data::paths(&model));
    progress.end();
    Ok((Loaded { package, model, data, found: problems }, asked))
}

/// What follows from a model on a day.
pub fn analyse<'m>(model: &'m Model, data: &DataFiles, as_of: AsOf) -> Analysis<'m> {
    Analysis::with(model, Context { as_of: as_of.date }, Some(data))
}

/// The problems of a package, in the order in which they are shown.
pub struct Problems {
    /// With their places in the files.
    pub told: Vec<Problem>,
    /// How many errors there are, also those that are too many to be told.
    pub errors: usize,
    /// What to do next, at most three steps.
    pub steps: Vec<String>,
    /// What an `allow:` set aside.
    pub set_aside: Vec<SetAside>,
    /// What the baseline holds back.
    pub held_back: Vec<Problem>,
    /// The baseline that was made, or what of the given one is still needed.
    pub baseline: Baseline,
}

impl Problems {
    /// Whether one has the level error.
    pub fn failed(&self) -> bool {
        self.errors > 0
    }
}

/// Checks a package.
pub fn check(analysis: &Analysis<'_>, found: Vec<Problem<Anchor>>, options: Options<'_>) -> Problems {
    let Checked { problems, errors, set_aside, held_back, baseline } =
        annexa_checks::check(analysis, found, options);
    let steps = annexa_checks::next_steps(analysis.model, &problems);
    let model = analysis.model;
    let sorted = |problems: Vec<Problem<Anchor>>| {
        let placed = problems.into_iter().map(|p| p.map_places(|anchor| model.place(anchor)));
        let mut placed: Vec<Problem> = placed.collect();
        annexa_diagnostics::sort(&mut placed, &model.files);
        placed
    };
    let (told, held_back) = (sorted(problems), sorted(held_back));
    let texts = Texts::new(analysis);
    let mut set_aside: Vec<SetAside> =
        set_aside.into_iter().map(|aside| aside.shown(model, |because| texts.plain(because))).collect();
    set_aside.sort_by_cached_key(|aside| {
        let place = aside.problem.primary.place;
        (model.files.path(place.file).to_owned(), place.span.start, aside.problem.name.clone())
    });
    Problems { told, errors, steps, set_aside, held_back, baseline }
}

/// Says on standard error if the package has errors: what a view shows may rest on text that could not be read.
pub fn warn_of_errors(analysis: &Analysis<'_>, found: Vec<Problem<Anchor>>, ui: &mut Ui) {
    let problems = check(analysis, found, Options::default());
    if problems.failed() {
        ui.note(&format!("the package has {}: `annexa check` shows them", count(problems.errors, "error")));
    }
}

/// How problems are shown on this terminal.
pub fn options(model: &Model, ui: &Ui) -> render::Options {
    let mut options = render::Options { color: ui.color, width: ui.width, ..render::Options::default() };
    // The clauses that problems cite are those of the edition that the package stands on.
    if let Some(catalog) = model.catalogs.iter().find(|c| c.main) {
        let title = model.decl(catalog.decl).title();
        if title.contains("27001") {
            options.standard = title.into_owned();
        }
    }
    options
}

/// `9 files, 143 declarations`: the package's own.
pub fn size(model: &Model) -> String {
    let files =
        model.files.iter().filter(|(_, f)| f.package == PackageId::MAIN && f.path.ends_with(".isms")).count();
    let declarations = model.decls().filter(|d| d.package() == PackageId::MAIN).count();
    format!("{}, {}", count(files, "file"), count(declarations, "declaration"))
}

/// A folder of the package as one types it from the current folder.
pub fn shown(folder: &Path) -> String {
    let here = std::env::current_dir().and_then(std::fs::canonicalize);
    let short = here.ok().and_then(|here| folder.strip_prefix(here).ok());
    short.unwrap_or(folder).display().to_string().replace('\\', "/")
}

/// A place as people and terminals read it: `policies/access.isms:12:5`, and the line that stands there.
pub fn place(model: &Model, anchor: Anchor) -> (String, String) {
    let place = model.place(anchor);
    let text = model.files.text(place.file);
    let at = annexa_syntax::LineIndex::new(text).line_column(text, place.span.start);
    let line = text.lines().nth((at.line as usize).saturating_sub(1)).unwrap_or_default();
    (format!("{}:{}:{}", model.files.path(place.file), at.line, at.column), line.trim().to_owned())
}

/// The files of a package's documents in all formats that are asked for, sorted by path; and what could not be set on paper.
///
/// # Errors
/// Where a document cannot be set as PDF.
pub fn build(
    analysis: &Analysis<'_>,
    options: &annexa_publish::Options,
) -> Result<(Vec<OutputFile>, Vec<Missing>), Failure> {
    let documents = annexa_publish::documents(analysis, options);
    let mut files = annexa_publish::files(&documents, &options.formats);
    let mut missing = Vec::new();
    if options.formats.contains(&Format::Pdf) {
        let stems = annexa_publish::stems(&documents);
        let set = annexa_publish_pdf::files(&documents, &stems).map_err(Failure::new)?;
        files.extend(set.files);
        files.sort_by(|a, b| a.path.cmp(&b.path));
        missing = set.missing;
    }
    Ok((files, missing))
}
