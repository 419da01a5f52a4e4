//! A document quotes what is classified higher than it is itself (ISO/IEC 27002, 5.12 and 5.13).

use std::collections::BTreeMap;

use annexa_analysis::document::Resolved;
use annexa_analysis::translation;
use annexa_core::model::{Anchor, Decl, DeclId, TextReference, TextTarget, View};
use annexa_core::prelude::{Approvable, Translation, field};
use annexa_core::source::PackageId;
use annexa_diagnostics::Problem;

use crate::problems;
use crate::{Cx, MAX_PLACES};

/// How confidential a declaration is: as it says, or what it extends or stands in. Its index among the levels, and its name.
fn classification(decl: Decl<'_>) -> Option<(u16, String)> {
    std::iter::successors(Some(decl), |d| d.parent()).find_map(|d| {
        let resolved = Resolved::of(d);
        let value =
            resolved.values(field::CLASSIFIED_CLASSIFICATION).find_map(|v| Some((v.enumeration()?.1, v)));
        value.map(|(index, value)| (index, value.source().to_owned()))
    })
}

/// Finds it: one problem for a document, and one for a translation, which is as confidential as what it translates.
pub(super) fn check(cx: &mut Cx<'_, '_>) {
    // By document what it quotes, in the order of its text.
    let mut quotes: BTreeMap<DeclId, Vec<(TextReference, Decl<'_>)>> = BTreeMap::new();
    for reference in cx.model.all_text_references() {
        // To name something says nothing of what it holds.
        let TextTarget::Field(of, _) = reference.target else { continue };
        let around = cx.model.at(reference.place.file, reference.place.span.start);
        let around = around.filter(|d| d.package() == PackageId::MAIN);
        let is_text = |d: &Decl<'_>| Approvable::of(*d).is_some() || Translation::of(*d).is_some();
        for text in std::iter::successors(around, |d| d.parent()).filter(is_text) {
            quotes.entry(text.id).or_default().push((*reference, cx.model.decl(of)));
        }
    }
    for (text, quotes) in quotes {
        let text = cx.model.decl(text);
        let translated = Translation::of(text).map(translation::original);
        let Some(document) = translated.unwrap_or(Some(text)) else { continue };
        let Some((own, word)) = classification(document) else { continue };
        let quoted: Vec<(TextReference, Decl<'_>, String)> = quotes
            .into_iter()
            .filter(|(_, of)| !of.within(document))
            .filter_map(|(reference, of)| {
                let (theirs, word) = classification(of)?;
                (theirs > own).then_some((reference, of, word))
            })
            .collect();
        let Some((first, of, theirs)) = quoted.first() else { continue };
        let translation = match translated {
            Some(_) => format!("its translation `{}` ", text.path()),
            None => String::new(),
        };
        let message = format!(
            "`{}` is {word}, and {translation}quotes `{}`, which is {theirs}",
            document.path(),
            of.path()
        );
        let label = format!("is {theirs}");
        let mut problem =
            Problem::new(&problems::SECRET_IN_PUBLIC, Anchor::Place(first.place), message, label);
        for (reference, _, theirs) in quoted.iter().skip(1).take(MAX_PLACES) {
            problem = problem.related(Anchor::Place(reference.place), format!("is {theirs} too"));
        }
        cx.out.push(problem.help(format!(
            "name it without what it says: `{{{}}}`; or raise the classification of the document",
            of.path()
        )));
    }
}
