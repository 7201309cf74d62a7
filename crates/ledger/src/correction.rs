//! What was put right, answered, denied, asked, erased or taken back: the entries of the log that say so.

use jiff::Timestamp;
use tradewire_model::{ClaimId, ClaimJudgement, Rank, Undo};

use crate::{RequestDecision, RequestKind, RequestState, Response};

/// One of them, with its place in the log.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrectionRecord {
    /// Its place.
    pub seq: u64,
    /// When the ledger learnt it.
    pub observed_at: Timestamp,
    /// What it says.
    pub what: Corrected,
}

/// What an entry says. Of a request neither who asks nor in which words: only the keeper sees those.
#[derive(Debug, Clone, PartialEq)]
pub enum Corrected {
    /// A correction, a reply or a denial of somebody concerned.
    Response(Response),
    /// Something was asked of the keeper.
    Request {
        /// Its id.
        id: String,
        /// What is asked; nothing once that was erased.
        kind: Option<RequestKind>,
        /// Ids it is about.
        about: Vec<String>,
        /// When it must be answered.
        due_at: Timestamp,
        /// How far it has come by now.
        state: RequestState,
    },
    /// It was decided on a request.
    Decision(RequestDecision),
    /// Something was erased.
    Erasure {
        /// The reason that stays on the tombstone.
        reason: String,
        /// Documents that went.
        documents: usize,
        /// Claims that were named; those of the documents went with them.
        claims: usize,
        /// Judgements that went.
        judgements: usize,
    },
    /// A person mended, rejected, split or merged a claim.
    Judgement {
        /// What they said.
        judgement: Box<ClaimJudgement>,
        /// Whether it was taken back since.
        undone: bool,
    },
    /// A judgement was taken back.
    Undo {
        /// Who took it back, and why.
        undo: Undo,
        /// The claim it was about; nothing where it was about names.
        claim: Option<ClaimId>,
    },
    /// A claim was ranked among its rivals.
    Rank {
        /// The claim.
        claim: ClaimId,
        /// Its rank.
        rank: Rank,
        /// Why.
        reason: String,
    },
    /// It was decided what is public.
    Publication {
        /// Who decided.
        by: String,
        /// Claims that are public by it.
        public: usize,
        /// How many claims were public before and are not by it.
        withdrawn: usize,
    },
}

impl Corrected {
    /// The ids of what it is about.
    #[must_use]
    pub fn about(&self) -> Vec<&str> {
        match self {
            Self::Response(r) => vec![&r.about],
            Self::Request { about, .. } => about.iter().map(String::as_str).collect(),
            Self::Judgement { judgement, .. } => vec![judgement.claim.as_str()],
            Self::Undo { claim, .. } => claim.iter().map(ClaimId::as_str).collect(),
            Self::Rank { claim, .. } => vec![claim.as_str()],
            Self::Decision(_) | Self::Erasure { .. } | Self::Publication { .. } => Vec::new(),
        }
    }
}
