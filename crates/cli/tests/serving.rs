//! The demo and `serve` in earnest: a page comes over HTTP, and an interrupt ends both cleanly.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// A server that is ended with the test, whatever happens.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tradewire"))
            .args(arguments)
            .env("TMPDIR", folder)
            .env("TRADEWIRE_LEDGER", folder.join("ledger.sqlite"))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let address = lines.find_map(|l| l.split_once("http://").map(|(_, a)| a.trim().to_owned())).unwrap();
        // What is said later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn interrupt(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_demo_serves_its_pages_and_leaves_nothing_behind() {
    let folder = TempDir::new().unwrap();
    let server = Server::start(folder.path(), &["demo", "--port", "0"]);
    for path in ["/", "/conflicts", "/people"] {
        let page = server.get(path);
        assert!(page.starts_with("HTTP/1.1 200") && page.contains("tradewire"), "{path}: {page:.300}");
    }
    assert!(server.get("/event/none").starts_with("HTTP/1.1 404"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "one folder for the demo's ledger");
    assert_eq!(server.interrupt(), Some(0));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "and it goes with the demo");
}

#[test]
fn a_ledger_is_served_and_stays() {
    let folder = TempDir::new().unwrap();
    let article = folder.path().join("a.txt");
    fs::write(&article, "Meta以143亿美元收购Scale AI 49%的股份。\n").unwrap();
    let ledger = folder.path().join("ledger.sqlite");
    let ingest = Command::new(env!("CARGO_BIN_EXE_tradewire"))
        .arg("ingest")
        .arg(&article)
        .arg("--ledger")
        .arg(&ledger)
        .output()
        .unwrap();
    assert!(ingest.status.success(), "{}", String::from_utf8_lossy(&ingest.stderr));
    let server = Server::start(folder.path(), &["serve", "--addr", "127.0.0.1:0"]);
    let page = server.get("/");
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("Scale AI"), "{page:.300}");
    let review = server.get("/review");
    assert!(review.contains("Who reviews?") && review.contains("Make the queue"), "{review:.300}");
    assert_eq!(server.interrupt(), Some(0));
    assert!(ledger.exists());
    let server = Server::start(folder.path(), &["serve", "--addr", "127.0.0.1:0", "--read-only"]);
    let review = server.get("/review");
    assert!(review.contains("nobody can judge") && !review.contains("Who reviews?"), "{review:.300}");
    assert_eq!(server.interrupt(), Some(0));
}
