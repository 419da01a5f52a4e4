//! The pages of `annexa explain`: every problem has one, its wrong examples give the problem, its mended ones do not.

mod common;

use annexa_checks::{explain, problems};
use annexa_core::{Input, PackageInput};
use annexa_formats::data::{DataFile, DataFiles};

/// One example of a page: a manifest, if it has one of its own, files of the lock, a file, and the packages that it
/// stands on. What a `console` block approves is the example before it, which is none of its own.
struct Example {
    manifest: Option<String>,
    lock: Vec<(String, String)>,
    text: String,
    packages: Vec<PackageInput>,
    data: DataFiles,
}

/// The examples below the heading `## title`.
fn examples(page: &str, title: &str) -> Vec<Example> {
    let heading = format!("## {title}");
    let mut lines = page.lines().skip_while(|l| *l != heading).skip(1);
    let mut examples = Vec::new();
    let mut manifest = None;
    let mut packages: Vec<PackageInput> = Vec::new();
    let mut lock: Vec<(String, String)> = Vec::new();
    let mut data = DataFiles::default();
    while let Some(line) = lines.next() {
        if line.starts_with("## ") {
            break;
        }
        let Some(language) = line.strip_prefix("```").filter(|l| !l.is_empty()) else {
            continue;
        };
        let text: String = lines.by_ref().take_while(|l| *l != "```").map(|l| format!("{l}\n")).collect();
        // `annexa file=../group/policies.isms`: a file of another package.
        if let Some((language, path)) = language.split_once(" file=") {
            if path.starts_with(annexa_core::lock::FOLDER) {
                lock.push((path.to_owned(), text));
                continue;
            }
            if language == "csv" {
                data.0.insert(path.into(), DataFile::read(path, text.as_bytes()).into());
                continue;
            }
            let (folder, path) = path.rsplit_once('/').unwrap_or(("", path));
            if packages.last().is_none_or(|p| p.folder != folder) {
                packages.push(PackageInput { folder: folder.into(), ..PackageInput::default() });
            }
            match packages.last_mut() {
                Some(package) if language == "toml" => package.manifest = Some(text),
                Some(package) => package.files.push((path.into(), text)),
                None => {}
            }
            continue;
        }
        match language {
            "toml" => manifest = Some(text),
            "annexa" => {
                let (manifest, packages) = (manifest.take(), std::mem::take(&mut packages));
                examples.push(Example {
                    manifest,
                    lock: std::mem::take(&mut lock),
                    text,
                    packages,
                    data: std::mem::take(&mut data),
                });
            }
            "console" => {
                let before = input("", &examples.pop().expect("an example before the commands"));
                lock = before.lock.clone();
                for command in text.lines().filter_map(|l| l.strip_prefix("$ ")) {
                    lock = annexa_tests::lock::run(&Input { lock, ..before.clone() }, command);
                }
                packages = before.packages;
                manifest = before.manifest;
            }
            other => panic!("a block of `{other}`"),
        }
    }
    examples
}

/// The text of an example; those of two limits are cut short on their page.
fn grown(name: &str, text: &str) -> String {
    match name {
        "too-deep" => text.replace("((((1))))", &format!("{}1{}", "(".repeat(300), ")".repeat(300))),
        "too-large" => text.replace("megabytes more\n", &"megabytes more\n// ".repeat(23_000_000)),
        _ => text.to_string(),
    }
}

fn input(name: &str, example: &Example) -> Input {
    let text = grown(name, &example.text);
    let manifest = example.manifest.as_deref().unwrap_or(common::MANIFEST);
    let files = vec![("main.isms".into(), text)];
    let packages = example.packages.clone();
    let lock = example.lock.clone();
    Input { manifest: Some(manifest.into()), files, lock, packages, ..Input::default() }
}

fn check(name: &str, example: &Example) -> common::Found {
    common::checked_with(input(name, example), &example.data, false)
}

#[test]
fn every_problem_has_a_page_and_every_page_a_problem() {
    let model = annexa_core::build(
        Input { manifest: Some(common::MANIFEST.to_owned()), ..Input::default() },
        &annexa_stdlib::files(),
    )
    .model;
    let index = problems::index(&model);
    let mut names: Vec<&str> = index.iter().map(|k| k.name.as_str()).collect();
    assert!(index.iter().all(|k| !k.summary.is_empty()), "a line of the index says nothing");
    names.sort_unstable();
    assert_eq!(names, explain::names());
    names.dedup();
    assert_eq!(names.len(), index.len(), "two kinds have one name");
}

#[test]
fn pages_have_their_parts() {
    for name in explain::names() {
        let page = explain::page(name).unwrap();
        assert!(page.starts_with(&format!("# {name}\n\n")), "{name}: the heading");
        let parts: Vec<&str> = page.lines().filter(|l| l.starts_with("## ")).collect();
        let expected = ["## Wrong", "## Mended", "## Why", "## Settings"];
        assert!(parts.len() >= 3 && expected.starts_with(&parts), "{name}: {parts:?}");
    }
}

#[test]
fn wrong_examples_give_the_problem() {
    let mut faults = String::new();
    for name in explain::names() {
        let examples = examples(explain::page(name).unwrap(), "Wrong");
        if examples.is_empty() {
            faults.push_str(&format!("{name}: no example\n"));
        }
        for example in examples {
            let found = check(name, &example);
            if found.named(name).is_empty() {
                faults.push_str(&format!("{name}: not found in\n{}\n{}\n", example.text, found.shown()));
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn mended_examples_do_not_give_the_problem() {
    let mut faults = String::new();
    for name in explain::names() {
        let examples = examples(explain::page(name).unwrap(), "Mended");
        if examples.is_empty() {
            faults.push_str(&format!("{name}: no example\n"));
        }
        for example in examples {
            let found = check(name, &example);
            if !found.named(name).is_empty() {
                faults.push_str(&format!("{name}: still found in\n{}\n{}\n", example.text, found.shown()));
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}
