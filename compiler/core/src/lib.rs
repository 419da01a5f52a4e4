//! From the files of a package to its model: names, kinds, types, references.
//!
//! [`build`] is the way in. It reads the manifest, loads the standards that it names from the standard library, declares
//! what the files declare ([`declare`]), reads every value by the type that its place expects ([`lower`]) and resolves the
//! references in texts ([`text`]). [`rebuild`] does the same after an edit, and takes over from the earlier model what the
//! edit does not touch ([`earlier`]). Each always gives a model, however broken the files are, and the problems it met. No
//! I/O happens here: texts come in, and the standard library is handed over as a table.

mod anchor;
mod builder;
mod catalog;
pub mod condition;
mod cycles;
mod declare;
mod doubt;
pub mod earlier;
pub mod edit;
mod extends;
mod group;
pub mod lock;
mod lower;
pub mod manifest;
pub mod model;
pub mod names;
pub mod packages;
pub mod prelude;
pub mod problems;
pub mod reads;
pub mod schema;
pub mod source;
pub mod spelling;
pub mod suggest;
mod text;
pub mod time;
pub mod value;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use annexa_diagnostics::{Edit, Problem, Safety};
use annexa_syntax::{SyntaxError, SyntaxErrorKind};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

pub use anchor::AnchorName;
use builder::Builder;
pub use catalog::{
    Catalog, OtherEdition, StandardName, Written, editions, other_edition, respelled, successors,
};
pub use condition::query::{Asks, CheckedQuery, Column, Question};
pub use declare::{article, literal_value, or_list};
use earlier::Run;
use model::Item;
pub use model::{Anchor, Decl, DeclId, Model, Phrase, ValueRef, View};
use source::{FileId, PackageId, Place, SourceFile, Span};
pub use value::Value;

/// The standard library: paths (`prelude.isms`, `iso27001/2022.isms`) and texts, sorted by path.
pub type Library<'l> = &'l [(&'static str, &'static str)];

/// The path of the prelude in the library.
pub const PRELUDE: &str = "prelude.isms";

/// The folder of the library's rules. They are run in every package; those in a folder that is named after an edition of a
/// standard, where the package stands on that edition.
pub const RULES: &str = "rules/";

/// How many files a package may have.
pub const MAX_FILES: usize = 20_000;

/// The texts of a package.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// The text of `annexa.toml`; `None` where there is none.
    pub manifest: Option<String>,
    /// The `.isms` files: path from the package's folder with `/`, and text.
    pub files: Vec<(String, String)>,
    /// The files of the lock: path from the package's folder with `/`, and text.
    pub lock: Vec<(String, String)>,
    /// The packages that it stands on, and those that these stand on.
    pub packages: Vec<PackageInput>,
    /// Where the package's folder is, to tell it among those that stand on it. Never shown.
    pub home: String,
}

/// The texts of a package that another stands on.
#[derive(Debug, Clone, Default)]
pub struct PackageInput {
    /// Its folder from that of the package that is built, as [`packages::folder`] writes it: `../group`.
    pub folder: String,
    /// The text of its `annexa.toml`; `None` where there is none.
    pub manifest: Option<String>,
    /// Its `.isms` files: path from its own folder with `/`, and text.
    pub files: Vec<(String, String)>,
}

/// What the next model is told from others by.
static SERIAL: AtomicU64 = AtomicU64::new(0);

/// A model and what was found in making it.
#[derive(Debug)]
pub struct Built {
    /// Everything that is declared.
    pub model: Model,
    /// The problems of the language. Those of checks come later.
    pub problems: Vec<Problem<Anchor>>,
}

/// Builds the model of a package. The order of `input.files` makes no difference.
pub fn build(input: Input, library: Library<'_>) -> Built {
    make(input, library, &[], None).0
}

/// Builds the model of a package of which there is an earlier one: the same as [`build`] gives, sooner.
pub fn rebuild(earlier: &Model, input: Input, library: Library<'_>) -> Built {
    make(input, library, &[], Some(earlier)).0
}

/// Builds the model of a package, and checks questions that are put to it.
pub fn ask(input: Input, library: Library<'_>, questions: &[Question]) -> (Built, Vec<CheckedQuery>) {
    make(input, library, questions, None)
}

fn make<'l>(
    mut input: Input,
    library: Library<'l>,
    questions: &[Question],
    earlier: Option<&'l Model>,
) -> (Built, Vec<CheckedQuery>) {
    let mut found = Vec::new();
    // The manifest comes first, so that its places have a file; library files follow, then the package's.
    let manifest_file = FileId(0);
    let manifest_text = input.manifest.clone().unwrap_or_default();
    let manifest = match &input.manifest {
        Some(text) => {
            let (manifest, problems) = manifest::read(manifest_file, text);
            found.extend(problems);
            manifest
        }
        None => manifest::Manifest {
            output: "out".into(),
            formats: manifest::FORMATS.iter().map(|f| f.to_string()).collect(),
            ..Default::default()
        },
    };
    let (packages, others, problems) = packages::gather(&mut input, manifest, FileId(1));
    found.extend(problems);
    let mut builder = Builder::new(library, packages, found);
    let folder = |builder: &Builder<'_>, id| match builder.packages.get(id).folder.as_str() {
        "" => String::new(),
        folder => format!("{folder}/"),
    };
    builder.files.push(SourceFile::foreign(manifest::FILE_NAME, &manifest_text, PackageId::MAIN));
    for other in &others {
        let path = format!("{}{}", folder(&builder, other.id), manifest::FILE_NAME);
        let text = other.input.manifest.as_deref().unwrap_or_default();
        builder.files.push(SourceFile::foreign(&path, text, other.id));
    }
    let mut standards = Vec::new();
    for id in builder.packages.all() {
        standards.extend(builder.standards(id));
    }
    // Every package declares behind those that it stands on, the main one last.
    let mut given: Vec<(PackageId, Vec<(String, String)>)> =
        others.into_iter().map(|o| (o.id, o.input.files)).collect();
    given.sort_by_key(|(id, _)| *id);
    given.push((PackageId::MAIN, input.files));
    let mut room = MAX_FILES;
    for (id, files) in given.iter_mut().rev() {
        files.sort();
        let too_many = files.len().saturating_sub(room);
        files.truncate(room);
        room -= files.len();
        if too_many > 0 {
            let (what, place) = match builder.packages.line(*id) {
                Some(line) => {
                    (format!("the package `{}`", builder.packages.get(*id).prefix), Anchor::Place(line.place))
                }
                None => {
                    let top = Place { file: manifest_file, span: Span::at(0) };
                    ("the package".to_string(), Anchor::Place(top))
                }
            };
            builder.report(Problem::new(
                &problems::TOO_MANY,
                place,
                format!("{what} has more than {MAX_FILES} files; {too_many} were not read"),
                "the limit of files",
            ));
        }
    }

    let mut sources: Vec<(String, &str, PackageId)> = Vec::new();
    let prelude_text = library.iter().find(|(path, _)| *path == PRELUDE).map_or("", |(_, text)| text);
    sources.push((format!("std/{PRELUDE}"), prelude_text, PackageId::LIBRARY));
    for standard in &standards {
        let path = format!("std/{}", standard.path);
        if sources.iter().all(|(p, ..)| *p != path) {
            sources.push((path, standard.text, PackageId::LIBRARY));
        }
    }
    let is_run = |path: &str| match path.strip_prefix(RULES).map(|rest| rest.rsplit_once('/')) {
        Some(Some((folder, _))) => standards.iter().any(|s| s.path.strip_suffix(".isms") == Some(folder)),
        Some(None) => true,
        None => false,
    };
    for (path, text) in library.iter().filter(|(path, _)| is_run(path)) {
        sources.push((format!("std/{path}"), *text, PackageId::LIBRARY));
    }
    let first_own = sources.len();
    for (id, files) in &given {
        let folder = folder(&builder, *id);
        sources.extend(files.iter().map(|(path, text)| (format!("{folder}{path}"), text.as_str(), *id)));
    }
    let before: FxHashMap<&str, &SourceFile> =
        earlier.iter().flat_map(|e| e.files.iter()).map(|(_, file)| (file.path.as_str(), file)).collect();
    let read: Vec<SourceFile> = sources
        .into_par_iter()
        .map(|(path, text, package)| match before.get(path.as_str()).copied() {
            Some(same) if *same.text == *text => same.again(path, package),
            other => SourceFile::parse(path, text.into(), package, other),
        })
        .collect();
    let mut files = Vec::new();
    for source in read {
        let file = FileId(builder.files.iter().count() as u32);
        for error in source.errors.iter() {
            if error.beside {
                builder.beside.insert(Place { file, span: error.span });
            }
            if error.kind == SyntaxErrorKind::MissingComma {
                let edits = error.fixes.iter().flat_map(|fix| &fix.edits);
                builder.commas.extend(edits.map(|(span, _)| Place { file, span: *span }));
            }
            builder.report(syntax_problem(error, file));
        }
        builder.files.push(source);
        files.push(file);
    }
    if let Some(earlier) = earlier {
        builder.take_over(earlier);
    }
    input.lock.sort();
    let lock = read_lock(&mut builder, input.lock);

    if builder.earlier.is_none() {
        let before = builder.problems.len();
        for file in files[..1].iter().chain(&files[first_own..]) {
            builder.declare_schema(*file);
        }
        for file in files[..1].iter().chain(&files[first_own..]) {
            builder.declare_fields(*file);
        }
        builder.close_schema();
        builder.schema_is_settled = builder.problems.len() == before;
    }
    // Manifests and the prelude declare nothing.
    builder.runs.resize(files[0].0 as usize + 1, Run::default());
    for file in &files[1..first_own] {
        builder.declare_items(*file, PackageId::LIBRARY);
    }
    for file in &files[first_own..] {
        builder.declare_items(*file, builder.files.get(*file).package);
    }
    builder.find_shadowed_packages();
    builder.declare_catalogs(&standards);
    builder.gather_extended();
    builder.gather_local_names();
    builder.find_changes();
    builder.find_names_in_doubt();
    builder.find_circular_lets();
    builder.lower_all();
    builder.check_conditions();
    builder.check_formulas();
    builder.check_row_formulas();
    builder.check_rules();
    builder.resolve_texts();
    builder.find_shadowed_controls();
    let queries = questions.iter().map(|q| builder.check_query(q)).collect();
    let Builder {
        packages,
        files,
        names,
        schema,
        catalogs,
        decls,
        entries,
        parts,
        values,
        lets,
        by_kind,
        bases,
        sets,
        scope,
        conditions,
        rules,
        formulas,
        row_formulas,
        text_references,
        local_names,
        runs,
        rests,
        uses,
        mentions,
        schema_is_settled,
        problems,
        earlier,
        ..
    } = builder;
    // The library's rules and the package's own are run; those of another package are that package's.
    let of = |id: DeclId| decls[id.0 as usize].package;
    let rules = rules.into_iter().filter(|rule| of(rule.decl) <= PackageId::MAIN).collect();
    let (catalogs, other_catalogs) = catalogs.into_iter().partition(|c| c.package == PackageId::MAIN);
    let mut decl_used = vec![false; decls.len()];
    let mut let_used = vec![false; lets.len()];
    for item in &uses {
        match item {
            Item::Decl(id) => decl_used[id.0 as usize] = true,
            Item::Let(id) => let_used[id.0 as usize] = true,
        }
    }
    let has_unknown = values.iter().any(|v| v.value == Value::Unknown);
    let mut model = Model {
        manifest: packages.get(PackageId::MAIN).manifest.clone(),
        packages,
        other_catalogs,
        files,
        names,
        schema,
        catalogs,
        decls,
        entries,
        parts,
        values,
        lets,
        by_kind,
        bases,
        sets,
        scope,
        conditions,
        rules,
        formulas,
        row_formulas,
        text_references,
        decl_used,
        let_used,
        lock,
        local_names,
        runs,
        rests,
        uses,
        mentions,
        schema_is_settled,
        has_unknown,
        serial: SERIAL.fetch_add(1, Ordering::Relaxed),
        since: None,
    };
    let mut problems = problems;
    cycles::find(&model, &mut problems);
    // A standard that the manifest names and nobody has is one mistake, and what refers to it is none.
    let no_standards = problems.iter().any(|p| {
        (p.name == problems::UNKNOWN_STANDARD.name || p.name == problems::UNKNOWN_EDITION.name)
            && model.place(p.primary.place).file == manifest_file
    });
    if model.manifest.unreadable || model.manifest.standards_unread || no_standards {
        problems.retain(|p| !rests_on_the_manifest(&model, library, p));
    }
    if input.manifest.is_some() {
        unnamed_standard(&model, library, &manifest_text, &mut problems);
    }
    unknown_levels(&model, &mut problems);
    let (mut problems, elsewhere) = packages::own(&model, problems);
    doubt::leave_to_people(&model, &mut problems);
    let mut problems = group::same_mistakes(problems);
    problems.extend(packages::broken(&model.packages, &elsewhere));
    condition::set_broken_rules_aside(&mut model, &problems);
    model.since = earlier.and_then(|earlier| earlier.since(&model));
    (Built { model, problems }, queries)
}

/// Reads the files of the lock, which lie behind all others.
fn read_lock(builder: &mut Builder<'_>, files: Vec<(String, String)>) -> lock::Lock {
    let mut read = Vec::new();
    for (path, text) in files.into_iter().take(MAX_FILES) {
        let file = builder.files.push(SourceFile::foreign(&path, &text, PackageId::MAIN));
        read.push(lock::read(file, &path, &text, &mut builder.problems));
    }
    let lock = lock::Lock::new(read);
    lock::find_doubled(&lock, &builder.files, &mut builder.problems);
    lock
}

/// Whether `problem` is only there because the manifest, which names the standards, could not be read.
fn rests_on_the_manifest(model: &Model, library: Library<'_>, problem: &Problem<Anchor>) -> bool {
    let of = |kinds: &[&annexa_diagnostics::ProblemKind]| kinds.iter().any(|k| k.name == problem.name);
    let place = model.place(problem.primary.place);
    if place.file == FileId(0) {
        return false;
    }
    let word = model.files.slice(place);
    let first = word.split(['.', '@']).next().unwrap_or(word);
    of(&[
        &problems::UNKNOWN_CONTROL,
        &problems::UNKNOWN_STANDARD,
        &problems::UNKNOWN_EDITION,
        &problems::OTHER_EDITION_CONTROL,
    ]) || (of(&[&problems::UNKNOWN_NAME, &problems::DANGLING_PROSE_REFERENCE])
        && editions(library).contains_key(first))
}

/// Levels of `[readers]` that the package does not know.
fn unknown_levels(model: &Model, problems: &mut Vec<Problem<Anchor>>) {
    if model.manifest.readers.is_empty() {
        return;
    }
    let levels = &model.schema.enumeration(prelude::enumeration::CLASSIFICATION).values;
    let words = || levels.iter().map(|v| model.names.text(v.name));
    for reader in model.manifest.readers.iter().filter(|r| words().all(|word| word != r.level)) {
        let problem = Problem::new(
            &problems::BAD_MANIFEST,
            Anchor::Place(reader.place),
            format!("there is no level of confidentiality `{}`", reader.level),
            "not a level",
        );
        problems.push(problem.help(format!("the levels are {}", words().collect::<Vec<_>>().join(", "))));
    }
}

/// Where the manifest names no main standard, and the package speaks of one as if it did: that is one mistake.
fn unnamed_standard(
    model: &Model,
    library: Library<'_>,
    manifest: &str,
    problems: &mut Vec<Problem<Anchor>>,
) {
    if model.manifest.main.is_some() || model.manifest.unreadable || model.manifest.standards_unread {
        return;
    }
    let lost = [
        &problems::UNKNOWN_CONTROL,
        &problems::UNKNOWN_STANDARD,
        &problems::UNKNOWN_EDITION,
        &problems::UNKNOWN_NAME,
        &problems::DANGLING_PROSE_REFERENCE,
    ];
    let mut newest = catalog::Newest::new(library);
    let mut of = |problem: &Problem<Anchor>| {
        let place = model.place(problem.primary.place);
        let own = model.files.get(place.file).package == PackageId::MAIN;
        let word = model.files.slice(place);
        let first = word.split(['.', '@']).next().unwrap_or(word);
        let is_catalog =
            |c: &catalog::Catalog| c.package == PackageId::MAIN && model.names.text(c.alias) == first;
        if !own || !lost.iter().any(|k| k.name == problem.name) || model.catalogs.iter().any(is_catalog) {
            return None;
        }
        let standard = newest.of(first, word)?;
        let is_named = |(name, _): &(StandardName, Place)| standard.split('@').next() == Some(&name.standard);
        (!model.manifest.also.iter().any(is_named)).then_some((standard, word))
    };
    let of: Vec<Option<(String, &str)>> = problems.iter().map(&mut of).collect();
    let mut words: BTreeMap<&String, Vec<&str>> = BTreeMap::new();
    for (standard, word) in of.iter().flatten() {
        let words = words.entry(standard).or_default();
        if !words.contains(word) {
            words.push(word);
        }
    }
    let Some((standard, words)) = words.into_iter().max_by_key(|(_, words)| words.len()) else { return };
    // What is of a further standard is told as ever.
    let mut told = of.iter().map(|o| o.as_ref().is_none_or(|(s, _)| s != standard));
    problems.retain(|_| told.next().unwrap_or(true));
    let (place, edit) = manifest::main_edit(manifest, standard);
    let at = |span| Anchor::Place(Place { file: FileId(0), span });
    let are = match words.as_slice() {
        [one] => format!("`{one}` is"),
        [one, other] => format!("`{one}` and `{other}` are"),
        _ => format!("`{}` and {} other names are", words[0], words.len() - 1),
    };
    let message = format!("the package stands on no standard, and {are} of `{standard}`");
    let problem = Problem::new(&problems::UNKNOWN_STANDARD, at(place), message, "names no standard")
        .help(format!("write `[standards]`, and on the next line `main = \"{standard}\"`"));
    problems.push(match edit {
        Some((span, text)) => problem.fix(
            format!("write `main = \"{standard}\"`"),
            Safety::Review,
            vec![Edit { place: at(span), text }],
        ),
        None => problem,
    });
}

fn syntax_kind(error: &SyntaxError) -> &'static annexa_diagnostics::ProblemKind {
    let name = error.kind.name();
    problems::ALL.iter().copied().find(|k| k.name == name).unwrap_or(&problems::SYNTAX_ERROR)
}

fn syntax_problem(error: &SyntaxError, file: FileId) -> Problem<Anchor> {
    let at = |span: Span| Anchor::Place(Place { file, span });
    let mut problem =
        Problem::new(syntax_kind(error), at(error.span), error.message.clone(), error.label.clone());
    for (span, text) in &error.related {
        problem = problem.related(at(*span), text.clone());
    }
    if let Some(help) = &error.help {
        problem = problem.help(help.clone());
    }
    for fix in &error.fixes {
        let safety = if fix.safe { Safety::Safe } else { Safety::Review };
        let edits =
            fix.edits.iter().map(|(span, text)| Edit { place: at(*span), text: text.clone() }).collect();
        problem = problem.fix(fix.title.clone(), safety, edits);
    }
    problem
}
