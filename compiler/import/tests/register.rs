//! Registers: what becomes of their cells, on small ones, on those that others wrote, and on any.

mod common;

use annexa_core::{Input, Model, build};
use annexa_import::RemarkKind;
use annexa_import::register::{Mapping, Register, RegisterImport, Target, import_register, registers};
use common::shared;
use proptest::prelude::*;

/// A package with a risk method of five steps each, and a role.
fn model() -> Model {
    let text = "role it-lead \"Head of IT\"\n\
        risk-method ours \"Our method\" {\n    likelihood: rare, unlikely, possible, likely, certain\n    \
        consequence: small, moderate, major, severe, critical\n    level: low from 1, high from 10\n    acceptable: low\n}\n\
        asset mail \"Mail\" { category: service }\n";
    let manifest = "[package]\nname = \"sample\"\n[standards]\nmain = \"iso27001@2022\"\n".to_owned();
    let input = Input {
        manifest: Some(manifest),
        files: vec![("main.isms".to_owned(), text.to_owned())],
        ..Input::default()
    };
    build(input, &annexa_stdlib::files()).model
}

fn of(name: &str) -> &'static Register {
    registers().iter().find(|register| register.name == name).expect("a register")
}

fn import(name: &str, file: &str, bytes: &[u8], mapping: &Mapping) -> RegisterImport {
    let model = model();
    let path = format!("imported/{name}.isms");
    let import = import_register(of(name), bytes, file, mapping, Target { model: &model, path: &path });
    let errors = annexa_syntax::parse(&import.text).errors;
    assert!(errors.is_empty(), "{errors:#?}\n{}", import.text);
    import
}

fn small(name: &str, csv: &str) -> RegisterImport {
    import(name, "register.csv", csv.as_bytes(), &Mapping::new())
}

fn corpus(name: &str, file: &str) -> Option<RegisterImport> {
    let bytes = std::fs::read(shared("corpus")?.join(file)).ok()?;
    Some(import(name, file, &bytes, &Mapping::new()))
}

#[test]
fn assets() {
    let import = small(
        "assets",
        "Inventory of 2026,,,,,,\n\
         ID,Asset Name,Type,Owner,Classification,Acquired,Location\n\
         A-1,Mail,Service,Head of IT,Vertraulich,2024-03-01,Cellar\n\
         A-2,Payroll,Kitchen,HR,internal,03/04/2026,TBD\n\
         Servers,,,,,,\n\
         A-2,Payroll,,HR,,,,surplus\n",
    );
    insta::assert_snapshot!("assets", import.text);
    insta::assert_snapshot!("assets_report", import.report.to_text());
}

/// A line end in the name of a file does not end the comment that the name stands in.
#[test]
fn the_name_of_a_file_stays_in_its_comment() {
    let csv = b"Asset,Owner\nMail relay,Head of IT\n";
    for end in ["\n", "\r", "\u{2028}", "\u{85}"] {
        let import = import("assets", &format!("x{end}role evil \"Evil\".csv"), csv, &Mapping::new());
        assert!(!import.text.lines().any(|line| line.starts_with("role evil")), "{}", import.text);
        assert!(!import.report.to_markdown().lines().any(|line| line.starts_with("role evil")));
    }
}

#[test]
fn suppliers() {
    let import = small(
        "suppliers",
        "Fournisseur;Prestation;Pays;Criticité;Responsable;Contrat;Début du contrat;Fin du contrat;Dernière évaluation;Fréquence\n\
         Nuage SA;Hébergement;FR;Élevée;Head of IT;Contrat 12;01.02.2025;31.01.2027;15.03.2026;annuel\n\
         Papier Sàrl;Impression;LU;;;;01.02.2025;;;\n",
    );
    insta::assert_snapshot!("suppliers", import.text);
}

#[test]
fn people() {
    let import = small(
        "people",
        "氏名\tメールアドレス\t入社日\t部署\n山田 太郎\tyamada@example.com\t2020-04-01\t営業\n佐藤 花子\tsato@example.com\t2021/10/1\t開発\n",
    );
    insta::assert_snapshot!("people", import.text);
}

#[test]
fn obligations() {
    let import = small(
        "obligations",
        "Gesetz;Art;Artikel;ISO Maßnahmen;Verantwortlich;Gültig ab\n\
         Datenschutzgesetz;Gesetzlich;Art. 32;A.5.34, A.8.24;Datenschutz;25.05.2018\n\
         Mietvertrag;Vertraglich;§ 4;A.99.1;;\n",
    );
    insta::assert_snapshot!("obligations", import.text);
}

#[test]
fn risks() {
    let csv = "Risk ID,Risk,Risk Owner,Likelihood (1-5),Impact (1-5),Risk Score,Treatment,Annex A,Due date,\
               Residual Likelihood,Residual Impact\n\
               R1,Theft,Head of IT,4,5 - critical,20,Mitigate,A.7.9 A.8.1,2026-12-31,2,Severe\n\
               R2,Flood,Head of IT,likely,3,12,Pray,,,1,9\n";
    let import = small("risks", csv);
    insta::assert_snapshot!("risks", import.text);
    let told: Vec<&str> = import.report.remarks.iter().map(|remark| remark.kind.name()).collect();
    assert!(told.contains(&"other-scale"), "9 of 5: {told:?}");
    let import = small("risks", &csv.replace(",1,9", ",1,2"));
    insta::assert_snapshot!("risks_in_our_steps", import.text);
}

#[test]
fn what_was_said_before_comes_first() {
    let mapping: Mapping = [("Who", "owner"), ("Owner", "nothing"), ("Asset", "title")]
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .into();
    let csv = "Asset,Who,Owner\nMail relay,Head of IT,nobody\n";
    let import = import("assets", "a.csv", csv.as_bytes(), &mapping);
    assert!(import.text.contains("owner: it-lead"), "{}", import.text);
    assert!(!import.text.contains("nobody"), "{}", import.text);
    assert_eq!(import.report.unused.len(), 1);
    assert_eq!(import.mapping, mapping);
    let wrong: Mapping = [("Who".to_owned(), "ownr".to_owned())].into();
    let told = refusal(csv, &wrong);
    assert!(told.contains("`Who` for `ownr`") && told.contains("owner"), "{told}");
}

fn refusal(csv: &str, mapping: &Mapping) -> String {
    import("assets", "a.csv", csv.as_bytes(), mapping).report.taken_for.to_string()
}

#[test]
fn what_is_no_register_is_refused() {
    for csv in ["", "a,b\n1,2\n", "Name\nMail\n", "Owner,Type\nIT,Service\n"] {
        let import = small("assets", csv);
        assert!(import.text.is_empty() && !import.report.taken_for.is_import(), "{csv}: {}", import.text);
    }
}

#[test]
fn the_corpus() {
    if let Some(import) = corpus("assets", "cenedril/asset-register-en.csv") {
        let counts = &import.report.counts;
        assert_eq!((counts.declarations, counts.cells, counts.cells_not_used), (18, 216, 0));
        assert!(import.text.contains("// AST-018"), "{}", import.text);
    }
    if let Some(import) = corpus("risks", "cenedril/risk-register-en.csv") {
        assert_eq!(import.report.counts.declarations, 7);
        // Likelihood by greatest impact, and nothing of the four columns that the method works out.
        assert_eq!(import.text.matches("    inherent: ").count(), 7, "{}", import.text);
        assert_eq!(import.text.matches("    residual: ").count(), 7, "{}", import.text);
        assert_eq!(import.report.counts.cells_not_used, 28);
        let odd: Vec<_> = import.report.of_kind(RemarkKind::UnknownValue).collect();
        assert_eq!(odd.len(), 1, "{odd:?}");
        assert!(odd[0].message.contains("Accept with monitoring"), "{odd:?}");
    }
    if let Some(import) = corpus("risks", "iderex/risk-register-example-en.csv") {
        assert_eq!(import.report.counts.declarations, 4);
        assert!(import.text.contains("due 2026-10-31"), "{}", import.text);
    }
    if let Some(import) = corpus("assets", "nethical/asset_register.md") {
        assert_eq!(import.report.counts.declarations, 23);
        assert!(import.text.contains("- Retention: 7 years"), "{}", import.text);
        assert_eq!(import.report.of_kind(RemarkKind::OtherTable).count(), 3);
    }
}

const HEADINGS: &[&str] = &[
    "ID",
    "Name",
    "Asset Name",
    "Type",
    "Owner",
    "Classification",
    "Description",
    "Likelihood",
    "Impact",
    "Treatment",
    "Controls",
    "Due date",
    "Contract",
    "Contract start",
    "Review frequency",
    "Notes",
    "",
    "Risk score",
    "E-Mail",
];

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        4 => Just("MARK".to_owned()),
        1 => Just("two MARK\nlines".to_owned()),
        1 => Just("{MARK} \\ \"\"\" // “”".to_owned()),
        1 => Just("\u{202E}MARK\u{0}".to_owned()),
        3 => prop::sample::select(vec!["yes", "high", "4", "Internal", "2026-09-30", "03/04/2026", "A.5.1", "monthly", "-"])
            .prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Every word of the register stands in the file or in the report, and the file can be read.
    #[test]
    fn nothing_is_lost(
        name in prop::sample::select(vec!["assets", "suppliers", "people", "obligations", "risks"]),
        headings in prop::collection::vec(prop::sample::select(HEADINGS), 1..8),
        rows in prop::collection::vec(prop::collection::vec(cell(), 1..9), 0..8),
    ) {
        let mut number = 0;
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let mut csv = headings.iter().map(|h| quoted(h)).collect::<Vec<_>>().join(",") + "\n";
        for row in &rows {
            let cells: Vec<String> = row
                .iter()
                .map(|cell| {
                    number += 1;
                    quoted(&cell.replace("MARK", &format!("mark{number}x")))
                })
                .collect();
            csv.push_str(&(cells.join(",") + "\n"));
        }
        let import = small(name, &csv);
        if import.report.taken_for.is_import() {
            let said = import.text.clone() + &import.report.to_markdown();
            for number in (1..=number).filter(|n| csv.contains(&format!("mark{n}x"))) {
                prop_assert!(said.contains(&format!("mark{number}x")), "mark{number}x of\n{csv}\n{said}");
            }
        }
    }
}
