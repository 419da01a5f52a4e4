//! The checklist of an internal audit (ISO/IEC 27001, 9.2): for each control that applies, and for each audit that is planned
//! for what it covers, what to read, whom to ask and what to try out, with room for what is found.

use annexa_analysis::Analysis;
use annexa_analysis::checklist::{self, Item as Asked};
use annexa_core::model::{Decl, View};
use annexa_core::prelude::{Audit, field};
use annexa_core::source::PackageId;

use crate::Problems;
use crate::document::{Cell, Column, Content, Document, Inline, Item, Key, Part, Row, Shape, Table, Word};
use crate::reports::registers::shown;
use crate::reports::{column, heading, item, paragraph, plain_table, printed_id, report};
use crate::text::{Texts, visible};

/// Its name, and the key of the table of all controls.
pub const CHECKLIST: &str = "audit-checklist";

/// Makes the document; `None` where there is nothing to look at.
pub fn document<'m>(
    analysis: &Analysis<'m>,
    texts: &Texts<'m, '_>,
    problems: Option<&Problems>,
) -> Option<Document> {
    let day = texts.day;
    // An audit that was performed has its report; one to come has a list of its own.
    let is_ahead = |audit: &Audit<'m>| {
        let performed = audit.decl().values(field::AUDIT_PERFORMED).find_map(|v| v.date());
        let own = audit.decl().package() == PackageId::MAIN;
        // A list of what is left out of an edition would tell that there is such an audit.
        own && !texts.is_left_out(audit.decl()) && performed.is_none_or(|d| d > day)
    };
    let audits = analysis.model.all::<Audit>().filter(is_ahead);
    let all = checklist::items(analysis, None);
    let mut tables = vec![table(texts, CHECKLIST.into(), "All controls that apply", &all)];
    let mut blocks = vec![paragraph(
        "What there is to look at for each control, from what the package declares. Which ways of finding out suit it is our \
         reading; results and remarks are the auditor's, and empty here.",
    )];
    for audit in audits {
        let asked = checklist::items(analysis, Some(audit));
        if asked.is_empty() {
            continue;
        }
        let key = format!("of-{}", visible(&audit.decl().path()));
        let of = table(texts, key.into(), &format!("For the audit: {}", texts.title(audit.decl())), &asked);
        blocks.extend([heading(2, of.title.clone()), shown(&of)]);
        tables.push(of);
    }
    if all.is_empty() {
        return None;
    }
    blocks.extend([heading(2, tables[0].title.clone()), shown(&tables[0])]);
    Some(report(texts, problems, CHECKLIST, "Audit checklist", blocks, tables))
}

fn table<'m>(texts: &Texts<'m, '_>, key: Key, title: &str, asked: &[Asked<'m>]) -> Table {
    let rows = asked.iter().enumerate().map(|(n, asked)| row(texts, n, asked));
    plain_table(key, title, columns(), rows.collect())
}

fn row<'m>(texts: &Texts<'m, '_>, n: usize, asked: &Asked<'m>) -> Row {
    let list = |decls: &[Decl<'m>]| -> Cell {
        Content::items(decls.iter().map(|d| item(texts, *d)).collect()).into()
    };
    let evidence = asked.evidence.iter().map(|(evidence, state)| {
        let mut item = item(texts, evidence.decl());
        let state = state.map_or("not known".to_string(), |s| s.title(texts.model).to_lowercase());
        item.text.push(Inline::Text(format!(" ({state})")));
        item
    });
    let methods = asked.methods.iter().map(|m| Item::new(vec![Inline::text(m.title(texts.model))]));
    let open: Vec<Decl<'m>> = asked.open.iter().map(|f| f.decl()).collect();
    let audited: Vec<Decl<'m>> = asked.audited.iter().map(|a| a.decl()).collect();
    let word = asked.word.map_or(Content::Empty, |state| {
        let word = crate::reports::soa::word(state);
        Content::List { word: Some(Word { word: word.into(), text: word.to_string() }), items: Vec::new() }
    });
    let of = Item::new(vec![Inline::Reference {
        to: asked.of.path(),
        words: vec![Inline::Text(format!("{} {}", printed_id(asked.of), texts.title(asked.of)))],
    }]);
    let cells: Vec<Cell> = vec![
        Content::items(vec![of.with("name", asked.of.path())]).into(),
        word.into(),
        Content::items(methods.collect()).into(),
        list(&asked.read),
        Content::items(evidence.collect()).into(),
        list(&asked.ask),
        list(&asked.subjects),
        list(&audited),
        list(&open),
        Content::Empty.into(),
    ];
    let sources = asked.read.iter().map(|d| texts.source(d.anchor(), "")).collect();
    Row { key: format!("{}-{}", visible(&asked.of.path()), n + 1), group: None, cells, sources }
}

fn columns() -> Vec<Column> {
    use Part::State;
    let optional = |key, title| Column { optional: true, ..column(key, title, State, Shape::List) };
    vec![
        Column { names: true, ..column("of", "Control or clause", State, Shape::List) },
        column("word", "Word", State, Shape::Word),
        column("methods", "How to find out", State, Shape::List),
        column("read", "Read", State, Shape::List),
        column("evidence", "Evidence", State, Shape::List),
        column("ask", "Ask", State, Shape::List),
        optional("subjects", "Done for"),
        optional("audited", "Found in order by"),
        optional("open", "Open nonconformities"),
        column("result", "Result and remarks", State, Shape::Text),
    ]
}
