//! Votes, and sources weighed by the log-odds of being right.
//!
//! The model ACCU of Dong, Berti-Équille and Srivastava, «Integrating conflicting data: the role of source
//! dependence», VLDB 2009, with two changes. The accuracy is smoothed by a Beta prior, since most sources say one thing
//! only; and it has a ceiling, since sources that say very much are mostly machines that copy, whose agreement with
//! what they copied would otherwise make them oracles. With a hierarchy support flows up, and the answer is found on
//! the way down.

use std::collections::BTreeMap;

use super::{Case, Found, Hierarchy, Method, best};

/// Beta prior of a source's accuracy, as rows it got right and wrong before its first: right more often than not.
const PRIOR: (f64, f64) = (2.0, 1.0);
/// Most that a source can be trusted: see the module's words on machines that copy.
const CEILING: f64 = 0.9;
/// Least that it can: nobody is wrong on purpose throughout.
const FLOOR: f64 = 0.02;
/// Rounds of learning; weights change in the third digit after six.
const ROUNDS: usize = 10;
/// Share of the support of a node from which its best child is followed: below it the child is noise.
const FOLLOW: f64 = 0.1;

pub(super) fn vote(cases: &[Case], sources: usize, hierarchy: Option<&Hierarchy>) -> Vec<Option<Found>> {
    settle(cases, &vec![1.0; sources], hierarchy, Method::Vote)
}

pub(super) fn find(cases: &[Case], sources: usize, hierarchy: Option<&Hierarchy>) -> Vec<Option<Found>> {
    settle(cases, &weights(cases, sources, hierarchy), hierarchy, Method::Accuracy)
}

/// The smoothed accuracy of each source, and by how many rows it was judged.
pub(super) fn trust(cases: &[Case], sources: usize) -> (Vec<f64>, Vec<usize>) {
    let weight = weights(cases, sources, None);
    let (right, all) = tally(cases, &weight, None);
    let accuracy = right.iter().zip(&all).map(|(r, n)| (r + PRIOR.0) / (n + PRIOR.0 + PRIOR.1)).collect();
    (accuracy, all.into_iter().map(|n| n.round() as usize).collect())
}

fn weights(cases: &[Case], sources: usize, hierarchy: Option<&Hierarchy>) -> Vec<f64> {
    let mut weight = vec![log_odds(PRIOR.0 / (PRIOR.0 + PRIOR.1)); sources];
    for _ in 0..ROUNDS {
        weight = learn(cases, &weight, hierarchy);
    }
    weight
}

fn settle(
    cases: &[Case],
    weight: &[f64],
    hierarchy: Option<&Hierarchy>,
    method: Method,
) -> Vec<Option<Found>> {
    cases
        .iter()
        .map(|case| {
            let belief = belief(case, weight, method);
            let best = match hierarchy {
                Some(h) => descend(case, weight, h)?,
                None => best(&belief)?,
            };
            Some(Found { belief, best })
        })
        .collect()
}

fn log_odds(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}

/// How much each value of a case is believed; what is left is for none of them.
fn belief(case: &Case, weight: &[f64], method: Method) -> Vec<f64> {
    let mut score = vec![0.0; case.values.len()];
    for (source, value, share) in &case.rows {
        score[*value] += weight[*source] * share;
    }
    if method == Method::Vote {
        let all: f64 = score.iter().sum();
        return score.into_iter().map(|s| s / all.max(1.0)).collect();
    }
    let top = score.iter().copied().fold(0.0, f64::max);
    let odds: Vec<f64> = score.iter().map(|s| (s - top).exp()).collect();
    let all: f64 = odds.iter().sum::<f64>() + (-top).exp();
    odds.into_iter().map(|o| o / all).collect()
}

/// New weights from what is believed: the smoothed share of each source's rows that are.
fn learn(cases: &[Case], weight: &[f64], hierarchy: Option<&Hierarchy>) -> Vec<f64> {
    let (right, all) = tally(cases, weight, hierarchy);
    right
        .into_iter()
        .zip(all)
        .map(|(r, n)| log_odds(((r + PRIOR.0) / (n + PRIOR.0 + PRIOR.1)).clamp(FLOOR, CEILING)))
        .collect()
}

/// How much of each source's rows is believed, and how many there are.
fn tally(cases: &[Case], weight: &[f64], hierarchy: Option<&Hierarchy>) -> (Vec<f64>, Vec<f64>) {
    let mut right = vec![0.0; weight.len()];
    let mut all = vec![0.0; weight.len()];
    for case in cases {
        let held = match hierarchy {
            // Whatever lies on the way to what holds is right, however general.
            Some(h) => descend(case, weight, h).map(|b| {
                let on =
                    |v: usize| v == b || case.paths[v].first().is_some_and(|n| case.paths[b].contains(n));
                (0..case.values.len()).map(|v| f64::from(u8::from(on(v)))).collect()
            }),
            None => Some(belief(case, weight, Method::Accuracy)),
        };
        let Some(held): Option<Vec<f64>> = held else { continue };
        // A source that is alone with an object is neither borne out nor contradicted.
        if case.rows.iter().all(|r| r.0 == case.rows[0].0) {
            continue;
        }
        for (source, value, share) in &case.rows {
            right[*source] += held[*value] * share;
            all[*source] += share;
        }
    }
    (right, all)
}

/// Goes down the hierarchy along the best supported child and gives the most specific value that is claimed there.
fn descend(case: &Case, weight: &[f64], h: &Hierarchy) -> Option<usize> {
    // Claims of very weak sources still count a little: they may be the only ones that are specific.
    let voice = |source: usize| weight[source].max(0.05);
    let mut support: BTreeMap<usize, f64> = BTreeMap::new();
    let mut claimed: BTreeMap<usize, usize> = BTreeMap::new();
    for (source, value, share) in &case.rows {
        for node in &case.paths[*value] {
            *support.entry(*node).or_default() += voice(*source) * share;
        }
        if let Some(node) = case.paths[*value].first() {
            claimed.insert(*node, *value);
        }
    }
    let mut at: Option<usize> = None;
    let mut found: Option<usize> = None;
    for _ in 0..=h.names.len() {
        let child = support
            .iter()
            .filter(|(n, _)| h.parents[**n] == at)
            .max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)));
        let Some((&node, &own)) = child else { break };
        let above = at.and_then(|a| support.get(&a)).copied().unwrap_or(own);
        if found.is_some() && own < FOLLOW * above {
            break;
        }
        at = Some(node);
        found = claimed.get(&node).copied().or(found);
    }
    // Values that the hierarchy does not hold are left to belief.
    found.or_else(|| best(&belief(case, weight, Method::Accuracy)))
}
