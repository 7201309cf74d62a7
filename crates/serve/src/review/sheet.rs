//! A task with everything a reviewer looks at, less what they must not see yet.

use tradewire_ledger::{ClaimRecord, JudgementRecord, Page, Review, Store, Task, rivals};
use tradewire_model::{Claim, ClaimId, Document, EntityId, Role, Statement, Value};
use tradewire_review::spell;

use crate::directory::{Directory, Wanted};
use crate::trouble::PageError;
use crate::view::text::plain;

/// So many other claims are offered as what a duplicate repeats.
const RIVALS: usize = 9;
/// So many quotes are shown of each of two entities.
const QUOTES: usize = 3;

/// What lies before a reviewer.
#[derive(Debug, Clone)]
pub(crate) enum Sheet {
    /// A claim.
    Claim(Box<ClaimSheet>),
    /// Two entities.
    Names(Box<NamesSheet>),
}

/// A claim with what belongs to it.
#[derive(Debug, Clone)]
pub(crate) struct ClaimSheet {
    pub(crate) task: Task,
    pub(crate) record: ClaimRecord,
    pub(crate) document: Option<Document>,
    /// Claims that it may repeat.
    pub(crate) rivals: Vec<ClaimRecord>,
    /// Whether the reviewer is the second of two and sees nothing of the first.
    pub(crate) blind: bool,
    /// What others and the reviewer said; nothing while blind.
    pub(crate) review: Option<Review>,
    pub(crate) directory: Directory,
}

/// Two entities with what the ledger tells of each.
#[derive(Debug, Clone)]
pub(crate) struct NamesSheet {
    pub(crate) task: Task,
    pub(crate) sides: [Side; 2],
    /// What the reviewer said of them, if anything.
    pub(crate) own: Option<tradewire_ledger::NameRecord>,
    pub(crate) directory: Directory,
}

/// One of two entities.
#[derive(Debug, Clone)]
pub(crate) struct Side {
    pub(crate) id: EntityId,
    pub(crate) entity: Option<tradewire_ledger::EntitySummary>,
    pub(crate) quotes: Vec<ClaimRecord>,
}

impl Sheet {
    /// Loads a task for a reviewer.
    pub(crate) fn load(store: &dyn Store, task: Task, reviewer: &str) -> Result<Self, PageError> {
        match task.pair() {
            Some(pair) => NamesSheet::load(store, task, pair, reviewer).map(|s| Self::Names(Box::new(s))),
            None => ClaimSheet::load(store, task, reviewer).map(|s| Self::Claim(Box::new(s))),
        }
    }

    pub(crate) fn task(&self) -> &Task {
        match self {
            Self::Claim(s) => &s.task,
            Self::Names(s) => &s.task,
        }
    }
}

impl ClaimSheet {
    fn load(store: &dyn Store, task: Task, reviewer: &str) -> Result<Self, PageError> {
        let missing = || PageError::Missing { what: "claim", id: task.id.clone() };
        let mut record = store.claim(&ClaimId::new(&task.id))?.ok_or_else(missing)?;
        let blind = task.is_blind(record.review.as_ref(), reviewer);
        // Nor what came of it: they judge what was extracted.
        if let Some(stated) = record.stated.take_if(|_| blind) {
            record.claim = stated;
        }
        let review = record.review.take().filter(|_| !blind);
        let document = store.document(record.document.id.as_str())?;
        let rivals = rivals(store, &record, RIVALS)?;
        let mut wanted = Wanted::default();
        wanted.claim(&record.claim);
        rivals.iter().for_each(|r| wanted.claim(&r.claim));
        task.names.iter().flat_map(|n| &n.candidates).for_each(|c| wanted.id(&c.id));
        let directory = Directory::of(&store.entities_by_ids(&wanted.ids())?);
        Ok(Self { task, record, document, rivals, blind, review, directory })
    }

    pub(crate) fn claim(&self) -> &Claim {
        &self.record.claim
    }

    /// Place in the log of the last judgement that lies before the reviewer; 0 for none.
    pub(crate) fn seen(&self) -> u64 {
        self.review.as_ref().and_then(|r| r.judgements.last()).map_or(0, |r| r.seq)
    }

    /// A value as it stands in the field where it is mended: in the words of the sentence where these give it, without
    /// characters that hide or turn others.
    pub(crate) fn typed(&self, role: Role, value: &Value) -> String {
        let around = self.record.context.as_deref().unwrap_or(&self.record.claim.quote);
        plain(&spell(self.record.claim.kind, role, value, around))
    }

    /// What it says.
    pub(crate) fn statement(&self) -> Statement {
        Statement::of(&self.record.claim)
    }
}

/// The text around a claim as far as it is kept: repaired and raw.
pub(crate) fn text_of(record: &ClaimRecord, document: Option<&Document>) -> String {
    match document {
        Some(d) => format!("{}\n{}", d.text, record.claim.quote),
        None => format!("{}\n{}", record.context.as_deref().unwrap_or_default(), record.claim.quote),
    }
}

impl NamesSheet {
    fn load(
        store: &dyn Store,
        task: Task,
        (a, b): (EntityId, EntityId),
        reviewer: &str,
    ) -> Result<Self, PageError> {
        let mut wanted = Wanted::default();
        let mut side = |id: &EntityId| -> Result<Side, PageError> {
            let quotes = store.claims_of_entity(id, &Page::first(QUOTES))?.items;
            quotes.iter().for_each(|r| wanted.claim(&r.claim));
            wanted.id(id);
            Ok(Side { id: id.clone(), entity: store.entity(id)?, quotes })
        };
        let sides = [side(&a)?, side(&b)?];
        let directory = Directory::of(&store.entities_by_ids(&wanted.ids())?);
        let own = store.name_judgements(false)?.into_iter().rev().find(|r| {
            let (x, y) = r.judgement.pair();
            r.judgement.author == reviewer && (x, y) == (&a, &b)
        });
        Ok(Self { task, sides, own, directory })
    }
}

/// What one reviewer said of a claim, and what others did.
pub(crate) fn said_of<'a>(
    review: &'a Review,
    reviewer: &str,
) -> (Vec<&'a JudgementRecord>, Vec<&'a JudgementRecord>) {
    review.judgements.iter().partition(|r| r.judgement.reviewer == reviewer)
}
