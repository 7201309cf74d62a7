//! A ledger on a server, by the command line: what goes by path goes by address.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::server::Schema;
use tempfile::TempDir;

fn tradewire(folder: &Path, ledger: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("tradewire"));
    command
        .current_dir(folder)
        .env("XDG_DATA_HOME", folder)
        .env("TRADEWIRE_LEDGER", ledger)
        .args(arguments)
        .stdin(Stdio::null());
    command
}

fn out(folder: &Path, ledger: &str, arguments: &[&str]) -> Output {
    tradewire(folder, ledger, arguments).output().unwrap()
}

fn run(folder: &Path, ledger: &str, arguments: &[&str]) -> String {
    let out = out(folder, ledger, arguments);
    assert_eq!(out.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

fn fails(folder: &Path, ledger: &str, arguments: &[&str]) -> String {
    let out = out(folder, ledger, arguments);
    assert_eq!(out.status.code(), Some(1), "{arguments:?}");
    String::from_utf8(out.stderr).unwrap()
}

fn articles(folder: &Path) {
    let line = |doc: &str, text: &str| {
        serde_json::json!({"doc": doc, "published": "2025-06-12", "outlet": "The Courier", "text": text,
            "fiction": true})
        .to_string()
    };
    let lines = [
        line("a", "Quillon Marchbanks has left Corvid Systems to join Larkspur Labs as chief scientist."),
        line("b", "Larkspur Labs has acquired Corvid Systems for $1.2 billion."),
    ];
    fs::write(folder.join("articles.jsonl"), lines.join("\n")).unwrap();
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_ledger_is_kept_and_asked_by_its_address() {
    let schema = Schema::new();
    let ledger = schema.address();
    let folder = TempDir::new().unwrap();
    let here = folder.path();
    articles(here);
    let absent = fails(here, &ledger, &["events"]);
    assert!(absent.contains("there is no ledger") && absent.contains("tradewire ingest"), "{absent}");
    run(here, &ledger, &["ingest", "--input", "jsonl", "articles.jsonl"]);
    assert!(run(here, &ledger, &["search", "Larkspur"]).contains("Larkspur Labs"));
    assert!(run(here, &ledger, &["events"]).contains("deal"));
    let anchor = run(here, &ledger, &["verify"]);
    assert_eq!(run(here, &ledger, &["verify", "--anchor", anchor.trim()]), anchor);
    let doctor = run(here, &ledger, &["doctor"]);
    assert!(doctor.contains("well  the database is whole"), "{doctor}");
    // To a file and back to the byte.
    let exported = run(here, &ledger, &["export"]);
    fs::write(here.join("log.jsonl"), &exported).unwrap();
    run(here, "copy.sqlite", &["import", "log.jsonl"]);
    assert_eq!(run(here, "copy.sqlite", &["export"]), exported);
    assert_eq!(run(here, "copy.sqlite", &["events"]), run(here, &ledger, &["events"]));
    run(here, &ledger, &["rebuild"]);
    assert_eq!(run(here, &ledger, &["verify"]), anchor);
    let refused = fails(here, &ledger, &["backup", "copy2.sqlite"]);
    assert!(refused.contains("pg_dump"), "{refused}");
    assert!(!here.join("postgres:").exists(), "an address is no path");
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_secret_in_an_address_is_not_said() {
    let folder = TempDir::new().unwrap();
    let said = fails(folder.path(), "postgres://ann:s3cret@127.0.0.1:1/wire", &["events"]);
    assert!(said.contains("postgres://ann@127.0.0.1:1/wire") && !said.contains("s3cret"), "{said}");
}

#[test]
#[ignore = "needs PostgreSQL"]
#[cfg(unix)]
fn pages_are_served_from_a_server() {
    let schema = Schema::new();
    let ledger = schema.address();
    let folder = TempDir::new().unwrap();
    articles(folder.path());
    run(folder.path(), &ledger, &["ingest", "--input", "jsonl", "articles.jsonl"]);
    let mut child =
        tradewire(folder.path(), &ledger, &["serve", "--addr", "127.0.0.1:0", "--reviewer", "ana"])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap());
    let address = loop {
        let mut line = String::new();
        assert!(said.read_line(&mut line).unwrap() > 0, "it ended before it served");
        if let Some((_, rest)) = line.split_once("http://") {
            break rest.trim().to_owned();
        }
    };
    for (page, holds) in [("/", "Larkspur"), ("/search?q=Larkspur", "Larkspur"), ("/review", "review")] {
        let mut stream = TcpStream::connect(&address).unwrap();
        write!(stream, "GET {page} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains(holds), "{page}: {answer}");
    }
    let stopped = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(stopped.success());
    assert_eq!(child.wait().unwrap().code(), Some(0), "it ends in order");
}
