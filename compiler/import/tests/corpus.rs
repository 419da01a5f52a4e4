//! The importer on files that others wrote: `../shared/corpus`, where it is at hand, with the facts of its SOURCES.md.

mod common;

use annexa_import::{How, RemarkKind, SoaImport, import_soa};
use common::{catalogs, parses, shared};

fn import(file: &str) -> Option<SoaImport> {
    let bytes = std::fs::read(shared("corpus")?.join(file)).ok()?;
    let import = import_soa(&bytes, file, &catalogs()?);
    parses(&import);
    Some(import)
}

fn file<'a>(import: &'a SoaImport, path: &str) -> &'a str {
    import.files.iter().find(|(name, _)| name == path).map_or("", |(_, text)| text)
}

#[test]
fn cenedril_has_all_controls_and_one_malformed_row() {
    let Some(import) = import("cenedril/soa-en.csv") else {
        return;
    };
    let counts = &import.report.counts;
    assert_eq!((counts.control_rows, counts.controls, counts.included, counts.excluded), (93, 93, 92, 1));
    assert_eq!((counts.undecided, counts.missing, counts.doubled, counts.unknown), (0, 0, 0, 0));
    assert_eq!((counts.implemented, counts.partial, counts.statements), (91, 1, 92));
    assert!(
        file(&import, "soa.isms")
            .contains("exclude: A.8.30 because \"No outsourced development\"  // line 90")
    );
    let ragged: Vec<_> = import.report.of_kind(RemarkKind::RaggedRow).collect();
    assert_eq!(ragged.len(), 1);
    assert_eq!(ragged[0].line, Some(72));
    assert!(ragged[0].message.contains("9 cells under 8 headings"), "{}", ragged[0].message);
    let statements = file(&import, "statements.isms");
    assert!(
        statements.contains("Email DLP in place, endpoint DLP planned\n\n        Reference: POL-018\n"),
        "{statements}"
    );
    assert!(import.report.of_kind(RemarkKind::TitleMismatch).next().is_none());
    // Nothing but the theme, which the catalog knows, is left out.
    assert!(import.report.unused.iter().all(|cell| cell.column == "Theme"), "{}", import.report.to_text());
    assert_eq!(import.report.unused.len(), 93);
}

#[test]
fn iderex_has_eight_rows() {
    let Some(import) = import("iderex/soa-example-en.csv") else {
        return;
    };
    let counts = &import.report.counts;
    assert_eq!((counts.control_rows, counts.included, counts.excluded, counts.missing), (8, 7, 1, 85));
    assert_eq!((counts.implemented, counts.partial, counts.planned, counts.statements), (2, 3, 2, 6));
    let soa = file(&import, "soa.isms");
    assert!(soa.contains("risk_ids: \"R-001 R-003\""), "{soa}");
    assert!(soa.contains("not-yet: A.5.18 due 2026-09-30 by practice-manager because"), "{soa}");
    let statements = file(&import, "statements.isms");
    assert!(statements.contains("status: planned\n"), "{statements}");
    assert_eq!(import.report.of_kind(RemarkKind::MissingControls).count(), 1);
    let not_used: Vec<&str> = import
        .report
        .columns
        .iter()
        .filter(|column| matches!(column.how, How::NotUsed(_)))
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(not_used, ["decided_on", "reviewed_on"]);
}

#[test]
fn what_is_no_soa_is_refused_with_what_is_missing() {
    for (name, missing) in [
        ("cenedril/risk-treatment-plan-en.csv", "its rows are things with ids of their own (`ID`: RTP-001)"),
        ("cenedril/risk-register-en.csv", "no column holds the ids of controls"),
        ("cenedril/asset-register-en.csv", "no column holds the ids of controls"),
        (
            "iderex/risk-register-example-en.csv",
            "`control_reference` names themes in 3 of 3 cells, and no control",
        ),
        ("iderex/iso27001-2022-to-nist-csf.csv", "no column says whether a control applies"),
        ("eramba/internal_controls.csv", "no column holds the ids of controls"),
        ("eramba/mapping_controls_to_policies.csv", "no column holds the ids of controls"),
        ("eramba/policies-import.csv", "no column holds the ids of controls"),
    ] {
        let Some(import) = import(name) else { return };
        assert!(import.files.is_empty(), "{name}");
        assert!(!import.report.taken_for.is_import(), "{name}");
        assert!(import.report.taken_for.to_string().contains(missing), "{name}: {}", import.report.taken_for);
        assert!(import.report.columns.len() > 2, "{name}: its columns are shown");
    }
}

#[test]
fn every_csv_of_the_corpus_is_known_here() {
    let Some(corpus) = shared("corpus") else { return };
    let mut files = Vec::new();
    for folder in std::fs::read_dir(corpus).into_iter().flatten().flatten() {
        for file in std::fs::read_dir(folder.path()).into_iter().flatten().flatten() {
            if file.path().extension().is_some_and(|extension| extension == "csv") {
                files.push(file.path());
            }
        }
    }
    assert_eq!(files.len(), 10, "a new file needs its facts in this test: {files:?}");
}

/// Markdown tables of the corpus, cell by cell as CSV: a status without decisions, and ids of 2013.
#[test]
fn the_markdown_statements_as_csv() {
    let (Some(corpus), Some(catalogs)) = (shared("corpus"), catalogs()) else {
        return;
    };
    let csv = |file: &str, keep: fn(&str) -> bool| -> String {
        let text = std::fs::read_to_string(corpus.join(file)).unwrap_or_default();
        let rows = text
            .lines()
            .filter(|line| line.starts_with('|') && !line.starts_with("|--") && keep(line))
            .map(|line| {
                let cells: Vec<String> = line
                    .trim()
                    .trim_matches('|')
                    .split('|')
                    .map(|cell| format!("\"{}\"", cell.trim().replace('"', "\"\"")))
                    .collect();
                cells.join(",")
            });
        rows.collect::<Vec<_>>().join("\n")
    };
    let nethical = csv("nethical/iso-27001-annex-a-mapping.md", |line| {
        line.contains("| A.") || line.contains("Control ID")
    });
    let nethical =
        nethical.lines().filter(|line| !line.contains("controls\"")).collect::<Vec<_>>().join("\n");
    let import = import_soa(nethical.as_bytes(), "nethical.csv", &catalogs);
    parses(&import);
    let counts = &import.report.counts;
    // The rows, not the totals that the file prints.
    assert_eq!(
        (counts.controls, counts.implemented, counts.partial, counts.not_implemented),
        (93, 75, 9, 9),
        "{}",
        import.report.to_text()
    );
    assert_eq!(
        import
            .report
            .of_kind(RemarkKind::RepeatedHeader)
            .map(|remark| remark.lines().len())
            .collect::<Vec<_>>(),
        [92]
    );

    let nickilby = csv("nickilby/iso27001-gap-analysis-2013-ids.md", |line| {
        line.contains("A.") || line.contains("ISO 27001 Control")
    });
    let import = import_soa(nickilby.as_bytes(), "nickilby.csv", &catalogs);
    parses(&import);
    assert!(
        import.report.taken_for.to_string().contains("iso27001@2013") || !import.report.taken_for.is_import()
    );
}
