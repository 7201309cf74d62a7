//! TruthFinder: Yin, Han and Yu, KDD 2007, without implication between values, which needs to know what they mean.

use super::{Case, Found, best};

/// Trust in a source before anything is known of it.
const TRUST: f64 = 0.9;
/// Damping of the confidence of values: sources are not independent.
const GAMMA: f64 = 0.3;
/// Turns after which it ends; it is steady after five to ten.
const ROUNDS: usize = 20;
/// Most that a source is trusted, so that no logarithm is without end.
const CEILING: f64 = 0.999_999;

pub(super) fn find(cases: &[Case], sources: usize) -> Vec<Option<Found>> {
    let mut trust = vec![TRUST; sources];
    let mut beliefs: Vec<Vec<f64>> = Vec::new();
    for _ in 0..ROUNDS {
        beliefs = cases
            .iter()
            .map(|case| {
                let mut score = vec![0.0; case.values.len()];
                for (source, value, _) in &case.rows {
                    score[*value] -= (1.0 - trust[*source]).ln();
                }
                score.into_iter().map(|s| 1.0 / (1.0 + (-GAMMA * s).exp())).collect()
            })
            .collect();
        let (mut sum, mut n) = (vec![0.0; sources], vec![0.0; sources]);
        for (case, belief) in cases.iter().zip(&beliefs) {
            for (source, value, _) in &case.rows {
                sum[*source] += belief[*value];
                n[*source] += 1.0;
            }
        }
        trust = sum.iter().zip(&n).map(|(s, n): (&f64, &f64)| (s / n.max(1.0)).min(CEILING)).collect();
    }
    beliefs.into_iter().map(|belief| Some(Found { best: best(&belief)?, belief })).collect()
}
