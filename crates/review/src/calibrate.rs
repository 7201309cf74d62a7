//! What a stated confidence is worth, learnt from judgements of the random share.
//!
//! Platt's scaling (Platt, Advances in Large Margin Classifiers, 1999): a logistic curve over the log-odds of the stated
//! confidence, here per kind of claim, each drawn towards the curve of all kinds together, and that towards no change at
//! all. A kind with few judgements so keeps what is known of the others.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tradewire_model::{ClaimKind, content_hash};

/// One judged claim of the random share.
#[derive(Debug, Clone, PartialEq)]
pub struct Graded {
    /// Its id; decides what it is held out with.
    pub id: String,
    /// Its kind.
    pub kind: ClaimKind,
    /// The confidence stated, 0 to 1.
    pub confidence: f64,
    /// Whether people found it right.
    pub right: bool,
}

/// A logistic curve over log-odds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// How steep; 1 leaves differences as they are.
    pub slope: f64,
    /// Shift of the log-odds; 0 leaves them.
    pub shift: f64,
}

impl Curve {
    const SAME: Self = Self { slope: 1.0, shift: 0.0 };

    fn apply(self, confidence: f64) -> f64 {
        logistic(self.slope * log_odds(confidence) + self.shift)
    }
}

/// Turns stated confidences into calibrated ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibrator {
    /// For kinds of their own curve.
    pub kinds: BTreeMap<ClaimKind, Curve>,
    /// For all others.
    pub all: Curve,
}

impl Default for Calibrator {
    fn default() -> Self {
        Self { kinds: BTreeMap::new(), all: Curve::SAME }
    }
}

/// A calibrator with what it is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recalibration {
    /// The curves.
    pub calibrator: Calibrator,
    /// Judgements it was learnt from.
    pub n: usize,
    /// Expected calibration error of the stated confidences; nothing without judgements.
    pub before: Option<f64>,
    /// The same after, on claims held out from learning, five ways.
    pub after: Option<f64>,
}

impl Calibrator {
    /// The calibrated confidence of a claim, 0 to 1; what is no number counts as 0.
    #[must_use]
    pub fn apply(&self, kind: ClaimKind, confidence: f64) -> f64 {
        self.kinds.get(&kind).unwrap_or(&self.all).apply(confidence)
    }

    /// Whether every curve keeps the order of confidences: one from a file need not.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.kinds
            .values()
            .chain([&self.all])
            .all(|c| c.slope.is_finite() && c.slope >= 0.0 && c.shift.is_finite())
    }

    fn learn(graded: &[&Graded]) -> Self {
        let all = fit(graded, Curve::SAME, PRIOR);
        let mut kinds = BTreeMap::new();
        for kind in ClaimKind::ALL {
            let of: Vec<&Graded> = graded.iter().copied().filter(|g| g.kind == *kind).collect();
            if !of.is_empty() {
                kinds.insert(*kind, fit(&of, all, SHRINKAGE));
            }
        }
        Self { kinds, all }
    }
}

/// Learns curves from judgements and measures them.
#[must_use]
pub fn recalibrate(graded: &[Graded]) -> Recalibration {
    let every: Vec<&Graded> = graded.iter().collect();
    let fold = |g: &Graded| {
        let hex = content_hash(["calibration", g.id.as_str()]);
        u8::from_str_radix(hex.get(..2).unwrap_or("0"), 16).unwrap_or(0) % 5
    };
    let mut after = Vec::with_capacity(graded.len());
    for f in 0..5 {
        let rest: Vec<&Graded> = every.iter().copied().filter(|g| fold(g) != f).collect();
        let c = Calibrator::learn(&rest);
        after.extend(every.iter().filter(|g| fold(g) == f).map(|g| (c.apply(g.kind, g.confidence), g.right)));
    }
    let before: Vec<(f64, bool)> = graded.iter().map(|g| (unit(g.confidence), g.right)).collect();
    Recalibration {
        calibrator: Calibrator::learn(&every),
        n: graded.len(),
        before: calibration_error(&before),
        after: calibration_error(&after),
    }
}

/// The expected calibration error over ten equal bins: mean distance between stated confidence and share that is right,
/// weighted by the size of the bin (Naeini, Cooper, Hauskrecht, AAAI 2015, eq. 1). Nothing without cases.
#[must_use]
pub fn calibration_error(cases: &[(f64, bool)]) -> Option<f64> {
    let mut bins = [(0usize, 0.0f64, 0usize); 10];
    for (c, right) in cases {
        let c = unit(*c);
        let b = &mut bins[((c * 10.0) as usize).min(9)];
        *b = (b.0 + 1, b.1 + c, b.2 + usize::from(*right));
    }
    let gap = |(_, sum, hits): &(usize, f64, usize)| (sum - *hits as f64).abs();
    (!cases.is_empty()).then(|| bins.iter().map(gap).sum::<f64>() / cases.len() as f64)
}

/// How strongly all kinds together are drawn to no change, in judgements' worth of curvature.
const PRIOR: f64 = 1.0;
/// How strongly one kind is drawn to all.
const SHRINKAGE: f64 = 4.0;

fn unit(c: f64) -> f64 {
    if c.is_finite() { c.clamp(0.0, 1.0) } else { 0.0 }
}

fn log_odds(c: f64) -> f64 {
    let c = unit(c).clamp(1e-4, 1.0 - 1e-4);
    (c / (1.0 - c)).ln()
}

fn logistic(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

/// The curve of the largest posterior under a normal prior around another, by damped Newton steps.
fn fit(graded: &[&Graded], around: Curve, strength: f64) -> Curve {
    let loss = |c: Curve| {
        let data: f64 = graded
            .iter()
            .map(|g| {
                let p = c.apply(g.confidence).clamp(1e-12, 1.0 - 1e-12);
                -if g.right { p.ln() } else { (1.0 - p).ln() }
            })
            .sum();
        data + strength / 2.0 * ((c.slope - around.slope).powi(2) + (c.shift - around.shift).powi(2))
    };
    let mut c = around;
    for _ in 0..50 {
        let (mut ga, mut gb) = (strength * (c.slope - around.slope), strength * (c.shift - around.shift));
        let (mut haa, mut hab, mut hbb) = (strength, 0.0, strength);
        for g in graded {
            let x = log_odds(g.confidence);
            let p = c.apply(g.confidence);
            let (e, w) = (p - f64::from(u8::from(g.right)), p * (1.0 - p));
            ga += e * x;
            gb += e;
            haa += w * x * x;
            hab += w * x;
            hbb += w;
        }
        let det = haa * hbb - hab * hab;
        let (da, db) = ((hbb * ga - hab * gb) / det, (haa * gb - hab * ga) / det);
        let mut step = 1.0;
        let now = loss(c);
        let mut next = c;
        for _ in 0..30 {
            // More confidence never means less: the slope stays above nothing.
            next = Curve { slope: (c.slope - step * da).max(0.0), shift: c.shift - step * db };
            if loss(next) <= now {
                break;
            }
            step /= 2.0;
        }
        if loss(next) >= now - 1e-12 {
            break;
        }
        c = next;
    }
    c
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Claims of one stated confidence of which every `wrong`-th is wrong.
    fn stated(kind: ClaimKind, n: usize, confidence: f64, wrong: usize) -> Vec<Graded> {
        (0..n)
            .map(|i| Graded { id: format!("{kind}{confidence}{i}"), kind, confidence, right: i % wrong != 0 })
            .collect()
    }

    #[test]
    fn boasting_is_taken_down_and_few_judgements_change_little() {
        let mut all = stated(ClaimKind::Move, 400, 0.95, 2);
        all.extend(stated(ClaimKind::Move, 400, 0.6, 3));
        all.extend(stated(ClaimKind::Deal, 1, 0.95, 1));
        let r = recalibrate(&all);
        let p = r.calibrator.apply(ClaimKind::Move, 0.95);
        assert!((p - 0.55).abs() < 0.1, "{p}");
        assert!(r.after.unwrap() < r.before.unwrap() / 2.0, "{r:?}");
        // One wrong deal does not condemn all deals.
        assert!(r.calibrator.apply(ClaimKind::Deal, 0.95) > p - 0.15);
        assert!((Calibrator::default().apply(ClaimKind::Deal, 0.7) - 0.7).abs() < 1e-9);
    }

    #[test]
    fn without_judgements_nothing_changes() {
        let r = recalibrate(&[]);
        assert_eq!((r.calibrator, r.before, r.after), (Calibrator::default(), None, None));
        assert_eq!(calibration_error(&[(0.9, true), (0.9, false)]).map(|e| (e * 100.0).round()), Some(40.0));
    }

    proptest! {
        #[test]
        fn calibrated_confidence_rises_with_the_stated_and_stays_within_bounds(
            v in proptest::collection::vec((0.0f64..=1.0, any::<bool>(), 0usize..3), 0..80), a in -1.0f64..2.0, b in -1.0f64..2.0
        ) {
            let graded: Vec<Graded> = v.iter().enumerate()
                .map(|(i, (c, right, k))| Graded { id: i.to_string(), kind: ClaimKind::ALL[*k], confidence: *c, right: *right })
                .collect();
            let r = recalibrate(&graded);
            for kind in ClaimKind::ALL {
                let (x, y) = (r.calibrator.apply(*kind, a.min(b)), r.calibrator.apply(*kind, a.max(b)));
                prop_assert!((0.0..=1.0).contains(&x) && x <= y + 1e-12);
            }
        }
    }
}
