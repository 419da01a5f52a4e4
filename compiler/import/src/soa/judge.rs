//! What the rows say together: decisions, and everything that does not add up.

use std::collections::{BTreeMap, BTreeSet};

use super::answers::{Answer, Reading, State, is_dash, is_stand_in, read_answer, read_state, vocabulary};
use super::columns::{Column, Layout, is_mark};
use super::rows::{ControlRow, Rows};
use crate::catalog::{Catalogs, TitleFit};
use crate::dates::{DateReading, deadline_in, read_date};
use crate::report::{ColumnRole, Counts, Remark, RemarkKind, shown};

/// One justification on more rows than this is worth a remark.
const SAME_REASON: usize = 3;
/// The share of titles that must be the catalog's for titles to be compared at all.
const TITLES_COMPARED: f64 = 0.4;

/// What a row decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Decision {
    Included,
    Excluded,
    Undecided,
}

/// What became of a row.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub decision: Decision,
    /// Why, in the file's words; empty where it gives none.
    pub reason: String,
    pub state: Option<State>,
    /// A clear day.
    pub due: Option<String>,
    /// Whether the state's cell says more than the state does.
    pub keep_state_text: bool,
    /// Whether the applicability's cell says more than yes or no.
    pub keep_answer_text: bool,
    /// Whether the marks in columns of reasons are the justification, and say no more.
    pub marks_are_reason: bool,
}

/// How far a row says that its controls are put into practice.
#[derive(Default)]
struct StateOfRow {
    state: Option<State>,
    /// In the file's words: the cell, or the heading of the column with the mark.
    words: String,
    /// The column that says it.
    column: Option<String>,
    /// Whether the cells say more than the state does.
    keep: bool,
}

/// What became of all rows.
pub(super) struct Judgement {
    /// Beside each row.
    pub rows: Vec<Judged>,
    /// How many rows each control has.
    pub rows_of: BTreeMap<usize, Vec<usize>>,
    /// The catalog's controls that the file does not have.
    pub missing: Vec<usize>,
    /// Those that it has only in rows of which nothing could be used, and the line of one.
    pub unusable: BTreeMap<usize, u32>,
    pub remarks: Vec<Remark>,
    pub counts: Counts,
}

struct Judge<'a> {
    layout: &'a Layout,
    catalogs: &'a Catalogs<'a>,
    remarks: Vec<Remark>,
    /// Remarks that many rows share: the same sort, column and words.
    shared: Vec<Remark>,
}

/// Judges all rows.
pub(super) fn judge(layout: &Layout, catalogs: &Catalogs<'_>, read: &mut Rows) -> Judgement {
    let mut judge = Judge { layout, catalogs, remarks: Vec::new(), shared: Vec::new() };
    let compare = judge.titles_are_the_catalogs(&read.rows);
    judge.mend_eaten_zeros(&mut read.rows, compare);
    judge.titles(&read.rows, compare);
    let rows: Vec<Judged> = read.rows.iter().map(|row| judge.row(row)).collect();
    let mut rows_of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, row) in read.rows.iter().enumerate() {
        for control in &row.controls {
            rows_of.entry(*control).or_default().push(at);
        }
    }
    judge.doubled(&read.rows, &rows, &rows_of);
    let catalog = layout.catalog;
    let all = catalogs.all.get(catalog).map_or(0, |catalog| catalog.controls.len());
    let unusable: BTreeMap<usize, u32> = read
        .unusable
        .iter()
        .filter(|(control, _)| !rows_of.contains_key(control))
        .map(|(control, line)| (*control, *line))
        .collect();
    let missing: Vec<usize> = (0..all)
        .filter(|control| !rows_of.contains_key(control) && !unusable.contains_key(control))
        .collect();
    judge.unusable(&unusable);
    judge.missing(&missing, all);
    judge.edition(catalog, &rows_of);
    judge.same_reasons(&read.rows, &rows);
    let mut remarks = judge.remarks;
    remarks.append(&mut judge.shared);
    let counts = Counts { control_rows: number(read.rows.len()), ..Counts::default() };
    let mut judgement = Judgement { rows, rows_of, missing, unusable, remarks, counts };
    judgement.count(all);
    judgement
}

impl Judgement {
    /// Counts what there is of the catalog, which has so many controls.
    pub(super) fn count(&mut self, all: usize) {
        let mut counts = Counts {
            control_rows: self.counts.control_rows,
            catalog: number(all),
            controls: number(self.rows_of.len()),
            missing: number(self.missing.len()),
            unusable: number(self.unusable.len()),
            doubled: number(self.rows_of.values().filter(|rows| rows.len() > 1).count()),
            ..Counts::default()
        };
        for of_control in self.rows_of.values() {
            let mut decisions: Vec<Decision> = of_control
                .iter()
                .filter_map(|at| self.rows.get(*at))
                .map(|row| row.decision)
                .filter(|d| *d != Decision::Undecided)
                .collect();
            decisions.dedup();
            match decisions.as_slice() {
                [Decision::Included] => counts.included += 1,
                [Decision::Excluded] => counts.excluded += 1,
                _ => counts.undecided += 1,
            }
        }
        for row in &self.rows {
            match row.state {
                Some(State::Full) => counts.implemented += 1,
                Some(State::Part) => counts.partial += 1,
                Some(State::GoingOn | State::Planned) => counts.planned += 1,
                Some(State::NotDone) => counts.not_implemented += 1,
                Some(State::NotAsked) | None => {}
            }
        }
        self.counts = counts;
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl Judge<'_> {
    fn name(&self, role: ColumnRole) -> Option<String> {
        self.layout.the(role).and_then(|at| self.layout.columns.get(at)).map(|column| column.name.clone())
    }

    fn ids(&self, row: &ControlRow) -> String {
        let ids: Vec<&str> = row.controls.iter().map(|control| self.id(*control)).collect();
        ids.join(", ")
    }

    fn id(&self, control: usize) -> &str {
        self.catalogs.id(self.layout.catalog, control)
    }

    fn remark(&mut self, row: &ControlRow, column: Option<String>, kind: RemarkKind, message: String) {
        self.remarks.push(Remark { line: Some(row.line), more_lines: Vec::new(), column, kind, message });
    }

    /// A remark that is said once for all rows that share it.
    fn share(&mut self, row: &ControlRow, column: Option<String>, kind: RemarkKind, message: String) {
        let same = self
            .shared
            .iter_mut()
            .find(|remark| remark.kind == kind && remark.column == column && remark.message == message);
        match same {
            Some(remark) => remark.more_lines.push(row.line),
            None => self.shared.push(Remark {
                line: Some(row.line),
                more_lines: Vec::new(),
                column,
                kind,
                message,
            }),
        }
    }

    // Titles and ids

    /// Whether the file's titles are the catalog's, and not another language's or the author's own.
    fn titles_are_the_catalogs(&mut self, rows: &[ControlRow]) -> bool {
        let (mut titled, mut same) = (0usize, 0usize);
        for row in rows {
            let ([control], title) = (row.controls.as_slice(), row.title(self.layout)) else {
                continue;
            };
            if !title.is_empty() {
                titled += 1;
                same += usize::from(
                    self.catalogs.title_fit(self.layout.catalog, *control, title) != TitleFit::Unknown,
                );
            }
        }
        let compare = titled < 3 || same as f64 >= TITLES_COMPARED * titled as f64;
        if !compare {
            self.remarks.push(Remark {
                line: None,
                more_lines: Vec::new(),
                column: self.name(ColumnRole::Title),
                kind: RemarkKind::TitlesNotCompared,
                message: format!(
                    "{same} of {titled} titles are the catalog's: they seem to be in another language or in words of their \
                     own, so no title was compared with its id"
                ),
            });
        }
        compare
    }

    fn titles(&mut self, rows: &[ControlRow], compare: bool) {
        if !compare {
            return;
        }
        let column = self.name(ColumnRole::Title);
        for row in rows {
            let title = row.title(self.layout);
            let [control] = row.controls.as_slice() else {
                continue;
            };
            if title.is_empty() {
                continue;
            }
            let own = self.catalogs.title(self.layout.catalog, *control);
            let message = match self.catalogs.title_fit(self.layout.catalog, *control, title) {
                TitleFit::Same => continue,
                TitleFit::OtherControl(other) => format!(
                    "\"{}\" is the title of {}, and the id is {} (\"{own}\"); the row was taken by its id",
                    shown(title),
                    self.id(other),
                    self.id(*control)
                ),
                TitleFit::Unknown => format!(
                    "\"{}\" is not the title of {} (\"{own}\"); the row was taken by its id",
                    shown(title),
                    self.id(*control)
                ),
            };
            self.remark(row, column.clone(), RemarkKind::TitleMismatch, message);
        }
    }

    /// A spreadsheet takes 8.10 for a number, and writes 8.1. The title proves it, or a second 8.1 right where 8.10
    /// belongs; what is only likely is said and left.
    fn mend_eaten_zeros(&mut self, rows: &mut [ControlRow], compare: bool) {
        let catalog = self.layout.catalog;
        let column = self.name(ColumnRole::Id);
        // On how many rows each control stands.
        let mut stands: BTreeMap<usize, usize> = BTreeMap::new();
        for control in rows.iter().flat_map(|row| row.controls.iter().collect::<BTreeSet<_>>()) {
            *stands.entry(*control).or_default() += 1;
        }
        for at in 0..rows.len() {
            let Some(row) = rows.get(at) else { continue };
            let [control] = row.controls.as_slice() else {
                continue;
            };
            let control = *control;
            let id = self.id(control).to_owned();
            // Only an id with one digit at its end can have lost a zero.
            let Some(longer) = self.catalogs.find(catalog, &format!("{id}0")) else {
                continue;
            };
            if id.rsplit('.').next().is_none_or(|last| last.len() != 1)
                || stands.get(&longer).is_some_and(|rows| *rows > 0)
            {
                continue;
            }
            let title = row.title(self.layout);
            let titled = compare && !title.is_empty();
            let fit = self.catalogs.title_fit(catalog, control, title);
            let by_title = titled && fit == TitleFit::OtherControl(longer);
            let neighbour = |at: Option<usize>| {
                at.and_then(|at| rows.get(at)).and_then(|row| row.controls.first().copied())
            };
            let after_nine = longer > 0 && neighbour(at.checked_sub(1)) == Some(longer - 1);
            let before_next = neighbour(Some(at + 1)) == Some(longer + 1);
            let doubled = stands.get(&control).is_some_and(|rows| *rows > 1);
            let in_its_place = after_nine || before_next;
            let contradicted = titled && fit == TitleFit::Same;
            let longer_id = self.id(longer).to_owned();
            let (mend, message) = if by_title {
                (
                    true,
                    format!(
                        "the id reads {id}, and the title is that of {longer_id}: a spreadsheet ate the zero; taken for {longer_id}"
                    ),
                )
            } else if doubled && in_its_place && !contradicted {
                (
                    true,
                    format!(
                        "{id} stands here a second time, where {longer_id} belongs: a spreadsheet ate the zero; taken for {longer_id}"
                    ),
                )
            } else if after_nine && before_next && !contradicted {
                (
                    false,
                    format!(
                        "{id} stands where {longer_id} belongs; a spreadsheet may have eaten the zero; taken as written"
                    ),
                )
            } else {
                continue;
            };
            if mend && let Some(row) = rows.get_mut(at) {
                row.controls = vec![longer];
                stands.entry(control).and_modify(|rows| *rows -= 1);
                *stands.entry(longer).or_default() += 1;
            }
            if let Some(row) = rows.get(at) {
                self.remark(row, column.clone(), RemarkKind::EatenZero, message);
            }
        }
    }

    // Rows

    fn row(&mut self, row: &ControlRow) -> Judged {
        let layout = self.layout;
        let StateOfRow { state, words: state_text, column: state_column, keep: keep_state_text } =
            self.state(row);
        let (decision, keep_answer_text) = self.decision(row, state);
        let ids = self.ids(row);
        match (decision, state) {
            (
                Decision::Excluded,
                Some(state @ (State::Full | State::Part | State::GoingOn | State::Planned)),
            ) => {
                let what = if matches!(state, State::Full | State::Part) {
                    "both are written"
                } else {
                    "the plan is kept as a comment"
                };
                let message =
                    format!("{ids} is excluded, and its state is \"{}\"; {what}", shown(&state_text));
                self.remark(row, state_column.clone(), RemarkKind::ExcludedYetImplemented, message);
            }
            (Decision::Included, Some(State::NotAsked)) => {
                let message = format!(
                    "{ids} applies, and its state is \"{}\"; it is written as applicable, without a state",
                    shown(&state_text)
                );
                self.remark(row, state_column.clone(), RemarkKind::Contradiction, message);
            }
            _ => {}
        }
        let (reason, marks_are_reason) = self.reason(row, decision);
        let due_text = row.the(layout, ColumnRole::DueOn).to_owned();
        let due = match read_date(&due_text) {
            DateReading::Day(day) => Some(day),
            reading => {
                if !due_text.is_empty() {
                    let why = if reading == DateReading::Ambiguous {
                        "could be two different days"
                    } else {
                        "is no day"
                    };
                    let message = format!("\"{}\" {why}; it is kept beside the row", shown(&due_text));
                    self.share(row, self.name(ColumnRole::DueOn), RemarkKind::UnknownDate, message);
                }
                None
            }
        };
        let open = matches!(state, Some(State::Planned | State::GoingOn | State::NotDone))
            && decision != Decision::Excluded;
        let due = match due {
            None if open && due_text.is_empty() => self.due_in_text(row),
            due => due,
        };
        if open && due.is_none() {
            let message = if state == Some(State::NotDone) {
                "not done, and no date: a statement was written without a status, so that the control is missing"
            } else {
                "planned, and no date: a statement was written that says `planned`, and not by when"
            };
            let message = message.to_owned();
            self.share(row, None, RemarkKind::NoDate, message);
        }
        Judged { decision, reason, state, due, keep_state_text, keep_answer_text, marks_are_reason }
    }

    /// The state, as its column says it, or the marks in columns that are called by states.
    fn state(&mut self, row: &ControlRow) -> StateOfRow {
        let layout = self.layout;
        let words = row.the(layout, ColumnRole::State).to_owned();
        let reading = read_state(&words);
        let column = self.name(ColumnRole::State);
        if reading.is_unknown() {
            self.share(
                row,
                column.clone(),
                RemarkKind::UnknownState,
                format!("\"{}\" is no state that is known; it is kept beside the row", shown(&words)),
            );
        }
        if let Reading::Means(_, how) = &reading {
            self.share(row, column.clone(), RemarkKind::ReadAs, format!("\"{}\": {how}", shown(&words)));
        }
        let mut keep = !words.is_empty() && !matches!(reading, Reading::Says(_));
        let mut said: Vec<StateOfRow> = Vec::new();
        if let Some(state) = reading.value() {
            said.push(StateOfRow { state: Some(state), words, column, keep: false });
        }
        let mut denied = None;
        for (at, column) in layout.columns.iter().enumerate() {
            let (Some(state), Some(cell)) = (column.marks, row.texts.get(at)) else { continue };
            let reading = read_answer(cell);
            let name = Some(column.name.clone());
            match reading.value() {
                Some(Answer::Yes) => said.push(StateOfRow {
                    state: Some(state),
                    words: column.own.clone(),
                    column: name.clone(),
                    keep: false,
                }),
                Some(Answer::No) if state == State::Full && !is_dash(cell) => {
                    let (words, column) = (cell.clone(), name.clone());
                    denied = Some(StateOfRow { state: Some(State::NotDone), words, column, keep: false });
                }
                _ => {}
            }
            if reading.is_unknown() || reading.value() == Some(Answer::Partly) {
                let message = format!("\"{}\" is no mark; it is kept beside the row", shown(cell));
                self.share(row, name, RemarkKind::UnknownState, message);
                keep = true;
            } else if matches!(reading, Reading::Means(..)) && !is_dash(cell) {
                keep = true;
            }
        }
        if said.iter().any(|other| said.first().is_some_and(|first| first.state != other.state)) {
            let columns: Vec<String> = said
                .iter()
                .map(|said| format!("`{}`", said.column.as_deref().unwrap_or(&said.words)))
                .collect();
            let message = format!(
                "{} do not agree how far {} is put into practice; no state was taken from them",
                columns.join(" and "),
                self.ids(row)
            );
            self.remark(row, None, RemarkKind::Contradiction, message);
            return StateOfRow { keep: true, ..StateOfRow::default() };
        }
        let by_mark = said.first().is_some_and(|said| said.column != self.name(ColumnRole::State));
        let mut found = said.into_iter().next().or(denied).unwrap_or_default();
        if by_mark && found.state == Some(State::GoingOn) {
            let message =
                "what is going on was read as planned: nothing says that a part of it works".to_owned();
            self.share(row, found.column.clone(), RemarkKind::ReadAs, message);
        }
        found.keep = keep;
        found
    }

    /// A deadline in the words of a plan: `set up by 2026-09-30`.
    fn due_in_text(&mut self, row: &ControlRow) -> Option<String> {
        let deadline = |words: &str| vocabulary().has(words, "before-a-deadline");
        for role in [ColumnRole::HowDone, ColumnRole::SideNotes] {
            let found = row
                .all(self.layout, role)
                .find_map(|(name, text)| Some((name.to_owned(), deadline_in(text, deadline)?)));
            if let Some((name, day)) = found {
                let message = format!("the date {day} stands in the text, and was taken for the plan's");
                self.remark(row, Some(name), RemarkKind::ReadAs, message);
                return Some(day);
            }
        }
        None
    }

    fn decision(&mut self, row: &ControlRow, state: Option<State>) -> (Decision, bool) {
        let layout = self.layout;
        let applies_text = row.the(layout, ColumnRole::Applies).to_owned();
        let excluded_text = row.the(layout, ColumnRole::DoesNotApply).to_owned();
        let applies_column = self.name(ColumnRole::Applies);
        let applies = read_answer(&applies_text);
        let excluded = read_answer(&excluded_text);
        let ids = self.ids(row);
        for (reading, text, column) in [
            (&applies, &applies_text, &applies_column),
            (&excluded, &excluded_text, &self.name(ColumnRole::DoesNotApply)),
        ] {
            match reading {
                Reading::Unknown => self.share(
                    row,
                    column.clone(),
                    RemarkKind::UnknownAnswer,
                    format!("\"{}\" is neither yes nor no; left undecided", shown(text)),
                ),
                Reading::Means(_, how) => {
                    self.share(
                        row,
                        column.clone(),
                        RemarkKind::ReadAs,
                        format!("\"{}\": {how}", shown(text)),
                    );
                }
                Reading::Says(Answer::Partly) => self.share(
                    row,
                    column.clone(),
                    RemarkKind::UnknownAnswer,
                    format!(
                        "\"{}\": a control applies or not, if only to a part; left undecided",
                        shown(text)
                    ),
                ),
                _ => {}
            }
        }
        let keep = |reading: &Reading<Answer>| {
            !matches!(reading, Reading::Says(Answer::Yes | Answer::No) | Reading::Empty)
        };
        let keep_text = keep(&applies) || keep(&excluded);
        let decision = match (applies.value(), excluded.value()) {
            (Some(Answer::Yes), Some(Answer::Yes)) => {
                let message = format!("{ids} is marked both as applicable and as excluded; left undecided");
                self.remark(row, applies_column, RemarkKind::Contradiction, message);
                return (Decision::Undecided, true);
            }
            (Some(Answer::No), Some(Answer::No)) if layout.the(ColumnRole::Applies).is_some() => {
                let message =
                    format!("{ids} is marked neither as applicable nor as excluded; left undecided");
                self.remark(row, applies_column, RemarkKind::Contradiction, message);
                return (Decision::Undecided, true);
            }
            (Some(Answer::Partly), _) | (_, Some(Answer::Partly)) => return (Decision::Undecided, true),
            (Some(Answer::Yes), _) => Decision::Included,
            (Some(Answer::No), _) => Decision::Excluded,
            (None, Some(Answer::Yes)) => Decision::Excluded,
            (None, Some(Answer::No)) if layout.the(ColumnRole::Applies).is_none() => Decision::Included,
            _ => Decision::Undecided,
        };
        let marked: Vec<String> = self
            .reasons_marked(row)
            .filter_map(|at| layout.columns.get(at))
            .map(|column| format!("`{}`", column.own))
            .collect();
        if decision == Decision::Excluded && !marked.is_empty() {
            let message = format!(
                "{ids} is excluded, and {} marks why it applies; it is written as excluded",
                marked.join(", ")
            );
            self.remark(row, applies_column.clone(), RemarkKind::Contradiction, message);
        }
        if decision != Decision::Undecided {
            return (decision, keep_text);
        }
        if !marked.is_empty() && !applies.is_unknown() && !excluded.is_unknown() {
            if state == Some(State::NotAsked) {
                let message = format!(
                    "{} marks why {ids} applies, and its state is that it does not; left undecided",
                    marked.join(", ")
                );
                self.remark(row, None, RemarkKind::Contradiction, message);
                return (Decision::Undecided, keep_text);
            }
            let message = "a mark in a column of reasons says that the control applies, and why".to_owned();
            self.share(row, None, RemarkKind::ReadAs, message);
            return (Decision::Included, keep_text);
        }
        // A state "not applicable" says what an empty or absent column does not.
        if state == Some(State::NotAsked) && !applies.is_unknown() && !excluded.is_unknown() {
            let message = "the state says that the control does not apply: written as excluded".to_owned();
            self.share(row, self.name(ColumnRole::State), RemarkKind::ReadAs, message);
            return (Decision::Excluded, keep_text);
        }
        if layout.decides && !applies.is_unknown() && !excluded.is_unknown() {
            let column = applies_column.or_else(|| self.name(ColumnRole::DoesNotApply));
            let message = match column {
                Some(_) => "no answer whether the control applies; left undecided",
                None => {
                    "no reason is marked, and nothing else says whether the control applies; left undecided"
                }
            };
            self.share(row, column, RemarkKind::Undecided, message.to_owned());
        }
        (Decision::Undecided, keep_text)
    }

    /// The columns of reasons in which the row has a mark.
    fn reasons_marked<'r>(&self, row: &'r ControlRow) -> impl Iterator<Item = usize> + use<'_, 'r> {
        self.layout.of_role(ColumnRole::MarkOfNeed).filter(|at| {
            row.texts.get(*at).is_some_and(|cell| read_answer(cell).value() == Some(Answer::Yes))
        })
    }

    /// The justification of the decision, in the file's words; and whether the marks in columns of reasons are all of it.
    fn reason(&mut self, row: &ControlRow, decision: Decision) -> (String, bool) {
        let layout = self.layout;
        let both: Vec<&str> = row.all(layout, ColumnRole::Reason).map(|(_, text)| text).collect();
        let both = both.join("\n");
        let include = row.the(layout, ColumnRole::ReasonToInclude);
        let exclude = row.the(layout, ColumnRole::ReasonToExclude);
        let (own, other, other_role) = match decision {
            Decision::Excluded => (exclude, include, ColumnRole::ReasonToInclude),
            _ => (include, exclude, ColumnRole::ReasonToExclude),
        };
        if decision != Decision::Undecided && !other.is_empty() && !is_stand_in(other) {
            let side = if decision == Decision::Excluded { "is excluded" } else { "is included" };
            let message = format!(
                "{} {side}, and this column says \"{}\"; it is kept as a comment",
                self.ids(row),
                shown(other)
            );
            self.remark(row, self.name(other_role), RemarkKind::ReasonOnWrongSide, message);
        }
        let reason = match (own.is_empty(), both.is_empty()) {
            (true, _) => both,
            (false, true) => own.to_owned(),
            (false, false) => format!("{own}\n{both}"),
        };
        if reason.is_empty() && decision == Decision::Included {
            let columns = self.reasons_marked(row).filter_map(|at| layout.columns.get(at));
            let reasons: Vec<String> = columns.map(Column::reason_marked).collect();
            let plain = row.all(layout, ColumnRole::MarkOfNeed).all(|(_, cell)| is_mark(cell));
            return (reasons.join("; "), !reasons.is_empty() && plain);
        }
        if decision == Decision::Excluded && reason.is_empty() {
            let message = "excluded without a justification".to_owned();
            self.share(row, None, RemarkKind::NoReason, message);
        }
        if !reason.is_empty() && is_stand_in(&reason) {
            let message =
                format!("\"{}\" holds a place and justifies nothing; it was kept as it is", shown(&reason));
            let column = self.name(ColumnRole::Reason).or_else(|| self.name(ColumnRole::ReasonToInclude));
            self.share(row, column, RemarkKind::Placeholder, message);
        }
        (reason, false)
    }

    // All rows

    fn doubled(&mut self, rows: &[ControlRow], judged: &[Judged], rows_of: &BTreeMap<usize, Vec<usize>>) {
        let column = self.name(ColumnRole::Id);
        for (control, places) in rows_of {
            if places.len() < 2 {
                continue;
            }
            let mut decisions: Vec<Decision> =
                places.iter().filter_map(|at| judged.get(*at)).map(|row| row.decision).collect();
            decisions.sort_unstable();
            decisions.dedup();
            let lines: Vec<u32> = places.iter().filter_map(|at| rows.get(*at)).map(|row| row.line).collect();
            let id = self.id(*control).to_owned();
            let (kind, message) = if decisions.contains(&Decision::Included)
                && decisions.contains(&Decision::Excluded)
            {
                (
                    RemarkKind::ConflictingRows,
                    format!(
                        "{id} stands on {} rows, which do not agree whether it applies; all are written",
                        places.len()
                    ),
                )
            } else {
                (RemarkKind::DoubledControl, format!("{id} stands on {} rows; all are written", places.len()))
            };
            let mut lines = lines.into_iter();
            let line = lines.next();
            self.remarks.push(Remark {
                line,
                more_lines: lines.collect(),
                column: column.clone(),
                kind,
                message,
            });
        }
    }

    /// Controls that are in the file, in rows that could not be used.
    fn unusable(&mut self, unusable: &BTreeMap<usize, u32>) {
        let mut lines: Vec<u32> = unusable.values().copied().collect();
        lines.sort_unstable();
        lines.dedup();
        let mut lines = lines.into_iter();
        let Some(line) = lines.next() else { return };
        let controls: Vec<usize> = unusable.keys().copied().collect();
        let ids = self.catalogs.as_ranges(self.layout.catalog, &controls, &BTreeSet::new());
        let (word, stand, stay) = match controls.len() {
            1 => ("control", "stands", "stays"),
            _ => ("controls", "stand", "stay"),
        };
        let message = format!(
            "{} {word} {stand} only where nothing could be used, and {stay} undecided: {}",
            controls.len(),
            ids.join(", ")
        );
        let column = self.name(ColumnRole::Id);
        let kind = RemarkKind::UnusableControls;
        self.remarks.push(Remark { line: Some(line), more_lines: lines.collect(), column, kind, message });
    }

    fn missing(&mut self, missing: &[usize], all: usize) {
        if missing.is_empty() {
            return;
        }
        let ids = self.catalogs.as_ranges(self.layout.catalog, missing, &BTreeSet::new());
        let message = format!(
            "{} of {all} controls are not in the file, and stay undecided: {}",
            missing.len(),
            ids.join(", ")
        );
        self.remarks.push(Remark {
            line: None,
            more_lines: Vec::new(),
            column: None,
            kind: RemarkKind::MissingControls,
            message,
        });
    }

    /// That a file is of an older edition, and what its controls became.
    fn edition(&mut self, catalog: usize, rows_of: &BTreeMap<usize, Vec<usize>>) {
        let Some(index) = self.catalogs.all.get(catalog) else {
            return;
        };
        if catalog == 0 || index.successors.is_empty() {
            return;
        }
        let pairs: Vec<String> = rows_of
            .keys()
            .map(|control| (self.id(*control), self.catalogs.successors(catalog, self.id(*control))))
            .filter(|(_, new)| !new.is_empty())
            .map(|(old, new)| format!("{old} → {}", new.join(" and ")))
            .collect();
        let newest = self.catalogs.all.first().map_or_else(String::new, |catalog| catalog.label());
        let message =
            format!("most ids are of {}; in {newest} they became: {}", index.label(), pairs.join(", "));
        self.remarks.push(Remark {
            line: None,
            more_lines: Vec::new(),
            column: None,
            kind: RemarkKind::OtherEdition,
            message,
        });
    }

    fn same_reasons(&mut self, rows: &[ControlRow], judged: &[Judged]) {
        let mut of_text: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (row, judged) in rows.iter().zip(judged) {
            // Marks name the sort of the reason, which many rows share.
            if !judged.reason.is_empty() && !judged.marks_are_reason && !is_stand_in(&judged.reason) {
                of_text.entry(&judged.reason).or_default().push(row.line);
            }
        }
        let mut many: Vec<(&str, Vec<u32>)> =
            of_text.into_iter().filter(|(_, lines)| lines.len() > SAME_REASON).collect();
        many.sort_by_key(|(text, lines)| (std::cmp::Reverse(lines.len()), *text));
        for (text, lines) in many {
            let message = format!("\"{}\" justifies {} rows", shown(text), lines.len());
            let mut lines = lines.into_iter();
            let line = lines.next();
            self.remarks.push(Remark {
                line,
                more_lines: lines.collect(),
                column: None,
                kind: RemarkKind::SameReason,
                message,
            });
        }
    }
}
