//! When equity is earned.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::sum::{part, times};

/// How a grant is earned: in steps of some months, evenly or by stated shares per year, with or without a cliff.
///
/// ```
/// use tradewire_market::Vesting;
/// let v = Vesting { months: 48, every: 1, cliff_months: 12, shares: vec![] };
/// let t = v.tranches();
/// assert_eq!((t.len(), t[0].month, t[0].share.to_string()), (37, 12, "0.25".to_string()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vesting {
    /// Months until all is earned; 0 for at once.
    pub months: u16,
    /// Months from one step to the next: 1, 3 or 12.
    pub every: u16,
    /// Months until anything is earned; what had gathered is then earned together.
    pub cliff_months: u16,
    /// Shares of the whole per year, first year first, which sum to one; empty for equal parts.
    pub shares: Vec<Decimal>,
}

/// A part of a grant that is earned together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tranche {
    /// End of this month, counted from the start; 0 is the first day.
    pub month: u16,
    /// Share of the grant.
    pub share: Decimal,
}

impl Vesting {
    /// Everything on the first day.
    #[must_use]
    pub fn at_once() -> Self {
        Self { months: 0, every: 1, cliff_months: 0, shares: Vec::new() }
    }

    /// The parts in the order in which they are earned; their shares sum to one exactly.
    #[must_use]
    pub fn tranches(&self) -> Vec<Tranche> {
        if self.months == 0 {
            return vec![Tranche { month: 0, share: Decimal::ONE }];
        }
        let every = self.every.clamp(1, self.months);
        let steps = self.months.div_ceil(every);
        let mut out: Vec<Tranche> = Vec::with_capacity(usize::from(steps));
        let mut given = Decimal::ZERO;
        for step in 1..=steps {
            let end = (step * every).min(self.months);
            let month = end.max(self.cliff_months.min(self.months));
            let whole = if step == steps { Decimal::ONE } else { self.earned(end) };
            let share = whole - given;
            given = whole;
            match out.last_mut() {
                Some(last) if last.month == month => last.share += share,
                _ => out.push(Tranche { month, share }),
            }
        }
        out.iter_mut().for_each(|t| t.share = t.share.normalize());
        out.retain(|t| !t.share.is_zero());
        out
    }

    /// Share that has gathered at the end of a month, cliff aside.
    fn earned(&self, month: u16) -> Decimal {
        if self.shares.is_empty() {
            return part(month.into(), self.months.into());
        }
        let (years, rest) = (usize::from(month / 12), month % 12);
        let full: Decimal = self.shares.iter().take(years).copied().sum();
        let next = self.shares.get(years).copied().unwrap_or_default();
        full + times(next, part(rest.into(), 12.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn front_loaded_shares_are_earned_as_stated() {
        let tenth = |n| Decimal::new(n, 1);
        let v = Vesting {
            months: 48,
            every: 3,
            cliff_months: 0,
            shares: vec![tenth(4), tenth(3), tenth(2), tenth(1)],
        };
        let by_year = |y: u16| -> Decimal {
            v.tranches().iter().filter(|t| t.month > y * 12 - 12 && t.month <= y * 12).map(|t| t.share).sum()
        };
        assert_eq!(
            [by_year(1), by_year(2), by_year(3), by_year(4)],
            [tenth(4), tenth(3), tenth(2), tenth(1)]
        );
    }

    proptest! {
        #[test]
        fn the_parts_are_the_whole(months in 0u16..130, every in 0u16..14, cliff in 0u16..140) {
            let v = Vesting { months, every, cliff_months: cliff, shares: vec![] };
            let t = v.tranches();
            prop_assert_eq!(t.iter().map(|t| t.share).sum::<Decimal>(), Decimal::ONE);
            prop_assert!(t.windows(2).all(|w| w[0].month < w[1].month));
            prop_assert!(t.iter().all(|t| t.share > Decimal::ZERO && t.month <= months));
        }
    }
}
