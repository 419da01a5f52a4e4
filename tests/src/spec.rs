//! The specification's harness: runs the code blocks of a chapter and compares the problems with those that the
//! chapter expects. How a chapter is written stands in `tests/spec/00-how-to-read.md`.
//!
//! With `ANNEXA_SPEC_UPDATE=1` in the environment the expectations of a chapter are rewritten in place; read the
//! difference before you keep it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use annexa_core::PackageInput;
use annexa_diagnostics::{Fix, Problem, Safety, Section};
use annexa_syntax::format::format;

use crate::coverage;
use crate::lock;
use crate::package::{AS_OF, Checked, Package, date, headline, root};

/// The file of a block that names no other.
const MAIN: &str = "main.isms";
/// The file of a chapter's common context.
const SETUP: &str = "setup.isms";
/// The manifest.
const TOML: &str = "annexa.toml";
/// The folder of the lock.
const LOCK: &str = "annexa.lock/";
/// What begins an expectation in Annexa.
const MARK: &str = "//~";
/// What begins an expectation in the manifest.
const TOML_MARK: &str = "#~";

/// What came of running a chapter.
#[derive(Debug, Default)]
pub struct Report {
    /// How many blocks of Annexa the chapter has.
    pub blocks: usize,
    /// How many of them wait for the compiler (`todo`).
    pub waiting: Vec<String>,
    /// What failed, in words.
    pub failures: Vec<String>,
}

/// A chapter, read.
#[derive(Debug)]
pub struct Chapter {
    /// The file's name.
    pub name: String,
    /// Its packages.
    pub cases: Vec<Case>,
    /// How many blocks of Annexa it has, those of a common context among them.
    pub blocks: usize,
    lines: Vec<String>,
}

/// A package of a chapter with what is expected of it.
#[derive(Debug, Clone)]
pub struct Case {
    heading: String,
    /// The line of the first fence, from 1.
    line: usize,
    blocks: Vec<Block>,
    /// Commands that approved earlier packages, whose records are in the lock.
    approved: Vec<(Box<Case>, String)>,
    setup: Vec<Block>,
    options: Settings,
    folder: Option<String>,
    fixed: Vec<Expected>,
    /// As `fixed`, after the safe fixes alone.
    safe: Vec<Expected>,
    formatted: Vec<Expected>,
    rendered: Option<Expected>,
    listed: Option<Expected>,
    /// Rows of a statement of applicability; the path is its name, empty for the only one.
    covered: Vec<Expected>,
    /// Queries; the path is the query.
    asked: Vec<Expected>,
    /// Forecasts; the path is the last day.
    ahead: Vec<Expected>,
}

/// A file of a case.
#[derive(Debug, Clone)]
struct Block {
    path: String,
    /// The first line of its content in the chapter, from 0.
    first: usize,
    lines: Vec<Line>,
}

#[derive(Debug, Clone)]
struct Line {
    text: String,
    marks: Vec<Mark>,
}

/// An expected problem.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark {
    /// `error[unknown-name]`
    head: String,
    /// What the message must hold.
    text: String,
}

/// A text of the chapter that is compared as a whole.
#[derive(Debug, Clone)]
struct Expected {
    path: String,
    range: Range<usize>,
    text: String,
}

#[derive(Debug, Clone)]
struct Settings {
    as_of: String,
    release: bool,
    only: Vec<String>,
    todo: bool,
    bare: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { as_of: AS_OF.to_owned(), release: false, only: Vec::new(), todo: false, bare: false }
    }
}

impl Settings {
    /// Reads one word of a fence; gives it back where it is none of these.
    fn read<'w>(&mut self, word: &'w str) -> Option<&'w str> {
        match word.split_once('=') {
            Some(("as-of", day)) => self.as_of = day.to_owned(),
            Some(("only", names)) => self.only = names.split(',').map(str::to_owned).collect(),
            None if word == "release" => self.release = true,
            None if word == "todo" => self.todo = true,
            None if word == "bare" => self.bare = true,
            _ => return Some(word),
        }
        None
    }

    fn compares(&self, problem: &Problem) -> bool {
        self.only.is_empty()
            || self.only.iter().any(|o| {
                *o == problem.name || Section::ALL.iter().any(|s| s.word() == o && problem.section == *s)
            })
    }
}

/// Reads a chapter.
///
/// # Panics
/// Where the chapter is not written as chapters are: a fence with an unknown word, an expectation that cannot be read.
pub fn read(name: &str, text: &str) -> Chapter {
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut chapter = Chapter { name: name.to_owned(), cases: Vec::new(), blocks: 0, lines };
    let mut headings: Vec<String> = Vec::new();
    let mut defaults = Settings::default();
    let mut setup: Vec<Block> = Vec::new();
    let mut manifests: Vec<Block> = Vec::new();
    // Whether a block `file=` goes on with the case before.
    let mut open = false;
    // Files of the lock, and commands that approve the package before, which belong to the next package.
    let mut locked: Vec<Block> = Vec::new();
    let mut approved: Vec<(Box<Case>, String)> = Vec::new();
    let mut at = 0;
    while at < chapter.lines.len() {
        let line = chapter.lines[at].clone();
        let fail = |what: &str| -> ! { panic!("{name}:{}: {what}", at + 1) };
        if let Some(words) = line.strip_prefix("<!-- blocks:") {
            defaults = Settings::default();
            for word in words.trim_end_matches("-->").split_whitespace() {
                if let Some(other) = defaults.read(word) {
                    fail(&format!("`{other}` is no setting of blocks"));
                }
            }
        }
        let depth = line.bytes().take_while(|b| *b == b'#').count();
        if depth > 0 && line.as_bytes().get(depth) == Some(&b' ') {
            headings.truncate(depth - 1);
            headings.push(line[depth..].trim().to_owned());
            manifests.clear();
            open = false;
        }
        let ticks = line.bytes().take_while(|b| *b == b'`').count();
        if ticks < 3 {
            at += 1;
            continue;
        }
        let fence = &line[..ticks];
        let first = at + 1;
        let Some(length) = chapter.lines[first..].iter().position(|l| l.trim_end() == fence) else {
            fail("the fence is not closed")
        };
        let range = first..first + length;
        let content = chapter.lines[range.clone()].to_vec();
        let mut words = line[ticks..].split_whitespace();
        let language = words.next().unwrap_or("text");
        let expected =
            |path: &str| Expected { path: path.to_owned(), range: range.clone(), text: joined(&content) };
        match language {
            "annexa" => {
                chapter.blocks += 1;
                let mut options = defaults.clone();
                let (mut file, mut is_setup) = (None, false);
                for word in words {
                    match options.read(word) {
                        None => {}
                        Some("setup") => is_setup = true,
                        Some(other) => match other.strip_prefix("file=") {
                            Some(path) => file = Some(path.to_owned()),
                            None => fail(&format!("`{other}` is no word of a fence")),
                        },
                    }
                }
                let usual = if is_setup { SETUP } else { MAIN };
                let path = file.clone().unwrap_or_else(|| usual.to_owned());
                let block = block(name, path, first, &content, MARK);
                if is_setup {
                    replace(&mut setup, block);
                    open = false;
                } else if open && file.is_some() {
                    if let Some(case) = chapter.cases.last_mut() {
                        case.blocks.push(block);
                        case.options.todo |= options.todo;
                    }
                } else {
                    open = file.is_some();
                    let bare = options.bare;
                    chapter.cases.push(Case {
                        heading: headings.join(" › "),
                        line: at + 1,
                        blocks: manifests.iter().cloned().chain(locked.drain(..)).chain([block]).collect(),
                        approved: std::mem::take(&mut approved),
                        setup: if bare { Vec::new() } else { setup.clone() },
                        options,
                        folder: None,
                        fixed: Vec::new(),
                        safe: Vec::new(),
                        formatted: Vec::new(),
                        rendered: None,
                        listed: None,
                        covered: Vec::new(),
                        asked: Vec::new(),
                        ahead: Vec::new(),
                    });
                }
            }
            "toml" => {
                let (mut path, mut is_setup) = (TOML.to_owned(), false);
                for word in words {
                    match word.strip_prefix("file=") {
                        Some(file) => path = file.to_owned(),
                        None if word == "setup" => is_setup = true,
                        None => fail(&format!("`{word}` is no word of a fence")),
                    }
                }
                let block = block(name, path, first, &content, TOML_MARK);
                if block.path.starts_with(LOCK) {
                    locked.push(block);
                } else {
                    replace(if is_setup { &mut setup } else { &mut manifests }, block);
                }
                open = false;
            }
            // A data file of the packages under the heading.
            "csv" | "json" | "xml" => {
                let Some(path) = words.find_map(|w| w.strip_prefix("file=")) else {
                    fail("a data file needs its path: `file=`")
                };
                replace(&mut manifests, block(name, path.to_owned(), first, &content, MARK));
                open = false;
            }
            "problems" => {
                chapter.blocks += 1;
                let mut options = defaults.clone();
                let mut folder = None;
                for word in words {
                    match options.read(word) {
                        None => {}
                        Some(other) => match other.strip_prefix("package=") {
                            Some(path) => folder = Some(path.to_owned()),
                            None => fail(&format!("`{other}` is no word of a fence")),
                        },
                    }
                }
                let listed = expected("");
                chapter.cases.push(Case {
                    heading: headings.join(" › "),
                    line: at + 1,
                    blocks: Vec::new(),
                    approved: Vec::new(),
                    setup: Vec::new(),
                    options,
                    folder,
                    fixed: Vec::new(),
                    safe: Vec::new(),
                    formatted: Vec::new(),
                    rendered: None,
                    listed: Some(listed),
                    covered: Vec::new(),
                    asked: Vec::new(),
                    ahead: Vec::new(),
                });
                open = false;
            }
            "coverage" => {
                let Some(case) = chapter.cases.last_mut() else { fail("no block stands before this one") };
                case.covered.push(expected(words.next().unwrap_or("")));
                open = false;
            }
            "query" => {
                let query = line[ticks..].trim().strip_prefix("query").unwrap_or_default().trim();
                let Some(case) = chapter.cases.last_mut() else { fail("no block stands before this one") };
                case.asked.push(expected(query));
                open = false;
            }
            "forecast" => {
                let until = line[ticks..].trim().strip_prefix("forecast").unwrap_or_default().trim();
                let Some(case) = chapter.cases.last_mut() else { fail("no block stands before this one") };
                case.ahead.push(expected(until));
                open = false;
            }
            "fixed" | "formatted" | "rendered" => {
                let Some(case) = chapter.cases.last_mut() else { fail("no block stands before this one") };
                let mut words = words.peekable();
                let safe = language == "fixed" && words.next_if(|w| *w == "safe").is_some();
                let path = words.next().and_then(|w| w.strip_prefix("file=")).unwrap_or(MAIN);
                match language {
                    "fixed" if safe => case.safe.push(expected(path)),
                    "fixed" => case.fixed.push(expected(path)),
                    "formatted" => case.formatted.push(expected(path)),
                    _ => case.rendered = Some(expected("")),
                }
                open = false;
            }
            "console" => {
                open = false;
                let commands = content.iter().filter_map(|line| line.strip_prefix("$ "));
                for command in commands.filter(|c| lock::is_known(c)) {
                    let Some(case) = chapter.cases.last() else { fail("no block stands before this one") };
                    approved.push((Box::new(case.clone()), command.to_owned()));
                }
            }
            "text" | "markdown" => open = false,
            other => fail(&format!("blocks of `{other}` are not known here")),
        }
        at = range.end + 1;
    }
    chapter
}

/// Puts `block` in the place of the one with its path, or behind all.
fn replace(blocks: &mut Vec<Block>, block: Block) {
    blocks.retain(|b| b.path != block.path);
    blocks.push(block);
}

/// The folder of another package that a path leads into, and the rest of the path: `../group`, `policies.isms`.
fn elsewhere(path: &str) -> Option<(String, &str)> {
    let (name, rest) = path.strip_prefix("../")?.split_once('/')?;
    Some((format!("../{name}"), rest))
}

fn block(name: &str, path: String, first: usize, content: &[String], mark: &str) -> Block {
    let lines = content
        .iter()
        .enumerate()
        .map(|(i, line)| {
            let mut pieces = line.split(mark);
            let text = pieces.next().unwrap_or("");
            let marks: Vec<Mark> = pieces
                .map(|piece| {
                    Mark::read(piece).unwrap_or_else(|| {
                        panic!("{name}:{}: `{mark}{piece}` is no expectation", first + i + 1)
                    })
                })
                .collect();
            Line { text: if marks.is_empty() { text } else { text.trim_end() }.to_owned(), marks }
        })
        .collect();
    Block { path, first, lines }
}

impl Mark {
    /// ` error[unknown-name]: nothing is named`
    fn read(text: &str) -> Option<Mark> {
        let text = text.trim();
        let end = text.find(']')?;
        let (head, rest) = text.split_at(end + 1);
        let (level, _) = head.split_once('[')?;
        let rest = rest.trim();
        let known = ["error", "warning", "hint"].contains(&level);
        (known && (rest.is_empty() || rest.starts_with(':')))
            .then(|| Mark { head: head.to_owned(), text: rest.trim_start_matches(':').trim().to_owned() })
    }

    fn meets(&self, problem: &Problem) -> bool {
        headline(problem).starts_with(&format!("{}:", self.head)) && problem.message.contains(&self.text)
    }

    fn write(&self) -> String {
        if self.text.is_empty() { self.head.clone() } else { format!("{}: {}", self.head, self.text) }
    }
}

fn joined(lines: &[String]) -> String {
    lines.iter().map(|l| format!("{l}\n")).collect()
}

impl Block {
    fn text(&self) -> String {
        self.lines.iter().map(|l| format!("{}\n", l.text)).collect()
    }
}

/// What a case gave, compared with what it expects.
struct Outcome {
    /// The difference, in words; empty where there is none.
    difference: String,
    /// What would stand in the chapter if it were right.
    rewritten: Vec<(Range<usize>, Vec<String>)>,
}

impl Chapter {
    /// Whether a block under the heading `problem` expects it.
    pub fn expects(&self, problem: &str) -> bool {
        self.cases.iter().any(|case| {
            let marks = case.blocks.iter().flat_map(|b| &b.lines).flat_map(|l| &l.marks);
            case.heading.ends_with(&format!("› {problem}"))
                && marks.into_iter().any(|m| m.head.contains(&format!("[{problem}]")))
        })
    }

    /// The packages of the chapter.
    pub fn packages(&self) -> Vec<Package> {
        self.cases.iter().map(Case::package).collect()
    }

    /// The queries of the chapter.
    pub fn queries(&self) -> Vec<String> {
        self.cases.iter().flat_map(|case| &case.asked).map(|asked| asked.path.clone()).collect()
    }
}

impl Case {
    fn package(&self) -> Package {
        let mut package = match &self.folder {
            Some(folder) => Package::read(&root().join(folder)),
            None => Package::new(Vec::new()),
        };
        for block in self.setup.iter().filter(|s| self.own(&s.path)).chain(&self.blocks) {
            match elsewhere(&block.path) {
                None if block.path == TOML => package.manifest = block.text(),
                None if block.path.starts_with(LOCK) => {
                    package.lock.push((block.path.clone(), block.text()));
                }
                None if !block.path.ends_with(".isms") => {
                    package.data.push((block.path.clone(), block.text()));
                }
                None => package.files.push((block.path.clone(), block.text())),
                Some((folder, path)) => {
                    let known = package.packages.iter().position(|p| p.folder == folder);
                    let at = known.unwrap_or_else(|| {
                        package.packages.push(PackageInput { folder, ..PackageInput::default() });
                        package.packages.len() - 1
                    });
                    let other = &mut package.packages[at];
                    match path == TOML {
                        true => other.manifest = Some(block.text()),
                        false => other.files.push((path.to_owned(), block.text())),
                    }
                }
            }
        }
        let mut input = None;
        for (before, command) in &self.approved {
            let before = input.get_or_insert_with(|| before.package().input());
            before.lock = lock::run(before, command);
            package.lock.clone_from(&before.lock);
        }
        package.as_of = date(&self.options.as_of);
        package.release = self.options.release;
        package
    }

    /// Whether the common context's file at `path` counts: no block has put another in its place.
    fn own(&self, path: &str) -> bool {
        self.blocks.iter().all(|b| b.path != path)
    }

    /// Runs the case; a panic of the compiler is a difference like any other.
    fn run(&self) -> Outcome {
        std::panic::catch_unwind(|| self.outcome()).unwrap_or_else(|panic| {
            let words = panic.downcast_ref::<String>().cloned();
            let words = words.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()));
            Outcome {
                difference: format!("  the compiler panicked: {}\n", words.unwrap_or_default()),
                rewritten: Vec::new(),
            }
        })
    }

    fn outcome(&self) -> Outcome {
        let package = self.package();
        let mut checked = package.check();
        let in_setup = |p: &Problem| {
            let path = checked.model.files_path(p);
            self.own(path) && self.setup.iter().any(|b| b.path == path)
        };
        let kept: Vec<Problem> =
            checked.problems.iter().filter(|p| self.options.compares(p) && !in_setup(p)).cloned().collect();
        checked.problems = kept;
        let mut outcome = Outcome { difference: String::new(), rewritten: Vec::new() };
        match &self.listed {
            Some(listed) => self.compare_list(listed, &checked, &mut outcome),
            None => self.compare_marks(&checked, &mut outcome),
        }
        let after = [
            ("after all fixes", Safety::Review, &self.fixed),
            ("after the safe fixes", Safety::Safe, &self.safe),
        ];
        for (what, worst, all) in after.into_iter().filter(|(.., all)| !all.is_empty()) {
            let fixes = checked.problems.iter().flat_map(|p| p.fixes.clone());
            let fixes: Vec<Fix> = fixes.filter(|f| f.safety <= worst).collect();
            let fixed = package.fixed(&checked, &fixes);
            for expected in all {
                let file = fixed.files.iter().find(|(path, _)| *path == expected.path);
                let manifest = (TOML.to_owned(), fixed.manifest.clone());
                let found = file.or((expected.path == TOML).then_some(&manifest));
                let found = found.map_or("", |(_, text)| text);
                compare_text(what, expected, found, &mut outcome);
            }
        }
        for expected in &self.formatted {
            let text = self.blocks.iter().find(|block| block.path == expected.path).map(Block::text);
            let text = text.unwrap_or_default();
            let found = format(&text)
                .map_or_else(|fault| fault.to_string(), |formatted| formatted.text(&text).to_owned());
            compare_text("as it is laid out", expected, &found, &mut outcome);
        }
        if let Some(expected) = &self.rendered {
            let shown: Vec<String> = checked.problems.iter().map(|p| checked.rich(p)).collect();
            compare_text("as a terminal shows it", expected, &shown.join("\n"), &mut outcome);
        }
        for expected in &self.covered {
            let mut found = String::new();
            for line in expected.text.lines() {
                let id = line.split_whitespace().next().unwrap_or("");
                let row = coverage::row(&package.analysis(&checked.model), &expected.path, id);
                let _ = writeln!(found, "{row}");
            }
            compare_text("the coverage", expected, &found, &mut outcome);
        }
        for expected in &self.asked {
            compare_text("the answer", expected, &package.answer(&expected.path), &mut outcome);
        }
        for expected in &self.ahead {
            compare_text("the forecast", expected, &package.ahead(&expected.path), &mut outcome);
        }
        outcome
    }

    fn compare_list(&self, listed: &Expected, checked: &Checked, outcome: &mut Outcome) {
        let found: String = checked.problems.iter().map(|p| format!("{}\n", checked.line(p))).collect();
        compare_text("the problems of the package", listed, &found, outcome);
    }

    fn compare_marks(&self, checked: &Checked, outcome: &mut Outcome) {
        // The problems of each line of each block; those elsewhere have no line.
        let mut by_line: BTreeMap<(usize, usize), Vec<&Problem>> = BTreeMap::new();
        let mut elsewhere = Vec::new();
        for problem in &checked.problems {
            let path = checked.path(problem);
            match self.blocks.iter().position(|b| b.path == path) {
                Some(b) => {
                    let line = checked.position(problem.primary.place).line as usize - 1;
                    let last = self.blocks[b].lines.len().saturating_sub(1);
                    by_line.entry((b, line.min(last))).or_default().push(problem);
                }
                None => elsewhere.push(problem),
            }
        }
        let (mut missing, mut surplus) = (String::new(), String::new());
        for (b, block) in self.blocks.iter().enumerate() {
            let mark = if block.path.ends_with(".toml") { TOML_MARK } else { MARK };
            let mut rewritten = Vec::new();
            for (i, line) in block.lines.iter().enumerate() {
                let mut left = by_line.remove(&(b, i)).unwrap_or_default();
                let mut kept = Vec::new();
                let mut unmet = Vec::new();
                // Expectations that say the most choose first.
                let mut marks: Vec<&Mark> = line.marks.iter().collect();
                marks.sort_by_key(|m| std::cmp::Reverse(m.text.len()));
                for expected in marks {
                    match left.iter().position(|p| expected.meets(p)) {
                        Some(at) => {
                            left.remove(at);
                            kept.push(expected.clone());
                        }
                        None => unmet.push(expected),
                    }
                }
                let at = block.first + i + 1;
                for expected in unmet {
                    let _ =
                        writeln!(missing, "    {at:4}: {}\n          {}", expected.write(), line.text.trim());
                }
                for problem in &left {
                    let _ = writeln!(surplus, "    {at:4}: {}", headline(problem));
                    for row in checked.rich(problem).lines().skip(1) {
                        let _ = writeln!(surplus, "          {row}");
                    }
                }
                kept.sort_by_key(|m| line.marks.iter().position(|o| o == m));
                kept.extend(left.iter().map(|p| Mark {
                    head: format!("{}[{}]", p.level.word(), p.name),
                    text: p.message.replace('\n', " "),
                }));
                let mut text = line.text.clone();
                for expected in kept {
                    let space = if text.trim().is_empty() { "" } else { "  " };
                    let _ = write!(text, "{space}{mark} {}", expected.write());
                }
                rewritten.push(text);
            }
            outcome.rewritten.push((block.first..block.first + block.lines.len(), rewritten));
        }
        for problem in elsewhere {
            let _ = writeln!(surplus, "    (in another file) {}", checked.line(problem));
        }
        if !missing.is_empty() {
            let _ = write!(outcome.difference, "  expected, and not found:\n{missing}");
        }
        if !surplus.is_empty() {
            let _ = write!(outcome.difference, "  found, and not expected:\n{surplus}");
        }
    }
}

/// The path of a problem's file.
trait PathOf {
    fn files_path(&self, problem: &Problem) -> &str;
}

impl PathOf for annexa_core::Model {
    fn files_path(&self, problem: &Problem) -> &str {
        annexa_diagnostics::Sources::path(&self.files, problem.primary.place.file)
    }
}

fn compare_text(what: &str, expected: &Expected, found: &str, outcome: &mut Outcome) {
    let lines: Vec<String> = found.lines().map(|l| l.trim_end().to_owned()).collect();
    outcome.rewritten.push((expected.range.clone(), lines.clone()));
    if joined(&lines) == expected.text {
        return;
    }
    let _ = writeln!(
        outcome.difference,
        "  {what}{}{}:",
        if expected.path.is_empty() { "" } else { ", " },
        expected.path
    );
    let wanted: Vec<&str> = expected.text.lines().collect();
    for row in difference(&wanted, &lines) {
        let _ = writeln!(outcome.difference, "    {row}");
    }
    let _ = writeln!(outcome.difference, "    (- expected, + found)");
}

/// The rows of two texts, `-` before one that only the first has, `+` before one that only the second has.
fn difference(old: &[&str], new: &[String]) -> Vec<String> {
    // The longest common subsequence, by the book; the texts are short.
    let mut length = vec![vec![0u32; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            length[i][j] = if old[i] == new[j] {
                length[i + 1][j + 1] + 1
            } else {
                length[i + 1][j].max(length[i][j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut rows = Vec::new();
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            rows.push(format!("  {}", old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && length[i + 1][j] >= length[i][j + 1]) {
            rows.push(format!("- {}", old[i]));
            i += 1;
        } else {
            rows.push(format!("+ {}", new[j]));
            j += 1;
        }
    }
    rows
}

/// The folder of the chapters.
pub fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("spec")
}

/// The names of the chapters: their files' without the ending, sorted.
pub fn names() -> Vec<String> {
    let files = std::fs::read_dir(folder()).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        files.filter_map(|f| Some(f.file_name().to_str()?.strip_suffix(".md")?.to_owned())).collect();
    names.sort();
    names
}

/// Reads the chapter of a file's name without its ending.
///
/// # Panics
/// Where there is no such file.
pub fn open(name: &str) -> Chapter {
    let path = folder().join(format!("{name}.md"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    read(&format!("tests/spec/{name}.md"), &text)
}

/// Runs every block of a chapter.
pub fn run(chapter: &Chapter) -> Report {
    let mut report = Report { blocks: chapter.blocks, ..Report::default() };
    for case in &chapter.cases {
        let outcome = case.run();
        let at = format!("{}:{}: {}", chapter.name, case.line, case.heading);
        if case.options.todo {
            let state = if outcome.difference.is_empty() {
                "  (it is met: `todo` can go)\n"
            } else {
                &outcome.difference
            };
            report.waiting.push(format!("{at}\n{state}"));
        } else if !outcome.difference.is_empty() {
            report.failures.push(format!("{at}\n{}", outcome.difference));
        }
    }
    report
}

/// The chapter's text with the expectations that its blocks meet. Blocks that wait (`todo`) stay as they are.
pub fn rewritten(chapter: &Chapter) -> String {
    let mut edits: Vec<(Range<usize>, Vec<String>)> = Vec::new();
    for case in chapter.cases.iter().filter(|c| !c.options.todo) {
        edits.extend(case.run().rewritten);
    }
    edits.sort_by_key(|(range, _)| range.start);
    edits.dedup_by_key(|(range, _)| range.start);
    let mut lines = chapter.lines.clone();
    for (range, new) in edits.into_iter().rev() {
        lines.splice(range, new);
    }
    joined(&lines)
}

/// Runs a chapter as a test: rewrites it where the environment asks for that, else fails with what differs.
///
/// # Panics
/// Where something differs.
pub fn test(name: &str) {
    let mut chapter = open(name);
    if std::env::var_os("ANNEXA_SPEC_UPDATE").is_some_and(|v| v == "1") {
        let text = rewritten(&chapter);
        if text != joined(&chapter.lines) {
            let path = folder().join(format!("{name}.md"));
            std::fs::write(&path, text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        }
        chapter = open(name);
    }
    let report = run(&chapter);
    println!("{}: {} blocks", chapter.name, report.blocks);
    for waiting in &report.waiting {
        println!("waits for the compiler: {waiting}");
    }
    if !report.failures.is_empty() {
        let count = report.failures.len();
        panic!(
            "{count} of the blocks of {} are not met\n\n{}\nANNEXA_SPEC_UPDATE=1 rewrites the expectations",
            chapter.name,
            report.failures.join("\n")
        );
    }
}
