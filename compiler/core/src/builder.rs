//! The model in the making, and how names are looked up in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use annexa_diagnostics::Problem;
use annexa_syntax::tree::{self, Elem, Entry, Prep};
use annexa_syntax::{Tree, literal};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::Library;
use crate::catalog::Catalog;
use crate::condition::{CheckedRule, Condition, Formula, Pending, RowFormula};
use crate::earlier::{Earlier, Marks, Rests, Run};
use crate::lower::Advice;
use crate::model::{
    Anchor, DeclData, DeclId, EntryData, Item, LetData, Mention, PartData, Scope, TextReference, ValueData,
    ValueId,
};
use crate::names::{Name, Names};
use crate::packages::Packages;
use crate::prelude;
use crate::schema::{Alternative, Builtin, FieldId, KindId, Schema, SchemaItem, Type};
use crate::source::{FileId, PackageId, Place, SourceFiles};

/// After so many problems no near names are looked for any more: they cost, and nobody reads them.
pub(crate) const SUGGESTIONS: u32 = 400;

/// The model in the making.
pub(crate) struct Builder<'l> {
    pub library: Library<'l>,
    pub packages: Packages,
    pub files: SourceFiles,
    pub names: Names,
    pub schema: Schema,
    pub catalogs: Vec<Catalog>,
    pub decls: Vec<DeclData>,
    pub entries: Vec<EntryData>,
    pub parts: Vec<PartData>,
    pub values: Vec<ValueData>,
    pub lets: Vec<LetData>,
    pub by_kind: Vec<Vec<DeclId>>,
    pub scope: FxHashMap<(Scope, Name), Item>,
    /// What a declaration extends.
    pub bases: FxHashMap<DeclId, DeclId>,
    /// The values that documents set for the parameters of those that they extend.
    pub sets: FxHashMap<(DeclId, DeclId), (FileId, Elem)>,
    pub decl_catalog: Vec<Option<DeclId>>,
    pub catalog_entries: FxHashMap<DeclId, FxHashMap<Name, DeclId>>,
    pub local_names: FxHashMap<(DeclId, FieldId), Vec<Name>>,
    /// Conditions that wait for all values, and those that are checked.
    pub pending: Vec<Pending>,
    pub conditions: Vec<Condition>,
    pub rules: Vec<CheckedRule>,
    pub formulas: BTreeMap<FieldId, Formula>,
    pub row_formulas: BTreeMap<ValueId, RowFormula>,
    pub mentions: Vec<Mention>,
    pub text_references: Vec<TextReference>,
    pub uses: Vec<Item>,
    /// What the files put into the tables, and what that rests on, as far as they are read.
    pub runs: Vec<Run>,
    pub rests: Rests,
    /// Where the tables stood before the piece at hand, and whether nothing is wrong with it so far.
    pub piece_start: Marks,
    pub settled: bool,
    /// For each name, the last piece that looked it up.
    pub seen: Vec<u32>,
    pub earlier: Option<Earlier<'l>>,
    pub schema_is_settled: bool,
    pub problems: Vec<Problem<Anchor>>,
    /// Where the grammar took two values side by side for a list; the kind may know better.
    pub beside: FxHashSet<Place>,
    /// Where commas were written that the author did not write: the places of the fixes of `missing-comma`.
    pub commas: FxHashSet<Place>,
    pub suggestions: u32,
    /// Whether a declaration cannot be read, so that a name that is unknown may be there after all.
    pub names_in_doubt: bool,
    /// What was advised where nothing has a name: seen from a package, the word, and what the place takes.
    pub advice: FxHashMap<(PackageId, String, String, bool), Advice>,
    /// The packages whose judgements without a scale have been told.
    pub told_no_scale: Vec<PackageId>,
}

/// Where a value stands, and what is asked of it.
#[derive(Clone)]
pub(crate) struct Cx {
    pub file: FileId,
    pub tree: Arc<Tree>,
    pub text: Arc<str>,
    /// Names are looked up from here outwards.
    pub decl: DeclId,
    pub field: FieldId,
    pub prep: Option<Prep>,
    /// Where the value is used, when it comes from a `let` or a parameter, and the name that stands for it.
    pub via: Option<(Place, Name)>,
    pub depth: u32,
}

/// What a path leads to.
pub(crate) enum Resolution {
    Item(Item),
    /// Nothing has the segment of this index.
    Unknown {
        segment: usize,
        within: Within,
    },
    /// The first segment is a package that cannot be read, which is told at the manifest.
    Unread,
}

/// Where a segment of a path was looked up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Within {
    /// Everywhere.
    Anywhere,
    Decl(DeclId),
    Package(PackageId),
    /// In what has nothing within it.
    Nothing,
}

impl<'l> Builder<'l> {
    pub(crate) fn new(library: Library<'l>, packages: Packages, problems: Vec<Problem<Anchor>>) -> Self {
        Builder {
            library,
            packages,
            files: SourceFiles::default(),
            names: Names::default(),
            schema: Schema::default(),
            catalogs: Vec::new(),
            decls: Vec::new(),
            entries: Vec::new(),
            parts: Vec::new(),
            values: Vec::new(),
            lets: Vec::new(),
            by_kind: Vec::new(),
            scope: FxHashMap::default(),
            bases: FxHashMap::default(),
            sets: FxHashMap::default(),
            decl_catalog: Vec::new(),
            catalog_entries: FxHashMap::default(),
            local_names: FxHashMap::default(),
            pending: Vec::new(),
            conditions: Vec::new(),
            rules: Vec::new(),
            formulas: BTreeMap::new(),
            row_formulas: BTreeMap::new(),
            mentions: Vec::new(),
            text_references: Vec::new(),
            uses: Vec::new(),
            runs: Vec::new(),
            rests: Rests::default(),
            piece_start: Marks::default(),
            settled: true,
            seen: Vec::new(),
            earlier: None,
            schema_is_settled: false,
            problems,
            beside: FxHashSet::default(),
            commas: FxHashSet::default(),
            suggestions: 0,
            names_in_doubt: false,
            advice: FxHashMap::default(),
            told_no_scale: Vec::new(),
        }
    }

    /// A declaration that stands for none, for expressions that belong to no declaration: nothing is named within it.
    pub(crate) fn stand_in(&mut self, file: FileId, package: PackageId) -> DeclId {
        let id = DeclId(self.decls.len() as u32);
        let name = self.names.intern("");
        self.decls.push(DeclData {
            kind: KindId::UNKNOWN,
            package,
            name,
            parent: None,
            end: id,
            file,
            node: tree::DeclId(0),
            entries: (0, 0),
        });
        id
    }

    /// Takes the stand-in away again.
    pub(crate) fn drop_stand_in(&mut self, id: DeclId) {
        self.decls.truncate(id.0 as usize);
    }

    pub(crate) fn report(&mut self, problem: Problem<Anchor>) {
        self.problems.push(problem);
    }

    /// Whether near names are still looked for.
    pub(crate) fn may_suggest(&mut self) -> bool {
        self.suggestions += 1;
        self.suggestions <= SUGGESTIONS
    }

    /// The catalogs that `package` stands on or declares. The library speaks of the standards as the main package does.
    pub(crate) fn catalogs_of(&self, package: PackageId) -> impl Iterator<Item = (usize, &Catalog)> {
        let package = package.max(PackageId::MAIN);
        self.catalogs.iter().enumerate().filter(move |(_, c)| c.package == package)
    }

    /// The catalog that `package` calls `alias`.
    pub(crate) fn catalog_named(&self, alias: &str, package: PackageId) -> Option<usize> {
        let name = self.names.get(alias)?;
        self.catalogs_of(package).find(|(_, c)| c.alias == name).map(|(i, _)| i)
    }

    /// The catalog whose ids may stand bare in `package`.
    pub(crate) fn main_catalog(&self, package: PackageId) -> Option<&Catalog> {
        self.catalogs_of(package).map(|(_, c)| c).find(|c| c.main)
    }

    /// The entry of a catalog that `path` names in `package`, bare or with the catalog's name.
    pub(crate) fn catalog_entry(&self, path: &str, package: PackageId) -> Option<DeclId> {
        if let Some(id) = self.main_catalog(package).and_then(|c| c.entry(&self.names, path)) {
            return Some(id);
        }
        let (alias, id) = path.split_once('.')?;
        if package == PackageId::LIBRARY {
            // The library calls a standard by its own name, and means the edition that has the entry.
            let mut own = self.catalogs_of(package).filter(|(_, c)| c.standard == alias);
            return own.find_map(|(_, c)| c.entry(&self.names, id));
        }
        self.catalogs[self.catalog_named(alias, package)?].entry(&self.names, id)
    }

    /// Looks `path` up from `from` outwards, then in the package, then among the packages that it names, then among its
    /// catalogs.
    pub(crate) fn resolve(&self, path: &str, from: Option<DeclId>, package: PackageId) -> Resolution {
        let unknown = |segment, within| Resolution::Unknown { segment, within };
        let mut segments = path.split('.').enumerate();
        let Some((_, first)) = segments.next() else {
            return unknown(0, Within::Anywhere);
        };
        let mut found = None;
        if let Some(name) = self.names.get(first) {
            let mut scope = from;
            while let Some(id) = scope {
                found = self.within(id, name);
                if found.is_some() {
                    break;
                }
                scope = self.decls[id.0 as usize].parent;
            }
            found = found.or_else(|| self.scope.get(&(Scope::Package(package), name)).copied());
        }
        if found.is_none() {
            match self.packages.find(package, first) {
                Some(Some(other)) => {
                    let Some((index, segment)) = segments.next() else {
                        return unknown(1, Within::Package(other));
                    };
                    let name = self.names.get(segment);
                    found = name.and_then(|name| self.scope.get(&(Scope::Package(other), name)).copied());
                    if found.is_none() {
                        return unknown(index, Within::Package(other));
                    }
                }
                Some(None) => return Resolution::Unread,
                None => {}
            }
        }
        let Some(mut item) = found else {
            if let Some(entry) = self.catalog_entry(path, package) {
                return Resolution::Item(Item::Decl(entry));
            }
            if let Some(index) = self.catalog_named(path, package) {
                return Resolution::Item(Item::Decl(self.catalogs[index].decl));
            }
            return unknown(0, Within::Anywhere);
        };
        for (index, segment) in segments {
            let Item::Decl(id) = item else {
                return unknown(index, Within::Nothing);
            };
            match self.names.get(segment).and_then(|name| self.within(id, name)) {
                Some(next) => item = next,
                None => {
                    // A catalog of a package's own is declared like anything else, and its entries are named by id.
                    let catalog = self.catalogs.iter().find(|c| c.decl == id);
                    let rest = path.splitn(index + 1, '.').nth(index).unwrap_or("");
                    if let Some(entry) = catalog.and_then(|c| c.entry(&self.names, rest)) {
                        return Resolution::Item(Item::Decl(entry));
                    }
                    return unknown(index, Within::Decl(id));
                }
            }
        }
        Resolution::Item(item)
    }

    /// What `path` means where a value stands. What the value is rests on its names.
    pub(crate) fn resolve_at(&mut self, cx: &Cx, path: &str) -> Resolution {
        self.look_up_all(path);
        self.resolve(path, Some(cx.decl), self.decls[cx.decl.0 as usize].package)
    }

    /// What `path` names, seen from `from`.
    pub(crate) fn lookup(&self, path: &str, from: Option<DeclId>, package: PackageId) -> Option<Item> {
        match self.resolve(path, from, package) {
            Resolution::Item(item) => Some(item),
            Resolution::Unknown { .. } | Resolution::Unread => None,
        }
    }

    /// The package that the declaration belongs to.
    pub(crate) fn package_of(&self, id: DeclId) -> PackageId {
        self.decls[id.0 as usize].package
    }

    /// Whether what stands at `place` may be seen in `package`.
    pub(crate) fn visible(&self, place: Place, package: PackageId) -> bool {
        self.packages.sees(package, self.files.get(place.file).package)
    }

    /// The kind, aspect or enum that `package` calls `name`.
    pub(crate) fn schema_item(&self, name: Name, package: PackageId) -> Option<SchemaItem> {
        let item = *self.schema.items.get(&name)?;
        self.visible(self.schema.place_of(item), package).then_some(item)
    }

    /// How `package` refers to a declaration; `None` where it cannot.
    pub(crate) fn path_from(&self, id: DeclId, package: PackageId) -> Option<String> {
        let prefix = self.packages.named(package, self.package_of(id))?;
        let path = self.path_within(id);
        Some(if prefix.is_empty() { path } else { format!("{prefix}.{path}") })
    }

    pub(crate) fn mark_used(&mut self, item: Item) {
        self.uses.push(item);
    }

    /// The tree's node of the first entry of `decl` that says `field`.
    pub(crate) fn entry_of(&self, decl: DeclId, field: FieldId) -> Option<tree::Field> {
        let name = self.schema.fields[field.0 as usize].name;
        let data = &self.decls[decl.0 as usize];
        let source = self.files.get(data.file);
        let body = source.tree.decl(data.node).body?;
        source.tree.seq(body.entries).iter().find_map(|e| match e {
            Entry::Field(f) if self.names.get(f.name.of(&source.text)) == Some(name) => Some(f.clone()),
            _ => None,
        })
    }

    pub(crate) fn kind_fits(&self, kind: KindId, ty: &Type) -> bool {
        ty.alternatives.iter().any(|a| match a {
            Alternative::Kind(k) => *k == kind,
            Alternative::Aspect(a) => self.schema.is(kind, *a),
            _ => false,
        })
    }

    /// How the main package refers to a declaration.
    pub(crate) fn path_of(&self, id: DeclId) -> String {
        let path = self.path_within(id);
        match self.packages.get(self.package_of(id)).prefix.as_str() {
            "" => path,
            prefix => format!("{prefix}.{path}"),
        }
    }

    fn path_within(&self, id: DeclId) -> String {
        let data = &self.decls[id.0 as usize];
        match data.parent {
            Some(parent) => format!("{}.{}", self.path_within(parent), self.names.text(data.name)),
            None => self.names.text(data.name).to_string(),
        }
    }

    pub(crate) fn title(&self, id: DeclId) -> String {
        let title = self.layers(id).find_map(|layer| {
            let data = &self.decls[layer.0 as usize];
            let source = self.files.get(data.file);
            let title = source.tree.decl(data.node).title?.of(&source.text);
            (!literal::is_blank(title)).then(|| literal::text_value(title).into_owned())
        });
        title.unwrap_or_else(|| self.names.text(self.decls[id.0 as usize].name).to_string())
    }
}

pub(crate) fn takes(ty: &Type, builtin: Builtin) -> bool {
    ty.alternatives
        .iter()
        .any(|a| matches!(a, Alternative::Builtin(b) | Alternative::Bounded(b, ..) if *b == builtin))
}

pub(crate) fn takes_kind(ty: &Type, kind: KindId) -> bool {
    ty.alternatives.contains(&Alternative::Kind(kind))
}

/// Sets (`asset where …`) stand where a list of an aspect does: what they hold is of any kind.
pub(crate) fn takes_sets(ty: &Type) -> bool {
    ty.many && ty.alternatives.iter().any(|a| matches!(a, Alternative::Aspect(_)))
}

pub(crate) fn takes_entries(ty: &Type) -> bool {
    takes_kind(ty, prelude::kind::CONTROL) || takes_kind(ty, prelude::kind::REQUIREMENT)
}
