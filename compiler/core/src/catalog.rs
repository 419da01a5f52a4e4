//! Catalogs of controls and requirements: which the package stands on, and how their entries are named.

use std::collections::BTreeMap;
use std::sync::Arc;

use annexa_syntax::tree::{self, Entry, ExprKind, Item};
use rustc_hash::FxHashMap;

use annexa_diagnostics::Problem;

use crate::Library;
use crate::builder::Builder;
use crate::model::{Anchor, DeclId};
use crate::names::{Name, Names};
use crate::prelude;
use crate::problems;
use crate::schema::KindId;
use crate::source::PackageId;
use crate::suggest;

/// A catalog that the package stands on, or declares.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// The package that refers to it so.
    pub package: PackageId,
    /// The name by which the package refers to it: `iso27001`, `iso2013`.
    pub alias: Name,
    /// The standard's own name: `iso27001`.
    pub standard: String,
    /// The edition that the manifest names; empty for a catalog of the package's own.
    pub edition: String,
    /// Whether its ids may stand bare.
    pub main: bool,
    /// Its declaration.
    pub decl: DeclId,
    /// Groups, controls and requirements by id.
    pub entries: Arc<FxHashMap<Name, DeclId>>,
}

impl Catalog {
    /// The group, control or requirement with `id`.
    pub fn entry(&self, names: &Names, id: &str) -> Option<DeclId> {
        self.entries.get(&names.get(id)?).copied()
    }

    /// Whether its requirements are the clauses that always apply (ISO/IEC 27001, clause 1).
    pub fn has_clauses(&self) -> bool {
        self.standard == "iso27001"
    }
}

/// A standard as the manifest writes it: `iso27001@2022`, `iso27001@2013 as iso2013`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandardName {
    /// `iso27001`
    pub standard: String,
    /// `2022`; empty where none is written.
    pub edition: String,
    /// The name in the package.
    pub alias: String,
}

impl StandardName {
    /// Reads `iso27001@2022` or `iso27001@2013 as iso2013`.
    pub fn parse(text: &str) -> StandardName {
        let (name, alias) = match text.split_once(" as ") {
            Some((name, alias)) => (name.trim(), Some(alias.trim())),
            None => (text.trim(), None),
        };
        let (standard, edition) = name.split_once('@').unwrap_or((name, ""));
        StandardName {
            standard: standard.to_string(),
            edition: edition.to_string(),
            alias: alias.unwrap_or(standard).to_string(),
        }
    }
}

/// The catalogs of the library: standard to editions, in order.
pub fn editions(library: Library) -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (path, _) in library {
        let Some((standard, file)) = path.split_once('/') else {
            continue;
        };
        let Some(edition) = file.strip_suffix(".isms") else {
            continue;
        };
        if !edition.contains('/')
            && edition.starts_with(|c: char| c.is_ascii_digit())
            && !edition.contains("-to-")
        {
            found.entry(standard).or_default().push(edition);
        }
    }
    found
}

/// The newest editions of the library's standards. They are read when an id is first looked for, so it is for problems only.
pub(crate) struct Newest<'l> {
    library: Library<'l>,
    editions: BTreeMap<&'static str, Vec<&'static str>>,
    ids: Option<FxHashMap<&'static str, String>>,
}

impl<'l> Newest<'l> {
    pub fn new(library: Library<'l>) -> Self {
        Newest { library, editions: editions(library), ids: None }
    }

    /// The standard, with its newest edition, that `path` is of: its `first` word names it, or it has an entry of that id.
    pub fn of(&mut self, first: &str, path: &str) -> Option<String> {
        let with_edition = |(standard, editions): (&&'static str, &Vec<&'static str>)| {
            editions.last().map(|edition| format!("{standard}@{edition}"))
        };
        if let Some(named) = self.editions.get_key_value(first) {
            return with_edition(named);
        }
        let (library, editions) = (self.library, &self.editions);
        let ids = self.ids.get_or_insert_with(|| {
            let mut ids = FxHashMap::default();
            for standard in editions.iter().filter_map(with_edition) {
                let Some((text, tree)) = parse(library, &format!("{}.isms", standard.replace('@', "/")))
                else {
                    continue;
                };
                ids.extend(tree.decls.iter().map(|d| (d.name.of(text), standard.clone())));
            }
            ids
        });
        ids.get(path).cloned()
    }
}

/// Ids as they are written where an id of another edition may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written<'a> {
    /// `A.9.4.2`; also a group, `A.9`.
    One(&'a str),
    /// What stands before the `.*` of `A.9.*`.
    Below(&'a str),
    /// `A.9.4.2 .. A.9.4.5`
    Range(&'a str, &'a str),
}

/// Ids of an edition that the package does not stand on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherEdition {
    /// The edition that has them.
    pub edition: String,
    /// The title there, of the first of a range.
    pub title: String,
    /// Whether they are several entries.
    pub several: bool,
    /// What they became in the edition that the package stands on, in its order, each once.
    pub successors: Vec<String>,
    /// Whether the successors are the same entries under other numbers: none was merged with others or split.
    pub same: bool,
}

/// Looks ids up in the other editions of `standard`. Reads the library's files anew, so it is for problems only.
pub fn other_edition(
    library: Library,
    standard: &str,
    edition: &str,
    written: Written<'_>,
) -> Option<OtherEdition> {
    let (low, high) = match written {
        Written::One(id) | Written::Below(id) => (id, id),
        Written::Range(low, high) => (low, high),
    };
    for other in editions(library).get(standard)?.iter().rev().filter(|e| **e != edition) {
        let Some((text, tree)) = parse(library, &format!("{standard}/{other}.isms")) else { continue };
        let named = |id: &str| tree.decls.iter().find(|d| d.name.of(text) == id && d.title.is_some());
        let (Some(first), Some(last)) = (named(low), named(high)) else { continue };
        let title = annexa_syntax::literal::text_value(first.title?.of(text)).into_owned();
        let within = |d: &tree::Decl| d.span.start >= first.span.start && d.span.end <= last.span.end;
        let ids: Vec<&str> = tree.decls.iter().filter(|d| within(d)).map(|d| d.name.of(text)).collect();
        let mut pairs = relations(library, &format!("{standard}/{other}-to-{edition}.isms"));
        if pairs.is_empty() {
            pairs = relations(library, &format!("{standard}/{edition}-to-{other}.isms"))
                .into_iter()
                .map(|(to, from)| (from, to))
                .collect();
        }
        let mut successors: Vec<String> = Vec::new();
        let mut same = true;
        for (from, to) in pairs.iter().filter(|(from, _)| ids.contains(&from.as_str())) {
            same &= pairs.iter().filter(|(f, t)| f == from || t == to).count() == 1;
            if !successors.contains(to) {
                successors.push(to.clone());
            }
        }
        if let Some((text, tree)) = parse(library, &format!("{standard}/{edition}.isms")) {
            let place = |id: &String| tree.decls.iter().find(|d| d.name.of(text) == id).map(|d| d.span.start);
            successors.sort_by_key(place);
        }
        let several = ids.len() > 1 || !matches!(written, Written::One(_));
        return Some(OtherEdition { edition: other.to_string(), title, several, successors, same });
    }
    None
}

fn parse(library: Library, path: &str) -> Option<(&'static str, annexa_syntax::Tree)> {
    let (_, text) = library.iter().find(|(p, _)| *p == path)?;
    Some((text, annexa_syntax::parse(text).tree))
}

/// What each id of `edition` of a standard became in the edition `newest`, in the order of that.
pub fn successors(
    library: Library,
    standard: &str,
    edition: &str,
    newest: &str,
) -> BTreeMap<String, Vec<String>> {
    let mut pairs = relations(library, &format!("{standard}/{edition}-to-{newest}.isms"));
    if pairs.is_empty() {
        let back = relations(library, &format!("{standard}/{newest}-to-{edition}.isms"));
        pairs = back.into_iter().map(|(to, from)| (from, to)).collect();
    }
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (from, to) in pairs {
        let all = found.entry(from).or_default();
        if !all.contains(&to) {
            all.push(to);
        }
    }
    if let Some((text, tree)) = parse(library, &format!("{standard}/{newest}.isms")) {
        let named = tree.decls.iter().map(|d| (d.name.of(text), d.span.start));
        // Of two declarations of a name, the first counts.
        let places: BTreeMap<&str, u32> = named.rev().collect();
        for all in found.values_mut() {
            all.sort_by_key(|id| places.get(id.as_str()).copied());
        }
    }
    found
}

/// The pairs of ids that a crosswalk of the library relates, in its order.
fn relations(library: Library, path: &str) -> Vec<(String, String)> {
    let Some((text, tree)) = parse(library, path) else {
        return Vec::new();
    };
    let mut pairs = Vec::new();
    let ids = |elems: tree::Seq<tree::Elem>| {
        tree.seq(elems)
            .iter()
            .map(|e| tree.expr(e.expr))
            .filter(|e| e.kind == ExprKind::Path)
            .map(|e| e.span.of(text).to_string())
            .collect::<Vec<_>>()
    };
    for item in &tree.items {
        let Item::Decl(decl) = item else { continue };
        let Some(body) = tree.decl(*decl).body else {
            continue;
        };
        for entry in tree.seq(body.entries) {
            let Entry::Field(field) = entry else { continue };
            for part in tree.seq(field.phrase.parts) {
                for from in ids(field.phrase.lead) {
                    pairs.extend(ids(part.values).into_iter().map(|to| (from.clone(), to)));
                }
            }
        }
    }
    pairs
}

/// `7.7`, `A7.7`, `a.7.7` as the id that is meant: `A.7.7`, given what ids there are.
pub fn respelled(text: &str, exists: impl Fn(&str) -> bool) -> Option<String> {
    let upper: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    let written = upper.clone();
    let upper = upper.replace(['-', '_'], ".").trim_end_matches('.').to_string();
    let digits = upper.trim_start_matches("ANNEX").trim_start_matches('A').trim_start_matches('.');
    let unpadded = digits
        .split('.')
        .map(|n| if n.len() > 1 { n.trim_start_matches('0') } else { n })
        .collect::<Vec<_>>()
        .join(".");
    [written, upper.clone(), format!("A.{digits}"), format!("A.{unpadded}")]
        .into_iter()
        .find(|candidate| candidate != text && exists(candidate))
}

/// A standard that the manifest of a package names, found in the library.
pub(crate) struct Standard {
    pub package: PackageId,
    pub name: StandardName,
    pub main: bool,
    pub path: String,
    pub text: &'static str,
}

impl Builder<'_> {
    /// The standards that the manifest of `package` names and the library has, the main one first.
    pub(crate) fn standards(&mut self, package: PackageId) -> Vec<Standard> {
        let mut found: Vec<Standard> = Vec::new();
        let known = editions(self.library);
        let manifest = &self.packages.get(package).manifest;
        let main = manifest.main.clone().map(|(name, place)| (name, place, true));
        let also = manifest.also.clone().into_iter().map(|(name, place)| (name, place, false));
        for (mut name, place, main) in main.into_iter().chain(also) {
            let anchor = Anchor::Place(place);
            let Some(editions) = known.get(name.standard.as_str()) else {
                let mut problem = Problem::new(
                    &problems::UNKNOWN_STANDARD,
                    anchor,
                    format!("the standard library has no standard `{}`", name.standard),
                    "not a standard",
                );
                problem = match suggest::by_spelling(&name.standard, known.keys().copied()) {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => problem
                        .help(format!("it has {}", known.keys().copied().collect::<Vec<_>>().join(", "))),
                };
                self.report(problem);
                continue;
            };
            if name.edition.is_empty() {
                name.edition = editions.last().copied().unwrap_or("").to_string();
            }
            if !editions.contains(&name.edition.as_str()) {
                self.report(
                    Problem::new(
                        &problems::UNKNOWN_EDITION,
                        anchor,
                        format!(
                            "the standard library has no edition `{}` of `{}`",
                            name.edition, name.standard
                        ),
                        "not an edition",
                    )
                    .help(format!(
                        "it has {}",
                        editions
                            .iter()
                            .map(|e| format!("{}@{e}", name.standard))
                            .collect::<Vec<_>>()
                            .join(", ")
                    )),
                );
                continue;
            }
            if found.iter().any(|s| s.name.alias == name.alias) {
                self.report(
                    Problem::new(
                        &problems::DUPLICATE_NAME,
                        anchor,
                        format!("two standards of the package are called `{}`", name.alias),
                        "a second time here",
                    )
                    .help(format!(
                        "give it a name of its own: \"{0}@{1} as {0}-{1}\"",
                        name.standard, name.edition
                    )),
                );
                continue;
            }
            let path = format!("{}/{}.isms", name.standard, name.edition);
            if let Some((_, text)) = self.library.iter().find(|(p, _)| *p == path) {
                found.push(Standard { package, name, main, path, text });
            }
        }
        found
    }

    /// Enters the catalogs: those of the standards by the names that each manifest gives them, a package's own by theirs.
    pub(crate) fn declare_catalogs(&mut self, standards: &[Standard]) {
        for id in self.by_kind.get(prelude::kind::CATALOG.0 as usize).cloned().unwrap_or_default() {
            let data = self.decls[id.0 as usize].clone();
            let entries = Arc::new(self.catalog_entries.remove(&id).unwrap_or_default());
            if data.package != PackageId::LIBRARY {
                self.catalogs.push(Catalog {
                    package: data.package,
                    alias: data.name,
                    standard: self.names.text(data.name).to_string(),
                    edition: String::new(),
                    main: false,
                    decl: id,
                    entries,
                });
                continue;
            }
            let path = self.files.get(data.file).path.clone();
            for standard in standards.iter().filter(|s| path.strip_prefix("std/") == Some(&s.path)) {
                self.catalogs.push(Catalog {
                    package: standard.package,
                    alias: self.names.intern(&standard.name.alias),
                    standard: standard.name.standard.clone(),
                    edition: standard.name.edition.clone(),
                    main: standard.main,
                    decl: id,
                    entries: entries.clone(),
                });
            }
        }
    }

    /// A declaration that has the id of a control as its name hides the control.
    pub(crate) fn find_shadowed_controls(&mut self) {
        let Some(main) = self.main_catalog(PackageId::MAIN) else {
            return;
        };
        let mut found = Vec::new();
        for (index, data) in self.decls.iter().enumerate() {
            let id = DeclId(index as u32);
            let unknown = data.kind == KindId::UNKNOWN;
            if unknown || data.package != PackageId::MAIN || self.decl_catalog[index].is_some() {
                continue;
            }
            if let Some(entry) = main.entries.get(&data.name) {
                found.push((id, *entry));
            }
        }
        for (id, entry) in found {
            let name = self.names.text(self.decls[id.0 as usize].name).to_string();
            let title = self.title(entry);
            // A path with dots leads into what its first part names, so a name with dots is never reached.
            let means = match name.contains('.') {
                true => "wherever it is written it means that, so nothing can refer to this declaration",
                false => "wherever it is written it now means this declaration",
            };
            self.report(
                Problem::new(
                    &problems::SHADOWS_CONTROL,
                    Anchor::Decl(id),
                    format!("`{name}` is the id of a control or group too (“{title}”), and {means}"),
                    "has the id of a control",
                )
                .help("give it another name"),
            );
        }
    }
}
