//! Problems with the author's lines, for people at a terminal.
//!
//! ariadne lays out the labels of an excerpt; it numbers lines from the beginning of the text that it is given, wraps
//! nothing, and colours character by character (which tears combining characters apart). So it is given the excerpt and
//! stand-ins, and what it drew is gone over row by row: real line numbers, the place, the words of the labels.

use std::io::{self, Write};
use std::ops::Range;

use ariadne::{Cache, CharSet, Color, Config, IndexType, LabelAttach, Report, ReportKind, Source};

use super::Options;
use super::excerpt::{Excerpt, excerpts};
use super::text::{Kind, below, one_line, width, wrap};
use crate::index::Index;
use crate::{Level, Problem, Sources};

/// Prints `problems` in the order in which they are given, each followed by an empty line.
///
/// # Errors
/// Those of `out`.
pub fn render(
    problems: &[Problem],
    sources: &dyn Sources,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let index = Index::new(problems, sources);
    for problem in problems {
        out.write_all(one(problem, &index, options).as_bytes())?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// One problem, ending with a line end. `index` holds its files.
pub fn one(problem: &Problem, index: &Index<'_>, options: &Options) -> String {
    let width = options.width.max(40);
    let paint = Paint(options.color);
    let mut out = header(problem, width, paint);
    // The margin takes the digits of a number and five columns.
    let (excerpts, hidden) = excerpts(problem, index, width - 10, "…");
    let digits = excerpts.iter().flat_map(|e| &e.numbers).max().map_or(1, |n| n.to_string().len());
    draw(&excerpts, problem.level, digits, width, paint, &mut out);

    let bar = paint.on(MARGIN, &format!("{:1$}│", "", digits + 2));
    out.push_str(&bar);
    out.push('\n');
    for (kind, text) in below(problem, options, hidden) {
        let word = kind.word();
        let room = width.saturating_sub(digits + 4 + word.len() + 2).max(20);
        for (i, line) in wrap(&text, room).iter().enumerate() {
            out.push_str(&bar);
            out.push(' ');
            if i == 0 {
                out.push_str(&paint.on(style(kind), &format!("{word}:")));
            } else {
                out.push_str(&" ".repeat(word.len() + 1));
            }
            out.push(' ');
            out.push_str(line);
            trim(&mut out);
            out.push('\n');
        }
    }
    out.push_str(&paint.on(MARGIN, &format!("{}╯", "─".repeat(digits + 2))));
    out.push('\n');
    out
}

/// `error[uncovered-control]: …`
fn header(problem: &Problem, width: usize, paint: Paint) -> String {
    let name = one_line(&problem.name);
    let head = format!("{}[{name}]", problem.level.word());
    let head_width = self::width(&head) + 2;
    let mut out = paint.on(strong(problem.level), &head);
    // The first line has less room: it is wrapped with a word of that width before it.
    let message =
        format!("{} {}", "x".repeat(head_width.saturating_sub(1).max(1)), problem.message.replace('\n', " "));
    for (i, line) in wrap(&message, width).iter().enumerate() {
        if i == 0 {
            let line = line.split_once(' ').map_or("", |(_, rest)| rest);
            out.push_str(&paint.on(BOLD, &format!(": {line}")));
        } else {
            out.push_str("\n  ");
            out.push_str(&paint.on(BOLD, line));
        }
    }
    trim(&mut out);
    out.push('\n');
    out
}

/// Stands before the number of a label where its words will be.
const WORDS: char = '\x01';
/// Stands before the number of an excerpt where its place will be.
const PLACE: char = '\x02';

fn draw(excerpts: &[Excerpt<'_>], level: Level, digits: usize, width: usize, paint: Paint, out: &mut String) {
    let config = Config::new()
        .with_color(paint.0)
        .with_char_set(CharSet::Unicode)
        .with_index_type(IndexType::Byte)
        .with_label_attach(LabelAttach::Start);
    let start =
        excerpts.first().and_then(|e| e.marks.iter().find(|m| m.primary)).map_or(0, |m| m.range.start);
    let mut report =
        Report::build(ReportKind::Custom("", Color::Primary), (0usize, start..start)).with_config(config);
    let mut words = Vec::new();
    for (i, excerpt) in excerpts.iter().enumerate() {
        for mark in &excerpt.marks {
            let color = if mark.primary { color(level) } else { Color::Blue };
            report.add_label(
                ariadne::Label::new((i, visible(&excerpt.text, mark.range.clone())))
                    .with_message(format!("{WORDS}{}", words.len()))
                    .with_color(color)
                    .with_priority(i32::from(mark.primary)),
            );
            words.push((mark.text.as_str(), if mark.primary { strong(level) } else { "34" }));
        }
    }
    let mut drawn = Vec::new();
    // Writing into memory does not fail; were it to, the problem would still have its words.
    let _ = report
        .finish()
        .write(Texts(excerpts.iter().map(|e| Source::from(e.text.as_str())).collect()), &mut drawn);
    let drawn = String::from_utf8_lossy(&drawn);
    // The first row is ariadne's own header.
    let rows: Vec<&str> = drawn.lines().skip(1).collect();

    let mut excerpt = None;
    let mut after_place = false;
    let mut row = 0;
    while let Some(text) = rows.get(row) {
        row += 1;
        if let Some(i) = number_after(text, PLACE) {
            let margin = format!("{:1$}{2}", "", digits + 2, if excerpt.is_none() { "╭─[" } else { "├─[" });
            excerpt = excerpts.get(i);
            if let Some(e) = excerpt {
                let place = format!("{}:{}:{}", e.path, e.at.line, e.at.column);
                out.push_str(&format!("{} {place} {}\n", paint.on(MARGIN, &margin), paint.on(MARGIN, "]")));
            }
            after_place = true;
            continue;
        }
        let Some((number, rest)) = margin(text) else {
            continue;
        };
        let rest = tidy(rest);
        let bare = number.is_none() && rest.is_empty();
        // A bare row between two lines of one file stands for what is left out there.
        let gap =
            bare && !after_place && rows.get(row).and_then(|r| margin(r)).is_some_and(|(n, _)| n.is_some());
        if bare
            && !gap
            && !after_place
            && rows.get(row).is_none_or(|r| margin(r).is_none() && number_after(r, PLACE).is_none())
        {
            continue;
        }
        after_place = false;
        let number = number.and_then(|n| excerpt?.numbers.get(n - 1)).map_or(String::new(), u32::to_string);
        let bar = paint.on(MARGIN, &format!(" {number:>digits$} {}", if gap { '┆' } else { '│' }));
        let Some(label) = number_after(&rest, WORDS) else {
            out.push_str(&bar);
            out.push_str(&rest);
            trim(out);
            out.push('\n');
            continue;
        };
        // The words of a label: as many rows as they need, the further ones sharing the row that leads to the next label.
        let lead = rest.split(WORDS).next().unwrap_or("");
        let column = digits + 3 + self::width(&plain(lead));
        let (text, style) = words.get(label).copied().unwrap_or_default();
        for (i, line) in wrap(text, width.saturating_sub(column).max(30)).iter().enumerate() {
            out.push_str(&if i == 0 {
                bar.clone()
            } else {
                paint.on(MARGIN, &format!(" {:digits$} │", ""))
            });
            if i == 0 {
                out.push_str(lead);
            } else {
                let next =
                    rows.get(row).and_then(|r| margin(r)).filter(|(n, _)| n.is_none()).map(|(_, r)| tidy(r));
                let next = next.filter(|r| !r.contains(WORDS)).unwrap_or_default();
                out.push_str(&next);
                let used = digits + 3 + self::width(&plain(&next));
                out.push_str(&" ".repeat(column.saturating_sub(used)));
            }
            out.push_str(&paint.on(style, line));
            trim(out);
            out.push('\n');
        }
    }
}

/// What is underlined: at least one character, and the end of a line where there is none left.
fn visible(text: &str, range: Range<usize>) -> Range<usize> {
    let end = text
        .get(range.start..)
        .and_then(|t| t.chars().next())
        .map_or(range.start, |c| range.start + c.len_utf8());
    range.start..range.end.max(end)
}

/// The number that follows `mark` in a row.
fn number_after(row: &str, mark: char) -> Option<usize> {
    let (_, rest) = row.split_once(mark)?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest.get(..end)?.parse().ok()
}

/// The line number and what is right of the margin; `None` for a row without margin.
fn margin(row: &str) -> Option<(Option<usize>, &str)> {
    let (left, right) = row.split_once(['│', '┆'])?;
    let number = plain(left);
    let number = number.trim();
    if !number.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    Some((number.parse().ok().filter(|n| *n > 0), right))
}

/// A row without its colours.
fn plain(row: &str) -> String {
    runs(row).into_iter().map(|(_, text)| text).collect()
}

/// A row with as few changes of colour as it needs, and nothing blank at its end.
fn tidy(row: &str) -> String {
    let mut merged: Vec<(&str, String)> = Vec::new();
    for (style, text) in runs(row) {
        match merged.last_mut() {
            Some((last, run)) if *last == style || text.chars().all(|c| c == ' ') => run.push_str(text),
            _ => merged.push((style, text.to_owned())),
        }
    }
    while let Some((_, text)) = merged.last_mut() {
        text.truncate(text.trim_end().len());
        if text.is_empty() {
            merged.pop();
        } else {
            break;
        }
    }
    // The column between a label's line and its words was trimmed only at the very end of a row.
    merged.into_iter().map(|(style, text)| Paint(!style.is_empty()).on(style, &text)).collect()
}

/// The runs of a row, each with the parameters of its colour; empty for none.
fn runs(row: &str) -> Vec<(&str, &str)> {
    let mut runs = Vec::new();
    let (mut style, mut rest) = ("", row);
    while let Some((text, after)) = rest.split_once("\x1b[") {
        if !text.is_empty() {
            runs.push((style, text));
        }
        let (parameters, after) = after.split_once('m').unwrap_or(("", after));
        style = if parameters == "0" { "" } else { parameters };
        rest = after;
    }
    if !rest.is_empty() {
        runs.push((style, rest));
    }
    runs
}

/// Takes blanks away from the end of what was written.
fn trim(out: &mut String) {
    out.truncate(out.trim_end_matches(' ').len());
}

const MARGIN: &str = "38;5;246";
const BOLD: &str = "1";

fn color(level: Level) -> Color {
    match level {
        Level::Error => Color::Red,
        Level::Warning => Color::Yellow,
        Level::Hint => Color::Cyan,
    }
}

fn strong(level: Level) -> &'static str {
    match level {
        Level::Error => "1;31",
        Level::Warning => "1;33",
        Level::Hint => "1;36",
    }
}

fn style(kind: Kind) -> &'static str {
    match kind {
        Kind::Note | Kind::These => "1;34",
        Kind::Help | Kind::Fix => "1;32",
        Kind::Basis | Kind::More => MARGIN,
    }
}

/// Whether colours are written.
#[derive(Clone, Copy)]
struct Paint(bool);

impl Paint {
    fn on(self, style: &str, text: &str) -> String {
        if self.0 { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// The excerpts of one problem, as ariadne asks for them.
struct Texts<'e>(Vec<Source<&'e str>>);

impl<'e> Cache<usize> for Texts<'e> {
    type Storage = &'e str;

    fn fetch(&mut self, id: &usize) -> Result<&Source<&'e str>, impl std::fmt::Debug> {
        self.0.get(*id).ok_or("no such excerpt")
    }

    fn display<'a>(&self, id: &'a usize) -> Option<impl std::fmt::Display + 'a> {
        Some(format!("{PLACE}{id}"))
    }
}
