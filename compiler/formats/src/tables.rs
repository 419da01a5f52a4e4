//! The tables of a file that people keep: CSV, workbooks with all their sheets, and Markdown.
//!
//! [`read`] gives every table of a file with its rows as they stand, headings included: which row those are, and what the
//! columns mean, is for the reader to find out.

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};

use crate::csv::{self, Problem, Row, delimiter_name};
use crate::sheet::{self, Sheet};

/// How many sheets of a workbook are read.
const MAX_SHEETS: usize = 100;
/// What XLSX and ODS files begin with, and XLS files.
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", &[0xD0, 0xCF, 0x11, 0xE0]];

/// A table of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What the file calls it: the name of a sheet, the heading above it. Empty where it has no name.
    pub title: String,
    /// How it was read, in words: `as UTF-8, cells separated by comma`.
    pub read_as: String,
    /// What separates the cells of a row where that is seen: a character of the text, else a vertical bar.
    pub delimiter: char,
    /// The rows, in the order of the file; those without anything are none.
    pub rows: Vec<Row>,
    /// What was odd about the bytes, by line.
    pub problems: Vec<Problem>,
    /// The cells of a workbook that were made one: what they say stands in the first of them.
    pub merged: Vec<Merged>,
}

/// Cells that were made one, over lines and columns: the first and the last of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The first line.
    pub top: u32,
    /// The last.
    pub bottom: u32,
    /// The first column, by its place in the rows.
    pub left: usize,
    /// The last.
    pub right: usize,
}

/// Reads the tables of a file. A text has one, even if it holds nothing; a workbook and a page in Markdown may have none.
///
/// # Errors
/// Says why the file cannot be read, in words that go on after its name.
pub fn read(path: &str, bytes: &[u8]) -> Result<Vec<Table>, String> {
    if WORKBOOKS.iter().any(|begin| bytes.starts_with(begin)) {
        if bytes.len() > csv::MAX_BYTES {
            return Err(format!("is larger than {} MB", csv::MAX_BYTES >> 20));
        }
        let sheets = sheet::sheets(bytes, MAX_SHEETS)?;
        return Ok(sheets.into_iter().map(of_sheet).collect());
    }
    let ending = path.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_ascii_lowercase());
    if matches!(ending.as_str(), "md" | "markdown") {
        return Ok(markdown(&String::from_utf8_lossy(bytes)));
    }
    let table = csv::read(bytes);
    let read_as = format!("as {}, cells separated by {}", table.encoding, delimiter_name(table.delimiter));
    Ok(vec![Table {
        title: String::new(),
        read_as,
        delimiter: table.delimiter,
        rows: table.rows,
        problems: table.problems,
        merged: Vec::new(),
    }])
}

fn of_sheet(sheet: Sheet) -> Table {
    let Sheet { name: title, rows, merged, problems } = sheet;
    let read_as = format!("as a workbook, sheet \u{201c}{title}\u{201d}, whose rows are the lines");
    Table { title, read_as, delimiter: '|', rows, problems, merged }
}

/// The tables of a page. Tables whose first columns have the same heading are one, as where each group of rows has a
/// heading of its own above it: a column that only some of them have is empty in the others.
fn markdown(text: &str) -> Vec<Table> {
    let mut options = Options::default();
    options.extension.table = true;
    let arena = Arena::new();
    let root = parse_document(&arena, text, &options);
    let lines: Vec<&str> = text.lines().collect();
    let mut tables: Vec<Table> = Vec::new();
    let mut heading = String::new();
    for node in root.children() {
        match &node.data.borrow().value {
            NodeValue::Heading(_) => heading = words(node),
            NodeValue::Table(_) => {
                add(&mut tables, &heading, node.children().map(|node| row(node, &lines)).collect());
            }
            _ => {}
        }
    }
    let mut names: Vec<String> = Vec::new();
    for table in &mut tables {
        let title = std::mem::take(&mut table.title);
        table.title = if names.contains(&title) { format!("{title} ({})", names.len() + 1) } else { title };
        names.push(table.title.clone());
        table.read_as = format!("as Markdown, the table below \u{201c}{}\u{201d}", table.title);
        let width = table.rows.first().map_or(0, |head| head.cells.len());
        for row in &mut table.rows {
            row.cells.resize(width.max(row.cells.len()), String::new());
        }
    }
    tables
}

/// Adds a table of a page to those that were there before it.
fn add(tables: &mut Vec<Table>, heading: &str, rows: Vec<Row>) {
    let mut rows = rows.into_iter();
    let Some(head) = rows.next() else { return };
    let first = head.cells.first().map_or("", String::as_str);
    let same = |table: &&mut Table| {
        let begins = table.rows.first().and_then(|head| head.cells.first());
        !first.is_empty() && begins.is_some_and(|begins| begins == first)
    };
    let Some(table) = tables.iter_mut().find(same) else {
        let rows = std::iter::once(head).chain(rows).collect();
        let (title, read_as) = (heading.to_owned(), String::new());
        tables.push(Table { title, read_as, delimiter: '|', rows, problems: Vec::new(), merged: Vec::new() });
        return;
    };
    let mut places = Vec::new();
    if let Some(all) = table.rows.first_mut() {
        for name in head.cells {
            // Two columns of one table that are called the same are two.
            let free = |(at, other): &(usize, &String)| **other == name && !places.contains(at);
            let known = all.cells.iter().enumerate().find(free).map(|(at, _)| at);
            places.push(known.unwrap_or_else(|| {
                all.cells.push(name);
                all.cells.len() - 1
            }));
        }
    }
    for row in rows {
        let mut cells = Vec::new();
        let width = table.rows.first().map_or(0, |head| head.cells.len());
        for (number, cell) in row.cells.into_iter().enumerate() {
            // What stands beyond the headings of its own table stands beyond all of them.
            let at = places.get(number).copied().unwrap_or(width + number - places.len().min(number));
            cells.resize(cells.len().max(at + 1), String::new());
            if let Some(place) = cells.get_mut(at) {
                *place = cell;
            }
        }
        table.rows.push(Row { line: row.line, cells });
    }
}

fn row<'a>(node: &'a AstNode<'a>, lines: &[&str]) -> Row {
    let at = node.data.borrow().sourcepos.start.line;
    let line = u32::try_from(at).unwrap_or(u32::MAX);
    let mut cells: Vec<String> = node.children().map(words).collect();
    // Markdown shows no cell beyond the headings, and here none is lost.
    let written = at.checked_sub(1).and_then(|at| lines.get(at)).map_or_else(Vec::new, |line| written(line));
    cells.extend(written.into_iter().skip(cells.len()));
    Row { line, cells }
}

/// The cells of a row as they are written.
fn written(line: &str) -> Vec<String> {
    let line = line.trim_start_matches(['>', ' ', '\t']).trim_end();
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for c in line.strip_prefix('|').unwrap_or(line).chars() {
        match c {
            '|' if !escaped => cells.push(String::new()),
            c => cells.last_mut().into_iter().for_each(|cell| cell.push(c)),
        }
        escaped = c == '\\' && !escaped;
    }
    if cells.last().is_some_and(|last| last.trim().is_empty()) {
        cells.pop();
    }
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

/// The text of a heading or a cell, without its marks.
fn words<'a>(node: &'a AstNode<'a>) -> String {
    let mut out = String::new();
    for inner in node.descendants() {
        match &inner.data.borrow().value {
            NodeValue::Text(text) => out.push_str(text),
            NodeValue::Code(code) => out.push_str(&code.literal),
            NodeValue::SoftBreak => out.push(' '),
            NodeValue::LineBreak => out.push('\n'),
            NodeValue::HtmlInline(html) if html.starts_with("<br") => out.push('\n'),
            NodeValue::HtmlInline(html) => out.push_str(html),
            // Where a link leads to is a part of what the cell says.
            NodeValue::Link(link) if !link.url.is_empty() && !out.ends_with(&link.url) => {
                let shown: String = inner
                    .children()
                    .filter_map(|child| match &child.data.borrow().value {
                        NodeValue::Text(text) => Some(text.to_string()),
                        _ => None,
                    })
                    .collect();
                if shown != link.url {
                    out.push_str(&format!("<{}> ", link.url));
                }
            }
            _ => {}
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    #[test]
    fn tables_of_a_page_with_the_same_first_heading_are_one() {
        let page = "# Assets\n\n## Software\n\n| ID | Name | Owner |\n|---|---|---|\n| S-1 | `core` | **Dev** |\n\n\
                    ## Data\n\n| ID | Kept | Name |\n|---|---|---|\n| D-1 | 7 years | Logs |\n\n| Other | x |\n|---|---|\n| 1 | 2 |\n";
        let tables = read("a.md", page.as_bytes()).expect("tables");
        let cells: Vec<Vec<Vec<&str>>> = tables
            .iter()
            .map(|t| t.rows.iter().map(|r| r.cells.iter().map(String::as_str).collect()).collect())
            .collect();
        assert_eq!(
            cells,
            [
                vec![
                    vec!["ID", "Name", "Owner", "Kept"],
                    vec!["S-1", "core", "Dev", ""],
                    vec!["D-1", "Logs", "", "7 years"],
                ],
                vec![vec!["Other", "x"], vec!["1", "2"]],
            ]
        );
        assert_eq!(tables[0].rows[2].line, 13);
        assert_eq!(tables[0].title, "Software");
    }

    #[test]
    fn a_cell_of_a_page_beyond_the_headings_is_not_lost() {
        let page = "| ID | Name |\n|---|---|\n| S-1 | a \\| b | lost? |\n| S-2 | `c` |\n";
        let tables = read("a.md", page.as_bytes()).expect("tables");
        let cells: Vec<Vec<&str>> =
            tables[0].rows.iter().map(|r| r.cells.iter().map(String::as_str).collect()).collect();
        assert_eq!(cells, [vec!["ID", "Name"], vec!["S-1", "a | b", "lost?"], vec!["S-2", "c"]]);
    }

    #[test]
    fn a_cell_beyond_the_headings_of_a_joined_table_is_not_lost() {
        let page =
            "| ID | Name |\n|---|---|\n| S-1 | a |\n\ntext\n\n| ID | Name |\n|---|---|\n| S-2 | b | more |\n";
        let tables = read("a.md", page.as_bytes()).expect("tables");
        assert_eq!(tables.len(), 1);
        assert_eq!(tables[0].rows[2].cells, ["S-2", "b", "more"]);
    }

    /// A workbook as small as there can be: sheets of rows of texts, each with its address.
    fn workbook(sheets: &[(&str, &[(&str, &str)])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let mut part = |name: String, text: String| {
            writer.start_file(name, SimpleFileOptions::default()).expect("a part");
            writer.write_all(text.as_bytes()).expect("its text");
        };
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let packages = "http://schemas.openxmlformats.org/package/2006/relationships";
        let (mut names, mut links) = (String::new(), String::new());
        for (number, (name, cells)) in (1..).zip(sheets) {
            names.push_str(&format!("<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"r{number}\"/>"));
            links.push_str(&format!(
                "<Relationship Id=\"r{number}\" Type=\"{kinds}/worksheet\" Target=\"worksheets/s{number}.xml\"/>"
            ));
            let rows: String = cells
                .iter()
                .map(|(at, text)| {
                    let row = at.trim_start_matches(char::is_alphabetic);
                    format!("<row r=\"{row}\"><c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c></row>")
                })
                .collect();
            part(
                format!("xl/worksheets/s{number}.xml"),
                format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
            );
        }
        part(
            "_rels/.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{packages}\"><Relationship Id=\"r\" Type=\"{kinds}/officeDocument\" \
                 Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        );
        part(
            "xl/workbook.xml".to_owned(),
            format!("<workbook xmlns=\"{main}\" xmlns:r=\"{kinds}\"><sheets>{names}</sheets></workbook>"),
        );
        part(
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("<Relationships xmlns=\"{packages}\">{links}</Relationships>"),
        );
        writer.finish().expect("an archive").into_inner()
    }

    #[test]
    fn all_sheets_of_a_workbook_are_tables_with_the_numbers_of_their_rows() {
        let bytes = workbook(&[
            ("Cover", &[("B2", "Our risks")]),
            ("Empty", &[]),
            ("Risks", &[("B3", "ID"), ("D3", "Title"), ("B9", "R-1"), ("D9", "Fire")]),
        ]);
        let tables = read("a.xlsx", &bytes).expect("a workbook");
        let titles: Vec<&str> = tables.iter().map(|table| table.title.as_str()).collect();
        assert_eq!(titles, ["Cover", "Risks"]);
        let rows: Vec<(u32, Vec<&str>)> =
            tables[1].rows.iter().map(|r| (r.line, r.cells.iter().map(String::as_str).collect())).collect();
        assert_eq!(rows, [(3, vec!["ID", "", "Title"]), (9, vec!["R-1", "", "Fire"])]);
    }

    #[test]
    fn a_cell_in_the_last_corner_lays_nothing_out() {
        let bytes = workbook(&[("S", &[("A1", "a"), ("XFD1048576", "b")])]);
        let tables = read("a.xlsx", &bytes).expect("a workbook");
        assert_eq!(tables[0].rows.iter().map(|row| row.line).collect::<Vec<_>>(), [1, 1_048_576]);
    }

    #[test]
    fn what_is_no_workbook_though_it_begins_like_one_is_told() {
        assert!(read("a.xlsx", b"PK\x03\x04 nothing else").is_err());
        assert!(read("a.csv", b"\xD0\xCF\x11\xE0").is_err());
        assert_eq!(read("a.csv", b"").expect("a text").len(), 1);
    }
}
