//! Texts to try: made of fragments, and real ones with accidents.

#![allow(dead_code, reason = "each test uses some of it")]

use proptest::prelude::*;

/// Fragments of the language and of what people type instead.
const FRAGMENTS: &[&str] = &[
    "policy ",
    "access-control ",
    "\"Title\"",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ",",
    "\n",
    "\n    ",
    "owner: ",
    "ciso",
    "by ",
    "by: ",
    "since 2026-01-01",
    "A.5.1",
    " .. ",
    "A.8.*",
    "\"\"\"",
    "\"",
    "“",
    "”",
    "'",
    "// comment\n",
    "/// doc\n",
    "kind ",
    "enum ",
    "open ",
    "let ",
    "= ",
    "== ",
    "&&",
    "&",
    ";",
    "12 months",
    "1,200",
    "99,9 %",
    "01.03.2026",
    "2026-13-40",
    "where ",
    "not ",
    "in ",
    "and ",
    "or ",
    "none",
    "…",
    "–",
    "\u{202E}",
    "€",
    "#",
    "/*",
    "*/",
    "is ",
    "derived ",
    "field?: ",
    "x*: ",
    "| ",
    "? ",
    "+ ",
    "- ",
    "* ",
    "< ",
    "@2022",
    "https://a.b/c",
    "21(2)(a)",
    "6.1.2",
    "1 March 2026",
    "ü",
    "\u{FEFF}",
    "\r\n",
    "\t",
    "\\",
    "{path}",
    "[words]({path})",
    "`",
    "```\n",
    "»",
    "‚",
    "statement s \"S\" {\n",
    "\n}\n",
    "extend kind ",
    "aspect ",
    ": ",
    ".",
    "!",
    "≥ ",
    "0",
    "_",
];

/// Fragments in any order.
pub fn fragments() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(FRAGMENTS), 0..60).prop_map(|parts| parts.concat())
}

/// Files that are well.
pub fn real_files() -> Vec<String> {
    let mut files = vec![
        include_str!("../fixtures/policy.isms").to_owned(),
        include_str!("../fixtures/kinds.isms").to_owned(),
    ];
    for folder in ["../../examples/tour", "../../examples/tour/policies"] {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().extension().is_some_and(|extension| extension == "isms") {
                files.extend(std::fs::read_to_string(entry.path()));
            }
        }
    }
    files
}

/// A real file with up to `most` accidents.
pub fn mutated(most: usize) -> impl Strategy<Value = String> {
    let files = real_files();
    let edits = prop::collection::vec(
        (any::<prop::sample::Index>(), 0usize..12, prop::sample::select(FRAGMENTS)),
        1..=most,
    );
    (prop::sample::select(files), edits).prop_map(|(mut text, edits)| {
        for (index, length, fragment) in edits {
            let mut from = index.index(text.len() + 1);
            while !text.is_char_boundary(from) {
                from -= 1;
            }
            let mut to = (from + length).min(text.len());
            while !text.is_char_boundary(to) {
                to += 1;
            }
            text.replace_range(from..to, fragment);
        }
        text
    })
}
