//! OSCAL in XML, as the tree that the same document is in JSON: elements that may come several times are lists under the name of
//! many, and text with its marks is Markdown.

use serde_json::{Map, Value};

use crate::tree::DEEPEST;
use crate::xml::{Seen, attribute, walk};

/// Elements that may come several times, and what the list is called in JSON, a line each.
const LISTS: &str = include_str!("oscal-lists.txt");

/// What the list of such elements is called.
fn list_of(name: &str) -> Option<&'static str> {
    let mut pairs = LISTS.lines().filter_map(|line| line.split_once(' '));
    pairs.find(|(one, _)| *one == name).map(|(_, many)| many)
}

/// An element on the way.
struct Open {
    name: String,
    map: Map<String, Value>,
    /// Its own text, with marks.
    text: String,
    /// Whether elements stand in it.
    holds: bool,
}

/// Reads a document.
///
/// # Errors
/// Says why it cannot be read, in words that go on after its name.
pub(crate) fn read(xml: &str) -> Result<Value, String> {
    let mut reading = Reading::default();
    walk(xml.as_bytes(), |seen| reading.see(&seen))?;
    if reading.too_deep {
        return Err(format!("is deeper than {DEEPEST} levels"));
    }
    if !reading.open.is_empty() {
        return Err("is XML that breaks off".to_owned());
    }
    Ok(Value::Object(reading.found))
}

#[derive(Default)]
struct Reading {
    open: Vec<Open>,
    found: Map<String, Value>,
    /// Where the links lead that are open.
    links: Vec<String>,
    /// How many texts are open whose blanks count.
    kept: usize,
    /// Whether the next item or row is the first of its list or table.
    is_first: bool,
    too_deep: bool,
}

impl Reading {
    fn see(&mut self, seen: &Seen<'_>) {
        match seen {
            Seen::Begins(start, is_empty) => {
                let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
                if is_mark(&name) && !self.open.is_empty() {
                    match name.as_str() {
                        "a" => self.links.push(attribute(start, b"href")),
                        "pre" => self.kept += 1,
                        _ => {}
                    }
                    let of = |name: &str| attribute(start, name.as_bytes());
                    let own = match name.as_str() {
                        "insert" => format!("{{{{ insert: {}, {} }}}}", of("type"), of("id-ref")),
                        "img" => format!("![{}]({})", of("alt"), of("src")),
                        _ => String::new(),
                    };
                    self.mark(&name, &own);
                    if *is_empty {
                        self.end_mark(&name);
                    }
                    return;
                }
                if self.open.len() == DEEPEST {
                    self.too_deep = true;
                }
                if self.too_deep {
                    return;
                }
                let mut map = Map::new();
                for attribute in start.attributes().flatten() {
                    let key = attribute.key.as_ref();
                    if !key.starts_with(b"xmlns") && !key.contains(&b':') {
                        let key = String::from_utf8_lossy(key).into_owned();
                        let value = crate::xml::attribute(start, key.as_bytes());
                        map.insert(key, Value::String(value));
                    }
                }
                self.open.push(Open { name, map, text: String::new(), holds: false });
                if *is_empty {
                    self.close();
                }
            }
            Seen::Ends(name) if !self.too_deep => {
                let name = String::from_utf8_lossy(name).into_owned();
                if is_mark(&name) && self.open.last().is_some_and(|open| open.name != name) {
                    self.end_mark(&name);
                } else {
                    self.close();
                }
            }
            Seen::Text(text) => {
                let kept = self.kept > 0;
                let Some(open) = self.open.last_mut() else { return };
                for c in text.chars() {
                    match c.is_whitespace() && !kept {
                        true if open.text.is_empty() || open.text.ends_with(char::is_whitespace) => {}
                        true => open.text.push(' '),
                        false => open.text.push(c),
                    }
                }
            }
            Seen::Ends(_) => {}
        }
    }

    /// A mark in a text that begins; `own` is what an empty one says.
    fn mark(&mut self, name: &str, own: &str) {
        let is_first = std::mem::replace(&mut self.is_first, matches!(name, "ul" | "ol" | "table"));
        let Some(open) = self.open.last_mut() else { return };
        let begins = match name {
            "em" | "i" => "*",
            "strong" | "b" => "**",
            "code" => "`",
            "q" => "\"",
            "a" => "[",
            "br" => "\n",
            "insert" | "img" => own,
            "li" if is_first => "\n\n- ",
            "li" => "\n- ",
            "tr" if is_first => "\n\n|",
            "tr" => "\n|",
            "td" | "th" => " ",
            "h1" => "\n\n# ",
            "h2" => "\n\n## ",
            "h3" => "\n\n### ",
            "h4" => "\n\n#### ",
            "h5" | "h6" => "\n\n##### ",
            "p" if open.text.ends_with("- ") => "",
            "p" | "ul" | "ol" | "table" | "pre" | "blockquote" | "hr" => "\n\n",
            _ => "",
        };
        if begins.starts_with('\n') {
            let end = open.text.trim_end().len();
            open.text.truncate(end);
            if end == 0 {
                open.text.push_str(begins.trim_start_matches('\n'));
                return;
            }
        }
        open.text.push_str(begins);
    }

    fn end_mark(&mut self, name: &str) {
        let link = if name == "a" { self.links.pop() } else { None };
        self.kept -= usize::from(name == "pre" && self.kept > 0);
        let Some(open) = self.open.last_mut() else { return };
        match name {
            "em" | "i" => open.text.push('*'),
            "strong" | "b" => open.text.push_str("**"),
            "code" => open.text.push('`'),
            "q" => open.text.push('"'),
            "a" => open.text.push_str(&format!("]({})", link.unwrap_or_default())),
            "td" | "th" => open.text.push_str(" |"),
            "p" | "ul" | "ol" | "table" | "pre" | "blockquote" => open.text.push_str("\n\n"),
            _ => {}
        }
    }

    /// The element that is open ends.
    fn close(&mut self) {
        let Some(Open { name, mut map, text, holds }) = self.open.pop() else { return };
        let text = text.trim();
        let is_part = name == "part";
        let value = if text.is_empty() || holds || is_part {
            if !text.is_empty() {
                map.insert("prose".to_owned(), Value::String(text.to_owned()));
            }
            Value::Object(map)
        } else {
            Value::String(text.to_owned())
        };
        let (into, outermost) = match self.open.last_mut() {
            Some(outer) => {
                outer.holds = true;
                (&mut outer.map, false)
            }
            None => (&mut self.found, true),
        };
        let list = list_of(&name).filter(|_| !outermost);
        match list.map(|many| into.entry(many).or_insert_with(|| Value::Array(Vec::new()))) {
            Some(Value::Array(list)) => list.push(value),
            _ => _ = into.insert(name, value),
        }
    }
}

/// Whether an element is a mark in a text.
fn is_mark(name: &str) -> bool {
    matches!(
        name,
        "p" | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "ul"
            | "ol"
            | "li"
            | "pre"
            | "blockquote"
            | "table"
            | "tr"
            | "th"
            | "td"
            | "hr"
            | "a"
            | "code"
            | "em"
            | "i"
            | "b"
            | "strong"
            | "sub"
            | "sup"
            | "q"
            | "img"
            | "br"
            | "insert"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalog_is_what_it_is_in_json() {
        let xml = r#"<?xml version="1.0"?><catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0" uuid="u"><metadata><title>The
            <em>House</em></title><party uuid="p" type="organization"><name>Us &amp; them</name></party></metadata>
            <group id="g"><title>Doors</title><control id="g-1"><title>Locks</title><prop name="label" value="G-1"/>
            <part id="s" name="statement"><p>Lock <insert type="param" id-ref="x"/>,
            <a href="u">see</a>:</p><ul><li>doors</li><li><p>windows</p></li></ul><part name="item"><p>Twice.</p></part></part></control></group></catalog>"#;
        let json = r#"{"catalog": {"uuid": "u", "metadata": {"title": "The *House*", "parties": [{"uuid": "p", "type": "organization", "name": "Us & them"}]},
            "groups": [{"id": "g", "title": "Doors", "controls": [{"id": "g-1", "title": "Locks", "props": [{"name": "label", "value": "G-1"}],
            "parts": [{"id": "s", "name": "statement", "prose": "Lock {{ insert: param, x }}, [see](u):\n\n- doors\n- windows",
            "parts": [{"name": "item", "prose": "Twice."}]}]}]}]}}"#;
        let json: Value = serde_json::from_str(json).expect("JSON");
        assert_eq!(read(xml).expect("XML"), json);
    }

    #[test]
    fn what_breaks_off_or_is_too_deep_is_told() {
        assert!(read("<catalog><group>").is_err());
        assert!(read(&"<group>".repeat(1000)).is_err());
        assert!(read("<a></b>").is_err());
    }
}
