//! The ledger: statements that are never overwritten, the views derived from them, and search over both.
//!
//! [`Store`] is what a ledger does, whatever engine holds it. Times are given by the caller; nothing here reads a
//! clock.

mod error;
mod query;
mod record;
mod store;

pub use error::{LedgerError, Result};
pub use jiff::Timestamp;
pub use query::{Cursor, EventFilter, Hit, HitKind, Listing, Page, Query};
pub use record::{
    ClaimRecord, Counts, DocumentRecord, EntityClass, EntityRecord, EntitySummary, EventRecord, Ingested,
    Reading, SourceRecord, Views,
};
pub use store::Store;
