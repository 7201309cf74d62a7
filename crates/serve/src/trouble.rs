//! What can keep a page from being shown, and how it is told.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use tradewire_ledger::LedgerError;

/// Why a page cannot be shown.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PageError {
    /// The ledger holds no such thing.
    #[error("the ledger holds no {what} «{id}»")]
    Missing {
        /// What was asked for, in a word.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// The ledger could not be read.
    #[error(transparent)]
    Ledger(LedgerError),
    /// The reading was broken off.
    #[error("the reading was broken off")]
    Stopped,
}

impl From<LedgerError> for PageError {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Unknown { what, id } => Self::Missing { what, id },
            LedgerError::Cursor(id) => Self::Missing { what: "page of this listing", id },
            other => Self::Ledger(other),
        }
    }
}

/// What went wrong, left on the response for the frame to turn into a page in the reader's language.
#[derive(Debug, Clone)]
pub(crate) struct Trouble(pub(crate) Arc<PageError>);

impl PageError {
    /// The status that tells programs the same.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Missing { .. } => StatusCode::NOT_FOUND,
            Self::Ledger(LedgerError::Busy { .. }) | Self::Stopped => StatusCode::SERVICE_UNAVAILABLE,
            Self::Ledger(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Trouble(Arc::new(self)));
        response
    }
}
