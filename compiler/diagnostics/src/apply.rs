//! Applying fixes to texts, and showing what they would change.

use std::collections::BTreeMap;

use crate::{Edit, FileId, Fix, Sources};

/// What came of applying fixes.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Applied {
    /// The files whose text is different now, by path.
    pub files: Vec<Changed>,
    /// Which fixes were carried out, by their place in the list.
    pub done: Vec<usize>,
    /// The others, each with why not.
    pub skipped: Vec<Skipped>,
}

/// A file with its new text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The file.
    pub file: FileId,
    /// The path, as it is shown.
    pub path: String,
    /// The new text.
    pub text: String,
}

/// A fix that was left out as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its place in the list.
    pub fix: usize,
    /// Why.
    pub reason: Reason,
}

/// Why a fix was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It has the same edits as the earlier fix of this number, which was carried out.
    Same(usize),
    /// It changes text that the earlier fix of this number changes, or text right beside it: check again, then fix again.
    Touches(usize),
    /// Two of its own edits overlap, or one lies outside of the text or inside a character.
    Unsound,
}

/// Carries out `fixes` in their order. A fix is carried out as a whole or, where it touches an earlier one, not at all: each
/// was thought out for the text as it stands, and what stands right beside it may be the rest of a word. Inside one fix,
/// edits may touch, and insertions at one place keep their order.
pub fn apply(fixes: &[Fix], sources: &dyn Sources) -> Applied {
    let mut applied = Applied::default();
    let mut files: BTreeMap<FileId, Edits<'_>> = BTreeMap::new();
    for (number, fix) in fixes.iter().enumerate() {
        let verdict = if sound(fix, sources) { earlier(fix, fixes, &files) } else { Some(Reason::Unsound) };
        if let Some(reason) = verdict {
            applied.skipped.push(Skipped { fix: number, reason });
            continue;
        }
        applied.done.push(number);
        for (order, edit) in fix.edits.iter().enumerate() {
            let span = edit.place.span;
            files.entry(edit.place.file).or_default().insert((span.start, span.end, number, order), edit);
        }
    }
    for (file, edits) in files {
        let old = sources.text(file);
        let text = rewritten(old, &edits);
        if text != old {
            applied.files.push(Changed { file, path: sources.path(file).to_owned(), text });
        }
    }
    applied.files.sort_by(|a, b| a.path.cmp(&b.path).then(a.file.cmp(&b.file)));
    applied
}

/// The edits of a file by start, end, fix and place in the fix. They do not overlap, so their ends are in order too.
type Edits<'f> = BTreeMap<(u32, u32, usize, usize), &'f Edit>;

fn rewritten(old: &str, edits: &Edits<'_>) -> String {
    let mut text = String::with_capacity(old.len());
    let mut at = 0;
    for edit in edits.values() {
        let range = edit.place.span.range();
        text.push_str(old.get(at..range.start).unwrap_or(""));
        text.push_str(&edit.text);
        at = range.end;
    }
    text.push_str(old.get(at..).unwrap_or(""));
    text
}

/// Whether the edits of a fix lie in the texts, on whole characters, beside each other.
fn sound(fix: &Fix, sources: &dyn Sources) -> bool {
    let there = |e: &Edit| sources.text(e.place.file).get(e.place.span.range()).is_some();
    let mut places: Vec<_> =
        fix.edits.iter().map(|e| (e.place.file, e.place.span.start, e.place.span.end)).collect();
    places.sort_unstable();
    fix.edits.iter().all(there) && places.windows(2).all(|w| w[0].0 != w[1].0 || w[0].2 <= w[1].1)
}

/// The earlier fix that touches this one.
fn earlier(fix: &Fix, fixes: &[Fix], files: &BTreeMap<FileId, Edits<'_>>) -> Option<Reason> {
    for edit in &fix.edits {
        let (start, end) = (edit.place.span.start, edit.place.span.end);
        let Some(edits) = files.get(&edit.place.file) else {
            continue;
        };
        // The nearest that begins where this one ends, or before. Edits do not overlap, so no other reaches farther.
        let before = edits.range(..=(end, u32::MAX, usize::MAX, usize::MAX)).next_back();
        if let Some((&(_, _, number, _), _)) = before.filter(|((_, e, ..), _)| start <= *e) {
            let same = fixes.get(number).is_some_and(|other| other.edits == fix.edits);
            return Some(if same { Reason::Same(number) } else { Reason::Touches(number) });
        }
    }
    None
}

/// What `applied` changes, as unified diffs, file by file.
#[cfg(feature = "diff")]
pub fn dry_run(applied: &Applied, sources: &dyn Sources) -> String {
    applied.files.iter().map(|f| diff(&f.path, sources.text(f.file), &f.text)).collect()
}

/// One unified diff; empty where the texts are the same.
#[cfg(feature = "diff")]
pub fn diff(path: &str, old: &str, new: &str) -> String {
    similar::TextDiff::from_lines(old, new)
        .unified_diff()
        .context_radius(3)
        .header(&format!("a/{path}"), &format!("b/{path}"))
        .to_string()
}
