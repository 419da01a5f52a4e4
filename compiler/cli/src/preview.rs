//! A web server for looking at a site while it is written: on this machine alone, from memory, for files and nothing else.
//!
//! It listens at 127.0.0.1 and answers who asks for that name, so that no page of elsewhere can read it through a name of its
//! own. Pages get a script that asks which version there is, and loads the page again when there is another.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, RwLock};
use std::thread;
use std::time::Duration;

/// The address that tells the version.
const VERSION: &str = "_version";
/// How long a browser may take to ask.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest question that is read.
const LONGEST: u64 = 16 * 1024;
/// What loads a page again.
const SCRIPT: &str = r#"<script>(() => {
  let shown;
  setInterval(async () => {
    try {
      const version = await (await fetch("/_version", { cache: "no-store" })).text();
      if (shown && version !== shown) location.reload();
      shown = version;
    } catch { /* It is asked again. */ }
  }, 600);
})();</script></body>"#;

/// The files of a site, by their paths, and their version.
#[derive(Default)]
struct Shown {
    version: u64,
    files: BTreeMap<String, Vec<u8>>,
}

/// A server that is running.
pub struct Server {
    shown: Arc<RwLock<Shown>>,
    /// The port at which it listens.
    pub port: u16,
}

impl Server {
    /// Begins to listen at a port of this machine; at 0, any that is free.
    ///
    /// # Errors
    /// Where the port is taken.
    pub fn start(port: u16) -> io::Result<Server> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let port = listener.local_addr()?.port();
        let shown = Arc::new(RwLock::new(Shown::default()));
        let of_server = Arc::clone(&shown);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shown = Arc::clone(&of_server);
                // Whoever goes away in the middle is no trouble to anybody else.
                thread::spawn(move || _ = answer(stream, &shown, port));
            }
        });
        Ok(Server { shown, port })
    }

    /// Shows these files from now on.
    pub fn show(&self, files: BTreeMap<String, Vec<u8>>) {
        let mut shown = match self.shown.write() {
            Ok(shown) => shown,
            Err(poisoned) => poisoned.into_inner(),
        };
        if shown.files != files {
            *shown = Shown { version: shown.version + 1, files };
        }
    }
}

fn answer(stream: TcpStream, shown: &RwLock<Shown>, port: u16) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut lines = BufReader::new(stream.try_clone()?.take(LONGEST)).lines();
    let first = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    let mut host = String::new();
    for line in lines {
        let line = line?;
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("host")
        {
            host = value.trim().to_owned();
        }
    }
    let (status, kind, body) = match shown.read() {
        Ok(shown) => reply(&first, &host, port, &shown),
        Err(poisoned) => reply(&first, &host, port, &poisoned.into_inner()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let mut stream = stream;
    stream.write_all(head.as_bytes())?;
    if !first.starts_with("HEAD ") {
        stream.write_all(&body)?;
    }
    stream.flush()
}

/// The status, the sort and the bytes of an answer to the first line of a question.
fn reply(first: &str, host: &str, port: u16, shown: &Shown) -> (&'static str, &'static str, Vec<u8>) {
    const TEXT: &str = "text/plain; charset=utf-8";
    let said = |status, says: &str| (status, TEXT, says.as_bytes().to_vec());
    if host != format!("127.0.0.1:{port}") && host != format!("localhost:{port}") {
        return said("403 Forbidden", "This is for this machine alone.\n");
    }
    let mut words = first.split(' ');
    let (Some("GET" | "HEAD"), Some(address)) = (words.next(), words.next()) else {
        return said("405 Method Not Allowed", "There is nothing but pages here.\n");
    };
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let path = decoded(path.trim_start_matches('/'));
    if path == VERSION {
        return ("200 OK", TEXT, shown.version.to_string().into_bytes());
    }
    let path = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path };
    let Some(bytes) = shown.files.get(&path) else {
        return said("404 Not Found", "There is no such page.\n");
    };
    match path.rsplit('.').next() {
        Some("html") => {
            let page = String::from_utf8_lossy(bytes).replacen("</body>", SCRIPT, 1);
            ("200 OK", "text/html; charset=utf-8", page.into_bytes())
        }
        Some("css") => ("200 OK", "text/css; charset=utf-8", bytes.clone()),
        Some("js") => ("200 OK", "text/javascript; charset=utf-8", bytes.clone()),
        _ => ("200 OK", "application/octet-stream", bytes.clone()),
    }
}

/// A path of an address, with what stands in it as `%C3%A9`.
fn decoded(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = bytes.get(at + 1..at + 3).and_then(|h| std::str::from_utf8(h).ok());
        match hex.and_then(|h| u8::from_str_radix(h, 16).ok()).filter(|_| byte == b'%') {
            Some(coded) => {
                out.push(coded);
                at += 3;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
