//! Small packages, compiled in memory, and what is found in them.

#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test that fails here says where")]

use annexa_analysis::{Analysis, Context};
use annexa_checks::{Options, check, next_steps};
use annexa_core::{Input, build, time};
use annexa_diagnostics::render::{self, Format, Report};
use annexa_diagnostics::{Fix, Level, Problem, Section, Sources, apply};
use annexa_formats::data::DataFiles;

/// The manifest of a package that has none of its own.
pub const MANIFEST: &str =
    "[package]\nname = \"page\"\n\n[standards]\nmain = \"iso27001@2022\"\nalso = [\"gdpr@2016\"]\n";

/// The day of every check.
pub const DAY: &str = "2026-11-01";

/// A package and what was found in it.
pub struct Found {
    pub problems: Vec<Problem>,
    pub set_aside: Vec<Problem>,
    pub steps: Vec<String>,
    sources: annexa_core::source::SourceFiles,
}

/// Checks a package of one file.
pub fn package(text: &str) -> Found {
    package_of(MANIFEST, text, false)
}

/// Checks a package of one file with `manifest`.
pub fn package_of(manifest: &str, text: &str, release: bool) -> Found {
    let input = Input {
        manifest: Some(manifest.to_string()),
        files: vec![("main.isms".into(), text.to_string())],
        ..Input::default()
    };
    checked(input, release)
}

/// Checks a package with those that it stands on.
pub fn checked(input: Input, release: bool) -> Found {
    checked_with(input, &DataFiles::default(), release)
}

/// Checks a package with those that it stands on, and its data files.
pub fn checked_with(input: Input, data: &DataFiles, release: bool) -> Found {
    let library = annexa_stdlib::files();
    let built = build(input, &library);
    let as_of = time::parse_date(DAY).unwrap();
    let analysis = Analysis::with(&built.model, Context { as_of }, Some(data));
    let checked = check(&analysis, built.problems, Options { release, ..Options::default() });
    let steps = next_steps(&built.model, &checked.problems);
    let place = |p: Problem<annexa_core::Anchor>| p.map_places(|a| built.model.place(a));
    let mut problems: Vec<Problem> = checked.problems.into_iter().map(place).collect();
    annexa_diagnostics::sort(&mut problems, &built.model.files);
    Found {
        problems,
        set_aside: checked.set_aside.into_iter().map(|aside| place(aside.problem)).collect(),
        steps,
        sources: built.model.files.clone(),
    }
}

impl Found {
    /// The problems named `name`.
    pub fn named(&self, name: &str) -> Vec<&Problem> {
        self.problems.iter().filter(|p| p.name == name).collect()
    }

    /// `level: message` of the problems named `name`, with their items behind where the message does not name them.
    pub fn lines(&self, name: &str) -> Vec<String> {
        self.named(name)
            .iter()
            .map(|p| {
                let items =
                    if p.names_items() { String::new() } else { format!(" [{}]", p.items.join(", ")) };
                format!("{}: {}{items}", p.level.word(), p.message)
            })
            .collect()
    }

    /// The names of the problems of the language and of coverage, sorted, each once: what small packages are about.
    pub fn names(&self) -> Vec<&str> {
        let about = [Section::Language, Section::Coverage, Section::Rules];
        let own = self.problems.iter().filter(|p| about.contains(&p.section));
        let mut names: Vec<&str> = own.map(|p| p.name.as_ref()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// What the primary place of the first problem named `name` covers.
    pub fn at(&self, name: &str) -> &str {
        let problem = self.named(name)[0];
        problem.primary.place.span.of(self.sources.text(problem.primary.place.file))
    }

    /// The level of the first problem named `name`.
    pub fn level(&self, name: &str) -> Option<Level> {
        self.named(name).first().map(|p| p.level)
    }

    /// The file after the fixes of the problems named `name`.
    pub fn fixed(&self, name: &str) -> String {
        let fixes: Vec<Fix> = self.named(name).iter().filter_map(|p| p.fixes.first().cloned()).collect();
        assert!(!fixes.is_empty(), "{name} has no fix");
        let applied = apply::apply(&fixes, &self.sources);
        assert!(applied.skipped.is_empty(), "{:?}", applied.skipped);
        let changed = applied.files.into_iter().find(|f| f.path == "main.isms");
        changed.map(|f| f.text).unwrap()
    }

    /// All problems as a terminal shows them.
    pub fn shown(&self) -> String {
        let mut out = Vec::new();
        render::render(
            Format::Rich,
            &Report::of(&self.problems),
            &self.sources,
            &render::Options::default(),
            &mut out,
        )
        .unwrap();
        String::from_utf8(out).unwrap()
    }
}
