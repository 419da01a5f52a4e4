//! PDF: every document of a package can be set, is the same every time, and conforms; hostile words stay words.

use annexa_analysis::{Analysis, Context};
use annexa_core::time::parse_date;
use annexa_core::{Built, Input};
use annexa_publish::{Document, Options, OutputFile};
use annexa_publish_pdf::{Missing, Set};

fn built(text: &str) -> Built {
    let manifest = "[package]\nname = \"test\"\nlanguage = \"1\"\n[standards]\nmain = \"iso27001@2022\"\n";
    let input = Input {
        manifest: Some(manifest.into()),
        files: vec![("main.isms".into(), text.into())],
        ..Input::default()
    };
    annexa_core::build(input, &annexa_stdlib::files())
}

fn documents(built: &Built) -> Vec<Document> {
    let as_of = parse_date("2026-11-01").expect("a day");
    annexa_publish::documents(&Analysis::new(&built.model, Context { as_of }), &Options::default())
}

fn set(built: &Built) -> Set {
    let documents = documents(built);
    let set = annexa_publish_pdf::files(&documents, &annexa_publish::stems(&documents)).expect("PDF");
    assert_eq!(set.files.len(), documents.len());
    set
}

fn pdf(built: &Built) -> Vec<OutputFile> {
    set(built).files
}

const SMALL: &str = r#"
organization acme "Acme" { language: "en" }
person ann "Ann"
role boss "Boss" { holder: ann }
asset app "TITLE" { category: system  owner: boss }
scope all "All we do" { includes: app  """TEXT""" }
risk-method m "Method" {
    likelihood: rare, likely
    consequence: mild, harsh
    level: low from 1
    level: high from 3
    acceptable: low
}
risk fire "Fire" { assets: app  owner: boss  inherent: likely with harsh  residual: rare with mild  treat: modify with A.5.1 by boss }
policy top "TITLE" {
    owner: boss
    approver: boss
    """
    ##### Deep

    TEXT

    - here
        1. and there

    > said

        code

    | a | b |
    | - | - |
    | 1 | 2 |

    ---

    # High
    """
    statement s1 "Do it" { """It MUST be done by {boss}.""" implements: A.5.1  carried-out-by: boss  status: implemented }
    param often "How often" { default: 6 months }
}
soa s "S" for all against iso27001 { include: A.* because "TEXT" }
"#;

#[test]
fn the_same_document_gives_the_same_bytes() {
    let built = built(SMALL);
    let files = pdf(&built);
    assert_eq!(files, pdf(&built));
    for path in ["s.pdf", "policy/top.pdf", "register/risk.pdf", "register/agenda.pdf"] {
        assert!(files.iter().any(|f| f.path == path), "{path}");
    }
    for file in &files {
        assert!(file.bytes.starts_with(b"%PDF-1.7"), "{}", file.path);
        let has = |said: &str| file.bytes.windows(said.len()).any(|at| at == said.as_bytes());
        assert!(has("pdfuaid:part>1<") && has("pdfaid:part>2<"), "{} says what it conforms to", file.path);
    }
}

#[test]
fn hostile_words_are_set_as_they_stand() {
    let evil = [
        "#import \\\"x.typ\\\": * #panic() $x^2$ @label <label> *a* _b_ `c` // d /* e */ = F \\\\ ~ --- [g]",
        "<script>alert(1)</script> =cmd() {{x}}",
        "\u{202E}desrever \u{1F600} \u{4E2D}\u{6587} \u{5D0} \u{E000} \u{200D} a\u{301}",
        &"w".repeat(10_000),
        "",
    ];
    for evil in evil {
        // Within prose, quotes need no slashes.
        let text = SMALL.replace("TITLE", evil).replace("because \"TEXT\"", &format!("because \"{evil}\""));
        let built = built(&text.replace("TEXT", &evil.replace('\\', "")));
        pdf(&built);
    }
}

/// Arrows, check marks, boxes and signs of mathematics are there; what is not is told with its line.
#[test]
fn signs_that_the_fonts_lack_are_told() {
    let has = "\u{2192} \u{21D2} \u{2713} \u{2717} \u{2610} \u{2611} \u{2612} \u{25CF} \u{2500}\u{2502}\u{2514} \u{2265} \u{2260} \u{2211} \u{221E} \u{2208} \u{26A0} \u{2460} \u{03B1}\u{03A9} \u{0416}\u{0451} \u{20AC} \u{00BD} \u{2023} \u{2605} \u{2714}";
    let built = self::built(&SMALL.replace("TITLE", "A title").replace("TEXT", has));
    assert_eq!(set(&built).missing, []);
    let built = self::built(&SMALL.replace("TITLE", "A title").replacen("TEXT", "one \u{4E2D}\u{6587}", 1));
    let at = SMALL.lines().position(|line| line.contains("TEXT")).expect("a line") as u32 + 1;
    let missing = set(&built).missing;
    assert!(!missing.is_empty());
    for Missing { place, signs, .. } in missing {
        assert_eq!(place, Some(("main.isms".to_string(), at)));
        assert_eq!(signs, ['\u{4E2D}', '\u{6587}'].into());
    }
}

/// A table of many columns is no heap of words.
#[test]
fn a_table_of_the_authors_of_any_width_is_set() {
    for columns in [1, 3, 7, 9, 30] {
        let row = |word: &str| format!("    | {} |\n", vec![word; columns].join(" | "));
        let table =
            format!("{}{}{}", row("Confidentiality"), row("-"), row("unclassified-and-open").repeat(3));
        pdf(&self::built(&SMALL.replace("TITLE", "A title").replacen("    TEXT\n", &table, 1)));
    }
}
