//! What must hold for any bytes: no panic, what is written can be read, and every cell is written or reported.

mod common;

use annexa_import::{SoaImport, import_soa};
use common::{parses, small_catalogs};
use proptest::prelude::*;

/// Everything that an import says, in its files and in its report.
fn said(import: &SoaImport) -> String {
    let mut all: String = import.files.iter().map(|(_, text)| text.as_str()).collect();
    all.push_str(&import.report.to_markdown());
    all
}

/// A cell: what people type, and what they should not; `MARK` becomes a word that no other cell has.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        6 => Just("MARK".to_owned()),
        2 => Just("MARK, and more".to_owned()),
        1 => Just("two MARK\nlines".to_owned()),
        1 => Just("{MARK} \\ \"\"\" // “”".to_owned()),
        1 => Just("“MARK”".to_owned()),
        1 => Just("\u{202E}MARK\u{0}".to_owned()),
        2 => prop::sample::select(vec!["yes", "no", "–", "maybe", "x", "n/a", "partly"]).prop_map(str::to_owned),
        2 => prop::sample::select(vec!["Implemented", "planned", "60 %", "in progress", "gap", "N/A"]).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["2026-09-30", "03/04/2026", "soon", "by 2026-01-01"]).prop_map(str::to_owned),
    ]
}

fn id() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => (1..19u8).prop_map(|number| format!("A.5.{number}")),
        3 => (1..19u8).prop_map(|number| format!("5.{number}")),
        1 => Just("A.5.1, A.5.2".to_owned()),
        1 => Just("A.5.2 – A.5.6".to_owned()),
        1 => Just("A.5.3 MARK".to_owned()),
        1 => Just("A.9.4.2".to_owned()),
        1 => Just("A.5.99".to_owned()),
        1 => Just("A.5 MARK".to_owned()),
        1 => Just("MARK".to_owned()),
        1 => Just("Total".to_owned()),
        2 => Just(String::new()),
    ]
}

const HEADINGS: [&str; 17] = [
    "ID",
    "Title",
    "Applicable",
    "Justification",
    "Reason for exclusion",
    "Source",
    "Status",
    "Owner",
    "Documents",
    "Due date",
    "How",
    "Notes",
    "Risks",
    "Weather",
    "LR",
    "Implemented",
    "Planned",
];

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

/// The cells behind the id: mostly what the heading says, of any number.
fn cells() -> impl Strategy<Value = Vec<String>> {
    let answer =
        prop_oneof![4 => prop::sample::select(vec!["yes", "no"]).prop_map(str::to_owned), 1 => cell()];
    let state = prop_oneof![4 => prop::sample::select(vec!["done", "partial", "planned"]).prop_map(str::to_owned), 1 => cell()];
    let due = prop_oneof![4 => Just("2026-09-30".to_owned()), 1 => cell()];
    let text = || prop::collection::vec(cell(), 4);
    let mark = prop_oneof![4 => prop::sample::select(vec!["", "x"]).prop_map(str::to_owned), 1 => cell()];
    let marks = prop::collection::vec(mark, 3);
    (text(), answer, state, due, text(), text(), marks, 6..19usize).prop_map(
        |(a, answer, state, due, b, c, marks, width)| {
            let mut cells = vec![a[0].clone(), answer, a[1].clone(), a[2].clone(), a[3].clone(), state];
            cells.extend([b[0].clone(), b[1].clone(), due]);
            cells.extend(c);
            cells.extend(marks);
            cells.extend(b);
            cells.truncate(width);
            cells
        },
    )
}

/// A table under the usual headings with ragged rows, and the words that stand in it.
fn table() -> impl Strategy<Value = (String, Vec<String>)> {
    let row = (id(), cells(), any::<bool>());
    prop::collection::vec(row, 1..9).prop_map(|rows| {
        let mut text = HEADINGS.join(",");
        let mut words = Vec::new();
        for (id, cells, quotes) in rows {
            text.push('\n');
            let mut written = Vec::new();
            for cell in std::iter::once(id).chain(cells) {
                let word = format!("zq{}qz", words.len());
                let cell = if cell.contains("MARK") {
                    words.push(word.clone());
                    cell.replace("MARK", &word)
                } else {
                    cell
                };
                let plain = !quotes && !cell.contains(['"', '\n']);
                written.push(if plain { cell } else { quoted(&cell) });
            }
            text.push_str(&written.join(","));
        }
        (text, words)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let import = import_soa(&bytes, "x.csv", &small_catalogs());
        parses(&import);
        import.report.to_text();
        import.report.to_markdown();
    }

    #[test]
    fn no_text_in_a_table_panics(tail in "([A-Za-z0-9.,;:\"'{}\\\\\n\t –“”/*#|_%-]|yes|no|A\\.5\\.[1-9]){0,200}", name in ".{0,20}") {
        let text = format!("Control ID,Applicable,Justification,Status,How,Owner\nA.5.1,yes,x,Implemented,y,z\n{tail}");
        let import = import_soa(text.as_bytes(), &name, &small_catalogs());
        parses(&import);
        // Where the text has more tabs or semicolons than the head has commas, it is another table.
        prop_assert!(import.report.taken_for.is_import() || tail.contains(['\t', ';', '|']), "{}", import.report.to_text());
        prop_assume!(import.report.taken_for.is_import());
        let counts = import.report.counts;
        prop_assert_eq!(counts.cells_above + counts.cells, counts.cells_used + counts.cells_not_used);
        prop_assert_eq!(counts.controls, counts.included + counts.excluded + counts.undecided);
        prop_assert_eq!(counts.controls + counts.missing + counts.unusable, counts.catalog);
    }

    #[test]
    fn every_cell_is_written_or_reported((text, words) in table()) {
        let import = import_soa(text.as_bytes(), "table.csv", &small_catalogs());
        prop_assume!(import.report.taken_for.is_import());
        parses(&import);
        let said = said(&import);
        for word in words {
            prop_assert!(said.contains(&word), "{} is lost from\n{}\n{}", word, text, said);
        }
        let counts = import.report.counts;
        prop_assert_eq!(counts.cells_above + counts.cells, counts.cells_used + counts.cells_not_used);
    }

    #[test]
    fn any_name_makes_a_package(name in "\\PC{0,30}") {
        parses(&import_soa(b"id,applicable,owner,status\n5.1,yes,Chef,done\n", &name, &small_catalogs()));
    }

    #[test]
    fn any_owner_and_title_can_be_read(owner in "\\PC{0,30}", title in "\\PC{0,30}", how in "(\\PC|\n|\"|\\{|\\}|\\\\){0,40}") {
        let row = [&title, &owner, &how].map(|cell| quoted(cell)).join(",");
        let text = format!("id,applicable,status,title,owner,how\n5.1,yes,done,{row}\n5.2,no,planned,{row}\n5.3,yes,part,{row}\n");
        parses(&import_soa(text.as_bytes(), "x.csv", &small_catalogs()));
    }
}
