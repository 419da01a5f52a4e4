//! `annexa approve`, `annexa accept` and `annexa translated`: records in the lock, and what proves them.

use std::process::Command;

use crate::{MANIFEST, Place};

/// Two documents with an approver, a risk, and who may decide on them.
const PACKAGE: &str = r#"organization ours "Ours" { retention: 5 years }
person runa "Runa Dahl"
person emil "Emil Strand"
role ceo "Chief Executive" { holder: runa since 2021-01-01 }
role it "Head of IT" { holder: emil since 2022-01-01  reports-to: ceo }
asset app "App" { category: system  owner: it }
risk-method method "Method" {
    likelihood: rare, likely
    consequence: minor, severe
    level: low from 1
    level: high from 4
    acceptable: low
}
risk theft "Theft" { assets: app  owner: it  inherent: likely with severe  treat: modify with A.8.1  residual: rare with minor }
policy access "Access policy" {
    version: "1"
    owner: it
    approver: ceo
    """Access is granted on need."""
}
policy backup "Backup policy" {
    approver: ceo
    """Backups are tried out."""
}
"#;

fn place() -> Place {
    Place::package(&[("a.isms", PACKAGE)])
}

const RECORD: [&str; 2] = ["--record", "Minutes of the board, item 4"];

fn approve<'a>(what: &'a str, by: &'a str) -> Vec<&'a str> {
    [&["approve", what, "--by", by, "--on", "2024-10-01"][..], &RECORD].concat()
}

#[test]
fn an_approval_is_recorded_and_counts() {
    let place = place();
    let before = place.run(&["check", "--as-of", "2026-11-01"]);
    assert!(before.out.contains("never-approved"), "{}", before.out);
    let run = place.run(&approve("access", "runa")).code(0);
    assert_eq!(
        run.out,
        "approved Access policy (access), version 1, by Runa Dahl as Chief Executive, on 2024-10-01\n  \
         proof     “Minutes of the board, item 4”\n  \
         recorded  annexa.lock/access.toml; commit it with the package\n"
    );
    place.run(&approve("backup", "runa")).code(0);
    let after = place.run(&["check", "--as-of", "2026-11-01"]);
    assert!(!after.out.contains("never-approved"), "{}", after.out);
    place.write("a.isms", PACKAGE.replace("on need", "to everybody"));
    let after = place.run(&["check", "--as-of", "2026-11-01"]);
    assert!(after.out.contains("`access` is not the text that was approved"), "{}", after.out);
    assert!(!after.out.contains("`backup`"), "{}", after.out);
}

/// What two branches approve can be merged: each document has a file of its own, and records are added behind others.
#[test]
fn two_approvals_never_touch_one_file_and_records_are_only_added() {
    let place = place();
    let lock = || {
        let files = place.files().into_iter().filter(|(path, _)| path.starts_with("annexa.lock/"));
        files.collect::<Vec<_>>()
    };
    place.run(&approve("access", "runa")).code(0);
    let first = lock();
    place.run(&approve("backup", "runa")).code(0);
    let both = lock();
    assert_eq!(both.len(), 2);
    assert_eq!(both[0], first[0], "the file of the other document is as it was");
    place.write("a.isms", PACKAGE.replace("version: \"1\"", "version: \"2\"").replace("on need", "by role"));
    place.run(&approve("access", "runa")).code(0);
    let last = lock();
    assert_eq!(last[1], both[1]);
    assert!(last[0].1.starts_with(&first[0].1), "the first record is as it was");
    let check = place.run(&["check", "--as-of", "2026-11-01"]);
    assert!(!check.out.contains("approv"), "{}", check.out);
}

/// Two branches that approve two documents, and one that another branch approved too, come together as git does it.
#[test]
fn branches_that_approve_merge() {
    let Some(place) = repository() else { return };
    let git = |arguments: &[&str]| command(&place, "git", arguments).expect("git");
    let approved = |name: &str| {
        let arguments = ["approve", name, "isms", "--by", "runa", "--on", "2024-10-01"];
        run(&place, &[&arguments[..], &RECORD].concat()).code(0);
        git(&["add", "isms"]);
        git(&["commit", "-q", "-m", name]);
    };
    git(&["commit", "-q", "-m", "Begin"]);
    for (branch, name) in [("one", "access"), ("two", "backup")] {
        git(&["checkout", "-q", "-b", branch, "main"]);
        approved(name);
    }
    git(&["checkout", "-q", "main"]);
    git(&["merge", "-q", "--no-edit", "one"]);
    git(&["merge", "-q", "--no-edit", "two"]);
    let check = run(&place, &["check", "isms", "--as-of", "2026-11-01"]);
    assert!(!check.out.contains("never-approved") && !check.out.contains("bad-lock"), "{}", check.out);
    assert!(
        place.at("isms/annexa.lock/access.toml").exists()
            && place.at("isms/annexa.lock/backup.toml").exists()
    );
}

/// Several at once: each has its own record, and where one cannot be, none is.
#[test]
fn several_are_recorded_together() {
    let place = place();
    let run = place
        .run(&[&["approve", "access", "theft", "--by", "runa", "--on", "2024-10-01"][..], &RECORD].concat());
    assert!(run.code(2).err.contains("annexa accept theft"));
    assert!(!place.at("annexa.lock").exists(), "nothing is recorded");
    let both = ["approve", "access", "backup", "access", "--by", "runa", "--on", "2024-10-01"];
    let out = place.run(&[&both[..], &RECORD].concat()).code(0).out;
    assert_eq!(out.matches("approved ").count(), 2, "{out}");
    assert!(place.at("annexa.lock/access.toml").exists() && place.at("annexa.lock/backup.toml").exists());
    // Nothing waits for her any more; the risk waits for its owner alone.
    let all = |command: &str, by: &str| {
        place.run(&[&[command, "--all", "--by", by, "--on", "2024-10-01"][..], &RECORD].concat())
    };
    assert!(all("approve", "runa").code(2).err.contains("no document waits for Runa Dahl"));
    assert!(all("accept", "runa").code(2).err.contains("no risk waits for Runa Dahl"));
    assert!(all("accept", "emil").code(0).out.contains("accepted Theft"));
    assert!(all("accept", "emil").code(2).err.contains("no risk waits"));
}

#[test]
fn who_may_not_is_told_who_may() {
    let place = place();
    let refused = |arguments: &[&str]| {
        let run = place.run(arguments).code(2);
        assert!(!place.at("annexa.lock").exists(), "nothing is recorded");
        run.err
    };
    let err = refused(&approve("access", "emil"));
    assert!(err.contains("Emil Strand did not hold `ceo` on 2024-10-01"), "{err}");
    assert!(err.contains("`ceo` was held by `runa` (Runa Dahl)"), "{err}");
    let err = refused(&["approve", "access", "--by", "runa"]);
    assert!(err.contains("nothing proves that Runa Dahl decided this"), "{err}");
    assert!(err.contains("[approvers]") && err.contains("--record"), "{err}");
    let err = refused(&approve("acces", "runa"));
    assert!(err.contains("did you mean `access`?"), "{err}");
    let err = refused(&approve("access", "Runa Dahl"));
    assert!(err.contains("the name of Runa Dahl is `runa`"), "{err}");
    let err = refused(&approve("theft", "runa"));
    assert!(err.contains("annexa accept theft"), "{err}");
    let err = refused(&approve("app", "runa"));
    assert!(err.contains("which nobody approves"), "{err}");
    let err = refused(&["approve", "access", "--by", "runa", "--record", "minutes.pdf"]);
    assert!(err.contains("there is no file `minutes.pdf`"), "{err}");
    let err = refused(&[&approve("access", "runa")[..], &["--version", "0.9"]].concat());
    assert!(err.contains("says version 1"), "{err}");
    let err = refused(&["approve", "access", "--by", "runa", "--on", "2190-01-01", "--record", "a b"]);
    assert!(err.contains("has not come yet"), "{err}");
    place.write("b.isms", "role x \"X\" { holder: nobody }\n");
    let err = refused(&approve("access", "runa"));
    assert!(err.contains("while the package has errors"), "{err}");
}

#[test]
fn a_version_stands_for_one_text() {
    let place = place();
    place.run(&approve("access", "runa")).code(0);
    let again = place.run(&approve("access", "runa")).code(2);
    assert!(again.err.contains("is approved as it stands already"), "{}", again.err);
    place.write("a.isms", PACKAGE.replace("on need", "by role"));
    let other = place.run(&approve("access", "runa")).code(2);
    assert!(
        other.err.contains("version 1 of `access` was approved on 2024-10-01 with another text"),
        "{}",
        other.err
    );
    assert!(other.err.contains("raise `version:`"), "{}", other.err);
}

#[test]
fn a_file_is_kept_by_its_digest() {
    let place = place();
    place.write("minutes/october.txt", "abc");
    place.run(&["approve", "access", "--by", "runa", "--record", "minutes/october.txt"]).code(0);
    let lock = place.read("annexa.lock/access.toml");
    assert!(lock.contains("file = \"./minutes/october.txt\""), "{lock}");
    // The SHA-256 of `abc`, from the standard.
    assert!(lock.contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), "{lock}");
    // It is looked at whenever the package is checked.
    let told = |what: &str| {
        let out = place.run(&["check", "--only", "unproven-approval", "--message-format", "short"]).out;
        assert!(out.contains(what), "{out}");
        assert_eq!(out.contains("[unproven-approval]"), !what.is_empty(), "{out}");
    };
    told("");
    place.write("minutes/october.txt", "abcd");
    told("`minutes/october.txt` is not the file that proved the approval of `access`");
    std::fs::remove_file(place.at("minutes/october.txt")).expect("a file");
    told("is not there any more");
}

#[test]
fn a_risk_is_accepted_by_its_owner() {
    let place = place();
    let arguments = |by| [&["accept", "theft", "--by", by, "--on", "2024-10-01"][..], &RECORD].concat();
    let refused = place.run(&arguments("runa")).code(2);
    assert!(refused.err.contains("did not hold `it`"), "{}", refused.err);
    let run = place.run(&arguments("emil")).code(0);
    assert!(run.out.starts_with("accepted Theft (theft), by Emil Strand as Head of IT"), "{}", run.out);
    assert!(place.at("annexa.lock/theft.toml").is_file());
}

#[test]
fn a_translation_is_recorded_and_told_when_it_grows_old() {
    let place = place();
    let translation = r#"translation access-pl "Zasady" of access to "pl" { """Według potrzeb.""" }"#;
    place.write("b.isms", translation);
    let before = place.run(&["check", "--as-of", "2026-11-01"]);
    assert!(before.out.contains("annexa translated access-pl --by PERSON"), "{}", before.out);
    let arguments = ["translated", "access-pl", "--by", "emil", "--on", "2024-10-01"];
    let run = place.run(&arguments).code(0);
    assert_eq!(
        run.out,
        "recorded Zasady (access-pl) says what access, version 1 says, by Emil Strand, on 2024-10-01\n  \
         in        annexa.lock/access-pl.toml; commit it with the package\n"
    );
    let first = place.read("annexa.lock/access-pl.toml");
    let after = place.run(&["check", "--as-of", "2026-11-01"]);
    assert!(!after.out.contains("stale-translation"), "{}", after.out);
    let again = place.run(&arguments).code(2);
    assert!(again.err.contains("it is recorded already, on 2024-10-01"), "{}", again.err);
    place.write("a.isms", PACKAGE.replace("on need", "to everybody"));
    let after = place.run(&["check", "--as-of", "2026-11-01"]);
    assert!(
        after.out.contains("`access-pl` translates a text of `access` that has changed"),
        "{}",
        after.out
    );
    let early = place.run(&["translated", "access-pl", "--by", "emil", "--on", "2024-09-01"]).code(2);
    assert!(early.err.contains("records follow each other in time"), "{}", early.err);
    place.run(&["translated", "access-pl", "--by", "emil", "--on", "2024-10-02"]).code(0);
    assert!(place.read("annexa.lock/access-pl.toml").starts_with(&first), "the first record is as it was");

    let err = place.run(&["translated", "access", "--by", "emil"]).code(2).err;
    assert!(err.contains("the translation of `access` is `access-pl`"), "{err}");
    let err = place.run(&["translated", "acces-pl", "--by", "emil"]).code(2).err;
    assert!(err.contains("did you mean `access-pl`?"), "{err}");
    let err = place.run(&["translated", "access-pl", "--by", "nobody"]).code(2).err;
    assert!(err.contains("declares no person named `nobody`"), "{err}");
    let err = place.run(&["approve", "access-pl", "--by", "emil"]).code(2).err;
    assert!(err.contains("annexa translated access-pl --by PERSON"), "{err}");
    let asked = place.run(&["query", "translation where owner == none", "--as-of", "2026-11-01"]).code(0);
    assert!(asked.out.contains("access-pl"), "{}", asked.out);
}

// ---- a commit as the proof -----------------------------------------------------------------------------------------------

fn command(place: &Place, program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(place.path())
        .env("GIT_CONFIG_GLOBAL", place.at("home/gitconfig"))
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("HOME", place.at("home"))
        .output()
        .ok()?;
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{program} {arguments:?}: {said}");
    Some(said)
}

/// A repository in which `runa` signs with a key of her own, or nothing where the machine cannot do that.
fn repository() -> Option<Place> {
    let place = Place::new();
    let has = |program: &str, argument: &str| Command::new(program).arg(argument).output().is_ok();
    if !has("git", "--version") || !has("ssh-keygen", "-?") {
        eprintln!("SKIPPED: there is no git, or no ssh-keygen, on this machine");
        return None;
    }
    for name in ["runa", "emil"] {
        let key = place.at(&format!("home/{name}"));
        place.write("home/known", "");
        let key = key.to_str().expect("a path");
        command(&place, "ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", key])?;
    }
    let public = |name: &str| place.read(&format!("home/{name}.pub"));
    let signers = ["runa", "emil"].map(|n| format!("{n}@example.org {}", public(n))).concat();
    place.write("home/allowed", signers);
    let config = format!(
        "[user]\n\tname = Runa\n\temail = runa@example.org\n\tsigningkey = {key}\n[gpg]\n\tformat = ssh\n\
         [gpg \"ssh\"]\n\tallowedSignersFile = {allowed}\n[init]\n\tdefaultBranch = main\n",
        key = place.at("home/runa").display(),
        allowed = place.at("home/allowed").display()
    );
    place.write("home/gitconfig", config);
    place.write("isms/annexa.toml", format!("{MANIFEST}\n[approvers]\nruna = \"runa@example.org\"\n"));
    place.write("isms/a.isms", PACKAGE);
    command(&place, "git", &["init", "-q"])?;
    command(&place, "git", &["add", "isms"])?;
    Some(place)
}

fn run(place: &Place, arguments: &[&str]) -> crate::Run {
    let config = place.at("home/gitconfig").display().to_string();
    let home = place.at("home").display().to_string();
    place
        .run_with(arguments, &[("GIT_CONFIG_GLOBAL", &config), ("GIT_CONFIG_NOSYSTEM", "1"), ("HOME", &home)])
}

#[test]
fn a_signed_commit_proves_an_approval() {
    let Some(place) = repository() else { return };
    let arguments = ["approve", "access", "isms", "--by", "runa"];
    let err = run(&place, &arguments).code(2).err;
    assert!(err.contains("there is no commit yet"), "{err}");

    command(&place, "git", &["commit", "-q", "-m", "Access policy"]);
    let err = run(&place, &arguments).code(2).err;
    assert!(err.contains("is not signed") && err.contains("git commit -S"), "{err}");

    command(&place, "git", &["commit", "-q", "-S", "--allow-empty", "-m", "Approve the access policy"]);
    place.write("isms/a.isms", PACKAGE.replace("on need", "to everybody"));
    let err = run(&place, &arguments).code(2).err;
    assert!(
        err.contains("does not hold the package as it is: 1 file differs") && err.contains("isms/a.isms"),
        "{err}"
    );

    place.write("isms/a.isms", PACKAGE);
    place.write("notes.txt", "what the package does not read plays no part");
    let done = run(&place, &arguments).code(0);
    assert!(done.out.contains("signed by runa@example.org"), "{}", done.out);
    let lock = place.read("isms/annexa.lock/access.toml");
    let head = command(&place, "git", &["rev-parse", "HEAD"]).expect("git");
    assert!(lock.contains(&format!("commit = \"{}\"", head.trim())), "{lock}");
    let check = run(&place, &["check", "isms"]);
    assert!(!check.out.contains("`access`"), "{}", check.out);

    // Records of other documents do not change what is approved.
    run(&place, &["approve", "backup", "isms", "--by", "runa"]).code(0);
}

#[test]
fn what_git_is_told_not_to_look_at_is_held_against_the_commit_too() {
    let Some(place) = repository() else { return };
    let arguments = ["approve", "access", "isms", "--by", "runa"];
    place.write(".gitignore", "*.secret.isms\n");
    command(&place, "git", &["commit", "-q", "-S", "-m", "Approve the access policy"]);

    place.write("isms/b.secret.isms", "let cycle = 9 months\n");
    let err = run(&place, &arguments).code(2).err;
    assert!(err.contains("does not hold the package as it is") && err.contains("b.secret.isms"), "{err}");
    std::fs::remove_file(place.at("isms/b.secret.isms")).expect("a file");

    command(&place, "git", &["update-index", "--assume-unchanged", "isms/a.isms"]);
    place.write("isms/a.isms", PACKAGE.replace("on need", "to everybody"));
    let err = run(&place, &arguments).code(2).err;
    assert!(err.contains("does not hold the package as it is") && err.contains("a.isms"), "{err}");

    place.write("isms/a.isms", PACKAGE);
    run(&place, &arguments).code(0);
}

#[test]
fn a_commit_of_somebody_else_proves_nothing() {
    let Some(place) = repository() else { return };
    let key = format!("user.signingkey={}", place.at("home/emil").display());
    command(&place, "git", &["-c", &key, "commit", "-q", "-S", "-m", "Access policy"]);
    let arguments = ["approve", "access", "isms", "--by", "runa"];
    let err = run(&place, &arguments).code(2).err;
    assert!(err.contains("is signed by emil@example.org") && err.contains("runa@example.org"), "{err}");

    // A key that nobody is known by.
    place.write("home/allowed", "");
    let err = run(&place, &arguments).code(2).err;
    assert!(
        err.contains("does not find the signature of the last commit") && err.contains("git says"),
        "{err}"
    );
    assert!(!place.at("isms/annexa.lock").exists());
}
