//! The layout of a text: all of it, some lines, and what was just typed.

use annexa_core::source::{FileId, Span};
use annexa_syntax::format::{self, Edit, Fault, Formatted};

use crate::Snapshot;

/// Lays out all of `file`.
///
/// # Errors
/// Where the result would not read as the text does: a fault of this program.
pub fn whole(snapshot: &Snapshot, file: FileId) -> Result<Vec<Edit>, Fault> {
    format::format(snapshot.text(file)).map(|done| done.edits)
}

/// Lays out the entries that the lines of `range` touch.
///
/// # Errors
/// Where the result would not read as the text does: a fault of this program.
pub fn range(snapshot: &Snapshot, file: FileId, range: Span) -> Result<Vec<Edit>, Fault> {
    let text = snapshot.text(file);
    // A selection that ends where a line begins does not touch it.
    let last = if range.is_empty() { range.end } else { range.end - 1 };
    format::format_range(text, line(text, range.start)..=line(text, last)).map(|done| done.edits)
}

/// Lays out what was just finished: the declaration whose brace stands before `offset`, or the line above a new one. What
/// stands behind the cursor, and the indentation of its line, stay.
///
/// # Errors
/// Where the result would not read as the text does: a fault of this program.
pub fn typed(snapshot: &Snapshot, file: FileId, offset: u32) -> Result<Vec<Edit>, Fault> {
    let text = snapshot.text(file);
    let at = line(text, offset);
    let closed = snapshot.model.decls_in(file).map(|decl| decl.node());
    let mut closed = closed.filter(|node| node.body.and_then(|b| b.close).is_some_and(|c| c.end == offset));
    let (lines, end) = match closed.next() {
        Some(node) => (line(text, node.span.start)..=at, offset),
        None => {
            let start = text.get(..offset as usize).and_then(|t| t.rfind('\n')).map_or(0, |i| i as u32);
            let new_line = Span::new(start, offset).of(text).trim().is_empty();
            let Some(above) = at.checked_sub(1).filter(|_| new_line) else { return Ok(Vec::new()) };
            (above..=above, start)
        }
    };
    let Formatted { edits, .. } = format::format_range(text, lines)?;
    Ok(edits.into_iter().filter(|edit| edit.span.end <= end).collect())
}

/// The line of `offset`, from 0.
fn line(text: &str, offset: u32) -> u32 {
    text.as_bytes().iter().take(offset as usize).filter(|byte| **byte == b'\n').count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::testing::at_cursor;

    fn applied(text: &str, edits: Result<Vec<Edit>, Fault>) -> String {
        let mut text = text.to_owned();
        for edit in edits.expect("a layout").into_iter().rev() {
            text.replace_range(edit.span.range(), &edit.text);
        }
        text
    }

    const TEXT: &str =
        "role   a \"A😀\"\r\nrole   b   \"B\" {\r\nholder:   \"e\u{301}\"\r\n}‸\r\nrole   c \"C\"\r\n";

    #[test]
    fn all_and_some_lines() {
        let (snapshot, file, cursor) = at_cursor(TEXT);
        let text = snapshot.text(file);
        let expected =
            "role a \"A😀\"\r\nrole b \"B\" {\r\n    holder: \"e\u{301}\"\r\n}\r\nrole c \"C\"\r\n";
        assert_eq!(applied(text, whole(&snapshot, file)), expected);
        let some = applied(text, range(&snapshot, file, Span::new(0, 5)));
        assert_eq!(some, text.replacen("role   a", "role a", 1));
        let just_typed = applied(text, typed(&snapshot, file, cursor));
        let expected = expected.replacen("role a", "role   a", 1).replace("role c", "role   c");
        assert_eq!(just_typed, expected);
    }

    #[test]
    fn the_line_above_a_new_one() {
        let (snapshot, file, cursor) = at_cursor("role a \"A\" {\n  holder:   \"x\"\n  ‸\n}\n");
        let text = snapshot.text(file);
        assert_eq!(
            applied(text, typed(&snapshot, file, cursor)),
            "role a \"A\" {\n    holder: \"x\"\n  \n}\n"
        );
    }
}
