//! What an importer must know of a standard: ids, titles, and what an older edition's ids became.
//!
//! The caller gives a [`CatalogIndex`] for each edition, the newest first; `annexa` reads them from the standard library.

use std::collections::{BTreeSet, HashMap};

use crate::words::title_words;

/// One edition of a standard, as far as an importer needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogIndex {
    /// The catalog's name: `iso27001`.
    pub name: String,
    /// Its edition: `2022`.
    pub edition: String,
    /// Id and title of every control, in the catalog's order.
    pub controls: Vec<(String, String)>,
    /// Number and title of every clause of the standard, which the same file may list, those that only hold further
    /// clauses among them: `5.1`, `6.1`, `6.1.2`.
    pub clauses: Vec<(String, String)>,
    /// For an older edition: what each control became in the newest.
    pub successors: Vec<(String, Vec<String>)>,
}

impl CatalogIndex {
    /// `iso27001@2022`
    pub fn label(&self) -> String {
        format!("{}@{}", self.name, self.edition)
    }
}

/// A run of this many controls is written as a range.
const RANGE: usize = 3;
/// How alike two titles must be to be taken for the same, from 0 to 1.
const SAME_TITLE: f64 = 0.5;

/// The catalogs of an import, with look-up by id and by title.
pub(crate) struct Catalogs<'a> {
    pub(crate) all: &'a [CatalogIndex],
    by_id: Vec<HashMap<String, usize>>,
    titles: Vec<Vec<TitleWords>>,
}

struct TitleWords {
    words: Vec<String>,
    squashed: String,
}

impl TitleWords {
    fn new(title: &str) -> Self {
        let words = title_words(title);
        TitleWords { squashed: words.concat(), words }
    }

    /// From 0 (nothing in common) to 1 (the same but for case, spaces and punctuation).
    fn likeness(&self, other: &Self) -> f64 {
        if self.words.is_empty() || other.words.is_empty() {
            return 0.0;
        }
        let common = self.words.iter().filter(|word| other.words.contains(word)).count();
        let union = self.words.len() + other.words.len() - common;
        let shared = common as f64 / union.max(1) as f64;
        // One title within the other: "Backup" for "Information backup".
        let within = if common == self.words.len().min(other.words.len()) && common > 0 { 0.6 } else { 0.0 };
        let spelled = strsim::normalized_levenshtein(&self.squashed, &other.squashed);
        let spelled = if spelled >= 0.75 { spelled } else { 0.0 };
        shared.max(within).max(spelled)
    }
}

/// What a title says about the control that it stands beside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum TitleFit {
    /// It is that control's.
    Same,
    /// It is another control's.
    OtherControl(usize),
    /// It is nobody's.
    Unknown,
}

/// What a title says about a number that a clause and a control have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClauseFit {
    /// It is the clause's.
    Titled,
    /// It is the control's.
    Control,
    /// It is neither's.
    Open,
}

impl<'a> Catalogs<'a> {
    pub(crate) fn new(all: &'a [CatalogIndex]) -> Self {
        let by_id = all
            .iter()
            .map(|catalog| {
                catalog.controls.iter().enumerate().map(|(at, (id, _))| (id.to_uppercase(), at)).collect()
            })
            .collect();
        let titles = all
            .iter()
            .map(|catalog| catalog.controls.iter().map(|(_, title)| TitleWords::new(title)).collect())
            .collect();
        Catalogs { all, by_id, titles }
    }

    /// The place of a control in a catalog, by its id.
    pub(crate) fn find(&self, catalog: usize, id: &str) -> Option<usize> {
        self.by_id.get(catalog)?.get(&id.to_uppercase()).copied()
    }

    /// The first catalog that has the id.
    pub(crate) fn catalog_with(&self, id: &str) -> Option<usize> {
        (0..self.all.len()).find(|catalog| self.find(*catalog, id).is_some())
    }

    /// Whether controls of the catalog stand below this id.
    pub(crate) fn is_group(&self, catalog: usize, id: &str) -> bool {
        let prefix = format!("{id}.").to_uppercase();
        self.by_id.get(catalog).is_some_and(|ids| ids.keys().any(|id| id.starts_with(&prefix)))
    }

    pub(crate) fn id(&self, catalog: usize, control: usize) -> &'a str {
        self.entry(catalog, control).map_or("", |(id, _)| id)
    }

    pub(crate) fn title(&self, catalog: usize, control: usize) -> &'a str {
        self.entry(catalog, control).map_or("", |(_, title)| title)
    }

    fn entry(&self, catalog: usize, control: usize) -> Option<&'a (String, String)> {
        self.all.get(catalog)?.controls.get(control)
    }

    /// What an id of an older edition became.
    pub(crate) fn successors(&self, catalog: usize, id: &str) -> &'a [String] {
        self.all
            .get(catalog)
            .and_then(|catalog| catalog.successors.iter().find(|(old, _)| old.eq_ignore_ascii_case(id)))
            .map_or(&[], |(_, new)| new.as_slice())
    }

    /// Whether a title belongs to a control.
    pub(crate) fn title_fit(&self, catalog: usize, control: usize, title: &str) -> TitleFit {
        let Some(titles) = self.titles.get(catalog) else {
            return TitleFit::Unknown;
        };
        let written = TitleWords::new(title);
        let own = titles.get(control).map_or(0.0, |title| title.likeness(&written));
        if own >= 0.999 {
            return TitleFit::Same;
        }
        let best = titles
            .iter()
            .enumerate()
            .map(|(at, title)| (at, title.likeness(&written)))
            .fold((control, own), |best, other| if other.1 > best.1 + 1e-9 { other } else { best });
        if best.0 != control && best.1 >= 0.75 && best.1 >= own + 0.2 {
            TitleFit::OtherControl(best.0)
        } else if own >= SAME_TITLE {
            TitleFit::Same
        } else if best.0 != control && best.1 >= 0.75 {
            TitleFit::OtherControl(best.0)
        } else {
            TitleFit::Unknown
        }
    }

    /// Controls as a list, runs of neighbours of one group as ranges. A control of `alone` is always written by itself:
    /// another line names it too, and of two patterns the smaller one would win.
    pub(crate) fn as_ranges(
        &self,
        catalog: usize,
        controls: &[usize],
        alone: &BTreeSet<usize>,
    ) -> Vec<String> {
        let mut sorted = controls.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let group = |control: usize| self.id(catalog, control).rsplit_once('.').map(|(group, _)| group);
        let mut items = Vec::new();
        let mut at = 0;
        while let Some(&first) = sorted.get(at) {
            let mut end = at + 1;
            while let (Some(&last), Some(&next)) = (sorted.get(end - 1), sorted.get(end)) {
                if next != last + 1
                    || group(first) != group(next)
                    || alone.contains(&last)
                    || alone.contains(&next)
                {
                    break;
                }
                end += 1;
            }
            let run = sorted.get(at..end).unwrap_or_default();
            match run {
                [first, .., last] if run.len() >= RANGE => {
                    items.push(format!("{} .. {}", self.id(catalog, *first), self.id(catalog, *last)))
                }
                run => items.extend(run.iter().map(|control| self.id(catalog, *control).to_owned())),
            }
            at = end;
        }
        items
    }

    /// Whether the standard has a clause of this number.
    pub(crate) fn is_clause(&self, catalog: usize, number: &str) -> bool {
        self.clause_title(catalog, number).is_some()
    }

    fn clause_title(&self, catalog: usize, number: &str) -> Option<&'a str> {
        let clauses = &self.all.get(catalog)?.clauses;
        clauses.iter().find(|(clause, _)| clause == number).map(|(_, title)| title.as_str())
    }

    /// Of a number that a clause of the standard and a control of some edition have, whose title `title` is.
    pub(crate) fn clause_fit(&self, catalog: usize, number: &str, title: &str) -> ClauseFit {
        let written = TitleWords::new(title);
        let of_clause =
            self.clause_title(catalog, number).map_or(0.0, |own| TitleWords::new(own).likeness(&written));
        let id = format!("A.{number}");
        let of_control = (0..self.all.len())
            .filter_map(|catalog| self.titles.get(catalog)?.get(self.find(catalog, &id)?))
            .map(|title| title.likeness(&written))
            .fold(0.0, f64::max);
        if of_clause >= SAME_TITLE && of_clause > of_control {
            ClauseFit::Titled
        } else if of_control >= SAME_TITLE {
            ClauseFit::Control
        } else {
            ClauseFit::Open
        }
    }

    /// The control whose title this is, word for word.
    pub(crate) fn control_titled(&self, catalog: usize, title: &str) -> Option<usize> {
        let written = TitleWords::new(title);
        self.titles.get(catalog)?.iter().position(|title| title.likeness(&written) >= 0.999)
    }
}
