//! The few lines of a file that one problem is about: made harmless, tabs expanded, long ones clipped around what is
//! pointed at. Renderers see these and never a whole file, so the work of a problem does not grow with its files.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use annexa_syntax::span::LineColumn;

use super::text::{one_line, push, width_of};
use crate::index::{File, Index};
use crate::{FileId, Label, Problem};

/// Related places that are shown; more are counted.
const RELATED: usize = 8;
/// Lines that a place may run over before it is shown by its first.
const LINES: u32 = 4;
/// Bytes of a word that are given up so as not to cut it.
const WORD: usize = 16;
/// Columns between the stops of tabs.
const TAB: usize = 4;

/// What of a file is shown.
pub(super) struct Excerpt<'p> {
    /// The path, harmless.
    pub path: Cow<'p, str>,
    /// Where the problem stands in this file.
    pub at: LineColumn,
    /// The lines, each ending with `\n`. Where lines are left out, two empty ones stand.
    pub text: String,
    /// The number of each line of `text`, from 1; 0 where lines are left out.
    pub numbers: Vec<u32>,
    /// Where each line of `text` begins.
    pub starts: Vec<usize>,
    /// What is pointed at; by last line, then by place.
    pub marks: Vec<Mark>,
}

/// A place of an excerpt with its words.
pub(super) struct Mark {
    /// The bytes of [`Excerpt::text`]; may be empty; never holds the end of its last line.
    pub range: Range<usize>,
    /// The words, on one line.
    pub text: String,
    /// Whether it is the primary place.
    pub primary: bool,
    /// Where it begins in the file.
    pub at: LineColumn,
}

impl Excerpt<'_> {
    /// The line of `text`, from 0, that holds `offset`.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|s| *s <= offset).max(1) - 1
    }
}

/// The excerpts of a problem, that of its primary place first, and how many related places were left out. Lines are
/// clipped to `limit` columns; `gap` stands for what is cut away.
pub(super) fn excerpts<'p>(
    problem: &Problem,
    index: &'p Index<'_>,
    limit: usize,
    gap: &str,
) -> (Vec<Excerpt<'p>>, usize) {
    let mut files: Vec<(FileId, Vec<(&Label, bool)>)> =
        vec![(problem.primary.place.file, vec![(&problem.primary, true)])];
    for label in problem.related.iter().take(RELATED) {
        match files.iter_mut().find(|(file, _)| *file == label.place.file) {
            Some((_, labels)) => labels.push((label, false)),
            None => files.push((label.place.file, vec![(label, false)])),
        }
    }
    let shown = files.iter().map(|(file, labels)| excerpt(index.file(*file), labels, limit, gap)).collect();
    (shown, problem.related.len().saturating_sub(RELATED))
}

/// A label, cut to what can be shown of it.
struct Cut {
    range: Range<usize>,
    lines: Range<u32>,
    text: String,
    primary: bool,
}

fn excerpt<'p>(file: &'p File<'_>, labels: &[(&Label, bool)], limit: usize, gap: &str) -> Excerpt<'p> {
    let mut cuts: Vec<Cut> =
        labels.iter().map(|(label, primary)| cut(file, label, *primary, limit)).collect();
    // Two places that run over lines would be drawn through each other.
    if cuts.iter().filter(|cut| cut.lines.len() > 1).count() > 1 {
        cuts.iter_mut().for_each(|cut| cut.keep_first_line(file));
    }

    // The lines, each with what it is to be clipped around.
    let mut lines: BTreeMap<u32, Vec<Range<usize>>> = BTreeMap::new();
    for cut in &cuts {
        for line in cut.lines.clone() {
            let focus = lines.entry(line).or_default();
            if line == cut.lines.start {
                focus.push(cut.range.clone());
            }
        }
    }

    let mut shown = Excerpt {
        path: if file.path().is_empty() { Cow::Borrowed("(unknown file)") } else { one_line(file.path()) },
        at: LineColumn { line: 1, column: 1 },
        text: String::new(),
        numbers: Vec::new(),
        starts: Vec::new(),
        marks: Vec::new(),
    };
    // Each character's place in the file and in the excerpt.
    let mut map: Vec<(usize, usize)> = Vec::new();
    let mut last = None;
    for (line, mut focus) in lines {
        if last.is_some_and(|l| l + 1 < line) {
            for _ in 0..2 {
                shown.starts.push(shown.text.len());
                shown.numbers.push(0);
                shown.text.push('\n');
            }
        }
        last = Some(line);
        shown.starts.push(shown.text.len());
        shown.numbers.push(line + 1);
        focus.sort_unstable_by_key(|range| (range.start, range.end));
        for (i, piece) in pieces(file, file.line_content(line), &focus, limit).iter().enumerate() {
            copy(file, line, piece, i == 0, gap, &mut shown.text, &mut map);
        }
        shown.text.push('\n');
    }

    let find = |offset: usize| {
        let i = map.partition_point(|(source, _)| *source <= offset).saturating_sub(1);
        map.get(i).map_or(0, |(_, out)| *out)
    };
    for cut in cuts {
        let start = find(cut.range.start);
        let at = file.position(cut.range.start);
        shown.marks.push(Mark {
            range: start..find(cut.range.end).max(start),
            text: cut.text,
            primary: cut.primary,
            at,
        });
    }
    let mut marks = std::mem::take(&mut shown.marks);
    shown.at = marks.first().map_or(shown.at, |mark| mark.at);
    marks.sort_by_key(|m| (shown.line(m.range.end), m.range.start, m.range.end, !m.primary));
    shown.marks = marks;
    shown
}

/// Reduces a label to what can be shown: without blank edges, on its first line where it is long.
fn cut(file: &File<'_>, label: &Label, primary: bool, limit: usize) -> Cut {
    let mut range = file.clamp(label.place.span);
    let covered = file.text().get(range.clone()).unwrap_or("");
    if !covered.trim().is_empty() {
        let start = range.start + (covered.len() - covered.trim_start().len());
        range = start..start + covered.trim().len();
    }
    let first = file.line(range.start);
    let last = file.line(range.end.saturating_sub(1).max(range.start));
    let mut text = one_line(&label.text).into_owned();
    if text.trim().is_empty() {
        text = "here".to_owned();
    }
    let content = file.line_content(first);
    range.start = range.start.min(content.end);
    let fits = |line| matches!(pieces(file, file.line_content(line), &[], limit).as_slice(), [p] if !p.before && !p.after);
    if last > first && (last - first >= LINES || !(first..=last).all(fits)) {
        let mut cut = Cut { range, lines: first..last + 1, text, primary };
        cut.keep_first_line(file);
        return cut;
    }
    range.end = range.end.min(file.line_content(last).end).max(range.start);
    Cut { range, lines: first..last + 1, text, primary }
}

impl Cut {
    /// Shows the first of its lines, and says where the last is.
    fn keep_first_line(&mut self, file: &File<'_>) {
        if self.lines.len() > 1 {
            self.text.push_str(&format!(" (to line {})", self.lines.end));
            self.range.end = file.line_content(self.lines.start).end;
            self.lines.end = self.lines.start + 1;
        }
    }
}

/// A stretch of a line that is shown.
#[derive(Debug)]
struct Piece {
    range: Range<usize>,
    /// Text is cut away before it.
    before: bool,
    /// Text is cut away between it and the end of the line.
    after: bool,
}

/// What to show of a line: all of it where it fits, else stretches around each of `focus` (sorted).
fn pieces(file: &File<'_>, content: Range<usize>, focus: &[Range<usize>], limit: usize) -> Vec<Piece> {
    let text = file.text();
    // However many bytes a line has, no more than these are looked at.
    if content.len() <= limit * 8 {
        let mut column = 0;
        for c in text.get(content.clone()).unwrap_or("").chars() {
            column += columns(c, column);
        }
        if column <= limit {
            return vec![Piece { range: content, before: false, after: false }];
        }
    }
    let beginning = content.start..content.start;
    let focus = if focus.is_empty() { std::slice::from_ref(&beginning) } else { focus };
    // Room for the two ellipses.
    let each = ((limit.saturating_sub(6)) / focus.len()).max(16);
    let mut pieces: Vec<Piece> = Vec::new();
    for wanted in focus {
        let at = wanted.start.clamp(content.start, content.end);
        let (before, after) =
            (text.get(content.start..at).unwrap_or(""), text.get(at..content.end).unwrap_or(""));
        let ahead = fit(after.chars(), each * 2 / 3);
        let ahead_columns: usize = after.get(..ahead).unwrap_or("").chars().map(|c| columns(c, 0)).sum();
        let back = fit(before.chars().rev(), each.saturating_sub(ahead_columns.max(each / 4)));
        // What is left of the room at the left end goes to the right.
        let shown = before.get(before.len() - back..).unwrap_or("");
        let back_columns: usize = shown.chars().map(|c| columns(c, 0)).sum();
        let ahead = fit(after.chars(), each.saturating_sub(back_columns));
        // Words are kept whole where that costs little, and what is pointed at is not cut.
        let back = match shown.find(' ') {
            Some(space) if back < before.len() && space < WORD => back - space - 1,
            _ => back,
        };
        let pointed = wanted.end.saturating_sub(at).min(ahead);
        let ahead = match after.get(pointed..ahead).and_then(|t| t.rfind(' ')) {
            Some(space) if at + ahead < content.end && pointed + space + WORD > ahead => pointed + space,
            _ => ahead,
        };
        let range = at - back..at + ahead;
        match pieces.last_mut() {
            Some(last) if last.range.end + 3 >= range.start => last.range.end = range.end.max(last.range.end),
            _ => pieces.push(Piece { range, before: false, after: false }),
        }
    }
    let mut end = content.start;
    for piece in &mut pieces {
        piece.before = piece.range.start > end;
        end = piece.range.end;
    }
    if let Some(last) = pieces.last_mut() {
        last.after = last.range.end < content.end;
    }
    pieces
}

/// How many bytes of `chars` fit into `room` columns.
fn fit(chars: impl Iterator<Item = char>, room: usize) -> usize {
    let (mut used, mut bytes) = (0, 0);
    for c in chars {
        used += columns(c, 0);
        if used > room {
            break;
        }
        bytes += c.len_utf8();
        // Characters without width could go on for ever.
        if bytes > room * 8 {
            break;
        }
    }
    bytes
}

/// Columns of `c` where it stands at `column`.
fn columns(c: char, column: usize) -> usize {
    if c == '\t' { TAB - column % TAB } else { width_of(c) }
}

/// Adds a piece of a line to the excerpt.
fn copy(
    file: &File<'_>,
    line: u32,
    piece: &Piece,
    first: bool,
    gap: &str,
    out: &mut String,
    map: &mut Vec<(usize, usize)>,
) {
    if piece.before {
        if !first {
            out.push(' ');
        }
        out.push_str(gap);
        if !first {
            out.push(' ');
        }
    }
    if first {
        // What lies before the first piece is shown at its edge.
        map.push((file.line_content(line).start, out.len()));
    }
    let mut column = 0;
    for (i, c) in file.text().get(piece.range.clone()).unwrap_or("").char_indices() {
        map.push((piece.range.start + i, out.len()));
        if c == '\t' {
            (0..columns(c, column)).for_each(|_| out.push(' '));
        } else {
            push(out, c);
        }
        column += columns(c, column);
    }
    map.push((piece.range.end, out.len()));
    if piece.after {
        out.push_str(gap);
    }
}
