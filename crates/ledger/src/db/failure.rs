//! What an engine says, in the ledger's own terms.

use rusqlite::ErrorCode;

use super::postgres::Sign;
use crate::LedgerError;

/// What an engine answers instead of rows.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// There is no row where one was asked for.
    #[error("there is no such row")]
    NoRows,
    /// SQLite refused.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL refused.
    #[error(transparent)]
    Postgres(#[from] ::postgres::Error),
    /// The connection to PostgreSQL ended under a transaction.
    #[error("the connection ended")]
    Ended,
    /// A column holds something else than what is kept there.
    #[error("column {at} holds {found} where {wanted} is kept")]
    Column {
        /// From 0.
        at: usize,
        /// The type that was read.
        wanted: &'static str,
        /// What stands there.
        found: &'static str,
    },
}

/// A result of an engine.
pub(crate) type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Whether the connection ended, so that another one may do better.
    pub fn is_lost(&self) -> bool {
        match self {
            Self::Ended => true,
            Self::Postgres(e) => Sign::of(e) == Sign::Lost,
            _ => false,
        }
    }
}

/// Takes the lack of a row as an answer.
pub(crate) trait OptionalExtension<T> {
    fn optional(self) -> Result<Option<T>>;
}

impl<T> OptionalExtension<T> for Result<T> {
    fn optional(self) -> Result<Option<T>> {
        match self {
            Ok(value) => Ok(Some(value)),
            Err(Error::NoRows) => Ok(None),
            Err(e) => Err(e),
        }
    }
}

/// Names what was being done when the engine failed.
pub(crate) trait Doing<T> {
    /// The same result, with the engine's error read.
    fn doing(self, doing: &'static str) -> crate::Result<T>;
}

impl<T> Doing<T> for Result<T> {
    fn doing(self, doing: &'static str) -> crate::Result<T> {
        self.map_err(|e| failure(e, doing))
    }
}

impl<T> Doing<T> for rusqlite::Result<T> {
    fn doing(self, doing: &'static str) -> crate::Result<T> {
        self.map_err(|e| failure(e.into(), doing))
    }
}

impl<T> Doing<T> for serde_json::Result<T> {
    fn doing(self, doing: &'static str) -> crate::Result<T> {
        self.map_err(|e| LedgerError::Engine { doing, source: e.into() })
    }
}

fn failure(error: Error, doing: &'static str) -> LedgerError {
    if error.is_lost() {
        return LedgerError::Unreachable { doing, source: error.into() };
    }
    match &error {
        Error::Sqlite(e) => match e.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => LedgerError::Busy { doing },
            Some(ErrorCode::DiskFull) => LedgerError::DiskFull { doing },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                LedgerError::Corrupt { place: format!("its file ({doing})"), detail: error.to_string() }
            }
            _ => LedgerError::Engine { doing, source: error.into() },
        },
        Error::Postgres(e) => match Sign::of(e) {
            Sign::Busy => LedgerError::Busy { doing },
            Sign::DiskFull => LedgerError::DiskFull { doing },
            Sign::Corrupt => {
                let detail = e.as_db_error().map_or_else(|| e.to_string(), |e| e.message().to_owned());
                LedgerError::Corrupt { place: format!("its database ({doing})"), detail }
            }
            Sign::Lost | Sign::Other => LedgerError::Engine { doing, source: error.into() },
        },
        Error::Column { .. } => {
            LedgerError::Corrupt { place: format!("a row ({doing})"), detail: error.to_string() }
        }
        Error::NoRows | Error::Ended => LedgerError::Engine { doing, source: error.into() },
    }
}

/// A row that does not read back.
pub(crate) fn corrupt(place: impl Into<String>, detail: impl std::fmt::Display) -> LedgerError {
    LedgerError::Corrupt { place: place.into(), detail: detail.to_string() }
}
