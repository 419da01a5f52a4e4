//! Giving something another name everywhere: in all files, between the braces of texts, in the manifest and in the lock.
//!
//! What comes of it is tried before it is given: a name that is taken, or that would mean something else somewhere, is
//! refused with what would be wrong. Records of the lock are sealed and stay as they are; the file that keeps those of a
//! document is named after it, and so moves along.

use std::collections::BTreeMap;

use annexa_analysis::approval::State;
use annexa_core::lock;
use annexa_core::manifest::FILE_NAME;
use annexa_core::model::{Decl, View};
use annexa_core::names::nfc;
use annexa_core::prelude::Person;
use annexa_core::schema::{Alternative, Builtin};
use annexa_core::source::{FileId, PackageId, Place, Span};
use annexa_core::{DeclId, Input};
use annexa_diagnostics::Level;
use annexa_syntax::literal::is_path;

use super::references::everywhere;
use super::words::{self, Target, Word};
use crate::Snapshot;

/// Another name for something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renamed {
    /// What is replaced, and with what.
    pub edits: Vec<(Place, String)>,
    /// Files that get another path, from the package's folder.
    pub moves: Vec<(String, String)>,
    /// The documents that would have to be approved again, because their text has the name in it.
    pub unapproved: Vec<String>,
}

/// The name at `offset` that could be another: where it stands, and what it is.
///
/// # Errors
/// Why it cannot be another.
pub fn prepare(snapshot: &Snapshot, file: FileId, offset: u32) -> Result<(Span, String), String> {
    let word = words::at(snapshot, file, offset).ok_or("there is no name here")?;
    let name = word.span.of(snapshot.text(file)).to_owned();
    let place = words::declared(&snapshot.model, word.target).ok_or("nobody knows where it is declared")?;
    let package = snapshot.model.files.get(place.file).package;
    if package == PackageId::LIBRARY {
        return Err(format!(
            "`{name}` is declared in the standard library, and cannot get another name here"
        ));
    }
    if package != PackageId::MAIN {
        let owner = &snapshot.model.packages.get(package).prefix;
        return Err(format!("`{name}` is declared in the package `{owner}`: rename it there"));
    }
    Ok((word.span, name))
}

/// Gives the thing at `offset` the name `new`.
///
/// # Errors
/// Why that cannot be.
pub fn rename(snapshot: &Snapshot, file: FileId, offset: u32, new: &str) -> Result<Renamed, String> {
    let model = &snapshot.model;
    let (span, old) = prepare(snapshot, file, offset)?;
    let new = nfc(new.trim()).into_owned();
    let dots = |name: &str| name.matches('.').count();
    if new == old {
        return Ok(Renamed::default());
    }
    if !is_path(&new) || dots(&new) != dots(&old) {
        return Err(format!("`{new}` cannot be a name: letters, digits and inner hyphens make one"));
    }
    let Some(word) = words::at(snapshot, file, offset).filter(|word| word.span == span) else {
        return Err("there is no name here".to_owned());
    };
    let targets = group(snapshot, word.target);
    let mut edits: Vec<(Place, String)> = everywhere(snapshot, &targets)
        .into_iter()
        .filter(|(at, word)| snapshot.is_own(*at) && is_written(snapshot, *at, word, &old))
        .map(|(file, word)| (Place { file, span: word.span }, new.clone()))
        .collect();
    let mut moves = Vec::new();
    if let Target::Decl(id) = word.target {
        let decl = model.decl(id);
        if Person::of(decl).is_some() {
            edits.extend(in_the_manifest(snapshot, &old).map(|place| (place, new.clone())));
        }
        in_the_lock(snapshot, decl, &new, &mut edits, &mut moves);
    }
    let unapproved = tried(snapshot, &old, &new, &edits, &moves)?;
    Ok(Renamed { edits, moves, unapproved })
}

/// Whether the word is the old name: a catalog of another package has one of its own here.
fn is_written(snapshot: &Snapshot, file: FileId, word: &Word, old: &str) -> bool {
    let names = &snapshot.model.names;
    names.get(word.span.of(snapshot.text(file))) == names.get(old)
}

/// What has its name together: a statement and those of the same name that extend it, or that it extends.
fn group(snapshot: &Snapshot, target: Target) -> Vec<Target> {
    let Target::Decl(id) = target else { return vec![target] };
    let model = &snapshot.model;
    let mut found: Vec<DeclId> = vec![id];
    if model.decl(id).parent().is_some() {
        let mut next = 0;
        while let Some(at) = found.get(next).copied() {
            next += 1;
            let decl = model.decl(at);
            let above =
                decl.base().filter(|base| base.name_id() == decl.name_id() && base.parent().is_some());
            let below =
                model.extending().filter(|d| d.parent().is_some() && d.base().is_some_and(|b| b.id == at));
            let linked: Vec<DeclId> = above.into_iter().chain(below).map(|d| d.id).collect();
            for id in linked {
                if !found.contains(&id) {
                    found.push(id);
                }
            }
        }
    }
    found.into_iter().map(Target::Decl).collect()
}

/// Where the manifest says who signs under a name.
fn in_the_manifest<'s>(snapshot: &'s Snapshot, name: &'s str) -> impl Iterator<Item = Place> + 's {
    let file = snapshot.file(FILE_NAME).unwrap_or(FileId(0));
    let mut at = 0;
    let mut within = false;
    snapshot.text(file).split_inclusive('\n').filter_map(move |line| {
        let start = at + (line.len() - line.trim_start().len()) as u32;
        at += line.len() as u32;
        if line.trim_start().starts_with('[') {
            within = line.trim() == "[approvers]";
        }
        let key = line.split('=').next().unwrap_or_default().trim();
        let bare = key.trim_matches('"');
        let inner = start + u32::from(key.len() != bare.len());
        let span = Span::new(inner, inner + bare.len() as u32);
        (within && bare == name).then_some(Place { file, span })
    })
}

/// The file of the records of a document says its name, and is called after it.
fn in_the_lock(
    snapshot: &Snapshot,
    decl: Decl<'_>,
    new: &str,
    edits: &mut Vec<(Place, String)>,
    moves: &mut Vec<(String, String)>,
) {
    let model = &snapshot.model;
    let (document, name) = (decl.path(), decl.name());
    let Some(renamed) = document.strip_suffix(name).map(|outer| format!("{outer}{new}")) else { return };
    let Some(file) = model.lock.of(&document).map(|file| file.file) else { return };
    let (text, begins) = (snapshot.text(file), lock::begun(&document));
    let line = begins.lines().nth(1).unwrap_or_default();
    let Some(at) = text.find(line).filter(|_| !line.is_empty()) else { return };
    let span = Span::new(at as u32, (at + line.len()) as u32);
    let with = lock::begun(&renamed).lines().nth(1).unwrap_or_default().to_owned();
    edits.push((Place { file, span }, with));
    let path = &model.files.get(file).path;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    moves.push((path.clone(), format!("{folder}/{}", lock::file_name(&renamed))));
}

/// Reads the package with the new name. Gives the documents that would have to be approved again.
fn tried(
    snapshot: &Snapshot,
    old: &str,
    new: &str,
    edits: &[(Place, String)],
    moves: &[(String, String)],
) -> Result<Vec<String>, String> {
    let after = snapshot.after(edits, moves);
    let errors = |snapshot: &Snapshot| {
        let mut counts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for problem in snapshot.found().filter(|p| p.level == Level::Error) {
            counts.entry(problem.name.to_string()).or_default().push(problem.message.clone());
        }
        counts
    };
    let before = errors(snapshot);
    for (name, messages) in errors(&after) {
        let known = before.get(&name).map_or(&[][..], |known| known);
        if messages.len() > known.len() {
            let message = messages.iter().find(|message| !known.contains(message));
            let message = message.map_or(name.as_str(), String::as_str);
            return Err(format!("`{old}` cannot be called `{new}`: {message}"));
        }
    }
    let approved = |snapshot: &Snapshot| -> Vec<String> {
        let all = snapshot.standing().approvals.iter();
        let approved = all.filter(|(_, approval)| approval.state == State::Approved);
        approved.map(|(id, _)| snapshot.model.decl(*id).title().into_owned()).collect()
    };
    let still = approved(&after);
    let mut lost: Vec<String> =
        approved(snapshot).into_iter().filter(|title| !still.contains(title)).collect();
    lost.sort();
    Ok(lost)
}

/// The edits that keep what the package says about its data files right, where files or folders get another path. Paths are
/// from the package's folder.
pub fn paths(snapshot: &Snapshot, moved: &[(String, String)]) -> Vec<(Place, String)> {
    let model = &snapshot.model;
    let mut edits = Vec::new();
    for decl in model.decls().filter(|decl| decl.package() == PackageId::MAIN) {
        for phrase in decl.entries() {
            for (prep, value) in annexa_analysis::backward::values_of(phrase) {
                let is_path = |a: &Alternative| *a == Alternative::Builtin(Builtin::Path);
                if !words::type_of(phrase, prep).is_some_and(|ty| ty.alternatives.iter().any(is_path)) {
                    continue;
                }
                let Some(path) = value.text() else { continue };
                let new = moved.iter().find_map(|(from, to)| {
                    let rest = path.strip_prefix(from.as_str())?;
                    (rest.is_empty() || rest.starts_with('/')).then(|| format!("{to}{rest}"))
                });
                let place = model.place(value.anchor());
                if let Some(new) = new.filter(|_| model.files.slice(place).starts_with('"')) {
                    edits.push((place, super::table::quoted(&new)));
                }
            }
        }
    }
    edits
}

impl Snapshot {
    /// The package as it would be after edits of its texts, with some files under another path.
    fn after(&self, edits: &[(Place, String)], moves: &[(String, String)]) -> Snapshot {
        let mut by_file: BTreeMap<FileId, Vec<(Span, &str)>> = BTreeMap::new();
        for (place, with) in edits {
            by_file.entry(place.file).or_default().push((place.span, with));
        }
        let mut input: Input = self.input();
        for (file, mut edits) in by_file {
            edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
            let path = &self.model.files.get(file).path;
            let manifest = input.manifest.as_mut().filter(|_| path == FILE_NAME);
            let mut texts = input.files.iter_mut().chain(&mut input.lock);
            let text = manifest.or_else(|| texts.find(|(p, _)| p == path).map(|(_, text)| text));
            let Some(text) = text else { continue };
            for (span, with) in edits {
                if text.get(span.range()).is_some() {
                    text.replace_range(span.range(), with);
                }
            }
        }
        for (path, _) in input.files.iter_mut().chain(&mut input.lock) {
            if let Some((_, to)) = moves.iter().find(|(from, _)| from == path) {
                path.clone_from(to);
            }
        }
        let mut after = Snapshot::new(input, self.as_of, Some(self));
        after.data.clone_from(&self.data);
        after
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::testing::at_cursor;

    /// The text after renaming what stands at the mark.
    fn renamed(marked: &str, new: &str) -> Result<String, String> {
        let (snapshot, file, cursor) = at_cursor(marked);
        let mut edits = rename(&snapshot, file, cursor, new)?.edits;
        edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.span.start));
        let mut text = snapshot.text(file).to_owned();
        for (place, with) in edits {
            assert_eq!(place.file, file);
            text.replace_range(place.span.range(), &with);
        }
        Ok(text)
    }

    #[test]
    fn everywhere_at_once() {
        let text = "role ci‸so \"CISO\" { holder: \"Ines\" }
policy p \"P\" { owner: ciso  statement ciso2 \"x\" { carried-out-by: ciso }  \"\"\"Ask {ciso} or [us]({ciso}): {ciso.holder}; ciso.\"\"\" }
rule r \"R\" { each: a in asset  require: a.owner == ciso  message: \"no\" }
scope s \"S\" { includes: asset where owner == ciso }
let chief = ciso
";
        let after = renamed(text, "chief-security").expect("a new name");
        let expected = text
            .replace("ci‸so", "chief-security")
            .replace(": ciso ", ": chief-security ")
            .replace("{ciso", "{chief-security")
            .replace("== ciso", "== chief-security")
            .replace("= ciso\n", "= chief-security\n");
        assert_eq!(after, expected);
    }

    #[test]
    fn other_things_with_names() {
        let text = "kind vessel \"Vessel\" { flag?: text  size: size }\nenum size \"Size\" { small, large }\nvessel v \"V\" { flag: \"NO\"  size: small }\n";
        let at =
            |word: &str, new: &str| renamed(&text.replacen(&word.replace('‸', ""), word, 1), new).unwrap();
        assert_eq!(
            at("kind ves‸sel", "boat"),
            text.replace("kind vessel", "kind boat").replace("\nvessel v", "\nboat v")
        );
        assert_eq!(at("fl‸ag:", "colours"), text.replace("flag", "colours"));
        assert_eq!(at("size: sm‸all", "tiny"), text.replace("small", "tiny"));
        assert_eq!(
            at("enum si‸ze", "bulk"),
            text.replace("enum size", "enum bulk").replace(": size }", ": bulk }")
        );
        let text = "let fac‸tor = \"a key\"\npolicy p \"P\" { \"\"\"Use {factor}.\"\"\" }\n";
        assert_eq!(
            renamed(text, "token").unwrap(),
            text.replace("fac‸tor", "token").replace("{factor}", "{token}")
        );
        let method = "risk-method m \"M\" { likelihood: ra‸re, likely  consequence: small, great  level: low from 1  acceptable: low }\nrisk r \"R\" { inherent: rare with great  residual: rare with small }\n";
        assert_eq!(
            renamed(method, "seldom").unwrap(),
            method.replace("ra‸re", "seldom").replace(": rare", ": seldom")
        );
    }

    #[test]
    fn what_cannot_be() {
        let text = "role ci‸so \"CISO\"\nrole ceo \"CEO\"\n";
        assert!(renamed(text, "ceo").unwrap_err().contains("cannot be called `ceo`"));
        for bad in ["", "two words", "1st", "a.b", "by", "-x"] {
            assert!(renamed(text, bad).unwrap_err().contains("cannot be a name"), "{bad}");
        }
        let text = "policy p \"P\" { statement s \"S\" { implements: A.8.‸5 } }";
        assert!(renamed(text, "x").unwrap_err().contains("standard library"));
        assert!(renamed("role a \"A‸\"\n", "x").unwrap_err().contains("no name"));
        assert_eq!(
            renamed(&text.replace("A.8.‸5", "A.8.5").replace(" s ", " s‸ "), "s").unwrap(),
            text.replace('‸', "")
        );
    }

    #[test]
    fn data_files_that_move() {
        let (snapshot, _, _) = at_cursor("evidence e \"E\" { file: \"evidence/list.csv\" }‸");
        let moved = [("evidence".to_owned(), "proof".to_owned())];
        let edits = paths(&snapshot, &moved);
        assert_eq!(edits.len(), 1);
        assert_eq!(edits[0].1, "\"proof/list.csv\"");
        assert_eq!(paths(&snapshot, &[("evidence/li".to_owned(), "x".to_owned())]), []);
    }
}
