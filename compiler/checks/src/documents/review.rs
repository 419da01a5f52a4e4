//! What was to be looked at again, by the organization's own interval, and was not.

use annexa_analysis::calendar;
use annexa_core::model::{Decl, Phrase, View};
use annexa_core::prelude::{Reviewed, field, kind};
use annexa_core::source::PackageId;
use annexa_core::time::Date;
use annexa_diagnostics::Problem;

use crate::problems;
use crate::words::{count, some};
use crate::{Cx, MAX_PLACES};

/// Kinds whose own checks ask when they were looked at last: risks by `risk-review-overdue`, suppliers by `uncontrolled-external`.
const APART: [annexa_core::schema::KindId; 2] = [kind::RISK, kind::SUPPLIER];

/// Something that is overdue.
struct Overdue<'m> {
    decl: Decl<'m>,
    line: Phrase<'m>,
    /// The last look, and the day by which the next was due; `None` where nothing says that there ever was one.
    last: Option<(Date, Date)>,
}

/// Finds it: one problem for all, at what has waited longest.
pub(super) fn check(cx: &mut Cx<'_, '_>) {
    let mut all: Vec<Overdue<'_>> = Vec::new();
    for decl in cx.model.all::<Reviewed>().map(View::decl) {
        if decl.package() != PackageId::MAIN || APART.contains(&decl.kind()) || cx.doubt.unread_in(decl) {
            continue;
        }
        let over = calendar::is_over(decl, cx.day);
        let Some((interval, line)) = calendar::review(decl).filter(|_| !over) else { continue };
        let said = [field::REVIEWED_REVIEW, field::REVIEWED_REVIEWED];
        if said.iter().any(|f| decl.phrases(*f).any(|p| p.is_spoiled())) {
            continue;
        }
        let standing = cx.analysis.approvals.of(decl);
        let approved = standing.into_iter().flat_map(|s| s.records.iter().map(|(_, r)| r.on)).max();
        let last = calendar::last(decl, field::REVIEWED_REVIEWED, cx.day).max(approved);
        match last.map(|last| (last, interval.after(last))) {
            Some((_, due)) if cx.day <= due => {}
            Some(last) => all.push(Overdue { decl, line, last: Some(last) }),
            // On a day before the first review on record, nobody knows what there was.
            None if calendar::last(decl, field::REVIEWED_REVIEWED, Date::MAX).is_some() => {}
            // Before it is approved for the first time there is nothing to look at again.
            None if standing.is_some_and(|s| !s.asked.is_empty()) => {}
            None => all.push(Overdue { decl, line, last: None }),
        }
    }
    all.sort_by_key(|o| (o.last.map(|(_, due)| due).is_none(), o.last.map(|(_, due)| due), o.decl.id));
    let Some(first) = all.first() else { return };
    let names: Vec<String> = all.iter().map(|o| format!("`{}`", o.decl.path())).collect();
    let message = match (names.as_slice(), first.last) {
        ([one], Some((last, due))) => {
            format!("{one} was last reviewed on {last}, and was to be reviewed again by {due}")
        }
        ([one], None) => format!("{one} says how often it is reviewed, and nothing says that it ever was"),
        (many, _) => {
            format!(
                "{} were to be reviewed and were not: {}",
                count(many.len(), "declaration"),
                some(many, 4)
            )
        }
    };
    let label = |o: &Overdue<'_>| match o.last {
        Some((_, due)) => format!("was due on {due}"),
        None => "when was it reviewed?".to_owned(),
    };
    let place = |o: &Overdue<'_>| match o.line.decl().within(o.decl) {
        true => o.line.anchor(),
        false => o.decl.anchor(),
    };
    let mut problem = Problem::new(&problems::REVIEW_OVERDUE, place(first), message, label(first));
    for other in all.iter().skip(1).take(MAX_PLACES) {
        problem = problem.related(place(other), label(other));
    }
    if all.len() > 1 {
        problem = problem.items(all.iter().map(|o| o.decl.path()));
    }
    cx.out.push(
        problem.help("review it, and write `reviewed:` with the day and the role; or set another interval"),
    );
}
