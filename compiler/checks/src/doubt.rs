//! What could not be read. It is unknown, not absent: a check that finds something missing asks here first, so that one
//! mistake gives one problem.

use annexa_core::model::{Anchor, Decl, DeclId, Model, Phrase, View};
use annexa_core::prelude::{Implements, aspect, field, kind};
use annexa_core::problems;
use annexa_core::schema::KindId;
use annexa_core::source::{FileId, PackageId, Place, Span};
use annexa_core::suggest;
use annexa_diagnostics::{Level, Problem, Section};
use annexa_syntax::tree::{Entry, Expr, ExprKind, Prep};
use rustc_hash::FxHashSet;

/// A longer word is no slip of a name.
const LONGEST_SLIP: usize = 64;

/// Parts that say when, by whom and why: whatever stands there, they name no control and no subject.
const BESIDE: &[Prep] = &[Prep::By, Prep::Because, Prep::Since, Prep::Until, Prep::Due];

/// What the author may have said where the compiler could not read it.
pub(crate) struct Doubt {
    /// Where the language has an error, and whether a fix says which controls were meant; sorted.
    told: Vec<(Place, bool)>,
    /// Controls that were perhaps named.
    controls: FxHashSet<DeclId>,
    /// Those that were perhaps named where something is carried out or decided on.
    worked: FxHashSet<DeclId>,
    /// Names that were perhaps used.
    words: FxHashSet<String>,
    /// Words that were not understood, each of which may be a slip of a name.
    slips: Vec<String>,
    /// Whether texts of risks, obligations or of what has no known kind could not be read.
    unread: Vec<(KindId, FileId, Span)>,
    /// Those texts that were perhaps to name controls which nobody can make out.
    vague: Vec<(KindId, FileId, Span)>,
}

impl Doubt {
    /// Gathers it from the problems that making the model found.
    pub(crate) fn new(model: &Model, found: &[Problem<Anchor>]) -> Doubt {
        let mut doubt = Doubt {
            told: Vec::new(),
            controls: FxHashSet::default(),
            worked: FxHashSet::default(),
            words: FxHashSet::default(),
            slips: Vec::new(),
            unread: Vec::new(),
            vague: Vec::new(),
        };
        for problem in found {
            if problem.section != Section::Language || problem.level != Level::Error {
                continue;
            }
            let mut meant = false;
            for edit in problem.fixes.iter().flat_map(|f| &f.edits) {
                let place = model.place(edit.place);
                let decl = model.at(place.file, place.span.start);
                let works = decl.is_none_or(|d| is_work(d, place));
                meant |= doubt.mentions(model, &in_its_range(model, place, &edit.text), works);
            }
            let word = model.files.slice(model.place(problem.primary.place));
            if word.len() <= LONGEST_SLIP && !word.contains(char::is_whitespace) {
                doubt.slips.push(word.to_string());
            }
            let places = std::iter::once(&problem.primary).chain(&problem.related);
            doubt.told.extend(places.map(|l| (model.place(l.place), meant)));
            // A field that the kind does not have is not read at all, unless it is plain which is meant.
            if problem.name == problems::UNKNOWN_FIELD.name {
                let place = model.place(problem.primary.place);
                let is_read = |decl: &Decl<'_>| {
                    decl.entries().any(|entry| model.place(entry.anchor()).span.start == place.span.start)
                };
                if let Some(decl) = model.at(place.file, place.span.start).filter(|d| !is_read(d)) {
                    doubt.unread_entry(model, decl, place.span);
                }
            }
        }
        // Where the kind knew which word was meant between two values, what stands there is read.
        let lines = |place: Place| (place.file, lines_of(model, place.file, place.span));
        let is_joined =
            |p: &&Problem<Anchor>| p.name == problems::WRONG_PREPOSITION.name && p.fixes.len() == 1;
        let place = |p: &Problem<Anchor>| model.place(p.primary.place);
        let joined: FxHashSet<(FileId, Span)> =
            found.iter().filter(is_joined).map(|p| lines(place(p))).collect();
        let still_told: FxHashSet<Place> = found.iter().filter(|p| !is_joined(p)).map(place).collect();
        doubt.told.sort_unstable_by_key(|(p, _)| (p.file, p.span.start, p.span.end));
        for (id, file) in model.files.iter() {
            if file.package != PackageId::MAIN {
                continue;
            }
            // What a safe repair says was meant is as good as read.
            let mended: FxHashSet<Span> =
                file.errors.iter().filter(|e| e.fixes.iter().any(|f| f.safe)).map(|e| e.span).collect();
            for fault in file.faults.iter().filter(|fault| !mended.contains(fault)) {
                let place = Place { file: id, span: *fault };
                if joined.is_empty() || still_told.contains(&place) || !joined.contains(&lines(place)) {
                    doubt.fault(model, id, *fault);
                }
            }
        }
        let unknown = |d: &Decl<'_>| d.kind() == KindId::UNKNOWN && d.package() == PackageId::MAIN;
        for decl in model.decls().filter(unknown) {
            let span = decl.node().span;
            doubt.unread.push((KindId::UNKNOWN, decl.file(), span));
            doubt.mentions(model, model.files.slice(Place { file: decl.file(), span }), true);
        }
        doubt
    }

    /// An error of the text itself: the lines that it touches, and all of a statement that it lies in.
    fn fault(&mut self, model: &Model, file: FileId, fault: Span) {
        let decl = model.at(file, fault.start);
        match decl {
            // What prose says, no field does.
            Some(decl) if in_prose(decl, fault) => {
                self.mentions(model, model.files.slice(Place { file, span: fault }), false);
            }
            Some(decl) if Implements::of(decl).is_some() => {
                self.unread(model, decl.kind(), file, decl.node().span)
            }
            _ => {
                let kind = decl.map_or(KindId::UNKNOWN, Decl::kind);
                let lines = lines_of(model, file, fault);
                // A slip in the reason leaves what it is the reason of as it was read.
                let because = format!(" {}", Prep::Because.word());
                let line = Some(lines.of(&model.files.get(file).text)).filter(|line| !line.contains('\n'));
                let reason = line.and_then(|t| t.find(&because)).map(|at| lines.start + at as u32);
                match reason.is_some_and(|at| at < fault.start) {
                    true => self.unread.push((kind, file, lines)),
                    false => self.unread(model, kind, file, lines),
                }
            }
        }
    }

    fn unread_entry(&mut self, model: &Model, decl: Decl<'_>, name: Span) {
        let file = model.files.get(decl.file());
        let node = decl.node();
        let entry = node.body.and_then(|body| {
            file.tree.seq(body.entries).iter().find_map(|e| match e {
                Entry::Field(f) if f.name == name => Some(f.name.to(f.phrase.span)),
                _ => None,
            })
        });
        let span = match entry {
            _ if Implements::of(decl).is_some() => node.span,
            Some(span) => span,
            None => name,
        };
        self.unread(model, decl.kind(), decl.file(), span);
    }

    fn unread(&mut self, model: &Model, kind: KindId, file: FileId, span: Span) {
        self.unread.push((kind, file, span));
        let text = model.files.slice(Place { file, span });
        let works = is_worked(model, kind);
        let any = self.mentions(model, text, works);
        if unclear(model, text) || !any && names_controls(model, text) {
            self.vague.push((kind, file, span));
        }
    }

    /// Takes note of every control and name in `text`, which says what is carried out or decided on if it `works`. Gives
    /// whether there was a control.
    fn mentions(&mut self, model: &Model, text: &str, works: bool) -> bool {
        let mut any = false;
        let mut range: Option<Decl<'_>> = None;
        let mut before: Option<Decl<'_>> = None;
        for word in words(text) {
            if word == ".." {
                range = before;
                continue;
            }
            let group = word.strip_suffix(".*").and_then(|g| model.find_entry(g));
            let entry = model.find_entry(word.trim_end_matches('.')).map(|id| model.decl(id));
            let span = match (group.map(|id| model.decl(id)), entry, range) {
                (Some(group), ..) => Some((group.id, group.end())),
                (None, Some(to), Some(from)) if from.parent() == to.parent() => Some((from.id, to.end())),
                (None, Some(one), _) => Some((one.id, one.end())),
                _ => None,
            };
            if let Some((from, to)) = span {
                any = true;
                let named = (from.0..to.0).map(DeclId).filter(|id| model.decl(*id).kind() == kind::CONTROL);
                for id in named {
                    self.controls.insert(id);
                    if works {
                        self.worked.insert(id);
                    }
                }
            }
            (before, range) = (entry, None);
            for name in word.split('.') {
                if !self.words.contains(name) {
                    self.words.insert(name.to_string());
                }
            }
        }
        any
    }

    /// Whether `control` was perhaps named somewhere.
    pub(crate) fn names(&self, control: Decl<'_>) -> bool {
        self.controls.contains(&control.id)
    }

    /// Whether `control` was perhaps named where something is carried out or decided on.
    pub(crate) fn works(&self, control: Decl<'_>) -> bool {
        self.worked.contains(&control.id)
    }

    /// Whether `name` was perhaps used somewhere.
    pub(crate) fn mentioned(&self, name: &str) -> bool {
        self.words.contains(name)
            || self.slips.iter().any(|slip| suggest::by_spelling(slip, [name]).is_some())
    }

    /// Whether the language has no error, so that everything could be read.
    pub(crate) fn is_clear(&self) -> bool {
        self.told.is_empty() && self.unread.is_empty()
    }

    /// Whether a control or a subject that `phrase` names is unknown.
    pub(crate) fn unknown_in(&self, phrase: Phrase<'_>) -> bool {
        phrase.spoiled_parts().any(|part| !part.is_some_and(|prep| BESIDE.contains(&prep)))
    }

    /// The same, where nobody can tell what was meant.
    pub(crate) fn hides(&self, phrase: Phrase<'_>) -> bool {
        if !self.unknown_in(phrase) {
            return false;
        }
        let mut within = self.told_in(phrase).peekable();
        within.peek().is_none() || within.any(|(_, fixed)| !fixed)
    }

    /// Where the language has an error from the start of `phrase` to its end, and whether a fix says which controls were meant.
    fn told_in(&self, phrase: Phrase<'_>) -> impl Iterator<Item = &(Place, bool)> {
        let place = phrase.model.place(phrase.anchor());
        let from =
            self.told.partition_point(|(p, _)| (p.file, p.span.start) < (place.file, place.span.start));
        self.told[from..]
            .iter()
            .take_while(move |(p, _)| p.file == place.file && p.span.start <= place.span.end)
    }

    /// Whether part of the text of a declaration of one of `kinds`, or of one whose kind is not known, was not read.
    pub(crate) fn unread_kinds(&self, kinds: &[KindId]) -> bool {
        self.unread.iter().any(|(k, ..)| *k == KindId::UNKNOWN || kinds.contains(k))
    }

    /// Whether part of the text of `decl` was not read.
    pub(crate) fn unread_in(&self, decl: Decl<'_>) -> bool {
        let span = decl.node().span;
        self.unread
            .iter()
            .any(|(_, file, s)| *file == decl.file() && s.start < span.end && span.start < s.end)
    }

    /// Whether part of the text of `decl` was not read, and perhaps named controls that nobody can make out.
    pub(crate) fn vague_in(&self, decl: Decl<'_>) -> bool {
        let span = decl.node().span;
        let within = |s: &Span| s.start < span.end && span.start < s.end;
        self.vague.iter().any(|(_, file, s)| *file == decl.file() && within(s))
    }

    /// The same of anything that is no statement of applicability.
    pub(crate) fn vague_elsewhere(&self) -> bool {
        self.vague.iter().any(|(k, ..)| *k != kind::SOA)
    }

    /// Whether a text in `phrase` is told to stand where it says nothing: it was to be a part of the phrase.
    pub(crate) fn has_a_lost_text(&self, phrase: Phrase<'_>) -> bool {
        self.told_in(phrase).any(|(p, _)| phrase.model.files.slice(*p).starts_with('"'))
    }

    /// Whether part of the text of `phrase` was not read.
    pub(crate) fn unread_at(&self, phrase: Phrase<'_>) -> bool {
        let place = phrase.model.place(phrase.anchor());
        self.unread
            .iter()
            .any(|(_, file, s)| *file == place.file && s.start < place.span.end && place.span.start < s.end)
    }
}

/// The whole lines that `span` touches.
fn lines_of(model: &Model, file: FileId, span: Span) -> Span {
    let text = &model.files.get(file).text;
    let start = text.get(..span.start as usize).and_then(|t| t.rfind('\n')).map_or(0, |i| i + 1);
    let end = (span.end as usize).min(text.len());
    let end = text.get(end..).and_then(|t| t.find('\n')).map_or(text.len(), |i| end + i);
    Span::new(start as u32, end as u32)
}

/// Whether what stands at `place` in `decl` is carried out or decided on, rather than only asked for or spoken of.
fn is_work(decl: Decl<'_>, place: Place) -> bool {
    is_worked(decl.model, decl.kind()) && !in_prose(decl, place.span)
}

/// Whether `span` lies in the prose of `decl`, or in one of its texts.
fn in_prose(decl: Decl<'_>, span: Span) -> bool {
    let tree = &decl.model.files.get(decl.file()).tree;
    let is_text = |e: &Expr| matches!(e.kind, ExprKind::Prose | ExprKind::Text);
    tree.exprs.iter().any(|e| is_text(e) && e.span.start <= span.start && span.end <= e.span.end)
}

/// Whether a declaration of the kind carries something out or decides on it; one of no known kind perhaps does.
fn is_worked(model: &Model, kind: KindId) -> bool {
    [KindId::UNKNOWN, kind::SOA].contains(&kind) || model.schema.is(kind, aspect::IMPLEMENTS)
}

/// What a fix writes at `place`, with the other end of the range where it is one end.
fn in_its_range(model: &Model, place: Place, meant: &str) -> String {
    let text = &model.files.get(place.file).text;
    let before = text.get(..place.span.start as usize).unwrap_or("").trim_end();
    let after = text.get(place.span.end as usize..).unwrap_or("").trim_start();
    let from =
        before.strip_suffix("..").and_then(|b| b.trim_end().rsplit([' ', '\t', '\n', ',', ':']).next());
    let to = after.strip_prefix("..").and_then(|a| words(a).next());
    match (from, to) {
        (Some(from), _) => format!("{from} .. {meant}"),
        (None, Some(to)) => format!("{meant} .. {to}"),
        (None, None) => meant.to_string(),
    }
}

/// The words of a text, with dots and stars.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let within = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '(' | ')' | '*');
    text.split(move |c| !within(c)).filter(|w| !w.is_empty())
}

/// Whether `text` has something that is written like the id of a control and is none.
fn unclear(model: &Model, text: &str) -> bool {
    let like_an_id = |w: &&str| {
        let mut steps = w.trim_end_matches(".*").split('.');
        steps.next().is_some_and(|s| s.chars().next().is_some_and(char::is_alphabetic))
            && steps.clone().count() > 0
            && steps.all(|s| !s.is_empty() && s.chars().all(|c| c.is_ascii_digit()))
    };
    words(text).filter(like_an_id).any(|w| model.find_entry(w.trim_end_matches(".*")).is_none())
}

/// Whether `text` says a field whose values are controls that are decided on or carried out.
fn names_controls(model: &Model, text: &str) -> bool {
    let fields = [
        field::SOA_INCLUDE,
        field::SOA_EXCLUDE,
        field::SOA_NOT_YET,
        field::IMPLEMENTS_IMPLEMENTS,
        field::IMPLEMENTS_CONTRIBUTES_TO,
    ];
    let names = fields.map(|f| model.schema.field(f).map(|f| model.names.text(f.name)));
    words(text).any(|w| names.contains(&Some(w)))
}
