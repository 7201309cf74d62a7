//! What publishing is decided from: every claim with what the checker, people and the grades say of it.

use std::collections::{BTreeSet, HashMap, HashSet};

use tradewire_ledger::{Judged, JudgementRecord, Review, Store, Task};
use tradewire_model::{Claim, ClaimId, Decision, Grade};
use tradewire_review::{Calibrator, Candidate, Verdict, Verdicts};

use super::queue::persons;
use crate::failure::Failure;
use crate::pipeline::Pipeline;

/// Signals that say what is at stake or that chance drew it, and not that something is wrong.
const NO_DOUBT: [&str; 3] = ["random", "named_person", "large_amount"];

/// The claims that could be published, and what else a decision needs to know.
pub struct Field {
    /// All claims as stated, those that left the views too, for error rates are counted over them.
    pub candidates: Vec<Candidate>,
    /// Claims that a person accepted, mended or made by a split, and nobody differs: they are right in that form.
    pub found_right: BTreeSet<ClaimId>,
    /// Claims that left the views.
    pub left: HashSet<ClaimId>,
}

/// Gathers them, their confidences calibrated; the queue must be there.
pub fn gather(pipeline: &Pipeline, store: &dyn Store, calibrator: &Calibrator) -> Result<Field, Failure> {
    let stated = store.all_claims()?;
    let standing = store.standing_judgements()?;
    let parts = Judged::new(standing.clone()).parts(&stated);
    let (shown, resolution) = pipeline.resolved(store)?;
    let shown: HashMap<&ClaimId, &Claim> = shown.iter().map(|c| (&c.id, c)).collect();
    let mut said: HashMap<ClaimId, Vec<JudgementRecord>> = HashMap::new();
    for r in standing {
        said.entry(r.judgement.claim.clone()).or_default().push(r);
    }
    let tasks = store.all_tasks()?;
    let tasks: HashMap<&str, &Task> = tasks.iter().map(|t| (t.id.as_str(), t)).collect();
    let mut grades: HashMap<ClaimId, Grade> = HashMap::new();
    for e in store.every_event()? {
        for c in &e.event.claims {
            let at = grades.entry(c.id.clone()).or_insert(e.event.grade);
            *at = e.event.grade.min(*at);
        }
    }
    let languages: HashMap<String, String> = store
        .every_document()?
        .into_iter()
        .map(|d| (d.name, d.language.unwrap_or_else(|| "und".to_owned())))
        .collect();
    let mut found_right = BTreeSet::new();
    let mut left = HashSet::new();
    let mut candidates = Vec::with_capacity(stated.len());
    let of_splits = parts.keys().filter_map(|id| shown.get(id).copied());
    for (claim, part) in stated.iter().map(|c| (c, false)).chain(of_splits.map(|c| (c, true))) {
        let review = said.remove(&claim.id).map(Review::of);
        let task = tasks.get(claim.id.as_str());
        let seen = shown.get(&claim.id);
        if seen.is_none() {
            left.insert(claim.id.clone());
        }
        let ruling = review
            .as_ref()
            .filter(|r| !r.disputed)
            .and_then(|r| r.ruling.as_ref())
            .map(|r| &r.judgement.decision);
        let right =
            matches!(ruling, Some(Decision::Accept | Decision::Mend(_))) || (part && ruling.is_none());
        if right && seen.is_some() {
            found_right.insert(claim.id.clone());
        }
        let decision = match ruling {
            _ if seen.is_none() => Some(Verdicts::Rejected),
            Some(Decision::Accept | Decision::Mend(_)) => Some(Verdicts::Accepted),
            Some(_) => Some(Verdicts::Rejected),
            None if part => Some(Verdicts::Accepted),
            None => None,
        };
        let random = !part
            && (task.is_some_and(|t| t.random)
                || review.iter().flat_map(|r| &r.judgements).any(|r| r.judgement.random));
        let audit = ruling
            .filter(|_| random)
            .and_then(Decision::finds_right)
            .map(|right| if right { Verdicts::Accepted } else { Verdicts::Rejected });
        let doubt = task.is_some_and(|t| t.why.iter().any(|w| !NO_DOUBT.contains(&w.code.as_str())));
        // Of what chance alone drew, the audit counts the error and decides nothing: else the figure would flatter.
        let decision = decision.filter(|_| !random || doubt || audit.is_none());
        candidates.push(Candidate {
            id: claim.id.clone(),
            kind: claim.kind,
            language: languages.get(&claim.doc).cloned().unwrap_or_else(|| "und".to_owned()),
            rule: claim.rule.clone(),
            confidence: calibrator.apply(claim.kind, claim.confidence),
            verdict: task.and_then(|t| t.check.as_ref()).map(|c| match c.verdict.as_str() {
                "agree" => Verdict::Agree,
                "disagree" => Verdict::Disagree,
                _ => Verdict::CannotTell,
            }),
            decision,
            waiting: doubt && decision.is_none(),
            names_person: !persons(&seen.copied().unwrap_or(claim).args, &resolution).is_empty(),
            grade: grades.get(&claim.id).copied(),
            random,
            audit,
        });
    }
    Ok(Field { candidates, found_right, left })
}
