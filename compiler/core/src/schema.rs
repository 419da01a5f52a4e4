//! Kinds, aspects, enums and their fields: what the prelude and a package's own files declare.
//!
//! The prelude is read first, so its kinds, aspects, enums and fields have the same ids in every run; the constants in
//! [`crate::prelude`] are those ids. What a package declares comes after them, with equal standing.

use annexa_syntax::tree::{ExprId, Occurs, Prep};
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use crate::declare::{article, or_list};
use crate::names::{Name, Names};
use crate::source::{FileId, Place};

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),*) => {
        $($(#[$doc])* #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)] pub struct $name(pub u16);)*
    };
}
id! {
    /// A kind: the prelude's in the order of the file, then the package's.
    KindId,
    /// An aspect.
    AspectId,
    /// An enum.
    EnumId,
    /// A field of a kind or an aspect; an aspect's field has one id in all kinds that are it.
    FieldId
}

impl FieldId {
    /// The header of a declaration, seen as a field with parts only.
    pub const HEAD: FieldId = FieldId(u16::MAX);
}

impl KindId {
    /// The kind of a declaration whose kind is not known.
    pub const UNKNOWN: KindId = KindId(u16::MAX);
}

/// What can be named where a type stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SchemaItem {
    /// A kind.
    Kind(KindId),
    /// An aspect.
    Aspect(AspectId),
    /// An enum.
    Enum(EnumId),
}

/// A kind of declaration.
#[derive(Clone, Debug)]
pub struct Kind {
    /// Its name, as it begins a declaration.
    pub name: Name,
    /// Its title, or its name.
    pub title: String,
    /// Its doc comment.
    pub doc: String,
    /// The kinds that it may stand in; empty where it stands at top level.
    pub within: Vec<KindId>,
    /// The header's parts.
    pub head: Vec<PartType>,
    /// The aspects that it is.
    pub aspects: Vec<AspectId>,
    /// All fields: its own, then those of its aspects.
    pub fields: Vec<FieldId>,
    /// Where it is declared.
    pub place: Place,
}

/// A bundle of fields whose meaning the compiler knows.
#[derive(Clone, Debug)]
pub struct Aspect {
    /// Its name.
    pub name: Name,
    /// Its title, or its name.
    pub title: String,
    /// Its doc comment.
    pub doc: String,
    /// The aspects that it is in turn.
    pub aspects: Vec<AspectId>,
    /// Its own fields.
    pub fields: Vec<FieldId>,
    /// Where it is declared.
    pub place: Place,
}

/// A closed list of values.
#[derive(Clone, Debug)]
pub struct Enum {
    /// Its name.
    pub name: Name,
    /// Its title, or its name.
    pub title: String,
    /// Its doc comment.
    pub doc: String,
    /// Whether a package may replace it.
    pub open: bool,
    /// Whether the values are ordered.
    pub ordered: bool,
    /// The values.
    pub values: Vec<EnumValue>,
    /// Where it is declared.
    pub place: Place,
}

/// One value of an enum.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// Its name.
    pub name: Name,
    /// Its title, or its name.
    pub title: String,
    /// Its doc comment.
    pub doc: String,
}

/// A field of a kind or an aspect.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// Its doc comment.
    pub doc: String,
    /// How often it may stand in a declaration.
    pub occurs: Occurs,
    /// Whether it is computed.
    pub derived: bool,
    /// The type of the value before the first preposition.
    pub lead: Option<Type>,
    /// Which way that value may move in a declaration that extends another.
    pub tightens: Option<Tightens>,
    /// The prepositional parts.
    pub parts: Vec<PartType>,
    /// The default value or formula.
    pub value: Option<(FileId, ExprId)>,
    /// Where it is declared.
    pub place: Place,
}

/// A prepositional part of a field or header.
#[derive(Clone, Debug)]
pub struct PartType {
    /// The preposition.
    pub prep: Prep,
    /// Whether it may be absent.
    pub optional: bool,
    /// The type of its values.
    pub ty: Type,
    /// Which way its value may move in a declaration that extends another.
    pub tightens: Option<Tightens>,
}

/// What makes a value stricter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tightens {
    /// `at-most(duration)`: it may only become less.
    AtMost,
    /// `at-least(classification)`: it may only become more.
    AtLeast,
}

/// A type: alternatives, and whether a comma list of them may stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Type {
    /// The alternatives, in source order. Empty where the type could not be made: any value fits it, unread.
    pub alternatives: Vec<Alternative>,
    /// `+`: one or more, with commas.
    pub many: bool,
}

/// One alternative of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum Alternative {
    /// A built-in type.
    Builtin(Builtin),
    /// `number(1 .. 10)`
    Bounded(Builtin, Decimal, Decimal),
    /// The value of an enum.
    Enum(EnumId),
    /// A declaration of a kind.
    Kind(KindId),
    /// A declaration of any kind that is this aspect.
    Aspect(AspectId),
    /// `names`: declares a name local to the declaration.
    Names,
    /// `one-of(method.likelihood)`: one of the names that the field at the path declares, or an entry of the catalog
    /// that the header's part names.
    OneOf(Vec<Name>),
}

macro_rules! builtins {
    ($($variant:ident $word:literal $doc:literal),* $(,)?) => {
        /// The types that the compiler brings.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        pub enum Builtin { $(#[doc = $doc] $variant),* }

        impl Builtin {
            /// All of them.
            pub const ALL: &'static [Builtin] = &[$(Builtin::$variant),*];

            /// As it is written in a kind.
            pub const fn word(self) -> &'static str {
                match self { $(Builtin::$variant => $word),* }
            }

            /// Whether its values are read only where they are worked out.
            pub const fn is_unread(self) -> bool {
                matches!(self, Builtin::Formula | Builtin::Condition)
            }

            /// What a value of it looks like, for people.
            pub const fn says(self) -> &'static str {
                match self { $(Builtin::$variant => $doc),* }
            }
        }
    };
}
builtins! {
    Text "text" "a text in quotes, such as `\"Oslo\"`",
    Prose "prose" "a text in quotes, or prose in triple quotes",
    Number "number" "a number, such as `12` or `99.9`",
    Percent "percent" "a percentage, such as `95%`",
    Date "date" "a date, such as `2026-03-01`",
    Period "period" "two dates, such as `2026-01-01 .. 2026-06-30`",
    Duration "duration" "a length of time, such as `12 months`",
    Money "money" "an amount with its currency, such as `120_000 EUR`",
    Bool "bool" "`yes` or `no`",
    Path "path" "the path of a file in quotes, such as `\"evidence/list.csv\"`",
    Url "url" "an address, such as `https://example.org`",
    Condition "condition" "a comparison, such as `>= 95%`",
    Value "value" "a value, such as `6 months`, `95%` or `\"text\"`",
    Formula "formula" "a formula, such as `share(rows where enrolled)`",
    Problem "problem" "the name of a problem, such as `stale-evidence`",
}

/// All kinds, aspects, enums and fields of a package and its prelude.
#[derive(Clone, Default, Debug)]
pub struct Schema {
    /// Kinds by id.
    pub kinds: Vec<Kind>,
    /// Aspects by id.
    pub aspects: Vec<Aspect>,
    /// Enums by id.
    pub enums: Vec<Enum>,
    /// Fields by id.
    pub fields: Vec<Field>,
    /// Everything by name.
    pub items: FxHashMap<Name, SchemaItem>,
    pub(crate) kind_fields: FxHashMap<(KindId, Name), FieldId>,
    pub(crate) kind_is: Vec<Vec<AspectId>>,
}

impl Schema {
    /// What a type takes, in words: "a role or a person".
    pub fn type_text(&self, names: &Names, ty: &Type) -> String {
        let kind_text = |id| self.kind(id).map_or("", |k| names.text(k.name)).to_string();
        let one = |a: &Alternative| match a {
            Alternative::Builtin(b) | Alternative::Bounded(b, ..) => b.says().to_string(),
            Alternative::Enum(id) => {
                let e = self.enumeration(*id);
                let values: Vec<String> =
                    e.values.iter().map(|v| format!("`{}`", names.text(v.name))).collect();
                if values.len() > 12 {
                    format!("one of the values of `{}`", names.text(e.name))
                } else {
                    or_list(&values)
                }
            }
            Alternative::Kind(id) => {
                let kind = kind_text(*id);
                format!("{} {kind}", article(&kind))
            }
            Alternative::Aspect(id) => {
                let aspect = names.text(self.aspect(*id).name);
                let kinds: Vec<String> = (0..self.kinds.len())
                    .filter(|k| self.is(KindId(*k as u16), *id))
                    .map(|k| kind_text(KindId(k as u16)))
                    .map(|k| format!("{} {k}", article(&k)))
                    .collect();
                if kinds.is_empty() || kinds.len() > 10 {
                    format!("a declaration that is `{aspect}`")
                } else {
                    or_list(&kinds)
                }
            }
            Alternative::Names => "a new name".to_string(),
            Alternative::OneOf(path) => {
                let path: Vec<&str> = path.iter().map(|n| names.text(*n)).collect();
                format!("a step of the scale `{}`", path.join("."))
            }
        };
        or_list(&ty.alternatives.iter().map(one).collect::<Vec<_>>())
    }

    /// Where `item` is declared.
    pub fn place_of(&self, item: SchemaItem) -> Place {
        match item {
            SchemaItem::Kind(id) => self.kinds[id.0 as usize].place,
            SchemaItem::Aspect(id) => self.aspects[id.0 as usize].place,
            SchemaItem::Enum(id) => self.enums[id.0 as usize].place,
        }
    }

    /// The kind at `id`; `None` for [`KindId::UNKNOWN`].
    pub fn kind(&self, id: KindId) -> Option<&Kind> {
        self.kinds.get(id.0 as usize)
    }

    /// The field at `id`; `None` for [`FieldId::HEAD`].
    pub fn field(&self, id: FieldId) -> Option<&Field> {
        self.fields.get(id.0 as usize)
    }

    /// The enum at `id`.
    pub fn enumeration(&self, id: EnumId) -> &Enum {
        &self.enums[id.0 as usize]
    }

    /// The aspect at `id`.
    pub fn aspect(&self, id: AspectId) -> &Aspect {
        &self.aspects[id.0 as usize]
    }

    /// The field `name` of declarations of `kind`.
    pub fn field_of(&self, kind: KindId, name: Name) -> Option<FieldId> {
        self.kind_fields.get(&(kind, name)).copied()
    }

    /// Whether declarations of `kind` are `aspect`, themselves or through another aspect.
    pub fn is(&self, kind: KindId, aspect: AspectId) -> bool {
        self.kind_is.get(kind.0 as usize).is_some_and(|all| all.contains(&aspect))
    }

    /// All aspects of `kind`, also those that its aspects are.
    pub fn aspects_of(&self, kind: KindId) -> &[AspectId] {
        self.kind_is.get(kind.0 as usize).map_or(&[], |all| all)
    }
}
