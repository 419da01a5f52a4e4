//! Packages for tests: read from disk or given as text.
#![allow(dead_code, reason = "each test uses a part")]

use std::path::Path;

use annexa_analysis::{Analysis, Context};
use annexa_core::time::{Date, parse_date};
use annexa_core::{Built, Input};
use annexa_publish::{Format, Options, OutputFile};

/// The day of all tests.
pub fn day() -> Date {
    parse_date("2026-11-01").expect("a day")
}

/// The package in the folder `path` of the repository.
pub fn from_disk(path: &str) -> Built {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    let mut input = Input {
        manifest: std::fs::read_to_string(root.join("annexa.toml")).ok(),
        files: Vec::new(),
        ..Input::default()
    };
    walk(&root, &root, &mut input.files);
    assert!(!input.files.is_empty(), "no files in {}", root.display());
    annexa_core::build(input, &annexa_stdlib::files())
}

/// A package of one file against ISO/IEC 27001:2022.
pub fn from_text(text: &str) -> Built {
    let manifest = "[package]\nname = \"test\"\nlanguage = \"1\"\n[standards]\nmain = \"iso27001@2022\"\nalso = [\"gdpr@2016\"]\n";
    let input = Input {
        manifest: Some(manifest.into()),
        files: vec![("main.isms".into(), text.into())],
        ..Input::default()
    };
    annexa_core::build(input, &annexa_stdlib::files())
}

fn walk(root: &Path, dir: &Path, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(root, &path, files);
        } else if path.extension().is_some_and(|e| e == "isms")
            && let (Ok(relative), Ok(text)) = (path.strip_prefix(root), std::fs::read_to_string(&path))
        {
            files.push((relative.display().to_string(), text));
        }
    }
}

/// Does something with the analysis of a package.
pub fn analyse<T>(built: &Built, then: impl FnOnce(&Analysis<'_>) -> T) -> T {
    then(&Analysis::new(&built.model, Context { as_of: day() }))
}

/// All files of a package in all formats.
pub fn files(built: &Built) -> Vec<OutputFile> {
    let options = Options { formats: Format::ALL.to_vec(), ..Options::default() };
    analyse(built, |analysis| annexa_publish::build(analysis, &options))
}

/// The text of the file at `path`.
pub fn file(files: &[OutputFile], path: &str) -> String {
    let found = files.iter().find(|f| f.path == path);
    let found = found
        .unwrap_or_else(|| panic!("no {path} in {:?}", files.iter().map(|f| &f.path).collect::<Vec<_>>()));
    String::from_utf8(found.bytes.clone()).expect("UTF-8")
}
