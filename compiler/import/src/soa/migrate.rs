//! From an older edition to the newest: each row says of the successors of its controls what it said of them.
//!
//! The file is judged by its own edition first. A control that became several is decided for each of them as it was, and marked,
//! since nobody decided that yet; where controls became one, all that was said of them is written, and `annexa check` tells what
//! does not go together.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::Layout;
use super::judge::{Decision, Judgement};
use super::rows::Rows;
use crate::catalog::Catalogs;
use crate::report::{Remark, RemarkKind};

/// The newest edition, by its place among the catalogs.
const NEWEST: usize = 0;

/// Takes rows and what was judged of them to the newest edition. Gives the decisions that are to be confirmed: the line, and the
/// words. Nothing happens to a file that is of the newest already.
pub(super) fn migrate(
    layout: &mut Layout,
    catalogs: &Catalogs<'_>,
    read: &mut Rows,
    judged: &mut Judgement,
) -> Vec<(u32, String)> {
    let old = layout.catalog;
    if old == NEWEST {
        return Vec::new();
    }
    let named = |catalog: usize, control: usize| {
        format!("{} \u{201c}{}\u{201d}", catalogs.id(catalog, control), catalogs.title(catalog, control))
    };
    let successors = |control: usize| -> Vec<usize> {
        let ids = catalogs.successors(old, catalogs.id(old, control));
        ids.iter().filter_map(|id| catalogs.find(NEWEST, id)).collect()
    };
    let mut marked = Vec::new();
    let mut moved = BTreeSet::new();
    let mut remarks = Vec::new();
    let mut came_from: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for row in &mut read.rows {
        let mut controls = Vec::new();
        for control in std::mem::take(&mut row.controls) {
            let new = successors(control);
            for new in &new {
                came_from.entry(*new).or_default().insert(control);
            }
            match new.as_slice() {
                [] => {
                    let message = format!("{} has no successor, and was left out", named(old, control));
                    remarks.push(Remark::of_kind(RemarkKind::OtherEdition, row.line, None, message));
                }
                [_] => {}
                several => {
                    let names: Vec<String> = several.iter().map(|new| named(NEWEST, *new)).collect();
                    let words = format!(
                        "{} became {}: each was decided as the one was",
                        named(old, control),
                        names.join(" and ")
                    );
                    let message = format!("{words}; to be confirmed");
                    remarks.push(Remark::of_kind(RemarkKind::SplitControl, row.line, None, message));
                    marked.push((row.line, words));
                }
            }
            moved.insert(control);
            controls.extend(new);
        }
        let mut seen = BTreeSet::new();
        controls.retain(|control| seen.insert(*control));
        row.controls = controls;
    }
    let mut of_control: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, row) in read.rows.iter().enumerate() {
        for control in &row.controls {
            of_control.entry(*control).or_default().push(at);
        }
    }
    for (new, rows) in &of_control {
        let from = came_from.get(new).map(|from| from.len()).unwrap_or_default();
        let decided = |wanted: Decision| {
            rows.iter().any(|at| judged.rows.get(*at).is_some_and(|row| row.decision == wanted))
        };
        if from > 1 && decided(Decision::Included) && decided(Decision::Excluded) {
            let names: Vec<String> =
                came_from.get(new).into_iter().flatten().map(|control| named(old, *control)).collect();
            let lines: Vec<u32> =
                rows.iter().filter_map(|at| read.rows.get(*at)).map(|row| row.line).collect();
            let words = format!(
                "{} became {}, and were decided differently: both decisions are written",
                names.join(" and "),
                named(NEWEST, *new)
            );
            let first = lines.first().copied().unwrap_or_default();
            let message = format!("{words}; say which holds");
            let mut remark = Remark::of_kind(RemarkKind::ConflictingRows, first, None, message);
            remark.more_lines.extend(lines.iter().skip(1));
            remarks.push(remark);
            marked.push((first, words));
        }
    }
    let all = catalogs.all.get(NEWEST).map_or(0, |catalog| catalog.controls.len());
    let mut unusable = BTreeMap::new();
    for (control, line) in &judged.unusable {
        for new in successors(*control) {
            if !of_control.contains_key(&new) {
                unusable.entry(new).or_insert(*line);
            }
        }
    }
    judged.missing = (0..all)
        .filter(|control| !of_control.contains_key(control) && !unusable.contains_key(control))
        .collect();
    judged.unusable = unusable;
    judged.rows_of = of_control;
    judged.remarks.retain(|remark| remark.kind != RemarkKind::MissingControls);
    let label =
        |catalog: usize| catalogs.all.get(catalog).map_or_else(String::new, |catalog| catalog.label());
    remarks.push(Remark {
        line: None,
        more_lines: Vec::new(),
        column: None,
        kind: RemarkKind::ReadAs,
        message: format!(
            "{} controls of {} were taken to {} by its table of correspondences",
            moved.len(),
            label(old),
            label(NEWEST)
        ),
    });
    if !judged.missing.is_empty() {
        let missing = catalogs.as_ranges(NEWEST, &judged.missing, &BTreeSet::new());
        remarks.push(Remark {
            line: None,
            more_lines: Vec::new(),
            column: None,
            kind: RemarkKind::MissingControls,
            message: format!(
                "{} of the {all} controls of {} come from none of the file, and are undecided: {}",
                judged.missing.len(),
                label(NEWEST),
                missing.join(", ")
            ),
        });
    }
    judged.remarks.extend(remarks);
    layout.catalog = NEWEST;
    judged.count(all);
    marked
}
