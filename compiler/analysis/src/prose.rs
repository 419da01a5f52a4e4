//! The Markdown of prose, with its references kept apart, so that what a reference shows is never read as Markdown.

use annexa_core::model::{Model, TextReference};
use annexa_core::source::Place;
use annexa_syntax::literal::{self, PieceKind};

/// Stand around the number of a reference while Markdown is read. Private characters: they are in no text that people write.
pub const OPEN: char = '\u{E000}';
/// Ends the number that [`OPEN`] begins.
pub const CLOSE: char = '\u{E001}';
/// The address of a reference with words of its own while Markdown is read; its number follows.
pub const LINK: &str = "annexa-reference:";

/// Stands where something is hidden that names nothing ([`Markdown::without`]).
pub const HIDDEN: &str = "\u{E000}?\u{E001}";

/// Prose as Markdown. Each reference is a number, between [`OPEN`] and [`CLOSE`] or behind [`LINK`].
#[derive(Debug, Default)]
pub struct Markdown {
    /// The Markdown.
    pub text: String,
    /// What the references name, by number.
    pub targets: Vec<TextReference>,
}

impl Markdown {
    /// The Markdown of the literal at `place`. What names nothing stays as it is written.
    pub fn new(model: &Model, place: Place) -> Self {
        Markdown::without(model, place, |_| false)
    }

    /// The Markdown of the literal at `place`. What names nothing stays as it is written unless it `hides`: then [`HIDDEN`]
    /// stands for it, or its words without the path.
    pub fn without(model: &Model, place: Place, hides: impl Fn(&PieceKind<'_>) -> bool) -> Self {
        let mut markdown = Markdown::default();
        for piece in literal::pieces(model.files.slice(place), place.span.start) {
            let target = match piece.kind {
                PieceKind::Reference { span, .. } | PieceKind::Worded { span, .. } => {
                    target(model, Place { file: place.file, span })
                }
                PieceKind::Text(_) | PieceKind::Braces(_) => None,
            };
            let n = markdown.targets.len();
            markdown.targets.extend(target);
            let says = match (&piece.kind, target) {
                (PieceKind::Text(words), _) => words.to_string(),
                (PieceKind::Worded { words, .. }, Some(_)) => format!("[{words}]({LINK}{n})"),
                (_, Some(_)) => format!("{OPEN}{n}{CLOSE}"),
                (PieceKind::Worded { words, .. }, None) if hides(&piece.kind) => words.to_string(),
                (_, None) if hides(&piece.kind) => HIDDEN.to_string(),
                (PieceKind::Worded { words, path, .. }, None) => format!("[{words}]({{{path}}})"),
                (PieceKind::Reference { path: words, .. } | PieceKind::Braces(words), None) => {
                    format!("{{{words}}}")
                }
            };
            markdown.text.push_str(&says);
        }
        markdown
    }

    /// What a link of the Markdown names, where it stands for a reference.
    pub fn linked(&self, address: &str) -> Option<TextReference> {
        self.targets.get(address.strip_prefix(LINK)?.parse::<usize>().ok()?).copied()
    }

    /// Cuts words of the Markdown at its references. Each piece is words and the reference behind them, if there is one.
    pub fn cut<'t>(&self, words: &'t str) -> Vec<(&'t str, Option<TextReference>)> {
        let mut pieces = Vec::new();
        let mut rest = words;
        let mut from = 0;
        while let Some(open) = rest[from..].find(OPEN).map(|at| from + at) {
            let found = rest[open + OPEN.len_utf8()..].split_once(CLOSE);
            let target =
                found.and_then(|(n, after)| Some((self.targets.get(n.parse::<usize>().ok()?)?, after)));
            match target {
                Some((target, after)) => {
                    pieces.push((&rest[..open], Some(*target)));
                    (rest, from) = (after, 0);
                }
                None => from = open + OPEN.len_utf8(),
            }
        }
        if !rest.is_empty() {
            pieces.push((rest, None));
        }
        pieces
    }
}

/// What the reference whose path stands at `place` names.
pub fn target(model: &Model, place: Place) -> Option<TextReference> {
    model.text_references(place).first().filter(|r| r.place == place).copied()
}

/// The Markdown that Annexa reads.
pub fn options() -> comrak::Options<'static> {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options
}
