//! TDH: Jung, Kim and Shim, EDBT 2019, the part that learns from sources.
//!
//! A source says the truth itself, something more general, or something wrong, with shares of its own; they and the
//! truths are learnt in turns by expectation and maximisation, with the authors' priors. Without a hierarchy nothing
//! is more general and the model is a plain one of right and wrong.

use super::{Case, Found, best};

/// Dirichlet prior over exact, general and wrong.
const ALPHA: [f64; 3] = [3.0, 3.0, 2.0];
/// Prior weight of every value.
const BETA: f64 = 2.0;
const ROUNDS: usize = 30;

pub(super) fn find(cases: &[Case], sources: usize) -> Vec<Option<Found>> {
    let above: Vec<Vec<Vec<usize>>> = cases.iter().map(above).collect();
    // Votes to begin with.
    let mut belief: Vec<Vec<f64>> = cases
        .iter()
        .map(|c| {
            let mut n = vec![BETA - 1.0; c.values.len()];
            for (_, value, share) in &c.rows {
                n[*value] += share;
            }
            scaled(n)
        })
        .collect();
    for _ in 0..ROUNDS {
        let mut phi = vec![ALPHA.map(|a| a - 1.0); sources];
        let mut share_of: Vec<[f64; 3]> = phi.iter().map(|p| scaled3(*p)).collect();
        for ((case, above), belief) in cases.iter().zip(&above).zip(&belief) {
            for (source, said, share) in &case.rows {
                for (truth, b) in belief.iter().enumerate() {
                    phi[*source][relation(above, *said, truth)] += b * share;
                }
            }
        }
        for (at, p) in share_of.iter_mut().zip(&phi) {
            *at = scaled3(*p);
        }
        for ((case, above), belief) in cases.iter().zip(&above).zip(&mut belief) {
            let n = case.values.len();
            let mut score = vec![0.0; n];
            for (truth, score) in score.iter_mut().enumerate() {
                let general = above[truth].len();
                for (source, said, share) in &case.rows {
                    let r = relation(above, *said, truth);
                    let among = [1, general, n.saturating_sub(1 + general)][r].max(1) as f64;
                    // Where nothing more general is claimed, that share goes to the exact.
                    let p = share_of[*source];
                    let p = if general == 0 { [p[0] + p[1], 0.0, p[2]] } else { p };
                    *score += share * (p[r] / among).max(1e-9).ln();
                }
            }
            let top = score.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            *belief = scaled(score.into_iter().map(|s| (s - top).exp()).collect());
        }
    }
    belief.into_iter().map(|belief| Some(Found { best: best(&belief)?, belief })).collect()
}

/// For each value the claimed values that are more general.
fn above(case: &Case) -> Vec<Vec<usize>> {
    (0..case.values.len())
        .map(|t| {
            (0..case.values.len())
                .filter(|&v| {
                    v != t
                        && case.paths[v].first().is_some_and(|n| case.paths[t].iter().skip(1).any(|a| a == n))
                })
                .collect()
        })
        .collect()
}

/// 0 the same, 1 more general, 2 otherwise.
fn relation(above: &[Vec<usize>], said: usize, truth: usize) -> usize {
    if said == truth {
        0
    } else if above[truth].contains(&said) {
        1
    } else {
        2
    }
}

fn scaled(x: Vec<f64>) -> Vec<f64> {
    let all: f64 = x.iter().sum();
    x.into_iter().map(|v| v / all.max(f64::MIN_POSITIVE)).collect()
}

fn scaled3(x: [f64; 3]) -> [f64; 3] {
    let all: f64 = x.iter().sum();
    x.map(|v| v / all.max(f64::MIN_POSITIVE))
}
