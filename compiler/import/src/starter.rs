//! `annexa new`: a package made of the standard library's starter set and of answers to its questions.
//!
//! What is asked, what each answer decides and all texts are files: `stdlib/starter/README.md` says how they are written.
//! `interview` is the questions and how answers to them are read; `select` leaves out what the answers leave out, and
//! fills them in.

mod interview;
mod select;

use std::collections::BTreeMap;

use annexa_core::time::Date;
use annexa_syntax::format::format;

pub use interview::{Choice, Condition, Interview, Question, QuestionKind};

/// The answer to a yes-or-no question.
const YES: &str = "yes";
/// The answer to a yes-or-no question.
const NO: &str = "no";
/// The answer that stands for a text that was not given.
const NOTHING: &str = "none";

/// An answer, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A word of a choice, or a text.
    Words(String),
    /// A number.
    Number(u32),
    /// A day.
    Day(Date),
}

/// Answers by the keys of their questions.
pub type Answers = BTreeMap<String, Answer>;

/// The package that the answers make: paths and texts. `name` is the name of the package, in kebab-case.
///
/// # Errors
/// Where the starter set does not follow its own rules, or an answer is missing.
pub fn package(answers: &Answers, name: &str) -> Result<Vec<(String, String)>, String> {
    let mut files = Vec::new();
    for (path, text) in annexa_stdlib::starter_package() {
        let told = |fault: String| format!("{path}: {fault}");
        let is_source = path.ends_with(".isms");
        let kept = select::select(text, if is_source { "//" } else { "#" }, answers).map_err(told)?;
        let says = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
        if is_source && !kept.lines().any(says) {
            continue;
        }
        let mut filled = select::fill(&kept, answers, name).map_err(told)?;
        if is_source {
            let laid_out = format(&filled).map_err(|_| told("cannot be laid out".to_owned()))?;
            filled = laid_out.text(&filled).to_owned();
        }
        files.push((path.to_owned(), filled));
    }
    Ok(files)
}
