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
