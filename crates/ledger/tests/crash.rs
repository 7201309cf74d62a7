//! A process killed at any moment loses nothing it acknowledged and leaves nothing half written.
//!
//! Fifty kills by default; a thousand, which outlast the patience of nextest, by
//! `TRADEWIRE_KILLS=1000 cargo test -p tradewire-ledger --test crash`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "contract/world.rs"]
mod world;

#[allow(dead_code, reason = "other tests use the rest")]
mod server;

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use rand::RngExt;
use tradewire_ledger::{Archive, Erasure, SqlStore, Store};
use tradewire_model::Rank;
use world::{Article, derive, poached, second};

/// Tells the killed process where to write and where to go on.
const CHILD: &str = "TRADEWIRE_CRASH_CHILD";

/// So many kills fall on one ledger.
const ROUND: usize = 50;

fn document(n: usize) -> Article {
    poached(&format!("n{n}.txt"), "北门科技", n, "此前他在别处。")
}

/// Takes in, judges, erases and derives, one acknowledged step after the other, until it is killed.
fn write_until_killed(place: &str, from: usize) {
    let mut store = SqlStore::open(place).unwrap();
    for n in from.. {
        let a = document(n);
        let at = n as i64;
        store.ingest(&a.reading(at)).unwrap();
        say(&format!("ingested {n}"));
        store.set_rank(&a.claims[0].id, Rank::Preferred, "seen", second(at)).unwrap();
        say(&format!("ranked {n}"));
        if n.is_multiple_of(7) {
            derive(&mut store);
        }
        if n.is_multiple_of(11) {
            let erasure = Erasure {
                documents: vec![a.document.id],
                claims: Vec::new(),
                judgements: Vec::new(),
                reason: "request".into(),
                observed_at: second(at),
            };
            store.erase(&erasure).unwrap();
            say(&format!("erased {n}"));
        }
    }
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n#{line}").unwrap();
    out.flush().unwrap();
}

#[test]
fn killed_at_any_moment_nothing_acknowledged_is_lost() {
    if let Ok(task) = std::env::var(CHILD) {
        let (place, from) = task.rsplit_once('|').unwrap();
        write_until_killed(place, from.parse().unwrap());
        return;
    }
    let kills = kills();
    for round in 0..kills.div_ceil(ROUND) {
        let folder = tempfile::tempdir().unwrap();
        one_ledger(folder.path().join("wire.ledger").to_str().unwrap(), ROUND.min(kills - round * ROUND));
    }
}

#[test]
#[ignore = "needs PostgreSQL"]
fn killed_at_any_moment_nothing_acknowledged_is_lost_on_postgres() {
    let kills = kills();
    for round in 0..kills.div_ceil(ROUND) {
        let schema = server::Schema::new();
        one_ledger(&schema.address(), ROUND.min(kills - round * ROUND));
    }
}

fn kills() -> usize {
    std::env::var("TRADEWIRE_KILLS").map_or(50, |n| n.parse().unwrap())
}

#[test]
fn killed_while_the_ledger_is_made() {
    if std::env::var(CHILD).is_ok() {
        return;
    }
    for _ in 0..kills() {
        let folder = tempfile::tempdir().unwrap();
        killed_while_making(folder.path().join("wire.ledger").to_str().unwrap());
    }
}

#[test]
#[ignore = "needs PostgreSQL"]
fn killed_while_the_ledger_is_made_on_postgres() {
    for _ in 0..kills().div_ceil(4) {
        let schema = server::Schema::new();
        killed_while_making(&schema.address());
    }
}

fn killed_while_making(place: &str) {
    run_and_kill(place, 0, 0, rand::rng().random_range(0..60_000));
    let mut store = SqlStore::open(place).unwrap();
    store.ingest(&document(0).reading(0)).unwrap();
    derive(&mut store);
    assert!(store.verify(None).unwrap().is_sound());
}

/// Kills the writer of one ledger so many times.
fn one_ledger(place: &str, kills: usize) {
    let mut rng = rand::rng();
    let mut from = 0;
    let mut anchor = None;
    for _ in 0..kills {
        let acknowledged = run_and_kill(place, from, rng.random_range(0..6), rng.random_range(0..8000));
        let mut store = SqlStore::open(place).unwrap();
        let verification = store.verify(anchor.as_ref()).unwrap();
        assert!(verification.is_sound(), "{:?}", verification.findings);
        anchor = Some(verification.anchor);
        for line in &acknowledged {
            let (what, n) = line.split_once(' ').unwrap();
            let n: usize = n.parse().unwrap();
            let a = document(n);
            let erased = acknowledged.contains(&format!("erased {n}"));
            // The step after the last acknowledged one may have been done: an erasure then speaks for itself.
            let gone = store.document_record(a.document.id.as_str()).unwrap().is_none();
            assert!(!gone || n.is_multiple_of(11), "{line} is lost");
            match what {
                "erased" => assert!(gone, "{line} is lost"),
                "ranked" if !gone => {
                    assert_eq!(
                        store.claim(&a.claims[0].id).unwrap().unwrap().rank,
                        Rank::Preferred,
                        "{line}"
                    );
                }
                _ => assert!(!erased || gone),
            }
            from = from.max(n + 1);
        }
        // Whole documents only: each with its three claims.
        for n in from.saturating_sub(3)..from + 2 {
            let a = document(n);
            let claims = store.claims_of_document(a.document.id.as_str()).unwrap().len();
            assert!(claims == 0 || claims == 3, "document {n} has {claims} claims");
        }
        // Running again completes what was cut off.
        store.ingest(&document(from).reading(from as i64)).unwrap();
        derive(&mut store);
    }
    assert!(from > kills / 2, "the processes got somewhere: {from}");
}

/// Lets a process write, and kills it a moment after so many acknowledged steps; gives the steps.
fn run_and_kill(place: &str, from: usize, steps: usize, pause_us: u64) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed_at_any_moment_nothing_acknowledged_is_lost", "--nocapture"])
        .env(CHILD, format!("{place}|{from}"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut said: Vec<String> = Vec::new();
    let mut read = |said: &mut Vec<String>| match lines.next() {
        Some(line) => {
            said.extend(line.strip_prefix('#').map(ToOwned::to_owned));
            true
        }
        None => false,
    };
    while said.len() < steps && read(&mut said) {}
    std::thread::sleep(Duration::from_micros(pause_us));
    child.kill().unwrap();
    child.wait().unwrap();
    while read(&mut said) {}
    said
}
