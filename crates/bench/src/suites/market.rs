//! The market: paths per second, the NPMLE on published data, and whether bands hold what they promise.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rayon::prelude::*;
use serde_json::json;
use tradewire_market::{
    Observation, Package, Settings, expected, quantile, quantile_bands, simulate, summarise, turnbull,
};

use crate::{Outcome, process_cpu_time};

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// A four-year package that vests monthly: paths per second, against its closed form
    Value {
        /// Paths
        #[arg(long, default_value = "1000000")]
        paths: usize,
        /// Runs, of which the median counts
        #[arg(long, default_value = "5")]
        runs: usize,
    },
    /// The NPMLE of files with columns left, right, count
    Npmle {
        /// Files, or folders of them
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Take left ends as outside of their intervals, as R does
        #[arg(long)]
        open: bool,
    },
    /// How often 90 % bands of the median hold the truth on simulated markets
    Coverage {
        /// Markets
        #[arg(long, default_value = "1000")]
        runs: usize,
    },
}

/// Runs one of the measurements.
///
/// # Errors
/// Where a file cannot be read.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.what {
        What::Value { paths, runs } => value(*paths, *runs),
        What::Npmle { paths, open } => npmle(paths, *open),
        What::Coverage { runs } => Ok(coverage(*runs)),
    }
}

/// The package whose twin bench/peers/market.py simulates with numpy and QuantLib.
const PACKAGE: &str = "currency = 'USD'\nyears = 4\nsalary = 480000\nsign_on = 1000000\n\
    [[grant]]\nkind = 'rsu'\nvalue = 8000000\nvesting = { months = 48 }\n\
    [firm]\nvolatility = 0.6\ngrowth = 0.05\nfailure = 0.05\n";

fn value(paths: usize, runs: usize) -> anyhow::Result<Outcome> {
    let p = Package::from_toml(PACKAGE)?;
    let settings = Settings { paths, seed: 1, firm: 0, discount: 0.04 };
    let mut seconds = Vec::new();
    let (start, worked) = (Instant::now(), process_cpu_time());
    let mut last = None;
    for _ in 0..runs.max(1) {
        let one = Instant::now();
        last = Some(summarise(&simulate(&p, &settings, &p.tax)));
        seconds.push(one.elapsed().as_secs_f64());
    }
    let elapsed = start.elapsed();
    let worked = worked.and_then(|before| Some(process_cpu_time()?.checked_sub(before)?.as_secs_f64()));
    seconds.sort_by(f64::total_cmp);
    let total = last.context("no run")?.total;
    let closed: f64 = expected(&p, settings.discount).iter().sum();
    Ok(Outcome::new("market-value", paths * runs.max(1), elapsed)
        .metric("median_s", seconds[seconds.len() / 2])
        .metric("fastest_s", seconds[0])
        .metric("processor_s", worked.map(|s| s / runs.max(1) as f64))
        .metric("threads", rayon::current_num_threads())
        .metric("mean", total.mean)
        .metric("closed_form", closed)
        .metric("off_in_standard_errors", (total.mean - closed) / total.standard_error))
}

/// Reads `left,right,count` under comment lines.
fn table(path: &Path, open: bool) -> anyhow::Result<(Vec<Observation>, Vec<f64>)> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_path(path)
        .with_context(|| format!("cannot read {}", path.display()))?;
    let (mut observations, mut counts) = (Vec::new(), Vec::new());
    for row in reader.deserialize() {
        let (left, right, count): (f64, f64, f64) = row.with_context(|| path.display().to_string())?;
        observations.push(if open {
            Observation::after(left, right)
        } else {
            Observation::between(left, right)
        });
        counts.push(count);
    }
    Ok((observations, counts))
}

fn npmle(paths: &[PathBuf], open: bool) -> anyhow::Result<Outcome> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let inside = std::fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
            files.extend(
                inside.into_iter().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "csv")),
            );
        } else {
            files.push(path.clone());
        }
    }
    files.sort();
    let start = Instant::now();
    let (mut dump, mut worst) = (Vec::new(), 0f64);
    let mut shown = format!(
        "{:<14} {:>5} {:>8} {:>14} {:>9} {:>6} {:>10}\n",
        "set", "n", "support", "log likelihood", "gap", "steps", "µs"
    );
    for file in &files {
        let (observations, counts) = table(file, open)?;
        // As many fits as take a tenth of a second, so that the clock can tell.
        let (one, mut fits) = (Instant::now(), 0u32);
        let mut fit = turnbull(&observations, Some(&counts));
        while fits < 3 || one.elapsed().as_secs_f64() < 0.1 {
            fit = turnbull(&observations, Some(&counts));
            fits += 1;
        }
        let micros = one.elapsed().as_secs_f64() * 1e6 / f64::from(fits + 1);
        worst = worst.max(fit.gap);
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let n: f64 = counts.iter().sum();
        writeln!(
            shown,
            "{name:<14} {n:>5} {:>8} {:>14.6} {:>9.1e} {:>6} {micros:>10.0}",
            fit.support.len(),
            fit.log_likelihood,
            fit.gap,
            fit.steps
        )?;
        let end = |x: f64| if x.is_finite() { json!(x) } else { json!(null) };
        let support: Vec<_> = fit.support.iter().map(|f| json!([end(f.low), end(f.high), f.mass])).collect();
        dump.push(
            json!({"set": name, "log_likelihood": fit.log_likelihood, "micros": micros, "support": support})
                .to_string(),
        );
    }
    let mut outcome = Outcome::new("market-npmle", files.len(), start.elapsed()).metric("worst_gap", worst);
    outcome.table = Some(shown);
    outcome.dump = dump;
    Ok(outcome)
}

/// How the reports of a simulated market are made. Some are one-sided but in the first: a third of them, whichever, or half
/// of those above the median and a sixth below.
#[derive(Debug, Clone, Copy)]
enum Bounds {
    /// No report is one-sided: six in ten exact, the rest ranges by whoever guesses a band that holds it.
    None,
    /// It says on which side of some figure the sum lies, which is chosen without regard to it.
    Free,
    /// The figure is half to all of the true one.
    HalfToAll,
    /// The figure is a fifth to all of the true one: further than the nearest reading takes it to be.
    FifthToAll,
    /// The figure is the greatest of 1, 1.5, 2, 3, 5, 7.5, 10 … that the sum has passed.
    Round,
    /// Round figures from below, or up to twice the sum from above.
    BothSides,
}

/// The greatest round figure that a sum has passed, in a currency in which the median is 37.
fn round_down(pay: f64) -> f64 {
    const UNIT: f64 = 37.0;
    let scaled = pay * UNIT;
    let ten = 10f64.powf(scaled.log10().floor());
    let passed = [1.0, 1.5, 2.0, 3.0, 5.0, 7.5].into_iter().filter(|g| g * ten <= scaled).fold(1.0, f64::max);
    passed * ten / UNIT
}

fn coverage(runs: usize) -> Outcome {
    let start = Instant::now();
    let mut shown = format!("{:<34} {:>5} {:>9} {:>12}\n", "reports", "n", "coverage", "width / true");
    let mut metrics = Vec::new();
    let scenarios = [
        (Bounds::None, false, "two_sided"),
        (Bounds::Free, false, "third_one_sided"),
        (Bounds::HalfToAll, false, "third_half_to_all"),
        (Bounds::FifthToAll, false, "third_fifth_to_all"),
        (Bounds::Round, false, "third_round"),
        (Bounds::BothSides, false, "third_both_sides"),
        (Bounds::Free, true, "large_ones_free"),
        (Bounds::Round, true, "large_ones_round"),
    ];
    for (bounds, large, name) in scenarios {
        for n in [12, 40] {
            let results: Vec<(bool, f64)> =
                (0..runs).into_par_iter().map(|run| market(bounds, large, n, run as u64)).collect();
            let held = results.iter().filter(|r| r.0).count() as f64 / runs.max(1) as f64;
            let mut widths: Vec<f64> = results.iter().map(|r| r.1).collect();
            widths.sort_by(f64::total_cmp);
            let width = widths.get(widths.len() / 2).copied().unwrap_or(f64::NAN);
            let _ = writeln!(shown, "{name:<34} {n:>5} {held:>9.3} {width:>12.2}");
            metrics.push((format!("{name}_{n}"), held));
        }
    }
    let mut outcome = Outcome::new("market-coverage", runs * 2 * scenarios.len(), start.elapsed());
    for (name, held) in metrics {
        outcome = outcome.metric(&name, held);
    }
    outcome.table = Some(shown);
    outcome
}

/// One market of lognormal pay with a median of one; whether the band held it, and how wide it is.
fn market(bounds: Bounds, large: bool, n: usize, run: u64) -> (bool, f64) {
    let mut rng = StdRng::seed_from_u64(run ^ ((n as u64) << 32));
    let sd = 0.9;
    let up_to = |high: f64| Observation { low: 0.0, high, open: false };
    let mut observations = Vec::with_capacity(n);
    for i in 0..n {
        let mut unit = || rng.random_range(1e-12..1.0f64);
        let pay = (sd * quantile(unit())).exp();
        let one_sided = match large {
            true => unit() < if pay > 1.0 { 0.5 } else { 1.0 / 6.0 },
            false => i % 3 == 0,
        };
        observations.push(match bounds {
            Bounds::Free if one_sided => {
                let said = (sd * quantile(unit())).exp();
                if pay >= said { Observation::at_least(said) } else { up_to(said) }
            }
            Bounds::HalfToAll if one_sided => Observation::at_least(pay * (0.5 + 0.5 * unit())),
            Bounds::FifthToAll if one_sided => Observation::at_least(pay * (0.2 + 0.8 * unit())),
            Bounds::Round if one_sided => Observation::at_least(round_down(pay)),
            Bounds::BothSides if one_sided && unit() < 0.5 => Observation::at_least(round_down(pay)),
            Bounds::BothSides if one_sided => up_to(pay * (1.0 + unit())),
            _ if unit() < 0.6 => Observation::exact(pay),
            _ => {
                // A band of a grid whose start is chosen without regard to the sum.
                let (width, from) = (0.4, unit() * 0.4);
                let low = ((pay.ln() - from) / width).floor() * width + from;
                Observation::between(low.exp(), (low + width).exp())
            }
        });
    }
    quantile_bands(&observations, &[0.5], run)
        .first()
        .map_or((false, f64::NAN), |q| (q.band.0 <= 1.0 && 1.0 <= q.band.1, q.band.1 - q.band.0))
}
