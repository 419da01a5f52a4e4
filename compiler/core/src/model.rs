//! The model: every declaration of a package and its standards, with its values checked and its references resolved.
//!
//! Declarations, entries, parts and values lie in tables and refer to each other by id. Declarations are numbered in the
//! order of files and, within a file, from the outermost inwards, so everything below a declaration is one run of ids.
//! [`Decl`], [`Phrase`] and [`ValueRef`] are handles for reading; the typed views in [`crate::prelude`] are made of them.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;

use annexa_syntax::literal::{self, PieceKind};
use annexa_syntax::tree::{self, Elem, Prep};
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use crate::catalog::Catalog;
use crate::condition::{CheckedRule, Condition, ConditionId, Formula, RowFormula};
use crate::earlier::{Rests, Run, Since};
use crate::lock::Lock;
use crate::manifest::Manifest;
use crate::names::{Name, Names};
use crate::packages::Packages;
use crate::prelude;
use crate::reads;
use crate::schema::{EnumId, FieldId, KindId, Schema};
use crate::source::{FileId, PackageId, Place, SourceFiles, Span};
use crate::time::{Date, Duration};
use crate::value::{Pattern, Value};

/// How many references a title may follow: titles and lets may name each other, in a circle too.
const REFERENCES: u32 = 64;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        $($(#[$doc])* #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)] pub struct $name(pub u32);)*
    };
}
id! {
    /// A declaration.
    DeclId,
    /// A field of a declaration as it stands once, or its header.
    EntryId,
    /// A value in an entry.
    ValueId,
    /// A `let`.
    LetId,
}

/// Where something is: stays valid while the model does, and becomes bytes by [`Model::place`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Anchor {
    /// The name of a declaration.
    Decl(DeclId),
    /// The whole declaration.
    Whole(DeclId),
    /// A field with all it says.
    Entry(EntryId),
    /// One value.
    Value(ValueId),
    /// Where a new entry of a declaration would be written: before its closing brace.
    End(DeclId),
    /// Bytes of a file: faults of the text itself.
    Place(Place),
}

/// A declaration, as it lies in the table.
#[derive(Clone, Debug)]
pub(crate) struct DeclData {
    pub kind: KindId,
    pub package: PackageId,
    pub name: Name,
    pub parent: Option<DeclId>,
    /// The id after the last declaration within it.
    pub end: DeclId,
    pub file: FileId,
    pub node: tree::DeclId,
    pub entries: (u32, u32),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct EntryData {
    pub decl: DeclId,
    pub field: FieldId,
    pub span: Span,
    pub parts: (u32, u32),
    /// Whether it says `none` and nothing else, which is as if it were not there.
    pub absent: bool,
    /// Whether it holds a pattern of entries of a catalog, or has a part with `except`.
    pub patterned: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct PartData {
    pub prep: Option<Prep>,
    pub values: (u32, u32),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct ValueData {
    pub value: Value,
    pub entry: EntryId,
    pub span: Span,
}

/// Whether the values are the word `none` and nothing else.
pub(crate) fn says_none(values: &[ValueData]) -> bool {
    !values.is_empty() && values.iter().all(|v| v.value == Value::None)
}

/// A reference in a text or prose: `{clinic-cloud}`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextReference {
    /// The path between the braces.
    pub place: Place,
    /// What it names.
    pub target: TextTarget,
}

/// What a reference in a text names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TextTarget {
    /// A declaration: its title is shown (of a parameter, its value).
    Decl(DeclId),
    /// A `let`: its value is shown.
    Let(LetId),
    /// A field of a declaration: its values are shown.
    Field(DeclId, FieldId),
}

/// A `let` and where it stands.
#[derive(Clone, Debug)]
pub struct LetData {
    /// Its name.
    pub name: Name,
    /// Its file.
    pub file: FileId,
    /// Its place in the tree of the file.
    pub node: u32,
    /// The package that it belongs to.
    pub package: PackageId,
}

/// Everything that is declared, checked and resolved.
#[derive(Debug)]
pub struct Model {
    /// The manifest.
    pub manifest: Manifest,
    /// The files.
    pub files: SourceFiles,
    /// The names.
    pub names: Names,
    /// Kinds, aspects, enums, fields.
    pub schema: Schema,
    /// The packages that are read together: the library, the main package, and those that it stands on.
    pub packages: Packages,
    /// The catalogs that the main package stands on, and its own.
    pub catalogs: Vec<Catalog>,
    /// The catalogs of the other packages.
    pub(crate) other_catalogs: Vec<Catalog>,
    pub(crate) decls: Vec<DeclData>,
    pub(crate) entries: Vec<EntryData>,
    pub(crate) parts: Vec<PartData>,
    pub(crate) values: Vec<ValueData>,
    pub(crate) lets: Vec<LetData>,
    pub(crate) by_kind: Vec<Vec<DeclId>>,
    /// What a declaration extends.
    pub(crate) bases: FxHashMap<DeclId, DeclId>,
    /// The parameters that documents set, with the value.
    pub(crate) sets: FxHashMap<(DeclId, DeclId), (FileId, Elem)>,
    /// Declarations of one parent (or of a package's top level) by name.
    pub(crate) scope: FxHashMap<(Scope, Name), Item>,
    /// The conditions of sets: `asset where category == system`.
    pub(crate) conditions: Vec<Condition>,
    /// The rules, checked, in the order of their declarations.
    pub(crate) rules: Vec<CheckedRule>,
    /// The formulas of derived fields that the package declares.
    pub(crate) formulas: BTreeMap<FieldId, Formula>,
    /// The formulas over the rows of files.
    pub(crate) row_formulas: BTreeMap<ValueId, RowFormula>,
    /// References in texts, sorted by place.
    pub(crate) text_references: Vec<TextReference>,
    pub(crate) decl_used: Vec<bool>,
    pub(crate) let_used: Vec<bool>,
    /// What was approved, accepted and translated.
    pub lock: Lock,
    /// The names that declarations declare locally: the steps of a scale.
    pub(crate) local_names: FxHashMap<(DeclId, FieldId), Vec<Name>>,
    /// What each file put into the tables, for a model that is made of this one.
    pub(crate) runs: Vec<Run>,
    pub(crate) rests: Rests,
    /// What was referred to, in the order of reading.
    pub(crate) uses: Vec<Item>,
    /// What stands in braces in texts.
    pub(crate) mentions: Vec<Mention>,
    /// Whether nothing was wrong with kinds, aspects and enums.
    pub(crate) schema_is_settled: bool,
    /// Whether any value is unknown; mostly none is, and nobody need look for one.
    pub(crate) has_unknown: bool,
    /// Tells this model from all others of the process.
    pub(crate) serial: u64,
    /// How it differs from the model that it was made after, where that can be said.
    pub(crate) since: Option<Since>,
}

/// What stands in braces in a text: a reference, or words that may be meant as one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mention {
    /// The path, or the words.
    pub place: Place,
    /// The declaration that says the text; `None` for that of a `let`.
    pub decl: Option<DeclId>,
    /// What they are.
    pub what: Mentioned,
}

/// What a brace in a text is before.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mentioned {
    /// The path of a reference.
    Path,
    /// Words that are no path.
    Words,
    /// A word behind a brace that nothing closes.
    Open,
    /// A path in double brackets.
    Brackets,
}

/// Where a name is looked up.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Scope {
    Package(PackageId),
    Decl(DeclId),
}

/// What a name of a package or declaration stands for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Item {
    /// A declaration.
    Decl(DeclId),
    /// A `let`.
    Let(LetId),
}

impl Model {
    /// Tells it from all other models of the process.
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// How it differs from the model that it was made after; `None` where there was none, or too much is different.
    pub fn since(&self) -> Option<&Since> {
        self.since.as_ref()
    }

    /// The declaration at `id`.
    pub fn decl(&self, id: DeclId) -> Decl<'_> {
        Decl { model: self, id }
    }

    /// All declarations, of the package, of those that it stands on and of its standards, in order.
    pub fn decls(&self) -> impl Iterator<Item = Decl<'_>> {
        reads::all();
        (0..self.decls.len() as u32).map(|i| self.decl(DeclId(i)))
    }

    /// The declarations of `kind` of the main package and the library, in order. What other packages declare is theirs.
    pub fn of_kind(&self, kind: KindId) -> impl Iterator<Item = Decl<'_>> {
        self.of_kind_everywhere(kind).filter(|d| d.package() <= PackageId::MAIN)
    }

    /// The declarations of `kind`, also of the packages that the main one stands on, in order.
    pub fn of_kind_everywhere(&self, kind: KindId) -> impl Iterator<Item = Decl<'_>> {
        reads::list(kind);
        self.by_kind.get(kind.0 as usize).into_iter().flatten().map(|id| self.decl(*id))
    }

    /// All declarations of the main package and the library that a view shows: of its kind, or of every kind that is its
    /// aspect.
    pub fn all<'m, V: View<'m>>(&'m self) -> impl Iterator<Item = V> {
        self.everywhere::<V>().filter(|v| v.decl().package() <= PackageId::MAIN)
    }

    /// All declarations that a view shows, also of the packages that the main one stands on.
    pub fn everywhere<'m, V: View<'m>>(&'m self) -> impl Iterator<Item = V> {
        let mut ids: Vec<DeclId> = match V::SHOWS {
            Shows::Kind(kind) => {
                reads::list(kind);
                self.by_kind.get(kind.0 as usize).cloned().unwrap_or_default()
            }
            Shows::Aspect(aspect) => (0..self.by_kind.len())
                .filter(|k| self.schema.is(KindId(*k as u16), aspect))
                .inspect(|k| reads::list(KindId(*k as u16)))
                .flat_map(|k| self.by_kind[k].iter().copied())
                .collect(),
        };
        ids.sort_unstable();
        ids.into_iter().filter_map(move |id| V::of(self.decl(id)))
    }

    /// The declarations that extend another, of all packages, in order.
    pub fn extending(&self) -> impl Iterator<Item = Decl<'_>> {
        reads::all();
        let mut ids: Vec<DeclId> = self.bases.keys().copied().collect();
        ids.sort_unstable();
        ids.into_iter().map(|id| self.decl(id))
    }

    /// What `path` (dotted) names at the top level of the main package, of a package that it names, or of a catalog.
    pub fn find(&self, path: &str) -> Option<Decl<'_>> {
        reads::all();
        if let Some(id) = self.find_entry(path) {
            return Some(self.decl(id));
        }
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let (package, path) = match self.packages.find(PackageId::MAIN, first).flatten() {
            Some(other) => (other, rest),
            None => (PackageId::MAIN, path),
        };
        let mut scope = Scope::Package(package);
        let mut found = None;
        for segment in path.split('.') {
            let Some(Item::Decl(id)) = self.scope.get(&(scope, self.names.get(segment)?)).copied() else {
                return None;
            };
            scope = Scope::Decl(id);
            found = Some(id);
        }
        found.map(|id| self.decl(id))
    }

    /// What `path` names, seen from `from`: looked up in it and outwards, then in its package, then among the catalogs.
    pub fn lookup(&self, path: &str, from: Decl<'_>) -> Option<Item> {
        let scopes = std::iter::successors(Some(from), |decl| decl.parent()).map(|decl| Scope::Decl(decl.id));
        self.lookup_in(path, scopes.chain([Scope::Package(from.package())]))
    }

    /// What `path` names in a `let` of `package`.
    pub fn lookup_in_let(&self, path: &str, package: PackageId) -> Option<Item> {
        let found = self.lookup_in(path, [Scope::Package(package)].into_iter());
        found.or_else(|| self.find(path).map(|decl| Item::Decl(decl.id)))
    }

    fn lookup_in(&self, path: &str, mut scopes: impl Iterator<Item = Scope>) -> Option<Item> {
        reads::all();
        let mut segments = path.split('.');
        let first = segments.next().and_then(|segment| self.names.get(segment));
        let found = first.and_then(|first| scopes.find_map(|scope| self.scope.get(&(scope, first)).copied()));
        let Some(mut item) = found else {
            return self.find_entry(path).map(Item::Decl);
        };
        for segment in segments {
            let Item::Decl(outer) = item else { return None };
            item = *self.scope.get(&(Scope::Decl(outer), self.names.get(segment)?))?;
        }
        Some(item)
    }

    /// The entry of a catalog that `path` names: bare for the main standard, with the catalog's name for all.
    pub fn find_entry(&self, path: &str) -> Option<DeclId> {
        reads::all();
        let bare = self.catalogs.iter().filter(|c| c.main).find_map(|c| c.entry(&self.names, path));
        bare.or_else(|| {
            let (catalog, id) = path.split_once('.')?;
            let name = self.names.get(catalog)?;
            self.catalogs.iter().find(|c| c.alias == name)?.entry(&self.names, id)
        })
    }

    /// The bytes of `anchor`.
    pub fn place(&self, anchor: Anchor) -> Place {
        let node = |id: DeclId| {
            let data = &self.decls[id.0 as usize];
            (data.file, self.files.get(data.file).tree.decl(data.node))
        };
        match anchor {
            Anchor::Place(place) => place,
            Anchor::Decl(id) => {
                let (file, node) = node(id);
                Place { file, span: node.name }
            }
            Anchor::Whole(id) => {
                let (file, node) = node(id);
                Place { file, span: node.span }
            }
            Anchor::End(id) => {
                let (file, node) = node(id);
                let text = &self.files.get(file).text;
                // Before the line of a closing brace that stands alone, else right before the brace.
                let end = match node.body.and_then(|body| body.close) {
                    Some(close) => {
                        let brace = close.start;
                        let before = text.get(..brace as usize).unwrap_or("");
                        let blank = before.len() - before.trim_end_matches([' ', '\t']).len();
                        let line = before.len() - blank;
                        if before[..line].ends_with('\n') { line as u32 } else { brace }
                    }
                    None => node.span.end,
                };
                Place { file, span: Span::at(end) }
            }
            Anchor::Entry(id) => {
                let entry = &self.entries[id.0 as usize];
                Place { file: self.decls[entry.decl.0 as usize].file, span: entry.span }
            }
            Anchor::Value(id) => {
                let value = &self.values[id.0 as usize];
                let entry = &self.entries[value.entry.0 as usize];
                Place { file: self.decls[entry.decl.0 as usize].file, span: value.span }
            }
        }
    }

    /// The declaration that `anchor` lies in; the innermost one.
    pub fn enclosing(&self, anchor: Anchor) -> Option<Decl<'_>> {
        let id = match anchor {
            Anchor::Decl(id) | Anchor::Whole(id) | Anchor::End(id) => id,
            Anchor::Entry(id) => self.entries[id.0 as usize].decl,
            Anchor::Value(id) => self.entries[self.values[id.0 as usize].entry.0 as usize].decl,
            Anchor::Place(place) => {
                return self.at(place.file, place.span.start);
            }
        };
        Some(self.decl(id))
    }

    /// The innermost declaration at `offset` of `file`.
    pub fn at(&self, file: FileId, offset: u32) -> Option<Decl<'_>> {
        reads::all();
        // Declarations of a file are in order, and those within follow their parent.
        let start = self.decls.partition_point(|d| d.file < file);
        let end = self.decls.partition_point(|d| d.file <= file);
        let tree = &self.files.get(file).tree;
        let run = &self.decls[start..end];
        let before = run.partition_point(|d| tree.decl(d.node).span.start <= offset);
        let mut id = DeclId((start + before.checked_sub(1)?) as u32);
        loop {
            let decl = self.decl(id);
            if offset <= decl.node().span.end {
                return Some(decl);
            }
            id = decl.parent()?.id;
        }
    }

    /// The words of the text in quotes at `place`, with what its references stand for; so many of them are `left` to follow.
    fn words(&self, place: Place, left: &Cell<u32>) -> String {
        let mut out = String::new();
        for piece in literal::pieces(self.files.slice(place), place.span.start) {
            match piece.kind {
                PieceKind::Text(words) => out.push_str(&words),
                PieceKind::Braces(words) => out.push_str(&format!("{{{words}}}")),
                PieceKind::Worded { words, .. } => out.push_str(words),
                PieceKind::Reference { path, span } => {
                    let at = Place { file: place.file, span };
                    let found = self.text_references(at).first().filter(|r| r.place == at);
                    match found.and_then(|r| self.shown_in_words(r.target, left)) {
                        Some(shown) => out.push_str(&shown),
                        None => out.push_str(&format!("{{{path}}}")),
                    }
                }
            }
        }
        out
    }

    /// What a reference in words shows; `None` where that is worked out elsewhere.
    fn shown_in_words(&self, target: TextTarget, left: &Cell<u32>) -> Option<String> {
        if left.get() == 0 {
            return Some("…".to_owned());
        }
        left.set(left.get() - 1);
        let value = |value: ValueRef<'_>| match value.value() {
            Value::Text(place) if !literal::is_prose(self.files.slice(*place)) => self.words(*place, left),
            Value::Decl(id) => self.decl(*id).titled(left).into_owned(),
            _ => value.source().to_owned(),
        };
        let joined = |values: Vec<String>| (!values.is_empty()).then(|| values.join(", "));
        match target {
            TextTarget::Decl(id) => {
                let decl = self.decl(id);
                match decl.kind() == prelude::kind::PARAM {
                    true => joined(decl.values(prelude::field::PARAM_DEFAULT).map(value).collect()),
                    false => Some(decl.titled(left).into_owned()),
                }
            }
            TextTarget::Field(id, field) => {
                let said = self.decl(id).layers().find_map(|layer| layer.phrases(field).next())?;
                joined(said.lead().map(value).collect())
            }
            TextTarget::Let(id) => {
                let data = self.lets().find(|(l, _)| *l == id)?.1;
                let tree = &self.files.get(data.file).tree;
                let phrase = &tree.lets.get(data.node as usize)?.phrase;
                let words = tree.seq(phrase.lead).iter().map(|elem| {
                    let expr = tree.expr(elem.expr);
                    let place = Place { file: data.file, span: expr.span };
                    let source = self.files.slice(place);
                    match (&expr.kind, self.lookup_in_let(source, data.package)) {
                        (tree::ExprKind::Text, _) => self.words(place, left),
                        (tree::ExprKind::Path, Some(Item::Decl(id))) => {
                            self.decl(id).titled(left).into_owned()
                        }
                        (tree::ExprKind::Path, Some(Item::Let(id))) => {
                            self.shown_in_words(TextTarget::Let(id), left).unwrap_or_default()
                        }
                        _ => source.to_owned(),
                    }
                });
                joined(words.collect())
            }
        }
    }

    /// The references in the text at `place` (a text or prose literal), in order.
    pub fn text_references(&self, place: Place) -> &[TextReference] {
        reads::all();
        let key = |r: &TextReference| (r.place.file, r.place.span.start);
        let start = self.text_references.partition_point(|r| key(r) < (place.file, place.span.start));
        let end = self.text_references.partition_point(|r| key(r) < (place.file, place.span.end));
        &self.text_references[start..end]
    }

    /// All references in texts.
    pub fn all_text_references(&self) -> &[TextReference] {
        reads::all();
        &self.text_references
    }

    /// The entries that hold a pattern of entries of a catalog or have a part with `except`, in order.
    pub fn patterned(&self) -> impl Iterator<Item = Phrase<'_>> {
        reads::all();
        let patterned = self.entries.iter().enumerate().filter(|(_, e)| e.patterned);
        patterned.map(|(i, _)| Phrase { model: self, id: EntryId(i as u32) })
    }

    /// The condition of a set.
    pub fn condition(&self, id: ConditionId) -> &Condition {
        reads::all();
        &self.conditions[id.0 as usize]
    }

    /// The conditions of all sets.
    pub fn conditions(&self) -> &[Condition] {
        reads::all();
        &self.conditions
    }

    /// The rules of the package and its standards, checked, in order.
    pub fn rules(&self) -> &[CheckedRule] {
        &self.rules
    }

    /// The formula of a derived field that the package declares.
    pub fn formula(&self, field: FieldId) -> Option<&Formula> {
        let formula = self.formulas.get(&field)?;
        reads::all();
        Some(formula)
    }

    /// The formulas of all derived fields that the package declares.
    pub fn formulas(&self) -> impl Iterator<Item = &Formula> {
        reads::all();
        self.formulas.values()
    }

    /// The formulas over rows of all values.
    pub fn row_formulas(&self) -> impl Iterator<Item = &RowFormula> {
        reads::all();
        self.row_formulas.values()
    }

    /// The declarations that stand in a file, in the order of its text: an outer one before those within it.
    pub fn decls_in(&self, file: FileId) -> impl Iterator<Item = Decl<'_>> {
        reads::all();
        let start = self.decls.partition_point(|d| d.file < file);
        let end = self.decls.partition_point(|d| d.file <= file);
        (start as u32..end as u32).map(|i| self.decl(DeclId(i)))
    }

    /// The formula over rows that a value is.
    pub fn row_formula(&self, value: ValueId) -> Option<&RowFormula> {
        reads::all();
        self.row_formulas.get(&value)
    }

    /// All `let`s, with their ids.
    pub fn lets(&self) -> impl Iterator<Item = (LetId, &LetData)> {
        reads::all();
        self.lets.iter().enumerate().map(|(i, l)| (LetId(i as u32), l))
    }

    /// Whether anything refers to the `let`.
    pub fn let_used(&self, id: LetId) -> bool {
        reads::all();
        self.let_used.get(id.0 as usize).copied().unwrap_or(false)
    }

    /// The entries of `pattern`, in the catalog's order.
    pub fn pattern(&self, pattern: Pattern) -> impl Iterator<Item = Decl<'_>> + Clone {
        let end = pattern.end.0.min(self.decls.len() as u32);
        (pattern.start.0..end).map(|i| self.decl(DeclId(i))).filter(move |d| {
            (pattern.controls && d.kind() == prelude::kind::CONTROL)
                || (pattern.requirements && d.kind() == prelude::kind::REQUIREMENT)
        })
    }
}

/// What a view shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shows {
    /// Declarations of one kind.
    Kind(KindId),
    /// Declarations of every kind that is the aspect.
    Aspect(crate::schema::AspectId),
}

/// A typed view of a declaration: a kind's or an aspect's.
pub trait View<'m>: Copy {
    /// What it shows.
    const SHOWS: Shows;
    /// The view of `decl`, if it is of the kind or aspect.
    fn of(decl: Decl<'m>) -> Option<Self>;
    /// The declaration.
    fn decl(self) -> Decl<'m>;
}

/// A declaration of the model.
#[derive(Clone, Copy)]
pub struct Decl<'m> {
    /// The model that it is part of.
    pub model: &'m Model,
    /// Its id.
    pub id: DeclId,
}

impl PartialEq for Decl<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
impl Eq for Decl<'_> {}
impl PartialOrd for Decl<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Decl<'_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.id.cmp(&other.id)
    }
}
impl std::hash::Hash for Decl<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}
impl std::fmt::Debug for Decl<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.path())
    }
}

impl<'m> Decl<'m> {
    fn data(self) -> &'m DeclData {
        &self.model.decls[self.id.0 as usize]
    }

    /// Its node in the tree of its file.
    pub fn node(self) -> &'m tree::Decl {
        reads::content(self.id);
        let data = self.data();
        self.model.files.get(data.file).tree.decl(data.node)
    }

    /// Its kind; [`KindId::UNKNOWN`] where the kind is not known.
    pub fn kind(self) -> KindId {
        self.data().kind
    }

    /// The title of its kind, as people read it: "Risk method"; empty where the kind is not known.
    pub fn kind_title(self) -> &'m str {
        self.model.schema.kind(self.kind()).map_or("", |k| &k.title)
    }

    /// The name of its kind as it is written.
    pub fn kind_name(self) -> &'m str {
        self.model.schema.kind(self.kind()).map_or("", |k| self.model.names.text(k.name))
    }

    /// Its own name, without those it stands in.
    pub fn name(self) -> &'m str {
        self.model.names.text(self.data().name)
    }

    /// Its own name, interned.
    pub fn name_id(self) -> Name {
        self.data().name
    }

    /// The file that it stands in.
    pub fn file(self) -> FileId {
        self.data().file
    }

    /// The package that it belongs to.
    pub fn package(self) -> PackageId {
        self.data().package
    }

    /// The catalog that it is an entry or a group of.
    pub fn catalog(self) -> Option<&'m Catalog> {
        let mut top = self;
        while let Some(parent) = top.parent() {
            top = parent;
        }
        self.model.catalogs.iter().chain(&self.model.other_catalogs).find(|c| c.decl == top.id)
    }

    /// How the main package refers to it: `access-control.mfa`, `A.8.13`, `gdpr.32`, `group.access-control`.
    pub fn path(self) -> String {
        let mut path = String::new();
        self.write_path(&mut path);
        path
    }

    fn write_path(self, path: &mut String) {
        let mut add = |outer: &str, name: &str| {
            if !outer.is_empty() {
                path.push_str(outer);
                path.push('.');
            }
            path.push_str(name);
        };
        let parent = self.parent();
        if parent.is_some()
            && let Some(catalog) = self.catalog()
        {
            let main = catalog.main && catalog.package == PackageId::MAIN;
            let is_bare = main && !self.name().starts_with(|c: char| c.is_ascii_digit());
            return add(if is_bare { "" } else { self.model.names.text(catalog.alias) }, self.name());
        }
        // What lost its name, which is told, is called by its title, or by its kind.
        let title;
        let name = match self.name() {
            "" => {
                title = self.title();
                if title.is_empty() { self.kind_name() } else { &title }
            }
            name => name,
        };
        match parent {
            Some(parent) => {
                parent.write_path(path);
                path.push('.');
                path.push_str(name);
            }
            None => add(&self.model.packages.get(self.package()).prefix, name),
        }
    }

    /// Its title, else that of what it extends; its name where none of them has one. What its references stand for is in
    /// their place, but for what is worked out from the model.
    pub fn title(self) -> Cow<'m, str> {
        self.titled(&Cell::new(REFERENCES))
    }

    fn titled(self, left: &Cell<u32>) -> Cow<'m, str> {
        let Some(place) = self.title_place() else { return Cow::Borrowed(self.name()) };
        match self.model.files.slice(place) {
            title if title.contains('{') => Cow::Owned(self.model.words(place, left)),
            title => literal::text_value(title),
        }
    }

    /// Where the text in quotes stands that gives it its title, be it that of what it extends.
    pub fn title_place(self) -> Option<Place> {
        let mut titles = self.layers().filter_map(|d| Some(Place { file: d.file(), span: d.node().title? }));
        titles.find(|place| !literal::is_blank(self.model.files.slice(*place)))
    }

    /// Its doc comment, without the slashes.
    pub fn doc(self) -> String {
        let file = self.model.files.get(self.file());
        crate::declare::doc_text(&file.tree, &file.text, self.node().docs)
    }

    /// The declaration that it stands in.
    pub fn parent(self) -> Option<Decl<'m>> {
        self.data().parent.map(|id| self.model.decl(id))
    }

    /// The declarations directly within it.
    pub fn children(self) -> impl Iterator<Item = Decl<'m>> {
        reads::content(self.id);
        let end = self.data().end;
        let mut next = DeclId(self.id.0 + 1);
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = self.model.decl(next);
                next = child.data().end;
                child
            })
        })
    }

    /// The declaration named `name` directly within it.
    pub fn child(self, name: Name) -> Option<Decl<'m>> {
        reads::content(self.id);
        match self.model.scope.get(&(Scope::Decl(self.id), name)) {
            Some(Item::Decl(id)) => Some(self.model.decl(*id)),
            _ => None,
        }
    }

    /// What it extends: what its header names, or what stands under its name in what the declaration around it extends.
    pub fn base(self) -> Option<Decl<'m>> {
        self.model.bases.get(&self.id).map(|id| self.model.decl(*id))
    }

    /// It, and those that it extends, from the nearest.
    pub fn layers(self) -> impl Iterator<Item = Decl<'m>> {
        std::iter::successors(Some(self), |d| d.base())
    }

    /// The declarations directly within it that the view shows.
    pub fn children_of<V: View<'m>>(self) -> impl Iterator<Item = V> {
        self.children().filter_map(V::of)
    }

    /// The id after the last declaration within it.
    pub fn end(self) -> DeclId {
        self.data().end
    }

    /// Whether it is `outer` or stands within it.
    pub fn within(self, outer: Decl<'m>) -> bool {
        outer.id <= self.id && self.id < outer.end()
    }

    /// Where its name stands.
    pub fn anchor(self) -> Anchor {
        Anchor::Decl(self.id)
    }

    /// Whether anything refers to it.
    pub fn used(self) -> bool {
        reads::all();
        self.model.decl_used.get(self.id.0 as usize).copied().unwrap_or(false)
    }

    /// The entries of its body that are a known field, sorted by field, in source order within a field.
    pub fn entries(self) -> impl Iterator<Item = Phrase<'m>> {
        reads::content(self.id);
        let (start, len) = self.data().entries;
        (start..start + len).map(move |i| Phrase { model: self.model, id: EntryId(i) })
    }

    /// The entries that say `field`. `field: none` says nothing: [`Decl::entries`] has it, where `none because …` is an
    /// answer.
    pub fn phrases(self, field: FieldId) -> impl Iterator<Item = Phrase<'m>> + Clone {
        reads::content(self.id);
        let (start, len) = self.data().entries;
        let model = self.model;
        let run = &model.entries[start as usize..(start + len) as usize];
        // A declaration has few entries: to look at one after the other is quicker than to halve them.
        let from = run.iter().position(|e| e.field >= field).unwrap_or(run.len());
        let same = run[from..].iter().zip(start + from as u32..).take_while(move |(e, _)| e.field == field);
        same.filter(|(e, _)| !e.absent).map(move |(_, i)| Phrase { model, id: EntryId(i) })
    }

    /// The values before the first preposition, of all entries that say `field`.
    pub fn values(self, field: FieldId) -> impl Iterator<Item = ValueRef<'m>> + Clone {
        self.phrases(field).flat_map(|p| p.lead())
    }

    /// The values behind `prep` in its header.
    pub fn head(self, prep: Prep) -> impl Iterator<Item = ValueRef<'m>> + Clone {
        self.phrases(FieldId::HEAD).flat_map(move |p| p.part(prep))
    }
}

/// A field of a declaration as it stands once: a value with its parts.
#[derive(Clone, Copy)]
pub struct Phrase<'m> {
    /// The model that it is part of.
    pub model: &'m Model,
    /// Its id.
    pub id: EntryId,
}

impl std::fmt::Debug for Phrase<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.id)
    }
}

impl<'m> Phrase<'m> {
    fn data(self) -> &'m EntryData {
        &self.model.entries[self.id.0 as usize]
    }

    /// The declaration that it stands in.
    pub fn decl(self) -> Decl<'m> {
        self.model.decl(self.data().decl)
    }

    /// Its field.
    pub fn field(self) -> FieldId {
        self.data().field
    }

    /// Where it stands.
    pub fn anchor(self) -> Anchor {
        Anchor::Entry(self.id)
    }

    fn run(self, prep: Option<Prep>) -> impl Iterator<Item = ValueRef<'m>> + Clone {
        reads::content(self.data().decl);
        let (start, len) = self.data().parts;
        let model = self.model;
        model.parts[start as usize..(start + len) as usize].iter().filter(move |p| p.prep == prep).flat_map(
            move |p| (p.values.0..p.values.0 + p.values.1).map(move |i| ValueRef { model, id: ValueId(i) }),
        )
    }

    /// The values before the first preposition.
    pub fn lead(self) -> impl Iterator<Item = ValueRef<'m>> + Clone {
        self.run(None)
    }

    /// The values behind `prep`; `none` is no value.
    pub fn part(self, prep: Prep) -> impl Iterator<Item = ValueRef<'m>> + Clone {
        self.run(Some(prep)).filter(|v| *v.value() != Value::None)
    }

    /// Whether the phrase says `prep` at all, even with a value that is unknown.
    pub fn says(self, prep: Prep) -> bool {
        let (start, len) = self.data().parts;
        let values =
            |p: &PartData| &self.model.values[p.values.0 as usize..(p.values.0 + p.values.1) as usize];
        self.model.parts[start as usize..(start + len) as usize]
            .iter()
            .any(|p| p.prep == Some(prep) && !says_none(values(p)))
    }

    /// Whether one of its values is unknown: a problem has said so.
    pub fn is_spoiled(self) -> bool {
        self.spoiled_parts().next().is_some()
    }

    /// The parts that hold an unknown value, by their preposition; `None` is what stands before the first.
    pub fn spoiled_parts(self) -> impl Iterator<Item = Option<Prep>> + use<'m> {
        let (start, len) = if self.model.has_unknown { self.data().parts } else { (0, 0) };
        let unknown = move |p: &&PartData| {
            (p.values.0..p.values.0 + p.values.1)
                .any(|i| self.model.values[i as usize].value == Value::Unknown)
        };
        self.model.parts[start as usize..(start + len) as usize].iter().filter(unknown).map(|p| p.prep)
    }
}

/// A value of the model.
#[derive(Clone, Copy)]
pub struct ValueRef<'m> {
    /// The model that it is part of.
    pub model: &'m Model,
    /// Its id.
    pub id: ValueId,
}

impl std::fmt::Debug for ValueRef<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.value())
    }
}

impl<'m> ValueRef<'m> {
    /// What it is.
    pub fn value(self) -> &'m Value {
        &self.model.values[self.id.0 as usize].value
    }

    /// Where it stands.
    pub fn anchor(self) -> Anchor {
        Anchor::Value(self.id)
    }

    /// The entry that it stands in.
    pub fn phrase(self) -> Phrase<'m> {
        Phrase { model: self.model, id: self.model.values[self.id.0 as usize].entry }
    }

    /// As it is written.
    pub fn source(self) -> &'m str {
        self.model.files.slice(self.model.place(self.anchor()))
    }

    /// Whether it is known.
    pub fn is_known(self) -> bool {
        *self.value() != Value::Unknown
    }

    /// The declaration that it refers to.
    pub fn decl(self) -> Option<Decl<'m>> {
        match self.value() {
            Value::Decl(id) => Some(self.model.decl(*id)),
            _ => None,
        }
    }

    /// The declaration that it refers to, as a view.
    pub fn view<V: View<'m>>(self) -> Option<V> {
        self.decl().and_then(V::of)
    }

    /// The declarations that it stands for: one, or all of a pattern. A set with `where` gives none here.
    pub fn decls(self) -> impl Iterator<Item = Decl<'m>> {
        let one = self.decl();
        let many = match self.value() {
            Value::Pattern(p) => Some(*p),
            _ => None,
        };
        one.into_iter().chain(many.into_iter().flat_map(move |p| self.model.pattern(p)))
    }

    /// The index of an enum's value.
    pub fn enumeration(self) -> Option<(EnumId, u16)> {
        match self.value() {
            Value::Enum(id, index) => Some((*id, *index)),
            _ => None,
        }
    }

    /// A name local to a declaration, with its index among the names of its field.
    pub fn step(self) -> Option<(Name, u16)> {
        match self.value() {
            Value::Step(name, index) => Some((*name, *index)),
            _ => None,
        }
    }

    /// The text of a literal, without quotes, escapes resolved, references as they are written. For prose, its Markdown.
    pub fn text(self) -> Option<Cow<'m, str>> {
        match self.value() {
            Value::Text(place) => {
                let raw = self.model.files.slice(*place);
                Some(if raw.starts_with("\"\"\"") {
                    Cow::Owned(literal::prose_value(raw))
                } else {
                    literal::text_value(raw)
                })
            }
            Value::Url(place) => Some(Cow::Borrowed(self.model.files.slice(*place))),
            _ => None,
        }
    }

    /// A day.
    pub fn date(self) -> Option<Date> {
        match self.value() {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// A first and a last day.
    pub fn period(self) -> Option<(Date, Date)> {
        match self.value() {
            Value::Period(a, b) => Some((*a, *b)),
            _ => None,
        }
    }

    /// A length of time.
    pub fn duration(self) -> Option<Duration> {
        match self.value() {
            Value::Duration(d) => Some(*d),
            _ => None,
        }
    }

    /// A number, or the number of a percentage or an amount.
    pub fn number(self) -> Option<Decimal> {
        match self.value() {
            Value::Number(n) | Value::Percent(n) | Value::Money(n, _) => Some(*n),
            _ => None,
        }
    }

    /// `yes` or `no`
    pub fn bool(self) -> Option<bool> {
        match self.value() {
            Value::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// The name of a problem.
    pub fn problem(self) -> Option<&'m str> {
        match self.value() {
            Value::Problem(name) => Some(self.model.names.text(*name)),
            _ => None,
        }
    }
}
