//! The demo and `serve` in earnest: a page comes over HTTP, and an interrupt ends both cleanly.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::served::Server;
use tempfile::TempDir;

/// A server whose ledger and temporary files lie in a folder.
fn start(folder: &Path, arguments: &[&str]) -> Server {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tradewire"));
    let ledger = folder.join("ledger.sqlite");
    Server::start(command.args(arguments).env("TMPDIR", folder).env("TRADEWIRE_LEDGER", ledger))
}

fn interrupt(mut server: Server) -> Option<i32> {
    let id = server.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    server.child.wait().unwrap().code()
}

#[test]
fn the_demo_serves_its_pages_and_leaves_nothing_behind() {
    let folder = TempDir::new().unwrap();
    let server = start(folder.path(), &["demo", "--port", "0"]);
    for path in ["/", "/conflicts", "/people"] {
        let page = server.get(path);
        assert!(page.starts_with("HTTP/1.1 200") && page.contains("tradewire"), "{path}: {page:.300}");
    }
    assert!(server.get("/event/none").starts_with("HTTP/1.1 404"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "one folder for the demo's ledger");
    assert_eq!(interrupt(server), Some(0));
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
    let server = start(folder.path(), &["serve", "--addr", "127.0.0.1:0"]);
    let page = server.get("/");
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("Scale AI"), "{page:.300}");
    let review = server.get("/review");
    assert!(review.contains("Who reviews?") && review.contains("Make the queue"), "{review:.300}");
    assert_eq!(interrupt(server), Some(0));
    assert!(ledger.exists());
    let server = start(folder.path(), &["serve", "--addr", "127.0.0.1:0", "--read-only"]);
    let review = server.get("/review");
    assert!(review.contains("nobody can judge") && !review.contains("Who reviews?"), "{review:.300}");
    assert_eq!(interrupt(server), Some(0));
}

#[test]
fn only_what_was_published_is_served_where_that_is_asked() {
    let folder = TempDir::new().unwrap();
    let article = folder.path().join("a.txt");
    fs::write(&article, "Meta以143亿美元收购Scale AI 49%的股份。\n").unwrap();
    let tradewire = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tradewire"));
        let ledger = folder.path().join("ledger.sqlite");
        command
            .args(arguments)
            .env("TRADEWIRE_LEDGER", ledger)
            .env("TRADEWIRE_REVIEWER", "ana")
            .output()
            .unwrap()
    };
    assert!(tradewire(&["ingest", article.to_str().unwrap()]).status.success());
    let serve = ["serve", "--addr", "127.0.0.1:0", "--published"];
    let refused = tradewire(&serve);
    let why = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && why.contains("nothing was published"), "{why}");
    assert!(!tradewire(&["serve", "--public-url", "wire.example"]).status.success());
    assert!(tradewire(&["publish", "--withdraw"]).status.success());
    let server = start(folder.path(), &serve);
    for path in ["/", "/?kind=all", "/search?q=Scale", "/labs"] {
        let page = server.get(path);
        assert!(page.starts_with("HTTP/1.1 200") && !page.contains("Scale AI"), "{path}: {page:.300}");
    }
    assert_eq!(interrupt(server), Some(0));
}
