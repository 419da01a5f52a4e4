//! The manual of the management system (ISO/IEC 27001, 4 to 10): what the organization is and does, and where each clause is
//! answered. One for each statement of applicability, since each is about a scope.

use annexa_analysis::Analysis;
use annexa_analysis::coverage::Coverage;
use annexa_core::model::View;
use annexa_core::prelude::field;

use crate::Problems;
use crate::document::{Block, BlockKind, Document, Inline, Part, Shape, Shown};
use crate::document::{Column, Content, Row, Section};
use crate::reports::clauses;
use crate::reports::{below, column, heading, item, paragraph, plain_table, report};
use crate::text::Texts;

/// Its name; where there are several, the name of the statement stands behind it.
pub const MANUAL: &str = "manual";
const ANSWERS: &str = "answers";

/// Makes the document; `None` where the standard has no clauses.
pub fn document<'m>(
    analysis: &Analysis<'m>,
    coverage: &Coverage<'m>,
    texts: &Texts<'m, '_>,
    problems: Option<&Problems>,
) -> Option<Document> {
    let clauses = clauses::table(analysis, coverage, texts)?;
    let (id, title, declared) =
        (clauses.column("id")?, clauses.column("title")?, clauses.column("declared")?);
    let rows: Vec<Row> = clauses
        .rows
        .iter()
        .map(|row| {
            let cell = |c: usize| row.cells.get(c).cloned().unwrap_or_default();
            let answer = match cell(declared) {
                empty if empty.content.is_empty() => {
                    Content::word("nothing", "Nothing is declared for it").into()
                }
                said => said,
            };
            Row { cells: vec![cell(id), cell(title), answer], ..row.clone() }
        })
        .collect();
    let columns = vec![
        Column { names: true, ..column("id", "Clause", Part::State, Shape::Text) },
        Column { names: true, ..column("title", "Title", Part::State, Shape::Text) },
        column("answered_by", "Where it is answered", Part::State, Shape::List),
    ];
    let mut table = plain_table(ANSWERS, "Clauses", columns, rows);
    // A section for each chapter.
    table.groups = clauses.groups.clone();
    table.grouped_by = clauses.grouped_by;

    let mut blocks: Vec<Block> = vec![paragraph(
        "What the management system consists of, and where each clause of the standard is answered. Whether an answer is \
         enough, people judge.",
    )];
    if let Some(organization) = texts.organization() {
        let decl = organization.decl();
        let said = decl.values(field::ORGANIZATION_BODY).flat_map(|v| texts.blocks(v));
        blocks.push(section(texts, "The organization", decl, said.collect()));
    }
    if let Some(scope) = coverage.scope {
        let decl = scope.decl();
        let said = decl.values(field::SCOPE_BODY).flat_map(|v| texts.blocks(v));
        blocks.push(section(texts, "The scope", decl, said.collect()));
    }
    let mut answers = vec![heading(2, "Clauses")];
    answers
        .push(BlockKind::Table(Shown { table: ANSWERS.into(), part: None, section: None, level: 3 }).into());
    blocks.extend(answers);
    let soa = coverage.soa.decl();
    let several = analysis.coverages.len() > 1;
    let name = if several { format!("{MANUAL}-{}", soa.name()) } else { MANUAL.to_string() };
    let title = match coverage.scope.filter(|_| several) {
        Some(scope) => format!("Manual of the management system: {}", texts.title(scope.decl())),
        None => "Manual of the management system".to_string(),
    };
    let made = report(texts, problems, &name, &title, blocks, vec![table]);
    Some(Document { about: None, ..made })
}

/// A part about a declaration: its title and what it says of itself.
fn section<'m>(
    texts: &Texts<'m, '_>,
    title: &str,
    decl: annexa_core::model::Decl<'m>,
    said: Vec<Block>,
) -> Block {
    let mut blocks = vec![Block {
        kind: BlockKind::Paragraph(vec![Inline::Strong(item(texts, decl).text)]),
        sources: vec![texts.source(decl.anchor(), "")],
    }];
    blocks.extend(below(said, 3));
    BlockKind::Section(Section {
        name: String::new(),
        kind: String::new(),
        level: 2,
        title: title.to_string(),
        inherited: Vec::new(),
        blocks,
        facts: Vec::new(),
    })
    .into()
}
