//! What other tools found, as rows: test reports (JUnit XML), static analysis (SARIF 2.1.0) and assessments (OSCAL assessment
//! results). Each has columns of its own, whatever tool wrote it.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use crate::csv;
use crate::data::{Row, Rows, columns};
use crate::xml::attribute;

/// The columns of a test report: a row for each test.
const JUNIT: [&str; 5] = ["suite", "class", "name", "result", "time"];
/// The columns of SARIF: a row for each result.
const SARIF: [&str; 6] = ["rule", "level", "message", "file", "line", "suppressed"];
/// The columns of OSCAL assessment results: a row for each finding.
const OSCAL: [&str; 4] = ["target", "state", "title", "collected"];

fn table(titles: &[&str], rows: Vec<Vec<String>>, counted_by: &'static str) -> Result<Rows, String> {
    if rows.len() > csv::MAX_ROWS {
        return Err(format!("has more than {} rows", csv::MAX_ROWS));
    }
    let rows = rows.into_iter().enumerate();
    let rows = rows.map(|(i, cells)| Row { number: u32::try_from(i + 1).unwrap_or(u32::MAX), cells });
    Ok(Rows { columns: columns(titles.iter().map(|t| (*t).to_owned()))?, rows: rows.collect(), counted_by })
}

/// Reads a JUnit report: `<testsuite>` and `<testcase>` however deep they stand.
///
/// # Errors
/// Says why it is none.
pub(crate) fn junit(bytes: &[u8]) -> Result<Rows, String> {
    let mut reader = Reader::from_reader(bytes);
    let mut suites: Vec<String> = Vec::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut is_report = false;
    let mut buffer = Vec::new();
    loop {
        let event = reader.read_event_into(&mut buffer).map_err(|e| format!("is no XML: {e}"))?;
        let (start, empty) = match &event {
            Event::Start(start) => (Some(start), false),
            Event::Empty(start) => (Some(start), true),
            _ => (None, false),
        };
        if let Some(start) = start {
            match start.local_name().as_ref() {
                b"testsuites" => is_report = true,
                b"testsuite" => {
                    is_report = true;
                    if !empty {
                        suites.push(attribute(start, b"name"));
                    }
                }
                b"testcase" if is_report => {
                    let suite = suites.last().cloned().unwrap_or_default();
                    let of = |name: &[u8]| attribute(start, name);
                    rows.push(vec![suite, of(b"classname"), of(b"name"), "passed".into(), of(b"time")]);
                    if rows.len() > csv::MAX_ROWS {
                        return Err(format!("has more than {} rows", csv::MAX_ROWS));
                    }
                }
                word @ (b"failure" | b"error" | b"skipped") => {
                    if let Some(result) = rows.last_mut().and_then(|row| row.get_mut(3)) {
                        let word = if word == b"failure" { b"failed".as_slice() } else { word };
                        *result = String::from_utf8_lossy(word).into_owned();
                    }
                }
                _ => {}
            }
        }
        match event {
            Event::End(end) if end.local_name().as_ref() == b"testsuite" => drop(suites.pop()),
            Event::Eof => break,
            _ => {}
        }
        buffer.clear();
    }
    if !is_report {
        return Err("is no test report: of XML files, those of JUnit are read (`<testsuites>`)".to_owned());
    }
    table(&JUNIT, rows, "test")
}

/// The rows of a JSON document that another tool is known to write; `None` where it is none of these.
pub(crate) fn known_json(value: &Value) -> Option<Result<Rows, String>> {
    if let Some(runs) = value.get("runs").and_then(Value::as_array)
        && value.get("version").is_some()
    {
        return Some(sarif(runs));
    }
    let results = value.get("assessment-results")?;
    Some(oscal(results))
}

fn text(value: &Value, path: &[&str]) -> String {
    let found = path.iter().try_fold(value, |value, key| value.get(key));
    match found {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(n)) => n.to_string(),
        _ => String::new(),
    }
}

fn items<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn sarif(runs: &[Value]) -> Result<Rows, String> {
    let mut rows = Vec::new();
    for result in runs.iter().flat_map(|run| items(run, "results")) {
        let place = items(result, "locations").next().and_then(|l| l.get("physicalLocation"));
        let place = place.unwrap_or(&Value::Null);
        let rule = match text(result, &["ruleId"]) {
            none if none.is_empty() => text(result, &["rule", "id"]),
            rule => rule,
        };
        // Where a result says no level, it is a warning (SARIF 2.1.0, 3.27.10).
        let level = match text(result, &["level"]) {
            none if none.is_empty() => "warning".to_owned(),
            level => level,
        };
        let suppressed = items(result, "suppressions").next().is_some();
        rows.push(vec![
            rule,
            level,
            text(result, &["message", "text"]),
            text(place, &["artifactLocation", "uri"]),
            text(place, &["region", "startLine"]),
            if suppressed { "yes" } else { "no" }.to_owned(),
        ]);
    }
    table(&SARIF, rows, "result")
}

fn oscal(document: &Value) -> Result<Rows, String> {
    let mut rows = Vec::new();
    for result in items(document, "results") {
        let ended = text(result, &["end"]);
        let collected = if ended.is_empty() { text(result, &["start"]) } else { ended };
        let day = collected.split('T').next().unwrap_or("").to_owned();
        for finding in items(result, "findings") {
            rows.push(vec![
                text(finding, &["target", "target-id"]),
                text(finding, &["target", "status", "state"]),
                text(finding, &["title"]),
                day.clone(),
            ]);
        }
    }
    table(&OSCAL, rows, "finding")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_of_a_report() {
        let report = br#"<?xml version="1.0"?>
<testsuites><testsuite name="restore"><testcase classname="db" name="a &lt; b" time="1.5"/>
<testcase name="b"><failure message="no">text</failure></testcase>
<testcase name="c"><skipped/></testcase></testsuite></testsuites>"#;
        let rows = junit(report).expect("a report");
        let results: Vec<&str> = rows.rows.iter().map(|r| r.cells[3].as_str()).collect();
        assert_eq!(results, ["passed", "failed", "skipped"]);
        assert_eq!(rows.rows[0].cells, ["restore", "db", "a < b", "passed", "1.5"]);
        assert!(junit(b"<html></html>").is_err());
        assert!(junit(b"<testsuite><testcase").is_err());
    }

    #[test]
    fn results_of_an_analysis() {
        let log = serde_json::json!({"version": "2.1.0", "runs": [{"results": [
            {"ruleId": "R1", "message": {"text": "m"}, "locations": [{"physicalLocation":
                {"artifactLocation": {"uri": "a.c"}, "region": {"startLine": 7}}}]},
            {"rule": {"id": "R2"}, "level": "error", "suppressions": [{"kind": "inSource"}]}]}]});
        let rows = known_json(&log).expect("SARIF").expect("rows");
        assert_eq!(rows.rows[0].cells, ["R1", "warning", "m", "a.c", "7", "no"]);
        assert_eq!(rows.rows[1].cells, ["R2", "error", "", "", "", "yes"]);
    }

    #[test]
    fn findings_of_an_assessment() {
        let document = serde_json::json!({"assessment-results": {"results": [{"start": "2026-10-01T08:00:00Z",
            "findings": [{"title": "MFA", "target": {"target-id": "ac-2_obj", "status": {"state": "satisfied"}}}]}]}});
        let rows = known_json(&document).expect("OSCAL").expect("rows");
        assert_eq!(rows.rows[0].cells, ["ac-2_obj", "satisfied", "MFA", "2026-10-01"]);
        assert!(known_json(&serde_json::json!([{"a": 1}])).is_none());
    }
}
