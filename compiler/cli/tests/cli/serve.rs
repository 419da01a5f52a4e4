//! `annexa serve`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::{DAY, Place, SOUND};

/// The program while it runs; it ends with the test.
struct Served(Child, u16);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(place: &Place) -> Served {
    let mut child = Command::new(env!("CARGO_BIN_EXE_annexa"))
        .args(["serve", "--as-of", DAY, "--port", "0"])
        .current_dir(place.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program");
    let out = child.stdout.take().expect("its output");
    let line = BufReader::new(out).lines().next().expect("a line").expect("a text");
    let port = line.split("127.0.0.1:").nth(1).and_then(|rest| rest.split('/').next());
    Served(child, port.and_then(|port| port.parse().ok()).expect("a port"))
}

impl Served {
    fn ask(&self, first: &str, host: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.1)).expect("it listens");
        write!(stream, "{first} HTTP/1.1\r\nHost: {host}\r\n\r\n").expect("a question");
        let mut all = String::new();
        stream.read_to_string(&mut all).expect("an answer");
        all
    }

    fn get(&self, path: &str) -> String {
        self.ask(&format!("GET {path}"), &format!("127.0.0.1:{}", self.1))
    }
}

#[test]
fn a_page_follows_the_package() {
    let place = Place::package(&[("small.isms", SOUND)]);
    let served = serve(&place);
    let home = served.get("/");
    assert!(
        home.starts_with("HTTP/1.1 200") && home.contains("text/html") && home.contains("_version"),
        "{home}"
    );
    assert!(served.get("/annexa.css").contains("text/css"));
    assert!(served.get("/office-soa.html?q=1").contains("Statement"));
    assert!(!place.at("out").exists(), "nothing is written");
    let version = served.get("/_version");
    place.write("more.isms", "asset kiosk \"Kiosk in the hall\" { category: system }\n");
    let begun = Instant::now();
    while served.get("/_version") == version {
        assert!(begun.elapsed() < Duration::from_secs(30), "it follows");
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(served.get("/register/asset.html").contains("Kiosk in the hall"));
    // What cannot be read leaves what is shown.
    place.write("annexa.toml", "[package");
    std::thread::sleep(Duration::from_millis(1500));
    assert!(served.get("/register/asset.html").contains("Kiosk in the hall"));
}

#[test]
fn nobody_else_is_answered() {
    let place = Place::package(&[("small.isms", SOUND)]);
    let served = serve(&place);
    let local = format!("127.0.0.1:{}", served.1);
    for (first, host, status) in [
        ("GET /", "evil.example", "403"),
        ("GET /", "evil.example:80", "403"),
        ("POST /", &local, "405"),
        ("GET /../annexa.toml", &local, "404"),
        ("GET /%2e%2e/annexa.toml", &local, "404"),
        ("GET /none.html", &local, "404"),
    ] {
        let answer = served.ask(first, host);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{first} {host}: {answer}");
    }
}
