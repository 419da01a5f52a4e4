//! `annexa impact`: what rests on a declaration or a `let`, and which documents a change of it un-approves; as text for a terminal and
//! as JSON.

use std::fmt::Write as _;

use annexa_analysis::Analysis;
use annexa_analysis::approval::{Standing, State};
use annexa_analysis::backward::{Backward, How, Tie};
use annexa_analysis::digest::Part;
use annexa_core::Model;
use annexa_core::model::{Decl, LetId};
use annexa_core::schema::FieldId;
use annexa_diagnostics::Sources;
use annexa_syntax::LineIndex;
use serde::Serialize;

use crate::terminal::{Look, paragraph};
use crate::text::visible;

/// What rests on a declaration.
#[derive(Debug, Serialize)]
pub struct Impact {
    /// The declaration.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What refers to it itself.
    pub direct: Vec<Reference>,
    /// What is reached through that, by the number of steps.
    pub further: Vec<Reference>,
    /// The approved documents and accepted risks that would have to be approved or accepted again if what it says, or its
    /// title, changed.
    pub approved: Vec<String>,
}

/// Something that rests on it.
#[derive(Debug, Serialize)]
pub struct Reference {
    /// In how many steps it is reached.
    pub step: usize,
    /// How it refers to what it was reached from: the name of a field, `text`, `within`.
    pub how: String,
    /// Its kind.
    pub kind: String,
    /// It.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
}

impl Impact {
    /// Works it out for `decl`.
    pub fn new(analysis: &Analysis<'_>, decl: Decl<'_>) -> Impact {
        let model = analysis.model;
        let decl = model.decl(decl.id);
        let all = Backward::new(model).closure(decl);
        let own = |s: &Standing<'_>| decl.within(s.decl);
        Impact::made(analysis, (decl.path(), visible(&decl.title())), &all, own)
    }

    /// Works it out for a `let`.
    pub fn of_let(analysis: &Analysis<'_>, id: LetId) -> Impact {
        let model = analysis.model;
        let all = Backward::new(model).closure_of(Backward::to_let(model, id));
        let data = model.lets().find(|(other, _)| *other == id).map(|(_, data)| data);
        let said = data.and_then(|data| {
            let file = model.files.get(data.file);
            let node = file.tree.lets.get(data.node as usize)?;
            Some(visible(node.span.of(&file.text)))
        });
        let name = data.map_or("", |data| model.names.text(data.name)).to_owned();
        Impact::made(analysis, (name, said.unwrap_or_default()), &all, |_| false)
    }

    fn made(
        analysis: &Analysis<'_>,
        (name, title): (String, String),
        all: &[(usize, Tie<'_>)],
        is_part: impl Fn(&Standing<'_>) -> bool,
    ) -> Impact {
        let reference = |(step, tie): &(usize, Tie<'_>)| Reference::new(analysis.model, *step, tie);
        let (direct, further): (Vec<_>, Vec<_>) = all.iter().partition(|(step, _)| *step == 1);
        let approved = approved(analysis, &name, is_part);
        Impact {
            name,
            title,
            direct: direct.into_iter().map(reference).collect(),
            further: further.into_iter().map(reference).collect(),
            approved,
        }
    }

    /// As text for a terminal.
    pub fn table(&self, look: Look) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "{} {}", look.bold(&self.name), self.title);
        if self.direct.is_empty() {
            let _ = writeln!(out, "\nNothing refers to it.");
        }
        write_groups(&mut out, "Refers to it", &self.direct, look);
        let steps = self.further.iter().map(|r| r.step).max().unwrap_or(0);
        for step in 2..=steps {
            let of: Vec<&Reference> = self.further.iter().filter(|r| r.step == step).collect();
            let heading = if step == 2 { "Through these".to_owned() } else { format!("In {step} steps") };
            write_kinds(&mut out, &heading, &of, look);
        }
        match self.approved.as_slice() {
            [] => {}
            all => {
                let _ = writeln!(out, "\n{}", look.bold("A change of what it says un-approves"));
                paragraph(&mut out, "  ", &all.join(", "), look);
            }
        }
        out
    }

    /// As one JSON object.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

impl Reference {
    fn new(model: &Model, step: usize, tie: &Tie<'_>) -> Self {
        let place = model.place(tie.anchor);
        let lines = LineIndex::new(model.files.text(place.file));
        let field = |f: FieldId| model.schema.field(f).map_or("", |f| model.names.text(f.name)).to_owned();
        let how = match tie.how {
            How::Field(FieldId::HEAD, Some(prep)) => prep.word().to_owned(),
            How::Field(f, None) => field(f),
            How::Field(f, Some(prep)) => format!("{} {}", field(f), prep.word()),
            How::Text => "text".to_owned(),
            How::Within => "within".to_owned(),
        };
        Reference {
            step,
            how,
            kind: tie.from.kind_title().to_owned(),
            name: tie.from.path(),
            title: visible(&tie.from.title()),
            path: model.files.path(place.file).to_owned(),
            line: lines.line(place.span.start) + 1,
        }
    }
}

/// Every reference of a step with its line, by how it refers.
fn write_groups(out: &mut String, heading: &str, all: &[Reference], look: Look) {
    if all.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", look.bold(heading));
    let mut groups: Vec<(&str, Vec<&Reference>)> = Vec::new();
    for reference in all {
        match groups.iter_mut().find(|(how, _)| *how == reference.how) {
            Some((_, of)) => of.push(reference),
            None => groups.push((&reference.how, vec![reference])),
        }
    }
    for (how, of) in groups {
        let words = match how {
            "within" => "stands in it".to_owned(),
            "text" => "names it in a text".to_owned(),
            field => format!("`{field}`"),
        };
        let _ = writeln!(out, "  {words}");
        for r in of {
            paragraph(out, "    ", &format!("{} `{}`, {}:{}", r.kind, r.name, r.path, r.line), look);
        }
    }
}

/// The names of a step by their kind.
fn write_kinds(out: &mut String, heading: &str, all: &[&Reference], look: Look) {
    let _ = writeln!(out, "\n{}", look.bold(heading));
    let mut kinds: Vec<(&str, Vec<String>)> = Vec::new();
    for reference in all {
        let name = format!("`{}`", reference.name);
        match kinds.iter_mut().find(|(kind, _)| *kind == reference.kind) {
            Some((_, names)) => names.push(name),
            None => kinds.push((&reference.kind, vec![name])),
        }
    }
    for (kind, names) in kinds {
        paragraph(out, &format!("  {kind}: "), &names.join(", "), look);
    }
}

/// What is approved or accepted as it stands, and reads what is declared at `path`, or has it as a part.
fn approved(analysis: &Analysis<'_>, path: &str, is_part: impl Fn(&Standing<'_>) -> bool) -> Vec<String> {
    let is_it =
        |key: &str| key.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let reads = |part: &Part| match part.inherited() {
        // What it inherits of a document: all of it, or the part that is meant.
        Some((of, key)) => {
            let key = key.split([' ', ':', '.']).next().unwrap_or(key);
            is_it(of) || is_it(&format!("{of}.{key}"))
        }
        None => is_it(part.key.trim_matches(['{', '}'])),
    };
    let standing =
        analysis.approvals.all().filter(|s| s.state == State::Approved || s.state == State::Partly);
    let of = standing.filter(|s| is_part(s) || s.digest.as_ref().is_some_and(|d| d.parts.iter().any(reads)));
    of.map(|s| s.decl.path()).collect()
}
