//! What SQLite says, in the ledger's own terms.

use rusqlite::{Error, ErrorCode};

use crate::{LedgerError, Result};

/// Names what was being done when the engine failed.
pub(super) trait Doing<T> {
    /// The same result, with the engine's error read.
    fn doing(self, doing: &'static str) -> Result<T>;
}

impl<T> Doing<T> for rusqlite::Result<T> {
    fn doing(self, doing: &'static str) -> Result<T> {
        self.map_err(|e| failure(e, doing))
    }
}

impl<T> Doing<T> for serde_json::Result<T> {
    fn doing(self, doing: &'static str) -> Result<T> {
        self.map_err(|e| LedgerError::Engine { doing, source: e.into() })
    }
}

pub(super) fn failure(error: Error, doing: &'static str) -> LedgerError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => LedgerError::Busy { doing },
        Some(ErrorCode::DiskFull) => LedgerError::DiskFull { doing },
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            LedgerError::Corrupt { place: format!("its file ({doing})"), detail: error.to_string() }
        }
        _ => LedgerError::Engine { doing, source: error.into() },
    }
}

/// A row that does not read back.
pub(super) fn corrupt(place: impl Into<String>, detail: impl std::fmt::Display) -> LedgerError {
    LedgerError::Corrupt { place: place.into(), detail: detail.to_string() }
}
