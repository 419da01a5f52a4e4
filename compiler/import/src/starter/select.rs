//! What is taken of a text: blocks between marks by their conditions, and answers in place of their keys.

use annexa_core::time::Date;
use jiff::ToSpan;

use super::{Answer, Answers, Condition};
use crate::source::within_text;

/// The key that stands for the name of the package.
const PACKAGE: &str = "package";

/// The lines of `text` whose conditions hold, without the marks, which begin with `mark`.
pub fn select(text: &str, mark: &str, answers: &Answers) -> Result<String, String> {
    let (begin, end) = (format!("{mark}? "), format!("{mark}."));
    let mut kept = String::with_capacity(text.len());
    let mut open: Vec<bool> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let said = line.trim();
        if let Some(condition) = said.strip_prefix(&begin) {
            let condition: Condition = condition.parse()?;
            let holds = condition.holds(answers);
            open.push(holds.ok_or_else(|| format!("line {number} asks for an answer that there is not"))?);
        } else if said == end {
            open.pop().ok_or_else(|| format!("line {number} ends a block that does not begin"))?;
        } else if open.iter().all(|holds| *holds) {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    if open.is_empty() { Ok(kept) } else { Err("a block does not end".to_owned()) }
}

/// `text` with the answers in place of their keys.
pub fn fill(text: &str, answers: &Answers, name: &str) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("{{") {
        let (place, after) = behind.split_once("}}").ok_or("a placeholder does not end")?;
        out.push_str(before);
        out.push_str(&value(place, answers, name, before.ends_with('"'))?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

/// What stands in a place; `opens` where it is the first thing of a text in quotes.
fn value(place: &str, answers: &Answers, name: &str, opens: bool) -> Result<String, String> {
    if place == PACKAGE {
        return Ok(name.to_owned());
    }
    let wrong = || format!("`{{{{{place}}}}}` is no placeholder, or its answer is missing");
    let (key, later) = match place.split_once(" + ") {
        Some((key, later)) => (key, Some(later)),
        None => (place, None),
    };
    match (answers.get(key).ok_or_else(wrong)?, later) {
        (Answer::Words(words), None) => Ok(within_text(words, opens)),
        (Answer::Number(number), None) => Ok(number.to_string()),
        (Answer::Day(day), None) => Ok(day.to_string()),
        (Answer::Day(day), Some(later)) => days_after(*day, later).map(|d| d.to_string()).ok_or_else(wrong),
        _ => Err(wrong()),
    }
}

/// `day` and so much later: `30 days`.
fn days_after(day: Date, later: &str) -> Option<Date> {
    let days: u16 = later.strip_suffix(" days")?.parse().ok()?;
    day.checked_add(i64::from(days).days()).ok()
}
