//! Many at one ledger at once: no lost write, no error shown to a reader, nothing half written seen.
//!
//! A few seconds by default; a minute, which outlasts the patience of nextest, by
//! `TRADEWIRE_LOAD_SECONDS=60 cargo test --release -p tradewire-ledger --test load -- --include-ignored --nocapture`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "contract/world.rs"]
mod world;

#[allow(dead_code, reason = "other tests use the rest")]
mod server;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tradewire_ledger::{Archive, EntryKind, EventFilter, Query, SqlStore, Store};
use tradewire_model::Rank;
use world::{articles, derive, entries, full, poached, second};

const READERS: usize = 50;
/// No writer comes to this document by itself.
const APART: usize = 10_000;

#[test]
fn one_writer_and_fifty_readers_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    under_load(folder.path().join("wire.ledger").to_str().unwrap(), 1);
}

#[test]
#[ignore = "needs PostgreSQL"]
fn two_writers_and_fifty_readers_on_a_server() {
    under_load(&server::Schema::new().address(), 2);
}

fn under_load(place: &str, writers: usize) {
    let seconds = std::env::var("TRADEWIRE_LOAD_SECONDS").map_or(3, |n| n.parse().unwrap());
    full(&mut SqlStore::open(place).unwrap());
    let until = Instant::now() + Duration::from_secs(seconds);
    let (writes, reads) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        for writer in 0..writers {
            let writes = &writes;
            scope.spawn(move || write(place, writer * APART, until, writes));
        }
        for _ in 0..READERS {
            let reads = &reads;
            scope.spawn(move || read(place, until, reads));
        }
    });
    let (writes, reads) = (writes.into_inner(), reads.into_inner());
    eprintln!("{seconds} s: {writes} documents taken in and ranked, {reads} questions answered");
    let store = SqlStore::open_reader(place).unwrap();
    assert!(store.verify(None).unwrap().is_sound());
    assert_eq!(store.counts().unwrap().documents, 4 + writes);
    assert_eq!(entries(&store, EntryKind::Document), 4 + writes);
    assert_eq!(entries(&store, EntryKind::Rank), 2 * writes);
    assert!(writes >= writers && reads >= READERS * 4);
}

/// Takes in and ranks until the time is over; two writers rank one claim, again and again.
fn write(place: &str, first: usize, until: Instant, writes: &AtomicUsize) {
    let mut store = SqlStore::open(place).unwrap();
    let shared = articles()[0].claims[0].id.clone();
    for n in first.. {
        let a = poached(&format!("n{n}.txt"), "北门科技", n, "此前他在别处。");
        store.ingest(&a.reading(n as i64)).unwrap();
        store.set_rank(&a.claims[0].id, Rank::Preferred, "seen", second(n as i64)).unwrap();
        store.set_rank(&shared, Rank::Normal, "both", second(1)).unwrap();
        writes.fetch_add(1, Ordering::Relaxed);
        if n.is_multiple_of(40) {
            derive(&mut store);
        }
        if Instant::now() > until {
            return;
        }
    }
}

fn read(place: &str, until: Instant, reads: &AtomicUsize) {
    let store = SqlStore::open_reader(place).unwrap();
    let known = articles()[2].claims[0].id.clone();
    loop {
        assert_eq!((store.counts().unwrap().claims - 4) % 3, 0, "whole documents only");
        assert!(!store.events(&EventFilter::default()).unwrap().items.is_empty());
        assert!(!store.search(&Query::new("收购")).unwrap().is_empty());
        assert!(store.claim(&known).unwrap().is_some());
        reads.fetch_add(4, Ordering::Relaxed);
        if Instant::now() > until {
            return;
        }
    }
}
