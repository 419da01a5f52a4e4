//! Markdown, as GitHub reads it (GFM). Every word of the package is escaped, so that a title stays a title whatever
//! characters it holds; a table never gains or loses a cell.

use std::fmt::Write as _;

use crate::document::{
    Block, BlockKind, Cell, Content, Document, Inline, Item, Part, Section, Shown, Status, Table,
};
use crate::text::{count, in_backticks};

/// Writes `document`.
pub fn render(document: &Document) -> String {
    let mut out = String::new();
    let classification = document.classification.as_deref();
    let _ = writeln!(out, "# {}\n", line(&[Inline::text(&document.title)]));
    let mut marks = Vec::new();
    if document.status == Status::Draft {
        marks.push(format!("**{}**", document.status.title()));
    }
    if let Some(problems) = document.problems.filter(|p| p.errors > 0) {
        marks.push(format!("**{} in the package**", count(problems.errors, "error")));
    }
    if let Some(classification) = classification {
        marks.push(format!("Classification: **{}**", escape(classification)));
    }
    if !marks.is_empty() {
        let _ = writeln!(out, "{}\n", marks.join(" · "));
    }
    out.push_str("| | |\n| --- | --- |\n");
    for fact in &document.facts {
        let value = if fact.cell.content.is_empty() { "not stated".to_string() } else { cell(&fact.cell) };
        let _ = writeln!(out, "| **{}** | {value} |", escape(&fact.title));
    }
    out.push('\n');
    for block in &document.blocks {
        write_block(&mut out, document, block);
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}

fn write_block(out: &mut String, document: &Document, block: &Block) {
    match &block.kind {
        BlockKind::Table(shown) => {
            if let Some(table) = document.table(&shown.table) {
                write_table(out, table, shown);
            }
        }
        // Its table says the same in words.
        BlockKind::Drawing { .. } => {}
        BlockKind::Origins { table } => {
            if let Some(table) = document.table(table) {
                write_origins(out, table);
            }
        }
        _ => {
            out.push_str(&prose(std::slice::from_ref(block)));
            out.push('\n');
        }
    }
}

// ----- tables ----------------------------------------------------------------------------------------------------------

fn write_table(out: &mut String, table: &Table, shown: &Shown) {
    let sections: Vec<Option<usize>> = if table.groups.is_empty() {
        vec![None]
    } else {
        let in_section =
            |i: &usize| shown.section.is_none_or(|s| table.groups.get(*i).is_some_and(|g| g.section == s));
        (0..table.groups.len()).filter(in_section).map(Some).collect()
    };
    for group in sections {
        let rows: Vec<_> = table.rows.iter().filter(|r| group.is_none() || r.group == group).collect();
        if rows.is_empty() {
            continue;
        }
        let columns: Vec<usize> = (0..table.columns.len())
            .filter(|c| {
                let column = &table.columns[*c];
                let here = column.names || shown.part.is_none_or(|p| p == column.part);
                let said = || rows.iter().any(|r| r.cells.get(*c).is_some_and(|c| !c.content.is_empty()));
                here && (!column.optional || said())
            })
            .collect();
        if let Some(group) = group.and_then(|g| table.groups.get(g)) {
            let level = "#".repeat(usize::from(shown.level));
            let mut title = format!("{} {}", group.key, group.title);
            // The same themes come twice: links to headings would not tell them apart.
            if shown.part == Some(Part::State) {
                title.push_str(" (state)");
            }
            let _ = writeln!(out, "{level} {}\n", line(&[Inline::Text(title)]));
        }
        write_row(out, columns.iter().map(|c| escape(&table.columns[*c].title)));
        write_row(out, columns.iter().map(|_| "---".to_string()));
        for row in rows {
            write_row(out, columns.iter().map(|c| row.cells.get(*c).map_or_else(String::new, cell)));
        }
        out.push('\n');
    }
}

fn write_origins(out: &mut String, table: &Table) {
    let name: Vec<usize> = (0..table.columns.len()).filter(|c| table.columns[*c].names).collect();
    let title = name.first().map_or("", |c| &*table.columns[*c].title);
    write_row(out, [escape(title), "Lines".to_string()].into_iter());
    write_row(out, ["---".to_string(), "---".to_string()].into_iter());
    for row in &table.rows {
        let id = name.first().and_then(|c| row.cells.get(*c)).map_or_else(String::new, cell);
        // What a line does is said together, however many things they are.
        let mut lines: Vec<(String, Vec<String>)> = Vec::new();
        for source in &row.sources {
            let place = code(&format!("{}:{}", source.path, source.line));
            let at = lines.iter().position(|(p, _)| *p == place).unwrap_or_else(|| {
                lines.push((place, Vec::new()));
                lines.len() - 1
            });
            if !source.says.is_empty() {
                lines[at].1.push(line(&in_backticks(&source.says)));
            }
        }
        let lines: Vec<String> = lines
            .into_iter()
            .map(|(place, says)| format!("{place} {}", says.join("; ")).trim_end().to_string())
            .collect();
        write_row(out, [id, lines.join("<br>")].into_iter());
    }
    out.push('\n');
}

fn write_row(out: &mut String, cells: impl Iterator<Item = String>) {
    out.push('|');
    for cell in cells {
        let _ = write!(out, " {cell} |");
    }
    out.push('\n');
}

/// A cell's Markdown: one line without a bare `|`.
pub fn cell(cell: &Cell) -> String {
    match &cell.content {
        Content::Empty => String::new(),
        Content::Text(inlines) => line(inlines),
        Content::Blocks(blocks) => {
            let lines: Vec<String> = blocks.iter().flat_map(cell_lines).collect();
            lines.join("<br>")
        }
        Content::Date(date) => date.to_string(),
        Content::Number(n) => n.to_string(),
        Content::List { word, items } => {
            let item = |i: &Item| line(&i.text);
            let mut lines: Vec<String> = Vec::new();
            lines.extend(word.iter().map(|w| {
                let text = one_line(&escape(&w.text));
                if items.is_empty() { text } else { format!("**{text}**") }
            }));
            lines.extend(items.iter().map(item));
            lines.join("<br>")
        }
    }
}

/// A block within a cell: a table's cell holds lines only.
fn cell_lines(block: &Block) -> Vec<String> {
    match &block.kind {
        BlockKind::Paragraph(text) | BlockKind::Note(text) => vec![line(text)],
        BlockKind::Heading { text, .. } => vec![format!("**{}**", line(text))],
        BlockKind::List { start, items } => items
            .iter()
            .enumerate()
            .flat_map(|(i, item)| {
                let mark = start.map_or_else(|| "•".to_string(), |s| format!("{}.", s + i));
                let mut lines: Vec<String> = item.iter().flat_map(cell_lines).collect();
                match lines.first_mut() {
                    Some(first) => *first = format!("{mark} {first}"),
                    None => lines.push(mark),
                }
                lines
            })
            .collect(),
        BlockKind::Quote(inner) => inner.iter().flat_map(cell_lines).collect(),
        BlockKind::Code(text) => text.lines().map(code).collect(),
        BlockKind::Grid(rows) => {
            rows.iter().map(|row| row.iter().map(|c| line(c)).collect::<Vec<_>>().join(" · ")).collect()
        }
        BlockKind::Rule
        | BlockKind::Table(_)
        | BlockKind::Drawing { .. }
        | BlockKind::Origins { .. }
        | BlockKind::Section(_) => Vec::new(),
    }
}

// ----- running text ----------------------------------------------------------------------------------------------------

/// Blocks of running text; ends with a line break.
pub fn prose(blocks: &[Block]) -> String {
    let mut out = String::new();
    let mut after_list = false;
    for block in blocks {
        if !out.is_empty() {
            out.push('\n');
        }
        let is_list = matches!(block.kind, BlockKind::List { .. });
        if is_list && after_list {
            // Two lists side by side would become one.
            out.push_str("<!-- -->\n\n");
        }
        after_list = is_list;
        match &block.kind {
            BlockKind::Heading { level, text } => {
                let level = "#".repeat(usize::from((*level).clamp(2, 6)));
                let _ = writeln!(out, "{level} {}", line(text));
            }
            BlockKind::Paragraph(text) => {
                let _ = writeln!(out, "{}", line(text));
            }
            BlockKind::Note(text) => {
                let _ = writeln!(out, "> **Note:** {}", line(text));
            }
            BlockKind::List { start, items } => {
                for (i, item) in items.iter().enumerate() {
                    let mark = start.map_or_else(|| "- ".to_string(), |s| format!("{}. ", s + i));
                    let text = prose(item);
                    if text.trim().is_empty() {
                        let _ = writeln!(out, "{}", mark.trim_end());
                        continue;
                    }
                    for (n, text_line) in text.trim_end().lines().enumerate() {
                        match (n, text_line.is_empty()) {
                            (0, _) => out.push_str(&mark),
                            (_, true) => {}
                            (_, false) => out.push_str(&" ".repeat(mark.len())),
                        }
                        out.push_str(text_line);
                        out.push('\n');
                    }
                }
            }
            BlockKind::Quote(inner) => {
                for text_line in prose(inner).trim_end().lines() {
                    let _ = writeln!(out, "> {text_line}");
                }
            }
            BlockKind::Code(text) => {
                let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
                let fence = "`".repeat(longest.max(2) + 1);
                let _ = writeln!(out, "{fence}\n{}\n{fence}", text.trim_end_matches('\n'));
            }
            BlockKind::Rule => out.push_str("---\n"),
            BlockKind::Grid(rows) => {
                let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
                for (i, row) in rows.iter().enumerate() {
                    let cells = (0..columns).map(|c| row.get(c).map_or_else(String::new, |c| line(c)));
                    write_row(&mut out, cells);
                    if i == 0 {
                        write_row(&mut out, (0..columns).map(|_| "---".to_string()));
                    }
                }
            }
            BlockKind::Section(section) => write_section(&mut out, section),
            BlockKind::Table(_) | BlockKind::Drawing { .. } | BlockKind::Origins { .. } => {}
        }
    }
    out
}

/// A part with a name: its heading, its text, and as a list what else it says.
fn write_section(out: &mut String, section: &Section) {
    let level = "#".repeat(usize::from(section.level.clamp(2, 6)));
    let _ = writeln!(out, "{level} {}\n", line(&[Inline::text(&section.title)]));
    if !section.inherited.is_empty() {
        let _ = writeln!(out, "*{}*\n", line(&section.inherited));
    }
    let text = prose(&section.blocks);
    if !text.is_empty() {
        let _ = writeln!(out, "{}\n", text.trim_end());
        if !section.facts.is_empty()
            && matches!(section.blocks.last().map(|b| &b.kind), Some(BlockKind::List { .. }))
        {
            out.push_str("<!-- -->\n\n");
        }
    }
    for fact in &section.facts {
        let _ = writeln!(out, "- **{}**: {}", escape(&fact.title), cell(&fact.cell));
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
}

/// Inlines as one line of Markdown that can also stand in a table's cell.
pub fn line(inlines: &[Inline]) -> String {
    let mut out = String::new();
    write_inlines(&mut out, &merged(inlines));
    escape_start(out.trim())
}

/// Inlines with neighbouring words joined: what must be escaped depends on what stands beside it.
fn merged(inlines: &[Inline]) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::new();
    let mut push = |inline: Inline| match (out.last_mut(), inline) {
        (Some(Inline::Text(text)), Inline::Text(more)) => text.push_str(&more),
        (_, inline) => out.push(inline),
    };
    for inline in inlines {
        match inline {
            Inline::Reference { words, .. } => merged(words).into_iter().for_each(&mut push),
            other => push(other.clone()),
        }
    }
    out
}

fn write_inlines(out: &mut String, inlines: &[Inline]) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => out.push_str(&one_line(&escape(text))),
            Inline::Code(text) => out.push_str(&code(text)),
            Inline::Emph(inner) => marked(out, "*", "em", inner),
            Inline::Strong(inner) => marked(out, "**", "strong", inner),
            Inline::Strike(inner) => marked(out, "~~", "del", inner),
            Inline::Link { to, words } => {
                let words = line(words);
                let to = to.replace('(', "%28").replace(')', "%29").replace('|', "%7C").replace('&', "&amp;");
                let _ = write!(out, "[{}]({to})", if words.is_empty() { "link" } else { &words });
            }
            Inline::Reference { words, .. } => write_inlines(out, &merged(words)),
            Inline::Break => out.push_str("<br>"),
        }
    }
}

/// Words between marks. Whether marks are read as such depends on what stands beside them; where that is not sure, tags
/// say the same.
fn marked(out: &mut String, mark: &str, tag: &str, inner: &[Inline]) {
    let mut words = String::new();
    write_inlines(&mut words, &merged(inner));
    let trimmed = words.trim();
    let ends = [trimmed.chars().next(), trimmed.chars().next_back()];
    if trimmed.is_empty() {
        out.push_str(&words);
        return;
    }
    let (before, after) =
        (&words[..words.len() - words.trim_start().len()], &words[words.trim_end().len()..]);
    let beside_mark = out.ends_with(['*', '~']) && before.is_empty();
    if !beside_mark && ends.iter().all(|c| c.is_some_and(char::is_alphanumeric)) {
        let _ = write!(out, "{before}{mark}{trimmed}{mark}{after}");
    } else {
        let _ = write!(out, "{before}<{tag}>{trimmed}</{tag}>{after}");
    }
}

/// Words as Markdown that shows them and nothing else.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map_or(' ', |(_, c)| *c);
        match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            // Within a word it is a character in any case.
            '_' if before.is_alphanumeric() && after.is_alphanumeric() => out.push('_'),
            '_' => out.push_str("\\_"),
            // Addresses are links only where the author made them so.
            ':' if text[at..].starts_with("://") => out.push_str("\\:"),
            '.' if out.to_ascii_lowercase().ends_with("www") => out.push_str("\\."),
            // A backslash before it would be read differently in tables and outside.
            '|' => out.push_str("&#124;"),
            '&' if is_entity(&text[at..]) => out.push_str("&amp;"),
            c => out.push(c),
        }
        before = c;
    }
    out
}

/// Whether `text`, which begins with `&`, begins with something that HTML would replace.
fn is_entity(text: &str) -> bool {
    let name = text[1..].strip_prefix('#').unwrap_or(&text[1..]);
    match name.find(';') {
        Some(0) | None => false,
        Some(end) => name[..end].chars().all(|c| c.is_ascii_alphanumeric()),
    }
}

/// A line that begins with a mark of headings, lists or numbers, as text.
fn escape_start(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match line.as_bytes().first() {
        // `**` is emphasis of our own, and escaped elsewhere.
        Some(b'#' | b'+' | b'-' | b'=') => format!("\\{line}"),
        _ if digits > 0 && matches!(line.as_bytes().get(digits), Some(b'.' | b')')) => {
            let (number, rest) = line.split_at(digits);
            if rest[1..].starts_with(' ') || rest.len() == 1 {
                format!("{number}\\{rest}")
            } else {
                line.to_string()
            }
        }
        _ => line.to_string(),
    }
}

/// Line breaks as a table's cell can hold them.
fn one_line(text: &str) -> String {
    text.replace("\r\n", "<br>").replace(['\n', '\r'], "<br>")
}

/// Code. Where a code span could not hold it in a table, as HTML.
fn code(text: &str) -> String {
    let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
    if text.is_empty() {
        return text;
    }
    if !text.contains(['`', '|', '\n', '\\']) {
        return format!("`{text}`");
    }
    let mut out = String::from("<code>");
    for c in text.chars() {
        match c {
            '\n' => out.push_str("<br>"),
            c if c.is_ascii_punctuation() => {
                let _ = write!(out, "&#{};", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push_str("</code>");
    out
}
