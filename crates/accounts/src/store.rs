//! The file where accounts lie.

mod log;
mod people;
mod sessions;
mod tokens;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use crate::{AccountError, Result};

/// Marks a SQLite file as accounts: «TWAC».
const APPLICATION_ID: i32 = 0x5457_4143;
/// Version of the schema.
const VERSION: i32 = 1;
/// How long a writer waits for another.
const BUSY: Duration = Duration::from_secs(10);

/// The accounts of one ledger.
///
/// Several programs may hold them open at once: what `tradewire account` changes holds for the next request that a
/// running server answers. Calls block, for microseconds, or for tens of milliseconds where a password is hashed.
pub struct Accounts {
    connection: Mutex<Connection>,
}

impl std::fmt::Debug for Accounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Accounts").finish_non_exhaustive()
    }
}

impl Accounts {
    /// Opens the accounts; makes the file, readable for its owner only, where there is none.
    ///
    /// # Errors
    /// [`AccountError::Open`], [`AccountError::NotAccounts`], [`AccountError::Newer`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        guarded(path).map_err(|e| AccountError::Open { path: path.to_owned(), why: e.to_string() })?;
        Self::connect(path)
    }

    /// Opens accounts that must be there already.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_existing(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        if !path.is_file() {
            let why = "there is no such file".to_owned();
            return Err(AccountError::Open { path: path.to_owned(), why });
        }
        Self::connect(path)
    }

    fn connect(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let broken = |e: rusqlite::Error| AccountError::Open { path: path.to_owned(), why: e.to_string() };
        let mut connection = Connection::open_with_flags(path, flags).map_err(broken)?;
        connection.busy_timeout(BUSY).map_err(broken)?;
        let tables =
            identify(&connection).map_err(|_| AccountError::NotAccounts { path: path.to_owned() })?;
        match tables {
            (0, 0, 0) | (APPLICATION_ID, VERSION, _) => {}
            (APPLICATION_ID, later, _) if later > VERSION => {
                return Err(AccountError::Newer { path: path.to_owned() });
            }
            _ => return Err(AccountError::NotAccounts { path: path.to_owned() }),
        }
        connection.pragma_update(None, "journal_mode", "wal").map_err(broken)?;
        // What was revoked must not come back after a loss of power.
        connection.pragma_update(None, "synchronous", "full").map_err(broken)?;
        connection.pragma_update(None, "foreign_keys", true).map_err(broken)?;
        connection.pragma_update(None, "secure_delete", true).map_err(broken)?;
        make(&mut connection)?;
        Ok(Self { connection: Mutex::new(connection) })
    }

    fn turn(&self) -> MutexGuard<'_, Connection> {
        // A panic leaves no transaction open: it is rolled back when it is dropped.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a change with its note in one transaction, before which no other program can change anything.
    fn change<T>(&self, changing: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let mut connection = self.turn();
        let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = changing(&change)?;
        change.commit()?;
        Ok(done)
    }
}

/// Application id, version of the schema, number of tables.
fn identify(connection: &Connection) -> rusqlite::Result<(i32, i32, i64)> {
    let number = |name| connection.pragma_query_value(None, name, |r| r.get::<_, i32>(0));
    let tables = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0))?;
    Ok((number("application_id")?, number("user_version")?, tables))
}

/// Makes the tables where there are none; two programs may try at once.
fn make(connection: &mut Connection) -> Result<()> {
    let making = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if identify(&making)?.2 == 0 {
        making.execute_batch(include_str!("store/schema.sql"))?;
        making.pragma_update(None, "application_id", APPLICATION_ID)?;
        making.pragma_update(None, "user_version", VERSION)?;
    }
    making.commit()?;
    Ok(())
}

/// Makes an empty file that only its owner reads, unless one is there.
fn guarded(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// A time as it is kept.
fn ms(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// A time as it was kept.
fn time(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or_default()
}

#[cfg(test)]
mod tests;
