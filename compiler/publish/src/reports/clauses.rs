//! What the package declares for each requirement of the main catalog: for ISO/IEC 27001, clause by clause. A status that
//! stands beside the statement of applicability and is no part of it. What is listed is there; nothing says that it is enough.

use annexa_analysis::coverage::Coverage;
use annexa_analysis::{Analysis, audit, eval};
use annexa_core::DeclId;
use annexa_core::model::{Decl, View};
use annexa_core::prelude::{Finding, Requirement, field, kind};
use annexa_core::schema::KindId;
use annexa_core::time::Date;
use annexa_core::value::{Query, SetOf};
use rustc_hash::FxHashMap;

use crate::document::{Content, Group, Inline, Item, Part, Row, Shape, Table};
use crate::reports::soa::main_catalog;
use crate::reports::{group_of, item, printed_id};
use crate::text::{Texts, count, visible};

/// The key of the table of clauses.
pub const CLAUSES: &str = "clauses";

/// How declarations of a kind are named in a clause's row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    /// One by one.
    Each,
    /// By their number: registers of their own name them.
    Number(&'static str),
}

/// The kinds that are, by what they are, something for a clause of ISO/IEC 27001. By the ids of the edition of 2022; a
/// clause that an edition does not have is left out.
const BY_KIND: &[(&str, KindId, Naming)] = &[
    ("4.1", kind::ISSUE, Naming::Each),
    ("4.2", kind::INTERESTED_PARTY, Naming::Each),
    ("4.2", kind::OBLIGATION, Naming::Number("obligation")),
    ("4.3", kind::SCOPE, Naming::Each),
    ("4.4", kind::PROCESS, Naming::Each),
    ("6.1.1", kind::OPPORTUNITY, Naming::Number("opportunity")),
    ("6.1.2", kind::RISK_METHOD, Naming::Each),
    ("6.1.3", kind::SOA, Naming::Each),
    ("6.2", kind::OBJECTIVE, Naming::Each),
    ("6.3", kind::CHANGE, Naming::Each),
    ("7.2", kind::COMPETENCE, Naming::Each),
    ("7.3", kind::ACKNOWLEDGEMENT, Naming::Each),
    ("7.4", kind::COMMUNICATION, Naming::Each),
    ("7.5.3", kind::EXTERNAL_DOCUMENT, Naming::Each),
    ("8.1", kind::PROCESS, Naming::Each),
    ("8.2", kind::RISK, Naming::Number("assessed risk")),
    ("9.1", kind::MEASURE, Naming::Each),
    ("9.2", kind::AUDIT_PROGRAMME, Naming::Each),
    ("9.2", kind::AUDIT, Naming::Each),
    ("9.2.1", kind::AUDIT, Naming::Each),
    ("9.2.2", kind::AUDIT_PROGRAMME, Naming::Each),
    ("9.3", kind::MANAGEMENT_REVIEW, Naming::Each),
    ("9.3.1", kind::MANAGEMENT_REVIEW, Naming::Each),
    ("9.3.2", kind::MANAGEMENT_REVIEW, Naming::Each),
    ("9.3.3", kind::MANAGEMENT_REVIEW, Naming::Each),
];

/// The table of the requirements of the main catalog; `None` where it has none.
pub fn table<'m>(analysis: &Analysis<'m>, coverage: &Coverage<'m>, texts: &Texts<'m, '_>) -> Option<Table> {
    let catalog = main_catalog(coverage.soa)?;
    let entry = catalog.decl().catalog()?;
    let model = analysis.model;
    let requirements: Vec<Requirement<'m>> = (catalog.decl().id.0..catalog.decl().end().0)
        .filter_map(|i| Requirement::of(model.decl(DeclId(i))))
        .collect();
    if requirements.is_empty() {
        return None;
    }
    let mut found: FxHashMap<DeclId, Vec<Item>> = FxHashMap::default();
    let mut add = |requirement: DeclId, item: Item| {
        let all = found.entry(requirement).or_default();
        if !all.iter().any(|i| i.fact("name").is_some() && i.fact("name") == item.fact("name")) {
            all.push(item);
        }
    };
    let speaks = |d: Decl<'m>| analysis.scopes.tie(d, coverage.scope).is_some();
    // What says so of itself.
    for decl in model.decls().filter(|d| !is_entry(*d) && is_there(*d, texts.day)) {
        for f in [field::DOCUMENTED_FULFILS, field::IMPLEMENTS_FULFILS, field::ROLE_DUTY] {
            for value in decl.values(f) {
                for requirement in value.decls().filter(|r| r.kind() == kind::REQUIREMENT && speaks(decl)) {
                    let mut item = titled(texts, decl);
                    if f == field::ROLE_DUTY {
                        item.text.push(Inline::text(" (a duty of the role)"));
                    }
                    item.sources = vec![texts.source(value.anchor(), "")];
                    add(requirement.id, item);
                }
            }
        }
    }
    // What a kind is there for.
    if entry.standard == "iso27001" {
        let id = |id: &str| entry.entry(&model.names, id);
        let all = |k| {
            let query = Query { of: SetOf::Kind(k), filter: None };
            let there = |d: &Decl<'m>| speaks(*d) && is_there(*d, texts.day);
            eval::members(model, &query).into_iter().filter(there).collect::<Vec<_>>()
        };
        let number = |decls: &[Decl<'m>], what: &str| {
            let sources = decls.iter().map(|d| texts.source(d.anchor(), "")).collect();
            Item {
                text: vec![Inline::Text(count(decls.len(), what).replace("opportunitys", "opportunities"))],
                sources,
                ..Item::default()
            }
            .with("kind", what.to_string())
            .with("count", i64::try_from(decls.len()).unwrap_or(i64::MAX))
        };
        for (clause, k, naming) in BY_KIND {
            let Some(requirement) = id(clause) else { continue };
            if model.decl(requirement).kind() != kind::REQUIREMENT {
                continue;
            }
            let decls = all(*k);
            match naming {
                Naming::Each => decls.iter().for_each(|d| add(requirement, titled(texts, *d))),
                Naming::Number(what) if !decls.is_empty() => add(requirement, number(&decls, what)),
                Naming::Number(_) => {}
            }
        }
        // The risk treatment plan is the treatments of all risks together.
        let treated: Vec<Decl<'m>> =
            all(kind::RISK).into_iter().filter(|d| d.phrases(field::RISK_TREAT).next().is_some()).collect();
        for clause in ["6.1.3", "8.3"] {
            if let (Some(requirement), false) = (id(clause), treated.is_empty()) {
                let mut item = number(&treated, "risk");
                item.text.push(Inline::text(" with treatment"));
                add(requirement, item);
            }
        }
        // Trainings are for awareness or for competence; each says which.
        for training in all(kind::TRAINING).into_iter().filter_map(annexa_core::prelude::Training::of) {
            let clause = match training.kind() {
                Some(annexa_core::prelude::TrainingKind::Awareness) => "7.3",
                Some(annexa_core::prelude::TrainingKind::Skill) => "7.2",
                None => continue,
            };
            if let Some(requirement) = id(clause) {
                add(requirement, titled(texts, training.decl()));
            }
        }
        // In the edition of 2013, nonconformities come before improvement.
        let nonconformities = if entry.edition == "2013" { "10.1" } else { "10.2" };
        if let Some(requirement) = id(nonconformities) {
            for (k, what) in [(kind::FINDING, "finding"), (kind::ACTION, "action")] {
                let decls = all(k);
                if !decls.is_empty() {
                    add(requirement, number(&decls, what));
                }
            }
        }
    }
    let mut groups: Vec<Group> = Vec::new();
    let rows = requirements.into_iter().map(|requirement| {
        let decl = requirement.decl();
        let group = top_group(decl).map(|g| {
            let key = g.name().to_string();
            groups.iter().position(|k| k.key == key).unwrap_or_else(|| {
                groups.push(Group { key, title: texts.title(g), section: CLAUSES });
                groups.len() - 1
            })
        });
        let documents = decl
            .values(field::REQUIREMENT_DOCUMENT)
            .filter_map(|v| v.text())
            .map(|t| Item::new(vec![Inline::Text(visible(&t))]))
            .collect();
        let items = found.remove(&decl.id).unwrap_or_default();
        let mut sources: Vec<_> = items.iter().flat_map(|i| i.sources.clone()).collect();
        sources.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
        sources.dedup();
        let amended = decl.values(field::REQUIREMENT_AMENDED_BY).find_map(|v| v.text());
        let cells = vec![
            Content::text(printed_id(decl)).into(),
            Content::text(texts.title(decl)).into(),
            Content::items(documents).into(),
            Content::items(items).into(),
            Content::text(amended.map_or_else(String::new, |t| visible(&t))).into(),
        ];
        Row { key: decl.path(), group, cells, sources }
    });
    let rows = rows.collect();
    Some(Table {
        key: CLAUSES.into(),
        title: "Clauses".to_string(),
        grouped_by: "chapter",
        columns: columns(),
        scale: Vec::new(),
        groups,
        rows,
    })
}

/// A declaration as an item that says of what kind it is.
fn titled<'m>(texts: &Texts<'m, '_>, decl: Decl<'m>) -> Item {
    let mut item = item(texts, decl);
    let kind_title = visible(decl.kind_title());
    if kind_title != texts.title(decl) {
        item.text.insert(0, Inline::text(format!("{kind_title}: ")));
    }
    // What has not taken place is not shown as if it had.
    let (planned, performed) = match decl.kind() {
        kind::AUDIT => (field::AUDIT_PLANNED, field::AUDIT_PERFORMED),
        kind::MANAGEMENT_REVIEW => (field::MANAGEMENT_REVIEW_PLANNED, field::MANAGEMENT_REVIEW_PERFORMED),
        _ => return item,
    };
    let date = |f| decl.values(f).find_map(|v| v.date());
    let performed = date(performed).filter(|d| *d <= texts.day);
    let when = match (performed, date(planned)) {
        (Some(day), _) => format!(" ({day})"),
        (None, Some(day)) => format!(" (planned for {day})"),
        (None, None) => " (not yet performed)".to_string(),
    };
    item.text.push(Inline::Text(when));
    item.with("performed", performed)
}

/// Whether what happens on a day had happened by this one: a finding was found, a risk was identified, evidence gathered. What
/// gives no day is there.
fn is_there(decl: Decl<'_>, day: Date) -> bool {
    let begins: &[_] = match decl.kind() {
        kind::FINDING => {
            return Finding::of(decl).and_then(audit::found_on).is_none_or(|on| on <= day);
        }
        // An action is there from the day on which what it answers was found.
        kind::ACTION => {
            let answers = eval::members_of(decl.values(field::ACTION_ANSWERS));
            let found = answers.into_iter().filter_map(Finding::of).filter_map(audit::found_on);
            return found.min().is_none_or(|on| on <= day);
        }
        kind::RISK => &[field::RISK_IDENTIFIED],
        kind::EVIDENCE => &[field::EVIDENCE_COLLECTED, field::EVIDENCE_SEEN],
        _ => return true,
    };
    let mut days = begins.iter().flat_map(|f| decl.values(*f)).filter_map(|v| v.date()).peekable();
    days.peek().is_none() || days.any(|on| on <= day)
}

/// Whether it is part of a catalog.
fn is_entry(decl: Decl<'_>) -> bool {
    matches!(decl.kind(), kind::CATALOG | kind::GROUP | kind::CONTROL | kind::REQUIREMENT)
}

/// The outermost group that an entry stands in.
fn top_group(decl: Decl<'_>) -> Option<Decl<'_>> {
    let mut top = group_of(decl)?;
    while let Some(outer) = group_of(top) {
        top = outer;
    }
    Some(top)
}

fn columns() -> Vec<crate::document::Column> {
    let column = |key: &'static str, title: &'static str, shape, names, optional| crate::document::Column {
        key: key.into(),
        title: title.into(),
        part: Part::State,
        shape,
        names,
        brief: false,
        optional,
        facets: &[],
    };
    vec![
        column("id", "Clause", Shape::Text, true, false),
        column("title", "Title", Shape::Text, true, false),
        column("documents", "Documented information asked for", Shape::List, false, false),
        column("declared", "What the package declares for it", Shape::List, false, false),
        column("amended_by", "Amended by", Shape::Text, false, true),
    ]
}
