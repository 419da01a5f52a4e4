//! The ways out that problems bring along, as actions of the editor.

use annexa_core::source::{FileId, Place, Span};
use annexa_diagnostics::{Fix, Safety};

use super::diagnostics::{Diagnostic, diagnostic};
use crate::Snapshot;

/// A way out of a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What it does, in the imperative.
    pub title: String,
    /// Whether it keeps the meaning, so that nobody has to look at the result.
    pub safe: bool,
    /// The problem that it mends.
    pub problem: Diagnostic,
    /// What is replaced, and with what. The places do not overlap.
    pub edits: Vec<(Place, String)>,
}

/// The ways out of the problems that touch `range` of `file`.
pub fn actions(snapshot: &Snapshot, file: FileId, range: Span) -> Vec<Action> {
    if !snapshot.notices.is_empty() {
        return Vec::new();
    }
    let mut actions = Vec::new();
    for problem in snapshot.problems() {
        let Place { file: at, span } = problem.primary.place;
        if at != file || span.start > range.end || range.start > span.end {
            continue;
        }
        for fix in problem.fixes.iter().filter(|fix| is_sound(snapshot, fix)) {
            let mut letters = fix.title.chars();
            let title = letters.next().map_or_else(String::new, |first| first.to_uppercase().collect())
                + letters.as_str();
            actions.push(Action {
                title,
                safe: fix.safety == Safety::Safe,
                problem: diagnostic(snapshot, problem),
                edits: fix.edits.iter().map(|e| (e.place, e.text.clone())).collect(),
            });
        }
    }
    actions
}

/// Whether all edits lie in the package's own texts, on whole characters, beside each other.
pub(super) fn is_sound(snapshot: &Snapshot, fix: &Fix) -> bool {
    let there = |place: Place| {
        snapshot.is_own(place.file) && snapshot.text(place.file).get(place.span.range()).is_some()
    };
    let mut places: Vec<_> =
        fix.edits.iter().map(|e| (e.place.file, e.place.span.start, e.place.span.end)).collect();
    places.sort_unstable();
    !fix.edits.is_empty()
        && fix.edits.iter().all(|e| there(e.place))
        && places.windows(2).all(|w| w[0].0 != w[1].0 || w[0].2 <= w[1].1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::testing::at_cursor;

    fn applied(marked: &str) -> Vec<(String, String)> {
        let (snapshot, file, cursor) = at_cursor(marked);
        let text = snapshot.text(file);
        let actions = actions(&snapshot, file, Span::at(cursor));
        let changed = actions.into_iter().map(|action| {
            let mut edits = action.edits;
            edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.span.start));
            let mut text = text.to_owned();
            for (place, with) in edits {
                text.replace_range(place.span.range(), &with);
            }
            (action.title, text)
        });
        changed.collect()
    }

    #[test]
    fn a_misspelt_name_is_mended() {
        let fixed = applied("role ciso \"CISO\"\nasset db \"Database\" { owner: cis‸oo }\n");
        assert_eq!(
            fixed,
            [(
                "Write `ciso`".to_owned(),
                "role ciso \"CISO\"\nasset db \"Database\" { owner: ciso }\n".to_owned()
            )]
        );
    }

    #[test]
    fn elsewhere_there_is_nothing() {
        assert_eq!(applied("role ci‸so \"CISO\"\nasset db \"Database\" { owner: cisoo }\n"), []);
    }
}
