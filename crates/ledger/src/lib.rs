//! The ledger: statements that are never overwritten, the views derived from them, and search over both.
//!
//! [`Store`] is what a ledger does, whatever engine holds it. Times are given by the caller; nothing here reads a
//! clock.

mod archive;
mod asked;
mod body;
mod correction;
mod db;
mod derive;
mod entry;
mod error;
mod export_line;
mod index_text;
mod judged;
mod near;
mod public;
mod query;
mod record;
mod response;
mod snippet;
mod sort_key;
mod sql;
mod store;
mod task;
mod tokens;

pub use archive::{Anchor, Archive, Change, Erased, Erasure, Finding, Imported, Verification};
pub use asked::{BadCondition, Conditions};
pub use correction::{Corrected, CorrectionRecord};
pub use derive::{Derived, Deriver, Reach, derived, info, resolved};
pub use entry::{EntryKind, Hash};
pub use error::{LedgerError, Result};
pub use jiff::Timestamp;
pub use judged::{Judged, JudgementRecord, NameRecord, PublicationRecord};
pub use public::{Mark, Public, Shown};
pub use query::{Cursor, EventFilter, Hit, HitKind, Listing, Page, Query};
pub use record::{
    ClaimRecord, Counts, DocumentRecord, EntityClass, EntityRecord, EntitySummary, EventRecord, Ingested,
    Reading, Review, SourceRecord, Views,
};
pub use response::{
    Request, RequestDecision, RequestKind, RequestRecord, RequestState, Response, ResponseKind,
    ResponseRecord, Responses,
};
pub use sql::{SqlStore, SqliteStore};
pub use store::Store;
pub use task::{
    CheckNote, CheckReason, NameCandidate, NameNote, ReviewProgress, Task, TaskKind, TaskOutline, Why, rivals,
};
