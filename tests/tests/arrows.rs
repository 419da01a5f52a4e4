//! The house keeps its rooms apart: who uses whom, what lies at the top, where the words of the prelude stand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use annexa_tests::package::root;

/// Each crate of ours with the crates that it may use, from the table of `docs/ARCHITECTURE.md`.
const ARROWS: &[(&str, &[&str])] = &[
    ("syntax", &[]),
    ("diagnostics", &["syntax"]),
    ("core", &["syntax", "diagnostics"]),
    ("files", &["syntax", "diagnostics", "core", "formats"]),
    ("formats", &[]),
    ("analysis", &["syntax", "diagnostics", "core", "formats"]),
    ("checks", &["syntax", "diagnostics", "core", "formats", "analysis"]),
    ("publish", &["syntax", "diagnostics", "core", "formats", "analysis", "checks"]),
    ("publish-pdf", &["syntax", "diagnostics", "core", "formats", "analysis", "checks", "publish"]),
    ("import", &["syntax", "diagnostics", "core", "formats", "analysis", "checks", "publish", "stdlib"]),
    ("stdlib", &[]),
    (
        "lsp",
        &["syntax", "diagnostics", "core", "files", "formats", "analysis", "checks", "publish", "stdlib"],
    ),
];

/// Crates that may use all others, and that nothing uses.
const TOPS: &[&str] = &["cli", "tests", "bench", "xtask"];

struct Crate {
    name: String,
    folder: PathBuf,
    uses: BTreeSet<String>,
    manifest: toml::Table,
}

fn crates() -> Vec<Crate> {
    let root = root();
    let workspace = table(&root.join("Cargo.toml"));
    let members = workspace["workspace"]["members"].as_array().expect("members");
    members
        .iter()
        .filter_map(|m| m.as_str())
        .map(|member| {
            let folder = root.join(member);
            let manifest = table(&folder.join("Cargo.toml"));
            let name = short(manifest["package"]["name"].as_str().expect("a name"));
            let mut uses = BTreeSet::new();
            for section in ["dependencies", "build-dependencies"] {
                let used = manifest.get(section).and_then(toml::Value::as_table);
                uses.extend(
                    used.into_iter()
                        .flatten()
                        .filter(|(name, _)| name.starts_with("annexa-"))
                        .map(|(name, _)| short(name)),
                );
            }
            Crate { name, folder, uses, manifest }
        })
        .collect()
}

fn table(path: &Path) -> toml::Table {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.parse().unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn short(name: &str) -> String {
    match name {
        "annexa" => "cli".to_owned(),
        name => name.trim_start_matches("annexa-").to_owned(),
    }
}

#[test]
fn crates_use_only_the_rooms_before_them() {
    let mut wrong = Vec::new();
    for one in crates() {
        if TOPS.contains(&one.name.as_str()) {
            continue;
        }
        let Some((_, may)) = ARROWS.iter().find(|(name, _)| *name == one.name) else {
            wrong.push(format!("`{}` has no place in the table of arrows", one.name));
            continue;
        };
        for used in one.uses.iter().filter(|u| !may.contains(&u.as_str())) {
            wrong.push(format!("`{}` uses `{used}`", one.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    let workspace = table(&root().join("Cargo.toml"));
    let lint = &workspace["workspace"]["lints"]["rust"]["unsafe_code"];
    assert_eq!(lint.as_str(), Some("forbid"), "no unsafe code in any crate");
    let without: Vec<String> = crates()
        .into_iter()
        .filter(|c| {
            let lints = c.manifest.get("lints").and_then(|l| l.get("workspace"));
            lints.and_then(toml::Value::as_bool) != Some(true)
        })
        .map(|c| c.name)
        .collect();
    assert!(without.is_empty(), "these do not say `[lints] workspace = true`: {without:?}");
}

#[test]
fn the_top_level_holds_only_what_was_ordered() {
    const ORDERED: &[&str] = &[
        "Cargo.toml",
        "compiler",
        "lsp",
        "stdlib",
        "examples",
        "tests",
        "editors",
        "README.md",
        // Beside them:
        "Cargo.lock",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "CHANGELOG.md",
        "docs",
        "xtask",
        "clippy.toml",
        "rustfmt.toml",
        "deny.toml",
        // What cargo writes; git does not see it.
        "target",
    ];
    let surplus: Vec<String> = std::fs::read_dir(root())
        .expect("the root")
        .flatten()
        .filter_map(|e| e.file_name().into_string().ok())
        .filter(|name| !name.starts_with('.') && !ORDERED.contains(&name.as_str()))
        .collect();
    assert!(surplus.is_empty(), "not ordered at the top level: {surplus:?}");
}

// ---------------------------------------------------------------------------------------------------------------
// No word of the prelude in Rust
// ---------------------------------------------------------------------------------------------------------------

/// Words of the prelude that a crate may say all the same, each group with the reason. None of them looks anything up.
const ALLOWED: &[(&str, &[&str], &str)] = &[
    ("syntax", &["kind", "open", "value", "where"], "words of the grammar"),
    ("core", &["kind"], "a word of the grammar"),
    ("core", &["text", "period", "value"], "types that are built in; the prelude has fields of these names"),
    ("core", &["share", "sum"], "functions of formulas"),
    ("core", &["error", "warning", "hint", "language", "people"], "levels and keys in annexa.toml"),
    (
        "diagnostics",
        &[
            "error",
            "warning",
            "hint",
            "requirement",
            "guidance",
            "advice",
            "rule",
            "language",
            "risk",
            "evidence",
            "audit",
            "review",
            "basis",
            "note",
        ],
        "levels, bases, sections and keys of the formats of problems, fixed before any prelude is read",
    ),
    ("diagnostics", &["critical", "external", "minor"], "words of the formats of others"),
    (
        "analysis",
        &["risk", "legal", "contractual", "planned", "partial", "implemented", "fresh", "failing"],
        "codes and words of the printed statement of applicability",
    ),
    (
        "checks",
        &[
            "risk",
            "obligation",
            "statement",
            "planned",
            "partial",
            "implemented",
            "include",
            "includes",
            "exclude",
            "excludes",
            "relevant",
            "control",
            "error",
        ],
        "words of sentences, and the two words that a fix writes",
    ),
    (
        "formats",
        &[
            "collected",
            "error",
            "file",
            "finding",
            "id",
            "level",
            "message",
            "result",
            "rule",
            "state",
            "status",
            "target",
            "test",
            "text",
            "version",
            "warning",
        ],
        "what the formats of other tools call things, and the columns that they are given",
    ),
    ("publish", &["where"], "a column of the register for a certification"),
    ("publish", &["document", "heading", "level", "value"], "words of documents in JSON"),
    ("publish", &["note", "site"], "a role of HTML, and the folder of the site"),
    (
        "publish-pdf",
        &[
            "control",
            "group",
            "heading",
            "kind",
            "language",
            "level",
            "note",
            "organization",
            "status",
            "text",
            "version",
        ],
        "keys of documents, and of the data that the layout reads",
    ),
    (
        "import",
        &[
            "control",
            "role",
            "include",
            "exclude",
            "excluded",
            "not-yet",
            "planned",
            "partial",
            "implemented",
        ],
        "words of the Annexa source that it writes",
    ),
    (
        "import",
        &[
            "capabilities",
            "catalog",
            "id",
            "label",
            "modify",
            "resources",
            "source",
            "text",
            "threats",
            "value",
            "version",
        ],
        "names in the files of other tools",
    ),
    (
        "publish",
        &[
            "acceptance",
            "action",
            "amendments",
            "answers",
            "approver",
            "author",
            "capabilities",
            "classification",
            "concepts",
            "contributes-to",
            "domains",
            "edition",
            "effective",
            "error",
            "evidence",
            "evidenced",
            "excluded",
            "failing",
            "finding",
            "fresh",
            "grade",
            "id",
            "implemented",
            "implements",
            "kind",
            "language",
            "measure",
            "measures",
            "met",
            "missed",
            "missing",
            "objective",
            "objectives",
            "obligation",
            "open",
            "opportunity",
            "organization",
            "owner",
            "partial",
            "performed",
            "period",
            "plan",
            "planned",
            "progress",
            "properties",
            "response",
            "result",
            "retention",
            "risk",
            "scope",
            "soa",
            "source",
            "stale",
            "state",
            "status",
            "subject",
            "supplier",
            "target",
            "text",
            "undecided",
            "version",
            "warning",
        ],
        "columns and keys of published formats, and the words of OUTPUTS.md",
    ),
    (
        "cli",
        &[
            "control",
            "requirement",
            "declaration",
            "document",
            "error",
            "file",
            "found",
            "note",
            "presumes",
            "reading",
            "risk",
            "status",
        ],
        "words of sentences, of progress and of headings, and a command of git",
    ),
    ("cli", &["answers", "assets", "people", "policy", "risks", "soa"], "what is imported, and an option"),
    ("lsp", &["file"], "the scheme of an address"),
    ("lsp", &["kind", "where"], "words of the grammar"),
];

/// Whether a literal on the line is a noun that is counted: `count(n, "control")`.
fn is_counted(line: &str) -> bool {
    line.contains("count(")
}

/// The names of kinds, fields, aspects, enums and enum values of the prelude.
fn prelude_words() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let text = annexa_stdlib::file("prelude.isms").expect("the prelude");
    // Every identifier that stands where the prelude declares one: a field's token, or the word after `kind`, `aspect`,
    // `enum`, or a value of an enum, which begins its line.
    let mut in_enum = false;
    for line in text.lines().map(str::trim_start).filter(|l| !l.starts_with("//")) {
        let mut parts = line.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|p| !p.is_empty());
        let Some(first) = parts.next() else {
            in_enum &= !line.starts_with('}');
            continue;
        };
        let head = line.trim_start_matches("open ").trim_start_matches("derived ");
        if let Some(rest) = ["kind ", "aspect ", "enum "].iter().find_map(|w| head.strip_prefix(w)) {
            words.extend(rest.split_whitespace().next().map(str::to_owned));
            in_enum = head.starts_with("enum ");
        } else if in_enum {
            words.insert(first.to_owned());
        } else if let Some((field, _)) = head.split_once(':') {
            words.insert(field.trim_end_matches(['?', '*', '+']).to_owned());
        }
    }
    assert!(words.len() > 300, "the prelude has many more words than {}", words.len());
    for known in ["risk", "owner", "implements", "classification", "confidential", "not-yet"] {
        assert!(words.contains(known), "{known} is a word of the prelude");
    }
    words
}

/// The string literals of a Rust file outside of tests and comments, with their lines.
fn literals(text: &str) -> Vec<(usize, String)> {
    let text = match text.find("#[cfg(test)]") {
        Some(at) => &text[..at],
        None => text,
    };
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut line = 1;
    while let Some((at, c)) = chars.next() {
        let rest = &text[at..];
        match c {
            '\n' => line += 1,
            '/' if rest.starts_with("//") => {
                while chars.peek().is_some_and(|(_, c)| *c != '\n') {
                    chars.next();
                }
            }
            '/' if rest.starts_with("/*") => {
                let end = at + rest.find("*/").map_or(rest.len(), |e| e + 2);
                while chars.peek().is_some_and(|(i, _)| *i < end) {
                    line += usize::from(chars.next().is_some_and(|(_, c)| c == '\n'));
                }
            }
            // A character, not a lifetime.
            '\'' => {
                let mut ahead = rest.chars().skip(1);
                let length = match (ahead.next(), ahead.next()) {
                    (Some('\\'), _) => {
                        rest[2..].char_indices().skip(1).find(|(_, c)| *c == '\'').map(|(i, _)| i + 3)
                    }
                    (Some(c), Some('\'')) => Some(2 + c.len_utf8()),
                    _ => None,
                };
                if let Some(length) = length {
                    while chars.peek().is_some_and(|(i, _)| *i < at + length) {
                        chars.next();
                    }
                }
            }
            'r' if rest.starts_with("r\"") || rest.starts_with("r#") => {
                let before = text[..at].chars().next_back();
                let hashes = rest[1..].bytes().take_while(|b| *b == b'#').count();
                if before.is_some_and(|b| b.is_alphanumeric() || b == '_')
                    || !rest[1 + hashes..].starts_with('"')
                {
                    continue;
                }
                let close = format!("\"{}", "#".repeat(hashes));
                let start = at + 2 + hashes;
                let end = start + text[start..].find(&close).unwrap_or(text.len() - start);
                found.push((line, text[start..end].to_owned()));
                while chars.peek().is_some_and(|(i, _)| *i < end + close.len()) {
                    line += usize::from(chars.next().is_some_and(|(_, c)| c == '\n'));
                }
            }
            '"' => {
                let (first, mut value) = (line, String::new());
                while let Some((_, c)) = chars.next() {
                    match c {
                        '"' => break,
                        '\\' => {
                            value.push('\\');
                            line += usize::from(chars.next().is_some_and(|(_, c)| c == '\n'));
                        }
                        '\n' => {
                            line += 1;
                            value.push(c);
                        }
                        c => value.push(c),
                    }
                }
                found.push((first, value));
            }
            _ => {}
        }
    }
    found
}

#[test]
fn literals_are_found() {
    let text = "let a = \"owner\"; // \"risk\"\nlet b = '\"'; let c = r#\"a \"b\"\"#;\n/* \"x\" */ f::<'a>(\"c\\\"d\")\n#[cfg(test)] \"y\"";
    let found: Vec<(usize, String)> = literals(text);
    assert_eq!(found, [(1, "owner".to_owned()), (2, "a \"b\"".to_owned()), (3, "c\\d".to_owned())]);
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_literal_in_rust_is_a_word_of_the_prelude() {
    let words = prelude_words();
    let mut wrong: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in crates() {
        if ["tests", "bench", "xtask", "stdlib"].contains(&one.name.as_str()) {
            continue;
        }
        let mut files = Vec::new();
        sources(&one.folder.join("src"), &mut files);
        files.sort();
        for file in files {
            let path = file.strip_prefix(root()).unwrap_or(&file).display().to_string();
            let is_test = |p: &str| p.ends_with("/tests.rs") || p.contains("/tests/");
            if path.ends_with("core/src/prelude.rs") || is_test(&path) {
                continue;
            }
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            for (line, literal) in literals(&text) {
                let allowed = ALLOWED
                    .iter()
                    .any(|(name, allowed, _)| *name == one.name && allowed.contains(&literal.as_str()));
                let counted = text.lines().nth(line - 1).is_some_and(is_counted);
                if words.contains(&literal) && !allowed && !counted {
                    wrong
                        .entry(format!("{} {literal:?}", one.name))
                        .or_default()
                        .push(format!("{path}:{line}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "words of the prelude in Rust:\n{wrong:#?}");
}
