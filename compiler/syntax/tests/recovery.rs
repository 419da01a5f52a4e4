//! One faulty entry spoils only itself: what stands around it is still in the tree.

use annexa_syntax::tree::{Decl, DeclId, Entry, Item};
use annexa_syntax::{Parsed, Tree, parse};

/// The declarations of a file with the names of their fields, nested as they stand.
fn outline(text: &str, tree: &Tree) -> Vec<String> {
    tree.items
        .iter()
        .map(|item| match item {
            Item::Decl(id) => decl(text, tree, *id),
            Item::Let(at) => format!("let {}", tree.lets[*at as usize].name.of(text)),
            Item::Kind(at) => {
                let kind = &tree.kinds[*at as usize];
                let fields: Vec<&str> =
                    tree.seq(kind.fields).iter().map(|field| field.name.of(text)).collect();
                format!("kind {}({})", kind.name.of(text), fields.join(" "))
            }
            Item::Enum(at) => {
                let values = tree.seq(tree.enums[*at as usize].values);
                let values: Vec<&str> = values.iter().map(|value| value.name.of(text)).collect();
                format!("enum {}({})", tree.enums[*at as usize].name.of(text), values.join(" "))
            }
        })
        .collect()
}

fn decl(text: &str, tree: &Tree, id: DeclId) -> String {
    let Decl { kind, name, body, .. } = tree.decl(id);
    let entries = body.map_or(&[][..], |body| tree.seq(body.entries));
    let entries: Vec<String> = entries
        .iter()
        .map(|entry| match entry {
            Entry::Field(field) if field.phrase.is_unread() => format!("{}?", field.name.of(text)),
            Entry::Field(field) => field.name.of(text).to_owned(),
            Entry::Prose { .. } => "prose".to_owned(),
            Entry::Decl(id) => decl(text, tree, *id),
        })
        .collect();
    format!("{} {}({})", kind.of(text), name.of(text), entries.join(" "))
}

fn check(text: &str, problems: usize, expected: &[&str]) -> Parsed {
    let parsed = parse(text);
    assert_eq!(outline(text, &parsed.tree), expected, "{:#?}", parsed.errors);
    assert_eq!(parsed.errors.len(), problems, "{:#?}", parsed.errors);
    parsed
}

const FIVE: &str = r#"policy access-control "Access control" for clinic-cloud {
    version: "3.1"
    owner ciso, ceo
    review: every 12 months
    statement least-privilege "Least privilege" {
        """Rights are the least that a duty needs."""
        implements: A.5.15 A.5.18
        status: implemented since 2025-06-01
    }
    statement mfa Strong authentication {
        implements: A.8.5
        evidence:
        carried-out-by: platform-team
    }
    approver: ceo
}
role ciso "Chief Information Security Officer" { holder: ines since 2024-13-01 }
person ines "Ines Moreau"
"#;

#[test]
fn five_faults_give_five_problems() {
    let parsed = check(
        FIVE,
        5,
        &[
            "policy access-control(version owner review statement least-privilege(prose implements status) \
             statement mfa(implements evidence? carried-out-by) approver)",
            "role ciso(holder)",
            "person ines()",
        ],
    );
    let names: Vec<&str> = parsed.errors.iter().map(|error| error.kind.name()).collect();
    assert_eq!(names, ["missing-colon", "missing-comma", "missing-quotes", "missing-value", "bad-date"]);
}

#[test]
fn line_ends_and_marks_of_windows_change_nothing() {
    let expected = outline(FIVE, &parse(FIVE).tree);
    let windows = format!("\u{FEFF}{}", FIVE.replace('\n', "\r\n").replace("    ", "\t"));
    let parsed = parse(&windows);
    assert_eq!(outline(&windows, &parsed.tree), expected);
    assert_eq!(parsed.errors.len(), 5, "{:#?}", parsed.errors);
}

#[test]
fn a_fault_deep_inside_spoils_one_field() {
    let text = "a x \"X\" {\n f: 1\n b y \"Y\" {\n  g: 2\n  c z \"Z\" {\n   h: 3\n   i: ) ) )\n   j: 4\n  }\n  k: 5\n }\n l: 6\n}\nm n\n";
    check(text, 1, &["a x(f b y(g c z(h i? j) k) l)", "m n()"]);
}

#[test]
fn a_large_catalog_with_one_fault() {
    let mut text = String::from("catalog big \"Big\" {\n");
    for number in 0..3000 {
        if number == 1500 {
            text.push_str("    control faulty \"Faulty\" { about information, people }\n");
        }
        text.push_str(&format!(
            "    control A.{number} \"Control\" {{ about: information  label: \"{number}\" }}\n"
        ));
    }
    text.push_str("}\nrole x \"X\"\n");
    let parsed = parse(&text);
    assert_eq!(parsed.errors.len(), 1, "{:#?}", parsed.errors);
    assert_eq!(parsed.tree.decls.len(), 3003);
    assert_eq!(parsed.tree.items.len(), 2);
}

/// Slices over 500 tokens are cut; that changes nothing of what they mean, however they are laid out.
#[test]
fn cutting_does_not_change_the_meaning() {
    let body = r#"
    /// A doc comment.
    owner: ciso, ceo since 2026-01-01
        by ines
    statement mfa "MFA" { implements: A.5.1, A.5.2
        status: open because """Prose""" }
    """
    Prose.
    """
    applies-to: asset where category == system and
        owner == ciso
    group
        a
    group
        b "B" for x,
            y
    requirement 6.1.2 "Id" """Prose inside""" review: every 12 months
    need open "Open" { met-by: (a), [b,
        c] } need closed "Closed" {}
    kind: external
    level: low from 1 level: high from 2
"#;
    let one = format!("policy p \"P\" {{{body}}}\n");
    let parsed = parse(&one);
    assert!(parsed.errors.is_empty(), "{:#?}", parsed.errors);
    let inner = outline(&one, &parsed.tree).remove(0);
    let inner = inner.trim_start_matches("policy p(").trim_end_matches(')').to_owned() + ")";
    let many = format!("policy p \"P\" {{{}}}\n", body.repeat(40));
    let parsed = parse(&many);
    assert!(parsed.errors.is_empty(), "{:#?}", parsed.errors);
    let outlined = outline(&many, &parsed.tree).remove(0);
    let entries = inner.strip_suffix(')').unwrap_or(&inner);
    assert_eq!(outlined, format!("policy p({})", vec![entries; 40].join(" ")));
}

#[test]
fn braces() {
    let missing = "policy p \"P\" {\n    owner: ciso\n    statement s \"S\" {\n        a: b\n    }\n\n/// Described.\nrole x \"X\" {\n    c: d\n}\n";
    check(missing, 1, &["policy p(owner statement s(a))", "role x(c)"]);
    let inner = "policy p \"P\" {\n    statement s \"S\" {\n        a: b\n    statement t \"T\" {\n        c: d\n    }\n    e: f\n}\nrole x \"X\"\n";
    check(inner, 1, &["policy p(statement s(a) statement t(c) e)", "role x()"]);
    let extra =
        "policy p \"P\" {\n    statement s \"S\" {\n        a: b\n    }\n    }\n    e: f\n}\nrole x \"X\"\n";
    check(extra, 1, &["policy p(statement s(a) e)", "role x()"]);
    let inline = "role a \"A\" { x: y\nrole b \"B\" { x: y }\nrole c \"C\" { x: y }\n";
    check(inline, 1, &["role a(x)", "role b(x)", "role c(x)"]);
    let inline = "role a \"A\" { x: y }\nrole b \"B\" { x: y } }\nrole c \"C\" { x: y }\n";
    check(inline, 1, &["role a(x)", "role b(x)", "role c(x)"]);
    let two = "policy p \"P\" {\n    a: b\n\npolicy q \"Q\" {\n    c: d\n\nrole x \"X\"\n";
    check(two, 2, &["policy p(a)", "policy q(c)", "role x()"]);
}

#[test]
fn the_forgotten_brace_names_both_places() {
    let text = "policy p \"P\" {\n    owner: ciso\n\nrole x \"X\"\n";
    let error = &parse(text).errors[0];
    assert_eq!(error.span.of(text), "o", "the last letter before the place where it belongs");
    assert_eq!(error.related[0].0.of(text), "{");
    let fix = error.fixes.first().expect("a fix");
    let mut mended = text.to_owned();
    mended.replace_range(fix.edits[0].0.range(), &fix.edits[0].1);
    assert!(parse(&mended).errors.is_empty(), "{mended}");
}

#[test]
fn kinds_and_enums_keep_what_can_be_read() {
    check(
        "kind site \"Site\" is owned {\n    name: text\n    owner role\n    size: )\n    open: text\n}\nenum e { a, b c, d }\n",
        3,
        &["kind site(name owner size open)", "enum e(a b c d)"],
    );
}

#[test]
fn a_word_without_colon_may_be_a_declaration() {
    // Only who knows the kinds can tell; the words for it are ready.
    let text = "policy p \"P\" {\n    owner ciso\n    statement s \"S\"\n}";
    let parsed = check(text, 0, &["policy p(owner ciso() statement s())"]);
    let words: Vec<Option<String>> = parsed
        .tree
        .decls
        .iter()
        .map(|decl| annexa_syntax::field_without_colon(text, decl).map(|error| error.message))
        .collect();
    assert_eq!(words, [Some("`owner` needs a colon here".to_owned()), None, None]);
}

#[test]
fn queries() {
    let text = "risk where level >= high";
    let query = annexa_syntax::parse_query(text);
    assert!(query.errors.is_empty());
    assert!(query.elem.is_some_and(|elem| elem.filter.is_some()));
    for faulty in ["", "risk where", "risk where level == ", "a b", "owner: x", "{ }"] {
        let query = annexa_syntax::parse_query(faulty);
        assert_eq!(
            query.errors.iter().filter(|error| !error.kind.is_hint()).count(),
            1,
            "{faulty:?} {:#?}",
            query.errors
        );
    }
    let mended = annexa_syntax::parse_query("risk where level = high && owner == ciso");
    assert!(mended.elem.is_some());
}

#[test]
fn words_around_a_hidden_mark_are_one_name() {
    // What is read is what is left when the mark is taken out.
    for (text, seen) in [
        ("enum\u{202E}location", "enumlocation"),
        ("data\u{202E}enum \"A\" {}\n", "dataenum \"A\" {}\n"),
        ("site a { own\u{202E}er: ciso }\n", "site a { owner: ciso }\n"),
        ("site a { own\u{AD}er: ciso }\n", "site a { owner: ciso }\n"),
    ] {
        let (with, without) = (annexa_syntax::parse(text), annexa_syntax::parse(seen));
        let marks =
            with.errors.iter().filter(|e| e.message.contains("hidden") || e.message.contains("invisible"));
        assert_eq!(marks.count(), 1, "{text:?}: {:#?}", with.errors);
        assert_eq!(with.errors.len(), without.errors.len() + 1, "{text:?}: {:#?}", with.errors);
        assert_eq!(with.tree.decls.len(), without.tree.decls.len(), "{text:?}");
        assert_eq!(with.tree.entries.len(), without.tree.entries.len(), "{text:?}");
    }
}
