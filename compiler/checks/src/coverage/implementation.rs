//! How far included controls are: whether anything says so, whether what was to do it still counts, and what of the scope
//! is left out.

use annexa_analysis::Coverage;
use annexa_analysis::coverage::{Bearing, Decision, Part, Plan, Row, SubjectState, Worker, bears_on};
use annexa_analysis::scope::{ScopeContent, Tie};
use annexa_analysis::status::{Lapse, Status};
use annexa_core::edit;
use annexa_core::model::{Anchor, Decl, EntryId, Phrase, ValueRef, View};
use annexa_core::prelude::{Certificate, Concern, Progress, Supplier, field, kind};
use annexa_core::source::PackageId;
use annexa_core::time::Date;
use annexa_diagnostics::{Problem, Safety};
use annexa_syntax::tree::Prep;

use crate::Cx;
use crate::problems;
use crate::words::{self, PASSED, TO_FILL, controls, count, is, some, titled};

/// The place of the day that the author has to fill in; it is no date, so that it cannot be forgotten.
const DAY: &str = "YYYY-MM-DD";

/// Finds them all.
pub(super) fn check<'m>(cx: &mut Cx<'_, 'm>, coverage: &Coverage<'m>) {
    let Some(content) = coverage.scope.and_then(|s| cx.analysis.scopes.content(s)) else {
        return;
    };
    // A control may be excluded, or planned, or carried out, where that could not be read.
    let hides = |p: Phrase<'_>| cx.doubt.hides(p);
    if cx.decisions_hidden(coverage, &[field::SOA_EXCLUDE, field::SOA_NOT_YET]) || cx.work_hidden(hides) {
        return;
    }
    let mut open = Vec::new();
    let mut lapsed = Lapsed::default();
    let mut overdue = Overdue::default();
    let mut partly = Partly::default();
    for row in coverage.last_word().filter(|r| r.included()) {
        if unknown(cx, row, content) {
            continue;
        }
        if row.progress.is_none() {
            // Whatever the cause, a control that is missing is told once.
            if !says_status(cx, row, content) || !lapsed.add(cx, row, content) {
                open.push(row);
            }
            continue;
        }
        let late = overdue.add(cx, coverage, row);
        if row.progress == Some(Progress::Partial) {
            partly.add(cx, content, row, &late);
        }
    }
    no_status(cx, coverage, &open);
    lapsed.tell(cx);
    overdue.tell(cx);
    partly.tell(cx, coverage);
}

/// Whether what is known about a control is too little to say that something is missing.
fn unknown(cx: &Cx<'_, '_>, row: &Row<'_>, content: &ScopeContent<'_>) -> bool {
    let workers = || row.parts.iter().map(|p| &cx.analysis.work.workers[p.worker]);
    let supplier = |s: &Supplier<'_>| {
        let fields = [field::SUPPLIER_AGREEMENT, field::SUPPLIER_ASSESSED, field::REVIEWED_REVIEW];
        let decl = s.decl();
        let certificates = decl.children_of::<Certificate>().map(View::decl);
        cx.doubt.unread_in(decl)
            || fields.iter().any(|f| decl.phrases(*f).any(|p| p.is_spoiled()))
            || certificates.into_iter().any(|c| c.entries().any(|p| p.is_spoiled()))
    };
    let spoiled = |w: &Worker<'_>| {
        w.spoiled || cx.doubt.unread_in(w.resolved.home()) || w.suppliers.iter().any(supplier)
    };
    let control = row.control.decl();
    // Of a scope whose parts are not known, nobody can tell that it has none that the control is about.
    let alone = row.subjects.iter().all(|s| s.subject.is_none())
        && !matches!(
            row.control.about(),
            None | Some(Concern::Organization | Concern::RemoteWork | Concern::Development)
        );
    let scope = content.scope.decl();
    cx.doubt.works(control)
        || workers().any(spoiled)
        || alone && scope.phrases(field::SCOPE_INCLUDES).any(|p| p.is_spoiled())
}

/// Whether a statement that speaks for the scope says how far the control is.
fn says_status<'m>(cx: &Cx<'_, 'm>, row: &Row<'m>, content: &ScopeContent<'m>) -> bool {
    row.parts.iter().any(|p| {
        let worker = &cx.analysis.work.workers[p.worker];
        let says = worker.resolved.phrases(field::IMPLEMENTS_STATUS).next().is_some();
        says && !is_of_others(cx, p, content)
    })
}

/// Whether a statement speaks for other scopes: it names none, and is about things of others alone.
fn is_of_others<'m>(cx: &Cx<'_, 'm>, part: &Part, content: &ScopeContent<'m>) -> bool {
    let worker = &cx.analysis.work.workers[part.worker];
    part.tie == Tie::Unnamed && elsewhere(worker, content) && at_home(cx, worker).is_some()
}

/// The subjects that a statement names.
fn subjects<'a, 'm>(worker: &'a Worker<'m>) -> impl Iterator<Item = Decl<'m>> + Clone + 'a {
    let on = worker.statuses.iter().filter_map(|s| s.on.as_ref()).flatten();
    worker.applies_to.iter().flatten().chain(on).copied()
}

/// Whether a statement names things, and none of them is in the scope.
fn elsewhere<'m>(worker: &Worker<'m>, content: &ScopeContent<'m>) -> bool {
    let narrowed = worker.applies_to.is_some() || worker.statuses.iter().all(|s| s.on.is_some());
    narrowed && !subjects(worker).any(|d| content.counts(d) || content.holds_part_of(d))
}

/// A scope that holds something that a statement names.
fn at_home<'m>(cx: &Cx<'_, 'm>, worker: &Worker<'m>) -> Option<(Decl<'m>, Decl<'m>)> {
    let mut scopes = cx.analysis.scopes.all.iter();
    scopes.find_map(|c| Some((subjects(worker).find(|d| c.counts(*d))?, c.scope.decl())))
}

// ---- Nothing says how far --------------------------------------------------------------------------------------------

fn no_status<'m>(cx: &mut Cx<'_, 'm>, coverage: &Coverage<'m>, open: &[&Row<'m>]) {
    // What could not be read may take in any control, also where a fix names only one.
    let is_hidden = |p: Phrase<'_>| cx.doubt.unknown_in(p);
    let decided = [field::SOA_INCLUDE, field::SOA_EXCLUDE, field::SOA_NOT_YET];
    let is_unread =
        |l: Decl<'_>| cx.doubt.vague_in(l) || decided.iter().flat_map(|f| l.phrases(*f)).any(is_hidden);
    if open.is_empty() || cx.work_hidden(is_hidden) || coverage.layers.iter().any(|l| is_unread(l.decl())) {
        return;
    }
    let decl = coverage.soa.decl();
    let named: Vec<Decl<'m>> = open.iter().map(|r| r.control.decl()).collect();
    let n = named.len();
    let included = coverage.last_word().filter(|r| r.included()).count();
    let of = if n > 2 && n == included {
        format!("any of the {n} included controls")
    } else if n > 2 {
        format!("{n} of the {included} included controls")
    } else {
        controls(&named)
    };
    let mut problem = Problem::new(
        &problems::NO_IMPLEMENTATION_STATUS,
        decl.anchor(),
        format!(
            "nothing says whether {of} {} implemented",
            if n > 2 && n == included { "is" } else { is(n) }
        ),
        match n {
            1 => "includes it".into(),
            _ if n == included => format!("includes {}", count(n, "control")),
            _ => format!("{n} of the {included} that it includes"),
        },
    )
    .about(named.iter().map(|c| c.path()));
    problem = problem.items(named.iter().map(|c| c.path()));
    if let Some(themes) = words::by_theme(&named) {
        problem = problem.note(format!("by theme: {themes}"));
    }
    // A statement that names some of them and forgot its status is the shortest way out.
    let mut silent: Vec<(Decl<'m>, String)> = Vec::new();
    for part in open.iter().flat_map(|r| &r.parts) {
        let worker = &cx.analysis.work.workers[part.worker];
        let home = worker.resolved.home();
        if silent.iter().any(|(d, _)| *d == home) {
            continue;
        }
        let says = match worker.is_inherited() {
            _ if !worker.statuses.is_empty() => {
                "names one, and has no `status:` for what that is about in the scope".to_string()
            }
            false => "names one, and has no `status:`".to_string(),
            true => format!(
                "inherits `{}`, which names one, and gives it no `status:`",
                worker.item.decl().name()
            ),
        };
        silent.push((home, says));
    }
    for (item, says) in silent.iter().filter(|(d, _)| d.package() == PackageId::MAIN).take(3) {
        problem = problem.related(item.anchor(), says.clone());
    }
    // A plan for something that none of them is about raises none.
    let mut idle: Vec<(usize, &Plan<'m>)> = Vec::new();
    for plan in open.iter().flat_map(|r| &r.plans) {
        if !idle.iter().any(|(p, _)| *p == plan.pattern) {
            idle.push((plan.pattern, plan));
        }
    }
    for (pattern, plan) in idle.into_iter().take(3) {
        let Some(pattern) = coverage.patterns.get(pattern) else { continue };
        let on: Vec<String> = plan.on.iter().flatten().map(|d| format!("`{}`", d.path())).collect();
        let what = if on.is_empty() { "nothing".to_string() } else { some(&on, 3) };
        let them = if n == 1 { "that control asks" } else { "these controls ask" };
        problem = problem.related(
            super::spot(coverage, pattern).0,
            format!("a plan for {what} alone, which is not what {them} about"),
        );
    }
    let lines: Vec<String> = words::themes(&named)
        .iter()
        .map(|(theme, all)| {
            format!(
                "not-yet: {} due {DAY} because \"{TO_FILL} it is not done yet\"",
                words::patterns(*theme, all)
            )
        })
        .collect();
    let title = if lines.len() == 1 {
        "write a `not-yet:` line, with the day and the reason left to fill in"
    } else {
        "write a `not-yet:` line for each theme, with the day and the reason left to fill in"
    };
    cx.out.push(
        problem
            .help("say it where it is done, with `status:` in a statement or procedure, or here with `not-yet:`")
            .fix(title, Safety::Review, edit::insert(decl, &lines)),
    );
}

// ---- What does not count any more ----------------------------------------------------------------------------------

/// Why a statement brings nothing for any subject that a control is asked for.
#[derive(Clone, PartialEq)]
enum Cause<'m> {
    /// Its supplier's agreement or assurance does not hold.
    Lapse(Supplier<'m>, Lapse),
    /// Its last status ended on the day.
    Ended(Date, Anchor),
    /// Its first status begins on the day.
    NotBegun(Date, Anchor),
    /// An exception waives it.
    Waived(EntryId),
    /// It is about something else.
    Elsewhere,
    /// Its statuses speak of other things than it covers; an index into the workers.
    Apart(usize),
}

/// Controls that are missing, by the statement that was to implement them and the cause.
#[derive(Default)]
struct Lapsed<'m> {
    groups: Vec<Missing<'m>>,
}

struct Missing<'m> {
    /// The statement, an index into the workers.
    worker: usize,
    cause: Cause<'m>,
    /// The controls, and where the statement names each.
    controls: Vec<(Decl<'m>, Anchor)>,
}

impl<'m> Lapsed<'m> {
    /// Takes note of why a missing control is so; gives whether that is known.
    fn add(&mut self, cx: &Cx<'_, 'm>, row: &Row<'m>, content: &ScopeContent<'m>) -> bool {
        for part in &row.parts {
            let worker = &cx.analysis.work.workers[part.worker];
            if is_of_others(cx, part, content) {
                continue;
            }
            let waived = row.subjects.iter().find_map(|s| s.waived).map(|p| Cause::Waived(p.id));
            let Some(cause) = waived.or_else(|| cause(cx, part.worker, row, content)) else {
                continue;
            };
            let named = (row.control.decl(), worker.spot(part.anchor));
            match self.groups.iter_mut().find(|m| m.worker == part.worker && m.cause == cause) {
                Some(group) => group.controls.push(named),
                None => self.groups.push(Missing { worker: part.worker, cause, controls: vec![named] }),
            }
            return true;
        }
        false
    }

    fn tell(self, cx: &mut Cx<'_, 'm>) {
        for Missing { worker, cause, controls: group } in self.groups {
            tells(cx, &cause);
            let decl = cx.analysis.work.workers[worker].resolved.home();
            let named: Vec<Decl<'m>> = group.iter().map(|(c, _)| *c).collect();
            let n = named.len();
            let (why, related) = cause_text(&cause, decl, n, cx);
            let no_longer = match &cause {
                Cause::Ended(..) => true,
                Cause::Lapse(_, lapse) => matches!(
                    lapse,
                    Lapse::AgreementEnded(..)
                        | Lapse::AssessmentOld(..)
                        | Lapse::CertificateEnded(..)
                        | Lapse::CertificateSuspended(..)
                ),
                _ => false,
            };
            let not = if no_longer { "no longer" } else { "not" };
            // Where all are named in one place, that place.
            let first = group[0].1;
            let anchor = if group.iter().all(|(_, a)| *a == first) { first } else { decl.anchor() };
            let mut problem = Problem::new(
                &problems::UNCOVERED_CONTROL,
                anchor,
                format!("{} {} {not} implemented: {why}", controls(&named), is(n)),
                format!("does not count on {}", cx.day),
            )
            .about(named.iter().map(|c| c.path()));
            for (anchor, text) in related {
                problem = problem.related(anchor, text);
            }
            problem = problem.items(named.iter().map(|c| c.path()));
            let home = at_home(cx, &cx.analysis.work.workers[worker]);
            let help = match home.filter(|_| cause == Cause::Elsewhere) {
                // A statement of another scope is no reason to move the edge of this one.
                Some((subject, scope)) => format!(
                    "`{}` is in the scope `{}`: correct `applies-to:` or `status: … on`, or the scopes after `for`",
                    subject.path(),
                    scope.path()
                ),
                None => cause_help(&cause),
            };
            cx.out.push(problem.help(help));
        }
    }
}

/// Notes that a problem says of a supplier that what it does does not count, so that no other says it again.
fn tells(cx: &mut Cx<'_, '_>, cause: &Cause<'_>) {
    if let Cause::Lapse(supplier, _) = cause {
        cx.told.insert(supplier.decl().id);
    }
}

/// What to do about the cause.
fn cause_help(cause: &Cause<'_>) -> String {
    match cause {
        Cause::Lapse(supplier, lapse) => match lapse {
            Lapse::NoAgreement | Lapse::AgreementEnded(..) | Lapse::AgreementNotBegun(..) => format!(
                "write the agreement that holds into `{}`, or plan with `not-yet:` what takes its place",
                supplier.decl().path()
            ),
            _ => format!(
                "assess `{0}` and write `assessed:`, or declare the certificate that is in force within `{0}`",
                supplier.decl().path()
            ),
        },
        Cause::Waived(_) => {
            "plan with `not-yet:` by when it will be in force; the exception itself may end sooner".into()
        }
        Cause::Elsewhere => {
            "correct `applies-to:` or `status: … on`, or include in the scope what it names".into()
        }
        _ => "say with a new `status:` how far it is today, or plan it with `not-yet:`".into(),
    }
}

/// Why a statement that names the control and is about the subject brings nothing for it: the statement, where it names the
/// control, and the cause.
fn subject_cause<'m>(
    cx: &Cx<'_, 'm>,
    content: &ScopeContent<'m>,
    row: &Row<'m>,
    state: &SubjectState<'m>,
) -> Option<(usize, Anchor, Cause<'m>)> {
    let about = || {
        row.parts
            .iter()
            .map(|p| (p, &cx.analysis.work.workers[p.worker]))
            .filter(|(_, w)| bears_on(w, row.control, Some(content), state.subject))
    };
    if let Some(waived) = state.waived {
        let counts = |(p, w): &(&Part, &Worker<'m>)| w.progress(state.subject, p.bearing).is_some();
        return about().find(counts).map(|(p, _)| (p.worker, p.anchor, Cause::Waived(waived.id)));
    }
    about().find_map(|(part, worker)| {
        let cause = lapse_for(worker, state.subject).or_else(|| {
            let speaking = worker.statuses.iter().filter(|s| s.speaks_of(state.subject));
            dated(&speaking.collect::<Vec<_>>(), cx.day)
        })?;
        Some((part.worker, part.anchor, cause))
    })
}

/// The supplier because of which what `worker` does for `subject` does not count.
fn lapse_for<'m>(worker: &Worker<'m>, subject: Option<Decl<'m>>) -> Option<Cause<'m>> {
    let concerned = |s: &Supplier<'m>| subject.is_none_or(|x| x.kind() != kind::SUPPLIER || x == s.decl());
    let (supplier, lapse) = worker.lapses.iter().find(|(s, _)| worker.supplier_only() && concerned(s))?;
    Some(Cause::Lapse(*supplier, lapse.clone()))
}

fn cause<'m>(cx: &Cx<'_, 'm>, index: usize, row: &Row<'m>, content: &ScopeContent<'m>) -> Option<Cause<'m>> {
    let worker = &cx.analysis.work.workers[index];
    if worker.supplier_only()
        && let Some((supplier, lapse)) = worker.lapses.first()
    {
        return Some(Cause::Lapse(*supplier, lapse.clone()));
    }
    if worker.statuses.is_empty() {
        return None;
    }
    let covered: Vec<Option<Decl<'m>>> = row
        .subjects
        .iter()
        .map(|s| s.subject)
        .filter(|s| bears_on(worker, row.control, Some(content), *s))
        .collect();
    let meets = |status: &&Status<'m>| covered.iter().any(|s| status.speaks_of(*s));
    let meeting: Vec<&Status<'m>> = worker.statuses.iter().filter(meets).collect();
    if !meeting.is_empty() {
        return dated(&meeting, cx.day);
    }
    // Where no status names anything, it covers nothing that is asked for.
    let general = worker.statuses.iter().all(|s| s.on.is_none());
    Some(if general || elsewhere(worker, content) { Cause::Elsewhere } else { Cause::Apart(index) })
}

/// Of `statuses`, none of which may hold on `day`, the day on which the last ended or the first begins.
fn dated<'m>(statuses: &[&Status<'m>], day: Date) -> Option<Cause<'m>> {
    if statuses.iter().any(|s| s.holds(day)) {
        return None;
    }
    let ended = statuses
        .iter()
        .filter_map(|s| Some((s.until.filter(|u| *u < day)?, s.phrase)))
        .max_by_key(|(u, _)| *u);
    if let Some((until, phrase)) = ended {
        return Some(Cause::Ended(until, part_anchor(phrase, Prep::Until)));
    }
    let begins = statuses
        .iter()
        .filter_map(|s| Some((s.since.filter(|d| *d > day)?, s.phrase)))
        .min_by_key(|(d, _)| *d);
    begins.map(|(since, phrase)| Cause::NotBegun(since, part_anchor(phrase, Prep::Since)))
}

fn part_anchor(phrase: Phrase<'_>, prep: Prep) -> Anchor {
    phrase.part(prep).next().map_or(phrase.anchor(), ValueRef::anchor)
}

/// The cause in words, and the places where it stands.
fn cause_text(
    cause: &Cause<'_>,
    decl: Decl<'_>,
    n: usize,
    cx: &Cx<'_, '_>,
) -> (String, Vec<(Anchor, String)>) {
    let path = decl.path();
    match cause {
        Cause::Lapse(supplier, lapse) => lapse_text(*supplier, lapse),
        Cause::Ended(on, anchor) => {
            (format!("the status of `{path}` ended on {on}"), vec![(*anchor, "its last day".into())])
        }
        Cause::NotBegun(on, anchor) => {
            (format!("the status of `{path}` begins on {on}"), vec![(*anchor, "its first day".into())])
        }
        Cause::Waived(entry) => {
            let phrase = Phrase { model: cx.model, id: *entry };
            let it = if n == 1 { "it" } else { "them" };
            (
                format!("the exception `{}` waives {it}{}", phrase.decl().path(), until(phrase)),
                vec![(phrase.anchor(), "does not count while this lasts".into())],
            )
        }
        Cause::Elsewhere => (format!("`{path}` is about nothing that is in the scope"), Vec::new()),
        Cause::Apart(worker) => apart_text(&cx.analysis.work.workers[*worker], &path),
    }
}

/// What the statuses of `worker` speak of, and what it covers instead.
fn apart_text(worker: &Worker<'_>, path: &str) -> (String, Vec<(Anchor, String)>) {
    let list = |decls: &mut dyn Iterator<Item = Decl<'_>>| {
        let mut names: Vec<String> = Vec::new();
        for name in decls.map(|d| format!("`{}`", d.path())) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        some(&names, 3)
    };
    let said = list(&mut worker.statuses.iter().filter_map(|s| s.on.as_ref()).flatten().copied());
    let on = worker.statuses.iter().filter(|s| s.on.is_some()).map(|s| part_anchor(s.phrase, Prep::On));
    let mut related: Vec<(Anchor, String)> = on.map(|a| (a, "the status speaks of this".into())).collect();
    let covers = match &worker.applies_to {
        Some(named) => {
            let mut applies = worker.resolved.phrases(field::IMPLEMENTS_APPLIES_TO);
            related.extend(applies.next().map(|p| (p.anchor(), "what it covers".into())));
            let covered = list(&mut named.iter().filter(|d| worker.covers(Some(**d))).copied());
            let except = list(&mut worker.applies_except.iter().copied());
            match (covered.is_empty(), except.is_empty()) {
                (true, _) => "covers nothing".to_owned(),
                (false, true) => format!("covers {covered}"),
                (false, false) => format!("covers {covered} except {except}"),
            }
        }
        None => {
            let suppliers = list(&mut worker.suppliers.iter().map(|s| s.decl()));
            format!("covers only {suppliers}, where it is carried out")
        }
    };
    (format!("the status of `{path}` speaks of {said}, and the statement {covers}"), related)
}

/// ` until 2027-01-31`
fn until(phrase: Phrase<'_>) -> String {
    phrase.part(Prep::Until).find_map(|v| v.date()).map_or_else(String::new, |d| format!(" until {d}"))
}

fn lapse_text(supplier: Supplier<'_>, lapse: &Lapse) -> (String, Vec<(Anchor, String)>) {
    let (why, anchor, what) = annexa_analysis::why::lapse(supplier, lapse);
    (why, vec![(anchor, what.to_string())])
}

// ---- Planned, and past due -----------------------------------------------------------------------------------------

/// Plans whose day has passed, by the line that gives it.
#[derive(Default)]
struct Overdue<'m> {
    groups: Vec<Late<'m>>,
}

struct Late<'m> {
    phrase: Phrase<'m>,
    due: Date,
    /// The statement that says it; `None` for `not-yet:`.
    by: Option<Decl<'m>>,
    /// Each control, and the subjects for which it is late; none where that is everything.
    rows: Vec<(Decl<'m>, Vec<Decl<'m>>)>,
    /// Whether something of one of them is further than planned.
    begun: bool,
}

impl<'m> Overdue<'m> {
    /// Takes note of what is late in `row`, and gives the subjects (`None`: the scope itself).
    fn add(&mut self, cx: &Cx<'_, 'm>, coverage: &Coverage<'m>, row: &Row<'m>) -> Vec<Option<Decl<'m>>> {
        let mut late = Vec::new();
        for state in row.subjects.iter().filter(|s| s.progress == Some(Progress::Planned)) {
            // A line of the statement of applicability that gives a later day moves the plan.
            if row.plan_for(state).and_then(|p| p.due).is_some_and(|d| d >= cx.day) {
                continue;
            }
            let Some((phrase, by)) = self.planned_in(cx, coverage, state) else {
                continue;
            };
            let Some(due) = phrase.part(Prep::Due).find_map(|v| v.date()).filter(|d| *d < cx.day) else {
                continue;
            };
            late.push(state.subject);
            let control = row.control.decl();
            let group = match self.groups.iter().position(|g| g.phrase.id == phrase.id) {
                Some(at) => &mut self.groups[at],
                None => {
                    self.groups.push(Late { phrase, due, by, rows: Vec::new(), begun: false });
                    let last = self.groups.len() - 1;
                    &mut self.groups[last]
                }
            };
            group.begun |= row.progress != Some(Progress::Planned);
            match group.rows.iter_mut().find(|(c, _)| *c == control) {
                Some((_, subjects)) => subjects.extend(state.subject),
                None => group.rows.push((control, state.subject.into_iter().collect())),
            }
        }
        // Where every subject is late, naming them says nothing.
        if late.len() == row.subjects.len() {
            for (_, subjects) in
                self.groups.iter_mut().flat_map(|g| &mut g.rows).filter(|(c, _)| *c == row.control.decl())
            {
                subjects.clear();
            }
        }
        late
    }

    fn planned_in(
        &self,
        cx: &Cx<'_, 'm>,
        coverage: &Coverage<'m>,
        state: &SubjectState<'m>,
    ) -> Option<(Phrase<'m>, Option<Decl<'m>>)> {
        if let Some(pattern) = state.planned_by {
            return Some((coverage.patterns.get(pattern)?.phrase, None));
        }
        let (worker, phrase) = state.by.first()?;
        // Where another statement plans it for a later day, that day counts.
        let later = state
            .by
            .iter()
            .any(|(_, p)| p.part(Prep::Due).find_map(|v| v.date()).is_none_or(|d| d >= cx.day));
        (!later).then(|| (*phrase, Some(cx.analysis.work.workers[*worker].item.decl())))
    }

    fn tell(self, cx: &mut Cx<'_, 'm>) {
        for late in self.groups {
            if late.phrase.decl().package() != PackageId::MAIN {
                continue;
            }
            let named: Vec<Decl<'m>> = late.rows.iter().map(|(c, _)| *c).collect();
            let n = named.len();
            let mut subjects: Vec<String> =
                late.rows.iter().flat_map(|(_, s)| s).map(|d| format!("`{}`", d.path())).collect();
            subjects.dedup();
            let on = match (n, subjects.as_slice()) {
                (1, [_, ..]) => format!(" for {}", some(&subjects, 3)),
                _ => String::new(),
            };
            let mut problem = Problem::new(
                &problems::UNCOVERED_CONTROL,
                part_anchor(late.phrase, Prep::Due),
                format!(
                    "{} {} to be implemented{on} by {}, and {} {}",
                    controls(&named),
                    if n == 1 { "was" } else { "were" },
                    late.due,
                    is(n),
                    if late.begun && on.is_empty() { "not in full" } else { "still planned" }
                ),
                PASSED,
            )
            .about(named.iter().map(|c| c.path()));
            if let Some(by) = late.by {
                problem = problem.related(by.anchor(), "the plan");
            }
            problem =
                problem.items(late.rows.iter().map(|(c, s)| if n == 1 { c.path() } else { item(*c, s) }));
            cx.out.push(problem.help(if late.by.is_some() {
                "say with `status:` how far it is, or set the new day with the reason for it"
            } else {
                "say with `status:` in a statement how far it is, or set the new day with the reason for it"
            }));
        }
    }
}

/// `A.8.5 (patient-db)`
fn item(control: Decl<'_>, subjects: &[Decl<'_>]) -> String {
    let names: Vec<String> = subjects.iter().map(|d| d.path()).collect();
    if names.is_empty() { control.path() } else { format!("{} ({})", control.path(), some(&names, 3)) }
}

// ---- Partly --------------------------------------------------------------------------------------------------------

/// Where a partly covered control is to be told.
#[derive(Clone, Copy, PartialEq)]
enum Spot {
    Worker(usize),
    Pattern(usize),
}

/// What a control lacks.
struct Gap<'m> {
    control: Decl<'m>,
    /// Where the only statement that bears on it names it.
    anchor: Option<Anchor>,
    /// Subjects that are left out.
    left: Vec<Decl<'m>>,
    /// Whether the scope itself is.
    scope: bool,
    /// Why what a statement says for those that are left out does not count.
    cause: Option<Cause<'m>>,
    /// Whether it is only helped with, for some subject.
    helped: bool,
    /// A supplier whose part does not count.
    lapse: Option<(Supplier<'m>, Lapse)>,
    /// A partial status whose day has passed.
    late: Option<(Date, Anchor)>,
}

impl<'m> Gap<'m> {
    fn new(control: Decl<'m>) -> Self {
        Gap {
            control,
            anchor: None,
            left: Vec::new(),
            scope: false,
            cause: None,
            helped: false,
            lapse: None,
            late: None,
        }
    }

    /// What is left out, in words: the subjects behind the scope itself.
    fn names(&self, subject: impl Fn(&Decl<'m>) -> String) -> Vec<String> {
        let scope = self.scope.then(|| "the scope itself".to_string());
        scope.into_iter().chain(self.left.iter().map(subject)).collect()
    }

    fn item(&self) -> String {
        let left = self.names(|d| d.path());
        let why = if !left.is_empty() && self.helped {
            format!("only helped with; {}", some(&left, 3))
        } else if !left.is_empty() {
            some(&left, 3)
        } else if self.helped {
            "only helped with".to_string()
        } else if let Some((supplier, _)) = &self.lapse {
            format!("{} does not count", supplier.decl().path())
        } else if let Some((due, _)) = self.late {
            format!("was due on {due}")
        } else {
            return self.control.path();
        };
        format!("{} ({why})", self.control.path())
    }
}

/// Whether what is left out is planned: with a day that has not passed, and a reason. Of a status with neither,
/// `missing-reason-for-plan` speaks.
fn has_plan(state: &SubjectState<'_>, row: &Row<'_>, day: Date) -> bool {
    let plan = |phrase: Phrase<'_>| {
        let due = phrase.part(Prep::Due).find_map(|v| v.date());
        // What could not be read is there all the same.
        let in_time = due.map_or_else(|| phrase.says(Prep::Due), |d| day <= d);
        in_time && phrase.says(Prep::Because)
    };
    let bare = |phrase: Phrase<'_>| !phrase.says(Prep::Due) && !phrase.says(Prep::Because);
    let by_status = state.progress == Some(Progress::Planned)
        && state.planned_by.is_none()
        && state.by.iter().any(|(_, p)| plan(*p) || bare(*p));
    let by_soa = row.plan_for(state).is_some_and(|p| p.due.is_some_and(|d| day <= d) && p.because.is_some());
    by_status || by_soa
}

#[derive(Default)]
struct Partly<'m> {
    groups: Vec<(Spot, Vec<Gap<'m>>)>,
}

impl<'m> Partly<'m> {
    fn add(&mut self, cx: &Cx<'_, 'm>, content: &ScopeContent<'m>, row: &Row<'m>, late: &[Option<Decl<'m>>]) {
        let workers = &cx.analysis.work.workers;
        let mut gap = Gap::new(row.control.decl());
        // What a statement was to do, and which does not count today, is told at that statement.
        let mut caused: Vec<(usize, Gap<'m>)> = Vec::new();
        for state in row.left_out().filter(|s| !late.contains(&s.subject) && !has_plan(s, row, cx.day)) {
            // Help alone counts for nothing where what was to carry it out does not count.
            let helps =
                |w: &usize| row.parts.iter().any(|p| p.worker == *w && p.bearing == Bearing::ContributesTo);
            let asks = match state.progress {
                None => true,
                Some(Progress::Partial) => state.by.iter().all(|(worker, _)| helps(worker)),
                _ => false,
            };
            if let Some((worker, anchor, cause)) =
                asks.then(|| subject_cause(cx, content, row, state)).flatten()
            {
                let known = caused.iter_mut().find(|(w, g)| *w == worker && g.cause.as_ref() == Some(&cause));
                match known {
                    Some((_, gap)) => {
                        gap.left.extend(state.subject);
                        gap.scope |= state.subject.is_none();
                    }
                    None => {
                        let mut gap = Gap::new(row.control.decl());
                        gap.anchor = Some(workers[worker].spot(anchor));
                        gap.left.extend(state.subject);
                        gap.scope = state.subject.is_none();
                        gap.cause = Some(cause);
                        caused.push((worker, gap));
                    }
                }
                continue;
            }
            match state.progress {
                Some(Progress::Implemented) => {}
                None | Some(Progress::Planned) => match state.subject {
                    Some(subject) => gap.left.push(subject),
                    None => gap.scope = true,
                },
                Some(Progress::Partial) => {
                    for (worker, phrase) in &state.by {
                        let bearing = row.parts.iter().find(|p| p.worker == *worker).map(|p| p.bearing);
                        let says_partial = phrase
                            .lead()
                            .find_map(Progress::from_value)
                            .is_some_and(|p| p == Progress::Partial);
                        let due = phrase.part(Prep::Due).find_map(|v| v.date()).filter(|d| *d < cx.day);
                        if bearing == Some(Bearing::ContributesTo) {
                            gap.helped = true;
                        } else if let (false, Some((supplier, lapse))) =
                            (says_partial, workers[*worker].lapses.first())
                        {
                            gap.lapse.get_or_insert_with(|| (*supplier, lapse.clone()));
                        } else if let (true, Some(due)) = (says_partial, due) {
                            gap.late.get_or_insert((due, part_anchor(*phrase, Prep::Due)));
                        }
                    }
                }
            }
        }
        for (worker, gap) in caused {
            let main = !workers[worker].is_inherited();
            let spot = match &row.decision {
                Decision::Included(patterns) if !main => match patterns.first() {
                    Some(pattern) => Spot::Pattern(*pattern),
                    None => continue,
                },
                _ => Spot::Worker(worker),
            };
            self.push(spot, gap);
        }
        if gap.left.is_empty() && !gap.scope && !gap.helped && gap.lapse.is_none() && gap.late.is_none() {
            return;
        }
        let spot = match (row.parts.as_slice(), &row.decision) {
            ([only], _) if !workers[only.worker].is_inherited() => {
                gap.anchor = Some(workers[only.worker].spot(only.anchor));
                Spot::Worker(only.worker)
            }
            (_, Decision::Included(patterns)) => match patterns.first() {
                Some(pattern) => Spot::Pattern(*pattern),
                None => return,
            },
            _ => return,
        };
        self.push(spot, gap);
    }

    /// What has one cause is told together, and apart from what has another.
    fn push(&mut self, spot: Spot, gap: Gap<'m>) {
        let same = |(s, group): &&mut (Spot, Vec<Gap<'m>>)| *s == spot && group[0].cause == gap.cause;
        match self.groups.iter_mut().find(same) {
            Some((_, group)) => group.push(gap),
            None => self.groups.push((spot, vec![gap])),
        }
    }

    fn tell(self, cx: &mut Cx<'_, 'm>, coverage: &Coverage<'m>) {
        for (spot, gaps) in self.groups {
            let anchor = match spot {
                Spot::Worker(worker) => {
                    let first = gaps[0].anchor;
                    first
                        .filter(|_| gaps.iter().all(|g| g.anchor == first))
                        .unwrap_or_else(|| cx.analysis.work.workers[worker].item.decl().anchor())
                }
                Spot::Pattern(pattern) => match coverage.patterns.get(pattern) {
                    Some(pattern) => super::spot(coverage, pattern).0,
                    None => continue,
                },
            };
            let n = gaps.len();
            let mut problem = match gaps.as_slice() {
                [gap] => one_gap(cx, gap, anchor),
                _ => Problem::new(
                    &problems::PARTLY_COVERED_CONTROL,
                    anchor,
                    match spot {
                        Spot::Worker(worker) => format!(
                            "`{}` implements {n} controls, each in part",
                            cx.analysis.work.workers[worker].item.decl().path()
                        ),
                        Spot::Pattern(_) => format!("{n} controls are implemented in part"),
                    },
                    "something is left out of each",
                )
                .items(gaps.iter().map(Gap::item))
                .about(gaps.iter().map(|g| g.control.path())),
            };
            let mut told: Vec<Supplier<'m>> = Vec::new();
            for (supplier, lapse) in gaps.iter().filter_map(|g| g.lapse.as_ref()) {
                if !told.contains(supplier) {
                    told.push(*supplier);
                    cx.told.insert(supplier.decl().id);
                    let (why, related) = lapse_text(*supplier, lapse);
                    problem = problem.note(why);
                    for (anchor, text) in related {
                        problem = problem.related(anchor, text);
                    }
                }
            }
            if let Some(cause) = &gaps[0].cause {
                tells(cx, cause);
                let decl = match spot {
                    Spot::Worker(worker) => cx.analysis.work.workers[worker].item.decl(),
                    Spot::Pattern(_) => coverage.soa.decl(),
                };
                let (why, related) = cause_text(cause, decl, n, cx);
                problem = match gaps.as_slice() {
                    [gap] => {
                        let mut told = one_gap(cx, gap, anchor);
                        told.message = format!("{}: {why}", told.message);
                        told
                    }
                    _ => problem.note(why),
                };
                for (anchor, text) in related {
                    problem = problem.related(anchor, text);
                }
                cx.out.push(problem.help(cause_help(cause)));
                continue;
            }
            if let Some((_, anchor)) = gaps.iter().find_map(|g| g.late) {
                problem = problem.related(anchor, "this day has passed");
            }
            let left = gaps.iter().any(|g| g.scope || !g.left.is_empty());
            cx.out.push(problem.help(if left {
                "say what is done for what is left out, in a statement of its own or with `status: … on`, or plan it with `not-yet: … on … due … because …`"
            } else if gaps.iter().any(|g| g.helped) {
                "name it after `implements:` where it is carried out in full, or plan the rest with `not-yet: … due … because …`"
            } else {
                "say what is missing and by when, or how it is made good"
            }));
        }
    }
}

fn one_gap(cx: &Cx<'_, '_>, gap: &Gap<'_>, anchor: Anchor) -> Problem<Anchor> {
    let control = titled(gap.control);
    let names = gap.names(|d| format!("`{}`", d.path()));
    let (message, label) = if !names.is_empty() {
        (
            format!("{control} is not implemented for {}", some(&names, 3)),
            match names.len() {
                _ if gap.cause.is_some() => format!("does not count on {}", cx.day),
                1 => "leaves it out".to_string(),
                n => format!("leaves {n} of them out"),
            },
        )
    } else if let Some((supplier, _)) = &gap.lapse {
        (
            format!(
                "{control} is implemented in part: what `{}` does for it does not count",
                supplier.decl().path()
            ),
            format!("in part on {}", cx.day),
        )
    } else if let Some((due, _)) = gap.late {
        (format!("{control} was to be implemented by {due}, and is so in part"), "in part".to_string())
    } else if gap.helped {
        (
            format!("{control} is only helped with, and nothing carries it out in full"),
            "partly at most".to_string(),
        )
    } else {
        (format!("{control} is implemented in part"), "in part".to_string())
    };
    Problem::new(&problems::PARTLY_COVERED_CONTROL, anchor, message, label)
        .about([gap.control.path()])
        .items([gap.control.path()])
}
