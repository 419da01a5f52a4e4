//! What to do next, in plain words: at most three steps, and what matters most to an author first.

use annexa_core::model::{Anchor, Model};
use annexa_core::problems::TOO_MANY;
use annexa_core::source::FileId;
use annexa_diagnostics::{Level, Problem, Safety, Section, Sources};

use crate::words::{PASSED, count, is};

/// How many steps are named.
const MOST: usize = 3;

/// What the problems of one step come to.
struct Tally<'a> {
    problems: Vec<&'a Problem<Anchor>>,
    /// What they count, or how many there are.
    things: usize,
    /// The file with the most of them, in backticks.
    file: String,
}

/// Problems that one sentence speaks of.
struct Step {
    names: &'static [&'static str],
    says: fn(&Tally<'_>) -> String,
}

/// In the order in which they help an author most.
const STEPS: &[Step] = &[
    Step {
        names: &["duplicate-soa", "conflicting-decision", "conflicting-status"],
        says: |t| format!("Settle {} in {}", count(t.problems.len(), "contradiction"), t.file),
    },
    Step {
        names: &["scope-leak", "clause-excluded"],
        says: |t| format!("Close the scope: {} in {}", count(t.problems.len(), "place"), t.file),
    },
    Step {
        names: &["undecided-control"],
        says: |t| {
            format!(
                "Decide {}: `annexa fix --unsafe` writes a line for each theme in {}",
                count(t.things, "control"),
                t.file
            )
        },
    },
    Step {
        names: &["excluded-but-needed", "exclusion-contradicts-scope", "excluded-as-outsourced"],
        says: |t| {
            format!(
                "Look again at {} in {}: what the scope needs cannot be left out",
                count(t.things, "exclusion"),
                t.file
            )
        },
    },
    Step {
        names: &["missing-justification", "weak-justification", "broad-exclusion"],
        says: |t| {
            let what = if t.problems.iter().any(|p| p.name == "missing-justification") {
                format!("Say why for {}", count(t.things, "control"))
            } else {
                format!("Write {} anew", count(t.problems.len(), "reason"))
            };
            format!("{what} in {}: risks, obligations or `because`", t.file)
        },
    },
    Step {
        names: &["no-implementation-status"],
        says: |t| {
            format!(
                "Say how far {} {}: `status:` in statements, or `annexa fix --unsafe` writes a `not-yet:` for each theme in {}",
                count(t.things, "control"),
                is(t.things),
                t.file
            )
        },
    },
    Step {
        names: &["uncovered-control"],
        says: |t| {
            let n = count(t.things, "control");
            // Those of plans point at the day that has passed.
            let late = t.problems.iter().filter(|p| p.primary.text == PASSED).count();
            if late == t.problems.len() {
                format!(
                    "Say how far {n} {} whose day has passed, or set a new day, beginning in {}",
                    is(t.things),
                    t.file
                )
            } else if late == 0 {
                format!("See to {n} of which nothing counts today, beginning in {}", t.file)
            } else {
                format!(
                    "See to {n} whose day has passed or of which nothing counts today, beginning in {}",
                    t.file
                )
            }
        },
    },
    Step {
        names: &["uncontrolled-external", "certificate-lapsed"],
        says: |t| {
            format!(
                "See to {} whose agreement or assurance does not hold, beginning in {}",
                count(t.things, "supplier"),
                t.file
            )
        },
    },
    Step {
        names: &["partly-covered-control"],
        says: |t| {
            format!(
                "Say what is done for what {} out, beginning in {}",
                if t.things == 1 {
                    "1 control leaves".to_string()
                } else {
                    format!("{} controls leave", t.things)
                },
                t.file
            )
        },
    },
    Step {
        names: &["rule-without-doer"],
        says: |t| format!("Name who carries out {} in {}", count(t.things, "statement"), t.file),
    },
];

/// At most three next steps for the author of a package with `problems`.
pub fn next_steps(model: &Model, problems: &[Problem<Anchor>]) -> Vec<String> {
    // Each with whether it is about an error: those come first.
    let mut steps: Vec<(bool, String)> = Vec::new();
    let language: Vec<&Problem<Anchor>> = problems
        .iter()
        .filter(|p| p.section == Section::Language && p.level == Level::Error)
        // That some problems are not shown is nothing to mend.
        .filter(|p| p.name != TOO_MANY.name || model.place(p.primary.place).file != FileId(0))
        .filter(|p| !STEPS.iter().any(|s| s.names.contains(&p.name.as_ref())))
        .collect();
    if !language.is_empty() {
        let safe = language.iter().filter(|p| p.fixes.iter().any(|f| f.safety == Safety::Safe)).count();
        let tally = tally(model, language);
        let n = tally.problems.len();
        let step = match safe {
            0 => format!("Mend {} of the language, beginning in {}", count(n, "error"), tally.file),
            s if s == n => format!("Mend {} of the language: `annexa fix` does it", count(n, "error")),
            s => format!(
                "Mend {} of the language: `annexa fix` does {s}, and {} has most of them",
                count(n, "error"),
                tally.file
            ),
        };
        steps.push((true, step));
    }
    let mut rest: Vec<&Problem<Anchor>> =
        problems.iter().filter(|p| p.section != Section::Language || p.level != Level::Error).collect();
    for step in STEPS {
        let (own, others): (Vec<_>, Vec<_>) =
            problems.iter().partition(|p| step.names.contains(&p.name.as_ref()));
        let _ = others;
        if own.is_empty() {
            continue;
        }
        rest.retain(|p| !step.names.contains(&p.name.as_ref()));
        let is_error = own.iter().any(|p| p.level == Level::Error);
        steps.push((is_error, (step.says)(&tally(model, own))));
    }
    // What has no sentence of its own is named by its section, the worst first.
    rest.retain(|p| p.level > Level::Hint);
    rest.sort_by_key(|p| (std::cmp::Reverse(p.level), p.section));
    while let Some(first) = rest.first() {
        let (level, section) = (first.level, first.section);
        let own = rest.iter().copied().filter(|p| (p.level, p.section) == (level, section));
        let tally = tally(model, own.collect());
        let many = count(tally.problems.len(), level.word());
        let step = format!("Look at {many} of “{}”, beginning in {}", section.title(), tally.file);
        steps.push((level == Level::Error, step));
        rest.retain(|p| (p.level, p.section) != (level, section));
    }
    steps.sort_by_key(|(is_error, _)| !is_error);
    steps.into_iter().map(|(_, step)| step).take(MOST).collect()
}

fn tally<'a>(model: &Model, problems: Vec<&'a Problem<Anchor>>) -> Tally<'a> {
    let mut files: Vec<(FileId, usize)> = Vec::new();
    for problem in &problems {
        let file = model.place(problem.primary.place).file;
        match files.iter_mut().find(|(f, _)| *f == file) {
            Some((_, n)) => *n += 1,
            None => files.push((file, 1)),
        }
    }
    let most = files
        .iter()
        .max_by(|(a, n), (b, m)| n.cmp(m).then_with(|| model.files.path(*b).cmp(model.files.path(*a))));
    Tally {
        things: problems.iter().map(|p| p.items.len().max(1)).sum(),
        file: format!("`{}`", most.map_or("", |(file, _)| model.files.path(*file))),
        problems,
    }
}
