//! A ledger of which only what was published is seen.
//!
//! Every reading goes through [`Public`], which lets through what is public and counts nothing else: claims that were
//! published, events of which no report that weighs is held back, what those name and where they were said. Full texts, the
//! queue of reviewers and requests are not public at all, and nothing can be written.

mod shown;

use std::collections::HashSet;
use std::io::{BufRead, Write};
use std::sync::Arc;

pub use shown::{Mark, Shown};
use tradewire_model::{
    Claim, ClaimId, ClaimJudgement, Conflict, ConflictId, Document, EntityId, EventId, JudgementId,
    NameJudgement, Publication, PublicationId, Rank, Undo,
};
use tradewire_script::key;

use crate::{
    Anchor, Archive, Change, ClaimRecord, Corrected, CorrectionRecord, Counts, Cursor, Deriver,
    DocumentRecord, EntityClass, EntityRecord, EntitySummary, Erased, Erasure, EventFilter, EventRecord, Hit,
    HitKind, Imported, Ingested, JudgementRecord, LedgerError, Listing, NameRecord, Page, PublicationRecord,
    Query, Reach, Reading, Request, RequestDecision, RequestRecord, Response, ResponseRecord, Responses,
    Result, ReviewProgress, SourceRecord, Store, Task, TaskKind, TaskOutline, Timestamp, Verification, Views,
};

/// Score of a document found by its title, as search gives it.
const TITLE: u32 = 480;

/// A handle on a ledger through which only what is public is seen.
pub struct Public {
    base: Box<dyn Archive>,
    shown: Arc<Shown>,
}

impl std::fmt::Debug for Public {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Public").field("shown", &self.shown.mark).finish_non_exhaustive()
    }
}

impl Public {
    /// Sees of a ledger what was gathered.
    #[must_use]
    pub fn new(base: Box<dyn Archive>, shown: Arc<Shown>) -> Self {
        Self { base, shown }
    }

    /// Gives the handle back that sees all.
    #[must_use]
    pub fn into_whole(self) -> Box<dyn Archive> {
        self.base
    }

    fn has(&self, claim: &ClaimId) -> bool {
        self.shown.claims.contains(claim)
    }

    fn document_of(&self, doc: &str) -> Option<&DocumentRecord> {
        self.shown.document_at.get(doc).and_then(|i| self.shown.documents.get(*i))
    }

    fn entity_of(&self, id: &EntityId) -> Option<&EntitySummary> {
        self.shown.entity_at.get(id).and_then(|i| self.shown.entities.get(*i))
    }

    /// Whether something of this id is public.
    fn knows(&self, id: &str) -> bool {
        let s = &self.shown;
        s.claims.contains(&ClaimId::new(id))
            || s.events.contains(&EventId::new(id))
            || self.document_of(id).is_some_and(|d| d.id.as_str() == id)
            || self.entity_of(&EntityId::new(id)).is_some()
            || s.sources.iter().any(|s| s.id.as_str() == id)
            || s.conflicts.iter().any(|c| c.id.as_str() == id)
    }

    /// A claim with nothing of what others are not to see.
    fn record(&self, mut r: ClaimRecord) -> Option<ClaimRecord> {
        if !self.has(&r.claim.id) {
            return None;
        }
        if let Some(d) = self.document_of(r.document.id.as_str()) {
            r.document.claims = d.claims;
        }
        // What was said before somebody mended it, and the claim it was split from, are not public.
        r.stated = None;
        r.part_of = r.part_of.filter(|c| self.has(c));
        Some(r)
    }

    /// An event with its public reports alone.
    fn event_of(&self, mut r: EventRecord) -> Option<EventRecord> {
        if !self.shown.events.contains(&r.event.id) {
            return None;
        }
        r.event.claims.retain(|c| self.has(&c.id));
        r.event.reports.retain(|c| self.has(&c.claim));
        for report in &mut r.event.reports {
            report.from = report.from.take().filter(|c| self.has(c));
        }
        r.documents = r.event.claims.iter().map(|c| &c.doc).collect::<HashSet<_>>().len();
        r.conflicts = self.shown.conflicts.iter().filter(|c| c.event.as_ref() == Some(&r.event.id)).count();
        Some(r)
    }

    /// A page of a listing of the ledger, less what is not public.
    fn page<T>(
        page: &Page,
        read: impl Fn(&Page) -> Result<Listing<T>>,
        keep: impl Fn(T) -> Option<T>,
    ) -> Result<Listing<T>> {
        let limit = page.limit.clamp(1, Page::MOST);
        let mut out = Listing { items: Vec::new(), next: page.after.clone() };
        loop {
            let some = read(&Page { limit: limit - out.items.len(), after: out.next.take() })?;
            out.items.extend(some.items.into_iter().filter_map(&keep));
            out.next = some.next;
            if out.items.len() >= limit || out.next.is_none() {
                return Ok(out);
            }
        }
    }

    /// A page of a listing that is gathered already.
    fn part<'t, T: Clone + 't>(
        all: impl Iterator<Item = &'t T>,
        page: &Page,
        id: impl Fn(&T) -> &str,
    ) -> Result<Listing<T>> {
        let all: Vec<&T> = all.collect();
        let from = match &page.after {
            None => 0,
            Some(c) => {
                let at = all.iter().position(|t| id(t) == c.as_str());
                at.ok_or_else(|| LedgerError::Cursor(c.as_str().to_owned()))? + 1
            }
        };
        let limit = page.limit.clamp(1, Page::MOST);
        let items: Vec<T> = all.iter().skip(from).take(limit).map(|t| (*t).clone()).collect();
        let more = from + items.len() < all.len();
        let next = items.last().filter(|_| more).map(|t| Cursor::new(id(t)));
        Ok(Listing { items, next })
    }

    /// A hit with what is public of it.
    fn hit(&self, mut hit: Hit) -> Result<Option<Hit>> {
        let public = match hit.kind {
            HitKind::Claim => self.has(&ClaimId::new(hit.id.as_str())),
            HitKind::Event => {
                let Some(e) = self.base.event(&EventId::new(hit.id.as_str()))? else { return Ok(None) };
                if e.event.claims.iter().any(|c| !self.has(&c.id)) {
                    // The words around the match may be those of a report that is held back.
                    (hit.snippet, hit.marks) = (String::new(), Vec::new());
                }
                self.shown.events.contains(&e.event.id)
            }
            HitKind::Entity => match self.entity_of(&EntityId::new(hit.id.as_str())) {
                Some(e) => {
                    if !e.entity.known {
                        (hit.snippet, hit.marks) = (String::new(), Vec::new());
                    }
                    true
                }
                None => false,
            },
            HitKind::Document => false,
        };
        Ok(public.then_some(hit))
    }

    /// Documents by title and outlet: their texts are not public.
    fn documents_by(&self, text: &str) -> impl Iterator<Item = Hit> {
        let wanted = key(text);
        let holds = move |d: &&DocumentRecord| {
            let own = [d.title.as_deref(), d.outlet.as_deref()];
            !wanted.is_empty() && own.into_iter().flatten().any(|t| key(t).contains(&wanted))
        };
        self.shown.documents.iter().filter(holds).map(|d| Hit {
            kind: HitKind::Document,
            id: d.id.to_string(),
            title: d.title.clone().unwrap_or_else(|| d.name.clone()),
            snippet: d.outlet.clone().unwrap_or_default(),
            marks: Vec::new(),
            score: TITLE,
            class: None,
            claim_kind: None,
            document: Some(d.id.to_string()),
            published: d.published.clone(),
            fiction: d.fiction,
        })
    }
}

fn refuse<T>(doing: &'static str) -> Result<T> {
    Err(LedgerError::Withheld { doing })
}

impl Store for Public {
    fn ingest(&mut self, _: &Reading<'_>) -> Result<Ingested> {
        refuse("taking in documents")
    }
    fn ingest_batch(&mut self, _: &[Reading<'_>]) -> Result<Vec<Ingested>> {
        refuse("taking in documents")
    }
    fn set_rank(&mut self, _: &ClaimId, _: Rank, _: &str, _: Timestamp) -> Result<()> {
        refuse("ranking claims")
    }

    fn judgements(&self) -> Result<Vec<(ClaimId, Rank, String)>> {
        let mut all = self.base.judgements()?;
        all.retain(|(c, ..)| self.has(c));
        Ok(all)
    }
    fn all_claims(&self) -> Result<Vec<Claim>> {
        let mut all = self.base.all_claims()?;
        all.retain(|c| self.has(&c.id));
        Ok(all)
    }
    fn claim(&self, id: &ClaimId) -> Result<Option<ClaimRecord>> {
        Ok(if self.has(id) { self.base.claim(id)?.and_then(|r| self.record(r)) } else { None })
    }
    fn claims_by_ids(&self, ids: &[ClaimId]) -> Result<Vec<ClaimRecord>> {
        let ids: Vec<ClaimId> = ids.iter().filter(|id| self.has(id)).cloned().collect();
        Ok(self.base.claims_by_ids(&ids)?.into_iter().filter_map(|r| self.record(r)).collect())
    }
    fn claims_of_document(&self, doc: &str) -> Result<Vec<ClaimRecord>> {
        let Some(d) = self.document_of(doc) else { return Ok(Vec::new()) };
        let all = self.base.claims_of_document(d.id.as_str())?;
        Ok(all.into_iter().filter_map(|r| self.record(r)).collect())
    }
    fn claims_of_entity(&self, id: &EntityId, page: &Page) -> Result<Listing<ClaimRecord>> {
        Self::page(page, |p| self.base.claims_of_entity(id, p), |r| self.record(r))
    }
    fn claims_of_source(&self, id: &EntityId, page: &Page) -> Result<Listing<ClaimRecord>> {
        Self::page(page, |p| self.base.claims_of_source(id, p), |r| self.record(r))
    }

    fn documents(&self, page: &Page) -> Result<Listing<DocumentRecord>> {
        Self::part(self.shown.documents.iter(), page, |d| d.id.as_str())
    }
    fn documents_of_source(&self, id: &EntityId, page: &Page) -> Result<Listing<DocumentRecord>> {
        let at = self.shown.documents_of.get(id).map(Vec::as_slice).unwrap_or_default();
        Self::part(at.iter().filter_map(|i| self.shown.documents.get(*i)), page, |d| d.id.as_str())
    }
    fn document_record(&self, doc: &str) -> Result<Option<DocumentRecord>> {
        Ok(self.document_of(doc).cloned())
    }
    /// Full texts are somebody else's work, and hold what was not published.
    fn document(&self, _: &str) -> Result<Option<Document>> {
        Ok(None)
    }

    fn replace_views(&mut self, _: &Views<'_>) -> Result<()> {
        refuse("deriving")
    }
    fn derive(&mut self, _: &Deriver<'_, '_>) -> Result<Reach> {
        refuse("deriving")
    }
    fn derive_whole(&mut self, _: &Deriver<'_, '_>) -> Result<Reach> {
        refuse("deriving")
    }

    fn events(&self, filter: &EventFilter) -> Result<Listing<EventRecord>> {
        if filter.document.as_deref().is_some_and(|d| self.document_of(d).is_none()) {
            return Ok(Listing { items: Vec::new(), next: None });
        }
        let asked = EventFilter { published: true, ..filter.clone() };
        let read = |p: &Page| self.base.events(&EventFilter { page: p.clone(), ..asked.clone() });
        // Conflicts are fewer than the ledger knows of.
        let conflict = |r: &EventRecord| filter.conflict.is_none_or(|c| c == (r.conflicts > 0));
        Self::page(&filter.page, read, |r| self.event_of(r).filter(conflict))
    }
    fn event(&self, id: &EventId) -> Result<Option<EventRecord>> {
        Ok(self.base.event(id)?.and_then(|r| self.event_of(r)))
    }
    fn events_of_entity(&self, id: &EntityId, page: &Page) -> Result<Listing<EventRecord>> {
        self.events(&EventFilter { entity: Some(id.clone()), page: page.clone(), ..EventFilter::default() })
    }
    fn events_of_claim(&self, id: &ClaimId) -> Result<Vec<EventRecord>> {
        let all = if self.has(id) { self.base.events_of_claim(id)? } else { Vec::new() };
        Ok(all.into_iter().filter_map(|r| self.event_of(r)).collect())
    }

    fn conflicts(&self) -> Result<Vec<Conflict>> {
        Ok(self.shown.conflicts.clone())
    }
    fn conflict(&self, id: &ConflictId) -> Result<Option<Conflict>> {
        Ok(self.shown.conflicts.iter().find(|c| c.id == *id).cloned())
    }
    fn conflicts_of_event(&self, id: &EventId) -> Result<Vec<Conflict>> {
        Ok(self.shown.conflicts.iter().filter(|c| c.event.as_ref() == Some(id)).cloned().collect())
    }
    fn conflicts_of_entity(&self, id: &EntityId) -> Result<Vec<Conflict>> {
        let at = self.shown.conflicts_of.get(id).map(Vec::as_slice).unwrap_or_default();
        Ok(at.iter().filter_map(|i| self.shown.conflicts.get(*i)).cloned().collect())
    }

    fn entity(&self, id: &EntityId) -> Result<Option<EntitySummary>> {
        Ok(self.entity_of(id).cloned())
    }
    fn entities_by_ids(&self, ids: &[EntityId]) -> Result<Vec<EntityRecord>> {
        Ok(ids.iter().filter_map(|id| self.entity_of(id)).map(|s| s.entity.clone()).collect())
    }
    fn entities(&self, class: Option<EntityClass>, page: &Page) -> Result<Listing<EntitySummary>> {
        let of = |s: &&EntitySummary| class.is_none_or(|c| s.entity.class == c);
        Self::part(self.shown.entities.iter().filter(of), page, |s| s.entity.id.as_str())
    }
    fn sources(&self, page: &Page) -> Result<Listing<SourceRecord>> {
        Self::part(self.shown.sources.iter(), page, |s| s.id.as_str())
    }
    fn source(&self, id: &EntityId) -> Result<Option<SourceRecord>> {
        Ok(self.shown.sources.iter().find(|s| s.id == *id).cloned())
    }

    fn tasks(&self, _: &str, _: Option<TaskKind>, _: usize) -> Result<Vec<Task>> {
        Ok(Vec::new())
    }
    fn all_tasks(&self) -> Result<Vec<Task>> {
        Ok(Vec::new())
    }
    fn task_outlines(&self, _: &str) -> Result<Vec<TaskOutline>> {
        Ok(Vec::new())
    }
    fn task(&self, _: &str) -> Result<Option<Task>> {
        Ok(None)
    }
    fn replace_tasks(&mut self, _: &[Task]) -> Result<()> {
        refuse("writing the queue")
    }
    fn review_progress(&self, _: &str) -> Result<ReviewProgress> {
        Ok(ReviewProgress::default())
    }
    fn judge(&mut self, _: &ClaimJudgement, _: Timestamp) -> Result<JudgementId> {
        refuse("judging")
    }
    fn judge_names(&mut self, _: &NameJudgement, _: Timestamp) -> Result<JudgementId> {
        refuse("judging")
    }
    fn undo(&mut self, _: &Undo, _: Timestamp) -> Result<()> {
        refuse("judging")
    }
    fn judgement(&self, id: &JudgementId) -> Result<Option<JudgementRecord>> {
        Ok(self.base.judgement(id)?.filter(|j| self.has(&j.judgement.claim)))
    }
    fn judgements_of_claim(&self, claim: &ClaimId) -> Result<Vec<JudgementRecord>> {
        if self.has(claim) { self.base.judgements_of_claim(claim) } else { Ok(Vec::new()) }
    }
    fn judgements_of_reviewer(&self, reviewer: &str, most: usize) -> Result<Vec<JudgementRecord>> {
        let mut all = self.base.judgements_of_reviewer(reviewer, most)?;
        all.retain(|j| self.has(&j.judgement.claim));
        Ok(all)
    }
    fn standing_judgements(&self) -> Result<Vec<JudgementRecord>> {
        let mut all = self.base.standing_judgements()?;
        all.retain(|j| self.has(&j.judgement.claim));
        Ok(all)
    }
    fn name_judgements(&self, undone: bool) -> Result<Vec<NameRecord>> {
        let mut all = self.base.name_judgements(undone)?;
        let both = |j: &NameJudgement| self.entity_of(&j.a).is_some() && self.entity_of(&j.b).is_some();
        all.retain(|n| both(&n.judgement));
        Ok(all)
    }
    fn views_behind(&self) -> Result<u64> {
        self.base.views_behind()
    }

    fn publish(&mut self, _: &Publication, _: Timestamp) -> Result<PublicationId> {
        refuse("publishing")
    }
    fn publication(&self) -> Result<Option<PublicationRecord>> {
        self.base.publication()
    }
    fn published(&self, claims: &[ClaimId]) -> Result<Vec<ClaimId>> {
        Ok(claims.iter().filter(|c| self.has(c)).cloned().collect())
    }

    fn search(&self, query: &Query) -> Result<Vec<Hit>> {
        let limit = query.limit.clamp(1, Page::MOST);
        let wanted = |k: HitKind| query.kinds.is_empty() || query.kinds.contains(&k);
        let kinds: Vec<HitKind> =
            HitKind::ALL.iter().copied().filter(|k| wanted(*k) && *k != HitKind::Document).collect();
        let mut hits = Vec::new();
        if !kinds.is_empty() {
            for hit in self.base.search(&Query { kinds, published: true, ..query.clone() })? {
                hits.extend(self.hit(hit)?);
            }
        }
        if wanted(HitKind::Document) {
            hits.extend(self.documents_by(&query.text).take(limit));
        }
        hits.sort_by_key(|h| (std::cmp::Reverse(h.score), h.kind));
        hits.truncate(limit);
        Ok(hits)
    }
    fn counts(&self) -> Result<Counts> {
        Ok(self.shown.counts)
    }
}

impl Responses for Public {
    fn respond(&mut self, _: &Response, _: Timestamp) -> Result<String> {
        refuse("taking a response down")
    }
    fn responses(&self, about: &str) -> Result<Vec<ResponseRecord>> {
        self.responses_of(&[about])
    }
    fn responses_of(&self, about: &[&str]) -> Result<Vec<ResponseRecord>> {
        let about: Vec<&str> = about.iter().copied().filter(|id| self.knows(id)).collect();
        self.base.responses_of(&about)
    }
    fn request(&mut self, _: &Request, _: Timestamp) -> Result<String> {
        refuse("taking a request down")
    }
    fn decide(&mut self, _: &RequestDecision, _: Timestamp) -> Result<()> {
        refuse("deciding on a request")
    }
    /// Requests are between those who ask and the keeper.
    fn requests(&self, _: bool) -> Result<Vec<RequestRecord>> {
        Ok(Vec::new())
    }
    fn requests_about(&self, _: &str) -> Result<Vec<RequestRecord>> {
        Ok(Vec::new())
    }
}

impl Archive for Public {
    fn verify(&self, _: Option<&Anchor>) -> Result<Verification> {
        refuse("verifying")
    }
    fn erase(&mut self, _: &Erasure) -> Result<Erased> {
        refuse("erasing")
    }
    fn erasures(&self) -> Result<Vec<Erasure>> {
        refuse("reading erasures")
    }
    fn all_claims_as_of(&self, time: Timestamp) -> Result<Vec<Claim>> {
        let mut all = self.base.all_claims_as_of(time)?;
        all.retain(|c| self.has(&c.id));
        Ok(all)
    }
    fn claim_as_of(&self, id: &ClaimId, time: Timestamp) -> Result<Option<ClaimRecord>> {
        Ok(if self.has(id) { self.base.claim_as_of(id, time)?.and_then(|r| self.record(r)) } else { None })
    }
    fn changes_since(&self, time: Timestamp, page: &Page) -> Result<Listing<Change>> {
        let public = |c: &Change| {
            self.has(&ClaimId::new(c.subject.as_str()))
                || self.document_of(&c.subject).is_some_and(|d| d.id.as_str() == c.subject)
        };
        Self::page(page, |p| self.base.changes_since(time, p), |c| Some(c).filter(public))
    }
    fn corrections(&self, page: &Page) -> Result<Listing<CorrectionRecord>> {
        let public = |c: &CorrectionRecord| match &c.what {
            Corrected::Erasure { .. } | Corrected::Publication { .. } => true,
            // What was decided may say what it was about.
            Corrected::Decision(_) | Corrected::Undo { claim: None, .. } => false,
            what => what.about().iter().all(|id| self.knows(id)),
        };
        Self::page(page, |p| self.base.corrections(p), |c| Some(c).filter(public))
    }
    fn export(&self, _: u64, _: &mut dyn Write) -> Result<Anchor> {
        refuse("exporting")
    }
    fn import(&mut self, _: &mut dyn BufRead, _: Timestamp) -> Result<Imported> {
        refuse("importing")
    }
    fn rebuild(&mut self) -> Result<()> {
        refuse("rebuilding")
    }
}
