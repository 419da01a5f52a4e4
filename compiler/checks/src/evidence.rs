//! Evidence and measurement: files that are not there or hold no table, cells that do not convert, evidence that is too
//! old, that was changed, or that does not show what it is to show.

use annexa_analysis::assurance::fresh_until;
use annexa_analysis::calendar;
use annexa_analysis::data::{Bad, Outcome, Shown};
use annexa_analysis::eval::scalar::Scalar;
use annexa_analysis::eval::{MAX_STEPS, Truth, Why};
use annexa_analysis::measure::{self, History};
use annexa_analysis::status::certificate_in_force;
use annexa_core::condition::Reads;
use annexa_core::model::{Anchor, Decl, DeclId, Phrase, ValueRef, View};
use annexa_core::prelude::{
    Action, ActionStatus, Derived, Evidence, Measure, MeasureResult, Objective, Progress, field, kind,
};
use annexa_core::problems::{RULE_TOO_COSTLY, UNKNOWN_FIELD};
use annexa_core::source::{PackageId, Place};
use annexa_core::time::{Date, Duration};
use annexa_core::{edit, suggest};
use annexa_diagnostics::{Problem, ProblemKind, Safety};
use annexa_formats::data::{DataFile, Rows};
use annexa_syntax::tree::Prep;
use rustc_hash::FxHashSet;

use crate::words::{count, list, some};
use crate::{Cx, MAX_PLACES, owners, problems};

/// So many rows, or cells, are named.
const NAMED: usize = 5;
/// So long before evidence is too old it is told.
const SOON: Duration = Duration { months: 0, days: 30, seconds: 0 };
/// What stands in the titles of columns that hold personal data.
const PERSONAL: &[&str] = &["surname", "forename", "birth", "birthday", "birthdate", "phone", "passport"];

/// Finds them all.
pub(crate) fn check(cx: &mut Cx<'_, '_>) {
    let analysis = cx.analysis;
    for shown in &analysis.data.shown {
        file(cx, shown);
        for outcome in &shown.formulas {
            columns(cx, shown, outcome);
            for bad in &outcome.bad {
                cells(cx, shown, bad);
            }
            expectation(cx, shown, outcome);
        }
    }
    stale(cx);
    for shown in &analysis.data.shown {
        personal(cx, shown);
    }
    if !cx.doubt.unread_kinds(&[kind::EVIDENCE]) {
        unshown(cx);
    }
    if !cx.doubt.unread_kinds(&[kind::ACTION, kind::MANAGEMENT_REVIEW]) {
        missed(cx);
    }
    without_figures(cx);
}

/// A file that is not there, holds no table where one is asked for, or is another than it was.
fn file(cx: &mut Cx<'_, '_>, shown: &Shown<'_>) {
    let (decl, path) = (shown.decl, &shown.path);
    let asks = [
        field::EVIDENCE_EXPECT,
        field::MEASURE_VALUE,
        field::ACKNOWLEDGEMENT_VALUE,
        field::TRAINING_VALUE,
        field::ORGANIZATION_PEOPLE,
    ]
    .into_iter()
    .find_map(|f| decl.values(f).next());
    let digest = decl.values(field::EVIDENCE_DIGEST).next();
    let why = match &*shown.file {
        DataFile::Missing => {
            cx.out.push(
                Problem::new(
                    &problems::MISSING_EVIDENCE_FILE,
                    shown.names.anchor(),
                    format!("there is no file `{path}` in the package"),
                    "not there",
                )
                .note("a path begins at the folder of `annexa.toml`")
                .help(match Evidence::of(decl) {
                    Some(_) => {
                        "put the file there, or correct the path; what is kept elsewhere says `held:` instead"
                    }
                    None => "put the file there, or correct the path",
                }),
            );
            return;
        }
        DataFile::Refused(why) => {
            let problem = Problem::new(
                &problems::UNREADABLE_EVIDENCE,
                shown.names.anchor(),
                format!("`{path}` {why}"),
                "cannot be read",
            );
            cx.out.push(problem.help(
                "name a file that lies in the package and may be read; what is kept elsewhere says `held:` instead",
            ));
            return;
        }
        DataFile::Unread(why) => Some(why).filter(|_| asks.is_some() || digest.is_some()),
        DataFile::Read { rows: Err(why), .. } => Some(why).filter(|_| asks.is_some()),
        DataFile::Read { rows: Ok(_), .. } => None,
    };
    if let Some(why) = why {
        let problem = Problem::new(
            &problems::UNREADABLE_EVIDENCE,
            shown.names.anchor(),
            format!("`{path}` {why}"),
            "cannot be read",
        );
        let problem = match asks {
            Some(asks) if asks.id != shown.names.id => problem.related(asks.anchor(), "asks for its rows"),
            _ => problem,
        };
        cx.out.push(
            problem.help("save the table as CSV in UTF-8, with the names of the columns in the first line"),
        );
    }
    if let (Some(recorded), DataFile::Read { digest, .. }) = (digest, &*shown.file)
        && let Some(text) = recorded.text()
    {
        let text = text.trim().to_ascii_lowercase();
        let text = text.strip_prefix("sha256:").unwrap_or(&text).trim();
        if text != digest {
            let collected = decl.values(field::EVIDENCE_COLLECTED).next();
            let mut problem = Problem::new(
                &problems::CHANGED_EVIDENCE,
                recorded.anchor(),
                format!("`{path}` is not the file whose digest was recorded"),
                "is the digest of another file",
            )
            .note(format!("the SHA-256 of `{path}` is {digest}"));
            if let Some(collected) = collected {
                problem = problem.related(collected.anchor(), "gathered then");
            }
            let problem = problem.help(
                "put the file back as it was gathered; if it was gathered anew, record its day and its digest",
            );
            cx.out.push(edit::replace(problem, recorded.anchor(), &format!("\"{digest}\""), Safety::Review));
        }
    }
}

/// Columns that the file does not have.
fn columns(cx: &mut Cx<'_, '_>, shown: &Shown<'_>, outcome: &Outcome<'_>) {
    let DataFile::Read { rows: Ok(rows), .. } = &*shown.file else { return };
    let names: Vec<&str> = rows.columns.iter().map(|c| c.name.as_str()).filter(|n| !n.is_empty()).collect();
    for (name, place) in &outcome.missing {
        let anchor = Anchor::Place(column_place(cx, *place, name));
        let mut problem = Problem::new(
            &UNKNOWN_FIELD,
            anchor,
            format!("`{}` has no column `{name}`", shown.path),
            "not a column",
        );
        if cx.model.place(shown.names.anchor()) != *place {
            problem = problem.related(shown.names.anchor(), "this file");
        }
        problem = match suggest::nearest(name, names.iter().copied()) {
            Some(near) => edit::did_you_mean(problem, anchor, Some(near.name), near.safety()),
            None => {
                let all: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
                problem.note(format!("its columns are {}", list(&all)))
            }
        };
        cx.out.push(problem);
    }
    if outcome.too_costly {
        cx.out.push(
            Problem::new(
                &RULE_TOO_COSTLY,
                outcome.formula.anchor(),
                format!("this formula takes more than {MAX_STEPS} steps"),
                "was not worked out",
            )
            .help("ask less of each row, or keep fewer rows in the file"),
        );
    }
}

/// The word of the column within what reads it: `rows.days-open`, `r.days-open`.
fn column_place(cx: &Cx<'_, '_>, place: Place, name: &str) -> Place {
    let text = cx.model.files.slice(place);
    match text.rfind(name) {
        Some(at) => {
            let start = place.span.start + at as u32;
            Place { span: annexa_core::source::Span::new(start, start + name.len() as u32), ..place }
        }
        None => place,
    }
}

/// Cells that do not convert.
fn cells(cx: &mut Cx<'_, '_>, shown: &Shown<'_>, bad: &Bad) {
    let counted = shown.counted_by();
    let says = match bad.reads {
        Reads::Bool => "a yes or no",
        other => other.says(),
    };
    let message = match (bad.cells.as_slice(), bad.count) {
        ([(number, cell)], 1) => {
            format!(
                "`{}` in {counted} {number} of `{}` is “{}”, and not {says}",
                bad.column,
                shown.path,
                short(cell)
            )
        }
        _ => format!("{} cells of `{}` in `{}` are not {says}", bad.count, bad.column, shown.path),
    };
    let mut problem =
        Problem::new(&problems::BAD_CELL, Anchor::Place(bad.place), message, format!("is read as {says}"));
    if cx.model.place(shown.names.anchor()) != bad.place {
        problem = problem.related(shown.names.anchor(), "of this file");
    }
    if bad.count > 1 {
        let named: Vec<String> = bad
            .cells
            .iter()
            .take(NAMED)
            .map(|(number, cell)| format!("{counted} {number}: “{}”", short(cell)))
            .collect();
        let more = bad.count.saturating_sub(NAMED);
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        problem = problem.note(format!("{}{more}", named.join(", ")));
    }
    cx.out.push(problem.help(taken(bad.reads)));
}

/// Which cells are taken.
fn taken(reads: Reads) -> &'static str {
    match reads {
        Reads::Bool => {
            "write `yes`, `y`, `true` or `1`, or `no`, `n`, `false` or `0`; an empty cell is none of them"
        }
        Reads::Number => {
            "write a number with at most one decimal mark, without a unit and without marks between thousands"
        }
        Reads::Percent => "write a number and its sign, such as `98%`",
        Reads::Date => "write the date as year-month-day, such as `2026-03-01`",
        Reads::Duration => "write a number and a unit, such as `14 days`",
        Reads::Look => "write numbers in both columns, or dates such as `2026-03-01`",
        Reads::Text | Reads::Money => "write it as the other cells of the column",
    }
}

/// What is expected of the rows, and is not so.
fn expectation(cx: &mut Cx<'_, '_>, shown: &Shown<'_>, outcome: &Outcome<'_>) {
    let evidence = Evidence::of(shown.decl).is_some();
    let broken = matches!(outcome.truth, Truth::No | Truth::Undecided(Why::Absent(_) | Why::Unlike(_)));
    if !evidence || !broken || !outcome.bad.is_empty() || !outcome.missing.is_empty() || outcome.too_costly {
        return;
    }
    let name = shown.decl.path();
    let message = match &outcome.gives {
        None if outcome.rows == 0 => {
            format!("`{}` has no rows, so nothing can be told from `{name}`", shown.path)
        }
        None => format!("`{name}` does not show what is expected of it, for there is nothing to go by"),
        Some((Scalar::Bool(_), _)) => format!("what is expected of `{name}` is not so"),
        Some((Scalar::Share(n, of), place)) => {
            let words = cx.model.files.slice(*place);
            format!("`{words}` of `{name}` is {}, {n} of {of} rows", percent(*n, *of))
        }
        Some((value, place)) => {
            let words = cx.model.files.slice(*place);
            format!("`{words}` of `{name}` is {}", value.shown(cx.model))
        }
    };
    let mut problem =
        Problem::new(&problems::FAILED_EXPECTATION, outcome.formula.anchor(), message, "is expected")
            .related(shown.names.anchor(), "by this file");
    if outcome.fault_count > 0 {
        let numbers = outcome.at_fault.iter().map(|r| r.number.to_string());
        let counted = shown.counted_by();
        let s = if outcome.fault_count == 1 { "" } else { "s" };
        let mut named: Vec<String> = numbers.take(NAMED).collect();
        let more = outcome.fault_count.saturating_sub(NAMED);
        if more > 0 {
            named.push(format!("{more} more"));
        }
        problem = problem.note(format!(
            "{} at fault: {counted}{s} {}",
            count(outcome.fault_count, "row"),
            list(&named)
        ));
        if let Some(first) = outcome.at_fault.first() {
            problem = problem.note(format!("{counted} {}: {}", first.number, row_text(shown, first)));
        }
    }
    cx.out.push(
        problem
            .help("see to the rows at fault and gather the evidence again; until then it counts as failing"),
    );
}

/// `94%`; with one decimal where it does not come out even, so that nothing that failed looks as if it had not.
fn percent(n: u64, of: u64) -> String {
    let tenths = u128::from(n) * 1000 / u128::from(of.max(1));
    let exact = tenths * u128::from(of) == u128::from(n) * 1000;
    match (tenths % 10, exact) {
        (0, true) => format!("{}%", tenths / 10),
        (rest, true) => format!("{}.{rest}%", tenths / 10),
        (rest, false) => format!("about {}.{rest}%", tenths / 10),
    }
}

/// The cells of a row with their columns.
fn row_text(shown: &Shown<'_>, row: &annexa_formats::data::Row) -> String {
    let DataFile::Read { rows: Ok(Rows { columns, .. }), .. } = &*shown.file else { return String::new() };
    let cells: Vec<String> = columns
        .iter()
        .zip(&row.cells)
        .take(NAMED)
        .map(|(column, cell)| match cell.trim() {
            "" => format!("no {}", short(&column.title)),
            cell => format!("{} “{}”", short(&column.title), short(cell)),
        })
        .collect();
    some(&cells, NAMED)
}

/// A cell as it stands in a sentence.
pub(crate) fn short(cell: &str) -> String {
    const LONGEST: usize = 40;
    let line: String = cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match line.chars().count() > LONGEST {
        true => format!("{}…", line.chars().take(LONGEST - 1).collect::<String>()),
        false => line,
    }
}

/// Evidence that is too old, or will be soon.
struct Old<'m> {
    decl: Decl<'m>,
    /// Where it says how long it counts.
    valid: Phrase<'m>,
    /// The last day on which it was gathered or seen.
    last: Date,
    /// The last day on which it counts.
    until: Date,
}

/// Evidence that is older than it may be, or will be soon: one problem for all of which one role has to see to.
fn stale(cx: &mut Cx<'_, '_>) {
    let (mut stale, mut soon) = (Vec::new(), Vec::new());
    for evidence in cx.model.all::<Evidence>().filter(|e| e.decl().package() == PackageId::MAIN) {
        let decl: Decl<'_> = evidence.decl();
        let Some((last, Some(until))) = fresh_until(evidence, cx.day) else { continue };
        let Some(valid) = decl.phrases(field::EVIDENCE_VALID).next() else { continue };
        if cx.doubt.unread_in(decl) {
            continue;
        }
        let old = Old { decl, valid, last, until };
        if until < cx.day {
            stale.push(old);
            continue;
        }
        // What never counts for longer is always about to expire.
        let length = valid.part(Prep::For).find_map(|v| v.duration());
        let long = length.is_some_and(|l| l.approximate_seconds() > 2 * SOON.approximate_seconds());
        if long && until <= SOON.after(cx.day) {
            soon.push(old);
        }
    }
    for (kind, all) in [(&problems::STALE_EVIDENCE, stale), (&problems::EVIDENCE_EXPIRES_SOON, soon)] {
        for (owner, all) in owners::deal(all, kind.name, |of| of.decl) {
            match (all.as_slice(), owner) {
                ([_, _, ..], Some(owner)) => old_together(cx, kind, owner, &all),
                (all, _) => all.iter().for_each(|one| old(cx, kind, one)),
            }
        }
    }
}

fn old(cx: &mut Cx<'_, '_>, kind: &'static ProblemKind, of: &Old<'_>) {
    let Old { decl, valid, last, until } = *of;
    let path = decl.path();
    if until >= cx.day {
        let message = format!("`{path}` counts until {until}");
        let label = format!("last gathered or seen on {last}");
        cx.out.push(Problem::new(kind, valid.anchor(), message, label).help("gather it again before that"));
        return;
    }
    let held = decl.values(field::EVIDENCE_FILE).next().is_none();
    let (was, again) = match held {
        true => ("was last seen", "look at it again, and say so: `seen:` with the day"),
        false => ("was gathered", "gather it again, and say when: `collected:` with the day"),
    };
    let length = valid.part(Prep::For).find_map(|v| v.duration());
    let length = length.map_or_else(String::new, |l| l.to_string());
    let message = format!("`{path}` {was} on {last}, and counts for {length}, until {until}");
    cx.out.push(Problem::new(kind, valid.anchor(), message, "has passed").help(again));
}

fn old_together(cx: &mut Cx<'_, '_>, kind: &'static ProblemKind, owner: Decl<'_>, all: &[Old<'_>]) {
    let Some(first) = all.first() else { return };
    let names: Vec<String> = all.iter().map(|of| format!("`{}`", of.decl.path())).collect();
    let soon = first.until >= cx.day;
    let (is, label, help) = match soon {
        true => ("will soon be too old", "counts", "gather or look at each again before its day"),
        false => (
            "are too old",
            "counted",
            "gather each again, and say when: `collected:` with the day; of what is kept elsewhere, `seen:`",
        ),
    };
    let message = format!(
        "{} pieces of evidence that `{}` answers for {is}: {}",
        all.len(),
        owner.path(),
        some(&names, 4)
    );
    let mut problem =
        Problem::new(kind, first.valid.anchor(), message, format!("{label} until {}", first.until));
    for of in all.iter().skip(1).take(MAX_PLACES) {
        problem =
            problem.related(of.valid.anchor(), format!("`{}` {label} until {}", of.decl.path(), of.until));
    }
    cx.out.push(problem.items(all.iter().map(|of| of.decl.path())).help(help));
}

/// A file that seems to hold personal data, of which nothing says that it must.
fn personal(cx: &mut Cx<'_, '_>, shown: &Shown<'_>) {
    let decl = shown.decl;
    if Evidence::of(decl).is_none() || decl.values(field::EVIDENCE_PERSONAL_DATA).next().is_some() {
        return;
    }
    let DataFile::Read { rows: Ok(rows), .. } = &*shown.file else { return };
    let is_address = |cell: &str| {
        let cell = cell.trim();
        cell.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !cell.contains(char::is_whitespace)
        })
    };
    let holds = |index: usize| {
        let mut cells = rows.rows.iter().filter_map(|r| r.cells.get(index));
        cells.any(|cell| is_address(cell))
    };
    let titles = rows.columns.iter().enumerate().filter(|(index, column)| {
        column.name.split('-').any(|word| PERSONAL.contains(&word) || word.ends_with("mail")) || holds(*index)
    });
    let titles: Vec<String> = titles.map(|(_, column)| format!("`{}`", short(&column.title))).collect();
    if titles.is_empty() {
        return;
    }
    cx.out.push(
        Problem::new(
            &problems::PERSONAL_DATA_IN_EVIDENCE,
            shown.names.anchor(),
            format!("`{}` seems to hold personal data in {}", shown.path, some(&titles, 3)),
            "who sees it?",
        )
        .help(
            "leave out what shows nothing, or put pseudonyms in its place; where it must be there, say why: \
             `personal-data: yes because \"…\"`",
        ),
    );
}

/// What is implemented and names no evidence: one problem for a document.
fn unshown(cx: &mut Cx<'_, '_>) {
    let analysis = cx.analysis;
    let mut documents: Vec<(Decl<'_>, Vec<Decl<'_>>)> = Vec::new();
    for worker in &analysis.work.workers {
        let Some(own) = worker.resolved.own().filter(|d| d.package() == PackageId::MAIN) else { continue };
        let implemented = analysis.implements_state(worker.item) == Some(Progress::Implemented);
        // What a supplier does who does not count today is told as that.
        let lapsed = worker.supplier_only() && !worker.lapses.is_empty();
        if !implemented || lapsed || worker.spoiled || cx.doubt.unread_in(own) {
            continue;
        }
        // Evidence without a file, and kept nowhere else, shows nothing.
        let shows = |v: ValueRef<'_>| {
            let fields = [field::EVIDENCE_FILE, field::EVIDENCE_HELD];
            let says = |d: Decl<'_>| fields.iter().any(|f| d.phrases(*f).next().is_some());
            v.decls().next().is_none() || v.decls().any(|d| Evidence::of(d).is_none() || says(d))
        };
        if worker.resolved.values(field::IMPLEMENTS_EVIDENCE).any(shows) {
            continue;
        }
        // What a supplier's certificate shows needs no other evidence.
        let certified = worker.supplier_only()
            && worker.suppliers.iter().all(|s| certificate_in_force(*s, cx.day).is_some());
        if certified {
            continue;
        }
        let document = own.parent().unwrap_or(own);
        match documents.iter_mut().find(|(d, _)| *d == document) {
            Some((_, all)) => all.push(own),
            None => documents.push((document, vec![own])),
        }
    }
    for (document, all) in documents {
        let Some(first) = all.first() else { continue };
        let names: Vec<String> = all.iter().map(|d| format!("`{}`", d.name())).collect();
        let message = match all.as_slice() {
            [one] => format!("`{}` is implemented, and names no evidence that would show it", one.path()),
            many => format!(
                "{} of `{}` are implemented, and name no evidence that would show it: {}",
                count(many.len(), "statement"),
                document.path(),
                some(&names, 4)
            ),
        };
        let mut problem =
            Problem::new(&problems::IMPLEMENTED_WITHOUT_EVIDENCE, first.anchor(), message, "what shows it?");
        for other in all.iter().skip(1).take(MAX_PLACES) {
            problem = problem.related(other.anchor(), "and this?");
        }
        if all.len() > 1 {
            problem = problem.items(all.iter().map(|d| d.path()));
        }
        cx.out.push(problem.help("name what shows it with `evidence:`: a record, an export, a report"));
    }
}

/// Measures of whose last full period nothing is known: one problem for all that one role answers for.
fn without_figures(cx: &mut Cx<'_, '_>) {
    let own = cx.model.all::<Measure>().filter(|m| m.decl().package() == PackageId::MAIN);
    let silent = own.filter(|m| !cx.doubt.unread_in(m.decl())).filter_map(|measure| {
        let period = measure::without_figures(measure, cx.day, &cx.analysis.data)?;
        Some((measure.decl(), period))
    });
    let silent: Vec<_> = silent.collect();
    let kind = &problems::MEASURE_WITHOUT_FIGURES;
    for (owner, all) in owners::deal(silent, kind.name, |(decl, _)| *decl) {
        let Some((first, (from, to))) = all.first().copied() else { continue };
        let (message, help) = match (all.as_slice(), owner) {
            ([_, _, ..], Some(owner)) => {
                let names: Vec<String> = all.iter().map(|(d, _)| format!("`{}`", d.path())).collect();
                let message = format!(
                    "{} that `{}` answers for have no figures of their last full period: {}",
                    count(all.len(), "measure"),
                    owner.path(),
                    some(&names, 4)
                );
                (
                    message,
                    "put the figures into the files, or write down what was read; where nothing is measured \
                           any more, say so to those who rely on it",
                )
            }
            _ => {
                let (what, help) = match cx.analysis.data.of(first) {
                    Some(shown) => (
                        format!("no row of `{}` belongs to it", shown.path),
                        "put the figures into the file; or, where nothing is measured any more, say so to those who rely on it",
                    ),
                    None => (
                        "there is no reading".to_owned(),
                        "write down what was read: `reading: … on` and the day",
                    ),
                };
                (format!("`{}` has no figures from {from} to {to}: {what}", first.path()), help)
            }
        };
        let place = |d: Decl<'_>| d.phrases(field::MEASURE_PERIOD).next().map_or(d.anchor(), |p| p.anchor());
        let mut problem = Problem::new(kind, place(first), message, "the last full period has none");
        for (other, (from, to)) in all.iter().skip(1).take(MAX_PLACES) {
            problem =
                problem.related(place(*other), format!("nor has `{}` from {from} to {to}", other.path()));
        }
        if all.len() > 1 {
            problem = problem.items(all.iter().map(|(d, _)| d.path()));
        }
        cx.out.push(problem.help(help));
    }
}

/// The measures of objectives that an open action answers. What is done to reach an objective was planned before, and is no
/// answer to a target that was missed.
fn pursued(cx: &Cx<'_, '_>) -> Vec<DeclId> {
    let is_open = |a: &Action<'_>| a.status() == Some(ActionStatus::Open);
    let open = cx.model.all::<Action>().filter(is_open).map(View::decl);
    let answered = open.flat_map(|a| a.values(field::ACTION_ANSWERS).flat_map(|v| v.decls()));
    let objectives = answered.filter_map(Objective::of).map(View::decl);
    objectives
        .flat_map(|o| o.values(field::OBJECTIVE_MEASURED_BY).flat_map(|v| v.decls()))
        .map(|d| d.id)
        .collect()
}

/// Measures that missed their target, and nothing answers that: an action, or a review by management since.
fn missed(cx: &mut Cx<'_, '_>) {
    let own = |d: &Decl<'_>| d.package() == PackageId::MAIN;
    let actions = cx.model.of_kind(kind::ACTION).filter(own);
    let given_up = |a: &Decl<'_>| Action::of(*a).and_then(|a| a.status()) == Some(ActionStatus::Dropped);
    let answered: FxHashSet<DeclId> = actions
        .filter(|a| !given_up(a))
        .flat_map(|a| a.values(field::ACTION_ANSWERS).flat_map(|v| v.decls()))
        .map(|d| d.id)
        .chain(pursued(cx))
        .collect();
    let reviews = calendar::management_reviews(cx.model, cx.day);
    for measure in cx.model.all::<Measure>().filter(|m| own(&m.decl())) {
        let decl = measure.decl();
        if cx.analysis.measure_result(measure) != Some(MeasureResult::Missed)
            || answered.contains(&decl.id)
            || cx.doubt.unread_in(decl)
        {
            continue;
        }
        let history = History::new(measure, cx.day, &cx.analysis.data);
        let last = history.last_known();
        let since = last.and_then(|point| point.days).map(|(_, last)| last);
        let looked_at = reviews.iter().any(|(on, review)| {
            since.is_none_or(|since| *on >= since)
                && review.values(field::MANAGEMENT_REVIEW_MEASUREMENTS).any(|v| v.decls().any(|d| d == decl))
        });
        if looked_at {
            continue;
        }
        let target = decl.values(field::MEASURE_TARGET).next();
        let value = last.and_then(|point| point.value.as_ref()).map(|value| match value {
            Scalar::Share(n, of) => percent(*n, *of),
            other => other.shown(cx.model),
        });
        let is = value.map_or_else(String::new, |value| format!(", at {value}"));
        let when = since.map_or_else(String::new, |on| format!(" by {on}"));
        let mut problem = Problem::new(
            &problems::MISSED_TARGET_WITHOUT_ACTION,
            target.map_or(decl.anchor(), |t| t.anchor()),
            format!("`{}` missed its target{when}{is}, and nothing is done about it", decl.path()),
            "was missed",
        );
        let missed = history.missed().len();
        if let (Some(since), 2..) = (history.missed_since(), missed) {
            problem = problem.note(format!("it was missed {missed} times running, since {since}"));
        }
        if let Some((on, review)) = reviews.last() {
            problem = problem.note(format!(
                "the last management review, `{}` of {on}, does not speak of it",
                review.path()
            ));
        }
        cx.out.push(problem.help(format!(
            "declare an action that `answers: {}`, or have management look at it: `measurements: {}` in its review",
            decl.path(),
            decl.path()
        )));
    }
}
