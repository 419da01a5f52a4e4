//! The auditor's walk: `tests/fjordlight-walk.md` takes one thing after the other away from `examples/fjordlight`, and the
//! compiler has to ask for it, with its clause. How the page is written stands at its beginning.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;

use annexa_analysis::what_if::{Supposition, edits};
use annexa_core::build;
use annexa_diagnostics::{Edit, Fix, Problem, Safety};
use annexa_tests::package::{Checked, Package, date, root};

/// The day of the walk.
const DAY: &str = "2026-11-30";
/// What asks for a document to be approved again.
const AGAIN: &[&str] = &["changed-since-approval", "changed-since-acceptance", "version-not-raised"];

/// The clauses of the standard that ask something.
const CLAUSES: &[&str] = &[
    "4.1", "4.2", "4.3", "4.4", "5.1", "5.2", "5.3", "6.1.1", "6.1.2", "6.1.3", "6.2", "6.3", "7.1", "7.2",
    "7.3", "7.4", "7.5.1", "7.5.2", "7.5.3", "8.1", "8.2", "8.3", "9.1", "9.2.1", "9.2.2", "9.3.1", "9.3.2",
    "9.3.3", "10.1", "10.2",
];

/// A change and what has to be found then.
struct Stop<'t> {
    clause: &'t str,
    line: usize,
    change: Vec<&'t str>,
    found: Vec<&'t str>,
}

/// The stops of the page, and the clauses of which it says that nothing is asked.
fn read(page: &str) -> (Vec<Stop<'_>>, BTreeSet<&str>) {
    let (mut stops, mut free) = (Vec::new(), BTreeSet::new());
    let mut clause = "";
    let mut change: Option<(usize, Vec<&str>)> = None;
    let mut lines = page.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        if let Some(heading) = line.strip_prefix("## ") {
            clause = heading.split_whitespace().next().unwrap_or("");
        }
        if line.starts_with("Nothing is asked") {
            free.insert(clause);
        }
        let Some(fence) = line.strip_prefix("```") else { continue };
        let block: Vec<&str> = lines.by_ref().map(|(_, l)| l).take_while(|l| *l != "```").collect();
        match fence {
            "change" => change = Some((index + 1, block)),
            "found" => {
                let (line, change) = change.take().expect("a change stands before what is found");
                stops.push(Stop { clause, line, change, found: block });
            }
            other => panic!("line {}: `{other}` is no block of the walk", index + 1),
        }
    }
    assert!(change.is_none(), "what is found stands behind each change");
    (stops, free)
}

/// The package without the declaration and what refers to it.
fn without(package: &Package, name: &str) -> Package {
    let model = build(package.input(), &annexa_stdlib::files()).model;
    let edits: Vec<Edit> = {
        let analysis = package.analysis(&model);
        let decl = model.find(name).unwrap_or_else(|| panic!("nothing is named `{name}`"));
        let edits = edits(&analysis, Supposition::Drop(decl)).into_iter();
        edits.map(|e| Edit { place: model.place(e.place), text: e.text }).collect()
    };
    let fix = Fix { title: String::new(), safety: Safety::Review, edits };
    package.fixed(
        &Checked { model, problems: Vec::new(), set_aside: Vec::new(), earlier: RefCell::default() },
        &[fix],
    )
}

/// The package with `old` replaced by `new` in a file, where it stands first.
fn replaced(package: &Package, path: &str, old: &[&str], new: &[&str]) -> Package {
    let mut changed = package.clone();
    let (_, text) =
        changed.files.iter_mut().find(|(p, _)| p == path).unwrap_or_else(|| panic!("no `{path}`"));
    let old = old.join("\n");
    assert!(text.contains(&old), "`{path}` does not hold:\n{old}");
    *text = text.replacen(&old, &new.join("\n"), 1);
    changed
}

fn changed(package: &Package, change: &[&str]) -> Package {
    let mut package = package.clone();
    let mut path = "";
    let (mut old, mut new): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for line in change.iter().copied().chain([""]) {
        if let Some(words) = line.strip_prefix('-') {
            if !new.is_empty() {
                package = replaced(&package, path, &old, &new);
                (old, new) = (Vec::new(), Vec::new());
            }
            old.push(words);
        } else if let Some(words) = line.strip_prefix('+') {
            new.push(words);
        } else {
            if !old.is_empty() {
                package = replaced(&package, path, &old, &new);
                (old, new) = (Vec::new(), Vec::new());
            }
            match line.split_once(' ') {
                Some(("drop", name)) => package = without(&package, name),
                Some(("in", file)) => path = file,
                Some(_) => panic!("`{line}` is no change"),
                None => {}
            }
        }
    }
    package
}

/// `error[climate-not-determined] 4.1: nothing says …`
fn told(problem: &Problem) -> String {
    let clause = problem.clause.as_deref().unwrap_or("");
    format!("{}[{}] {clause}: {}", problem.level.word(), problem.name, problem.message)
}

#[test]
fn the_walk() {
    let page = fs::read_to_string(root().join("tests/fjordlight-walk.md")).expect("the page is there");
    let (stops, free) = read(&page);
    let mut walked: BTreeSet<&str> = stops.iter().map(|s| s.clause).collect();
    walked.extend(&free);
    assert_eq!(walked, CLAUSES.iter().copied().collect(), "every clause is walked past, and no other");
    let mut package = Package::read(&root().join("examples/fjordlight"));
    package.as_of = date(DAY);
    let before: BTreeSet<String> = package.check().problems.iter().map(told).collect();
    assert!(before.iter().all(|line| !line.starts_with("error")), "{before:#?}");
    let mut failures = String::new();
    for stop in &stops {
        let checked = changed(&package, &stop.change).check();
        let new: Vec<(&Problem, String)> = checked
            .problems
            .iter()
            .map(|p| (p, told(p)))
            .filter(|(_, line)| !before.contains(line))
            .collect();
        let lines: Vec<&str> = new.iter().map(|(_, line)| line.as_str()).collect();
        let mut fail = |why: &str| {
            failures.push_str(&format!("line {}, {}: {why}; new are {lines:#?}\n", stop.line, stop.clause));
        };
        if stop.found == ["nothing"] {
            if new.iter().any(|(p, _)| !AGAIN.contains(&p.name.as_ref())) {
                fail("nothing is to be found");
            }
            continue;
        }
        for wanted in &stop.found {
            let (head, words) = wanted.split_once(": ").unwrap_or_else(|| panic!("`{wanted}` says no words"));
            let head = format!("{head}: ");
            if !lines.iter().any(|l| l.strip_prefix(&head).is_some_and(|message| message.contains(words))) {
                fail(&format!("`{wanted}` is not found"));
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
}
