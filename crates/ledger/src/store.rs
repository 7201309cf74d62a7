use jiff::Timestamp;
use tradewire_model::{Claim, ClaimId, Conflict, ConflictId, Document, EntityId, EventId, Rank};

use crate::{
    ClaimRecord, Counts, DocumentRecord, EntityClass, EntityRecord, EntitySummary, EventFilter, EventRecord,
    Hit, Ingested, Listing, Page, Query, Reading, Result, SourceRecord, Views,
};

/// A ledger: an append-only log of statements, the views derived from them, and search over both.
///
/// Reading takes `&self`, writing `&mut self`. All methods block; a server calls them under `spawn_blocking`, with one
/// handle per reader. Listings are ordered by what the ledger holds, never by the order in which it came in.
///
/// # Errors
/// Every method may give [`crate::LedgerError::Busy`], [`crate::LedgerError::DiskFull`],
/// [`crate::LedgerError::Corrupt`] or [`crate::LedgerError::Engine`]; others are named where they occur. A writing
/// method that fails has written nothing. What is not in the ledger is `None` or an empty list, not an error.
pub trait Store: Send {
    // Statements: in.

    /// Takes in one document with its claims, whole or not at all.
    ///
    /// The same reading again writes nothing. Another reading of a known document adds what is new and retracts what
    /// it no longer says; nothing is overwritten.
    ///
    /// # Errors
    /// [`crate::LedgerError::Ungrounded`] if a claim's quote is not what stands at its span in the raw text.
    fn ingest(&mut self, reading: &Reading<'_>) -> Result<Ingested>;

    /// Takes in several documents in one transaction; all of them or none.
    fn ingest_batch(&mut self, readings: &[Reading<'_>]) -> Result<Vec<Ingested>>;

    /// Judges a claim against its rivals; the judgement is a statement of its own.
    ///
    /// # Errors
    /// [`crate::LedgerError::Unknown`] if there is no such claim.
    fn set_rank(&mut self, claim: &ClaimId, rank: Rank, reason: &str, observed_at: Timestamp) -> Result<()>;

    // Statements: out.

    /// What people decided on claims, as it stands, with the reasons; by claim.
    fn judgements(&self) -> Result<Vec<(ClaimId, Rank, String)>>;

    /// All claims that stand, as they were stated, without their derivation; by publication date, document and place.
    fn all_claims(&self) -> Result<Vec<Claim>>;

    /// A claim with its derivation, retracted or not.
    fn claim(&self, id: &ClaimId) -> Result<Option<ClaimRecord>>;

    /// The claims with these ids, in the order asked; unknown ones are left out.
    fn claims_by_ids(&self, ids: &[ClaimId]) -> Result<Vec<ClaimRecord>>;

    /// The claims that a document makes, by place; `doc` is its name or its id.
    fn claims_of_document(&self, doc: &str) -> Result<Vec<ClaimRecord>>;

    /// The claims that name an entity, newest first.
    fn claims_of_entity(&self, id: &EntityId, page: &Page) -> Result<Listing<ClaimRecord>>;

    /// The claims attributed to a source, newest first.
    fn claims_of_source(&self, id: &EntityId, page: &Page) -> Result<Listing<ClaimRecord>>;

    // Documents.

    /// The documents, newest first.
    fn documents(&self, page: &Page) -> Result<Listing<DocumentRecord>>;

    /// The documents that a source published, newest first.
    fn documents_of_source(&self, id: &EntityId, page: &Page) -> Result<Listing<DocumentRecord>>;

    /// A document without its texts; `doc` is its id, or its name (of several by that name, the one published last).
    fn document_record(&self, doc: &str) -> Result<Option<DocumentRecord>>;

    /// A document with its texts and map, as long as the local cache holds it; `doc` as above.
    fn document(&self, doc: &str) -> Result<Option<Document>>;

    // Views.

    /// Replaces everything derived, in one transaction; the log is not touched.
    fn replace_views(&mut self, views: &Views<'_>) -> Result<()>;

    /// The events asked for, latest report first.
    ///
    /// # Errors
    /// [`crate::LedgerError::Cursor`] for a cursor of another listing.
    fn events(&self, filter: &EventFilter) -> Result<Listing<EventRecord>>;

    /// An event.
    fn event(&self, id: &EventId) -> Result<Option<EventRecord>>;

    /// The events in which an entity has a part, latest report first.
    fn events_of_entity(&self, id: &EntityId, page: &Page) -> Result<Listing<EventRecord>>;

    /// The events that a claim belongs to.
    fn events_of_claim(&self, id: &ClaimId) -> Result<Vec<EventRecord>>;

    /// All open conflicts; those whose claims were published last stand first.
    fn conflicts(&self) -> Result<Vec<Conflict>>;

    /// A conflict.
    fn conflict(&self, id: &ConflictId) -> Result<Option<Conflict>>;

    /// The conflicts within an event.
    fn conflicts_of_event(&self, id: &EventId) -> Result<Vec<Conflict>>;

    /// The conflicts over claims that name an entity.
    fn conflicts_of_entity(&self, id: &EntityId) -> Result<Vec<Conflict>>;

    /// An entity with how often it occurs.
    fn entity(&self, id: &EntityId) -> Result<Option<EntitySummary>>;

    /// The entities with these ids, in the order asked; unknown ones are left out.
    fn entities_by_ids(&self, ids: &[EntityId]) -> Result<Vec<EntityRecord>>;

    /// The entities of a class, or of all classes; those with most events stand first.
    fn entities(&self, class: Option<EntityClass>, page: &Page) -> Result<Listing<EntitySummary>>;

    /// The sources; those with most claims and documents stand first.
    fn sources(&self, page: &Page) -> Result<Listing<SourceRecord>>;

    /// A source.
    fn source(&self, id: &EntityId) -> Result<Option<SourceRecord>>;

    // Over everything.

    /// Finds entities, events, claims and documents by words in Chinese (either script) and English, best first.
    ///
    /// All words must be found; two Chinese characters are a word, one finds whatever holds it, and a Latin word finds
    /// names that begin with it.
    fn search(&self, query: &Query) -> Result<Vec<Hit>>;

    /// How much the ledger holds.
    fn counts(&self) -> Result<Counts>;
}
