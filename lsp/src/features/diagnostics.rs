//! The problems of a package as editors show them: one place, one text, related places.

use std::fmt::Write;

use annexa_core::source::{FileId, Place, Span};
use annexa_diagnostics::{Basis, Level, Problem};

use crate::Snapshot;

/// How many of the things that a problem counts are named.
const MAX_ITEMS: usize = 8;

/// A problem at a place of the package's own files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Where a person would mend it.
    pub place: Place,
    /// How bad it is.
    pub level: Level,
    /// The name of the problem; `None` for what keeps the package from being checked.
    pub name: Option<String>,
    /// What is wrong, and what to do.
    pub message: String,
    /// The other places that take part, with what is to be seen there.
    pub related: Vec<(Place, String)>,
}

/// The problems of the package: those of `annexa check`, in its order.
pub fn diagnostics(snapshot: &Snapshot) -> Vec<Diagnostic> {
    if snapshot.notices.is_empty() {
        return snapshot.problems().iter().map(|p| diagnostic(snapshot, p)).collect();
    }
    let notices = snapshot.notices.iter().map(|notice| Diagnostic {
        place: Place { file: snapshot.file(&notice.path).unwrap_or(MANIFEST), span: Span::at(0) },
        level: notice.level,
        name: None,
        message: notice.message.clone(),
        related: Vec::new(),
    });
    notices.collect()
}

/// The manifest is the first file of every model.
const MANIFEST: FileId = FileId(0);

/// One problem. What points into another package is told at the top of the manifest. Places that take part may lie in other
/// packages and in the standard library.
pub(crate) fn diagnostic(snapshot: &Snapshot, problem: &Problem) -> Diagnostic {
    let mut place = problem.primary.place;
    if !snapshot.is_own(place.file) {
        place = Place { file: MANIFEST, span: Span::at(0) };
    }
    let elsewhere = Some(&problem.primary).filter(|label| label.place != place);
    let related = elsewhere.into_iter().chain(&problem.related);
    Diagnostic {
        place,
        level: problem.level,
        name: Some(problem.name.to_string()),
        message: message(problem),
        related: related.map(|label| (label.place, label.text.clone())).collect(),
    }
}

/// The sentence; what is to be seen; what is counted; notes; help; what it rests on. Each on a line of its own.
fn message(problem: &Problem) -> String {
    let mut text = problem.message.clone();
    let label = &problem.primary.text;
    if !label.is_empty() && !text.contains(label.as_str()) {
        let _ = write!(text, "\n{label}");
    }
    if !problem.items.is_empty() {
        let named = &problem.items[..problem.items.len().min(MAX_ITEMS)];
        let _ = write!(text, "\n{}", named.join(", "));
        if problem.items.len() > named.len() {
            let _ = write!(text, " and {} more", problem.items.len() - named.len());
        }
    }
    for note in &problem.notes {
        let _ = write!(text, "\n{note}");
    }
    if let Some(help) = &problem.help {
        let _ = write!(text, "\nhelp: {help}");
    }
    if problem.basis != Basis::Language {
        let _ = write!(text, "\nbasis: {}", problem.basis.phrase());
        if let Some(clause) = &problem.clause {
            let _ = write!(text, ", {clause}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::testing::package;

    #[test]
    fn as_check_tells_them() {
        let text = "role ciso \"CISO\" { ownr: ciso }\nrole ciso \"Again\"\n";
        let (snapshot, file) = package(text);
        let found = diagnostics(&snapshot);
        assert_eq!(found.len(), snapshot.problems().len());
        let unknown = found.iter().find(|d| d.place.span.of(text) == "ownr").expect("the misspelt field");
        assert_eq!((unknown.place.file, unknown.level), (file, Level::Error));
        let twice = found.iter().find(|d| !d.related.is_empty()).expect("the name that stands twice");
        assert_eq!(twice.name.as_deref(), Some("duplicate-name"));
        assert_eq!(twice.related[0].0.span.of(text), "ciso");
    }

    #[test]
    fn nothing_is_said_twice() {
        let (snapshot, _) = package("soa s \"S\" for nowhere against iso27001 { include: A.99.1 }\n");
        for found in diagnostics(&snapshot) {
            let mut lines: Vec<&str> = found.message.lines().collect();
            let all = lines.len();
            lines.sort_unstable();
            lines.dedup();
            assert_eq!(lines.len(), all, "{}", found.message);
        }
    }
}
