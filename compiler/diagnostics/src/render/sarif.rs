//! Problems as SARIF 2.1.0 (OASIS), for code scanning and editors: rules with their pages, results with places and fixes,
//! and as suppressed results what the package sets aside or a baseline holds back.
//!
//! The types here are the part of the format that is written; tests hold the output against the published schema. Paths
//! are relative to the repository, columns count characters, and nothing of the machine or the clock is in it.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::text::{sentence, sentences};
use super::{Options, Report, Rule};
use crate::hidden::escaped;
use crate::index::Index;
use crate::{Edit, Fix, Label, Level, Place, Problem, Sources};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// The folder to which the paths of the package are relative.
const ROOT: &str = "%SRCROOT%";
/// The standard library, which lies in the compiler; its paths begin with [`LIBRARY_PATH`].
const LIBRARY: &str = "ANNEXALIBRARY";
const LIBRARY_PATH: &str = "std/";
/// What fingerprints are made of may change one day; then the number does.
const FINGERPRINT: &str = "annexaProblem/v1";

/// Prints the log.
///
/// # Errors
/// Those of `out`.
pub fn render(
    report: &Report<'_>,
    sources: &dyn Sources,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let aside: Vec<Problem> = report.set_aside.iter().map(|a| a.problem.clone()).collect();
    // One index for all places, those of the allowances among them.
    let allowed = aside.iter().zip(report.set_aside).map(|(p, a)| p.clone().related(a.allow, "allowed here"));
    let places: Vec<Problem> =
        report.problems.iter().cloned().chain(allowed).chain(report.held_back.iter().cloned()).collect();
    let writer = Writer { report, index: Index::new(&places, sources), numbers: numbers(report.rules) };
    let told = report.problems.iter().map(|p| writer.result(p, Vec::new()));
    let allowed = report.set_aside.iter().map(|a| {
        let mut justification = sentence(&a.because);
        for (word, value) in [("Decided by", &a.by), ("Until", &a.until)] {
            if let Some(value) = value {
                justification.push_str(&format!(" {}", sentence(&format!("{word} {value}"))));
            }
        }
        let suppression = Suppression {
            kind: "inSource",
            status: "accepted",
            justification,
            location: Some(writer.location(a.allow)),
        };
        writer.result(&a.problem, vec![suppression])
    });
    let held = report.held_back.iter().map(|p| {
        let suppression = Suppression {
            kind: "external",
            status: "accepted",
            justification: "Held back by the baseline.".to_owned(),
            location: None,
        };
        writer.result(p, vec![suppression])
    });
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "annexa",
                    full_name: "Annexa, the compiler of information security management systems",
                    semantic_version: report.version,
                    rules: report.rules.iter().map(|rule| descriptor(rule, options)).collect(),
                },
            },
            invocations: [Invocation { execution_successful: true }],
            automation_details: Automation { id: format!("annexa/{}/", report.package) },
            original_uri_base_ids: BTreeMap::from([
                (ROOT, Base { description: text("The root of the repository that the package lies in.") }),
                (LIBRARY, Base { description: text("The standard library, which lies in the compiler.") }),
            ]),
            language: "en",
            column_kind: "unicodeCodePoints",
            results: told.chain(allowed).chain(held).collect(),
            properties: RunProperties { as_of: report.day },
        }],
    };
    writeln!(out, "{}", escaped(serde_json::to_string_pretty(&log)?))
}

fn numbers(rules: &[Rule]) -> BTreeMap<&str, usize> {
    rules.iter().enumerate().map(|(i, rule)| (rule.name.as_str(), i)).collect()
}

struct Writer<'r> {
    report: &'r Report<'r>,
    index: Index<'r>,
    /// The place of each rule among the rules, by its name.
    numbers: BTreeMap<&'r str, usize>,
}

impl Writer<'_> {
    fn result<'p>(&self, problem: &'p Problem, suppressions: Vec<Suppression>) -> ResultObject<'p> {
        let mut primary = self.location(problem.primary.place);
        primary.logical_locations = vec![Logical { fully_qualified_name: problem.identity.anchor.clone() }];
        primary.message = Some(text(&sentence(&problem.primary.text)));
        ResultObject {
            rule_id: &problem.name,
            rule_index: self.numbers.get(&*problem.name).copied(),
            level: level(problem.level),
            message: text(&sentences(problem)),
            locations: [primary],
            related_locations: problem.related.iter().map(|label| self.related(label)).collect(),
            partial_fingerprints: BTreeMap::from([(FINGERPRINT, problem.fingerprint())]),
            fixes: problem.fixes.iter().map(|fix| self.fix(fix)).collect(),
            suppressions,
            properties: ResultProperties {
                basis: problem.basis.word(),
                clause: problem.clause.as_deref(),
                anchor: &problem.identity.anchor,
                about: &problem.about,
            },
        }
    }

    fn related(&self, label: &Label) -> Location {
        Location { message: Some(text(&sentence(&label.text))), ..self.location(label.place) }
    }

    fn location(&self, place: Place) -> Location {
        Location {
            physical_location: Physical {
                artifact_location: self.artifact(place),
                region: self.region(place),
            },
            logical_locations: Vec::new(),
            message: None,
        }
    }

    fn artifact(&self, place: Place) -> Artifact {
        let path = self.index.file(place.file).path();
        match path.starts_with(LIBRARY_PATH) {
            true => Artifact { uri: uri(path), uri_base_id: LIBRARY },
            false => Artifact { uri: uri(&self.report.path(path)), uri_base_id: ROOT },
        }
    }

    fn region(&self, place: Place) -> Region {
        let file = self.index.file(place.file);
        let bytes = file.clamp(place.span);
        let (start, end) = (file.position(bytes.start), file.position(bytes.end));
        Region {
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }

    fn fix(&self, fix: &Fix) -> FixObject {
        let mut files: BTreeMap<_, Vec<&Edit>> = BTreeMap::new();
        for edit in &fix.edits {
            files.entry(edit.place.file).or_default().push(edit);
        }
        let changes = files.into_values().map(|edits| Change {
            artifact_location: self.artifact(edits[0].place),
            replacements: edits
                .into_iter()
                .map(|edit| Replacement {
                    deleted_region: self.region(edit.place),
                    inserted_content: text(&edit.text),
                })
                .collect(),
        });
        FixObject { description: text(&sentence(&fix.title)), artifact_changes: changes.collect() }
    }
}

fn descriptor<'r>(rule: &'r Rule, options: &Options) -> Descriptor<'r> {
    let clause = rule.clause.as_deref();
    let mut tags = vec![rule.basis.word().to_owned()];
    // What rests on the language is in the section of that name.
    tags.extend(Some(rule.section.word().to_owned()).filter(|section| *section != tags[0]));
    tags.extend(clause.map(|clause| format!("{} {clause}", options.standard)));
    Descriptor {
        id: &rule.name,
        name: pascal(&rule.name),
        short_description: text(&sentence(&rule.summary)),
        full_description: text(&first_paragraph(&rule.page).unwrap_or_else(|| sentence(&rule.summary))),
        help: Help { text: without_marks(&rule.page), markdown: &rule.page },
        default_configuration: Configuration { level: level(rule.level) },
        properties: RuleProperties {
            tags,
            basis: rule.basis.word(),
            section: rule.section.word(),
            clause,
            severity: match rule.level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Hint => "recommendation",
            },
        },
    }
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint => "note",
    }
}

fn text(words: &str) -> Text {
    Text { text: words.to_owned() }
}

/// `UndecidedControl`
fn pascal(name: &str) -> String {
    name.split('-')
        .flat_map(|word| {
            let mut letters = word.chars();
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<Vec<_>>()
        })
        .collect()
}

/// The first paragraph of a page below its heading, on one line.
fn first_paragraph(page: &str) -> Option<String> {
    let lines = page.lines().skip_while(|line| line.starts_with('#') || line.trim().is_empty());
    let words: Vec<&str> = lines.take_while(|line| !line.trim().is_empty()).map(str::trim).collect();
    (!words.is_empty()).then(|| sentence(&words.join(" ")))
}

/// A page without the marks of headings and of code blocks.
fn without_marks(page: &str) -> String {
    let lines = page.lines().filter(|line| !line.starts_with("```"));
    let lines: Vec<&str> = lines
        .map(|line| if line.starts_with('#') { line.trim_start_matches('#').trim_start() } else { line })
        .collect();
    lines.join("\n").trim().to_owned()
}

/// A relative path as a URI: what may not stand there is written by its bytes.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(byte as char)
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

// ---- The format ------------------------------------------------------------------------------------------------------

#[derive(Serialize)]
struct Log<'r> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'r>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'r> {
    tool: Tool<'r>,
    invocations: [Invocation; 1],
    automation_details: Automation,
    original_uri_base_ids: BTreeMap<&'static str, Base>,
    language: &'static str,
    column_kind: &'static str,
    results: Vec<ResultObject<'r>>,
    properties: RunProperties<'r>,
}

#[derive(Serialize)]
struct Tool<'r> {
    driver: Driver<'r>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'r> {
    name: &'static str,
    full_name: &'static str,
    semantic_version: &'r str,
    rules: Vec<Descriptor<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'r> {
    id: &'r str,
    name: String,
    short_description: Text,
    full_description: Text,
    help: Help<'r>,
    default_configuration: Configuration,
    properties: RuleProperties<'r>,
}

#[derive(Serialize)]
struct Help<'r> {
    text: String,
    markdown: &'r str,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct RuleProperties<'r> {
    tags: Vec<String>,
    basis: &'static str,
    section: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    clause: Option<&'r str>,
    /// What GitHub sorts by.
    #[serde(rename = "problem.severity")]
    severity: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
}

/// Tells the runs of several packages of a repository apart.
#[derive(Serialize)]
struct Automation {
    id: String,
}

#[derive(Serialize)]
struct Base {
    description: Text,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RunProperties<'r> {
    as_of: &'r str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultObject<'p> {
    rule_id: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<FixObject>,
    /// Always there: where it is left out of some results, nobody can tell whether those are suppressed.
    suppressions: Vec<Suppression>,
    properties: ResultProperties<'p>,
}

#[derive(Serialize)]
struct ResultProperties<'p> {
    basis: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    clause: Option<&'p str>,
    anchor: &'p str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    about: &'p [String],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    uri_base_id: &'static str,
}

/// Lines and columns from 1; the end is the place after the last character.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    fully_qualified_name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FixObject {
    description: Text,
    artifact_changes: Vec<Change>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    artifact_location: Artifact,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Text,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    status: &'static str,
    justification: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_uris() {
        assert_eq!(uri("policies/access.isms"), "policies/access.isms");
        assert_eq!(uri("Größe 1%.isms"), "Gr%C3%B6%C3%9Fe%201%25.isms");
        // A colon in the first segment would be a scheme.
        assert_eq!(uri("c:x?#.isms"), "c%3Ax%3F%23.isms");
    }

    #[test]
    fn pages_as_plain_text() {
        let page = "# a-b\n\nOne `line`\ngoes on.\n\n## Wrong\n\n```annexa\nrole x \"X\" {\n}\n```\n";
        assert_eq!(first_paragraph(page).as_deref(), Some("One `line` goes on."));
        assert_eq!(without_marks(page), "a-b\n\nOne `line`\ngoes on.\n\nWrong\n\nrole x \"X\" {\n}");
        assert_eq!(pascal("undecided-control"), "UndecidedControl");
    }
}
