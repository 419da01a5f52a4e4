//! Second pass: what is said. The values of every field are read by the type that the place expects, phrase by phrase;
//! references are resolved; what does not fit is a problem, and unknown from then on, so that one mistake is told once.
//!
//! Here are declarations, phrases and lists. One element is read by [`values`] (literals, enums, scales) or [`references`]
//! (names, patterns, sets); what went wrong is worded in [`unknown`] (nothing has the name) and [`mismatch`] (it has, and it
//! does not fit).

mod joints;
mod mismatch;
mod references;
mod together;
mod unknown;
mod values;

pub(crate) use mismatch::expr_text;
pub(crate) use unknown::Advice;

use std::ops::Range;

use annexa_diagnostics::{Edit, Level, Problem, Safety};
use annexa_syntax::literal;
use annexa_syntax::tree::{self, Elem, Entry, ExprId, ExprKind, Occurs, Prep, Seq};
use rustc_hash::FxHashMap;

use crate::builder::{Builder, Cx, Resolution, takes};
use crate::declare::{article, or_list};
use crate::earlier::{Piece, Run};
use crate::edit;
use crate::lower::joints::{Beside, Standing};
use crate::lower::mismatch::*;
use crate::model::{Anchor, DeclId, EntryData, EntryId, Item, PartData, ValueData, says_none};
use crate::names::Name;
use crate::prelude;
use crate::problems;
use crate::schema::{self, Alternative, Builtin, FieldId, KindId, PartType, SchemaItem, Type};
use crate::source::{FileId, PackageId, Place, Span};
use crate::spelling;
use crate::suggest::{self, Near};
use crate::value::Value;

/// How many lets may stand for each other before it is taken for a circle.
const SUBSTITUTIONS: u32 = 64;

impl Builder<'_> {
    /// Gathers the names that declarations declare locally (the steps of a scale), before any value is read.
    pub(crate) fn gather_local_names(&mut self) {
        let mut fields: FxHashMap<KindId, Vec<(Name, FieldId)>> = FxHashMap::default();
        for (index, kind) in self.schema.kinds.iter().enumerate() {
            for id in &kind.fields {
                let field = &self.schema.fields[id.0 as usize];
                let declares = |t: &Type| t.alternatives.contains(&Alternative::Names);
                if field.lead.as_ref().is_some_and(declares) {
                    fields.entry(KindId(index as u16)).or_default().push((field.name, *id));
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
                                Anchor::Place(Place { file: data.file, span: expr.span }),
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

    /// Reads the values of all declarations, piece by piece.
    pub(crate) fn lower_all(&mut self) {
        for index in 0..self.runs.len() {
            let file = FileId(index as u32);
            let source = self.files.get(file);
            let (tree, text) = (source.tree.clone(), source.text.clone());
            let readable = source.faults.is_empty();
            let mut cx = Cx {
                file,
                tree,
                text,
                decl: DeclId(0),
                field: FieldId::HEAD,
                prep: None,
                via: None,
                depth: 0,
            };
            let first = self.rests.pieces.len() as u32;
            let Run { decls, .. } = self.runs[index].clone();
            let mut next = DeclId(decls.start);
            while next.0 < decls.end {
                let end = self.decls[next.0 as usize].end;
                let nth = self.rests.pieces.len() as u32 - first;
                if !self.take_piece(file, next, nth) {
                    self.lower_piece(&mut cx, next.0..end.0, readable);
                }
                next = end;
            }
            self.runs[index].pieces = first..self.rests.pieces.len() as u32;
        }
    }

    /// Reads the values of a declaration at top level and of all within it.
    fn lower_piece(&mut self, cx: &mut Cx, decls: Range<u32>, readable: bool) {
        let before = self.problems.len();
        let from = self.marks(decls.start);
        (self.piece_start, self.settled) = (from, readable);
        for id in decls.clone() {
            let kind = self.decls[id as usize].kind;
            if kind != KindId::UNKNOWN {
                cx.decl = DeclId(id);
                self.lower_decl(cx, kind);
            }
        }
        let settled = self.settled && self.problems.len() == before;
        self.rests.pieces.push(Piece { from, to: self.marks(decls.end), settled });
    }

    pub(crate) fn lower_decl(&mut self, cx: &mut Cx, kind: KindId) {
        enum Said {
            Head,
            Field(tree::Field),
            Prose(ExprId),
        }
        let id = cx.decl;
        let tree = cx.tree.clone();
        let text = cx.text.clone();
        let node = tree.decl(self.decls[id.0 as usize].node);
        if let Some(span) = node.title {
            self.gather_mentions(&text, Place { file: cx.file, span }, Some(id));
        }
        let mut said: Vec<(FieldId, Said)> = Vec::new();
        if let Some(body) = node.body {
            for entry in tree.seq(body.entries) {
                match entry {
                    Entry::Field(field) => {
                        if let Some(field_id) = self.known_field(cx, kind, field) {
                            said.push((field_id, Said::Field(field.clone())));
                        }
                    }
                    Entry::Prose { value, .. } => {
                        let body_field = self.schema.field_of(kind, self.schema.fields[BODY.0 as usize].name);
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
                    tree.seq(node.head).iter().fold(node.name, |span, part| span.to(part.span))
                }
                Said::Prose(expr) => {
                    let start = self.values.len() as u32;
                    let place = Place { file: cx.file, span: tree.expr(expr).span };
                    self.push_text(cx, place, entry);
                    self.parts.push(PartData { prep: None, values: (start, 1) });
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
            let lead = self.parts[part_start as usize..].iter().find(|p| p.prep.is_none());
            let absent = lead.is_some_and(|p| {
                says_none(&self.values[p.values.0 as usize..(p.values.0 + p.values.1) as usize])
            });
            let said = &self.parts[part_start as usize..];
            let first_value = said.first().map_or(self.values.len(), |p| p.values.0 as usize);
            let patterned = said.iter().any(|p| p.prep == Some(Prep::Except))
                || self.values[first_value..].iter().any(|v| matches!(v.value, Value::Pattern(_)));
            self.entries.push(EntryData { decl: id, field: field_id, span, parts, absent, patterned });
        }
        self.decls[id.0 as usize].entries = (first_entry, self.entries.len() as u32 - first_entry);
        let _ = text;
    }

    pub(crate) fn known_field(&mut self, cx: &Cx, kind: KindId, node: &tree::Field) -> Option<FieldId> {
        let span = node.name;
        let word = span.of(&cx.text);
        let package = self.package_of(cx.decl);
        let found = self
            .names
            .get(word)
            .and_then(|name| self.schema.field_of(kind, name))
            .filter(|id| self.visible(self.schema.fields[id.0 as usize].place, package));
        match found {
            Some(id) if self.schema.fields[id.0 as usize].derived => {
                let anchor = Anchor::Place(Place { file: cx.file, span });
                let kind_text = self.kind_text(kind);
                let problem = Problem::new(
                    &problems::UNKNOWN_FIELD,
                    anchor,
                    format!("`{word}` of {} {kind_text} is worked out by the compiler", article(&kind_text)),
                    "is not written",
                );
                self.report(problem.help("leave the field out"));
                None
            }
            Some(id) => Some(id),
            None => self.unknown_field(cx, kind, node),
        }
    }

    /// That a kind has no field `word`, with the kind and its article.
    fn no_such_field(&self, kind: KindId, word: &str, anchor: Anchor) -> (String, Problem<Anchor>) {
        let kind_text = self.kind_text(kind);
        let a_kind = format!("{} {kind_text}", article(&kind_text));
        let message = format!("{a_kind} has no field `{word}`");
        let label = format!("not a field of {a_kind}");
        (a_kind, Problem::new(&problems::UNKNOWN_FIELD, anchor, message, label))
    }

    /// The fields of a kind that an author of `package` may write, by name.
    fn fields_to_write(&self, kind: KindId, package: PackageId) -> Vec<&schema::Field> {
        let fields =
            self.schema.kinds[kind.0 as usize].fields.iter().map(|f| &self.schema.fields[f.0 as usize]);
        let mut fields: Vec<_> = fields.filter(|f| !f.derived && self.visible(f.place, package)).collect();
        fields.sort_by_key(|f| self.names.text(f.name));
        fields
    }

    /// Tells that the kind has no such field. Gives the one that is meant, where that is plain: it is read as that one, so
    /// that nothing else waits for the slip to be mended.
    fn unknown_field(&mut self, cx: &Cx, kind: KindId, node: &tree::Field) -> Option<FieldId> {
        let word = node.name.of(&cx.text);
        let package = self.package_of(cx.decl);
        let anchor = Anchor::Place(Place { file: cx.file, span: node.name });
        let (a_kind, problem) = self.no_such_field(kind, word, anchor);
        // That a name is one word is said with the name that is meant.
        let several = word.contains(char::is_whitespace);
        if several {
            let is_here =
                |p: &Problem<Anchor>| p.name == problems::SYNTAX_ERROR.name && p.primary.place == anchor;
            self.problems.retain(|p| !is_here(p));
        }
        if !self.may_suggest() {
            self.report(problem);
            return None;
        }
        // `statement "Everybody signs in"`
        if self.is_kind_within(kind, word) {
            let is_here =
                |p: &Problem<Anchor>| p.name == problems::MISSING_COLON.name && p.primary.place == anchor;
            self.problems.retain(|p| !is_here(p));
            let message = format!("`{word}` needs a name before its title");
            let problem =
                Problem::new(&problems::SYNTAX_ERROR, anchor, message, "a name is missing behind this");
            let help = format!("write a short name of one word: `{word} short-name \"Its title\" {{`");
            self.report(problem.help(help));
            return None;
        }
        let fields = self.fields_to_write(kind, package);
        let names = || fields.iter().map(|f| self.names.text(f.name));
        let body = self.names.text(self.schema.fields[BODY.0 as usize].name);
        // `title:`, `description:`, `controls:`
        let said = spelling::meant(self.library, "field", word).map(|near| near.name);
        let help = match said {
            Some("title") => Some("the title stands in quotes behind the name, before the `{`".to_string()),
            Some(said) if said == body && names().any(|n| n == body) => {
                let help = "what describes it stands between `\"\"\"` and `\"\"\"`, without a field's name";
                Some(help.to_string())
            }
            _ => self.field_of_what_stands_in(kind, said.unwrap_or(word)),
        };
        if let Some(help) = help {
            self.report(problem.help(help));
            return None;
        }
        let said = said.filter(|said| names().any(|n| n == *said)).map(|name| Near { name, sure: false });
        let bare = word.split_once(char::is_whitespace).filter(|(first, _)| suggest::is_filler(first));
        let near = said.or_else(|| suggest::nearest(bare.map_or(word, |(_, rest)| rest), names()));
        let near = near.and_then(|near| {
            let field = fields.iter().find(|f| self.names.text(f.name) == near.name)?;
            Some((near.name.to_string(), (*field).clone(), near.sure))
        });
        let mut meant = None;
        let problem = match near {
            // Where the field takes no such thing, nothing is gained by its name.
            Some((near, field, sure)) => {
                let fits = self.says_what(cx, node, &field);
                if sure && fits && !self.is_said(cx, field.name) {
                    meant = self.schema.field_of(kind, field.name);
                }
                let near = Near { name: &near, sure: false };
                self.did_you_mean(problem, anchor, Some(near), !fits)
            }
            None => {
                let all: Vec<&str> = names().collect();
                problem.note(format!("the fields of {a_kind}: {}", all.join(", ")))
            }
        };
        self.report(problem);
        meant
    }

    /// Whether the declaration says the field of this name, which may stand once.
    fn is_said(&self, cx: &Cx, name: Name) -> bool {
        let decl = &self.decls[cx.decl.0 as usize];
        let field = self.schema.field_of(decl.kind, name).map(|id| &self.schema.fields[id.0 as usize]);
        let once = field.is_some_and(|f| matches!(f.occurs, Occurs::Once | Occurs::Optional));
        let body = cx.tree.decl(decl.node).body;
        let entries = body.map_or(&[][..], |body| cx.tree.seq(body.entries));
        once && entries.iter().any(|entry| match entry {
            Entry::Field(field) => field.name.of(&cx.text) == self.names.text(name),
            Entry::Prose { .. } | Entry::Decl(_) => false,
        })
    }

    /// Whether `word` is a kind that stands in a `kind`.
    fn is_kind_within(&self, kind: KindId, word: &str) -> bool {
        let item = self.names.get(word).and_then(|n| self.schema.items.get(&n));
        let Some(SchemaItem::Kind(id)) = item else { return false };
        self.schema.kind(*id).is_some_and(|k| k.within.contains(&kind))
    }

    /// `implements:` in a policy: which of the kinds that stand in a `kind` have the field.
    fn field_of_what_stands_in(&self, kind: KindId, said: &str) -> Option<String> {
        let own = self.names.get(said).is_some_and(|n| self.schema.field_of(kind, n).is_some());
        let name = self.names.get(said).filter(|_| !own)?;
        let inner = self.schema.kinds.iter().enumerate().find(|(id, k)| {
            k.within.contains(&kind) && self.schema.field_of(KindId(*id as u16), name).is_some()
        });
        let inner = self.names.text(inner?.1.name);
        Some(format!(
            "`{said}:` stands in {} `{inner}`: write one in here, and `{said}:` in it",
            article(inner)
        ))
    }

    /// Whether what `node` says is what `field` takes, as far as its first value and its prepositions tell.
    fn says_what(&mut self, cx: &Cx, node: &tree::Field, field: &schema::Field) -> bool {
        let parts = cx.tree.seq(node.phrase.parts);
        let lead = cx.tree.seq(node.phrase.lead).first().copied();
        parts.iter().all(|part| field.parts.iter().any(|p| p.prep == part.prep))
            && match (lead, &field.lead) {
                (Some(elem), Some(ty)) => self.would_fit(cx, elem, ty, field.occurs != Occurs::Once),
                (Some(_), None) => false,
                (None, _) => true,
            }
    }

    pub(crate) fn no_body(&mut self, cx: &Cx, kind: KindId, span: Span) {
        let kind_text = self.kind_text(kind);
        let problem = Problem::new(
            &problems::UNKNOWN_FIELD,
            Anchor::Place(Place { file: cx.file, span }),
            format!("{} {kind_text} takes no prose of its own", article(&kind_text)),
            "belongs to no field",
        );
        self.report(problem.help("put the name of a field and a colon before it"));
    }

    /// Whether `field` stands in `node` under a name that is near to its own and no field's.
    fn is_misspelt(&self, cx: &Cx, kind: KindId, node: &tree::Decl, field: FieldId) -> bool {
        let name = self.names.text(self.schema.fields[field.0 as usize].name);
        let entries = node.body.map_or(&[][..], |body| cx.tree.seq(body.entries));
        entries.iter().any(|entry| {
            let tree::Entry::Field(other) = entry else { return false };
            let word = other.name.of(&cx.text);
            let known = self.names.get(word).and_then(|name| self.schema.field_of(kind, name));
            known.is_none() && suggest::by_spelling(word, [name]).is_some()
        })
    }

    /// Every field stands as often as its kind says.
    pub(crate) fn check_occurrences(
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
                        match node.name.of(&cx.text) {
                            // Its name could not be read.
                            "" => format!("`{word}` stands twice in one {}", self.kind_text(kind)),
                            name => format!("`{word}` stands twice in `{name}`"),
                        },
                        "a second time here",
                    )
                    .related(Anchor::Place(Place { file: cx.file, span: first }), "the first one");
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
                    && self.visible(field.place, self.package_of(cx.decl))
            })
            .filter(|id| !said.clone().any(|(field, _)| field == *id))
            .filter(|id| !self.is_misspelt(cx, kind, node, *id))
            .collect();
        if missing.is_empty() {
            return;
        }
        // What could not be read may have been the field.
        let faults = self.files.get(cx.file).faults.clone();
        if faults.iter().any(|f| f.start < node.span.end && node.span.start <= f.end) {
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
            format!("the {kind_text} `{}` has no {}", node.name.of(&cx.text), or_list(&names)),
            format!("needs {}", names.join(", ")),
        );
        for id in &missing {
            let field = &self.schema.fields[id.0 as usize];
            let doc = field.doc.lines().next().unwrap_or("").to_string();
            problem = problem.note(format!("`{}:` {doc}", self.names.text(field.name)));
        }
        if names.len() > 1 {
            problem = problem.items(
                missing.iter().map(|id| self.names.text(self.schema.fields[id.0 as usize].name).to_string()),
            );
        }
        self.report(problem);
    }

    pub(crate) fn lower_phrase(
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
        let mut parts = phrase.parts;
        // The syntax has said that nothing stands there, or that what does cannot be read.
        let mut is_none = phrase.lead.is_empty() && phrase.parts.is_empty();
        let mut meant = None;
        match lead {
            Some(ty) => {
                let start = self.values.len() as u32;
                let elems = tree.seq(phrase.lead);
                is_none |= elems.len() == 1 && tree.expr(elems[0].expr).kind == ExprKind::None;
                if elems.is_empty() && phrase.parts.is_empty() {
                    // The syntax has said that there is no value.
                    self.values.push(ValueData { value: Value::Unknown, entry, span: node.name });
                } else if let Some(end) = self.told_together(cx, elems, phrase.span.start, ty, types) {
                    is_none = true;
                    self.push(entry, phrase.span, Value::Unknown);
                    let told = tree.seq(parts).iter().take_while(|p| p.prep_span.start < end).count() as u32;
                    parts = Seq::new(parts.range().start as u32 + told, parts.range().len() as u32 - told);
                } else if self.told_swapped(cx, elems, ty, parts, types)
                    || self.told_pair(cx, elems, ty, parts, types)
                {
                    is_none = true;
                    self.push(entry, phrase.span, Value::Unknown);
                    parts = Seq::EMPTY;
                } else if elems.is_empty() {
                    let name = node.name.of(&cx.text).to_string();
                    let problem = Problem::new(
                        &problems::MISSING_VALUE,
                        Anchor::Place(Place { file: cx.file, span: node.name }),
                        format!(
                            "`{name}` says nothing before its `{}`",
                            tree.seq(phrase.parts).first().map_or("", |p| p.prep.word())
                        ),
                        "needs a value",
                    )
                    .help(format!("it takes {}", self.type_text(ty)));
                    self.report(problem);
                    self.values.push(ValueData { value: Value::Unknown, entry, span: node.name });
                } else {
                    let said: Vec<Prep> = tree.seq(phrase.parts).iter().map(|p| p.prep).collect();
                    let beside = Beside { types, said: &said };
                    // What is missing there has been told.
                    let whole;
                    (whole, meant) = self.lower_list(cx, entry, elems, ty, optional, beside);
                    is_none |= !whole;
                }
                self.push_part(None, start, meant);
            }
            None => {
                if !phrase.lead.is_empty() {
                    self.lead_not_taken(cx, node, types);
                    let start = self.values.len() as u32;
                    self.values.push(ValueData { value: Value::Unknown, entry, span: phrase.span });
                    self.parts.push(PartData { prep: None, values: (start, 1) });
                    is_none = true;
                }
            }
        }
        self.lower_parts(cx, entry, parts, types, node.name, is_none);
    }

    pub(crate) fn lead_not_taken(&mut self, cx: &Cx, node: &tree::Field, types: &[PartType]) {
        let name = node.name.of(&cx.text);
        let first = cx
            .tree
            .seq(node.phrase.lead)
            .iter()
            .map(|e| cx.tree.expr(e.expr).span)
            .reduce(Span::to)
            .unwrap_or(node.phrase.span);
        let anchor = Anchor::Place(Place { file: cx.file, span: first });
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
            let said = spelling::meant(self.library, FREQUENCY, value);
            let meant = said.map_or(value, |near| near.name);
            let elems = cx.tree.seq(node.phrase.lead);
            let prep = only.prep.word();
            if said.is_some() {
                self.unquote(anchor);
            }
            if said.is_some() || elems.iter().all(|e| self.would_fit(cx, *e, &only.ty, false)) {
                let safety = said.map_or(Safety::Safe, Near::safety);
                problem = edit::replace(problem, anchor, &format!("{prep} {meant}"), safety);
                problem = problem.help(format!("write `{name}: {prep} {meant}`"));
            } else {
                problem =
                    problem.help(format!("write `{name}: {prep} …`, with {}", self.type_text(&only.ty)));
            }
        }
        self.report(problem);
    }

    pub(crate) fn lower_parts(
        &mut self,
        cx: &mut Cx,
        entry: EntryId,
        parts: Seq<tree::Part>,
        types: &[PartType],
        name: Span,
        is_none: bool,
    ) {
        let tree = cx.tree.clone();
        let said: Vec<Prep> = tree.seq(parts).iter().map(|p| p.prep).collect();
        let mut is_none = is_none;
        let mut told = 0;
        for (index, part) in tree.seq(parts).iter().enumerate() {
            if part.prep_span.start < told {
                continue;
            }
            let start = self.values.len() as u32;
            let mut meant = None;
            let anchor = Anchor::Place(Place { file: cx.file, span: part.prep_span });
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
                    let elems = tree.seq(part.values);
                    let first = elems.first().map_or(part.span.end, |e| tree.expr(e.expr).span.start);
                    if let Some(end) = self.told_together(cx, elems, first, &ty.ty, types) {
                        (told, is_none) = (end, true);
                        self.push(entry, part.span, Value::Unknown);
                    } else {
                        let beside = Beside { types, said: &said };
                        let whole;
                        (whole, meant) = self.lower_list(cx, entry, elems, &ty.ty, ty.optional, beside);
                        is_none |= !whole;
                    }
                }
                None => {
                    self.wrong_preposition(cx, anchor, part, parts, types, name);
                    self.values.push(ValueData { value: Value::Unknown, entry, span: part.span });
                }
            }
            self.push_part(Some(part.prep), start, meant);
        }
        cx.prep = None;
        if is_none {
            return;
        }
        let said = |prep: Prep| tree.seq(parts).iter().any(|p| p.prep == prep);
        let is_head = cx.field == FieldId::HEAD;
        let preps = types.iter().map(|t| t.prep);
        let in_body: Vec<Prep> =
            preps.filter(|prep| is_head && self.told_in_body(cx, *prep, said(*prep))).collect();
        let is_missing = |t: &&PartType| !t.optional && !said(t.prep) && !in_body.contains(&t.prep);
        let missing: Vec<&PartType> = types.iter().filter(is_missing).collect();
        let faults = self.files.get(cx.file).faults.clone();
        let spoiled = tree.seq(parts).iter().any(|p| types.iter().all(|t| t.prep != p.prep))
            || faults.iter().any(|f| f.start <= name.end + 1 && name.start <= f.end);
        if !missing.is_empty() && !spoiled {
            let words: Vec<String> = missing.iter().map(|t| format!("`{}`", t.prep.word())).collect();
            let name_text = name.of(&cx.text);
            let takes: Vec<String> = missing
                .iter()
                .map(|t| format!("`{}` takes {}", t.prep.word(), self.type_text(&t.ty)))
                .collect();
            let mut problem = Problem::new(
                &problems::MISSING_FIELD,
                Anchor::Place(Place { file: cx.file, span: name }),
                format!("`{name_text}` does not say {}", or_list(&words)),
                format!("needs {}", words.join(", ")),
            );
            for take in takes {
                problem = problem.note(take);
            }
            self.report(problem);
        }
    }

    /// `for: all` between the braces, where the head is to say it, if it has not `said` it already. Gives whether that was
    /// told.
    fn told_in_body(&mut self, cx: &Cx, prep: Prep, said: bool) -> bool {
        let node = cx.tree.decl(self.decls[cx.decl.0 as usize].node);
        let Some(body) = node.body.filter(|_| !self.files.get(cx.file).faults.is_empty()) else {
            return false;
        };
        let word = prep.word();
        let told = |p: &Problem<Anchor>| match p.primary.place {
            Anchor::Place(place) => {
                place.file == cx.file
                    && body.span.contains(place.span.start)
                    && (p.name == problems::PREPOSITION_WITH_COLON.name
                        || p.name == problems::UNKNOWN_FIELD.name)
                    && place.span.of(&cx.text).trim_end_matches(':') == word
            }
            _ => false,
        };
        let Some(at) = self.problems.iter().position(told) else { return false };
        let Anchor::Place(place) = self.problems.remove(at).primary.place else { return false };
        let start = place.span.start;
        let line = cx.text[start as usize..].lines().next().unwrap_or("");
        let value = line.split_once(':').map_or("", |(_, value)| value.trim());
        let place = |span: Span| Anchor::Place(Place { file: cx.file, span });
        let problem = Problem::new(
            &problems::UNKNOWN_FIELD,
            place(Span::new(start, start + word.len() as u32)),
            format!("`{word}` belongs to the head of `{}`, before its `{{`", node.name.of(&cx.text)),
            "stands between the braces",
        );
        let problem = match said {
            true => problem.help("the head says it already: take this out"),
            false => problem.help(format!("write `{word} {value}` before the `{{`")),
        };
        let problem = match said || value.contains(['{', '}', ':']) || value.is_empty() {
            true => problem,
            false => {
                let before = cx.text[..start as usize].trim_end_matches([' ', '\t']);
                let line_start = before.strip_suffix('\n').unwrap_or(before).len() as u32;
                let edits = vec![
                    Edit { place: place(Span::at(body.span.start)), text: format!("{word} {value} ") },
                    Edit {
                        place: place(Span::new(line_start, start + line.trim_end().len() as u32)),
                        text: String::new(),
                    },
                ];
                problem.fix(format!("write `{word} {value}` before the `{{`"), Safety::Review, edits)
            }
        };
        self.report(problem);
        true
    }

    /// `due: 2026-01-01` behind a field that has no such part was to be a field of its own. Gives whether that was said.
    fn field_named_so(&mut self, cx: &Cx, part: &tree::Part) -> bool {
        let span = part.prep_span;
        if !span.of(&cx.text).ends_with(':') && !cx.text[span.end as usize..].starts_with(':') {
            return false;
        }
        let told = |p: &Problem<Anchor>| {
            let here = |place: &Place| place.file == cx.file && place.span.start == span.start;
            p.name == problems::PREPOSITION_WITH_COLON.name
                && matches!(&p.primary.place, Anchor::Place(place) if here(place))
        };
        self.problems.retain(|p| !told(p));
        let kind = self.decls[cx.decl.0 as usize].kind;
        let fields = self.fields_to_write(kind, self.package_of(cx.decl));
        let all: Vec<&str> = fields.iter().map(|f| self.names.text(f.name)).collect();
        let anchor = Anchor::Place(Place { file: cx.file, span });
        let (a_kind, problem) = self.no_such_field(kind, part.prep.word(), anchor);
        let problem = problem.note(format!("the fields of {a_kind}: {}", all.join(", ")));
        self.report(problem);
        true
    }

    pub(crate) fn wrong_preposition(
        &mut self,
        cx: &Cx,
        anchor: Anchor,
        part: &tree::Part,
        parts: Seq<tree::Part>,
        types: &[PartType],
        name: Span,
    ) {
        if cx.field != FieldId::HEAD && self.field_named_so(cx, part) {
            return;
        }
        // `applies to crm`: it is of the name of a field, and that was just told.
        let told = self.problems.last().filter(|p| p.name == problems::MISSING_COLON.name);
        if let Some(Anchor::Place(place)) = told.map(|p| p.primary.place)
            && place.file == cx.file
            && place.span.start <= part.prep_span.start
            && part.prep_span.end <= place.span.end
        {
            return;
        }
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
            let all: Vec<String> =
                types.iter().map(|t| format!("`{}` ({})", t.prep.word(), self.type_text(&t.ty))).collect();
            problem = problem.help(format!("its parts are {}", all.join(", ")));
        }
        let taken: Vec<Prep> = cx.tree.seq(parts).iter().map(|p| p.prep).collect();
        let elems = cx.tree.seq(part.values);
        let mut fitting = Vec::new();
        for t in types.iter().filter(|t| !taken.contains(&t.prep)) {
            if elems.iter().all(|e| self.would_fit(cx, *e, &t.ty, false)) {
                fitting.push(t.prep.word());
            }
        }
        // `A.8.25 to A.8.31`
        let before = cx.text[..part.prep_span.start as usize].split_whitespace().next_back().unwrap_or("");
        let package = self.decls[cx.decl.0 as usize].package;
        let is_id = |this: &Self, word: &str| {
            matches!(this.resolve(word, Some(cx.decl), package),
                Resolution::Item(Item::Decl(id)) if this.decl_catalog[id.0 as usize].is_some())
        };
        let high = elems.first().map_or("", |e| cx.tree.expr(e.expr).span.of(&cx.text));
        if matches!(part.prep, Prep::To | Prep::Until) && is_id(self, before) && is_id(self, high) {
            problem.help = Some(format!("write `{before} .. {high}` for all from the one to the other"));
            problem = edit::replace(problem, anchor, "..", Safety::Review);
        } else {
            // What the word stands for elsewhere, or the one part of the same type, is what was meant.
            let meant =
                self.prepositions_meant(word).into_iter().map(|p| p.word()).find(|p| fitting.contains(p));
            let only = meant.or(if let [only] = fitting.as_slice() { Some(*only) } else { None });
            // What is left out is never what something is said of.
            if let Some(only) = only.filter(|_| part.prep != Prep::Except) {
                problem = edit::replace(problem, anchor, only, Safety::Review);
            }
        }
        self.report(problem);
    }

    /// Reads a list. Gives whether all of it belongs there, and the part that follows where the word before it is forgotten
    /// or misspelt: what is meant is as good as said.
    pub(crate) fn lower_list(
        &mut self,
        cx: &Cx,
        entry: EntryId,
        elems: &[Elem],
        ty: &Type,
        optional: bool,
        beside: Beside<'_>,
    ) -> (bool, Option<PartData>) {
        if self.told_bullets(cx, elems, ty) {
            for elem in elems {
                self.push(entry, cx.tree.expr(elem.expr).span, Value::Unknown);
            }
            return (false, None);
        }
        let Standing { elems: standing, meant } = self.standing(cx, elems, ty, optional, beside);
        let whole = standing.len() == elems.len();
        let meant = meant.and_then(|(prep, range)| {
            let part = beside.types.iter().find(|t| t.prep == prep)?;
            Some((part, &elems[range]))
        });
        let rest = elems[..standing.start].iter().chain(&elems[standing.end..]);
        let elems = &elems[standing.clone()];
        let faults = self.files.get(cx.file).faults.clone();
        let faulty = |span: Span| faults.iter().any(|f| f.start <= span.end && span.start <= f.end);
        // Two values where one stands, and a fault between them: the fault is the mistake.
        let spoilt = elems.len() > 1 && !ty.many && elems.iter().any(|e| faulty(cx.tree.expr(e.expr).span));
        if spoilt {
            self.doubt_repairs(cx, elems);
        } else if elems.len() > 1 && !ty.many {
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
        let first = self.values.len();
        for elem in elems {
            let span = cx.tree.expr(elem.expr).span;
            let span = elem.filter.map_or(span, |f| span.to(cx.tree.expr(f).span));
            // What a fault of the text spoilt is unknown; the fault has been told.
            match spoilt {
                true => self.push(entry, span, Value::Unknown),
                false => self.lower_elem(cx, entry, *elem, span, ty, optional),
            }
        }
        if elems.len() > 1 && ty.many && cx.via.is_none() {
            self.tell_repeated(cx, first);
        }
        let Some((part, values)) = meant else {
            for elem in rest {
                self.push(entry, cx.tree.expr(elem.expr).span, Value::Unknown);
            }
            return (whole, None);
        };
        let cx = Cx { prep: Some(part.prep), ..cx.clone() };
        let start = self.values.len() as u32;
        for elem in values {
            let span = cx.tree.expr(elem.expr).span;
            self.lower_elem(&cx, entry, *elem, span, &part.ty, part.optional);
        }
        let values = (start, self.values.len() as u32 - start);
        (whole, Some(PartData { prep: cx.prep, values }))
    }

    /// Tells what stands twice among the values from `first` on, which are those of one list.
    fn tell_repeated(&mut self, cx: &Cx, first: usize) {
        let mut named: Vec<(DeclId, usize)> = Vec::new();
        for (at, data) in self.values.iter().enumerate().skip(first) {
            if let Value::Decl(id) = data.value {
                named.push((id, at));
            }
        }
        named.sort_unstable();
        let again: Vec<usize> =
            named.windows(2).filter(|two| two[0].0 == two[1].0).map(|two| two[1].1).collect();
        for at in again {
            let (before, span) = (self.values[at - 1].span, self.values[at].span);
            // Several values of one `let` have its place.
            if before == span {
                continue;
            }
            let anchor = |span| Anchor::Place(Place { file: cx.file, span });
            let word = span.of(&cx.text);
            let cut = Edit { place: anchor(Span::new(before.end, span.end)), text: String::new() };
            let problem = Problem::new(
                &problems::TOO_MANY,
                anchor(span),
                format!("`{word}` stands in this list already"),
                "a second time here",
            );
            let problem = problem.at_level(Level::Hint).help("once is enough; take one of them out");
            self.report(problem.fix(format!("take out the second `{word}`"), Safety::Safe, vec![cut]));
        }
    }

    /// Keeps the values from `start` on as one part, and the part that is meant behind it.
    fn push_part(&mut self, prep: Option<Prep>, start: u32, meant: Option<PartData>) {
        let end = meant.as_ref().map_or(self.values.len() as u32, |part| part.values.0);
        self.parts.push(PartData { prep, values: (start, end - start) });
        self.parts.extend(meant);
    }

    /// What was repaired as a list does not fit a place for one value, so no repair of it is sure.
    fn doubt_repairs(&mut self, cx: &Cx, elems: &[Elem]) {
        let spans = elems.iter().map(|e| cx.tree.expr(e.expr).span);
        let Some(all) = spans.reduce(Span::to) else { return };
        for problem in &mut self.problems {
            if let Anchor::Place(place) = problem.primary.place
                && place.file == cx.file
                && place.span.start <= all.end
                && all.start <= place.span.end
            {
                for fix in &mut problem.fixes {
                    fix.safety = Safety::Review;
                }
            }
        }
    }

    pub(crate) fn push(&mut self, entry: EntryId, span: Span, value: Value) {
        self.values.push(ValueData { value, entry, span });
    }

    /// A text without words is no text: it is told where it stands, and unknown from then on.
    pub(crate) fn push_text(&mut self, cx: &Cx, place: Place, entry: EntryId) {
        if literal::is_blank(place.span.of(&cx.text)) {
            // That of a `let` is told at the `let`, and that of a parameter at its `default:`.
            if cx.via.is_none() {
                let what = format!("the text of {}", self.what(cx));
                self.empty_text(place, &what);
            }
            let span = cx.via.map_or(place.span, |(use_place, _)| use_place.span);
            return self.push(entry, span, Value::Unknown);
        }
        // So is what a text of theirs refers to.
        if cx.via.is_none() {
            self.gather_mentions(&cx.text, place, Some(cx.decl));
        }
        let span = cx.via.map_or(place.span, |(use_place, _)| use_place.span);
        self.push(entry, span, Value::Text(place));
    }

    /// Reads one element of a list; from a `let` it may become several values.
    pub(crate) fn lower_elem(
        &mut self,
        cx: &Cx,
        entry: EntryId,
        elem: Elem,
        span: Span,
        ty: &Type,
        optional: bool,
    ) {
        let expr = cx.tree.expr(elem.expr);
        let use_span = cx.via.map_or(span, |(place, _)| place.span);
        if takes(ty, Builtin::Formula) {
            // A formula reads columns or the whole model; it is checked where it is evaluated.
            if elem.filter.is_none() || cx.field == prelude::field::RULE_EACH {
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
                let place = Place { file: cx.file, span: expr.span };
                let is_path = takes(ty, Builtin::Path) && !takes(ty, Builtin::Text);
                if is_path && !literal::is_blank(expr.span.of(&cx.text)) {
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
                let resolution = self.resolve_at(cx, word);
                if let Resolution::Item(item) = resolution
                    && self.stands_for_a_value(item, ty)
                {
                    self.mark_used(item);
                    return self.substitute(cx, entry, item, expr.span, ty, optional);
                }
                let value = self.path_to(cx, expr.span, resolution, ty);
                self.push(entry, use_span, value);
            }
            _ => {
                let value = self.literal(cx, elem.expr, ty);
                self.push(entry, use_span, value);
            }
        }
    }

    /// A `let` always stands for its value; a parameter does where no parameter is asked for.
    pub(crate) fn stands_for_a_value(&self, item: Item, ty: &Type) -> bool {
        match item {
            Item::Let(_) => true,
            Item::Decl(id) => {
                let kind = self.decls[id.0 as usize].kind;
                kind == prelude::kind::PARAM && !ty.alternatives.contains(&Alternative::Kind(kind))
            }
        }
    }

    pub(crate) fn substitute(
        &mut self,
        cx: &Cx,
        entry: EntryId,
        item: Item,
        span: Span,
        ty: &Type,
        optional: bool,
    ) {
        let place = cx.via.map_or(Place { file: cx.file, span }, |(place, _)| place);
        let (file, elems, parts, decl, name) = match item {
            Item::Let(id) => {
                let data = &self.lets[id.0 as usize];
                let phrase = self.files.get(data.file).tree.lets[data.node as usize].phrase;
                (data.file, Some(phrase.lead), phrase.parts, cx.decl, data.name)
            }
            Item::Decl(id) => {
                if let Some((document, file, value)) = self.set_value(cx.decl, id) {
                    self.take_from(file);
                    let name = self.decls[id.0 as usize].name;
                    let source = self.files.get(file);
                    let inner = Cx {
                        file,
                        tree: source.tree.clone(),
                        text: source.text.clone(),
                        decl: document,
                        via: Some((place, name)),
                        depth: cx.depth + 1,
                        ..cx.clone()
                    };
                    if inner.depth <= SUBSTITUTIONS {
                        return self.lower_elem(&inner, entry, value, place.span, ty, optional);
                    }
                }
                let data = &self.decls[id.0 as usize];
                let default = self.entry_of(id, prelude::field::PARAM_DEFAULT);
                let lead = default.as_ref().map(|f| f.phrase.lead);
                (data.file, lead, Seq::EMPTY, data.parent.unwrap_or(id), data.name)
            }
        };
        self.take_from(file);
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
                .related(Anchor::Place(Place { file, span: inner.tree.seq(parts)[0].span }), "this part"),
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
}

/// The field that bare prose says; every kind with a body calls it by the same name.
pub(crate) const BODY: FieldId = prelude::field::POLICY_BODY;
