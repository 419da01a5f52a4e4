//! The terminal: colour, width, what goes to standard output and what beside it.

use std::borrow::Cow;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use clap::ValueEnum;
use unicode_width::UnicodeWidthStr;

use crate::failure::Failure;

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, ValueEnum)]
pub enum When {
    /// On a terminal, and not if NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl When {
    fn decide(self, terminal: bool) -> bool {
        match self {
            When::Always => true,
            When::Never => false,
            When::Auto => {
                terminal
                    && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
                    && std::env::var_os("TERM").is_none_or(|v| v != "dumb")
            }
        }
    }
}

/// How words look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Style {
    Bold,
    Dim,
    Error,
    Warning,
    Good,
    Code,
    Heading,
}

impl Style {
    const fn code(self) -> &'static str {
        match self {
            Style::Bold => "1",
            Style::Dim => "2",
            Style::Error => "1;31",
            Style::Warning => "33",
            Style::Good => "32",
            Style::Code => "36",
            Style::Heading => "1;4",
        }
    }
}

/// `text` in `style`, if there is colour.
pub fn painted(color: bool, style: Style, text: &str) -> Cow<'_, str> {
    if color && !text.is_empty() {
        Cow::Owned(format!("\u{1b}[{}m{text}\u{1b}[0m", style.code()))
    } else {
        Cow::Borrowed(text)
    }
}

/// The terminal of a run.
pub struct Ui {
    /// Whether standard output gets colour.
    pub color: bool,
    /// The width in columns to lay out for.
    pub width: usize,
    /// Whether standard output is a terminal.
    pub terminal: bool,
    error_color: bool,
    out: BufWriter<Stdout>,
    trouble: Option<io::Error>,
}

/// The width where there is no terminal, and the widest that is used on one.
const WIDTH: usize = 100;

impl Ui {
    /// The terminal, with colour by `when`.
    pub fn new(when: When) -> Self {
        let terminal = io::stdout().is_terminal();
        let width = if terminal {
            terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0))
        } else {
            WIDTH
        };
        Ui {
            color: when.decide(terminal),
            width: width.clamp(40, 120),
            terminal,
            error_color: when.decide(io::stderr().is_terminal()),
            out: BufWriter::new(io::stdout()),
            trouble: None,
        }
    }

    /// `text` in `style`, if standard output gets colour.
    pub fn paint<'t>(&self, style: Style, text: &'t str) -> Cow<'t, str> {
        painted(self.color, style, text)
    }

    /// Prints `text` as it is.
    pub fn print(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Prints a line.
    pub fn line(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        self.bytes(b"\n");
    }

    /// Prints bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        if self.trouble.is_none()
            && let Err(error) = self.out.write_all(bytes)
        {
            self.trouble = Some(error);
        }
    }

    /// Says something beside the output, on standard error.
    pub fn note(&mut self, text: &str) {
        self.flush();
        let word = painted(self.error_color, Style::Bold, "note");
        // Nobody is there to be told that nobody can be told.
        let _ = writeln!(io::stderr(), "{word}: {text}");
    }

    /// Says something beside the output, on standard error, as it is.
    pub fn aside(&mut self, text: &str) {
        self.flush();
        let _ = writeln!(io::stderr(), "{text}");
    }

    /// Says why a command could not do its work, on standard error.
    pub fn fail(&mut self, failure: &Failure) {
        let mut err = io::stderr().lock();
        let word = painted(self.error_color, Style::Error, "error");
        let _ = writeln!(err, "{word}: {}", failure.message);
        for note in &failure.notes {
            let _ = writeln!(err, "  {note}");
        }
        if let Some(help) = &failure.help {
            let word = painted(self.error_color, Style::Code, "help");
            let _ = writeln!(err, "  {word}: {help}");
        }
    }

    /// Writes what was printed so far.
    pub fn flush(&mut self) {
        if self.trouble.is_none()
            && let Err(error) = self.out.flush()
        {
            self.trouble = Some(error);
        }
    }

    /// Brings out what is still held. A reader who has gone (`annexa check | head`) is no trouble.
    ///
    /// # Errors
    /// Where standard output cannot take the rest: a full disk.
    pub fn finish(&mut self) -> Result<(), Failure> {
        self.flush();
        match self.trouble.take() {
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Failure::new(format!("the output cannot be written: {error}")))
            }
            _ => Ok(()),
        }
    }
}

/// A unified diff, in colour where there is any.
pub fn show_diff(ui: &mut Ui, diff: &str) {
    for line in diff.lines() {
        let style = match line.as_bytes().first() {
            Some(b'+') => Some(Style::Good),
            Some(b'-') => Some(Style::Error),
            Some(b'@') => Some(Style::Code),
            _ => None,
        };
        let line = style.map_or_else(|| line.into(), |s| ui.paint(s, line)).into_owned();
        ui.line(&line);
    }
}

/// The columns that `text` takes on a terminal.
pub fn columns(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// `text` followed by spaces up to `width` columns.
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// `text` broken between words into lines of at most `width` columns; a longer word stands alone.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let wide = columns(word);
        if used > 0 && used + 1 + wide > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += wide;
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// `1 file`, `2 files`
pub fn count(n: usize, one: &str) -> String {
    format!("{n} {one}{}", if n == 1 { "" } else { "s" })
}

/// `text` cut to `width` columns, with an ellipsis where something is cut.
pub fn clipped(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if columns(&out) + columns(c.encode_utf8(&mut [0; 4])) + 1 > width {
            break;
        }
        out.push(c);
    }
    format!("{}…", out.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_between_words() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        assert_eq!(wrapped("incomprehensibilities it is", 5), ["incomprehensibilities", "it is"]);
        assert!(wrapped("  ", 5).is_empty());
    }

    #[test]
    fn clips_with_an_ellipsis() {
        assert_eq!(clipped("short", 10), "short");
        assert_eq!(clipped("a longer text", 8), "a longe…");
    }
}
