//! Interned names. Two names are the same if their texts are, as [`path_text`] gives them.

use std::borrow::Cow;
use std::sync::Arc;

use annexa_syntax::literal::path_text;
use rustc_hash::FxHashMap;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// An interned name: a declaration's, a field's, a path's.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Name(pub u32);

/// The table of names of a model. It only grows, and models that were made of one another share it.
#[derive(Clone, Default, Debug)]
pub struct Names(Arc<Table>);

#[derive(Clone, Default, Debug)]
struct Table {
    texts: Vec<Arc<str>>,
    ids: FxHashMap<Arc<str>, Name>,
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
        let text = path_text(text);
        if let Some(name) = self.0.ids.get(text.as_ref()) {
            return *name;
        }
        let table = Arc::make_mut(&mut self.0);
        let name = Name(table.texts.len() as u32);
        let text: Arc<str> = text.into();
        table.texts.push(text.clone());
        table.ids.insert(text, name);
        name
    }

    /// The name for `text`, if anything has it.
    pub fn get(&self, text: &str) -> Option<Name> {
        self.0.ids.get(path_text(text).as_ref()).copied()
    }

    /// The text of `name`.
    pub fn text(&self, name: Name) -> &str {
        &self.0.texts[name.0 as usize]
    }
}
