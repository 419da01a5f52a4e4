//! PDF: every document of a package can be set, is the same every time, and conforms; hostile words stay words.

use annexa_analysis::{Analysis, Context};
use annexa_core::time::parse_date;
use annexa_core::{Built, Input};
use annexa_publish::{Document, Options, OutputFile};

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

fn pdf(built: &Built) -> Vec<OutputFile> {
    let documents = documents(built);
    let files = annexa_publish_pdf::files(&documents, &annexa_publish::stems(&documents)).expect("PDF");
    assert_eq!(files.len(), documents.len());
    files
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
