//! CRH: Li et al., SIGMOD 2014. What holds lies nearest to the weighed sources; a source weighs by minus the logarithm
//! of its share of all distance. Distance is 0 or 1 for words, and for numbers that from the weighted median, as a share
//! of the deviation among the object's values.

use super::{Case, Found, best};

const ROUNDS: usize = 10;
/// Distance every source starts with, so that one without a fault does not silence the rest.
const LEAST: f64 = 0.1;

pub(super) fn find(cases: &[Case], sources: usize) -> Vec<Option<Found>> {
    let numbers: Vec<Option<Vec<f64>>> = cases.iter().map(numbers).collect();
    let mut weight = vec![1.0; sources];
    let mut out: Vec<Option<Found>> = Vec::new();
    for _ in 0..ROUNDS {
        out = cases.iter().zip(&numbers).map(|(c, n)| settle(c, n.as_deref(), &weight)).collect();
        let (mut off, mut n) = (vec![LEAST; sources], vec![1.0; sources]);
        for ((case, numbers), found) in cases.iter().zip(&numbers).zip(&out) {
            let Some(found) = found else { continue };
            let spread = numbers.as_deref().map_or(1.0, deviation);
            for (source, value, _) in &case.rows {
                off[*source] += match numbers {
                    Some(x) => ((x[*value] - x[found.best]).abs() / spread).min(1.0),
                    None => f64::from(u8::from(*value != found.best)),
                };
                n[*source] += 1.0;
            }
        }
        let mean: Vec<f64> = off.iter().zip(&n).map(|(o, n)| o / n).collect();
        let most = mean.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        // Against the worst source, as in the authors' own code: weights stay above zero.
        weight = mean.into_iter().map(|m| 1e-3 - (m / most).ln()).collect();
    }
    out
}

/// The values of a case as numbers, if all of them are.
fn numbers(case: &Case) -> Option<Vec<f64>> {
    case.values
        .iter()
        .map(|v| v.trim().replace(',', "").parse::<f64>().ok().filter(|x| x.is_finite()))
        .collect()
}

fn deviation(x: &[f64]) -> f64 {
    let n = x.len().max(1) as f64;
    let mean = x.iter().sum::<f64>() / n;
    let var = x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
    if var > 0.0 { var.sqrt() } else { 1.0 }
}

fn settle(case: &Case, numbers: Option<&[f64]>, weight: &[f64]) -> Option<Found> {
    let mut score = vec![0.0; case.values.len()];
    for (source, value, share) in &case.rows {
        score[*value] += weight[*source] * share;
    }
    let all: f64 = score.iter().sum();
    let belief: Vec<f64> = score.iter().map(|s| s / all.max(f64::MIN_POSITIVE)).collect();
    let at = match numbers {
        Some(x) => {
            let mut order: Vec<usize> = (0..x.len()).collect();
            order.sort_by(|a, b| x[*a].total_cmp(&x[*b]).then(a.cmp(b)));
            let mut below = 0.0;
            order.into_iter().find(|i| {
                below += belief[*i];
                below >= 0.5 - 1e-12
            })
        }
        None => best(&belief),
    };
    Some(Found { best: at.or_else(|| best(&belief))?, belief })
}
