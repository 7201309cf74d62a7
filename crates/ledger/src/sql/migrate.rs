//! The schema, one step after the other.

use std::path::Path;

use super::judgements;
use crate::db::{Connection, Doing, Engine, Mode, OptionalExtension, corrupt};
use crate::entry::{digest, hex};
use crate::{LedgerError, Result};

/// One step of the schema.
struct Migration {
    name: &'static str,
    sql: &'static str,
    /// Whether a table that others refer to is made anew.
    rebuilds: bool,
    /// What is filled in besides, where SQL alone cannot.
    fills: Option<fn(&Connection) -> Result<()>>,
}

/// The steps in SQLite, in order; a step that was released is never changed.
const SQLITE: &[Migration] = &[
    step("statements", include_str!("../../../../migrations/sqlite/0001_statements.sql")),
    step("views", include_str!("../../../../migrations/sqlite/0002_views.sql")),
    step("upkeep", include_str!("../../../../migrations/sqlite/0003_upkeep.sql")),
    step("tally", include_str!("../../../../migrations/sqlite/0004_tally.sql")),
    Migration {
        rebuilds: true,
        ..step("judgements", include_str!("../../../../migrations/sqlite/0005_judgements.sql"))
    },
    step("parts", include_str!("../../../../migrations/sqlite/0006_parts.sql")),
    step("found", include_str!("../../../../migrations/sqlite/0007_found.sql")),
    step("responses", include_str!("../../../../migrations/sqlite/0008_responses.sql")),
    Migration {
        fills: Some(judgements::dispute_all),
        ..step("queue", include_str!("../../../../migrations/sqlite/0009_queue.sql"))
    },
];

/// The steps in PostgreSQL; likewise.
const POSTGRES: &[Migration] = &[
    step("statements", include_str!("../../../../migrations/postgres/0001_statements.sql")),
    step("views", include_str!("../../../../migrations/postgres/0002_views.sql")),
    step("together", include_str!("../../../../migrations/postgres/0003_together.sql")),
];

const fn step(name: &'static str, sql: &'static str) -> Migration {
    Migration { name, sql, rebuilds: false, fills: None }
}

fn steps(conn: &Connection) -> &'static [Migration] {
    match conn.engine() {
        Engine::Sqlite => SQLITE,
        Engine::Postgres => POSTGRES,
    }
}

/// The table that keeps which steps were made. On a server others may have one of SQLite's plain name.
fn table(conn: &Connection) -> &'static str {
    match conn.engine() {
        Engine::Sqlite => "schema_migrations",
        Engine::Postgres => "tradewire_migrations",
    }
}

/// The newest schema known here.
pub(super) fn newest(conn: &Connection) -> u32 {
    u32::try_from(steps(conn).len()).unwrap_or(u32::MAX)
}

/// The schema of an open ledger; zero before the first step.
pub(super) fn version(conn: &Connection) -> Result<u32> {
    let sql = match conn.engine() {
        Engine::Sqlite => "SELECT count(*) > 0 FROM sqlite_schema WHERE name = ?1",
        Engine::Postgres => {
            "SELECT count(*) > 0 FROM pg_tables WHERE schemaname = current_schema() AND tablename = ?1"
        }
    };
    let table = table(conn);
    let made: bool = conn.query_row(sql, [table], |r| r.get(0)).doing("reading the schema")?;
    if !made {
        return Ok(0);
    }
    conn.query_row(&format!("SELECT coalesce(max(version), 0) FROM {table}"), [], |r| r.get(0))
        .doing("reading the schema version")
}

/// Brings the schema to the newest step; each step is one transaction.
///
/// # Errors
/// [`LedgerError::Newer`] if a later program made the schema, [`LedgerError::Corrupt`] if a step was made that is not
/// the one known here.
pub(super) fn migrate(conn: &Connection, path: &Path) -> Result<()> {
    let (found, known) = (version(conn)?, newest(conn));
    if found > known {
        return Err(LedgerError::Newer { path: path.to_owned(), found, known });
    }
    let (table, strict) = (table(conn), if conn.engine() == Engine::Sqlite { " STRICT" } else { "" });
    let foreign_keys = |on: bool| match conn {
        Connection::Sqlite(conn) => conn.pragma_update(None, "foreign_keys", on).doing("migrating"),
        Connection::Postgres(_) => Ok(()),
    };
    let digest_of = |version: u32| -> Result<Option<String>> {
        conn.query_row(&format!("SELECT digest FROM {table} WHERE version = ?1"), [version], |r| r.get(0))
            .optional()
            .doing("reading the schema")
    };
    for (version, step) in (1u32..).zip(steps(conn)) {
        let wanted = hex(&digest(step.sql.as_bytes()));
        // A step that was made needs no turn among the writers.
        if version <= found && digest_of(version)?.as_ref() == Some(&wanted) {
            continue;
        }
        // Within a transaction the switch does nothing, so it is thrown before.
        foreign_keys(!step.rebuilds)?;
        let tx = conn.begin(Mode::Write).doing("migrating")?;
        tx.execute_batch(&format!(
            "CREATE TABLE IF NOT EXISTS {table} (
                 version INTEGER PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL
             ){strict}"
        ))
        .doing("migrating")?;
        match digest_of(version)? {
            Some(digest) if digest == wanted => continue,
            Some(_) => {
                return Err(corrupt(
                    format!("schema step {version} ({})", step.name),
                    "the ledger was made with another text of this step",
                ));
            }
            None => {}
        }
        tx.execute_batch(step.sql).doing("migrating")?;
        if let Some(fill) = step.fills {
            fill(&tx)?;
        }
        tx.execute(
            &format!("INSERT INTO {table} (version, name, digest) VALUES (?1, ?2, ?3)"),
            (version, step.name, wanted),
        )
        .doing("migrating")?;
        if step.rebuilds {
            let broken: Option<String> = tx
                .query_row("PRAGMA foreign_key_check", [], |r| r.get(0))
                .optional()
                .doing("checking references")?;
            if let Some(table) = broken {
                return Err(corrupt(format!("table {table}"), "a row refers to an entry that is not there"));
            }
        }
        tx.commit().doing("migrating")?;
    }
    foreign_keys(true)
}
