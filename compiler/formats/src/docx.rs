//! Word documents (DOCX) as Markdown: headings, lists, tables, emphasis and links survive, and what does not is named.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use quick_xml::events::BytesStart;
use zip::ZipArchive;

use crate::csv::MAX_BYTES;
use crate::sheet::{MAX_UNPACKED, within};
use crate::xml::{Seen, attribute, walk};

/// The deepest list that is told from the one above it.
const DEEPEST: usize = 8;

/// A document as Markdown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its text.
    pub text: String,
    /// What it holds beside text, in words: pictures, footnotes, comments.
    pub left_out: BTreeSet<&'static str>,
    /// What is not simply text, paragraph by paragraph: what it is, and what it says.
    pub notes: Vec<(Note, String)>,
    /// What stands above and below each page, piece by piece.
    pub margins: Vec<String>,
}

/// What a text is that is not simply there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Note {
    /// A tracked insertion. It stands in the text.
    Inserted,
    /// A tracked deletion. It does not.
    Deleted,
    /// Hidden. It does not.
    Hidden,
    /// Struck through. It does not.
    Struck,
}

/// How a style of paragraphs looks.
#[derive(Clone, Debug, Default)]
struct Style {
    /// Its level as a heading.
    level: Option<usize>,
    /// Its list, and the level within.
    list: Option<(String, usize)>,
    /// Whether its name says that it numbers (`List Number`) or that it does not (`List Bullet`).
    numbers: Option<bool>,
    based_on: String,
}

/// The styles by their ids.
#[derive(Default)]
struct Styles(BTreeMap<String, Style>);

impl Styles {
    /// What a style, or one that it is based on, says.
    fn find<T>(&self, id: &str, says: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let mut id = id;
        for _ in 0..DEEPEST {
            let style = self.0.get(id)?;
            if let Some(said) = says(style) {
                return Some(said);
            }
            id = &style.based_on;
        }
        None
    }
}

/// Whether the bytes begin as a DOCX file does.
pub fn is_docx(path: &str, bytes: &[u8]) -> bool {
    path.to_ascii_lowercase().ends_with(".docx") && bytes.starts_with(b"PK")
}

/// Reads a Word document.
///
/// # Errors
/// Says why it cannot be read, in words that go on after its name.
pub fn read(bytes: &[u8]) -> Result<Document, String> {
    if bytes.len() > MAX_BYTES {
        return Err(format!("is larger than {} MB", MAX_BYTES >> 20));
    }
    within(bytes, MAX_UNPACKED)?;
    let broken = |error: zip::result::ZipError| format!("is no Word document that can be read: {error}");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut part = |name: &str| -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        archive.by_name(name).ok()?.read_to_end(&mut bytes).ok()?;
        Some(bytes)
    };
    let document = part("word/document.xml").ok_or("is no Word document that can be read: it has no text")?;
    let styles = part("word/styles.xml").map(|xml| styles(&xml)).transpose()?.unwrap_or_default();
    let ordered = part("word/numbering.xml").map(|xml| ordered(&xml)).transpose()?.unwrap_or_default();
    let links = part("word/_rels/document.xml.rels").map(|xml| links(&xml)).transpose()?.unwrap_or_default();
    let mut read = body(&document, &styles, &ordered, &links, ' ')?;
    let is_margin = |name: &String| {
        (name.starts_with("word/header") || name.starts_with("word/footer")) && name.ends_with(".xml")
    };
    let names = archive.file_names().flatten().map(std::borrow::Cow::into_owned);
    let mut margins: Vec<String> = names.filter(is_margin).collect();
    margins.sort();
    for name in margins {
        let mut bytes = Vec::new();
        let found = archive.by_name(&name).ok().and_then(|mut part| part.read_to_end(&mut bytes).ok());
        if found.is_none() {
            continue;
        }
        let margin = body(&bytes, &styles, &ordered, &BTreeMap::new(), '\t')?;
        let is_rule = |piece: &str| piece.chars().all(|c| "|- ".contains(c));
        let pieces = margin.text.split(['\n', '\t']).map(|piece| piece.trim().to_owned());
        for piece in pieces.filter(|piece| !is_rule(piece)) {
            if !read.margins.contains(&piece) {
                read.margins.push(piece);
            }
        }
    }
    Ok(read)
}

/// The styles of paragraphs, which have their names in English in every language.
fn styles(xml: &[u8]) -> Result<Styles, String> {
    let mut styles = Styles::default();
    let mut id = String::new();
    walk(xml, |seen| {
        let Seen::Begins(start, _) = seen else { return };
        let name = start.local_name();
        if name.as_ref() == b"style" {
            id = attribute(start, b"styleId");
        }
        let style = styles.0.entry(id.clone()).or_default();
        let value = || attribute(start, b"val");
        match name.as_ref() {
            b"name" => {
                let name = value().to_lowercase();
                let level = match name.strip_prefix("heading ") {
                    Some(level) => level.parse().ok(),
                    None => (name == "title").then_some(1),
                };
                style.level = level.or(style.level);
                style.numbers = match name.as_str() {
                    name if name.starts_with("list bullet") => Some(false),
                    name if name.starts_with("list number") => Some(true),
                    _ => None,
                };
            }
            b"basedOn" => style.based_on = value(),
            b"outlineLvl" => {
                let level = value().parse::<usize>().ok().filter(|level| *level < 6);
                style.level = style.level.or(level.map(|level| level + 1));
            }
            b"numId" => style.list.get_or_insert_default().0 = value(),
            b"ilvl" => style.list.get_or_insert_default().1 = value().parse().unwrap_or_default(),
            _ => {}
        }
    })?;
    Ok(styles)
}

/// The lists that are numbered: the number of the list, and the level.
fn ordered(xml: &[u8]) -> Result<BTreeSet<(String, usize)>, String> {
    let mut of_abstract: BTreeSet<(String, usize)> = BTreeSet::new();
    let mut lists: Vec<(String, String)> = Vec::new();
    let (mut kind, mut level, mut list) = (String::new(), 0, String::new());
    walk(xml, |seen| {
        let Seen::Begins(start, _) = seen else { return };
        match start.local_name().as_ref() {
            b"abstractNum" => kind = attribute(start, b"abstractNumId"),
            b"lvl" => level = attribute(start, b"ilvl").parse().unwrap_or_default(),
            b"numFmt" if !matches!(attribute(start, b"val").as_str(), "bullet" | "none") => {
                of_abstract.insert((kind.clone(), level));
            }
            b"num" => list = attribute(start, b"numId"),
            b"abstractNumId" => lists.push((list.clone(), attribute(start, b"val"))),
            _ => {}
        }
    })?;
    let of_list = |(list, kind): &(String, String)| {
        let levels = of_abstract.iter().filter(|(own, _)| own == kind).map(|(_, level)| *level);
        levels.map(|level| (list.clone(), level)).collect::<Vec<_>>()
    };
    Ok(lists.iter().flat_map(of_list).collect())
}

/// Where links lead, by their ids.
fn links(xml: &[u8]) -> Result<BTreeMap<String, String>, String> {
    let mut links = BTreeMap::new();
    walk(xml, |seen| {
        let Seen::Begins(start, _) = seen else { return };
        if attribute(start, b"Type").ends_with("/hyperlink") {
            links.insert(attribute(start, b"Id"), attribute(start, b"Target"));
        }
    })?;
    Ok(links)
}

/// A paragraph on the way.
#[derive(Default)]
struct Paragraph {
    text: String,
    style: String,
    outline: Option<usize>,
    list: Option<(String, usize)>,
}

fn body(
    xml: &[u8],
    styles: &Styles,
    ordered: &BTreeSet<(String, usize)>,
    links: &BTreeMap<String, String>,
    tab: char,
) -> Result<Document, String> {
    let mut document = Document::default();
    let mut paragraph = Paragraph::default();
    // Of the run: whether it is bold, whether italic.
    let (mut bold, mut italic, mut in_text, mut in_run_properties) = (false, false, false, false);
    let (mut hidden, mut struck, mut in_deleted) = (false, false, false);
    // What is not read: a shape has its text twice, once for new readers, and once for old ones; a tracked change has what was
    // there before, and text that was moved stands where it was, too.
    let mut passed_over = 0usize;
    let mut inserted = 0usize;
    // What the paragraph holds beside its text.
    let mut notes: BTreeMap<Note, String> = BTreeMap::new();
    let mut link: Option<String> = None;
    // Rows of the table, where one is open; tables within its cells are read as paragraphs.
    let (mut tables, mut rows, mut cells): (usize, Vec<Vec<String>>, Vec<String>) =
        (0, Vec::new(), Vec::new());
    let mut in_list = false;
    walk(xml, |seen| match seen {
        Seen::Begins(start, is_empty) => {
            let on = |start: &BytesStart<'_>| !matches!(attribute(start, b"val").as_str(), "0" | "false");
            match start.local_name().as_ref() {
                name if is_passed_over(name) && !is_empty => passed_over += 1,
                _ if passed_over > 0 => {}
                b"ins" | b"moveTo" if !is_empty => inserted += 1,
                b"p" => {
                    paragraph = Paragraph::default();
                    if is_empty {
                        in_list = false;
                    }
                }
                b"pStyle" => paragraph.style = attribute(start, b"val"),
                b"outlineLvl" => paragraph.outline = attribute(start, b"val").parse().ok(),
                b"ilvl" => {
                    let level = attribute(start, b"val").parse().unwrap_or_default();
                    paragraph.list.get_or_insert_default().1 = level;
                }
                b"numId" => {
                    paragraph.list.get_or_insert_default().0 = attribute(start, b"val");
                }
                b"r" => (bold, italic, hidden, struck) = (false, false, false, false),
                b"rPr" => in_run_properties = !is_empty,
                b"b" if in_run_properties => bold = on(start),
                b"i" if in_run_properties => italic = on(start),
                b"vanish" if in_run_properties => hidden = on(start),
                b"strike" | b"dstrike" if in_run_properties => struck |= on(start),
                b"t" => in_text = !is_empty,
                b"delText" => in_deleted = !is_empty,
                b"tab" if !in_run_properties => paragraph.text.push(tab),
                b"br" | b"cr" => paragraph.text.push('\n'),
                b"hyperlink" => {
                    link = links.get(&attribute(start, b"id")).cloned();
                }
                b"tbl" => {
                    tables += 1;
                    in_list = false;
                }
                b"tc" if tables == 1 => cells.push(String::new()),
                b"drawing" | b"pict" | b"object" => _ = document.left_out.insert("pictures"),
                b"footnoteReference" | b"endnoteReference" => _ = document.left_out.insert("footnotes"),
                b"commentReference" => _ = document.left_out.insert("comments"),
                _ => {}
            }
        }
        Seen::Text(text) if (in_text || in_deleted) && passed_over == 0 => {
            let note = match (in_deleted, hidden, struck, inserted > 0) {
                (true, ..) => Some(Note::Deleted),
                (_, true, ..) => Some(Note::Hidden),
                (_, _, true, _) => Some(Note::Struck),
                (.., inserted) => inserted.then_some(Note::Inserted),
            };
            if let Some(note) = note {
                notes.entry(note).or_default().push_str(text);
            }
            if note.is_none_or(|note| note == Note::Inserted) {
                add_run(&mut paragraph.text, text, bold, italic);
            }
        }
        Seen::Text(_) => {}
        Seen::Ends(name) => match name {
            name if is_passed_over(name) => passed_over = passed_over.saturating_sub(1),
            _ if passed_over > 0 => {}
            b"ins" | b"moveTo" => inserted = inserted.saturating_sub(1),
            b"t" => in_text = false,
            b"delText" => in_deleted = false,
            b"rPr" => in_run_properties = false,
            b"hyperlink" => {
                if let Some(target) = link.take().filter(|target| !paragraph.text.contains(target.as_str())) {
                    paragraph.text.push_str(&format!(" (<{target}>)"));
                }
            }
            b"p" => {
                let said = std::mem::take(&mut notes).into_iter().filter(|(_, text)| !text.trim().is_empty());
                document.notes.extend(said.map(|(note, text)| (note, text.trim().to_owned())));
                let done = std::mem::take(&mut paragraph);
                if tables > 0 {
                    if let Some(cell) = cells.last_mut().filter(|_| !done.text.trim().is_empty()) {
                        let between = if cell.is_empty() { "" } else { "<br>" };
                        cell.push_str(between);
                        cell.push_str(&done.text.trim().replace('\n', "<br>").replace('|', "\\|"));
                    }
                } else {
                    in_list = add_paragraph(&mut document.text, done, styles, ordered, in_list);
                }
            }
            b"tr" if tables == 1 => rows.push(std::mem::take(&mut cells)),
            b"tbl" => {
                tables = tables.saturating_sub(1);
                if tables == 0 {
                    add_table(&mut document.text, std::mem::take(&mut rows));
                }
            }
            _ => {}
        },
    })?;
    Ok(document)
}

/// Whether nothing in an element is read.
fn is_passed_over(name: &[u8]) -> bool {
    name == b"Fallback" || name == b"moveFrom" || name.ends_with(b"PrChange")
}

/// Adds the text of a run, with its emphasis; neighbours of the same emphasis are one.
fn add_run(out: &mut String, text: &str, bold: bool, italic: bool) {
    let mark = match (bold, italic) {
        (true, true) => "***",
        (true, false) => "**",
        (false, true) => "*",
        (false, false) => "",
    };
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '#' | '~') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    let inner = escaped.trim();
    if mark.is_empty() || inner.is_empty() {
        out.push_str(&escaped);
        return;
    }
    let (before, after) = (escaped.len() - escaped.trim_start().len(), escaped.trim_end().len());
    // `**a****b**` is one run that Word cut in two.
    let joined = before == 0 && out.ends_with(mark) && !out.ends_with(&format!("\\{mark}"));
    if joined {
        out.truncate(out.len() - mark.len());
    } else {
        out.push_str(&escaped[..before]);
        out.push_str(mark);
    }
    out.push_str(inner);
    out.push_str(mark);
    out.push_str(&escaped[after..]);
}

/// Adds a paragraph, and says whether it stands in a list.
fn add_paragraph(
    out: &mut String,
    paragraph: Paragraph,
    styles: &Styles,
    ordered: &BTreeSet<(String, usize)>,
    in_list: bool,
) -> bool {
    let text = paragraph.text.trim();
    if text.is_empty() {
        return false;
    }
    let outline = paragraph.outline.map(|level| level + 1);
    let level = styles.find(&paragraph.style, |style| style.level).or(outline);
    if let Some(level) = level.filter(|level| *level <= 6) {
        let bare = text.replace('\n', " ");
        out.push_str(&format!("\n{} {}\n", "#".repeat(level), bare.trim_matches('*')));
        return false;
    }
    // The paragraph says its list, its style does, or the name of the style.
    let of_style =
        styles.find(&paragraph.style, |style| style.list.clone().filter(|(list, _)| !list.is_empty()));
    let named = styles.find(&paragraph.style, |style| style.numbers);
    let list = match (paragraph.list, of_style) {
        (Some((own, level)), Some((list, _))) if own.is_empty() => Some((list, level)),
        (Some(own), _) => Some(own),
        (None, of_style) => of_style.or_else(|| named.map(|_| (String::new(), 0))),
    };
    if let Some((list, level)) = list.filter(|(list, _)| list != "0") {
        let numbers = if list.is_empty() { named == Some(true) } else { ordered.contains(&(list, level)) };
        let mark = if numbers { "1." } else { "-" };
        let pad = "   ".repeat(level.min(DEEPEST));
        let begin = if in_list { "" } else { "\n" };
        out.push_str(&format!("{begin}{pad}{mark} {}\n", text.replace('\n', &format!("\n{pad}   "))));
        return true;
    }
    // A line that would begin a list, a quotation or a heading begins none.
    let is_list = text.starts_with(['-', '+', '=', '>']);
    out.push_str(&format!("\n{}{}\n", if is_list { "\\" } else { "" }, text.replace('\n', "\\\n")));
    false
}

fn add_table(out: &mut String, rows: Vec<Vec<String>>) {
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    let mut rows = rows.into_iter().map(|mut row| {
        row.resize(width, String::new());
        format!("| {} |\n", row.join(" | "))
    });
    let Some(head) = rows.next().filter(|_| width > 0) else { return };
    out.push('\n');
    out.push_str(&head);
    out.push_str(&format!("|{}\n", " --- |".repeat(width)));
    out.extend(rows);
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
            writer.write_all(text.as_bytes()).expect("its text");
        }
        writer.finish().expect("an archive").into_inner()
    }

    #[test]
    fn headings_lists_tables_and_emphasis_survive() {
        let styles = r#"<w:styles xmlns:w="w"><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>"#;
        let numbering = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>
            <w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;
        let item = |level: u8, text: &str| {
            format!(
                r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#
            )
        };
        let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
        let document = format!(
            r#"<w:document xmlns:w="w"><w:body>
            <w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr><w:r><w:t>Access &amp; rights</w:t></w:r></w:p>
            <w:p><w:r><w:t xml:space="preserve">Everybody </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>mu</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>st</w:t></w:r><w:r><w:t xml:space="preserve"> sign_in.</w:t></w:r></w:p>
            {}{}
            <w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl><w:p><w:r><w:drawing/></w:r></w:p></w:body></w:document>"#,
            item(0, "first"),
            item(1, "within"),
            cell("Owner"),
            cell("a|b"),
            cell("Version"),
            cell("2"),
        );
        let read = read(&packed(&[
            ("word/document.xml", &document),
            ("word/styles.xml", styles),
            ("word/numbering.xml", numbering),
        ]))
        .expect("a document");
        assert_eq!(
            read.text,
            "\n# Access & rights\n\nEverybody **must** sign\\_in.\n\n1. first\n   - within\n\n| Owner | a\\|b |\n| --- | --- |\n| Version | 2 |\n"
        );
        assert_eq!(read.left_out.into_iter().collect::<Vec<_>>(), ["pictures"]);
    }

    #[test]
    fn tracked_changes_hidden_and_struck_text_are_told() {
        let document = r#"<w:document xmlns:w="w"><w:body>
            <w:p><w:pPr><w:rPr><w:ins w:id="1"/></w:rPr><w:pPrChange><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:pPrChange></w:pPr>
            <w:r><w:t xml:space="preserve">Passwords have </w:t></w:r><w:del><w:r><w:delText>8</w:delText></w:r></w:del><w:ins><w:r><w:rPr><w:b/><w:rPrChange><w:rPr><w:i/></w:rPr></w:rPrChange></w:rPr><w:t>14</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> letters.</w:t></w:r></w:p>
            <w:p><w:moveFrom><w:r><w:t>Moved.</w:t></w:r></w:moveFrom></w:p>
            <w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Draft only.</w:t></w:r><w:r><w:rPr><w:strike/></w:rPr><w:t>Old rule.</w:t></w:r><w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>New rule.</w:t></w:r></w:p>
            <w:p><w:moveTo><w:r><w:t>Moved.</w:t></w:r></w:moveTo></w:p></w:body></w:document>"#;
        let read = read(&packed(&[("word/document.xml", document)])).expect("a document");
        assert_eq!(read.text, "\nPasswords have **14** letters.\n\nNew rule.\n\nMoved.\n");
        let notes: Vec<(Note, &str)> = read.notes.iter().map(|(note, text)| (*note, text.as_str())).collect();
        assert_eq!(
            notes,
            [
                (Note::Inserted, "14"),
                (Note::Deleted, "8"),
                (Note::Hidden, "Draft only."),
                (Note::Struck, "Old rule."),
                (Note::Inserted, "Moved."),
            ]
        );
    }

    #[test]
    fn lists_by_style_and_what_stands_around_the_page() {
        let styles = r#"<w:styles xmlns:w="w"><w:style w:styleId="LB"><w:name w:val="List Bullet"/></w:style>
            <w:style w:styleId="LN"><w:name w:val="List Number"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
            <w:style w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="LN"/></w:style></w:styles>"#;
        let numbering = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>
            <w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;
        let item = |style: &str, text: &str| {
            format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#)
        };
        let document = format!(
            r#"<w:document xmlns:w="w"><w:body>{}{}{}</w:body></w:document>"#,
            item("LB", "a"),
            item("LN", "b"),
            item("Own", "c")
        );
        let header = r#"<w:hdr xmlns:w="w"><w:p><w:r><w:t>Version: 2</w:t></w:r><w:r><w:tab/><w:t>Internal</w:t></w:r></w:p></w:hdr>"#;
        let read = read(&packed(&[
            ("word/document.xml", &document),
            ("word/styles.xml", styles),
            ("word/numbering.xml", numbering),
            ("word/header1.xml", header),
            ("word/header2.xml", header),
        ]))
        .expect("a document");
        assert_eq!(read.text, "\n- a\n1. b\n1. c\n");
        assert_eq!(read.margins, ["Version: 2", "Internal"]);
    }

    #[test]
    fn what_is_none_is_told() {
        assert!(read(b"PK nothing").is_err());
        assert!(read(&packed(&[("other", "")])).is_err());
        assert!(read(&packed(&[("word/document.xml", "<w:p><w:r></w:p>")])).is_err());
    }
}
