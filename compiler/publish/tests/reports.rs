//! Reports that are worked out, and how texts read in them: the treatment plan, measures over time, the checklist, the manual.

mod common;

use annexa_publish::Options;
use annexa_publish::document::Drawing;
use annexa_publish::drawings::draw;
use common::{analyse, file, files, from_disk, from_text};

const SMALL: &str = r#"
organization acme "Acme" { language: "en"  """We bake.""" }
person ann "Ann"
role boss "Boss" { holder: ann  duty: iso27001.5.3 }
asset oven "Oven" { category: system  owner: boss }
scope all "All we do" { includes: oven  """The bakery.""" }
risk-method m "Method" {
    likelihood: rare, likely
    consequence: mild, harsh
    level: low from 1
    level: high from 3
    acceptable: low
}
risk fire "Fire" {
    assets: oven  owner: boss  inherent: likely with harsh  residual: rare with mild
    treat: modify with A.5.1 by boss due 2026-12-24 because "it burns"
    treat: retain because "bread is hot"
}
measure late "Findings closed late" {
    owner: boss
    measures: A.5.1
    target: <= 5
    reading: 9 on 2026-08-31
    reading: 6 on 2026-09-30
    reading: 3 on 2026-10-31
}
audit next "Audit of 2027" { planned: 2027-03-01  covers: A.5.1, iso27001.5.2 }
policy top "Top" {
    owner: boss
    fulfils: iso27001.5.2, gdpr.32
    """
    The clause is {iso27001.5.2}, the control {A.5.1}.[^why] Twice[^why], and another[^more].

    [^why]: Since *we* say so.

    [^more]: More than that.
    """
    statement s1 "Do it" { """It MUST be done.""" implements: A.5.1  carried-out-by: boss  status: implemented }
}
soa s "S" for all against iso27001 { include: A.* because "All" }
"#;

#[test]
fn the_treatment_plan_has_a_row_for_each_line() {
    let csv = file(&files(&from_text(SMALL)), "report/risk-treatment-plan.csv");
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let head = reader.headers().expect("a head").clone();
    let rows: Vec<_> = reader.records().map(|r| r.expect("a row")).collect();
    assert_eq!(rows.len(), 2, "{csv}");
    let say = |row: usize, key: &str| rows[row][head.iter().position(|h| h == key).expect(key)].to_string();
    assert_eq!(say(0, "risk"), "Fire");
    assert_eq!((say(0, "response"), say(0, "due")), ("Modify".into(), "2026-12-24".into()));
    assert_eq!(say(0, "with"), "A.5.1 (in force)");
    assert_eq!(say(0, "by"), "Boss (Ann)");
    assert_eq!((say(0, "before"), say(0, "after")), ("high".into(), "low".into()));
    assert_eq!((say(1, "response"), say(1, "because")), ("Retain".into(), "bread is hot".into()));
}

#[test]
fn measures_are_drawn_over_time() {
    let built = from_text(SMALL);
    let files = files(&built);
    let report = file(&files, "report/measurement.md");
    for said in ["Findings closed late", "| 3 |", "down", "2026-08-31"] {
        assert!(report.contains(said), "{said}: {report}");
    }
    let page = file(&files, "site/report/measurement.html");
    let says =
        "Findings closed late, 2026-08-31: 9 (missed), 2026-09-30: 6 (missed), 2026-10-31: 3; target &lt;= 5";
    assert!(page.contains(says), "{page}");
    analyse(&built, |analysis| {
        let documents = annexa_publish::documents(analysis, &Options::default());
        let of = documents.iter().find(|d| d.name == "measurement").expect("the report");
        let drawn = draw(of, "figures", Drawing::Trends);
        assert_eq!(drawn.len(), 1);
        assert!(drawn[0].svg.starts_with("<svg xmlns=") && drawn[0].svg.matches("<circle").count() == 3);
    });
}

#[test]
fn an_audit_to_come_has_a_checklist() {
    let files = files(&from_text(SMALL));
    let list = file(&files, "report/audit-checklist.md");
    assert!(list.contains("For the audit: Audit of 2027"), "{list}");
    assert!(list.contains("A.5.1 Policies for information security") && list.contains("Do it"), "{list}");
    assert!(file(&files, "report/audit-checklist.csv").lines().count() > 93);
}

#[test]
fn the_manual_says_where_each_clause_is_answered() {
    let manual = file(&files(&from_text(SMALL)), "report/manual.md");
    for said in ["We bake.", "The bakery.", "Top", "Nothing is declared for it", "10.2"] {
        assert!(manual.contains(said), "{said}: {manual}");
    }
    let of = |clause: &str| manual.lines().find(|l| l.starts_with(&format!("| {clause} |"))).expect("a row");
    assert!(of("5.2").contains("Top") && of("5.3").contains("Boss"), "{manual}");
}

/// Nobody outside knows what `iso27001.5.2` is.
#[test]
fn entries_of_catalogs_are_called_as_they_are_printed() {
    let files = files(&from_text(SMALL));
    for path in ["policy/top.md", "site/policy/top.html", "register/policy.csv"] {
        let text = file(&files, path);
        assert!(text.contains("ISO/IEC 27001:2022, 5.2"), "{path}: {text}");
        assert!(
            text.contains("Regulation (EU) 2016/679 (GDPR), Art. 32") || path.contains("csv"),
            "{path}: {text}"
        );
        assert!(!text.contains("[iso27001.5.2") && !text.contains(" iso27001.5.2"), "{path}: {text}");
    }
}

#[test]
fn notes_stand_behind_the_text() {
    let policy = file(&files(&from_text(SMALL)), "policy/top.md");
    assert!(policy.contains("\\[1\\] Twice\\[1\\], and another\\[2\\]"), "{policy}");
    assert!(policy.contains("1. Since *we* say so.") && policy.contains("2. More than that."), "{policy}");
}

/// Each document of the set that is worked out is there, and none is empty.
#[test]
fn the_whole_example_has_every_report() {
    let files = files(&from_disk("examples/fjordlight"));
    for name in ["manual", "risk-treatment-plan", "measurement", "audit-checklist"] {
        let text = file(&files, &format!("report/{name}.csv"));
        assert!(text.lines().count() > 5, "{name}: {text}");
    }
    let home = file(&files, "site/index.html");
    for said in ["What is declared for the clauses", "report/measurement.html", "4 Context"] {
        assert!(home.contains(said), "{said}");
    }
}
