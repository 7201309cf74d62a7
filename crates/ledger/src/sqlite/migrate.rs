//! The schema, one step after the other.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::failure::{Doing, corrupt};
use super::judgements;
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

/// The steps, in order; a step that was released is never changed.
const MIGRATIONS: &[Migration] = &[
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

const fn step(name: &'static str, sql: &'static str) -> Migration {
    Migration { name, sql, rebuilds: false, fills: None }
}

/// The newest schema known here.
pub(super) fn newest() -> u32 {
    u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)
}

/// The schema of an open ledger; zero before the first step.
pub(super) fn version(conn: &Connection) -> Result<u32> {
    let made: bool = conn
        .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'schema_migrations'", [], |r| r.get(0))
        .doing("reading the schema")?;
    if !made {
        return Ok(0);
    }
    conn.query_row("SELECT coalesce(max(version), 0) FROM schema_migrations", [], |r| r.get(0))
        .doing("reading the schema version")
}

/// Brings the schema to the newest step; each step is one transaction.
///
/// # Errors
/// [`LedgerError::Newer`] if a later program made the schema, [`LedgerError::Corrupt`] if a step was made that is not
/// the one known here.
pub(super) fn migrate(conn: &mut Connection, path: &Path) -> Result<()> {
    let found = version(conn)?;
    if found > newest() {
        return Err(LedgerError::Newer { path: path.to_owned(), found, known: newest() });
    }
    for (version, step) in (1u32..).zip(MIGRATIONS) {
        // Within a transaction the switch does nothing, so it is thrown before.
        let foreign_keys = |on| conn.pragma_update(None, "foreign_keys", on).doing("migrating");
        foreign_keys(!step.rebuilds)?;
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).doing("migrating")?;
        tx.execute_batch(
            "CREATE TABLE IF NOT EXISTS schema_migrations (
                 version INTEGER PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL
             ) STRICT",
        )
        .doing("migrating")?;
        let wanted = hex(&digest(step.sql.as_bytes()));
        let made: Option<String> = tx
            .query_row("SELECT digest FROM schema_migrations WHERE version = ?1", [version], |r| r.get(0))
            .optional()
            .doing("reading the schema")?;
        match made {
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
            "INSERT INTO schema_migrations (version, name, digest) VALUES (?1, ?2, ?3)",
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
    conn.pragma_update(None, "foreign_keys", true).doing("migrating")
}
