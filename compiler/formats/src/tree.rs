//! Trees of names and values: JSON, YAML and OSCAL in XML, read as the same thing.
//!
//! What YAML says in short for something above it (an alias) is left out and told: a page of them can stand for more than any
//! memory holds.

use saphyr_parser::{Event, Parser};
use serde_json::{Map, Value};

use crate::csv::MAX_BYTES;
use crate::oscal;

/// How deep a tree may be.
pub(crate) const DEEPEST: usize = 64;

/// A tree, and how it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    /// Names and values. Those of YAML are texts, whatever they look like.
    pub value: Value,
    /// How the bytes were read: `as YAML`.
    pub read_as: &'static str,
    /// How many aliases were left out.
    pub aliases: usize,
}

/// Reads a tree; `path` says by its ending whether it is YAML or XML.
///
/// # Errors
/// Says why it cannot be read, in words that go on after its name.
pub fn read(path: &str, bytes: &[u8]) -> Result<Tree, String> {
    if bytes.len() > MAX_BYTES {
        return Err(format!("is larger than {} MB", MAX_BYTES >> 20));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "is no text in UTF-8".to_owned())?;
    let text = text.trim_start_matches('\u{feff}');
    let ending = path.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_ascii_lowercase());
    if matches!(ending.as_str(), "yaml" | "yml") {
        return yaml(text);
    }
    if ending == "xml" || text.trim_start().starts_with('<') {
        return Ok(Tree { value: oscal::read(text)?, read_as: "as XML", aliases: 0 });
    }
    let value =
        serde_json::from_str(text).map_err(|error| format!("is no JSON that can be read: {error}"))?;
    Ok(Tree { value, read_as: "as JSON", aliases: 0 })
}

/// A map or a list on the way.
enum Open {
    /// With the name whose value is to come.
    Map(Map<String, Value>, Option<String>),
    List(Vec<Value>),
}

fn yaml(text: &str) -> Result<Tree, String> {
    let mut open: Vec<Open> = Vec::new();
    let mut found = None;
    let mut aliases = 0;
    for event in Parser::new_from_str(text) {
        let (event, _) = event.map_err(|error| format!("is no YAML that can be read: {error}"))?;
        let done = match event {
            Event::Scalar(text, ..) => Value::String(text.into_owned()),
            Event::Alias(_) => {
                aliases += 1;
                Value::Null
            }
            Event::MappingStart(..) | Event::SequenceStart(..) if open.len() == DEEPEST => {
                return Err(format!("is deeper than {DEEPEST} levels"));
            }
            Event::MappingStart(..) => {
                open.push(Open::Map(Map::new(), None));
                continue;
            }
            Event::SequenceStart(..) => {
                open.push(Open::List(Vec::new()));
                continue;
            }
            Event::MappingEnd | Event::SequenceEnd => match open.pop() {
                Some(Open::Map(map, _)) => Value::Object(map),
                Some(Open::List(list)) => Value::Array(list),
                None => continue,
            },
            _ => continue,
        };
        match open.last_mut() {
            Some(Open::List(list)) => list.push(done),
            Some(Open::Map(map, name)) => match name.take() {
                Some(name) => _ = map.insert(name, done),
                // A name that is no text is none that anybody looks for.
                None => *name = Some(done.as_str().unwrap_or_default().to_owned()),
            },
            // Of several documents, the first.
            None => _ = found.get_or_insert(done),
        }
    }
    Ok(Tree { value: found.unwrap_or(Value::Null), read_as: "as YAML", aliases })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_and_yaml_are_one_thing() {
        let json = read("a.json", br#"{"name": "X", "list": [{"id": "1.10"}]}"#).expect("JSON");
        let yaml = read("a.yml", b"# a comment\nname: X\nlist:\n- id: 1.10\n").expect("YAML");
        assert_eq!(json.value, yaml.value);
        assert_eq!(yaml.value, json!({"name": "X", "list": [{"id": "1.10"}]}));
        assert!(
            read("a.json", b"{").is_err()
                && read("a.yaml", b"a: [").is_err()
                && read("a.json", b"\xff").is_err()
        );
    }

    #[test]
    fn aliases_stand_for_nothing() {
        let mut text = "a0: &a0 [x, x]\n".to_owned();
        for n in 1..40 {
            text.push_str(&format!("a{n}: &a{n} [*a{0}, *a{0}]\n", n - 1));
        }
        let tree = read("a.yaml", text.as_bytes()).expect("YAML");
        assert_eq!(tree.aliases, 78);
        let deep = "[".repeat(1000);
        assert!(read("a.yaml", deep.as_bytes()).is_err());
    }
}
