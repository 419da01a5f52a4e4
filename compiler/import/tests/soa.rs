//! The importer on a file of our own that has every trouble: the report and the package, read by a person.

mod common;

use annexa_import::{RemarkKind, SoaImport, import_soa};
use common::{catalogs, parses, small_catalogs};

fn trouble() -> SoaImport {
    import_soa(include_bytes!("trouble.csv"), "Heron Mills.csv", &small_catalogs())
}

fn lines(import: &SoaImport, kind: RemarkKind) -> Vec<Vec<u32>> {
    import.report.of_kind(kind).map(|remark| remark.lines()).collect()
}

#[test]
fn every_trouble_reported() {
    let import = trouble();
    insta::assert_snapshot!("report", import.report.to_text());
    insta::assert_snapshot!("report_markdown", import.report.to_markdown());
}

#[test]
fn every_trouble_package() {
    let import = trouble();
    parses(&import);
    let files: Vec<String> = import.files.iter().map(|(path, text)| format!("==== {path}\n{text}")).collect();
    insta::assert_snapshot!("package", files.join("\n"));
}

#[test]
fn the_same_bytes_give_the_same_files() {
    assert_eq!(trouble(), trouble());
}

fn import(text: &str) -> SoaImport {
    let import = import_soa(text.as_bytes(), "x.csv", &small_catalogs());
    parses(&import);
    import
}

fn soa(import: &SoaImport) -> &str {
    import.files.iter().find(|(path, _)| path == "soa.isms").map_or("", |(_, text)| text)
}

#[test]
fn rows_about_clauses_are_no_controls() {
    let english = import(
        "Control,Title,Applicable,Justification,Status\n\
         4.1,Understanding the organization and its context,Yes,clause,Implemented\n\
         5.1,Leadership and commitment,Yes,clause,Implemented\n\
         A.5.1,Policies for information security,No,we have none,\n\
         6.1.2,Information security risk assessment,Yes,clause,Implemented\n\
         5.15,Access control,Yes,needed,Implemented\n",
    );
    assert_eq!(lines(&english, RemarkKind::ClauseRow), [[2], [3], [5]]);
    assert!(soa(&english).contains("exclude: A.5.1 because"), "{}", soa(&english));
    assert!(soa(&english).contains("include: A.5.15 because"), "{}", soa(&english));
    assert_eq!(english.report.counts.unknown, 0);
    // In another language the letter tells them apart, where the controls have theirs.
    let german = import(
        "Nr.,Titel,Anwendbar,Begründung\n\
         5.1,Führung und Verpflichtung,Ja,Kapitel\n\
         A.5.1,Informationssicherheitsrichtlinien,Ja,nötig\n\
         A.5.15,Zugangssteuerung,Ja,nötig\n",
    );
    assert_eq!(lines(&german, RemarkKind::ClauseRow), [[2]]);
}

#[test]
fn a_file_of_too_many_rows_is_refused() {
    let most = annexa_import::soa::MAX_ROWS;
    let rows = |n: usize| {
        let notes = "A.5.1,no\n".repeat(n - 1);
        import_soa(format!("Control,Applicable\n{notes}").as_bytes(), "x.csv", &small_catalogs())
    };
    assert!(!rows(most).files.is_empty());
    let refused = rows(most + 1);
    assert!(refused.files.is_empty());
    let told = format!("the file has {} rows, and at most {most} are read as one", most + 1);
    assert!(refused.report.to_text().contains(&told), "{}", refused.report.to_text());
}

/// Clauses that hold further clauses have the numbers of controls, too.
#[test]
fn rows_about_clauses_with_clauses_are_no_controls() {
    let mut catalogs = small_catalogs();
    let controls =
        [("A.6.1", "Screening"), ("A.7.5", "Protecting against physical and environmental threats")];
    catalogs[0].controls.extend(controls.map(|(id, title)| (id.to_owned(), title.to_owned())));
    let import = |text: &str| {
        let import = import_soa(text.as_bytes(), "x.csv", &catalogs);
        parses(&import);
        import
    };
    let ids = |import: &SoaImport| -> String {
        let facts = soa(import).lines().filter(|line| line.contains("clude:"));
        facts
            .map(|line| line.split(" because").next().unwrap_or(line))
            .map(|line| line.split(" //").next().unwrap_or(line).trim())
            .collect::<Vec<_>>()
            .join(", ")
    };
    // With the letters of the controls: whatever the title says.
    for (risks, information) in [
        ("Actions to address risks and opportunities", "Documented information"),
        ("Risiken und Chancen", "Lenkung von Dokumenten"),
        ("", ""),
    ] {
        let lettered = import(&format!(
            "id,title,applicable,why,status\n4,Context of the organization,,,\n6.1,{risks},No,clause,Implemented\n\
             7.5,{information},Yes,clause,Implemented\nA.5.1,Eins,Yes,a,\nA.6.1,Zwei,Yes,b,\nA.7.5,Drei,Yes,c,\n"
        ));
        assert_eq!(lines(&lettered, RemarkKind::ClauseRow), [[2], [3], [4]], "{risks}");
        assert_eq!(ids(&lettered), "include: A.5.1, include: A.6.1, include: A.7.5");
        assert_eq!(lettered.report.counts.statements, 0);
    }
    // Where the control is not in the file, the number may be its, without the letter.
    let alone = import("id,title,applicable\n7.5,Drei,Yes\nA.5.1,Eins,Yes\nA.6.1,Zwei,Yes\n");
    assert_eq!(lines(&alone, RemarkKind::ClauseOrControl), [[2]]);
    assert_eq!(lines(&alone, RemarkKind::UnusableControls), [[2]]);
    assert_eq!(ids(&alone), "include: A.5.1, A.6.1");
    // Without letters: the title,
    let titled = import(
        "id,title,applicable\n6.1,Actions to address risks and opportunities,No\n7.5,Documented information,Yes\n\
         5.1,Policies for information security,Yes\n6.1,Screening,Yes\n",
    );
    assert_eq!(lines(&titled, RemarkKind::ClauseRow), [[2], [3]]);
    assert_eq!(ids(&titled), "include: A.5.1, A.6.1");
    // and the place: clauses in one run, with numbers that no control has, and controls in another.
    let placed = import(
        "id,title,applicable\n4.1,Kontext,Yes\n5.1,Führung,No\n6.1,Risiken,No\n7.5,Dokumente,No\n10.2,Abhilfe,Yes\n\
         5.1,Eins,Yes\n5.15,Zugang,Yes\n6.1,Zwei,Yes\n7.5,Drei,Yes\n",
    );
    assert_eq!(lines(&placed, RemarkKind::ClauseRow), [[2], [3], [4], [5], [6]]);
    assert_eq!(ids(&placed), "include: A.5.1, A.5.15, A.6.1, A.7.5");
    assert!(placed.report.of_kind(RemarkKind::ClauseOrControl).next().is_none());
    // What nothing decides is told: before the controls it is rather the clause, behind them rather the control.
    let before = import("id,title,applicable\n7.5,Dokumente,No\n5.1,Eins,Yes\n5.15,Zwei,Yes\n7.5,Drei,Yes\n");
    assert_eq!(lines(&before, RemarkKind::ClauseOrControl), [[2]]);
    assert_eq!(ids(&before), "include: A.5.1, A.5.15, A.7.5");
    let behind = import(
        "id,title,applicable\n5.1,Eins,Yes\n5.15,Zwei,Yes\n7.5,Drei,Yes\n6.1,Vier,Yes\n7.5,Fünf,Yes\n",
    );
    assert_eq!(lines(&behind, RemarkKind::ClauseOrControl), [[6]]);
    assert_eq!(lines(&behind, RemarkKind::DoubledControl), [[4, 6]]);
    // Nothing speaks of clauses: controls in any order are controls.
    let shuffled = import("id,title,applicable\n7.5,Drei,Yes\n6.1,Zwei,Yes\n5.1,Eins,Yes\n");
    assert_eq!(ids(&shuffled), "include: A.5.1, A.6.1, A.7.5");
    assert!(shuffled.report.of_kind(RemarkKind::ClauseOrControl).next().is_none());
}

#[test]
fn what_is_not_done_and_not_planned_has_no_status() {
    let import = import("id,applicable,why,status\n5.1,yes,a,Not implemented\n5.15,yes,b,Planned\n");
    let statements = import.files.iter().find(|(path, _)| path == "statements.isms");
    let statements = statements.map_or("", |(_, text)| text);
    assert_eq!(statements.matches("\n        status:").count(), 1, "{statements}");
    assert!(statements.contains("implements: A.5.1\n    }"), "{statements}");
    assert_eq!(lines(&import, RemarkKind::NoDate), [[2], [3]]);
}

#[test]
fn a_doubled_id_in_its_place_is_an_eaten_zero() {
    let import = import("id,applicable,why\n5.1,yes,a\n5.9,yes,b\n5.1,yes,c\n5.11,yes,d\n");
    assert_eq!(lines(&import, RemarkKind::EatenZero), [[4]]);
    assert!(soa(&import).contains("include: A.5.10 because \"c\"  // line 4"), "{}", soa(&import));
}

#[test]
fn a_doubled_id_elsewhere_is_doubled() {
    let import = import("id,applicable,why\n5.1,yes,a\n5.1,yes,c\n5.9,yes,b\n5.11,yes,d\n");
    assert_eq!(lines(&import, RemarkKind::EatenZero), Vec::<Vec<u32>>::new());
    assert_eq!(lines(&import, RemarkKind::DoubledControl), [[2, 3]]);
}

#[test]
fn an_old_edition_is_written_against_itself() {
    let import = import("Control;Applicable\nA.9.4.2;yes\nA.5.1.1;no\n");
    assert_eq!(import.report.taken_for.to_string(), "a Statement of Applicability against iso27001@2013");
    let remark = import.report.of_kind(RemarkKind::OtherEdition).next().map(|remark| remark.message.clone());
    assert!(remark.is_some_and(|message| message.contains("A.9.4.2 → A.8.5")));
}

#[test]
fn columns_without_known_names_are_seen_by_their_cells() {
    let import = import("Foo,Bar,Baz\n5.1,ja,umgesetzt\n5.2,nein,\n5.3,ja,teilweise\n");
    assert_eq!(
        (import.report.counts.included, import.report.counts.excluded, import.report.counts.statements),
        (2, 1, 2)
    );
    let import = import_soa("5.1,ja\n5.2,nein\n".as_bytes(), "x.csv", &small_catalogs());
    assert_eq!((import.report.counts.included, import.report.counts.excluded), (1, 1));
}

#[test]
fn headings_in_other_languages() {
    for headings in [
        "Nr.;Maßnahme;Anwendbar;Begründung;Umsetzungsstatus;Verantwortlich",
        "N°;Mesure;Applicable (oui/non);Justification;État de mise en œuvre;Responsable",
        "ID;Título;¿Aplica?;Justificación;Estado de implementación;Responsable",
        "Nummer;Maatregel;Van toepassing;Motivering;Status implementatie;Verantwoordelijke",
        "Nr;Tiltak;Gjelder;Begrunnelse;Status;Ansvarlig",
    ] {
        let import = import(&format!(
            "{headings}\n5.1;Policies for information security;x;weil;✔;Chef\n5.2;Roles;x;b;✔;Chef\n"
        ));
        let roles: Vec<String> = import
            .report
            .columns
            .iter()
            .map(|column| column.role.map_or("-", |role| role.words()).to_owned())
            .collect();
        assert_eq!(
            roles,
            [
                "the control's id",
                "the control's title",
                "whether it applies",
                "the justification",
                "the state of implementation",
                "the owner of it"
            ],
            "{headings}"
        );
    }
}

/// A character that nobody sees makes no answer another word, and a NUL byte is told as what it is.
#[test]
fn nul_bytes_and_hidden_marks_are_taken_out_before_columns_are_looked_for() {
    let import = import("id,appli\u{0}cable,why\n5.1,ye\u{0}s,a\n5.2,no\u{200B},b\n5.3,\u{FEFF}no,c\n");
    assert_eq!((import.report.counts.included, import.report.counts.excluded), (1, 2));
    assert_eq!(lines(&import, RemarkKind::FileProblem), [[1, 2]]);
    assert_eq!(lines(&import, RemarkKind::HiddenCharacters), [[3, 4]]);
    assert!(
        import.report.to_text().contains("lines 1, 2, applicable: a NUL byte"),
        "{}",
        import.report.to_text()
    );
    // Also where the file is refused.
    let refused = import_soa(b"id,what\n5.1,a\0b\n", "x.csv", &small_catalogs());
    assert_eq!(lines(&refused, RemarkKind::FileProblem), [[2]]);
    assert!(refused.report.to_text().contains("line 2, what: a NUL byte"), "{}", refused.report.to_text());
}

#[test]
fn answers_and_states_in_further_languages() {
    for (rows, sums) in [
        ("5.1;oui;Réalisé\n5.2;oui;En cours\n5.3;non;Non réalisé\n", (2, 1, 1, 0, 1, 1)),
        ("5.1;Sim;Concluído\n5.2;sim;Em andamento\n5.3;Não;Não implementado\n", (2, 1, 1, 0, 1, 1)),
        ("5.1;Tak;Wdrożone\n5.2;tak;Częściowo wdrożone\n5.3;Nie;Niewdrożone\n", (2, 1, 1, 1, 0, 1)),
    ] {
        let import = import(&format!("ID;Applicable;Status\n{rows}"));
        let counts = import.report.counts;
        let found = (
            counts.included,
            counts.excluded,
            counts.implemented,
            counts.partial,
            counts.planned,
            counts.not_implemented,
        );
        assert_eq!(found, sums, "{}", import.report.to_text());
    }
}

#[test]
fn two_rows_of_headings_and_reasons_as_marks() {
    let import = import(
        "Control,,Applicable,Justification,,Selected for,,\nID,Title,,Inclusion,Exclusion,LR,CO,RRA\n\
         5.1,Policies for information security,Yes,law,,x,,x\n5.2,Information security roles and responsibilities,No,,none here,,,\n",
    );
    let soa = soa(&import);
    assert!(soa.contains("include: A.5.1 because \"law\""), "{}\n{soa}", import.report.to_text());
    assert!(soa.contains("exclude: A.5.2 because \"none here\""), "{soa}");
    assert!(soa.contains("LR: \"x\""), "{soa}");
}

/// The columns that are called by states are read together.
#[test]
fn states_as_marks() {
    let rows = "5.1,yes,a,x,,,\n5.2,yes,b,,x,,\n5.3,yes,c,,,X,\n5.4,yes,d,x,x,,\n5.5,yes,e,,,,\n5.6,yes,f,–,,,✓\n\
                5.7,yes,g,,maybe,,\n5.8,no,h,,,,\n";
    for headings in [
        "id,applicable,why,Implemented,Partially,Planned,Not implemented\n",
        "id,applicable,why,Status,,,\n,,,Implemented,Partially,Planned,Not implemented\n",
        "id,applicable,why,Implemented: yes,Implemented: partly,Implemented: planned,Implemented: no\n",
    ] {
        let import = import(&format!("{headings}{rows}"));
        let report = import.report.to_text();
        let counts = import.report.counts;
        assert_eq!(
            (counts.implemented, counts.partial, counts.planned, counts.not_implemented),
            (1, 1, 1, 1),
            "{report}"
        );
        let row = |number: u32| number + u32::try_from(headings.lines().count()).unwrap_or_default();
        assert_eq!(lines(&import, RemarkKind::Contradiction), [[row(4)]], "{report}");
        assert_eq!(lines(&import, RemarkKind::UnknownState), [[row(7)]], "{report}");
        assert!(import.report.unused.is_empty(), "{report}");
        assert!(soa(&import).contains("A.5.4: ") && soa(&import).contains("maybe"), "{}", soa(&import));
        let statements = import.files.iter().find(|(path, _)| path == "statements.isms");
        let statements = statements.map_or("", |(_, text)| text);
        assert!(statements.contains("implements: A.5.2\n        status: partial"), "{statements}");
    }
    // A column that says the state, too, has to agree.
    let both = import(
        "id,applicable,Status,Implemented,Planned\n5.1,yes,Implemented,x,\n5.2,yes,Implemented,,x\n5.3,yes,,no,no\n",
    );
    assert_eq!((both.report.counts.implemented, both.report.counts.not_implemented), (1, 1));
    assert_eq!(lines(&both, RemarkKind::Contradiction), [[3]], "{}", both.report.to_text());
    assert!(soa(&both).contains("Status: \"Implemented\"; Planned: \"x\" (line 3)"), "{}", soa(&both));
}

/// A form that has marks in columns of reasons, and no column that says whether a control applies.
#[test]
fn reasons_as_marks_say_what_applies() {
    let form = "Statement of Applicability,,,,,,,,\n\
        \"LR: legal requirements, CO: contractual obligations, BR/BP: business requirements, RRA: risk assessment\",,,,,,,,\n\
        ISO/IEC 27001:2022 Annex A controls,,Current controls,Remarks (with justification for exclusions),\
        Selected controls and reasons for selection,,,,Remarks (overview of implementation)\n\
        Clause,Title,,,LR,CO,BR/BP,RRA,\n\
        5.1,Policies for information security,,,x,,,x,Rules on the wall\n\
        5.2,Information security roles and responsibilities,Role cards,,,x,x,,\n\
        5.3,Segregation of duties,,Too small for it,,,,,\n\
        5.4,Management responsibilities,,,,,,,\n\
        5.5,Contact with authorities,,,see the act,,,,\n\
        5.6,Contact with special interest groups,,,x,,BP only,,\n\
        5.7,Threat intelligence,,,,✓,,–,\n";
    let import = import(form);
    let (soa, report) = (soa(&import), import.report.to_text());
    assert_eq!(
        import.report.taken_for.to_string(),
        "a Statement of Applicability against iso27001@2022",
        "{report}"
    );
    assert_eq!((import.report.counts.included, import.report.counts.undecided), (4, 3), "{report}");
    assert!(
        soa.contains("include: A.5.1 because \"LR: legal requirement; RRA: result of the risk assessment\""),
        "{soa}"
    );
    assert!(
        soa.contains(
            "A.5.2 because \"CO: contractual obligation; BR/BP: business requirement or best practice\""
        ),
        "{soa}"
    );
    assert_eq!(lines(&import, RemarkKind::Undecided), [[7, 8, 9]], "{report}");
    assert!(import.report.of_kind(RemarkKind::SameReason).next().is_none(), "{report}");
    assert!(
        soa.contains("Too small for it") && soa.contains("see the act") && soa.contains("BP only"),
        "{soa}"
    );
    assert!(!soa.contains("LR: \"x\" (line 5)"), "{soa}");
    let statements = import.files.iter().find(|(path, _)| path == "statements.isms");
    assert!(
        statements.is_some_and(|(_, text)| text.contains("Rules on the wall") && text.contains("Role cards"))
    );
}

/// Marks of reasons beside a column that decides.
#[test]
fn reasons_as_marks_beside_a_decision() {
    let import = import(
        "id,applicable,why,LR,Contractual obligations,status\n5.1,yes,because,x,,\n5.2,yes,,x,Y,\n5.3,no,none,x,,\n\
         5.4,,,,x,\n5.5,,,x,,N/A\n5.6,,,,,N/A\n5.7,yes,,,,done\n",
    );
    let (soa, report) = (soa(&import), import.report.to_text());
    assert!(soa.contains("include: A.5.1 because \"because\""), "{soa}");
    assert!(
        soa.contains("include: A.5.2 because \"LR: legal requirement; Contractual obligations\""),
        "{soa}"
    );
    assert!(soa.contains("exclude: A.5.3 because \"none\""), "{soa}");
    assert!(soa.contains("include: A.5.4 because \"Contractual obligations\""), "{soa}");
    assert_eq!(lines(&import, RemarkKind::Contradiction), [[4], [6]], "{report}");
    assert_eq!((import.report.counts.excluded, import.report.counts.undecided), (2, 1), "{report}");
}

#[test]
fn an_id_and_its_title_in_one_cell_and_a_range() {
    let import =
        import("Control,Applicable\nA.5.1 Policies for information security,Yes\nA.5.2 – A.5.4,No\n");
    assert_eq!((import.report.counts.included, import.report.counts.excluded), (1, 3));
    assert_eq!(lines(&import, RemarkKind::SeveralIds), [[3]]);
    assert!(import.report.of_kind(RemarkKind::TitleMismatch).next().is_none());
}

#[test]
fn a_cut_text_of_which_nobody_knows_where_it_belongs_is_left() {
    let import = import("id,applicable,why,how,proof\n5.1,yes,a,b,c\n5.2,yes,a,b,c\n5.3,yes,a,b,c,d\n");
    let message = import.report.of_kind(RemarkKind::RaggedRow).next().map(|remark| remark.message.clone());
    insta::assert_snapshot!(message.unwrap_or_default());
    let left: Vec<&str> = import.report.unused.iter().map(|cell| cell.text.as_str()).collect();
    assert_eq!(left, ["a", "b", "c", "d"]);
    assert!(soa(&import).contains("include: A.5.3  // line 4"), "{}", soa(&import));
}

/// What is told as missing is not in the file: a control in a row that cannot be used is told with that row.
#[test]
fn a_control_in_a_row_that_cannot_be_used_is_not_missing() {
    let rows = "5.1,yes,a\n5.2,a,b,c,d\n,yes,lost its id\n5.4,yes,\"open\n5.5,yes,b\n5.6,no,c\n5.7,no,d\"\n";
    let import = import(&format!("id,applicable,state\n{rows}"));
    assert_eq!(lines(&import, RemarkKind::UnusableControls), [[3, 5]]);
    let message = |kind| import.report.of_kind(kind).next().map(|remark| remark.message.clone());
    assert_eq!(
        message(RemarkKind::UnusableControls).unwrap_or_default(),
        "4 controls stand only where nothing could be used, and stay undecided: A.5.2, A.5.5 .. A.5.7"
    );
    let missing = message(RemarkKind::MissingControls).unwrap_or_default();
    assert!(missing.starts_with("14 of 20 controls are not in the file"), "{missing}");
    assert!(missing.contains("A.5.3, A.5.8"), "{missing}");
    let words = "// In rows of the file of which nothing could be used, so undecided:";
    assert!(soa(&import).contains(words) && soa(&import).contains("A.5.2 (line 3)"), "{}", soa(&import));

    let titled = import_soa(
        b"id,title,applicable\n5.1,Policies for information security,yes\n,Threat intelligence,no\n",
        "x.csv",
        &small_catalogs(),
    );
    let told = titled.report.of_kind(RemarkKind::UnusableControls).next().map(|r| r.message.clone());
    let told = told.unwrap_or_default();
    assert_eq!(told, "1 control stands only where nothing could be used, and stays undecided: A.5.7");
}

#[test]
fn a_status_without_decisions_makes_statements_and_no_decisions() {
    let import = import(
        "Control ID,Control Name,Status\nA.5.1,Policies for information security,✅ Implemented\nA.5.2,Roles,🔴 Gap\n",
    );
    assert!(import.report.taken_for.to_string().starts_with("the state of controls"));
    assert_eq!(
        (import.report.counts.included, import.report.counts.undecided, import.report.counts.statements),
        (0, 2, 2)
    );
}

#[test]
fn what_is_not_done_and_has_no_date_is_kept_in_the_words_of_the_file() {
    let import = import(
        "id,applicable,why,status,owner\n5.1,yes,a,Planned,CISO\n5.2,yes,b,Not implemented,\n5.3,yes,c,in progress,\n\
         5.4,no,d,Not implemented,\n",
    );
    let statements = import.files.iter().find(|(path, _)| path == "statements.isms").map(|(_, text)| text);
    insta::assert_snapshot!("undated", statements.map_or("", |text| text));
    assert_eq!((import.report.counts.statements, import.report.counts.plans), (3, 0));
}

#[test]
fn a_row_that_lacks_a_cell_is_not_shifted() {
    let head = "id,title,applicable,why,status,proof\n5.1,One,yes,a,Implemented,P1\n5.4,Four,no,a,,\n5.5,Five,no,a,,\n";
    for (row, message) in [
        (
            "5.2,Two,yes,Implemented,P2\n",
            "5 cells under 6 headings: what stands there fits only if `why` is missing",
        ),
        (
            "5.2,yes,b,Implemented,P2\n",
            "5 cells under 6 headings: what stands there fits only if `title` is missing",
        ),
        // Only the last cell is missing, or so it seems: nothing speaks against it.
        ("5.2,Two,yes,b,Implemented\n", "1 row has 5 cells under 6 headings; `proof` is empty there"),
    ] {
        let import = import(&format!("{head}{row}"));
        let messages: Vec<String> =
            import.report.of_kind(RemarkKind::RaggedRow).map(|remark| remark.message.clone()).collect();
        assert_eq!(messages, [message], "{row}");
        let unused: Vec<&str> = import.report.unused.iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(unused, [""; 0], "{row}");
        assert!(!soa(&import).contains("because \"Implemented\""), "{}", soa(&import));
        assert_eq!(import.report.counts.statements, 2, "{row}");
    }
}

#[test]
fn of_two_editions_the_newer_is_taken() {
    let import = import(
        "ISO 27001:2013,ISO 27001:2022,title,applicable,why\nA.5.1.1,A.5.1,One,yes,a\nA.9.4.2,A.8.5,Two,yes,b\n",
    );
    assert!(soa(&import).contains("A.8.5"), "{}", soa(&import));
    let columns: Vec<String> = import.report.columns.iter().map(|column| format!("{:?}", column)).collect();
    assert!(columns[0].contains("holds ids of iso27001@2013"), "{columns:?}");
}

#[test]
fn what_is_no_soa_is_refused_and_says_what_is_missing() {
    for (text, missing) in [
        ("", "the file has no rows"),
        ("a,b\n1,2\n", "no column holds the ids"),
        ("Control,Text\n5.1,a\n5.2,b\n", "no column says whether a control applies"),
        ("ID,Annex A Control,Status\nRTP-1,A.5.1,Done\nRTP-2,A.5.1,Open\n", "it is a register"),
    ] {
        let import = import_soa(text.as_bytes(), "x.csv", &small_catalogs());
        assert!(import.files.is_empty());
        assert!(
            import.report.taken_for.to_string().contains(missing),
            "{text:?}: {}",
            import.report.taken_for
        );
    }
    assert!(import_soa(b"id,applicable\n5.1,yes\n", "x.csv", &[]).files.is_empty());
}

#[test]
fn hostile_texts_stay_texts() {
    let text = "id,applicable,why,status,how,owner\n\
        5.1,yes,\"\"\"\"\"quoted\"\"\"\"\",done,\"\"\"\"\"\"\"\"\nx\n\"\"\"\"\"\"\"\" } { \\{ \\\",\"Queen } {\"\n\
        5.2,no,\"a\u{202E}b {c} \\ // \"\"\nsecond\",,,\n5.3,yes,“”,done,„,open\n";
    let import = import(text);
    let hidden: Vec<_> = import.report.of_kind(RemarkKind::HiddenCharacters).collect();
    assert_eq!(hidden.len(), 1, "{}", import.report.to_text());
    assert!(soa(&import).contains("ab \\{c} \\ // \""), "{}", soa(&import));
}

#[test]
fn on_the_real_catalog_too() {
    let Some(catalogs) = catalogs() else { return };
    let import = import_soa(include_bytes!("trouble.csv"), "Heron Mills.csv", &catalogs);
    parses(&import);
    assert_eq!(import.report.counts.catalog, 93);
}

#[test]
fn a_name_that_begins_with_any_quote_makes_a_package() {
    for quote in ['"', '“', '”', '„', '‟', '«', '»'] {
        for name in [quote.to_string(), format!("{quote}Mill{quote}.csv")] {
            parses(&import_soa(b"id,applicable,owner,status\n5.1,yes,Chef,done\n", &name, &small_catalogs()));
        }
    }
}

/// Controls of 2013 are taken to 2022 on request; what became several is marked with all titles.
#[test]
fn an_older_edition_is_migrated_on_request() {
    let mut catalogs = common::small_catalogs();
    let old = &mut catalogs[1];
    for (id, title, new) in [
        ("A.5.1.2", "Review of the policies for information security", vec!["A.5.1"]),
        ("A.18.2.3", "Technical compliance review", vec!["A.5.4", "A.8.13"]),
    ] {
        old.controls.push((id.to_owned(), title.to_owned()));
        old.successors.push((id.to_owned(), new.into_iter().map(str::to_owned).collect()));
    }
    let csv = "Control,Title,Applicable,Justification,Status\n\
               A.5.1.1,Policies for information security,Yes,Law,Implemented\n\
               A.5.1.2,Review of the policies for information security,No,Never,\n\
               A.9.4.2,Secure log-on procedures,Yes,Risk,Planned\n\
               A.18.2.3,Technical compliance review,Yes,Contract,\n";
    let as_it_is = annexa_import::import_soa(csv.as_bytes(), "soa.csv", &catalogs);
    assert_eq!(as_it_is.report.counts.catalog, 4);
    let import = annexa_import::migrate_soa(csv.as_bytes(), "soa.csv", &catalogs);
    common::parses(&import);
    let counts = &import.report.counts;
    assert_eq!((counts.catalog, counts.controls, counts.included, counts.undecided), (20, 4, 3, 1));
    let soa = &import.files.iter().find(|(path, _)| path == "soa.isms").expect("an SoA").1;
    assert!(soa.contains("against iso27001@2022") && !soa.contains("include: A.9.4.2"), "{soa}");
    let marks = "A.18.2.3 “Technical compliance review” became A.5.4 “Management responsibilities” and A.8.13 “Information backup”";
    assert!(soa.contains(marks), "{soa}");
    assert!(soa.contains("A.5.1.1 “Policies for information security” and A.5.1.2"), "{soa}");
    let kinds: Vec<&str> = import.report.remarks.iter().map(|remark| remark.kind.name()).collect();
    for kind in ["split-control", "conflicting-rows", "missing-controls"] {
        assert!(kinds.contains(&kind), "{kind}: {kinds:?}");
    }
}

/// The page can be shown to others: nothing of the file is markup, and everything of the report is on it.
#[test]
fn the_report_as_a_page() {
    let csv = "Control,Title,Applicable,Justification,<b>Notes</b>\n\
               A.5.1,Policies for information security,Yes,<script>alert(1)</script>,\"a & \"\"b\"\"\"\n\
               A.8.99,Something else,Yes,,\n";
    let import = annexa_import::import_soa(csv.as_bytes(), "<i>soa.csv", &common::small_catalogs());
    let page = import.report.to_html();
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">") && page.ends_with("</html>\n"));
    for never in ["<script", "<b>", "<i>", "http:", "https:"] {
        assert!(!page.contains(never), "{never}: {page}");
    }
    for there in [
        "Import of &lt;i&gt;soa.csv",
        "A.8.99",
        "prefers-color-scheme",
        "scope=\"col\"",
        "unknown-control-id",
    ] {
        assert!(page.contains(there), "{there}: {page}");
    }
    for (open, close) in [("<table", "</table>"), ("<tr>", "</tr>"), ("<td", "</td>"), ("<h2", "</h2>")] {
        assert_eq!(page.matches(open).count(), page.matches(close).count(), "{open}");
    }
}
