//! The formats hold whatever a package says: hostile words stay words, tables keep their cells, CSV and JSON keep their form.

mod common;

use annexa_publish::document::{
    Block, BlockKind, Cell, Column, Content, Document, Inline, Item, Part, Row, Shape, Shown, Sort, Status,
    Table,
};
use annexa_publish::formats::{csv as our_csv, json, md};
use annexa_publish::terminal::{Look, soa_table, status, wrap};
use common::{analyse, file, files, from_disk, from_text};
use comrak::nodes::NodeValue;
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

// ----- JSON by its schema ------------------------------------------------------------------------------------------------

fn is_valid(text: &str, schema: &str) -> Result<(), String> {
    let schema: serde_json::Value = serde_json::from_str(schema).map_err(|e| e.to_string())?;
    let validator = jsonschema::validator_for(&schema).map_err(|e| e.to_string())?;
    let value: serde_json::Value = serde_json::from_str(text).map_err(|e| e.to_string())?;
    let errors: Vec<String> =
        validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    if errors.is_empty() { Ok(()) } else { Err(errors.join("\n")) }
}

#[test]
fn json_is_valid_by_the_published_schema() {
    for text in [
        file(&files(&from_disk("examples/tour")), "clinic-cloud-soa.json"),
        file(&files(&from_text(RICH)), "s.json"),
        file(&files(&from_text(HOSTILE)), "s.json"),
        file(&files(&from_text("soa s \"S\" for nowhere against iso27001 { include: A.* }")), "s.json"),
    ] {
        assert_eq!(is_valid(&text, json::SOA_SCHEMA), Ok(()));
    }
    assert!(is_valid("{}", json::SOA_SCHEMA).is_err());
}

#[test]
fn json_of_texts_and_registers_is_valid_by_theirs() {
    let packages = [from_disk("examples/fjordlight"), from_text(RICH), from_text(HOSTILE)];
    for file in packages.iter().flat_map(files) {
        if file.path.ends_with(".json") && file.path.contains('/') {
            let text = std::str::from_utf8(&file.bytes).unwrap();
            assert_eq!(is_valid(text, json::DOCUMENTS_SCHEMA), Ok(()), "{}", file.path);
        }
    }
    assert!(is_valid("{}", json::DOCUMENTS_SCHEMA).is_err());
}

#[test]
fn json_has_a_row_for_each_control_and_totals_add_up() {
    let text = file(&files(&from_text(RICH)), "s.json");
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let rows = value["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 95, "93 of Annex A and two of our own");
    let keys: std::collections::BTreeSet<&str> = rows.iter().map(|r| r["key"].as_str().unwrap()).collect();
    assert_eq!(keys.len(), rows.len());
    let totals = value["totals"].as_array().unwrap();
    for key in
        ["controls", "applicable", "excluded", "undecided", "missing", "planned", "partial", "implemented"]
    {
        let all: u64 = totals[..totals.len() - 1].iter().map(|t| t[key].as_u64().unwrap()).sum();
        assert_eq!(all, totals.last().unwrap()[key].as_u64().unwrap(), "{key}");
    }
}

#[test]
fn reasons_are_told_in_the_words_of_what_they_refer_to() {
    let text = r#"asset tms "Transport system" { category: system }
scope all "Everything" { includes: tms }
soa s "S" for all against iso27001 {
    include: A.* because "Decided for {tms}"
    not-yet: A.* due 2027-06-30 because "{tms} is moved first"
}
policy p "P" { statement t "T" { implements: A.8.5  status: partial because "Not in all of {tms}" } }
"#;
    let files = files(&from_text(text));
    let (md, json) = (file(&files, "s.md"), file(&files, "s.json"));
    for said in ["Transport system is moved first", "Not in all of Transport system"] {
        let origins = md.split("## Where each row comes from").nth(1).expect("the origins");
        assert!(origins.contains(said), "{said}");
        assert!(json.contains(&format!("because “{said}”")), "{said}");
    }
    assert!(!md.contains("{tms}") && !json.contains("{tms}"));
}

#[test]
fn lets_and_defaults_are_shown_by_their_values() {
    let text = r#"let limit = 3 months
let window = limit
let text = "asked of {ceo} within {window}"
let loop = loop
role ceo "Chief" { holder: "A" }
team t "Team" { }
action a "Act" { deadline: 2026-12-31 }
scope all "Everything" { includes: t }
soa s "S" for all against iso27001 {
    include: A.* because "It is {text}; the action is {a.status}; {loop}"
}
"#;
    let csv = file(&files(&from_text(text)), "s.csv");
    assert!(csv.contains("It is asked of Chief within 3 months; the action is Open; …"), "{csv}");
}

// ----- a package with a bit of everything ----------------------------------------------------------------------------------

const RICH: &str = r#"
organization acme "Acme" { legal-name: "Acme Holding Ltd"  language: "en"  people-in-scope: 3 }
person ann "Ann"
role boss "Boss" { holder: ann since 2026-01-01  duty: iso27001.5.3 }
role ghost "Ghost" { holder: ann until 2025-12-31 }
team ops "Operations"
supplier host "Host" {
    agreement: "M-1" since 2020-01-01 until 2025-12-31
}
asset app "App" { category: system }
scope all "All we do" {
    includes: app, ops
    depends-on: host
    """
    # What it is

    We run {app} *well*.

    1. here
    2. there
    """
}
let often = "every `quarter`"
catalog own "Our own rules" {
    edition: "3"
    group X "Extras" {
        control X.1 "Locks" { label: "X 1" }
        control X.2 "Keys"
    }
}
risk fire "Fire | smoke" { assets: app  residual: low with low  treat: modify with A.7.5 by boss due 2027-01-01 }
policy top "Top policy" { version: "7"  owner: boss  fulfils: iso27001.5.2, A.5.1
    statement s1 "Do it" {
        implements: A.5.1, own.X.1
        carried-out-by: ops, host
        status: implemented since 2026-01-01
        evidence: log
    }
    statement s2 "Half of it" { contributes-to: A.5.2  carried-out-by: ops  status: implemented }
}
procedure lock "Locking up" { implements: A.7.2  carried-out-by: host  status: implemented }
evidence log "Log" { collected: 2026-01-01 by boss  valid: for 30 days }
audit a "Audit" { covers: A.5.*  performed: 2026-10-31  
    finding f "Hole" { grade: major  breaches: A.5.1 }
    finding g "Idea" { grade: opportunity  breaches: A.5.1 }
    finding h "Old" { grade: minor  breaches: A.5.1  closed: 2026-10-31 }
}
management-review mr "Review" { planned: 2026-12-01 }
soa s "Statement" for all against iso27001, own {
    id: "ISMS-4"
    owner: boss
    approver: ghost
    review: every 12 months
    reviewed: 2025-01-01
    classification: confidential
    retention: 3 years
    """
    ## Read me first

    See [the policy]({top}), asked {often}.
    """
    include: A.5.* because """
        We *want* it:

        - for {app}
        - and `a|b`
        """
    include: own.X.1, own.X.2 because "Asked by {acme}"
    exclude: A.7.4 because "No [premises](https://example.org/a|b) & no <b>"
    include: A.7.5, A.7.2 because "Because"
    include: A.7.4 because "But"
    not-yet: A.5.3 .. A.5.5 on app due 2026-10-01 by boss because "Later"
}
"#;

#[test]
fn a_bit_of_everything() {
    let built = from_text(RICH);
    let files = files(&built);
    let text = file(&files, "s.md");
    // The long part that is the same for all rows is in the snapshot of the tour.
    let text = text.split("## Where each row").next().unwrap().to_string();
    insta::assert_snapshot!(text);
}

#[test]
fn a_bit_of_everything_on_a_terminal() {
    let built = from_text(RICH);
    analyse(&built, |analysis| {
        for width in [50, 60, 80, 120] {
            let look = Look { width, color: false };
            for text in
                [status(analysis, analysis.context.as_of, look), soa_table(&analysis.coverages[0], look)]
            {
                for line in text.lines() {
                    // The legend and headings are lines of the layout.
                    assert!(line.width() <= width.max(88), "{width}: {line}");
                }
                assert!(!text.contains('\u{1b}'));
            }
        }
        let look = Look { width: 80, color: true };
        assert!(status(analysis, analysis.context.as_of, look).contains("\u{1b}[31m"));
    });
}

#[test]
fn what_a_check_told_is_said() {
    let options = annexa_publish::Options {
        formats: vec![annexa_publish::Format::Markdown, annexa_publish::Format::Json],
        problems: Some(annexa_publish::Problems { errors: 1, warnings: 2 }),
        ..annexa_publish::Options::default()
    };
    let built = from_text(RICH);
    let files = analyse(&built, |analysis| annexa_publish::build(analysis, &options));
    assert!(file(&files, "s.md").contains("told 1 error and 2 warnings"));
    let json = file(&files, "s.json");
    assert_eq!(is_valid(&json, json::SOA_SCHEMA), Ok(()));
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["check"]["errors"], 1);
}

// ----- hostile words -------------------------------------------------------------------------------------------------------

const HOSTILE: &str = r#"
organization o "=cmd|' /C calc'!A0 <script>alert(1)</script>"
team t "| a | b |\n# heading `code` **bold** &lt; &amp; \\| [x](javascript:alert(1)) ![i](http://evil.example/x.png)"
asset app "=HYPERLINK(\"http://evil.example\")" { category: system }
scope all "@SUM(1+1)*cmd <img src=x onerror=alert(1)>" {
    includes: app, t
    """
    <script>alert(2)</script>

    <b onclick="x">inline</b> [click](javascript:alert(3)) | pipe | ![p](http://evil.example/p.png)

    > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > deep
    """
}
role r "-- ~~~ $x$ www.evil.example http://evil.example" { holder: "+1<!--" }
policy p "---" {
    statement st "\t=1+1" { implements: A.5.1, A.6.1  carried-out-by: t, r  status: implemented }
}
soa s "1. # <h1>S</h1>\n\n| x |" for all against iso27001 {
    owner: r
    include: A.* because "=1+1|\n<br>|`|\\|{app}"
    exclude: A.5.7 because """
        ```
        | not | a | table |
        ```

        | a | b |
        | - | - |
        | `x|y` | <script> |

        {app} `|` \| \`
        """
}
"#;

/// The tree of Markdown as GitHub reads it.
fn with_tree<T>(markdown: &str, then: impl for<'a> FnOnce(&'a comrak::nodes::AstNode<'a>) -> T) -> T {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.math_dollars = true;
    options.extension.alerts = true;
    let arena = comrak::Arena::new();
    then(comrak::parse_document(&arena, markdown, &options))
}

#[test]
fn hostile_words_stay_words_in_markdown() {
    let text = file(&files(&from_text(HOSTILE)), "s.md");
    insta::assert_snapshot!(text.lines().take(60).collect::<Vec<_>>().join("\n"));
    with_tree(&text, |root| {
        let mut tables = 0;
        for node in root.descendants() {
            match &node.data().value {
                NodeValue::HtmlBlock(html) => panic!("{}", html.literal),
                NodeValue::HtmlInline(html) => assert!(
                    ["<br>", "<code>", "</code>", "<strong>", "</strong>"].contains(&html.as_str()),
                    "{html}"
                ),
                NodeValue::Link(link) => panic!("{}", link.url),
                NodeValue::Image(link) => panic!("{}", link.url),
                NodeValue::Math(math) => panic!("{}", math.literal),
                NodeValue::CodeBlock(_) | NodeValue::ThematicBreak => panic!("a block of the author's"),
                NodeValue::Table(table) => {
                    tables += 1;
                    let columns = table.num_columns;
                    for row in node.children() {
                        assert_eq!(row.children().count(), columns);
                    }
                }
                _ => {}
            }
        }
        // The control block, four themes twice, totals, seven chapters, and where rows come from.
        assert_eq!(tables, 1 + 8 + 1 + 7 + 1);
    });
    assert!(!text.to_lowercase().contains("compliant"));
}

#[test]
fn hostile_words_are_no_formulas_in_csv() {
    for table in files(&from_text(HOSTILE)).iter().filter(|f| f.path.ends_with(".csv")) {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&*table.bytes);
        let mut width = None;
        for record in reader.records() {
            let record = record.unwrap();
            assert_eq!(*width.get_or_insert(record.len()), record.len());
            for cell in &record {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
            }
        }
    }
}

#[test]
fn a_name_that_a_system_reserves_is_not_a_file_name() {
    let built =
        from_text("scope x \"X\" { }\nsoa con \"C\" for x against iso27001 { include: A.* because \"b\" }");
    let paths: Vec<String> = files(&built).into_iter().map(|f| f.path).collect();
    assert!(paths.contains(&"soa-con.md".to_string()), "{paths:?}");
    let two = "scope x \"X\" { }\nsoa s \"C\" for x against iso27001 { }\nsoa s-clauses \"D\" for x against iso27001 { }\nsoa S \"E\" for x against iso27001 { }";
    let files = files(&from_text(two));
    let mut paths: Vec<String> = files.into_iter().map(|f| f.path.to_lowercase()).collect();
    let all = paths.len();
    paths.sort();
    paths.dedup();
    assert_eq!(paths.len(), all);
    let of_statements =
        paths.iter().filter(|p| !p.contains('/') && **p != annexa_publish::formats::xlsx::FILE);
    assert_eq!(of_statements.count(), 15);
}

#[test]
fn an_empty_package_builds_nothing() {
    assert_eq!(files(&from_text("")), Vec::new());
    analyse(&from_text(""), |analysis| {
        assert!(
            status(analysis, analysis.context.as_of, Look::default())
                .contains("no statement of applicability")
        );
    });
}

// ----- properties ----------------------------------------------------------------------------------------------------------

fn table_of(cells: &[Vec<Inline>], columns: usize) -> Document {
    const KEYS: [&str; 4] = ["a", "b", "c", "d"];
    let columns: Vec<Column> = KEYS[..columns]
        .iter()
        .map(|key| Column {
            key: (*key).into(),
            title: (*key).into(),
            part: Part::Approved,
            shape: Shape::Text,
            names: false,
            brief: false,
            optional: false,
            facets: &[],
        })
        .collect();
    let rows = cells.chunks_exact(columns.len()).enumerate().map(|(i, cells)| Row {
        key: i.to_string(),
        group: None,
        cells: cells.iter().map(|c| Cell::from(Content::Text(c.clone()))).collect(),
        sources: Vec::new(),
    });
    let table = Table {
        key: "t".into(),
        title: "T".into(),
        grouped_by: "",
        scale: Vec::new(),
        rows: rows.collect(),
        columns,
        groups: Vec::new(),
    };
    let shown = Shown { table: "t".into(), part: None, section: None, level: 3 };
    Document {
        sort: Sort::Soa,
        of: "soa".into(),
        of_title: "S".into(),
        about: None,
        lists: None,
        name: "t".into(),
        title: "T".into(),
        status: Status::Draft,
        status_says: "Draft".to_string(),
        classification: None,
        language: "en".into(),
        as_of: common::day(),
        problems: None,
        facts: Vec::new(),
        blocks: vec![Block::from(BlockKind::Table(shown))],
        tables: vec![table],
    }
}

/// Words that Markdown, HTML, CSV and spreadsheets could take for marks.
fn words() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        r"[ -~]{0,12}",
        r"[|\\`*_~<>&\[\]()!#$@=+\-.:;1 \n\r\t]{1,10}",
        Just("\u{202E}ü日本\u{0}".to_string()),
        Just("&lt;&#124;".to_string()),
        Just("https://example.org/?a=1&copy;=2".to_string()),
        Just("www.example.org".to_string()),
        Just("a@example.org".to_string()),
    ];
    proptest::collection::vec(piece, 0..4).prop_map(|p| p.concat())
}

fn inlines() -> impl Strategy<Value = Vec<Inline>> {
    let leaf = prop_oneof![
        words().prop_map(Inline::Text),
        words().prop_map(Inline::Code),
        Just(Inline::Break),
        words().prop_map(|w| Inline::Reference { to: "x".into(), words: vec![Inline::Text(w)] }),
        words().prop_map(|w| Inline::Strong(vec![Inline::Text(w)])),
        words().prop_map(|w| Inline::Emph(vec![Inline::Text(w)])),
    ];
    proptest::collection::vec(leaf, 0..4)
}

proptest! {
    #[test]
    fn csv_comes_back_as_it_went(texts in proptest::collection::vec(words(), 12), columns in 1usize..=4) {
        let cells: Vec<Vec<Inline>> = texts.iter().map(|t| vec![Inline::Text(t.clone())]).collect();
        let document = table_of(&cells, columns);
        let text = our_csv::render(&document, &document.tables[0]);
        prop_assert!(text.ends_with("\r\n"));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(records.len(), 12 / columns);
        for (record, texts) in records.iter().zip(texts.chunks_exact(columns)) {
            for (cell, text) in record.iter().zip(texts) {
                prop_assert_eq!(our_csv::unguard(cell), text.as_str());
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
            }
        }
    }

    #[test]
    fn markdown_tables_keep_their_cells(cells in proptest::collection::vec(inlines(), 12), columns in 1usize..=4) {
        let document = table_of(&cells, columns);
        let text = md::render(&document);
        with_tree(&text, |root| {
            // The control block, and ours.
            let tables: Vec<_> = root.children().filter(|n| matches!(n.data().value, NodeValue::Table(_))).collect();
            assert_eq!(tables.len(), 2, "{text}");
            let rows: Vec<_> = tables[1].children().collect();
            assert_eq!(rows.len(), 1 + 12 / columns, "{text}");
            for row in rows {
                assert_eq!(row.children().count(), columns, "{text}");
            }
        });
    }

    #[test]
    fn words_of_a_markdown_cell_are_the_words(word in words()) {
        let document = table_of(&[vec![Inline::Text(word.clone())]], 1);
        let text = md::render(&document);
        let shown = with_tree(&text, |root| {
            let table = root.children().filter(|n| matches!(n.data().value, NodeValue::Table(_))).nth(1).unwrap();
            let mut shown = String::new();
            for node in table.children().nth(1).unwrap().descendants() {
                match &node.data().value {
                    NodeValue::Text(text) => shown.push_str(text),
                    NodeValue::HtmlInline(html) if html == "<br>" => shown.push('\n'),
                    // The readers of addresses at `@` cannot be told not to; what is seen is the same.
                    NodeValue::Link(link) => assert!(link.url.starts_with("mailto:"), "{}", link.url),
                    NodeValue::TableRow(_) | NodeValue::TableCell => {}
                    other => panic!("{other:?} in {text}"),
                }
            }
            shown
        });
        // Markdown drops spaces at the ends of lines, and shows a zero byte as the mark of a broken character.
        let normal = |t: &str| {
            let lines = t.replace("\r\n", "\n").replace('\r', "\n").replace('\u{0}', "\u{FFFD}");
            let lines: Vec<&str> = lines.split('\n').map(str::trim).collect();
            lines.join("\n").trim().to_string()
        };
        prop_assert_eq!(normal(&shown), normal(&word), "{}", text);
    }

    #[test]
    fn json_is_json(cells in proptest::collection::vec(inlines(), 12)) {
        let mut document = table_of(&cells, 4);
        document.tables[0].rows[0].cells[0] = Content::items(vec![Item::new(cells[0].clone())]).into();
        let value: serde_json::Value = serde_json::from_slice(&json::render(&document)).unwrap();
        prop_assert_eq!(value["rows"].as_array().unwrap().len(), 3);
    }

    #[test]
    fn wrapped_lines_fit(word in words(), width in 2usize..40) {
        let lines = wrap(&word, width);
        for line in &lines {
            prop_assert!(line.width() <= width, "{:?}", line);
        }
        let squeezed = |t: &str| t.split_whitespace().collect::<String>();
        prop_assert_eq!(squeezed(&lines.concat()), squeezed(&word));
    }
}

// ----- what the check told, and certificates -------------------------------------------------------------------------------

#[test]
fn errors_are_told_at_the_top_and_only_errors_are_to_be_mended() {
    let built = from_text(RICH);
    let markdown = |errors, warnings| {
        let problems = annexa_publish::Problems { errors, warnings };
        let options = annexa_publish::Options {
            formats: annexa_publish::Format::ALL.to_vec(),
            problems: Some(problems),
            ..annexa_publish::Options::default()
        };
        file(&analyse(&built, |analysis| annexa_publish::build(analysis, &options)), "s.md")
    };
    let text = markdown(2, 1);
    let top = text.split("## Scope").next().unwrap();
    assert!(top.contains("the check of the package told 2 errors"), "{top}");
    assert!(text.contains("told 2 errors and 1 warning. Until the errors are mended, rows"));
    let text = markdown(0, 1);
    assert!(text.contains("told 0 errors and 1 warning."));
    assert!(!text.contains("Until the errors"));
}

#[test]
fn a_certificate_of_a_supplier_is_named_as_evidence() {
    let text = RICH.replace(
        "agreement: \"M-1\" since 2020-01-01 until 2025-12-31",
        "agreement: \"M-1\" since 2020-01-01\n    certificate host-27001 \"No 4711\" until 2027-08-31",
    );
    let text = file(&files(&from_text(&text)), "s.json");
    assert_eq!(is_valid(&text, json::SOA_SCHEMA), Ok(()));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let row = value["rows"].as_array().unwrap().iter().find(|r| r["key"] == "A.7.2").unwrap();
    assert_eq!(row["evidence"][0]["text"], "certificate host-27001 of Host, in force until 2027-08-31");
}

#[test]
fn a_row_says_which_agreement_ended_what_is_planned_and_what_needs_it() {
    let text = RICH
        .replace(
            "include: A.7.5, A.7.2 because",
            "exclude: A.7.5 because \"No site\"\n    include: A.7.2 because",
        )
        .replace(
            "carried-out-by: ops  status: implemented }",
            "carried-out-by: ops  status: planned due 2027-02-01 because \"The tool comes first\" }",
        );
    let text = file(&files(&from_text(&text)), "s.json");
    assert!(text.contains("the agreement of `host` ended on 2025-12-31"));
    assert!(text.contains("planned, due 2027-02-01, because “The tool comes first”"));
    assert!(text.contains("is needed by the risk `fire`: Fire | smoke"));
}
