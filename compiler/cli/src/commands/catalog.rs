//! `annexa catalog`: the controls and requirements of a standard. Needs no package.

use annexa_core::model::View;
use annexa_core::prelude::{self, Control, Group, Requirement, field};
use annexa_core::schema::FieldId;
use annexa_core::{Catalog, Decl, Input, Model, StandardName, suggest};
use annexa_diagnostics::hidden::escaped;
use clap::Subcommand;
use serde::Serialize;

use crate::args::TextOrJson;
use crate::commands::Exit;
use crate::failure::Failure;
use crate::ui::{Style, Ui, columns, count, padded, wrapped};

/// The standard that is shown where none is named.
const STANDARD: &str = "iso27001@2022";

/// Look up the controls and requirements of a standard
///
/// Numbers, short titles and attributes are those of the standard; the purposes are in our own words, and what a
/// control is about and takes for granted is our reading. No package is needed.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  annexa catalog list
  annexa catalog show A.8.13
  annexa catalog search supplier
  annexa catalog search detective continuity     attributes count as words too
  annexa catalog list --standard gdpr@2016
  annexa catalog list --format json")]
pub struct Args {
    #[command(subcommand)]
    what: What,
    /// The standard and its edition
    #[arg(long, global = true, value_name = "STANDARD", default_value = STANDARD)]
    standard: String,
    /// How it is printed: text, or json for programs
    #[arg(long, global = true, value_enum, value_name = "FORMAT", default_value_t = TextOrJson::Text, hide_possible_values = true)]
    format: TextOrJson,
}

/// What is looked up.
#[derive(Subcommand, Debug)]
enum What {
    /// All controls and requirements, by theme
    List,
    /// One of them, with everything that is known about it
    Show {
        /// The id, such as A.8.13 or 6.1.2
        id: String,
    },
    /// Those that have all the words in their title, purpose or attributes
    Search {
        /// The words
        #[arg(required = true)]
        words: Vec<String>,
    },
}

/// Runs the command.
///
/// # Errors
/// Where there is no such standard, control or word.
pub fn run(args: &Args, ui: &mut Ui) -> Result<Exit, Failure> {
    let model = model(&args.standard)?;
    let Some(catalog) = model.catalogs.first() else {
        return Err(Failure::new(format!("the standard library has no catalog `{}`", args.standard)));
    };
    let page = Page::new(&model, catalog);
    let (page, all) = match &args.what {
        What::List => (page, true),
        What::Show { id } => (page.only(&model, catalog, id)?, false),
        What::Search { words } => (page.with(words)?, false),
    };
    match (args.format, &args.what) {
        (TextOrJson::Json, _) => {
            let text = serde_json::to_string_pretty(&page).map_err(|e| Failure::new(e.to_string()))?;
            ui.line(&escaped(text));
        }
        (TextOrJson::Text, What::Show { .. }) => page.show(ui),
        (TextOrJson::Text, _) => page.list(ui, all),
    }
    Ok(Exit::Clean)
}

/// The model of a package that stands on `standard` and holds nothing else.
fn model(standard: &str) -> Result<Model, Failure> {
    let library = annexa_stdlib::files();
    let known = annexa_core::editions(&library);
    let wanted = StandardName::parse(standard);
    let named = |name: &str| match known.get(name) {
        Some(editions) => editions.iter().map(|e| format!("{name}@{e}")).collect::<Vec<_>>(),
        None => Vec::new(),
    };
    let editions = known.get(wanted.standard.as_str());
    if !editions.is_some_and(|all| wanted.edition.is_empty() || all.contains(&wanted.edition.as_str())) {
        let failure = Failure::new(format!("the standard library has no standard `{standard}`"));
        let near = suggest::by_spelling(&wanted.standard, known.keys().copied());
        let offers = near.map(named).unwrap_or_else(|| known.keys().flat_map(|n| named(n)).collect());
        return Err(
            failure.help(format!("there is {}", annexa_core::or_list(&offers).replace(" or ", " and ")))
        );
    }
    let manifest = format!("[package]\nname = \"catalog\"\n[standards]\nmain = \"{}\"\n", standard.trim());
    Ok(annexa_core::build(Input { manifest: Some(manifest), ..Input::default() }, &library).model)
}

/// The entries of a catalog, or some of them. The keys of the machine format are the names of the fields.
#[derive(Serialize)]
struct Page {
    standard: String,
    title: String,
    controls: Vec<ControlEntry>,
    requirements: Vec<RequirementEntry>,
}

/// A control.
#[derive(Serialize)]
struct ControlEntry {
    id: String,
    title: String,
    theme: String,
    purpose: Option<String>,
    about: Option<String>,
    presumes: Vec<String>,
    document: Option<String>,
    control_type: Vec<String>,
    properties: Vec<String>,
    concepts: Vec<String>,
    capabilities: Vec<String>,
    domains: Vec<String>,
    new: bool,
}

/// A clause, an article, a criterion.
#[derive(Serialize)]
struct RequirementEntry {
    id: String,
    title: String,
    group: String,
    purpose: Option<String>,
    documents: Vec<String>,
    document_need: Option<String>,
    amended_by: Option<String>,
    new: bool,
}

impl Page {
    fn new(model: &Model, catalog: &Catalog) -> Self {
        let decl = model.decl(catalog.decl);
        let below = |kind| model.of_kind(kind).filter(|d| d.within(decl));
        Page {
            standard: format!("{}@{}", catalog.standard, catalog.edition),
            title: decl.title().into_owned(),
            controls: below(prelude::kind::CONTROL).filter_map(Control::of).map(ControlEntry::new).collect(),
            requirements: below(prelude::kind::REQUIREMENT)
                .filter_map(Requirement::of)
                .map(RequirementEntry::new)
                .collect(),
        }
    }

    /// The one entry `id`, or those of the group `id`.
    fn only(mut self, model: &Model, catalog: &Catalog, id: &str) -> Result<Self, Failure> {
        let wanted = id.trim();
        let wanted = wanted.strip_prefix(&format!("{}.", catalog.standard)).unwrap_or(wanted);
        let exists = |id: &str| catalog.entry(&model.names, id).is_some();
        let known =
            if exists(wanted) { Some(wanted.to_owned()) } else { annexa_core::respelled(wanted, exists) };
        let Some(entry) = known.and_then(|id| catalog.entry(&model.names, &id)) else {
            return Err(self.unknown(catalog, id));
        };
        let decl = model.decl(entry);
        let names: Vec<&str> = model.decls().filter(|d| d.within(decl)).map(|d| d.name()).collect();
        self.controls.retain(|c| names.contains(&c.id.as_str()));
        self.requirements.retain(|r| names.contains(&r.id.as_str()));
        Ok(self)
    }

    fn unknown(&self, catalog: &Catalog, id: &str) -> Failure {
        let failure = Failure::new(format!("{} has nothing with the id `{id}`", self.title));
        let library = annexa_stdlib::files();
        let upper = id.trim().to_uppercase();
        if let Some(other) = annexa_core::other_edition(
            &library,
            &catalog.standard,
            &catalog.edition,
            annexa_core::Written::One(&upper),
        ) {
            let failure =
                failure.note(format!("{upper} is “{}” in the edition of {}", other.title, other.edition));
            return failure.help(match other.successors.is_empty() {
                true => format!("`--standard {}@{}` shows it", catalog.standard, other.edition),
                false => {
                    format!("in the edition of {} it is {}", catalog.edition, other.successors.join(", "))
                }
            });
        }
        let entries = || self.entries();
        if let Some(near) =
            suggest::by_title(id, entries()).or_else(|| suggest::by_spelling(id, entries().map(|e| e.0)))
        {
            let title = entries().find(|e| e.0 == near).map_or("", |e| e.1);
            return failure.help(format!("did you mean {near} “{title}”?"));
        }
        failure.help("`annexa catalog search WORDS` finds it by what it is about")
    }

    fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        let controls = self.controls.iter().map(|c| (c.id.as_str(), c.title.as_str()));
        controls.chain(self.requirements.iter().map(|r| (r.id.as_str(), r.title.as_str())))
    }

    /// Those that have all `words`.
    fn with(mut self, words: &[String]) -> Result<Self, Failure> {
        let words: Vec<String> =
            words.iter().flat_map(|w| w.split_whitespace()).map(str::to_lowercase).collect();
        let has = |text: String| {
            let text = text.to_lowercase();
            let have: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '.').collect();
            words.iter().all(|w| {
                let singular = w.strip_suffix('s').filter(|s| s.len() > 3).unwrap_or(w);
                have.iter().any(|h| h == w || (w.len() > 2 && h.starts_with(singular)))
            })
        };
        self.controls.retain(|c| has(c.words()));
        self.requirements.retain(|r| has(r.words()));
        if self.controls.is_empty() && self.requirements.is_empty() {
            return Err(Failure::new(format!(
                "nothing in {} has the words `{}`",
                self.title,
                words.join(" ")
            ))
            .help("try fewer words, or only their beginnings"));
        }
        Ok(self)
    }

    fn list(&self, ui: &mut Ui, all: bool) {
        let wide = self.entries().map(|(id, _)| columns(id)).max().unwrap_or(0);
        if all {
            ui.line(&format!(
                "{}  {}",
                ui.paint(Style::Bold, &self.title),
                ui.paint(Style::Dim, &self.standard)
            ));
        }
        let mut last = String::new();
        let groups = self.requirements.iter().map(|r| (&r.group, &r.id, &r.title, &r.purpose));
        let themes = self.controls.iter().map(|c| (&c.theme, &c.id, &c.title, &c.purpose));
        for (group, id, title, purpose) in groups.chain(themes) {
            if all && *group != last {
                ui.line("");
                ui.line(&ui.paint(Style::Heading, group));
                last.clone_from(group);
            }
            ui.line(&format!("{}  {title}", ui.paint(Style::Code, &padded(id, wide))));
            if !all && let Some(purpose) = purpose {
                for line in wrapped(purpose, ui.width.saturating_sub(wide + 2)) {
                    ui.line(&format!("{}{}", " ".repeat(wide + 2), ui.paint(Style::Dim, &line)));
                }
            }
        }
        let counts: Vec<String> =
            [(self.requirements.len(), "requirement"), (self.controls.len(), "control")]
                .into_iter()
                .filter(|(n, _)| *n > 0)
                .map(|(n, word)| count(n, word))
                .collect();
        ui.line("");
        ui.line(&counts.join(", "));
        if all {
            let library = annexa_stdlib::files();
            let known = annexa_core::editions(&library);
            let others: Vec<String> = known
                .iter()
                .flat_map(|(name, editions)| editions.iter().map(move |e| format!("{name}@{e}")))
                .filter(|name| *name != self.standard)
                .collect();
            ui.line(&format!("Other standards: {} (with --standard)", others.join(", ")));
        }
    }

    fn show(&self, ui: &mut Ui) {
        let mut first = true;
        for control in &self.controls {
            head(ui, &mut first, &control.id, &control.title, control.purpose.as_deref());
            for (word, values) in [
                ("theme", vec![control.theme.clone()]),
                ("type", control.control_type.clone()),
                ("protects", control.properties.clone()),
                ("serves to", control.concepts.clone()),
                ("practice", control.capabilities.clone()),
                ("part of", control.domains.clone()),
                ("asked of", control.about.iter().cloned().collect()),
                ("presumes", control.presumes.clone()),
                ("in writing", control.document.iter().cloned().collect()),
                ("new in 2022", control.new.then(|| "yes".to_owned()).into_iter().collect()),
            ] {
                row(ui, word, &values);
            }
        }
        for requirement in &self.requirements {
            head(ui, &mut first, &requirement.id, &requirement.title, requirement.purpose.as_deref());
            row(ui, "chapter", std::slice::from_ref(&requirement.group));
            row(ui, "documents", &requirement.documents);
            row(ui, "asked", &requirement.document_need.iter().cloned().collect::<Vec<_>>());
            row(ui, "amended by", &requirement.amended_by.iter().cloned().collect::<Vec<_>>());
        }
    }
}

fn head(ui: &mut Ui, first: &mut bool, id: &str, title: &str, purpose: Option<&str>) {
    if !std::mem::take(first) {
        ui.line("");
    }
    ui.line(&format!("{} {}", ui.paint(Style::Bold, id), ui.paint(Style::Bold, title)));
    for line in wrapped(purpose.unwrap_or_default(), ui.width.saturating_sub(2)) {
        ui.line(&format!("  {line}"));
    }
}

fn row(ui: &mut Ui, word: &str, values: &[String]) {
    if !values.is_empty() {
        ui.line(&format!("  {} {}", ui.paint(Style::Dim, &padded(word, 11)), values.join(", ")));
    }
}

impl ControlEntry {
    fn new(control: Control<'_>) -> Self {
        let decl = control.decl();
        ControlEntry {
            id: decl.name().to_owned(),
            title: decl.title().into_owned(),
            theme: theme(decl),
            purpose: control.purpose().and_then(|p| p.text()).map(|t| t.into_owned()),
            about: names(decl, field::CONTROL_ABOUT).pop(),
            presumes: names(decl, field::CONTROL_PRESUMES),
            document: names(decl, field::CONTROL_DOCUMENT).pop(),
            control_type: names(decl, field::CONTROL_CONTROL_TYPE),
            properties: names(decl, field::CONTROL_PROPERTIES),
            concepts: names(decl, field::CONTROL_CONCEPTS),
            capabilities: names(decl, field::CONTROL_CAPABILITIES),
            domains: names(decl, field::CONTROL_DOMAINS),
            new: control.new() == Some(true),
        }
    }

    fn words(&self) -> String {
        let mut words = vec![self.id.clone(), self.title.clone(), self.theme.clone()];
        words.extend(self.purpose.clone());
        words.extend(self.about.clone());
        let sets = [
            &self.presumes,
            &self.control_type,
            &self.properties,
            &self.concepts,
            &self.capabilities,
            &self.domains,
        ];
        words.extend(sets.into_iter().flatten().cloned());
        words.join(" ")
    }
}

impl RequirementEntry {
    fn new(requirement: Requirement<'_>) -> Self {
        let decl = requirement.decl();
        RequirementEntry {
            id: decl.name().to_owned(),
            title: decl.title().into_owned(),
            group: chapter(decl),
            purpose: requirement.purpose().and_then(|p| p.text()).map(|t| t.into_owned()),
            documents: requirement.document().filter_map(|d| d.text()).map(|t| t.into_owned()).collect(),
            document_need: names(decl, field::REQUIREMENT_DOCUMENT_NEED).pop(),
            amended_by: requirement.amended_by().and_then(|a| a.text()).map(|t| t.into_owned()),
            new: requirement.new() == Some(true),
        }
    }

    fn words(&self) -> String {
        let mut words = vec![self.id.clone(), self.title.clone(), self.group.clone()];
        words.extend(self.purpose.clone());
        words.extend(self.documents.iter().cloned());
        words.join(" ")
    }
}

/// The titles of the groups that an entry stands in, the innermost first.
fn groups(decl: Decl<'_>) -> impl Iterator<Item = String> {
    std::iter::successors(decl.parent(), |outer| outer.parent())
        .filter(|outer| Group::of(*outer).is_some())
        .map(|outer| outer.title().into_owned())
}

/// The theme of a control: "Organizational controls", the group below the annex.
fn theme(decl: Decl<'_>) -> String {
    let groups: Vec<String> = groups(decl).collect();
    groups.iter().rev().nth(1).or(groups.first()).cloned().unwrap_or_default()
}

/// The chapter of a requirement: "Planning", also for what stands deeper in it.
fn chapter(decl: Decl<'_>) -> String {
    groups(decl).last().unwrap_or_default()
}

/// The values of a field, by their names in the language: `preventive`, `corrective`.
fn names(decl: Decl<'_>, field: FieldId) -> Vec<String> {
    decl.values(field)
        .filter_map(|value| {
            let (id, index) = value.enumeration()?;
            let value = decl.model.schema.enumeration(id).values.get(usize::from(index))?;
            Some(decl.model.names.text(value.name).to_owned())
        })
        .collect()
}
