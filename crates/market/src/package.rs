//! What somebody is offered.

use rust_decimal::Decimal;
use serde::Serialize;
use tradewire_model::{Bound, Currency};

use crate::{Deadline, Illiquidity, TaxRule, Vesting};

/// Pay that somebody is offered, with when each part is earned. All sums are of one currency.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Package {
    /// What to call it.
    pub name: String,
    /// Where the figures come from, if they were published.
    pub source: Option<String>,
    /// Currency of all sums.
    pub currency: Currency,
    /// Years it covers, 1 to 10.
    pub years: u8,
    /// Salary per year, paid monthly.
    pub salary: Decimal,
    /// Bonus per year, paid at its end.
    pub bonus: Decimal,
    /// Whether the bonus is promised.
    pub bonus_guaranteed: bool,
    /// Bonus for signing.
    pub sign_on: SignOn,
    /// Equity.
    pub grants: Vec<Grant>,
    /// Single payments: milestones, retention, make-whole.
    pub payments: Vec<Payment>,
    /// Sums of which only the total is known.
    pub undisclosed: Vec<Undisclosed>,
    /// Compute for research.
    pub compute: Option<Compute>,
    /// When it has to be answered.
    pub deadline: Option<Deadline>,
    /// What is assumed of the firm.
    pub firm: Firm,
    /// What is taken off each year's pay.
    pub tax: TaxRule,
}

/// A bonus for signing, paid on the first day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignOn {
    /// The sum.
    pub amount: Decimal,
    /// Months within which leaving means paying it back.
    pub clawback_months: u16,
    /// How much of it.
    pub clawback: Clawback,
}

/// How much of a sign-on bonus is paid back on leaving early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Clawback {
    /// All of it until the time is over.
    Full,
    /// In proportion to the months that are left.
    Prorated,
}

/// What kind of equity a grant is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EquityKind {
    /// Restricted stock units of a listed firm.
    Rsu,
    /// Options with a strike price.
    Option,
    /// Profit units with a hurdle, a cap or a lock.
    ProfitUnit,
    /// Restricted stock of a private firm.
    RestrictedStock,
}

/// Equity. With *x* as the price of the share over its price when granted, a grant pays
/// `value · max(0, min(x, cap) − strike)`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Grant {
    /// What it is.
    pub kind: EquityKind,
    /// Worth of the underlying shares on the day of the grant.
    pub value: Decimal,
    /// Strike of an option or hurdle of a profit unit, as a multiple of the price when granted; 0 for shares.
    pub strike: Decimal,
    /// Cap on the price that counts, as such a multiple.
    pub cap: Option<Decimal>,
    /// When it is earned.
    pub vesting: Vesting,
    /// When it can be sold.
    pub liquidity: Liquidity,
}

/// When shares can be sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Liquidity {
    /// Any day.
    Listed,
    /// Not before the end of a month.
    Locked {
        /// That month.
        until_month: u16,
    },
    /// In tenders that the firm holds.
    Tender {
        /// Month of the first one.
        first_month: u16,
        /// Months from one to the next.
        every_months: u16,
    },
}

impl Liquidity {
    /// The first month at whose end shares earned at the end of `month` can be sold.
    #[must_use]
    pub fn sale(self, month: u16) -> u16 {
        match self {
            Self::Listed => month,
            Self::Locked { until_month } => month.max(until_month),
            Self::Tender { first_month, .. } if month <= first_month => first_month,
            Self::Tender { first_month, every_months } => {
                let every = every_months.max(1);
                first_month.saturating_add((month - first_month).div_ceil(every).saturating_mul(every))
            }
        }
    }
}

/// A single payment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Payment {
    /// What for.
    pub name: String,
    /// The sum.
    pub amount: Decimal,
    /// End of this month.
    pub month: u16,
    /// How likely it is to be earned, 0 to 1; nothing if it is promised without a condition.
    pub chance: Option<f64>,
}

/// A sum of which only the total, and perhaps the first year, is known: how it is paid, nobody said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Undisclosed {
    /// The total.
    pub total: Decimal,
    /// Exact, approx, at_least or up_to.
    pub bound: Bound,
    /// What was said of the first year, with its bound.
    pub first_year: Option<(Decimal, Bound)>,
}

/// GPU-hours for research.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compute {
    /// Hours per year.
    pub gpu_hours: Decimal,
    /// What an hour would cost, if the offer says; the value is shown beside the pay and never added to it.
    pub price: Option<Decimal>,
}

/// What is assumed of the firm whose shares are granted. All zero means: the shares keep their value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Firm {
    /// Standard deviation of the log price per year.
    pub volatility: f64,
    /// Expected growth of the price per year, 0.1 for ten percent.
    pub growth: f64,
    /// Chance per year that the firm fails: from then on nothing is paid and shares are worth nothing.
    pub failure: f64,
    /// Share of the holder's part that new shares take each year.
    pub dilution: f64,
    /// What is taken off for shares that cannot be sold yet.
    pub illiquidity: Illiquidity,
    /// Given scenarios instead of one growth; their chances sum to one.
    pub scenarios: Vec<Scenario>,
}

impl Default for Firm {
    fn default() -> Self {
        Self {
            volatility: 0.0,
            growth: 0.0,
            failure: 0.0,
            dilution: 0.0,
            illiquidity: Illiquidity::None,
            scenarios: Vec::new(),
        }
    }
}

/// One way things may go.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scenario {
    /// What to call it.
    pub name: String,
    /// How likely it is.
    pub chance: f64,
    /// Price at the end of the package over the price when granted; it gets there at an even rate.
    pub multiple: f64,
}

impl Package {
    /// An empty package.
    #[must_use]
    pub fn new(name: impl Into<String>, currency: Currency, years: u8) -> Self {
        Self {
            name: name.into(),
            source: None,
            currency,
            years: years.clamp(1, 10),
            salary: Decimal::ZERO,
            bonus: Decimal::ZERO,
            bonus_guaranteed: false,
            sign_on: SignOn { amount: Decimal::ZERO, clawback_months: 0, clawback: Clawback::Full },
            grants: Vec::new(),
            payments: Vec::new(),
            undisclosed: Vec::new(),
            compute: None,
            deadline: None,
            firm: Firm::default(),
            tax: TaxRule::None,
        }
    }

    /// Months it covers.
    #[must_use]
    pub fn months(&self) -> u16 {
        u16::from(self.years) * 12
    }
}

/// The year, counted from one, to which the end of a month belongs; the first day belongs to the first.
#[must_use]
pub(crate) fn year_of(month: u16) -> u16 {
    month.saturating_sub(1) / 12 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_earned_waits_for_the_next_tender() {
        let t = Liquidity::Tender { first_month: 18, every_months: 12 };
        assert_eq!([t.sale(1), t.sale(18), t.sale(19), t.sale(30), t.sale(31)], [18, 18, 30, 30, 42]);
        assert_eq!(Liquidity::Locked { until_month: 24 }.sale(30), 30);
        assert_eq!([year_of(0), year_of(12), year_of(13)], [1, 1, 2]);
    }
}
