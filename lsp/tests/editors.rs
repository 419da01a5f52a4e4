//! What lies in `editors/` is what it says: the JSON parses, the grammar refers to what it has, the words are the
//! language's.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::fs;
use std::path::PathBuf;

use annexa_syntax::tree::Prep;
use serde_json::Value;

fn text(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../editors").join(path);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn json(path: &str) -> Value {
    serde_json::from_str(&text(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

#[test]
fn what_the_package_names_is_there() {
    let package = json("vscode/package.json");
    let contributes = &package["contributes"];
    for path in [&contributes["languages"][0]["configuration"], &contributes["grammars"][0]["path"]] {
        json(&format!("vscode/{}", path.as_str().unwrap()));
    }
    assert_eq!(contributes["languages"][0]["extensions"][0], format!(".{}", annexa_files::EXTENSION));
}

#[test]
fn the_grammar_refers_to_what_it_has() {
    fn walk(value: &Value, grammar: &Value) {
        match value {
            Value::Object(map) => {
                if let Some(name) =
                    map.get("include").and_then(Value::as_str).and_then(|i| i.strip_prefix('#'))
                {
                    assert!(grammar["repository"][name].is_object(), "{name} is not in the repository");
                }
                map.values().for_each(|v| walk(v, grammar));
            }
            Value::Array(all) => all.iter().for_each(|v| walk(v, grammar)),
            _ => {}
        }
    }
    let grammar = json("vscode/syntaxes/isms.tmLanguage.json");
    walk(&grammar, &grammar);
}

#[test]
fn prepositions_are_those_of_the_language() {
    let grammar = json("vscode/syntaxes/isms.tmLanguage.json");
    let words: Vec<&str> = Prep::ALL.iter().map(|p| p.word()).collect();
    let all = words.join("|");
    assert!(grammar["repository"]["value"].to_string().contains(&format!("(?:{all})")));
    assert!(text("vim/syntax/isms.vim").contains(&format!("ismsPreposition {}", words.join(" "))));
    let quoted: Vec<String> = words.iter().map(|w| format!("\"{w}\"")).collect();
    let emacs = text("emacs/annexa-mode.el");
    assert!(quoted.iter().all(|word| emacs.contains(word.as_str())));
}
