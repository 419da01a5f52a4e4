//! What a check looks at, where it does not look at everything: sections of the index, and problems by their names.

use annexa_core::model::Model;
use annexa_core::suggest;
use annexa_diagnostics::{Level, Problem, Section};

use crate::{problems, rules};

/// What is looked at. What is not is not worked out either.
#[derive(Clone, Debug, Default)]
pub struct Only {
    /// Whole sections.
    sections: Vec<Section>,
    /// Single problems, each with the section that it is in.
    names: Vec<(String, Section)>,
}

impl Only {
    /// Reads words such as `coverage` and `stale-evidence`.
    ///
    /// # Errors
    /// Says what is wrong with a word that is neither a section nor a problem that the compiler or a rule finds.
    pub fn new(model: &Model, words: &[String]) -> Result<Only, String> {
        let mut only = Only::default();
        for word in words {
            if let Some(section) = Section::ALL.into_iter().find(|s| s.word() == word) {
                only.sections.push(section);
                continue;
            }
            let section = problems::kind(word).map(|k| k.section);
            match section.or_else(|| rules::named(model, word).map(rules::section)) {
                Some(section) => only.names.push((word.clone(), section)),
                None => return Err(unknown(model, word)),
            }
        }
        Ok(only)
    }

    /// Whether something of `section` is looked at.
    pub(crate) fn runs(&self, section: Section) -> bool {
        self.sections.contains(&section) || self.names.iter().any(|(_, s)| *s == section)
    }

    /// Whether the problem is told. What cannot be read always is, for nothing can be said about it.
    pub(crate) fn tells<P>(&self, problem: &Problem<P>) -> bool {
        self.sections.contains(&problem.section)
            || self.names.iter().any(|(name, _)| *name == problem.name)
            || (problem.section == Section::Language && problem.level == Level::Error)
    }
}

fn unknown(model: &Model, word: &str) -> String {
    let sections = Section::ALL.map(|s| s.word());
    let names: Vec<String> = problems::index(model).into_iter().map(|e| e.name).collect();
    let all = sections.iter().copied().chain(names.iter().map(String::as_str));
    match suggest::by_spelling(word, all) {
        Some(near) => format!("no section or problem is called `{word}`; did you mean `{near}`?"),
        None => format!("no section or problem is called `{word}`; the sections are {}", sections.join(", ")),
    }
}
