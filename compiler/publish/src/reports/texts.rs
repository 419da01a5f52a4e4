//! The texts of the organization's own: policies, procedures and every other document that is approved and says something in
//! words, as their readers get them. What a document inherits stands in its place, and parameters have the values of the
//! document that is read.

use annexa_analysis::Analysis;
use annexa_analysis::document::{Content as Inherited, Param, Resolved};
use annexa_core::model::Decl;
use annexa_core::prelude::{field, kind};
use annexa_core::schema::FieldId;

use crate::Problems;
use crate::document::{Block, BlockKind, Cell, Content, Document, Fact, Inline, Item, Section, Shape, Sort};
use crate::reports::{approval, below, control_block, fields};
use crate::text::{Texts, visible};

/// The documents of a package that have a text, by kind, then in the order of the model. Statements of applicability have a report of
/// their own.
pub fn documents<'m>(
    analysis: &Analysis<'m>,
    texts: &Texts<'m, '_>,
    problems: Option<&Problems>,
) -> Vec<Document> {
    let mut decls: Vec<Decl<'m>> = analysis.approvals.documents.iter().map(|s| s.decl).collect();
    decls.sort_by_key(|decl| decl.kind());
    decls
        .into_iter()
        .filter(|decl| decl.kind() != kind::SOA)
        .filter_map(|decl| texts.within(decl, || document(analysis, texts, problems, decl)))
        .collect()
}

fn document<'m>(
    analysis: &Analysis<'m>,
    texts: &Texts<'m, '_>,
    problems: Option<&Problems>,
    decl: Decl<'m>,
) -> Option<Document> {
    let resolved = Resolved::of(decl);
    let content = resolved.content();
    if content.is_empty() {
        return None;
    }
    let approval = approval::of(analysis, decl, texts, problems);
    let (status, status_says) = (approval.status, approval.says.clone());
    let mut facts = control_block::facts(texts, &resolved, approval);
    facts.push(control_block::organization(texts));
    facts.push(control_block::language(texts));
    facts.push(control_block::state_on(texts));
    let (short, long) = said(texts, &resolved, &content, |f| control_block::FIELDS.contains(&f));
    let is_param = |c: &Inherited<'m>| matches!(c, Inherited::Part(p) if p.decl().kind() == kind::PARAM);
    let (params, content): (Vec<_>, Vec<_>) = content.into_iter().partition(is_param);
    let mut blocks = body(texts, &resolved, content, 2);
    blocks.extend(long.into_iter().map(|fact| {
        let text = match fact.cell.content {
            Content::Blocks(blocks) => below(blocks, 3),
            _ => Vec::new(),
        };
        part_of_layout(&fact.title, Vec::new(), text)
    }));
    // Readers find the values in the text; who sets them finds them here.
    if !params.is_empty() {
        blocks.push(part_of_layout("Parameters", Vec::new(), body(texts, &resolved, params, 3)));
    }
    if !short.is_empty() {
        blocks.push(part_of_layout("Particulars", short, Vec::new()));
    }
    Some(Document {
        sort: Sort::Text,
        of: decl.kind_name().to_string(),
        of_title: visible(decl.kind_title()),
        about: Some(decl.path()),
        lists: None,
        name: decl.name().to_string(),
        title: texts.title(decl),
        status,
        status_says,
        classification: control_block::classification(texts, &resolved),
        language: "en".to_string(),
        as_of: texts.day,
        problems: problems.copied(),
        facts,
        blocks,
        tables: Vec::new(),
    })
}

fn part_of_layout(title: &str, facts: Vec<Fact>, blocks: Vec<Block>) -> Block {
    BlockKind::Section(Section {
        name: String::new(),
        kind: String::new(),
        level: 2,
        title: title.to_string(),
        inherited: Vec::new(),
        blocks,
        facts,
    })
    .into()
}

/// What is said beside the text: first what is short, then what has paragraphs of its own.
fn said<'m>(
    texts: &Texts<'m, '_>,
    of: &Resolved<'m>,
    content: &[Inherited<'m>],
    leave_out: impl Fn(FieldId) -> bool,
) -> (Vec<Fact>, Vec<Fact>) {
    let printed: Vec<FieldId> = content
        .iter()
        .filter_map(|c| match c {
            Inherited::Prose(value) => Some(value.phrase().field()),
            Inherited::Part(_) => None,
        })
        .collect();
    let facts = fields::facts(texts, of, |f| printed.contains(&f) || leave_out(f));
    facts.into_iter().partition(|f| !matches!(f.cell.content, Content::Blocks(_)))
}

/// The text and the parts of `of`, in the order in which they are printed.
fn body<'m>(texts: &Texts<'m, '_>, of: &Resolved<'m>, content: Vec<Inherited<'m>>, level: u8) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    // Parts stand below the heading before them.
    let mut parts = level;
    for item in content {
        match item {
            Inherited::Prose(value) => {
                let text = below(texts.blocks(value), level);
                if text.iter().any(|b| matches!(b.kind, BlockKind::Heading { .. })) {
                    parts = level + 1;
                }
                blocks.extend(text);
            }
            Inherited::Part(part) => blocks.push(section(texts, &part, of, parts.min(6))),
        }
    }
    blocks
}

fn section<'m>(texts: &Texts<'m, '_>, part: &Resolved<'m>, document: &Resolved<'m>, level: u8) -> Block {
    let decl = part.decl();
    let content = part.content();
    let is_param = decl.kind() == kind::PARAM;
    let (mut facts, long) = said(texts, part, &content, |f| is_param && f == field::PARAM_DEFAULT);
    if is_param {
        let param = Param::of(decl, document.decl());
        let values = param.values.iter().map(|v| Item::new(texts.inlines(*v)));
        let at = param.set.map_or(decl.anchor(), |set| set.anchor());
        let cell = Cell { content: Content::items(values.collect()), sources: vec![texts.source(at, "")] };
        facts.insert(0, Fact { key: "holds".into(), title: "Value".into(), shape: Shape::List, cell });
    }
    facts.extend(long);
    let from = match part.own() {
        Some(own) => own.base(),
        None => Some(decl),
    };
    let inherited = from.and_then(|base| base.parent()).map_or_else(Vec::new, |base| {
        let how = if part.own().is_some() { "extends what stands in " } else { "inherited from " };
        let mut words = vec![Inline::text(how)];
        words.extend(texts.reference(base));
        words
    });
    let blocks = body(texts, part, content, (level + 1).min(6));
    let name = match (part.own(), part.within) {
        (None, Some(within)) => format!("{}.{}", within.path(), decl.name()),
        _ => decl.path(),
    };
    Block {
        kind: BlockKind::Section(Section {
            name,
            kind: visible(decl.kind_title()),
            level,
            title: texts.title(decl),
            inherited,
            blocks,
            facts,
        }),
        sources: part.layers.iter().map(|layer| texts.source(layer.anchor(), "")).collect(),
    }
}
