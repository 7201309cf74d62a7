//! What a group learns.

use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::json;
use tradewire_desk::{Budget, Contribution, DELTA, Key, LEAST, Pool, Quartiles, pool, pool_private};
use tradewire_model::Decimal;

use super::read_key;
use crate::failure::{Done, Failure};
use crate::output::{Out, say, table, tell};
use crate::show::figure;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  tradewire desk pool in/*.age --key group.key
  tradewire desk pool in/*.age --key group.key --epsilon 8 --range 100000,100000000

A cell is printed with five contributors or more, one contribution per desk. Quartiles are means of at least three neighbouring
sums, with two figures; one that a single sum makes up nearly all of is left out. There are no totals over cells.

With --epsilon every figure is drawn by the exponential mechanism between the bounds of --range, which must be chosen
without looking at the data, and cells are shown by a noisy count: what is printed is differentially private for each desk
and cell (docs/desk.md says how, and what it does not cover). Each run spends it anew: run it once, and keep the answer.")]
pub(super) struct Args {
    /// Contributions, as `desk share` made them
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// File of the group's key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// File whose first line is the key's passphrase; by default it is asked for in the terminal
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Differential privacy: how much one desk may change the chance of any answer, per cell (0 to 20; small is private)
    #[arg(long, value_name = "E", requires = "range")]
    epsilon: Option<f64>,
    /// Least and largest sum that is looked for, in units of the currency
    #[arg(long, value_name = "LOW,HIGH", value_parser = range, requires = "epsilon")]
    range: Option<(f64, f64)>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn range(text: &str) -> Result<(f64, f64), String> {
    let number = |t: &str| t.trim().replace('_', "").parse::<f64>().ok();
    let pair = text.split_once(',').and_then(|(a, b)| Some((number(a)?, number(b)?)));
    pair.ok_or_else(|| "give two sums, such as 100000,100000000".to_owned())
}

/// Largest contribution that is read.
const MOST_BYTES: u64 = 1 << 20;

fn open(path: &Path, key: &Key) -> Result<Contribution, String> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|e| e.to_string())?;
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    Contribution::open(key, &bytes).map_err(|e| e.to_string())
}

pub(super) fn run(args: &Args) -> Result<Done, Failure> {
    let budget = match args.epsilon.zip(args.range) {
        None => None,
        Some((e, (low, high))) => Some(Budget::new(e, low, high).ok_or_else(|| {
            Failure::usage(
                "give --epsilon from above 0 to 20 and a --range of two sums above zero, the least first",
            )
        })?),
    };
    let key = read_key(&args.key, args.passphrase_file.as_deref())?;
    let (mut opened, mut rejected) = (Vec::new(), 0);
    for path in &args.files {
        match open(path, &key) {
            Ok(c) => opened.push(c),
            Err(why) => {
                say("rejected", &format!("{}: {why}", path.display()));
                rejected += 1;
            }
        }
    }
    let found = match &budget {
        None => pool(opened),
        Some(budget) => pool_private(opened, budget, &mut rand::random::<f64>),
    };
    print(args, budget.as_ref(), &found)?;
    Ok(Done::with_rejected(rejected))
}

fn print(args: &Args, budget: Option<&Budget>, found: &Pool) -> Result<(), Failure> {
    let mut out = Out::new();
    if args.json {
        let noise = budget.map(|b| {
            json!({"mechanism": "exponential", "epsilon_per_desk_and_cell": b.epsilon, "delta_per_count": DELTA,
                "range": [b.low, b.high]})
        });
        out.json(&json!({"least": LEAST, "noise": noise, "cells": found.cells, "withheld": found.withheld}))?;
        return out.finish();
    }
    let head = [
        "role",
        "level",
        "country",
        "year",
        "firm",
        "currency",
        "desks",
        "sum",
        "quarter",
        "half",
        "three quarters",
    ];
    let mut rows = table(&head);
    for c in &found.cells {
        let sums = [("first year", Some(&c.first_year)), ("four years", c.four_years.as_ref())];
        for (what, q) in sums.into_iter().filter_map(|(w, q)| Some((w, q?))) {
            let k = &c.cell;
            let mut row: Vec<String> =
                vec![k.role.to_string(), k.level.to_string(), k.country.to_string(), k.year.to_string()];
            row.extend([k.firm.clone().unwrap_or_default(), k.currency.clone()]);
            row.extend([c.contributors.clone(), what.to_owned()]);
            row.extend(figures(q));
            rows.add_row(row);
        }
    }
    out.line(&rows.to_string())?;
    if found.withheld {
        tell(&format!("cells of fewer than {LEAST} desks are not shown"));
    }
    out.finish()
}

fn figures(q: &Quartiles) -> [String; 3] {
    let one = |d: Option<Decimal>| d.map_or_else(|| "withheld".to_owned(), figure);
    [one(q.lower), one(q.median), one(q.upper)]
}
