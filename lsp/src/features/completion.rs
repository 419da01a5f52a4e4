//! What may be written at the cursor, also in half-typed text.
//!
//! [`spot`] finds out where the cursor stands; here is what may stand there: kinds, fields (those that are missing first),
//! prepositions that may follow, values by their type, and names in texts. [`template`] writes whole fields and declarations
//! with places to fill in.

mod spot;
mod template;

use annexa_core::model::{Decl, ValueRef};
use annexa_core::prelude::{Control, Requirement, kind};
use annexa_core::schema::{Alternative, Builtin, Field, FieldId, KindId, PartType, SchemaItem, Type};
use annexa_core::source::{FileId, PackageId, Span};
use annexa_core::{Model, View, article};
use annexa_syntax::tree::{Entry, Occurs, Prep};

use super::words;
use crate::Snapshot;
use spot::{Cursor, Place, Spot};
pub use template::plain;

/// How many declarations are offered at once. Of more, those that hold what is typed.
const MAX_OFFERED: usize = 400;

/// How a suggestion is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Class {
    Kind,
    Field,
    Declaration,
    Control,
    Constant,
    EnumValue,
    Word,
    Value,
    Snippet,
    File,
}

/// Something that may be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What is shown, and searched first.
    pub label: String,
    /// What is shown beside it: a title, a type.
    pub detail: String,
    /// What is to be said about it, in Markdown.
    pub doc: String,
    /// How it is drawn.
    pub class: Class,
    /// What is written. In a template, `$1` and `${1:words}` are places to fill in.
    pub insert: String,
    /// Whether `insert` is a template.
    pub template: bool,
    /// What is searched, where that is more than the label: the words of a title.
    pub filter: Option<String>,
    /// The lower, the nearer to the top.
    pub rank: u8,
}

/// What may be written at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What is replaced.
    pub span: Span,
    /// What may be written, best first.
    pub items: Vec<Item>,
    /// Whether there is more than is given, so that it is to be asked for again when more is typed.
    pub incomplete: bool,
}

/// What may be written at `offset`.
pub fn completion(snapshot: &Snapshot, file: FileId, offset: u32) -> Option<Completion> {
    let model = &snapshot.model;
    let cursor = spot::find(model, file, offset)?;
    let text = snapshot.text(file);
    let typed = cursor.span.of(text).to_lowercase();
    let decl = model.at(file, offset);
    let mut offer =
        Offer { snapshot, model, file, offset, decl, typed, items: Vec::new(), incomplete: false };
    offer.spot(&cursor);
    let Offer { mut items, incomplete, .. } = offer;
    let behind_a_sign = text.get(..cursor.span.start as usize).is_some_and(|t| t.ends_with([':', ',', '=']));
    for item in &mut items {
        if behind_a_sign {
            item.insert.insert(0, ' ');
        }
    }
    items.sort_by_key(|item| item.rank);
    let mut span = cursor.span;
    // Many editors close a bracket when one is opened.
    if cursor.spot == Spot::Words && text.get(span.end as usize..).is_some_and(|rest| rest.starts_with(']')) {
        span.end += 1;
    }
    Some(Completion { span, items, incomplete })
}

struct Offer<'m> {
    snapshot: &'m Snapshot,
    model: &'m Model,
    file: FileId,
    offset: u32,
    decl: Option<Decl<'m>>,
    typed: String,
    items: Vec<Item>,
    incomplete: bool,
}

impl<'m> Offer<'m> {
    fn spot(&mut self, cursor: &Cursor) {
        match &cursor.spot {
            Spot::Item => self.kinds(None, 0),
            Spot::Entry(kind) => self.entries(*kind, &cursor.said, 0),
            Spot::Head { kind, titled, said, fresh } => {
                let place = Place { kind: *kind, field: FieldId::HEAD, prep: None, first: false };
                if !titled {
                    self.template("\"…\"", "\"${1:Title}\"", "a title, for people", Class::Value, 0);
                }
                self.prepositions(place, said, true, 1);
                self.template("{ … }", "{\n    $0\n}", "what it says", Class::Snippet, 2);
                if *fresh {
                    self.kinds(None, 3);
                }
            }
            Spot::Value(place) => self.values(*place),
            Spot::After { place, said } => {
                self.prepositions(*place, said, false, 0);
                let sets = |a: &Alternative| matches!(a, Alternative::Kind(_) | Alternative::Aspect(_));
                if place.ty(self.model).is_some_and(|ty| ty.many && ty.alternatives.iter().any(sets)) {
                    self.word("where", "only those of which this is so", 1);
                }
                self.entries(place.kind, &cursor.said, 2);
            }
            Spot::Filter { set, compared } => self.filter(set, compared.as_deref()),
            Spot::File => self.files(true),
            Spot::Reference => self.reference(cursor.span),
            Spot::Words => self.worded(cursor.span),
            Spot::Type => self.types(),
            Spot::Schema { aspect } => self.schema(*aspect),
            Spot::Let => {
                let package = self.package();
                let all = self.model.decls().filter(|d| d.package() == package);
                self.declarations(all.collect(), 0);
            }
        }
    }

    fn package(&self) -> PackageId {
        self.model.files.get(self.file).package
    }

    fn push(&mut self, item: Item) {
        self.items.push(item);
    }

    fn word(&mut self, word: &str, detail: &str, rank: u8) {
        self.push(Item {
            label: word.to_owned(),
            detail: detail.to_owned(),
            doc: String::new(),
            class: Class::Word,
            insert: word.to_owned(),
            template: false,
            filter: None,
            rank,
        });
    }

    fn template(&mut self, label: &str, insert: &str, detail: &str, class: Class, rank: u8) {
        self.push(Item {
            label: label.to_owned(),
            detail: detail.to_owned(),
            doc: String::new(),
            class,
            insert: insert.to_owned(),
            template: true,
            filter: None,
            rank,
        });
    }

    // ---- declarations and fields -------------------------------------------------------------------------------------

    /// The kinds that may begin at top level, or in a declaration of a kind: the word, and a whole declaration.
    fn kinds(&mut self, within: Option<KindId>, rank: u8) {
        let model = self.model;
        for (index, data) in model.schema.kinds.iter().enumerate() {
            let id = KindId(index as u16);
            let here = match within {
                None => data.within.is_empty(),
                Some(kind) => data.within.contains(&kind),
            };
            if !here {
                continue;
            }
            let name = model.names.text(data.name).to_owned();
            let detail = data.title.clone();
            self.push(Item {
                label: name.clone(),
                detail: detail.clone(),
                doc: data.doc.clone(),
                class: Class::Kind,
                insert: format!("{name} "),
                template: false,
                filter: None,
                rank: rank + 1,
            });
            self.push(Item {
                label: format!("{name} …"),
                detail: format!("{} {}, to fill in", article(&detail), detail.to_lowercase()),
                doc: data.doc.clone(),
                class: Class::Snippet,
                insert: template::declaration(model, id, self.snapshot.as_of),
                template: true,
                filter: Some(name),
                rank,
            });
        }
        if within.is_none() {
            self.template("let", "let ${1:name} = $0", "a value with a name", Class::Word, rank + 2);
            let own = "a kind of your own";
            self.template("kind", "kind ${1:name} \"${2:Title}\" {\n    $0\n}", own, Class::Word, rank + 2);
            let more = "more fields for a kind";
            self.template("extend", "extend kind ${1:name} {\n    $0\n}", more, Class::Word, rank + 2);
            let list = "a list of words of your own";
            self.template("enum", "enum ${1:name} \"${2:Title}\" { $0 }", list, Class::Word, rank + 2);
        }
    }

    /// What may stand in a declaration: missing fields, other fields, fields that may stand again, nested declarations.
    fn entries(&mut self, kind: KindId, before: &[FieldId], rank: u8) {
        let model = self.model;
        let Some(data) = model.schema.kind(kind) else { return };
        let mut said = before.to_vec();
        if let Some(decl) = self.decl.filter(|d| d.kind() == kind) {
            let source = model.files.get(self.file);
            for entry in decl.node().body.map_or(&[][..], |body| source.tree.seq(body.entries)) {
                // The word at the cursor is none that stands there already.
                if let Entry::Field(field) = entry
                    && (self.offset < field.name.start || field.name.end < self.offset)
                    && let Some(name) = model.names.get(field.name.of(&source.text))
                {
                    said.extend(model.schema.field_of(kind, name));
                }
            }
        }
        let body = annexa_core::prelude::field::POLICY_BODY;
        for id in &data.fields {
            let Some(field) = model.schema.field(*id) else { continue };
            let is_said = said.contains(id);
            let once = matches!(field.occurs, Occurs::Once | Occurs::Optional);
            if field.derived || (is_said && once) || !self.sees(field) {
                continue;
            }
            let required =
                matches!(field.occurs, Occurs::Once | Occurs::AtLeastOnce) && field.value.is_none();
            let place = match (required, is_said) {
                (true, false) => 0,
                (false, false) => 1,
                (_, true) => 2,
            };
            let name = model.names.text(field.name);
            if model.schema.field(body).is_some_and(|b| b.name == field.name) {
                let label = "\"\"\"…\"\"\"";
                self.template(
                    label,
                    "\"\"\"\n$0\n\"\"\"",
                    "what it says, in words",
                    Class::Snippet,
                    rank + 2,
                );
                continue;
            }
            self.push(Item {
                label: name.to_owned(),
                detail: takes(model, field),
                doc: field.doc.clone(),
                class: Class::Field,
                insert: template::field(model, *id, self.snapshot.as_of),
                template: true,
                filter: None,
                rank: rank + place,
            });
        }
        self.kinds(Some(kind), rank + 3);
    }

    /// Whether the package may say a field that another declares.
    fn sees(&self, field: &Field) -> bool {
        let of = self.model.files.get(field.place.file).package;
        self.model.packages.sees(self.package(), of)
    }

    fn prepositions(&mut self, place: Place, said: &[Prep], head: bool, rank: u8) {
        let model = self.model;
        let Some(parts) = place.parts(model) else { return };
        for PartType { prep, optional, ty, .. } in parts.iter().filter(|part| !said.contains(&part.prep)) {
            let detail = model.schema.type_text(&model.names, ty);
            let rank = rank + u8::from(*optional && !head);
            self.push(Item {
                label: prep.word().to_owned(),
                detail,
                doc: String::new(),
                class: Class::Word,
                insert: format!("{} ", prep.word()),
                template: false,
                filter: None,
                rank,
            });
        }
    }

    // ---- values ------------------------------------------------------------------------------------------------------

    fn values(&mut self, place: Place) {
        let model = self.model;
        match place.ty(model) {
            Some(ty) => {
                self.typed(ty, place.kind);
                let optional = match place.prep {
                    None => model.schema.field(place.field).is_some_and(|f| f.occurs != Occurs::Once),
                    Some(_) => false,
                };
                if optional && place.first {
                    self.word("none", "nothing, said on purpose", 9);
                }
            }
            // The value begins with a preposition.
            None => self.prepositions(place, &[], false, 0),
        }
    }

    fn typed(&mut self, ty: &Type, kind: KindId) {
        let model = self.model;
        let mut decls: Vec<Decl<'m>> = Vec::new();
        for alternative in &ty.alternatives {
            match alternative {
                Alternative::Builtin(builtin) | Alternative::Bounded(builtin, ..) => self.builtin(*builtin),
                Alternative::Enum(id) => {
                    let all = model.schema.enumeration(*id);
                    for value in &all.values {
                        let name = model.names.text(value.name);
                        self.push(Item {
                            label: name.to_owned(),
                            detail: value.title.clone(),
                            doc: value.doc.clone(),
                            class: Class::EnumValue,
                            insert: name.to_owned(),
                            template: false,
                            filter: None,
                            rank: 0,
                        });
                    }
                }
                Alternative::Kind(of) => decls.extend(model.of_kind_everywhere(*of)),
                Alternative::Aspect(aspect) => {
                    let kinds = (0..model.schema.kinds.len()).map(|k| KindId(k as u16));
                    let kinds = kinds.filter(|k| model.schema.is(*k, *aspect));
                    decls.extend(kinds.flat_map(|k| model.of_kind_everywhere(k)));
                }
                Alternative::OneOf(path) => self.one_of(path, ty, kind, &mut decls),
                Alternative::Names => {}
            }
        }
        decls.retain(|decl| self.may_name(*decl));
        let catalogs = decls.iter().any(|decl| decl.catalog().is_some());
        decls.sort();
        decls.dedup();
        self.declarations(decls, 0);
        if catalogs && ty.many {
            self.groups();
        }
        if ty.many {
            for alternative in &ty.alternatives {
                let Alternative::Kind(of) = alternative else { continue };
                if *of != kind::CONTROL
                    && *of != kind::REQUIREMENT
                    && let Some(data) = model.schema.kind(*of)
                {
                    self.word(
                        model.names.text(data.name),
                        &format!("every {}", data.title.to_lowercase()),
                        7,
                    );
                }
            }
        }
        self.lets(6);
    }

    /// What a `let` of the package names.
    fn lets(&mut self, rank: u8) {
        let (model, package) = (self.model, self.package());
        for (_, data) in model.lets().filter(|(_, data)| data.package == package) {
            let name = model.names.text(data.name).to_owned();
            self.push(Item {
                insert: name.clone(),
                label: name,
                detail: "let".to_owned(),
                doc: String::new(),
                class: Class::Constant,
                template: false,
                filter: None,
                rank,
            });
        }
    }

    /// Whether the file may name a declaration, and would not name itself.
    fn may_name(&self, decl: Decl<'m>) -> bool {
        let own = self.package() == PackageId::MAIN || decl.package() == self.package();
        let is_entry = decl.package() == PackageId::LIBRARY;
        let listed = !is_entry || decl.catalog().is_some_and(|c| c.package == PackageId::MAIN);
        (own || is_entry) && listed && !decl.name().is_empty() && self.decl.is_none_or(|d| d.id != decl.id)
    }

    fn one_of(
        &mut self,
        path: &[annexa_core::names::Name],
        ty: &Type,
        kind: KindId,
        decls: &mut Vec<Decl<'m>>,
    ) {
        let model = self.model;
        let decl = self.decl.filter(|decl| decl.kind() == kind);
        // The catalog that the header names.
        if let [only] = path
            && let Some(prep) = Prep::from_word(model.names.text(*only))
        {
            for catalog in decl.into_iter().flat_map(|d| d.head(prep)).filter_map(ValueRef::decl) {
                let all = (catalog.id.0..catalog.end().0).map(|id| model.decl(annexa_core::DeclId(id)));
                decls.extend(all.filter(|d| Control::of(*d).is_some() || Requirement::of(*d).is_some()));
            }
            return;
        }
        let Some((owner, field)) = decl.and_then(|decl| words::scale(decl, ty)) else { return };
        let title = owner.title().into_owned();
        for name in owner.values(field).filter_map(|v| v.step()).map(|(name, _)| model.names.text(name)) {
            self.push(Item {
                label: name.to_owned(),
                detail: title.clone(),
                doc: String::new(),
                class: Class::EnumValue,
                insert: name.to_owned(),
                template: false,
                filter: None,
                rank: 0,
            });
        }
    }

    fn builtin(&mut self, builtin: Builtin) {
        let day = self.snapshot.as_of.to_string();
        let says = builtin.says().replace('`', "");
        match builtin {
            Builtin::Text => self.template("\"…\"", "\"$1\"", &says, Class::Value, 4),
            Builtin::Path => {
                self.files(false);
                self.template("\"…\"", "\"$1\"", &says, Class::Value, 4);
            }
            Builtin::Prose => {
                self.template("\"…\"", "\"$1\"", &says, Class::Value, 4);
                self.template("\"\"\"…\"\"\"", "\"\"\"\n$1\n\"\"\"", &says, Class::Value, 4);
            }
            Builtin::Bool => {
                self.word("yes", "", 0);
                self.word("no", "", 0);
            }
            Builtin::Date => {
                self.word(&day, "today", 3);
                let date = "${1:YYYY}-${2:MM}-${3:DD}";
                self.template("YYYY-MM-DD", date, &says, Class::Value, 4);
            }
            Builtin::Period => {
                let period = format!("${{1:{day}}} .. ${{2:{day}}}");
                self.template("… .. …", &period, &says, Class::Value, 4);
            }
            Builtin::Duration => {
                for length in ["1 month", "3 months", "6 months", "12 months", "36 months"] {
                    self.word(length, "", 3);
                }
            }
            Builtin::Percent => self.template("%", "${1:95}%", &says, Class::Value, 4),
            Builtin::Condition => self.template(">=", ">= $1", &says, Class::Value, 4),
            Builtin::Formula => {
                for function in annexa_core::condition::Function::ALL {
                    let word = function.word();
                    self.template(word, &format!("{word}($1)"), &says, Class::Value, 4);
                }
            }
            Builtin::Problem => {
                for entry in annexa_checks::problems::index(self.model) {
                    self.word(&entry.name, &entry.summary, 0);
                }
            }
            Builtin::Url => self.template("https://", "https://$1", &says, Class::Value, 4),
            Builtin::Number | Builtin::Money | Builtin::Value => {}
        }
    }

    /// The files of the package that a text may name, in quotes; `opened` where the first one stands there.
    fn files(&mut self, opened: bool) {
        let quote = if opened { "" } else { "\"" };
        let rest = self.snapshot.text(self.file).get(self.offset as usize..).unwrap_or_default();
        let closed = opened && rest.starts_with(['"', '”']);
        let close = if closed { "" } else { "\"" };
        let others = self.snapshot.others.clone();
        let typed = self.typed.trim_start_matches('"');
        let mut fit: Vec<&String> =
            others.iter().filter(|path| path.to_lowercase().contains(typed)).collect();
        self.incomplete |= fit.len() > MAX_OFFERED;
        fit.truncate(MAX_OFFERED);
        for path in fit {
            self.push(Item {
                label: path.clone(),
                detail: "a file of the package".to_owned(),
                doc: String::new(),
                class: Class::File,
                insert: format!("{quote}{path}{close}"),
                template: false,
                filter: None,
                rank: 0,
            });
        }
    }

    /// Declarations by name and by the words of their titles.
    fn declarations(&mut self, mut decls: Vec<Decl<'m>>, rank: u8) {
        if decls.len() > MAX_OFFERED {
            let typed = self.typed.clone();
            decls.retain(|decl| {
                decl.path().to_lowercase().contains(&typed) || decl.title().to_lowercase().contains(&typed)
            });
            decls.truncate(MAX_OFFERED);
            self.incomplete = true;
        }
        for decl in decls {
            let name = self.short(decl);
            let title = decl.title();
            let titled = title != name;
            let purpose = Control::of(decl).and_then(Control::purpose);
            let purpose = purpose.or_else(|| Requirement::of(decl).and_then(Requirement::purpose));
            let doc = purpose.and_then(ValueRef::text).map_or_else(|| decl.doc(), |text| text.into_owned());
            let control = decl.kind() == kind::CONTROL;
            self.push(Item {
                filter: titled.then(|| format!("{name} {title}")),
                insert: name.clone(),
                label: name,
                detail: if titled { title.into_owned() } else { decl.kind_title().to_lowercase() },
                doc,
                class: if control { Class::Control } else { Class::Declaration },
                template: false,
                rank,
            });
        }
    }

    /// How the place at the cursor names a declaration: by its own name within what it stands in, else by its path.
    fn short(&self, decl: Decl<'m>) -> String {
        let around = std::iter::successors(self.decl, |d| d.parent());
        let mut outer = decl.parent();
        if decl.catalog().is_some() || outer.is_none() {
            return decl.path();
        }
        let mut name = decl.name().to_owned();
        while let Some(parent) = outer {
            if around.clone().any(|d| d.id == parent.id) {
                return name;
            }
            name = format!("{}.{name}", parent.name());
            outer = parent.parent();
        }
        decl.path()
    }

    /// The groups of catalogs, as patterns: `A.8.*`.
    fn groups(&mut self) {
        let groups: Vec<Decl<'m>> =
            self.model.of_kind(kind::GROUP).filter(|group| self.may_name(*group)).collect();
        for group in groups {
            let pattern = format!("{}.*", group.path());
            let title = group.title().into_owned();
            self.push(Item {
                filter: Some(format!("{pattern} {title}")),
                insert: pattern.clone(),
                label: pattern,
                detail: title,
                doc: String::new(),
                class: Class::Control,
                template: false,
                rank: 5,
            });
        }
    }

    /// What may stand in a condition: the fields of the set, or the values of the one that is compared.
    fn filter(&mut self, set: &str, compared: Option<&str>) {
        let model = self.model;
        let item = model.names.get(set).and_then(|name| model.schema.items.get(&name));
        let (fields, kind) = match item {
            Some(SchemaItem::Kind(id)) => (model.schema.kind(*id).map_or(&[][..], |k| &k.fields), *id),
            Some(SchemaItem::Aspect(id)) => (&model.schema.aspect(*id).fields[..], KindId::UNKNOWN),
            Some(SchemaItem::Enum(_)) | None => return,
        };
        let fields: Vec<&Field> = fields.iter().filter_map(|id| model.schema.field(*id)).collect();
        if let Some(compared) = compared {
            let field = fields.iter().find(|field| model.names.text(field.name) == compared);
            if let Some(ty) = field.and_then(|field| field.lead.as_ref()) {
                self.typed(ty, kind);
            }
            self.word("none", "nothing is said", 8);
            return;
        }
        for field in fields {
            let name = model.names.text(field.name);
            self.push(Item {
                label: name.to_owned(),
                detail: takes(model, field),
                doc: field.doc.clone(),
                class: Class::Field,
                insert: name.to_owned(),
                template: false,
                filter: None,
                rank: 0,
            });
        }
        for word in ["and", "or", "not", "in", "==", "!="] {
            self.word(word, "", 5);
        }
    }

    // ---- texts -------------------------------------------------------------------------------------------------------

    /// What may stand between braces: names, and behind a dot what the thing before it holds and says.
    fn reference(&mut self, span: Span) {
        let model = self.model;
        let text = self.snapshot.text(self.file);
        let closed = text.get(self.offset as usize..).is_some_and(|rest| rest.starts_with('}'));
        let close = if closed { "" } else { "}" };
        let from = self.items.len();
        let outer = span.of(text).rsplit_once('.').and_then(|(outer, _)| {
            let found = match self.decl {
                Some(decl) => model.lookup(outer, decl),
                None => model.lookup_in_let(outer, self.package()),
            };
            match found {
                Some(annexa_core::model::Item::Decl(id)) => Some((outer, model.decl(id))),
                Some(annexa_core::model::Item::Let(_)) | None => None,
            }
        });
        let package = self.package();
        match outer {
            Some((path, decl)) => {
                self.declarations(decl.children().collect(), 0);
                for item in &mut self.items[from..] {
                    let last = item.label.rsplit('.').next().unwrap_or(&item.label);
                    item.label = format!("{path}.{last}");
                    item.insert.clone_from(&item.label);
                }
                let fields = model.schema.kind(decl.kind()).map_or(&[][..], |kind| &kind.fields);
                for field in fields.iter().filter_map(|id| model.schema.field(*id)) {
                    let label = format!("{path}.{}", model.names.text(field.name));
                    self.push(Item {
                        insert: label.clone(),
                        label,
                        detail: takes(model, field),
                        doc: field.doc.clone(),
                        class: Class::Field,
                        template: false,
                        filter: None,
                        rank: 1,
                    });
                }
            }
            None => {
                let all = model.decls().filter(|d| d.package() == package || self.may_name(*d));
                let named: Vec<Decl<'m>> = all.filter(|d| !d.name().is_empty()).collect();
                self.declarations(named, 1);
                self.lets(0);
            }
        }
        for item in &mut self.items[from..] {
            item.insert.push_str(close);
        }
    }

    /// References with words of their own, behind `[`: found by the words of titles.
    fn worded(&mut self, span: Span) {
        let model = self.model;
        let text = self.snapshot.text(self.file);
        let words = span.of(text);
        let package = self.package();
        let all = model.decls().filter(|d| d.package() == package && !d.name().is_empty());
        self.declarations(all.collect(), 0);
        for item in &mut self.items {
            let shown = if words.trim().is_empty() { item.detail.as_str() } else { words };
            item.insert = format!("{shown}]({{{}}})", item.insert);
        }
    }

    // ---- kinds of one's own ------------------------------------------------------------------------------------------

    fn types(&mut self) {
        for builtin in Builtin::ALL {
            self.word(builtin.word(), &builtin.says().replace('`', ""), 1);
        }
        let model = self.model;
        for (name, item) in &model.schema.items {
            let title = match item {
                SchemaItem::Kind(id) => model.schema.kind(*id).map_or("", |kind| &kind.title),
                SchemaItem::Aspect(id) => &model.schema.aspect(*id).title,
                SchemaItem::Enum(id) => &model.schema.enumeration(*id).title,
            };
            self.word(model.names.text(*name), title, 0);
        }
        self.items.sort_by(|a, b| a.label.cmp(&b.label));
    }

    fn schema(&mut self, aspect: bool) {
        let model = self.model;
        if aspect {
            for data in &model.schema.aspects {
                let doc = data.doc.lines().next().unwrap_or_default();
                self.word(model.names.text(data.name), doc, 0);
            }
        } else {
            for data in &model.schema.kinds {
                self.word(model.names.text(data.name), &data.title, 0);
            }
        }
    }
}

/// What a field takes, in a few words.
fn takes(model: &Model, field: &Field) -> String {
    let ty = field.lead.as_ref().map(|ty| model.schema.type_text(&model.names, ty));
    let text = ty.unwrap_or_else(|| {
        let words: Vec<&str> = field.parts.iter().map(|part| part.prep.word()).collect();
        words.join(" … ")
    });
    text.replace('`', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::testing::{again, at_cursor, package};

    const PEOPLE: &str =
        "role ciso \"Chief Information Security Officer\"\nrole ceo \"CEO\"\nteam platform \"Platform\"\n";

    fn offered(marked: &str) -> Vec<Item> {
        let (snapshot, file, cursor) = at_cursor(marked);
        completion(&snapshot, file, cursor).map_or(Vec::new(), |c| c.items)
    }

    fn labels(marked: &str) -> Vec<String> {
        offered(marked).into_iter().map(|item| item.label).collect()
    }

    /// What the text is with the suggestion of this label written.
    fn written(marked: &str, label: &str) -> String {
        let (snapshot, file, cursor) = at_cursor(marked);
        let found = completion(&snapshot, file, cursor).expect("suggestions");
        let item = found.items.iter().find(|item| item.label == label);
        let item = item.unwrap_or_else(|| panic!("no {label} in {:#?}", found.items));
        let mut text = snapshot.text(file).to_owned();
        text.replace_range(found.span.range(), &item.insert);
        text
    }

    fn has(marked: &str, label: &str) -> bool {
        labels(marked).iter().any(|l| l == label)
    }

    #[test]
    fn kinds_at_top_level() {
        for text in
            ["‸", "ri‸", "role a \"A\"\n‸", "let x = 1\n‸", "asset db \"DB\" {\n}\n\nri‸\nrole b \"B\""]
        {
            let found = labels(text);
            assert!(found.iter().any(|l| l == "risk"), "{text}: {found:?}");
            assert!(found.iter().all(|l| l != "statement" && l != "owner"), "{text}");
        }
        assert!(!has("// ri‸", "risk"));
        assert!(!has("risk ‸", "risk"));
    }

    #[test]
    fn files_that_a_field_names() {
        let offered = |marked: &str| {
            let (mut snapshot, file, cursor) = at_cursor(marked);
            snapshot.others = ["evidence/list.csv".to_owned(), "notes \u{1F600}.txt".to_owned()].into();
            let found = completion(&snapshot, file, cursor);
            found.map_or(Vec::new(), |found| {
                let text = snapshot.text(file).to_owned();
                let put = |item: Item| {
                    let mut text = text.clone();
                    text.replace_range(found.span.range(), &item.insert);
                    text
                };
                found.items.into_iter().filter(|item| item.class == Class::File).map(put).collect()
            })
        };
        let written = [
            "evidence e \"E\" { file: \"evidence/list.csv\" }",
            "evidence e \"E\" { file: \"notes \u{1F600}.txt\" }",
        ];
        assert_eq!(offered("evidence e \"E\" { file: ‸ }"), written);
        assert_eq!(offered("evidence e \"E\" { file: \"‸\" }"), written);
        assert_eq!(offered("evidence e \"E\" { file: \"ev‸\" }"), written[..1]);
        assert_eq!(
            offered("evidence e \"E\" { file: \"evidence/l‸"),
            ["evidence e \"E\" { file: \"evidence/list.csv\""]
        );
        assert_eq!(offered("evidence e \"E\" { title: \"ev‸\" }"), [""; 0]);
        assert_eq!(offered("evidence e \"ev‸\""), [""; 0]);
    }

    #[test]
    fn fields_with_the_missing_ones_first() {
        let found = labels("risk fire \"Fire\" {\n    ‸\n}");
        assert_eq!(found[0], "residual", "{found:?}");
        assert!(found.iter().any(|l| l == "owner") && found.iter().all(|l| l != "level"));
        let said = labels("risk fire \"Fire\" {\n    owner: ciso\n    ‸\n    residual: a with b\n}");
        assert!(said.iter().all(|l| l != "owner" && l != "residual"), "{said:?}");
        assert!(said.iter().any(|l| l == "treat"));
        // Nested declarations stand there too, and the file need not be whole.
        assert!(has("policy p \"P\" {\n    ow‸", "owner"));
        assert!(has("policy p \"P\" {\n    st‸", "statement …"));
        assert!(has("policy p \"P\" {\n    statement s \"S\" {\n        ‸", "implements"));
        assert!(has("policy p \"P\" {\n    statement s \"S\" { }\n    ‸", "approver"));
    }

    #[test]
    fn references_by_their_type() {
        let asset = |field: &str| format!("{PEOPLE}asset db \"DB\" {{\n    {field}‸\n}}");
        assert_eq!(labels(&asset("owner: "))[..2], ["ciso", "ceo"]);
        assert!(written(&asset("owner: ci"), "ciso").contains("owner: ciso\n"));
        assert!(written(&asset("owner:"), "ciso").contains("owner: ciso\n"));
        assert!(!has(&asset("owner: "), "platform"));
        assert!(has(&format!("{PEOPLE}scope s \"S\" {{ includes: ‸ }}"), "platform"));
        assert!(has(&format!("{PEOPLE}scope s \"S\" {{ includes: db, ‸ }}"), "platform"));
        assert_eq!(labels(&asset("category: "))[0], "information");
        assert_eq!(labels(&asset("category: sys"))[0], "information");
    }

    #[test]
    fn controls_by_id_and_by_words() {
        let statement =
            |value: &str| format!("policy p \"P\" {{ statement s \"S\" {{ implements: {value}‸ }} }}");
        let backup = |text: &str| {
            let all = offered(text);
            let found = all.iter().find(|item| item.label == "A.8.13");
            found.cloned().unwrap_or_else(|| panic!("{text}: {:?}", labels(text)))
        };
        for typed in ["", "A.8.", "back", "A.5.1, back", "information back"] {
            let item = backup(&statement(typed));
            assert_eq!(item.detail, "Information backup");
            assert_eq!(item.filter.as_deref(), Some("A.8.13 Information backup"));
            assert!(item.doc.len() > 20, "{item:?}");
        }
        assert!(written(&statement("information back"), "A.8.13").contains("implements: A.8.13 }"));
        assert!(written(&statement("A.8."), "A.8.13").contains("implements: A.8.13 }"));
        assert!(has(&statement(""), "A.8.*"));
    }

    #[test]
    fn what_follows_on_a_value() {
        let risk = |value: &str| format!("{PEOPLE}risk fire \"Fire\" {{ {value}‸ }}");
        let found = labels(&risk("treat: modify "));
        assert_eq!(found[..4], ["with", "by", "due", "because"], "{found:?}");
        let found = labels(&risk("treat: modify with A.8.13 "));
        assert_eq!(found[..3], ["by", "due", "because"], "{found:?}");
        assert!(has(&risk("treat: modify with A.8.13 by "), "ciso"));
        assert_eq!(labels(&risk("review: "))[0], "every");
        assert!(has(&risk("review: every "), "12 months"));
        assert!(has(&risk("identified: "), "2026-11-01"));
        let head = labels("soa s \"SoA\" ‸");
        assert_eq!(head[..3], ["for", "against", "extends"], "{head:?}");
        assert!(has("scope cloud \"C\" { }\nsoa s \"SoA\" for ‸", "cloud"));
        assert!(has("soa s \"SoA\" for cloud against ‸", "iso27001"));
        assert!(has("soa s ‸", "\"…\""));
    }

    #[test]
    fn steps_of_a_scale() {
        let method = "risk-method m \"M\" { likelihood: rare, likely  consequence: small, great  level: low from 1  acceptable: low }\n";
        let found = labels(&format!("{method}risk fire \"Fire\" {{ inherent: ‸ }}"));
        assert_eq!(found[..2], ["rare", "likely"]);
        let found = labels(&format!("{method}risk fire \"Fire\" {{ inherent: rare with ‸ }}"));
        assert_eq!(found[..2], ["small", "great"]);
    }

    #[test]
    fn conditions() {
        let scope = |condition: &str| format!("scope s \"S\" {{ includes: asset {condition}‸ }}");
        assert!(has(&scope(""), "where"));
        assert!(has(&scope("where "), "category"));
        assert_eq!(labels(&scope("where category == "))[..2], ["information", "system"]);
    }

    #[test]
    fn names_in_texts() {
        let policy = |text: &str| {
            format!(
                "{PEOPLE}policy access \"Access\" {{\n    statement mfa \"Two factors\" {{ }}\n    \"\"\"\n    {text}‸\n    \"\"\"\n}}"
            )
        };
        assert!(written(&policy("Ask the {ci"), "ciso").contains("Ask the {ciso}\n"));
        assert!(has(&policy("See {"), "mfa"));
        assert!(has(&policy("See {access."), "access.mfa") && has(&policy("See {access."), "access.owner"));
        assert!(written(&policy("Ask [our chief"), "ciso").contains("Ask [our chief]({ciso})\n"));
        let closed = policy("Ask [our chief").replace('‸', "‸]");
        assert!(written(&closed, "ciso").contains("Ask [our chief]({ciso})\n"));
        assert_eq!(labels(&policy("Ask nobody ")), [""; 0]);
        assert!(has("let factor = \"a key\"\npolicy p \"P\" { \"\"\"Use {‸}\"\"\" }", "factor"));
        assert!(
            written("let factor = \"a key\"\npolicy p \"P\" { body: \"Use {f‸}\" }", "factor")
                .contains("Use {factor}\"")
        );
    }

    #[test]
    fn kinds_of_ones_own() {
        assert!(has("kind vessel \"Vessel\" is ‸", "owned"));
        assert!(has("kind deck \"Deck\" in ‸", "policy"));
        assert!(has("kind vessel \"Vessel\" {\n    flag?: ‸\n}", "text"));
    }

    #[test]
    fn no_place_fails() {
        let text = format!(
            "{PEOPLE}\r\nlet x = \"ä😀\"\npolicy p \"{{x}} {{ciso}}\" {{ owner: \n statement \"\"\" {{s}} [a](b)\nkind é\u{301}t\u{e9} \"K\" {{ a?: text, b }}\nscope s \"S\" {{ includes: asset where a == ( b and [ }}"
        );
        let (mut snapshot, _) = package("");
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            let file;
            (snapshot, file) = again(&snapshot, &text[..end]);
            for offset in [end as u32, end as u32 / 2] {
                let _ = completion(&snapshot, file, offset);
            }
        }
        let (snapshot, file) = package(&text);
        for offset in 0..=text.len() as u32 + 3 {
            let _ = completion(&snapshot, file, offset);
        }
    }
}
