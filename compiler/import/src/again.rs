//! What comes again: a file that an import writes anew, and what people wrote into it in the meantime.
//!
//! There are three texts: what the import made *before*, what stands *here* now, and what it makes *now*. Piece by piece –
//! declaration by declaration, and in them field by field – what stands here stays, unless the import says something else than
//! before. What nobody ever imported stays, too.

use std::collections::{BTreeMap, BTreeSet};

use annexa_syntax::format::format;
use annexa_syntax::parse;
use annexa_syntax::tree::{Decl, Entry, ExprKind, Item, Span, Tree};

/// A file in which what people wrote was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again {
    /// The text of the file.
    pub text: String,
    /// What stands otherwise than the import would have it, since somebody wrote it here: `asset mail: owner`.
    pub kept: Vec<String>,
}

/// Brings together what an import makes `now` and what stands `here`; `before` is what it made the last time. A declaration that
/// the import makes no more stays where others need it. `None` where what stands here cannot be read.
pub fn again(before: &str, here: &str, now: &str, needed: &BTreeSet<String>) -> Option<Again> {
    let [before_text, here_text, now_text] = [before, here, now];
    let repeated: BTreeSet<String> = [before, here, now].into_iter().flat_map(repeated).collect();
    let files = [before, here, now].map(|text| File::read(text, &repeated));
    let [Some(before), Some(here), Some(now)] = files else { return None };
    let mut kept = Vec::new();
    let mut out = String::new();
    let nothing_new = before_text == now_text;
    let header = pick(before.header, here.header, now.header);
    if !header.trim().is_empty() {
        out.push_str(&format!("{}\n\n", header.trim_end()));
    }
    let needed = |piece: &Piece<'_>| needed.contains(piece.name);
    merge([&before.pieces, &here.pieces, &now.pieces], "", &needed, &mut out, &mut kept);
    out.push_str(pick(before.tail, here.tail, now.tail));
    out.push('\n');
    let text = match format(&out) {
        // Where there is nothing new, nobody wants it laid out anew.
        _ if nothing_new => here_text.to_owned(),
        Ok(laid_out) => laid_out.text(&out).to_owned(),
        // As it stands, it can be read too.
        Err(_) => out,
    };
    Some(Again { text, kept })
}

/// The text that an import makes `now`, in which every row that its file knows by an id has the name that it had `before`,
/// whatever it is called now: what points to it, and what people wrote into it, goes on being about the same thing.
pub fn keep_names(before: &str, now: &str) -> String {
    let (then, rows) = (rows(before), rows(now));
    let (once_then, once_now) = (by_id(&then), by_id(&rows));
    let old = |row: &Row<'_>| {
        once_now.get(&row.key())?.as_ref()?;
        once_then.get(&row.key()).copied().flatten()
    };
    let mut taken: BTreeSet<String> = rows.iter().filter_map(old).map(str::to_owned).collect();
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    for row in &rows {
        let name = match old(row) {
            Some(old) => old.to_owned(),
            // A new row may be called as an earlier one was.
            None => {
                let numbered = (2..).map(|n| format!("{}-{n}", row.name));
                let mut all = std::iter::once(row.name.to_owned()).chain(numbered);
                all.find(|name| !taken.contains(name)).unwrap_or_default()
            }
        };
        taken.insert(name.clone());
        names.insert(row.name, name);
    }
    names.retain(|now, name| now != name);
    let tree = parse(now).tree;
    let declared = rows.iter().map(|row| row.at);
    let used = tree.exprs.iter().filter(|expr| expr.kind == ExprKind::Path).map(|expr| expr.span);
    let mut spans: Vec<(Span, &String)> =
        declared.chain(used).filter_map(|span| Some((span, names.get(slice(now, span))?))).collect();
    spans.sort_unstable_by_key(|(span, _)| span.start);
    spans.dedup_by_key(|(span, _)| span.start);
    let mut text = now.to_owned();
    for (span, name) in spans.into_iter().rev() {
        text.replace_range(span.start as usize..span.end as usize, name);
    }
    text
}

/// A declaration that an import made of a row.
struct Row<'t> {
    kind: &'t str,
    name: &'t str,
    /// Where the name stands.
    at: Span,
    /// What the file knows the row by, which an import writes as the first comment in it.
    id: Option<&'t str>,
}

impl<'t> Row<'t> {
    fn key(&self) -> (&'t str, Option<&'t str>) {
        (self.kind, self.id)
    }
}

/// The names of rows by their ids; `None` where several rows have one.
fn by_id<'t>(rows: &[Row<'t>]) -> BTreeMap<(&'t str, Option<&'t str>), Option<&'t str>> {
    let mut found = BTreeMap::new();
    for row in rows.iter().filter(|row| row.id.is_some()) {
        found.entry(row.key()).and_modify(|only| *only = None).or_insert(Some(row.name));
    }
    found
}

fn rows(text: &str) -> Vec<Row<'_>> {
    let tree = parse(text).tree;
    let top = tree.items.iter().filter_map(|item| match item {
        Item::Decl(id) => Some(tree.decl(*id)),
        _ => None,
    });
    top.map(|decl| {
        let inside =
            decl.body.and_then(|body| text.get(body.span.start as usize + 1..body.span.end as usize));
        let first = inside.and_then(|inside| inside.trim_start().lines().next());
        // Words of other columns have the column's name and a colon before them.
        let id = first.and_then(|line| line.strip_prefix("// ")).filter(|id| !id.contains(": "));
        Row { kind: slice(text, decl.kind), name: slice(text, decl.name), at: decl.name, id }
    })
    .collect()
}

/// The fields that a declaration says more than once, such as the decisions of a Statement of Applicability: they are known by
/// what they say first.
fn repeated(text: &str) -> BTreeSet<String> {
    let tree = parse(text).tree;
    let mut found = BTreeSet::new();
    for body in tree.decls.iter().filter_map(|decl| decl.body) {
        let mut seen = BTreeSet::new();
        for entry in tree.seq(body.entries) {
            if let Entry::Field(field) = entry {
                let name = slice(text, field.name);
                if !seen.insert(name) {
                    found.insert(name.to_owned());
                }
            }
        }
    }
    found
}

/// The names that texts declare.
pub fn names_declared(text: &str) -> BTreeSet<String> {
    parse(text).tree.decls.iter().map(|decl| slice(text, decl.name).to_owned()).collect()
}

/// The names that texts point to.
pub fn names_used<'t>(texts: impl IntoIterator<Item = &'t str>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for text in texts {
        let tree = parse(text).tree;
        let paths = tree.exprs.iter().filter(|expr| expr.kind == ExprKind::Path);
        names.extend(paths.map(|expr| slice(text, expr.span).to_owned()));
    }
    names
}

/// What stands here, unless the import says something else than before.
fn pick<'t>(before: &'t str, here: &'t str, now: &'t str) -> &'t str {
    if before.trim() == now.trim() { here } else { now }
}

/// A file in pieces.
struct File<'t> {
    /// The comments at the top, up to the first empty line behind them.
    header: &'t str,
    pieces: Vec<Piece<'t>>,
    tail: &'t str,
}

/// A declaration or an entry of one.
struct Piece<'t> {
    /// What it is known by: `asset mail`, `owner`.
    key: String,
    /// The name of a declaration.
    name: &'t str,
    /// The comments before it.
    lead: &'t str,
    /// Itself, with the rest of its last line.
    text: &'t str,
    /// What is in it, where it is a declaration.
    inside: Option<Inside<'t>>,
}

/// The parts of a declaration.
struct Inside<'t> {
    /// What stands before the brace.
    head: &'t str,
    pieces: Vec<Piece<'t>>,
    /// What stands behind the last entry.
    tail: &'t str,
}

impl<'t> File<'t> {
    fn read(text: &'t str, repeated: &BTreeSet<String>) -> Option<Self> {
        let parsed = parse(text);
        if !parsed.errors.is_empty() {
            return None;
        }
        let tree = &parsed.tree;
        let mut at = 0;
        let mut pieces = Vec::new();
        for item in &tree.items {
            let piece = match item {
                Item::Decl(id) => declaration(text, tree, tree.decl(*id), repeated, &mut at),
                Item::Let(id) => other(text, tree.lets[*id as usize].span, &mut at),
                Item::Kind(id) => other(text, tree.kinds[*id as usize].span, &mut at),
                Item::Enum(id) => other(text, tree.enums[*id as usize].span, &mut at),
            };
            pieces.push(piece);
        }
        number(&mut pieces);
        let tail = text.get(at..).unwrap_or_default();
        let mut header = "";
        if let Some(first) = pieces.first_mut()
            && let Some((top, lead)) = first.lead.rsplit_once("\n\n")
        {
            (header, first.lead) = (top, lead);
        }
        Some(File { header, pieces, tail })
    }
}

/// Two pieces of one key are told apart by their number.
fn number(pieces: &mut [Piece<'_>]) {
    let mut seen: Vec<String> = Vec::new();
    for piece in pieces {
        let again = seen.iter().filter(|key| **key == piece.key).count();
        seen.push(piece.key.clone());
        if again > 0 {
            piece.key = format!("{} ({})", piece.key, again + 1);
        }
    }
}

/// The piece of a span that begins behind `at`, which moves behind it.
fn cut<'t>(text: &'t str, span: Span, at: &mut usize) -> (&'t str, &'t str) {
    let (begin, end) = (span.start as usize, span.end as usize);
    // A comment on the line where it ends belongs to it.
    let line = text.get(end..).and_then(|rest| rest.split('\n').next()).unwrap_or_default();
    let is_comment = line.trim().is_empty() || line.trim_start().starts_with("//");
    let end = if is_comment { end + line.len() } else { end };
    let lead = text.get(*at..begin).unwrap_or_default();
    *at = end;
    (lead, text.get(begin..end).unwrap_or_default())
}

fn other<'t>(text: &'t str, span: Span, at: &mut usize) -> Piece<'t> {
    let (lead, text) = cut(text, span, at);
    Piece { key: text.trim().to_owned(), name: "", lead, text, inside: None }
}

fn declaration<'t>(
    text: &'t str,
    tree: &Tree,
    decl: &Decl,
    repeated: &BTreeSet<String>,
    at: &mut usize,
) -> Piece<'t> {
    let start = tree.seq(decl.docs).first().map_or(decl.span.start, |doc| doc.start);
    let (lead, whole) = cut(text, Span { start, end: decl.span.end }, at);
    let head_end = decl.body.map_or(decl.span.end, |body| body.span.start);
    let head = text.get(start as usize..head_end as usize).unwrap_or_default();
    let mut pieces = Vec::new();
    let mut tail = "";
    if let Some(body) = decl.body {
        let mut inner = body.span.start as usize + 1;
        for entry in tree.seq(body.entries) {
            pieces.push(match entry {
                Entry::Decl(id) => declaration(text, tree, tree.decl(*id), repeated, &mut inner),
                Entry::Field(field) => {
                    let start = tree.seq(field.docs).first().map_or(field.name.start, |doc| doc.start);
                    let (lead, whole) = cut(text, Span { start, end: field.phrase.span.end }, &mut inner);
                    let mut key = slice(text, field.name).to_owned();
                    if repeated.contains(&key) {
                        let said = tree
                            .seq(field.phrase.lead)
                            .iter()
                            .map(|said| slice(text, tree.expr(said.expr).span));
                        key = format!("{key}: {}", said.collect::<Vec<_>>().join(", "));
                    }
                    Piece { key, name: "", lead, text: whole, inside: None }
                }
                Entry::Prose { docs, value } => {
                    let span = tree.expr(*value).span;
                    let start = tree.seq(*docs).first().map_or(span.start, |doc| doc.start);
                    let (lead, whole) = cut(text, Span { start, end: span.end }, &mut inner);
                    Piece { key: "its text".to_owned(), name: "", lead, text: whole, inside: None }
                }
            });
        }
        number(&mut pieces);
        let end = body.close.map_or(body.span.end, |close| close.start) as usize;
        tail = text.get(inner.min(end)..end).unwrap_or_default();
    }
    let name = slice(text, decl.name);
    Piece {
        key: format!("{} {name}", slice(text, decl.kind)),
        name,
        lead,
        text: whole,
        inside: Some(Inside { head, pieces, tail }),
    }
}

fn slice(text: &str, span: Span) -> &str {
    text.get(span.start as usize..span.end as usize).unwrap_or_default()
}

/// Merges the pieces of three texts: before, here, now.
fn merge(
    of: [&[Piece<'_>]; 3],
    within: &str,
    needed: &impl Fn(&Piece<'_>) -> bool,
    out: &mut String,
    kept: &mut Vec<String>,
) {
    let [before, here, now] = of;
    let find = |pieces: &'_ [Piece<'_>], key: &str| pieces.iter().position(|piece| piece.key == key);
    // In the order of the import; what is only here stands behind what it stands behind here.
    let mut keys: Vec<&str> = now.iter().map(|piece| piece.key.as_str()).collect();
    for (at, piece) in here.iter().enumerate() {
        if find(now, &piece.key).is_some() {
            continue;
        }
        let above = here[..at].iter().rev().find_map(|above| keys.iter().position(|key| *key == above.key));
        let place = match above {
            Some(above) => above + 1,
            // Before the first, but for a declaration, which nobody looks for there.
            None if piece.inside.is_some() => keys.len(),
            None => 0,
        };
        keys.insert(place, &piece.key);
    }
    for key in keys {
        let [before, here, now] = [before, here, now].map(|pieces| find(pieces, key).map(|at| &pieces[at]));
        let is = |a: &Option<&Piece<'_>>, b: &Option<&Piece<'_>>| {
            a.map(|piece| piece.text.trim()) == b.map(|piece| piece.text.trim())
        };
        let shown = if within.is_empty() { key.to_owned() } else { format!("{within}: {key}") };
        match (before, here, now) {
            (Some(old), Some(own), Some(new)) if !is(&before, &now) && !is(&before, &here) => {
                let insides = old.inside.as_ref().zip(own.inside.as_ref()).zip(new.inside.as_ref());
                let lead = pick(old.lead, own.lead, new.lead);
                let Some(((old, own), new)) = insides else {
                    // Both say something else than before: the import has it.
                    add(out, lead, new.text);
                    continue;
                };
                add(out, lead, pick(old.head, own.head, new.head).trim_end());
                out.push_str(" {");
                merge([&old.pieces, &own.pieces, &new.pieces], &shown, needed, out, kept);
                out.push_str(pick(old.tail, own.tail, new.tail).trim_end());
                out.push_str("\n}");
            }
            // The import says nothing new: as it stands here, or not at all.
            _ if is(&before, &now) => {
                if !is(&here, &now) {
                    kept.push(shown);
                }
                let lead = |piece: &Option<&Piece<'_>>| piece.map_or("", |piece| piece.lead).to_owned();
                if let Some(own) = here {
                    add(out, pick(&lead(&before), own.lead, &lead(&now)), own.text);
                }
            }
            (_, _, Some(new)) => add(out, new.lead, new.text),
            (_, Some(own), None) if needed(own) => {
                kept.push(shown);
                add(out, own.lead, own.text);
            }
            _ => {}
        }
    }
}

/// Adds a piece on a line of its own, with as many empty lines before it as it had.
fn add(out: &mut String, lead: &str, text: &str) {
    let begins_line = lead.trim_start_matches([' ', '\t']).starts_with('\n');
    if !out.is_empty() && !out.ends_with('\n') && !begins_line {
        out.push('\n');
    }
    out.push_str(lead);
    out.push_str(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "// The assets of a.csv.\n\nasset mail \"Mail\" {\n    // A-1\n    category: service\n    owner: it\n}\n\n\
        asset old \"Old\" { category: service }\n\n// Roles. Say who holds each.\nrole it \"IT\"\nrole hr \"HR\"\n";

    fn merged(here: &str, now: &str) -> Again {
        let none = BTreeSet::new();
        let again = again(BEFORE, here, now, &none).expect("texts that can be read");
        assert!(parse(&again.text).errors.is_empty(), "{}", again.text);
        again
    }

    #[test]
    fn what_nobody_touched_is_what_the_import_makes() {
        let now = BEFORE.replace("owner: it", "owner: hr").replace("asset old", "asset newer");
        assert_eq!(merged(BEFORE, &now), Again { text: now.clone(), kept: vec![] });
        assert_eq!(merged(BEFORE, BEFORE).kept, Vec::<String>::new());
    }

    #[test]
    fn what_was_filled_in_by_hand_stays() {
        let here = BEFORE
            .replace(
                "    owner: it\n",
                "    owner: it\n    // Asked on Monday.\n    classification: internal // sure\n",
            )
            .replace("role it \"IT\"", "role it \"IT\" {\n    holder: \"Ann\" since 2026-01-01\n}")
            + "\nasset own \"Own\" {\n    owner: it\n}\n";
        // The register says another owner, and has a new row.
        let now = BEFORE.replace("owner: it", "owner: hr").replace("asset old", "asset newer");
        let again = merged(&here, &now);
        for stays in [
            "classification: internal  // sure",
            "// Asked on Monday.",
            "holder: \"Ann\"",
            "asset own",
            "owner: hr",
            "// A-1",
            "asset newer",
        ] {
            assert!(again.text.contains(stays), "{stays}:\n{}", again.text);
        }
        assert!(!again.text.contains("asset old"), "{}", again.text);
        assert_eq!(again.kept, ["asset mail: classification", "role it", "asset own"]);
        // And again, with nothing new: nothing is different.
        let next = super::again(&now, &again.text, &now, &BTreeSet::new()).expect("texts");
        assert_eq!(next.text, again.text);
    }

    #[test]
    fn what_the_file_says_anew_comes_before_what_was_filled_in() {
        let here = BEFORE.replace("category: service", "category: software");
        let now = BEFORE.replace("category: service\n", "category: data\n");
        assert!(merged(&here, &now).text.contains("category: data"));
        // What the file says as before does not undo it.
        assert!(merged(&here, BEFORE).text.contains("category: software"));
    }

    #[test]
    fn what_was_taken_out_stays_out() {
        let here = BEFORE.replace("    category: service\n", "").replace("role hr \"HR\"\n", "");
        let again = merged(&here, BEFORE);
        assert!(!again.text.contains("role hr"), "{}", again.text);
        assert_eq!(again.kept, ["asset mail", "role hr"]);
    }

    #[test]
    fn what_others_need_stays() {
        let now = BEFORE.replace("role hr \"HR\"\n", "");
        let needed: BTreeSet<String> = names_used(["asset x \"X\" { owner: hr }\n"]);
        let again = again(BEFORE, BEFORE, &now, &needed).expect("texts");
        assert!(again.text.contains("role hr"), "{}", again.text);
        assert_eq!(again.kept, ["role hr"]);
    }

    /// Two risks of one title, of which the first is retitled: what was filled in stays with its row.
    #[test]
    fn a_row_keeps_its_name_by_its_id() {
        let before = "risk lost \"Lost\" {\n    // R-02\n    owner: it\n}\n\nrisk lost-2 \"Lost\" {\n    // R-07\n    owner: it\n}\n\nrole it \"IT\"\n";
        let here = before.replace("// R-02\n", "// R-02\n    review: every 6 months\n");
        let made = "risk stolen \"Stolen\" {\n    // R-02\n    owner: it\n}\n\nrisk lost \"Lost\" {\n    // R-07\n    owner: it\n}\n\n\
                    risk lost-2 \"Lost\" {\n    // R-09\n    owner: it\n}\n\nrole it \"IT\"\n";
        let now = keep_names(before, made);
        let heads: Vec<&str> = now.lines().filter(|line| line.starts_with("risk")).collect();
        assert_eq!(heads, ["risk lost \"Stolen\" {", "risk lost-2 \"Lost\" {", "risk lost-2-2 \"Lost\" {"]);
        let again = again(before, &here, &now, &BTreeSet::new()).expect("texts");
        let first = again.text.split("\n}").next().unwrap_or_default();
        assert!(
            first.contains("\"Stolen\"") && first.contains("R-02") && first.contains("review: every"),
            "{first}"
        );
        assert_eq!(again.text.matches("review:").count(), 1, "{}", again.text);
        // What is as it was stays as it is.
        assert_eq!(keep_names(before, before), before);
        assert_eq!(keep_names(&now, made), now);
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        assert_eq!(again(BEFORE, "asset mail {{{", BEFORE, &BTreeSet::new()), None);
    }
}
