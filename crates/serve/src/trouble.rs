//! What can keep a page from being shown, and how it is told.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::header::{HeaderValue, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use tradewire_accounts::{AccountError, Rank};
use tradewire_ledger::{JudgementRecord, LedgerError};

use crate::desk::Closed;

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
    /// Nothing can be judged here.
    #[error("this ledger is served for reading only")]
    Closed(Closed),
    /// The queue is being made; judging waits for it.
    #[error("the queue is being made")]
    Busy,
    /// Sums over the whole ledger are being made for the first time.
    #[error("sums over the whole ledger are being made; ask again in a moment")]
    Counting,
    /// Nobody is named as reviewer.
    #[error("nobody is named as reviewer")]
    Nameless,
    /// A form that does not carry what ours do.
    #[error("the form does not belong to this run of the server")]
    Foreign,
    /// Somebody judged the claim after the reviewer had looked.
    #[error("{} was judged by {} meanwhile: {}", .0.judgement.claim, .0.judgement.reviewer, .0.in_words())]
    Meanwhile(Box<JudgementRecord>),
    /// What was sent cannot be taken as a judgement.
    #[error("{0}")]
    Senseless(String),
    /// A judgement of somebody else cannot be taken back from here.
    #[error("only {0} can take this judgement back here")]
    NotYours(String),
    /// What asks for a higher rank than the account has.
    #[error("this asks for the rank of {0}")]
    Beyond(Rank),
    /// Too many requests; so many seconds to wait.
    #[error("too many requests; wait {0} s")]
    TooOften(u64),
    /// What was asked of the accounts cannot be done.
    #[error(transparent)]
    Account(AccountError),
    /// A judgement that was taken back already.
    #[error("judgement {0} was taken back already")]
    Undone(String),
}

/// Seconds after which who asked while sums are made asks again; browsers do so by themselves.
pub(crate) const AGAIN: HeaderValue = HeaderValue::from_static("3");

impl From<LedgerError> for PageError {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Unknown { what, id } => Self::Missing { what, id },
            LedgerError::Stale { newer } => Self::Meanwhile(newer),
            LedgerError::Undone { id } => Self::Undone(id),
            e @ LedgerError::Senseless { .. } => Self::Senseless(e.to_string()),
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
            Self::Ledger(LedgerError::Busy { .. } | LedgerError::Unreachable { .. })
            | Self::Stopped
            | Self::Counting
            | Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Closed(_) | Self::Foreign | Self::NotYours(_) | Self::Beyond(_) => StatusCode::FORBIDDEN,
            Self::Meanwhile(_) | Self::Undone(_) => StatusCode::CONFLICT,
            Self::Senseless(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Nameless => StatusCode::BAD_REQUEST,
            Self::TooOften(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Account(AccountError::Store(_) | AccountError::Hash(_)) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
            Self::Account(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Ledger(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if matches!(self, Self::Counting) {
            response.headers_mut().insert(RETRY_AFTER, AGAIN);
        }
        response.extensions_mut().insert(Trouble(Arc::new(self)));
        response
    }
}
