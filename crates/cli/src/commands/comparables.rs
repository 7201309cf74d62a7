use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::json;
use tradewire_ledger::{EventFilter, Page, Store};
use tradewire_market::{
    AskedFilings, Comparable, ENOUGH, Evidence, LeftOut, Measure, comparable, evidence, trend,
};
use tradewire_model::{ClaimKind, Currency, Decimal, Event, Role};

use crate::commands::filings;
use crate::failure::{Done, Failure};
use crate::location::Ledger;
use crate::output::{Out, say, table};
use crate::show::figure;

/// Flags of `comparables`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire comparables --measure sign_on
  tradewire comparables --measure annual --lab Meta --from 2024
  tradewire comparables --measure annual --text researcher --trend 2022,2025 --claim 1.5
  tradewire comparables --filings LCA_FY2025_Q4.csv --lab \"Larkspur Labs\" --text scientist --from 2025

A report of «at least» or «up to» is an open interval, never a point; copies count once. Nothing is estimated from fewer
than 12 events, 6 of them with two ends, from 3 origins. Annual pay, totals, sign-on bonuses and first years are never mixed,
and other currencies are left out and counted. A desk of private offers is never read.

--filings reads public disclosure files on H-1B, H-1B1 and E-3 positions (US Department of Labor, saved as CSV). They are
evidence of their own kind: base wages that employers state, without bonus and equity. They get a part of their own and are
never mixed with reports. Rows that cannot be read are named with their line, the first 20 on the error stream, all of them in
--rejected FILE; the exit code is then 3.")]
pub struct Args {
    /// Which sum: total, annual, sign_on or first_year
    #[arg(long, value_parser = measure, default_value = "total")]
    measure: Measure,
    /// Currency (ISO 4217)
    #[arg(long, default_value = "USD")]
    currency: Currency,
    /// Only events of this organisation: its id or name
    #[arg(long, value_name = "NAME")]
    lab: Option<String>,
    /// Only events that hold these words: a role, a level, a place
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
    /// Not before this year
    #[arg(long, value_name = "YEAR")]
    from: Option<i16>,
    /// Not after this year
    #[arg(long, value_name = "YEAR")]
    to: Option<i16>,
    /// Ask how the median changed from one year to another
    #[arg(long, value_name = "YEAR,YEAR", value_parser = years)]
    trend: Option<(i16, i16)>,
    /// A claimed ratio to hold against the trend, such as 1.5 for «rose by half»
    #[arg(long, value_name = "RATIO", requires = "trend")]
    claim: Option<f64>,
    /// Public filings of base wages (LCA disclosure, CSV), shown apart; may be given several times
    #[arg(long, value_name = "FILE")]
    filings: Vec<PathBuf>,
    /// File for the rows of filings that cannot be read: line, reason
    #[arg(long, value_name = "FILE", requires = "filings")]
    rejected: Option<PathBuf>,
    /// Also count events of invented documents
    #[arg(long)]
    fiction: bool,
    /// Seed of the resampling
    #[arg(long, default_value = "1")]
    seed: u64,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    ledger: Ledger,
}

fn measure(text: &str) -> Result<Measure, String> {
    let found = Measure::ALL.into_iter().find(|m| m.as_str() == text);
    found.ok_or_else(|| "measures are total, annual, sign_on, first_year".to_owned())
}

fn years(text: &str) -> Result<(i16, i16), String> {
    let pair = text.split_once(',').and_then(|(a, b)| Some((a.trim().parse().ok()?, b.trim().parse().ok()?)));
    pair.ok_or_else(|| "give two years, such as 2022,2025".to_owned())
}

/// Whether an event is of an organisation, by id or name.
fn is_of(event: &Event, lab: &str) -> bool {
    let names = [Role::Bidder, Role::Org].into_iter().flat_map(|r| event.args.names(r));
    let same = |s: &str| s.to_lowercase() == lab.to_lowercase();
    names.into_iter().any(|n| {
        n.id.as_ref().is_some_and(|id| id.as_str() == lab)
            || n.name.as_deref().is_some_and(same)
            || same(&n.text)
    })
}

/// What the reports of the ledger say, and how many events were left out for what; nothing where only filings are asked for and
/// there is no ledger.
fn reports(args: &Args) -> Result<(Vec<Evidence>, BTreeMap<LeftOut, usize>), Failure> {
    let mut sample: Vec<Evidence> = Vec::new();
    let mut left_out: BTreeMap<LeftOut, usize> = BTreeMap::new();
    if !args.filings.is_empty() && args.ledger.existing().is_err() {
        say("note", "there is no ledger, so no reports");
        return Ok((sample, left_out));
    }
    let store = args.ledger.open()?;
    for kind in [ClaimKind::Offer, ClaimKind::Payband] {
        let mut filter = EventFilter {
            kind: Some(kind),
            text: args.text.clone(),
            fiction: (!args.fiction).then_some(false),
            page: Page::first(Page::MOST),
            ..EventFilter::default()
        };
        loop {
            let listing = store.events(&filter)?;
            for r in &listing.items {
                if args.lab.as_ref().is_some_and(|lab| !is_of(&r.event, lab)) {
                    continue;
                }
                let year = r.first_published.as_ref().and_then(tradewire_model::Date::year);
                match evidence(&r.event, year, args.measure, args.currency) {
                    Ok(e)
                        if args.from.is_none_or(|f| e.year.is_some_and(|y| y >= f))
                            && args.to.is_none_or(|t| e.year.is_some_and(|y| y <= t)) =>
                    {
                        sample.push(e);
                    }
                    Ok(_) => {}
                    Err(why) => *left_out.entry(why).or_default() += 1,
                }
            }
            match listing.next {
                Some(next) => filter.page.after = Some(next),
                None => break,
            }
        }
    }
    Ok((sample, left_out))
}

/// What the filings say, if some are given.
fn filings_of(args: &Args) -> Result<Option<filings::Found>, Failure> {
    if args.filings.is_empty() {
        return Ok(None);
    }
    let asked =
        AskedFilings { employer: args.lab.clone(), words: args.text.clone(), from: args.from, to: args.to };
    filings::read(&args.filings, &asked, args.rejected.as_deref(), args.seed).map(Some)
}

/// Prints what reports say is paid.
pub fn run(args: &Args) -> Result<Done, Failure> {
    let (sample, left_out) = reports(args)?;
    let filings = filings_of(args)?;
    let found = comparable(&sample, args.seed);
    let change = args.trend.map(|(a, b)| {
        let of = |year| sample.iter().filter(|e| e.year == Some(year)).cloned().collect::<Vec<_>>();
        let (before, after) = (of(a), of(b));
        (a, b, before.len(), after.len(), trend(&before, &after, args.seed))
    });
    let rejected = filings.as_ref().map_or(0, filings::Found::rejected);
    let mut out = Out::new();
    if args.json {
        let end = |x: f64| x.is_finite().then_some(x);
        let quantiles: Vec<_> = found
            .quantiles
            .iter()
            .map(|q| json!({"p": q.p, "low": end(q.low), "high": end(q.high), "band90": [end(q.band.0), end(q.band.1)]}))
            .collect();
        let change = change.map(|(a, b, n, m, t)| {
            json!({"from": a, "to": b, "n": [n, m], "ratio": t.map(|t| t.ratio), "band90": t.map(|t| [t.band.0, t.band.1]),
                "allows_claim": t.zip(args.claim).map(|(t, c)| t.allows(c))})
        });
        out.json(&json!({"measure": args.measure, "currency": args.currency, "n": found.n, "one_sided": found.one_sided,
            "origins": found.origins, "grades": found.grades, "years": found.years, "sufficient": found.sufficient(),
            "quantiles": quantiles, "trend": change, "left_out": left_out,
            "events": sample.iter().map(|e| &e.event).collect::<Vec<_>>(),
            "filings": filings.as_ref().map(filings::Found::json)}))?;
        out.finish()?;
        return Ok(Done::with_rejected(rejected));
    }
    out.line(&head(args, &found))?;
    if found.sufficient() {
        let mut rows = table(&["", "estimate", "90 % band"]);
        for q in &found.quantiles {
            let label = if q.p < 0.4 {
                "a quarter is at most"
            } else if q.p < 0.6 {
                "half is at most"
            } else {
                "three quarters are at most"
            };
            rows.add_row([label.to_owned(), span(q.low, q.high), span(q.band.0, q.band.1)]);
        }
        out.line(&rows.to_string())?;
    } else {
        out.line(&format!(
            "insufficient: an estimate needs {} events, {} of them with two ends, from {} origins",
            ENOUGH.0, ENOUGH.1, ENOUGH.2
        ))?;
    }
    if let Some((a, b, n, m, t)) = change {
        match t {
            None => out.line(&format!("trend {a} to {b}: insufficient ({n} and {m} events)"))?,
            Some(t) => {
                let verdict = args.claim.map_or(String::new(), |c| {
                    let word = if t.allows(c) { "within" } else { "outside" };
                    format!("; the claimed {c} is {word} the band")
                });
                out.line(&format!(
                    "trend {a} to {b}: the median by {:.2}, 90 % band {:.2} to {:.2} ({n} and {m} events){verdict}",
                    t.ratio, t.band.0, t.band.1
                ))?;
            }
        }
    }
    if !left_out.is_empty() {
        let words: Vec<String> = left_out
            .iter()
            .map(|(w, n)| {
                let why = match w {
                    LeftOut::NoSum => "without this sum",
                    LeftOut::Currency => "in another or an unknown currency",
                    LeftOut::Denied => "denied",
                    LeftOut::Kind => "of another kind",
                };
                format!("{n} {why}")
            })
            .collect();
        out.line(&format!("left out: {}", words.join(", ")))?;
    }
    if let Some(f) = &filings {
        f.print(&mut out, span)?;
    }
    out.finish()?;
    Ok(Done::with_rejected(rejected))
}

fn head(args: &Args, c: &Comparable) -> String {
    let grades: Vec<String> = c.grades.iter().map(|(g, n)| format!("{n} × {g}")).collect();
    let years = c
        .years
        .map_or(String::new(), |(a, b)| if a == b { format!(", {a}") } else { format!(", {a} to {b}") });
    format!(
        "{} in {}: {} events, {} of them one-sided, origins: {}{years}{}{}",
        args.measure.as_str(),
        args.currency,
        c.n,
        c.one_sided,
        c.origins,
        if grades.is_empty() { "" } else { "; grades " },
        grades.join(", ")
    )
}

fn span(low: f64, high: f64) -> String {
    let sum = |x: f64| Decimal::try_from(x).map_or_else(|_| "?".to_owned(), |d| figure(d.round_dp(0)));
    match (low.is_finite(), high.is_finite()) {
        (true, true) if (high - low).abs() < 0.5 => sum(low),
        (true, true) => format!("{} to {}", sum(low), sum(high)),
        (true, false) => format!("at least {}", sum(low)),
        (false, true) => format!("up to {}", sum(high)),
        (false, false) => "?".to_owned(),
    }
}
