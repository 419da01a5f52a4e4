//! What a check gave, as the renderers take it.

use std::borrow::Cow;

use crate::{Basis, Level, Problem, Section, SetAside};

/// What a check gave. The formats for people tell the problems; the machine formats also what was held back, and where
/// the package lies.
#[derive(Clone, Copy, Debug, Default)]
pub struct Report<'r> {
    /// What is told, in the order in which it is told.
    pub problems: &'r [Problem],
    /// What the package sets aside with `allow:`.
    pub set_aside: &'r [SetAside],
    /// What a baseline holds back.
    pub held_back: &'r [Problem],
    /// All that can be reported, in the order of the index.
    pub rules: &'r [Rule],
    /// The name of the package.
    pub package: &'r str,
    /// The folder of the package in the repository that it lies in, with `/` at its end; empty where they are the same.
    pub folder: &'r str,
    /// The version of the compiler.
    pub version: &'r str,
    /// The day about which it speaks, year-month-day.
    pub day: &'r str,
}

impl<'r> Report<'r> {
    /// Problems alone.
    pub fn of(problems: &'r [Problem]) -> Self {
        Report { problems, ..Report::default() }
    }

    /// A path of the package from the root of the repository. Another package's begins with `../`.
    pub fn path(&self, path: &str) -> String {
        let mut folders: Vec<&str> = self.folder.split('/').filter(|folder| !folder.is_empty()).collect();
        let mut rest = path;
        while let Some(outer) = rest.strip_prefix("../").filter(|_| !folders.is_empty()) {
            folders.pop();
            rest = outer;
        }
        folders.push(rest);
        folders.join("/")
    }
}

/// Something that can be reported: a kind of problem, or a rule of the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The name of its problems.
    pub name: String,
    /// One line about it.
    pub summary: String,
    /// The page about it, in Markdown.
    pub page: Cow<'static, str>,
    /// The level by itself.
    pub level: Level,
    /// What it rests on.
    pub basis: Basis,
    /// The clause or control, if there is one.
    pub clause: Option<String>,
    /// Where it stands in the index.
    pub section: Section,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_from_the_root_of_the_repository() {
        let report = Report { folder: "isms/nordic/", ..Report::default() };
        assert_eq!(report.path("policies/access.isms"), "isms/nordic/policies/access.isms");
        assert_eq!(report.path("../group/access.isms"), "isms/group/access.isms");
        assert_eq!(report.path("../../group/access.isms"), "group/access.isms");
        assert_eq!(report.path("../../../group/access.isms"), "../group/access.isms");
        assert_eq!(Report::default().path("access.isms"), "access.isms");
    }
}
