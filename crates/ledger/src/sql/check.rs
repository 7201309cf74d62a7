//! Whether the file that holds a ledger is whole, below what the log says.

use super::SqlStore;
use crate::Result;
use crate::db::{Doing, Engine};

impl SqlStore {
    /// What the engine finds wrong below the log; at most a hundred lines, none if it is whole.
    ///
    /// SQLite reads its whole file, with its indices and references. PostgreSQL keeps checksums of its own; asked are
    /// its indices that were not finished and its references that were not checked.
    ///
    /// # Errors
    /// As [`crate::Store`]: a file too damaged to be gone through is an error of its own.
    pub fn check_file(&self) -> Result<Vec<String>> {
        let sql = match self.conn.engine() {
            Engine::Sqlite => "PRAGMA integrity_check(100)",
            Engine::Postgres => {
                "SELECT 'index ' || c.relname || ' is not whole; REINDEX makes it again'
                 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE n.nspname = current_schema() AND NOT (i.indisvalid AND i.indisready)
                 UNION ALL SELECT 'reference ' || c.conname || ' was never checked'
                 FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
                 WHERE n.nspname = current_schema() AND NOT c.convalidated LIMIT 100"
            }
        };
        let mut found: Vec<String> = self
            .conn
            .prepare(sql)
            .and_then(|mut s| s.query_map([], |r| r.get(0))?.collect())
            .doing("checking the file")?;
        found.retain(|line| line != "ok");
        Ok(found)
    }

    /// Whether an erasure is done in the log and its bytes still wait to be taken out of the file, which the next
    /// opening for writing does.
    ///
    /// # Errors
    /// As [`crate::Store`].
    pub fn wipe_is_due(&self) -> Result<bool> {
        self.conn
            .query_row("SELECT count(*) > 0 FROM upkeep WHERE task = 'wipe'", [], |r| r.get(0))
            .doing("looking for unfinished work")
    }
}
