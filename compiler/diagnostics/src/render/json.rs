//! Problems for programs: one JSON object a line.
//!
//! Lines and columns count from 1, columns in characters; ends are the place after the last character. The order of the
//! keys is part of the format.

use std::io::{self, Write};

use serde::Serialize;

use crate::hidden::escaped;
use crate::index::Index;
use crate::{Fix, Label, Place, Problem, Safety, Sources};

/// Prints one object for each problem, in the order in which they are given.
///
/// # Errors
/// Those of `out`.
pub fn render(problems: &[Problem], sources: &dyn Sources, out: &mut dyn Write) -> io::Result<()> {
    let index = Index::new(problems, sources);
    for problem in problems {
        let line = escaped(serde_json::to_string(&Object::new(problem, &index))?);
        writeln!(out, "{line}")?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Object<'p> {
    name: &'p str,
    level: &'static str,
    basis: &'static str,
    clause: Option<&'p str>,
    message: &'p str,
    #[serde(flatten)]
    place: At<'p>,
    label: &'p str,
    items: &'p [String],
    related: Vec<Related<'p>>,
    notes: &'p [String],
    help: Option<&'p str>,
    fixes: Vec<Way<'p>>,
    section: &'static str,
    /// What the problem is known by from run to run.
    anchor: &'p str,
    about: &'p [String],
    fingerprint: String,
}

/// A place as programs and people count.
#[derive(Serialize)]
struct At<'p> {
    file: &'p str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct Related<'p> {
    #[serde(flatten)]
    place: At<'p>,
    message: &'p str,
}

#[derive(Serialize)]
struct Way<'p> {
    title: &'p str,
    safe: bool,
    safety: &'static str,
    edits: Vec<Change<'p>>,
}

#[derive(Serialize)]
struct Change<'p> {
    #[serde(flatten)]
    place: At<'p>,
    /// Bytes of the file.
    start: usize,
    end: usize,
    text: &'p str,
}

impl<'p> Object<'p> {
    fn new(problem: &'p Problem, index: &'p Index<'_>) -> Self {
        Object {
            name: &problem.name,
            level: problem.level.word(),
            basis: problem.basis.word(),
            clause: problem.clause.as_deref(),
            message: &problem.message,
            place: At::new(problem.primary.place, index),
            label: &problem.primary.text,
            items: &problem.items,
            related: problem
                .related
                .iter()
                .map(|label: &Label| Related { place: At::new(label.place, index), message: &label.text })
                .collect(),
            notes: &problem.notes,
            help: problem.help.as_deref(),
            fixes: problem.fixes.iter().map(|fix| Way::new(fix, index)).collect(),
            section: problem.section.word(),
            anchor: &problem.identity.anchor,
            about: &problem.about,
            fingerprint: problem.fingerprint(),
        }
    }
}

impl<'p> At<'p> {
    fn new(place: Place, index: &'p Index<'_>) -> Self {
        let file = index.file(place.file);
        let bytes = file.clamp(place.span);
        let (start, end) = (file.position(bytes.start), file.position(bytes.end));
        At {
            file: file.path(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }
}

impl<'p> Way<'p> {
    fn new(fix: &'p Fix, index: &'p Index<'_>) -> Self {
        let edits = fix.edits.iter().map(|edit| {
            let bytes = index.file(edit.place.file).clamp(edit.place.span);
            Change { place: At::new(edit.place, index), start: bytes.start, end: bytes.end, text: &edit.text }
        });
        Way {
            title: &fix.title,
            safe: fix.safety == Safety::Safe,
            safety: fix.safety.word(),
            edits: edits.collect(),
        }
    }
}
