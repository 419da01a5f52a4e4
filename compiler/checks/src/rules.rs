//! Rules, the library's and the package's own: each breach is a problem with the rule's name, level and words.

use std::borrow::Cow;

use annexa_analysis::eval;
use annexa_analysis::rules::{Broken, Lack, RuleBreach};
use annexa_core::condition::CheckedRule;
use annexa_core::model::{Anchor, Decl, DeclId, Model, View};
use annexa_core::prelude::{ProblemBasis, ProblemLevel, Rule, field};
use annexa_core::problems::{DUPLICATE_NAME, RULE_TOO_COSTLY};
use annexa_core::schema::KindId;
use annexa_core::source::PackageId;
use annexa_core::value::SetOf;
use annexa_diagnostics::{Basis, Identity, Label, Level, Problem, Section};

use crate::words::some;
use crate::{Cx, Earlier, MAX_PLACES, allow, problems};

/// So many clauses are printed with a problem.
const CLAUSES: usize = 3;

/// Runs the rules that `runs` asks for, and says what they say. Where `earlier` is given, it takes over from there what it
/// can, and puts there what is known for the next time.
pub(crate) fn check(cx: &mut Cx<'_, '_>, runs: impl Fn(Rule<'_>) -> bool, earlier: Option<&mut Earlier>) {
    taken_names(cx);
    // What a rule searches for may stand where the compiler could not read it.
    let hidden: Vec<DeclId> = cx.model.rules().iter().filter(|r| hidden(cx, r)).map(|r| r.decl).collect();
    let runs = |rule: Rule<'_>| runs(rule) && !hidden.contains(&rule.decl().id);
    let broken = match earlier {
        Some(earlier) => {
            let (broken, kept) = Broken::again(cx.analysis, runs, earlier.rules.take());
            earlier.rules = Some(kept);
            broken
        }
        None => Broken::of(cx.analysis, runs),
    };
    for breaches in broken.breaches.chunk_by(|a, b| a.rule == b.rule) {
        let rule = breaches[0].rule;
        let more = broken.more.iter().find(|(r, _)| *r == rule).map_or(0, |(_, more)| *more);
        // What could not be read may be what the rule asks for.
        let library = rule.decl().package() == PackageId::LIBRARY;
        let spoiled = |d: &Decl<'_>| library && d.entries().any(|p| p.is_spoiled());
        let read = |b: &&RuleBreach<'_>| !b.bound.iter().any(|d| cx.doubt.unread_in(*d) || spoiled(d));
        let breaches: Vec<&RuleBreach<'_>> = breaches.iter().filter(read).collect();
        let name = rule.decl().name();
        let allows = |b: &&RuleBreach<'_>| b.bound.last().is_some_and(|d| allow::speaks_of(*d, name));
        let (alone, several): (Vec<_>, Vec<_>) = breaches.iter().copied().partition(|b| allows(b));
        if let (Some(called), [_, _, ..]) = (rule.together(), several.as_slice()) {
            let called = called.text().unwrap_or_default();
            let problem = together(cx, &several, more, &called);
            cx.out.push(problem);
            cx.out.extend(alone.iter().map(|breach| told(cx, breach)).collect::<Vec<_>>());
            continue;
        }
        let last = breaches.len();
        for (at, breach) in breaches.into_iter().enumerate() {
            let mut problem = told(cx, breach);
            // Where not all are listed, the last one that is says so.
            if more > 0 && at + 1 == last {
                problem = problem.note(format!("{more} more break this rule and are not listed"));
            }
            cx.out.push(problem);
        }
    }
    for rule in &broken.too_costly {
        let decl = rule.decl();
        cx.out.push(
            Problem::new(
                &RULE_TOO_COSTLY,
                decl.anchor(),
                format!("the rule `{}` takes more than {} steps", decl.name(), eval::MAX_STEPS),
                "was not run to its end",
            )
            .help("look at fewer things in `each:`, or ask less of each of them"),
        );
    }
    for condition in eval::too_costly(cx.model) {
        cx.out.push(
            Problem::new(
                &RULE_TOO_COSTLY,
                Anchor::Place(condition.place),
                format!("this `where` takes more than {} steps", eval::MAX_STEPS),
                "is taken to hold for nothing",
            )
            .help("ask less, or name the declarations one by one"),
        );
    }
}

/// Own rules with the name of a problem that is found anyway: `allow:`, `[levels]` and `annexa explain` could not tell the
/// two from each other.
fn taken_names(cx: &mut Cx<'_, '_>) {
    let rules = || cx.model.rules().iter().map(|r| cx.model.decl(r.decl));
    for rule in rules().filter(|r| r.package() == PackageId::MAIN) {
        let name = rule.name();
        let of_library = rules().any(|r| r.package() == PackageId::LIBRARY && r.name() == name);
        if of_library || problems::kind(name).is_some() || problems::reserved(name).is_some() {
            let message = format!("`{name}` is the name of a problem that the compiler knows already");
            let problem = Problem::new(&DUPLICATE_NAME, rule.anchor(), message, "taken")
                .note("a breach of a rule is reported under the rule's name");
            cx.out.push(problem.help("give the rule a name of its own"));
        }
    }
}

/// Whether a declaration that `rule` searches for could not be read.
fn hidden(cx: &Cx<'_, '_>, rule: &CheckedRule) -> bool {
    // Where the language has no error, everything could be read.
    let spoiled = |kind: KindId| {
        let mut all = cx.model.of_kind(kind).filter(|d| d.package() == PackageId::MAIN);
        !cx.doubt.is_clear() && all.any(|d| d.entries().any(|p| p.is_spoiled()))
    };
    rule.searches().any(|of| match of {
        SetOf::Kind(kind) => cx.doubt.unread_kinds(&[kind]) || spoiled(kind),
        SetOf::Aspect(aspect) => {
            let kinds = (0..cx.model.schema.kinds.len() as u16).map(KindId);
            let of: Vec<KindId> = kinds.filter(|k| cx.model.schema.is(*k, aspect)).collect();
            cx.doubt.unread_kinds(&of)
        }
    })
}

/// All breaches of a rule as one problem, at the first. `called` is what they are together.
fn together(cx: &Cx<'_, '_>, breaches: &[&RuleBreach<'_>], more: usize, called: &str) -> Problem<Anchor> {
    let path = |b: &RuleBreach<'_>| b.bound.last().map_or_else(|| b.rule.decl().path(), |d| d.path());
    let paths: Vec<String> = breaches.iter().map(|b| path(b)).collect();
    let names: Vec<String> = paths.iter().map(|p| format!("`{p}`")).collect();
    let mut problem = told(cx, breaches[0]);
    problem.message = format!("{} {called}: {}", breaches.len() + more, some(&names, 4));
    for breach in breaches.iter().skip(1).take(MAX_PLACES) {
        problem = problem.related(breach.anchor, "and this one");
    }
    if more > 0 {
        problem = problem.note(format!("{more} of them are not listed"));
    }
    problem.items(paths)
}

/// One breach as a problem.
fn told(cx: &Cx<'_, '_>, breach: &RuleBreach<'_>) -> Problem<Anchor> {
    let rule = breach.rule.decl();
    let library = rule.package() == PackageId::LIBRARY;
    let label = match (breach.label.as_str(), breach.anchor == rule.anchor()) {
        ("", true) => "this rule is broken",
        ("", false) => "breaks the rule",
        (label, _) => label,
    };
    let mut problem = Problem {
        name: Cow::Owned(rule.name().to_string()),
        level: level(breach.rule),
        basis: basis(breach.rule),
        clause: clause(breach.rule),
        section: section(breach.rule),
        message: breach.message.clone(),
        primary: Label { place: breach.anchor, text: label.to_string() },
        related: Vec::new(),
        items: Vec::new(),
        about: breach.bound.iter().filter(|d| d.anchor() != breach.anchor).map(|d| d.path()).collect(),
        identity: Identity::default(),
        notes: Vec::new(),
        help: None,
        fixes: Vec::new(),
    };
    for decl in breach.bound.iter().filter(|d| d.anchor() != breach.anchor) {
        problem = problem.related(decl.anchor(), "with this one");
    }
    if breach.anchor != rule.anchor() && !library {
        problem = problem.related(rule.anchor(), "the rule");
    }
    let subject = breach.bound.last().map_or_else(|| rule.path(), |d| d.path());
    if !breach.help.is_empty() {
        problem = problem.help(breach.help.clone());
    }
    if library {
        return problem;
    }
    match breach.lack {
        Some(Lack::Absent(place)) => {
            let what = cx.model.files.slice(place);
            problem = problem.note(format!("`{what}` is not given for `{subject}`, so nobody can tell"));
            if breach.help.is_empty() {
                problem = problem.help("say it, or take what has none out of the rule with `where:`");
            }
        }
        Some(Lack::Unlike(place)) => {
            let what = cx.model.files.slice(place);
            problem = problem.note(format!("`{what}` of `{subject}` cannot be compared here"));
        }
        None => {
            problem = problem.note(format!("required: `{}`", cx.model.files.slice(breach.require).trim()));
        }
    }
    problem
}

/// The section of the index that a rule belongs to: of the library's, the one that its file is named after.
pub(crate) fn section(rule: Rule<'_>) -> Section {
    let decl = rule.decl();
    if decl.package() != PackageId::LIBRARY {
        return Section::Rules;
    }
    let path = &decl.model.files.get(decl.file()).path;
    let name = path.rsplit('/').next().and_then(|n| n.strip_suffix(".isms")).unwrap_or("");
    Section::ALL.into_iter().find(|s| s.word() == name).unwrap_or(Section::Rules)
}

/// The rule of this name that is run in the package.
pub(crate) fn named<'m>(model: &'m Model, name: &str) -> Option<Rule<'m>> {
    model.rules().iter().filter_map(|r| Rule::of(model.decl(r.decl))).find(|r| r.decl().name() == name)
}

/// The level that a rule gives its problems.
pub(crate) fn level(rule: Rule<'_>) -> Level {
    rule.level().map_or(Level::Error, spoken)
}

/// The level that a rule gives its problems when something is published or shown to an auditor, where it says one.
pub(crate) fn release_level(rule: Rule<'_>) -> Option<Level> {
    rule.release().map(spoken)
}

fn spoken(level: ProblemLevel) -> Level {
    match level {
        ProblemLevel::Hint => Level::Hint,
        ProblemLevel::Warning => Level::Warning,
        ProblemLevel::Error => Level::Error,
    }
}

/// What a rule rests on.
pub(crate) fn basis(rule: Rule<'_>) -> Basis {
    match rule.basis() {
        Some(ProblemBasis::Requirement) => Basis::Requirement,
        Some(ProblemBasis::Guidance) => Basis::Guidance,
        Some(ProblemBasis::Advice) => Basis::Advice,
        Some(ProblemBasis::Language) => Basis::Language,
        Some(ProblemBasis::YourRule) | None => Basis::Rule,
    }
}

/// The clauses behind a rule, as they are printed.
pub(crate) fn clause(rule: Rule<'_>) -> Option<Cow<'static, str>> {
    let names: Vec<String> = rule
        .decl()
        .values(field::RULE_CLAUSE)
        .flat_map(|v| {
            v.text().map(|t| t.into_owned()).into_iter().chain(v.decls().map(|d| d.name().to_string()))
        })
        .take(CLAUSES)
        .collect();
    (!names.is_empty()).then(|| Cow::Owned(names.join(", ")))
}
