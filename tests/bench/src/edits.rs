//! Edits of a generated package, as people make them while they write.

use crate::{Dice, Package};

/// A kind of edit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "`says` has the words")]
pub enum Edit {
    TypeInText,
    Space,
    RenameDeclaration,
    NewDeclaration,
    DeleteDeclaration,
    ChangeReference,
    ChangeWord,
    BreakSyntax,
    ChangeKind,
    OtherField,
}

impl Edit {
    /// All of them.
    pub const ALL: &'static [Edit] = &[
        Edit::TypeInText,
        Edit::Space,
        Edit::RenameDeclaration,
        Edit::NewDeclaration,
        Edit::DeleteDeclaration,
        Edit::ChangeReference,
        Edit::ChangeWord,
        Edit::BreakSyntax,
        Edit::ChangeKind,
        Edit::OtherField,
    ];

    /// What it does.
    pub fn says(self) -> &'static str {
        match self {
            Edit::TypeInText => "a word typed within a text",
            Edit::Space => "an empty line",
            Edit::RenameDeclaration => "a declaration renamed, not its uses",
            Edit::NewDeclaration => "a new declaration",
            Edit::DeleteDeclaration => "a declaration deleted",
            Edit::ChangeReference => "a reference to another declaration",
            Edit::ChangeWord => "another value of an enum or a scale",
            Edit::BreakSyntax => "a brace deleted",
            Edit::ChangeKind => "the kind of a declaration",
            Edit::OtherField => "a field deleted",
        }
    }

    /// The edit somewhere in the package; `None` where the dice fell on a file that has nothing of the sort.
    pub fn on(self, package: &Package, dice: &mut Dice) -> Option<Change> {
        let file = dice.roll(package.files.len());
        let before = &package.files[file].1;
        let mut after = before.clone();
        // The lines of the sort that the edit changes, each with its place.
        let mut at = 0;
        let lines: Vec<(usize, &str)> = before
            .split_inclusive('\n')
            .map(|line| {
                at += line.len();
                (at - line.len(), line)
            })
            .collect();
        let mut pick = |sort: &dyn Fn(&str) -> bool| {
            let fit: Vec<(usize, &str)> = lines.iter().copied().filter(|(_, line)| sort(line)).collect();
            fit.get(dice.roll(fit.len())).copied()
        };
        let begins = |line: &str| line.starts_with(|c: char| c.is_ascii_lowercase()) && line.contains(" \"");
        let says = |line: &str, words: &[&str]| words.iter().any(|w| line.trim_start().starts_with(w));
        match self {
            Edit::TypeInText => {
                let (at, line) = pick(&|l| l.contains("The ") || l.contains("MUST"))?;
                let word = line.find("The ").or(line.find("MUST"))?;
                after.insert_str(at + word, "quickly ");
            }
            Edit::Space => {
                let (at, _) = pick(&|_| true)?;
                after.insert(at, '\n');
            }
            Edit::RenameDeclaration => {
                let (at, line) = pick(&|l| begins(l) || says(l, &["statement "]))?;
                after.insert_str(at + line.find(" \"")?, "-renamed");
            }
            Edit::NewDeclaration => {
                let (at, _) = pick(&begins)?;
                after.insert_str(at, "team a-new-team \"A new team\" { lead: role-0  people: 3 }\n");
            }
            Edit::DeleteDeclaration => {
                let (at, line) = pick(&|l| begins(l) && l.trim_end().ends_with('{'))?;
                let end = before[at..].find("\n}\n")?;
                debug_assert!(end > line.len());
                after.replace_range(at..at + end + 3, "");
            }
            Edit::ChangeReference => {
                let (at, line) = pick(&|l| says(l, &["owner: ", "assets: ", "carried-out-by: ", "lead: "]))?;
                after.replace_range(at + line.trim_end().len() - 1..at + line.trim_end().len(), "1");
            }
            Edit::ChangeWord => {
                let (at, line) =
                    pick(&|l| says(l, &["classification: ", "inherent: ", "confidentiality: "]))?;
                let (from, to) = match line.trim_start().split(' ').next()? {
                    "classification:" => (line.find(": ")? + 2, "public"),
                    "inherent:" => (line.find(": ")? + 2, "rare"),
                    _ => (line.find(": ")? + 2, "low"),
                };
                let len = line[from..].find([' ', '\n'])?;
                after.replace_range(at + from..at + from + len, to);
            }
            Edit::BreakSyntax => {
                let (at, line) = pick(&|l| begins(l) && l.trim_end().ends_with('{'))?;
                after.replace_range(at + line.trim_end().len() - 1..at + line.trim_end().len(), "");
            }
            Edit::ChangeKind => {
                let (at, line) = pick(&|l| begins(l) && l.trim_end().ends_with('{'))?;
                after.replace_range(at..at + line.find(' ')?, "service");
            }
            Edit::OtherField => {
                let (at, line) = pick(&|l| says(l, &["owner: ", "category: ", "version: ", "implements: "]))?;
                after.replace_range(at..at + line.len(), "");
            }
        }
        (after != *before).then(|| Change { file, before: before.clone(), after })
    }
}

/// A change of one file of a package.
#[derive(Clone, Debug)]
pub struct Change {
    /// The file's index.
    pub file: usize,
    /// Its text before.
    pub before: String,
    /// Its text after.
    pub after: String,
}

impl Change {
    /// The change that takes it back.
    pub fn undone(&self) -> Change {
        Change { file: self.file, before: self.after.clone(), after: self.before.clone() }
    }
}
