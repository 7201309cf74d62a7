//! Copies of a ledger, made while it is in use.

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, io};

use rusqlite::Connection;
use rusqlite::backup::Backup;

use super::SqlStore;
use super::erase::erase_in;
use super::ingest::is_erased;
use super::log::Tail;
use crate::db::{self, Doing};
use crate::{Archive, Erasure, LedgerError, Result, Verification};

/// So many pages are copied before other handles get their turn.
const PAGES: i32 = 512;

impl SqlStore {
    /// Copies the ledger to a new file, while others read and write it, and goes through the copy.
    ///
    /// The file has its name only when it is whole.
    ///
    /// # Errors
    /// [`LedgerError::Open`] if there is a file already or none can be made; [`LedgerError::Corrupt`] if the copy is not
    /// sound, which then is removed.
    pub fn backup(&self, to: impl AsRef<Path>) -> Result<Verification> {
        let to = to.as_ref();
        if to.exists() {
            return Err(taken(to));
        }
        let db::Connection::Sqlite(conn) = &self.conn else {
            return Err(LedgerError::Elsewhere {
                what: "a backup by tradewire",
                instead: "pg_dump makes one while it is in use, and `tradewire verify` proves what pg_restore made of it",
            });
        };
        let part = PathBuf::from(format!("{}.part", to.display()));
        let done = copy(conn, &part).and_then(|()| {
            let verification = Self::open_reader(&part)?.verify(None)?;
            match verification.findings.first() {
                Some(finding) => {
                    Err(LedgerError::Corrupt { place: "its log".to_owned(), detail: finding.to_string() })
                }
                None => Ok(verification),
            }
        });
        let renamed = done.and_then(|verification| {
            fs::rename(&part, to).map_err(|e| unmade(to, e))?;
            Ok(verification)
        });
        if renamed.is_err() {
            // Best effort: the name says that it is no whole copy.
            let _ = fs::remove_file(&part);
        }
        renamed
    }

    /// Makes a ledger from a copy, goes through it, and carries out again what was erased since the copy was made.
    ///
    /// # Errors
    /// As [`Self::backup`], and those of [`Self::open_reader`] for the copy.
    pub fn restore(from: impl AsRef<Path>, to: impl AsRef<Path>, erasures: &[Erasure]) -> Result<Self> {
        if Self::is_address(&to) {
            return Err(LedgerError::Elsewhere {
                what: "a restore by tradewire",
                instead: "pg_restore makes a ledger of what pg_dump wrote, and `tradewire import` of an export",
            });
        }
        Self::open_reader(from)?.backup(&to)?;
        let mut store = Self::open(to)?;
        store.write("erasing again", |tx| {
            for erasure in erasures {
                let mut due = false;
                for d in &erasure.documents {
                    due |= !is_erased(tx, d.as_str())?;
                }
                for c in &erasure.claims {
                    due |= !is_erased(tx, c.as_str())?;
                }
                for j in &erasure.judgements {
                    due |= !is_erased(tx, j.as_str())?;
                }
                if due {
                    let mut tail = Tail::find(tx, erasure.observed_at.as_microsecond())?;
                    erase_in(tx, &mut tail, erasure)?;
                    tail.finish()?;
                }
            }
            Ok(())
        })?;
        store.wipe()?;
        Ok(store)
    }
}

fn copy(from: &Connection, to: &Path) -> Result<()> {
    let _ = fs::remove_file(to);
    let mut target = Connection::open(to).map_err(|e| LedgerError::Open {
        path: to.to_owned(),
        reason: "it cannot be made; check the folder and its permissions".to_owned(),
        source: Some(e.into()),
    })?;
    let backup = Backup::new(from, &mut target).doing("copying the ledger")?;
    backup.run_to_completion(PAGES, Duration::from_millis(1), None).doing("copying the ledger")
}

fn taken(path: &Path) -> LedgerError {
    LedgerError::Open {
        path: path.to_owned(),
        reason: "there is a file of that name already; choose another".to_owned(),
        source: None,
    }
}

fn unmade(path: &Path, e: io::Error) -> LedgerError {
    LedgerError::Open { path: path.to_owned(), reason: e.to_string(), source: Some(e.into()) }
}
