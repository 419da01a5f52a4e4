//! What is shown between the words: titles after ids, levels of risks, days until a review, how much a pattern decides.

use annexa_analysis::forecast::{self, What};
use annexa_analysis::risk;
use annexa_core::Value;
use annexa_core::model::{Decl, Phrase, View};
use annexa_core::prelude::{Risk, field};
use annexa_core::source::{FileId, Span};
use annexa_core::time::{Date, Duration};
use serde::Deserialize;

use super::words::{self, Role, Target};
use crate::Snapshot;

/// Which hints are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// Titles after ids of controls and requirements.
    pub titles: bool,
    /// Levels of risks.
    pub levels: bool,
    /// Days until a review.
    pub reviews: bool,
    /// How many controls a pattern decides.
    pub patterns: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        Wanted { titles: true, levels: true, reviews: true, patterns: true }
    }
}

/// A hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Behind which byte it stands.
    pub offset: u32,
    /// What it says.
    pub text: String,
}

/// The hints of `file` in `range`, in the order of its text.
pub fn hints(snapshot: &Snapshot, file: FileId, range: Span, wanted: Wanted) -> Vec<Hint> {
    let model = &snapshot.model;
    if !snapshot.notices.is_empty() {
        return Vec::new();
    }
    let mut hints = Vec::new();
    if wanted.titles {
        for word in words::words(snapshot, file) {
            if let (Role::Refers, Target::Decl(id)) = (word.role, word.target)
                && touches(range, word.span)
                && is_whole_id(snapshot.text(file), word.span)
            {
                let decl = model.decl(id);
                let entry = decl.catalog().is_some() && decl.parent().is_some();
                if entry {
                    hints.push(Hint { offset: word.span.end, text: decl.title().into_owned() });
                }
            }
        }
    }
    for decl in model.decls_in(file).filter(|decl| touches(range, decl.node().span)) {
        if wanted.levels {
            hints.extend(levels(decl));
        }
        if wanted.reviews {
            hints.extend(review(snapshot.as_of, decl));
        }
        if wanted.patterns {
            hints.extend(patterns(snapshot, decl));
        }
    }
    hints.retain(|hint| range.start <= hint.offset && hint.offset <= range.end);
    hints.sort_by_key(|hint| hint.offset);
    hints
}

fn touches(range: Span, span: Span) -> bool {
    span.start <= range.end && range.start <= span.end
}

/// Whether the id stands for itself: not as the group of a pattern, nor as an end of a range.
fn is_whole_id(text: &str, span: Span) -> bool {
    let behind = text.get(span.end as usize..).unwrap_or_default().trim_start_matches(' ');
    let before = text.get(..span.start as usize).unwrap_or_default().trim_end_matches(' ');
    !behind.starts_with(['.', '…', '–']) && !before.ends_with("..") && !before.ends_with(['…', '–'])
}

fn end(phrase: Phrase<'_>) -> u32 {
    phrase.model.place(phrase.anchor()).span.end
}

fn levels(decl: Decl<'_>) -> Vec<Hint> {
    let Some(of) = Risk::of(decl) else { return Vec::new() };
    let fields = [field::RISK_INHERENT, field::RISK_CURRENT, field::RISK_RESIDUAL, field::RISK_STEP];
    let said = fields.into_iter().flat_map(|field| decl.phrases(field));
    said.filter_map(|phrase| {
        let (level, _) = risk::judged(of, Some(phrase))?;
        Some(Hint { offset: end(phrase), text: format!("= {}", decl.model.names.text(level)) })
    })
    .collect()
}

/// The calendar's span that is looked at for a review: whatever was missed, and whatever comes.
const LONG: Duration = Duration { months: 1200, days: 0, seconds: 0 };

fn review(day: Date, decl: Decl<'_>) -> Option<Hint> {
    let line = decl.phrases(field::REVIEWED_REVIEW).next()?;
    let events = forecast::events_of(std::iter::once(decl), Date::MIN, LONG.after(day));
    let due = events.iter().rfind(|event| event.what == What::DueAgain)?.day;
    let days = day.until(due).ok()?.get_days();
    let text = match days {
        0 => "due today".to_owned(),
        1 => "due tomorrow".to_owned(),
        days if days > 0 => format!("due in {days} days"),
        -1 => "overdue by a day".to_owned(),
        days => format!("overdue by {} days", -days),
    };
    Some(Hint { offset: end(line), text })
}

fn patterns(snapshot: &Snapshot, decl: Decl<'_>) -> Vec<Hint> {
    let model = &snapshot.model;
    let effects = &snapshot.standing().effects;
    let lists = [field::SOA_INCLUDE, field::SOA_EXCLUDE, field::SOA_NOT_YET];
    let values = lists.into_iter().flat_map(|field| decl.values(field));
    values
        .filter(|value| matches!(value.value(), Value::Pattern(_)))
        .filter_map(|value| {
            let count = *effects.get(&value.id)?;
            let text = if count == 1 { "1 control".to_owned() } else { format!("{count} controls") };
            Some(Hint { offset: model.place(value.anchor()).span.end, text })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::testing::package;

    const TEXT: &str = "risk-method m \"M\" { likelihood: rare, likely  consequence: small, great  level: low from 1  level: high from 4  acceptable: low }
risk r \"R\" { inherent: likely with great  residual: rare with small  treat: modify with A.8.13 }
scope c \"C😀\"
soa s \"S\" for c against iso27001 { include: A.5.*, A.8.1 .. A.8.3, A.8.13 because \"x\" }
policy p \"P\" { review: every 12 months  reviewed: 2026-01-10 }
policy q \"Q\" { review: every 6 months  reviewed: 2026-01-10 }
";

    /// The text with the hints in it.
    fn shown(wanted: Wanted) -> String {
        let (snapshot, file) = package(TEXT);
        let mut text = TEXT.to_owned();
        for hint in hints(&snapshot, file, Span::new(0, TEXT.len() as u32), wanted).into_iter().rev() {
            text.insert_str(hint.offset as usize, &format!("‹{}›", hint.text));
        }
        text
    }

    #[test]
    fn all_of_them() {
        let text = shown(Wanted::default());
        for expected in [
            "inherent: likely with great‹= high›",
            "residual: rare with small‹= low›",
            "modify with A.8.13‹Information backup› }",
            "include: A.5.*‹37 controls›, A.8.1 .. A.8.3‹3 controls›, A.8.13‹Information backup› because",
            "every 12 months‹due in 70 days›",
            "every 6 months‹overdue by 114 days›",
        ] {
            assert!(text.contains(expected), "{expected} in {text}");
        }
    }

    #[test]
    fn each_can_be_switched_off() {
        let none = Wanted { titles: false, levels: false, reviews: false, patterns: false };
        assert_eq!(shown(none), TEXT);
        assert!(!shown(Wanted { levels: false, ..Wanted::default() }).contains("‹= "));
        let (snapshot, file) = package(TEXT);
        let first = Span::new(0, TEXT.find('\n').unwrap() as u32);
        assert_eq!(hints(&snapshot, file, first, Wanted::default()), []);
    }
}
