//! When a near name has to wait. While what could hold the name cannot be read, the name is perhaps there, and another one
//! that is near would say something else: the author is helped, and nothing is offered to be written.

use annexa_diagnostics::Problem;
use annexa_syntax::tree::{Entry, ExprKind, Item};

use crate::builder::Builder;
use crate::edit;
use crate::model::{Anchor, DeclId};
use crate::problems;
use crate::schema::{EnumId, FieldId, SchemaItem};
use crate::source::{PackageId, SourceFile, Span};
use crate::suggest::Near;

impl Builder<'_> {
    /// Adds "did you mean" with the replacement as a fix, if there is a near name. `waits` says whether what could hold
    /// the name cannot be read.
    pub(crate) fn did_you_mean(
        &self,
        problem: Problem<Anchor>,
        anchor: Anchor,
        near: Option<Near<'_>>,
        waits: bool,
    ) -> Problem<Anchor> {
        match near {
            Some(near) if waits => problem.help(format!("did you mean `{}`?", near.name)),
            Some(near) => edit::did_you_mean(problem, anchor, Some(near.name), near.safety()),
            None => problem,
        }
    }

    /// Finds out whether a declaration cannot be read. Runs before any value is read.
    pub(crate) fn find_names_in_doubt(&mut self) {
        let own = |file: &SourceFile| file.package != PackageId::LIBRARY;
        self.names_in_doubt = self.files.iter().any(|(_, file)| own(file) && hides_a_name(file));
    }

    /// Whether a value of the enum may stand where it cannot be read.
    pub(crate) fn enum_in_doubt(&self, id: EnumId) -> bool {
        let place = self.schema.place_of(SchemaItem::Enum(id));
        self.names_in_doubt && self.files.get(place.file).package != PackageId::LIBRARY
    }

    /// Whether a step of some scale cannot be read.
    pub(crate) fn any_scale_in_doubt(&self) -> bool {
        self.local_names.keys().any(|(owner, field)| self.scale_in_doubt(*owner, *field))
    }

    /// Whether a step of the scale cannot be read.
    pub(crate) fn scale_in_doubt(&self, owner: DeclId, field: FieldId) -> bool {
        let Some(node) = self.entry_of(owner, field) else { return true };
        let source = self.files.get(self.decls[owner.0 as usize].file);
        let whole = node.name.to(node.phrase.span);
        source.faults.iter().any(|fault| fault.start <= whole.end && whole.start <= fault.end)
            || source
                .tree
                .seq(node.phrase.lead)
                .iter()
                .any(|e| source.tree.expr(e.expr).kind != ExprKind::Path)
    }
}

/// Whether something in the file that cannot be read may be a declaration, or hide one: all that lies in no value.
fn hides_a_name(file: &SourceFile) -> bool {
    if file.faults.is_empty() {
        return false;
    }
    let tree = &file.tree;
    let mut values: Vec<Span> = tree
        .decls
        .iter()
        .filter_map(|decl| decl.body)
        .flat_map(|body| tree.seq(body.entries))
        .filter_map(|entry| match entry {
            Entry::Field(field) => Some(field.name.to(field.phrase.span)),
            Entry::Prose { .. } | Entry::Decl(_) => None,
        })
        .collect();
    values.extend(tree.items.iter().filter_map(|item| match *item {
        Item::Let(index) => Some(tree.lets[index as usize].phrase.span),
        _ => None,
    }));
    values.sort_by_key(|span| span.start);
    let in_a_value = |fault: &Span| {
        let before = values.partition_point(|value| value.start <= fault.start);
        before > 0 && fault.start < values[before - 1].end && fault.end <= values[before - 1].end
    };
    // What is not closed takes in what follows, declarations as well.
    file.errors.iter().any(|e| e.kind.name() == problems::UNCLOSED_PROSE.name)
        || !file.faults.iter().all(in_a_value)
}
