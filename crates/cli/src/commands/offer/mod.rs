//! Offers: one valued, several held side by side, what it would take to be ahead.

pub mod compare;
mod needed;
mod report;
pub mod value;

use std::path::{Path, PathBuf};

use serde_json::{Number, Value, json};
use tradewire_market::{Band, Package, Settings};
use tradewire_model::Decimal;

use crate::failure::{Done, Failure};
use crate::show::figure;

/// Flags of `offer`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire offer value offer.toml
  tradewire offer compare stay.toml a.toml b.toml --discount 0.04
  tradewire offer report stay.toml a.toml > report.html
  tradewire offer needed stay.toml outside.toml --certainty 0.8 --split sign_on=0.4,shares=0.6

An offer is a TOML or JSON file; only `currency` and `years` must be there:
  name = \"Lab A, second round\"
  currency = \"USD\"
  years = 4
  salary = \"500k\"                     # a year
  bonus = { amount = \"100k\", guaranteed = true }
  sign_on = { amount = \"1M\", clawback_months = 24, clawback = \"prorated\" }
  deadline = { hours = 48, offered_at = \"2026-01-05T09:00:00Z\" }
  compute = { gpu_hours = 500000 }     # a year; shown, never added
  [[grant]]
  kind = \"rsu\"                         # or option, profit_unit, restricted_stock
  value = \"8M\"                         # of the underlying shares when granted
  vesting = { months = 48, every = \"month\", cliff_months = 12 }
  # or { shares = [0.4, 0.3, 0.2, 0.1] }, or \"none\"; also: strike, cap, lock_months,
  # tender = { first_month = 18, every_months = 12 }
  [[payment]]
  name = \"first model\"
  amount = \"2M\"
  month = 18
  chance = 0.5                         # left out: promised
  [[undisclosed]]                      # of what only the total is known
  total = \"100M\"
  first_year = { value = \"40M\", bound = \"up_to\" }
  [firm]                               # left out: shares keep their value
  volatility = 0.6
  growth = 0.05
  failure = 0.1
  dilution = 0.05
  illiquidity = \"finnerty\"             # or chaffe, none, or a share such as 0.25
  [tax]
  rate = 0.45                          # or brackets = [[0, 0.1], [50000, 0.3]]")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Year by year: face value, guaranteed, expected, distribution, loss on leaving
    Value(value::Args),
    /// Two to six offers side by side, with break-evens
    Compare(compare::Args),
    /// One to six offers as a page that can be printed, or as PDF
    Report(report::Args),
    /// The raise that makes staying at least as good with a chosen certainty
    Needed(needed::Args),
}

/// How an offer is simulated.
#[derive(Debug, Clone, clap::Args)]
pub struct How {
    /// Paths of the simulation
    #[arg(long, value_name = "N", default_value = "100000", value_parser = clap::value_parser!(u32).range(100..=4_000_000))]
    paths: u32,
    /// Seed of the simulation; the same gives the same figures
    #[arg(long, value_name = "N", default_value = "1")]
    seed: u64,
    /// Rate a year by which later pay counts less, such as 0.04
    #[arg(long, value_name = "RATE", default_value = "0", value_parser = rate)]
    discount: f64,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn rate(text: &str) -> Result<f64, String> {
    share(text, 0.0, 1.0)
}

fn share(text: &str, low: f64, high: f64) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|x| x.is_finite() && (low..=high).contains(x));
    number.ok_or_else(|| format!("give a number from {low} to {high}"))
}

impl How {
    fn settings(&self) -> Settings {
        let paths = usize::try_from(self.paths).unwrap_or(usize::MAX);
        Settings { paths, seed: self.seed, firm: 0, discount: self.discount }
    }
}

/// Runs a subcommand.
pub fn run(args: &Args) -> Result<Done, Failure> {
    match &args.command {
        Command::Value(args) => value::run(args),
        Command::Compare(args) => compare::run(args),
        Command::Report(args) => report::run(args),
        Command::Needed(args) => needed::run(args),
    }
}

/// Largest file that is taken for an offer.
const MOST_BYTES: u64 = 1 << 20;

/// Text of an offer's file, of at most a mebibyte.
pub fn text_of(path: &Path) -> Result<String, Failure> {
    let fail = |e: std::io::Error| Failure::new(format!("cannot read {}: {e}", path.display()));
    if std::fs::metadata(path).map_err(fail)?.len() > MOST_BYTES {
        return Err(Failure::new(format!("{} is larger than a mebibyte", path.display())));
    }
    std::fs::read_to_string(path).map_err(fail)
}

/// Reads an offer; `.json` is JSON, all else TOML. Without a name it is called after its file.
pub fn read(path: &Path) -> Result<Package, Failure> {
    let text = text_of(path)?;
    let is_json = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"));
    let package = if is_json { Package::from_json(&text) } else { Package::from_toml(&text) };
    let mut package = package.map_err(|e| Failure::new(format!("{}: {e}", path.display())).hint(e.hint()))?;
    if package.name == "offer"
        && let Some(stem) = path.file_stem()
    {
        package.name = stem.to_string_lossy().into_owned();
    }
    Ok(package)
}

/// Reads offers that must be of one currency.
fn read_all(paths: &[PathBuf]) -> Result<Vec<Package>, Failure> {
    let offers = paths.iter().map(|p| read(p)).collect::<Result<Vec<_>, _>>()?;
    one_currency(&offers)?;
    Ok(offers)
}

/// Refuses offers of different currencies.
pub fn one_currency(offers: &[Package]) -> Result<(), Failure> {
    if let [first, rest @ ..] = offers
        && let Some(other) = rest.iter().find(|o| o.currency != first.currency)
    {
        let message =
            format!("{} is in {}, {} in {}", first.name, first.currency, other.name, other.currency);
        return Err(Failure::new(message).hint("write all offers in one currency; no rate is assumed"));
    }
    Ok(())
}

/// A sum for JSON, digit for digit.
pub fn number(d: Decimal) -> Value {
    serde_json::from_str::<Number>(&d.normalize().to_string()).map_or(Value::Null, Value::Number)
}

/// An estimate for JSON, to the hundredth.
fn estimate(x: f64) -> Value {
    Decimal::try_from(x).map_or(Value::Null, |d| number(d.round_dp(2)))
}

/// An estimate in words: four figures, for it has no more.
fn about(x: f64) -> String {
    let digits = if x.abs() < 1.0 { 0 } else { 3 - x.abs().log10().floor().min(300.0) as i32 };
    let unit = 10f64.powi(digits);
    figure(Decimal::try_from((x * unit).round() / unit).unwrap_or_default())
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn band(b: &Band) -> Value {
    json!({
        "mean": estimate(b.mean),
        "standard_error": estimate(b.standard_error),
        "p5": estimate(b.percentiles[0]),
        "p25": estimate(b.percentiles[1]),
        "p50": estimate(b.percentiles[2]),
        "p75": estimate(b.percentiles[3]),
        "p95": estimate(b.percentiles[4]),
    })
}
