//! The site: every link leads somewhere, nothing is asked of anybody, words stay words, and every field is told.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use annexa_core::source::PackageId;
use annexa_core::{Built, schema::FieldId};
use annexa_publish::{Format, Options, OutputFile};
use common::{analyse, file, from_disk, from_text};
use quick_xml::Reader;
use quick_xml::events::Event;

fn built(built: &Built, format: Format) -> Vec<OutputFile> {
    let options = Options { formats: vec![format], ..Options::default() };
    analyse(built, |analysis| annexa_publish::build(analysis, &options))
}

fn site(package: &Built) -> Vec<OutputFile> {
    built(package, Format::Html)
}

/// A tag's name and its attributes.
type Tag = (String, BTreeMap<String, String>);

const VOID: [&str; 7] = ["meta", "link", "input", "br", "wbr", "hr", "img"];

/// The tags of a page with their attributes. Panics where they are not closed in order.
fn tags(path: &str, text: &str) -> Vec<Tag> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut open: Vec<String> = Vec::new();
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap_or_else(|e| panic!("{path}: {e}")) {
            Event::Start(tag) => {
                let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
                let attributes: BTreeMap<String, String> = tag
                    .html_attributes()
                    .map(|a| a.unwrap_or_else(|e| panic!("{path}: {name}: {e}")))
                    .map(|a| {
                        let key = String::from_utf8_lossy(a.key.as_ref()).into_owned();
                        let value =
                            String::from_utf8_lossy(&a.value).replace("&quot;", "\"").replace("&amp;", "&");
                        (key, value)
                    })
                    .collect();
                if !VOID.contains(&name.as_str()) {
                    open.push(name.clone());
                }
                found.push((name, attributes));
            }
            Event::End(tag) => {
                let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
                assert_eq!(open.pop(), Some(name), "{path}");
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "{path}: {open:?}");
    found
}

fn pages(files: &[OutputFile]) -> Vec<(String, Vec<Tag>)> {
    let pages = files.iter().filter(|f| f.path.ends_with(".html"));
    pages
        .map(|f| {
            let text = std::str::from_utf8(&f.bytes).expect("UTF-8");
            (f.path.clone(), tags(&f.path, text))
        })
        .collect()
}

/// The path that `href` leads to from `page`, and what stands behind `#`.
fn target(page: &str, href: &str) -> (String, String) {
    let (path, part) = href.split_once('#').unwrap_or((href, ""));
    if path.is_empty() {
        return (page.to_string(), part.to_string());
    }
    let mut steps: Vec<&str> = page.split('/').collect();
    steps.pop();
    for step in path.split('/') {
        match step {
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    (steps.join("/"), part.to_string())
}

fn check(package: &Built) {
    let files = site(package);
    let pages = pages(&files);
    let paths: BTreeSet<&str> = files.iter().map(|f| f.path.as_str()).collect();
    let mut ids: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (path, tags) in &pages {
        let of = ids.entry(path).or_default();
        for id in tags.iter().filter_map(|(_, a)| a.get("id")) {
            assert!(of.insert(id), "{path} has `{id}` twice");
        }
    }
    let mut links = 0;
    for (path, tags) in &pages {
        for (tag, attributes) in tags {
            assert!(
                attributes.keys().all(|key| !key.starts_with("on") && key != "style"),
                "{path}: {attributes:?}"
            );
            for key in ["href", "src", "action"] {
                let Some(to) = attributes.get(key).filter(|to| *to != "data:,") else { continue };
                if ["http://", "https://", "mailto:"].iter().any(|scheme| to.starts_with(scheme)) {
                    assert_eq!((tag.as_str(), key), ("a", "href"), "{path} asks for {to}");
                    continue;
                }
                let (file, part) = target(path, to);
                assert!(paths.contains(file.as_str()), "{path} leads to {to}, which is not there");
                let has = || ids.get(file.as_str()).is_some_and(|ids| ids.contains(part.as_str()));
                assert!(part.is_empty() || has(), "{path} leads to {to}, of which the page has no part");
                links += 1;
            }
            if let Some(of) = attributes.get("for") {
                assert!(ids[path.as_str()].contains(of.as_str()), "{path}: a label for {of}");
            }
        }
        let count = |name: &str| tags.iter().filter(|(tag, _)| tag == name).count();
        assert_eq!((count("h1"), count("main")), (1, 1), "{path}");
        assert_eq!(count("table"), count("caption") + of_authors(tags), "{path}: tables without a caption");
    }
    assert!(links > 100, "{links}");
    assert_eq!(files, site(package), "the same bytes");
}

/// How many tables are the authors' own.
fn of_authors(tags: &[Tag]) -> usize {
    tags.iter()
        .filter(|(tag, a)| tag == "div" && a.get("aria-label").is_some_and(|l| l.starts_with("Table")))
        .count()
}

#[test]
fn every_link_has_its_target_and_nothing_is_asked_of_anybody() {
    for path in ["examples/fjordlight", "examples/tour", "tests/packages/clean", "tests/packages/own-kind"] {
        check(&from_disk(path));
    }
    let home = file(&site(&from_disk("examples/fjordlight")), "site/index.html");
    assert!(home.len() < 100_000, "{}", home.len());
    assert!(home.contains("effective"), "the bars say in words what they show");
}

const SMALL: &str = r#"
organization acme "Acme" { language: "en" }
person ann "Ann"
role boss "Boss" { holder: ann }
asset app "App" { category: system  owner: boss }
scope all "All we do" { includes: app }
risk-method m "Method" {
    likelihood: rare, likely
    consequence: mild, harsh
    level: low from 1
    level: high from 3
    acceptable: low
}
risk fire "Fire" { assets: app  owner: boss  inherent: likely with harsh  residual: rare with mild  treat: modify with A.5.1 by boss }
kind drill "Drill" is owned { held-on?: date  tells*: prose }
drill first "First drill" { owner: boss  held-on: 2026-10-01  tells: "It went *well*" }
policy base "Base" { statement told "Told" { """Everybody is told every {how-often}.""" } param how-often "How often" { default: 12 months } }
policy top "Top policy" extends base {
    owner: boss
    approver: boss
    set: how-often to 6 months
    """
    ## Purpose

    We keep {app} *safe*; see [the risk]({fire}).

    - here
    - there
    """
    statement s1 "Do it" { """It MUST be done by {boss}.""" implements: A.5.1  carried-out-by: boss  status: implemented }
}
soa s "S" for all against iso27001 { include: A.* }
"#;

#[test]
fn a_policy_as_it_is_read() {
    let package = from_text(SMALL);
    check(&package);
    let files = site(&package);
    let paths: Vec<&str> =
        files.iter().map(|f| f.path.as_str()).filter(|p| !p.contains("control/A-")).collect();
    insta::assert_snapshot!("paths", paths.join("\n"));
    // One tag a line, so that a difference can be read.
    let lines = |path: &str| file(&files, path).replace('>', ">\n").replace('<', "\n<").replace("\n\n", "\n");
    insta::assert_snapshot!("policy", lines("site/policy/top.html"));
    insta::assert_snapshot!("control", lines("site/control/A-5-1.html"));
    insta::assert_snapshot!("register", lines("site/register/drill.html"));
    let md = built(&package, Format::Markdown);
    insta::assert_snapshot!("policy_md", file(&md, "policy/top.md"));
    insta::assert_snapshot!("risks_md", file(&md, "register/risk.md"));
    insta::assert_snapshot!("agenda_md", file(&md, "register/agenda.md"));
    insta::assert_snapshot!("policy_json", file(&built(&package, Format::Json), "policy/top.json"));
    insta::assert_snapshot!(
        "drills_csv",
        file(&built(&package, Format::Csv), "register/drill.csv").replace("\r\n", "\n")
    );
}

#[test]
fn what_is_not_approved_says_so_on_its_page() {
    let files = site(&from_text(SMALL));
    for path in ["site/policy/top.html", "site/s.html", "site/control/A-5-1.html"] {
        let page = file(&files, path);
        assert!(page.contains("<strong>Draft</strong>"), "{path}");
        assert!(page.contains("class=\"watermark\""), "{path}: on paper too");
    }
    let register = file(&files, "site/register/drill.html");
    assert!(!register.contains(">Draft<"), "nobody is asked to approve a list");
}

#[test]
fn what_is_inherited_has_the_values_of_the_document_that_is_read() {
    let page = file(&site(&from_text(SMALL)), "site/policy/top.html");
    assert!(page.contains("Everybody is told every 6 months."), "{page}");
    assert!(page.contains("inherited from "), "{page}");
    let base = file(&site(&from_text(SMALL)), "site/policy/base.html");
    assert!(base.contains("Everybody is told every 12 months."), "{base}");
}

#[test]
fn hostile_words_stay_words() {
    let evil = "<script>alert(1)</script><img src=x onerror=alert(2)>&\u{202E}' \\\" }-->";
    let text = SMALL
        .replace("\"Top policy\"", &format!("\"{evil}\""))
        .replace("\"First drill\"", &format!("\"{evil}\""))
        .replace("\"Fire\"", &format!("\"{evil}\""))
        .replace(
            "## Purpose",
            &format!(
                "## {}\n\n    <iframe src=\"https://example.org\"></iframe> [x](javascript:alert(1)) `{}`",
                evil.replace("\\\"", ""),
                "<b>"
            ),
        );
    let package = from_text(&text);
    check(&package);
    let known: BTreeSet<String> =
        pages(&site(&from_text(SMALL))).into_iter().flat_map(|(_, t)| t).map(|(t, _)| t).collect();
    for (path, tags) in pages(&site(&package)) {
        for (tag, attributes) in tags {
            // A long word may be broken.
            assert!(known.contains(&tag) || tag == "wbr", "{path} has <{tag}>");
            assert!(tag != "script" || attributes.contains_key("src"), "{path}");
            assert!(!attributes.get("href").is_some_and(|to| to.contains("javascript")), "{path}");
        }
    }
    let index = file(&site(&package), "site/search-index.js");
    assert_eq!(index.lines().count(), 1);
    let list =
        index.strip_prefix("window.annexaIndex = ").and_then(|i| i.strip_suffix(";\n")).expect("a list");
    let list: serde_json::Value = serde_json::from_str(list).expect("JSON");
    assert!(list.as_array().is_some_and(|l| l.len() > 90));
}

#[test]
fn the_agenda_tells_what_is_still_to_be_done() {
    let text = r#"
role boss "Boss" { holder: "Ann" }
supplier late "Late" { assessed: 2024-01-01 by boss }
supplier caught-up "Caught up" { assessed: 2024-01-01 by boss  assessed: 2026-06-01 by boss }
evidence old "Old" { collected: 2026-01-01 by boss  valid: for 30 days }
evidence renewed "Renewed" { collected: 2026-01-01 by boss  seen: 2026-10-20 by boss  valid: for 30 days }
action open-one "Open" { owner: boss  deadline: 2026-10-01 }
action done-one "Done" { owner: boss  deadline: 2026-10-01  status: done  completed: 2026-09-30 }
action to-come "To come" { owner: boss  deadline: 2026-12-01 }
audit missed "Missed" { planned: 2026-09-01 }
audit held "Held" { planned: 2026-09-01  performed: 2026-09-02 }
"#;
    let package = from_text(text);
    let agenda = file(&built(&package, Format::Csv), "register/agenda.csv");
    let names = |section: &str| -> BTreeSet<String> {
        let mut reader = csv::Reader::from_reader(agenda.as_bytes());
        let rows = reader.records().map(|r| r.expect("a row"));
        rows.filter(|r| r.iter().any(|c| c == section)).map(|r| r[1].to_owned()).collect()
    };
    let set = |names: &[&str]| names.iter().map(|n| n.to_string()).collect::<BTreeSet<String>>();
    assert_eq!(names("late"), set(&["Late", "Old", "Open", "Missed"]), "{agenda}");
    assert_eq!(names("ahead"), set(&["To come", "Renewed"]), "{agenda}");
}

/// Of each kind, the fields that a declaration of the package says, and those that its register tells.
fn untold(package: &Built) -> (usize, Vec<String>) {
    let model = &package.model;
    let options = Options::default();
    analyse(package, |analysis| {
        let documents = annexa_publish::documents(analysis, &options);
        let (mut said, mut untold) = (0, Vec::new());
        for decl in model.decls().filter(|d| d.package() == PackageId::MAIN) {
            let register = documents.iter().find(|d| d.lists == Some(decl.kind())).expect("a register");
            let table = &register.tables[0];
            let row = table.rows.iter().find(|r| r.key == decl.path()).expect("a row");
            for phrase in decl.entries().filter(|p| p.field() != FieldId::HEAD) {
                let field = model.schema.field(phrase.field()).expect("a field");
                let key = model.names.text(field.name);
                let cell = table.column(key).and_then(|c| row.cells.get(c));
                said += 1;
                let place = model.place(phrase.anchor());
                let knows = |c: &annexa_publish::document::Cell| c.sources.iter().any(|s| s.place == place);
                if cell.is_none_or(|c| c.content.plain().is_empty() || !knows(c)) {
                    untold.push(format!("{}.{key}", decl.path()));
                }
            }
            for (part, cell) in model
                .schema
                .kind(decl.kind())
                .into_iter()
                .flat_map(|k| &k.head)
                .map(|part| (part, table.column(part.prep.word()).and_then(|c| row.cells.get(c))))
            {
                if decl.head(part.prep).next().is_some() && cell.is_none_or(|c| c.content.is_empty()) {
                    untold.push(format!("{} {}", decl.path(), part.prep.word()));
                }
            }
        }
        (said, untold)
    })
}

#[test]
fn every_field_of_every_kind_is_told_with_its_line() {
    for path in ["examples/fjordlight", "examples/tour", "tests/packages/clean", "tests/packages/own-kind"] {
        let (said, untold) = untold(&from_disk(path));
        assert!(said > 10, "{path}: {said}");
        assert!(untold.is_empty(), "{path}: {untold:#?}");
    }
}
