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

/// Prose as Markdown. Each reference is a number, between [`OPEN`] and [`CLOSE`] or behind [`LINK`].
#[derive(Debug, Default)]
pub struct Markdown {
    /// The Markdown.
    pub text: String,
    /// What the references name, by number.
    pub targets: Vec<TextReference>,
}

impl Markdown {
    /// The Markdown of the literal at `place`.
    pub fn new(model: &Model, place: Place) -> Self {
        let mut markdown = Markdown::default();
        for piece in literal::pieces(model.files.slice(place), place.span.start) {
            let at = |span| Place { file: place.file, span };
            match piece.kind {
                PieceKind::Text(words) => markdown.text.push_str(&words),
                PieceKind::Braces(words) => markdown.text.push_str(&format!("{{{words}}}")),
                PieceKind::Reference { path, span } => match target(model, at(span)) {
                    Some(target) => {
                        markdown.text.push_str(&format!("{OPEN}{}{CLOSE}", markdown.targets.len()));
                        markdown.targets.push(target);
                    }
                    None => markdown.text.push_str(&format!("{{{path}}}")),
                },
                PieceKind::Worded { words, path, span } => match target(model, at(span)) {
                    Some(target) => {
                        markdown.text.push_str(&format!("[{words}]({LINK}{})", markdown.targets.len()));
                        markdown.targets.push(target);
                    }
                    None => markdown.text.push_str(&format!("[{words}]({{{path}}})")),
                },
            }
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
