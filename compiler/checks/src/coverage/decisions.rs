//! What is decided of each control: everything, without contradiction, and not against what the scope needs.

use annexa_analysis::Coverage;
use annexa_analysis::coverage::{Bearing, Decision, PatternUse, binds};
use annexa_analysis::scope::{ScopeContent, Tie, category};
use annexa_core::edit;
use annexa_core::model::{Anchor, Decl, DeclId, Model, Phrase, ValueRef, View};
use annexa_core::prelude::{AssetCategory, Circumstance, Obligation, Risk, Soa, field, kind};
use annexa_core::source::{PackageId, Place, Span};
use annexa_diagnostics::{Edit, Level, Problem, Safety};
use annexa_syntax::tree::Prep;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{is_clause, spot};
use crate::Cx;
use crate::problems;
use crate::words::{self, TO_FILL, controls, count, is, list, some};

/// Controls that no pattern reaches.
pub(super) fn undecided(cx: &mut Cx<'_, '_>, coverage: &Coverage<'_>) {
    if cx.decisions_hidden(coverage, &[field::SOA_INCLUDE, field::SOA_EXCLUDE]) {
        return;
    }
    let open: Vec<Decl<'_>> = coverage
        .last_word()
        .filter(|r| r.decision == Decision::Undecided)
        .map(|r| r.control.decl())
        .filter(|c| !cx.doubt.names(*c))
        .collect();
    if open.is_empty() {
        return;
    }
    let decl = coverage.soa.decl();
    let n = open.len();
    let message = if n == coverage.last_word().count() {
        format!("`{}` decides on none of its {n} controls", decl.path())
    } else {
        format!("`{}` does not decide on {}", decl.path(), controls(&open))
    };
    let mut problem = Problem::new(
        &problems::UNDECIDED_CONTROL,
        decl.anchor(),
        message,
        format!("says nothing about {}", if n == 1 { "it".into() } else { count(n, "control") }),
    )
    .about(open.iter().map(|c| c.path()));
    problem = problem.items(open.iter().map(|c| c.path()));
    if let Some(themes) = words::by_theme(&open) {
        problem = problem.note(format!("by theme: {themes}"));
    }
    let lines: Vec<String> = words::themes(&open)
        .iter()
        .map(|(theme, all)| format!("include: {} because \"{TO_FILL}\"", words::patterns(*theme, all)))
        .collect();
    let title = if lines.len() == 1 {
        "write an `include:` line, with the reason left to fill in"
    } else {
        "write an `include:` line for each theme, with the reason left to fill in"
    };
    let help = if n == 1 {
        "include or exclude it, with the reason"
    } else {
        "include or exclude each of them, with the reason"
    };
    cx.out.push(problem.help(help).fix(title, Safety::Review, edit::insert(decl, &lines)));
}

/// Patterns that disagree.
pub(super) fn conflicts(cx: &mut Cx<'_, '_>, coverage: &Coverage<'_>) {
    for conflict in &coverage.conflicts {
        let (Some(include), Some(exclude)) =
            (coverage.patterns.get(conflict.include), coverage.patterns.get(conflict.exclude))
        else {
            continue;
        };
        if include.layer != coverage.soa {
            continue;
        }
        let about: Vec<Decl<'_>> = conflict
            .controls
            .iter()
            .filter_map(|i| coverage.rows.get(*i))
            .map(|r| r.control.decl())
            .collect();
        let mut problem = Problem::new(
            &problems::CONFLICTING_DECISION,
            exclude.value.anchor(),
            format!("{} {} both included and excluded", controls(&about), is(about.len())),
            "excludes here",
        )
        .about(about.iter().map(|c| c.path()))
        .related(include.value.anchor(), "includes here")
        .note(if include.set == exclude.set {
            "of two patterns the smaller decides, and these two are the same"
        } else {
            "of two patterns the smaller decides, and neither of these lies within the other"
        });
        problem = problem.items(about.iter().map(|c| c.path()));
        cx.out.push(problem.help("keep the one that is meant, or take it out of the other with `except`"));
    }
}

/// Clauses that are excluded, or said not to apply.
pub(super) fn clauses(cx: &mut Cx<'_, '_>, soa: Soa<'_>) {
    for field in [field::SOA_EXCLUDE, field::SOA_NOT_APPLICABLE] {
        for phrase in soa.decl().phrases(field) {
            clause_in(cx, phrase);
        }
    }
}

/// Reports the clauses among what `phrase` leaves out.
pub(super) fn clause_in(cx: &mut Cx<'_, '_>, phrase: Phrase<'_>) {
    let except: FxHashSet<DeclId> =
        phrase.part(Prep::Except).flat_map(ValueRef::decls).map(|d| d.id).collect();
    for value in phrase.lead() {
        let clauses: Vec<Decl<'_>> =
            value.decls().filter(|d| is_clause(*d) && !except.contains(&d.id)).collect();
        let message = match clauses.as_slice() {
            [] => continue,
            [one] => format!("clause {} ({}) is left out, and it always applies", one.name(), one.title()),
            many => format!("{} are left out, and clauses 4 to 10 always apply", count(many.len(), "clause")),
        };
        let mut problem =
            Problem::new(&problems::CLAUSE_EXCLUDED, value.anchor(), message, "cannot be left out")
                .about(clauses.iter().map(|c| c.path()));
        if clauses.len() > 1 {
            problem = problem.items(clauses.iter().map(|c| c.name().to_string()));
        }
        if value.decls().all(is_clause) {
            problem = problem.fix("take it out", Safety::Review, edit::take_out(value));
        }
        cx.out.push(problem.help("take it out of the line; only controls can be excluded"));
    }
}

// ---- Excluded, and needed ------------------------------------------------------------------------------------------

/// What names a control that it needs.
#[derive(Clone)]
struct Need<'m> {
    decl: Decl<'m>,
    anchor: Anchor,
}

/// Excluded controls that something tied to the scope needs; those that a risk or an obligation names.
pub(super) fn needed<'m>(cx: &mut Cx<'_, 'm>, coverage: &Coverage<'m>) -> FxHashSet<DeclId> {
    let mut firm = FxHashSet::default();
    let Some(scope) = coverage.scope else { return firm };
    // A control may be included where that could not be read.
    let known = !cx.decisions_hidden(coverage, &[field::SOA_INCLUDE]);
    let excluded = coverage.last_word().filter(|r| r.excluded());
    let excluded: FxHashSet<DeclId> = excluded.map(|r| r.control.decl().id).collect();
    if !known || excluded.is_empty() {
        return firm;
    }
    let needs = needs(cx, scope, &excluded);
    // By excluding line: the controls, what needs each, and whether that is more than a statement.
    let mut groups: Vec<(bool, Excluded<'_, 'm, Vec<Need<'m>>>)> = Vec::new();
    for row in coverage.last_word() {
        let Decision::Excluded(patterns) = &row.decision else {
            continue;
        };
        let Some(pattern) = patterns.first().and_then(|p| coverage.patterns.get(*p)) else { continue };
        let control = row.control.decl();
        if cx.doubt.names(control) {
            continue;
        }
        let mut all: Vec<Need<'m>> = needs.get(&control.id).cloned().unwrap_or_default();
        let is_firm = !all.is_empty();
        let workers = row.parts.iter().filter(|p| p.tie == Tie::Named && p.bearing == Bearing::Implements);
        let workers = workers.map(|p| (&cx.analysis.work.workers[p.worker], p.anchor));
        // What others have written speaks also of what this scope does not hold.
        let workers = workers.filter(|(w, _)| !w.is_inherited());
        all.extend(workers.map(|(w, anchor)| Need { decl: w.item.decl(), anchor: w.spot(anchor) }));
        if all.is_empty() {
            continue;
        }
        if is_firm {
            firm.insert(control.id);
        }
        let phrase = pattern.phrase;
        let at = groups.iter().position(|(firm, g)| *firm == is_firm && g.phrase.id == phrase.id);
        let at = at.unwrap_or_else(|| {
            groups.push((is_firm, Excluded { phrase, controls: Vec::new() }));
            groups.len() - 1
        });
        groups[at].1.controls.push((pattern, control, all));
    }
    for (is_firm, group) in groups {
        needed_problem(cx, coverage, is_firm, &group);
    }
    firm
}

/// Controls that one line excludes, each with the pattern that does and what is known about it.
struct Excluded<'c, 'm, T> {
    phrase: Phrase<'m>,
    controls: Vec<(&'c PatternUse<'m>, Decl<'m>, T)>,
}

impl<'m, T> Excluded<'_, 'm, T> {
    fn named(&self) -> Vec<Decl<'m>> {
        self.controls.iter().map(|(_, control, _)| *control).collect()
    }

    /// Where it is to be mended: where the exclusion stands, or at the name of the statement that inherits it; and
    /// whether it does.
    fn spot(&self, coverage: &Coverage<'m>) -> (Anchor, bool) {
        let (anchor, inherited) = spot(coverage, self.controls[0].0);
        (if inherited { anchor } else { self.place() }, inherited)
    }

    /// Where the exclusion stands: at the pattern, or at the line where several of it are at fault.
    fn place(&self) -> Anchor {
        let value = self.controls[0].0.value;
        let one = self.controls.iter().all(|(p, ..)| p.value.id == value.id);
        if one { value.anchor() } else { self.phrase.anchor() }
    }
}

fn needed_problem<'m>(
    cx: &mut Cx<'_, 'm>,
    coverage: &Coverage<'m>,
    is_firm: bool,
    group: &Excluded<'_, 'm, Vec<Need<'m>>>,
) {
    let mut sources: Vec<&Need<'m>> = Vec::new();
    for need in group.controls.iter().flat_map(|(.., n)| n) {
        if !sources.iter().any(|s| s.decl == need.decl) {
            sources.push(need);
        }
    }
    let named = group.named();
    let who = needing(&sources.iter().map(|s| s.decl).collect::<Vec<_>>(), named.len());
    let message = format!("{} {} excluded, and {who}", controls(&named), is(named.len()));
    let (anchor, inherited) = group.spot(coverage);
    let mut problem = Problem::new(
        &problems::EXCLUDED_BUT_NEEDED,
        anchor,
        message,
        if inherited { "inherits the exclusion" } else { "excluded here" },
    )
    .about(named.iter().map(|c| c.path()));
    if !is_firm {
        problem = problem.at_level(Level::Warning);
    }
    if inherited {
        problem = problem.related(group.place(), "the exclusion");
    }
    for source in &sources {
        problem = problem.related(source.anchor, "named here");
    }
    problem = problem.items(group.controls.iter().map(|(_, control, needs)| {
        let by: Vec<String> = needs.iter().map(|n| n.decl.path()).collect();
        match sources.len() {
            1 => control.path(),
            _ => format!("{} ({})", control.path(), some(&by, 2)),
        }
    }));
    let it = if named.len() == 1 { "it" } else { "them" };
    let by = |kind| sources.iter().any(|s| s.decl.kind() == kind);
    let help = match (by(kind::RISK), by(kind::OBLIGATION)) {
        (true, true) => format!("include {it}, or treat the risk and meet the obligation by other means"),
        (true, false) => format!("include {it}, or treat the risk by other means"),
        (false, true) => format!("include {it}, or meet the obligation by other means"),
        (false, false) => format!("include {it}, or take {it} out of what is implemented"),
    };
    let problem = problem.help(help);
    let edits = include_edits(coverage, group, inherited, is_firm);
    cx.out.push(problem.fix(
        if named.len() == 1 { "include it" } else { "include them" },
        Safety::Review,
        edits,
    ));
}

/// What names the control: "and the risk `x` is treated with it".
fn needing(sources: &[Decl<'_>], n: usize) -> String {
    let it = if n == 1 { "it" } else { "them" };
    let of = |kind| sources.iter().filter(|d| d.kind() == kind).count();
    let (risks, obligations) = (of(kind::RISK), of(kind::OBLIGATION));
    let statements = sources.len() - risks - obligations;
    if let [one] = sources {
        let path = one.path();
        return match one.kind() {
            kind::RISK => format!("the risk `{path}` is treated with {it}"),
            kind::OBLIGATION => format!("the obligation `{path}` requires {it}"),
            _ => format!("`{path}` implements {it}"),
        };
    }
    let mut parts = Vec::new();
    for (n, what) in [(risks, "risk"), (obligations, "obligation"), (statements, "statement")] {
        if n > 0 {
            parts.push(count(n, what));
        }
    }
    if risks + obligations == 0 {
        format!("{} implement {it}", list(&parts))
    } else {
        format!("{} need {it}", list(&parts))
    }
}

/// The risks and obligations tied to `scope` that name each of `controls`, in order.
fn needs<'m>(
    cx: &Cx<'_, 'm>,
    scope: annexa_core::prelude::Scope<'m>,
    controls: &FxHashSet<DeclId>,
) -> FxHashMap<DeclId, Vec<Need<'m>>> {
    let mut found: FxHashMap<DeclId, Vec<Need<'m>>> = FxHashMap::default();
    let tied = |decl| cx.analysis.scopes.tie(decl, Some(scope)) == Some(Tie::Named);
    let mut add = |decl: Decl<'m>, value: ValueRef<'m>| {
        for control in value.decls().filter(|d| controls.contains(&d.id)) {
            // One after the other names its controls.
            let all = found.entry(control.id).or_default();
            if all.last().is_none_or(|n| n.decl != decl) && tied(decl) {
                all.push(Need { decl, anchor: value.anchor() });
            }
        }
    };
    for risk in cx.model.all::<Risk>() {
        for phrase in risk.decl().phrases(field::RISK_TREAT) {
            phrase.part(Prep::With).for_each(|v| add(risk.decl(), v));
        }
    }
    // One that has ended, or has not begun, asks for nothing today.
    for obligation in cx.model.all::<Obligation>().filter(|o| binds(*o, cx.day)) {
        obligation.decl().values(field::OBLIGATION_REQUIRES).for_each(|v| add(obligation.decl(), v));
    }
    found
}

/// Edits that include what a line excludes.
fn include_edits<T>(
    coverage: &Coverage<'_>,
    group: &Excluded<'_, '_, T>,
    inherited: bool,
    has_reason: bool,
) -> Vec<Edit<Anchor>> {
    let because = if has_reason { String::new() } else { format!(" because \"{TO_FILL}\"") };
    let named = group.named();
    let themes = words::themes(&named);
    let line = |patterns: &str| format!("include: {patterns}{because}");
    let mut edits = Vec::new();
    if !inherited {
        // A pattern of just these controls would stand against the inclusion: it goes. A wider one is beaten by it.
        let whole = |value: ValueRef<'_>| {
            let of = |d: Decl<'_>| d.kind() == kind::CONTROL;
            let own = || group.controls.iter().filter(|(p, ..)| p.value.id == value.id).count();
            own() > 0 && value.decls().filter(|d| of(*d)).count() == own()
        };
        let all: Vec<(ValueRef<'_>, bool)> = group.phrase.lead().map(|v| (v, whole(v))).collect();
        if all.iter().all(|(_, goes)| *goes) {
            // The line then says the opposite and needs its reason no more.
            let patterns: Vec<String> = themes.iter().map(|(t, all)| words::patterns(*t, all)).collect();
            return vec![Edit { place: group.phrase.anchor(), text: line(&patterns.join(", ")) }];
        }
        edits.extend(without(coverage.soa.decl().model, &all));
    }
    let lines: Vec<String> = themes.iter().map(|(theme, all)| line(&words::patterns(*theme, all))).collect();
    edits.extend(edit::insert(coverage.soa.decl(), &lines));
    edits
}

/// What to delete so that the marked ones of a list are gone; at least one stays.
fn without(model: &Model, all: &[(ValueRef<'_>, bool)]) -> Vec<Edit<Anchor>> {
    let place = |i: usize| model.place(all[i].0.anchor());
    let Some(last_kept) = all.iter().rposition(|(_, goes)| !goes) else { return Vec::new() };
    let mut spans: Vec<Span> = (0..last_kept)
        .filter(|i| all[*i].1)
        .map(|i| Span::new(place(i).span.start, place(i + 1).span.start))
        .collect();
    if last_kept + 1 < all.len() {
        spans.push(Span::new(place(last_kept).span.end, place(all.len() - 1).span.end));
    }
    let file = place(last_kept).file;
    let delete = |span| Edit { place: Anchor::Place(Place { file, span }), text: String::new() };
    spans.into_iter().map(delete).collect()
}

// ---- Excluded, and the scope has what it is for --------------------------------------------------------------------

/// Excluded controls that presume what the scope holds.
pub(super) fn against_scope<'m>(
    cx: &mut Cx<'_, 'm>,
    coverage: &Coverage<'m>,
    needed: &FxHashSet<DeclId>,
    outsourced: &FxHashSet<DeclId>,
) {
    let Some(content) = coverage.scope.and_then(|s| cx.analysis.scopes.content(s)) else {
        return;
    };
    if cx.decisions_hidden(coverage, &[field::SOA_INCLUDE]) {
        return;
    }
    let mut groups: Vec<Excluded<'_, 'm, Circumstance>> = Vec::new();
    for row in coverage.last_word() {
        let Decision::Excluded(patterns) = &row.decision else {
            continue;
        };
        let Some(pattern) = patterns.first().and_then(|p| coverage.patterns.get(*p)) else { continue };
        let control = row.control;
        if needed.contains(&control.decl().id) || cx.doubt.names(control.decl()) {
            continue;
        }
        let told = |c: &Circumstance| {
            // That a supplier does it is told where the reason says so.
            outsourced.contains(&control.decl().id)
                && matches!(
                    c,
                    Circumstance::Supplier | Circumstance::CloudService | Circumstance::OutsourcedDevelopment
                )
        };
        let held = control.presumes().find(|c| content.involves(*c) && !told(c));
        let Some(held) = held else { continue };
        let phrase = pattern.phrase;
        let at = groups.iter().position(|g| g.phrase.id == phrase.id).unwrap_or_else(|| {
            groups.push(Excluded { phrase, controls: Vec::new() });
            groups.len() - 1
        });
        groups[at].controls.push((pattern, control.decl(), held));
    }
    for group in groups {
        let named = group.named();
        let mut held: Vec<Circumstance> = Vec::new();
        for (.., c) in &group.controls {
            if !held.contains(c) {
                held.push(*c);
            }
        }
        let says: Vec<&str> = held.iter().map(|c| holds(*c)).collect();
        let (anchor, inherited) = group.spot(coverage);
        let mut problem = Problem::new(
            &problems::EXCLUSION_CONTRADICTS_SCOPE,
            anchor,
            format!(
                "{} {} excluded, and the scope `{}` {}",
                controls(&named),
                is(named.len()),
                content.scope.decl().path(),
                list(&says)
            ),
            if inherited { "inherits the exclusion" } else { "excluded here" },
        )
        .about(named.iter().map(|c| c.path()));
        if inherited {
            problem = problem.related(group.place(), "the exclusion");
        }
        for c in &held {
            if let Some((anchor, text)) = shown_by(content, *c) {
                problem = problem.related(anchor, text);
            }
        }
        problem = problem.items(named.iter().map(|c| c.path()));
        let edits = include_edits(coverage, &group, inherited, false);
        cx.out.push(
            problem.help("include what the scope needs, or correct what the scope says of itself").fix(
                if named.len() == 1 { "include it" } else { "include them" },
                Safety::Review,
                edits,
            ),
        );
    }
}

/// That a scope holds it, in words that follow its name.
fn holds(circumstance: Circumstance) -> &'static str {
    match circumstance {
        Circumstance::Supplier => "depends on suppliers",
        Circumstance::CloudService => "uses cloud services",
        Circumstance::Employees => "has people working in it",
        Circumstance::PersonalData => "handles personal data",
        Circumstance::OwnPremises => "has premises of its own",
        Circumstance::RemoteWork => "has people who work remotely",
        Circumstance::PortableDevices => "uses portable devices",
        Circumstance::MediaOrEquipment => "has equipment or media",
        Circumstance::OwnDevelopment => "develops software",
        Circumstance::OutsourcedDevelopment => "has software developed by others",
    }
}

/// What shows that a scope holds it.
fn shown_by(content: &ScopeContent<'_>, circumstance: Circumstance) -> Option<(Anchor, String)> {
    let said = content
        .scope
        .decl()
        .values(field::SCOPE_INVOLVES)
        .find(|v| Circumstance::from_value(*v) == Some(circumstance));
    if let Some(value) = said {
        return Some((value.anchor(), "says so".into()));
    }
    let subjects = || content.subjects.iter().map(|s| s.decl());
    let of = |k| subjects().find(|d| d.kind() == k);
    let decl = match circumstance {
        Circumstance::Supplier => of(kind::SUPPLIER)
            .or_else(|| content.outside.iter().copied().find(|d| d.kind() == kind::SUPPLIER)),
        Circumstance::Employees => of(kind::TEAM),
        Circumstance::OwnPremises => of(kind::SITE),
        Circumstance::MediaOrEquipment => subjects().find(|d| category(*d) == Some(AssetCategory::Equipment)),
        _ => None,
    }?;
    let text = if content.holds(decl) { "is in the scope" } else { "the scope depends on it" };
    (decl.package() == PackageId::MAIN).then(|| (decl.anchor(), text.into()))
}
