//! Roles that nobody holds, persons who have left, competences that nothing shows, and teams without awareness (ISO/IEC
//! 27001, 5.3, 7.2 and 7.3).

use std::cell::LazyCell;

use annexa_analysis::eval::scalar::{self, Scalar};
use annexa_analysis::people::{self, Belongings, Holding, Said};
use annexa_core::model::{Anchor, Decl, View};
use annexa_core::prelude::{Competence, Role, Team, field, kind};
use annexa_core::source::PackageId;
use annexa_core::suggest;
use annexa_core::time::Date;
use annexa_diagnostics::{Edit, Problem, Safety};
use annexa_formats::data::column_name;
use annexa_syntax::tree::Prep;

use super::own_scopes;
use crate::evidence::short;
use crate::problems;
use crate::words::{count, list, some};
use crate::{Cx, MAX_PLACES};

/// Finds them all.
pub(super) fn check(cx: &mut Cx<'_, '_>) {
    strange(cx);
    roles(cx);
    awareness(cx);
}

fn named(decl: Decl<'_>) -> String {
    format!("`{}`", decl.path())
}

fn roles(cx: &mut Cx<'_, '_>) {
    // Most packages have somebody for every role.
    let belongings = LazyCell::new(|| Belongings::new(cx.model));
    let day = cx.day;
    for role in cx.model.all::<Role>().filter(|r| r.decl().package() == PackageId::MAIN) {
        let decl = role.decl();
        if cx.doubt.unread_in(decl) || decl.entries().any(|p| p.is_spoiled()) {
            continue;
        }
        let held: Vec<Holding<'_>> =
            people::holdings(role, &cx.analysis.data).filter(|h| h.is_said(day)).collect();
        let gone: Vec<&Holding<'_>> = held.iter().filter(|h| !h.is_there(day)).collect();
        for holding in &gone {
            left(cx, role, holding, belongings.of(role));
        }
        if held.is_empty() && !cx.analysis.data.staff.is_hidden {
            vacant(cx, role, belongings.of(role));
        }
        let there: Vec<Holding<'_>> = held.iter().filter(|h| h.is_there(day)).cloned().collect();
        competences(cx, role, &there);
    }
}

/// Rows of the file of people whose role is none: such a file may hold everybody's job titles.
fn strange(cx: &mut Cx<'_, '_>) {
    let analysis = cx.analysis;
    if cx.doubt.unread_kinds(&[kind::ROLE]) {
        return;
    }
    let roles: Vec<String> = cx.model.all::<Role>().map(|r| r.decl().path()).collect();
    for (names, rows) in &analysis.data.staff.strange {
        let Some(shown) = analysis.data.of(names.phrase().decl()) else { continue };
        let counted = shown.counted_by();
        let message = match rows.as_slice() {
            [(number, cell)] => format!(
                "{counted} {number} of `{}` gives somebody the role “{}”, and the package has no such role",
                shown.path,
                short(cell)
            ),
            all => format!(
                "{} rows of `{}` give somebody a role that the package does not have",
                all.len(),
                shown.path
            ),
        };
        let mut problem = Problem::new(&problems::UNMATCHED_ROLE, names.anchor(), message, "of this file");
        if rows.len() > 1 {
            let each = rows.iter().map(|(number, cell)| format!("{counted} {number}: “{}”", short(cell)));
            problem = problem.note(some(&each.collect::<Vec<_>>(), MAX_PLACES));
        }
        let near = rows.iter().find_map(|(number, cell)| {
            let near = suggest::nearest(&column_name(cell), roles.iter().map(String::as_str))?;
            Some(format!("“{}” in {counted} {number} may be meant for the role `{}`", short(cell), near.name))
        });
        if let Some(near) = near {
            problem = problem.note(near);
        }
        cx.out.push(problem.help(
            "who holds a role of the package has its name or its title in the column `role`; other job titles say nothing \
             here, and `allow: unmatched-role because \"…\"` beside `people:` keeps quiet about them",
        ));
    }
}

/// What a role owns, for people.
fn owned(belongings: &[Decl<'_>]) -> String {
    let names: Vec<String> = belongings.iter().map(|d| named(*d)).collect();
    some(&names, 4)
}

fn vacant(cx: &mut Cx<'_, '_>, role: Role<'_>, belongings: &[Decl<'_>]) {
    let decl = role.decl();
    let duties: Vec<Decl<'_>> = decl.values(field::ROLE_DUTY).flat_map(|v| v.decls()).collect();
    if belongings.is_empty() && duties.is_empty() {
        return;
    }
    let answers = match belongings {
        [] => format!("has the duty of {}", owned(&duties)),
        all => format!("answers for {}", owned(all)),
    };
    let ended = people::holdings(role, &cx.analysis.data).filter(|h| h.until.is_some_and(|u| u < cx.day));
    let last = ended.max_by_key(|h| h.until);
    let since = last.as_ref().and_then(|h| h.until);
    let place = last.as_ref().map_or(decl.anchor(), |h| match &h.said {
        Said::Line(phrase, _) => phrase.anchor(),
        Said::Row { .. } => decl.anchor(),
    });
    let message = match since {
        Some(until) => {
            format!("nobody has held {} since {until}, and it {answers}", named(decl))
        }
        None => format!("nobody holds {}, and it {answers}", named(decl)),
    };
    let mut problem = Problem::new(&problems::VACANT_ROLE, place, message, "held by nobody");
    for thing in belongings.iter().take(MAX_PLACES) {
        problem = problem.related(thing.anchor(), "answers for this");
    }
    cx.out.push(
        problem
            .items(belongings.iter().map(|d| d.path()))
            .help("say who holds it now: `holder: … since …`; or give what it answers for to another role"),
    );
}

fn left(cx: &mut Cx<'_, '_>, role: Role<'_>, holding: &Holding<'_>, belongings: &[Decl<'_>]) {
    let Some(day) = holding.left else { return };
    let decl = role.decl();
    let who = match holding.person {
        Some(person) => named(person.decl()),
        None => format!("“{}”", holding.name()),
    };
    let answers = match belongings {
        [] => String::new(),
        all => format!(", and the role answers for {}", owned(all)),
    };
    let message = format!("{who} left on {day} and is still said to hold {}{answers}", named(decl));
    let mut problem =
        Problem::new(&problems::LEFT_HOLDER, holding.anchor(), message, format!("left on {day}"));
    let last_day = holding.person.and_then(|p| p.decl().phrases(field::PERSON_LEFT).next());
    if let Some(left) = last_day {
        problem = problem.related(left.anchor(), "the last day");
    }
    problem = problem.items(belongings.iter().map(|d| d.path()));
    let (phrase, value) = match &holding.said {
        Said::Line(phrase, value) => (phrase, value),
        Said::Row { at, .. } => {
            problem = problem.note(format!("{at} says so"));
            cx.out.push(problem.help(
                "give the row its `until`, and the role another row; or say who holds it now in the role: `holder: … since …`",
            ));
            return;
        }
    };
    if let Some(person) = holding.person {
        problem = problem.help(format!(
            "end the line on that day, and say who holds the role now: `annexa handover {} --to PERSON`",
            person.decl().path()
        ));
    }
    if holding.until.is_none() && phrase.lead().count() == 1 {
        let at = match phrase.part(Prep::Since).last() {
            Some(since) => since.anchor(),
            None => value.anchor(),
        };
        let place = cx.model.place(at);
        let end = annexa_core::source::Place {
            file: place.file,
            span: annexa_core::source::Span::at(place.span.end),
        };
        let edit = Edit { place: Anchor::Place(end), text: format!(" until {day}") };
        problem = problem.fix(format!("write `until {day}`"), Safety::Review, vec![edit]);
    }
    cx.out.push(problem);
}

/// Competences that a role asks for and its holders do not show: one problem for a role.
fn competences(cx: &mut Cx<'_, '_>, role: Role<'_>, holders: &[Holding<'_>]) {
    let decl = role.decl();
    let mut lacking: Vec<(Anchor, Competence<'_>, Vec<Decl<'_>>)> = Vec::new();
    for value in decl.values(field::ROLE_NEEDS) {
        for competence in value.decls().filter_map(Competence::of) {
            // Of whom only a name is known nobody can tell.
            let persons = holders.iter().filter_map(|h| h.person);
            let known = persons.filter(|p| !cx.doubt.unread_in(p.decl()));
            let without: Vec<Decl<'_>> =
                known.filter(|p| !people::shows(*p, competence, cx.day)).map(View::decl).collect();
            if !without.is_empty() {
                lacking.push((value.anchor(), competence, without));
            }
        }
    }
    let Some((place, _, first)) = lacking.first() else { return };
    let what: Vec<String> = lacking.iter().map(|(_, c, _)| named(c.decl())).collect();
    let mut who: Vec<Decl<'_>> = lacking.iter().flat_map(|(.., who)| who.iter().copied()).collect();
    who.sort_unstable();
    who.dedup();
    let names: Vec<String> = who.iter().map(|d| named(*d)).collect();
    let message = format!(
        "the role {} asks for {}, and nothing shows {} of {}",
        named(decl),
        list(&what),
        if what.len() == 1 { "it" } else { "all of that" },
        list(&names)
    );
    let mut problem = Problem::new(&problems::COMPETENCE_GAP, *place, message, "asked for here");
    for person in who.iter().take(MAX_PLACES) {
        problem = problem.related(person.anchor(), "shows none");
    }
    let competence = lacking.first().map(|(_, c, _)| c.decl().path()).unwrap_or_default();
    cx.out.push(problem.about(first.iter().map(|d| d.path())).help(format!(
        "say what it is known from: `shows: {competence} since … from …` in the person, with a training, a piece of \
         evidence or words; or say what is done about it"
    )));
}

/// An awareness training that fewer attended than were to, by the rows of its file.
fn attendance(cx: &mut Cx<'_, '_>, decl: Decl<'_>) {
    let Some(value) = decl.values(field::TRAINING_VALUE).next() else { return };
    let outcome = cx.analysis.data.of(decl).and_then(|shown| shown.formulas.first());
    let Some((share, _)) = outcome.and_then(|o| o.gives.as_ref()) else { return };
    let target = decl.values(field::TRAINING_TARGET).next();
    let met = match target {
        Some(target) => scalar::meets(share, target),
        None => Some(!matches!(share, Scalar::Share(n, of) if n < of)),
    };
    if met != Some(false) {
        return;
    }
    let so_many = match share {
        Scalar::Share(n, of) => format!("{n} of {of} people"),
        other => other.shown(cx.model),
    };
    let wanted = target.map_or_else(|| "everybody".to_owned(), |t| format!("a share of {}", t.source()));
    let message = format!("{so_many} attended {}, and {wanted} was to", named(decl));
    let mut problem = Problem::new(&problems::AWARENESS_GAP, value.anchor(), message, "not enough");
    if let Some(target) = target {
        problem = problem.related(target.anchor(), "the share to reach");
    }
    cx.out.push(problem.help("give it to those who are missing, and put them into the file"));
}

/// Teams in a scope that were in no awareness training of late.
fn awareness(cx: &mut Cx<'_, '_>) {
    if cx.doubt.unread_kinds(&[kind::TRAINING, kind::TEAM]) {
        return;
    }
    let mut teams: Vec<Team<'_>> = Vec::new();
    for scope in own_scopes(cx) {
        let content = cx.analysis.scopes.content(scope);
        let within = content.into_iter().flat_map(|c| &c.subjects).filter_map(|s| Team::of(s.decl()));
        teams.extend(within.filter(|t| t.decl().package() == PackageId::MAIN));
    }
    teams.sort_unstable();
    teams.dedup();
    let trainings: Vec<_> = people::awareness(cx.model).collect();
    for training in trainings.iter().filter(|t| t.decl().package() == PackageId::MAIN) {
        attendance(cx, training.decl());
    }
    let mut lacking: Vec<(Team<'_>, Option<Date>)> = Vec::new();
    for team in teams {
        let given = trainings.iter().filter_map(|t| Some((people::given_to(*t, team, cx.day)?, *t)));
        let (mut last, mut fresh) = (None, false);
        for (on, training) in given {
            last = last.max(Some(on));
            fresh |= cx.day <= people::counts_for(training).after(on);
        }
        if !fresh {
            lacking.push((team, last));
        }
    }
    let Some((team, last)) = lacking.first().copied() else { return };
    let names: Vec<String> = lacking.iter().map(|(t, _)| named(t.decl())).collect();
    let place = match (trainings.first(), own_scopes(cx).next()) {
        (Some(training), _) => training.decl().anchor(),
        (None, Some(scope)) => scope.decl().anchor(),
        (None, None) => team.decl().anchor(),
    };
    let message = match (names.as_slice(), last) {
        (all, _) if trainings.is_empty() => {
            format!("no training raises awareness of information security among {}", some(all, 4))
        }
        ([one], Some(on)) => {
            format!("the team {one} was last in an awareness training on {on}, which is too long ago")
        }
        ([one], None) => format!("nothing says that the team {one} was ever in an awareness training"),
        (all, _) => {
            format!("{} were in no awareness training of late: {}", count(all.len(), "team"), some(all, 4))
        }
    };
    let label = if trainings.is_empty() { "who knows the policy?" } else { "not given to all of late" };
    let mut problem = Problem::new(&problems::AWARENESS_GAP, place, message, label);
    for (team, last) in lacking.iter().take(MAX_PLACES) {
        let said = last.map_or_else(|| "never".to_owned(), |on| format!("last on {on}"));
        problem = problem.related(team.decl().anchor(), said);
    }
    cx.out.push(problem.items(lacking.iter().map(|(t, _)| t.decl().path())).help(
        "declare a training of `kind: awareness`, and write each day on which it was given: `given: 2026-09-01 to …`",
    ));
}
