//! Policies: what becomes of the text and of its control block, on a small one, on those that others wrote, and on any.

mod common;

use annexa_core::{Input, Model, build};
use annexa_import::RemarkKind;
use annexa_import::policy::{PolicyImport, import_policy};
use annexa_import::register::Target;
use common::shared;
use proptest::prelude::*;

fn model() -> Model {
    let manifest = "[package]\nname = \"sample\"\n[standards]\nmain = \"iso27001@2022\"\n".to_owned();
    let files = vec![("main.isms".to_owned(), "role ciso \"CISO\"\n".to_owned())];
    build(Input { manifest: Some(manifest), files, ..Input::default() }, &annexa_stdlib::files()).model
}

fn import(model: &Model, file: &str, text: &str) -> PolicyImport {
    let import = import_policy(text.as_bytes(), file, Target { model, path: "imported/policy.isms" });
    let errors = annexa_syntax::parse(&import.text).errors;
    assert!(errors.is_empty(), "{errors:#?}\n{}", import.text);
    import
}

const POLICY: &str = "# Access Policy\n\n\
    | Field | Value |\n|---|---|\n| Document ID | POL-7 |\n| Version | 2.1 |\n| Owner | CISO |\n| Classification | Vertraulich |\n\
    | Approved by | [NAME OF THE APPROVER] |\n\n\
    ## 1. Purpose\n\nWho may see what. {braces} stay.\n\n\
    ## 2. Rules (ISO 27001 A.8.5)\n\n\
    - Everybody **must** use a second factor, e.g. a key. This is no rule.\n- Passwords shall not be shared (A.5.17).\n\n\
    | Who | What |\n|---|---|\n| Staff | must ask |\n\n```\nYou must not read code.\n```\n\n\
    Owner: of a thing in the text.\n";

#[test]
fn a_policy_keeps_its_text_and_gives_fields_and_statements() {
    let import = import(&model(), "access.md", POLICY);
    insta::assert_snapshot!("policy", import.text);
    insta::assert_snapshot!("policy_report", import.report.to_text());
    // What is offered can be taken as it stands.
    let taken: Vec<&str> = import
        .text
        .lines()
        .map(|line| {
            line.strip_prefix("    // ")
                .filter(|l| {
                    !l.starts_with(char::is_uppercase)
                        && !l.starts_with("their own")
                        && !l.starts_with("does it")
                })
                .unwrap_or(line)
        })
        .collect();
    let errors = annexa_syntax::parse(&taken.join("\n")).errors;
    assert!(errors.is_empty(), "{errors:#?}\n{}", taken.join("\n"));
}

#[test]
fn the_name_of_a_file_stays_in_its_comment() {
    let import = import(&model(), "x\nrole evil \"Evil\"\n.md", "Everybody must sign in.\n");
    assert!(!import.text.lines().any(|line| line.starts_with("role evil")), "{}", import.text);
}

#[test]
fn front_matter_and_other_languages() {
    let model = model();
    let front = import(
        &model,
        "a.md",
        "---\ntitle: \"Backups\"\nversion: 3\nslug: backups\n---\n\nWir müssen Kopien prüfen. Das ist alles.\n",
    );
    assert!(front.text.contains("\"Backups\" {") && front.text.contains("version: \"3\""), "{}", front.text);
    assert!(front.text.contains("statement rule-1 \"Wir müssen Kopien prüfen\""), "{}", front.text);
    assert_eq!(front.report.of_kind(RemarkKind::LeftOut).count(), 1, "the slug");
    let japanese = import(&model, "b.md", "# 方針\n\n全員が規則を守らなければならない。\n");
    assert_eq!(japanese.report.counts.statements, 1, "{}", japanese.text);
    assert!(import(&model, "c.md", " \n").text.is_empty());
}

#[test]
fn the_corpus() {
    let model = model();
    let read = |file: &str| -> Option<PolicyImport> {
        let text = std::fs::read_to_string(shared("corpus")?.join(file)).ok()?;
        let import = import(&model, file, &text);
        // No line of the text is lost, but for what the report tells and what became a field.
        let said = import.text.clone() + &import.report.to_markdown();
        let squeezed: String = said.chars().filter(|c| c.is_alphanumeric()).collect();
        for line in text.lines() {
            let line: String = line.chars().filter(|c| c.is_alphanumeric()).collect();
            let field = ["title", "Version", "version"].iter().any(|key| line.starts_with(key));
            assert!(squeezed.contains(&line) || field, "{file}: {line}");
        }
        Some(import)
    };
    if let Some(eramba) = read("eramba/Cryptography.md") {
        assert!(eramba.text.contains("  implements: A.8.24"), "{}", eramba.text);
    }
    if let Some(tailscale) = read("tailscale/access-control.md") {
        assert!(tailscale.text.contains("\"Access control policy\""), "{}", tailscale.text);
        assert!(!tailscale.text.contains("  implements:"), "it names no control");
    }
    if let Some(datica) = read("datica/07-systems_access_policy.md") {
        assert!(!datica.text.contains("  implements:"), "numbers of headings are no controls");
    }
    if let Some(cenedril) = read("cenedril/cryptography-policy.md") {
        assert!(cenedril.report.of_kind(RemarkKind::Placeholder).count() > 0);
        assert!(!cenedril.text.contains("version:"), "a place is no version");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever is in the file, what is written can be read.
    #[test]
    fn what_is_written_can_be_read(
        parts in prop::collection::vec(prop::sample::select(vec![
            "# T\n", "## H\n", "---\n", "a: b\n", "Owner: x\n", "| a | b |\n", "|---|---|\n", "| Version | \"2\" |\n", "- must {x}\n",
            "\"\"\"\n", "```\n", "must “so” \\{ }\n", "\u{202E}shall\u{0}\n", "**ISO (8.24)**\n", "> Owner: [YOUR NAME]\n", "\n", "1. must\n", "|\n",
        ]), 0..14),
    ) {
        import(&model(), "x.md", &parts.concat());
    }
}

#[test]
fn tables_of_document_control_with_four_columns() {
    let text = "# Access Policy\n\n| Document ID | POL-7 | Version | 2.1 |\n|---|---|---|---|\n| Owner | CISO | Department | IT |\n\n\
                ## Document history\n\n| Version | Date | Author | Change |\n|---|---|---|---|\n| 1.0 | 2025-01-01 | Ann | First |\n\n\
                ## Rules\n\nEverybody must ask.\n";
    let import = import(&model(), "access.md", text);
    for field in ["id: \"POL-7\"", "version: \"2.1\"", "owner: ciso"] {
        assert!(import.text.contains(field), "{field}: {}", import.text);
    }
    assert!(import.text.contains("| Department | IT |"), "{}", import.text);
    assert!(import.text.contains("| Version | Date | Author | Change |"), "{}", import.text);
}
