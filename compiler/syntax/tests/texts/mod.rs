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
    (prop::sample::select(real_files()), accidents(most)).prop_map(|(text, edits)| with(text, &edits))
}

/// A real file that is well, perhaps after an accident, and the same with up to three more.
pub fn edited() -> impl Strategy<Value = (String, String)> {
    let is_well = |text: &String| annexa_syntax::parse(text).errors.is_empty();
    let files: Vec<String> = real_files().into_iter().filter(is_well).collect();
    (prop::sample::select(files), accidents(1), accidents(3)).prop_map(move |(text, first, then)| {
        let before = Some(with(text.clone(), &first)).filter(is_well).unwrap_or(text);
        (before.clone(), with(before, &then))
    })
}

type Accident = (prop::sample::Index, usize, &'static str);

fn accidents(most: usize) -> impl Strategy<Value = Vec<Accident>> {
    prop::collection::vec(
        (any::<prop::sample::Index>(), 0usize..12, prop::sample::select(FRAGMENTS)),
        1..=most,
    )
}

fn with(mut text: String, accidents: &[Accident]) -> String {
    for (index, length, fragment) in accidents {
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
}
