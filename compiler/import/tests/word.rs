//! Policies in Word: what stands around the pages, and changes that nobody accepted yet.

mod common;

use std::io::{Cursor, Write};

use annexa_core::{Input, build};
use annexa_import::policy::{PolicyImport, import_policy};
use annexa_import::register::Target;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn import(parts: &[(&str, &str)]) -> PolicyImport {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
        writer.write_all(text.as_bytes()).expect("its text");
    }
    let bytes = writer.finish().expect("an archive").into_inner();
    let manifest = "[package]\nname = \"sample\"\n[standards]\nmain = \"iso27001@2022\"\n".to_owned();
    let files = vec![("main.isms".to_owned(), "role ciso \"CISO\"\n".to_owned())];
    let input = Input { manifest: Some(manifest), files, ..Input::default() };
    let model = build(input, &annexa_stdlib::files()).model;
    let import = import_policy(&bytes, "access.docx", Target { model: &model, path: "imported/access.isms" });
    let errors = annexa_syntax::parse(&import.text).errors;
    assert!(errors.is_empty(), "{errors:#?}\n{}", import.text);
    import
}

#[test]
fn what_stands_around_the_pages_is_document_control_too() {
    let document = r#"<w:document xmlns:w="w"><w:body><w:p><w:pPr><w:pStyle w:val="H"/></w:pPr><w:r><w:t>Access</w:t></w:r></w:p>
        <w:p><w:r><w:t>Version: 3</w:t></w:r></w:p><w:p><w:r><w:t xml:space="preserve">Everybody must </w:t></w:r>
        <w:del><w:r><w:delText>sometimes</w:delText></w:r></w:del><w:ins><w:r><w:t>always</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> ask.</w:t></w:r></w:p></w:body></w:document>"#;
    let styles =
        r#"<w:styles xmlns:w="w"><w:style w:styleId="H"><w:name w:val="heading 1"/></w:style></w:styles>"#;
    let header = r#"<w:hdr xmlns:w="w"><w:p><w:r><w:t>Access</w:t></w:r><w:r><w:tab/><w:t>Version 2.1</w:t></w:r><w:r><w:tab/><w:t>Confidential</w:t></w:r></w:p></w:hdr>"#;
    let footer = r#"<w:ftr xmlns:w="w"><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Owner: CISO</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Page 1 of 9</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
        <w:p><w:r><w:t>Our Company Ltd</w:t></w:r></w:p></w:ftr>"#;
    let import = import(&[
        ("word/document.xml", document),
        ("word/styles.xml", styles),
        ("word/header1.xml", header),
        ("word/footer1.xml", footer),
    ]);
    for field in ["version: \"3\"", "classification: confidential", "owner: ciso"] {
        assert!(import.text.contains(field), "{field}: {}", import.text);
    }
    assert!(import.text.contains("Everybody must always ask."), "{}", import.text);
    let report = import.report.to_text();
    for told in ["Version: 2.1", "“Our Company Ltd”", "left out: “sometimes”", "were taken: “always”"]
    {
        assert!(report.contains(told), "{told}: {report}");
    }
    assert!(!report.contains("Page 1"), "{report}");
}
