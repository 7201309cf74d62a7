//! What sources are worth, by what became of what they said.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tradewire_model::{Claim, ClaimId, ConflictKind, InformationGrade, Stage};

use crate::fuse::{Stated, Trust, trust_as_read};
use crate::{Hand, Reconciled};

/// Resolved cases from which on a record says anything; below, «insufficient».
pub const ENOUGH: usize = 100;

/// What became of what a source was among the first to report.
#[derive(Debug, Clone, PartialEq)]
pub struct TrackRecord {
    /// Key of the source, as in [`crate::Backing::origin`].
    pub source: String,
    /// What to call it.
    pub label: String,
    /// Its own reports of events that have since been confirmed, or denied without being so.
    pub resolved: usize,
    /// Those of them that were confirmed.
    pub borne_out: usize,
    /// Brier score of taking its share so far for the chance of the next case: 0 is best, 0.25 is a coin.
    brier: f64,
}

impl TrackRecord {
    /// The Brier score (Brier, «Verification of forecasts expressed in terms of probability», 1950), if there are
    /// [`ENOUGH`] cases.
    ///
    /// No source says how sure it is, so none is made up: the forecast for each case is the source's own share of the
    /// cases before it, with one of each kind added (Laplace's rule), and what counts is how often it is far off.
    #[must_use]
    pub fn brier(&self) -> Option<f64> {
        (self.resolved >= ENOUGH).then_some(self.brier)
    }

    /// The record in words: counts, and a score or «insufficient».
    #[must_use]
    pub fn words(&self) -> String {
        let score = self.brier().map_or_else(|| "insufficient".to_owned(), |b| format!("Brier {b:.3}"));
        format!("{} of {} borne out, {score}", self.borne_out, self.resolved)
    }
}

/// The track records of all sources with a resolved case, by their keys.
///
/// An event is resolved when independent origins confirm it (information grade 1) or when it was denied or fell through
/// and stands so. Only a source's own reports count, each event once: who repeats takes no risk and earns nothing.
#[must_use]
pub fn track_records(out: &Reconciled) -> Vec<TrackRecord> {
    let mut behind: HashMap<&str, Vec<&crate::Backing>> = HashMap::new();
    for b in out.backing.iter().filter(|b| b.hand == Hand::Own && !b.denies) {
        behind.entry(b.event.as_str()).or_default().push(b);
    }
    let mut records: BTreeMap<&str, (TrackRecord, f64)> = BTreeMap::new();
    // Events stand in the order of their earliest report, so that each forecast rests on earlier cases only.
    for e in &out.events {
        let so = match e.stage {
            Stage::Denied | Stage::Collapsed => false,
            _ if e.grade.information == InformationGrade::Confirmed => true,
            _ => continue,
        };
        let mut seen = BTreeSet::new();
        for b in behind.get(e.id.as_str()).into_iter().flatten() {
            if !seen.insert(b.origin.as_str()) {
                continue;
            }
            let (r, sum) = records.entry(&b.origin).or_insert_with(|| {
                let blank = TrackRecord {
                    source: b.origin.clone(),
                    label: b.label.clone(),
                    resolved: 0,
                    borne_out: 0,
                    brier: 0.0,
                };
                (blank, 0.0)
            });
            let forecast = (r.borne_out as f64 + 1.0) / (r.resolved as f64 + 2.0);
            *sum += (forecast - f64::from(u8::from(so))).powi(2);
            r.resolved += 1;
            r.borne_out += usize::from(so);
        }
    }
    records.into_values().map(|(r, sum)| TrackRecord { brier: sum / r.resolved.max(1) as f64, ..r }).collect()
}

/// How far each source is to be trusted with figures, learnt from where it agreed with others and where it did not.
///
/// Only what a source reports itself counts, once for each figure: copies and citations, however many, bear nothing out.
/// Errors of extraction are kept apart: a claim weighs as much as the extractor is sure of it.
#[must_use]
pub fn reliability(out: &Reconciled, claims: &[Claim]) -> Vec<Trust> {
    let own: HashMap<&ClaimId, &crate::Backing> =
        out.backing.iter().filter(|b| b.hand == Hand::Own).map(|b| (&b.claim, b)).collect();
    let by_id: HashMap<&ClaimId, &Claim> = claims.iter().map(|c| (&c.id, c)).collect();
    // The side of each claim in a conflict over a figure.
    let mut side: HashMap<(&ClaimId, tradewire_model::Role), usize> = HashMap::new();
    let mut disputed: BTreeSet<(&str, tradewire_model::Role)> = BTreeSet::new();
    for c in out.conflicts.iter().filter(|c| matches!(c.kind, ConflictKind::Value | ConflictKind::Count)) {
        disputed.extend(c.event.as_ref().map(|e| (e.as_str(), c.role)));
        for (n, s) in c.sides.iter().enumerate() {
            side.extend(s.claims.iter().map(|r| ((&r.id, c.role), n)));
        }
    }
    let mut rows: Vec<(Stated, f64)> = Vec::new();
    for e in &out.events {
        for r in &e.claims {
            let (Some(b), Some(c)) = (own.get(&r.id), by_id.get(&r.id)) else { continue };
            for (role, value) in c.args.iter() {
                if value.amount().is_none() {
                    continue;
                }
                let at = match side.get(&(&c.id, role)) {
                    Some(n) => *n,
                    // Where nobody disagrees all are on one side.
                    None if !disputed.contains(&(e.id.as_str(), role)) => 0,
                    None => continue,
                };
                let row = Stated {
                    object: format!("{} {role}", e.id),
                    source: b.origin.clone(),
                    value: at.to_string(),
                };
                rows.push((row, c.confidence));
            }
        }
    }
    trust_as_read(&rows)
}
