use crate::Score;

/// Number of equal bins between 0 and 1.
const BINS: usize = 10;

/// What stated confidences are worth: reliability by bin and the expected calibration error.
///
/// Naeini, Cooper, Hauskrecht: Obtaining Well Calibrated Probabilities Using Bayesian Binning (AAAI 2015), eq. 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// Claims that state a confidence.
    pub n: usize,
    /// Mean distance between stated confidence and share of matches, weighted by bin size; nothing without claims.
    pub expected_error: Option<f64>,
    /// Per bin that holds claims: how many, mean confidence, share that match.
    pub bins: Vec<(usize, f64, f64)>,
}

impl Calibration {
    /// Measures the counted claims of a score.
    #[must_use]
    pub fn of(score: &Score) -> Self {
        let mut bins = [(0usize, 0.0f64, 0usize); BINS];
        for &(confidence, hit) in score.docs.iter().flat_map(|d| &d.confidences) {
            let c = if confidence.is_finite() { confidence.clamp(0.0, 1.0) } else { 0.0 };
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "c lies within 0 and 1"
            )]
            let bin = ((c * BINS as f64) as usize).min(BINS - 1);
            bins[bin].0 += 1;
            bins[bin].1 += c;
            bins[bin].2 += usize::from(hit);
        }
        let bins: Vec<(usize, f64, f64)> = bins
            .into_iter()
            .filter(|b| b.0 > 0)
            .map(|(n, sum, hits)| (n, sum / n as f64, hits as f64 / n as f64))
            .collect();
        let n: usize = bins.iter().map(|b| b.0).sum();
        let expected_error =
            (n > 0).then(|| bins.iter().map(|(k, c, h)| (c - h).abs() * *k as f64 / n as f64).sum());
        Self { n, expected_error, bins }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DocScore;

    #[test]
    fn the_error_is_the_weighted_gap() {
        let confidences = vec![(0.9, true), (0.9, false), (0.2, false), (f64::NAN, false)];
        let doc = DocScore { doc: "a".into(), counts: vec![], missed: vec![], extra: vec![], confidences };
        let c = Calibration::of(&Score { kinds: vec![], docs: vec![doc], malformed: 0 });
        assert_eq!(c.n, 4);
        // (0.9 - 0.5) * 2/4 + 0.2 * 1/4 + 0 * 1/4
        assert!((c.expected_error.unwrap() - 0.25).abs() < 1e-12);
    }

    #[test]
    fn without_claims_there_is_no_figure() {
        assert_eq!(
            Calibration::of(&Score { kinds: vec![], docs: vec![], malformed: 0 }).expected_error,
            None
        );
    }
}
