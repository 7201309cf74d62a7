//! The expected value of each year in closed form.

use crate::normal::cumulative;
use crate::package::{Firm, Grant, Package, year_of};
use crate::sum::float;

/// Expectation of `max(0, x − strike)` for lognormal *x* with a mean and a standard deviation of its logarithm.
///
/// F. Black, «The pricing of commodity contracts», Journal of Financial Economics 3 (1976), without its discounting: with
/// the forward of a share as mean this is the Black–Scholes call.
///
/// ```
/// let call = tradewire_market::growth_call(1.0, 0.2, 1.0);
/// assert!((call - 0.0796557).abs() < 1e-6);
/// ```
#[must_use]
pub fn growth_call(mean: f64, sd_log: f64, strike: f64) -> f64 {
    if strike <= 0.0 {
        return mean - strike;
    }
    if mean <= 0.0 {
        return 0.0;
    }
    if sd_log <= 0.0 {
        return (mean - strike).max(0.0);
    }
    let d1 = (mean / strike).ln() / sd_log + 0.5 * sd_log;
    mean * cumulative(d1) - strike * cumulative(d1 - sd_log)
}

impl Firm {
    /// Chance that the firm stands at the end of a month.
    pub(crate) fn stands(&self, month: u16) -> f64 {
        (1.0 - self.failure).powf(f64::from(month) / 12.0)
    }

    /// What is left of a holder's part at the end of a month, dilution taken.
    pub(crate) fn undiluted(&self, month: u16) -> f64 {
        (1.0 - self.dilution).powf(f64::from(month) / 12.0)
    }

    /// Ways the price may go: chance, and expected growth per year as a factor.
    pub(crate) fn ways(&self, years: u8) -> Vec<(f64, f64)> {
        if self.scenarios.is_empty() {
            return vec![(1.0, 1.0 + self.growth)];
        }
        self.scenarios
            .iter()
            .map(|s| (s.chance, s.multiple.max(0.0).powf(1.0 / f64::from(years.max(1)))))
            .collect()
    }
}

/// Expected payoff of a grant per unit of value, for a price with a mean and a standard deviation of its logarithm.
fn payoff(grant: &Grant, mean: f64, sd: f64) -> f64 {
    let strike = float(grant.strike);
    let call = growth_call(mean, sd, strike);
    // min(x, cap) − strike, kept above nothing, is a call at the strike less a call at the cap.
    match grant.cap {
        Some(cap) if cap > grant.strike => call - growth_call(mean, sd, float(cap)),
        Some(_) => 0.0,
        None => call,
    }
}

/// Expected value of each year before tax, each payment brought back to the first day at a yearly rate.
///
/// Cash counts with the chance that the firm stands when it is due. Equity counts in the year it is earned, at that day's
/// price less the discount for the wait until it can be sold, with the chance that the firm stands when it can.
#[must_use]
pub fn expected(package: &Package, discount: f64) -> Vec<f64> {
    let firm = &package.firm;
    let mut years = vec![0.0; usize::from(package.years)];
    let present = |month: u16| (1.0 + discount).powf(-f64::from(month) / 12.0);
    let mut add = |month: u16, amount: f64| {
        if let Some(y) = years.get_mut(usize::from(year_of(month)) - 1) {
            *y += amount * present(month);
        }
    };
    for flow in package.cash() {
        add(flow.month, float(flow.amount) * flow.chance * firm.stands(flow.month));
    }
    for (month, amount) in package.undisclosed_by_year() {
        add(month, float(amount) * firm.stands(month));
    }
    let ways = firm.ways(package.years);
    for grant in &package.grants {
        for t in grant.vesting.tranches() {
            let sale = grant.liquidity.sale(t.month);
            let time = f64::from(t.month) / 12.0;
            let off = firm.illiquidity.discount(firm.volatility, f64::from(sale - t.month) / 12.0);
            let sd = firm.volatility * time.sqrt();
            let pays: f64 = ways
                .iter()
                .map(|(chance, growth)| {
                    chance * payoff(grant, growth.powf(time) * firm.undiluted(t.month), sd)
                })
                .sum();
            add(t.month, float(grant.value) * float(t.share) * pays * (1.0 - off) * firm.stands(sale));
        }
    }
    years
}
