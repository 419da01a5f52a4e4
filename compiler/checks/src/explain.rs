//! The pages of `annexa explain`: `docs/problems/NAME.md`, which stand in the binary.

use std::fmt::Write;

use annexa_core::model::{Anchor, Model, View};
use annexa_core::prelude::{Rule, field};
use annexa_core::schema::{FieldId, SchemaItem};
use include_dir::{Dir, include_dir};

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
        fields.map(|f| format!("- `{}:` {}\n", text(f.name), f.doc.replace('\n', " "))).collect::<String>()
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
