//! The order, and what it hangs on.

use std::cmp::Ordering;

use jiff::civil::Date as Day;
use serde::Serialize;
use tradewire_model::EntityId;

use super::criteria::Criteria;
use super::evidence::{Person, Value, value};
use crate::philox::{key, philox4x32, unit};

/// Draws of random weights.
const DRAWS: u32 = 1_000;
/// People among whom a nudge of one weight is counted.
const TOP: usize = 10;

/// What a person has for one criterion; without a value nothing is on file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// The criterion.
    pub criterion: String,
    /// What the evidence gives.
    pub value: Option<Value>,
}

/// A person of the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ranked {
    /// Who.
    pub id: EntityId,
    /// What to call them.
    pub name: String,
    /// Whether only invented documents name them.
    pub fiction: bool,
    /// Place in the order; equals share one.
    pub rank: usize,
    /// What is evidenced, of a hundred.
    pub score: f64,
    /// What it would be if all that is missing or open turned out well.
    pub may_be: f64,
    /// Criteria for which nothing is on file.
    pub missing: usize,
    /// Best and worst rank in nine of ten draws of weights from half to double.
    pub over_weights: (usize, usize),
    /// Best and worst rank for whatever is missing or open, of this person or of others.
    pub over_missing: (usize, usize),
    /// Share of the draws in which nobody stands before them.
    pub first: f64,
    /// The points, in the order of the criteria.
    pub points: Vec<Point>,
}

/// What halving or doubling one weight does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Nudge {
    /// The criterion.
    pub criterion: String,
    /// Of the first ten, how many change their rank when it is halved, and when it is doubled.
    pub change: (usize, usize),
    /// Who is first then.
    pub first: (Option<String>, Option<String>),
}

/// The list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct List {
    /// The criteria with their weights.
    pub criteria: Criteria,
    /// The day that recency is counted to.
    pub as_of: Day,
    /// People looked at.
    pub n: usize,
    /// Documents that the points rest on.
    pub documents: usize,
    /// Different outlets of these.
    pub outlets: usize,
    /// The people, best evidenced first; those without any evidence are left out.
    pub people: Vec<Ranked>,
    /// People for whom nothing at all is on file.
    pub without: usize,
    /// What each weight does.
    pub nudges: Vec<Nudge>,
    /// Draws of random weights.
    pub draws: u32,
    /// The seed of these.
    pub seed: u64,
}

/// Ranks people.
#[must_use]
pub fn rank(people: &[Person], criteria: &Criteria, as_of: Day, seed: u64) -> List {
    let weights: Vec<f64> = criteria.criteria.iter().map(|c| c.weight).collect();
    let mut rows: Vec<(&Person, Vec<Point>)> = people
        .iter()
        .map(|p| {
            let one =
                |c: &super::criteria::Criterion| Point { criterion: c.id.clone(), value: value(p, c, as_of) };
            (p, criteria.criteria.iter().map(one).collect())
        })
        .collect();
    rows.retain(|(_, points): &(_, Vec<Point>)| points.iter().any(|p| p.value.is_some()));
    let lows: Vec<Vec<f64>> = rows.iter().map(|r| ends(&r.1, false)).collect();
    let highs: Vec<Vec<f64>> = rows.iter().map(|r| ends(&r.1, true)).collect();
    let score: Vec<f64> = lows.iter().map(|v| dot(v, &weights)).collect();
    let may_be: Vec<f64> = highs.iter().map(|v| dot(v, &weights)).collect();
    let ranks = places(&score);
    let drawn = draws(&lows, &weights, seed);
    let mut proofs: Vec<(&str, Option<&str>)> = rows
        .iter()
        .flat_map(|r| r.1.iter().filter_map(|p| p.value.as_ref()).flat_map(|v| &v.proofs))
        .map(|p| (p.doc.as_str(), p.outlet.as_deref()))
        .collect();
    proofs.sort_unstable();
    proofs.dedup();
    let mut outlets: Vec<&str> = proofs.iter().filter_map(|p| p.1).collect();
    outlets.sort_unstable();
    outlets.dedup();
    let (documents, outlets) = (proofs.len(), outlets.len());
    let nudges = nudges(&rows, &lows, &weights, criteria, &ranks);
    let mut out: Vec<Ranked> = rows
        .into_iter()
        .enumerate()
        .map(|(i, (p, points))| {
            let others = || (0..score.len()).filter(|j| *j != i);
            let ahead = others().filter(|j| above(score[*j], may_be[i])).count();
            let behind = others().filter(|j| above(may_be[*j], score[i])).count();
            Ranked {
                id: p.id.clone(),
                name: p.name.clone(),
                fiction: p.fiction,
                rank: ranks[i],
                score: score[i],
                may_be: may_be[i],
                missing: points.iter().filter(|p| p.value.is_none()).count(),
                over_weights: drawn[i].0,
                over_missing: (ahead + 1, behind + 1),
                first: drawn[i].1,
                points,
            }
        })
        .collect();
    out.sort_by(|a, b| {
        a.rank
            .cmp(&b.rank)
            .then_with(|| b.may_be.total_cmp(&a.may_be))
            .then_with(|| a.name.cmp(&b.name))
            .then_with(|| a.id.cmp(&b.id))
    });
    List {
        criteria: criteria.clone(),
        as_of,
        n: people.len(),
        documents,
        outlets,
        without: people.len() - out.len(),
        people: out,
        nudges,
        draws: DRAWS,
        seed,
    }
}

/// The least or the most of each point; what is missing is from nothing to one.
fn ends(points: &[Point], high: bool) -> Vec<f64> {
    points
        .iter()
        .map(|p| match &p.value {
            Some(v) if high => v.high,
            Some(v) => v.low,
            None => f64::from(u8::from(high)),
        })
        .collect()
}

/// Weighted sum, of a hundred.
fn dot(values: &[f64], weights: &[f64]) -> f64 {
    let all: f64 = weights.iter().sum();
    let sum: f64 = values.iter().zip(weights).map(|(v, w)| v * w).sum();
    if all > 0.0 { 100.0 * sum / all } else { 0.0 }
}

/// Whether a score is above another by more than the dust of floats.
fn above(a: f64, b: f64) -> bool {
    a > b + 1e-9
}

/// Ranks from scores: one more than how many are above.
fn places(scores: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|a, b| scores[*b].partial_cmp(&scores[*a]).unwrap_or(Ordering::Equal));
    let mut out = vec![0; scores.len()];
    let mut place = 1;
    for (at, i) in order.iter().enumerate() {
        if at > 0 && above(scores[order[at - 1]], scores[*i]) {
            place = at + 1;
        }
        out[*i] = place;
    }
    out
}

/// Nine of ten ranks under weights from half to double, each drawn evenly on the scale of ratios, and how often first.
fn draws(lows: &[Vec<f64>], weights: &[f64], seed: u64) -> Vec<((usize, usize), f64)> {
    let key = key(seed);
    let mut all: Vec<Vec<usize>> = vec![Vec::with_capacity(DRAWS as usize); lows.len()];
    for draw in 0..DRAWS {
        let drawn: Vec<f64> = weights
            .iter()
            .enumerate()
            .map(|(i, w)| {
                let place = [u32::try_from(i / 4).unwrap_or(0), draw, 0, 11];
                w * 2f64.powf(2.0 * unit(philox4x32(place, key)[i % 4]) - 1.0)
            })
            .collect();
        let scores: Vec<f64> = lows.iter().map(|v| dot(v, &drawn)).collect();
        for (ranks, place) in all.iter_mut().zip(places(&scores)) {
            ranks.push(place);
        }
    }
    all.into_iter()
        .map(|mut ranks| {
            let first = ranks.iter().filter(|r| **r == 1).count() as f64 / ranks.len().max(1) as f64;
            ranks.sort_unstable();
            let at = |q: usize| ranks.get((ranks.len().max(1) - 1) * q / 100).copied().unwrap_or(1);
            ((at(5), at(95)), first)
        })
        .collect()
}

fn nudges(
    rows: &[(&Person, Vec<Point>)],
    lows: &[Vec<f64>],
    weights: &[f64],
    criteria: &Criteria,
    ranks: &[usize],
) -> Vec<Nudge> {
    let with = |at: usize, factor: f64| {
        let mut w = weights.to_vec();
        w[at] *= factor;
        let scores: Vec<f64> = lows.iter().map(|v| dot(v, &w)).collect();
        let new = places(&scores);
        let change = (0..new.len()).filter(|i| ranks[*i] <= TOP && ranks[*i] != new[*i]).count();
        let first = (0..new.len()).filter(|i| new[*i] == 1).map(|i| rows[i].0.name.clone()).min();
        (change, first)
    };
    criteria
        .criteria
        .iter()
        .enumerate()
        .map(|(i, c)| {
            let (half, double) = (with(i, 0.5), with(i, 2.0));
            Nudge { criterion: c.id.clone(), change: (half.0, double.0), first: (half.1, double.1) }
        })
        .collect()
}
