//! A package in memory, checked from text to problems as `annexa check` does.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use annexa_analysis::query::Answer;
use annexa_analysis::{Analysis, Context};
use annexa_checks::Earlier;
use annexa_core::condition::query::Question;
use annexa_core::time::Date;
use annexa_core::{Built, Input, Model, PackageInput, ask, build, rebuild};
use annexa_diagnostics::render::{Options, rich};
use annexa_diagnostics::{Fix, Place, Problem, SetAside, Sources, apply, index::Index};
use annexa_formats::data::{DataFile, DataFiles};
use annexa_publish::terminal::Look;
use annexa_publish::text::Texts;
use annexa_syntax::{LineColumn, LineIndex};

/// The manifest of a package that says nothing else.
pub const MANIFEST: &str = "[package]
name = \"spec\"

[standards]
main = \"iso27001@2022\"
also = [\"gdpr@2016\"]
";

/// The date of a check that says no other.
pub const AS_OF: &str = "2026-11-01";

/// The name of the package's folder.
pub const HOME: &str = "spec";

/// A package and the occasion of its check.
#[derive(Clone, Debug)]
pub struct Package {
    /// The text of `annexa.toml`.
    pub manifest: String,
    /// The `.isms` files: path and text.
    pub files: Vec<(String, String)>,
    /// The files of the lock: path and text.
    pub lock: Vec<(String, String)>,
    /// The packages that it stands on.
    pub packages: Vec<PackageInput>,
    /// The data files: path and text.
    pub data: Vec<(String, String)>,
    /// Its folder, where it lies on the disk.
    pub folder: Option<PathBuf>,
    /// The day.
    pub as_of: Date,
    /// Whether it is about to be published.
    pub release: bool,
}

/// A package after its check.
pub struct Checked {
    /// Everything that is declared.
    pub model: Model,
    /// The problems in the order in which they are shown.
    pub problems: Vec<Problem>,
    /// What the package sets aside.
    pub set_aside: Vec<SetAside>,
    /// What the check leaves to the next one; that takes it.
    pub earlier: RefCell<Earlier>,
}

impl Package {
    /// A package of files with the usual manifest and date.
    pub fn new(files: Vec<(String, String)>) -> Self {
        Package {
            manifest: MANIFEST.to_owned(),
            files,
            lock: Vec::new(),
            packages: Vec::new(),
            data: Vec::new(),
            folder: None,
            as_of: date(AS_OF),
            release: false,
        }
    }

    /// A package of one file.
    pub fn of(text: &str) -> Self {
        Package::new(vec![("main.isms".to_owned(), text.to_owned())])
    }

    /// The package in a folder.
    ///
    /// # Panics
    /// Where the folder cannot be read.
    pub fn read(folder: &Path) -> Self {
        let found = annexa_files::read(folder);
        assert!(found.unread.is_empty(), "{}: {:?}", folder.display(), found.unread);
        Package {
            manifest: found.manifest.unwrap_or_default(),
            lock: found.lock,
            packages: found.packages,
            folder: Some(folder.to_path_buf()),
            ..Package::new(found.files)
        }
    }

    /// What the compiler is given.
    pub fn input(&self) -> Input {
        Input {
            manifest: Some(self.manifest.clone()),
            files: self.files.clone(),
            lock: self.lock.clone(),
            packages: self.packages.clone(),
            home: HOME.to_owned(),
        }
    }

    /// From text to problems.
    pub fn check(&self) -> Checked {
        self.checked(build(self.input(), &annexa_stdlib::files()), Earlier::default())
    }

    /// From text to problems, with what an earlier check made of nearly the same text.
    pub fn check_again(&self, earlier: &Checked) -> Checked {
        self.checked(rebuild(&earlier.model, self.input(), &annexa_stdlib::files()), earlier.earlier.take())
    }

    fn checked(&self, built: Built, mut earlier: Earlier) -> Checked {
        let model = built.model;
        let (mut problems, set_aside) = {
            let analysis = self.analysis(&model);
            let options = annexa_checks::Options { release: self.release, ..Default::default() };
            let found = annexa_checks::check_again(&analysis, built.problems, options, &mut earlier);
            let problems = found.problems.into_iter().map(|p| p.map_places(|anchor| model.place(anchor)));
            let texts = Texts::new(&analysis);
            let set_aside =
                found.set_aside.into_iter().map(|a| a.shown(&model, |because| texts.plain(because)));
            (problems.collect::<Vec<Problem>>(), set_aside.collect())
        };
        annexa_diagnostics::sort(&mut problems, &model.files);
        Checked { model, problems, set_aside, earlier: RefCell::new(earlier) }
    }

    /// What follows from the model of the package.
    pub fn analysis<'m>(&self, model: &'m Model) -> Analysis<'m> {
        let file =
            |(path, text): &(String, String)| (path.clone(), Arc::new(DataFile::read(path, text.as_bytes())));
        let data = match &self.folder {
            Some(folder) => annexa_files::data(folder, &annexa_analysis::data::paths(model)),
            None => DataFiles(self.data.iter().map(file).collect()),
        };
        Analysis::with(model, Context { as_of: self.as_of }, Some(&data))
    }

    /// What `annexa forecast --until` prints for the day.
    pub fn ahead(&self, until: &str) -> String {
        let built = build(self.input(), &annexa_stdlib::files());
        let days = (self.as_of, date(until));
        annexa_publish::forecast::forecast(&built.model, None, &built.problems, days).table(Look::default())
    }

    /// What `annexa query` prints for `query`; columns may stand behind it, after `--columns`.
    pub fn answer(&self, query: &str) -> String {
        let (query, columns) = match query.split_once(" --columns ") {
            Some((query, columns)) => (query, Some(columns.trim().to_owned())),
            None => (query, None),
        };
        let question = Question { query: query.trim().to_owned(), columns };
        let input = self.input();
        let (built, asked) = ask(input, &annexa_stdlib::files(), &[question]);
        let analysis = self.analysis(&built.model);
        let Some(asked) = asked.first() else { return String::new() };
        match Answer::new(&analysis, asked) {
            Some(answer) => annexa_publish::query::table(&built.model, &answer, Look::default()),
            None => {
                let problems: Vec<Problem> =
                    asked.problems.iter().cloned().map(|p| p.map_places(|a| built.model.place(a))).collect();
                problems.iter().map(|p| format!("{}\n", headline(p))).collect()
            }
        }
    }

    /// The same package with fixes applied.
    pub fn fixed(&self, checked: &Checked, fixes: &[Fix]) -> Package {
        let mut fixed = self.clone();
        for changed in apply::apply(fixes, &checked.model.files).files {
            if changed.path == "annexa.toml" {
                fixed.manifest = changed.text;
            } else if let Some(file) = fixed.files.iter_mut().find(|(path, _)| *path == changed.path) {
                file.1 = changed.text;
            }
        }
        fixed
    }
}

impl Checked {
    /// The path of a problem's primary place.
    pub fn path(&self, problem: &Problem) -> &str {
        self.model.files.path(problem.primary.place.file)
    }

    /// The line and column of a place.
    pub fn position(&self, place: Place) -> LineColumn {
        let text = self.model.files.text(place.file);
        LineIndex::new(text).line_column(text, place.span.start)
    }

    /// One line: `path:line:column: level[name]: message`.
    pub fn line(&self, problem: &Problem) -> String {
        let at = self.position(problem.primary.place);
        format!("{}:{}:{}: {}", self.path(problem), at.line, at.column, headline(problem))
    }

    /// The problem as a terminal without colour shows it.
    pub fn rich(&self, problem: &Problem) -> String {
        let shown = std::slice::from_ref(problem);
        let index = Index::new(shown, &self.model.files);
        rich::one(problem, &index, &Options::default())
    }
}

/// `level[name]: message`
pub fn headline(problem: &Problem) -> String {
    format!("{}[{}]: {}", problem.level.word(), problem.name, problem.message)
}

/// A date of the tests.
///
/// # Panics
/// Where it is none.
pub fn date(text: &str) -> Date {
    text.parse().unwrap_or_else(|e| panic!("`{text}` is no date: {e}"))
}

/// The root of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}
