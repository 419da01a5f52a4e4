//! The part of the language that shows only in the whole model: statuses that contradict each other, names that nothing
//! uses, patterns that denote or decide nothing.

use annexa_analysis::coverage::{Applies, Coverage, Decision, PatternUse, SubjectState};
use annexa_analysis::eval::{derived, members_of};
use annexa_analysis::scope::wholes;
use annexa_analysis::status::Status;
use annexa_core::model::{Anchor, Decl, DeclId, Phrase, TextTarget, ValueRef, View};
use annexa_core::prelude::{Progress, field, kind};
use annexa_core::problems as kinds;
use annexa_core::source::{PackageId, Place};
use annexa_core::value::Value;
use annexa_diagnostics::Problem;
use annexa_syntax::tree::Prep;
use rustc_hash::FxHashSet;

use crate::Cx;
use crate::words::{controls, is, list, some};

/// Finds them all.
pub(crate) fn check(cx: &mut Cx<'_, '_>) {
    conflicting_status(cx);
    unused(cx);
    empty_exceptions(cx);
    idle_statuses(cx);
    dangling_derived(cx);
    for coverage in cx.own_coverages() {
        empty_patterns(cx, coverage);
        shadowed_patterns(cx, coverage);
    }
}

/// Two statuses of one subject that hold at once, have the same standing, and differ.
fn conflicting_status(cx: &mut Cx<'_, '_>) {
    let analysis = cx.analysis;
    for worker in &analysis.work.workers {
        let decl = worker.item.decl();
        if decl.package() != PackageId::MAIN || worker.statuses.len() < 2 {
            continue;
        }
        let known: Vec<&Status<'_>> = worker.statuses.iter().filter(|s| !s.phrase.is_spoiled()).collect();
        let mut told = vec![false; known.len()];
        for (i, first) in known.iter().enumerate() {
            if told[i] {
                continue;
            }
            let mut problem: Option<Problem<Anchor>> = None;
            for (j, second) in known.iter().enumerate().skip(i + 1) {
                let Some(subjects) = clash(first, second) else {
                    continue;
                };
                told[j] = true;
                let place = lead(second.phrase);
                problem = Some(match problem {
                    Some(problem) => problem.related(place, "and this one"),
                    None => {
                        let since = first.since.map_or(String::new(), |d| format!(" since {d}"));
                        let on = if subjects.is_empty() {
                            String::new()
                        } else {
                            let names: Vec<String> =
                                subjects.iter().map(|s| format!("`{}`", s.path())).collect();
                            format!(" for {}", some(&names, 3))
                        };
                        Problem::new(
                            &kinds::CONFLICTING_STATUS,
                            place,
                            format!(
                                "`{}` is both {} and {}{on}{since}",
                                decl.path(),
                                word(first),
                                word(second)
                            ),
                            "holds at the same time",
                        )
                        .related(lead(first.phrase), "as this one")
                        .help(
                            "of statuses that hold at once the latest `since` counts: say since when, and delete the one that is not true",
                        )
                    }
                });
            }
            cx.out.extend(problem);
        }
    }
}

/// The subjects about which two statuses disagree (none where they name none); `None` where they do not.
fn clash<'m>(a: &Status<'m>, b: &Status<'m>) -> Option<Vec<Decl<'m>>> {
    if a.progress == b.progress || a.since != b.since {
        return None;
    }
    match (&a.on, &b.on) {
        (None, None) => Some(Vec::new()),
        (Some(a), Some(b)) => {
            let mut both: Vec<Decl<'m>> =
                a.iter().copied().filter(|s| wholes(*s).any(|w| b.contains(&w))).collect();
            both.extend(b.iter().copied().filter(|s| wholes(*s).any(|w| a.contains(&w))));
            both.sort_unstable();
            both.dedup();
            (!both.is_empty()).then_some(both)
        }
        _ => None,
    }
}

/// What a status says, in the author's word.
fn word<'m>(status: &Status<'m>) -> &'m str {
    status.phrase.lead().next().map_or("", ValueRef::source)
}

/// The first value of a phrase, or all of it.
fn lead(phrase: Phrase<'_>) -> Anchor {
    phrase.lead().next().map_or(phrase.anchor(), ValueRef::anchor)
}

// ---- Names that nothing uses ---------------------------------------------------------------------------------------

fn unused(cx: &mut Cx<'_, '_>) {
    let model = cx.model;
    let idle_let = |id, l: &annexa_core::model::LetData| l.package == PackageId::MAIN && !model.let_used(id);
    let idle = |d: &Decl<'_>| d.package() == PackageId::MAIN && !d.used();
    let lets: Vec<_> = model.lets().filter(|(id, l)| idle_let(*id, l)).collect();
    let params: Vec<Decl<'_>> = model.of_kind(kind::PARAM).filter(idle).collect();
    let evidence: Vec<Decl<'_>> = model.of_kind(kind::EVIDENCE).filter(idle).collect();
    if lets.is_empty() && params.is_empty() && evidence.is_empty() {
        return;
    }
    let formulas = formula_words(cx);
    let used = |cx: &Cx<'_, '_>, name: &str| formulas.contains(name) || cx.doubt.mentioned(name);
    for (_, data) in lets {
        let name = model.names.text(data.name);
        let tree = &model.files.get(data.file).tree;
        let Some(node) = tree.lets.get(data.node as usize) else {
            continue;
        };
        if used(cx, name) {
            continue;
        }
        let at = |span| Anchor::Place(Place { file: data.file, span });
        let problem = Problem::new(
            &kinds::UNUSED_LET,
            at(node.name),
            format!("nothing uses `{name}`"),
            "is never used",
        )
        .help("use it, or delete it");
        cx.out.push(problem);
    }
    for param in params {
        if used(cx, param.name()) {
            continue;
        }
        let problem = Problem::new(
            &kinds::UNUSED_PARAM,
            param.anchor(),
            format!("nothing uses the parameter `{}`", param.path()),
            "is never used",
        );
        cx.out.push(problem.help(format!("let the text say it: `{{{}}}` shows the value", param.name())));
    }
    for one in evidence {
        if used(cx, one.name()) || one.phrases(field::DOCUMENTED_FULFILS).next().is_some() {
            continue;
        }
        let problem = Problem::new(
            &kinds::UNUSED_EVIDENCE,
            one.anchor(),
            format!("nothing rests on the evidence `{}`", one.path()),
            "is never used",
        );
        cx.out.push(problem.help(format!(
            "name it where it shows something: `evidence: {}` in a statement, or `fulfils:` here",
            one.path()
        )));
    }
}

/// All words of what is read only when it is evaluated: formulas, conditions, rules, and the values of other lets.
fn formula_words<'m>(cx: &Cx<'_, 'm>) -> FxHashSet<&'m str> {
    let model = cx.model;
    let mut words: FxHashSet<&'m str> = FxHashSet::default();
    let mut add = |text: &'m str| {
        words.extend(text.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|w| !w.is_empty()));
    };
    for (id, file) in model.files.iter().filter(|(_, f)| f.package == PackageId::MAIN) {
        let slice = |span| model.files.slice(Place { file: id, span });
        for node in &file.tree.lets {
            add(slice(node.phrase.span));
        }
        for node in &file.tree.kinds {
            add(slice(node.span));
        }
    }
    for decl in model.decls().filter(|d| d.package() == PackageId::MAIN) {
        if decl.kind() == kind::RULE {
            add(model.files.slice(model.place(Anchor::Whole(decl.id))));
            continue;
        }
        for value in decl.entries().flat_map(all_values) {
            let read_later = match value.value() {
                Value::Formula(..) | Value::Condition(..) => true,
                Value::Query(query) => query.filter.is_some(),
                _ => false,
            };
            if read_later {
                add(value.source());
            }
        }
    }
    words
}

fn all_values<'m>(phrase: Phrase<'m>) -> impl Iterator<Item = ValueRef<'m>> {
    phrase.lead().chain(Prep::ALL.iter().flat_map(move |p| phrase.part(*p)))
}

/// References in texts to a derived field that is absent: there would be nothing to show.
fn dangling_derived(cx: &mut Cx<'_, '_>) {
    let model = cx.model;
    for reference in model.all_text_references() {
        let TextTarget::Field(id, field) = reference.target else { continue };
        let Some(data) = model.schema.field(field).filter(|f| f.derived) else { continue };
        if model.files.get(reference.place.file).package != PackageId::MAIN {
            continue;
        }
        let decl = model.decl(id);
        let found = derived(cx.analysis, decl, field);
        if !found.values.is_empty() || found.unknown || cx.doubt.unread_in(decl) {
            continue;
        }
        let (path, name) = (decl.path(), model.names.text(data.name));
        cx.out.push(
            Problem::new(
                &kinds::DANGLING_PROSE_REFERENCE,
                Anchor::Place(reference.place),
                format!("`{path}` has no `{name}` on {}, so there is nothing to show here", cx.day),
                "has no value",
            )
            .related(decl.anchor(), format!("of this one, `{name}` is worked out"))
            .help("say what it is worked out from, or take the reference out of the text"),
        );
    }
}

// ---- Patterns ------------------------------------------------------------------------------------------------------

/// `except` that takes nothing away, or everything: wherever lists of controls have one.
fn empty_exceptions(cx: &mut Cx<'_, '_>) {
    let model = cx.model;
    let entry = |d: DeclId| matches!(model.decl(d).kind(), kind::CONTROL | kind::REQUIREMENT);
    for phrase in model.patterned().filter(|p| p.decl().package() == PackageId::MAIN) {
        let says_except = phrase.says(Prep::Except);
        // Those of a statement of applicability are told by what it is against.
        let judged = phrase.field() == field::SOA_INCLUDE || phrase.field() == field::SOA_EXCLUDE;
        for value in phrase.lead().filter(|_| !judged) {
            if matches!(value.value(), Value::Pattern(_)) && value.decls().next().is_none() {
                let problem = Problem::new(
                    &kinds::EMPTY_PATTERN,
                    value.anchor(),
                    format!("`{}` holds nothing", value.source()),
                    "denotes nothing",
                );
                cx.out.push(problem.help("leave it out, or correct the id"));
            }
        }
        if !says_except || phrase.is_spoiled() {
            continue;
        }
        let of = |value: ValueRef<'_>| -> FxHashSet<DeclId> {
            value.decls().map(|d| d.id).filter(|d| entry(*d)).collect()
        };
        let named: FxHashSet<DeclId> = phrase.lead().flat_map(of).collect();
        if named.is_empty() {
            continue;
        }
        let mut left = named.clone();
        for value in phrase.part(Prep::Except) {
            let taken = of(value);
            if taken.is_disjoint(&named) {
                let text = value.source();
                let before: Vec<String> = phrase.lead().map(|v| format!("`{}`", v.source())).collect();
                let problem = Problem::new(
                    &kinds::EMPTY_PATTERN,
                    value.anchor(),
                    format!("`except {text}` takes nothing away, for {} does not hold it", some(&before, 3)),
                    "not in what stands before",
                );
                cx.out.push(problem.help("leave it out, or correct the id"));
            }
            left.retain(|d| !taken.contains(d));
        }
        if left.is_empty() {
            let problem = Problem::new(
                &kinds::EMPTY_PATTERN,
                lead(phrase),
                "the `except` takes everything away that stands before it",
                "nothing is left of it",
            );
            cx.out.push(problem.help("delete the line, or leave something of it"));
        }
    }
}

/// Statuses of things that the statement's own `applies-to:` leaves out.
fn idle_statuses(cx: &mut Cx<'_, '_>) {
    for worker in &cx.analysis.work.workers {
        let decl = worker.item.decl();
        let Some(named) = worker.applies_to.as_ref().filter(|_| !worker.spoiled && !worker.is_inherited())
        else {
            continue;
        };
        if decl.package() != PackageId::MAIN {
            continue;
        }
        for status in &worker.statuses {
            let on = status.on.as_deref().unwrap_or_default();
            let is_met =
                |d: &Decl<'_>| worker.covers(Some(*d)) || named.iter().any(|n| wholes(*n).any(|w| w == *d));
            if on.is_empty() || on.iter().any(is_met) {
                continue;
            }
            let names: Vec<String> = on.iter().map(|d| format!("`{}`", d.path())).collect();
            let names = some(&names, 3);
            let anchor = status.phrase.part(Prep::On).next().map_or(status.phrase.anchor(), ValueRef::anchor);
            let message = format!("`{}` does not apply to {names}, so this status says nothing", decl.path());
            let mut problem =
                Problem::new(&kinds::EMPTY_PATTERN, anchor, message, "left out by `applies-to`");
            if let Some(applies) = decl.phrases(field::IMPLEMENTS_APPLIES_TO).next() {
                problem = problem.related(applies.anchor(), "what it applies to");
            }
            cx.out
                .push(problem.about([decl.path()]).help("name them in `applies-to`, or take the status out"));
        }
    }
}

/// Patterns of a statement of applicability that hold none of its controls.
fn empty_patterns(cx: &mut Cx<'_, '_>, coverage: &Coverage<'_>) {
    if coverage.rows.is_empty() {
        return;
    }
    for pattern in own_patterns(coverage) {
        // Clauses in an exclusion are `clause-excluded`, and what `except` takes away is told at the line.
        if !pattern.written.is_empty() || pattern.value.decls().any(crate::coverage::is_clause) {
            continue;
        }
        let text = pattern.value.source();
        let against: Vec<String> =
            coverage.soa.head_against().map(|c| c.decl().title().into_owned()).collect();
        let mut problem = Problem::new(
            &kinds::EMPTY_PATTERN,
            pattern.value.anchor(),
            format!("`{text}` holds no control of {}", list(&against)),
            "denotes no control here",
        )
        .related(coverage.soa.decl().anchor(), format!("decides on the controls of {}", list(&against)));
        let requirement = pattern.value.decls().any(|d| d.kind() == kind::REQUIREMENT);
        problem = if requirement {
            problem.help(format!(
                "a requirement is never excluded; say that it does not apply with `not-applicable: {text} because …`"
            ))
        } else {
            problem.help("name the catalog after `against`, or delete the pattern")
        };
        cx.out.push(problem);
    }
}

fn own_patterns<'a, 'm>(coverage: &'a Coverage<'m>) -> impl Iterator<Item = &'a PatternUse<'m>> {
    coverage.patterns.iter().filter(|p| p.layer == coverage.soa)
}

/// Patterns that decide nothing, and plans that raise nothing.
fn shadowed_patterns<'m>(cx: &mut Cx<'_, 'm>, coverage: &Coverage<'m>) {
    let own: Vec<&PatternUse<'m>> = own_patterns(coverage).collect();
    let mut plans: Vec<(Idle, Vec<&PatternUse<'m>>)> = Vec::new();
    for pattern in &own {
        if pattern.effect > 0 || pattern.set.is_empty() || cx.doubt.hides(pattern.phrase) {
            continue;
        }
        let Some(applies) = pattern.applies else {
            let Some(idle) = idle(coverage, pattern) else { continue };
            // What has one cause is told once for its line.
            let same = |(i, all): &&mut (Idle, Vec<&PatternUse<'m>>)| {
                *i == idle && all[0].phrase.id == pattern.phrase.id
            };
            match plans.iter_mut().find(same) {
                Some((_, all)) => all.push(pattern),
                None => plans.push((idle, vec![pattern])),
            }
            continue;
        };
        shadowed_decision(cx, coverage, pattern, applies);
    }
    for (idle, patterns) in plans {
        shadowed_plan(cx, coverage, idle, &patterns);
    }
}

fn shadowed_decision(
    cx: &mut Cx<'_, '_>,
    coverage: &Coverage<'_>,
    pattern: &PatternUse<'_>,
    applies: Applies,
) {
    let text = pattern.value.source();
    let verb = match applies {
        Applies::Yes => "includes",
        Applies::No => "excludes",
    };
    let n = pattern.set.len();
    let mut smaller: Vec<&PatternUse<'_>> = Vec::new();
    for row in pattern.set.iter().filter_map(|i| coverage.rows.get(i)) {
        let deciding: &[usize] = match &row.decision {
            Decision::Included(p) | Decision::Excluded(p) => p,
            _ => &[],
        };
        for p in deciding.iter().filter_map(|p| coverage.patterns.get(*p)) {
            if !smaller.iter().any(|s| s.value.id == p.value.id) {
                smaller.push(p);
            }
        }
    }
    let mut problem = Problem::new(
        &kinds::SHADOWED_PATTERN,
        pattern.value.anchor(),
        match n {
            1 => format!("`{text}` decides nothing: another pattern decides its control"),
            2 => format!("`{text}` decides nothing: smaller patterns decide both of its controls"),
            _ => format!("`{text}` decides nothing: smaller patterns decide all of its {n} controls"),
        },
        format!("{verb} none of them"),
    );
    for p in smaller.iter().take(3) {
        let decides = p.set.iter().filter(|i| pattern.set.contains(*i)).count();
        problem = problem.related(
            p.value.anchor(),
            format!("decides {} of them", if decides == n { "all".into() } else { decides.to_string() }),
        );
    }
    cx.out.push(problem.help("delete it, or the smaller patterns that only repeat it"));
}

/// Why a plan has no effect.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Idle {
    /// Its controls are excluded.
    Excluded,
    /// It names nothing that its controls are asked for.
    NotAsked,
    /// Another plan counts for them.
    Beaten,
    /// A status already says how far they are.
    Said,
}

fn idle(coverage: &Coverage<'_>, pattern: &PatternUse<'_>) -> Option<Idle> {
    let rows: Vec<_> = pattern.set.iter().filter_map(|i| coverage.rows.get(i)).collect();
    if rows.iter().any(|r| matches!(r.decision, Decision::Undecided | Decision::Conflict(_))) {
        return None;
    }
    if rows.iter().all(|r| r.excluded()) {
        return Some(Idle::Excluded);
    }
    let on = members_of(pattern.phrase.part(Prep::On));
    let about = |s: &SubjectState<'_>| {
        !pattern.phrase.says(Prep::On) || s.subject.is_some_and(|s| wholes(s).any(|w| on.contains(&w)))
    };
    let asked: Vec<_> = rows.iter().flat_map(|r| &r.subjects).filter(|s| about(s)).collect();
    // By when the rest of what is done in part follows is what `partly-covered-control` asks for.
    let for_the_rest = |s: &&SubjectState<'_>| {
        s.progress == Some(Progress::Partial)
            && s.plan.and_then(|p| coverage.patterns.get(p)).is_some_and(|p| p.value.id == pattern.value.id)
    };
    if asked.iter().any(for_the_rest) {
        return None;
    }
    Some(match asked.as_slice() {
        [] => Idle::NotAsked,
        all if all.iter().any(|s| s.planned_by.is_some()) => Idle::Beaten,
        _ => Idle::Said,
    })
}

fn shadowed_plan(cx: &mut Cx<'_, '_>, coverage: &Coverage<'_>, idle: Idle, patterns: &[&PatternUse<'_>]) {
    let phrase = patterns[0].phrase;
    let rows: Vec<_> = coverage
        .rows
        .iter()
        .enumerate()
        .filter(|(i, _)| patterns.iter().any(|p| p.set.contains(*i)))
        .map(|(_, r)| r)
        .collect();
    let named: Vec<Decl<'_>> = rows.iter().map(|r| r.control.decl()).collect();
    let (what, n) = (controls(&named), named.len());
    let states = || rows.iter().flat_map(|r| &r.subjects);
    let (message, related) = match idle {
        Idle::Excluded => (
            format!("`not-yet` plans {what}, which {} excluded", is(n)),
            rows.first().and_then(|r| match &r.decision {
                Decision::Excluded(p) => {
                    let p = coverage.patterns.get(*p.first()?)?;
                    Some((p.value.anchor(), "excluded here"))
                }
                _ => None,
            }),
        ),
        Idle::NotAsked => {
            let content = coverage.scope.and_then(|s| cx.analysis.scopes.content(s));
            let on = members_of(phrase.part(Prep::On));
            let out: Vec<String> = on
                .iter()
                .filter(|d| content.is_some_and(|c| !c.counts(**d) && !c.holds_part_of(**d)))
                .map(|d| format!("`{}`", d.path()))
                .collect();
            match content {
                Some(content) if !out.is_empty() && out.len() == on.len() => (
                    format!(
                        "`not-yet` is about {}, which {} not in the scope `{}`",
                        some(&out, 3),
                        is(out.len()),
                        content.scope.decl().path()
                    ),
                    Some((content.scope.decl().anchor(), "the scope")),
                ),
                _ => (format!("`not-yet` names no subject that {what} {} asked for", is(n)), None),
            }
        }
        Idle::Beaten => (
            format!("`not-yet` changes nothing: another plan counts for {what}"),
            states()
                .find_map(|s| coverage.patterns.get(s.planned_by?))
                .map(|p| (p.value.anchor(), "this one, of a smaller set or a later day")),
        ),
        Idle::Said => (
            format!("`not-yet` changes nothing: a status already says how far {what} {}", is(n)),
            states().find_map(|s| s.by.first()).map(|(_, phrase)| (phrase.anchor(), "says how far it is")),
        ),
    };
    let anchor = match patterns {
        [one] => one.value.anchor(),
        _ => phrase.anchor(),
    };
    let mut problem = Problem::new(&kinds::SHADOWED_PATTERN, anchor, message, "has no effect");
    if let Some((anchor, text)) = related {
        problem = problem.related(anchor, text);
    }
    cx.out.push(problem.items(named.iter().map(|c| c.path())).help("take it out of the `not-yet` line"));
}

/// The declarations that the text of `value` refers to.
pub(crate) fn referred<'m>(cx: &Cx<'_, 'm>, value: ValueRef<'m>) -> Vec<Decl<'m>> {
    let Value::Text(place) = value.value() else {
        return Vec::new();
    };
    let references = cx.model.text_references(*place).iter();
    references
        .filter_map(|r| match r.target {
            TextTarget::Decl(id) => Some(cx.model.decl(id)),
            TextTarget::Field(id, _) => Some(cx.model.decl(id)),
            TextTarget::Let(_) => None,
        })
        .collect()
}
