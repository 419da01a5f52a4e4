//! What extends a document may be stricter than it and never weaker, unless an exception permits it.

use std::cmp::Ordering;

use annexa_analysis::document::{Param, Resolved, sets};
use annexa_analysis::eval::members_of;
use annexa_analysis::eval::scalar::{Scalar, meets};
use annexa_analysis::exception::Line;
use annexa_analysis::scope::wholes;
use annexa_core::model::{Anchor, Decl, Phrase, ValueRef, View};
use annexa_core::prelude::{field, kind};
use annexa_core::problems as language;
use annexa_core::schema::{FieldId, Tightens};
use annexa_core::source::PackageId;
use annexa_diagnostics::{Edit, Problem, Safety};
use annexa_syntax::tree::Prep;

use crate::Cx;
use crate::problems;
use crate::words::some;

/// Finds all of it.
pub(super) fn check(cx: &mut Cx<'_, '_>) {
    let lines = Line::all(cx.model);
    expired_exceptions(cx, &lines);
    defaults(cx);
    let own = |d: &Decl<'_>| d.package() == PackageId::MAIN && d.parent().is_none();
    for document in cx.model.decls().filter(own).filter(|d| sets(*d).next().is_some()) {
        settings(cx, document, &lines);
    }
    for document in cx.model.extending().filter(own) {
        let Some(base) = document.base() else { continue };
        tightening(cx, document, base, &lines);
        for part in document.children().filter(|d| d.base().is_some()) {
            narrowing(cx, document, part, &lines);
        }
    }
}

// ---- Exceptions ----------------------------------------------------------------------------------------------------

/// Lines of exceptions whose last day has passed, and that neither another took the place of nor anybody closed.
fn expired_exceptions(cx: &mut Cx<'_, '_>, lines: &[Line<'_>]) {
    for line in lines {
        let Some(until) = line.until.filter(|u| *u < cx.day) else { continue };
        if line.is_closed(cx.day) || lines.iter().any(|later| line.is_renewed_by(later)) {
            continue;
        }
        let names: Vec<String> = line.waived.iter().map(|d| format!("`{}`", d.path())).collect();
        let what = match &line.on {
            Some(on) => {
                let on: Vec<String> = on.iter().map(|d| format!("`{}`", d.path())).collect();
                format!("{} on {}", some(&names, 3), some(&on, 3))
            }
            None => some(&names, 3),
        };
        let day = line.phrase.part(Prep::Until).next().map_or(line.phrase.anchor(), |v| v.anchor());
        let path = line.exception.decl().path();
        cx.out.push(
            Problem::new(
                &problems::EXPIRED_EXCEPTION,
                day,
                format!("the exception `{path}` from {what} ended on {until}, and nothing says what came of it"),
                crate::words::PASSED,
            )
            .help("where the rule is followed again, say since when: `closed: …`; where it is not, somebody has to decide on another line `waives:`"),
        );
    }
}

/// Whether something may be weaker, by the lines that are in force and meant.
enum Leave<'m> {
    /// One permits it.
    Given,
    /// One would, were it approved.
    NotApproved(Decl<'m>),
    /// None speaks of it.
    None,
}

impl<'m> Leave<'m> {
    /// By the lines that waive one of `named` for all subjects.
    fn of(cx: &Cx<'_, 'm>, lines: &[Line<'m>], named: impl Fn(Decl<'m>) -> bool) -> Self {
        let meant = |l: &&Line<'m>| l.on.is_none() && l.waived.iter().any(|w| named(*w)) && l.holds(cx.day);
        let meant: Vec<&Line<'m>> = lines.iter().filter(meant).collect();
        match meant.first() {
            _ if meant.iter().any(|l| l.permits(cx.day)) => Leave::Given,
            Some(first) => Leave::NotApproved(first.exception.decl()),
            None => Leave::None,
        }
    }

    /// Says why an exception that is there does not help.
    fn told(&self, problem: Problem<Anchor>) -> Problem<Anchor> {
        match self {
            Leave::NotApproved(exception) => {
                problem.related(exception.anchor(), "would permit it, and is not approved as it stands")
            }
            Leave::Given | Leave::None => problem,
        }
    }
}

// ---- Values that may only become stricter --------------------------------------------------------------------------

/// A value of a field that may only become stricter.
struct Said<'m> {
    /// As it is written.
    value: ValueRef<'m>,
    /// The value that holds, where a parameter stands for it.
    effective: ValueRef<'m>,
    scalar: Scalar<'m>,
    /// Where it comes from: the value, or the line that sets a parameter that stands for it.
    anchor: Anchor,
}

/// What `resolved` says of a field's part, with the values of parameters that hold there.
fn said<'m>(resolved: &Resolved<'m>, of: FieldId, part: Option<Prep>) -> Vec<Said<'m>> {
    let values = |p: Phrase<'m>| match part {
        Some(prep) => p.part(prep).collect::<Vec<_>>(),
        None => p.lead().collect(),
    };
    let all: Vec<ValueRef<'m>> = resolved.phrases(of).flat_map(values).collect();
    let scalars = all.into_iter().flat_map(|value| {
        let effective = resolved.effective(value);
        effective.into_iter().filter_map(move |e| {
            let scalar = Scalar::new(e.model, e.value(), None)?;
            let anchor =
                if e.phrase().decl().package() == PackageId::MAIN { e.anchor() } else { value.anchor() };
            Some(Said { value, effective: e, scalar, anchor })
        })
    });
    scalars.collect()
}

fn tightening<'m>(cx: &mut Cx<'_, 'm>, document: Decl<'m>, base: Decl<'m>, lines: &[Line<'m>]) {
    let model = cx.model;
    let Some(of) = model.schema.kind(document.kind()) else { return };
    let (mine, theirs) = (Resolved::of(document), Resolved::of(base));
    for id in &of.fields {
        let Some(data) = model.schema.field(*id) else { continue };
        let marked = std::iter::once((None, data.tightens))
            .chain(data.parts.iter().map(|p| (Some(p.prep), p.tightens)))
            .filter_map(|(part, tightens)| Some((part, tightens?)));
        for (part, tightens) in marked {
            let (mine, theirs) = (said(&mine, *id, part), said(&theirs, *id, part));
            let wrong = match tightens {
                Tightens::AtMost => Ordering::Greater,
                Tightens::AtLeast => Ordering::Less,
            };
            for (said, asked) in mine.iter().flat_map(|m| theirs.iter().map(move |t| (m, t))) {
                if said.scalar.order(&asked.scalar, model) != Some(wrong) {
                    continue;
                }
                let leave = Leave::of(cx, lines, |w| document.layers().any(|l| l == w));
                if matches!(leave, Leave::Given) {
                    continue;
                }
                let word = model.names.text(data.name);
                let prep = part.map_or_else(String::new, |p| format!("{} ", p.word()));
                let (said_text, asked_text) = (said.effective.source(), asked.effective.source());
                let limit = match tightens {
                    Tightens::AtMost => "at most",
                    Tightens::AtLeast => "at least",
                };
                let mut problem = Problem::new(
                    &problems::WEAKER_THAN_PARENT,
                    said.anchor,
                    format!(
                        "`{}` says `{word}: {prep}{said_text}`, and `{}`, which it extends, asks for {limit} `{asked_text}`",
                        document.path(),
                        base.path()
                    ),
                    format!("{limit} `{asked_text}`"),
                )
                .related(asked.value.anchor(), "asked for here")
                .help(format!(
                    "leave the line out, and what `{}` says holds here too; an approved exception that waives `{}` can permit it for a time",
                    base.path(),
                    document.path()
                ));
                if said.anchor == said.value.anchor() {
                    let text = asked.value.source().to_string();
                    problem = problem.fix(
                        format!("write `{text}`"),
                        Safety::Review,
                        vec![Edit { place: said.anchor, text }],
                    );
                }
                cx.out.push(leave.told(problem));
            }
        }
    }
}

// ---- Parameters ----------------------------------------------------------------------------------------------------

/// Defaults that their own `allows:` does not allow.
fn defaults(cx: &mut Cx<'_, '_>) {
    let own = cx.model.of_kind(kind::PARAM).filter(|d| d.package() == PackageId::MAIN);
    for param in own.collect::<Vec<_>>() {
        let Some(allows) = param.values(field::PARAM_ALLOWS).next() else { continue };
        for value in param.values(field::PARAM_DEFAULT) {
            let scalar = Scalar::new(value.model, value.value(), None);
            if scalar.and_then(|s| meets(&s, allows)) == Some(false) {
                cx.out.push(
                    Problem::new(
                        &language::OUT_OF_BOUNDS,
                        value.anchor(),
                        format!(
                            "the default of `{}` is {}, and it allows `{}`",
                            param.path(),
                            value.source(),
                            allows.source()
                        ),
                        "out of its own bounds",
                    )
                    .related(allows.anchor(), "allowed"),
                );
            }
        }
    }
}

/// What a document sets: a parameter of what it extends, once, to a value of its type, within what is allowed.
fn settings<'m>(cx: &mut Cx<'_, 'm>, document: Decl<'m>, lines: &[Line<'m>]) {
    let mut seen: Vec<(Decl<'m>, Phrase<'m>)> = Vec::new();
    for phrase in sets(document) {
        let Some(lead) = phrase.lead().next() else { continue };
        let Some(param) = lead.decl() else { continue };
        let Some(base) = document.base().filter(|b| b.layers().any(|l| Some(l) == param.parent())) else {
            let (what, help) = match document.base() {
                // What it extends may be what could not be read.
                None if document.head(Prep::Extends).next().is_some() => continue,
                _ if param.parent() == Some(document) => (
                    format!("`{}` is a parameter of this document itself", param.name()),
                    "change its `default:`",
                ),
                None => (
                    format!("`{}` extends nothing, so it has no parameter to set", document.path()),
                    "say what it extends in its header: `extends …`",
                ),
                Some(base) => (
                    format!("`{}`, which this extends, has no parameter `{}`", base.path(), lead.source()),
                    "a document sets the parameters of what it extends, and no others",
                ),
            };
            let problem = Problem::new(&language::UNKNOWN_NAME, lead.anchor(), what, "cannot be set here");
            cx.out.push(problem.related(param.anchor(), "the parameter").help(help));
            continue;
        };
        if let Some((_, first)) = seen.iter().find(|(p, _)| *p == param) {
            cx.out.push(
                Problem::new(
                    &language::TOO_MANY,
                    lead.anchor(),
                    format!("`{}` is set twice", param.name()),
                    "a second time here",
                )
                .related(first.anchor(), "the first one"),
            );
            continue;
        }
        seen.push((param, phrase));
        setting(cx, document, base, param, phrase, lines);
    }
}

fn setting<'m>(
    cx: &mut Cx<'_, 'm>,
    document: Decl<'m>,
    base: Decl<'m>,
    param: Decl<'m>,
    phrase: Phrase<'m>,
    lines: &[Line<'m>],
) {
    let Some(value) = phrase.part(Prep::To).next() else { return };
    let scalar = |v: ValueRef<'m>| Scalar::new(v.model, v.value(), None);
    let Some(new) = scalar(value) else { return };
    let before = Param::of(param, base).values.into_iter().next();
    if let Some((before, old)) = before.and_then(|b| Some((b, scalar(b)?)))
        && std::mem::discriminant(&new) != std::mem::discriminant(&old)
    {
        cx.out.push(
            Problem::new(
                &language::WRONG_TYPE,
                value.anchor(),
                format!("`{}` is {}, and is set to {} here", param.path(), sort(&old), sort(&new)),
                "does not fit",
            )
            .related(before.anchor(), "its value"),
        );
        return;
    }
    let Some(allows) = param.values(field::PARAM_ALLOWS).next() else { return };
    let named = |w: Decl<'m>| w == param || document.layers().any(|l| l == w);
    if meets(&new, allows) != Some(false) {
        return;
    }
    let leave = Leave::of(cx, lines, named);
    if matches!(leave, Leave::Given) {
        return;
    }
    cx.out.push(leave.told(
        Problem::new(
            &problems::WEAKER_THAN_PARENT,
            value.anchor(),
            format!(
                "`{}` sets `{}` to {}, and `{}` allows `{}`",
                document.path(),
                param.name(),
                value.source(),
                param.parent().map_or_else(String::new, |p| p.path()),
                allows.source()
            ),
            "out of what is allowed",
        )
        .related(allows.anchor(), "allowed here")
        .help(format!(
            "set a value that is allowed; an approved exception that waives `{}.{}` can permit it for a time",
            document.path(),
            param.name()
        )),
    ));
}

/// What sort of value it is, for people.
fn sort(value: &Scalar<'_>) -> &'static str {
    match value {
        Scalar::Decl(_) => "a declaration",
        Scalar::Enum(..) | Scalar::Step { .. } => "a word",
        Scalar::Text(_) => "a text",
        Scalar::Number(_) => "a number",
        Scalar::Percent(_) | Scalar::Share(..) => "a percentage",
        Scalar::Money(..) => "an amount",
        Scalar::Date(_) => "a date",
        Scalar::Period(..) => "a period",
        Scalar::Length { .. } => "a length of time",
        Scalar::Bool(_) => "`yes` or `no`",
        Scalar::Problem(_) => "the name of a problem",
        Scalar::Row(_) => "a row",
    }
}

// ---- Statements ----------------------------------------------------------------------------------------------------

/// A statement that covers less than the one that it extends.
fn narrowing<'m>(cx: &mut Cx<'_, 'm>, document: Decl<'m>, part: Decl<'m>, lines: &[Line<'m>]) {
    let Some(base) = part.base() else { return };
    let of = field::IMPLEMENTS_APPLIES_TO;
    let extended = Resolved::of(base);
    let (own, inherited) = (Vec::from_iter(part.phrases(of)), Vec::from_iter(extended.phrases(of)));
    let Some(first) = own.first() else { return };
    if own.iter().chain(&inherited).any(|p| p.is_spoiled()) {
        return;
    }
    let named = members_of(own.iter().flat_map(|p| p.lead()));
    let except = members_of(own.iter().flat_map(|p| p.part(Prep::Except)));
    let mut left: Vec<Decl<'m>> = match inherited.is_empty() {
        // What applied to everything applies to what is named alone.
        true => {
            let scopes = cx.analysis.scopes.ties(document);
            let contents = scopes.iter().filter_map(|(scope, _)| cx.analysis.scopes.content(*scope));
            let subjects = contents.flat_map(|c| &c.subjects).map(|s| s.decl());
            let within = |d: &Decl<'m>, all: &[Decl<'m>]| wholes(*d).any(|w| all.contains(&w));
            subjects.filter(|d| !within(d, &named) || within(d, &except)).collect()
        }
        false => {
            let already = members_of(inherited.iter().flat_map(|p| p.part(Prep::Except)));
            except.into_iter().filter(|d| !already.contains(d)).collect()
        }
    };
    left.sort_unstable();
    left.dedup();
    let resolved = Resolved::of(part);
    let waives = |l: &&Line<'m>| l.waived.iter().any(|w| resolved.is_within(*w));
    let meant: Vec<&Line<'m>> = lines.iter().filter(waives).filter(|l| l.holds(cx.day)).collect();
    let (given, wanting): (Vec<&Line<'m>>, Vec<&Line<'m>>) = meant.iter().partition(|l| l.permits(cx.day));
    left.retain(|d| !given.iter().any(|l| l.is_about(Some(*d))));
    if left.is_empty() {
        return;
    }
    let names: Vec<String> = left.iter().map(|d| format!("`{}`", d.path())).collect();
    let place = match inherited.is_empty() {
        true => first.anchor(),
        false => own.iter().find_map(|p| p.part(Prep::Except).next()).map_or(first.anchor(), |v| v.anchor()),
    };
    let wanting = wanting.iter().find(|l| left.iter().any(|d| l.is_about(Some(*d))));
    let leave = wanting.map_or(Leave::None, |l| Leave::NotApproved(l.exception.decl()));
    cx.out.push(leave.told(
        Problem::new(
            &problems::WEAKER_THAN_PARENT,
            place,
            format!(
                "`{}` leaves out {}, to which `{}`, which it extends, applies",
                part.path(),
                some(&names, 3),
                base.path()
            ),
            "covers less",
        )
        .related(base.anchor(), "applies to it")
        .help(format!(
            "leave the line out; an approved exception that waives `{}` on what cannot follow it can permit it for a time",
            part.path()
        )),
    ));
}
