//! Problems as a Code Quality report of GitLab: a JSON array, one object a problem.
//!
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use std::io::{self, Write};

use serde::Serialize;

use super::Report;
use super::text::sentences;
use crate::hidden::escaped;
use crate::index::Index;
use crate::{Level, Sources};

/// Prints the report.
///
/// # Errors
/// Those of `out`.
pub fn render(report: &Report<'_>, sources: &dyn Sources, out: &mut dyn Write) -> io::Result<()> {
    let index = Index::new(report.problems, sources);
    let violations: Vec<Violation<'_>> = report
        .problems
        .iter()
        .map(|problem| {
            let file = index.file(problem.primary.place.file);
            let bytes = file.clamp(problem.primary.place.span);
            Violation {
                description: sentences(problem),
                check_name: &problem.name,
                fingerprint: problem.fingerprint(),
                severity: match problem.level {
                    Level::Error => "critical",
                    Level::Warning => "minor",
                    Level::Hint => "info",
                },
                location: Location {
                    path: report.path(file.path()),
                    lines: Lines {
                        begin: file.position(bytes.start).line,
                        end: file.position(bytes.end).line,
                    },
                },
            }
        })
        .collect();
    writeln!(out, "{}", escaped(serde_json::to_string_pretty(&violations)?))
}

#[derive(Serialize)]
struct Violation<'p> {
    description: String,
    check_name: &'p str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

/// From 1.
#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}
