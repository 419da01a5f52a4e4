//! Why controls are in or out: every exclusion has a ground that holds, every inclusion a reason, and what is written
//! says something.

use annexa_analysis::Coverage;
use annexa_analysis::coverage::{Applies, Decision, PatternUse, Row, binds};
use annexa_core::model::{Anchor, Decl, DeclId, EntryId, Phrase, ValueRef, View};
use annexa_core::prelude::{Obligation, Supplier, field, kind};
use annexa_core::source::{PackageId, Place, Span};
use annexa_diagnostics::{Edit, Problem, Safety};
use annexa_syntax::tree::Prep;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Cx;
use crate::language::referred;
use crate::problems;
use crate::words::{self, TO_FILL, controls, count, is};

/// So many exclusions may rest on one reason.
const BROAD: usize = 3;
/// The same text in so many places says nothing of any of them.
const REPEATED: usize = 3;

/// What the lines of a statement of applicability itself give as reasons. Gives the controls whose exclusion rests on
/// a supplier.
pub(super) fn patterns<'m>(cx: &mut Cx<'_, 'm>, coverage: &Coverage<'m>) -> FxHashSet<DeclId> {
    let mut outsourced = FxHashSet::default();
    for (phrase, excluded) in lines(coverage, Applies::No) {
        if excluded.is_empty() || cx.doubt.unread_at(phrase) || cx.doubt.has_a_lost_text(phrase) {
            continue;
        }
        let reason = phrase.part(Prep::Because).next();
        match reason {
            // That it cannot be read has been told.
            Some(reason) if !reason.is_known() => {}
            Some(reason) => {
                if supplier(cx, phrase, reason, &excluded) {
                    outsourced.extend(excluded.iter().map(|c| c.id));
                } else {
                    broad(cx, reason, &excluded);
                }
            }
            None if !phrase.says(Prep::Because) => {
                // Another line that says the same may give the reason for both.
                let bare = |c: &Decl<'m>| !coverage.row(*c).is_some_and(|row| says_why(coverage, row));
                let bare: Vec<Decl<'m>> = excluded.into_iter().filter(bare).collect();
                if !bare.is_empty() {
                    without_ground(cx, phrase, &bare);
                }
            }
            None => {}
        }
    }
    weak(cx, coverage);
    outsourced
}

/// The lines of `coverage`'s own layer that include or exclude, with the controls that each decides on.
fn lines<'m>(coverage: &Coverage<'m>, applies: Applies) -> Vec<(Phrase<'m>, Vec<Decl<'m>>)> {
    let mut by_line: Vec<(Phrase<'m>, Vec<Decl<'m>>)> = Vec::new();
    let mut at: FxHashMap<EntryId, usize> = FxHashMap::default();
    let own = |p: &PatternUse<'m>| p.layer == coverage.soa && p.applies == Some(applies);
    for pattern in coverage.patterns.iter().filter(|p| own(p)) {
        at.entry(pattern.phrase.id).or_insert_with(|| {
            by_line.push((pattern.phrase, Vec::new()));
            by_line.len() - 1
        });
    }
    for row in &coverage.rows {
        let deciding = match (&row.decision, applies) {
            (Decision::Included(p), Applies::Yes) | (Decision::Excluded(p), Applies::No) => p,
            _ => continue,
        };
        let mut lines: Vec<usize> = deciding
            .iter()
            .filter_map(|p| coverage.patterns.get(*p))
            .filter_map(|p| at.get(&p.phrase.id).copied())
            .collect();
        lines.dedup();
        for line in lines {
            by_line[line].1.push(row.control.decl());
        }
    }
    by_line
}

/// Whether a line that decides on a control gives a `because`, be it one that cannot be read.
fn says_why(coverage: &Coverage<'_>, row: &Row<'_>) -> bool {
    let (Decision::Included(patterns) | Decision::Excluded(patterns)) = &row.decision else {
        return false;
    };
    patterns.iter().filter_map(|p| coverage.patterns.get(*p)).any(|p| p.phrase.says(Prep::Because))
}

fn without_ground(cx: &mut Cx<'_, '_>, phrase: Phrase<'_>, excluded: &[Decl<'_>]) {
    let n = excluded.len();
    let anchor = phrase.lead().next().map_or(phrase.anchor(), ValueRef::anchor);
    let mut problem = Problem::new(
        &problems::MISSING_JUSTIFICATION,
        anchor,
        format!("{} {} excluded without a reason", controls(excluded), is(n)),
        "why?",
    )
    .about(excluded.iter().map(|c| c.path()));
    problem = problem.items(excluded.iter().map(|c| c.path()));
    let problem = problem.help("say why with `because`: what it is that the scope does not have");
    let edits = words::append(cx.model, phrase.anchor(), &format!(" because \"{TO_FILL}\""));
    cx.out.push(problem.fix("write `because`, with the reason left to fill in", Safety::Review, edits));
}

/// An exclusion that rests on a supplier.
fn supplier<'m>(
    cx: &mut Cx<'_, 'm>,
    phrase: Phrase<'m>,
    reason: ValueRef<'m>,
    excluded: &[Decl<'m>],
) -> bool {
    let Some(supplier) = supplier_in(cx, reason) else {
        return false;
    };
    let path = supplier.path();
    let n = excluded.len();
    let mut problem = Problem::new(
        &problems::EXCLUDED_AS_OUTSOURCED,
        reason.anchor(),
        format!(
            "the reason for excluding {} is `{path}`, a supplier, and what a supplier carries out still applies",
            controls(excluded)
        ),
        "rests on a supplier",
    )
    .about(excluded.iter().map(|c| c.path()))
    .related(supplier.anchor(), "the supplier");
    problem = problem.items(excluded.iter().map(|c| c.path()));
    let patterns: Vec<&str> = phrase.lead().map(ValueRef::source).collect();
    let patterns = patterns.join(", ");
    problem = problem.help(format!(
        "include {}, and let a statement say who does it: `implements: {patterns}  carried-out-by: {path}  status: implemented`",
        if n == 1 { "it" } else { "them" },
    ));
    let clause = phrase.lead().flat_map(ValueRef::decls).any(|d| d.kind() == kind::REQUIREMENT);
    if !clause {
        let place = cx.model.place(phrase.anchor());
        let word = Place {
            file: place.file,
            span: Span::new(place.span.start, place.span.start + "exclude".len() as u32),
        };
        let mut edits = vec![Edit { place: Anchor::Place(word), text: "include".into() }];
        edits.extend(carried_out_by(cx, phrase.decl(), supplier, &patterns));
        problem = problem.fix(
            format!(
                "include {}, and write a procedure that `{path}` carries out",
                if n == 1 { "it" } else { "them" }
            ),
            Safety::Review,
            edits,
        );
    }
    cx.out.push(problem);
    true
}

/// Writes behind `soa` a procedure by which `supplier` carries `patterns` out.
fn carried_out_by(cx: &Cx<'_, '_>, soa: Decl<'_>, supplier: Decl<'_>, patterns: &str) -> Vec<Edit<Anchor>> {
    let model = cx.model;
    let free = |name: &String| model.find(name).is_none();
    let base = format!("{}-work", supplier.name());
    let numbered = (2..1000).map(|n| format!("{base}-{n}"));
    let Some(name) = std::iter::once(base.clone()).chain(numbered).find(free) else { return Vec::new() };
    let Some(kind) = model.schema.kind(kind::PROCEDURE) else { return Vec::new() };
    words::append(
        model,
        Anchor::Whole(soa.id),
        &format!(
            "\n{} {name} \"What {} carries out\" {{\n    implements: {patterns}\n    carried-out-by: {}\n    status: implemented\n}}",
            model.names.text(kind.name),
            supplier.title(),
            supplier.path(),
        ),
    )
}

/// The supplier that a reason names, by reference or by title.
fn supplier_in<'m>(cx: &Cx<'_, 'm>, reason: ValueRef<'m>) -> Option<Decl<'m>> {
    let named = referred(cx, reason).into_iter().find(|d| d.kind() == kind::SUPPLIER);
    named.or_else(|| {
        let text = plain(&reason.text()?);
        cx.model.all::<Supplier>().map(View::decl).filter(|s| s.package() == PackageId::MAIN).find(|s| {
            let title = plain(&s.title());
            title.chars().count() > 2 && format!(" {text} ").contains(&format!(" {title} "))
        })
    })
}

/// Small letters, digits, and single spaces.
fn plain(text: &str) -> String {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn broad(cx: &mut Cx<'_, '_>, reason: ValueRef<'_>, excluded: &[Decl<'_>]) {
    if excluded.len() <= BROAD {
        return;
    }
    let problem = Problem::new(
        &problems::BROAD_EXCLUSION,
        reason.anchor(),
        format!("one reason stands for {} exclusions", excluded.len()),
        "the reason of all of them",
    )
    .about(excluded.iter().map(|c| c.path()))
    .items(excluded.iter().map(|c| c.path()));
    cx.out.push(problem.help("give each control, or each few that are alike, a reason of its own"));
}

// ---- Reasons that say nothing --------------------------------------------------------------------------------------

/// What people write where a reason should stand. Compared in small letters without marks.
const EMPTY: &[&str] = &[
    "",
    "accepted",
    "all",
    "applicable",
    "best practice",
    "best practices",
    "compliance",
    "control not applicable",
    "does not apply",
    "good practice",
    "industry best practice",
    "iso 27001",
    "it is best practice",
    "it is not relevant",
    "mandatory",
    "n a",
    "na",
    "necessary",
    "needed",
    "no",
    "none",
    "not applicable",
    "not applicable to us",
    "not in scope",
    "not necessary",
    "not needed",
    "not relevant",
    "not relevant for us",
    "not relevant to us",
    "not required",
    "out of scope",
    "relevant",
    "required",
    "required by iso 27001",
    "see above",
    "yes",
];

/// Words that say that somebody meant to come back.
const OPEN: &[&str] = &["tbc", "tbd", "todo", "fixme", "xxx"];
/// The same, as phrases.
const OPEN_PHRASES: &[&str] = &["to be confirmed", "to be decided", "to be defined", "to be determined"];

fn weak<'m>(cx: &mut Cx<'_, 'm>, coverage: &Coverage<'m>) {
    let soa = coverage.soa.decl();
    let mut texts: Vec<(String, Vec<(Anchor, Phrase<'m>)>)> = Vec::new();
    for field in [field::SOA_INCLUDE, field::SOA_EXCLUDE, field::SOA_NOT_YET] {
        for phrase in soa.phrases(field) {
            let Some(reason) = phrase.part(Prep::Because).next() else {
                continue;
            };
            let Some(text) = reason.text() else { continue };
            if text.trim().is_empty() && field == field::SOA_EXCLUDE {
                continue;
            }
            let words = plain(&text);
            let Some((message, label)) = emptiness(&words, text.trim(), phrase) else {
                // One reason may well hold several plans up.
                if field == field::SOA_NOT_YET {
                    continue;
                }
                match texts.iter_mut().find(|(t, _)| *t == words) {
                    Some((_, all)) => all.push((reason.anchor(), phrase)),
                    None => texts.push((words, vec![(reason.anchor(), phrase)])),
                }
                continue;
            };
            let problem = Problem::new(&problems::WEAK_JUSTIFICATION, reason.anchor(), message, label);
            cx.out.push(problem.help(match field {
                field::SOA_EXCLUDE => {
                    "say what it is that the scope does not have, so that nothing is left to protect"
                }
                field::SOA_NOT_YET => "say what has to happen first",
                _ => "say what it protects you from, or let risks and obligations give the reason",
            }));
        }
    }
    for (_, places) in texts {
        if places.len() < REPEATED {
            continue;
        }
        let mut problem = Problem::new(
            &problems::WEAK_JUSTIFICATION,
            places[0].0,
            format!("the same reason stands in {} lines", places.len()),
            "says nothing about any one of them",
        );
        for (anchor, _) in &places[1..] {
            problem = problem.related(*anchor, "the same words");
        }
        cx.out.push(problem.help("write one line for what shares a reason, and give the others their own"));
    }
}

/// Why a text is no reason, and the label for it.
fn emptiness(words: &str, text: &str, phrase: Phrase<'_>) -> Option<(String, &'static str)> {
    let open = |o: &&&str| words.split(' ').any(|w| w == **o);
    if OPEN.iter().any(|o| open(&o)) || OPEN_PHRASES.iter().any(|o| words.contains(o)) {
        return Some((format!("the reason is still to be written: “{text}”"), "still open"));
    }
    if EMPTY.contains(&words) {
        return Some((format!("“{text}” does not say why"), "no reason"));
    }
    let repeated = phrase
        .lead()
        .flat_map(ValueRef::decls)
        .find(|c| words == plain(&c.title()) || words == plain(&c.path()));
    repeated.map(|control| {
        (format!("the reason only repeats the name of `{}`", control.path()), "the control's own name")
    })
}

// ---- Inclusions ----------------------------------------------------------------------------------------------------

/// Included controls that no risk, no obligation and no words give a reason for.
pub(super) fn inclusions<'m>(cx: &mut Cx<'_, 'm>, coverage: &Coverage<'m>) {
    if reasons_hidden(cx) || cx.decisions_hidden(coverage, &[field::SOA_EXCLUDE]) {
        return;
    }
    let mut groups: Vec<(EntryId, &PatternUse<'m>, Vec<Decl<'m>>)> = Vec::new();
    for row in coverage.last_word() {
        let Decision::Included(patterns) = &row.decision else {
            continue;
        };
        if !row.reasons.is_empty() || says_why(coverage, row) || cx.doubt.names(row.control.decl()) {
            continue;
        }
        let Some(pattern) = patterns.first().and_then(|p| coverage.patterns.get(*p)) else { continue };
        match groups.iter_mut().find(|(id, ..)| *id == pattern.phrase.id) {
            Some((_, _, group)) => group.push(row.control.decl()),
            None => groups.push((pattern.phrase.id, pattern, vec![row.control.decl()])),
        }
    }
    for (_, pattern, group) in groups {
        let n = group.len();
        let phrase = pattern.phrase;
        // Its reason is there, and something about how it is written has been told.
        if cx.doubt.has_a_lost_text(phrase) || cx.doubt.unread_at(phrase) {
            continue;
        }
        let foreign = phrase.decl().package() != PackageId::MAIN;
        let anchor = match (foreign, phrase.lead().count()) {
            (true, _) => coverage.soa.decl().anchor(),
            (false, 1) => pattern.value.anchor(),
            (false, _) => phrase.anchor(),
        };
        let mut problem = Problem::new(
            &problems::MISSING_JUSTIFICATION,
            anchor,
            format!("{} {} included, and nothing says why", controls(&group), is(n)),
            match n {
                1 => "no risk, no obligation, no `because`".to_string(),
                _ => format!("{} without risk, obligation or `because`", count(n, "control")),
            },
        )
        .about(group.iter().map(|c| c.path()));
        problem = problem.items(group.iter().map(|c| c.path()));
        if let Some(themes) = words::by_theme(&group) {
            problem = problem.note(format!("by theme: {themes}"));
        }
        for (obligation, anchor) in idle(cx, &group).into_iter().take(3) {
            problem = problem.related(
                anchor,
                format!("`{}` is not in force on {}, and gives none", obligation.path(), cx.day),
            );
        }
        problem = problem.help(
            "name them where risks are treated or in obligations, or say why with `because` on this line",
        );
        if !foreign {
            problem = problem.fix(
                "write `because`, with the reason left to fill in",
                Safety::Review,
                words::append(cx.model, phrase.anchor(), &format!(" because \"{TO_FILL}\"")),
            );
        }
        cx.out.push(problem);
    }
}

/// The obligations that require some of `controls` at another time than today, and where they name them.
fn idle<'m>(cx: &Cx<'_, 'm>, controls: &[Decl<'m>]) -> Vec<(Decl<'m>, Anchor)> {
    let of = cx.model.all::<Obligation>().filter(|o| !binds(*o, cx.day)).map(View::decl);
    of.filter_map(|obligation| {
        let mut named = obligation.values(field::OBLIGATION_REQUIRES);
        let value = named.find(|v| v.decls().any(|c| controls.contains(&c)))?;
        Some((obligation, value.anchor()))
    })
    .collect()
}

/// Whether a reason may stand where the compiler could not read it.
fn reasons_hidden(cx: &Cx<'_, '_>) -> bool {
    let model = cx.model;
    let treats = model.of_kind(kind::RISK).flat_map(|d| d.phrases(field::RISK_TREAT));
    let requires = model.of_kind(kind::OBLIGATION).flat_map(|d| d.phrases(field::OBLIGATION_REQUIRES));
    cx.doubt.unread_kinds(&[kind::RISK, kind::OBLIGATION])
        || treats.chain(requires).any(|p| cx.doubt.hides(p))
}
