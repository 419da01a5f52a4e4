//! Problems as JUnit XML: a suite for each section of the index, a failed case for each error and warning.
//!
//! A hint is a case that passes and says the hint. A section without a problem has one case that passes, so that a package
//! without problems is a report of passed cases and no empty one.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::text::{one_line, told};
use super::{Options, Report};
use crate::index::Index;
use crate::{Level, Problem, Section, Sources};

/// Prints the report.
///
/// # Errors
/// Those of `out`, and what cannot be written as XML.
pub fn render(
    report: &Report<'_>,
    sources: &dyn Sources,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let index = Index::new(report.problems, sources);
    let mut junit = quick_junit::Report::new(match report.package {
        "" => "annexa",
        package => package,
    });
    for section in Section::ALL {
        let problems: Vec<&Problem> = report.problems.iter().filter(|p| p.section == section).collect();
        let looked_at = report.rules.iter().any(|rule| rule.section == section);
        if problems.is_empty() && !looked_at {
            continue;
        }
        let mut suite = TestSuite::new(section.title());
        if problems.is_empty() {
            let mut case = TestCase::new("no problems", TestCaseStatus::success());
            case.set_classname(section.word());
            suite.add_test_case(case);
        }
        suite.add_test_cases(problems.into_iter().map(|problem| case(problem, report, &index, options)));
        junit.add_test_suite(suite);
    }
    junit.serialize(&mut *out).map_err(io::Error::other)
}

/// Named by what the problem is known by, so that a history of runs finds it again; the line stands in the text.
fn case(problem: &Problem, report: &Report<'_>, index: &Index<'_>, options: &Options) -> TestCase {
    let file = index.file(problem.primary.place.file);
    let at = file.position(file.clamp(problem.primary.place.span).start);
    let path = report.path(file.path());
    let text = format!("{path}:{}:{}\n{}", at.line, at.column, told(problem, options));
    let status = match problem.level {
        Level::Hint => TestCaseStatus::success(),
        Level::Error | Level::Warning => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type(problem.level.word());
            status.set_message(one_line(&problem.message).as_ref());
            status.set_description(text.as_str());
            status
        }
    };
    let identity = &problem.identity;
    let mut name = format!("{} in {}", problem.name, identity.anchor);
    let sole = Some(problem.sole()).filter(|sole| *sole != identity.what);
    for more in sole.into_iter().chain([&*identity.what]).filter(|more| !more.is_empty()) {
        name.push_str(&format!(", {more}"));
    }
    if identity.nth > 1 {
        name.push_str(&format!(" ({})", identity.nth));
    }
    let mut case = TestCase::new(one_line(&name).as_ref(), status);
    case.set_classname(path);
    if problem.level == Level::Hint {
        case.set_system_out(text);
    }
    case
}
