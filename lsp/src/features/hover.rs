//! What a word means: controls, declarations, values, fields and kinds, in Markdown.

use std::fmt::Write;

use annexa_core::model::{Decl, LetId, TextTarget, ValueRef, View};
use annexa_core::prelude::{Control, Requirement};
use annexa_core::schema::{FieldId, KindId, SchemaItem};
use annexa_core::source::{FileId, Span};
use annexa_core::{Model, Value};
use annexa_syntax::TokenKind;
use annexa_syntax::tree::{Entry, Occurs};

use crate::Snapshot;

/// How many controls of a pattern are listed.
const MAX_LISTED: usize = 12;

/// What is shown about a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The word.
    pub span: Span,
    /// What is to be said about it, in Markdown.
    pub markdown: String,
}

/// What is to be said about the word at `offset`.
pub fn hover(snapshot: &Snapshot, file: FileId, offset: u32) -> Option<Hover> {
    let model = &snapshot.model;
    // The cursor stands before or behind the word that is meant.
    let holds = |span: Span| span.start <= offset && offset <= span.end && !span.is_empty();
    if let Some(reference) = in_text(model, file, offset) {
        return Some(match reference.target {
            TextTarget::Decl(id) => {
                Hover { span: reference.place.span, markdown: about_decl(snapshot, model.decl(id)) }
            }
            TextTarget::Let(id) => Hover { span: reference.place.span, markdown: about_let(model, id) },
            TextTarget::Field(decl, field) => {
                let decl = model.decl(decl);
                let mut markdown = about_field(model, decl.kind(), field)?;
                let derived = snapshot.derived(decl);
                if let Some((_, value)) = derived.iter().find(|(id, _)| *id == field) {
                    let _ = write!(markdown, "\n\nOf {}: **{}**", escape(&decl.title()), escape(value));
                }
                Hover { span: reference.place.span, markdown }
            }
        });
    }
    let Some(decl) = model.at(file, offset) else {
        return outside(model, file, offset);
    };
    let node = decl.node();
    if holds(node.name) {
        return Some(Hover { span: node.name, markdown: about_decl(snapshot, decl) });
    }
    if holds(node.kind) {
        return Some(Hover {
            span: node.kind,
            markdown: about_item(model, SchemaItem::Kind(known(decl.kind())?))?,
        });
    }
    if let Some(title) = node.title.filter(|title| holds(*title)) {
        return Some(Hover { span: title, markdown: about_decl(snapshot, decl) });
    }
    let source = model.files.get(file);
    let entries = node.body.map_or(&[][..], |body| source.tree.seq(body.entries));
    for entry in entries {
        let Entry::Field(field) = entry else { continue };
        if holds(field.name) {
            let name = model.names.get(field.name.of(&source.text))?;
            let id = model.schema.field_of(decl.kind(), name)?;
            return Some(Hover { span: field.name, markdown: about_field(model, decl.kind(), id)? });
        }
    }
    // Of the values that the cursor touches, the narrowest.
    let values = decl.entries().flat_map(|entry| {
        let preps = annexa_syntax::tree::Prep::ALL.iter();
        entry.lead().chain(preps.flat_map(move |prep| entry.part(*prep)))
    });
    let place = |value: &ValueRef<'_>| model.place(value.anchor());
    let value = values
        .filter(|value| place(value).file == file && holds(place(value).span))
        .min_by_key(|value| place(value).span.len())?;
    Some(Hover { span: place(&value).span, markdown: about_value(snapshot, value)? })
}

fn known(kind: KindId) -> Option<KindId> {
    (kind != KindId::UNKNOWN).then_some(kind)
}

/// The reference in a text at `offset`.
fn in_text(model: &Model, file: FileId, offset: u32) -> Option<&annexa_core::model::TextReference> {
    let all = model.all_text_references();
    let after = all.partition_point(|r| (r.place.file, r.place.span.start) <= (file, offset));
    let reference = all.get(after.checked_sub(1)?)?;
    (reference.place.file == file && offset <= reference.place.span.end).then_some(reference)
}

/// What stands in no declaration: a `let`, a kind, an enum. Its words name types.
fn outside(model: &Model, file: FileId, offset: u32) -> Option<Hover> {
    let source = model.files.get(file);
    let lets = model.lets().filter(|(_, l)| l.file == file);
    for (id, data) in lets {
        let name = source.tree.lets.get(data.node as usize)?.name;
        if name.start <= offset && offset <= name.end {
            return Some(Hover { span: name, markdown: about_let(model, id) });
        }
    }
    for (index, field) in model.schema.fields.iter().enumerate() {
        let span = field.place.span;
        if field.place.file == file && span.start <= offset && offset <= span.end {
            let id = FieldId(u16::try_from(index).ok()?);
            return Some(Hover { span, markdown: field_text(model, None, id)? });
        }
    }
    let tokens = annexa_syntax::tokenize(&source.text);
    let at = tokens.at(offset)?;
    // The cursor stands before or behind the word that is meant.
    let word = [Some(at), at.checked_sub(1)]
        .into_iter()
        .flatten()
        .filter_map(|index| tokens.get(index))
        .find(|token| token.kind == TokenKind::Path && offset <= token.span.end)?;
    let item = *model.schema.items.get(&model.names.get(word.span.of(&source.text))?)?;
    Some(Hover { span: word.span, markdown: about_item(model, item)? })
}

fn about_value(snapshot: &Snapshot, value: ValueRef<'_>) -> Option<String> {
    let model = &snapshot.model;
    match value.value() {
        Value::Decl(id) => Some(about_decl(snapshot, model.decl(*id))),
        Value::Enum(id, index) => {
            let all = model.schema.enumeration(*id);
            let one = all.values.get(*index as usize)?;
            Some(titled(model.names.text(one.name), &one.title, &all.title, &one.doc))
        }
        Value::Pattern(pattern) => {
            let decls: Vec<Decl<'_>> = model.pattern(*pattern).collect();
            let mut text = format!("`{}`: {} entries\n", value.source(), decls.len());
            for decl in decls.iter().take(MAX_LISTED) {
                let _ = write!(text, "\n- {} {}", escape(&decl.path()), escape(&decl.title()));
            }
            if decls.len() > MAX_LISTED {
                let _ = write!(text, "\n- and {} more", decls.len() - MAX_LISTED);
            }
            Some(text)
        }
        _ => {
            let (id, _) = model.lets().find(|(_, l)| model.names.text(l.name) == value.source())?;
            Some(about_let(model, id))
        }
    }
}

/// A declaration: kind, name, title, doc comment; of a control also what it is for and how it stands.
fn about_decl(snapshot: &Snapshot, decl: Decl<'_>) -> String {
    let model = &snapshot.model;
    let kind = if decl.kind_title().is_empty() { "Declaration" } else { decl.kind_title() };
    let kind = match decl.catalog().filter(|c| c.decl != decl.id) {
        Some(catalog) => format!("{kind} of {}", model.decl(catalog.decl).title()),
        None => kind.to_owned(),
    };
    let mut text = titled(&decl.path(), &decl.title(), &kind, &decl.doc());
    let control = Control::of(decl);
    let purpose =
        control.and_then(Control::purpose).or_else(|| Requirement::of(decl).and_then(Requirement::purpose));
    if let Some(purpose) = purpose.and_then(ValueRef::text) {
        let _ = write!(text, "\n\n{}", escape(&purpose));
    }
    let states = snapshot.states(decl.id);
    let derived = match control {
        // How a control stands is told for each scope, below.
        Some(_) => Vec::new(),
        None => snapshot.derived(decl),
    };
    if !states.is_empty() || !derived.is_empty() {
        text.push('\n');
    }
    for (field, value) in derived {
        let name = model.schema.field(field).map_or("", |f| model.names.text(f.name));
        let _ = write!(text, "\n- {name}: **{}**", escape(&value));
    }
    for (scope, state) in states {
        let scope = model.decl(*scope);
        let _ = write!(text, "\n- {}: **{}**", escape(&scope.title()), escape(state.title(model)));
    }
    text
}

fn about_let(model: &Model, id: LetId) -> String {
    let Some((_, data)) = model.lets().find(|(other, _)| *other == id) else {
        return String::new();
    };
    let source = model.files.get(data.file);
    let Some(node) = source.tree.lets.get(data.node as usize) else {
        return String::new();
    };
    let docs: Vec<&str> = source
        .tree
        .seq(node.docs)
        .iter()
        .map(|span| span.of(&source.text).trim_start_matches('/').trim())
        .collect();
    let code = format!("let {} = {}", node.name.of(&source.text), node.phrase.span.of(&source.text));
    // A fence longer than any in the text.
    let fence = "`".repeat(code.split(|c| c != '`').map(str::len).max().unwrap_or(0).max(2) + 1);
    format!("{fence}isms\n{code}\n{fence}\n\n{}", docs.join("\n")).trim_end().to_owned()
}

fn about_item(model: &Model, item: SchemaItem) -> Option<String> {
    let (name, title, doc, what) = match item {
        SchemaItem::Kind(id) => {
            let kind = model.schema.kind(id)?;
            (kind.name, &kind.title, &kind.doc, "Kind")
        }
        SchemaItem::Aspect(id) => {
            let aspect = model.schema.aspect(id);
            (aspect.name, &aspect.title, &aspect.doc, "Aspect")
        }
        SchemaItem::Enum(id) => {
            let all = model.schema.enumeration(id);
            (all.name, &all.title, &all.doc, "Enum")
        }
    };
    Some(titled(model.names.text(name), title, what, doc))
}

fn about_field(model: &Model, kind: KindId, field: FieldId) -> Option<String> {
    let kind = model.schema.kind(kind).map(|k| k.title.as_str());
    field_text(model, kind, field)
}

/// `owner` · field of Policy · at most once
fn field_text(model: &Model, kind: Option<&str>, field: FieldId) -> Option<String> {
    let field = model.schema.field(field)?;
    let times = match field.occurs {
        Occurs::Once => "exactly once",
        Occurs::Optional => "at most once",
        Occurs::Any => "any number of times",
        Occurs::AtLeastOnce => "at least once",
    };
    let times = if field.derived { "worked out by the compiler" } else { times };
    let of = kind.map_or_else(String::new, |kind| format!(" of {}", escape(kind)));
    let text = format!("**{}** · field{of} · {times}\n\n{}", model.names.text(field.name), field.doc);
    Some(text.trim_end().to_owned())
}

/// **name** title, what it is, and its doc comment.
fn titled(name: &str, title: &str, what: &str, doc: &str) -> String {
    let mut text = format!("**{}**", escape(name));
    if title != name && !title.is_empty() {
        let _ = write!(text, " {}", escape(title));
    }
    let _ = write!(text, "\n\n*{}*", escape(what));
    if !doc.is_empty() {
        let _ = write!(text, "\n\n{doc}");
    }
    text
}

/// `text` so that Markdown shows it as it is.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::testing::at_cursor;

    fn shown(marked: &str) -> String {
        let (snapshot, file, cursor) = at_cursor(marked);
        hover(&snapshot, file, cursor).map_or_else(String::new, |hover| {
            let word = hover.span.of(snapshot.text(file));
            format!("[{word}] {}", hover.markdown)
        })
    }

    const SCOPE: &str = "
organization o \"O\"
scope cloud \"Cloud platform\" { }
soa s \"SoA\" for cloud against iso27001 { exclude: A.8.30 because \"No development\" }
";

    #[test]
    fn a_control_with_its_state() {
        let text = shown(&format!("{SCOPE}policy p \"P\" {{ statement x \"X\" {{ implements: A.8.‸30 }} }}"));
        assert!(
            text.starts_with("[A.8.30] **A.8.30** Outsourced development\n\n*Control of ISO/IEC 27001:2022*"),
            "{text}"
        );
        assert!(text.contains("- Cloud platform: **"), "{text}");
        assert!(text.to_lowercase().contains("excluded"), "{text}");
    }

    #[test]
    fn declarations_and_what_refers_to_them() {
        let with = |asset: &str| shown(&format!("/// Answers for security.\nrole ciso \"Chief\"\n{asset}"));
        let expected = "[ciso] **ciso** Chief\n\n*Role*\n\nAnswers for security.";
        assert_eq!(with("asset db \"DB\" { owner: ‸ciso }"), expected);
        assert_eq!(with("asset db \"DB\" { owner: ciso‸ }"), expected);
        assert_eq!(with("policy p \"P\" { \"\"\"Ask the {ci‸so}.\"\"\" }"), expected);
        assert_eq!(shown("/// Answers for security.\nrole c‸iso \"Chief\""), expected);
    }

    #[test]
    fn fields_kinds_lets_and_patterns() {
        let field = shown("asset db \"DB\" { ow‸ner: ciso }");
        assert!(
            field.starts_with("[owner] **owner** · field of Asset · at most once\n\nThe role that"),
            "{field}"
        );
        let kind = shown("as‸set db \"DB\"");
        assert!(kind.starts_with("[asset] **asset** Asset\n\n*Kind*\n\n"), "{kind}");
        let named = shown("kind vessel \"Vessel\" is ow‸ned { }");
        assert!(named.starts_with("[owned] **owned**\n\n*Aspect*\n\n"), "{named}");
        let own = shown("kind vessel \"Vessel\" {\n    /// Where it is registered.\n    fl‸ag?: text\n}");
        assert!(own.contains("Where it is registered."), "{own}");
        assert_eq!(
            shown("/// Said once.\nlet fac‸tor = \"a key\""),
            "[factor] ```isms\nlet factor = \"a key\"\n```\n\nSaid once."
        );
        let pattern = shown(&SCOPE.replace("A.8.30", "A.7‸.*"));
        assert!(pattern.starts_with("[A.7.*] `A.7.*`: 14 entries\n\n- A.7.1 "), "{pattern}");
    }

    #[test]
    fn what_is_worked_out() {
        let robots = "kind robot \"Robot\" {\n    weight: number\n    /// Too heavy to lift.\n    derived heavy: bool = weight > 100\n}\nrobot arm \"Arm\" { weight: 250 }\n";
        let named = shown(&robots.replace("robot arm", "robot ar‸m"));
        assert_eq!(named, "[arm] **arm** Arm\n\n*Robot*\n\n- heavy: **yes**");
        let in_text = shown(&format!("{robots}policy p \"P\" {{ \"\"\"Heavy: {{arm.hea‸vy}}\"\"\" }}"));
        assert!(in_text.ends_with("Too heavy to lift.\n\nOf Arm: **yes**"), "{in_text}");
        let field = shown(&robots.replace("derived heavy", "derived hea‸vy"));
        assert!(field.contains("worked out by the compiler"), "{field}");
        let risk = "risk-method m \"M\" { likelihood: rare, likely  consequence: small, great  level: low from 1  level: high from 4  acceptable: low }\nrisk f‸ire \"Fire\" { inherent: likely with great  residual: rare with small }";
        let risk = shown(risk);
        assert!(
            risk.contains("- inherent-level: **high**\n- level: **high**\n- residual-level: **low**"),
            "{risk}"
        );
    }

    #[test]
    fn between_words_there_is_nothing_and_no_place_fails() {
        assert_eq!(shown("role a \"A\"\n\n‸\n\nrole b \"B\""), "");
        let text = format!(
            "{SCOPE}let x = \"ä😀\"\npolicy p \"{{x}} {{cloud}}\" {{ owner: \n statement \"\"\" {{s}}"
        );
        let (snapshot, file) = crate::features::testing::package(&text);
        for offset in 0..=text.len() as u32 + 3 {
            let _ = hover(&snapshot, file, offset);
        }
    }
}
