//! The folder that documents are built into.
//!
//! What a build wrote is listed there with its digest ([`LIST`]), so that the next one removes what it does not write any
//! more: a document that was classified above the readers of an edition must not stay in its folder. Only a file that still
//! is as it was written is removed; everything else there is somebody's own. The list names what the folder holds, nothing
//! more, since the folder is handed on.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use annexa_core::lock::hex;
use annexa_core::manifest;
use annexa_publish::OutputFile;
use sha2::{Digest, Sha256};

use crate::failure::Failure;
use crate::package;

/// The list of what a build wrote, in the form of `sha256sum`.
pub const LIST: &str = ".annexa-files";
const HEAD: &str =
    "# What `annexa build` wrote here. The next build removes what it does not write any more.\n";

/// A file that was written, and its digest.
type Entry = (String, String);

/// What became of the files of a folder.
#[derive(Debug, Default)]
pub struct Written {
    /// For each file that was built, in order, whether anything changed.
    pub is_new: Vec<bool>,
    /// What an earlier build had written and was removed.
    pub removed: Vec<String>,
    /// What an earlier build had written and somebody changed since: it stays.
    pub kept: Vec<String>,
}

/// Makes `folder` hold `files`, and what is not of an earlier build.
///
/// # Errors
/// Where a file cannot be written or removed.
pub fn write(folder: &Path, files: &[OutputFile]) -> Result<Written, Failure> {
    let earlier = listed(folder);
    let now: BTreeSet<Entry> =
        files.iter().map(|f| (f.path.clone(), hex(&Sha256::digest(&f.bytes)))).collect();
    let paths: BTreeSet<&str> = files.iter().map(|f| f.path.as_str()).collect();
    let mut done = Written::default();
    let mut gone: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (path, digest) in earlier.iter().filter(|(path, _)| !paths.contains(path.as_str())) {
        gone.entry(path).or_default().push(digest);
    }
    for (path, digests) in gone {
        match remove(folder, path, &digests)? {
            Some(true) => done.removed.push(path.to_owned()),
            Some(false) => done.kept.push(path.to_owned()),
            None => {}
        }
    }
    // Whoever is interrupted finds both in the list: what was there, and what may be there by now.
    let either = earlier.iter().filter(|(path, _)| paths.contains(path.as_str())).chain(&now);
    list(folder, &either.cloned().collect())?;
    for file in files {
        done.is_new.push(package::write(folder, &file.path, &file.bytes)?);
    }
    list(folder, &now)?;
    Ok(done)
}

/// What lies in `folder` and is not of `files`.
pub fn others(folder: &Path, files: &[OutputFile]) -> Vec<String> {
    let built: BTreeSet<&str> = files.iter().map(|f| f.path.as_str()).collect();
    package::files_in(folder).into_iter().filter(|p| p != LIST && !built.contains(p.as_str())).collect()
}

fn listed(folder: &Path) -> BTreeSet<Entry> {
    let text = fs::read_to_string(folder.join(LIST)).unwrap_or_default();
    let entry = |line: &str| {
        let (digest, path) = line.split_once("  ")?;
        Some((manifest::inside(path)?, digest.to_owned()))
    };
    text.lines().filter(|line| !line.starts_with('#')).filter_map(entry).collect()
}

fn list(folder: &Path, entries: &BTreeSet<Entry>) -> Result<(), Failure> {
    let lines = entries.iter().map(|(path, digest)| format!("{digest}  {path}\n"));
    package::write(folder, LIST, format!("{HEAD}{}", lines.collect::<String>()).as_bytes()).map(|_| ())
}

/// Removes a file that is as one of `digests` says, and the folders that it leaves empty; whether it was. `None` where there
/// is no such file.
fn remove(folder: &Path, path: &str, digests: &[&str]) -> Result<Option<bool>, Failure> {
    let file = folder.join(path);
    // A link, or what lies behind one, nobody wrote here.
    let is_here = |parent: &Path| match (fs::canonicalize(parent), fs::canonicalize(folder)) {
        (Ok(parent), Ok(folder)) => parent.starts_with(folder),
        _ => false,
    };
    let is_ours =
        fs::symlink_metadata(&file).is_ok_and(|m| m.is_file()) && file.parent().is_some_and(is_here);
    if !is_ours {
        return Ok(None);
    }
    let bytes = fs::read(&file).map_err(|error| Failure::io("read", &file, &error))?;
    if !digests.contains(&hex(&Sha256::digest(&bytes)).as_str()) {
        return Ok(Some(false));
    }
    fs::remove_file(&file).map_err(|error| Failure::io("removed", &file, &error))?;
    let above: Vec<PathBuf> =
        file.ancestors().skip(1).take_while(|above| *above != folder).map(Path::to_path_buf).collect();
    for above in above {
        // It stays where something else is in it.
        if fs::remove_dir(above).is_err() {
            break;
        }
    }
    Ok(Some(true))
}
