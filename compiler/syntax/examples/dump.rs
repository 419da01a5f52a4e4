//! Reads files and prints what is wrong with them: `cargo run --example dump -- file.isms …`.

use annexa_syntax::{LineIndex, parse};

fn main() {
    for path in std::env::args().skip(1) {
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let parsed = parse(&text);
        let lines = LineIndex::new(&text);
        println!("{path}: {} items, {} declarations", parsed.tree.items.len(), parsed.tree.decls.len());
        for error in &parsed.errors {
            let at = lines.line_column(&text, error.span.start);
            println!(
                "  {}:{} {}: {} [{}]",
                at.line,
                at.column,
                error.kind.name(),
                error.message,
                error.label
            );
            for (span, label) in &error.related {
                let at = lines.line_column(&text, span.start);
                println!("      {}:{} {label}", at.line, at.column);
            }
            if let Some(help) = &error.help {
                println!("      help: {help}");
            }
            for fix in &error.fixes {
                println!("      fix{}: {} {:?}", if fix.safe { " (safe)" } else { "" }, fix.title, fix.edits);
            }
        }
    }
}
