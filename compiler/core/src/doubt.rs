//! When a fix has to wait. While what could hold a name cannot be read, the name is perhaps there, and another one that is
//! near would say something else: the author is helped, and nothing is offered to be written. And next to what only a person
//! can mend no repair is sure: what it took for one slip is perhaps a part of the other.

use annexa_diagnostics::{Fix, Level, Problem, ProblemKind, Safety};
use annexa_syntax::tree::{Entry, ExprKind, Item};
use rustc_hash::FxHashMap;

use crate::builder::Builder;
use crate::edit;
use crate::model::{Anchor, DeclId, Model};
use crate::problems;
use crate::schema::{EnumId, FieldId, SchemaItem};
use crate::source::{FileId, PackageId, Place, SourceFile, Span};
use crate::suggest::{self, Near};

impl Builder<'_> {
    /// Adds "did you mean" with the replacement as a fix, if there is a near name. `waits` says whether what could hold
    /// the name cannot be read.
    pub(crate) fn did_you_mean(
        &self,
        problem: Problem<Anchor>,
        anchor: Anchor,
        near: Option<Near<'_>>,
        waits: bool,
    ) -> Problem<Anchor> {
        match near {
            Some(near) if waits => problem.help(format!("did you mean `{}`?", near.name)),
            Some(near) => edit::did_you_mean(problem, anchor, Some(near.name), near.safety()),
            None => problem,
        }
    }

    /// Finds out whether a declaration cannot be read. Runs before any value is read.
    pub(crate) fn find_names_in_doubt(&mut self) {
        let own = |file: &SourceFile| file.package != PackageId::LIBRARY;
        self.names_in_doubt = self.files.iter().any(|(_, file)| own(file) && hides_a_name(file));
    }

    /// Whether a value of the enum may stand where it cannot be read.
    pub(crate) fn enum_in_doubt(&self, id: EnumId) -> bool {
        let place = self.schema.place_of(SchemaItem::Enum(id));
        self.names_in_doubt && self.files.get(place.file).package != PackageId::LIBRARY
    }

    /// Whether a step of some scale cannot be read.
    pub(crate) fn any_scale_in_doubt(&self) -> bool {
        self.local_names.keys().any(|(owner, field)| self.scale_in_doubt(*owner, *field))
    }

    /// Whether a step of the scale cannot be read.
    pub(crate) fn scale_in_doubt(&self, owner: DeclId, field: FieldId) -> bool {
        let Some(node) = self.entry_of(owner, field) else { return true };
        let source = self.files.get(self.decls[owner.0 as usize].file);
        let whole = node.name.to(node.phrase.span);
        source.faults.iter().any(|fault| fault.start <= whole.end && whole.start <= fault.end)
            || source
                .tree
                .seq(node.phrase.lead)
                .iter()
                .any(|e| source.tree.expr(e.expr).kind != ExprKind::Path)
    }
}

/// Whether something in the file that cannot be read may be a declaration, or hide one: all that lies in no value.
fn hides_a_name(file: &SourceFile) -> bool {
    if file.faults.is_empty() {
        return false;
    }
    let tree = &file.tree;
    let mut values: Vec<Span> = tree
        .decls
        .iter()
        .filter_map(|decl| decl.body)
        .flat_map(|body| tree.seq(body.entries))
        .filter_map(|entry| match entry {
            Entry::Field(field) => Some(field.name.to(field.phrase.span)),
            Entry::Prose { .. } | Entry::Decl(_) => None,
        })
        .collect();
    values.extend(tree.items.iter().filter_map(|item| match *item {
        Item::Let(index) => Some(tree.lets[index as usize].phrase.span),
        _ => None,
    }));
    values.sort_by_key(|span| span.start);
    let in_a_value = |fault: &Span| {
        let before = values.partition_point(|value| value.start <= fault.start);
        before > 0 && fault.start < values[before - 1].end && fault.end <= values[before - 1].end
    };
    // What is not closed takes in what follows, declarations as well.
    file.errors.iter().any(|e| e.kind.name() == problems::UNCLOSED_PROSE.name)
        || !file.faults.iter().all(in_a_value)
}

/// Problems of how something is written, whose repair says what was meant by the words around it.
static WRITTEN: &[&ProblemKind] = &[
    &problems::SYNTAX_ERROR,
    &problems::MISSING_COLON,
    &problems::MISSING_COMMA,
    &problems::MISSING_QUOTES,
    &problems::MISSING_VALUE,
    &problems::PREPOSITION_WITH_COLON,
    &problems::UNCLOSED_PROSE,
    &problems::UNCLOSED_TEXT,
    &problems::UNKNOWN_FIELD,
    &problems::UNKNOWN_KIND,
    &problems::TOO_MANY,
    &problems::WRONG_PREPOSITION,
];

/// Problems of names that the package declares.
static DECLARED: &[&ProblemKind] =
    &[&problems::UNKNOWN_NAME, &problems::DANGLING_PROSE_REFERENCE, &problems::OFF_SCALE];

/// A name that is written alike in several places is perhaps right, and its declaration is not: which of them is to be
/// changed, a person says.
fn leave_names_written_alike(model: &Model, problems: &mut [Problem<Anchor>]) {
    let is_declared = |p: &Problem<Anchor>| DECLARED.iter().any(|k| k.name == p.name);
    let word = |p: &Problem<Anchor>| model.files.slice(model.place(p.primary.place));
    let mut times: FxHashMap<&str, usize> = FxHashMap::default();
    for problem in problems.iter().filter(|p| is_declared(p)) {
        *times.entry(word(problem)).or_default() += 1;
    }
    for problem in problems.iter_mut().filter(|p| is_declared(p)) {
        let word = word(problem);
        if times.get(word).is_some_and(|times| *times > 1) {
            let other =
                |fix: &&mut Fix<Anchor>| !fix.edits.iter().all(|edit| suggest::is_same(word, &edit.text));
            problem.fixes.iter_mut().filter(other).for_each(|fix| fix.safety = Safety::Review);
        }
    }
}

/// On a line with an error that no safe fix mends, a repair of how something is written is not safe either; where that error
/// is itself one of how something is written, nothing on its line is. Of a declaration of no known kind the whole is
/// unknown.
pub(crate) fn leave_to_people(model: &Model, problems: &mut [Problem<Anchor>]) {
    leave_names_written_alike(model, problems);
    let is_written = |p: &Problem<Anchor>| WRITTEN.iter().any(|k| k.name == p.name);
    let mut of_no_kind: FxHashMap<(FileId, Span), Span> = FxHashMap::default();
    if problems.iter().any(|p| p.name == problems::UNKNOWN_KIND.name) {
        let decls = model.files.iter().flat_map(|(id, file)| file.tree.decls.iter().map(move |d| (id, d)));
        of_no_kind.extend(decls.map(|(id, decl)| ((id, decl.kind), decl.span)));
    }
    // Where only a person can mend anything, and where how something is written.
    let (mut anything, mut writing) = (Lines::default(), Lines::default());
    for problem in problems.iter() {
        if problem.level != Level::Error || problem.fixes.iter().any(|f| f.safety == Safety::Safe) {
            continue;
        }
        let place = model.place(problem.primary.place);
        let file = model.files.get(place.file);
        let whole =
            of_no_kind.get(&(place.file, place.span)).filter(|_| problem.name == problems::UNKNOWN_KIND.name);
        let lines = whole_lines(&file.text, whole.copied().unwrap_or(place.span));
        anything.0.push((place.file, lines));
        if is_written(problem) {
            writing.0.push((place.file, lines));
        }
    }
    anything.join();
    writing.join();
    for problem in problems {
        let open = if is_written(problem) { &anything } else { &writing };
        for fix in problem.fixes.iter_mut().filter(|f| f.safety == Safety::Safe) {
            if fix.edits.iter().any(|edit| open.hold(model.place(edit.place))) {
                fix.safety = Safety::Review;
            }
        }
    }
}

/// Lines of files, from where the first begins to where the last ends.
#[derive(Default)]
struct Lines(Vec<(FileId, Span)>);

impl Lines {
    /// Puts them in order, each line once.
    fn join(&mut self) {
        self.0.sort_by_key(|(file, span)| (*file, span.start));
        self.0.dedup_by(|(file, next), (last_file, last)| {
            let same = file == last_file && next.start <= last.end;
            if same {
                last.end = last.end.max(next.end);
            }
            same
        });
    }

    fn hold(&self, place: Place) -> bool {
        let before =
            self.0.partition_point(|(file, span)| (*file, span.start) <= (place.file, place.span.start));
        before
            .checked_sub(1)
            .and_then(|last| self.0.get(last))
            .is_some_and(|(file, span)| *file == place.file && place.span.end <= span.end)
    }
}

fn whole_lines(text: &str, span: Span) -> Span {
    let (before, behind) = (text.get(..span.start as usize), text.get(span.end as usize..));
    let start = before.and_then(|t| t.rfind('\n')).map_or(0, |at| at as u32 + 1);
    let end = behind.and_then(|t| t.find('\n')).map_or(text.len() as u32, |at| span.end + at as u32);
    Span::new(start, end)
}
