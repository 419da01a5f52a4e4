//! Second pass: what is said. The values of every field are read by the type that the place expects, phrase by phrase;
//! references are resolved; what does not fit is a problem, and unknown from then on, so that one mistake is told once.

use std::sync::Arc;

use annexa_diagnostics::{Label, Problem, ProblemKind, Safety};
use annexa_syntax::tree::{self, Elem, Entry, ExprId, ExprKind, Occurs, Prep, Seq, UnaryOp};
use annexa_syntax::{Tree, literal};
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use crate::Library;
use crate::catalog::Catalog;
use crate::declare::{article, literal_number, number_text, or_list};
use crate::edit;
use crate::manifest::{self, Manifest};
use crate::model::{
    Anchor, DeclData, DeclId, EntryData, EntryId, Item, LetData, PartData, Scope, TextReference, ValueData,
};
use crate::names::{Name, Names};
use crate::prelude;
use crate::problems;
use crate::schema::{Alternative, Builtin, EnumId, FieldId, KindId, PartType, Schema, SchemaItem, Type};
use crate::source::{FileId, PackageId, Place, SourceFiles, Span};
use crate::suggest;
use crate::time::{self, Duration};
use crate::value::{Pattern, Query, SetOf, Value};

/// How many lets may stand for each other before it is taken for a circle.
const SUBSTITUTIONS: u32 = 64;
/// After so many problems no near names are looked for any more: they cost, and nobody reads them.
const SUGGESTIONS: u32 = 400;

/// The model in the making.
pub(crate) struct Builder<'l> {
    pub library: Library<'l>,
    pub manifest: Manifest,
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
    pub decl_catalog: Vec<Option<DeclId>>,
    pub catalog_entries: FxHashMap<DeclId, FxHashMap<Name, DeclId>>,
    pub local_names: FxHashMap<(DeclId, FieldId), Vec<Name>>,
    pub text_literals: Vec<(Place, DeclId)>,
    pub text_references: Vec<TextReference>,
    pub decl_used: Vec<bool>,
    pub let_used: Vec<bool>,
    pub problems: Vec<Problem<Anchor>>,
    /// Where the one problem for a name that nothing has is told.
    unknown_names: FxHashMap<(Name, u8), usize>,
    suggestions: u32,
    told_no_scale: bool,
}

/// Where a value stands, and what is asked of it.
#[derive(Clone)]
struct Cx {
    file: FileId,
    tree: Arc<Tree>,
    text: Arc<str>,
    /// Names are looked up from here outwards.
    decl: DeclId,
    field: FieldId,
    prep: Option<Prep>,
    /// Where the value is used, when it comes from a `let` or a parameter, and the name that stands for it.
    via: Option<(Place, Name)>,
    depth: u32,
}

/// What a path leads to.
enum Resolution {
    Item(Item),
    /// Nothing has the segment of this index; looked up within the declaration.
    Unknown {
        segment: usize,
        within: Option<DeclId>,
    },
}

impl<'l> Builder<'l> {
    pub(crate) fn new(library: Library<'l>, manifest: Manifest, problems: Vec<Problem<Anchor>>) -> Self {
        Builder {
            library,
            manifest,
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
            decl_catalog: Vec::new(),
            catalog_entries: FxHashMap::default(),
            local_names: FxHashMap::default(),
            text_literals: Vec::new(),
            text_references: Vec::new(),
            decl_used: Vec::new(),
            let_used: Vec::new(),
            problems,
            unknown_names: FxHashMap::default(),
            suggestions: 0,
            told_no_scale: false,
        }
    }

    pub(crate) fn report(&mut self, problem: Problem<Anchor>) {
        self.problems.push(problem);
    }

    /// Whether near names are still looked for.
    pub(crate) fn may_suggest(&mut self) -> bool {
        self.suggestions += 1;
        self.suggestions <= SUGGESTIONS
    }

    // ---- Names -----------------------------------------------------------------------------------------------------

    /// The catalog that the package calls `alias`.
    fn catalog_named(&self, alias: &str) -> Option<usize> {
        let name = self.names.get(alias)?;
        self.catalogs.iter().position(|c| c.alias == name)
    }

    fn main_catalog(&self) -> Option<&Catalog> {
        self.catalogs.iter().find(|c| c.main)
    }

    /// The entry of a catalog that `path` names, bare or with the catalog's name.
    fn catalog_entry(&self, path: &str) -> Option<DeclId> {
        if let Some(id) = self.main_catalog().and_then(|c| c.entry(&self.names, path)) {
            return Some(id);
        }
        let (alias, id) = path.split_once('.')?;
        self.catalogs[self.catalog_named(alias)?].entry(&self.names, id)
    }

    /// Looks `path` up from `from` outwards, then in the package, then among the catalogs.
    fn resolve(&self, path: &str, from: Option<DeclId>, package: PackageId) -> Resolution {
        let mut segments = path.split('.').enumerate();
        let Some((_, first)) = segments.next() else {
            return Resolution::Unknown {
                segment: 0,
                within: None,
            };
        };
        let mut found = None;
        if let Some(name) = self.names.get(first) {
            let mut scope = from;
            while let Some(id) = scope {
                if let Some(item) = self.scope.get(&(Scope::Decl(id), name)) {
                    found = Some(*item);
                    break;
                }
                scope = self.decls[id.0 as usize].parent;
            }
            found = found.or_else(|| self.scope.get(&(Scope::Package(package), name)).copied());
        }
        let Some(mut item) = found else {
            if let Some(entry) = self.catalog_entry(path) {
                return Resolution::Item(Item::Decl(entry));
            }
            if let Some(index) = self.catalog_named(path) {
                return Resolution::Item(Item::Decl(self.catalogs[index].decl));
            }
            return Resolution::Unknown {
                segment: 0,
                within: None,
            };
        };
        for (index, segment) in segments {
            let Item::Decl(id) = item else {
                return Resolution::Unknown {
                    segment: index,
                    within: None,
                };
            };
            let next = self
                .names
                .get(segment)
                .and_then(|name| self.scope.get(&(Scope::Decl(id), name)));
            match next {
                Some(next) => item = *next,
                None => {
                    // A catalog of the package's own is declared like anything else, and its entries are named by id.
                    if let Some(entry) = self.catalog_entry(path) {
                        return Resolution::Item(Item::Decl(entry));
                    }
                    return Resolution::Unknown {
                        segment: index,
                        within: Some(id),
                    };
                }
            }
        }
        Resolution::Item(item)
    }

    /// What `path` names, seen from `from`.
    pub(crate) fn lookup(&self, path: &str, from: Option<DeclId>, package: PackageId) -> Option<Item> {
        match self.resolve(path, from, package) {
            Resolution::Item(item) => Some(item),
            Resolution::Unknown { .. } => None,
        }
    }

    fn mark_used(&mut self, item: Item) {
        match item {
            Item::Decl(id) => self.decl_used[id.0 as usize] = true,
            Item::Let(id) => self.let_used[id.0 as usize] = true,
        }
    }

    // ---- Declarations ----------------------------------------------------------------------------------------------

    /// Gathers the names that declarations declare locally (the steps of a scale), before any value is read.
    pub(crate) fn gather_local_names(&mut self) {
        let mut fields: FxHashMap<KindId, Vec<(Name, FieldId)>> = FxHashMap::default();
        for (index, kind) in self.schema.kinds.iter().enumerate() {
            for id in &kind.fields {
                let field = &self.schema.fields[id.0 as usize];
                let declares = |t: &Type| t.alternatives.contains(&Alternative::Names);
                if field.lead.as_ref().is_some_and(declares) {
                    fields
                        .entry(KindId(index as u16))
                        .or_default()
                        .push((field.name, *id));
                }
            }
        }
        for (kind, fields) in fields {
            for id in self.by_kind.get(kind.0 as usize).cloned().unwrap_or_default() {
                let data = self.decls[id.0 as usize].clone();
                let source = self.files.get(data.file).clone();
                let Some(body) = source.tree.decl(data.node).body else {
                    continue;
                };
                for entry in source.tree.seq(body.entries) {
                    let Entry::Field(field) = entry else { continue };
                    let Some(name) = self.names.get(field.name.of(&source.text)) else {
                        continue;
                    };
                    let Some((_, field_id)) = fields.iter().find(|(n, _)| *n == name) else {
                        continue;
                    };
                    for elem in source.tree.seq(field.phrase.lead) {
                        let expr = source.tree.expr(elem.expr);
                        if expr.kind != ExprKind::Path {
                            continue;
                        }
                        let step = self.names.intern(expr.span.of(&source.text));
                        let steps = self.local_names.entry((id, *field_id)).or_default();
                        if steps.contains(&step) {
                            let text = expr.span.of(&source.text);
                            let problem = Problem::new(
                                &problems::DUPLICATE_NAME,
                                Anchor::Place(Place {
                                    file: data.file,
                                    span: expr.span,
                                }),
                                format!("`{text}` stands twice on this scale"),
                                "a second time here",
                            );
                            self.problems.push(problem);
                        } else {
                            steps.push(step);
                        }
                    }
                }
            }
        }
    }

    /// Reads the values of all declarations.
    pub(crate) fn lower_all(&mut self) {
        self.decl_used = vec![false; self.decls.len()];
        self.let_used = vec![false; self.lets.len()];
        let mut current: Option<Cx> = None;
        for index in 0..self.decls.len() {
            let id = DeclId(index as u32);
            let (file, kind) = (self.decls[index].file, self.decls[index].kind);
            if current.as_ref().is_none_or(|cx| cx.file != file) {
                let source = self.files.get(file);
                current = Some(Cx {
                    file,
                    tree: source.tree.clone(),
                    text: source.text.clone(),
                    decl: id,
                    field: FieldId::HEAD,
                    prep: None,
                    via: None,
                    depth: 0,
                });
            }
            if let Some(cx) = &mut current
                && kind != KindId::UNKNOWN
            {
                cx.decl = id;
                self.lower_decl(cx, kind);
            }
        }
    }

    fn lower_decl(&mut self, cx: &mut Cx, kind: KindId) {
        enum Said {
            Head,
            Field(tree::Field),
            Prose(ExprId),
        }
        let id = cx.decl;
        let tree = cx.tree.clone();
        let text = cx.text.clone();
        let node = tree.decl(self.decls[id.0 as usize].node);
        let mut said: Vec<(FieldId, Said)> = Vec::new();
        if let Some(body) = node.body {
            for entry in tree.seq(body.entries) {
                match entry {
                    Entry::Field(field) => {
                        if let Some(field_id) = self.known_field(cx, kind, field.name) {
                            said.push((field_id, Said::Field(field.clone())));
                        }
                    }
                    Entry::Prose { value, .. } => {
                        let body_field = self
                            .schema
                            .field_of(kind, self.schema.fields[BODY.0 as usize].name);
                        match body_field {
                            Some(field) => said.push((field, Said::Prose(*value))),
                            None => self.no_body(cx, kind, tree.expr(*value).span),
                        }
                    }
                    Entry::Decl(_) => {}
                }
            }
        }
        let has_head = !node.head.is_empty();
        said.sort_by_key(|(field, _)| *field);
        self.check_occurrences(
            cx,
            kind,
            node,
            said.iter().map(|(field, s)| {
                (
                    *field,
                    match s {
                        Said::Field(f) => f.name,
                        Said::Prose(e) => tree.expr(*e).span,
                        Said::Head => node.name,
                    },
                )
            }),
        );
        if has_head || !self.schema.kinds[kind.0 as usize].head.is_empty() {
            said.push((FieldId::HEAD, Said::Head));
        }
        let first_entry = self.entries.len() as u32;
        for (field_id, said) in said {
            cx.field = field_id;
            cx.prep = None;
            let entry = EntryId(self.entries.len() as u32);
            let part_start = self.parts.len() as u32;
            let span = match said {
                Said::Head => {
                    let types = std::mem::take(&mut self.schema.kinds[kind.0 as usize].head);
                    self.lower_parts(cx, entry, node.head, &types, node.name, false);
                    self.schema.kinds[kind.0 as usize].head = types;
                    tree.seq(node.head)
                        .iter()
                        .fold(node.name, |span, part| span.to(part.span))
                }
                Said::Prose(expr) => {
                    let start = self.values.len() as u32;
                    let place = Place {
                        file: cx.file,
                        span: tree.expr(expr).span,
                    };
                    self.push_text(cx, place, entry);
                    self.parts.push(PartData {
                        prep: None,
                        values: (start, 1),
                    });
                    place.span
                }
                Said::Field(node) => {
                    let index = field_id.0 as usize;
                    let lead = self.schema.fields[index].lead.take();
                    let types = std::mem::take(&mut self.schema.fields[index].parts);
                    let optional = self.schema.fields[index].occurs != Occurs::Once
                        || self.schema.fields[index].value.is_some();
                    self.lower_phrase(cx, entry, &node, lead.as_ref(), &types, optional);
                    self.schema.fields[index].lead = lead;
                    self.schema.fields[index].parts = types;
                    node.name.to(node.phrase.span)
                }
            };
            let parts = (part_start, self.parts.len() as u32 - part_start);
            self.entries.push(EntryData {
                decl: id,
                field: field_id,
                span,
                parts,
            });
        }
        self.decls[id.0 as usize].entries = (first_entry, self.entries.len() as u32 - first_entry);
        let _ = text;
    }

    fn known_field(&mut self, cx: &Cx, kind: KindId, span: Span) -> Option<FieldId> {
        let word = span.of(&cx.text);
        let found = self
            .names
            .get(word)
            .and_then(|name| self.schema.field_of(kind, name));
        let anchor = Anchor::Place(Place { file: cx.file, span });
        let kind_text = self.kind_text(kind);
        match found {
            Some(id) if self.schema.fields[id.0 as usize].derived => {
                let problem = Problem::new(
                    &problems::UNKNOWN_FIELD,
                    anchor,
                    format!(
                        "`{word}` of {} {kind_text} is worked out by the compiler",
                        article(&kind_text)
                    ),
                    "is not written",
                );
                self.report(problem.help("leave the field out"));
                None
            }
            Some(id) => Some(id),
            None => {
                let mut problem = Problem::new(
                    &problems::UNKNOWN_FIELD,
                    anchor,
                    format!("{} {kind_text} has no field `{word}`", article(&kind_text)),
                    format!("not a field of {} {kind_text}", article(&kind_text)),
                );
                if self.may_suggest() {
                    let fields = self.schema.kinds[kind.0 as usize]
                        .fields
                        .iter()
                        .map(|f| &self.schema.fields[f.0 as usize]);
                    let mut fields: Vec<_> = fields.filter(|f| !f.derived).collect();
                    fields.sort_by_key(|f| self.names.text(f.name));
                    let near = suggest::by_spelling(word, fields.iter().map(|f| self.names.text(f.name)));
                    let near = near.map(str::to_string);
                    match near {
                        Some(near) => {
                            problem = edit::did_you_mean(problem, anchor, Some(&near), Safety::Safe)
                        }
                        None => {
                            let all: Vec<&str> = fields.iter().map(|f| self.names.text(f.name)).collect();
                            problem = problem.note(format!(
                                "the fields of {} {kind_text}: {}",
                                article(&kind_text),
                                all.join(", ")
                            ));
                        }
                    }
                }
                self.report(problem);
                None
            }
        }
    }

    fn no_body(&mut self, cx: &Cx, kind: KindId, span: Span) {
        let kind_text = self.kind_text(kind);
        let problem = Problem::new(
            &problems::UNKNOWN_FIELD,
            Anchor::Place(Place { file: cx.file, span }),
            format!("{} {kind_text} takes no prose of its own", article(&kind_text)),
            "belongs to no field",
        );
        self.report(problem.help("put the name of a field and a colon before it"));
    }

    /// Every field stands as often as its kind says.
    fn check_occurrences(
        &mut self,
        cx: &Cx,
        kind: KindId,
        node: &tree::Decl,
        said: impl Iterator<Item = (FieldId, Span)> + Clone,
    ) {
        let mut previous: Option<(FieldId, Span)> = None;
        for (field, span) in said.clone() {
            if let Some((last, first)) = previous
                && last == field
            {
                let data = &self.schema.fields[field.0 as usize];
                if matches!(data.occurs, Occurs::Once | Occurs::Optional) {
                    let word = self.names.text(data.name).to_string();
                    let problem = Problem::new(
                        &problems::TOO_MANY,
                        Anchor::Place(Place { file: cx.file, span }),
                        format!("`{word}` stands twice in `{}`", node.name.of(&cx.text)),
                        "a second time here",
                    )
                    .related(
                        Anchor::Place(Place {
                            file: cx.file,
                            span: first,
                        }),
                        "the first one",
                    );
                    self.report(problem);
                }
                continue;
            }
            previous = Some((field, span));
        }
        let missing: Vec<FieldId> = self.schema.kinds[kind.0 as usize]
            .fields
            .iter()
            .copied()
            .filter(|id| {
                let field = &self.schema.fields[id.0 as usize];
                matches!(field.occurs, Occurs::Once | Occurs::AtLeastOnce)
                    && field.value.is_none()
                    && !field.derived
            })
            .filter(|id| !said.clone().any(|(field, _)| field == *id))
            .collect();
        if missing.is_empty() {
            return;
        }
        // What could not be read may have been the field.
        let faults = self.files.get(cx.file).faults.clone();
        if faults
            .iter()
            .any(|f| f.start < node.span.end && node.span.start <= f.end)
        {
            return;
        }
        let kind_text = self.kind_text(kind);
        let names: Vec<String> = missing
            .iter()
            .map(|id| format!("`{}`", self.names.text(self.schema.fields[id.0 as usize].name)))
            .collect();
        let mut problem = Problem::new(
            &problems::MISSING_FIELD,
            Anchor::Decl(cx.decl),
            format!(
                "the {kind_text} `{}` has no {}",
                node.name.of(&cx.text),
                or_list(&names)
            ),
            format!("needs {}", names.join(", ")),
        );
        for id in &missing {
            let field = &self.schema.fields[id.0 as usize];
            let doc = field.doc.lines().next().unwrap_or("").to_string();
            problem = problem.note(format!("`{}:` {doc}", self.names.text(field.name)));
        }
        if names.len() > 1 {
            problem = problem.items(missing.iter().map(|id| {
                self.names
                    .text(self.schema.fields[id.0 as usize].name)
                    .to_string()
            }));
        }
        self.report(problem);
    }

    // ---- Phrases ---------------------------------------------------------------------------------------------------

    fn lower_phrase(
        &mut self,
        cx: &mut Cx,
        entry: EntryId,
        node: &tree::Field,
        lead: Option<&Type>,
        types: &[PartType],
        optional: bool,
    ) {
        let tree = cx.tree.clone();
        let phrase = node.phrase;
        let mut is_none = false;
        match lead {
            Some(ty) => {
                let start = self.values.len() as u32;
                let elems = tree.seq(phrase.lead);
                is_none = elems.len() == 1 && tree.expr(elems[0].expr).kind == ExprKind::None;
                if elems.is_empty() {
                    let name = node.name.of(&cx.text).to_string();
                    let problem = Problem::new(
                        &problems::MISSING_VALUE,
                        Anchor::Place(Place {
                            file: cx.file,
                            span: node.name,
                        }),
                        format!(
                            "`{name}` says nothing before its `{}`",
                            tree.seq(phrase.parts).first().map_or("", |p| p.prep.word())
                        ),
                        "needs a value",
                    )
                    .help(format!("it takes {}", self.type_text(ty)));
                    self.report(problem);
                    self.values.push(ValueData {
                        value: Value::Unknown,
                        entry,
                        span: node.name,
                    });
                } else {
                    self.lower_list(cx, entry, elems, ty, optional);
                }
                self.parts.push(PartData {
                    prep: None,
                    values: (start, self.values.len() as u32 - start),
                });
            }
            None => {
                if !phrase.lead.is_empty() {
                    self.lead_not_taken(cx, node, types);
                    let start = self.values.len() as u32;
                    self.values.push(ValueData {
                        value: Value::Unknown,
                        entry,
                        span: phrase.span,
                    });
                    self.parts.push(PartData {
                        prep: None,
                        values: (start, 1),
                    });
                    is_none = true;
                }
            }
        }
        self.lower_parts(cx, entry, phrase.parts, types, node.name, is_none);
    }

    fn lead_not_taken(&mut self, cx: &Cx, node: &tree::Field, types: &[PartType]) {
        let name = node.name.of(&cx.text);
        let first = cx
            .tree
            .seq(node.phrase.lead)
            .iter()
            .map(|e| cx.tree.expr(e.expr).span)
            .reduce(Span::to)
            .unwrap_or(node.phrase.span);
        let anchor = Anchor::Place(Place {
            file: cx.file,
            span: first,
        });
        let words: Vec<String> = types.iter().map(|t| format!("`{}`", t.prep.word())).collect();
        let mut problem = Problem::new(
            &problems::WRONG_PREPOSITION,
            anchor,
            format!("the value of `{name}` begins with {}", or_list(&words)),
            format!("needs {} before it", or_list(&words)),
        );
        let value = first.of(&cx.text);
        if let [only] = types {
            // `yearly`, and a bare length of time, are what was meant; only the word is missing.
            let meant = frequency(value).unwrap_or(value);
            problem = edit::replace(
                problem,
                anchor,
                &format!("{} {meant}", only.prep.word()),
                Safety::Safe,
            );
            problem = problem.help(format!("write `{name}: {} {meant}`", only.prep.word()));
        }
        self.report(problem);
    }

    fn lower_parts(
        &mut self,
        cx: &mut Cx,
        entry: EntryId,
        parts: Seq<tree::Part>,
        types: &[PartType],
        name: Span,
        is_none: bool,
    ) {
        let tree = cx.tree.clone();
        for (index, part) in tree.seq(parts).iter().enumerate() {
            let start = self.values.len() as u32;
            let anchor = Anchor::Place(Place {
                file: cx.file,
                span: part.prep_span,
            });
            match types.iter().find(|t| t.prep == part.prep) {
                Some(ty) => {
                    if tree.seq(parts)[..index].iter().any(|p| p.prep == part.prep) {
                        let problem = Problem::new(
                            &problems::TOO_MANY,
                            anchor,
                            format!("`{}` stands twice", part.prep.word()),
                            "a second time here",
                        );
                        self.report(
                            problem.help("several values of one part stand behind one word, with commas"),
                        );
                    }
                    cx.prep = Some(part.prep);
                    self.lower_list(cx, entry, tree.seq(part.values), &ty.ty, ty.optional);
                }
                None => {
                    self.wrong_preposition(cx, anchor, part, types, name);
                    self.values.push(ValueData {
                        value: Value::Unknown,
                        entry,
                        span: part.span,
                    });
                }
            }
            self.parts.push(PartData {
                prep: Some(part.prep),
                values: (start, self.values.len() as u32 - start),
            });
        }
        cx.prep = None;
        if is_none {
            return;
        }
        let said = |prep: Prep| tree.seq(parts).iter().any(|p| p.prep == prep);
        let missing: Vec<&PartType> = types.iter().filter(|t| !t.optional && !said(t.prep)).collect();
        let faults = self.files.get(cx.file).faults.clone();
        let spoiled = tree
            .seq(parts)
            .iter()
            .any(|p| types.iter().all(|t| t.prep != p.prep))
            || faults
                .iter()
                .any(|f| f.start <= name.end + 1 && name.start <= f.end);
        if !missing.is_empty() && !spoiled {
            let words: Vec<String> = missing.iter().map(|t| format!("`{}`", t.prep.word())).collect();
            let name_text = name.of(&cx.text);
            let takes: Vec<String> = missing
                .iter()
                .map(|t| format!("`{}` takes {}", t.prep.word(), self.type_text(&t.ty)))
                .collect();
            let mut problem = Problem::new(
                &problems::MISSING_FIELD,
                Anchor::Place(Place {
                    file: cx.file,
                    span: name,
                }),
                format!("`{name_text}` does not say {}", or_list(&words)),
                format!("needs {}", words.join(", ")),
            );
            for take in takes {
                problem = problem.note(take);
            }
            self.report(problem);
        }
    }

    fn wrong_preposition(
        &mut self,
        cx: &Cx,
        anchor: Anchor,
        part: &tree::Part,
        types: &[PartType],
        name: Span,
    ) {
        let name_text = name.of(&cx.text);
        let what = if cx.field == FieldId::HEAD {
            let kind = self.kind_text(self.decls[cx.decl.0 as usize].kind);
            format!("the header of {} {kind}", article(&kind))
        } else {
            format!("`{name_text}`")
        };
        let word = part.prep.word();
        let mut problem = Problem::new(
            &problems::WRONG_PREPOSITION,
            anchor,
            format!("{what} has no part `{word}`"),
            "not a part of it",
        );
        if types.is_empty() {
            problem = problem.help("leave it out, or begin a fact of its own with a field and a colon");
        } else {
            let all: Vec<String> = types
                .iter()
                .map(|t| format!("`{}` ({})", t.prep.word(), self.type_text(&t.ty)))
                .collect();
            problem = problem.help(format!("its parts are {}", all.join(", ")));
        }
        // One part of the same type is what was meant.
        if let [only] = types {
            problem = edit::replace(problem, anchor, only.prep.word(), Safety::Review);
        }
        self.report(problem);
    }

    fn lower_list(&mut self, cx: &Cx, entry: EntryId, elems: &[Elem], ty: &Type, optional: bool) {
        if elems.len() > 1 && !ty.many {
            let span = cx.tree.expr(elems[1].expr).span;
            let what = self.what(cx);
            let problem = Problem::new(
                &problems::TOO_MANY,
                Anchor::Place(Place { file: cx.file, span }),
                format!("{what} takes one value, and here are {}", elems.len()),
                "one too many",
            );
            self.report(problem);
        }
        for elem in elems {
            let span = cx.tree.expr(elem.expr).span;
            let span = elem.filter.map_or(span, |f| span.to(cx.tree.expr(f).span));
            self.lower_elem(cx, entry, *elem, span, ty, optional);
        }
    }

    fn push(&mut self, entry: EntryId, span: Span, value: Value) {
        self.values.push(ValueData { value, entry, span });
    }

    fn push_text(&mut self, cx: &Cx, place: Place, entry: EntryId) {
        if place.span.of(&cx.text).contains('{') {
            self.text_literals.push((place, cx.decl));
        }
        let span = cx.via.map_or(place.span, |(use_place, _)| use_place.span);
        self.push(entry, span, Value::Text(place));
    }

    /// Reads one element of a list; from a `let` it may become several values.
    fn lower_elem(&mut self, cx: &Cx, entry: EntryId, elem: Elem, span: Span, ty: &Type, optional: bool) {
        let expr = cx.tree.expr(elem.expr);
        let use_span = cx.via.map_or(span, |(place, _)| place.span);
        if takes(ty, Builtin::Formula) {
            // A formula reads columns or the whole model; it is checked where it is evaluated.
            if elem.filter.is_none() {
                return self.push(entry, use_span, Value::Formula(cx.file, elem.expr));
            }
        }
        if ty.alternatives.is_empty() {
            return self.push(entry, use_span, Value::Unknown);
        }
        if let Some(filter) = elem.filter {
            let value = self.set(cx, expr, Some(filter), ty);
            return self.push(entry, use_span, value);
        }
        match expr.kind {
            ExprKind::None if optional => self.push(entry, use_span, Value::None),
            ExprKind::Text | ExprKind::Prose
                if [Builtin::Text, Builtin::Prose, Builtin::Path, Builtin::Value]
                    .iter()
                    .any(|b| takes(ty, *b)) =>
            {
                let place = Place {
                    file: cx.file,
                    span: expr.span,
                };
                if takes(ty, Builtin::Path) && !takes(ty, Builtin::Text) {
                    self.check_path(cx, expr.span);
                }
                self.push_text(cx, place, entry);
            }
            ExprKind::Path => {
                let text = cx.text.clone();
                let word = expr.span.of(&text);
                if let Some(value) = self.local_value(cx, word, ty) {
                    return self.push(entry, use_span, value);
                }
                if ty.alternatives.iter().any(|a| matches!(a, Alternative::OneOf(_)))
                    && let Some(value) = self.scale_value(cx, word, expr.span, ty)
                {
                    return self.push(entry, use_span, value);
                }
                let package = self.decls[cx.decl.0 as usize].package;
                if let Resolution::Item(item) = self.resolve(word, Some(cx.decl), package) {
                    self.mark_used(item);
                    if self.stands_for_a_value(item, ty) {
                        return self.substitute(cx, entry, item, expr.span, ty, optional);
                    }
                }
                let value = self.path(cx, expr.span, ty);
                self.push(entry, use_span, value);
            }
            _ => {
                let value = self.literal(cx, elem.expr, ty);
                self.push(entry, use_span, value);
            }
        }
    }

    /// A `let` always stands for its value; a parameter does where no parameter is asked for.
    fn stands_for_a_value(&self, item: Item, ty: &Type) -> bool {
        match item {
            Item::Let(_) => true,
            Item::Decl(id) => {
                let kind = self.decls[id.0 as usize].kind;
                kind == prelude::kind::PARAM && !ty.alternatives.contains(&Alternative::Kind(kind))
            }
        }
    }

    fn substitute(&mut self, cx: &Cx, entry: EntryId, item: Item, span: Span, ty: &Type, optional: bool) {
        let place = cx.via.map_or(Place { file: cx.file, span }, |(place, _)| place);
        let (file, elems, parts, decl, name) = match item {
            Item::Let(id) => {
                let data = &self.lets[id.0 as usize];
                let phrase = self.files.get(data.file).tree.lets[data.node as usize].phrase;
                (data.file, Some(phrase.lead), phrase.parts, cx.decl, data.name)
            }
            Item::Decl(id) => {
                let data = &self.decls[id.0 as usize];
                let default = self.entry_of(id, prelude::field::PARAM_DEFAULT);
                let lead = default.as_ref().map(|f| f.phrase.lead);
                (data.file, lead, Seq::EMPTY, data.parent.unwrap_or(id), data.name)
            }
        };
        let source = self.files.get(file);
        let inner = Cx {
            file,
            tree: source.tree.clone(),
            text: source.text.clone(),
            decl,
            field: cx.field,
            prep: cx.prep,
            via: Some((place, name)),
            depth: cx.depth + 1,
        };
        let Some(elems) = elems.filter(|e| !e.is_empty()) else {
            return self.push(entry, place.span, Value::Unknown);
        };
        if !parts.is_empty() {
            let word = self.names.text(name).to_string();
            self.report(
                Problem::new(
                    &problems::WRONG_TYPE,
                    Anchor::Place(place),
                    format!("`{word}` stands for a value with parts, and only a plain value can stand here"),
                    "a value with parts",
                )
                .related(
                    Anchor::Place(Place {
                        file,
                        span: inner.tree.seq(parts)[0].span,
                    }),
                    "this part",
                ),
            );
            return self.push(entry, place.span, Value::Unknown);
        }
        if inner.depth > SUBSTITUTIONS {
            let word = self.names.text(name).to_string();
            if !self.problems.iter().any(|p| {
                p.name == problems::CYCLIC_REFERENCE.name && p.message.contains(&format!("`{word}`"))
            }) {
                self.report(Problem::new(
                    &problems::CYCLIC_REFERENCE,
                    Anchor::Place(place),
                    format!("`{word}` stands for itself, through other names"),
                    "never comes to a value",
                ));
            }
            return self.push(entry, place.span, Value::Unknown);
        }
        let tree = inner.tree.clone();
        let elems = tree.seq(elems);
        if elems.len() > 1 && !ty.many {
            let word = self.names.text(name).to_string();
            let what = self.what(cx);
            self.report(Problem::new(
                &problems::TOO_MANY,
                Anchor::Place(place),
                format!("{what} takes one value, and `{word}` stands for {}", elems.len()),
                "too many",
            ));
        }
        for elem in elems {
            self.lower_elem(&inner, entry, *elem, place.span, ty, optional);
        }
    }

    /// The tree's node of the first entry of `decl` that says `field`.
    fn entry_of(&self, decl: DeclId, field: FieldId) -> Option<tree::Field> {
        let name = self.schema.fields[field.0 as usize].name;
        let data = &self.decls[decl.0 as usize];
        let source = self.files.get(data.file);
        let body = source.tree.decl(data.node).body?;
        source.tree.seq(body.entries).iter().find_map(|e| match e {
            Entry::Field(f) if self.names.get(f.name.of(&source.text)) == Some(name) => Some(f.clone()),
            _ => None,
        })
    }

    /// A value that needs no name of the package: `yes`, the value of an enum, a new name, the name of a problem.
    fn local_value(&mut self, cx: &Cx, word: &str, ty: &Type) -> Option<Value> {
        for alternative in &ty.alternatives {
            match alternative {
                Alternative::Builtin(Builtin::Bool | Builtin::Value) => match word {
                    "yes" | "true" => return Some(Value::Bool(true)),
                    "no" | "false" => return Some(Value::Bool(false)),
                    _ => {}
                },
                Alternative::Enum(id) => {
                    if let Some(index) = self.enum_value(*id, word) {
                        return Some(Value::Enum(*id, index));
                    }
                }
                Alternative::Names => {
                    let name = self.names.intern(word);
                    let steps = self.local_names.get(&(cx.decl, cx.field));
                    let index = steps.and_then(|s| s.iter().position(|n| *n == name)).unwrap_or(0);
                    return Some(Value::Step(name, index as u16));
                }
                Alternative::Builtin(Builtin::Problem) => {
                    return Some(Value::Problem(self.names.intern(word)));
                }
                _ => {}
            }
        }
        None
    }

    fn enum_value(&self, id: EnumId, word: &str) -> Option<u16> {
        let name = self.names.get(word)?;
        self.schema
            .enumeration(id)
            .values
            .iter()
            .position(|v| v.name == name)
            .map(|i| i as u16)
    }

    // ---- Scales ----------------------------------------------------------------------------------------------------

    /// A step of a scale, or an entry of the catalog that the header names. `None` if the type has other alternatives
    /// that may fit.
    fn scale_value(&mut self, cx: &Cx, word: &str, span: Span, ty: &Type) -> Option<Value> {
        let others = ty
            .alternatives
            .iter()
            .any(|a| !matches!(a, Alternative::OneOf(_)));
        for alternative in &ty.alternatives {
            let Alternative::OneOf(path) = alternative else {
                continue;
            };
            if let [only] = path.as_slice()
                && let Some(prep) = Prep::from_word(self.names.text(*only))
            {
                return Some(self.header_entry(cx, word, span, prep));
            }
            let Some((owner, field)) = self.scale(cx, path) else {
                if others {
                    continue;
                }
                return Some(Value::Unknown);
            };
            let steps = self.local_names.get(&(owner, field)).map_or(&[][..], |s| s);
            if let Some(name) = self.names.get(word)
                && let Some(index) = steps.iter().position(|s| *s == name)
            {
                return Some(Value::Step(name, index as u16));
            }
            if others {
                continue;
            }
            let package = self.decls[cx.decl.0 as usize].package;
            if matches!(
                self.resolve(word, Some(cx.decl), package),
                Resolution::Item(Item::Let(_))
            ) {
                continue;
            }
            let steps: Vec<String> = steps.iter().map(|s| self.names.text(*s).to_string()).collect();
            let scale = self
                .names
                .text(self.schema.fields[field.0 as usize].name)
                .to_string();
            let anchor = Anchor::Place(Place { file: cx.file, span });
            let mut problem = Problem::new(
                &problems::OFF_SCALE,
                anchor,
                format!("`{word}` is not a step of the scale `{scale}`"),
                "not on the scale",
            )
            .related(Anchor::Decl(owner), "the scale is declared here")
            .note(format!("the steps are {}", steps.join(", ")));
            let near = suggest::by_spelling(word, steps.iter().map(String::as_str));
            problem = edit::did_you_mean(problem, anchor, near, Safety::Safe);
            self.report(problem);
            return Some(Value::Unknown);
        }
        None
    }

    /// The declaration and field whose names a `one-of` means.
    fn scale(&mut self, cx: &Cx, path: &[Name]) -> Option<(DeclId, FieldId)> {
        let kind = self.decls[cx.decl.0 as usize].kind;
        match path {
            [field] => Some((cx.decl, self.schema.field_of(kind, *field)?)),
            [through, field] => {
                let through_id = self.schema.field_of(kind, *through)?;
                let target_kind = self.schema.fields[through_id.0 as usize]
                    .lead
                    .as_ref()?
                    .alternatives
                    .iter()
                    .find_map(|a| match a {
                        Alternative::Kind(k) => Some(*k),
                        _ => None,
                    })?;
                let target_field = self.schema.field_of(target_kind, *field)?;
                let owner = match self.entry_of(cx.decl, through_id) {
                    Some(node) => {
                        let elem = cx.tree.seq(node.phrase.lead).first().copied()?;
                        let expr = cx.tree.expr(elem.expr);
                        let package = self.decls[cx.decl.0 as usize].package;
                        match self.resolve(expr.span.of(&cx.text), Some(cx.decl), package) {
                            Resolution::Item(Item::Decl(id))
                                if self.decls[id.0 as usize].kind == target_kind =>
                            {
                                id
                            }
                            _ => return None,
                        }
                    }
                    None => self.only_one(cx, target_kind, *through)?,
                };
                Some((owner, target_field))
            }
            _ => None,
        }
    }

    /// Where a declaration does not say which, the only one of the kind is meant.
    fn only_one(&mut self, cx: &Cx, kind: KindId, through: Name) -> Option<DeclId> {
        let all: Vec<DeclId> = self.by_kind.get(kind.0 as usize).cloned().unwrap_or_default();
        if let [only] = all.as_slice() {
            return Some(*only);
        }
        if self.told_no_scale {
            return None;
        }
        self.told_no_scale = true;
        let kind_text = self.kind_text(kind);
        let what = self.what(cx);
        let field = self.names.text(through).to_string();
        let anchor = Anchor::Decl(cx.decl);
        let problem = if all.is_empty() {
            Problem::new(
                &problems::MISSING_FIELD,
                anchor,
                format!("{what} is judged on the scale of a {kind_text}, and the package declares none"),
                "judged without a scale",
            )
            .help(format!("declare a `{kind_text}` with its scales"))
        } else {
            let name = self.names.text(self.decls[cx.decl.0 as usize].name).to_string();
            all.iter().fold(
                Problem::new(
                    &problems::MISSING_FIELD,
                    anchor,
                    format!(
                        "`{name}` does not say which {kind_text} it is judged by, and there are {}",
                        all.len()
                    ),
                    format!("needs `{field}:`"),
                ),
                |problem, id| problem.related(Anchor::Decl(*id), "one of them"),
            )
        };
        self.report(problem);
        None
    }

    /// An entry of the catalog that the header's part `prep` names.
    fn header_entry(&mut self, cx: &Cx, word: &str, span: Span, prep: Prep) -> Value {
        let head = cx.tree.decl(self.decls[cx.decl.0 as usize].node).head;
        let part = cx.tree.seq(head).iter().find(|p| p.prep == prep);
        let expr = part
            .and_then(|p| cx.tree.seq(p.values).first())
            .map(|e| cx.tree.expr(e.expr));
        let catalog = expr.and_then(|e| self.catalog_of(e, cx));
        let Some(catalog) = catalog else {
            return Value::Unknown;
        };
        if let Some(id) = self.catalogs[catalog].entry(&self.names, word) {
            return Value::Decl(id);
        }
        let title = self.names.text(self.catalogs[catalog].alias).to_string();
        let problem = Problem::new(
            &problems::UNKNOWN_CONTROL,
            Anchor::Place(Place { file: cx.file, span }),
            format!("`{title}` has no entry `{word}`"),
            "not an id of this catalog",
        );
        self.report(problem);
        Value::Unknown
    }

    fn catalog_of(&self, expr: tree::Expr, cx: &Cx) -> Option<usize> {
        match expr.kind {
            ExprKind::Path => self.catalog_named(expr.span.of(&cx.text)),
            ExprKind::Edition(name) => {
                let edition = edition_text(expr.span, name, &cx.text);
                self.catalogs
                    .iter()
                    .position(|c| c.standard == name.of(&cx.text) && c.edition == edition)
                    .or_else(|| {
                        self.catalogs.iter().position(|c| {
                            self.names.text(c.alias) == name.of(&cx.text) && c.edition == edition
                        })
                    })
            }
            _ => None,
        }
    }

    // ---- Literals --------------------------------------------------------------------------------------------------

    fn literal(&mut self, cx: &Cx, id: ExprId, ty: &Type) -> Value {
        let expr = cx.tree.expr(id);
        let word = expr.span.of(&cx.text);
        let any = takes(ty, Builtin::Value);
        match expr.kind {
            ExprKind::Group(inner) => return self.literal(cx, inner, ty),
            ExprKind::Path => return self.path(cx, expr.span, ty),
            ExprKind::Date if any || takes(ty, Builtin::Date) => {
                return time::parse_date(word).map_or(Value::Unknown, Value::Date);
            }
            ExprKind::Date if takes(ty, Builtin::Period) => {
                return time::parse_date(word).map_or(Value::Unknown, |d| Value::Period(d, d));
            }
            ExprKind::Url if any || takes(ty, Builtin::Url) || takes(ty, Builtin::Text) => {
                return Value::Url(Place {
                    file: cx.file,
                    span: expr.span,
                });
            }
            ExprKind::Number => {
                for alternative in &ty.alternatives {
                    match alternative {
                        Alternative::Builtin(Builtin::Number | Builtin::Value) => {
                            return number_text(word).map_or(Value::Unknown, Value::Number);
                        }
                        Alternative::Bounded(Builtin::Number, low, high) => {
                            return self.bounded(
                                cx,
                                expr.span,
                                number_text(word),
                                *low,
                                *high,
                                Value::Number,
                            );
                        }
                        _ => {}
                    }
                }
            }
            ExprKind::Unary(UnaryOp::Minus, inner) => {
                let number = literal_number(&cx.tree, &cx.text, inner).map(|n| -n);
                for alternative in &ty.alternatives {
                    match alternative {
                        Alternative::Builtin(Builtin::Number | Builtin::Value) if number.is_some() => {
                            return number.map_or(Value::Unknown, Value::Number);
                        }
                        Alternative::Bounded(Builtin::Number, low, high) if number.is_some() => {
                            return self.bounded(cx, expr.span, number, *low, *high, Value::Number);
                        }
                        _ => {}
                    }
                }
            }
            ExprKind::Quantity => {
                if let Some(value) = self.quantity(cx, expr.span, ty) {
                    return value;
                }
            }
            ExprKind::Condition(op, side) if any || takes(ty, Builtin::Condition) => {
                return Value::Condition(op, cx.file, side);
            }
            ExprKind::Range(low, high) => {
                let (l, h) = (cx.tree.expr(low), cx.tree.expr(high));
                if takes(ty, Builtin::Period) && l.kind == ExprKind::Date && h.kind == ExprKind::Date {
                    let dates = (
                        time::parse_date(l.span.of(&cx.text)),
                        time::parse_date(h.span.of(&cx.text)),
                    );
                    let (Some(from), Some(to)) = dates else {
                        return Value::Unknown;
                    };
                    if from > to {
                        self.report(Problem::new(
                            &problems::OUT_OF_BOUNDS,
                            Anchor::Place(Place {
                                file: cx.file,
                                span: expr.span,
                            }),
                            format!("the period ends on {to}, before it begins on {from}"),
                            "runs backwards",
                        ));
                        return Value::Unknown;
                    }
                    return Value::Period(from, to);
                }
                if takes_entries(ty) {
                    return self.range(cx, l, h, ty);
                }
            }
            ExprKind::Below(group) if takes_entries(ty) => {
                let package = self.decls[cx.decl.0 as usize].package;
                let text = group.of(&cx.text);
                return match self.resolve(text, Some(cx.decl), package) {
                    Resolution::Item(Item::Decl(id)) if self.decl_catalog[id.0 as usize].is_some() => {
                        self.pattern(DeclId(id.0 + 1), self.decls[id.0 as usize].end, ty)
                    }
                    Resolution::Item(_) => {
                        self.report(Problem::new(
                            &problems::WRONG_KIND,
                            Anchor::Place(Place {
                                file: cx.file,
                                span: group,
                            }),
                            format!("`{text}` is no group of controls"),
                            "not a group",
                        ));
                        Value::Unknown
                    }
                    Resolution::Unknown { .. } => {
                        self.unknown_entry(cx, group, ty);
                        Value::Unknown
                    }
                };
            }
            ExprKind::Everything => {
                if takes_entries(ty) {
                    return self.pattern(DeclId(0), DeclId(self.decls.len() as u32), ty);
                }
                if ty.many
                    && let Some(Alternative::Aspect(of)) = ty
                        .alternatives
                        .iter()
                        .find(|a| matches!(a, Alternative::Aspect(_)))
                {
                    return Value::Query(Query {
                        of: SetOf::Aspect(*of),
                        filter: None,
                    });
                }
            }
            ExprKind::Edition(name) if takes_kind(ty, prelude::kind::CATALOG) => {
                return match self.catalog_of(expr, cx) {
                    Some(index) => {
                        let id = self.catalogs[index].decl;
                        self.mark_used(Item::Decl(id));
                        Value::Decl(id)
                    }
                    None => {
                        self.unknown_edition(cx, expr.span, name);
                        Value::Unknown
                    }
                };
            }
            ExprKind::Id if takes_entries(ty) => {
                self.unknown_entry(cx, expr.span, ty);
                return Value::Unknown;
            }
            _ => {}
        }
        self.mismatch(cx, expr, ty);
        Value::Unknown
    }

    fn bounded(
        &mut self,
        cx: &Cx,
        span: Span,
        number: Option<Decimal>,
        low: Decimal,
        high: Decimal,
        made: fn(Decimal) -> Value,
    ) -> Value {
        let Some(number) = number else {
            return Value::Unknown;
        };
        if (low..=high).contains(&number) {
            return made(number);
        }
        let what = self.what(cx);
        self.report(Problem::new(
            &problems::OUT_OF_BOUNDS,
            self.use_anchor(cx, span),
            format!("{what} is {number}, and must lie between {low} and {high}"),
            "out of bounds",
        ));
        Value::Unknown
    }

    fn quantity(&mut self, cx: &Cx, span: Span, ty: &Type) -> Option<Value> {
        let word = span.of(&cx.text);
        let split = word.find(|c: char| !(c.is_ascii_digit() || matches!(c, '_' | '.' | ',')))?;
        let (amount, unit) = (number_text(&word[..split])?, word[split..].trim());
        let any = takes(ty, Builtin::Value);
        if unit == "%" {
            for alternative in &ty.alternatives {
                if let Alternative::Bounded(Builtin::Percent, low, high) = alternative {
                    return Some(self.bounded(cx, span, Some(amount), *low, *high, Value::Percent));
                }
            }
            return (any || takes(ty, Builtin::Percent)).then_some(Value::Percent(amount));
        }
        let whole = amount
            .is_integer()
            .then(|| u32::try_from(amount.mantissa() / 10_i128.pow(amount.scale())).ok())
            .flatten();
        if let Some(duration) = Duration::from_unit(whole.unwrap_or(1), unit) {
            if !(any || takes(ty, Builtin::Duration)) {
                return None;
            }
            return Some(match whole {
                Some(_) => Value::Duration(duration),
                None => {
                    self.report(
                        Problem::new(
                            &problems::OUT_OF_BOUNDS,
                            self.use_anchor(cx, span),
                            format!("`{word}` is not a whole number of {unit}"),
                            "not a whole number",
                        )
                        .help("use a smaller unit, such as `18 months` for one and a half years"),
                    );
                    Value::Unknown
                }
            });
        }
        let at = span.start + (word.len() - unit.len()) as u32;
        (any || takes(ty, Builtin::Money)).then_some(Value::Money(
            amount,
            Place {
                file: cx.file,
                span: Span::new(at, span.end),
            },
        ))
    }

    fn check_path(&mut self, cx: &Cx, span: Span) {
        let path = literal::text_value(span.of(&cx.text)).into_owned();
        if manifest::inside(&path).is_none() {
            let problem = Problem::new(
                &problems::OUT_OF_BOUNDS,
                Anchor::Place(Place { file: cx.file, span }),
                format!("the file `{path}` does not lie inside the package"),
                "leads out of the package",
            );
            self.report(problem.help(
                "name a file by its path from the folder of `annexa.toml`, such as `evidence/list.csv`",
            ));
        }
    }

    // ---- References ------------------------------------------------------------------------------------------------

    fn set(&mut self, cx: &Cx, expr: tree::Expr, filter: Option<ExprId>, ty: &Type) -> Value {
        let filter = filter.map(|f| (cx.file, f));
        let word = expr.span.of(&cx.text);
        let item = (expr.kind == ExprKind::Path)
            .then(|| self.names.get(word))
            .flatten()
            .and_then(|n| self.schema.items.get(&n))
            .copied();
        let of = match item {
            Some(SchemaItem::Kind(kind)) if takes_sets(ty) && self.kind_fits(kind, ty) => {
                Some(SetOf::Kind(kind))
            }
            Some(SchemaItem::Aspect(aspect)) if ty.alternatives.contains(&Alternative::Aspect(aspect)) => {
                Some(SetOf::Aspect(aspect))
            }
            _ => None,
        };
        if let Some(of) = of {
            return Value::Query(Query { of, filter });
        }
        let takes = self.type_text(ty);
        let anchor = Anchor::Place(Place {
            file: cx.file,
            span: expr.span,
        });
        let problem = match item {
            Some(_) if !takes_sets(ty) => Problem::new(
                &problems::WRONG_TYPE,
                anchor,
                format!(
                    "{} takes {takes} by name, one by one, and this is a set",
                    self.what(cx)
                ),
                "a set",
            ),
            Some(_) => Problem::new(
                &problems::WRONG_KIND,
                anchor,
                format!("{} takes {takes}, and no `{word}` is one", self.what(cx)),
                "another kind of thing",
            ),
            None => {
                let problem = Problem::new(
                    &problems::UNKNOWN_KIND,
                    anchor,
                    format!("before `where` stands a kind, and there is no kind `{word}`"),
                    "not a kind",
                );
                self.suggest_kind(problem, anchor, word)
            }
        };
        self.report(problem);
        Value::Unknown
    }

    fn kind_fits(&self, kind: KindId, ty: &Type) -> bool {
        ty.alternatives.iter().any(|a| match a {
            Alternative::Kind(k) => *k == kind,
            Alternative::Aspect(a) => self.schema.is(kind, *a),
            _ => false,
        })
    }

    fn pattern(&mut self, start: DeclId, end: DeclId, ty: &Type) -> Value {
        Value::Pattern(Pattern {
            start,
            end,
            controls: takes_kind(ty, prelude::kind::CONTROL),
            requirements: takes_kind(ty, prelude::kind::REQUIREMENT),
        })
    }

    fn range(&mut self, cx: &Cx, low: tree::Expr, high: tree::Expr, ty: &Type) -> Value {
        let package = self.decls[cx.decl.0 as usize].package;
        let mut ends = [DeclId(0); 2];
        for (slot, expr) in ends.iter_mut().zip([low, high]) {
            match self.resolve(expr.span.of(&cx.text), Some(cx.decl), package) {
                Resolution::Item(Item::Decl(id)) if self.decl_catalog[id.0 as usize].is_some() => *slot = id,
                _ => {
                    self.unknown_entry(cx, expr.span, ty);
                    return Value::Unknown;
                }
            }
        }
        let [first, last] = ends;
        let parent = |id: DeclId| self.decls[id.0 as usize].parent;
        let anchor = Anchor::Place(Place {
            file: cx.file,
            span: low.span.to(high.span),
        });
        let (low_text, high_text) = (low.span.of(&cx.text), high.span.of(&cx.text));
        if parent(first) != parent(last) {
            self.report(
                Problem::new(
                    &problems::WRONG_TYPE,
                    anchor,
                    format!("a range joins two ids of one group, and `{low_text}` and `{high_text}` stand in different ones"),
                    "from one group into another",
                )
                .help("write a range for each group, with a comma between"),
            );
            return Value::Unknown;
        }
        if last < first {
            let problem = Problem::new(
                &problems::WRONG_TYPE,
                anchor,
                format!("`{high_text}` comes before `{low_text}`"),
                "runs backwards",
            );
            self.report(edit::replace(
                problem,
                anchor,
                &format!("{high_text} .. {low_text}"),
                Safety::Safe,
            ));
            return Value::Unknown;
        }
        self.pattern(first, self.decls[last.0 as usize].end, ty)
    }

    /// A path where a declaration, or a value that nothing local has, is meant.
    fn path(&mut self, cx: &Cx, span: Span, ty: &Type) -> Value {
        let text = cx.text.clone();
        let word = span.of(&text);
        let takes_decl = ty
            .alternatives
            .iter()
            .any(|a| matches!(a, Alternative::Kind(_) | Alternative::Aspect(_)));
        let package = self.decls[cx.decl.0 as usize].package;
        let resolution = self.resolve(word, Some(cx.decl), package);
        if !takes_decl {
            // A `let` or parameter has been taken already; a declaration is the wrong thing here.
            self.mismatch(
                cx,
                tree::Expr {
                    span,
                    kind: ExprKind::Path,
                },
                ty,
            );
            return Value::Unknown;
        }
        match resolution {
            Resolution::Item(Item::Decl(id)) => {
                self.mark_used(Item::Decl(id));
                let kind = self.decls[id.0 as usize].kind;
                if kind == KindId::UNKNOWN {
                    return Value::Unknown;
                }
                if self.kind_fits(kind, ty) {
                    return Value::Decl(id);
                }
                self.wrong_kind(cx, span, id, kind, ty);
                Value::Unknown
            }
            Resolution::Item(Item::Let(_)) => Value::Unknown,
            Resolution::Unknown { segment, within } => {
                // A kind's name stands for all of them.
                if let Some(item) = self
                    .names
                    .get(word)
                    .and_then(|n| self.schema.items.get(&n))
                    .copied()
                {
                    match item {
                        SchemaItem::Kind(kind) if takes_sets(ty) && self.kind_fits(kind, ty) => {
                            return Value::Query(Query {
                                of: SetOf::Kind(kind),
                                filter: None,
                            });
                        }
                        SchemaItem::Aspect(a) if ty.alternatives.contains(&Alternative::Aspect(a)) => {
                            return Value::Query(Query {
                                of: SetOf::Aspect(a),
                                filter: None,
                            });
                        }
                        _ => {}
                    }
                }
                if takes_entries(ty) && within.is_none() {
                    self.unknown_entry(cx, span, ty);
                } else {
                    self.unknown_name(cx, span, segment, within, ty);
                }
                Value::Unknown
            }
        }
    }

    fn use_anchor(&self, cx: &Cx, span: Span) -> Anchor {
        Anchor::Place(cx.via.map_or(Place { file: cx.file, span }, |(place, _)| place))
    }

    /// What is asked for a value, in the author's words: "`owner`", "`by` of `accept`".
    fn what(&self, cx: &Cx) -> String {
        let field = self.schema.field(cx.field).map(|f| self.names.text(f.name));
        match (field, cx.prep) {
            (Some(field), None) => format!("`{field}`"),
            (Some(field), Some(prep)) => format!("`{}` of `{field}`", prep.word()),
            (None, Some(prep)) => {
                let kind = self.kind_text(self.decls[cx.decl.0 as usize].kind);
                format!("`{}` of {} {kind}", prep.word(), article(&kind))
            }
            (None, None) => "this place".to_string(),
        }
    }

    /// What a type takes, in words: "a role or a person".
    pub(crate) fn type_text(&self, ty: &Type) -> String {
        let one = |a: &Alternative| match a {
            Alternative::Builtin(b) | Alternative::Bounded(b, ..) => b.says().to_string(),
            Alternative::Enum(id) => {
                let e = self.schema.enumeration(*id);
                let values: Vec<String> = e
                    .values
                    .iter()
                    .map(|v| format!("`{}`", self.names.text(v.name)))
                    .collect();
                if values.len() > 12 {
                    format!("one of the values of `{}`", self.names.text(e.name))
                } else {
                    or_list(&values)
                }
            }
            Alternative::Kind(id) => {
                let kind = self.kind_text(*id);
                format!("{} {kind}", article(&kind))
            }
            Alternative::Aspect(id) => {
                let aspect = self.names.text(self.schema.aspect(*id).name);
                let kinds: Vec<String> = (0..self.schema.kinds.len())
                    .filter(|k| self.schema.is(KindId(*k as u16), *id))
                    .map(|k| self.kind_text(KindId(k as u16)))
                    .map(|k| format!("{} {k}", article(&k)))
                    .collect();
                if kinds.is_empty() || kinds.len() > 10 {
                    format!("a declaration that is `{aspect}`")
                } else {
                    or_list(&kinds)
                }
            }
            Alternative::Names => "a new name".to_string(),
            Alternative::OneOf(path) => {
                let path: Vec<&str> = path.iter().map(|n| self.names.text(*n)).collect();
                format!("a step of the scale `{}`", path.join("."))
            }
        };
        or_list(&ty.alternatives.iter().map(one).collect::<Vec<_>>())
    }

    fn wrong_kind(&mut self, cx: &Cx, span: Span, id: DeclId, kind: KindId, ty: &Type) {
        let word = span.of(&cx.text);
        let kind_text = self.kind_text(kind);
        let anchor = self.use_anchor(cx, span);
        let mut problem = Problem::new(
            &problems::WRONG_KIND,
            anchor,
            format!(
                "{} takes {}, and `{word}` is {} {kind_text}",
                self.what(cx),
                self.type_text(ty),
                article(&kind_text)
            ),
            format!("{} {kind_text}", article(&kind_text)),
        );
        if self.decls[id.0 as usize].package == PackageId::MAIN {
            problem = problem.related(
                Anchor::Decl(id),
                format!("declared here as {} {kind_text}", article(&kind_text)),
            );
        }
        if kind == prelude::kind::GROUP && takes_entries(ty) {
            problem = problem.help(format!("`{word}.*` means everything in the group"));
            problem = edit::replace(problem, anchor, &format!("{word}.*"), Safety::Safe);
        } else if let Some(owner) = self.owner_that_fits(id, ty) {
            problem = problem.help(format!("the owner of `{word}` is `{owner}`"));
        } else if let Some(doc) = self
            .schema
            .field(cx.field)
            .map(|f| f.doc.lines().next().unwrap_or("").to_string())
            .filter(|d| !d.is_empty())
        {
            problem = problem.note(doc);
        }
        self.report(problem);
    }

    /// The owner of `id`, where an owner would fit the type.
    fn owner_that_fits(&self, id: DeclId, ty: &Type) -> Option<String> {
        let kind = self.decls[id.0 as usize].kind;
        if !takes_kind(ty, prelude::kind::ROLE) || !self.schema.is(kind, prelude::aspect::OWNED) {
            return None;
        }
        let node = self.entry_of(id, prelude::field::OWNED_OWNER)?;
        let source = self.files.get(self.decls[id.0 as usize].file);
        let elem = source.tree.seq(node.phrase.lead).first()?;
        Some(source.tree.expr(elem.expr).span.of(&source.text).to_string())
    }

    /// The names of declarations that fit `ty`, with their titles.
    fn fitting(&self, ty: &Type) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for (index, ids) in self.by_kind.iter().enumerate() {
            if !self.kind_fits(KindId(index as u16), ty) {
                continue;
            }
            for id in ids {
                if self.decl_catalog[id.0 as usize].is_none() {
                    found.push((self.path_of(*id), self.title(*id)));
                }
            }
        }
        found.sort();
        found
    }

    pub(crate) fn path_of(&self, id: DeclId) -> String {
        let data = &self.decls[id.0 as usize];
        match data.parent {
            Some(parent) => format!("{}.{}", self.path_of(parent), self.names.text(data.name)),
            None => self.names.text(data.name).to_string(),
        }
    }

    pub(crate) fn title(&self, id: DeclId) -> String {
        let data = &self.decls[id.0 as usize];
        let source = self.files.get(data.file);
        match source.tree.decl(data.node).title {
            Some(span) => literal::text_value(span.of(&source.text)).into_owned(),
            None => self.names.text(data.name).to_string(),
        }
    }

    fn unknown_name(&mut self, cx: &Cx, span: Span, segment: usize, within: Option<DeclId>, ty: &Type) {
        let word = span.of(&cx.text);
        let anchor = self.use_anchor(cx, span);
        let key = (
            self.names.intern(word),
            u8::from(takes_kind(ty, prelude::kind::ROLE)),
        );
        if let Some(index) = self.unknown_names.get(&key) {
            let problem = &mut self.problems[*index];
            problem.related.push(Label {
                place: anchor,
                text: "and here".into(),
            });
            for fix in &mut problem.fixes {
                let text = fix.edits[0].text.clone();
                fix.edits.push(annexa_diagnostics::Edit { place: anchor, text });
            }
            return;
        }
        let what = self.type_text(ty);
        let problem = match within {
            Some(outer) => {
                let missing = word.split('.').nth(segment).unwrap_or(word);
                let outer_text = self.path_of(outer);
                let children: Vec<String> = self.children_of(outer);
                let near = suggest::by_spelling(missing, children.iter().map(String::as_str)).map(|near| {
                    let mut parts: Vec<&str> = word.split('.').collect();
                    parts[segment] = near;
                    parts.join(".")
                });
                let problem = Problem::new(
                    &problems::UNKNOWN_NAME,
                    anchor,
                    format!("there is no `{missing}` in `{outer_text}`"),
                    "not found",
                )
                .related(Anchor::Decl(outer), "looked for in here");
                edit::did_you_mean(problem, anchor, near.as_deref(), Safety::Review)
            }
            None => {
                let mut problem = Problem::new(
                    &problems::UNKNOWN_NAME,
                    anchor,
                    format!("nothing is named `{word}`; {} takes {what}", self.what(cx)),
                    "not found",
                );
                if self.may_suggest() {
                    let candidates = self.fitting(ty);
                    let near = suggest::by_spelling(word, candidates.iter().map(|(n, _)| n.as_str()))
                        .or_else(|| {
                            suggest::by_title(word, candidates.iter().map(|(n, t)| (n.as_str(), t.as_str())))
                        });
                    problem = match near {
                        Some(near) => {
                            let title = candidates
                                .iter()
                                .find(|(n, _)| n == near)
                                .map(|(_, t)| t.clone())
                                .unwrap_or_default();
                            let problem = edit::replace(problem, anchor, near, Safety::Safe);
                            problem.help(format!("did you mean `{near}` ({title})?"))
                        }
                        None if candidates.is_empty() => {
                            problem.help(format!("the package declares none yet: {what}"))
                        }
                        None if candidates.len() <= 8 => {
                            let all: Vec<&str> = candidates.iter().map(|(n, _)| n.as_str()).collect();
                            problem.note(format!("there are {}", all.join(", ")))
                        }
                        None => problem,
                    };
                }
                problem
            }
        };
        self.unknown_names.insert(key, self.problems.len());
        self.report(problem);
    }

    fn children_of(&self, id: DeclId) -> Vec<String> {
        let mut names = Vec::new();
        let mut next = id.0 + 1;
        while next < self.decls[id.0 as usize].end.0 {
            names.push(self.names.text(self.decls[next as usize].name).to_string());
            next = self.decls[next as usize].end.0;
        }
        names
    }

    fn unknown_edition(&mut self, cx: &Cx, span: Span, name: Span) {
        let standard = name.of(&cx.text);
        let edition = edition_text(span, name, &cx.text);
        let anchor = self.use_anchor(cx, span);
        let editions = crate::catalog::editions(self.library);
        let named: Vec<&Catalog> = self.catalogs.iter().filter(|c| c.standard == standard).collect();
        let problem = match editions.get(standard) {
            None => {
                let near = suggest::by_spelling(standard, editions.keys().copied());
                let problem = Problem::new(
                    &problems::UNKNOWN_STANDARD,
                    anchor,
                    format!("the standard library has no standard `{standard}`"),
                    "not a standard",
                );
                match near {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => problem.help(format!("it has {}", editions.keys().copied().collect::<Vec<_>>().join(", "))),
                }
            }
            Some(known) if known.contains(&edition) => Problem::new(
                &problems::UNKNOWN_EDITION,
                anchor,
                format!("the package does not stand on `{standard}@{edition}`"),
                "not named in the manifest",
            )
            .help(format!("add it to `annexa.toml`, with a name of its own: also = [\"{standard}@{edition} as {standard}-{edition}\"]")),
            Some(known) => {
                let problem = Problem::new(
                    &problems::UNKNOWN_EDITION,
                    anchor,
                    format!("`{standard}` has no edition `{edition}`"),
                    "not an edition",
                )
                .help(format!("its editions are {}", known.join(", ")));
                match named.first() {
                    Some(catalog) => edit::replace(problem, anchor, &format!("{standard}@{}", catalog.edition), Safety::Review),
                    None => problem,
                }
            }
        };
        self.report(problem);
    }

    /// An id that no standard of the package has.
    fn unknown_entry(&mut self, cx: &Cx, span: Span, ty: &Type) {
        let word = span.of(&cx.text);
        let anchor = self.use_anchor(cx, span);
        let unknown = |kind: &'static ProblemKind, message: String, label: &str| {
            Problem::new(kind, anchor, message, label)
        };
        let Some(main) = self.catalogs.iter().position(|c| c.main) else {
            let problem = unknown(
                &problems::UNKNOWN_CONTROL,
                format!("`{word}` is an id of no standard: the package names none"),
                "no standard",
            );
            self.report(
                problem.help("name the standard in `annexa.toml`: [standards] main = \"iso27001@2022\""),
            );
            return;
        };
        // With the name of a catalog before it, only that one is meant.
        let (catalog, id) = match word
            .split_once('.')
            .and_then(|(a, id)| self.catalog_named(a).map(|c| (c, id)))
        {
            Some((catalog, id)) => (catalog, id),
            None => (main, word),
        };
        let qualified = id != word;
        let exists = |this: &Self, candidate: &str| {
            this.catalogs[catalog]
                .entry(&this.names, candidate)
                .is_some_and(|d| this.decls[d.0 as usize].kind != prelude::kind::GROUP)
        };
        let title = |this: &Self, candidate: &str| {
            this.catalogs[catalog]
                .entry(&this.names, candidate)
                .map(|d| this.title(d))
                .unwrap_or_default()
        };
        let written = |this: &Self, id: &str| match qualified || !this.catalogs[catalog].main {
            true => format!("{}.{id}", this.names.text(this.catalogs[catalog].alias)),
            false => id.to_string(),
        };
        let standard = self.catalogs[catalog].standard.clone();
        let edition = self.catalogs[catalog].edition.clone();
        let catalog_title = self.title(self.catalogs[catalog].decl);
        // A requirement of the main standard stands with the catalog's name: 6.1.2 alone is no path.
        let starts_with_digit = word.starts_with(|c: char| c.is_ascii_digit());
        if starts_with_digit && !takes_kind(ty, prelude::kind::CONTROL)
            || starts_with_digit && crate::catalog::respelled(id, |c| exists(self, c)).is_none()
        {
            if exists(self, id) {
                let fixed = format!("{}.{id}", self.names.text(self.catalogs[catalog].alias));
                let problem = unknown(
                    &problems::UNKNOWN_CONTROL,
                    format!("`{word}` needs the name of its standard before it"),
                    "which standard?",
                );
                let problem = problem.help(format!("write `{fixed}` ({})", title(self, id)));
                self.report(edit::replace(problem, anchor, &fixed, Safety::Safe));
                return;
            }
        }
        if let Some(candidate) = crate::catalog::respelled(id, |c| exists(self, c)) {
            let fixed = written(self, &candidate);
            let problem = unknown(
                &problems::UNKNOWN_CONTROL,
                format!("`{word}` is not how the id of a control is written here"),
                "not an id",
            );
            let problem = problem.help(format!("did you mean `{fixed}` ({})?", title(self, &candidate)));
            self.report(edit::replace(problem, anchor, &fixed, Safety::Safe));
            return;
        }
        if !qualified {
            let others: Vec<(String, String)> = self
                .catalogs
                .iter()
                .filter(|c| !c.main)
                .filter_map(|c| {
                    c.entry(&self.names, word)
                        .map(|d| (format!("{}.{word}", self.names.text(c.alias)), self.title(d)))
                })
                .collect();
            let listed: Vec<String> = others
                .iter()
                .map(|(path, title)| format!("`{path}` ({title})"))
                .collect();
            match others.as_slice() {
                [] => {}
                [(only, _)] => {
                    let problem = unknown(
                        &problems::UNKNOWN_CONTROL,
                        format!("`{word}` needs the name of its standard before it"),
                        "which standard?",
                    );
                    let problem = problem.help(format!("write {}", listed[0]));
                    self.report(edit::replace(problem, anchor, only, Safety::Safe));
                    return;
                }
                _ => {
                    let mut problem = unknown(
                        &problems::AMBIGUOUS_CONTROL,
                        format!("`{word}` is an id of {} standards of the package", others.len()),
                        "which one?",
                    )
                    .help(format!("write {}", or_list(&listed)));
                    for (path, _) in &others {
                        problem = edit::replace(problem, anchor, path, Safety::Review);
                    }
                    self.report(problem);
                    return;
                }
            }
            // A standard that the library has and the manifest does not name.
            if let Some((first, _)) = word.split_once('.')
                && let Some(known) = crate::catalog::editions(self.library).get(first)
                && self.catalog_named(first).is_none()
            {
                let newest = known.last().copied().unwrap_or("");
                let problem = unknown(
                    &problems::UNKNOWN_STANDARD,
                    format!("the package does not stand on `{first}`"),
                    "of a standard that the manifest does not name",
                );
                self.report(problem.help(format!("add it to `annexa.toml`: also = [\"{first}@{newest}\"]")));
                return;
            }
        }
        if self.suggestions <= SUGGESTIONS
            && let Some(other) = crate::catalog::other_edition(self.library, &standard, &edition, id)
        {
            let mut problem = unknown(
                &problems::OTHER_EDITION_CONTROL,
                format!(
                    "`{word}` is an id of the {} edition (“{}”), and the package stands on {edition}",
                    other.edition, other.title
                ),
                "from another edition",
            );
            self.suggestions += 1;
            let successors: Vec<String> = other
                .successors
                .iter()
                .map(|s| format!("`{}` ({})", written(self, s), title(self, s)))
                .collect();
            problem = match other.successors.as_slice() {
                [] => problem.help(format!("nothing of the {edition} edition takes its place")),
                [one] => {
                    let problem = problem.help(format!("in {edition} it is {}", successors[0]));
                    edit::replace(problem, anchor, &written(self, one), Safety::Safe)
                }
                many => {
                    let all: Vec<String> = many.iter().map(|s| written(self, s)).collect();
                    let problem = problem.help(format!(
                        "in {edition} it became {}; keep those that are meant",
                        or_list(&successors)
                    ));
                    edit::replace(problem, anchor, &all.join(", "), Safety::Review)
                }
            };
            self.report(problem);
            return;
        }
        let looks_like_id = qualified
            || word.contains('.')
                && self.catalogs[main]
                    .entry(&self.names, word.split('.').next().unwrap_or(""))
                    .is_some()
            || starts_with_digit
            || !ty
                .alternatives
                .iter()
                .any(|a| !matches!(a, Alternative::Kind(k) if crate::declare::is_entry(*k)));
        if !looks_like_id {
            self.unknown_name(cx, span, 0, None, ty);
            return;
        }
        let mut problem = unknown(
            &problems::UNKNOWN_CONTROL,
            format!("{catalog_title} has no `{id}`"),
            "not an id of this standard",
        );
        if self.may_suggest() {
            let entries = self.entries_of(catalog);
            let near = suggest::by_title(
                &id.replace('-', " "),
                entries.iter().map(|(i, t)| (i.as_str(), t.as_str())),
            )
            .or_else(|| suggest::by_spelling(id, entries.iter().map(|(i, _)| i.as_str())));
            if let Some(near) = near {
                let fixed = written(self, near);
                problem = problem.help(format!("did you mean `{fixed}` ({})?", title(self, near)));
                problem = edit::replace(problem, anchor, &fixed, Safety::Review);
            }
        }
        self.report(problem);
    }

    /// Ids and titles of the controls and requirements of a catalog, in its order.
    fn entries_of(&self, catalog: usize) -> Vec<(String, String)> {
        let decl = self.catalogs[catalog].decl;
        (decl.0 + 1..self.decls[decl.0 as usize].end.0)
            .map(DeclId)
            .filter(|id| {
                [prelude::kind::CONTROL, prelude::kind::REQUIREMENT].contains(&self.decls[id.0 as usize].kind)
            })
            .map(|id| {
                (
                    self.names.text(self.decls[id.0 as usize].name).to_string(),
                    self.title(id),
                )
            })
            .collect()
    }

    // ---- What does not fit -----------------------------------------------------------------------------------------

    fn mismatch(&mut self, cx: &Cx, expr: tree::Expr, ty: &Type) {
        let word = expr.span.of(&cx.text).to_string();
        let anchor = self.use_anchor(cx, expr.span);
        let takes_text = self.type_text(ty);
        let what = self.what(cx);
        let enums: Vec<EnumId> = ty
            .alternatives
            .iter()
            .filter_map(|a| {
                if let Alternative::Enum(e) = a {
                    Some(*e)
                } else {
                    None
                }
            })
            .collect();
        let named = cx.via.map(|(_, name)| self.names.text(name).to_string());
        let is = match &named {
            Some(name) => format!("`{name}` stands for {}", expr_text(expr.kind)),
            None => format!("this is {}", expr_text(expr.kind)),
        };
        if expr.kind == ExprKind::Path && enums.is_empty() {
            let package = self.decls[cx.decl.0 as usize].package;
            if takes(ty, Builtin::Duration)
                && let Some(meant) = frequency(&word)
            {
                let problem = Problem::new(
                    &problems::UNKNOWN_VALUE,
                    anchor,
                    format!("{what} takes {takes_text}, and `{word}` is a word"),
                    "not a length of time",
                );
                self.report(edit::did_you_mean(problem, anchor, Some(meant), Safety::Safe));
                return;
            }
            let problem = match self.resolve(&word, Some(cx.decl), package) {
                Resolution::Item(Item::Decl(id)) => {
                    let kind = self.kind_text(self.decls[id.0 as usize].kind);
                    Problem::new(
                        &problems::WRONG_TYPE,
                        anchor,
                        format!(
                            "{what} takes {takes_text}, and `{word}` is {} {kind}",
                            article(&kind)
                        ),
                        format!("{} {kind}", article(&kind)),
                    )
                    .related(Anchor::Decl(id), "declared here")
                }
                _ if takes(ty, Builtin::Text) || takes(ty, Builtin::Prose) => {
                    let problem = Problem::new(
                        &problems::MISSING_QUOTES,
                        anchor,
                        format!("{what} takes a text, and a text stands in quotes"),
                        "needs quotes",
                    );
                    edit::replace(
                        problem.help(format!("write `\"{word}\"`")),
                        anchor,
                        &format!("\"{word}\""),
                        Safety::Safe,
                    )
                }
                _ => Problem::new(
                    &problems::WRONG_TYPE,
                    anchor,
                    format!("{what} takes {takes_text}, and `{word}` is a word"),
                    "does not fit",
                ),
            };
            self.report(problem);
            return;
        }
        if matches!(expr.kind, ExprKind::Path | ExprKind::Text) && !enums.is_empty() {
            let plain = if expr.kind == ExprKind::Text {
                literal::text_value(&word).into_owned()
            } else {
                word.clone()
            };
            let values: Vec<(String, String, String)> = enums
                .iter()
                .flat_map(|e| &self.schema.enumeration(*e).values)
                .map(|v| {
                    (
                        self.names.text(v.name).to_string(),
                        v.title.clone(),
                        v.doc.clone(),
                    )
                })
                .collect();
            let near = suggest::by_spelling(&plain, values.iter().map(|(n, _, _)| n.as_str()))
                .or_else(|| {
                    suggest::by_title(&plain, values.iter().map(|(n, t, _)| (n.as_str(), t.as_str())))
                })
                .or_else(|| {
                    suggest::by_title(&plain, values.iter().map(|(n, _, d)| (n.as_str(), d.as_str())))
                });
            let mut problem = Problem::new(
                &problems::UNKNOWN_VALUE,
                anchor,
                format!("`{plain}` is none of the values that {what} takes"),
                "not one of the values",
            )
            .note(format!("it takes {takes_text}"));
            problem = edit::did_you_mean(problem, anchor, near, Safety::Safe);
            self.report(problem);
            return;
        }
        let mut problem = Problem::new(
            &problems::WRONG_TYPE,
            anchor,
            format!("{what} takes {takes_text}, and {is}"),
            "does not fit",
        );
        match expr.kind {
            ExprKind::Text | ExprKind::Prose => {
                let plain = literal::text_value(&word).into_owned();
                if takes_entries(ty)
                    && let Some(main) = self.catalogs.iter().position(|c| c.main)
                {
                    let entries = self.entries_of(main);
                    let exact = entries.iter().find(|(i, _)| *i == plain).map(|(i, _)| i.as_str());
                    let near = exact.or_else(|| {
                        suggest::by_title(&plain, entries.iter().map(|(i, t)| (i.as_str(), t.as_str())))
                    });
                    if let Some(near) = near {
                        let title = entries
                            .iter()
                            .find(|(i, _)| i == near)
                            .map(|(_, t)| t.clone())
                            .unwrap_or_default();
                        problem = problem.help(format!("did you mean `{near}` ({title})?"));
                        problem = edit::replace(problem, anchor, near, Safety::Safe);
                    }
                } else if takes(ty, Builtin::Date)
                    || takes(ty, Builtin::Number)
                    || takes(ty, Builtin::Duration)
                    || takes(ty, Builtin::Percent)
                {
                    problem = problem.help(format!("leave the quotes away: `{plain}`"));
                    problem = edit::replace(problem, anchor, &plain, Safety::Review);
                } else if takes(ty, Builtin::Bool) {
                    problem = problem.help("write `yes` or `no` without quotes");
                } else {
                    problem = self.name_for_text(problem, anchor, &plain, ty);
                }
            }
            ExprKind::Number if takes(ty, Builtin::Duration) => {
                problem = problem.help(format!("say of what: `{word} months`, `{word} days`"));
            }
            ExprKind::Number if takes(ty, Builtin::Percent) => {
                problem = edit::replace(
                    problem.help(format!("write `{word}%`")),
                    anchor,
                    &format!("{word}%"),
                    Safety::Safe,
                );
            }
            ExprKind::Number | ExprKind::Id if takes_entries(ty) => {
                self.unknown_entry(cx, expr.span, ty);
                return;
            }
            ExprKind::Url | ExprKind::Number | ExprKind::Quantity | ExprKind::Date
                if takes(ty, Builtin::Text) || takes(ty, Builtin::Prose) =>
            {
                problem = Problem::new(
                    &problems::MISSING_QUOTES,
                    anchor,
                    format!("{what} takes a text, and a text stands in quotes"),
                    "needs quotes",
                );
                problem = edit::replace(
                    problem.help(format!("write `\"{word}\"`")),
                    anchor,
                    &format!("\"{word}\""),
                    Safety::Safe,
                );
            }
            _ => {}
        }
        self.report(problem);
    }

    /// A text where a name belongs: whose title is it?
    fn name_for_text(
        &mut self,
        problem: Problem<Anchor>,
        anchor: Anchor,
        plain: &str,
        ty: &Type,
    ) -> Problem<Anchor> {
        if !self.may_suggest() {
            return problem;
        }
        let candidates = self.fitting(ty);
        let lower = plain.to_lowercase();
        let near = candidates
            .iter()
            .find(|(n, t)| n.to_lowercase() == lower || t.to_lowercase() == lower)
            .map(|(n, _)| n.as_str())
            .or_else(|| suggest::by_title(plain, candidates.iter().map(|(n, t)| (n.as_str(), t.as_str()))))
            .or_else(|| suggest::by_spelling(plain, candidates.iter().map(|(n, _)| n.as_str())));
        if let Some(near) = near {
            let title = candidates
                .iter()
                .find(|(n, _)| n == near)
                .map(|(_, t)| t.clone())
                .unwrap_or_default();
            let problem = problem.help(format!(
                "did you mean `{near}` ({title})? Names stand without quotes"
            ));
            return edit::replace(problem, anchor, near, Safety::Safe);
        }
        // A person's name where a role is meant: the roles that the person holds.
        let persons = self
            .by_kind
            .get(prelude::kind::PERSON.0 as usize)
            .cloned()
            .unwrap_or_default();
        let person = persons
            .into_iter()
            .find(|p| self.title(*p).to_lowercase() == lower);
        match person {
            Some(person) if takes_kind(ty, prelude::kind::ROLE) => {
                let held = self.roles_of(person);
                match held.as_slice() {
                    [] => problem.help("name the role that the person holds, without quotes"),
                    [one] => edit::replace(
                        problem.help(format!("{plain} holds the role `{one}`: name the role")),
                        anchor,
                        one,
                        Safety::Safe,
                    ),
                    many => problem.help(format!("name the role; {plain} holds {}", many.join(", "))),
                }
            }
            _ => problem.help("a name stands without quotes, and is declared once in the package"),
        }
    }

    fn roles_of(&self, person: DeclId) -> Vec<String> {
        let name = self.names.text(self.decls[person.0 as usize].name);
        let roles = self
            .by_kind
            .get(prelude::kind::ROLE.0 as usize)
            .cloned()
            .unwrap_or_default();
        roles
            .into_iter()
            .filter(|role| {
                self.entry_of(*role, prelude::field::ROLE_HOLDER)
                    .is_some_and(|f| {
                        let source = self.files.get(self.decls[role.0 as usize].file);
                        source
                            .tree
                            .seq(f.phrase.lead)
                            .iter()
                            .any(|e| source.tree.expr(e.expr).span.of(&source.text) == name)
                    })
            })
            .map(|role| self.path_of(role))
            .collect()
    }
}

/// The field that bare prose says; every kind with a body calls it by the same name.
const BODY: FieldId = prelude::field::POLICY_BODY;

fn takes(ty: &Type, builtin: Builtin) -> bool {
    ty.alternatives
        .iter()
        .any(|a| matches!(a, Alternative::Builtin(b) | Alternative::Bounded(b, ..) if *b == builtin))
}

fn takes_kind(ty: &Type, kind: KindId) -> bool {
    ty.alternatives.contains(&Alternative::Kind(kind))
}

/// Sets (`asset where …`) stand where a list of an aspect does: what they hold is of any kind.
fn takes_sets(ty: &Type) -> bool {
    ty.many
        && ty
            .alternatives
            .iter()
            .any(|a| matches!(a, Alternative::Aspect(_)))
}

fn takes_entries(ty: &Type) -> bool {
    takes_kind(ty, prelude::kind::CONTROL) || takes_kind(ty, prelude::kind::REQUIREMENT)
}

fn edition_text<'t>(all: Span, name: Span, text: &'t str) -> &'t str {
    Span::new(name.end, all.end).of(text).trim_start_matches('@')
}

/// `yearly` and its like, as a length of time.
fn frequency(word: &str) -> Option<&'static str> {
    Some(match word.trim().to_lowercase().as_str() {
        "yearly" | "annually" | "annual" => "12 months",
        "half-yearly" | "biannually" | "semi-annually" => "6 months",
        "quarterly" => "3 months",
        "monthly" => "1 month",
        "fortnightly" => "2 weeks",
        "weekly" => "1 week",
        "daily" => "1 day",
        "biennially" => "24 months",
        _ => return None,
    })
}

fn expr_text(kind: ExprKind) -> &'static str {
    match kind {
        ExprKind::Path => "a name",
        ExprKind::Below(_) | ExprKind::Everything => "a pattern",
        ExprKind::Edition(_) => "an edition of a standard",
        ExprKind::Id => "an id",
        ExprKind::Number => "a number",
        ExprKind::Quantity => "a quantity",
        ExprKind::Date => "a date",
        ExprKind::Text => "a text",
        ExprKind::Prose => "prose",
        ExprKind::Url => "an address",
        ExprKind::None => "`none`",
        ExprKind::List(_) => "a list in brackets",
        ExprKind::Range(..) => "a range",
        ExprKind::Condition(..) => "a comparison",
        ExprKind::Group(_) | ExprKind::Call { .. } | ExprKind::Unary(..) | ExprKind::Binary(..) => {
            "a formula"
        }
    }
}
