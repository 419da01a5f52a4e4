//! `annexa import policy`: a policy in Word or Markdown becomes a declaration with its text.
//!
//! The text stays as it is: headings, lists, tables, emphasis. What a front matter or a block of document control says
//! becomes fields where it says a value, and stays in the text where it does not. Sentences that oblige somebody are offered as
//! statements, as comments: whether one is a rule that stands by itself, and which control it carries out, is for a person
//! to say. A control is proposed only where the text names it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::LazyLock;

use annexa_formats::docx::{self, Note};
use annexa_syntax::format::format;
use serde::Deserialize;

use crate::register::cells::{Roles, Values};
use crate::register::columns::rank;
use crate::register::{Column, Reads, Register, Target};
use crate::report::{ColumnRole, ColumnUse, Counts, How, Remark, RemarkKind, Report, TakenFor};
use crate::soa::answers::is_stand_in;
use crate::soa::ids::read_ids;
use crate::source::{base_name, line_text, one_line, prose, visible};
use crate::words::plain;

static KNOWN: LazyLock<Known> =
    LazyLock::new(|| toml::from_str(include_str!("policy.toml")).expect("policy.toml follows its own rules"));

#[derive(Deserialize)]
struct Known {
    obliges: Vec<String>,
    control: Vec<String>,
    register: [Register; 1],
}

/// The longest title of a statement that is offered, in words.
const TITLE_WORDS: usize = 8;
/// The lines among which a front matter ends.
const FRONT_MATTER: usize = 60;

/// A policy as a file of a package, and the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyImport {
    /// The text of the file. Empty where the document was refused.
    pub text: String,
    /// What was taken for what, and everything odd.
    pub report: Report,
}

/// Makes a declaration of a policy in Word or Markdown; `file_name` says by its ending which.
pub fn import_policy(bytes: &[u8], file_name: &str, target: Target<'_>) -> PolicyImport {
    let file = base_name(file_name);
    let refused = |why: String| PolicyImport {
        text: String::new(),
        report: Report::refused(file.clone(), KNOWN.register[0].one().to_owned(), why),
    };
    let mut remarks = Vec::new();
    let mut margins = Vec::new();
    let (text, read_as) = if docx::is_docx(file_name, bytes) {
        let document = match docx::read(bytes) {
            Ok(document) => document,
            Err(why) => return refused(format!("the file {why}")),
        };
        remarks.extend(document.left_out.iter().map(|what| {
            of_file(RemarkKind::LeftOut, format!("the document has {what}, which are not taken over"))
        }));
        remarks.extend(say_notes(&document.notes));
        margins = document.margins;
        (document.text, "read as a Word document")
    } else {
        let text = String::from_utf8_lossy(bytes);
        if text.contains(char::REPLACEMENT_CHARACTER) {
            remarks
                .push(of_file(RemarkKind::FileProblem, "bytes that are no UTF-8 were replaced".to_owned()));
        }
        (text.into_owned(), "read as Markdown")
    };
    let (text, hidden) = visible(&text);
    if hidden {
        let what = "characters that nobody sees (controls, direction marks) were taken out";
        remarks.push(of_file(RemarkKind::HiddenCharacters, what.to_owned()));
    }
    if text.trim().is_empty() {
        return refused("the file holds no text".to_owned());
    }
    let mut reader = Reader {
        values: Values::new(target.model),
        roles: Roles::new(target),
        title: None,
        fields: Vec::new(),
        columns: Vec::new(),
        remarks,
    };
    let body = reader.body(&text);
    reader.margins(&margins);
    let stem = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem);
    let title = reader.title.clone().unwrap_or_else(|| stem.to_owned());
    let offered = offered(&body, target);
    let register = &KNOWN.register[0];
    let name = reader.roles.free_name(&title, &register.kind);
    let mut out = format!(
        "// The policy of {file}, taken in by `annexa import policy`. From here on, this is where it is changed.\n\n\
         {} {name} {} {{\n",
        register.kind,
        line_text(&title)
    );
    // Writing to a String cannot fail.
    for (field, value) in &reader.fields {
        let _ = writeln!(out, "    {field}: {value}");
    }
    if !body.trim().is_empty() {
        let _ = writeln!(out, "    {}", prose(&body, 4));
    }
    if !offered.is_empty() {
        out.push_str(
            "\n    // To be confirmed: sentences that oblige somebody, as statements. Take away the `//` before those that are rules of\n    \
             // their own, and take their sentences out of the text. Name the controls that they carry out (`implements:`), who\n    \
             // does it (`carried-out-by:`), and how far that is (`status:`).\n",
        );
    }
    for statement in &offered {
        for line in statement.lines() {
            let _ = writeln!(out, "    // {line}");
        }
    }
    out.push_str("}\n");
    if !reader.roles.new.is_empty() {
        out.push_str(
            "\n// Roles that the policy names. Say who holds each: `holder: \"…\" since 2026-01-01`.\n",
        );
    }
    for (name, title) in &reader.roles.new {
        let _ = writeln!(out, "role {name} {}", line_text(title));
    }
    let text = match format(&out) {
        Ok(laid_out) => laid_out.text(&out).to_owned(),
        // As it stands, it can be read too.
        Err(_) => out,
    };
    let size = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let counts = Counts {
        rows: size(body.lines().count()),
        roles: size(reader.roles.new.len()),
        statements: size(offered.len()),
        gone: target.gone(reader.roles.new.iter().map(|(role, _)| role).chain([&name]).map(String::as_str)),
        ..Counts::default()
    };
    let report = Report {
        file,
        taken_for: TakenFor::Policy { title },
        read_as: read_as.to_owned(),
        columns: reader.columns,
        remarks: reader.remarks,
        unused: Vec::new(),
        counts,
    };
    PolicyImport { text, report }
}

/// Tells what stands in a Word document and is not simply text.
fn say_notes(notes: &[(Note, String)]) -> Vec<Remark> {
    let of = |note: Note, what: &str, kind: RemarkKind| {
        let said: Vec<String> = notes
            .iter()
            .filter(|(own, _)| *own == note)
            .map(|(_, text)| format!("\u{201c}{}\u{201d}", one_line(&visible(text).0)))
            .collect();
        (!said.is_empty()).then(|| of_file(kind, format!("{what}: {}", said.join(", "))))
    };
    let found = [
        of(Note::Inserted, "tracked insertions that nobody accepted yet were taken", RemarkKind::ReadAs),
        of(Note::Deleted, "tracked deletions that nobody accepted yet were left out", RemarkKind::LeftOut),
        of(Note::Hidden, "hidden text was left out", RemarkKind::LeftOut),
        of(Note::Struck, "text that is struck through was left out", RemarkKind::LeftOut),
    ];
    found.into_iter().flatten().collect()
}

fn of_file(kind: RemarkKind, message: String) -> Remark {
    Remark { line: None, more_lines: Vec::new(), column: None, kind, message }
}

struct Reader<'m> {
    values: Values<'m>,
    roles: Roles,
    title: Option<String>,
    fields: Vec<(&'static str, String)>,
    columns: Vec<ColumnUse>,
    remarks: Vec<Remark>,
}

impl Reader<'_> {
    /// The text without what became fields.
    fn body(&mut self, text: &str) -> String {
        let lines: Vec<&str> = text.lines().collect();
        let first = self.front_matter(&lines);
        let of_control = rows_of_control(&lines);
        let mut out: Vec<String> = Vec::new();
        let (mut in_code, mut in_control) = (false, true);
        for (number, line) in (1..).zip(&lines).skip(first) {
            if line.trim_start().starts_with("```") {
                in_code = !in_code;
            }
            if in_code {
                out.push(line.to_string());
                continue;
            }
            if self.title.is_none()
                && let Some(title) = line.strip_prefix("# ")
            {
                self.title = Some(bare(title)).filter(|title| !title.is_empty());
                continue;
            }
            if self.has_places(line) {
                self.tell(RemarkKind::Placeholder, number, "a place that is to be filled in".to_owned());
            }
            if line.starts_with('#') {
                let heading = plain(line);
                in_control =
                    KNOWN.control.iter().flat_map(|names| names.split(" | ")).any(|n| heading.ends_with(n));
            }
            let mut pairs = if in_control { pairs(line) } else { Vec::new() };
            if pairs.len() > 1 && !of_control.contains(&number) {
                pairs.clear();
            }
            let taken: Vec<bool> =
                pairs.iter().map(|(name, value)| self.field(number, &bare(name), &bare(value))).collect();
            if !taken.is_empty() && taken.iter().all(|taken| *taken) {
                continue;
            }
            if !taken.contains(&true) {
                out.push(line.to_string());
                continue;
            }
            // Of a row with two names and values, one stays.
            let stays = pairs
                .iter()
                .zip(&taken)
                .filter(|(_, taken)| !**taken)
                .map(|((name, value), _)| (name, value));
            let mut row: String =
                stays.map(|(name, value)| format!("| {} | {} ", name.trim(), value.trim())).collect();
            row.push_str(&"|  |  ".repeat(taken.iter().filter(|taken| **taken).count()));
            out.push(format!("{row}|"));
        }
        let out: Vec<&str> = out.iter().map(String::as_str).collect();
        without_empty_tables(&out)
    }

    /// Takes what stands above and below each page of a Word document, as far as it is document control.
    fn margins(&mut self, margins: &[String]) {
        for piece in margins.iter().map(|piece| visible(piece).0) {
            let mut taken = false;
            for (name, value) in pairs(&piece) {
                taken |= self.field_of_file(&bare(name), &bare(value));
            }
            // A row of which no cell is a name: each cell by itself.
            let cells: Vec<String> = piece.trim_matches('|').split('|').map(str::to_owned).collect();
            if !taken && cells.len() > 1 {
                self.margins(&cells);
                continue;
            }
            let text = bare(&piece);
            let is_title = self.title.as_ref().is_some_and(|title| plain(title) == plain(&text));
            if taken || is_title || is_page_number(&text) || text.is_empty() {
                continue;
            }
            // `Version 2.1`, and `Confidential`.
            let (name, value) = text.split_once(' ').unwrap_or((&text, ""));
            let numbered = value.contains(|c: char| c.is_ascii_digit()) && self.field_of_file(name, value);
            if !numbered && !self.value_alone(&text) {
                let why =
                    format!("above or below each page stands \u{201c}{text}\u{201d}, which is in no file");
                self.remarks.push(of_file(RemarkKind::LeftOut, why));
            }
        }
    }

    /// Takes a field that stands on no line of the text; says whether it is one, taken now or before.
    fn field_of_file(&mut self, name: &str, value: &str) -> bool {
        let known = |column: &&Column| rank(column, name).is_some();
        let columns = KNOWN.register[0].column.iter();
        let Some(column) = columns.filter(known).min_by_key(|column| rank(column, name)) else {
            return false;
        };
        let told = self.remarks.len();
        if self.field(0, name, value) {
            // It has no line.
            self.remarks.iter_mut().skip(told).for_each(|remark| remark.line = None);
            return true;
        }
        let before =
            self.fields.iter().find(|(field, _)| *field == column.field).map(|(_, value)| value.clone());
        match before {
            Some(before) if before.trim_matches('"') != value => {
                let why = format!(
                    "above or below each page stands `{name}: {value}`, and before the text {before}"
                );
                self.remarks.push(of_file(RemarkKind::Contradiction, why));
                true
            }
            Some(_) => true,
            None => column.reads == Reads::Title,
        }
    }

    /// Takes a value that only one field can have, such as *Confidential*.
    fn value_alone(&mut self, text: &str) -> bool {
        let words = KNOWN.register[0].column.iter().filter(|column| column.reads == Reads::Word);
        let Some(column) = words.into_iter().find(|column| self.values.value(column, text).is_some()) else {
            return false;
        };
        let name = column.names.first().and_then(|names| names.split(" | ").next()).unwrap_or_default();
        self.field_of_file(name, text)
    }

    /// Takes what stands before the text, between `---`; the opening one may be missing. Says where the text begins.
    fn front_matter(&mut self, lines: &[&str]) -> usize {
        let opened = lines.first().is_some_and(|line| line.trim() == "---");
        let begin = usize::from(opened);
        let is_key =
            |line: &str| line.split_once(':').is_some_and(|(key, _)| !key.is_empty() && !key.contains(' '));
        if !opened && !lines.first().is_some_and(|line| is_key(line)) {
            return 0;
        }
        let end = lines.iter().skip(begin).take(FRONT_MATTER).position(|line| line.trim() == "---");
        let Some(end) = end.map(|end| begin + end) else { return 0 };
        for (number, line) in (1..).zip(lines).take(end).skip(begin) {
            let said =
                line.split_once(':').map(|(key, value)| (bare(key), bare(value.trim_matches(['"', '\'']))));
            let taken = said.is_some_and(|(key, value)| self.field(number, &key, &value));
            if !taken && !line.trim().is_empty() {
                let why = format!("`{}` of the front matter is in no file", line.trim());
                self.tell(RemarkKind::LeftOut, number, why);
            }
        }
        end + 1
    }

    /// Takes a field of the document's control; says whether it is one that was taken.
    fn field(&mut self, number: u32, name: &str, value: &str) -> bool {
        let columns = KNOWN.register[0].column.iter();
        let Some(column) =
            columns.filter(|column| rank(column, name).is_some()).min_by_key(|c| rank(c, name))
        else {
            return false;
        };
        let again = match column.reads {
            Reads::Title => self.title.is_some(),
            _ => self.fields.iter().any(|(field, _)| *field == column.field),
        };
        if value.is_empty() || again || is_stand_in(value) || self.has_places(value) {
            return false;
        }
        let read = match column.reads {
            Reads::Title => {
                self.title = Some(value.to_owned());
                None
            }
            Reads::Role => Some(self.roles.role(value, &KNOWN.register[0].kind)),
            _ => match self.values.value(column, value) {
                Some((read, whole)) => {
                    if !whole {
                        self.tell(RemarkKind::ReadAs, number, format!("`{value}` was read as `{read}`"));
                    }
                    Some(read)
                }
                None => {
                    let why = format!(
                        "`{value}` does not say {} in a known way, and stays in the text",
                        column.means
                    );
                    self.tell(RemarkKind::UnknownValue, number, why);
                    return false;
                }
            },
        };
        self.fields.extend(read.map(|read| (column.field.as_str(), read)));
        self.columns.push(used(column, name));
        true
    }

    /// Whether a text holds a place to be filled in, such as `[YOUR ORGANIZATION]`.
    fn has_places(&self, text: &str) -> bool {
        let inside = text.split('[').skip(1).filter_map(|rest| rest.split_once(']'));
        inside.into_iter().any(|(place, behind)| {
            let letters: Vec<char> = place.chars().filter(|c| c.is_alphabetic()).collect();
            letters.len() > 2 && !behind.starts_with('(') && letters.iter().take(4).all(|c| c.is_uppercase())
        })
    }

    fn tell(&mut self, kind: RemarkKind, line: u32, message: String) {
        let same = |r: &&mut Remark| r.kind == kind && r.message == message;
        match self.remarks.iter_mut().find(same) {
            Some(remark) => remark.more_lines.push(line),
            None => self.remarks.push(Remark::of_kind(kind, line, None, message)),
        }
    }
}

fn used(column: &'static Column, name: &str) -> ColumnUse {
    ColumnUse {
        name: name.to_owned(),
        role: Some(ColumnRole::OfRegister(&column.means)),
        how: How::ByName,
        cells: 1,
    }
}

/// Names and values on a line: `**Owner:** CISO`, `> Version: 2`, `| Owner | CISO |`, `| Owner | CISO | Version | 2 |`.
fn pairs(line: &str) -> Vec<(&str, &str)> {
    let line = line.trim().trim_start_matches('>').trim();
    if let Some(cells) = line.strip_prefix('|').and_then(|line| line.strip_suffix('|')) {
        let cells: Vec<&str> = cells.split('|').collect();
        return match cells.as_slice() {
            [name, value] => vec![(*name, *value)],
            [name, value, other, others] => vec![(*name, *value), (*other, *others)],
            _ => Vec::new(),
        };
    }
    line.trim_start_matches("- ").split_once(':').into_iter().collect()
}

/// The lines of rows with four cells that are two names and two values: those of tables in which most rows begin, or go on, with
/// the name of a field. A history of versions has such names in its headings alone.
fn rows_of_control(lines: &[&str]) -> BTreeSet<u32> {
    let is_row = |line: &str| line.trim_start().starts_with('|');
    let known =
        |name: &str| KNOWN.register[0].column.iter().any(|column| rank(column, &bare(name)).is_some());
    let mut found = BTreeSet::new();
    let numbered: Vec<(u32, &str)> = (1..).zip(lines.iter().copied()).collect();
    for table in numbered.chunk_by(|(_, a), (_, b)| is_row(a) && is_row(b)) {
        let rows: Vec<(u32, bool)> = table
            .iter()
            .map(|(number, line)| (*number, pairs(line)))
            .filter(|(_, pairs)| {
                pairs.len() == 2 && pairs.iter().any(|(name, _)| !name.trim().starts_with("--"))
            })
            .map(|(number, pairs)| (number, pairs.iter().any(|(name, _)| known(name))))
            .collect();
        let named = rows.iter().filter(|(_, named)| *named).count();
        if named * 2 > rows.len() {
            found.extend(rows.iter().map(|(number, _)| *number));
        }
    }
    found
}

/// Whether a text only numbers pages.
fn is_page_number(text: &str) -> bool {
    const WORDS: [&str; 13] =
        ["page", "of", "seite", "von", "sur", "página", "de", "pagina", "van", "side", "av", "ページ", "p"];
    plain(text).split(' ').all(|word| WORDS.contains(&word) || word.chars().all(|c| c.is_ascii_digit()))
}

/// A text of one line without marks of Markdown around it.
fn bare(text: &str) -> String {
    one_line(text.trim().trim_matches(['*', '_', '`', '#']).trim().trim_end_matches(':'))
}

/// The lines, without tables that have lost all their rows.
fn without_empty_tables(lines: &[&str]) -> String {
    let is_row = |line: &&str| line.trim_start().starts_with('|');
    let is_rule = |line: &str| line.contains("--") && line.chars().all(|c| "|-: ".contains(c));
    let mut out = String::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let rows = lines[at..].iter().take_while(|line| is_row(line)).count();
        let table = &lines[at..at + rows];
        let says = table.iter().filter(|line| !is_rule(line)).count();
        // A heading over nothing, or a rule under what was the heading.
        let has_rule = table.iter().any(|line| is_rule(line));
        if rows > 0 && has_rule && (says == 0 || (says == 1 && table.last().is_some_and(|l| is_rule(l)))) {
            at += rows;
            continue;
        }
        let last = at + rows.max(1);
        if rows > 1 && table.first().is_some_and(|line| is_rule(line)) {
            // What was the heading became a field: the next row takes its place.
            out.push_str(table[1]);
            out.push('\n');
            out.push_str(table[0]);
            out.push('\n');
            table[2..].iter().for_each(|line| out.push_str(&format!("{line}\n")));
        } else if rows > 0 {
            table.iter().for_each(|line| out.push_str(&format!("{line}\n")));
        } else {
            out.push_str(line);
            out.push('\n');
        }
        at = last;
    }
    out
}

/// Sentences that oblige somebody, as statements.
fn offered(body: &str, target: Target<'_>) -> Vec<String> {
    let mut statements = Vec::new();
    let mut block = String::new();
    let mut controls: Vec<String> = Vec::new();
    let mut in_code = false;
    let end_of_text = std::iter::once("");
    for line in body.lines().chain(end_of_text) {
        let said = line.trim().trim_start_matches('>').trim();
        if said.starts_with("```") {
            in_code = !in_code;
        }
        let is_item = said.starts_with("- ") || said.starts_with("* ") || said.starts_with("+ ");
        let is_number = said.split_once(". ").is_some_and(|(n, _)| n.chars().all(|c| c.is_ascii_digit()));
        let is_heading = said.starts_with('#') || (said.starts_with("**") && said.ends_with("**"));
        if said.is_empty() || is_item || is_number || is_heading || said.starts_with('|') || in_code {
            add_statements(&mut statements, &std::mem::take(&mut block), &controls, target);
        }
        if is_heading {
            controls = named_controls(said, target);
        } else if !said.starts_with('|') && !in_code {
            let text = match (is_item, is_number) {
                (true, _) => &said[2..],
                (_, true) => said.split_once(". ").map_or(said, |(_, text)| text),
                _ => said,
            };
            block.push_str(text);
            block.push(' ');
        }
    }
    statements
}

fn add_statements(out: &mut Vec<String>, block: &str, above: &[String], target: Target<'_>) {
    let ends = |c: char| matches!(c, '.' | '!' | '?' | '。');
    let mut sentences: Vec<String> = Vec::new();
    let mut sentence = String::new();
    let mut words = block.split_whitespace().peekable();
    while let Some(word) = words.next() {
        sentence.push_str(word);
        sentence.push(' ');
        // `Art. 32`, `e.g. a key` and `1. First` go on.
        let next = words.peek().and_then(|next| next.chars().find(|c| c.is_alphanumeric()));
        let begins = next.is_none_or(|c| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()));
        if word.ends_with(ends) && begins && word.trim_end_matches(ends).chars().count() > 2 {
            sentences.push(std::mem::take(&mut sentence));
        }
    }
    sentences.push(sentence);
    for sentence in sentences.iter().map(|s| s.trim()).filter(|s| obliges(s)) {
        let mut controls = named_controls(sentence, target);
        if controls.is_empty() {
            controls = above.to_vec();
        }
        let words: Vec<&str> = sentence.split_whitespace().collect();
        let more = if words.len() > TITLE_WORDS { " …" } else { "" };
        let title = words.iter().take(TITLE_WORDS).copied().collect::<Vec<_>>().join(" ");
        let title = title.trim_end_matches(ends).replace(['*', '`'], "");
        let mut statement =
            format!("statement rule-{} {} {{\n", out.len() + 1, line_text(&format!("{title}{more}")));
        // Writing to a String cannot fail.
        let _ = writeln!(statement, "    {}", prose(sentence, 4));
        if !controls.is_empty() {
            let _ = writeln!(statement, "    implements: {}", controls.join(", "));
        }
        statement.push('}');
        out.push(statement);
    }
}

/// Whether a sentence says that somebody has to do something, or must not.
fn obliges(sentence: &str) -> bool {
    let spaced = format!(" {} ", plain(sentence));
    let phrases = KNOWN.obliges.iter().flat_map(|phrases| phrases.split(" | "));
    phrases.into_iter().any(|phrase| match phrase.is_ascii() || phrase.chars().all(|c| c < '\u{3000}') {
        true => spaced.contains(&format!(" {phrase} ")),
        false => spaced.contains(phrase),
    })
}

/// The controls that a text names: numbers alone are those of headings, so an `A.` or the standard stands beside them.
fn named_controls(text: &str, target: Target<'_>) -> Vec<String> {
    let of_iso = text.contains("ISO") || text.contains("Annex");
    let ids = read_ids(text).ids.into_iter().filter(|id| id.lettered || of_iso).map(|id| id.id);
    let mut known: Vec<String> = ids.filter(|id| target.model.find_entry(id).is_some()).collect();
    known.dedup();
    known
}
