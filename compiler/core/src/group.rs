//! One mistake is told once: a name that nothing has, written in twenty places, is one problem with twenty places.

use annexa_diagnostics::{Label, Problem, ProblemKind};
use rustc_hash::FxHashMap;

use crate::model::Anchor;
use crate::problems;

/// The kinds whose message tells the mistake: equal messages are the same one, made again.
static REPEATED: &[&ProblemKind] = &[
    &problems::UNKNOWN_NAME,
    &problems::UNKNOWN_FIELD,
    &problems::UNKNOWN_VALUE,
    &problems::UNKNOWN_KIND,
    &problems::UNKNOWN_STANDARD,
    &problems::UNKNOWN_EDITION,
    &problems::UNKNOWN_CONTROL,
    &problems::OTHER_EDITION_CONTROL,
    &problems::AMBIGUOUS_CONTROL,
    &problems::DANGLING_PROSE_REFERENCE,
    &problems::OFF_SCALE,
];

/// Joins the problems that are one mistake: the first place stays the primary one, the others stand beside it, and a fix
/// mends them all.
pub(crate) fn same_mistakes(problems: Vec<Problem<Anchor>>) -> Vec<Problem<Anchor>> {
    let mut kept: Vec<Problem<Anchor>> = Vec::with_capacity(problems.len());
    let mut first: FxHashMap<(String, String), usize> = FxHashMap::default();
    for problem in problems {
        if !REPEATED.iter().any(|k| k.name == problem.name) {
            kept.push(problem);
            continue;
        }
        let key = (problem.name.to_string(), problem.message.clone());
        let Some(at) = first.get(&key).copied() else {
            first.insert(key, kept.len());
            kept.push(problem);
            continue;
        };
        let earlier = &mut kept[at];
        let text = "and here".to_string();
        earlier.related.push(Label { place: problem.primary.place, text });
        for item in problem.items {
            if !earlier.items.contains(&item) {
                earlier.items.push(item);
            }
        }
        for fix in problem.fixes {
            if let Some(same) = earlier.fixes.iter_mut().find(|f| f.title == fix.title) {
                same.edits.extend(fix.edits);
            }
        }
    }
    kept
}
