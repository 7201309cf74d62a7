//! A ledger in PostgreSQL: opened, and wiped after an erasure.

use std::error::Error as _;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::open::{refuse_newer, refuse_older};
use super::{Place, SqlStore, migrate};
use crate::db::{self, Address, Connection, Doing, Session};
use crate::{LedgerError, Result};

/// The tables that may hold words of what was erased.
const WORDS: &[&str] = &[
    "content",
    "document",
    "text_cache",
    "judgement",
    "response",
    "request",
    "decision",
    "search_claim",
    "search_document",
    "search_event",
    "search_entity",
    "view_claim",
    "view_part",
    "view_event",
    "view_conflict",
    "view_entity",
    "view_entity_form",
    "view_entity_near",
    "view_source",
    "view_task",
    "queue",
    "said",
    "disputed",
    "view_key",
    "view_names",
    "view_made",
];
/// How long to wait for readers that hold an old state open.
const READERS: Duration = Duration::from_secs(10);
/// How often to look whether they are done.
const LOOK: Duration = Duration::from_millis(50);

impl SqlStore {
    pub(super) fn open_server(address: Address) -> Result<Self> {
        let conn = reach(&address, true)?;
        let path = PathBuf::from(address.to_string());
        refuse_newer(&conn, &path)?;
        if migrate::version(&conn)? == 0 {
            refuse_strangers(&conn, &path)?;
        }
        migrate::migrate(&conn, &path)?;
        let mut store = Self { conn, place: Place::Server(address) };
        store.wipe()?;
        Ok(store)
    }

    pub(super) fn open_server_existing(address: Address) -> Result<Self> {
        there(&reach(&address, false)?, &address)?;
        Self::open_server(address)
    }

    pub(super) fn open_server_reader(address: Address) -> Result<Self> {
        let conn = reach(&address, false)?;
        let path = PathBuf::from(address.to_string());
        there(&conn, &address)?;
        refuse_newer(&conn, &path)?;
        refuse_older(&conn, &path)?;
        Ok(Self { conn, place: Place::Server(address) })
    }

    /// Writes the tables anew without what was deleted; tells whether it could. Pages go back to the file system; the
    /// server's own log of writes, copies of it and other servers that follow it keep old bytes as long as they are
    /// set to.
    pub(super) fn wipe_server(&self) -> Result<bool> {
        let conn = &self.conn;
        // Whoever began before the erasure is over, reads in this database and writes in any, would make the server carry
        // over what was deleted.
        let now: String =
            conn.query_row("SELECT CAST(pg_current_xact_id() AS text)", [], |r| r.get(0)).doing("wiping")?;
        let until = Instant::now() + READERS;
        while conn
            .query_row(
                "SELECT pg_snapshot_xmin(pg_current_snapshot()) <= CAST(CAST(?1 AS text) AS xid8)
                     OR EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
                         AND pid <> pg_backend_pid() AND backend_xmin IS NOT NULL
                         AND age(backend_xmin) >= age(CAST(CAST(CAST(?1 AS text) AS xid8) AS xid)))",
                [&now],
                |r| r.get(0),
            )
            .doing("wiping")?
        {
            if Instant::now() > until {
                return Ok(false);
            }
            sleep(LOOK);
        }
        for table in WORDS {
            match conn.execute_batch(&format!("VACUUM (FULL) {table}")).doing("wiping") {
                Err(LedgerError::Busy { .. }) => return Ok(false),
                done => done?,
            }
        }
        Ok(true)
    }
}

/// Opens a session, or tells what stands in its way.
fn reach(address: &Address, writes: bool) -> Result<Connection> {
    let session = Session::open(address.clone(), writes).map_err(|e| {
        let said = match &e {
            db::Error::Postgres(e) => match e.as_db_error() {
                Some(db) => db.message().to_owned(),
                None => e.source().map_or_else(|| e.to_string(), |s| format!("{e}: {s}")),
            },
            e => e.to_string(),
        };
        let reason = format!(
            "{said}. See that the server runs, that host, port, user and password are right, and that the database \
             is there (`createdb` makes one)"
        );
        LedgerError::Open { path: address.to_string().into(), reason, source: Some(e.into()) }
    })?;
    let conn = Connection::Postgres(Box::new(session));
    let schema: Option<String> =
        conn.query_row("SELECT CAST(current_schema() AS text)", [], |r| r.get(0)).doing("opening")?;
    if schema.is_none() {
        return Err(LedgerError::Open {
            path: address.to_string().into(),
            reason: "its search_path names no schema that is there; `CREATE SCHEMA` makes one".to_owned(),
            source: None,
        });
    }
    Ok(conn)
}

/// Refuses a database without a ledger.
fn there(conn: &Connection, address: &Address) -> Result<()> {
    if migrate::version(conn)? > 0 {
        return Ok(());
    }
    Err(LedgerError::Open {
        path: address.to_string().into(),
        reason: "there is no ledger in that database; `tradewire ingest` makes one".to_owned(),
        source: None,
    })
}

/// Refuses a schema in which another program keeps its tables.
fn refuse_strangers(conn: &Connection, path: &Path) -> Result<()> {
    let others: Option<String> = conn
        .query_row(
            "SELECT min(CAST(tablename AS text)) FROM pg_tables WHERE schemaname = current_schema()",
            [],
            |r| r.get(0),
        )
        .doing("opening")?;
    match others {
        // Another process made the ledger just now.
        Some(_) if migrate::version(conn)? > 0 => Ok(()),
        None => Ok(()),
        Some(table) => Err(LedgerError::NotALedger {
            path: path.to_owned(),
            found: format!(
                "its schema holds a table «{table}» of another program (a schema of its own is named by \
                 ?options=-csearch_path%3DNAME)"
            ),
        }),
    }
}
