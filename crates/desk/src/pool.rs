//! What a group learns: quartiles of cells with enough contributors.
//!
//! Rules (docs/desk.md): one contribution per desk and cell; no cell of fewer than [`LEAST`] desks; each figure is the
//! mean of at least three neighbouring sums, and none of those three may make up nearly all of it (the p % rule); two
//! figures; how many contributed, in steps. Cells are disjoint and no totals over several are given, so nothing can be
//! found by taking one figure from another.

use std::collections::BTreeMap;

use serde::Serialize;
use tradewire_model::Decimal;

use crate::noise::{Budget, decimal_of, float_of};
use crate::share::{Cell, Contribution, Figures};

/// Fewest contributors of a cell that is shown.
pub const LEAST: usize = 5;
/// The share of the largest sum that those beyond the two largest must reach, in percent (p % rule).
const P_PERCENT: u32 = 10;
/// How far from its place a sum may stand to be averaged into a quartile: always three sums, four where it is even.
const REACH: f64 = 1.5;
/// The quartiles.
const PS: [f64; 3] = [0.25, 0.5, 0.75];

/// Quartiles of a sum; a figure that would tell too much is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Quartiles {
    /// A quarter is at most this.
    pub lower: Option<Decimal>,
    /// Half is at most this.
    pub median: Option<Decimal>,
    /// Three quarters are at most this.
    pub upper: Option<Decimal>,
}

/// What is told of a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PooledCell {
    /// Which.
    pub cell: Cell,
    /// How many desks contributed, in steps; with noise, about how many.
    pub contributors: String,
    /// Of the first year.
    pub first_year: Quartiles,
    /// Of the first four years, where enough offers cover them.
    pub four_years: Option<Quartiles>,
}

/// What is told of all cells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pool {
    /// Those with enough contributors.
    pub cells: Vec<PooledCell>,
    /// Whether there are others.
    pub withheld: bool,
}

/// One sum per desk for each cell; of several contributions of a desk the latest counts.
fn by_cell(mut all: Vec<Contribution>) -> BTreeMap<Cell, Vec<Figures>> {
    // The order in which files were named must not matter.
    let key = |c: &Contribution| (c.as_of, serde_json::to_string(&c.shares).unwrap_or_default());
    all.sort_by_cached_key(key);
    let mut cells: BTreeMap<Cell, BTreeMap<String, Figures>> = BTreeMap::new();
    for c in all {
        for s in c.shares {
            cells.entry(s.cell).or_default().insert(c.contributor.clone(), s.figures);
        }
    }
    cells.into_iter().map(|(cell, desks)| (cell, desks.into_values().collect())).collect()
}

fn steps(n: usize) -> &'static str {
    match n {
        ..10 => "5-9",
        10..20 => "10-19",
        20..50 => "20-49",
        _ => "50+",
    }
}

/// A quartile as the mean of the sums around its place; nothing where one of them makes up nearly all of it.
fn quartile(sorted: &[Decimal], p: f64) -> Option<Decimal> {
    let place = (sorted.len() as f64 + 1.0) * p;
    let near = |i: usize| ((i + 1) as f64 - place).abs() <= REACH;
    let around: Vec<Decimal> = sorted.iter().enumerate().filter(|(i, _)| near(*i)).map(|(_, d)| *d).collect();
    let (largest, rest) = around.split_last()?;
    let beyond: Decimal = rest.split_last().map(|(_, r)| r.iter().sum())?;
    if beyond * Decimal::from(100) < *largest * Decimal::from(P_PERCENT) {
        return None;
    }
    let mean = around.iter().sum::<Decimal>().checked_div(Decimal::from(around.len()))?;
    Some(mean.round_sf(2)?.normalize())
}

fn quartiles(mut sums: Vec<Decimal>) -> Option<Quartiles> {
    if sums.len() < LEAST {
        return None;
    }
    sums.sort_unstable();
    let [lower, median, upper] = PS.map(|p| quartile(&sums, p));
    Some(Quartiles { lower, median, upper })
}

/// Pools contributions by the rules above, without noise.
#[must_use]
pub fn pool(contributions: Vec<Contribution>) -> Pool {
    let mut withheld = false;
    let mut cells = Vec::new();
    for (cell, figures) in by_cell(contributions) {
        let first: Vec<Decimal> = figures.iter().map(|f| f.first_year).collect();
        let four: Vec<Decimal> = figures.iter().filter_map(|f| f.four_years).collect();
        match quartiles(first) {
            Some(first_year) => {
                let contributors = steps(figures.len()).to_owned();
                cells.push(PooledCell { cell, contributors, first_year, four_years: quartiles(four) });
            }
            None => withheld = true,
        }
    }
    Pool { cells, withheld }
}

/// Pools contributions with differential privacy ([`Budget`]); `uniform` gives random numbers from 0 to below 1.
#[must_use]
pub fn pool_private(
    contributions: Vec<Contribution>,
    budget: &Budget,
    uniform: &mut dyn FnMut() -> f64,
) -> Pool {
    let mut cells = Vec::new();
    for (cell, figures) in by_cell(contributions) {
        let mut drawn = |sums: Vec<f64>| {
            let n = budget.count(sums.len(), uniform)?;
            let [lower, median, upper] = PS
                .map(|p| decimal_of(budget.quantile(&sums, p, uniform))?.round_sf(2).map(|d| d.normalize()));
            Some((n, Quartiles { lower, median, upper }))
        };
        let first = drawn(figures.iter().map(|f| float_of(f.first_year)).collect());
        let four = drawn(figures.iter().filter_map(|f| f.four_years.map(float_of)).collect());
        if let Some((n, first_year)) = first {
            let contributors = format!("about {n:.0}");
            cells.push(PooledCell { cell, contributors, first_year, four_years: four.map(|f| f.1) });
        }
    }
    // Whether something was withheld would tell of cells that must not be told of.
    Pool { cells, withheld: false }
}
