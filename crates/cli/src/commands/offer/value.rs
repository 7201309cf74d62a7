//! One offer, year by year.

use std::path::PathBuf;

use jiff::Timestamp;
use serde_json::json;
use tradewire_market::{Clock, Package, expected, simulate, summarise};
use tradewire_model::Decimal;

use super::{How, about, band, estimate, number, read};
use crate::failure::{Done, Failure};
use crate::output::{Out, table};
use crate::show::figure;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire offer value offer.toml
  tradewire offer value offer.toml --discount 0.04 --paths 1000000
  tradewire offer value offer.json --json > value.json")]
pub(super) struct Args {
    /// The offer, TOML or JSON
    file: PathBuf,
    /// The time at which to read the clock of an exploding offer; by default now
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    #[command(flatten)]
    how: How,
}

pub(super) fn run(args: &Args) -> Result<Done, Failure> {
    print(&read(&args.file)?, args.at, &args.how)
}

fn clock(p: &Package, at: Option<Timestamp>) -> Option<Clock> {
    p.deadline?.at(at.unwrap_or_else(Timestamp::now))
}

/// Prints an offer year by year.
pub fn print(p: &Package, at: Option<Timestamp>, how: &How) -> Result<Done, Failure> {
    let settings = how.settings();
    let years = p.years_at_face();
    let means = expected(p, settings.discount);
    let v = summarise(&simulate(p, &settings, &p.tax));
    let clock = clock(p, at);
    let face = p.total_at_face();
    let guaranteed: Decimal = years.iter().map(|y| y.guaranteed).sum();
    let mut out = Out::new();
    if how.json {
        let rows: Vec<_> = years
            .iter()
            .zip(&means)
            .map(|(y, mean)| {
                json!({"year": y.year, "cash": number(y.cash), "equity": number(y.equity),
                    "undisclosed": number(y.undisclosed), "total": number(y.total()), "low": number(y.low),
                    "high": y.high.map(number), "guaranteed": number(y.guaranteed), "expected": estimate(*mean)})
            })
            .collect();
        let leaving: Vec<_> = p
            .leaving()
            .iter()
            .map(|l| {
                json!({"month": l.month, "equity": number(l.equity), "repaid": number(l.repaid),
                    "payments": number(l.payments), "total": number(l.total())})
            })
            .collect();
        out.json(&json!({
            "name": p.name, "source": p.source, "currency": p.currency, "face": number(face),
            "guaranteed": number(guaranteed), "expected": estimate(means.iter().sum()), "years": rows,
            "after_tax": {"paths": v.paths, "seed": settings.seed, "first_year": band(&v.first_year),
                "total": band(&v.total), "paid_by_year": v.by_year.iter().map(band).collect::<Vec<_>>()},
            "leaving": leaving, "gpu_hours_a_year": p.compute.as_ref().map(|c| number(c.gpu_hours)),
            "clock": clock,
        }))?;
        out.finish()?;
        return Ok(Done::Whole);
    }
    out.line(&format!("{} · {} · {} years", p.name, p.currency, p.years))?;
    if let Some(source) = &p.source {
        out.line(&format!("figures: {source}"))?;
    }
    let mut rows = table(&[
        "year",
        "cash",
        "equity at grant price",
        "undisclosed",
        "face value",
        "may be",
        "guaranteed",
        "expected",
    ]);
    for (y, mean) in years.iter().zip(&means) {
        let range = match y.high {
            Some(h) if h == y.low => String::new(),
            Some(h) => format!("{} to {}", figure(y.low), figure(h)),
            None => format!("at least {}", figure(y.low)),
        };
        rows.add_row([
            y.year.to_string(),
            figure(y.cash),
            figure(y.equity),
            figure(y.undisclosed),
            figure(y.total()),
            range,
            figure(y.guaranteed),
            about(*mean),
        ]);
    }
    rows.add_row([
        "all".to_owned(),
        figure(years.iter().map(|y| y.cash).sum()),
        figure(years.iter().map(|y| y.equity).sum()),
        figure(years.iter().map(|y| y.undisclosed).sum()),
        figure(face),
        String::new(),
        figure(guaranteed),
        about(means.iter().sum()),
    ]);
    out.line(&rows.to_string())?;
    let mut rows = table(&["after tax", "5 %", "25 %", "half", "75 %", "95 %", "mean", "± standard error"]);
    for (label, b) in [("first year", &v.first_year), ("all years", &v.total)] {
        let mut row = vec![label.to_owned()];
        row.extend(b.percentiles.iter().map(|x| about(*x)));
        row.extend([about(b.mean), about(b.standard_error)]);
        rows.add_row(row);
    }
    out.line(&format!("\n{} paths, seed {}, discount {}", v.paths, settings.seed, settings.discount))?;
    out.line(&rows.to_string())?;
    let leaving = p.leaving();
    let mut rows =
        table(&["leaving at the end of month", "equity forgone", "paid back", "payments forgone", "lost"]);
    for l in leaving.iter().filter(|l| l.month % 6 == 0 && l.month < p.months()) {
        rows.add_row([
            l.month.to_string(),
            figure(l.equity),
            figure(l.repaid),
            figure(l.payments),
            figure(l.total()),
        ]);
    }
    out.line("")?;
    out.line(&rows.to_string())?;
    for note in notes(p, clock) {
        out.line(&note)?;
    }
    out.finish()?;
    Ok(Done::Whole)
}

/// What a reader must know beside the figures.
fn notes(p: &Package, clock: Option<Clock>) -> Vec<String> {
    let mut out = Vec::new();
    if !p.undisclosed.is_empty() {
        out.push(
            "Undisclosed: how this sum is paid is not known. It is shown at the stated figure, spread evenly after the \
             first year, and nothing of it counts as guaranteed."
                .to_owned(),
        );
    }
    if !p.grants.is_empty() && p.firm == tradewire_market::Firm::default() {
        out.push(
            "No assumption on the firm is given: shares keep the value they were granted at.".to_owned(),
        );
    }
    if let Some(c) = &p.compute {
        let worth = c.price.map_or(String::new(), |price| {
            format!(", {} at {} an hour", figure(c.gpu_hours.saturating_mul(price)), price.normalize())
        });
        out.push(format!("Compute: {} GPU-hours a year{worth}; not part of the pay.", figure(c.gpu_hours)));
    }
    match (p.deadline, clock) {
        (Some(_), Some(c)) if c.lapsed() => out.push(format!("Clock: lapsed at {}.", c.lapses_at)),
        (Some(_), Some(c)) => out.push(format!(
            "Clock: {} h {} min left, until {}.",
            c.minutes_left / 60,
            c.minutes_left % 60,
            c.lapses_at
        )),
        (Some(d), None) => out.push(format!("Clock: {} hours from the offer.", d.hours)),
        _ => {}
    }
    out
}
