//! Small packages, built in memory.

#![allow(dead_code, clippy::unwrap_used, reason = "each test file uses what it needs, and may fail")]

use annexa_core::model::{Anchor, Model};
use annexa_core::time::{Date, parse_date};
use annexa_core::{Built, Input, build};
use annexa_diagnostics::{Problem, Sources};
use annexa_syntax::LineIndex;

/// The day of all tests.
pub fn day() -> Date {
    parse_date("2026-11-01").unwrap()
}

/// Builds a package of one file that stands on ISO/IEC 27001:2022.
pub fn package(text: &str) -> Built {
    let manifest = "[package]\nname = \"test\"\n\n[standards]\nmain = \"iso27001@2022\"\n";
    let input = Input {
        manifest: Some(manifest.into()),
        files: vec![("main.isms".into(), text.into())],
        ..Input::default()
    };
    build(input, &annexa_stdlib::files())
}

/// A problem in one line: its name, the text that it is about, its message, its help, and what its fix writes.
pub fn shown(model: &Model, problem: &Problem<Anchor>) -> String {
    let place = model.place(problem.primary.place);
    let text = model.files.text(place.file);
    let at = LineIndex::new(text).line_column(text, place.span.start);
    let mut line = format!("{}:{} {}: {}", at.line, at.column, problem.name, problem.message);
    if let Some(help) = &problem.help {
        line += &format!("; help: {help}");
    }
    for note in &problem.notes {
        line += &format!("; note: {note}");
    }
    for fix in &problem.fixes {
        let edits: Vec<String> = fix
            .edits
            .iter()
            .map(|e| format!("{} -> {}", model.files.slice(model.place(e.place)), e.text))
            .collect();
        line += &format!("; fix ({}): {}", fix.safety.word(), edits.join(", "));
    }
    line
}

/// The problems of a package, one line each.
pub fn problems(built: &Built) -> Vec<String> {
    built.problems.iter().map(|p| shown(&built.model, p)).collect()
}
