//! `annexa import framework`: the controls that a file of another tool lists become a catalog, its mappings a crosswalk.
//!
//! The way of a file: bytes → a tree of names and values (`annexa_formats::tree`) → what it says, whatever tool wrote it (`read`)
//! → the text of a file of the package (`write`). Files are those of CISO Assistant, OpenControl, Probo and OSCAL.

mod choice;
mod read;
mod write;

use annexa_formats::tree;

use crate::register::Target;
use crate::report::{Counts, Remark, RemarkKind, Report, TakenFor};
use crate::source::base_name;

/// What a file is not that is refused.
const WHAT: &str = "framework";

/// A file of a package made of a framework, and the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameworkImport {
    /// The text of the file. Empty where the framework was refused.
    pub text: String,
    /// What was taken for what, and everything odd.
    pub report: Report,
}

/// What a file of any tool says.
#[derive(Debug, Default)]
struct Framework {
    title: String,
    edition: String,
    /// Who made it, and where it is found.
    source: String,
    /// Which tool wrote the file: `OSCAL catalog`.
    written_by: &'static str,
    entries: Vec<Entry>,
    mappings: Vec<Mapping>,
    /// What components do about controls.
    statements: Vec<Statement>,
    /// What a profile chooses of catalogs.
    choices: Vec<Choice>,
    remarks: Vec<Remark>,
}

/// A group, or a control.
#[derive(Debug, Default)]
struct Entry {
    id: String,
    title: String,
    text: String,
    is_group: bool,
    within: Vec<Entry>,
}

/// How the entries of two catalogs relate.
#[derive(Debug)]
struct Mapping {
    from: String,
    to: String,
    lines: Vec<Relation>,
}

#[derive(Debug)]
struct Relation {
    relation: String,
    from: Vec<String>,
    to: Vec<String>,
    because: String,
}

/// What a profile chooses of a catalog.
#[derive(Debug)]
struct Choice {
    /// What the profile calls the catalog.
    from: String,
    /// Whether it takes all that it does not leave out.
    all: bool,
    include: Vec<Pick>,
    exclude: Vec<Pick>,
}

/// Controls by their ids.
#[derive(Debug)]
struct Pick {
    ids: Vec<String>,
    /// Ids with `*` for anything.
    patterns: Vec<String>,
    /// Whether those within them are meant, too.
    with_those_within: bool,
}

/// What a component does about controls.
#[derive(Debug)]
struct Statement {
    component: String,
    controls: Vec<String>,
    text: String,
    state: String,
}

/// Makes a catalog, crosswalks and statements of a file of another tool; `file_name` says by its ending how to read it.
pub fn import_framework(bytes: &[u8], file_name: &str, target: Target<'_>) -> FrameworkImport {
    let file = base_name(file_name);
    let refused = |why: String| FrameworkImport {
        text: String::new(),
        report: Report::refused(file.clone(), WHAT.to_owned(), why),
    };
    let tree = match tree::read(file_name, bytes) {
        Ok(tree) => tree,
        Err(why) => return refused(format!("the file {why}")),
    };
    let mut framework = match read::read(&tree.value, &file) {
        Ok(framework) => framework,
        Err(why) => return refused(why),
    };
    if tree.aliases > 0 {
        let message = format!("{} places that only point to others (`*name`) were left out", tree.aliases);
        framework.remarks.push(of_file(RemarkKind::LeftOut, message));
    }
    let written = match write::write(&file, &framework, target) {
        Ok(written) => written,
        Err(why) => return refused(why),
    };
    let size = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut remarks = framework.remarks;
    remarks.extend(written.remarks);
    let report = Report {
        file,
        taken_for: TakenFor::Framework { title: framework.title, written_by: framework.written_by },
        read_as: format!("read {}", tree.read_as),
        columns: Vec::new(),
        remarks,
        unused: Vec::new(),
        counts: Counts {
            controls: size(written.controls),
            declarations: size(written.declarations),
            statements: size(framework.statements.len()),
            ..Counts::default()
        },
    };
    FrameworkImport { text: written.text, report }
}

fn of_file(kind: RemarkKind, message: String) -> Remark {
    Remark { line: None, more_lines: Vec::new(), column: None, kind, message }
}
