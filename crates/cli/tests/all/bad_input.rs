//! Bad input: each gets a clear error, the rest goes on, nothing is lost.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

const GOOD: &str = "Larkspur Labs hired Mara Quill, a former research director at Northgate, as chief scientist. \
                    The company said on Monday that she starts next week.\n";

fn tradewire(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("tradewire").unwrap();
    command.current_dir(folder).env("TRADEWIRE_LEDGER", folder.join("ledger.sqlite")).env_remove("RUST_LOG");
    command
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Reads a bad file between two good ones, and holds that both good ones are printed.
fn rejected_alone(bad: &str, bytes: &[u8], says: &[&str]) {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.txt"), GOOD).unwrap();
    fs::write(folder.path().join(bad), bytes).unwrap();
    fs::write(folder.path().join("z.txt"), GOOD).unwrap();
    let out =
        tradewire(folder.path()).args(["read", "--format", "jsonl", "a.txt", bad, "z.txt"]).output().unwrap();
    assert_eq!(out.status.code(), Some(3), "{}", words(&out));
    let lines: Vec<serde_json::Value> =
        printed(&out).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let docs: Vec<&str> = lines.iter().map(|l| l["doc"].as_str().unwrap()).collect();
    assert_eq!(docs, ["a.txt", "z.txt"]);
    for s in says.iter().chain(&[bad]) {
        assert!(words(&out).contains(s), "{s}: {}", words(&out));
    }
}

#[test]
fn an_empty_file_is_named() {
    rejected_alone("empty.txt", b"", &["rejected", "empty"]);
    rejected_alone("blank.txt", b" \r\n\t\n", &["rejected", "empty"]);
}

#[test]
fn a_binary_file_is_named() {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend((0..4000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8));
    rejected_alone("image.txt", &bytes, &["rejected", "not text"]);
}

#[test]
fn a_truncated_page_and_a_truncated_character_are_read_as_far_as_they_go() {
    let folder = TempDir::new().unwrap();
    let page = format!("<html><head><title>x</title></head><body><article><p>{GOOD}</p><p>{GOOD}");
    fs::write(folder.path().join("cut.html"), page).unwrap();
    let mut text = "北门科技宣布，林知远加盟，出任首席科学家。云".as_bytes().to_vec();
    text.pop();
    fs::write(folder.path().join("cut.txt"), text).unwrap();
    let out = tradewire(folder.path()).args(["read", "cut.html", "cut.txt"]).output().unwrap();
    assert_eq!(out.status.code(), Some(0), "{}", words(&out));
    assert!(printed(&out).contains("Mara Quill") && printed(&out).contains("林知远"), "{}", printed(&out));
}

#[test]
fn a_wrong_label_is_overruled() {
    let folder = TempDir::new().unwrap();
    let page = format!(
        "<html><head><meta charset=\"gbk\"><title>x</title></head><body><article><p>{}</p></article></body></html>",
        "北门科技宣布，林知远已正式加盟，出任首席科学家，直接向首席执行官汇报。".repeat(4)
    );
    fs::write(folder.path().join("utf8.html"), page).unwrap();
    let out = tradewire(folder.path()).args(["read", "utf8.html"]).output().unwrap();
    assert_eq!(out.status.code(), Some(0), "{}", words(&out));
    assert!(printed(&out).contains("林知远"), "{}", printed(&out));
}

#[test]
fn a_huge_file_is_refused() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.txt"), GOOD).unwrap();
    File::create(folder.path().join("huge.txt")).unwrap().set_len(200 << 20).unwrap();
    let out = tradewire(folder.path()).args(["read", "."]).output().unwrap();
    assert_eq!(out.status.code(), Some(3), "{}", words(&out));
    assert!(words(&out).contains("huge.txt") && words(&out).contains("[too_large]"), "{}", words(&out));
    assert!(printed(&out).contains("Mara Quill"));
}

#[test]
fn a_missing_file_and_a_bad_line_are_named_and_the_rest_goes_on() {
    let folder = TempDir::new().unwrap();
    let good = serde_json::json!({"doc": "ok", "text": GOOD, "published": "2025-07-01"});
    fs::write(folder.path().join("in.jsonl"), format!("{{oops\n{good}\n{{\"doc\": \"none\"}}\n")).unwrap();
    let out = tradewire(folder.path())
        .args(["read", "--format", "jsonl", "gone.txt", "http://127.0.0.1:9/a", "in.jsonl"])
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(3), "{}", words(&out));
    let said = words(&out);
    assert!(said.contains("[private_address]"), "{said}");
    assert!(
        said.contains("gone.txt") && said.contains("in.jsonl, line 1") && said.contains("line 3"),
        "{said}"
    );
    let line: serde_json::Value = serde_json::from_str(&printed(&out)).unwrap();
    assert_eq!((line["doc"].as_str(), line["meta"]["published"].as_str()), (Some("ok"), Some("2025-07-01")));
}

#[test]
#[cfg(unix)]
fn a_folder_without_permission_is_named_and_the_rest_goes_on() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.txt"), GOOD).unwrap();
    let closed = folder.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    let privileged = fs::read_dir(&closed).is_ok();
    let out = tradewire(folder.path()).args(["read", "."]).output().unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    assert!(printed(&out).contains("Mara Quill"));
    // Root may read everything; then there is nothing to reject.
    if privileged {
        assert_eq!(out.status.code(), Some(0), "{}", words(&out));
    } else {
        assert_eq!(out.status.code(), Some(3), "{}", words(&out));
        assert!(words(&out).contains("closed") && words(&out).contains("permission"), "{}", words(&out));
    }
}

#[test]
fn a_ledger_that_is_none_is_left_as_it_is() {
    let folder = TempDir::new().unwrap();
    let note = folder.path().join("notes.txt");
    fs::write(&note, GOOD).unwrap();
    for arguments in [&["events"][..], &["ingest", "notes.txt"], &["serve", "--addr", "127.0.0.1:0"]] {
        let out = tradewire(folder.path()).args(arguments).args(["--ledger", "notes.txt"]).output().unwrap();
        assert_eq!(out.status.code(), Some(1), "{arguments:?}: {}", words(&out));
        assert!(words(&out).contains("is no ledger"), "{}", words(&out));
    }
    assert_eq!(fs::read_to_string(&note).unwrap(), GOOD);
}

#[test]
fn a_ledger_that_is_not_there_says_how_to_make_one() {
    let folder = TempDir::new().unwrap();
    let out = tradewire(folder.path()).arg("events").output().unwrap();
    assert_eq!(out.status.code(), Some(1));
    assert!(
        words(&out).contains("no ledger at") && words(&out).contains("tradewire ingest"),
        "{}",
        words(&out)
    );
    assert!(!folder.path().join("ledger.sqlite").exists());
}

#[test]
fn a_port_in_use_is_said_before_any_work() {
    let folder = TempDir::new().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let out = tradewire(folder.path()).args(["demo", "--port", &port]).output().unwrap();
    assert_eq!(out.status.code(), Some(1));
    assert!(words(&out).contains("in use") && words(&out).contains("--port"), "{}", words(&out));
    assert!(printed(&out).is_empty());
}

#[test]
fn wrong_usage_exits_with_two() {
    let folder = TempDir::new().unwrap();
    for arguments in [
        &["frobnicate"][..],
        &["extract"],
        &["extract", "a.txt", "--published", "soon"],
        &["events", "--kind", "x"],
    ] {
        let out = tradewire(folder.path()).args(arguments).output().unwrap();
        assert_eq!(out.status.code(), Some(2), "{arguments:?}: {}", words(&out));
        assert!(printed(&out).is_empty());
    }
}

#[test]
fn rules_of_a_folder_are_tried_and_broken_ones_named() {
    let folder = TempDir::new().unwrap();
    let rules = folder.path().join("rules");
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    for part in ["frames", "en", "zh"] {
        fs::create_dir_all(rules.join(part)).unwrap();
        for entry in fs::read_dir(from.join(part)).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, rules.join(part).join(path.file_name().unwrap())).unwrap();
        }
    }
    fs::write(folder.path().join("a.txt"), "Northgate zorbled the AI researcher Ada Thornquist.\n").unwrap();
    let extract = |folder: &Path| {
        tradewire(folder)
            .args(["extract", "a.txt", "--format", "jsonl", "--rules", "rules"])
            .output()
            .unwrap()
    };
    assert!(!printed(&extract(folder.path())).contains("\"move\""));
    let frames = rules.join("frames/move.toml");
    let known = fs::read_to_string(&frames).unwrap();
    let taught = known.replacen("en = [", "en = [\"zorble\", ", 1);
    fs::write(&frames, taught).unwrap();
    let out = extract(folder.path());
    assert!(printed(&out).contains("\"move\""), "{}", words(&out));
    fs::write(&frames, "[[frame]\n").unwrap();
    let out = extract(folder.path());
    assert_ne!(out.status.code(), Some(0));
    assert!(words(&out).contains("move.toml"), "{}", words(&out));
}
