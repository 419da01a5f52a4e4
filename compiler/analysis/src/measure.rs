//! Measures over time (ISO/IEC 27001, 9.1; ISO/IEC 27004): what each period gave, since when a target is missed, which way
//! the value goes, and which period has no figures; and objectives, which stand as their measures do (6.2).
//!
//! A period is over on the day after its last. What counts today is the last full one.

use std::cmp::Ordering;

use annexa_core::model::View;
use annexa_core::prelude::{Measure, MeasureResult, Objective, field};
use annexa_core::time::{Date, Duration};
use annexa_syntax::tree::Prep;

use crate::assurance::met;
use crate::data::{self, Data, last_full};
use crate::eval::scalar::Scalar;

/// What a measure gave in one period, or in one reading.
#[derive(Clone, Debug)]
pub struct Point<'m> {
    /// Its first and its last day; the day of a reading. `None` where all rows count as one period.
    pub days: Option<(Date, Date)>,
    /// The number; `None` where there is none.
    pub value: Option<Scalar<'m>>,
    /// Whether it met the target; `None` where there is no number or no target.
    pub result: Option<MeasureResult>,
}

/// What a measure gave up to a day, from the earliest.
#[derive(Clone, Debug, Default)]
pub struct History<'m>(pub Vec<Point<'m>>);

impl<'m> History<'m> {
    /// What `measure` gave in its full periods, or its readings, up to `day`.
    pub fn new(measure: Measure<'m>, day: Date, data: &Data<'m>) -> Self {
        let decl = measure.decl();
        let target = decl.values(field::MEASURE_TARGET).next();
        let figures = match decl.values(field::MEASURE_VALUE).next() {
            Some(value) => data::series(value, day, data),
            None => readings(measure, day),
        };
        let point = |(days, value): (Option<(Date, Date)>, Option<Scalar<'m>>)| {
            let result = value.as_ref().zip(target).and_then(|(value, target)| met(value, target));
            Point { days, value, result }
        };
        History(figures.into_iter().map(point).collect())
    }

    /// The last of which it is known whether it met the target.
    pub fn last_known(&self) -> Option<&Point<'m>> {
        self.0.iter().rev().find(|p| p.result.is_some())
    }

    /// Those at the end that missed the target, one after the other. Periods at the very end that have no figures change
    /// nothing about that.
    pub fn missed(&self) -> &[Point<'m>] {
        let known = self.0.iter().rposition(|p| p.result.is_some()).map_or(0, |last| last + 1);
        let known = &self.0[..known];
        let n = known.iter().rev().take_while(|p| p.result == Some(MeasureResult::Missed)).count();
        &known[known.len() - n..]
    }

    /// The first day of the first period of those at the end that missed the target.
    pub fn missed_since(&self) -> Option<Date> {
        self.missed().first()?.days.map(|(first, _)| first)
    }

    /// The last number against the one before.
    pub fn trend(&self, measure: Measure<'m>) -> Option<Ordering> {
        let [.., before, last] = self.0.as_slice() else { return None };
        last.value.as_ref()?.order(before.value.as_ref()?, measure.decl().model)
    }
}

/// Whether `measure` met its target on `day`: in the last full period of the rows of its file, or by its last reading;
/// `None` where it has no value or no target. A target that was missed stays so until figures show that it is met: a period
/// without any is no better than the one before.
pub fn result<'m>(measure: Measure<'m>, day: Date, data: &Data<'m>) -> Option<MeasureResult> {
    let decl = measure.decl();
    let target = decl.values(field::MEASURE_TARGET).next()?;
    if let Some((value, _)) = data.of(decl).and_then(|shown| shown.formulas.first()?.gives.as_ref()) {
        return met(value, target);
    }
    let history = History::new(measure, day, data);
    let last = history.last_known()?.result;
    last.filter(|last| decl.values(field::MEASURE_VALUE).next().is_none() || *last == MeasureResult::Missed)
}

/// A number of a period, or of a reading, and its days.
pub(crate) type Figure<'m> = (Option<(Date, Date)>, Option<Scalar<'m>>);

/// The numbers that were read by hand up to `day`, from the earliest.
fn readings<'m>(measure: Measure<'m>, day: Date) -> Vec<Figure<'m>> {
    let decl = measure.decl();
    let read = decl.phrases(field::MEASURE_READING).filter_map(|p| {
        let on = p.part(Prep::On).find_map(|v| v.date()).filter(|on| *on <= day)?;
        Some((Some((on, on)), Scalar::new(decl.model, p.lead().next()?.value(), None)))
    });
    let mut all: Vec<Figure<'m>> = read.collect();
    all.sort_by_key(|(days, _)| *days);
    all
}

/// How long a period of `measure` lasts.
pub(crate) fn period(measure: Measure<'_>) -> Option<Duration> {
    measure.decl().phrases(field::MEASURE_PERIOD).next()?.lead().find_map(|v| v.duration())
}

/// The last full period, where nothing was counted or read in it, though the measure did not begin after it.
pub fn without_figures<'m>(measure: Measure<'m>, day: Date, data: &Data<'m>) -> Option<(Date, Date)> {
    let (first, last) = last_full(period(measure)?, day)?;
    let decl = measure.decl();
    if decl.values(field::MEASURE_VALUE).next().is_none() {
        if decl.values(field::MEASURE_DATA).next().is_some() {
            return None;
        }
        let mut readings = readings(measure, day).into_iter().filter_map(|(days, _)| days).peekable();
        // A reading of the period may be taken when it is over.
        let begun = readings.peek().is_none_or(|(on, _)| *on <= last);
        return (begun && readings.all(|(on, _)| on < first)).then_some((first, last));
    }
    let outcome = data.of(decl)?.formulas.first()?;
    if outcome.period.is_none() || data.hides(decl) || outcome.gives.is_some() || outcome.rows > 0 {
        return None;
    }
    let history = History::new(measure, day, data);
    let begun = history.0.iter().any(|p| p.value.is_some());
    (begun || outcome.later == 0).then_some((first, last))
}

/// How an objective stands by its measures: missed where one of them is, met where all are; `None` where that is not known.
pub fn objective_result<'m>(objective: Objective<'m>, day: Date, data: &Data<'m>) -> Option<MeasureResult> {
    let said = objective.decl().values(field::OBJECTIVE_MEASURED_BY);
    let results: Vec<Option<MeasureResult>> =
        said.flat_map(|v| v.decls()).filter_map(Measure::of).map(|m| result(m, day, data)).collect();
    if results.contains(&Some(MeasureResult::Missed)) {
        return Some(MeasureResult::Missed);
    }
    let all = !results.is_empty() && results.iter().all(Option::is_some);
    all.then_some(MeasureResult::Met)
}
