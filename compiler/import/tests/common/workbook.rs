//! Workbooks as small as there can be, from text.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A workbook of sheets: a name, the rows, a line each with `|` between cells, and regions of merged cells (`A2:A4`). What
/// begins with `=` is a formula without a value.
pub fn workbook(sheets: &[(&str, &str, &[&str])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: String, text: String| {
        writer.start_file(name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(text.as_bytes()).expect("its text");
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let packages = "http://schemas.openxmlformats.org/package/2006/relationships";
    let (mut names, mut links) = (String::new(), String::new());
    for (number, (name, rows, merged)) in (1..).zip(sheets) {
        names.push_str(&format!("<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"r{number}\"/>"));
        links.push_str(&format!(
            "<Relationship Id=\"r{number}\" Type=\"{kinds}/worksheet\" Target=\"worksheets/s{number}.xml\"/>"
        ));
        let mut data = String::new();
        for (line, row) in (1..).zip(rows.lines()) {
            data.push_str(&format!("<row r=\"{line}\">"));
            for (column, text) in ('A'..).zip(row.split('|')).filter(|(_, text)| !text.trim().is_empty()) {
                let text = text.trim().replace('&', "&amp;").replace('<', "&lt;");
                match text.strip_prefix('=') {
                    Some(formula) => data.push_str(&format!("<c r=\"{column}{line}\"><f>{formula}</f></c>")),
                    None => data.push_str(&format!(
                        "<c r=\"{column}{line}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"
                    )),
                }
            }
            data.push_str("</row>");
        }
        let regions: String = merged.iter().map(|region| format!("<mergeCell ref=\"{region}\"/>")).collect();
        let regions =
            if merged.is_empty() { String::new() } else { format!("<mergeCells>{regions}</mergeCells>") };
        part(
            format!("xl/worksheets/s{number}.xml"),
            format!("<worksheet xmlns=\"{main}\"><sheetData>{data}</sheetData>{regions}</worksheet>"),
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
