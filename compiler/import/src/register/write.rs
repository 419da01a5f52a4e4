//! The text of the file that a register becomes.

use std::fmt::Write as _;

use annexa_syntax::format::format;

use super::cells::Entry;
use super::{Reads, Register};
use crate::source::{line_text, one_line, prose};

pub(super) fn write(
    register: &Register,
    file: &str,
    entries: &[Entry],
    roles: &[(String, String)],
) -> String {
    let mut out = format!(
        "// The {} of {file}, taken in by `annexa import {}`. Taken in again, what the register says anew is written\n\
         // here; what you fill in stays.\n",
        register.name, register.name
    );
    let has_body = register.column.iter().any(|column| column.reads == Reads::Body);
    // Writing to a String cannot fail.
    for entry in entries {
        let _ = writeln!(out, "\n{} {} {} {{", register.kind, entry.name, line_text(&entry.title));
        if !entry.id.is_empty() {
            let _ = writeln!(out, "    // {}", one_line(&entry.id));
        }
        for (field, parts) in &entry.facts {
            let said: Vec<String> = parts
                .iter()
                .map(|(part, value)| if part.is_empty() { value.clone() } else { format!("{part} {value}") })
                .collect();
            let _ = writeln!(out, "    {field}: {}", said.join(" "));
        }
        let words = entry.words.iter().map(|(name, text)| format!("{name}: {}", one_line(text)));
        if has_body {
            let mut paragraphs = entry.body.clone();
            let list: Vec<String> = words.map(|words| format!("- {words}")).collect();
            if !list.is_empty() {
                paragraphs.push(list.join("\n"));
            }
            if !paragraphs.is_empty() {
                let _ = writeln!(out, "    {}", prose(&paragraphs.join("\n\n"), 4));
            }
        } else {
            for words in words {
                let _ = writeln!(out, "    // {words}");
            }
        }
        out.push_str("}\n");
    }
    if !roles.is_empty() {
        out.push_str(
            "\n// Roles that the register names. Say who holds each: `holder: \"…\" since 2026-01-01`.\n",
        );
    }
    for (name, title) in roles {
        let _ = writeln!(out, "role {name} {}", line_text(title));
    }
    match format(&out) {
        Ok(laid_out) => laid_out.text(&out).to_owned(),
        // As it stands, it can be read too.
        Err(_) => out,
    }
}
