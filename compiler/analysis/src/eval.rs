//! Sets: the declarations that the values of a field stand for, patterns and `where` included.

use annexa_core::model::{Decl, Model, ValueRef};
use annexa_core::schema::KindId;
use annexa_core::value::{Query, SetOf, Value};

/// The declarations that `values` stand for, in model order, each once.
pub fn members_of<'m>(values: impl Iterator<Item = ValueRef<'m>>) -> Vec<Decl<'m>> {
    let mut found = Vec::new();
    for value in values {
        match value.value() {
            Value::Query(query) => found.extend(members(value.model, query)),
            _ => found.extend(value.decls()),
        }
    }
    if found.len() > 1 {
        found.sort_unstable();
        found.dedup();
    }
    found
}

/// The declarations of the set, in model order.
pub fn members<'m>(model: &'m Model, query: &Query) -> Vec<Decl<'m>> {
    let mut all: Vec<Decl<'m>> = match query.of {
        SetOf::Kind(kind) => model.of_kind(kind).collect(),
        SetOf::Aspect(aspect) => (0..model.schema.kinds.len())
            .map(|k| KindId(k as u16))
            .filter(|k| model.schema.is(*k, aspect))
            .flat_map(|k| model.of_kind(k))
            .collect(),
    };
    all.sort_unstable();
    all
}
