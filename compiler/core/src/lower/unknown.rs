//! Nothing has the name, or no standard has the id: what was meant?

use annexa_diagnostics::{Problem, ProblemKind, Safety};

use crate::builder::{Builder, Cx, SUGGESTIONS, Within, takes_kind};
use crate::catalog::{Catalog, Written};
use crate::declare::or_list;
use crate::edit;
use crate::lower::references::*;
use crate::model::{Anchor, DeclId, Item};
use crate::prelude;
use crate::problems;
use crate::schema::{Alternative, Type};
use crate::source::{PackageId, Place, Span};
use crate::suggest::{self, Near};

/// What helps where nothing has a name.
#[derive(Clone)]
pub(crate) enum Advice {
    /// The path and the title of what was meant, and whether that is sure.
    Near(String, String, bool),
    /// Nothing is declared that would fit.
    NoneYet,
    /// The few that would fit.
    Few(String),
    Nothing,
}

/// Whether `word` is what people write where they have nothing to say.
pub(super) fn says_nothing(word: &str) -> bool {
    const NOTHING: &str = " null nil na n.a n/a tbd tba tbc todo unknown nobody ";
    NOTHING.contains(&format!(" {} ", word.to_lowercase()))
}

/// What helps there.
pub(super) const LEAVE_OUT: &str = "leave the field out where there is nothing to say yet";

impl Builder<'_> {
    /// What helps where nothing is named `word`: once for each word and type, for one rename makes many unknown names.
    fn advice(&mut self, word: &str, ty: &Type, takes: String, package: PackageId, anywhere: bool) -> Advice {
        let key = (package, word.to_string(), takes, anywhere);
        if let Some(known) = self.advice.get(&key) {
            return known.clone();
        }
        if !self.may_suggest() {
            return Advice::Nothing;
        }
        let candidates = self.fitting(ty, package);
        let names = || candidates.iter().map(|(n, _)| n.as_str());
        // What stands inside of something else needs its name before it. Of a package that has no such thing, the same
        // name elsewhere is no way out.
        let mut inner = names().filter(|n| n.rsplit_once('.').is_some_and(|(_, last)| last == word));
        let inner = inner
            .next()
            .map(|name| Near { name, sure: inner.next().is_none() && self.stands_well(name, package) });
        let titled = || suggest::by_title(word, candidates.iter().map(|(n, t)| (n.as_str(), t.as_str())));
        let near = inner
            .filter(|_| anywhere)
            .or_else(|| suggest::nearest(word, names()))
            .or_else(|| titled().map(|name| Near { name, sure: false }));
        let advice = match near {
            Some(Near { name, sure }) => {
                // People's names are near to each other, and who is not declared may be somebody else.
                let sure = sure && (!takes_kind(ty, prelude::kind::PERSON) || suggest::is_same(word, name));
                let title = candidates.iter().find(|(n, _)| n == name).map(|(_, t)| t.clone());
                // `role sceurity-lead "Security Lead"`: the word is right, and the declaration is not.
                let titled = title.as_deref().is_some_and(|title| suggest::is_same(word, title));
                let sure = sure && (!titled || suggest::is_same(word, name));
                Advice::Near(name.to_string(), title.unwrap_or_default(), sure)
            }
            None if candidates.is_empty() => Advice::NoneYet,
            None if candidates.len() <= 8 => Advice::Few(names().collect::<Vec<_>>().join(", ")),
            None => Advice::Nothing,
        };
        self.advice.insert(key, advice.clone());
        advice
    }

    /// Whether what is named so may stand where it stands; else a `}` is missing before it.
    pub(super) fn stands_well(&self, name: &str, package: PackageId) -> bool {
        let Some(Item::Decl(id)) = self.lookup(name, None, package) else { return false };
        let data = &self.decls[id.0 as usize];
        let outer = data.parent.map(|parent| self.decls[parent.0 as usize].kind);
        let within = self.schema.kind(data.kind).map(|kind| &kind.within);
        outer.is_none_or(|outer| within.is_some_and(|within| within.contains(&outer)))
    }

    /// Whether what a type takes stands inside of something else: a parameter, a statement.
    fn is_nested(&self, ty: &Type) -> bool {
        ty.alternatives.iter().any(|a| match a {
            Alternative::Kind(id) => self.schema.kind(*id).is_some_and(|kind| !kind.within.is_empty()),
            _ => false,
        })
    }

    pub(crate) fn unknown_name(&mut self, cx: &Cx, span: Span, segment: usize, within: Within, ty: &Type) {
        let word = span.of(&cx.text);
        let anchor = self.use_anchor(cx, span);
        let what = self.type_text(ty);
        let package = self.package_of(cx.decl);
        let problem = match within {
            Within::Decl(outer) => {
                let missing = word.split('.').nth(segment).unwrap_or(word);
                let outer_text = self.path_of(outer);
                let mut parts: Vec<&str> = word.split('.').collect();
                let children: Vec<String> =
                    self.children_of(outer, (segment + 1 == parts.len()).then_some(ty));
                let near = suggest::by_spelling(missing, children.iter().map(String::as_str)).map(|near| {
                    parts[segment] = near;
                    parts.join(".")
                });
                let near = near.as_deref().map(|name| Near { name, sure: false });
                let problem = Problem::new(
                    &problems::UNKNOWN_NAME,
                    anchor,
                    format!("there is no `{missing}` in `{outer_text}`"),
                    "not found",
                )
                .related(Anchor::Decl(outer), "looked for in here");
                self.did_you_mean(problem, anchor, near, self.names_in_doubt)
            }
            Within::Package(_) if segment >= word.split('.').count() => {
                let mut problem = Problem::new(
                    &problems::UNKNOWN_NAME,
                    anchor,
                    format!("`{word}` is a package; {} takes {what}", self.what(cx)),
                    "a package",
                );
                let fitting = self.fitting(ty, package);
                if let Some((first, title)) =
                    fitting.iter().find(|(n, _)| n.strip_prefix(word).is_some_and(|n| n.starts_with('.')))
                {
                    problem = problem.help(format!("name something in it, such as `{first}` ({title})"));
                }
                problem
            }
            // What is extended and cannot be found perhaps has it.
            Within::Anywhere | Within::Nothing
                if !word.contains('.') && self.is_nested(ty) && self.extends_nothing_known(cx.decl) =>
            {
                return;
            }
            Within::Package(_) | Within::Anywhere | Within::Nothing => {
                let message = match within {
                    Within::Package(_) => {
                        let (outer, missing) = word.split_once('.').unwrap_or(("", word));
                        let missing = missing.split('.').next().unwrap_or(missing);
                        format!("the package `{outer}` has no `{missing}`; {} takes {what}", self.what(cx))
                    }
                    _ => format!("nothing is named `{word}`; {} takes {what}", self.what(cx)),
                };
                let mut problem = Problem::new(&problems::UNKNOWN_NAME, anchor, message, "not found");
                match self.advice(word, ty, what.clone(), package, within == Within::Anywhere) {
                    Advice::Near(near, title, sure) => {
                        let meant = Near { name: &near, sure };
                        problem = self.did_you_mean(problem, anchor, Some(meant), self.names_in_doubt);
                        problem = problem.help(format!("did you mean `{near}` ({title})?"));
                    }
                    _ if takes_kind(ty, prelude::kind::CATALOG) => {
                        let all = self.catalogs_of(package).map(|(_, c)| self.names.text(c.alias));
                        let all: Vec<String> = all.map(|alias| format!("`{alias}`")).collect();
                        if let Some(near) =
                            suggest::by_spelling(word, all.iter().map(|a| a.trim_matches('`')))
                        {
                            problem = edit::replace(problem, anchor, near, Safety::Review);
                        }
                        problem = match all.is_empty() {
                            true => problem.help("name the standard in `annexa.toml`"),
                            false => problem.help(format!(
                                "the package stands on {}; another standard is named in `annexa.toml`",
                                all.join(", ")
                            )),
                        };
                    }
                    _ if says_nothing(word) => {
                        problem = problem.help(LEAVE_OUT);
                    }
                    Advice::NoneYet => {
                        problem = problem.help(format!("the package declares none yet: {what}"));
                    }
                    Advice::Few(all) => problem = problem.note(format!("there are {all}")),
                    Advice::Nothing => {}
                }
                problem
            }
        };
        self.report(problem);
    }

    /// The names of what stands within a declaration; of what fits `ty`, where that is asked.
    pub(crate) fn children_of(&self, id: DeclId, ty: Option<&Type>) -> Vec<String> {
        let mut names = Vec::new();
        let mut next = id.0 + 1;
        while next < self.decls[id.0 as usize].end.0 {
            let child = &self.decls[next as usize];
            if ty.is_none_or(|ty| self.kind_fits(child.kind, ty)) {
                names.push(self.names.text(child.name).to_string());
            }
            next = self.decls[next as usize].end.0;
        }
        names
    }

    pub(crate) fn unknown_edition(&mut self, cx: &Cx, span: Span, name: Span) {
        let standard = name.of(&cx.text);
        let edition = edition_text(span, name, &cx.text);
        let anchor = self.use_anchor(cx, span);
        let editions = crate::catalog::editions(self.library);
        let package = self.package_of(cx.decl);
        let named: Vec<&Catalog> =
            self.catalogs_of(package).map(|(_, c)| c).filter(|c| c.standard == standard).collect();
        let problem = match editions.get(standard) {
            None => {
                let near = suggest::by_spelling(standard, editions.keys().copied());
                let problem = Problem::new(
                    &problems::UNKNOWN_STANDARD,
                    anchor,
                    format!("the standard library has no standard `{standard}`"),
                    "not a standard",
                );
                match near {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => problem.help(format!("it has {}", editions.keys().copied().collect::<Vec<_>>().join(", "))),
                }
            }
            Some(known) if known.contains(&edition) => Problem::new(
                &problems::UNKNOWN_EDITION,
                anchor,
                format!("the package does not stand on `{standard}@{edition}`"),
                "not named in the manifest",
            )
            .help(format!("add it to `annexa.toml`, with a name of its own: also = [\"{standard}@{edition} as {standard}-{edition}\"]")),
            Some(known) => {
                let problem = Problem::new(
                    &problems::UNKNOWN_EDITION,
                    anchor,
                    format!("`{standard}` has no edition `{edition}`"),
                    "not an edition",
                )
                .help(format!("its editions are {}", known.join(", ")));
                match named.first() {
                    Some(catalog) => edit::replace(problem, anchor, &format!("{standard}@{}", catalog.edition), Safety::Review),
                    None => problem,
                }
            }
        };
        self.report(problem);
    }

    /// An id that no standard of the package has.
    pub(crate) fn unknown_entry(&mut self, cx: &Cx, span: Span, ty: &Type) {
        self.unknown_entries(cx, span, span, ty);
    }

    /// An id at `span` that no standard of the package has, in a pattern or range that is `whole`.
    pub(crate) fn unknown_entries(&mut self, cx: &Cx, span: Span, whole: Span, ty: &Type) {
        let word = span.of(&cx.text);
        let anchor = self.use_anchor(cx, span);
        let unknown = |kind: &'static ProblemKind, message: String, label: &str| {
            Problem::new(kind, anchor, message, label)
        };
        let package = self.package_of(cx.decl);
        // With the name of a catalog before it, only that one is meant.
        let named = word.split_once('.').and_then(|(a, id)| self.catalog_named(a, package).map(|c| (c, id)));
        let main = self.catalogs_of(package).find(|(_, c)| c.main).map(|(i, _)| i);
        let Some(main) = main.or(named.map(|(catalog, _)| catalog)) else {
            let message = match self.catalogs_of(package).next().is_none() {
                true => "the package stands on no standard, so no id of a control can be read",
                false => {
                    "the package has no main standard, so an id cannot stand without the name of its own"
                }
            };
            let problem = unknown(&problems::UNKNOWN_CONTROL, message.to_string(), "which standard?");
            let problem = problem.items([word.to_string()]);
            self.report(problem.help("name it in `annexa.toml`: [standards] main = \"iso27001@2022\""));
            return;
        };
        let (catalog, id) = named.unwrap_or((main, word));
        let qualified = id != word;
        let exists = |this: &Self, candidate: &str| {
            this.catalogs[catalog]
                .entry(&this.names, candidate)
                .is_some_and(|d| takes_kind(ty, this.decls[d.0 as usize].kind))
        };
        let title = |this: &Self, candidate: &str| {
            this.catalogs[catalog].entry(&this.names, candidate).map(|d| this.title(d)).unwrap_or_default()
        };
        let written = |this: &Self, id: &str| match qualified || !this.catalogs[catalog].main {
            true => format!("{}.{id}", this.names.text(this.catalogs[catalog].alias)),
            false => id.to_string(),
        };
        let catalog_title = self.title(self.catalogs[catalog].decl);
        let starts_with_digit = word.starts_with(|c: char| c.is_ascii_digit());
        // `A.8.13, 14`
        let group = if starts_with_digit { whole_id_before(cx, span) } else { None };
        let of_group = group.and_then(|before| self.id_completed(before, word, package, ty));
        if let Some(meant) = of_group {
            let entry = self.catalog_entry(&meant, package).map(|d| self.title(d)).unwrap_or_default();
            let message = format!("`{word}` is only the end of an id");
            let problem = unknown(&problems::UNKNOWN_CONTROL, message, "the group is missing");
            let problem = problem.help(format!("write the whole id: `{meant}` ({entry})"));
            self.report(edit::replace(problem, anchor, &meant, Safety::Review));
            return;
        }
        // A requirement of the main standard stands with the catalog's name: 6.1.2 alone is no path.
        if starts_with_digit && !qualified && exists(self, id) {
            let fixed = format!("{}.{id}", self.names.text(self.catalogs[catalog].alias));
            let problem = unknown(
                &problems::UNKNOWN_CONTROL,
                format!("`{word}` needs the name of its standard before it"),
                "which standard?",
            );
            // `7.2` may be the clause or the control of Annex A; what the field takes first is offered first.
            let mut meant = vec![(fixed, title(self, id))];
            if let Some(control) = crate::catalog::respelled(id, |c| exists(self, c)) {
                meant.push((written(self, &control), title(self, &control)));
                let first = ty.alternatives.iter().find_map(|a| match a {
                    Alternative::Kind(kind) if crate::declare::is_entry(*kind) => Some(*kind),
                    _ => None,
                });
                if first == Some(prelude::kind::CONTROL) {
                    meant.reverse();
                }
            }
            let listed: Vec<String> =
                meant.iter().map(|(path, title)| format!("`{path}` ({title})")).collect();
            let safety = if meant.len() == 1 { Safety::Safe } else { Safety::Review };
            let mut problem = problem.help(format!("write {}", or_list(&listed)));
            for (path, _) in &meant {
                problem = edit::replace(problem, anchor, path, safety);
            }
            self.report(problem);
            return;
        }
        // `A.8.25-A.8.31`, `A.5.1/A.5.2`
        let both =
            word.char_indices().filter(|(_, c)| matches!(c, '-' | '–' | '/')).find_map(|(at, sign)| {
                let (low, high) = (&word[..at], &word[at + sign.len_utf8()..]);
                let entry = |id: &str| {
                    let found = self.catalogs[main].entry(&self.names, id);
                    found.is_some_and(|d| takes_kind(ty, self.decls[d.0 as usize].kind))
                };
                // `A.8.25-31` and `A.8.25-8.31` mean the same.
                let group = |n: usize| low.rsplitn(n + 1, '.').nth(n).map(|g| format!("{g}.{high}"));
                let high =
                    [Some(high.to_string()), group(1), group(2)].into_iter().flatten().find(|h| entry(h))?;
                entry(low).then(|| format!("{low}{}{high}", if sign == '/' { ", " } else { " .. " }))
            });
        if let Some(joined) = both {
            let what = self.what(cx);
            let problem = unknown(
                &problems::UNKNOWN_CONTROL,
                format!("`{word}` is no id; {what} takes ids with `..` between the first and the last"),
                "two ids",
            );
            let problem = problem.help(format!("write `{joined}`"));
            self.report(edit::replace(problem, anchor, &joined, Safety::Safe));
            return;
        }
        const ALL: &str = " all everything any every alle alles tout tous todo todos ";
        if ALL.contains(&format!(" {} ", word.to_lowercase())) {
            let what = self.what(cx);
            let message = format!("no control is named `{word}`; {what} takes ids");
            let problem = unknown(&problems::UNKNOWN_CONTROL, message, "not an id");
            let problem = problem.help("write `*` for all of them");
            self.report(edit::replace(problem, anchor, "*", Safety::Review));
            return;
        }
        if let Some(candidate) = crate::catalog::respelled(id, |c| exists(self, c)) {
            let fixed = written(self, &candidate);
            let problem = unknown(
                &problems::UNKNOWN_CONTROL,
                format!("`{word}` is not how the id of a control is written here"),
                "not an id",
            );
            let problem = problem.help(format!("did you mean `{fixed}` ({})?", title(self, &candidate)));
            // `A.8.03` is `A.8.30` as well.
            let turned = id.rsplit_once(".0").map(|(group, digit)| format!("{group}.{digit}0"));
            let sure = turned.is_none_or(|turned| !exists(self, &turned));
            let safety = if sure { Safety::Safe } else { Safety::Review };
            self.report(edit::replace(problem, anchor, &fixed, safety));
            return;
        }
        if !qualified {
            // A group is none of the values, but its id may be ambiguous all the same.
            let can_stand = |kind| kind == prelude::kind::GROUP || self.kind_fits(kind, ty);
            let others: Vec<(String, String)> = self
                .catalogs_of(package)
                .map(|(_, c)| c)
                .filter(|c| !c.main)
                .filter_map(|c| {
                    c.entry(&self.names, word)
                        .filter(|d| can_stand(self.decls[d.0 as usize].kind))
                        .map(|d| (format!("{}.{word}", self.names.text(c.alias)), self.title(d)))
                })
                .collect();
            let listed: Vec<String> =
                others.iter().map(|(path, title)| format!("`{path}` ({title})")).collect();
            match others.as_slice() {
                [] => {}
                [(only, _)] => {
                    // Of the edition before: rather what became of it is meant, but it may be meant itself.
                    let standard = &self.catalogs[catalog].standard;
                    let before = self.catalogs_of(package).any(|(_, c)| {
                        !c.main && c.standard == *standard && c.entry(&self.names, word).is_some()
                    });
                    if before
                        && let Some(mut problem) =
                            self.of_another_edition(cx, span, whole, catalog, qualified)
                    {
                        problem.fixes.iter_mut().for_each(|fix| fix.safety = Safety::Review);
                        let problem = problem.note(format!("if that edition is meant, write {}", listed[0]));
                        self.report(edit::replace(problem, anchor, only, Safety::Review));
                        return;
                    }
                    let problem = unknown(
                        &problems::UNKNOWN_CONTROL,
                        format!("`{word}` needs the name of its standard before it"),
                        "which standard?",
                    );
                    let problem = problem.help(format!("write {}", listed[0]));
                    self.report(edit::replace(problem, anchor, only, Safety::Safe));
                    return;
                }
                _ => {
                    let mut problem = unknown(
                        &problems::AMBIGUOUS_CONTROL,
                        format!("`{word}` is an id of {} standards of the package", others.len()),
                        "which one?",
                    )
                    .help(format!("write {}", or_list(&listed)));
                    for (path, _) in &others {
                        problem = edit::replace(problem, anchor, path, Safety::Review);
                    }
                    self.report(problem);
                    return;
                }
            }
            // A standard that the library has and the manifest does not name.
            if let Some((first, _)) = word.split_once('.')
                && let Some(known) = crate::catalog::editions(self.library).get(first)
                && self.catalog_named(first, package).is_none()
            {
                let newest = known.last().copied().unwrap_or("");
                let problem = unknown(
                    &problems::UNKNOWN_STANDARD,
                    format!("the package does not stand on `{first}`"),
                    "of a standard that the manifest does not name",
                );
                self.report(problem.help(format!("add it to `annexa.toml`: also = [\"{first}@{newest}\"]")));
                return;
            }
        }
        if let Some(problem) = self.of_another_edition(cx, span, whole, catalog, qualified) {
            self.report(problem);
            return;
        }
        let looks_like_id = qualified
            || word.contains('.')
                && self.catalogs[main].entry(&self.names, word.split('.').next().unwrap_or("")).is_some()
            || starts_with_digit
            || !ty
                .alternatives
                .iter()
                .any(|a| !matches!(a, Alternative::Kind(k) if crate::declare::is_entry(*k)));
        if !looks_like_id {
            self.unknown_name(cx, span, 0, Within::Anywhere, ty);
            return;
        }
        if !qualified
            && let Some((first, _)) = word.split_once('.')
            && self.catalogs[main].entry(&self.names, first).is_none()
        {
            let names: Vec<&str> = self.catalogs_of(package).map(|(_, c)| self.names.text(c.alias)).collect();
            let problem = unknown(
                &problems::UNKNOWN_CONTROL,
                format!("`{word}` is an id of no standard of the package"),
                "which standard?",
            );
            let problem = problem.help(format!("the package stands on {}", names.join(", ")));
            self.report(problem);
            return;
        }
        let mut problem = unknown(
            &problems::UNKNOWN_CONTROL,
            format!("{catalog_title} has no `{id}`"),
            "not an id of this standard",
        );
        if self.breaks_off(cx, span) {
            problem = problem.help(format!("write the whole id: what stands behind `{word}.` is missing"));
        } else if self.may_suggest() {
            let entries = self.entries_of(catalog);
            let titled = entries.iter().map(|(i, t)| (i.as_str(), t.as_str()));
            // One id is as near as another; only words say what was meant.
            let near = suggest::by_title(&id.replace('-', " "), titled);
            let group = id.rsplit_once('.').map(|(group, _)| group.to_string());
            let siblings =
                || entries.iter().filter(|(i, _)| i.rsplit_once('.').map(|(g, _)| g) == group.as_deref());
            if let Some(near) = near {
                let fixed = written(self, near);
                problem = problem.help(format!("did you mean `{fixed}` ({})?", title(self, near)));
                problem = edit::replace(problem, anchor, &fixed, Safety::Review);
            } else if let (Some(group), Some((first, _)), Some((last, _))) =
                (&group, siblings().next(), siblings().next_back())
            {
                problem = problem.help(format!(
                    "`{group}` has `{first}` to `{last}`; `annexa catalog search` finds a control by words"
                ));
            }
        }
        self.report(problem);
    }

    /// The id of which `end` is the end, in a group of the id before it: `14` and `8.14` behind `A.8.13`.
    pub(super) fn id_completed(
        &self,
        before: &str,
        end: &str,
        package: PackageId,
        ty: &Type,
    ) -> Option<String> {
        let groups = before.match_indices('.').rev().map(|(at, _)| &before[..at]);
        groups.map(|group| format!("{group}.{end}")).find(|id| {
            let entry = self.catalog_entry(id, package);
            entry.is_some_and(|d| self.kind_fits(self.decls[d.0 as usize].kind, ty))
        })
    }

    /// Ids of another edition: the one at `span`, or the pattern or range that is `whole`.
    fn of_another_edition(
        &mut self,
        cx: &Cx,
        span: Span,
        whole: Span,
        catalog: usize,
        qualified: bool,
    ) -> Option<Problem<Anchor>> {
        let bare = |text: &str| match qualified {
            true => text.split_once('.').map_or(text, |(_, id)| id).to_string(),
            false => text.to_string(),
        };
        let word = span.of(&cx.text);
        let written = whole.of(&cx.text);
        let ends = written.split_once("..").map(|(low, high)| (bare(low.trim()), bare(high.trim())));
        let id = bare(word);
        let ids = match &ends {
            Some((low, high)) => Written::Range(low, high),
            None if whole != span => Written::Below(&id),
            None => Written::One(&id),
        };
        let anchor = match whole == span {
            true => self.use_anchor(cx, span),
            false => Anchor::Place(Place { file: cx.file, span: whole }),
        };
        let shown = if whole == span { word } else { written };
        let problem = self.edition_problem(anchor, shown, catalog, ids, qualified);
        // A range of which only one end is of the other edition.
        problem.or_else(|| {
            ends.as_ref()?;
            let anchor = Anchor::Place(Place { file: cx.file, span });
            let mut problem = self.edition_problem(anchor, word, catalog, Written::One(&id), qualified)?;
            problem.fixes.iter_mut().for_each(|fix| fix.safety = Safety::Review);
            Some(problem)
        })
    }

    /// The problem of ids that an edition has on which the package does not stand.
    pub(crate) fn edition_problem(
        &mut self,
        anchor: Anchor,
        shown: &str,
        catalog: usize,
        ids: Written<'_>,
        qualified: bool,
    ) -> Option<Problem<Anchor>> {
        if self.suggestions > SUGGESTIONS {
            return None;
        }
        let catalog = &self.catalogs[catalog];
        let edition = catalog.edition.clone();
        let other = crate::catalog::other_edition(self.library, &catalog.standard, &edition, ids)?;
        let written = |id: &String| match qualified || !catalog.main {
            true => format!("{}.{id}", self.names.text(catalog.alias)),
            false => id.clone(),
        };
        let all: Vec<String> = other.successors.iter().map(written).collect();
        let titled: Vec<String> = other
            .successors
            .iter()
            .zip(&all)
            .map(|(id, path)| {
                let title = catalog.entry(&self.names, id).map(|d| self.title(d)).unwrap_or_default();
                format!("`{path}` ({title})")
            })
            .collect();
        self.suggestions += 1;
        let message = match other.several {
            true => format!(
                "`{shown}` is of the {} edition (“{}”), and the package stands on {edition}",
                other.edition, other.title
            ),
            false => format!(
                "`{shown}` is an id of the {} edition (“{}”), and the package stands on {edition}",
                other.edition, other.title
            ),
        };
        let problem = Problem::new(&problems::OTHER_EDITION_CONTROL, anchor, message, "from another edition");
        let safety = if other.same { Safety::Safe } else { Safety::Review };
        let problem = match (all.as_slice(), other.several, other.same) {
            ([], ..) => {
                return Some(problem.help(format!("nothing of the {edition} edition takes its place")));
            }
            (_, true, _) => problem.help(format!(
                "in {edition} its controls became {}; keep those that are meant",
                some_of(&titled)
            )),
            ([_], false, true) => problem.help(format!("in {edition} it is {}", titled[0])),
            ([_], false, false) => problem.help(format!(
                "in {edition} it is part of {}, which asks for more than it did; see whether that is meant",
                titled[0]
            )),
            (_, false, _) => problem
                .help(format!("in {edition} it became {}; keep those that are meant", or_list(&titled))),
        };
        Some(edit::replace(problem, anchor, &all.join(", "), safety))
    }

    /// Ids and titles of the controls and requirements of a catalog, in its order.
    pub(crate) fn entries_of(&self, catalog: usize) -> Vec<(String, String)> {
        let decl = self.catalogs[catalog].decl;
        (decl.0 + 1..self.decls[decl.0 as usize].end.0)
            .map(DeclId)
            .filter(|id| {
                [prelude::kind::CONTROL, prelude::kind::REQUIREMENT].contains(&self.decls[id.0 as usize].kind)
            })
            .map(|id| (self.names.text(self.decls[id.0 as usize].name).to_string(), self.title(id)))
            .collect()
    }
}

/// The whole id before the one at `span`, where only the ends of ids stand between: `A.8.13, 14, 15`.
fn whole_id_before(cx: &Cx, span: Span) -> Option<&str> {
    const FAR: usize = 40;
    let before = cx.text.get(..span.start as usize)?.trim_end().strip_suffix(',')?;
    let mut ids = before.rsplit([',', '\n', ' ', '\t']).filter(|word| !word.is_empty()).take(FAR);
    ids.find(|word| !word.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
}

/// The first few of a list, and how many more there are.
fn some_of(items: &[String]) -> String {
    const SHOWN: usize = 4;
    match items.len() <= SHOWN + 1 {
        true => items.join(", "),
        false => format!("{} and {} more", items[..SHOWN].join(", "), items.len() - SHOWN),
    }
}
