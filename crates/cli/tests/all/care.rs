//! Care of a ledger from the command line: proof, copies, erasure, what is wrong and how it is mended.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

const SECRET: &str = "Quillon Marchbanks";

fn tradewire(folder: &Path, arguments: &[&str]) -> Output {
    Command::cargo_bin("tradewire")
        .unwrap()
        .current_dir(folder)
        .env("TRADEWIRE_LEDGER", folder.join("ledger.sqlite"))
        .args(arguments)
        .output()
        .unwrap()
}

fn run(folder: &Path, arguments: &[&str]) -> String {
    let out = tradewire(folder, arguments);
    assert_eq!(out.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

/// What a command that must fail says.
fn fails(folder: &Path, arguments: &[&str]) -> String {
    let out = tradewire(folder, arguments);
    assert_eq!(out.status.code(), Some(1), "{arguments:?}");
    String::from_utf8(out.stdout).unwrap() + String::from_utf8(out.stderr).unwrap().as_str()
}

fn ledger() -> TempDir {
    let folder = TempDir::new().unwrap();
    let line = |doc: &str, text: &str| {
        serde_json::json!({"doc": doc, "published": "2025-06-12", "outlet": "The Courier", "text": text,
            "fiction": true})
        .to_string()
    };
    let text = [
        line("one.txt", "Meta以143亿美元收购Scale AI 49%的股份。"),
        line("two.txt", &format!("Researcher {SECRET} has left OpenAI and joined Meta, the company said.")),
    ]
    .join("\n");
    fs::write(folder.path().join("in.jsonl"), text).unwrap();
    run(folder.path(), &["ingest", "in.jsonl"]);
    folder
}

fn holds(folder: &Path, file: &str, bytes: &[u8]) -> bool {
    let read = |name: String| fs::read(folder.join(name)).unwrap_or_default();
    ["", "-wal", "-shm"]
        .iter()
        .any(|end| read(format!("{file}{end}")).windows(bytes.len()).any(|w| w == bytes))
}

#[test]
fn an_export_taken_in_is_exported_the_same() {
    let folder = ledger();
    let at = folder.path();
    let first = run(at, &["export"]);
    fs::write(at.join("out.jsonl"), &first).unwrap();
    run(at, &["import", "out.jsonl", "--ledger", "second.sqlite"]);
    assert_eq!(first, run(at, &["export", "--ledger", "second.sqlite"]));
    let listed = |ledger: &str| run(at, &["events", "--format", "jsonl", "--ledger", ledger]);
    assert!(!listed("ledger.sqlite").is_empty());
    assert_eq!(listed("ledger.sqlite"), listed("second.sqlite"));
    let anchor = run(at, &["verify"]);
    assert_eq!(anchor, run(at, &["verify", "--ledger", "second.sqlite", "--anchor", anchor.trim()]));
    let other = format!("{}:{}", anchor.split_once(':').unwrap().0, "0".repeat(64));
    assert!(fails(at, &["verify", "--anchor", &other]).contains("anchor"));
}

#[test]
fn rebuilding_changes_nothing() {
    let folder = ledger();
    let at = folder.path();
    let asked =
        || (run(at, &["events", "--format", "jsonl"]), run(at, &["export"]), run(at, &["search", "Meta"]));
    let before = asked();
    let out = tradewire(at, &["rebuild"]);
    assert_eq!(out.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&out.stderr).contains("as before"));
    assert_eq!(before, asked());
}

#[test]
fn what_was_changed_in_the_file_is_named() {
    let folder = ledger();
    let at = folder.path();
    assert!(!run(at, &["doctor"]).contains("ill "));
    let path = at.join("ledger.sqlite");
    let mut bytes = fs::read(&path).unwrap();
    let (from, to) = ("以143亿美元".as_bytes(), "以193亿美元".as_bytes());
    let places: Vec<usize> =
        bytes.windows(from.len()).enumerate().filter(|(_, w)| *w == from).map(|(i, _)| i).collect();
    assert!(!places.is_empty());
    for place in places {
        bytes[place..place + to.len()].copy_from_slice(to);
    }
    fs::write(&path, bytes).unwrap();
    assert!(fails(at, &["verify"]).contains("was changed"));
    let told = fails(at, &["doctor"]);
    assert!(told.contains("was changed") && told.contains("to mend: `tradewire restore"), "{told}");
    assert!(fails(at, &["backup", "copy.sqlite"]).contains("damaged"));
    assert!(!at.join("copy.sqlite").exists());
}

#[test]
fn what_was_erased_does_not_come_back_from_a_copy() {
    let folder = ledger();
    let at = folder.path();
    let anchor = run(at, &["backup", "copy.sqlite"]);
    assert_eq!(anchor, run(at, &["verify"]));
    assert!(fails(at, &["backup", "copy.sqlite"]).contains("already"));
    assert!(holds(at, "ledger.sqlite", SECRET.as_bytes()), "else nothing is proved below");

    run(at, &["erase", "--document", "two.txt", "--reason", "request of June"]);
    assert!(!holds(at, "ledger.sqlite", SECRET.as_bytes()));
    let log = run(at, &["export"]);
    assert!(log.contains("request of June") && !log.contains(SECRET));
    assert!(run(at, &["events"]).contains("Scale AI"), "the views are made again from what is left");
    run(at, &["verify", "--anchor", anchor.trim()]);
    assert!(!run(at, &["doctor"]).contains("ill "));

    run(at, &["restore", "copy.sqlite", "--to", "restored.sqlite"]);
    assert!(!holds(at, "restored.sqlite", SECRET.as_bytes()));
    run(at, &["verify", "--ledger", "restored.sqlite"]);
    assert!(run(at, &["events", "--ledger", "restored.sqlite"]).contains("Scale AI"));

    // Without the ledger nobody knows what was erased: that must be said, not passed over.
    let lost = ["restore", "copy.sqlite", "--to", "again.sqlite", "--ledger", "gone.sqlite"];
    assert!(fails(at, &lost).contains("--without-erasures"));
    assert!(!at.join("again.sqlite").exists());
    run(at, &[&lost[..], &["--without-erasures"]].concat());
    assert!(run(at, &["export", "--ledger", "again.sqlite"]).contains(SECRET));
}

#[test]
fn nothing_is_erased_where_something_is_unknown() {
    let folder = ledger();
    let at = folder.path();
    let before = run(at, &["export"]);
    let unknown = ["erase", "--document", "two.txt", "--document", "three.txt", "--reason", "request"];
    assert!(fails(at, &unknown).contains("three.txt"));
    assert_eq!(before, run(at, &["export"]));
}
