//! What was erased is in none of a ledger's files.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "contract/world.rs"]
mod world;

use std::path::Path;

use rusqlite::Connection;
use tradewire_ledger::{Archive, Erasure, LedgerError, SqliteStore, Store};
use world::{article, derive, full, second, secret};

/// Words that stand nowhere else: in the text, the quote, the index, the title, the outlet.
const MARKS: &[&str] = &["璩鑿", "zyxqwvut", "Zyxqwvut", "鑿龘", "Qoppawire"];

/// The marks that any of a ledger's files holds.
fn found(path: &Path) -> Vec<&'static str> {
    let mut bytes = Vec::new();
    for suffix in ["", "-wal", "-shm", "-journal"] {
        bytes.extend(std::fs::read(format!("{}{suffix}", path.display())).unwrap_or_default());
    }
    MARKS.iter().copied().filter(|m| bytes.windows(m.len()).any(|w| w == m.as_bytes())).collect()
}

fn erasure(at: i64) -> Erasure {
    Erasure {
        documents: vec![secret().document.id],
        claims: Vec::new(),
        judgements: Vec::new(),
        reason: "request 12".into(),
        observed_at: second(at),
    }
}

/// A ledger of many documents with the secret one among them, its views made.
fn ledger(path: &Path) -> SqliteStore {
    let mut store = SqliteStore::open(path).unwrap();
    full(&mut store);
    for n in 0..60 {
        let text = format!("{}北门科技挖走了第{n}位研究员。{}", "铺垫".repeat(n), "余话".repeat(200));
        let a = article(&format!("n{n}.txt"), "晨汐报", "2025-05-01", &text);
        store.ingest(&a.reading(10)).unwrap();
        if n == 30 {
            store.ingest(&secret().reading(10)).unwrap();
        }
    }
    derive(&mut store);
    store
}

#[test]
fn no_byte_of_what_was_erased_is_left_in_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wire.ledger");
    let mut store = ledger(&path);
    assert!(found(&path).len() >= 4, "the test sees what is there: {:?}", found(&path));
    let salts: Vec<Vec<u8>> = salts(&path);
    let done = store.erase(&erasure(20)).unwrap();
    assert!(done.wiped);
    assert_eq!(done.entries, 2);
    assert_eq!(found(&path), Vec::<&str>::new());
    let bytes = std::fs::read(&path).unwrap();
    for salt in salts {
        assert!(!bytes.windows(32).any(|w| w == salt), "a salt is left");
    }
    assert!(store.verify(None).unwrap().is_sound());
    store.ingest(&secret().reading(21)).unwrap();
    derive(&mut store);
    drop(store);
    assert_eq!(found(&path), Vec::<&str>::new());
}

/// Salts of the secret document's entries.
fn salts(path: &Path) -> Vec<Vec<u8>> {
    let conn = Connection::open(path).unwrap();
    let secret = secret();
    conn.prepare("SELECT k.salt FROM content k JOIN log l ON l.seq = k.seq WHERE l.subject IN (?1, ?2)")
        .unwrap()
        .query_map([secret.document.id.as_str(), secret.claims[0].id.as_str()], |r| r.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap()
}

#[test]
fn a_reader_that_keeps_the_old_state_open_delays_the_wiping_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wire.ledger");
    let mut store = ledger(&path);
    let reader = Connection::open(&path).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM log;").unwrap();
    reader.query_row("SELECT count(*) FROM log", [], |r| r.get::<_, i64>(0)).unwrap();
    let done = store.erase(&erasure(20)).unwrap();
    assert!(!done.wiped);
    assert_eq!(store.document_record("secret.txt").unwrap(), None);
    reader.execute_batch("COMMIT").unwrap();
    drop((store, reader));
    drop(SqliteStore::open(&path).unwrap());
    assert_eq!(found(&path), Vec::<&str>::new());
}

#[test]
fn texts_that_were_kept_too_long_go_and_the_statements_stay() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wire.ledger");
    let mut store = ledger(&path);
    let claims = store.all_claims().unwrap();
    assert_eq!(store.drop_texts_before(second(10)).unwrap(), 4);
    assert_eq!(store.document("a.txt").unwrap(), None);
    assert!(store.document("secret.txt").unwrap().is_some());
    assert_eq!(store.all_claims().unwrap(), claims);
    let hits = |store: &SqliteStore, q: &str| {
        let kinds = vec![tradewire_ledger::HitKind::Document];
        store.search(&tradewire_ledger::Query { kinds, ..tradewire_ledger::Query::new(q) }).unwrap().len()
    };
    assert_eq!(hits(&store, "此前在別處"), 0, "a text that went is not found");
    assert_eq!(hits(&store, "尚未公布"), 1);
    assert!(store.verify(None).unwrap().is_sound());
}

#[test]
fn a_copy_is_whole_sound_and_forgets_what_was_erased_since() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wire.ledger");
    let copy = folder.path().join("copy.ledger");
    let mut store = ledger(&path);
    let verification = store.backup(&copy).unwrap();
    assert_eq!(verification, store.verify(None).unwrap());
    assert!(matches!(store.backup(&copy), Err(LedgerError::Open { .. })), "nothing is overwritten");
    store.erase(&erasure(20)).unwrap();

    let back = folder.path().join("back.ledger");
    let restored = SqliteStore::restore(&copy, &back, &store.erasures().unwrap()).unwrap();
    assert_eq!(restored.document_record("secret.txt").unwrap(), None);
    assert_eq!(restored.all_claims().unwrap(), store.all_claims().unwrap());
    assert!(restored.verify(Some(&verification.anchor)).unwrap().is_sound());
    assert_eq!(found(&back), Vec::<&str>::new());
    drop(restored);
    let names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|n| n.contains("part"))
        .collect();
    assert!(names.is_empty(), "{names:?}");
}

#[test]
fn a_copy_of_a_tampered_ledger_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wire.ledger");
    let store = ledger(&path);
    Connection::open(&path)
        .unwrap()
        .execute_batch("DROP TRIGGER content_keeps; UPDATE content SET body = '{}' WHERE seq = 2")
        .unwrap();
    let copy = folder.path().join("copy.ledger");
    assert!(matches!(store.backup(&copy), Err(LedgerError::Corrupt { .. })));
    assert!(!copy.exists());
}
