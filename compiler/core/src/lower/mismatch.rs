//! A value or a declaration of another type or kind than the place takes.

use annexa_diagnostics::{Edit, Problem, Safety};
use annexa_syntax::literal;
use annexa_syntax::tree::{self, ExprKind};
use annexa_syntax::{TokenKind, tokenize};
use rust_decimal::Decimal;

use crate::builder::{Builder, Cx, Resolution, takes, takes_entries, takes_kind};
use crate::declare::{article, number_text};
use crate::edit;
use crate::lower::together::{enums_of, takes_names};
use crate::lower::unknown::{LEAVE_OUT, says_nothing};
use crate::model::{Anchor, DeclId, Item};
use crate::names::Name;
use crate::prelude;
use crate::problems;
use crate::schema::{Alternative, Builtin, FieldId, KindId, Type};
use crate::source::{PackageId, Place, Span};
use crate::spelling;
use crate::suggest::{self, Near};

impl Builder<'_> {
    pub(crate) fn use_anchor(&self, cx: &Cx, span: Span) -> Anchor {
        Anchor::Place(cx.via.map_or(Place { file: cx.file, span }, |(place, _)| place))
    }

    /// What is asked for a value, in the author's words: "`owner`", "`by` of `accept`".
    pub(crate) fn what(&self, cx: &Cx) -> String {
        let field = self.schema.field(cx.field).map(|f| self.names.text(f.name));
        match (field, cx.prep) {
            (Some(field), None) => format!("`{field}`"),
            (Some(field), Some(prep)) => format!("`{}` of `{field}`", prep.word()),
            (None, Some(prep)) => {
                let kind = self.kind_text(self.decls[cx.decl.0 as usize].kind);
                format!("`{}` of {} {kind}", prep.word(), article(&kind))
            }
            (None, None) => "this place".to_string(),
        }
    }

    /// What a type takes, in words: "a role or a person".
    pub(crate) fn type_text(&self, ty: &Type) -> String {
        self.schema.type_text(&self.names, ty)
    }

    pub(crate) fn wrong_kind(&mut self, cx: &Cx, span: Span, id: DeclId, kind: KindId, ty: &Type) {
        let word = span.of(&cx.text);
        let kind_text = self.kind_text(kind);
        let anchor = self.use_anchor(cx, span);
        let mut problem = Problem::new(
            &problems::WRONG_KIND,
            anchor,
            format!(
                "{} takes {}, and `{word}` is {} {kind_text}",
                self.what(cx),
                self.type_text(ty),
                article(&kind_text)
            ),
            format!("{} {kind_text}", article(&kind_text)),
        );
        if self.decls[id.0 as usize].package != PackageId::LIBRARY {
            problem = problem
                .related(Anchor::Decl(id), format!("declared here as {} {kind_text}", article(&kind_text)));
        }
        if kind == prelude::kind::GROUP && self.breaks_off(cx, span) {
            problem = problem.help(format!("write the whole id: what stands behind `{word}.` is missing"));
        } else if kind == prelude::kind::GROUP && takes_entries(ty) {
            problem = problem.help(format!("`{word}.*` means everything in the group"));
            problem = edit::replace(problem, anchor, &format!("{word}.*"), Safety::Review);
        } else if let Some(owner) = self.owner_that_fits(id, ty) {
            problem = problem.help(format!("the owner of `{word}` is `{owner}`"));
        } else if let Some(fields) = self.fields_for_entry(cx, kind) {
            problem =
                problem.help(format!("{} {kind_text} stands behind {fields} here", article(&kind_text)));
        } else if let Some(doc) = self
            .schema
            .field(cx.field)
            .map(|f| f.doc.lines().next().unwrap_or("").to_string())
            .filter(|d| !d.is_empty())
        {
            problem = problem.note(doc);
        }
        self.report(problem);
    }

    /// The fields of the declaration at hand that take an entry of a catalog of this kind: `implements:` for a control that
    /// stands behind `fulfils:`.
    fn fields_for_entry(&self, cx: &Cx, kind: KindId) -> Option<String> {
        if kind != prelude::kind::CONTROL && kind != prelude::kind::REQUIREMENT {
            return None;
        }
        let of = self.decls[cx.decl.0 as usize].kind;
        let fits = |id: &FieldId| {
            let field = self.schema.field(*id).filter(|f| !f.derived);
            field.and_then(|f| f.lead.as_ref()).is_some_and(|lead| takes_kind(lead, kind))
        };
        let all = self.schema.kind_fields.iter().filter(|((k, _), id)| *k == of && fits(id));
        let mut all: Vec<(FieldId, Name)> = all.map(|((_, name), id)| (*id, *name)).collect();
        all.sort_unstable();
        let names: Vec<String> =
            all.iter().map(|(_, name)| format!("`{}:`", self.names.text(*name))).collect();
        (!names.is_empty()).then(|| names.join(" or "))
    }

    /// Whether an id breaks off behind its dot, as `A.8.` does. That a full stop stands there is then not the mistake.
    pub(super) fn breaks_off(&mut self, cx: &Cx, span: Span) -> bool {
        let dot = Anchor::Place(Place { file: cx.file, span: Span::new(span.end, span.end + 1) });
        let before = self.problems.len();
        self.problems.retain(|p| p.name != problems::SYNTAX_ERROR.name || p.primary.place != dot);
        self.problems.len() < before
    }

    /// The value of an enum of `ty` that `words` mean, by the library's table of words.
    pub(crate) fn word_meant(&self, ty: &Type, words: &str) -> Option<Near<'static>> {
        ty.alternatives.iter().find_map(|alternative| {
            let Alternative::Enum(id) = alternative else { return None };
            let data = self.schema.enumeration(*id);
            let meant = spelling::meant(self.library, self.names.text(data.name), words)?;
            data.values.iter().any(|v| self.names.text(v.name) == meant.name).then_some(meant)
        })
    }

    /// Words that are none of the values of an enum of `ty`, and the one that is meant.
    pub(crate) fn no_value(
        &self,
        cx: &Cx,
        anchor: Anchor,
        words: &str,
        ty: &Type,
        meant: Option<Near<'_>>,
    ) -> Problem<Anchor> {
        let message = format!("`{words}` is none of the values that {} takes", self.what(cx));
        let problem = Problem::new(&problems::UNKNOWN_VALUE, anchor, message, "not one of the values")
            .note(format!("it takes {}", self.type_text(ty)));
        let waits = enums_of(ty).into_iter().any(|e| self.enum_in_doubt(e));
        self.did_you_mean(problem, anchor, meant, waits)
    }

    /// The owner of `id`, where an owner would fit the type.
    pub(crate) fn owner_that_fits(&self, id: DeclId, ty: &Type) -> Option<String> {
        let kind = self.decls[id.0 as usize].kind;
        if !takes_kind(ty, prelude::kind::ROLE) || !self.schema.is(kind, prelude::aspect::OWNED) {
            return None;
        }
        let node = self.entry_of(id, prelude::field::OWNED_OWNER)?;
        let source = self.files.get(self.decls[id.0 as usize].file);
        let elem = source.tree.seq(node.phrase.lead).first()?;
        Some(source.tree.expr(elem.expr).span.of(&source.text).to_string())
    }

    /// The names by which `package` refers to declarations that fit `ty`, with their titles.
    pub(crate) fn fitting(&self, ty: &Type, package: PackageId) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for (index, ids) in self.by_kind.iter().enumerate() {
            if !self.kind_fits(KindId(index as u16), ty) {
                continue;
            }
            for id in ids {
                // A name that could not be read as one is no way out.
                let Some(path) = self.path_from(*id, package) else { continue };
                if self.decl_catalog[id.0 as usize].is_none() && literal::is_path(&path) {
                    found.push((path, self.title(*id)));
                }
            }
        }
        found.sort();
        found
    }

    pub(crate) fn mismatch(&mut self, cx: &Cx, expr: tree::Expr, ty: &Type) {
        let word = expr.span.of(&cx.text).to_string();
        let anchor = self.use_anchor(cx, expr.span);
        let takes_text = self.type_text(ty);
        let what = self.what(cx);
        let enums = enums_of(ty);
        let named = cx.via.map(|(_, name)| self.names.text(name).to_string());
        let is = match &named {
            Some(name) => format!("`{name}` stands for {}", expr_text(expr.kind)),
            None => format!("this is {}", expr_text(expr.kind)),
        };
        // Words that were taken for a text without its quotes are none here.
        let unquoted = expr.kind == ExprKind::Text && self.unquote(anchor);
        if expr.kind == ExprKind::Path
            && takes(ty, Builtin::Bool)
            && let Some(meant) = yes_or_no(&word)
        {
            let problem = Problem::new(
                &problems::UNKNOWN_VALUE,
                anchor,
                format!("{what} takes {takes_text}, and `{word}` is neither"),
                "neither `yes` nor `no`",
            );
            self.report(edit::did_you_mean(problem, anchor, Some(meant), Safety::Safe));
            return;
        }
        // `category: system owner ciso`: a field without its colon, taken for a text.
        if unquoted && let Some((field, at)) = self.field_within(cx, &word) {
            let start = expr.span.start + at as u32;
            let span = Span::new(start, start + field.len() as u32);
            let place = |span| Anchor::Place(Place { file: cx.file, span });
            let edit = Edit { place: place(Span::at(span.end)), text: ":".into() };
            let message = format!("`{field}` needs a colon here");
            let problem =
                Problem::new(&problems::MISSING_COLON, place(span), message, format!("write `{field}:`"))
                    .help(format!("write `{field}:`, with the colon directly behind the word"))
                    .fix(format!("write `{field}:`"), Safety::Review, vec![edit]);
            self.report(problem);
            return;
        }
        if unquoted && let Some(problem) = self.names_without_commas(cx, expr.span, ty) {
            self.report(problem);
            return;
        }
        if unquoted
            && takes_entries(ty)
            && let Some((id, title)) = self.entry_meant(&word, ty)
        {
            let message = format!("{what} takes {takes_text}, and these are words");
            let problem = Problem::new(&problems::WRONG_TYPE, anchor, message, "not an id")
                .help(format!("did you mean `{id}` ({title})?"));
            self.report(edit::replace(problem, anchor, &id, Safety::Review));
            return;
        }
        if let ExprKind::List(inner) = expr.kind {
            let inside = word.trim_start_matches('[').trim_end_matches(']').trim();
            let elems = cx.tree.seq(inner);
            let problem = Problem::new(
                &problems::WRONG_TYPE,
                anchor,
                format!("{what} takes {takes_text}, without brackets"),
                "a list in brackets",
            );
            let problem = problem.help("values stand side by side, with commas between");
            let fits =
                (ty.many || elems.len() == 1) && elems.iter().all(|e| self.would_fit(cx, *e, ty, false));
            let problem = match fits {
                true => edit::replace(problem, anchor, inside, Safety::Safe),
                false => problem,
            };
            self.report(problem);
            return;
        }
        // `ciso@example.org`
        if let ExprKind::Edition(name) = expr.kind
            && ty.alternatives.iter().all(|a| matches!(a, Alternative::Kind(_) | Alternative::Aspect(_)))
            && !takes_kind(ty, prelude::kind::CATALOG)
        {
            let message = format!("nothing is named `{word}`; {what} takes {takes_text}");
            let problem = Problem::new(&problems::UNKNOWN_NAME, anchor, message, "not a name");
            let problem = match self.title_meant(name.of(&cx.text), ty, self.package_of(cx.decl)) {
                Some((near, title, _)) => {
                    let near = Near { name: &near, sure: false };
                    let problem = self.did_you_mean(problem, anchor, Some(near), self.names_in_doubt);
                    problem.help(format!("did you mean `{}` ({title})?", near.name))
                }
                None => problem.help("write the name that it was declared with"),
            };
            self.report(problem);
            return;
        }
        if unquoted && enums.is_empty() {
            let names = takes_names(ty);
            let problem = if names {
                let message = format!("nothing is named `{word}`; {what} takes {takes_text}");
                Problem::new(&problems::UNKNOWN_NAME, anchor, message, "not a name")
            } else {
                let message = format!("{what} takes {takes_text}, and these are words");
                Problem::new(&problems::WRONG_TYPE, anchor, message, "does not fit")
            };
            let problem = match (names, self.title_meant(&word, ty, self.package_of(cx.decl))) {
                (true, Some((near, title, sure))) => {
                    let near = Near { name: &near, sure };
                    let problem = self.did_you_mean(problem, anchor, Some(near), self.names_in_doubt);
                    problem.help(format!("did you mean `{}` ({title})?", near.name))
                }
                (true, None) => {
                    problem.help("a name is one word, as it was declared; words are joined by hyphens")
                }
                (false, _) => problem,
            };
            self.report(problem);
            return;
        }
        if let Some(joined) = self.names_joined(cx, expr, ty) {
            let between = match joined.contains("..") {
                true => "`..` stands between the first and the last of several",
                false => "a comma stands between two",
            };
            let message = format!("`{word}` is not how several are written: {between}");
            let problem = Problem::new(&problems::WRONG_TYPE, anchor, message, "several in one");
            let problem = problem.help(format!("write `{joined}`"));
            self.report(edit::replace(problem, anchor, &joined, Safety::Review));
            return;
        }
        // `n/a`, `n.a.`
        if matches!(expr.kind, ExprKind::Path | ExprKind::Binary(..)) && says_nothing(&word) {
            let message = format!("{what} takes {takes_text}, and `{word}` is none");
            self.report(Problem::new(&problems::WRONG_TYPE, anchor, message, "says nothing").help(LEAVE_OUT));
            return;
        }
        // `24h`
        if takes(ty, Builtin::Duration)
            && let Some(meant) = duration_meant(&word)
        {
            let message = format!("`{word}` is not written as lengths of time are written here");
            let label = format!("write `{meant}`");
            let problem = Problem::new(&problems::BAD_NUMBER, anchor, message, label)
                .help("a number, a blank and the unit in full: `12 months`");
            self.report(edit::replace(problem, anchor, &meant, Safety::Safe));
            return;
        }
        if expr.kind == ExprKind::Path && enums.is_empty() {
            if takes(ty, Builtin::Duration)
                && let Some(meant) = spelling::meant(self.library, FREQUENCY, &word)
            {
                let problem = Problem::new(
                    &problems::UNKNOWN_VALUE,
                    anchor,
                    format!("{what} takes {takes_text}, and `{word}` is a word"),
                    "not a length of time",
                );
                self.report(edit::did_you_mean(problem, anchor, Some(meant.name), meant.safety()));
                return;
            }
            let problem = match self.resolve_at(cx, &word) {
                Resolution::Unread => return,
                Resolution::Item(Item::Decl(id)) => {
                    let kind = self.kind_text(self.decls[id.0 as usize].kind);
                    Problem::new(
                        &problems::WRONG_TYPE,
                        anchor,
                        format!("{what} takes {takes_text}, and `{word}` is {} {kind}", article(&kind)),
                        format!("{} {kind}", article(&kind)),
                    )
                    .related(Anchor::Decl(id), "declared here")
                }
                _ if takes(ty, Builtin::Text) || takes(ty, Builtin::Prose) => {
                    let problem = Problem::new(
                        &problems::MISSING_QUOTES,
                        anchor,
                        format!("{what} takes a text, and a text stands in quotes"),
                        "needs quotes",
                    );
                    edit::replace(
                        problem.help(format!("write `\"{word}\"`")),
                        anchor,
                        &format!("\"{word}\""),
                        Safety::Safe,
                    )
                }
                _ => {
                    let message = format!("{what} takes {takes_text}, and `{word}` is a word");
                    let problem = Problem::new(&problems::WRONG_TYPE, anchor, message, "does not fit");
                    match takes(ty, Builtin::Date) {
                        true => problem.help(
                            "write the day itself: year, month and day, so that it means the same whenever it is read",
                        ),
                        false => problem,
                    }
                }
            };
            self.report(problem);
            return;
        }
        if matches!(expr.kind, ExprKind::Path | ExprKind::Text) && !enums.is_empty() {
            let plain = if expr.kind == ExprKind::Text {
                literal::text_value(&word).into_owned()
            } else {
                word.clone()
            };
            let values: Vec<(String, String, String)> = enums
                .iter()
                .flat_map(|e| &self.schema.enumeration(*e).values)
                .map(|v| (self.names.text(v.name).to_string(), v.title.clone(), v.doc.clone()))
                .collect();
            if expr.kind == ExprKind::Text && values.iter().any(|(name, ..)| *name == plain) {
                let message = format!("{what} takes {takes_text}, without quotes");
                let problem = Problem::new(&problems::WRONG_TYPE, anchor, message, "in quotes");
                let problem = problem.help(format!("write `{plain}`"));
                self.report(edit::replace(problem, anchor, &plain, Safety::Safe));
                return;
            }
            let said = self.value_said(&plain, &enums).flatten();
            let said = said.as_ref().map(|(name, sure)| Near { name, sure: *sure });
            // A word of a title, or of what is said about a value, need not mean it.
            let words = || {
                let titles = values.iter().map(|(n, t, _)| (n.as_str(), t.as_str()));
                let docs = values.iter().map(|(n, _, d)| (n.as_str(), d.as_str()));
                suggest::by_title(&plain, titles).or_else(|| suggest::by_title(&plain, docs))
            };
            let near = self
                .word_meant(ty, &plain)
                .or(said)
                .or_else(|| suggest::nearest(&plain, values.iter().map(|(n, _, _)| n.as_str())))
                .or_else(|| words().map(|name| Near { name, sure: false }));
            self.report(self.no_value(cx, anchor, &plain, ty, near));
            return;
        }
        let mut problem = Problem::new(
            &problems::WRONG_TYPE,
            anchor,
            format!("{what} takes {takes_text}, and {is}"),
            "does not fit",
        );
        if takes(ty, Builtin::Date) {
            problem = match literal::date_meant(&literal::text_value(&word)) {
                Some(date) => {
                    edit::replace(problem.help(format!("write `{date}`")), anchor, &date, Safety::Review)
                }
                None => problem.help("write year, month and day, as in `2026-03-01`"),
            };
            self.report(problem);
            return;
        }
        match expr.kind {
            ExprKind::Text | ExprKind::Prose => {
                let plain = literal::text_value(&word).into_owned();
                if takes_entries(ty)
                    && let Some((main, _)) = self.catalogs_of(self.package_of(cx.decl)).find(|(_, c)| c.main)
                {
                    let entries = self.entries_of(main);
                    let exact = entries.iter().find(|(i, _)| *i == plain).map(|(i, _)| i.as_str());
                    // `"A.8.13 Information backup"`
                    let first = plain.split_whitespace().next().unwrap_or("");
                    let first = entries.iter().find(|(i, _)| *i == first.trim_end_matches(':'));
                    let near = exact.or(first.map(|(i, _)| i.as_str())).or_else(|| {
                        suggest::by_title(&plain, entries.iter().map(|(i, t)| (i.as_str(), t.as_str())))
                    });
                    if exact.is_some() {
                        problem.message = format!("{what} takes {takes_text}, without quotes");
                    }
                    if let Some(near) = near {
                        let title = entries
                            .iter()
                            .find(|(i, _)| i == near)
                            .map(|(_, t)| t.clone())
                            .unwrap_or_default();
                        problem = problem.help(format!("did you mean `{near}` ({title})?"));
                        let safety = if exact.is_some() { Safety::Safe } else { Safety::Review };
                        problem = edit::replace(problem, anchor, near, safety);
                    }
                } else if takes(ty, Builtin::Number)
                    || takes(ty, Builtin::Duration)
                    || takes(ty, Builtin::Percent)
                {
                    if is_literal(&plain, ty) {
                        problem = problem.help(format!("leave the quotes away: `{plain}`"));
                        problem = edit::replace(problem, anchor, &plain, Safety::Review);
                    }
                } else if takes(ty, Builtin::Url) {
                    problem = problem.help("an address stands without quotes, with `https://` before it");
                    if is_literal(&plain, ty) {
                        problem = edit::replace(problem, anchor, &plain, Safety::Safe);
                    }
                } else if takes(ty, Builtin::Bool) {
                    problem = problem.help("write `yes` or `no` without quotes");
                    if let Some(meant) = yes_or_no(&plain) {
                        problem = edit::replace(problem, anchor, meant, Safety::Safe);
                    }
                } else {
                    problem = self.name_for_text(cx, problem, anchor, &plain, ty);
                }
            }
            ExprKind::Number if takes(ty, Builtin::Duration) => {
                problem = problem.help(format!("say of what: `{word} months`, `{word} days`"));
            }
            ExprKind::Number if takes(ty, Builtin::Percent) => {
                // `0.1` is a tenth in a spreadsheet, and `1` is a hundredth or the whole.
                let percent = format!("{word}%");
                problem = match number_text(&word).filter(|n| n.abs() <= Decimal::ONE) {
                    Some(part) => {
                        let part = format!("{}%", (part * Decimal::ONE_HUNDRED).normalize());
                        let help = format!("write `{part}` for a part of one, or `{percent}`");
                        let problem = edit::replace(problem.help(help), anchor, &part, Safety::Review);
                        edit::replace(problem, anchor, &percent, Safety::Review)
                    }
                    None => edit::replace(
                        problem.help(format!("write `{percent}`")),
                        anchor,
                        &percent,
                        Safety::Safe,
                    ),
                };
            }
            ExprKind::Number | ExprKind::Id if takes_entries(ty) => {
                self.unknown_entry(cx, expr.span, ty);
                return;
            }
            ExprKind::Url
            | ExprKind::Number
            | ExprKind::Quantity
            | ExprKind::Date
            | ExprKind::Id
            | ExprKind::Edition(_)
            | ExprKind::Binary(..)
                if !word.contains(['"', '\\', '\n'])
                    && (takes(ty, Builtin::Text) || takes(ty, Builtin::Prose)) =>
            {
                problem = Problem::new(
                    &problems::MISSING_QUOTES,
                    anchor,
                    format!("{what} takes a text, and a text stands in quotes"),
                    "needs quotes",
                );
                problem = edit::replace(
                    problem.help(format!("write `\"{word}\"`")),
                    anchor,
                    &format!("\"{word}\""),
                    Safety::Safe,
                );
            }
            _ => {}
        }
        self.report(problem);
    }

    /// A text where a name belongs: whose title is it?
    pub(crate) fn name_for_text(
        &mut self,
        cx: &Cx,
        problem: Problem<Anchor>,
        anchor: Anchor,
        plain: &str,
        ty: &Type,
    ) -> Problem<Anchor> {
        if !self.may_suggest() {
            return problem;
        }
        let lower = plain.to_lowercase();
        if let Some((near, title, sure)) = self.title_meant(plain, ty, self.package_of(cx.decl)) {
            let mut problem = problem;
            if near == plain {
                problem.message = format!("{} takes {}, without quotes", self.what(cx), self.type_text(ty));
            }
            let near = Near { name: &near, sure };
            let problem = self.did_you_mean(problem, anchor, Some(near), self.names_in_doubt);
            return problem
                .help(format!("did you mean `{}` ({title})? Names stand without quotes", near.name));
        }
        // A person's name where a role is meant: the roles that the person holds.
        let package = self.package_of(cx.decl);
        let persons = self.by_kind.get(prelude::kind::PERSON.0 as usize).cloned().unwrap_or_default();
        let person = persons
            .into_iter()
            .find(|p| self.path_from(*p, package).is_some() && self.title(*p).to_lowercase() == lower);
        match person {
            Some(person) if takes_kind(ty, prelude::kind::ROLE) => {
                let held = self.roles_of(person, package);
                match held.as_slice() {
                    [] => problem.help("name the role that the person holds, without quotes"),
                    [one] => edit::replace(
                        problem.help(format!("{plain} holds the role `{one}`: name the role")),
                        anchor,
                        one,
                        // It says who answers for it, and the person may have held the role before.
                        Safety::Review,
                    ),
                    many => problem.help(format!("name the role; {plain} holds {}", many.join(", "))),
                }
            }
            _ => problem.help("a name stands without quotes, and is declared once in the package"),
        }
    }

    /// The name and the title of the declaration that somebody meant who wrote `plain`, and whether that is sure.
    pub(super) fn title_meant(
        &self,
        plain: &str,
        ty: &Type,
        package: PackageId,
    ) -> Option<(String, String, bool)> {
        let candidates = self.fitting(ty, package);
        let lower = plain.to_lowercase();
        let mut same = candidates
            .iter()
            .filter(|(n, t)| n.to_lowercase() == lower || t.to_lowercase() == lower)
            .map(|(n, _)| n.as_str());
        let same = same
            .next()
            .map(|name| Near { name, sure: same.next().is_none() && self.stands_well(name, package) });
        let titled = || suggest::by_title(plain, candidates.iter().map(|(n, t)| (n.as_str(), t.as_str())));
        let near = same
            .or_else(|| titled().map(|name| Near { name, sure: false }))
            .or_else(|| suggest::nearest(plain, candidates.iter().map(|(n, _)| n.as_str())))?;
        let (name, title) = candidates.iter().find(|(n, _)| n == near.name)?;
        Some((name.clone(), title.clone(), near.sure))
    }

    /// Takes back that the words at `anchor` lack quotes. Gives whether that was said.
    pub(crate) fn unquote(&mut self, anchor: Anchor) -> bool {
        let before = self.problems.len();
        let here = |p: &Problem<Anchor>, name: &str| p.name == name && p.primary.place == anchor;
        self.problems.retain(|p| !here(p, problems::MISSING_QUOTES.name));
        let unquoted = self.problems.len() < before;
        // Single quotes around a name are wrong in another way: it takes none.
        self.problems.retain(|p| !here(p, problems::SYNTAX_ERROR.name));
        unquoted
    }

    /// The first word of `words`, behind the first, that is a field of the declaration, and where it stands.
    fn field_within<'w>(&self, cx: &Cx, words: &'w str) -> Option<(&'w str, usize)> {
        let kind = self.decls[cx.decl.0 as usize].kind;
        let last = words.split_whitespace().next_back()?;
        words.split_whitespace().skip(1).find_map(|word| {
            let known = self.names.get(word).and_then(|n| self.schema.field_of(kind, n)).is_some();
            let at = word.as_ptr() as usize - words.as_ptr() as usize;
            (known && word.as_ptr() != last.as_ptr()).then_some((word, at))
        })
    }

    /// The entry of the main standard that `words` hold the id or the title of.
    pub(crate) fn entry_meant(&self, words: &str, ty: &Type) -> Option<(String, String)> {
        let main = self.catalogs.iter().position(|c| c.main)?;
        let catalog = &self.catalogs[main];
        let fits = |id: &str| {
            let entry = catalog.entry(&self.names, id)?;
            self.kind_fits(self.decls[entry.0 as usize].kind, ty).then(|| (id.to_string(), self.title(entry)))
        };
        let id = words.split_whitespace().next_back().filter(|w| w.contains(|c: char| c.is_ascii_digit()));
        if let Some(id) = id {
            return fits(id).or_else(|| {
                let found = crate::catalog::respelled(id, |c| fits(c).is_some())?;
                fits(&found)
            });
        }
        let entries = self.entries_of(main);
        let near = suggest::by_title(words, entries.iter().map(|(i, t)| (i.as_str(), t.as_str())))?;
        fits(near)
    }

    /// `A.8.25 - A.8.31`, `A.5.1 and A.5.2`, `A.8.13/14`: names with signs or words between, as they are written here.
    fn names_joined(&self, cx: &Cx, expr: tree::Expr, ty: &Type) -> Option<String> {
        let package = self.package_of(cx.decl);
        let text = |expr: tree::Expr| expr.span.of(&cx.text);
        let fits = |word: &str| match self.resolve(word, Some(cx.decl), package) {
            Resolution::Item(Item::Decl(id)) => self.kind_fits(self.decls[id.0 as usize].kind, ty),
            _ => false,
        };
        // From the last to the first.
        let (mut rest, mut joined) = (expr, Vec::new());
        while let ExprKind::Binary(op, left, right) = rest.kind {
            let sign = match op {
                tree::BinaryOp::Minus if takes_entries(ty) => " .. ",
                tree::BinaryOp::And | tree::BinaryOp::Plus | tree::BinaryOp::Divide if ty.many => ", ",
                _ => return None,
            };
            joined.push((sign, text(cx.tree.expr(right))));
            rest = cx.tree.expr(left);
        }
        let first = text(rest);
        if joined.is_empty() || rest.kind != ExprKind::Path || !fits(first) {
            return None;
        }
        joined.iter().rev().try_fold(first.to_string(), |mut all, (sign, word)| {
            let whole = match fits(word) {
                true => word.to_string(),
                false => self.id_completed(first, word, package, ty)?,
            };
            all.extend([*sign, &whole]);
            Some(all)
        })
    }

    pub(crate) fn roles_of(&self, person: DeclId, package: PackageId) -> Vec<String> {
        let name = self.names.text(self.decls[person.0 as usize].name);
        let roles = self.by_kind.get(prelude::kind::ROLE.0 as usize).cloned().unwrap_or_default();
        roles
            .into_iter()
            .filter(|role| {
                self.entry_of(*role, prelude::field::ROLE_HOLDER).is_some_and(|f| {
                    let source = self.files.get(self.decls[role.0 as usize].file);
                    source
                        .tree
                        .seq(f.phrase.lead)
                        .iter()
                        .any(|e| source.tree.expr(e.expr).span.of(&source.text) == name)
                })
            })
            .filter_map(|role| self.path_from(role, package))
            .collect()
    }
}

/// Words of several languages for `yes` and for `no`.
const YES_OR_NO: [(&str, &str); 2] = [
    ("yes", " ja oui si sí sim y j o t x ok true wahr vrai sant "),
    ("no", " nein non não nei n f false falsch faux usant "),
];

/// `ja`, `TRUE`, `No`: what is meant.
fn yes_or_no(word: &str) -> Option<&'static str> {
    let lower = word.trim().to_lowercase();
    let meant = |(value, words): &&(&str, &str)| *value == lower || words.contains(&format!(" {lower} "));
    YES_OR_NO.iter().find(meant).map(|(value, _)| *value)
}

/// Whether `plain`, which stands in quotes, is a literal of the type without them.
fn is_literal(plain: &str, ty: &Type) -> bool {
    let tokens = tokenize(plain.trim());
    let mut tokens = tokens.iter();
    let (Some(only), None) = (tokens.next(), tokens.next()) else { return false };
    match only.kind {
        TokenKind::Date => takes(ty, Builtin::Date),
        TokenKind::Number => takes(ty, Builtin::Number),
        TokenKind::Quantity => match plain.trim().ends_with('%') {
            true => takes(ty, Builtin::Percent),
            false => takes(ty, Builtin::Duration) || takes(ty, Builtin::Money),
        },
        TokenKind::Url => takes(ty, Builtin::Url),
        _ => false,
    }
}

/// `24h`, as a length of time.
fn duration_meant(word: &str) -> Option<String> {
    let (amount, unit) = word.split_at(word.find(|c: char| !c.is_ascii_digit()).filter(|at| *at > 0)?);
    let known = literal::DURATION_UNITS.iter().find(|known| **known == unit);
    let unit = known.copied().or_else(|| literal::unit_meant(unit))?;
    let unit = if amount == "1" { unit.trim_end_matches('s') } else { unit };
    literal::DURATION_UNITS.contains(&unit).then(|| format!("{amount} {unit}"))
}

/// `yearly` and its like, as a length of time.
/// The key of the library's words for how often something is done.
pub(crate) const FREQUENCY: &str = "frequency";

pub(crate) fn expr_text(kind: ExprKind) -> &'static str {
    match kind {
        ExprKind::Path => "a name",
        ExprKind::Below(_) | ExprKind::Everything => "a pattern",
        ExprKind::Edition(_) => "an edition of a standard",
        ExprKind::Id => "an id",
        ExprKind::Number => "a number",
        ExprKind::Quantity => "a quantity",
        ExprKind::Date => "a date",
        ExprKind::Text => "a text",
        ExprKind::Prose => "prose",
        ExprKind::Url => "an address",
        ExprKind::None => "`none`",
        ExprKind::List(_) => "a list in brackets",
        ExprKind::Range(..) => "a range",
        ExprKind::Condition(..) => "a comparison",
        ExprKind::Group(_) | ExprKind::Call { .. } | ExprKind::Unary(..) | ExprKind::Binary(..) => {
            "a formula"
        }
    }
}
