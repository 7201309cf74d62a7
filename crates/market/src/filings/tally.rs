//! Wages counted: the same ones once, with how often.

use std::collections::HashMap;

use crate::comparables::{QuantileBand, refitted};
use crate::normal::quantile;
use crate::philox::{key, philox4x32};
use crate::turnbull::{Observation, turnbull};

/// Resamples for a band.
const RESAMPLES: u32 = 200;
/// Most different wages and ends that are estimated from.
const MOST_ENDS: usize = 120;
/// Least number of filings that are rounded for the estimate: fewer are taken as they are.
const FEW: u64 = 400;

/// Steps to which wages are rounded for the estimate.
const STEPS: [u32; 9] = [500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 1_000_000];

/// A lower end and an upper one, if there is one, in whole dollars.
type Interval = (u32, Option<u32>);
/// Intervals with how often each is given.
type Rows = Vec<(Interval, u32)>;

/// How many different ends some intervals have.
fn ends<'a>(intervals: impl Iterator<Item = &'a Interval>) -> usize {
    let mut ends: Vec<u32> = intervals.flat_map(|(l, h)| [Some(*l), *h]).flatten().collect();
    ends.sort_unstable();
    ends.dedup();
    ends.len()
}

/// Wages a year in whole dollars as intervals, with how many filings give each.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// To whose multiples the ends are rounded, outward; zero before the first.
    step: u32,
    counts: HashMap<Interval, u32>,
}

fn down(x: u32, step: u32) -> u32 {
    x / step * step
}

fn up(x: u32, step: u32) -> u32 {
    x.div_ceil(step).saturating_mul(step)
}

impl Tally {
    /// Most different intervals that are kept; with more, ends are rounded outward to a coarser step.
    pub const MOST: usize = 200_000;

    /// Counts a wage; without an upper end it is at least that.
    pub(super) fn add(&mut self, low: f64, high: Option<f64>) {
        let whole = |x: f64| x.clamp(0.0, 4e9) as u32;
        let step = self.step.max(1);
        let interval = (down(whole(low.floor()), step), high.map(|h| up(whole(h.ceil()), step)));
        let count = self.counts.entry(interval).or_default();
        *count = count.saturating_add(1);
        if self.counts.len() > Self::MOST {
            *self = self.coarser(step.saturating_mul(10));
        }
    }

    /// The same with ends rounded outward: every interval still holds its wage.
    fn coarser(&self, step: u32) -> Self {
        let mut counts = HashMap::new();
        for ((low, high), n) in &self.counts {
            *counts.entry((down(*low, step), high.map(|h| up(h, step)))).or_insert(0) += n;
        }
        Self { step, counts }
    }

    /// What is estimated from: few wages as they are, many in stretches from above one multiple of a step to the next. The step
    /// is the least with which there are few enough of them; 0 where nothing was rounded.
    fn rounded(&self) -> (u32, Rows) {
        let whole: u64 = self.counts.values().map(|n| u64::from(*n)).sum();
        let mut rows: HashMap<Interval, u32> = self.counts.clone();
        let mut used = 0;
        if whole > FEW && ends(self.counts.keys()) > MOST_ENDS {
            for step in STEPS.into_iter().filter(|s| *s > self.step) {
                used = step;
                rows.clear();
                for ((low, high), n) in &self.counts {
                    let above = up(*low, step).saturating_sub(step);
                    *rows.entry((above, high.map(|h| up(h, step)))).or_insert(0) += n;
                }
                if ends(rows.keys()) <= MOST_ENDS {
                    break;
                }
            }
        }
        let mut rows: Rows = rows.into_iter().collect();
        rows.sort_unstable();
        (used, rows)
    }

    /// Quantiles with 90 % bands, and the step to which ends were rounded for it (0: not at all).
    pub(super) fn quantiles(&self, ps: &[f64], seed: u64) -> (Vec<QuantileBand>, u32) {
        let (step, rows) = self.rounded();
        let observations: Vec<Observation> = rows
            .iter()
            .map(|((l, h), _)| {
                let (low, high) = (f64::from(*l), h.map_or(f64::INFINITY, f64::from));
                // Rounded stretches that meet must not share a value: it would draw the weight of both.
                if step > 0 { Observation::after(low, high) } else { Observation::between(low, high) }
            })
            .collect();
        let weights: Vec<f64> = rows.iter().map(|r| f64::from(r.1)).collect();
        let fit = turnbull(&observations, Some(&weights));
        let columns = resampled(&observations, &weights, ps, seed);
        let bands = ps.iter().zip(columns).filter_map(|(p, column)| {
            let (low, high) = fit.quantile(*p)?;
            let at = |q: usize| column[(column.len() - 1) * q / 100];
            Some(QuantileBand { p: *p, low, high, band: (at(5), at(95)) })
        });
        (bands.collect(), step)
    }
}

/// Quantiles under resampling with Poisson weights (Hanley and MacGibbon 2006), which for many filings is the bootstrap.
fn resampled(observations: &[Observation], weights: &[f64], ps: &[f64], seed: u64) -> Vec<Vec<f64>> {
    let key = key(seed);
    refitted(observations, ps, RESAMPLES, |b| {
        let drawn = weights.iter().enumerate().map(|(i, w)| {
            let place = [u32::try_from(i).unwrap_or(0), b, 0, 10];
            let u = (f64::from(philox4x32(place, key)[0]) + 0.5) / 4_294_967_296.0;
            poisson(*w, u)
        });
        drawn.collect()
    })
}

/// The quantile of a Poisson distribution; by the normal one where the mean is large.
fn poisson(mean: f64, u: f64) -> f64 {
    if mean > 50.0 {
        return quantile(u).mul_add(mean.sqrt(), mean).round().max(0.0);
    }
    let (mut k, mut p) = (0.0, (-mean).exp());
    let mut sum = p;
    while sum < u && k < 400.0 {
        k += 1.0;
        p *= mean / k;
        sum += p;
    }
    k
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_drawn_with_the_mean_and_spread_they_should_have() {
        for mean in [1.0, 7.0, 200.0] {
            let n = 4000;
            let draws: Vec<f64> =
                (0..n).map(|i| poisson(mean, (f64::from(i) + 0.5) / f64::from(n))).collect();
            let found = draws.iter().sum::<f64>() / f64::from(n);
            let spread = draws.iter().map(|d| (d - found).powi(2)).sum::<f64>() / f64::from(n);
            assert!(
                (found / mean - 1.0).abs() < 0.01 && (spread / mean - 1.0).abs() < 0.03,
                "{mean}: {found} {spread}"
            );
        }
    }

    #[test]
    fn rounding_is_outward_and_memory_is_bounded() {
        let mut t = Tally::default();
        for i in 0..450_000u32 {
            t.add(f64::from(100_000 + i), Some(f64::from(100_007 + i)));
        }
        assert!(t.counts.len() <= Tally::MOST && t.step == 10, "{} {}", t.counts.len(), t.step);
        assert_eq!(t.counts.values().sum::<u32>(), 450_000);
        assert!(t.counts.keys().all(|(l, h)| l % 10 == 0 && h.is_some_and(|h| h % 10 == 0 && h > *l)));
        let t = t.coarser(1000);
        assert!(t.counts.keys().any(|k| *k == (100_000, Some(101_000))));
    }
}
