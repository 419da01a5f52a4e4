//! Git, as `annexa approve` asks it: whose signature the last commit bears, and whether it holds the package as it is.
//!
//! The program `git` does the work, without a shell between; how signatures are checked (SSH or OpenPGP, with which keys)
//! is git's configuration. Nothing else of annexa depends on git.

use std::path::Path;
use std::process::{Command, Output};

use annexa_core::lock::Ground;
use annexa_core::manifest::FILE_NAME;

/// Why a commit proves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoProof {
    /// There is no git, or no repository.
    NoRepository,
    /// There is no commit yet.
    NoCommit,
    /// These files are not as the commit has them.
    NotCommitted(Vec<String>),
    /// The last commit is not signed.
    NotSigned(String),
    /// Its signature is not good, in git's words.
    BadSignature(String, String),
    /// It is signed by somebody else.
    OtherSigner(String, String),
}

/// The last commit as what proves an approval by the person with the address `signer`, of what lies in `root` and in the
/// folders `beside` it.
///
/// # Errors
/// Where it proves nothing.
pub fn ground(root: &Path, beside: &[String], signer: &str) -> Result<Ground, NoProof> {
    if !run(root, &["rev-parse", "--is-inside-work-tree"]).is_some_and(|o| o.status.success()) {
        return Err(NoProof::NoRepository);
    }
    let head = run(root, &["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
    let Some(id) = head.filter(|o| o.status.success()).map(|o| text(&o)) else {
        return Err(NoProof::NoCommit);
    };
    let mut arguments = vec![
        "status",
        "--porcelain=v1",
        "-z",
        "--untracked-files=all",
        "--ignore-submodules=none",
        "--",
        ".",
    ];
    arguments.extend(beside.iter().map(String::as_str));
    let status = run(root, &arguments).filter(|o| o.status.success()).ok_or(NoProof::NoRepository)?;
    let mut changed = changed(&String::from_utf8_lossy(&status.stdout));
    changed.extend(hidden(root, beside));
    if !changed.is_empty() {
        return Err(NoProof::NotCommitted(changed));
    }
    // `%G?` is G where the signature is good and git trusts its key, `%GS` whose it is.
    let shown = run(root, &["log", "-1", "--no-show-signature", "--format=%G?%x00%GS", &id]);
    let shown = shown.filter(|o| o.status.success()).map(|o| text(&o)).unwrap_or_default();
    let (state, by) = shown.split_once('\0').unwrap_or((shown.as_str(), ""));
    match state {
        "G" if is_of(by, signer) => Ok(Ground::Commit { id, signer: signer.to_owned() }),
        "G" => Err(NoProof::OtherSigner(id, by.to_owned())),
        "N" | "" => Err(NoProof::NotSigned(id)),
        _ => {
            let verdict = run(root, &["verify-commit", &id]);
            let verdict = verdict.map(|o| String::from_utf8_lossy(&o.stderr).trim().to_owned());
            let line = verdict.as_deref().and_then(|v| v.lines().last()).unwrap_or("no reason is given");
            Err(NoProof::BadSignature(id, line.to_owned()))
        }
    }
}

/// The package's files among those of `git status`: what it reads, and no records.
fn changed(status: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut entries = status.split('\0').filter(|e| !e.is_empty());
    while let Some(entry) = entries.next() {
        let (code, path) = entry.split_at_checked(3).unwrap_or(("", entry));
        // What was renamed is followed by its old name.
        let old = code.starts_with(['R', 'C']).then(|| entries.next()).flatten();
        for path in [Some(path), old].into_iter().flatten() {
            if is_read(path) {
                found.push(path.to_owned());
            }
        }
    }
    found
}

/// Whether a package reads a file of this path, records aside.
fn is_read(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name == FILE_NAME || annexa_files::is_ours(Path::new(name))
}

/// The package's files that `git status` does not speak of, and that are not as the commit has them: those that are ignored,
/// and those that git was told to take for unchanged.
fn hidden(root: &Path, beside: &[String]) -> Vec<String> {
    let listed = |how: &[&str]| -> Vec<String> {
        let mut arguments = vec!["ls-files", "-z"];
        arguments.extend(how);
        arguments.extend(["--", "."]);
        arguments.extend(beside.iter().map(String::as_str));
        let output = run(root, &arguments).map(|o| String::from_utf8_lossy(&o.stdout).into_owned());
        output.unwrap_or_default().split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect()
    };
    let mut found = listed(&["--others", "--ignored", "--exclude-standard"]);
    found.retain(|path| is_read(path));
    // A small letter is a file that is assumed to be unchanged, an S one that is left out of the work tree.
    let flagged = listed(&["-v"]).into_iter().filter_map(|line| {
        let (flag, path) = line.split_once(' ')?;
        (flag == "S" || flag.starts_with(|c: char| c.is_ascii_lowercase())).then(|| path.to_owned())
    });
    let differs = |path: &String| {
        let relative = if path.starts_with("../") { path.clone() } else { format!("./{path}") };
        let here = run(root, &["hash-object", "--", path]).filter(|o| o.status.success());
        let there = run(root, &["rev-parse", "--verify", "--quiet", &format!("HEAD:{relative}")]);
        here.map(|o| text(&o)) != there.map(|o| text(&o))
    };
    found.extend(flagged.filter(|path| is_read(path) && differs(path)));
    found
}

/// Whether the signature of `by` is that of `signer`: the principal of an SSH key, or the address of an OpenPGP one.
fn is_of(by: &str, signer: &str) -> bool {
    let address = by.rsplit_once('<').and_then(|(_, rest)| rest.strip_suffix('>'));
    by == signer || address == Some(signer)
}

fn run(root: &Path, arguments: &[&str]) -> Option<Output> {
    let mut command = Command::new("git");
    // Words that are read here are those of git without a translation.
    command.current_dir(root).args(arguments).env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0");
    command.output().ok()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).trim_end_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_package_reads_must_be_committed() {
        let status =
            " M policies/a.isms\0?? annexa.lock/a.toml\0R  b.isms\0old.isms\0 M notes.md\0M  annexa.toml\0";
        assert_eq!(changed(status), ["policies/a.isms", "b.isms", "old.isms", "annexa.toml"]);
        assert!(changed("").is_empty());
    }

    #[test]
    fn signers() {
        assert!(is_of("runa@example.org", "runa@example.org"));
        assert!(is_of("Runa Dahl <runa@example.org>", "runa@example.org"));
        assert!(!is_of("Runa Dahl <runa@example.org.evil>", "runa@example.org"));
        assert!(!is_of("", "runa@example.org"));
    }
}
