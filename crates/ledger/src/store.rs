use jiff::Timestamp;
use tradewire_model::{
    Claim, ClaimId, ClaimJudgement, Conflict, ConflictId, Document, EntityId, EventId, JudgementId,
    NameJudgement, Publication, PublicationId, Rank, Undo,
};

use crate::{
    ClaimRecord, Counts, Deriver, DocumentRecord, EntityClass, EntityRecord, EntitySummary, EventFilter,
    EventRecord, Hit, Ingested, JudgementRecord, Listing, NameRecord, Page, PublicationRecord, Query, Reach,
    Reading, Result, ReviewProgress, SourceRecord, Task, TaskKind, TaskOutline, Views,
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

    /// Every document, newest first.
    fn every_document(&self) -> Result<Vec<DocumentRecord>> {
        let mut all = Vec::new();
        let mut page = Page::first(Page::MOST);
        loop {
            let listing = self.documents(&page)?;
            all.extend(listing.items);
            match listing.next {
                Some(next) => page.after = Some(next),
                None => return Ok(all),
            }
        }
    }

    /// The documents that a source published, newest first.
    fn documents_of_source(&self, id: &EntityId, page: &Page) -> Result<Listing<DocumentRecord>>;

    /// A document without its texts; `doc` is its id, or its name (of several by that name, the one published last).
    fn document_record(&self, doc: &str) -> Result<Option<DocumentRecord>>;

    /// A document with its texts and map, as long as the local cache holds it; `doc` as above.
    fn document(&self, doc: &str) -> Result<Option<Document>>;

    // Views.

    /// Replaces everything derived, in one transaction; the log is not touched.
    fn replace_views(&mut self, views: &Views<'_>) -> Result<()>;

    /// Brings everything derived to what the log says, in one transaction: of documents that came or changed since only
    /// what they concern, where that can be told, else everything. Either way the views are the same.
    fn derive(&mut self, by: &Deriver<'_, '_>) -> Result<Reach>;

    /// Derives everything anew.
    fn derive_whole(&mut self, by: &Deriver<'_, '_>) -> Result<Reach>;

    /// The events asked for, latest report first.
    ///
    /// # Errors
    /// [`crate::LedgerError::Cursor`] for a cursor of another listing.
    fn events(&self, filter: &EventFilter) -> Result<Listing<EventRecord>>;

    /// Every event, in the order of [`Store::events`].
    fn every_event(&self) -> Result<Vec<EventRecord>> {
        let mut all = Vec::new();
        let mut filter = EventFilter { page: Page::first(Page::MOST), ..EventFilter::default() };
        loop {
            let listing = self.events(&filter)?;
            all.extend(listing.items);
            match listing.next {
                Some(next) => filter.page.after = Some(next),
                None => return Ok(all),
            }
        }
    }

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

    // Review: what a screen for reviewers needs, and in this order.
    //
    // 1. `tasks(reviewer, …, 1)` gives what to ask next. A [`Task`] holds why it is asked, what the checker says and whom
    //    its names may stand for, with scores and reasons; nothing else needs to be asked for that.
    // 2. `claim(&id)` gives the claim, its context, what people said of it (`review`) and what it said before they did
    //    (`stated`); `document(&doc)` the text around the quote, raw and repaired. Where a task asks for two judges and the
    //    reviewer is the second, a screen hides `review` and sets `second` in the judgement.
    // 3. `judge` writes the judgement. `seen` is the `seq` of the last of `review.judgements`, or 0; a claim that somebody
    //    judged meanwhile is refused with that judgement, to be shown and judged again.
    // 4. `undo` takes back any judgement by its id; `judgements_of_reviewer(reviewer, 1)` is the last one.
    // 5. `review_progress` is the line at the foot of the screen; agreement, pace and error rates follow from
    //    `standing_judgements` by the functions of `tradewire-review`.
    //
    // Judgements count at once in `claim`, and in the views from the next time these are derived; `views_behind` tells
    // whether that is due.

    /// What a reviewer is asked next: what two people differ on and this one has not judged, then by the order of the
    /// queue. What has as many judgements as it needs is not asked again, nor anybody twice.
    fn tasks(&self, reviewer: &str, kind: Option<TaskKind>, most: usize) -> Result<Vec<Task>>;

    /// The whole queue, judged or not, in its order.
    fn all_tasks(&self) -> Result<Vec<Task>>;

    /// The whole queue in outline, in its order, with what is open to a reviewer.
    fn task_outlines(&self, reviewer: &str) -> Result<Vec<TaskOutline>>;

    /// A task by the id of its claim or pair of names.
    fn task(&self, id: &str) -> Result<Option<Task>>;

    /// Puts a queue in place of the one there was. It stays while the views are made anew, less what is gone by then; an
    /// erasure empties it.
    fn replace_tasks(&mut self, tasks: &[Task]) -> Result<()>;

    /// Notes by what the queue was made that was just put in place, in words of whoever made it.
    fn note_queue(&mut self, by: &str) -> Result<()> {
        let _ = by;
        Ok(())
    }

    /// By what the queue was made; nothing where that is not known, or the views were made anew since.
    fn queue_made_by(&self) -> Result<Option<String>> {
        Ok(None)
    }

    /// How far the work has come.
    fn review_progress(&self, reviewer: &str) -> Result<ReviewProgress>;

    /// Judges a claim; gives the id of the judgement. The same judgement again writes nothing.
    ///
    /// # Errors
    /// [`crate::LedgerError::Stale`] if somebody judged the claim after the entry that `seen` names, unless this is a
    /// reviewer's first and blind word on it (`second`); [`crate::LedgerError::Unknown`] if there is no such claim;
    /// [`crate::LedgerError::Senseless`] for what cannot be said of it.
    fn judge(&mut self, judgement: &ClaimJudgement, observed_at: Timestamp) -> Result<JudgementId>;

    /// Says whether two entities are one; gives the id of the judgement. Of several on one pair the last holds.
    ///
    /// # Errors
    /// [`crate::LedgerError::Senseless`] for one entity and itself.
    fn judge_names(&mut self, judgement: &NameJudgement, observed_at: Timestamp) -> Result<JudgementId>;

    /// Takes a judgement back, on a claim or on names: everything derived is again as if it had not been given.
    ///
    /// # Errors
    /// [`crate::LedgerError::Unknown`] for a judgement the ledger does not hold, [`crate::LedgerError::Undone`] for one
    /// taken back already.
    fn undo(&mut self, undo: &Undo, observed_at: Timestamp) -> Result<()>;

    /// A judgement on a claim.
    fn judgement(&self, id: &JudgementId) -> Result<Option<JudgementRecord>>;

    /// All judgements on a claim, taken back or not, in the order in which they were given.
    fn judgements_of_claim(&self, claim: &ClaimId) -> Result<Vec<JudgementRecord>>;

    /// The judgements of a reviewer that stand, latest first.
    fn judgements_of_reviewer(&self, reviewer: &str, most: usize) -> Result<Vec<JudgementRecord>>;

    /// All judgements on claims that stand, in the order in which they were given.
    fn standing_judgements(&self) -> Result<Vec<JudgementRecord>>;

    /// The judgements on names, in the order in which they were given; with those taken back if `undone`.
    fn name_judgements(&self, undone: bool) -> Result<Vec<NameRecord>>;

    /// How many entries the log has gone on since the views were made.
    fn views_behind(&self) -> Result<u64>;

    /// Decides what is public from now on; gives the id of the decision.
    fn publish(&mut self, publication: &Publication, observed_at: Timestamp) -> Result<PublicationId>;

    /// The decision that holds; nothing before the first one, when everything is shown.
    fn publication(&self) -> Result<Option<PublicationRecord>>;

    /// Of some claims, those that are public, in the order asked; before the first publication all of them. For events
    /// and search see [`EventFilter::published`] and [`Query::published`].
    fn published(&self, claims: &[ClaimId]) -> Result<Vec<ClaimId>>;

    // Over everything.

    /// Finds entities, events, claims and documents by words in Chinese (either script) and English, best first.
    ///
    /// What holds all words stands first; two Chinese characters are a word, one finds whatever holds it, and a Latin
    /// word finds names that begin with it. Where that is little, what answers at least half of the query follows:
    /// names by their sound (pinyin, homophones) or with a mistake in them, sums in other figures, parts of phrases.
    fn search(&self, query: &Query) -> Result<Vec<Hit>>;

    /// How much the ledger holds.
    fn counts(&self) -> Result<Counts>;
}
