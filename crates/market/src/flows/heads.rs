//! How many people, as far as reports say.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use tradewire_model::{Bound, Count};

/// A number of people, or a difference of two, as an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Heads {
    /// At least so many; nothing where no lower end was stated.
    pub low: Option<i64>,
    /// At most so many; nothing where no upper end was stated.
    pub high: Option<i64>,
}

impl Default for Heads {
    fn default() -> Self {
        Self::exactly(0)
    }
}

impl Heads {
    /// So many and no others.
    #[must_use]
    pub fn exactly(n: i64) -> Self {
        Self { low: Some(n), high: Some(n) }
    }

    /// What a count of a report says; «about» reaches a tenth to either side, as in comparables. A range keeps only its lower
    /// end as its value, so its upper end is open.
    #[must_use]
    pub fn of(count: &Count) -> Self {
        let n = count.value.round().to_i64().unwrap_or(0).max(0);
        let part = |x: Decimal| (count.value * x).round().to_i64();
        match count.bound {
            Bound::Exact => Self::exactly(n),
            Bound::Approx => {
                Self { low: part(Decimal::new(9, 1)).map(|x| x.max(1)), high: part(Decimal::new(11, 1)) }
            }
            Bound::AtLeast | Bound::Range => Self { low: Some(n), high: None },
            Bound::UpTo => Self { low: Some(1.min(n)), high: Some(n) },
        }
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let add = |a: Option<i64>, b: Option<i64>| a.zip(b).map(|(a, b)| a.saturating_add(b));
        Self { low: add(self.low, other.low), high: add(self.high, other.high) }
    }

    /// The one less the other, least and most.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        let sub = |a: Option<i64>, b: Option<i64>| a.zip(b).map(|(a, b)| a.saturating_sub(b));
        Self { low: sub(self.low, other.high), high: sub(self.high, other.low) }
    }

    /// What is left when some are surely taken away and some more perhaps; never below nothing.
    pub(crate) fn without(self, surely: i64, perhaps: i64) -> Self {
        let cut = |x: Option<i64>, by: i64| x.map(|x| x.saturating_sub(by).max(0));
        Self { low: cut(self.low, surely.saturating_add(perhaps)), high: cut(self.high, surely) }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn exact(self) -> Option<i64> {
        self.low.zip(self.high).filter(|(a, b)| a == b).map(|x| x.0)
    }

    /// Whether it is nothing.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.exact() == Some(0)
    }
}

/// `9`, `9–12`, `≥ 9`, `≤ 12`; what is known of neither end is `?`.
impl std::fmt::Display for Heads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.low, self.high) {
            (Some(a), Some(b)) if a == b => write!(f, "{a}"),
            (Some(a), Some(b)) => write!(f, "{a}–{b}"),
            (Some(a), None) => write!(f, "≥ {a}"),
            (None, Some(b)) => write!(f, "≤ {b}"),
            (None, None) => f.write_str("?"),
        }
    }
}
