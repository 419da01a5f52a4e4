//! Translations that do not follow the text that they translate.

use annexa_analysis::digest::{Changes, Part};
use annexa_analysis::translation::{State, original};
use annexa_core::lock::Record;
use annexa_core::model::{Decl, View};
use annexa_core::prelude::{Person, Translation};
use annexa_core::source::PackageId;
use annexa_diagnostics::Problem;

use crate::problems::STALE_TRANSLATION;
use crate::words::some;
use crate::{Cx, MAX_PLACES};

/// Finds them all. `unread` says whether something in the package could not be read, and is told as what it is.
pub(super) fn check(cx: &mut Cx<'_, '_>, unread: bool) {
    let mut never = Vec::new();
    for translation in cx.model.all::<Translation>().filter(|t| t.decl().package() == PackageId::MAIN) {
        let Some(of) = original(translation) else { continue };
        match State::of(translation, cx.day) {
            State::Never if !cx.doubt.unread_in(translation.decl()) => never.push((translation, of)),
            State::Stale(record, changes) if !unread => stale(cx, translation, of, record, &changes),
            _ => {}
        }
    }
    never_recorded(cx, &never);
}

/// `annexa translated access-pl --by agnieszka`
fn command(translation: Translation<'_>, person: Option<&str>) -> String {
    let translator = translation.translator().and_then(|v| v.view::<Person>()).map(|p| p.decl().path());
    let person = person.map(str::to_owned).or(translator);
    format!(
        "`annexa translated {} --by {}`",
        translation.decl().path(),
        person.unwrap_or_else(|| "PERSON".into())
    )
}

/// Nothing says which text was translated.
fn never_recorded(cx: &mut Cx<'_, '_>, all: &[(Translation<'_>, Decl<'_>)]) {
    let Some((first, of)) = all.first() else { return };
    let names: Vec<String> = all.iter().map(|(t, _)| format!("`{}`", t.decl().path())).collect();
    let message = match names.as_slice() {
        [one] => format!("nothing says which text of `{}` {one} translates", of.path()),
        _ => format!("nothing says which texts {} translations translate: {}", names.len(), some(&names, 4)),
    };
    let label = "no record of what it translates";
    let mut problem = Problem::new(&STALE_TRANSLATION, first.decl().anchor(), message, label);
    for (other, _) in &all[1..] {
        problem = problem.related(other.decl().anchor(), "nor of this one");
    }
    if all.len() > 1 {
        problem = problem.items(all.iter().map(|(t, _)| t.decl().path()));
    }
    cx.out.push(
        problem
            .note("where it is recorded, a change of the original is told at its translations")
            .help(format!("once it says what `{}` says, record it: {}", of.path(), command(*first, None))),
    );
}

/// The original has changed.
fn stale(
    cx: &mut Cx<'_, '_>,
    translation: Translation<'_>,
    of: Decl<'_>,
    record: &Record,
    changes: &Changes,
) {
    let (path, original) = (translation.decl().path(), of.path());
    let all: Vec<&Part> = changes.own.iter().chain(&changes.outside).collect();
    let mut parts: Vec<String> = all.iter().map(|p| part_name(&p.key)).collect();
    parts.extend(changes.gone.iter().map(|key| format!("{}, which is gone", part_name(key))));
    let what = match parts.as_slice() {
        [] => "its paragraphs stand in another order".to_owned(),
        _ => format!("it differs in {}", some(&parts, 4)),
    };
    let label = format!("says what `{original}` said on {}", record.on);
    let mut problem = Problem::new(
        &STALE_TRANSLATION,
        translation.decl().anchor(),
        format!("`{path}` translates a text of `{original}` that has changed since: {what}"),
        label,
    );
    for part in all.iter().take(MAX_PLACES) {
        problem = problem.related(part.anchor, "has changed since");
    }
    if all.is_empty() {
        problem = problem.related(of.anchor(), "the original");
    }
    if parts.len() > 1 {
        problem = problem.items(parts.iter().map(|part| part.replace('`', "")));
    }
    let version = record.version.as_ref().map_or_else(String::new, |v| format!(", of version {v}"));
    let person = cx.model.find(&record.person).and_then(Person::of).map(|p| p.decl().path());
    cx.out.push(
        problem.note(format!("{} recorded the translation on {}{version}", record.name, record.on)).help(
            format!(
                "bring it up to date, and record that it says the same again: {}",
                command(translation, person.as_deref())
            ),
        ),
    );
}

/// A part of what is translated, for people.
fn part_name(key: &str) -> String {
    if key == "#title" {
        return "its title".into();
    }
    if let Some(n) = key.strip_prefix("#paragraph-") {
        return format!("paragraph {n}");
    }
    match (key.strip_suffix("#text"), key.strip_prefix('{')) {
        (Some(name), _) => format!("`{name}`"),
        (_, Some(_)) => format!("`{}`", key.trim_matches(['{', '}'])),
        _ => format!("the title of `{key}`"),
    }
}
