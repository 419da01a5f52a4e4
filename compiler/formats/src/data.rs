//! The data files of a package: their digest, and the rows that they hold.
//!
//! [`DataFile::read`] takes the bytes of a CSV or a JSON file. A CSV file has its columns in the first line; a JSON file is
//! a list of objects. Reading is strict: what is not plainly a table gives a sentence that says why, never half a table.
//! Cells are texts here; what they mean is decided where they are used.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::csv::{self, ProblemKind};
use crate::{results, sheet};

/// The largest data file that is read, in bytes.
pub const MAX_BYTES: usize = csv::MAX_BYTES;
/// How many data files of a package are read.
pub const MAX_FILES: usize = 2_000;
/// How many columns a table may have.
pub const MAX_COLUMNS: usize = 1_000;

/// The data files of a package by their path, those that could not be read among them.
#[derive(Clone, Debug, Default)]
pub struct DataFiles(pub BTreeMap<String, Arc<DataFile>>);

/// A file that a declaration names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataFile {
    /// It is not there.
    Missing,
    /// It may not or cannot be looked at: it lies outside of the package, is a folder, is closed to us. Why, in words that go
    /// on after the file's name.
    Refused(String),
    /// It is there, and was not read: why, in words that go on after the file's name.
    Unread(String),
    /// It was read.
    Read {
        /// The SHA-256 of its bytes, in lower-case hexadecimal digits.
        digest: String,
        /// Its rows; why there are none, in words that go on after the file's name.
        rows: Result<Rows, String>,
    },
}

/// The rows of a table.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Rows {
    /// The columns, in the order of the file.
    pub columns: Vec<Column>,
    /// The rows. Each has a cell for every column.
    pub rows: Vec<Row>,
    /// What a row is counted by: `line`, `row` of a workbook, `object` of JSON, `test`, `result`, `finding`.
    pub counted_by: &'static str,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// As it is called in the file.
    pub title: String,
    /// As a formula calls it: `mfa-enrolled` for "MFA Enrolled".
    pub name: String,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line of the file where it begins, or the number of the object, from 1.
    pub number: u32,
    /// The cells as they stand.
    pub cells: Vec<String>,
}

impl DataFile {
    /// Reads the file at `path` with these bytes.
    pub fn read(path: &str, bytes: &[u8]) -> DataFile {
        if bytes.len() > MAX_BYTES {
            return DataFile::Unread(format!("is larger than {} MB", MAX_BYTES >> 20));
        }
        let digest = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let ending = path.rsplit_once('.').map_or(String::new(), |(_, e)| e.to_ascii_lowercase());
        let rows = match ending.as_str() {
            "csv" | "tsv" | "txt" => csv_rows(bytes),
            "json" | "sarif" => json_rows(bytes),
            "xlsx" | "xlsm" | "ods" => sheet::rows(bytes),
            "xml" => results::junit(bytes),
            _ => Err("is no table: rows are read from CSV, JSON, XLSX and ODS files, from test reports (JUnit XML) and SARIF"
                .to_owned()),
        };
        DataFile::Read { digest, rows }
    }
}

impl Rows {
    /// The index of the column that formulas call `name`.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }
}

/// `title` as an identifier: lower case, a hyphen for whatever is neither a letter nor a digit.
pub fn column_name(title: &str) -> String {
    let mut name = String::new();
    for c in title.trim().chars() {
        match c.is_alphanumeric() {
            true => name.extend(c.to_lowercase()),
            false if !name.ends_with('-') => name.push('-'),
            false => {}
        }
    }
    name.trim_matches('-').to_owned()
}

pub(crate) fn columns(titles: impl Iterator<Item = String>) -> Result<Vec<Column>, String> {
    let columns: Vec<Column> = titles.map(|title| Column { name: column_name(&title), title }).collect();
    if columns.len() > MAX_COLUMNS {
        return Err(format!("has more than {MAX_COLUMNS} columns"));
    }
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for column in columns.iter().filter(|c| !c.name.is_empty()) {
        if let Some(first) = seen.insert(&column.name, &column.title) {
            return Err(format!(
                "has two columns that are both called `{}`: “{first}” and “{}”",
                column.name, column.title
            ));
        }
    }
    Ok(columns)
}

fn csv_rows(bytes: &[u8]) -> Result<Rows, String> {
    let table = csv::read(bytes);
    let doubt = |kind| match kind {
        ProblemKind::GuessedEncoding | ProblemKind::LongCell => false,
        ProblemKind::BadCharacters
        | ProblemKind::OpenQuote
        | ProblemKind::StrayQuote
        | ProblemKind::NoValue
        | ProblemKind::TooLarge => true,
    };
    if let Some(problem) = table.problems.iter().find(|p| doubt(p.kind)) {
        return Err(format!("cannot be read as a table: line {}: {}", problem.line, problem.message));
    }
    let mut lines = table.rows.into_iter();
    let Some(head) = lines.next() else {
        return Err("is empty: the first line names the columns".to_owned());
    };
    let columns = columns(head.cells.into_iter())?;
    let mut rows = Vec::new();
    for line in lines {
        let mut cells = line.cells;
        // Spreadsheets write commas for columns that hold nothing.
        while cells.len() > columns.len() && cells.last().is_some_and(|c| c.trim().is_empty()) {
            cells.pop();
        }
        if cells.len() != columns.len() {
            return Err(format!(
                "is no table: line {} has {} cells, and the first line names {} columns",
                line.line,
                cells.len(),
                columns.len()
            ));
        }
        rows.push(Row { number: line.line, cells });
    }
    Ok(Rows { columns, rows, counted_by: "line" })
}

fn json_rows(bytes: &[u8]) -> Result<Rows, String> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let no_list = "is no table: it is to be a list of objects, as in `[{\"column\": \"cell\"}]`";
    let value: Value = serde_json::from_slice(bytes).map_err(|error| format!("is no JSON: {error}"))?;
    if let Some(rows) = results::known_json(&value) {
        return rows;
    }
    let Value::Array(items) = value else { return Err(no_list.to_owned()) };
    if items.len() > csv::MAX_ROWS {
        return Err(format!("has more than {} rows", csv::MAX_ROWS));
    }
    let mut titles: Vec<String> = Vec::new();
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows = Vec::new();
    let mut cells_in_all = 0;
    for (i, item) in items.into_iter().enumerate() {
        let number = u32::try_from(i + 1).unwrap_or(u32::MAX);
        let Value::Object(entries) = item else {
            return Err(format!("is no table: item {number} of its list is no object"));
        };
        let mut cells: Vec<String> = vec![String::new(); titles.len()];
        for (key, value) in entries {
            let cell = match value {
                Value::Null => String::new(),
                Value::Bool(so) => so.to_string(),
                Value::Number(n) => n.to_string(),
                Value::String(text) => text,
                Value::Array(_) | Value::Object(_) => {
                    return Err(format!(
                        "is no table: `{key}` of object {number} is a list or an object, and a cell is a text, a number, yes or no"
                    ));
                }
            };
            let at = *index.entry(key.clone()).or_insert_with(|| {
                titles.push(key);
                titles.len() - 1
            });
            if cells.len() <= at {
                cells.resize(at + 1, String::new());
            }
            if let Some(slot) = cells.get_mut(at) {
                *slot = cell;
            }
        }
        if titles.len() > MAX_COLUMNS {
            return Err(format!("has more than {MAX_COLUMNS} columns"));
        }
        cells_in_all += titles.len();
        if cells_in_all > csv::MAX_CELLS {
            return Err(format!("has more than {} cells", csv::MAX_CELLS));
        }
        rows.push(Row { number, cells });
    }
    for row in &mut rows {
        row.cells.resize(titles.len(), String::new());
    }
    Ok(Rows { columns: columns(titles.into_iter())?, rows, counted_by: "object" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(path: &str, text: &str) -> Result<Rows, String> {
        match DataFile::read(path, text.as_bytes()) {
            DataFile::Read { rows, .. } => rows,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn columns_are_called_as_identifiers() {
        let names = ["MFA Enrolled", "days_open", " Größe (m²) ", "A--b", "%", "x.y"].map(column_name);
        assert_eq!(names, ["mfa-enrolled", "days-open", "größe-m²", "a-b", "", "x-y"]);
    }

    #[test]
    fn csv_and_json_give_the_same() {
        let csv = rows("a.csv", "Name;Done\n\nann;yes\nbob;\n").unwrap();
        let names: Vec<&str> = csv.columns.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["name", "done"]);
        let numbers: Vec<u32> = csv.rows.iter().map(|r| r.number).collect();
        assert_eq!(numbers, [3, 4]);
        let json = r#"[{"Name": "ann", "Done": true}, {"Done": null, "Name": "bob", "Age": 7.50}, {}]"#;
        let json = rows("a.JSON", json).unwrap();
        let cells: Vec<Vec<&str>> =
            json.rows.iter().map(|r| r.cells.iter().map(String::as_str).collect()).collect();
        let wide: Vec<usize> = cells.iter().map(Vec::len).collect();
        assert_eq!(wide, [3, 3, 3]);
        let done = json.column("done").unwrap();
        assert_eq!([cells[0][done], cells[1][done], cells[2][done]], ["true", "", ""]);
    }

    #[test]
    fn what_is_no_table_says_why() {
        for (path, text, why) in [
            ("a.csv", "", "empty"),
            ("a.csv", "a,b\n1,2,3\n", "line 2 has 3 cells"),
            ("a.csv", "a,b\n1\n", "line 2 has 1 cells"),
            ("a.csv", "A b,a-b\n1,2\n", "both called `a-b`"),
            ("a.csv", "a,b\n\"1,2\n", "line 2"),
            ("a.json", "{}", "list of objects"),
            ("a.json", "[1]", "item 1"),
            ("a.json", "[{\"a\": [1]}]", "`a` of object 1"),
            ("a.json", "[", "no JSON"),
            ("a.pdf", "%PDF", "CSV, JSON"),
            ("a.xlsx", "PK", "no workbook"),
            ("a.xml", "<html/>", "no test report"),
        ] {
            let error = rows(path, text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
        let large = DataFile::read("a.csv", &vec![b'x'; MAX_BYTES + 1]);
        assert_eq!(large, DataFile::Unread("is larger than 16 MB".into()));
    }

    #[test]
    fn surplus_cells_that_hold_nothing_are_dropped() {
        assert_eq!(rows("a.csv", "a,b\n1,2,,\n").unwrap().rows[0].cells, ["1", "2"]);
    }

    #[test]
    fn the_digest_is_that_of_the_bytes() {
        let DataFile::Read { digest, .. } = DataFile::read("a.csv", b"abc") else { panic!() };
        assert_eq!(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
