//! Taxes, as a rule that can be plugged in.

use serde::Serialize;

/// What is due on the pay of one year.
///
/// A stand-in for a tax law, not one: each year's pay is taxed on its own, in the currency of the package, when cash is
/// paid and when shares are counted.
pub trait Tax: Sync {
    /// Tax on a year's pay, both in the currency of the package.
    fn due(&self, pay: f64) -> f64;

    /// Whether nothing is ever due, so that nobody has to ask.
    fn exempt(&self) -> bool {
        false
    }
}

/// No tax.
#[derive(Debug, Clone, Copy)]
pub struct NoTax;

impl Tax for NoTax {
    fn due(&self, _: f64) -> f64 {
        0.0
    }

    fn exempt(&self) -> bool {
        true
    }
}

/// One rate on everything.
#[derive(Debug, Clone, Copy)]
pub struct FlatTax(pub f64);

impl Tax for FlatTax {
    fn due(&self, pay: f64) -> f64 {
        pay * self.0
    }
}

/// The rules that a package file can state.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxRule {
    /// No tax.
    None,
    /// One rate.
    Rate(f64),
    /// Rates above thresholds, lowest first: `[[0, 0.1], [50000, 0.3]]`.
    Brackets(Vec<(f64, f64)>),
}

impl Tax for TaxRule {
    fn due(&self, pay: f64) -> f64 {
        match self {
            Self::None => 0.0,
            Self::Rate(rate) => pay * rate,
            Self::Brackets(steps) => {
                let ends = steps.iter().skip(1).map(|s| s.0).chain([f64::INFINITY]);
                steps.iter().zip(ends).map(|((from, rate), to)| (pay.min(to) - from).max(0.0) * rate).sum()
            }
        }
    }

    fn exempt(&self) -> bool {
        matches!(self, Self::None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_taxes_only_what_lies_on_it() {
        let t = TaxRule::Brackets(vec![(0.0, 0.1), (100.0, 0.3), (200.0, 0.5)]);
        for (pay, due) in [(0.0, 0.0), (50.0, 5.0), (150.0, 25.0), (300.0, 90.0)] {
            assert!((t.due(pay) - due).abs() < 1e-9, "{pay}");
        }
    }
}
