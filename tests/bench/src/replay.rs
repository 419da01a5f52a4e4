//! An editing session of a package of 100,000 lines, replayed through the protocol: what somebody who types waits for.
//!
//! The server is a process of its own, the program that is given, and so is `annexa check`, with which the first problems
//! are compared. Files are all open, and their problems published. What is asked is asked of a server at rest, and where it
//! says so right behind a keystroke, as editors do.

use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use annexa_bench::edits::{Change, Edit};
use annexa_bench::{Dice, Package, generate};
use serde_json::{Value, json};

use crate::{LINES_100_000, Took, heading, memory_kb, percentiles, processor};

const DAY: &str = "2026-11-01";
/// How long the server may be silent while something is waited for.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often each edit is made that touches everything.
const EVERYTHING: usize = 20;
/// How often something is asked at rest, and behind a keystroke.
const ASKED: usize = 1_000;
const ASKED_TYPING: usize = 100;
/// What is longer is pasted.
const LONGEST_WORD: usize = 10;
/// How many edits come at once in the session for memory, before their problems are waited for.
const AT_ONCE: usize = 10;

/// Measures the language server of `program`: over `edits` edits each checked, and over the growth in `then` more.
pub fn replay(program: &Path, edits: usize, then: usize) -> io::Result<()> {
    let package = with_a_let(generate(LINES_100_000));
    let folder = tempfile::tempdir()?;
    let folder = folder.path().canonicalize()?;
    package.write(&folder)?;
    let lines: usize = package.files.iter().map(|(_, text)| text.lines().count()).sum();
    println!("{lines} lines, {} declarations, {} files", package.declarations, package.files.len());

    let check = (0..3).map(|_| check(program, &folder)).collect::<io::Result<Vec<_>>>()?;
    let check = check.into_iter().min().unwrap_or_default();
    let start = Instant::now();
    let mut session = Session::start(program, &folder, package)?;
    session.open(0)?;
    session.problems(0)?;
    let first = start.elapsed();
    println!(
        "first problems {:.0} ms, `annexa check` {:.0} ms: {:.2} times; {} of memory",
        first.as_secs_f64() * 1e3,
        check.as_secs_f64() * 1e3,
        first.as_secs_f64() / check.as_secs_f64(),
        session.memory()
    );
    for file in 1..session.package.files.len() {
        session.open(file)?;
    }
    session.problems(session.package.files.len() - 1)?;

    println!();
    heading("keystroke to its problems");
    keystrokes(&mut session, edits)?;
    println!("{} of memory", session.memory());
    println!();
    heading("edits that touch everything");
    everything(&mut session)?;
    println!();
    heading("requests");
    requests(&mut session)?;
    println!("{} of memory", session.memory());

    if then > 0 {
        println!("\n{then} more edits, {AT_ONCE} at once:");
        let mut dice = Dice::new(11);
        let mut done = 0;
        while done < then {
            let Some(change) = random(&mut session, &mut dice) else { continue };
            for _ in 0..AT_ONCE / 2 {
                // As often as it is made it is taken back, so that the package stays what it is.
                session.change(&change)?;
                session.change(&change.undone())?;
            }
            session.problems(change.file)?;
            done += AT_ONCE;
            if done % (then / 10).max(AT_ONCE) < AT_ONCE {
                println!("{done:>8} {}", session.memory());
            }
        }
    }
    session.leave()
}

/// The same with a `let` that its texts name all over.
fn with_a_let(mut package: Package) -> Package {
    for (_, text) in &mut package.files {
        *text = text.replace("Access rights MUST", "{rights} MUST");
    }
    package.files[0].1.push_str("let rights = \"Access rights\"\n");
    package
}

/// How long `annexa check` takes.
fn check(program: &Path, folder: &Path) -> io::Result<Duration> {
    let start = Instant::now();
    let mut command = Command::new(program);
    command.args(["check", "--as-of", DAY]).arg(folder).stdout(Stdio::null()).stderr(Stdio::null());
    let status = command.status()?;
    if status.code().is_none_or(|code| code > 1) {
        return Err(io::Error::other(format!("{} check: {status}", program.display())));
    }
    Ok(start.elapsed())
}

/// Every kind of edit in turn, words typed letter by letter, and taken back at once.
fn keystrokes(session: &mut Session, count: usize) -> io::Result<()> {
    let mut dice = Dice::new(7);
    let mut times: Vec<(Edit, Took)> = Vec::new();
    for nth in 0.. {
        if times.len() >= count {
            break;
        }
        let edit = Edit::ALL[nth % Edit::ALL.len()];
        let Some(change) = edit.on(&session.package, &mut dice) else { continue };
        for stroke in strokes(&change) {
            times.push((edit, session.checked(&stroke)?));
        }
        times.push((edit, session.checked(&change.undone())?));
    }
    for edit in Edit::ALL {
        let of: Vec<Took> = times.iter().filter(|(e, _)| e == edit).map(|(_, t)| *t).collect();
        percentiles(edit.says(), &of);
    }
    let all: Vec<Took> = times.iter().map(|(_, t)| *t).collect();
    percentiles("all", &all);
    Ok(())
}

/// A change that only adds a word, letter by letter; any other as it is.
fn strokes(change: &Change) -> Vec<Change> {
    let (from, taken, put) = difference(&change.before, &change.after);
    if taken > 0 || put.len() > LONGEST_WORD {
        return vec![change.clone()];
    }
    let mut before = change.before.clone();
    let mut strokes = Vec::new();
    let mut at = from;
    for letter in put.chars() {
        let mut after = before.clone();
        after.insert(at, letter);
        at += letter.len_utf8();
        strokes.push(Change { file: change.file, before, after: after.clone() });
        before = after;
    }
    strokes
}

/// Where two texts differ, how many bytes of the first, and what the second has there. Both are plain ASCII.
fn difference<'a>(before: &str, after: &'a str) -> (usize, usize, &'a str) {
    let (b, a) = (before.as_bytes(), after.as_bytes());
    let start = b.iter().zip(a).take_while(|(x, y)| x == y).count();
    let most = b.len().min(a.len()) - start;
    let end = b.iter().rev().zip(a.iter().rev()).take(most).take_while(|(x, y)| x == y).count();
    (start, b.len() - end - start, &after[start..after.len() - end])
}

/// Edits on which much depends: a role's name, a `let`, the risk method, a prose mark.
fn everything(session: &mut Session) -> io::Result<()> {
    let prose = session.package.files.iter().position(|(_, text)| text.contains("\"\"\""));
    let prose = prose.ok_or_else(|| io::Error::other("the package has no prose"))?;
    let edits = [
        ("a role's name", 0, "role role-0 ", "role role-00 "),
        ("the text of a let", 0, "= \"Access rights\"", "= \"All access rights\""),
        ("the name of a let", 0, "let rights ", "let right "),
        ("the risk method", 0, "level: medium from 5", "level: medium from 6"),
        (
            "a prose mark opened",
            prose,
            "    statement statement-1 ",
            "    \"\"\"\n    statement statement-1 ",
        ),
        ("a prose mark left out", prose, "        \"\"\"\n        implements", "        implements"),
    ];
    let mut all = Vec::new();
    for (what, file, from, to) in edits {
        let before = session.package.files[file].1.clone();
        let after = before.replacen(from, to, 1);
        if after == before {
            return Err(io::Error::other(format!("the package has no `{from}`")));
        }
        let change = Change { file, before, after };
        let mut times = Vec::new();
        for _ in 0..EVERYTHING {
            times.push(session.checked(&change)?);
            times.push(session.checked(&change.undone())?);
        }
        percentiles(what, &times);
        all.extend(times);
    }
    percentiles("all", &all);
    Ok(())
}

/// Suggestions and hovers all over the package, at rest and behind a keystroke.
fn requests(session: &mut Session) -> io::Result<()> {
    for (what, method) in [("completion", "textDocument/completion"), ("hover", "textDocument/hover")] {
        let mut dice = Dice::new(5);
        let mut times = Vec::new();
        for _ in 0..ASKED {
            let file = dice.roll(session.package.files.len());
            let at = dice.roll(session.package.files[file].1.len());
            times.push(session.asked(method, file, at)?);
        }
        percentiles(&format!("{what}, at rest"), &times);
    }
    // What an editor asks while somebody writes an owner and a control.
    for (what, begin, typed) in [
        ("completion of a role, typing", "    owner: ", "role-1"),
        ("completion of a control, typing", "implements: ", "backup"),
    ] {
        let mut dice = Dice::new(9);
        let mut times = Vec::new();
        while times.len() < ASKED_TYPING {
            let file = dice.roll(session.package.files.len());
            let before = session.package.files[file].1.clone();
            let places: Vec<usize> = before.match_indices(begin).map(|(at, _)| at + begin.len()).collect();
            let Some(at) = places.get(dice.roll(places.len())) else { continue };
            let mut after = before.clone();
            after.insert_str(*at, typed);
            let change = Change { file, before, after };
            for (nth, stroke) in strokes(&change).into_iter().enumerate() {
                session.change(&stroke)?;
                times.push(session.asked("textDocument/completion", file, at + nth + 1)?);
                // Nobody types faster than that.
                session.problems(file)?;
            }
            session.checked(&change.undone())?;
        }
        percentiles(what, &times);
    }
    Ok(())
}

fn random(session: &mut Session, dice: &mut Dice) -> Option<Change> {
    Edit::ALL[dice.roll(Edit::ALL.len())].on(&session.package, dice)
}

/// A server, and the package as its client has it.
struct Session {
    server: Child,
    output: ChildStdin,
    input: Receiver<Value>,
    process: String,
    root: String,
    package: Package,
    versions: Vec<i64>,
    next: i64,
}

impl Session {
    fn start(program: &Path, folder: &Path, package: Package) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.args(["lsp", "--as-of", DAY]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut server = command.spawn()?;
        let (Some(output), Some(input)) = (server.stdin.take(), server.stdout.take()) else {
            return Err(io::Error::other("the server has no streams"));
        };
        let (said, messages) = channel();
        thread::spawn(move || {
            let mut input = BufReader::new(input);
            while let Some(message) = read(&mut input) {
                if said.send(message).is_err() {
                    break;
                }
            }
        });
        let process = server.id().to_string();
        let root = format!("file://{}", folder.display());
        let versions = vec![0; package.files.len()];
        let mut session =
            Session { server, output, input: messages, process, root, package, versions, next: 0 };
        let folders = json!([{ "uri": session.root, "name": "bench" }]);
        session.request("initialize", json!({ "capabilities": {}, "workspaceFolders": folders }))?;
        session.notify("initialized", json!({}))?;
        Ok(session)
    }

    fn uri(&self, file: usize) -> String {
        format!("{}/{}", self.root, self.package.files[file].0)
    }

    fn send(&mut self, message: &Value) -> io::Result<()> {
        let text = message.to_string();
        write!(self.output, "Content-Length: {}\r\n\r\n{text}", text.len())?;
        self.output.flush()
    }

    fn notify(&mut self, method: &str, params: Value) -> io::Result<()> {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    fn request(&mut self, method: &str, params: Value) -> io::Result<Value> {
        self.next += 1;
        let id = self.next;
        let mut message = json!({ "jsonrpc": "2.0", "id": id, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message)?;
        self.wait(method, |message| message["id"] == id && message.get("method").is_none())
    }

    fn wait(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> io::Result<Value> {
        loop {
            match self.input.recv_timeout(PATIENCE) {
                Ok(message) if is_it(&message) => return Ok(message),
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => {
                    return Err(io::Error::other(format!("waited in vain for {what}")));
                }
                Err(RecvTimeoutError::Disconnected) => return Err(io::Error::other("the server is gone")),
            }
        }
    }

    fn open(&mut self, file: usize) -> io::Result<()> {
        self.versions[file] = 1;
        let text = &self.package.files[file].1;
        let document = json!({ "uri": self.uri(file), "languageId": "isms", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }))
    }

    fn change(&mut self, change: &Change) -> io::Result<()> {
        let (from, taken, put) = difference(&change.before, &change.after);
        let range = json!({
            "start": position(&change.before, from),
            "end": position(&change.before, from + taken),
        });
        let put = json!([{ "range": range, "text": put }]);
        self.package.files[change.file].1.clone_from(&change.after);
        self.versions[change.file] += 1;
        let document = json!({ "uri": self.uri(change.file), "version": self.versions[change.file] });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": put }))
    }

    /// Waits for the problems of a file as it is.
    fn problems(&mut self, file: usize) -> io::Result<()> {
        let (uri, version) = (self.uri(file), self.versions[file]);
        self.wait("problems", |message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && message["params"]["version"] == version
        })?;
        Ok(())
    }

    fn measured(&mut self, run: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<Took> {
        let (start, before) = (Instant::now(), processor(&self.process));
        run(self)?;
        let clock = start.elapsed();
        Ok(Took { clock, processor: processor(&self.process).saturating_sub(before) })
    }

    /// Makes a change, and measures until its problems are there.
    fn checked(&mut self, change: &Change) -> io::Result<Took> {
        self.measured(|session| {
            session.change(change)?;
            session.problems(change.file)
        })
    }

    /// Asks about a place, and measures until the answer is there.
    fn asked(&mut self, method: &str, file: usize, at: usize) -> io::Result<Took> {
        let position = position(&self.package.files[file].1, at);
        let params = json!({ "textDocument": { "uri": self.uri(file) }, "position": position });
        let mut answer = Value::Null;
        let took = self.measured(|session| {
            answer = session.request(method, params)?;
            Ok(())
        })?;
        match answer.get("error") {
            Some(error) => Err(io::Error::other(format!("{method}: {error}"))),
            None => Ok(took),
        }
    }

    fn memory(&self) -> String {
        let [now, most] = ["VmRSS:", "VmHWM:"].map(|key| memory_kb(&self.process, key) / 1024);
        format!("{now} MB ({most} MB at most)")
    }

    fn leave(mut self) -> io::Result<()> {
        self.request("shutdown", Value::Null)?;
        self.send(&json!({ "jsonrpc": "2.0", "method": "exit" }))?;
        let status = self.server.wait()?;
        if status.success() {
            Ok(())
        } else {
            Err(io::Error::other(format!("the server ended with {status}")))
        }
    }
}

/// The next message; nothing where the server has no more to say.
fn read(input: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.parse().ok()?
            }
            Some(_) => {}
            None => break,
        }
    }
    let mut bytes = vec![0; length];
    input.read_exact(&mut bytes).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// The line and column of a byte of a text in plain ASCII.
fn position(text: &str, at: usize) -> Value {
    let line = text[..at].matches('\n').count();
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    json!({ "line": line, "character": at - start })
}
