//! Common ways out of a problem.

pub use annexa_diagnostics::Edit;
use annexa_diagnostics::{Problem, Safety};
use annexa_syntax::tree::Prep;

use crate::model::{Anchor, ValueRef};
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
