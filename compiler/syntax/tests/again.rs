//! A text that was edited in one place and is read again gives the tree that it gives when it is read from the start.

use annexa_syntax::{Tree, parse, parse_again};
use proptest::prelude::*;

mod texts;

use texts::{edited, real_files};

/// The tree of `text`, as it is made of that of `before`; `None` where it is read from the start.
fn again(before: &str, text: &str) -> Option<Tree> {
    let then = parse(before);
    assert!(then.errors.is_empty(), "nothing is wrong with {before:?}");
    parse_again(before, &then.tree, text)
}

fn check(before: &str, text: &str) {
    if let Some(tree) = again(before, text) {
        let whole = parse(text);
        assert_eq!(tree, whole.tree, "{text}");
        assert!(whole.errors.is_empty(), "{:?} in {text}", whole.errors);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_edit((before, text) in edited()) {
        check(&before, &text);
    }

    /// What is typed between two declarations, on the line of one or on its own.
    #[test]
    fn at_the_edges((before, text) in edited_at_edges()) {
        check(&before, &text);
    }
}

/// Declarations with what stands between them, and the same with other things between two of them.
fn edited_at_edges() -> impl Strategy<Value = (String, String)> {
    let decls = [
        "policy a \"A\" {\n    owner: ciso\n}",
        "role b \"B\" {}",
        "role c \"C\"",
        "let d = 6 months",
        "team e \"E\" { lead: b  people: 3 }",
        "/// Doc.\nasset f \"F\" {\n    owner: b, c\n    \"\"\"Prose.\"\"\"\n}",
        "asset g",
    ];
    let between = [
        "\n",
        "\n\n",
        " ",
        "",
        "\r\n",
        "\n// note\n",
        "\n/// doc\n",
        " // note\n",
        "\n    ",
        "\n}\n",
        "{",
        "x",
        "x: y\n",
        "\"",
        ",",
    ];
    let piece = (prop::sample::select(decls.to_vec()), prop::sample::select(between.to_vec()));
    let edit = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), piece.clone());
    (prop::collection::vec(piece, 1..7), edit).prop_map(move |(pieces, (at, how, piece))| {
        let text = |pieces: &[(&str, &str)]| pieces.iter().flat_map(|(d, b)| [*d, *b]).collect::<String>();
        let mut well: Vec<(&str, &str)> = pieces
            .iter()
            .map(|(d, b)| (*d, if b.contains('\n') && !b.contains(['}', ':']) { *b } else { "\n" }))
            .collect();
        if !parse(&text(&well)).errors.is_empty() {
            well = vec![(decls[0], "\n"), (decls[1], "\n"), (decls[4], "\n")];
        }
        let mut other = well.clone();
        let at = at.index(well.len());
        match how.index(4) {
            0 => other.insert(at, piece),
            1 => drop(other.remove(at)),
            2 => other[at].0 = piece.0,
            _ => other[at].1 = piece.1,
        }
        (text(&well), text(&other))
    })
}

/// Most edits of a file are read for themselves.
#[test]
fn it_is_not_read_from_the_start() {
    let before = "role a \"A\" {\n}\n\nrole b \"B\" {\n}\nteam c \"C\" {\n    lead: a\n}\n";
    for (from, to) in
        [("\"B\"", "\"Bee\""), ("lead: a", "lead: b"), ("role a", "role an"), ("role b \"B\" {\n}\n", "")]
    {
        let text = before.replace(from, to);
        assert!(again(before, &text).is_some(), "{text}");
        check(before, &text);
    }
    assert!(again(before, &before.replace("\"B\" {", "\"B\" ")).is_none());
    for file in real_files().iter().filter(|file| parse(file).errors.is_empty()) {
        check(file, &format!("{file}\nrole new \"New\" {{}}\n"));
        check(file, &format!("role new \"New\" {{}}\n{file}"));
    }
}
