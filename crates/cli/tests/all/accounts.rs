//! Accounts from the command line, and what serving asks of them.

use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

const PASSWORD: &str = "four invented words here";

/// Exit code, and what was printed where.
fn tradewire(folder: &Path, arguments: &[&str], typed: &str) -> (i32, String, String) {
    let out = Command::cargo_bin("tradewire")
        .unwrap()
        .current_dir(folder)
        .env("TRADEWIRE_LEDGER", folder.join("ledger.sqlite"))
        .env_remove("TRADEWIRE_REVIEWER")
        .args(arguments)
        .write_stdin(typed)
        .timeout(std::time::Duration::from_secs(60))
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (out.status.code().unwrap_or(-1), text(out.stdout), text(out.stderr))
}

fn add(folder: &Path, name: &str, rank: &str, password: &str) -> (i32, String, String) {
    tradewire(folder, &["account", "add", name, "--rank", rank, "--password-stdin"], password)
}

#[test]
fn accounts_are_made_changed_and_listed() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    let (code, _, told) = tradewire(at, &["account", "list"], "");
    assert!(code == 1 && told.contains("tradewire account add NAME --rank admin"), "{told}");
    let (code, _, told) = add(at, "ada", "admin", "short");
    assert!(code == 1 && told.contains("at least 12 characters; this one has 5"), "{told}");
    let (code, _, told) = tradewire(at, &["account", "add", "ada", "--rank", "admin"], PASSWORD);
    assert!(code == 1 && told.contains("--password-stdin"), "without a terminal: {told}");
    assert_eq!(add(at, "Ada", "admin", &format!("{PASSWORD}\n")).0, 0);
    assert!(add(at, "ada", "reader", PASSWORD).2.contains("already"));
    assert_eq!(add(at, "bo", "reader", PASSWORD).0, 0);
    assert_eq!(add(at, "bo", "boss", PASSWORD).0, 2);
    assert!(at.join("accounts.sqlite").exists(), "beside the ledger");

    for last in [&["account", "rank", "ada", "reader"][..], &["account", "disable", "ada"]] {
        let (code, _, told) = tradewire(at, last, "");
        assert!(code == 1 && told.contains("last admin"), "{told}");
    }
    for fine in [
        &["account", "rank", "bo", "admin"][..],
        &["account", "disable", "ada"],
        &["account", "enable", "ada"],
        &["account", "password", "bo", "--password-stdin"],
    ] {
        assert_eq!(tradewire(at, fine, "another invented one").0, 0, "{fine:?}");
    }
    let (_, listed, _) = tradewire(at, &["account", "list", "--format", "jsonl"], "");
    let names: Vec<&str> = listed.lines().filter(|l| l.contains(r#""rank":"admin""#)).collect();
    assert_eq!(names.len(), 2, "{listed}");
    assert!(!listed.contains("argon2"));
    let (_, log, _) = tradewire(at, &["account", "log", "--format", "jsonl"], "");
    let deeds: Vec<serde_json::Value> = log.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let deeds: Vec<&str> = deeds.iter().map(|d| d["deed"].as_str().unwrap()).collect();
    let expected = [
        "password-changed",
        "account-enabled",
        "account-disabled",
        "rank-changed",
        "account-added",
        "account-added",
    ];
    assert_eq!(deeds, expected);
    assert!(!log.contains("invented"));
}

#[test]
fn tokens_are_shown_once_and_revoked() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    add(at, "ada", "reviewer", PASSWORD);
    let token = ["account", "token", "add", "ada", "--name", "sheet", "--scope", "review", "--days", "3"];
    let (code, secret, told) = tradewire(at, &token, "");
    assert!(code == 0 && secret.starts_with("twk_") && secret.trim().len() == 68, "{told}");
    let (code, _, told) =
        tradewire(at, &["account", "token", "add", "ada", "--name", "x", "--scope", "admin"], "");
    assert!(code == 1 && told.contains("more than its account"), "{told}");
    let (_, listed, _) = tradewire(at, &["account", "token", "list", "--format", "jsonl"], "");
    assert!(!listed.contains(secret.trim()));
    let id =
        serde_json::from_str::<serde_json::Value>(listed.trim()).unwrap()["id"].as_str().unwrap().to_owned();
    assert_eq!(tradewire(at, &["account", "token", "revoke", &id], "").0, 0);
    assert_eq!(tradewire(at, &["account", "token", "revoke", &id], "").0, 1);
    assert!(tradewire(at, &["account", "token", "list"], "").1.contains("revoked"));
}

#[test]
fn others_are_served_with_accounts_and_a_public_name_only() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    std::fs::write(at.join("a.txt"), "Meta以143亿美元收购Scale AI 49%的股份。").unwrap();
    assert_eq!(tradewire(at, &["ingest", "a.txt"], "").0, 0);
    let refused = |more: &[&str]| {
        let (code, _, told) = tradewire(at, &[&["serve", "--addr", "0.0.0.0:0"][..], more].concat(), "");
        assert!(matches!(code, 1 | 2), "{more:?}: {told}");
        told
    };
    let with = ["--accounts", "accounts.sqlite"];
    assert!(refused(&[]).contains("without accounts"));
    assert!(refused(&with).contains("no such file"));
    add(at, "rea", "reader", PASSWORD);
    assert!(refused(&with).contains("no account of an admin"));
    add(at, "ada", "admin", PASSWORD);
    assert!(refused(&with).contains("--public-url"));
    let plain = [&with[..], &["--public-url", "http://wire.example.org"]].concat();
    assert!(refused(&plain).contains("--unsafe-plain-http"));
    assert!(refused(&["--public-url", "https://wire.example.org"]).contains("--accounts"));
}
