//! The five seed articles: the figures that the first ledger promises.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared")
}

fn run(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::cargo_bin("tradewire").unwrap();
    let out = command.env("TRADEWIRE_LEDGER", folder.join("ledger.sqlite")).args(arguments).output().unwrap();
    assert!(out.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

#[test]
#[ignore = "needs ../shared"]
fn extraction_scores_at_least_forty_percent_and_every_quote_is_its_span() {
    let folder = TempDir::new().unwrap();
    let (seeds, gold) = (shared().join("seeds"), shared().join("gold"));
    let claims = folder.path().join("claims.jsonl");
    fs::write(&claims, run(folder.path(), &["extract", seeds.to_str().unwrap(), "--format", "jsonl"]))
        .unwrap();
    let score = std::process::Command::new("python3")
        .arg(shared().join("eval/score.py"))
        .args([&gold, &claims])
        .args(["--json", "--texts"])
        .arg(&seeds)
        .output()
        .unwrap();
    assert!(score.status.success(), "{}", String::from_utf8_lossy(&score.stderr));
    let score: Value = serde_json::from_slice(&score.stdout).unwrap();
    assert!(score["ALL"]["f"].as_f64().unwrap() >= 0.40, "{score}");
}

#[test]
#[ignore = "needs ../shared"]
fn the_price_of_the_scale_stake_is_in_conflict() {
    let folder = TempDir::new().unwrap();
    run(folder.path(), &["ingest", shared().join("seeds").to_str().unwrap()]);
    let told = run(folder.path(), &["conflicts"]);
    assert!(told.contains("143亿美元") || told.contains("143億美元"), "{told}");
    assert!(told.contains("148亿美元") || told.contains("148億美元"), "{told}");
    let conflicts = run(folder.path(), &["conflicts", "--format", "jsonl"]);
    let stake = conflicts.lines().map(|l| serde_json::from_str::<Value>(l).unwrap()).any(|c| {
        let sides: Vec<String> =
            c["sides"].as_array().unwrap().iter().map(|s| s["value"].to_string()).collect();
        sides.iter().any(|s| s.contains("14.3")) && sides.iter().any(|s| s.contains("14.8"))
    });
    assert!(stake, "{conflicts}");
}
