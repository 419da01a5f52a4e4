//! `annexa.toml`: the package's name, the standards and packages that it stands on, what it builds, levels.

use std::collections::BTreeMap;

use annexa_diagnostics::{Level, Problem};
use annexa_syntax::literal;
use serde::Deserialize;
use toml::Spanned;

use crate::catalog::StandardName;
use crate::model::Anchor;
use crate::problems;
use crate::source::{FileId, Place, Span};

/// The name of the manifest's file.
pub const FILE_NAME: &str = "annexa.toml";

/// What the manifest says.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    /// Its text is no manifest: nothing was taken from it, and one problem says where and why.
    pub unreadable: bool,
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
}

/// A package that a package stands on, as its manifest says it.
#[derive(Debug, Clone)]
pub struct Dependency {
    /// Its name in the package: `group`.
    pub name: String,
    /// Where the name stands.
    pub name_place: Place,
    /// Its folder, from the package's own: `../group`.
    pub path: String,
    /// Where the path stands, with its quotes.
    pub place: Place,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    package: RawPackage,
    #[serde(default)]
    standards: RawStandards,
    #[serde(default)]
    dependencies: BTreeMap<Spanned<String>, RawDependency>,
    #[serde(default)]
    build: RawBuild,
    #[serde(default)]
    levels: BTreeMap<Spanned<String>, Spanned<String>>,
    #[serde(default)]
    approvers: BTreeMap<String, String>,
    #[serde(default)]
    readers: BTreeMap<String, String>,
    people: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPackage {
    name: Spanned<String>,
    #[serde(default)]
    language: Option<Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct RawStandards {
    main: Option<Spanned<String>>,
    #[serde(default)]
    also: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDependency {
    path: Spanned<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct RawBuild {
    formats: Option<Vec<Spanned<String>>>,
    output: Option<Spanned<String>>,
    #[serde(default)]
    #[expect(dead_code, reason = "read, so that it is not refused; used where documents are translated")]
    languages: Vec<String>,
}

/// The formats that can be built.
pub const FORMATS: &[&str] = &["md", "csv", "json"];

/// The version of the language that this compiler reads.
pub const LANGUAGE: &str = "1";

/// Reads the manifest's text. What cannot be read is a `bad-manifest`; what can be read is kept.
pub fn read(file: FileId, text: &str) -> (Manifest, Vec<Problem<Anchor>>) {
    let mut found = Vec::new();
    let place =
        |range: std::ops::Range<usize>| Place { file, span: Span::new(range.start as u32, range.end as u32) };
    let bad = |range: std::ops::Range<usize>, message: String, label: &str| {
        Problem::new(&problems::BAD_MANIFEST, Anchor::Place(place(range)), message, label)
    };
    let raw: Raw = match toml::from_str(text) {
        Ok(raw) => raw,
        Err(error) => {
            let range = error.span().unwrap_or(0..0);
            let message = error.message().lines().next().unwrap_or("it is not TOML").to_string();
            found.push(bad(range, format!("`{FILE_NAME}` cannot be read: {message}"), "here").help(
                "a manifest has `[package]` with `name`, and `[standards]` with `main = \"iso27001@2022\"`",
            ));
            return (Manifest { unreadable: true, output: "out".into(), ..Manifest::default() }, found);
        }
    };
    if let Some(language) = &raw.package.language
        && language.get_ref() != LANGUAGE
    {
        found.push(bad(
            language.span(),
            format!(
                "this compiler reads version {LANGUAGE} of the language, and the package is written in `{}`",
                language.get_ref()
            ),
            "the language's version",
        ));
    }
    let name = raw.package.name.get_ref();
    if !literal::is_path(name) || name.contains('.') {
        let problem = bad(
            raw.package.name.span(),
            format!("`{name}` cannot be the name of a package"),
            "a name is one word",
        );
        found.push(problem.help("names are written in small letters, with hyphens between the words"));
    }
    let standard = |s: &Spanned<String>| (StandardName::parse(s.get_ref()), place(s.span()));
    let mut formats = Vec::new();
    for format in raw.build.formats.iter().flatten() {
        if FORMATS.contains(&format.get_ref().as_str()) {
            formats.push(format.get_ref().clone());
        } else {
            found.push(
                bad(format.span(), format!("there is no format `{}`", format.get_ref()), "not a format")
                    .help(format!("the formats are {}", FORMATS.join(", "))),
            );
        }
    }
    if raw.build.formats.is_none() {
        formats = FORMATS.iter().map(|f| f.to_string()).collect();
    }
    let mut output = "out".to_string();
    if let Some(folder) = &raw.build.output {
        match inside(folder.get_ref()) {
            Some(path) => output = path,
            None => found.push(
                bad(
                    folder.span(),
                    format!("`{}` does not lie inside the package", folder.get_ref()),
                    "leads out of the package",
                )
                .help("name a folder below the package's own, such as `out`"),
            ),
        }
    }
    let mut levels = Vec::new();
    for (name, level) in &raw.levels {
        let level_value = match level.get_ref().as_str() {
            "error" => Some(Level::Error),
            "warning" => Some(Level::Warning),
            "hint" => Some(Level::Hint),
            "off" => None,
            other => {
                found.push(
                    bad(level.span(), format!("there is no level `{other}`"), "not a level")
                        .help("the levels are error, warning, hint and off"),
                );
                continue;
            }
        };
        levels.push((name.get_ref().clone(), level_value, place(name.span())));
    }
    let dependencies = raw
        .dependencies
        .iter()
        .map(|(name, d)| Dependency {
            name: name.get_ref().clone(),
            name_place: place(name.span()),
            path: d.path.get_ref().clone(),
            place: place(d.path.span()),
        })
        .collect();
    let _ = (raw.readers, raw.people);
    let manifest = Manifest {
        unreadable: false,
        name: raw.package.name.into_inner(),
        main: raw.standards.main.as_ref().map(standard),
        also: raw.standards.also.iter().map(standard).collect(),
        dependencies,
        formats,
        output,
        levels,
        approvers: raw.approvers,
    };
    (manifest, found)
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
