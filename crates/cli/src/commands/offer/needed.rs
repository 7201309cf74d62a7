//! What it would take.

use std::path::PathBuf;

use serde_json::json;
use tradewire_market::{Needed, Raise, needed};

use super::{How, number, percent, read_all, share};
use crate::failure::{Done, Failure};
use crate::output::{Out, table};
use crate::show::figure;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire offer needed stay.toml outside.toml
  tradewire offer needed stay.toml outside.toml --certainty 0.9 --split sign_on=0.4,shares=0.6")]
pub(super) struct Args {
    /// What one has, or is offered to stay
    stay: PathBuf,
    /// The offer from outside
    outside: PathBuf,
    /// How sure it must be that staying is worth at least as much
    #[arg(long, value_name = "SHARE", default_value = "0.8", value_parser = certainty)]
    certainty: f64,
    /// How the raise is split among sign_on, salary and shares; without it each is shown alone
    #[arg(long, value_name = "PARTS")]
    split: Option<String>,
    /// Both offers are of one firm
    #[arg(long)]
    same_firm: bool,
    #[command(flatten)]
    how: How,
}

fn certainty(text: &str) -> Result<f64, String> {
    share(text, 0.01, 0.999)
}

fn code(raise: Raise) -> &'static str {
    match raise {
        Raise::SignOn => "sign_on",
        Raise::Salary => "salary",
        Raise::Shares => "shares",
    }
}

fn split(text: &str) -> Result<Vec<(Raise, f64)>, Failure> {
    let bad = || {
        Failure::usage(format!("«{text}» is no split"))
            .hint("name sign_on, salary or shares with parts that sum to 1, such as sign_on=0.4,shares=0.6")
    };
    let mut out: Vec<(Raise, f64)> = Vec::new();
    for part in text.split(',') {
        let (name, value) = part.split_once('=').ok_or_else(bad)?;
        let raise = Raise::ALL.into_iter().find(|r| code(*r) == name.trim()).ok_or_else(bad)?;
        let value = share(value.trim(), 0.0, 1.0).map_err(|_| bad())?;
        if out.iter().any(|(r, _)| *r == raise) {
            return Err(bad());
        }
        out.push((raise, value));
    }
    if (out.iter().map(|p| p.1).sum::<f64>() - 1.0).abs() > 1e-9 {
        return Err(bad());
    }
    Ok(out)
}

pub(super) fn run(args: &Args) -> Result<Done, Failure> {
    let ways: Vec<Vec<(Raise, f64)>> = match &args.split {
        Some(text) => vec![split(text)?],
        None => Raise::ALL.iter().map(|r| vec![(*r, 1.0)]).collect(),
    };
    let offers = read_all(&[args.stay.clone(), args.outside.clone()])?;
    let (stay, outside) = (&offers[0], &offers[1]);
    let settings = args.how.settings();
    let found: Vec<Needed> =
        ways.iter().map(|w| needed(stay, outside, w, args.certainty, &settings, args.same_firm)).collect();
    let now = found.first().map_or(0.0, |n| n.now);
    let mut out = Out::new();
    if args.how.json {
        let rows: Vec<_> = found
            .iter()
            .map(|n| {
                let parts: serde_json::Map<_, _> =
                    n.parts.iter().map(|(r, d)| (code(*r).to_owned(), number(*d))).collect();
                json!({"total": n.total.map(number), "parts": n.total.map(|_| parts)})
            })
            .collect();
        out.json(&json!({"stay": stay.name, "outside": outside.name, "currency": stay.currency,
            "certainty": args.certainty, "now": now, "paths": settings.paths, "seed": settings.seed, "raises": rows}))?;
        out.finish()?;
        return Ok(Done::Whole);
    }
    out.line(&format!(
        "As things stand, {} is worth at least as much as {} on {} of {} paths.",
        stay.name,
        outside.name,
        percent(now),
        settings.paths
    ))?;
    let mut rows = table(&["raise", &format!("{} over {} years, at face value", stay.currency, stay.years)]);
    for n in &found {
        let how: Vec<String> =
            n.parts
                .iter()
                .map(|(r, d)| {
                    if n.parts.len() > 1 {
                        format!("{} {}", code(*r), figure(*d))
                    } else {
                        code(*r).to_owned()
                    }
                })
                .collect();
        let total = n.total.map_or("no raise is enough".to_owned(), figure);
        rows.add_row([how.join(" + "), total]);
    }
    out.line(&format!("To be so with a certainty of {}:", percent(args.certainty)))?;
    out.line(&rows.to_string())?;
    out.finish()?;
    Ok(Done::Whole)
}
