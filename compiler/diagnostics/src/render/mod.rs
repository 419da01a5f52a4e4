//! One renderer a format, each made from [`Problem`] alone.

#[cfg(any(feature = "rich", feature = "short"))]
mod excerpt;
#[cfg(feature = "json")]
pub mod json;
#[cfg(feature = "rich")]
pub mod rich;
#[cfg(feature = "short")]
pub mod short;
pub mod summary;
#[cfg(any(feature = "rich", feature = "short"))]
mod text;

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use crate::{Problem, Sources};

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
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 4] = [Format::Rich, Format::Short, Format::Plain, Format::Json];

    /// The word by which it is asked for.
    pub const fn word(self) -> &'static str {
        match self {
            Format::Rich => "rich",
            Format::Short => "short",
            Format::Plain => "plain",
            Format::Json => "json",
        }
    }

    /// Whether it is meant for people; these get the closing summary.
    pub const fn is_human(self) -> bool {
        !matches!(self, Format::Json)
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
        write!(f, "`{}` is no message format: it is one of rich, short, plain and json", self.0)
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

/// Prints `problems`, in the order in which they are given, as `format`.
///
/// # Errors
/// Those of `out`, and [`io::ErrorKind::Unsupported`] for a format that was left out of this build.
pub fn render(
    format: Format,
    problems: &[Problem],
    sources: &dyn Sources,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
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
        #[cfg(not(all(feature = "rich", feature = "short", feature = "json")))]
        other => Err(io::Error::new(
            io::ErrorKind::Unsupported,
            format!("the format {other} is not in this build"),
        )),
    }
}
