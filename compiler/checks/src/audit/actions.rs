//! What was to be done is done by its day (10.2).

use annexa_analysis::calendar;
use annexa_core::model::{Phrase, View};
use annexa_core::prelude::{Action, field};
use annexa_core::source::PackageId;
use annexa_core::time::Date;
use annexa_diagnostics::Problem;

use super::named;
use crate::words::{count, some};
use crate::{Cx, MAX_PLACES, owners, problems};

/// Finds what is late: one problem for all that one role has to see to.
pub(super) fn check(cx: &mut Cx<'_, '_>) {
    let own = cx.model.all::<Action>().filter(|a| a.decl().package() == PackageId::MAIN);
    let late = own.filter(|a| !cx.doubt.unread_in(a.decl())).filter_map(|action| late(action, cx.day));
    let kind = &problems::OVERDUE_ACTION;
    let late: Vec<(Phrase<'_>, Date)> = late.collect();
    for (owner, mut all) in owners::deal(late, kind.name, |(deadline, _)| deadline.decl()) {
        // What has waited longest comes first.
        all.sort_by_key(|(_, due)| *due);
        let Some((first, due)) = all.first().copied() else { continue };
        let message = match (all.as_slice(), owner) {
            ([_, _, ..], Some(owner)) => {
                let names: Vec<String> = all.iter().map(|(d, _)| named(d.decl())).collect();
                format!(
                    "{} that {} has to see to were to be done, and are still open: {}",
                    count(all.len(), "action"),
                    named(owner),
                    some(&names, 4)
                )
            }
            _ => format!("the action {} was to be done by {due}, and is still open", named(first.decl())),
        };
        let mut problem = Problem::new(kind, first.anchor(), message, "has passed");
        for (other, due) in all.iter().skip(1).take(MAX_PLACES) {
            problem = problem.related(other.anchor(), format!("{} was due on {due}", named(other.decl())));
        }
        if all.len() > 1 {
            problem = problem.items(all.iter().map(|(d, _)| d.decl().path()));
        }
        let each = if all.len() > 1 { "of each " } else { "" };
        cx.out.push(
            problem.help(format!("say {each}when it was done with `completed:`, or set another deadline")),
        );
    }
}

/// The deadline of an action that has passed on `day`, where nothing says that it was done or given up by then.
fn late(action: Action<'_>, day: Date) -> Option<(Phrase<'_>, Date)> {
    let decl = action.decl();
    let said = [field::ACTION_DEADLINE, field::ACTION_COMPLETED, field::ACTION_STATUS];
    if said.iter().any(|f| decl.phrases(*f).any(|p| p.is_spoiled())) {
        return None;
    }
    let (due, line) =
        calendar::dates_of(decl, field::ACTION_DEADLINE).next().filter(|(due, _)| *due < day)?;
    let open = match calendar::dates_of(decl, field::ACTION_COMPLETED).next() {
        // On a day in the past, what was done later was still open.
        Some((done, _)) => day < done,
        None => !calendar::is_closed(action),
    };
    open.then_some((line, due))
}
