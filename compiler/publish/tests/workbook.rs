//! The workbook: read back by another program's eyes, it holds what the documents say, as text, and is the same every time.

mod common;

use std::collections::BTreeSet;
use std::io::Cursor;

use annexa_core::Built;
use annexa_publish::document::Sort;
use annexa_publish::formats::xlsx;
use annexa_publish::{Format, Options};
use calamine::{Data, Reader, Xlsx};
use common::{analyse, from_disk, from_text};

fn workbook(built: &Built) -> Vec<u8> {
    let options = Options { formats: vec![Format::Xlsx], ..Options::default() };
    let files = analyse(built, |analysis| annexa_publish::build(analysis, &options));
    assert_eq!(files.iter().map(|f| &*f.path).collect::<Vec<_>>(), [xlsx::FILE]);
    files.into_iter().next().expect("a file").bytes
}

type Rows = Vec<Vec<Data>>;

fn sheets(bytes: &[u8]) -> Vec<(String, Rows)> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).expect("a workbook");
    let names = book.sheet_names();
    let formulas: usize = names
        .iter()
        .filter_map(|name| book.worksheet_formula(name).ok())
        .map(|f| f.used_cells().filter(|(_, _, f)| !f.is_empty()).count())
        .sum();
    assert_eq!(formulas, 0, "no formula anywhere");
    let rows = |range: calamine::Range<Data>| range.rows().map(<[Data]>::to_vec).collect();
    names.iter().map(|name| (name.clone(), rows(book.worksheet_range(name).expect("a sheet")))).collect()
}

fn text(cell: &Data) -> String {
    cell.to_string()
}

#[test]
fn every_row_of_every_table_is_there() {
    let built = from_disk("examples/fjordlight");
    let bytes = workbook(&built);
    assert_eq!(bytes, workbook(&built), "the same bytes");
    let sheets = sheets(&bytes);
    let cells: BTreeSet<String> =
        sheets.iter().flat_map(|(_, rows)| rows.iter().flatten().map(text)).collect();
    let documents = analyse(&built, |analysis| annexa_publish::documents(analysis, &Options::default()));
    let mut n = 0;
    for document in documents.iter().filter(|d| d.sort != Sort::Text) {
        for row in document.tables.iter().flat_map(|t| &t.rows) {
            let first = row.cells.first().map(|c| c.content.plain()).unwrap_or_default();
            let dated = cells.contains(&first)
                || matches!(row.cells[0].content, annexa_publish::document::Content::Date(_));
            assert!(dated, "{}: {first}", document.title);
            n += 1;
        }
    }
    assert!(n > 500, "{n}");
    // The list of sheets leads to each of them.
    let (first, listed) = &sheets[0];
    assert_eq!(first, "Contents");
    let listed: Vec<String> = listed.iter().skip(4).filter_map(|row| row.first().map(text)).collect();
    assert_eq!(listed, sheets.iter().skip(1).map(|(name, _)| name.clone()).collect::<Vec<_>>());
}

#[test]
fn the_statement_of_applicability_has_its_parts_apart() {
    let sheets = sheets(&workbook(&from_disk("examples/tour")));
    let of = sheets
        .iter()
        .find(|(_, rows)| rows.get(2).is_some_and(|r| r.iter().any(|c| text(c) == "The approved part")));
    let (name, rows) = of.expect("a sheet");
    assert!(!name.is_empty());
    assert!(text(&rows[1][0]).starts_with("Draft"), "{:?}", rows[1]);
    let head: Vec<String> = rows[3].iter().map(text).collect();
    for column in
        ["Id", "Title", "Theme", "Applicable", "Reason", "Justification", "Plan due", "Implemented", "Word"]
    {
        assert!(head.iter().any(|h| h == column), "{column}: {head:?}");
    }
    let state = rows[2].iter().position(|c| text(c).starts_with("State on 2026-11-01")).expect("the state");
    assert_eq!(head[state], "Implemented");
    assert_eq!(rows.len() - 4, 93);
}

/// Not every program works out how high a row is when it opens a workbook: without a height, all but a line is hidden.
#[test]
fn every_row_is_as_high_as_what_it_says() {
    use std::io::Read;
    let bytes = workbook(&from_disk("examples/fjordlight"));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut part = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).expect("a part").read_to_string(&mut text).expect("a text");
        text
    };
    let strings = part("xl/sharedStrings.xml");
    let strings: Vec<&str> = strings.split("<si>").skip(1).collect();
    let sheet = part("xl/worksheets/sheet2.xml");
    let (mut high, mut wide) = (0, 0);
    for row in sheet.split("<row ").skip(1) {
        let cells =
            row.split("t=\"s\"><v>").skip(1).filter_map(|c| c.split('<').next()?.parse::<usize>().ok());
        let longest = cells.map(|i| strings[i].len()).max().unwrap_or(0);
        let number: u32 = row.split('"').nth(1).and_then(|n| n.parse().ok()).expect("a number");
        if number > 4 && longest > 130 {
            wide += 1;
            high += usize::from(row.split('>').next().expect("a tag").contains("customHeight=\"1\""));
        }
    }
    assert!(wide > 20, "{wide}");
    assert_eq!(high, wide);
}

const HOSTILE: &str = r##"
organization acme "=1+1" { language: "en" }
role boss "@SUM(A1)" { holder: "+cmd|' /C calc'!A0" }
asset app "=HYPERLINK(\"https://example.org\",\"x\")" { category: system  owner: boss }
asset long "LONG" { category: system  owner: boss }
asset history "History" { category: system }
scope all "[All]: */\\? we do & more" { includes: app }
kind drill "'=Drill:[x]'" is owned { tells*: prose  of-x005F?: text }
drill first "_x0041_ &amp; <b>" { owner: boss  tells: "-1 ; \t =2" }
soa s "=cmd()" for all against iso27001 { include: A.* because "=1+1" }
"##;

#[test]
fn hostile_words_stay_words() {
    let long = "w".repeat(10_000);
    let longer = "words ".repeat(9_000);
    let source = HOSTILE.replace("LONG", &long).replace("because \"=1+1\"", &format!("because \"{longer}\""));
    let sheets = sheets(&workbook(&from_text(&source)));
    let cells: BTreeSet<String> =
        sheets.iter().flat_map(|(_, rows)| rows.iter().flatten().map(text)).collect();
    for said in [
        "@SUM(A1)",
        "=HYPERLINK(\"https://example.org\",\"x\")",
        "_x0041_ &amp; <b>",
        "=cmd()",
        long.as_str(),
    ] {
        assert!(cells.contains(said), "{said}");
    }
    assert!(cells.iter().any(|c| c.contains("+cmd|' /C calc'!A0")));
    assert!(sheets.iter().all(|(name, _)| name.encode_utf16().count() <= 31), "names of sheets");
    // What is longer than a cell goes on in a sheet of its own.
    let (_, rest) = sheets.iter().find(|(name, _)| name == "Long texts").expect("the sheet");
    let one: String = rest.iter().filter(|r| text(&r[0]) == "1").map(|r| text(&r[2])).collect();
    assert_eq!(one.trim(), longer.trim());
}

#[test]
fn nothing_gives_no_workbook() {
    let options = Options { formats: vec![Format::Xlsx], ..Options::default() };
    let built = from_text("");
    assert!(analyse(&built, |analysis| annexa_publish::build(analysis, &options)).is_empty());
}
