use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// Resamples for an interval.
const RESAMPLES: usize = 1_000;

/// Gives the 95 % percentile interval of a statistic, resampling whole cases with replacement.
///
/// Efron, Tibshirani: An Introduction to the Bootstrap (1993), chapter 13. The seed is fixed, so that one build gives
/// one interval. Nothing where there are fewer than two cases.
pub fn bootstrap<T>(cases: &[T], statistic: impl Fn(&[&T]) -> f64) -> Option<(f64, f64)> {
    if cases.len() < 2 {
        return None;
    }
    let mut rng = StdRng::seed_from_u64(20_250_701);
    let mut sample: Vec<&T> = Vec::with_capacity(cases.len());
    let mut values: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            sample.clear();
            sample.extend((0..cases.len()).map(|_| &cases[rng.random_range(0..cases.len())]));
            statistic(&sample)
        })
        .collect();
    values.sort_unstable_by(f64::total_cmp);
    Some((values[RESAMPLES / 40], values[RESAMPLES - 1 - RESAMPLES / 40]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(xs: &[&f64]) -> f64 {
        xs.iter().copied().sum::<f64>() / xs.len() as f64
    }

    #[test]
    fn the_interval_holds_the_statistic_and_narrows_with_cases() {
        let cases: Vec<f64> = (0..400).map(|i| f64::from(i % 2)).collect();
        let (low, high) = bootstrap(&cases, mean).unwrap();
        assert!(low < 0.5 && 0.5 < high && high - low < 0.12, "{low} {high}");
        let (a, b) = bootstrap(&cases[..20], mean).unwrap();
        assert!(b - a > high - low);
        assert_eq!(bootstrap(&cases, mean), Some((low, high)), "the same seed gives the same interval");
    }

    #[test]
    fn one_case_has_no_interval() {
        assert_eq!(bootstrap(&[1.0], mean), None);
    }
}
