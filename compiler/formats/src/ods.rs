//! The cells of an ODS file that were made one, which the reader of workbooks does not give.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::Dimensions;
use zip::ZipArchive;

use crate::csv::MAX_CELLS;
use crate::xml::{Seen, attribute, walk};

/// Merged cells by the names of their sheets; none where the file cannot be read.
pub(crate) fn merged(bytes: &[u8]) -> BTreeMap<String, Vec<Dimensions>> {
    let mut found: BTreeMap<String, Vec<Dimensions>> = BTreeMap::new();
    let mut content = Vec::new();
    let read = ZipArchive::new(Cursor::new(bytes))
        .ok()
        .and_then(|mut archive| archive.by_name("content.xml").ok()?.read_to_end(&mut content).ok());
    if read.is_none() {
        return found;
    }
    let (mut sheet, mut row, mut column) = (String::new(), 0u32, 0u32);
    let mut repeated = 1;
    let mut number = 0;
    // What breaks off is told by the reader of workbooks.
    let _ = walk(&content, |seen| match seen {
        Seen::Begins(start, is_empty) => {
            let times = |name: &[u8]| attribute(start, name).parse::<u32>().unwrap_or(1).max(1);
            match start.local_name().as_ref() {
                b"table" => {
                    sheet = attribute(start, b"name");
                    (row, column) = (0, 0);
                }
                b"table-row" => {
                    column = 0;
                    repeated = times(b"number-rows-repeated");
                    if is_empty {
                        row = row.saturating_add(repeated);
                    }
                }
                b"table-cell" | b"covered-table-cell" => {
                    let (rows, columns) = (times(b"number-rows-spanned"), times(b"number-columns-spanned"));
                    if (rows > 1 || columns > 1) && number < MAX_CELLS {
                        number += 1;
                        let end = (row.saturating_add(rows - 1), column.saturating_add(columns - 1));
                        let region = Dimensions { start: (row, column), end };
                        found.entry(sheet.clone()).or_default().push(region);
                    }
                    column = column.saturating_add(times(b"number-columns-repeated"));
                }
                _ => {}
            }
        }
        Seen::Ends(b"table-row") => row = row.saturating_add(repeated),
        _ => {}
    });
    found
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    #[test]
    fn merged_cells_are_found_behind_rows_and_cells_that_are_repeated() {
        let content = "<o:document-content xmlns:o=\"o\" xmlns:t=\"t\"><t:table t:name=\"S\"><t:table-row t:number-rows-repeated=\"3\"><t:table-cell/></t:table-row>\
            <t:table-row><t:table-cell t:number-columns-repeated=\"2\"/><t:table-cell t:number-rows-spanned=\"2\" t:number-columns-spanned=\"3\"><p>x</p></t:table-cell>\
            <t:covered-table-cell t:number-columns-repeated=\"2\"/></t:table-row></t:table></o:document-content>";
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("content.xml", SimpleFileOptions::default()).expect("a part");
        writer.write_all(content.as_bytes()).expect("its text");
        let bytes = writer.finish().expect("an archive").into_inner();
        let all = merged(&bytes);
        let regions: Vec<_> = all["S"].iter().map(|region| (region.start, region.end)).collect();
        assert_eq!(regions, [((3, 2), (4, 4))]);
        assert!(merged(b"no archive").is_empty());
    }
}
