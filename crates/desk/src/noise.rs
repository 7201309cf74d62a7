//! Quantiles with differential privacy, by the exponential mechanism.
//!
//! McSherry and Talwar, «Mechanism Design via Differential Privacy» (FOCS 2007); for quantiles Smith, «Privacy-preserving
//! Statistical Estimation with Optimal Convergence Rates» (STOC 2011): a figure *x* between two bounds, which were chosen
//! without looking at the data, is drawn with a density proportional to exp(ε u(x) / 2), u(x) = −|#{values below x} − p n|.
//! One contributor more or less changes u by at most max(p, 1 − p) < 1, so the draw is ε-differentially private. The
//! density is taken on the logarithm of the sum, for pay spreads over orders of magnitude.
//!
//! Whether a cell is shown at all is decided by its count with Laplace noise of scale 1/ε₀ and a threshold that fewer
//! than [`crate::LEAST`] contributors never reach and exactly that many reach with a chance of δ at most (as in
//! Korolova and others, «Releasing Search Queries and Clicks Privately», WWW 2009).

use tradewire_model::Decimal;

use crate::pool::LEAST;

/// Chance with which the promise may fail, per count.
pub const DELTA: f64 = 1e-6;
/// What a cell tells: for each of two sums whether enough gave it, and three quartiles.
const TOLD: f64 = 8.0;

/// How much a cell may tell, and between which bounds its sums are looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Budget {
    /// ε of one desk in one cell: an eighth of it for each of two counts and six quartiles.
    pub epsilon: f64,
    /// Least sum that is looked for; above zero, chosen without looking at the data.
    pub low: f64,
    /// Largest such sum.
    pub high: f64,
}

impl Budget {
    /// Reads a budget: ε above zero and at most 20, bounds above zero and apart.
    #[must_use]
    pub fn new(epsilon: f64, low: f64, high: f64) -> Option<Self> {
        let sound = epsilon > 0.0 && epsilon <= 20.0 && low > 0.0 && high > low && high <= 1e15;
        sound.then_some(Self { epsilon, low, high })
    }

    /// ε of each count and of each quartile.
    #[must_use]
    pub fn each(&self) -> f64 {
        self.epsilon / TOLD
    }

    /// Noisy count from which quartiles are shown.
    #[must_use]
    pub fn threshold(&self) -> f64 {
        LEAST as f64 + (1.0 / (2.0 * DELTA)).ln() / self.each()
    }

    /// A count with Laplace noise; nothing where the cell is not shown. `uniform` gives numbers from 0 to 1.
    pub(crate) fn count(&self, n: usize, uniform: &mut dyn FnMut() -> f64) -> Option<f64> {
        // Two exponential draws, one taken from the other, are Laplace distributed.
        let mut exponential = || -(1.0 - uniform()).ln() / self.each();
        let noisy = n as f64 + exponential() - exponential();
        (n >= LEAST && noisy >= self.threshold()).then_some(noisy)
    }

    /// Draws a quantile of some sums.
    pub(crate) fn quantile(&self, sums: &[f64], p: f64, uniform: &mut dyn FnMut() -> f64) -> f64 {
        let gaps = gaps(sums, p, self);
        let mut left = uniform();
        let last = gaps.last().map_or(self.high, |g| g.high);
        let found = gaps.into_iter().find_map(|g| {
            if left < g.chance {
                return Some(g.low * (g.high / g.low).powf(uniform()));
            }
            left -= g.chance;
            None
        });
        found.unwrap_or(last)
    }
}

/// A stretch between two neighbouring sums with the chance that the drawn figure is in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Chance.
    pub chance: f64,
}

/// The whole distribution from which a quantile is drawn; sums outside the bounds count as the bounds.
#[must_use]
pub fn gaps(sums: &[f64], p: f64, budget: &Budget) -> Vec<Gap> {
    let mut ends: Vec<f64> = sums.iter().map(|s| s.clamp(budget.low, budget.high)).collect();
    ends.sort_by(f64::total_cmp);
    ends.insert(0, budget.low);
    ends.push(budget.high);
    let n = sums.len() as f64;
    let weight = |(i, pair): (usize, &[f64])| {
        let (low, high) = (pair[0], pair[1]);
        let utility = -(i as f64 - p * n).abs();
        (low, high, budget.each() * utility / 2.0 + (high / low).ln().ln())
    };
    let rows: Vec<(f64, f64, f64)> = ends.windows(2).enumerate().map(weight).collect();
    // Largest first taken out, so that no weight overflows; a stretch without length has none.
    let top = rows.iter().map(|r| r.2).fold(f64::NEG_INFINITY, f64::max);
    let whole: f64 = rows.iter().map(|r| (r.2 - top).exp()).sum();
    rows.into_iter().map(|(low, high, w)| Gap { low, high, chance: (w - top).exp() / whole }).collect()
}

/// A sum for chance's arithmetic.
pub(crate) fn float_of(sum: Decimal) -> f64 {
    sum.to_string().parse().unwrap_or(0.0)
}

/// A drawn sum, in whole units.
pub(crate) fn decimal_of(sum: f64) -> Option<Decimal> {
    Decimal::try_from(sum).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(epsilon: f64) -> Budget {
        Budget::new(epsilon, 1e5, 1e8).unwrap()
    }

    /// Density at a sum, per unit of its logarithm.
    fn density(gaps: &[Gap], x: f64) -> f64 {
        let g = gaps.iter().find(|g| g.low <= x && x < g.high).unwrap();
        g.chance / (g.high / g.low).ln()
    }

    /// Numbers from 0 to 1 that are the same in each run.
    fn stream(seed: u64) -> impl FnMut() -> f64 {
        let mut at = 0u32;
        move || {
            at += 1;
            let words = tradewire_market::philox4x32([at, 0, 0, 7], [seed as u32, (seed >> 32) as u32]);
            f64::from(words[0]) / 4_294_967_296.0
        }
    }

    #[test]
    fn one_contributor_more_or_less_changes_no_density_by_more_than_promised() {
        let mut draw = stream(11);
        let mut worst = 0.0f64;
        for _ in 0..300 {
            let n = 5 + (draw() * 20.0) as usize;
            let sums: Vec<f64> = (0..n).map(|_| 1e5 * 1000f64.powf(draw())).collect();
            let b = budget(0.2 + 8.0 * draw());
            for p in [0.25, 0.5, 0.75] {
                let whole = gaps(&sums, p, &b);
                let without = gaps(&sums[1..], p, &b);
                let mut other = sums.clone();
                other[0] = 1e5 * 1000f64.powf(draw());
                let changed = gaps(&other, p, &b);
                for _ in 0..40 {
                    let x = 1e5 * 999f64.powf(draw());
                    for neighbour in [&without, &changed] {
                        let ratio = (density(&whole, x) / density(neighbour, x)).ln().abs();
                        worst = worst.max(ratio / b.each());
                    }
                }
            }
        }
        assert!(worst <= 1.0 + 1e-9, "{worst}");
        assert!(worst > 0.3, "the test looks where it matters: {worst}");
    }

    #[test]
    fn figures_are_drawn_as_the_distribution_says() {
        let b = budget(6.0);
        let sums: Vec<f64> = (1..=9).map(|i| f64::from(i) * 1e6).collect();
        let law = gaps(&sums, 0.5, &b);
        assert!((law.iter().map(|g| g.chance).sum::<f64>() - 1.0).abs() < 1e-12);
        let mut draw = stream(5);
        let n = 40_000;
        let mut hits = vec![0usize; law.len()];
        for _ in 0..n {
            let x = b.quantile(&sums, 0.5, &mut draw);
            let at = law.iter().position(|g| g.low <= x && x <= g.high).unwrap();
            hits[at] += 1;
        }
        // Pearson's statistic with 9 degrees of freedom: above 33.7 by chance once in 10,000 times.
        let chi: f64 = law.iter().zip(&hits).fold(0.0, |s, (g, h)| {
            let asked = g.chance * f64::from(n);
            s + (*h as f64 - asked).powi(2) / asked
        });
        assert!(chi < 33.7, "{chi} {hits:?}");
    }

    #[test]
    fn small_cells_are_never_shown_and_the_least_hardly_ever() {
        let b = budget(8.0);
        let mut draw = stream(3);
        assert!((0..2000).all(|_| b.count(LEAST - 1, &mut draw).is_none()));
        assert!((0..2000).all(|_| b.count(LEAST, &mut draw).is_none()), "a chance of one in a million each");
        let far = b.threshold().ceil() as usize + 20;
        assert!((0..2000).all(|_| b.count(far, &mut draw).is_some()));
        // The noise has the scale it should: its mean absolute size is one over ε of the count.
        let sizes: f64 = (0..20_000).map(|_| (b.count(1000, &mut draw).unwrap() - 1000.0).abs()).sum();
        assert!((sizes / 20_000.0 * b.each() - 1.0).abs() < 0.05, "{sizes}");
    }

    #[test]
    fn budgets_make_sense_or_are_refused() {
        for (e, low, high) in
            [(0.0, 1.0, 2.0), (f64::NAN, 1.0, 2.0), (1.0, 0.0, 2.0), (1.0, 2.0, 2.0), (30.0, 1.0, 2.0)]
        {
            assert!(Budget::new(e, low, high).is_none(), "{e} {low} {high}");
        }
        let b = budget(1.0);
        assert!(
            (2.0f64.mul_add(b.each(), 6.0 * b.each()) - 1.0).abs() < 1e-12,
            "all of it is spent, no more"
        );
    }
}
