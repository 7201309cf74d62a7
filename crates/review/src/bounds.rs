//! Exact bounds on a rate, and agreement beyond chance.

use serde::Serialize;
use statrs::function::beta::checked_beta_reg;

/// A rate counted in a sample, with its exact two-sided interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rate {
    /// How many of the sample have the trait.
    pub hits: u64,
    /// Size of the sample.
    pub n: u64,
    /// Lower end, 0 to 1.
    pub low: f64,
    /// Upper end, 0 to 1.
    pub high: f64,
}

impl Rate {
    /// Counts a rate and bounds it (Clopper–Pearson) at a confidence such as 0.95.
    ///
    /// Nothing where the sample is empty, there are more hits than cases, or the confidence is not within 0 and 1.
    ///
    /// ```
    /// let r = tradewire_review::Rate::of(0, 20, 0.95).unwrap();
    /// assert!(r.low < 1e-9 && (r.high - 0.1684).abs() < 1e-4);
    /// ```
    #[must_use]
    pub fn of(hits: u64, n: u64, confidence: f64) -> Option<Self> {
        let (low, high) = clopper_pearson(hits, n, confidence)?;
        Some(Self { hits, n, low, high })
    }

    /// The share itself, 0 to 1.
    #[must_use]
    pub fn point(&self) -> f64 {
        if self.n == 0 { 0.0 } else { self.hits as f64 / self.n as f64 }
    }

    /// Whether a rate lies within the interval.
    #[must_use]
    pub fn covers(&self, rate: f64) -> bool {
        self.low <= rate && rate <= self.high
    }
}

/// The exact two-sided binomial interval of Clopper and Pearson, Biometrika 26 (1934), 404–413.
///
/// Its ends are quantiles of beta distributions: B(α/2; k, n−k+1) and B(1−α/2; k+1, n−k). Nothing where the sample is
/// empty or a number is out of place.
#[must_use]
pub fn clopper_pearson(hits: u64, n: u64, confidence: f64) -> Option<(f64, f64)> {
    if n == 0 || hits > n || !(confidence > 0.0 && confidence < 1.0) {
        return None;
    }
    let tail = (1.0 - confidence) / 2.0;
    let (k, m) = (hits as f64, (n - hits) as f64);
    let low = if hits == 0 { 0.0 } else { beta_quantile(tail, k, m + 1.0)? };
    let high = if hits == n { 1.0 } else { beta_quantile(1.0 - tail, k + 1.0, m)? };
    Some((low, high))
}

/// The exact one-sided upper bound: the rate is at most that, at the confidence given.
#[must_use]
pub fn upper_bound(hits: u64, n: u64, confidence: f64) -> Option<f64> {
    if n == 0 || hits > n || !(confidence > 0.0 && confidence < 1.0) {
        return None;
    }
    if hits == n { Some(1.0) } else { beta_quantile(confidence, hits as f64 + 1.0, (n - hits) as f64) }
}

/// How many cases, all of them sound, show a rate of errors to be at most `rate`: the smallest n with
/// (1 − rate)ⁿ ≤ 1 − confidence.
///
/// Nothing where rate or confidence is not within 0 and 1.
///
/// ```
/// assert_eq!(tradewire_review::sound_cases_needed(0.003, 0.95), Some(998));
/// ```
#[must_use]
pub fn sound_cases_needed(rate: f64, confidence: f64) -> Option<u64> {
    let within = |x: f64| x > 0.0 && x < 1.0;
    if !within(rate) || !within(confidence) {
        return None;
    }
    let n = ((1.0 - confidence).ln() / (-rate).ln_1p()).ceil();
    (n < 1e15).then_some(n as u64)
}

/// Quantile of a beta distribution, by halving: the distribution function only rises.
fn beta_quantile(p: f64, a: f64, b: f64) -> Option<f64> {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for _ in 0..100 {
        let mid = f64::midpoint(low, high);
        if checked_beta_reg(a, b, mid).ok()? < p {
            low = mid;
        } else {
            high = mid;
        }
        if high - low < 1e-15 {
            break;
        }
    }
    Some(f64::midpoint(low, high))
}

/// Agreement of two reviewers beyond chance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Kappa {
    /// Cohen's kappa: 1 is full agreement, 0 what chance would give.
    pub value: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end of its 95 % interval.
    pub high: f64,
    /// Share on which the two agree.
    pub observed: f64,
    /// Share on which they would agree by chance.
    pub expected: f64,
    /// Cases that both judged.
    pub n: u64,
}

/// Cohen's kappa with its asymptotic 95 % interval.
///
/// `table[i][j]` counts the cases that the first put into category i and the second into j. Cohen, Educational and
/// Psychological Measurement 20 (1960); the standard error after Fleiss, Cohen and Everitt, Psychological Bulletin 72
/// (1969), formula 8. Nothing where the table is not square, empty, or all in one category (chance alone agrees).
#[must_use]
pub fn cohen_kappa(table: &[Vec<u64>]) -> Option<Kappa> {
    let size = table.len();
    if size < 2 || table.iter().any(|row| row.len() != size) {
        return None;
    }
    let n: u64 = table.iter().flatten().sum();
    if n == 0 {
        return None;
    }
    let p = |i: usize, j: usize| table[i][j] as f64 / n as f64;
    let row: Vec<f64> = (0..size).map(|i| (0..size).map(|j| p(i, j)).sum()).collect();
    let column: Vec<f64> = (0..size).map(|j| (0..size).map(|i| p(i, j)).sum()).collect();
    let observed: f64 = (0..size).map(|i| p(i, i)).sum();
    let expected: f64 = (0..size).map(|i| row[i] * column[i]).sum();
    if expected >= 1.0 - 1e-12 {
        return None;
    }
    let value = (observed - expected) / (1.0 - expected);
    let same: f64 = (0..size).map(|i| p(i, i) * (1.0 - (row[i] + column[i]) * (1.0 - value)).powi(2)).sum();
    let pairs = (0..size).flat_map(|i| (0..size).map(move |j| (i, j))).filter(|(i, j)| i != j);
    let mut other: f64 = pairs.map(|(i, j)| p(i, j) * (column[i] + row[j]).powi(2)).sum();
    other *= (1.0 - value).powi(2);
    let rest = (value - expected * (1.0 - value)).powi(2);
    let variance = ((same + other - rest) / (n as f64 * (1.0 - expected).powi(2))).max(0.0);
    let reach = 1.959_963_984_540_054 * variance.sqrt();
    Some(Kappa {
        value,
        low: (value - reach).max(-1.0),
        high: (value + reach).min(1.0),
        observed,
        expected,
        n,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn near(a: f64, b: f64, by: f64) -> bool {
        (a - b).abs() <= by
    }

    /// Newcombe, Statistics in Medicine 17 (1998), table I, method 5.
    #[test]
    fn the_interval_gives_the_published_values() {
        for (k, n, low, high) in [
            (81, 263, 0.2527, 0.3676),
            (15, 148, 0.0578, 0.1617),
            (0, 20, 0.0, 0.1684),
            (1, 29, 0.0009, 0.1776),
        ] {
            let (a, b) = clopper_pearson(k, n, 0.95).unwrap();
            assert!(near(a, low, 6e-5) && near(b, high, 6e-5), "{k}/{n}: {a} {b}");
        }
        assert_eq!(clopper_pearson(29, 29, 0.95).unwrap().1.to_bits(), 1f64.to_bits());
    }

    #[test]
    fn what_cannot_be_bounded_gives_nothing() {
        assert_eq!(clopper_pearson(0, 0, 0.95), None);
        assert_eq!(clopper_pearson(3, 2, 0.95), None);
        assert_eq!(clopper_pearson(1, 2, 1.0), None);
        assert_eq!(clopper_pearson(1, 2, f64::NAN), None);
        assert_eq!(upper_bound(1, 0, 0.95), None);
        assert_eq!(sound_cases_needed(0.0, 0.95), None);
    }

    #[test]
    fn as_many_sound_cases_as_needed_just_reach_the_bound() {
        for rate in [0.003, 0.01, 0.2] {
            let n = sound_cases_needed(rate, 0.95).unwrap();
            assert!(upper_bound(0, n, 0.95).unwrap() <= rate + 1e-12);
            assert!(upper_bound(0, n - 1, 0.95).unwrap() > rate);
        }
    }

    /// Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions (2003), table 18.1: 0.68 with a
    /// standard error of 0.087.
    #[test]
    fn kappa_gives_the_published_value() {
        let k = cohen_kappa(&[vec![75, 1, 4], vec![5, 4, 1], vec![0, 0, 10]]).unwrap();
        assert!(near(k.value, 0.676, 1e-3), "{k:?}");
        assert!(near((k.high - k.value) / 1.96, 0.088, 1.5e-3), "{k:?}");
        let k = cohen_kappa(&[vec![20, 5], vec![10, 15]]).unwrap();
        assert!(near(k.value, 0.4, 1e-9) && near(k.observed, 0.7, 1e-9) && near(k.expected, 0.5, 1e-9));
    }

    #[test]
    fn one_category_alone_has_no_kappa() {
        assert_eq!(cohen_kappa(&[vec![9, 0], vec![0, 0]]), None);
        assert_eq!(cohen_kappa(&[vec![1, 2], vec![3]]), None);
        assert_eq!(cohen_kappa(&[vec![0, 0], vec![0, 0]]), None);
    }

    /// P(X ≤ k) of a binomial distribution, term by term; in logarithms, so that small terms do not vanish.
    fn at_most(k: u64, n: u64, p: f64) -> f64 {
        let mut term = n as f64 * (1.0 - p).ln();
        let mut sum = term.exp();
        for i in 0..k {
            term += ((n - i) as f64 / (i + 1) as f64).ln() + p.ln() - (1.0 - p).ln();
            sum += term.exp();
        }
        sum
    }

    proptest! {
        #[test]
        fn the_ends_leave_the_tails_that_they_promise(n in 1u64..300, share in 0.0f64..1.0) {
            let k = (share * n as f64) as u64;
            let (low, high) = clopper_pearson(k, n, 0.95).unwrap();
            prop_assert!(low <= k as f64 / n as f64 && k as f64 / n as f64 <= high);
            if k < n {
                prop_assert!(near(at_most(k, n, high), 0.025, 1e-6));
            }
            if k > 0 {
                prop_assert!(near(1.0 - at_most(k - 1, n, low), 0.025, 1e-6));
            }
        }

        #[test]
        fn kappa_is_symmetric_and_never_above_one(t in proptest::collection::vec(proptest::collection::vec(0u64..50, 3), 3)) {
            let turned: Vec<Vec<u64>> = (0..3).map(|i| (0..3).map(|j| t[j][i]).collect()).collect();
            match (cohen_kappa(&t), cohen_kappa(&turned)) {
                (Some(a), Some(b)) => {
                    prop_assert!(a.value <= 1.0 + 1e-12 && a.low <= a.value + 1e-12 && a.value <= a.high + 1e-12);
                    prop_assert!(near(a.value, b.value, 1e-9) && near(a.low, b.low, 1e-9));
                }
                (a, b) => prop_assert_eq!(a.is_some(), b.is_some()),
            }
        }
    }
}
