//! What can be wrong with a text as text, said in words for people who never programmed.
//!
//! A [`SyntaxError`] is a value: the fact (`message`), the place where a person would mend it (`span`, with a `label`),
//! further places, what to do (`help`), and where a machine can write it, the mended text (`fix`). Nothing is printed
//! here; `annexa-diagnostics` makes a problem of it, whose name is [`SyntaxErrorKind::name`].

use crate::span::Span;

/// The most errors that are kept of one file; what comes after is not recorded.
pub const MAX_ERRORS: usize = 1_001;

/// Something wrong with a text as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Which problem it is.
    pub kind: SyntaxErrorKind,
    /// Where a person would mend it.
    pub span: Span,
    /// The fact, in one sentence, with the author's words in backticks.
    pub message: String,
    /// What to write at `span`.
    pub label: String,
    /// Further places and what they have to do with it.
    pub related: Vec<(Span, String)>,
    /// What to do about it.
    pub help: Option<String>,
    /// The mended text.
    pub fixes: Vec<SyntaxFix>,
    /// Whether it was read as two values of a list, which the kind of the declaration may know better.
    pub beside: bool,
}

/// A change of the text that mends an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxFix {
    /// What it does, as an editor's menu says it.
    pub title: String,
    /// What to replace, in source order; the places do not overlap.
    pub edits: Vec<(Span, String)>,
    /// Whether it is sure to say what the author meant.
    pub safe: bool,
}

/// The problems of this crate; all of basis "the language".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SyntaxErrorKind {
    /// Anything without a name of its own.
    SyntaxError,
    /// Prose that nothing closes, or whose quotes do not stand where they should.
    UnclosedProse,
    /// A text that its line does not close.
    UnclosedText,
    /// Two values without a comma between them.
    MissingComma,
    /// Words where a text is meant.
    MissingQuotes,
    /// A field, a preposition or an operator without its value.
    MissingValue,
    /// A field without its colon.
    MissingColon,
    /// A preposition with a colon.
    PrepositionWithColon,
    /// A date that is not written as `2026-03-01`, or that no calendar has.
    BadDate,
    /// A number that can be read in two ways, or in none.
    BadNumber,
    /// A hidden mark that turns the direction of writing.
    HiddenDirection,
    /// More brackets inside each other than are read.
    TooDeep,
    /// A file larger than is read.
    TooLarge,
    /// Typing as in a word processor; read as meant.
    TypographicMark,
    /// A doc comment before nothing.
    DanglingDoc,
}

impl SyntaxErrorKind {
    /// All of them.
    pub const ALL: &'static [SyntaxErrorKind] = &[
        SyntaxErrorKind::SyntaxError,
        SyntaxErrorKind::UnclosedProse,
        SyntaxErrorKind::UnclosedText,
        SyntaxErrorKind::MissingComma,
        SyntaxErrorKind::MissingQuotes,
        SyntaxErrorKind::MissingValue,
        SyntaxErrorKind::MissingColon,
        SyntaxErrorKind::PrepositionWithColon,
        SyntaxErrorKind::BadDate,
        SyntaxErrorKind::BadNumber,
        SyntaxErrorKind::HiddenDirection,
        SyntaxErrorKind::TooDeep,
        SyntaxErrorKind::TooLarge,
        SyntaxErrorKind::TypographicMark,
        SyntaxErrorKind::DanglingDoc,
    ];

    /// The problem's name, as it is printed and configured.
    pub const fn name(self) -> &'static str {
        match self {
            SyntaxErrorKind::SyntaxError => "syntax-error",
            SyntaxErrorKind::UnclosedProse => "unclosed-prose",
            SyntaxErrorKind::UnclosedText => "unclosed-text",
            SyntaxErrorKind::MissingComma => "missing-comma",
            SyntaxErrorKind::MissingQuotes => "missing-quotes",
            SyntaxErrorKind::MissingValue => "missing-value",
            SyntaxErrorKind::MissingColon => "missing-colon",
            SyntaxErrorKind::PrepositionWithColon => "preposition-with-colon",
            SyntaxErrorKind::BadDate => "bad-date",
            SyntaxErrorKind::BadNumber => "bad-number",
            SyntaxErrorKind::HiddenDirection => "hidden-direction",
            SyntaxErrorKind::TooDeep => "too-deep",
            SyntaxErrorKind::TooLarge => "too-large",
            SyntaxErrorKind::TypographicMark => "typographic-mark",
            SyntaxErrorKind::DanglingDoc => "dangling-doc",
        }
    }

    /// Whether the text can be read as meant all the same, so that it is a hint and not an error.
    pub const fn is_hint(self) -> bool {
        matches!(self, SyntaxErrorKind::TypographicMark | SyntaxErrorKind::DanglingDoc)
    }
}

impl SyntaxError {
    /// An error with its place, the fact and the label; help, places and fix are added with the methods below.
    pub fn new(
        kind: SyntaxErrorKind,
        span: Span,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        SyntaxError {
            kind,
            span,
            message: message.into(),
            label: label.into(),
            related: Vec::new(),
            help: None,
            fixes: Vec::new(),
            beside: false,
        }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a further place.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }

    /// Adds a fix that surely says what was meant.
    #[must_use]
    pub fn safe_fix(self, title: impl Into<String>, edits: Vec<(Span, String)>) -> Self {
        self.with_fix(title, edits, true)
    }

    /// Adds a fix that a person should look at.
    #[must_use]
    pub fn fix(self, title: impl Into<String>, edits: Vec<(Span, String)>) -> Self {
        self.with_fix(title, edits, false)
    }

    /// Its fixes are perhaps not what was meant.
    pub(crate) fn doubt(&mut self) {
        self.fixes.iter_mut().for_each(|fix| fix.safe = false);
    }

    /// Adds a fix.
    #[must_use]
    pub fn with_fix(mut self, title: impl Into<String>, edits: Vec<(Span, String)>, safe: bool) -> Self {
        self.fixes.push(SyntaxFix { title: title.into(), edits, safe });
        self
    }
}

/// The errors of a file, up to [`MAX_ERRORS`].
#[derive(Debug, Default)]
pub(crate) struct Errors {
    list: Vec<SyntaxError>,
    /// Whether hints are left out.
    no_hints: bool,
}

impl Errors {
    /// For a reader who asks only what cannot be read.
    pub fn without_hints() -> Self {
        Errors { list: Vec::new(), no_hints: true }
    }

    /// Whether no more are kept; what costs time to say need not be said then.
    pub fn is_full(&self) -> bool {
        self.list.len() >= MAX_ERRORS
    }

    /// Whether hints are kept, or need not be said.
    pub fn takes_hints(&self) -> bool {
        !self.no_hints && !self.is_full()
    }

    /// What was said about the token at `start` does not mend everything there: its fixes are not sure.
    pub fn doubt(&mut self, start: u32) {
        self.list.iter_mut().filter(|error| error.span.start == start).for_each(SyntaxError::doubt);
    }

    pub fn add(&mut self, error: SyntaxError) {
        let taken = if error.kind.is_hint() { self.takes_hints() } else { !self.is_full() };
        if taken {
            self.list.push(error);
        }
    }

    /// All of them, in source order.
    pub fn in_order(mut self) -> Vec<SyntaxError> {
        self.list.sort_by_key(|error| (error.span.start, error.span.end));
        self.list
    }
}
