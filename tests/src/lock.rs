//! Commands that write the lock, carried out in memory: `annexa approve access --by runa --on 2026-10-01`.

use annexa_analysis::approval::{self, Request};
use annexa_analysis::{Analysis, Context, translation};
use annexa_core::lock::{FOLDER, Ground, Record, begun, file_name, written};
use annexa_core::model::{Decl, Model, View};
use annexa_core::prelude::{Person, Role, Translation};
use annexa_core::time::Date;
use annexa_core::{Input, build};
use annexa_diagnostics::Sources;

use crate::package::date;

/// Whether `command` writes the lock.
pub fn is_known(command: &str) -> bool {
    ["annexa approve ", "annexa accept ", "annexa translated "].iter().any(|c| command.starts_with(c))
}

/// The files of the lock of a package after `command`. What proves the approval is the text of `--record`, else a commit.
///
/// # Panics
/// Where the command cannot be carried out.
pub fn run(input: &Input, command: &str) -> Vec<(String, String)> {
    run_all(input, &[command])
}

/// The files of the lock of a package after commands of which each writes another file.
///
/// # Panics
/// Where one of them cannot be carried out.
pub fn run_all(input: &Input, commands: &[&str]) -> Vec<(String, String)> {
    let built = build(input.clone(), &annexa_stdlib::files());
    let mut lock = input.lock.clone();
    for command in commands {
        one(&built.model, &mut lock, command);
    }
    lock
}

fn one(model: &Model, lock: &mut Vec<(String, String)>, command: &str) {
    assert!(is_known(command), "`{command}` does not write the lock");
    let words = words(command);
    let mut words = words.iter().skip(2);
    let name = words.next().unwrap_or_else(|| panic!("`{command}` names nothing"));
    let flag = |flag: &str| {
        let mut rest = words.clone();
        rest.find(|w| *w == flag).and_then(|_| rest.next()).cloned()
    };
    let find =
        |name: &str| model.find(name).unwrap_or_else(|| panic!("`{command}`: nothing is named `{name}`"));
    let on = date(&flag("--on").unwrap_or_else(|| panic!("`{command}` gives no day")));
    let by = flag("--by").unwrap_or_else(|| panic!("`{command}` gives nobody"));
    let person = Person::of(find(&by)).unwrap_or_else(|| panic!("`{by}` is no person"));
    let decl = find(name);
    let record = match Translation::of(decl) {
        Some(translation) => translation::record(translation, person, on)
            .unwrap_or_else(|refusal| panic!("`{command}`: {refusal:?}")),
        None => decided(model, decl, person, on, command, flag),
    };
    let path = match model.lock.of(&decl.path()) {
        Some(file) => model.files.path(file.file).to_owned(),
        None => format!("{FOLDER}/{}", file_name(&decl.path())),
    };
    let at = lock.iter().position(|(p, _)| *p == path).unwrap_or_else(|| {
        lock.push((path, begun(&decl.path())));
        lock.len() - 1
    });
    lock[at].1.push_str(&written(&record));
}

/// The record of an approval or an acceptance.
fn decided<'m>(
    model: &'m Model,
    decl: Decl<'m>,
    person: Person<'m>,
    on: Date,
    command: &str,
    flag: impl Fn(&str) -> Option<String>,
) -> Record {
    let role = |name: String| {
        model.find(&name).and_then(Role::of).unwrap_or_else(|| panic!("`{command}`: `{name}` is no role"))
    };
    let ground = match flag("--record") {
        Some(text) => Ground::Text(text),
        None => {
            Ground::Commit { id: "c".repeat(40), signer: format!("{}@example.org", person.decl().name()) }
        }
    };
    let request = Request {
        decl,
        person,
        role: flag("--role").map(role),
        on,
        version: flag("--version"),
        ground: Some(ground),
    };
    let analysis = Analysis::new(model, Context { as_of: on });
    approval::record(&analysis, &request).unwrap_or_else(|refusal| panic!("`{command}`: {refusal:?}"))
}

/// The words of a command line; double quotes keep several together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().expect("there is one").push(c),
        }
    }
    words.retain(|w| !w.is_empty());
    words
}
