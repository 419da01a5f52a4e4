//! Names, patterns of controls, and sets of declarations.

use annexa_diagnostics::{Problem, Safety};
use annexa_syntax::tree::{self, ExprId, ExprKind, Prep};

use crate::builder::{Builder, Cx, Resolution, Within, takes_entries, takes_kind, takes_sets};
use crate::edit;
use crate::model::{Anchor, DeclId, Item};
use crate::prelude;
use crate::problems;
use crate::schema::{Alternative, KindId, SchemaItem, Type};
use crate::source::{Place, Span};
use crate::value::{Pattern, Query, SetOf, Value};

impl Builder<'_> {
    /// An entry of the catalog that the header's part `prep` names.
    pub(crate) fn header_entry(&mut self, cx: &Cx, word: &str, span: Span, prep: Prep) -> Value {
        // The value may come from a `let` of another file; the header does not.
        let data = &self.decls[cx.decl.0 as usize];
        let source = self.files.get(data.file);
        let head = source.tree.decl(data.node).head;
        let part = source.tree.seq(head).iter().find(|p| p.prep == prep);
        let expr = part.and_then(|p| source.tree.seq(p.values).first()).map(|e| source.tree.expr(e.expr));
        let text = source.text.clone();
        let catalog = expr.and_then(|e| self.catalog_of(e, &text, cx));
        let Some(catalog) = catalog else {
            return Value::Unknown;
        };
        let title = self.names.text(self.catalogs[catalog].alias).to_string();
        // With the catalog's name before it, as an id must have it that begins with a digit: `house.1.1`.
        let own = word.strip_prefix(title.as_str()).and_then(|rest| rest.strip_prefix('.'));
        let found = [Some(word), own]
            .into_iter()
            .flatten()
            .find_map(|id| self.catalogs[catalog].entry(&self.names, id));
        if let Some(id) = found {
            return Value::Decl(id);
        }
        let problem = Problem::new(
            &problems::UNKNOWN_CONTROL,
            Anchor::Place(Place { file: cx.file, span }),
            format!("`{title}` has no entry `{word}`"),
            "not an id of this catalog",
        );
        self.report(problem);
        Value::Unknown
    }

    pub(crate) fn catalog_of(&mut self, expr: tree::Expr, text: &str, cx: &Cx) -> Option<usize> {
        let package = self.package_of(cx.decl);
        match expr.kind {
            ExprKind::Path => {
                let word = expr.span.of(text);
                self.look_up_all(word);
                self.catalog_named(word, package).or_else(|| match self.lookup(word, None, package)? {
                    Item::Decl(id) => self.catalogs.iter().position(|c| c.decl == id),
                    Item::Let(_) => None,
                })
            }
            ExprKind::Edition(name) => {
                let edition = edition_text(expr.span, name, text);
                let name = name.of(text);
                self.look_up_all(name);
                let of_edition = || self.catalogs_of(package).filter(|(_, c)| c.edition == edition);
                let standard = of_edition().find(|(_, c)| c.standard == name);
                standard
                    .or_else(|| of_edition().find(|(_, c)| self.names.text(c.alias) == name))
                    .map(|(i, _)| i)
            }
            _ => None,
        }
    }

    pub(crate) fn set(&mut self, cx: &Cx, expr: tree::Expr, filter: Option<ExprId>, ty: &Type) -> Value {
        let word = expr.span.of(&cx.text);
        let item = (expr.kind == ExprKind::Path)
            .then(|| self.names.get(word))
            .flatten()
            .and_then(|n| self.schema_item(n, self.package_of(cx.decl)));
        let of = match item {
            Some(SchemaItem::Kind(kind)) if takes_sets(ty) && self.kind_fits(kind, ty) => {
                Some(SetOf::Kind(kind))
            }
            Some(SchemaItem::Aspect(aspect)) if ty.alternatives.contains(&Alternative::Aspect(aspect)) => {
                Some(SetOf::Aspect(aspect))
            }
            _ => None,
        };
        if let Some(of) = of {
            let filter = filter.map(|f| self.add_condition(cx, of, f));
            return Value::Query(Query { of, filter });
        }
        let takes = self.type_text(ty);
        let anchor = Anchor::Place(Place { file: cx.file, span: expr.span });
        let problem = match item {
            Some(_) if !takes_sets(ty) => Problem::new(
                &problems::WRONG_TYPE,
                anchor,
                format!("{} takes {takes} by name, one by one, and this is a set", self.what(cx)),
                "a set",
            ),
            Some(_) => Problem::new(
                &problems::WRONG_KIND,
                anchor,
                format!("{} takes {takes}, and no `{word}` is one", self.what(cx)),
                "another kind of thing",
            ),
            None => {
                let problem = Problem::new(
                    &problems::UNKNOWN_KIND,
                    anchor,
                    format!("before `where` stands a kind, and there is no kind `{word}`"),
                    "not a kind",
                );
                self.suggest_kind(problem, anchor, word, self.package_of(cx.decl))
            }
        };
        self.report(problem);
        Value::Unknown
    }

    pub(crate) fn pattern(&mut self, start: DeclId, end: DeclId, ty: &Type) -> Value {
        Value::Pattern(Pattern {
            start,
            end,
            controls: takes_kind(ty, prelude::kind::CONTROL),
            requirements: takes_kind(ty, prelude::kind::REQUIREMENT),
        })
    }

    pub(crate) fn range(&mut self, cx: &Cx, low: tree::Expr, high: tree::Expr, ty: &Type) -> Value {
        let mut ends = [DeclId(0); 2];
        for (slot, expr) in ends.iter_mut().zip([low, high]) {
            match self.resolve_at(cx, expr.span.of(&cx.text)) {
                Resolution::Item(Item::Decl(id)) if self.decl_catalog[id.0 as usize].is_some() => *slot = id,
                Resolution::Unread => return Value::Unknown,
                _ if self.short_end(cx, low, expr, ty) => return Value::Unknown,
                _ => {
                    self.unknown_entries(cx, expr.span, low.span.to(high.span), ty);
                    return Value::Unknown;
                }
            }
        }
        let [first, last] = ends;
        let parent = |id: DeclId| self.decls[id.0 as usize].parent;
        let anchor = Anchor::Place(Place { file: cx.file, span: low.span.to(high.span) });
        let (low_text, high_text) = (low.span.of(&cx.text), high.span.of(&cx.text));
        let kind = |id: DeclId| self.decls[id.0 as usize].kind;
        if parent(first) != parent(last) || kind(first) != kind(last) {
            self.report(
                Problem::new(
                    &problems::WRONG_TYPE,
                    anchor,
                    format!("a range joins two ids of one group, and `{low_text}` and `{high_text}` stand in different ones"),
                    "from one group into another",
                )
                .help("write a range for each group, with a comma between"),
            );
            return Value::Unknown;
        }
        if last < first {
            let problem = Problem::new(
                &problems::WRONG_TYPE,
                anchor,
                format!("`{high_text}` comes before `{low_text}`"),
                "runs backwards",
            );
            // Whole groups the wrong way round are rather a slip of another sort.
            let problem = match kind(first) == prelude::kind::GROUP {
                true => problem,
                false => edit::replace(problem, anchor, &format!("{high_text} .. {low_text}"), Safety::Safe),
            };
            self.report(problem);
            return Value::Unknown;
        }
        self.pattern(first, self.decls[last.0 as usize].end, ty)
    }

    /// `A.8.13 .. 15`, where the last id has only its end: told, if there is such an id.
    fn short_end(&mut self, cx: &Cx, low: tree::Expr, high: tree::Expr, ty: &Type) -> bool {
        let (low_text, high_text) = (low.span.of(&cx.text), high.span.of(&cx.text));
        if low.span == high.span || !high_text.starts_with(|c: char| c.is_ascii_digit()) {
            return false;
        }
        let package = self.package_of(cx.decl);
        let found = low_text
            .match_indices('.')
            .map(|(at, _)| format!("{}.{high_text}", &low_text[..at]))
            .find(|id| match self.resolve(id, Some(cx.decl), package) {
                Resolution::Item(Item::Decl(id)) => self.kind_fits(self.decls[id.0 as usize].kind, ty),
                _ => false,
            });
        // `A..8.13`
        let whole = Anchor::Place(Place { file: cx.file, span: low.span.to(high.span) });
        let joined = format!("{low_text}.{high_text}");
        if let Resolution::Item(Item::Decl(id)) = self.resolve(&joined, Some(cx.decl), package)
            && self.kind_fits(self.decls[id.0 as usize].kind, ty)
            && found.is_none()
        {
            let message = format!("two dots stand between `{low_text}` and `{high_text}`");
            let problem = Problem::new(&problems::UNKNOWN_CONTROL, whole, message, "not an id");
            let problem = problem.help(format!("write `{joined}`"));
            self.report(edit::replace(problem, whole, &joined, Safety::Review));
            return true;
        }
        let Some(found) = found else {
            let message = format!("`{high_text}` is no id that a range from `{low_text}` could end with");
            let problem = Problem::new(&problems::UNKNOWN_CONTROL, whole, message, "not a range of ids");
            self.report(problem.help("a range joins two ids of one group: `A.8.1 .. A.8.5`"));
            return true;
        };
        let anchor = Anchor::Place(Place { file: cx.file, span: high.span });
        let problem = Problem::new(
            &problems::UNKNOWN_CONTROL,
            anchor,
            format!("`{high_text}` is only the end of an id"),
            "not an id",
        );
        let problem = problem.help(format!("write `{low_text} .. {found}`"));
        self.report(edit::replace(problem, anchor, &found, Safety::Safe));
        true
    }

    /// A path where a declaration, or a value that nothing local has, is meant.
    pub(crate) fn path(&mut self, cx: &Cx, span: Span, ty: &Type) -> Value {
        let resolution = self.resolve_at(cx, span.of(&cx.text));
        self.path_to(cx, span, resolution, ty)
    }

    /// A path that leads to `resolution`.
    pub(crate) fn path_to(&mut self, cx: &Cx, span: Span, resolution: Resolution, ty: &Type) -> Value {
        if let Resolution::Item(item) = resolution {
            self.mark_used(item);
        }
        let word = span.of(&cx.text);
        let package = self.package_of(cx.decl);
        let takes_decl =
            ty.alternatives.iter().any(|a| matches!(a, Alternative::Kind(_) | Alternative::Aspect(_)));
        if matches!(resolution, Resolution::Unread) {
            return Value::Unknown;
        }
        if !takes_decl {
            // A `let` or parameter has been taken already; a declaration is the wrong thing here.
            self.mismatch(cx, tree::Expr { span, kind: ExprKind::Path }, ty);
            return Value::Unknown;
        }
        match resolution {
            Resolution::Item(Item::Decl(id)) => {
                let kind = self.decls[id.0 as usize].kind;
                if kind == KindId::UNKNOWN {
                    return Value::Unknown;
                }
                if self.kind_fits(kind, ty) {
                    return Value::Decl(id);
                }
                // A group of clauses that is left out: that it cannot be is the mistake, not how it is written.
                let left_out = [
                    prelude::field::SOA_EXCLUDE,
                    prelude::field::SOA_NOT_APPLICABLE,
                    prelude::field::SCOPE_EXCLUDES,
                ];
                let catalog = self.decl_catalog[id.0 as usize];
                if kind == prelude::kind::GROUP
                    && left_out.contains(&cx.field)
                    && cx.prep.is_none()
                    && self.catalogs.iter().any(|c| Some(c.decl) == catalog && c.has_clauses())
                    && (id.0 + 1..self.decls[id.0 as usize].end.0)
                        .all(|d| self.decls[d as usize].kind != prelude::kind::CONTROL)
                {
                    return self.pattern(DeclId(id.0 + 1), self.decls[id.0 as usize].end, ty);
                }
                self.wrong_kind(cx, span, id, kind, ty);
                Value::Unknown
            }
            Resolution::Item(Item::Let(_)) | Resolution::Unread => Value::Unknown,
            Resolution::Unknown { segment, within } => {
                // A kind's name stands for all of them.
                if let Some(item) = self.names.get(word).and_then(|n| self.schema_item(n, package)) {
                    match item {
                        SchemaItem::Kind(kind) if takes_sets(ty) && self.kind_fits(kind, ty) => {
                            return Value::Query(Query { of: SetOf::Kind(kind), filter: None });
                        }
                        SchemaItem::Aspect(a) if ty.alternatives.contains(&Alternative::Aspect(a)) => {
                            return Value::Query(Query { of: SetOf::Aspect(a), filter: None });
                        }
                        _ => {}
                    }
                }
                let catalog = match within {
                    Within::Anywhere => true,
                    Within::Decl(id) => self.decl_catalog[id.0 as usize].is_some(),
                    Within::Package(_) | Within::Nothing => false,
                };
                if takes_entries(ty) && catalog {
                    self.unknown_entry(cx, span, ty);
                } else {
                    self.unknown_name(cx, span, segment, within, ty);
                }
                Value::Unknown
            }
        }
    }
}

pub(crate) fn edition_text(all: Span, name: Span, text: &str) -> &str {
    Span::new(name.end, all.end).of(text).trim_start_matches('@')
}
