//! Where lines and characters of the files are, found once for all problems of a run.

use std::collections::BTreeMap;
use std::ops::Range;

use annexa_syntax::Span;
use annexa_syntax::span::{LineColumn, LineIndex};

use crate::{FileId, Place, Problem, Sources};

/// The files that problems point into, each indexed once.
pub struct Index<'s> {
    files: BTreeMap<FileId, File<'s>>,
    unknown: File<'s>,
}

/// A text with the places of its lines and characters.
pub struct File<'s> {
    path: &'s str,
    text: &'s str,
    lines: LineIndex,
    /// How many characters begin before each block of [`BLOCK`] bytes: a column is found in constant time, however long
    /// its line.
    blocks: Vec<u32>,
}

const BLOCK: usize = 1024;

impl<'s> Index<'s> {
    /// Indexes every file that `problems` point into or would edit.
    pub fn new(problems: &[Problem], sources: &'s dyn Sources) -> Self {
        let mut files = BTreeMap::new();
        let mut add = |place: &Place| {
            files
                .entry(place.file)
                .or_insert_with(|| File::new(sources.path(place.file), sources.text(place.file)));
        };
        for problem in problems {
            add(&problem.primary.place);
            problem.related.iter().for_each(|label| add(&label.place));
            problem.fixes.iter().flat_map(|fix| &fix.edits).for_each(|edit| add(&edit.place));
        }
        Index { files, unknown: File::new("", "") }
    }

    /// A file; an empty one where the problems did not name it.
    pub fn file(&self, file: FileId) -> &File<'s> {
        self.files.get(&file).unwrap_or(&self.unknown)
    }
}

impl<'s> File<'s> {
    /// Indexes one text.
    pub fn new(path: &'s str, text: &'s str) -> Self {
        let mut blocks = Vec::with_capacity(text.len() / BLOCK + 1);
        let mut count = 0;
        for block in text.as_bytes().chunks(BLOCK) {
            blocks.push(count);
            count += starts_in(block);
        }
        File { path, text, lines: LineIndex::new(text), blocks }
    }

    /// The path, as it is shown.
    pub fn path(&self) -> &'s str {
        self.path
    }

    /// The text.
    pub fn text(&self) -> &'s str {
        self.text
    }

    /// The bytes of `span` that there are, widened to whole characters.
    pub fn clamp(&self, span: Span) -> Range<usize> {
        let mut start = (span.start as usize).min(self.text.len());
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = (span.end as usize).clamp(start, self.text.len());
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        start..end
    }

    /// Line and column as people count; past the end it is the end, inside a character the character's start.
    pub fn position(&self, offset: usize) -> LineColumn {
        let offset = self.clamp(Span::at(offset.min(u32::MAX as usize) as u32)).start;
        let line = self.lines.line(offset as u32);
        let start = self.lines.line_start(line).unwrap_or(0) as usize;
        LineColumn { line: line + 1, column: self.characters(offset) - self.characters(start) + 1 }
    }

    /// The line, from 0, that holds `offset`.
    pub fn line(&self, offset: usize) -> u32 {
        self.lines.line(offset.min(self.text.len()) as u32)
    }

    /// The bytes of line `line` (from 0) without what ends it.
    pub fn line_content(&self, line: u32) -> Range<usize> {
        let len = self.text.len();
        let start = self.lines.line_start(line).map_or(len, |s| s as usize);
        let end = self.lines.line_start(line.saturating_add(1)).map_or(len, |s| s as usize);
        let content = self.text.get(start..end).unwrap_or("");
        let content = content.strip_suffix('\n').map_or(content, |c| c.strip_suffix('\r').unwrap_or(c));
        start..start + content.len()
    }

    /// How many characters begin before `offset`, which is a boundary.
    fn characters(&self, offset: usize) -> u32 {
        let block = offset / BLOCK;
        match self.blocks.get(block) {
            Some(count) => count + self.text.as_bytes().get(block * BLOCK..offset).map_or(0, starts_in),
            // The end of a text that fills its last block.
            None => {
                self.blocks.last().copied().unwrap_or(0)
                    + self.text.as_bytes().get(block.saturating_sub(1) * BLOCK..offset).map_or(0, starts_in)
            }
        }
    }
}

/// How many characters begin in these bytes of UTF-8.
fn starts_in(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|b| (**b as i8) >= -0x40).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_agree_with_the_line_index() {
        let text = format!("a\r\n{}\nü𝄞e\u{301}\n", "日本 ".repeat(700));
        for text in [text.as_str(), "", "\n", &"x".repeat(BLOCK), &"x".repeat(2 * BLOCK)] {
            let (file, lines) = (File::new("f", text), LineIndex::new(text));
            for offset in (0..=text.len()).filter(|o| text.is_char_boundary(*o)) {
                assert_eq!(file.position(offset), lines.line_column(text, offset as u32), "{offset}");
            }
        }
    }

    #[test]
    fn places_are_clamped() {
        let file = File::new("f", "aü日");
        assert_eq!(file.clamp(Span::new(2, 4)), 1..6);
        assert_eq!(file.clamp(Span::new(90, 95)), 6..6);
        assert_eq!(file.clamp(Span::new(3, 1)), 3..3);
        assert_eq!(file.clamp(Span::new(0, u32::MAX)), 0..6);
        assert_eq!(file.position(usize::MAX).column, 4);
    }

    #[test]
    fn lines_end_before_what_ends_them() {
        let file = File::new("f", "a\r\nb\n\rc");
        assert_eq!(file.line_content(0), 0..1);
        assert_eq!(file.line_content(1), 3..4);
        assert_eq!(file.line_content(2), 5..7);
        assert_eq!(file.line_content(9), 7..7);
    }
}
