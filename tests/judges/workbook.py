"""Reads a workbook with openpyxl, and asks whether it can be filtered and printed as it comes."""

import re
import sys

import openpyxl

book = openpyxl.load_workbook(sys.argv[1])
assert len(book.sheetnames) > 20, book.sheetnames
assert book.properties.created.isoformat().startswith("2026-11-01"), book.properties.created
filtered = 0
for sheet in book:
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert cells, f"{sheet.title} is empty"
    formulas = [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert not formulas, f"{sheet.title}: formulas in {formulas}"
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9, sheet.title
    assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
    assert "&P" in sheet.oddFooter.right.text, sheet.title
    if not sheet.title.startswith("Control block"):
        assert sheet.freeze_panes, f"{sheet.title}: the heading is frozen"
        assert sheet.print_title_rows, f"{sheet.title}: the heading is on every page"
    for table in sheet.tables.values():
        assert table.autoFilter is not None, sheet.title
        first, _ = table.ref.split(":")
        row = int(re.sub(r"\D", "", first))
        heads = [cell.value for cell in sheet[row] if cell.value is not None]
        assert heads == [column.name for column in table.tableColumns], sheet.title
        filtered += 1
assert filtered > 20, filtered
print(f"{len(book.sheetnames)} sheets, {filtered} tables with filters, no formula")
