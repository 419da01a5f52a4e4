//! What the commands that write the lock have in common: who is meant, whether the package can be read, and the file.

use annexa_analysis::approval::Unwritable;
use annexa_core::lock::{FOLDER, Record, begun, file_name, written};
use annexa_core::model::{Decl, LetData, LetId, Model, Shows, View};
use annexa_core::source::PackageId;
use annexa_core::suggest;
use annexa_core::time::Date;
use annexa_diagnostics::{Level, Section, Sources};

use crate::date;
use crate::failure::Failure;
use crate::package;
use crate::session::Loaded;

/// The day of a record: the one that is given, else today.
///
/// # Errors
/// Where it has not come yet.
pub fn day(given: Option<Date>) -> Result<Date, Failure> {
    let today = date::as_of(None)?.date;
    match given.unwrap_or(today) {
        on if on > today => {
            Err(Failure::new(format!("{on} has not come yet: what is decided is recorded afterwards")))
        }
        on => Ok(on),
    }
}

/// The declaration of the kind or aspect that `name` is the name of.
///
/// # Errors
/// Where there is none.
pub fn named<'m, V: View<'m>>(model: &'m Model, name: &str) -> Result<V, Failure> {
    if let Some(found) = model.find(name).and_then(V::of) {
        return Ok(found);
    }
    let what = match V::SHOWS {
        Shows::Kind(id) => model.schema.kind(id).map_or("", |k| model.names.text(k.name)),
        Shows::Aspect(id) => model.names.text(model.schema.aspect(id).name),
    };
    let all: Vec<Decl<'m>> = model.all::<V>().map(View::decl).collect();
    Err(undeclared(name, &all, format!("the package declares no {what} named `{name}`")))
}

/// The declaration, or the entry of a standard, that `name` is the name of, whatever its kind.
///
/// # Errors
/// Where there is none.
pub fn any<'m>(model: &'m Model, name: &str) -> Result<Decl<'m>, Failure> {
    if let Some(found) = model.find(name) {
        return Ok(found);
    }
    let meant = annexa_core::respelled(name, |id| model.find_entry(id).is_some());
    if let Some(entry) = meant.and_then(|id| model.find_entry(&id)) {
        return Ok(model.decl(entry));
    }
    let own: Vec<Decl<'m>> = model.decls().filter(|d| d.package() == PackageId::MAIN).collect();
    Err(undeclared(name, &own, format!("the package declares nothing named `{name}`")))
}

/// The `let` of the package that has the name.
pub fn own_let(model: &Model, name: &str) -> Option<LetId> {
    let is_it = |data: &LetData| data.package == PackageId::MAIN && model.names.text(data.name) == name;
    model.lets().find(|(_, data)| is_it(data)).map(|(id, _)| id)
}

/// That none of `all` has the name, with the one that is perhaps meant.
fn undeclared(name: &str, all: &[Decl<'_>], message: String) -> Failure {
    let by_title = all.iter().find(|d| d.title().eq_ignore_ascii_case(name));
    let names: Vec<String> = all.iter().map(|d| d.path()).collect();
    let near = suggest::by_spelling(name, names.iter().map(String::as_str));
    let failure = Failure::new(message);
    match (by_title.map(|d| d.path()), near) {
        (Some(path), _) => failure.help(format!("the name of {name} is `{path}`")),
        (None, Some(near)) => failure.help(format!("did you mean `{near}`?")),
        (None, None) => failure,
    }
}

/// Whether nothing stands in the way of telling what `decl` says: an error of the language in it, or anywhere, for rows come
/// together from everywhere.
///
/// # Errors
/// Where there is one.
pub fn sound(loaded: &Loaded, decl: Decl<'_>) -> Result<(), Failure> {
    let mut errors =
        loaded.found.iter().filter(|p| p.level == Level::Error && p.section == Section::Language);
    let within =
        errors.clone().find(|p| loaded.model.enclosing(p.primary.place).is_some_and(|d| d.within(decl)));
    match within.or_else(|| errors.next()) {
        None => Ok(()),
        Some(problem) => Err(Failure::new(format!(
            "`{}` cannot be recorded while the package has errors: {}",
            decl.path(),
            problem.message
        ))
        .help("`annexa check` shows them")),
    }
}

/// Why no record can be put behind those of `path`.
pub fn unwritable(path: &str, why: Unwritable) -> Failure {
    match why {
        Unwritable::Unread => {
            Failure::new(format!("part of `{path}` cannot be read")).help("`annexa check` shows it")
        }
        Unwritable::BadRecords => {
            Failure::new(format!("the records of `{path}` are not those that were written"))
                .help("`annexa check` shows it")
        }
        Unwritable::Older(on) => Failure::new(format!(
            "the last record of `{path}` is of {on}, and records follow each other in time"
        ))
        .help("leave `--on` out, or give a day that is not before it"),
    }
}

/// Puts the record behind those that there are. Gives the path of the file.
///
/// # Errors
/// Where it cannot be written.
pub fn write(loaded: &Loaded, decl: Decl<'_>, record: &Record) -> Result<String, Failure> {
    let model = &loaded.model;
    let document = decl.path();
    let (path, before) = match model.lock.of(&document) {
        Some(file) => (model.files.path(file.file).to_owned(), model.files.text(file.file).to_owned()),
        None => (format!("{FOLDER}/{}", file_name(&document)), begun(&document)),
    };
    let root = &loaded.package.root;
    // The folder may be a link that leads elsewhere.
    package::folder_inside(root, FOLDER)?;
    package::write(root, &path, format!("{before}{}", written(record)).as_bytes())?;
    Ok(path)
}
