//! CSV of any encoding and delimiter, with the physical line of every row.
//!
//! [`read`] turns bytes into a [`Table`]: the encoding is recognised (byte order marks, UTF-16 without one, UTF-8, else
//! windows-1252), the delimiter is found (`,` `;` tab `|`, or what a first line `sep=;` says), and every record becomes
//! a [`Row`] with as many cells as it has: ragged rows stay ragged, and no row is a header here. What was odd about the
//! bytes is a [`Problem`] with its line.
//!
//! INVARIANT: no bytes make it panic; every character of the text stands in a cell, is a delimiter, a quote or a line
//! end, or is covered by a problem; lines count from 1 as an editor counts them.
//!
//! Line ends inside quoted cells are given as `\n`, whatever the file uses. A quote that never closes would swallow the
//! rest of the file: it is read as an ordinary character, its line ends where it ends, and a problem says so.

use std::fmt;

use encoding_rs::{Encoding as Charset, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The largest file that is read.
pub const MAX_BYTES: usize = 16 << 20;
/// The most rows of a table.
pub const MAX_ROWS: usize = 200_000;
/// The most cells of a table.
pub const MAX_CELLS: usize = 2_000_000;
/// A quoted cell over more lines than this is reported: its closing quote may be another cell's.
pub const MAX_CELL_LINES: usize = 60;
/// How many quotes that never close are mended; after as many, the rest is read without quotes.
pub const MAX_OPEN_QUOTES: usize = 50;
/// The rows that the delimiter is judged by.
const SAMPLE_ROWS: usize = 200;
/// The delimiters that are tried, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Stand-ins for a quote that is to be read as an ordinary character; the first that the text does not hold is used.
const STAND_INS: [char; 4] = ['\u{E000}', '\u{F8FE}', '\u{10FFFD}', '\u{FDD0}'];

/// A table as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What separates the cells.
    pub delimiter: char,
    /// How the text is encoded.
    pub encoding: Encoding,
    /// The records, in the order of the file; lines without anything are none.
    pub rows: Vec<Row>,
    /// What was odd about the bytes, by line.
    pub problems: Vec<Problem>,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line of the file where the record starts, from 1.
    pub line: u32,
    /// The cells as they stand, blanks included.
    pub cells: Vec<String>,
}

/// How a text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, little end first.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
    /// The Western European code page of Windows: what is left when it is no UTF-8.
    Windows1252,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le | Encoding::Utf16Be => "UTF-16",
            Encoding::Windows1252 => "windows-1252",
        })
    }
}

/// Something odd about the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line it is about.
    pub line: u32,
    /// What sort it is.
    pub kind: ProblemKind,
    /// It, in words.
    pub message: String,
}

/// The sorts of [`Problem`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The text is no UTF-8 and was read as windows-1252.
    GuessedEncoding,
    /// Bytes that stand for no character.
    BadCharacters,
    /// A quote opens a cell and never closes, or closes lines later in the midst of another cell.
    OpenQuote,
    /// Text follows a closing quote; it was kept, and the quotes were not.
    StrayQuote,
    /// A quoted cell over very many lines.
    LongCell,
    /// A formula of a workbook, whose value the file does not have.
    NoValue,
    /// A limit was reached, and the rest was not read.
    TooLarge,
}

/// The name of a delimiter, for people.
pub fn delimiter_name(delimiter: char) -> &'static str {
    match delimiter {
        ',' => "comma",
        ';' => "semicolon",
        '\t' => "tab",
        '|' => "vertical bar",
        _ => "other",
    }
}

/// Reads a table from any bytes.
pub fn read(bytes: &[u8]) -> Table {
    let mut problems = Vec::new();
    if bytes.len() > MAX_BYTES {
        problems.push(Problem {
            line: 1,
            kind: ProblemKind::TooLarge,
            message: format!(
                "the file has {} bytes; at most {MAX_BYTES} are read, so none of it was",
                bytes.len()
            ),
        });
        return Table { delimiter: ',', encoding: Encoding::Utf8, rows: Vec::new(), problems };
    }
    let (text, encoding) = decode(bytes, &mut problems);
    let (told, text_start, first_line) = told_delimiter(&text);
    let body = text.get(text_start..).unwrap_or_default();
    let delimiter = told.unwrap_or_else(|| detect_delimiter(body));
    let mut reader = Reader { delimiter, rows: Vec::new(), cells: 0, problems, full: false };
    reader.read_all(body, first_line);
    let Reader { rows, mut problems, .. } = reader;
    problems.sort_by_key(|problem| problem.line);
    Table { delimiter: char::from(delimiter), encoding, rows, problems }
}

/// The text of the bytes, with `\n` for every line end.
fn decode(bytes: &[u8], problems: &mut Vec<Problem>) -> (String, Encoding) {
    let (charset, encoding) = match Charset::for_bom(bytes) {
        Some((charset, _)) if charset == UTF_16LE => (charset, Encoding::Utf16Le),
        Some((charset, _)) if charset == UTF_16BE => (charset, Encoding::Utf16Be),
        Some((charset, _)) => (charset, Encoding::Utf8),
        None => guess_charset(bytes),
    };
    let (text, _, bad) = charset.decode(bytes);
    if encoding == Encoding::Windows1252 {
        let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
        let line = line_of(&bytes[..valid]);
        problems.push(Problem {
            line,
            kind: ProblemKind::GuessedEncoding,
            message: "the file is not UTF-8 from here on; all of it was read as windows-1252".to_owned(),
        });
    } else if bad {
        let line = text.find('\u{FFFD}').map_or(1, |at| line_of(&text.as_bytes()[..at]));
        problems.push(Problem {
            line,
            kind: ProblemKind::BadCharacters,
            message: format!(
                "bytes that are no {encoding} character became \u{FFFD}, here and perhaps further down"
            ),
        });
    }
    let text =
        if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.into_owned() };
    (text, encoding)
}

/// The encoding of bytes without a byte order mark.
fn guess_charset(bytes: &[u8]) -> (&'static Charset, Encoding) {
    let sample = &bytes[..bytes.len().min(1024) & !1];
    let pairs = sample.len() / 2;
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if pairs >= 2 && bytes.len().is_multiple_of(2) {
        if odd * 5 >= pairs * 2 && even * 10 < pairs {
            return (UTF_16LE, Encoding::Utf16Le);
        }
        if even * 5 >= pairs * 2 && odd * 10 < pairs {
            return (UTF_16BE, Encoding::Utf16Be);
        }
    }
    if std::str::from_utf8(bytes).is_ok() {
        (UTF_8, Encoding::Utf8)
    } else {
        (WINDOWS_1252, Encoding::Windows1252)
    }
}

/// The line that follows these bytes. Line ends of all three sorts count, as they do in the text that is read.
fn line_of(before: &[u8]) -> u32 {
    let mut lines = 1u32;
    let mut previous = 0u8;
    for &byte in before {
        if byte == b'\r' || (byte == b'\n' && previous != b'\r') {
            lines = lines.saturating_add(1);
        }
        previous = byte;
    }
    lines
}

/// `sep=;` as the first line, which spreadsheets write and read: the delimiter, where the table starts, and its line.
fn told_delimiter(text: &str) -> (Option<u8>, usize, u32) {
    let first = text.split('\n').next().unwrap_or_default();
    let told = first.trim().trim_matches('"').strip_prefix("sep=");
    match told.map(str::as_bytes) {
        Some([delimiter]) if DELIMITERS.contains(delimiter) => {
            (Some(*delimiter), (first.len() + 1).min(text.len()), 2)
        }
        // A tab was taken for white space when the line was trimmed.
        Some([]) if first.contains('\t') => (Some(b'\t'), (first.len() + 1).min(text.len()), 2),
        _ => (None, 0, 1),
    }
}

/// The delimiter under which the rows are most alike, and widest.
fn detect_delimiter(text: &str) -> u8 {
    let mut best = (0.0f64, b',');
    for delimiter in DELIMITERS {
        let mut widths: Vec<usize> = Vec::new();
        let mut reader = builder(delimiter, true).from_reader(text.as_bytes());
        let mut record = ::csv::ByteRecord::new();
        while widths.len() < SAMPLE_ROWS && matches!(reader.read_byte_record(&mut record), Ok(true)) {
            widths.push(record.len());
        }
        let alike = |width: usize| widths.iter().filter(|other| **other == width).count();
        let usual =
            widths.iter().copied().filter(|width| *width > 1).max_by_key(|width| (alike(*width), *width));
        let Some(usual) = usual else { continue };
        // Share of rows that have the usual width, weighed by that width: prose full of commas is irregular and narrow.
        let share = alike(usual) as f64 / widths.len() as f64;
        let score = share * (1.0 + (usual as f64).ln());
        if score > best.0 + 1e-9 {
            best = (score, delimiter);
        }
    }
    best.1
}

/// A reader of records as they stand.
fn builder(delimiter: u8, quoting: bool) -> ::csv::ReaderBuilder {
    let mut builder = ::csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(delimiter).quoting(quoting);
    builder
}

/// Collects rows until a limit is reached.
struct Reader {
    delimiter: u8,
    rows: Vec<Row>,
    cells: usize,
    problems: Vec<Problem>,
    full: bool,
}

impl Reader {
    /// Reads `text`, whose first line is line `line` of the file, mending quotes that never close.
    fn read_all(&mut self, text: &str, line: u32) {
        let stand_in = STAND_INS.into_iter().find(|c| !text.contains(*c));
        let (mut rest, mut line) = (text, line);
        for _ in 0..MAX_OPEN_QUOTES {
            let (open, stray) = scan_quotes(rest, self.delimiter);
            let (mut counted, mut stray_line) = (0usize, line);
            for at in stray {
                stray_line += count_lines(&rest[counted..at]);
                counted = at;
                self.problems.push(Problem {
                    line: stray_line,
                    kind: ProblemKind::StrayQuote,
                    message: "text follows a closing quote in a cell; the text was kept, the quotes were not"
                        .to_owned(),
                });
            }
            let (Some(open), Some(stand_in)) = (open, stand_in) else {
                self.read_part(rest, line, true, None);
                return;
            };
            let quote_line = line + count_lines(&rest[..open.quote]);
            self.read_part(&rest[..open.record], line, true, None);
            line += count_lines(&rest[..open.record]);
            let end = rest[open.quote..].find('\n').map_or(rest.len(), |at| open.quote + at + 1);
            let mended =
                format!("{}{stand_in}{}", &rest[open.record..open.quote], &rest[open.quote + 1..end]);
            self.read_part(&mended, line, true, Some(stand_in));
            self.problems.push(Problem {
                line: quote_line,
                kind: ProblemKind::OpenQuote,
                message: "a quote opens a cell here and never closes; it was read as an ordinary character, and the \
                          row ends with its line"
                    .to_owned(),
            });
            line += count_lines(&rest[open.record..end]);
            rest = &rest[end..];
        }
        if !rest.is_empty() {
            self.problems.push(Problem {
                line,
                kind: ProblemKind::OpenQuote,
                message: "too many quotes never close; from here on quotes were read as ordinary characters"
                    .to_owned(),
            });
            self.read_part(rest, line, false, None);
        }
    }

    /// Reads records from `text`, whose first line is `first_line`.
    fn read_part(&mut self, text: &str, first_line: u32, quoting: bool, stand_in: Option<char>) {
        let mut reader = builder(self.delimiter, quoting).from_reader(text.as_bytes());
        let mut record = ::csv::StringRecord::new();
        let (mut counted, mut line) = (0usize, first_line);
        while !self.full && matches!(reader.read_record(&mut record), Ok(true)) {
            // The position of a record is where the one before ended: the empty lines between are to be passed.
            let at = record.position().map_or(counted, |position| position.byte() as usize).min(text.len());
            let blank = text[at..].bytes().take_while(|byte| *byte == b'\n').count();
            let start = (at + blank).max(counted);
            line += count_lines(&text[counted..start]);
            counted = start;
            if self.rows.len() >= MAX_ROWS || self.cells + record.len() > MAX_CELLS {
                self.full = true;
                self.problems.push(Problem {
                    line,
                    kind: ProblemKind::TooLarge,
                    message: format!(
                        "at most {MAX_ROWS} rows and {MAX_CELLS} cells are read; from this line on, nothing was"
                    ),
                });
                return;
            }
            let cells: Vec<String> = record
                .iter()
                .map(|cell| match stand_in {
                    Some(stand_in) => cell.replace(stand_in, "\""),
                    None => cell.to_owned(),
                })
                .collect();
            if cells.iter().any(|cell| cell.matches('\n').count() > MAX_CELL_LINES) {
                self.problems.push(Problem {
                    line,
                    kind: ProblemKind::LongCell,
                    message: format!(
                        "a quoted cell of the row that starts here runs over more than {MAX_CELL_LINES} lines; its \
                         closing quote may be missing"
                    ),
                });
            }
            self.cells += cells.len();
            self.rows.push(Row { line, cells });
        }
    }
}

fn count_lines(text: &str) -> u32 {
    u32::try_from(text.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(u32::MAX)
}

/// A quote that opens a cell and does not close it.
struct OpenQuote {
    /// Where its record starts.
    record: usize,
    /// Where the quote stands.
    quote: usize,
}

/// Finds the first quote that does not close its cell, and before it the closing quotes that text follows. It goes by
/// the rules of the reader: a quote opens only at the start of a cell, two quotes within are one, and after the closing
/// one all is text up to the delimiter. A quote that "closes" lines later in the midst of a cell is taken to be open.
fn scan_quotes(text: &str, delimiter: u8) -> (Option<OpenQuote>, Vec<usize>) {
    let bytes = text.as_bytes();
    let mut stray = Vec::new();
    let (mut record, mut cell_start, mut at) = (0usize, true, 0usize);
    while let Some(&byte) = bytes.get(at) {
        if byte == b'"' && cell_start {
            let quote = at;
            let mut lines = false;
            at += 1;
            loop {
                match bytes.get(at) {
                    None => return (Some(OpenQuote { record, quote }), stray),
                    Some(b'"') if bytes.get(at + 1) == Some(&b'"') => at += 2,
                    Some(b'"') => break,
                    Some(other) => {
                        lines |= *other == b'\n';
                        at += 1;
                    }
                }
            }
            if bytes.get(at + 1).is_some_and(|next| *next != delimiter && *next != b'\n') {
                if lines {
                    return (Some(OpenQuote { record, quote }), stray);
                }
                stray.push(at);
            }
            cell_start = false;
        } else if byte == b'\n' {
            record = at + 1;
            cell_start = true;
        } else {
            cell_start = byte == delimiter;
        }
        at += 1;
    }
    (None, stray)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(table: &Table) -> Vec<(u32, Vec<&str>)> {
        table.rows.iter().map(|row| (row.line, row.cells.iter().map(String::as_str).collect())).collect()
    }

    #[test]
    fn physical_lines_survive_blank_lines_crlf_and_quoted_line_ends() {
        for end in ["\n", "\r\n", "\r"] {
            let text = format!("a,b{end}{end}\"x{end}y\",2{end}{end}{end}c,3{end}");
            let table = read(text.as_bytes());
            assert_eq!(
                lines(&table),
                [(1, vec!["a", "b"]), (3, vec!["x\ny", "2"]), (7, vec!["c", "3"])],
                "{end:?}"
            );
            assert_eq!(table.problems, []);
        }
    }

    #[test]
    fn ragged_rows_stay_ragged() {
        let table = read(b"a,b,c\n1,2\n1,2,3,4\n");
        assert_eq!(
            lines(&table),
            [(1, vec!["a", "b", "c"]), (2, vec!["1", "2"]), (3, vec!["1", "2", "3", "4"])]
        );
    }

    #[test]
    fn delimiters_are_found_even_among_commas_in_prose() {
        for (text, expected) in [
            ("Title of the sheet\n\nid;why;state\nA.5.1;yes, of course, always;x\nA.5.2;no, never;y\n", ';'),
            ("id\twhy\nA.5.1\tone, two\nA.5.2\tthree\n", '\t'),
            ("id|why\nA.5.1|one; two\n", '|'),
            ("id,why\nA.5.1,one; two\n", ','),
            ("sep=;\nid;why\n", ';'),
            ("sep=\t\nid\twhy\n", '\t'),
            ("", ','),
        ] {
            assert_eq!(read(text.as_bytes()).delimiter, expected, "{text:?}");
        }
        assert_eq!(lines(&read(b"sep=;\nid;a,b\n")), [(2, vec!["id", "a,b"])]);
    }

    #[test]
    fn encodings_are_found() {
        let text = "id;Begründung\nA.5.1;für „alle“\n";
        let rows = read(text.as_bytes()).rows;
        assert_eq!(rows[1].cells[1], "für „alle“");
        let with_mark = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let windows = WINDOWS_1252.encode(text).0.into_owned();
        for (bytes, encoding) in [
            (with_mark, Encoding::Utf8),
            ([b"\xFF\xFE".as_slice(), &little].concat(), Encoding::Utf16Le),
            ([b"\xFE\xFF".as_slice(), &big].concat(), Encoding::Utf16Be),
            (little, Encoding::Utf16Le),
            (big, Encoding::Utf16Be),
            (windows, Encoding::Windows1252),
        ] {
            let table = read(&bytes);
            assert_eq!((table.encoding, &table.rows), (encoding, &rows));
        }
    }

    #[test]
    fn a_guessed_encoding_and_bad_characters_are_reported_with_their_line() {
        let table = read(b"a,b\nx,caf\xE9\n");
        assert_eq!(table.rows[1].cells[1], "café");
        assert_eq!((table.problems[0].line, table.problems[0].kind), (2, ProblemKind::GuessedEncoding));
        let table = read(b"\xEF\xBB\xBFa,b\nx,caf\xE9\n");
        assert_eq!((table.problems[0].line, table.problems[0].kind), (2, ProblemKind::BadCharacters));
    }

    #[test]
    fn a_quote_that_never_closes_spoils_its_own_line_only() {
        let table = read(b"a,b\n1,\"two\n3,\"four, five\"\n6,\"seven\n\"eight\",9\n");
        assert_eq!(
            lines(&table),
            [
                (1, vec!["a", "b"]),
                (2, vec!["1", "\"two"]),
                (3, vec!["3", "four, five"]),
                (4, vec!["6", "\"seven"]),
                (5, vec!["eight", "9"])
            ]
        );
        assert_eq!(table.problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [2, 4]);
        let table = read(b"a,b\n1,2\n3,\"four\n5,6\n7,8\n");
        assert_eq!(
            lines(&table),
            [
                (1, vec!["a", "b"]),
                (2, vec!["1", "2"]),
                (3, vec!["3", "\"four"]),
                (4, vec!["5", "6"]),
                (5, vec!["7", "8"])
            ]
        );
        assert_eq!((table.problems[0].line, table.problems[0].kind), (3, ProblemKind::OpenQuote));
    }

    #[test]
    fn limits_are_reported() {
        let table = read(&vec![b'x'; MAX_BYTES + 1]);
        assert_eq!((table.rows.len(), table.problems[0].kind), (0, ProblemKind::TooLarge));
        let table = read("a,b\n".repeat(MAX_ROWS + 1).as_bytes());
        assert_eq!(table.rows.len(), MAX_ROWS);
        assert_eq!(table.problems[0].line as usize, MAX_ROWS + 1);
        let long = format!("a,b\n\"{}\",2\n", "x\n".repeat(MAX_CELL_LINES + 1));
        assert_eq!(read(long.as_bytes()).problems[0].kind, ProblemKind::LongCell);
    }

    #[test]
    fn text_behind_a_closing_quote_is_reported() {
        let table = read(b"a,b\n\"Acme\" rules,2\n");
        assert_eq!(table.rows[1].cells[0], "Acme rules");
        assert_eq!((table.problems[0].line, table.problems[0].kind), (2, ProblemKind::StrayQuote));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
            read(&bytes);
        }

        #[test]
        fn nothing_is_lost(text in "[ab\";,\n\r\t| é]{0,60}") {
            let table = read(text.as_bytes());
            let kept: usize = table.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.matches(['a', 'b', 'é']).count()).sum();
            proptest::prop_assert_eq!(kept, text.matches(['a', 'b', 'é']).count());
            let last = text.replace("\r\n", "\n").replace('\r', "\n").lines().count() as u32;
            let mut before = 0;
            for row in &table.rows {
                proptest::prop_assert!(row.line > before && row.line <= last.max(1));
                before = row.line;
            }
        }
    }
}
