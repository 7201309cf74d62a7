//! Offers side by side, where one overtakes another, and what it would take.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::expected::expected;
use crate::package::{EquityKind, Grant, Liquidity, Package};
use crate::simulate::{Settings, Valuation, simulate, summarise};
use crate::sum::{float, times};
use crate::tax::{NoTax, Tax};
use crate::vesting::Vesting;

/// Most offers that are held side by side.
pub const MOST_OFFERS: usize = 6;

/// One offer among several.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The offer's name.
    pub name: String,
    /// All years at face value.
    pub face: Decimal,
    /// What is promised to whoever stays.
    pub guaranteed: Decimal,
    /// Expected value before tax, in closed form.
    pub expected: f64,
    /// Share of the paths on which it pays most, after tax; ties go to the offer that stands first.
    pub best: f64,
    /// What the paths show, after tax.
    pub value: Valuation,
}

/// Holds offers of one currency side by side. Those with one number in `firms` see the same prices.
#[must_use]
pub fn compare(offers: &[Package], firms: &[u16], settings: &Settings) -> Vec<Comparison> {
    let mut paths = Vec::with_capacity(offers.len());
    for (i, p) in offers.iter().take(MOST_OFFERS).enumerate() {
        let firm = firms.get(i).copied().unwrap_or_default();
        paths.push(simulate(p, &Settings { firm, ..*settings }, &p.tax));
    }
    let totals: Vec<Vec<f64>> = paths.iter().map(crate::Paths::totals).collect();
    let mut wins = vec![0usize; paths.len()];
    let count = totals.first().map_or(0, Vec::len);
    for i in 0..count {
        let mut best = 0;
        for k in 1..totals.len() {
            if totals[k][i] > totals[best][i] {
                best = k;
            }
        }
        wins[best] += 1;
    }
    offers
        .iter()
        .zip(&paths)
        .zip(wins)
        .map(|((p, paths), wins)| Comparison {
            name: p.name.clone(),
            face: p.total_at_face(),
            guaranteed: p.years_at_face().iter().map(|y| y.guaranteed).sum(),
            expected: expected(p, settings.discount).iter().sum(),
            best: wins as f64 / count.max(1) as f64,
            value: summarise(paths),
        })
        .collect()
}

/// Where one offer overtakes another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakEven {
    /// It is ahead even if its shares were worth nothing.
    Always,
    /// It needs its shares at this multiple of their price when granted, or more.
    At(Decimal),
    /// No price that a share may reach is enough.
    Never,
}

/// At which price of B's shares, as a multiple of the price when granted, B's face value reaches A's at A's own price.
///
/// Found by bisection in decimals to the twelfth place, rounded up, so that at the multiple given B is never behind. A
/// grant's payoff never falls with the price, so there is one such place.
///
/// ```
/// use tradewire_market::{BreakEven, Package, share_rise};
/// let a = Package::from_toml("currency='USD'\nyears=4\nsalary='500k'").unwrap();
/// let b = Package::from_toml("currency='USD'\nyears=4\nsalary='100k'\n[[grant]]\nkind='rsu'\nvalue='1M'\nvesting={months=48}").unwrap();
/// assert_eq!(share_rise(&a, &b), BreakEven::At("1.6".parse().unwrap()));
/// ```
#[must_use]
pub fn share_rise(a: &Package, b: &Package) -> BreakEven {
    let goal = a.total_at_face();
    let ahead = |x: Decimal| at_price(b, x) >= goal;
    let (mut low, mut high) = (Decimal::ZERO, Decimal::from(1_000));
    if ahead(low) {
        return BreakEven::Always;
    }
    if !ahead(high) {
        return BreakEven::Never;
    }
    let step = Decimal::new(1, 12);
    while high - low > step {
        let middle = ((low + high) / Decimal::TWO).round_dp(12);
        if middle <= low || middle >= high {
            break;
        }
        if ahead(middle) { high = middle } else { low = middle }
    }
    BreakEven::At(high.normalize())
}

/// Face value of a package whose shares stand at a multiple of their price when granted.
pub(crate) fn at_price(p: &Package, x: Decimal) -> Decimal {
    let years = p.years_at_face();
    let fixed: Decimal = years.iter().map(|y| y.cash + y.undisclosed).sum();
    let equity: Decimal = p
        .grants
        .iter()
        .map(|g| {
            let share: Decimal =
                g.vesting.tranches().iter().filter(|t| t.month <= p.months()).map(|t| t.share).sum();
            times(times(g.value, share), g.payoff(x))
        })
        .sum();
    fixed + equity
}

/// A way to raise an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Raise {
    /// Cash on the first day.
    SignOn,
    /// Salary, evenly over the years of the package.
    Salary,
    /// Shares of the firm, earned monthly over the years of the package.
    Shares,
}

impl Raise {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::SignOn, Self::Salary, Self::Shares];

    /// A package of the same years and firm that pays this and nothing else: a million in all.
    fn alone(self, stay: &Package) -> Package {
        let mut p = Package::new("raise", stay.currency, stay.years);
        p.firm = stay.firm.clone();
        let whole = Decimal::from(UNIT);
        match self {
            Self::SignOn => p.sign_on.amount = whole,
            Self::Salary => p.salary = whole / Decimal::from(stay.years.max(1)),
            Self::Shares => p.grants.push(Grant {
                kind: EquityKind::Rsu,
                value: whole,
                strike: Decimal::ZERO,
                cap: None,
                vesting: Vesting { months: stay.months(), every: 1, cliff_months: 0, shares: Vec::new() },
                liquidity: stay.grants.first().map_or(Liquidity::Listed, |g| g.liquidity),
            }),
        }
        p
    }
}

const UNIT: u32 = 1_000_000;

/// What it would take to be ahead of another offer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Needed {
    /// The chance that was asked for.
    pub certainty: f64,
    /// The chance to be ahead as things stand, after tax.
    pub now: f64,
    /// The raise at face value, whole thousands, rounded up; nothing if a thousand billions were not enough.
    pub total: Option<Decimal>,
    /// How it is split.
    pub parts: Vec<(Raise, Decimal)>,
}

/// The least raise of the offer to stay, split as asked, that makes it worth at least the other one with a chosen chance.
///
/// `split` gives each way its share of the raise; shares sum to one. Bisection over common random numbers: on every path a
/// raise never takes anything away, so the chance never falls as it grows.
#[must_use]
pub fn needed(
    stay: &Package,
    outside: &Package,
    split: &[(Raise, f64)],
    certainty: f64,
    settings: &Settings,
    same_firm: bool,
) -> Needed {
    let other = Settings { firm: u16::from(!same_firm), ..*settings };
    let mine = Settings { firm: 0, ..*settings };
    let goal = simulate(outside, &other, &outside.tax).totals();
    let base = simulate(stay, &mine, &NoTax);
    // What a raise of one unit adds, year by year and path by path.
    let mut added = vec![vec![0.0; goal.len()]; base.years()];
    for (raise, share) in split {
        let unit = simulate(&raise.alone(stay), &mine, &NoTax);
        for (year, added) in added.iter_mut().enumerate() {
            added.iter_mut().zip(unit.year(year)).for_each(|(a, v)| *a += v * share);
        }
    }
    let chance = |units: f64| {
        let mut paid = vec![0.0; goal.len()];
        for (year, added) in added.iter().enumerate() {
            let worth = (1.0 + settings.discount).powi(-i32::try_from(year).unwrap_or(0));
            for ((paid, v), a) in paid.iter_mut().zip(base.year(year)).zip(added) {
                let v = v + units * a;
                *paid += v - worth * stay.tax.due(v / worth);
            }
        }
        // Equal sums may differ by the dust of floats.
        let ahead = paid.iter().zip(&goal).filter(|(paid, goal)| **paid >= **goal - 1e-9 * goal.abs());
        ahead.count() as f64 / goal.len().max(1) as f64
    };
    let now = chance(0.0);
    let mut found = (now >= certainty).then_some(0u64);
    if found.is_none() {
        // In thousands.
        let (mut low, mut high) = (0u64, 1_000_000_000);
        let per = f64::from(UNIT) / 1_000.0;
        let enough = |k: u64| chance(k as f64 / per) >= certainty;
        if enough(high) {
            while high - low > 1 {
                let middle = low.midpoint(high);
                if enough(middle) { high = middle } else { low = middle }
            }
            found = Some(high);
        }
    }
    let total = found.map(|k| Decimal::from(k) * Decimal::from(1_000));
    let parts = split
        .iter()
        .map(|(r, share)| {
            let share = Decimal::try_from(*share).unwrap_or_default();
            (*r, times(total.unwrap_or_default(), share).round_dp(0))
        })
        .collect();
    Needed { certainty, now, total, parts }
}

/// The first month at whose end somebody who leaves has at least as much from `b` as from `a` and stays ahead in every later
/// month of both, at face value.
#[must_use]
pub fn ahead_from(a: &Package, b: &Package) -> Option<u16> {
    let months = a.months().max(b.months());
    let behind = (0..=months).rev().find(|m| float(b.kept(*m)) < float(a.kept(*m)));
    match behind {
        None => Some(0),
        Some(m) if m < months => Some(m + 1),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Package {
        Package::from_toml(text).unwrap()
    }

    #[test]
    fn break_evens_of_every_sort() {
        let a = read("currency='USD'\nyears=4\nsalary='1M'");
        let capped = read(
            "currency='USD'\nyears=4\n[[grant]]\nkind='profit_unit'\nvalue='1M'\ncap=2\nvesting={months=48}",
        );
        assert_eq!(share_rise(&a, &capped), BreakEven::Never);
        assert_eq!(share_rise(&capped, &a), BreakEven::Always);
        let options =
            read("currency='USD'\nyears=4\n[[grant]]\nkind='option'\nvalue='8M'\nvesting={months=48}");
        assert_eq!(share_rise(&a, &options), BreakEven::At(Decimal::new(15, 1)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn at_the_break_even_b_is_ahead_and_just_below_it_is_not(
            salary in 0u32..2_000_000, value in 1u32..9_000_000, strike in 0u32..200, cap in 0u32..500,
        ) {
            let a = read(&format!("currency='USD'\nyears=4\nsalary={salary}"));
            let b = read(&format!(
                "currency='USD'\nyears=4\n[[grant]]\nkind='profit_unit'\nvalue={value}\nstrike={}\ncap={}\nvesting={{months=48}}",
                Decimal::new(strike.into(), 2), Decimal::new((cap + strike).into(), 2),
            ));
            let (goal, grid) = (a.total_at_face(), Decimal::new(2, 1));
            for i in 0..40u32 {
                prop_assert!(at_price(&b, grid * Decimal::from(i)) <= at_price(&b, grid * Decimal::from(i + 1)));
            }
            match share_rise(&a, &b) {
                BreakEven::Always => prop_assert!(at_price(&b, Decimal::ZERO) >= goal),
                BreakEven::Never => prop_assert!(at_price(&b, Decimal::from(1_000)) < goal),
                BreakEven::At(x) => {
                    prop_assert!(at_price(&b, x) >= goal);
                    prop_assert!(at_price(&b, x - Decimal::new(2, 12)) < goal);
                }
            }
        }
    }

    #[test]
    fn what_is_needed_is_enough_and_no_more() {
        let stay = read(
            "currency='USD'\nyears=4\nsalary='1M'\n[firm]\nvolatility=0.5\n[tax]\nbrackets=[[0,0.1],[500000,0.4]]",
        );
        let out = read(
            "currency='USD'\nyears=4\nsalary='500k'\n[[grant]]\nkind='rsu'\nvalue='4M'\nvesting={months=48}\n[firm]\nvolatility=0.6\nfailure=0.05",
        );
        let s = Settings { paths: 20_000, ..Settings::default() };
        for raise in Raise::ALL {
            let n = needed(&stay, &out, &[(raise, 1.0)], 0.8, &s, false);
            let total = n.total.unwrap();
            let with = |k: Decimal| {
                let mut p = stay.clone();
                let extra = raise.alone(&stay);
                let scale = k / Decimal::from(UNIT);
                p.sign_on.amount += extra.sign_on.amount * scale;
                p.salary += extra.salary * scale;
                p.grants.extend(extra.grants.into_iter().map(|g| Grant { value: g.value * scale, ..g }));
                let c = compare(&[p, out.clone()], &[0, 1], &s);
                c[0].best
            };
            assert!(with(total) >= 0.8 && with(total - Decimal::from(2_000)) < 0.8, "{raise:?} {total}");
        }
    }

    #[test]
    fn an_offer_with_more_up_front_is_ahead_until_the_other_catches_up() {
        let a = read("currency='USD'\nyears=2\nsign_on=1200\nsalary=1200");
        let b = read("currency='USD'\nyears=2\nsalary=2400");
        assert_eq!(ahead_from(&a, &b), Some(12));
        assert_eq!(ahead_from(&b, &a), None);
    }
}
