//! The pages of `annexa explain`: `docs/problems/NAME.md`, which stand in the binary.

use std::borrow::Cow;
use std::fmt::Write;

use annexa_core::model::{Anchor, Model, View};
use annexa_core::prelude::{Rule, field};
use annexa_core::schema::{Field, FieldId, SchemaItem};
use annexa_diagnostics::{Section, render};
use annexa_syntax::tree::Occurs;
use include_dir::{Dir, include_dir};

use crate::{problems, rules};

static PAGES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../docs/problems");

/// The page about the problem `name`, in Markdown.
pub fn page(name: &str) -> Option<&'static str> {
    PAGES.get_file(format!("{name}.md"))?.contents_utf8()
}

/// The names of all pages, sorted.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> =
        PAGES.files().filter_map(|f| f.path().file_name()?.to_str()?.strip_suffix(".md")).collect();
    names.sort_unstable();
    names
}

/// All that can be reported about a package, each with its page: the kinds of problems in the order of the index, and the
/// rules that the package and its standards declare.
pub fn index(model: &Model) -> Vec<render::Rule> {
    let kinds = problems::all().into_iter().map(|kind| render::Rule {
        name: kind.name.to_owned(),
        summary: kind.summary.to_owned(),
        page: Cow::Borrowed(page(kind.name).unwrap_or(kind.summary)),
        level: kind.level,
        basis: kind.basis,
        clause: (!kind.clause.is_empty()).then(|| kind.clause.to_owned()),
        section: kind.section,
    });
    let own = model.all::<Rule>().map(|rule| render::Rule {
        name: rule.decl().name().to_owned(),
        summary: rule.decl().title().into_owned(),
        page: Cow::Owned(rule_page(model, rule)),
        level: rules::level(rule),
        basis: rules::basis(rule),
        clause: rules::clause(rule).map(Cow::into_owned),
        section: Section::Rules,
    });
    kinds.chain(own).collect()
}

/// The page of what a package or the prelude declares under `name`, as Markdown: a rule with what it demands and why, or
/// a kind, an aspect or an enum with what it is and what it holds.
pub fn own(model: &Model, name: &str) -> Option<String> {
    let rule = model.all::<Rule>().find(|rule| rule.decl().name() == name);
    rule.map(|rule| rule_page(model, rule)).or_else(|| schema_page(model, name))
}

fn rule_page(model: &Model, rule: Rule<'_>) -> String {
    let decl = rule.decl();
    let mut page = format!("# {}\n\n{}\n\n", decl.name(), decl.title());
    let doc = decl.doc();
    if !doc.is_empty() {
        let _ = write!(page, "{doc}\n\n");
    }
    for body in decl.values(field::RULE_BODY).filter_map(|v| v.text()) {
        let _ = write!(page, "{body}\n\n");
    }
    let place = model.place(Anchor::Whole(decl.id));
    let source = model.files.slice(place);
    let _ = write!(
        page,
        "A rule of the package, in `{}`:\n\n```\n{source}\n```\n",
        model.files.get(place.file).path
    );
    page
}

fn schema_page(model: &Model, name: &str) -> Option<String> {
    let item = model.schema.items.get(&model.names.get(name)?)?;
    let text = |name| model.names.text(name);
    let mut page = String::new();
    let mut head = |title: &str, what: &str, doc: &str| {
        let _ = write!(page, "# {name}\n\n{what}: {title}\n\n{doc}\n\n");
    };
    let fields = |ids: &[FieldId]| {
        let fields = ids.iter().filter_map(|id| model.schema.field(*id));
        let line =
            |f: &Field| format!("- `{}:` ({}) {}\n", text(f.name), takes(model, f), f.doc.replace('\n', " "));
        fields.map(line).collect::<String>()
    };
    match item {
        SchemaItem::Kind(id) => {
            let kind = model.schema.kind(*id)?;
            head(&kind.title, "A kind", &kind.doc);
            let aspects: Vec<&str> =
                kind.aspects.iter().map(|a| text(model.schema.aspect(*a).name)).collect();
            if !aspects.is_empty() {
                let _ = write!(page, "It is: {}.\n\n", aspects.join(", "));
            }
            page.push_str(&fields(&kind.fields));
        }
        SchemaItem::Aspect(id) => {
            let aspect = model.schema.aspect(*id);
            head(&aspect.title, "An aspect", &aspect.doc);
            page.push_str(&fields(&aspect.fields));
        }
        SchemaItem::Enum(id) => {
            let list = model.schema.enumeration(*id);
            head(&list.title, "An enum", &list.doc);
            for value in &list.values {
                let _ = writeln!(page, "- `{}` {}", text(value.name), value.doc.replace('\n', " "));
            }
        }
    }
    Some(page)
}

/// How often a field stands, and what it takes: "once; a role", "may be left out; a date; `by` a role".
fn takes(model: &Model, field: &Field) -> String {
    let times = match field.occurs {
        _ if field.derived => "worked out",
        Occurs::Once if field.value.is_none() => "once",
        Occurs::Once | Occurs::Optional => "may be left out",
        Occurs::Any => "any number of times",
        Occurs::AtLeastOnce => "at least once",
    };
    let lead = field.lead.iter().map(|ty| model.schema.type_text(&model.names, ty));
    let parts = field.parts.iter().map(|part| {
        let may = if part.optional { "if need be " } else { "" };
        format!("{may}`{}` {}", part.prep.word(), model.schema.type_text(&model.names, &part.ty))
    });
    std::iter::once(times.to_owned()).chain(lead).chain(parts).collect::<Vec<_>>().join("; ")
}
