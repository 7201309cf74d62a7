//! Whether the file that holds a ledger is whole, below what the log says.

use super::SqliteStore;
use super::failure::Doing;
use crate::Result;

impl SqliteStore {
    /// What SQLite finds wrong in its file, its indices and its references; at most a hundred lines, none if it is
    /// whole. Reads the whole file.
    ///
    /// # Errors
    /// As [`crate::Store`]: a file too damaged to be gone through is an error of its own.
    pub fn check_file(&self) -> Result<Vec<String>> {
        let mut found: Vec<String> = self
            .conn
            .prepare("PRAGMA integrity_check(100)")
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
