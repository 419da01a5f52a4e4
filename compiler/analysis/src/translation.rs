//! Whether translations follow the text that they translate: the records of the lock against what the original says now.
//!
//! A record says which text was translated; [`State::of`] says what has become of that text since. [`record`] makes the one
//! that `annexa translated` writes.

use annexa_core::lock::Record;
use annexa_core::model::{Decl, ValueRef, View};
use annexa_core::prelude::{Person, Translation};
use annexa_core::time::Date;
use annexa_syntax::tree::Prep;

use crate::approval::{self, Unwritable};
use crate::digest::{Changes, Digest, SCHEME};

/// How a translation stands.
#[derive(Debug)]
pub enum State<'m> {
    /// Something about it could not be read, or its records are not what was written: a problem says so.
    Unknown,
    /// Nothing says which text it translates.
    Never,
    /// The text has changed since the record.
    Stale(&'m Record, Changes),
    /// It is a translation of the text as it stands.
    Follows,
}

impl<'m> State<'m> {
    /// How `translation` stands on `day`.
    pub fn of(translation: Translation<'m>, day: Date) -> Self {
        let decl = translation.decl();
        let Some(original) = original(translation) else { return State::Unknown };
        let Some(file) = decl.model.lock.of(&decl.path()) else { return State::Never };
        if !file.whole || file.tampered().is_some() || approval::spoiled(original) {
            return State::Unknown;
        }
        let Some(record) = file.records.iter().rev().find(|r| r.on <= day) else { return State::Never };
        if record.scheme != SCHEME {
            return State::Unknown;
        }
        let digest = Digest::of_words(original);
        match digest.whole == record.digest {
            true => State::Follows,
            false => State::Stale(record, digest.changes(&record.parts)),
        }
    }
}

/// The document that it is a translation of.
pub fn original<'m>(translation: Translation<'m>) -> Option<Decl<'m>> {
    translation.decl().head(Prep::Of).find_map(ValueRef::decl)
}

/// Why nothing can be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No record can be put behind those that there are.
    Unwritable(Unwritable),
    /// It follows the text as it stands since the day.
    AlreadyDone(Date),
}

/// The record that `translation` follows what its original says now.
///
/// # Errors
/// Where there is nothing to record, or no place for it.
pub fn record<'m>(translation: Translation<'m>, person: Person<'m>, on: Date) -> Result<Record, Refusal> {
    let earlier = approval::earlier(translation.decl(), on).map_err(Refusal::Unwritable)?;
    let original = original(translation).filter(|d| !approval::spoiled(*d));
    let original = original.ok_or(Refusal::Unwritable(Unwritable::Unread))?;
    let digest = Digest::of_words(original);
    if let Some(last) = earlier.last().filter(|last| last.digest == digest.whole) {
        return Err(Refusal::AlreadyDone(last.on));
    }
    Ok(approval::sealed(&digest, person, None, on, approval::version(original), None, earlier.last()))
}
