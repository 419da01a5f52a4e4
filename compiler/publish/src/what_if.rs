//! `annexa what-if`: what is different between a package and one with something dropped, excluded or moved; as text for a
//! terminal and as JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use annexa_analysis::Analysis;
use annexa_analysis::approval::State;
use annexa_core::model::{Anchor, View};
use annexa_core::prelude::CoverageState;
use annexa_core::source::PackageId;
use annexa_diagnostics::Problem;
use serde::Serialize;

use crate::changed::{Control, Told};
use crate::reports::printed_id;
use crate::terminal::{Look, paragraph};

/// What is different.
#[derive(Debug, Serialize)]
pub struct Difference {
    /// What is supposed, in words.
    pub supposed: Vec<String>,
    /// Controls whose word is another one.
    pub controls: Vec<Control>,
    /// Risks whose level is another one.
    pub risks: Vec<Risk>,
    /// Problems that would be told.
    pub new_problems: Vec<Told>,
    /// Problems that would be told no more.
    pub gone_problems: Vec<Told>,
    /// Problems that would say something else, such as another number, in the words that they would have.
    pub changed_problems: Vec<Told>,
    /// Documents and risks that are approved or accepted as they stand, and would not be.
    pub unapproved: Vec<String>,
}

/// A risk whose level is another one.
#[derive(Debug, Serialize)]
pub struct Risk {
    /// The risk.
    pub name: String,
    /// The level as it is; empty where there is none.
    pub before: String,
    /// The level as it would be; empty where there is none.
    pub after: String,
}

/// A package and its problems.
pub struct Side<'a, 'm> {
    /// What follows from it.
    pub analysis: &'a Analysis<'m>,
    /// Its problems.
    pub problems: Vec<Problem<Anchor>>,
}

impl Difference {
    /// Compares a package with what it would be.
    pub fn new(supposed: Vec<String>, is: &Side<'_, '_>, would_be: &Side<'_, '_>) -> Self {
        let problems = Told::between(&is.problems, &would_be.problems);
        Difference {
            supposed,
            controls: controls(is.analysis, would_be.analysis),
            risks: risks(is.analysis, would_be.analysis),
            new_problems: problems.new,
            gone_problems: problems.gone,
            changed_problems: problems.changed,
            unapproved: unapproved(is.analysis, would_be.analysis),
        }
    }

    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.controls.is_empty()
            && self.risks.is_empty()
            && self.new_problems.is_empty()
            && self.gone_problems.is_empty()
            && self.changed_problems.is_empty()
            && self.unapproved.is_empty()
    }

    /// As text for a terminal.
    pub fn table(&self, look: Look) -> String {
        let mut out = String::new();
        for supposed in &self.supposed {
            paragraph(&mut out, "If ", supposed, look);
        }
        if self.is_empty() {
            let _ = writeln!(out, "\nNothing would be different.");
            return out;
        }
        if !self.controls.is_empty() {
            let _ = writeln!(out, "\n{}", look.bold("Controls"));
            let mut groups = Control::alike(&self.controls);
            groups.sort_by_key(|(control, _)| control.change());
            for (control, ids) in groups {
                let after = look.state(control.state, control.after);
                let text = format!("{} → {after}: {} in `{}`", control.before, ids.join(", "), control.soa);
                paragraph(&mut out, "  ", &text, look);
            }
        }
        if !self.risks.is_empty() {
            let _ = writeln!(out, "\n{}", look.bold("Risks"));
            for risk in &self.risks {
                let level = |level: &str| if level.is_empty() { "none".to_owned() } else { level.to_owned() };
                let text = format!("`{}`: {} → {}", risk.name, level(&risk.before), level(&risk.after));
                paragraph(&mut out, "  ", &text, look);
            }
        }
        let marked: [(&str, &[Told]); 3] =
            [("+", &self.new_problems), ("-", &self.gone_problems), ("~", &self.changed_problems)];
        if marked.iter().any(|(_, problems)| !problems.is_empty()) {
            let _ = writeln!(out, "\n{}", look.bold("Problems"));
        }
        Told::write_marked(&mut out, "  ", &marked, look);
        if !self.unapproved.is_empty() {
            let _ = writeln!(out, "\n{}", look.bold("Not approved or accepted any more"));
            paragraph(&mut out, "  ", &self.unapproved.join(", "), look);
        }
        out
    }

    /// As one JSON object.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

fn controls(is: &Analysis<'_>, would_be: &Analysis<'_>) -> Vec<Control> {
    let words = |analysis: &Analysis<'_>| -> Vec<((String, String), CoverageState)> {
        let own = analysis.coverages.iter().filter(|c| c.soa.decl().package() == PackageId::MAIN);
        own.flat_map(|c| {
            let soa = c.soa.decl().path();
            c.last_word().map(|r| ((soa.clone(), printed_id(r.control.decl())), r.word)).collect::<Vec<_>>()
        })
        .collect()
    };
    let after: BTreeMap<(String, String), CoverageState> = words(would_be).into_iter().collect();
    let changed = words(is).into_iter().filter_map(|(key, before)| {
        let state = *after.get(&key)?;
        (state != before).then(|| Control::new(key.0, key.1, before, state))
    });
    changed.collect()
}

fn risks(is: &Analysis<'_>, would_be: &Analysis<'_>) -> Vec<Risk> {
    let levels = |analysis: &Analysis<'_>| -> Vec<(String, String)> {
        let level = |a: &annexa_analysis::risk::Assessment<'_>| {
            let level = a.current.and_then(|j| j.level);
            level.map_or_else(String::new, |(name, _)| analysis.model.names.text(name).to_owned())
        };
        analysis.risks.all.iter().map(|a| (a.risk.decl().path(), level(a))).collect()
    };
    let after: BTreeMap<String, String> = levels(would_be).into_iter().collect();
    let changed = levels(is).into_iter().filter_map(|(name, before)| {
        let after = after.get(&name)?.clone();
        (after != before).then_some(Risk { name, before, after })
    });
    changed.collect()
}

fn unapproved(is: &Analysis<'_>, would_be: &Analysis<'_>) -> Vec<String> {
    let approved = |analysis: &Analysis<'_>| -> Vec<String> {
        analysis.approvals.all().filter(|s| s.state == State::Approved).map(|s| s.decl.path()).collect()
    };
    let there: Vec<String> = approved(would_be);
    let still = |path: &String| would_be.model.find(path).is_some();
    approved(is).into_iter().filter(|path| !there.contains(path) && still(path)).collect()
}
