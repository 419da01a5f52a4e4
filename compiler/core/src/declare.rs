//! First pass: what is declared. Kinds, aspects, enums and their types go into the schema; declarations and `let`s get
//! their ids and their names. Values are not looked at here.

use annexa_diagnostics::{Edit, Problem, Safety};
use annexa_syntax::Tree;
use annexa_syntax::literal;
use annexa_syntax::tree::{self, Entry, ExprKind, KindWord, Prep, Seq, TypeAtomKind};
use rust_decimal::Decimal;

use crate::builder::Builder;
use crate::earlier::Run;
use crate::edit;
use crate::model::{Anchor, DeclData, DeclId, Item, LetData, LetId, Scope};
use crate::names::Name;
use crate::prelude;
use crate::problems;
use crate::schema::{
    Alternative, Aspect, AspectId, Builtin, Enum, EnumId, EnumValue, Field, FieldId, Kind, KindId, PartType,
    SchemaItem, Tightens, Type,
};
use crate::source::{FileId, PackageId, Place, Span};
use crate::spelling;
use crate::suggest;
use crate::time::{self, Duration};
use crate::value::Value;

/// The text of doc comments: without slashes, one line each.
pub(crate) fn doc_text(tree: &Tree, text: &str, docs: Seq<Span>) -> String {
    let lines = tree.seq(docs).iter().map(|span| {
        let line = span.of(text).trim_end().trim_start_matches('/');
        line.strip_prefix(' ').unwrap_or(line)
    });
    lines.collect::<Vec<_>>().join("\n")
}

impl Builder<'_> {
    fn place(&self, file: FileId, span: Span) -> Place {
        Place { file, span }
    }

    fn title_of(&mut self, file: FileId, text: &str, title: Option<Span>, name: &str) -> String {
        if let Some(span) = title {
            self.empty_title(Place { file, span }, name);
        }
        let title = title.map(|span| span.of(text)).filter(|title| !literal::is_blank(title));
        title.map_or_else(|| name.to_string(), |title| literal::text_value(title).into_owned())
    }

    /// Enters the names of the kinds, aspects and enums of `file`, without their types.
    pub(crate) fn declare_schema(&mut self, file: FileId) {
        let source = self.files.get(file).clone();
        let (tree, text) = (&source.tree, &*source.text);
        for item in &tree.items {
            match *item {
                tree::Item::Kind(index) => {
                    let node = &tree.kinds[index as usize];
                    if node.word == KindWord::Extend {
                        continue;
                    }
                    let place = self.place(file, node.name);
                    let name = self.names.intern(node.name.of(text));
                    let title = self.title_of(file, text, node.title, node.name.of(text));
                    let doc = doc_text(tree, text, node.docs);
                    if !self.free_for_schema(name, place) {
                        continue;
                    }
                    let entry = if node.word == KindWord::Kind {
                        let id = KindId(self.schema.kinds.len() as u16);
                        let (within, head, aspects, fields) = Default::default();
                        self.schema.kinds.push(Kind {
                            name,
                            title,
                            doc,
                            within,
                            head,
                            aspects,
                            fields,
                            place,
                        });
                        SchemaItem::Kind(id)
                    } else {
                        let id = AspectId(self.schema.aspects.len() as u16);
                        let (aspects, fields) = Default::default();
                        self.schema.aspects.push(Aspect { name, title, doc, aspects, fields, place });
                        SchemaItem::Aspect(id)
                    };
                    self.schema.items.insert(name, entry);
                }
                tree::Item::Enum(index) => {
                    let node = &tree.enums[index as usize];
                    let place = self.place(file, node.name);
                    let name = self.names.intern(node.name.of(text));
                    let mut values: Vec<EnumValue> = Vec::new();
                    for value in tree.seq(node.values) {
                        let value_name = self.names.intern(value.name.of(text));
                        if values.iter().any(|v| v.name == value_name) {
                            self.report(Problem::new(
                                &problems::DUPLICATE_NAME,
                                Anchor::Place(self.place(file, value.name)),
                                format!(
                                    "`{}` stands twice among the values of `{}`",
                                    value.name.of(text),
                                    node.name.of(text)
                                ),
                                "a second time here",
                            ));
                            continue;
                        }
                        values.push(EnumValue {
                            name: value_name,
                            title: self.title_of(file, text, value.title, value.name.of(text)),
                            doc: doc_text(tree, text, value.docs),
                        });
                    }
                    let made = Enum {
                        name,
                        title: self.title_of(file, text, node.title, node.name.of(text)),
                        doc: doc_text(tree, text, node.docs),
                        open: node.open,
                        ordered: node.ordered,
                        values,
                        place,
                    };
                    if let Some(SchemaItem::Enum(id)) = self.schema.items.get(&name).copied()
                        && self.schema.enumeration(id).open
                        && self.files.get(self.schema.enumeration(id).place.file).package
                            == PackageId::LIBRARY
                        && source.package != PackageId::LIBRARY
                    {
                        if self.all_agree(&made, source.package) {
                            self.schema.enums[id.0 as usize] = made;
                        }
                    } else if self.free_for_schema(name, place) {
                        let id = EnumId(self.schema.enums.len() as u16);
                        self.schema.enums.push(made);
                        self.schema.items.insert(name, SchemaItem::Enum(id));
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether an enum of the library may be replaced in `package`: its words hold for all packages that are read with
    /// it, so all of them must know of it.
    fn all_agree(&mut self, made: &Enum, package: PackageId) -> bool {
        let unaware = self.packages.all().find(|p| !self.packages.sees(*p, package));
        let Some(other) = unaware else { return true };
        let text = self.names.text(made.name).to_string();
        if self.packages.sees(package, other) {
            let prefix = self.packages.get(other).prefix.clone();
            self.report(
                Problem::new(
                    &problems::DUPLICATE_NAME,
                    Anchor::Place(made.place),
                    format!("the package `{prefix}` speaks of `{text}` in the words of the standard library, and this one stands on it"),
                    "would change the words of another package",
                )
                .help(format!("replace the enum in `{prefix}`; packages that stand on it then share its words")),
            );
        } else {
            self.no_agreement(package, other, format!("do not speak of `{text}` in the same words"));
        }
        false
    }

    /// Two packages, neither of which knows of the other, cannot be read together.
    fn no_agreement(&mut self, one: PackageId, other: PackageId, what: String) {
        let name = |id: PackageId| self.packages.get(id).prefix.clone();
        let Some(line) = self.packages.line(other).or_else(|| self.packages.line(one)) else { return };
        let (place, one_line) = (line.place, self.packages.line(one).map(|l| l.place));
        let message = format!("the packages `{}` and `{}` {what}", name(one), name(other));
        if self.problems.iter().any(|p| p.message == message) {
            return;
        }
        let mut problem = Problem::new(
            &problems::BAD_MANIFEST,
            Anchor::Place(place),
            message,
            "cannot be read with the other",
        );
        if let Some(first) = one_line.filter(|l| *l != place) {
            problem = problem.related(Anchor::Place(first), "the other one");
        }
        self.report(problem.help("kinds, aspects and enums have one meaning in all packages that are read together: rename one, or let one package stand on the other"));
    }

    fn free_for_schema(&mut self, name: Name, place: Place) -> bool {
        let text = self.names.text(name).to_string();
        if Builtin::ALL.iter().any(|b| b.word() == text) {
            self.report(Problem::new(
                &problems::DUPLICATE_NAME,
                Anchor::Place(place),
                format!("`{text}` is a type of the language itself"),
                "needs a name of its own",
            ));
            return false;
        }
        let Some(item) = self.schema.items.get(&name).copied() else {
            return true;
        };
        let first = self.schema.place_of(item);
        let word = schema_word(item);
        let package = self.files.get(place.file).package;
        if !self.visible(first, package) {
            let other = self.files.get(first.file).package;
            self.no_agreement(other, package, format!("both declare {} {word} `{text}`", article(word)));
            return false;
        }
        let mut problem = Problem::new(
            &problems::DUPLICATE_NAME,
            Anchor::Place(place),
            format!("there is a {word} `{text}` already"),
            "a second time here",
        );
        if self.files.get(first.file).package == PackageId::LIBRARY {
            problem = problem.note(format!("the {word} `{text}` is part of the standard library"));
            if word == "kind" {
                problem = problem.help(format!("to add fields to it, write `extend kind {text} {{ … }}`"));
            }
        } else {
            problem = problem.related(Anchor::Place(first), "the first one");
        }
        self.report(problem);
        false
    }

    /// Gives the kinds and aspects of `file` their fields, headers and aspects.
    pub(crate) fn declare_fields(&mut self, file: FileId) {
        let source = self.files.get(file).clone();
        let (tree, text) = (&source.tree, &*source.text);
        for item in &tree.items {
            let tree::Item::Kind(index) = *item else { continue };
            let node = &tree.kinds[index as usize];
            let place = self.place(file, node.name);
            let name = self.names.intern(node.name.of(text));
            let target = self.schema_item(name, source.package);
            match (node.word, target) {
                (KindWord::Kind, Some(SchemaItem::Kind(id)))
                    if self.schema.kinds[id.0 as usize].place == place =>
                {
                    let within =
                        self.schema_names(tree, text, file, node.within, "kind", |item| match item {
                            SchemaItem::Kind(id) => Some(id),
                            _ => None,
                        });
                    let aspects = self.aspect_names(tree, text, file, node.aspects);
                    let head = self.part_types(tree, text, file, node.head);
                    let fields = self.fields(tree, text, file, node.fields);
                    let kind = &mut self.schema.kinds[id.0 as usize];
                    (kind.within, kind.aspects, kind.head, kind.fields) = (within, aspects, head, fields);
                }
                (KindWord::Aspect, Some(SchemaItem::Aspect(id)))
                    if self.schema.aspects[id.0 as usize].place == place =>
                {
                    let aspects = self.aspect_names(tree, text, file, node.aspects);
                    let fields = self.fields(tree, text, file, node.fields);
                    let aspect = &mut self.schema.aspects[id.0 as usize];
                    (aspect.aspects, aspect.fields) = (aspects, fields);
                }
                (KindWord::Extend, Some(SchemaItem::Kind(id))) => {
                    let fields = self.fields(tree, text, file, node.fields);
                    self.schema.kinds[id.0 as usize].fields.extend(fields);
                }
                (KindWord::Extend, _) => {
                    let word = node.name.of(text).to_string();
                    let problem = Problem::new(
                        &problems::UNKNOWN_KIND,
                        Anchor::Place(place),
                        format!("there is no kind `{word}` to extend"),
                        "not a kind",
                    );
                    let problem = self.suggest_kind(problem, Anchor::Place(place), &word, source.package);
                    self.report(problem);
                }
                _ => {}
            }
        }
    }

    fn schema_names<T>(
        &mut self,
        tree: &Tree,
        text: &str,
        file: FileId,
        names: Seq<Span>,
        what: &str,
        pick: impl Fn(SchemaItem) -> Option<T>,
    ) -> Vec<T> {
        let mut found = Vec::new();
        for span in tree.seq(names) {
            let package = self.files.get(file).package;
            let item = self.names.get(span.of(text)).and_then(|n| self.schema_item(n, package));
            match item.and_then(&pick) {
                Some(id) => found.push(id),
                None => {
                    let anchor = Anchor::Place(self.place(file, *span));
                    let problem = Problem::new(
                        &problems::UNKNOWN_KIND,
                        anchor,
                        format!("there is no {what} `{}`", span.of(text)),
                        format!("not {} {what}", article(what)),
                    );
                    let problem = self.suggest_kind(problem, anchor, span.of(text), package);
                    self.report(problem);
                }
            }
        }
        found
    }

    fn aspect_names(&mut self, tree: &Tree, text: &str, file: FileId, names: Seq<Span>) -> Vec<AspectId> {
        self.schema_names(tree, text, file, names, "aspect", |item| match item {
            SchemaItem::Aspect(id) => Some(id),
            _ => None,
        })
    }

    fn fields(
        &mut self,
        tree: &Tree,
        text: &str,
        file: FileId,
        fields: Seq<tree::KindField>,
    ) -> Vec<FieldId> {
        let mut ids = Vec::new();
        for node in tree.seq(fields) {
            let name = node.name.of(text);
            if Prep::from_word(name).is_some() {
                self.report(
                    Problem::new(
                        &problems::PREPOSITION_WITH_COLON,
                        Anchor::Place(self.place(file, node.name)),
                        format!("`{name}` cannot be the name of a field: it continues the fact before it"),
                        "a word of the language",
                    )
                    .help("choose a name that says more, such as `due-date` for `due`"),
                );
                continue;
            }
            let field = Field {
                name: self.names.intern(node.name.of(text)),
                doc: doc_text(tree, text, node.docs),
                occurs: node.occurs,
                derived: node.derived,
                lead: node.lead.map(|ty| self.ty(tree, text, file, ty)),
                tightens: node.lead.and_then(|ty| tightens(tree, text, ty)),
                parts: self.part_types(tree, text, file, node.parts),
                value: node.value.map(|expr| (file, expr)),
                place: self.place(file, node.name),
            };
            ids.push(FieldId(self.schema.fields.len() as u16));
            self.schema.fields.push(field);
        }
        ids
    }

    fn part_types(
        &mut self,
        tree: &Tree,
        text: &str,
        file: FileId,
        parts: Seq<tree::TypePart>,
    ) -> Vec<PartType> {
        tree.seq(parts)
            .iter()
            .map(|p| PartType {
                prep: p.prep,
                optional: p.optional,
                ty: self.ty(tree, text, file, p.ty),
                tightens: tightens(tree, text, p.ty),
            })
            .collect()
    }

    fn ty(&mut self, tree: &Tree, text: &str, file: FileId, id: tree::TypeId) -> Type {
        let mut made = Type { alternatives: Vec::new(), many: false };
        self.add_type(tree, text, file, id, &mut made);
        made
    }

    fn add_type(&mut self, tree: &Tree, text: &str, file: FileId, id: tree::TypeId, made: &mut Type) {
        for atom in tree.seq(tree.ty(id).alternatives) {
            made.many |= matches!(atom.occurs, tree::Occurs::Any | tree::Occurs::AtLeastOnce);
            match atom.kind {
                TypeAtomKind::Group(inner) => self.add_type(tree, text, file, inner, made),
                TypeAtomKind::Name { name, args } => {
                    if let Some(alternative) = self.type_name(tree, text, file, name, args) {
                        made.alternatives.push(alternative);
                    }
                }
            }
        }
    }

    fn type_name(
        &mut self,
        tree: &Tree,
        text: &str,
        file: FileId,
        name: Span,
        args: Seq<tree::Elem>,
    ) -> Option<Alternative> {
        let word = name.of(text);
        let args = tree.seq(args);
        let wrong = |this: &mut Self, message: String, label: &str| {
            let anchor = Anchor::Place(this.place(file, name));
            this.report(Problem::new(&problems::WRONG_TYPE, anchor, message, label));
        };
        match word {
            "names" => return Some(Alternative::Names),
            "one-of" => {
                let path = args.first().map(|a| tree.expr(a.expr)).filter(|e| e.kind == ExprKind::Path);
                let Some(path) = path else {
                    wrong(
                        self,
                        "`one-of` needs the path of a field, such as `one-of(method.level)`".into(),
                        "which one?",
                    );
                    return None;
                };
                let path = path.span.of(text).split('.').map(|s| self.names.intern(s)).collect();
                return Some(Alternative::OneOf(path));
            }
            // What may only become stricter in a document that extends another is, as a value, of the type itself.
            "at-most" | "at-least" => {
                let inner = args.first().map(|a| tree.expr(a.expr)).filter(|e| e.kind == ExprKind::Path);
                let Some(inner) = inner else {
                    wrong(
                        self,
                        format!("`{word}` needs a type, such as `{word}(duration)`"),
                        "of which type?",
                    );
                    return None;
                };
                let inner = self.type_name(tree, text, file, inner.span, Seq::EMPTY);
                let ordered = match &inner {
                    Some(Alternative::Builtin(builtin)) => matches!(
                        builtin,
                        Builtin::Number
                            | Builtin::Percent
                            | Builtin::Date
                            | Builtin::Duration
                            | Builtin::Money
                    ),
                    Some(Alternative::Enum(_)) | None => true,
                    _ => false,
                };
                if !ordered {
                    wrong(
                        self,
                        format!(
                            "`{word}` needs a type whose values have an order: a number, a date, a duration, an ordered enum"
                        ),
                        "of what has no order",
                    );
                    return None;
                }
                return inner;
            }
            _ => {}
        }
        if let Some(builtin) = Builtin::ALL.iter().copied().find(|b| b.word() == word) {
            let Some(arg) = args.first() else {
                return Some(Alternative::Builtin(builtin));
            };
            if !matches!(builtin, Builtin::Number | Builtin::Percent) {
                wrong(
                    self,
                    format!("`{word}` has no bounds; `number` and `percent` have"),
                    "with bounds here",
                );
                return None;
            }
            let number = |id| literal_number(tree, text, id);
            return match tree.expr(arg.expr).kind {
                ExprKind::Range(low, high) if number(low) > number(high) && number(high).is_some() => {
                    wrong(
                        self,
                        format!("the bounds of `{word}` run backwards: the lower one comes first"),
                        "here",
                    );
                    None
                }
                ExprKind::Range(low, high) => match (number(low), number(high)) {
                    (Some(low), Some(high)) if low <= high => Some(Alternative::Bounded(builtin, low, high)),
                    _ => {
                        wrong(
                            self,
                            format!("the bounds of `{word}` are two numbers, such as `{word}(1 .. 10)`"),
                            "here",
                        );
                        None
                    }
                },
                _ => {
                    wrong(
                        self,
                        format!("the bounds of `{word}` are a range, such as `{word}(1 .. 10)`"),
                        "here",
                    );
                    None
                }
            };
        }
        let package = self.files.get(file).package;
        match self.names.get(word).and_then(|n| self.schema_item(n, package)) {
            Some(SchemaItem::Kind(id)) => Some(Alternative::Kind(id)),
            Some(SchemaItem::Aspect(id)) => Some(Alternative::Aspect(id)),
            Some(SchemaItem::Enum(id)) => Some(Alternative::Enum(id)),
            None => {
                let anchor = Anchor::Place(self.place(file, name));
                let problem = Problem::new(
                    &problems::UNKNOWN_KIND,
                    anchor,
                    format!("there is no type, kind or enum `{word}`"),
                    "not a type",
                );
                let builtins = Builtin::ALL.iter().map(|b| b.word());
                let seen = self.schema.items.keys().filter(|n| self.schema_item(**n, package).is_some());
                let names: Vec<&str> = seen.map(|n| self.names.text(*n)).collect();
                let near =
                    suggest::by_spelling(word, sorted(names).into_iter().chain(builtins)).map(str::to_string);
                self.report(edit::did_you_mean(problem, anchor, near.as_deref(), Safety::Review));
                None
            }
        }
    }

    /// After all kinds are known: which fields and aspects each kind has in all.
    pub(crate) fn close_schema(&mut self) {
        let mut all_aspects = Vec::new();
        for kind in &self.schema.kinds {
            let mut all = vec![prelude::aspect::DECLARATION];
            let mut open: Vec<AspectId> = kind.aspects.iter().rev().copied().collect();
            while let Some(aspect) = open.pop() {
                if !all.contains(&aspect) {
                    all.push(aspect);
                    open.extend(self.schema.aspects[aspect.0 as usize].aspects.iter().rev());
                }
            }
            all_aspects.push(all);
        }
        for (index, aspects) in all_aspects.iter().enumerate() {
            let id = KindId(index as u16);
            let mut fields = std::mem::take(&mut self.schema.kinds[index].fields);
            for aspect in aspects {
                fields.extend(&self.schema.aspects[aspect.0 as usize].fields);
            }
            let mut kept: Vec<FieldId> = Vec::new();
            for field in fields {
                let name = self.schema.fields[field.0 as usize].name;
                if let Some(first) = self.schema.kind_fields.insert((id, name), field) {
                    // What a package adds gives way to what the standard library has.
                    let library = |f: FieldId| {
                        let place = self.schema.fields[f.0 as usize].place;
                        self.files.get(place.file).package == PackageId::LIBRARY
                    };
                    let (first, field) = match library(field) && !library(first) {
                        true => (field, first),
                        false => (first, field),
                    };
                    self.schema.kind_fields.insert((id, name), first);
                    kept.retain(|k| *k != field);
                    if !kept.contains(&first) {
                        kept.push(first);
                    }
                    let field_text = self.names.text(name).to_string();
                    let kind_text = self.names.text(self.schema.kinds[index].name).to_string();
                    let place = self.schema.fields[field.0 as usize].place;
                    let first = self.schema.fields[first.0 as usize].place;
                    self.report(
                        Problem::new(
                            &problems::DUPLICATE_NAME,
                            Anchor::Place(place),
                            format!("the kind `{kind_text}` has a field `{field_text}` already"),
                            "a second time here",
                        )
                        .related(Anchor::Place(first), "the first one"),
                    );
                } else {
                    kept.push(field);
                }
            }
            self.schema.kinds[index].fields = kept;
        }
        self.schema.kind_is = all_aspects;
        self.check_scales();
    }

    /// The paths of `one-of` lead to a field that declares names, or to a part of the header.
    fn check_scales(&mut self) {
        let mut found = Vec::new();
        for (index, kind) in self.schema.kinds.iter().enumerate() {
            for field in &kind.fields {
                let field = &self.schema.fields[field.0 as usize];
                if self.files.get(field.place.file).package == PackageId::LIBRARY {
                    continue;
                }
                let types = field.lead.iter().chain(field.parts.iter().map(|p| &p.ty));
                for alternative in types.flat_map(|ty| &ty.alternatives) {
                    let Alternative::OneOf(path) = alternative else { continue };
                    if self.scale_of(KindId(index as u16), path).is_none() {
                        let words: Vec<&str> = path.iter().map(|n| self.names.text(*n)).collect();
                        found.push((field.place, words.join(".")));
                    }
                }
            }
        }
        for (place, path) in found {
            self.report(
                Problem::new(
                    &problems::UNKNOWN_FIELD,
                    Anchor::Place(place),
                    format!("`one-of({path})` leads to no field that declares names"),
                    "with no values to choose from",
                )
                .help("`one-of` takes the path of a field of type `names+`, such as `one-of(method.level)`"),
            );
        }
    }

    /// The field of names that a `one-of` in `kind` means; `None` where it means none.
    fn scale_of(&self, kind: KindId, path: &[Name]) -> Option<FieldId> {
        let names = |field: FieldId| {
            let field = &self.schema.fields[field.0 as usize];
            field.lead.as_ref().is_some_and(|ty| ty.alternatives.contains(&Alternative::Names))
        };
        match path {
            [only] => {
                if let Some(prep) = tree::Prep::from_word(self.names.text(*only)) {
                    let head = &self.schema.kinds[kind.0 as usize].head;
                    return head.iter().any(|p| p.prep == prep).then_some(FieldId::HEAD);
                }
                self.schema.field_of(kind, *only).filter(|f| names(*f))
            }
            [through, field] => {
                let through = self.schema.field_of(kind, *through)?;
                let lead = self.schema.fields[through.0 as usize].lead.as_ref()?;
                let target = lead.alternatives.iter().find_map(|a| match a {
                    Alternative::Kind(kind) => Some(*kind),
                    _ => None,
                })?;
                self.schema.field_of(target, *field).filter(|f| names(*f))
            }
            _ => None,
        }
    }

    pub(crate) fn suggest_kind(
        &self,
        problem: Problem<Anchor>,
        anchor: Anchor,
        word: &str,
        package: PackageId,
    ) -> Problem<Anchor> {
        let kinds = || self.schema.kinds.iter().filter(|k| self.visible(k.place, package));
        // What begins a piece of the language's own may be meant as well: `Kind`, `aspekt`.
        let words = ["kind", "aspect", "enum", "let"];
        let names: Vec<&str> = kinds().map(|k| self.names.text(k.name)).chain(words).collect();
        let said = || spelling::meant(self.library, "kind", word).map(|near| near.name);
        let near = suggest::by_spelling(word, names).or_else(said).or_else(|| {
            suggest::by_title(word, kinds().map(|k| (self.names.text(k.name), k.title.as_str())))
        });
        edit::did_you_mean(problem, anchor, near, Safety::Review)
    }

    /// Enters the declarations and `let`s of `file`.
    pub(crate) fn declare_items(&mut self, file: FileId, package: PackageId) {
        let source = self.files.get(file).clone();
        let (tree, text) = (&source.tree, &*source.text);
        let (decls, lets) = (self.decls.len() as u32, self.lets.len() as u32);
        let before = self.problems.len();
        let mut again = self.declared_before(file);
        for item in &tree.items {
            match *item {
                tree::Item::Decl(id) => match &mut again {
                    Some(next) => *next = self.declare_again(file, *next),
                    None => self.declare(file, package, tree, text, id, None),
                },
                tree::Item::Let(index) => {
                    let node = &tree.lets[index as usize];
                    let name = self.names.intern(node.name.of(text));
                    let id = LetId(self.lets.len() as u32);
                    self.lets.push(LetData { name, file, node: index, package });
                    self.enter(Scope::Package(package), name, Item::Let(id), Place { file, span: node.name });
                    for elem in tree.seq(node.phrase.lead) {
                        let expr = tree.expr(elem.expr);
                        let is_text = matches!(expr.kind, ExprKind::Text | ExprKind::Prose);
                        if is_text && literal::is_blank(expr.span.of(text)) {
                            let what = format!("the text of `{}`", node.name.of(text));
                            self.empty_text(Place { file, span: expr.span }, &what);
                        }
                    }
                }
                _ => {}
            }
        }
        let all_known = self.decls[decls as usize..].iter().all(|d| d.kind != KindId::UNKNOWN);
        self.runs.push(Run {
            decls: decls..self.decls.len() as u32,
            lets: lets..self.lets.len() as u32,
            pieces: 0..0,
            well_declared: all_known && self.problems.len() == before,
        });
    }

    /// Tells that the title of `name` has no words; it is as if there were none.
    fn empty_title(&mut self, title: Place, name: &str) {
        if literal::is_blank(self.files.slice(title)) {
            self.empty_text(title, &format!("the title of `{name}`"));
        }
    }

    /// Tells that a text has no words, where the text itself is in order.
    pub(crate) fn empty_text(&mut self, place: Place, what: &str) {
        let faults = &self.files.get(place.file).faults;
        if faults.iter().any(|f| f.start <= place.span.end && place.span.start <= f.end) {
            return;
        }
        let problem = Problem::new(
            &problems::MISSING_VALUE,
            Anchor::Place(place),
            format!("{what} is empty"),
            "says nothing",
        );
        self.report(problem.help("write what it is to say, or take it out"));
    }

    fn declare(
        &mut self,
        file: FileId,
        package: PackageId,
        tree: &Tree,
        text: &str,
        node_id: tree::DeclId,
        parent: Option<DeclId>,
    ) {
        let node = tree.decl(node_id);
        let id = DeclId(self.decls.len() as u32);
        // Where the kind was forgotten, the name stands in its place.
        let kind_of =
            |this: &Self| match this.names.get(node.kind.of(text)).and_then(|n| this.schema_item(n, package))
            {
                Some(SchemaItem::Kind(kind)) => kind,
                _ => KindId::UNKNOWN,
            };
        let kind = kind_of(self);
        let name_span = match kind == KindId::UNKNOWN && node.name.is_empty() && node.body.is_some() {
            true => node.kind,
            false => node.name,
        };
        let name = self.names.intern(name_span.of(text));
        let place = Place { file, span: name_span };
        self.add_decl(DeclData {
            kind,
            package,
            name,
            parent,
            end: id,
            file,
            node: node_id,
            entries: (0, 0),
        });
        if kind == KindId::UNKNOWN {
            self.unknown_kind(file, tree, text, node, parent);
        } else {
            self.check_place(file, node, kind, parent);
        }
        if let Some(title) = node.title {
            self.empty_title(Place { file, span: title }, name_span.of(text));
        }
        self.enter_decl(id, place);
        if let Some(parent) = parent {
            let parent_kind = self.decls[parent.0 as usize].kind;
            let known = kind != KindId::UNKNOWN;
            if let Some(field) = self.schema.field_of(parent_kind, name).filter(|_| known) {
                let first = self.schema.fields[field.0 as usize].doc.lines().next().unwrap_or("").to_string();
                let kind_text = self.kind_text(parent_kind);
                self.report(
                    Problem::new(
                        &problems::SHADOWS_FIELD,
                        Anchor::Decl(id),
                        format!("`{0}` is also a field of every {kind_text}, and here `{0}` now means this declaration", node.name.of(text)),
                        "has the name of a field",
                    )
                    .note(format!("`{}:` {first}", node.name.of(text)))
                    .help("give it another name"),
                );
            }
        }
        if let Some(body) = node.body {
            for entry in tree.seq(body.entries) {
                if let Entry::Decl(child) = entry {
                    self.declare(file, package, tree, text, *child, Some(id));
                }
            }
        }
        self.decls[id.0 as usize].end = DeclId(self.decls.len() as u32);
    }

    /// Declares again what the earlier declaration at `then`, which stands at the top level of a file whose text is the same,
    /// and those within it declared; nothing was wrong with them. Gives the id behind them.
    fn declare_again(&mut self, file: FileId, then: DeclId) -> DeclId {
        let Some(earlier) = self.earlier.take() else { return then };
        let all = earlier.decls_within(then);
        let to_id = |id: DeclId, now: u32| DeclId(id.0 - then.0 + now);
        let now = self.decls.len() as u32;
        let tree = self.files.get(file).tree.clone();
        for data in all {
            let id = DeclId(self.decls.len() as u32);
            let (parent, end) = (data.parent.map(|id| to_id(id, now)), to_id(data.end, now));
            self.add_decl(DeclData { parent, end, entries: (0, 0), ..data.clone() });
            self.enter_decl(id, Place { file, span: tree.decl(data.node).name });
        }
        self.earlier = Some(earlier);
        DeclId(then.0 + all.len() as u32)
    }

    /// Puts a declaration into the table.
    fn add_decl(&mut self, data: DeclData) {
        let id = DeclId(self.decls.len() as u32);
        let catalog = match data.parent {
            Some(parent) => self.decl_catalog.get(parent.0 as usize).copied().flatten(),
            None if data.kind == prelude::kind::CATALOG => Some(id),
            None => None,
        };
        self.decl_catalog.push(catalog);
        if data.kind != KindId::UNKNOWN {
            let index = data.kind.0 as usize;
            if self.by_kind.len() <= index {
                self.by_kind.resize(index + 1, Vec::new());
            }
            self.by_kind[index].push(id);
        }
        self.decls.push(data);
    }

    /// Makes the name of a declaration known where it stands.
    fn enter_decl(&mut self, id: DeclId, place: Place) {
        let DeclData { kind, package, name, parent, .. } = self.decls[id.0 as usize];
        match (self.decl_catalog[id.0 as usize], parent) {
            (Some(catalog), Some(_)) if is_entry(kind) => self.enter_entry(catalog, name, id, place),
            (_, Some(parent)) => self.enter(Scope::Decl(parent), name, Item::Decl(id), place),
            // The catalogs of standards are named by the manifest.
            (Some(_), None) if package == PackageId::LIBRARY => {}
            (_, None) => self.enter(Scope::Package(package), name, Item::Decl(id), place),
        }
    }

    fn enter_entry(&mut self, catalog: DeclId, name: Name, id: DeclId, place: Place) {
        if let Some(first) = self.catalog_entries.entry(catalog).or_default().insert(name, id) {
            self.catalog_entries.entry(catalog).or_default().insert(name, first);
            let text = self.names.text(name).to_string();
            let catalog_text = self.names.text(self.decls[catalog.0 as usize].name).to_string();
            self.report(
                Problem::new(
                    &problems::DUPLICATE_NAME,
                    Anchor::Place(place),
                    format!("the catalog `{catalog_text}` has an entry `{text}` already"),
                    "a second time here",
                )
                .related(Anchor::Decl(first), "the first one"),
            );
        }
    }

    fn enter(&mut self, scope: Scope, name: Name, item: Item, place: Place) {
        // A declaration whose name could not be read has none, and shares it with nobody.
        if place.span.is_empty() {
            return;
        }
        let Some(first) = self.scope.insert((scope, name), item) else {
            return;
        };
        self.scope.insert((scope, name), first);
        let first_anchor = self.item_anchor(first);
        let text = self.names.text(name).to_string();
        // All that have the name are one problem.
        let earlier = self.problems.iter_mut().rev().find(|p| {
            p.name == problems::DUPLICATE_NAME.name
                && p.related.first().is_some_and(|r| r.place == first_anchor)
        });
        if let Some(problem) = earlier {
            problem.related.push(annexa_diagnostics::Label {
                place: Anchor::Place(place),
                text: "and again here".into(),
            });
            return;
        }
        self.report(
            Problem::new(
                &problems::DUPLICATE_NAME,
                Anchor::Place(place),
                format!("there is something named `{text}` already"),
                "a second time here",
            )
            .related(first_anchor, "the first one")
            .help("give one of them another name; everything that refers to it by name then has to say which is meant"),
        );
    }

    /// Where the name of `item` stands.
    pub(crate) fn item_anchor(&self, item: Item) -> Anchor {
        match item {
            Item::Decl(id) => Anchor::Decl(id),
            Item::Let(id) => {
                let data = &self.lets[id.0 as usize];
                let node = &self.files.get(data.file).tree.lets[data.node as usize];
                Anchor::Place(Place { file: data.file, span: node.name })
            }
        }
    }

    fn unknown_kind(
        &mut self,
        file: FileId,
        tree: &Tree,
        text: &str,
        node: &tree::Decl,
        parent: Option<DeclId>,
    ) {
        let word = node.kind.of(text);
        let anchor = Anchor::Place(Place { file, span: node.kind });
        let parent_kind = parent.map(|p| self.decls[p.0 as usize].kind);
        let is_field = parent_kind
            .zip(self.names.get(word))
            .is_some_and(|(kind, name)| self.schema.field_of(kind, name).is_some());
        if is_field && let Some(error) = annexa_syntax::field_without_colon(text, node) {
            self.files.add_fault(file, node.kind);
            self.report(crate::syntax_problem(&error, file));
            return;
        }
        let package = self.files.get(file).package;
        if let Some(problem) = self.names_below(file, tree, text, node, parent) {
            self.files.add_fault(file, node.kind);
            if let Some(problem) = problem {
                self.report(problem);
            }
            return;
        }
        let fitting = self.kinds_that_fit(tree, text, node, parent_kind, package);
        let is_kind = |this: &Self, word: &str| {
            let item = this.names.get(word).and_then(|n| this.schema.items.get(&n));
            matches!(item, Some(SchemaItem::Kind(_)))
        };
        let cased = is_kind(self, &word.to_lowercase());
        if node.name.is_empty() && !cased && node.body.is_some() {
            // Where the kind was forgotten, its place has the name, and none is missing.
            self.problems.retain(|p| !(p.name == problems::SYNTAX_ERROR.name && p.primary.place == anchor));
            if is_field {
                self.files.add_fault(file, node.kind);
                let message = format!("`{word}` needs a colon and a value here, not braces");
                let problem =
                    Problem::new(&problems::MISSING_COLON, anchor, message, format!("write `{word}: …`"));
                self.report(problem.help("a field is a word, a colon and its value: `owner: ciso`"));
                return;
            }
            let problem = Problem::new(
                &problems::UNKNOWN_KIND,
                anchor,
                format!("no kind of declaration stands before `{word}`"),
                "what is it?",
            );
            let title = node.title.map_or(String::new(), |title| format!(" {}", title.of(text)));
            let listed: Vec<String> = fitting.iter().map(|k| format!("`{k}`")).collect();
            let problem = match fitting.as_slice() {
                [only] => {
                    let edit = Edit {
                        place: Anchor::Place(Place { file, span: Span::at(node.kind.start) }),
                        text: format!("{only} "),
                    };
                    problem.help(format!("write `{only} {word}{title}`")).fix(
                        format!("write `{only}`"),
                        Safety::Review,
                        vec![edit],
                    )
                }
                some if (2..=4).contains(&some.len()) => {
                    problem.help(format!("write what it is before it: {}", or_list(&listed)))
                }
                _ => problem.help(format!("write what it is before it, as in `policy {word}{title}`")),
            };
            self.report(problem);
            return;
        }
        let problem = Problem::new(
            &problems::UNKNOWN_KIND,
            anchor,
            format!("there is no kind of declaration `{word}`"),
            "not a kind",
        );
        let name = node.name.of(text);
        // `new role it-manager "IT Manager"`
        if let Some((kind, _)) = name.split_once(char::is_whitespace)
            && is_kind(self, kind)
            && !cased
        {
            let within = |p: &Problem<Anchor>| {
                p.name == problems::SYNTAX_ERROR.name
                    && matches!(p.primary.place, Anchor::Place(place) if place.file == file && place.span == node.name)
            };
            self.problems.retain(|p| !within(p));
            let place = Place { file, span: Span::new(node.kind.start, node.name.start) };
            let message = format!("`{word}` is not needed before `{kind}`");
            let problem = Problem::new(&problems::UNKNOWN_KIND, anchor, message, "not needed")
                .help(format!("take it out: a declaration begins with its kind, as in `{name}`"));
            let edit = Edit { place: Anchor::Place(place), text: String::new() };
            self.report(problem.fix(format!("take out `{word}`"), Safety::Review, vec![edit]));
            return;
        }
        // `access policy "Access"`
        if is_kind(self, name) && !cased {
            let whole = Anchor::Place(Place { file, span: node.kind.to(node.name) });
            let swapped = format!("{name} {word}");
            let problem = problem.help(format!("the kind stands before the name: write `{swapped}`"));
            self.report(edit::replace(problem, whole, &swapped, Safety::Review));
            return;
        }
        let near = suggest::nearest(word, fitting.iter().map(String::as_str));
        let problem = match near {
            // What stands in the braces says that it is the one.
            Some(near) if node.body.is_some() => {
                edit::did_you_mean(problem, anchor, Some(near.name), near.safety())
            }
            _ => self.suggest_kind(problem, anchor, word, package),
        };
        self.report(problem);
    }

    /// Two words on lines of their own below a field: values of a list without its commas, which the
    /// grammar reads as declarations. Those of one list are one problem, told at the first.
    fn names_below(
        &self,
        file: FileId,
        tree: &Tree,
        text: &str,
        node: &tree::Decl,
        parent: Option<DeclId>,
    ) -> Option<Option<Problem<Anchor>>> {
        let body = tree.decl(self.decls[parent?.0 as usize].node).body?;
        let entries = tree.seq(body.entries);
        let at =
            entries.iter().position(|e| matches!(e, Entry::Decl(id) if tree.decl(*id).span == node.span))?;
        let words = |entry: &Entry| match entry {
            Entry::Decl(id) => {
                let decl = tree.decl(*id);
                let apart = text.get(decl.kind.end as usize..decl.name.start as usize)?.contains('\n');
                let bare = decl.title.is_none() && decl.body.is_none() && decl.head.is_empty();
                (apart && bare).then_some([decl.kind, decl.name])
            }
            _ => None,
        };
        words(&entries[at])?;
        let first = entries[..at].iter().rposition(|e| words(e).is_none())?;
        let Entry::Field(field) = &entries[first] else { return None };
        let indent = |at: u32| {
            let line = text[..at as usize].rfind('\n').map_or(0, |newline| newline + 1);
            text[line..at as usize].chars().take_while(|c| c.is_whitespace()).count()
        };
        if field.phrase.lead.is_empty() || indent(node.kind.start) < indent(field.name.start) {
            return None;
        }
        if first + 1 < at {
            return Some(None);
        }
        let below: Vec<Span> = entries[at..].iter().map_while(words).flatten().collect();
        let place = |span: Span| Anchor::Place(self.place(file, span));
        let ends =
            std::iter::once(field.phrase.span.end).chain(below.iter().map(|s| s.end)).take(below.len());
        let edits: Vec<Edit<Anchor>> =
            ends.map(|end| Edit { place: place(Span::at(end)), text: ",".into() }).collect();
        let problem = Problem::new(
            &problems::MISSING_COMMA,
            place(field.phrase.span),
            format!("{} commas are missing in this list", edits.len()),
            "goes on below",
        );
        let problem = problem.help("a comma separates the values of a list");
        Some(Some(problem.fix("write the commas", Safety::Review, edits)))
    }

    /// The kinds that may stand inside of `parent` and have all that `node` says.
    fn kinds_that_fit(
        &self,
        tree: &Tree,
        text: &str,
        node: &tree::Decl,
        parent: Option<KindId>,
        package: PackageId,
    ) -> Vec<String> {
        let mut found = Vec::new();
        let entries = node.body.map_or(&[][..], |body| tree.seq(body.entries));
        for (index, kind) in self.schema.kinds.iter().enumerate() {
            let id = KindId(index as u16);
            let stands = match parent {
                Some(outer) => kind.within.contains(&outer),
                None => kind.within.is_empty(),
            };
            let has = |name: Name| {
                let field = self.schema.field_of(id, name);
                field.is_some_and(|f| !self.schema.fields[f.0 as usize].derived)
            };
            let body = self.schema.fields[prelude::field::POLICY_BODY.0 as usize].name;
            let holds = |entry: &Entry| match entry {
                Entry::Field(field) => self.names.get(field.name.of(text)).is_some_and(has),
                Entry::Prose { .. } => has(body),
                Entry::Decl(inner) => {
                    let item = self.names.get(tree.decl(*inner).kind.of(text));
                    match item.and_then(|n| self.schema.items.get(&n)) {
                        Some(SchemaItem::Kind(inner)) => {
                            self.schema.kinds[inner.0 as usize].within.contains(&id)
                        }
                        _ => true,
                    }
                }
            };
            let head = tree.seq(node.head).iter().all(|part| kind.head.iter().any(|p| p.prep == part.prep));
            if stands && head && self.visible(kind.place, package) && entries.iter().all(holds) {
                found.push(self.names.text(kind.name).to_string());
            }
        }
        found
    }

    /// A declaration of a known kind stands where its kind may stand.
    fn check_place(&mut self, file: FileId, node: &tree::Decl, kind: KindId, parent: Option<DeclId>) {
        let within = &self.schema.kinds[kind.0 as usize].within;
        let parent_kind = parent.map(|p| self.decls[p.0 as usize].kind);
        let fits = match parent_kind {
            Some(outer) => outer == KindId::UNKNOWN || within.contains(&outer),
            None => within.is_empty(),
        };
        if fits {
            return;
        }
        let within = within.clone();
        let kind_text = self.kind_text(kind);
        let anchor = Anchor::Place(Place { file, span: node.kind });
        let listed = |this: &Self| {
            let names: Vec<String> = within.iter().map(|k| format!("`{}`", this.kind_text(*k))).collect();
            or_list(&names)
        };
        match parent_kind {
            Some(outer) => {
                let outer_text = self.kind_text(outer);
                let mut problem = Problem::new(
                    &problems::WRONG_KIND,
                    anchor,
                    format!(
                        "{} {kind_text} cannot stand in {} {outer_text}",
                        article(&kind_text),
                        article(&outer_text)
                    ),
                    format!("inside {} {outer_text}", article(&outer_text)),
                );
                if let Some(parent) = parent {
                    problem = problem.related(Anchor::Decl(parent), format!("in this {outer_text}"));
                }
                problem = if within.is_empty() {
                    problem.help(format!("write the {kind_text} beside the {outer_text}, not inside its braces; is a `}}` missing before it?"))
                } else {
                    problem.help(format!("{} {kind_text} stands in {}", article(&kind_text), listed(self)))
                };
                self.report(problem);
            }
            None => {
                let problem = Problem::new(
                    &problems::WRONG_KIND,
                    anchor,
                    format!("{} {kind_text} cannot stand by itself", article(&kind_text)),
                    format!("belongs inside {}", listed(self)),
                )
                .help(format!("write it inside the braces of {}", listed(self)));
                self.report(problem);
            }
        }
    }

    pub(crate) fn kind_text(&self, kind: KindId) -> String {
        self.schema.kind(kind).map_or_else(String::new, |k| self.names.text(k.name).to_string())
    }
}

/// Which way values of a type may move in a declaration that extends another, as the type says.
fn tightens(tree: &Tree, text: &str, ty: tree::TypeId) -> Option<Tightens> {
    tree.seq(tree.ty(ty).alternatives).iter().find_map(|atom| match atom.kind {
        TypeAtomKind::Name { name, .. } => match name.of(text) {
            "at-most" => Some(Tightens::AtMost),
            "at-least" => Some(Tightens::AtLeast),
            _ => None,
        },
        TypeAtomKind::Group(inner) => tightens(tree, text, inner),
    })
}

fn schema_word(item: SchemaItem) -> &'static str {
    match item {
        SchemaItem::Kind(_) => "kind",
        SchemaItem::Aspect(_) => "aspect",
        SchemaItem::Enum(_) => "enum",
    }
}

/// Whether declarations of `kind` are named by catalog and id.
pub(crate) fn is_entry(kind: KindId) -> bool {
    [prelude::kind::GROUP, prelude::kind::CONTROL, prelude::kind::REQUIREMENT].contains(&kind)
}

/// The number that an expression writes, if it is one.
pub(crate) fn literal_number(tree: &Tree, text: &str, id: tree::ExprId) -> Option<Decimal> {
    let expr = tree.expr(id);
    match expr.kind {
        ExprKind::Number => number_text(expr.span.of(text)),
        ExprKind::Unary(tree::UnaryOp::Minus, inner) => literal_number(tree, text, inner).map(|n| -n),
        ExprKind::Group(inner) => literal_number(tree, text, inner),
        _ => None,
    }
}

/// The value that a literal writes, whatever type is asked for: a number, a percentage, a length of time, a date.
pub fn literal_value(tree: &Tree, text: &str, id: tree::ExprId) -> Option<Value> {
    let word = tree.expr(id).span.of(text);
    match tree.expr(id).kind {
        ExprKind::Date => time::parse_date(word).map(Value::Date),
        ExprKind::Quantity => {
            let (amount, unit) = quantity(word)?;
            if unit == "%" {
                return Some(Value::Percent(amount));
            }
            Duration::from_unit(u32::try_from(amount).ok()?, unit).map(Value::Duration)
        }
        _ => literal_number(tree, text, id).map(Value::Number),
    }
}

/// The exact number that `text` writes: `1_200`, `99.9`, `99,9`. `None` where it cannot be read, which is told.
pub(crate) fn number_text(text: &str) -> Option<Decimal> {
    literal::number_text(text)?.parse().ok()
}

/// The exact number and the unit that `text` writes: `12 months`, `99.9%`. `None` where it cannot be read, which is told.
pub(crate) fn quantity(text: &str) -> Option<(Decimal, &str)> {
    let (number, unit) = literal::quantity(text)?;
    Some((number.parse().ok()?, unit))
}

/// `a` or `an`
pub fn article(word: &str) -> &'static str {
    match word.chars().next().map(|c| c.to_ascii_lowercase()) {
        Some('a' | 'e' | 'i' | 'o') => "an",
        _ => "a",
    }
}

/// `a, b or c`
pub fn or_list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} or {last}", init.join(", ")),
    }
}

fn sorted(mut names: Vec<&str>) -> Vec<&str> {
    names.sort_unstable();
    names
}
