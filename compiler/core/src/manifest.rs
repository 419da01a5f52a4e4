//! `annexa.toml`: the package's name, the standards and packages that it stands on, what it builds, levels.

use std::collections::BTreeMap;
use std::ops::Range;

use annexa_diagnostics::{Level, Problem, Safety};
use annexa_syntax::literal;
use toml::de::{DeTable, DeValue};

use crate::catalog::StandardName;
use crate::edit;
use crate::model::Anchor;
use crate::problems;
use crate::source::{FileId, Place, Span};
use crate::suggest;

/// The name of the manifest's file.
pub const FILE_NAME: &str = "annexa.toml";

/// What the manifest says.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    /// Its text is no manifest: nothing was taken from it, and one problem says where and why.
    pub unreadable: bool,
    /// Something in `[standards]` could not be read, which is told: there may be more of them.
    pub standards_unread: bool,
    /// The package's name.
    pub name: String,
    /// The main standard, whose ids may stand bare, and its place in the manifest.
    pub main: Option<(StandardName, Place)>,
    /// The other standards.
    pub also: Vec<(StandardName, Place)>,
    /// Other packages, by name.
    pub dependencies: Vec<Dependency>,
    /// The formats that `annexa build` writes.
    pub formats: Vec<String>,
    /// The folder that `annexa build` writes into, from the package's folder.
    pub output: String,
    /// Levels by the name of the problem; `None` is off.
    pub levels: Vec<(String, Option<Level>, Place)>,
    /// Who signs: person to address.
    pub approvers: BTreeMap<String, String>,
    /// For whom editions can be built.
    pub readers: Vec<Readers>,
}

/// Readers who get an edition of their own, as `[readers]` says it: `customer = "public"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readers {
    /// What they are called: `customer`.
    pub name: String,
    /// The highest level that they may read, a word of the enum `classification`.
    pub level: String,
    /// Where the level stands, with its quotes.
    pub place: Place,
}

/// A package that a package stands on, as its manifest says it.
#[derive(Debug, Clone)]
pub struct Dependency {
    /// Its name in the package: `group`.
    pub name: String,
    /// Where the name stands.
    pub name_place: Place,
    /// Its folder, from the package's own: `../group`; `None` where it could not be read, which is told.
    pub path: Option<String>,
    /// Where the path stands, with its quotes; where there is none, what stands in its place.
    pub place: Place,
}

/// The formats that can be built.
pub const FORMATS: &[&str] = &["html", "md", "csv", "json", "xlsx", "pdf"];

/// Those of a manifest that names none: what is quickly built.
const FORMATS_UNSAID: &[&str] = &["html", "md", "csv", "json", "xlsx"];

/// The version of the language that this compiler reads.
pub const LANGUAGE: &str = "1";

/// Levels as `[levels]` writes them; `None` is off.
const LEVELS: [(&str, Option<Level>); 4] = [
    ("error", Some(Level::Error)),
    ("warning", Some(Level::Warning)),
    ("hint", Some(Level::Hint)),
    ("off", None),
];

/// What the manifest is for, where it is none.
const EXAMPLE: &str =
    "a manifest has `[package]` with `name`, and `[standards]` with `main = \"iso27001@2022\"`";

/// Reads the manifest's text. What cannot be read is a `bad-manifest` at its place; everything else is kept.
pub fn read(file: FileId, text: &str) -> (Manifest, Vec<Problem<Anchor>>) {
    let mut reader = Reader { file, found: Vec::new() };
    let mut manifest = Manifest {
        output: "out".into(),
        formats: FORMATS_UNSAID.iter().map(|f| f.to_string()).collect(),
        ..Manifest::default()
    };
    match DeTable::parse(text) {
        Ok(lines) => reader.manifest(lines.into_inner(), &mut manifest),
        Err(error) => {
            let range = error.span().unwrap_or(0..0);
            let message = error.message().lines().next().unwrap_or("it is not TOML").to_string();
            let message = format!("`{FILE_NAME}` cannot be read: {message}");
            reader.tell(range, message, "here", EXAMPLE);
            manifest.unreadable = true;
        }
    }
    (manifest, reader.found)
}

/// A table whose lines are taken out of it one by one. What is left at the end is nothing that it could hold.
struct Table<'t> {
    /// `[package]`, and as which it is known in messages.
    name: &'static str,
    lines: DeTable<'t>,
    known: &'static [&'static str],
}

/// A line of a table: what it is called, its value, and where that stands.
struct Line<'t> {
    name: String,
    value: DeValue<'t>,
    range: Range<usize>,
}

impl<'t> Table<'t> {
    fn line(&mut self, key: &str) -> Option<Line<'t>> {
        let value = self.lines.remove(key)?;
        let range = value.span();
        Some(Line { name: key.to_owned(), value: value.into_inner(), range })
    }
}

struct Reader {
    file: FileId,
    found: Vec<Problem<Anchor>>,
}

impl Reader {
    fn place(&self, range: Range<usize>) -> Place {
        Place { file: self.file, span: Span::new(range.start as u32, range.end as u32) }
    }

    fn tell(&mut self, range: Range<usize>, message: String, label: &str, help: &str) {
        let anchor = Anchor::Place(self.place(range));
        let problem = Problem::new(&problems::BAD_MANIFEST, anchor, message, label);
        self.found.push(if help.is_empty() { problem } else { problem.help(help) });
    }

    /// A value of another type than its line takes.
    fn other_type(&mut self, line: &Line<'_>, takes: &str, help: &str) {
        let what = match &line.value {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let message = format!("`{}` takes {takes}, and this is {what}", line.name);
        self.tell(line.range.clone(), message, what, help);
    }

    fn text(&mut self, line: Line<'_>, help: &str) -> Option<(String, Range<usize>)> {
        match line.value {
            DeValue::String(text) => Some((text.into_owned(), line.range)),
            _ => {
                self.other_type(&line, "a text in quotes", help);
                None
            }
        }
    }

    /// The texts of a list; of one that holds other things too, those that are texts.
    fn texts(&mut self, line: Line<'_>, help: &str) -> Option<Vec<(String, Range<usize>)>> {
        let DeValue::Array(all) = line.value else {
            self.other_type(&line, "a list of texts in square brackets", help);
            return None;
        };
        let each = all.into_iter().map(|value| Line {
            name: line.name.clone(),
            range: value.span(),
            value: value.into_inner(),
        });
        Some(each.filter_map(|each| self.text(each, help)).collect())
    }

    fn table<'t>(
        &mut self,
        of: &mut Table<'t>,
        key: &str,
        name: &'static str,
        known: &'static [&'static str],
    ) -> Option<(Table<'t>, Range<usize>)> {
        let line = of.line(key)?;
        match line.value {
            DeValue::Table(lines) => Some((Table { name, lines, known }, line.range)),
            _ => {
                self.other_type(&line, &format!("a table of lines, below `{name}`"), "");
                None
            }
        }
    }

    /// All lines of a table whose names the package chooses, each with the place of its name.
    fn named<'t>(&mut self, of: &mut Table<'t>, key: &str, name: &'static str) -> Vec<(Line<'t>, Place)> {
        let Some((table, _)) = self.table(of, key, name, &[]) else { return Vec::new() };
        let lines = table.lines.into_iter().map(|(key, value)| {
            let place = self.place(key.span());
            let range = value.span();
            (Line { name: key.into_inner().into_owned(), value: value.into_inner(), range }, place)
        });
        lines.collect()
    }

    /// Tells what is left of a table.
    fn close(&mut self, table: Table<'_>) {
        for (key, _) in table.lines {
            let message = format!("{} has no `{}`", table.name, key.get_ref());
            let near = suggest::by_spelling(key.get_ref(), table.known.iter().copied());
            let anchor = Anchor::Place(self.place(key.span()));
            let problem = Problem::new(&problems::BAD_MANIFEST, anchor, message, "not known");
            self.found.push(match near {
                Some(_) => edit::did_you_mean(problem, anchor, near, Safety::Review),
                None => problem.help(format!("it has {}", table.known.join(", "))),
            });
        }
    }

    fn manifest(&mut self, lines: DeTable<'_>, manifest: &mut Manifest) {
        const KNOWN: &[&str] =
            &["package", "standards", "dependencies", "build", "levels", "approvers", "readers", "people"];
        let mut top = Table { name: "the manifest", lines, known: KNOWN };
        let package = self.table(&mut top, "package", "[package]", &["name", "language"]);
        match package {
            Some((table, range)) => self.package(table, range, manifest),
            None if self.found.is_empty() => {
                self.tell(0..0, format!("`{FILE_NAME}` does not name the package"), "here", EXAMPLE)
            }
            None => {}
        }
        let before = self.found.len();
        if let Some((table, _)) = self.table(&mut top, "standards", "[standards]", &["main", "also"]) {
            self.standards(table, manifest);
        }
        manifest.standards_unread = self.found.len() > before;
        for (line, name_place) in self.named(&mut top, "dependencies", "[dependencies]") {
            let dependency = self.dependency(line, name_place);
            manifest.dependencies.push(dependency);
        }
        let known = &["formats", "output", "languages"];
        if let Some((table, _)) = self.table(&mut top, "build", "[build]", known) {
            self.build(table, manifest);
        }
        let words = LEVELS.map(|(word, _)| word);
        let help = format!("the levels are {} and {}", words[..3].join(", "), words[3]);
        for (line, name_place) in self.named(&mut top, "levels", "[levels]") {
            let name = line.name.clone();
            let Some((word, range)) = self.text(line, &help) else { continue };
            match LEVELS.iter().find(|(w, _)| *w == word) {
                Some((_, level)) => manifest.levels.push((name, *level, name_place)),
                None => self.tell(range, format!("there is no level `{word}`"), "not a level", &help),
            }
        }
        for (line, _) in self.named(&mut top, "approvers", "[approvers]") {
            let person = line.name.clone();
            let help = "write the address that the person signs with: `runa = \"runa@example.com\"`";
            if let Some((address, _)) = self.text(line, help) {
                manifest.approvers.insert(person, address);
            }
        }
        for (line, name_place) in self.named(&mut top, "readers", "[readers]") {
            let name = line.name.clone();
            let help = "write the highest level that they may read: `customer = \"public\"`";
            // Their files lie in a folder of that name.
            if !literal::is_path(&name) || name.contains('.') {
                let message = format!("`{name}` cannot be the name of readers");
                let problem = Problem::new(
                    &problems::BAD_MANIFEST,
                    Anchor::Place(name_place),
                    message,
                    "a name is one word",
                );
                let help = "names are written in small letters, with hyphens between the words";
                self.found.push(problem.help(help));
                continue;
            }
            if let Some((level, range)) = self.text(line, help) {
                manifest.readers.push(Readers { name, level, place: self.place(range) });
            }
        }
        if let Some(line) = top.line("people") {
            self.text(line, "");
        }
        self.close(top);
    }

    fn package(&mut self, mut table: Table<'_>, range: Range<usize>, manifest: &mut Manifest) {
        let help = "a name is one word, such as `name = \"clinic\"`";
        match table.line("name") {
            Some(line) => {
                if let Some((name, range)) = self.text(line, help) {
                    if !literal::is_path(&name) || name.contains('.') {
                        let message = format!("`{name}` cannot be the name of a package");
                        let help = "names are written in small letters, with hyphens between the words";
                        self.tell(range, message, "a name is one word", help);
                    }
                    manifest.name = name;
                }
            }
            None => self.tell(range, "`[package]` has no `name`".into(), "needs a name", help),
        }
        if let Some(line) = table.line("language")
            && let Some((language, range)) =
                self.text(line, &format!("write it in quotes: `language = \"{LANGUAGE}\"`"))
            && language != LANGUAGE
        {
            let message = format!(
                "this compiler reads version {LANGUAGE} of the language, and the package is written in `{language}`"
            );
            self.tell(range, message, "the language's version", "");
        }
        self.close(table);
    }

    fn standards(&mut self, mut table: Table<'_>, manifest: &mut Manifest) {
        if let Some(line) = table.line("main")
            && let Some((name, range)) = self.text(line, "write `main = \"iso27001@2022\"`")
        {
            manifest.main = Some((StandardName::parse(&name), self.place(range)));
        }
        if let Some(line) = table.line("also") {
            let help = "write each in quotes, between square brackets: `also = [\"gdpr@2016\"]`";
            for (name, range) in self.texts(line, help).into_iter().flatten() {
                manifest.also.push((StandardName::parse(&name), self.place(range)));
            }
        }
        self.close(table);
    }

    fn dependency(&mut self, line: Line<'_>, name_place: Place) -> Dependency {
        let help = format!("write the folder of the package: `{} = {{ path = \"../group\" }}`", line.name);
        let mut dependency = Dependency {
            name: line.name.clone(),
            name_place,
            path: None,
            place: self.place(line.range.clone()),
        };
        let DeValue::Table(lines) = line.value else {
            self.other_type(&line, "the path of a folder, in braces", &help);
            return dependency;
        };
        let mut table = Table { name: "a package of `[dependencies]`", lines, known: &["path"] };
        match table.line("path") {
            Some(path) => {
                if let Some((path, range)) = self.text(path, &help) {
                    dependency.place = self.place(range);
                    dependency.path = Some(path);
                }
            }
            None => {
                let message = format!("`{}` has no `path`", line.name);
                self.tell(line.range, message, "needs the path of a folder", &help);
            }
        }
        self.close(table);
        dependency
    }

    fn build(&mut self, mut table: Table<'_>, manifest: &mut Manifest) {
        let help = format!("the formats are {}", FORMATS.join(", "));
        if let Some(line) = table.line("formats")
            && let Some(formats) = self.texts(line, &help)
        {
            manifest.formats.clear();
            for (format, range) in formats {
                if FORMATS.contains(&format.as_str()) {
                    manifest.formats.push(format);
                } else {
                    self.tell(range, format!("there is no format `{format}`"), "not a format", &help);
                }
            }
        }
        let help = "name a folder below the package's own, such as `out`";
        if let Some(line) = table.line("output")
            && let Some((folder, range)) = self.text(line, help)
        {
            match inside(&folder) {
                Some(path) => manifest.output = path,
                None => {
                    let message = format!("`{folder}` does not lie inside the package");
                    self.tell(range, message, "leads out of the package", help);
                }
            }
        }
        if let Some(line) = table.line("languages") {
            self.texts(line, "");
        }
        self.close(table);
    }
}

/// Where a manifest that names no main standard would be mended, and the edit that names `standard`; no edit where the manifest
/// is written in another way than it is shown everywhere.
pub(crate) fn main_edit(text: &str, standard: &str) -> (Span, Option<(Span, String)>) {
    let header = |name: &str| {
        let mut at = 0;
        text.split_inclusive('\n').find_map(|line| {
            let start = at;
            at += line.len();
            (line.trim_end() == name).then(|| Span::new(start as u32, (start + name.len()) as u32))
        })
    };
    let main = format!("main = \"{standard}\"");
    if let Some(standards) = header("[standards]") {
        return (standards, Some((Span::at(standards.end), format!("\n{main}"))));
    }
    let place = header("[package]").unwrap_or(Span::at(0));
    let otherwise = text.lines().any(|line| line.trim_start().starts_with("standards"));
    let end = Span::at(text.trim_end().len() as u32);
    (place, (!otherwise).then(|| (end, format!("\n\n[standards]\n{main}"))))
}

/// `path` with `/`, if it is relative and stays below the folder that it is from.
pub fn inside(path: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    let mut parts: Vec<&str> = Vec::new();
    if path.starts_with('/') || path.contains(':') || path.contains('\0') {
        return None;
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => return None,
            _ => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}
