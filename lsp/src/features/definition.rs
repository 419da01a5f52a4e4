//! Jumps: to where something is declared, to what it is of, to who does it.

use annexa_core::Model;
use annexa_core::model::View;
use annexa_core::prelude::{Control, Requirement};
use annexa_core::schema::{Alternative, KindId, SchemaItem, Type};
use annexa_core::source::{FileId, PackageId, Place, Span};

use super::words::{self, Role, Target};
use crate::Snapshot;

/// A jump.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jump {
    /// The word from which it leads.
    pub from: Span,
    /// Where it leads: the name, and all of what has it.
    pub to: Vec<(Place, Span)>,
}

/// Where the word at `offset` is declared. From a declaration's own name, to what it extends.
pub fn definition(snapshot: &Snapshot, file: FileId, offset: u32) -> Option<Jump> {
    let model = &snapshot.model;
    let word = words::at(snapshot, file, offset)?;
    let base = match (word.role, word.target) {
        (Role::Names, Target::Decl(id)) => model.decl(id).base().map(|base| Target::Decl(base.id)),
        _ => None,
    };
    Some(Jump { from: word.span, to: vec![whole(model, base.unwrap_or(word.target))?] })
}

/// What the thing at `offset` is of: the kind of a declaration, the enum of a value, the types of a field.
pub fn type_definition(snapshot: &Snapshot, file: FileId, offset: u32) -> Option<Jump> {
    let model = &snapshot.model;
    let word = words::at(snapshot, file, offset)?;
    let types: Vec<Target> = match word.target {
        Target::Decl(id) => {
            let kind = model.decl(id).kind();
            (kind != KindId::UNKNOWN).then_some(Target::Item(SchemaItem::Kind(kind))).into_iter().collect()
        }
        Target::Value(id, _) => vec![Target::Item(SchemaItem::Enum(id))],
        Target::Step(_, field, _) => vec![Target::Field(field)],
        Target::Field(id) => model.schema.field(id)?.lead.iter().flat_map(named_types).collect(),
        Target::Let(_) | Target::Item(_) => Vec::new(),
    };
    let to: Vec<_> = types.into_iter().filter_map(|target| whole(model, target)).collect();
    (!to.is_empty()).then_some(Jump { from: word.span, to })
}

fn named_types(ty: &Type) -> impl Iterator<Item = Target> {
    ty.alternatives.iter().filter_map(|alternative| match alternative {
        Alternative::Kind(id) => Some(Target::Item(SchemaItem::Kind(*id))),
        Alternative::Aspect(id) => Some(Target::Item(SchemaItem::Aspect(*id))),
        Alternative::Enum(id) => Some(Target::Item(SchemaItem::Enum(*id))),
        _ => None,
    })
}

/// Who does the thing at `offset`: what implements a control, what fulfils a requirement, what extends a document, the
/// declarations of a kind.
pub fn implementation(snapshot: &Snapshot, file: FileId, offset: u32) -> Option<Jump> {
    let model = &snapshot.model;
    let word = words::at(snapshot, file, offset)?;
    let to: Vec<Target> = match word.target {
        Target::Decl(id) => {
            let decl = model.decl(id);
            if Control::of(decl).is_some() {
                let doers = snapshot.standing().doers.get(&id);
                doers.into_iter().flatten().map(|doer| Target::Decl(*doer)).collect()
            } else if Requirement::of(decl).is_some() {
                let backward = annexa_analysis::backward::Backward::new(model);
                backward.to(decl).iter().map(|tie| Target::Decl(tie.from.id)).collect()
            } else {
                let extending = model.extending().filter(|d| d.base().is_some_and(|base| base.id == id));
                extending.map(|d| Target::Decl(d.id)).collect()
            }
        }
        Target::Item(SchemaItem::Kind(kind)) => {
            let own = model.of_kind(kind).filter(|d| d.package() == PackageId::MAIN);
            own.map(|d| Target::Decl(d.id)).collect()
        }
        _ => Vec::new(),
    };
    let to: Vec<_> = to.into_iter().filter_map(|target| whole(model, target)).collect();
    (!to.is_empty()).then_some(Jump { from: word.span, to })
}

/// The name of a target, and all of it.
fn whole(model: &Model, target: Target) -> Option<(Place, Span)> {
    let place = words::declared(model, target)?;
    let span = match target {
        Target::Decl(id) => model.decl(id).node().span,
        _ => place.span,
    };
    Some((place, span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::testing::at_cursor;

    type Feature = fn(&Snapshot, FileId, u32) -> Option<Jump>;

    /// Where a jump leads: path and line from 1 each.
    fn leads(feature: Feature, marked: &str) -> Vec<String> {
        let (snapshot, file, cursor) = at_cursor(marked);
        let jump = feature(&snapshot, file, cursor);
        let shown = |(place, whole): (Place, Span)| {
            let file = snapshot.model.files.get(place.file);
            assert!(whole.start <= place.span.start && place.span.end <= whole.end);
            let line = file.text[..place.span.start as usize].matches('\n').count() + 1;
            format!("{}:{line} {}", file.path, place.span.of(&file.text))
        };
        jump.map_or(Vec::new(), |jump| jump.to.into_iter().map(shown).collect())
    }

    const TEXT: &str = "role ciso \"CISO\"
let factor = \"a key\"
policy access \"Access\" {
    owner: ciso
    classification: internal
    statement mfa \"MFA\" { implements: A.8.5  status: implemented }
    \"\"\"Use {factor}, says {ciso}, see {access.mfa}.\"\"\"
}
scope cloud \"Cloud\"
soa s \"SoA\" for cloud against iso27001 { include: A.* because \"All\" }
kind vessel \"Vessel\" is owned { flag?: text  size: size }
enum size \"Size\" { small, large }
vessel v \"V\" { owner: ciso  size: small }
";

    fn at(feature: Feature, word: &str) -> Vec<String> {
        let marked = word.replace('‸', "");
        leads(feature, &TEXT.replacen(&marked, word, 1))
    }

    #[test]
    fn to_where_it_is_declared() {
        assert_eq!(at(definition, "owner: ci‸so"), ["a.isms:1 ciso"]);
        assert_eq!(at(definition, "{fac‸tor}"), ["a.isms:2 factor"]);
        assert_eq!(at(definition, "{ciso‸}"), ["a.isms:1 ciso"]);
        assert_eq!(at(definition, "{acc‸ess.mfa}"), ["a.isms:3 access"]);
        assert_eq!(at(definition, "{access.m‸fa}"), ["a.isms:6 mfa"]);
        assert_eq!(at(definition, "for cl‸oud against"), ["a.isms:9 cloud"]);
        assert_eq!(at(definition, "size: sm‸all"), ["a.isms:12 small"]);
        assert_eq!(at(definition, "ves‸sel v"), ["a.isms:11 vessel"]);
        assert_eq!(at(definition, "siz‸e: small"), ["a.isms:11 size"]);
        assert_eq!(at(definition, "size: si‸ze }"), ["a.isms:12 size"]);
        assert!(at(definition, "A.8‸.5")[0].starts_with("std/iso27001/2022.isms:"));
        assert!(at(definition, "ow‸ner: ciso\n")[0].starts_with("std/prelude.isms:"));
        assert!(at(definition, "intern‸al")[0].ends_with(" internal"));
        assert_eq!(at(definition, "\"Cl‸oud\""), [""; 0]);
    }

    #[test]
    fn to_what_it_is_of_and_who_does_it() {
        assert!(at(type_definition, "owner: ci‸so")[0].ends_with(" role"));
        assert_eq!(at(type_definition, "size: sm‸all"), ["a.isms:12 size"]);
        assert_eq!(at(implementation, "A.8‸.5"), ["a.isms:6 mfa"]);
        assert_eq!(at(implementation, "ves‸sel v"), ["a.isms:13 v"]);
        assert_eq!(at(implementation, "owner: ci‸so"), [""; 0]);
    }
}
