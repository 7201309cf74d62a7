//! Whether the file that holds a ledger is whole, below what the log says.

use super::{SqlStore, index};
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

    /// How much room the ledger takes on disk, in bytes: its file, or its schema's tables with their indices.
    ///
    /// # Errors
    /// As [`crate::Store`].
    pub fn bytes(&self) -> Result<u64> {
        let sql = match self.conn.engine() {
            Engine::Sqlite => "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
            Engine::Postgres => {
                "SELECT CAST(coalesce(sum(pg_total_relation_size(c.oid)), 0) AS bigint)
                 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE n.nspname = current_schema() AND c.relkind = 'r'"
            }
        };
        let bytes: i64 = self.conn.query_row(sql, [], |r| r.get(0)).doing("measuring the ledger")?;
        Ok(u64::try_from(bytes).unwrap_or_default())
    }

    /// Puts in order what many writes left behind: a server counts anew what its plans go by, which it would do by
    /// itself only some time later; SQLite joins the pieces of its indices and takes its log of writes into the file,
    /// so that a reader looks in one place.
    ///
    /// # Errors
    /// As [`crate::Store`].
    pub fn tidy(&self) -> Result<()> {
        match self.conn.engine() {
            Engine::Sqlite => {
                for table in [index::CLAIM, index::DOCUMENT, index::EVENT, index::ENTITY] {
                    let sql = format!("INSERT INTO {table} ({table}) VALUES ('optimize')");
                    self.conn.execute(&sql, []).doing("joining the pieces of the index")?;
                }
                // A reader that is busy keeps some of it for the next time.
                self.conn
                    .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
                    .doing("taking in the log of writes")
            }
            Engine::Postgres => {
                let tables: Vec<String> = self
                    .conn
                    .prepare(
                        "SELECT quote_ident(c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                         WHERE n.nspname = current_schema() AND c.relkind = 'r'",
                    )
                    .and_then(|mut s| s.query_map([], |r| r.get(0))?.collect())
                    .doing("surveying the tables")?;
                let sql = format!("ANALYZE {}", tables.join(", "));
                self.conn.execute_batch(&sql).doing("surveying the tables")
            }
        }
    }
}
