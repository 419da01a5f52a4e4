//! What a profile chooses of a catalog of the package: a Statement of Applicability against it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use annexa_core::model::{Decl, View};
use annexa_core::prelude::{Control, Scope};
use annexa_core::{Catalog, Model};

use super::{Choice, Framework, Pick, of_file};
use crate::report::{Remark, RemarkKind};
use crate::source::line_text;

/// A catalog, and its controls by their ids, in its order.
struct Chosen<'m> {
    catalog: &'m Catalog,
    controls: Vec<(&'m str, Decl<'m>)>,
}

/// Writes what `choice` chooses under `name`, and says what could not be.
///
/// # Errors
/// Says what the package must have first.
pub(super) fn write(
    choice: &Choice,
    framework: &Framework,
    name: &str,
    model: &Model,
    out: &mut String,
) -> Result<Vec<Remark>, String> {
    let mut remarks = Vec::new();
    let chosen = catalog_of(choice, model)?;
    let mut scopes = model.all::<Scope<'_>>();
    let scope = scopes.next().ok_or(
        "an OSCAL profile says which controls apply, which needs a scope that they apply in: declare a `scope` first",
    )?;
    let scope = scope.decl().name();
    if scopes.next().is_some() {
        let message = format!("the package has several scopes, and `{scope}` was taken");
        remarks.push(of_file(RemarkKind::FilledIn, message));
    }
    let catalog = model.names.text(chosen.catalog.alias);
    let mut applies = if choice.all { chosen.ids() } else { BTreeSet::new() };
    let mut unknown = Vec::new();
    for pick in &choice.include {
        applies.extend(chosen.picked(pick, &mut unknown));
    }
    for pick in &choice.exclude {
        for id in chosen.picked(pick, &mut unknown) {
            applies.remove(id);
        }
    }
    if !unknown.is_empty() {
        let message = format!("`{catalog}` does not have {}, which the profile names", unknown.join(", "));
        remarks.push(of_file(RemarkKind::UnknownControl, message));
    }
    let title = line_text(&framework.title);
    // Writing to a String cannot fail.
    let _ = writeln!(out, "\nsoa {name} {title} for {scope} against {catalog} {{");
    for (word, does, wanted) in [("include", "chooses", true), ("exclude", "does not choose", false)] {
        let of = chosen.controls.iter().map(|(id, _)| *id).filter(|id| applies.contains(id) == wanted);
        let ids: Vec<String> = of.map(|id| reference(chosen.catalog, catalog, id)).collect();
        if !ids.is_empty() {
            let because = line_text(&format!("The profile {does} it"));
            let _ = writeln!(out, "    {word}: {} because {because}", ids.join(", "));
        }
    }
    out.push_str("}\n");
    Ok(remarks)
}

/// The catalog of the package that has most of the controls that a profile names.
fn catalog_of<'m>(choice: &Choice, model: &'m Model) -> Result<Chosen<'m>, String> {
    let ids: Vec<&String> = choice.include.iter().chain(&choice.exclude).flat_map(|pick| &pick.ids).collect();
    let mut best: Option<(usize, Chosen<'m>)> = None;
    for catalog in &model.catalogs {
        let chosen = Chosen::new(catalog, model);
        let title = model.decl(catalog.decl).title();
        let known = match ids.is_empty() {
            true => usize::from(title == choice.from.as_str()),
            false => ids.iter().filter(|id| chosen.find(id).is_some()).count(),
        };
        if known > 0 && best.as_ref().is_none_or(|(most, _)| known > *most) {
            best = Some((known, chosen));
        }
    }
    best.map(|(_, chosen)| chosen).ok_or_else(|| {
        let number = if ids.is_empty() { String::new() } else { format!("{} ", ids.len()) };
        format!(
            "an OSCAL profile chooses {number}controls of a catalog, and holds none: import its catalog \u{201c}{}\u{201d} first, \
             and this again",
            choice.from
        )
    })
}

impl<'m> Chosen<'m> {
    fn new(catalog: &'m Catalog, model: &'m Model) -> Self {
        let mut controls: Vec<(&'m str, Decl<'m>)> = catalog
            .entries
            .iter()
            .map(|(name, id)| (model.names.text(*name), model.decl(*id)))
            .filter(|(_, decl)| Control::of(*decl).is_some())
            .collect();
        controls.sort_by_key(|(_, decl)| decl.id);
        Chosen { catalog, controls }
    }

    fn ids(&self) -> BTreeSet<&'m str> {
        self.controls.iter().map(|(id, _)| *id).collect()
    }

    /// A control by its id, in whatever case.
    fn find(&self, id: &str) -> Option<(&'m str, Decl<'m>)> {
        let same = |(own, _): &&(&str, Decl<'_>)| own.eq_ignore_ascii_case(id);
        self.controls.iter().find(same).copied()
    }

    /// The controls that are picked; ids that there are none of are added to `unknown`.
    fn picked(&self, pick: &Pick, unknown: &mut Vec<String>) -> BTreeSet<&'m str> {
        let mut found = Vec::new();
        for id in &pick.ids {
            match self.find(id) {
                Some(control) => found.push(control),
                None => unknown.push(id.clone()),
            }
        }
        let fits = |id: &str| pick.patterns.iter().any(|pattern| matches(pattern, id));
        found.extend(self.controls.iter().filter(|(id, _)| fits(id)));
        let within = |decl: Decl<'_>| {
            found
                .iter()
                .any(|(_, outer)| decl.id == outer.id || (pick.with_those_within && decl.within(*outer)))
        };
        self.controls.iter().filter(|(_, decl)| within(*decl)).map(|(id, _)| *id).collect()
    }
}

/// An id as others write it: with the name of its catalog, unless that is the main one.
pub(super) fn reference(catalog: &Catalog, name: &str, id: &str) -> String {
    if catalog.main { id.to_owned() } else { format!("{name}.{id}") }
}

/// Whether a text is what a pattern with `*` for anything says.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_is_anything() {
        for (pattern, text) in
            [("ac-*", "ac-1"), ("*", "x"), ("a*c*e", "abcde"), ("ac-1", "ac-1"), ("*-1", "ac-1")]
        {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in
            [("ac-*", "au-1"), ("ac-1", "ac-11"), ("a*c*e", "abde"), ("aa*a", "aa"), ("", "x")]
        {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }
}
