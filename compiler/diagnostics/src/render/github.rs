//! Problems as annotations of GitHub Actions: one workflow command a problem, on the line where it stands.
//!
//! GitHub shows the first ten errors, ten warnings and ten notices of a step beside the lines; all of them stand in the
//! log. <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>

use std::io::{self, Write};

use super::text::told;
use super::{Options, Report};
use crate::index::Index;
use crate::{Level, Sources};

/// Prints one command for each problem, in the order in which they are given.
///
/// # Errors
/// Those of `out`.
pub fn render(
    report: &Report<'_>,
    sources: &dyn Sources,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let index = Index::new(report.problems, sources);
    for problem in report.problems {
        let file = index.file(problem.primary.place.file);
        let bytes = file.clamp(problem.primary.place.span);
        let (start, end) = (file.position(bytes.start), file.position(bytes.end));
        let command = match problem.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Hint => "notice",
        };
        write!(
            out,
            "::{command} file={},line={},endLine={},col={}",
            property(&report.path(file.path())),
            start.line,
            end.line,
            start.column,
        )?;
        // Over several lines columns say nothing.
        if start.line == end.line {
            write!(out, ",endColumn={}", end.column)?;
        }
        writeln!(out, ",title={}::{}", property(&problem.name), data(&told(problem, options)))?;
    }
    Ok(())
}

/// What stands behind the two colons.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What stands behind an equals sign.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_or_a_property() {
        assert_eq!(data("5 %\r\n::error::x"), "5 %25%0D%0A::error::x");
        assert_eq!(property("a,b:c%\n"), "a%2Cb%3Ac%25%0A");
    }
}
