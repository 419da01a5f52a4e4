//! The approval of documents (ISO/IEC 27001, 7.5): what nobody approved, what is not what was approved, and records
//! that do not say what is so.

use annexa_analysis::approval::{self, Standing, State};
use annexa_analysis::digest::{Changes, Part, SCHEME};
use annexa_analysis::people;
use annexa_core::lock::{Ground, Record, Tampered};
use annexa_core::model::{Anchor, Decl, View};
use annexa_core::prelude::{Role, field};
use annexa_core::problems::BAD_LOCK;
use annexa_core::source::{PackageId, Place, Span};
use annexa_diagnostics::{Problem, Sources};
use annexa_formats::data::DataFile;

use crate::problems;
use crate::words::{list, some};
use crate::{Cx, MAX_PLACES};

/// Finds them all. `unread` says whether something in the package could not be read, and is told as what it is.
pub(super) fn check(cx: &mut Cx<'_, '_>, unread: bool) {
    records(cx);
    never_approved(cx);
    if !unread {
        changed(cx);
    }
    let mut strangers: Vec<Vec<Decision<'_, '_>>> = Vec::new();
    for standing in &cx.analysis.approvals.documents {
        for (role, record) in standing.counting() {
            unproven(cx, standing.decl, record);
            proof_changed(cx, standing.decl, record);
            let made = Decision { decl: standing.decl, role, record };
            if !made.is_in_role(cx) {
                // Many of one person in one role are one problem.
                match strangers.iter_mut().find(|all| all.iter().any(|d| d.is_like(&made))) {
                    Some(all) => all.push(made),
                    None => strangers.push(vec![made]),
                }
            }
        }
    }
    for all in strangers {
        not_in_role(cx, &all);
    }
    for standing in &cx.analysis.approvals.documents {
        mismatch(cx, standing);
        version_not_raised(cx, standing);
        self_approval(cx, standing);
    }
}

/// Where a record stands: its first line.
fn at(cx: &Cx<'_, '_>, record: &Record) -> Anchor {
    let Some(place) = record.place else {
        return Anchor::Place(Place { file: Default::default(), span: Span::at(0) });
    };
    let text = cx.model.files.slice(place);
    let length = text.lines().next().map_or(0, str::len) as u32;
    Anchor::Place(Place { file: place.file, span: Span::new(place.span.start, place.span.start + length) })
}

/// `Runa Dahl approved it on 2026-10-01`, with the version where there is one.
fn approved(record: &Record) -> String {
    let version = record.version.as_ref().map_or_else(String::new, |v| format!(", as version {v}"));
    format!("{} approved it on {}{version}", record.name, record.on)
}

/// Where a document says a field, or its name where it does not.
fn said(decl: Decl<'_>, field: annexa_core::schema::FieldId) -> Anchor {
    decl.phrases(field).next().map_or(decl.anchor(), |p| p.anchor())
}

/// `annexa approve access --by runa`
fn command(cx: &Cx<'_, '_>, decl: Decl<'_>, role: Option<Role<'_>>) -> String {
    let person =
        role.and_then(|r| people::holders(r, cx.day, &cx.analysis.data).first().map(|p| p.decl().path()));
    format!("annexa approve {} --by {}", decl.path(), person.unwrap_or_else(|| "PERSON".into()))
}

// ---- records that are not what was written -----------------------------------------------------------------------------

fn records(cx: &mut Cx<'_, '_>) {
    for file in cx.model.lock.files.iter().filter(|f| f.whole) {
        if let Some(record) = file.records.iter().find(|r| r.scheme > SCHEME) {
            cx.out.push(
                Problem::new(
                    &BAD_LOCK,
                    at(cx, record),
                    format!(
                        "a record of `{}` was made by a newer annexa: its scheme is {}",
                        file.document, record.scheme
                    ),
                    "cannot be read",
                )
                .help(format!("this annexa knows the schemes up to {SCHEME}: take a newer one")),
            );
            continue;
        }
        let (index, message, label) = match file.tampered() {
            None => continue,
            Some(Tampered::Changed(i)) => (
                i,
                format!("a record of `{}` is not what was written", file.document),
                "was changed after it was made",
            ),
            Some(Tampered::Severed(i)) => (
                i,
                format!("the records of `{}` are not those that were written", file.document),
                "follows on a record that is not here",
            ),
        };
        let Some(record) = file.records.get(index) else { continue };
        let path = cx.model.files.path(file.file);
        cx.out.push(
            Problem::new(&problems::REWRITTEN_APPROVAL, at(cx, record), message, label)
                .note("records of approvals are added and never changed; each bears a seal over what it says and over the one before it")
                .help(format!("take `{path}` as it was committed last, and approve anew what has to be approved")),
        );
    }
}

// ---- never approved ------------------------------------------------------------------------------------------------------

fn never_approved(cx: &mut Cx<'_, '_>) {
    for state in [State::Never, State::Partly] {
        let all: Vec<&Standing<'_>> = cx
            .analysis
            .approvals
            .documents
            .iter()
            .filter(|s| s.state == state)
            .filter(|s| !cx.doubt.unread_in(s.decl) && other_approver(s).is_none())
            .collect();
        not_approved(cx, state, &all);
    }
}

/// Documents that wait for an approval, all in one state: for the first, or for one more.
fn not_approved(cx: &mut Cx<'_, '_>, state: State, all: &[&Standing<'_>]) {
    let Some(first) = all.first() else { return };
    let names: Vec<String> = all.iter().map(|s| format!("`{}`", s.decl.path())).collect();
    let waits_for =
        |s: &Standing<'_>| -> Vec<String> { s.missing().map(|r| format!("`{}`", r.decl().path())).collect() };
    let waits = waits_for(first);
    let message = match (all.len(), state) {
        (1, State::Partly) => format!("{} is not approved by {}", names[0], list(&waits)),
        (1, _) => format!("{} names who must approve it, and nobody has", names[0]),
        (n, State::Partly) if all.iter().all(|s| waits_for(s) == waits) => {
            format!("{n} documents are not approved by {}: {}", list(&waits), some(&names, 4))
        }
        (n, State::Partly) => {
            format!("{n} documents are not approved by all who must approve them: {}", some(&names, 4))
        }
        (n, _) => {
            format!("{n} documents name who must approve them, and are not approved: {}", some(&names, 4))
        }
    };
    let place = said(first.decl, field::APPROVABLE_APPROVER);
    let label = format!("{} {} not approved it", list(&waits), has(waits.len()));
    let mut problem = Problem::new(&problems::NEVER_APPROVED, place, message, label);
    for standing in &all[1..] {
        let waits = waits_for(standing);
        problem = problem.related(
            said(standing.decl, field::APPROVABLE_APPROVER),
            format!("{} {} not approved this one", list(&waits), has(waits.len())),
        );
    }
    if all.len() > 1 {
        problem = problem.items(all.iter().map(|s| s.decl.path()));
    }
    // A document that was renamed has lost its records.
    let lost: Vec<String> = cx
        .model
        .lock
        .files
        .iter()
        .filter(|f| cx.model.find(&f.document).is_none())
        .map(|f| format!("`{}`", cx.model.files.path(f.file)))
        .collect();
    if !lost.is_empty() {
        problem = problem.note(format!(
            "{} {} of a document that is not declared; if it was renamed, write its new name behind `document` there",
            some(&lost, 3),
            if lost.len() == 1 { "keeps the records" } else { "keep records, each" }
        ));
    }
    let role = first.missing().next();
    cx.out.push(problem.help(format!("once it is approved, record it: `{}`", command(cx, first.decl, role))));
}

fn has(n: usize) -> &'static str {
    if n == 1 { "has" } else { "have" }
}

// ---- changed since -------------------------------------------------------------------------------------------------------

/// Something outside of documents that changed, and the documents in which it shows.
struct Cause<'a, 'm> {
    /// What changed: one thing, or parts of one document that others extend.
    parts: Vec<Part>,
    documents: Vec<&'a Standing<'m>>,
}

/// A document whose own text changed.
struct Rewritten<'a, 'm> {
    standing: &'a Standing<'m>,
    record: &'m Record,
    changes: Changes,
    /// Those that extend it, and show the change.
    with: Vec<&'a Standing<'m>>,
}

impl Cause<'_, '_> {
    /// The document that others extend, where the parts are of one.
    fn document(&self) -> Option<&str> {
        self.parts.first()?.inherited().map(|(document, _)| document)
    }

    /// Whether `part` is the same, or stands in the same document.
    fn is_of(&self, part: &Part) -> bool {
        let of = |p: &Part| p.inherited().map(|(document, _)| document.to_owned());
        self.parts.iter().any(|p| p.key == part.key || of(p).is_some() && of(p) == of(part))
    }

    /// What changed, for people.
    fn what(&self) -> String {
        let within: Vec<(&str, String)> =
            self.parts.iter().filter_map(|p| p.inherited()).map(|(of, key)| (of, part_name(key))).collect();
        match within.first() {
            Some((of, _)) => {
                let parts: Vec<String> = within.iter().map(|(_, part)| part.clone()).collect();
                format!("`{of}` has changed in {}", some(&parts, 4))
            }
            None => {
                let name = |p: &Part| format!("`{}`", p.key.trim_matches(['{', '}']));
                let names: Vec<String> = self.parts.iter().map(name).collect();
                format!("{} {} changed", some(&names, 4), has(names.len()))
            }
        }
    }
}

fn changed(cx: &mut Cx<'_, '_>) {
    let mut causes: Vec<Cause<'_, '_>> = Vec::new();
    let mut own = Vec::new();
    for standing in cx.analysis.approvals.documents.iter().filter(|s| s.state == State::Changed) {
        let Some((record, mut changes)) = standing.changes() else { continue };
        let outside = std::mem::take(&mut changes.outside);
        if !changes.own.is_empty() || !changes.gone.is_empty() || outside.is_empty() {
            own.push(Rewritten { standing, record, changes, with: Vec::new() });
        }
        for part in outside {
            let Some(cause) = causes.iter_mut().find(|c| c.is_of(&part)) else {
                causes.push(Cause { parts: vec![part], documents: vec![standing] });
                continue;
            };
            if !cause.documents.iter().any(|s| s.decl == standing.decl) {
                cause.documents.push(standing);
            }
            if !cause.parts.iter().any(|p| p.key == part.key) {
                cause.parts.push(part);
            }
        }
    }
    let mut told: Vec<Cause<'_, '_>> = Vec::new();
    for cause in causes {
        // What a document that changed hands down is told with the document itself.
        if let Some(of) = own.iter_mut().find(|o| cause.document() == Some(o.standing.decl.path().as_str())) {
            of.with.extend(cause.documents);
            continue;
        }
        // Things that show in the same documents are told together.
        let as_well = told.iter_mut().find(|c| {
            let same = |(a, b): (&&Standing<'_>, &&Standing<'_>)| a.decl == b.decl;
            (c.document().is_none() && cause.document().is_none())
                && c.documents.len() == cause.documents.len()
                && c.documents.iter().zip(&cause.documents).all(same)
        });
        match as_well {
            Some(other) => other.parts.extend(cause.parts),
            None => told.push(cause),
        }
    }
    told.sort_by_key(|c| std::cmp::Reverse(c.documents.len()));
    for cause in told {
        outside_changed(cx, &cause);
    }
    for rewritten in own {
        text_changed(cx, &rewritten);
    }
}

/// Whether something stands in the package itself.
fn is_here(cx: &Cx<'_, '_>, anchor: Anchor) -> bool {
    cx.model.files.get(cx.model.place(anchor).file).package == PackageId::MAIN
}

/// What lies outside of documents changed: one problem for all of them.
fn outside_changed(cx: &mut Cx<'_, '_>, cause: &Cause<'_, '_>) {
    let Some(first) = cause.documents.first() else { return };
    let names: Vec<String> = cause.documents.iter().map(|s| format!("`{}`", s.decl.path())).collect();
    let Some(part) = cause.parts.first() else { return };
    let what = cause.what();
    let it = if cause.document().is_none() && cause.parts.len() > 1 { "them" } else { "it" };
    let message = match names.as_slice() {
        [one] => format!("{what}, and with {it} {one}, which was approved as it read before"),
        _ => format!(
            "{what}, and with {it} {} documents that were approved as they read before: {}",
            names.len(),
            some(&names, 4)
        ),
    };
    let here = is_here(cx, part.anchor);
    let mut problem = match here {
        true => Problem::new(&problems::CHANGED_SINCE_APPROVAL, part.anchor, message, "is not what it was"),
        // What another package says is mended there; here the document is approved again.
        false => {
            let label = "does not read as it did";
            Problem::new(&problems::CHANGED_SINCE_APPROVAL, first.decl.anchor(), message, label)
                .related(part.anchor, "is not what it was")
        }
    };
    for other in cause.parts.iter().skip(1).take(MAX_PLACES).filter(|p| p.anchor != part.anchor) {
        problem = problem.related(other.anchor, "nor is this");
    }
    for standing in cause.documents.iter().filter(|s| here || s.decl != first.decl) {
        let by = standing.changes().map_or_else(String::new, |(record, _)| approved(record));
        problem = problem.related(standing.decl.anchor(), format!("{by}, with what it was then"));
    }
    if names.len() > 1 {
        problem = problem.items(cause.documents.iter().map(|s| s.decl.path()));
    }
    let role = first.counting().next().map(|(role, _)| role);
    if !here {
        problem = problem.note(first.changes().map_or_else(String::new, |(record, _)| approved(record)));
    }
    let way = if here {
        "write it as it was, or raise the versions and have them"
    } else {
        "raise the version and have it"
    };
    cx.out.push(problem.help(format!("{way} approved again: `{}`", command(cx, first.decl, role))));
}

/// The text of a document changed.
fn text_changed(cx: &mut Cx<'_, '_>, rewritten: &Rewritten<'_, '_>) {
    let Rewritten { standing, record, changes, with } = rewritten;
    let decl = standing.decl;
    let path = decl.path();
    let parts: Vec<String> = changes
        .own
        .iter()
        .map(|p| part_name(&p.key))
        .chain(changes.gone.iter().map(|key| format!("{}, which is gone", part_name(key))))
        .collect();
    let mut what = match parts.as_slice() {
        [] => "its paragraphs stand in another order".to_string(),
        [one] => format!("it differs in {one}"),
        _ => format!("it differs in {}", some(&parts, 4)),
    };
    if !with.is_empty() {
        let names: Vec<String> = with.iter().map(|s| format!("`{}`", s.decl.path())).collect();
        what.push_str(&format!(", and with it {}", some(&names, 4)));
    }
    let place = changes.own.iter().map(|p| p.anchor).find(|a| is_here(cx, *a)).unwrap_or(decl.anchor());
    let mut problem = Problem::new(
        &problems::CHANGED_SINCE_APPROVAL,
        place,
        format!("`{path}` is not the text that was approved: {what}"),
        "is not what was approved",
    );
    for part in changes.own.iter().filter(|p| p.anchor != place).take(MAX_PLACES) {
        problem = problem.related(part.anchor, "and this");
    }
    for standing in with {
        let by = standing.changes().map_or_else(String::new, |(record, _)| approved(record));
        problem = problem.related(standing.decl.anchor(), format!("{by}, with what it was then"));
    }
    if changes.own.len() > 1 {
        problem = problem.items(changes.own.iter().map(|p| p.key.clone()));
    }
    let version = approval::version(decl);
    let raise = match &version {
        Some(v) if record.version.as_ref() == Some(v) => format!("raise its version above {v}, and "),
        _ => String::new(),
    };
    let role = standing.counting().next().map(|(role, _)| role);
    cx.out.push(
        problem
            .note(approved(record))
            .help(format!("{raise}have it approved as it is now: `{}`", command(cx, decl, role))),
    );
}

/// A part of a document, for people: the key of a digest says what it is.
pub(crate) fn part_name(key: &str) -> String {
    if let Some(n) = key.strip_prefix("#paragraph-") {
        return format!("paragraph {n}");
    }
    match key.strip_prefix('#') {
        Some(rest) => format!("its {rest}"),
        None => format!("`{}`", key.trim_matches(['{', '}'])),
    }
}

// ---- what a record says ----------------------------------------------------------------------------------------------------

fn unproven(cx: &mut Cx<'_, '_>, decl: Decl<'_>, record: &Record) {
    if record.ground.is_some() {
        return;
    }
    cx.out.push(
        Problem::new(
            &problems::UNPROVEN_APPROVAL,
            at(cx, record),
            format!("nothing proves that {} approved `{}` on {}", record.name, decl.path(), record.on),
            "has no `ground`",
        )
        .related(decl.anchor(), "the document")
        .help(format!(
            "record it anew with what proves it, a signed commit or minutes: `annexa approve {} --by {} --record FILE`",
            decl.path(),
            record.person
        )),
    );
}

/// The file of the package that proves an approval is the one whose digest was recorded.
fn proof_changed(cx: &mut Cx<'_, '_>, decl: Decl<'_>, record: &Record) {
    let Some(Ground::File { sha256, .. }) = &record.ground else { return };
    let Some(path) = record.ground.as_ref().and_then(Ground::file_within) else { return };
    let (message, help) = match cx.analysis.data.proofs.get(&path).map(|file| &**file) {
        Some(DataFile::Read { digest, .. }) if digest != sha256 => (
            format!("`{path}` is not the file that proved the approval of `{}`", decl.path()),
            "put the file back as it was",
        ),
        Some(DataFile::Missing) => (
            format!("`{path}`, which proves the approval of `{}`, is not there any more", decl.path()),
            "put the file back",
        ),
        _ => return,
    };
    cx.out.push(
        Problem::new(&problems::UNPROVEN_APPROVAL, at(cx, record), message, "names this file and its SHA-256")
            .related(decl.anchor(), approved(record))
            .help(format!(
                "{help}, or record the approval anew with what proves it: `annexa approve {} --by {} --record FILE`",
                decl.path(),
                record.person
            )),
    );
}

/// That somebody approved a document in a role.
struct Decision<'a, 'm> {
    decl: Decl<'m>,
    role: Role<'m>,
    record: &'a Record,
}

impl Decision<'_, '_> {
    fn is_in_role(&self, cx: &Cx<'_, '_>) -> bool {
        let person = approval::person_of(cx.model, self.record);
        let held = people::holders(self.role, self.record.on, &cx.analysis.data);
        // Where a file says who holds what, and cannot be read, nobody can tell.
        person.is_some_and(|p| held.iter().any(|h| h.decl() == p.decl()) || cx.analysis.data.staff.is_hidden)
    }

    fn is_like(&self, other: &Decision<'_, '_>) -> bool {
        self.role.decl() == other.role.decl() && self.record.person == other.record.person
    }
}

/// A person approved documents in a role that the person did not hold, or is declared nowhere.
fn not_in_role(cx: &mut Cx<'_, '_>, all: &[Decision<'_, '_>]) {
    let Some(Decision { decl, role, record }) = all.first() else { return };
    let path = role.decl().path();
    let names: Vec<String> = all.iter().map(|d| format!("`{}`", d.decl.path())).collect();
    let days: Vec<String> = all.iter().map(|d| d.record.on.to_string()).collect();
    let what = match names.as_slice() {
        [one] => one.clone(),
        many => format!("{} documents", many.len()),
    };
    let behind = if names.len() > 1 { format!(": {}", some(&names, 4)) } else { String::new() };
    let day = match days.iter().all(|d| *d == days[0]) {
        true => format!("on {}, and did not hold that role then", days[0]),
        false => "on days on which they did not hold that role".to_owned(),
    };
    let is_declared = approval::person_of(cx.model, record).is_some();
    let message = match is_declared {
        true => format!("{} approved {what} as `{path}` {day}{behind}", record.name),
        false => format!(
            "{what} {} approved by `{}`, whom the package does not declare{behind}",
            if names.len() > 1 { "were" } else { "was" },
            record.person
        ),
    };
    let held = people::holders(*role, record.on, &cx.analysis.data);
    let who: Vec<String> = held.iter().map(|p| format!("`{}`", p.decl().path())).collect();
    let (place, label) = match (is_declared, who.as_slice()) {
        (false, _) => {
            (said(*decl, field::APPROVABLE_APPROVER), "approved by nobody who is declared".to_string())
        }
        (_, []) => {
            (said(role.decl(), field::ROLE_HOLDER), "nobody who is declared held it on that day".to_string())
        }
        _ => (said(role.decl(), field::ROLE_HOLDER), format!("{} held it on {}", list(&who), record.on)),
    };
    let mut problem = Problem::new(&problems::APPROVER_NOT_IN_ROLE, place, message, label)
        .related(at(cx, record), "this record");
    for other in all.iter().skip(1).take(MAX_PLACES) {
        problem = problem.related(at(cx, other.record), format!("and this one, of {}", other.record.on));
    }
    if all.len() > 1 {
        problem = problem.items(all.iter().map(|d| d.decl.path()));
    }
    cx.out.push(problem.help(format!(
        "say in `{path}` who held the role and when, or have it approved by who holds it: `{}`",
        command(cx, *decl, Some(*role))
    )));
}

fn mismatch(cx: &mut Cx<'_, '_>, standing: &Standing<'_>) {
    let decl = standing.decl;
    if standing.state == State::Approved
        && let Some(version) = approval::version(decl)
        && let Some((_, record)) = standing.counting().find(|(_, r)| r.version.as_ref() != Some(&version))
    {
        let recorded =
            record.version.as_ref().map_or_else(|| "without a version".into(), |v| format!("as version {v}"));
        cx.out.push(
            Problem::new(
                &problems::APPROVAL_MISMATCH,
                said(decl, field::APPROVABLE_VERSION),
                format!("`{}` says version {version}, and its text was approved {recorded}", decl.path()),
                "not the version that was approved",
            )
            .related(at(cx, record), approved(record))
            .help("a version stands for a text: write the one that was approved, or change the text and have it approved"),
        );
    }
    // Who approved it is not asked any more, and who is asked has not.
    if !matches!(standing.state, State::Never | State::Partly) {
        return;
    }
    if let Some((role, record)) = other_approver(standing) {
        let asked: Vec<String> = standing.asked.iter().map(|r| format!("`{}`", r.decl().path())).collect();
        cx.out.push(
            Problem::new(
                &problems::APPROVAL_MISMATCH,
                said(decl, field::APPROVABLE_APPROVER),
                format!(
                    "`{}` was approved by `{}`, and {} must approve it",
                    decl.path(),
                    role.decl().path(),
                    list(&asked)
                ),
                "not who approved it",
            )
            .related(at(cx, record), approved(record))
            .help("name the role that approves it, or have it approved by the one that is named"),
        );
    }
}

/// The record of a role that is not asked.
fn other_approver<'m>(standing: &Standing<'m>) -> Option<(Role<'m>, &'m Record)> {
    standing.records.iter().copied().find(|(role, _)| !standing.asked.contains(role))
}

fn version_not_raised(cx: &mut Cx<'_, '_>, standing: &Standing<'_>) {
    let decl = standing.decl;
    let Some(file) = cx.model.lock.of(&decl.path()) else { return };
    for (_, record) in standing.counting() {
        let same = |r: &&Record| {
            r.version.is_some()
                && r.version == record.version
                && r.digest != record.digest
                && r.on <= record.on
        };
        let Some(earlier) = file.records.iter().find(same) else { continue };
        let version = record.version.as_deref().unwrap_or_default();
        cx.out.push(
            Problem::new(
                &problems::VERSION_NOT_RAISED,
                said(decl, field::APPROVABLE_VERSION),
                format!("version {version} of `{}` was approved with two different texts", decl.path()),
                "stands for two texts",
            )
            .related(at(cx, earlier), format!("one, on {}", earlier.on))
            .related(at(cx, record), format!("the other, on {}", record.on))
            .help(format!(
                "raise the version, and have the text approved under it: `annexa approve {} --by {}`",
                decl.path(),
                record.person
            )),
        );
        return;
    }
}

/// Whoever wrote a document or owns it approves it. The head of an organization has nobody above to ask.
fn self_approval(cx: &mut Cx<'_, '_>, standing: &Standing<'_>) {
    let decl = standing.decl;
    if standing.state == State::NotAsked {
        return;
    }
    for role in standing.asked.iter().filter(|r| !approval::is_head(**r)) {
        let (persons, day) = match standing.record(*role) {
            Some(record) => (approval::person_of(cx.model, record).into_iter().collect(), record.on),
            None => (people::holders(*role, cx.day, &cx.analysis.data), cx.day),
        };
        let makers = approval::makers(decl, day, &cx.analysis.data);
        if persons.is_empty() || !persons.iter().all(|p| makers.contains(p)) {
            continue;
        }
        let names: Vec<String> = persons.iter().map(|p| p.decl().title().into_owned()).collect();
        let done = standing.record(*role).is_some();
        let mut problem = Problem::new(
            &problems::SELF_APPROVAL,
            said(decl, field::APPROVABLE_APPROVER),
            format!(
                "{} {} `{}`, and {} it as `{}`",
                list(&names),
                if names.len() == 1 { "owns or wrote" } else { "own or wrote" },
                decl.path(),
                if done { "approved" } else { "would approve" },
                role.decl().path()
            ),
            "the same person",
        );
        if decl.phrases(field::OWNED_OWNER).next().is_some() {
            problem = problem.related(said(decl, field::OWNED_OWNER), "who owns it");
        }
        cx.out.push(problem.help("name an approver whom somebody else holds, such as the role above"));
        return;
    }
}
