//! Opening a ledger's file, and refusing what is none.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{Place, SqlStore, index, migrate};
use crate::db::{self, Address, Doing};
use crate::{LedgerError, Result};

/// Marks a SQLite file as a ledger: «TWLG».
const APPLICATION_ID: i32 = 0x5457_4c47;
/// How long a writer waits for another.
const BUSY: Duration = Duration::from_secs(10);

impl SqlStore {
    /// Opens a ledger for reading and writing: a file, or a database whose address `postgres://…` stands for a path.
    /// Makes one if there is no file, or an empty one, at `path`, or nothing in the database.
    ///
    /// # Errors
    /// [`LedgerError::NotALedger`], [`LedgerError::Newer`], or [`LedgerError::Open`] if it cannot be reached.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        if let Some(address) = server(path)? {
            return Self::open_server(address);
        }
        look(path)?;
        let conn = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        if identify(&conn, path)? == Found::Nothing {
            conn.pragma_update(None, "application_id", APPLICATION_ID).map_err(|e| unwritable(path, e))?;
        }
        let conn = db::Connection::Sqlite(conn);
        refuse_newer(&conn, path)?;
        prepare(&conn)?;
        migrate::migrate(&conn, path)?;
        index::open_vocabularies(&conn)?;
        let mut store = Self { conn, place: Place::File(path.to_owned()) };
        store.wipe()?;
        Ok(store)
    }

    /// Opens a ledger that must be there already.
    ///
    /// # Errors
    /// As [`Self::open`]; [`LedgerError::Open`] if there is no file, or no ledger in the database.
    pub fn open_existing(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        if let Some(address) = server(path)? {
            return Self::open_server_existing(address);
        }
        match look(path)? {
            Found::Nothing => Err(absent(path)),
            Found::Database => Self::open(path),
        }
    }

    /// Opens a ledger for reading only; any number may do so beside one writer.
    ///
    /// # Errors
    /// As [`Self::open_existing`]; [`LedgerError::Open`] if its schema is older than this program and no writer has
    /// brought it forward yet.
    pub fn open_reader(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        if let Some(address) = server(path)? {
            return Self::open_server_reader(address);
        }
        if look(path)? == Found::Nothing {
            return Err(absent(path));
        }
        // A reader of a ledger in WAL mode needs to write its shared memory; `query_only` keeps it from the tables.
        let conn = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
            .or_else(|_| connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY))?;
        if identify(&conn, path)? == Found::Nothing {
            return Err(absent(path));
        }
        let conn = db::Connection::Sqlite(conn);
        refuse_newer(&conn, path)?;
        refuse_older(&conn, path)?;
        conn.execute_batch("PRAGMA temp_store = MEMORY").doing("opening")?;
        index::open_vocabularies(&conn)?;
        conn.execute_batch("PRAGMA query_only = ON").doing("opening")?;
        settle(&conn)?;
        Ok(Self { conn, place: Place::File(path.to_owned()) })
    }

    /// Makes a ledger that lives as long as this value.
    ///
    /// # Errors
    /// [`LedgerError::Engine`] if there is no memory for it.
    pub fn in_memory() -> Result<Self> {
        let conn = Connection::open_in_memory().doing("opening")?;
        conn.pragma_update(None, "application_id", APPLICATION_ID).doing("opening")?;
        let conn = db::Connection::Sqlite(conn);
        prepare(&conn)?;
        migrate::migrate(&conn, Path::new(":memory:"))?;
        index::open_vocabularies(&conn)?;
        Ok(Self { conn, place: Place::Memory })
    }

    /// Opens another handle on the same ledger, for reading only.
    ///
    /// # Errors
    /// As [`Self::open_reader`]; [`LedgerError::Open`] for a ledger in memory, which has one handle only.
    pub fn reader(&self) -> Result<Self> {
        match &self.place {
            Place::File(path) => Self::open_reader(path),
            Place::Server(address) => Self::open_server_reader(address.clone()),
            Place::Memory => Err(LedgerError::Open {
                path: PathBuf::from(":memory:"),
                reason: "a ledger in memory has one handle only; keep it in a file to read beside writing"
                    .to_owned(),
                source: None,
            }),
        }
    }

    /// The file in which the ledger lies; nothing for one in memory or on a server.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match &self.place {
            Place::File(path) => Some(path),
            Place::Memory | Place::Server(_) => None,
        }
    }

    /// A path as it may be shown: an address without its password.
    #[must_use]
    pub fn shown(path: impl AsRef<Path>) -> String {
        let path = path.as_ref();
        match path.to_str().filter(|text| Address::is_one(text)) {
            Some(address) => Address::shown(address),
            None => path.display().to_string(),
        }
    }

    /// Whether a text that stands for the path of a ledger is the address of one on a server.
    #[must_use]
    pub fn is_address(path: impl AsRef<Path>) -> bool {
        path.as_ref().to_str().is_some_and(Address::is_one)
    }
}

/// The address that stands for a path, if one does.
fn server(path: &Path) -> Result<Option<Address>> {
    let Some(text) = path.to_str().filter(|text| Address::is_one(text)) else { return Ok(None) };
    text.parse().map(Some).map_err(|reason| LedgerError::Open {
        path: Address::shown(text).into(),
        reason,
        source: None,
    })
}

/// Refuses a schema that a later program made.
pub(super) fn refuse_newer(conn: &db::Connection, path: &Path) -> Result<()> {
    let (found, known) = (migrate::version(conn)?, migrate::newest(conn));
    if found > known {
        return Err(LedgerError::Newer { path: path.to_owned(), found, known });
    }
    Ok(())
}

/// Refuses a schema that a writer has to bring forward.
pub(super) fn refuse_older(conn: &db::Connection, path: &Path) -> Result<()> {
    let (found, known) = (migrate::version(conn)?, migrate::newest(conn));
    if found < known {
        return Err(LedgerError::Open {
            path: path.to_owned(),
            reason: format!(
                "its schema is {found}, this tradewire reads {known}; `tradewire ingest` brings it forward"
            ),
            source: None,
        });
    }
    Ok(())
}

#[derive(PartialEq, Eq)]
enum Found {
    /// No file, or one without a byte.
    Nothing,
    /// A SQLite database.
    Database,
}

/// Looks at a path without opening it as a database, so that a stranger's file stays as it is.
fn look(path: &Path) -> Result<Found> {
    let stranger =
        |found: &str| Err(LedgerError::NotALedger { path: path.to_owned(), found: found.to_owned() });
    match fs::metadata(path) {
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(e) => return Err(unreachable_file(path, e)),
        Ok(m) if m.is_dir() => return stranger("it is a folder"),
        Ok(m) if !m.is_file() => return stranger("it is no regular file"),
        Ok(m) if m.len() == 0 => return Ok(Found::Nothing),
        Ok(_) => {}
    }
    let mut head = Vec::with_capacity(16);
    let file = File::open(path).map_err(|e| unreachable_file(path, e))?;
    file.take(16).read_to_end(&mut head).map_err(|e| unreachable_file(path, e))?;
    if head == b"SQLite format 3\0" { Ok(Found::Database) } else { stranger("it is no SQLite database") }
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection> {
    let conn = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(|e| {
        let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
        match parent {
            Some(p) if !p.exists() => LedgerError::Open {
                path: path.to_owned(),
                reason: format!("there is no folder {}; make it first", p.display()),
                source: Some(e.into()),
            },
            _ => unwritable(path, e),
        }
    })?;
    conn.busy_timeout(BUSY).doing("opening")?;
    Ok(conn)
}

/// Tells a ledger from any other database.
///
/// A file may turn out to hold nothing only now: if its making was cut off at the very first write, SQLite takes that
/// back when it opens it.
fn identify(conn: &Connection, path: &Path) -> Result<Found> {
    let stranger = |found: String| LedgerError::NotALedger { path: path.to_owned(), found };
    let number = |pragma: &str| {
        conn.pragma_query_value(None, pragma, |r| r.get::<_, i64>(0))
            .map_err(|e| stranger(format!("SQLite cannot read it ({e})")))
    };
    match (number("application_id")?, number("page_count")?) {
        (id, _) if id == i64::from(APPLICATION_ID) => Ok(Found::Database),
        (0, 0) => Ok(Found::Nothing),
        _ => Err(stranger("it is a SQLite database of another program".to_owned())),
    }
}

fn unwritable(path: &Path, e: rusqlite::Error) -> LedgerError {
    LedgerError::Open {
        path: path.to_owned(),
        reason: "it cannot be written; check the permissions of the file and its folder".to_owned(),
        source: Some(e.into()),
    }
}

/// Settings of a writer.
fn prepare(conn: &db::Connection) -> Result<()> {
    // What was acknowledged survives a power cut: WAL with a sync at each commit. What was deleted is overwritten.
    conn.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA secure_delete = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;",
    )
    .doing("opening")?;
    settle(conn)
}

/// Settings of every handle.
fn settle(conn: &db::Connection) -> Result<()> {
    conn.execute_batch(
        "PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA cache_size = -65536;",
    )
    .doing("opening")?;
    // Plans do not depend on bound values, so no statement is planned again for each row.
    if let db::Connection::Sqlite(conn) = conn {
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).doing("opening")?;
        conn.set_prepared_statement_cache_capacity(128);
    }
    Ok(())
}

fn absent(path: &Path) -> LedgerError {
    LedgerError::Open {
        path: path.to_owned(),
        reason: "there is no such file; `tradewire ingest` makes one, `tradewire demo` shows one".to_owned(),
        source: None,
    }
}

fn unreachable_file(path: &Path, e: std::io::Error) -> LedgerError {
    let reason = match e.kind() {
        ErrorKind::PermissionDenied => "no permission to read it".to_owned(),
        _ => e.to_string(),
    };
    LedgerError::Open { path: path.to_owned(), reason, source: Some(e.into()) }
}
