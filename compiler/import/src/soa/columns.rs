//! Which row is the heading, and what each column is for.
//!
//! A heading is matched by name; where its name stands under several uses ("Implementation" is a state in one file and a
//! description in the next), what stands in the column decides. A column that names leave open may still be the ids, the
//! titles, yes and no, or the state, if that is what stands in it. The result says for each column how it was seen.

use std::sync::LazyLock;

use annexa_formats::tables::Table;

use super::answers::{self, Answer, State, read_answer, read_state};
use super::ids::{group, holds_known_id, ids_in};
use crate::catalog::{CatalogIndex, Catalogs, TitleFit};
use crate::dates::{DateReading, read_date};
use crate::report::{ColumnRole, How};
use crate::source::one_line;
use crate::words::{Vocabulary, plain};

/// The rows among which the headings are looked for.
pub const HEADING_ROWS: usize = 40;
/// A heading of more words than this is an instruction, and only matched as a whole.
const LONG_HEADING: usize = 8;
/// The share of a column's cells that must be ids for a column that is called so, or is not.
const IDS_NAMED: f64 = 0.3;
const IDS_UNNAMED: f64 = 0.6;
/// The share of rows whose control stood on a row above, from which on rows are about something else.
const DOUBLED: f64 = 0.25;

static WORDS: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::load(&[include_str!("words/columns.txt")], plain));

/// A column of the file.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub name: String,
    /// Its own part of the name, where another heading stands over it and its neighbours.
    pub own: String,
    pub role: Option<ColumnRole>,
    pub how: How,
    /// The state that a mark in it stands for.
    pub marks: Option<State>,
}

impl Column {
    /// Why a control applies that is marked in it, in the words of a justification: `LR: legal requirement`.
    pub(super) fn reason_marked(&self) -> String {
        let means = WORDS.uses(&plain(&self.own)).iter().find_map(|key| key.strip_prefix("means."));
        means.map_or_else(|| self.own.clone(), |means| format!("{}: {means}", self.own))
    }
}

/// Where things stand.
pub(super) struct Layout {
    /// The row of the headings.
    pub heading: Option<usize>,
    /// The first row below them.
    pub first: usize,
    pub columns: Vec<Column>,
    /// The catalog that most of the ids are of.
    pub catalog: usize,
    /// Whether a column says whether a control applies.
    pub decides: bool,
}

impl Layout {
    /// The columns of a role.
    pub(super) fn of_role(&self, role: ColumnRole) -> impl Iterator<Item = usize> {
        self.columns.iter().enumerate().filter(move |(_, column)| column.role == Some(role)).map(|(at, _)| at)
    }

    /// The only column of a role.
    pub(super) fn the(&self, role: ColumnRole) -> Option<usize> {
        self.of_role(role).next()
    }
}

/// A file that is no Statement of Applicability: its columns as far as they were understood, and what is missing.
pub(super) struct Refusal {
    pub heading: Option<usize>,
    pub columns: Vec<Column>,
    pub missing: Vec<String>,
}

/// A use that a column may have by its name: the longer the name that was found, the surer.
struct Candidate {
    role: ColumnRole,
    words: usize,
    letters: usize,
    whole: bool,
}

/// A column that claims a use by its name; how sure that is: share of ids, whole heading, words, letters.
type Claim = (ColumnRole, usize, ((usize, usize), bool, usize, usize));

/// Finds the headings and the use of each column.
pub(super) fn detect(table: &Table, catalogs: &Catalogs<'_>) -> Result<Layout, Refusal> {
    let heading = find_heading(table, catalogs).map(|row| upper_heading(table, row, catalogs));
    let mut first = heading.map_or(0, |row| row + 1);
    let mut names = heading_names(table, heading, first);
    let upper: Vec<String> = names.iter().map(|(name, _)| name.clone()).collect();
    let mut own = upper.clone();
    if let Some(second) = second_heading(table, heading, &names, catalogs) {
        for (at, below) in second.iter().enumerate() {
            let below = below.trim();
            if below.is_empty() {
                continue;
            }
            // A heading over several columns stands over the first of them only.
            let above = (0..=at).rev().find_map(|at| {
                let name = upper.get(at).map_or("", String::as_str);
                (!name.is_empty() || second.get(at).is_none_or(|cell| cell.trim().is_empty()))
                    .then(|| name.to_owned())
            });
            if let Some(own) = own.get_mut(at) {
                *own = below.to_owned();
            }
            if let Some((name, written)) = names.get_mut(at) {
                *name = match above {
                    Some(above) if !above.is_empty() => format!("{above} {below}"),
                    _ => below.to_owned(),
                };
                *written = true;
            }
        }
        first += 1;
    }
    let below = Below {
        table,
        first,
        heading: heading.and_then(|row| table.rows.get(row)).map(|row| row.cells.as_slice()),
    };
    let mut columns: Vec<Column> = names
        .iter()
        .enumerate()
        .map(|(at, (name, written))| Column {
            name: if *written { one_line(name) } else { format!("column {}", at + 1) },
            own: own.get(at).map_or_else(String::new, |own| one_line(own)),
            role: None,
            how: How::NotUsed("its heading is not known, and what stands in it says no more".to_owned()),
            marks: None,
        })
        .collect();
    unique_names(&mut columns);
    let width = columns.len();
    // By name.
    for (at, state) in state_marks(&columns, &below) {
        if let Some(column) = columns.get_mut(at) {
            column.role = Some(ColumnRole::MarkOfState);
            column.how = How::ByName;
            column.marks = Some(state);
        }
    }
    let mut claims: Vec<Claim> = Vec::new();
    for (at, (name, written)) in names.iter().enumerate() {
        let Some(column) = columns.get(at).filter(|column| *written && column.role.is_none()) else {
            continue;
        };
        // A short name such as `LR` is known by itself, and not behind the heading over it.
        let marks = |candidate: &Candidate| candidate.whole && candidate.role == ColumnRole::MarkOfNeed;
        let by_own = Some(candidates(&column.own)).filter(|own| own.iter().any(marks));
        let candidates = by_own.unwrap_or_else(|| candidates(name));
        let may = |candidate: &&Candidate| {
            // A column that is called nothing but "Control ID" is that, however few of its cells can be read.
            let readable: &dyn Fn(&str) -> bool = match candidate.role {
                ColumnRole::Id => &|cell| holds_known_id(catalogs, cell),
                ColumnRole::Applies => &|cell| read_answer(cell).value().is_some(),
                ColumnRole::MarkOfNeed => &|cell| read_answer(cell).value() == Some(Answer::Yes),
                _ => &|_| false,
            };
            fits(candidate.role, &below, at, catalogs)
                || (candidate.whole && below.cells(at).any(|(_, cell)| readable(cell)))
        };
        if let Some(best) = candidates.iter().find(may) {
            let ids = match best.role {
                ColumnRole::Id => newness(&below, at, catalogs).unwrap_or_default(),
                _ => (0, 0),
            };
            claims.push((best.role, at, (ids, best.whole, best.words, best.letters)));
        } else if let (Some(named), Some(column)) = (candidates.first(), columns.get_mut(at)) {
            column.how =
                How::NotUsed(format!("its heading says {}, and what stands in it is not", named.role));
        }
    }
    claims.sort_by(|a, b| a.0.cmp(&b.0).then(b.2.cmp(&a.2)).then(a.1.cmp(&b.1)));
    let mut id_by_name = false;
    let mut sure = vec![false; width];
    for (role, at, (_, whole, ..)) in &claims {
        let taken =
            columns.iter().find(|column| column.role == Some(*role)).map(|column| column.name.clone());
        let Some(column) = columns.get_mut(*at) else {
            continue;
        };
        match taken {
            Some(other) if !many(*role) => {
                column.how = How::NotUsed(format!("`{other}` is already taken for {role}"));
            }
            _ => {
                id_by_name |= *role == ColumnRole::Id;
                if let Some(sure) = sure.get_mut(*at) {
                    *sure = *whole;
                }
                column.role = Some(*role);
                column.how = How::ByName;
            }
        }
    }
    // By content.
    let open = |columns: &[Column]| -> Vec<usize> {
        (0..width).filter(|at| columns.get(*at).is_some_and(|column| column.role.is_none())).collect()
    };
    let take = |columns: &mut Vec<Column>, at: usize, role: ColumnRole| {
        if let Some(column) = columns.get_mut(at) {
            column.role = Some(role);
            column.how = How::ByContent;
        }
    };
    if role_of(&columns, ColumnRole::Id).is_none() {
        // Also a column whose heading only holds a known name among others: `source_id`.
        let mut ids: Vec<((usize, usize), usize)> = (0..width)
            .filter(|at| !sure.get(*at).copied().unwrap_or_default())
            .filter(|at| below.share(*at, |cell| holds_known_id(catalogs, cell)) >= IDS_UNNAMED)
            .filter_map(|at| Some((newness(&below, at, catalogs)?, at)))
            .collect();
        ids.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        if let Some((_, at)) = ids.first() {
            take(&mut columns, *at, ColumnRole::Id);
        }
    }
    let Some(id) = role_of(&columns, ColumnRole::Id) else {
        return Err(Refusal { heading, missing: vec![no_ids(&below, catalogs, &columns)], columns });
    };
    let catalog = main_catalog(&below, id, catalogs);
    let id_label = catalogs.all.get(catalog).map_or_else(String::new, CatalogIndex::label);
    for at in open(&columns) {
        let other = main_catalog(&below, at, catalogs);
        let holds_ids = below.share(at, |cell| holds_known_id(catalogs, cell)) >= IDS_UNNAMED;
        if let (true, Some(column), Some(found)) = (holds_ids, columns.get_mut(at), catalogs.all.get(other)) {
            column.how = How::NotUsed(match other == catalog {
                true => format!("it holds ids of {id_label} too, and the ids are taken from another column"),
                false => format!("it holds ids of {}, and the rows are about {id_label}", found.label()),
            });
        }
    }
    if role_of(&columns, ColumnRole::Title).is_none() {
        let titled = |at: usize| {
            below.share_of_rows(at, |row, cell| {
                let id = ids_in(catalogs, row.get(id).map_or("", String::as_str)).ids.into_iter().next();
                id.and_then(|id| catalogs.find(catalog, &id.id))
                    .is_some_and(|control| catalogs.title_fit(catalog, control, cell) == TitleFit::Same)
            })
        };
        if let Some(at) = open(&columns).into_iter().find(|at| titled(*at) >= 0.5) {
            take(&mut columns, at, ColumnRole::Title);
        }
    }
    let (distinct, ids) = below.distinct_ids(id, catalogs);
    let about_controls = ids > 0 && (ids - distinct) as f64 <= DOUBLED * ids as f64;
    let key = foreign_key(&below, &columns, catalogs);
    // A mark in a column of reasons says that the control applies.
    let reasons_marked = about_controls
        && key.is_none()
        && columns.iter().enumerate().any(|(at, column)| {
            let marked = |cell: &str| read_answer(cell).value() == Some(Answer::Yes);
            column.role == Some(ColumnRole::MarkOfNeed) && below.cells(at).any(|(_, cell)| marked(cell))
        });
    if role_of(&columns, ColumnRole::Applies).is_none()
        && role_of(&columns, ColumnRole::DoesNotApply).is_none()
        && about_controls
        && key.is_none()
        && !reasons_marked
    {
        let answered: Vec<usize> = open(&columns)
            .into_iter()
            .filter(|at| below.count(*at) > 0 && below.share(*at, is_clear_answer) >= 0.9)
            .collect();
        // One such column can be meant; of two, nobody knows which.
        if let [at] = answered.as_slice() {
            let named = columns.get(*at).is_some_and(|column| about_something_else(&column.name));
            if !named {
                take(&mut columns, *at, ColumnRole::Applies);
            }
        }
    }
    let decides = role_of(&columns, ColumnRole::Applies).is_some()
        || role_of(&columns, ColumnRole::DoesNotApply).is_some()
        || reasons_marked;
    let tells_state = |columns: &[Column]| {
        role_of(columns, ColumnRole::State).is_some() || role_of(columns, ColumnRole::MarkOfState).is_some()
    };
    if !tells_state(&columns) && decides {
        let stated = |at: &usize| {
            below.count(*at) > 0
                && below.share(*at, |cell| read_state(cell).value().is_some()) >= 0.8
                && below.share(*at, is_clear_answer) < 0.5
        };
        if let Some(at) = open(&columns).into_iter().find(stated) {
            take(&mut columns, at, ColumnRole::State);
        }
    }
    if heading.is_none() && role_of(&columns, ColumnRole::DueOn).is_none() && decides {
        let dated: Vec<usize> = open(&columns)
            .into_iter()
            .filter(|at| {
                below.count(*at) > 0
                    && below.share(*at, |cell| matches!(read_date(cell), DateReading::Day(_))) >= 0.8
            })
            .collect();
        if let [at] = dated.as_slice() {
            take(&mut columns, *at, ColumnRole::DueOn);
        }
    }
    let id_name = columns.get(id).map_or_else(String::new, |column| column.name.clone());
    let mut missing = Vec::new();
    let about_controls_of_its_own =
        decides || (tells_state(&columns) && (id_by_name || role_of(&columns, ColumnRole::Title).is_some()));
    if !about_controls_of_its_own {
        missing.push(
            "no column says whether a control applies (`Applicable`, yes or no), and none says how far it is \
             implemented (`Implementation status`)"
                .to_owned(),
        );
    }
    if !decides {
        if let Some((name, example)) = &key {
            missing.push(format!(
                "its rows are things with ids of their own (`{name}`: {example}) that name controls in `{id_name}`, so \
                 it is a register"
            ));
        } else if !about_controls {
            missing.push(format!(
                "its rows are not about one control each: `{id_name}` names {ids} controls, {distinct} different ones"
            ));
        }
    }
    if missing.is_empty() {
        Ok(Layout { heading, first, columns, catalog, decides })
    } else {
        Err(Refusal { heading, columns, missing })
    }
}

fn role_of(columns: &[Column], role: ColumnRole) -> Option<usize> {
    columns.iter().position(|column| column.role == Some(role))
}

/// Whether several columns may have this use.
fn many(role: ColumnRole) -> bool {
    matches!(
        role,
        ColumnRole::Reason
            | ColumnRole::SourceOfNeed
            | ColumnRole::MarkOfNeed
            | ColumnRole::MarkOfState
            | ColumnRole::DocumentsNamed
            | ColumnRole::HowDone
            | ColumnRole::SideNotes
            | ColumnRole::RisksNamed
            | ColumnRole::ThemeOfControl
    )
}

/// A heading that asks yes or no about something else than applicability.
fn about_something_else(name: &str) -> bool {
    plain(name).split(' ').any(|word| answers::vocabulary().has(word, "asks-something-else"))
}

/// The rows below the headings.
struct Below<'t> {
    table: &'t Table,
    first: usize,
    /// The headings: where they stand again, they are no content.
    heading: Option<&'t [String]>,
}

impl Below<'_> {
    fn cells(&self, at: usize) -> impl Iterator<Item = (&[String], &str)> {
        self.table.rows.iter().skip(self.first).filter_map(move |row| {
            let cell = row.cells.get(at)?.trim();
            let again =
                self.heading.and_then(|heading| heading.get(at)).is_some_and(|name| name.trim() == cell);
            (!cell.is_empty() && !again).then_some((row.cells.as_slice(), cell))
        })
    }

    fn count(&self, at: usize) -> usize {
        self.cells(at).count()
    }

    /// The share of the cells that hold something of which this is true.
    fn share(&self, at: usize, is: impl Fn(&str) -> bool) -> f64 {
        self.share_of_rows(at, |_, cell| is(cell))
    }

    fn share_of_rows(&self, at: usize, is: impl Fn(&[String], &str) -> bool) -> f64 {
        let (mut all, mut true_of) = (0usize, 0usize);
        for (row, cell) in self.cells(at) {
            all += 1;
            true_of += usize::from(is(row, cell));
        }
        if all == 0 { 0.0 } else { true_of as f64 / all as f64 }
    }

    /// How many different ids a column has, and how many in all.
    fn distinct_ids(&self, at: usize, catalogs: &Catalogs<'_>) -> (usize, usize) {
        let mut ids: Vec<String> = self
            .cells(at)
            .flat_map(|(_, cell)| ids_in(catalogs, cell).ids)
            .map(|id| id.id)
            .filter(|id| catalogs.catalog_with(id).is_some())
            .collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        (ids.len(), all)
    }
}

/// Whether what stands in a column can be what its heading says.
fn fits(role: ColumnRole, below: &Below<'_>, at: usize, catalogs: &Catalogs<'_>) -> bool {
    match role {
        ColumnRole::Id => {
            below.share(at, |cell| holds_known_id(catalogs, cell) || group(cell).is_some()) >= IDS_NAMED
                && below.share(at, |cell| holds_known_id(catalogs, cell)) >= IDS_NAMED / 2.0
                && below.cells(at).any(|(_, cell)| holds_known_id(catalogs, cell))
        }
        ColumnRole::Applies => {
            below.count(at) == 0 || below.share(at, |cell| !read_answer(cell).is_unknown()) >= 0.5
        }
        ColumnRole::DoesNotApply => {
            below.count(at) > 0 && below.share(at, |cell| !read_answer(cell).is_unknown()) >= 0.5
        }
        ColumnRole::State => {
            below.count(at) == 0 || below.share(at, |cell| !read_state(cell).is_unknown()) >= 0.5
        }
        ColumnRole::DueOn => {
            below.count(at) == 0 || below.share(at, |cell| read_date(cell) != DateReading::None) >= 0.3
        }
        ColumnRole::MarkOfNeed => below.count(at) == 0 || below.share(at, is_mark) >= 0.8,
        ColumnRole::Title => {
            below.count(at) == 0
                || (below.share(at, |cell| {
                    let reading = ids_in(catalogs, cell);
                    !reading.ids.is_empty() && reading.rest.is_empty()
                }) < 0.5
                    && below.share(at, is_clear_answer) < 0.5)
        }
        ColumnRole::Reason | ColumnRole::ReasonToInclude | ColumnRole::ReasonToExclude => {
            below.count(at) == 0 || below.share(at, |cell| read_answer(cell).value().is_some()) < 0.8
        }
        _ => true,
    }
}

/// Whether a cell is yes or no, and nothing else.
fn is_clear_answer(cell: &str) -> bool {
    matches!(read_answer(cell), answers::Reading::Says(Answer::Yes | Answer::No))
}

/// Whether a cell is a mark, or says that there is none.
pub(super) fn is_mark(cell: &str) -> bool {
    is_clear_answer(cell) || answers::is_dash(cell)
}

/// The columns in which marks say how far a control is put into practice: two at least that are called by different states
/// and hold mostly marks.
fn state_marks(columns: &[Column], below: &Below<'_>) -> Vec<(usize, State)> {
    let marks = |at: usize| below.count(at) == 0 || below.share(at, is_mark) >= 0.5;
    let found: Vec<(usize, State)> = columns
        .iter()
        .enumerate()
        .filter(|(at, _)| marks(*at))
        .filter_map(|(at, column)| {
            Some((at, state_named(&column.own).or_else(|| state_named(&column.name))?))
        })
        .collect();
    let differ = found.iter().any(|(_, state)| found.first().is_some_and(|(_, first)| first != state));
    let marked = found.iter().any(|(at, _)| below.count(*at) > 0);
    if differ && marked { found } else { Vec::new() }
}

/// The state that a heading is called by: `Partially implemented`, `Implementation status: planned`.
fn state_named(heading: &str) -> Option<State> {
    // What stands in brackets tells what to write below.
    let heading = plain(heading.split_once('(').map_or(heading, |(name, _)| name));
    let state = |words: &str| read_state(words).value().filter(|state| *state != State::NotAsked);
    let whole = state(&heading).filter(|_| !is_clear_answer(&heading));
    whole.or_else(|| {
        heading.match_indices(' ').find_map(|(at, _)| {
            let (before, words) = (heading.get(..at)?, heading.get(at + 1..)?);
            let of_state = candidates(before).first().is_some_and(|first| first.role == ColumnRole::State);
            state(words).filter(|_| of_state)
        })
    })
}

/// The uses that a heading names, the surest first: the whole heading, then the longest name within it.
fn candidates(heading: &str) -> Vec<Candidate> {
    let heading = plain(heading);
    let words: Vec<&str> = heading.split(' ').collect();
    let mut found: Vec<Candidate> = Vec::new();
    let mut note = |phrase: &str, count: usize, whole: bool| {
        for key in WORDS.uses(phrase) {
            let Some(role) = ColumnRole::from_key(key) else {
                continue;
            };
            if !found.iter().any(|candidate| candidate.role == role) {
                found.push(Candidate { role, words: count, letters: phrase.chars().count(), whole });
            }
        }
    };
    note(&heading, words.len(), true);
    if words.len() <= LONG_HEADING {
        for count in (1..words.len().min(WORDS.longest() + 1)).rev() {
            for part in words.windows(count) {
                let phrase = part.join(" ");
                // One or two letters within a heading say nothing (`n`, `id`, `no`).
                if phrase.chars().count() > 2 {
                    note(&phrase, count, false);
                }
            }
        }
    }
    found
}

/// The row that reads most like headings, before the first row with a control's id.
fn find_heading(table: &Table, catalogs: &Catalogs<'_>) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    for (at, row) in table.rows.iter().take(HEADING_ROWS).enumerate() {
        let filled = row.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
        let has_id = row.cells.iter().any(|cell| {
            let reading = ids_in(catalogs, cell);
            reading.rest.chars().count() < 60
                && !reading.ids.is_empty()
                && reading.ids.iter().any(|id| catalogs.catalog_with(&id.id).is_some())
        });
        if has_id && filled > 1 {
            break;
        }
        let known = row
            .cells
            .iter()
            .filter(|cell| cell.chars().count() <= 120 && !candidates(cell).is_empty())
            .count();
        let enough = known >= 2 || (known == 1 && filled == 1 && row.cells.len() == 1);
        // Half of what stands in the row must be headings, or nothing in it be data: a sentence may hold one by chance.
        let headings = known * 2 >= filled || (known >= 3 && is_nothing_but_names(&row.cells));
        if enough && headings && best.is_none_or(|(_, score)| known > score) {
            best = Some((at, known));
        }
    }
    // A first row of names that nobody knows, above ids: headings all the same.
    best.map(|(at, _)| at).or_else(|| {
        let first = table.rows.first()?;
        let second = table.rows.get(1)?;
        let has_id = |cells: &[String]| cells.iter().any(|cell| holds_known_id(catalogs, cell));
        let wide = first.cells.len() > 1
            && first.cells.iter().filter(|cell| !cell.trim().is_empty()).count() * 2 > first.cells.len();
        (!has_id(&first.cells) && ((wide && has_id(&second.cells)) || is_nothing_but_names(&first.cells)))
            .then_some(0)
    })
}

/// The row above, where it and this one are one heading: names over several columns, and further names below them.
fn upper_heading(table: &Table, row: usize, catalogs: &Catalogs<'_>) -> usize {
    let Some(above) = row.checked_sub(1) else { return row };
    let names = heading_names(table, Some(above), row);
    let known = names.iter().filter(|(name, written)| *written && !candidates(name).is_empty()).count();
    let both = known >= 2 && second_heading(table, Some(above), &names, catalogs).is_some();
    if both { above } else { row }
}

/// Whether a row has several cells, all filled, all different, and none of them a number, a date or an answer.
fn is_nothing_but_names(cells: &[String]) -> bool {
    let mut names: Vec<&str> = cells.iter().map(|cell| cell.trim()).collect();
    let data = |cell: &&str| {
        !cell.chars().any(char::is_alphabetic)
            || is_clear_answer(cell)
            || read_date(cell) != DateReading::None
    };
    if names.len() < 2 || names.iter().any(data) {
        return false;
    }
    names.sort_unstable();
    names.dedup();
    names.len() == cells.len()
}

/// The name of each column, and whether the file gives it. As many columns as headings, or as most rows have cells.
fn heading_names(table: &Table, heading: Option<usize>, first: usize) -> Vec<(String, bool)> {
    let mut widths: Vec<(usize, usize)> = Vec::new();
    for row in table.rows.iter().skip(first) {
        let width = row.cells.len();
        match widths.iter_mut().find(|(known, _)| *known == width) {
            Some((_, count)) => *count += 1,
            None => widths.push((width, 1)),
        }
    }
    let rows: usize = widths.iter().map(|(_, count)| count).sum();
    let usual = widths.iter().max_by_key(|(width, count)| (*count, *width)).copied();
    let cells: Vec<String> =
        heading.and_then(|row| table.rows.get(row)).map(|row| row.cells.clone()).unwrap_or_default();
    let mut width = match usual {
        Some((usual, count)) if cells.is_empty() || count * 2 > rows => cells.len().max(usual),
        _ => cells.len(),
    };
    // Columns without heading and without content are a delimiter too many.
    let empty = |at: usize| {
        cells.get(at).is_none_or(|cell| cell.trim().is_empty())
            && table
                .rows
                .iter()
                .skip(first)
                .all(|row| row.cells.get(at).is_none_or(|cell| cell.trim().is_empty()))
    };
    while width > 1 && empty(width - 1) {
        width -= 1;
    }
    (0..width)
        .map(|at| {
            let name = cells.get(at).map_or("", |cell| cell.trim());
            (name.to_owned(), !name.is_empty())
        })
        .collect()
}

/// A second row of headings below the first: short names, no ids, and at least two that are known, or nothing but states.
fn second_heading<'t>(
    table: &'t Table,
    heading: Option<usize>,
    names: &[(String, bool)],
    catalogs: &Catalogs<'_>,
) -> Option<&'t [String]> {
    let row = table.rows.get(heading? + 1)?;
    let filled: Vec<(usize, &String)> =
        row.cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()).collect();
    let short =
        |cell: &str| cell.chars().count() <= 40 && !holds_known_id(catalogs, cell) && group(cell).is_none();
    let below_others = filled.iter().any(|(at, _)| names.get(*at).is_some_and(|(_, written)| !written));
    let known = filled.iter().filter(|(_, cell)| !candidates(cell).is_empty()).count();
    let answers =
        filled.iter().filter(|(_, cell)| is_clear_answer(cell) || read_state(cell).value().is_some()).count();
    // The names of states are headings too, where one row has several.
    let mut states: Vec<Option<State>> = filled.iter().map(|(_, cell)| state_named(cell)).collect();
    states.dedup();
    let all_states = states.len() >= 2 && states.iter().all(Option::is_some);
    (filled.len() >= 2
        && (all_states || (known >= 2 && answers * 2 < filled.len()))
        && below_others
        && filled.iter().all(|(_, cell)| short(cell)))
    .then_some(row.cells.as_slice())
}

/// Two columns of one name are told apart.
fn unique_names(columns: &mut [Column]) {
    for at in 0..columns.len() {
        let (before, rest) = columns.split_at_mut(at);
        let Some(column) = rest.first_mut() else { continue };
        if before.iter().any(|other| other.name == column.name) {
            column.name = format!("{} (column {})", column.name, at + 1);
        }
    }
}

/// The catalog that most of the ids are of.
fn main_catalog(below: &Below<'_>, id: usize, catalogs: &Catalogs<'_>) -> usize {
    let ids: Vec<String> =
        below.cells(id).flat_map(|(_, cell)| ids_in(catalogs, cell).ids).map(|id| id.id).collect();
    let mut best = (0, 0);
    for catalog in 0..catalogs.all.len() {
        let known = ids.iter().filter(|id| catalogs.find(catalog, id).is_some()).count();
        if known > best.1 {
            best = (catalog, known);
        }
    }
    best.0
}

/// How well a column of ids serves: of two columns with the ids of two editions, the newer edition's; then the one with
/// more ids (per cent). `None` where it holds none.
fn newness(below: &Below<'_>, at: usize, catalogs: &Catalogs<'_>) -> Option<(usize, usize)> {
    let share = below.share(at, |cell| holds_known_id(catalogs, cell));
    (share > 0.0).then(|| {
        let age = if share >= IDS_NAMED { main_catalog(below, at, catalogs) } else { catalogs.all.len() };
        (catalogs.all.len() - age, (100.0 * share) as usize)
    })
}

/// A column whose cells are all different ids of the file's own, such as RTP-001.
fn foreign_key(below: &Below<'_>, columns: &[Column], catalogs: &Catalogs<'_>) -> Option<(String, String)> {
    columns.iter().enumerate().take(3).find_map(|(at, column)| {
        let cells: Vec<&str> = below.cells(at).map(|(_, cell)| cell).collect();
        let code = |cell: &&str| {
            cell.len() <= 20
                && cell.chars().any(|c| c.is_ascii_digit())
                && cell.chars().any(char::is_alphabetic)
                && !cell.contains(' ')
                && !holds_known_id(catalogs, cell)
        };
        let mut different = cells.clone();
        different.sort_unstable();
        different.dedup();
        let is_key = cells.len() >= 2 && different.len() == cells.len() && cells.iter().all(code);
        is_key.then(|| (column.name.clone(), cells.first().copied().unwrap_or_default().to_owned()))
    })
}

/// Why no column is the ids', with the one that comes nearest.
fn no_ids(below: &Below<'_>, catalogs: &Catalogs<'_>, columns: &[Column]) -> String {
    let example =
        catalogs.all.first().and_then(|catalog| catalog.controls.last()).map_or("A.8.13", |(id, _)| id);
    let label = catalogs.all.first().map_or_else(String::new, |catalog| catalog.label());
    let mut message = format!("no column holds the ids of controls of {label} (such as {example})");
    let near = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let cells = below.count(at);
            let ids = below.cells(at).filter(|(_, cell)| holds_known_id(catalogs, cell)).count();
            let groups = below
                .cells(at)
                .filter(|(_, cell)| {
                    group(cell).is_some_and(|group| catalogs.is_group(0, &group))
                        && cell.trim().starts_with(['A', 'a'])
                })
                .count();
            (ids, groups, cells, column)
        })
        .max_by_key(|(ids, groups, ..)| (*ids, *groups));
    match near {
        Some((0, groups, cells, column)) if groups > 0 => {
            message.push_str(&format!(
                "; `{}` names themes in {groups} of {cells} cells, and no control",
                column.name
            ));
        }
        Some((ids, _, cells, column)) if ids > 0 => {
            message.push_str(&format!("; `{}` has one in {ids} of {cells} cells", column.name));
        }
        _ => {}
    }
    message
}
