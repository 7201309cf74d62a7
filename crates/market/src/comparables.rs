//! What is paid for something, from reports that are intervals.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rust_decimal::Decimal;
use serde::Serialize;
use tradewire_model::{Amount, Bound, ClaimKind, Currency, Event, Period, ReportRole, Role, Stage, Value};

use crate::philox::{key, philox4x32};
use crate::readings::{self, Drawn, two_sided};
use crate::sum::float;
use crate::turnbull::{Observation, turnbull};

/// Observations under which nothing is estimated, those among them with two ends, and origins.
pub const ENOUGH: (usize, usize, usize) = (12, 6, 3);
/// Resamples for a band.
const RESAMPLES: u32 = 400;
/// How far «about» reaches to either side.
const SLACK: f64 = 0.1;

/// Which sum of an offer or a pay band is meant; they are never mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The whole package.
    Total,
    /// Pay per year, of offers and of pay bands.
    Annual,
    /// The bonus for signing.
    SignOn,
    /// The first year.
    FirstYear,
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Total, Self::Annual, Self::SignOn, Self::FirstYear];

    /// The code, as commands take it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Annual => "annual",
            Self::SignOn => "sign_on",
            Self::FirstYear => "first_year",
        }
    }
}

/// One event as an observation, with what stands behind it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// The event.
    pub event: String,
    /// What its reports say of the sum.
    pub observation: Observation,
    /// Who says so; copies are not counted.
    pub origins: Vec<String>,
    /// Admiralty grade.
    pub grade: String,
    /// Year of the pay, else of the report.
    pub year: Option<i16>,
}

/// Why an event gives no observation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// It says nothing of this sum.
    NoSum,
    /// The sum is of another currency, or of none that is known.
    Currency,
    /// A party denies it.
    Denied,
    /// Another kind of event.
    Kind,
}

/// An amount as an observation: at_least and up_to have one end, a range two, «about» a tenth to either side.
#[must_use]
pub fn observation(amount: &Amount) -> Option<Observation> {
    let (low, high) = amount.interval();
    match (amount.bound, low.map(float), high.map(float)) {
        (Bound::Approx, Some(v), _) => Some(Observation::between(v * (1.0 - SLACK), v * (1.0 + SLACK))),
        (_, Some(l), Some(h)) => Some(Observation::between(l, h)),
        (_, Some(l), None) => Some(Observation::at_least(l)),
        (_, None, Some(h)) => Some(Observation { low: 0.0, high: h, open: false }),
        (_, None, None) => None,
    }
}

/// The pay band of an event as an amount.
fn band(event: &Event) -> Option<Amount> {
    let end = |role| match event.args.get(role) {
        Some(Value::Number(n)) => Some(*n),
        Some(Value::Amount(a)) => a.magnitude(),
        _ => None,
    };
    let code = event.args.text(Role::Bound).and_then(|b| b.parse::<Bound>().ok());
    let mut amount = match (end(Role::Low), end(Role::High)) {
        (Some(l), Some(h)) if l == h => {
            Amount::new(l, code.filter(|b| *b != Bound::Range).unwrap_or(Bound::Exact))
        }
        (Some(l), Some(h)) => Amount::range(l, h),
        (Some(l), None) => Amount::new(l, Bound::AtLeast),
        (None, Some(h)) => Amount::new(h, Bound::UpTo),
        (None, None) => return None,
    };
    amount.currency = event.args.text(Role::Currency).and_then(|c| c.parse().ok());
    amount.per = event.args.text(Role::Per).and_then(|p| p.parse().ok());
    Some(amount)
}

/// Takes an event as evidence of a sum in a currency.
///
/// # Errors
/// Why it is none.
pub fn evidence(
    event: &Event,
    year: Option<i16>,
    measure: Measure,
    currency: Currency,
) -> Result<Evidence, LeftOut> {
    if event.stage == Stage::Denied {
        return Err(LeftOut::Denied);
    }
    let amount = match (event.kind, measure) {
        (ClaimKind::Payband, Measure::Annual) => {
            band(event).filter(|a| matches!(a.per, None | Some(Period::Year)))
        }
        (ClaimKind::Payband, _) => None,
        (ClaimKind::Offer, m) => {
            let role = match m {
                Measure::Total => Role::Total,
                Measure::Annual => Role::Annual,
                Measure::SignOn => Role::SignOn,
                Measure::FirstYear => Role::FirstYear,
            };
            event.args.amount(role).cloned()
        }
        _ => return Err(LeftOut::Kind),
    };
    let amount = amount.filter(|a| a.magnitude().is_some_and(|m| m > Decimal::ZERO)).ok_or(LeftOut::NoSum)?;
    if amount.currency != Some(currency) {
        return Err(LeftOut::Currency);
    }
    let origins: BTreeSet<&str> = event
        .reports
        .iter()
        .filter(|r| matches!(r.role, ReportRole::Origin | ReportRole::Confirmation))
        .map(|r| r.origin.as_deref().unwrap_or(r.claim.as_str()))
        .collect();
    Ok(Evidence {
        event: event.id.to_string(),
        observation: observation(&amount).ok_or(LeftOut::NoSum)?,
        origins: origins.into_iter().map(str::to_owned).collect(),
        grade: event.grade.to_string(),
        year: event.args.date().and_then(tradewire_model::Date::year).or(year),
    })
}

/// A quantile with its band.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct QuantileBand {
    /// Which: 0.5 is the median.
    pub p: f64,
    /// Within these ends the data put it without saying where, in either reading of bounds of one side.
    pub low: f64,
    /// Infinity where the data give no end.
    pub high: f64,
    /// The 90 % band of resampling.
    pub band: (f64, f64),
}

/// What reports say of a sum.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparable {
    /// Observations.
    pub n: usize,
    /// Of them with one end only.
    pub one_sided: usize,
    /// Different origins.
    pub origins: usize,
    /// How many of each grade.
    pub grades: BTreeMap<String, usize>,
    /// First and last year.
    pub years: Option<(i16, i16)>,
    /// Quartiles; empty where the evidence is not enough ([`ENOUGH`]).
    pub quantiles: Vec<QuantileBand>,
}

impl Comparable {
    /// Whether there is enough for an estimate.
    #[must_use]
    pub fn sufficient(&self) -> bool {
        !self.quantiles.is_empty()
    }
}

/// Estimates the quartiles of a sum, or says that the evidence is insufficient.
#[must_use]
pub fn comparable(sample: &[Evidence], seed: u64) -> Comparable {
    let observations: Vec<Observation> = sample.iter().map(|e| e.observation).collect();
    let one_sided = observations.iter().filter(|o| !two_sided(o)).count();
    let origins: BTreeSet<&String> = sample.iter().flat_map(|e| &e.origins).collect();
    let mut grades = BTreeMap::new();
    for e in sample {
        *grades.entry(e.grade.clone()).or_insert(0) += 1;
    }
    let years = sample.iter().filter_map(|e| e.year);
    let n = sample.len();
    let enough = n >= ENOUGH.0 && n - one_sided >= ENOUGH.1 && origins.len() >= ENOUGH.2;
    Comparable {
        n,
        one_sided,
        origins: origins.len(),
        grades,
        years: years.clone().min().zip(years.max()),
        quantiles: if enough { quantile_bands(&observations, &[0.25, 0.5, 0.75], seed) } else { Vec::new() },
    }
}

/// One figure for a quantile that lies somewhere in an interval: its middle, or the end it has.
pub(crate) fn middle((low, high): (f64, f64)) -> f64 {
    match (low.is_finite() && low > 0.0, high.is_finite()) {
        (true, true) => low.midpoint(high),
        (true, false) => low,
        (false, _) => high,
    }
}

/// Quantiles under resampling: for each resample one figure per quantile, sorted.
fn resampled(observations: &[Observation], ps: &[f64], seed: u64) -> Vec<Vec<f64>> {
    let n = observations.len();
    let key = key(seed);
    refitted(observations, ps, RESAMPLES, |b| {
        let mut weights = vec![0.0; n];
        for i in 0..n {
            let place = [u32::try_from(i / 4).unwrap_or(0), b, 0, 9];
            let at = (u64::from(philox4x32(place, key)[i % 4]) * (n as u64)) >> 32;
            weights[usize::try_from(at).unwrap_or(0).min(n - 1)] += 1.0;
        }
        weights
    })
}

/// Quantiles under the weights of each resample: one figure per quantile, sorted.
pub(crate) fn refitted(
    observations: &[Observation],
    ps: &[f64],
    resamples: u32,
    weights: impl Fn(u32) -> Vec<f64> + Sync,
) -> Vec<Vec<f64>> {
    let rows: Vec<Vec<f64>> = (0..resamples)
        .into_par_iter()
        .map(|b| {
            let fit = turnbull(observations, Some(&weights(b)));
            ps.iter().map(|p| fit.quantile(*p).map_or(f64::NAN, middle)).collect()
        })
        .collect();
    (0..ps.len())
        .map(|k| {
            let mut column: Vec<f64> = rows.iter().map(|r| r[k]).collect();
            column.sort_by(f64::total_cmp);
            column
        })
        .collect()
}

/// One way to read the reports: the quantiles that it gives, and the same under resampling.
struct Reading {
    quantiles: Vec<Option<(f64, f64)>>,
    columns: Vec<Vec<f64>>,
}

fn read(observations: &[Observation], ps: &[f64], seed: u64) -> Vec<Reading> {
    let near = readings::near(observations);
    let ways = [Some(observations), near.as_deref()];
    ways.into_iter()
        .flatten()
        .map(|o| {
            let fit = turnbull(o, None);
            Reading {
                quantiles: ps.iter().map(|p| fit.quantile(*p)).collect(),
                columns: resampled(o, ps, seed),
            }
        })
        .collect()
}

/// Quantiles of values known as intervals, with 90 % bands by the bootstrap (percentile method, B. Efron 1979).
///
/// A value of which one end alone is known is read in two ways: it may be anywhere beyond that end, or within
/// [`NEAR`](crate::NEAR) times of it. The ends of each quantile and of its band are those of both together.
#[must_use]
pub fn quantile_bands(observations: &[Observation], ps: &[f64], seed: u64) -> Vec<QuantileBand> {
    if observations.is_empty() {
        return Vec::new();
    }
    let readings = read(observations, ps, seed);
    let one = |(k, p): (usize, &f64)| {
        let ends: Vec<(f64, f64)> = readings.iter().map(|r| r.quantiles[k]).collect::<Option<_>>()?;
        let drawn: Vec<Drawn> = readings
            .iter()
            .zip(&ends)
            .map(|(r, ends)| Drawn { estimate: middle(*ends), sorted: r.columns[k].clone() })
            .collect();
        let (low, high) = ends.into_iter().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
        Some(QuantileBand { p: *p, low, high, band: readings::band(&drawn) })
    };
    ps.iter().enumerate().filter_map(one).collect()
}

/// How the median changed from one sample to another.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Trend {
    /// Later median over earlier one.
    pub ratio: f64,
    /// Its 90 % band.
    pub band: (f64, f64),
}

impl Trend {
    /// Whether a claimed ratio is within the band.
    #[must_use]
    pub fn allows(&self, ratio: f64) -> bool {
        self.band.0 <= ratio && ratio <= self.band.1
    }
}

/// Asks how the median changed; nothing where either side is insufficient.
///
/// Bounds of one side are read in the same way before and after.
#[must_use]
pub fn trend(before: &[Evidence], after: &[Evidence], seed: u64) -> Option<Trend> {
    let (a, b) = (comparable(before, seed), comparable(after, seed.wrapping_add(1)));
    if !a.sufficient() || !b.sufficient() {
        return None;
    }
    let read = |sample: &[Evidence], seed| {
        let observations: Vec<Observation> = sample.iter().map(|e| e.observation).collect();
        read(&observations, &[0.5], seed)
    };
    let (a, b) = (read(before, seed), read(after, seed.wrapping_add(1)));
    // Where one side alone has such bounds, the other is the same in both readings.
    let drawn: Vec<Drawn> = (0..a.len().max(b.len()))
        .map(|i| ratio(a.get(i).or(a.last())?, b.get(i).or(b.last())?))
        .collect::<Option<_>>()?;
    let estimates = drawn.iter().map(|d| d.estimate);
    let (least, most) = (estimates.clone().fold(f64::INFINITY, f64::min), estimates.fold(0.0, f64::max));
    Some(Trend { ratio: f64::midpoint(least, most), band: readings::band(&drawn) })
}

/// The later median over the earlier one under one reading, for every pair of a thinned grid of both sorted columns.
fn ratio(before: &Reading, after: &Reading) -> Option<Drawn> {
    let median = |r: &Reading| r.quantiles.first().copied().flatten().map(middle);
    let estimate = median(after)? / median(before)?;
    let (a, b) = (before.columns.first()?, after.columns.first()?);
    let mut sorted: Vec<f64> =
        a.iter().step_by(4).flat_map(|x| b.iter().step_by(4).map(move |y| y / x)).collect();
    sorted.sort_by(f64::total_cmp);
    Some(Drawn { estimate, sorted })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(values: impl IntoIterator<Item = f64>) -> Vec<Evidence> {
        let one = |(i, v): (usize, f64)| Evidence {
            event: format!("e{i}"),
            observation: Observation::exact(v),
            origins: vec![format!("o{}", i % 5)],
            grade: "B2".into(),
            year: Some(2025),
        };
        values.into_iter().enumerate().map(one).collect()
    }

    #[test]
    fn too_little_is_insufficient_and_says_how_much_there_is() {
        let c = comparable(&sample((1..=11).map(f64::from)), 1);
        assert!(!c.sufficient());
        assert_eq!((c.n, c.origins, c.years), (11, 5, Some((2025, 2025))));
        assert!(comparable(&sample((1..=12).map(f64::from)), 1).sufficient());
        let mut open = sample((1..=20).map(f64::from));
        open.iter_mut().take(15).for_each(|e| e.observation = Observation::at_least(e.observation.low));
        assert!(!comparable(&open, 1).sufficient());
        let mut one_voice = sample((1..=20).map(f64::from));
        one_voice.iter_mut().for_each(|e| e.origins = vec!["one".into()]);
        assert!(!comparable(&one_voice, 1).sufficient());
    }

    #[test]
    fn the_median_stands_in_its_band() {
        let c = comparable(&sample((1..=41).map(f64::from)), 1);
        let m = c.quantiles[1];
        assert!(
            (m.low - 21.0).abs() < 1e-9 && m.band.0 < 21.0 && m.band.1 > 21.0 && m.band.0 > 10.0,
            "{m:?}"
        );
    }

    #[test]
    fn one_sided_sums_are_no_points() {
        let at_least = Amount::new(Decimal::from(100), Bound::AtLeast);
        assert_eq!(observation(&at_least), Some(Observation::at_least(100.0)));
        let up_to = observation(&Amount::new(Decimal::from(100), Bound::UpTo)).unwrap();
        assert!(up_to.low.abs() < 1e-12 && (up_to.high - 100.0).abs() < 1e-12);
        let about = observation(&Amount::new(Decimal::from(100), Bound::Approx)).unwrap();
        assert!((about.low - 90.0).abs() < 1e-9 && (about.high - 110.0).abs() < 1e-9);
    }

    #[test]
    fn bounds_of_one_side_are_read_as_free_and_as_near() {
        // Every third report names three quarters of the sum as a bound.
        let sum = |i: u32| (0.9 * crate::quantile((f64::from(i) + 0.5) / 60.0)).exp();
        let told = |i: u32| match i % 3 {
            0 => Observation::at_least(0.75 * sum(i)),
            _ => Observation::exact(sum(i)),
        };
        let all: Vec<Observation> = (0..60).map(told).collect();
        let free = turnbull(&all, None).quantile(0.5).unwrap();
        let near = turnbull(&readings::near(&all).unwrap(), None).quantile(0.5).unwrap();
        assert!(free.0 > 1.2 && near.0 < 1.1, "taken as free they are too high: {free:?}, {near:?}");
        let both = quantile_bands(&all, &[0.5], 1)[0];
        assert!(both.low <= near.0 && both.high >= free.1, "{both:?}");
        assert!(both.band.0 < 1.0 && both.band.1 > free.0, "{both:?}");
        // Where all have two ends there is one reading.
        let exact: Vec<Observation> = (0..60).map(|i| Observation::exact(sum(i))).collect();
        let one = quantile_bands(&exact, &[0.5], 1)[0];
        assert!((one.low - one.high).abs() < 1e-12 && one.band.0 < 1.0 && one.band.1 > 1.0, "{one:?}");
    }

    #[test]
    fn a_rise_by_half_can_be_asked() {
        let before = sample((0..40).map(|i| 100.0 + f64::from(i)));
        let after = sample((0..40).map(|i| 150.0 + 1.5 * f64::from(i)));
        let t = trend(&before, &after, 3).unwrap();
        assert!(t.allows(1.5) && !t.allows(1.0) && !t.allows(2.0), "{t:?}");
        assert!(trend(&before[..5], &after, 3).is_none());
    }
}
