//! What extends what. A declaration extends the one that its header names; what stands in it under a name extends what
//! stands under that name in the one that it extends. The names of what is extended can be used as one's own.
//!
//! This is found before any value is read, since the value of a parameter depends on who sets it.

use annexa_diagnostics::Problem;
use annexa_syntax::tree::{Elem, Entry, ExprKind, Prep};

use crate::builder::Builder;
use crate::model::{Anchor, DeclId, Item, Scope};
use crate::names::Name;
use crate::prelude::{aspect, field, kind};
use crate::problems;
use crate::schema::{AspectId, FieldId, Schema};
use crate::source::FileId;

/// The field by which documents set a parameter; every kind that has one calls it by the same name.
const SET: FieldId = field::POLICY_SET;

/// The aspects all of whose fields belong to the life of a document.
const LIFE: &[AspectId] = &[aspect::DECLARATION, aspect::OWNED, aspect::APPROVABLE];

/// Other fields that do.
const LIFE_FIELDS: &[FieldId] = &[
    FieldId::HEAD,
    field::REVIEWED_REVIEWED,
    field::IMPLEMENTS_STATUS,
    field::IMPLEMENTS_CARRIED_OUT_BY,
    field::IMPLEMENTS_EVIDENCE,
];

impl Schema {
    /// Whether a field belongs to the life of a document (who owns and approves it, how far it has come), and is not
    /// inherited.
    pub fn is_of_its_life(&self, of: FieldId) -> bool {
        LIFE_FIELDS.contains(&of) || LIFE.iter().any(|a| self.aspect(*a).fields.contains(&of))
    }
}

impl Builder<'_> {
    /// Finds what each declaration extends, and which parameters are set.
    pub(crate) fn gather_extended(&mut self) {
        let mut found: Vec<(DeclId, DeclId)> = Vec::new();
        for index in 0..self.decls.len() {
            let id = DeclId(index as u32);
            if let Some(base) = self.head_base(id) {
                found.push((id, base));
            }
        }
        for (id, base) in &found {
            self.bases.insert(*id, *base);
        }
        // A circle is told later; here it would have no end.
        for (id, _) in &found {
            if self.layers(*id).skip(1).any(|layer| layer == *id) {
                self.bases.remove(id);
            }
        }
        let documents: Vec<DeclId> = found.iter().map(|(id, _)| *id).collect();
        for document in documents {
            let mut next = document.0 + 1;
            while next < self.decls[document.0 as usize].end.0 {
                self.nested_base(document, DeclId(next));
                next = self.decls[next as usize].end.0;
            }
            self.gather_sets(document);
        }
    }

    /// The declaration itself, and those that it extends, from the nearest.
    pub(crate) fn layers(&self, id: DeclId) -> impl Iterator<Item = DeclId> {
        std::iter::successors(Some(id), |id| self.bases.get(id).copied()).take(self.decls.len() + 1)
    }

    /// What is named `name` in a declaration or in one that it extends.
    pub(crate) fn within(&self, id: DeclId, name: Name) -> Option<Item> {
        self.layers(id).find_map(|layer| self.scope.get(&(Scope::Decl(layer), name)).copied())
    }

    /// Whether a declaration, or one that it stands in, says that it extends something, and that is not known.
    pub(crate) fn extends_nothing_known(&self, id: DeclId) -> bool {
        let data = &self.decls[id.0 as usize];
        let tree = &self.files.get(data.file).tree;
        let says = tree.seq(tree.decl(data.node).head).iter().any(|part| part.prep == Prep::Extends);
        says && !self.bases.contains_key(&id)
            || data.parent.is_some_and(|parent| self.extends_nothing_known(parent))
    }

    /// What the header of a declaration says that it extends.
    fn head_base(&self, id: DeclId) -> Option<DeclId> {
        let data = &self.decls[id.0 as usize];
        let source = self.files.get(data.file);
        let part =
            source.tree.seq(source.tree.decl(data.node).head).iter().find(|p| p.prep == Prep::Extends)?;
        let expr = source.tree.expr(source.tree.seq(part.values).first()?.expr);
        if expr.kind != ExprKind::Path {
            return None;
        }
        match self.lookup(expr.span.of(&source.text), None, data.package)? {
            Item::Decl(base) if self.decls[base.0 as usize].kind == data.kind && base != id => Some(base),
            _ => None,
        }
    }

    /// What a declaration in `document` extends by its name.
    fn nested_base(&mut self, document: DeclId, id: DeclId) {
        let Some(base) = self.bases.get(&document).copied() else { return };
        let (name, of) = (self.decls[id.0 as usize].name, self.decls[id.0 as usize].kind);
        let Some(Item::Decl(inherited)) = self.within(base, name) else { return };
        if self.decls[inherited.0 as usize].kind == of && of != kind::PARAM {
            self.bases.insert(id, inherited);
            return;
        }
        let text = self.names.text(name).to_string();
        let (base_text, what) = (self.path_of(base), self.kind_text(self.decls[inherited.0 as usize].kind));
        let mut problem = Problem::new(
            &problems::DUPLICATE_NAME,
            Anchor::Decl(id),
            format!("`{base_text}`, which this extends, has a {what} `{text}` already"),
            "a second time here",
        )
        .related(Anchor::Decl(inherited), "the first one");
        problem = match of == kind::PARAM {
            true => problem.help(format!("give it another value with `set: {text} to …`")),
            false => problem.help("give it another name"),
        };
        self.report(problem);
    }

    /// The parameters that `document` sets, and the values.
    fn gather_sets(&mut self, document: DeclId) {
        let name = self.schema.fields[SET.0 as usize].name;
        let data = &self.decls[document.0 as usize];
        let source = self.files.get(data.file).clone();
        let Some(body) = source.tree.decl(data.node).body else { return };
        let (file, package) = (data.file, data.package);
        for entry in source.tree.seq(body.entries) {
            let Entry::Field(said) = entry else { continue };
            if self.names.get(said.name.of(&source.text)) != Some(name) {
                continue;
            }
            let lead = source.tree.seq(said.phrase.lead).first().map(|e| source.tree.expr(e.expr));
            let to = source.tree.seq(said.phrase.parts).iter().find(|p| p.prep == Prep::To);
            let (Some(lead), Some(to)) = (lead, to) else { continue };
            let Some(value) = source.tree.seq(to.values).first().copied() else { continue };
            let path = lead.span.of(&source.text);
            if let Some(Item::Decl(param)) = self.lookup(path, Some(document), package) {
                self.sets.entry((document, param)).or_insert((file, value));
            }
        }
    }

    /// The value that a document around `from`, or one that it extends, sets for `param`, and where that stands.
    pub(crate) fn set_value(&self, from: DeclId, param: DeclId) -> Option<(DeclId, FileId, Elem)> {
        let mut document = from;
        while let Some(parent) = self.decls[document.0 as usize].parent {
            document = parent;
        }
        self.layers(document)
            .find_map(|layer| self.sets.get(&(layer, param)).map(|(file, value)| (layer, *file, *value)))
    }
}
