//! What the prelude declares, as far as Rust has to know it.

/// The prelude. Everything is numbered in the order of the file, as `annexa-core` numbers it.
#[derive(Default)]
pub struct Prelude {
    pub kinds: Vec<Thing>,
    pub aspects: Vec<Thing>,
    pub enums: Vec<Enum>,
    /// The fields of all kinds and aspects.
    pub fields: Vec<Field>,
}

/// A kind or an aspect.
#[derive(Default)]
pub struct Thing {
    pub name: String,
    pub docs: Vec<String>,
    /// Its header's parts.
    pub head: Vec<Part>,
    /// The aspects that it is, also through others.
    pub aspects: Vec<usize>,
    /// Its own fields.
    pub fields: Vec<usize>,
    /// Whether it may stand within itself: then one name can stand for all that lie within.
    pub recursive: bool,
}

pub struct Enum {
    pub name: String,
    pub docs: Vec<String>,
    /// A package may replace it, so its values are not known here.
    pub open: bool,
    pub ordered: bool,
    pub values: Vec<EnumValue>,
}

pub struct EnumValue {
    pub name: String,
    pub docs: Vec<String>,
}

pub struct Field {
    /// The name of the kind or aspect that declares it.
    pub owner: String,
    pub name: String,
    pub docs: Vec<String>,
    /// As it stands in the prelude, on one line.
    pub source: String,
    /// Whether it may stand more than once.
    pub repeats: bool,
    pub derived: bool,
    pub lead: Option<Type>,
    pub parts: Vec<Part>,
}

pub struct Part {
    /// The preposition, as it is written.
    pub word: &'static str,
    /// Its name in Rust, among `Prep`.
    pub variant: String,
    /// As it stands in the prelude, on one line.
    pub source: String,
    pub ty: Type,
}

pub struct Type {
    pub alternatives: Vec<Alternative>,
    pub many: bool,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Alternative {
    Kind(usize),
    Aspect(usize),
    Enum(usize),
    Number,
    Date,
    Period,
    Duration,
    Bool,
    /// `one-of(…)`
    OneOf,
    /// Text of any sort, and whatever else is read by its form.
    Other,
}
