//! A package as it was at one moment: its model, and what follows from it.
//!
//! INVARIANT: a snapshot never changes, so requests on it run side by side with edits and with each other.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use annexa_analysis::{Analysis, Context};
use annexa_checks::Earlier;
use annexa_core::manifest::FILE_NAME;
use annexa_core::model::{Anchor, Decl};
use annexa_core::schema::FieldId;
use annexa_core::source::{FileId, PackageId, SourceFile};
use annexa_core::time::Date;
use annexa_core::{Built, Input, Model, PackageInput, lock};
use annexa_diagnostics::{Level, Problem};
use annexa_formats::data::DataFiles;

use crate::analyst::Analyst;
use crate::standing::Standing;

/// Before the path of a file of the standard library, where a model names it.
pub const LIBRARY_FOLDER: &str = "std/";

/// Something that keeps a package from being checked as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The file, from the package's folder.
    pub path: String,
    /// How bad it is.
    pub level: Level,
    /// What is to be said, at the top of the file.
    pub message: String,
}

/// A package at one moment.
#[derive(Debug)]
pub struct Snapshot {
    /// The package's folder.
    pub root: PathBuf,
    /// Counts the changes of the package.
    pub revision: u64,
    /// The day about which it speaks.
    pub as_of: Date,
    /// Everything that is declared.
    pub model: Arc<Model>,
    /// What keeps it from being checked. Where there is something, nothing else is told.
    pub notices: Vec<Notice>,
    /// The documents that are open: path from the package's folder, and version.
    pub open: BTreeMap<String, i32>,
    /// Where the folder is, as packages by path tell it.
    home: String,
    /// The other files in the package's folder, which its texts may name.
    pub others: Arc<[String]>,
    /// The data files that the package names; `None` where they were not looked at.
    pub data: Option<Arc<DataFiles>>,
    found: Vec<Problem<Anchor>>,
    analyst: OnceLock<Analyst>,
    results: OnceLock<Results>,
    /// What the check of the snapshot before this one left to it, and then what it leaves to the next one.
    earlier: Mutex<Earlier>,
}

/// What analysis and checks found.
#[derive(Debug)]
struct Results {
    problems: Vec<Problem>,
    standing: Standing,
}

impl Snapshot {
    /// Makes the model of `input`, after that of the snapshot before it.
    pub fn new(input: Input, as_of: Date, earlier: Option<&Snapshot>) -> Self {
        let library = annexa_stdlib::files();
        let home = input.home.clone();
        let Built { model, problems } = match earlier {
            Some(earlier) => annexa_core::rebuild(&earlier.model, input, &library),
            None => annexa_core::build(input, &library),
        };
        Snapshot {
            root: PathBuf::new(),
            revision: 0,
            as_of,
            model: Arc::new(model),
            notices: Vec::new(),
            open: BTreeMap::new(),
            home,
            others: Arc::default(),
            data: None,
            found: problems,
            analyst: OnceLock::new(),
            results: OnceLock::new(),
            earlier: Mutex::new(earlier.map(Snapshot::leave).unwrap_or_default()),
        }
    }

    /// The file of the package at `path`, from the package's folder.
    pub fn file(&self, path: &str) -> Option<FileId> {
        let mut files = self.model.files.iter();
        files.find(|(_, f)| f.package == PackageId::MAIN && f.path == path).map(|(id, _)| id)
    }

    /// The file of the package that lies at `path` on disk.
    pub fn file_at(&self, path: &Path) -> Option<FileId> {
        self.file(&annexa_files::relative(&self.root, path)?)
    }

    /// The file of the standard library at `path`.
    pub fn library_file(&self, path: &str) -> Option<FileId> {
        let mut files = self.model.files.iter();
        let name = |f: &SourceFile| f.path.strip_prefix(LIBRARY_FOLDER) == Some(path);
        files.find(|(_, f)| f.package == PackageId::LIBRARY && name(f)).map(|(id, _)| id)
    }

    /// The files of the package: the manifest, the Annexa files, those of the lock.
    pub fn own_files(&self) -> impl Iterator<Item = FileId> {
        self.model.files.iter().map(|(id, _)| id).filter(|id| self.is_own(*id))
    }

    /// Whether the file is one of the package's own.
    pub fn is_own(&self, file: FileId) -> bool {
        self.model.files.get(file).package == PackageId::MAIN
    }

    /// Whether the file lies on disk: in the package, or in one that it stands on. Those of the standard library do not.
    pub fn is_on_disk(&self, file: FileId) -> bool {
        self.model.files.get(file).package != PackageId::LIBRARY
    }

    /// The text of a file.
    pub fn text(&self, file: FileId) -> &str {
        &self.model.files.get(file).text
    }

    /// What the language itself finds wrong, before anything is checked.
    pub fn found(&self) -> impl Iterator<Item = &Problem<Anchor>> {
        self.found.iter()
    }

    /// The texts that it was made of.
    pub fn input(&self) -> Input {
        let model = &self.model;
        let mut input = Input { home: self.home.clone(), ..Input::default() };
        for other in model.packages.all().filter(|id| *id > PackageId::MAIN) {
            let folder = model.packages.get(other).folder.clone();
            input.packages.push(PackageInput { folder, ..PackageInput::default() });
        }
        let packages: Vec<PackageId> = model.packages.all().filter(|id| *id > PackageId::MAIN).collect();
        for (_, file) in model.files.iter().filter(|(_, file)| file.package != PackageId::LIBRARY) {
            let text = file.text.to_string();
            if file.package == PackageId::MAIN {
                match file.path.as_str() {
                    FILE_NAME => input.manifest = Some(text),
                    path if path.starts_with(lock::FOLDER) => input.lock.push((path.to_owned(), text)),
                    path => input.files.push((path.to_owned(), text)),
                }
            } else if let Some(at) = packages.iter().position(|id| *id == file.package) {
                let other = &mut input.packages[at];
                let path =
                    file.path.strip_prefix(&other.folder).map_or("", |path| path.trim_start_matches('/'));
                match path {
                    FILE_NAME => other.manifest = Some(text),
                    path => other.files.push((path.to_owned(), text)),
                }
            }
        }
        input
    }

    /// The problems of the package, as `annexa check` tells them.
    pub fn problems(&self) -> &[Problem] {
        &self.results().problems
    }

    /// How things stand on the day.
    pub fn standing(&self) -> &Standing {
        &self.results().standing
    }

    /// What the derived fields of `decl` are on the day, for people: those that are not absent, in the order of its kind.
    pub fn derived(&self, decl: Decl<'_>) -> Vec<(FieldId, String)> {
        let fields = self.model.schema.kind(decl.kind()).map_or(&[][..], |k| &k.fields);
        let derived = |id: &FieldId| self.model.schema.field(*id).is_some_and(|f| f.derived);
        let fields: Vec<FieldId> = fields.iter().copied().filter(derived).collect();
        if fields.is_empty() {
            return Vec::new();
        }
        let decl = decl.id;
        self.ask(move |analysis| {
            let decl = analysis.model.decl(decl);
            let shown = |id: FieldId| {
                let values = annexa_analysis::eval::derived(analysis, decl, id).values;
                let values: Vec<String> = values.iter().map(|v| v.shown(analysis.model)).collect();
                (!values.is_empty()).then(|| (id, values.join(", ")))
            };
            fields.into_iter().filter_map(shown).collect()
        })
    }

    /// Asks about what follows from the model on the day.
    pub fn ask<T: Send + 'static>(&self, what: impl FnOnce(&Analysis<'_>) -> T + Send + 'static) -> T {
        let context = Context { as_of: self.as_of };
        let analyst =
            self.analyst.get_or_init(|| Analyst::new(self.model.clone(), context, self.data.clone()));
        analyst.ask(what)
    }

    /// What its check leaves to the next one; that takes it.
    fn leave(&self) -> Earlier {
        std::mem::take(&mut self.earlier.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn results(&self) -> &Results {
        self.results.get_or_init(|| {
            let (found, mut earlier) = (self.found.clone(), self.leave());
            let (results, earlier) = self.ask(move |analysis| {
                let options = annexa_checks::Options::default();
                let checked = annexa_checks::check_again(analysis, found, options, &mut earlier);
                let model = analysis.model;
                let placed = checked.problems.into_iter().map(|p| p.map_places(|anchor| model.place(anchor)));
                let mut problems: Vec<Problem> = placed.collect();
                annexa_diagnostics::sort(&mut problems, &model.files);
                (Results { problems, standing: Standing::new(analysis) }, earlier)
            });
            *self.earlier.lock().unwrap_or_else(PoisonError::into_inner) = earlier;
            results
        })
    }
}
