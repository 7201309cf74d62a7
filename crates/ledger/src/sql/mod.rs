//! A ledger in an SQL database: a SQLite file, or PostgreSQL.

mod backup;
mod check;
mod claims;
mod corrections;
mod documents;
mod entities;
mod erase;
mod events;
mod export;

mod history;
mod import;
mod index;
mod ingest;
mod judgements;
mod known;
mod listing;
mod log;
mod migrate;
mod open;
mod part;
mod place;
mod publishing;
mod replay;
mod responses;
mod search;
mod server;
mod sources;
mod tasks;
mod text_cache;
mod verify;
mod views;
mod writing;

pub(crate) use views::source_of;

use std::io::{BufRead, Write};
use std::path::PathBuf;

use tradewire_model::{
    Claim, ClaimId, ClaimJudgement, Conflict, ConflictId, Document, EntityId, EventId, JudgementId,
    NameJudgement, Publication, PublicationId, Rank, Undo,
};

use crate::db::{Address, Connection, Doing, Mode};
use crate::{
    Anchor, Archive, Change, ClaimRecord, CorrectionRecord, Counts, Deriver, DocumentRecord, EntityClass,
    EntityRecord, EntitySummary, Erased, Erasure, EventFilter, EventRecord, Hit, Imported, Ingested,
    JudgementRecord, LedgerError, Listing, NameRecord, Page, PublicationRecord, Query, Reach, Reading,
    Result, ReviewProgress, SourceRecord, Store, Task, TaskKind, TaskOutline, Timestamp, Verification, Views,
};

/// A ledger in an SQL database, one handle on it: in a SQLite file, in memory, or in PostgreSQL.
///
/// Any number of handles read while one writes. A second writer waits its turn.
///
/// On PostgreSQL a connection that ended is made again by the next call. A handle for writing does not give up at once
/// where a server is away: it tries again for [`SqlStore::PATIENCE`], and whether what it wrote last came to stay it
/// looks up in the log.
#[derive(Debug)]
pub struct SqlStore {
    conn: Connection,
    place: Place,
}

/// The same by the name of the engine that needs no server.
pub type SqliteStore = SqlStore;

/// Where a ledger lies.
#[derive(Debug, Clone)]
enum Place {
    Memory,
    File(PathBuf),
    Server(Address),
}

impl SqlStore {
    /// Runs several reads over one state of the ledger, whatever is written meanwhile; again where a connection ended
    /// under them.
    fn read<T>(&self, work: impl Fn(&Connection) -> Result<T>) -> Result<T> {
        let mut patience = self.patience();
        loop {
            match self.read_once(&work) {
                Err(e) if patience.allows(&e) => {}
                done => return done,
            }
        }
    }

    /// As [`Self::read`], for work that cannot be done twice.
    fn read_once<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        if self.conn.in_transaction() {
            return work(&self.conn);
        }
        let tx = self.conn.begin(Mode::Read).doing("reading")?;
        let out = work(&tx)?;
        tx.commit().doing("reading")?;
        Ok(out)
    }
}

impl Store for SqlStore {
    fn ingest(&mut self, reading: &Reading<'_>) -> Result<Ingested> {
        let done = self.take_in(std::slice::from_ref(reading))?;
        done.first()
            .copied()
            .ok_or(LedgerError::Unknown { what: "reading", id: reading.document.name.clone() })
    }

    fn ingest_batch(&mut self, readings: &[Reading<'_>]) -> Result<Vec<Ingested>> {
        self.take_in(readings)
    }

    fn set_rank(&mut self, claim: &ClaimId, rank: Rank, reason: &str, observed_at: Timestamp) -> Result<()> {
        self.rank_claim(claim, rank, reason, observed_at)
    }

    fn judgements(&self) -> Result<Vec<(ClaimId, Rank, String)>> {
        self.read(claims::judgements)
    }

    fn all_claims(&self) -> Result<Vec<Claim>> {
        self.read(claims::all)
    }

    fn claim(&self, id: &ClaimId) -> Result<Option<ClaimRecord>> {
        self.read(|c| claims::one(c, id.as_str()))
    }

    fn claims_by_ids(&self, ids: &[ClaimId]) -> Result<Vec<ClaimRecord>> {
        self.read(|c| claims::by_ids(c, ids.iter().map(ClaimId::as_str)))
    }

    fn claims_of_document(&self, doc: &str) -> Result<Vec<ClaimRecord>> {
        self.read(|c| claims::of_document(c, doc))
    }

    fn claims_of_entity(&self, id: &EntityId, page: &Page) -> Result<Listing<ClaimRecord>> {
        self.read(|c| claims::listed(c, claims::List::Entity, id.as_str(), page))
    }

    fn claims_of_source(&self, id: &EntityId, page: &Page) -> Result<Listing<ClaimRecord>> {
        self.read(|c| claims::listed(c, claims::List::Source, id.as_str(), page))
    }

    fn documents(&self, page: &Page) -> Result<Listing<DocumentRecord>> {
        self.read(|c| documents::newest(c, page))
    }

    fn documents_of_source(&self, id: &EntityId, page: &Page) -> Result<Listing<DocumentRecord>> {
        self.read(|c| documents::of_source(c, id.as_str(), page))
    }

    fn document_record(&self, doc: &str) -> Result<Option<DocumentRecord>> {
        self.read(|c| documents::one(c, doc))
    }

    fn document(&self, doc: &str) -> Result<Option<Document>> {
        self.read(|c| match documents::one(c, doc)? {
            Some(record) => text_cache::read(c, record.id.as_str()),
            None => Ok(None),
        })
    }

    fn replace_views(&mut self, views: &Views<'_>) -> Result<()> {
        self.write("replacing the views", |tx| views::replace(tx, views, None).map(drop))
    }

    fn derive(&mut self, by: &Deriver<'_, '_>) -> Result<Reach> {
        match self.write("mending the views", |tx| part::mend(tx, by))? {
            Some(reach) => Ok(reach),
            None => self.derive_whole(by),
        }
    }

    fn derive_whole(&mut self, by: &Deriver<'_, '_>) -> Result<Reach> {
        let whole = by.whole(self)?;
        self.write("replacing the views", |tx| part::whole(tx, by, &whole))?;
        match self.tidy() {
            // The views stand; who holds the ledger now leaves the tidying for another time.
            Err(LedgerError::Busy { .. }) => Ok(Reach::Whole),
            tidied => tidied.map(|()| Reach::Whole),
        }
    }

    fn events(&self, filter: &EventFilter) -> Result<Listing<EventRecord>> {
        self.read(|c| events::filtered(c, filter))
    }

    fn event(&self, id: &EventId) -> Result<Option<EventRecord>> {
        self.read(|c| events::one(c, id.as_str()))
    }

    fn events_of_entity(&self, id: &EntityId, page: &Page) -> Result<Listing<EventRecord>> {
        self.events(&EventFilter { entity: Some(id.clone()), page: page.clone(), ..EventFilter::default() })
    }

    fn events_of_claim(&self, id: &ClaimId) -> Result<Vec<EventRecord>> {
        self.read(|c| events::of_claim(c, id.as_str()))
    }

    fn conflicts(&self) -> Result<Vec<Conflict>> {
        self.read(|c| events::conflicts(c, events::Conflicts::All))
    }

    fn conflict(&self, id: &ConflictId) -> Result<Option<Conflict>> {
        Ok(self.read(|c| events::conflicts(c, events::Conflicts::One(id.as_str())))?.pop())
    }

    fn conflicts_of_event(&self, id: &EventId) -> Result<Vec<Conflict>> {
        self.read(|c| events::conflicts(c, events::Conflicts::OfEvent(id.as_str())))
    }

    fn conflicts_of_entity(&self, id: &EntityId) -> Result<Vec<Conflict>> {
        self.read(|c| events::conflicts(c, events::Conflicts::OfEntity(id.as_str())))
    }

    fn entity(&self, id: &EntityId) -> Result<Option<EntitySummary>> {
        self.read(|c| entities::one(c, id.as_str()))
    }

    fn entities_by_ids(&self, ids: &[EntityId]) -> Result<Vec<EntityRecord>> {
        self.read(|c| {
            let found = ids.iter().map(|id| entities::one(c, id.as_str())).collect::<Result<Vec<_>>>()?;
            Ok(found.into_iter().flatten().map(|s| s.entity).collect())
        })
    }

    fn entities(&self, class: Option<EntityClass>, page: &Page) -> Result<Listing<EntitySummary>> {
        self.read(|c| entities::listed(c, class, page))
    }

    fn sources(&self, page: &Page) -> Result<Listing<SourceRecord>> {
        self.read(|c| sources::listed(c, page))
    }

    fn source(&self, id: &EntityId) -> Result<Option<SourceRecord>> {
        self.read(|c| sources::one(c, id.as_str()))
    }

    fn search(&self, query: &Query) -> Result<Vec<Hit>> {
        self.read(|c| search::search(c, query))
    }

    fn tasks(&self, reviewer: &str, kind: Option<TaskKind>, most: usize) -> Result<Vec<Task>> {
        self.read(|c| tasks::open(c, reviewer, kind, most))
    }

    fn all_tasks(&self) -> Result<Vec<Task>> {
        self.read(tasks::all)
    }

    fn task_outlines(&self, reviewer: &str) -> Result<Vec<TaskOutline>> {
        self.read(|c| tasks::outlines(c, reviewer))
    }

    fn task(&self, id: &str) -> Result<Option<Task>> {
        self.read(|c| tasks::one(c, id))
    }

    fn replace_tasks(&mut self, tasks: &[Task]) -> Result<()> {
        self.write("writing the queue", |tx| tasks::replace(tx, tasks))
    }

    fn note_queue(&mut self, by: &str) -> Result<()> {
        self.write("noting the queue", |tx| tasks::note(tx, by))
    }

    fn queue_made_by(&self) -> Result<Option<String>> {
        self.read(tasks::made_by)
    }

    fn review_progress(&self, reviewer: &str) -> Result<ReviewProgress> {
        self.read(|c| tasks::progress(c, reviewer))
    }

    fn judge(&mut self, judgement: &ClaimJudgement, observed_at: Timestamp) -> Result<JudgementId> {
        self.judge_claim(judgement, observed_at)
    }

    fn judge_names(&mut self, judgement: &NameJudgement, observed_at: Timestamp) -> Result<JudgementId> {
        self.judge_pair(judgement, observed_at)
    }

    fn undo(&mut self, undo: &Undo, observed_at: Timestamp) -> Result<()> {
        self.take_back(undo, observed_at)
    }

    fn judgement(&self, id: &JudgementId) -> Result<Option<JudgementRecord>> {
        self.read(|c| judgements::one(c, id))
    }

    fn judgements_of_claim(&self, claim: &ClaimId) -> Result<Vec<JudgementRecord>> {
        self.read(|c| judgements::of_claim(c, claim.as_str(), true))
    }

    fn judgements_of_reviewer(&self, reviewer: &str, most: usize) -> Result<Vec<JudgementRecord>> {
        self.read(|c| judgements::of_reviewer(c, reviewer, most))
    }

    fn standing_judgements(&self) -> Result<Vec<JudgementRecord>> {
        self.read(judgements::all_standing)
    }

    fn name_judgements(&self, undone: bool) -> Result<Vec<NameRecord>> {
        self.read(|c| judgements::names(c, undone))
    }

    fn views_behind(&self) -> Result<u64> {
        let behind: i64 = self.read(|c| {
            c.query_row("SELECT h.seq - v.seq FROM head h, view_state v", [], |r| r.get(0))
                .doing("looking how far the views are")
        })?;
        Ok(verify::number(behind))
    }

    fn publish(&mut self, publication: &Publication, observed_at: Timestamp) -> Result<PublicationId> {
        self.make_public(publication, observed_at)
    }

    fn publication(&self) -> Result<Option<PublicationRecord>> {
        self.read(publishing::latest)
    }

    fn published(&self, claims: &[ClaimId]) -> Result<Vec<ClaimId>> {
        self.read(|c| publishing::of(c, claims))
    }

    fn counts(&self) -> Result<Counts> {
        self.read(|c| {
            c.query_row(
                "SELECT (SELECT n FROM tally WHERE name = 'documents'), (SELECT n FROM tally WHERE name = 'fiction'),
                        (SELECT n FROM tally WHERE name = 'claims'),
                        (SELECT n FROM view_tally WHERE name = 'events'),
                        (SELECT n FROM view_tally WHERE name = 'conflicts'),
                        (SELECT n FROM tally WHERE name = 'people'),
                        (SELECT n FROM tally WHERE name = 'organisations'),
                        (SELECT n FROM view_tally WHERE name = 'sources'), (SELECT seq FROM head)",
                [],
                |r| {
                    Ok(Counts {
                        documents: r.get(0)?,
                        fiction: r.get(1)?,
                        claims: r.get(2)?,
                        events: r.get(3)?,
                        conflicts: r.get(4)?,
                        people: r.get(5)?,
                        organisations: r.get(6)?,
                        sources: r.get(7)?,
                        entries: r.get(8)?,
                    })
                },
            )
            .doing("counting")
        })
    }
}

impl Archive for SqlStore {
    fn verify(&self, anchor: Option<&Anchor>) -> Result<Verification> {
        self.read(|c| verify::verify(c, anchor))
    }

    fn erase(&mut self, erasure: &Erasure) -> Result<Erased> {
        self.erase_all(erasure)
    }

    fn erasures(&self) -> Result<Vec<Erasure>> {
        self.read(erase::erasures)
    }

    fn all_claims_as_of(&self, time: Timestamp) -> Result<Vec<Claim>> {
        self.read(|c| history::all_claims(c, time))
    }

    fn claim_as_of(&self, id: &ClaimId, time: Timestamp) -> Result<Option<ClaimRecord>> {
        self.read(|c| history::claim(c, id.as_str(), time))
    }

    fn changes_since(&self, time: Timestamp, page: &Page) -> Result<Listing<Change>> {
        self.read(|c| history::changes_since(c, time, page))
    }

    fn corrections(&self, page: &Page) -> Result<Listing<CorrectionRecord>> {
        self.read(|c| corrections::listed(c, page))
    }

    fn export(&self, after: u64, out: &mut dyn Write) -> Result<Anchor> {
        self.read_once(|c| export::export(c, after, out))
    }

    fn import(&mut self, lines: &mut dyn BufRead, observed_at: Timestamp) -> Result<Imported> {
        self.take_lines(lines, observed_at)
    }

    fn rebuild(&mut self) -> Result<()> {
        self.write("rebuilding", replay::rebuild)
    }
}
