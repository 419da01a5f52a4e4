//! Common ways out of a problem, and how edits are written.

pub use annexa_diagnostics::Edit;
use annexa_diagnostics::{Problem, Safety};
use annexa_syntax::tree::{Entry, Prep};

use crate::model::{Anchor, Decl, ValueRef};
use crate::schema::FieldId;
use crate::source::{Place, Span};

/// Adds "did you mean" with the replacement as a fix, if there is a near name.
pub fn did_you_mean(
    problem: Problem<Anchor>,
    anchor: Anchor,
    near: Option<&str>,
    safety: Safety,
) -> Problem<Anchor> {
    match near {
        Some(near) => replace(problem.help(format!("did you mean `{near}`?")), anchor, near, safety),
        None => problem,
    }
}

/// Adds the fix that writes `text` in the place of what stands at `anchor`.
pub fn replace(problem: Problem<Anchor>, anchor: Anchor, text: &str, safety: Safety) -> Problem<Anchor> {
    problem.fix(format!("write `{text}`"), safety, vec![Edit { place: anchor, text: text.to_string() }])
}

/// Takes a value out of the list that it stands in: with its preposition where it is the only one behind it, and with the
/// whole line where it is the only one that leads it.
pub fn take_out(value: ValueRef<'_>) -> Vec<Edit<Anchor>> {
    let model = value.model;
    let phrase = value.phrase();
    let place = model.place(value.anchor());
    let text = &model.files.get(place.file).text;
    let lead = phrase.lead().any(|v| v.id == value.id);
    let behind = Prep::ALL.iter().find(|p| phrase.part(**p).any(|v| v.id == value.id));
    let others: Vec<Place> = match behind {
        Some(prep) if !lead => phrase.part(*prep).map(|v| model.place(v.anchor())).collect(),
        _ => phrase.lead().map(|v| model.place(v.anchor())).collect(),
    };
    let others = || others.iter().filter(|o| o.file == place.file && o.span != place.span);
    let before = others().map(|o| o.span.end).filter(|end| *end <= place.span.start).max();
    let behind = others().map(|o| o.span.start).filter(|start| *start >= place.span.end).min();
    let all = phrase.lead().chain(Prep::ALL.iter().flat_map(|p| phrase.part(*p)));
    let ends = all.map(|v| model.place(v.anchor()).span.end);
    let span = match (before, behind, ends.filter(|end| *end <= place.span.start).max()) {
        (_, Some(next), _) => Span::new(place.span.start, next),
        (Some(end), None, _) => Span::new(end, place.span.end),
        (None, None, Some(end)) if !lead => Span::new(end, place.span.end),
        (None, None, _) => line_of(text, model.place(phrase.anchor()).span),
    };
    vec![Edit { place: Anchor::Place(Place { file: place.file, span }), text: String::new() }]
}

/// `span` with the rest of its lines, if nothing else stands on them.
fn line_of(text: &str, span: Span) -> Span {
    let (before, behind) = (text.get(..span.start as usize), text.get(span.end as usize..));
    let (before, behind) = (before.unwrap_or(""), behind.unwrap_or(""));
    let start = before.len() - before.trim_end_matches([' ', '\t']).len();
    let end = behind.find('\n').filter(|end| behind[..*end].trim().is_empty());
    match end {
        Some(end) if before[..before.len() - start].ends_with('\n') => {
            Span::new(span.start - start as u32, span.end + end as u32 + 1)
        }
        _ => span,
    }
}

/// Writes `lines` as new entries at the end of `decl`; nothing where its `}` is forgotten, so that nobody can tell where
/// it ends.
pub fn insert(decl: Decl<'_>, lines: &[String]) -> Vec<Edit<Anchor>> {
    let model = decl.model;
    let file = model.files.get(decl.file());
    let node = decl.node();
    if node.body.is_some_and(|body| body.close.is_none()) {
        return Vec::new();
    }
    let outer = indentation(&file.text, node.span.start);
    let inner = first_entry(decl).map_or_else(|| format!("{outer}    "), |at| indentation(&file.text, at));
    let body: String = lines.iter().map(|l| format!("{inner}{l}\n")).collect();
    let anchor = Anchor::End(decl.id);
    let at = model.place(anchor).span.start as usize;
    let text = match node.body {
        None => format!(" {{\n{body}{outer}}}"),
        Some(_) if file.text.get(..at).is_some_and(|t| t.ends_with('\n')) => body,
        Some(_) => format!("\n{body}{outer}"),
    };
    vec![Edit { place: anchor, text }]
}

/// Where the first entry begins, if it begins its line.
fn first_entry(decl: Decl<'_>) -> Option<u32> {
    let file = decl.model.files.get(decl.file());
    let body = decl.node().body?;
    let at = match file.tree.seq(body.entries).first()? {
        Entry::Field(field) => field.name.start,
        Entry::Prose { value, .. } => file.tree.expr(*value).span.start,
        Entry::Decl(id) => file.tree.decl(*id).span.start,
    };
    let line = file.text.get(..at as usize)?;
    let start = line.rfind('\n').map_or(0, |i| i + 1);
    line.get(start..)?.trim().is_empty().then_some(at)
}

/// The blanks that the line of `at` begins with.
fn indentation(text: &str, at: u32) -> String {
    let before = text.get(..at as usize).unwrap_or("");
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    let line = text.get(start..).unwrap_or("");
    line.chars().take_while(|c| matches!(c, ' ' | '\t')).collect()
}

/// Writes `text` as what `field` of `decl` says: in place of what it says now, or as a new entry. An empty text takes the
/// entry out. Nothing where the field stands several times, so that nobody can tell which is meant.
pub fn say(decl: Decl<'_>, field: FieldId, text: &str) -> Vec<Edit<Anchor>> {
    let model = decl.model;
    let mut entries = decl.entries().filter(|phrase| phrase.field() == field);
    let (first, second) = (entries.next(), entries.next());
    let Some(name) = model.schema.field(field).map(|f| model.names.text(f.name)).filter(|_| second.is_none())
    else {
        return Vec::new();
    };
    let Some(entry) = first else {
        return if text.is_empty() { Vec::new() } else { insert(decl, &[format!("{name}: {text}")]) };
    };
    let place = model.place(entry.anchor());
    if text.is_empty() {
        let span = line_of(&model.files.get(place.file).text, place.span);
        return vec![Edit { place: Anchor::Place(Place { span, ..place }), text: String::new() }];
    }
    // Prose may stand without the name of its field.
    let written = model.files.slice(place);
    let text = if written.starts_with(name) { format!("{name}: {text}") } else { text.to_owned() };
    vec![Edit { place: Anchor::Place(place), text }]
}
