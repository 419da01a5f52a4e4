//! From results to the document model, one module for each document of the set.

pub mod agenda;
pub(crate) mod approval;
pub mod checklist;
pub mod clauses;
pub(crate) mod control_block;
mod fields;
pub mod manual;
pub mod measurement;
pub mod registers;
pub mod soa;
pub mod texts;
pub mod treatment;

use std::borrow::Cow;

use annexa_core::model::{Decl, View};
use annexa_core::prelude::{Catalog, Requirement, Role, field, kind};

use crate::Problems;
use crate::document::{Block, BlockKind, Column, Content, Document, Inline, Item, Key, Part, Shape, Table};
use crate::text::{Texts, visible};

/// The folder of reports.
pub const REPORT: &str = "report";

/// A paragraph of the layout's own words.
pub(crate) fn paragraph(text: impl Into<String>) -> Block {
    BlockKind::Paragraph(vec![Inline::text(text)]).into()
}

/// A heading of the layout.
pub(crate) fn heading(level: u8, text: impl Into<String>) -> Block {
    BlockKind::Heading { level, text: vec![Inline::text(text)] }.into()
}

/// A column that is worked out.
pub(crate) const fn column(key: &'static str, title: &'static str, part: Part, shape: Shape) -> Column {
    Column {
        key: Cow::Borrowed(key),
        title: Cow::Borrowed(title),
        part,
        shape,
        names: false,
        brief: false,
        optional: false,
        facets: &[],
    }
}

/// A table without groups.
pub(crate) fn plain_table(
    key: impl Into<Key>,
    title: &str,
    columns: Vec<Column>,
    rows: Vec<crate::document::Row>,
) -> Table {
    Table {
        key: key.into(),
        title: title.to_string(),
        grouped_by: "",
        columns,
        scale: Vec::new(),
        groups: Vec::new(),
        rows,
    }
}

/// A report: a document that is worked out, and is no list of one kind.
pub(crate) fn report(
    texts: &Texts<'_, '_>,
    problems: Option<&Problems>,
    name: &str,
    title: &str,
    mut blocks: Vec<Block>,
    tables: Vec<Table>,
) -> Document {
    if let Some(table) = tables.first() {
        blocks.push(heading(2, "Where each row comes from"));
        blocks.push(BlockKind::Origins { table: table.key.clone() }.into());
    }
    let of = registers::computed(texts, problems, name.to_string(), title.to_string(), blocks, tables);
    Document { of: REPORT.to_string(), of_title: "Report".to_string(), ..of }
}

/// A role with its holder on the day: "Chief Information Security Officer (Ines Moreau)".
pub(crate) fn role_item<'m>(texts: &Texts<'m, '_>, role: Role<'m>) -> Item {
    let holders = texts.holders(role.decl());
    let names: Vec<String> = holders.iter().map(|h| crate::document::plain(h)).collect();
    let mut text = texts.reference(role.decl());
    if holders.is_empty() {
        text.push(Inline::text(format!(" (held by nobody on {})", texts.day)));
    } else {
        text.push(Inline::text(" ("));
        text.extend(crate::text::join(holders.into_iter(), ", "));
        text.push(Inline::text(")"));
    }
    Item::new(text)
        .with("name", role.decl().path())
        .with("title", texts.title(role.decl()))
        .with("holders", names)
        .from_source(texts.source(role.decl().anchor(), ""))
}

/// A declaration as an item: its title, with its name and kind for machines.
pub(crate) fn item<'m>(texts: &Texts<'m, '_>, decl: Decl<'m>) -> Item {
    Item::new(texts.reference(decl))
        .with("kind", decl.kind_name())
        .with("name", decl.path())
        .with("title", texts.title(decl))
        .from_source(texts.source(decl.anchor(), ""))
}

/// The number of an entry of a catalog, as it is printed.
pub(crate) fn printed_id(decl: Decl<'_>) -> String {
    let label = [field::CONTROL_LABEL, field::REQUIREMENT_LABEL];
    label
        .iter()
        .find_map(|f| decl.values(*f).find_map(|v| v.text()))
        .map_or_else(|| visible(decl.name()), |l| visible(&l))
}

/// The group that an entry of a catalog stands in.
pub(crate) fn group_of(decl: Decl<'_>) -> Option<Decl<'_>> {
    let mut outer = decl.parent();
    while let Some(d) = outer {
        if d.kind() == kind::GROUP {
            return Some(d);
        }
        outer = d.parent();
    }
    None
}

/// The printed name of a catalog, with its edition and amendments: "ISO/IEC 27001:2022, with Amd 1:2024".
pub(crate) fn catalog_item<'m>(texts: &Texts<'m, '_>, catalog: Catalog<'m>) -> Item {
    let decl = catalog.decl();
    let say = |f| decl.values(f).find_map(|v| v.text()).map(|t| visible(&t));
    let title = say(field::CATALOG_LABEL).unwrap_or_else(|| texts.title(decl));
    let edition = say(field::CATALOG_EDITION);
    // Where the catalog does not say it for itself, its clauses do.
    let mut amendments: Vec<String> = say(field::CATALOG_AMENDMENTS).into_iter().collect();
    if amendments.is_empty() {
        amendments = (decl.id.0..decl.end().0)
            .filter_map(|i| Requirement::of(texts.model.decl(annexa_core::DeclId(i))))
            .flat_map(|r| r.decl().values(field::REQUIREMENT_AMENDED_BY))
            .filter_map(|v| v.text())
            .map(|t| visible(&t))
            .collect();
        amendments.sort();
        amendments.dedup();
    }
    let mut text = title.clone();
    if let Some(edition) = &edition
        && !title.contains(edition.as_str())
    {
        text.push_str(&format!(", edition {edition}"));
    }
    if !amendments.is_empty() {
        text.push_str(&format!(", with {}", amendments.join(", ")));
    }
    Item::new(vec![Inline::Text(text)])
        .with("name", decl.name())
        .with("title", title)
        .with("edition", edition)
        .with("amendments", amendments)
}

/// A cell of roles with their holders.
pub(crate) fn roles<'m>(texts: &Texts<'m, '_>, roles: impl Iterator<Item = Role<'m>>) -> Content {
    Content::items(roles.map(|r| role_item(texts, r)).collect())
}

/// The author's headings below those of the layout.
pub(crate) fn below(mut blocks: Vec<Block>, level: u8) -> Vec<Block> {
    let least = blocks
        .iter()
        .filter_map(|b| match b.kind {
            BlockKind::Heading { level, .. } => Some(level),
            _ => None,
        })
        .min()
        .unwrap_or(level);
    for block in &mut blocks {
        if let BlockKind::Heading { level: own, .. } = &mut block.kind {
            *own = (*own - least + level).min(6);
        }
    }
    blocks
}
