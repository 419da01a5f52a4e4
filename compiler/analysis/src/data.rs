//! What the rows of data files show: whether what is expected of evidence is so, and the values of measures.
//!
//! Files are read elsewhere and handed over ([`Analysis::with`](crate::Analysis::with)). Everything is worked out once;
//! what could not be (a file that is not there, a cell that does not convert, a column that the file does not have) is kept
//! as data, and what rests on it is unknown.

use std::collections::BTreeMap;
use std::sync::Arc;

use annexa_core::condition::{Comparison, Function, Node, NodeId, Reads, RowFormula};
use annexa_core::manifest;
use annexa_core::model::{Decl, DeclId, Model, ValueRef};
use annexa_core::prelude::{field, kind};
use annexa_core::schema::{FieldId, KindId};
use annexa_core::source::{PackageId, Place};
use annexa_core::time::{Date, Duration};
use annexa_formats::data::{DataFile, DataFiles, Row, Rows};
use annexa_syntax::tree::Prep;
use jiff::civil::Weekday;
use rustc_hash::FxHashMap;

use crate::eval::scalar::Scalar;
use crate::eval::{Evaluator, MAX_STEPS, Truth, Why};
use crate::measure::Figure;
use crate::people::Staff;

/// So many rows at fault are kept; the others are counted.
const KEPT: usize = 20;

/// The fields that name a data file, with those that hold formulas over its rows; the columns of the file of people are
/// known.
const NAMING: [(KindId, FieldId, Option<FieldId>); 5] = [
    (kind::ORGANIZATION, field::ORGANIZATION_PEOPLE, None),
    (kind::EVIDENCE, field::EVIDENCE_FILE, Some(field::EVIDENCE_EXPECT)),
    (kind::MEASURE, field::MEASURE_DATA, Some(field::MEASURE_VALUE)),
    (kind::ACKNOWLEDGEMENT, field::ACKNOWLEDGEMENT_DATA, Some(field::ACKNOWLEDGEMENT_VALUE)),
    (kind::TRAINING, field::TRAINING_DATA, Some(field::TRAINING_VALUE)),
];

/// The paths of the data files that a package names, and of those that prove its approvals, each once, sorted. All lie
/// within the package.
pub fn paths(model: &Model) -> Vec<String> {
    let mut paths: Vec<String> = own(model).filter_map(|(_, file, _)| path(file)).collect();
    paths.extend(proofs(model));
    paths.sort();
    paths.dedup();
    paths
}

/// The declarations of the package that name a data file, with that value and the field of their formulas.
fn own(model: &Model) -> impl Iterator<Item = (Decl<'_>, ValueRef<'_>, Option<FieldId>)> {
    NAMING.into_iter().flat_map(move |(kind, file, formula)| {
        let decls = model.of_kind(kind).filter(|d| d.package() == PackageId::MAIN);
        decls.filter_map(move |decl| Some((decl, decl.values(file).next()?, formula)))
    })
}

/// The files of the package that records of approval name as what proves them.
fn proofs(model: &Model) -> impl Iterator<Item = String> {
    let records = model.lock.files.iter().flat_map(|file| &file.records);
    records.filter_map(|record| record.ground.as_ref()?.file_within())
}

fn path(file: ValueRef<'_>) -> Option<String> {
    manifest::inside(&file.text()?)
}

/// What the data files of a package show.
#[derive(Debug, Default)]
pub struct Data<'m> {
    /// Whether the files were looked at.
    pub looked_at: bool,
    /// What each file shows that a declaration names, in model order.
    pub shown: Vec<Shown<'m>>,
    /// Who holds which role by the file of people.
    pub staff: Staff<'m>,
    /// The files of the package that prove approvals, by path.
    pub proofs: BTreeMap<String, Arc<DataFile>>,
    by_decl: FxHashMap<DeclId, usize>,
}

/// What the file shows that a declaration names.
#[derive(Debug)]
pub struct Shown<'m> {
    /// The declaration.
    pub decl: Decl<'m>,
    /// The value that names the file.
    pub names: ValueRef<'m>,
    /// The file's path from the package's folder.
    pub path: String,
    /// The file.
    pub file: Arc<DataFile>,
    /// What its formulas give.
    pub formulas: Vec<Outcome<'m>>,
}

impl<'m> Outcome<'m> {
    /// Of what was not worked out yet.
    fn new(formula: ValueRef<'m>, rows: &Rows) -> Self {
        Outcome {
            formula,
            truth: Truth::Undecided(Why::Unknown),
            gives: None,
            at_fault: Vec::new(),
            fault_count: 0,
            rows: rows.rows.len(),
            period: None,
            later: 0,
            bad: Vec::new(),
            missing: Vec::new(),
            too_costly: false,
        }
    }

    /// A cell that is to be a date, and is none.
    pub(crate) fn is_no_date(&mut self, rows: &Rows, column: Option<usize>, row: &Row, place: Place) {
        let Some((title, cell)) = column.and_then(|i| Some((&rows.columns.get(i)?.title, row.cells.get(i)?)))
        else {
            return;
        };
        let known = self.bad.iter().position(|b| b.column == *title);
        let at = known.unwrap_or_else(|| {
            let (column, reads) = (title.clone(), Reads::Date);
            self.bad.push(Bad { place, column, reads, cells: Vec::new(), count: 0 });
            self.bad.len() - 1
        });
        if let Some(bad) = self.bad.get_mut(at) {
            bad.count += 1;
            if bad.cells.len() < KEPT {
                bad.cells.push((row.number, cell.trim().to_owned()));
            }
        }
    }
}

/// What a formula over rows gives.
#[derive(Debug)]
pub struct Outcome<'m> {
    /// The formula.
    pub formula: ValueRef<'m>,
    /// Of an expectation, whether it is so.
    pub truth: Truth,
    /// What is compared in an expectation, where it stands, or the value of a measure; `None` where there is none.
    pub gives: Option<(Scalar<'m>, Place)>,
    /// The rows for which an expectation is not so: of these, the first.
    pub at_fault: Vec<Row>,
    /// How many rows are at fault.
    pub fault_count: usize,
    /// How many rows were looked at.
    pub rows: usize,
    /// The first and the last day of the period that a measure speaks of.
    pub period: Option<(Date, Date)>,
    /// How many rows belong to what comes after that period.
    pub later: usize,
    /// Cells that do not convert.
    pub bad: Vec<Bad>,
    /// Columns that the file does not have: the word, and where it stands.
    pub missing: Vec<(String, Place)>,
    /// Whether it takes more steps than the limit.
    pub too_costly: bool,
}

/// Cells of a column that do not convert.
#[derive(Debug)]
pub struct Bad {
    /// Where the formula reads them.
    pub place: Place,
    /// The column's title in the file.
    pub column: String,
    /// How they are read.
    pub reads: Reads,
    /// The first of them: the number of the row, and the cell.
    pub cells: Vec<(u32, String)>,
    /// How many there are.
    pub count: usize,
}

impl<'m> Data<'m> {
    /// Works it out for a day.
    pub fn new(model: &'m Model, day: Date, files: Option<&DataFiles>) -> Self {
        let mut data = Data { looked_at: files.is_some(), ..Data::default() };
        let Some(files) = files else {
            data.staff.is_hidden = own(model).any(|(_, _, of)| of.is_none());
            return data;
        };
        let missing = Arc::new(DataFile::Missing);
        let proof = |path: String| {
            let file = files.0.get(&path).unwrap_or(&missing).clone();
            (path, file)
        };
        data.proofs = proofs(model).map(proof).collect();
        for (decl, names, of) in own(model) {
            let Some(path) = path(names) else { continue };
            let file = files.0.get(&path).unwrap_or(&missing).clone();
            let formulas = match (&*file, of) {
                (DataFile::Read { rows: Ok(rows), .. }, Some(of)) => {
                    let values = decl.values(of).filter_map(|v| Some((v, model.row_formula(v.id)?)));
                    values.filter(|(_, f)| f.sound).map(|(v, f)| outcome(v, f, rows, day)).collect()
                }
                (DataFile::Read { rows: Ok(rows), .. }, None) => {
                    let mut told = Outcome::new(names, rows);
                    data.staff.read(names, &path, rows, &mut told);
                    vec![told]
                }
                (_, of) => {
                    data.staff.is_hidden |= of.is_none();
                    Vec::new()
                }
            };
            data.by_decl.insert(decl.id, data.shown.len());
            data.shown.push(Shown { decl, names, path, file, formulas });
        }
        data.shown.sort_by_key(|s| s.decl.id);
        data.by_decl = data.shown.iter().enumerate().map(|(i, s)| (s.decl.id, i)).collect();
        data
    }

    /// What the file shows that `decl` names; `None` where it names none, or files were not looked at.
    pub fn of(&self, decl: Decl<'_>) -> Option<&Shown<'m>> {
        self.by_decl.get(&decl.id).and_then(|i| self.shown.get(*i))
    }
}

impl<'m> Data<'m> {
    /// Whether what follows from the rows for `decl` cannot be told, though it asks for rows.
    pub fn hides(&self, decl: Decl<'_>) -> bool {
        let Some(shown) = self.of(decl) else { return !self.looked_at };
        let readable = matches!(*shown.file, DataFile::Read { rows: Ok(_), .. });
        let faulty = |o: &Outcome<'m>| !o.bad.is_empty() || !o.missing.is_empty() || o.too_costly;
        !readable || shown.formulas.is_empty() || shown.formulas.iter().any(faulty)
    }
}

impl Shown<'_> {
    /// What a row of the file is counted by: `line`, `row`, `object`.
    pub fn counted_by(&self) -> &'static str {
        match &*self.file {
            DataFile::Read { rows: Ok(rows), .. } => rows.counted_by,
            _ => "line",
        }
    }

    /// Whether everything that is expected of the rows is so; `None` where that is not known.
    pub fn as_expected(&self) -> Option<bool> {
        let asked = self.decl.values(field::EVIDENCE_EXPECT).count();
        if self.formulas.iter().any(|o| matches!(o.truth, Truth::No | Truth::Undecided(Why::Absent(_)))) {
            return Some(false);
        }
        let all = self.formulas.len() == asked && self.formulas.iter().all(|o| o.truth == Truth::Yes);
        all.then_some(true)
    }
}

/// Works out one formula.
fn outcome<'m>(value: ValueRef<'m>, formula: &'m RowFormula, rows: &Rows, day: Date) -> Outcome<'m> {
    let mut told = Outcome::new(value, rows);
    let within;
    let mut rows = rows;
    if value.phrase().field() == field::MEASURE_VALUE {
        match period_rows(value.phrase().decl(), rows, day, &mut told) {
            Some(Some(part)) => {
                within = part;
                rows = &within;
            }
            Some(None) => {}
            // Which rows belong to the period is not known.
            None => return told,
        }
        told.rows = rows.rows.len();
    }
    let mut evaluator = Evaluator::new(value.model, &formula.code, None, MAX_STEPS).over_rows(rows);
    let gives = match formula.code.node(formula.root) {
        Node::Compare(_, left, _) => *left,
        _ => formula.root,
    };
    if value.phrase().field() == field::EVIDENCE_EXPECT {
        told.truth = evaluator.truth(formula.root);
        if told.truth != Truth::Yes {
            let mut fault = Vec::new();
            at_fault(&mut evaluator, formula, formula.root, rows, &mut fault);
            told.fault_count = fault.len();
            let first = fault.iter().take(KEPT).filter_map(|i| rows.rows.get(*i as usize).cloned());
            told.at_fault = first.collect();
        }
    }
    if let Ok(found) = evaluator.single(gives) {
        told.gives = Some((found, formula.code.place(gives)));
    }
    told.too_costly = evaluator.too_costly();
    if told.too_costly {
        told.truth = Truth::Undecided(Why::Unknown);
        told.gives = None;
    }
    take_faults(&mut evaluator, rows, &mut told);
    if !told.bad.is_empty() || !told.missing.is_empty() {
        told.gives = None;
    }
    told
}

/// Takes over what was wrong with the cells.
fn take_faults(evaluator: &mut Evaluator<'_, '_>, rows: &Rows, told: &mut Outcome<'_>) {
    let model = told.formula.model;
    let Some(table) = evaluator.table() else { return };
    told.missing
        .extend(table.missing.drain(..).map(|(name, place)| (model.names.text(name).to_string(), place)));
    for bad in table.bad.drain(..) {
        let cell = |i: &u32| {
            let row = rows.rows.get(*i as usize)?;
            Some((row.number, row.cells.get(bad.column)?.trim().to_string()))
        };
        told.bad.push(Bad {
            place: bad.place,
            column: rows.columns.get(bad.column).map_or_else(String::new, |c| c.title.clone()),
            reads: bad.reads,
            cells: bad.rows.iter().filter_map(cell).collect(),
            count: bad.all.len(),
        });
    }
}

/// The indices of the rows for which what `node` says is not so.
fn at_fault<'m>(
    evaluator: &mut Evaluator<'m, '_>,
    formula: &'m RowFormula,
    node: NodeId,
    rows: &Rows,
    found: &mut Vec<u32>,
) {
    let code = &formula.code;
    let (over, wanted) = match code.node(node) {
        Node::And(all) => {
            let broken = all.iter().find(|n| evaluator.truth(**n) != Truth::Yes);
            if let Some(broken) = broken.copied() {
                at_fault(evaluator, formula, broken, rows, found);
            }
            return;
        }
        Node::Compare(op, left, _) => {
            let few = matches!(op, Comparison::Less | Comparison::AtMost);
            match code.node(*left) {
                Node::Over { function: Function::Share, .. } => (*left, few),
                Node::Over { function: Function::Count, .. } if few || *op == Comparison::Equal => {
                    (*left, true)
                }
                _ => return,
            }
        }
        Node::Over { function: Function::All, .. } => (node, false),
        _ => return,
    };
    let Node::Over { slot, filter: Some(filter), .. } = code.node(over) else { return };
    for index in 0..rows.rows.len() as u32 {
        let holds = evaluator.truth_of(*filter, *slot, Scalar::Row(index)) == Truth::Yes;
        if holds == wanted {
            found.push(index);
        }
    }
}

// ---- Periods -------------------------------------------------------------------------------------------------------

/// The rows of the last full period of a measure. `Some(None)` where all rows count as one, `None` where which belong to
/// it is not known.
fn period_rows<'m>(decl: Decl<'m>, rows: &Rows, day: Date, told: &mut Outcome<'m>) -> Option<Option<Rows>> {
    if !has_periods(decl) {
        return Some(None);
    }
    let (length, dates) = dated(decl, rows, told)?;
    let (first, last) = last_full(length, day)?;
    told.period = Some((first, last));
    told.later = dates.iter().flatten().filter(|date| **date > last).count();
    let within = |date: &Option<Date>| date.is_some_and(|date| first <= date && date <= last);
    Some(Some(part(rows, dates.iter().map(within))))
}

/// Whether the rows of a measure belong to periods.
fn has_periods(decl: Decl<'_>) -> bool {
    decl.phrases(field::MEASURE_PERIOD).next().is_some_and(|p| p.part(Prep::On).next().is_some())
}

/// How long the periods of a measure are, and the day of each of its rows; `None` where that is not known of all.
fn dated<'m>(decl: Decl<'m>, rows: &Rows, told: &mut Outcome<'m>) -> Option<(Duration, Vec<Option<Date>>)> {
    let phrase = decl.phrases(field::MEASURE_PERIOD).next()?;
    let column = phrase.part(Prep::On).next()?;
    let length = phrase.lead().find_map(|v| v.duration())?;
    let formula = decl.model.row_formula(column.id).filter(|f| f.sound)?;
    let mut evaluator = Evaluator::new(decl.model, &formula.code, None, MAX_STEPS).over_rows(rows);
    let mut dates = Vec::with_capacity(rows.rows.len());
    for index in 0..rows.rows.len() {
        evaluator.bound.clear();
        evaluator.bound.push(Scalar::Row(index as u32));
        dates.push(match evaluator.single(formula.root) {
            Ok(Scalar::Date(date)) => Some(date),
            _ => None,
        });
    }
    let costly = evaluator.too_costly();
    take_faults(&mut evaluator, rows, told);
    told.too_costly |= costly;
    let whole = told.bad.is_empty() && told.missing.is_empty() && !costly;
    whole.then_some((length, dates))
}

/// The rows that are `wanted`.
fn part(rows: &Rows, wanted: impl Iterator<Item = bool>) -> Rows {
    let kept = rows.rows.iter().zip(wanted).filter(|(_, wanted)| *wanted).map(|(row, _)| row.clone());
    Rows { columns: rows.columns.clone(), rows: kept.collect(), counted_by: rows.counted_by }
}

/// So many periods are looked back at.
const MAX_PERIODS: usize = 120;

/// What the formula `value` of a measure gave in each full period up to `day`, from the earliest that has a row.
pub(crate) fn series<'m>(value: ValueRef<'m>, day: Date, data: &Data<'m>) -> Vec<Figure<'m>> {
    let decl = value.phrase().decl();
    let (Some(shown), Some(formula)) = (data.of(decl), value.model.row_formula(value.id).filter(|f| f.sound))
    else {
        return Vec::new();
    };
    let DataFile::Read { rows: Ok(rows), .. } = &*shown.file else { return Vec::new() };
    if !has_periods(decl) {
        return vec![(None, shown.formulas.first().and_then(|o| Some(o.gives.as_ref()?.0.clone())))];
    }
    let mut told = Outcome::new(value, rows);
    let Some((length, dates)) = dated(decl, rows, &mut told) else { return Vec::new() };
    let Some(first) = dates.iter().flatten().min() else { return Vec::new() };
    // From the last full period back to the one that holds the first row.
    let back = |(start, _): &(Date, Date)| period_of(length, start.yesterday().ok()?);
    let periods = std::iter::successors(last_full(length, day), back).take_while(|(_, last)| last >= first);
    let mut periods: Vec<(Date, Date)> = periods.take(MAX_PERIODS).collect();
    periods.reverse();
    let figure = |(first, last): (Date, Date)| {
        let within = |date: &Option<Date>| date.is_some_and(|date| first <= date && date <= last);
        let rows = part(rows, dates.iter().map(within));
        let mut evaluator = Evaluator::new(value.model, &formula.code, None, MAX_STEPS).over_rows(&rows);
        let found = evaluator.single(formula.root).ok();
        let sound = evaluator.table().is_none_or(|t| t.bad.is_empty() && t.missing.is_empty());
        (Some((first, last)), found.filter(|_| sound))
    };
    periods.into_iter().map(figure).collect()
}

/// The last period that is over on `day`: it counts as over on the day after its last.
pub fn last_full(length: Duration, day: Date) -> Option<(Date, Date)> {
    let (first, _) = period_of(length, day)?;
    period_of(length, first.yesterday().ok()?)
}

/// The first and the last day of the period that `day` belongs to. Periods of months begin with the year (of twelve months,
/// with a year; of three, with a quarter), those of days with a Monday.
pub fn period_of(length: Duration, day: Date) -> Option<(Date, Date)> {
    match (length.months, length.days, length.seconds) {
        (months, 0, 0) if months > 0 => {
            let months = i32::try_from(months).ok()?;
            let start = |index: i32| -> Option<Date> {
                let month = index.checked_mul(months)?;
                Date::new(i16::try_from(month.div_euclid(12)).ok()?, month.rem_euclid(12) as i8 + 1, 1).ok()
            };
            let index = (i32::from(day.year()) * 12 + i32::from(day.month()) - 1).div_euclid(months);
            Some((start(index)?, start(index + 1)?.yesterday().ok()?))
        }
        (0, days, 0) if days > 0 => {
            let days = i64::from(days);
            let monday = Date::constant(2000, 1, 3);
            debug_assert_eq!(monday.weekday(), Weekday::Monday);
            let index = annexa_core::condition::days_between(monday, day).div_euclid(days);
            let start = |index: i64| {
                let by = jiff::Span::new().try_days(index.checked_mul(days)?).ok()?;
                monday.checked_add(by).ok()
            };
            Some((start(index)?, start(index + 1)?.yesterday().ok()?))
        }
        _ => None,
    }
}

/// The first days of the periods of this length that begin after `from` and up to `until`. Periods of less than a week are
/// none to look ahead by.
pub(crate) fn period_begins(length: Duration, from: Date, until: Date) -> Vec<Date> {
    if length.months == 0 && length.days < 7 {
        return Vec::new();
    }
    let next = |day: &Date| period_of(length, *day)?.1.tomorrow().ok();
    let begins = std::iter::successors(next(&from), next);
    begins.take_while(|day| *day <= until).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_full_period() {
        let of = |months, days, day: &str| {
            let length = Duration { months, days, seconds: 0 };
            let day = annexa_core::time::parse_date(day).expect("a date");
            last_full(length, day).map(|(a, b)| format!("{a} {b}"))
        };
        assert_eq!(of(1, 0, "2026-11-01").as_deref(), Some("2026-10-01 2026-10-31"));
        assert_eq!(of(1, 0, "2026-10-31").as_deref(), Some("2026-09-01 2026-09-30"));
        assert_eq!(of(1, 0, "2026-10-30").as_deref(), Some("2026-09-01 2026-09-30"));
        assert_eq!(of(1, 0, "2026-01-15").as_deref(), Some("2025-12-01 2025-12-31"));
        assert_eq!(of(3, 0, "2026-11-01").as_deref(), Some("2026-07-01 2026-09-30"));
        assert_eq!(of(12, 0, "2026-11-01").as_deref(), Some("2025-01-01 2025-12-31"));
        assert_eq!(of(0, 7, "2026-11-01").as_deref(), Some("2026-10-19 2026-10-25"));
        assert_eq!(of(0, 7, "2026-11-02").as_deref(), Some("2026-10-26 2026-11-01"));
        assert_eq!(of(0, 7, "2026-10-31").as_deref(), Some("2026-10-19 2026-10-25"));
        assert_eq!(of(1, 1, "2026-10-31"), None);
        assert_eq!(of(0, 0, "2026-10-31"), None);
        assert_eq!(of(u32::MAX, 0, "2026-10-31"), None);
    }
}
