//! What closes a run in the formats for people: how many problems of which level in which section, and what to do next.

use std::io::{self, Write};

use crate::{Level, Problem, Section};

const LEVELS: [Level; 3] = [Level::Error, Level::Warning, Level::Hint];

/// Prints the counts of `problems` by section, their sum, and `steps`, numbered.
///
/// # Errors
/// Those of `out`.
pub fn render(problems: &[Problem], steps: &[String], out: &mut dyn Write) -> io::Result<()> {
    out.write_all(table(problems).as_bytes())?;
    writeln!(out, "{}", counts(problems))?;
    for (i, step) in steps.iter().enumerate() {
        writeln!(out, "{} {}. {step}", if i == 0 { "Next:" } else { "     " }, i + 1)?;
    }
    Ok(())
}

/// `2 errors, 3 warnings, 1 hint`; `no problems` where there are none.
pub fn counts(problems: &[Problem]) -> String {
    let counts = LEVELS.map(|level| (level, problems.iter().filter(|p| p.level == level).count()));
    let words = counts.iter().filter(|(_, n)| *n > 0).map(|(level, n)| format!("{n} {}", word(*level, *n)));
    let words = words.collect::<Vec<_>>().join(", ");
    if words.is_empty() { "no problems".to_owned() } else { words }
}

fn word(level: Level, count: usize) -> String {
    format!("{}{}", level.word(), if count == 1 { "" } else { "s" })
}

/// The counts by section, in order; empty where one line says it all.
fn table(problems: &[Problem]) -> String {
    if problems.len() < 2 {
        return String::new();
    }
    let levels: Vec<Level> = LEVELS.into_iter().filter(|l| problems.iter().any(|p| p.level == *l)).collect();
    let rows: Vec<(&str, Vec<usize>)> = Section::ALL
        .into_iter()
        .map(|section| {
            let count = |level| problems.iter().filter(|p| p.section == section && p.level == level).count();
            (section.title(), levels.iter().map(|l| count(*l)).collect::<Vec<_>>())
        })
        .filter(|(_, counts)| counts.iter().any(|n| *n > 0))
        .collect();
    let first = rows.iter().map(|(title, _)| title.len()).max().unwrap_or(0);
    let heads: Vec<String> = levels.iter().map(|l| word(*l, 2)).collect();

    let mut out = " ".repeat(first);
    heads.iter().for_each(|head| out.push_str(&format!("  {head}")));
    out.push('\n');
    for (title, counts) in rows {
        out.push_str(&format!("{title:first$}"));
        for (head, count) in heads.iter().zip(counts) {
            let count = if count == 0 { "-".to_owned() } else { count.to_string() };
            out.push_str(&format!("  {count:>0$}", head.len()));
        }
        out.push('\n');
    }
    out.push('\n');
    out
}
