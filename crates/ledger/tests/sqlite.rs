//! What holds of a ledger in a SQLite file: opening, refusing, surviving.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "contract/world.rs"]
mod world;

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use tradewire_ledger::{Ingested, LedgerError, SqliteStore, Store};
use world::{articles, derive, full};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn a_ledger_is_there_after_it_was_closed() {
    let folder = folder();
    let path = folder.path().join("wire.ledger");
    full(&mut SqliteStore::open(&path).unwrap());
    for opened in
        [SqliteStore::open(&path), SqliteStore::open_existing(&path), SqliteStore::open_reader(&path)]
    {
        let store = opened.unwrap();
        assert_eq!(store.counts().unwrap().claims, 4);
        assert_eq!(store.path(), Some(path.as_path()));
    }
}

#[test]
fn a_reader_reads_beside_a_writer_and_writes_nothing() {
    let folder = folder();
    let mut writer = SqliteStore::open(folder.path().join("wire.ledger")).unwrap();
    let mut reader = writer.reader().unwrap();
    full(&mut writer);
    assert_eq!(reader.counts().unwrap().events, 2);
    assert!(matches!(reader.ingest(&articles()[0].reading(9)), Ok(Ingested::Unchanged) | Err(_)));
    let mut other = articles()[0].clone();
    other.document.id = tradewire_model::DocId::new("d_other");
    assert!(reader.ingest(&other.reading(9)).is_err());
    assert!(SqliteStore::in_memory().unwrap().reader().is_err());
}

/// Opens in all three ways; every one must refuse, and leave the file byte for byte.
fn refused(path: &Path) -> Vec<LedgerError> {
    let before = fs::read(path).ok();
    let errors = vec![
        SqliteStore::open(path).unwrap_err(),
        SqliteStore::open_existing(path).unwrap_err(),
        SqliteStore::open_reader(path).unwrap_err(),
    ];
    assert_eq!(fs::read(path).ok(), before, "the file was touched");
    errors
}

#[test]
fn a_file_that_is_no_ledger_is_refused_untouched() {
    let folder = folder();
    let strangers: [(&str, &[u8]); 4] = [
        ("notes.txt", "会议记录".as_bytes()),
        ("short", b"SQLite"),
        ("binary", &[0, 159, 146, 150, 255, 0, 1]),
        ("almost", b"SQLite format 3\0 and then something else entirely"),
    ];
    for (name, bytes) in strangers {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        for error in refused(&path) {
            assert!(matches!(error, LedgerError::NotALedger { .. }), "{name}: {error:?}");
            assert!(error.to_string().contains(name), "{error}");
        }
    }
    for error in refused(folder.path()) {
        assert!(error.to_string().contains("folder"), "{error}");
    }
}

#[test]
fn a_database_of_another_program_is_refused_untouched() {
    let folder = folder();
    let path = folder.path().join("other.db");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1)").unwrap();
    for error in refused(&path) {
        assert!(error.to_string().contains("another program"), "{error}");
    }
}

#[test]
fn a_later_schema_is_refused_untouched() {
    let folder = folder();
    let path = folder.path().join("wire.ledger");
    full(&mut SqliteStore::open(&path).unwrap());
    let conn = Connection::open(&path).unwrap();
    conn.execute("INSERT INTO schema_migrations (version, name, digest) VALUES (99, 'later', '')", [])
        .unwrap();
    conn.pragma_update(None, "wal_checkpoint", "TRUNCATE").unwrap();
    drop(conn);
    for error in refused(&path) {
        assert!(matches!(error, LedgerError::Newer { found: 99, .. }), "{error:?}");
    }
}

#[test]
fn a_schema_step_that_was_rewritten_is_not_built_on() {
    let folder = folder();
    let path = folder.path().join("wire.ledger");
    full(&mut SqliteStore::open(&path).unwrap());
    Connection::open(&path)
        .unwrap()
        .execute("UPDATE schema_migrations SET digest = 'x' WHERE version = 1", [])
        .unwrap();
    assert!(matches!(SqliteStore::open(&path), Err(LedgerError::Corrupt { .. })));
}

#[test]
fn what_is_missing_is_said_with_a_way_out() {
    let folder = folder();
    let absent = folder.path().join("absent.ledger");
    for error in
        [SqliteStore::open_existing(&absent).unwrap_err(), SqliteStore::open_reader(&absent).unwrap_err()]
    {
        assert!(error.to_string().contains("tradewire ingest"), "{error}");
    }
    assert!(!absent.exists());
    let error = SqliteStore::open(folder.path().join("no/such/folder.ledger")).unwrap_err();
    assert!(error.to_string().contains("make it first"), "{error}");
    // An empty file holds nothing that could be lost.
    fs::write(&absent, b"").unwrap();
    full(&mut SqliteStore::open(&absent).unwrap());
}

#[test]
fn a_ledger_left_half_made_is_finished() {
    let folder = folder();
    let path = folder.path().join("wire.ledger");
    // As a process leaves it that was killed between marking the file and making the schema.
    Connection::open(&path).unwrap().pragma_update(None, "application_id", 0x5457_4c47).unwrap();
    full(&mut SqliteStore::open(&path).unwrap());
}

/// The very first write was cut off after the page and before the journal was taken away: SQLite takes the page back,
/// and what is left is an empty file.
#[test]
fn a_ledger_cut_off_at_its_first_write_is_made_anew() {
    let folder = folder();
    let path = folder.path().join("wire.ledger");
    Connection::open(&path).unwrap().pragma_update(None, "application_id", 0x5457_4c47).unwrap();
    // File format of SQLite, §3: magic, no records yet, nonce, zero pages before, sector and page size.
    let mut journal = vec![0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
    for field in [0u32, 7, 0, 512, 4096] {
        journal.extend(field.to_be_bytes());
    }
    journal.resize(512, 0);
    fs::write(format!("{}-journal", path.display()), journal).unwrap();
    assert!(matches!(SqliteStore::open_reader(&path), Err(LedgerError::Open { .. })));
    full(&mut SqliteStore::open(&path).unwrap());
}

#[test]
fn a_damaged_ledger_is_said_to_be_one() {
    let folder = folder();
    let path = folder.path().join("wire.ledger");
    full(&mut SqliteStore::open(&path).unwrap());
    let mut bytes = fs::read(&path).unwrap();
    let from = 4096;
    bytes[from..].fill(0xa5);
    fs::write(&path, bytes).unwrap();
    let read = SqliteStore::open_reader(&path).and_then(|s| s.all_claims());
    assert!(matches!(&read, Err(LedgerError::Corrupt { .. } | LedgerError::NotALedger { .. })), "{read:?}");
}

#[test]
fn the_log_refuses_to_be_rewritten() {
    let folder = folder();
    let path = folder.path().join("wire.ledger");
    full(&mut SqliteStore::open(&path).unwrap());
    let conn = Connection::open(&path).unwrap();
    for sql in [
        "UPDATE log SET observed_at = 0",
        "DELETE FROM log WHERE seq = 8",
        "UPDATE content SET body = '{}' WHERE seq = 2",
        "DELETE FROM content WHERE seq = 2",
        "INSERT INTO log SELECT 99, kind, subject, observed_at, commitment, hash, hash FROM log WHERE seq = 8",
        "INSERT INTO log SELECT 9, kind, subject, observed_at, commitment, zeroblob(32), hash FROM log WHERE seq = 8",
    ] {
        assert!(conn.execute(sql, []).is_err(), "{sql}");
    }
}

/// Copies a ledger's files as they are at this moment, as a crash would leave them.
fn crash(from: &Path, to: &Path) {
    for suffix in ["", "-wal"] {
        let name = |p: &Path| format!("{}{suffix}", p.display());
        if let Ok(bytes) = fs::read(name(from)) {
            fs::write(name(to), bytes).unwrap();
        }
    }
}

#[test]
fn a_transaction_cut_off_leaves_nothing() {
    let folder = folder();
    let path = folder.path().join("wire.ledger");
    let mut store = SqliteStore::open(&path).unwrap();
    let all = articles();
    store.ingest(&all[0].reading(1)).unwrap();
    let kept = store.counts().unwrap();

    // Half a document: in the log, but never committed.
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    other
        .execute(
            "INSERT INTO log SELECT 3, 'document', 'd_half', observed_at, commitment, hash, hash FROM log WHERE seq = 2",
            [],
        )
        .unwrap();
    let copy = folder.path().join("copy.ledger");
    crash(&path, &copy);
    drop(other);

    for path in [&path, &copy] {
        let mut store = SqliteStore::open(path).unwrap();
        assert_eq!(store.counts().unwrap(), kept);
        assert_eq!(store.ingest(&all[1].reading(2)).unwrap(), Ingested::New { claims: 1 });
        derive(&mut store);
    }
}

/// The file is cut at every step of the write-ahead log; whatever is left opens, and holds whole documents only.
#[test]
fn a_write_cut_off_anywhere_leaves_whole_documents() {
    let folder = folder();
    let path = folder.path().join("wire.ledger");
    let mut store = SqliteStore::open(&path).unwrap();
    let all = articles();
    for (i, a) in all.iter().enumerate() {
        store.ingest(&a.reading(i as i64)).unwrap();
    }
    let copy = folder.path().join("copy.ledger");
    crash(&path, &copy);
    let wal_path = format!("{}-wal", copy.display());
    let (main, wal) = (fs::read(&copy).unwrap(), fs::read(&wal_path).unwrap());
    let mut seen = std::collections::BTreeSet::new();
    for cut in (0..=wal.len()).step_by(4096 + 24).chain([wal.len()]) {
        fs::write(&copy, &main).unwrap();
        fs::write(&wal_path, &wal[..cut]).unwrap();
        let mut store = SqliteStore::open(&copy).unwrap();
        let counts = store.counts().unwrap();
        assert_eq!((counts.entries, counts.claims), (counts.documents * 2, counts.documents), "cut at {cut}");
        seen.insert(counts.documents);
        for a in &all {
            store.ingest(&a.reading(9)).unwrap();
        }
        assert_eq!(store.counts().unwrap().claims, 4, "running again completes");
    }
    assert!(seen.len() > 2, "{seen:?}");
}

/// Two people judge one claim at the same moment, each through a handle of their own: one is written, the other is told
/// of it; nothing is lost and nothing overwritten.
#[test]
fn of_two_who_judge_at_once_the_later_is_shown_the_earlier() {
    use tradewire_model::{ClaimJudgement, Decision, RejectReason, Timestamp};
    let folder = folder();
    let path = folder.path().join("wire.ledger");
    full(&mut SqliteStore::open(&path).unwrap());
    for (round, article) in articles().iter().enumerate() {
        let claim = &article.claims[0].id;
        let start = std::sync::Barrier::new(2);
        let one = |reviewer: &'static str, decision: Decision| {
            let mut store = SqliteStore::open(&path).unwrap();
            let at = Timestamp::from_second(100 + round as i64).unwrap();
            let mut j = ClaimJudgement::new(claim.clone(), reviewer, at, decision);
            start.wait();
            let first = store.judge(&j, at);
            let Err(LedgerError::Stale { newer }) = first else {
                first.unwrap();
                return 0;
            };
            assert_ne!(newer.judgement.reviewer, reviewer);
            j.seen = newer.seq;
            store.judge(&j, at).unwrap();
            newer.seq
        };
        let (a, b) = std::thread::scope(|s| {
            let ana = s.spawn(|| one("ana", Decision::Accept));
            let ben = s.spawn(|| one("ben", Decision::Reject(RejectReason::NotSaid)));
            (ana.join().unwrap(), ben.join().unwrap())
        });
        assert!((a == 0) != (b == 0), "exactly one was told: {a}, {b}");
        let store = SqliteStore::open_reader(&path).unwrap();
        let said = store.judgements_of_claim(claim).unwrap();
        assert_eq!(said.len(), 2);
        assert_eq!(said[1].judgement.seen, said[0].seq);
    }
}

/// An empty ledger with so many of the first steps of the schema.
fn earlier_schema(path: &Path, steps: usize) -> Connection {
    use sha2::{Digest, Sha256};
    let all = [
        ("statements", include_str!("../../../migrations/sqlite/0001_statements.sql")),
        ("views", include_str!("../../../migrations/sqlite/0002_views.sql")),
        ("upkeep", include_str!("../../../migrations/sqlite/0003_upkeep.sql")),
        ("tally", include_str!("../../../migrations/sqlite/0004_tally.sql")),
        ("judgements", include_str!("../../../migrations/sqlite/0005_judgements.sql")),
        ("parts", include_str!("../../../migrations/sqlite/0006_parts.sql")),
        ("found", include_str!("../../../migrations/sqlite/0007_found.sql")),
        ("responses", include_str!("../../../migrations/sqlite/0008_responses.sql")),
    ];
    let conn = Connection::open(path).unwrap();
    conn.pragma_update(None, "application_id", 0x5457_4c47).unwrap();
    conn.pragma_update(None, "journal_mode", "WAL").unwrap();
    conn.execute_batch(
        "CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL) STRICT",
    )
    .unwrap();
    for (version, (name, sql)) in (1i64..).zip(&all[..steps]) {
        conn.execute_batch(sql).unwrap();
        let digest: String = Sha256::digest(sql.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
        conn.execute("INSERT INTO schema_migrations VALUES (?1, ?2, ?3)", (version, name, digest)).unwrap();
    }
    conn
}

/// A ledger as the program before judgements left it: the first four steps of the schema, with data.
fn earlier_ledger(path: &Path, from: &Path) {
    let conn = earlier_schema(path, 4);
    conn.execute("ATTACH ?1 AS new", [from.to_str().unwrap()]).unwrap();
    for table in
        ["log", "content", "erased", "tombstone", "document", "claim", "rank", "text_cache", "view_event"]
    {
        conn.execute_batch(&format!("INSERT INTO main.{table} SELECT * FROM new.{table}")).unwrap();
    }
    conn.execute_batch(
        "INSERT INTO main.view_event_claim (claim, event) SELECT claim, event FROM new.view_event_claim;
         DELETE FROM main.head; INSERT INTO main.head SELECT * FROM new.head; DETACH new;",
    )
    .unwrap();
    assert!(
        conn.execute(
            "INSERT INTO log SELECT seq + 1, 'judgement', subject, observed_at, commitment, hash, hash FROM log
             ORDER BY seq DESC LIMIT 1",
            [],
        )
        .is_err(),
        "the earlier schema knows no judgements"
    );
}

#[test]
fn a_ledger_from_before_judgements_is_brought_forward_with_all_it_holds() {
    use tradewire_ledger::{Archive, Erasure, Timestamp};
    use tradewire_model::{ClaimJudgement, Decision};
    let folder = folder();
    let (new, old) = (folder.path().join("new.ledger"), folder.path().join("old.ledger"));
    let at = |n| Timestamp::from_second(n).unwrap();
    let mut made = SqliteStore::open(&new).unwrap();
    full(&mut made);
    let all = articles();
    made.set_rank(&all[0].claims[0].id, tradewire_model::Rank::Preferred, "the lab says so", at(8)).unwrap();
    made.erase(&Erasure {
        documents: vec![all[1].document.id.clone()],
        claims: Vec::new(),
        judgements: Vec::new(),
        reason: "request 9".into(),
        observed_at: at(9),
    })
    .unwrap();
    derive(&mut made);
    let exported = |store: &SqliteStore| {
        let mut out = Vec::new();
        store.export(0, &mut out).unwrap();
        out
    };
    let (lines, anchor) = (exported(&made), made.verify(None).unwrap().anchor);
    earlier_ledger(&old, &new);
    let reader = SqliteStore::open_reader(&old).unwrap_err();
    assert!(reader.to_string().contains("brings it forward"), "{reader}");

    let mut store = SqliteStore::open(&old).unwrap();
    assert!(store.check_file().unwrap().is_empty());
    assert!(store.verify(Some(&anchor)).unwrap().is_sound());
    assert_eq!(exported(&store), lines, "every entry is as it was, byte for byte");
    assert_eq!(store.all_claims().unwrap(), made.all_claims().unwrap());
    assert_eq!(store.judgements().unwrap(), made.judgements().unwrap());
    assert_eq!(store.events(&Default::default()).unwrap(), made.events(&Default::default()).unwrap());
    store.rebuild().unwrap();
    derive(&mut store);
    let claim = all[0].claims[0].id.clone();
    store.judge(&ClaimJudgement::new(claim.clone(), "ana", at(20), Decision::Accept), at(20)).unwrap();
    assert!(store.claim(&claim).unwrap().unwrap().review.unwrap().is_checked());
    drop(store);
    // The log refuses as before, and kinds it does not know.
    let conn = Connection::open(&old).unwrap();
    for sql in [
        "UPDATE log SET observed_at = 0",
        "DELETE FROM log WHERE seq = 1",
        "INSERT INTO log SELECT max(seq) + 1, 'gossip', subject, observed_at, commitment, hash, hash FROM log",
        "INSERT INTO log SELECT max(seq) + 2, 'rank', subject, observed_at, commitment, hash, hash FROM log",
    ] {
        assert!(conn.execute(sql, []).is_err(), "{sql}");
    }
    let keys: bool = SqliteStore::open(&old).and_then(|s| s.check_file()).unwrap().is_empty();
    assert!(keys);
}

/// A ledger as the program left it before the queue was kept: the first eight steps of the schema, with all that another holds.
fn ledger_before_the_queue(path: &Path, from: &Path) {
    let conn = earlier_schema(path, 8);
    conn.pragma_update(None, "foreign_keys", false).unwrap();
    conn.execute("ATTACH ?1 AS new", [from.to_str().unwrap()]).unwrap();
    for (table, columns) in [
        ("log", "*"),
        ("content", "*"),
        ("document", "*"),
        ("claim", "*"),
        ("rank", "*"),
        ("text_cache", "*"),
        ("judgement", "*"),
        ("judgement_part", "*"),
        ("name_judgement", "id, seq, until_seq"),
        ("view_task", "*"),
        ("view_entity", "*"),
        ("view_part", "*"),
        ("view_left", "*"),
    ] {
        conn.execute_batch(&format!("INSERT INTO main.{table} SELECT {columns} FROM new.{table}")).unwrap();
    }
    conn.execute_batch("DELETE FROM main.head; INSERT INTO main.head SELECT * FROM new.head; DETACH new;")
        .unwrap();
}

#[test]
fn a_queue_from_before_it_was_kept_is_brought_forward() {
    use tradewire_ledger::{Archive, Task, TaskKind, Timestamp};
    use tradewire_model::{ClaimJudgement, Decision, EntityId, NameJudgement, RejectReason, Undo, Word};
    let folder = folder();
    let (new, old) = (folder.path().join("new.ledger"), folder.path().join("old.ledger"));
    let at = |n| Timestamp::from_second(n).unwrap();
    let mut made = SqliteStore::open(&new).unwrap();
    full(&mut made);
    let claims: Vec<_> = articles().iter().flat_map(|a| a.claims.iter().map(|c| c.id.clone())).collect();
    let why = |code: &str| tradewire_ledger::Why {
        code: code.into(),
        words: code.into(),
        detail: String::new(),
        weight: 1.0,
    };
    let task = |id: &str, kind, judges| Task {
        id: id.into(),
        kind,
        group: "g".into(),
        score: 1.0,
        why: vec![why("denial"), why("named_person")],
        check: None,
        names: Vec::new(),
        random: false,
        judges,
    };
    let mut tasks: Vec<Task> = claims.iter().map(|c| task(c.as_str(), TaskKind::Claim, 2)).collect();
    tasks.push(task("lin-zhiyuan~orrery", TaskKind::Names, 1));
    tasks.push(task("nobody~orrery", TaskKind::Names, 1));
    made.replace_tasks(&tasks).unwrap();
    let mut clock = 50;
    let mut say = |store: &mut SqliteStore, claim: usize, who: &str, decision| {
        clock += 1;
        let j = ClaimJudgement {
            second: true,
            taken_ms: Some(1000 * u64::try_from(clock).unwrap()),
            ..ClaimJudgement::new(claims[claim].clone(), who, at(clock), decision)
        };
        store.judge(&j, at(clock)).unwrap()
    };
    say(&mut made, 0, "ana", Decision::Accept);
    say(&mut made, 0, "ben", Decision::Reject(RejectReason::NotSaid));
    say(&mut made, 1, "ana", Decision::Unsure);
    let back = say(&mut made, 2, "ben", Decision::Accept);
    made.undo(&Undo { judgement: back, by: "ben".into(), at: at(80), words: String::new() }, at(80)).unwrap();
    for (n, word) in [(81, Word::Same), (82, Word::Unsure)] {
        let j = NameJudgement {
            a: EntityId::new("orrery"),
            b: EntityId::new("lin-zhiyuan"),
            word,
            author: "ana".into(),
            at: at(n),
            reason: String::new(),
        };
        made.judge_names(&j, at(n)).unwrap();
    }
    ledger_before_the_queue(&old, &new);

    let kept = |path: &Path| -> Vec<String> {
        let conn = Connection::open(path).unwrap();
        let mut out = Vec::new();
        for sql in [
            "SELECT * FROM queue",
            "SELECT * FROM said",
            "SELECT * FROM disputed",
            "SELECT * FROM name_judgement",
        ] {
            let mut s = conn.prepare(sql).unwrap();
            let n = s.column_count();
            let rows = s.query_map([], |r| {
                (0..n).map(|i| Ok(format!("{:?}", r.get_ref(i)?))).collect::<rusqlite::Result<Vec<_>>>()
            });
            out.extend(rows.unwrap().map(|r| r.unwrap().join(" ")));
        }
        out
    };
    let store = SqliteStore::open(&old).unwrap();
    assert_eq!(kept(&old), kept(&new));
    assert!(store.check_file().unwrap().is_empty());
    for who in ["ana", "ben", "cem"] {
        assert_eq!(store.review_progress(who).unwrap(), made.review_progress(who).unwrap(), "{who}");
        assert_eq!(store.task_outlines(who).unwrap(), made.task_outlines(who).unwrap(), "{who}");
    }
    let (p, cem) = (store.review_progress("cem").unwrap(), store.tasks("cem", None, 99).unwrap());
    assert_eq!((p.tasks, p.disputed, p.left), (claims.len() + 1, 1, cem.len()));
    assert_eq!(cem[0].id, claims[0].as_str(), "the dispute comes first");
    drop(store);
    // Told again from the log, it is the same.
    let before = kept(&new);
    made.rebuild().unwrap();
    assert_eq!(kept(&new), before);
}

#[test]
fn by_what_a_queue_was_made_is_known_until_the_views_go_on() {
    let folder = folder();
    let mut store = SqliteStore::open(folder.path().join("l.ledger")).unwrap();
    full(&mut store);
    assert_eq!(store.queue_made_by().unwrap(), None);
    store.replace_tasks(&[]).unwrap();
    store.note_queue("seed 1").unwrap();
    assert_eq!(store.queue_made_by().unwrap().as_deref(), Some("seed 1"));
    let mut gone = articles().remove(1);
    gone.claims.clear();
    store.ingest(&gone.reading(60)).unwrap();
    derive(&mut store);
    assert_eq!(store.queue_made_by().unwrap(), None, "the views went on");
    store.note_queue("seed 2").unwrap();
    assert_eq!(store.queue_made_by().unwrap().as_deref(), Some("seed 2"));
    store.replace_tasks(&[]).unwrap();
    assert_eq!(store.queue_made_by().unwrap(), None, "another queue lies there");
}
