//! What a build takes over from an earlier model of the same package.
//!
//! A build makes everything; with an earlier model at hand it takes over, of each file whose text is the same, its tree,
//! the kinds and names of its declarations, and what they say ([`Run`]). What a declaration says rests on more than its own
//! file: on the kinds, and on what names stand for. So the kinds must be the same, and a file is read again if it ever
//! looked up a name whose meaning is another one now ([`Builder::find_changes`]), if it takes values from a file that
//! changed, or if something was found wrong in it. Everything after that is worked out anew.
//!
//! INVARIANT: the result is the one that a build without an earlier model gives, byte for byte.

use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::builder::Builder;
use crate::manifest::FILE_NAME;
use crate::model::{DeclData, DeclId, Item, LetData, LetId, Mention, Model};
use crate::names::Name;
use crate::prelude;
use crate::schema::{FieldId, KindId, Schema};
use crate::source::{FileId, SourceFile};
use crate::value::{Pattern, Value};
use annexa_syntax::tree::{self, Elem};

/// What a file put into the tables of a model, and what that rests on.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub file: FileId,
    pub decls: Range<u32>,
    pub lets: Range<u32>,
    pub entries: Range<u32>,
    pub parts: Range<u32>,
    pub values: Range<u32>,
    pub uses: Range<u32>,
    pub mentions: Range<u32>,
    /// The names that were looked up for it, each once.
    pub names: Arc<Vec<Name>>,
    /// Other files that values were taken from.
    pub files: Vec<FileId>,
    /// Whether nothing was wrong with what it says, and it has no condition.
    pub settled: bool,
}

impl Default for Run {
    fn default() -> Self {
        Run {
            file: FileId(u32::MAX),
            decls: 0..0,
            lets: 0..0,
            entries: 0..0,
            parts: 0..0,
            values: 0..0,
            uses: 0..0,
            mentions: 0..0,
            names: Arc::default(),
            files: Vec::new(),
            settled: true,
        }
    }
}

/// An earlier model of the same files with the same kinds, and how it differs.
pub(crate) struct Earlier<'e> {
    model: &'e Model,
    /// Whether the text of each file is the same.
    same: Vec<bool>,
    /// The names that mean something else than they did.
    changed: FxHashSet<Name>,
    /// The present ids of earlier declarations and `let`s; `None` for those that are gone.
    decls: Vec<Option<DeclId>>,
    lets: Vec<Option<LetId>>,
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
        self.scope.reserve(earlier.scope.len());
        let changed = FxHashSet::default();
        self.earlier = Some(Earlier { model: earlier, same, changed, decls: Vec::new(), lets: Vec::new() });
    }

    /// The earlier kind and name of the declaration that comes next in `file`, if its text is the same.
    pub(crate) fn earlier_decl(&self, file: FileId) -> Option<(KindId, Name)> {
        let earlier = self.earlier.as_ref()?;
        if !earlier.same[file.0 as usize] {
            return None;
        }
        let within = self.decls.len() as u32 - self.runs[file.0 as usize].decls.start;
        let data = &earlier.model.decls[(earlier.model.runs[file.0 as usize].decls.start + within) as usize];
        Some((data.kind, data.name))
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
                earlier.changed.extend(catalogs.map(|d| d.name));
            }
            let old = let_faces(&model.lets, then);
            let new = let_faces(&self.lets, now);
            let places: FxHashMap<Face, u32> = new.iter().copied().zip(now.lets.clone()).collect();
            for (face, id) in old.iter().zip(then.lets.clone()) {
                match places.get(face) {
                    Some(place) => earlier.lets[id as usize] = Some(LetId(*place)),
                    None => drop(earlier.changed.insert(model.lets[id as usize].name)),
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

    /// Takes note that what the file at hand says rests on what `name` stands for.
    pub(crate) fn look_up(&mut self, name: Name) {
        let index = name.0 as usize;
        if self.seen.len() <= index {
            self.seen.resize(index + 1, FileId(u32::MAX));
        }
        if self.seen[index] != self.run.file {
            self.seen[index] = self.run.file;
            Arc::make_mut(&mut self.run.names).push(name);
        }
    }

    /// The same of all names of a path.
    pub(crate) fn look_up_all(&mut self, path: &str) {
        for segment in path.split('.') {
            let name = self.names.intern(segment);
            self.look_up(name);
        }
    }

    /// Takes note that what the file at hand says rests on values of `file`.
    pub(crate) fn take_from(&mut self, file: FileId) {
        if file != self.run.file && !self.run.files.contains(&file) {
            self.run.files.push(file);
        }
    }

    /// Takes over what the declarations of `file` say, if it means what it meant.
    pub(crate) fn take_run(&mut self, file: FileId) -> bool {
        let Some(earlier) = self.earlier.take() else { return false };
        let taken = self.copy_run(&earlier, file);
        if !taken {
            let run = &self.runs[file.0 as usize];
            self.entries.truncate(run.entries.start as usize);
            self.parts.truncate(run.parts.start as usize);
            self.values.truncate(run.values.start as usize);
            self.uses.truncate(run.uses.start as usize);
            self.mentions.truncate(run.mentions.start as usize);
        }
        self.earlier = Some(earlier);
        taken
    }

    /// Whether all could be copied; what was copied is left where it lies.
    fn copy_run(&mut self, earlier: &Earlier<'_>, file: FileId) -> bool {
        let then = &earlier.model.runs[file.0 as usize];
        let is_same = |f: &FileId| earlier.same[f.0 as usize];
        let sound = then.settled
            && is_same(&file)
            && then.files.iter().all(is_same)
            && !then.names.iter().any(|n| earlier.changed.contains(n));
        self.start_run(file);
        if !sound {
            return false;
        }
        let model = earlier.model;
        let decl = |id: DeclId| earlier.decls.get(id.0 as usize).copied().flatten();
        let mut run = self.runs[file.0 as usize].clone();
        let moved = |id: u32, from: &Range<u32>, to: &Range<u32>| id - from.start + to.start;
        for (from, to) in then.decls.clone().zip(run.decls.clone()) {
            let (start, len) = model.decls[from as usize].entries;
            let start = if len > 0 { moved(start, &then.entries, &run.entries) } else { 0 };
            self.decls[to as usize].entries = (start, len);
        }
        self.entries.extend(model.entries[range(&then.entries)].iter().map(|data| {
            let mut data = data.clone();
            data.decl.0 = moved(data.decl.0, &then.decls, &run.decls);
            data.parts.0 = moved(data.parts.0, &then.parts, &run.parts);
            data
        }));
        self.parts.extend(model.parts[range(&then.parts)].iter().map(|data| {
            let mut data = data.clone();
            data.values.0 = moved(data.values.0, &then.values, &run.values);
            data
        }));
        for data in &model.values[range(&then.values)] {
            let mut data = data.clone();
            data.entry.0 = moved(data.entry.0, &then.entries, &run.entries);
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
                _ => {}
            }
            self.values.push(data);
        }
        for item in &model.uses[range(&then.uses)] {
            let now = match *item {
                Item::Decl(id) => decl(id).map(Item::Decl),
                Item::Let(id) => earlier.lets.get(id.0 as usize).copied().flatten().map(Item::Let),
            };
            let Some(now) = now else { return false };
            self.uses.push(now);
        }
        for mention in &model.mentions[range(&then.mentions)] {
            let Some(decl) = mention.decl.and_then(decl) else { return false };
            self.mentions.push(Mention { decl: Some(decl), ..*mention });
        }
        run.names = then.names.clone();
        run.files = then.files.clone();
        run.settled = true;
        self.runs[file.0 as usize] = run;
        self.end_run(file);
        true
    }

    /// What is put into the tables from now on belongs to `file`.
    pub(crate) fn start_run(&mut self, file: FileId) {
        let run = &mut self.runs[file.0 as usize];
        run.entries.start = self.entries.len() as u32;
        run.parts.start = self.parts.len() as u32;
        run.values.start = self.values.len() as u32;
        run.uses.start = self.uses.len() as u32;
        run.mentions.start = self.mentions.len() as u32;
    }

    /// What `file` puts into the tables ends here.
    pub(crate) fn end_run(&mut self, file: FileId) {
        let run = &mut self.runs[file.0 as usize];
        run.entries.end = self.entries.len() as u32;
        run.parts.end = self.parts.len() as u32;
        run.values.end = self.values.len() as u32;
        run.uses.end = self.uses.len() as u32;
        run.mentions.end = self.mentions.len() as u32;
    }
}

fn range(run: &Range<u32>) -> Range<usize> {
    run.start as usize..run.end as usize
}

/// Takes note that the declaration at `id` came or went.
fn note(changed: &mut FxHashSet<Name>, decls: &[DeclData], schema: &Schema, id: u32) {
    let data = &decls[id as usize];
    changed.insert(data.name);
    if let Some(kind) = schema.kind(data.kind) {
        changed.insert(kind.name);
    }
}
