//! The marks that git leaves in a file whose merge is not finished.
//!
//! Two versions stand one below the other. The first is read and the second is not, so that what stands twice is not a
//! hundred mistakes: the one that is told is that somebody has to choose.

use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::span::Span;

/// A text without the marks and without what is not read. Every byte that is left stands where it stood.
pub struct Read {
    /// The text; blanks stand for what is not read.
    pub text: String,
    /// One error for each place where two versions stand.
    pub errors: Vec<SyntaxError>,
}

/// Whether `line` is the mark that seven of `sign` are.
fn is_mark(line: &str, sign: char) -> bool {
    let rest = line.trim_start_matches(sign);
    line.len() - rest.len() == 7 && (rest.is_empty() || rest.starts_with(' '))
}

/// Whether the text has marks of a merge.
pub fn is_in(text: &str) -> bool {
    ['<', '>'].into_iter().any(|sign| {
        text.contains(&String::from(sign).repeat(7)) && text.lines().any(|line| is_mark(line, sign))
    })
}

/// The text as it is read; `None` where no merge is unfinished.
pub fn read(text: &str) -> Option<Read> {
    if !is_in(text) {
        return None;
    }
    let mut read = String::with_capacity(text.len());
    let mut errors: Vec<SyntaxError> = Vec::new();
    // Whether a conflict is open, and whether its first version is over.
    let (mut open, mut over) = (false, false);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim_end_matches(['\n', '\r']);
        let span = Span::new(at, at + words.len() as u32);
        at += line.len() as u32;
        let (begins, ends) = (is_mark(words, '<'), is_mark(words, '>'));
        let between = open && (is_mark(words, '|') || is_mark(words, '='));
        if begins || ends && !open {
            errors.push(unfinished(span));
        } else if between || ends {
            let label = if ends { "and ends here" } else { "another version begins here" };
            errors.iter_mut().next_back().into_iter().for_each(|e| e.related.push((span, label.to_owned())));
        }
        (open, over) = match (begins, ends, between) {
            (true, ..) => (true, false),
            (_, true, _) => (false, false),
            (.., true) => (true, true),
            _ => (open, over),
        };
        if begins || ends || between || over {
            read.extend(words.bytes().map(|_| ' '));
            read.push_str(&line[words.len()..]);
        } else {
            read.push_str(line);
        }
    }
    Some(Read { text: read, errors })
}

fn unfinished(span: Span) -> SyntaxError {
    SyntaxError::new(SyntaxErrorKind::SyntaxError, span, "a merge is not finished", "a mark of git")
        .help("keep the version that holds, or write one out of both, and take out the lines with the marks")
}
