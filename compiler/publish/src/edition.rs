//! Editions: the documents as some readers may have them. Nothing classified above their level is in them, and what has no
//! classification counts as the second step of the enum, which is `internal` where nobody replaced it.
//!
//! Two things see to it. [`Texts`] gives no words of a declaration that an edition leaves out, so that none get into a
//! sentence. And [`redact`] goes once through the documents, whatever made them: by the names and places that every row,
//! section, item and cell carries it takes out what is of such a declaration, with what would point to it or count it. So a
//! new report is redacted without knowing of editions.
//!
//! A standard is nobody's secret, and who issues a document is named on it: the library and the organization's own name are
//! for everybody. Files and lines are the organization's own; readers below the second step get none.

use annexa_analysis::document::Resolved;
use annexa_analysis::prose;
use annexa_core::DeclId;
use annexa_core::model::{Decl, LetId, Model, TextTarget};
use annexa_core::prelude::{enumeration, field, kind};
use annexa_core::source::{PackageId, Place};
use annexa_core::value::Value;
use annexa_syntax::literal::{self, PieceKind};
use annexa_syntax::tree::Prep;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::document::{
    Block, BlockKind, Cell, Column, Content, Datum, Document, Fact, Inline, Item, Part, Row, Section, Shape,
    Shown, Source, Status, Table, Word, plain,
};
use crate::reports::registers::{computed, shown};
use crate::reports::soa::{ALL, CONTROLS, TOTALS};
use crate::reports::{control_block, paragraph};
use crate::text::{Texts, visible};

/// What stands in the place of words that are left out.
pub const LEFT_OUT: &str = "[left out]";
/// The name of the register of what is left out.
const REGISTER: &str = "left-out";
/// The level of what has no classification, from the least.
const UNCLASSIFIED: u16 = 1;

/// An edition of a package's documents.
pub struct Edition<'m> {
    model: &'m Model,
    /// For whom it is: `customer`.
    reader: String,
    /// Their level, as it is printed.
    level_title: String,
    level: u16,
    /// Which declarations are left out, by their ids.
    hidden: Vec<bool>,
    /// The declarations by their paths; where several have one, whether any is left out.
    by_path: FxHashMap<String, bool>,
    /// Names and titles of what is left out, by their first word.
    terms: FxHashMap<String, Vec<String>>,
}

impl<'m> Edition<'m> {
    /// The edition for `reader`, one of the manifest's, who may read up to `level`; `None` where there is no such level.
    pub fn new(model: &'m Model, reader: &str, level: &str) -> Option<Self> {
        let levels = &model.schema.enumeration(enumeration::CLASSIFICATION).values;
        let at = levels.iter().position(|v| model.names.text(v.name) == level)?;
        let level = u16::try_from(at).ok()?;
        let of = levels_of(model, u16::try_from(levels.len()).unwrap_or(u16::MAX));
        let mut hidden: Vec<bool> = of.into_iter().map(|of| of > level).collect();
        hide_titles(model, &mut hidden);
        let mut edition = Edition {
            model,
            reader: reader.to_string(),
            level_title: visible(&levels[at].title),
            level,
            hidden,
            by_path: FxHashMap::default(),
            terms: FxHashMap::default(),
        };
        for decl in model.decls() {
            let hides = edition.hides(decl);
            *edition.by_path.entry(decl.path()).or_default() |= hides;
            if !edition.names(decl) {
                for term in [decl.path(), decl.name().to_string(), visible(&decl.title())] {
                    let first = words(&term).next().map(|(_, word)| word.to_string());
                    edition.terms.entry(first.unwrap_or_default()).or_default().push(term);
                }
            }
        }
        edition.terms.remove("");
        Some(edition)
    }

    /// Whether `decl` is left out.
    pub fn hides(&self, decl: Decl<'_>) -> bool {
        self.hidden.get(decl.id.0 as usize).copied().unwrap_or(true)
    }

    /// Whether `decl` may be named.
    pub fn names(&self, decl: Decl<'_>) -> bool {
        decl.kind() == kind::ORGANIZATION || !self.hides(decl)
    }

    /// How many declarations of the package are left out, and how many there are.
    pub fn counts(&self) -> (usize, usize) {
        let own = || self.model.decls().filter(|d| d.package() == PackageId::MAIN);
        (own().filter(|d| self.hides(*d)).count(), own().count())
    }

    /// Whether `path`, or the declaration whose field it is, is left out.
    fn hides_path(&self, path: &str) -> bool {
        let whole = self.by_path.get(path);
        let outer = || path.rsplit_once('.').and_then(|(outer, _)| self.by_path.get(outer));
        whole.or_else(outer).copied().unwrap_or(false)
    }

    fn hides_place(&self, place: Place) -> bool {
        self.model.at(place.file, place.span.start).is_some_and(|d| self.hides(d))
    }

    /// Whether a sentence that was made from the model names something that is left out.
    pub(crate) fn is_named_in(&self, text: &str) -> bool {
        words(text).any(|(at, word)| {
            let starts = |term: &String| {
                let rest = text[at..].strip_prefix(term.as_str());
                rest.is_some_and(|rest| !rest.starts_with(is_of_word))
            };
            self.terms.get(word).is_some_and(|terms| terms.iter().any(starts))
        })
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The words of a text, with their places.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(|c| !is_of_word(c)).filter_map(move |word| {
        let start = at + text[at..].find(word)?;
        at = start + word.len();
        (!word.is_empty()).then_some((start, word))
    })
}

/// The level of each declaration: its own, and not below that of what it stands in. Of `steps` that there are.
fn levels_of(model: &Model, steps: u16) -> Vec<u16> {
    let unclassified = UNCLASSIFIED.min(steps.saturating_sub(1));
    let mut levels: Vec<u16> = Vec::new();
    for decl in model.decls() {
        let outer = decl.parent().and_then(|p| levels.get(p.id.0 as usize).copied());
        let resolved = Resolved::of(decl);
        let own = resolved
            .values(field::CLASSIFIED_CLASSIFICATION)
            .map(|v| match v.value() {
                Value::Enum(_, index) => *index,
                // What nobody can read is not for everybody.
                _ => u16::MAX,
            })
            .max();
        levels.push(match (own, outer) {
            _ if decl.package() == PackageId::LIBRARY => 0,
            (Some(own), outer) => own.max(outer.unwrap_or(0)),
            (None, Some(outer)) => outer,
            (None, None) => unclassified,
        });
    }
    // A translation says all that its original says.
    for decl in model.of_kind_everywhere(kind::TRANSLATION) {
        let originals = || decl.head(Prep::Of);
        let of = originals().filter_map(|v| levels.get(v.decl()?.id.0 as usize)).copied().max();
        let unread = originals().any(|v| !v.is_known()).then_some(u16::MAX);
        let least = of.max(unread).unwrap_or(0);
        for id in decl.id.0..decl.end().0 {
            levels[id as usize] = levels[id as usize].max(least);
        }
    }
    levels
}

/// A declaration whose title is that of one that is left out, or speaks of it or of what nobody knows, is left out with it.
fn hide_titles(model: &Model, hidden: &mut [bool]) {
    let is_hidden = |hidden: &[bool], id: DeclId| hidden.get(id.0 as usize).copied().unwrap_or(true);
    loop {
        let tells = |decl: Decl<'_>| {
            let Some(place) = decl.title_place() else { return false };
            let of = model.at(place.file, place.span.start);
            let mut lets = FxHashSet::default();
            of.is_some_and(|of| is_hidden(hidden, of.id))
                || targets(model, place, &mut lets).iter().any(|id| id.is_none_or(|id| is_hidden(hidden, id)))
        };
        let more: Vec<DeclId> =
            model.decls().filter(|d| !is_hidden(hidden, d.id) && tells(*d)).map(|d| d.id).collect();
        if more.is_empty() {
            return;
        }
        more.into_iter().for_each(|id| hidden[id.0 as usize] = true);
    }
}

/// The declarations that a text in quotes names, also by way of what has a name by `let`; `None` for what names nothing.
fn targets(model: &Model, place: Place, lets: &mut FxHashSet<LetId>) -> Vec<Option<DeclId>> {
    let mut found = Vec::new();
    for piece in literal::pieces(model.files.slice(place), place.span.start) {
        let (PieceKind::Reference { span, .. } | PieceKind::Worded { span, .. }) = piece.kind else {
            continue;
        };
        match prose::target(model, Place { file: place.file, span }).map(|t| t.target) {
            Some(TextTarget::Decl(id) | TextTarget::Field(id, _)) => found.push(Some(id)),
            Some(TextTarget::Let(id)) if lets.insert(id) => {
                let data = model.lets().find(|(l, _)| *l == id).map(|(_, data)| data);
                let Some(data) = data else { continue };
                let tree = &model.files.get(data.file).tree;
                let node = tree.lets.get(data.node as usize);
                for elem in node.into_iter().flat_map(|node| tree.seq(node.phrase.lead)) {
                    let place = Place { file: data.file, span: tree.expr(elem.expr).span };
                    found.extend(targets(model, place, lets));
                }
            }
            Some(TextTarget::Let(_)) => {}
            None => found.push(None),
        }
    }
    found
}

// ----- the pass over the documents -------------------------------------------------------------------------------------

/// The documents as the readers of `edition` may have them, and a register of where something is left out.
pub(crate) fn redact<'m>(
    edition: &Edition<'m>,
    texts: &Texts<'m, '_>,
    documents: Vec<Document>,
) -> Vec<Document> {
    let mut pass = Pass { edition, what: String::new(), gaps: Vec::new() };
    let mut kept: Vec<Document> = documents.into_iter().filter_map(|d| pass.document(d)).collect();
    if !kept.is_empty() {
        kept.push(register(texts, pass.gaps));
        let says = format!(
            "For {}: nothing classified above {}; what has no classification counts as {}",
            edition.reader,
            edition.level_title,
            unclassified_title(edition.model),
        );
        for document in &mut kept {
            let content = Content::text(says.clone());
            document.facts.push(control_block::fact(texts, "edition", "Edition", Shape::Text, content, None));
        }
    }
    kept
}

fn unclassified_title(model: &Model) -> String {
    let levels = &model.schema.enumeration(enumeration::CLASSIFICATION).values;
    let at = usize::from(UNCLASSIFIED).min(levels.len().saturating_sub(1));
    levels.get(at).map_or_else(String::new, |v| visible(&v.title))
}

/// A place where something is left out: the document, and the part of it.
type Gap = (String, String);

struct Pass<'e, 'm> {
    edition: &'e Edition<'m>,
    /// The title of the document at hand.
    what: String,
    gaps: Vec<Gap>,
}

impl Pass<'_, '_> {
    fn gap(&mut self, part: &str) {
        let gap = (self.what.clone(), part.to_string());
        if !self.gaps.contains(&gap) {
            self.gaps.push(gap);
        }
    }

    fn document(&mut self, mut document: Document) -> Option<Document> {
        if document.about.as_ref().is_some_and(|name| self.edition.hides_path(name)) {
            return None;
        }
        self.what.clone_from(&document.title);
        let lists = document.lists.is_some();
        let before = self.gaps.len();
        let had_rows = document.tables.iter().any(|t| !t.rows.is_empty());
        document.tables =
            std::mem::take(&mut document.tables).into_iter().filter_map(|t| self.table(t, lists)).collect();
        let is_empty = document.tables.iter().all(|t| t.rows.is_empty());
        if had_rows && is_empty && document.about.is_none() || lists && document.tables.is_empty() {
            self.gaps.truncate(before);
            return None;
        }
        let controls = document.table(CONTROLS).map(|t| t.groups.iter().map(|g| g.key.clone()).collect());
        if let (Some(groups), Some(totals)) = (controls, document.tables.iter_mut().find(|t| t.key == TOTALS))
        {
            recount(totals, &groups);
        }
        let mut no_names = false;
        document.facts = std::mem::take(&mut document.facts)
            .into_iter()
            .map(|fact| {
                let of_approval = matches!(&*fact.key, "approver" | "approval");
                let (fact, lost) = self.fact(fact);
                no_names |= of_approval && lost;
                fact
            })
            .collect();
        if no_names {
            self.without_names(&mut document);
        }
        let tables = std::mem::take(&mut document.tables);
        document.blocks = self.blocks(std::mem::take(&mut document.blocks), &tables);
        document.tables = tables;
        Some(document)
    }

    /// Says of a document whether it is approved, and not by whom.
    fn without_names(&self, document: &mut Document) {
        document.status_says = match document.status {
            Status::Approved => "Approved".to_string(),
            Status::Draft => "Draft: it is not approved as it stands".to_string(),
            Status::Computed => return,
        };
        for fact in document.facts.iter_mut().filter(|f| f.key == "status") {
            fact.cell.content = Content::word(document.status.word(), document.status_says.clone());
        }
    }

    // ----- tables --------------------------------------------------------------------------------------------------

    /// The table without what is left out; nothing where no row of a list or of a matrix is left.
    fn table(&mut self, mut table: Table, lists: bool) -> Option<Table> {
        let before = table.rows.len();
        let names: Vec<bool> = table.columns.iter().map(|c| c.names).collect();
        table.rows.retain(|row| !self.is_row_left_out(row, &names));
        if table.rows.len() < before {
            self.gap(&table.title);
        }
        if table.rows.is_empty() && before > 0 && lists {
            return None;
        }
        let counts = !table.scale.is_empty();
        for row in &mut table.rows {
            row.sources = self.sources(std::mem::take(&mut row.sources));
            for (column, cell) in table.columns.iter().zip(&mut row.cells) {
                let lost = self.cell(cell, column.shape, column.part == Part::State && !column.names);
                if lost && counts {
                    // A matrix counts what stands in it: nothing is said in the place of what is gone.
                    if let Content::List { word: Some(word), items } = &mut cell.content
                        && word.word == REGISTER
                        && items.is_empty()
                    {
                        cell.content = Content::Empty;
                    }
                }
                if lost {
                    let part = format!("{}, {}", table.title, column.title);
                    self.gap(if counts { &table.title } else { &part });
                }
            }
        }
        // Groups and columns that only what is left out had would tell of it.
        let mut kept: Vec<Option<usize>> = Vec::new();
        let mut n = 0;
        for group in 0..table.groups.len() {
            let has = table.rows.iter().any(|r| r.group == Some(group));
            kept.push(has.then_some(n));
            n += usize::from(has);
        }
        let mut at = kept.iter();
        table.groups.retain(|_| at.next().is_some_and(Option::is_some));
        for row in &mut table.rows {
            row.group = row.group.and_then(|g| kept.get(g).copied().flatten());
        }
        let said: Vec<bool> = (0..table.columns.len())
            .map(|c| {
                let has = table.rows.iter().any(|r| r.cells.get(c).is_some_and(|c| !c.content.is_empty()));
                has || !lists || !table.columns[c].optional
            })
            .collect();
        keep(&mut table.columns, &said);
        table.rows.iter_mut().for_each(|row| keep(&mut row.cells, &said));
        Some(table)
    }

    fn is_row_left_out(&self, row: &Row, names: &[bool]) -> bool {
        let named = row.cells.iter().zip(names).filter(|(_, names)| **names);
        let about = |cell: &Cell| match &cell.content {
            Content::List { items, .. } => items.iter().any(|i| self.is_item_left_out(i)),
            _ => false,
        };
        match self.edition.by_path.get(&row.key) {
            Some(hidden) => *hidden,
            None => {
                let all = || row.sources.iter().all(|s| self.edition.hides_place(s.place));
                !row.sources.is_empty() && all() || named.into_iter().any(|(cell, _)| about(cell))
            }
        }
    }

    // ----- running text --------------------------------------------------------------------------------------------

    fn blocks(&mut self, blocks: Vec<Block>, tables: &[Table]) -> Vec<Block> {
        let mut kept: Vec<Block> = Vec::new();
        for block in blocks {
            match &block.kind {
                BlockKind::Table(of) => match tables.iter().find(|t| t.key == of.table) {
                    Some(table) if has_rows(table, of) => kept.push(block),
                    Some(_) => kept.push(paragraph("Nothing that is for the readers of this edition.")),
                    None => pop_section(&mut kept),
                },
                BlockKind::Origins { table } => {
                    let table = tables.iter().find(|t| t.key == *table);
                    match table.is_some_and(|t| t.rows.iter().any(|r| !r.sources.is_empty())) {
                        true => kept.push(block),
                        false => pop_section(&mut kept),
                    }
                }
                BlockKind::Section(of) if !of.blocks.is_empty() => {
                    let block = self.block(block, tables);
                    // A part of which nothing is left has no heading either; the register of what is left out names it.
                    kept.extend(block.filter(|block| match &block.kind {
                        BlockKind::Section(section) => {
                            !section.facts.is_empty() || !section.blocks.iter().all(is_gap)
                        }
                        _ => true,
                    }));
                }
                _ => kept.extend(self.block(block, tables)),
            }
        }
        kept.dedup_by(|a, b| is_gap(a) && is_gap(b));
        kept
    }

    fn block(&mut self, mut block: Block, tables: &[Table]) -> Option<Block> {
        let part = match &block.kind {
            BlockKind::Section(section) => section.title.clone(),
            _ => "Text".to_string(),
        };
        let named = matches!(&block.kind, BlockKind::Section(s) if self.edition.hides_path(&s.name));
        if named || block.sources.iter().any(|s| self.edition.hides_place(s.place)) {
            self.gap("Text");
            return Some(BlockKind::Note(vec![Inline::text(LEFT_OUT)]).into());
        }
        // Words of the layout are made from the model.
        let computed = block.sources.is_empty();
        block.sources = self.sources(block.sources);
        let mut lost = false;
        block.kind = match block.kind {
            BlockKind::Heading { level, text } => {
                BlockKind::Heading { level, text: self.inlines(text, computed, &mut lost) }
            }
            BlockKind::Paragraph(text) => BlockKind::Paragraph(self.inlines(text, computed, &mut lost)),
            BlockKind::Note(text) => BlockKind::Note(self.inlines(text, computed, &mut lost)),
            BlockKind::List { start, items } => {
                let items = items.into_iter().map(|item| self.blocks(item, tables)).collect();
                BlockKind::List { start, items }
            }
            BlockKind::Quote(inner) => BlockKind::Quote(self.blocks(inner, tables)),
            BlockKind::Grid(rows) => BlockKind::Grid(
                rows.into_iter()
                    .map(|row| row.into_iter().map(|c| self.inlines(c, computed, &mut lost)).collect())
                    .collect(),
            ),
            BlockKind::Section(section) => BlockKind::Section(self.section(section, tables)),
            kind @ (BlockKind::Code(_)
            | BlockKind::Rule
            | BlockKind::Table(_)
            | BlockKind::Drawing { .. }
            | BlockKind::Origins { .. }) => kind,
        };
        if lost {
            self.gap(&part);
        }
        Some(block)
    }

    fn section(&mut self, section: Section, tables: &[Table]) -> Section {
        let mut lost = false;
        let inherited = self.inlines(section.inherited, false, &mut lost);
        let blocks = self.blocks(section.blocks, tables);
        let facts = section.facts.into_iter().map(|fact| self.fact(fact).0).collect();
        if lost {
            self.gap(&section.title);
        }
        Section { inherited, blocks, facts, ..section }
    }

    fn fact(&mut self, mut fact: Fact) -> (Fact, bool) {
        // Who issues a document is named on it.
        let issuer = fact.key == "organization";
        let lost = !issuer && self.cell(&mut fact.cell, fact.shape, false);
        if issuer {
            fact.cell.sources = self.sources(std::mem::take(&mut fact.cell.sources));
        }
        if lost {
            self.gap(&fact.title);
        }
        (fact, lost)
    }

    // ----- cells ---------------------------------------------------------------------------------------------------

    /// Takes out of a cell what is left out; whether that was anything. What is `computed` was made from the model.
    fn cell(&mut self, cell: &mut Cell, shape: Shape, computed: bool) -> bool {
        let several = matches!(cell.content, Content::List { .. });
        let mut lost = !several && cell.sources.iter().any(|s| self.edition.hides_place(s.place));
        cell.sources = self.sources(std::mem::take(&mut cell.sources));
        if lost {
            cell.content = nothing(shape);
            return true;
        }
        match &mut cell.content {
            Content::Text(text) => {
                *text = self.inlines(std::mem::take(text), computed, &mut lost);
            }
            Content::Blocks(blocks) => *blocks = self.blocks(std::mem::take(blocks), &[]),
            Content::List { word, items } => {
                let before = items.len();
                items.retain(|item| !self.is_item_left_out(item));
                lost = items.len() < before;
                for item in items.iter_mut() {
                    self.item(item, computed, &mut lost);
                }
                let mut seen = FxHashSet::default();
                items.retain(|i| !is_reason(i) || seen.insert(plain(&i.text)));
                if let Some(word) = word.as_mut().filter(|w| self.edition.is_named_in(&w.text)) {
                    word.text = LEFT_OUT.to_string();
                    lost = true;
                }
                if lost && word.is_none() {
                    *word = Some(Word { word: REGISTER.into(), text: LEFT_OUT.to_string() });
                }
            }
            Content::Empty | Content::Date(_) | Content::Number(_) => {}
        }
        lost
    }

    /// Whether an item is about something that is left out, or counts it.
    fn is_item_left_out(&self, item: &Item) -> bool {
        let about = |key: &str| match item.fact(key) {
            Some(Datum::Text(name)) => self.edition.hides_path(name),
            _ => false,
        };
        // That there is a reason, and of which sort, is of the approved part.
        !is_reason(item)
            && (["name", "subject"].iter().any(|key| about(key))
                || item.sources.iter().any(|s| self.edition.hides_place(s.place)))
    }

    fn item(&self, item: &mut Item, computed: bool, lost: &mut bool) {
        item.text = self.inlines(std::mem::take(&mut item.text), computed, lost);
        item.sources = self.sources(std::mem::take(&mut item.sources));
        for (_, datum) in &mut item.facts {
            match datum {
                Datum::Text(text) if text == LEFT_OUT || self.edition.hides_path(text) => {
                    *datum = Datum::None
                }
                Datum::Texts(texts) => texts.retain(|t| t != LEFT_OUT && !self.edition.hides_path(t)),
                _ => {}
            }
        }
    }

    // ----- words ---------------------------------------------------------------------------------------------------

    fn inlines(&self, inlines: Vec<Inline>, computed: bool, lost: &mut bool) -> Vec<Inline> {
        let kept = inlines.into_iter().flat_map(|inline| match inline {
            Inline::Text(text) if text == LEFT_OUT || computed && self.edition.is_named_in(&text) => {
                *lost = true;
                vec![Inline::text(LEFT_OUT)]
            }
            // Conditions and names of the package are written as code.
            Inline::Code(text) if self.edition.is_named_in(&text) => {
                *lost = true;
                vec![Inline::text(LEFT_OUT)]
            }
            // The author's words for it stay; they are of the text that says them.
            Inline::Reference { to, words } if self.edition.hides_path(&to) => {
                *lost = true;
                self.inlines(words, false, lost)
            }
            Inline::Reference { to, words } => {
                vec![Inline::Reference { to, words: self.inlines(words, false, lost) }]
            }
            Inline::Emph(inner) => vec![Inline::Emph(self.inlines(inner, computed, lost))],
            Inline::Strong(inner) => vec![Inline::Strong(self.inlines(inner, computed, lost))],
            Inline::Strike(inner) => vec![Inline::Strike(self.inlines(inner, computed, lost))],
            Inline::Link { to, words } => {
                vec![Inline::Link { to, words: self.inlines(words, computed, lost) }]
            }
            other @ (Inline::Text(_) | Inline::Code(_) | Inline::Break) => vec![other],
        });
        apart(kept)
    }

    /// The lines that readers may know of; none below the level of what has no classification.
    fn sources(&self, sources: Vec<Source>) -> Vec<Source> {
        if self.edition.level < UNCLASSIFIED {
            return Vec::new();
        }
        let kept = sources.into_iter().filter(|s| !self.edition.hides_place(s.place));
        kept.map(|mut source| {
            if self.edition.is_named_in(&source.says) {
                source.says = String::new();
            }
            source
        })
        .collect()
    }
}

/// Whether a block is what stands in the place of one that is left out.
fn is_gap(block: &Block) -> bool {
    matches!(&block.kind, BlockKind::Note(text) if *text == [Inline::text(LEFT_OUT)])
}

/// What stands in the place of words that are left out stands apart from its neighbours, and once.
fn apart(inlines: impl Iterator<Item = Inline>) -> Vec<Inline> {
    let is_gap = |inline: &Inline| matches!(inline, Inline::Text(text) if text == LEFT_OUT);
    let mut all: Vec<Inline> = Vec::new();
    for inline in inlines {
        let text = plain(std::slice::from_ref(&inline));
        match all.last() {
            Some(last) if is_gap(last) && is_gap(&inline) => continue,
            Some(last) if is_gap(last) && text.starts_with(char::is_alphanumeric) => {
                all.push(Inline::text(" "));
            }
            Some(last) if is_gap(&inline) && plain(std::slice::from_ref(last)).ends_with(is_of_word) => {
                all.push(Inline::text(" "));
            }
            _ => {}
        }
        all.push(inline);
    }
    all
}

/// Whether an item is a coded reason of a statement of applicability.
fn is_reason(item: &Item) -> bool {
    item.fact("code").is_some()
}

/// What stands in a cell all of which is left out.
fn nothing(shape: Shape) -> Content {
    match shape {
        Shape::List => Content::word(REGISTER, LEFT_OUT),
        _ => Content::text(LEFT_OUT),
    }
}

fn keep<T>(all: &mut Vec<T>, which: &[bool]) {
    let mut at = which.iter();
    all.retain(|_| at.next().copied().unwrap_or(true));
}

fn has_rows(table: &Table, of: &Shown) -> bool {
    let section = |row: &Row| row.group.and_then(|g| table.groups.get(g)).map(|g| g.section);
    table.rows.iter().any(|row| of.section.is_none_or(|s| section(row).is_none_or(|of| of == s)))
}

/// Takes back the heading of what is not there, with what stands below it.
fn pop_section(kept: &mut Vec<Block>) {
    while let Some(block) = kept.pop() {
        if matches!(block.kind, BlockKind::Heading { .. }) {
            return;
        }
    }
}

/// Totals of the groups that are left.
fn recount(totals: &mut Table, groups: &FxHashSet<String>) {
    totals.rows.retain(|row| row.key == ALL || groups.contains(&row.key));
    let sums: Vec<u64> = (0..totals.columns.len())
        .map(|c| {
            let number = |row: &Row| match row.cells.get(c).map(|c| &c.content) {
                Some(Content::Number(n)) => *n,
                _ => 0,
            };
            totals.rows.iter().filter(|row| row.key != ALL).map(number).sum()
        })
        .collect();
    for row in totals.rows.iter_mut().filter(|row| row.key == ALL) {
        for (cell, sum) in row.cells.iter_mut().zip(&sums) {
            if matches!(cell.content, Content::Number(_)) {
                cell.content = Content::Number(*sum);
            }
        }
    }
}

// ----- the register ----------------------------------------------------------------------------------------------------

/// Where something is left out: names no declaration, and counts none.
fn register(texts: &Texts<'_, '_>, gaps: Vec<Gap>) -> Document {
    let rows = gaps.into_iter().enumerate().map(|(i, (document, part))| Row {
        key: format!("{}", i + 1),
        group: None,
        cells: vec![Content::text(document).into(), Content::text(part).into()],
        sources: Vec::new(),
    });
    let table = Table {
        key: REGISTER.into(),
        title: "Left out".to_string(),
        grouped_by: "",
        columns: vec![Column::naming("document", "Document"), Column::naming("part", "Part")],
        scale: Vec::new(),
        groups: Vec::new(),
        rows: rows.collect(),
    };
    let intro = paragraph(
        "Where this edition has less than the documents that it is made from. What it leaves out is neither named nor \
         counted; documents and registers of which nothing is left are not listed.",
    );
    let blocks = match table.rows.is_empty() {
        true => vec![paragraph("Nothing is left out of these documents.")],
        false => vec![intro, shown(&table)],
    };
    computed(
        texts,
        None,
        REGISTER.to_string(),
        "What this edition leaves out".to_string(),
        blocks,
        vec![table],
    )
}
