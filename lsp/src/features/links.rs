//! What can be opened from a text: addresses, and the data files that evidence and measures name.

use annexa_analysis::backward::values_of;
use annexa_core::Value;
use annexa_core::schema::{Alternative, Builtin};
use annexa_core::source::{FileId, Span};

use super::words;
use crate::Snapshot;

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// To an address.
    Address(String),
    /// To a file, from the package's folder.
    File(String),
}

/// Something that can be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it stands, without quotes.
    pub span: Span,
    /// Where it leads.
    pub to: To,
}

/// The links of `file`, in the order of its text.
pub fn links(snapshot: &Snapshot, file: FileId) -> Vec<Link> {
    let model = &snapshot.model;
    let mut links = Vec::new();
    for phrase in model.decls_in(file).flat_map(|decl| decl.entries()) {
        for (prep, value) in values_of(phrase) {
            let place = model.place(value.anchor());
            let Some(text) = value.text().filter(|_| place.file == file) else { continue };
            if matches!(value.value(), Value::Url(_)) {
                links.push(Link { span: place.span, to: To::Address(text.into_owned()) });
                continue;
            }
            let is_path = |a: &Alternative| *a == Alternative::Builtin(Builtin::Path);
            let path = words::type_of(phrase, prep).is_some_and(|ty| ty.alternatives.iter().any(is_path));
            let inner = Span::new(place.span.start + 1, place.span.end.saturating_sub(1));
            if path && inner.of(snapshot.text(file)) == text {
                links.push(Link { span: inner, to: To::File(text.into_owned()) });
            }
        }
    }
    links.sort_by_key(|link| link.span.start);
    links
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::testing::package;

    #[test]
    fn addresses_and_files() {
        let text = "obligation o \"O😀\" { basis: legal  text: https://example.org/a }\nevidence e \"E\" { file: \"evidence/list.csv\" }\n";
        let (snapshot, file) = package(text);
        let found: Vec<(&str, To)> =
            links(&snapshot, file).into_iter().map(|link| (link.span.of(text), link.to)).collect();
        let expected = [
            ("https://example.org/a", To::Address("https://example.org/a".into())),
            ("evidence/list.csv", To::File("evidence/list.csv".into())),
        ];
        assert_eq!(found, expected);
    }
}
