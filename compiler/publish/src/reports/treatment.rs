//! The risk treatment plan (ISO/IEC 27001, 6.1.3 e): every line `treat:` of every risk, with what is done, who sees to it, by
//! when, and how far it is on the day.

use annexa_analysis::risk::{Assessment, Judgement, Treatment};
use annexa_analysis::{Analysis, why};
use annexa_core::model::View;
use annexa_core::prelude::field;
use annexa_core::source::PackageId;
use annexa_syntax::tree::Prep;

use crate::Problems;
use crate::document::{Block, Cell, Column, Content, Document, Inline, Item, Part, Row, Shape};
use crate::reports::registers::shown;
use crate::reports::{column, heading, item, paragraph, plain_table, report, roles};
use crate::text::{Texts, join, visible};

/// Its name, and the key of its table.
pub const PLAN: &str = "risk-treatment-plan";

/// Makes the document; `None` where no risk is treated.
pub fn document<'m>(
    analysis: &Analysis<'m>,
    texts: &Texts<'m, '_>,
    problems: Option<&Problems>,
) -> Option<Document> {
    let own = analysis.risks.all.iter().filter(|a| a.risk.decl().package() == PackageId::MAIN);
    let lines = own.flat_map(|a| a.treatments.iter().enumerate().map(move |(n, t)| (a, n, t)));
    let rows: Vec<Row> = lines.map(|(a, n, t)| row(analysis, texts, a, n, t)).collect();
    if rows.is_empty() {
        return None;
    }
    let table = plain_table(PLAN, "Risk treatment plan", columns(), rows);
    let blocks: Vec<Block> = vec![
        paragraph(
            "What is done about each risk, as the package declares it, and how far it is. That the risk owner approves the \
             plan and accepts what remains (6.1.3 f) stands under “Acceptance”, with the role and the day.",
        ),
        heading(2, "Treatment of each risk"),
        shown(&table),
    ];
    Some(report(texts, problems, PLAN, "Risk treatment plan", blocks, vec![table]))
}

fn row<'m>(
    analysis: &Analysis<'m>,
    texts: &Texts<'m, '_>,
    of: &Assessment<'m>,
    n: usize,
    treatment: &Treatment<'m>,
) -> Row {
    let risk = of.risk.decl();
    let level = |judged: Option<Judgement>| -> Cell {
        let name = judged.and_then(|j| j.level).map(|(name, _)| visible(texts.model.names.text(name)));
        Content::text(name.unwrap_or_default()).into()
    };
    let means = treatment.means.iter().map(|means| {
        let mut item = item(texts, means.decl);
        item.text = texts.inlines(means.value);
        item.text.push(Inline::Text(format!(" ({})", why::force(means.force))));
        item.sources = vec![texts.source(means.value.anchor(), "")];
        item
    });
    let because = treatment.phrase.part(Prep::Because).filter(|v| v.is_known());
    let because = join(because.map(|v| texts.inlines(v)), "; ");
    let mut accepted: Vec<Item> =
        texts.derived(risk, field::RISK_ACCEPTANCE).into_iter().map(Item::new).collect();
    let standing = analysis.approvals.of(risk);
    accepted.extend(standing.into_iter().flat_map(|s| s.counting()).map(|(role, record)| {
        let mut by = item(texts, role.decl());
        by.text.push(Inline::Text(format!(", on {}", record.on)));
        by
    }));
    let cells: Vec<Cell> = vec![
        Content::items(vec![item(texts, risk)]).into(),
        roles(texts, of.risk.owner().into_iter()).into(),
        Content::text(treatment.response.map_or("", |r| r.title(texts.model))).into(),
        Content::items(means.collect()).into(),
        if because.is_empty() { Content::Empty.into() } else { Content::Text(because).into() },
        roles(texts, treatment.by.iter().copied()).into(),
        treatment.due.map_or(Content::Empty, Content::Date).into(),
        Content::text(why::standing(treatment, texts.day)).into(),
        level(of.inherent),
        level(of.current),
        level(of.residual),
        Content::items(accepted).into(),
    ];
    Row {
        key: format!("{}-{}", visible(&risk.path()), n + 1),
        group: None,
        cells,
        sources: vec![texts.source(treatment.phrase.anchor(), "")],
    }
}

fn columns() -> Vec<Column> {
    use Part::{Declared, State};
    vec![
        Column { names: true, ..column("risk", "Risk", Declared, Shape::List) },
        column("owner", "Owner of the risk", Declared, Shape::List),
        column("response", "Response", Declared, Shape::Text),
        column("with", "With", Declared, Shape::List),
        Column { optional: true, ..column("because", "Why", Declared, Shape::Text) },
        column("by", "Who sees to it", Declared, Shape::List),
        column("due", "Due", Declared, Shape::Date),
        column("how_far", "How far", State, Shape::Text),
        column("before", "Level before", State, Shape::Text),
        column("today", "Level today", State, Shape::Text),
        column("after", "Level after", State, Shape::Text),
        Column { optional: true, ..column("acceptance", "Acceptance", State, Shape::List) },
    ]
}
