//! What only a ledger on a server can do, or suffer: connections that end, many at once, other programs beside it.
//!
//! Each test has a schema of its own on the server that TRADEWIRE_TEST_POSTGRES names.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "contract/world.rs"]
mod world;

mod server;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use std::{process, thread};

use rand::RngExt;
use server::Schema;
use server::relay::Relay;
use sha2::{Digest, Sha256};
use tradewire_ledger::{Archive, EntryKind, Erasure, LedgerError, SqlStore, Store};
use tradewire_model::Rank;
use world::{Article, article, articles, derive, entries, full, poached, second, secret};

fn document(n: usize) -> Article {
    poached(&format!("n{n}.txt"), "北门科技", n, "此前他在别处。")
}

/// Takes in and ranks documents while something else happens, until enough has; each is then there once, whole.
fn go_on(store: &mut SqlStore, enough: impl Fn(usize) -> bool) {
    let mut documents = 0;
    while !enough(documents) {
        let n = documents;
        documents += 1;
        let a = document(n);
        store.ingest(&a.reading(n as i64)).unwrap();
        store.set_rank(&a.claims[0].id, Rank::Preferred, "seen", second(n as i64)).unwrap();
        if n.is_multiple_of(25) {
            derive(store);
        }
    }
    assert!(store.verify(None).unwrap().is_sound());
    // Nothing was written twice, though it was not always heard that it was written.
    assert_eq!(entries(store, EntryKind::Document), documents);
    assert_eq!(entries(store, EntryKind::Claim), 3 * documents);
    assert_eq!(entries(store, EntryKind::Rank), documents);
    assert_eq!(store.counts().unwrap().claims, 3 * documents);
    for n in 0..documents {
        let id = &document(n).claims[0].id;
        assert_eq!(store.claim(id).unwrap().unwrap().rank, Rank::Preferred);
    }
}

/// So many connections are cut, unless this many documents come first.
const CUTS: usize = 11;
const MOST_DOCUMENTS: usize = 3_000;

#[test]
#[ignore = "needs PostgreSQL"]
fn connections_cut_at_any_moment_lose_nothing_and_repeat_nothing() {
    let schema = Schema::new();
    let relay = Relay::new(schema.server());
    let mut store = SqlStore::open(relay.address(&schema.address())).unwrap();
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut rng = rand::rng();
            while !over.load(Ordering::SeqCst) {
                // Long enough now and then for what takes long.
                let pause = if rng.random_range(0..4) == 0 { 1_500_000 } else { 150_000 };
                thread::sleep(Duration::from_micros(rng.random_range(10_000..pause)));
                relay.cut(Duration::from_millis(rng.random_range(0..60)));
            }
        });
        // A fast machine is done with a hundred documents before anything was cut.
        let enough = |documents| documents >= 100 && relay.cuts() >= CUTS || documents == MOST_DOCUMENTS;
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| go_on(&mut store, enough)));
        over.store(true, Ordering::SeqCst);
        done.unwrap();
    });
    assert!(relay.cuts() >= CUTS, "only {} connections were cut", relay.cuts());
}

/// With `TRADEWIRE_TEST_POSTGRES_RESTART`, a command that restarts the server, which disturbs every other test on it.
#[test]
#[ignore = "needs PostgreSQL"]
fn a_server_restarted_in_mid_ingest_is_waited_for() {
    let Ok(restart) = std::env::var("TRADEWIRE_TEST_POSTGRES_RESTART") else { return };
    let schema = Schema::new();
    let mut store = SqlStore::open(schema.address()).unwrap();
    let restarts = thread::spawn(move || {
        for _ in 0..3 {
            thread::sleep(Duration::from_millis(700));
            assert!(process::Command::new("sh").args(["-c", &restart]).status().unwrap().success());
        }
    });
    // All restarts fall into the work, however fast it is.
    go_on(&mut store, |documents| documents >= 120 && restarts.is_finished() || documents == MOST_DOCUMENTS);
    assert!(restarts.is_finished(), "the work was over before the server was restarted");
    restarts.join().unwrap();
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_reader_whose_connection_ended_reads_on() {
    let schema = Schema::new();
    let mut store = SqlStore::open(schema.address()).unwrap();
    full(&mut store);
    let reader = store.reader().unwrap();
    let before = reader.counts().unwrap();
    let relay = Relay::new(schema.server());
    let far = SqlStore::open_reader(relay.address(&schema.address())).unwrap();
    assert_eq!(far.counts().unwrap(), before);
    relay.cut(Duration::ZERO);
    assert_eq!(far.counts().unwrap(), before, "another connection is made at once");
    relay.cut(Duration::ZERO);
    assert_eq!(far.all_claims().unwrap(), reader.all_claims().unwrap());
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_ledger_goes_from_engine_to_engine_and_back_to_the_byte() {
    let (one, two) = (Schema::new(), Schema::new());
    let mut here = SqlStore::in_memory().unwrap();
    full(&mut here);
    here.set_rank(&articles()[0].claims[0].id, Rank::Deprecated, "wrong", second(9)).unwrap();
    let erasure = Erasure {
        documents: vec![articles()[3].document.id.clone()],
        claims: Vec::new(),
        judgements: Vec::new(),
        reason: "request 7".into(),
        observed_at: second(10),
    };
    here.erase(&erasure).unwrap();
    let export = |store: &SqlStore| {
        let mut lines = Vec::new();
        store.export(0, &mut lines).unwrap();
        lines
    };
    let first = export(&here);
    let mut there = SqlStore::open(one.address()).unwrap();
    there.import(&mut first.as_slice(), second(20)).unwrap();
    let second_export = export(&there);
    assert!(first == second_export, "SQLite → PostgreSQL");
    let mut again = SqlStore::open(two.address()).unwrap();
    again.import(&mut second_export.as_slice(), second(21)).unwrap();
    assert!(first == export(&again), "PostgreSQL → PostgreSQL");
    let mut back = SqlStore::in_memory().unwrap();
    back.import(&mut export(&again).as_slice(), second(22)).unwrap();
    assert!(first == export(&back), "PostgreSQL → SQLite");
    for store in [&there, &again, &back] {
        assert!(store.verify(None).unwrap().is_sound());
    }
    derive(&mut here);
    derive(&mut there);
    assert_eq!(here.all_claims().unwrap(), there.all_claims().unwrap());
    assert_eq!(here.counts().unwrap(), there.counts().unwrap());
}

/// Words that stand nowhere else.
const MARKS: &[&str] = &["璩鑿", "zyxqwvut", "Zyxqwvut", "鑿龘", "Qoppawire"];

/// The marks that any row of any table of a schema holds, dead or alive: pages are read, not rows.
fn found(schema: &Schema) -> Vec<&'static str> {
    let mut client = schema.client();
    // Bytes of the tables' own files, as the server reads them.
    let files = client
        .query(
            "SELECT pg_relation_filepath(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'i')
             UNION ALL SELECT pg_relation_filepath(c.reltoastrelid) FROM pg_class c
             JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = current_schema() AND c.relkind = 'r' AND c.reltoastrelid <> 0",
            &[],
        )
        .unwrap();
    client.batch_execute("CHECKPOINT").unwrap();
    let mut bytes = Vec::new();
    for file in &files {
        let file: String = file.get(0);
        let row = client.query_one("SELECT pg_read_binary_file($1)", &[&file]).unwrap();
        bytes.extend(row.get::<_, Vec<u8>>(0));
    }
    MARKS.iter().copied().filter(|m| bytes.windows(m.len()).any(|w| w == m.as_bytes())).collect()
}

#[test]
#[ignore = "needs PostgreSQL"]
fn no_byte_of_what_was_erased_is_left_in_the_tables() {
    let schema = Schema::alone();
    let secret = secret();
    let erasure = Erasure {
        documents: vec![secret.document.id.clone()],
        claims: Vec::new(),
        judgements: Vec::new(),
        reason: "request 12".into(),
        observed_at: second(20),
    };
    let mut store = SqlStore::open(schema.address()).unwrap();
    full(&mut store);
    store.ingest(&secret.reading(10)).unwrap();
    derive(&mut store);
    assert!(found(&schema).len() >= 4, "the test sees what is there: {:?}", found(&schema));
    let done = store.erase(&erasure).unwrap();
    assert!(done.wiped);
    assert_eq!(done.entries, 2);
    assert_eq!(found(&schema), Vec::<&str>::new());
    assert!(store.verify(None).unwrap().is_sound());
    store.ingest(&secret.reading(21)).unwrap();
    derive(&mut store);
    assert_eq!(found(&schema), Vec::<&str>::new());
    assert!(!store.wipe_is_due().unwrap());
    assert_eq!(store.check_file().unwrap(), Vec::<String>::new());
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_reader_that_keeps_the_old_state_open_delays_the_wiping_only() {
    let schema = Schema::alone();
    let mut store = SqlStore::open(schema.address()).unwrap();
    full(&mut store);
    let mut reader = schema.client();
    reader.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM log").unwrap();
    let erasure = Erasure {
        documents: vec![articles()[0].document.id.clone()],
        claims: Vec::new(),
        judgements: Vec::new(),
        reason: "request 12".into(),
        observed_at: second(20),
    };
    assert!(!store.erase(&erasure).unwrap().wiped);
    assert!(store.wipe_is_due().unwrap());
    reader.batch_execute("COMMIT").unwrap();
    drop(store);
    assert!(!SqlStore::open(schema.address()).unwrap().wipe_is_due().unwrap());
}

#[test]
#[ignore = "needs PostgreSQL"]
fn the_log_refuses_to_be_rewritten_and_tampering_is_found() {
    let schema = Schema::new();
    let mut store = SqlStore::open(schema.address()).unwrap();
    full(&mut store);
    let mut client = schema.client();
    for sql in [
        "UPDATE log SET subject = 'x' WHERE seq = 1",
        "DELETE FROM log WHERE seq = 2",
        "TRUNCATE log CASCADE",
        "UPDATE content SET body = '{}' WHERE seq = 1",
        "DELETE FROM content WHERE seq = 1",
        "INSERT INTO log SELECT seq + 50, kind, subject, observed_at, commitment, prev, hash FROM log WHERE seq = 1",
    ] {
        assert!(client.batch_execute(sql).is_err(), "{sql}");
    }
    assert!(store.verify(None).unwrap().is_sound());
    for (sql, about) in [
        ("UPDATE content SET body = replace(body, '2025', '2026') WHERE seq = 2", "content of entry 2"),
        ("UPDATE log SET observed_at = observed_at + 1 WHERE seq = 3", "entry 3"),
        ("DELETE FROM content WHERE seq = 4; DELETE FROM log WHERE seq = 4", "entry 4 was dropped"),
    ] {
        client
            .batch_execute(&format!("BEGIN; SET session_replication_role = replica; {sql}; COMMIT"))
            .unwrap();
        let findings = store.verify(None).unwrap().findings;
        assert!(findings.iter().any(|f| f.to_string().contains(about)), "{sql}: {findings:?}");
    }
}

#[test]
#[ignore = "needs PostgreSQL"]
fn what_is_missing_or_another_s_is_said_with_a_way_out() {
    let schema = Schema::new();
    let said = |place: &str| SqlStore::open(place).unwrap_err().to_string();
    let absent = SqlStore::open_reader(schema.address()).unwrap_err().to_string();
    assert!(absent.contains("there is no ledger") && absent.contains("tradewire ingest"), "{absent}");
    assert!(SqlStore::open_existing(schema.address()).is_err());
    // Whoever asked made nothing.
    let tables: i64 = schema
        .client()
        .query_one("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()", &[])
        .unwrap()
        .get(0);
    assert_eq!(tables, 0);
    let nowhere = format!("{}_gone", schema.address());
    assert!(said(&nowhere).contains("CREATE SCHEMA"), "{}", said(&nowhere));
    let closed = said("postgres://ann:s3cret@127.0.0.1:1/wire");
    assert!(closed.contains("See that the server runs") && !closed.contains("s3cret"), "{closed}");
    let mode = said("postgres://ann:s3cret@127.0.0.1/wire?sslmode=always");
    assert!(mode.contains("verify-full") && !mode.contains("s3cret"), "{mode}");
    schema.client().batch_execute("CREATE TABLE theirs (a int)").unwrap();
    let theirs = SqlStore::open(schema.address()).unwrap_err();
    assert!(matches!(&theirs, LedgerError::NotALedger { .. }), "{theirs}");
    assert!(theirs.to_string().contains("theirs"), "{theirs}");
}

#[test]
#[ignore = "needs PostgreSQL"]
fn schemas_of_others_are_refused_untouched() {
    let schema = Schema::new();
    drop(SqlStore::open(schema.address()).unwrap());
    let mut client = schema.client();
    client.batch_execute("INSERT INTO tradewire_migrations VALUES (99, 'later', 'x')").unwrap();
    assert!(matches!(SqlStore::open(schema.address()), Err(LedgerError::Newer { found: 99, .. })));
    assert!(matches!(SqlStore::open_reader(schema.address()), Err(LedgerError::Newer { .. })));
    client
        .batch_execute(
            "DELETE FROM tradewire_migrations WHERE version = 99;
             UPDATE tradewire_migrations SET digest = 'x' WHERE version = 1",
        )
        .unwrap();
    assert!(matches!(SqlStore::open(schema.address()), Err(LedgerError::Corrupt { .. })));
}

/// The tables that the first two steps of the schema make, those that others refer to first.
const FIRST_TABLES: &[&str] = &[
    "log",
    "content",
    "erased",
    "tombstone",
    "document",
    "claim",
    "rank",
    "text_cache",
    "imported",
    "view_event",
    "view_event_claim",
    "view_event_entity",
    "view_event_document",
    "view_conflict",
    "view_conflict_entity",
    "view_entity",
    "view_entity_form",
    "view_entity_near",
    "view_entity_claim",
    "view_claim",
    "view_source",
    "view_source_claim",
    "view_key",
    "view_names",
    "view_made",
];

#[test]
#[ignore = "needs PostgreSQL"]
fn an_earlier_ledger_is_brought_forward_with_all_it_holds() {
    let (now, before) = (Schema::new(), Schema::new());
    let mut made = SqlStore::open(now.address()).unwrap();
    full(&mut made);
    made.erase(&Erasure {
        documents: vec![articles()[1].document.id.clone()],
        claims: Vec::new(),
        judgements: Vec::new(),
        reason: "request 9".into(),
        observed_at: second(9),
    })
    .unwrap();
    derive(&mut made);
    let mut client = before.client();
    client
        .batch_execute(
            "CREATE TABLE tradewire_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL)",
        )
        .unwrap();
    for (version, name, sql) in [
        (1, "statements", include_str!("../../../migrations/postgres/0001_statements.sql")),
        (2, "views", include_str!("../../../migrations/postgres/0002_views.sql")),
    ] {
        client.batch_execute(sql).unwrap();
        let digest: String = Sha256::digest(sql.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
        client
            .execute("INSERT INTO tradewire_migrations VALUES ($1, $2, $3)", &[&version, &name, &digest])
            .unwrap();
    }
    // Generated columns are left to the engine.
    let mut sql = String::from("BEGIN;");
    for table in FIRST_TABLES {
        let order = if *table == "log" { " ORDER BY seq" } else { "" };
        sql.push_str(&format!("INSERT INTO {table} SELECT * FROM {}.{table}{order};", now.name()));
    }
    for table in ["search_claim", "search_document", "search_event", "search_entity"] {
        let from = format!("SELECT rowid, names, body FROM {}.{table}", now.name());
        sql.push_str(&format!("INSERT INTO {table} (rowid, names, body) {from};"));
    }
    for table in ["document", "claim"] {
        sql.push_str(&format!(
            "SELECT setval(pg_get_serial_sequence('{table}', 'no'), (SELECT max(no) FROM {table}));"
        ));
    }
    sql.push_str(&format!(
        "UPDATE head SET (seq, hash) = (SELECT seq, hash FROM {0}.head);
         UPDATE view_state SET (seq, made_by) = (SELECT seq, made_by FROM {0}.view_state);
         SELECT tally_write(); COMMIT;",
        now.name()
    ));
    client.batch_execute(&sql).unwrap();
    let reader = SqlStore::open_reader(before.address()).unwrap_err();
    assert!(reader.to_string().contains("brings it forward"), "{reader}");

    let mut store = SqlStore::open(before.address()).unwrap();
    assert!(store.verify(None).unwrap().is_sound());
    assert_eq!(store.check_file().unwrap(), Vec::<String>::new());
    assert_eq!(store.counts().unwrap(), made.counts().unwrap());
    assert_eq!(store.all_claims().unwrap(), made.all_claims().unwrap());
    // What comes and what goes is counted on, one at a time and many together.
    for each in [&mut store, &mut made] {
        let many: Vec<Article> = (0..300).map(document).collect();
        let readings: Vec<_> = many.iter().map(|a| a.reading(10)).collect();
        each.ingest_batch(&readings).unwrap();
        each.ingest(&document(300).reading(11)).unwrap();
        each.erase(&Erasure {
            documents: vec![many[7].document.id.clone(), many[8].document.id.clone()],
            claims: Vec::new(),
            judgements: Vec::new(),
            reason: "request 10".into(),
            observed_at: second(12),
        })
        .unwrap();
        derive(each);
        assert_eq!(each.check_file().unwrap(), Vec::<String>::new());
        assert!(each.verify(None).unwrap().is_sound());
    }
    assert_eq!(store.counts().unwrap(), made.counts().unwrap());
    assert_eq!(store.counts().unwrap().claims, 3 + 3 * 299);
    // The log refuses as before, a row or many.
    for sql in [
        "INSERT INTO log SELECT seq + 1, kind, subject, observed_at, commitment, prev, hash FROM log
         ORDER BY seq DESC LIMIT 1",
        "INSERT INTO log SELECT seq + 2, kind, subject, observed_at, commitment, hash, hash FROM log
         ORDER BY seq DESC LIMIT 1",
        "INSERT INTO log SELECT 100000 + seq, kind, subject, observed_at, commitment, prev, hash FROM log",
        "WITH last AS (SELECT * FROM log ORDER BY seq DESC LIMIT 1) INSERT INTO log
         SELECT seq + n, kind, subject, observed_at, commitment, hash, hash FROM last, generate_series(1, 3) n
         WHERE n <> 2",
    ] {
        let said = client.batch_execute(sql).unwrap_err();
        assert!(said.as_db_error().unwrap().message().contains("follows the one before"), "{sql}: {said}");
    }
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_reader_writes_nothing_and_files_are_for_files() {
    let schema = Schema::new();
    let mut store = SqlStore::open(schema.address()).unwrap();
    full(&mut store);
    let mut reader = store.reader().unwrap();
    let before = reader.counts().unwrap();
    assert!(reader.ingest(&document(1).reading(1)).is_err());
    assert_eq!(reader.counts().unwrap(), before);
    let folder = tempfile::tempdir().unwrap();
    let refused = store.backup(folder.path().join("copy")).unwrap_err().to_string();
    assert!(refused.contains("pg_dump"), "{refused}");
    let refused = SqlStore::restore("copy", schema.address(), &[]).unwrap_err().to_string();
    assert!(refused.contains("pg_restore"), "{refused}");
    assert!(SqlStore::is_address(schema.address()) && !SqlStore::is_address("wire.sqlite"));
    assert_eq!(store.path(), None);
}

#[test]
#[ignore = "needs PostgreSQL"]
fn names_too_long_to_be_looked_up_by_are_refused() {
    let schema = Schema::new();
    let mut store = SqlStore::open(schema.address()).unwrap();
    let noise = |n: usize| -> String {
        let mut rng = rand::rng();
        (0..n).map(|_| char::from(rng.random_range(b'a'..=b'z'))).collect()
    };
    for (name, outlet) in [(noise(3000), "晨汐报".to_owned()), ("a.txt".to_owned(), noise(3000))] {
        let refused =
            store.ingest(&article(&name, &outlet, "2025-05-01", "北门科技。").reading(1)).unwrap_err();
        assert!(matches!(refused, LedgerError::TooLong { bytes: 3000, .. }), "{refused}");
    }
    assert_eq!(store.counts().unwrap().documents, 0);
    store.ingest(&article(&noise(2000), &noise(2000), "2025-05-01", "北门科技。").reading(1)).unwrap();
    derive(&mut store);
    assert_eq!(store.counts().unwrap().sources, 1);
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_writer_that_keeps_its_turn_is_said_to_be_busy() {
    let schema = Schema::new();
    let mut store = SqlStore::open(schema.address()).unwrap();
    let mut other = schema.client();
    other
        .batch_execute(&format!(
            "BEGIN; SELECT pg_advisory_xact_lock({}, hashtext(current_schema()))",
            0x5457_4c47
        ))
        .unwrap();
    let refused = store.ingest(&document(1).reading(1)).unwrap_err();
    assert!(matches!(refused, LedgerError::Busy { .. }), "{refused:?}");
    other.batch_execute("COMMIT").unwrap();
    store.ingest(&document(1).reading(1)).unwrap();
}
