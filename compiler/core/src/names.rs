//! Interned names. Two names are the same if their texts are the same in Unicode normal form C.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// An interned name: a declaration's, a field's, a path's.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Name(pub u32);

/// The table of names of a model.
#[derive(Default, Debug)]
pub struct Names {
    texts: Vec<Box<str>>,
    ids: FxHashMap<Box<str>, Name>,
}

/// `text` in normal form C.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

impl Names {
    /// The name for `text`, made if it is new.
    pub fn intern(&mut self, text: &str) -> Name {
        let text = nfc(text);
        if let Some(name) = self.ids.get(text.as_ref()) {
            return *name;
        }
        let name = Name(self.texts.len() as u32);
        self.texts.push(text.as_ref().into());
        self.ids.insert(text.into(), name);
        name
    }

    /// The name for `text`, if anything has it.
    pub fn get(&self, text: &str) -> Option<Name> {
        self.ids.get(nfc(text).as_ref()).copied()
    }

    /// The text of `name`.
    pub fn text(&self, name: Name) -> &str {
        &self.texts[name.0 as usize]
    }
}
