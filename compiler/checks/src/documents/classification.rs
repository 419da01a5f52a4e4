//! A document quotes what is classified higher than it is itself (ISO/IEC 27002, 5.12 and 5.13).

use annexa_analysis::backward::values_of;
use annexa_analysis::document::Resolved;
use annexa_core::model::{Anchor, Decl, TextReference, TextTarget, View};
use annexa_core::prelude::{Approvable, field};
use annexa_core::source::PackageId;
use annexa_core::value::Value;
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

/// Finds it: one problem for a document.
pub(super) fn check(cx: &mut Cx<'_, '_>) {
    for document in cx.model.all::<Approvable>().map(View::decl) {
        if document.package() != PackageId::MAIN {
            continue;
        }
        let Some((own, word)) = classification(document) else { continue };
        let mut quoted: Vec<(TextReference, Decl<'_>, String)> = Vec::new();
        for decl in (document.id.0..document.end().0).map(|i| cx.model.decl(annexa_core::DeclId(i))) {
            for value in decl.entries().flat_map(values_of).map(|(_, value)| value) {
                let Value::Text(place) = value.value() else { continue };
                for reference in cx.model.text_references(*place) {
                    // To name something says nothing of what it holds.
                    let TextTarget::Field(of, _) = reference.target else { continue };
                    let of = cx.model.decl(of);
                    if let Some((theirs, word)) = classification(of).filter(|_| !of.within(document))
                        && theirs > own
                    {
                        quoted.push((*reference, of, word));
                    }
                }
            }
        }
        let Some((first, of, theirs)) = quoted.first() else { continue };
        let message =
            format!("`{}` is {word}, and quotes `{}`, which is {theirs}", document.path(), of.path());
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
