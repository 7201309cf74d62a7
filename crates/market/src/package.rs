use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use tradewire_model::Currency;

/// Pay that somebody is offered, with when each part is earned.
///
/// ```
/// use tradewire_market::{EquityKind, Grant, Package, Vesting};
/// use tradewire_model::{Currency, Decimal};
/// let mut p = Package::new(Currency::USD, 4);
/// p.salary = Decimal::from(500_000);
/// p.sign_on = Decimal::from(1_000_000);
/// p.grants.push(Grant { kind: EquityKind::Rsu, value: Decimal::from(8_000_000), vesting: Vesting::Even { cliff_months: 12 } });
/// assert_eq!(p.nominal(1), Decimal::from(3_500_000));
/// assert_eq!(p.nominal_total(), Decimal::from(11_000_000));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// Currency of all sums.
    pub currency: Currency,
    /// Years it covers.
    pub years: u8,
    /// Salary per year.
    #[serde(default)]
    pub salary: Decimal,
    /// Expected bonus per year.
    #[serde(default)]
    pub bonus: Decimal,
    /// Sign-on bonus, paid in the first year.
    #[serde(default)]
    pub sign_on: Decimal,
    /// Months within which leaving means paying the sign-on bonus back.
    #[serde(default)]
    pub clawback_months: u8,
    /// Equity.
    #[serde(default)]
    pub grants: Vec<Grant>,
    /// GPU-hours for research, per year.
    #[serde(default)]
    pub gpu_hours: Decimal,
    /// Hours until the offer expires, if it does.
    #[serde(default)]
    pub deadline_hours: Option<u32>,
}

/// What kind of equity a grant is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EquityKind {
    /// Restricted stock units of a listed firm.
    Rsu,
    /// Options with a strike price.
    Option,
    /// Profit units with a cap or a lock.
    ProfitUnit,
    /// Restricted stock of a private firm.
    PrivateStock,
}

/// How a grant is earned over the years of its package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vesting {
    /// At once, at the start.
    None,
    /// In equal parts each year; nothing before the cliff, and then all that had gathered.
    Even {
        /// Months until anything vests.
        cliff_months: u8,
    },
    /// Shares of the whole per year, first year first; they need not be equal.
    Shares(Vec<Decimal>),
}

/// Equity with its value on the day it is granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// What it is.
    pub kind: EquityKind,
    /// Value at grant.
    pub value: Decimal,
    /// When it is earned.
    pub vesting: Vesting,
}

impl Grant {
    /// The part that has vested at the end of a year of a package of so many years, at its value when granted.
    fn vested_by(&self, year: u8, years: u8) -> Decimal {
        let share = match &self.vesting {
            Vesting::None => Decimal::from(u8::from(year > 0)),
            Vesting::Even { cliff_months } if u16::from(year) * 12 < u16::from(*cliff_months) => {
                Decimal::ZERO
            }
            Vesting::Even { .. } => Decimal::from(year.min(years)) / Decimal::from(years.max(1)),
            Vesting::Shares(shares) => shares.iter().take(usize::from(year)).copied().sum(),
        };
        self.value * share
    }
}

impl Package {
    /// An empty package.
    #[must_use]
    pub fn new(currency: Currency, years: u8) -> Self {
        Self {
            currency,
            years,
            salary: Decimal::ZERO,
            bonus: Decimal::ZERO,
            sign_on: Decimal::ZERO,
            clawback_months: 0,
            grants: Vec::new(),
            gpu_hours: Decimal::ZERO,
            deadline_hours: None,
        }
    }

    /// What a year pays at face value: cash, and equity at its value when granted. Years count from one.
    #[must_use]
    pub fn nominal(&self, year: u8) -> Decimal {
        if year == 0 || year > self.years {
            return Decimal::ZERO;
        }
        let equity: Decimal = self
            .grants
            .iter()
            .map(|g| g.vested_by(year, self.years) - g.vested_by(year - 1, self.years))
            .sum();
        let once = if year == 1 { self.sign_on } else { Decimal::ZERO };
        self.salary + self.bonus + once + equity
    }

    /// All years at face value.
    #[must_use]
    pub fn nominal_total(&self) -> Decimal {
        (1..=self.years).map(|y| self.nominal(y)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(vesting: Vesting) -> Package {
        let mut p = Package::new(Currency::USD, 4);
        p.grants.push(Grant { kind: EquityKind::Option, value: Decimal::from(400), vesting });
        p
    }

    #[test]
    fn a_cliff_gathers_what_it_holds_back() {
        let p = grant(Vesting::Even { cliff_months: 24 });
        let by_year: Vec<Decimal> = (1..=4).map(|y| p.nominal(y)).collect();
        assert_eq!(by_year, [0, 200, 100, 100].map(Decimal::from));
    }

    #[test]
    fn front_loaded_shares_are_paid_as_stated() {
        let tenths = |n| Decimal::new(n, 1);
        let p = grant(Vesting::Shares(vec![tenths(4), tenths(3), tenths(2), tenths(1)]));
        assert_eq!(p.nominal(1), Decimal::from(160));
        assert_eq!(p.nominal_total(), Decimal::from(400));
    }

    #[test]
    fn outside_its_years_a_package_pays_nothing() {
        let p = grant(Vesting::None);
        assert_eq!(
            (p.nominal(0), p.nominal(1), p.nominal(5)),
            (Decimal::ZERO, Decimal::from(400), Decimal::ZERO)
        );
    }
}
