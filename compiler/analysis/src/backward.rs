//! What refers to a declaration: in fields, in texts, by standing in it, by extending it.

use annexa_core::model::{Anchor, Decl, DeclId, Item, LetId, Model, Phrase, TextTarget, ValueRef};
use annexa_core::schema::FieldId;
use annexa_core::source::PackageId;
use annexa_core::value::Value;
use annexa_syntax::literal;
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

    /// What refers to a `let`, by itself or through another `let`: values that are written as its name, and texts.
    pub fn to_let(model: &'m Model, of: LetId) -> Vec<Tie<'m>> {
        let lets = lets_with(model, of);
        let is_it = |item: Option<Item>| matches!(item, Some(Item::Let(id)) if lets.contains(&id));
        let mut found: Vec<Tie<'m>> = Vec::new();
        for from in model.decls().filter(|d| d.package() == PackageId::MAIN) {
            for phrase in from.entries() {
                for (prep, value) in values_of(phrase) {
                    if is_it(model.lookup(value.source(), from)) {
                        found.push(Tie {
                            from,
                            how: How::Field(phrase.field(), prep),
                            anchor: value.anchor(),
                        });
                    }
                    let Value::Text(place) = value.value() else { continue };
                    let named = model.text_references(*place).iter().find(
                        |reference| matches!(reference.target, TextTarget::Let(id) if lets.contains(&id)),
                    );
                    found.extend(named.map(|reference| Tie {
                        from,
                        how: How::Text,
                        anchor: Anchor::Place(reference.place),
                    }));
                }
            }
        }
        found.dedup_by(|a, b| a.from == b.from && a.how == b.how);
        found
    }

    /// What refers to `decl`.
    pub fn to(&self, decl: Decl<'m>) -> &[Tie<'m>] {
        self.0.get(&decl.id).map_or(&[], |all| all)
    }

    /// What rests on `decl` in one step or in several: each once, by the step in which it is first reached, with the tie
    /// that reaches it. What stands in a declaration belongs to it, and what it stands in is reached through it.
    pub fn closure(&self, decl: Decl<'m>) -> Vec<(usize, Tie<'m>)> {
        self.spread(decl.id, self.to(decl).to_vec())
    }

    /// The same, of what is reached in one step by `first`.
    pub fn closure_of(&self, first: Vec<Tie<'m>>) -> Vec<(usize, Tie<'m>)> {
        self.spread(None, first)
    }

    fn spread(&self, from: impl Into<Option<DeclId>>, first: Vec<Tie<'m>>) -> Vec<(usize, Tie<'m>)> {
        let mut found: Vec<(usize, Tie<'m>)> = Vec::new();
        let mut seen: FxHashSet<DeclId> = from.into().into_iter().collect();
        let mut front = first;
        let mut step = 1;
        while !front.is_empty() {
            front.retain(|tie| seen.insert(tie.from.id));
            found.extend(front.iter().map(|tie| (step, *tie)));
            let reached = |tie: &Tie<'m>| {
                let outer = tie.from.parent();
                let outer = outer.map(|from| Tie { from, how: How::Within, anchor: tie.from.anchor() });
                self.to(tie.from).iter().copied().chain(outer).collect::<Vec<_>>()
            };
            front = front.iter().flat_map(reached).collect();
            step += 1;
        }
        found
    }
}

/// `of`, and every `let` of the package that is written with it.
fn lets_with(model: &Model, of: LetId) -> FxHashSet<LetId> {
    let mut found = FxHashSet::from_iter([of]);
    loop {
        let before = found.len();
        for (id, data) in model.lets().filter(|(_, data)| data.package == PackageId::MAIN) {
            let file = model.files.get(data.file);
            let Some(node) = file.tree.lets.get(data.node as usize) else { continue };
            let names_it = |word: &str| {
                let item = model.lookup_in_let(&literal::path_text(word), data.package);
                matches!(item, Some(Item::Let(other)) if found.contains(&other))
            };
            let uses = node.span.of(&file.text);
            let mut words =
                annexa_syntax::tokenize(uses).iter().skip(2).map(|t| t.span.of(uses)).collect::<Vec<_>>();
            // What a text names stands in braces.
            let within = words.iter().flat_map(|w| w.split('{').skip(1)).filter_map(|w| w.split('}').next());
            words.extend(within.collect::<Vec<_>>());
            if words.into_iter().any(names_it) {
                found.insert(id);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}
