//! English name tokens ranked against their Chinese transcriptions.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde_json::json;
use tradewire_resolve::compare::transcription::Transcriptions;

use crate::{Outcome, bootstrap};

/// Candidates kept per token: ten for the dump, and some that cost the same.
const KEPT: usize = 12;

/// Flags of the suite.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Tables of English token, Chinese token (spaces between its characters), count, parted by tabs
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// List this many tokens whose first is wrong
    #[arg(long, value_name = "N", default_value_t = 0)]
    show: usize,
}

fn load(path: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let rows: Vec<(String, String)> = text
        .lines()
        .filter_map(|l| {
            let mut fields = l.split('\t');
            let (en, zh) = (fields.next()?.trim(), fields.next()?);
            // Scripts are mixed in the table; folded, 維 and 维 are one.
            (!en.is_empty()).then(|| (en.to_owned(), tradewire_script::key(zh)))
        })
        .collect();
    if rows.is_empty() {
        bail!("{}: no tokens", path.display());
    }
    Ok(rows)
}

/// Ranks all Chinese tokens of a file for each of its English ones.
///
/// # Errors
/// Where a file cannot be read.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (mut elapsed, mut n) = (Duration::ZERO, 0);
    let mut table = format!("{:<28} {:>7} {:>8} {:>8} {:>8}\n", "file", "tokens", "top-1", "MRR", "in ten");
    let (mut dump, mut figures, mut shown) = (Vec::new(), Vec::new(), 0);
    for path in &args.paths {
        let rows = load(path)?;
        let mut right: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (en, zh) in &rows {
            right.entry(en).or_default().push(zh);
        }
        let mut names: Vec<&str> = rows.iter().map(|(_, zh)| zh.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let start = Instant::now();
        let candidates = Transcriptions::new(names.iter().copied());
        let ranked: Vec<Vec<(u16, u32)>> = rows.par_iter().map(|(en, _)| candidates.rank(en, KEPT)).collect();
        elapsed += start.elapsed();
        // The place of the right one among all that cost less; those that cost the same are no mistake.
        let places: Vec<Option<(usize, bool)>> = rows
            .iter()
            .zip(&ranked)
            .map(|((en, _), best)| {
                let at = best.iter().position(|(_, i)| right[en.as_str()].contains(&names[*i as usize]))?;
                Some((best.iter().filter(|b| b.0 < best[at].0).count() + 1, at == 0))
            })
            .collect();
        let mean = |all: &[&Option<(usize, bool)>], f: fn(usize) -> f64| {
            all.iter().filter_map(|p| p.map(|(p, _)| f(p))).sum::<f64>() / all.len().max(1) as f64
        };
        let first = |p: usize| if p == 1 { 1.0 } else { 0.0 };
        let all: Vec<&Option<(usize, bool)>> = places.iter().collect();
        let top = mean(&all, first);
        let strict =
            places.iter().filter(|p| p.is_some_and(|(_, first)| first)).count() as f64 / places.len() as f64;
        let mrr = mean(&all, |p| 1.0 / p as f64);
        let ten = mean(&all, |p| if p <= 10 { 1.0 } else { 0.0 });
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        writeln!(
            table,
            "{stem:<28} {:>7} {top:>8.3} {mrr:>8.3} {ten:>8.3}   first without ties {strict:.3}",
            rows.len()
        )?;
        figures.push((stem, top, bootstrap(&places, |s| mean(s, first)), strict, mrr));
        for (i, ((en, zh), best)) in rows.iter().zip(&ranked).enumerate() {
            let ten: Vec<&str> = best.iter().take(10).map(|(_, i)| names[*i as usize]).collect();
            if shown < args.show && ten.first() != Some(&zh.as_str()) {
                shown += 1;
                eprintln!("{en} {zh}: {}", ten.iter().take(3).copied().collect::<Vec<_>>().join(", "));
            }
            dump.push(json!({"i": i, "ranked": ten}).to_string());
        }
        n += rows.len();
    }
    let mut outcome = Outcome::new("names-rank", n, elapsed);
    for (stem, top, ci95, strict, mrr) in figures {
        let name =
            |what: &str| if args.paths.len() == 1 { what.to_owned() } else { format!("{stem}_{what}") };
        outcome = outcome
            .interval(&name("top1"), top, ci95)
            .metric(&name("top1_without_ties"), strict)
            .metric(&name("mrr"), mrr);
    }
    outcome.table = Some(table);
    outcome.dump = dump;
    Ok(outcome)
}
