//! The text of the file that a framework becomes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

use annexa_core::model::Decl;
use annexa_syntax::format::format;
use annexa_syntax::literal::is_path;

use super::{Entry, Framework, Mapping, Statement, choice, of_file};
use crate::register::Target;
use crate::report::{Remark, RemarkKind};
use crate::soa::answers::{State, read_state};
use crate::source::{Names, kebab, line_text, one_line, prose};
use crate::words::{Vocabulary, plain};

static RELATIONS: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::load(&[include_str!("relations.txt")], plain));

/// How ids of a file are looked for in a catalog.
const SPELLINGS: [fn(&str) -> String; 3] =
    [|id| id.to_owned(), |id| id.to_uppercase(), |id| format!("A.{id}")];
/// How deep declarations may stand within each other.
const DEEPEST: usize = 12;

pub(super) struct Written {
    pub text: String,
    pub controls: usize,
    pub declarations: usize,
    pub remarks: Vec<Remark>,
}

/// # Errors
/// Says what the package must have first.
pub(super) fn write(file: &str, framework: &Framework, target: Target<'_>) -> Result<Written, String> {
    let mut names = Names::default();
    let gone = |decl: &Decl<'_>| target.model.files.get(decl.file()).path == target.path;
    for decl in target.model.decls().filter(|decl| decl.parent().is_none() && !gone(decl)) {
        names.unique(decl.name());
    }
    let mut writer = Writer {
        target,
        names,
        own: None,
        controls: 0,
        declarations: 0,
        remarks: Vec::new(),
        out: String::new(),
    };
    // Writing to a String cannot fail.
    let _ = writeln!(
        writer.out,
        "// The {} of {file}, taken in by `annexa import framework`. Taken in again, what it says anew is written\n\
         // here; what you fill in stays.",
        framework.written_by
    );
    if !framework.entries.is_empty() {
        writer.catalog(framework);
    }
    for mapping in &framework.mappings {
        writer.crosswalk(mapping, framework);
    }
    if !framework.statements.is_empty() {
        writer.statements(framework);
    }
    for choice in &framework.choices {
        let name = writer.names.unique(&kebab(&framework.title, "profile"));
        writer.declarations += 1;
        let told = choice::write(choice, framework, &name, target.model, &mut writer.out)?;
        writer.remarks.extend(told);
    }
    let Writer { out, controls, declarations, remarks, .. } = writer;
    let text = match format(&out) {
        Ok(laid_out) => laid_out.text(&out).to_owned(),
        // As it stands, it can be read too.
        Err(_) => out,
    };
    Ok(Written { text, controls, declarations, remarks })
}

struct Writer<'m> {
    target: Target<'m>,
    names: Names,
    /// The catalog that was written, and its names by the ids of the file.
    own: Option<Side>,
    controls: usize,
    declarations: usize,
    remarks: Vec<Remark>,
    out: String,
}

impl Writer<'_> {
    fn catalog(&mut self, framework: &Framework) {
        let name = self.names.unique(&kebab(&framework.title, "entries"));
        let edition = if framework.edition.is_empty() { "1" } else { &framework.edition };
        let _ = writeln!(
            self.out,
            "\ncatalog {name} {} {{\n    edition: {}",
            line_text(&framework.title),
            line_text(edition)
        );
        if framework.edition.is_empty() {
            let message = "the file names no edition, so it is called \u{201c}1\u{201d}".to_owned();
            self.remarks.push(of_file(RemarkKind::FilledIn, message));
        }
        if !framework.source.is_empty() {
            let _ = writeln!(self.out, "    source: {}", line_text(&framework.source));
        }
        self.declarations += 1;
        let mut ids = Names::default();
        self.own = Some(Side { name, ids: BTreeMap::new() });
        self.entries(&framework.entries, &mut ids, 1);
        self.out.push_str("}\n");
    }

    fn entries(&mut self, entries: &[Entry], ids: &mut Names, depth: usize) {
        for entry in entries {
            // A group stands in a catalog or a group, and what is too deep stands beside it.
            let pad = "    ".repeat(depth);
            let (name, is_other) = id_name(&entry.id, &entry.title, ids);
            let titles = [&entry.title, &entry.id].into_iter().find(|title| !title.is_empty());
            let title = titles.cloned().unwrap_or_else(|| name.clone());
            if let Some(own) = &mut self.own {
                own.ids.entry(entry.id.to_lowercase()).or_insert_with(|| name.clone());
            }
            self.controls += usize::from(!entry.is_group);
            self.declarations += 1;
            let title = line_text(&title);
            let _ = match entry.is_group {
                true => writeln!(self.out, "\n{pad}group {name} {title} {{"),
                false => writeln!(self.out, "\n{pad}control {name} {title} {{"),
            };
            if is_other && !entry.id.is_empty() {
                let _ = writeln!(self.out, "{pad}    label: {}", line_text(&entry.id));
            }
            if !entry.text.is_empty() {
                let _ = writeln!(self.out, "{pad}    purpose: {}", line_text(&entry.text));
            }
            // In a control there are controls only.
            let holds = entry.is_group || !entry.within.iter().any(|inner| inner.is_group);
            if holds && depth < DEEPEST {
                self.entries(&entry.within, ids, depth + 1);
                let _ = writeln!(self.out, "{pad}}}");
            } else {
                let _ = writeln!(self.out, "{pad}}}");
                self.entries(&entry.within, ids, depth);
            }
        }
    }

    fn crosswalk(&mut self, mapping: &Mapping, framework: &Framework) {
        let sides: [BTreeSet<&str>; 2] = [
            mapping.lines.iter().flat_map(|line| line.from.iter().map(String::as_str)).collect(),
            mapping.lines.iter().flat_map(|line| line.to.iter().map(String::as_str)).collect(),
        ];
        let mut catalogs = Vec::new();
        for (ids, called) in sides.iter().zip([&mapping.from, &mapping.to]) {
            catalogs.push(self.side(ids, called));
        }
        let [from, to] = catalogs.as_slice() else { return };
        let title = if framework.mappings.len() > 1 || framework.title.is_empty() {
            format!("{} to {}", mapping.from, mapping.to)
        } else {
            framework.title.clone()
        };
        let name = self.names.unique(&kebab(&title, "mapping"));
        self.declarations += 1;
        let _ = writeln!(
            self.out,
            "\ncrosswalk {name} {} from {} to {} {{",
            line_text(&title),
            from.name,
            to.name
        );
        let mut unknown: BTreeMap<String, usize> = BTreeMap::new();
        for line in &mapping.lines {
            let named = |side: &Side, ids: &[String]| -> Vec<String> {
                let named = ids.iter().filter_map(|id| side.ids.get(id.as_str()));
                // A name that begins with a digit would be a number here, so its catalog stands before it.
                let is_number = |name: &str| name.starts_with(|c: char| c.is_ascii_digit());
                let written = |name: &String| match is_number(name) {
                    true => format!("{}.{name}", side.name),
                    false => name.clone(),
                };
                named.map(written).collect()
            };
            let (first, second) = (named(from, &line.from), named(to, &line.to));
            let uses = RELATIONS.uses(&plain(&line.relation));
            let words = uses.first().and_then(|words| words.split_once(' '));
            let Some((word, between)) = words.filter(|_| !first.is_empty() && !second.is_empty()) else {
                *unknown.entry(line.relation.clone()).or_default() += 1;
                let _ = writeln!(
                    self.out,
                    "    // {}: {} – {}",
                    one_line(&line.relation),
                    line.from.join(", "),
                    line.to.join(", ")
                );
                continue;
            };
            let because = if line.because.is_empty() {
                String::new()
            } else {
                format!(" because {}", line_text(&line.because))
            };
            let _ = writeln!(
                self.out,
                "    {word}: {} {between} {}{because}",
                first.join(", "),
                second.join(", ")
            );
        }
        for (relation, number) in unknown {
            let what = if number == 1 { "1 mapping says" } else { &format!("{number} mappings say") };
            let message = format!("{what} `{relation}`, or no known entry on one side: kept as a comment");
            self.remarks.push(of_file(RemarkKind::UnknownValue, message));
        }
        self.out.push_str("}\n");
    }

    /// The catalog that ids are of: one of the package, else a new one that has the ids and no titles.
    fn side(&mut self, ids: &BTreeSet<&str>, called: &str) -> Side {
        let own = self.own.as_ref().map(|own| {
            let known = ids
                .iter()
                .filter_map(|id| Some(((*id).to_owned(), own.ids.get(&id.to_lowercase())?.clone())));
            Side { name: own.name.clone(), ids: known.collect() }
        });
        let mut best = own;
        for (catalog, spelled) in
            self.target.model.catalogs.iter().flat_map(|c| SPELLINGS.map(|spelled| (c, spelled)))
        {
            let known = |id: &&str| {
                let own = spelled(id);
                catalog.entry(&self.target.model.names, &own).map(|_| ((*id).to_owned(), own))
            };
            let found: BTreeMap<String, String> = ids.iter().filter_map(known).collect();
            let name = self.target.model.names.text(catalog.alias).to_owned();
            if best.as_ref().is_none_or(|best| found.len() > best.ids.len()) {
                best = Some(Side { name, ids: found });
            }
        }
        if let Some(side) = best.filter(|side| side.ids.len() * 2 > ids.len()) {
            let lost: Vec<&str> = ids.iter().copied().filter(|id| !side.ids.contains_key(*id)).collect();
            if !lost.is_empty() {
                let message = format!("{} does not have {}", side.name, lost.join(", "));
                self.remarks.push(of_file(RemarkKind::UnknownControl, message));
            }
            return side;
        }
        let stem = called.rsplit(['/', '\\']).next().unwrap_or(called);
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        let name = self.names.unique(&kebab(stem, "entries"));
        let _ = writeln!(
            self.out,
            "\n// The mapping names the ids of this catalog, and no more. Import the catalog itself to have its titles.\n\
             catalog {name} {} {{\n    edition: \"1\"",
            line_text(if stem.is_empty() { &name } else { stem })
        );
        self.declarations += 1;
        let mut own = Names::default();
        let mut known = BTreeMap::new();
        for id in ids {
            let (entry, is_other) = id_name(id, id, &mut own);
            let label = if is_other { format!(" label: {} ", line_text(id)) } else { String::new() };
            let _ = writeln!(self.out, "    control {entry} {} {{{label}}}", line_text(id));
            known.insert((*id).to_owned(), entry);
            self.controls += 1;
            self.declarations += 1;
        }
        self.out.push_str("}\n");
        let message = format!(
            "the package has no catalog with the ids of \u{201c}{called}\u{201d}: `{name}` was written with {} ids and no titles",
            ids.len()
        );
        self.remarks.push(of_file(RemarkKind::FilledIn, message));
        Side { name, ids: known }
    }

    /// A control of the package by the id that a file has of it, as it is written here: one of the main catalog, else of another.
    fn reference(&self, id: &str) -> Option<String> {
        let model = self.target.model;
        if model.find_entry(id).is_some() {
            return Some(id.to_owned());
        }
        let mut all = SPELLINGS
            .iter()
            .flat_map(|spelled| model.catalogs.iter().map(move |catalog| (catalog, spelled(id))));
        all.find(|(catalog, id)| catalog.entry(&model.names, id).is_some())
            .map(|(catalog, id)| choice::reference(catalog, model.names.text(catalog.alias), &id))
    }

    fn statements(&mut self, framework: &Framework) {
        let mut of_component: Vec<(&str, Vec<&Statement>)> = Vec::new();
        for statement in &framework.statements {
            match of_component.iter_mut().find(|(name, _)| *name == statement.component) {
                Some((_, statements)) => statements.push(statement),
                None => of_component.push((&statement.component, vec![statement])),
            }
        }
        let mut unknown = BTreeSet::new();
        for (component, statements) in of_component {
            let title = if component.is_empty() { &framework.title } else { component };
            let name = self.names.unique(&kebab(title, "component"));
            self.declarations += 1;
            let _ = writeln!(self.out, "\nprocedure {name} {} {{", line_text(title));
            let mut own = Names::default();
            for statement in statements {
                let controls: Vec<&String> = statement.controls.iter().filter(|id| !id.is_empty()).collect();
                let (mut known, mut others) = (Vec::new(), Vec::new());
                for id in &controls {
                    match self.reference(id) {
                        Some(own) => known.push(own),
                        None => others.push((*id).clone()),
                    }
                }
                let called = controls.first().map_or("one", |id| id.as_str());
                let entry = own.unique(&kebab(called, "for"));
                self.declarations += 1;
                let _ = writeln!(
                    self.out,
                    "\n    statement {entry} {} {{",
                    line_text(&format!("{title}: {called}"))
                );
                if !statement.text.is_empty() {
                    let _ = writeln!(self.out, "        {}", prose(&statement.text, 8));
                }
                for id in others {
                    let _ = writeln!(self.out, "        // implements: {}", one_line(&id));
                    unknown.insert(id);
                }
                if !known.is_empty() {
                    let _ = writeln!(self.out, "        implements: {}", known.join(", "));
                }
                match read_state(&statement.state).value() {
                    Some(State::Full) => self.out.push_str("        status: implemented\n"),
                    Some(State::Part) => self.out.push_str("        status: partial\n"),
                    Some(State::Planned | State::GoingOn) => self.out.push_str("        status: planned\n"),
                    _ if statement.state.is_empty() => {}
                    _ => _ = writeln!(self.out, "        // status: {}", one_line(&statement.state)),
                }
                self.out.push_str("    }\n");
            }
            self.out.push_str("}\n");
        }
        if !unknown.is_empty() {
            let ids: Vec<String> = unknown.into_iter().collect();
            let message = format!(
                "the package has no controls {}: they stand as comments; import their catalog first, and this again",
                ids.join(", ")
            );
            self.remarks.push(of_file(RemarkKind::UnknownControl, message));
        }
    }
}

/// A side of a crosswalk: the catalog, and its names by the ids of the file.
struct Side {
    name: String,
    ids: BTreeMap<String, String>,
}

/// The name of an entry, and whether it is another than its id.
fn id_name(id: &str, title: &str, names: &mut Names) -> (String, bool) {
    let numbers = id.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    if is_path(id) || numbers {
        let name = names.unique(id);
        // A second of the same number would get a name that is none: `1.1-2`.
        let name = if numbers && name != id {
            names.unique(&format!("entry-{}", name.replace('.', "-")))
        } else {
            name
        };
        let is_other = name != id;
        return (name, is_other);
    }
    // `AU-2 (3)`
    let mut bare = String::new();
    for c in id.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') {
            bare.push(c);
        } else if !bare.is_empty() && !bare.ends_with(['-', '.']) {
            bare.push('-');
        }
    }
    let bare = bare.trim_matches(['-', '.']);
    let name =
        if is_path(bare) { bare.to_owned() } else { kebab(if id.is_empty() { title } else { id }, "entry") };
    (names.unique(&name), true)
}
