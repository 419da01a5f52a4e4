//! One slip of the hand, everywhere: each token of the example packages is dropped, doubled, exchanged with the next,
//! or loses what marks it (a colon, a quote). A fix that is labelled safe mends what it says and brings nothing new;
//! a fix that a person looks at never makes it worse. Words are also turned into their opposite, which no safe fix may turn
//! back.
//!
//! A sample runs in every test run; `cargo test -p annexa-tests --test mutations -- --ignored` runs all of them, and
//! with `ANNEXA_MUTATIONS=FILE` writes to that file which mutations give more than one error.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use annexa_diagnostics::{Fix, Level, Problem, Safety, Section};
use annexa_syntax::{TokenKind, tokenize};
use annexa_tests::package::{Checked, Package, headline, root};

/// One package with one slip in it.
struct Mutation {
    package: Package,
    /// What the package has without it.
    known: Arc<BTreeSet<String>>,
    /// What was done, and where.
    what: String,
    /// The opposite of a word, which stays whatever is safe.
    opposite: Option<String>,
}

/// Every slip of one package.
fn mutations(folder: &str) -> Vec<Mutation> {
    let package = Package::read(&root().join(folder));
    let known: Arc<BTreeSet<String>> = Arc::new(package.check().problems.iter().map(key).collect());
    let mut all = Vec::new();
    for (index, (path, text)) in package.files.iter().enumerate() {
        let tokens: Vec<_> = tokenize(text)
            .iter()
            .filter(|t| !matches!(t.kind, TokenKind::Space | TokenKind::Comment | TokenKind::Doc))
            .collect();
        for (at, token) in tokens.iter().enumerate() {
            let (start, end) = (token.span.start as usize, token.span.end as usize);
            let word = &text[start..end];
            let line = text[..start].matches('\n').count() + 1;
            let mut add = |how: &str, new: String, opposite: Option<String>| {
                let mut mutated = package.clone();
                mutated.files[index].1 = new;
                let glance: String = word.lines().next().unwrap_or("").chars().take(30).collect();
                all.push(Mutation {
                    package: mutated,
                    known: known.clone(),
                    what: format!("{path}:{line}: {how} `{glance}`"),
                    opposite,
                });
            };
            let with = |new: &str| format!("{}{new}{}", &text[..start], &text[end..]);
            add("drop", with(""), None);
            add("double", with(&format!("{word} {word}")), None);
            if let Some(next) = tokens.get(at + 1) {
                let (from, to) = (next.span.start as usize, next.span.end as usize);
                let gap = &text[end..from];
                if !gap.contains('\n') {
                    let swapped = format!("{}{}{gap}{word}{}", &text[..start], &text[from..to], &text[to..]);
                    add("exchange with the next", swapped, None);
                }
            }
            match token.kind {
                TokenKind::Field => {
                    add("drop the colon of", with(word.trim_end_matches(':')), None);
                    add(
                        "write `=` for the colon of",
                        with(&format!("{} =", word.trim_end_matches(':'))),
                        None,
                    );
                }
                TokenKind::Text => {
                    add("drop the first quote of", with(&word[1..]), None);
                    add("drop the last quote of", with(&word[..word.len() - 1]), None);
                    add("drop the quotes of", with(&word[1..word.len() - 1]), None);
                }
                TokenKind::Path if word.len() > 3 && word.is_ascii() => {
                    let middle = word.len() / 2;
                    add("misspell", with(&format!("{}{}", &word[..middle], &word[middle + 1..])), None);
                    add("quote", with(&format!("\"{word}\"")), None);
                    let capital = format!("{}{}", word[..1].to_uppercase(), &word[1..]);
                    for before in ["not-", "un"] {
                        let opposite = format!("{before}{word}");
                        add("negate", with(&opposite), Some(opposite));
                    }
                    if capital != word {
                        add("write large", with(&capital), None);
                    }
                }
                _ => {}
            }
        }
    }
    all
}

/// What makes two problems the same one. Those of the checks count and list, so only their name is compared.
fn key(problem: &Problem) -> String {
    if problem.section == Section::Language { headline(problem) } else { problem.name.to_string() }
}

/// The errors that the package has not without the slip.
fn errors<'c>(checked: &'c Checked, known: &BTreeSet<String>) -> Vec<&'c Problem> {
    let new = |p: &&Problem| p.level == Level::Error && !known.contains(&key(p));
    checked.problems.iter().filter(new).collect()
}

fn list(checked: &Checked, known: &BTreeSet<String>) -> String {
    errors(checked, known).iter().fold(String::new(), |mut out, p| {
        let _ = write!(out, "\n      {}", checked.line(p));
        if let Some(help) = &p.help {
            let _ = write!(out, "\n        help: {help}");
        }
        for fix in &p.fixes {
            let _ = write!(out, "\n        {:?} fix: {}", fix.safety, fix.title);
        }
        out
    })
}

/// What is wrong with how the compiler takes one mutation; and what it says, where that is more than one error.
fn judge(mutation: &Mutation) -> (Option<String>, Option<String>) {
    let Mutation { package, known, what, opposite } = mutation;
    let before = package.check();
    let many = (errors(&before, known).len() > 1)
        .then(|| format!("{} {what}{}", errors(&before, known).len(), list(&before, known)));
    for safe in [true, false] {
        let chosen: Vec<&Problem> = before
            .problems
            .iter()
            .filter(|p| !known.contains(&key(p)))
            .filter(|p| p.fixes.iter().any(|f| !safe || f.safety == Safety::Safe))
            .collect();
        let fixes: Vec<Fix> = chosen
            .iter()
            .filter_map(|p| p.fixes.iter().find(|f| !safe || f.safety == Safety::Safe))
            .cloned()
            .collect();
        if fixes.is_empty() {
            continue;
        }
        let fixed = package.fixed(&before, &fixes);
        let after = fixed.check();
        let (was, is) = (errors(&before, known), errors(&after, known));
        let told: BTreeSet<String> = was.iter().map(|p| key(p)).collect();
        let chosen: BTreeSet<String> =
            chosen.iter().filter(|p| p.level == Level::Error).map(|p| key(p)).collect();
        let worse = is.len() > was.len();
        let flipped = safe
            && opposite.as_ref().is_some_and(|word| !fixed.files.iter().any(|(_, text)| text.contains(word)));
        let remains = safe && is.iter().any(|p| chosen.contains(&key(p)));
        let new = safe && is.iter().any(|p| !told.contains(&key(p)));
        if worse || remains || new || flipped {
            let sort = if safe { "safe" } else { "all" };
            let how = match (worse, remains) {
                _ if flipped => "the opposite of what was written",
                (true, _) => "more errors than before",
                (_, true) => "what was to be mended remains",
                _ => "a new error",
            };
            let changed: String = fixed
                .files
                .iter()
                .zip(&package.files)
                .filter(|(new, old)| new != old)
                .flat_map(|(new, old)| {
                    let old: BTreeSet<&str> = old.1.lines().collect();
                    new.1
                        .lines()
                        .filter(|l| !old.contains(l))
                        .map(|l| format!("\n      > {l}"))
                        .collect::<Vec<_>>()
                })
                .collect();
            return (
                Some(format!(
                    "{sort}: {how}: {what}{}\n    then{changed}{}",
                    list(&before, known),
                    list(&after, known)
                )),
                many,
            );
        }
    }
    (None, many)
}

/// Judges the mutations on every core. Gives what is wrong, and those with more than one error.
fn run(mutations: &[Mutation]) -> (Vec<String>, Vec<String>) {
    let next = AtomicUsize::new(0);
    let found = Mutex::new((Vec::new(), Vec::new()));
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(mutation) = mutations.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let judged = std::panic::catch_unwind(|| judge(mutation));
                    let (wrong, many) =
                        judged.unwrap_or_else(|_| (Some(format!("a panic: {}", mutation.what)), None));
                    let mut found = found.lock().expect("no worker panics while it holds this");
                    found.0.extend(wrong);
                    found.1.extend(many);
                }
            });
        }
    });
    let mut found = found.into_inner().expect("no worker panics while it holds this");
    found.0.sort();
    found.1.sort();
    found
}

fn sample(folder: &str, step: usize) -> Vec<Mutation> {
    mutations(folder).into_iter().step_by(step).collect()
}

#[test]
fn a_sample_of_slips() {
    let mut all = sample("examples/starter", 47);
    all.extend(sample("examples/tour", 47));
    let (wrong, _) = run(&all);
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

#[test]
#[ignore = "takes minutes"]
fn every_slip() {
    let step = std::env::var("ANNEXA_MUTATIONS_STEP").ok().and_then(|s| s.parse().ok()).unwrap_or(1);
    let mut all = sample("examples/starter", step);
    all.extend(sample("examples/tour", step));
    let started = std::time::Instant::now();
    let (wrong, many) = run(&all);
    println!(
        "{} mutations in {:?}, {} wrong, {} with more than one error",
        all.len(),
        started.elapsed(),
        wrong.len(),
        many.len()
    );
    if let Some(file) = std::env::var_os("ANNEXA_MUTATIONS") {
        let text = format!("{}\n\n=====\n\n{}\n", wrong.join("\n"), many.join("\n"));
        std::fs::write(file, text).expect("the file can be written");
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}
