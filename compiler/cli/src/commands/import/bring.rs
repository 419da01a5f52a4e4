//! Writing what an import made: what would be different is shown before a file is changed, what people wrote into it stays,
//! and `import.toml` keeps what was imported.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use annexa_diagnostics::apply::diff;
use annexa_import::Report;
use annexa_import::again::{Again, again, keep_names, names_declared, names_used};
use annexa_import::register::Mapping;
use annexa_import::source::base_name;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::package;
use crate::ui::{Style, Ui, show_diff};

/// Where a package keeps what was imported, and what each column was taken for.
const RECORD: &str = "import.toml";
/// Where it keeps what imports made of files, so that what people changed in them can be told from what a register says anew.
const MADE: &str = ".import";
/// How many things that stay are named.
const SHOWN: usize = 10;

/// What a package keeps of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Taken {
    /// The file.
    pub file: String,
    /// What each of its columns is taken for.
    #[serde(default, skip_serializing_if = "Mapping::is_empty")]
    pub columns: Mapping,
}

/// What a package keeps of its imports, by what they are.
pub(super) struct Record {
    root: PathBuf,
    taken: BTreeMap<String, Taken>,
}

impl Record {
    /// What the package in a folder keeps; nothing where it was never imported into.
    pub(super) fn read(root: &Path) -> Result<Self, Failure> {
        stays_inside(root, MADE)?;
        let path = root.join(RECORD);
        let mut taken = BTreeMap::new();
        if path.exists() {
            let bytes = package::read_bytes(&path)?;
            let text = package::as_text(&bytes, RECORD)?;
            taken = toml::from_str(text).map_err(|error| {
                let failure = Failure::new(format!("`{RECORD}` cannot be read"));
                error.to_string().lines().fold(failure, Failure::note)
            })?;
        }
        Ok(Record { root: root.to_path_buf(), taken })
    }

    pub(super) fn get(&self, what: &str) -> Option<&Taken> {
        self.taken.get(what)
    }

    /// What the columns were taken for.
    pub(super) fn columns(&self, what: &str) -> Mapping {
        self.get(what).map(|taken| taken.columns.clone()).unwrap_or_default()
    }

    fn text(&self) -> Result<String, Failure> {
        let text = toml::to_string(&self.taken)
            .map_err(|error| Failure::new(format!("`{RECORD}` cannot be written: {error}")))?;
        Ok(format!(
            "# What was imported, and what each column was taken for. Change the word behind a column and import again:\n\
             # `words` keeps its cells as words, `nothing` leaves them out.\n\n{text}"
        ))
    }
}

/// Refuses to write into a folder of the package that is a link.
pub(super) fn stays_inside(root: &Path, folder: &str) -> Result<(), Failure> {
    if !root.join(folder).is_symlink() {
        return Ok(());
    }
    Err(Failure::new(format!("`{folder}` is a link, and may lead out of the package: nothing was written"))
        .help("remove the link, and import again: a folder is made in its place"))
}

/// What an import made, on its way into a package.
pub(super) struct Made {
    /// The name that the record has for it.
    pub what: String,
    /// The file that it was made of.
    pub file: String,
    /// What its columns were taken for.
    pub mapping: Mapping,
    /// Paths in the package, and texts.
    pub files: Vec<(String, String)>,
    pub report: Report,
    /// Where the report goes.
    pub page: String,
    /// Where it goes, too, to be shown to others.
    pub shown: Option<PathBuf>,
    /// Whether the file is imported every week. What is not is changed here from then on.
    pub comes_again: bool,
    /// The texts of the rest of the package, which may need what is declared in the files.
    pub others: Vec<String>,
}

/// What whoever imports agreed to.
#[derive(Clone, Copy)]
pub(super) struct Agreed {
    /// To changes of what is there already.
    pub yes: bool,
    /// To write over it.
    pub replace: bool,
    /// How that is said on the command line.
    pub flag: &'static str,
}

/// A file that is written, beside what is there.
struct Change {
    path: String,
    here: Option<String>,
    made: String,
    text: String,
}

impl Made {
    /// Brings it into the package, after showing what would be different. Says whether it was written.
    pub(super) fn bring(mut self, mut record: Record, agreed: Agreed, ui: &mut Ui) -> Result<bool, Failure> {
        let mut kept = Vec::new();
        let needed = names_used(self.others.iter().map(String::as_str));
        let mut changes = Vec::new();
        for (path, mut made) in std::mem::take(&mut self.files) {
            let here = std::fs::read_to_string(record.root.join(&path)).ok();
            // What the import made the last time; of a file from before that was kept, nobody can tell who wrote what.
            let before =
                std::fs::read_to_string(record.root.join(MADE).join(&path)).ok().or_else(|| here.clone());
            if let Some(before) = before.as_ref().filter(|_| self.comes_again && is_source(&path)) {
                made = keep_names(before, &made);
            }
            let text = match (&here, &before) {
                (Some(here), Some(before)) if self.comes_again && !agreed.replace => {
                    let Again { text, kept: own } = merged(before, &path, here, &made, &needed)?;
                    kept.extend(own);
                    text
                }
                _ => made.clone(),
            };
            changes.push(Change { path, here, made, text });
        }
        let declared = |texts: &mut dyn Iterator<Item = &String>| -> BTreeSet<String> {
            texts.flat_map(|text| names_declared(text)).collect()
        };
        let there = declared(&mut changes.iter().filter_map(|change| change.here.as_ref()));
        let stay = declared(&mut changes.iter().map(|change| &change.text));
        let gone = there.difference(&stay).count();
        self.report.counts.gone = u32::try_from(gone).unwrap_or(u32::MAX);
        ui.print(&self.report.to_text());
        show(self.shown.as_deref(), &self.report, ui)?;
        ui.line("");
        let is_new = changes.iter().all(|change| change.here.is_none());
        let is_other = changes.iter().any(|change| change.here.as_ref() != Some(&change.text));
        for change in &changes {
            if let Some(here) = change.here.as_ref().filter(|here| **here != change.text) {
                show_diff(ui, &diff(&change.path, here, &change.text));
            }
        }
        let names: Vec<String> = changes.iter().map(|change| format!("`{}`", change.path)).collect();
        let names = names.join(", ");
        if !is_new && !is_other {
            ui.line(&format!("Nothing is different in {names}"));
        }
        say_kept(&kept, ui);
        let doubt = if is_new || !is_other { None } else { self.doubt(&record, gone, there.len()) };
        if let Some(doubt) = doubt.as_ref().filter(|_| !agreed.replace) {
            let is = if changes.len() == 1 { "is" } else { "are" };
            let why = format!("{names} {is} there already, and {doubt}");
            if agreed.yes {
                return Err(Failure::new(format!("{why}: nothing was written")).help(format!(
                    "`{}` writes it all the same; two registers of one sort belong into one file, and a policy of its own \
                     needs a file name of its own",
                    agreed.flag
                )));
            }
            ui.note(&why);
        }
        if is_other && !agreed.yes && !agreed.replace && !ask(&names, is_new, ui)? {
            let flag = if doubt.is_some() { agreed.flag } else { "--yes" };
            ui.line(&format!("Nothing was written; `{flag}` writes {names}"));
            return Ok(false);
        }
        // Columns of earlier files stay known: the next may have them again.
        let mut columns = record.columns(&self.what);
        columns.extend(self.mapping);
        record.taken.insert(self.what, Taken { file: self.file, columns });
        let mut pages: Vec<(String, String)> = Vec::new();
        for change in changes {
            if self.comes_again {
                pages.push((format!("{MADE}/{}", change.path), change.made));
            }
            pages.push((change.path, change.text));
        }
        pages.push((self.page, self.report.to_markdown()));
        pages.push((RECORD.to_owned(), record.text()?));
        for (path, text) in &pages {
            let is_ours = path.starts_with(MADE);
            if package::write(&record.root, path, text.as_bytes())? && !is_ours {
                ui.line(&format!("{} {path}", ui.paint(Style::Good, "Written")));
            }
        }
        Ok(true)
    }

    /// Why it is not sure that what would be written belongs in the place of what is there.
    fn doubt(&self, record: &Record, gone: usize, there: usize) -> Option<String> {
        if !self.comes_again {
            return Some("what was changed there since the policy was taken in would be lost".to_owned());
        }
        let was = record.get(&self.what).map(|taken| base_name(&taken.file));
        if was.as_ref() != Some(&self.report.file) {
            let was = was.map_or("something else".to_owned(), |was| format!("`{was}`"));
            return Some(format!("it was made of {was}, and `{}` may be another register", self.report.file));
        }
        let none_stays = there > 0 && gone == there;
        none_stays.then(|| format!("nothing of what it declares is in `{}`", self.report.file))
    }
}

/// Writes the report into a file that its reader asked for, as its ending says.
pub(super) fn show(path: Option<&Path>, report: &Report, ui: &mut Ui) -> Result<(), Failure> {
    let Some(path) = path else { return Ok(()) };
    let ending = path.extension().map_or_else(String::new, |ending| ending.to_string_lossy().to_lowercase());
    let text = match ending.as_str() {
        "md" | "markdown" => report.to_markdown(),
        "html" | "htm" => report.to_html(),
        _ => {
            return Err(Failure::new(format!("a report is no `{}`", path.display()))
                .help("give its file the ending `.md` or `.html`"));
        }
    };
    let (folder, name) = (path.parent().unwrap_or(Path::new("")), path.file_name().unwrap_or_default());
    package::write(folder, &name.to_string_lossy(), text.as_bytes())?;
    ui.line(&format!("\nThe report is in `{}`", path.display()));
    Ok(())
}

/// Whether a file is a text of the language.
fn is_source(path: &str) -> bool {
    path.ends_with(annexa_files::EXTENSION)
}

/// What an import makes now, with what people wrote into the file; it made `before` the last time.
fn merged(
    before: &str,
    path: &str,
    here: &str,
    made: &str,
    needed: &BTreeSet<String>,
) -> Result<Again, Failure> {
    if !is_source(path) {
        let same = before == made;
        let kept = if same && here != made { vec![path.to_owned()] } else { Vec::new() };
        let text = if same { here } else { made };
        return Ok(Again { text: text.to_owned(), kept });
    }
    again(before, here, made, needed).ok_or_else(|| {
        Failure::new(format!(
            "`{path}` has errors, so what was written into it cannot be kept: nothing was written"
        ))
        .help("`annexa check` says what is wrong in it; `--replace` writes it anew")
    })
}

/// Says what stays as people wrote it.
fn say_kept(kept: &[String], ui: &mut Ui) {
    if kept.is_empty() {
        return;
    }
    ui.line("Stays as it was changed here, since the file says nothing new about it:");
    for what in kept.iter().take(SHOWN) {
        ui.line(&format!("  {what}"));
    }
    if kept.len() > SHOWN {
        ui.line(&format!("  and {} more", kept.len() - SHOWN));
    }
}

/// Whether whoever sits at the terminal agrees. Where nobody does, a new file is written, and none is changed.
fn ask(names: &str, is_new: bool, ui: &mut Ui) -> Result<bool, Failure> {
    if !io::stdin().is_terminal() || !ui.terminal {
        return Ok(is_new);
    }
    let lost = |error: io::Error| Failure::io("asked", Path::new("terminal"), &error);
    ui.print(&format!("Write {names}? [y/N] "));
    ui.finish()?;
    io::stdout().flush().map_err(lost)?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(lost)?;
    Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes"))
}
