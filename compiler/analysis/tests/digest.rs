//! What a digest depends on and what not: each sentence of the language on it, and random rewritings of a package.

mod common;

use annexa_analysis::digest::{Changes, Digest};
use annexa_analysis::{Analysis, Context};
use annexa_core::{Built, Input, build};
use proptest::prelude::*;

/// A package in pieces: what may change places stands apart.
const PEOPLE: &[&str] = &[
    "person runa \"Runa Dahl\"",
    "role ceo \"Chief Executive\" { holder: runa }",
    "role ciso \"Security Officer\" { holder: runa  reports-to: ceo }",
    "team platform \"Platform team\" { lead: ciso }",
    "asset clinic \"Clinic app\" { category: system  owner: ciso }",
    "asset notes \"Notes\" { category: information  owner: ciso }",
    "scope cloud \"The cloud\" { includes: clinic, notes, platform }",
    "let factors = \"a hardware key\"",
    "let longest = 12 months",
];

/// The entries of the policy, without the order of its prose.
const POLICY: &[&str] = &[
    "owner: ciso",
    "approver: ceo",
    "version: \"1\"",
    "audience: platform",
    "classification: internal",
    "param cycle \"Cycle\" { default: 6 months  allows: <= longest }",
    "statement mfa \"Sign-in\" {\n\"\"\"\nPeople MUST use [a key]({factors}) for {clinic}.\n\"\"\"\nimplements: A.8.5, A.5.17\napplies-to: asset where category == system and owner == ciso\nstatus: implemented since 2026-01-01\n}",
    "statement rights \"Rights\" {\n\"\"\"Rights are reviewed every {cycle}.\"\"\"\nimplements: A.8.2 .. A.8.4\n}",
];

const FIRST: &str = "\"\"\"\n## Purpose\n\nAccess to {clinic} is on need,\nand *never* more. It is {factors}.\n\n- one\n- two\n\"\"\"";
const SECOND: &str = "\"\"\"A second paragraph.\"\"\"";

const SOA: &[&str] = &[
    "include: A.* because \"Our baseline\"",
    "exclude: A.8.30 because \"Written by {platform}\"",
    "not-yet: A.8.11 due 2027-03-31 by ciso because \"Next year\"",
];

const RISKS: &[&str] = &[
    "risk-method method \"Method\" { likelihood: rare, likely  consequence: minor, severe  level: low from 1  level: high from 4  acceptable: low }",
    "risk theft \"Theft\" { assets: clinic  owner: ciso  inherent: likely with severe  treat: modify with A.8.1, A.8.24 by ciso due 2027-01-01  residual: rare with minor }",
    "obligation law \"Law\" { basis: legal  requires: A.8.13 }",
];

fn policy(entries: &[&str]) -> String {
    format!("policy access \"Access policy\" for cloud {{\n{}\n}}", entries.join("\n"))
}

fn soa(entries: &[&str]) -> String {
    format!("soa statement \"SoA\" for cloud against iso27001 {{\n{}\n}}", entries.join("\n"))
}

fn whole() -> String {
    let entries: Vec<&str> = POLICY.iter().copied().chain([FIRST, SECOND]).collect();
    let mut all: Vec<String> = PEOPLE.iter().chain(RISKS).map(|p| p.to_string()).collect();
    all.push(policy(&entries));
    all.push(soa(SOA));
    all.join("\n\n")
}

fn package(files: Vec<(String, String)>) -> Built {
    let manifest = "[package]\nname = \"test\"\n\n[standards]\nmain = \"iso27001@2022\"\n";
    build(Input { manifest: Some(manifest.into()), files, ..Input::default() }, &annexa_stdlib::files())
}

#[track_caller]
fn digest_of(files: Vec<(String, String)>, name: &str) -> Digest {
    let built = package(files);
    let told = common::problems(&built);
    assert!(built.problems.iter().all(|p| p.level < annexa_diagnostics::Level::Error), "{told:#?}");
    let analysis = Analysis::new(&built.model, Context { as_of: common::day() });
    Digest::of(&analysis.coverages, built.model.find(name).expect(name))
}

#[track_caller]
fn digest(text: &str, name: &str) -> Digest {
    digest_of(vec![("main.isms".into(), text.into())], name)
}

/// What of `name` is not as it was, after `from` has become `to` everywhere.
#[track_caller]
fn changes(name: &str, from: &str, to: &str) -> Option<Changes> {
    let before = whole();
    let after = before.replace(from, to);
    assert_ne!(before, after, "nothing is `{from}`");
    let (old, new) = (digest(&before, name), digest(&after, name));
    (old.whole != new.whole).then(|| new.changes(&old.kept()))
}

#[track_caller]
fn same(name: &str, from: &str, to: &str) {
    assert_eq!(changes(name, from, to), None);
}

/// The keys of what changed: its own parts, what is gone, what lies outside.
#[track_caller]
fn changed(name: &str, from: &str, to: &str) -> String {
    let changes = changes(name, from, to).expect("the digest stays as it was");
    let keys = |parts: &[annexa_analysis::digest::Part]| {
        parts.iter().map(|p| p.key.clone()).collect::<Vec<_>>().join(" ")
    };
    let gone = changes.gone.join(" ");
    [keys(&changes.own), gone, keys(&changes.outside)].join(" | ")
}

/// What scheme 1 gives never changes: records of approvals rest on it.
#[test]
fn the_scheme_is_as_it_was() {
    let text = whole();
    let found: Vec<String> = ["access", "statement", "theft", "method"]
        .into_iter()
        .map(|name| format!("{name} {}", digest(&text, name).whole))
        .collect();
    assert_eq!(
        found,
        [
            "access 58d7879c70c314a0e99f1b212242ca8096e207f18a6e8e908079a87b58d75651",
            "statement 5df33af9b50bbf0cffbce83435e3b51d892d17207df64cfb9defb4fe985c6094",
            "theft b1ca42740f861998c2ce5ced374b68eada0fa096839c0ac33ab2dd9620ec2d0d",
            "method 3c3360e5cd64766dca32fcb028fc6a678784ca901c8b54d77639806676b5d4c2"
        ]
    );
}

#[test]
fn names_play_no_part_where_titles_are_shown() {
    for name in ["access", "statement", "theft"] {
        same(name, "factors", "strong-factors");
        same(name, "ciso", "security");
        same(name, "longest", "at-most");
        same(name, "clinic", "the-clinic");
    }
    same("access", "mfa", "sign-in");
    same("access", "cycle", "interval");
}

#[test]
fn layout_and_comments_play_no_part() {
    same("access", " {", "\t{");
    same("access", "approver: ceo", "\r\n// a comment\n   approver:\n   ceo");
    same("access", "is on need,\nand", "is\non need, and");
    same(
        "access",
        "\"\"\"A second paragraph.\"\"\"",
        "\"\"\"\n        A second\n        paragraph.\n    \"\"\"",
    );
    same("access", "6 months", "6months");
    same("access", "{factors}.", "a hardware key.");
}

#[test]
fn a_life_is_outside() {
    same("access", "version: \"1\"", "version: \"2\"");
    same("access", "owner: ciso", "owner: ceo");
    same("access", "approver: ceo", "approver: ciso");
    same("access", "status: implemented since 2026-01-01", "status: planned due 2027-01-01");
    same(
        "access",
        "audience: platform",
        "audience: platform\nreview: every 12 months\nreviewed: 2026-03-01 by ciso",
    );
    same("statement", "not-yet: A.8.11", "owner: ciso\nnot-yet: A.8.11");
}

#[test]
fn what_a_reader_gets_is_inside() {
    assert_eq!(changed("access", "Access policy", "Access rules"), "#title |  | ");
    assert_eq!(changed("access", "audience: platform\n", ""), " | audience: | ");
    assert_eq!(changed("access", "second paragraph", "third paragraph"), "#paragraph-4 |  | ");
    assert_eq!(changed("access", "- two", "- three"), "#paragraph-3 |  | ");
    assert_eq!(changed("access", "*never*", "never"), "#paragraph-2 |  | ");
    assert_eq!(changed("access", "A.8.5, A.5.17", "A.8.5"), "mfa |  | ");
    assert_eq!(changed("access", "People MUST", "People SHOULD"), "mfa |  | ");
    assert_eq!(changed("access", "for {clinic}", "for {notes}"), "mfa |  | ");
    assert_eq!(changed("access", "category == system", "category == information"), "mfa |  | ");
    assert_eq!(changed("access", "default: 6", "default: 3"), "cycle |  | ");
    assert_eq!(
        changed("access", "classification: internal", "classification: secret"),
        "classification: |  | "
    );
    let more = format!("statement more \"More\" {{ \"\"\"More.\"\"\" }}\n{}", POLICY[7]);
    assert_eq!(changed("access", POLICY[7], &more), "more |  | ");
    assert_eq!(changed("access", POLICY[7], ""), " | cycle rights | ".replace("cycle ", ""));
}

#[test]
fn what_comes_from_outside_is_named() {
    assert_eq!(changed("access", "a hardware key", "a passkey"), " |  | {factors}");
    assert_eq!(changed("access", "longest = 12 months", "longest = 9 months"), " |  | {longest}");
    assert_eq!(changed("access", "Clinic app", "Clinic application"), " |  | {clinic}");
    assert_eq!(changed("statement", "Platform team", "Platform crew"), " |  | {platform}");
    assert_eq!(changed("statement", "\"Law\"", "\"The law\""), " |  | {law}");
}

#[test]
fn the_order_of_paragraphs_is_inside() {
    let swapped = whole().replace(FIRST, "FIRST").replace(SECOND, FIRST).replace("FIRST", SECOND);
    let (old, new) = (digest(&whole(), "access"), digest(&swapped, "access"));
    assert_ne!(old.whole, new.whole);
    assert_eq!(new.changes(&old.kept()), Changes::default());
}

#[test]
fn rows_are_what_counts_and_not_the_patterns() {
    same("statement", "include: A.* because", "include: A.5.*, A.6.*, A.7.*, A.8.* because");
    same("statement", "include: A.* because", "include: A.* except A.8.30 because");
    assert_eq!(changed("statement", "exclude: A.8.30", "exclude: A.8.29, A.8.30"), "A.8.29 |  | ");
    assert_eq!(changed("statement", "due 2027-03-31", "due 2027-06-30"), "A.8.11 |  | ");
    assert_eq!(changed("statement", "Next year", "In spring"), "A.8.11 |  | ");
    assert_eq!(changed("statement", "requires: A.8.13", "requires: A.8.14"), "A.8.13 A.8.14 |  | ");
    assert_eq!(changed("statement", "with A.8.1, A.8.24", "with A.8.1"), "A.8.24 |  | ");
}

#[test]
fn a_risk_is_its_levels_and_its_treatment() {
    same("theft", "assets: clinic  owner", "assets: clinic, notes  threat: \"Thieves\"  owner");
    assert_eq!(
        changed("theft", "residual: rare with minor", "residual: rare with severe"),
        "residual: |  | "
    );
    assert_eq!(changed("theft", "level: high from 4", "level: high from 5"), "inherent: |  | ");
    assert_eq!(changed("theft", "due 2027-01-01", "due 2027-02-01"), "treat: |  | ");
    assert_eq!(changed("theft", "A.8.1, A.8.24", "A.8.1"), "treat: |  | ");
    assert_eq!(
        changed("theft", "  residual:", "  accepted-until: 2027-12-31  residual:"),
        "accepted-until: |  | "
    );
}

/// Texts that name each other do not grow without end.
#[test]
fn references_have_a_bound() {
    let mut text = String::from("let a0 = \"x\"\n");
    for i in 1..40 {
        text += &format!("let a{i} = \"{{a{}}} {{a{}}} {{a{}}}\"\n", i - 1, i - 1, i - 1);
    }
    text += "policy p \"P\" { \"\"\"{a39}\"\"\" }";
    assert!(digest(&text, "p").parts.len() > 2);
}

/// The order in which `n` things stand.
fn order(n: usize) -> impl Strategy<Value = Vec<usize>> {
    Just((0..n).collect::<Vec<_>>()).prop_shuffle()
}

fn arranged(pieces: &[String], order: &[usize]) -> Vec<String> {
    order.iter().map(|i| pieces[*i].clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Fields, declarations and files in any order, with any white space and comments, give the same digests.
    #[test]
    fn any_order_and_layout_gives_the_same(
        fields in order(POLICY.len() + 2),
        decisions in order(SOA.len()),
        decls in order(PEOPLE.len() + RISKS.len() + 2),
        files in 1_usize..5,
        gap in "( |\t|\n|\r\n|// é\n){0,4}",
    ) {
        let entries: Vec<String> = POLICY.iter().map(|p| p.to_string()).collect();
        // Paragraphs keep their order among themselves.
        let mut paragraphs = [FIRST, SECOND].into_iter();
        let said: Vec<String> = fields
            .iter()
            .map(|i| entries.get(*i).cloned().unwrap_or_else(|| paragraphs.next().unwrap().to_owned()))
            .collect();
        let between = format!("\n{gap}\n");
        let decided: Vec<String> = decisions.iter().map(|i| SOA[*i].to_owned()).collect();
        let mut all: Vec<String> = PEOPLE.iter().chain(RISKS).map(|p| p.to_string()).collect();
        all.push(format!("policy access \"Access policy\" for cloud {{\n{}\n}}", said.join(&between)));
        all.push(format!("soa statement \"SoA\" for cloud against iso27001 {{\n{}\n}}", decided.join(&between)));
        let all = arranged(&all, &decls);
        let texts: Vec<(String, String)> = all
            .chunks(all.len().div_ceil(files))
            .enumerate()
            .map(|(i, chunk)| (format!("f{}.isms", (i * 7) % 10), chunk.join(&between)))
            .collect();
        for name in ["access", "statement", "theft", "method"] {
            prop_assert_eq!(&digest_of(texts.clone(), name).whole, &digest(&whole(), name).whole);
            prop_assert_eq!(digest_of(texts.clone(), name).kept(), digest(&whole(), name).kept());
        }
    }

    /// Every other word in the prose gives another digest.
    #[test]
    fn every_word_counts(at in 0_usize..12, word in "[a-z]{1,8}") {
        let text = "one two three four five six seven eight nine ten eleven twelve";
        let mut words: Vec<&str> = text.split(' ').collect();
        prop_assume!(words[at] != word);
        words[at] = &word;
        let of = |prose: &str| digest(&format!("policy p \"P\" {{ \"\"\"{prose}\"\"\" }}"), "p").whole;
        prop_assert_ne!(of(text), of(&words.join(" ")));
    }
}
