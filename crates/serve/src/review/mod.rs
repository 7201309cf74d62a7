//! What the screen and the API of review share: which task is next, what a reviewer may see of it, what they said last.

mod answer;
mod scope;
mod sheet;

pub(crate) use answer::{Answer, Posted, judge, judge_pair, take_back};
pub(crate) use scope::{BATCH, Scope, mine};
pub(crate) use sheet::{ClaimSheet, NamesSheet, Sheet, Side, said_of};

use tradewire_ledger::{JudgementRecord, NameRecord, Store, Task, Timestamp};
use tradewire_model::JudgementId;
use tradewire_review::{Sitting, sitting};

use crate::trouble::PageError;

/// So many of a reviewer's latest judgements are looked at for their pace.
const LATEST: usize = 200;

/// The last thing a reviewer said.
#[derive(Debug, Clone)]
pub(crate) enum Said {
    /// On a claim.
    Claim(JudgementRecord),
    /// On a pair of names.
    Names(NameRecord),
}

impl Said {
    /// Its id, by which it is taken back.
    pub(crate) fn id(&self) -> &JudgementId {
        match self {
            Self::Claim(r) => &r.id,
            Self::Names(r) => &r.id,
        }
    }

    fn seq(&self) -> u64 {
        match self {
            Self::Claim(r) => r.seq,
            Self::Names(r) => r.seq,
        }
    }

    /// The task it answers.
    pub(crate) fn task(&self) -> String {
        match self {
            Self::Claim(r) => r.judgement.claim.to_string(),
            Self::Names(r) => {
                let (a, b) = r.judgement.pair();
                format!("{a}~{b}")
            }
        }
    }
}

/// What a reviewer said last, latest first, and how the sitting goes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Work {
    pub(crate) said: Vec<Said>,
    pub(crate) sitting: Option<Sitting>,
}

/// Looks up what a reviewer said last.
pub(crate) fn work(store: &dyn Store, reviewer: &str, most: usize) -> Result<Work, PageError> {
    let claims = store.judgements_of_reviewer(reviewer, LATEST)?;
    let took: Vec<(i64, u64)> = claims
        .iter()
        .map(|r| (r.judgement.at.as_millisecond(), r.judgement.taken_ms.unwrap_or_default()))
        .collect();
    let sitting = sitting(&took, Timestamp::now().as_millisecond());
    let names = store.name_judgements(false)?.into_iter().rev().filter(|r| r.judgement.author == reviewer);
    let mut said: Vec<Said> = claims.into_iter().take(most).map(Said::Claim).collect();
    said.extend(names.take(most).map(Said::Names));
    said.sort_by_key(|s| std::cmp::Reverse(s.seq()));
    said.truncate(most);
    Ok(Work { said, sitting })
}

/// A task, whether it is in the queue or made for a claim that is not.
pub(crate) fn task(store: &dyn Store, id: &str) -> Result<Task, PageError> {
    if let Some(task) = store.task(id)? {
        return Ok(task);
    }
    let missing = || PageError::Missing { what: "claim", id: id.to_owned() };
    let record = store.claim(&tradewire_model::ClaimId::new(id))?.ok_or_else(missing)?;
    Ok(Task::of_claim(record.stated.as_ref().unwrap_or(&record.claim)))
}
