//! The statement of applicability (ISO/IEC 27001, 6.1.3 d): what is decided of each control and why, and visibly apart
//! from it, how far each control is on a day. The decision is what is approved; the state is computed anew each time.

use annexa_analysis::coverage::{Bearing, Coverage, Decision, Plan, Row as Covered, SubjectState, Worker};
use annexa_analysis::document::Resolved;
use annexa_analysis::{Analysis, why};
use annexa_core::model::{Anchor, Decl, View};
use annexa_core::prelude::{
    Certificate, CoverageState, Evidence, EvidenceState, Finding, FindingGrade, MeasureResult, Progress, Soa,
    field, kind,
};
use annexa_core::schema::FieldId;
use annexa_syntax::tree::Prep;
use rustc_hash::FxHashMap;

use crate::Problems;
use crate::document::{
    Block, BlockKind, Cell, Column, Content, Document, Drawing, Fact, Group, Inline, Item, Part, Row, Shape,
    Shown, Sort, Source, Table,
};
use crate::reports::approval::{self, Approval};
use crate::reports::{
    below, catalog_item, clauses, column, control_block, group_of, heading, item, paragraph, printed_id,
};
use crate::text::{Texts, count, join, visible};

/// The key of the table of controls.
pub const CONTROLS: &str = "controls";
/// The key of the table of totals.
pub const TOTALS: &str = "totals";
/// The key of the row of totals that counts all.
pub const ALL: &str = "all";
/// The section of the controls of the main catalog.
pub const MAIN: &str = "main";
/// The section of the controls of other catalogs.
pub const BEYOND: &str = "beyond";

/// The words that a control that applies can have, from the least to the most.
pub const WORDS: [CoverageState; 6] = [
    CoverageState::Missing,
    CoverageState::Planned,
    CoverageState::Partial,
    CoverageState::Implemented,
    CoverageState::Evidenced,
    CoverageState::Effective,
];

/// What the catalog says of its controls: the sets of attributes by which ISO/IEC 27002 sorts them.
const ATTRIBUTES: [(&str, &str, FieldId); 5] = [
    ("control_type", "Control type", field::CONTROL_CONTROL_TYPE),
    ("properties", "Information security properties", field::CONTROL_PROPERTIES),
    ("concepts", "Cybersecurity concepts", field::CONTROL_CONCEPTS),
    ("capabilities", "Operational capabilities", field::CONTROL_CAPABILITIES),
    ("domains", "Security domains", field::CONTROL_DOMAINS),
];

/// The word of `state` for machines, which is also the one that is printed.
pub const fn word(state: CoverageState) -> &'static str {
    match state {
        CoverageState::Undecided => "undecided",
        CoverageState::Excluded => "excluded",
        CoverageState::Missing => "missing",
        CoverageState::Planned => "planned",
        CoverageState::Partial => "partial",
        CoverageState::Implemented => "implemented",
        CoverageState::Evidenced => "evidenced",
        CoverageState::Effective => "effective",
    }
}

/// The word of `progress` within a sentence.
pub(crate) const fn progress_word(progress: Option<Progress>) -> &'static str {
    match progress {
        None => "nothing yet",
        Some(Progress::Planned) => "planned",
        Some(Progress::Partial) => "partly",
        Some(Progress::Implemented) => "implemented",
    }
}

/// Makes the document of `coverage`. `problems` are the counts of the check, if there was one.
pub fn document<'m>(
    analysis: &Analysis<'m>,
    coverage: &Coverage<'m>,
    texts: &Texts<'m, '_>,
    problems: Option<&Problems>,
) -> Document {
    let soa = coverage.soa;
    let decl = soa.decl();
    let builder = Builder {
        analysis,
        coverage,
        texts,
        findings: open_findings(analysis, coverage),
        documents: documents_for(analysis, coverage),
    };
    let approval = approval::of(analysis, decl, texts, problems);
    let (status, status_says) = (approval.status, approval.says.clone());
    let facts = builder.facts(approval);
    let mut tables = vec![builder.controls(), builder.totals()];
    tables.extend(clauses::table(analysis, coverage, texts));
    let blocks = builder.blocks(&tables, problems);
    Document {
        sort: Sort::Soa,
        of: decl.kind_name().to_string(),
        of_title: visible(decl.kind_title()),
        about: Some(decl.path()),
        lists: None,
        name: decl.name().to_string(),
        title: texts.title(decl),
        status,
        status_says,
        classification: control_block::classification(texts, &Resolved::of(decl)),
        language: "en".to_string(),
        as_of: texts.day,
        problems: problems.copied(),
        facts,
        blocks,
        tables,
    }
}

/// Findings that are open on the day and breach a control, by control.
type ByControl<'m> = FxHashMap<annexa_core::DeclId, Vec<Decl<'m>>>;

fn open_findings<'m>(analysis: &Analysis<'m>, coverage: &Coverage<'m>) -> ByControl<'m> {
    let day = analysis.context.as_of;
    let mut found = ByControl::default();
    for finding in analysis.model.all::<Finding>() {
        let decl = finding.decl();
        let date = |f| decl.values(f).find_map(|v| v.date());
        let is_open = date(field::FINDING_FOUND).is_none_or(|d| d <= day)
            && date(field::FINDING_CLOSED).is_none_or(|d| d > day)
            && finding.grade() != Some(FindingGrade::Strength);
        if !is_open || analysis.scopes.tie(decl, coverage.scope).is_none() {
            continue;
        }
        for control in annexa_analysis::eval::members_of(decl.values(field::FINDING_BREACHES)) {
            if control.kind() == kind::CONTROL {
                found.entry(control.id).or_default().push(decl);
            }
        }
    }
    found
}

/// Documents and records that say of themselves that they are there for a control (`fulfils:`).
fn documents_for<'m>(analysis: &Analysis<'m>, coverage: &Coverage<'m>) -> ByControl<'m> {
    let mut found = ByControl::default();
    for document in analysis.model.all::<annexa_core::prelude::Documented>() {
        let decl = document.decl();
        // Evidence has a column of its own.
        if decl.kind() == kind::EVIDENCE || analysis.scopes.tie(decl, coverage.scope).is_none() {
            continue;
        }
        for control in annexa_analysis::eval::members_of(decl.values(field::DOCUMENTED_FULFILS)) {
            if control.kind() == kind::CONTROL {
                found.entry(control.id).or_default().push(decl);
            }
        }
    }
    found
}

struct Builder<'a, 'm> {
    analysis: &'a Analysis<'m>,
    coverage: &'a Coverage<'m>,
    texts: &'a Texts<'m, 'a>,
    findings: ByControl<'m>,
    documents: ByControl<'m>,
}

/// The catalog whose controls are the main part: the package's main standard, else the first that is named.
pub(crate) fn main_catalog(soa: Soa<'_>) -> Option<annexa_core::prelude::Catalog<'_>> {
    soa.head_against()
        .find(|c| c.decl().catalog().is_some_and(|c| c.main))
        .or_else(|| soa.head_against().next())
}

impl<'m> Builder<'_, 'm> {
    fn source(&self, anchor: Anchor, says: &str) -> Source {
        self.texts.source(anchor, says)
    }

    // ----- the control block ---------------------------------------------------------------------------------------

    fn facts(&self, approval: Approval) -> Vec<Fact> {
        let soa = self.coverage.soa;
        let decl = soa.decl();
        let texts = self.texts;
        let mut facts = control_block::facts(texts, &Resolved::of(decl), approval);
        let list = |key, title, items: Vec<Item>, at| {
            control_block::fact(texts, key, title, Shape::List, Content::items(items), at)
        };
        let standards = soa.head_against().map(|c| catalog_item(texts, c)).collect();
        facts.push(list("standard", "Standard", standards, Some(decl.anchor())));
        let scope = self.coverage.scope;
        let scope_items = scope.map(|s| item(texts, s.decl())).into_iter().collect();
        facts.push(list("scope", "Scope", scope_items, scope.map(|s| s.decl().anchor())));
        facts.push(control_block::organization(texts));
        facts.push(control_block::language(texts));
        facts.push(control_block::state_on(texts));
        if self.coverage.layers.len() > 1 {
            let layers = self.coverage.layers[1..].iter().map(|l| item(texts, l.decl())).collect();
            facts.push(list("extends", "Extends", layers, Some(decl.anchor())));
        }
        facts
    }

    // ----- the table of controls -----------------------------------------------------------------------------------

    fn controls(&self) -> Table {
        let main = main_catalog(self.coverage.soa).map(|c| c.decl());
        let mut groups: Vec<Group> = Vec::new();
        let mut of_group: FxHashMap<Option<annexa_core::DeclId>, usize> = FxHashMap::default();
        let mut rows = Vec::new();
        for covered in &self.coverage.rows {
            let decl = covered.control.decl();
            let catalog = decl.catalog().map(|c| c.decl);
            let is_main = catalog.is_some() && catalog == main.map(|m| m.id);
            let theme = group_of(decl);
            let of = theme.map(|t| t.id).or(catalog);
            let at = *of_group.entry(of).or_insert_with(|| {
                groups.push(match theme {
                    Some(theme) if is_main => {
                        Group { key: theme.name().to_string(), title: self.texts.title(theme), section: MAIN }
                    }
                    Some(theme) => {
                        Group { key: theme.path(), title: self.texts.title(theme), section: BEYOND }
                    }
                    None => Group {
                        key: catalog.map_or_else(String::new, |c| self.texts.model.decl(c).path()),
                        title: catalog
                            .map_or_else(String::new, |c| self.texts.title(self.texts.model.decl(c))),
                        section: if is_main { MAIN } else { BEYOND },
                    },
                });
                groups.len() - 1
            });
            rows.push(self.row(covered, at, is_main));
        }
        rows.sort_by_key(|r: &Row| r.group);
        Table {
            key: CONTROLS.into(),
            title: "Controls".to_string(),
            grouped_by: "theme",
            columns: columns(),
            scale: Vec::new(),
            groups,
            rows,
        }
    }

    fn row(&self, covered: &Covered<'m>, group: usize, is_main: bool) -> Row {
        let control = covered.control.decl();
        let source = if is_main {
            Content::Empty
        } else {
            let catalog = control.catalog().map(|c| self.texts.model.decl(c.decl));
            Content::text(catalog.map_or_else(String::new, |c| self.texts.title(c)))
        };
        let mut cells: Vec<Cell> = vec![
            Content::text(printed_id(control)).into(),
            Content::text(self.texts.title(control)).into(),
            self.applicable(covered),
            self.reason(covered),
            self.justification(covered),
            self.plan(covered),
            source.into(),
            self.implemented(covered),
            self.carried_out_by(covered),
            self.how(covered),
            self.documents(covered),
            self.owner(covered),
            self.word(covered),
            self.evidence(covered),
            self.measures(covered),
            self.open_findings(covered),
            self.last_looked_at(covered),
        ];
        cells.extend(ATTRIBUTES.iter().map(|(.., field)| self.attribute(control, *field)));
        let mut sources: Vec<Source> = Vec::new();
        for line in why::lines(self.coverage, covered, &self.analysis.work, &|v| self.texts.plain(v)) {
            let source = self.source(line.anchor, &crate::text::visible(&line.text));
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        Row { key: control.path(), group: Some(group), cells, sources }
    }

    fn attribute(&self, control: Decl<'m>, field: FieldId) -> Cell {
        let items = control.values(field).filter(|v| v.is_known()).map(|v| {
            let says = self.texts.inlines(v);
            Item::new(says).with("code", visible(v.source()))
        });
        Content::items(items.collect()).into()
    }

    fn applicable(&self, covered: &Covered<'m>) -> Cell {
        let pattern = |p: &usize| self.source(self.coverage.patterns[*p].value.anchor(), "");
        match &covered.decision {
            Decision::Included(by) => {
                Cell { content: Content::word("yes", "yes"), sources: by.iter().map(pattern).collect() }
            }
            Decision::Excluded(by) => {
                Cell { content: Content::word("no", "no"), sources: by.iter().map(pattern).collect() }
            }
            Decision::Undecided => Content::word("undecided", "undecided").into(),
            Decision::Conflict(at) => {
                let conflict = &self.coverage.conflicts[*at];
                Cell {
                    content: Content::word("undecided", "undecided: two lines contradict each other"),
                    sources: [conflict.include, conflict.exclude].iter().map(pattern).collect(),
                }
            }
        }
    }

    fn reason(&self, covered: &Covered<'m>) -> Cell {
        let items = covered.reasons.iter().map(|reason| {
            let code = reason.kind.word();
            let text = match reason.source {
                Some(source) => {
                    let mut text = vec![Inline::text(format!("{code}: "))];
                    text.extend(self.texts.reference(source));
                    text
                }
                None => vec![Inline::text(code)],
            };
            Item::new(text)
                .with("code", code)
                .with("kind", reason.source.map(|s| s.kind_name()))
                .with("name", reason.source.map(|s| s.path()))
                .with("title", reason.source.map(|s| self.texts.title(s)))
                .from_source(self.source(reason.anchor, ""))
        });
        Content::items(items.collect()).into()
    }

    fn justification(&self, covered: &Covered<'m>) -> Cell {
        let blocks: Vec<Block> = covered.justification.iter().flat_map(|v| self.texts.blocks(*v)).collect();
        let sources = blocks.iter().flat_map(|b| b.sources.clone()).collect();
        Cell { content: if blocks.is_empty() { Content::Empty } else { Content::Blocks(blocks) }, sources }
    }

    fn plan(&self, covered: &Covered<'m>) -> Cell {
        let plans = covered.plans.iter().map(|plan| self.plan_item(plan));
        Content::items(plans.collect()).into()
    }

    fn plan_item(&self, plan: &Plan<'m>) -> Item {
        let mut text = Vec::new();
        if let Some(because) = plan.because {
            text.extend(self.texts.inlines(because));
        }
        let mut what = Vec::new();
        if let Some(on) = &plan.on {
            let mut words = vec![Inline::text("for ")];
            words.extend(join(on.iter().map(|d| self.texts.reference(*d)), ", "));
            what.push(words);
        }
        if let Some(due) = plan.due {
            what.push(vec![Inline::text(format!("due {due}"))]);
        }
        if let Some(by) = plan.by {
            let mut words = vec![Inline::text("by ")];
            words.extend(self.texts.reference(by.decl()));
            what.push(words);
        }
        if !what.is_empty() {
            let bare = text.is_empty();
            if !bare {
                text.push(Inline::text(" ("));
            }
            text.extend(join(what.into_iter(), ", "));
            if !bare {
                text.push(Inline::text(")"));
            }
        }
        let on = plan.on.as_ref().map(|on| on.iter().map(|d| d.path()).collect::<Vec<_>>());
        Item::new(text)
            .with("because", plan.because.map(|b| self.texts.plain(b)))
            .with("due", plan.due)
            .with("by", plan.by.map(|r| self.texts.title(r.decl())))
            .with("on", on)
            .from_source(self.source(self.coverage.patterns[plan.pattern].phrase.anchor(), ""))
    }

    // ----- the state -----------------------------------------------------------------------------------------------

    fn implemented(&self, covered: &Covered<'m>) -> Cell {
        if !covered.included() {
            return Cell::default();
        }
        let (word, text) = match covered.progress {
            Some(Progress::Implemented) => ("yes", "yes"),
            Some(Progress::Partial) => ("partly", "partly"),
            Some(Progress::Planned) | None => ("no", "no"),
        };
        // What is left out is named, where it is not all.
        let all_missing = covered.progress.is_none();
        let items =
            covered.left_out().filter(|_| !all_missing).filter_map(|s| self.left_out(covered, s)).collect();
        Content::List {
            word: Some(crate::document::Word { word: word.into(), text: text.to_string() }),
            items,
        }
        .into()
    }

    /// What is to be said of a subject that is left out; nothing where the word has said it all.
    fn left_out(&self, covered: &Covered<'m>, state: &SubjectState<'m>) -> Option<Item> {
        let mut text = match state.subject {
            Some(subject) => {
                let mut text = self.texts.reference(subject);
                text.push(Inline::text(": "));
                text
            }
            None => Vec::new(),
        };
        // A status and a plan say by when, and why not yet.
        let said = state.by.first().map(|(_, phrase)| *phrase);
        let due = said.and_then(|p| p.part(Prep::Due).find_map(|v| v.date()));
        let because = said.and_then(|p| p.part(Prep::Because).find(|v| v.is_known()));
        let contributed = state.by.iter().any(|(w, _)| {
            let mut parts = covered.parts.iter();
            parts.any(|p| p.worker == *w && p.bearing == Bearing::ContributesTo)
        });
        let waived = state.waived;
        if state.subject.is_none() && due.is_none() && because.is_none() && !contributed && waived.is_none() {
            return None;
        }
        text.push(Inline::text(progress_word(state.progress)));
        if let Some(due) = due {
            let late = if due < self.texts.day { ", overdue" } else { "" };
            text.push(Inline::text(format!(", due {due}{late}")));
        }
        if let Some(because) = because {
            text.push(Inline::text(" ("));
            text.extend(self.texts.inlines(because));
            text.push(Inline::text(")"));
        } else if let Some(phrase) = waived {
            let until = phrase.part(Prep::Until).find_map(|v| v.date());
            let until = until.map_or_else(String::new, |day| format!(" until {day}"));
            text.push(Inline::text(" (an exception waives it"));
            text.push(Inline::text(format!("{until}: ")));
            text.extend(self.texts.reference(phrase.decl()));
            text.push(Inline::text(")"));
        } else if contributed {
            text.push(Inline::text(" (only contributed to)"));
        }
        let mut out = Item::new(text)
            .with("subject", state.subject.map(|s| s.path()))
            .with("title", state.subject.map(|s| self.texts.title(s)))
            .with(
                "progress",
                state.progress.map(|p| match p {
                    Progress::Planned => "planned",
                    Progress::Partial => "partial",
                    Progress::Implemented => "implemented",
                }),
            )
            .with("due", due)
            .with("because", because.map(|b| self.texts.plain(b)));
        if let Some(phrase) = said {
            out = out.from_source(self.source(phrase.anchor(), ""));
        }
        Some(out)
    }

    fn workers<'w>(
        &'w self,
        covered: &'w Covered<'m>,
    ) -> impl Iterator<Item = (&'w Worker<'m>, Bearing, Anchor)> {
        covered.parts.iter().map(|p| (&self.analysis.work.workers[p.worker], p.bearing, p.anchor))
    }

    fn carried_out_by(&self, covered: &Covered<'m>) -> Cell {
        let mut own: Vec<Decl<'m>> = Vec::new();
        let mut suppliers: Vec<(Decl<'m>, Option<String>)> = Vec::new();
        for (worker, ..) in self.workers(covered) {
            own.extend(worker.own.iter().copied());
            suppliers.extend(worker.suppliers.iter().map(|s| {
                let lapse = worker.lapses.iter().find(|(l, _)| l == s);
                (s.decl(), lapse.map(|(s, l)| why::lapse(*s, l).0.replace('`', "")))
            }));
        }
        own.sort_unstable();
        own.dedup();
        suppliers.sort_unstable();
        suppliers.dedup_by_key(|(d, _)| *d);
        let (word, text) = match (own.is_empty(), suppliers.is_empty()) {
            (true, true) => return Cell::default(),
            (false, true) => ("us", "us"),
            (true, false) => ("supplier", "supplier"),
            (false, false) => ("shared", "shared"),
        };
        let mut items: Vec<Item> = own.iter().map(|d| item(self.texts, *d)).collect();
        items.extend(suppliers.iter().map(|(d, lapsed)| {
            let mut item = item(self.texts, *d);
            if let Some(why) = lapsed {
                item.text.push(Inline::Text(format!(" ({why})")));
            }
            item
        }));
        Content::List {
            word: Some(crate::document::Word { word: word.into(), text: text.to_string() }),
            items,
        }
        .into()
    }

    fn how(&self, covered: &Covered<'m>) -> Cell {
        let items = self.workers(covered).map(|(worker, bearing, anchor)| {
            let decl = worker.item.decl();
            let mut item = item(self.texts, decl);
            if bearing == Bearing::ContributesTo {
                item.text.push(Inline::text(" (contributes)"));
            }
            let bearing = match bearing {
                Bearing::Implements => "implements",
                Bearing::ContributesTo => "contributes-to",
            };
            item.sources = vec![self.source(anchor, "")];
            item.with("bearing", bearing)
        });
        Content::items(items.collect()).into()
    }

    fn documents(&self, covered: &Covered<'m>) -> Cell {
        let mut found: Vec<Decl<'m>> = Vec::new();
        for (worker, ..) in self.workers(covered) {
            let decl = worker.item.decl();
            match worker.resolved.within {
                Some(parent) => found.push(parent),
                None if decl.kind() == kind::PROCEDURE => found.push(decl),
                None => {}
            }
        }
        let own = self.documents.get(&covered.control.decl().id);
        found.extend(own.into_iter().flatten().copied());
        found.sort_unstable();
        found.dedup();
        let items = found.into_iter().map(|d| {
            let mut item = item(self.texts, d);
            let version = d.values(field::APPROVABLE_VERSION).next().map(|v| self.texts.plain(v));
            if let Some(version) = &version {
                item.text.push(Inline::text(format!(" {version}")));
            }
            item.with("version", version)
        });
        Content::items(items.collect()).into()
    }

    /// Who answers for what implements it: the statement's owner, else its document's.
    fn owner(&self, covered: &Covered<'m>) -> Cell {
        let mut found: Vec<Decl<'m>> = Vec::new();
        for (worker, ..) in self.workers(covered) {
            let mut at = Some(worker.resolved.home());
            while let Some(decl) = at {
                if let Some(owner) = decl.values(field::OWNED_OWNER).find_map(|v| v.decl()) {
                    found.push(owner);
                    break;
                }
                at = decl.parent();
            }
        }
        found.sort_unstable();
        found.dedup();
        Content::items(found.into_iter().map(|d| item(self.texts, d)).collect()).into()
    }

    fn word(&self, covered: &Covered<'m>) -> Cell {
        let day = self.texts.day;
        let mut items: Vec<Item> = Vec::new();
        let mut miss = |what: &'static str, words: String, decl: Option<Decl<'m>>, anchor: Anchor| {
            let mut text = vec![Inline::Text(words)];
            if let Some(decl) = decl {
                text.extend(self.texts.reference(decl));
            }
            items.push(
                Item::new(text)
                    .with("miss", what)
                    .with("name", decl.map(|d| d.path()))
                    .from_source(self.source(anchor, "")),
            );
        };
        for plan in &covered.plans {
            if let Some(due) = plan.due.filter(|d| *d < day)
                && covered.progress != Some(Progress::Implemented)
            {
                let anchor = self.coverage.patterns[plan.pattern].phrase.anchor();
                miss("plan-overdue", format!("planned for {due}, overdue"), None, anchor);
            }
        }
        for (worker, ..) in self.workers(covered) {
            for (supplier, lapse) in &worker.lapses {
                let (why, anchor, _) = why::lapse(*supplier, lapse);
                let why = why.replace('`', "");
                miss("supplier-lapsed", format!("{why}: "), Some(supplier.decl()), anchor);
            }
        }
        for (evidence, state) in &covered.assurance.evidence {
            let decl = evidence.decl();
            match state {
                Some(EvidenceState::Stale) => {
                    miss("evidence-stale", "evidence too old: ".into(), Some(decl), decl.anchor());
                }
                Some(EvidenceState::Failing) => {
                    miss("evidence-failing", "evidence shows a failure: ".into(), Some(decl), decl.anchor());
                }
                _ => {}
            }
        }
        for (measure, result) in &covered.assurance.measures {
            if *result == Some(MeasureResult::Missed) {
                let decl = measure.decl();
                miss("measure-missed", "target missed: ".into(), Some(decl), decl.anchor());
            }
        }
        for finding in &covered.assurance.nonconformities {
            let decl = finding.decl();
            miss("nonconformity", "open nonconformity: ".into(), Some(decl), decl.anchor());
        }
        let mut seen: Vec<String> = Vec::new();
        items.retain(|i| {
            let text = crate::document::plain(&i.text);
            let new = !seen.contains(&text);
            if new {
                seen.push(text);
            }
            new
        });
        Content::List {
            word: Some(crate::document::Word {
                word: word(covered.word).into(),
                text: word(covered.word).to_string(),
            }),
            items,
        }
        .into()
    }

    fn evidence(&self, covered: &Covered<'m>) -> Cell {
        let evidence = covered.assurance.evidence.iter();
        let mut items: Vec<Item> = evidence.map(|(e, state)| self.evidence_item(*e, *state)).collect();
        items.extend(covered.assurance.certificates.iter().map(|c| self.certificate_item(*c)));
        Content::items(items).into()
    }

    /// "certificate host-27001 of Cloud host, in force until 2027-08-31"
    fn certificate_item(&self, certificate: Certificate<'m>) -> Item {
        let decl = certificate.decl();
        let until = certificate.head_until();
        let mut text = vec![Inline::text("certificate "), Inline::Code(decl.name().to_string())];
        if let Some(supplier) = decl.parent() {
            text.push(Inline::text(" of "));
            text.extend(self.texts.reference(supplier));
        }
        text.push(Inline::text(match until {
            Some(until) => format!(", in force until {until}"),
            None => ", in force".to_string(),
        }));
        let own = item(self.texts, decl);
        let since = certificate.head_since();
        let age = since.map(|d| i64::from((self.texts.day - d).get_days()));
        Item { text, ..own }.with("date", since).with("age_days", age).with("state", Some("fresh"))
    }

    fn evidence_item(&self, evidence: Evidence<'m>, state: Option<EvidenceState>) -> Item {
        let day = self.texts.day;
        let decl = evidence.decl();
        let last = [field::EVIDENCE_COLLECTED, field::EVIDENCE_SEEN]
            .iter()
            .flat_map(|f| decl.values(*f))
            .filter_map(|v| v.date())
            .filter(|d| *d <= day)
            .max();
        let age = last.map(|d| i64::from((day - d).get_days()));
        let word = match state {
            Some(EvidenceState::Fresh) => "fresh",
            Some(EvidenceState::Stale) => "too old",
            Some(EvidenceState::Failing) => "shows a failure",
            None if last.is_some() => "its content was not examined",
            None => "nothing gathered yet",
        };
        let age_text = age.map_or_else(String::new, |n| match n {
            0 => "of today, ".to_string(),
            1 => "1 day old, ".to_string(),
            n => format!("{n} days old, "),
        });
        let mut item = item(self.texts, decl);
        item.text.push(Inline::text(format!(" ({age_text}{word})")));
        item.with("date", last).with("age_days", age).with(
            "state",
            state.map(|s| match s {
                EvidenceState::Fresh => "fresh",
                EvidenceState::Stale => "stale",
                EvidenceState::Failing => "failing",
            }),
        )
    }

    fn measures(&self, covered: &Covered<'m>) -> Cell {
        let items = covered.assurance.measures.iter().map(|(measure, result)| {
            let mut item = item(self.texts, measure.decl());
            let (word, text) = match result {
                Some(MeasureResult::Met) => (Some("met"), "target met"),
                Some(MeasureResult::Missed) => (Some("missed"), "target missed"),
                None => (None, "result not known"),
            };
            item.text.push(Inline::text(format!(" ({text})")));
            item.with("result", word)
        });
        Content::items(items.collect()).into()
    }

    fn open_findings(&self, covered: &Covered<'m>) -> Cell {
        let found = self.findings.get(&covered.control.decl().id);
        let items = found.into_iter().flatten().map(|decl| {
            let mut item = item(self.texts, *decl);
            let grade = decl.values(field::FINDING_GRADE).next().map(|v| self.texts.plain(v));
            if let Some(grade) = &grade {
                item.text.push(Inline::text(format!(" ({})", grade.to_lowercase())));
            }
            item.with("grade", grade)
        });
        Content::items(items.collect()).into()
    }

    fn last_looked_at(&self, covered: &Covered<'m>) -> Cell {
        let Some(audit) = covered.assurance.audited else {
            return Cell::default();
        };
        let decl = audit.decl();
        let date = decl.values(field::AUDIT_PERFORMED).find_map(|v| v.date());
        let mut text = date.map_or_else(Vec::new, |d| vec![Inline::text(format!("{d}, "))]);
        text.extend(self.texts.reference(decl));
        let item = Item { text, ..item(self.texts, decl) };
        Content::items(vec![item.with("date", date)]).into()
    }

    // ----- totals --------------------------------------------------------------------------------------------------

    fn totals(&self) -> Table {
        let table = self.controls_groups();
        let mut columns = vec![
            Column { names: true, ..column("theme", "Theme", Part::State, Shape::Text) },
            column("title", "Title", Part::State, Shape::Text),
            column("controls", "Controls", Part::State, Shape::Number),
            column("applicable", "Applicable", Part::State, Shape::Number),
            column("excluded", "Excluded", Part::State, Shape::Number),
            column("undecided", "Undecided", Part::State, Shape::Number),
        ];
        columns.extend(WORDS.iter().map(|w| column(word(*w), word(*w), Part::State, Shape::Number)));
        let row = |key: String, title: String, counts: &Counts| {
            let mut cells: Vec<Cell> = vec![Content::text(key.clone()).into(), Content::text(title).into()];
            let applicable: u64 = WORDS.iter().map(|w| counts.of(*w)).sum();
            let numbers = [
                counts.0.iter().sum(),
                applicable,
                counts.of(CoverageState::Excluded),
                counts.of(CoverageState::Undecided),
            ];
            cells.extend(numbers.into_iter().map(|n| Content::Number(n).into()));
            cells.extend(WORDS.iter().map(|w| Content::Number(counts.of(*w)).into()));
            Row { key, group: None, cells, sources: Vec::new() }
        };
        let mut rows: Vec<Row> = Vec::new();
        let mut all = Counts::default();
        let mut sections: Vec<&'static str> = Vec::new();
        for (group, counts) in &table {
            rows.push(row(group.key.clone(), group.title.clone(), counts));
            all.add(counts);
            if !sections.contains(&group.section) {
                sections.push(group.section);
            }
        }
        rows.push(row(ALL.into(), "All controls".into(), &all));
        Table {
            key: TOTALS.into(),
            title: "Totals".to_string(),
            grouped_by: "",
            columns,
            scale: Vec::new(),
            groups: Vec::new(),
            rows,
        }
    }

    fn controls_groups(&self) -> Vec<(Group, Counts)> {
        let table = self.controls();
        let by_key: FxHashMap<String, &Covered<'m>> =
            self.coverage.rows.iter().map(|r| (r.control.decl().path(), r)).collect();
        let mut counts: Vec<(Group, Counts)> =
            table.groups.into_iter().map(|g| (g, Counts::default())).collect();
        for row in &table.rows {
            if let (Some(group), Some(covered)) = (row.group, by_key.get(&row.key)) {
                counts[group].1.count(covered.word);
            }
        }
        counts
    }

    // ----- the running text ----------------------------------------------------------------------------------------

    fn blocks(&self, tables: &[Table], problems: Option<&Problems>) -> Vec<Block> {
        let texts = self.texts;
        let day = texts.day;
        let mut blocks = Vec::new();
        blocks.push(heading(2, "Scope"));
        match self.coverage.scope {
            Some(scope) => {
                let mut words = vec![Inline::Strong(texts.reference(scope.decl()))];
                words.push(Inline::text(" ("));
                words.push(Inline::Code(scope.decl().path()));
                words.push(Inline::text(")"));
                blocks.push(Block {
                    kind: BlockKind::Paragraph(words),
                    sources: vec![self.source(scope.decl().anchor(), "")],
                });
                for body in scope.decl().values(field::SCOPE_BODY) {
                    blocks.extend(below(texts.blocks(body), 3));
                }
            }
            None => blocks.push(paragraph("No scope is named.")),
        }
        for body in self.coverage.soa.body() {
            blocks.extend(below(texts.blocks(body), 2));
        }
        let main = main_catalog(self.coverage.soa).map(|c| c.decl());
        let is_iso = main.and_then(|m| m.catalog()).is_some_and(|c| c.standard == "iso27001");
        let name = main.map_or_else(String::new, |m| texts.title(m));
        let beyond = tables.first().is_some_and(|t| t.groups.iter().any(|g| g.section == BEYOND));
        let (main_title, beyond_title) = if is_iso {
            (format!("Controls of {name}, Annex A"), "Controls beyond Annex A".to_string())
        } else {
            (format!("Controls of {name}"), format!("Controls beyond {name}"))
        };
        let show = |part, section, level| {
            Block::from(BlockKind::Table(Shown {
                table: CONTROLS.into(),
                part: Some(part),
                section: Some(section),
                level,
            }))
        };
        blocks.push(heading(2, main_title.clone()));
        blocks.push(paragraph(
            "The approved part: for each control whether it applies, for which reasons, and what is planned. An \
             approval of this document is an approval of this part.",
        ));
        blocks.push(show(Part::Approved, MAIN, 3));
        if beyond {
            blocks.push(heading(2, beyond_title.clone()));
            blocks.push(paragraph(
                "Also of the approved part: controls of other catalogs that this statement decides on.",
            ));
            blocks.push(show(Part::Approved, BEYOND, 3));
        }
        blocks.push(heading(2, format!("State on {day}, computed, not part of the approved version")));
        blocks.push(
            BlockKind::Note(vec![Inline::text(format!(
                "What follows is worked out from what the package declares as it stood on {day}. It says what is declared, \
                 evidenced and effective; it is no statement of conformity with {name}, and no approval covers it."
            ))])
            .into(),
        );
        if let Some(problems) = problems.filter(|p| p.errors + p.warnings > 0) {
            blocks.push(
                BlockKind::Note(vec![Inline::text(format!(
                    "The check of the package told {} and {}.{}",
                    count(problems.errors, "error"),
                    count(problems.warnings, "warning"),
                    if problems.errors > 0 {
                        " Until the errors are mended, rows that they touch may change."
                    } else {
                        ""
                    },
                ))])
                .into(),
            );
        }
        blocks.push(show(Part::State, MAIN, 3));
        if beyond {
            blocks.push(heading(3, format!("{beyond_title}: state on {day}")));
            blocks.push(show(Part::State, BEYOND, 4));
        }
        blocks.push(heading(2, format!("Totals on {day}")));
        blocks.push(BlockKind::Drawing { table: TOTALS.into(), as_a: Drawing::Bars }.into());
        blocks.push(
            BlockKind::Table(Shown { table: TOTALS.into(), part: None, section: None, level: 3 }).into(),
        );
        if tables.iter().any(|t| t.key == clauses::CLAUSES) {
            let title = if is_iso {
                "Clauses 4 to 10: status; not part of the SoA".to_string()
            } else {
                format!("Requirements of {name}: status; not part of the SoA")
            };
            blocks.push(heading(2, title));
            blocks.push(paragraph(format!(
                "What the package declares for each requirement on {day}. That something is declared does not say that \
                 the requirement is met; whether it is, is for people to judge."
            )));
            blocks.push(
                BlockKind::Table(Shown {
                    table: clauses::CLAUSES.into(),
                    part: None,
                    section: None,
                    level: 3,
                })
                .into(),
            );
        }
        blocks.push(heading(2, "The words"));
        blocks.push(self.legend());
        blocks.push(heading(2, "Where each row comes from"));
        blocks.push(paragraph(
            "The lines of the package that made each row so. Files are named from the package's folder; those that begin \
             with std/ belong to the standard library.",
        ));
        blocks.push(BlockKind::Origins { table: CONTROLS.into() }.into());
        blocks
    }

    fn legend(&self) -> Block {
        let values = &self.texts.model.schema.enumeration(CoverageState::ID).values;
        let words = [CoverageState::Undecided, CoverageState::Excluded].into_iter().chain(WORDS);
        let mut items: Vec<Vec<Block>> = words
            .filter_map(|w| {
                let doc = &values.get(w.index() as usize)?.doc;
                let text = vec![
                    Inline::Strong(vec![Inline::text(word(w))]),
                    Inline::text(format!(": {}", doc.replace('\n', " "))),
                ];
                Some(vec![BlockKind::Paragraph(text).into()])
            })
            .collect();
        let more = [
            (
                "implemented (column)",
                "yes where the word is implemented, evidenced or effective; partly where it is partial; no where it is \
                 missing or planned. What is left out is named.",
            ),
            (
                "reason",
                "risk: a risk is treated with the control; legal, contractual: an obligation asks for it; business: the \
                 organization decided so.",
            ),
            ("carried out by", "us: people of the organization; supplier: suppliers alone; shared: both."),
        ];
        items.extend(more.into_iter().map(|(word, text)| {
            let text = vec![Inline::Strong(vec![Inline::text(word)]), Inline::text(format!(": {text}"))];
            vec![BlockKind::Paragraph(text).into()]
        }));
        BlockKind::List { start: None, items }.into()
    }
}

/// How many controls have each word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts([u64; 8]);

impl Counts {
    pub(crate) fn count(&mut self, state: CoverageState) {
        self.0[state as usize] += 1;
    }

    pub(crate) fn of(&self, state: CoverageState) -> u64 {
        self.0[state as usize]
    }

    fn add(&mut self, other: &Counts) {
        for (a, b) in self.0.iter_mut().zip(other.0) {
            *a += b;
        }
    }
}

/// The columns of the statement of applicability, the approved part first, and at the end what the catalog says.
fn columns() -> Vec<Column> {
    use Part::{Approved, Declared, State};
    let attribute = |(key, title, _): &(&'static str, &'static str, FieldId)| Column {
        optional: true,
        ..column(key, title, Declared, Shape::List)
    };
    let mut all = vec![
        Column { names: true, ..column("id", "Id", Approved, Shape::Text) },
        Column { names: true, ..column("title", "Title", Approved, Shape::Text) },
        column("applicable", "Applicable", Approved, Shape::Word),
        Column { facets: &[("reason_codes", "code")], ..column("reason", "Reason", Approved, Shape::List) },
        column("justification", "Justification", Approved, Shape::Text),
        Column {
            facets: &[("plan_due", "due"), ("plan_by", "by")],
            ..column("plan", "Plan", Approved, Shape::List)
        },
        Column { optional: true, ..column("source", "Source", Approved, Shape::Text) },
        column("implemented", "Implemented", State, Shape::WordAndList),
        column("carried_out_by", "Carried out by", State, Shape::WordAndList),
        column("how", "How", State, Shape::List),
        column("documents", "Documents", State, Shape::List),
        column("owner", "Owner", State, Shape::List),
        column("word", "Word", State, Shape::WordAndList),
        column("evidence", "Evidence", State, Shape::List),
        column("measures", "Measures", State, Shape::List),
        column("open_findings", "Open findings", State, Shape::List),
        column("last_looked_at", "Last looked at", State, Shape::List),
    ];
    all.extend(ATTRIBUTES.iter().map(attribute));
    all
}
