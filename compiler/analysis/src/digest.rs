//! The digest of a document as its reader gets it: what an approval is an approval of.
//!
//! A document is brought into a form that does not depend on how it is written ([`Digest::of`]): its title, its prose with
//! references replaced by what they show and Markdown read, and what its fields say. Of a statement of applicability the
//! rows are taken instead of the patterns, of a risk its levels and its treatment. What a document inherits is in it like
//! its own, with the values that it gives to parameters. Layout, comments, the order of fields, of declarations and of files
//! play no part, nor do the fields of a document's life ([`LIFE`]); the order of paragraphs does. Names play no part where a
//! title is shown, so that renaming un-approves nothing.
//!
//! Beside the digest of the whole there are short ones of its [`Part`]s, and of what the document takes from outside (the
//! title of a role, the value of a `let`, what each document says that it extends), so that what changed can be named
//! ([`Digest::changes`]).
//!
//! INVARIANT: what scheme 1 gives for a text never changes. So the words here are not those of any layout of documents; a
//! better form is a scheme of its own, and the old one stays.

use std::collections::BTreeMap;

use annexa_core::lock::hex;
use annexa_core::model::{
    Anchor, Decl, Item, LetId, Model, Phrase, TextReference, TextTarget, ValueRef, View,
};
use annexa_core::names::nfc;
use annexa_core::prelude::{Risk, Soa, field, kind};
use annexa_core::schema::{Alternative, EnumId, FieldId};
use annexa_core::source::{PackageId, Place};
use annexa_core::value::Value;
use annexa_syntax::TokenKind;
use annexa_syntax::literal::{self, PieceKind};
use annexa_syntax::tree::{Elem, ExprKind, Prep};
use comrak::arena_tree::NodeEdge;
use comrak::nodes::{ListType, NodeValue};
use sha2::{Digest as _, Sha256};

use crate::coverage::{Coverage, Row};
use crate::document::{self, Content, Param, Resolved};
use crate::prose::{self, Markdown};
use crate::risk;

/// The scheme by which digests are made.
pub const SCHEME: u32 = 1;

/// How many references may lead from text to text.
const DEPTH: usize = 8;
/// How many references one digest may follow in all: texts that name each other many times would grow without end.
const REFERENCES: u32 = 5_000;

/// The fields of a document's life: what becomes of it, and not what it says.
const LIFE: &[FieldId] = &[
    field::APPROVABLE_VERSION,
    field::APPROVABLE_APPROVER,
    field::APPROVABLE_HELD,
    field::OWNED_OWNER,
    field::REVIEWED_REVIEW,
    field::REVIEWED_REVIEWED,
    field::DECLARATION_ALLOW,
    field::IMPLEMENTS_STATUS,
    field::IMPLEMENTS_EVIDENCE,
    field::AUDIT_EVIDENCE,
    field::PROCESS_EVIDENCE,
    field::FINDING_EVIDENCE,
    // How a finding is answered comes after the report in which it stands.
    field::FINDING_CORRECTION,
    field::FINDING_CAUSE,
    field::FINDING_SIMILAR,
    field::FINDING_CORRECTIVE_ACTION,
    field::FINDING_CLOSED,
];

/// What the rows of a statement of applicability say better.
const PATTERNS: &[FieldId] = &[field::SOA_INCLUDE, field::SOA_EXCLUDE, field::SOA_NOT_YET];

/// What the parameters say better, each with the value that holds.
const SETS: &[FieldId] = &[field::POLICY_SET, field::PROCEDURE_SET];

/// The digest of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// The digest of all that it says, in hexadecimal.
    pub whole: String,
    /// Its parts, then what it takes from outside.
    pub parts: Vec<Part>,
}

/// A part of a document, or something outside that it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is called in the lock: `mfa` (what stands within), `audience:` (a field), `for` (the header), `#title`,
    /// `#paragraph-2`, `A.8.13` (a row); in braces what is outside, `{ciso}`; behind braces what a document says that this
    /// one extends, `{group.access} mfa`.
    pub key: String,
    /// Its digest, shortened.
    pub short: String,
    /// Where it stands.
    pub anchor: Anchor,
    /// Whether it lies outside of the document, which only shows it.
    pub outside: bool,
    /// The keys of what it shows.
    uses: Vec<String>,
}

impl Part {
    /// Of what is inherited, the document that says it, and which part of that it is.
    pub fn inherited(&self) -> Option<(&str, &str)> {
        inherited(&self.key)
    }
}

fn inherited(key: &str) -> Option<(&str, &str)> {
    key.strip_prefix('{')?.split_once(BEHIND)
}

/// What is not as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Parts of the document that are new or different by themselves: what they show is as it was.
    pub own: Vec<Part>,
    /// What is gone, by its key.
    pub gone: Vec<String>,
    /// What lies outside and is different.
    pub outside: Vec<Part>,
}

impl Digest {
    /// The digest of `decl`: a document, or a risk. A statement of applicability is looked up among `coverages`.
    pub fn of<'m>(coverages: &[Coverage<'m>], decl: Decl<'m>) -> Digest {
        if let Some(risk) = Risk::of(decl) {
            return Digest::of_risk(risk);
        }
        match Soa::of(decl).and_then(|soa| coverages.iter().find(|c| c.soa == soa)) {
            Some(coverage) => Digest::of_soa(coverage),
            None => Digest::of_text(decl),
        }
    }

    /// The digest of what `decl` itself says.
    pub fn of_text(decl: Decl<'_>) -> Digest {
        let mut scribe = Scribe::new(decl);
        let document = Resolved::of(decl);
        scribe.content(&document, SETS);
        scribe.inherited(&document);
        scribe.finish()
    }

    fn of_soa(coverage: &Coverage<'_>) -> Digest {
        let mut scribe = Scribe::new(coverage.soa.decl());
        // It inherits decisions, which are in the rows, and nothing else.
        scribe.content(&Resolved::alone(coverage.soa.decl()), PATTERNS);
        for row in &coverage.rows {
            scribe.row(row);
        }
        scribe.finish()
    }

    fn of_risk(risk: Risk<'_>) -> Digest {
        let decl = risk.decl();
        let said = Resolved::alone(decl);
        let mut scribe = Scribe::new(decl);
        scribe.title(decl);
        for judgement in [field::RISK_INHERENT, field::RISK_RESIDUAL] {
            for phrase in decl.phrases(judgement) {
                let words = scribe.phrase(&said, phrase);
                let level = risk::judged(risk, Some(phrase));
                let level = level.map_or("", |(name, _)| decl.model.names.text(name));
                let tree = node("judged", vec![words, level.to_owned()]);
                scribe.part(scribe.field_key(judgement), phrase.anchor(), tree);
            }
        }
        for of in [field::RISK_TREAT, field::RISK_ACCEPTED_UNTIL] {
            scribe.field(&said, of);
        }
        scribe.finish()
    }

    /// The digest of the texts of `decl` that a translation carries: titles, paragraphs, and the text of statements. Values
    /// that they show are no part of it, for a translation shows them too.
    pub fn of_words(decl: Decl<'_>) -> Digest {
        let mut scribe = Scribe::new(decl);
        scribe.follow = false;
        let document = Resolved::of(decl);
        scribe.title(decl);
        scribe.paragraphs(&document);
        for child in document.children() {
            let decl = child.decl();
            let title = scribe.titled(decl);
            scribe.part(decl.name().to_owned(), decl.anchor(), title);
            let texts = scribe.prose_of(&child);
            if let Some(anchor) = texts.first().map(|t| t.anchor) {
                scribe.uses = texts.iter().flat_map(|t| t.uses.clone()).collect();
                let tree = node("prose", texts.into_iter().map(|t| t.tree).collect());
                scribe.part(format!("{}{TEXT}", decl.name()), anchor, tree);
            }
        }
        scribe.finish()
    }

    /// The short digests of the parts by their keys, as the lock keeps them.
    pub fn kept(&self) -> BTreeMap<String, String> {
        self.parts.iter().map(|p| (p.key.clone(), p.short.clone())).collect()
    }

    /// What is not as in `kept`, the parts of an earlier digest.
    pub fn changes(&self, kept: &BTreeMap<String, String>) -> Changes {
        // A part that has another name, or another place among the paragraphs, and says the same, is the same.
        let is_kept = |p: &&Part| {
            kept.get(&p.key) == Some(&p.short)
                || (!kept.contains_key(&p.key) || numbered(&p.key)) && kept.values().any(|v| *v == p.short)
        };
        let different: Vec<&Part> = self.parts.iter().filter(|p| !is_kept(p)).collect();
        let (outside, own): (Vec<&Part>, Vec<&Part>) = different.into_iter().partition(|p| p.outside);
        // What is new outside is new because the text names it now; but a document that was extended before has more in it.
        let extended = |p: &Part| {
            p.inherited()
                .is_some_and(|(of, _)| kept.keys().any(|k| inherited(k).is_some_and(|(o, _)| o == of)))
        };
        let mut outside: Vec<Part> =
            outside.into_iter().filter(|p| kept.contains_key(&p.key) || extended(p)).cloned().collect();
        let here = |key: &str| self.parts.iter().any(|p| p.key == key);
        let lost =
            |(key, short): &(&String, &String)| !here(key) && !self.parts.iter().any(|p| p.short == **short);
        let mut gone = Vec::new();
        for (key, _) in kept.iter().filter(lost) {
            match inherited(key) {
                // It stood in a document that is still extended.
                Some((of, _)) => {
                    let of = self.parts.iter().find(|p| p.key == format!("{{{of}}}"));
                    outside.extend(of.map(|of| Part { key: key.clone(), ..of.clone() }));
                }
                None if key.starts_with('{') => {}
                None => gone.push(key.clone()),
            }
        }
        gone.retain(|key| !outside.iter().any(|o| o.inherited().is_some_and(|(_, of)| of == key)));
        // What is different because of something else that is.
        let explained = |part: &Part| {
            let by = |key: &String| {
                outside.iter().chain(own.iter().copied()).any(|o| o.key == *key && o.key != part.key)
            };
            let same =
                |o: &Part| numbered(&o.key) && o.inherited().map(|i| i.0) == part.inherited().map(|i| i.0);
            part.uses.iter().any(by) || part.key.ends_with(PARAGRAPHS) && outside.iter().any(same)
        };
        let own = own.iter().filter(|p| !explained(p)).map(|p| (*p).clone()).collect();
        let outside = outside.iter().filter(|p| !explained(p)).cloned().collect();
        Changes { own, gone, outside }
    }
}

/// Whether a key is a number among others, which another part may have had.
fn numbered(key: &str) -> bool {
    inherited(key).map_or(key, |(_, key)| key).starts_with(PARAGRAPH)
}

/// What stands in the key of what is inherited between the document that says it and the part of that.
const BEHIND: &str = "} ";
/// What begins the keys of paragraphs.
const PARAGRAPH: &str = "#paragraph-";
/// The key of which paragraphs there are, and in which order.
const PARAGRAPHS: &str = "#paragraphs";
/// The key of the title.
const TITLE: &str = "#title";
/// What ends the key of the text of a statement, beside that of its title.
const TEXT: &str = "#text";

// ---- the form ----------------------------------------------------------------------------------------------------------

/// A tree as one text from which it can be told apart from every other: each item stands behind its length.
fn node(tag: &str, items: Vec<String>) -> String {
    let mut out = format!("{tag}(");
    for item in items {
        out.push_str(&format!("{}:{item}", item.len()));
    }
    out.push(')');
    out
}

/// A tree whose items have no order.
fn set(tag: &str, mut items: Vec<String>) -> String {
    items.sort();
    node(tag, items)
}

fn short(tree: &str) -> String {
    hex(&Sha256::digest(tree.as_bytes())[..8])
}

/// A paragraph of prose.
struct Paragraph {
    tree: String,
    /// The prose that it stands in.
    anchor: Anchor,
    /// What it shows.
    uses: Vec<String>,
}

/// Writes the form of a document, part by part.
struct Scribe<'m> {
    model: &'m Model,
    document: Decl<'m>,
    /// The trees of the parts.
    trees: Vec<String>,
    parts: Vec<Part>,
    outside: BTreeMap<String, Part>,
    /// What the part at hand shows.
    uses: Vec<String>,
    /// Whether references are replaced by what they show.
    follow: bool,
    /// How many references may still be followed.
    left: u32,
}

impl<'m> Scribe<'m> {
    fn new(document: Decl<'m>) -> Self {
        Scribe {
            model: document.model,
            document,
            trees: Vec::new(),
            parts: Vec::new(),
            outside: BTreeMap::new(),
            uses: Vec::new(),
            follow: true,
            left: REFERENCES,
        }
    }

    fn part(&mut self, key: String, anchor: Anchor, tree: String) {
        let mut uses = std::mem::take(&mut self.uses);
        uses.sort();
        uses.dedup();
        self.parts.push(Part { key, short: short(&tree), anchor, outside: false, uses });
        self.trees.push(tree);
    }

    fn finish(self) -> Digest {
        let kind = kind_word(self.document);
        let whole = node(&format!("annexa {SCHEME}"), vec![kind, set("parts", self.trees)]);
        let mut parts = self.parts;
        parts.extend(self.outside.into_values());
        Digest { whole: hex(&Sha256::digest(whole.as_bytes())), parts }
    }

    /// Takes note that the part at hand shows something: what it is called, where it stands, what is shown of it.
    fn uses(&mut self, key: String, anchor: Anchor, within: Option<Decl<'m>>, shown: &str) {
        if within == Some(self.document) {
            return;
        }
        // A part of the document itself, be it inherited.
        let around = std::iter::successors(within, |d| d.parent());
        let is_layer = |d: Decl<'m>| self.document.layers().any(|layer| layer == d);
        if let Some(top) = around.into_iter().find(|d| d.parent().is_some_and(is_layer)) {
            self.uses.push(top.name().to_owned());
            return;
        }
        let key = format!("{{{key}}}");
        self.uses.push(key.clone());
        let part = Part { key: key.clone(), short: short(shown), anchor, outside: true, uses: Vec::new() };
        self.outside.entry(key).or_insert(part);
    }

    fn field_key(&self, field: FieldId) -> String {
        self.model
            .schema
            .field(field)
            .map_or_else(String::new, |f| format!("{}:", self.model.names.text(f.name)))
    }

    // ---- what a declaration says -------------------------------------------------------------------------------------

    /// All parts of the document, without `left_out`.
    fn content(&mut self, document: &Resolved<'m>, left_out: &[FieldId]) {
        let decl = self.document;
        self.title(decl);
        for prep in Prep::ALL {
            let values: Vec<ValueRef<'m>> = decl.head(*prep).collect();
            if let Some(first) = values.first() {
                let (anchor, list) = (first.anchor(), self.list(document, &values));
                self.part(prep.word().to_owned(), anchor, node(prep.word(), vec![list]));
            }
        }
        self.body(document, document.children(), |said| left_out.contains(&said));
    }

    /// What the document says, without title and header, and without the fields that are left out.
    fn body(
        &mut self,
        document: &Resolved<'m>,
        children: Vec<Resolved<'m>>,
        left_out: impl Fn(FieldId) -> bool,
    ) {
        for said in fields(document).into_iter().filter(|f| !left_out(*f)) {
            self.field(document, said);
        }
        self.paragraphs(document);
        for child in children {
            let tree = self.nested(&child);
            let set = self.set_in(child.decl()).map(|p| p.anchor());
            self.part(child.decl().name().to_owned(), set.unwrap_or(child.decl().anchor()), tree);
        }
    }

    /// Takes note of what the documents that this one extends say, as far as it is inherited, and that parts rest on it.
    fn inherited(&mut self, document: &Resolved<'m>) {
        // From the farthest to the nearest.
        let mut below: Option<String> = None;
        for layer in document.layers[1..].iter().rev() {
            let model = self.model;
            let mut scribe = Scribe::new(*layer);
            let said = Resolved::of(*layer);
            // What stands in no document has nothing of a life.
            let children = said.children().into_iter().map(|c| Resolved { within: None, ..c }).collect();
            scribe.body(&said, children, |f| SETS.contains(&f) || model.schema.is_of_its_life(f));
            let paragraphs: Vec<String> =
                scribe.parts.iter().filter(|p| numbered(&p.key)).map(|p| p.short.clone()).collect();
            scribe.part(PARAGRAPHS.to_owned(), layer.anchor(), node("order", paragraphs));
            let prefix = format!("{{{}{BEHIND}", layer.path());
            for mut part in scribe.parts {
                let uses = part.uses.into_iter();
                part.uses =
                    uses.map(|u| if u.starts_with('{') { u } else { format!("{prefix}{u}") }).collect();
                part.uses.extend(self.rests_on(below.as_deref(), &part.key));
                part.key.insert_str(0, &prefix);
                part.outside = true;
                self.outside.insert(part.key.clone(), part);
            }
            for (key, part) in scribe.outside {
                self.outside.entry(key).or_insert(part);
            }
            below = Some(prefix);
        }
        let rests: Vec<Option<String>> =
            self.parts.iter().map(|p| self.rests_on(below.as_deref(), &p.key)).collect();
        for (part, rests) in self.parts.iter_mut().zip(rests) {
            part.uses.extend(rests);
        }
    }

    /// The key of what the part `key` inherits from the document whose parts begin with `prefix`.
    fn rests_on(&self, prefix: Option<&str>, key: &str) -> Option<String> {
        let of = format!("{}{key}", prefix?);
        self.outside.contains_key(&of).then_some(of)
    }

    /// The line that sets a parameter in this document.
    fn set_in(&self, decl: Decl<'m>) -> Option<Phrase<'m>> {
        (decl.kind() == kind::PARAM).then(|| Param::of(decl, self.document).set).flatten()
    }

    fn title(&mut self, decl: Decl<'m>) {
        let tree = self.titled(decl);
        self.part(TITLE.to_owned(), decl.anchor(), tree);
    }

    fn titled(&mut self, decl: Decl<'m>) -> String {
        let title = match decl.title_place().filter(|place| self.model.files.slice(*place).contains('{')) {
            Some(place) => self.pieces(place, 0),
            None => decl.title().into_owned(),
        };
        node("title", vec![one_line(&title)])
    }

    /// A field of the document, as a part.
    fn field(&mut self, document: &Resolved<'m>, field: FieldId) {
        if let Some(first) = document.phrases(field).next() {
            let tree = self.field_tree(document, field);
            self.part(self.field_key(field), first.anchor(), tree);
        }
    }

    fn field_tree(&mut self, of: &Resolved<'m>, field: FieldId) -> String {
        let set_here = if field == field::PARAM_DEFAULT { self.set_in(of.decl()) } else { None };
        let phrases = match set_here {
            // A parameter has the value that the document gives it.
            Some(line) => {
                let values: Vec<ValueRef<'m>> = line.part(Prep::To).collect();
                vec![node("phrase", vec![self.list(of, &values)])]
            }
            None => of.phrases(field).map(|p| self.phrase(of, p)).collect(),
        };
        let key = self.field_key(field);
        // The steps of a scale have an order.
        let steps = self.model.schema.field(field).and_then(|f| f.lead.as_ref());
        if steps.is_some_and(|ty| ty.alternatives.contains(&Alternative::Names)) {
            node(&key, phrases)
        } else {
            set(&key, phrases)
        }
    }

    /// Each paragraph of the document's prose is a part; their order is one of its own.
    fn paragraphs(&mut self, document: &Resolved<'m>) {
        let mut order = Vec::new();
        for (n, Paragraph { tree, anchor, uses }) in self.prose_of(document).into_iter().enumerate() {
            order.push(short(&tree));
            self.uses = uses;
            self.part(format!("{PARAGRAPH}{}", n + 1), anchor, tree);
        }
        if order.len() > 1 {
            self.trees.push(node("order", order));
        }
    }

    fn nested(&mut self, of: &Resolved<'m>) -> String {
        let decl = of.decl();
        let mut said = vec![kind_word(decl), self.titled(decl)];
        for prep in Prep::ALL {
            let values: Vec<ValueRef<'m>> = decl.head(*prep).collect();
            if !values.is_empty() {
                let list = self.list(of, &values);
                said.push(node(prep.word(), vec![list]));
            }
        }
        let trees: Vec<String> = fields(of).into_iter().map(|f| self.field_tree(of, f)).collect();
        said.push(set("fields", trees));
        for Paragraph { tree, uses, .. } in self.prose_of(of) {
            said.push(tree);
            self.uses.extend(uses);
        }
        let within: Vec<String> = of.children().iter().map(|child| self.nested(child)).collect();
        said.push(set("within", within));
        node("nested", said)
    }

    fn phrase(&mut self, of: &Resolved<'m>, phrase: Phrase<'m>) -> String {
        let lead: Vec<ValueRef<'m>> = phrase.lead().collect();
        let mut said = vec![self.list(of, &lead)];
        for prep in Prep::ALL {
            if phrase.says(*prep) {
                let values: Vec<ValueRef<'m>> = phrase.part(*prep).collect();
                let list = self.list(of, &values);
                said.push(node(prep.word(), vec![list]));
            }
        }
        node("phrase", said)
    }

    /// A list of values, each as it holds in `of`. Where all are things that are named, it is a set, and a pattern is what it
    /// denotes.
    fn list(&mut self, of: &Resolved<'m>, values: &[ValueRef<'m>]) -> String {
        let values: Vec<ValueRef<'m>> = values.iter().flat_map(|v| of.effective(*v)).collect();
        if values.iter().all(|v| matches!(v.value(), Value::Decl(_) | Value::Pattern(_))) {
            return self.things(&values);
        }
        let all = values.iter().map(|v| self.value(*v)).collect();
        node("list", all)
    }

    fn things(&mut self, values: &[ValueRef<'m>]) -> String {
        let mut all: Vec<String> = values.iter().flat_map(|v| v.decls()).map(|d| self.label(d)).collect();
        all.sort();
        all.dedup();
        node("any order", all)
    }

    fn value(&mut self, value: ValueRef<'m>) -> String {
        // A value that a `let` stands for is told by its name, where it changes.
        if let Some(Item::Let(id)) = self.model.lookup(value.source(), value.phrase().decl()) {
            let shown = self.let_value(id, 1);
            self.uses_let(id, &shown);
        }
        match value.value() {
            Value::Decl(id) => self.label(self.model.decl(*id)),
            Value::Pattern(_) => self.things(&[value]),
            Value::Text(place) => {
                let blocks = self.blocks(*place);
                self.uses.extend(blocks.iter().flat_map(|(_, uses)| uses.clone()));
                node("prose", blocks.into_iter().map(|(tree, _)| tree).collect())
            }
            _ => self.plain(value, 0),
        }
    }

    /// What a declaration is called where a field names it.
    fn label(&mut self, decl: Decl<'m>) -> String {
        let label = node(&kind_word(decl), vec![self.name(decl)]);
        if decl.catalog().is_none() {
            self.uses(decl.path(), decl.anchor(), Some(decl), &self.name(decl));
        }
        label
    }

    /// What is shown of a declaration: its title, or the id of an entry of a catalog.
    fn name(&self, decl: Decl<'m>) -> String {
        match decl.catalog() {
            Some(catalog) if catalog.decl == decl.id => format!("{}@{}", catalog.standard, catalog.edition),
            Some(catalog) => format!("{}@{} {}", catalog.standard, catalog.edition, decl.name()),
            None => one_line(&decl.title()),
        }
    }

    // ---- prose -------------------------------------------------------------------------------------------------------

    /// The paragraphs of the text of a document or a part of one, with the prose that each stands in.
    fn prose_of(&mut self, of: &Resolved<'m>) -> Vec<Paragraph> {
        let outer = std::mem::take(&mut self.uses);
        let mut all = Vec::new();
        for content in of.content() {
            if let Content::Prose(value) = content
                && let Value::Text(place) = value.value()
            {
                let blocks = self.blocks(*place);
                all.extend(blocks.into_iter().map(|(tree, uses)| Paragraph {
                    tree,
                    anchor: value.anchor(),
                    uses,
                }));
            }
        }
        self.uses = outer;
        all
    }

    /// The blocks of a text, each with what it shows: of prose, its Markdown; of a text in quotes, one paragraph.
    fn blocks(&mut self, place: Place) -> Vec<(String, Vec<String>)> {
        let outer = std::mem::take(&mut self.uses);
        if !literal::is_prose(self.model.files.slice(place)) {
            let mut words = Words::default();
            words.say(&self.pieces(place, 0));
            let tree = node("block", vec!["<paragraph".into(), words.end(), ">".into()]);
            return vec![(tree, std::mem::replace(&mut self.uses, outer))];
        }
        let markdown = Markdown::new(self.model, place);
        let arena = comrak::Arena::new();
        let root = comrak::parse_document(&arena, &markdown.text, &prose::options());
        let mut blocks = Vec::new();
        for block in root.children() {
            let mut events = Vec::new();
            let mut words = Words::default();
            for edge in block.traverse() {
                let node = match edge {
                    NodeEdge::Start(node) => node,
                    NodeEdge::End(node) => {
                        if !is_inline_text(&node.data().value) {
                            words.flush(&mut events);
                            events.push(">".into());
                        }
                        continue;
                    }
                };
                match &node.data().value {
                    NodeValue::Text(text) => self.words(&markdown, text, &mut words),
                    NodeValue::SoftBreak => words.say(" "),
                    value => {
                        words.flush(&mut events);
                        events.push(format!("<{}", self.begins(&markdown, value)));
                    }
                }
            }
            blocks.push((self::node("block", events), std::mem::take(&mut self.uses)));
        }
        self.uses = outer;
        blocks
    }

    /// What a node of Markdown is, with all of it that shows and is no text.
    fn begins(&mut self, markdown: &Markdown, value: &NodeValue) -> String {
        match value {
            NodeValue::Paragraph => "paragraph".into(),
            NodeValue::Heading(heading) => format!("heading {}", heading.level),
            NodeValue::List(list) if list.list_type == ListType::Ordered => {
                format!("numbered {}", list.start)
            }
            NodeValue::List(_) => "bullets".into(),
            NodeValue::Item(_) => "item".into(),
            NodeValue::BlockQuote => "quote".into(),
            NodeValue::CodeBlock(code) => format!("code {}", code.literal.replace("\r\n", "\n")),
            NodeValue::Code(code) => format!("code {}", code.literal),
            NodeValue::HtmlBlock(html) => format!("html {}", html.literal.replace("\r\n", "\n")),
            NodeValue::HtmlInline(html) => format!("html {html}"),
            NodeValue::ThematicBreak => "line".into(),
            NodeValue::Table(_) => "table".into(),
            NodeValue::TableRow(header) => format!("row {header}"),
            NodeValue::TableCell => "cell".into(),
            NodeValue::LineBreak => "break".into(),
            NodeValue::Emph => "emphasis".into(),
            NodeValue::Strong => "strong".into(),
            NodeValue::Strikethrough => "struck".into(),
            NodeValue::Link(link) => match markdown.linked(&link.url) {
                Some(target) => format!("to {}", self.shown(target, 0)),
                None => format!("link {}", link.url),
            },
            NodeValue::Image(link) => format!("image {}", link.url),
            // Markdown has more forms than are turned on here.
            other => other.xml_node_name().to_owned(),
        }
    }

    fn words(&mut self, markdown: &Markdown, text: &str, words: &mut Words) {
        for (said, target) in markdown.cut(text) {
            words.say(said);
            if let Some(target) = target {
                words.say(&self.shown(target, 0));
            }
        }
    }

    /// A text with its references replaced.
    fn pieces(&mut self, place: Place, depth: usize) -> String {
        let mut out = String::new();
        for piece in literal::pieces(self.model.files.slice(place), place.span.start) {
            let target = |span| prose::target(self.model, Place { file: place.file, span });
            match piece.kind {
                PieceKind::Text(words) => out.push_str(&words),
                PieceKind::Braces(words) => out.push_str(&format!("{{{words}}}")),
                PieceKind::Reference { path, span } => match target(span) {
                    Some(target) => out.push_str(&self.shown(target, depth)),
                    None => out.push_str(&format!("{{{path}}}")),
                },
                PieceKind::Worded { words, path, span } => match target(span) {
                    Some(target) => out.push_str(&format!("[{words}]({})", self.shown(target, depth))),
                    None => out.push_str(&format!("[{words}]({{{path}}})")),
                },
            }
        }
        out
    }

    /// What a reference shows.
    fn shown(&mut self, reference: TextReference, depth: usize) -> String {
        if depth >= DEPTH || self.left == 0 {
            return "…".into();
        }
        self.left -= 1;
        match reference.target {
            TextTarget::Decl(id) => {
                let decl = document::read_in(self.model.decl(id), self.document);
                if decl.kind() != kind::PARAM {
                    let shown = self.name(decl);
                    if decl.catalog().is_none() {
                        self.uses(decl.path(), decl.anchor(), Some(decl), &shown);
                    }
                    return shown;
                }
                if !self.follow {
                    return "{}".into();
                }
                let value = document::shown(reference, decl, Some(self.document));
                let shown = self.plain_all(value.values.into_iter(), depth + 1);
                self.uses(decl.path(), decl.anchor(), Some(decl), &shown);
                shown
            }
            _ if !self.follow => "{}".into(),
            TextTarget::Let(id) => {
                let shown = self.let_value(id, depth + 1);
                self.uses_let(id, &shown);
                shown
            }
            TextTarget::Field(id, field) => {
                let decl = document::read_in(self.model.decl(id), self.document);
                let key = self.field_key(field);
                let path = format!("{}.{}", decl.path(), key.trim_end_matches(':'));
                // What is worked out changes by itself, from day to day.
                if self.model.schema.field(field).is_some_and(|f| f.derived) {
                    return format!("derived {key}");
                }
                let of = Resolved::of(decl);
                let phrases = document::shown_field(self.model.decl(id), field, Some(self.document));
                let anchor = phrases.first().map_or(decl.anchor(), |p| p.anchor());
                let mut all = Vec::new();
                for phrase in phrases {
                    let values = phrase.lead().flat_map(|v| of.effective(v));
                    let shown = self.plain_all(values, depth + 1);
                    all.push(if shown.is_empty() { self.phrase(&of, phrase) } else { shown });
                }
                let shown = all.join(", ");
                // A field of the document's life is none of its parts.
                if decl == self.document && !LIFE.contains(&field) {
                    self.uses.push(key);
                } else {
                    let within = Some(decl).filter(|d| *d != self.document);
                    self.uses(path, anchor, within, &shown);
                }
                shown
            }
        }
    }

    fn uses_let(&mut self, id: LetId, shown: &str) {
        let Some((_, data)) = self.model.lets().find(|(l, _)| *l == id) else { return };
        let file = self.model.files.get(data.file);
        let Some(node) = file.tree.lets.get(data.node as usize) else { return };
        let anchor = Anchor::Place(Place { file: data.file, span: node.name });
        let name = self.model.names.text(data.name);
        let key = match self.model.packages.get(file.package).prefix.as_str() {
            "" => name.to_owned(),
            package => format!("{package}.{name}"),
        };
        self.uses(key, anchor, None, shown);
    }

    fn let_value(&mut self, id: LetId, depth: usize) -> String {
        let Some((_, data)) = self.model.lets().find(|(l, _)| *l == id) else { return String::new() };
        let model = self.model;
        let file = model.files.get(data.file);
        let Some(node) = file.tree.lets.get(data.node as usize) else { return String::new() };
        let mut elem = |elem: &Elem| {
            let expr = file.tree.expr(elem.expr);
            let place = Place { file: data.file, span: expr.span };
            match expr.kind {
                ExprKind::Text | ExprKind::Prose if depth < DEPTH => one_line(&self.pieces(place, depth)),
                _ => {
                    let filter = elem.filter.map(|f| file.tree.expr(f).span);
                    let span = filter.map_or(expr.span, |f| expr.span.to(f));
                    self.written(Place { file: data.file, span }, self.document, depth)
                }
            }
        };
        let mut all: Vec<String> = file.tree.seq(node.phrase.lead).iter().map(&mut elem).collect();
        for part in file.tree.seq(node.phrase.parts) {
            all.push(part.prep.word().to_owned());
            all.extend(file.tree.seq(part.values).iter().map(&mut elem));
        }
        all.join(", ")
    }

    // ---- values as words ---------------------------------------------------------------------------------------------

    fn plain_all(&mut self, values: impl Iterator<Item = ValueRef<'m>>, depth: usize) -> String {
        let all: Vec<String> = values.filter(|v| v.is_known()).map(|v| self.plain(v, depth)).collect();
        all.join(", ")
    }

    fn plain(&mut self, value: ValueRef<'m>, depth: usize) -> String {
        let decl = value.phrase().decl();
        match value.value() {
            Value::Unknown => "?".into(),
            Value::None => "none".into(),
            Value::Decl(id) => self.name(self.model.decl(*id)),
            Value::Enum(id, index) => self.enum_word(*id, *index),
            Value::Step(name, _) | Value::Problem(name) => self.model.names.text(*name).to_owned(),
            Value::Text(place) => one_line(&self.pieces(*place, depth)),
            Value::Url(_) => value.source().to_owned(),
            Value::Number(n) => n.normalize().to_string(),
            Value::Percent(n) => format!("{} %", n.normalize()),
            Value::Money(n, currency) => format!("{} {}", n.normalize(), self.model.files.slice(*currency)),
            Value::Date(date) => date.to_string(),
            Value::Period(a, b) => format!("{a} to {b}"),
            Value::Duration(d) => d.to_string(),
            Value::Bool(b) => b.to_string(),
            Value::Condition(..) | Value::Formula(..) | Value::Query(_) | Value::Pattern(_) => {
                self.written(self.model.place(value.anchor()), decl, depth)
            }
        }
    }

    /// Words of the language with single blanks between them; a `let` stands for its value, a name for what it names.
    fn written(&mut self, place: Place, from: Decl<'m>, depth: usize) -> String {
        let model = self.model;
        let text = model.files.slice(place);
        let mut words = Vec::new();
        for token in annexa_syntax::tokenize(text).iter().filter(|t| !t.kind.is_trivia()) {
            let word = token.span.of(text);
            let item = matches!(token.kind, TokenKind::Path | TokenKind::PathMarked)
                .then(|| model.lookup(&literal::path_text(word), from))
                .flatten();
            words.push(match item {
                Some(Item::Let(id)) if depth < DEPTH && self.left > 0 => {
                    self.left -= 1;
                    let shown = self.let_value(id, depth + 1);
                    self.uses_let(id, &shown);
                    shown
                }
                Some(Item::Decl(id)) => self.name(model.decl(id)),
                _ => word.split_whitespace().collect(),
            });
        }
        words.join(" ")
    }

    fn enum_word(&self, id: EnumId, index: u16) -> String {
        let of = self.model.schema.enumeration(id);
        let Some(value) = of.values.get(usize::from(index)) else { return String::new() };
        if is_library(self.model, of.place) {
            self.model.names.text(value.name).to_owned()
        } else {
            one_line(&value.title)
        }
    }

    // ---- a row of a statement of applicability -----------------------------------------------------------------------

    fn row(&mut self, row: &Row<'m>) {
        let decl = row.control.decl();
        let decision = if row.included() {
            "applies"
        } else if row.excluded() {
            "does not apply"
        } else {
            "not decided"
        };
        let mut reasons = Vec::new();
        for reason in &row.reasons {
            // A justification stands for itself.
            if let Some(source) = reason.source {
                let label = self.label(source);
                reasons.push(node(reason.kind.word(), vec![label]));
            }
        }
        let justification: Vec<String> = row.justification.iter().map(|v| self.value(*v)).collect();
        let mut plans = Vec::new();
        for plan in &row.plans {
            let on = plan.on.as_ref().map(|on| {
                let all = on.iter().map(|d| self.label(*d)).collect();
                set("on", all)
            });
            let by = plan.by.map(|role| self.label(role.decl()));
            let because = plan.because.map(|v| self.value(v));
            let due = plan.due.map(|d| d.to_string());
            plans.push(node(
                "to come",
                [on, due, by, because].into_iter().map(Option::unwrap_or_default).collect(),
            ));
        }
        let tree = node(
            "row",
            vec![
                self.name(decl),
                decision.to_owned(),
                set("reasons", reasons),
                set("justification", justification),
                set("plans", plans),
            ],
        );
        self.part(decl.path(), self.document.anchor(), tree);
    }
}

/// The fields that a document or a part of one says and that belong to its content, its prose apart.
fn fields(of: &Resolved<'_>) -> Vec<FieldId> {
    let (own, prose) = (of.own(), body(of.decl()));
    let schema = &of.decl().model.schema;
    let mut fields = Vec::new();
    for layer in &of.layers {
        let said = layer.entries().map(|p| p.field());
        fields.extend(said.filter(|f| Some(*layer) == own || !schema.is_of_its_life(*f)));
    }
    fields.retain(|f| *f != FieldId::HEAD && !LIFE.contains(f) && Some(*f) != prose);
    fields.sort_unstable();
    fields.dedup();
    fields
}

/// The field whose values are the prose of declarations of the kind of `decl`.
fn body(decl: Decl<'_>) -> Option<FieldId> {
    let name = decl.model.schema.field(field::POLICY_BODY)?.name;
    decl.model.schema.field_of(decl.kind(), name)
}

/// The kind of `decl`: by its name, which never changes, where it is the prelude's, else by its title.
fn kind_word(decl: Decl<'_>) -> String {
    match decl.model.schema.kind(decl.kind()) {
        Some(kind) if is_library(decl.model, kind.place) => decl.model.names.text(kind.name).to_owned(),
        Some(kind) => one_line(&kind.title),
        None => String::new(),
    }
}

fn is_library(model: &Model, place: Place) -> bool {
    model.files.get(place.file).package == PackageId::LIBRARY
}

/// `text` in normal form C, with single blanks.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    nfc(&words.join(" ")).into_owned()
}

/// Whether a node of Markdown is words, which flow together with those beside it.
fn is_inline_text(value: &NodeValue) -> bool {
    matches!(value, NodeValue::Text(_) | NodeValue::SoftBreak)
}

/// Words as they come, with single blanks between them.
#[derive(Default)]
struct Words(String);

impl Words {
    fn say(&mut self, text: &str) {
        for c in text.chars() {
            if !c.is_whitespace() {
                self.0.push(c);
            } else if !self.0.ends_with(' ') {
                self.0.push(' ');
            }
        }
    }

    fn end(self) -> String {
        format!("\"{}", nfc(self.0.trim()))
    }

    fn flush(&mut self, events: &mut Vec<String>) {
        let words = std::mem::take(&mut self.0);
        if !words.is_empty() {
            events.push(format!("\"{}", nfc(&words)));
        }
    }
}
