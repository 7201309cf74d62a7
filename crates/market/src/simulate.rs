//! The distribution of what a package pays, by simulation.

use rayon::prelude::*;
use serde::Serialize;

use crate::lanes::{LANES, Lanes, exp, ln_below_one, normals};
use crate::package::{Package, year_of};
use crate::philox::{key, philox4x32, unit};
use crate::sum::float;
use crate::tax::Tax;

/// Most paths.
const MOST_PATHS: usize = 4_000_000;
/// Streams of random numbers: prices, the month of failure, the scenario, payments.
const FAILURE: u32 = 1 << 16;
const SCENARIO: u32 = 2 << 16;
const PAYMENT: u32 = 3 << 16;

/// How a package is simulated.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Settings {
    /// Paths, at most four million.
    pub paths: usize,
    /// The seed; the same gives the same figures on every machine.
    pub seed: u64,
    /// Which firm of several: packages with one number see the same prices.
    pub firm: u16,
    /// Rate per year by which later payments count less, 0.04 for four percent.
    pub discount: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { paths: 100_000, seed: 1, firm: 0, discount: 0.0 }
    }
}

/// What each path pays in each year, after tax, brought back to the first day.
#[derive(Debug, Clone)]
pub struct Paths {
    count: usize,
    years: usize,
    /// Year by year, each with its paths in order.
    values: Vec<f64>,
}

impl Paths {
    /// Years of the package.
    #[must_use]
    pub fn years(&self) -> usize {
        self.years
    }

    /// What each path pays in one year, the first being 0; nothing for a year that the package has not.
    #[must_use]
    pub fn year(&self, year: usize) -> &[f64] {
        self.values.chunks_exact(self.count.max(1)).nth(year).unwrap_or_default()
    }

    /// What each path pays in all.
    #[must_use]
    pub fn totals(&self) -> Vec<f64> {
        self.until(self.years)
    }

    /// What each path has paid by the end of some years.
    fn until(&self, years: usize) -> Vec<f64> {
        let mut sum = vec![0.0; self.count];
        for year in self.values.chunks_exact(self.count.max(1)).take(years) {
            sum.iter_mut().zip(year).for_each(|(s, v)| *s += v);
        }
        sum
    }
}

/// Parts of grants that are earned on one day and can be sold on one day.
struct Node {
    /// Month they are earned; the price of that day counts.
    month: u16,
    sale: u16,
    year: usize,
    /// Money per unit of price, of all that pays in proportion to it.
    linear: f64,
    /// Of all else: money, strike, cap.
    others: Vec<(f64, f64, f64)>,
}

fn nodes(p: &Package, discount: f64) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::new();
    for g in &p.grants {
        for t in g.vesting.tranches().into_iter().filter(|t| t.month <= p.months()) {
            let sale = g.liquidity.sale(t.month);
            let wait = f64::from(sale - t.month) / 12.0;
            let off = p.firm.illiquidity.discount(p.firm.volatility, wait);
            let present = (1.0 + discount).powf(-f64::from(t.month) / 12.0);
            let money = float(g.value) * float(t.share) * (1.0 - off) * present;
            let at = match out.iter().position(|n| n.month == t.month && n.sale == sale) {
                Some(at) => at,
                None => {
                    let year = usize::from(year_of(t.month)) - 1;
                    out.push(Node { month: t.month, sale, year, linear: 0.0, others: Vec::new() });
                    out.len() - 1
                }
            };
            if g.strike.is_zero() && g.cap.is_none() {
                out[at].linear += money;
            } else {
                out[at].others.push((money, float(g.strike), g.cap.map_or(f64::INFINITY, float)));
            }
        }
    }
    out.sort_by_key(|n| (n.month, n.sale));
    out
}

/// Everything about a package that no path changes.
struct Plan {
    years: usize,
    nodes: Vec<Node>,
    /// Months at which the price is needed, with the step of the logarithm: drift per way, and spread.
    steps: Vec<(u16, Vec<f64>, f64)>,
    /// Sure cash by the month in which the firm fails (0 for the first, the last for never) and year.
    cash: Vec<Vec<f64>>,
    /// Payments with a chance: month, year, money, chance.
    payments: Vec<(u16, usize, f64, f64)>,
    /// Chances of the ways, added up.
    ways: Vec<f64>,
    /// Logarithm of the chance to stand for a month.
    hazard: f64,
}

fn plan(p: &Package, discount: f64) -> Plan {
    let (years, firm) = (usize::from(p.years), &p.firm);
    let nodes = nodes(p, discount);
    let present = |month: u16| (1.0 + discount).powf(-f64::from(month) / 12.0);
    let mut sure: Vec<(u16, f64)> = Vec::new();
    let mut payments = Vec::new();
    for f in p.cash() {
        let money = float(f.amount) * present(f.month);
        if f.chance >= 1.0 {
            sure.push((f.month, money));
        } else {
            payments.push((f.month, usize::from(year_of(f.month)) - 1, money, f.chance));
        }
    }
    sure.extend(p.undisclosed_by_year().into_iter().map(|(m, a)| (m, float(a) * present(m))));
    let cash = (0..=p.months() + 1)
        .map(|fails_in| {
            let mut row = vec![0.0; years];
            for (month, money) in sure.iter().filter(|(m, _)| *m < fails_in || *m == 0) {
                row[usize::from(year_of(*month)) - 1] += money;
            }
            row
        })
        .collect();
    let ways = firm.ways(p.years);
    let mut steps: Vec<(u16, Vec<f64>, f64)> = Vec::new();
    let mut before = 0;
    for n in &nodes {
        if n.month == before || steps.last().is_some_and(|s| s.0 == n.month) {
            continue;
        }
        let time = f64::from(n.month - before) / 12.0;
        let variance = firm.volatility * firm.volatility;
        let drift =
            |g: f64| (g.max(1e-300).ln() + (1.0 - firm.dilution).max(1e-300).ln() - 0.5 * variance) * time;
        steps.push((n.month, ways.iter().map(|w| drift(w.1)).collect(), (variance * time).sqrt()));
        before = n.month;
    }
    let mut sum = 0.0;
    let ways = ways
        .iter()
        .map(|w| {
            sum += w.0;
            sum
        })
        .collect();
    Plan { years, nodes, steps, cash, payments, ways, hazard: (1.0 - firm.failure).max(1e-300).ln() / 12.0 }
}

/// Simulates what a package pays, path by path.
///
/// The price follows a geometric Brownian motion, or one around each scenario, and is drawn only on days on which something is
/// earned, which is exact. The month of failure is geometric. The numbers of a path depend on the seed, the firm and the
/// path alone.
#[must_use]
pub fn simulate(package: &Package, settings: &Settings, tax: &dyn Tax) -> Paths {
    let plan = plan(package, settings.discount);
    let count = settings.paths.clamp(1, MOST_PATHS);
    let mut values = vec![0.0; count * plan.years];
    let key = key(settings.seed);
    // Tax is due on what was paid, not on its present worth: a year's pay is taken back to the year's start.
    let worth = |year: usize| (1.0 + settings.discount).powi(-i32::try_from(year).unwrap_or(0));
    let worth: Vec<f64> = (0..plan.years).map(worth).collect();
    let mut blocks: Vec<Vec<&mut [f64]>> = Vec::new();
    blocks.resize_with(count.div_ceil(LANES), || Vec::with_capacity(plan.years));
    for year in values.chunks_mut(count) {
        blocks.iter_mut().zip(year.chunks_mut(LANES)).for_each(|(block, part)| block.push(part));
    }
    blocks.into_par_iter().enumerate().for_each_init(
        || vec![[0.0; LANES]; plan.years],
        |paid, (block, years)| {
            fill(&plan, key, settings.firm, block * LANES, paid);
            for ((out, paid), worth) in years.into_iter().zip(paid).zip(&worth) {
                if !tax.exempt() {
                    paid.iter_mut().for_each(|v| *v -= worth * tax.due(*v / worth));
                }
                out.copy_from_slice(&paid[..out.len()]);
            }
        },
    );
    Paths { count, years: plan.years, values }
}

/// What a block of paths does, whatever it is paid for.
struct Block {
    /// The month in which the firm fails.
    fails: Lanes,
    /// Which way its price goes.
    way: [usize; LANES],
    log: Lanes,
    price: Lanes,
}

/// What each path of a block pays in each year, before tax.
fn fill(plan: &Plan, key: [u32; 2], firm: u16, first: usize, paid: &mut [Lanes]) {
    let first = u32::try_from(first).unwrap_or(u32::MAX);
    let mut block =
        Block { fails: [f64::INFINITY; LANES], way: [0; LANES], log: [0.0; LANES], price: [1.0; LANES] };
    draw(plan, key, firm, first, &mut block);
    cash(plan, key, firm, first, &block.fails, paid);
    let mut next = 0;
    let mut shocks = [[0.0; LANES]; 4];
    for (i, (month, drifts, spread)) in plan.steps.iter().enumerate() {
        // Parts on the first day have the price of that day.
        next = pay(plan, next, |m| m < *month, &block, paid);
        if let [drift] = drifts.as_slice() {
            block.log.iter_mut().for_each(|l| *l += drift);
        } else {
            block.log.iter_mut().zip(&block.way).for_each(|(l, w)| *l += drifts[*w]);
        }
        if *spread > 0.0 {
            if i % 4 == 0 {
                normals(first, u32::try_from(i / 4).unwrap_or(0), firm.into(), key, &mut shocks);
            }
            block.log.iter_mut().zip(&shocks[i % 4]).for_each(|(l, z)| *l += spread * z);
        }
        block.price.iter_mut().zip(&block.log).for_each(|(p, l)| *p = exp(*l));
        next = pay(plan, next, |m| m == *month, &block, paid);
    }
    pay(plan, next, |_| true, &block, paid);
}

/// One number strictly between 0 and 1 of a stream for each path of a block.
fn units(key: [u32; 2], firm: u16, first: u32, stream: u32) -> Lanes {
    let mut out = [0.0; LANES];
    for (u, place) in out.iter_mut().zip(first..) {
        *u = unit(philox4x32([place, stream, firm.into(), 0], key)[0]);
    }
    out
}

/// When the firm fails, and which way it goes.
fn draw(plan: &Plan, key: [u32; 2], firm: u16, first: u32, block: &mut Block) {
    if plan.hazard < 0.0 {
        // It fails within the month that follows the last whole one.
        for (fails, u) in block.fails.iter_mut().zip(units(key, firm, first, FAILURE)) {
            *fails = (ln_below_one(u) / plan.hazard).floor() + 1.0;
        }
    }
    if plan.ways.len() > 1 {
        for (way, u) in block.way.iter_mut().zip(units(key, firm, first, SCENARIO)) {
            *way = plan.ways.iter().position(|s| u < *s).unwrap_or(plan.ways.len() - 1);
        }
    }
}

/// Cash by the month of failure, and payments with a chance of their own.
fn cash(plan: &Plan, key: [u32; 2], firm: u16, first: u32, fails: &Lanes, paid: &mut [Lanes]) {
    let never = plan.cash.len() - 1;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast keeps within range")]
    let rows = fails.map(|month| (month as usize).min(never));
    for (year, paid) in paid.iter_mut().enumerate() {
        paid.iter_mut().zip(&rows).for_each(|(v, row)| *v = plan.cash[*row][year]);
    }
    for ((month, year, money, chance), stream) in plan.payments.iter().zip(PAYMENT..) {
        let month = f64::from(*month);
        for ((v, fails), u) in paid[*year].iter_mut().zip(fails).zip(units(key, firm, first, stream)) {
            *v += if *fails > month && u < *chance { *money } else { 0.0 };
        }
    }
}

/// Pays what is earned at a month that passes, from one node on; gives the node that is next.
fn pay(plan: &Plan, from: usize, passes: impl Fn(u16) -> bool, block: &Block, paid: &mut [Lanes]) -> usize {
    let mut next = from;
    while let Some(node) = plan.nodes.get(next).filter(|n| passes(n.month)) {
        next += 1;
        let sale = f64::from(node.sale);
        let lanes = paid[node.year].iter_mut().zip(&block.price).zip(&block.fails);
        if node.others.is_empty() {
            lanes.for_each(|((v, x), fails)| *v += if *fails > sale { node.linear * x } else { 0.0 });
            continue;
        }
        for ((v, x), fails) in lanes {
            let mut money = node.linear * x;
            for (amount, strike, cap) in &node.others {
                money += amount * (x.min(*cap) - strike).max(0.0);
            }
            *v += if *fails > sale { money } else { 0.0 };
        }
    }
    next
}

/// Quantiles of a sum over paths, with its mean.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Band {
    /// Mean.
    pub mean: f64,
    /// Standard error of the mean.
    pub standard_error: f64,
    /// 5th, 25th, 50th, 75th and 95th percentile.
    pub percentiles: [f64; 5],
}

/// What the paths of a package show.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Valuation {
    /// Paths.
    pub paths: usize,
    /// The first year.
    pub first_year: Band,
    /// All years.
    pub total: Band,
    /// Mean of each year.
    pub year_means: Vec<f64>,
    /// What has been paid by the end of each year.
    pub by_year: Vec<Band>,
}

/// Sums up paths.
#[must_use]
pub fn summarise(paths: &Paths) -> Valuation {
    let by_year: Vec<Band> =
        (1..=paths.years).into_par_iter().map(|years| band(&paths.until(years))).collect();
    let mean = |year: usize| paths.year(year).iter().sum::<f64>() / paths.count.max(1) as f64;
    let empty = Band { mean: 0.0, standard_error: 0.0, percentiles: [0.0; 5] };
    Valuation {
        paths: paths.count,
        first_year: by_year.first().cloned().unwrap_or(empty.clone()),
        total: by_year.last().cloned().unwrap_or(empty),
        year_means: (0..paths.years).map(mean).collect(),
        by_year,
    }
}

fn band(values: &[f64]) -> Band {
    let Some(base) = values.first().copied() else {
        return Band { mean: 0.0, standard_error: 0.0, percentiles: [0.0; 5] };
    };
    let n = values.len() as f64;
    // Sums of differences from the first value keep their figures where all values are large and alike.
    let (mut sum, mut square, mut low, mut high) = (0.0, 0.0, base, base);
    for v in values {
        sum += v - base;
        square += (v - base) * (v - base);
        low = f64::min(low, *v);
        high = f64::max(high, *v);
    }
    let mean = sum / n;
    let variance = (square / n - mean * mean).max(0.0);
    let places = [5, 25, 50, 75, 95].map(|percent| (values.len() - 1) * percent / 100);
    let percentiles = order_statistics(values, (low, high), places);
    Band { mean: base + mean, standard_error: (variance / n).sqrt(), percentiles }
}

/// The values that would stand at some places if all between a least and a greatest were sorted. Places must rise.
///
/// Values are counted by bins of equal width, and only bins in which a place falls are put in order.
fn order_statistics<const N: usize>(values: &[f64], (low, high): (f64, f64), places: [usize; N]) -> [f64; N] {
    const BINS: usize = 4_096;
    const NONE: usize = usize::MAX;
    let scale = (BINS - 1) as f64 / (high - low).max(f64::MIN_POSITIVE);
    // Where a value is no number, or the width too small to divide by, the bin is some one of them, rightly or not.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast keeps within range")]
    let bin = |v: f64| (((v - low) * scale) as usize).min(BINS - 1);
    let mut counts = vec![0usize; BINS];
    values.iter().for_each(|v| counts[bin(*v)] += 1);
    // For each place its bin among those that are kept, and the place within.
    let (mut slots, mut kept) = (vec![NONE; BINS], Vec::new());
    let (mut at, mut before) = (0, 0);
    let found = places.map(|place| {
        while at < BINS - 1 && before + counts[at] <= place {
            before += counts[at];
            at += 1;
        }
        if slots[at] == NONE {
            slots[at] = kept.len();
            kept.push(Vec::with_capacity(counts[at]));
        }
        (slots[at], place - before)
    });
    for v in values {
        if let Some(bin) = kept.get_mut(slots[bin(*v)]) {
            bin.push(*v);
        }
    }
    kept.iter_mut().for_each(|bin| bin.sort_unstable_by(f64::total_cmp));
    found.map(|(slot, place)| kept[slot].get(place).copied().unwrap_or(f64::NAN))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn order_statistics_are_those_of_sorting(
            mut values in prop::collection::vec(prop_oneof![-1e9..1e9f64, 0.0..1e-3f64, Just(7.0)], 1..400),
        ) {
            let last = values.len() - 1;
            let places = [0, last / 3, last / 2, last];
            let ends = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)));
            let got = order_statistics(&values, ends, places);
            values.sort_by(f64::total_cmp);
            prop_assert_eq!(got.map(f64::to_bits), places.map(|p| values[p].to_bits()));
        }
    }

    #[test]
    fn values_that_are_all_the_same_are_their_quantiles() {
        let b = band(&[3e7; 1000]);
        assert_eq!(b.percentiles.map(f64::to_bits), [3e7f64.to_bits(); 5]);
        assert!(b.standard_error.abs() < 1e-12);
    }
}
