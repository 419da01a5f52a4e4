//! Lines and columns of the protocol, and bytes.

use annexa_core::source::Span;
use tower_lsp::ls_types::{Position, PositionEncodingKind, Range};

/// What the client counts columns in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16; what every client knows.
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The one that the protocol calls `kind`.
    pub fn of(kind: &PositionEncodingKind) -> Option<Encoding> {
        [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32].into_iter().find(|e| e.kind() == *kind)
    }

    /// What the protocol calls it.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn width(self, c: char) -> u32 {
        match self {
            Encoding::Utf8 => c.len_utf8() as u32,
            Encoding::Utf16 => c.len_utf16() as u32,
            Encoding::Utf32 => 1,
        }
    }
}

/// Where the lines of a text begin. A line ends with `\n`, `\r\n` or `\r`, as the protocol has it.
#[derive(Debug)]
pub struct Lines<'t> {
    text: &'t str,
    encoding: Encoding,
    starts: Vec<u32>,
}

impl<'t> Lines<'t> {
    /// Finds the lines of `text`.
    pub fn new(text: &'t str, encoding: Encoding) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for i in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[i] == b'\n' || bytes.get(i + 1) != Some(&b'\n') {
                starts.push(i as u32 + 1);
            }
        }
        Lines { text, encoding, starts }
    }

    /// The line without its end, and where it begins.
    fn line(&self, index: usize) -> (u32, &'t str) {
        let start = self.starts.get(index).copied().unwrap_or(self.text.len() as u32);
        let end = self.starts.get(index + 1).copied().unwrap_or(self.text.len() as u32);
        let line = Span::new(start, end).of(self.text);
        (start, line.trim_end_matches(['\n', '\r']))
    }

    /// The position of a byte. One past the text is its end, one inside a character its start, one inside the end of a
    /// line the end of what stands in the line.
    pub fn position(&self, offset: u32) -> Position {
        let index = self.starts.partition_point(|start| *start <= offset).max(1) - 1;
        let (start, line) = self.line(index);
        let mut column = 0;
        for (i, c) in line.char_indices() {
            if start + (i + c.len_utf8()) as u32 > offset {
                break;
            }
            column += self.encoding.width(c);
        }
        Position::new(index as u32, column)
    }

    /// The byte at a position. A column past the line is its end, one inside a character its start; a line past the text
    /// is its end.
    pub fn offset(&self, position: Position) -> u32 {
        let (start, line) = self.line(position.line as usize);
        let mut column = 0;
        for (i, c) in line.char_indices() {
            column += self.encoding.width(c);
            if column > position.character {
                return start + i as u32;
            }
        }
        start + line.len() as u32
    }

    /// The range of a span.
    pub fn range(&self, span: Span) -> Range {
        Range::new(self.position(span.start), self.position(span.end.max(span.start)))
    }

    /// The span of a range; of one whose ends are the wrong way round, what lies between them.
    pub fn span(&self, range: Range) -> Span {
        let (a, b) = (self.offset(range.start), self.offset(range.end));
        Span::new(a.min(b), a.max(b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_comes_back() {
        let text = "a😀ä\r\n\te\u{301}x\r\n\rlast\nend";
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let lines = Lines::new(text, encoding);
            for (offset, c) in text.char_indices().filter(|(_, c)| !matches!(c, '\n')) {
                assert_eq!(lines.offset(lines.position(offset as u32)), offset as u32, "{c:?} at {offset}");
            }
            assert_eq!(lines.position(text.len() as u32).line, 4);
        }
        assert_eq!(Lines::new(text, Encoding::Utf16).position(7), Position::new(0, 4));
        assert_eq!(Lines::new(text, Encoding::Utf8).position(7), Position::new(0, 7));
        assert_eq!(Lines::new(text, Encoding::Utf32).position(7), Position::new(0, 3));
    }

    #[test]
    fn what_is_not_there_is_the_nearest_that_is() {
        let lines = Lines::new("😀b\r\n", Encoding::Utf16);
        assert_eq!(lines.offset(Position::new(0, 1)), 0);
        assert_eq!(lines.offset(Position::new(0, 99)), 5);
        assert_eq!(lines.offset(Position::new(9, 9)), 7);
        assert_eq!(lines.position(2), Position::new(0, 0));
        assert_eq!(lines.position(6), Position::new(0, 3));
        assert_eq!(lines.position(99), Position::new(1, 0));
        assert_eq!(Lines::new("", Encoding::Utf16).offset(Position::new(0, 0)), 0);
        let back = Range::new(Position::new(0, 3), Position::new(0, 2));
        assert_eq!(lines.span(back), Span::new(4, 5));
    }
}
