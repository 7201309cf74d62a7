//! A package year by year at face value, and what leaving costs.

use rust_decimal::Decimal;
use serde::Serialize;
use tradewire_model::Bound;

use crate::package::{Clawback, Package, year_of};
use crate::sum::{cents, part, times};

/// One year of a package, at the value that shares had when they were granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct YearAtFace {
    /// Counted from one.
    pub year: u8,
    /// Salary, bonus, sign-on and payments.
    pub cash: Decimal,
    /// Equity at the price of the grant; an option counts what it would pay at that price.
    pub equity: Decimal,
    /// Sums of undisclosed form, at the stated figure.
    pub undisclosed: Decimal,
    /// What is paid for certain to whoever stays, as long as the firm does.
    pub guaranteed: Decimal,
    /// The least that the year may pay, as far as stated; differs from the sum where a bound was reported.
    pub low: Decimal,
    /// The most; nothing where no end was stated.
    pub high: Option<Decimal>,
}

impl YearAtFace {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> Decimal {
        self.cash + self.equity + self.undisclosed
    }
}

/// What is lost on leaving at the end of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeaveLoss {
    /// The month.
    pub month: u16,
    /// Equity not yet earned, at face value.
    pub equity: Decimal,
    /// Sign-on bonus to be paid back.
    pub repaid: Decimal,
    /// Payments that were still to come, and sums of undisclosed form.
    pub payments: Decimal,
}

impl LeaveLoss {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> Decimal {
        self.equity + self.repaid + self.payments
    }
}

/// A cash flow at the end of a month.
pub(crate) struct Flow {
    pub month: u16,
    pub amount: Decimal,
    pub chance: f64,
    pub guaranteed: bool,
}

impl Package {
    /// The cash of a package in order: sign-on, salary by the month, bonus by the year, payments.
    pub(crate) fn cash(&self) -> Vec<Flow> {
        let sure = |month, amount| Flow { month, amount, chance: 1.0, guaranteed: true };
        let mut out = vec![sure(0, self.sign_on.amount)];
        let monthly = part(self.salary, 12.into()).round_dp(2);
        for month in 1..=self.months() {
            // The twelfth month takes what division left over, so that a year is exact.
            let amount = if month % 12 == 0 { self.salary - monthly * Decimal::from(11) } else { monthly };
            out.push(sure(month, amount));
            if month % 12 == 0 {
                out.push(Flow { guaranteed: self.bonus_guaranteed, ..sure(month, self.bonus) });
            }
        }
        out.extend(self.payments.iter().filter(|p| p.month <= self.months()).map(|p| Flow {
            month: p.month,
            amount: p.amount,
            chance: p.chance.unwrap_or(1.0),
            guaranteed: p.chance.is_none(),
        }));
        out.retain(|f| !f.amount.is_zero());
        out
    }

    /// Stated figures of undisclosed form for a year: what is shown, the least and the most.
    fn spread(&self, year: u8) -> (Decimal, Decimal, Option<Decimal>) {
        let mut sum = (Decimal::ZERO, Decimal::ZERO, Some(Decimal::ZERO));
        for u in &self.undisclosed {
            let years = Decimal::from(self.years);
            let first = u.first_year.map_or_else(|| part(u.total, years), |f| f.0).min(u.total);
            let rest = part(u.total - first, (years - Decimal::ONE).max(Decimal::ONE));
            let shown = if year == 1 { first } else { rest };
            let most = (u.bound != Bound::AtLeast).then_some(u.total);
            let (low, high) = match (year, u.first_year) {
                _ if self.years == 1 => (if u.bound == Bound::UpTo { Decimal::ZERO } else { u.total }, most),
                (1, Some((v, Bound::UpTo))) => (Decimal::ZERO, Some(v)),
                (1, Some((v, Bound::AtLeast))) => (v, most),
                (1, Some((v, _))) => (v, Some(v)),
                // What the first year surely takes is not left for the others.
                (_, Some((v, Bound::Exact | Bound::Approx | Bound::AtLeast))) => {
                    (Decimal::ZERO, most.map(|m| (m - v).max(Decimal::ZERO)))
                }
                _ => (Decimal::ZERO, most),
            };
            sum = (sum.0 + shown, sum.1 + low, sum.2.zip(high).map(|(a, b)| a + b));
        }
        sum
    }

    /// Sums of undisclosed form as they are shown, one at the end of each year.
    pub(crate) fn undisclosed_by_year(&self) -> Vec<(u16, Decimal)> {
        (1..=self.years).map(|y| (u16::from(y) * 12, self.spread(y).0)).collect()
    }

    /// The package year by year at face value.
    ///
    /// ```
    /// use tradewire_market::Package;
    /// let p = Package::from_toml("currency = 'USD'\nyears = 4\nsalary = '500k'\nsign_on = '1M'\n[[grant]]\nkind = 'rsu'\nvalue = '8M'\nvesting = { months = 48, cliff_months = 12 }").unwrap();
    /// let years: Vec<String> = p.years_at_face().iter().map(|y| y.total().normalize().to_string()).collect();
    /// assert_eq!(years, ["3500000", "2500000", "2500000", "2500000"]);
    /// ```
    #[must_use]
    pub fn years_at_face(&self) -> Vec<YearAtFace> {
        let cash = self.cash();
        (1..=self.years)
            .map(|year| {
                let here = |m: u16| year_of(m) == u16::from(year);
                let of = |sure: bool| -> Decimal {
                    cash.iter().filter(|f| here(f.month) && (f.guaranteed || !sure)).map(|f| f.amount).sum()
                };
                let equity: Decimal = self.grants.iter().map(|g| g.face_within(here)).sum();
                let (shown, low, high) = self.spread(year);
                let (money, guaranteed) = (of(false), of(true));
                YearAtFace {
                    year,
                    cash: money,
                    equity,
                    undisclosed: shown,
                    guaranteed,
                    low: money + equity + low,
                    high: high.map(|h| money + equity + h),
                }
            })
            .collect()
    }

    /// All years at face value.
    #[must_use]
    pub fn total_at_face(&self) -> Decimal {
        self.years_at_face().iter().map(YearAtFace::total).sum()
    }

    /// What somebody has who leaves at the end of a month: paid and earned at face value, less what is paid back.
    #[must_use]
    pub fn kept(&self, month: u16) -> Decimal {
        let cash: Decimal = self.cash().iter().filter(|f| f.month <= month).map(|f| f.amount).sum();
        let equity: Decimal = self.grants.iter().map(|g| g.face_within(|m| m <= month)).sum();
        let lump: Decimal = self.undisclosed_by_year().iter().filter(|l| l.0 <= month).map(|l| l.1).sum();
        cash + equity + lump - self.repaid(month)
    }

    /// Sign-on bonus to be paid back on leaving at the end of a month.
    fn repaid(&self, month: u16) -> Decimal {
        let s = &self.sign_on;
        let left = s.clawback_months.saturating_sub(month);
        match s.clawback {
            _ if left == 0 => Decimal::ZERO,
            Clawback::Full => s.amount,
            Clawback::Prorated => cents(times(s.amount, part(left.into(), s.clawback_months.into()))),
        }
    }

    /// What is lost on leaving at the end of each month, from the first day on.
    #[must_use]
    pub fn leaving(&self) -> Vec<LeaveLoss> {
        let undisclosed = self.undisclosed_by_year();
        (0..=self.months())
            .map(|month| {
                let equity =
                    self.grants.iter().map(|g| g.face_within(|m| m > month && m <= self.months())).sum();
                let repaid = self.repaid(month);
                let paid: Decimal = self.payments.iter().filter(|p| p.month > month).map(|p| p.amount).sum();
                let lump: Decimal = undisclosed.iter().filter(|l| l.0 > month).map(|l| l.1).sum();
                LeaveLoss { month, equity, repaid, payments: paid + lump }
            })
            .collect()
    }
}

impl crate::Grant {
    /// What the grant pays per unit of value at a price, as a multiple of the price when granted.
    pub(crate) fn payoff(&self, price: Decimal) -> Decimal {
        (self.cap.map_or(price, |c| price.min(c)) - self.strike).max(Decimal::ZERO)
    }

    /// Value, at the price of the grant, of the parts earned in months that pass.
    fn face_within(&self, pass: impl Fn(u16) -> bool) -> Decimal {
        let share: Decimal = self.vesting.tranches().iter().filter(|t| pass(t.month)).map(|t| t.share).sum();
        cents(times(times(self.value, share), self.payoff(Decimal::ONE)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Package {
        Package::from_toml(text).unwrap()
    }

    #[test]
    fn a_first_year_at_most_is_an_interval_and_no_point() {
        let p = read(
            "currency='USD'\nyears=4\n[[undisclosed]]\ntotal='250M'\nfirst_year={value='100M', bound='up_to'}",
        );
        let y = p.years_at_face();
        let m = |n: u64| Decimal::from(n * 1_000_000);
        assert_eq!((y[0].total(), y[0].low, y[0].high), (m(100), m(0), Some(m(100))));
        assert_eq!((y[1].total(), y[1].high), (m(50), Some(m(250))));
        assert_eq!(p.total_at_face(), m(250));
        assert_eq!(y.iter().map(|y| y.guaranteed).sum::<Decimal>(), m(0));
    }

    #[test]
    fn leaving_early_costs_what_is_unearned_and_what_is_clawed_back() {
        let p = read(
            "currency='USD'\nyears=4\nsign_on={amount=1200, clawback_months=12, clawback='prorated'}\n[[grant]]\nkind='rsu'\nvalue=4800\nvesting={months=48, cliff_months=12}",
        );
        let l = p.leaving();
        let at = |m: usize| (l[m].equity, l[m].repaid);
        assert_eq!(at(0), (4800.into(), 1200.into()));
        assert_eq!(at(11), (4800.into(), 100.into()));
        assert_eq!(at(12), (3600.into(), 0.into()));
        assert_eq!(at(48), (0.into(), 0.into()));
        assert!(l.windows(2).all(|w| w[1].total() <= w[0].total()));
    }

    #[test]
    fn an_option_at_the_money_has_no_face_value() {
        let p = read("currency='USD'\nyears=4\n[[grant]]\nkind='option'\nvalue='1M'\nvesting={months=48}");
        assert_eq!(p.total_at_face(), Decimal::ZERO);
    }

    #[test]
    fn a_salary_that_does_not_divide_is_exact_over_the_year() {
        let p = read("currency='USD'\nyears=3\nsalary=100000");
        assert!(p.years_at_face().iter().all(|y| y.cash == Decimal::from(100_000)));
    }
}
