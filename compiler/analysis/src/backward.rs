//! What refers to a declaration: in fields, in texts, by standing in it, by extending it.

use annexa_core::model::{Anchor, Decl, DeclId, Model, Phrase, TextTarget, ValueRef};
use annexa_core::schema::FieldId;
use annexa_core::source::PackageId;
use annexa_core::value::Value;
use annexa_syntax::tree::Prep;
use rustc_hash::{FxHashMap, FxHashSet};

/// How something refers to a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// In a field, or behind one of its prepositions.
    Field(FieldId, Option<Prep>),
    /// In the braces of a text.
    Text,
    /// It stands in the declaration.
    Within,
}

/// Something that refers to a declaration.
#[derive(Clone, Copy, Debug)]
pub struct Tie<'m> {
    /// What refers to it.
    pub from: Decl<'m>,
    /// How.
    pub how: How,
    /// Where.
    pub anchor: Anchor,
}

/// What refers to what in a package, of what it declares itself.
#[derive(Debug, Default)]
pub struct Backward<'m>(FxHashMap<DeclId, Vec<Tie<'m>>>);

/// The values of a line with the preposition that they stand behind.
pub fn values_of<'m>(phrase: Phrase<'m>) -> Vec<(Option<Prep>, ValueRef<'m>)> {
    let parts = Prep::ALL.iter().flat_map(|prep| phrase.part(*prep).map(|v| (Some(*prep), v)));
    phrase.lead().map(|v| (None, v)).chain(parts).collect()
}

impl<'m> Backward<'m> {
    /// Gathers it. A pattern of controls, and a set, refer to each of what they hold.
    pub fn new(model: &'m Model) -> Self {
        let mut found: FxHashMap<DeclId, Vec<Tie<'m>>> = FxHashMap::default();
        let mut add = |to: DeclId, tie: Tie<'m>| {
            let all = found.entry(to).or_default();
            if all.last().is_none_or(|last| last.from != tie.from || last.how != tie.how) {
                all.push(tie);
            }
        };
        for from in model.decls().filter(|d| d.package() == PackageId::MAIN) {
            if let Some(outer) = from.parent() {
                add(outer.id, Tie { from, how: How::Within, anchor: from.anchor() });
            }
            for phrase in from.entries() {
                for (prep, value) in values_of(phrase) {
                    let how = How::Field(phrase.field(), prep);
                    for to in crate::eval::members_of(std::iter::once(value)) {
                        add(to.id, Tie { from, how, anchor: value.anchor() });
                    }
                    let Value::Text(place) = value.value() else { continue };
                    for reference in model.text_references(*place) {
                        let to = match reference.target {
                            TextTarget::Decl(id) | TextTarget::Field(id, _) => id,
                            TextTarget::Let(_) => continue,
                        };
                        let anchor = Anchor::Place(reference.place);
                        add(to, Tie { from, how: How::Text, anchor });
                    }
                }
            }
        }
        Backward(found)
    }

    /// What refers to `decl`.
    pub fn to(&self, decl: Decl<'m>) -> &[Tie<'m>] {
        self.0.get(&decl.id).map_or(&[], |all| all)
    }

    /// What rests on `decl` in one step or in several: each once, by the step in which it is first reached, with the tie
    /// that reaches it. What stands in a declaration belongs to it, and what it stands in is reached through it.
    pub fn closure(&self, decl: Decl<'m>) -> Vec<(usize, Tie<'m>)> {
        let mut found: Vec<(usize, Tie<'m>)> = Vec::new();
        let mut seen: FxHashSet<DeclId> = FxHashSet::from_iter([decl.id]);
        let mut front = vec![decl];
        let mut step = 1;
        while !front.is_empty() {
            let mut next = Vec::new();
            for reached in front {
                let outer = reached.parent().filter(|_| step > 1);
                let ties = self.to(reached).iter().copied();
                let outer = outer.map(|from| Tie { from, how: How::Within, anchor: reached.anchor() });
                for tie in ties.chain(outer) {
                    if seen.insert(tie.from.id) {
                        next.push(tie.from);
                        found.push((step, tie));
                    }
                }
            }
            front = next;
            step += 1;
        }
        found
    }
}
