//! Two values side by side: what is missing between them?
//!
//! The grammar knows no kinds, so its repair can only write a comma. The kind knows how many values the place takes and
//! which parts may follow; where a comma cannot have been meant, the problem is told anew here: a preposition, a field's
//! name, or a value too many.

use std::ops::Range;

use annexa_diagnostics::{Edit, Problem, Safety};
use annexa_syntax::tree::{Elem, Entry, ExprKind, Occurs, Prep};

use crate::builder::{Builder, Cx, Resolution, takes, takes_entries};
use crate::declare::or_list;
use crate::edit;
use crate::lower::expr_text;
use crate::model::{Anchor, EntryId, Item};
use crate::problems;
use crate::schema::{Builtin, PartType, Type};
use crate::source::{Place, Span};
use crate::spelling;
use crate::suggest::{self, Near};

/// The other parts of the phrase in which a list stands.
#[derive(Clone, Copy)]
pub(crate) struct Beside<'a> {
    /// The parts that the place takes.
    pub types: &'a [PartType],
    /// Those that are said.
    pub said: &'a [Prep],
}

/// What is missing between two values; where that is one preposition, which, and how many of the elements behind stand in its
/// place.
type Missing = (Problem<Anchor>, Option<(Prep, usize)>);

/// What of a list stands in it.
pub(crate) struct Standing {
    /// The elements that do.
    pub elems: Range<usize>,
    /// Those that are rather of another part, whose word is forgotten or misspelt.
    pub meant: Option<(Prep, Range<usize>)>,
}

/// Words that say of an id what it is an id of.
const BEFORE_IDS: &str = " annex article articles clause clauses control controls requirement ";

impl Builder<'_> {
    /// `A.8.13 through A.8.15`, `A.8.13 und A.8.15`, `A.* but A.8.30`: what is between ids are signs here. `words` are what
    /// stands behind the id at `before`; none of it is thrown away where it holds another.
    fn ids_with_words_between(&self, cx: &Cx, before: Span, words: Span) -> Option<Problem<Anchor>> {
        let text = words.of(&cx.text);
        let has_digits = |word: &&str| word.contains(|c: char| c.is_ascii_digit());
        text.split_whitespace().find(has_digits)?;
        let at = |span: Span| Anchor::Place(Place { file: cx.file, span });
        let message = format!("{} takes ids, and words stand between them", self.what(cx));
        let problem = Problem::new(&problems::TOO_MANY, at(words), message, "not an id");
        let first = text.split_whitespace().next().unwrap_or(text);
        let rest = text[first.len()..].trim_start();
        let sign = match spelling::meant(self.library, "between", first).map(|near| near.name) {
            Some("range") => " .. ",
            Some("list") => ", ",
            Some("except") => " except ",
            _ => "",
        };
        if sign.is_empty() || !rest.split_whitespace().next().is_some_and(|word| has_digits(&word)) {
            return Some(
                problem
                    .help("a comma separates ids, and `..` stands between the first and the last of several"),
            );
        }
        let next = Span::at(words.end - rest.len() as u32);
        let edit = Edit { place: at(Span::new(before.end, next.start)), text: sign.to_string() };
        let written =
            format!("{}{sign}{}", before.of(&cx.text), rest.split_whitespace().next().unwrap_or(rest));
        let problem = problem.help(format!("write `{written}`"));
        Some(problem.fix(format!("write `{}`", sign.trim()), Safety::Review, vec![edit]))
    }

    /// The elements of a list that stand in it: not all of them where a comma was written between two that the list cannot
    /// have taken. What is missing there is told in place of the comma.
    pub(crate) fn standing(
        &mut self,
        cx: &Cx,
        elems: &[Elem],
        ty: &Type,
        optional: bool,
        beside: Beside<'_>,
    ) -> Standing {
        let all = Standing { elems: 0..elems.len(), meant: None };
        if cx.via.is_some() || elems.len() < 2 || !(1..elems.len()).any(|at| self.is_written(cx, elems, at)) {
            return all;
        }
        if let Some(elems) = self.words_before(cx, elems, ty, optional) {
            return Standing { elems, meant: None };
        }
        for at in 1..elems.len() {
            if !self.is_written(cx, elems, at) || ty.many && self.would_fit(cx, elems[at], ty, optional) {
                continue;
            }
            let Some((problem, meant)) = self.missing_between(cx, &elems[at - 1..], ty, beside) else {
                continue;
            };
            self.unwrite_commas(cx, elems, at);
            self.report(problem);
            let meant = meant.map(|(prep, skipped)| (prep, at + skipped..elems.len()));
            return Standing { elems: 0..at, meant };
        }
        all
    }

    /// `about 85`, `the ciso`, `ISO 27001 A.8.13`: words before the value that is meant, or words instead of one.
    fn words_before(&mut self, cx: &Cx, elems: &[Elem], ty: &Type, optional: bool) -> Option<Range<usize>> {
        let span = |e: &Elem| cx.tree.expr(e.expr).span;
        let run = 1 + (1..elems.len()).take_while(|at| self.is_written(cx, elems, *at)).count();
        let entries = takes_entries(ty);
        let digits = |e: &Elem| span(e).of(&cx.text).starts_with(|c: char| c.is_ascii_digit());
        let named = |this: &mut Self, e: &Elem| {
            this.would_fit(cx, *e, ty, optional)
                || entries && digits(e) && this.entry_meant(span(e).of(&cx.text), ty).is_some()
        };
        if ty.many && !entries || named(self, &elems[0]) {
            return None;
        }
        let what = self.what(cx);
        let takes = self.type_text(ty);
        let Some(at) = (1..run).find(|at| named(self, &elems[*at])) else {
            // Neither is one: the words are told together.
            let words = elems[..run].iter().all(|e| cx.tree.expr(e.expr).kind == ExprKind::Path);
            if ty.many || !words {
                return None;
            }
            let all = span(&elems[0]).to(span(&elems[run - 1]));
            let words = glance(all.of(&cx.text));
            if self.names.get(span(&elems[run - 1]).of(&cx.text)).is_some_and(|n| self.has_field(cx, n)) {
                return None;
            }
            self.unwrite_commas(cx, elems, 1);
            let anchor = Anchor::Place(Place { file: cx.file, span: all });
            // `en place`
            if let Some(meant) = self.word_meant(ty, all.of(&cx.text)) {
                self.report(self.no_value(cx, anchor, &words, ty, Some(meant)));
                return Some(0..0);
            }
            let message = format!("{what} takes {takes}, and `{words}` is none");
            let problem = Problem::new(&problems::WRONG_TYPE, anchor, message, "does not fit");
            // `tech lead`
            let meant = self.title_meant(all.of(&cx.text), ty, self.package_of(cx.decl));
            let near = meant.as_ref().map(|(name, ..)| Near { name, sure: false });
            self.report(self.did_you_mean(problem, anchor, near, self.names_in_doubt));
            return Some(0..0);
        };
        // Only words that say nothing may be left out: `partly`, `former` and `ISO 27001 except` turn what is meant.
        let idle = |e: &Elem| {
            let word = span(e).of(&cx.text);
            let of_an_id = word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
                || BEFORE_IDS.contains(&format!(" {} ", word.to_lowercase()));
            suggest::is_filler(word) || entries && of_an_id
        };
        let idle = elems[..at].iter().all(idle);
        let before = Span::new(span(&elems[0]).start, span(&elems[at]).start);
        let words = glance(before.of(&cx.text).trim_end());
        let value = glance(span(&elems[at]).of(&cx.text));
        self.unwrite_commas(cx, &elems[..=at], 1);
        let problem = Problem::new(
            &problems::TOO_MANY,
            Anchor::Place(Place { file: cx.file, span: span(&elems[0]).to(span(&elems[at - 1])) }),
            format!("{what} takes {takes}, and `{words}` stands before it"),
            if idle { "not needed" } else { "cannot be said here" },
        );
        let edit = Edit { place: Anchor::Place(Place { file: cx.file, span: before }), text: String::new() };
        self.report(match idle {
            true => problem.help(format!("write `{value}` alone")).fix(
                format!("take out `{words}`"),
                Safety::Review,
                vec![edit],
            ),
            false => problem
                .help(format!("write the one value that is meant; `{value}` alone says something else")),
        });
        Some(at..elems.len())
    }

    fn has_field(&self, cx: &Cx, name: crate::names::Name) -> bool {
        self.schema.field_of(self.decls[cx.decl.0 as usize].kind, name).is_some()
    }

    /// Whether a comma was written before `elems[at]` that the author did not write.
    fn is_written(&self, cx: &Cx, elems: &[Elem], at: usize) -> bool {
        let place = |span: Span| Place { file: cx.file, span };
        self.beside.contains(&place(cx.tree.expr(elems[at].expr).span))
            || self.commas.contains(&place(Span::at(cx.tree.expr(elems[at - 1].expr).span.end)))
    }

    /// Takes back the commas that were written before `elems[from]` and behind it.
    fn unwrite_commas(&mut self, cx: &Cx, elems: &[Elem], from: usize) {
        let place = |span: Span| Anchor::Place(Place { file: cx.file, span });
        for elem in &elems[from - 1..] {
            let end = Span::at(cx.tree.expr(elem.expr).span.end);
            self.commas.remove(&Place { file: cx.file, span: end });
        }
        let within = |edit: &Edit<Anchor>| {
            elems[from - 1..].iter().any(|e| edit.place == place(Span::at(cx.tree.expr(e.expr).span.end)))
        };
        let dated: Vec<Anchor> = elems[from..]
            .iter()
            .map(|e| cx.tree.expr(e.expr).span)
            .filter(|span| self.beside.contains(&Place { file: cx.file, span: *span }))
            .map(place)
            .collect();
        self.problems.retain_mut(|problem| {
            if problem.name != problems::MISSING_COMMA.name {
                return !(problem.name == problems::SYNTAX_ERROR.name
                    && dated.contains(&problem.primary.place));
            }
            let before = problem.fixes.iter().map(|f| f.edits.len()).sum::<usize>();
            problem.fixes.iter_mut().for_each(|f| f.edits.retain(|e| !within(e)));
            let left = problem.fixes.iter().map(|f| f.edits.len()).sum::<usize>();
            if left != before {
                problem.message = match left {
                    1 => "a comma is missing in this list".to_string(),
                    n => format!("{n} commas are missing in this list"),
                };
            }
            left == before || left > 0
        });
    }

    /// Whether `elem` could stand where `ty` is taken. Nothing is reported and nothing kept.
    pub(crate) fn would_fit(&mut self, cx: &Cx, elem: Elem, ty: &Type, optional: bool) -> bool {
        let lens = (self.values.len(), self.mentions.len(), self.pending.len());
        // What is told in the end may take the place of what was told before.
        let problems = std::mem::take(&mut self.problems);
        let (suggestions, told) = (self.suggestions, self.told_no_scale.clone());
        let (conditions, uses) = (self.conditions.len(), self.uses.len());
        let span = cx.tree.expr(elem.expr).span;
        self.lower_elem(cx, EntryId(0), elem, span, ty, optional);
        let unknown = self.values[lens.0..].iter().any(|v| v.value == crate::value::Value::Unknown);
        let fits = self.problems.is_empty() && !unknown;
        self.problems = problems;
        self.values.truncate(lens.0);
        self.mentions.truncate(lens.1);
        self.pending.truncate(lens.2);
        self.conditions.truncate(conditions);
        self.uses.truncate(uses);
        (self.suggestions, self.told_no_scale) = (suggestions, told);
        fits
    }

    /// The field of the declaration whose name is the words from `from` on with hyphens between them, and their place.
    fn field_in_words(&self, cx: &Cx, from: Span) -> Option<(String, Span)> {
        const MOST: usize = 5;
        let kind = self.decls[cx.decl.0 as usize].kind;
        let line = cx.text[from.start as usize..].lines().next()?;
        let mut name = String::new();
        for (at, word) in line.split_whitespace().take(MOST).enumerate() {
            let end = word.as_ptr() as usize - line.as_ptr() as usize + word.len();
            if at > 0 {
                name.push('-');
            }
            name.push_str(word);
            let value_follows = !line[end..].trim_start().is_empty();
            let is_field = |n| self.schema.field_of(kind, n).is_some();
            if at > 0 && value_follows && self.names.get(&name).is_some_and(is_field) {
                return Some((name, Span::new(from.start, from.start + end as u32)));
            }
        }
        None
    }

    /// What is missing between the first two of `elems`, if the kind can tell.
    fn missing_between(&mut self, cx: &Cx, elems: &[Elem], ty: &Type, beside: Beside<'_>) -> Option<Missing> {
        let told = |problem| Some((problem, None));
        let (before, elem) = (cx.tree.expr(elems[0].expr), elems[1]);
        let next = elems.get(2).copied();
        let expr = cx.tree.expr(elem.expr);
        let word = glance(expr.span.of(&cx.text));
        let at = |span: Span| Anchor::Place(Place { file: cx.file, span });
        let insert = |text: String| vec![Edit { place: at(Span::at(expr.span.start)), text }];
        if expr.span.of(&cx.text) == before.span.of(&cx.text) {
            let edit = Edit { place: at(Span::new(before.span.end, expr.span.end)), text: String::new() };
            let message = format!("{} takes one value, and `{word}` stands behind it", self.what(cx));
            return told(
                Problem::new(&problems::TOO_MANY, at(expr.span), message, "a second time here")
                    .help("take one of them out")
                    .fix("take one out", Safety::Review, vec![edit]),
            );
        }
        let fitting: Vec<Prep> = beside
            .types
            .iter()
            .filter(|t| !beside.said.contains(&t.prep) && Some(t.prep) != cx.prep)
            .filter(|t| self.would_fit(cx, elem, &t.ty, false))
            .map(|t| t.prep)
            .collect();
        // `carried out by ops`
        if let Some((name, span)) = self.field_in_words(cx, expr.span) {
            self.unquote(at(expr.span));
            let words = span.of(&cx.text);
            let edits = vec![Edit { place: at(span), text: format!("{name}:") }];
            return told(
                Problem::new(
                    &problems::MISSING_COLON,
                    at(span),
                    format!("`{words}` is the field `{name}:`, with hyphens and a colon"),
                    format!("write `{name}:`"),
                )
                .help(format!("write `{name}:`; the name of a field is one word"))
                .fix(format!("write `{name}:`"), Safety::Review, edits),
            );
        }
        if expr.kind == ExprKind::Path {
            // `reports-to ceo` without its colon, on the line of another field.
            let kind = self.decls[cx.decl.0 as usize].kind;
            let field = self.names.get(&word).and_then(|n| self.schema.field_of(kind, n));
            if field.is_some() && next.is_some() && fitting.is_empty() {
                let edits = vec![Edit { place: at(Span::at(expr.span.end)), text: ":".into() }];
                return told(
                    Problem::new(
                        &problems::MISSING_COLON,
                        at(expr.span),
                        format!("`{word}` needs a colon here"),
                        format!("write `{word}:`"),
                    )
                    .help(format!("write `{word}:`, with the colon directly behind the word"))
                    .fix(format!("write `{word}:`"), Safety::Review, edits),
                );
            }
            // `till 2027-01-01`, `sicne 2026-01-01`
            if let Some(next) = next
                && let Some(meant) = self.meant_preposition(cx, &word, next, beside)
            {
                let prep = meant.word();
                let problem = Problem::new(
                    &problems::WRONG_PREPOSITION,
                    at(expr.span),
                    format!("`{word}` is no word that continues {}", self.what(cx)),
                    format!("write `{prep}`"),
                )
                .help(format!("write `{prep} {}`", glance(cx.tree.expr(next.expr).span.of(&cx.text))));
                let problem = edit::replace(problem, at(expr.span), prep, Safety::Review);
                return Some((problem, Some((meant, 1))));
            }
        }
        // `A.8.30 as we do not develop`: words that were taken for a text are rather a title, or lack their preposition.
        let unquoted = expr.kind == ExprKind::Text && self.unquote(at(expr.span));
        if unquoted
            && let Some((problem, meant)) = self.words_for_a_part(cx, before.span, expr.span, &fitting)
        {
            return Some((problem, Some((meant, 0))));
        }
        if !fitting.is_empty() && !unquoted {
            let words: Vec<String> = fitting.iter().map(|p| format!("`{}`", p.word())).collect();
            let problem = Problem::new(
                &problems::WRONG_PREPOSITION,
                at(expr.span),
                format!("{} is missing before `{word}`", or_list(&words)),
                format!("needs {} before it", or_list(&words)),
            );
            let meant = if let [only] = fitting.as_slice() { Some((*only, 0)) } else { None };
            let problem = match fitting.as_slice() {
                [only] => problem.help(format!("write `{} {word}`", only.word())).fix(
                    format!("write `{}`", only.word()),
                    Safety::Review,
                    insert(format!("{} ", only.word())),
                ),
                _ => problem.help("write the one that is meant: a word such as these continues a fact"),
            };
            return Some((problem, meant));
        }
        // `A.8.13 Information backup`
        if ty.many
            && takes_entries(ty)
            && (unquoted
                || expr.kind == ExprKind::Path && !word.contains(|c: char| c.is_ascii_digit() || c == '.'))
        {
            let last = elems.last().map_or(expr.span, |e| cx.tree.expr(e.expr).span);
            let title = expr.span.to(last);
            if let Some(problem) = self.ids_with_words_between(cx, before.span, title) {
                return told(problem);
            }
            let edit = Edit { place: at(Span::new(before.span.end, last.end)), text: String::new() };
            let problem = Problem::new(
                &problems::TOO_MANY,
                at(title),
                format!("{} takes ids alone, and here are words", self.what(cx)),
                "not an id",
            );
            let of_title = self.is_title_of(cx, before.span, title);
            return told(match of_title {
                true => problem.help("take the words out: what an id stands for is known").fix(
                    "take out the words",
                    Safety::Review,
                    vec![edit],
                ),
                false => problem
                    .help("ids stand alone, with commas; what is said of them stands in fields of its own"),
            });
        }
        // Behind what cannot be the value, or where there is none before it, no new field begins.
        let begins = !takes(ty, Builtin::Formula) && !self.lacks_lead(cx, expr.span);
        let fields = if begins { self.open_fields(cx, elem) } else { Vec::new() };
        if ty.many && fields.is_empty() {
            return None;
        }
        let what = self.what(cx);
        let mut problem = Problem::new(
            &problems::TOO_MANY,
            at(expr.span),
            match ty.many {
                true => format!("{what} takes no such value as `{word}`"),
                false => format!("{what} takes one value, and `{word}` stands behind it"),
            },
            "one too many",
        )
        .related(at(before.span), format!("the value of {what}"));
        problem = match fields.as_slice() {
            [only] => problem.help(format!("write `{only}: {word}` if that is meant")).fix(
                format!("write `{only}:`"),
                Safety::Review,
                insert(format!("{only}: ")),
            ),
            [] if expr.kind == ExprKind::Path => problem.help("keep the one that is meant"),
            [] => problem.help(format!("keep the one that is meant; this is {}", expr_text(expr.kind))),
            some if some.len() <= 3 => {
                let some: Vec<String> = some.iter().map(|f| format!("`{f}:`")).collect();
                problem.help(format!("is the name of a field missing before it: {}?", or_list(&some)))
            }
            _ => problem.help("is the name of a field missing before it?"),
        };
        told(problem)
    }

    /// Whether the words at `title` are all of the title of what is named at `name`: they say nothing more than the name.
    fn is_title_of(&mut self, cx: &Cx, name: Span, title: Span) -> bool {
        match self.resolve_at(cx, name.of(&cx.text)) {
            Resolution::Item(Item::Decl(id)) => suggest::is_part(title.of(&cx.text), &self.title(id)),
            _ => false,
        }
    }

    /// Words without quotes behind the value at `before`, where one of the parts that may follow takes a text.
    fn words_for_a_part(
        &mut self,
        cx: &Cx,
        before: Span,
        span: Span,
        fitting: &[Prep],
    ) -> Option<(Problem<Anchor>, Prep)> {
        let words = span.of(&cx.text);
        let (first, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        let said = self.prepositions_meant(first).into_iter().find(|prep| fitting.contains(prep));
        let meant = match (said, fitting) {
            (Some(prep), _) => prep,
            (None, [only]) => *only,
            _ => return None,
        };
        if self.is_title_of(cx, before, span) {
            return None;
        }
        let text = if said.is_some() { rest.trim_start() } else { words };
        let prep = meant.word();
        let message = match said {
            Some(_) => format!("`{first}` is no word that continues {}", self.what(cx)),
            None => format!("`{prep}` is missing before `{}`", glance(words)),
        };
        let quoted = format!("{prep} \"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        let at = |span: Span| Anchor::Place(Place { file: cx.file, span });
        let edit = Edit { place: at(Span::new(before.end, span.end)), text: format!(" {quoted}") };
        let label = format!("needs `{prep}` before it, and quotes around it");
        let problem = Problem::new(&problems::WRONG_PREPOSITION, at(span), message, label);
        let written = format!("write `{}`", glance(&quoted));
        Some((problem.help(&written).fix(written, Safety::Review, vec![edit]), meant))
    }

    /// The prepositions that `word` stands for in the library's table of words, the likeliest first.
    pub(super) fn prepositions_meant(&self, word: &str) -> Vec<Prep> {
        spelling::all_meant(self.library, "preposition", word)
            .filter_map(|near| Prep::from_word(near.name))
            .collect()
    }

    /// The preposition that somebody meant who wrote `word` before `next`.
    fn meant_preposition(&mut self, cx: &Cx, word: &str, next: Elem, beside: Beside<'_>) -> Option<Prep> {
        let near = suggest::by_spelling(word, beside.types.iter().map(|t| t.prep.word()));
        let near = near.and_then(Prep::from_word);
        let candidates: Vec<Prep> = near.into_iter().chain(self.prepositions_meant(word)).collect();
        candidates.into_iter().find(|prep| {
            let part = beside.types.iter().find(|t| t.prep == *prep && !beside.said.contains(prep));
            part.is_some_and(|part| self.would_fit(cx, next, &part.ty, false))
        })
    }

    /// Whether the field that `span` stands in says nothing before its first preposition.
    fn lacks_lead(&self, cx: &Cx, span: Span) -> bool {
        let body = cx.tree.decl(self.decls[cx.decl.0 as usize].node).body;
        let entries = body.map_or(&[][..], |body| cx.tree.seq(body.entries));
        entries.iter().any(|entry| match entry {
            Entry::Field(f) => f.phrase.lead.is_empty() && f.phrase.span.contains(span.start),
            Entry::Prose { .. } | Entry::Decl(_) => false,
        })
    }

    /// The fields of the declaration that are not said and would take `elem`; those that must be said alone, if some are.
    fn open_fields(&mut self, cx: &Cx, elem: Elem) -> Vec<String> {
        let kind = self.decls[cx.decl.0 as usize].kind;
        let tree = cx.tree.clone();
        let body = tree.decl(self.decls[cx.decl.0 as usize].node).body;
        let entries = body.map_or(&[][..], |body| tree.seq(body.entries));
        let said: Vec<&str> = entries
            .iter()
            .filter_map(|e| if let Entry::Field(f) = e { Some(f.name.of(&cx.text)) } else { None })
            .collect();
        let Some(data) = self.schema.kind(kind) else { return Vec::new() };
        let mut found = Vec::new();
        for id in data.fields.clone() {
            let field = &self.schema.fields[id.0 as usize];
            let name = self.names.text(field.name).to_string();
            if field.derived || said.contains(&name.as_str()) {
                continue;
            }
            // One that asks for more than a value was not meant.
            let Some(ty) = field.lead.clone().filter(|_| field.parts.iter().all(|p| p.optional)) else {
                continue;
            };
            let must = matches!(field.occurs, Occurs::Once | Occurs::AtLeastOnce) && field.value.is_none();
            let inner = Cx { field: id, prep: None, ..cx.clone() };
            if self.would_fit(&inner, elem, &ty, false) {
                found.push((name, must));
            }
        }
        let must = found.iter().any(|(_, must)| *must);
        found.into_iter().filter(|(_, m)| *m || !must).map(|(name, _)| name).collect()
    }
}

/// A value as a message shows it.
fn glance(text: &str) -> String {
    const GLANCE: usize = 40;
    let line = text.lines().next().unwrap_or("");
    if line.chars().count() <= GLANCE && line.len() == text.len() {
        return text.to_string();
    }
    line.chars().take(GLANCE - 1).chain(['…']).collect()
}
