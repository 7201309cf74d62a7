//! What people said, and what of it holds.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use tradewire_model::{
    Claim, ClaimId, ClaimJudgement, Decision, JudgementId, NameJudgement, Publication, PublicationId,
};

use crate::Review;

/// A judgement on a claim, as the log holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgementRecord {
    /// Its content id.
    pub id: JudgementId,
    /// Its place in the log.
    pub seq: u64,
    /// When the ledger learnt it.
    pub observed_at: Timestamp,
    /// What was said.
    pub judgement: ClaimJudgement,
    /// Whether it was taken back.
    pub undone: bool,
}

impl JudgementRecord {
    /// The decision in a few words: `reject, not_said: the headline only asks`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let j = &self.judgement;
        let mut out = j.decision.as_str().to_owned();
        if let Decision::Reject(why) = &j.decision {
            out = format!("{out}, {why}");
        }
        if !j.words.is_empty() {
            out = format!("{out}: {}", j.words);
        }
        out
    }
}

/// A judgement on two names, as the log holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameRecord {
    /// Its content id.
    pub id: JudgementId,
    /// Its place in the log.
    pub seq: u64,
    /// When the ledger learnt it.
    pub observed_at: Timestamp,
    /// What was said.
    pub judgement: NameJudgement,
    /// Whether it was taken back.
    pub undone: bool,
}

/// A decision on what is public, as the log holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicationRecord {
    /// Its content id.
    pub id: PublicationId,
    /// Its place in the log.
    pub seq: u64,
    /// When the ledger learnt it.
    pub observed_at: Timestamp,
    /// What was decided.
    pub publication: Publication,
}

impl Review {
    /// What holds of the judgements on one claim, in the order in which they were given.
    ///
    /// The last that decides something rules: it was given with those before it in view. One given blind, for double
    /// annotation, rules only where there is no other. Two people differ where the latest words of two, `unsure`
    /// aside, do not agree, and the ruling one was given without sight of the other.
    #[must_use]
    pub fn of(judgements: Vec<JudgementRecord>) -> Self {
        let decided = |r: &&JudgementRecord| r.judgement.decision != Decision::Unsure;
        let open = judgements.iter().rev().filter(decided);
        let ruling = open.clone().find(|r| !r.judgement.second).or_else(|| open.clone().next()).cloned();
        let mut latest: HashMap<&str, &JudgementRecord> = HashMap::new();
        for r in judgements.iter().filter(decided) {
            latest.insert(&r.judgement.reviewer, r);
        }
        let disputed = ruling.as_ref().is_some_and(|rule| {
            let answer = rule.judgement.decision.answer();
            latest.values().any(|r| {
                r.id != rule.id && r.seq > rule.judgement.seen && r.judgement.decision.answer() != answer
            })
        });
        Self { ruling, judgements, disputed }
    }

    /// Whether a person found the claim right, or mended it, and nobody differs.
    #[must_use]
    pub fn is_checked(&self) -> bool {
        !self.disputed
            && self
                .ruling
                .as_ref()
                .is_some_and(|r| matches!(r.judgement.decision, Decision::Accept | Decision::Mend(_)))
    }
}

/// What the judgements that stand make of the claims.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    ruling: HashMap<ClaimId, Decision>,
}

impl Judged {
    /// A split of a part of a part goes so deep at most.
    pub(crate) const DEEPEST: usize = 8;

    /// From the judgements that stand, in the order in which they were given.
    #[must_use]
    pub fn new(standing: Vec<JudgementRecord>) -> Self {
        let mut of: HashMap<ClaimId, Vec<JudgementRecord>> = HashMap::new();
        for r in standing {
            of.entry(r.judgement.claim.clone()).or_default().push(r);
        }
        let ruling = of
            .into_iter()
            .filter_map(|(claim, all)| Some((claim, Review::of(all).ruling?.judgement.decision)))
            .collect();
        Self { ruling }
    }

    /// Whether nothing holds of any claim.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ruling.is_empty()
    }

    /// The claims as people judged them: rejected ones and duplicates are left out, mended ones say what they should
    /// under their old id, split ones give way to their parts.
    ///
    /// A duplicate of a claim that is not there stays. `claims` are as they were stated, before names are resolved.
    #[must_use]
    pub fn apply(&self, claims: Vec<Claim>) -> Vec<Claim> {
        if self.is_empty() {
            return claims;
        }
        let mut there: HashSet<ClaimId> = claims.iter().map(|c| c.id.clone()).collect();
        let mut out = Vec::with_capacity(claims.len());
        for claim in claims {
            self.one(claim, &mut there, 0, &mut out);
        }
        // Parts of splits are there too by now.
        out.retain(|c| !self.is_duplicate(&c.id, &there));
        out
    }

    fn one(&self, mut claim: Claim, there: &mut HashSet<ClaimId>, depth: usize, out: &mut Vec<Claim>) {
        match self.ruling.get(&claim.id) {
            Some(Decision::Reject(_)) => {}
            Some(Decision::Mend(to)) => {
                to.apply(&mut claim);
                out.push(claim);
            }
            Some(Decision::Split(into)) if depth < Self::DEEPEST => {
                for statement in into {
                    let part = statement.part_of(&claim);
                    if there.insert(part.id.clone()) {
                        self.one(part, there, depth + 1, out);
                    }
                }
            }
            _ => out.push(claim),
        }
    }

    /// Whether a claim gives way to another that is there: the end of its chain of duplicates, or, where the chain is a
    /// circle, the smallest id in it.
    fn is_duplicate(&self, id: &ClaimId, there: &HashSet<ClaimId>) -> bool {
        let next = |id: &ClaimId| match self.ruling.get(id) {
            Some(Decision::Duplicate(of)) if there.contains(of) => Some(of.clone()),
            _ => None,
        };
        let Some(mut at) = next(id) else { return false };
        let mut path = vec![id.clone()];
        while !path.contains(&at) {
            path.push(at.clone());
            match next(&at) {
                Some(of) => at = of,
                None => return true,
            }
        }
        let circle = path.iter().skip_while(|p| **p != at);
        circle.min() != Some(id)
    }

    /// The claims that splits make of others, by id, with the claim that was split.
    #[must_use]
    pub fn parts(&self, claims: &[Claim]) -> BTreeMap<ClaimId, ClaimId> {
        let mut out = BTreeMap::new();
        let mut left: Vec<(Claim, ClaimId, usize)> = claims
            .iter()
            .filter(|c| matches!(self.ruling.get(&c.id), Some(Decision::Split(_))))
            .map(|c| (c.clone(), c.id.clone(), 0))
            .collect();
        while let Some((claim, root, depth)) = left.pop() {
            let Some(Decision::Split(into)) = self.ruling.get(&claim.id) else { continue };
            for statement in into {
                let part = statement.part_of(&claim);
                if part.id != root && !out.contains_key(&part.id) {
                    out.insert(part.id.clone(), root.clone());
                    if depth < Self::DEEPEST {
                        left.push((part, root.clone(), depth + 1));
                    }
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use tradewire_model::{RejectReason, Statement};

    use super::*;

    fn claim(id: &str) -> Claim {
        Claim::from_json(&serde_json::json!({
            "id": id, "doc": "a.txt", "kind": "stat", "modality": "asserted", "quote": "…", "span": [0, 3],
            "args": {"name": id},
        }))
        .unwrap()
    }

    fn said(seq: u64, claim: &str, reviewer: &str, decision: Decision, seen: u64) -> JudgementRecord {
        let at = Timestamp::from_second(i64::try_from(seq).unwrap()).unwrap();
        let judgement =
            ClaimJudgement { seen, ..ClaimJudgement::new(ClaimId::new(claim), reviewer, at, decision) };
        JudgementRecord { id: judgement.id(), seq, observed_at: at, judgement, undone: false }
    }

    fn ids(claims: &[Claim]) -> Vec<&str> {
        claims.iter().map(|c| c.id.as_str()).collect()
    }

    fn left(judgements: Vec<JudgementRecord>) -> Vec<String> {
        let out = Judged::new(judgements).apply(vec![claim("c_1"), claim("c_2"), claim("c_3")]);
        ids(&out).iter().map(|s| (*s).to_owned()).collect()
    }

    fn same_as(id: &str) -> Decision {
        Decision::Duplicate(ClaimId::new(id))
    }

    #[test]
    fn duplicates_give_way_to_what_is_there() {
        assert_eq!(left(vec![said(1, "c_1", "ana", same_as("c_2"), 0)]), ["c_2", "c_3"]);
        let chain = vec![said(1, "c_1", "ana", same_as("c_2"), 0), said(2, "c_2", "ana", same_as("c_3"), 0)];
        assert_eq!(left(chain), ["c_3"]);
        let circle = vec![said(1, "c_3", "ana", same_as("c_2"), 0), said(2, "c_2", "ana", same_as("c_3"), 0)];
        assert_eq!(left(circle), ["c_1", "c_2"]);
        assert_eq!(left(vec![said(1, "c_1", "ana", same_as("c_9"), 0)]), ["c_1", "c_2", "c_3"]);
    }

    #[test]
    fn a_part_can_be_judged_like_any_claim() {
        let (a, b) = (Statement::of(&claim("c_a")), Statement::of(&claim("c_b")));
        let split = said(1, "c_1", "ana", Decision::Split(vec![a.clone(), b.clone()]), 0);
        let (x, y) = (a.part_of(&claim("c_1")).id, b.part_of(&claim("c_1")).id);
        assert_eq!(left(vec![split.clone()]), [x.as_str(), y.as_str(), "c_2", "c_3"]);
        let parts = Judged::new(vec![split.clone()]).parts(&[claim("c_1")]);
        assert_eq!(parts.get(&x), Some(&ClaimId::new("c_1")));
        let gone = said(2, x.as_str(), "ben", Decision::Reject(RejectReason::NotSaid), 0);
        assert_eq!(left(vec![split, gone]), [y.as_str(), "c_2", "c_3"]);
    }

    #[test]
    fn the_last_word_with_the_others_in_view_rules() {
        let reject = || Decision::Reject(RejectReason::NotSaid);
        let blind = |mut r: JudgementRecord| {
            r.judgement.second = true;
            r
        };
        let first = said(1, "c_1", "ana", Decision::Accept, 0);
        let second = blind(said(2, "c_1", "ben", reject(), 0));
        let r = Review::of(vec![first.clone(), second.clone()]);
        assert_eq!(r.ruling.as_ref().map(|r| r.seq), Some(1));
        assert!(r.disputed && !r.is_checked());
        let third = said(3, "c_1", "cem", Decision::Accept, 2);
        let r = Review::of(vec![first.clone(), second.clone(), third]);
        assert!(!r.disputed && r.is_checked(), "decided with both in view");
        let unsure = said(4, "c_1", "dua", Decision::Unsure, 2);
        assert_eq!(
            Review::of(vec![first, unsure]).ruling.map(|r| r.seq),
            Some(1),
            "who cannot tell changes nothing"
        );
        assert_eq!(
            Review::of(vec![second]).ruling.map(|r| r.seq),
            Some(2),
            "a blind word is better than none"
        );
        assert!(Review::of(vec![said(1, "c_1", "ana", Decision::Unsure, 0)]).ruling.is_none());
    }
}
