//! What is read as several values and is one: words that together say a value (`not yet implemented`), a title where a
//! name belongs (`Head of Sales`), a list with dashes, and two values that stand in each other's place.
//!
//! The grammar knows neither titles nor what a value is also called, so it takes such words for a formula, for a value
//! and its part, or for a list without commas. Here they are told together, before any of them is read for itself.

use annexa_diagnostics::{Edit, Problem, Safety};
use annexa_syntax::tree::{BinaryOp, Elem, ExprKind, Part, Prep, Seq};
use annexa_syntax::{Token, TokenKind, tokenize};

use crate::builder::{Builder, Cx, Resolution, takes};
use crate::edit;
use crate::model::{Anchor, Item};
use crate::names::Name;
use crate::problems;
use crate::schema::{Alternative, Builtin, EnumId, PartType, Type};
use crate::source::{Place, Span};
use crate::suggest::{self, Near};

impl Builder<'_> {
    /// Words from `start` on that together are one value of `ty`, told as one problem; gives where they end. `elems` is
    /// what the grammar read there.
    pub(super) fn told_together(
        &mut self,
        cx: &Cx,
        elems: &[Elem],
        start: u32,
        ty: &Type,
        types: &[PartType],
    ) -> Option<u32> {
        if cx.via.is_some() {
            return None;
        }
        let found = self.words_for_a_value(cx, elems, start, ty);
        let (span, problem) = found.or_else(|| self.title_for_a_name(cx, elems, ty, types))?;
        self.tell_instead(cx, span, problem);
        Some(span.end)
    }

    /// Reports `problem` in place of what the grammar made of the words at `span`, which is not the mistake.
    fn tell_instead(&mut self, cx: &Cx, span: Span, problem: Problem<Anchor>) {
        self.problems.retain(|p| match p.primary.place {
            Anchor::Place(Place { file, span: told }) => {
                file != cx.file || told.end <= span.start || span.end <= told.start
            }
            _ => true,
        });
        self.report(problem);
    }

    /// `to do`, `not yet implemented`: what one of the values is also called.
    fn words_for_a_value(
        &mut self,
        cx: &Cx,
        elems: &[Elem],
        start: u32,
        ty: &Type,
    ) -> Option<(Span, Problem<Anchor>)> {
        let enums = enums_of(ty);
        if ty.many || enums.is_empty() {
            return None;
        }
        let is_value = |word: &str| enums.iter().any(|e| self.enum_value(*e, word).is_some());
        if let [only] = elems
            && is_value(cx.tree.expr(only.expr).span.of(&cx.text))
        {
            return None;
        }
        let line = line_from(&cx.text, start);
        let words: Vec<Token> = tokenize(line)
            .iter()
            .filter(|t| t.kind != TokenKind::Space)
            .enumerate()
            .take_while(|(at, t)| is_word(t.kind) && (t.kind != TokenKind::Prep || *at == 0))
            .map(|(_, t)| t)
            .collect();
        let (first, [_, .., last]) = (words.first()?, words.as_slice()) else { return None };
        let span = Span::new(start + first.span.start, start + last.span.end);
        let said = span.of(&cx.text);
        let meant = self.value_said(said, &enums)?;
        let meant = meant.as_ref().map(|(name, sure)| Near { name, sure: *sure });
        let anchor = Anchor::Place(Place { file: cx.file, span });
        Some((span, self.no_value(cx, anchor, said, ty, meant)))
    }

    /// The value of an enum that `words` stand for, by its title or by what it is also called, and whether that is sure;
    /// `Some(None)` where they say the opposite of one.
    pub(super) fn value_said(&self, words: &str, enums: &[EnumId]) -> Option<Option<(String, bool)>> {
        let values = || enums.iter().flat_map(|e| &self.schema.enumeration(*e).values);
        let titles = values().map(|v| (v.name, v.title.as_str()));
        let (name, sure) = match suggest::by_whole_title(words, titles) {
            Some(name) => (name, true),
            None => suggest::by_saying(words, values().map(|v| (v.name, v.doc.as_str())))?,
        };
        let value = self.names.text(name);
        // `not planned` is not what `planned` is also called.
        if !sure && words.to_lowercase().ends_with(value) {
            return Some(None);
        }
        Some(Some((value.to_string(), sure)))
    }

    /// `Head of Sales`: a title with words in it that continue a fact. `types` are the parts that may follow.
    fn title_for_a_name(
        &mut self,
        cx: &Cx,
        elems: &[Elem],
        ty: &Type,
        types: &[PartType],
    ) -> Option<(Span, Problem<Anchor>)> {
        let [only] = elems else { return None };
        let expr = cx.tree.expr(only.expr);
        if !takes_names(ty) {
            return None;
        }
        let line = line_from(&cx.text, expr.span.start);
        // Where the words cannot be what the grammar made of them.
        let mut lost = false;
        match expr.kind {
            ExprKind::Path => {
                let word = expr.span.of(&cx.text);
                let behind = line[word.len()..].split_whitespace().next()?;
                let prep = Prep::from_word(behind)?;
                let unknown = matches!(self.resolve_at(cx, word), Resolution::Unknown { .. });
                let part = types.iter().any(|t| t.prep == prep);
                if !unknown && part {
                    return None;
                }
                lost = unknown && !part && word.starts_with(char::is_uppercase);
            }
            ExprKind::Binary(BinaryOp::And | BinaryOp::Or | BinaryOp::In, ..) => {}
            _ => return None,
        }
        if !self.may_suggest() {
            return None;
        }
        let fitting = self.fitting(ty, self.package_of(cx.decl));
        let ends = fitting.iter().filter_map(|named| Some((title_ends(line, &named.1)?, named)));
        let exact = ends.max_by_key(|(end, _)| *end);
        let (end, near, safety) = match exact {
            Some((end, near)) => {
                let well = self.stands_well(&near.0, self.package_of(cx.decl));
                (end, Some(near), if well { Safety::Safe } else { Safety::Review })
            }
            None if lost => {
                let end = words_end(line, types);
                let near =
                    suggest::by_spelling(&line[..end], fitting.iter().map(|(_, title)| title.as_str()));
                (end, near.and_then(|near| fitting.iter().find(|(_, title)| title == near)), Safety::Review)
            }
            None => return None,
        };
        let span = Span::new(expr.span.start, expr.span.start + end as u32);
        let anchor = Anchor::Place(Place { file: cx.file, span });
        let words = span.of(&cx.text);
        let message = format!("nothing is named `{words}`; {} takes {}", self.what(cx), self.type_text(ty));
        let problem = Problem::new(&problems::UNKNOWN_NAME, anchor, message, "not a name");
        let problem = match near {
            Some((name, title)) => {
                let problem = problem.help(format!("did you mean `{name}` ({title})?"));
                edit::replace(problem, anchor, name, safety)
            }
            None => problem.help("write the name that it was declared with"),
        };
        Some((span, problem))
    }

    /// `residual: small with rare`, where the first is a step of the second scale and the second of the first: told.
    pub(super) fn told_swapped(
        &mut self,
        cx: &Cx,
        elems: &[Elem],
        ty: &Type,
        parts: Seq<Part>,
        types: &[PartType],
    ) -> bool {
        let tree = cx.tree.clone();
        let single = |elems: &[Elem]| match elems {
            [only] => Some(tree.expr(only.expr)).filter(|e| e.kind == ExprKind::Path).map(|e| e.span),
            _ => None,
        };
        let (Some(lead), true) = (single(elems), cx.via.is_none()) else { return false };
        let Some((scale, steps)) = self.scale_steps(cx, ty) else { return false };
        let step = |this: &Self, span: Span| this.names.get(span.of(&cx.text));
        let Some(first) = step(self, lead).filter(|s| !steps.contains(s)) else { return false };
        for part in tree.seq(parts) {
            let Some(value) = single(tree.seq(part.values)) else { continue };
            let Some(of_part) = types.iter().find(|t| t.prep == part.prep) else { continue };
            let Some((other_scale, others)) = self.scale_steps(cx, &of_part.ty) else { continue };
            let Some(second) = step(self, value).filter(|s| steps.contains(s) && !others.contains(s)) else {
                continue;
            };
            if !others.contains(&first) {
                continue;
            }
            let place = |span| Anchor::Place(Place { file: cx.file, span });
            let (one, two) = (self.names.text(first).to_string(), self.names.text(second).to_string());
            let message = format!(
                "`{one}` is a step of the scale `{other_scale}`, and `{two}` one of `{scale}`: each stands in the place of the other"
            );
            let problem =
                Problem::new(&problems::OFF_SCALE, place(lead.to(value)), message, "the wrong way round");
            let edits = vec![
                Edit { place: place(lead), text: two.clone() },
                Edit { place: place(value), text: one.clone() },
            ];
            let problem = problem.help(format!("write `{two} {} {one}`", part.prep.word()));
            self.report(problem.fix("change their places", Safety::Review, edits));
            return true;
        }
        false
    }

    /// `rare/minor`, `likely x severe`, `high`: steps of two scales that nothing joins, or what is on neither; told. `said`
    /// are the parts behind it.
    pub(super) fn told_pair(
        &mut self,
        cx: &Cx,
        elems: &[Elem],
        ty: &Type,
        said: Seq<Part>,
        types: &[PartType],
    ) -> bool {
        let spans = elems.iter().map(|e| cx.tree.expr(e.expr).span);
        let Some(span) = spans.reduce(Span::to).filter(|_| cx.via.is_none() && said.is_empty()) else {
            return false;
        };
        let Some(pair) = self.pair(cx, ty, types) else { return false };
        let written = span.of(&cx.text);
        let words: Vec<String> = written
            .split(|c: char| !c.is_alphanumeric() && c != '-')
            .filter(|word| !matches!(*word, "" | "x" | "and"))
            .map(str::to_lowercase)
            .collect();
        // What a name stands for is read where it is declared.
        if let ([_], Resolution::Item(_) | Resolution::Unread) = (elems, self.resolve_at(cx, written)) {
            return false;
        }
        if self.any_scale_in_doubt() {
            return false;
        }
        let is_step = |(_, steps): &(String, Vec<Name>), word: &str| {
            self.names.get(word).is_some_and(|name| steps.contains(&name))
        };
        let anchor = Anchor::Place(Place { file: cx.file, span });
        let prep = pair.prep.word();
        let what = self.what(cx);
        let problem = match words.as_slice() {
            // What is missing behind it is told elsewhere, and so is what is misspelt.
            [only] if is_step(&pair.of, only) || self.is_near(&pair.of, only) => return false,
            [one, two] | [two, one] if is_step(&pair.of, one) && is_step(&pair.by, two) => {
                let meant = format!("{one} {prep} {two}");
                // Where both are on both scales, each may stand for the other.
                let either = is_step(&pair.by, one) && is_step(&pair.of, two);
                let turned = words.first() == Some(two);
                let safety = if turned || either { Safety::Review } else { Safety::Safe };
                let message = format!("`{prep}` is missing between `{one}` and `{two}`");
                let label = format!("needs `{prep}` between the two");
                let problem = Problem::new(&problems::WRONG_PREPOSITION, anchor, message, label);
                edit::replace(problem.help(format!("write `{meant}`")), anchor, &meant, safety)
            }
            _ => {
                let message =
                    format!("`{written}` is not how {what} is written: a step of each of two scales");
                let problem = Problem::new(&problems::OFF_SCALE, anchor, message, "not on the scales");
                let problem = problem.help(format!("write one of each, as in `{}`", pair.example(self)));
                let steps = |(scale, steps): &(String, Vec<Name>)| {
                    let steps: Vec<&str> = steps.iter().map(|step| self.names.text(*step)).collect();
                    format!("the steps of `{scale}` are {}", steps.join(", "))
                };
                problem.note(steps(&pair.of)).note(steps(&pair.by))
            }
        };
        self.tell_instead(cx, span, problem);
        true
    }

    /// Whether `word` is near to a step by its spelling.
    fn is_near(&self, (_, steps): &(String, Vec<Name>), word: &str) -> bool {
        suggest::by_spelling(word, steps.iter().map(|step| self.names.text(*step))).is_some()
    }

    /// The two scales of which a phrase takes a step each, where it takes nothing else.
    pub(super) fn pair(&mut self, cx: &Cx, ty: &Type, types: &[PartType]) -> Option<Pair> {
        let mut needed = types.iter().filter(|part| !part.optional);
        let (Some(part), None) = (needed.next(), needed.next()) else { return None };
        let (of, by) = (self.scale_steps(cx, ty)?, self.scale_steps(cx, &part.ty)?);
        (!of.1.is_empty() && !by.1.is_empty()).then_some(Pair { of, prep: part.prep, by })
    }

    /// The name and the steps of the one scale that `ty` takes a step of.
    fn scale_steps(&mut self, cx: &Cx, ty: &Type) -> Option<(String, Vec<Name>)> {
        let [Alternative::OneOf(path)] = ty.alternatives.as_slice() else { return None };
        if let [only] = path.as_slice()
            && Prep::from_word(self.names.text(*only)).is_some()
        {
            return None;
        }
        let (owner, field) = self.scale(cx, path)?;
        let name = self.names.text(self.schema.fields[field.0 as usize].name).to_string();
        Some((name, self.local_names.get(&(owner, field))?.clone()))
    }

    /// A list as elsewhere, each value on a line of its own with a dash or a star before it: told.
    pub(super) fn told_bullets(&mut self, cx: &Cx, elems: &[Elem], ty: &Type) -> bool {
        let spans = elems.iter().map(|e| cx.tree.expr(e.expr).span);
        let Some(whole) = spans.reduce(Span::to) else { return false };
        let words = whole.of(&cx.text);
        let negative = [Builtin::Number, Builtin::Percent, Builtin::Value, Builtin::Formula];
        if cx.via.is_some() || !words.starts_with(['-', '*']) || negative.iter().any(|b| takes(ty, *b)) {
            return false;
        }
        let place = |from: u32, to: u32| {
            Anchor::Place(Place { file: cx.file, span: Span::new(whole.start + from, whole.start + to) })
        };
        let tokens: Vec<Token> = tokenize(words).iter().filter(|t| !t.kind.is_trivia()).collect();
        let mut edits = Vec::new();
        let mut bullets = 0;
        for (at, token) in tokens.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| tokens.get(at));
            let begins =
                before.is_none_or(|b| words[b.span.end as usize..token.span.start as usize].contains('\n'));
            let Some(next) = tokens.get(at + 1).filter(|_| begins) else { continue };
            // A star alone means everything.
            let everything = token.kind == TokenKind::Star && next.kind != TokenKind::Path;
            if !matches!(token.kind, TokenKind::Minus | TokenKind::Star) || everything {
                continue;
            }
            bullets += 1;
            if let Some(before) = before.filter(|b| b.kind != TokenKind::Comma) {
                edits.push(Edit { place: place(before.span.end, before.span.end), text: ",".into() });
            }
            edits.push(Edit { place: place(token.span.start, next.span.start), text: String::new() });
        }
        let what = self.what(cx);
        let anchor = place(0, words.len() as u32);
        let sign = &words[..1];
        let problem = match (ty.many, bullets) {
            (_, 0) => return false,
            (false, 2..) => {
                let message = format!("{what} takes one value, and here are {bullets}");
                Problem::new(&problems::TOO_MANY, anchor, message, "one too many")
                    .help(format!("keep the one that is meant, without `{sign}` before it"))
            }
            (_, 1) => {
                let message = format!("`{sign}` is not needed before the value of {what}");
                Problem::new(&problems::SYNTAX_ERROR, anchor, message, "stands without it")
                    .help(format!("take out `{sign}`"))
                    .fix(format!("take out `{sign}`"), Safety::Review, edits)
            }
            _ => {
                let message = format!("a list is written with commas between its values, not with `{sign}`");
                Problem::new(&problems::SYNTAX_ERROR, anchor, message, "not how a list is written")
                    .help(format!(
                        "take out each `{sign}`, and write a comma behind every value but the last"
                    ))
                    .fix("write the commas", Safety::Review, edits)
            }
        };
        self.tell_instead(cx, whole, problem);
        true
    }

    /// `barrels till cellar`: words that all name something that fits, in a list without its commas.
    pub(super) fn names_without_commas(&mut self, cx: &Cx, span: Span, ty: &Type) -> Option<Problem<Anchor>> {
        let text = span.of(&cx.text);
        if !ty.many || !takes_names(ty) {
            return None;
        }
        let words: Vec<&str> =
            text.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty()).collect();
        let fits = |this: &mut Self, word: &str| match this.resolve_at(cx, word) {
            Resolution::Item(Item::Decl(id)) => this.kind_fits(this.decls[id.0 as usize].kind, ty),
            _ => false,
        };
        if !words.iter().all(|word| fits(self, word)) {
            return None;
        }
        let place = |from: usize, to: usize| {
            let span = Span::new(span.start + from as u32, span.start + to as u32);
            Anchor::Place(Place { file: cx.file, span })
        };
        let ends: Vec<usize> =
            words.iter().map(|w| w.as_ptr() as usize - text.as_ptr() as usize + w.len()).collect();
        let (_, open) = ends.split_last()?;
        let open: Vec<usize> =
            open.iter().copied().filter(|end| !text[*end..].trim_start().starts_with(',')).collect();
        let message = match open.as_slice() {
            [] => return None,
            [_] => "a comma is missing in this list".to_string(),
            many => format!("{} commas are missing in this list", many.len()),
        };
        let edits: Vec<Edit<Anchor>> =
            open.iter().map(|end| Edit { place: place(*end, *end), text: ",".into() }).collect();
        let title = if edits.len() == 1 { "write `,`" } else { "write the commas" };
        let problem =
            Problem::new(&problems::MISSING_COMMA, place(0, text.len()), message, "values side by side");
        Some(problem.help("a comma separates the values of a list").fix(title, Safety::Safe, edits))
    }
}

/// Two scales with the word between a step of the one and a step of the other.
pub(super) struct Pair {
    of: (String, Vec<Name>),
    prep: Prep,
    by: (String, Vec<Name>),
}

impl Pair {
    /// The pair of their first steps.
    pub(super) fn example(&self, builder: &Builder<'_>) -> String {
        let step = |steps: &[Name]| steps.first().map_or("", |step| builder.names.text(*step));
        format!("{} {} {}", step(&self.of.1), self.prep.word(), step(&self.by.1))
    }
}

/// The enums whose values `ty` takes.
pub(super) fn enums_of(ty: &Type) -> Vec<EnumId> {
    let of = |a: &Alternative| if let Alternative::Enum(e) = a { Some(*e) } else { None };
    ty.alternatives.iter().filter_map(of).collect()
}

/// Whether the names of declarations are taken.
pub(super) fn takes_names(ty: &Type) -> bool {
    ty.alternatives.iter().any(|a| matches!(a, Alternative::Kind(_) | Alternative::Aspect(_)))
}

fn is_word(kind: TokenKind) -> bool {
    kind == TokenKind::Path || kind.is_declaration_word() || kind.is_reserved()
}

/// The rest of the line from `start` on.
fn line_from(text: &str, start: u32) -> &str {
    let rest = &text[start as usize..];
    rest.split('\n').next().unwrap_or(rest)
}

/// Where the words end that `line` begins with: before what is no word, and before a part of `types`.
fn words_end(line: &str, types: &[PartType]) -> usize {
    let part = |token: &Token| {
        let prep = Prep::from_word(token.span.of(line));
        prep.is_some_and(|prep| types.iter().any(|t| t.prep == prep))
    };
    let tokens = tokenize(line);
    let words =
        tokens.iter().filter(|t| t.kind != TokenKind::Space).take_while(|t| is_word(t.kind) && !part(t));
    words.last().map_or(0, |last| last.span.end as usize)
}

/// Where `title` ends, if `line` begins with it, case and blanks aside.
fn title_ends(line: &str, title: &str) -> Option<usize> {
    let mut rest = line;
    let mut words = title.split_whitespace().peekable();
    words.peek()?;
    while let Some(word) = words.next() {
        rest = rest.trim_start();
        let mut have = rest.split_whitespace().next()?;
        if words.peek().is_none() && !word.ends_with([',', ')', '}']) {
            have = have.trim_end_matches([',', ')', '}']);
        }
        if have.to_lowercase() != word.to_lowercase() {
            return None;
        }
        rest = &rest[have.len()..];
    }
    Some(line.len() - rest.len())
}
