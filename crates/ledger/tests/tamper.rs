//! Every change of a ledger's file that goes around the program is found, and named.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "contract/world.rs"]
mod world;

use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use tradewire_ledger::{Archive, Erasure, Finding, LedgerError, SqliteStore, Store};
use world::{articles, full, second};

struct Ledger {
    folder: tempfile::TempDir,
}

impl Ledger {
    fn new() -> Self {
        let ledger = Self { folder: tempfile::tempdir().unwrap() };
        full(&mut SqliteStore::open(ledger.path()).unwrap());
        ledger
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("wire.ledger")
    }

    /// Changes the file as somebody would who has it in their hands.
    fn tamper(&self, sql: &str) {
        let conn = Connection::open(self.path()).unwrap();
        let triggers: Vec<String> = conn
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
            .unwrap()
            .query_map([], |r| r.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        for t in triggers {
            conn.execute_batch(&format!("DROP TRIGGER {t}")).unwrap();
        }
        conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;").unwrap();
        conn.execute_batch(sql).unwrap();
    }

    fn findings(&self) -> Vec<Finding> {
        SqliteStore::open_reader(self.path()).unwrap().verify(None).unwrap().findings
    }
}

fn after(sql: &str) -> Vec<Finding> {
    let ledger = Ledger::new();
    ledger.tamper(sql);
    ledger.findings()
}

fn subject(seq: usize) -> String {
    let a = &articles()[(seq - 1) / 2];
    if seq % 2 == 1 { a.document.id.to_string() } else { a.claims[0].id.to_string() }
}

#[test]
fn a_changed_entry_is_named() {
    for sql in [
        "UPDATE log SET observed_at = observed_at + 1 WHERE seq = 4",
        "UPDATE log SET hash = zeroblob(32) WHERE seq = 4",
        "UPDATE log SET commitment = zeroblob(32) WHERE seq = 4",
        "UPDATE log SET prev = zeroblob(32) WHERE seq = 4",
        "UPDATE log SET kind = 'rank' WHERE seq = 4",
    ] {
        let found = after(sql);
        assert_eq!(found[0], Finding::Changed { seq: 4, subject: subject(4) }, "{sql}");
    }
    let found = after("UPDATE log SET subject = 'c_other' WHERE seq = 4");
    assert_eq!(found, [Finding::Changed { seq: 4, subject: "c_other".into() }]);
}

#[test]
fn a_changed_content_is_named() {
    for sql in [
        "UPDATE content SET body = replace(body, 'Northgate', 'Southgate') WHERE seq = 4",
        "UPDATE content SET salt = zeroblob(32) WHERE seq = 4",
        "UPDATE content SET body = body || ' ' WHERE seq = 4",
    ] {
        assert_eq!(after(sql), [Finding::ContentChanged { seq: 4, subject: subject(4) }], "{sql}");
    }
    let found = after("DELETE FROM content WHERE seq = 4");
    assert_eq!(found, [Finding::ContentMissing { seq: 4, subject: subject(4) }]);
}

#[test]
fn a_dropped_entry_is_named() {
    assert_eq!(after("DELETE FROM log WHERE seq = 4"), [Finding::Dropped { from: 4, to: 4 }]);
    assert_eq!(after("DELETE FROM log WHERE seq BETWEEN 1 AND 3"), [Finding::Dropped { from: 1, to: 3 }]);
    assert_eq!(after("DELETE FROM log WHERE seq > 6"), [Finding::Cut { ends: 6, left: 8 }]);
    assert_eq!(after("DELETE FROM log"), [Finding::Cut { ends: 0, left: 8 }]);
}

#[test]
fn a_dropped_entry_is_found_though_the_rest_was_moved_up() {
    let found = after(
        "DELETE FROM log WHERE seq = 4; DELETE FROM content WHERE seq = 4;
         UPDATE log SET seq = seq - 1 WHERE seq > 4; UPDATE content SET seq = seq - 1 WHERE seq > 4;
         UPDATE head SET seq = 7",
    );
    assert_eq!(found[0], Finding::Moved { seq: 4, was: 5, subject: subject(5) });
}

#[test]
fn reordered_entries_are_named_with_their_place() {
    let found = after(
        "UPDATE log SET seq = 100 WHERE seq = 3; UPDATE log SET seq = 3 WHERE seq = 5;
         UPDATE log SET seq = 5 WHERE seq = 100;
         UPDATE content SET seq = 100 WHERE seq = 3; UPDATE content SET seq = 3 WHERE seq = 5;
         UPDATE content SET seq = 5 WHERE seq = 100;",
    );
    assert!(found.contains(&Finding::Moved { seq: 3, was: 5, subject: subject(5) }), "{found:?}");
    assert!(found.contains(&Finding::Moved { seq: 5, was: 3, subject: subject(3) }), "{found:?}");
    let contents = after(
        "UPDATE content SET seq = 100 WHERE seq = 3; UPDATE content SET seq = 3 WHERE seq = 5;
         UPDATE content SET seq = 5 WHERE seq = 100;",
    );
    assert_eq!(contents.len(), 2);
}

#[test]
fn a_log_that_was_rewritten_as_a_whole_is_off_its_anchor() {
    let ledger = Ledger::new();
    let anchor = SqliteStore::open_reader(ledger.path()).unwrap().verify(None).unwrap().anchor;
    let forged = ledger.folder.path().join("forged.ledger");
    let mut store = SqliteStore::open(&forged).unwrap();
    let mut all = articles();
    all[0].claims[0].confidence = 0.5;
    for (at, a) in (1..).zip(&all) {
        store.ingest(&a.reading(at)).unwrap();
    }
    assert!(store.verify(None).unwrap().is_sound());
    assert_eq!(store.verify(Some(&anchor)).unwrap().findings, [Finding::OffAnchor { anchor }]);
}

#[test]
fn erased_content_that_came_back_is_named() {
    let ledger = Ledger::new();
    let document = articles()[0].document.id.clone();
    let erasure = Erasure {
        documents: vec![document],
        claims: Vec::new(),
        judgements: Vec::new(),
        reason: "x".into(),
        observed_at: second(9),
    };
    SqliteStore::open(ledger.path()).unwrap().erase(&erasure).unwrap();
    ledger.tamper("INSERT INTO content (seq, salt, body) VALUES (2, zeroblob(32), '{}')");
    assert_eq!(ledger.findings(), [Finding::ContentLeft { seq: 2, subject: subject(2) }]);
}

/// Every bit of what an entry states, flipped in the file itself.
#[test]
fn every_bit_flip_in_a_content_is_found() {
    let ledger = Ledger::new();
    let path = ledger.path();
    let bytes = std::fs::read(&path).unwrap();
    let (salt, body): (Vec<u8>, String) = Connection::open(&path)
        .unwrap()
        .query_row("SELECT salt, body FROM content WHERE seq = 4", [], |r| Ok((r.get(0)?, r.get(1)?)))
        .unwrap();
    let mut file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    let mut put = |at: usize, byte: u8| {
        file.seek(SeekFrom::Start(at as u64)).unwrap();
        file.write_all(&[byte]).unwrap();
    };
    // A long body goes on in another page: its first bytes find where the row begins.
    for part in [&salt[..], &body.as_bytes()[..200]] {
        let at = find(&bytes, part).unwrap();
        for bit in 0..part.len() * 8 {
            let place = at + bit / 8;
            put(place, bytes[place] ^ (1 << (bit % 8)));
            assert!(!sound(&path), "bit {bit} of {part:?}");
            put(place, bytes[place]);
        }
    }
    assert!(sound(&path));
}

/// Whether a ledger opens and is sound; what cannot even be read is not.
fn sound(path: &Path) -> bool {
    let verified = SqliteStore::open_reader(path).and_then(|s| s.verify(None));
    assert!(!matches!(verified, Err(LedgerError::Open { .. } | LedgerError::Busy { .. })), "{verified:?}");
    verified.is_ok_and(|v| v.is_sound())
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|w| w == part)
}
