//! Offers side by side.

use std::path::PathBuf;

use serde_json::json;
use tradewire_market::{BreakEven, MOST_OFFERS, Package, ahead_from, compare, share_rise};

use super::{How, about, band, estimate, number, percent, read_all};
use crate::failure::{Done, Failure};
use crate::output::{Out, table};
use crate::show::figure;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire offer compare a.toml b.toml
  tradewire offer compare stay.toml a.toml b.toml --discount 0.04
  tradewire offer compare first-round.toml second-round.toml --same-firm")]
pub(super) struct Args {
    /// Two to six offers of one currency
    #[arg(required = true, num_args = 2..)]
    files: Vec<PathBuf>,
    /// All offers are of one firm, so that their shares rise and fall together
    #[arg(long)]
    same_firm: bool,
    #[command(flatten)]
    how: How,
}

/// A break-even in words.
fn words(a: &Package, b: &Package, at: &BreakEven) -> String {
    let (a, b) = (&a.name, &b.name);
    match at {
        BreakEven::Always => format!("{b} is ahead of {a} even if its shares are worth nothing"),
        BreakEven::Never => format!("{b} does not reach {a} at any price of its shares"),
        BreakEven::At(x) => {
            let change = (*x - tradewire_model::Decimal::ONE) * tradewire_model::Decimal::from(100);
            let (rise, change) = if change.is_sign_negative() {
                ("fall by less than", -change)
            } else {
                ("rise by more than", change)
            };
            format!("{b} overtakes {a} if its shares {rise} {} %", change.round_dp(1).normalize())
        }
    }
}

pub(super) fn run(args: &Args) -> Result<Done, Failure> {
    print(&read_all(&args.files)?, args.same_firm, &args.how)
}

/// Prints offers of one currency side by side.
pub fn print(offers: &[Package], same_firm: bool, how: &How) -> Result<Done, Failure> {
    if offers.len() > MOST_OFFERS {
        return Err(Failure::usage(format!("at most {MOST_OFFERS} offers are held side by side")));
    }
    let settings = how.settings();
    let firms: Vec<u16> = (0u16..).take(offers.len()).map(|i| if same_firm { 0 } else { i }).collect();
    let rows = compare(offers, &firms, &settings);
    let pairs: Vec<(&Package, &Package)> =
        offers.iter().enumerate().flat_map(|(i, a)| offers.iter().skip(i + 1).map(move |b| (a, b))).collect();
    let mut out = Out::new();
    if how.json {
        let offers_json: Vec<_> = rows
            .iter()
            .zip(offers)
            .map(|(r, p)| {
                json!({"name": r.name, "years": p.years, "face": number(r.face), "guaranteed": number(r.guaranteed),
                    "expected": estimate(r.expected), "best": r.best, "first_year": band(&r.value.first_year),
                    "total": band(&r.value.total)})
            })
            .collect();
        let breaks: Vec<_> = pairs
            .iter()
            .flat_map(|(a, b)| [(*a, *b), (*b, *a)])
            .map(|(a, b)| {
                let at = share_rise(a, b);
                let multiple = if let BreakEven::At(x) = at { Some(number(x)) } else { None };
                json!({"ahead": b.name, "of": a.name, "multiple": multiple, "words": words(a, b, &at),
                    "ahead_from_month": ahead_from(a, b)})
            })
            .collect();
        let currency = offers.first().map(|o| o.currency);
        out.json(&json!({"currency": currency, "paths": settings.paths, "seed": settings.seed,
            "discount": settings.discount, "offers": offers_json, "break_evens": breaks}))?;
        out.finish()?;
        return Ok(Done::Whole);
    }
    if let Some(first) = offers.first() {
        out.line(&format!(
            "in {}; {} paths, seed {}, discount {}",
            first.currency, settings.paths, settings.seed, settings.discount
        ))?;
    }
    let mut shown = table(&[
        "offer",
        "years",
        "first year",
        "face value",
        "guaranteed",
        "expected",
        "after tax: 5 %",
        "half",
        "95 %",
        "pays most",
    ]);
    for (r, p) in rows.iter().zip(offers) {
        let t = &r.value.total;
        shown.add_row([
            r.name.clone(),
            p.years.to_string(),
            figure(p.years_at_face().first().map(tradewire_market::YearAtFace::total).unwrap_or_default()),
            figure(r.face),
            figure(r.guaranteed),
            about(r.expected),
            about(t.percentiles[0]),
            about(t.percentiles[2]),
            about(t.percentiles[4]),
            percent(r.best),
        ]);
    }
    out.line(&shown.to_string())?;
    out.line("")?;
    for (a, b) in pairs {
        // From whichever is behind at face value.
        let (a, b) = if a.total_at_face() < b.total_at_face() { (b, a) } else { (a, b) };
        out.line(&format!("{}.", words(a, b, &share_rise(a, b))))?;
        match (ahead_from(b, a), ahead_from(a, b)) {
            (Some(0), _) => out.line(&format!(
                "Whoever leaves early has at least as much from {} in every month.",
                a.name
            ))?,
            (Some(m), _) => {
                out.line(&format!("{} is ahead for good for whoever stays {m} months or longer.", a.name))?;
            }
            (None, Some(m)) => {
                out.line(&format!("{} is ahead for good for whoever stays {m} months or longer.", b.name))?;
            }
            (None, None) => {}
        }
    }
    if offers.iter().any(|o| o.years != offers[0].years) {
        out.line(
            "The offers cover different numbers of years; nothing is added for the years one does not cover.",
        )?;
    }
    out.finish()?;
    Ok(Done::Whole)
}
