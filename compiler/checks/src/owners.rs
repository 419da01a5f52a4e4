//! Many of one kind that one role has to see to are one problem, not a wall of them.

use annexa_core::model::Decl;
use annexa_core::prelude::field;

use crate::allow;

/// Deals `all` to those who own it, in the order in which each owner comes up first. What nobody owns, and what speaks of the
/// problem `name` in an `allow:` of its own, stands alone; so the owner is there wherever there are several.
pub(crate) fn deal<'m, T>(
    all: impl IntoIterator<Item = T>,
    name: &str,
    decl: impl Fn(&T) -> Decl<'m>,
) -> Vec<(Option<Decl<'m>>, Vec<T>)> {
    let mut dealt: Vec<(Option<Decl<'m>>, Vec<T>)> = Vec::new();
    for one in all {
        let of = decl(&one);
        let owner = of.values(field::OWNED_OWNER).find_map(|v| v.decl());
        let owner = owner.filter(|_| !allow::speaks_of(of, name));
        match dealt.iter_mut().find(|(with, _)| owner.is_some() && *with == owner) {
            Some((_, group)) => group.push(one),
            None => dealt.push((owner, vec![one])),
        }
    }
    dealt
}
