//! The control block of a document (clause 7.5.2): what it is called, who answers for it, how its approval stands, when it is
//! looked at again and how long it is kept. Statements of applicability and texts have the same.

use annexa_analysis::calendar;
use annexa_analysis::document::Resolved;
use annexa_core::model::{Anchor, Decl, View};
use annexa_core::prelude::{Approvable, Role, field};
use annexa_core::schema::FieldId;
use annexa_core::time::Duration;
use annexa_syntax::tree::Prep;

use crate::document::{Cell, Content, Fact, Inline, Item, Shape};
use crate::reports::approval::Approval;
use crate::reports::{role_item, roles};
use crate::text::Texts;

/// The fields that the control block tells; the rest of what a document says stands in its text.
pub(crate) const FIELDS: &[FieldId] = &[
    field::APPROVABLE_ID,
    field::APPROVABLE_VERSION,
    field::CLASSIFIED_CLASSIFICATION,
    field::OWNED_OWNER,
    field::APPROVABLE_APPROVER,
    field::APPROVABLE_AUTHOR,
    field::REVIEWED_REVIEW,
    field::REVIEWED_REVIEWED,
    field::APPROVABLE_RETENTION,
    field::APPROVABLE_APPROVAL_STATE,
];

/// A line of a control block.
pub(crate) fn fact(
    texts: &Texts<'_, '_>,
    key: &'static str,
    title: &'static str,
    shape: Shape,
    content: Content,
    anchor: Option<Anchor>,
) -> Fact {
    let sources = anchor.map(|a| texts.source(a, "")).into_iter().collect();
    Fact { key: key.into(), title: title.into(), shape, cell: Cell { content, sources } }
}

/// How confidential a document is, as printed, if that is said.
pub(crate) fn classification<'m>(texts: &Texts<'m, '_>, document: &Resolved<'m>) -> Option<String> {
    document.values(field::CLASSIFIED_CLASSIFICATION).find(|v| v.is_known()).map(|v| texts.plain(v))
}

/// The lines that every document has.
pub(crate) fn facts<'m>(texts: &Texts<'m, '_>, document: &Resolved<'m>, approval: Approval) -> Vec<Fact> {
    let decl = document.decl();
    let fact = |key, title, shape, content, anchor| fact(texts, key, title, shape, content, anchor);
    let at = |f| document.phrases(f).next().map(|p| p.anchor());
    let said = |f| document.values(f).find(|v| v.is_known());
    let words = |f| said(f).map_or(Content::Empty, |v| Content::Text(texts.inlines(v)));
    let id = said(field::APPROVABLE_ID).map_or_else(|| decl.name().to_string(), |v| texts.plain(v));
    let roles_of = |f| roles(texts, document.values(f).filter_map(|v| v.view::<Role>()));
    let mut facts = vec![
        fact(
            "id",
            "Document",
            Shape::Text,
            Content::text(id),
            at(field::APPROVABLE_ID).or(Some(decl.anchor())),
        ),
        fact("title", "Title", Shape::Text, Content::text(texts.title(decl)), Some(decl.anchor())),
        fact(
            "version",
            "Version",
            Shape::Text,
            words(field::APPROVABLE_VERSION),
            at(field::APPROVABLE_VERSION),
        ),
        fact("status", "Status", Shape::Word, Content::word(approval.status.word(), approval.says), None),
        fact(
            "classification",
            "Classification",
            Shape::Text,
            words(field::CLASSIFIED_CLASSIFICATION),
            at(field::CLASSIFIED_CLASSIFICATION),
        ),
        fact("owner", "Owner", Shape::List, roles_of(field::OWNED_OWNER), at(field::OWNED_OWNER)),
    ];
    if Approvable::of(decl).is_some() {
        facts.push(fact(
            "approver",
            "Approver",
            Shape::List,
            roles_of(field::APPROVABLE_APPROVER),
            at(field::APPROVABLE_APPROVER),
        ));
    }
    if !approval.records.is_empty() {
        facts.push(fact("approval", "Approval", Shape::List, approval.records, None));
    }
    let authors: Vec<Item> = document
        .values(field::APPROVABLE_AUTHOR)
        .map(|v| match v.view::<Role>() {
            Some(role) => role_item(texts, role),
            None => Item::new(texts.inlines(v)).with("name", v.decl().map(|d| d.path())),
        })
        .collect();
    if !authors.is_empty() {
        let at = at(field::APPROVABLE_AUTHOR);
        facts.push(fact("author", "Author", Shape::List, Content::items(authors), at));
    }
    let last = calendar::last(decl, field::REVIEWED_REVIEWED, texts.day);
    if let Some(day) = last {
        let at = at(field::REVIEWED_REVIEWED);
        facts.push(fact("last_review", "Last review", Shape::Date, Content::Date(day), at));
    }
    facts.push(fact(
        "next_review",
        "Next review",
        Shape::Text,
        next_review(texts, document, decl),
        at(field::REVIEWED_REVIEW),
    ));
    if let Some(kept) = retention(document) {
        let content = Content::text(format!("{kept} after it is replaced"));
        facts.push(fact("retention", "Kept for", Shape::Text, content, at(field::APPROVABLE_RETENTION)));
    }
    facts
}

fn retention(document: &Resolved<'_>) -> Option<Duration> {
    let said = document.values(field::APPROVABLE_RETENTION);
    said.flat_map(|v| document.effective(v)).find_map(|v| v.duration())
}

/// What is known of the next review.
fn next_review<'m>(texts: &Texts<'m, '_>, document: &Resolved<'m>, decl: Decl<'m>) -> Content {
    let last = calendar::last(decl, field::REVIEWED_REVIEWED, texts.day);
    let every = document
        .phrases(field::REVIEWED_REVIEW)
        .flat_map(|p| p.part(Prep::Every))
        .flat_map(|v| document.effective(v))
        .find_map(|v| v.duration());
    match (every, last) {
        (Some(every), Some(last)) => {
            let due = every.after(last);
            let late = if due < texts.day { ", overdue" } else { "" };
            Content::text(format!("{due} (every {every}{late})"))
        }
        (Some(every), None) => Content::text(format!("every {every}; no review is recorded yet")),
        (None, _) => Content::Empty,
    }
}

/// The language of the organization's documents.
pub(crate) fn language(texts: &Texts<'_, '_>) -> Fact {
    let said = texts.organization().and_then(|o| o.language());
    let language = said.map_or_else(|| "en".to_string(), |v| texts.plain(v));
    fact(texts, "language", "Language", Shape::Text, Content::text(language), None)
}

/// The organization.
pub(crate) fn organization(texts: &Texts<'_, '_>) -> Fact {
    let organization = texts.organization();
    let name = organization.map_or(Content::Empty, |o| {
        let legal = o.legal_name().map(|v| texts.plain(v));
        let title = texts.title(o.decl());
        Content::Text(vec![Inline::text(match legal {
            Some(legal) if legal != title => format!("{title} ({legal})"),
            _ => title,
        })])
    });
    let at = organization.map(|o| o.decl().anchor());
    fact(texts, "organization", "Organization", Shape::Text, name, at)
}

/// The day of what is computed.
pub(crate) fn state_on(texts: &Texts<'_, '_>) -> Fact {
    fact(texts, "state_on", "State on", Shape::Date, Content::Date(texts.day), None)
}
