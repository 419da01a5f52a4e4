//! The server as a client meets it: messages over a pair of streams.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod client;
mod judges;

use std::fs;

use client::{Client, Folder, at, package, range};
use serde_json::{Value, json};

fn named<'v>(problems: &'v Value, name: &str) -> &'v Value {
    let mut all = problems.as_array().unwrap().iter();
    all.find(|p| p["code"] == name).unwrap_or_else(|| panic!("no {name} in {problems:#}"))
}

fn has(problems: &Value, name: &str) -> bool {
    problems.as_array().unwrap().iter().any(|p| p["code"] == name)
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_fault_to_its_mending() {
    let folder = Folder::with(&[("a.isms", ""), ("roles.isms", "/// Answers for it.\nrole ciso \"CISO\"\n")]);
    let (mut client, capabilities) = Client::start(json!({
        "workspace": { "workspaceEdit": { "documentChanges": true } },
        "textDocument": { "documentSymbol": { "hierarchicalDocumentSymbolSupport": true } },
    }))
    .await;
    let advertised: Vec<&String> = capabilities.as_object().unwrap().keys().collect();
    let expected = [
        "callHierarchyProvider",
        "codeActionProvider",
        "codeLensProvider",
        "completionProvider",
        "definitionProvider",
        "documentFormattingProvider",
        "documentHighlightProvider",
        "documentLinkProvider",
        "documentOnTypeFormattingProvider",
        "documentRangeFormattingProvider",
        "documentSymbolProvider",
        "foldingRangeProvider",
        "hoverProvider",
        "implementationProvider",
        "inlayHintProvider",
        "positionEncoding",
        "referencesProvider",
        "renameProvider",
        "selectionRangeProvider",
        "semanticTokensProvider",
        "textDocumentSync",
        "typeDefinitionProvider",
        "workspace",
        "workspaceSymbolProvider",
    ];
    assert_eq!(advertised, expected);
    assert_eq!(capabilities["positionEncoding"], "utf-16");

    // Two characters outside of the basic plane, one combining mark, and a tab before the fault.
    let uri = folder.uri("a.isms");
    client.open(&uri, "asset db \"🗄️🔐\" {\n\te\u{301}: 1 owner: cisoo }\n").await;
    let problems = client.problems(&uri, Some(1)).await;
    assert_eq!(named(&problems, "unknown-name")["range"], range((1, 14), (1, 19)), "{problems:#}");
    let line = "asset db \"🗄️🔐\" { owner: cisoo category: system }\n";
    client.change(&uri, 2, Value::Null, line).await;
    let problems = client.problems(&uri, Some(2)).await;
    // `asset db "` is 10 units, the emoji with its selector 3, the other 2, `" { owner: ` 11.
    let unknown = named(&problems, "unknown-name");
    assert_eq!(unknown["range"], range((0, 26), (0, 31)), "{problems:#}");
    assert_eq!((&unknown["severity"], &unknown["source"]), (&json!(1), &json!("annexa")));

    let context = json!({ "diagnostics": [] });
    let at = range((0, 28), (0, 28));
    let asked = json!({ "textDocument": { "uri": uri }, "range": at, "context": context });
    let actions = client.request("textDocument/codeAction", asked).await;
    let edit = &actions["result"][0]["edit"]["documentChanges"][0];
    assert_eq!(edit["textDocument"], json!({ "uri": uri, "version": 2 }), "{actions:#}");
    assert_eq!(edit["edits"][0], json!({ "range": range((0, 26), (0, 31)), "newText": "ciso" }));

    client.change(&uri, 3, range((0, 30), (0, 31)), "").await;
    let problems = client.problems(&uri, Some(3)).await;
    assert!(!has(&problems, "unknown-name"), "{problems:#}");

    let asked = json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 27 } });
    let hover = client.request("textDocument/hover", asked).await;
    let text = hover["result"]["contents"]["value"].as_str().unwrap();
    assert!(text.starts_with("**ciso** CISO") && text.contains("\n\nAnswers for it."), "{text}");
    assert_eq!(hover["result"]["range"], range((0, 26), (0, 30)));

    let symbols =
        client.request("textDocument/documentSymbol", json!({ "textDocument": { "uri": uri } })).await;
    assert_eq!(symbols["result"][0]["name"], "db");
    assert_eq!(symbols["result"][0]["selectionRange"], range((0, 6), (0, 8)));
    client.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn problems_of_other_files_come_and_go() {
    let folder =
        Folder::with(&[("a.isms", "role ciso \"CISO\"\n"), ("b.isms", "asset db \"DB\" { owner: ciso }\n")]);
    let (a, b) = (folder.uri("a.isms"), folder.uri("b.isms"));
    let (mut client, capabilities) =
        Client::start(json!({ "general": { "positionEncodings": ["utf-8", "utf-16"] } })).await;
    assert_eq!(capabilities["positionEncoding"], "utf-8");
    client.open(&a, "role ciso \"CISO\"\n").await;
    client.problems(&a, Some(1)).await;
    client.change(&a, 2, range((0, 5), (0, 9)), "chief").await;
    client.until(&b, None, |problems| has(problems, "unknown-name")).await;
    client.change(&a, 3, range((0, 5), (0, 10)), "ciso").await;
    client.until(&b, None, |problems| !has(problems, "unknown-name")).await;
    client.leave().await;
}

/// What stands in another package has the name of its file; what stands in the standard library is in no file.
#[tokio::test(flavor = "multi_thread")]
async fn places_in_other_packages() {
    let folder = Folder::empty();
    for name in ["group", "company"] {
        fs::create_dir(folder.join(name)).unwrap();
    }
    let group = "/// For all of us.\npolicy access \"Access\" {\n    classification: internal\n    \"\"\"On need.\"\"\"\n}\n";
    package(&folder.join("group"), &[("g.isms", group)]);
    let text = "policy access \"Access\" extends group.access { classification: public }\n\
                translation access-pl \"Dostęp\" of access to \"pl\"\n\
                kind policy \"Again\"\n";
    package(&folder.join("company"), &[("a.isms", text)]);
    let manifest = folder.join("company/annexa.toml");
    let dependency = "\n[dependencies]\ngroup = { path = \"../group\" }\n";
    let own = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, own + dependency).unwrap();

    let (mut client, _) = Client::start(json!({})).await;
    let (a, g) = (folder.uri("company/a.isms"), folder.uri("group/g.isms"));
    client.open(&a, text).await;
    let problems = client.problems(&a, Some(1)).await;
    let related = &named(&problems, "weaker-than-parent")["relatedInformation"];
    assert_eq!(related[0]["location"], json!({ "uri": g, "range": range((2, 20), (2, 28)) }), "{problems:#}");
    assert!(named(&problems, "duplicate-name").get("relatedInformation").is_none(), "{problems:#}");

    for (line, character, words) in
        [(0, 40, "For all of us."), (0, 2, "A policy"), (1, 14, "Dostęp"), (1, 2, "another language")]
    {
        let position = json!({ "line": line, "character": character });
        let asked = json!({ "textDocument": { "uri": a }, "position": position });
        let hover = client.request("textDocument/hover", asked).await;
        let shown = hover["result"]["contents"]["value"].as_str().unwrap_or_default();
        assert!(shown.contains(words), "{line}:{character}: {hover:#}");
    }

    // A document of the other package has the name that the client gave it.
    client.open(&g, group).await;
    client.problems(&g, Some(1)).await;
    client.change(&a, 2, range((0, 7), (0, 13)), "access").await;
    let problems = client.problems(&a, Some(2)).await;
    assert_eq!(named(&problems, "weaker-than-parent")["relatedInformation"][0]["location"]["uri"], g);
    client.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_does_not_end_it() {
    let folder = Folder::empty();
    let (mut client, _) = Client::start(json!({})).await;
    // In no package, so that there is a notice and the file still has an outline.
    let lone = folder.uri("lone.isms");
    client.open(&lone, "role ciso \"CISO\"\n").await;
    let problems = client.problems(&lone, Some(1)).await;
    assert_eq!(problems.as_array().unwrap().len(), 1, "{problems:#}");
    client.notify("textDocument/didChange", json!({ "nonsense": true })).await;
    client.change("file:///nowhere/at/all.isms", 7, range((9, 9), (1, 1)), "x").await;
    client.change(&lone, 2, range((99, 99), (50, 0)), "role ceo \"CEO\"\n").await;
    let nowhere = json!({ "textDocument": { "uri": "untitled:Untitled-1" }, "position": { "line": 0, "character": 0 } });
    assert!(client.request("textDocument/hover", nowhere).await["result"].is_null());
    assert_eq!(client.request("textDocument/nothing", json!({})).await["error"]["code"], -32601);
    let symbols =
        client.request("textDocument/documentSymbol", json!({ "textDocument": { "uri": lone } })).await;
    assert_eq!(symbols["result"].as_array().unwrap().len(), 2, "{symbols:#}");
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": lone } })).await;
    assert_eq!(client.problems(&lone, None).await, json!([]));
    client.leave().await;
}

/// A client that asks for problems gets those of open documents so; all others are told as ever.
#[tokio::test(flavor = "multi_thread")]
async fn problems_are_pulled() {
    let folder =
        Folder::with(&[("a.isms", "role ciso \"CISO\"\n"), ("b.isms", "asset db \"DB\" { owner: ciso }\n")]);
    let (a, b) = (folder.uri("a.isms"), folder.uri("b.isms"));
    let (mut client, capabilities) = Client::start(json!({
        "textDocument": { "diagnostic": {} },
        "workspace": { "diagnostics": { "refreshSupport": true } },
        "initializationOptions": { "libraryDocuments": true },
    }))
    .await;
    let provider = &capabilities["diagnosticProvider"];
    assert_eq!(
        (&provider["interFileDependencies"], &provider["workspaceDiagnostics"]),
        (&json!(true), &json!(false))
    );
    client.open(&a, "role chief \"😀\" { ownr: chief }\n").await;
    let missing = client.until(&b, None, |problems| has(problems, "unknown-name")).await;
    let page = named(&missing, "unknown-name")["codeDescription"]["href"].clone();
    assert_eq!(page, "annexa-stdlib:/problems/unknown-name.md");
    let text = client.request("annexa/document", json!({ "uri": page })).await;
    assert!(text["result"]["text"].as_str().unwrap().starts_with("# "), "{text}");

    let asked = json!({ "textDocument": { "uri": a } });
    let told = client.request("textDocument/diagnostic", asked).await;
    assert_eq!(
        named(&told["result"]["items"], "unknown-field")["range"],
        range((0, 18), (0, 22)),
        "{told:#}"
    );
    let id = told["result"]["resultId"].clone();
    let asked = json!({ "textDocument": { "uri": a }, "previousResultId": id });
    let told = client.request("textDocument/diagnostic", asked.clone()).await;
    assert_eq!(told["result"], json!({ "kind": "unchanged", "resultId": id }));
    client.change(&a, 2, range((0, 18), (0, 22)), "owner").await;
    let told = client.request("textDocument/diagnostic", asked).await;
    assert!(!has(&told["result"]["items"], "unknown-field"), "{told:#}");
    client.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn problems_of_the_workspace_are_pulled() {
    let folder = Folder::with(&[("a.isms", ""), ("b.isms", "asset db \"DB\" { owner: ciso }\n")]);
    let (a, b) = (folder.uri("a.isms"), folder.uri("b.isms"));
    let (mut client, capabilities) = Client::start(json!({
        "textDocument": { "diagnostic": {} },
        "initializationOptions": { "workspaceDiagnostics": true },
    }))
    .await;
    assert_eq!(capabilities["diagnosticProvider"]["workspaceDiagnostics"], true);
    client.open(&a, "").await;
    let told = client.request("workspace/diagnostic", json!({ "previousResultIds": [] })).await;
    let all = told["result"]["items"].as_array().unwrap().clone();
    let of = |uri: &str| all.iter().find(|report| report["uri"] == uri).unwrap();
    assert!(has(&of(&b)["items"], "unknown-name"), "{told:#}");
    assert_eq!(of(&a)["version"], 1);
    let known: Vec<Value> = all.iter().map(|r| json!({ "uri": r["uri"], "value": r["resultId"] })).collect();
    client.change(&a, 2, Value::Null, "role ciso \"CISO\"\n").await;
    let told = client.request("workspace/diagnostic", json!({ "previousResultIds": known })).await;
    let all = told["result"]["items"].as_array().unwrap();
    let of = |uri: &str| all.iter().find(|report| report["uri"] == uri).unwrap();
    assert!(!has(&of(&b)["items"], "unknown-name"), "{told:#}");
    assert!(all.iter().any(|report| report["kind"] == "unchanged"), "{told:#}");
    assert!(client.kept.iter().all(|m| m["method"] != "textDocument/publishDiagnostics"));
    client.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_are_counted_in_characters() {
    let folder = Folder::with(&[("a.isms", "")]);
    let a = folder.uri("a.isms");
    let (mut client, capabilities) =
        Client::start(json!({ "general": { "positionEncodings": ["utf-32", "utf-16"] } })).await;
    assert_eq!(capabilities["positionEncoding"], "utf-32");
    client.open(&a, "asset db \"🗄\" { owner: cisoo }\r\n").await;
    let problems = client.problems(&a, Some(1)).await;
    assert_eq!(named(&problems, "unknown-name")["range"], range((0, 22), (0, 27)), "{problems:#}");
    client.leave().await;
}

/// The position behind the mark `‸` in `text`, in UTF-16, and the text without it.
fn marked(text: &str) -> (String, Value) {
    let at = text.find('‸').unwrap();
    let line = text[..at].matches('\n').count();
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let character = text[start..at].encode_utf16().count();
    (text.replacen('‸', "", 1), json!({ "line": line, "character": character }))
}

#[tokio::test(flavor = "multi_thread")]
async fn suggestions_with_and_without_templates() {
    let folder = Folder::with(&[("a.isms", "")]);
    let a = folder.uri("a.isms");
    let text = "role ciso \"CISO 😀\"\r\npolicy p \"e\u{301}😀\" {\r\n\tstatement s \"S\" { implements: information back‸ }\r\n}\r\n";
    let (text, position) = marked(text);
    let asked = json!({ "textDocument": { "uri": a }, "position": position });
    let templates =
        json!({ "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } } });
    for capabilities in [json!({}), templates] {
        let (mut client, _) = Client::start(capabilities.clone()).await;
        client.open(&a, &text).await;
        let list = client.request("textDocument/completion", asked.clone()).await;
        let items = list["result"]["items"].as_array().unwrap();
        let backup = items.iter().find(|item| item["label"] == "A.8.13").unwrap();
        assert_eq!(backup["filterText"], "A.8.13 Information backup");
        let edit = json!({ "range": range((2, 31), (2, 47)), "newText": "A.8.13" });
        assert_eq!(backup["textEdit"], edit);
        // Behind the last line.
        let at_end = json!({ "textDocument": { "uri": a }, "position": { "line": 4, "character": 0 } });
        let list = client.request("textDocument/completion", at_end).await;
        let items = list["result"]["items"].as_array().unwrap();
        let whole = items.iter().find(|item| item["label"] == "risk …");
        match whole {
            None => assert_eq!(capabilities, json!({})),
            Some(whole) => {
                assert_eq!(whole["insertTextFormat"], 2);
                let written = whole["textEdit"]["newText"].as_str().unwrap();
                assert!(written.starts_with("risk ${1:name}"), "{written}");
            }
        }
        client.leave().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn views_of_a_whole_package() {
    let text = "// 😀 e\u{301}\r\nscope cloud \"Cloud\"\r\nsoa s \"SoA 😀\" for cloud against iso27001 {\r\n\tinclude: A.* because \"All\"\r\n}\r\n";
    let policy = "policy p \"P\" {\n    statement x \"We back up\" { implements: A.8.13  status: implemented }\n}\nasset db \"DB\" { category: system }\n";
    let folder = Folder::with(&[("a.isms", text), ("b.isms", policy)]);
    let (a, b) = (folder.uri("a.isms"), folder.uri("b.isms"));
    let manifest = folder.uri("annexa.toml");
    let (mut client, _) =
        Client::start(json!({ "workspace": { "workspaceEdit": { "documentChanges": true } } })).await;

    // No document is open: any file of the package names it.
    let soa = client.request("annexa/soa", json!({ "uri": manifest })).await;
    let table = &soa["result"]["tables"][0];
    assert_eq!(
        (&table["soa"], &table["scope"], &table["title"]),
        (&json!("s"), &json!("Cloud"), &json!("SoA 😀"))
    );
    let row = table["rows"].as_array().unwrap().iter().find(|row| row["control"] == "A.8.13").unwrap();
    assert_eq!(
        (&row["state"], &row["applicable"], &row["justification"]),
        (&json!("implemented"), &json!(true), &json!("All"))
    );
    assert_eq!((&row["uri"], &row["range"]), (&json!(a), &range((3, 10), (3, 13))));
    let link = json!({ "name": "p.x", "title": "We back up", "uri": b, "range": range((1, 14), (1, 15)) });
    assert_eq!(row["implementedBy"], json!([link]));

    let assets = client.request("annexa/table", json!({ "uri": a, "kind": "asset" })).await;
    let assets = &assets["result"];
    assert_eq!(assets["columns"][0]["values"][1], "system");
    let cell = json!({ "text": "system", "range": range((3, 16), (3, 32)) });
    assert_eq!(assets["rows"][0]["cells"]["category"], cell);
    let set = json!({ "uri": b, "name": "db", "field": "category", "text": "service" });
    let edit = client.request("annexa/setCell", set).await;
    let edits = &edit["result"]["documentChanges"][0];
    assert_eq!(edits["textDocument"]["uri"], b);
    assert_eq!(
        edits["edits"][0],
        json!({ "range": range((3, 16), (3, 32)), "newText": "category: service" })
    );

    let tree = client.request("annexa/tree", json!({ "uri": a })).await;
    let first = &tree["result"]["sections"][0]["kinds"][0];
    assert_eq!((&first["kind"], &first["declarations"][0]["name"]), (&json!("scope"), &json!("cloud")));

    client.open(&b, policy).await;
    let asked = json!({ "textDocument": { "uri": b }, "position": { "line": 1, "character": 48 } });
    let trace = client.request("annexa/trace", asked).await;
    assert_eq!(trace["result"]["title"], "Information backup", "{trace:#}");
    assert_eq!(trace["result"]["uri"], Value::Null);
    let children = trace["result"]["children"].as_array().unwrap();
    assert!(children.iter().any(|child| child["title"] == "We back up" && child["uri"] == b), "{trace:#}");
    let preview = client.request("annexa/preview", json!({ "textDocument": { "uri": b } })).await;
    assert!(preview["result"]["html"].as_str().unwrap().contains("<h2>We back up</h2>"), "{preview:#}");
    client.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn jumps_and_references() {
    let roles = "// e\u{301}😀\r\nrole ciso \"CISO 😀\"\r\n";
    let text = "asset db \"😀\" {\t owner: ciso category: system }\r\npolicy p \"P\" { statement x \"X\" { implements: A.8.13 } \"\"\"😀 {ciso}\"\"\" }\r\n";
    let folder = Folder::with(&[("a.isms", text), ("roles.isms", roles)]);
    let (a, r) = (folder.uri("a.isms"), folder.uri("roles.isms"));
    let (mut client, _) =
        Client::start(json!({ "initializationOptions": { "libraryDocuments": true } })).await;
    client.open(&a, text).await;
    let found = client.request("textDocument/definition", at(&a, 0, 26)).await;
    assert_eq!(found["result"], json!([{ "uri": r, "range": range((1, 5), (1, 9)) }]));
    let found = client.request("textDocument/typeDefinition", at(&a, 0, 26)).await;
    assert_eq!(found["result"][0]["uri"], "annexa-stdlib:/prelude.isms");
    let control = client.request("textDocument/definition", at(&a, 1, 48)).await;
    assert_eq!(control["result"][0]["uri"], "annexa-stdlib:/iso27001/2022.isms");
    let library = client.request("annexa/document", json!({ "uri": control["result"][0]["uri"] })).await;
    let line = control["result"][0]["range"]["start"]["line"].as_u64().unwrap();
    let text = library["result"]["text"].as_str().unwrap();
    assert!(text.lines().nth(line as usize).unwrap().contains("A.8.13"));
    // In the documents of the library too there is hover, and jumps within it.
    let control_at = at("annexa-stdlib:/iso27001/2022.isms", line as u32, 21);
    let hover = client.request("textDocument/hover", control_at.clone()).await;
    let shown = hover["result"]["contents"]["value"].as_str().unwrap();
    assert!(shown.starts_with("**A.8.13** Information backup"), "{shown}");
    let kind = client.request("textDocument/typeDefinition", control_at).await;
    assert_eq!(kind["result"][0]["uri"], "annexa-stdlib:/prelude.isms");
    let nothing = client.request("textDocument/hover", at("annexa-stdlib:/nothing.isms", 0, 0)).await;
    assert_eq!(nothing["result"], Value::Null);
    let scope = "scope c \"C\"\nsoa s \"S\" for c against iso27001 { include: A.* because \"x\" }\n";
    client.change(&a, 2, range((2, 0), (2, 0)), scope).await;
    let found = client.request("textDocument/implementation", at(&a, 1, 48)).await;
    assert_eq!(found["result"], json!([{ "uri": a, "range": range((1, 25), (1, 26)) }]));

    let mut asked = at(&a, 0, 26);
    asked["context"] = json!({ "includeDeclaration": true });
    let found = client.request("textDocument/references", asked).await;
    let places = found["result"].as_array().unwrap();
    assert!(places.contains(&json!({ "uri": a, "range": range((1, 61), (1, 65)) })), "{found:#}");
    assert_eq!(places.len(), 3);
    let found = client.request("textDocument/documentHighlight", at(&a, 0, 26)).await;
    assert_eq!(found["result"].as_array().unwrap().len(), 2);
    client.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_gets_another_name() {
    let text = "// e\u{301}😀\r\npolicy access \"Access 😀\"\r\n";
    let other = "policy other \"O\" {\r\n\t\"\"\"😀 See {access}.\"\"\"\r\n}\r\n";
    let folder = Folder::with(&[("a.isms", text), ("b.isms", other)]);
    fs::create_dir(folder.join("annexa.lock")).unwrap();
    fs::write(folder.join("annexa.lock/access.toml"), "# Records\ndocument = \"access\"\n").unwrap();
    let (a, b) = (folder.uri("a.isms"), folder.uri("b.isms"));
    let edits = json!({ "documentChanges": true, "resourceOperations": ["rename"] });
    let (mut client, _) = Client::start(json!({ "workspace": { "workspaceEdit": edits } })).await;
    client.open(&a, text).await;
    let prepared = client.request("textDocument/prepareRename", at(&a, 1, 9)).await;
    assert_eq!(prepared["result"], json!({ "range": range((1, 7), (1, 13)), "placeholder": "access" }));
    let refused = client.request("textDocument/prepareRename", at(&a, 1, 2)).await;
    assert!(refused["error"]["message"].as_str().unwrap().contains("standard library"), "{refused}");
    let mut asked = at(&a, 1, 9);
    asked["newName"] = json!("other");
    let refused = client.request("textDocument/rename", asked.clone()).await;
    assert!(refused["error"]["message"].as_str().unwrap().contains("cannot be called `other`"), "{refused}");
    asked["newName"] = json!("access-control");
    let renamed = client.request("textDocument/rename", asked).await;
    let changes = renamed["result"]["documentChanges"].as_array().unwrap();
    let of = |uri: &str| changes.iter().find(|c| c["textDocument"]["uri"] == uri).unwrap()["edits"].clone();
    assert_eq!(of(&a), json!([{ "range": range((1, 7), (1, 13)), "newText": "access-control" }]));
    assert_eq!(of(&b), json!([{ "range": range((1, 12), (1, 18)), "newText": "access-control" }]));
    let lock = folder.uri("annexa.lock/access.toml");
    let line = json!([{ "range": range((1, 0), (1, 19)), "newText": "document = \"access-control\"" }]);
    assert_eq!(of(&lock), line);
    let moved = changes.last().unwrap();
    assert_eq!((&moved["kind"], &moved["oldUri"]), (&json!("rename"), &json!(lock)));
    assert_eq!(moved["newUri"], folder.uri("annexa.lock/access-control.toml"));
    client.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn layout_of_all_of_a_part_and_of_what_is_typed() {
    let folder = Folder::with(&[("a.isms", "")]);
    let a = folder.uri("a.isms");
    let (mut client, _) = Client::start(json!({})).await;
    client.open(&a, "role   a \"😀\"\r\nrole b \"e\u{301}😀\" {\tholder:   \"x\"}\r\n").await;
    let options = json!({ "tabSize": 4, "insertSpaces": true });
    let mut asked = json!({ "textDocument": { "uri": a }, "options": options });
    let edits = client.request("textDocument/formatting", asked.clone()).await;
    let edits = edits["result"].as_array().unwrap().clone();
    assert_eq!(edits[0], json!({ "range": range((0, 4), (0, 7)), "newText": " " }));
    assert!(edits.len() > 2);
    asked["range"] = range((0, 0), (0, 3));
    let some = client.request("textDocument/rangeFormatting", asked).await;
    assert_eq!(some["result"], json!([edits[0]]));
    let mut typed = at(&a, 1, 30);
    typed["ch"] = json!("}");
    typed["options"] = options;
    let typed = client.request("textDocument/onTypeFormatting", typed).await;
    assert_eq!(typed["result"].as_array().unwrap()[..], edits[1..]);
    client.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_done_at_a_place() {
    let folder = Folder::with(&[("a.isms", "")]);
    let a = folder.uri("a.isms");
    let text = "role ciso \"CISO\"\r\nasset a \"😀\" { category: system  owner: CISO }\r\nscope c \"C\"\r\nsoa s \"S\" for c against iso27001 {\r\n\tinclude: A.5.* because \"x\"\r\n}\r\npolicy p \"P\" {\r\n    \"\"\"\r\n    One.\r\n    \"\"\"\r\n}\r\n";
    let (mut client, _) = Client::start(json!({})).await;
    client.open(&a, text).await;
    let ask = |range: Value, only: Value| json!({ "textDocument": { "uri": a }, "range": range, "context": { "diagnostics": [], "only": only } });
    let mut titles = Vec::new();
    for (range, only) in [
        (range((4, 15), (4, 15)), json!(["refactor"])),
        (range((8, 4), (8, 6)), json!(["refactor.extract"])),
        (range((8, 4), (8, 6)), json!(["source"])),
        (range((1, 43), (1, 43)), json!(["quickfix"])),
        (range((1, 43), (1, 43)), json!(["refactor"])),
    ] {
        let found = client.request("textDocument/codeAction", ask(range, only)).await;
        let found = found["result"].as_array().unwrap().clone();
        titles.push(
            found.iter().map(|a| a["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(", "),
        );
        assert!(found.iter().all(|a| a["edit"]["changes"].is_object()), "{found:#?}");
    }
    let expected = [
        "Write the missing decisions",
        "Make a statement of it",
        "Mend all that can be mended by machine",
        "Write `ciso`",
        "",
    ];
    assert_eq!(titles, expected);
    client.leave().await;
}

/// A package about which there is something to say everywhere.
const FULL: &str = "// e\u{301}😀\r\n// more\r\nrole ceo \"CEO 😀\" { holder: \"Runa\" }\r\nteam t \"T\"\r\nscope c \"C\" { includes: t }\r\nsoa s \"S\" for c against iso27001 {\r\n\tinclude: A.5.* because \"x😀\"\r\n}\r\npolicy p \"P\" {\r\n\tapprover: ceo  version: \"1\"\r\n\tstatement x \"We back up\" { implements: A.5.1  status: implemented  evidence: e }\r\n}\r\nevidence e \"E\" { file: \"data/list.csv\"  collected: 2026-10-01  valid: for 3 months }\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn what_editors_draw() {
    let folder = Folder::with(&[("a.isms", FULL)]);
    let a = folder.uri("a.isms");
    let (mut client, capabilities) =
        Client::start(json!({ "initializationOptions": { "commands": ["annexa.showSoa"] } })).await;
    client.open(&a, FULL).await;
    let document = json!({ "textDocument": { "uri": a } });
    let all = range((0, 0), (13, 0));

    let folds = client.request("textDocument/foldingRange", document.clone()).await;
    let lines: Vec<(u64, u64)> = folds["result"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fold| (fold["startLine"].as_u64().unwrap(), fold["endLine"].as_u64().unwrap()))
        .collect();
    assert_eq!(lines, [(0, 1), (5, 7), (8, 11)]);

    let mut asked = document.clone();
    asked["positions"] = json!([{ "line": 10, "character": 44 }, { "line": 99, "character": 0 }]);
    let grown = client.request("textDocument/selectionRange", asked).await;
    assert_eq!(grown["result"][0]["range"], range((10, 40), (10, 45)), "{grown:#}");
    assert_eq!(grown["result"][0]["parent"]["range"], range((10, 28), (10, 45)));
    assert_eq!(grown["result"].as_array().unwrap().len(), 2);

    let legend = &capabilities["semanticTokensProvider"]["legend"];
    let colours = client.request("textDocument/semanticTokens/full", document.clone()).await;
    let data = colours["result"]["data"].as_array().unwrap();
    // `role` on the third line: a type of the standard library.
    assert_eq!(data[..5], [json!(2), json!(0), json!(4), json!(0), json!(2)]);
    assert_eq!(legend["tokenTypes"][0], "type");
    // What is another after an edit: here only how far the next word is.
    let mut asked = document.clone();
    asked["previousResultId"] = colours["result"]["resultId"].clone();
    client.change(&a, 2, range((2, 4), (2, 4)), " ").await;
    let edits = client.request("textDocument/semanticTokens/full/delta", asked.clone()).await;
    let six = json!({ "start": 5, "deleteCount": 5, "data": [0, 6, 3, 2, 1] });
    assert_eq!(edits["result"]["edits"], json!([six]));
    asked["previousResultId"] = edits["result"]["resultId"].clone();
    let same = client.request("textDocument/semanticTokens/full/delta", asked.clone()).await;
    assert_eq!(same["result"]["edits"], json!([]));
    client.change(&a, 3, range((2, 4), (2, 5)), "").await;
    // Of colours that are not known any more, all.
    asked["previousResultId"] = json!("gone");
    let again = client.request("textDocument/semanticTokens/full/delta", asked).await;
    assert_eq!(again["result"]["data"].as_array(), Some(data));
    let mut asked = document.clone();
    asked["range"] = range((2, 0), (2, 4));
    let some = client.request("textDocument/semanticTokens/range", asked).await;
    assert_eq!(some["result"]["data"].as_array().unwrap()[..], data[..5]);

    let mut asked = document.clone();
    asked["range"] = all.clone();
    let hints = client.request("textDocument/inlayHint", asked.clone()).await;
    let shown = |hints: &Value| -> Vec<String> {
        let all = hints["result"].as_array().unwrap().iter();
        all.map(|hint| format!("{} {}", hint["position"]["line"], hint["label"].as_str().unwrap())).collect()
    };
    assert_eq!(shown(&hints), ["6 37 controls", "10 Policies for information security"]);
    assert_eq!(hints["result"][0]["position"]["character"], 15);
    let settings = json!({ "settings": { "annexa": { "inlayHints": { "titles": false }, "codeLenses": { "evidence": false } } } });
    client.notify("workspace/didChangeConfiguration", settings).await;
    let hints = client.request("textDocument/inlayHint", asked).await;
    assert_eq!(shown(&hints), ["6 37 controls"]);

    let lenses = client.request("textDocument/codeLens", document.clone()).await;
    let lenses = lenses["result"].as_array().unwrap();
    let titles: Vec<&str> = lenses.iter().map(|lens| lens["command"]["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["1 of 37 controls implemented, 56 undecided", "not approved"]);
    assert_eq!(lenses[0]["command"]["command"], "annexa.showSoa");
    assert_eq!(lenses[0]["command"]["arguments"][0]["name"], "s");
    assert_eq!(lenses[1]["command"]["command"], "");

    let links = client.request("textDocument/documentLink", document).await;
    let link = json!({ "range": range((12, 24), (12, 37)), "target": folder.uri("data/list.csv") });
    assert_eq!(links["result"], json!([link]));
    client.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_traces_and_files_that_move() {
    let folder = Folder::with(&[("a.isms", FULL)]);
    let a = folder.uri("a.isms");
    let (mut client, _) = Client::start(json!({})).await;
    client.open(&a, FULL).await;
    let found = client.request("workspace/symbol", json!({ "query": "back" })).await;
    let symbol = &found["result"][0];
    assert_eq!((&symbol["name"], &symbol["containerName"]), (&json!("p.x We back up"), &json!("Statement")));
    assert_eq!(symbol["location"], json!({ "uri": a, "range": range((10, 11), (10, 12)) }));

    let item = client.request("textDocument/prepareCallHierarchy", at(&a, 10, 44)).await;
    let item = item["result"][0].clone();
    assert_eq!(item["name"], "Policies for information security");
    let carriers = client.request("callHierarchy/incomingCalls", json!({ "item": item })).await;
    let statement = carriers["result"][0]["from"].clone();
    assert_eq!(statement["name"], "We back up");
    assert_eq!(statement["selectionRange"], range((10, 11), (10, 12)));
    let carriers = client.request("callHierarchy/incomingCalls", json!({ "item": statement })).await;
    assert_eq!(carriers["result"][0]["from"]["name"], "E");
    let carried = client.request("callHierarchy/outgoingCalls", json!({ "item": statement })).await;
    assert_eq!(carried["result"][0]["to"]["name"], "Policies for information security");

    let files = json!([{ "oldUri": folder.uri("data"), "newUri": folder.uri("proof") }]);
    let edit = client.request("workspace/willRenameFiles", json!({ "files": files })).await;
    let written = json!([{ "range": range((12, 23), (12, 38)), "newText": "\"proof/list.csv\"" }]);
    assert_eq!(edit["result"]["changes"][&a], written);
    client.leave().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_settings_and_what_is_watched() {
    let folder = Folder::empty();
    for name in ["one", "two"] {
        fs::create_dir(folder.join(name)).unwrap();
        package(&folder.join(name), &[("a.isms", "asset db \"DB\" { owner: nobody }\n")]);
    }
    let (one, two) = (folder.uri("one/a.isms"), folder.uri("two/a.isms"));
    let (mut client, _) = Client::start(json!({
        "workspace": { "configuration": true, "didChangeWatchedFiles": { "dynamicRegistration": true } },
        "window": { "workDoneProgress": true },
        "workspaceFolders": [{ "uri": folder.uri("one"), "name": "one" }],
    }))
    .await;
    // Nothing is open, and the problems of the folder are told.
    client.until(&one, None, |problems| has(problems, "unknown-name")).await;
    let asked = |method: &str, kept: &[Value]| kept.iter().any(|m| m["method"] == method);
    let event = json!({ "added": [{ "uri": folder.uri("two"), "name": "two" }], "removed": [] });
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": event })).await;
    client.until(&two, None, |problems| has(problems, "unknown-name")).await;
    let event = json!({ "added": [], "removed": [{ "uri": folder.uri("two"), "name": "two" }] });
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": event })).await;
    client.until(&two, None, |problems| problems.as_array().unwrap().is_empty()).await;
    fs::write(folder.join("one/a.isms"), "role nobody \"N\"\nasset db \"DB\" { owner: nobody }\n").unwrap();
    let changes = json!({ "changes": [{ "uri": one, "type": 2 }] });
    client.notify("workspace/didChangeWatchedFiles", changes).await;
    client.until(&one, None, |problems| !has(problems, "unknown-name")).await;
    let all = std::mem::take(&mut client.seen);
    for method in ["workspace/configuration", "client/registerCapability", "window/workDoneProgress/create"] {
        assert!(asked(method, &all), "{method}");
    }
    assert!(
        all.iter().any(|m| m["method"] == "$/progress" && m["params"]["value"]["kind"] == "end"),
        "{all:#?}"
    );
    client.leave().await;
}
