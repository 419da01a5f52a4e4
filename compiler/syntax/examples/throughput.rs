//! How fast texts are cut and read, and how much memory that takes: `cargo run --release --example throughput`.
//!
//! Reads what it is given, or makes a text of 16 MB that looks like a large catalog and its policies.

use std::time::Instant;

use annexa_syntax::{Tree, parse, tokenize, tree};

fn main() {
    let given: Vec<String> =
        std::env::args().skip(1).filter_map(|path| std::fs::read_to_string(path).ok()).collect();
    let text = if given.is_empty() { generated(16 * 1024 * 1024) } else { given.join("\n") };
    let megabytes = text.len() as f64 / 1e6;
    let (mut lexing, mut reading) = (f64::MAX, f64::MAX);
    let mut parsed = parse("");
    for _ in 0..8 {
        let start = Clock::now();
        let tokens = tokenize(&text);
        lexing = lexing.min(start.seconds());
        drop(tokens);
        let start = Clock::now();
        parsed = parse(&text);
        reading = reading.min(start.seconds());
    }
    let kept = size(&parsed.tree) + parsed.tokens.len() * 5;
    println!("{megabytes:.1} MB, {} tokens, {} errors", parsed.tokens.len(), parsed.errors.len());
    println!("tokens          {:7.1} MB/s", megabytes / lexing);
    println!("tokens and tree {:7.1} MB/s", megabytes / reading);
    println!("kept            {:7.1} times the source", kept as f64 / text.len() as f64);
}

/// Time on a core, where the system tells (others may use the machine); else time on the wall.
struct Clock {
    wall: Instant,
    core: Option<u64>,
}

impl Clock {
    fn now() -> Clock {
        Clock { wall: Instant::now(), core: Clock::nanoseconds() }
    }

    fn nanoseconds() -> Option<u64> {
        let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        stat.split_whitespace().next()?.parse().ok()
    }

    fn seconds(&self) -> f64 {
        match (self.core, Clock::nanoseconds()) {
            (Some(start), Some(end)) if end > start => (end - start) as f64 / 1e9,
            _ => self.wall.elapsed().as_secs_f64(),
        }
    }
}

/// The bytes in the arenas of a tree.
fn size(tree: &Tree) -> usize {
    fn arena<T>(nodes: &[T]) -> usize {
        std::mem::size_of_val(nodes)
    }
    let Tree { items, decls, lets, kinds, enums, entries, parts, elems, exprs, .. } = tree;
    let tree::Tree { kind_fields, type_parts, types, type_atoms, enum_values, spans, .. } = tree;
    arena(items)
        + arena(decls)
        + arena(lets)
        + arena(kinds)
        + arena(enums)
        + arena(entries)
        + arena(parts)
        + arena(elems)
        + arena(exprs)
        + arena(kind_fields)
        + arena(type_parts)
        + arena(types)
        + arena(type_atoms)
        + arena(enum_values)
        + arena(spans)
}

/// A text of about `length` bytes.
fn generated(length: usize) -> String {
    let mut text = String::with_capacity(length + 1024);
    let mut number = 0;
    while text.len() < length {
        number += 1;
        text.push_str(&format!(
            r#"
/// What the policy numbered {number} is for.
policy access-{number} "Access control policy {number}" for clinic-cloud {{
    version: "3.{number}"
    owner: head-of-platform
    approver: ceo, ciso
    review: every 12 months
    // Read aloud in the management review.
    """
    ## Purpose

    Access to {{clinic-cloud}} is granted on need and removed without delay. It is owned by
    {{access-{number}.owner}} and applies to everyone.
    """
    statement mfa-{number} "Strong authentication" {{
        implements: A.8.{number}, A.7.1 .. A.7.6
        applies-to: asset where category == system or category == information
        status: implemented on clinic-app since 2025-11-01
        status: planned on patient-db due 2027-01-31 because "Waiting for the database"
    }}
}}
control A.{number} "A control of a catalog" {{ about: information  presumes: media-or-equipment  label: "{number}" }}
"#
        ));
    }
    text
}
