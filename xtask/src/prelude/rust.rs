//! Writes the prelude as Rust.

use std::collections::BTreeSet;

use super::names;
use super::schema::{Alternative, Enum, Field, Prelude, Thing, Type};

const HEAD: &str = "\
//! The prelude as Rust sees it: constant ids, enums, and typed views of declarations.
//!
//! Generated from `stdlib/prelude.isms` by `cargo xtask prelude`; never edited by hand.
//!
//! A field is a method of its name, with an underscore behind it where Rust has a use for the word (`where_`). What stands
//! behind a preposition in the header is `head_` and the preposition: `risk.head_for()`; no field can have that name. A field
//! with prepositional parts gives phrases, whose methods are `phrase`, `value` or `values`, and the prepositions.
//!
//! A method gives the thing itself where its type has one form: a view, an enum, a date. It gives the [`ValueRef`] where
//! there are several, where a text or an open enum stands, and where one value can stand for many declarations: controls
//! and requirements (`A.8.*`), and lists of an aspect (`asset where …`).
//!
//! What is unknown, because it did not resolve or fit its type, is left out. To tell it from what is not said at all, look
//! for phrases: `decl.phrases(field::OWNED_OWNER)`.

#![allow(clippy::new_ret_no_self, reason = \"the prelude's words are the names\")]

use annexa_syntax::tree::Prep;
use rust_decimal::Decimal;

use crate::model::{Decl, Model, Phrase, Shows, ValueRef, View};
use crate::names::Name;
use crate::schema::{AspectId, EnumId, FieldId, KindId};
use crate::time::{Date, Duration};
";

/// Types that the module imports: no view, phrase or enum can have their names.
const IMPORTED: &[&str] = &[
    "Prep", "Decimal", "Decl", "Model", "Phrase", "Shows", "ValueRef", "View", "Name", "AspectId", "EnumId",
    "FieldId", "KindId", "Date", "Duration", "Derived", "Option", "Some", "None", "Iterator", "From", "Self",
];

const MACROS: &str = "
macro_rules! view {
    ($(#[$doc:meta])* $view:ident = $shows:expr, is [$($aspect:ident),*]) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $view<'m>(Decl<'m>);

        impl<'m> View<'m> for $view<'m> {
            const SHOWS: Shows = $shows;

            fn of(decl: Decl<'m>) -> Option<Self> {
                let shown = match Self::SHOWS {
                    Shows::Kind(kind) => decl.kind() == kind,
                    Shows::Aspect(aspect) => decl.model.schema.is(decl.kind(), aspect),
                };
                shown.then_some(Self(decl))
            }

            fn decl(self) -> Decl<'m> {
                self.0
            }
        }

        $(impl<'m> From<$view<'m>> for $aspect<'m> {
            fn from(view: $view<'m>) -> Self {
                Self(view.0)
            }
        })*
    };
}

macro_rules! numbered {
    ($name:ident = $id:expr, [$($value:ident),*]) => {
        impl $name {
            /// Its id.
            pub const ID: EnumId = $id;
            /// Its values, in order.
            pub const ALL: &'static [Self] = &[$(Self::$value),*];

            /// The value at `index`.
            pub fn from_index(index: u16) -> Option<Self> {
                Self::ALL.get(index as usize).copied()
            }

            /// The value of a field, if it is one of these.
            pub fn from_value(value: ValueRef<'_>) -> Option<Self> {
                let (id, index) = value.enumeration()?;
                if id == Self::ID { Self::from_index(index) } else { None }
            }

            /// Where it stands among the values.
            pub const fn index(self) -> u16 {
                self as u16
            }

            /// As people read it.
            pub fn title(self, model: &Model) -> &str {
                &model.schema.enumeration(Self::ID).values[self.index() as usize].title
            }
        }
    };
}
";

/// The whole file, not yet formatted.
pub fn write(prelude: &Prelude) -> Result<String, String> {
    let mut out = Writer { prelude, code: HEAD.to_string(), types: BTreeSet::new() };
    out.types.extend(IMPORTED.iter().map(ToString::to_string));
    out.ids()?;
    out.code += MACROS;
    for item in prelude.enums.iter().filter(|e| !e.open) {
        out.enumeration(item)?;
    }
    for aspect in &prelude.aspects {
        out.view(aspect, "Aspect", "aspect")?;
    }
    for kind in &prelude.kinds {
        out.view(kind, "Kind", "kind")?;
    }
    out.derived()?;
    Ok(out.code)
}

struct Writer<'p> {
    prelude: &'p Prelude,
    code: String,
    /// The names of types that are taken.
    types: BTreeSet<String>,
}

macro_rules! line {
    ($out:expr, $($format:tt)*) => {{
        $out.code += &format!($($format)*);
        $out.code.push('\n');
    }};
}

impl Writer<'_> {
    fn ids(&mut self) -> Result<(), String> {
        let Prelude { kinds, aspects, enums, fields } = self.prelude;
        line!(self, "\n/// How many kinds, aspects, enums and fields the prelude has.");
        let counts =
            [kinds.len(), aspects.len(), enums.len(), fields.len()].map(|n| n.to_string()).join(", ");
        line!(self, "pub const COUNTS: (usize, usize, usize, usize) = ({counts});");
        let of = |name: &String, says: &str| (names::constant(name), format!("{says} `{name}`"));
        let kinds: Vec<_> = kinds.iter().map(|k| of(&k.name, "The kind")).collect();
        let aspects: Vec<_> = aspects.iter().map(|a| of(&a.name, "The aspect")).collect();
        let enums: Vec<_> = enums.iter().map(|e| of(&e.name, "The enum")).collect();
        let fields: Vec<_> = fields
            .iter()
            .map(|f| {
                let constant = format!("{}_{}", names::constant(&f.owner), names::constant(&f.name));
                (constant, format!("`{}` of `{}`", f.name, f.owner))
            })
            .collect();
        self.id_module("kind", "Kinds.", "KindId", &kinds)?;
        self.id_module("aspect", "Aspects.", "AspectId", &aspects)?;
        self.id_module(
            "enumeration",
            "Enums, those that a package may replace among them.",
            "EnumId",
            &enums,
        )?;
        self.id_module("field", "Fields, each with the kind or aspect that declares it.", "FieldId", &fields)
    }

    fn id_module(
        &mut self,
        module: &str,
        says: &str,
        id: &str,
        items: &[(String, String)],
    ) -> Result<(), String> {
        line!(self, "\n/// {says}\npub mod {module} {{\n    use super::{id};\n");
        let mut taken = BTreeSet::new();
        for (index, (constant, doc)) in items.iter().enumerate() {
            if !taken.insert(constant) {
                return Err(format!("two items have the constant `{module}::{constant}`"));
            }
            line!(self, "/// {doc}.\npub const {constant}: {id} = {id}({index});");
        }
        line!(self, "}}");
        Ok(())
    }

    /// Takes `name` for a type.
    fn new_type(&mut self, name: String) -> Result<String, String> {
        match self.types.insert(name.clone()) {
            true => Ok(name),
            false => Err(format!("the Rust type `{name}` is taken")),
        }
    }

    fn docs(&mut self, docs: &[String], of: &str) -> Result<(), String> {
        if docs.is_empty() {
            return Err(format!("{of} has no doc comment"));
        }
        for doc in docs {
            line!(self, "{}", format!("/// {doc}").trim_end());
        }
        Ok(())
    }

    fn enumeration(&mut self, item: &Enum) -> Result<(), String> {
        let name = self.new_type(names::ty(&item.name))?;
        line!(self, "");
        self.docs(&item.docs, &item.name)?;
        let order = if item.ordered { ", PartialOrd, Ord" } else { "" };
        line!(self, "#[derive(Clone, Copy, PartialEq, Eq{order}, Hash, Debug)]");
        line!(self, "pub enum {name} {{");
        for value in &item.values {
            self.docs(&value.docs, &value.name)?;
            line!(self, "{},", names::ty(&value.name));
        }
        line!(self, "}}\n");
        let values: Vec<String> = item.values.iter().map(|v| names::ty(&v.name)).collect();
        line!(
            self,
            "numbered!({name} = enumeration::{}, [{}]);",
            names::constant(&item.name),
            values.join(", ")
        );
        Ok(())
    }

    /// The view of a kind or aspect, with the phrases of its own fields.
    fn view(&mut self, item: &Thing, shows: &str, module: &str) -> Result<(), String> {
        let prelude = self.prelude;
        let name = self.new_type(names::ty(&item.name))?;
        let aspects: Vec<String> =
            item.aspects.iter().map(|a| names::ty(&prelude.aspects[*a].name)).collect();
        line!(self, "\nview! {{");
        self.code +=
            &item.docs.iter().map(|d| format!("    {}\n", format!("/// {d}").trim_end())).collect::<String>();
        let id = names::constant(&item.name);
        line!(self, "    {name} = Shows::{shows}({module}::{id}), is [{}]", aspects.join(", "));
        line!(self, "}}\n");

        let inherited = item.aspects.iter().flat_map(|a| &prelude.aspects[*a].fields);
        let mut fields: Vec<&Field> = Vec::new();
        for field in item.fields.iter().chain(inherited).map(|f| &prelude.fields[*f]).filter(|f| !f.derived) {
            // As in the schema: of fields with one name the first is meant.
            if !fields.iter().any(|f| f.name == field.name) {
                fields.push(field);
            }
        }
        if !(item.head.is_empty() && fields.is_empty()) {
            line!(self, "impl<'m> {name}<'m> {{");
            for part in &item.head {
                line!(self, "/// What stands in its header: `{}`.", part.source);
                let method = format!("head_{}", part.word);
                self.getter(&method, &part.ty, part.ty.many, &format!("head(Prep::{})", part.variant));
            }
            for field in fields {
                self.field(field)?;
            }
            line!(self, "}}");
        }
        for field in item.fields.iter().map(|f| &prelude.fields[*f]) {
            if !field.derived && !field.parts.is_empty() {
                self.phrase(field)?;
            }
        }
        Ok(())
    }

    fn field(&mut self, field: &Field) -> Result<(), String> {
        self.docs(&field.docs, &field.name)?;
        let method = names::method(&field.name);
        let id = format!("field::{}_{}", names::constant(&field.owner), names::constant(&field.name));
        if let (Some(lead), []) = (&field.lead, &field.parts[..]) {
            self.getter(&method, lead, field.repeats || lead.many, &format!("values({id})"));
            return Ok(());
        }
        let phrase = phrase_name(field);
        let (gives, pick) = match field.repeats {
            true => (format!("impl Iterator<Item = {phrase}<'m>>"), ""),
            false => (format!("Option<{phrase}<'m>>"), ".next()"),
        };
        line!(self, "pub fn {method}(self) -> {gives} {{\nself.0.phrases({id}){pick}.map({phrase})\n}}\n");
        Ok(())
    }

    /// The type of what a field says when it stands once.
    fn phrase(&mut self, field: &Field) -> Result<(), String> {
        let name = self.new_type(phrase_name(field))?;
        line!(self, "\n/// In a `{}`: `{}`.", field.owner, field.source);
        line!(self, "#[derive(Clone, Copy)]\npub struct {name}<'m>(Phrase<'m>);\n");
        line!(self, "impl<'m> {name}<'m> {{");
        line!(self, "/// The phrase itself.\npub fn phrase(self) -> Phrase<'m> {{\nself.0\n}}\n");
        if let Some(lead) = &field.lead {
            line!(self, "/// What stands before the first preposition.");
            let method = if lead.many { "values" } else { "value" };
            self.getter(method, lead, lead.many, "lead()");
        }
        for part in &field.parts {
            line!(self, "/// `{}`.", part.source);
            let (method, ty) = (names::method(part.word), &part.ty);
            self.getter(&method, ty, ty.many, &format!("part(Prep::{})", part.variant));
        }
        line!(self, "}}");
        Ok(())
    }

    /// A method that gives the values of type `ty` among those that `values` of the wrapped handle gives.
    fn getter(&mut self, method: &str, ty: &Type, many: bool, values: &str) {
        let gives = self.gives(ty, many);
        let pick = match (many, gives.by) {
            (false, Some(by)) => format!("find_map({by})"),
            (false, None) => "find(|v| v.is_known())".into(),
            (true, Some(by)) => format!("filter_map({by})"),
            (true, None) => "filter(|v| v.is_known())".into(),
        };
        let ty = match many {
            true => format!("impl Iterator<Item = {}>", gives.ty),
            false => format!("Option<{}>", gives.ty),
        };
        line!(self, "pub fn {method}(self) -> {ty} {{\nself.0.{values}.{pick}\n}}\n");
    }

    fn gives(&self, ty: &Type, many: bool) -> Gives {
        let raw = Gives { ty: "ValueRef<'m>".into(), by: None };
        let [alternative] = ty.alternatives[..] else {
            return raw;
        };
        let by = |ty: &str, by: &str| Gives { ty: ty.into(), by: Some(by.into()) };
        match alternative {
            // `A.8.*` stands for several.
            Alternative::Kind(kind) if self.prelude.kinds[kind].recursive => raw,
            // `asset where category == system` stands for several.
            Alternative::Aspect(_) if many => raw,
            Alternative::Kind(kind) => {
                by(&format!("{}<'m>", names::ty(&self.prelude.kinds[kind].name)), "ValueRef::view")
            }
            Alternative::Aspect(a) => {
                by(&format!("{}<'m>", names::ty(&self.prelude.aspects[a].name)), "ValueRef::view")
            }
            Alternative::Enum(e) if self.prelude.enums[e].open => raw,
            Alternative::Enum(e) => {
                let name = names::ty(&self.prelude.enums[e].name);
                by(&name, &format!("{name}::from_value"))
            }
            Alternative::Number => by("Decimal", "ValueRef::number"),
            Alternative::Date => by("Date", "ValueRef::date"),
            Alternative::Period => by("(Date, Date)", "ValueRef::period"),
            Alternative::Duration => by("Duration", "ValueRef::duration"),
            Alternative::Bool => by("bool", "ValueRef::bool"),
            Alternative::OneOf | Alternative::Other => raw,
        }
    }

    fn derived(&mut self) -> Result<(), String> {
        line!(self, "\n/// The fields that the compiler works out.\npub trait Derived<'m> {{");
        for field in self.prelude.fields.iter().filter(|f| f.derived) {
            self.docs(&field.docs, &field.name)?;
            let refuse = |why: &str| Err(format!("derived `{}` of `{}` {why}", field.name, field.owner));
            let method = format!("{}_{}", names::method(&field.owner), names::method(&field.name));
            let mut parameters = format!("&self, of: {}<'m>", names::ty(&field.owner));
            for part in &field.parts {
                let of = match part.ty.alternatives[..] {
                    [Alternative::Kind(kind)] if !part.ty.many => &self.prelude.kinds[kind].name,
                    [Alternative::Aspect(aspect)] if !part.ty.many => &self.prelude.aspects[aspect].name,
                    _ => return refuse("has a part that is not one declaration"),
                };
                parameters += &format!(", {}: {}<'m>", names::method(of), names::ty(of));
            }
            // With parts it stands once for each combination of them.
            if !field.repeats && !field.parts.is_empty() {
                return refuse("has parts and does not repeat");
            }
            let Some(lead) = field.lead.as_ref().filter(|ty| !ty.many) else {
                return refuse("is not one value");
            };
            let is_declaration = |a: &Alternative| matches!(a, Alternative::Kind(_) | Alternative::Aspect(_));
            let gives = match lead.alternatives[..] {
                [Alternative::OneOf] => "(Name, u16)".to_string(),
                [_, _, ..] if lead.alternatives.iter().all(is_declaration) => "Decl<'m>".to_string(),
                _ => match self.gives(lead, false) {
                    Gives { ty, by: Some(_) } => ty,
                    _ => return refuse("has a type that can only be written"),
                },
            };
            let gives = match field.repeats && field.parts.is_empty() {
                true => format!("Vec<{gives}>"),
                false => format!("Option<{gives}>"),
            };
            line!(self, "fn {method}({parameters}) -> {gives};\n");
        }
        line!(self, "}}");
        Ok(())
    }
}

/// What a getter gives.
struct Gives {
    ty: String,
    /// The function that makes it of a value; `None` where it is the value itself.
    by: Option<String>,
}

fn phrase_name(field: &Field) -> String {
    names::ty(&field.owner) + &names::ty(&field.name)
}
