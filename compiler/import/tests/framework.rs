//! Files of other tools: small ones of each, those that others wrote, and any.

mod common;

use annexa_core::{Input, Model, build};
use annexa_import::framework::{FrameworkImport, import_framework};
use annexa_import::register::Target;
use common::shared;
use proptest::prelude::*;

fn model(text: &str) -> Model {
    let manifest = "[package]\nname = \"sample\"\n[standards]\nmain = \"iso27001@2022\"\n".to_owned();
    let files = vec![("imported/framework.isms".to_owned(), text.to_owned())];
    build(Input { manifest: Some(manifest), files, ..Input::default() }, &annexa_stdlib::files()).model
}

/// Imports, and builds a package of it: every name that was written is one.
fn import(file: &str, text: &str) -> FrameworkImport {
    import_beside("", file, text)
}

/// Imports into a package that has `own` already.
fn import_beside(own: &str, file: &str, text: &str) -> FrameworkImport {
    let none = model(own);
    let import =
        import_framework(text.as_bytes(), file, Target { model: &none, path: "imported/other.isms" });
    let errors = annexa_syntax::parse(&import.text).errors;
    assert!(errors.is_empty(), "{errors:#?}\n{}", import.text);
    let manifest = "[package]\nname = \"sample\"\n[standards]\nmain = \"iso27001@2022\"\n".to_owned();
    let files = vec![
        ("imported/framework.isms".to_owned(), own.to_owned()),
        ("imported/other.isms".to_owned(), import.text.clone()),
    ];
    let built = build(Input { manifest: Some(manifest), files, ..Input::default() }, &annexa_stdlib::files());
    let told: Vec<&str> = built.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert!(told.is_empty(), "{told:#?}\n{}", import.text);
    import
}

fn corpus(file: &str) -> Option<FrameworkImport> {
    let text = std::fs::read_to_string(shared("corpus")?.join(file)).ok()?;
    Some(import(file, &text))
}

#[test]
fn a_library_of_ciso_assistant() {
    let text = "urn: urn:x:lib\nref_id: house\nname: House rules\nversion: 3\nprovider: The house\nobjects:\n  framework:\n    urn: urn:x:fw\n    ref_id: house\n    name: House rules\n    requirement_nodes:\n    \
        - urn: urn:x:req:1\n      assessable: false\n      depth: 1\n      ref_id: '1'\n      name: Doors\n    \
        - urn: urn:x:req:1.1\n      parent_urn: urn:x:req:1\n      assessable: true\n      depth: 2\n      ref_id: '1.1'\n      description: Doors are locked.\n  \
        requirement_mapping_set:\n    source_framework_urn: urn:x:house\n    target_framework_urn: urn:x:iso27001-2022\n    requirement_mappings:\n    \
        - source_requirement_urn: urn:x:req:1.1\n      target_requirement_urn: urn:x:req:a.7.1\n      relationship: subset\n      rationale: Doors are a part\n    \
        - source_requirement_urn: urn:x:req:1.1\n      target_requirement_urn: urn:x:req:a.7.2\n      relationship: perhaps\n";
    let import = import("house.yaml", text);
    insta::assert_snapshot!("ciso_assistant", import.text);
    insta::assert_snapshot!("ciso_assistant_report", import.report.to_text());
}

#[test]
fn standards_and_components_of_open_control() {
    let standard = "name: HOUSE\nAU-1:\n  family: AU\n  name: Audit policy\nAU-2 (3):\n  family: AU\n  name: Reviews\n  description: Reviewed and updated.\n";
    insta::assert_snapshot!("open_control", import("house.yaml", standard).text);
    let component = "name: Audit policy\nschema_version: 3.0.0\nsatisfies:\n- control_key: A.5.1\n  standard_key: ISO\n  implementation_status: implemented\n  narrative:\n  - text: |\n      We have one.\n\n      It is read.\n- control_key: AU-2\n  standard_key: X\n  implementation_status: none\n";
    insta::assert_snapshot!("open_control_component", import("component.yaml", component).text);
}

#[test]
fn a_framework_of_probo() {
    let text = r#"{"id": "H", "name": "House", "controls": [{"id": "A.1", "name": "Doors"}, {"id": "A.1", "name": "Doors again"}, {"id": "", "name": "Windows"}]}"#;
    insta::assert_snapshot!("probo", import("house.json", text).text);
}

#[test]
fn catalogs_and_mappings_of_oscal() {
    let catalog = r#"{"catalog": {"metadata": {"title": "House", "version": "2", "parties": [{"name": "The house"}]},
        "groups": [{"id": "s1", "title": "Doors", "controls": [{"id": "s1.1", "title": "Locks", "parts": [{"name": "statement", "prose": "Locked {{ insert }}.",
        "parts": [{"prose": "Twice."}]}], "controls": [{"id": "s1.1.1", "title": "Keys"}]}, {"id": "s1.2"}]}]}}"#;
    let first = import("house.json", catalog);
    insta::assert_snapshot!("oscal_catalog", first.text);
    assert!(first.report.to_text().contains("stands for it: s1.2"), "{}", first.report.to_text());
    let mapping = r##"{"mapping-collection": {"metadata": {"title": "ISO to house", "version": "1"}, "mappings": [{"source-resource": {"href": "iso.json"},
        "target-resource": {"href": "House-catalog.json"}, "maps": [{"relationship": "subset-of", "sources": [{"id-ref": "5.1"}], "targets": [{"id-ref": "H.1"}, {"id-ref": "H.2"}]},
        {"relationship": "equivalent-to", "sources": [{"id-ref": "5.2"}, {"id-ref": "8.13"}, {"id-ref": "8.14"}], "targets": [{"id-ref": "H.2"}]},
        {"relationship": "no-relationship", "sources": [{"id-ref": "5.3"}], "targets": [{"id-ref": "H.2"}]}]}]}}"##;
    let second = import("mapping.json", mapping);
    insta::assert_snapshot!("oscal_mapping", second.text);
    let components = r#"{"component-definition": {"metadata": {"title": "Keys"}, "components": [{"title": "Key cabinet", "control-implementations": [{"implemented-requirements":
        [{"control-id": "A.7.2", "description": "It is locked.", "props": [{"name": "implementation-status", "value": "partial"}]}, {"control-id": "H.9", "description": "And alarmed."}]}]}]}}"#;
    insta::assert_snapshot!("oscal_components", import("keys.json", components).text);
}

/// A catalog whose ids are numbers, and a scope.
const HOUSE: &str = "catalog house \"House\" {\n    edition: \"1\"\n    group 1 \"Doors\" {\n        control 1.1 \"Locks\" {\n            control 1.1.1 \"Keys\"\n        }\n        control 1.2 \"Hinges\"\n    }\n    group w \"Windows\" {\n        control w-1 \"Panes\"\n    }\n}\nteam all \"All\"\nscope site \"Site\" {\n    includes: all\n}\n";

#[test]
fn oscal_in_xml_is_what_it_is_in_json() {
    let xml = r#"<catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0"><metadata><title>House</title><version>2</version></metadata>
        <group id="s1"><title>Doors</title><control id="s1.1"><title>Locks</title><part name="statement"><p>Locked.</p><part name="item"><p>Twice.</p></part></part></control></group></catalog>"#;
    let json = r#"{"catalog": {"metadata": {"title": "House", "version": "2"}, "groups": [{"id": "s1", "title": "Doors", "controls": [{"id": "s1.1", "title": "Locks",
        "parts": [{"prose": "Locked.", "parts": [{"prose": "Twice."}]}]}]}]}}"#;
    let (xml, json) = (import("house.xml", xml), import("house.json", json));
    assert_eq!(xml.text.replace("house.xml", "house.json"), json.text);
    assert_eq!(xml.report.counts.controls, 1);
    let mapping = r#"<mapping-collection><metadata><title>M</title></metadata><mapping><source-resource href="iso.xml"/><target-resource href="house.xml"/>
        <map><relationship>equivalent-to</relationship><source type="control" id-ref="5.24"/><target type="control" id-ref="1.1"/></map></mapping></mapping-collection>"#;
    let mapping = import_beside(HOUSE, "mapping.xml", mapping);
    assert!(mapping.text.contains("equal: A.5.24 to house.1.1\n"), "{}", mapping.text);
    let components = r#"<component-definition><metadata><title>Keys</title></metadata><component><title>Cabinet</title><control-implementation>
        <implemented-requirement control-id="1.1.1"><description><p>It is locked.</p></description></implemented-requirement></control-implementation></component></component-definition>"#;
    let components = import_beside(HOUSE, "keys.xml", components);
    assert!(components.text.contains("implements: house.1.1.1\n"), "{}", components.text);
}

#[test]
fn a_profile_of_oscal_says_which_controls_apply() {
    let profile = r##"{"profile": {"metadata": {"title": "Low"}, "imports": [{"href": "#c", "include-controls": [{"with-child-controls": "yes", "with-ids": ["1.1", "9.9"]},
        {"matching": [{"pattern": "w-*"}]}], "exclude-controls": [{"with-ids": ["1.1.1"]}]}], "modify": {"set-parameters": [{"param-id": "p", "values": ["7 days"]}],
        "alters": [{"control-id": "1.1"}]}, "back-matter": {"resources": [{"uuid": "c", "title": "House"}]}}}"##;
    let import = import_beside(HOUSE, "low.json", profile);
    insta::assert_snapshot!("oscal_profile", import.text);
    insta::assert_snapshot!("oscal_profile_report", import.report.to_text());
    let all = r##"{"profile": {"metadata": {"title": "All"}, "imports": [{"href": "#c", "include-all": {}}], "back-matter": {"resources": [{"uuid": "c", "title": "House"}]}}}"##;
    assert!(!import_beside(HOUSE, "all.json", all).text.contains("exclude:"));
    let no_scope = HOUSE.split("team").next().unwrap_or_default();
    let refused = import_beside(no_scope, "low.json", profile).report.taken_for.to_string();
    assert!(refused.contains("declare a `scope` first"), "{refused}");
}

#[test]
fn numbers_are_ids_and_doubled_ones_too() {
    let text = r#"{"name": "House", "controls": [{"id": "1.1", "name": "Doors"}, {"id": "1.1", "name": "Doors again"}]}"#;
    let import = import("house.json", text);
    assert!(import.text.contains("control entry-1-1-2 \"Doors again\""), "{}", import.text);
    assert!(import.text.contains("label: \"1.1\""), "{}", import.text);
}

#[test]
fn what_is_no_framework_is_refused() {
    for (file, text, told) in [
        ("a.json", "{", "no JSON"),
        ("a.yaml", "a: [", "no YAML"),
        ("a.json", "[1, 2]", "no file of CISO Assistant"),
        ("a.json", r#"{"catalog": {"metadata": {"title": "X"}}}"#, "no controls"),
        (
            "a.json",
            r#"{"profile": {"imports": [{"include-controls": [{"with-ids": ["a", "b"]}]}]}}"#,
            "chooses 2 controls",
        ),
        ("a.xml", "<catalog><group>", "breaks off"),
    ] {
        let import = import(file, text);
        let said = import.report.taken_for.to_string();
        assert!(!import.report.taken_for.is_import() && said.contains(told), "{told}: {said}");
    }
}

#[test]
fn the_corpus() {
    for (file, controls) in [
        ("probo/framework-ISO27001-2022.json", 123),
        ("opencontrol/standard-FRIST-800-53.yaml", 7),
        ("ism-oscal/ISM_E8_ML1-baseline-resolved-profile_catalog.json", 46),
    ] {
        if let Some(import) = corpus(file) {
            assert_eq!(import.report.counts.controls, controls, "{file}");
        }
    }
    if let Some(import) = corpus("bsi/ISO27001-AnnexA-to-GSpp-mapping_collection.json") {
        let lines = |word: &str| import.text.lines().filter(|line| line.trim().starts_with(word)).count();
        assert_eq!((lines("subset:"), lines("equal:"), lines("intersects:")), (75, 16, 5));
    }
    if let Some(import) = corpus("bsi/Passwortrichtlinie-component_definition.json") {
        assert_eq!(import.report.counts.statements, 17);
    }
    for file in [
        "comply/standard-TSC-2017.yml",
        "opencontrol/component-AU_policy.yaml",
        "nist-oscal/basic-catalog.yaml",
    ] {
        if let Some(import) = corpus(file) {
            assert!(import.report.taken_for.is_import(), "{file}");
        }
    }
    let both = corpus("nist-oscal/basic-catalog.json").zip(corpus("nist-oscal/basic-catalog.yaml"));
    if let Some((json, yaml)) = both {
        assert_eq!(json.text.replace("basic-catalog.json", ""), yaml.text.replace("basic-catalog.yaml", ""));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever an id or a title is made of, what is written can be read, and nothing is declared twice.
    #[test]
    fn any_id_and_title(ids in prop::collection::vec((".{0,12}", ".{0,20}"), 1..6)) {
        let controls: Vec<serde_json::Value> =
            ids.iter().map(|(id, name)| serde_json::json!({"id": id, "name": name})).collect();
        import("x.json", &serde_json::json!({"name": "House", "controls": controls}).to_string());
    }
}
