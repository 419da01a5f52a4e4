//! A workbook: statements of applicability, their clauses and totals, the documents, and every register, each on a sheet that
//! can be filtered and printed as it comes. Every word is written as a text, so a formula within one stays a text.
//!
//! What is approved and what is computed have headings of their own above the columns. Sheets are named by what they hold; a
//! text that is longer than a cell can be goes on in a sheet for such texts.

mod sizes;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Table as SheetTable, TableColumn,
    TableStyle, Url, Workbook, Worksheet, XlsxError,
};

use crate::document::{Content, Document, Fact, Part, Row, Sort, Status, Table};
use crate::formats::{OutputFile, flat};
use crate::reports::soa::{BEYOND, CONTROLS, MAIN};
use sizes::Sizes;

/// The file.
pub const FILE: &str = "workbook.xlsx";
/// The longest text of a cell, and of a heading of a table, in UTF-16 units.
const LONGEST: usize = 32_000;
const LONGEST_HEADING: usize = 250;
/// So much of a long text is seen in a row that is as high as it can be.
const OF_ROW: usize = 2_500;
/// The longest line at the edge of a page.
const LONGEST_EDGE: usize = 120;
/// How many characters stand side by side on a page.
const PAGE: f64 = 200.0;
/// A4.
const A4: u8 = 9;
/// The most rows of a sheet that are written, below its heading: what Excel can hold.
const ROWS: usize = 1_000_000;

const APPROVED: Color = Color::RGB(0x1F_3A_5F);
const STATE: Color = Color::RGB(0x3F_5F_4A);
/// From the least to the most; each is told apart in grey, too.
const HEAT: [Color; 5] = [
    Color::RGB(0xDD_EF_DD),
    Color::RGB(0xF0_F2_C8),
    Color::RGB(0xFB_DF_A8),
    Color::RGB(0xF4_B5_91),
    Color::RGB(0xE5_8A_83),
];

/// Writes the workbook of `documents`.
pub fn render(documents: &[Document]) -> Vec<OutputFile> {
    if documents.is_empty() {
        return Vec::new();
    }
    let mut book = Book { sheets: Vec::new(), names: Vec::new(), rest: Vec::new() };
    // What is written is within all limits of the form, so nothing of this fails.
    let written = book.fill(documents).and_then(|()| book.save(documents));
    debug_assert!(written.is_ok(), "{written:?}");
    written.map_or_else(|_| Vec::new(), |bytes| vec![OutputFile { path: FILE.to_string(), bytes }])
}

/// A sheet with its name and what the list of sheets says of it.
struct Listed {
    sheet: Worksheet,
    name: String,
    says: String,
    status: &'static str,
}

struct Book {
    sheets: Vec<Listed>,
    names: Vec<String>,
    /// What did not fit into its cell: where that is, and the text.
    rest: Vec<(String, String)>,
}

impl Book {
    fn fill(&mut self, documents: &[Document]) -> Result<(), XlsxError> {
        for document in documents.iter().filter(|d| d.sort == Sort::Soa) {
            for (i, table) in document.tables.iter().enumerate() {
                if &*table.key == CONTROLS {
                    self.table(document, table, &document.title, &document.title, Some(MAIN))?;
                    if table.groups.iter().any(|g| g.section == BEYOND) {
                        let title = format!("Other controls: {}", document.title);
                        self.table(document, table, "Other controls", &title, Some(BEYOND))?;
                    }
                    self.facts(document)?;
                } else if i > 0 {
                    let title = format!("{}: {}", table.title, document.title);
                    self.table(document, table, &table.title, &title, None)?;
                }
            }
        }
        self.texts(documents)?;
        for document in documents.iter().filter(|d| d.sort == Sort::Register) {
            for (i, table) in document.tables.iter().enumerate() {
                let name = if i == 0 { &document.title } else { &table.title };
                match table.scale.is_empty() {
                    true => self.table(document, table, name, name, None)?,
                    false => self.matrix(document, table)?,
                }
            }
        }
        self.long_texts(&documents[0])
    }

    fn save(self, documents: &[Document]) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        // The day that the documents are of: there is no clock.
        let created = date(documents[0].as_of).unwrap_or_default();
        let organization = issuer(&documents[0]);
        book.set_properties(
            &DocProperties::new()
                .set_title("Information security: applicability and registers")
                .set_author(&organization)
                .set_company(&organization)
                .set_creation_datetime(&created),
        );
        let mut contents = Worksheet::new();
        contents.set_name("Contents")?;
        let heads = ["Sheet", "What it holds", "Status"];
        let head = head_format(APPROVED);
        contents.write_string_with_format(0, 0, cut(&organization, LONGEST).0, &Format::new().set_bold())?;
        contents.write_string(1, 0, format!("State on {}", documents[0].as_of))?;
        for (c, title) in (0u16..).zip(heads) {
            contents.write_string_with_format(3, c, title, &head)?;
        }
        let text = text_format();
        let mut sizes = Sizes::fixed(&[34.0, 70.0, 14.0]);
        for (r, listed) in (4u32..).zip(&self.sheets) {
            let to = format!("internal:'{}'!A1", listed.name.replace('\'', "''"));
            contents.write_url_with_text(r, 0, Url::new(to), &listed.name)?;
            contents.write_string_with_format(r, 1, cut(&listed.says, LONGEST).0, &text)?;
            contents.write_string_with_format(r, 2, listed.status, &text)?;
            sizes.says(r, 1, &listed.says);
        }
        sizes.apply(&mut contents)?;
        contents.set_freeze_panes(4, 0)?;
        page(&mut contents, &documents[0], "Contents", "");
        contents.set_repeat_rows(3, 3)?;
        book.push_worksheet(contents);
        for listed in self.sheets {
            book.push_worksheet(listed.sheet);
        }
        book.save_to_buffer()
    }

    /// A name that a sheet can have: of at most 31 letters, without signs that a formula would read, once in the book.
    fn name(&mut self, title: &str) -> String {
        let safe: String =
            title.chars().map(|c| if "[]:*?/\\'".contains(c) || c.is_control() { ' ' } else { c }).collect();
        let words = safe.split_whitespace().collect::<Vec<_>>().join(" ");
        let shortened = |most: usize| -> String {
            let mut out = String::new();
            for c in words.chars() {
                if out.encode_utf16().count() + c.len_utf16() > most {
                    break;
                }
                out.push(c);
            }
            out.trim().to_string()
        };
        let mut name = shortened(31);
        let mut n = 2;
        // These two are taken: one by Excel, one by the list of sheets.
        let taken = |name: &str, names: &[String]| {
            let lower = name.to_lowercase();
            lower.is_empty() || lower == "history" || lower == "contents" || names.contains(&lower)
        };
        while taken(&name, &self.names) {
            let end = format!(" {n}");
            name = format!("{}{end}", shortened(31 - end.len())).trim().to_string();
            n += 1;
        }
        self.names.push(name.to_lowercase());
        name
    }

    fn list(&mut self, document: &Document, sheet: Worksheet, name: String, says: &str) {
        self.sheets.push(Listed { sheet, name, says: says.to_string(), status: document.status.title() });
    }

    /// A text as a cell can hold it; what is too long goes on elsewhere.
    fn text(&mut self, sheet: &str, text: &str) -> String {
        let (fits, rest) = cut(text, LONGEST);
        if rest.is_empty() {
            return fits.to_string();
        }
        self.rest.push((sheet.to_string(), text.to_string()));
        format!("{fits} … (whole in the sheet of long texts, no. {})", self.rest.len())
    }

    /// What stands at the top of a sheet: its title, how the document stands.
    fn top(
        &mut self,
        sheet: &mut Worksheet,
        document: &Document,
        name: &str,
        title: &str,
    ) -> Result<(), XlsxError> {
        let bold = Format::new().set_bold().set_font_size(14);
        sheet.write_string_with_format(0, 0, self.text(name, title), &bold)?;
        let mut says = document.status_says.clone();
        if let Some(classification) = &document.classification {
            says.push_str(&format!(". Classification: {classification}"));
        }
        let says = self.text(name, &says);
        let colour =
            if document.status == Status::Draft { Color::RGB(0x9C_1C_1C) } else { Color::RGB(0x33_33_33) };
        sheet.write_string_with_format(1, 0, says, &Format::new().set_font_color(colour))?;
        Ok(())
    }

    /// A table that can be filtered, on a sheet called `name`. `section`: of its groups, those of one section.
    fn table(
        &mut self,
        document: &Document,
        table: &Table,
        name: &str,
        title: &str,
        section: Option<&str>,
    ) -> Result<(), XlsxError> {
        let name = self.name(name);
        let mut sheet = Worksheet::new();
        sheet.set_name(&name)?;
        self.top(&mut sheet, document, &name, title)?;
        let is_in = |row: &&Row| {
            let of = row.group.and_then(|g| table.groups.get(g));
            section.is_none_or(|s| of.is_none_or(|g| g.section == s))
        };
        let rows: Vec<&Row> = table.rows.iter().filter(is_in).collect();
        let mut columns: Vec<(String, Part)> =
            flat::columns(table).into_iter().map(|c| (c.title, c.part)).collect();
        let named = flat::columns(table).iter().take_while(|c| c.names).count().min(2);
        let mut cells: Vec<Vec<Content>> = rows.iter().map(|row| flat::cells(table, row, "\n")).collect();
        let last = columns.last().map_or(Part::Declared, |(_, part)| *part);
        columns.push(("Where this comes from".to_string(), last));
        for (row, cells) in rows.iter().zip(&mut cells) {
            cells.push(Content::text(flat::places(row).join("\n")));
        }
        let said: Vec<bool> = (0..columns.len())
            .map(|c| c < named || cells.iter().any(|row| row.get(c).is_some_and(|c| !c.is_empty())))
            .collect();
        let keep = |c: &usize| said.get(*c).copied().unwrap_or(false);
        let shown: Vec<usize> = (0..columns.len()).filter(keep).collect();
        let columns: Vec<(String, Part)> = shown.iter().filter_map(|c| columns.get(*c).cloned()).collect();
        let cells: Vec<Vec<Content>> = cells
            .into_iter()
            .map(|row| shown.iter().map(|c| row.get(*c).cloned().unwrap_or_default()).collect())
            .collect();
        page(&mut sheet, document, title, &name);
        self.grid(&mut sheet, document, &name, &columns, &cells, named)?;
        self.list(document, sheet, name, title);
        Ok(())
    }

    /// Headings and rows, with a filter; the headings stay where they are when the rows move.
    fn grid(
        &mut self,
        sheet: &mut Worksheet,
        document: &Document,
        name: &str,
        columns: &[(String, Part)],
        rows: &[Vec<Content>],
        named: usize,
    ) -> Result<(), XlsxError> {
        const BAND: u32 = 2;
        const HEAD: u32 = 3;
        let apart = columns.iter().any(|(_, p)| *p == Part::Approved);
        // Excel wants each heading once.
        let mut heads: Vec<String> = Vec::new();
        for (title, _) in columns {
            let mut free = title.clone();
            let mut n = 2;
            while heads.iter().any(|h| h.to_lowercase() == free.to_lowercase()) {
                free = format!("{title} ({n})");
                n += 1;
            }
            heads.push(free);
        }
        let fits = heads.iter().all(|h| !h.is_empty() && h.encode_utf16().count() <= LONGEST_HEADING);
        let last_column = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(0);
        let last_row = HEAD + u32::try_from(rows.len().min(ROWS)).unwrap_or(0);
        let formats: Vec<Format> = columns.iter().map(|(_, part)| head_format(colour(*part))).collect();
        if fits && !rows.is_empty() {
            let all = heads.iter().zip(&formats);
            let columns: Vec<TableColumn> =
                all.map(|(h, f)| TableColumn::new().set_header(h).set_header_format(f)).collect();
            let table = SheetTable::new().set_columns(&columns).set_style(TableStyle::Light1);
            sheet.add_table(HEAD, 0, last_row, last_column, &table)?;
        } else {
            for (c, (head, format)) in (0u16..).zip(heads.iter().zip(&formats)) {
                sheet.write_string_with_format(HEAD, c, self.text(name, head), format)?;
            }
            sheet.autofilter(HEAD, 0, last_row, last_column)?;
        }
        if apart {
            let bands = [
                (Part::Approved, "The approved part".to_string()),
                (
                    Part::State,
                    format!("State on {}, computed, not part of the approved version", document.as_of),
                ),
            ];
            for (part, says) in bands {
                let of = |c: &(usize, &(String, Part))| c.1.1 == part;
                for (i, (c, _)) in columns.iter().enumerate().filter(of).enumerate() {
                    let c = u16::try_from(c).unwrap_or(u16::MAX);
                    let format = Format::new().set_bold().set_font_color(Color::White);
                    let format = format.set_background_color(colour(part));
                    sheet.write_string_with_format(BAND, c, if i == 0 { &says } else { "" }, &format)?;
                }
            }
        }
        let (text, day) = (text_format(), text_format().set_num_format("yyyy-mm-dd"));
        let mut sizes = Sizes::default();
        for (r, row) in (HEAD + 1..).zip(rows.iter().take(ROWS)) {
            for (c, content) in (0u16..).zip(row) {
                let dated = match content {
                    Content::Date(on) => date(*on),
                    _ => None,
                };
                match (content, dated) {
                    (Content::Empty, _) => {
                        sheet.write_blank(r, c, &text)?;
                    }
                    (_, Some(on)) => {
                        sheet.write_datetime_with_format(r, c, &on, &day)?;
                    }
                    (Content::Number(n), _) if *n < 1 << 50 => {
                        sheet.write_number_with_format(r, c, *n as f64, &text)?;
                    }
                    _ => {
                        let said = self.text(name, &content.plain());
                        sizes.says(r, c, &said);
                        sheet.write_string_with_format(r, c, said, &text)?;
                    }
                }
            }
        }
        // A heading has its button beside it.
        sizes.widen(&heads.iter().map(|h| h.chars().count() + 4).collect::<Vec<_>>());
        for (c, head) in (0u16..).zip(&heads) {
            sizes.says(HEAD, c, &format!("{head}    "));
        }
        sizes.apply(sheet)?;
        // As many pages side by side as it takes to be read; each begins with what names the row.
        let pages = (1u16..=8).find(|n| f64::from(*n) * PAGE >= sizes.all()).unwrap_or(8);
        sheet.set_print_fit_to_pages(pages, 0);
        sheet.set_freeze_panes(HEAD + 1, u16::try_from(named).unwrap_or(0))?;
        sheet.set_repeat_rows(if apart { BAND } else { HEAD }, HEAD)?;
        if named > 0 && columns.len() > named {
            sheet.set_repeat_columns(0, u16::try_from(named - 1).unwrap_or(0))?;
        }
        Ok(())
    }

    /// The control block of a document.
    fn facts(&mut self, document: &Document) -> Result<(), XlsxError> {
        let title = format!("Control block: {}", document.title);
        let name = self.name("Control block");
        let mut sheet = Worksheet::new();
        sheet.set_name(&name)?;
        self.top(&mut sheet, document, &name, &title)?;
        let (head, text) = (head_format(APPROVED), text_format());
        let mut sizes = Sizes::fixed(&[22.0, 90.0]);
        for (r, fact) in (3u32..).zip(&document.facts) {
            sheet.write_string_with_format(r, 0, self.text(&name, &fact.title), &head)?;
            let says = self.text(&name, &stated(fact));
            sizes.says(r, 1, &says);
            sheet.write_string_with_format(r, 1, says, &text)?;
        }
        sizes.apply(&mut sheet)?;
        page(&mut sheet, document, &title, &name);
        self.list(document, sheet, name, &title);
        Ok(())
    }

    /// The organization's own texts, each with its control block in a row.
    fn texts(&mut self, documents: &[Document]) -> Result<(), XlsxError> {
        let texts: Vec<&Document> = documents.iter().filter(|d| d.sort == Sort::Text).collect();
        let Some(first) = texts.first() else { return Ok(()) };
        let mut columns: Vec<(String, String)> = Vec::new();
        for fact in texts.iter().flat_map(|d| &d.facts) {
            if !columns.iter().any(|(key, _)| *key == fact.key) {
                columns.push((fact.key.to_string(), fact.title.to_string()));
            }
        }
        let rows: Vec<Vec<Content>> = texts
            .iter()
            .map(|d| {
                let of = |key: &str| d.facts.iter().find(|f| f.key == key);
                let facts = columns.iter().map(|(key, _)| match of(key).map(|f| &f.cell.content) {
                    Some(Content::Date(day)) => Content::Date(*day),
                    Some(_) => Content::text(of(key).map_or_else(String::new, stated)),
                    None => Content::Empty,
                });
                std::iter::once(Content::text(d.of_title.clone())).chain(facts).collect()
            })
            .collect();
        let heads = std::iter::once("Kind".to_string()).chain(columns.iter().map(|(_, title)| title.clone()));
        let heads: Vec<(String, Part)> = heads.map(|h| (h, Part::Declared)).collect();
        let title = "Policies and other texts";
        let name = self.name(title);
        let mut sheet = Worksheet::new();
        sheet.set_name(&name)?;
        sheet.write_string_with_format(0, 0, title, &Format::new().set_bold().set_font_size(14))?;
        let any_draft = texts.iter().find(|d| d.status == Status::Draft).unwrap_or(first);
        page(&mut sheet, any_draft, title, &name);
        self.grid(&mut sheet, first, &name, &heads, &rows, 3)?;
        self.list(any_draft, sheet, name, title);
        Ok(())
    }

    /// Where risks stand, in colours and words.
    fn matrix(&mut self, document: &Document, table: &Table) -> Result<(), XlsxError> {
        let name = self.name(&table.title);
        let mut sheet = Worksheet::new();
        sheet.set_name(&name)?;
        self.top(&mut sheet, document, &name, &table.title)?;
        let head = head_format(STATE);
        let widths = (0..table.columns.len()).map(|c| if c == 0 { 16.0 } else { 34.0 });
        let mut sizes = Sizes::fixed(&widths.collect::<Vec<_>>());
        for (c, column) in (0u16..).zip(&table.columns) {
            sheet.write_string_with_format(3, c, self.text(&name, &column.title), &head)?;
        }
        let last = table.scale.len().saturating_sub(1).max(1);
        for (r, row) in (4u32..).zip(&table.rows) {
            for (c, cell) in (0u16..).zip(&row.cells) {
                let Content::List { word, items } = &cell.content else {
                    sheet.write_string_with_format(r, c, self.text(&name, &cell.content.plain()), &head)?;
                    continue;
                };
                let level = word.as_ref().map_or("", |w| &*w.word);
                let step = table.scale.iter().position(|s| s == level).map_or(0, |i| i * 4 / last);
                let mut lines: Vec<String> = vec![level.to_string()];
                lines.extend(items.iter().map(|i| crate::document::plain(&i.text)));
                let format = text_format().set_background_color(HEAT[step.min(4)]);
                let says = self.text(&name, &lines.join("\n"));
                sizes.says(r, c, &says);
                sheet.write_string_with_format(r, c, says, &format)?;
            }
        }
        sizes.apply(&mut sheet)?;
        sheet.set_freeze_panes(4, 1)?;
        sheet.set_repeat_rows(3, 3)?;
        page(&mut sheet, document, &table.title, &name);
        self.list(document, sheet, name, &table.title);
        Ok(())
    }

    /// What did not fit into cells, in as many rows as it takes.
    fn long_texts(&mut self, document: &Document) -> Result<(), XlsxError> {
        if self.rest.is_empty() {
            return Ok(());
        }
        let title = "Long texts";
        let name = self.name(title);
        let mut sheet = Worksheet::new();
        sheet.set_name(&name)?;
        let (head, text) = (head_format(APPROVED), text_format());
        for (c, title) in (0u16..).zip(["No.", "Of the sheet", "Text"]) {
            sheet.write_string_with_format(0, c, title, &head)?;
        }
        let mut sizes = Sizes::fixed(&[8.0, 30.0, 120.0]);
        let mut r = 1;
        for (n, (of, whole)) in (1u32..).zip(std::mem::take(&mut self.rest)) {
            let mut rest = whole.as_str();
            while !rest.is_empty() {
                // What is longer than a row is high goes on in the next.
                let (fits, more) = cut(rest, OF_ROW);
                sizes.says(r, 2, fits);
                sheet.write_number_with_format(r, 0, n, &text)?;
                sheet.write_string_with_format(r, 1, &of, &text)?;
                sheet.write_string_with_format(r, 2, fits, &text)?;
                rest = more;
                r += 1;
            }
        }
        sizes.apply(&mut sheet)?;
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_repeat_rows(0, 0)?;
        page(&mut sheet, document, title, &name);
        self.list(document, sheet, name, title);
        Ok(())
    }
}

/// How a sheet is printed: on A4, lying, as wide as the page, with its status and its number on every page.
fn page(sheet: &mut Worksheet, document: &Document, title: &str, name: &str) {
    // `&` begins a code there.
    let edge = |text: &str| -> String {
        let short = if text.chars().count() > LONGEST_EDGE { name } else { text };
        short.replace('&', "&&")
    };
    let status = if document.status == Status::Draft { document.status.title() } else { "" };
    let classification = document.classification.as_deref().unwrap_or("");
    let classification = if classification.chars().count() > 40 { "" } else { classification };
    sheet
        .set_landscape()
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.4, 0.4, 0.7, 0.6, 0.3, 0.3)
        .set_header(format!("&L{}&C&\"-,Bold\"{status}&R{}", edge(title), edge(classification)))
        .set_footer(format!("&LState on {}&RPage &P of &N", document.as_of));
}

fn colour(part: Part) -> Color {
    match part {
        Part::Approved | Part::Declared => APPROVED,
        Part::State => STATE,
    }
}

fn head_format(colour: Color) -> Format {
    Format::new()
        .set_bold()
        .set_font_color(Color::White)
        .set_background_color(colour)
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Thin)
}

fn text_format() -> Format {
    let grey = Color::RGB(0xC8_CC_D0);
    Format::new()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_align(FormatAlign::Left)
        .set_border(FormatBorder::Thin)
        .set_border_color(grey)
}

/// As much of a text as a cell holds that holds `most`, and the rest.
fn cut(text: &str, most: usize) -> (&str, &str) {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > most {
            // Between words, where there are some.
            return text.split_at(text[..at].rfind(' ').map_or(at, |space| space + 1));
        }
    }
    (text, "")
}

/// What a line of a control block says.
fn stated(fact: &Fact) -> String {
    if fact.cell.content.is_empty() { "not stated".to_string() } else { fact.cell.content.plain() }
}

/// A day that Excel can count; its calendar begins in 1900.
fn date(day: annexa_core::time::Date) -> Option<ExcelDateTime> {
    let (year, month, day) = (day.year(), day.month(), day.day());
    let year = u16::try_from(year).ok().filter(|y| *y >= 1900)?;
    ExcelDateTime::from_ymd(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?).ok()
}

/// Who issues the documents.
fn issuer(document: &Document) -> String {
    let fact = document.facts.iter().find(|f| f.key == "organization");
    fact.map_or_else(String::new, |f| f.cell.content.plain())
}
