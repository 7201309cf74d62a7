//! The distribution of what a package pays, by simulation.

use rayon::prelude::*;
use serde::Serialize;

use crate::normal::{CENTRAL, central, tail};
use crate::package::{Package, year_of};
use crate::philox::{key, philox4x32, unit};
use crate::sum::float;
use crate::tax::Tax;

/// Paths that are worked out together; sums are made per block and in the order of blocks, whatever the threads.
const BLOCK: usize = 512;
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
    years: usize,
    /// Path by path, its years in order.
    values: Vec<f64>,
}

impl Paths {
    /// Years of the package.
    #[must_use]
    pub fn years(&self) -> usize {
        self.years
    }

    /// The paths, each a slice of its years.
    pub fn iter(&self) -> impl Iterator<Item = &[f64]> {
        self.values.chunks_exact(self.years.max(1))
    }

    /// What each path pays in all.
    #[must_use]
    pub fn totals(&self) -> Vec<f64> {
        self.iter().map(|p| p.iter().sum()).collect()
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
    let paths = settings.paths.clamp(1, MOST_PATHS);
    let mut values = vec![0.0; paths * plan.years];
    let key = key(settings.seed);
    values.par_chunks_mut(BLOCK * plan.years).enumerate().for_each(|(block, rows)| {
        fill(&plan, key, settings.firm, block * BLOCK, rows);
        for row in rows.chunks_exact_mut(plan.years) {
            for (year, value) in row.iter_mut().enumerate() {
                // Tax is due on what was paid, not on its present worth: a year's pay is taken back to the year's start.
                let worth = (1.0 + settings.discount).powi(-i32::try_from(year).unwrap_or(0));
                *value -= worth * tax.due(*value / worth);
            }
        }
    });
    Paths { years: plan.years, values }
}

fn fill(plan: &Plan, key: [u32; 2], firm: u16, first: usize, rows: &mut [f64]) {
    let count = rows.len() / plan.years;
    let place = |lane: usize| u32::try_from(first + lane).unwrap_or(u32::MAX);
    let (mut log, mut price) = ([0.0f64; BLOCK], [1.0f64; BLOCK]);
    let mut shock = [0.0f64; BLOCK];
    let (mut way, mut fails) = ([0usize; BLOCK], [u16::MAX; BLOCK]);
    let never = u16::try_from(plan.cash.len() - 1).unwrap_or(u16::MAX);
    let draw = |lane: usize, stream: u32| philox4x32([place(lane), stream, firm.into(), 0], key);
    for lane in 0..count {
        if plan.hazard < 0.0 {
            let months = unit(draw(lane, FAILURE)[0]).ln() / plan.hazard;
            // Fails within the month that follows the last whole one.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "kept within range")]
            let month = months.floor().clamp(0.0, 60_000.0) as u16 + 1;
            fails[lane] = month;
        }
        if plan.ways.len() > 1 {
            let u = unit(draw(lane, SCENARIO)[0]);
            way[lane] = plan.ways.iter().position(|s| u < *s).unwrap_or(plan.ways.len() - 1);
        }
        let row = &mut rows[lane * plan.years..(lane + 1) * plan.years];
        row.copy_from_slice(&plan.cash[usize::from(fails[lane].min(never))]);
        for (i, (month, year, money, chance)) in plan.payments.iter().enumerate() {
            let stream = PAYMENT + u32::try_from(i).unwrap_or(0);
            if fails[lane] > *month && unit(draw(lane, stream)[0]) < *chance {
                row[*year] += money;
            }
        }
    }
    let mut next = 0;
    let mut words = vec![[0u32; 4]; count];
    let mut paid = vec![[0.0f64; BLOCK]; plan.years];
    for (i, (month, drifts, spread)) in plan.steps.iter().enumerate() {
        // Parts on the first day have the price of that day.
        while let Some(n) = plan.nodes.get(next).filter(|n| n.month < *month) {
            pay(n, &price, &fails, &mut paid[n.year]);
            next += 1;
        }
        if *spread > 0.0 && i % 4 == 0 {
            let stream = u32::try_from(i / 4).unwrap_or(0);
            for (lane, w) in words.iter_mut().enumerate() {
                *w = draw(lane, stream);
            }
        }
        // Loops without branches over many paths, so that they can run in step; the tails are mended after.
        if let [drift] = drifts.as_slice() {
            log.iter_mut().for_each(|l| *l += drift);
        } else {
            log.iter_mut().zip(&way).for_each(|(l, w)| *l += drifts[*w]);
        }
        if *spread > 0.0 {
            for (q, w) in shock.iter_mut().zip(&words) {
                *q = unit(w[i % 4]) - 0.5;
            }
            for (l, q) in log.iter_mut().zip(&shock) {
                *l += spread * central(q.clamp(-CENTRAL, CENTRAL));
            }
            for (l, q) in log.iter_mut().zip(&shock).filter(|(_, q)| q.abs() > CENTRAL) {
                *l += spread * (tail(q + 0.5, *q) - central(q.clamp(-CENTRAL, CENTRAL)));
            }
        }
        for (p, l) in price.iter_mut().zip(&log) {
            *p = l.exp();
        }
        while let Some(n) = plan.nodes.get(next).filter(|n| n.month == *month) {
            pay(n, &price, &fails, &mut paid[n.year]);
            next += 1;
        }
    }
    for n in plan.nodes.iter().skip(next) {
        pay(n, &price, &fails, &mut paid[n.year]);
    }
    for (lane, row) in rows.chunks_exact_mut(plan.years).enumerate() {
        row.iter_mut().zip(&paid).for_each(|(value, year)| *value += year[lane]);
    }
}

fn pay(node: &Node, price: &[f64; BLOCK], fails: &[u16; BLOCK], paid: &mut [f64; BLOCK]) {
    if node.others.is_empty() {
        for ((paid, x), fails) in paid.iter_mut().zip(price).zip(fails) {
            *paid += if *fails > node.sale { node.linear * x } else { 0.0 };
        }
        return;
    }
    for ((paid, x), fails) in paid.iter_mut().zip(price).zip(fails) {
        let mut money = node.linear * x;
        for (amount, strike, cap) in &node.others {
            money += amount * (x.min(*cap) - strike).max(0.0);
        }
        *paid += if *fails > node.sale { money } else { 0.0 };
    }
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
    let n = paths.values.len() / paths.years.max(1);
    let by_year: Vec<Band> = (1..=paths.years)
        .into_par_iter()
        .map(|years| band(paths.iter().map(|p| p.iter().take(years).sum()).collect()))
        .collect();
    let mut year_means = vec![0.0; paths.years];
    for p in paths.iter() {
        for (m, v) in year_means.iter_mut().zip(p) {
            *m += v;
        }
    }
    for m in &mut year_means {
        *m /= n.max(1) as f64;
    }
    let empty = Band { mean: 0.0, standard_error: 0.0, percentiles: [0.0; 5] };
    Valuation {
        paths: n,
        first_year: by_year.first().cloned().unwrap_or(empty.clone()),
        total: by_year.last().cloned().unwrap_or(empty),
        year_means,
        by_year,
    }
}

fn band(mut values: Vec<f64>) -> Band {
    if values.is_empty() {
        return Band { mean: 0.0, standard_error: 0.0, percentiles: [0.0; 5] };
    }
    let n = values.len() as f64;
    // Sums of differences from the first value keep their figures where all values are large and alike.
    let base = values.first().copied().unwrap_or(0.0);
    let (mut sum, mut square) = (0.0, 0.0);
    for v in &values {
        sum += v - base;
        square += (v - base) * (v - base);
    }
    let mean = sum / n;
    let variance = (square / n - mean * mean).max(0.0);
    let mut percentiles = [0.0; 5];
    let (mut from, last) = (0, values.len().saturating_sub(1));
    for (out, percent) in percentiles.iter_mut().zip([5, 25, 50, 75, 95]) {
        let at = last * percent / 100;
        let (_, v, _) = values[from..].select_nth_unstable_by(at - from, f64::total_cmp);
        *out = *v;
        from = at;
    }
    Band { mean: base + mean, standard_error: (variance / n).sqrt(), percentiles }
}
