//! Reads the prelude's tree.

use std::collections::HashMap;

use annexa_syntax::tree::{self, Item, KindWord, Occurs, Seq, TypeAtomKind, TypeId};
use annexa_syntax::{Span, Tree};

use super::schema::{Alternative, Enum, EnumValue, Field, Part, Prelude, Thing, Type};

/// The prelude whose source is `text`.
pub fn prelude(text: &str) -> Result<Prelude, String> {
    let parsed = annexa_syntax::parse(text);
    if let Some(error) = parsed.errors.first() {
        let line = text[..error.span.start as usize].matches('\n').count() + 1;
        return Err(format!("line {line}: {}", error.message));
    }
    let tree = parsed.tree;
    let mut reader = Reader { tree: &tree, text, items: HashMap::new(), prelude: Prelude::default() };
    reader.names()?;
    reader.fields()?;
    reader.close();
    Ok(reader.prelude)
}

/// What a name of the prelude stands for.
#[derive(Clone, Copy)]
enum Named {
    Kind(usize),
    Aspect(usize),
    Enum(usize),
}

struct Reader<'t> {
    tree: &'t Tree,
    text: &'t str,
    items: HashMap<&'t str, Named>,
    prelude: Prelude,
}

impl<'t> Reader<'t> {
    /// Numbers kinds, aspects and enums in the order of the file.
    fn names(&mut self) -> Result<(), String> {
        for item in &self.tree.items {
            let (name, named) = match *item {
                Item::Kind(index) => {
                    let node = &self.tree.kinds[index as usize];
                    let name = node.name.of(self.text);
                    let thing = Thing { name: name.into(), docs: self.docs(node.docs), ..Thing::default() };
                    match node.word {
                        KindWord::Kind => (name, Named::Kind(add(&mut self.prelude.kinds, thing))),
                        KindWord::Aspect => (name, Named::Aspect(add(&mut self.prelude.aspects, thing))),
                        KindWord::Extend => continue,
                    }
                }
                Item::Enum(index) => {
                    let node = &self.tree.enums[index as usize];
                    let name = node.name.of(self.text);
                    let values = self.tree.seq(node.values).iter().map(|value| EnumValue {
                        name: value.name.of(self.text).into(),
                        docs: self.docs(value.docs),
                    });
                    let item = Enum {
                        name: name.into(),
                        docs: self.docs(node.docs),
                        open: node.open,
                        ordered: node.ordered,
                        values: values.collect(),
                    };
                    (name, Named::Enum(add(&mut self.prelude.enums, item)))
                }
                Item::Decl(_) | Item::Let(_) => continue,
            };
            if self.items.insert(name, named).is_some() {
                return Err(format!("`{name}` is declared twice"));
            }
        }
        Ok(())
    }

    /// Numbers the fields of all kinds and aspects in the order of the file.
    fn fields(&mut self) -> Result<(), String> {
        for item in &self.tree.items {
            let Item::Kind(index) = *item else { continue };
            let node = &self.tree.kinds[index as usize];
            let owner = node.name.of(self.text);
            let mut fields = Vec::new();
            for field in self.tree.seq(node.fields) {
                let field = self.field(owner, field)?;
                fields.push(add(&mut self.prelude.fields, field));
            }
            let head = self.parts(node.head)?;
            let mut aspects = Vec::new();
            for name in self.tree.seq(node.aspects) {
                match self.named(*name)? {
                    Named::Aspect(aspect) => aspects.push(aspect),
                    _ => return Err(format!("`{}` is no aspect", name.of(self.text))),
                }
            }
            let thing = match self.named(node.name)? {
                Named::Kind(kind) => &mut self.prelude.kinds[kind],
                Named::Aspect(aspect) => &mut self.prelude.aspects[aspect],
                Named::Enum(_) => return Err(format!("`{owner}` is no kind")),
            };
            thing.fields.extend(fields);
            if node.word != KindWord::Extend {
                (thing.head, thing.aspects) = (head, aspects);
                thing.recursive = self.tree.seq(node.within).iter().any(|outer| outer.of(self.text) == owner);
            }
        }
        Ok(())
    }

    /// Adds the aspects that each aspect is in turn.
    fn close(&mut self) {
        let Prelude { kinds, aspects, .. } = &mut self.prelude;
        let direct: Vec<Vec<usize>> = aspects.iter().map(|a| a.aspects.clone()).collect();
        for thing in kinds.iter_mut().chain(aspects) {
            let mut open: Vec<usize> = thing.aspects.drain(..).rev().collect();
            while let Some(aspect) = open.pop() {
                if !thing.aspects.contains(&aspect) {
                    thing.aspects.push(aspect);
                    open.extend(direct[aspect].iter().rev());
                }
            }
        }
    }

    fn field(&self, owner: &str, node: &tree::KindField) -> Result<Field, String> {
        Ok(Field {
            owner: owner.into(),
            name: node.name.of(self.text).into(),
            docs: self.docs(node.docs),
            source: self.line(node.span),
            repeats: matches!(node.occurs, Occurs::Any | Occurs::AtLeastOnce),
            derived: node.derived,
            lead: node.lead.map(|ty| self.ty(ty)).transpose()?,
            parts: self.parts(node.parts)?,
        })
    }

    fn parts(&self, parts: Seq<tree::TypePart>) -> Result<Vec<Part>, String> {
        let part = |node: &tree::TypePart| {
            let (word, variant) = (node.prep.word(), format!("{:?}", node.prep));
            Ok(Part { word, variant, source: self.line(node.span), ty: self.ty(node.ty)? })
        };
        self.tree.seq(parts).iter().map(part).collect()
    }

    fn ty(&self, id: TypeId) -> Result<Type, String> {
        let mut made = Type { alternatives: Vec::new(), many: false };
        self.add_type(id, &mut made)?;
        Ok(made)
    }

    fn add_type(&self, id: TypeId, made: &mut Type) -> Result<(), String> {
        for atom in self.tree.seq(self.tree.ty(id).alternatives) {
            made.many |= matches!(atom.occurs, Occurs::Any | Occurs::AtLeastOnce);
            match atom.kind {
                TypeAtomKind::Group(inner) => self.add_type(inner, made)?,
                TypeAtomKind::Name { name, args } => {
                    let args: Vec<Span> =
                        self.tree.seq(args).iter().map(|a| self.tree.expr(a.expr).span).collect();
                    made.alternatives.push(self.alternative(name, &args)?);
                }
            }
        }
        Ok(())
    }

    fn alternative(&self, name: Span, args: &[Span]) -> Result<Alternative, String> {
        Ok(match name.of(self.text) {
            "at-most" | "at-least" => match args {
                [inner] => self.alternative(*inner, &[])?,
                _ => return Err(format!("`{}` takes one type", name.of(self.text))),
            },
            "one-of" => Alternative::OneOf,
            "number" | "percent" => Alternative::Number,
            "date" => Alternative::Date,
            "period" => Alternative::Period,
            "duration" => Alternative::Duration,
            "bool" => Alternative::Bool,
            "text" | "prose" | "url" | "path" | "money" | "condition" | "value" | "formula" | "problem"
            | "names" => Alternative::Other,
            _ => match self.named(name)? {
                Named::Kind(kind) => Alternative::Kind(kind),
                Named::Aspect(aspect) => Alternative::Aspect(aspect),
                Named::Enum(item) => Alternative::Enum(item),
            },
        })
    }

    fn named(&self, name: Span) -> Result<Named, String> {
        let name = name.of(self.text);
        self.items.get(name).copied().ok_or_else(|| format!("`{name}` is not declared"))
    }

    fn docs(&self, docs: Seq<Span>) -> Vec<String> {
        let doc = |span: &Span| {
            let line = span.of(self.text).trim_end().trim_start_matches('/');
            line.strip_prefix(' ').unwrap_or(line).to_string()
        };
        self.tree.seq(docs).iter().map(doc).collect()
    }

    /// The source at `span` on one line.
    fn line(&self, span: Span) -> String {
        span.of(self.text).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn add<T>(items: &mut Vec<T>, item: T) -> usize {
    items.push(item);
    items.len() - 1
}
