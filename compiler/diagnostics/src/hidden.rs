//! Characters that nobody sees, and on which what shows them may act: a terminal, a viewer of logs.

use std::fmt::Write;

/// Whether `c` is a control character, a mark that turns the direction of writing, or one that parts lines or paragraphs.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The same JSON, with the hidden characters of its texts by their numbers, so that nobody acts on them where it is
/// printed. Those of ASCII but one are so already, and line breaks between the texts stay.
pub fn escaped(json: String) -> String {
    let escapes = |c: char| c > '~' && is_hidden(c);
    if !json.contains(escapes) {
        return json;
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        match escapes(c) {
            true => write!(out, "\\u{:04x}", c as u32).unwrap_or_default(),
            false => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_its_data() {
        let json = "{\n  \"a\": \"x\\u001b\u{7f}\u{9b}\u{202e}é\u{2028}\"\n}\n";
        assert_eq!(escaped(json.to_owned()), "{\n  \"a\": \"x\\u001b\\u007f\\u009b\\u202eé\\u2028\"\n}\n");
    }
}
