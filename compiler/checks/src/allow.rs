//! What the package sets aside (`allow:`), the levels that it gives (`[levels]` of the manifest), those of a release, and
//! how many problems are told at most.

use annexa_analysis::Analysis;
use annexa_core::model::{Anchor, Decl, Model, ValueId, ValueRef};
use annexa_core::prelude::field;
use annexa_core::problems::{EXPIRED_ALLOW, NOT_ALLOWABLE, TOO_MANY, UNKNOWN_PROBLEM, UNUSED_ALLOW};
use annexa_core::source::{FileId, PackageId, Place, Span};
use annexa_core::time::Date;
use annexa_core::{edit, suggest};
use annexa_diagnostics::{Basis, Level, Problem, Safety, SetAside};
use annexa_syntax::tree::Prep;
use rustc_hash::FxHashMap;

use crate::baseline::{self, Baseline};
use crate::{Checked, Options, identity, problems, rules};

/// So many problems are told at most.
pub const MAX_PROBLEMS: usize = 1_000;

/// One name in an `allow:`.
struct Allowance<'m> {
    decl: Decl<'m>,
    value: ValueRef<'m>,
    name: &'m str,
    /// The last day on which it holds, and where that stands.
    until: Option<(Date, Anchor)>,
    used: usize,
}

/// A problem that an `allow:` sets aside.
#[derive(Debug)]
pub struct Aside {
    /// The problem.
    pub problem: Problem<Anchor>,
    /// The name in the `allow:`.
    allow: ValueId,
}

impl Aside {
    /// As it is shown. `words` gives a text as its reader gets it, with what its references stand for.
    pub fn shown<'m>(self, model: &'m Model, words: impl Fn(ValueRef<'m>) -> String) -> SetAside {
        let allow = ValueRef { model, id: self.allow };
        let part = |prep| allow.phrase().part(prep);
        SetAside {
            problem: self.problem.map_places(|anchor| model.place(anchor)),
            allow: model.place(allow.anchor()),
            because: part(Prep::Because).find(|v| v.is_known()).map(words).unwrap_or_default(),
            by: part(Prep::By).find_map(|v| v.decl()).map(|role| role.title().into_owned()),
            until: part(Prep::Until).find_map(|v| v.date()).map(|day| day.to_string()),
        }
    }
}

/// Sets aside what is allowed, gives levels, keeps to the limit.
pub(crate) fn settle(
    analysis: &Analysis<'_>,
    mut all: Vec<Problem<Anchor>>,
    options: Options<'_>,
) -> Checked {
    let model = analysis.model;
    let day = analysis.context.as_of;
    // What is set aside is named with the rest, so that setting one aside renames no other.
    identity::name(model, &mut all);
    let mut about = Vec::new();
    let mut allowances = allowances(model, &mut about);
    let mut checked = Checked::default();
    if !allowances.is_empty() {
        let mut told = Vec::with_capacity(all.len());
        for problem in all {
            match set_aside_by(&mut allowances, model, &problem, day) {
                Some(at) => checked.set_aside.push(Aside { problem, allow: allowances[at].value.id }),
                None => told.push(problem),
            }
        }
        all = told;
    }
    // What was not looked for is no sign that there is none.
    if options.only.is_none() {
        about.extend(allowances.iter().filter_map(|allowance| idle(allowance, day)));
    }
    let levels = levels(model, &mut about);
    identity::name(model, &mut about);
    all.append(&mut about);
    all.retain_mut(|problem| {
        match levels.get(problem.name.as_ref()) {
            Some(None) => return false,
            // What a requirement asks for on the occasion is never lowered.
            Some(Some(level)) if problem.basis == Basis::Requirement => {
                problem.level = problem.level.max(*level);
            }
            Some(Some(level)) => problem.level = *level,
            None => {}
        }
        let given = levels.contains_key(problem.name.as_ref());
        if options.release && (!given || problem.basis == Basis::Requirement) {
            let ruled = || rules::named(model, &problem.name).and_then(rules::release_level);
            let release = problems::kind(&problem.name).map_or_else(ruled, |k| k.release);
            problem.level = problem.level.max(release.unwrap_or(problem.level));
        }
        true
    });
    if let Some(only) = options.only {
        all.retain(|problem| only.tells(problem));
    }
    match options.baseline {
        baseline::Use::Nothing => {}
        baseline::Use::Make => checked.baseline = Baseline::of(&all),
        baseline::Use::Hold(known) => {
            let split = known.split(all);
            all = split.told;
            checked.held_back = split.held_back;
            checked.baseline = split.needed;
        }
    }
    checked.errors = all.iter().filter(|p| p.level == Level::Error).count();
    limit(model, &mut all);
    checked.problems = all;
    checked
}

/// What is known about a name in an `allow:` or in `[levels]`.
enum Known {
    /// It may be set aside, and lowered.
    Free,
    /// It may not, and why.
    Firm(&'static str),
    /// No problem has it.
    Unknown,
}

fn known(model: &Model, name: &str) -> Known {
    let firm = |basis: Basis, level: Level| match basis {
        Basis::Requirement => {
            Known::Firm("it is a requirement, which is met, planned or recorded, and never set aside")
        }
        Basis::Language if level == Level::Error => {
            Known::Firm("it is an error of the language, without which nobody can tell what the text says")
        }
        _ => Known::Free,
    };
    if let Some(kind) = problems::kind(name) {
        return firm(kind.basis, kind.level);
    }
    if let Some(basis) = problems::reserved(name) {
        return firm(basis, Level::Error);
    }
    match rules::named(model, name) {
        Some(rule) => firm(rules::basis(rule), rules::level(rule)),
        None => Known::Unknown,
    }
}

/// The names that may stand in an `allow:` or in `[levels]`.
fn names(model: &Model) -> Vec<String> {
    let mut names: Vec<String> = problems::all().iter().map(|k| k.name.to_string()).collect();
    names.extend(model.rules().iter().map(|r| model.decl(r.decl).name().to_string()));
    names
}

fn unknown(model: &Model, name: &str, anchor: Anchor) -> Problem<Anchor> {
    let problem = Problem::new(
        &UNKNOWN_PROBLEM,
        anchor,
        format!("there is no problem named `{name}`"),
        "not a problem",
    );
    let names = names(model);
    match suggest::by_spelling(name, names.iter().map(String::as_str)) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("the name of a problem stands in brackets where it is reported"),
    }
}

// ---- allow: --------------------------------------------------------------------------------------------------------

/// All names in `allow:` that may stand there; about the others there is a problem.
fn allowances<'m>(model: &'m Model, about: &mut Vec<Problem<Anchor>>) -> Vec<Allowance<'m>> {
    let mut found = Vec::new();
    for decl in model.decls().filter(|d| d.package() == PackageId::MAIN) {
        for phrase in decl.phrases(field::DECLARATION_ALLOW) {
            let until = phrase.part(Prep::Until).find_map(|v| Some((v.date()?, v.anchor())));
            for value in phrase.lead() {
                let Some(name) = value.problem() else { continue };
                match known(model, name) {
                    Known::Unknown => {
                        let problem = unknown(model, name, value.anchor());
                        let all = names(model);
                        let near = suggest::by_spelling(name, all.iter().map(String::as_str));
                        about.push(match near {
                            Some(near) => edit::replace(problem, value.anchor(), near, Safety::Safe),
                            None => problem,
                        });
                    }
                    Known::Firm(why) => about.push(
                        Problem::new(
                            &NOT_ALLOWABLE,
                            value.anchor(),
                            format!("`{name}` cannot be allowed"),
                            "cannot be set aside",
                        )
                        .note(why)
                        .help("mend what it reports, and delete the line"),
                    ),
                    Known::Free => found.push(Allowance { decl, value, name, until, used: 0 }),
                }
            }
        }
    }
    found
}

/// Whether `decl` itself speaks of the problem `name` in an `allow:`. What does so is told alone, so that its allowance meets
/// it and nothing else.
pub(crate) fn speaks_of(decl: Decl<'_>, name: &str) -> bool {
    decl.phrases(field::DECLARATION_ALLOW).flat_map(|p| p.lead()).any(|v| v.problem() == Some(name))
}

/// The allowance in force that speaks of `problem`, an index into `allowances`; the nearest.
fn set_aside_by(
    allowances: &mut [Allowance<'_>],
    model: &Model,
    problem: &Problem<Anchor>,
    day: Date,
) -> Option<usize> {
    if !allowances.iter().any(|a| a.name == problem.name) {
        return None;
    }
    let within = model.enclosing(problem.primary.place)?;
    let mut nearest: Option<usize> = None;
    for (i, allowance) in allowances.iter_mut().enumerate() {
        let holds = |a: &Allowance<'_>| {
            let outer = a.decl.id <= within.id && within.id < a.decl.end();
            a.name == problem.name && outer
        };
        if !holds(allowance) {
            continue;
        }
        allowance.used += 1;
        if allowance.until.is_none_or(|(until, _)| day <= until) {
            nearest = Some(i);
        }
    }
    nearest
}

/// An allowance that does nothing on the day.
fn idle(allowance: &Allowance<'_>, day: Date) -> Option<Problem<Anchor>> {
    let name = allowance.name;
    let path = allowance.decl.path();
    if let Some((until, anchor)) = allowance.until.filter(|(until, _)| *until < day) {
        let problem = Problem::new(
            &EXPIRED_ALLOW,
            anchor,
            format!("the allowance of `{name}` in `{path}` ended on {until}"),
            "has passed",
        );
        return Some(if allowance.used > 0 {
            problem.help("mend what it was for, or decide anew and set another day")
        } else {
            problem.help("there is nothing left that it would silence: delete the line")
        });
    }
    // Whether a problem that is still to come would be there, nobody can tell.
    if allowance.used > 0 || problems::reserved(name).is_some() {
        return None;
    }
    Some(
        Problem::new(
            &UNUSED_ALLOW,
            allowance.value.anchor(),
            format!("`{path}` allows `{name}`, and there is no such problem in it"),
            "silences nothing",
        )
        .help("delete the line"),
    )
}

// ---- [levels] ------------------------------------------------------------------------------------------------------

/// The levels that the manifest gives and may give; `None` is off.
fn levels(model: &Model, about: &mut Vec<Problem<Anchor>>) -> FxHashMap<String, Option<Level>> {
    let mut levels = FxHashMap::default();
    for (name, level, place) in &model.manifest.levels {
        let anchor = Anchor::Place(*place);
        match known(model, name) {
            Known::Unknown => about.push(unknown(model, name, anchor)),
            Known::Firm(why) if lowers(model, name, *level) => about.push(
                Problem::new(
                    &NOT_ALLOWABLE,
                    anchor,
                    match level {
                        Some(level) => format!("`{name}` cannot be lowered to `{}`", level.word()),
                        None => format!("`{name}` cannot be turned off"),
                    },
                    "cannot be lowered",
                )
                .note(why)
                .help("delete the line"),
            ),
            _ => {
                levels.insert(name.clone(), *level);
            }
        }
    }
    levels
}

/// Whether `level` is lower than what the problem has by itself.
fn lowers(model: &Model, name: &str, level: Option<Level>) -> bool {
    let rule = || rules::named(model, name).map_or(Level::Error, rules::level);
    let own = problems::kind(name).map_or_else(rule, |k| k.level);
    level.is_none_or(|l| l < own)
}

// ---- The limit -----------------------------------------------------------------------------------------------------

/// Keeps the worst, and of equals those that come first.
fn limit(model: &Model, all: &mut Vec<Problem<Anchor>>) {
    if all.len() <= MAX_PROBLEMS {
        return;
    }
    all.sort_by_cached_key(|p| {
        let place = model.place(p.primary.place);
        (
            std::cmp::Reverse(p.level),
            place.file,
            place.span.start,
            place.span.end,
            p.name.clone(),
            p.message.clone(),
        )
    });
    all.truncate(MAX_PROBLEMS);
    let place = Place { file: FileId(0), span: Span::at(0) };
    let mut surplus = [Problem::new(
        &TOO_MANY,
        Anchor::Place(place),
        format!("there are more than {MAX_PROBLEMS} problems; the others are not shown"),
        "the package as a whole",
    )
    .help("mend the first ones and check again")];
    identity::name(model, &mut surplus);
    all.extend(surplus);
}
