//! One renderer a format, each made from [`Problem`](crate::Problem) alone.

#[cfg(any(feature = "rich", feature = "short"))]
mod excerpt;
#[cfg(feature = "github")]
pub mod github;
#[cfg(feature = "gitlab")]
pub mod gitlab;
#[cfg(feature = "json")]
pub mod json;
#[cfg(feature = "junit")]
pub mod junit;
mod report;
#[cfg(feature = "rich")]
pub mod rich;
#[cfg(feature = "sarif")]
pub mod sarif;
#[cfg(feature = "short")]
pub mod short;
pub mod summary;
#[cfg(any(
    feature = "rich",
    feature = "short",
    feature = "github",
    feature = "gitlab",
    feature = "junit",
    feature = "sarif"
))]
mod text;

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

pub use report::{Report, Rule};

use crate::Sources;

/// How problems are printed: `--message-format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// With the author's lines, for people at a terminal.
    #[default]
    Rich,
    /// One line a problem.
    Short,
    /// With the author's lines, in ASCII without colour, for logs.
    Plain,
    /// One JSON object a line.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// A Code Quality report of GitLab.
    Gitlab,
    /// JUnit XML.
    Junit,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 8] = [
        Format::Rich,
        Format::Short,
        Format::Plain,
        Format::Json,
        Format::Sarif,
        Format::Github,
        Format::Gitlab,
        Format::Junit,
    ];

    /// The word by which it is asked for.
    pub const fn word(self) -> &'static str {
        match self {
            Format::Rich => "rich",
            Format::Short => "short",
            Format::Plain => "plain",
            Format::Json => "json",
            Format::Sarif => "sarif",
            Format::Github => "github",
            Format::Gitlab => "gitlab",
            Format::Junit => "junit",
        }
    }

    /// Whether it is meant for people; these get the closing summary.
    pub const fn is_human(self) -> bool {
        matches!(self, Format::Rich | Format::Short | Format::Plain)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The word is no format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFormat(pub String);

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = Format::ALL.map(Format::word);
        write!(f, "`{}` is no message format; the formats are {}", self.0, words.join(", "))
    }
}

impl std::error::Error for UnknownFormat {}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Format::ALL.into_iter().find(|f| f.word() == word).ok_or_else(|| UnknownFormat(word.to_owned()))
    }
}

/// What may be chosen about how problems look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Colour, in the rich format.
    pub color: bool,
    /// The width in columns to wrap and clip at; at least 40 is used.
    pub width: usize,
    /// How many counted things are named before "and 72 more".
    pub items: usize,
    /// The standard that the clauses of requirements belong to.
    pub standard: String,
}

impl Default for Options {
    fn default() -> Self {
        Options { color: false, width: 100, items: 12, standard: "ISO/IEC 27001:2022".to_owned() }
    }
}

/// Prints what a check gave as `format`; problems in the order in which they are given.
///
/// # Errors
/// Those of `out`, and [`io::ErrorKind::Unsupported`] for a format that was left out of this build.
pub fn render(
    format: Format,
    report: &Report<'_>,
    sources: &dyn Sources,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let problems = report.problems;
    let _ = (problems, sources, options, &out);
    match format {
        #[cfg(feature = "rich")]
        Format::Rich => rich::render(problems, sources, options, out),
        #[cfg(feature = "short")]
        Format::Short => short::render(problems, sources, out),
        #[cfg(feature = "short")]
        Format::Plain => short::render_plain(problems, sources, options, out),
        #[cfg(feature = "json")]
        Format::Json => json::render(problems, sources, out),
        #[cfg(feature = "sarif")]
        Format::Sarif => sarif::render(report, sources, options, out),
        #[cfg(feature = "github")]
        Format::Github => github::render(report, sources, options, out),
        #[cfg(feature = "gitlab")]
        Format::Gitlab => gitlab::render(report, sources, out),
        #[cfg(feature = "junit")]
        Format::Junit => junit::render(report, sources, options, out),
        #[cfg(not(all(
            feature = "rich",
            feature = "short",
            feature = "json",
            feature = "sarif",
            feature = "github",
            feature = "gitlab",
            feature = "junit"
        )))]
        other => Err(io::Error::new(
            io::ErrorKind::Unsupported,
            format!("the format {other} is not in this build"),
        )),
    }
}
