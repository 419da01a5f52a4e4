//! Problems for logs: one line each, or with the author's lines in ASCII.

use std::io::{self, Write};
use std::ops::Range;

use codespan_reporting::diagnostic::{Diagnostic, Label, LabelStyle, Severity};
use codespan_reporting::files::{Error, Files, Location};
use codespan_reporting::term::{Chars, Config, emit_into_string};

use super::Options;
use super::excerpt::{Excerpt, excerpts};
use super::text::{ascii, below, one_line, width, wrap};
use crate::index::Index;
use crate::{Level, Problem, Sources};

/// Prints one line for each problem: `path:line:column: error[name]: message`.
///
/// # Errors
/// Those of `out`.
pub fn render(problems: &[Problem], sources: &dyn Sources, out: &mut dyn Write) -> io::Result<()> {
    let index = Index::new(problems, sources);
    for problem in problems {
        let file = index.file(problem.primary.place.file);
        let at = file.position(file.clamp(problem.primary.place.span).start);
        writeln!(
            out,
            "{}:{}:{}: {}[{}]: {}{}",
            one_line(file.path()),
            at.line,
            at.column,
            problem.level.word(),
            one_line(&problem.name),
            one_line(&problem.message),
            count(problem)
        )?;
    }
    Ok(())
}

/// ` (84 controls)`, where things are counted and the message does not say how many.
fn count(problem: &Problem) -> String {
    let count = problem.items.len();
    let number = count.to_string();
    let mut words = problem.message.split(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '-' | '_'));
    if count < 2 || problem.names_items() || words.any(|word| word == number) {
        return String::new();
    }
    let control = |item: &String| {
        let id = item.rsplit_once("A.").map_or("", |(_, id)| id);
        !id.is_empty() && id.chars().all(|c| c.is_ascii_digit() || c == '.')
    };
    let what = if problem.items.iter().all(control) { "controls" } else { "in all" };
    format!(" ({count} {what})")
}

/// Prints problems with the author's lines, in ASCII and without colour, each followed by an empty line.
///
/// # Errors
/// Those of `out`.
pub fn render_plain(
    problems: &[Problem],
    sources: &dyn Sources,
    options: &Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    let index = Index::new(problems, sources);
    let config = Config { chars: Chars::ascii(), ..Config::default() };
    for problem in problems {
        let problem = &in_ascii(problem, &index);
        out.write_all(one_plain(problem, &index, options, &config).as_bytes())?;
    }
    Ok(())
}

/// What is said beside problems in the plain format: our marks as ASCII writes them.
pub fn plain(text: &str) -> String {
    ascii(text, |_| false)
}

/// The problem with its own words in ASCII; what stands so in one of its files is its author's.
fn in_ascii(problem: &Problem, index: &Index<'_>) -> Problem {
    let mut problem = problem.clone();
    let labels = [&problem.primary].into_iter().chain(&problem.related);
    let files: Vec<&str> = labels.map(|label| index.file(label.place.file).text()).collect();
    let plain = |text: &mut String| {
        if !text.is_ascii() {
            *text = ascii(text, |part| files.iter().any(|file| file.contains(part)));
        }
    };
    [&mut problem.message, &mut problem.primary.text].into_iter().for_each(plain);
    problem.related.iter_mut().for_each(|label| plain(&mut label.text));
    problem.fixes.iter_mut().for_each(|fix| plain(&mut fix.title));
    let beside = problem.notes.iter_mut().chain(&mut problem.items);
    beside
        .chain(&mut problem.help)
        .chain(problem.clause.as_mut().map(|clause| clause.to_mut()))
        .for_each(plain);
    problem
}

fn one_plain(problem: &Problem, index: &Index<'_>, options: &Options, config: &Config) -> String {
    let limit = options.width.max(40);
    let head = format!("{}[{}]:", problem.level.word(), one_line(&problem.name));
    let mut out = wrap(&format!("{head} {}", problem.message.replace('\n', " ")), limit).join("\n  ");
    out.push('\n');

    let (excerpts, hidden) = excerpts(problem, index, limit - 10, "...");
    let labels = excerpts.iter().enumerate().flat_map(|(i, excerpt)| {
        excerpt.marks.iter().map(move |mark| {
            let style = if mark.primary { LabelStyle::Primary } else { LabelStyle::Secondary };
            Label::new(style, i, mark.range.clone()).with_message(&mark.text)
        })
    });
    let digits = excerpts.iter().flat_map(|e| &e.numbers).max().map_or(1, |n| n.to_string().len());
    let notes = below(problem, options, hidden).into_iter().map(|(kind, text)| {
        let head = format!("{}: ", kind.word());
        let indent = format!("\n{}", " ".repeat(head.len()));
        let room = limit.saturating_sub(digits + 3 + width(&head)).max(20);
        format!("{head}{}", wrap(&text, room).join(&indent))
    });
    // codespan has no word for a hint, so its header is replaced.
    let severity = match problem.level {
        Level::Error => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Hint => Severity::Note,
    };
    let diagnostic = Diagnostic::new(severity).with_labels(labels.collect()).with_notes(notes.collect());
    if let Ok(drawn) = emit_into_string(config, &Texts(&excerpts), &diagnostic) {
        for line in drawn.lines().skip(1) {
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
    out
}

/// The excerpts of one problem, as codespan asks for them.
struct Texts<'e>(&'e [Excerpt<'e>]);

impl<'e> Texts<'e> {
    fn get(&self, id: usize) -> Result<&'e Excerpt<'e>, Error> {
        self.0.get(id).ok_or(Error::FileMissing)
    }
}

impl<'a, 'e: 'a> Files<'a> for Texts<'e> {
    type FileId = usize;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: usize) -> Result<&'a str, Error> {
        Ok(self.get(id)?.path.as_ref())
    }

    fn source(&'a self, id: usize) -> Result<&'a str, Error> {
        Ok(&self.get(id)?.text)
    }

    fn line_index(&'a self, id: usize, offset: usize) -> Result<usize, Error> {
        Ok(self.get(id)?.line(offset))
    }

    fn line_number(&'a self, id: usize, line: usize) -> Result<usize, Error> {
        // Codespan takes a logarithm of it.
        Ok(self.get(id)?.numbers.get(line).map_or(1, |n| (*n).max(1) as usize))
    }

    fn location(&'a self, id: usize, _offset: usize) -> Result<Location, Error> {
        let at = self.get(id)?.at;
        Ok(Location { line_number: at.line as usize, column_number: at.column as usize })
    }

    fn line_range(&'a self, id: usize, line: usize) -> Result<Range<usize>, Error> {
        let excerpt = self.get(id)?;
        let given = Error::LineTooLarge { given: line, max: excerpt.starts.len() };
        let start = *excerpt.starts.get(line).ok_or(given)?;
        Ok(start..excerpt.starts.get(line + 1).copied().unwrap_or(excerpt.text.len()))
    }
}
