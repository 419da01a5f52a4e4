//! However much is typed, and however fast: nothing is lost, and what is left is what a server says that starts there.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::FULL;
use crate::client::{Client, Folder, at, range};

/// Numbers that look like chance and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides.max(1) as u64) as usize
    }
}

/// What is typed, in no order: parts of the language, whole declarations, and what is hard to count.
const PIECES: [&str; 24] = [
    "owner: ceo ",
    "{",
    "}",
    "\"",
    "\r\n",
    "\n",
    "A.5.",
    "A.5.2, ",
    "\u{1F600}",
    "e\u{301}",
    "\u{1F469}\u{200D}\u{1F4BB}",
    "\t",
    "policy q \"Q\" { approver: chief }\n",
    "\"\"\"",
    "role chief \"Chief\"\r\n",
    "ceo",
    "x",
    "kind vessel \"Vessel\" { flag?: text }\n",
    "vessel v \"V\" { flag: \"\u{1F6A9}\" }\n",
    "let key = \"a key\"\n",
    "{key}",
    "status: planned ",
    "exclude: A.5.3 because \"no\"\n",
    "// ",
];

/// Roles, a policy and a risk that speak of each other across files.
const ROLES: &str = "/// \u{1F469} leads.\nrole ceo \"CEO\" { holder: \"Runa\" }\nrole ciso \"CISO\"\nlet factor = \"a key \u{1F511}\"\n";
const POLICIES: &str = "policy p \"P\" {\r\n\towner: ciso  approver: ceo  classification: internal\r\n\tstatement mfa \"MFA\" {\r\n\t\t\"\"\"\r\n\t\tWith {factor}, says {ciso}. \u{1F600}\r\n\t\t\"\"\"\r\n\t\timplements: A.8.5  status: implemented\r\n\t}\r\n}\r\n";
const RISKS: &str = "risk-method m \"M\" {\n    likelihood: rare, likely\n    consequence: minor, severe\n    level: low from 1\n    level: high from 3\n    acceptable: low\n    accept: high by owner\n    review: every 12 months\n}\nasset db \"\u{1F5C4}\u{FE0F} e\u{301}\" { category: system  owner: ciso }\nrisk r \"R\" {\n    assets: db\n    owner: ceo\n    inherent: likely with severe\n    treat: modify with A.8.5 by ciso due 2027-01-01\n    residual: rare with minor\n}\n";

/// How often everything is compared, in each package, and after how many edits.
const ROUNDS: usize = 5;
const EDITS: usize = 500;

/// How a client counts columns.
fn units(encoding: &str, text: &str) -> u32 {
    let count = match encoding {
        "utf-8" => text.len(),
        "utf-16" => text.encode_utf16().count(),
        _ => text.chars().count(),
    };
    count as u32
}

/// Documents that are edited, with the texts as the client has them.
struct Typist {
    encoding: &'static str,
    documents: Vec<(String, String)>,
    version: i64,
    dice: Dice,
}

impl Typist {
    /// The line and column of a byte.
    fn position(&self, text: &str, at: usize) -> (u32, u32) {
        let line = text[..at].matches('\n').count() as u32;
        let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
        (line, units(self.encoding, &text[start..at]))
    }

    /// Replaces a few characters somewhere.
    async fn edit(&mut self, client: &mut Client) {
        let chosen = self.dice.below(self.documents.len());
        let (uri, mut text) = self.documents[chosen].clone();
        let from = self.dice.below(text.len() + 1);
        let ends = [from, (from + self.dice.below(10)).min(text.len())].map(|mut end| {
            // Not between the two marks of a line's end, nor within a character.
            while !text.is_char_boundary(end) || text[..end].ends_with('\r') {
                end -= 1;
            }
            end
        });
        let with = PIECES[self.dice.below(PIECES.len())];
        self.version += 1;
        let places = ends.map(|end| self.position(&text, end));
        client.change(&uri, self.version, range(places[0], places[1]), with).await;
        text.replace_range(ends[0]..ends[1], with);
        self.documents[chosen].1 = text;
    }

    /// Asks something at a place, and does not wait.
    async fn ask(&mut self, client: &mut Client) {
        let chosen = self.dice.below(self.documents.len());
        let (uri, text) = &self.documents[chosen];
        let mut offset = self.dice.below(text.len() + 1);
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let (line, column) = self.position(text, offset);
        let method = ["textDocument/completion", "textDocument/hover"][self.dice.below(2)];
        client.ask(method, at(uri, line, column)).await;
    }
}

/// The problems of all files, by the names of the files.
async fn problems(client: &mut Client) -> BTreeMap<String, Value> {
    let told = client.request("workspace/diagnostic", json!({ "previousResultIds": [] })).await;
    let reports = told["result"]["items"].as_array().unwrap_or_else(|| panic!("{told:#}"));
    let of = |report: &Value| (report["uri"].as_str().unwrap().to_owned(), report["items"].clone());
    reports.iter().map(of).collect()
}

fn capabilities(encoding: &str) -> Value {
    json!({
        "general": { "positionEncodings": [encoding] },
        "textDocument": { "diagnostic": {} },
        "initializationOptions": { "workspaceDiagnostics": true },
    })
}

/// A server that starts with these texts says the same.
async fn is_what_a_fresh_one_says(client: &mut Client, encoding: &str, documents: &[(String, String)]) {
    let after = problems(client).await;
    let (mut fresh, _) = Client::start(capabilities(encoding)).await;
    for (uri, text) in documents {
        fresh.open(uri, text).await;
    }
    let expected = problems(&mut fresh).await;
    fresh.leave().await;
    assert_eq!(after, expected, "of {documents:#?}");
}

/// Every round starts at a text that means something, types all over it, and is compared.
async fn random_edits(encoding: &'static str, files: &[(&str, &str)], seed: u64) {
    let folder = Folder::with(files);
    let originals: Vec<(String, String)> =
        files.iter().map(|(path, text)| (folder.uri(path), (*text).to_owned())).collect();
    let (mut client, capabilities) = Client::start(capabilities(encoding)).await;
    assert_eq!(capabilities["positionEncoding"], encoding);
    for (uri, text) in &originals {
        client.open(uri, text).await;
    }
    let mut typist = Typist { encoding, documents: originals.clone(), version: 1, dice: Dice(seed) };
    for _ in 0..ROUNDS {
        for (uri, text) in &originals {
            typist.version += 1;
            client.change(uri, typist.version, Value::Null, text).await;
        }
        typist.documents.clone_from(&originals);
        for edit in 0..EDITS {
            typist.edit(&mut client).await;
            match edit % 20 {
                7 | 13 => typist.ask(&mut client).await,
                // Now and then all that was typed is looked at before more is.
                19 => drop(problems(&mut client).await),
                _ => {}
            }
        }
        is_what_a_fresh_one_says(&mut client, encoding, &typist.documents).await;
    }
    client.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn random_edits_in_utf_16() {
    random_edits("utf-16", &[("a.isms", FULL)], 0x9E37_79B9_7F4A_7C15).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn random_edits_in_utf_16_of_several_files() {
    let files = [("risks.isms", RISKS), ("policies.isms", POLICIES), ("roles.isms", ROLES)];
    random_edits("utf-16", &files, 0xD1B5_4A32_D192_ED03).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn random_edits_in_utf_8() {
    let files = [("policies.isms", POLICIES), ("roles.isms", ROLES)];
    random_edits("utf-8", &files, 0x94D0_49BB_1331_11EB).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn random_edits_in_utf_32() {
    random_edits("utf-32", &[("risks.isms", RISKS), ("roles.isms", ROLES)], 0xBF58_476D_1CE4_E5B9).await;
}

/// A change and a request by turns, a thousand times, without waiting: every request is answered once, with something, as
/// cancelled or as overtaken, and in the end everything is there.
#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_interleaved_changes_lose_nothing() {
    const COUNT: i64 = 1000;
    let folder = Folder::with(&[("a.isms", ""), ("b.isms", FULL)]);
    let (a, b) = (folder.uri("a.isms"), folder.uri("b.isms"));
    let (mut client, _) = Client::start(capabilities("utf-16")).await;
    client.open(&a, "").await;
    client.open(&b, FULL).await;
    let mut text = String::new();
    let mut asked = Vec::new();
    for i in 0..COUNT {
        let line = u32::try_from(i).unwrap();
        let typed = format!("role n{i} \"{i} \u{1F600}\" {{ holder: \"N\" }}\r\n");
        client.change(&a, i + 2, range((line, 0), (line, 0)), &typed).await;
        text += &typed;
        let whole = json!({ "textDocument": { "uri": a } });
        let (method, params) = match i % 8 {
            0 => ("textDocument/documentSymbol", whole),
            1 => ("textDocument/hover", at(&a, line / 2, 6)),
            2 => ("textDocument/completion", at(&b, 9, 12)),
            3 => ("textDocument/semanticTokens/full", whole),
            4 => ("textDocument/definition", at(&b, 9, 12)),
            5 => ("textDocument/diagnostic", whole),
            6 => ("textDocument/codeLens", json!({ "textDocument": { "uri": b } })),
            _ => ("annexa/soa", json!({ "uri": b })),
        };
        let id = client.ask(method, params).await;
        asked.push(id);
        if i % 10 == 0 {
            client.notify("$/cancelRequest", json!({ "id": id })).await;
        }
    }
    let symbols =
        client.request("textDocument/documentSymbol", json!({ "textDocument": { "uri": a } })).await;
    let symbols = symbols["result"].as_array().unwrap();
    let names: Vec<&str> = symbols.iter().map(|s| s["name"].as_str().unwrap()).collect();
    let expected: Vec<String> = (0..COUNT).map(|i| format!("n{i}")).collect();
    assert_eq!(names, expected);
    is_what_a_fresh_one_says(&mut client, "utf-16", &[(a, text), (b, FULL.to_owned())]).await;

    for id in asked {
        let answers: Vec<Value> = {
            let all = client.kept.iter().filter(|m| m["id"] == id && m.get("method").is_none());
            all.cloned().collect()
        };
        let [answer] = &answers[..] else { panic!("{id} was answered {} times", answers.len()) };
        let code = answer["error"]["code"].as_i64();
        assert!(answer.get("result").is_some() || matches!(code, Some(-32800 | -32801)), "{answer}");
    }
    client.leave().await;
}
