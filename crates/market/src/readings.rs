//! Reports that give one end only, read in two ways, and bands that hold whichever is right.
//!
//! «More than 100 million» says that the sum is above; whether it says more is not known. If the figure was chosen without
//! regard to the sum, nothing more is known (the bound is *free*), and that is what the likelihood of intervals assumes:
//! coarsening at random, D. F. Heitjan and D. B. Rubin, «Ignorability and coarse data», Annals of Statistics 19 (1991). But
//! speakers name the greatest round figure that is passed, so hearers take «more than 100» for less than the next one: C.
//! Cummins, U. Sauerland and S. Solt, «Granularity and scalar implicature in numerical expressions», Linguistics and
//! Philosophy 35 (2012). Then the sum is *near* its bound, and taking the bound as free puts every quantile too high.
//!
//! Reports do not tell which it is, so neither is chosen: a quantile lies between what both readings give, and the band is
//! that of G. W. Imbens and C. F. Manski, «Confidence intervals for partially identified parameters», Econometrica 72 (2004),
//! which holds the truth as often as it promises at either end. Where no report has one end only, both are the same.

use crate::normal::cumulative;
use crate::turnbull::Observation;

/// How far from its bound a sum is under the near reading: up to this many times it, or down to one part of so many. Round
/// figures of one leading digit, the coarsest in use, are no further apart.
pub const NEAR: f64 = 2.0;

/// Whether both ends say something: a sum of money of at most so much has none below.
pub(crate) fn two_sided(o: &Observation) -> bool {
    o.low > 0.0 && o.high.is_finite()
}

/// The observations with every one-sided bound taken as near; nothing where there is none.
pub(crate) fn near(observations: &[Observation]) -> Option<Vec<Observation>> {
    if observations.iter().all(two_sided) {
        return None;
    }
    let near = |o: &Observation| match (o.low > 0.0, o.high.is_finite()) {
        (true, false) => Observation { high: o.low * NEAR, ..*o },
        (false, true) => Observation { low: o.high / NEAR, ..*o },
        _ => *o,
    };
    Some(observations.iter().map(near).collect())
}

/// What one reading gives for one figure: its estimate, and the same under resampling, sorted.
pub(crate) struct Drawn {
    pub(crate) estimate: f64,
    pub(crate) sorted: Vec<f64>,
}

impl Drawn {
    /// The value below which a share of the resamples lies.
    fn at(&self, share: f64) -> f64 {
        let last = self.sorted.len().saturating_sub(1) as f64;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the column")]
        self.sorted.get((last * share + 1e-9) as usize).copied().unwrap_or(f64::NAN)
    }
}

/// The 90 % band over readings of which one is right.
pub(crate) fn band(readings: &[Drawn]) -> (f64, f64) {
    let tail = tail(readings);
    let ends = readings.iter().map(|r| (r.at(tail), r.at(1.0 - tail)));
    ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).unwrap_or((f64::NAN, f64::NAN))
}

/// The share to leave out at each end: 5 % where the readings agree; towards 10 % as they differ by more than chance does, for
/// then the truth can be beyond one end only. With *d* the distance of the estimates in standard errors, on logarithms,
/// it is Φ(−c) with Φ(c + d) − Φ(−c) = 0.9.
fn tail(readings: &[Drawn]) -> f64 {
    const WIDTH: f64 = 3.289_707; // from the 5th to the 95th percentile of a normal distribution, in standard deviations
    let logs = |f: &dyn Fn(&Drawn) -> f64| readings.iter().map(f).collect::<Vec<f64>>();
    let estimates = logs(&|r| r.estimate.ln());
    let spread = logs(&|r| (r.at(0.95) / r.at(0.05)).ln() / WIDTH).into_iter().fold(0.0, f64::max);
    let apart = estimates.iter().fold(f64::NEG_INFINITY, |a, b| a.max(*b))
        - estimates.iter().fold(f64::INFINITY, |a, b| a.min(*b));
    if !(apart > 0.0 && apart.is_finite()) {
        return 0.05;
    }
    let distance = apart / spread.max(1e-9);
    let (mut low, mut high) = (1.28, 1.65);
    for _ in 0..50 {
        let c = f64::midpoint(low, high);
        if cumulative(c + distance) - cumulative(-c) < 0.9 { low = c } else { high = c }
    }
    cumulative(-high).clamp(0.05, 0.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(middle: f64) -> Drawn {
        Drawn {
            estimate: middle,
            sorted: (0..=400).map(|i| middle * (f64::from(i - 200) / 400.0).exp()).collect(),
        }
    }

    #[test]
    fn readings_that_agree_leave_five_percent_at_each_end() {
        assert!(
            (tail(&[drawn(1.0)]) - 0.05).abs() < 1e-9
                && (tail(&[drawn(1.0), drawn(1.0)]) - 0.05).abs() < 1e-9
        );
        let one = band(&[drawn(1.0)]);
        assert!(
            (one.0 - drawn(1.0).sorted[20]).abs() < 1e-12 && (one.1 - drawn(1.0).sorted[380]).abs() < 1e-12
        );
    }

    #[test]
    fn readings_far_apart_leave_ten_percent_beyond_each_and_all_between() {
        let (a, b) = (drawn(1.0), drawn(9.0));
        assert!((tail(&[drawn(1.0), drawn(9.0)]) - 0.1).abs() < 1e-3);
        let both = band(&[a, b]);
        let (a, b) = (drawn(1.0), drawn(9.0));
        assert!((both.0 - a.sorted[40]).abs() < 0.01 && (both.1 - b.sorted[360]).abs() < 0.1, "{both:?}");
        let middle = tail(&[drawn(1.0), drawn(1.3)]);
        assert!(middle > 0.051 && middle < 0.099, "{middle}");
    }

    #[test]
    fn only_bounds_of_one_side_are_read_anew() {
        let two = Observation::between(3.0, 9.0);
        assert!(near(&[two, Observation::exact(4.0)]).is_none());
        let up_to = Observation { low: 0.0, high: 8.0, open: false };
        let read = near(&[two, Observation::at_least(5.0), up_to]).unwrap();
        assert_eq!(read, [two, Observation::between(5.0, 10.0), Observation::between(4.0, 8.0)]);
    }
}
