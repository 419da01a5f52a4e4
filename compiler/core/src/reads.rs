//! What was read of a model while something was worked out, so that it need not be worked out again as long as all of that
//! is the same.
//!
//! [`record`] runs something and gives what it read besides. The handles of a model take note here of the declarations
//! whose content they give out ([`content`]), of the kinds whose declarations they list ([`list`]), and of all that is not
//! told apart ([`all`]). Nothing is noted outside of a recording.
//!
//! INVARIANT: what a handle gives out rests on nothing but the names, kinds and order of declarations and what is noted.

use std::cell::{Cell, RefCell};

use crate::model::DeclId;
use crate::schema::KindId;

/// So much is kept of one recording; what reads more is taken to read everything.
const MAX_READS: usize = 1_000;

thread_local! {
    static RECORDS: Cell<bool> = const { Cell::new(false) };
    static READS: RefCell<Reads> = const { RefCell::new(Reads::none()) };
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reads {
    /// The declarations whose content was looked at, sorted, each once.
    pub decls: Vec<DeclId>,
    /// The kinds whose declarations were listed, sorted, each once.
    pub kinds: Vec<KindId>,
    /// Whether more was looked at than can be said.
    pub all: bool,
}

impl Reads {
    const fn none() -> Self {
        Reads { decls: Vec::new(), kinds: Vec::new(), all: false }
    }
}

/// Runs `work`, and gives what it read. Where one recording runs within another, what it reads counts for it alone.
pub fn record<T>(work: impl FnOnce() -> T) -> (T, Reads) {
    let outer = (RECORDS.replace(true), READS.replace(Reads::none()));
    let result = work();
    RECORDS.set(outer.0);
    let mut reads = READS.replace(outer.1);
    reads.decls.sort_unstable();
    reads.decls.dedup();
    reads.kinds.sort_unstable();
    reads.kinds.dedup();
    (result, reads)
}

/// Runs `work` without noting what it reads: the caller takes note of what it rests on.
pub fn unrecorded<T>(work: impl FnOnce() -> T) -> T {
    let outer = RECORDS.replace(false);
    let result = work();
    RECORDS.set(outer);
    result
}

/// Takes note that the content of the declaration is looked at.
#[inline]
pub(crate) fn content(id: DeclId) {
    if RECORDS.get() {
        note(|reads| {
            if reads.decls.last() != Some(&id) {
                reads.decls.push(id);
            }
        });
    }
}

/// Takes note that the declarations of the kind are listed.
#[inline]
pub(crate) fn list(kind: KindId) {
    if RECORDS.get() {
        note(|reads| reads.kinds.push(kind));
    }
}

/// Takes note that something is looked at that is not told apart.
#[inline]
pub fn all() {
    if RECORDS.get() {
        note(|reads| reads.all = true);
    }
}

#[cold]
fn note(add: impl FnOnce(&mut Reads)) {
    READS.with_borrow_mut(|reads| {
        if reads.decls.len() + reads.kinds.len() >= MAX_READS {
            reads.all = true;
            reads.decls.clear();
            reads.kinds.clear();
        }
        if !reads.all {
            add(reads);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_within_another_keeps_its_reads_to_itself() {
        content(DeclId(1));
        let ((_, inner), outer) = record(|| {
            content(DeclId(3));
            let inner = record(|| {
                content(DeclId(2));
                list(KindId(7));
            });
            unrecorded(|| content(DeclId(9)));
            content(DeclId(3));
            inner
        });
        assert_eq!(inner, Reads { decls: vec![DeclId(2)], kinds: vec![KindId(7)], all: false });
        assert_eq!(outer, Reads { decls: vec![DeclId(3)], kinds: Vec::new(), all: false });
    }

    #[test]
    fn what_reads_too_much_reads_everything() {
        let (_, reads) = record(|| (0..=MAX_READS as u32).for_each(|id| content(DeclId(id))));
        assert!(reads.all);
    }
}
