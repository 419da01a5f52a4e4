//! Risks (ISO/IEC 27001, 6.1.2, 6.1.3, 8.2 and 8.3; ISO/IEC 27005): who accepted them, and treatment that does not hold, is
//! late, or says neither who nor when. What can be said in a rule is in `stdlib/rules/risk.isms`.

use std::collections::BTreeMap;

use annexa_analysis::approval::{Standing, State};
use annexa_analysis::calendar;
use annexa_analysis::people;
use annexa_analysis::risk::{self, Assessment, Force, Judgement, Levels, Means, Treatment};
use annexa_analysis::status::{self, Lapse};
use annexa_core::model::{Anchor, Decl, DeclId, Phrase, ValueRef, View};
use annexa_core::prelude::{Combination, Response, Risk, RiskMethod, Role, Supplier, field, kind};
use annexa_core::schema::FieldId;
use annexa_core::source::PackageId;
use annexa_core::time::{Date, Duration};
use annexa_diagnostics::Problem;
use annexa_syntax::tree::Prep;

use crate::documents::part_name;
use crate::problems;
use crate::words::{PASSED, count, is, list, some, some_of};
use crate::{Cx, MAX_PLACES, allow};

/// Finds them all.
pub(crate) fn check(cx: &mut Cx<'_, '_>) {
    let analysis = cx.analysis;
    let hides = |p: Phrase<'_>| cx.doubt.hides(p);
    // Where a control may be carried out, decided on or planned in words that could not be read, nobody knows what holds.
    let decided = [field::SOA_EXCLUDE, field::SOA_INCLUDE, field::SOA_NOT_YET];
    let unsure = analysis.coverages.iter().any(|c| cx.decisions_hidden(c, &decided)) || cx.work_hidden(hides);
    // On a day in the past, what was found later is not known yet.
    let found = |d: Decl<'_>| calendar::dates_of(d, field::RISK_IDENTIFIED).all(|(on, _)| on <= cx.day);
    let known = |a: &&Assessment<'_>| {
        let decl = a.risk.decl();
        !cx.doubt.unread_in(decl) && !decl.entries().any(|p| p.is_spoiled()) && found(decl)
    };
    let all: Vec<&Assessment<'_>> = analysis.risks.all.iter().filter(known).collect();
    for method in cx.model.all::<RiskMethod>().filter(|m| m.decl().package() == PackageId::MAIN) {
        levels(cx, method);
    }
    acceptance(cx, &all);
    for assessment in &all {
        if !unsure {
            broken_plan(cx, assessment);
            for treatment in &assessment.treatments {
                overdue(cx, assessment.risk, treatment);
            }
            plan(cx, assessment);
        }
        shared(cx, assessment);
        steps(cx, assessment);
    }
    reviews(cx, &all);
}

/// Where a declaration says a field, or its name where it does not.
fn said(decl: Decl<'_>, field: FieldId) -> Anchor {
    decl.phrases(field).next().map_or(decl.anchor(), |p| p.anchor())
}

fn named(decl: Decl<'_>) -> String {
    format!("`{}`", decl.path())
}

fn names<'m>(decls: impl IntoIterator<Item = Decl<'m>>) -> Vec<String> {
    decls.into_iter().map(named).collect()
}

// ---- The method -----------------------------------------------------------------------------------------------------

/// Whether a method gives one level to each likelihood with each consequence: one problem for those that have none, and one
/// for those that have several; and whether its levels rise, for what is above the acceptable one hangs on their order.
fn levels(cx: &mut Cx<'_, '_>, method: RiskMethod<'_>) {
    let decl = method.decl();
    if cx.doubt.unread_in(decl) || decl.entries().any(|p| p.is_spoiled()) {
        return;
    }
    let levels = Levels::of(method);
    let steps = |field: FieldId| decl.values(field).filter_map(|v| v.step());
    let word = |name| cx.model.names.text(name);
    let (mut without, mut several): (Vec<String>, Vec<(String, Vec<&str>)>) = Default::default();
    let mut place = None;
    for (likelihood, l) in steps(field::RISK_METHOD_LIKELIHOOD) {
        for (consequence, c) in steps(field::RISK_METHOD_CONSEQUENCE) {
            let cell = || format!("{} with {}", word(likelihood), word(consequence));
            let mut given: Vec<&str> = levels.given(l, c).map(|(level, _)| word(level)).collect();
            given.dedup();
            if levels.at(l, c).is_none() {
                without.push(cell());
            } else if given.len() > 1 {
                several.push((cell(), given));
                place.get_or_insert((l, c));
            }
        }
    }
    if !without.is_empty() {
        without_level(cx, method, without);
    }
    if let Some(at) = place {
        several_levels(cx, decl, at, &several);
    }
    falling_levels(cx, decl);
    lines_for_nothing(cx, method);
}

/// What a method gives no level to.
fn without_level(cx: &mut Cx<'_, '_>, method: RiskMethod<'_>, cells: Vec<String>) {
    let decl = method.decl();
    let names: Vec<String> = cells.iter().map(|cell| format!("`{cell}`")).collect();
    let (place, help) = match method.combine() {
        Some(Combination::Matrix) => (
            said(decl, field::RISK_METHOD_MATRIX),
            format!("give each of them a level, in a line such as `matrix: {} to …`", cells[0]),
        ),
        _ => (
            said(decl, field::RISK_METHOD_LEVEL),
            "have the lowest level begin at the lowest score".to_owned(),
        ),
    };
    let message = format!("the risk method {} gives no level to {}", named(decl), some(&names, 4));
    let problem = Problem::new(&problems::INCOMPLETE_RISK_METHOD, place, message, "leaves some out");
    cx.out.push(problem.items(cells).help(help));
}

/// What lines of a matrix give several levels to, with these; `at` is the first such cell.
fn several_levels(cx: &mut Cx<'_, '_>, decl: Decl<'_>, at: (u16, u16), cells: &[(String, Vec<&str>)]) {
    let quoted = |words: &[&str]| -> Vec<String> { words.iter().map(|word| format!("`{word}`")).collect() };
    let items: Vec<String> =
        cells.iter().map(|(cell, levels)| format!("{cell}: {}", levels.join(", "))).collect();
    let what = match cells {
        [(cell, levels)] => format!("gives `{cell}` the levels {}", list(&quoted(levels))),
        many => {
            let names: Vec<&str> = many.iter().map(|(cell, _)| cell.as_str()).collect();
            format!("gives several levels to {}", some(&quoted(&names), 4))
        }
    };
    let is = |wanted: u16| move |v: ValueRef<'_>| v.step().is_some_and(|(_, index)| index == wanted);
    let holds = |p: &Phrase<'_>| p.lead().any(is(at.0)) && p.part(Prep::With).any(is(at.1));
    let level = |p: &Phrase<'_>| p.part(Prep::To).find_map(|v| v.step());
    let lines: Vec<Phrase<'_>> = decl.phrases(field::RISK_METHOD_MATRIX).filter(holds).collect();
    let Some(first) = lines.first() else { return };
    let Some(other) = lines.iter().find(|line| level(line) != level(first)) else { return };
    let message = format!("the risk method {} {what}", named(decl));
    let problem = Problem::new(&problems::CONFLICTING_RISK_METHOD, other.anchor(), message, "another level");
    cx.out.push(
        problem
            .related(first.anchor(), "the first line, which counts until then")
            .items(items)
            .help("give each of them a level in one line `matrix:` only"),
    );
}

/// A level that begins where a lower one does, or below it: the levels are written from the lowest to the highest.
fn falling_levels(cx: &mut Cx<'_, '_>, decl: Decl<'_>) {
    let from = |p: Phrase<'_>| p.part(Prep::From).find_map(|v| v.number());
    let level = |p: Phrase<'_>| p.lead().find_map(|v| v.step()).map(|(name, _)| cx.model.names.text(name));
    let lines: Vec<_> =
        decl.phrases(field::RISK_METHOD_LEVEL).filter_map(|p| Some((from(p)?, level(p)?, p))).collect();
    let mut pairs = lines.iter().zip(lines.iter().skip(1));
    let Some(((lower, below, first), (higher, above, second))) =
        pairs.find(|((lower, ..), (higher, ..))| higher <= lower)
    else {
        return;
    };
    let message = format!(
        "the levels of the risk method {} do not rise: `{below}` begins at {lower}, and `{above}`, the next higher, at {higher}",
        named(decl)
    );
    let problem = Problem::new(&problems::CONFLICTING_RISK_METHOD, second.anchor(), message, "not above it");
    cx.out.push(problem.related(first.anchor(), "the level below").help(
        "write the lines `level:` from the lowest to the highest, each from a higher score than the one before",
    ));
}

/// Lines of a method that never count: a matrix where levels are reckoned, and a level that no score reaches.
fn lines_for_nothing(cx: &mut Cx<'_, '_>, method: RiskMethod<'_>) {
    let decl = method.decl();
    let count = |of: FieldId| decl.values(of).filter(|v| v.step().is_some()).count() as u64;
    let (likelihoods, consequences) =
        (count(field::RISK_METHOD_LIKELIHOOD), count(field::RISK_METHOD_CONSEQUENCE));
    let highest = match method.combine() {
        Some(Combination::Matrix) => return,
        Some(Combination::Sum) => likelihoods + consequences,
        Some(Combination::Product) | None => likelihoods * consequences,
    };
    let kind = &problems::CONFLICTING_RISK_METHOD;
    if let Some(line) = decl.phrases(field::RISK_METHOD_MATRIX).next() {
        let message = format!(
            "the risk method {} reckons its levels from the steps, so its lines `matrix:` count for nothing",
            named(decl)
        );
        let problem = Problem::new(kind, line.anchor(), message, "counts for nothing");
        cx.out.push(problem.help("write `combine: matrix`, or delete these lines"));
    }
    let from = |p: &Phrase<'_>| p.part(Prep::From).find_map(|v| v.number());
    let beyond = decl.phrases(field::RISK_METHOD_LEVEL).find(|p| from(p).is_some_and(|n| n > highest.into()));
    let Some((line, first)) = beyond.and_then(|line| Some((line, from(&line)?))) else { return };
    let level = line.lead().find_map(|v| v.step()).map_or("", |(name, _)| cx.model.names.text(name));
    if highest == 0 {
        return;
    }
    let message = format!(
        "no risk reaches the level `{level}` of the risk method {}: it begins at {first}, and the highest score is {highest}",
        named(decl)
    );
    let problem = Problem::new(kind, line.anchor(), message, "is never reached");
    cx.out.push(problem.help(format!("have it begin at {highest} or below, or delete it")));
}

// ---- Steps ---------------------------------------------------------------------------------------------------------

/// Steps of a risk that can never count, and those that say more than its treatment.
fn steps(cx: &mut Cx<'_, '_>, assessment: &Assessment<'_>) {
    let decl = assessment.risk.decl();
    let mut lines = decl.phrases(field::RISK_STEP).peekable();
    let (Some(first), Some(method)) = (lines.peek().copied(), assessment.method) else { return };
    let kind = &problems::IDLE_STEP;
    if !assessment.counts_steps() {
        let message = format!(
            "the risk method {} does not count step by step, so `step:` of {} says nothing",
            named(method.decl()),
            named(decl)
        );
        let problem = Problem::new(kind, first.anchor(), message, "counts for nothing");
        let problem = problem.related(method.decl().anchor(), "the method");
        cx.out.push(problem.help("write `credit: step-by-step` into the method, or delete the line"));
        return;
    }
    let levels = Levels::of(method);
    for line in lines {
        let treats = |d: Decl<'_>| assessment.means().any(|m| m.decl == d);
        let idle: Vec<Decl<'_>> =
            line.part(Prep::From).flat_map(|v| v.decls()).filter(|d| !treats(*d)).collect();
        if !idle.is_empty() {
            let message = format!(
                "the step can never count: no `treat:` of {} names {}",
                named(decl),
                some(&names(idle.iter().copied()), 4)
            );
            let problem = Problem::new(kind, line.anchor(), message, "waits for what treats nothing");
            cx.out.push(problem.help("name it behind `with` in `treat:`, or take it out of the step"));
            continue;
        }
        let Some(judged) = Judgement::of(&levels, line) else { continue };
        let below = assessment.residual.filter(|residual| judged.standing() < residual.standing());
        let above = assessment.inherent.filter(|inherent| judged.standing() > inherent.standing());
        let (message, field, label) = match (below, above) {
            (Some(_), _) => (
                format!("a part of the treatment of {} brings it lower than all of it does", named(decl)),
                field::RISK_RESIDUAL,
                "what remains once all is in force",
            ),
            (None, Some(_)) => (
                format!("a part of the treatment of {} makes it worse than no treatment", named(decl)),
                field::RISK_INHERENT,
                "without treatment",
            ),
            (None, None) => continue,
        };
        let problem = Problem::new(kind, line.anchor(), message, "after this step");
        let problem = problem.related(said(decl, field), label);
        cx.out.push(problem.help("a step lies between what the risk is without treatment and what remains"));
    }
}

// ---- Acceptance ----------------------------------------------------------------------------------------------------

fn acceptance(cx: &mut Cx<'_, '_>, all: &[&Assessment<'_>]) {
    // By the role that is asked: the risks that wait for it.
    let mut owners: BTreeMap<DeclId, (Role<'_>, Vec<Risk<'_>>)> = BTreeMap::new();
    let mut others: BTreeMap<DeclId, (Role<'_>, Vec<Risk<'_>>)> = BTreeMap::new();
    for assessment in all.iter().filter(|a| a.needs_acceptance()) {
        let risk = assessment.risk;
        let Some(standing) = cx.analysis.approvals.of(risk.decl()) else { continue };
        match standing.state {
            State::NotAsked | State::Unknown => {}
            // That it is neither treated nor accepted is told as such.
            State::Never if assessment.is_untreated() => {}
            State::Never | State::Partly => {
                let owner = risk.owner();
                for role in standing.missing() {
                    let waiting = if Some(role) == owner { &mut owners } else { &mut others };
                    waiting.entry(role.decl().id).or_insert((role, Vec::new())).1.push(risk);
                }
            }
            State::Changed => changed(cx, standing),
            State::Approved => expired(cx, risk),
        }
    }
    for (role, risks) in owners.into_values() {
        let problem = waiting(
            cx,
            Waiting {
                kind: &problems::NOT_ACCEPTED_BY_OWNER,
                role,
                risks: &risks,
                place: said(risks[0].decl(), field::OWNED_OWNER),
                what: "the owner",
            },
        );
        cx.out.push(problem);
    }
    for (role, risks) in others.into_values() {
        // Before the owner has accepted anything, nobody above is asked.
        let ready = |risk: &Risk<'_>| {
            let standing = cx.analysis.approvals.of(risk.decl());
            standing.is_some_and(|s| risk.owner().is_some_and(|owner| s.record(owner).is_some()))
        };
        let risks: Vec<Risk<'_>> = risks.into_iter().filter(ready).collect();
        // One that speaks of it in an `allow:` of its own is told alone, so that its allowance meets it and nothing else.
        let name = problems::ACCEPTED_WITHOUT_AUTHORITY.name;
        let (alone, together): (Vec<_>, Vec<_>) =
            risks.into_iter().partition(|r| allow::speaks_of(r.decl(), name));
        for risks in alone.iter().map(std::slice::from_ref).chain([together.as_slice()]) {
            let Some(first) = risks.first() else { continue };
            let mut problem = waiting(
                cx,
                Waiting {
                    kind: &problems::ACCEPTED_WITHOUT_AUTHORITY,
                    role,
                    risks,
                    place: said(first.decl(), field::RISK_RESIDUAL),
                    what: "whom the method asks for at this level",
                },
            );
            if let Some(line) = asking(*first, role) {
                problem = problem.related(line, "the method asks for this");
            }
            cx.out.push(problem);
        }
    }
}
/// The line `accept:` of the method of `risk` that names `role`.
fn asking(risk: Risk<'_>, role: Role<'_>) -> Option<Anchor> {
    let method = risk::method(risk)?;
    let mut lines = method.decl().phrases(field::RISK_METHOD_ACCEPT);
    lines.find(|p| p.part(Prep::By).any(|v| v.decl() == Some(role.decl()))).map(|p| p.anchor())
}

/// Risks that wait for one role.
struct Waiting<'a, 'm> {
    kind: &'static annexa_diagnostics::ProblemKind,
    role: Role<'m>,
    risks: &'a [Risk<'m>],
    place: Anchor,
    what: &'static str,
}

fn waiting(cx: &Cx<'_, '_>, of: Waiting<'_, '_>) -> Problem<Anchor> {
    let role = named(of.role.decl());
    let message = match of.risks {
        [one] => format!(
            "{role}, {}, has not accepted the risk {} and what is done about it",
            of.what,
            named(one.decl())
        ),
        many => format!(
            "{role}, {}, has not accepted {} and what is done about them: {}",
            of.what,
            count(many.len(), "risk"),
            some_of(many, 4, |r| named(r.decl()))
        ),
    };
    let mut problem = Problem::new(of.kind, of.place, message, format!("{role} has not accepted it"));
    for risk in of.risks.iter().skip(1).take(MAX_PLACES) {
        problem = problem.related(risk.decl().anchor(), "nor this one");
    }
    if of.risks.len() > 1 {
        problem = problem.items(of.risks.iter().map(|r| r.decl().path()));
    }
    problem.help(format!("once that is decided, record it: `{}`", command(cx, of.risks[0], of.role)))
}

/// `annexa accept ransomware --by emil`
fn command(cx: &Cx<'_, '_>, risk: Risk<'_>, role: Role<'_>) -> String {
    let person = people::holders(role, cx.day, &cx.analysis.data).first().map(|p| p.decl().path());
    format!("annexa accept {} --by {}", risk.decl().path(), person.unwrap_or_else(|| "PERSON".into()))
}

fn changed(cx: &mut Cx<'_, '_>, standing: &Standing<'_>) {
    let Some((record, changes)) = standing.changes() else { return };
    let decl = standing.decl;
    let parts = changes.own.iter().chain(&changes.outside);
    let mut what: Vec<String> = parts.clone().map(|p| part_name(&p.key)).collect();
    what.extend(changes.gone.iter().map(|key| format!("{}, which is gone", part_name(key))));
    let place = parts.clone().map(|p| p.anchor).next().unwrap_or(decl.anchor());
    let differs = match what.is_empty() {
        true => String::new(),
        false => format!(": it differs in {}", some(&what, 4)),
    };
    let message = format!("the risk {} is not what was accepted{differs}", named(decl));
    let mut problem =
        Problem::new(&problems::CHANGED_SINCE_ACCEPTANCE, place, message, "is not what was accepted");
    for part in parts.filter(|p| p.anchor != place).take(MAX_PLACES) {
        problem = problem.related(part.anchor, "and this");
    }
    let problem = problem.note(format!("{} accepted it on {}", record.name, record.on));
    let differs = standing.counting().filter(|(_, r)| r.digest == record.digest).max_by_key(|(_, r)| r.on);
    let again = differs.zip(Risk::of(decl));
    cx.out.push(match again {
        Some(((role, _), risk)) => {
            problem.help(format!("have it accepted as it is now: `{}`", command(cx, risk, role)))
        }
        None => problem.help("have it accepted as it is now"),
    });
}

fn expired(cx: &mut Cx<'_, '_>, risk: Risk<'_>) {
    let decl = risk.decl();
    let Some(phrase) = decl.phrases(field::RISK_ACCEPTED_UNTIL).next() else { return };
    let Some(until) = phrase.lead().find_map(|v| v.date()).filter(|until| *until < cx.day) else { return };
    let message = format!("the acceptance of the risk {} ended on {until}", named(decl));
    cx.out.push(
        Problem::new(&problems::EXPIRED_ACCEPTANCE, phrase.anchor(), message, PASSED)
            .help("treat it, or decide anew: write another last day, and have it accepted again"),
    );
}

// ---- Treatment that does not hold ------------------------------------------------------------------------------------

/// Why what was counted on does not hold, in words.
fn broken(of: &Means<'_>) -> Option<String> {
    let path = named(of.decl);
    match of.force {
        Force::InForce | Force::Coming(_) | Force::Missing => None,
        // One cause for many risks, which is told of the supplier.
        Force::Lapsed => None,
        Force::Overdue(day) => Some(format!("{path} was due on {day}")),
        Force::Ended => Some(match of.decl.kind() == kind::SUPPLIER {
            true => format!("the agreement or assurance of {path} has ended"),
            false => format!("what was done for {path} has ended"),
        }),
        Force::Waived(Some(until)) => Some(format!("an exception waives {path} until {until}")),
        Force::Waived(None) => Some(format!("an exception waives {path}")),
        // That it is excluded although a risk counts on it, is told where it is excluded.
        Force::Excluded => None,
    }
}

/// The residual risk counts on what does not hold; or on what is still to come, and when that is.
fn broken_plan(cx: &mut Cx<'_, '_>, of: &Assessment<'_>) {
    let decl = of.risk.decl();
    // What is late by the line's own day, and a share that nobody has agreed to, are told as such.
    let late = |t: &&Treatment<'_>| {
        t.phrase.part(Prep::Due).find_map(|v| v.date()).is_some_and(|due| due < cx.day)
            || t.response == Some(Response::Share)
    };
    let counted = of.treatments.iter().filter(|t| t.acts() && !late(t)).flat_map(|t| &t.means);
    let means: Vec<(&Means<'_>, String)> = counted.filter_map(|m| Some((m, broken(m)?))).collect();
    let lowers = match (of.inherent, of.residual) {
        (Some(inherent), Some(residual)) => residual.is_below(&inherent),
        _ => true,
    };
    if !lowers || of.treatments.is_empty() {
        return;
    }
    if let Some((first, _)) = means.first() {
        let whys: Vec<String> = means.iter().map(|(_, why)| why.clone()).collect();
        let message = format!(
            "what remains of the risk {} counts on what does not hold: {}",
            named(decl),
            some(&whys, 3)
        );
        let mut problem = Problem::new(
            &problems::RESIDUAL_ON_A_BROKEN_PLAN,
            first.value.anchor(),
            message,
            "does not hold",
        );
        for (other, _) in means.iter().skip(1).take(MAX_PLACES) {
            problem = problem.related(other.value.anchor(), "nor does this");
        }
        let problem = problem.about(means.iter().map(|(m, _)| m.decl.path()));
        cx.out.push(
            problem
                .help("bring it back into force, treat the risk in another way, or judge `residual:` anew"),
        );
        return;
    }
    // What is told as missing elsewhere has no day.
    let Some(day) = of.reached_on(cx.day) else { return };
    let open: Vec<String> = of.means().filter(|m| !m.force.holds()).map(|m| named(m.decl)).collect();
    let what = match open.as_slice() {
        [] => "its treatment is".to_owned(),
        many => format!("{} {}", some(many, 3), is(many.len())),
    };
    cx.out.push(
        Problem::new(
            &problems::RESIDUAL_NOT_REACHED,
            said(decl, field::RISK_RESIDUAL),
            format!(
                "the risk {} comes down to what is said here on {day}, when {what} in force",
                named(decl)
            ),
            format!("from {day} on"),
        )
        .help("nothing is to be done before then, where all goes as planned"),
    );
}

/// The line's own day has passed, and it is not in force.
fn overdue(cx: &mut Cx<'_, '_>, risk: Risk<'_>, treatment: &Treatment<'_>) {
    let due = treatment.phrase.part(Prep::Due).find_map(|v| Some((v.date()?, v)));
    let Some((due, value)) = due.filter(|(due, _)| *due < cx.day) else { return };
    if !treatment.acts() || treatment.force.holds() {
        return;
    }
    let open: Vec<String> =
        treatment.means.iter().filter(|m| !m.force.holds()).map(|m| named(m.decl)).collect();
    let what = match open.as_slice() {
        [] => "and nothing says that it was done".to_owned(),
        many => format!("and {} {} not in force", some(many, 3), is(many.len())),
    };
    let mut problem = Problem::new(
        &problems::TREATMENT_OVERDUE,
        value.anchor(),
        format!("a treatment of the risk {} was due on {due}, {what}", named(risk.decl())),
        PASSED,
    );
    if let Some(role) = treatment.by.first() {
        problem = problem.note(format!("{} sees to it", list(&names([role.decl()]))));
    }
    cx.out.push(problem.help(match open.is_empty() {
        true => "take the day out once it is done, or set another one with `because`",
        false => "say with `status:` where the controls are carried out how far they are, or set another day",
    }));
}

/// Treatment that is still to come says who and when (6.1.3 e): one problem for a risk.
fn plan(cx: &mut Cx<'_, '_>, of: &Assessment<'_>) {
    // What has ended, is waived, excluded or late is told as that; and a share asks for an agreement.
    let open = of.treatments.iter().filter(|t| {
        let coming = matches!(t.force, Force::Coming(_) | Force::Missing);
        t.acts() && coming && t.response != Some(Response::Share)
    });
    let lacking: Vec<(&Treatment<'_>, bool, bool)> = open
        .map(|t| (t, t.by.is_empty(), t.due.is_none()))
        .filter(|(_, nobody, no_day)| *nobody || *no_day)
        .collect();
    let Some((first, ..)) = lacking.first() else { return };
    let nobody = lacking.iter().any(|(_, nobody, _)| *nobody);
    let no_day = lacking.iter().any(|(.., no_day)| *no_day);
    let (what, label, remedy) = match (nobody, no_day) {
        (true, true) => {
            ("who does it, or by when", "who, and by when?", "`by` with a role and `due` with a day")
        }
        (true, false) => ("who does it", "who?", "`by` with a role"),
        _ => ("by when it is done", "by when?", "`due` with a day"),
    };
    let message = format!(
        "the treatment of the risk {} is not all in force, and nothing says {what}",
        named(of.risk.decl())
    );
    let mut problem =
        Problem::new(&problems::PLAN_WITHOUT_OWNER_OR_DATE, first.phrase.anchor(), message, label);
    for (other, ..) in lacking.iter().skip(1).take(MAX_PLACES) {
        problem = problem.related(other.phrase.anchor(), "nor here");
    }
    cx.out.push(problem.help(format!(
        "add {remedy} to the line, or say so where its controls are carried out or planned: `status: planned due …`, \
         `not-yet: … due … by …`"
    )));
}

/// Whether no agreement with a supplier is in force; how well it keeps one is another matter.
fn without_agreement(supplier: Supplier<'_>, day: Date) -> bool {
    matches!(status::lapse(supplier, day), Some(Lapse::NoAgreement | Lapse::AgreementEnded(..)))
}

/// A share of the risk that nobody has agreed to carry.
fn shared(cx: &mut Cx<'_, '_>, of: &Assessment<'_>) {
    for treatment in of.treatments.iter().filter(|t| t.response == Some(Response::Share)) {
        let risk = named(of.risk.decl());
        let lacking: Vec<&Means<'_>> = treatment
            .means
            .iter()
            .filter(|m| Supplier::of(m.decl).is_some_and(|s| without_agreement(s, cx.day)))
            .collect();
        let suppliers = treatment.means.iter().any(|m| Supplier::of(m.decl).is_some());
        let because = treatment.phrase.says(Prep::Because);
        let problem = match lacking.as_slice() {
            [] if suppliers || because => continue,
            [] => Problem::new(
                &problems::SHARE_WITHOUT_AGREEMENT,
                treatment.phrase.anchor(),
                format!("the risk {risk} is shared, and nothing says with whom"),
                "with whom?",
            )
            .help("name the supplier: `treat: share with …`, or say with `because` what carries it, such as an insurance"),
            [first, rest @ ..] => {
                let who = names(lacking.iter().map(|m| m.decl));
                let mut problem = Problem::new(
                    &problems::SHARE_WITHOUT_AGREEMENT,
                    first.value.anchor(),
                    format!("the risk {risk} is shared with {}, and no agreement that holds says so", list(&who)),
                    "no agreement in force",
                );
                for other in rest {
                    problem = problem.related(other.value.anchor(), "nor with this one");
                }
                problem.help(format!(
                    "write the agreement into {}: `agreement: \"…\" since …`, or treat the risk in another way",
                    named(first.decl)
                ))
            }
        };
        cx.out.push(problem);
    }
}

// ---- Assessed again --------------------------------------------------------------------------------------------------

/// A risk that was to be looked at again, and the last day on which it was.
type Waits<'m> = (Risk<'m>, Option<Date>);

/// Risks that were to be looked at again (8.2): one problem for each line that says how often.
fn reviews(cx: &mut Cx<'_, '_>, all: &[&Assessment<'_>]) {
    let mut lines: Vec<(Anchor, Duration, Vec<Waits<'_>>)> = Vec::new();
    for assessment in all {
        let Some((interval, line)) = risk::interval(assessment.risk) else { continue };
        let line = line.anchor();
        let last = risk::assessed(assessment.risk, cx.day);
        // Before the first assessment on record, nobody knows what there was.
        let later = last.is_none() && risk::assessed(assessment.risk, Date::MAX).is_some();
        if later || last.is_some_and(|last| cx.day <= interval.after(last)) {
            continue;
        }
        match lines.iter_mut().find(|(l, ..)| *l == line) {
            Some((.., risks)) => risks.push((assessment.risk, last)),
            None => lines.push((line, interval, vec![(assessment.risk, last)])),
        }
    }
    for (line, interval, risks) in lines {
        let Some((first, last)) = risks.first().copied() else { continue };
        let one = named(first.decl());
        let message = match (risks.as_slice(), last) {
            ([_], Some(last)) => {
                format!("the risk {one} was last assessed on {last}, and is to be assessed every {interval}")
            }
            ([_], None) => format!(
                "the risk {one} is to be assessed every {interval}, and nothing says when that was done last"
            ),
            (many, _) => format!(
                "{} are to be assessed every {interval}, and were not: {}",
                count(many.len(), "risk"),
                some_of(many, 4, |(risk, _)| named(risk.decl()))
            ),
        };
        let due = last
            .map_or_else(|| "when was it assessed?".into(), |l| format!("was due on {}", interval.after(l)));
        let mut problem = Problem::new(&problems::RISK_REVIEW_OVERDUE, first.decl().anchor(), message, due);
        for (risk, _) in risks.iter().skip(1).take(MAX_PLACES) {
            problem = problem.related(risk.decl().anchor(), "nor was this one");
        }
        problem = problem.related(line, "how often");
        if risks.len() > 1 {
            problem = problem.items(risks.iter().map(|(r, _)| r.decl().path()));
        }
        cx.out.push(problem.help("assess it, and write `reviewed:` with the day and the role"));
    }
}
