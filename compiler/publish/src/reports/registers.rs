//! A register for every kind that a package declares something of, also for the kinds that it adds: a row for each
//! declaration, a column for each field that any of them says. With the risks, a matrix for each method.

use annexa_analysis::Analysis;
use annexa_analysis::document::Resolved;
use annexa_analysis::risk::{Assessment, Judgement, Levels};
use annexa_core::model::{Decl, View};
use annexa_core::prelude::{RiskMethod, field, kind};
use annexa_core::schema::{FieldId, KindId};
use annexa_core::source::PackageId;
use rustc_hash::FxHashSet;

use crate::Problems;
use crate::document::{
    Block, BlockKind, Cell, Column, Content, Document, Item, Part, Row, Shape, Shown, Sort, Status, Table,
    Word,
};
use crate::reports::{control_block, fields, heading, paragraph};
use crate::text::{Texts, visible};

/// The key of a register's table.
pub const ENTRIES: &str = "entries";
/// The folder of registers.
pub const REGISTER: &str = "register";

/// What an overview of a kind shows, where its short fields in their order would not read well.
const OVERVIEWS: &[(KindId, &[FieldId])] = &[(
    kind::RISK,
    &[
        field::OWNED_OWNER,
        field::RISK_INHERENT_LEVEL,
        field::RISK_LEVEL,
        field::RISK_RESIDUAL_LEVEL,
        field::RISK_ACCEPTANCE,
    ],
)];

/// The registers of a package, in the order of its kinds.
pub fn documents<'m>(
    analysis: &Analysis<'m>,
    texts: &Texts<'m, '_>,
    problems: Option<&Problems>,
) -> Vec<Document> {
    let kinds = (0..analysis.model.schema.kinds.len()).filter_map(|i| u16::try_from(i).ok().map(KindId));
    kinds.filter_map(|kind| register(analysis, texts, problems, kind)).collect()
}

fn register<'m>(
    analysis: &Analysis<'m>,
    texts: &Texts<'m, '_>,
    problems: Option<&Problems>,
    kind: KindId,
) -> Option<Document> {
    let model = analysis.model;
    let decls: Vec<Decl<'m>> = model.of_kind(kind).filter(|d| d.package() == PackageId::MAIN).collect();
    let first = decls.first()?;
    let title = visible(first.kind_title());
    let mut tables = vec![entries(texts, kind, &decls)];
    if kind == kind::RISK {
        tables.extend(matrices(analysis, texts));
    }
    let mut blocks = vec![paragraph(
        "What the package declares of this kind. Fields that are worked out say so by their heading.",
    )];
    for table in tables.iter().skip(1) {
        blocks.push(heading(2, table.title.clone()));
        blocks.push(shown(table));
    }
    blocks.push(heading(2, "Entries"));
    blocks.push(shown(&tables[0]));
    blocks.push(heading(2, "Where each row comes from"));
    blocks.push(BlockKind::Origins { table: ENTRIES.into() }.into());
    let name = model.schema.kind(kind).map_or("", |k| model.names.text(k.name)).to_string();
    let called = if kind == kind::TERM { "Glossary".to_string() } else { format!("{title} register") };
    let register = computed(texts, problems, name, called, blocks, tables);
    Some(Document { lists: Some(kind), of_title: title, ..register })
}

/// A document that is worked out, and that nobody is asked to approve.
pub(crate) fn computed(
    texts: &Texts<'_, '_>,
    problems: Option<&Problems>,
    name: String,
    title: String,
    blocks: Vec<Block>,
    tables: Vec<Table>,
) -> Document {
    let status_says =
        format!("Worked out from what the package declares on {}; nobody is asked to approve it", texts.day);
    let fact = |key, title, shape, content| control_block::fact(texts, key, title, shape, content, None);
    let facts = vec![
        fact("title", "Title", Shape::Text, Content::text(title.clone())),
        fact("status", "Status", Shape::Word, Content::word(Status::Computed.word(), status_says.clone())),
        control_block::organization(texts),
        control_block::language(texts),
        control_block::state_on(texts),
    ];
    Document {
        sort: Sort::Register,
        of: REGISTER.to_string(),
        of_title: "Register".to_string(),
        about: None,
        lists: None,
        name,
        title,
        status: Status::Computed,
        status_says,
        classification: None,
        language: "en".to_string(),
        as_of: texts.day,
        problems: problems.copied(),
        facts,
        blocks,
        tables,
    }
}

pub(crate) fn shown(table: &Table) -> Block {
    BlockKind::Table(Shown { table: table.key.clone(), part: None, section: None, level: 3 }).into()
}

fn entries<'m>(texts: &Texts<'m, '_>, kind: KindId, decls: &[Decl<'m>]) -> Table {
    let model = texts.model;
    let within = decls.iter().any(|d| d.parent().is_some());
    let mut columns = vec![Column::naming("name", "Name"), Column::naming("title", "Title")];
    if within {
        columns.push(Column { shape: Shape::List, ..Column::naming("within", "Stands in") });
    }
    let mut seen: FxHashSet<String> = FxHashSet::default();
    let mut rows: Vec<Row> = decls
        .iter()
        .map(|decl| {
            let path = visible(&decl.path());
            let mut key = path.clone();
            let mut n = 2;
            while !seen.insert(key.clone()) {
                key = format!("{path}-{n}");
                n += 1;
            }
            let mut cells: Vec<Cell> =
                vec![Content::text(path).into(), Content::text(texts.title(*decl)).into()];
            if within {
                let parent = decl.parent().map(|p| Item::new(texts.reference(p)));
                cells.push(Content::items(parent.into_iter().collect()).into());
            }
            Row { key, group: None, cells, sources: vec![texts.source(decl.anchor(), "")] }
        })
        .collect();
    let overview = OVERVIEWS.iter().find(|(of, _)| *of == kind).map(|(_, fields)| *fields);
    for saying in fields::of_kind(model, kind) {
        let cells: Vec<Cell> = decls
            .iter()
            .map(|decl| {
                let top = std::iter::successors(Some(*decl), |d| d.parent()).last().unwrap_or(*decl);
                texts.within(top, || fields::cell(texts, &Resolved::of(*decl), &saying))
            })
            .collect();
        if cells.iter().all(|c| c.content.is_empty()) {
            continue;
        }
        columns.push(Column {
            key: saying.key,
            title: match saying.part {
                Part::State => format!("{} (computed)", saying.title).into(),
                _ => saying.title,
            },
            part: saying.part,
            shape: saying.shape,
            names: false,
            brief: overview.map_or(saying.brief, |fields| fields.contains(&saying.field)),
            optional: true,
            facets: &[],
        });
        for (row, cell) in rows.iter_mut().zip(cells) {
            row.cells.push(cell);
        }
    }
    Table {
        key: ENTRIES.into(),
        title: "Entries".to_string(),
        grouped_by: "",
        columns,
        scale: Vec::new(),
        groups: Vec::new(),
        rows,
    }
}

// ----- the risk matrix -------------------------------------------------------------------------------------------------

/// Where a risk stands in a matrix.
type Stands = fn(&Assessment<'_>) -> Option<Judgement>;

const MATRICES: [(&str, &str, Stands); 3] = [
    ("before", "before treatment", |a| a.inherent),
    ("today", "today", |a| a.current),
    ("after", "after treatment", |a| a.residual),
];

fn matrices<'m>(analysis: &Analysis<'m>, texts: &Texts<'m, '_>) -> Vec<Table> {
    let mut methods: Vec<RiskMethod<'m>> = Vec::new();
    for assessment in &analysis.risks.all {
        if let Some(method) = assessment.method.filter(|m| !methods.iter().any(|k| k.decl() == m.decl())) {
            methods.push(method);
        }
    }
    let several = methods.len() > 1;
    let all = methods.iter().flat_map(|method| MATRICES.map(|matrix| (*method, matrix)));
    all.map(|(method, (key, title, stands))| {
        let of = if several { format!(" ({})", texts.title(method.decl())) } else { String::new() };
        let key = if several { format!("{key}-{}", method.decl().name()) } else { key.to_string() };
        matrix(analysis, texts, method, format!("matrix-{key}"), format!("Risks {title}{of}"), stands)
    })
    .collect()
}

fn matrix<'m>(
    analysis: &Analysis<'m>,
    texts: &Texts<'m, '_>,
    method: RiskMethod<'m>,
    key: String,
    title: String,
    stands: Stands,
) -> Table {
    let steps =
        |f: FieldId| -> Vec<String> { method.decl().values(f).map(|v| visible(v.source())).collect() };
    let levels = Levels::of(method);
    let likelihoods = steps(field::RISK_METHOD_LIKELIHOOD);
    let consequences = steps(field::RISK_METHOD_CONSEQUENCE);
    let scale = steps(field::RISK_METHOD_LEVEL);
    let column = |key: String, title: String, names, shape| Column {
        key: key.into(),
        title: title.into(),
        part: Part::State,
        shape,
        names,
        brief: true,
        optional: false,
        facets: &[],
    };
    let mut columns = vec![column("likelihood_step".into(), "Likelihood".into(), true, Shape::Text)];
    let sources = || vec![texts.source(method.decl().anchor(), "")];
    columns.extend(consequences.iter().map(|c| column(c.clone(), c.clone(), false, Shape::WordAndList)));
    // The likeliest is on top.
    let rows = likelihoods.iter().enumerate().rev().map(|(l, likelihood)| {
        let mut cells: Vec<Cell> = vec![Content::text(likelihood.clone()).into()];
        cells.extend((0..consequences.len()).map(|c| {
            let (at_l, at_c) = (u16::try_from(l).unwrap_or(u16::MAX), u16::try_from(c).unwrap_or(u16::MAX));
            let here = analysis.risks.all.iter().filter(|a| {
                a.risk.decl().package() == PackageId::MAIN
                    && a.method.is_some_and(|m| m.decl() == method.decl())
                    && stands(a).is_some_and(|j| j.likelihood == at_l && j.consequence == at_c)
            });
            let items = here.map(|a| crate::reports::item(texts, a.risk.decl())).collect();
            let word = levels.at(at_l, at_c).map(|(name, _)| {
                let name = visible(texts.model.names.text(name));
                Word { word: name.clone().into(), text: name }
            });
            Cell::from(Content::List { word, items })
        }));
        Row { key: likelihood.clone(), group: None, cells, sources: sources() }
    });
    let rows = rows.collect();
    Table { key: key.into(), title, grouped_by: "", columns, scale, groups: Vec::new(), rows }
}
