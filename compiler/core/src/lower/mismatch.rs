//! A value or a declaration of another type or kind than the place takes.

use annexa_diagnostics::{Problem, Safety};
use annexa_syntax::literal;
use annexa_syntax::tree::{self, ExprKind};

use crate::builder::{Builder, Cx, Resolution, takes, takes_entries, takes_kind};
use crate::declare::{article, or_list};
use crate::edit;
use crate::model::{Anchor, DeclId, Item};
use crate::prelude;
use crate::problems;
use crate::schema::{Alternative, Builtin, EnumId, KindId, Type};
use crate::source::{PackageId, Place, Span};
use crate::suggest;

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
        let one = |a: &Alternative| match a {
            Alternative::Builtin(b) | Alternative::Bounded(b, ..) => b.says().to_string(),
            Alternative::Enum(id) => {
                let e = self.schema.enumeration(*id);
                let values: Vec<String> =
                    e.values.iter().map(|v| format!("`{}`", self.names.text(v.name))).collect();
                if values.len() > 12 {
                    format!("one of the values of `{}`", self.names.text(e.name))
                } else {
                    or_list(&values)
                }
            }
            Alternative::Kind(id) => {
                let kind = self.kind_text(*id);
                format!("{} {kind}", article(&kind))
            }
            Alternative::Aspect(id) => {
                let aspect = self.names.text(self.schema.aspect(*id).name);
                let kinds: Vec<String> = (0..self.schema.kinds.len())
                    .filter(|k| self.schema.is(KindId(*k as u16), *id))
                    .map(|k| self.kind_text(KindId(k as u16)))
                    .map(|k| format!("{} {k}", article(&k)))
                    .collect();
                if kinds.is_empty() || kinds.len() > 10 {
                    format!("a declaration that is `{aspect}`")
                } else {
                    or_list(&kinds)
                }
            }
            Alternative::Names => "a new name".to_string(),
            Alternative::OneOf(path) => {
                let path: Vec<&str> = path.iter().map(|n| self.names.text(*n)).collect();
                format!("a step of the scale `{}`", path.join("."))
            }
        };
        or_list(&ty.alternatives.iter().map(one).collect::<Vec<_>>())
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
        if kind == prelude::kind::GROUP && takes_entries(ty) {
            problem = problem.help(format!("`{word}.*` means everything in the group"));
            problem = edit::replace(problem, anchor, &format!("{word}.*"), Safety::Safe);
        } else if let Some(owner) = self.owner_that_fits(id, ty) {
            problem = problem.help(format!("the owner of `{word}` is `{owner}`"));
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
        let enums: Vec<EnumId> = ty
            .alternatives
            .iter()
            .filter_map(|a| if let Alternative::Enum(e) = a { Some(*e) } else { None })
            .collect();
        let named = cx.via.map(|(_, name)| self.names.text(name).to_string());
        let is = match &named {
            Some(name) => format!("`{name}` stands for {}", expr_text(expr.kind)),
            None => format!("this is {}", expr_text(expr.kind)),
        };
        if expr.kind == ExprKind::Path && enums.is_empty() {
            if takes(ty, Builtin::Duration)
                && let Some(meant) = frequency(&word)
            {
                let problem = Problem::new(
                    &problems::UNKNOWN_VALUE,
                    anchor,
                    format!("{what} takes {takes_text}, and `{word}` is a word"),
                    "not a length of time",
                );
                self.report(edit::did_you_mean(problem, anchor, Some(meant), Safety::Safe));
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
                _ => Problem::new(
                    &problems::WRONG_TYPE,
                    anchor,
                    format!("{what} takes {takes_text}, and `{word}` is a word"),
                    "does not fit",
                ),
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
            let near = suggest::by_spelling(&plain, values.iter().map(|(n, _, _)| n.as_str()))
                .or_else(|| {
                    suggest::by_title(&plain, values.iter().map(|(n, t, _)| (n.as_str(), t.as_str())))
                })
                .or_else(|| {
                    suggest::by_title(&plain, values.iter().map(|(n, _, d)| (n.as_str(), d.as_str())))
                });
            let mut problem = Problem::new(
                &problems::UNKNOWN_VALUE,
                anchor,
                format!("`{plain}` is none of the values that {what} takes"),
                "not one of the values",
            )
            .note(format!("it takes {takes_text}"));
            problem = edit::did_you_mean(problem, anchor, near, Safety::Safe);
            self.report(problem);
            return;
        }
        let mut problem = Problem::new(
            &problems::WRONG_TYPE,
            anchor,
            format!("{what} takes {takes_text}, and {is}"),
            "does not fit",
        );
        match expr.kind {
            ExprKind::Text | ExprKind::Prose => {
                let plain = literal::text_value(&word).into_owned();
                if takes_entries(ty)
                    && let Some((main, _)) = self.catalogs_of(self.package_of(cx.decl)).find(|(_, c)| c.main)
                {
                    let entries = self.entries_of(main);
                    let exact = entries.iter().find(|(i, _)| *i == plain).map(|(i, _)| i.as_str());
                    let near = exact.or_else(|| {
                        suggest::by_title(&plain, entries.iter().map(|(i, t)| (i.as_str(), t.as_str())))
                    });
                    if let Some(near) = near {
                        let title = entries
                            .iter()
                            .find(|(i, _)| i == near)
                            .map(|(_, t)| t.clone())
                            .unwrap_or_default();
                        problem = problem.help(format!("did you mean `{near}` ({title})?"));
                        problem = edit::replace(problem, anchor, near, Safety::Safe);
                    }
                } else if takes(ty, Builtin::Date)
                    || takes(ty, Builtin::Number)
                    || takes(ty, Builtin::Duration)
                    || takes(ty, Builtin::Percent)
                {
                    problem = problem.help(format!("leave the quotes away: `{plain}`"));
                    problem = edit::replace(problem, anchor, &plain, Safety::Review);
                } else if takes(ty, Builtin::Bool) {
                    problem = problem.help("write `yes` or `no` without quotes");
                } else {
                    problem = self.name_for_text(cx, problem, anchor, &plain, ty);
                }
            }
            ExprKind::Number if takes(ty, Builtin::Duration) => {
                problem = problem.help(format!("say of what: `{word} months`, `{word} days`"));
            }
            ExprKind::Number if takes(ty, Builtin::Percent) => {
                problem = edit::replace(
                    problem.help(format!("write `{word}%`")),
                    anchor,
                    &format!("{word}%"),
                    Safety::Safe,
                );
            }
            ExprKind::Number | ExprKind::Id if takes_entries(ty) => {
                self.unknown_entry(cx, expr.span, ty);
                return;
            }
            ExprKind::Url | ExprKind::Number | ExprKind::Quantity | ExprKind::Date
                if takes(ty, Builtin::Text) || takes(ty, Builtin::Prose) =>
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
        let candidates = self.fitting(ty, self.package_of(cx.decl));
        let lower = plain.to_lowercase();
        let near = candidates
            .iter()
            .find(|(n, t)| n.to_lowercase() == lower || t.to_lowercase() == lower)
            .map(|(n, _)| n.as_str())
            .or_else(|| suggest::by_title(plain, candidates.iter().map(|(n, t)| (n.as_str(), t.as_str()))))
            .or_else(|| suggest::by_spelling(plain, candidates.iter().map(|(n, _)| n.as_str())));
        if let Some(near) = near {
            let title =
                candidates.iter().find(|(n, _)| n == near).map(|(_, t)| t.clone()).unwrap_or_default();
            let problem =
                problem.help(format!("did you mean `{near}` ({title})? Names stand without quotes"));
            return edit::replace(problem, anchor, near, Safety::Safe);
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
                        Safety::Safe,
                    ),
                    many => problem.help(format!("name the role; {plain} holds {}", many.join(", "))),
                }
            }
            _ => problem.help("a name stands without quotes, and is declared once in the package"),
        }
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

/// `yearly` and its like, as a length of time.
pub(crate) fn frequency(word: &str) -> Option<&'static str> {
    Some(match word.trim().to_lowercase().as_str() {
        "yearly" | "annually" | "annual" | "year" => "12 months",
        "half-yearly" | "biannually" | "semi-annually" => "6 months",
        "quarterly" | "quarter" => "3 months",
        "monthly" | "month" => "1 month",
        "fortnightly" | "fortnight" => "2 weeks",
        "weekly" | "week" => "1 week",
        "daily" | "day" => "1 day",
        "biennially" => "24 months",
        _ => return None,
    })
}

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
