//! What people are asked: plain records that a screen or a terminal can show without asking anybody else.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use tradewire_model::{Claim, ClaimId, EntityId, Role};

use crate::{ClaimRecord, Result, Review, Store};

/// What a task asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaskKind {
    /// Whether a claim says what its quote says.
    Claim,
    /// Whether two entities are one.
    Names,
}

impl TaskKind {
    /// The code as it stands in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::Names => "names",
        }
    }
}

/// One thing a person is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// Id of the claim, or `A~B` for two entities, the smaller id first.
    pub id: String,
    /// What it asks.
    pub kind: TaskKind,
    /// What it stands together with: a document, or an entity.
    pub group: String,
    /// The higher, the sooner.
    pub score: f64,
    /// Why it is asked, weightiest first.
    pub why: Vec<Why>,
    /// What the checker says; nothing for names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<CheckNote>,
    /// The names of the claim with whom they are taken for, or the two entities.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<NameNote>,
    /// Whether it was drawn at random; only such tasks bound an error rate.
    #[serde(default)]
    pub random: bool,
    /// How many people must judge it.
    pub judges: usize,
}

/// A task without what is shown of it: enough to count the queue and to choose from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskOutline {
    /// Id of the claim, or `A~B` for two entities.
    pub id: String,
    /// What it asks.
    pub kind: TaskKind,
    /// What it stands together with.
    pub group: String,
    /// Codes of why it is asked.
    pub why: Vec<String>,
    /// How many people must judge it.
    pub judges: usize,
    /// Whether two people differ on it.
    pub disputed: bool,
    /// Whether the reviewer who looks is asked.
    pub open: bool,
}

impl Task {
    /// A task for a claim that the queue does not ask about: one judge, no reasons.
    #[must_use]
    pub fn of_claim(claim: &Claim) -> Self {
        Self {
            id: claim.id.to_string(),
            kind: TaskKind::Claim,
            group: claim.doc.clone(),
            score: 0.0,
            why: Vec::new(),
            check: None,
            names: Vec::new(),
            random: false,
            judges: 1,
        }
    }

    /// Whether a reviewer is to judge without sight of what others said: the task asks for several judges, one has
    /// spoken and they do not differ yet, and this reviewer has not been heard.
    ///
    /// Such a reviewer is shown the claim as it was extracted, without `review`, and their judgement is `second`.
    #[must_use]
    pub fn is_blind(&self, review: Option<&Review>, reviewer: &str) -> bool {
        self.judges > 1
            && review.is_some_and(|r| {
                !r.disputed
                    && r.judgements.len() < self.judges
                    && r.judgements.iter().all(|j| j.judgement.reviewer != reviewer)
            })
    }

    /// The claim it asks about.
    #[must_use]
    pub fn claim(&self) -> Option<ClaimId> {
        (self.kind == TaskKind::Claim).then(|| ClaimId::new(&self.id))
    }

    /// The two entities it asks about.
    #[must_use]
    pub fn pair(&self) -> Option<(EntityId, EntityId)> {
        let (a, b) = self.id.split_once('~').filter(|_| self.kind == TaskKind::Names)?;
        Some((EntityId::new(a), EntityId::new(b)))
    }
}

/// Claims that one may repeat: of the same kind, in the same document or reporting the same event; at most so many.
///
/// # Errors
/// Those of the store.
pub fn rivals(store: &dyn Store, record: &ClaimRecord, most: usize) -> Result<Vec<ClaimRecord>> {
    let mut found = store.claims_of_document(record.document.id.as_str())?;
    for event in store.events_of_claim(&record.claim.id)? {
        let ids: Vec<ClaimId> = event.event.claims.iter().map(|c| c.id.clone()).take(64).collect();
        found.extend(store.claims_by_ids(&ids)?);
    }
    let mut seen = HashSet::new();
    found.retain(|r| {
        r.claim.kind == record.claim.kind && r.claim.id != record.claim.id && seen.insert(r.claim.id.clone())
    });
    found.truncate(most);
    Ok(found)
}

/// One reason why something is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// A code, such as `low_confidence`, for which other languages have words too.
    pub code: String,
    /// The reason in English.
    pub words: String,
    /// What lies behind it: a confidence, a sum, a name; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// What it adds to the score.
    pub weight: f64,
}

/// What the independent checker says of a claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckNote {
    /// `agree`, `disagree` or `cannot_tell`.
    pub verdict: String,
    /// Its reasons, in English.
    pub reasons: Vec<CheckReason>,
}

/// One reason of the checker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckReason {
    /// A code, for which other languages have words too.
    pub code: String,
    /// The reason in English, with the words of the text it goes by.
    pub words: String,
    /// The role it speaks of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Whether it speaks against the claim.
    pub against: bool,
}

/// A name and whom it is taken for, with the reasons and who else it might be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NameNote {
    /// The role it stands in; nothing where it stands in none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// As written.
    pub text: String,
    /// Who it is taken for first, then others; by score.
    pub candidates: Vec<NameCandidate>,
}

/// Somebody whom a name may stand for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NameCandidate {
    /// The entity.
    pub id: EntityId,
    /// What it is called.
    pub name: String,
    /// How sure, 0 to 1.
    pub score: f64,
    /// Why, reason by reason, with its weight; a negative one speaks against.
    pub features: Vec<(String, f64)>,
    /// Whether the name is taken for this one.
    pub chosen: bool,
}

/// How far the work has come, for a progress line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct ReviewProgress {
    /// Tasks there are.
    pub tasks: usize,
    /// Those that have as many judgements as they need.
    pub judged: usize,
    /// Those this reviewer has judged.
    pub own: usize,
    /// Those that are left for this reviewer.
    pub left: usize,
    /// Claims on which two people differ.
    pub disputed: usize,
    /// How long half of this reviewer's judgements took at most, in milliseconds.
    pub median_ms: Option<u64>,
}
