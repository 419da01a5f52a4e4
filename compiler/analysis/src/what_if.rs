//! What would be different if something were not there, were excluded, or fell on another day: the edits of the texts that
//! make it so. Nothing is written; the edited texts are checked beside those that there are.

use annexa_core::edit::{self, Edit};
use annexa_core::model::{Anchor, Decl, DeclId, Model, Phrase, ValueRef, View};
use annexa_core::prelude::{Control, field};
use annexa_core::schema::FieldId;
use annexa_core::source::{PackageId, Place, Span};
use annexa_core::time::Date;
use annexa_core::value::Value;
use annexa_syntax::tree::Prep;

use crate::Analysis;
use crate::backward::{Backward, How, values_of};

/// What is supposed.
#[derive(Clone, Copy, Debug)]
pub enum Supposition<'m> {
    /// The declaration is not there, nor what refers to it.
    Drop(Decl<'m>),
    /// The control is excluded from every statement of applicability that decides on it.
    Exclude(Control<'m>),
    /// What the declaration plans, or what one field of it says, falls on the day.
    Move(Decl<'m>, Option<FieldId>, Date),
}

/// The edits that make it so; none where there is nothing to edit.
pub fn edits(analysis: &Analysis<'_>, supposed: Supposition<'_>) -> Vec<Edit<Anchor>> {
    match supposed {
        Supposition::Drop(decl) => dropped(analysis.model, analysis.model.decl(decl.id)),
        Supposition::Exclude(control) => excluded(analysis, control),
        Supposition::Move(decl, of, day) => moved(decl, of, day),
    }
}

// ---- Dropped -----------------------------------------------------------------------------------------------------------

fn dropped<'m>(model: &'m Model, decl: Decl<'m>) -> Vec<Edit<Anchor>> {
    let backward = Backward::new(model);
    let within = |id: DeclId| decl.id <= id && id < decl.end();
    let mut edits = vec![Edit { place: Anchor::Place(whole(decl)), text: String::new() }];
    let mut values: Vec<ValueRef<'m>> = Vec::new();
    for part in (decl.id.0..decl.end().0).map(|i| model.decl(DeclId(i))) {
        for tie in backward.to(part).iter().filter(|t| !within(t.from.id)) {
            match (tie.how, tie.anchor) {
                (How::Field(..), Anchor::Value(id)) => {
                    let value = ValueRef { model, id };
                    if matches!(value.value(), Value::Decl(_)) && values.iter().all(|v| v.id != id) {
                        values.push(value);
                    }
                }
                (How::Text, Anchor::Place(place)) => edits.push(named_only(model, place, part)),
                _ => {}
            }
        }
    }
    for value in &values {
        let phrase = value.phrase();
        let of_line = |v: ValueRef<'m>| values.iter().any(|o| o.id == v.id);
        if phrase.lead().next().is_some() && phrase.lead().all(of_line) {
            // Nothing is left that would lead the line.
            if phrase.lead().next().is_some_and(|first| first.id == value.id)
                && phrase.field() != FieldId::HEAD
            {
                edits.push(Edit { place: Anchor::Place(line(model, phrase)), text: String::new() });
            }
            continue;
        }
        edits.extend(edit::take_out(*value));
    }
    together(model, edits)
}

/// A declaration with its comments, and its lines where nothing else stands on them.
fn whole(decl: Decl<'_>) -> Place {
    let place = decl.model.place(Anchor::Whole(decl.id));
    let file = decl.model.files.get(place.file);
    let docs = file.tree.seq(decl.node().docs).first().map(|d| d.start);
    let start = docs.unwrap_or(place.span.start).min(place.span.start);
    Place { file: place.file, span: lines_of(&file.text, Span::new(start, place.span.end)) }
}

fn line(model: &Model, phrase: Phrase<'_>) -> Place {
    let place = model.place(phrase.anchor());
    Place { file: place.file, span: lines_of(&model.files.get(place.file).text, place.span) }
}

/// `span`, grown to whole lines where nothing else stands on them.
fn lines_of(text: &str, span: Span) -> Span {
    let before = text.get(..span.start as usize).unwrap_or("");
    let behind = text.get(span.end as usize..).unwrap_or("");
    let blank = before.len() - before.trim_end_matches([' ', '\t']).len();
    let alone = before[..before.len() - blank].is_empty() || before[..before.len() - blank].ends_with('\n');
    match behind.find('\n').filter(|end| alone && behind[..*end].trim().is_empty()) {
        Some(end) => Span::new(span.start - blank as u32, span.end + end as u32 + 1),
        None => span,
    }
}

/// A reference in a text becomes the title of what it named.
fn named_only(model: &Model, place: Place, of: Decl<'_>) -> Edit<Anchor> {
    let text = &model.files.get(place.file).text;
    let (start, end) = (place.span.start as usize, place.span.end as usize);
    let braced = text.get(..start).is_some_and(|t| t.ends_with('{'))
        && text.get(end..).is_some_and(|t| t.starts_with('}'));
    let span = if braced { Span::new(place.span.start - 1, place.span.end + 1) } else { place.span };
    let title = of.title().replace(['"', '\\', '{', '}'], "");
    Edit { place: Anchor::Place(Place { file: place.file, span }), text: title }
}

/// Deletions that overlap become one.
fn together(model: &Model, edits: Vec<Edit<Anchor>>) -> Vec<Edit<Anchor>> {
    let mut placed: Vec<(Place, String)> =
        edits.into_iter().map(|e| (model.place(e.place), e.text)).collect();
    placed.sort_by_key(|(p, _)| (p.file, p.span.start, std::cmp::Reverse(p.span.end)));
    let mut found: Vec<(Place, String)> = Vec::new();
    for (place, text) in placed {
        match found.last_mut() {
            Some((last, _)) if last.file == place.file && place.span.start < last.span.end => {
                last.span.end = last.span.end.max(place.span.end);
            }
            _ => found.push((place, text)),
        }
    }
    found.into_iter().map(|(place, text)| Edit { place: Anchor::Place(place), text }).collect()
}

// ---- Excluded ----------------------------------------------------------------------------------------------------------

fn excluded(analysis: &Analysis<'_>, control: Control<'_>) -> Vec<Edit<Anchor>> {
    let model = analysis.model;
    let word = |f: FieldId| model.names.text(model.schema.fields[f.0 as usize].name);
    let mut edits = Vec::new();
    for coverage in &analysis.coverages {
        let soa = coverage.soa.decl();
        let decides = coverage.row(control.decl()).is_some_and(|row| !row.excluded());
        if soa.package() != PackageId::MAIN || !decides || soa.node().body.is_none() {
            continue;
        }
        let path = control.decl().path();
        let text = format!(
            "\n{}: {path} {} \"Supposed, to see what would follow\"\n",
            word(field::SOA_EXCLUDE),
            Prep::Because.word()
        );
        edits.push(Edit { place: Anchor::End(soa.id), text });
        // What includes it by its own id would stand against that.
        let single = soa.values(field::SOA_INCLUDE).filter(|v| v.decl() == Some(control.decl()));
        edits.extend(single.flat_map(edit::take_out));
    }
    edits
}

// ---- Moved -------------------------------------------------------------------------------------------------------------

/// The fields that plan something for a day.
const PLANS: &[FieldId] = &[
    field::ACTION_DEADLINE,
    field::OBJECTIVE_DEADLINE,
    field::CHANGE_DEADLINE,
    field::AUDIT_PLANNED,
    field::MANAGEMENT_REVIEW_PLANNED,
    field::CERTIFICATION_STAGE_1,
    field::CERTIFICATION_STAGE_2,
    field::CERTIFICATION_RECERTIFICATION,
];

fn moved(decl: Decl<'_>, of: Option<FieldId>, day: Date) -> Vec<Edit<Anchor>> {
    let own = (decl.id.0..decl.end().0).map(|i| decl.model.decl(DeclId(i)));
    let lines = own.flat_map(|d| d.entries()).filter(|p| of.is_none_or(|of| p.field() == of));
    let values = lines.flat_map(|phrase| {
        let is_plan = PLANS.contains(&phrase.field());
        values_of(phrase).into_iter().filter(move |(prep, value)| {
            let meant = match (of, prep) {
                (_, Some(Prep::Due)) => true,
                (Some(_), None | Some(Prep::Until)) => true,
                (None, None) => is_plan,
                _ => false,
            };
            meant && value.date().is_some()
        })
    });
    values.map(|(_, value)| Edit { place: value.anchor(), text: day.to_string() }).collect()
}
