//! Sums of money as intervals, and when two of them say the same.

use rust_decimal::RoundingStrategy;
use tradewire_model::{Amount, Bound, Decimal};

use crate::rates::dollars;

/// Slack of «about»: a tenth either way. News says «about» of figures cut to one or two digits, whose error is at
/// most half a unit of the second digit (5 %) or, rarely, of a first digit above five (10 %).
const ABOUT_PERCENT: u32 = 10;

/// Slack of a conversion between currencies: a monthly mean stands for the day's rate, and news converts by round figures and
/// by rates of other days.
const RATE_PERCENT: u32 = 10;

/// How two sums relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    /// Both may be true.
    Agree,
    /// Both may be true once one is converted.
    AgreeConverted,
    /// They exclude each other.
    Differ,
}

/// An interval with both ends closed; an open end is nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reach {
    pub(crate) low: Option<Decimal>,
    pub(crate) high: Option<Decimal>,
}

impl Reach {
    pub(crate) fn meets(self, other: Self) -> bool {
        let below = |low: Option<Decimal>, high: Option<Decimal>| match (low, high) {
            (Some(l), Some(h)) => l <= h,
            _ => true,
        };
        below(self.low, other.high) && below(other.low, self.high)
    }

    fn widen(self, percent: u32) -> Self {
        let part = |d: Decimal, p: u32| d.checked_mul(Decimal::new(i64::from(p), 2));
        Self {
            low: self.low.and_then(|d| part(d, 100 - percent)),
            high: self.high.and_then(|d| part(d, 100 + percent)),
        }
    }

    fn scale(self, factor: Decimal) -> Self {
        Self {
            low: self.low.and_then(|d| d.checked_mul(factor)),
            high: self.high.and_then(|d| d.checked_mul(factor)),
        }
    }
}

/// What a figure may mean: «about» is given its slack, a ceiling begins at zero, a floor is open above.
pub(crate) fn reach(
    value: Option<Decimal>,
    low: Option<Decimal>,
    high: Option<Decimal>,
    bound: Bound,
) -> Reach {
    match bound {
        Bound::Exact => Reach { low: value, high: value },
        Bound::Approx => Reach { low: value, high: value }.widen(ABOUT_PERCENT),
        Bound::AtLeast => Reach { low: value.or(low), high: None },
        Bound::UpTo => Reach { low: Some(Decimal::ZERO), high: value.or(high) },
        Bound::Range => Reach { low, high },
    }
}

/// The reach of a sum of money.
pub(crate) fn reach_of(a: &Amount) -> Reach {
    reach(a.value, a.low, a.high, a.bound)
}

/// Significant digits of a figure, trailing zeros apart: 14.3e9 has three.
pub(crate) fn digits(d: Decimal) -> u32 {
    let mut m = d.normalize().mantissa().unsigned_abs();
    while m > 0 && m.is_multiple_of(10) {
        m /= 10;
    }
    let mut n = 0;
    while m > 0 {
        m /= 10;
        n += 1;
    }
    n
}

/// Whether one figure is the other, cut to its digits: 14 billion is no contradiction to 14.3 billion.
///
/// A figure of one digit is not taken for a cut one: 100 million against 125 million is a disagreement.
pub(crate) fn same_but_rounded(a: Decimal, b: Decimal) -> bool {
    if a == b {
        return true;
    }
    let (coarse, fine) = if digits(a) <= digits(b) { (a, b) } else { (b, a) };
    let n = digits(coarse);
    // Newsrooms round halves up, where a computer may round them to the even digit.
    let rounded = |how| fine.round_sf_with_strategy(n, how).is_some_and(|r| r == coarse);
    n >= 2
        && n < digits(fine)
        && (rounded(RoundingStrategy::MidpointAwayFromZero) || rounded(RoundingStrategy::MidpointTowardZero))
}

/// How two sums relate that were told in a month, by whose rates currencies are converted.
pub(crate) fn relation(a: &Amount, b: &Amount, month: i32) -> Relation {
    let mut best = Relation::Differ;
    for x in std::iter::once(a).chain(&a.also) {
        for y in std::iter::once(b).chain(&b.also) {
            match one_relation(x, y, month) {
                Relation::Agree => return Relation::Agree,
                Relation::AgreeConverted => best = Relation::AgreeConverted,
                Relation::Differ => {}
            }
        }
    }
    best
}

fn one_relation(a: &Amount, b: &Amount, month: i32) -> Relation {
    match (a.currency, b.currency) {
        (Some(x), Some(y)) if x != y => match (dollars(x, month), dollars(y, month)) {
            (Some(rx), Some(ry)) => {
                let in_dollars = reach_of(a).scale(rx).widen(RATE_PERCENT);
                if in_dollars.meets(reach_of(b).scale(ry)) {
                    Relation::AgreeConverted
                } else {
                    Relation::Differ
                }
            }
            _ => Relation::Differ,
        },
        // An undetermined currency is the other's.
        _ => {
            let exact = a.bound == Bound::Exact && b.bound == Bound::Exact;
            let rounded = match (a.value, b.value) {
                (Some(x), Some(y)) => exact && same_but_rounded(x, y),
                _ => false,
            };
            if rounded || reach_of(a).meets(reach_of(b)) { Relation::Agree } else { Relation::Differ }
        }
    }
}

/// How narrowly a figure is pinned down: the least is the most telling.
pub(crate) fn vagueness(a: &Amount) -> u8 {
    // «Nine figures» says less than any bound with a figure.
    let wide = a.low.zip(a.high).is_some_and(|(l, h)| l.checked_mul(Decimal::TEN).is_none_or(|l| l <= h));
    match a.bound {
        Bound::Range if wide => 5,
        Bound::Exact => 0,
        Bound::Approx => 1,
        Bound::Range => 2,
        Bound::AtLeast => 3,
        Bound::UpTo => 4,
    }
}

/// A figure in plain words: `14.3e9`, or the digits where they are few.
pub(crate) fn plain(d: Decimal) -> String {
    let n = d.normalize();
    let million = Decimal::from(1_000_000u32);
    let billion = Decimal::from(1_000_000_000u32);
    let cut = |by: Decimal, unit: &str| n.checked_div(by).map(|q| format!("{}{unit}", q.normalize()));
    let text = if n.abs() >= billion {
        cut(billion, "e9")
    } else if n.abs() >= million {
        cut(million, "e6")
    } else {
        None
    };
    text.unwrap_or_else(|| n.to_string())
}

/// A sum in plain words: `USD 14.3e9`, `up to USD 100e6 a year`.
#[must_use]
pub fn words(a: &Amount) -> String {
    let currency = a.currency.map(|c| format!("{c} ")).unwrap_or_default();
    let figure = |d: Option<Decimal>| d.map(plain).unwrap_or_else(|| "?".to_owned());
    let body = match a.bound {
        Bound::Exact => format!("{currency}{}", figure(a.value)),
        Bound::Approx => format!("about {currency}{}", figure(a.value)),
        Bound::AtLeast => format!("at least {currency}{}", figure(a.value)),
        Bound::UpTo => format!("up to {currency}{}", figure(a.value)),
        Bound::Range => format!("{currency}{}–{}", figure(a.low), figure(a.high)),
    };
    match a.per {
        Some(tradewire_model::Period::Total) | None => body,
        Some(p) => format!("{body} a {p}"),
    }
}

/// Why two figures that exclude each other are probably one: the same number in two currencies, or a power of ten lost.
pub(crate) fn mistaken_unit(a: &Amount, b: &Amount) -> Option<&'static str> {
    let (x, y) = (a.value?, b.value?);
    if x == y && a.currency.zip(b.currency).is_some_and(|(c, d)| c != d) {
        return Some("one figure in two currencies");
    }
    let same = a.currency.is_none() || b.currency.is_none() || a.currency == b.currency;
    let (low, high) = (x.min(y), x.max(y));
    // One digit alone says too little: 10 and 100 million are two round numbers.
    let shifted = [10u32, 100, 1_000, 10_000]
        .iter()
        .any(|p| low.checked_mul(Decimal::from(*p)) == Some(high) && digits(low) >= 2);
    (same && shifted).then_some("the same digits with another power of ten, as happens between languages")
}

#[cfg(test)]
mod tests {
    use tradewire_model::Currency;

    use super::*;

    fn relation(a: &Amount, b: &Amount) -> Relation {
        super::relation(a, b, 2024)
    }

    fn usd(text: &str, bound: Bound) -> Amount {
        Amount::new(text.parse().unwrap(), bound).in_currency(Currency::USD)
    }

    #[test]
    fn bounds_agree_with_what_lies_inside() {
        let more = usd("2600000000", Bound::AtLeast);
        assert_eq!(relation(&more, &usd("2700000000", Bound::Exact)), Relation::Agree);
        assert_eq!(relation(&more, &usd("2500000000", Bound::Exact)), Relation::Differ);
        let nine_figures = Amount::range(Decimal::from(100_000_000u32), Decimal::from(1_000_000_000u32));
        assert_eq!(relation(&nine_figures, &usd("250000000", Bound::Approx)), Relation::Agree);
        assert_eq!(
            relation(&usd("100000000", Bound::UpTo), &usd("100000000", Bound::Exact)),
            Relation::Agree
        );
    }

    #[test]
    fn close_figures_are_not_equal_ones() {
        assert_eq!(
            relation(&usd("14300000000", Bound::Exact), &usd("14800000000", Bound::Exact)),
            Relation::Differ
        );
        assert_eq!(
            relation(&usd("14300000000", Bound::Exact), &usd("14000000000", Bound::Exact)),
            Relation::Agree
        );
        assert_eq!(
            relation(&usd("100000000", Bound::Exact), &usd("125000000", Bound::Exact)),
            Relation::Differ
        );
    }

    #[test]
    fn the_same_sum_in_two_currencies() {
        let yuan = Amount::new(Decimal::from(72_000_000u32), Bound::Exact).in_currency(Currency::CNY);
        assert_eq!(relation(&yuan, &usd("10000000", Bound::Exact)), Relation::AgreeConverted);
        assert_eq!(relation(&yuan, &usd("72000000", Bound::Exact)), Relation::Differ);
    }

    #[test]
    fn figures_read_as_words() {
        assert_eq!(words(&usd("14300000000", Bound::Exact)), "USD 14.3e9");
        assert_eq!(
            words(&usd("186000", Bound::UpTo).per(tradewire_model::Period::Year)),
            "up to USD 186000 a year"
        );
    }
}
