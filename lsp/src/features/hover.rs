//! What a word means: controls, declarations, values, fields and kinds, in Markdown.

use std::fmt::Write;

use annexa_analysis::backward::values_of;
use annexa_analysis::forecast;
use annexa_core::model::{Decl, LetId, ValueRef, View};
use annexa_core::prelude::{Control, Requirement, Risk, field};
use annexa_core::schema::{FieldId, SchemaItem};
use annexa_core::source::{FileId, PackageId, Place, Span};
use annexa_core::time::Duration;
use annexa_core::value::Pattern;
use annexa_core::{Model, Value};
use annexa_syntax::tree::Occurs;

use super::words::{self, Role, Target, Word};
use crate::Snapshot;

/// How many things to come are told.
const MAX_COMING: usize = 3;

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
    // A pattern says more than the group in it.
    if let Some((span, markdown)) = pattern_at(snapshot, file, offset) {
        return Some(Hover { span, markdown });
    }
    if let Some(word) = words::at(snapshot, file, offset) {
        return Some(Hover { span: word.span, markdown: about(snapshot, &word)? });
    }
    let decl = model.at(file, offset)?;
    let title = decl.node().title.filter(|t| t.start <= offset && offset <= t.end)?;
    Some(Hover { span: title, markdown: about_decl(snapshot, decl) })
}

/// The pattern of controls at `offset`, and what is to be said about it.
fn pattern_at(snapshot: &Snapshot, file: FileId, offset: u32) -> Option<(Span, String)> {
    let model = &snapshot.model;
    let decl = model.at(file, offset)?;
    let mut values = decl.entries().flat_map(values_of).map(|(_, value)| value);
    values.find_map(|value| {
        let Place { file: at, span } = model.place(value.anchor());
        let touched = at == file && span.start <= offset && offset <= span.end;
        let Value::Pattern(pattern) = value.value() else { return None };
        touched.then(|| (span, about_pattern(snapshot, value, *pattern)))
    })
}

/// What is to be said about a word.
fn about(snapshot: &Snapshot, word: &Word) -> Option<String> {
    let model = &snapshot.model;
    match word.target {
        Target::Decl(id) => Some(about_decl(snapshot, model.decl(id))),
        Target::Let(id) => Some(about_let(model, id)),
        Target::Item(item) => about_item(model, item),
        Target::Field(field) => {
            let of = word.of.map(|id| model.decl(id));
            let kind = of.and_then(|decl| model.schema.kind(decl.kind())).map(|kind| kind.title.as_str());
            let mut text = field_text(model, kind, field)?;
            if let Some(decl) = of.filter(|_| word.role == Role::InText) {
                let derived = snapshot.derived(decl);
                if let Some((_, value)) = derived.iter().find(|(id, _)| *id == field) {
                    let _ = write!(text, "\n\nOf {}: **{}**", escape(&decl.title()), escape(value));
                }
            }
            Some(text)
        }
        Target::Value(id, index) => {
            let all = model.schema.enumeration(id);
            let one = all.values.get(usize::from(index))?;
            Some(titled(model.names.text(one.name), &one.title, &all.title, &one.doc))
        }
        Target::Step(owner, field, name) => {
            let owner = model.decl(owner);
            let scale = model.schema.field(field).map_or("", |f| model.names.text(f.name));
            let what = format!("{scale} of {}", escape(&owner.title()));
            let steps: Vec<&str> = owner
                .values(field)
                .filter_map(|v| v.step())
                .map(|(step, _)| model.names.text(step))
                .collect();
            let mut text = titled(model.names.text(name), "", &what, "");
            let _ = write!(text, "\n\n{}", escape(&steps.join(" · ")));
            Some(text)
        }
    }
}

fn about_pattern(snapshot: &Snapshot, value: ValueRef<'_>, pattern: Pattern) -> String {
    let model = &snapshot.model;
    let decls: Vec<Decl<'_>> = model.pattern(pattern).collect();
    let mut text = format!("`{}`: {} entries", value.source(), decls.len());
    if let Some(effect) = snapshot.standing().effects.get(&value.id) {
        let _ = write!(text, "; decides {effect}");
    }
    text.push('\n');
    for decl in decls.iter().take(MAX_LISTED) {
        let _ = write!(text, "\n- {} {}", escape(&decl.path()), escape(&decl.title()));
    }
    if decls.len() > MAX_LISTED {
        let _ = write!(text, "\n- and {} more", decls.len() - MAX_LISTED);
    }
    text
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
    let lines = lines(snapshot, decl);
    if !lines.is_empty() {
        text.push('\n');
    }
    for line in lines {
        let _ = write!(text, "\n- {line}");
    }
    text
}

/// What is known about a declaration, one line each: attributes, holders, cells, states, who implements it, what is due.
fn lines(snapshot: &Snapshot, decl: Decl<'_>) -> Vec<String> {
    let (model, standing) = (&snapshot.model, snapshot.standing());
    let name = |field: FieldId| model.schema.field(field).map_or("", |f| model.names.text(f.name));
    let mut lines = Vec::new();
    let control = Control::of(decl);
    if control.is_some() {
        lines.extend(attributes(decl));
    }
    if let Some(holders) = standing.holders.get(&decl.id) {
        let day = snapshot.as_of;
        let holders: Vec<String> = holders.iter().map(|name| escape(name)).collect();
        lines.push(match holders.is_empty() {
            true => format!("held by nobody on {day}"),
            false => format!("held by **{}**", holders.join(", ")),
        });
    }
    if Risk::of(decl).is_some() {
        for field in [field::RISK_INHERENT, field::RISK_CURRENT, field::RISK_RESIDUAL] {
            if let Some(said) = decl.phrases(field).next() {
                let cell = model.files.slice(model.place(said.anchor()));
                let cell = cell.split_once(':').map_or(cell, |(_, cell)| cell).trim();
                lines.push(format!("{}: {}", name(field), escape(cell)));
            }
        }
    }
    // How a control stands is told for each scope.
    let derived = if control.is_some() { Vec::new() } else { snapshot.derived(decl) };
    // Who holds a role stands above, with those who are not declared.
    let said = [field::ROLE_HELD_BY, field::ROLE_HELD];
    let derived = derived.into_iter().filter(|(f, _)| !said.contains(f));
    lines.extend(derived.map(|(f, value)| format!("{}: **{}**", name(f), escape(&value))));
    for (scope, state) in standing.states.get(&decl.id).into_iter().flatten() {
        let scope = model.decl(*scope);
        lines.push(format!("{}: **{}**", escape(&scope.title()), escape(state.title(model))));
    }
    let doers = standing.doers.get(&decl.id).map_or(&[][..], |doers| doers);
    for doer in doers.iter().take(MAX_LISTED).map(|id| model.decl(*id)) {
        lines.push(format!("by {} `{}`", escape(&doer.title()), doer.path()));
    }
    if doers.len() > MAX_LISTED {
        lines.push(format!("and by {} more", doers.len() - MAX_LISTED));
    }
    lines.extend(coming(snapshot, decl));
    lines
}

/// The attributes of an entry of a catalog: what its fields say in words of enums.
fn attributes(decl: Decl<'_>) -> Vec<String> {
    let model = decl.model;
    let fields = model.schema.kind(decl.kind()).map_or(&[][..], |kind| &kind.fields);
    let said = fields.iter().filter_map(|field| {
        let values = decl.values(*field).filter_map(|v| v.enumeration());
        let titles: Vec<String> = values
            .filter_map(|(id, at)| {
                Some(escape(&model.schema.enumeration(id).values.get(usize::from(at))?.title))
            })
            .collect();
        let name = model.names.text(model.schema.field(*field)?.name);
        (!titles.is_empty()).then(|| format!("{name}: {}", titles.join(", ")))
    });
    said.collect()
}

/// How far ahead is looked for what is due.
const AHEAD: Duration = Duration { months: 36, days: 0, seconds: 0 };

/// What is due next of a declaration.
fn coming(snapshot: &Snapshot, decl: Decl<'_>) -> Vec<String> {
    let day = snapshot.as_of;
    if decl.package() == PackageId::LIBRARY {
        return Vec::new();
    }
    let events = forecast::events_of(std::iter::once(decl), day, AHEAD.after(day));
    let events = events.iter().filter(|event| event.what != forecast::What::Counts);
    let words = annexa_publish::forecast::sentence;
    events
        .take(MAX_COMING)
        .map(|event| format!("{}: {}", event.date, escape(&words(&snapshot.model, event))))
        .collect()
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
        let expected =
            "[ciso] **ciso** Chief\n\n*Role*\n\nAnswers for security.\n\n- held by nobody on 2026-11-01";
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
        assert!(pattern.starts_with("[A.7.*] `A.7.*`: 14 entries; decides 14\n\n- A.7.1 "), "{pattern}");
    }

    #[test]
    fn who_does_what_until_when() {
        let text = shown(
            "person ines \"Ines Moreau\"\nrole ci‸so \"CISO\" { holder: ines since 2024-05-01 until 2026-12-31 }",
        );
        assert!(text.contains("- held by **Ines Moreau**\n- 2027-01-01: "), "{text}");
        let doer = "policy p \"P\" { statement backups \"We back up\" { implements: A.8.‸13  status: implemented } }";
        let text = shown(&format!("{}{doer}", SCOPE.replace("exclude: A.8.30", "include: A.*")));
        assert!(text.contains("- control-type: Corrective\n"), "{text}");
        assert!(text.contains("- Cloud platform: **implemented**\n- by We back up `p.backups`"), "{text}");
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
            risk.contains("- inherent: likely with great\n- residual: rare with small\n- inherent-level: **high**\n- level: **high**\n- residual-level: **low**"),
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
