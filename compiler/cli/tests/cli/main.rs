//! The program as a user runs it: the binary, folders, exit codes, bytes.

#![allow(missing_docs, reason = "tests")]

mod ahead;
mod approve;
mod build;
mod check;
mod fix;
mod fmt;
mod import;
mod look;
mod new;
mod packages;
mod query;
mod readme;
mod serve;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// The day of the tests.
pub const DAY: &str = "2026-11-23";

/// What a run of the program gave.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// The run, if it ended with `code`.
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// The objects of a machine format, one a line.
    pub fn objects(&self) -> Vec<serde_json::Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect("each line is an object")).collect()
    }
}

/// A folder of its own for a test.
pub struct Place(TempDir);

impl Default for Place {
    fn default() -> Self {
        Place::new()
    }
}

impl Place {
    pub fn new() -> Self {
        Place(tempfile::tempdir().expect("a folder for the test"))
    }

    /// With a package that has these files beside a plain manifest.
    pub fn package(files: &[(&str, &str)]) -> Self {
        let place = Place::new();
        place.write("annexa.toml", MANIFEST);
        for (path, text) in files {
            place.write(path, text);
        }
        place
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn at(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("the folder is made");
        fs::write(path, bytes).expect("the file is written");
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).expect("the file is there")
    }

    /// All files with their bytes, sorted.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        fn walk(root: &Path, dir: &Path, found: &mut Vec<(String, Vec<u8>)>) {
            for entry in fs::read_dir(dir).expect("a folder").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    walk(root, &path, found);
                } else {
                    let name = path.strip_prefix(root).expect("below").display().to_string();
                    found.push((name.replace('\\', "/"), fs::read(&path).expect("a file")));
                }
            }
        }
        let mut found = Vec::new();
        walk(self.path(), self.path(), &mut found);
        found.sort();
        found
    }

    /// Runs the program in the folder.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[])
    }

    /// Runs the program in the folder, with variables.
    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_annexa"))
            .args(arguments)
            .current_dir(self.path())
            .env_remove("SOURCE_DATE_EPOCH")
            .env_remove("NO_COLOR")
            .envs(variables.iter().copied())
            .output()
            .expect("the program runs");
        Run {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }
}

/// A plain manifest.
pub const MANIFEST: &str = "[package]\nname = \"small\"\n\n[standards]\nmain = \"iso27001@2022\"\n";

/// A small package without a fault: one scope, a decision and a status for every control, and what the clauses ask for.
pub const SOUND: &str = r#"organization small "Small Ltd" { people-in-scope: 3 }
person ida "Ida" { shows: diligence since 2019-01-01 from "Twenty years of it" }
role head "Head" { holder: ida since 2020-01-01  duty: iso27001.5.3 }
team crew "Crew" { lead: head }
asset notes "Notes" { category: information  owner: head }
scope office "The office" { owner: head  includes: notes, crew }
soa office-soa "Statement of Applicability" for office against iso27001 {
    owner: head
    include: A.* because "Decided by the head after the assessment of 2026"
    not-yet: A.* due 2190-12-31 by head because "We have only begun"
}
issue climate "Climate change" { kind: external  relevant: no because "One room, and no machines in it" }
issue size "Three people" { kind: internal  relevant: yes because "Everybody does everything" }
policy security "Security policy" { version: "1"  owner: head  audience: crew  fulfils: iso27001.5.2 }
acknowledgement all-three "All of us" of security { version: "1"  acknowledged: 3 of 3 on 2026-01-10 }
training first-day "The first day" {
    kind: awareness
    audience: crew
    repeats: every 200 years
    given: 2026-01-10 to crew
}
competence diligence "Diligence"
process yearly "The yearly look" { owner: head  inputs: "Last year"  outputs: "Decisions"  evidence: minutes }
evidence minutes "Minutes" { held: "The blue folder"  seen: 2026-01-10 by head }
measure misses "Notes that went missing" { reading: 0 on 2026-01-10 }
objective none-missing "No note goes missing" {
    owner: head
    deadline: 2190-12-31
    resources: "An hour a year"
    measured-by: misses
}
risk-method method "How we judge" {
    likelihood: rare, likely
    consequence: small, great
    level: low from 1
    level: high from 4
    acceptable: low
}
risk loss "Notes are lost" {
    owner: head
    assets: notes
    inherent: rare with small
    residual: rare with small
    treat: retain because "They are few"
}
audit-programme audits "Audits" for office against iso27001 { cycle: 2400 months since 2026-01-01  owner: head }
audit whole "Everything" { programme: audits  covers: iso27001.*, A.*  planned: 2190-06-30 }
"#;

/// The same with a word that a machine can mend (a curly quote) and an owner misspelt.
pub fn faulty() -> String {
    SOUND.replace("\"Notes\"", "“Notes”").replace("owner: head  includes", "owner: haed  includes")
}

#[test]
fn help_and_version() {
    let place = Place::new();
    let version = place.run(&["--version"]).code(0);
    assert_eq!(version.out.trim(), format!("annexa {}", env!("CARGO_PKG_VERSION")));
    let help = place.run(&["--help"]).code(0);
    for command in [
        "new", "check", "fix", "fmt", "build", "approve", "accept", "soa", "status", "why", "query",
        "explain", "catalog", "import", "forecast", "certify", "handover", "impact", "what-if",
    ] {
        assert!(help.out.contains(&format!("\n  {command} ")), "{command} in:\n{}", help.out);
        let own = place.run(&[command, "--help"]).code(0);
        assert!(own.out.contains("Usage: annexa"), "{}", own.out);
        let nested = own.out.contains("Commands:");
        assert!(nested || own.out.contains("Examples:"), "{command} shows examples:\n{}", own.out);
    }
}

#[test]
fn a_wrong_command_line_is_2() {
    let place = Place::new();
    place.run(&[]).code(2);
    place.run(&["chekc"]).code(2);
    place.run(&["check", "--message-format", "xml"]).code(2);
    place.run(&["check", "--as-of", "2026-02-30"]).code(2);
    place.run(&["check", "--as-of", "yesterday"]).code(2);
    place.run(&["why"]).code(2);
    place.run(&["build", "--format", "pdf"]).code(2);
    place.run(&["--color", "sometimes", "check"]).code(2);
}

#[test]
fn completions() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish"] {
        assert!(place.run(&["completions", shell]).code(0).out.contains("annexa"));
    }
}

#[test]
fn a_fault_of_the_program_says_so_and_is_101() {
    const CHILD: &str = "ANNEXA_TEST_FAULT";
    if std::env::var_os(CHILD).is_some() {
        annexa_cli::fault::install();
        // In whichever thread it happens.
        let _ = std::thread::spawn(|| panic!("the test's own fault")).join();
        unreachable!("the program goes on after a fault");
    }
    let output = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "a_fault_of_the_program_says_so_and_is_101", "--nocapture"])
        .env(CHILD, "1")
        .output()
        .expect("it runs");
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(i32::from(annexa_cli::fault::CODE)), "{err}");
    for words in [
        "a fault of annexa, not of your package",
        "the test's own fault",
        "Please tell us",
        env!("CARGO_PKG_VERSION"),
    ] {
        assert!(err.contains(words), "{words} in {err}");
    }
    assert!(!err.contains("goes on"), "{err}");
}
