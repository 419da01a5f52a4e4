//! The declarations of a file as their readers get them: references resolved, parameters filled in, Markdown laid out.

use std::fmt::Write;

use annexa_analysis::Analysis;
use annexa_analysis::document::{Content, Resolved};
use annexa_core::model::{Decl, ValueRef, View};
use annexa_core::prelude::{Role, Soa, Statement, kind};
use annexa_core::schema::FieldId;
use annexa_core::source::FileId;
use annexa_publish::formats::md;
use annexa_publish::text::Texts;

use crate::Snapshot;

/// A file as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// What it is called: the title of what stands first in it.
    pub title: String,
    /// The page, as HTML without scripts.
    pub html: String,
}

/// The declarations of `file` as their readers get them; `None` where it has none.
pub fn preview(snapshot: &Snapshot, file: FileId) -> Option<Preview> {
    snapshot.ask(move |analysis| page(analysis, file))
}

fn page(analysis: &Analysis<'_>, file: FileId) -> Option<Preview> {
    let texts = Texts::new(analysis);
    let decls: Vec<Decl<'_>> = analysis.model.decls_in(file).filter(|decl| decl.parent().is_none()).collect();
    let title = decls.first()?.title().into_owned();
    let mut page = String::new();
    for decl in decls {
        match Soa::of(decl) {
            Some(soa) => page.push_str(&statement_of_applicability(analysis, soa)),
            None => write(&mut page, &texts, &Resolved::of(decl), 1),
        }
        page.push('\n');
    }
    Some(Preview { title, html: html(&page) })
}

fn statement_of_applicability(analysis: &Analysis<'_>, soa: Soa<'_>) -> String {
    let documents = annexa_publish::documents(analysis, &annexa_publish::Options::default());
    let at = analysis.coverages.iter().position(|coverage| coverage.soa == soa);
    at.and_then(|at| documents.get(at)).map_or_else(String::new, md::render)
}

/// A declaration: its title, what its fields say, its words, what stands in it.
fn write<'m>(page: &mut String, texts: &Texts<'m, '_>, resolved: &Resolved<'m>, level: usize) {
    let decl = resolved.decl();
    // Writing to a text cannot fail.
    let _ = writeln!(page, "{} {}\n", "#".repeat(level.min(6)), md::escape(&decl.title()));
    let facts = facts(texts, resolved);
    if !facts.is_empty() {
        let _ = writeln!(page, "| Property | Value |\n| --- | --- |");
        for (name, value) in facts {
            let _ = writeln!(page, "| **{}** | {value} |", md::escape(&name));
        }
        page.push('\n');
    }
    for content in resolved.content() {
        match content {
            Content::Prose(value) => {
                let _ = writeln!(page, "{}", md::prose(&texts.blocks(value)));
            }
            Content::Part(part) if part.decl().kind() == kind::PARAM => {}
            Content::Part(part) => write(page, texts, &part, level + 1),
        }
    }
}

/// What the fields say, but for the words of its own, which stand below.
fn facts<'m>(texts: &Texts<'m, '_>, resolved: &Resolved<'m>) -> Vec<(String, String)> {
    let decl = resolved.decl();
    let model = texts.model;
    let fields = model.schema.kind(decl.kind()).map_or(&[][..], |kind| &kind.fields);
    let body = body(decl);
    let said = fields.iter().filter(|field| Some(**field) != body).filter_map(|field| {
        let values: Vec<String> = resolved
            .phrases(*field)
            .map(|phrase| phrase.lead().map(|value| shown(texts, value)).collect::<Vec<_>>().join(", "))
            .filter(|text| !text.is_empty())
            .collect();
        let name = model.names.text(model.schema.field(*field)?.name);
        (!values.is_empty()).then(|| (name.to_owned(), values.join("<br>")))
    });
    said.collect()
}

/// The field of the words that stand without a field's name.
fn body(decl: Decl<'_>) -> Option<FieldId> {
    let schema = &decl.model.schema;
    let name = schema.field(annexa_core::prelude::field::POLICY_BODY)?.name;
    schema.field_of(decl.kind(), name)
}

/// A value in a table: of a role also who holds it, of a statement the document that it stands in.
fn shown<'m>(texts: &Texts<'m, '_>, value: ValueRef<'m>) -> String {
    let mut text = md::line(&texts.inlines(value));
    if let Some(role) = value.view::<Role<'_>>() {
        let holders = texts.holders(role.decl());
        let holders: Vec<String> = holders.iter().map(|holder| md::line(holder)).collect();
        if !holders.is_empty() {
            let _ = write!(text, " ({})", holders.join(", "));
        }
    }
    if let Some(outer) = value.view::<Statement<'_>>().and_then(|s| s.decl().parent()) {
        let _ = write!(text, " ({})", md::escape(&outer.title()));
    }
    text
}

/// Markdown of ours as HTML. Every word of the package is escaped in it, so the only tags are those of the renderer.
fn html(markdown: &str) -> String {
    let mut options = annexa_analysis::prose::options();
    options.render.r#unsafe = true;
    comrak::markdown_to_html(markdown, &options)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::testing::package;

    #[test]
    fn as_it_is_read() {
        let text = "person ines \"Ines Moreau\"
role ciso \"CISO\" { holder: ines }
policy access \"Access <script>alert(1)</script>\" {
    owner: ciso
    \"\"\"
    Ask the {ciso}, **always**. <script>alert(2)</script> [x](javascript:alert)
    \"\"\"
    statement mfa \"Two factors\" { \"\"\"Use {grace}.\"\"\"  implements: A.8.5 }
    param grace \"Grace\" { default: 6 months }
}
";
        let (snapshot, file) = package(text);
        let page = preview(&snapshot, file).expect("a page");
        assert_eq!(page.title, "Ines Moreau");
        let html = page.html;
        assert!(!html.contains("<script") && !html.contains("href=\"javascript"), "{html}");
        assert!(html.contains("Ask the CISO, <strong>always</strong>."), "{html}");
        assert!(html.contains("<h2>Two factors</h2>") && html.contains("<p>Use 6 months.</p>"), "{html}");
        assert!(html.contains("<td>CISO (Ines Moreau)</td>"), "{html}");
    }

    #[test]
    fn a_statement_of_applicability() {
        let (snapshot, file) = package(
            "scope c \"C\" { }\nsoa s \"SoA\" for c against iso27001 { include: A.* because \"All\" }\n",
        );
        let html = preview(&snapshot, file).expect("a page").html;
        assert!(html.contains("<h1>SoA</h1>") && html.contains("A.8.34"), "{html}");
        assert_eq!(preview(&snapshot, FileId(0)), None);
    }
}
