//! The independent checker on golden claims with planted errors.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde_json::json;
use tradewire_review::{Check, Checker, Rate, Verdict, Weights, fold_of};

use super::gold::{Golden, Passage, passages};
use super::plant::{Class, Planted, plant};
use super::{labelled, train};
use crate::Outcome;

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder of TOML passages
    #[arg(default_value = "corpus")]
    corpus: PathBuf,
    /// Seed of the planting
    #[arg(long, default_value_t = 20_250_701)]
    seed: u64,
    /// Folder of labelled sentences that the held-out weights learn from besides
    #[arg(long, default_value = "corpus/labelled")]
    labelled: PathBuf,
    /// Only this part: open, blind, or labelled for the labelled sentences, whose weights are learnt without their fold
    #[arg(long)]
    only: Option<String>,
    /// Learn and show only what tells who says it; quicker
    #[arg(long)]
    sources: bool,
    /// Check labelled sentences by the weights that ship, for such as these were not learnt from
    #[arg(long)]
    shipped: bool,
    /// Check by the weights of this file instead of those that ship
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// Show this many misses and alarms of each class
    #[arg(long, value_name = "N", default_value_t = 0)]
    show: usize,
}

/// Found and not found, per class and line of the table.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    cells: BTreeMap<(String, Class, String), Cell>,
    /// Sound claims per part, and those to which anything at all is objected.
    sound: BTreeMap<String, (u64, u64)>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    planted: u64,
    found: u64,
    sound: u64,
    alarms: u64,
}

impl Tally {
    /// Planted errors found, and alarms on sound claims, of a class in a part: (found, planted, alarms, sound).
    #[must_use]
    pub fn of(&self, part: &str, class: Class) -> (u64, u64, u64, u64) {
        let c = self.cells.get(&(part.to_owned(), class, "all".to_owned())).copied().unwrap_or_default();
        (c.found, c.planted, c.alarms, c.sound)
    }

    /// Sound claims of a part to which anything is objected: (objected, sound).
    #[must_use]
    pub fn objected(&self, part: &str) -> (u64, u64) {
        self.sound.get(part).map_or((0, 0), |s| (s.1, s.0))
    }
}

/// Runs the checker over a corpus, open passages with weights that were learnt without their fold.
///
/// # Errors
/// Where the corpus cannot be read or the rules are broken.
pub fn measure(
    corpus: &Path,
    (labels, weights): (&Path, Option<&Path>),
    seed: u64,
    only: Option<&str>,
    (sources, as_shipped): (bool, bool),
    show: usize,
) -> anyhow::Result<(Tally, String, usize)> {
    let mut all: Vec<Passage> = passages(corpus)?
        .into_iter()
        .filter(|p| only.is_none_or(|o| p.part == o || o == "labelled"))
        .collect();
    if only == Some("labelled") {
        all.retain(|p| p.part == "open");
        all.extend(labelled::passages(labels)?);
    }
    let shipped = train::checker(weights)?;
    let open: Vec<&Passage> = all.iter().filter(|p| p.part != "blind").collect();
    let folds: Vec<u64> =
        (0..5).filter(|f| !as_shipped && open.iter().any(|p| fold_of(&p.doc) == *f)).collect();
    let labelled =
        if open.is_empty() || only == Some("labelled") { Vec::new() } else { labelled::passages(labels)? };
    let held: BTreeMap<u64, Checker> = folds
        .par_iter()
        .map(|f| {
            let rest = open.iter().filter(|p| fold_of(&p.doc) != *f).copied().chain(&labelled);
            let mut cases = train::samples(&shipped, rest);
            if sources {
                cases.retain(|c| matches!(c.key(), "source.named" | "anonymous" | "unattributed"));
            }
            (*f, shipped.with_weights(Weights::learn(&cases)))
        })
        .collect();
    if let Some(part) = only {
        all.retain(|p| p.part == part);
    }
    let checker = |p: &Passage| match held.get(&fold_of(&p.doc)) {
        Some(c) if p.part != "blind" => c,
        _ => &shipped,
    };
    let planted = plant(&all, seed);
    let sound: Vec<(usize, usize)> =
        all.iter().enumerate().flat_map(|(i, p)| (0..p.claims.len()).map(move |j| (i, j))).collect();
    let checks: Vec<Check> = sound
        .par_iter()
        .map(|(i, j)| checker(&all[*i]).check(&all[*i].subject(&all[*i].claims[*j]), &[]))
        .collect();
    let found: Vec<Check> = planted
        .par_iter()
        .map(|(i, _, x)| checker(&all[*i]).check(&all[*i].subject(&x.claim), &[]))
        .collect();
    let mut tally = Tally::default();
    let mut shown = String::new();
    let mut left: BTreeMap<(Class, bool), usize> = BTreeMap::new();
    for ((i, j), check) in sound.iter().zip(&checks) {
        let (p, c) = (&all[*i], &all[*i].claims[*j]);
        let s = tally.sound.entry(p.part.clone()).or_default();
        s.0 += 1;
        s.1 += u64::from(check.verdict == Verdict::Disagree);
        for class in Class::ALL.into_iter().filter(|x| x.concerns(c)) {
            let alarm = class.objected(c, check, None);
            for line in ["all", p.lang.as_str()] {
                let cell = tally.cells.entry((p.part.clone(), class, line.to_owned())).or_default();
                cell.sound += 1;
                cell.alarms += u64::from(alarm);
            }
            let seen = left.entry((class, false)).or_default();
            if alarm && *seen < show {
                *seen += 1;
                explain(&mut shown, ("ALARM", class, ""), p, c, check);
            }
        }
    }
    for ((i, _, x), check) in planted.iter().zip(&found) {
        let p = &all[*i];
        let Planted { class, sort, role, claim } = x;
        let hit = class.objected(claim, check, *role);
        let lines = ["all", p.lang.as_str(), if sort.is_empty() { "" } else { sort }];
        for line in lines.into_iter().filter(|l| !l.is_empty()) {
            let cell = tally.cells.entry((p.part.clone(), *class, line.to_owned())).or_default();
            cell.planted += 1;
            cell.found += u64::from(hit);
        }
        let seen = left.entry((*class, true)).or_default();
        if !hit && *seen < show {
            *seen += 1;
            explain(&mut shown, ("MISS", *class, *sort), p, claim, check);
        }
    }
    Ok((tally, shown, sound.len() + planted.len()))
}

fn explain(
    out: &mut String,
    (what, class, sort): (&str, Class, &str),
    p: &Passage,
    claim: &Golden,
    check: &Check,
) {
    let reasons: Vec<String> = check
        .reasons
        .iter()
        .map(|r| format!("{}:{:?}:{}", r.code, r.role, r.found.as_deref().unwrap_or("")))
        .collect();
    let _ = writeln!(
        out,
        "{what} {} {sort} {}\n  {}\n  quote {}\n  {:?}\n  source {:?}\n  {}",
        class.as_str(),
        p.doc,
        p.text,
        claim.quote,
        claim
            .args
            .iter()
            .map(|(r, v)| format!(
                "{r}: {}",
                v.names().iter().map(|n| n.text.as_str()).collect::<Vec<_>>().join(", ")
            ))
            .collect::<Vec<_>>(),
        claim.attribution.source.as_ref().map_or("", |n| n.text.as_str()),
        reasons.join(" ")
    );
}

/// Measures and prints.
///
/// # Errors
/// Where the corpus cannot be read or the rules are broken.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let start = Instant::now();
    let (tally, shown, n) = measure(
        &args.corpus,
        (&args.labelled, args.weights.as_deref()),
        args.seed,
        args.only.as_deref(),
        (args.sources, args.shipped),
        args.show,
    )?;
    let mut outcome = Outcome::new("review checker", n, start.elapsed());
    let mut table = shown;
    let mut part = "";
    for ((p, class, line), c) in &tally.cells {
        if args.sources && !matches!(class, Class::Misattributed | Class::SourceLost) {
            continue;
        }
        if p != part {
            part = p;
            let how = if p != "blind" { ", by weights learnt without the passage's fold" } else { "" };
            let (objected, sound) = tally.objected(p);
            writeln!(
                table,
                "{p}{how}: {}",
                share("sound claims objected to for any reason", objected, sound)
            )?;
            writeln!(
                table,
                "  {:<15} {:<13} {:<36} alarms on sound claims",
                "class", "", "found of planted"
            )?;
        }
        let found = share("", c.found, c.planted);
        let alarms = if c.sound > 0 { share("", c.alarms, c.sound) } else { String::new() };
        writeln!(table, "  {:<15} {line:<13} {found:<36} {alarms}", class.as_str())?;
        if line == "all" {
            let name = format!("{p}/{}", class.as_str());
            outcome.metrics.insert(
                name,
                json!({"planted": c.planted, "found": c.found, "sound": c.sound, "alarms": c.alarms}),
            );
        }
    }
    outcome.table = Some(table);
    Ok(outcome)
}

/// `12 of 40 = 0.300 [0.166, 0.465]`.
fn share(what: &str, hits: u64, n: u64) -> String {
    let Some(r) = Rate::of(hits, n, 0.95) else { return format!("{what} none") };
    format!("{what} {hits} of {n} = {:.3} [{:.3}, {:.3}]", r.point(), r.low, r.high).trim_start().to_owned()
}
