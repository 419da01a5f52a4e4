//! References in texts and prose: `{clinic-cloud}`, `[our platform]({clinic-cloud})`, `{access-control.owner}`.

use std::sync::Arc;

use annexa_diagnostics::{Problem, Safety};
use annexa_syntax::literal::{self, PieceKind};
use annexa_syntax::tree::ExprKind;
use rustc_hash::FxHashMap;

use crate::builder::{Builder, Resolution};
use crate::catalog::{Written, respelled};
use crate::edit;
use crate::model::{Anchor, DeclId, Item, Mention, Mentioned, TextReference, TextTarget};
use crate::prelude;
use crate::problems;
use crate::schema::KindId;
use crate::source::{FileId, PackageId, Place, Span};
use crate::suggest::{self, Near};

/// Where a text looks names up: the declaration that says it, if one does, and the package.
type From = (Option<DeclId>, PackageId);

/// Names and titles of the declarations that a package can refer to, and what was found near to a word among them: many
/// texts may name what is gone.
struct Titles {
    all: Vec<(String, String)>,
    near: FxHashMap<String, Option<(String, bool)>>,
    titled: FxHashMap<String, Option<String>>,
}

impl Titles {
    fn new(all: Vec<(String, String)>) -> Self {
        Titles { all, near: FxHashMap::default(), titled: FxHashMap::default() }
    }

    /// The name nearest to `word`.
    fn near(&mut self, word: &str) -> Option<Near<'_>> {
        let find = || suggest::nearest(word, self.all.iter().map(|(n, _)| n.as_str()));
        let found = || find().map(|near| (near.name.to_owned(), near.sure));
        let found = self.near.entry(word.to_owned()).or_insert_with(found);
        found.as_ref().map(|(name, sure)| Near { name, sure: *sure })
    }

    /// The name nearest to `word`, else that of the declaration whose title the words are from.
    fn near_or_titled(&mut self, word: &str) -> Option<Near<'_>> {
        if self.near(word).is_some() {
            return self.near(word);
        }
        let find = || suggest::by_title(word, self.all.iter().map(|(n, t)| (n.as_str(), t.as_str())));
        let found = self.titled.entry(word.to_owned()).or_insert_with(|| find().map(str::to_owned));
        found.as_deref().map(|name| Near { name, sure: false })
    }
}

impl Builder<'_> {
    /// Takes note of what stands in braces in the text at `place`, which `decl` or else a `let` says; `text` is the file's.
    pub(crate) fn gather_mentions(&mut self, text: &str, place: Place, decl: Option<DeclId>) {
        let raw = place.span.of(text);
        // The message of a rule speaks of what the rule binds.
        let of_a_rule = decl.is_some_and(|d| self.decls[d.0 as usize].kind == prelude::kind::RULE);
        if !raw.contains(['{', '[']) || of_a_rule {
            return;
        }
        let mut mention = |span, what| {
            self.mentions.push(Mention { place: Place { file: place.file, span }, decl, what });
        };
        let (braces, open) = literal::braces(raw, place.span.start);
        for piece in braces {
            match piece.kind {
                PieceKind::Reference { span, .. } | PieceKind::Worded { span, .. } => {
                    mention(span, Mentioned::Path);
                }
                PieceKind::Braces(_) => {
                    let inside = Span::new(piece.span.start + 1, piece.span.end.saturating_sub(1));
                    mention(inside, Mentioned::Words);
                }
                PieceKind::Text(_) => {}
            }
        }
        for brace in open {
            let rest = text.get(brace as usize + 1..).unwrap_or("");
            let word = rest.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))).next();
            let length = word.unwrap_or("").trim_end_matches(['.', '-']).len() as u32;
            mention(Span::new(brace + 1, brace + 1 + length), Mentioned::Open);
        }
        for (at, _) in raw.match_indices("[[") {
            let start = at + 2;
            if let Some((word, _)) = raw[start..].split_once("]]").filter(|(word, _)| literal::is_path(word))
            {
                let start = place.span.start + start as u32;
                mention(Span::new(start, start + word.len() as u32), Mentioned::Brackets);
            }
        }
    }

    /// Takes note of what the texts of lets refer to, and of the names that lets stand for.
    fn gather_in_lets(&mut self) {
        for index in 0..self.lets.len() {
            let data = &self.lets[index];
            let (file, package) = (data.file, data.package);
            let source = self.files.get(file);
            let (tree, text) = (Arc::clone(&source.tree), Arc::clone(&source.text));
            for elem in tree.seq(tree.lets[data.node as usize].phrase.lead) {
                let expr = tree.expr(elem.expr);
                match expr.kind {
                    ExprKind::Text | ExprKind::Prose => {
                        self.gather_mentions(&text, Place { file, span: expr.span }, None);
                    }
                    ExprKind::Path => {
                        if let Some(item) = self.lookup(expr.span.of(&text), None, package) {
                            self.mark_used(item);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// Resolves the references of all texts. Runs after all values are read.
    pub(crate) fn resolve_texts(&mut self) {
        let mut all_titles: FxHashMap<PackageId, Titles> = FxHashMap::default();
        let mentions = std::mem::take(&mut self.mentions);
        self.gather_in_lets();
        let in_lets = std::mem::take(&mut self.mentions);
        let mut text = Arc::clone(&self.files.get(FileId(0)).text);
        let mut of = FileId(0);
        for Mention { place, decl, what } in mentions.iter().chain(&in_lets).copied() {
            if place.file != of {
                (of, text) = (place.file, Arc::clone(&self.files.get(place.file).text));
            }
            let words = place.span.of(&text);
            let package = self.files.get(place.file).package;
            let from = (decl, package);
            let mut titles = all_titles.remove(&package);
            match what {
                Mentioned::Path => self.text_reference(place, words, from, &mut titles),
                Mentioned::Words => self.words_in_braces(place, words, from, &mut titles),
                Mentioned::Open => self.open_brace(place, &text, from),
                Mentioned::Brackets => self.in_brackets(place, words, from),
            }
            if let Some(titles) = titles {
                all_titles.insert(package, titles);
            }
        }
        self.mentions = mentions;
        self.text_references.sort_by_key(|r| (r.place.file, r.place.span.start));
        self.text_references.dedup_by_key(|r| r.place);
    }

    /// `{ciso)`, `{ciso. And`: a brace before a name of the package that nothing closes; other braces are text.
    fn open_brace(&mut self, place: Place, text: &str, (decl, package): From) {
        let name = place.span.of(text);
        let Some(item) = self.lookup(name, decl, package) else { return };
        self.mark_used(item);
        let behind = text.get(place.span.end as usize..).unwrap_or("");
        let wrong = u32::from(behind.starts_with([')', ']', '>']));
        let whole = Span::new(place.span.start - 1, place.span.end + wrong);
        let anchor = Anchor::Place(Place { file: place.file, span: whole });
        let message = format!("the brace before `{name}` is not closed, so this is no reference");
        let problem = Problem::new(&problems::DANGLING_PROSE_REFERENCE, anchor, message, "is not closed")
            .help(format!("write `{{{name}}}`; if the brace is meant as it stands, write `\\{{`"));
        self.report(edit::replace(problem, anchor, &format!("{{{name}}}"), Safety::Review));
    }

    /// `[[ciso]]`, as other tools write a reference: around a name of the package; other brackets are text.
    fn in_brackets(&mut self, place: Place, name: &str, (decl, package): From) {
        let Some(item) = self.lookup(name, decl, package) else { return };
        self.mark_used(item);
        let whole = Span::new(place.span.start - 2, place.span.end + 2);
        let anchor = Anchor::Place(Place { file: place.file, span: whole });
        let message = format!("`[[{name}]]` is no reference here");
        let problem =
            Problem::new(&problems::DANGLING_PROSE_REFERENCE, anchor, message, "printed as it stands")
                .help(format!("write `{{{name}}}`: a reference stands in braces"));
        self.report(edit::replace(problem, anchor, &format!("{{{name}}}"), Safety::Review));
    }

    /// Braces around a title, or around a name that is written in another way, are a reference gone wrong; other braces
    /// are text.
    fn words_in_braces(
        &mut self,
        place: Place,
        words: &str,
        (decl, package): From,
        titles: &mut Option<Titles>,
    ) {
        let anchor = Anchor::Place(place);
        // `{patient-db|the database}`
        if let Some((name, shown)) = words.split_once('|').map(|(name, shown)| (name.trim(), shown.trim()))
            && let Some(item) = self.lookup(name, decl, package)
        {
            self.mark_used(item);
            let whole = Span::new(place.span.start - 1, place.span.end + 1);
            let whole = Anchor::Place(Place { file: place.file, span: whole });
            let written = format!("[{shown}]({{{name}}})");
            let problem = Problem::new(
                &problems::DANGLING_PROSE_REFERENCE,
                whole,
                "the words that a reference shows stand in brackets before it",
                "has words of its own",
            )
            .help(format!("write `{written}`"));
            self.report(edit::replace(problem, whole, &written, Safety::Safe));
            return;
        }
        let titles = titles.get_or_insert_with(|| Titles::new(self.all_titles(package)));
        let words = words.trim();
        if words.is_empty() {
            return;
        }
        let article = words.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("the "));
        let plain = if article { words[4..].trim_start() } else { words };
        let lower = words.to_lowercase();
        let mut same = titles.all.iter().filter(|(_, t)| t.to_lowercase() == lower);
        let same = same.next().map(|found| (found, same.next().is_none()));
        let titled = same.or_else(|| {
            let near = suggest::nearest(words, titles.all.iter().map(|(_, t)| t.as_str()))?;
            Some((titles.all.iter().find(|(_, t)| t == near.name)?, near.sure))
        });
        if let Some(((name, title), sure)) = titled {
            let problem = Problem::new(
                &problems::DANGLING_PROSE_REFERENCE,
                anchor,
                format!("a reference gives the name of a declaration, and “{title}” is a title"),
                "a title",
            );
            let problem = self.did_you_mean(problem, anchor, Some(Near { name, sure }), self.names_in_doubt);
            self.report(problem.help(format!("its name is `{name}`; the document shows the title")));
            return;
        }
        let id = respelled(plain, |id| self.catalog_entry(id, package).is_some());
        let near = match &id {
            Some(id) => Some(Near { name: id, sure: true }),
            None => titles.near(plain).filter(|near| near.sure),
        };
        if let Some(near) = near {
            let problem = Problem::new(
                &problems::DANGLING_PROSE_REFERENCE,
                anchor,
                format!("a reference gives a name as it was declared, and `{words}` is not written so"),
                "not a name",
            );
            let problem = self.did_you_mean(problem, anchor, Some(near), self.names_in_doubt);
            self.report(problem.help(format!("write `{{{}}}`", near.name)));
        }
    }

    fn text_reference(
        &mut self,
        place: Place,
        path: &str,
        (decl, package): From,
        titles: &mut Option<Titles>,
    ) {
        let anchor = Anchor::Place(place);
        let found = self.resolve(path, decl, package);
        if matches!(found, Resolution::Unread) {
            return;
        }
        if let Resolution::Item(item) = found {
            self.mark_used(item);
            match item {
                Item::Decl(id) => {
                    self.text_references.push(TextReference { place, target: TextTarget::Decl(id) });
                }
                Item::Let(id) => {
                    self.text_references.push(TextReference { place, target: TextTarget::Let(id) });
                }
            }
            return;
        }
        if let Some((outer, last)) = path.rsplit_once('.')
            && let Some(Item::Decl(id)) = self.lookup(outer, decl, package)
        {
            let kind = self.decls[id.0 as usize].kind;
            if kind == KindId::UNKNOWN {
                return;
            }
            self.mark_used(Item::Decl(id));
            if let Some(field) = self.names.get(last).and_then(|n| self.schema.field_of(kind, n)) {
                let says = |id: DeclId| {
                    let (start, len) = self.decls[id.0 as usize].entries;
                    self.entries[start as usize..(start + len) as usize].iter().any(|e| e.field == field)
                };
                let inherits = !self.schema.is_of_its_life(field);
                if says(id)
                    || inherits && self.layers(id).skip(1).any(says)
                    || self.schema.fields[field.0 as usize].derived
                    || self.schema.fields[field.0 as usize].value.is_some()
                {
                    self.text_references.push(TextReference { place, target: TextTarget::Field(id, field) });
                    return;
                }
                let problem = Problem::new(
                    &problems::DANGLING_PROSE_REFERENCE,
                    anchor,
                    format!("`{outer}` says no `{last}`, so there is nothing to show here"),
                    "has no value",
                )
                .related(Anchor::Decl(id), format!("has no `{last}:`"));
                self.report(problem);
                return;
            }
            let kind_text = self.kind_text(kind);
            // `{A.8.99}`: an id, and no name within a name.
            let catalog = self
                .catalogs_of(package)
                .find(|(_, c)| c.entry(&self.names, outer) == Some(id))
                .map(|(_, c)| c.decl);
            let message = match catalog {
                Some(catalog) => format!("{} has no `{path}`", self.title(catalog)),
                None => format!("`{outer}` has nothing named `{last}`"),
            };
            let problem = Problem::new(&problems::DANGLING_PROSE_REFERENCE, anchor, message, "leads nowhere")
                .related(Anchor::Decl(id), format!("this {kind_text}"));
            self.report(problem);
            return;
        }
        if let Some(problem) = self.entry_of_another_edition(anchor, path, package) {
            self.report(problem);
            return;
        }
        // `{ciso.reports-to.holder}`
        if let Some((through, last)) = path.rsplit_once('.')
            && let Some((outer, field)) = through.rsplit_once('.')
            && let Some(Item::Decl(id)) = self.lookup(outer, decl, package)
            && let Some(name) = self.names.get(field)
            && self.schema.field_of(self.decls[id.0 as usize].kind, name).is_some()
        {
            self.mark_used(Item::Decl(id));
            let message =
                format!("`{path}` leads through two fields, and a reference in prose leads through one");
            let help = format!("name what `{field}` says, and its `{last}`: `{{name.{last}}}`");
            let problem = Problem::new(&problems::DANGLING_PROSE_REFERENCE, anchor, message, "leads too far");
            self.report(problem.related(Anchor::Decl(id), format!("what it says in `{field}:`")).help(help));
            return;
        }
        let mut problem = Problem::new(
            &problems::DANGLING_PROSE_REFERENCE,
            anchor,
            format!("nothing is named `{path}`"),
            "leads nowhere",
        );
        // `{{company}}`, `${company}`: a place to fill in, as other tools mark it.
        let text = &self.files.get(place.file).text;
        let before = text.get(..(place.span.start as usize).saturating_sub(1)).unwrap_or("");
        if before.ends_with(['{', '$']) {
            let help = format!(
                "another tool would fill in `{path}` here: write it out, or name what is declared, as in `{{its-name}}`"
            );
            return self.report(problem.help(help));
        }
        if self.may_suggest() {
            let titles = titles.get_or_insert_with(|| Titles::new(self.all_titles(package)));
            let id = respelled(path, |id| self.catalog_entry(id, package).is_some());
            let near =
                id.as_deref().map(|name| Near { name, sure: true }).or_else(|| titles.near_or_titled(path));
            problem = match near {
                Some(_) => self.did_you_mean(problem, anchor, near, self.names_in_doubt),
                None => problem.help("if the brace is meant as it stands, write `\\{`"),
            };
        }
        self.report(problem);
    }

    /// The problem of an id of another edition: `A.9.4.2`, `iso27001.A.9.4.2`.
    fn entry_of_another_edition(
        &mut self,
        anchor: Anchor,
        path: &str,
        package: PackageId,
    ) -> Option<Problem<Anchor>> {
        let named =
            path.split_once('.').and_then(|(a, id)| Some((self.catalog_named(a, package)?, id, true)));
        let main = || Some((self.catalogs_of(package).find(|(_, c)| c.main)?.0, path, false));
        let (catalog, id, qualified) = named.or_else(main)?;
        id.contains('.').then_some(())?;
        self.edition_problem(anchor, path, catalog, Written::One(id), qualified)
    }

    /// Names and titles of the declarations that `package` can refer to, and the names of its lets.
    fn all_titles(&self, package: PackageId) -> Vec<(String, String)> {
        let mut all: Vec<(String, String)> = (0..self.decls.len() as u32)
            .map(DeclId)
            .filter(|id| self.decl_catalog[id.0 as usize].is_none())
            .filter_map(|id| Some((self.path_from(id, package)?, self.title(id))))
            .collect();
        let lets = self.lets.iter().filter(|data| data.package == package);
        all.extend(lets.map(|data| (self.names.text(data.name).to_string(), String::new())));
        all.sort();
        all
    }
}
