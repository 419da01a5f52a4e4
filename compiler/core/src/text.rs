//! References in texts and prose: `{clinic-cloud}`, `[our platform]({clinic-cloud})`, `{access-control.owner}`.

use std::sync::Arc;

use annexa_diagnostics::{Problem, Safety};
use annexa_syntax::literal::{self, PieceKind};
use rustc_hash::FxHashMap;

use crate::builder::{Builder, Resolution};
use crate::catalog::Written;
use crate::edit;
use crate::model::{Anchor, DeclId, Item, Mention, TextReference, TextTarget};
use crate::prelude;
use crate::problems;
use crate::schema::KindId;
use crate::source::{FileId, PackageId, Place, Span};
use crate::suggest;

impl Builder<'_> {
    /// Takes note of what stands in braces in the text at `place`, which `decl` says; `text` is the file's.
    pub(crate) fn gather_mentions(&mut self, text: &str, place: Place, decl: DeclId) {
        let raw = place.span.of(text);
        // The message of a rule speaks of what the rule binds.
        if !raw.contains('{') || self.decls[decl.0 as usize].kind == prelude::kind::RULE {
            return;
        }
        for piece in literal::pieces(raw, place.span.start) {
            let (span, is_path) = match piece.kind {
                PieceKind::Reference { span, .. } | PieceKind::Worded { span, .. } => (span, true),
                PieceKind::Braces(_) => {
                    (Span::new(piece.span.start + 1, piece.span.end.saturating_sub(1)), false)
                }
                PieceKind::Text(_) => continue,
            };
            self.mentions.push(Mention { place: Place { file: place.file, span }, decl, is_path });
        }
    }

    /// Resolves the references of all texts. Runs after all values are read.
    pub(crate) fn resolve_texts(&mut self) {
        let mut all_titles: FxHashMap<PackageId, Vec<(String, String)>> = FxHashMap::default();
        let mentions = std::mem::take(&mut self.mentions);
        let mut text = Arc::clone(&self.files.get(FileId(0)).text);
        let mut of = FileId(0);
        for Mention { place, decl, is_path } in mentions.iter().copied() {
            if place.file != of {
                (of, text) = (place.file, Arc::clone(&self.files.get(place.file).text));
            }
            let words = place.span.of(&text);
            let package = self.package_of(decl);
            let mut titles = all_titles.remove(&package);
            match is_path {
                true => self.text_reference(place, words, decl, &mut titles),
                false => self.title_in_braces(place, words, package, &mut titles),
            }
            if let Some(titles) = titles {
                all_titles.insert(package, titles);
            }
        }
        self.mentions = mentions;
        self.text_references.sort_by_key(|r| (r.place.file, r.place.span.start));
        self.text_references.dedup_by_key(|r| r.place);
    }

    /// Braces around a title are a reference gone wrong; other braces are text.
    fn title_in_braces(
        &mut self,
        place: Place,
        words: &str,
        package: PackageId,
        titles: &mut Option<Vec<(String, String)>>,
    ) {
        let anchor = Anchor::Place(place);
        let titles = titles.get_or_insert_with(|| self.all_titles(package));
        let lower = words.trim().to_lowercase();
        let found = titles.iter().find(|(_, t)| t.to_lowercase() == lower).or_else(|| {
            let near = suggest::by_spelling(words.trim(), titles.iter().map(|(_, t)| t.as_str()))?;
            titles.iter().find(|(_, t)| t == near)
        });
        if let Some((name, title)) = found.cloned() {
            let problem = Problem::new(
                &problems::DANGLING_PROSE_REFERENCE,
                anchor,
                format!("a reference gives the name of a declaration, and “{title}” is a title"),
                "a title",
            );
            let problem = problem.help(format!("its name is `{name}`; the document shows the title"));
            self.report(edit::replace(problem, anchor, &name, Safety::Safe));
        }
    }

    fn text_reference(
        &mut self,
        place: Place,
        path: &str,
        decl: DeclId,
        titles: &mut Option<Vec<(String, String)>>,
    ) {
        let anchor = Anchor::Place(place);
        let found = self.resolve(path, Some(decl), self.package_of(decl));
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
            && let Some(Item::Decl(id)) = self.lookup(outer, Some(decl), self.package_of(decl))
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
            let problem = Problem::new(
                &problems::DANGLING_PROSE_REFERENCE,
                anchor,
                format!("`{outer}` has nothing named `{last}`"),
                "leads nowhere",
            )
            .related(Anchor::Decl(id), format!("this {kind_text}"));
            self.report(problem);
            return;
        }
        if let Some(problem) = self.entry_of_another_edition(anchor, path, self.package_of(decl)) {
            self.report(problem);
            return;
        }
        let mut problem = Problem::new(
            &problems::DANGLING_PROSE_REFERENCE,
            anchor,
            format!("nothing is named `{path}`"),
            "leads nowhere",
        );
        if self.may_suggest() {
            let titles = titles.get_or_insert_with(|| self.all_titles(self.package_of(decl)));
            let near = suggest::by_spelling(path, titles.iter().map(|(n, _)| n.as_str()))
                .or_else(|| suggest::by_title(path, titles.iter().map(|(n, t)| (n.as_str(), t.as_str()))));
            problem = match near {
                Some(near) => edit::did_you_mean(problem, anchor, Some(near), Safety::Safe),
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

    /// Names and titles of the declarations that `package` can refer to.
    fn all_titles(&self, package: PackageId) -> Vec<(String, String)> {
        let mut all: Vec<(String, String)> = (0..self.decls.len() as u32)
            .map(DeclId)
            .filter(|id| self.decl_catalog[id.0 as usize].is_none())
            .filter_map(|id| Some((self.path_from(id, package)?, self.title(id))))
            .collect();
        all.sort();
        all
    }
}
