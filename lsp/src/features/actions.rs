//! What can be done at a place beside mending a problem: mend all that is safe, write the missing decisions, begin a
//! statement for a control, make a statement of a paragraph.

use std::collections::BTreeSet;

use annexa_checks::problems::UNDECIDED_CONTROL;
use annexa_core::model::{Decl, View};
use annexa_core::prelude::{Control, Policy, Procedure, Progress, Soa, field, kind};
use annexa_core::schema::{FieldId, KindId};
use annexa_core::source::{FileId, PackageId, Place, Span};
use annexa_core::{Anchor, Model, edit};
use annexa_diagnostics::{Fix, Safety};
use annexa_syntax::tree::{Entry, ExprKind};

use super::fixes::is_sound;
use super::trace;
use crate::Snapshot;

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// All that can be mended by machine.
    FixAll,
    /// Something new, or written in another way.
    Rewrite,
    /// Something that gets a place of its own.
    Extract,
}

/// A change that is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What it does, in the imperative.
    pub title: String,
    /// What kind of change it is.
    pub what: What,
    /// What is replaced, and with what.
    pub edits: Vec<(Place, String)>,
}

/// What a person still has to write.
const TO_FILL: &str = "TODO: say what must be done, by whom";

/// Everything that can be done at `range` of `file`.
pub fn actions(snapshot: &Snapshot, file: FileId, range: Span) -> Vec<Action> {
    if !snapshot.notices.is_empty() {
        return Vec::new();
    }
    let found =
        [decisions(snapshot, file, range), statement(snapshot, file, range), extract(snapshot, file, range)];
    found.into_iter().flatten().collect()
}

/// Mends all of `file` that can be mended without anybody looking at it.
pub fn fix_all(snapshot: &Snapshot, file: FileId) -> Option<Action> {
    if !snapshot.notices.is_empty() {
        return None;
    }
    let safe = |fix: &&Fix| {
        fix.safety == Safety::Safe
            && is_sound(snapshot, fix)
            && fix.edits.iter().all(|edit| edit.place.file == file)
    };
    let fixes: Vec<Fix> =
        snapshot.problems().iter().filter_map(|problem| problem.fixes.iter().find(safe)).cloned().collect();
    let applied = annexa_diagnostics::apply::apply(&fixes, &snapshot.model.files);
    let done = applied.done.iter().flat_map(|number| &fixes[*number].edits);
    let edits: Vec<(Place, String)> = done.map(|edit| (edit.place, edit.text.clone())).collect();
    let title = "Mend all that can be mended by machine".to_owned();
    (!edits.is_empty()).then_some(Action { title, what: What::FixAll, edits })
}

/// Anywhere in a statement of applicability: writes the decisions that are missing.
fn decisions(snapshot: &Snapshot, file: FileId, range: Span) -> Option<Action> {
    let model = &snapshot.model;
    let soa = Soa::of(model.at(file, range.start)?)?.decl();
    let whole = model.place(Anchor::Whole(soa.id));
    let within = |place: Place| place.file == whole.file && whole.span.contains(place.span.start);
    let mut problems = snapshot.problems().iter().filter(|p| p.name == UNDECIDED_CONTROL.name);
    let problem = problems.find(|p| within(p.primary.place))?;
    // At its own place the way out of the problem is offered.
    let Span { start, end } = problem.primary.place.span;
    if start <= range.end && range.start <= end {
        return None;
    }
    let fix = problem.fixes.iter().find(|fix| is_sound(snapshot, fix))?;
    let edits = fix.edits.iter().map(|edit| (edit.place, edit.text.clone())).collect();
    Some(Action { title: "Write the missing decisions".to_owned(), what: What::Rewrite, edits })
}

/// At a control that nothing implements: begins a statement for it, where those for its neighbours stand.
fn statement(snapshot: &Snapshot, file: FileId, range: Span) -> Option<Action> {
    let model = &snapshot.model;
    let control = model.decl(trace::subject(snapshot, file, range.start)?);
    Control::of(control)?;
    let doers = &snapshot.standing().doers;
    if doers.get(&control.id).is_some_and(|doers| !doers.is_empty()) {
        return None;
    }
    let title = control.title().into_owned();
    let near = |at: u32| doers.get(&annexa_core::DeclId(at)).and_then(|doers| doers.first());
    // The nearest control by id that something implements says where.
    let distance = |n: u32| [control.id.0.checked_sub(n), control.id.0.checked_add(n)];
    let neighbour = (1..NEIGHBOURS).flat_map(distance).flatten().find_map(near);
    let document = neighbour.and_then(|id| model.decl(*id).parent()).filter(|d| is_own_document(*d));
    let document = document.or_else(|| model.of_kind(kind::POLICY).find(|d| is_own_document(*d)))?;
    let lines = statement_lines(model, &free_name(document, &title), &title, TO_FILL, Some(control));
    let edits = edit::insert(document, &lines);
    let edits: Vec<_> = edits.into_iter().map(|edit| (model.place(edit.place), edit.text)).collect();
    let title = format!("Begin a statement for {} in “{}”", control.path(), document.title());
    (!edits.is_empty()).then_some(Action { title, what: What::Rewrite, edits })
}

/// How far from a control others are looked at, in the order of the catalog.
const NEIGHBOURS: u32 = 40;

fn is_own_document(decl: Decl<'_>) -> bool {
    let document = Policy::of(decl).is_some() || Procedure::of(decl).is_some();
    document && decl.package() == PackageId::MAIN && decl.parent().is_none()
}

/// Selected paragraphs of a policy or procedure: makes a statement of them.
fn extract(snapshot: &Snapshot, file: FileId, range: Span) -> Option<Action> {
    let model = &snapshot.model;
    if range.is_empty() {
        return None;
    }
    let decl = model.at(file, range.start).filter(|decl| is_own_document(*decl))?;
    let source = model.files.get(file);
    let text = &*source.text;
    let prose = source.tree.seq(decl.node().body?.entries).iter().find_map(|entry| match entry {
        Entry::Prose { value, .. } => {
            let expr = source.tree.expr(*value);
            let holds = expr.span.start < range.start && range.end <= expr.span.end;
            (expr.kind == ExprKind::Prose && holds).then_some(expr.span)
        }
        Entry::Field(_) | Entry::Decl(_) => None,
    })?;
    // Whole lines, between those of the quotes.
    let first = text.get(..range.start as usize)?.rfind('\n').map_or(0, |i| i as u32 + 1);
    let last = range.end - u32::from(text.get(..range.end as usize)?.ends_with('\n'));
    let last = last + text.get(last as usize..)?.find('\n')? as u32 + 1;
    let lines = Span::new(first, last);
    let words = lines.of(text);
    if first <= prose.start || last > prose.end || words.contains("\"\"\"") || words.trim().is_empty() {
        return None;
    }
    let title = words.trim().trim_start_matches(['#', '-', '*', ' ']).lines().next().unwrap_or_default();
    let title: String = title.split_inclusive(['.', ';', ':']).next().unwrap_or(title).trim().to_owned();
    let title = title.trim_end_matches(['.', ';', ':']).replace(['{', '}', '"', '\\', '*', '`'], "");
    let title: String = title.chars().take(MAX_TITLE).collect();
    let name = free_name(decl, &title);
    let kept: Vec<&str> = words.trim_end().lines().map(str::trim_end).collect();
    let indent =
        kept.iter().filter(|l| !l.is_empty()).map(|l| l.len() - l.trim_start().len()).min().unwrap_or(0);
    let kept: Vec<&str> = kept.iter().map(|line| line.get(indent..).unwrap_or_default()).collect();
    let written = statement_lines(model, &name, title.trim(), &kept.join("\n"), None);
    let mut edits = vec![(Place { file, span: lines }, String::new())];
    for edit in edit::insert(decl, &written) {
        edits.push((model.place(edit.place), edit.text));
    }
    (edits.len() > 1).then_some(Action {
        title: "Make a statement of it".to_owned(),
        what: What::Extract,
        edits,
    })
}

/// How long a title is that is made of a sentence.
const MAX_TITLE: usize = 60;

/// The lines of a new statement.
fn statement_lines(
    model: &Model,
    name: &str,
    title: &str,
    words: &str,
    control: Option<Decl<'_>>,
) -> Vec<String> {
    let of_kind = |id: KindId| model.schema.kind(id).map_or("", |kind| model.names.text(kind.name));
    let of_field = |id: FieldId| model.schema.field(id).map_or("", |field| model.names.text(field.name));
    let mut lines = vec![format!("{} {name} {} {{", of_kind(kind::STATEMENT), super::table::quoted(title))];
    lines.push("    \"\"\"".to_owned());
    lines.extend(words.lines().map(|line| format!("    {line}").trim_end().to_owned()));
    lines.push("    \"\"\"".to_owned());
    let implements = of_field(field::IMPLEMENTS_IMPLEMENTS);
    lines.extend(control.map(|control| format!("    {implements}: {}", control.path())));
    if control.is_some() {
        let planned = &model.schema.enumeration(Progress::ID).values[usize::from(Progress::Planned.index())];
        let planned = model.names.text(planned.name);
        lines.push(format!("    {}: {planned}", of_field(field::IMPLEMENTS_STATUS)));
    }
    lines.push("}".to_owned());
    lines
}

/// A name made of the first words of a title that nothing in `outer` has.
fn free_name(outer: Decl<'_>, title: &str) -> String {
    let stem = annexa_syntax::slug(title);
    let taken: BTreeSet<&str> = outer.children().map(Decl::name).collect();
    let numbered = (2..).map(|n| format!("{stem}-{n}"));
    let mut names = std::iter::once(stem.clone()).chain(numbered);
    names.find(|name| !taken.contains(name.as_str())).unwrap_or(stem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::testing::{again, at_cursor, package};

    fn applied(snapshot: &Snapshot, file: FileId, action: &Action) -> String {
        let mut edits = action.edits.clone();
        edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.span.start));
        let mut text = snapshot.text(file).to_owned();
        for (place, with) in edits {
            text.replace_range(place.span.range(), &with);
        }
        text
    }

    const TEXT: &str = "team t \"T\"
scope cloud \"Cloud\" { includes: t }
soa s \"SoA\" for cloud against iso27001 {
    include: A.5.*, A.8.13 because \"All of it\"
}
policy p \"P\" {
    \"\"\"
    We care.

    Copies are made every night. They are tried out.
    \"\"\"
}
";

    #[test]
    fn missing_decisions_and_statements() {
        let (snapshot, file, cursor) = at_cursor(&TEXT.replace("A.8.13", "A.8.‸13"));
        let found = actions(&snapshot, file, Span::at(cursor));
        let titles: Vec<&str> = found.iter().map(|action| action.title.as_str()).collect();
        assert_eq!(titles, ["Write the missing decisions", "Begin a statement for A.8.13 in “P”"]);
        let (after, _) = again(&snapshot, &applied(&snapshot, file, &found[0]));
        assert!(after.problems().iter().all(|p| p.name != UNDECIDED_CONTROL.name));
        let text = applied(&snapshot, file, &found[1]);
        let expected = "    statement information-backup \"Information backup\" {\n        \"\"\"\n        TODO: say what must be done, by whom\n        \"\"\"\n        implements: A.8.13\n        status: planned\n    }\n}\n";
        assert!(text.ends_with(expected), "{text}");
        let (after, file) = again(&snapshot, &text);
        assert!(after.found().next().is_none(), "{:?}", after.found().collect::<Vec<_>>());
        let at = text.find("A.8.13").unwrap() as u32;
        assert!(actions(&after, file, Span::at(at)).iter().all(|a| !a.title.starts_with("Begin")));
    }

    #[test]
    fn a_paragraph_becomes_a_statement() {
        let (snapshot, file) = package(TEXT);
        let at = TEXT.find("Copies").unwrap() as u32;
        let found = actions(&snapshot, file, Span::new(at, at + 5));
        let [action] = found.as_slice() else { panic!("one action: {found:?}") };
        let text = applied(&snapshot, file, action);
        let expected = "    We care.\n\n    \"\"\"\n    statement copies-are-made \"Copies are made every night\" {\n        \"\"\"\n        Copies are made every night. They are tried out.\n        \"\"\"\n    }\n}\n";
        assert!(text.ends_with(expected), "{text}");
        let (after, _) = again(&snapshot, &text);
        assert!(after.found().next().is_none());
        assert_eq!(actions(&snapshot, file, Span::at(at)), []);
    }

    #[test]
    fn all_that_is_safe_at_once() {
        let text = "role ciso \"CISO\"\nasset a \"A\" { category: system  owner: CISO }\nasset b \"B\" { category: system  ownr: ciso  review: 12 months }\nasset c \"C\" { category: system  owner: CISO }\n";
        let (snapshot, file) = package(text);
        let action = fix_all(&snapshot, file).expect("something to mend");
        let mended = applied(&snapshot, file, &action);
        assert!(!mended.contains("CISO }"), "{mended}");
        let (clean, file) = package("role ciso \"CISO\"\n");
        assert_eq!(fix_all(&clean, file), None);
    }
}
