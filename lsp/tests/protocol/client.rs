//! A client at the other end of a pair of streams, and the packages that it opens.

use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::time::Duration;

use annexa_lsp::{Options, serve};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream, ReadHalf, WriteHalf};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

/// A client. Notifications that come while it waits for something else are kept.
pub struct Client {
    /// What the server said. It is read without end, for a server that nobody listens to does not listen either.
    input: UnboundedReceiver<Value>,
    output: WriteHalf<DuplexStream>,
    server: JoinHandle<bool>,
    pub kept: Vec<Value>,
    /// All messages but answers.
    pub seen: Vec<Value>,
    next: i64,
}

impl Client {
    /// Starts a server, and introduces itself. Gives what the server can do.
    pub async fn start(capabilities: Value) -> (Client, Value) {
        let (ours, theirs) = tokio::io::duplex(1 << 16);
        let (input, output) = tokio::io::split(theirs);
        let as_of = annexa_core::time::parse_date("2026-11-01");
        let server = tokio::spawn(serve(input, output, Options { as_of }));
        let (input, output) = tokio::io::split(ours);
        let (said, messages) = unbounded_channel();
        tokio::spawn(listen(BufReader::new(input), said));
        let mut client =
            Client { input: messages, output, server, kept: Vec::new(), seen: Vec::new(), next: 0 };
        let (options, folders) = (&capabilities["initializationOptions"], &capabilities["workspaceFolders"]);
        let params = json!({
            "capabilities": capabilities,
            "initializationOptions": options,
            "workspaceFolders": folders,
        });
        let answer = client.request("initialize", params).await;
        client.notify("initialized", json!({})).await;
        (client, answer["result"]["capabilities"].clone())
    }

    async fn send(&mut self, message: &Value) {
        let text = message.to_string();
        let whole = format!("Content-Length: {}\r\n\r\n{text}", text.len());
        self.output.write_all(whole.as_bytes()).await.unwrap();
    }

    pub async fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params })).await;
    }

    /// Asks without waiting for the answer.
    pub async fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next += 1;
        let id = self.next;
        let mut message = json!({ "jsonrpc": "2.0", "id": id, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message).await;
        id
    }

    /// The next message. What the server asks is answered with nothing.
    async fn receive(&mut self) -> Value {
        let next = tokio::time::timeout(Duration::from_secs(60), self.input.recv()).await;
        let message = next.expect("the server says something").expect("the server is there");
        if let (Some(_), Some(id)) = (message.get("method"), message.get("id")) {
            self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": null })).await;
        }
        if message.get("method").is_some() {
            self.seen.push(message.clone());
        }
        message
    }

    pub async fn answer(&mut self, id: i64) -> Value {
        loop {
            let message = self.receive().await;
            if message["id"] == id && message.get("method").is_none() {
                return message;
            }
            self.kept.push(message);
        }
    }

    pub async fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params).await;
        self.answer(id).await
    }

    /// The problems of the version of a document, which is `None` where it is not open.
    pub async fn problems(&mut self, uri: &str, version: Option<i64>) -> Value {
        self.until(uri, version, |_| true).await
    }

    /// The first problems of a version of a document for which `fits` holds.
    pub async fn until(&mut self, uri: &str, version: Option<i64>, fits: impl Fn(&Value) -> bool) -> Value {
        loop {
            let message = if self.kept.is_empty() { self.receive().await } else { self.kept.remove(0) };
            let params = &message["params"];
            if message["method"] == "textDocument/publishDiagnostics"
                && params["uri"] == uri
                && params["version"].as_i64() == version
                && fits(&params["diagnostics"])
            {
                return params["diagnostics"].clone();
            }
        }
    }

    pub async fn open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "isms", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document })).await;
    }

    pub async fn change(&mut self, uri: &str, version: i64, range: Value, text: &str) {
        let document = json!({ "uri": uri, "version": version });
        let mut change = json!({ "text": text });
        if !range.is_null() {
            change["range"] = range;
        }
        self.notify(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": [change] }),
        )
        .await;
    }

    pub async fn leave(mut self) {
        let answer = self.request("shutdown", Value::Null).await;
        assert!(answer.get("error").is_none(), "{answer}");
        self.send(&json!({ "jsonrpc": "2.0", "method": "exit" })).await;
        assert!(self.server.await.unwrap(), "the server noticed that it was asked to shut down");
    }
}

/// Reads messages until the server is gone.
async fn listen(mut input: BufReader<ReadHalf<DuplexStream>>, said: UnboundedSender<Value>) {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).await.unwrap() == 0 {
            return;
        }
        match line.trim_end().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.parse().unwrap();
            }
            Some(_) => {}
            None => {
                let mut bytes = vec![0; length];
                input.read_exact(&mut bytes).await.unwrap();
                if said.send(serde_json::from_slice(&bytes).unwrap()).is_err() {
                    return;
                }
            }
        }
    }
}

/// A folder that goes when the test ends, under its true name.
pub struct Folder {
    path: PathBuf,
    _goes: TempDir,
}

impl Folder {
    pub fn empty() -> Folder {
        let made = tempfile::tempdir().unwrap();
        Folder { path: fs::canonicalize(made.path()).unwrap(), _goes: made }
    }

    /// With a package of these files.
    pub fn with(files: &[(&str, &str)]) -> Folder {
        let folder = Folder::empty();
        package(&folder, files);
        folder
    }

    pub fn uri(&self, file: &str) -> String {
        format!("file://{}/{file}", self.path.display())
    }
}

impl Deref for Folder {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.path
    }
}

/// Writes a package.
pub fn package(folder: &Path, files: &[(&str, &str)]) {
    let manifest = "[package]\nname = \"test\"\n\n[standards]\nmain = \"iso27001@2022\"\n";
    fs::write(folder.join("annexa.toml"), manifest).unwrap();
    for (path, text) in files {
        fs::write(folder.join(path), text).unwrap();
    }
}

pub fn range(from: (u32, u32), to: (u32, u32)) -> Value {
    let at = |(line, character): (u32, u32)| json!({ "line": line, "character": character });
    json!({ "start": at(from), "end": at(to) })
}

/// A position in a document.
pub fn at(uri: &str, line: u32, character: u32) -> Value {
    json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } })
}
