//! A hundred claims of the seed articles, reviewed in a real browser by keyboard alone.
//!
//! `cargo nextest run -p tradewire-cli --test reviewing --run-ignored all --no-capture` prints the pace.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::browsing::{Browser, Setup};
use crate::served::Server;
use serde_json::Value;
use tempfile::TempDir;
use thirtyfour::prelude::*;

/// Claims that are reviewed.
const CLAIMS: usize = 100;
/// Longest time until a key must have led somewhere.
const PATIENCE: Duration = Duration::from_secs(30);

fn seeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seeds")
}

fn tradewire(ledger: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tradewire"));
    command.env("TRADEWIRE_LEDGER", ledger).env_remove("TRADEWIRE_REVIEWER");
    command
}

/// An answer of the API.
fn api(server: &Server, path: &str) -> Value {
    let answer = server.get(path);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{path}: {head}");
    serde_json::from_str(body).unwrap_or_else(|e| panic!("{path}: {e}: {body:.200}"))
}

/// What lies on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Scene {
    task: String,
    names: bool,
    /// Whether an answer came back with a reason.
    refused: bool,
}

async fn scene(b: &Browser) -> Scene {
    let seen = b
        .js("const r = document.querySelector('.review'); return [r?.dataset.task ?? '', r?.dataset.kind === 'names', !!document.querySelector('.notice.bad[role=alert]'), !!document.querySelector('.dock.sending'), !!document.querySelector('.queue')]")
        .await;
    assert!(seen[0] != "" || seen[4] == true, "neither a task nor the queue lies on the screen");
    Scene { task: seen[0].as_str().unwrap().to_owned(), names: seen[1] == true, refused: seen[2] == true }
}

/// Waits until a key has led somewhere.
async fn after(b: &Browser, before: &Scene) -> Scene {
    let begun = Instant::now();
    loop {
        let now = scene(b).await;
        if now != *before {
            return now;
        }
        assert!(
            begun.elapsed() < PATIENCE,
            "a dead end at {before:?}: {}",
            b.js("return document.body.innerText").await
        );
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn press(b: &Browser, keys: impl Into<TypingData>) {
    b.driven.active_element().await.unwrap().send_keys(keys).await.unwrap();
}

/// Corrects the first line that holds a name to another name that stands near.
async fn mend(b: &Browser) -> bool {
    press(b, "m").await;
    let found = b
        .js("const f = [...document.querySelectorAll('details[open] input[data-digit][list]')][0]; if (!f) return null; const near = [...document.querySelectorAll('#near option')].map(o => o.value).find(v => v !== f.value); return near ? [f.dataset.digit, near] : null")
        .await;
    let Some(found) = found.as_array() else {
        press(b, Key::Escape + "").await;
        return false;
    };
    press(b, found[0].as_str().unwrap()).await;
    assert_eq!(
        b.js("return document.activeElement.dataset.digit").await,
        found[0],
        "the digit leads to its line"
    );
    press(b, found[1].as_str().unwrap()).await;
    press(b, Key::Enter + "").await;
    true
}

#[tokio::test]
#[ignore = "needs ../shared and chromium"]
async fn a_hundred_claims_are_reviewed_by_keyboard_alone() {
    let folder = TempDir::new().unwrap();
    let ledger = folder.path().join("ledger.sqlite");
    let taken = tradewire(&ledger).arg("ingest").arg(seeds()).output().unwrap();
    assert!(taken.status.success(), "{}", String::from_utf8_lossy(&taken.stderr));
    let server =
        Server::start(tradewire(&ledger).args(["serve", "--addr", "127.0.0.1:0", "--reviewer", "ana"]));
    let b = Browser::open(format!("http://{}", server.address), Setup::default()).await;

    // There is no queue yet: Enter makes it, Enter begins.
    b.go("/review").await;
    press(&b, Key::Enter + "").await;
    b.find("a.start").await;
    press(&b, Key::Enter + "").await;
    b.find(".review .dock").await;

    let queue = api(&server, "/api/v1/review/queue?limit=500");
    let begun = Instant::now();
    let mut pace: Vec<Duration> = Vec::new();
    let mut keys: BTreeMap<&str, usize> = BTreeMap::new();
    let mut messages = 0;
    let mut at = scene(&b).await;
    while pace.len() < CLAIMS {
        assert_ne!(at.task, "", "the queue of the seeds holds {CLAIMS} claims: {}", queue["open"]);
        let n = pace.len();
        let shown = Instant::now();
        let key = match (at.names, n % 10) {
            (true, _) => ["a", "r", "n"][n % 3],
            (_, 3 | 8) => "r",
            (_, 5) => "n",
            (_, 6) => "m",
            _ => "a",
        };
        let before =
            (n % 10 == 1 && !at.names).then(|| api(&server, &format!("/api/v1/review/claims/{}", at.task)));
        let mut sent = true;
        match key {
            "r" if !at.names => {
                press(&b, "r").await;
                press(&b, ["1", "2", "3", "4"][n % 4]).await;
            }
            "m" => sent = mend(&b).await,
            key => press(&b, key).await,
        }
        if !sent {
            press(&b, "a").await;
        }
        *keys.entry(if sent { key } else { "a" }).or_default() += 1;
        let mut next = after(&b, &at).await;
        if next.refused {
            // What cannot be taken is said, and the claim lies there still.
            messages += 1;
            assert_eq!(next.task, at.task);
            let why = b.js("return document.querySelector('.notice.bad').innerText").await;
            assert!(why.as_str().unwrap().len() > 10, "{why}");
            press(&b, Key::Escape + "").await;
            press(&b, "a").await;
            next = after(&b, &next).await;
        }
        if !at.names {
            pace.push(shown.elapsed());
        }
        // Every tenth is taken back, is as it was, and is judged again.
        if let Some(before) = before {
            press(&b, "u").await;
            let back = after(&b, &next).await;
            assert_eq!(back.task, at.task, "what was taken back lies there again");
            assert_eq!(api(&server, &format!("/api/v1/review/claims/{}", at.task)), before, "as it was");
            *keys.entry("u").or_default() += 1;
            press(&b, "a").await;
            let again = after(&b, &back).await;
            assert_eq!(again.task, next.task, "and the next one is the next one");
            next = again;
        }
        at = next;
    }
    let all = begun.elapsed();

    let progress = &api(&server, "/api/v1/review/queue?limit=1")["progress"];
    assert!(progress["own"].as_u64().unwrap() >= CLAIMS as u64, "{progress}");
    press(&b, "q").await;
    b.find(".queue .latest li").await;
    pace.sort_unstable();
    let told = b.js("return document.querySelector('.standing').innerText.replace(/\\s+/g, ' ')").await;
    println!(
        "{} claims in {:.1} s; a claim from its sight to the next one's: median {:.2} s, slowest {:.2} s (a script does not read)",
        pace.len(),
        all.as_secs_f64(),
        pace[pace.len() / 2].as_secs_f64(),
        pace[pace.len() - 1].as_secs_f64(),
    );
    println!("keys {keys:?}; answers that came back with a reason: {messages}; the queue says: {told}");
    b.close().await;
}
