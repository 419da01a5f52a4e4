//! The one value for a problem: what is wrong, where, why it matters, and the way out.
//!
//! A [`Problem`] carries everything that any renderer or editor needs. It is generic over its places: the compiler makes
//! `Problem<Anchor>` (a declaration, a field, a value), which stay valid when text merely moves, and turns them into
//! `Problem<Place>` (bytes of a file) when they are shown. What kinds of problems there are is not known here: each stage
//! defines its own [`ProblemKind`]s as constants.

pub mod apply;
pub mod hidden;
pub mod identity;
pub mod index;
pub mod render;

use std::borrow::Cow;

pub use annexa_syntax::Span;
pub use identity::Identity;

/// Index of a file in the [`Sources`] that problems are shown with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct FileId(pub u32);

/// A range of bytes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// The bytes.
    pub span: Span,
}

/// The files that problems point into.
pub trait Sources {
    /// The path as it is shown: relative to the package, with `/`.
    fn path(&self, file: FileId) -> &str;
    /// The text; empty for a file that is not known.
    fn text(&self, file: FileId) -> &str;
}

/// How bad a problem is. Ordered: `Hint < Warning < Error`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Worth knowing.
    Hint,
    /// Should be looked at; does not fail a check.
    Warning,
    /// Fails a check.
    Error,
}

impl Level {
    /// `error`, `warning`, `hint`
    pub const fn word(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Hint => "hint",
        }
    }
}

/// What a problem rests on; printed with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// A "shall" of ISO/IEC 27001 or of an included control.
    Requirement,
    /// 27002, 27003, 27004, 27005, 27007, TS 27008.
    Guidance,
    /// The organization's own method or policy.
    Rule,
    /// Experience of auditors.
    Advice,
    /// The language itself.
    Language,
}

impl Basis {
    /// The word of machine formats: `requirement`, `guidance`, `rule`, `advice`, `language`.
    pub const fn word(self) -> &'static str {
        match self {
            Basis::Requirement => "requirement",
            Basis::Guidance => "guidance",
            Basis::Rule => "rule",
            Basis::Advice => "advice",
            Basis::Language => "language",
        }
    }

    /// As people read it: `requirement`, `guidance`, `your rule`, `advice`, `the language`.
    pub const fn phrase(self) -> &'static str {
        match self {
            Basis::Requirement => "requirement",
            Basis::Guidance => "guidance",
            Basis::Rule => "your rule",
            Basis::Advice => "advice",
            Basis::Language => "the language",
        }
    }
}

/// The part of the problem index that a kind of problem belongs to; summaries are made by section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the titles say it")]
pub enum Section {
    Language,
    Coverage,
    Risk,
    Context,
    Documents,
    Evidence,
    Audit,
    Crosswalks,
    Rules,
}

impl Section {
    /// Every section, in the order of the index.
    pub const ALL: [Section; 9] = [
        Section::Language,
        Section::Coverage,
        Section::Risk,
        Section::Context,
        Section::Documents,
        Section::Evidence,
        Section::Audit,
        Section::Crosswalks,
        Section::Rules,
    ];

    /// The word of machine formats: `language`, `coverage`, …
    pub const fn word(self) -> &'static str {
        match self {
            Section::Language => "language",
            Section::Coverage => "coverage",
            Section::Risk => "risk",
            Section::Context => "context",
            Section::Documents => "documents",
            Section::Evidence => "evidence",
            Section::Audit => "audit",
            Section::Crosswalks => "crosswalks",
            Section::Rules => "rules",
        }
    }

    /// The heading of the section.
    pub const fn title(self) -> &'static str {
        match self {
            Section::Language => "Language",
            Section::Coverage => "Statement of applicability and coverage",
            Section::Risk => "Risk",
            Section::Context => "Context, leadership, support",
            Section::Documents => "Documents",
            Section::Evidence => "Evidence and measurement",
            Section::Audit => "Audit, improvement, certification",
            Section::Crosswalks => "Crosswalks",
            Section::Rules => "Your rules",
        }
    }
}

/// A kind of problem: its published name, and what is true of every problem of the kind.
#[derive(Debug, PartialEq, Eq)]
pub struct ProblemKind {
    /// The published name in kebab-case; once published it never changes its meaning.
    pub name: &'static str,
    /// The default level.
    pub level: Level,
    /// The level in a release check (`--release`), where it differs.
    pub release: Option<Level>,
    /// What it rests on.
    pub basis: Basis,
    /// The clause or control, as printed: `6.1.3 d)`; empty where there is none.
    pub clause: &'static str,
    /// Where it stands in the problem index.
    pub section: Section,
    /// One line for the index.
    pub summary: &'static str,
}

/// A place with words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label<P = Place> {
    /// The place.
    pub place: P,
    /// What is to be seen there; never empty.
    pub text: String,
}

/// How sure a fix is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Safety {
    /// May be applied by machine: keeps meaning and comments, adds no error.
    Safe,
    /// A person has to look at the result.
    Review,
}

impl Safety {
    /// The word of machine formats: `safe`, `review`.
    pub const fn word(self) -> &'static str {
        match self {
            Safety::Safe => "safe",
            Safety::Review => "review",
        }
    }
}

/// One replacement of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit<P = Place> {
    /// What is replaced; an empty place is an insertion.
    pub place: P,
    /// The new text.
    pub text: String,
}

/// A way out that a machine can carry out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix<P = Place> {
    /// What it does, in the imperative: "write a decision for each of them".
    pub title: String,
    /// How sure it is.
    pub safety: Safety,
    /// The replacements; they do not overlap.
    pub edits: Vec<Edit<P>>,
}

/// Something that is wrong in a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem<P = Place> {
    /// The name of its kind, or of the organization's rule.
    pub name: Cow<'static, str>,
    /// How bad it is here.
    pub level: Level,
    /// What it rests on.
    pub basis: Basis,
    /// The clause or control, if there is one.
    pub clause: Option<Cow<'static, str>>,
    /// Where it stands in the index.
    pub section: Section,
    /// One sentence in the author's words: lower case, no full stop, names in backticks.
    pub message: String,
    /// Where a person would mend it.
    pub primary: Label<P>,
    /// The other places that take part.
    pub related: Vec<Label<P>>,
    /// What is counted (controls, names), also where that is one; empty where nothing is.
    pub items: Vec<String>,
    /// The controls, or the other declarations, that it is about, by their paths; empty where the place says it.
    pub about: Vec<String>,
    /// Which problem it is, whatever line it stands on; empty before the check has ended.
    pub identity: Identity,
    /// Context: reasons, documentation lines.
    pub notes: Vec<String>,
    /// What to do; the only part that proposes a change.
    pub help: Option<String>,
    /// Ways out that a machine can carry out.
    pub fixes: Vec<Fix<P>>,
}

impl<P> Problem<P> {
    /// A problem of `kind` at `place`, with the words `label` there.
    pub fn new(
        kind: &'static ProblemKind,
        place: P,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        Problem {
            name: Cow::Borrowed(kind.name),
            level: kind.level,
            basis: kind.basis,
            clause: (!kind.clause.is_empty()).then_some(Cow::Borrowed(kind.clause)),
            section: kind.section,
            message: message.into(),
            primary: Label { place, text: label.into() },
            related: Vec::new(),
            items: Vec::new(),
            about: Vec::new(),
            identity: Identity::default(),
            notes: Vec::new(),
            help: None,
            fixes: Vec::new(),
        }
    }

    /// Adds another place that takes part.
    #[must_use]
    pub fn related(mut self, place: P, text: impl Into<String>) -> Self {
        self.related.push(Label { place, text: text.into() });
        self
    }

    /// Names what is counted.
    #[must_use]
    pub fn items(mut self, items: impl IntoIterator<Item = String>) -> Self {
        self.items.extend(items);
        self
    }

    /// Names the controls, or the other declarations, that it is about.
    #[must_use]
    pub fn about(mut self, about: impl IntoIterator<Item = String>) -> Self {
        self.about.extend(about);
        self
    }

    /// Whether the sentence itself names everything that is counted, so that a list would only repeat it.
    pub fn names_items(&self) -> bool {
        self.items.iter().all(|item| self.message.contains(&format!("`{item}`")))
    }

    /// Adds context.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a way out; one that has nothing to edit is none.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, safety: Safety, edits: Vec<Edit<P>>) -> Self {
        if !edits.is_empty() {
            self.fixes.push(Fix { title: title.into(), safety, edits });
        }
        self
    }

    /// Sets the level, where it differs from the kind's default.
    #[must_use]
    pub fn at_level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// The same problem with its places turned into others.
    pub fn map_places<Q>(self, mut f: impl FnMut(P) -> Q) -> Problem<Q> {
        let mut label = |l: Label<P>| Label { place: f(l.place), text: l.text };
        Problem {
            name: self.name,
            level: self.level,
            basis: self.basis,
            clause: self.clause,
            section: self.section,
            message: self.message,
            primary: label(self.primary),
            related: self.related.into_iter().map(label).collect(),
            items: self.items,
            about: self.about,
            identity: self.identity,
            notes: self.notes,
            help: self.help,
            fixes: self
                .fixes
                .into_iter()
                .map(|fix| Fix {
                    title: fix.title,
                    safety: fix.safety,
                    edits: fix.edits.into_iter().map(|e| Edit { place: f(e.place), text: e.text }).collect(),
                })
                .collect(),
        }
    }
}

/// A problem that the package sets aside with `allow:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// The problem.
    pub problem: Problem,
    /// Where the `allow:` names it.
    pub allow: Place,
    /// Why.
    pub because: String,
    /// The role that decided it.
    pub by: Option<String>,
    /// The last day on which it holds, as it is written.
    pub until: Option<String>,
}

/// Sorts problems as they are shown: by file (as `sources` orders paths), place, then name and message.
pub fn sort(problems: &mut [Problem], sources: &dyn Sources) {
    problems.sort_by(|a, b| {
        let key = |p: &Problem| (p.primary.place.span.start, p.primary.place.span.end);
        sources
            .path(a.primary.place.file)
            .cmp(sources.path(b.primary.place.file))
            .then_with(|| key(a).cmp(&key(b)))
            .then_with(|| a.name.cmp(&b.name))
            .then_with(|| a.message.cmp(&b.message))
    });
}
