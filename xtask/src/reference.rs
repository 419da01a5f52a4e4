//! From the doc comments of `stdlib/prelude.isms` to `docs/reference.md`: every kind, aspect and enum, for authors. Behind them
//! stands the table of what cells of data files may look like, which is that of the code.

use std::collections::BTreeMap;
use std::fmt::Write;

use annexa_syntax::tree::{EnumDecl, Item, KindDecl, KindField, KindWord, Occurs, Seq, Span, TypePart};
use annexa_syntax::{Tree, literal};

/// What is generated.
pub const TARGET: &str = "docs/reference.md";

/// What cells may look like: the table by which `compiler/analysis` reads them.
const CELLS: &str = include_str!("../../compiler/analysis/src/eval/cells.md");

const OPENING: &str = "# Language reference: kinds, aspects and enums

Generated from the doc comments of `stdlib/prelude.isms` by `cargo xtask reference`; never edited by hand. How files are
written (names, texts, dates, phrases, patterns) is told, with examples that are run as tests, in `tests/spec/`.

**How to read a field.** `owner:` stands exactly once, `owner?:` may be left out, `treat*:` may stand many times,
`level+:` stands at least once. A type with a plus (`role+`) takes one value or several with commas between. Words such
as `by`, `since` and `because` continue a value; one with a question mark (`by? role`) may be left out. What is *worked
out* is never written: the compiler derives it. Every declaration, whatever its kind, has the fields of the aspect
[declaration](#declaration). How the cells of evidence files are read stands [at the end](#cells-of-data-files).

";

/// The reference for the prelude whose source is `text`.
pub fn generate(text: &str) -> String {
    let tree = annexa_syntax::parse(text).tree;
    let mut out = OPENING.to_string();
    // A kind, and what has it as an aspect.
    let mut with_aspect: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for kind in &tree.kinds {
        for aspect in tree.seq(kind.aspects) {
            with_aspect.entry(aspect.of(text)).or_default().push(kind.name.of(text));
        }
    }
    let sections = sections(text);
    let mut next = sections.iter().peekable();
    for item in &tree.items {
        let start = match *item {
            Item::Kind(i) => tree.kinds[i as usize].span.start,
            Item::Enum(i) => tree.enums[i as usize].span.start,
            Item::Decl(_) | Item::Let(_) => continue,
        };
        while let Some((at, title)) = next.peek()
            && *at < start
        {
            let _ = write!(out, "## {title}\n\n");
            next.next();
        }
        match *item {
            Item::Kind(i) => kind(&mut out, &tree, text, &tree.kinds[i as usize], &with_aspect),
            Item::Enum(i) => enumeration(&mut out, &tree, text, &tree.enums[i as usize]),
            Item::Decl(_) | Item::Let(_) => {}
        }
    }
    let _ = write!(out, "## Cells of data files\n\n{CELLS}");
    out
}

/// The headings between lines of dashes, with their place.
fn sections(text: &str) -> Vec<(u32, String)> {
    let mut found = Vec::new();
    let mut offset = 0;
    let mut after_rule = false;
    for line in text.split_inclusive('\n') {
        let words = line.trim().trim_start_matches('/').trim();
        let is_rule = line.starts_with("//") && !words.is_empty() && words.chars().all(|c| c == '-');
        if after_rule && line.starts_with("// ") && !is_rule {
            found.push((offset, words.to_string()));
        }
        after_rule = is_rule;
        offset += line.len() as u32;
    }
    found
}

fn docs(tree: &Tree, text: &str, docs: Seq<Span>) -> String {
    let lines: Vec<&str> = tree.seq(docs).iter().map(|d| literal::doc_text(d.of(text))).collect();
    lines.join(" ")
}

fn heading(out: &mut String, name: &str, title: Option<Span>, text: &str, word: &str) {
    let title = title.map(|t| literal::text_value(t.of(text)).into_owned());
    let title = title.filter(|t| !t.eq_ignore_ascii_case(&name.replace('-', " ")));
    let _ = match title {
        Some(title) => write!(out, "### {name}\n\n*{word}* · {title}\n\n"),
        None => write!(out, "### {name}\n\n*{word}*\n\n"),
    };
}

fn kind(out: &mut String, tree: &Tree, text: &str, node: &KindDecl, with_aspect: &BTreeMap<&str, Vec<&str>>) {
    let name = node.name.of(text);
    let word = match node.word {
        KindWord::Kind => "kind",
        KindWord::Aspect => "aspect",
        KindWord::Extend => return,
    };
    heading(out, name, node.title, text, word);
    let _ = write!(out, "{}\n\n", docs(tree, text, node.docs));
    if node.word == KindWord::Kind {
        let head: Vec<String> = tree.seq(node.head).iter().map(|p| part(tree, text, p)).collect();
        let _ = writeln!(
            out,
            "```text\n{name} NAME \"Title\"{}{}\n```\n",
            if head.is_empty() { "" } else { " " },
            head.join(" ")
        );
    }
    let links = |spans: Seq<Span>| {
        let names: Vec<String> = tree.seq(spans).iter().map(|s| link(s.of(text))).collect();
        names.join(", ")
    };
    if !node.within.is_empty() {
        let _ = write!(out, "Stands in: {}.\n\n", links(node.within));
    }
    if !node.aspects.is_empty() {
        let _ = write!(out, "Is: {}.\n\n", links(node.aspects));
    }
    if node.word == KindWord::Aspect
        && let Some(kinds) = with_aspect.get(name)
    {
        let kinds: Vec<String> = kinds.iter().map(|k| link(k)).collect();
        let _ = write!(out, "Taken up by: {}.\n\n", kinds.join(", "));
    }
    let fields = tree.seq(node.fields);
    if !fields.is_empty() {
        out.push_str("| field | takes | what it says |\n| --- | --- | --- |\n");
        for f in fields {
            field(out, tree, text, f);
        }
        out.push('\n');
    }
}

fn field(out: &mut String, tree: &Tree, text: &str, node: &KindField) {
    let mark = match node.occurs {
        Occurs::Once => "",
        Occurs::Optional => "?",
        Occurs::Any => "*",
        Occurs::AtLeastOnce => "+",
    };
    let lead = node.lead.map(|t| tree.ty(t).span.of(text).to_string());
    let mut takes: Vec<String> = lead.into_iter().collect();
    takes.extend(tree.seq(node.parts).iter().map(|p| part(tree, text, p)));
    let mut says = docs(tree, text, node.docs);
    if node.derived {
        says = format!("*Worked out.* {says}");
    } else if let Some(value) = node.value {
        says = format!("{says} Without it: `{}`.", tree.expr(value).span.of(text));
    }
    let cell = |s: &str| s.replace('|', "\\|");
    let _ =
        writeln!(out, "| `{}{mark}:` | `{}` | {} |", node.name.of(text), cell(&takes.join(" ")), cell(&says));
}

fn part(tree: &Tree, text: &str, node: &TypePart) -> String {
    let mark = if node.optional { "?" } else { "" };
    format!("{}{mark} {}", node.prep.word(), tree.ty(node.ty).span.of(text))
}

fn enumeration(out: &mut String, tree: &Tree, text: &str, node: &EnumDecl) {
    let word = match (node.open, node.ordered) {
        (true, true) => "open enum, ordered from the least",
        (true, false) => "open enum",
        (false, true) => "enum, ordered from the least",
        (false, false) => "enum",
    };
    heading(out, node.name.of(text), node.title, text, word);
    let _ = write!(out, "{}\n\n| value | what it means |\n| --- | --- |\n", docs(tree, text, node.docs));
    for value in tree.seq(node.values) {
        let _ = writeln!(
            out,
            "| `{}` | {} |",
            value.name.of(text),
            docs(tree, text, value.docs).replace('|', "\\|")
        );
    }
    out.push('\n');
}

fn link(name: &str) -> String {
    format!("[{name}](#{name})")
}
