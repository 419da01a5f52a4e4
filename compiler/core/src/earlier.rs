//! What a build takes over from an earlier model of the same package.
//!
//! A build makes everything; with an earlier model at hand it takes over, of each file whose text is the same, its tree and
//! the kinds and names of its declarations; and of each declaration at top level whose text is the same, be it in a file
//! that changed around it, what it and those within it say ([`Piece`]). What a declaration says rests on more than its own
//! text: on the kinds, and on what names stand for. So the kinds must be the same, and a piece is read again if it ever
//! looked up a name whose meaning is another one now ([`Builder::find_changes`]), if it takes values from a file that
//! changed, or if something was found wrong in it. Everything after that is worked out anew.
//!
//! INVARIANT: the result is the one that a build without an earlier model gives, byte for byte.

use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::builder::Builder;
use crate::condition::CheckedRule;
use crate::manifest::FILE_NAME;
use crate::model::{DeclData, DeclId, Item, LetData, LetId, Mention, Model};
use crate::names::Name;
use crate::prelude;
use crate::schema::{FieldId, Schema};
use crate::source::{FileId, PackageId, Place, SourceFile, Span};
use crate::value::{Pattern, Value};
use annexa_syntax::tree::{self, Elem};

/// What a file put into the tables of a model.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    pub decls: Range<u32>,
    pub lets: Range<u32>,
    /// Its declarations at top level, an index range into the pieces of the model.
    pub pieces: Range<u32>,
    /// Whether nothing was wrong with what it declares.
    pub well_declared: bool,
}

/// How far the tables of a model were filled.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Marks {
    pub decls: u32,
    pub entries: u32,
    pub parts: u32,
    pub values: u32,
    pub uses: u32,
    pub mentions: u32,
    pub names: u32,
    pub files: u32,
}

/// What a declaration at top level, with all within it, put into the tables of a model, and what that rests on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub from: Marks,
    pub to: Marks,
    /// Whether nothing was wrong with what it says, and it has no condition.
    pub settled: bool,
}

/// What the declarations of a model rest on, piece by piece.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rests {
    /// The pieces, in the order of declarations.
    pub pieces: Vec<Piece>,
    /// The names that were looked up for each, each once.
    pub names: Vec<Name>,
    /// The files that values were taken from, by `let`s and parameters.
    pub files: Vec<FileId>,
}

/// How a model differs from the one that it was made after, for results that are taken over too.
#[derive(Debug, Default)]
pub struct Since {
    /// The earlier model's [`Model::serial`].
    pub earlier: u64,
    /// The present ids of the earlier model's declarations; `None` for those that are gone.
    pub decls: Vec<Option<DeclId>>,
    /// The same, of those alone that say what they said and mean what they meant.
    pub same: Vec<Option<DeclId>>,
    /// By kind: whether a declaration of it came or went.
    pub kinds: Vec<bool>,
    /// By rule of the earlier model: the index of the present one that is what it was.
    pub rules: Vec<Option<u32>>,
}

/// An earlier model of the same files with the same kinds, and how it differs.
pub(crate) struct Earlier<'e> {
    model: &'e Model,
    /// Whether the text of each file is the same.
    same: Vec<bool>,
    /// The names that mean something else than they did.
    changed: ChangedNames,
    /// The index of the earlier piece of each declaration at top level that stands in a file that changed and has the same
    /// face.
    pieces: FxHashMap<DeclId, u32>,
    /// The present ids of the declarations whose pieces were taken over, by their earlier ids.
    taken: Vec<Option<DeclId>>,
    /// Whether a file that changed declares a catalog.
    catalogs_changed: bool,
    /// The present ids of earlier declarations and `let`s; `None` for those that are gone.
    decls: Vec<Option<DeclId>>,
    lets: Vec<Option<LetId>>,
}

/// A set of names, to be asked for many.
#[derive(Default)]
struct ChangedNames {
    /// By the name's index; it ends behind the last that is in the set.
    holds: Vec<bool>,
}

impl ChangedNames {
    fn insert(&mut self, name: Name) {
        let index = name.0 as usize;
        if self.holds.len() <= index {
            self.holds.resize(index + 1, false);
        }
        self.holds[index] = true;
    }

    fn is_empty(&self) -> bool {
        self.holds.is_empty()
    }

    fn has_any(&self, names: &[Name]) -> bool {
        !self.holds.is_empty() && names.iter().any(|n| self.holds.get(n.0 as usize) == Some(&true))
    }
}

impl<'e> Earlier<'e> {
    /// How `model` differs from the earlier one. There is nothing to say where declarations changed their order, or a
    /// catalog is another one: which is the first of several, and what an id means, may matter anywhere.
    pub(crate) fn since(self, model: &Model) -> Option<Since> {
        if self.catalogs_changed || !self.decls.iter().flatten().is_sorted() {
            return None;
        }
        let (now, then) = (&model.rules, &self.model.rules);
        let moved = |rule: &CheckedRule| rule.moved(|id| self.decls.get(id.0 as usize).copied().flatten());
        let kinds = model.schema.kinds.iter().map(|kind| self.changed.has_any(&[kind.name])).collect();
        let same = |rule: &CheckedRule| {
            let moved = moved(rule)?;
            let at = now.binary_search_by_key(&moved.decl, |rule| rule.decl).ok()?;
            (now[at] == moved).then_some(at as u32)
        };
        let rules = then.iter().map(same).collect();
        Some(Since { earlier: self.model.serial, decls: self.decls, same: self.taken, kinds, rules })
    }

    /// The declaration at `id`, and those within it.
    pub(crate) fn decls_within(&self, id: DeclId) -> &'e [DeclData] {
        &self.model.decls[id.0 as usize..self.model.decls[id.0 as usize].end.0 as usize]
    }
}

/// What others see of a declaration or `let`: its kind, where it stands, and the names that it declares locally.
#[derive(PartialEq, Eq, Hash, Clone, Copy)]
struct Face(u64);

fn face(parts: impl Hash) -> Face {
    let mut hasher = FxHasher::default();
    parts.hash(&mut hasher);
    Face(hasher.finish())
}

/// Whether a file declares kinds, aspects or enums.
fn has_schema(file: &SourceFile) -> bool {
    file.tree.items.iter().any(|i| matches!(i, tree::Item::Kind(_) | tree::Item::Enum(_)))
}

/// The faces of a file's declarations, in their order.
fn decl_faces(decls: &[DeclData], run: &Run, local: &FxHashMap<(DeclId, FieldId), Vec<Name>>) -> Vec<Face> {
    let start = run.decls.start;
    let mut faces: Vec<Face> = Vec::with_capacity(run.decls.len());
    // Of several with one name the first is meant, so which it is counts.
    let mut nth: FxHashMap<(Option<DeclId>, Name), u32> = FxHashMap::default();
    let mut steps: Vec<(DeclId, FieldId)> = local.keys().copied().collect();
    steps.retain(|(id, _)| run.decls.contains(&id.0));
    steps.sort_unstable();
    for id in run.decls.clone() {
        let data = &decls[id as usize];
        let outer = data.parent.map(|p| faces[(p.0 - start) as usize]);
        let count = nth.entry((data.parent, data.name)).or_default();
        *count += 1;
        let from = steps.partition_point(|(d, _)| d.0 < id);
        let own: Vec<_> =
            steps[from..].iter().take_while(|(d, _)| d.0 == id).map(|key| (key.1, &local[key])).collect();
        faces.push(face((outer, data.name, *count, data.kind, own)));
    }
    faces
}

/// The faces of a file's `let`s, in their order.
fn let_faces(lets: &[LetData], run: &Run) -> Vec<Face> {
    let mut nth: FxHashMap<Name, u32> = FxHashMap::default();
    let lets = &lets[run.lets.start as usize..run.lets.end as usize];
    lets.iter()
        .map(|data| {
            let count = nth.entry(data.name).or_default();
            *count += 1;
            face((data.name, *count))
        })
        .collect()
}

impl<'l> Builder<'l> {
    /// Looks at what is the same in an earlier model. Runs when all files are read.
    pub(crate) fn take_over(&mut self, earlier: &'l Model) {
        // Ids come from the order of files. Behind these a model may have others, which declare nothing.
        let count = self.files.iter().count();
        let same_files = earlier.runs.len() == count
            && self.files.iter().all(|(id, file)| {
                let other = earlier.files.get(id);
                let is_manifest = file.path.ends_with(FILE_NAME);
                other.path == file.path
                    && other.package == file.package
                    && (!is_manifest || other.text == file.text)
            });
        if !same_files || !earlier.schema_is_settled {
            return;
        }
        let same: Vec<bool> =
            self.files.iter().map(|(id, f)| Arc::ptr_eq(&f.tree, &earlier.files.get(id).tree)).collect();
        let mut pairs = self.files.iter().map(|(id, f)| (id, f, earlier.files.get(id)));
        if pairs.any(|(id, now, then)| !same[id.0 as usize] && (has_schema(now) || has_schema(then))) {
            return;
        }
        self.names = earlier.names.clone();
        self.schema = earlier.schema.clone();
        self.schema_is_settled = true;
        // An edit leaves a model about as large as it was.
        self.decls.reserve(earlier.decls.len());
        self.entries.reserve(earlier.entries.len());
        self.parts.reserve(earlier.parts.len());
        self.values.reserve(earlier.values.len());
        self.uses.reserve(earlier.uses.len());
        self.mentions.reserve(earlier.mentions.len());
        self.rests.pieces.reserve(earlier.rests.pieces.len());
        self.rests.names.reserve(earlier.rests.names.len());
        self.scope.reserve(earlier.scope.len());
        let (changed, decls, lets, pieces) = Default::default();
        let taken = vec![None; earlier.decls.len()];
        let catalogs_changed = false;
        self.earlier =
            Some(Earlier { model: earlier, same, changed, pieces, taken, catalogs_changed, decls, lets });
    }

    /// The first earlier declaration of `file`, if the text of the file is the same and nothing was wrong with what it
    /// declares.
    pub(crate) fn declared_before(&self, file: FileId) -> Option<DeclId> {
        let earlier = self.earlier.as_ref()?;
        let then = &earlier.model.runs[file.0 as usize];
        (earlier.same[file.0 as usize] && then.well_declared).then_some(DeclId(then.decls.start))
    }

    /// Finds the names that mean something else than they did, and where declarations went. Runs when all are declared.
    pub(crate) fn find_changes(&mut self) {
        let Some(mut earlier) = self.earlier.take() else { return };
        let model = earlier.model;
        earlier.decls = vec![None; model.decls.len()];
        earlier.lets = vec![None; model.lets.len()];
        for (file, (then, now)) in model.runs.iter().zip(&self.runs).enumerate() {
            if earlier.same[file] {
                for (from, to) in then.decls.clone().zip(now.decls.clone()) {
                    earlier.decls[from as usize] = Some(DeclId(to));
                }
                for (from, to) in then.lets.clone().zip(now.lets.clone()) {
                    earlier.lets[from as usize] = Some(LetId(to));
                }
                continue;
            }
            let old = decl_faces(&model.decls, then, &model.local_names);
            let new = decl_faces(&self.decls, now, &self.local_names);
            let places: FxHashMap<Face, u32> = new.iter().copied().zip(now.decls.clone()).collect();
            for (face, id) in old.iter().zip(then.decls.clone()) {
                match places.get(face) {
                    Some(place) => earlier.decls[id as usize] = Some(DeclId(*place)),
                    None => note(&mut earlier.changed, &model.decls, &model.schema, id),
                }
            }
            for index in then.pieces.clone() {
                let piece = &model.rests.pieces[index as usize];
                if let Some(now) = earlier.decls[piece.from.decls as usize] {
                    earlier.pieces.insert(now, index);
                }
            }
            let known: FxHashSet<Face> = old.into_iter().collect();
            for (face, id) in new.iter().zip(now.decls.clone()) {
                if !known.contains(face) {
                    note(&mut earlier.changed, &self.decls, &self.schema, id);
                }
            }
            // Of a catalog the order of entries counts too.
            for (decls, run) in [(&model.decls, then), (&self.decls, now)] {
                let all = &decls[run.decls.start as usize..run.decls.end as usize];
                let catalogs = all.iter().filter(|d| d.kind == prelude::kind::CATALOG);
                catalogs.for_each(|d| {
                    earlier.changed.insert(d.name);
                    earlier.catalogs_changed = true;
                });
            }
            let old = let_faces(&model.lets, then);
            let new = let_faces(&self.lets, now);
            let places: FxHashMap<Face, u32> = new.iter().copied().zip(now.lets.clone()).collect();
            for (face, id) in old.iter().zip(then.lets.clone()) {
                match places.get(face) {
                    Some(place) => earlier.lets[id as usize] = Some(LetId(*place)),
                    None => earlier.changed.insert(model.lets[id as usize].name),
                }
            }
            let known: FxHashSet<Face> = old.into_iter().collect();
            for (face, id) in new.iter().zip(now.lets.clone()) {
                if !known.contains(face) {
                    earlier.changed.insert(self.lets[id as usize].name);
                }
            }
        }
        // What extends what, and who sets which parameter, reaches far.
        if self.extends_the_same(&earlier) {
            self.earlier = Some(earlier);
        }
    }

    fn extends_the_same(&self, earlier: &Earlier<'_>) -> bool {
        let model = earlier.model;
        let now = |id: &DeclId| earlier.decls[id.0 as usize];
        let base = |(id, base): (&DeclId, &DeclId)| {
            now(id).is_some_and(|id| now(base).is_some_and(|base| self.bases.get(&id) == Some(&base)))
        };
        let set = |((id, param), (file, _)): (&(DeclId, DeclId), &(FileId, Elem))| {
            now(id).zip(now(param)).and_then(|key| self.sets.get(&key)).is_some_and(|(f, _)| f == file)
        };
        model.bases.len() == self.bases.len()
            && model.sets.len() == self.sets.len()
            && model.bases.iter().all(base)
            && model.sets.iter().all(set)
    }

    /// Takes note that what the piece at hand says rests on what `name` stands for.
    pub(crate) fn look_up(&mut self, name: Name) {
        let index = name.0 as usize;
        if self.seen.len() <= index {
            self.seen.resize(index + 1, u32::MAX);
        }
        let piece = self.rests.pieces.len() as u32;
        if self.seen[index] != piece {
            self.seen[index] = piece;
            self.rests.names.push(name);
        }
    }

    /// The same of all names of a path.
    pub(crate) fn look_up_all(&mut self, path: &str) {
        for segment in path.split('.') {
            let name = self.names.intern(segment);
            self.look_up(name);
        }
    }

    /// Takes note that what the piece at hand says rests on values of `file`.
    pub(crate) fn take_from(&mut self, file: FileId) {
        let from = self.piece_start.files as usize;
        if !self.rests.files[from..].contains(&file) {
            self.rests.files.push(file);
        }
    }

    /// How far the tables are filled, before the declaration at `decls`.
    pub(crate) fn marks(&self, decls: u32) -> Marks {
        Marks {
            decls,
            entries: self.entries.len() as u32,
            parts: self.parts.len() as u32,
            values: self.values.len() as u32,
            uses: self.uses.len() as u32,
            mentions: self.mentions.len() as u32,
            names: self.rests.names.len() as u32,
            files: self.rests.files.len() as u32,
        }
    }

    /// Takes over what the declaration at `id`, which stands at the top level of `file`, and those within it say, if it is
    /// what it was and means what it meant. `nth` is its place among those of the file.
    pub(crate) fn take_piece(&mut self, file: FileId, id: DeclId, nth: u32) -> bool {
        let Some(mut earlier) = self.earlier.take() else { return false };
        let from = self.marks(id.0);
        let taken = self.piece_then(&earlier, file, id, nth).is_some_and(|then| {
            let copied = self.copy_piece(&earlier, file, id, &then);
            if copied {
                let places = then.from.decls as usize..then.to.decls as usize;
                earlier.taken[places].iter_mut().zip(id.0..).for_each(|(now, id)| *now = Some(DeclId(id)));
            }
            if !copied {
                self.entries.truncate(from.entries as usize);
                self.parts.truncate(from.parts as usize);
                self.values.truncate(from.values as usize);
                self.uses.truncate(from.uses as usize);
                self.mentions.truncate(from.mentions as usize);
            }
            copied
        });
        if taken {
            let to = self.marks(self.decls[id.0 as usize].end.0);
            self.rests.pieces.push(Piece { from, to, settled: true });
        }
        self.earlier = Some(earlier);
        taken
    }

    /// What a rule of the library at `id` was before, if it was sound and no name means something else than it did: its words
    /// rest on nothing else.
    pub(crate) fn rule_before(&self, id: DeclId) -> Option<CheckedRule> {
        let earlier = self.earlier.as_ref().filter(|e| e.changed.is_empty())?;
        if self.package_of(id) != PackageId::LIBRARY {
            return None;
        }
        let rules = &earlier.model.rules;
        // Its files come first, so its ids are what they were.
        let at = rules.binary_search_by_key(&id, |rule| rule.decl).ok()?;
        let now = |id: DeclId| earlier.decls.get(id.0 as usize).copied().flatten();
        rules[at].sound.then(|| rules[at].moved(now)).flatten()
    }

    /// The earlier piece of the declaration, if its text is the same and what it rests on is too.
    fn piece_then(&self, earlier: &Earlier<'_>, file: FileId, id: DeclId, nth: u32) -> Option<Piece> {
        let rests = &earlier.model.rests;
        let then = match earlier.same[file.0 as usize] {
            true => rests.pieces[range(&earlier.model.runs[file.0 as usize].pieces)].get(nth as usize)?,
            false => {
                let then = &rests.pieces[*earlier.pieces.get(&id)? as usize];
                self.is_text_same(earlier, file, id, then).then_some(then)?
            }
        };
        let names = &rests.names[then.from.names as usize..then.to.names as usize];
        let files = &rests.files[then.from.files as usize..then.to.files as usize];
        let sound = then.settled
            && files.iter().all(|f| earlier.same[f.0 as usize])
            && !earlier.changed.has_any(names);
        sound.then_some(*then)
    }

    /// Whether the text of a declaration in a file that changed is the same. Where nothing is wrong with the text of either
    /// file, the same text is the same tree.
    fn is_text_same(&self, earlier: &Earlier<'_>, file: FileId, id: DeclId, then: &Piece) -> bool {
        let (now_file, then_file) = (self.files.get(file), earlier.model.files.get(file));
        let (now, old) = (&self.decls[id.0 as usize], &earlier.model.decls[then.from.decls as usize]);
        let text = |file: &SourceFile, data: &DeclData| file.tree.decl(data.node).span;
        now_file.errors.is_empty()
            && now_file.faults.is_empty()
            && then_file.errors.is_empty()
            && now.end.0 - id.0 == then.to.decls - then.from.decls
            && text(now_file, now).of(&now_file.text) == text(then_file, old).of(&then_file.text)
    }

    /// Whether all could be copied; what was copied is left where it lies.
    fn copy_piece(&mut self, earlier: &Earlier<'_>, file: FileId, id: DeclId, then: &Piece) -> bool {
        let model = earlier.model;
        let decl = |id: DeclId| earlier.decls.get(id.0 as usize).copied().flatten();
        let now = self.marks(id.0);
        // How far everything has moved: ids, and the text.
        let by = |from: u32, to: u32| move |id: u32| id.wrapping_sub(from).wrapping_add(to);
        let (to_decl, to_entry) = (by(then.from.decls, now.decls), by(then.from.entries, now.entries));
        let (to_part, to_value) = (by(then.from.parts, now.parts), by(then.from.values, now.values));
        let start = |file: &SourceFile, data: &DeclData| file.tree.decl(data.node).span.start;
        let to_place = by(
            start(model.files.get(file), &model.decls[then.from.decls as usize]),
            start(self.files.get(file), &self.decls[id.0 as usize]),
        );
        let has_moved = !earlier.same[file.0 as usize];
        let to_span = |span: Span| Span { start: to_place(span.start), end: to_place(span.end) };
        // What a `let` or a parameter of another file stands for has not moved.
        let move_place = |place: &mut Place| {
            if place.file == file {
                place.span = to_span(place.span);
            }
        };
        for (from, to) in (then.from.decls..then.to.decls).zip(id.0..) {
            let (start, len) = model.decls[from as usize].entries;
            self.decls[to as usize].entries = (if len > 0 { to_entry(start) } else { 0 }, len);
        }
        let (entries, parts, values) = (self.entries.len(), self.parts.len(), self.values.len());
        let all = |from: u32, to: u32| from as usize..to as usize;
        self.entries.extend_from_slice(&model.entries[all(then.from.entries, then.to.entries)]);
        for data in &mut self.entries[entries..] {
            data.decl.0 = to_decl(data.decl.0);
            data.span = to_span(data.span);
            data.parts.0 = to_part(data.parts.0);
        }
        self.parts.extend_from_slice(&model.parts[all(then.from.parts, then.to.parts)]);
        for data in &mut self.parts[parts..] {
            data.values.0 = to_value(data.values.0);
        }
        self.values.extend_from_slice(&model.values[all(then.from.values, then.to.values)]);
        for data in &mut self.values[values..] {
            data.entry.0 = to_entry(data.entry.0);
            data.span = to_span(data.span);
            match &mut data.value {
                Value::Decl(id) => {
                    let Some(now) = decl(*id) else { return false };
                    *id = now;
                }
                Value::Pattern(Pattern { start, end, .. }) if end.0 != u32::MAX => {
                    let Some(now) = decl(*start) else { return false };
                    end.0 = end.0 - start.0 + now.0;
                    *start = now;
                }
                Value::Text(place) | Value::Url(place) | Value::Money(_, place) => move_place(place),
                // An expression has another place in the tree.
                Value::Condition(_, of, _) | Value::Formula(of, _) if has_moved && *of == file => {
                    return false;
                }
                _ => {}
            }
        }
        for item in &model.uses[all(then.from.uses, then.to.uses)] {
            let now = match *item {
                Item::Decl(id) => decl(id).map(Item::Decl),
                Item::Let(id) => earlier.lets.get(id.0 as usize).copied().flatten().map(Item::Let),
            };
            let Some(now) = now else { return false };
            self.uses.push(now);
        }
        for mention in &model.mentions[all(then.from.mentions, then.to.mentions)] {
            let Some(decl) = mention.decl.and_then(decl) else { return false };
            let mut mention = Mention { decl: Some(decl), ..*mention };
            move_place(&mut mention.place);
            self.mentions.push(mention);
        }
        let rests = &model.rests;
        self.rests.names.extend_from_slice(&rests.names[all(then.from.names, then.to.names)]);
        self.rests.files.extend_from_slice(&rests.files[all(then.from.files, then.to.files)]);
        true
    }
}

fn range(run: &Range<u32>) -> Range<usize> {
    run.start as usize..run.end as usize
}

/// Takes note that the declaration at `id` came or went.
fn note(changed: &mut ChangedNames, decls: &[DeclData], schema: &Schema, id: u32) {
    let data = &decls[id as usize];
    changed.insert(data.name);
    if let Some(kind) = schema.kind(data.kind) {
        changed.insert(kind.name);
    }
}
