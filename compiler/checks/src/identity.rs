//! Says of each problem which one it is, so that two runs can be compared.

use std::collections::BTreeMap;

use annexa_core::model::{Anchor, Model};
use annexa_diagnostics::{Identity, Problem};

/// Gives each of `problems` its identity; those that are alike are counted in the order of the text.
pub(crate) fn name(model: &Model, problems: &mut [Problem<Anchor>]) {
    let mut alike: BTreeMap<(String, String, String, String), Vec<usize>> = BTreeMap::new();
    for (i, problem) in problems.iter_mut().enumerate() {
        let name = model.anchor_name(problem.primary.place);
        let key = (problem.name.to_string(), name.path.clone(), name.what.clone(), problem.sole().to_owned());
        problem.identity = Identity { anchor: name.path, what: name.what, nth: 1 };
        alike.entry(key).or_default().push(i);
    }
    for mut run in alike.into_values().filter(|run| run.len() > 1) {
        run.sort_by_cached_key(|i| {
            let place = model.place(problems[*i].primary.place);
            (model.files.get(place.file).path.clone(), place.span.start, problems[*i].message.clone())
        });
        for (nth, i) in run.into_iter().enumerate() {
            problems[i].identity.nth = nth as u32 + 1;
        }
    }
}
