//! Workbooks as people keep them: merged cells, cells beyond the headings, formulas that fail, rows of sums.

mod common;
#[path = "common/workbook.rs"]
mod workbook;

use annexa_core::{Input, Model, build};
use annexa_import::register::{Mapping, RegisterImport, Target, import_register, registers};
use annexa_import::{Remark, RemarkKind, SoaImport, import_soa};
use common::{parses, small_catalogs};
use workbook::workbook;

fn model() -> Model {
    let manifest = "[package]\nname = \"sample\"\n[standards]\nmain = \"iso27001@2022\"\n".to_owned();
    build(Input { manifest: Some(manifest), ..Input::default() }, &annexa_stdlib::files()).model
}

fn register(name: &str, file: &str, bytes: &[u8]) -> RegisterImport {
    let model = model();
    let path = format!("imported/{name}.isms");
    let register = registers().iter().find(|register| register.name == name).expect("a register");
    let import =
        import_register(register, bytes, file, &Mapping::new(), Target { model: &model, path: &path });
    let errors = annexa_syntax::parse(&import.text).errors;
    assert!(errors.is_empty(), "{errors:#?}\n{}", import.text);
    let counts = &import.report.counts;
    assert_eq!(
        counts.cells + counts.cells_above,
        counts.cells_used + counts.cells_not_used,
        "{}",
        import.report.to_text()
    );
    assert_eq!(counts.cells_not_used as usize, import.report.unused.len());
    import
}

fn soa(bytes: &[u8]) -> SoaImport {
    let import = import_soa(bytes, "soa.xlsx", &small_catalogs());
    parses(&import);
    let counts = &import.report.counts;
    assert_eq!(
        counts.cells + counts.cells_above,
        counts.cells_used + counts.cells_not_used,
        "{}",
        import.report.to_text()
    );
    assert_eq!(counts.cells_not_used as usize, import.report.unused.len());
    import
}

fn told(remarks: &[Remark], kind: RemarkKind) -> Vec<(Vec<u32>, &str)> {
    let of_kind = remarks.iter().filter(|remark| remark.kind == kind);
    of_kind.map(|remark| (remark.lines(), remark.message.as_str())).collect()
}

fn file<'i>(import: &'i SoaImport, path: &str) -> &'i str {
    import.files.iter().find(|(own, _)| own == path).map_or("", |(_, text)| text)
}

#[test]
fn a_contract_is_named_and_sums_are_no_suppliers() {
    let csv = "Supplier,Service,Contract,Country\nNuage,Hosting,MSA 12,NO\nPapier,Printing,Yes,FR\nPoste,Letters,Pending,\n\
               Quai,Storage,n/a,\nTotal,4,,\nSumme: 4,,,\n,12,30,\n";
    let import = register("suppliers", "suppliers.csv", csv.as_bytes());
    assert_eq!(import.report.counts.declarations, 4, "{}", import.text);
    assert_eq!(import.text.matches("agreement:").count(), 1, "{}", import.text);
    assert!(import.text.contains("country: \"NO\""), "{}", import.text);
    for kept in ["Contract: Yes", "Contract: Pending"] {
        assert!(import.text.contains(kept), "{kept}: {}", import.text);
    }
    let lines: Vec<u32> = told(&import.report.remarks, RemarkKind::TotalsRow)
        .into_iter()
        .flat_map(|(lines, _)| lines)
        .collect();
    assert_eq!(lines, [6, 7, 8]);
    // A company may be called so.
    let csv = "Supplier,Service\nTotal,Fuel\nSummit,Maps\n";
    assert_eq!(register("suppliers", "suppliers.csv", csv.as_bytes()).report.counts.declarations, 2);
}

#[test]
fn a_cell_beyond_the_headings_stands_out() {
    let rows = "Asset|Owner|Type\nMail|IT|Service\nFiles|IT|Data|shared with HR\nBackup|IT|Data\n";
    let import = register("assets", "a.xlsx", &workbook(&[("Assets", rows, &[])]));
    let ragged = told(&import.report.remarks, RemarkKind::RaggedRow);
    assert_eq!(ragged.len(), 1, "{ragged:?}");
    assert_eq!(ragged[0].0, [3]);
    assert!(import.text.contains("column 4: shared with HR"), "{}", import.text);
    // Where most rows have one, the column has lost its heading.
    let rows = "Asset|Owner|Type\nMail|IT|Service|a\nFiles|IT|Data|b\n";
    let import = register("assets", "a.xlsx", &workbook(&[("Assets", rows, &[])]));
    assert!(told(&import.report.remarks, RemarkKind::RaggedRow).is_empty());
    let rows = "Control|Title|Applicable|Justification\nA.5.1|Policies for information security|Yes|Law\n\
                A.5.2|Information security roles and responsibilities|Yes|Risk|and more\nA.5.3|Segregation of duties|Yes|Risk\n";
    let import = soa(&workbook(&[("SoA", rows, &[])]));
    let ragged = told(&import.report.remarks, RemarkKind::RaggedRow);
    assert_eq!(ragged.len(), 1, "{ragged:?}");
    assert!(ragged[0].0 == [3] && ragged[0].1.contains("and more"), "{ragged:?}");
}

#[test]
fn merged_cells_are_said_of_each_row_that_they_cover() {
    let rows = "ID|Asset|Owner|Type|Description\nHardware||||\nH-1|Laptops|Head of IT|Equipment|For all\nH-2|Printers||Equipment|\n\
                H-3|Phones||Equipment|Old ones\n||||and new ones\n||||and lent ones\n";
    let merged = ["A2:E2", "C3:C5", "A5:A7", "B5:B7"];
    let import = register("assets", "a.xlsx", &workbook(&[("Assets", rows, &merged)]));
    assert_eq!(import.report.counts.declarations, 3, "{}", import.report.to_text());
    assert_eq!(import.text.matches("owner: head-of-it").count(), 3, "{}", import.text);
    for text in ["Old ones", "and new ones", "and lent ones"] {
        assert!(import.text.contains(text), "{text}: {}", import.text);
    }
    let goes_on: Vec<u32> = told(&import.report.remarks, RemarkKind::Continuation)
        .into_iter()
        .flat_map(|(lines, _)| lines)
        .collect();
    assert_eq!(goes_on, [6, 7]);
    let rows = "Theme|Control|Title|Applicable|Justification|Status\n\
                Rules|A.5.1|Policies for information security|Yes|Law|Implemented\n\
                |A.5.2|Information security roles and responsibilities|Yes||Implemented\n\
                |A.5.3|Segregation of duties|Yes||Planned\n||||Contract|\n";
    let import = soa(&workbook(&[("SoA", rows, &["A2:A5", "E2:E3", "B4:B5"])]));
    assert_eq!(import.report.counts.included, 3);
    assert!(told(&import.report.remarks, RemarkKind::DoubledControl).is_empty());
    assert!(told(&import.report.remarks, RemarkKind::Undecided).is_empty());
    let soa = file(&import, "soa.isms");
    assert_eq!(soa.matches("\"Law\"").count(), 1, "{soa}");
    assert!(soa.contains("A.5.1, A.5.2") || soa.matches("Law").count() == 2, "{soa}");
}

#[test]
fn what_failed_formulas_left_says_nothing() {
    let rows = "Asset|Owner|Type|Value\nMail|#REF!|Service|=B1*2\nFiles|IT|#NV|2\n#NAME?|IT|Data|3\n";
    let import = register("assets", "a.xlsx", &workbook(&[("Assets", rows, &[])]));
    assert!(!import.text.contains('#'), "{}", import.text);
    assert_eq!(import.report.counts.declarations, 2, "{}", import.text);
    let broken = told(&import.report.remarks, RemarkKind::BrokenFormula);
    assert_eq!(broken.len(), 4, "{broken:?}");
    assert!(broken.iter().any(|(lines, why)| *lines == [2] && why.contains("cell D2")), "{broken:?}");
    let rows = "Control|Title|Applicable|Justification\nA.5.1|Policies for information security|#WERT!|Law\n\
                A.5.2|Information security roles and responsibilities|=IF(TRUE)|Risk\nA.5.3|Segregation of duties|Yes|#DIV/0!\n";
    let import = soa(&workbook(&[("SoA", rows, &[])]));
    assert_eq!((import.report.counts.included, import.report.counts.undecided), (1, 2));
    assert!(!file(&import, "soa.isms").contains('#'), "{}", file(&import, "soa.isms"));
    assert_eq!(told(&import.report.remarks, RemarkKind::BrokenFormula).len(), 3);
}

#[test]
fn a_register_goes_on_on_sheets_with_the_same_headings() {
    let rules = "Rules\nControl|Title|Applicable|Justification\nA.5.1|Policies for information security|Yes|Law\n\
                 A.5.2|Information security roles and responsibilities|Yes|Risk\n";
    let technology = "Technology\nControl|Justification|Title|Applicable\nA.8.5|No logins|Secure authentication|No\n\
                      A.8.13|Risk|Information backup|Yes\n";
    let cover = "Statement of Applicability\nApproved by|Ann\n";
    let import = soa(&workbook(&[("Cover", cover, &[]), ("A.5", rules, &[]), ("A.8", technology, &[])]));
    let counts = &import.report.counts;
    assert_eq!((counts.controls, counts.included, counts.excluded), (4, 3, 1), "{}", import.report.to_text());
    assert!(file(&import, "soa.isms").contains("No logins"));
    assert!(import.report.read_as.contains("sheets 2 “A.5”, 3 “A.8”"), "{}", import.report.read_as);
    assert_eq!(told(&import.report.remarks, RemarkKind::OtherTable).len(), 1);
    assert!(import.report.to_text().contains("line 1 of sheet 3"), "{}", import.report.to_text());
    let one = "Asset|Owner|Type\nMail|IT|Service\n";
    let two = "Type|Asset|Owner\nData|Files|IT\n";
    let import = register("assets", "a.xlsx", &workbook(&[("A", one, &[]), ("B", two, &[])]));
    assert_eq!(import.report.counts.declarations, 2);
    assert!(import.text.contains("category: information"), "{}", import.text);
}

#[test]
fn columns_of_another_sheet_are_joined_by_the_id() {
    let decisions = "Control|Title|Applicable|Justification\nA.5.1|Policies for information security|Yes|Law\n\
                     A.5.2|Information security roles and responsibilities|Yes|Risk\nA.5.3|Segregation of duties|Yes|Risk\n";
    let states = "Control|Title|Status|Owner\nA.5.2|Information security roles and responsibilities|Implemented|Board\n\
                  A.5.1|Policies for information security|Planned|Board\n";
    let import = soa(&workbook(&[("SoA", decisions, &[]), ("State", states, &[])]));
    let counts = &import.report.counts;
    assert_eq!(
        (counts.controls, counts.implemented, counts.planned),
        (3, 1, 1),
        "{}",
        import.report.to_text()
    );
    assert!(told(&import.report.remarks, RemarkKind::OtherTable).is_empty());
    // A sheet about something else that has a column of the same name is none.
    let other = "Control|Auditor\nfirst|Ann\nsecond|Ben\nthird|Eve\n";
    let import = soa(&workbook(&[("SoA", decisions, &[]), ("Other", other, &[])]));
    assert_eq!(told(&import.report.remarks, RemarkKind::OtherTable).len(), 1);
}

#[test]
fn names_of_people_in_two_columns() {
    for (csv, name) in [
        ("First name,Last name,Email\nAnn,Ohm,a@example.com\nBen,Volt,b@example.com\n", "Ann Ohm"),
        ("Name,Vorname,E-Mail\nOhm,Ann,a@example.com\nVolt,Ben,b@example.com\n", "Ann Ohm"),
        ("Nombre,Apellidos,Correo\nAnn,Ohm Volt,a@example.com\n", "Ann Ohm Volt"),
        ("Nom,Prénom,Courriel\nOhm,Ann,a@example.com\n", "Ann Ohm"),
        ("姓,名,メール\n山田,太郎,a@example.com\n", "山田 太郎"),
        ("Name,First name,Email\nAnn Ohm,Ann,a@example.com\n", "Ann Ohm"),
        ("Full name,First name,Last name,Email\nAnn B. Ohm,Ann,Ohm,a@example.com\n", "Ann B. Ohm"),
    ] {
        let import = register("people", "people.csv", csv.as_bytes());
        assert!(import.text.contains(&format!("\"{name}\" {{")), "{csv}{}", import.text);
    }
}

#[test]
fn registers_of_risks_in_other_languages() {
    let csv = "Risk ID,Risk description,Threat,Maßnahme\nR1,A laptop is stolen,Theft,A.7.9\nR2,A flood,Water,A.7.5\n";
    let import = register("risks", "risks.csv", csv.as_bytes());
    assert!(
        import.text.contains("\"A laptop is stolen\"") && import.text.contains("threat: \"Theft\""),
        "{}",
        import.text
    );
    for heading in ["Maßnahmen", "Mesure", "Medidas", "Maatregel", "Tiltak", "管理策", "Control"] {
        let csv =
            format!("Risk,Treatment,{heading}\nTheft,Mitigate,A.7.9\nFlood,Mitigate,\"A.7.5, A.7.8\"\n");
        let import = register("risks", "risks.csv", csv.as_bytes());
        assert!(import.text.contains("treat: modify with A.7.5, A.7.8"), "{heading}: {}", import.text);
        // Words are how it is treated.
        let csv =
            format!("Risk,Treatment,{heading}\nTheft,Mitigate,Lock the door\nFlood,Mitigate,Build a dam\n");
        let import = register("risks", "risks.csv", csv.as_bytes());
        assert!(import.text.contains("Build a dam"), "{heading}: {}", import.text);
    }
}

#[test]
fn a_statement_in_japanese() {
    let csv = "管理策番号,管理策,適用有無,理由,実施状況,備考\n5.1,情報セキュリティの方針群,○,法令,実施済,\n5.2,役割及び責任,○,契約,計画中,\n\
               8.13,バックアップ,×,サーバがない,,\n";
    let import = import_soa(csv.as_bytes(), "soa.csv", &small_catalogs());
    parses(&import);
    let counts = &import.report.counts;
    assert_eq!(
        (counts.included, counts.excluded, counts.implemented, counts.planned),
        (2, 1, 1, 1),
        "{}",
        import.report.to_text()
    );
}
