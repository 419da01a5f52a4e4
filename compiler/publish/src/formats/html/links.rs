//! Where everything is: the one place that knows the address of a declaration.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::document::{Block, BlockKind, Content, Document, Inline, Sort};
use crate::reports::clauses::CLAUSES;
use crate::reports::soa::CONTROLS;
use crate::{file_name, free};

/// The addresses of a site, from its folder.
pub(super) struct Links<'d> {
    targets: FxHashMap<String, String>,
    controls: Vec<ControlPage<'d>>,
    /// Who names what: the address and the title of what names it.
    named_by: FxHashMap<String, Vec<(String, String, String)>>,
}

/// A page about a control.
pub(super) struct ControlPage<'d> {
    /// The control.
    pub key: &'d str,
    /// The path of its page.
    pub path: String,
}

impl<'d> Links<'d> {
    pub(super) fn new(documents: &'d [Document], stems: &[String]) -> Self {
        let mut links =
            Links { targets: FxHashMap::default(), controls: Vec::new(), named_by: FxHashMap::default() };
        let mut taken: Vec<String> = stems.iter().map(|s| s.to_lowercase()).collect();
        for (document, stem) in documents.iter().zip(stems) {
            let page = format!("{stem}.html");
            if let Some(about) = &document.about {
                links.add(about, page.clone());
            }
            links.sections(&document.blocks, &page);
            if document.sort == Sort::Soa {
                for row in document.table(CONTROLS).into_iter().flat_map(|t| &t.rows) {
                    if !links.targets.contains_key(&row.key) {
                        let stem =
                            free(&format!("control/{}", file_name(&row.key, "entry")), &[], &mut taken);
                        let path = format!("{stem}.html");
                        links.add(&row.key, path.clone());
                        links.controls.push(ControlPage { key: &row.key, path });
                    }
                }
                for row in document.table(CLAUSES).into_iter().flat_map(|t| &t.rows) {
                    links.add(&row.key, format!("{page}#{}", id(&row.key)));
                }
            }
        }
        // What has a page of its own, or stands on one, is found there; all else in its register.
        for (document, stem) in documents.iter().zip(stems).filter(|(d, _)| d.lists.is_some()) {
            for row in document.tables.first().into_iter().flat_map(|t| &t.rows) {
                links.add(&row.key, format!("{stem}.html#{}", id(&row.key)));
            }
        }
        links.gather_names(documents);
        links
    }

    fn add(&mut self, name: &str, url: String) {
        self.targets.entry(name.to_string()).or_insert(url);
    }

    fn sections(&mut self, blocks: &[Block], page: &str) {
        for block in blocks {
            if let BlockKind::Section(section) = &block.kind {
                if !section.name.is_empty() {
                    self.add(&section.name, format!("{page}#{}", id(&section.name)));
                }
                self.sections(&section.blocks, page);
            }
        }
    }

    fn gather_names(&mut self, documents: &[Document]) {
        for document in documents.iter().filter(|d| d.lists.is_some()) {
            for row in document.tables.first().into_iter().flat_map(|t| &t.rows) {
                let Some(url) = self.targets.get(&row.key).cloned() else { continue };
                let title = row.cells.get(1).map_or_else(String::new, |c| c.content.plain());
                let mut named: FxHashSet<&str> = FxHashSet::default();
                for cell in &row.cells {
                    names_in(&cell.content, &mut named);
                }
                let mut named: Vec<&str> = named.into_iter().collect();
                named.sort_unstable();
                for name in named {
                    let entry = (document.title.clone(), url.clone(), title.clone());
                    self.named_by.entry(name.to_string()).or_default().push(entry);
                }
            }
        }
    }

    /// The address of what is called `name`; of a field of something, that of the something.
    pub(super) fn to(&self, name: &str) -> Option<&str> {
        let found = self.targets.get(name).or_else(|| self.targets.get(name.rsplit_once('.')?.0));
        found.map(String::as_str)
    }

    /// The controls that have a page, in their order.
    pub(super) fn controls(&self) -> &[ControlPage<'d>] {
        &self.controls
    }

    /// What names `name`: the title of the register, the address, and the title.
    pub(super) fn named_by(&self, name: &str) -> &[(String, String, String)] {
        self.named_by.get(name).map_or(&[], |all| all)
    }
}

fn names_in<'d>(content: &'d Content, found: &mut FxHashSet<&'d str>) {
    match content {
        Content::Text(inlines) => names(inlines, found),
        Content::Blocks(blocks) => blocks.iter().for_each(|b| names_in_block(b, found)),
        Content::List { items, .. } => items.iter().for_each(|i| names(&i.text, found)),
        Content::Empty | Content::Date(_) | Content::Number(_) => {}
    }
}

fn names_in_block<'d>(block: &'d Block, found: &mut FxHashSet<&'d str>) {
    match &block.kind {
        BlockKind::Heading { text, .. } | BlockKind::Paragraph(text) | BlockKind::Note(text) => {
            names(text, found);
        }
        BlockKind::List { items, .. } => items.iter().flatten().for_each(|b| names_in_block(b, found)),
        BlockKind::Quote(inner) => inner.iter().for_each(|b| names_in_block(b, found)),
        BlockKind::Grid(rows) => rows.iter().flatten().for_each(|cell| names(cell, found)),
        BlockKind::Section(section) => section.blocks.iter().for_each(|b| names_in_block(b, found)),
        BlockKind::Code(_)
        | BlockKind::Rule
        | BlockKind::Table(_)
        | BlockKind::Drawing { .. }
        | BlockKind::Origins { .. } => {}
    }
}

fn names<'d>(inlines: &'d [Inline], found: &mut FxHashSet<&'d str>) {
    for inline in inlines {
        match inline {
            Inline::Reference { to, words } => {
                found.insert(to);
                names(words, found);
            }
            Inline::Emph(inner) | Inline::Strong(inner) | Inline::Strike(inner) => names(inner, found),
            Inline::Link { words, .. } => names(words, found),
            Inline::Text(_) | Inline::Code(_) | Inline::Break => {}
        }
    }
}

/// A name as the part of an address behind `#`. The layout's own begin with an underscore, which no name does.
pub(super) fn id(name: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '.') { c } else { '-' };
    name.chars().map(safe).collect()
}
