//! The outline of a file.

use annexa_core::schema::{KindId, SchemaItem};
use annexa_core::source::{FileId, PackageId, Place, Span};
use annexa_syntax::tree::{DeclId, Entry, Item, Tree};

use super::words::{self, Target};
use crate::Snapshot;

/// How an entry of the outline is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SymbolClass {
    /// A declaration.
    Declaration,
    /// A `let`.
    Constant,
    /// A kind or an aspect.
    Kind,
    /// A field of a kind.
    Field,
    /// An enum.
    Enum,
    /// A value of an enum.
    Value,
}

/// An entry of the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Its name as it is written; its kind's where it has none. Never empty.
    pub name: String,
    /// Its kind and title.
    pub detail: String,
    /// How it is drawn.
    pub class: SymbolClass,
    /// All of it.
    pub span: Span,
    /// Where it is named; lies within `span`.
    pub selection: Span,
    /// What stands in it.
    pub children: Vec<Symbol>,
}

/// The outline of `file`, in the order of its text.
pub fn symbols(snapshot: &Snapshot, file: FileId) -> Vec<Symbol> {
    let file = snapshot.model.files.get(file);
    let outline = Outline { tree: &file.tree, text: &file.text };
    file.tree.items.iter().map(|item| outline.item(*item)).collect()
}

/// How many names are found at most.
const MAX_FOUND: usize = 500;

/// Something of the package with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its path, and its title.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// How it is drawn.
    pub class: SymbolClass,
    /// Where it is declared.
    pub place: Place,
}

/// What the package declares whose name or title holds all words of `query`; of names that begin with it, first.
pub fn search(snapshot: &Snapshot, query: &str) -> Vec<Found> {
    let model = &snapshot.model;
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let mut found: Vec<(bool, Found)> = Vec::new();
    let mut add = |name: &str, title: &str, kind: &str, class, target| {
        let lower = format!("{name} {title}").to_lowercase();
        if words.iter().all(|word| lower.contains(word.as_str()))
            && let Some(place) = words::declared(model, target)
        {
            let shown =
                if title.is_empty() || title == name { name.to_owned() } else { format!("{name} {title}") };
            let begins = words.first().is_none_or(|word| lower.starts_with(word.as_str()));
            found.push((!begins, Found { name: shown, kind: kind.to_owned(), class, place }));
        }
    };
    for decl in model.decls().filter(|decl| decl.package() == PackageId::MAIN && !decl.name().is_empty()) {
        let (class, target) = (SymbolClass::Declaration, Target::Decl(decl.id));
        add(&decl.path(), &decl.title(), decl.kind_title(), class, target);
    }
    for (id, data) in model.lets().filter(|(_, data)| data.package == PackageId::MAIN) {
        add(model.names.text(data.name), "", "let", SymbolClass::Constant, Target::Let(id));
    }
    for (index, data) in model.schema.kinds.iter().enumerate() {
        if snapshot.is_own(data.place.file) {
            let target = Target::Item(SchemaItem::Kind(KindId(index as u16)));
            add(model.names.text(data.name), &data.title, "Kind", SymbolClass::Kind, target);
        }
    }
    found.sort_by(|(a, x), (b, y)| (a, &x.name).cmp(&(b, &y.name)));
    found.truncate(MAX_FOUND);
    found.into_iter().map(|(_, found)| found).collect()
}

struct Outline<'a> {
    tree: &'a Tree,
    text: &'a str,
}

impl Outline<'_> {
    fn item(&self, item: Item) -> Symbol {
        match item {
            Item::Decl(id) => self.decl(id),
            Item::Let(index) => {
                let node = &self.tree.lets[index as usize];
                let value = node.phrase.span.of(self.text).lines().next().unwrap_or_default().to_owned();
                self.symbol(SymbolClass::Constant, node.span, node.name, value)
            }
            Item::Kind(index) => {
                let node = &self.tree.kinds[index as usize];
                let fields = self.tree.seq(node.fields).iter().map(|field| {
                    let after = Span::new(field.name.end, field.span.end);
                    let detail = after.of(self.text).trim_start_matches(['?', '*', '+', ':']).trim();
                    let detail = detail.lines().next().unwrap_or_default().to_owned();
                    self.symbol(SymbolClass::Field, field.span, field.name, detail)
                });
                let children = fields.collect();
                let symbol = self.symbol(SymbolClass::Kind, node.span, node.name, self.title(node.title));
                Symbol { children, ..symbol }
            }
            Item::Enum(index) => {
                let node = &self.tree.enums[index as usize];
                let values = self.tree.seq(node.values).iter().map(|value| {
                    let span = value.title.map_or(value.name, |title| value.name.to(title));
                    self.symbol(SymbolClass::Value, span, value.name, self.title(value.title))
                });
                let children = values.collect();
                let symbol = self.symbol(SymbolClass::Enum, node.span, node.name, self.title(node.title));
                Symbol { children, ..symbol }
            }
        }
    }

    /// A declaration with those in it. Depth is bounded by that of brackets.
    fn decl(&self, id: DeclId) -> Symbol {
        let node = self.tree.decl(id);
        let kind = node.kind.of(self.text);
        let detail = format!("{kind} {}", self.title(node.title)).trim_end().to_owned();
        let name = if node.name.is_empty() { node.kind } else { node.name };
        let entries = node.body.map_or(&[][..], |body| self.tree.seq(body.entries));
        let nested = entries.iter().filter_map(|entry| match entry {
            Entry::Decl(id) => Some(self.decl(*id)),
            _ => None,
        });
        let children = nested.collect();
        Symbol { children, ..self.symbol(SymbolClass::Declaration, node.span, name, detail) }
    }

    fn title(&self, title: Option<Span>) -> String {
        title.map_or_else(String::new, |span| {
            annexa_syntax::literal::text_value(span.of(self.text)).into_owned()
        })
    }

    fn symbol(&self, class: SymbolClass, span: Span, selection: Span, detail: String) -> Symbol {
        let inside = span.start <= selection.start && selection.end <= span.end;
        let selection = if inside { selection } else { Span::at(span.start) };
        let name = match selection.of(self.text) {
            "" => "…".to_owned(),
            name => name.to_owned(),
        };
        Symbol { name, detail, class, span, selection, children: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::testing::package;

    fn outline(text: &str) -> String {
        fn write(symbols: &[Symbol], depth: usize, out: &mut String) {
            for symbol in symbols {
                out.push_str(&format!(
                    "{}{:?} {} · {}\n",
                    "  ".repeat(depth),
                    symbol.class,
                    symbol.name,
                    symbol.detail
                ));
                write(&symbol.children, depth + 1, out);
            }
        }
        let (snapshot, file) = package(text);
        let mut out = String::new();
        write(&symbols(&snapshot, file), 0, &mut out);
        out
    }

    #[test]
    fn everything_that_has_a_name() {
        let text = "\
policy access \"Access\" {
    owner: ciso
    statement mfa \"Strong authentication\" { }
}
let factor = \"a key\"
/// Why.
kind vessel \"Vessel\" { flag?: text  crew*: person since? date }
enum size \"Size\" { small \"Small\" < large }
";
        assert_eq!(
            outline(text),
            "\
Declaration access · policy Access
  Declaration mfa · statement Strong authentication
Constant factor · \"a key\"
Kind vessel · Vessel
  Field flag · text
  Field crew · person since? date
Enum size · Size
  Value small · Small
  Value large · \n"
        );
    }

    #[test]
    fn by_words_of_names_and_titles() {
        let text = "let grace = \"a\"\nrole ciso \"Chief of security\"\npolicy access \"Access 😀\" { statement mfa \"Strong sign-in\" { } }\nkind vessel \"Vessel\" { }\n";
        let (snapshot, _) = package(text);
        let names = |query: &str| -> Vec<String> {
            search(&snapshot, query)
                .into_iter()
                .map(|found| format!("{} · {}", found.name, found.kind))
                .collect()
        };
        assert_eq!(names("sign"), ["access.mfa Strong sign-in · Statement"]);
        assert_eq!(names("security CHIEF"), ["ciso Chief of security · Role"]);
        assert_eq!(names("vess"), ["vessel Vessel · Kind"]);
        assert_eq!(names("").len(), 5);
        assert_eq!(names("nothing of the kind"), [""; 0]);
    }

    #[test]
    fn what_is_broken_still_has_an_outline() {
        let broken = outline("role ciso {{{ ( \"\"\"\nrole ceo \"CEO\"\n");
        assert!(broken.contains("ciso"), "{broken}");
    }
}
